//! The functions of conditions and the codes of their faults, as data: the reference is generated from here.

/// What the reference says about a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionDoc {
    /// Its name.
    pub name: &'static str,
    /// How it is written, with the types.
    pub signature: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// A condition that uses it.
    pub example: &'static str,
}

/// Every function, in the order of the reference.
pub const FUNCTIONS: &[FunctionDoc] = &[
    FunctionDoc {
        name: "has",
        signature: "has(name) -> bool",
        meaning: "Whether the value is known. Never unknown itself.",
        example: "has(account.employees)",
    },
    FunctionDoc {
        name: "facts",
        signature: "facts('type', 'window') -> int",
        meaning: "How many facts of the type happened within the window that ends now: after `now - window`, up to `now`. The window is `90s`, `30m`, `24h`, `14d` or `2w`, at most 3660 days. Both are written out. Counts the newest 1000 facts of a type at most. Changes by time alone.",
        example: "facts('page_viewed', '14d') >= 3",
    },
    FunctionDoc {
        name: "days_since",
        signature: "days_since(name) -> int",
        meaning: "Whole days of 86 400 seconds since the moment, or since the day's midnight in UTC, rounded down; negative before it. Takes the name of a date or moment. Changes by time alone.",
        example: "days_since(account.renewal) >= 45",
    },
    FunctionDoc {
        name: "list",
        signature: "value in list('name')",
        meaning: "Whether the text stands in a list of the playbook. The name is written out; stands only after `in`.",
        example: "account.domain in list('competitors')",
    },
    FunctionDoc {
        name: "size",
        signature: "size(text or list) -> int",
        meaning: "Letters (Unicode scalar values) of a text, entries of a list.",
        example: "size(account.tags) > 2",
    },
    FunctionDoc {
        name: "startsWith",
        signature: "text.startsWith(text) -> bool",
        meaning: "Whether the text begins with the other, byte by byte.",
        example: "fact.path.startsWith('/pricing')",
    },
    FunctionDoc {
        name: "endsWith",
        signature: "text.endsWith(text) -> bool",
        meaning: "Whether the text ends with the other, byte by byte.",
        example: "account.domain.endsWith('.edu')",
    },
    FunctionDoc {
        name: "contains",
        signature: "text.contains(text) -> bool",
        meaning: "Whether the text holds the other, byte by byte. For a list write `value in list`.",
        example: "fact.path.contains('demo')",
    },
    FunctionDoc {
        name: "exists",
        signature: "list.exists(x, condition) -> bool",
        meaning: "Whether the condition holds for at least one entry, which it calls `x`. True as soon as it holds for one; else unknown if it is unknown for one. At most two loops inside one another.",
        example: "account.tags.exists(x, x.startsWith('crm'))",
    },
    FunctionDoc {
        name: "all",
        signature: "list.all(x, condition) -> bool",
        meaning: "Whether the condition holds for every entry, which it calls `x`; true for an empty list. False as soon as it fails for one; else unknown if it is unknown for one.",
        example: "account.tags.all(x, size(x) < 20)",
    },
];

/// Every code of a condition's fault and its meaning, which never changes.
pub const FAULTS: &[(&str, &str)] = &[
    ("C001", "The condition is empty."),
    ("C002", "The condition is too long."),
    ("C003", "The condition is nested too deeply."),
    ("C004", "A character has no meaning in conditions."),
    ("C005", "A text is not closed."),
    ("C006", "An escape in a text is not supported."),
    ("C007", "A number cannot be read or is too large."),
    ("C008", "Something else was due here."),
    ("C009", "A bracket is not closed."),
    ("C010", "Division and remainder are not supported."),
    ("C011", "Maps are not supported."),
    ("C012", "Indexing is not supported."),
    ("C013", "Regular expressions are not supported."),
    ("C014", "There is no null; `has()` asks whether a value is known."),
    ("C015", "A CEL macro other than `exists`, `all` and `has` is not supported."),
    ("C016", "A kind of CEL literal is not supported: unsigned, hexadecimal, exponent, bytes, raw or triple-quoted."),
    ("C017", "Comments inside a condition are not supported."),
    ("C018", "Type conversions are not supported."),
    ("C019", "CEL's calendar functions are not supported."),
    ("C030", "A name is unknown."),
    ("C031", "A name exists but cannot be used in this place."),
    ("C032", "A function is unknown."),
    ("C033", "A function has too many or too few arguments."),
    ("C034", "An argument must be a text written out."),
    ("C035", "A fact type is unknown."),
    ("C036", "A list is unknown."),
    ("C037", "A window of time cannot be read, holds nothing or is too long."),
    ("C038", "`has()` and `days_since()` take the name of a field."),
    ("C039", "The name of a loop's entry is missing or taken."),
    ("C040", "`list()` stands only after `in`."),
    ("C050", "Two sides have different types."),
    ("C051", "An operator or function does not take this type."),
    ("C052", "A part should be true or false and is something else."),
    ("C053", "A word is not among the declared ones."),
    ("C054", "A text is not a day, moment, length of time or amount."),
    ("C055", "A list is due, or an entry of a list has another type."),
    ("C056", "A list literal is empty."),
    ("C057", "A constant calculation leaves its range."),
    ("C058", "A list literal has too many entries."),
    ("C059", "Loops stand too deep inside one another."),
    ("C060", "A part changes by time alone where that is not allowed."),
    ("C061", "Both sides of a comparison change by time alone."),
    ("C062", "A count of facts is compared with more than is counted."),
    ("C063", "The condition is always true or always false."),
];
