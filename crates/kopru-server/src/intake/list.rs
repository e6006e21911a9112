//! List files: one entry a line, for competitors, free mail providers, holidays.
//!
//! `#` at the beginning of a line makes it a comment; blank lines, a byte order mark and blanks around an entry do not count.

use kopru_engine::both;
use kopru_engine::calendar::SpecialDay;
use kopru_engine::diagnostic::Severity;
use kopru_engine::lang::Both;
use kopru_engine::limits::{DIAGNOSTICS_MAX, LIST_ENTRIES_MAX};
use std::collections::HashMap;

/// What a file gave: every good entry, and every fault of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The entries in the order of the file; at most [`LIST_ENTRIES_MAX`].
    pub entries: Vec<T>,
    /// The first [`DIAGNOSTICS_MAX`] faults, by line.
    pub faults: Vec<LineFault>,
    /// How many faults there are beyond those.
    pub more_faults: usize,
}

/// Something wrong in one line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    /// A stable code such as `L003`; its meaning never changes.
    pub code: &'static str,
    /// Error: something in the line was not taken. Warning: it was, and someone should look.
    pub severity: Severity,
    /// What is wrong and what to do.
    pub message: Both,
}

impl<T> Listed<T> {
    pub(super) fn new() -> Listed<T> {
        Listed { entries: Vec::new(), faults: Vec::new(), more_faults: 0 }
    }

    pub(super) fn error(&mut self, line: usize, code: &'static str, message: Both) {
        self.fault(line, code, Severity::Error, message);
    }

    pub(super) fn warning(&mut self, line: usize, code: &'static str, message: Both) {
        self.fault(line, code, Severity::Warning, message);
    }

    fn fault(&mut self, line: usize, code: &'static str, severity: Severity, message: Both) {
        if self.faults.len() >= DIAGNOSTICS_MAX {
            self.more_faults += 1;
            return;
        }
        self.faults.push(LineFault { line, code, severity, message });
    }

    /// Takes an entry; `false` and a fault when the file holds too many: nothing more is read then.
    pub(super) fn take(&mut self, line: usize, entry: T) -> bool {
        if self.entries.len() < LIST_ENTRIES_MAX {
            self.entries.push(entry);
            return true;
        }
        self.error(
            line,
            "L001",
            both!(
                en = "more than {LIST_ENTRIES_MAX} entries; the rest of the file was not read",
                tr = "{LIST_ENTRIES_MAX} sayısından fazla girdi var; dosyanın geri kalanı okunmadı"
            ),
        );
        false
    }
}

/// Reads a list of texts. An entry that stands twice is taken once, with a warning.
pub fn read_list(text: &str) -> Listed<String> {
    let mut listed = Listed::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (line, entry) in lines(text) {
        if let Some(&first) = seen.get(entry) {
            listed.warning(line, "L002", repeated(entry, first));
            continue;
        }
        seen.insert(entry, line);
        if !listed.take(line, entry.to_owned()) {
            break;
        }
    }
    listed
}

/// Reads a list of holidays: `2026-10-29 Cumhuriyet Bayramı`, `2026-10-28 13:00 Arife` (open until 13:00), or
/// `2026-10-28 09:00-13:00` (open exactly then). A day that stands twice with the same hours is taken once, with a warning.
pub fn read_holidays(text: &str) -> Listed<SpecialDay> {
    let mut listed: Listed<SpecialDay> = Listed::new();
    let mut seen = HashMap::new();
    for (line, entry) in lines(text) {
        let day = match SpecialDay::parse(entry) {
            Ok(day) => day,
            Err(message) => {
                listed.error(line, "L003", message);
                continue;
            }
        };
        if let Some(&first) = seen.get(&(day.day, day.hours)) {
            listed.warning(line, "L002", repeated(entry, first));
            continue;
        }
        seen.insert((day.day, day.hours), line);
        if !listed.take(line, day) {
            break;
        }
    }
    listed
}

fn repeated(entry: &str, first: usize) -> Both {
    both!(
        en = "`{entry}` stands on line {first} already; it counts once",
        tr = "`{entry}` zaten {first}. satırda var; bir kez sayılır"
    )
}

/// The lines that hold an entry, numbered from 1, without blanks around it.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::calendar::{DayHours, TimeOfDay};
    use kopru_engine::time::Day;

    fn places<T>(listed: &Listed<T>) -> Vec<(usize, &str)> {
        listed.faults.iter().map(|fault| (fault.line, fault.code)).collect()
    }

    #[test]
    fn comments_blank_lines_and_blanks_around_do_not_count() {
        let listed = read_list("\u{feff}# free mail\r\ngmail.com \r\n\r\n\tyahoo.com\n  # more\nşirket#1\ngmail.com");
        assert_eq!(listed.entries, ["gmail.com", "yahoo.com", "şirket#1"]);
        assert_eq!(places(&listed), [(7, "L002")]);
        assert_eq!(listed.faults[0].severity, Severity::Warning);
        assert!(listed.faults[0].message.en.contains("line 2"));
        assert_eq!(read_list("").entries.len(), 0);
    }

    #[test]
    fn holidays_are_read_and_wrong_lines_leave_the_others() {
        let text =
            "2026-10-29 Cumhuriyet Bayramı\n2026-10-28 13:00 Arife\n29.10.2026\n2026-10-29 again\n2026-12-31 25:00\n";
        let listed = read_holidays(text);
        let day = |text| Day::parse(text).unwrap();
        let read: Vec<_> = listed.entries.iter().map(|it| (it.day, it.hours, it.name.as_str())).collect();
        let one = TimeOfDay::parse("13:00").unwrap();
        assert_eq!(
            read,
            [
                (day("2026-10-29"), DayHours::Closed, "Cumhuriyet Bayramı"),
                (day("2026-10-28"), DayHours::Until(one), "Arife"),
            ]
        );
        assert_eq!(places(&listed), [(3, "L003"), (4, "L002"), (5, "L003")]);
    }

    #[test]
    fn beyond_the_limits_stands_a_fault_and_a_count() {
        let long: String = (0..=LIST_ENTRIES_MAX).map(|at| format!("{at}\n")).collect();
        let listed = read_list(&long);
        assert_eq!(listed.entries.len(), LIST_ENTRIES_MAX);
        assert_eq!(places(&listed), [(LIST_ENTRIES_MAX + 1, "L001")]);
        let wrong = read_holidays(&"x\n".repeat(DIAGNOSTICS_MAX + 3));
        assert_eq!((wrong.faults.len(), wrong.more_faults), (DIAGNOSTICS_MAX, 3));
    }
}
