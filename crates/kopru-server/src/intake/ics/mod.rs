//! Holidays out of calendar files (`.ics`, RFC 5545): each event closes its days.
//!
//! Read are `VEVENT`s with `DTSTART`, `DTEND` or `DURATION`, `SUMMARY`, `CATEGORIES`, `STATUS`, `EXDATE` and yearly `RRULE`s.
//! Nothing is guessed: hours of an event and words in its summary make no half day, only the category `half_day` does.

mod dates;

use self::dates::{Stamp, Yearly, end_secs};
use super::holiday_csv::{half_day_unknown, is_half_day};
use super::list::Listed;
use kopru_engine::both;
use kopru_engine::calendar::{DayHours, SpecialDay, TimeOfDay};
use kopru_engine::lang::Both;
use kopru_engine::limits::HOLIDAY_EVENT_DAYS_MAX;
use kopru_engine::time::{DAY_SECS, Day};

/// Reads a calendar file. `half_day_until` is when days of the category `half_day` close; without it they are errors.
pub fn read_ics(text: &str, half_day_until: Option<TimeOfDay>) -> Listed<SpecialDay> {
    let listed = Listed::new();
    let mut reader = Reader { listed, half_day_until, event: None, inner: Vec::new(), full: false, whole: false };
    let mut lines = unfold(text).into_iter().peekable();
    if lines.peek().is_none_or(|(_, line)| !line.trim_end().eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        reader.listed.error(
            1,
            "L010",
            both!(
                en = "this is no calendar file: it does not begin with `BEGIN:VCALENDAR`",
                tr = "bu bir takvim dosyası değil: `BEGIN:VCALENDAR` ile başlamıyor"
            ),
        );
        return reader.listed;
    }
    let mut last = 1;
    for (line, content) in lines {
        reader.line(line, &content);
        last = line;
        if reader.full {
            return reader.listed;
        }
    }
    reader.close_unfinished(last);
    if !reader.whole {
        let message = both!(
            en = "the file ends without `END:VCALENDAR`: a part of it is missing",
            tr = "dosya `END:VCALENDAR` olmadan bitiyor: bir kısmı eksik"
        );
        reader.listed.error(last, "L019", message);
    }
    reader.listed
}

/// Lines as they were before they were folded, each with the number of its first.
fn unfold(text: &str) -> Vec<(usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push((at + 1, line.to_owned())),
        }
    }
    lines
}

/// `NAME;PARAMETER=x:value`; parameters may be quoted and are not needed.
struct Property {
    line: usize,
    name: String,
    value: String,
}

impl Property {
    fn parse(line: usize, text: &str) -> Option<Property> {
        let mut quoted = false;
        let colon = text.find(|letter: char| {
            quoted ^= letter == '"';
            letter == ':' && !quoted
        })?;
        let (head, value) = text.split_at(colon);
        let name = head.split(';').next().unwrap_or("").trim().to_ascii_uppercase();
        let value = value.get(1..).unwrap_or("").to_owned();
        (!name.is_empty()).then_some(Property { line, name, value })
    }
}

struct Reader {
    listed: Listed<SpecialDay>,
    half_day_until: Option<TimeOfDay>,
    event: Option<Event>,
    /// Components inside the event, such as alarms: their properties are not the event's.
    inner: Vec<String>,
    full: bool,
    /// Whether the end of the calendar was read.
    whole: bool,
}

struct Event {
    line: usize,
    properties: Vec<Property>,
}

impl Event {
    fn find(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }
}

impl Reader {
    fn line(&mut self, line: usize, content: &str) {
        let Some(property) = Property::parse(line, content) else {
            if self.event.is_some() {
                self.listed.error(
                    line,
                    "L011",
                    both!(en = "this line has no `:` and was not read", tr = "bu satırda `:` yok; okunmadı"),
                );
            }
            return;
        };
        let component = property.value.trim().to_ascii_uppercase();
        match (property.name.as_str(), component.as_str()) {
            ("BEGIN", "VEVENT") => {
                self.close_unfinished(line);
                let properties = Vec::new();
                self.event = Some(Event { line, properties });
            }
            ("BEGIN", _) if self.event.is_some() => self.inner.push(component),
            ("END", "VEVENT") => self.close(),
            ("END", "VCALENDAR") => {
                self.close_unfinished(line);
                self.whole = true;
            }
            ("END", _) => {
                self.inner.pop();
            }
            _ if self.inner.is_empty() => {
                if let Some(event) = &mut self.event {
                    event.properties.push(property);
                }
            }
            _ => {}
        }
    }

    /// The event, if one is open, lacks its end: it is taken as far as it goes.
    fn close_unfinished(&mut self, line: usize) {
        if self.event.is_some() {
            self.listed.warning(
                line,
                "L012",
                both!(
                    en = "the event before this line has no `END:VEVENT`; it was read as far as it goes",
                    tr = "bu satırdan önceki etkinlikte `END:VEVENT` yok; olduğu kadarıyla okundu"
                ),
            );
        }
        self.close();
    }

    fn close(&mut self) {
        self.inner.clear();
        let Some(event) = self.event.take() else { return };
        if event.find("STATUS").is_some_and(|status| status.value.trim().eq_ignore_ascii_case("CANCELLED")) {
            return;
        }
        match self.days(&event) {
            Ok(days) => self.take(&event, days),
            Err((line, code, message)) => self.listed.error(line, code, message),
        }
    }

    fn take(&mut self, event: &Event, days: Vec<Day>) {
        let name = event.find("SUMMARY").map_or_else(String::new, |it| unescape(&it.value));
        let name = name.trim().to_owned();
        let half = event.all("CATEGORIES").flat_map(|it| it.value.split(',')).any(is_half_day);
        for day in days {
            let mut special = SpecialDay { day, hours: DayHours::Closed, name: name.clone() };
            if half {
                let Some(until) = self.half_day_until else {
                    half_day_unknown(&mut self.listed, event.line, &special);
                    return;
                };
                special.hours = DayHours::Until(until);
            }
            if !self.listed.take(event.line, special) {
                self.full = true;
                return;
            }
        }
    }

    /// Every day that the event closes.
    fn days(&mut self, event: &Event) -> Result<Vec<Day>, Wrong> {
        let Some(start) = event.find("DTSTART") else {
            return Err((
                event.line,
                "L013",
                both!(
                    en = "this event has no `DTSTART` and was left out",
                    tr = "bu etkinlikte `DTSTART` yok; alınmadı"
                ),
            ));
        };
        let first = Stamp::parse(start)?;
        let end = end_secs(event, first)?;
        let length = (end - 1).max(first.secs()).div_euclid(DAY_SECS) - i64::from(first.day.days()) + 1;
        if end < first.secs() || length > HOLIDAY_EVENT_DAYS_MAX {
            return Err((
                event.line,
                "L015",
                both!(
                    en = "this event ends before it begins, or lasts longer than {HOLIDAY_EVENT_DAYS_MAX} days; it was left out",
                    tr = "bu etkinlik başlamadan bitiyor ya da {HOLIDAY_EVENT_DAYS_MAX} günden uzun sürüyor; alınmadı"
                ),
            ));
        }
        if first.secs() % DAY_SECS != 0 || end % DAY_SECS != 0 {
            self.listed.warning(
                start.line,
                "L016",
                both!(
                    en = "this event has hours; the whole day counts as closed. Write half days into a list: `2026-10-28 13:00`",
                    tr = "bu etkinlik saat içeriyor; bütün gün kapalı sayıldı. Yarım günleri bir listeye yazın: `2026-10-28 13:00`"
                ),
            );
        }
        let except: Vec<Day> = event.all("EXDATE").map(Stamp::parse_all).collect::<Result<Vec<_>, _>>()?.concat();
        let begins = self.occurrences(event, &first);
        let mut days = Vec::new();
        for begin in begins.into_iter().filter(|day| !except.contains(day)) {
            let begin = i64::from(begin.days());
            let span = (begin..begin + length).filter_map(|day| i32::try_from(day).ok());
            days.extend(span.map(Day::from_days));
        }
        Ok(days)
    }

    /// The days on which the event begins: the first, and by a yearly rule those of later years.
    fn occurrences(&mut self, event: &Event, first: &Stamp) -> Vec<Day> {
        for name in ["RDATE", "RECURRENCE-ID"] {
            if let Some(property) = event.find(name) {
                self.listed.warning(
                    property.line,
                    "L018",
                    both!(
                        en = "`{name}` is not read; look whether the days of this event are right",
                        tr = "`{name}` okunmuyor; bu etkinliğin günleri doğru mu diye bakın"
                    ),
                );
            }
        }
        let Some(property) = event.find("RRULE") else {
            return vec![first.day];
        };
        let Some(rule) = Yearly::parse(&property.value, first) else {
            let rule = property.value.trim();
            self.listed.warning(
                property.line,
                "L017",
                both!(
                    en = "the repetition `{rule}` is not read, only the first date is; write the others into a list",
                    tr = "`{rule}` tekrarı okunmuyor, yalnız ilk tarih alındı; diğerlerini bir listeye yazın"
                ),
            );
            return vec![first.day];
        };
        rule.days(first)
    }
}

/// A fault with its line and code.
type Wrong = (usize, &'static str, Both);

/// A text without its escapes: `\n` is a blank here, `\,` `\;` `\\` are what stands behind the stroke.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push(' '),
                Some(escaped) => out.push(escaped),
                None => {}
            },
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use kopru_engine::diagnostic::Severity;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}\r\nEND:VCALENDAR\r\n", events.trim().replace('\n', "\r\n"))
    }

    fn event(properties: &str) -> String {
        file(&format!("BEGIN:VEVENT\n{properties}\nEND:VEVENT"))
    }

    /// The days and names of the one event with these properties.
    fn days(properties: &str) -> Vec<String> {
        let listed = read_ics(&event(properties), None);
        assert_eq!(listed.faults, [], "{properties}");
        listed.entries.iter().map(|it| format!("{} {}", it.day, it.name).trim().to_owned()).collect()
    }

    /// Days taken, and code and line of each fault.
    fn faults(text: &str) -> (usize, Vec<(&'static str, usize)>) {
        let listed = read_ics(text, None);
        (listed.entries.len(), listed.faults.iter().map(|fault| (fault.code, fault.line)).collect())
    }

    #[test]
    fn an_event_closes_each_of_its_days() {
        assert_eq!(days("DTSTART;VALUE=DATE:20301029\nSUMMARY:Bayram"), ["2030-10-29 Bayram"]);
        let three = ["2030-03-08", "2030-03-09", "2030-03-10"];
        assert_eq!(days("DTSTART;VALUE=DATE:20300308\nDTEND;VALUE=DATE:20300311"), three);
        assert_eq!(days("DTSTART;VALUE=DATE:20300308\nDURATION:P3D"), three);
        assert_eq!(days("DTSTART:20300308T000000\nDTEND:20300311T000000"), three);
        assert_eq!(days("DTSTART;VALUE=DATE:20300308\nDTEND;VALUE=DATE:20300308"), three[..1]);
        assert_eq!(days("DTSTART;VALUE=DATE:20300308\nSTATUS:CANCELLED").len(), 0);
    }

    #[test]
    fn folded_and_escaped_summaries_are_put_together() {
        let long = "DTSTART;TZID=\"a:b\";VALUE=DATE:20301029\nSUMMARY;LANGUAGE=tr:29 Ekim\\, Cum\n huriyet\\nBayra\n\tmı \\\\\\;";
        assert_eq!(days(long), ["2030-10-29 29 Ekim, Cumhuriyet Bayramı \\;"]);
    }

    #[test]
    fn yearly_rules_repeat_the_date() {
        let start = "DTSTART;VALUE=DATE:20281231\nRRULE:FREQ=YEARLY";
        let years = |rule: &str| -> Vec<String> {
            let found = days(&format!("{start}{rule}"));
            found.iter().map(|day| day.strip_suffix("-12-31").unwrap().to_owned()).collect()
        };
        // 2028 to 2199 are 172 years.
        assert_eq!(years("").len(), 172);
        assert_eq!(years(";COUNT=3"), ["2028", "2029", "2030"]);
        assert_eq!(years(";UNTIL=20301231;INTERVAL=2;WKST=MO"), ["2028", "2030"]);
        assert_eq!(years(";UNTIL=20301230T235959Z;BYMONTH=12;BYMONTHDAY=31"), ["2028", "2029"]);
        assert_eq!(years(";COUNT=3\nEXDATE;VALUE=DATE:20291231,20311231"), ["2028", "2030"]);
        let leap = days("DTSTART;VALUE=DATE:20280229\nDTEND;VALUE=DATE:20280302\nRRULE:FREQ=YEARLY;COUNT=2");
        assert_eq!(leap, ["2028-02-29", "2028-03-01", "2032-02-29", "2032-03-01"]);
    }

    #[test]
    fn other_rules_give_the_first_date_and_a_warning() {
        for rule in [
            "FREQ=WEEKLY",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            "FREQ=YEARLY;BYMONTH=11",
            "FREQ=YEARLY;INTERVAL=0",
            "COUNT=3",
            "x",
        ] {
            let text = event(&format!("DTSTART;VALUE=DATE:20301029\nRRULE:{rule}"));
            assert_eq!(faults(&text), (1, vec![("L017", 5)]), "{rule}");
            assert_eq!(read_ics(&text, None).faults[0].severity, Severity::Warning);
        }
        let text = event("DTSTART;VALUE=DATE:20301029\nRDATE;VALUE=DATE:20311029");
        assert_eq!(faults(&text), (1, vec![("L018", 5)]));
    }

    #[test]
    fn hours_of_an_event_make_no_half_day() {
        for (properties, taken) in [
            ("DTSTART:20301028T130000\nDTEND:20301028T180000\nSUMMARY:Arife (from 1pm)", 1),
            ("DTSTART:20301028T100000Z\nDTEND:20301029T120000Z", 2),
            ("DTSTART:20301028T130000", 1),
            ("DTSTART:20301028T130000\nDURATION:PT11H", 1),
        ] {
            let text = event(properties);
            assert_eq!(faults(&text), (taken, vec![("L016", 4)]), "{properties}");
            assert!(read_ics(&text, TimeOfDay::parse("13:00")).entries.iter().all(|it| it.hours == DayHours::Closed));
        }
    }

    #[test]
    fn the_category_half_day_closes_when_the_caller_says() {
        let text = event("DTSTART;VALUE=DATE:20301028\nCATEGORIES:holiday,half_day");
        assert_eq!(faults(&text), (0, vec![("L004", 3)]));
        let one = TimeOfDay::parse("13:00").unwrap();
        let listed = read_ics(&text, Some(one));
        assert_eq!((listed.entries[0].hours, listed.faults.len()), (DayHours::Until(one), 0));
    }

    #[test]
    fn broken_events_leave_the_good_ones() {
        let good = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20301029\nEND:VEVENT\n";
        for (broken, fault) in [
            ("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", ("L013", 3)),
            ("BEGIN:VEVENT\nDTSTART:20300230\nEND:VEVENT", ("L014", 4)),
            ("BEGIN:VEVENT\nDTSTART:2030-02-20\nEND:VEVENT", ("L014", 4)),
            ("BEGIN:VEVENT\nDTSTART:20300220T250000\nEND:VEVENT", ("L014", 4)),
            ("BEGIN:VEVENT\nDTSTART:20300220\nDTEND:x\nEND:VEVENT", ("L014", 5)),
            ("BEGIN:VEVENT\nDTSTART:20300220\nDURATION:P1X\nEND:VEVENT", ("L014", 5)),
            ("BEGIN:VEVENT\nDTSTART:20300220\nDURATION:P99999999999999999999D\nEND:VEVENT", ("L014", 5)),
            ("BEGIN:VEVENT\nDTSTART:20300220\nEXDATE:x\nEND:VEVENT", ("L014", 5)),
            ("BEGIN:VEVENT\nDTSTART:20300220\nDTEND:20300219\nEND:VEVENT", ("L015", 3)),
            ("BEGIN:VEVENT\nDTSTART:20300220\nDTEND:20900220\nEND:VEVENT", ("L015", 3)),
        ] {
            assert_eq!(faults(&file(&format!("{broken}\n{good}"))), (1, vec![fault]), "{broken}");
        }
        let text = format!("BEGIN:VEVENT\nDTSTART:20300220\nnonsense\nEND:VEVENT\n{good}");
        assert_eq!(faults(&file(&text)), (2, vec![("L011", 5)]));
        let open = format!("BEGIN:VEVENT\nDTSTART:20300220\n{good}BEGIN:VEVENT\nDTSTART:20300221");
        assert_eq!(faults(&file(&open)), (3, vec![("L012", 5), ("L012", 10)]));
        assert_eq!(
            faults(&file(&open).replace("END:VCALENDAR\r\n", "")),
            (3, vec![("L012", 5), ("L012", 9), ("L019", 9)])
        );
    }

    #[test]
    fn parts_of_other_components_are_not_the_events() {
        let text = "BEGIN:VTIMEZONE\nBEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY\nEND:STANDARD\nEND:VTIMEZONE\n\
            BEGIN:VEVENT\nDTSTART;VALUE=DATE:20301029\nBEGIN:VALARM\nDURATION:P9D\nSUMMARY:alarm\nEND:VALARM\nSUMMARY:x\nEND:VEVENT";
        let listed = read_ics(&format!("\u{feff}{}", file(text)), None);
        assert_eq!((listed.entries.len(), listed.faults.len()), (1, 0));
        assert_eq!(listed.entries[0].name, "x");
    }

    #[test]
    fn a_file_cut_or_spoilt_anywhere_is_still_read() {
        let whole = file(
            "BEGIN:VEVENT\nDTSTART;TZID=\"a\":20301028T130000Z\nDURATION:P1DT2H\nRRULE:FREQ=YEARLY;COUNT=3;INTERVAL=2;UNTIL=20991231\n\
             EXDATE:20321028,20341028\nCATEGORIES:half_day\nSUMMARY:Ari\\,\n fe ş\nEND:VEVENT",
        );
        let one = TimeOfDay::parse("13:00");
        assert_eq!(read_ics(&whole, one).entries.len(), 2);
        for (at, letter) in whole.char_indices() {
            let (before, after) = (&whole[..at], &whole[at + letter.len_utf8()..]);
            for spoilt in [
                before.to_owned(),
                format!("{before}{after}"),
                format!("{before}9{after}"),
                format!("{before}ş{after}"),
            ] {
                let listed = read_ics(&spoilt, one);
                assert!(listed.entries.len() <= 400 && listed.faults.iter().all(|fault| fault.line >= 1));
            }
        }
    }

    #[test]
    fn what_is_no_calendar_file_is_refused() {
        for text in ["", "\n", "2030-10-29", "BEGIN:VCARD\nEND:VCARD"] {
            assert_eq!(faults(text), (0, vec![("L010", 1)]), "{text}");
        }
        assert_eq!(faults("begin:vcalendar\nBEGIN:VEVENT\nDTSTART:20301029\nEND:VEVENT").0, 1);
    }
}
