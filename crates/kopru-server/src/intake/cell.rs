//! One value of a row: which column it comes from and how its text is read.

use super::date::Dates;
use super::number::{self, DecimalMark};
use super::refused::{Fault, no_nul, shown};
use kopru_engine::both;
use kopru_engine::value::Scalar;
use std::collections::{BTreeMap, BTreeSet};

/// How the texts of a file are read.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Texts that stand for nothing, after blanks around them are cut off.
    pub missing: BTreeSet<String>,
    pub dates: Dates,
    pub decimal_mark: DecimalMark,
}

/// What a text becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A whole number, or an exact decimal as text.
    Number,
    /// A number and a currency: the one beside it, else this one.
    Money(String),
    Bool,
    /// A day, as `2026-11-23`.
    Date,
    /// A moment, as RFC 3339 in UTC.
    Moment,
}

impl Kind {
    /// The words of `as` in a mapping.
    pub const NAMES: [&'static str; 6] = ["text", "number", "money", "bool", "date", "moment"];
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// The same for every row.
    Constant(Scalar),
    /// A column's text.
    Column(ColumnCell),
}

/// A column and how its text is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ColumnCell {
    /// The column's place in the mapping's list of columns.
    pub column: usize,
    pub kind: Kind,
    /// What stands for certain texts; others are read by `kind`.
    pub values: BTreeMap<String, Scalar>,
    /// More texts that stand for nothing in this column.
    pub missing: BTreeSet<String>,
    /// What separates several values in one text.
    pub split: Option<String>,
}

impl ColumnCell {
    /// The column's text as it is.
    pub fn plain(column: usize) -> ColumnCell {
        ColumnCell { column, kind: Kind::Text, values: BTreeMap::new(), missing: BTreeSet::new(), split: None }
    }

    /// The value of `text`, which stands in the column called `name`; `None` when nothing stands there.
    pub fn value(&self, reading: &Reading, name: &str, text: &str) -> Result<Option<Scalar>, Fault> {
        let Some(separator) = &self.split else {
            return self.single(reading, name, text);
        };
        let mut items = Vec::new();
        for part in text.split(separator.as_str()) {
            items.extend(self.single(reading, name, part)?);
        }
        Ok((!items.is_empty()).then_some(Scalar::List(items)))
    }

    fn single(&self, reading: &Reading, name: &str, text: &str) -> Result<Option<Scalar>, Fault> {
        let text = text.trim();
        if is_missing(reading, text) || self.missing.contains(text) {
            return Ok(None);
        }
        if let Some(value) = self.values.get(text) {
            return Ok(Some(value.clone()));
        }
        no_nul(name, text)?;
        self.convert(reading, name, text).map(Some)
    }

    fn convert(&self, reading: &Reading, name: &str, text: &str) -> Result<Scalar, Fault> {
        Ok(match &self.kind {
            Kind::Text => Scalar::Text(text.to_owned()),
            Kind::Number => amount(reading, name, text)?.scalar(),
            Kind::Money(usual) => {
                let amount = amount(reading, name, text)?;
                let currency = amount.currency.as_deref().unwrap_or(usual);
                Scalar::Text(format!("{} {currency}", amount.number))
            }
            Kind::Bool => Scalar::Bool(yes_or_no(text).ok_or_else(|| no_bool(name, text))?),
            Kind::Date => Scalar::Text(reading.dates.day(name, text)?.to_string()),
            Kind::Moment => Scalar::Text(reading.dates.moment(name, text)?.to_string()),
        })
    }
}

/// Whether `text`, without blanks around it, stands for nothing.
pub(super) fn is_missing(reading: &Reading, text: &str) -> bool {
    text.is_empty() || reading.missing.contains(text)
}

fn amount(reading: &Reading, name: &str, text: &str) -> Result<number::Amount, Fault> {
    number::amount(text, reading.decimal_mark).ok_or_else(|| {
        let value = shown(text);
        let mark = match reading.decimal_mark {
            DecimalMark::Point => '.',
            DecimalMark::Comma => ',',
        };
        Fault::new(
            "I014",
            both!(
                en = "column `{name}`: \"{value}\" is no number (decimal_mark is \"{mark}\")",
                tr = "`{name}` sütunu: \"{value}\" bir sayı değil (decimal_mark \"{mark}\")"
            ),
        )
    })
}

fn no_bool(name: &str, text: &str) -> Fault {
    let value = shown(text);
    Fault::new(
        "I015",
        both!(
            en = "column `{name}`: \"{value}\" is neither yes nor no; name other words in `values`",
            tr = "`{name}` sütunu: \"{value}\" ne evet ne hayır; başka sözcükleri `values` içinde belirtin"
        ),
    )
}

fn yes_or_no(text: &str) -> Option<bool> {
    // In Turkish capitals İ and I are two letters; none of the words needs to tell them apart.
    match text.replace(['I', 'İ', 'ı'], "i").to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "evet" => Some(true),
        "false" | "no" | "n" | "0" | "hayir" => Some(false),
        _ => None,
    }
}
