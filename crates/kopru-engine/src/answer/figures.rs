//! Numbers in what people say: digits, words, what multiplies them, and the currency that they are in. Whole numbers only: a
//! figure is read in thousandths, so that no part of it is lost and nothing is rounded twice.

use super::words::{Token, number_word};
use std::ops::Range;

const SYMBOLS: [(char, &str); 5] = [('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('₺', "TRY"), ('₹', "INR")];
/// What currencies are called; an ending may follow those of five letters and more.
const CURRENCIES: [(&str, &str); 15] = [
    ("usd", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("dolar", "USD"),
    ("eur", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("avro", "EUR"),
    ("gbp", "GBP"),
    ("pound", "GBP"),
    ("pounds", "GBP"),
    ("sterlin", "GBP"),
    ("tl", "TRY"),
    ("lira", "TRY"),
    ("liras", "TRY"),
];
/// The code of a currency that calls can name.
pub(super) fn static_code(currency: [u8; 3]) -> Option<&'static str> {
    let codes = SYMBOLS.iter().map(|it| it.1).chain(CURRENCIES.iter().map(|it| it.1));
    codes.into_iter().find(|it| it.as_bytes() == currency)
}

/// The number that begins at token `begin`, in thousandths, and the token behind it: `1 800`, `25k`, `5 bin 500`,
/// `half a million`, `three hundred and fifty`, `iki bin beş yüz`.
pub(super) fn figure(answer: &str, tokens: &[Token], begin: usize) -> Option<(i64, usize)> {
    if let Some(it) = spelt(answer, tokens, begin) {
        return Some(it);
    }
    let first = tokens.get(begin)?;
    let (mut value, more) = half(tokens, begin).or_else(|| Some((number(first)?, 0)))?;
    let mut at = begin + 1 + more;
    if tokens.get(at).is_some_and(|it| it.folded == "bucuk") {
        value = value.saturating_add(PARTS / 2);
        at += 1;
    } else if ["and", "a", "half"]
        .iter()
        .zip(at..)
        .all(|(word, it)| tokens.get(it).is_some_and(|it| it.folded == *word))
        && tokens.get(at + 3).and_then(multiplier).is_some()
    {
        value = value.saturating_add(PARTS / 2);
        at += 3;
    }
    while let Some(times) = tokens.get(at).and_then(multiplier) {
        value = value.saturating_mul(times);
        at += 1;
    }
    // Some write thousands apart: 1 800; and Turkish says 5 bin 500.
    let thousands = at > begin + 1 && tokens.get(at - 1).is_some_and(|it| it.folded == "bin");
    if let Some(rest) = tokens.get(at).filter(|it| thousands && it.folded.len() == 3 && is_digits(it)) {
        return Some((value.saturating_add(number(rest)?), at + 1));
    }
    while let Some(thousand) = tokens.get(at).filter(|it| is_thousand(answer, tokens.get(at - 1), it)) {
        value = value.saturating_mul(1_000).saturating_add(number(thousand).unwrap_or(0));
        at += 1;
    }
    Some((value, at))
}

/// A number of several words, in thousandths; none where one word is all.
fn spelt(answer: &str, tokens: &[Token], begin: usize) -> Option<(i64, usize)> {
    let (mut all, mut part, mut at) = (0_i64, 0_i64, begin);
    while let Some(token) = tokens.get(at) {
        if at > begin && !is_close(answer, tokens.get(at - 1), Some(token)) {
            break;
        }
        let word = token.folded.as_str();
        match multiplier(token) {
            Some(100) => part = part.max(1).saturating_mul(100),
            Some(times) if at > begin || word != "k" => {
                all = all.saturating_add(part.max(1).saturating_mul(times));
                part = 0;
            }
            Some(_) => break,
            None if word == "and" && (all > 0 || part >= 100) && tokens.get(at + 1).is_some_and(is_word) => {}
            None if word == "dozen" && part > 0 => part = part.saturating_mul(12),
            None => match digit(tokens, at) {
                // A unit follows tens, tens follow hundreds; `two three` are two numbers.
                Some(value) if part % 100 == 0 || (value < 10 && part % 10 == 0 && part % 100 >= 10) => part += value,
                _ => break,
            },
        }
        at += 1;
    }
    let value = all.saturating_add(part).saturating_mul(PARTS);
    (at > begin + 1 && value > 0)
        .then_some((value, at))
        .or_else(|| ten(tokens, begin).map(|it| (it * PARTS, begin + 1)))
}

fn is_word(it: &Token) -> bool {
    number_word(&it.folded).is_some()
}

/// A word below a hundred.
fn digit(tokens: &[Token], at: usize) -> Option<i64> {
    let word = tokens.get(at)?.folded.as_str();
    if word == "bir" || word == "one" {
        // An article, unless it ends a longer number.
        let longer = at.checked_sub(1).and_then(|it| tokens.get(it)).is_some_and(is_word);
        return longer.then_some(1);
    }
    number_word(word).filter(|it| *it < 100).or_else(|| ten(tokens, at))
}

/// The Turkish ten is an English word: it counts where Turkish follows.
fn ten(tokens: &[Token], at: usize) -> Option<i64> {
    const BEHIND: [&str; 21] = [
        "bir",
        "iki",
        "uc",
        "dort",
        "bes",
        "alti",
        "yedi",
        "sekiz",
        "dokuz",
        "bin",
        "milyon",
        "adet",
        "tane",
        "gun",
        "hafta",
        "is gun",
        "kisi",
        "kullanici",
        "lisans",
        "dolar",
        "lira",
    ];
    let next = tokens.get(at + 1).filter(|_| tokens.get(at).is_some_and(|it| it.folded == "on"))?;
    let fits = |it: &&str| next.folded == **it || (it.len() >= 3 && next.folded.starts_with(*it));
    BEHIND.iter().any(fits).then_some(10)
}

/// Whether nothing but words stands from one token to the other.
fn is_close(answer: &str, before: Option<&Token>, behind: Option<&Token>) -> bool {
    let gap = before.zip(behind).and_then(|(before, behind)| answer.get(before.range.end..behind.range.start));
    gap.is_some_and(|it| !it.contains(['.', ',', ';', ':', '!', '?', '\n', '(', ')', '$', '€', '£', '₺']))
}

fn is_digits(it: &Token) -> bool {
    it.folded.chars().all(|it| it.is_ascii_digit())
}

/// Whether a token is three digits right behind one to three others: the next thousand of the same number.
fn is_thousand(answer: &str, before: Option<&Token>, it: &Token) -> bool {
    before.is_some_and(|before| {
        let gap = answer.get(before.range.end..it.range.start).unwrap_or_default();
        is_digits(before)
            && before.folded.len() <= 3
            && is_digits(it)
            && it.folded.len() == 3
            && matches!(gap, " " | "\u{a0}")
    })
}

/// The currency of a number from token `begin` up to `end`, and the words of both.
pub(super) fn currency(
    answer: &str,
    tokens: &[Token],
    (begin, end): (usize, usize),
    words: &Range<usize>,
) -> Option<(&'static str, Range<usize>)> {
    let before = answer.get(..words.start)?.chars().next_back();
    if let Some((symbol, code)) = SYMBOLS.iter().find(|it| Some(it.0) == before) {
        return Some((code, words.start - symbol.len_utf8()..words.end));
    }
    let rest = answer.get(words.end..)?;
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    let behind = rest.get(gap..)?.chars().next();
    if let Some((symbol, code)) = SYMBOLS.iter().find(|it| Some(it.0) == behind) {
        return Some((code, words.start..words.end + gap + symbol.len_utf8()));
    }
    let called = |it: &Token| {
        // A European is no euro, and a lira by any ending is one.
        let open = |name: &str| name.len() >= 5 || matches!(name, "lira" | "avro" | "euro");
        let fits = |name: &str| {
            let rest = it.folded.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || (open(name) && !rest.starts_with('p')))
        };
        CURRENCIES.iter().find(|(name, _)| fits(name)).map(|it| it.1)
    };
    // Whose currency it is may stand between: `Turkish lira`, `US dollars`.
    let whose = tokens.get(end).is_some_and(|it| matches!(it.folded.as_str(), "turkish" | "turk" | "us" | "british"));
    if let Some((code, next)) = tokens.get(end + usize::from(whose)).and_then(|it| Some((called(it)?, it))) {
        return Some((code, words.start..next.range.end));
    }
    let before = begin.checked_sub(1).and_then(|it| tokens.get(it))?;
    let code = called(before).filter(|_| before.is_abbreviation())?;
    Some((code, before.range.start..words.end))
}

/// `half a million`, `yarım milyon`: the number, and how many words follow the first.
fn half(tokens: &[Token], at: usize) -> Option<(i64, usize)> {
    let word = |place: usize| tokens.get(place).map(|it| it.folded.as_str());
    match (word(at), word(at + 1), word(at + 2)) {
        (Some("half"), Some("a"), Some("million")) => Some((500_000 * PARTS, 2)),
        (Some("yarim"), Some("milyon"), _) => Some((500_000 * PARTS, 1)),
        // One and a half of what follows.
        (Some("bir"), Some("bucuk"), Some("milyon" | "bin" | "milyar")) => Some((PARTS + PARTS / 2, 1)),
        _ => None,
    }
}

/// Numbers are read in thousandths, so that `6.77 lakh` loses nothing.
pub(super) const PARTS: i64 = 1_000;

/// A number in digits or as a word, in thousandths: `12,000`, `1.250,50`, `25k`, `twelve`.
pub(super) fn number(it: &Token) -> Option<i64> {
    let text = it.folded.as_str();
    let plain = text.strip_suffix("bin").filter(|it| it.ends_with(|it: char| it.is_ascii_digit()));
    let (digits, times) = match plain.or_else(|| text.strip_suffix('k')) {
        Some(digits) => (digits, 1_000),
        None => (text.strip_suffix('m').unwrap_or(text), if text.ends_with('m') { 1_000_000 } else { 1 }),
    };
    if !digits.starts_with(|it: char| it.is_ascii_digit()) {
        // Twenty-five is one word.
        let two = text.split_once('-').and_then(|(tens, unit)| Some(number_word(tens)? + number_word(unit)?));
        return number_word(text).or(two.filter(|it| (21..100).contains(it))).map(|it| it * PARTS);
    }
    if !digits.chars().all(|it| it.is_ascii_digit() || matches!(it, '.' | ',')) {
        return None;
    }
    let (whole, part) = match digits.rsplit_once(['.', ',']) {
        // Three digits behind the last mark: it parts thousands.
        Some((before, behind)) if behind.len() != 3 => (before, behind),
        _ => (digits, ""),
    };
    let whole = whole.replace(['.', ','], "").parse::<i64>().ok()?;
    let part = format!("{part:0<3}").get(..3)?.parse::<i64>().ok()?;
    Some(whole.saturating_mul(PARTS).saturating_add(part).saturating_mul(times))
}

fn multiplier(it: &Token) -> Option<i64> {
    match it.folded.as_str() {
        "hundred" | "yuz" => Some(100),
        "thousand" | "bin" | "k" => Some(1_000),
        "million" | "milyon" | "mio" | "mn" | "mln" => Some(1_000_000),
        "grand" => Some(1_000),
        "lakh" => Some(100_000),
        "crore" => Some(10_000_000),
        "milyar" | "billion" => Some(1_000_000_000),
        _ => None,
    }
}
