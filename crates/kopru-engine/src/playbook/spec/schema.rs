//! The playbook itself, its lists, calendars, fields and facts.

use super::key;
use crate::document::{Need, TableSpec};

/// Top level.
pub const ROOT: TableSpec = TableSpec {
    path: "(top level)",
    doc: "The playbook itself.",
    keys: &[
        key("format", "1", Need::Required, "The version of this format. Always 1."),
        key("name", "text, or { en, tr }", Need::Required, "What the agreement is called."),
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
        key("calendar", "tables", Need::Optional, "Named calendars, see `[calendar.<name>]`."),
        key("fields", "table", Need::Optional, "Declared fields, see `[fields.person]` and `[fields.account]`."),
        key("facts", "tables", Need::Optional, "Declared types of facts, see `[facts.<type>]`."),
        key("persona", "tables", Need::Optional, "Buyer personas, see `[[persona]]`."),
        key("pain", "tables", Need::Optional, "Pains, see `[[pain]]`."),
        key("product", "tables", Need::Optional, "What we sell, see `[[product]]`."),
        key("signal", "tables", Need::Optional, "Further red flags and positive signs, see `[[signal]]`."),
        key("fit", "table", Need::Optional, "Who they are, see `[fit]`."),
        key("engagement", "table", Need::Optional, "What they do, see `[engagement]`."),
        key("account", "table", Need::Optional, "What an account's people do together, see `[account]`."),
        key("stage", "tables", Need::Required, "The lifecycle, see `[[stage]]`."),
        key("handover", "table", Need::Optional, "The hand-over from marketing to sales, see `[handover]`."),
        key("effort", "table", Need::Optional, "What the steps of sales take and cost, see `[effort]`."),
        key("goal", "table", Need::Optional, "What a lead wants, and how it is asked first, see `[goal]`."),
        key("route", "tables", Need::Optional, "Who gets a lead, see `[[route]]`."),
        key("framework", "tables", Need::Optional, "Qualification frameworks, see `[[framework]]`."),
        key("size", "tables", Need::Optional, "How leads are sized up, see `[[size]]`."),
        key("disqualify", "tables", Need::Optional, "When to let go, see `[[disqualify]]`."),
        key("course", "tables", Need::Optional, "The courses, see `[[course]]`. Without any, the default ones hold."),
        key("priority", "tables", Need::Optional, "Which leads come first, see `[[priority]]`."),
        key("track", "tables", Need::Optional, "Nurture tracks, see `[[track]]`."),
        key("test", "tables", Need::Optional, "The playbook's own examples, see `[[test]]`."),
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
    keys: &[key("file", "text", Need::Required, "The file's name, beside the playbook; no folders.")],
};

/// `[calendar]`
pub const CALENDARS: TableSpec =
    TableSpec { path: "[calendar]", doc: "Named calendars; each key is a calendar's name.", keys: &[] };

/// `[calendar.<name>]`
pub const CALENDAR: TableSpec = TableSpec {
    path: "[calendar.<name>]",
    doc: "When a team works. Business hours count only while it is open.",
    keys: &[
        key("time_zone", "text", Need::Required, "An IANA time zone such as `Europe/Istanbul`."),
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
        key("type", "text", Need::Optional, "The type; leave it out with `one_of` or `list_of`."),
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
        key("sensitive", "true or false", Need::Default("false"), "Hidden from those whose role must not see it."),
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
