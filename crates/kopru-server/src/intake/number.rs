//! Amounts as people write them → exact numbers, without floating point.

use crate::limits::AMOUNT_DIGITS_MAX;
use kopru_engine::value::Scalar;

/// The sign between whole and broken part of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum DecimalMark {
    /// `1,234.56`
    #[default]
    Point,
    /// `1.234,56`
    Comma,
}

/// A number read from a text, with the currency that stood beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// The exact number: sign, digits, a point if it is not whole; no zeros that say nothing.
    pub number: String,
    /// The currency's ISO 4217 code where the text names one without doubt: `₺`, `EUR`, `US$`, but not `$`.
    pub currency: Option<String>,
}

impl Amount {
    /// The number as a value: whole numbers that fit 64 bits as such, others as written.
    pub fn scalar(&self) -> Scalar {
        self.number.parse().map_or_else(|_| Scalar::Number(self.number.clone()), Scalar::Int)
    }
}

/// A whole number as people write it: `-40`, `1.200`, `1,200`, `1 200`. A broken one is none: `1.5` is not 15.
pub fn whole(text: &str) -> Option<i64> {
    let (sign, digits) = text.trim().strip_prefix('-').map_or((1, text.trim()), |it| (-1, it));
    let mut groups = digits.split(['.', ',', ' ', '\u{a0}']);
    let first = groups.next().filter(|it| !it.is_empty())?;
    let rest: Vec<&str> = groups.collect();
    let marks: std::collections::BTreeSet<char> = digits.chars().filter(|it| !it.is_ascii_digit()).collect();
    let thousands = rest.iter().all(|it| it.len() == 3) && (rest.is_empty() || first.len() <= 3) && marks.len() <= 1;
    let joined = format!("{first}{}", rest.concat());
    joined.parse::<i64>().ok().filter(|_| thousands && joined.bytes().all(|it| it.is_ascii_digit())).map(|it| sign * it)
}

/// Words and signs that name a currency; an empty code means that several currencies use the sign.
const CURRENCIES: [(&str, &str); 17] = [
    ("US$", "USD"),
    ("R$", "BRL"),
    ("C$", "CAD"),
    ("A$", "AUD"),
    ("$", ""),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₺", "TRY"),
    ("TL", "TRY"),
    ("¥", ""),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₽", "RUB"),
    ("₴", "UAH"),
    ("₪", "ILS"),
    ("zł", "PLN"),
    ("kr", ""),
];

/// Endings that multiply, and by how many powers of ten. `B` is a billion; a thousand in Turkish is `bin`.
const SCALES: [(&str, usize); 12] = [
    ("milyar", 9),
    ("milyon", 6),
    ("bin", 3),
    ("bn", 9),
    ("mrd", 9),
    ("mlr", 9),
    ("mio", 6),
    ("mn", 6),
    ("mm", 6),
    ("k", 3),
    ("m", 6),
    ("b", 9),
];

/// Reads `$1,117.10K`, `1.5M`, `(1,200)`, `45%`, `₺12.500,75` (with a decimal comma), `EUR 300`, `12 bin TL`. Brackets mean
/// minus; a percent sign is passed over (45% is 45). `None` when it is anything else, or when its marks contradict `mark`:
/// `1.5` with a decimal comma is refused, not taken for 15.
pub(super) fn amount(text: &str, mark: DecimalMark) -> Option<Amount> {
    let mut rest = text.trim();
    let mut negative = false;
    let mut currency = None;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (rest, negative) = (inner.trim(), true);
    }
    rest = front(rest, &mut negative, &mut currency)?;
    rest = rest.strip_suffix('%').unwrap_or(rest).trim_end();
    rest = back(rest, &mut currency)?;
    let (digits, scale) = scaled(rest);
    let (whole, fraction) = digits_of(digits, mark)?;
    Some(Amount {
        number: written(negative, &whole, &fraction, scale)?,
        currency: currency.filter(|code: &String| !code.is_empty()),
    })
}

/// What follows sign and currency, which may stand in either order before the digits.
fn front<'a>(mut rest: &'a str, negative: &mut bool, currency: &mut Option<String>) -> Option<&'a str> {
    let mut signed = *negative;
    for _ in 0..2 {
        let sign = ['-', '−', '+'].into_iter().find_map(|sign| Some((sign, rest.strip_prefix(sign)?)));
        if let Some((sign, after)) = sign {
            if signed {
                return None;
            }
            (signed, *negative, rest) = (true, sign != '+', after.trim_start());
        }
        if currency.is_none()
            && let Some((code, after)) = leading_currency(rest)
        {
            (*currency, rest) = (Some(code), after.trim_start());
        }
    }
    Some(rest)
}

fn leading_currency(rest: &str) -> Option<(String, &str)> {
    let named = CURRENCIES.into_iter().find_map(|(sign, code)| Some((code.to_owned(), rest.strip_prefix(sign)?)));
    named.or_else(|| {
        let (code, after) = rest.split_at_checked(3)?;
        is_code(code).then(|| (code.to_owned(), after))
    })
}

/// What stands before a currency at the end; two currencies are a contradiction.
fn back<'a>(rest: &'a str, currency: &mut Option<String>) -> Option<&'a str> {
    let named = CURRENCIES.into_iter().find_map(|(sign, code)| Some((code.to_owned(), rest.strip_suffix(sign)?)));
    let found = named.or_else(|| {
        let (before, code) = rest.split_at_checked(rest.len().checked_sub(3)?)?;
        (is_code(code) && !before.ends_with(|c: char| c.is_alphabetic())).then(|| (code.to_owned(), before))
    });
    match found {
        None => Some(rest),
        Some(_) if currency.is_some() => None,
        Some((code, before)) => {
            *currency = Some(code);
            Some(before.trim_end())
        }
    }
}

fn is_code(code: &str) -> bool {
    code.len() == 3
        && code.bytes().all(|byte| byte.is_ascii_uppercase())
        && code != "BIN"
        && code != "MRD"
        && code != "MIO"
}

/// The digits and the powers of ten that an ending such as `K` or `milyon` stands for.
fn scaled(rest: &str) -> (&str, usize) {
    let letters = rest.len() - rest.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.').len();
    let (digits, ending) = rest.split_at(rest.len() - letters);
    let ending = ending.trim_end_matches('.').to_ascii_lowercase();
    match SCALES.into_iter().find(|(word, _)| *word == ending) {
        Some((_, scale)) => (digits.trim_end(), scale),
        None => (rest, 0),
    }
}

/// The digits before and after the mark, without what groups them.
fn digits_of(text: &str, mark: DecimalMark) -> Option<(String, String)> {
    let (point, comma) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    let is_group = |c: char| c == comma || matches!(c, '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    let groups: Vec<&str> = whole.split(is_group).collect();
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // Groups are of three digits; in India all but the last are of two.
    let last = groups.len() - 1;
    let grouped = groups.iter().enumerate().all(|(at, group)| match at {
        0 => last == 0 || (1..=3).contains(&group.len()),
        _ if at == last => group.len() == 3,
        _ => group.len() == 3 || group.len() == 2,
    });
    let whole = groups.concat();
    let sound = grouped
        && all_digits(&whole)
        && all_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && whole.len() + fraction.len() <= AMOUNT_DIGITS_MAX;
    sound.then(|| (whole, fraction.to_owned()))
}

/// The number with its point moved `scale` places to the right, as a decimal with no idle zeros.
fn written(negative: bool, whole: &str, fraction: &str, scale: usize) -> Option<String> {
    let padded = format!("{fraction:0<scale$}");
    let (moved, fraction) = padded.split_at_checked(scale)?;
    let whole = format!("{whole}{moved}");
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let fraction = fraction.trim_end_matches('0');
    let sign = if negative && !(whole == "0" && fraction.is_empty()) { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, mark: DecimalMark) -> Option<(String, Option<String>)> {
        amount(text, mark).map(|it| (it.number, it.currency))
    }

    #[test]
    fn a_broken_number_is_no_whole_one() {
        for (text, number) in [("-40", -40), ("1.200", 1_200), ("1,200,300", 1_200_300), ("1 200", 1_200), ("12", 12)] {
            assert_eq!(whole(text), Some(number), "{text}");
        }
        for text in
            ["1.5", "1.20", "12,5", "1.200,5", "1.200,500", "1234.500", "", "-", ".", "1.", "many", "+5", "1--2"]
        {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_read_exactly_in_every_spelling() {
        for (text, number, currency) in [
            ("0", "0", None),
            ("-0.0", "0", None),
            ("100.0", "100", None),
            ("$1,117.10K", "1117100", None),
            ("1.5M", "1500000", None),
            ("1.23456789k", "1234.56789", None),
            ("(1,200)", "-1200", None),
            ("-$5", "-5", None),
            ("$-5", "-5", None),
            ("+7", "7", None),
            ("−3.50", "-3.5", None),
            ("45%", "45", None),
            ("45.5 %", "45.5", None),
            (".5", "0.5", None),
            ("US$ 300", "300", Some("USD")),
            ("300 EUR", "300", Some("EUR")),
            ("EUR300", "300", Some("EUR")),
            ("12 bin TL", "12000", Some("TRY")),
            ("2 bn", "2000000000", None),
            ("3 milyon ₺", "3000000", Some("TRY")),
            ("12,34,567", "1234567", None),
            ("1'234'567.25", "1234567.25", None),
            ("1\u{a0}234", "1234", None),
            ("0.1234567890123456789", "0.1234567890123456789", None),
            ("99999999999999999999", "99999999999999999999", None),
        ] {
            let expected = Some((number.to_owned(), currency.map(str::to_owned)));
            assert_eq!(read(text, DecimalMark::Point), expected, "{text}");
        }
        for (text, number) in
            [("1.234,56", "1234.56"), ("₺12.500,75", "12500.75"), ("1,5 milyon", "1500000"), ("7", "7")]
        {
            assert_eq!(read(text, DecimalMark::Comma).map(|it| it.0), Some(number.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_or_contradicts_the_mark_is_refused() {
        for text in [
            "",
            "-",
            "$",
            "K",
            "abc",
            "1,5",
            "1.2.3",
            "1,23",
            "1,2345",
            "12 34",
            "1e3",
            "--1",
            "(-1)",
            "1 EUR EUR",
            "EUR 1 USD",
            "1K K",
            "１２",
            "NaN",
            "0x10",
            "12abc",
            "1.5.K",
            ".",
        ] {
            assert_eq!(read(text, DecimalMark::Point), None, "{text}");
        }
        for text in ["1.5", "12.50", "1,234.56"] {
            assert_eq!(read(text, DecimalMark::Comma), None, "{text}");
        }
        assert_eq!(read(&"9".repeat(41), DecimalMark::Point), None);
    }

    #[test]
    fn whole_numbers_of_64_bits_become_ints_and_others_keep_their_digits() {
        let scalar = |text| amount(text, DecimalMark::Point).unwrap().scalar();
        assert_eq!(scalar("9223372036854775807"), Scalar::Int(i64::MAX));
        assert_eq!(scalar("9223372036854775808"), Scalar::Number("9223372036854775808".into()));
        assert_eq!(scalar("12.50"), Scalar::Number("12.5".into()));
    }
}
