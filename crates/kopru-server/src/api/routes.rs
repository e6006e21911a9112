//! All routes.

mod disputes;
mod events;
mod facts;
mod keys;
mod leads;
mod operation;
mod people;
mod playbook;
mod proposals;
mod reports;
mod users;
mod views;
mod webhooks;

use super::access::Scope;
use super::query::{Param, param};
use super::route::{BodyIn, JSON, Route, Verb};
use super::shape::{Schema, Shape};
use crate::limits::{FACT_BODY_BYTES_MAX, REQUEST_SECS_MAX};
use kopru_store::limits::PAGE_MAX;

/// The chapter of routes that tell how the server does.
pub const OPERATION: &str = "Operation";

const LIMIT: Param = param("limit", Shape::Int(1, PAGE_MAX as i64), "Rows of the page; 50 without it.");
const CURSOR: Param = param("cursor", Shape::Id, "The `next` of the page before.");
const LANG: Param =
    param("lang", Shape::One(&["en", "tr"]), "The language of sentences; without it `Accept-Language`, else English.");
const ID: &[Param] = &[param("id", Shape::Id, "The id.")];

/// What a route is that reads something and has no parameters of its own.
const READ: Route = Route {
    verb: Verb::Get,
    path: "",
    id: "",
    tag: "",
    scope: Some(Scope::LeadsRead),
    summary: "",
    about: "",
    path_params: &[],
    query: &[],
    body: None,
    answers: &[],
    problems: &[],
    secs_max: REQUEST_SECS_MAX,
    tagged: true,
    run: |ask| Box::pin(super::operation::alive(ask)),
};

/// What a route is that changes something.
const CHANGE: Route = Route { verb: Verb::Post, tagged: false, ..READ };

/// A body of JSON of this shape.
const fn body(schema: &'static Schema) -> Option<BodyIn> {
    Some(BodyIn { kind: JSON, shape: Shape::Object(schema), bytes_max: FACT_BODY_BYTES_MAX, raw: false })
}

/// Every route, chapter by chapter.
pub fn all() -> impl Iterator<Item = &'static Route> {
    let chapters = [
        facts::ROUTES,
        leads::ROUTES,
        views::ROUTES,
        people::ROUTES,
        playbook::ROUTES,
        proposals::ROUTES,
        reports::ROUTES,
        disputes::ROUTES,
        events::ROUTES,
        webhooks::ROUTES,
        users::ROUTES,
        keys::ROUTES,
        operation::ROUTES,
    ];
    chapters.into_iter().flatten()
}
