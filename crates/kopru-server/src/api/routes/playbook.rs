//! Routes of the playbook and of the audit.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::playbook;
use super::super::query::param;
use super::super::route::{BodyIn, Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::LIMIT;
use crate::limits::BATCH_BODY_BYTES_MAX;

/// Routes of the playbook and of the audit.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        path: "/api/v1/playbook/versions",
        id: "listVersions",
        tag: "Playbook",
        scope: Some(Scope::Read),
        summary: "Every publication, the newest first.",
        about: "The first is in force.",
        path_params: &[],
        query: &[],
        body: None,
        answers: &[answers(200, "The publications.", Shape::Object(&schemas::PUBLICATIONS))],
        problems: &[],
        tagged: true,
        run: |ask| Box::pin(playbook::list(ask)),
    },
    Route {
        verb: Verb::Get,
        path: "/api/v1/playbook/versions/{version}",
        id: "getVersion",
        tag: "Playbook",
        scope: Some(Scope::Read),
        summary: "The text of a version.",
        about: "",
        path_params: &[param("version", Shape::Text, "The version, sixteen hexadecimal digits.")],
        query: &[],
        body: None,
        answers: &[answers(200, "The text.", Shape::Object(&schemas::VERSION_TEXT))],
        problems: &[Code::NotFound],
        tagged: true,
        run: |ask| Box::pin(playbook::get(ask)),
    },
    Route {
        verb: Verb::Post,
        path: "/api/v1/playbook/versions",
        id: "publishVersion",
        tag: "Playbook",
        scope: Some(Scope::Playbook),
        summary: "Publish a version of the playbook.",
        about: "It is checked, its own examples are run, and every fact that is decided from then on is decided by it. Faults are listed in `errors`, \
                each with its code and its line and column.",
        path_params: &[],
        query: &[],
        body: Some(BodyIn { shape: Shape::Object(&schemas::EDITION), bytes_max: BATCH_BODY_BYTES_MAX, raw: false }),
        answers: &[
            answers(201, "It is in force now.", Shape::Object(&schemas::PUBLISHED)),
            answers(200, "This very version was in force already.", Shape::Object(&schemas::PUBLISHED)),
        ],
        problems: &[Code::PlaybookHasFaults, Code::PlaybookFailsItsTests],
        tagged: false,
        run: |ask| Box::pin(playbook::publish(ask)),
    },
    Route {
        verb: Verb::Get,
        path: "/api/v1/audit",
        id: "listAudit",
        tag: "Keys and audit",
        scope: Some(Scope::Keys),
        summary: "Who changed what, the newest first.",
        about: "",
        path_params: &[],
        query: &[param("before", Shape::Id, "The `next` of the page before."), LIMIT],
        body: None,
        answers: &[answers(200, "A page.", Shape::Object(&schemas::AUDIT))],
        problems: &[],
        tagged: false,
        run: |ask| Box::pin(playbook::audit(ask)),
    },
];
