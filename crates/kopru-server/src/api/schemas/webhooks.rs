//! Addresses that are told what was decided.

use super::super::shape::{Schema, Shape, may, need};

static TOPICS: Shape = Shape::List(&Shape::Text, 20);
static MAYBE_TEXT: Shape = Shape::Maybe(&Shape::Text);

/// A webhook to make.
pub static WEBHOOK_IN: Schema = Schema {
    name: "WebhookIn",
    about: "An address to be told what is decided.",
    parts: &[
        need("url", Shape::Text, "Where messages are sent: `https://…`."),
        may("topics", TOPICS, "What it is told of: `lead.stage`, `lead.handover`; all, when none is named."),
    ],
};

/// A webhook.
pub static WEBHOOK: Schema = Schema {
    name: "Webhook",
    about: "An address that is told what is decided.",
    parts: &[
        need("id", Shape::Id, "Its id."),
        need("url", Shape::Text, "Where messages are sent."),
        need("topics", TOPICS, "What it is told of; all, when empty."),
        need("created_at", Shape::Moment, "When it was made."),
        need("created_by", Shape::Text, "By whom."),
        need("failures", Shape::Int(0, i64::MAX), "Tries of the next message that failed."),
        need("last_error", MAYBE_TEXT, "Why the last one did."),
        need("last_told_at", Shape::Maybe(&Shape::Moment), "When it was last told something."),
    ],
};

/// All webhooks.
pub static WEBHOOKS: Schema = Schema {
    name: "Webhooks",
    about: "All webhooks.",
    parts: &[need("items", Shape::List(&Shape::Object(&WEBHOOK), usize::MAX), "The webhooks.")],
};

/// A webhook that was made.
pub static WEBHOOK_MADE: Schema = Schema {
    name: "WebhookMade",
    about: "A webhook that was made.",
    parts: &[
        need("webhook", Shape::Object(&WEBHOOK), "The webhook."),
        need(
            "secret",
            MAYBE_TEXT,
            "What its messages are signed with, `whsec_…`. It is told this once: a repeat gets null.",
        ),
    ],
};

/// Something that was taken away.
pub static DELETED: Schema = Schema {
    name: "Deleted",
    about: "Something that was taken away.",
    parts: &[need("deleted", Shape::Id, "Its id.")],
};

/// A message that was given up.
pub static DEAD_LETTER: Schema = Schema {
    name: "DeadLetter",
    about: "A message that could not be delivered.",
    parts: &[
        need("message", Shape::Id, "Its id: the feed has it, too."),
        need("at", Shape::Moment, "When it was given up."),
        need("error", Shape::Text, "Why the last try failed."),
    ],
};

/// Messages that were given up.
pub static DEAD_LETTERS: Schema = Schema {
    name: "DeadLetters",
    about: "Messages that could not be delivered, the newest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&DEAD_LETTER), usize::MAX), "The messages.")],
};
