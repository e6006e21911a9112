//! Routes of proposed changes of the playbook.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::proposals;
use super::super::query::param;
use super::super::route::{Route, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{CHANGE, ID, READ, body};

const TAG: &str = "Playbook";
const SCOPE: Option<Scope> = Some(Scope::PlaybookWrite);

/// Routes of proposed changes.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/proposals",
        id: "listProposals",
        tag: TAG,
        scope: Some(Scope::PlaybookRead),
        summary: "Proposed changes of the playbook, the newest first.",
        query: &[param("state", Shape::One(&["open", "closed"]), "Only those.")],
        answers: &[answers(200, "The proposals.", Shape::Object(&schemas::PROPOSALS))],
        tagged: false,
        run: |ask| Box::pin(proposals::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/proposals",
        id: "openProposal",
        tag: TAG,
        scope: SCOPE,
        summary: "Propose a change of single values of the playbook.",
        about: "An edit names a value by its address, such as `stage/mql/max_age`, `engagement/rule/demo/points` or `handover/reason/no-need/text/tr`; null takes an entry out of its list, an empty text leaves the key out. What is proposed holds against the version in force, also when that changes. Both teams sign it before it is published.",
        body: body(&schemas::PROPOSAL_IN),
        answers: &[answers(201, "It is open.", Shape::Object(&schemas::PROPOSAL))],
        problems: &[Code::NotFound, Code::NoPlaybook, Code::TitleInvalid, Code::TooManyEdits, Code::UserHasLeft],
        run: |ask| Box::pin(proposals::open(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/proposals/{id}",
        id: "getProposal",
        tag: TAG,
        scope: Some(Scope::PlaybookRead),
        summary: "One proposed change; while it is open with what it makes of the version in force.",
        path_params: ID,
        answers: &[answers(200, "The proposal.", Shape::Object(&schemas::PROPOSAL))],
        problems: &[Code::NotFound],
        tagged: false,
        run: |ask| Box::pin(proposals::get(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/proposals/{id}/change",
        id: "changeProposal",
        tag: TAG,
        scope: SCOPE,
        summary: "Change a proposal: all of its edits.",
        path_params: ID,
        body: body(&schemas::PROPOSAL_CHANGE),
        answers: &[answers(200, "The proposal as it is now.", Shape::Object(&schemas::PROPOSAL))],
        problems: &[
            Code::NotFound,
            Code::NoPlaybook,
            Code::TitleInvalid,
            Code::TooManyEdits,
            Code::ProposalChanged,
            Code::ProposalClosed,
            Code::UserHasLeft,
        ],
        run: |ask| Box::pin(proposals::change(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/proposals/{id}/sign",
        id: "signProposal",
        tag: TAG,
        scope: SCOPE,
        summary: "Sign for a team what a proposal makes of the version in force.",
        about: "A signature counts for the version that comes out: when the edits or the version in force change, both teams are asked again. It takes two different people.",
        path_params: ID,
        body: body(&schemas::PROPOSAL_SIGNED),
        answers: &[answers(200, "The proposal as it is now.", Shape::Object(&schemas::PROPOSAL))],
        problems: &[
            Code::NotFound,
            Code::NoPlaybook,
            Code::ProposalDoesNotHold,
            Code::ProposalChanged,
            Code::ProposalClosed,
            Code::PlaybookMoved,
            Code::OnePersonForBoth,
            Code::SideWrong,
            Code::SideNeeded,
            Code::UserHasLeft,
        ],
        run: |ask| Box::pin(proposals::sign(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/proposals/{id}/publish",
        id: "publishProposal",
        tag: TAG,
        scope: SCOPE,
        summary: "Publish a proposal that both teams have signed.",
        path_params: ID,
        body: body(&schemas::BY),
        answers: &[answers(200, "The proposal as it is now.", Shape::Object(&schemas::PROPOSAL))],
        problems: &[
            Code::NotFound,
            Code::NoPlaybook,
            Code::NotSigned,
            Code::ProposalDoesNotHold,
            Code::ProposalClosed,
            Code::PlaybookMoved,
            Code::UserHasLeft,
        ],
        run: |ask| Box::pin(proposals::publish(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/proposals/{id}/withdraw",
        id: "withdrawProposal",
        tag: TAG,
        scope: SCOPE,
        summary: "Withdraw a proposal.",
        path_params: ID,
        body: body(&schemas::BY),
        answers: &[answers(200, "The proposal as it is now.", Shape::Object(&schemas::PROPOSAL))],
        problems: &[Code::NotFound, Code::ProposalClosed, Code::UserHasLeft],
        run: |ask| Box::pin(proposals::withdraw(ask)),
        ..CHANGE
    },
];
