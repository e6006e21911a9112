//! Who they are and what they do: personas, pains, signals, fit, engagement, accounts.

use super::key;
use crate::document::{Need, TableSpec};

/// `[[persona]]`
pub const PERSONA: TableSpec = TableSpec {
    path: "[[persona]]",
    doc: "A buyer persona. Its degree is the weight of the parts that are met over the weight of those that are known; unknown is not \"no\". A lead's persona is the one with the highest degree, then the most known weight, then the first in the file.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Required, "Its name."),
        key("parts", "list of tables", Need::Required, "What makes somebody this persona."),
    ],
};

/// `parts = [{ … }]`
pub const PART: TableSpec = TableSpec {
    path: "parts = [{ … }]",
    doc: "One mark of a persona.",
    keys: &[
        key("when", "condition", Need::Required, "When it is met; reads fields and roles."),
        key("weight", "whole number", Need::Default("1"), "How much it weighs, 1 to 1000."),
    ],
};

/// `[[pain]]`
pub const PAIN: TableSpec = TableSpec {
    path: "[[pain]]",
    doc: "A problem that leads have.",
    keys: &[
        key("id", "text", Need::Required, "Its id. Conditions read `pain.<id>`, with `_` for each `-`."),
        key("text", "text, or { en, tr }", Need::Required, "The problem in words."),
        key("words", "list of texts", Need::Optional, "Words by which it is recognised in what leads say."),
        key("solved", "no | partly | fully", Need::Required, "How far our product solves it."),
        key("only_us", "true or false", Need::Default("false"), "Whether nobody else solves it."),
    ],
};

/// `[[product]]`
pub const PRODUCT: TableSpec = TableSpec {
    path: "[[product]]",
    doc: "Something that we sell. Numbers of a call are held against it where the call itself does not hold them, and what we promise there that it contradicts is shown. Nothing is decided by it.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Optional, "Its name; the id, when left out."),
        key("words", "list of texts", Need::Optional, "What else it is called in talk."),
        key("price", "money", Need::Optional, "Its price: `\"49 EUR\"`."),
        key("per", "unit | user | all", Need::Default("unit"), "What the price is the price of."),
        key("every", "once | month | year", Need::Default("once"), "How often it is due."),
        key("discount", "whole number", Need::Default("0"), "Per cent that may be taken off at most, 0 to 99."),
        key(
            "set_up",
            "duration, or { from, to }",
            Need::Optional,
            "How long it takes until it is in use: `\"10d\"`, or `{ from = \"5d\", to = \"10d\" }`.",
        ),
        key("solves", "list of texts", Need::Optional, "The ids of pains that it solves; none says nothing of them."),
    ],
};

/// `set_up = { … }`
pub const SET_UP: TableSpec = TableSpec {
    path: "set_up = { … }",
    doc: "Between which bounds setting up takes.",
    keys: &[
        key("from", "duration", Need::Required, "At least, one day or more."),
        key("to", "duration", Need::Required, "At most."),
    ],
};

/// `[[signal]]`
pub const SIGNAL: TableSpec = TableSpec {
    path: "[[signal]]",
    doc: "A red flag or positive sign beside the built-in ones.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("kind", "red | positive", Need::Required, "Flag or sign."),
        key("text", "text, or { en, tr }", Need::Required, "What it says."),
    ],
};

/// `[fit]`
pub const FIT: TableSpec = TableSpec {
    path: "[fit]",
    doc: "Who they are: a score that depends on fields alone.",
    keys: &[
        key("grades", "table", Need::Required, "Least points of the grades A, B and C; below is D."),
        key("rule", "tables", Need::Optional, "The rules, see `[[fit.rule]]`."),
    ],
};

/// `grades = { … }`
pub const GRADES: TableSpec = TableSpec {
    path: "grades = { … }",
    doc: "Least points of each grade.",
    keys: &[
        key("A", "whole number", Need::Required, "Of an A."),
        key("B", "whole number", Need::Required, "Of a B."),
        key("C", "whole number", Need::Required, "Of a C."),
    ],
};

/// `[[fit.rule]]`
pub const FIT_RULE: TableSpec = TableSpec {
    path: "[[fit.rule]]",
    doc: "Gives points while its condition holds.",
    keys: &[
        key("id", "text", Need::Required, "Its id, unique among all rules."),
        key("text", "text, or { en, tr }", Need::Optional, "Its wording for people."),
        key("when", "condition", Need::Required, "Reads fields, role and persona; never time."),
        key("points", "whole number", Need::Required, "Points when it holds; may be negative."),
        key("unknown", "whole number", Need::Default("0"), "Points while nobody knows whether it holds."),
    ],
};

/// `[engagement]`
pub const ENGAGEMENT: TableSpec = TableSpec {
    path: "[engagement]",
    doc: "What they do: a score that fades.",
    keys: &[
        key(
            "half_life",
            "duration",
            Need::Default("14d"),
            "How long until a fact's points are worth half; one minute to ten years.",
        ),
        key("bands", "table", Need::Required, "Least points of the bands hot, warm and cool; below is cold."),
        key("rule", "tables", Need::Optional, "The rules, see `[[engagement.rule]]`."),
    ],
};

/// `bands = { … }`
pub const BANDS: TableSpec = TableSpec {
    path: "bands = { … }",
    doc: "Least points of each band.",
    keys: &[
        key("hot", "whole number", Need::Required, "Of hot."),
        key("warm", "whole number", Need::Required, "Of warm."),
        key("cool", "whole number", Need::Required, "Of cool."),
    ],
};

/// `[[engagement.rule]], [[account.rule]]`
pub const DECAY_RULE: TableSpec = TableSpec {
    path: "[[engagement.rule]], [[account.rule]]",
    doc: "Gives points for each fact of a type; they halve every half-life.",
    keys: &[
        key("id", "text", Need::Required, "Its id, unique among all rules."),
        key("text", "text, or { en, tr }", Need::Optional, "Its wording for people."),
        key("on", "text, or list of texts", Need::Required, "The types of facts that it looks at."),
        key("when", "condition", Need::Optional, "Which of them; reads `fact.*` only."),
        key("points", "whole number", Need::Required, "Points of one fact; may be negative."),
        key("half_life", "duration", Need::Optional, "Its own half-life; otherwise that of the table."),
        key(
            "limit",
            "whole number",
            Need::Optional,
            "Most points that the rule can give (least, where points are negative).",
        ),
    ],
};

/// `[account]`
pub const ACCOUNT: TableSpec = TableSpec {
    path: "[account]",
    doc: "What all people of an account do together; conditions read the total as `account.engagement`.",
    keys: &[
        key("half_life", "duration", Need::Default("14d"), "How long until a fact's points are worth half."),
        key("rule", "tables", Need::Optional, "The rules, see `[[engagement.rule]]`."),
    ],
};
