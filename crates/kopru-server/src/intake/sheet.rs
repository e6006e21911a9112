//! A CSV file read without a mapping: encoding and delimiter are found out from its beginning.

use super::csv::{CsvFault, DELIMITERS, check_width, empty, not_utf8, refuse_utf16, unreadable};
use super::encoding::Encoding;
use super::lines::Lines;
use super::records::{Record, Records, fits};
use super::refused::Refused;
use crate::limits::SNIFF_BYTES_MAX;
use std::io::{self, BufRead, Chain, Cursor, Read};

/// Records from which the delimiter is found out.
const PROBED_RECORDS: usize = 25;

/// A table: its header, then row after row. Memory stays within the file's beginning
/// ([`SNIFF_BYTES_MAX`]) and one row.
pub struct Sheet<R> {
    records: Records<Chain<Cursor<Vec<u8>>, R>>,
    names: Vec<String>,
    encoding: Encoding,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The texts of its cells without blanks around them, as many as the header has columns; or why there are none.
    pub cells: Result<Vec<String>, Refused>,
}

impl<R: BufRead> Sheet<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`CsvFault::Io`]; [`CsvFault::File`] when nothing is in the file, it is UTF-16, or the header cannot be read.
    pub fn open(mut reader: R) -> Result<Sheet<R>, CsvFault> {
        let mut head = Vec::new();
        reader.by_ref().take(SNIFF_BYTES_MAX as u64).read_to_end(&mut head)?;
        let encoding = Encoding::sniff(&head, head.len() == SNIFF_BYTES_MAX);
        let delimiter = probe(&head)?;
        let mut records = Records::new(Lines::new(Cursor::new(head).chain(reader)), delimiter);
        let Some(line) = records.next_line()? else {
            return Err(empty());
        };
        refuse_utf16(&line)?;
        records.put_back(line);
        let encoding = if records.marked_utf8() { Encoding::Utf8 } else { encoding };
        let fields = match records.next()?.map(|record| record.fields) {
            Some(Ok(fields)) => fields,
            Some(Err(fault)) => return Err(unreadable(&fault.reason)),
            None => Vec::new(),
        };
        let name = |field: &Vec<u8>| encoding.decode(field).map(|text| text.trim().to_owned()).unwrap_or_default();
        let names: Vec<String> = fields.iter().map(name).collect();
        records.width = Some(names.len());
        Ok(Sheet { records, names, encoding })
    }

    /// The columns' names, without blanks around them.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of the only column called `name`.
    pub fn column(&self, name: &str) -> Option<usize> {
        let mut places = (0..self.names.len()).filter(|at| self.names.get(*at).is_some_and(|it| it == name.trim()));
        places.next().filter(|_| places.next().is_none())
    }

    /// The byte between fields.
    pub fn delimiter(&self) -> u8 {
        self.records.delimiter
    }

    /// The encoding's name, as a mapping writes it.
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// The next row; none at the end of the file.
    ///
    /// # Errors
    /// When reading fails.
    pub fn next_row(&mut self) -> io::Result<Option<SheetRow>> {
        let Some(Record { line, raw, fields }) = self.records.next()? else {
            return Ok(None);
        };
        let columns = self.names.len();
        let cells = fields.and_then(|fields| {
            check_width(&fields, columns)?;
            let mut cells = Vec::with_capacity(columns);
            for place in 0..columns {
                let bytes = fields.get(place).map(Vec::as_slice).unwrap_or_default();
                let text = self.encoding.decode(bytes).ok_or_else(|| not_utf8(&self.names, place))?;
                cells.push(text.trim().to_owned());
            }
            Ok(cells)
        });
        Ok(Some(SheetRow { line, cells: cells.map_err(|fault| fault.at(line, &raw)) }))
    }
}

/// The delimiter under which most of the first rows fit the header, then the one that parts it most.
fn probe(head: &[u8]) -> io::Result<u8> {
    let mut best = (0, 0, b',');
    for delimiter in DELIMITERS {
        let mut records = Records::new(Lines::new(head), delimiter);
        let header = records.next()?.and_then(|record| record.fields.ok()).map_or(0, |fields| fields.len());
        records.width = Some(header);
        let (mut rows, mut fitting) = (0, 0);
        while rows < PROBED_RECORDS
            && let Some(record) = records.next()?
        {
            rows += 1;
            fitting += usize::from(record.fields.is_ok_and(|fields| fields.len() > 1 && fits(&fields, header)));
        }
        let parts = header > 1;
        // A header alone is judged by how far it is parted; with rows, most of them must fit.
        let score = (if parts { 1 + fitting * 100 / rows.max(1) } else { 0 }, header);
        if (score.0, score.1) > (best.0, best.1) {
            best = (score.0, score.1, delimiter);
        }
    }
    Ok(best.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(bytes: &[u8]) -> (Vec<String>, u8, &'static str, Vec<Option<Vec<String>>>) {
        let mut sheet = Sheet::open(bytes).unwrap();
        let rows = std::iter::from_fn(|| sheet.next_row().unwrap()).map(|row| row.cells.ok()).collect();
        (sheet.names().to_vec(), sheet.delimiter(), sheet.encoding(), rows)
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn delimiter_and_encoding_are_found_out() {
        for (bytes, delimiter, encoding) in [
            (&b"a,b\n1,2\n"[..], b',', "utf-8"),
            (b"\xEF\xBB\xBFa;b\n1,5;2,5\n2,5;3\n", b';', "utf-8"),
            (b"a\tb, c\n1\t2\n", b'\t', "utf-8"),
            (b"a|b\n1|2\n", b'|', "utf-8"),
            (b"\xDEirket;b\n1;2\n", b';', "cp1254"),
            (b"alone\n1\n", b',', "utf-8"),
        ] {
            let (_, found, name, _) = open(bytes);
            assert_eq!(
                (char::from(found), name),
                (char::from(delimiter), encoding),
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
        let (names, _, _, rows) = open(b"\xDEirket;\"a;b\"\nx ;\" y\"\nz;1;2;3\n");
        assert_eq!(names, texts(&["Şirket", "a;b"]));
        assert_eq!(rows, [Some(texts(&["x", "y"])), None], "a row that is too wide is refused");
    }

    #[test]
    fn a_column_that_stands_twice_is_not_found() {
        let sheet = Sheet::open(&b"a, b ,a\n1,2,3\n"[..]).unwrap();
        assert_eq!((sheet.column("a"), sheet.column("b"), sheet.column("c")), (None, Some(1), None));
        assert!(matches!(Sheet::open(&b""[..]), Err(CsvFault::File { code: "I030", .. })));
        assert!(matches!(Sheet::open(&b"\xFF\xFEa\0"[..]), Err(CsvFault::File { code: "I031", .. })));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_every_row_is_as_wide_as_the_header(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(mut sheet) = Sheet::open(bytes.as_slice()) {
                let width = sheet.names().len();
                while let Some(row) = sheet.next_row().unwrap() {
                    prop_assert!(row.cells.is_err() || row.cells.is_ok_and(|cells| cells.len() == width));
                }
            }
        }
    }
}
