//! The parts of a message (MIME): its text, and what of the others is read.
//!
//! The library is given one head, or one part of text, at a time, and never a message to take apart: what it makes of a small
//! message of many parts within one another takes more room and a deeper stack than a server may give to whoever sends it.

use super::{NoEmail, html};
use crate::limits::{EMAIL_DEPTH_MAX, EMAIL_HEAD_BYTES_MAX, EMAIL_PARTS_MAX, EMAIL_TEXT_BYTES_MAX};
use mail_parser::{ContentType, Message, MessageParser, MimeHeaders, PartType};

/// What a message consists of.
pub(super) struct Parts<'m> {
    /// What stands before its text.
    pub head: Message<'m>,
    /// Its text: the plain parts, or what the formatted ones say.
    pub text: String,
    /// A message within it, whole.
    pub attached: Option<&'m [u8]>,
    /// What became of another message, as mail servers tell it (RFC 3464).
    pub status: Vec<&'m [u8]>,
}

/// Reads them.
///
/// # Errors
/// [`NoEmail::Unreadable`], [`NoEmail::TooManyParts`].
pub(super) fn parts(bytes: &[u8]) -> Result<Parts<'_>, NoEmail> {
    let (head, body) = split(bytes)?;
    let head = head_of(head).ok_or(NoEmail::Unreadable)?;
    let mut reading = Reading { left: EMAIL_PARTS_MAX, attached: None, status: Vec::new() };
    let text = reading.part(bytes, &head, body, EMAIL_DEPTH_MAX)?;
    Ok(Parts { head, text: text.whole(), attached: reading.attached, status: reading.status })
}

/// Text that a part holds.
#[derive(Default)]
struct Text {
    plain: String,
    formatted: String,
}

impl Text {
    fn whole(self) -> String {
        if self.plain.trim().is_empty() { self.formatted } else { self.plain }
    }
}

struct Reading<'m> {
    left: usize,
    attached: Option<&'m [u8]>,
    status: Vec<&'m [u8]>,
}

impl<'m> Reading<'m> {
    /// A part, with what stands before it; `depth`: how deep others may lie within it.
    fn part(&mut self, whole: &'m [u8], head: &Message<'_>, body: &'m [u8], depth: usize) -> Result<Text, NoEmail> {
        self.left = self.left.checked_sub(1).ok_or(NoEmail::TooManyParts)?;
        let kind = head.content_type();
        let of = |kind: &ContentType<'_>| {
            (kind.ctype().to_ascii_lowercase(), kind.subtype().unwrap_or_default().to_ascii_lowercase())
        };
        let (class, sort) = kind.map_or(("text".to_owned(), "plain".to_owned()), of);
        match (class.as_str(), sort.as_str()) {
            ("multipart", sort) => {
                let Some(boundary) = kind.and_then(|it| it.attribute("boundary")) else { return Ok(Text::default()) };
                let depth = depth.checked_sub(1).ok_or(NoEmail::TooManyParts)?;
                self.several(sort == "alternative", boundary.as_bytes(), body, depth)
            }
            ("message", "rfc822" | "global") => {
                self.attached = self.attached.or(Some(body));
                Ok(Text::default())
            }
            ("message", "delivery-status" | "global-delivery-status") => {
                self.status.push(body);
                Ok(Text::default())
            }
            ("text", "plain" | "html") if !head.content_disposition().is_some_and(ContentType::is_attachment) => {
                Ok(text(whole))
            }
            _ => Ok(Text::default()),
        }
    }

    /// Parts between lines that part them. `alternative`: each says the same.
    fn several(&mut self, alternative: bool, boundary: &[u8], body: &'m [u8], depth: usize) -> Result<Text, NoEmail> {
        let mut all = Text::default();
        for part in between(boundary, body) {
            let (head, inner) = split(part)?;
            let Some(head) = head_of(head) else { continue };
            let it = self.part(part, &head, inner, depth)?;
            if alternative {
                join(&mut all.plain, &it.plain);
                join(&mut all.formatted, &it.formatted);
            } else {
                // Beside other parts each is read in one way or the other.
                join(&mut all.plain, &it.whole());
            }
        }
        Ok(all)
    }
}

fn join(all: &mut String, text: &str) {
    if !all.is_empty() && !text.is_empty() {
        all.push('\n');
    }
    all.push_str(text.trim_end());
}

/// What stands before the first empty line, with it, and what stands behind.
fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), NoEmail> {
    let mut at = 0;
    for line in bytes.split_inclusive(|it| *it == b'\n') {
        at += line.len();
        if at > EMAIL_HEAD_BYTES_MAX {
            return Err(NoEmail::TooManyParts);
        }
        if line.trim_ascii().is_empty() {
            break;
        }
    }
    Ok(bytes.split_at(at))
}

/// A head as the library reads it; one that says nothing is one of plain text.
fn head_of(head: &[u8]) -> Option<Message<'_>> {
    if head.trim_ascii().is_empty() {
        return MessageParser::default().parse_headers(b"X: \r\n\r\n");
    }
    MessageParser::default().parse_headers(head)
}

/// One part of text, with its head.
fn text(whole: &[u8]) -> Text {
    // Without a line before its text the first line of that would be taken for one.
    let bare = whole.starts_with(b"\n") || whole.starts_with(b"\r\n");
    let own = if bare { [b"X: \r\n", whole].concat() } else { Vec::new() };
    let read = MessageParser::default().parse(if bare { own.as_slice() } else { whole });
    let mut text = Text::default();
    match read.and_then(|mut it| (!it.parts.is_empty()).then(|| it.parts.swap_remove(0).body)) {
        Some(PartType::Text(it)) => text.plain = beginning(&it).replace("\r\n", "\n"),
        Some(PartType::Html(it)) => text.formatted = html::plain(beginning(&it)),
        _ => {}
    }
    text
}

fn beginning(text: &str) -> &str {
    text.split_at(text.floor_char_boundary(EMAIL_TEXT_BYTES_MAX)).0
}

/// What stands between lines that begin with this boundary, as far as the one that ends them.
fn between<'m>(boundary: &[u8], body: &'m [u8]) -> Vec<&'m [u8]> {
    let (mut found, mut begin, mut at) = (Vec::new(), None, 0);
    for line in body.split_inclusive(|it| *it == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|it| it.strip_prefix(boundary)).map(<[u8]>::trim_ascii);
        let ends = rest == Some(b"--");
        if ends || rest == Some(b"") {
            found.extend(begin.map(|begin| &body[begin..at]));
            begin = (!ends).then_some(at + line.len());
            // One more than may be tells that there are too many.
            if ends || found.len() > EMAIL_PARTS_MAX {
                return found;
            }
        }
        at += line.len();
    }
    found.extend(begin.map(|begin| &body[begin..]));
    found
}
