//! The records of decisions and the change log have a fixed shape, so that the weak spots show.

use super::{Finding, Tree};

const FOLDER: &str = "docs/decisions/";
/// The headings of a record, in this order.
const RECORD: [&str; 5] = ["Context", "Decision", "Alternatives", "Consequences", "How we would notice"];
/// Lines of a record: a page.
const RECORD_LINES_MAX: usize = 70;
/// The headings of the change log's first entry, in this order.
const CHANGE_LOG: [&str; 5] = ["Decisions ★", "Features", "Fixes", "Operations", "Internals"];

/// Records and change log.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let records: Vec<_> = tree.files.iter().filter(|file| file.path.starts_with(FOLDER)).collect();
    for (index, file) in records.iter().enumerate() {
        let number = format!("{:04}-", index + 1);
        let mut say = |message: String| found.push(Finding::new(&file.path, 0, message));
        if !file.path[FOLDER.len()..].starts_with(&number) {
            say(format!("records are numbered without gaps: expected `{number}…`"));
        }
        if headings(&file.text, "## ") != RECORD {
            say(format!("the headings of a record are {}", RECORD.join(" / ")));
        }
        let lines = file.text.lines().count();
        if lines > RECORD_LINES_MAX {
            say(format!("{lines} lines; a record is a page of at most {RECORD_LINES_MAX}"));
        }
    }
    match tree.text("CHANGELOG.md") {
        None => found.push(Finding::new("CHANGELOG.md", 0, "the change log is missing")),
        Some(text) if !headings(text, "### ").starts_with(&CHANGE_LOG) => {
            let message = format!("the headings of its first entry are {}", CHANGE_LOG.join(" / "));
            found.push(Finding::new("CHANGELOG.md", 0, message));
        }
        Some(_) => {}
    }
    found
}

fn headings<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(mark)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(headings: &[&str]) -> String {
        headings.iter().map(|heading| format!("## {heading}\n\nText.\n\n")).collect()
    }

    fn found(name: &str, text: &str) -> usize {
        let log: String = CHANGE_LOG.iter().map(|heading| format!("### {heading}\n")).collect();
        check(&Tree::of(&[("CHANGELOG.md", &log), (&format!("{FOLDER}{name}"), text)])).len()
    }

    #[test]
    fn a_record_has_its_five_headings_and_its_number() {
        assert_eq!(found("0001-a.md", &record(&RECORD)), 0);
        assert_eq!(found("0002-a.md", &record(&RECORD)), 1);
        assert_eq!(found("0001-a.md", &record(&RECORD[..4])), 1);
        let mut swapped = RECORD;
        swapped.swap(0, 1);
        assert_eq!(found("0001-a.md", &record(&swapped)), 1);
        assert_eq!(found("0001-a.md", &(record(&RECORD) + &"more\n".repeat(RECORD_LINES_MAX))), 1);
    }

    #[test]
    fn a_change_log_without_its_headings_is_found() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
        assert_eq!(check(&Tree::of(&[("CHANGELOG.md", "### Features\n")])).len(), 1);
    }
}
