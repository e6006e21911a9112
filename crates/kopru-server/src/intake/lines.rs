//! The physical lines of a file, numbered, none held beyond the limit.

use crate::limits::LINE_BYTES_MAX;
use std::io::{self, BufRead, ErrorKind};

/// One line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Its bytes; when it is too long, those within the limit.
    pub bytes: Vec<u8>,
    /// How it ended: `\n`, `\r\n`, `\r`, or nothing at the end of the file.
    pub end: &'static [u8],
    /// Whether it is longer than [`LINE_BYTES_MAX`].
    pub too_long: bool,
}

/// Reads line after line. A byte order mark of UTF-8 before the first is left out.
pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    /// Whether the file began with a byte order mark of UTF-8.
    pub marked_utf8: bool,
}

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R) -> Lines<R> {
        Lines { reader, number: 0, marked_utf8: false }
    }

    /// The next line; `None` at the end of the file.
    pub fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line { number: self.number + 1, bytes: Vec::new(), end: b"", too_long: false };
        loop {
            let buffer = filled(&mut self.reader)?;
            if buffer.is_empty() {
                if line.bytes.is_empty() {
                    return Ok(None);
                }
                break;
            }
            let end = buffer.iter().position(|&byte| byte == b'\n' || byte == b'\r');
            let content = &buffer[..end.unwrap_or(buffer.len())];
            let room = LINE_BYTES_MAX - line.bytes.len();
            line.too_long |= content.len() > room;
            line.bytes.extend_from_slice(&content[..content.len().min(room)]);
            let Some(end) = end else {
                let used = buffer.len();
                self.reader.consume(used);
                continue;
            };
            let byte = buffer[end];
            self.reader.consume(end + 1);
            line.end = if byte == b'\n' { b"\n" } else { self.after_return()? };
            break;
        }
        self.number += 1;
        if self.number == 1 && line.bytes.starts_with(UTF8_MARK) {
            self.marked_utf8 = true;
            line.bytes.drain(..UTF8_MARK.len());
        }
        Ok(Some(line))
    }

    /// `\r` was read: it may be the first half of `\r\n`.
    fn after_return(&mut self) -> io::Result<&'static [u8]> {
        if filled(&mut self.reader)?.first() == Some(&b'\n') {
            self.reader.consume(1);
            return Ok(b"\r\n");
        }
        Ok(b"\r")
    }
}

/// The reader's buffer; a read that a signal interrupted is tried again.
fn filled<R: BufRead>(reader: &mut R) -> io::Result<&[u8]> {
    loop {
        match reader.fill_buf() {
            Ok(_) => break,
            Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    reader.fill_buf()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn read(bytes: &[u8], buffer: usize) -> Vec<(u64, String, &'static [u8])> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, bytes));
        let mut out = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            out.push((line.number, String::from_utf8_lossy(&line.bytes).into_owned(), line.end));
        }
        out
    }

    #[test]
    fn every_kind_of_line_end_counts_once_however_the_file_is_buffered() {
        let expected = vec![
            (1, "a".to_owned(), b"\r\n".as_slice()),
            (2, String::new(), b"\n"),
            (3, "b".to_owned(), b"\r"),
            (4, "c".to_owned(), b""),
        ];
        for buffer in 1..12 {
            assert_eq!(read(b"\xEF\xBB\xBFa\r\n\nb\rc", buffer), expected);
        }
        assert_eq!(read(b"", 4), vec![]);
        assert_eq!(read(b"\n", 4), vec![(1, String::new(), b"\n".as_slice())]);
    }

    #[test]
    fn a_line_of_the_limit_is_whole_and_a_longer_one_is_cut_and_marked() {
        let mut bytes = vec![b'x'; LINE_BYTES_MAX];
        bytes.extend_from_slice(b"\n");
        bytes.extend(vec![b'y'; LINE_BYTES_MAX + 5]);
        bytes.extend_from_slice(b"\nz");
        let mut lines = Lines::new(bytes.as_slice());
        let sizes: Vec<_> = std::iter::from_fn(|| lines.next().unwrap())
            .map(|line| (line.number, line.bytes.len(), line.too_long))
            .collect();
        assert_eq!(sizes, vec![(1, LINE_BYTES_MAX, false), (2, LINE_BYTES_MAX, true), (3, 1, false)]);
    }
}
