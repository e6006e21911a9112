//! Routes of facts.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::emails;
use super::super::facts;
use super::super::imports;
use super::super::query::{Param, param};
use super::super::route::{BodyIn, JSON, MESSAGE, Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{CHANGE, LIMIT, READ};
use crate::limits::{BATCH_BODY_BYTES_MAX, EMAIL_BYTES_MAX, REQUEST_SECS_MAX};

/// Routes of facts.
pub const ROUTES: &[Route] = &[POST, EMAIL, IMPORTS, IMPORT, UNDO_PLAN, UNDO];

const EMAIL: Route = Route {
    path: "/api/v1/emails",
    id: "noteEmail",
    tag: "Facts",
    scope: Some(Scope::FactsWrite),
    summary: "Note an e-mail of the leads that it concerns.",
    about: "What one of the users wrote to leads is a contact in their name, what a lead wrote an answer (`email_replied`, where the playbook declares it). \
            What machines wrote is noted and is neither. Every copy of a message is the same message.",
    body: Some(BodyIn { kind: MESSAGE, shape: Shape::Text, bytes_max: EMAIL_BYTES_MAX, raw: true }),
    answers: &[
        answers(201, "It was noted of at least one lead.", Shape::Object(&schemas::EMAIL_NOTED)),
        answers(200, "It was known.", Shape::Object(&schemas::EMAIL_NOTED)),
    ],
    problems: &[
        Code::NoPlaybook,
        Code::DecisionVersion,
        Code::EmailUnreadable,
        Code::EmailTooManyAddresses,
        Code::EmailTooManyParts,
        Code::EmailWithoutSender,
        Code::EmailWithoutDate,
        Code::EmailConcernsNobody,
        Code::EmailReplyUndeclared,
        Code::OccurredInFuture,
        Code::FactInvalid,
        Code::Erased,
        Code::TooManyFactsOfPerson,
    ],
    run: |ask| Box::pin(emails::note(ask)),
    ..CHANGE
};

const IMPORTS: Route = Route {
    path: "/api/v1/imports",
    id: "listImports",
    tag: "Facts",
    summary: "Files that were imported, the newest first.",
    about: "One that has not ended runs still, or was stopped: the same file again goes on where it stopped.",
    query: &[LIMIT],
    answers: &[answers(200, "The imports.", Shape::Object(&schemas::IMPORTS))],
    run: |ask| Box::pin(imports::list(ask)),
    ..READ
};

const NUMBER: &[Param] = &[param("number", Shape::Int(1, i64::MAX), "The import's number.")];

const IMPORT: Route = Route {
    path: "/api/v1/imports/{number}",
    id: "getImport",
    tag: "Facts",
    summary: "A file that was imported.",
    path_params: NUMBER,
    answers: &[answers(200, "The import.", Shape::Object(&schemas::IMPORT))],
    problems: &[Code::NotFound],
    run: |ask| Box::pin(imports::get(ask)),
    ..READ
};

const UNDO_PLAN: Route = Route {
    path: "/api/v1/imports/{number}/undo",
    id: "planUndoOfImport",
    tag: "Facts",
    summary: "What undoing an import would do now.",
    path_params: NUMBER,
    answers: &[answers(200, "What it would do.", Shape::Object(&schemas::UNDO_PLAN))],
    problems: &[Code::NotFound, Code::NoPlaybook],
    run: |ask| Box::pin(imports::would(ask)),
    ..READ
};

const UNDO: Route = Route {
    path: "/api/v1/imports/{number}/undo",
    id: "undoImport",
    tag: "Facts",
    scope: Some(Scope::PeopleWrite),
    summary: "Undo an import.",
    about: "People of whom nothing is known but what the import told are removed, with companies that nobody is left of. Of everybody else its facts are taken back. \
            It goes on in the background; the import tells how far it is. Sent again, it does what is left.",
    path_params: NUMBER,
    answers: &[answers(202, "It is being undone.", Shape::Object(&schemas::IMPORT))],
    problems: &[Code::NotFound, Code::NoPlaybook, Code::DecisionVersion],
    run: |ask| Box::pin(imports::undo(ask)),
    ..CHANGE
};

const POST: Route = Route {
    verb: Verb::Post,
    path: "/api/v1/facts",
    id: "postFacts",
    tag: "Facts",
    scope: Some(Scope::FactsWrite),
    summary: "Take a fact, or a batch of facts.",
    about: "A single fact is answered with its own status. A batch, `{\"facts\": […]}` or a plain list of at most 1 000, is answered 200, \
            with each fact's status beside its answer, in the order in which they were sent: facts that are refused do not hold up the others, \
            and all that are taken are written in one transaction. The same fact sent again gets the first answer; so whoever got none sends again.",
    path_params: &[],
    query: &[param(
        "import",
        Shape::Bool,
        "`true` for facts of a file or of another system: an address that was erased stays so.",
    )],
    body: Some(BodyIn { kind: JSON, shape: schemas::FACTS_IN, bytes_max: BATCH_BODY_BYTES_MAX, raw: true }),
    answers: &[
        answers(201, "The fact was taken.", Shape::Object(&schemas::TAKEN)),
        answers(200, "The very same fact had been taken before; or the answers to a batch.", schemas::FACTS_OUT),
        answers(
            202,
            "The fact waits: it lies a little ahead, nobody knows the visitor yet, or its lead cannot be read now.",
            Shape::Object(&schemas::TAKEN),
        ),
    ],
    problems: &[
        Code::TooManyFacts,
        Code::NoPlaybook,
        Code::DecisionVersion,
        Code::FactInvalid,
        Code::TooManyIdentities,
        Code::LeadUnknown,
        Code::LeadNotNameable,
        Code::Erased,
        Code::IdTaken,
        Code::OccurredInFuture,
        Code::UnknownFact,
        Code::CannotRetract,
        Code::TooManyFactsOfPerson,
        Code::TooManyVisitorFacts,
    ],
    secs_max: REQUEST_SECS_MAX,
    tagged: false,
    run: |ask| Box::pin(facts::post(ask)),
};
