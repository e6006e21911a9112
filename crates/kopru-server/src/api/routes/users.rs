//! Routes of people who work here, and of what they do with leads.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::query::{Param, param};
use super::super::route::{Route, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::super::{acts, call, users};
use super::{CHANGE, ID, LANG, LIMIT, READ, body};
use crate::limits::ASSISTED_SECS_MAX;

const TAG: &str = "People who work here";
const SCOPE: Option<Scope> = Some(Scope::Admin);
const USER_ID: &[Param] = &[param("id", Shape::Text, "The word by which facts name them.")];

/// What can be wrong with somebody.
const WRONG: &[Code] = &[
    Code::NotFound,
    Code::UserIdInvalid,
    Code::UserNameInvalid,
    Code::UserEmailInvalid,
    Code::UserWordsInvalid,
    Code::HoursInvalid,
    Code::AbsenceInvalid,
    Code::TooManyAbsences,
    Code::UserExists,
    Code::UserEmailTaken,
    Code::LastAdmin,
    Code::TooManyUsers,
];

/// Routes of people who work here, and of what they do with leads.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/users",
        id: "listUsers",
        tag: TAG,
        scope: SCOPE,
        summary: "Everybody who works here, or did.",
        answers: &[answers(200, "The users.", Shape::Object(&schemas::USERS))],
        tagged: false,
        run: |ask| Box::pin(users::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/users",
        id: "createUser",
        tag: TAG,
        scope: SCOPE,
        summary: "Bring somebody in; the first must be an administrator.",
        body: body(&schemas::USER_IN),
        answers: &[answers(201, "They work here.", Shape::Object(&schemas::USER))],
        problems: WRONG,
        run: |ask| Box::pin(users::create(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/users/{id}",
        id: "getUser",
        tag: TAG,
        scope: SCOPE,
        summary: "Somebody who works here.",
        path_params: USER_ID,
        answers: &[answers(200, "The user.", Shape::Object(&schemas::USER))],
        problems: &[Code::NotFound],
        tagged: false,
        run: |ask| Box::pin(users::get(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/users/{id}",
        id: "changeUser",
        tag: TAG,
        scope: SCOPE,
        summary: "Change somebody: role, team, hours, absences, whether they have left.",
        about: "Leads that they work hear of it: clocks follow the hours as they are now, and what somebody worked who left goes to others.",
        path_params: USER_ID,
        body: body(&schemas::USER_CHANGE),
        answers: &[answers(200, "The user as they are now.", Shape::Object(&schemas::USER))],
        problems: WRONG,
        run: |ask| Box::pin(users::change(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/users/{id}/invitation",
        id: "inviteUser",
        tag: TAG,
        scope: SCOPE,
        summary: "Invite somebody to choose a password; an earlier invitation opens nothing any more.",
        path_params: USER_ID,
        answers: &[answers(201, "The invitation.", Shape::Object(&schemas::INVITATION))],
        problems: &[Code::NotFound, Code::UserHasLeft],
        run: |ask| Box::pin(users::invite(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/leads/{id}/acts",
        id: "act",
        tag: TAG,
        scope: Some(Scope::FactsWrite),
        summary: "Do something with a lead: accept it, refuse it, log a call, set the next step.",
        about: "The act becomes a fact about the lead, told now. What has no effect where the lead stands is refused with `not_possible`: of two who accept a lead at once, one learns that it is taken. What sales decides is done in the name of a user of sales who works here, once there are users; a program tells in its own name what it found out, offers, gives back and lets go.",
        path_params: ID,
        body: body(&schemas::ACT),
        answers: &[
            answers(201, "It is done.", Shape::Object(&schemas::ACTED)),
            answers(200, "It had been done before.", Shape::Object(&schemas::ACTED)),
        ],
        problems: &[
            Code::NotFound,
            Code::Erased,
            Code::FactInvalid,
            Code::IdTaken,
            Code::ActOfSales,
            Code::ActOfNobody,
            Code::NotPossible,
            Code::NoPlaybook,
        ],
        run: |ask| Box::pin(acts::act(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/users/{id}/notices",
        id: "listNotices",
        tag: TAG,
        scope: SCOPE,
        summary: "What somebody was told, the newest first, and whether a mail could not be delivered.",
        path_params: USER_ID,
        query: &[param("unseen", Shape::Bool, "`true`: only what they have not seen."), LIMIT],
        answers: &[answers(200, "The notices.", Shape::Object(&schemas::NOTICES))],
        problems: &[Code::NotFound],
        tagged: false,
        run: |ask| Box::pin(users::notices(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}/thread",
        id: "getThread",
        tag: TAG,
        summary: "What marketing and sales say to each other about a lead, the oldest first.",
        path_params: ID,
        answers: &[answers(200, "The remarks.", Shape::Object(&schemas::THREAD))],
        problems: &[Code::NotFound],
        tagged: false,
        run: |ask| Box::pin(acts::thread(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}/thread",
        id: "say",
        tag: TAG,
        scope: Some(Scope::FactsWrite),
        summary: "Say something about a lead; users who are called by `@name` see it in their day.",
        path_params: ID,
        body: body(&schemas::REMARK_IN),
        answers: &[answers(201, "It is said.", Shape::Object(&schemas::REMARK))],
        problems: &[Code::NotFound, Code::Merged, Code::Erased, Code::RemarkInvalid],
        run: |ask| Box::pin(acts::say(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/accounts/{id}/thread",
        id: "getAccountThread",
        tag: TAG,
        summary: "What marketing and sales say to each other about a company, the oldest first.",
        path_params: ID,
        answers: &[answers(200, "The remarks.", Shape::Object(&schemas::THREAD))],
        problems: &[Code::NotFound],
        tagged: false,
        run: |ask| Box::pin(acts::account_thread(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/accounts/{id}/thread",
        id: "sayOfAccount",
        tag: TAG,
        scope: Some(Scope::FactsWrite),
        summary: "Say something about a company; users who are called by `@name` are told.",
        path_params: ID,
        body: body(&schemas::REMARK_IN),
        answers: &[answers(201, "It is said.", Shape::Object(&schemas::REMARK))],
        problems: &[Code::NotFound, Code::RemarkInvalid],
        run: |ask| Box::pin(acts::say_of_account(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/leads/{id}/call",
        id: "getCallSheet",
        tag: TAG,
        summary: "What is known and open of a lead's qualification, and what to ask next, with the reason for each.",
        about: "The next question is the one with most to learn: a follow-up to the last answer, then what the framework requires, then what weighs most; what is known is not asked again.",
        path_params: ID,
        query: &[param("asked", Shape::Text, "Questions that were asked in this conversation, with commas."), LANG],
        answers: &[answers(200, "The call sheet.", Shape::Object(&schemas::CALL_SHEET))],
        problems: &[Code::NotFound, Code::Merged, Code::Erased],
        run: |ask| Box::pin(call::sheet(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}/call",
        id: "analyseAnswer",
        tag: TAG,
        scope: Some(Scope::LeadsRead),
        summary: "What an answer reveals, in English or Turkish, with its words, and what to ask next. Nothing is noted.",
        about: "Whatever of it a person agrees with is sent as facts: `finding` with the criterion's verdict or the pain, `signal` with the signal, each with its `quote`. With `assistant` the answer is sent to the language model that the server is configured with, which proposes findings in `proposed`: each quotes the lead, and nothing else of it is shown.",
        path_params: ID,
        query: &[LANG],
        body: body(&schemas::ANSWER_IN),
        answers: &[answers(200, "The call sheet with the analysis.", Shape::Object(&schemas::CALL_SHEET))],
        problems: &[
            Code::NotFound,
            Code::Merged,
            Code::Erased,
            Code::AnswerInvalid,
            Code::QuestionUnknown,
            Code::GoalFirst,
            Code::AssistantOff,
        ],
        secs_max: ASSISTED_SECS_MAX,
        run: |ask| Box::pin(call::answer(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/leads/{id}/transcript",
        id: "readTranscript",
        tag: TAG,
        scope: Some(Scope::LeadsRead),
        summary: "What the transcript of a call reveals: verdicts, signs, pains and what is named, with their words; and our side of it. Nothing is kept.",
        about: "With `assistant` the transcript is sent to the language model that the server is configured with, which proposes findings in `proposed`: each quotes the lead, and nothing else of it is shown.",
        path_params: ID,
        query: &[LANG],
        body: body(&schemas::TRANSCRIPT_IN),
        answers: &[answers(200, "The call.", Shape::Object(&schemas::CALL_READ))],
        problems: &[Code::NotFound, Code::Merged, Code::Erased, Code::TranscriptInvalid, Code::AssistantOff],
        secs_max: ASSISTED_SECS_MAX,
        run: |ask| Box::pin(call::transcript(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/leads/{id}/deadline",
        id: "getDeadline",
        tag: TAG,
        summary: "By when a lead would have to be answered and contacted, were it offered now.",
        about: "By the calendars of the agreement, and the hours and absences of whoever works the lead, or of whom routing would choose. Nothing is decided.",
        path_params: ID,
        answers: &[answers(200, "The deadlines.", Shape::Object(&schemas::DEADLINE))],
        problems: &[Code::NotFound, Code::NoHandover],
        run: |ask| Box::pin(acts::deadline(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}/routing",
        id: "getRouting",
        tag: TAG,
        summary: "Whom routing gave a lead and why, the newest first.",
        path_params: ID,
        query: &[LIMIT, LANG],
        answers: &[answers(200, "The decisions.", Shape::Object(&schemas::ROUTINGS))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(acts::routing(ask)),
        ..READ
    },
];
