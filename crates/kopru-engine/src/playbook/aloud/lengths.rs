//! Lengths of time in words.

use crate::lang::Lang;
use crate::say;
use crate::time::{DAY_SECS, Span};

/// A length of time in the largest unit that fits: `14 days`.
pub(crate) fn length(secs: i64, lang: Lang) -> String {
    let (days, hours, minutes) = (secs / DAY_SECS, secs / 3_600, secs / 60);
    if secs % DAY_SECS == 0 {
        return if days == 1 {
            say!(lang, en = "1 day", tr = "1 gün")
        } else {
            say!(lang, en = "{days} days", tr = "{days} gün")
        };
    }
    if secs % 3_600 == 0 {
        return if hours == 1 {
            say!(lang, en = "1 hour", tr = "1 saat")
        } else {
            say!(lang, en = "{hours} hours", tr = "{hours} saat")
        };
    }
    if secs % 60 == 0 {
        return if minutes == 1 {
            say!(lang, en = "1 minute", tr = "1 dakika")
        } else {
            say!(lang, en = "{minutes} minutes", tr = "{minutes} dakika")
        };
    }
    say!(lang, en = "{secs} seconds", tr = "{secs} saniye")
}

/// A length of wall-clock or working time.
pub fn span(span: Span, lang: Lang) -> String {
    match span {
        Span::Wall(secs) => length(secs, lang),
        Span::Business(secs) => {
            let length = length_hours(secs, lang);
            say!(lang, en = "{length} of working time", tr = "{length} çalışma süresi")
        }
        Span::BusinessDays(days) => say!(lang, en = "{days} working days", tr = "{days} iş günü"),
    }
}

/// Working time is said in hours: a day of it is not 24 of them.
fn length_hours(secs: i64, lang: Lang) -> String {
    let hours = secs / 3_600;
    match (secs % 3_600, hours) {
        (0, 1) => say!(lang, en = "1 hour", tr = "1 saat"),
        (0, _) => say!(lang, en = "{hours} hours", tr = "{hours} saat"),
        _ => {
            let minutes = secs / 60;
            say!(lang, en = "{minutes} minutes", tr = "{minutes} dakika")
        }
    }
}
