//! CSV with a mapping → facts: each row sets fields, tells dated facts and reports stages, or is refused.

use super::Sink;
use super::cell::{Cell, is_missing};
use super::encoding::Encoding;
use super::id::derive_id_also;
use super::lines::{Line, Lines};
use super::map::{CsvMap, Guard, Test};
use super::records::{Record, Records, fits};
use super::refused::{Counts, Fault, key_length, no_nul, subject};
use kopru_engine::both;
use kopru_engine::diagnostic::{Diagnostic, nearest};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lang::Both;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::written::Incoming;
use std::collections::BTreeMap;
use std::io::{self, BufRead};

/// The delimiters tried when the mapping names none.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The built-in type of a fact that sets fields and tells nothing else.
const FIELDS_SET: &str = "fields_set";
/// The built-in type of a fact that reports a stage.
const STAGE_REPORTED: &str = "stage_reported";

/// Why a file cannot be read with a mapping at all.
#[derive(Debug)]
pub enum CsvFault {
    /// Reading failed; what was read before has been handed over.
    Io(io::Error),
    /// The file itself: a stable code and what is wrong with it.
    File {
        /// `I030` (nothing in it), `I031` (UTF-16), `I032` (the header cannot be read).
        code: &'static str,
        /// What is wrong and what to do.
        reason: Both,
    },
    /// Columns that the mapping names and the header lacks (`I131`) or has twice (`I132`); the places are the mapping's.
    Columns(Vec<Diagnostic>),
}

impl From<io::Error> for CsvFault {
    fn from(fault: io::Error) -> CsvFault {
        CsvFault::Io(fault)
    }
}

/// Reads facts from `reader` as `map` says and hands each fact or refused row to `sink` in the file's order. Memory stays
/// within one row.
///
/// A row gives one `fields_set` fact when the mapping sets fields, one fact for each `[[fact]]` whose date stands in the row,
/// and one `stage_reported` fact for each `[[reported]]`, its stage in `data.stage`. A row with any fault is refused whole.
///
/// # Errors
/// [`CsvFault`], before the first row except for `Io`.
pub fn read_csv(reader: impl BufRead, map: &CsvMap, sink: &mut Sink<'_>) -> Result<Counts, CsvFault> {
    let mut records = Records::new(Lines::new(reader), b',');
    let header = Header::read(&mut records, map)?;
    let mut counts = Counts::default();
    while let Some(record) = records.next()? {
        counts.rows += 1;
        let Record { line, raw, fields } = record;
        match fields.and_then(|fields| header.facts(map, &fields)) {
            Err(fault) => {
                counts.refused += 1;
                sink(line, Err(fault.at(line, &raw)));
            }
            Ok(facts) if facts.is_empty() => counts.passed_over += 1,
            Ok(facts) => {
                counts.taken += 1;
                counts.facts += facts.len() as u64;
                sink(line, Ok(facts));
            }
        }
    }
    Ok(counts)
}

/// The file's columns and where the mapping's stand among them.
struct Header {
    names: Vec<String>,
    encoding: Encoding,
    /// For each column of the mapping its place in the file.
    places: Vec<usize>,
}

impl Header {
    fn read<R: BufRead>(records: &mut Records<R>, map: &CsvMap) -> Result<Header, CsvFault> {
        let Some(line) = records.next_line()? else {
            return Err(empty());
        };
        refuse_utf16(&line)?;
        // The mark says what the file is, whatever the mapping says.
        let encoding = if records.marked_utf8() { Encoding::Utf8 } else { map.encoding };
        records.delimiter = map.delimiter.unwrap_or_else(|| detect(&line, map, encoding));
        records.put_back(line);
        let header = records.next()?.map(|record| record.fields);
        let fields = match header {
            Some(Ok(fields)) => fields,
            Some(Err(fault)) => return Err(unreadable(&fault.reason)),
            None => Vec::new(),
        };
        let names: Option<Vec<String>> = fields.iter().map(|field| name(encoding, field)).collect();
        let names = names.ok_or_else(|| unreadable(&encoding_help()))?;
        let places = places(map, &names).map_err(CsvFault::Columns)?;
        records.width = Some(names.len());
        Ok(Header { names, encoding, places })
    }

    /// The facts of one row.
    fn facts(&self, map: &CsvMap, fields: &[Vec<u8>]) -> Result<Vec<Incoming>, Fault> {
        check_width(fields, self.names.len())?;
        let mut cells = Vec::with_capacity(self.places.len());
        for &place in &self.places {
            let bytes = fields.get(place).map(Vec::as_slice).unwrap_or_default();
            let text = self.encoding.decode(bytes).ok_or_else(|| not_utf8(&self.names, place))?;
            cells.push(text.trim().to_owned());
        }
        Row { map, cells }.facts()
    }
}

/// Refuses a row that does not fit a header of so many columns.
pub(super) fn check_width(fields: &[Vec<u8>], columns: usize) -> Result<(), Fault> {
    if fits(fields, columns) {
        return Ok(());
    }
    let found = fields.len();
    Err(Fault::new(
        "I023",
        both!(
            en = "the row has {found} values, the header {columns} columns: is a delimiter or quotation mark missing or too many?",
            tr = "satırda {found} değer, başlıkta {columns} sütun var: bir ayırıcı ya da tırnak eksik ya da fazla mı?"
        ),
    ))
}

/// The fault of a value that is not in the file's encoding.
pub(super) fn not_utf8(names: &[String], place: usize) -> Fault {
    let name = names.get(place).map(String::as_str).unwrap_or_default();
    let help = encoding_help();
    let (en, tr) = (help.en, help.tr);
    Fault::new("I002", both!(en = "column `{name}`: {en}", tr = "`{name}` sütunu: {tr}"))
}

/// A file without a line.
pub(super) fn empty() -> CsvFault {
    CsvFault::File { code: "I030", reason: both!(en = "the file is empty", tr = "dosya boş") }
}

/// Refuses a file whose first line begins with a byte order mark of UTF-16.
pub(super) fn refuse_utf16(first: &Line) -> Result<(), CsvFault> {
    if !first.bytes.starts_with(b"\xFF\xFE") && !first.bytes.starts_with(b"\xFE\xFF") {
        return Ok(());
    }
    Err(CsvFault::File {
        code: "I031",
        reason: both!(
            en = "the file is UTF-16: save it as UTF-8 (in Excel: CSV UTF-8)",
            tr = "dosya UTF-16: UTF-8 olarak kaydedin (Excel'de: CSV UTF-8)"
        ),
    })
}

fn encoding_help() -> Both {
    both!(
        en = "not UTF-8; name the file's encoding in the mapping: encoding = \"cp1254\" (Turkish) or \"cp1252\" (Western European)",
        tr = "UTF-8 değil; dosyanın kodlamasını eşlemede belirtin: encoding = \"cp1254\" (Türkçe) ya da \"cp1252\" (Batı Avrupa)"
    )
}

/// A header that is no record.
pub(super) fn unreadable(reason: &Both) -> CsvFault {
    let (en, tr) = (&reason.en, &reason.tr);
    CsvFault::File {
        code: "I032",
        reason: both!(en = "the header cannot be read: {en}", tr = "başlık okunamıyor: {tr}"),
    }
}

fn name(encoding: Encoding, field: &[u8]) -> Option<String> {
    Some(encoding.decode(field)?.trim().to_owned())
}

/// The delimiter under which the header has most of the mapping's columns, then most columns at all.
fn detect(line: &Line, map: &CsvMap, encoding: Encoding) -> u8 {
    let found = |delimiter: u8| {
        let names: Vec<String> = line
            .bytes
            .split(|&byte| byte == delimiter)
            .filter_map(|field| name(encoding, field))
            .map(|name| name.trim_matches('"').trim().to_owned())
            .collect();
        let mapped = map.columns.iter().filter(|column| names.contains(&column.text)).count();
        (mapped, names.len())
    };
    // `max_by_key` takes the last of equals: the commonest delimiter stands last.
    DELIMITERS.into_iter().rev().max_by_key(|&delimiter| found(delimiter)).unwrap_or(b',')
}

/// Where each of the mapping's columns stands in the header; every one that is missing or ambiguous is reported.
fn places(map: &CsvMap, names: &[String]) -> Result<Vec<usize>, Vec<Diagnostic>> {
    let mut places = Vec::new();
    let mut faults = Vec::new();
    for column in &map.columns {
        let wanted = &column.text;
        let mut at = names.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(at, _)| at);
        match (at.next(), at.next()) {
            (Some(place), None) => places.push(place),
            (Some(first), Some(second)) => {
                let (first, second) = (first + 1, second + 1);
                let message = both!(
                    en = "the file has two columns `{wanted}` (the {first}. and the {second}.): rename one of them",
                    tr = "dosyada iki `{wanted}` sütunu var ({first}. ve {second}.): birinin adını değiştirin"
                );
                faults.push(Diagnostic::error("I132", column.span.clone(), message));
            }
            (None, _) => faults.push(missing_column(column.span.clone(), wanted, names)),
        }
    }
    if faults.is_empty() {
        return Ok(places);
    }
    faults.sort_by_key(|fault| fault.span.start);
    Err(faults)
}

fn missing_column(span: std::ops::Range<usize>, wanted: &str, names: &[String]) -> Diagnostic {
    let message = both!(en = "the file has no column `{wanted}`", tr = "dosyada `{wanted}` sütunu yok");
    let help = match nearest(wanted, names.iter().map(String::as_str)) {
        Some(near) => {
            both!(en = "a column with a similar name exists: `{near}`", tr = "benzer adlı bir sütun var: `{near}`")
        }
        None => {
            let shown: Vec<&str> = names.iter().take(20).map(String::as_str).collect();
            let more = if names.len() > shown.len() { " …" } else { "" };
            let shown = shown.join("`, `");
            both!(
                en = "its columns are `{shown}`{more}; if they look wrong, name the `delimiter`",
                tr = "sütunları: `{shown}`{more}; yanlış görünüyorlarsa `delimiter` belirtin"
            )
        }
    };
    Diagnostic::error("I131", span, message).help(help)
}

/// One row: the texts of the mapping's columns, without blanks around them.
struct Row<'a> {
    map: &'a CsvMap,
    cells: Vec<String>,
}

impl Row<'_> {
    fn facts(&self) -> Result<Vec<Incoming>, Fault> {
        let map = self.map;
        if !self.holds(map.guard.as_ref()) {
            return Ok(Vec::new());
        }
        let who = self.subject()?;
        let also = self.also()?;
        let account = self.account()?;
        let source = self.source()?;
        let when = self.moment(map.when)?;
        let new = |kind: &str, at: Option<Moment>| RawFact {
            account: account.clone(),
            source: source.clone(),
            occurred_at: at,
            ..RawFact::new(who.clone(), kind)
        };
        let mut facts = Vec::new();
        if map.sets_fields() {
            let mut fact = new(FIELDS_SET, when);
            fact.fields = self.values(&map.person)?;
            fact.account_fields = self.values(&map.account_fields)?;
            facts.push(fact);
        }
        for rule in &map.facts {
            let at = self.moment(Some(rule.at))?;
            if at.is_some() && self.holds(rule.guard.as_ref()) {
                let mut fact = new(&rule.kind, at);
                fact.data = self.values(&rule.data)?;
                facts.push(fact);
            }
        }
        for rule in &map.reported {
            let at = self.moment(rule.at)?;
            if rule.at.is_some() && at.is_none() || !self.holds(rule.guard.as_ref()) {
                continue;
            }
            if let Some(stage) = self.value(&rule.stage)? {
                let mut fact = new(STAGE_REPORTED, at.or(when));
                fact.data.insert("stage".to_owned(), stage);
                if let Some(amount) = rule.amount.as_ref().map(|it| self.value(it)).transpose()?.flatten() {
                    fact.data.insert("amount".to_owned(), amount);
                }
                facts.push(fact);
            }
        }
        let told = facts.into_iter().map(|mut raw| {
            raw.id = Some(derive_id_also(&map.name, &raw, &also));
            Incoming { raw, also: also.clone() }
        });
        Ok(told.collect())
    }

    /// The column's text; `None` when nothing stands there.
    fn text(&self, column: usize) -> Option<&str> {
        let text = self.cells.get(column)?;
        (!is_missing(&self.map.reading, text)).then_some(text)
    }

    fn column_name(&self, column: usize) -> &str {
        self.map.columns.get(column).map(|column| column.text.as_str()).unwrap_or_default()
    }

    fn subject(&self) -> Result<Subject, Fault> {
        let (kind, column) = self.map.key;
        let name = self.column_name(column);
        let Some(text) = self.text(column) else {
            return Err(Fault::new(
                "I019",
                both!(
                    en = "column `{name}`, the key, is empty: nobody knows whom the row is about",
                    tr = "anahtar olan `{name}` sütunu boş: satırın kimi anlattığı bilinmiyor"
                ),
            ));
        };
        named(kind, name, text)
    }

    /// Who else the row says the person is.
    fn also(&self) -> Result<Vec<Subject>, Fault> {
        let told = self.map.also.iter().filter_map(|(kind, column)| Some((*kind, *column, self.text(*column)?)));
        told.map(|(kind, column, text)| named(kind, self.column_name(column), text)).collect()
    }

    fn account(&self) -> Result<Option<String>, Fault> {
        let Some(column) = self.map.account else {
            return Ok(None);
        };
        let Some(text) = self.text(column) else {
            return Ok(None);
        };
        let name = self.column_name(column);
        no_nul(name, text)?;
        key_length(name, text)?;
        Ok(Some(text.to_owned()))
    }

    fn source(&self) -> Result<Option<String>, Fault> {
        let Some(cell) = &self.map.source else {
            return Ok(None);
        };
        Ok(match self.value(cell)? {
            Some(Scalar::Text(text)) => Some(text),
            Some(Scalar::Int(number)) => Some(number.to_string()),
            Some(Scalar::Number(number)) => Some(number),
            _ => None,
        })
    }

    fn moment(&self, column: Option<usize>) -> Result<Option<Moment>, Fault> {
        let Some(column) = column else {
            return Ok(None);
        };
        let Some(text) = self.text(column) else {
            return Ok(None);
        };
        self.map.reading.dates.moment(self.column_name(column), text).map(Some)
    }

    fn values(&self, cells: &BTreeMap<String, Cell>) -> Result<BTreeMap<String, Scalar>, Fault> {
        let mut out = BTreeMap::new();
        for (name, cell) in cells {
            if let Some(value) = self.value(cell)? {
                out.insert(name.clone(), value);
            }
        }
        Ok(out)
    }

    fn value(&self, cell: &Cell) -> Result<Option<Scalar>, Fault> {
        match cell {
            Cell::Constant(value) => Ok(Some(value.clone())),
            Cell::Column(cell) => {
                let text = self.cells.get(cell.column).map(String::as_str).unwrap_or_default();
                cell.value(&self.map.reading, self.column_name(cell.column), text)
            }
        }
    }

    fn holds(&self, guard: Option<&Guard>) -> bool {
        let Some(guard) = guard else {
            return true;
        };
        match (&guard.test, self.text(guard.column)) {
            (Test::Filled(wanted), text) => *wanted == text.is_some(),
            (Test::Is(words), text) => text.is_some_and(|text| words.contains(text)),
            (Test::IsNot(words), text) => text.is_none_or(|text| !words.contains(text)),
        }
    }
}

/// The person whom a cell names.
fn named(kind: &str, column: &str, text: &str) -> Result<Subject, Fault> {
    no_nul(column, text)?;
    subject(kind, text).map_err(|fault| {
        let Both { en, tr } = fault.reason;
        Fault::new(fault.code, both!(en = "column `{column}`: {en}", tr = "`{column}` sütunu: {tr}"))
    })
}

#[cfg(test)]
mod tests;
