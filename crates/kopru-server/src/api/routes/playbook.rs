//! Routes of the playbook.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::playbook;
use super::super::query::param;
use super::super::route::{BodyIn, JSON, Route, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::{CHANGE, READ};
use crate::limits::BATCH_BODY_BYTES_MAX;

const TAG: &str = "Playbook";

/// Routes of the playbook.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/playbook/versions",
        id: "listVersions",
        tag: TAG,
        scope: Some(Scope::PlaybookRead),
        summary: "Every publication, the newest first.",
        about: "The first is in force.",
        answers: &[answers(200, "The publications.", Shape::Object(&schemas::PUBLICATIONS))],
        run: |ask| Box::pin(playbook::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/playbook/versions/{version}",
        id: "getVersion",
        tag: TAG,
        scope: Some(Scope::PlaybookRead),
        summary: "The text of a version.",
        path_params: &[param("version", Shape::Text, "The version, sixteen hexadecimal digits.")],
        answers: &[answers(200, "The text.", Shape::Object(&schemas::VERSION_TEXT))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(playbook::get(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/playbook/versions",
        id: "publishVersion",
        tag: TAG,
        scope: Some(Scope::PlaybookWrite),
        summary: "Publish a version of the playbook.",
        about: "It is checked, its own examples are run, and every fact that is decided from then on is decided by it. Faults are listed in `errors`, \
                each with its code and its line and column.",
        body: Some(BodyIn {
            kind: JSON,
            shape: Shape::Object(&schemas::EDITION),
            bytes_max: BATCH_BODY_BYTES_MAX,
            raw: false,
        }),
        answers: &[
            answers(201, "It is in force now.", Shape::Object(&schemas::PUBLISHED)),
            answers(200, "This very version was in force already.", Shape::Object(&schemas::PUBLISHED)),
        ],
        problems: &[Code::DecisionVersion, Code::PlaybookHasFaults, Code::PlaybookFailsItsTests],
        run: |ask| Box::pin(playbook::publish(ask)),
        ..CHANGE
    },
];
