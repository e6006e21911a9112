//! The HTTP API: JSON under `/api/v1`, described by one table of routes.

pub mod access;
mod acts;
pub mod app;
pub mod ask;
pub mod bucket;
mod call;
pub mod code;
mod disputes;
mod emails;
mod events;
pub use events::event as event_json;
mod facts;
pub mod gate;
mod idempotency;
mod imports;
mod keys;
mod leads;
pub mod metrics;
pub mod openapi;
mod operation;
mod people;
mod playbook;
pub mod problem;
mod proposals;
pub mod query;
pub mod reference;
pub mod reply;
mod reports;
pub mod route;
pub mod routes;
pub mod schemas;
pub mod shape;
mod show;
pub use show::hidden;
mod users;
mod views;
mod webhooks;

use app::App;
use axum::Router;
use axum::extract::{RawPathParams, Request};
use axum::routing::{MethodFilter, MethodRouter};
use gate::Found;
use route::{Route, Verb};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The router of all routes.
pub fn router(app: &Arc<App>) -> Router {
    let mut by_path: BTreeMap<&'static str, Vec<&'static Route>> = BTreeMap::new();
    for route in routes::all() {
        by_path.entry(route.path).or_default().push(route);
    }
    let mut router = Router::new();
    for (path, routes) in by_path {
        router = router.route(path, methods(app, path, &routes));
    }
    let app = app.clone();
    router.fallback(move |request: Request| {
        let app = app.clone();
        async move {
            match crate::portal::is_browsers(&request) {
                true => crate::portal::nowhere(app, request).await,
                false => gate::answer(app, Found::Nowhere, request).await,
            }
        }
    })
}

fn methods(app: &Arc<App>, path: &'static str, routes: &[&'static Route]) -> MethodRouter {
    let mut allowed: Vec<&str> = routes.iter().map(|it| it.verb.id()).collect();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    let allowed = allowed.join(", ");
    let mut methods = MethodRouter::new();
    for route in routes.iter().copied() {
        let filter = match route.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
            Verb::Delete => MethodFilter::DELETE,
        };
        let app = app.clone();
        methods = methods.on(filter, move |params: RawPathParams, request: Request| {
            let parts = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            gate::answer(app.clone(), Found::Route(route, parts), request)
        });
    }
    let app = app.clone();
    methods
        .fallback(move |request: Request| gate::answer(app.clone(), Found::WrongMethod(path, allowed.clone()), request))
}
