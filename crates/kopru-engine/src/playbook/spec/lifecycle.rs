//! Stages, hand-over, routes, frameworks, reasons to let go, courses, tracks.

use super::key;
use crate::document::{Need, TableSpec};

/// `[[stage]]`
pub const STAGE: TableSpec = TableSpec {
    path: "[[stage]]",
    doc: "A stage of the lifecycle, in the order of the file. Rules bring a lead forward to the furthest stage before the first `by` whose `enter` is true; stages passed over count as reached.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Required, "Its name."),
        key(
            "team",
            "marketing | sales",
            Need::Optional,
            "The team that works it: marketing before the first `by`, then sales.",
        ),
        key(
            "enter",
            "condition",
            Need::Optional,
            "When rules bring a lead here. The first stage may have none: every lead begins there.",
        ),
        key(
            "by",
            "acceptance | qualification | conversation | won",
            Need::Optional,
            "Which act of a person brings a lead here; each at most once, in this order.",
        ),
        key("framework", "text", Need::Optional, "With `by = \"qualification\"`: the framework that must be met."),
        key("needs", "condition", Need::Optional, "With `by`: what else must hold."),
        key(
            "ability",
            "list of texts",
            Need::Optional,
            "With `by = \"conversation\"`: criteria of being able to buy. One that is unmet stops; one that is open does not.",
        ),
        key(
            "max_age",
            "duration",
            Need::Optional,
            "Longer in this stage is stagnation. Every stage but the last (`by = \"won\"`) has it, or is `parked`.",
        ),
        key(
            "parked",
            "true or false",
            Need::Default("false"),
            "Leads may rest here; then `queue` says where they stand.",
        ),
        key("queue", "text", Need::Optional, "The queue of leads without owner; otherwise the team's name."),
    ],
};

/// `[handover]`
pub const HANDOVER: TableSpec = TableSpec {
    path: "[handover]",
    doc: "The hand-over from marketing to sales.",
    keys: &[
        key("from", "text", Need::Required, "The stage that is offered."),
        key("to", "text", Need::Required, "The stage that acceptance brings (`by = \"acceptance\"`)."),
        key("accept", "table", Need::Optional, "How long sales may take to answer."),
        key("contact", "table", Need::Optional, "When the first contact is due."),
        key(
            "on_breach",
            "list of texts",
            Need::Optional,
            "What happens on a breach, in order: `notify owner`, `notify manager`, `notify team`, `reassign`, `queue`.",
        ),
        key(
            "acceptance_target",
            "number",
            Need::Default("0.90"),
            "The acceptance rate that both teams want, above 0 and at most 1.",
        ),
        key(
            "min_sample",
            "whole number",
            Need::Default("20"),
            "Decided hand-overs below which the rate is not judged.",
        ),
        key("follow_up", "table", Need::Optional, "When the next contact is due after one."),
        key(
            "reoffers",
            "whole number",
            Need::Default("2"),
            "How often an offer that nobody answered is made again by itself, to somebody else; then it waits for the manager. At most 10.",
        ),
        key(
            "backdate",
            "duration",
            Need::Default("24h"),
            "A contact that is claimed further back than this when it is told does not count. At most 90 days.",
        ),
        key(
            "undo",
            "duration",
            Need::Default("10m"),
            "How long a person can take their latest act back; `0m`: never. At most a day.",
        ),
        key(
            "check",
            "tables",
            Need::Optional,
            "What both teams look at before sales answers, see `[[handover.check]]`. At most 12.",
        ),
        key("reason", "tables", Need::Required, "Why sales may refuse, see `[[handover.reason]]`."),
    ],
};

/// `accept = { … }`
pub const ACCEPT: TableSpec = TableSpec {
    path: "accept = { … }",
    doc: "How long sales may take to answer.",
    keys: &[
        key("within", "duration", Need::Required, "Also in business time: `8 business hours`."),
        key("calendar", "text", Need::Optional, "The calendar of business time."),
    ],
};

/// `follow_up = { … }` of the hand-over.
pub const FOLLOW_UP_CLOCK: TableSpec = TableSpec {
    path: "[handover] follow_up = { … }",
    doc: "When the next contact is due after one, unless a next step says otherwise.",
    keys: &[
        key("within", "duration", Need::Default("7d"), "Also in business time: `5 business days`."),
        key("calendar", "text", Need::Optional, "The calendar of business time."),
    ],
};

/// `contact = { … }`
pub const CONTACT: TableSpec = TableSpec {
    path: "contact = { … }",
    doc: "When the first contact after acceptance is due.",
    keys: &[
        key(
            "warn",
            "duration",
            Need::Optional,
            "When it is warned about: `24h`, or half of `breach` if that is earlier. With a `breach` of business time it must be written.",
        ),
        key("breach", "duration", Need::Default("48h"), "When it is late."),
        key("calendar", "text", Need::Optional, "The calendar of business time."),
    ],
};

/// `[[handover.check]]`
pub const CHECK: TableSpec = TableSpec {
    path: "[[handover.check]]",
    doc: "Something that a lead should be when it is handed over. It decides nothing: whoever answers sees whether it is met, is not, or what would settle it.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("text", "text, or { en, tr }", Need::Optional, "Its wording."),
        key("team", "marketing | sales", Need::Default("sales"), "Which team asks for it."),
        key("when", "condition", Need::Required, "When it is met."),
    ],
};

/// `[[handover.reason]]`
pub const REASON: TableSpec = TableSpec {
    path: "[[handover.reason]]",
    doc: "A reason to refuse.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("text", "text, or { en, tr }", Need::Optional, "Its wording."),
        key(
            "recycles",
            "true or false",
            Need::Optional,
            "Whether the lead goes back to marketing, as it does when there is no `kind`; otherwise it is disqualified.",
        ),
        key(
            "kind",
            "never | not_now | not_us | wrong_person | unreachable",
            Need::Default("not_us"),
            "Without `recycles`: the kind of disqualification.",
        ),
    ],
};

/// `[effort]`
pub const EFFORT: TableSpec = TableSpec {
    path: "[effort]",
    doc: "What both teams agree that the steps of sales take, and what an hour costs. Reports say by it what letting leads go early saves; nothing is decided by it.",
    keys: &[
        key("answer", "duration", Need::Required, "Reading a lead that is offered, and answering: `\"5m\"`."),
        key("contact", "duration", Need::Required, "One attempt to reach a lead."),
        key("conversation", "duration", Need::Required, "One conversation, with what comes before and after."),
        key("hour", "money", Need::Required, "What an hour of sales costs: `\"45 EUR\"`."),
    ],
};

/// `[goal]`
pub const GOAL: TableSpec = TableSpec {
    path: "[goal]",
    doc: "What a lead wants is known before anything is sold: while it is not, the call sheet asks for nothing else. Nothing is decided by it; rules may read its field.",
    keys: &[
        key("field", "text", Need::Required, "The field of the person that holds it, declared with `one_of`."),
        key("when", "condition", Need::Optional, "Whose goal is asked first; everybody's, when left out."),
        key("question", "tables", Need::Required, "Open questions, see `[[goal.question]]`."),
        key("answer", "tables", Need::Optional, "The words of the field as people say them, see `[[goal.answer]]`."),
    ],
};

/// `[[goal.question]]`
pub const GOAL_QUESTION: TableSpec = TableSpec {
    path: "[[goal.question]]",
    doc: "An open question after what the lead wants.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("text", "text, or { en, tr }", Need::Required, "Its wording."),
    ],
};

/// `[[goal.answer]]`
pub const GOAL_ANSWER: TableSpec = TableSpec {
    path: "[[goal.answer]]",
    doc: "Something that a lead may want.",
    keys: &[
        key("value", "text", Need::Required, "The word of the field."),
        key("text", "text, or { en, tr }", Need::Optional, "As people say it."),
        key(
            "words",
            "list of texts",
            Need::Optional,
            "Words by which it is heard in what they say; they also begin longer words. The call sheet suggests it then.",
        ),
        key(
            "sells",
            "bool",
            Need::Default("true"),
            "Whether whoever wants it is sold to; others are taught or let go.",
        ),
    ],
};

/// `[[route]]`
pub const ROUTE: TableSpec = TableSpec {
    path: "[[route]]",
    doc: "Who gets a lead: the first row that applies.",
    keys: &[
        key("when", "condition", Need::Optional, "When it applies; always, when left out."),
        key("to", "list of texts", Need::Required, "Users or teams."),
        key("language", "text", Need::Optional, "The language that whoever gets the lead must speak: `tr`."),
        key("skills", "list of texts", Need::Optional, "What they must be good at: all of these."),
    ],
};

/// `[[framework]]`
pub const FRAMEWORK: TableSpec = TableSpec {
    path: "[[framework]]",
    doc: "A qualification framework, such as BANT. One ledger of evidence serves all: criteria with the same id are the same criterion.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Optional, "Its name."),
        key("advance", "text, or table", Need::Required, "When it is met: `\"3 of 4\"`, or `{ weighted = 0.6 }`."),
        key("criterion", "tables", Need::Required, "Its criteria, see `[[framework.criterion]]`."),
    ],
};

/// `advance = { … }`
pub const ADVANCE: TableSpec = TableSpec {
    path: "advance = { … }",
    doc: "When a framework is met, by weight.",
    keys: &[key(
        "weighted",
        "number",
        Need::Required,
        "The share of the weight that must be met, above 0 and at most 1.",
    )],
};

/// `[[framework.criterion]]`
pub const CRITERION: TableSpec = TableSpec {
    path: "[[framework.criterion]]",
    doc: "A criterion. `budget`, `authority`, `need` and `time_frame` have consequences in the default courses.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Optional, "Its name."),
        key("weight", "whole number", Need::Default("1"), "How much it weighs, 1 to 1000."),
        key("required", "true or false", Need::Default("false"), "Whether the framework cannot be met without it."),
        key(
            "hint",
            "condition",
            Need::Optional,
            "A first indication before anyone asked. It is shown as inferred and never counts as met.",
        ),
        key("question", "tables", Need::Optional, "Open questions, see `[[framework.criterion.question]]`."),
    ],
};

/// `[[framework.criterion.question]]`
pub const QUESTION: TableSpec = TableSpec {
    path: "[[framework.criterion.question]]",
    doc: "An open question.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("text", "text, or { en, tr }", Need::Required, "Its wording."),
        key("follow_up", "list of tables", Need::Optional, "What to ask next."),
    ],
};

/// `follow_up = [{ … }]`
pub const FOLLOW_UP: TableSpec = TableSpec {
    path: "follow_up = [{ … }]",
    doc: "What to ask next.",
    keys: &[
        key("after", "short | vague | strong", Need::Required, "After which kind of answer."),
        key("ask", "text", Need::Required, "The id of the next question."),
    ],
};

/// `[[size]]`
pub const SIZE: TableSpec = TableSpec {
    path: "[[size]]",
    doc: "One of the four measures by which every lead is sized up, 0 to 3: what to ask, and what speaks for a level before anybody asked. Conditions read `size.<measure>`, which is known once a person noted it.",
    keys: &[
        key("measure", "knowledge | solved | authority | persona", Need::Required, "Which measure."),
        key(
            "levels",
            "list of tables",
            Need::Optional,
            "First indications: of those that hold the highest level is shown, marked as inferred.",
        ),
        key("question", "tables", Need::Optional, "Open questions, as of a criterion."),
    ],
};

/// `levels = [{ … }]`
pub const SIZE_LEVEL: TableSpec = TableSpec {
    path: "levels = [{ … }]",
    doc: "What speaks for a level of a measure.",
    keys: &[
        key("level", "whole number", Need::Required, "The level, 0 to 3."),
        key("when", "condition", Need::Required, "What speaks for it."),
    ],
};

/// `[[disqualify]]`
pub const DISQUALIFY: TableSpec = TableSpec {
    path: "[[disqualify]]",
    doc: "A reason to let go.",
    keys: &[
        key("id", "text", Need::Required, "Its id: the reason that people see."),
        key("text", "text, or { en, tr }", Need::Optional, "Its wording."),
        key("kind", "never | not_now | not_us | wrong_person | unreachable", Need::Required, "Its kind."),
        key("when", "condition", Need::Optional, "When it holds; without it only people give this reason."),
        key(
            "by",
            "rule | sales",
            Need::Default("rule"),
            "Whether the rule decides, or suggests and a person of sales confirms.",
        ),
        key(
            "revive_after",
            "duration",
            Need::Optional,
            "With `not_now`: when the lead comes back by itself. A rule that still holds then does not act again: it acts when it begins to hold.",
        ),
        key(
            "revive_on",
            "list of texts",
            Need::Optional,
            "With `not_now`: types of facts that bring the lead back at once.",
        ),
    ],
};

/// `[[course]]`
pub const COURSE: TableSpec = TableSpec {
    path: "[[course]]",
    doc: "A row of the courses: the first that applies is the lead's course; none is `pursue`.",
    keys: &[
        key("take", "let_go | reach_right_person | nurture | pursue", Need::Required, "The course."),
        key("when", "condition", Need::Required, "When it applies."),
        key("because", "text, or { en, tr }", Need::Required, "Why, in words."),
    ],
};

/// `[[priority]]`
pub const PRIORITY: TableSpec = TableSpec {
    path: "[[priority]]",
    doc: "A row of the priorities: the first that applies is the lead's priority; none is `normal`. Among leads whose clocks say the same, those of high priority come first.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("level", "high | normal | low", Need::Required, "The priority."),
        key("when", "condition", Need::Required, "When it applies."),
        key("because", "text, or { en, tr }", Need::Required, "Why, in words."),
    ],
};

/// `[[track]]`
pub const TRACK: TableSpec = TableSpec {
    path: "[[track]]",
    doc: "A nurture track.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Optional, "Its name."),
        key("when", "condition", Need::Required, "Whom it takes in."),
    ],
};
