//! Every table and key of a playbook, with its meaning. The reader refuses what is not here, the reference prints it.

use crate::document::{KeySpec, Need, TableSpec};

const fn key(name: &'static str, form: &'static str, need: Need, doc: &'static str) -> KeySpec {
    KeySpec { name, form, need, doc }
}

/// Top level.
pub const ROOT: TableSpec = TableSpec {
    path: "(top level)",
    doc: "The playbook itself.",
    keys: &[
        key("format", "1", Need::Required, "The version of this format. Always 1."),
        key(
            "name",
            "text, or { en, tr }",
            Need::Required,
            "What the agreement is called.",
        ),
        key(
            "version",
            "text",
            Need::Optional,
            "What you call this version, for people. Decisions name a fingerprint of the text beside it.",
        ),
        key(
            "sources",
            "list of texts",
            Need::Optional,
            "Sources of facts, the most trusted first: of two values for a field from the same moment, the more trusted stays. Unlisted sources are trusted least.",
        ),
        key(
            "consents",
            "list of texts",
            Need::Default("[\"email\", \"phone\"]"),
            "Purposes for which a person can give or withdraw consent. A condition reads `consent.<purpose>`.",
        ),
        key("lists", "table", Need::Optional, "Named lists, see `[lists]`."),
        key(
            "calendar",
            "tables",
            Need::Optional,
            "Named calendars, see `[calendar.<name>]`.",
        ),
        key(
            "fields",
            "table",
            Need::Optional,
            "Declared fields, see `[fields.person]` and `[fields.account]`.",
        ),
        key(
            "facts",
            "tables",
            Need::Optional,
            "Declared types of facts, see `[facts.<type>]`.",
        ),
        key(
            "persona",
            "tables",
            Need::Optional,
            "Buyer personas, see `[[persona]]`.",
        ),
        key("pain", "tables", Need::Optional, "Pains, see `[[pain]]`."),
        key(
            "signal",
            "tables",
            Need::Optional,
            "Further red flags and positive signs, see `[[signal]]`.",
        ),
        key("fit", "table", Need::Optional, "Who they are, see `[fit]`."),
        key(
            "engagement",
            "table",
            Need::Optional,
            "What they do, see `[engagement]`.",
        ),
        key(
            "account",
            "table",
            Need::Optional,
            "What an account's people do together, see `[account]`.",
        ),
        key("stage", "tables", Need::Required, "The lifecycle, see `[[stage]]`."),
        key(
            "handover",
            "table",
            Need::Optional,
            "The hand-over from marketing to sales, see `[handover]`.",
        ),
        key("route", "tables", Need::Optional, "Who gets a lead, see `[[route]]`."),
        key(
            "framework",
            "tables",
            Need::Optional,
            "Qualification frameworks, see `[[framework]]`.",
        ),
        key(
            "disqualify",
            "tables",
            Need::Optional,
            "When to let go, see `[[disqualify]]`.",
        ),
        key(
            "course",
            "tables",
            Need::Optional,
            "The courses, see `[[course]]`. Without any, the default ones hold.",
        ),
        key("track", "tables", Need::Optional, "Nurture tracks, see `[[track]]`."),
        key(
            "test",
            "tables",
            Need::Optional,
            "The playbook's own examples, see `[[test]]`.",
        ),
    ],
};

/// `[lists]`
pub const LISTS: TableSpec = TableSpec {
    path: "[lists]",
    doc: "Named lists for `list('name')` and for holidays. Each key is a list's name; its value is a list of texts, or `{ file = \"name.txt\" }` for a file beside the playbook with one entry a line (`#` begins a comment).",
    keys: &[],
};

/// `{ file }`
pub const LIST_FILE: TableSpec = TableSpec {
    path: "{ file }",
    doc: "A list kept in a file.",
    keys: &[key(
        "file",
        "text",
        Need::Required,
        "The file's name, beside the playbook; no folders.",
    )],
};

/// `[calendar]`
pub const CALENDARS: TableSpec = TableSpec {
    path: "[calendar]",
    doc: "Named calendars; each key is a calendar's name.",
    keys: &[],
};

/// `[calendar.<name>]`
pub const CALENDAR: TableSpec = TableSpec {
    path: "[calendar.<name>]",
    doc: "When a team works. Business hours count only while it is open.",
    keys: &[
        key(
            "time_zone",
            "text",
            Need::Required,
            "An IANA time zone such as `Europe/Istanbul`.",
        ),
        key(
            "open",
            "list of texts",
            Need::Required,
            "Blocks such as `Mon-Fri 09:00-12:30`; several a day are allowed, also past midnight.",
        ),
        key(
            "holidays",
            "list of texts",
            Need::Optional,
            "Closed days (`2026-10-29`), half days (`2026-10-28 13:00`: open until then; `2026-12-31 09:00-12:00`: open exactly then), or the names of lists that hold such lines.",
        ),
    ],
};

/// `[fields]`
pub const FIELDS: TableSpec = TableSpec {
    path: "[fields]",
    doc: "Declared fields.",
    keys: &[
        key(
            "person",
            "table",
            Need::Optional,
            "Fields of a person: each key is a field's name, its value a type or a table (see \"A field\").",
        ),
        key("account", "table", Need::Optional, "Fields of an account, likewise."),
    ],
};

/// `[fields.person], [fields.account]`
pub const FIELD_MAP: TableSpec = TableSpec {
    path: "[fields.person], [fields.account]",
    doc: "The schema that conditions are checked against. Each key is a field's name.",
    keys: &[],
};

/// A field.
pub const FIELD: TableSpec = TableSpec {
    path: "(a field)",
    doc: "A field is a type (`\"int\"`, `\"decimal\"`, `\"text\"`, `\"bool\"`, `\"date\"`, `\"moment\"`, `\"duration\"`, `\"money\"`) or a table with these keys.",
    keys: &[
        key(
            "type",
            "text",
            Need::Optional,
            "The type; leave it out with `one_of` or `list_of`.",
        ),
        key(
            "one_of",
            "list of texts",
            Need::Optional,
            "The words of an enum, the smallest first: conditions may compare them with `<` and `>=`.",
        ),
        key("list_of", "text", Need::Optional, "The type of a list's items."),
        key("label", "text, or { en, tr }", Need::Optional, "How people call it."),
        key(
            "indexed",
            "true or false",
            Need::Default("false"),
            "Lists can be filtered by it at any size; at most 12 fields.",
        ),
        key(
            "dimension",
            "true or false",
            Need::Default("false"),
            "Reports can be broken down by it; at most 12 fields.",
        ),
        key(
            "sensitive",
            "true or false",
            Need::Default("false"),
            "Hidden from those whose role must not see it.",
        ),
    ],
};

/// `[facts]`
pub const FACTS: TableSpec = TableSpec {
    path: "[facts]",
    doc: "Declared types of facts; each key is a type's name, in the past tense. A fact of an undeclared type is refused.",
    keys: &[],
};

/// `[facts.<type>]`
pub const FACT: TableSpec = TableSpec {
    path: "[facts.<type>]",
    doc: "A type of fact. Each key is a field of its `data` (written like any field); conditions read it as `fact.<name>`. The key `label` with a text in both languages says how people call the fact.",
    keys: &[],
};

/// `[[persona]]`
pub const PERSONA: TableSpec = TableSpec {
    path: "[[persona]]",
    doc: "A buyer persona. Its degree is the weight of the parts that are met over the weight of those that are known; unknown is not \"no\". A lead's persona is the one with the highest degree, then the most known weight, then the first in the file.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Required, "Its name."),
        key(
            "parts",
            "list of tables",
            Need::Required,
            "What makes somebody this persona.",
        ),
    ],
};

/// `parts = [{ … }]`
pub const PART: TableSpec = TableSpec {
    path: "parts = [{ … }]",
    doc: "One mark of a persona.",
    keys: &[
        key(
            "when",
            "condition",
            Need::Required,
            "When it is met; reads fields and roles.",
        ),
        key(
            "weight",
            "whole number",
            Need::Default("1"),
            "How much it weighs, 1 to 1000.",
        ),
    ],
};

/// `[[pain]]`
pub const PAIN: TableSpec = TableSpec {
    path: "[[pain]]",
    doc: "A problem that leads have.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("text", "text, or { en, tr }", Need::Required, "The problem in words."),
        key(
            "words",
            "list of texts",
            Need::Optional,
            "Words by which it is recognised in what leads say.",
        ),
        key(
            "solved",
            "no | partly | fully",
            Need::Required,
            "How far our product solves it.",
        ),
        key(
            "only_us",
            "true or false",
            Need::Default("false"),
            "Whether nobody else solves it.",
        ),
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
        key(
            "grades",
            "table",
            Need::Required,
            "Least points of the grades A, B and C; below is D.",
        ),
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
        key(
            "when",
            "condition",
            Need::Required,
            "Reads fields, role and persona; never time.",
        ),
        key(
            "points",
            "whole number",
            Need::Required,
            "Points when it holds; may be negative.",
        ),
        key(
            "unknown",
            "whole number",
            Need::Default("0"),
            "Points while nobody knows whether it holds.",
        ),
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
        key(
            "bands",
            "table",
            Need::Required,
            "Least points of the bands hot, warm and cool; below is cold.",
        ),
        key(
            "rule",
            "tables",
            Need::Optional,
            "The rules, see `[[engagement.rule]]`.",
        ),
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
        key(
            "on",
            "text, or list of texts",
            Need::Required,
            "The types of facts that it looks at.",
        ),
        key(
            "when",
            "condition",
            Need::Optional,
            "Which of them; reads `fact.*` only.",
        ),
        key(
            "points",
            "whole number",
            Need::Required,
            "Points of one fact; may be negative.",
        ),
        key(
            "half_life",
            "duration",
            Need::Optional,
            "Its own half-life; otherwise that of the table.",
        ),
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
        key(
            "half_life",
            "duration",
            Need::Default("14d"),
            "How long until a fact's points are worth half.",
        ),
        key(
            "rule",
            "tables",
            Need::Optional,
            "The rules, see `[[engagement.rule]]`.",
        ),
    ],
};

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
        key(
            "framework",
            "text",
            Need::Optional,
            "With `by = \"qualification\"`: the framework that must be met.",
        ),
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
        key(
            "queue",
            "text",
            Need::Optional,
            "The queue of leads without owner; otherwise the team's name.",
        ),
    ],
};

/// `[handover]`
pub const HANDOVER: TableSpec = TableSpec {
    path: "[handover]",
    doc: "The hand-over from marketing to sales.",
    keys: &[
        key("from", "text", Need::Required, "The stage that is offered."),
        key(
            "to",
            "text",
            Need::Required,
            "The stage that acceptance brings (`by = \"acceptance\"`).",
        ),
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
        key(
            "reason",
            "tables",
            Need::Required,
            "Why sales may refuse, see `[[handover.reason]]`.",
        ),
    ],
};

/// `accept = { … }`
pub const ACCEPT: TableSpec = TableSpec {
    path: "accept = { … }",
    doc: "How long sales may take to answer.",
    keys: &[
        key(
            "within",
            "duration",
            Need::Required,
            "Also in business time: `8 business hours`.",
        ),
        key("calendar", "text", Need::Optional, "The calendar of business time."),
    ],
};

/// `contact = { … }`
pub const CONTACT: TableSpec = TableSpec {
    path: "contact = { … }",
    doc: "When the first contact after acceptance is due.",
    keys: &[
        key("warn", "duration", Need::Default("24h"), "When it is warned about."),
        key("breach", "duration", Need::Default("48h"), "When it is late."),
        key("calendar", "text", Need::Optional, "The calendar of business time."),
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

/// `[[route]]`
pub const ROUTE: TableSpec = TableSpec {
    path: "[[route]]",
    doc: "Who gets a lead: the first row that applies.",
    keys: &[
        key(
            "when",
            "condition",
            Need::Optional,
            "When it applies; always, when left out.",
        ),
        key("to", "list of texts", Need::Required, "Users or teams."),
    ],
};

/// `[[framework]]`
pub const FRAMEWORK: TableSpec = TableSpec {
    path: "[[framework]]",
    doc: "A qualification framework, such as BANT. One ledger of evidence serves all: criteria with the same id are the same criterion.",
    keys: &[
        key("id", "text", Need::Required, "Its id."),
        key("name", "text, or { en, tr }", Need::Optional, "Its name."),
        key(
            "advance",
            "text, or table",
            Need::Required,
            "When it is met: `\"3 of 4\"`, or `{ weighted = 0.6 }`.",
        ),
        key(
            "criterion",
            "tables",
            Need::Required,
            "Its criteria, see `[[framework.criterion]]`.",
        ),
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
        key(
            "weight",
            "whole number",
            Need::Default("1"),
            "How much it weighs, 1 to 1000.",
        ),
        key(
            "required",
            "true or false",
            Need::Default("false"),
            "Whether the framework cannot be met without it.",
        ),
        key(
            "hint",
            "condition",
            Need::Optional,
            "A first indication before anyone asked. It is shown as inferred and never counts as met.",
        ),
        key(
            "question",
            "tables",
            Need::Optional,
            "Open questions, see `[[framework.criterion.question]]`.",
        ),
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
        key(
            "after",
            "short | vague | strong",
            Need::Required,
            "After which kind of answer.",
        ),
        key("ask", "text", Need::Required, "The id of the next question."),
    ],
};

/// `[[disqualify]]`
pub const DISQUALIFY: TableSpec = TableSpec {
    path: "[[disqualify]]",
    doc: "A reason to let go.",
    keys: &[
        key("id", "text", Need::Required, "Its id: the reason that people see."),
        key("text", "text, or { en, tr }", Need::Optional, "Its wording."),
        key(
            "kind",
            "never | not_now | not_us | wrong_person | unreachable",
            Need::Required,
            "Its kind.",
        ),
        key(
            "when",
            "condition",
            Need::Optional,
            "When it holds; without it only people give this reason.",
        ),
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
        key(
            "take",
            "let_go | reach_right_person | nurture | pursue",
            Need::Required,
            "The course.",
        ),
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

/// `[[test]]`
pub const TEST: TableSpec = TableSpec {
    path: "[[test]]",
    doc: "An example that the playbook carries: `kopru playbook test` runs it, and publishing refuses a playbook whose examples fail.",
    keys: &[
        key("name", "text", Need::Required, "What it shows."),
        key(
            "person",
            "table",
            Need::Optional,
            "Fields of the person, known from the start.",
        ),
        key(
            "account",
            "table",
            Need::Optional,
            "Fields of the account, known from the start.",
        ),
        key(
            "facts",
            "list of tables",
            Need::Optional,
            "What happens, see `facts = [{ … }]`.",
        ),
        key("at", "moment", Need::Required, "When the lead is looked at."),
        key(
            "expect",
            "table",
            Need::Required,
            "What must then hold, see `expect = { … }`.",
        ),
    ],
};

/// `facts = [{ … }]`
pub const TEST_FACT: TableSpec = TableSpec {
    path: "facts = [{ … }]",
    doc: "A fact of a test, shaped like any fact.",
    keys: &[
        key("type", "text", Need::Required, "Its type."),
        key("occurred_at", "moment", Need::Required, "When it happened."),
        key(
            "recorded_at",
            "moment",
            Need::Optional,
            "When it became known; otherwise at once.",
        ),
        key("id", "text", Need::Optional, "Its id, for `retracted`."),
        key("source", "text", Need::Optional, "Its source."),
        key("data", "table", Need::Optional, "What it says."),
        key("fields", "table", Need::Optional, "Fields of the person that it sets."),
        key(
            "account_fields",
            "table",
            Need::Optional,
            "Fields of the account that it sets.",
        ),
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
        key(
            "disposition",
            "open | recycled | disqualified | won | lost",
            Need::Optional,
            "The disposition.",
        ),
        key(
            "kind",
            "never | not_now | not_us | wrong_person | unreachable",
            Need::Optional,
            "The kind of disqualification.",
        ),
        key("reason", "text", Need::Optional, "The reason of the disposition."),
        key(
            "course",
            "let_go | reach_right_person | nurture | pursue",
            Need::Optional,
            "The course.",
        ),
        key("suggested", "text", Need::Optional, "A reason that waits for a person."),
        key("queue", "text", Need::Optional, "The queue it stands in."),
        key(
            "stagnant",
            "true or false",
            Need::Optional,
            "Whether it stands too long.",
        ),
        key(
            "because",
            "list of texts",
            Need::Optional,
            "Rules that give points at that moment; others may too.",
        ),
    ],
};

/// All tables, in the order of the reference.
pub const ALL: &[&TableSpec] = &[
    &ROOT,
    &LISTS,
    &LIST_FILE,
    &CALENDARS,
    &CALENDAR,
    &FIELDS,
    &FIELD_MAP,
    &FIELD,
    &FACTS,
    &FACT,
    &PERSONA,
    &PART,
    &PAIN,
    &SIGNAL,
    &FIT,
    &GRADES,
    &FIT_RULE,
    &ENGAGEMENT,
    &BANDS,
    &DECAY_RULE,
    &ACCOUNT,
    &STAGE,
    &HANDOVER,
    &ACCEPT,
    &CONTACT,
    &REASON,
    &ROUTE,
    &FRAMEWORK,
    &ADVANCE,
    &CRITERION,
    &QUESTION,
    &FOLLOW_UP,
    &DISQUALIFY,
    &COURSE,
    &TRACK,
    &TEST,
    &TEST_FACT,
    &FREE,
    &EXPECT,
];
