//! Filters that are kept under a name.

use super::super::shape::{Schema, Shape, need};

/// A view to keep.
pub static VIEW_IN: Schema = Schema {
    name: "ViewIn",
    about: "A filter of the leads to be kept under a name, for everybody.",
    parts: &[
        need("name", Shape::Text, "What it is called, in at most 60 letters."),
        need(
            "query",
            Shape::Text,
            "The filter, as the address of the portal's list writes it: `stage=mql&owner=me`, where `me` is whoever looks.",
        ),
    ],
};

/// A view.
pub static VIEW: Schema = Schema {
    name: "View",
    about: "A filter of the leads under a name.",
    parts: &[
        need("id", Shape::Id, "Its id."),
        need("name", Shape::Text, "What it is called."),
        need("query", Shape::Text, "The filter."),
        need("owner", Shape::Maybe(&Shape::Text), "The user who keeps it; null for programs."),
    ],
};

/// Views.
pub static VIEWS: Schema = Schema {
    name: "Views",
    about: "Filters of the leads that everybody sees.",
    parts: &[need("items", Shape::List(&Shape::Object(&VIEW), usize::MAX), "The views.")],
};
