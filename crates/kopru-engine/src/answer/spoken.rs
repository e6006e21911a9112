//! A call as it is compared: whose turn it is, its words in clauses and sentences, and the figures among them, each with what
//! limits it: about, up to, from, a month.

use super::call::Turn;
use super::figures::{PARTS, currency, figure};
use super::words::{Token, tokens};
use std::ops::Range;

/// Between which bounds a number lies, both included. [`i64::MAX`] is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// At least.
    pub least: i64,
    /// At most.
    pub most: i64,
}

/// A turn.
#[derive(Clone, Debug)]
pub(super) struct Said<'a> {
    /// Its place in the call.
    pub turn: usize,
    /// Whether it is ours.
    pub ours: bool,
    /// What is said.
    pub text: &'a str,
    /// Its words.
    pub tokens: Vec<Token>,
    /// Of each word the number of its clause and of its sentence.
    parts: Vec<(usize, usize)>,
}

/// What a figure is limited by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// Nothing: it is what it is.
    Exact,
    /// About: a tenth more or less.
    About,
    /// Not more.
    UpTo,
    /// Not less.
    From,
}

/// A number that may be an amount of money.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// Its words, by their places among the turn's.
    pub at: Range<usize>,
    /// The amount in hundredths of its currency; of a range both ends.
    pub span: Span,
    /// Its currency, where it is said.
    pub currency: Option<&'static str>,
    /// What limits it.
    pub limit: Limit,
    /// Whether it recurs: a month, a year, an hour.
    pub period: Option<Period>,
    /// The bytes that say so.
    pub words: Range<usize>,
}

/// How often an amount is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Reads all turns.
pub(super) fn read<'a>(turns: &[Turn<'a>], ours: impl Fn(&str) -> bool) -> Vec<Said<'a>> {
    let said = |(turn, it): (usize, &Turn<'a>)| {
        let tokens = tokens(it.text);
        let parts = parts(it.text, &tokens);
        Said { turn, ours: ours(it.speaker), text: it.text, tokens, parts }
    };
    turns.iter().enumerate().map(said).collect()
}

/// A single text as a turn.
pub(super) fn said<'a>(text: &'a str, tokens: &[Token]) -> Said<'a> {
    Said { turn: 0, ours: false, text, tokens: tokens.to_vec(), parts: parts(text, tokens) }
}

/// Words on each side within which a clause or sentence ends at the latest, so that a text without marks costs no more.
const RUN_MAX: usize = 80;

/// Words that begin another clause.
const JOINS: [&str; 8] = ["and", "but", "so", "which", "ve", "ama", "fakat", "yani"];

fn parts(text: &str, tokens: &[Token]) -> Vec<(usize, usize)> {
    let (mut clause, mut sentence, mut end) = (0, 0, 0);
    let mut all = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        // Three hundred and fifty is one number.
        let before = at.checked_sub(1).and_then(|it| tokens.get(it)).is_some_and(Token::is_number);
        let joins = !(before && tokens.get(at + 1).is_some_and(Token::is_number));
        let running = tokens.get(at + 1).is_some_and(|it| it.folded == "running");
        let gap = text.get(end..token.range.start).unwrap_or_default();
        let ends = gap.contains(['.', '!', '?', '\n', '…']);
        if ends
            || gap.contains([',', ';', ':', '(', ')', '–', '—'])
            || (joins && !running && JOINS.contains(&token.folded.as_str()))
        {
            clause += 1;
        }
        sentence += usize::from(ends);
        all.push((clause, sentence));
        end = token.range.end;
    }
    all
}

impl Said<'_> {
    /// A word, folded; empty where there is none.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |it| it.folded.as_str())
    }

    /// The words of the clause that holds one.
    pub fn clause(&self, at: usize) -> Range<usize> {
        self.run(at, |it| it.0)
    }

    /// The words of the sentence that holds one.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.run(at, |it| it.1)
    }

    /// The sentence that holds a word, as far as nothing turns it round: `fine, but they get lost`.
    pub fn segment(&self, at: usize) -> Range<usize> {
        const TURNS: [&str; 14] = [
            "but", "however", "although", "though", "except", "until", "whereas", "ama", "fakat", "ancak", "yalniz",
            "oysa", "lakin", "gerci",
        ];
        let whole = self.sentence(at);
        let turns = |it: &usize| TURNS.contains(&self.word(*it));
        let start = (whole.start..=at).rev().find(turns).filter(|it| *it > whole.start).unwrap_or(whole.start);
        start..(at + 1..whole.end).find(turns).unwrap_or(whole.end)
    }

    /// The places of the words that some bytes hold.
    pub fn at(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.tokens.partition_point(|it| it.range.end <= bytes.start);
        start..self.tokens.partition_point(|it| it.range.start < bytes.end)
    }

    fn run(&self, at: usize, part: impl Fn(&(usize, usize)) -> usize) -> Range<usize> {
        let Some(own) = self.parts.get(at).map(&part) else { return at..at };
        let same = |it: &usize| self.parts.get(*it).map(&part) == Some(own);
        let start = (0..at).rev().take(RUN_MAX).take_while(same).last().unwrap_or(at);
        start..(at..self.parts.len()).take(RUN_MAX).take_while(same).last().unwrap_or(at) + 1
    }

    /// Whether one of the words stands there; `kurul*` also stands for longer ones, `set up` for two.
    pub fn has(&self, within: Range<usize>, words: &[&str]) -> bool {
        within.clone().any(|at| words.iter().any(|it| self.is(at, within.end, it)))
    }

    /// Where one of the words stands last before `at`, and where first from it on.
    pub fn is(&self, at: usize, end: usize, phrase: &str) -> bool {
        let mut place = at;
        phrase.split(' ').all(|word| {
            let own = if place < end { self.word(place) } else { "" };
            place += 1;
            match word.strip_suffix('*') {
                Some(begin) => own.starts_with(begin),
                None => own == word,
            }
        })
    }

    /// What is written between two words.
    pub fn gap(&self, before: usize, behind: usize) -> &str {
        let ends = self.tokens.get(before).zip(self.tokens.get(behind));
        ends.and_then(|(a, b)| self.text.get(a.range.end..b.range.start)).unwrap_or_default()
    }

    /// The bytes of some words.
    pub fn bytes(&self, at: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(at.start).map_or(0, |it| it.range.start);
        start..at.end.checked_sub(1).and_then(|it| self.tokens.get(it)).map_or(start, |it| it.range.end)
    }

    /// The part of a clause or sentence before and behind some words.
    pub fn around(&self, at: &Range<usize>, whole: &Range<usize>) -> (Range<usize>, Range<usize>) {
        (whole.start.min(at.start)..at.start, at.end..whole.end.max(at.end))
    }

    /// Its figures, in their order.
    pub fn figures(&self) -> Vec<Figure> {
        let mut all: Vec<Figure> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let Some((mut it, end)) = self.figure_at(at) else {
                at += 1;
                continue;
            };
            at = end.max(at + 1);
            if let Some(last) = all.last_mut().filter(|last| self.ranges_to(last, &it)) {
                last.span.most = it.span.most;
                last.currency = last.currency.or(it.currency);
                last.period = it.period;
                last.words.end = it.words.end;
                last.at.end = it.at.end;
                continue;
            }
            it.limit = self.limit(&it.at);
            all.push(it);
        }
        all
    }

    fn figure_at(&self, at: usize) -> Option<(Figure, usize)> {
        let (value, end) = figure(self.text, &self.tokens, at).or_else(|| self.dashed(at))?;
        let range = self.bytes(at..end);
        let (currency, words) = currency(self.text, &self.tokens, (at, end), &range)
            .map_or((None, range.clone()), |(code, words)| (Some(code), words));
        let end = if self.tokens.get(end).is_some_and(|it| it.range.end == words.end) { end + 1 } else { end };
        // Two tokens hold one number only where the second is read with it: `5-6 thousand`.
        let (least, most) = self.dash(at).unwrap_or((value, value));
        let cents = |it: i64| it.saturating_mul(100) / PARTS;
        if self.is_share(&range) || (currency.is_none() && !self.may_be_bare(at, end)) {
            return None;
        }
        let period = self.period(at, end);
        let span = Span { least: cents(least), most: cents(most) };
        Some((Figure { at: at..end, span, currency, limit: Limit::Exact, period, words }, end))
    }

    /// `800-1000`, written as one word.
    fn dash(&self, at: usize) -> Option<(i64, i64)> {
        let (a, b) = self.word(at).split_once('-')?;
        let whole = |it: &str| it.parse::<i64>().ok().filter(|it| (1..1_000_000_000).contains(it));
        let (a, b) = (whole(a)?, whole(b)?);
        (a < b).then_some((a * PARTS, b * PARTS))
    }

    fn dashed(&self, at: usize) -> Option<(i64, usize)> {
        self.dash(at).map(|it| (it.1, at + 1))
    }

    /// A share of a hundred: `10%`, `%10`, `10 percent`, `yüzde 10`.
    fn is_share(&self, range: &Range<usize>) -> bool {
        self.share(range).is_some()
    }

    /// Of which number, in whole hundredths.
    fn share(&self, range: &Range<usize>) -> Option<()> {
        let before = self.text.get(..range.start)?.trim_end();
        let behind = self.text.get(range.end..)?.trim_start();
        let worded = ["percent", "per cent", "pct"].iter().any(|it| behind.starts_with(it));
        let said = before.ends_with("yüzde") || before.ends_with("Yüzde");
        (before.ends_with('%') || behind.starts_with('%') || worded || said).then_some(())
    }

    /// The shares of a hundred that some words name.
    pub fn shares(&self, within: Range<usize>) -> Vec<(usize, i64)> {
        let share = |at: usize| {
            let (value, end) = figure(self.text, &self.tokens, at)?;
            self.is_share(&self.bytes(at..end)).then_some((at, (value + PARTS - 1) / PARTS))
        };
        within.filter_map(share).filter(|it| (1..100).contains(&it.1)).collect()
    }

    /// A number without a currency is an amount only where it counts nothing and names nothing.
    fn may_be_bare(&self, at: usize, end: usize) -> bool {
        const COUNTED: [&str; 46] = [
            "day*",
            "week*",
            "month*",
            "year*",
            "hour*",
            "minute*",
            "quarter",
            "quarters",
            "unit*",
            "piece*",
            "user*",
            "seat*",
            "licen*",
            "people",
            "employee*",
            "person*",
            "rep",
            "reps",
            "site*",
            "location*",
            "am",
            "pm",
            "gun*",
            "hafta*",
            "ay",
            "aylik",
            "ayda",
            "ayin",
            "yil*",
            "saat*",
            "dakika*",
            "adet*",
            "tane*",
            "kisi*",
            "kullanici*",
            "lisans*",
            "koltuk*",
            "calisan*",
            "sube*",
            "is",
            "business",
            "working",
            "times",
            "kez",
            "percent",
            "of",
        ];
        let next = (end..end + 1).any(|it| COUNTED.iter().any(|word| self.is(it, self.tokens.len(), word)));
        let small = figure(self.text, &self.tokens, at).is_some_and(|it| it.0 < 20 * PARTS);
        let year = self.tokens.get(at).is_some_and(Token::is_date)
            && at > 0
            && ["for", "in", "by", "since", "until", "year", "of fiscal", "icin"].contains(&self.word(at - 1));
        let clock = self.gap(at, at + 1).starts_with('/') || (at > 0 && self.gap(at - 1, at).ends_with('/'));
        let month = self.tokens.get(end).is_some_and(Token::is_month_or_quarter)
            || (at > 0 && self.tokens.get(at - 1).is_some_and(Token::is_month_or_quarter));
        let percent = self.is_share(&self.bytes(at..end));
        !(next || small || year || clock || month || percent || self.names_a_model(at))
    }

    /// Whether a number ends a name: Series 7, Model 300.
    pub fn names_a_model(&self, at: usize) -> bool {
        let digits = self.tokens.get(at).is_some_and(|it| it.folded.starts_with(|it: char| it.is_ascii_digit()));
        let before = at.checked_sub(1).and_then(|it| self.tokens.get(it));
        let named =
            before.is_some_and(|it| it.is_name() || ["model", "version", "series"].contains(&it.folded.as_str()));
        digits && named && matches!(self.gap(at.saturating_sub(1), at), " " | "-")
    }

    fn period(&self, at: usize, end: usize) -> Option<Period> {
        const LONG: [(&str, Period); 11] = [
            ("monthly", Period::Month),
            ("yearly", Period::Year),
            ("annual*", Period::Year),
            ("weekly", Period::Week),
            ("hourly", Period::Hour),
            ("daily", Period::Day),
            ("quarterly", Period::Quarter),
            ("aylik", Period::Month),
            ("ayda", Period::Month),
            ("yillik", Period::Year),
            ("haftalik", Period::Week),
        ];
        let clause = self.clause(at);
        let (before, behind) = (at.saturating_sub(4).max(clause.start)..at, end..(end + 6).min(clause.end));
        let named = |within: &Range<usize>| LONG.iter().find(|it| self.has(within.clone(), &[it.0])).map(|it| it.1);
        let each = behind.clone().find_map(|place| {
            let before = place.checked_sub(1).map_or("", |it| self.word(it));
            let per = ["per", "a", "an", "each", "every", "her"].contains(&before)
                || (place > 0 && self.gap(place - 1, place).contains('/'));
            per.then(|| unit(self.word(place))).flatten()
        });
        let yearly = before.clone().find(|place| ["yilda", "haftada"].contains(&self.word(*place)));
        let yearly = yearly.map(|place| if self.word(place) == "yilda" { Period::Year } else { Period::Week });
        each.or_else(|| named(&behind)).or_else(|| named(&before)).or(yearly)
    }

    /// What stands around a number and limits it.
    pub fn limit(&self, at: &Range<usize>) -> Limit {
        let clause = self.clause(at.start);
        let before = at.start.saturating_sub(3).max(clause.start)..at.start;
        let behind = at.end..(at.end + 3).min(clause.end);
        const ABOUT: [&str; 16] = [
            "around",
            "about",
            "approximate",
            "approximately",
            "roughly",
            "nearly",
            "almost",
            "close to",
            "near",
            "some",
            "yaklasik",
            "takriben",
            "asagi yukari",
            "asagi",
            "circa",
            "estimated",
        ];
        // A name may end in it: `Max`.
        let max = |at: usize| self.word(at) == "max" && !self.tokens.get(at).is_some_and(Token::is_capital);
        if before.clone().chain(behind.clone()).any(max)
            || self.has(before.clone(), &["up to", "at most", "no more than", "not more than", "maximum", "under"])
            || self.has(before.clone(), &["below", "less than", "en fazla", "en cok", "azami", "not exceed"])
            || self.has(behind.clone(), &["at most", "maximum", "or less", "kadar", "altinda", "tops"])
        {
            Limit::UpTo
        } else if self.has(before.clone(), &["from", "starting at", "starts at", "start at", "at least", "minimum"])
            || self.has(before.clone(), &["over", "more than", "above", "upwards of", "en az", "asgari"])
            || self.has(behind.clone(), &["and up", "or more", "basla*", "at least", "uzerinde", "plus"])
        {
            Limit::From
        } else if self.has(before, &ABOUT) || self.has(behind, &["or so", "civari*", "gibi", "give or", "roughly"]) {
            Limit::About
        } else {
            Limit::Exact
        }
    }

    /// Whether two figures are the ends of one range: `$800 to $1,000`, `800 ile 1000 dolar`.
    fn ranges_to(&self, a: &Figure, b: &Figure) -> bool {
        let gap = self.text.get(a.words.end..b.words.start).unwrap_or_default().trim();
        let between = a.at.start > 0 && self.word(a.at.start - 1) == "between";
        let joined = matches!(gap, "to" | "-" | "–" | "ile" | "ila") || (gap == "and" && between);
        let same = a.currency.is_none() || b.currency.is_none() || a.currency == b.currency;
        joined && same && a.span.most < b.span.least
    }
}

fn unit(word: &str) -> Option<Period> {
    Some(match word {
        "month" | "mo" | "ay" => Period::Month,
        "year" | "annum" | "yr" | "yil" => Period::Year,
        "week" | "hafta" => Period::Week,
        "quarter" | "ceyrek" => Period::Quarter,
        "hour" | "hr" | "saat" => Period::Hour,
        "day" | "gun" => Period::Day,
        _ => return None,
    })
}
