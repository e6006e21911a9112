//! Numbers, shares and times as people read them.

use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_engine::share::Share;

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// A whole number, its thousands marked: `8,000`, in Turkish `8.000`.
pub fn whole(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let mark = match lang {
        Lang::En => ',',
        Lang::Tr => '.',
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A number of tenths with its tenth, where it is not nought: `54.8`, in Turkish `54,8`.
fn tenths(tenths: i64, lang: Lang) -> String {
    let (whole, rest) = (tenths / 10, tenths % 10);
    match (rest, lang) {
        (0, _) => whole.to_string(),
        (_, Lang::En) => format!("{whole}.{rest}"),
        (_, Lang::Tr) => format!("{whole},{rest}"),
    }
}

/// Millionths as per cent, rounded to a tenth: `10.5 %`, in Turkish `%10,5`.
pub fn percent(millionths: i64, lang: Lang) -> String {
    let rounded = (millionths + 500) / 1_000;
    let (whole, rest) = (rounded / 10, rounded % 10);
    match lang {
        Lang::En => format!("{whole}.{rest} %"),
        Lang::Tr => format!("%{whole},{rest}"),
    }
}

/// A share: per cent, or both numbers where there are fewer than `least`: `6 of 8`; a dash of nothing.
pub fn share(share: Share, least: u64, lang: Lang) -> String {
    match share.millionths() {
        None => "–".to_owned(),
        Some(_) if share.of < least => few(share, lang),
        Some(it) => percent(it, lang),
    }
}

/// Between what the true share lies with 95 % confidence: `75.3–94.1 %`; nothing of nothing.
pub fn interval(share: Share, lang: Lang) -> String {
    let Some((low, high)) = share.interval() else { return String::new() };
    let (low, high) = (percent(low, lang), percent(high, lang));
    match lang {
        Lang::En => format!("{}–{high}", low.trim_end_matches(" %")),
        Lang::Tr => format!("{low}–{}", high.trim_start_matches('%')),
    }
}

/// Both numbers of a share: `6 of 8`.
pub fn few(share: Share, lang: Lang) -> String {
    let (part, of) = (whole(share.part, lang), whole(share.of, lang));
    say!(lang, en = "{part} of {of}", tr = "{of} içinde {part}")
}

/// A length of time in its largest unit: `12 min`, `3.5 h`, `54.8 days`; below nothing `before entry`.
pub fn span(secs: i64, lang: Lang) -> String {
    let of = |unit: i64| (secs * 10 + unit / 2) / unit;
    match secs {
        ..0 => say!(lang, en = "before entry", tr = "girişten önce"),
        0..MINUTE => say!(lang, en = "under 1 min", tr = "1 dk'dan az"),
        MINUTE..HOUR => {
            let minutes = secs / MINUTE;
            say!(lang, en = "{minutes} min", tr = "{minutes} dk")
        }
        HOUR..DAY => {
            let hours = tenths(of(HOUR), lang);
            say!(lang, en = "{hours} h", tr = "{hours} sa")
        }
        _ => match (of(DAY), lang) {
            (10, Lang::En) => "1 day".to_owned(),
            (days, _) => {
                let days = tenths(days, lang);
                say!(lang, en = "{days} days", tr = "{days} gün")
            }
        },
    }
}

/// A value within the query of an address.
pub fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_writes_them() {
        for (number, en, tr) in
            [(0, "0", "0"), (999, "999", "999"), (8_000, "8,000", "8.000"), (1_234_567, "1,234,567", "1.234.567")]
        {
            assert_eq!((whole(number, Lang::En), whole(number, Lang::Tr)), (en.into(), tr.into()));
        }
        assert_eq!((percent(105_250, Lang::En), percent(105_250, Lang::Tr)), ("10.5 %".into(), "%10,5".into()));
        assert_eq!((percent(999_499, Lang::En), percent(1_000_000, Lang::Tr)), ("99.9 %".into(), "%100,0".into()));
    }

    #[test]
    fn a_share_of_few_shows_both_numbers() {
        assert_eq!(share(Share::new(6, 8), 30, Lang::En), "6 of 8");
        assert_eq!(share(Share::new(6, 8), 30, Lang::Tr), "8 içinde 6");
        assert_eq!(share(Share::new(15, 30), 30, Lang::En), "50.0 %");
        assert_eq!(share(Share::new(0, 0), 30, Lang::En), "–");
    }

    #[test]
    fn times_are_told_in_their_largest_unit() {
        let all = [
            (-1, "before entry", "girişten önce"),
            (59, "under 1 min", "1 dk'dan az"),
            (12 * 60, "12 min", "12 dk"),
            (12_600, "3.5 h", "3,5 sa"),
            (86_400, "1 day", "1 gün"),
            (14 * 86_400, "14 days", "14 gün"),
            // 54.75 days.
            (4_730_400, "54.8 days", "54,8 gün"),
        ];
        for (secs, en, tr) in all {
            assert_eq!((span(secs, Lang::En), span(secs, Lang::Tr)), (en.into(), tr.into()));
        }
    }
}
