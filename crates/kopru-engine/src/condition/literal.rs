//! Literals: a text or number takes the type of what it is compared with, or it is refused with what would fit.

use super::Fault;
use crate::diagnostic::nearest;
use crate::lang::Both;
use crate::time::{Day, Moment, Span};
use crate::value::{Decimal, Money, Type, Value};
use crate::{both, limits};
use std::ops::Range;
use std::sync::Arc;

/// A type as a person reads it.
pub(super) fn kind_name(kind: &Type) -> Both {
    match kind {
        Type::Bool => both!(en = "true or false", tr = "doğru veya yanlış"),
        Type::Int => both!(en = "a whole number", tr = "tam sayı"),
        Type::Decimal => both!(en = "a decimal", tr = "ondalık sayı"),
        Type::Text => both!(en = "a text", tr = "metin"),
        Type::Enum(kind) => {
            let words = words(&kind.words);
            both!(en = "one of the words {words}", tr = "şu sözcüklerden biri: {words}")
        }
        Type::Date => both!(en = "a day", tr = "gün"),
        Type::Moment => both!(en = "a moment", tr = "an"),
        Type::Duration => both!(en = "a length of time", tr = "süre"),
        Type::Money => both!(en = "an amount of money", tr = "para tutarı"),
        Type::List(inner) => {
            let Both { en, tr } = kind_name(inner);
            both!(en = "a list (each entry {en})", tr = "liste (her öğesi: {tr})")
        }
    }
}

/// The first words of an enum.
fn words(words: &[Arc<str>]) -> String {
    let shown: Vec<&str> = words.iter().take(12).map(|word| &**word).collect();
    let more = if words.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// A text literal as the type that the other side expects; a text where nothing else fits.
pub(super) fn text(text: &str, expected: Option<&Type>, span: Range<usize>) -> Result<(Value, Type), Box<Fault>> {
    let kind = match expected {
        Some(kind @ (Type::Enum(_) | Type::Date | Type::Moment | Type::Duration | Type::Money)) => kind,
        _ => return Ok((Value::Text(Arc::from(text)), Type::Text)),
    };
    let value = match kind {
        Type::Enum(words) => words.index(text).map(Value::Enum),
        Type::Date => Day::parse(text).filter(|day| day.to_string() == text).map(Value::Date),
        Type::Moment => Moment::parse(text).map(Value::Moment),
        Type::Duration => Span::parse(text).and_then(Span::wall_secs).map(Value::Duration),
        Type::Money => Money::parse(text).map(Value::Money),
        _ => None,
    };
    match value {
        Some(value) => Ok((value, kind.clone())),
        None => Err(Box::new(unreadable(text, kind, span))),
    }
}

fn unreadable(text: &str, kind: &Type, span: Range<usize>) -> Fault {
    let (code, message, help) = match kind {
        Type::Enum(known) => return unknown_word(text, &known.words, span),
        Type::Date => (
            "C054",
            both!(en = "'{text}' is not a day", tr = "'{text}' bir gün değil"),
            both!(en = "write a day as '2026-11-23'", tr = "günü '2026-11-23' biçiminde yazın"),
        ),
        Type::Moment => (
            "C054",
            both!(en = "'{text}' is not a moment", tr = "'{text}' bir an değil"),
            both!(
                en = "write a moment with its offset, as '2026-01-01T00:00:00Z' or '2026-01-01T09:00:00+03:00'",
                tr = "anı saat farkıyla yazın: '2026-01-01T00:00:00Z' veya '2026-01-01T09:00:00+03:00'"
            ),
        ),
        Type::Duration => (
            "C054",
            both!(en = "'{text}' is not a length of time", tr = "'{text}' bir süre değil"),
            both!(
                en = "write '90s', '30m', '24h', '14d' or '2w'; business hours have no place in conditions",
                tr = "'90s', '30m', '24h', '14d' veya '2w' yazın; koşullarda mesai saati kullanılmaz"
            ),
        ),
        _ => (
            "C054",
            both!(en = "'{text}' is not an amount of money", tr = "'{text}' bir para tutarı değil"),
            both!(
                en = "write the amount and the currency's three letters, as '5000 USD'",
                tr = "tutarı ve para biriminin üç harfini yazın: '5000 USD'"
            ),
        ),
    };
    Fault::new(code, span, message).help(help)
}

fn unknown_word(text: &str, known: &[Arc<str>], span: Range<usize>) -> Fault {
    let list = words(known);
    let help = match nearest(text, known.iter().map(|word| &**word)) {
        Some(word) => both!(en = "did you mean '{word}'?", tr = "şunu mu demek istediniz: '{word}'?"),
        None => both!(en = "the words are: {list}", tr = "sözcükler şunlar: {list}"),
    };
    Fault::new(
        "C053",
        span,
        both!(
            en = "'{text}' is not among the words declared here",
            tr = "'{text}' burada tanımlı sözcükler arasında yok"
        ),
    )
    .help(help)
}

/// A whole-number literal; where a decimal is due it is one.
pub(super) fn int(number: i64, expected: Option<&Type>, span: Range<usize>) -> Result<(Value, Type), Box<Fault>> {
    if expected != Some(&Type::Decimal) {
        return Ok((Value::Int(number), Type::Int));
    }
    match number.checked_mul(Decimal::ONE) {
        Some(millionths) => Ok((Value::Decimal(Decimal::from_millionths(millionths)), Type::Decimal)),
        None => Err(Box::new(too_large_decimal(span))),
    }
}

fn too_large_decimal(span: Range<usize>) -> Fault {
    Fault::new(
        "C007",
        span,
        both!(en = "this number is too large for a decimal", tr = "bu sayı ondalık sayı için çok büyük"),
    )
    .help(both!(
        en = "decimals reach up to 9223372036854.775807",
        tr = "ondalık sayılar en çok 9223372036854.775807 olabilir"
    ))
}

/// The seconds of a window of `facts()`.
pub(super) fn window(text: &str, span: Range<usize>) -> Result<i64, Box<Fault>> {
    let fault = |message, help| Err(Box::new(Fault::new("C037", span, message).help(help)));
    let example = both!(
        en = "write '24h', '14d' or '2w'; a window is measured by the wall clock, not in business hours",
        tr = "'24h', '14d' veya '2w' yazın; pencere mesaiyle değil, duvar saatiyle ölçülür"
    );
    let days = limits::WINDOW_SECS_MAX / crate::time::DAY_SECS;
    match Span::parse(text).and_then(Span::wall_secs) {
        None => fault(both!(en = "'{text}' is not a window", tr = "'{text}' bir zaman penceresi değil"), example),
        Some(0) => fault(
            both!(
                en = "a window of '{text}' holds nothing",
                tr = "'{text}' uzunluğunda bir pencereye hiçbir şey girmez"
            ),
            example,
        ),
        Some(secs) if secs > limits::WINDOW_SECS_MAX => fault(
            both!(en = "the window '{text}' is too long", tr = "'{text}' penceresi çok uzun"),
            both!(en = "at most {days} days ('{days}d')", tr = "en çok {days} gün ('{days}d')"),
        ),
        Some(secs) => Ok(secs),
    }
}
