//! What the values of a column look like.

use super::sample::{Column, Sample};
use crate::intake::number::{DecimalMark, amount};
use crate::matching::{Domain, Lists, MailDomain};

/// Of a hundred different values so many must be of a kind.
const SHARE_MIN: usize = 90;

/// What the values of a column look like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Profile {
    /// All are e-mail addresses, or nearly.
    pub emails: bool,
    pub phones: bool,
    pub domains: bool,
    pub bools: bool,
    /// Numbers under the file's decimal mark; and whether all are whole.
    pub numbers: Option<bool>,
    /// Whether currencies stand beside them: the ISO code of the commonest that is named without doubt.
    pub currency: Option<String>,
    /// The text that separates several values, if many cells have it.
    pub separator: Option<&'static str>,
}

/// The decimal mark of a file, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub mark: DecimalMark,
    /// A value that shows it, if any does.
    pub shown_by: Option<String>,
    /// A value that shows the other mark.
    pub contradicted_by: Option<String>,
}

/// Finds the decimal mark: a value that only one of the marks can read shows it.
pub(super) fn decimal_mark(sample: &Sample) -> Mark {
    let mut shown: [(usize, Option<&String>); 2] = [(0, None), (0, None)];
    for column in &sample.columns {
        let values: Vec<&String> = column.values.iter().map(|it| &it.0).collect();
        let reads = |mark| values.iter().filter(|value| amount(value, mark).is_some()).count();
        let (point, comma) = (reads(DecimalMark::Point), reads(DecimalMark::Comma));
        // Only a column of numbers speaks: `1.5` among texts may be a version.
        if point.max(comma) * 100 < values.len() * SHARE_MIN || point == comma {
            continue;
        }
        let (side, mark, other) = match point > comma {
            true => (0, DecimalMark::Point, DecimalMark::Comma),
            false => (1, DecimalMark::Comma, DecimalMark::Point),
        };
        let example = values.iter().find(|value| amount(value, mark).is_some() && amount(value, other).is_none());
        shown[side] = (shown[side].0 + point.abs_diff(comma), shown[side].1.or(example.copied()));
    }
    let mark = if shown[1].0 > shown[0].0 { DecimalMark::Comma } else { DecimalMark::Point };
    let side = usize::from(mark == DecimalMark::Comma);
    Mark { mark, shown_by: shown[side].1.cloned(), contradicted_by: shown[1 - side].1.cloned() }
}

impl Profile {
    /// Looks at a column.
    pub fn of(column: &Column, mark: DecimalMark, lists: &Lists) -> Profile {
        let most = |share: Option<usize>| share.is_some_and(|share| share >= SHARE_MIN);
        let numbers = most(column.share(|value| amount(value, mark).is_some()));
        let whole = || {
            let whole = |value: &str| amount(value, mark).is_none_or(|it| it.number.parse::<i64>().is_ok());
            column.share(whole) == Some(100)
        };
        Profile {
            emails: most(column.share(|value| value.contains('@') && MailDomain::read_with(value, lists).is_some())),
            phones: most(column.share(is_phone)),
            domains: most(column.share(|value| !value.contains('@') && Domain::of_website(value, lists).is_some())),
            bools: column.values.len() <= 6 && column.share(is_bool) == Some(100),
            numbers: numbers.then(whole),
            currency: numbers.then(|| currency(column, mark)).flatten(),
            separator: [";", "|", ","]
                .into_iter()
                .find(|it| column.share(|value| value.contains(it)).unwrap_or(0) >= 20),
        }
    }
}

fn currency(column: &Column, mark: DecimalMark) -> Option<String> {
    let mut codes: Vec<String> = column.values.iter().filter_map(|(value, _)| amount(value, mark)?.currency).collect();
    codes.sort();
    codes.chunk_by(|a, b| a == b).max_by_key(|run| run.len()).and_then(|run| run.first().cloned())
}

/// Whether `as = "bool"` reads it.
pub(super) fn is_bool(value: &str) -> bool {
    let folded = kopru_engine::letters::folded(value);
    matches!(folded.as_str(), "true" | "yes" | "y" | "1" | "evet" | "false" | "no" | "n" | "0" | "hayir")
}

/// Whether a value that `as = "bool"` reads means yes.
pub(super) fn is_yes(value: &str) -> bool {
    matches!(kopru_engine::letters::folded(value).as_str(), "true" | "yes" | "y" | "1" | "evet")
}

fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let others = value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '.' | '/'));
    others && (7..=15).contains(&digits) && (digits >= 10 || value.starts_with(['+', '(', '0']))
}
