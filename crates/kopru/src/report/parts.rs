//! Reports that are told in parts, for people: the same sentences and tables that the portal shows.

use crate::output::{columns, heading};
use kopru_portal::tables::{Part, Table};

pub(super) fn text(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Heading(text) => heading(&mut out, text),
            Part::Lines(lines) => lines.iter().for_each(|line| out.push_str(&format!("{line}\n"))),
            Part::Verdict(text, _) | Part::Text(text) => out.push_str(&format!("{text}\n")),
            Part::Table(it) => table(&mut out, it),
            // What only a page can show.
            Part::Link(..) | Part::Picture(..) | Part::Form(_) | Part::Acts(_) | Part::Listed(..) => {}
            Part::Thread(..) | Part::Find { .. } | Part::Kept(_) | Part::Agreement(_) | Part::Choose(_) => {}
        }
    }
    out
}

fn table(out: &mut String, it: &Table) {
    if it.rows.is_empty() {
        out.push_str(&format!("{}\n", it.empty));
        return;
    }
    let mut rows = vec![it.head.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>()];
    rows.extend(it.rows.iter().map(|row| row.iter().map(|cell| cell.text.clone()).collect()));
    columns(out, &rows);
}
