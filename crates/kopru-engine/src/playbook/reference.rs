//! The reference of the playbook language, made from the tables that the reader itself uses.

use super::builtin::{Builtin, Form, Kind, SignalColour, signals};
use super::names::GRADES;
use super::{Playbook, schema, spec};
use crate::condition;
use crate::document::{Need, TableSpec};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The reference in Markdown.
pub fn reference() -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "# The playbook language\n\n\
        This page is printed by `kopru playbook reference` from the tables that the reader uses; do not edit it.\n\n\
        A playbook is one TOML file. Texts that people read may be written once (`\"Budget\"`) or in both languages\n\
        (`{{ en = \"Budget\", tr = \"Bütçe\" }}`). Durations are written `90m`, `24h`, `14d`, `2w`; where a calendar is named also\n\
        `8 business hours` and `2 business days` (a business day is as long as the longest ordinary day of the calendar).\n\n\
        ## Tables and keys\n"
    );
    for table in spec::ALL {
        keys(&mut out, table);
    }
    names(&mut out);
    conditions(&mut out);
    facts(&mut out);
    words(&mut out);
    codes(&mut out);
    out
}

fn keys(out: &mut String, table: &TableSpec) {
    let _ = write!(out, "\n### `{}`\n\n{}\n", table.path, table.doc);
    if table.keys.is_empty() {
        return;
    }
    out.push_str("\n| key | value | | meaning |\n| --- | --- | --- | --- |\n");
    for key in table.keys {
        let need = match key.need {
            Need::Required => "required".to_owned(),
            Need::Optional => "optional".to_owned(),
            Need::Default(value) => format!("otherwise `{}`", cell(value)),
        };
        let _ = writeln!(out, "| `{}` | {} | {need} | {} |", key.name, cell(key.form), cell(key.doc));
    }
}

/// A table's cell must not end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A playbook that declares nothing but what it must, to list what every playbook has.
const BARE: &str = r#"
format = 1
name = "Reference"
[[stage]]
id = "lead"
name = "Lead"
max_age = "30d"
"#;

fn names(out: &mut String) {
    out.push_str(
        "\n## Names in conditions\n\nBeside the declared fields (`person.<field>`, `account.<field>`) and, in rules of engagement, the data of the fact\n\
        (`fact.<name>`), conditions read these values. `criterion.<id>`, `framework.<id>`, `consent.<purpose>` and `pain.<id>`\n\
        (a `-` in the id is written `_`) exist for what the playbook declares.\n\n| name | type | meaning |\n| --- | --- | --- |\n",
    );
    let bare = Playbook::check(BARE, &BTreeMap::new()).playbook;
    for it in bare.iter().flat_map(|playbook| &playbook.derived) {
        // Words that are the playbook's own are not listed.
        let own = matches!(it.name.as_str(), "stage" | "reported" | "persona");
        let kind = if own { "one of its own".to_owned() } else { it.kind.name() };
        if !it.name.starts_with("consent.") {
            let _ = writeln!(out, "| `{}` | {} | {} |", it.name, cell(&kind), cell(it.meaning));
        }
    }
    let _ = write!(out, "\nGrades are {}; the best comes first.\n", GRADES.join(", "));
    out.push_str("\nBuilt-in fields:\n\n| field | type |\n| --- | --- |\n");
    for (prefix, fields) in [("person", schema::person_fields()), ("account", schema::account_fields())] {
        for field in fields {
            let _ = writeln!(out, "| `{prefix}.{}` | {} |", field.id, cell(&field.kind.name()));
        }
    }
}

fn conditions(out: &mut String) {
    out.push_str(
        "\n## Conditions\n\nA condition is true, false or unknown. A value that nobody filled is unknown; `false && unknown` is false, `true || unknown` is\n\
        true, everything else that needs an unknown value is unknown. A rule fires only on true.\n\n\
        Literals: `true`, `12`, `0.5`, `'text'`, `['a', 'b']`. Words of an enum, days, moments, durations and money are written as text and\n\
        checked against the other side: `account.country == 'TR'`, `person.since >= '2026-01-01'`, `account.budget >= '5000 USD'`.\n\
        Operators: `! && || ?:`, `== != < <= > >=`, `+ - *`, `in`. Enums are ordered as declared.\n\n| function | meaning | example |\n| --- | --- | --- |\n",
    );
    for it in condition::FUNCTIONS {
        let _ = writeln!(out, "| `{}` | {} | `{}` |", cell(it.signature), cell(it.meaning), cell(it.example));
    }
}

fn facts(out: &mut String) {
    out.push_str("\n## Built-in facts\n\nFacts of these types need no declaration. All but `fields_set` take `by` (who) and `note`.\n");
    for it in Builtin::ALL {
        let _ = write!(out, "\n### Fact `{}`\n\n{}\n", it.id(), it.meaning());
        let data: Vec<_> = it.data().iter().filter(|(name, _)| !matches!(*name, "by" | "note")).collect();
        if data.is_empty() {
            continue;
        }
        out.push_str("\n| data | value |\n| --- | --- |\n");
        for (name, form) in data {
            let required = if it.required().contains(name) { ", required" } else { "" };
            let _ = writeln!(out, "| `{name}` | {}{required} |", meaning(*form));
        }
    }
}

fn meaning(form: Form) -> &'static str {
    match form {
        Form::Text => "text",
        Form::Bool => "true or false",
        Form::Int => "whole number",
        Form::Date => "day, such as `2026-03-01`",
        Form::Moment => "moment, such as `2026-03-01T10:00:00+03:00`",
        Form::Contact => "`reached`, `no_answer`, `voicemail`, `sent`, `bounced` or `auto_reply`",
        Form::Money => "amount, such as `5000 USD`",
        Form::Reason => "id of a `[[handover.reason]]`",
        Form::Kind => "kind of disqualification",
        Form::Stage => "id of a stage",
        Form::Criterion => "id of a criterion",
        Form::Pain => "id of a pain",
        Form::Measure => "`knowledge`, `solved`, `authority` or `persona`",
        Form::Verdict => "`met` or `unmet`",
        Form::Origin => "`inferred`, `imported`, `said` (otherwise) or `person`",
        Form::Signal => "id of a signal",
        Form::Consent => "purpose of consent",
    }
}

fn words(out: &mut String) {
    out.push_str("\n## Kinds of disqualification\n\n");
    for kind in Kind::ALL {
        let name = kind.name();
        let _ = writeln!(out, "- `{}`: {} (Turkish: {})", kind.id(), name.en, name.tr);
    }
    out.push_str("\n## Built-in signals\n\n");
    for (id, colour, text) in signals() {
        let colour = if colour == SignalColour::Red { "red flag" } else { "positive sign" };
        let _ = writeln!(out, "- `{id}` ({colour}): {} (Turkish: {})", text.en, text.tr);
    }
}

fn codes(out: &mut String) {
    out.push_str("\n## Codes\n\nCodes never change their meaning.\n\n| code | meaning |\n| --- | --- |\n");
    let all = super::FAULTS.iter().chain(condition::FAULTS).chain(crate::typing::FAULTS);
    for (code, meaning) in all {
        let _ = writeln!(out, "| `{code}` | {} |", cell(meaning));
    }
}
