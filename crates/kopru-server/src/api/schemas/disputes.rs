//! Disagreements about answers to hand-overs.

use super::super::shape::{Schema, Shape, may, need};

static SIDE: Shape = Shape::One(&["marketing", "sales"]);
static VIEW: Shape = Shape::One(&["upheld", "overturned"]);
static MAYBE_TEXT: Shape = Shape::Maybe(&Shape::Text);
static MAYBE_MOMENT: Shape = Shape::Maybe(&Shape::Moment);
static MAYBE_SAYS: Shape = Shape::Maybe(&Shape::Object(&SAYS));

/// What a side says.
pub static SAYS: Schema = Schema {
    name: "SideSays",
    about: "What a side says of an answer.",
    parts: &[
        need("view", VIEW, "`upheld`: the answer was right; `overturned`: it was wrong."),
        need("by", Shape::Text, "Who says so."),
    ],
};

/// A disagreement.
pub static DISPUTE: Schema = Schema {
    name: "Dispute",
    about: "A disagreement about how a hand-over was answered.",
    parts: &[
        need("id", Shape::Id, "Its id."),
        need("lead", Shape::Id, "The lead."),
        need("handover", Shape::Int(1, i64::MAX), "Which hand-over of the lead."),
        need("about", Shape::One(&["refusal", "acceptance"]), "What is disputed."),
        need("opened_at", Shape::Moment, "When."),
        need("opened_by", Shape::Text, "By whom."),
        need("side", SIDE, "For which side."),
        need("claim", MAYBE_TEXT, "Why; null once the person is erased."),
        need("marketing", MAYBE_SAYS, "What marketing says; null before it does."),
        need("sales", MAYBE_SAYS, "What sales says."),
        need("settled_at", MAYBE_MOMENT, "When both said the same, or it was withdrawn."),
        need("outcome", Shape::Maybe(&Shape::One(&["upheld", "overturned", "withdrawn"])), "How it ended."),
        need("change", MAYBE_TEXT, "What should be changed in the playbook."),
        need("changed_at", MAYBE_MOMENT, "When that was done."),
        need("answered_by", MAYBE_TEXT, "Who answered the hand-over."),
        need("reason", MAYBE_TEXT, "Why it was refused."),
    ],
};

/// Disagreements.
pub static DISPUTES: Schema = Schema {
    name: "Disputes",
    about: "Disagreements, the newest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&DISPUTE), usize::MAX), "The disagreements.")],
};

/// A disagreement to open.
pub static DISPUTE_IN: Schema = Schema {
    name: "DisputeIn",
    about: "A disagreement to open.",
    parts: &[
        need("by", Shape::Text, "The user who opens it."),
        need("claim", Shape::Text, "Why the answer was wrong."),
        may("side", SIDE, "For which side; needed of managers and administrators."),
    ],
};

/// What a side says.
pub static DISPUTE_SAID: Schema = Schema {
    name: "DisputeSaid",
    about: "What somebody says for a side.",
    parts: &[
        need("by", Shape::Text, "The user who says it."),
        need("view", VIEW, "Whether the answer was right."),
        may("side", SIDE, "For which side; needed of managers and administrators."),
        may("change", Shape::Text, "What should be changed in the playbook."),
    ],
};

/// Who does something.
pub static BY: Schema = Schema { name: "By", about: "Who does it.", parts: &[need("by", Shape::Text, "The user.")] };
