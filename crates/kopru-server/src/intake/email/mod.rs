//! One e-mail as mail programs write it (RFC 5322, MIME): who wrote to whom, when, and the words that they wrote themselves.
//!
//! Nothing here knows who is a lead or works with us. Attachments are not read, but for a message that is forwarded as one.

mod html;
mod parts;
mod quoted;

use crate::limits::{EMAIL_ADDRESSES_MAX, EMAIL_BYTES_MAX, KEY_CHARS_MAX};
use jiff::civil;
use jiff::tz::TimeZone;
use kopru_engine::time::Moment;
use mail_parser::{Address, DateTime, HeaderValue, Message, MimeHeaders};
use parts::parts;
use sha2::{Digest, Sha256};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Its id: every copy of it has the same. One that came without has one made of what it says.
    pub id: String,
    /// The message that it answers.
    pub in_reply_to: Option<String>,
    /// Who wrote it.
    pub from: Vec<String>,
    /// To whom, and to whom else: To and Cc.
    pub to: Vec<String>,
    /// When it was sent, by its own word.
    pub at: Moment,
    /// What it is about.
    pub subject: String,
    /// What they wrote, without what they quote.
    pub words: String,
    /// Whether a person wrote it.
    pub sort: Sort,
    /// Addresses that it could not be brought to, where it says so of another message.
    pub failed: Vec<String>,
    /// The message that was forwarded as an attachment.
    pub attached: Option<Box<Email>>,
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A person wrote it.
    Personal,
    /// A machine answered, as when somebody is away.
    AutoReply,
    /// A machine sent it to many.
    Bulk,
    /// Another message could not be brought.
    Bounce,
}

/// Why something is no message that can be noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEmail {
    /// It has none of the lines that a message begins with.
    Unreadable,
    /// It is larger than a message may be.
    TooLarge,
    /// It does not say who wrote it.
    NoSender,
    /// It says no moment at which it was sent, or one that does not exist.
    NoDate,
    /// It goes to more people than a message may.
    TooManyAddresses,
    /// It has more parts, or more before its text, than a message may.
    TooManyParts,
}

impl NoEmail {
    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            NoEmail::Unreadable => "email_unreadable",
            NoEmail::TooLarge => "email_too_large",
            NoEmail::NoSender => "email_without_sender",
            NoEmail::NoDate => "email_without_date",
            NoEmail::TooManyAddresses => "email_too_many_addresses",
            NoEmail::TooManyParts => "email_too_many_parts",
        }
    }
}

/// Reads a message, whole as it was sent.
///
/// # Errors
/// [`NoEmail`].
pub fn read(bytes: &[u8]) -> Result<Email, NoEmail> {
    if bytes.len() > EMAIL_BYTES_MAX {
        return Err(NoEmail::TooLarge);
    }
    let (mut email, attached) = one(without_envelope(bytes))?;
    let attached = attached.filter(|_| email.sort == Sort::Personal);
    email.attached = attached.and_then(|it| one(without_envelope(it)).ok()).map(|it| Box::new(it.0));
    Ok(email)
}

/// What a mail server or a mail box puts before a message: a mark of the encoding, empty lines, `From ada@acme.com Mon …`.
fn without_envelope(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if !bytes.starts_with(b"From ") && !bytes.starts_with(b">From ") {
        return bytes;
    }
    let end = bytes.iter().position(|it| *it == b'\n').map_or(bytes.len(), |at| at + 1);
    &bytes[end..]
}

/// A message, and the bytes of one that is attached to it.
fn one(bytes: &[u8]) -> Result<(Email, Option<&[u8]>), NoEmail> {
    let it = parts(bytes)?;
    let message = &it.head;
    let begins = message.from().is_some()
        || message.date().is_some()
        || message.to().is_some()
        || message.subject().is_some()
        || message.message_id().is_some();
    if !begins {
        return Err(NoEmail::Unreadable);
    }
    let from = addresses(message.from())?;
    let mut to = addresses(message.to())?;
    to.extend(addresses(message.cc())?);
    if to.len() > EMAIL_ADDRESSES_MAX {
        return Err(NoEmail::TooManyAddresses);
    }
    if from.is_empty() {
        return Err(NoEmail::NoSender);
    }
    let at = message.date().and_then(moment).ok_or(NoEmail::NoDate)?;
    let subject = clean(message.subject().unwrap_or_default()).split_whitespace().collect::<Vec<_>>().join(" ");
    let words = quoted::own(&clean(&it.text));
    let sort = sort(message, &from);
    let failed = if sort == Sort::Bounce { failed(message, &it.status) } else { Vec::new() };
    let id = message.message_id().map(|it| clean(it.trim())).filter(|it| !it.is_empty());
    let id = id.unwrap_or_else(|| made_id(&from, at, &subject, &words));
    let in_reply_to = match message.in_reply_to() {
        HeaderValue::TextList(all) => all.first().map(|it| clean(it)),
        other => other.as_text().map(clean),
    };
    Ok((Email { id, in_reply_to, from, to, at, subject, words, sort, failed, attached: None }, it.attached))
}

/// Addresses, evened out as those of leads are; each once.
fn addresses(all: Option<&Address<'_>>) -> Result<Vec<String>, NoEmail> {
    let mut found: Vec<String> = Vec::new();
    for it in all.into_iter().flat_map(Address::iter) {
        let Some(address) = it.address().and_then(address) else { continue };
        if !found.contains(&address) {
            found.push(address);
        }
        if found.len() > EMAIL_ADDRESSES_MAX {
            return Err(NoEmail::TooManyAddresses);
        }
    }
    Ok(found)
}

fn address(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let sound = text.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty())
        && !text.contains(|it: char| it.is_whitespace() || it.is_control())
        && text.chars().count() <= KEY_CHARS_MAX;
    sound.then_some(text)
}

/// The moment that a date says; none for a day or an hour that does not exist.
fn moment(date: &DateTime) -> Option<Moment> {
    let part = |it: u8| i8::try_from(it).ok();
    // A second that was put in by those who keep the time.
    let second = if date.second == 60 { 59 } else { date.second };
    let local = civil::DateTime::new(
        i16::try_from(date.year).ok()?,
        part(date.month)?,
        part(date.day)?,
        part(date.hour)?,
        part(date.minute)?,
        part(second)?,
        0,
    );
    let local = local.ok().filter(|it| it.year() >= 1900 && date.tz_hour < 24 && date.tz_minute < 60)?;
    let ahead = i64::from(date.tz_hour) * 3_600 + i64::from(date.tz_minute) * 60;
    let ahead = if date.tz_before_gmt { -ahead } else { ahead };
    Some(Moment::from_secs(local.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second() - ahead))
}

/// Without letters that no database and no page takes.
fn clean(text: &str) -> String {
    text.chars().filter(|it| !it.is_control() || matches!(it, '\n' | '\t')).collect()
}

/// Whether a person wrote it, as far as machines say that they are machines (RFC 3834).
fn sort(message: &Message<'_>, from: &[String]) -> Sort {
    let header = |name: &'static str| message.header(name).map(|it| it.as_text().unwrap_or("?").trim().to_lowercase());
    let report = message.content_type().is_some_and(|it| {
        it.ctype().eq_ignore_ascii_case("multipart") && it.subtype().is_some_and(|it| it.eq_ignore_ascii_case("report"))
    });
    let daemon = from.iter().any(|it| it.starts_with("mailer-daemon@"));
    if report || daemon || header("X-Failed-Recipients").is_some() {
        return Sort::Bounce;
    }
    let submitted = header("Auto-Submitted").is_some_and(|it| {
        let word = it.split([';', '(', ' ']).next().unwrap_or_default();
        word != "no"
    });
    let precedence = header("Precedence").unwrap_or_default();
    let answered = ["X-Autoreply", "X-Autorespond"].into_iter().any(|name| header(name).is_some_and(|it| it != "no"));
    if submitted || answered || precedence == "auto_reply" {
        return Sort::AutoReply;
    }
    if matches!(precedence.as_str(), "bulk" | "junk") { Sort::Bulk } else { Sort::Personal }
}

/// Whom another message could not be brought to (RFC 3464), for good: what is only late is not lost.
fn failed(message: &Message<'_>, status: &[&[u8]]) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |text: &str| {
        let text = text.rsplit(';').next().unwrap_or_default().trim().trim_matches(['<', '>']);
        found.extend(address(text).filter(|it| !found.contains(it)));
    };
    for part in status {
        let text = String::from_utf8_lossy(part).replace("\r\n", "\n");
        for block in text.split("\n\n").filter(|it| it.to_lowercase().contains("action: failed")) {
            for line in block.lines() {
                let (name, value) = line.split_once(':').unwrap_or_default();
                if ["original-recipient", "final-recipient"].contains(&name.trim().to_lowercase().as_str()) {
                    add(value);
                }
            }
        }
    }
    if let Some(all) = message.header("X-Failed-Recipients").and_then(|it| it.as_text()) {
        all.split(',').for_each(add);
    }
    found.truncate(EMAIL_ADDRESSES_MAX);
    found
}

/// The id of a message that has none.
fn made_id(from: &[String], at: Moment, subject: &str, words: &str) -> String {
    let mut sum = Sha256::new();
    for part in [&from.join(","), &at.to_string(), subject, words] {
        sum.update((part.len() as u64).to_le_bytes());
        sum.update(part);
    }
    sum.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
