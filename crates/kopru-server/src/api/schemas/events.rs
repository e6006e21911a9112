//! Messages about decisions; keys.

use super::super::shape::{Schema, Shape, may, need};
use super::{DECISION, JUDGED};
use crate::limits::LEASE_SECS_MAX;
use kopru_store::limits::PAGE_MAX;

static TEXT: Shape = Shape::Text;
static JUDGED_SHAPE: Shape = Shape::Object(&JUDGED);
const MAYBE_ID: Shape = Shape::Maybe(&Shape::Id);
const MAYBE_MOMENT: Shape = Shape::Maybe(&Shape::Moment);
static SCOPE: Shape = Shape::One(&[
    "facts:write",
    "leads:read",
    "people:write",
    "playbook:read",
    "playbook:write",
    "events:read",
    "admin",
]);

/// A message.
pub static EVENT: Schema = Schema {
    name: "Event",
    about: "A message about a decision, or about the rate of acceptance.",
    parts: &[
        need("id", Shape::Id, "Its id: the same at every delivery."),
        need("at", Shape::Moment, "When the decision was recorded."),
        need(
            "topic",
            Shape::Text,
            "What about: `lead.stage`, `lead.disposition`, `lead.handover`, `lead.clock`, `lead.suggestion`, `lead.stagnant`, `lead.owner`, `lead.reported`, `team.acceptance`.",
        ),
        need("lead", MAYBE_ID, "Whose decision; null of `team.acceptance`, which concerns both teams."),
        need(
            "seq",
            Shape::Int(1, i64::MAX),
            "Which entry of the lead's stream; of `team.acceptance` the version of the agreement.",
        ),
        need("claims", Shape::Int(0, i64::MAX), "How often it was claimed, this time included."),
        need("decision", Shape::Maybe(&Shape::Object(&DECISION)), "The decision; null when it is no longer kept."),
        need(
            "acceptance",
            Shape::Maybe(&JUDGED_SHAPE),
            "Of `team.acceptance` the rate of acceptance as it was judged; null of all others.",
        ),
    ],
};

/// A page of the feed.
pub static EVENTS: Schema = Schema {
    name: "Events",
    about: "A page of the feed, the oldest first.",
    parts: &[
        need("items", Shape::List(&Shape::Object(&EVENT), usize::MAX), "The messages."),
        need("next", Shape::Maybe(&Shape::Id), "What to send as `after` next time; null while there was none yet."),
    ],
};

/// What to claim.
pub static CLAIM: Schema = Schema {
    name: "Claim",
    about: "How many messages to take, and for how long.",
    parts: &[
        may("limit", Shape::Int(1, PAGE_MAX as i64), "How many; 50 without it."),
        may("lease_secs", Shape::Int(1, LEASE_SECS_MAX), "For how many seconds nobody else gets them; 60 without it."),
    ],
};

/// What was claimed.
pub static CLAIMED: Schema = Schema {
    name: "Claimed",
    about: "Messages that are the caller's until the lease ends.",
    parts: &[need("items", Shape::List(&Shape::Object(&EVENT), usize::MAX), "The messages, the oldest first.")],
};

/// What was delivered.
pub static ACK: Schema = Schema {
    name: "Ack",
    about: "Messages that were delivered.",
    parts: &[need("ids", Shape::List(&Shape::Id, PAGE_MAX), "Their ids.")],
};

/// How many were not delivered before.
pub static ACKED: Schema = Schema {
    name: "Acked",
    about: "How many messages were not acknowledged before.",
    parts: &[need("acknowledged", Shape::Int(0, i64::MAX), "How many.")],
};

/// A key.
pub static KEY: Schema = Schema {
    name: "Key",
    about: "A key, without what opens the door.",
    parts: &[
        need("id", Shape::Text, "Its id: the part of the token that may be shown."),
        need("name", Shape::Text, "What its makers call it."),
        need("scopes", Shape::List(&SCOPE, usize::MAX), "What it lets its holder do."),
        need("created_at", Shape::Moment, "When it was made."),
        need("created_by", Shape::Text, "By whom."),
        need("expires_at", MAYBE_MOMENT, "From when on it opens nothing any more."),
        need("revoked_at", MAYBE_MOMENT, "When it was taken back."),
        need("last_used_at", MAYBE_MOMENT, "When it was last used, to the hour."),
    ],
};

/// All keys.
pub static KEYS: Schema = Schema {
    name: "Keys",
    about: "All keys, the newest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&KEY), usize::MAX), "The keys.")],
};

/// A key to make.
pub static KEY_IN: Schema = Schema {
    name: "KeyIn",
    about: "A key to make.",
    parts: &[
        need("name", Shape::Text, "What it is for: 1 to 100 letters."),
        need("scopes", Shape::List(&SCOPE, 7), "What it lets its holder do."),
        may("expires_at", MAYBE_MOMENT, "From when on it opens nothing any more; never without it."),
    ],
};

/// A key that was made.
pub static KEY_MADE: Schema = Schema {
    name: "KeyMade",
    about: "A key that was made.",
    parts: &[
        need("key", Shape::Object(&KEY), "The key."),
        need(
            "token",
            Shape::Maybe(&TEXT),
            "What to send as `Authorization: Bearer …`. It is told this once: a repeat with the same `Idempotency-Key` gets null.",
        ),
    ],
};
