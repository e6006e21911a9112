//! The first rows of a file, column by column.

use crate::intake::csv::CsvFault;
use crate::intake::sheet::Sheet;
use crate::limits::SAMPLE_ROWS_MAX;
use kopru_engine::letters::folded;
use std::collections::HashMap;
use std::io::BufRead;

/// Letters of a value that are looked at.
const VALUE_CHARS_MAX: usize = 200;
/// Letters of a column's name; a longer one is no name.
const NAME_CHARS_MAX: usize = 200;

/// What stands for nothing in exports, folded: what people, forms and programs write.
const MARKERS: [&str; 40] = [
    "-",
    "--",
    "---",
    "—",
    "–",
    ".",
    "?",
    "\\n",
    "#n/a",
    "#ref!",
    "#value!",
    "(blank)",
    "(bos)",
    "(none)",
    "[null]",
    "belirsiz",
    "belirtilmedi",
    "belirtilmemis",
    "bilinmiyor",
    "bos",
    "n.a.",
    "n/a",
    "na",
    "nan",
    "nil",
    "none",
    "not available",
    "not specified",
    "null",
    "please select",
    "sec",
    "seciniz",
    "select",
    "select one",
    "select...",
    "tanimsiz",
    "undefined",
    "unknown",
    "unspecified",
    "yok",
];

/// The first rows of a file.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub delimiter: u8,
    pub encoding: &'static str,
    /// Rows read.
    pub rows: usize,
    /// Rows that could not be read.
    pub unreadable: usize,
    /// Whether the file goes on.
    pub is_part: bool,
    pub columns: Vec<Column>,
}

/// A column of the sample.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    /// Why a mapping cannot name it.
    pub unusable: Option<Unusable>,
    /// What stands in it, the first-seen first, and how often; markers of nothing apart.
    pub values: Vec<(String, usize)>,
    /// Markers of nothing as they are written.
    pub markers: Vec<String>,
    /// Rows in which a value stands.
    pub filled: usize,
}

/// Why a mapping cannot name a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    Nameless,
    Twice,
    TooLong,
}

impl Sample {
    /// Reads the header and at most [`SAMPLE_ROWS_MAX`] rows.
    pub fn read(reader: impl BufRead) -> Result<Sample, CsvFault> {
        let mut sheet = Sheet::open(reader)?;
        let mut columns: Vec<Gathering> = sheet.names().iter().map(|_| Gathering::default()).collect();
        let (mut rows, mut unreadable, mut is_part) = (0, 0, false);
        while let Some(row) = sheet.next_row()? {
            if rows >= SAMPLE_ROWS_MAX {
                is_part = true;
                break;
            }
            rows += 1;
            match row.cells {
                Ok(cells) => columns.iter_mut().zip(&cells).for_each(|(column, cell)| column.take(cell)),
                Err(_) => unreadable += 1,
            }
        }
        let names = sheet.names();
        let columns = columns.into_iter().zip(names).map(|(column, name)| column.finish(name, names)).collect();
        Ok(Sample { delimiter: sheet.delimiter(), encoding: sheet.encoding(), rows, unreadable, is_part, columns })
    }

    /// Rows that could be read.
    pub fn readable(&self) -> usize {
        self.rows - self.unreadable
    }
}

/// A column while rows are read.
#[derive(Default)]
struct Gathering {
    values: Vec<(String, usize)>,
    places: HashMap<String, usize>,
    markers: Vec<String>,
    filled: usize,
}

impl Gathering {
    fn take(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        if cell.len() < 20 && MARKERS.contains(&folded(cell).as_str()) {
            if !self.markers.iter().any(|known| known == cell) {
                self.markers.push(cell.to_owned());
            }
            return;
        }
        self.filled += 1;
        let cell: String = cell.chars().take(VALUE_CHARS_MAX).collect();
        match self.places.get(&cell) {
            Some(place) => {
                if let Some(value) = self.values.get_mut(*place) {
                    value.1 += 1;
                }
            }
            None => {
                self.places.insert(cell.clone(), self.values.len());
                self.values.push((cell, 1));
            }
        }
    }

    fn finish(self, name: &str, names: &[String]) -> Column {
        let unusable = match name {
            "" => Some(Unusable::Nameless),
            _ if name.chars().count() > NAME_CHARS_MAX => Some(Unusable::TooLong),
            _ if names.iter().filter(|it| *it == name).count() > 1 => Some(Unusable::Twice),
            _ => None,
        };
        let Gathering { values, markers, filled, .. } = self;
        Column { name: name.to_owned(), unusable, values, markers, filled }
    }
}

impl Column {
    /// Whether no value stands twice.
    pub fn is_unique(&self) -> bool {
        self.filled > 0 && self.values.len() == self.filled
    }

    /// How many of a hundred different values pass `test`, rounded down; none without values.
    pub fn share(&self, test: impl Fn(&str) -> bool) -> Option<usize> {
        let passed = self.values.iter().filter(|(value, _)| test(value)).count();
        (passed * 100).checked_div(self.values.len())
    }
}
