//! Routes of facts.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::facts;
use super::super::imports;
use super::super::query::param;
use super::super::route::{BodyIn, Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{LIMIT, READ};
use crate::limits::BATCH_BODY_BYTES_MAX;

/// Routes of facts.
pub const ROUTES: &[Route] = &[POST, IMPORTS];

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
    body: Some(BodyIn { shape: schemas::FACTS_IN, bytes_max: BATCH_BODY_BYTES_MAX, raw: true }),
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
    tagged: false,
    run: |ask| Box::pin(facts::post(ask)),
};
