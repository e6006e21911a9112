//! The examples that a playbook carries.

use super::key;
use crate::document::{Need, TableSpec};

/// `[[test]]`
pub const TEST: TableSpec = TableSpec {
    path: "[[test]]",
    doc: "An example that the playbook carries: `kopru playbook test` runs it, and publishing refuses a playbook whose examples fail.",
    keys: &[
        key("name", "text", Need::Required, "What it shows."),
        key("person", "table", Need::Optional, "Fields of the person, known from the start."),
        key("account", "table", Need::Optional, "Fields of the account, known from the start."),
        key("facts", "list of tables", Need::Optional, "What happens, see `facts = [{ … }]`."),
        key("at", "moment", Need::Required, "When the lead is looked at."),
        key("expect", "table", Need::Required, "What must then hold, see `expect = { … }`."),
    ],
};

/// `facts = [{ … }]`
pub const TEST_FACT: TableSpec = TableSpec {
    path: "facts = [{ … }]",
    doc: "A fact of a test, shaped like any fact.",
    keys: &[
        key("type", "text", Need::Required, "Its type."),
        key("occurred_at", "moment", Need::Required, "When it happened."),
        key("recorded_at", "moment", Need::Optional, "When it became known; otherwise at once."),
        key("id", "text", Need::Optional, "Its id, for `retracted`."),
        key("source", "text", Need::Optional, "Its source."),
        key("data", "table", Need::Optional, "What it says."),
        key("fields", "table", Need::Optional, "Fields of the person that it sets."),
        key("account_fields", "table", Need::Optional, "Fields of the account that it sets."),
    ],
};

/// `person, account, data, fields, account_fields`
pub const FREE: TableSpec = TableSpec {
    path: "person, account, data, fields, account_fields",
    doc: "Names and values as the playbook declares them.",
    keys: &[],
};

/// `expect = { … }`
pub const EXPECT: TableSpec = TableSpec {
    path: "expect = { … }",
    doc: "What must hold; only what is written is compared.",
    keys: &[
        key("stage", "text", Need::Optional, "The stage."),
        key("reported", "text", Need::Optional, "The furthest reported stage."),
        key("fit", "whole number", Need::Optional, "Points of fit."),
        key("grade", "A | B | C | D", Need::Optional, "The grade."),
        key("engagement", "whole number", Need::Optional, "Points of engagement."),
        key("band", "hot | warm | cool | cold", Need::Optional, "The band."),
        key("persona", "text", Need::Optional, "The persona."),
        key("disposition", "open | recycled | disqualified | won | lost", Need::Optional, "The disposition."),
        key(
            "kind",
            "never | not_now | not_us | wrong_person | unreachable",
            Need::Optional,
            "The kind of disqualification.",
        ),
        key("reason", "text", Need::Optional, "The reason of the disposition."),
        key("priority", "high | normal | low", Need::Optional, "The priority."),
        key("course", "let_go | reach_right_person | nurture | pursue", Need::Optional, "The course."),
        key("suggested", "text", Need::Optional, "A reason that waits for a person."),
        key("queue", "text", Need::Optional, "The queue it stands in."),
        key("stagnant", "true or false", Need::Optional, "Whether it stands too long."),
        key(
            "handover",
            "open | accepted | refused | returned | expired | withdrawn | -",
            Need::Optional,
            "What became of the latest hand-over; `-`: there was none.",
        ),
        key("attempt", "whole number", Need::Optional, "How often the latest hand-over was offered; 0: never."),
        key("owner", "text", Need::Optional, "Who works it; `-`: nobody."),
        key("answer_due", "moment or -", Need::Optional, "When sales has to answer the hand-over; `-`: nothing runs."),
        key("contact_due", "moment or -", Need::Optional, "When the first contact is due."),
        key("follow_up_due", "moment or -", Need::Optional, "When the next contact is due."),
        key("warned", "accept | contact | follow_up | -", Need::Optional, "A clock that warned."),
        key("late", "accept | contact | follow_up | -", Need::Optional, "A clock that ran out."),
        key("next_step", "text", Need::Optional, "The next step; `-`: none."),
        key("because", "list of texts", Need::Optional, "Rules that give points at that moment; others may too."),
    ],
};
