//! What an assistant says is held against the playbook and against what the lead said; whatever fails is dropped and counted.

use super::{Guess, Kind, Named, Proposed, Sought, Talk};
use crate::limits::{ASSISTANT_QUOTE_CHARS_MAX, ASSISTANT_REASON_CHARS_MAX};
use std::collections::BTreeSet;
use std::ops::Range;

/// Words of a quote, or else its letters, that tell it from a chance.
const QUOTE_WORDS_MIN: usize = 2;
/// See [`QUOTE_WORDS_MIN`].
const QUOTE_CHARS_MIN: usize = 8;

/// What is left of what an assistant says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What it proposes.
    pub proposed: Vec<Proposed>,
    /// What was dropped.
    pub dropped: Dropped,
}

/// How much was dropped, by reason: the first that holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// They name nothing of the playbook, or no verdict on a criterion.
    pub not_in_playbook: usize,
    /// The lead did not say these words, or they are too few or too many to show anything.
    pub no_such_words: usize,
    /// They are found already: by our own rules, or by another proposal.
    pub known_already: usize,
}

/// Checks what an assistant says. `known`: what was found without it.
pub fn checked(guesses: Vec<Guess>, sought: &Sought, talk: &Talk<'_>, known: &BTreeSet<Named>) -> Checked {
    let theirs = talk.lines.iter().enumerate().filter(|(_, line)| !line.ours);
    let theirs: Vec<(usize, String)> = theirs.map(|(turn, line)| (turn, in_a_line(line.text))).collect();
    let mut known = known.clone();
    let mut all = Checked::default();
    for guess in guesses {
        let Some((about, met)) = named(&guess, sought) else {
            all.dropped.not_in_playbook += 1;
            continue;
        };
        let Some((turn, quote)) = quoted(&guess, &theirs) else {
            all.dropped.no_such_words += 1;
            continue;
        };
        if !known.insert(about.clone()) {
            all.dropped.known_already += 1;
            continue;
        }
        let reason = shown(&guess.reason);
        all.proposed.push(Proposed { about, met, turn, quote, reason });
    }
    all
}

/// What a guess is about, with the verdict that a criterion needs.
fn named(guess: &Guess, sought: &Sought) -> Option<(Named, Option<bool>)> {
    let [about] = guess.about.as_slice() else { return None };
    sought.text(about)?;
    match about.0 {
        Kind::Criterion => guess.met.map(|met| (about.clone(), Some(met))),
        Kind::Pain | Kind::Signal => Some((about.clone(), None)),
    }
}

/// The turn of the lead's that holds a guess's words, and the words in their sentence: the turn that the guess names where
/// they stand there, else the first.
fn quoted(guess: &Guess, theirs: &[(usize, String)]) -> Option<(usize, String)> {
    let quote = in_a_line(&guess.quote);
    let letters = quote.chars().count();
    let enough = quote.split(' ').count() >= QUOTE_WORDS_MIN || letters >= QUOTE_CHARS_MIN;
    if !enough || letters > ASSISTANT_QUOTE_CHARS_MAX {
        return None;
    }
    let named = theirs.iter().filter(|it| Some(it.0) == guess.turn);
    named.chain(theirs).find_map(|(turn, text)| {
        let place = found(text, &quote)?;
        Some((*turn, sentence(text, place).to_owned()))
    })
}

/// A text with one blank where there are several, or lines end.
fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where whole words stand in a text.
fn found(text: &str, words: &str) -> Option<Range<usize>> {
    let places = text.match_indices(words).map(|(at, it)| at..at + it.len());
    places.into_iter().find(|it| !within_word(text, it.start) && !within_word(text, it.end))
}

/// Whether a word or number goes on over a place; “can’t”, “12,000” and “non-essential” are one each.
fn within_word(text: &str, at: usize) -> bool {
    let (before, behind) = text.split_at_checked(at).unwrap_or_default();
    let part = |left: Option<char>, mark: Option<char>, right: Option<char>| {
        let between = |are: fn(char) -> bool| left.is_some_and(are) && right.is_some_and(are);
        match mark {
            Some('\'' | '’' | '-' | '‑') => between(char::is_alphanumeric),
            Some('.' | ',') => between(|it| it.is_ascii_digit()),
            mark => mark.is_some_and(char::is_alphanumeric),
        }
    };
    let (mut left, mut right) = (before.chars().rev(), behind.chars());
    let (l1, l2, r1, r2) = (left.next(), left.next(), right.next(), right.next());
    part(l2, l1, r1) && part(l1, r1, r2)
}

/// The sentences that words stand in, so that no “not” before them is cut off; the words alone where these are too long.
fn sentence(text: &str, words: Range<usize>) -> &str {
    let ends = |at: usize, mark: char| {
        let behind = text.get(at + mark.len_utf8()..).unwrap_or_default();
        matches!(mark, '.' | '!' | '?' | '…') && (behind.is_empty() || behind.starts_with(' '))
    };
    let marks = || text.char_indices().filter(|(at, mark)| ends(*at, *mark)).map(|(at, mark)| at + mark.len_utf8());
    let start = marks().take_while(|it| *it <= words.start).last().unwrap_or(0);
    let end = marks().find(|it| *it >= words.end).unwrap_or(text.len());
    let whole = text.get(start..end).unwrap_or_default().trim();
    if whole.chars().count() <= ASSISTANT_QUOTE_CHARS_MAX { whole } else { text.get(words).unwrap_or_default() }
}

/// A reason as it is shown: a line, not too long, without marks that nobody sees and that may turn the direction of reading.
fn shown(reason: &str) -> String {
    let turns = |it: char| matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let text: String = in_a_line(reason).chars().filter(|it| !it.is_control() && !turns(*it)).collect();
    match text.char_indices().nth(ASSISTANT_REASON_CHARS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
