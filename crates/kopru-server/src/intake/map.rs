//! The mapping of a CSV file: which column names the lead, which fields, facts and stages the others say. One TOML file.

mod bare;
mod cells;

use super::cell::{Cell, Reading};
use super::date::{Dates, Format};
use super::encoding::Encoding;
use super::number::DecimalMark;
use super::toml_table::{Faults, Placed, Table};
use crate::limits::{DATE_FORMATS_MAX, MAP_BYTES_MAX};
pub(crate) use bare::without_comments;
use cells::Plain;
use jiff::tz::TimeZone;
use kopru_engine::both;
use kopru_engine::diagnostic::{Diagnostic, nearest};
use kopru_engine::limits::DIAGNOSTICS_MAX;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::de::DeTable;

/// The kinds of key that may name a lead.
const KEY_KINDS: [&str; 4] = ["email", "external", "phone", "visitor"];
const TOP_KEYS: [&str; 19] = [
    "format",
    "name",
    "delimiter",
    "encoding",
    "time_zone",
    "date_formats",
    "missing",
    "decimal_mark",
    "key",
    "also",
    "account",
    "match_accounts",
    "source",
    "when",
    "if",
    "person",
    "account_fields",
    "fact",
    "reported",
];

/// A mapping that has been checked; its columns are looked for in the file's header before the first row is read.
#[derive(Clone, Debug)]
pub struct CsvMap {
    /// What ids are derived from besides the row: the same `name` is the same feed of facts.
    pub(super) name: String,
    /// The byte between fields; `None` is found out from the header.
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Encoding,
    pub(super) reading: Reading,
    /// Every column that the mapping reads, with the place where it is named first.
    pub(super) columns: Vec<Placed>,
    /// `email`, `external`, `phone` or `visitor`, and the column.
    pub(super) key: (&'static str, usize),
    /// Further columns that name the same person.
    pub(super) also: Vec<(&'static str, usize)>,
    pub(super) account: Option<usize>,
    /// Whether the company is told from address, name and web address, not taken as the column spells it.
    pub(super) match_accounts: bool,
    pub(super) source: Option<Cell>,
    pub(super) when: Option<usize>,
    /// Which rows are read at all.
    pub(super) guard: Option<Guard>,
    pub(super) person: BTreeMap<String, Cell>,
    pub(super) account_fields: BTreeMap<String, Cell>,
    pub(super) facts: Vec<FactRule>,
    pub(super) reported: Vec<ReportedRule>,
}

/// `[[fact]]`: something that happened, which a row tells.
#[derive(Clone, Debug)]
pub(super) struct FactRule {
    pub kind: String,
    /// The column of its date.
    pub at: usize,
    pub guard: Option<Guard>,
    pub data: BTreeMap<String, Cell>,
}

/// `[[reported]]`: a stage that a row says was reached.
#[derive(Clone, Debug)]
pub(super) struct ReportedRule {
    pub stage: Cell,
    /// The column of its date; `None` takes the row's.
    pub at: Option<usize>,
    pub guard: Option<Guard>,
    /// What the deal is worth, where the stage is that of customers.
    pub amount: Option<Cell>,
}

/// `if`: which rows are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guard {
    pub column: usize,
    pub test: Test,
}

/// What a guard asks of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Is(BTreeSet<String>),
    IsNot(BTreeSet<String>),
    Filled(bool),
}

impl CsvMap {
    /// Reads a mapping.
    ///
    /// # Errors
    /// Every fault at once, in the order of the text, each with its place; codes `I101` to `I112`.
    pub fn parse(text: &str) -> Result<CsvMap, Vec<Diagnostic>> {
        if text.len() > MAP_BYTES_MAX {
            let most = MAP_BYTES_MAX >> 10;
            let message =
                both!(en = "the mapping is larger than {most} KiB", tr = "eşleme dosyası {most} KiB sınırından büyük");
            return Err(vec![Diagnostic::error("I112", 0..0, message)]);
        }
        let (document, broken) = DeTable::parse_recoverable(text);
        let mut reader = MapReader { columns: Vec::new(), faults: Faults::default(), moments: None };
        for fault in &broken {
            let what = fault.message();
            let message = both!(en = "not valid TOML: {what}", tr = "geçerli TOML değil: {what}");
            reader.faults.error("I101", fault.span().unwrap_or(0..0), message);
            reader.faults.broken = true;
        }
        let root = Table { keys: document.get_ref(), span: 0..0 };
        let map = reader.map(&root);
        let mut found = reader.faults.found;
        match map {
            Some(map) if found.is_empty() => Ok(map),
            _ => {
                found.sort_by_key(|fault| fault.span.start);
                found.truncate(DIAGNOSTICS_MAX);
                Err(found)
            }
        }
    }

    /// What ids derive from besides the rows.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a file with these columns has all that it reads.
    pub fn fits(&self, names: &[String]) -> bool {
        self.columns.iter().all(|it| names.contains(&it.text))
    }

    /// Whether the company is told from address, name and web address.
    pub fn matches_accounts(&self) -> bool {
        self.match_accounts
    }

    /// Whether every row sets fields or joins the lead to an account, so that even a row without facts is told.
    pub(super) fn sets_fields(&self) -> bool {
        self.account.is_some() || self.match_accounts || !self.person.is_empty() || !self.account_fields.is_empty()
    }
}

struct MapReader {
    columns: Vec<Placed>,
    faults: Faults,
    /// Where the first column is named whose dates must become moments.
    moments: Option<Range<usize>>,
}

impl MapReader {
    fn map(&mut self, root: &Table<'_>) -> Option<CsvMap> {
        self.faults.check_keys(root, &TOP_KEYS);
        self.format(root);
        let key = self.key(root);
        let also = self.also(root);
        let account = self.column_under(root, "account");
        let match_accounts = self.faults.flag(root, "match_accounts").unwrap_or(false);
        let source = self.source(root);
        let when = self.moment_column(root, "when");
        let guard = self.guard(root);
        let person = self.fields(root, "person");
        let account_fields = self.fields(root, "account_fields");
        let facts: Vec<_> = self.faults.tables(root, "fact");
        let facts: Vec<_> = facts.iter().filter_map(|table| self.fact(table, when)).collect();
        let reported: Vec<_> = self.faults.tables(root, "reported");
        let reported: Vec<_> = reported.iter().filter_map(|table| self.reported(table)).collect();
        self.check_purpose(root);
        let name = self.faults.text(root, "name").map(|name| name.text).unwrap_or_default();
        let delimiter = self.delimiter(root);
        let encoding = self.encoding(root);
        let reading = self.reading(root);
        Some(CsvMap {
            name,
            delimiter,
            encoding,
            reading,
            columns: std::mem::take(&mut self.columns),
            key: key?,
            also,
            account,
            match_accounts,
            source,
            when,
            guard,
            person,
            account_fields,
            facts,
            reported,
        })
    }

    /// A mapping takes something from a row, and what it takes has somewhere to go.
    fn check_purpose(&mut self, root: &Table<'_>) {
        let has = |key: &str| root.keys.contains_key(key);
        if !["account", "match_accounts", "person", "account_fields", "fact", "reported"].into_iter().any(has) {
            let help = both!(
                en = "say what a row tells, for example: [person] title = \"Job Title\"",
                tr = "bir satırın ne söylediğini yazın, örneğin: [person] title = \"Unvan\""
            );
            self.faults.missing(0..0, "[person]", help);
        }
        if let (Some(fields), false) = (root.keys.get("account_fields"), has("account") || has("match_accounts")) {
            let help = both!(
                en = "name the column that says which account the fields belong to: account = \"Company\"",
                tr = "alanların hangi hesaba ait olduğunu söyleyen sütunu belirtin: account = \"Şirket\""
            );
            self.faults.missing(fields.span(), "account", help);
        }
    }

    fn format(&mut self, root: &Table<'_>) {
        let help = both!(en = "begin with: format = 1", tr = "şununla başlayın: format = 1");
        let Some(value) = root.keys.get("format") else {
            return self.faults.missing(0..0, "format", help);
        };
        if value.get_ref().as_integer().is_none_or(|number| number.as_str() != "1") {
            let message = both!(
                en = "this version reads mappings of format 1 only",
                tr = "bu sürüm yalnızca format 1 eşlemelerini okur"
            );
            self.faults.error("I105", value.span(), message);
        }
    }

    fn key(&mut self, root: &Table<'_>) -> Option<(&'static str, usize)> {
        let help = both!(
            en = "name the column that tells leads apart, such as: key = {{ email = \"Email\" }}",
            tr = "adayları ayırt eden sütunu belirtin, örneğin: key = {{ email = \"E-posta\" }}"
        );
        if !root.keys.contains_key("key") {
            self.faults.missing(0..0, "key", help);
            return None;
        }
        let table = self.faults.table(root, "key")?;
        self.faults.check_keys(&table, &KEY_KINDS);
        let mut kinds = KEY_KINDS.into_iter().filter(|kind| table.keys.contains_key(*kind));
        let (Some(kind), None) = (kinds.next(), kinds.next()) else {
            let message = both!(
                en = "`key` names exactly one column, as `email`, `external`, `phone` or `visitor`",
                tr = "`key`, `email`, `external`, `phone` ya da `visitor` olarak tam bir sütun belirtir"
            );
            self.faults.error_with_help("I105", table.span, message, help);
            return None;
        };
        Some((kind, self.column_under(&table, kind)?))
    }

    fn also(&mut self, root: &Table<'_>) -> Vec<(&'static str, usize)> {
        let Some(table) = self.faults.table(root, "also") else { return Vec::new() };
        self.faults.check_keys(&table, &KEY_KINDS);
        let named = KEY_KINDS.into_iter().filter(|kind| table.keys.contains_key(*kind));
        named.filter_map(|kind| Some((kind, self.column_under(&table, kind)?))).collect()
    }

    fn source(&mut self, root: &Table<'_>) -> Option<Cell> {
        let value = root.keys.get("source")?;
        self.cell("source", value, Plain::Constant)
    }

    fn delimiter(&mut self, root: &Table<'_>) -> Option<u8> {
        let text = self.faults.text(root, "delimiter")?;
        match text.text.as_str() {
            "," => Some(b','),
            ";" => Some(b';'),
            "\t" => Some(b'\t'),
            "|" => Some(b'|'),
            _ => {
                let message = both!(
                    en = "`delimiter` is one of \",\", \";\", \"\\t\", \"|\"",
                    tr = "`delimiter` şunlardan biridir: \",\", \";\", \"\\t\", \"|\""
                );
                self.faults.error("I105", text.span, message);
                None
            }
        }
    }

    fn encoding(&mut self, root: &Table<'_>) -> Encoding {
        let Some(text) = self.faults.text(root, "encoding") else {
            return Encoding::default();
        };
        Encoding::named(&text.text).unwrap_or_else(|| {
            let known = Encoding::NAMES.join(", ");
            let message = both!(en = "`encoding` is one of {known}", tr = "`encoding` şunlardan biridir: {known}");
            self.faults.error("I105", text.span, message);
            Encoding::default()
        })
    }

    fn reading(&mut self, root: &Table<'_>) -> Reading {
        let decimal_mark = match self.faults.text(root, "decimal_mark") {
            None => DecimalMark::default(),
            Some(text) if text.text == "." => DecimalMark::Point,
            Some(text) if text.text == "," => DecimalMark::Comma,
            Some(text) => {
                let message =
                    both!(en = "`decimal_mark` is \".\" or \",\"", tr = "`decimal_mark` \".\" ya da \",\" olur");
                self.faults.error("I105", text.span, message);
                DecimalMark::default()
            }
        };
        Reading { missing: self.markers(root), dates: self.dates(root), decimal_mark }
    }

    fn markers(&mut self, table: &Table<'_>) -> BTreeSet<String> {
        let texts = self.faults.texts(table, "missing").unwrap_or_default();
        texts.into_iter().map(|text| text.text.trim().to_owned()).collect()
    }

    fn dates(&mut self, root: &Table<'_>) -> Dates {
        let mut formats = Vec::new();
        let texts = self.faults.texts(root, "date_formats");
        for text in texts.iter().flatten() {
            match Format::parse(&text.text) {
                Some(format) if formats.len() < DATE_FORMATS_MAX => formats.push(format),
                Some(_) => {
                    let message = both!(
                        en = "more than {DATE_FORMATS_MAX} date formats",
                        tr = "{DATE_FORMATS_MAX} tarih biçiminden fazla"
                    );
                    self.faults.error("I107", text.span.clone(), message);
                }
                None => {
                    let message =
                        both!(en = "this pattern cannot be read as a date", tr = "bu kalıp bir tarih olarak okunamaz");
                    let help = both!(
                        en =
                            "write \"iso\", or a pattern such as \"%d.%m.%Y %H:%M\"; year, month and day must be in it",
                        tr = "\"iso\" ya da \"%d.%m.%Y %H:%M\" gibi bir kalıp yazın; yıl, ay ve gün içinde olmalı"
                    );
                    self.faults.error_with_help("I107", text.span.clone(), message, help);
                }
            }
        }
        match (&texts, root.keys.get("date_formats")) {
            (None, None) => formats.push(Format::Iso),
            (Some(texts), Some(value)) if texts.is_empty() => {
                let expected = both!(en = "a list with at least one format", tr = "en az bir biçim içeren bir liste");
                self.faults.wrong(value.span(), "date_formats", &expected);
            }
            _ => {}
        }
        let dates = Dates { formats, zone: self.zone(root) };
        let named = root.keys.contains_key("time_zone");
        if let (true, false, Some(span)) = (dates.needs_zone(), named, self.moments.clone()) {
            let message = both!(
                en = "dates are read here, and some may come without an offset",
                tr = "burada tarih okunuyor ve bazıları saat farkı olmadan gelebilir"
            );
            let help = both!(
                en = "say where they were written down, such as: time_zone = \"Europe/Istanbul\"",
                tr = "nerede yazıldıklarını belirtin, örneğin: time_zone = \"Europe/Istanbul\""
            );
            self.faults.error_with_help("I108", span, message, help);
        }
        dates
    }

    fn zone(&mut self, root: &Table<'_>) -> Option<TimeZone> {
        let text = self.faults.text(root, "time_zone")?;
        let zone = TimeZone::get(&text.text).ok();
        if zone.is_none() {
            let name = &text.text;
            let message = both!(en = "unknown time zone `{name}`", tr = "bilinmeyen saat dilimi: `{name}`");
            let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
            let help = match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => both!(en = "a similar one exists: `{near}`", tr = "benzeri var: `{near}`"),
                None => both!(
                    en = "names are those of the IANA database, such as Europe/Istanbul",
                    tr = "adlar IANA veri tabanındandır, örneğin Europe/Istanbul"
                ),
            };
            self.faults.error_with_help("I106", text.span, message, help);
        }
        zone
    }

    /// The place of column `name` in the list of columns.
    fn column(&mut self, name: Placed) -> usize {
        let name = Placed { text: name.text.trim().to_owned(), ..name };
        if let Some(at) = self.columns.iter().position(|known| known.text == name.text) {
            return at;
        }
        self.columns.push(name);
        self.columns.len() - 1
    }

    fn column_under(&mut self, table: &Table<'_>, key: &str) -> Option<usize> {
        let name = self.faults.text(table, key)?;
        Some(self.column(name))
    }

    fn moment_column(&mut self, table: &Table<'_>, key: &str) -> Option<usize> {
        let name = self.faults.text(table, key)?;
        self.moments.get_or_insert(name.span.clone());
        Some(self.column(name))
    }

    /// The fields under `key`: name → where the value comes from.
    fn fields(&mut self, table: &Table<'_>, key: &str) -> BTreeMap<String, Cell> {
        let mut out = BTreeMap::new();
        let Some(fields) = self.faults.table(table, key) else {
            return out;
        };
        for (name, value) in fields.keys {
            let text = name.get_ref().as_ref();
            let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
            if !text.bytes().all(|byte| letter(byte) || byte.is_ascii_digit())
                || !text.bytes().next().is_some_and(letter)
            {
                let message = both!(
                    en = "`{text}` cannot be a field's name: small letters a–z, digits and _ only",
                    tr = "`{text}` bir alan adı olamaz: yalnızca küçük a–z harfleri, rakamlar ve _"
                );
                self.faults.error("I109", name.span(), message);
            }
            if let Some(cell) = self.cell(text, value, Plain::Column) {
                out.insert(text.to_owned(), cell);
            }
        }
        out
    }

    fn fact(&mut self, table: &Table<'_>, when: Option<usize>) -> Option<FactRule> {
        self.faults.check_keys(table, &["type", "at", "if", "data"]);
        let kind = self.faults.text(table, "type");
        if !table.keys.contains_key("type") {
            let help = both!(
                en = "say what happened, such as: type = \"demo_requested\"",
                tr = "ne olduğunu yazın, örneğin: type = \"demo_requested\""
            );
            self.faults.missing(table.span.clone(), "type", help);
        }
        let at = self.moment_column(table, "at").or(when);
        if at.is_none() && !table.keys.contains_key("at") {
            let help = both!(
                en = "a fact needs its date: name the column in `at`, or in `when` for all facts of a row",
                tr =
                    "bir olgunun tarihi olmalı: sütunu `at` ile, ya da satırın bütün olguları için `when` ile belirtin"
            );
            self.faults.missing(table.span.clone(), "at", help);
        }
        let guard = self.guard(table);
        let data = self.fields(table, "data");
        Some(FactRule { kind: kind?.text, at: at?, guard, data })
    }

    fn reported(&mut self, table: &Table<'_>) -> Option<ReportedRule> {
        self.faults.check_keys(table, &["stage", "at", "if", "amount"]);
        let at = self.moment_column(table, "at");
        let guard = self.guard(table);
        let Some(stage) = table.keys.get("stage") else {
            let help = both!(
                en = "name the stage of the playbook, such as: stage = \"customer\"",
                tr = "playbook içindeki aşamayı belirtin, örneğin: stage = \"customer\""
            );
            self.faults.missing(table.span.clone(), "stage", help);
            return None;
        };
        let stage = self.cell("stage", stage, Plain::Constant)?;
        let amount = table.keys.get("amount").and_then(|it| self.cell("amount", it, Plain::Column));
        Some(ReportedRule { stage, at, guard, amount })
    }

    fn guard(&mut self, table: &Table<'_>) -> Option<Guard> {
        let guard = self.faults.table(table, "if")?;
        self.faults.check_keys(&guard, &["column", "is", "is_not", "filled"]);
        let column = self.column_under(&guard, "column");
        let words = |texts: Vec<Placed>| texts.into_iter().map(|text| text.text.trim().to_owned()).collect();
        let is = self.faults.texts(&guard, "is").map(|texts| Test::Is(words(texts)));
        let is_not = self.faults.texts(&guard, "is_not").map(|texts| Test::IsNot(words(texts)));
        let filled = self.faults.flag(&guard, "filled").map(Test::Filled);
        let mut tests = [is, is_not, filled].into_iter().flatten();
        let (Some(column), Some(test), None) = (column, tests.next(), tests.next()) else {
            let message = both!(
                en = "`if` names a `column` and exactly one of `is`, `is_not`, `filled`",
                tr = "`if` bir `column` ile `is`, `is_not`, `filled` anahtarlarından tam birini içerir"
            );
            self.faults.error("I105", guard.span, message);
            return None;
        };
        Some(Guard { column, test })
    }
}

#[cfg(test)]
mod tests;
