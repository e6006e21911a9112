//! An answer's words, with where they stand and what they look like.

use crate::letters::folded;
use std::ops::Range;

/// A word of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Its bytes in the answer.
    pub range: Range<usize>,
    /// Its letters, folded; an ending behind an apostrophe is cut off, as in `Ocak'ta`.
    pub folded: String,
    /// Whether its first letter is a capital.
    capital: bool,
    /// Whether it is an abbreviation: two capitals or more, and nothing else but digits.
    capitals: bool,
    /// Whether it begins a sentence, where a capital says nothing.
    begins: bool,
    /// Whether it holds digits.
    digits: bool,
}

/// The words of `text`: letters and digits, with what stands inside numbers.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut start, mut begins) = (None, true);
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (place, &(at, letter)) in letters.iter().enumerate() {
        let next = letters.get(place + 1).map(|it| it.1);
        let before = place.checked_sub(1).and_then(|it| letters.get(it)).map(|it| it.1);
        let number = |it: Option<char>| it.is_some_and(|it| it.is_ascii_digit());
        let inside = match letter {
            '.' | ',' | ':' => number(before) && number(next),
            '\'' | '’' | '-' => before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric),
            other => other.is_alphanumeric(),
        };
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                tokens.extend(token(text, from..at, begins));
                (start, begins) = (None, false);
            }
            _ => {}
        }
        if !inside && matches!(letter, '.' | '!' | '?' | ':' | ';' | '\n') {
            begins = true;
        }
    }
    if let Some(from) = start {
        tokens.extend(token(text, from..text.len(), begins));
    }
    tokens
}

/// Endings that English draws together with a word.
const DRAWN_TOGETHER: [&str; 7] = ["s", "t", "d", "ll", "re", "ve", "m"];

fn token(text: &str, range: Range<usize>, begins: bool) -> Option<Token> {
    let raw = text.get(range.clone())?;
    // An ending behind a name or number is cut off; what English draws together stays: don't, let's.
    let (stem, ending) = raw.split_once(['\'', '’']).unwrap_or((raw, ""));
    let named = stem.chars().next().is_some_and(|it| it.is_uppercase() || it.is_ascii_digit());
    let base = if named && !DRAWN_TOGETHER.contains(&ending) { stem } else { raw };
    let capitals = base.chars().filter(|it| it.is_uppercase()).count();
    Some(Token {
        folded: folded(base).replace(['\'', '’'], ""),
        capital: base.chars().next().is_some_and(char::is_uppercase),
        capitals: capitals >= 2 && base.chars().all(|it| it.is_uppercase() || it.is_ascii_digit()),
        begins,
        digits: base.chars().any(|it| it.is_ascii_digit()),
        range,
    })
}

/// Numbers as words; one is too common to tell anything.
const NUMBERS: [&str; 46] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "dozen",
    "iki", "uc", "dort", "bes", "alti", "yedi", "sekiz", "dokuz", "on", "yirmi", "otuz", "kirk", "elli", "altmis",
    "yetmis", "seksen", "doksan", "yuz", "bin", "milyon", "milyar", "yuzde",
];
/// Months, weekdays, quarters.
const DATES: [&str; 46] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "fridays",
    "quarter",
    "q1",
    "q2",
    "q3",
    "q4",
    "ocak",
    "subat",
    "mart",
    "nisan",
    "mayis",
    "haziran",
    "temmuz",
    "agustos",
    "eylul",
    "ekim",
    "kasim",
    "aralik",
    "pazartesi",
    "sali",
    "carsamba",
    "persembe",
    "cuma",
    "cumartesi",
    "ceyrek",
    "ceyrekte",
    "ramazan",
];

/// A number as a word.
pub(super) fn number_word(word: &str) -> Option<i64> {
    const VALUES: [(&str, i64); 49] = [
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
        ("hundred", 100),
        ("thousand", 1_000),
        ("million", 1_000_000),
        ("dozen", 12),
        ("iki", 2),
        ("uc", 3),
        ("dort", 4),
        ("bes", 5),
        ("alti", 6),
        ("yedi", 7),
        ("sekiz", 8),
        ("dokuz", 9),
        ("yirmi", 20),
        ("otuz", 30),
        ("kirk", 40),
        ("elli", 50),
        ("altmis", 60),
        ("yetmis", 70),
        ("seksen", 80),
        ("doksan", 90),
        ("yuz", 100),
        ("bin", 1_000),
        ("milyon", 1_000_000),
    ];
    VALUES.iter().find(|it| it.0 == word).map(|it| it.1)
}

/// Weekdays in Turkish.
const TURKISH_DAYS: [&str; 6] = ["pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi"];

impl Token {
    /// Whether it begins with a capital.
    pub fn is_capital(&self) -> bool {
        self.capital
    }

    /// Whether it begins a sentence.
    pub fn begins(&self) -> bool {
        self.begins
    }

    /// Whether it is an abbreviation in capitals.
    pub fn is_abbreviation(&self) -> bool {
        self.capitals
    }

    /// Whether it is a month or a quarter by its name.
    pub fn is_month_or_quarter(&self) -> bool {
        let place = DATES.iter().position(|it| *it == self.folded);
        let weekday = |it: &str| it.contains("day") || TURKISH_DAYS.contains(&it);
        let vague = ["quarter", "ceyrek", "ceyrekte", "ramazan"];
        let plain = self.folded.strip_prefix("mid-").is_some_and(|it| DATES.contains(&it) && !weekday(it));
        (place.is_some() && !weekday(&self.folded) && !vague.contains(&self.folded.as_str()))
            || plain
            || self.is_turkish_month()
            || self.is_season()
    }

    /// A season as part of a date: `autumn 2027`.
    fn is_season(&self) -> bool {
        matches!(self.folded.as_str(), "autumn" | "spring" | "baharda" | "sonbahar" | "sonbaharda" | "sonbahardan")
    }

    /// Whether it is a day, written in numbers: `2027-03-15`, `15.03.2027`.
    pub fn is_day(&self) -> bool {
        let parts: Vec<&str> = self.folded.split(['-', '.']).collect();
        let [a, b, c] = parts[..] else { return false };
        let number = |it: &str, most: u16| it.parse::<u16>().is_ok_and(|it| (1..=most).contains(&it)) && it.len() <= 4;
        let year = |it: &str| it.len() == 4 && it.parse::<u16>().is_ok_and(|it| (1990..=2099).contains(&it));
        (year(a) && number(b, 12) && number(c, 31)) || (number(a, 31) && number(b, 12) && year(c))
    }

    /// Whether it is a number, in digits or in words.
    pub fn is_number(&self) -> bool {
        // The Turkish ten is an English word.
        (self.digits && !self.is_quarter() && !self.is_day())
            || (self.folded != "on" && NUMBERS.contains(&self.folded.as_str()))
    }

    fn is_quarter(&self) -> bool {
        matches!(self.folded.as_str(), "q1" | "q2" | "q3" | "q4")
    }

    /// Whether it is a day, month, quarter or year.
    pub fn is_date(&self) -> bool {
        let year = self.folded.len() == 4 && self.folded.parse::<u16>().is_ok_and(|year| (1990..=2099).contains(&year));
        year || self.is_day() || DATES.contains(&self.folded.as_str()) || self.is_turkish_month()
    }

    /// A Turkish month with an ending: `ocakta`, `haziranda`.
    fn is_turkish_month(&self) -> bool {
        const MONTHS: [&str; 12] = [
            "ocak", "subat", "mart", "nisan", "mayis", "haziran", "temmuz", "agustos", "eylul", "ekim", "kasim",
            "aralik",
        ];
        const ENDS: [&str; 12] = ["ta", "te", "da", "de", "tan", "ten", "dan", "den", "taki", "teki", "daki", "deki"];
        let ends = |month: &&str| self.folded.strip_prefix(*month).is_some_and(|it| ENDS.contains(&it));
        MONTHS.iter().any(ends)
    }

    /// Whether it names somebody or something: a capital within a sentence, or an abbreviation.
    pub fn is_name(&self) -> bool {
        let name = self.capitals || (self.capital && !self.begins && self.folded.chars().count() > 1);
        name && !self.is_date() && !self.digits && !ENGLISH_I.contains(&self.folded.as_str())
    }
}

/// What English writes with a capital and what is no name.
const ENGLISH_I: [&str; 5] = ["im", "ive", "id", "ill", "ok"];

/// Words that only Turkish has, and letters that only Turkish has.
const TURKISH: [&str; 20] = [
    "bir", "ve", "bu", "icin", "var", "yok", "ben", "biz", "cok", "ama", "degil", "ile", "evet", "hayir", "gibi",
    "daha", "bizim", "size", "onu", "iyi",
];

/// Endings with which Turkish words end, and English ones hardly ever.
const ENDINGS: [&str; 12] = ["yor", "yoruz", "yorum", "lar", "ler", "dik", "duk", "miz", "muz", "ecek", "acak", "mek"];

/// Whether an answer is Turkish: by its letters, by common words, or by the endings of longer ones.
pub(super) fn is_turkish(text: &str, tokens: &[Token]) -> bool {
    let word = |it: &Token| {
        let long = it.folded.len() > 5;
        TURKISH.contains(&it.folded.as_str()) || (long && ENDINGS.iter().any(|end| it.folded.ends_with(end)))
    };
    text.contains(['ı', 'ğ', 'ş', 'İ', 'Ğ', 'Ş', 'ç', 'ö', 'ü']) || tokens.iter().any(word)
}
