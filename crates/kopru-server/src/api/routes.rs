//! All routes.

mod facts;
mod operation;
mod playbook;

use super::query::{Param, param};
use super::route::Route;
use super::shape::Shape;
use kopru_store::limits::PAGE_MAX;

/// The chapter of routes that tell how the server does.
pub const OPERATION: &str = "Operation";

const LIMIT: Param = param("limit", Shape::Int(1, PAGE_MAX as i64), "Rows of the page; 50 without it.");

/// Every route, chapter by chapter.
pub fn all() -> impl Iterator<Item = &'static Route> {
    [facts::ROUTES, playbook::ROUTES, operation::ROUTES].into_iter().flatten()
}
