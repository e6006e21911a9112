//! Calendar files and holiday tables as the list of days that a playbook keeps.
//!
//! The playbook's list is stored with its version, so it is turned into plain days before anything checks or stores it:
//! what decides then is what stands in the version, whatever reads calendar files later.

use super::holiday_csv::HolidayCsv;
use super::ics::read_ics;
use super::list::{LineFault, Listed};
use kopru_engine::calendar::{DayHours, SpecialDay};
use kopru_engine::diagnostic::Severity;
use std::fmt::Write as _;

/// What a calendar file or a holiday table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    /// One day a line, as [`SpecialDay::parse`] reads it.
    pub list: String,
    /// What is wrong in which line of the file.
    pub faults: Vec<LineFault>,
    /// How many faults there are beyond those.
    pub more_faults: usize,
}

impl Days {
    /// Whether the list can be used. A half day whose hours nobody knows is left out, and told; what is not shown may be anything.
    pub fn usable(&self) -> bool {
        self.more_faults == 0 && self.faults.iter().all(|it| it.severity == Severity::Warning || it.code == "L004")
    }
}

/// The days of a calendar file or of a table with a column `date`; `None` for any other list.
pub fn days_of(text: &str) -> Option<Days> {
    let bare = text.trim_start_matches('\u{feff}').trim_start();
    let first = bare.lines().next().unwrap_or("").trim_end().to_lowercase();
    if first == "begin:vcalendar" {
        // Lines are counted as the file has them, so only what stands before the first is taken away.
        return Some(plain(read_ics(text, None)));
    }
    if first.starts_with('#') || SpecialDay::parse(&first).is_ok() {
        return None;
    }
    let mut cells = first.split([',', ';', '\t']).map(|cell| cell.trim().trim_matches('"'));
    (first.contains([',', ';', '\t']) && cells.any(|cell| cell == "date"))
        .then(|| plain(HolidayCsv { one_place: true, ..HolidayCsv::default() }.read(text)))
}

fn plain(listed: Listed<SpecialDay>) -> Days {
    let mut list = String::new();
    for day in &listed.entries {
        let hours = match day.hours {
            DayHours::Closed => String::new(),
            DayHours::Until(until) => format!(" {until}"),
            DayHours::Only(from, to) => format!(" {from}-{to}"),
        };
        // `#` would begin a comment.
        let name = day.name.replace(['#', '\n', '\r'], " ");
        let whole = format!("{}{hours} {}", day.day, name.trim());
        // A name that begins as hours do would change the day.
        let same = SpecialDay::parse(&whole).is_ok_and(|it| it.hours == day.hours);
        let line = if same { whole } else { format!("{}{hours}", day.day) };
        let _ = writeln!(list, "{}", line.trim_end());
    }
    Days { list, faults: listed.faults, more_faults: listed.more_faults }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::limits::DIAGNOSTICS_MAX;

    #[test]
    fn a_calendar_file_and_a_table_become_plain_days() {
        let ics = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20301029\nSUMMARY:Gün #1\nEND:VEVENT\n\
            BEGIN:VEVENT\nDTSTART;VALUE=DATE:20301030\nSUMMARY:12:00 sharp\nEND:VEVENT\nEND:VCALENDAR\n";
        let days = days_of(ics).expect("a calendar file");
        assert_eq!((days.list.as_str(), days.usable()), ("2030-10-29 Gün  1\n2030-10-30\n", true));
        let table = "date,name,category\n2030-10-28 13:00,Arife,half_day\n2030-10-29,Bayram,public\n";
        let days = days_of(table).expect("a table");
        assert_eq!((days.list.as_str(), days.faults.len()), ("2030-10-28 13:00 Arife\n2030-10-29 Bayram\n", 0));
    }

    #[test]
    fn a_half_day_without_hours_is_left_out_and_told_and_a_broken_day_spoils_the_list() {
        let days = days_of("date,category\n2030-10-28,half_day\n2030-10-29,public\n").expect("a table");
        assert_eq!((days.list.as_str(), days.usable()), ("2030-10-29\n", true));
        assert_eq!((days.faults[0].line, days.faults[0].code), (2, "L004"));
        let days = days_of("date,name\n2030-02-30,x\n").expect("a table");
        assert_eq!((days.faults[0].line, days.usable()), (2, false));
    }

    #[test]
    fn a_table_of_several_places_is_refused_once() {
        let days = days_of("country,date\nTR,2030-10-29\nDE,2030-10-03\nUS,2030-07-04\n").expect("a table");
        let faults: Vec<_> = days.faults.iter().map(|it| (it.line, it.code)).collect();
        assert_eq!((faults, days.usable()), (vec![(3, "L022")], false));
        let days = days_of("country,subdiv,date\nDE,,2030-10-03\nDE,BY,2030-01-06\n").expect("a table");
        assert_eq!((days.list.as_str(), days.usable()), ("2030-10-03\n2030-01-06\n", true));
    }

    #[test]
    fn other_lists_stay_what_they_are() {
        for text in ["", "2030-10-29 Bayram, date\n", "# name,date\n", "gmail.com\n", "date\n"] {
            assert_eq!(days_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_fault_that_is_too_many_to_be_shown_is_a_fault() {
        // As many half days without hours as faults are shown, and then a day that there is not.
        let half = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20301028\nCATEGORIES:half_day\nEND:VEVENT\n";
        let file = |more: &str| format!("BEGIN:VCALENDAR\n{}{more}END:VCALENDAR\n", half.repeat(DIAGNOSTICS_MAX));
        assert!(days_of(&file("")).expect("a calendar file").usable());
        let broken = file("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20300230\nEND:VEVENT\n");
        assert!(!days_of(&broken).expect("a calendar file").usable());
    }
}
