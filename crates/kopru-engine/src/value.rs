//! Typed values: what fields hold and conditions compare. Integers only.

use crate::time::{Day, Moment};
use std::fmt;
use std::sync::Arc;

/// The type of a field or of a part of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    Bool,
    /// A whole number, 64 bits.
    Int,
    /// An exact decimal with at most six digits after the point.
    Decimal,
    /// A text.
    Text,
    /// One of declared words, ordered as declared.
    Enum(Arc<EnumType>),
    /// A civil day.
    Date,
    /// A moment.
    Moment,
    /// A length of time in seconds.
    Duration,
    /// An amount in minor units of a currency.
    Money,
    /// A list of values of one type.
    List(Box<Type>),
}

impl Type {
    /// The type's name as playbooks write it.
    pub fn name(&self) -> String {
        match self {
            Type::Bool => "bool".into(),
            Type::Int => "int".into(),
            Type::Decimal => "decimal".into(),
            Type::Text => "text".into(),
            Type::Enum(kind) => format!("one of {}", kind.words.join(", ")),
            Type::Date => "date".into(),
            Type::Moment => "moment".into(),
            Type::Duration => "duration".into(),
            Type::Money => "money".into(),
            Type::List(inner) => format!("list of {}", inner.name()),
        }
    }
}

/// The words of an enum, in their order: the first is the smallest.
#[derive(Debug, PartialEq, Eq)]
pub struct EnumType {
    /// The words.
    pub words: Vec<Arc<str>>,
}

impl EnumType {
    /// An enum of these words.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Arc<EnumType> {
        Arc::new(EnumType { words: words.into_iter().map(|word| Arc::from(word.as_ref())).collect() })
    }

    /// The place of `word`, from 0.
    pub fn index(&self, word: &str) -> Option<u16> {
        self.words.iter().position(|known| &**known == word).and_then(|at| u16::try_from(at).ok())
    }
}

/// An exact decimal: millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// Millionths in one.
    pub const ONE: i64 = 1_000_000;

    /// The decimal of this many millionths.
    pub fn from_millionths(millionths: i64) -> Decimal {
        Decimal(millionths)
    }

    /// Millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// Reads `12`, `-0.5`, `3.141592`. More than six digits after the point, or a number too large, is `None`: nothing is rounded away in silence.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(fraction)
            || fraction.len() > 6
            || digits.ends_with('.')
        {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let part: i64 = format!("{fraction:0<6}").parse().ok()?;
        let millionths = whole.checked_mul(Decimal::ONE)?.checked_add(part)?;
        Some(Decimal(if negative { -millionths } else { millionths }))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        let (whole, part) = (size / 1_000_000, size % 1_000_000);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let part = format!("{part:06}");
        write!(f, "{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

/// An amount of money: minor units (cents, kuruş) of an ISO 4217 currency. Amounts of two currencies are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// The currency's three letters.
    pub currency: [u8; 3],
}

impl Money {
    /// Reads `5000 USD`, `12.50 TRY` or `-3 EUR`.
    pub fn parse(text: &str) -> Option<Money> {
        let (amount, code) = text.trim().rsplit_once(' ')?;
        let currency: [u8; 3] = code.as_bytes().try_into().ok()?;
        if !currency.iter().all(u8::is_ascii_uppercase) {
            return None;
        }
        let millionths = Decimal::parse(amount)?.millionths();
        let unit = Decimal::ONE / 10_i64.pow(minor_digits(currency));
        (millionths % unit == 0).then_some(Money { minor: millionths / unit, currency })
    }
}

impl Money {
    /// How many minor units one of its currency has.
    pub fn minor_per_unit(&self) -> i64 {
        10_i64.pow(minor_digits(self.currency))
    }

    /// The amount in whole units of its currency, rounded; halves go up.
    pub fn units(&self) -> i64 {
        let unit = self.minor_per_unit();
        self.minor.saturating_add(unit / 2).div_euclid(unit)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = minor_digits(self.currency);
        let unit = 10_u64.pow(digits);
        let code = String::from_utf8_lossy(&self.currency);
        let sign = if self.minor < 0 { "-" } else { "" };
        let size = self.minor.unsigned_abs();
        if digits == 0 {
            return write!(f, "{sign}{size} {code}");
        }
        write!(f, "{sign}{}.{:0width$} {code}", size / unit, size % unit, width = digits as usize)
    }
}

/// Digits after the point of a currency (ISO 4217, the currencies that differ from two).
fn minor_digits(currency: [u8; 3]) -> u32 {
    match &currency {
        b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"UGX" | b"XAF" | b"XOF" | b"PYG" | b"RWF" => 0,
        b"KWD" | b"BHD" | b"OMR" | b"JOD" | b"TND" | b"IQD" | b"LYD" => 3,
        _ => 2,
    }
}

/// A value, or that nobody knows it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Value {
    /// Nobody filled it: not false, not 0.
    #[default]
    Unknown,
    /// A bool.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A decimal.
    Decimal(Decimal),
    /// A text.
    Text(Arc<str>),
    /// The place of an enum's word.
    Enum(u16),
    /// A day.
    Date(Day),
    /// A moment.
    Moment(Moment),
    /// Seconds.
    Duration(i64),
    /// An amount.
    Money(Money),
    /// A list.
    List(Arc<[Value]>),
}

impl Value {
    /// Whether somebody filled it.
    #[inline]
    pub fn is_known(&self) -> bool {
        !matches!(self, Value::Unknown)
    }

    /// The value as a person reads it; `kind` names the words of an enum. Unknown is `?`.
    pub fn show(&self, kind: &Type) -> String {
        match (self, kind) {
            (Value::Unknown, _) => "?".into(),
            (Value::Bool(it), _) => it.to_string(),
            (Value::Int(it), _) => it.to_string(),
            (Value::Decimal(it), _) => it.to_string(),
            (Value::Text(it), _) => format!("'{it}'"),
            (Value::Enum(at), Type::Enum(kind)) => {
                kind.words.get(usize::from(*at)).map_or_else(|| at.to_string(), |word| word.to_string())
            }
            (Value::Enum(at), _) => at.to_string(),
            (Value::Date(it), _) => it.to_string(),
            (Value::Moment(it), _) => it.to_string(),
            (Value::Duration(secs), _) => format!("{secs}s"),
            (Value::Money(it), _) => it.to_string(),
            (Value::List(items), Type::List(inner)) => {
                let shown: Vec<String> = items.iter().map(|item| item.show(inner)).collect();
                format!("[{}]", shown.join(", "))
            }
            (Value::List(items), _) => format!("[{} …]", items.len()),
        }
    }
}

/// A value as it came, before the playbook's schema gave it a type: what JSON, CSV and TOML can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Nothing: JSON `null`, a marker for missing in a CSV file.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number that is not whole, as it was written: `12.5`, `1e3`.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Scalar>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_or_refused() {
        assert_eq!(Decimal::parse("0.5").unwrap().millionths(), 500_000);
        assert_eq!(Decimal::parse("-12").unwrap().millionths(), -12_000_000);
        assert_eq!(Decimal::parse("1.2345670").unwrap().to_string(), "1.234567");
        for wrong in ["", ".5", "1.", "1.2345678", "1e3", "--1", "99999999999999", "1,5"] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn money_keeps_its_minor_units() {
        assert_eq!(Money::parse("12.5 TRY").unwrap().minor, 1_250);
        assert_eq!(Money::parse("12.5 TRY").unwrap().to_string(), "12.50 TRY");
        assert_eq!(Money::parse("100 JPY").unwrap().to_string(), "100 JPY");
        assert_eq!(Money::parse("0.005 USD"), None);
        assert_eq!(Money::parse("5 usd"), None);
        assert_eq!(Money { minor: -5, currency: *b"USD" }.to_string(), "-0.05 USD");
    }
}
