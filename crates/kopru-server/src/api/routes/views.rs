//! Routes of filters that are kept under a name.

use super::super::access::Scope;
use super::super::code::Code;
use super::super::route::{Route, Verb, answers};
use super::super::schemas;
use super::super::shape::Shape;
use super::super::views;
use super::{CHANGE, ID, READ, body};

const TAG: &str = "Leads";

/// Routes of filters that are kept under a name.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/api/v1/views",
        id: "listViews",
        tag: TAG,
        summary: "Filters of the leads that everybody sees under a name.",
        about: "Those that users share in the portal and those that programs keep. What somebody keeps for themselves is theirs alone.",
        answers: &[answers(200, "The views.", Shape::Object(&schemas::VIEWS))],
        tagged: false,
        run: |ask| Box::pin(views::list(ask)),
        ..READ
    },
    Route {
        path: "/api/v1/views",
        id: "createView",
        tag: TAG,
        scope: Some(Scope::Admin),
        summary: "Keep a filter under a name, for everybody.",
        about: "Programs are no users: what they keep belongs to all of them together, 50 at most, and everybody sees it in the portal. One of the same name is replaced.",
        body: body(&schemas::VIEW_IN),
        answers: &[answers(201, "It is kept.", Shape::Object(&schemas::VIEW))],
        problems: &[Code::ViewInvalid, Code::TooManyViews],
        run: |ask| Box::pin(views::create(ask)),
        ..CHANGE
    },
    Route {
        verb: Verb::Delete,
        path: "/api/v1/views/{id}",
        id: "deleteView",
        tag: TAG,
        scope: Some(Scope::Admin),
        summary: "Remove a filter that a program keeps.",
        about: "One that a user keeps is removed by that user, in the portal.",
        path_params: ID,
        answers: &[answers(200, "It is gone.", Shape::Object(&schemas::DELETED))],
        problems: &[Code::NotFound],
        run: |ask| Box::pin(views::delete(ask)),
        ..CHANGE
    },
];
