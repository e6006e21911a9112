//! Routes that tell how the server does, and what the API is.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::operation;
use super::super::query::param;
use super::super::route::{AnswerOut, BodyOut, Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::OPERATION;
use crate::limits::REQUEST_SECS_MAX;

const PLAIN: Route = Route {
    verb: Verb::Get,
    path: "",
    id: "",
    tag: OPERATION,
    scope: None,
    summary: "",
    about: "",
    path_params: &[],
    query: &[],
    body: None,
    answers: &[],
    problems: &[],
    secs_max: REQUEST_SECS_MAX,
    tagged: false,
    run: |ask| Box::pin(operation::alive(ask)),
};

/// Routes that tell how the server does, and what the API is.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/healthz",
        id: "alive",
        summary: "Whether the process lives.",
        about: "Needs no key. Says nothing of the database: a process is not to be ended because that is away.",
        answers: &[answers(200, "It does.", Shape::Object(&schemas::ALIVE))],
        ..PLAIN
    },
    Route {
        path: "/readyz",
        id: "ready",
        summary: "Whether facts are taken.",
        about: "Needs no key. They are when the database answers, is decided by this program's rules of deciding, and a playbook is published.",
        answers: &[
            answers(200, "They are.", Shape::Object(&schemas::READY)),
            answers(503, "They are not.", Shape::Object(&schemas::READY)),
        ],
        run: |ask| Box::pin(operation::ready(ask)),
        ..PLAIN
    },
    Route {
        path: "/metrics",
        id: "metrics",
        scope: Some(Scope::LeadsRead),
        summary: "What the server counts of itself, for Prometheus.",
        answers: &[AnswerOut {
            status: 200,
            about: "The text format of Prometheus.",
            body: BodyOut::Text(operation::PROMETHEUS),
        }],
        run: |ask| Box::pin(operation::metrics(ask)),
        ..PLAIN
    },
    Route {
        path: "/api/v1/openapi.json",
        id: "openapi",
        summary: "This API as an OpenAPI 3.1 document.",
        about: "Needs no key.",
        answers: &[answers(200, "The document.", Shape::Any)],
        tagged: true,
        run: |ask| Box::pin(operation::openapi(ask)),
        ..PLAIN
    },
    Route {
        path: "/api/v1/problems",
        id: "listProblems",
        summary: "Every kind of problem.",
        about: "Needs no key.",
        answers: &[answers(200, "The kinds.", Shape::Object(&schemas::PROBLEM_KINDS))],
        tagged: true,
        run: |ask| Box::pin(operation::problems(ask)),
        ..PLAIN
    },
    Route {
        path: "/api/v1/problems/{code}",
        id: "getProblem",
        summary: "What a kind of problem means, and what to do.",
        about: "Needs no key. The `type` of every problem leads here.",
        path_params: &[param("code", Shape::Text, "The stable code.")],
        answers: &[answers(200, "The kind.", Shape::Object(&schemas::PROBLEM_KIND))],
        problems: &[Code::NotFound],
        tagged: true,
        run: |ask| Box::pin(operation::problem(ask)),
        ..PLAIN
    },
];
