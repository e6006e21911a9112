//! Routes of disagreements.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::disputes;
use super::super::query::param;
use super::super::route::{Route, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{CHANGE, ID, READ, body};

const TAG: &str = "Disagreements";
const SCOPE: Option<Scope> = Some(Scope::FactsWrite);

/// Routes of disagreements.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/disputes",
        id: "listDisputes",
        tag: TAG,
        summary: "Disagreements about how hand-overs were answered, the newest first.",
        query: &[
            param("state", Shape::One(&["open", "settled"]), "Only those."),
            param("lead", Shape::Id, "Only those about this lead."),
            param("to_change", Shape::Bool, "`true`: only those with a change of the playbook that is not done."),
        ],
        answers: &[answers(200, "The disagreements.", Shape::Object(&schemas::DISPUTES))],
        tagged: false,
        run: |ask| Box::pin(disputes::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/leads/{id}/disputes",
        id: "openDispute",
        tag: TAG,
        scope: SCOPE,
        summary: "Say that the latest hand-over of a lead should have been answered otherwise.",
        about: "Marketing disputes a refusal, sales an acceptance, or either the other's or its own. The other side is told and says what it thinks; when both say the same, by two different people, it is settled. The hand-over stays as it was answered, and the rate of acceptance with it: settled disagreements are told beside.",
        path_params: ID,
        body: body(&schemas::DISPUTE_IN),
        answers: &[answers(201, "It is open.", Shape::Object(&schemas::DISPUTE))],
        problems: &[
            Code::NotFound,
            Code::Merged,
            Code::Erased,
            Code::ClaimInvalid,
            Code::NothingToDispute,
            Code::DisputeOpen,
            Code::SideWrong,
            Code::SideNeeded,
            Code::UserHasLeft,
        ],
        run: |ask| Box::pin(disputes::open(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/disputes/{id}",
        id: "getDispute",
        tag: TAG,
        summary: "One disagreement.",
        path_params: ID,
        answers: &[answers(200, "The disagreement.", Shape::Object(&schemas::DISPUTE))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(disputes::get(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/disputes/{id}/say",
        id: "sayOfDispute",
        tag: TAG,
        scope: SCOPE,
        summary: "Say for a side whether the answer was right; it is settled when both say the same.",
        path_params: ID,
        body: body(&schemas::DISPUTE_SAID),
        answers: &[answers(200, "The disagreement as it is now.", Shape::Object(&schemas::DISPUTE))],
        problems: &[
            Code::NotFound,
            Code::ClaimInvalid,
            Code::DisputeSettled,
            Code::OnePersonForBoth,
            Code::SideWrong,
            Code::SideNeeded,
            Code::UserHasLeft,
        ],
        run: |ask| Box::pin(disputes::say(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/disputes/{id}/withdraw",
        id: "withdrawDispute",
        tag: TAG,
        scope: SCOPE,
        summary: "Take a disagreement back: whoever opened it.",
        path_params: ID,
        body: body(&schemas::BY),
        answers: &[answers(200, "The disagreement as it is now.", Shape::Object(&schemas::DISPUTE))],
        problems: &[Code::NotFound, Code::DisputeSettled, Code::NotTheOpener],
        run: |ask| Box::pin(disputes::withdraw(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/disputes/{id}/changed",
        id: "disputeChanged",
        tag: TAG,
        scope: SCOPE,
        summary: "Note that what it proposes was changed in the playbook.",
        path_params: ID,
        body: body(&schemas::BY),
        answers: &[answers(200, "The disagreement as it is now.", Shape::Object(&schemas::DISPUTE))],
        problems: &[Code::NotFound, Code::NoChangeProposed],
        run: |ask| Box::pin(disputes::changed(ask)),
        ..CHANGE
    },
];
