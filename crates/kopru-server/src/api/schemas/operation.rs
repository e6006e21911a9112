//! How the server does.

use super::super::shape::{Schema, Shape, need};

/// The process lives.
pub static ALIVE: Schema = Schema {
    name: "Alive",
    about: "The process lives.",
    parts: &[need("alive", Shape::Bool, "Always true."), need("version", Shape::Text, "The program's version.")],
};

/// Whether facts are taken.
pub static READY: Schema = Schema {
    name: "Ready",
    about: "Whether facts are taken, and if not, why.",
    parts: &[
        need("ready", Shape::Bool, "Whether facts are taken."),
        need("database", Shape::Bool, "Whether the database answers."),
        need("decision_version", Shape::Bool, "Whether the database is decided by this program's rules of deciding."),
        need("playbook", Shape::Bool, "Whether a playbook is published."),
    ],
};

/// All kinds of problems.
pub static PROBLEM_KINDS: Schema = Schema {
    name: "ProblemKinds",
    about: "Every kind of problem; where several hold, the first of them is answered.",
    parts: &[need("items", Shape::List(&Shape::Object(&super::PROBLEM_KIND), usize::MAX), "The kinds.")],
};
