//! Reports.

use super::super::shape::{Schema, Shape, need};

const COUNT: Shape = Shape::Int(0, i64::MAX);
const SECS: Shape = Shape::Int(-1, i64::MAX);
static TEXT: Shape = Shape::Text;
static NUMBER: Shape = Shape::Int(0, i64::MAX);
static QUANTILES_OF: Shape = Shape::Object(&QUANTILES);
const MAYBE_TEXT: Shape = Shape::Maybe(&TEXT);
const MAYBE_NUMBER: Shape = Shape::Maybe(&NUMBER);
const MONTHS: Shape = Shape::List(&TEXT, usize::MAX);

/// The funnel.
pub static FUNNEL: Schema = Schema {
    name: "Funnel",
    about: "How many leads came how far. A month is written 2026-01.",
    parts: &[
        need("as_of", Shape::Moment, "When it was read."),
        need("lang", Shape::One(&["en", "tr"]), "The language of names."),
        need("zone", Shape::Text, "The time zone that months are counted in."),
        need("by", Shape::Text, "What it is broken down by."),
        need("from", MAYBE_TEXT, "The first month of entry that was asked for."),
        need("to", MAYBE_TEXT, "The last month of entry that was asked for."),
        need("source", MAYBE_TEXT, "The source that was asked for."),
        need("kept", Shape::Bool, "Whether it was read from what is kept; otherwise every lead was read."),
        need("stages", Shape::List(&Shape::Object(&FUNNEL_STAGE), usize::MAX), "The stages, in the playbook's order."),
        need("whole", Shape::Object(&FUNNEL_GROUP), "All leads that were asked for."),
        need(
            "groups",
            Shape::List(&Shape::Object(&FUNNEL_GROUP), usize::MAX),
            "The same by month, in their order, or by value, the most frequent first.",
        ),
    ],
};

/// A stage of a funnel.
pub static FUNNEL_STAGE: Schema = Schema {
    name: "FunnelStage",
    about: "A stage, and which cohorts can be judged by it.",
    parts: &[
        need("id", Shape::Text, "The stage's id."),
        need("name", Shape::Text, "Its name."),
        need(
            "takes_secs",
            MAYBE_NUMBER,
            "Nine of ten who come so far have come after so long; null while too few did.",
        ),
        need("seen_from", MAYBE_TEXT, "Outcomes before this month are missing from the data; null where none are."),
        need("young", MONTHS, "Months of entry of which not every lead has had so long."),
        need("cut", MONTHS, "Months of entry whose first outcomes are missing."),
    ],
};

/// Leads that are counted together.
pub static FUNNEL_GROUP: Schema = Schema {
    name: "FunnelGroup",
    about: "Leads that are counted together.",
    parts: &[
        need("kind", Shape::One(&["whole", "month", "value", "unknown", "other"]), "What they have in common."),
        need("key", MAYBE_TEXT, "The month or the value."),
        need("label", Shape::Text, "What the group is called."),
        need("entered", COUNT, "How many entered."),
        need("stages", Shape::List(&Shape::Object(&FUNNEL_CELL), usize::MAX), "Each stage."),
    ],
};

/// One stage of one group.
pub static FUNNEL_CELL: Schema = Schema {
    name: "FunnelCell",
    about: "One stage of one group.",
    parts: &[
        need("stage", Shape::Text, "The stage's id."),
        need("reached", Shape::Object(&SHARE), "Leads that came so far or further, of all that entered."),
        need("step", Shape::Object(&SHARE), "The same, of those who came to the stage before or further."),
        need("judged", Shape::Object(&SHARE), "The same as `reached`, of leads that can be judged."),
        need("young", COUNT, "Leads that entered too recently to be judged."),
        need("cut", COUNT, "Leads that entered so early that their first outcomes are missing from the data."),
        need("few", Shape::Bool, "Whether there are too few leads to judge the share: fewer than 30."),
        need("open", Shape::Bool, "Whether no lead can be judged: the share is not final."),
        need("decided", COUNT, "Leads of which Köprü decided that they reached this very stage."),
        need("reported", COUNT, "Leads of which another system reports it."),
        need("both", COUNT, "Leads that are in both numbers."),
        need("reach", Shape::Object(&TIMES), "The time from the entry to this stage."),
        need("stay", Shape::Object(&TIMES), "The time that those who went on stood at this stage."),
    ],
};

/// So many of so many.
pub static SHARE: Schema = Schema {
    name: "Share",
    about: "So many of so many, and the interval that holds the true share with 95 % confidence (Wilson).",
    parts: &[
        need("part", COUNT, "Those that count."),
        need("of", COUNT, "All."),
        need("millionths", MAYBE_NUMBER, "The share in millionths; null of nothing."),
        need("low", MAYBE_NUMBER, "The interval's lower end."),
        need("high", MAYBE_NUMBER, "The interval's upper end."),
    ],
};

/// Times.
pub static TIMES: Schema = Schema {
    name: "Times",
    about: "Times. Up to 128 days each is known to the day, longer ones to a sixty-fourth; below a day to an eighth.",
    parts: &[
        need("timed", COUNT, "How many have a time."),
        need("untimed", COUNT, "How many were decided when older facts were imported: nobody knows their time."),
        need(
            "before",
            COUNT,
            "How many are dated before what they should have followed; they count as less than no time.",
        ),
        need("quantiles", Shape::Maybe(&QUANTILES_OF), "Quantiles; null with fewer than ten times."),
        need("within_7_days", COUNT, "How many are at most seven days, a begun eighth not counted."),
        need("within_30_days", COUNT, "At most thirty days."),
        need("within_90_days", COUNT, "At most ninety days."),
    ],
};

/// Quantiles of times.
pub static QUANTILES: Schema = Schema {
    name: "Quantiles",
    about: "Quantiles of times in seconds; -1 is less than no time.",
    parts: &[
        need("p25", SECS, "A quarter are not longer."),
        need("p50", SECS, "Half are not longer."),
        need("p75", SECS, "Three quarters are not longer."),
        need("p90", SECS, "Nine tenths are not longer."),
    ],
};
