//! The objects that go in and out.

mod call;
mod disputes;
mod events;
mod facts;
mod leads;
mod operation;
mod people;
mod playbook;
mod proposals;
mod reports;
mod users;
mod views;
mod webhooks;

pub use call::*;
pub use disputes::*;
pub use events::*;
pub use facts::*;
pub use leads::*;
pub use operation::*;
pub use people::*;
pub use playbook::*;
pub use proposals::*;
pub use reports::*;
pub use users::*;
pub use views::*;
pub use webhooks::*;

use super::shape::{Schema, Shape, need};

/// A problem, RFC 9457.
pub static PROBLEM: Schema = Schema {
    name: "Problem",
    about: "Why something was not done (RFC 9457).",
    parts: &[
        need("type", Shape::Text, "Where the kind of problem is explained."),
        need("title", Shape::Text, "The kind of problem in a few words."),
        need("status", Shape::Int(400, 599), "The status."),
        need("code", Shape::Text, "The stable code of the kind of problem."),
        need("detail", Shape::Text, "This problem in words."),
        need("request_id", Shape::Text, "The request's id, which the log has, too."),
        need("errors", Shape::List(&Shape::Object(&WRONG), usize::MAX), "Everything that is wrong; may be empty."),
    ],
};

/// One thing that is wrong.
pub static WRONG: Schema = Schema {
    name: "Wrong",
    about: "One thing that is wrong with a request.",
    parts: &[
        need("at", Shape::Text, "Where: a path in the body, a parameter, a line of the playbook; empty for the whole."),
        need("code", Shape::Text, "A stable code."),
        need("message", Shape::Text, "What is wrong and, where it can be said, what to do."),
    ],
};
