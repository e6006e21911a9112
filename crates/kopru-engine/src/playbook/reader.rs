//! Reads the text of a playbook into a [`Playbook`], in the order in which its parts need each other.

use super::ids::{self, Ids};
use super::names::LeadSlots;
use super::{ByStages, NamedCalendar, Playbook, spec};
use crate::both;
use crate::calendar::{Calendar, Definition, OpeningHours, SpecialDay, Zone};
use crate::condition::Condition;
use crate::diagnostic::Diagnostic;
use crate::document::{self, Faults, Item, Table, Text};
use crate::lang::Both;
use crate::limits;
use crate::time::Span;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use toml::de::DeValue;

/// A playbook while it is read.
pub(super) struct Reader<'a, 'i> {
    pub(super) root: Table<'a, 'i>,
    pub(super) source: &'a str,
    pub(super) files: &'a BTreeMap<String, String>,
    pub(super) faults: &'a Faults,
    pub(super) rule_ids: Ids<'a>,
    /// Calendars by name, also those that cannot be read.
    calendar_ids: Ids<'a>,
    /// Fields whose declaration cannot be read: what names them is no further fault.
    pub(super) unread: RefCell<BTreeSet<String>>,
    pub(super) playbook: Playbook,
}

/// The list files that a text names.
pub(super) fn files(source: &str) -> Vec<Text> {
    let faults = Faults::default();
    let root = document::parse(source, &faults);
    let Some(DeValue::Table(lists)) = root.get_ref().get("lists").map(|value| value.get_ref()) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for (_, value) in lists.iter() {
        if let DeValue::Table(table) = value.get_ref()
            && let Some(file) = table.get("file")
            && let DeValue::String(name) = file.get_ref()
        {
            files.push(Text { text: name.to_string(), span: file.span() });
        }
    }
    files
}

/// Reads a whole playbook; what is wrong goes to `faults`.
pub(super) fn read(source: &str, files: &BTreeMap<String, String>, faults: &Faults) -> Option<Playbook> {
    let most = limits::PLAYBOOK_BYTES_MAX;
    if source.len() > most {
        let size = source.len();
        faults.error(
            "P008",
            0..0,
            both!(
                en = "the playbook has {size} bytes; at most {most} are allowed",
                tr = "oyun kitabı {size} bayt; en çok {most} bayt olabilir"
            ),
        );
        return None;
    }
    let document = document::parse(source, faults);
    let root = Table::open(document.get_ref(), 0..0, &spec::ROOT, faults);
    let rule_ids = Ids::new("[[fit.rule]], [[engagement.rule]], [[account.rule]]", faults);
    let mut reader = Reader {
        root,
        source,
        files,
        faults,
        rule_ids,
        calendar_ids: Ids::new("[calendar]", faults),
        unread: RefCell::default(),
        playbook: empty(),
    };
    reader.head();
    reader.lists();
    reader.schema();
    reader.people();
    reader.products();
    reader.stages();
    reader.handover();
    reader.effort();
    reader.conversation();
    let it = &mut reader.playbook;
    let evidence = [it.criteria.len(), it.frameworks.len(), it.consents.len(), it.pains.len(), it.signals.len()];
    it.slots = LeadSlots::new(evidence);
    reader.fact_types();
    reader.personas();
    reader.playbook.derived = reader.playbook.lead_names();
    reader.fit();
    reader.decaying();
    reader.stage_conditions();
    reader.checklist();
    reader.hints();
    reader.size_levels();
    reader.goal();
    reader.disqualify();
    reader.courses();
    reader.priorities();
    reader.routes();
    reader.tracks();
    reader.calendars();
    reader.handover_calendars();
    reader.watches();
    reader.cases();
    Some(reader.playbook)
}

fn empty() -> Playbook {
    Playbook {
        name: Both::default(),
        label: String::new(),
        version: Arc::from(""),
        sources: Vec::new(),
        lists: BTreeMap::new(),
        calendars: BTreeMap::new(),
        person: Vec::new(),
        account: Vec::new(),
        fact_types: Vec::new(),
        personas: Vec::new(),
        pains: Vec::new(),
        products: Vec::new(),
        signals: Vec::new(),
        consents: Vec::new(),
        fit: Vec::new(),
        grades: [70, 50, 30],
        engagement: Vec::new(),
        bands: [60, 30, 10],
        account_rules: Vec::new(),
        half_lives: Vec::new(),
        stages: Vec::new(),
        by: ByStages::default(),
        handover: None,
        effort: None,
        goal: None,
        routes: Vec::new(),
        frameworks: Vec::new(),
        criteria: Vec::new(),
        sizes: Vec::new(),
        disqualify: Vec::new(),
        courses: Vec::new(),
        priorities: Vec::new(),
        tracks: Vec::new(),
        cases: Vec::new(),
        derived: Vec::new(),
        slots: LeadSlots::default(),
        watches: Vec::new(),
    }
}

impl<'a, 'i> Reader<'a, 'i> {
    fn head(&mut self) {
        if let Some((format, span)) = self.root.int("format")
            && format != 1
        {
            let fault = Diagnostic::error(
                "P005",
                span,
                both!(en = "this Köprü reads format 1, not {format}", tr = "bu Köprü biçim 1'i okur, {format} değil"),
            );
            self.faults.push(fault.help(both!(en = "write `format = 1`", tr = "`format = 1` yazın")));
        }
        self.playbook.name = self.root.both("name").unwrap_or_default();
        self.playbook.label = self.root.text("version").map(|text| text.text).unwrap_or_default();
        let mut sources = Ids::new("sources", self.faults);
        self.playbook.sources = self.root.texts("sources").iter().filter_map(|it| sources.take(it)).collect();
        self.playbook.version = Arc::from(fingerprint(self.source, self.files));
    }

    fn lists(&mut self) {
        let Some(table) = self.root.table("lists", &spec::LISTS) else {
            return;
        };
        let mut ids = Ids::new("[lists]", self.faults);
        for (name, item) in table.entries() {
            let Some(id) = ids.take(&name) else { continue };
            let entries = match item.is_table() {
                true => self.list_file(&item),
                false => item.list().iter().filter_map(Item::text).map(|text| text.text).collect(),
            };
            if entries.len() > limits::LIST_ENTRIES_MAX {
                let (count, most) = (entries.len(), limits::LIST_ENTRIES_MAX);
                self.faults.error(
                    "P008",
                    item.span(),
                    both!(
                        en = "the list `{id}` has {count} entries; at most {most} are allowed",
                        tr = "`{id}` listesinde {count} girdi var; en çok {most} olabilir"
                    ),
                );
            }
            let mut entries: Vec<Arc<str>> = entries.into_iter().map(Arc::from).collect();
            entries.sort_unstable();
            entries.dedup();
            self.playbook.lists.insert(id.to_string(), Arc::from(entries));
        }
    }

    fn list_file(&self, item: &Item<'a, 'i>) -> Vec<String> {
        let Some(file) = item.table(&spec::LIST_FILE).and_then(|table| table.text("file")) else {
            return Vec::new();
        };
        let Some(text) = self.files.get(&file.text) else {
            let name = &file.text;
            self.faults.error(
                "P010",
                file.span,
                both!(en = "the list file `{name}` could not be read", tr = "`{name}` liste dosyası okunamadı"),
            );
            return Vec::new();
        };
        let lines = text.trim_start_matches('\u{feff}').lines();
        lines
            .map(|line| line.split('#').next().unwrap_or("").trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect()
    }

    fn calendars(&mut self) {
        let Some(table) = self.root.table("calendar", &spec::CALENDARS) else {
            return;
        };
        for (name, item) in table.entries() {
            let (Some(id), Some(table)) = (self.calendar_ids.take(&name), item.table(&spec::CALENDAR)) else {
                continue;
            };
            if let Some(calendar) = self.calendar(&table) {
                self.playbook.calendars.insert(id.to_string(), calendar);
            }
        }
    }

    fn calendar(&self, table: &Table<'a, 'i>) -> Option<NamedCalendar> {
        let wrong = |span: Range<usize>, message: Both| self.faults.error("P011", span, message);
        let zone =
            table.text("time_zone").and_then(|text| Zone::parse(&text.text).map_err(|why| wrong(text.span, why)).ok());
        let mut open = Vec::new();
        for text in table.texts("open") {
            match OpeningHours::parse(&text.text) {
                Ok(hours) => open.push(hours),
                Err(why) => wrong(text.span, why),
            }
        }
        let mut special = Vec::new();
        let holidays = table.texts("holidays");
        for (place, text) in holidays.iter().enumerate() {
            if holidays[..place].iter().any(|earlier| earlier.text == text.text) {
                continue; // Closed twice is closed.
            }
            let listed = self.playbook.lists.get(&text.text);
            if listed.is_none() && text.text.starts_with(|letter: char| letter.is_alphabetic()) {
                let known = self.playbook.lists.keys().map(String::as_str);
                ids::unknown(self.faults, text, &both!(en = "list of holidays", tr = "tatil listesi"), known);
                continue;
            }
            let lines: Vec<&str> = match listed {
                Some(list) => list.iter().map(|line| &**line).collect(),
                None => vec![&text.text],
            };
            for line in lines {
                match SpecialDay::parse(line) {
                    Ok(day) => special.push(day),
                    Err(why) => wrong(text.span.clone(), why),
                }
            }
        }
        let special_days = special.len();
        let definition = Definition { zone: zone?, open, special };
        let calendar = Calendar::build(&definition).map_err(|why| wrong(table.span(), why)).ok()?;
        let open = table.texts("open").into_iter().map(|text| text.text).collect();
        Some(NamedCalendar { calendar, open, special_days })
    }

    /// A condition, compiled for a scope; faults are shown at their place in the file.
    pub(super) fn condition_in(&self, text: &Text, scope: &crate::condition::Scope) -> Option<Condition> {
        match Condition::compile(&text.text, scope) {
            Ok(condition) => Some(condition),
            Err(found) => {
                for fault in found {
                    let named = text.text.get(fault.span.clone()).unwrap_or("");
                    if fault.code == "C030" && self.is_unread(named) {
                        continue;
                    }
                    let span = self.inside(text, fault.span);
                    let mut diagnostic = Diagnostic::error(fault.code, span, fault.message);
                    diagnostic.help = fault.help;
                    self.faults.push(diagnostic);
                }
                None
            }
        }
    }

    /// Whether a name such as `account.employees` is one of a field whose declaration cannot be read.
    pub(super) fn is_unread(&self, name: &str) -> bool {
        name.rsplit_once('.').is_some_and(|(_, field)| self.unread.borrow().contains(field))
    }

    /// The calendars' names.
    pub(super) fn calendar_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.calendar_ids.known()
    }

    /// Bytes of the file for bytes of a text in it; the whole text when escapes moved them.
    fn inside(&self, text: &Text, part: Range<usize>) -> Range<usize> {
        let raw = self.source.get(text.span.clone()).unwrap_or("");
        match raw.find(text.text.as_str()) {
            Some(quote) => text.span.start + quote + part.start..text.span.start + quote + part.end,
            None => text.span.clone(),
        }
    }

    /// A whole number within bounds.
    pub(super) fn int_within(&self, table: &Table<'a, 'i>, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let (number, span) = table.int(key)?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        self.faults.error(
            "P005",
            span,
            both!(
                en = "`{key}` is {number}; it must lie between {least} and {most}",
                tr = "`{key}` {number}; {least} ile {most} arasında olmalı"
            ),
        );
        None
    }

    /// A wall-clock duration in seconds, within bounds.
    pub(super) fn secs_within(&self, table: &Table<'a, 'i>, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let text = table.text(key)?;
        match Span::parse(&text.text).and_then(Span::wall_secs) {
            Some(secs) if (least..=most).contains(&secs) => Some(secs),
            Some(_) => {
                let (least, most) = (spoken(least), spoken(most));
                let (least_tr, most_tr) = (least.tr, most.tr);
                let (least, most) = (least.en, most.en);
                self.faults.error(
                    "P005",
                    text.span,
                    both!(
                        en = "`{key}` must lie between {least} and {most}",
                        tr = "`{key}` {least_tr} ile {most_tr} arasında olmalı"
                    ),
                );
                None
            }
            None => {
                self.bad_duration(&text, key, false);
                None
            }
        }
    }

    /// A duration, also in business time.
    pub(super) fn span(&self, table: &Table<'a, 'i>, key: &'static str) -> Option<Span> {
        let text = table.text(key)?;
        let span = Span::parse(&text.text);
        if span.is_none() {
            self.bad_duration(&text, key, true);
        }
        span
    }

    fn bad_duration(&self, text: &Text, key: &str, business: bool) {
        let it = &text.text;
        let message = both!(en = "`{key}` is no duration: `{it}`", tr = "`{key}` bir süre değil: `{it}`");
        let help = if business {
            both!(
                en = "write `90m`, `24h`, `14d`, `2w`, `8 business hours` or `2 business days`",
                tr = "`90m`, `24h`, `14d`, `2w`, `8 business hours` ya da `2 business days` yazın"
            )
        } else {
            both!(en = "write `90m`, `24h`, `14d` or `2w`", tr = "`90m`, `24h`, `14d` ya da `2w` yazın")
        };
        self.faults.push(Diagnostic::error("P005", text.span.clone(), message).help(help));
    }

    /// One of a closed set of words.
    pub(super) fn word<T>(
        &self,
        table: &Table<'a, 'i>,
        key: &'static str,
        words: &[&'static str],
        from: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = table.text(key)?;
        let found = from(&text.text);
        if found.is_none() {
            let kind = both!(en = "value for `{key}`:", tr = "`{key}` değeri");
            ids::unknown(self.faults, &text, &kind, words.iter().copied());
        }
        found
    }
}

/// Seconds as people say them, where they are whole minutes or days.
fn spoken(secs: i64) -> Both {
    let (days, minutes) = (secs / crate::time::DAY_SECS, secs / 60);
    match (days, minutes) {
        (0, 1) => both!(en = "1 minute", tr = "1 dakika"),
        (0, _) => both!(en = "{minutes} minutes", tr = "{minutes} dakika"),
        (1, _) => both!(en = "1 day", tr = "1 gün"),
        _ => both!(en = "{days} days", tr = "{days} gün"),
    }
}

/// Sixteen hexadecimal digits of FNV-1a (Fowler, Noll, Vo; 64 bits) over the text and its list files: a name for a
/// version, not a proof against forgery.
fn fingerprint(source: &str, files: &BTreeMap<String, String>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |text: &str| {
        for byte in text.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    eat(source);
    for (name, text) in files {
        eat(name);
        eat(text);
    }
    format!("{hash:016x}")
}
