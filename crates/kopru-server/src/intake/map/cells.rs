//! Reading where a value comes from: `"Column"`, `{ column = …, as = … }` or `{ value = … }`.

use super::super::cell::{Cell, ColumnCell, Kind};
use super::super::toml_table::{Placed, Table, as_table};
use super::MapReader;
use kopru_engine::both;
use kopru_engine::value::Scalar;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeValue;

const CELL_KEYS: [&str; 7] = ["column", "as", "currency", "values", "missing", "split", "value"];

/// What a plain text means where a table with `column` may stand as well.
#[derive(Clone, Copy)]
pub(super) enum Plain {
    /// A column.
    Column,
    /// The same text for every row.
    Constant,
}

impl MapReader {
    /// Where a value comes from: a plain text, or a table with `column` and how to read it, or with a constant `value`.
    pub(super) fn cell(&mut self, name: &str, value: &Spanned<DeValue<'_>>, plain: Plain) -> Option<Cell> {
        if let Some(text) = value.get_ref().as_str().filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            return Some(match plain {
                Plain::Constant => Cell::Constant(Scalar::Text(text)),
                Plain::Column => Cell::Column(ColumnCell::plain(self.column(Placed { text, span: value.span() }))),
            });
        }
        let Some(table) = as_table(value) else {
            let expected = match plain {
                Plain::Column => both!(
                    en = "a column's name, or a table such as {{ column = \"Country\", missing = [\"?\"] }}",
                    tr = "bir sütun adı ya da {{ column = \"Ülke\", missing = [\"?\"] }} gibi bir tablo"
                ),
                Plain::Constant => both!(
                    en = "a text, or a table such as {{ column = \"Source\" }}",
                    tr = "bir metin ya da {{ column = \"Kaynak\" }} gibi bir tablo"
                ),
            };
            self.faults.wrong(value.span(), name, &expected);
            return None;
        };
        self.faults.check_keys(&table, &CELL_KEYS);
        self.cell_table(&table)
    }

    fn cell_table(&mut self, table: &Table<'_>) -> Option<Cell> {
        let constant = table.keys.get("value").map(|value| self.constant("value", value));
        let column = self.faults.text(table, "column");
        let column = match (column, constant) {
            (Some(column), None) => column,
            (None, Some(constant)) if table.keys.len() == 1 => return constant.map(Cell::Constant),
            _ => {
                let message = both!(
                    en = "name a `column`, or a constant `value` alone",
                    tr = "bir `column` ya da tek başına sabit bir `value` belirtin"
                );
                self.faults.error("I105", table.span.clone(), message);
                return None;
            }
        };
        let kind = self.kind(table, &column)?;
        let mut values = BTreeMap::new();
        if let Some(table) = self.faults.table(table, "values") {
            for (text, value) in table.keys {
                if let Some(value) = self.constant("values", value) {
                    values.insert(text.get_ref().trim().to_owned(), value);
                }
            }
        }
        Some(Cell::Column(ColumnCell {
            column: self.column(column),
            kind,
            values,
            missing: self.markers(table),
            split: self.faults.text(table, "split").map(|text| text.text),
        }))
    }

    fn kind(&mut self, table: &Table<'_>, column: &Placed) -> Option<Kind> {
        let currency = self.faults.text(table, "currency");
        let word = self.faults.text(table, "as");
        let word = word.as_ref().map_or(("text", &table.span), |word| (word.text.as_str(), &word.span));
        let kind = match (word.0, &currency) {
            ("text", None) => Kind::Text,
            ("number", None) => Kind::Number,
            ("bool", None) => Kind::Bool,
            ("date", None) => Kind::Date,
            ("moment", None) => {
                self.moments.get_or_insert(column.span.clone());
                Kind::Moment
            }
            ("money", Some(code))
                if code.text.len() == 3 && code.text.bytes().all(|byte| byte.is_ascii_uppercase()) =>
            {
                Kind::Money(code.text.clone())
            }
            (word_text, _) if Kind::NAMES.contains(&word_text) => {
                let message = both!(
                    en = "`as = \"money\"` and `currency = \"USD\"` (three capital letters) go together",
                    tr = "`as = \"money\"` ile `currency = \"TRY\"` (üç büyük harf) birlikte yazılır"
                );
                self.faults.error("I105", currency.map_or(word.1.clone(), |code| code.span), message);
                return None;
            }
            _ => {
                let known = Kind::NAMES.join(", ");
                let message = both!(en = "`as` is one of {known}", tr = "`as` şunlardan biridir: {known}");
                self.faults.error("I105", word.1.clone(), message);
                return None;
            }
        };
        Some(kind)
    }

    /// A value written in the mapping itself: a text, a whole number, true or false.
    fn constant(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Scalar> {
        let scalar = match value.get_ref() {
            DeValue::String(text) if !text.is_empty() => Some(Scalar::Text(text.to_string())),
            DeValue::Boolean(flag) => Some(Scalar::Bool(*flag)),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Scalar::Int),
            DeValue::Float(number) => Some(Scalar::Number(number.as_str().to_owned())),
            _ => None,
        };
        if scalar.is_none() {
            let expected = both!(en = "a text, a number, true or false", tr = "bir metin, bir sayı, true ya da false");
            self.faults.wrong(value.span(), key, &expected);
        }
        scalar
    }
}
