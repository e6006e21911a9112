//! Routes of messages about decisions.

use super::super::access::Scope;
use super::super::events;
use super::super::query::param;
use super::super::route::{BodyIn, JSON, Route, answers};
use super::super::schemas;
use super::super::shape::{Schema, Shape};
use super::{CHANGE, LANG, LIMIT, READ};
use crate::limits::FACT_BODY_BYTES_MAX;

const TAG: &str = "Events";
const SCOPE: Option<Scope> = Some(Scope::EventsRead);

const fn body(schema: &'static Schema) -> Option<BodyIn> {
    Some(BodyIn { kind: JSON, shape: Shape::Object(schema), bytes_max: FACT_BODY_BYTES_MAX, raw: false })
}

/// Routes of messages about decisions.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/events",
        id: "listEvents",
        tag: TAG,
        scope: SCOPE,
        summary: "What was decided, the oldest first, after the last message that the caller has seen.",
        about: "Nothing ever appears before a message that was handed out; a message is therefore some seconds old. Delivered ones stay for thirty days.",
        query: &[param("after", Shape::Id, "The `next` of the page before."), LIMIT, LANG],
        answers: &[answers(200, "A page.", Shape::Object(&schemas::EVENTS))],
        tagged: false,
        run: |ask| Box::pin(events::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/events/claim",
        id: "claimEvents",
        tag: TAG,
        scope: SCOPE,
        summary: "Take messages that nobody has delivered yet, for a while.",
        about: "Whoever does not acknowledge in time sees others get them: every message is delivered at least once.",
        query: &[LANG],
        body: body(&schemas::CLAIM),
        answers: &[answers(200, "The messages.", Shape::Object(&schemas::CLAIMED))],
        run: |ask| Box::pin(events::claim(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/events/ack",
        id: "acknowledgeEvents",
        tag: TAG,
        scope: SCOPE,
        summary: "Acknowledge messages: nobody gets them any more.",
        body: body(&schemas::ACK),
        answers: &[answers(200, "How many were not acknowledged before.", Shape::Object(&schemas::ACKED))],
        run: |ask| Box::pin(events::acknowledge(ask)),
        ..CHANGE
    },
];
