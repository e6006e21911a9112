//! The records of a CSV file: fields between delimiters, quoted where they hold delimiters or line ends.
//!
//! A quote that opens a value and never closes costs one line, not the rest of the file: the record is refused and reading
//! goes on at the line after the one where it began.

use super::jsonl::too_long;
use super::lines::{Line, Lines};
use super::refused::Fault;
use crate::limits::{COLUMNS_MAX, LINE_BYTES_MAX, QUOTED_LINES_MAX};
use kopru_engine::both;
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// One record, or why the bytes of a line are none.
pub(super) struct Record {
    /// The line on which it begins.
    pub line: u64,
    /// The bytes of that line.
    pub raw: Vec<u8>,
    /// Its fields, undecoded, without their quotes.
    pub fields: Result<Vec<Vec<u8>>, Fault>,
}

/// Reads record after record; empty lines between records are skipped.
pub(super) struct Records<R> {
    lines: Lines<R>,
    /// Lines read ahead in search of a closing quote.
    ahead: VecDeque<Line>,
    /// Up to this line a search for a closing quote has failed: a quote that opens before it is not searched for again, so
    /// that a file costs time in proportion to its size, whatever stands in it.
    searched_to: u64,
    /// The byte between fields.
    pub delimiter: u8,
    /// How many fields a record has, once the header is known.
    pub width: Option<usize>,
}

/// Whether `fields` fit a header of `width` columns: empty ones beyond it do no harm, since exports end rows in delimiters.
pub(super) fn fits(fields: &[Vec<u8>], width: usize) -> bool {
    let beyond = fields.get(width..);
    beyond.is_some_and(|beyond| beyond.iter().all(|field| field.trim_ascii().is_empty()))
}

impl<R: BufRead> Records<R> {
    pub fn new(lines: Lines<R>, delimiter: u8) -> Records<R> {
        Records { lines, ahead: VecDeque::new(), searched_to: 0, delimiter, width: None }
    }

    /// Puts a line back, to be read next.
    pub fn put_back(&mut self, line: Line) {
        self.ahead.push_front(line);
    }

    /// The next line that is not empty.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        while let Some(line) = self.any_line()? {
            if line.too_long || !line.bytes.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// Whether the file began with the byte order mark of UTF-8.
    pub fn marked_utf8(&self) -> bool {
        self.lines.marked_utf8
    }

    fn any_line(&mut self) -> io::Result<Option<Line>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    /// The next record; `None` at the end of the file.
    pub fn next(&mut self) -> io::Result<Option<Record>> {
        let Some(first) = self.next_line()? else {
            return Ok(None);
        };
        let fields = self.fields(&first)?;
        Ok(Some(Record { line: first.number, raw: first.bytes, fields }))
    }

    fn fields(&mut self, first: &Line) -> io::Result<Result<Vec<Vec<u8>>, Fault>> {
        if first.too_long {
            return Ok(Err(too_long()));
        }
        let mut splitter = Splitter::new(self.delimiter);
        let mut read: Vec<Line> = Vec::new();
        let mut size = first.bytes.len();
        let mut current = first;
        let fault = loop {
            if let Err(fault) = splitter.feed(&current.bytes) {
                // Found lines below, the quotation mark that opened here is the likelier one at fault.
                break if read.is_empty() { fault } else { unclosed() };
            }
            if !splitter.is_open() {
                let fields = splitter.finish();
                // Several lines that together do not fit the header were joined by a stray quotation mark.
                if !read.is_empty() && self.width.is_some_and(|width| !fits(&fields, width)) {
                    break unclosed();
                }
                return Ok(Ok(fields));
            }
            splitter.line_end(current.end);
            let search = read.len() < QUOTED_LINES_MAX && first.number > self.searched_to;
            let next = if search { self.any_line()? } else { None };
            let Some(next) = next else { break unclosed() };
            size += next.bytes.len();
            let within = !next.too_long && size <= LINE_BYTES_MAX;
            read.push(next);
            match read.last() {
                Some(last) if within => current = last,
                _ => break unclosed(),
            }
        };
        // The last line is where the search failed: a quote may rightly open there.
        let last = read.last().map_or(0, |line| line.number.saturating_sub(1));
        self.searched_to = self.searched_to.max(last);
        for line in read.into_iter().rev() {
            self.ahead.push_front(line);
        }
        Ok(Err(fault))
    }
}

fn unclosed() -> Fault {
    Fault::new(
        "I024",
        both!(
            en = "a quotation mark opens a value in this line and never closes as it should",
            tr = "bu satırda bir değer tırnakla açılıyor ve gerektiği gibi kapanmıyor"
        ),
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Bare,
    Quoted,
    /// After a quotation mark inside a quoted value: it ends the value, or is the first of two.
    Closed,
}

/// Splits a record that is fed line by line.
struct Splitter {
    fields: Vec<Vec<u8>>,
    current: Vec<u8>,
    state: State,
    delimiter: u8,
}

impl Splitter {
    fn new(delimiter: u8) -> Splitter {
        Splitter { fields: Vec::new(), current: Vec::new(), state: State::Start, delimiter }
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        for &byte in bytes {
            match (self.state, byte) {
                (State::Quoted, b'"') => self.state = State::Closed,
                (State::Quoted, _) => self.current.push(byte),
                (State::Start, b'"') => self.state = State::Quoted,
                (State::Closed, b'"') => {
                    self.current.push(b'"');
                    self.state = State::Quoted;
                }
                (_, byte) if byte == self.delimiter => self.end_field()?,
                (State::Closed, b' ' | b'\t') => {}
                (State::Closed, _) => return Err(after_quote()),
                (State::Start | State::Bare, _) => {
                    self.current.push(byte);
                    self.state = State::Bare;
                }
            }
        }
        Ok(())
    }

    fn end_field(&mut self) -> Result<(), Fault> {
        self.fields.push(std::mem::take(&mut self.current));
        self.state = State::Start;
        if self.fields.len() < COLUMNS_MAX {
            return Ok(());
        }
        Err(Fault::new("I022", both!(en = "more than {COLUMNS_MAX} columns", tr = "{COLUMNS_MAX} sütundan fazla")))
    }

    fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    fn line_end(&mut self, end: &[u8]) {
        self.current.extend_from_slice(end);
    }

    fn finish(mut self) -> Vec<Vec<u8>> {
        self.fields.push(self.current);
        self.fields
    }
}

fn after_quote() -> Fault {
    Fault::new(
        "I021",
        both!(
            en = "text follows a closing quotation mark; a quotation mark inside a quoted value is written twice",
            tr = "kapanan tırnaktan sonra metin geliyor; tırnaklı değerin içindeki tırnak iki kez yazılır"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Vec<(u64, Result<Vec<String>, &'static str>)> {
        let mut records = Records::new(Lines::new(bytes), b',');
        std::iter::from_fn(|| records.next().unwrap())
            .map(|record| {
                let texts = |fields: Vec<Vec<u8>>| {
                    fields.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect()
                };
                (record.line, record.fields.map(texts).map_err(|fault| fault.code))
            })
            .collect()
    }

    fn row(line: u64, fields: &[&str]) -> (u64, Result<Vec<String>, &'static str>) {
        (line, Ok(fields.iter().map(|&field| field.to_owned()).collect()))
    }

    #[test]
    fn quotes_line_ends_and_empty_lines_are_read_with_their_line_numbers() {
        let text = "a,b\r\n\r\n\"x, \"\"y\"\"\",\n\"two\r\nlines\",z\n \nlast,\"q\" ";
        let expected = vec![
            row(1, &["a", "b"]),
            row(3, &["x, \"y\"", ""]),
            row(4, &["two\r\nlines", "z"]),
            row(7, &["last", "q"]),
        ];
        assert_eq!(read(text.as_bytes()), expected);
        assert_eq!(read(b"5\" pipe,x"), vec![row(1, &["5\" pipe", "x"])]);
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_own_line_only() {
        let expected = vec![row(1, &["a", "b"]), (2, Err("I024")), row(3, &["c", "d"]), row(4, &["e", "f"])];
        assert_eq!(read(b"a,b\n\"broken,x\nc,d\ne,f\n"), expected);
        // The quotation mark of line 3 closes the one of line 1; what follows it shows that line 1 is at fault.
        let expected = vec![(1, Err("I024")), row(2, &["b", "x"]), (3, Err("I021"))];
        assert_eq!(read(b"\"a\nb,x\n\"c\" d,e\n"), expected);
    }

    #[test]
    fn two_stray_quotes_do_not_swallow_the_rows_between_them() {
        let rows = |width: Option<usize>| {
            let mut records = Records::new(Lines::new(b"a,b\n1,\"x\n2,y\n3,y\n4,z\",w\n".as_slice()), b',');
            records.width = width;
            std::iter::from_fn(|| records.next().unwrap())
                .map(|record| (record.line, record.fields.is_ok()))
                .collect::<Vec<_>>()
        };
        // Taken as one value, lines 2 to 5 make a record of three fields.
        assert_eq!(rows(Some(3)), vec![(1, true), (2, true)]);
        assert_eq!(rows(Some(2)), vec![(1, true), (2, false), (3, true), (4, true), (5, true)]);
    }

    #[test]
    fn a_stray_quote_leaves_quoted_values_below_it_whole() {
        let expected = vec![(1, Err("I024")), row(2, &["b", "x"]), row(3, &["two\nlines", "c"]), row(5, &["d", "e"])];
        assert_eq!(read(b"\"a\nb,x\n\"two\nlines\",c\nd,e\n"), expected);
    }

    #[test]
    fn a_quoted_value_may_span_as_many_lines_as_the_limit_says() {
        let within = format!("\"{}\",z\n", "\n".repeat(QUOTED_LINES_MAX));
        assert_eq!(read(within.as_bytes()).len(), 1);
        let beyond = format!("\"{}\",z\n", "\n".repeat(QUOTED_LINES_MAX + 1));
        assert_eq!(read(beyond.as_bytes())[0], (1, Err("I024")));
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_back(
            rows in prop::collection::vec(prop::collection::vec("[a-z\",; \\r\\n]{0,6}", 3), 1..8)
        ) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let ours: Vec<_> = read(&bytes).into_iter().map(|(_, fields)| fields.unwrap()).collect();
            prop_assert_eq!(ours, rows);
        }

        #[test]
        fn every_line_with_something_in_it_belongs_to_a_record_and_nothing_panics(
            bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200)
        ) {
            let records = read(&bytes);
            let mut last = 0;
            for (line, _) in &records {
                prop_assert!(*line > last);
                last = *line;
            }
            let filled = String::from_utf8_lossy(&bytes).split(['\n', '\r']).any(|line| !line.trim_ascii().is_empty());
            prop_assert_eq!(filled, !records.is_empty());
        }
    }
}
