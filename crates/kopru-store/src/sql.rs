//! One way to ask either database: texts, whole numbers, bytes and nothing else.
//!
//! A statement is written once, with `$1`, `$2` … for its values.

use crate::error::{Result, StoreError};
use crate::id::Id;
use kopru_engine::time::Moment;

/// A value given to a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Param<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl<'a> Param<'a> {
    /// A text or nothing.
    pub fn text(it: Option<&'a str>) -> Param<'a> {
        it.map_or(Param::Null, Param::Text)
    }

    /// A number or nothing.
    pub fn int(it: Option<i64>) -> Param<'a> {
        it.map_or(Param::Null, Param::Int)
    }

    /// An id or nothing.
    pub fn id(it: Option<&'a Id>) -> Param<'a> {
        it.map_or(Param::Null, |it| Param::Blob(&it.0))
    }

    /// A moment.
    pub fn at(it: Moment) -> Param<'a> {
        Param::Int(it.micros())
    }
}

/// A value that a statement gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Cell {
    /// The same value for a statement.
    pub fn as_param(&self) -> Param<'_> {
        match self {
            Cell::Null => Param::Null,
            Cell::Int(it) => Param::Int(*it),
            Cell::Text(it) => Param::Text(it),
            Cell::Blob(it) => Param::Blob(it),
        }
    }
}

/// A row, read from its first column to its last.
#[derive(Clone, Debug)]
pub struct Row {
    cells: std::vec::IntoIter<Cell>,
    place: usize,
}

impl Row {
    /// A row of these cells.
    pub fn new(cells: Vec<Cell>) -> Row {
        Row { cells: cells.into_iter(), place: 0 }
    }

    /// The columns that were not read yet.
    pub fn into_cells(self) -> Vec<Cell> {
        self.cells.collect()
    }

    fn next(&mut self) -> Result<Cell> {
        self.place += 1;
        let place = self.place;
        self.cells.next().ok_or_else(|| StoreError::Corrupt(format!("a row has no column {place}")))
    }

    fn wrong<T>(&self, wanted: &str, found: &Cell) -> Result<T> {
        let place = self.place;
        let found = match found {
            Cell::Null => "nothing",
            Cell::Int(_) => "a number",
            Cell::Text(_) => "a text",
            Cell::Blob(_) => "bytes",
        };
        Err(StoreError::Corrupt(format!("column {place} holds {found} where {wanted} is expected")))
    }

    /// The next column: a number.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it holds something else; likewise for the other columns.
    pub fn int(&mut self) -> Result<i64> {
        match self.next()? {
            Cell::Int(it) => Ok(it),
            other => self.wrong("a number", &other),
        }
    }

    /// The next column: a number or nothing.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn int_opt(&mut self) -> Result<Option<i64>> {
        match self.next()? {
            Cell::Int(it) => Ok(Some(it)),
            Cell::Null => Ok(None),
            other => self.wrong("a number", &other),
        }
    }

    /// The next column: a text.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn text(&mut self) -> Result<String> {
        match self.next()? {
            Cell::Text(it) => Ok(it),
            other => self.wrong("a text", &other),
        }
    }

    /// The next column: a text or nothing.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn text_opt(&mut self) -> Result<Option<String>> {
        match self.next()? {
            Cell::Text(it) => Ok(Some(it)),
            Cell::Null => Ok(None),
            other => self.wrong("a text", &other),
        }
    }

    /// The next column: bytes.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn blob(&mut self) -> Result<Vec<u8>> {
        match self.next()? {
            Cell::Blob(it) => Ok(it),
            other => self.wrong("bytes", &other),
        }
    }

    /// The next column: an id.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn id(&mut self) -> Result<Id> {
        Id::from_slice(&self.blob()?)
    }

    /// The next column: an id or nothing.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn id_opt(&mut self) -> Result<Option<Id>> {
        match self.next()? {
            Cell::Blob(it) => Id::from_slice(&it).map(Some),
            Cell::Null => Ok(None),
            other => self.wrong("bytes", &other),
        }
    }

    /// The next column: a moment.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn at(&mut self) -> Result<Moment> {
        let micros = self.int()?;
        moment(micros)
    }

    /// The next column: a moment or nothing.
    ///
    /// # Errors
    /// See [`Row::int`].
    pub fn at_opt(&mut self) -> Result<Option<Moment>> {
        self.int_opt()?.map(moment).transpose()
    }
}

fn moment(micros: i64) -> Result<Moment> {
    Moment::from_micros(micros).ok_or_else(|| StoreError::Corrupt(format!("{micros} is no moment")))
}

/// A connection to either database. Calls block.
pub trait Sql {
    /// Runs a statement and gives its rows.
    ///
    /// # Errors
    /// What the database answers.
    fn rows(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>>;

    /// Runs a statement and tells how many rows it touched.
    ///
    /// # Errors
    /// What the database answers.
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64>;

    /// The first row, if there is one.
    ///
    /// # Errors
    /// What the database answers.
    fn row(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }
}
