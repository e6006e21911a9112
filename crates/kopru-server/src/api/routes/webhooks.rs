//! Routes of addresses that are told what was decided.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::route::{BodyIn, JSON, Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::super::webhooks;
use super::{CHANGE, ID, READ};
use crate::limits::FACT_BODY_BYTES_MAX;

const TAG: &str = "Events";
const SCOPE: Option<Scope> = Some(Scope::Admin);

/// Routes of addresses that are told what was decided.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/webhooks",
        id: "listWebhooks",
        tag: TAG,
        scope: SCOPE,
        summary: "Addresses that are told what was decided.",
        answers: &[answers(200, "The webhooks.", Shape::Object(&schemas::WEBHOOKS))],
        tagged: false,
        run: |ask| Box::pin(webhooks::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/webhooks",
        id: "createWebhook",
        tag: TAG,
        scope: SCOPE,
        summary: "Have an address told what is decided from now on.",
        about: "Messages are those of the feed, without values of sensitive fields, in its order, each at least once, signed as Standard Webhooks say (`webhook-id`, `webhook-timestamp`, `webhook-signature`). What is not answered with 2xx within 15 seconds is sent again after 5 s, 30 s, 2 min, 10 min, 1 h and then every 6 h; after twelve tries it is given up and listed. Nothing is sent without encryption or into the own network unless the server allows it.",
        body: Some(BodyIn {
            kind: JSON,
            shape: Shape::Object(&schemas::WEBHOOK_IN),
            bytes_max: FACT_BODY_BYTES_MAX,
            raw: false,
        }),
        answers: &[answers(201, "It is told from now on.", Shape::Object(&schemas::WEBHOOK_MADE))],
        problems: &[Code::WebhookUrlInvalid, Code::WebhookUrlRefused, Code::TopicUnknown, Code::TooManyWebhooks],
        run: |ask| Box::pin(webhooks::create(ask)),
        ..CHANGE
    },
    Route {
        verb: Verb::Delete,
        path: "/api/v1/webhooks/{id}",
        id: "deleteWebhook",
        tag: TAG,
        scope: SCOPE,
        summary: "Tell an address nothing more.",
        path_params: ID,
        answers: &[answers(200, "It is gone, with what it could not be told.", Shape::Object(&schemas::DELETED))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(webhooks::delete(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/webhooks/{id}/dead-letters",
        id: "listDeadLetters",
        tag: TAG,
        scope: SCOPE,
        summary: "What could not be delivered, the newest first.",
        path_params: ID,
        answers: &[answers(200, "The messages.", Shape::Object(&schemas::DEAD_LETTERS))],
        tagged: false,
        run: |ask| Box::pin(webhooks::dead_letters(ask)),
        ..READ
    },
];
