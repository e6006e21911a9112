//! Routes of keys and of the audit.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::query::param;
use super::super::route::{BodyIn, JSON, Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::super::{keys, playbook};
use super::{CHANGE, LIMIT, READ};
use crate::limits::FACT_BODY_BYTES_MAX;

const TAG: &str = "Keys and audit";
const SCOPE: Option<Scope> = Some(Scope::Admin);

/// Routes of keys and of the audit.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/keys",
        id: "listKeys",
        tag: TAG,
        scope: SCOPE,
        summary: "All keys, the newest first.",
        answers: &[answers(200, "The keys.", Shape::Object(&schemas::KEYS))],
        tagged: false,
        run: |ask| Box::pin(keys::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/keys",
        id: "createKey",
        tag: TAG,
        scope: SCOPE,
        summary: "Make a key.",
        about: "Its token is told once, in this answer; what is kept is its hash.",
        body: Some(BodyIn {
            kind: JSON,
            shape: Shape::Object(&schemas::KEY_IN),
            bytes_max: FACT_BODY_BYTES_MAX,
            raw: false,
        }),
        answers: &[answers(201, "The key was made.", Shape::Object(&schemas::KEY_MADE))],
        problems: &[Code::KeyNameInvalid, Code::KeyScopesMissing, Code::KeyExpiresInPast],
        run: |ask| Box::pin(keys::create(ask)),
        ..CHANGE
    },
    Route {
        verb: Verb::Delete,
        path: "/api/v1/keys/{id}",
        id: "revokeKey",
        tag: TAG,
        scope: SCOPE,
        summary: "Take a key back, at once and for ever.",
        path_params: &[param("id", Shape::Text, "The key's id, eight hexadecimal digits.")],
        answers: &[answers(200, "It opens nothing any more.", Shape::Object(&schemas::KEY))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(keys::revoke(ask)),
        ..CHANGE
    },
    Route {
        path: "/api/v1/audit",
        id: "listAudit",
        tag: TAG,
        scope: SCOPE,
        summary: "Who changed what, the newest first.",
        query: &[param("before", Shape::Id, "The `next` of the page before."), LIMIT],
        answers: &[answers(200, "A page.", Shape::Object(&schemas::AUDIT))],
        tagged: false,
        run: |ask| Box::pin(playbook::audit(ask)),
        ..READ
    },
];
