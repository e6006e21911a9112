//! The reference pages: the API and its problems, as Markdown from the same tables that run.

use super::access::{Scope, about};
use super::code::Code;
use super::openapi;
use super::query::Param;
use super::route::{BodyOut, JSON, Route};
use super::routes;
use super::schemas;
use super::shape::{Schema, Shape};
use crate::limits;
use kopru_engine::typing::FAULTS;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// `docs/reference/errors.md`.
pub fn errors() -> String {
    let mut out = String::from(ERRORS_HEAD);
    out.push_str("| Code | Status | Meaning | What to do |\n|---|---|---|---|\n");
    for code in Code::ALL {
        let (id, status, meaning, cure) = (code.id(), code.status(), code.meaning(), code.cure());
        let _ = writeln!(out, "| `{id}` | {status} | {meaning} | {cure} |");
    }
    let parts = [
        (ERRORS_WITHIN, [WITHIN, FAULTS].concat()),
        (ERRORS_IMPORTED, IMPORTED.to_vec()),
        (ERRORS_ELSEWHERE, ELSEWHERE.to_vec()),
    ];
    for (head, codes) in parts {
        let _ = write!(out, "{head}| Code | Meaning |\n|---|---|\n");
        for (code, meaning) in codes {
            let _ = writeln!(out, "| `{code}` | {meaning} |");
        }
    }
    out
}

const ERRORS_HEAD: &str = "\
# Problems of the API

<!-- Printed by `kopru api errors`; written by `cargo xtask gen`. -->

Whatever cannot be done is answered with problem details (RFC 9457, `application/problem+json`): `type` (an address that
explains the kind), `title`, `status`, `code`, `detail`, `request_id`, and `errors`, a list of `{at, code, message}` with
everything that is wrong. A `code` never changes its meaning. Where several problems hold, the first in this table is
answered; only `overloaded` also comes later, when there is no room for the body. With 429 and 503 comes `Retry-After`: how many seconds to wait until the same request may succeed.

";

const ERRORS_WITHIN: &str = "
## Codes within `errors`

Beside these, facts are refused with codes of the next table, and `playbook_has_faults` lists the codes of `kopru playbook check`
([`P…`, `C…`](playbook.md)).

";

const ERRORS_IMPORTED: &str = "
## Codes of files, mappings and lists

Lines that an import refuses, mappings that do not hold ([more](../guides/csv-mapping.md)), lists and calendars beside a playbook.

";

const ERRORS_ELSEWHERE: &str = "
## Codes of commands and the portal

No request leads to these.

";

/// The codes of faults in how requests are written.
const WITHIN: &[(&str, &str)] = &[
    ("unknown_key", "The body has a key that is not known there."),
    ("missing", "A key that must be there is missing."),
    ("wrong_value", "A value, in the body or of a parameter, is of another kind or out of its bounds."),
    ("unknown_parameter", "The address has a parameter that is not known there."),
    ("twice", "A parameter stands there twice."),
    ("wrong_encoding", "A parameter is not percent-encoded UTF-8."),
    ("example_fails", "An example in the playbook does not come out as it says."),
];

/// The codes of lines and files that cannot be taken, of mappings that do not hold, and of lists and calendars; those of facts
/// stand in `errors` as well.
const IMPORTED: &[(&str, &str)] = &[
    ("I001", "A line is longer than it may be."),
    ("I002", "A line or value is not UTF-8."),
    ("I003", "Part of a fact is not JSON."),
    ("I004", "A fact is not an object."),
    ("I005", "A fact has an unknown key."),
    ("I006", "A key of a fact stands there twice."),
    ("I007", "A part of a fact is empty or not a text, or values are not an object."),
    ("I008", "A value of a fact is an object, or a list in a list."),
    ("I009", "A fact names nobody, or names whom it is about more than once."),
    ("I010", "A part that a fact must have is missing."),
    ("I011", "A moment has no offset."),
    ("I012", "A moment does not exist, or is not written as moments are."),
    ("I013", "A moment lies before 1900 or after 2199."),
    ("I014", "A value of a column is no number, written as the mapping says."),
    ("I015", "A value of a column is neither yes nor no."),
    ("I016", "A text holds the character NUL."),
    ("I017", "An address is no e-mail address."),
    ("I018", "A name or id is too long."),
    ("I019", "The key of a row is empty: nobody knows whom it is about."),
    ("I020", "`also` is not a list of identities."),
    ("I021", "Text follows a closing quotation mark."),
    ("I022", "A row has more columns than it may have."),
    ("I023", "A row has more or fewer values than the header has columns."),
    ("I024", "A quotation mark opens a value and never closes as it should."),
    ("I030", "The file is empty."),
    ("I031", "The file is UTF-16."),
    ("I032", "The header cannot be read."),
    ("I033", "The file cannot be read."),
    ("I034", "No column has a name of its own."),
    ("I035", "So many columns fit that the mapping would be too large."),
    ("I036", "It is not said which column tells leads apart."),
    ("I037", "The file has no column of the name that was chosen, or has it twice."),
    ("I101", "The mapping is not valid TOML."),
    ("I102", "The mapping has an unknown key."),
    ("I103", "A value of the mapping is of another kind than it must be."),
    ("I104", "Something that the mapping must have is missing."),
    ("I105", "Parts of the mapping contradict each other, or cannot stand together."),
    ("I106", "The mapping names a time zone that there is not."),
    ("I107", "A pattern of the mapping cannot be read as a date, or there are too many."),
    ("I108", "Dates without an offset need the mapping's time zone."),
    ("I109", "The mapping names a field as none can be named."),
    ("I112", "The mapping is larger than it may be."),
    ("I131", "The file has no column of the name that the mapping gives."),
    ("I132", "The file has two columns of the name that the mapping gives."),
    ("L001", "A list has more entries than it may have."),
    ("L002", "An entry stands there twice (a warning)."),
    ("L003", "An entry is not written as the entries of this list are."),
    ("L004", "A day is a half day, and nothing says when it closes."),
    ("L010", "The file is no calendar file."),
    ("L011", "A line of a calendar file has no colon."),
    ("L012", "An event of a calendar file has no end."),
    ("L013", "An event has no beginning."),
    ("L014", "A date, a time or a length of an event cannot be read."),
    ("L015", "An event ends before it begins, or is too long."),
    ("L016", "An event has hours; the whole day counts as closed (a warning)."),
    ("L017", "A repetition is not read beyond its first date."),
    ("L018", "A property of an event is not read (a warning)."),
    ("L019", "A calendar file ends within an event or the calendar."),
    ("L020", "A table of holidays has no column of a name that it must have."),
    ("L021", "A quotation mark in a table of holidays is not closed on its line."),
    ("L022", "A table of holidays holds days of more than one country or region."),
];

/// Codes that the portal and commands alone say: no request leads to them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("file_exists", "A backup is never written over a file; give another name."),
    ("database_not_empty", "A backup is restored into an empty database alone; name another one."),
    ("email_too_large", "A message is larger than it may be; over HTTP `body_too_large` is answered."),
    ("email_of_somebody_else", "A message that is brought on a lead's page concerns another lead."),
    ("reading_unknown", "What is called a wrong reading on the call sheet was not noted of the lead."),
    ("goal_unknown", "A goal that is chosen on the call sheet is none of the agreement's."),
    ("quote_not_said", "A finding that is to be noted quotes words that the lead did not say."),
    ("lead_unreadable", "A lead's rows are damaged; `kopru doctor` names it. An import refuses its rows."),
    ("id_missing", "A fact came to the store without an id: a fault of the program."),
    ("days_invalid", "A report looks back over too few or too many days."),
    (
        "not_at_stage",
        "An act has no effect where the lead stands; over HTTP `not_possible` is answered, and an `outcome` of a fact says so.",
    ),
];

/// `docs/reference/api.md`.
pub fn reference() -> String {
    let mut out = String::from(HEAD);
    scopes(&mut out);
    limits_table(&mut out);
    let mut chapter = "";
    for route in routes::all() {
        if route.tag != chapter {
            chapter = route.tag;
            let _ = write!(out, "\n## {chapter} (routes)\n");
        }
        one(&mut out, route);
    }
    objects(&mut out);
    out
}

const HEAD: &str = "\
# The HTTP API

<!-- Printed by `kopru api reference`; written by `cargo xtask gen`. -->

`kopru serve` answers JSON under `/api/v1`, which only grows. The same as an OpenAPI 3.1 document:
`GET /api/v1/openapi.json`. What can go wrong stands in [errors.md](errors.md). Unknown keys and parameters are refused.
Moments are written with their offset and answered in UTC. Sentences come in English or Turkish, by `lang=en|tr` or
`Accept-Language`; problems are English.

## Who is answered

With `Authorization: Bearer kopru_…`, whoever has a key with the route's scope. Without it, only requests from this machine
to `localhost`, `127.0.0.1` or `[::1]`, that did not come through a proxy, on a server that listens on this machine alone;
they may do everything. A browser's changes from pages of other sites are refused.

";

fn scopes(out: &mut String) {
    out.push_str("| Scope | A key with it may |\n|---|---|\n");
    for scope in Scope::ALL {
        let _ = writeln!(out, "| `{scope}` | {} |", about(scope));
    }
}

fn limits_table(out: &mut String) {
    out.push_str("\n## Limits\n\n| What | At most |\n|---|---|\n");
    let mib = |bytes: usize| format!("{} MiB", bytes >> 20);
    let per_sec = limits::BUCKET_REQUESTS_PER_SEC;
    let rows = [
        ("The body of one fact", mib(limits::FACT_BODY_BYTES_MAX)),
        ("The body of a batch, or of a playbook", mib(limits::BATCH_BODY_BYTES_MAX)),
        ("The body of an e-mail", mib(limits::EMAIL_BYTES_MAX)),
        ("Facts of a batch", limits::REQUEST_FACTS_MAX.to_string()),
        ("Rows of a page", kopru_store::limits::PAGE_MAX.to_string()),
        ("Time of a request", format!("{} s", limits::REQUEST_SECS_MAX)),
        ("Time of a request that may ask the assistant", format!("{} s", limits::ASSISTED_SECS_MAX)),
        ("Requests at once", limits::REQUESTS_MAX.to_string()),
        (
            "Requests of one key, or of one peer without a key",
            format!("{} at once, then {per_sec} a second", limits::BUCKET_REQUESTS_MAX),
        ),
        (
            "Wrong keys of one peer",
            format!("{} at once, then one in {} s", limits::WRONG_KEYS_MAX, limits::WRONG_KEY_SECS),
        ),
        (
            "How long the answer of an `Idempotency-Key` is kept",
            format!("{} h", kopru_store::limits::IDEMPOTENCY_SECS / 3_600),
        ),
    ];
    for (what, most) in rows {
        let _ = writeln!(out, "| {what} | {most} |");
    }
}

fn one(out: &mut String, route: &Route) {
    let _ = write!(out, "\n### {} {}\n\n{}", route.verb.id(), route.path, route.summary);
    if !route.about.is_empty() {
        let _ = write!(out, " {}", route.about);
    }
    match route.scope {
        Some(scope) => drop(writeln!(out, " Scope: `{}`.", scope.id())),
        None => out.push('\n'),
    }
    let params: Vec<&Param> = route.path_params.iter().chain(route.query).collect();
    if !params.is_empty() {
        out.push_str("\n| Parameter | Value | Meaning |\n|---|---|---|\n");
        for it in params {
            let name = if it.is_family() { format!("{}…", it.name) } else { it.name.to_owned() };
            let _ = writeln!(out, "| `{name}` | {} | {} |", cell(&it.shape), it.about);
        }
    }
    if let Some(body) = &route.body {
        let kind = if body.kind == JSON { String::new() } else { format!("`{}`, ", body.kind) };
        let _ = writeln!(out, "\nBody: {kind}{}.", cell(&body.shape));
    }
    out.push('\n');
    for answer in route.answers {
        let what = match answer.body {
            BodyOut::Empty => String::new(),
            BodyOut::Json(shape) => format!(" {}.", upper(&cell(&shape))),
            BodyOut::Text(kind) => format!(" `{kind}`."),
        };
        let _ = writeln!(out, "- {}: {}{what}", answer.status, answer.about);
    }
    if route.tagged {
        out.push_str("- 304: `If-None-Match` names the `ETag` of this answer.\n");
    }
    if !route.problems.is_empty() {
        let codes: Vec<String> = route.problems.iter().map(|it| format!("`{}`", it.id())).collect();
        let _ = writeln!(out, "- Problems of its own: {}.", codes.join(", "));
    }
}

fn objects(out: &mut String) {
    let mut found: BTreeMap<&'static str, &'static Schema> = BTreeMap::new();
    Shape::Object(&schemas::PROBLEM).gather(&mut found);
    for route in routes::all() {
        route.body.iter().for_each(|it| it.shape.gather(&mut found));
        for answer in route.answers {
            if let BodyOut::Json(shape) = answer.body {
                shape.gather(&mut found);
            }
        }
    }
    out.push_str("\n## Objects\n");
    for schema in found.values() {
        let _ = write!(out, "\n### {}\n\n{}\n\n| Key | Value | Meaning |\n|---|---|---|\n", schema.name, schema.about);
        for part in schema.parts {
            let may = if part.needed { "" } else { " (may be missing)" };
            let _ = writeln!(out, "| `{}` | {} | {}{may} |", part.name, cell(&part.shape), part.about);
        }
    }
}

/// A shape within a table: objects by their names.
fn cell(shape: &Shape) -> String {
    match shape {
        Shape::Object(schema) => format!("[{}](#{})", schema.name, schema.name.to_lowercase()),
        Shape::Maybe(inner) => format!("{}, or null", cell(inner)),
        Shape::List(inner, _) => format!("a list of: {}", cell(inner)),
        Shape::Map(inner) => format!("an object, each value: {}", cell(inner)),
        Shape::Either(shapes) => shapes.iter().map(cell).collect::<Vec<_>>().join("; or "),
        Shape::Id => "an id".into(),
        Shape::Moment => "a moment".into(),
        Shape::One(words) => words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "),
        other => other.words(),
    }
}

fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Every code that an answer may carry, for tests that look whether the page has it.
pub fn codes_of(route: &Route) -> Vec<Code> {
    openapi::problems(route).into_values().flatten().collect()
}
