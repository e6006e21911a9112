//! The other side of a call: what we did in it. Open questions let people talk; closed ones, long speeches and pressing on dates
//! do not (M9: never pushy).

use super::call::Turn;
use super::phrases::Phrases;
use super::question::is_closed;
use super::words::tokens;
use std::ops::Range;

/// What we did in a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepSide {
    /// Our share of all words, in hundredths.
    pub share: usize,
    /// Words of our longest turn.
    pub longest: usize,
    /// Questions that were open: the turn and its words.
    pub open: Vec<(usize, Range<usize>)>,
    /// Questions that could be answered with yes or no.
    pub closed: Vec<(usize, Range<usize>)>,
    /// Where we pressed for a date or a signature.
    pub pressing: Vec<(usize, Range<usize>)>,
}

const PRESSING: Phrases = Phrases::new(&[
    "sign today",
    "sign now",
    "sign by",
    "signature today",
    "signature now",
    "signature by",
    "signature this week",
    "signed today",
    "imzanizi bugun",
    "bugun imzaniz*",
    "imzaniza bugun",
    "sign this week",
    "decide today",
    "decide now",
    "commit today",
    "commit now",
    "offer expires",
    "price expires",
    "discount expires",
    "only valid until",
    "valid until friday",
    "last chance",
    "if you sign",
    "close this week",
    "close this month",
    "before the price goes up",
    "bugun imzala*",
    "hemen imzala*",
    "simdi imzala*",
    "bu hafta imzala*",
    "bugun karar ver*",
    "hemen karar ver*",
    "simdi karar ver*",
    "son firsat*",
    "son sans*",
    "teklif suresi dol*",
    "fiyat art* once",
    "bugun imzalarsaniz",
    "imzalarsaniz indirim*",
]);

/// Reads our side of a call; `ours` says whose turns are ours. Linear in the length of the call.
pub fn rep_side(turns: &[Turn<'_>], ours: impl Fn(&str) -> bool) -> RepSide {
    let mut it = RepSide::default();
    let (mut own, mut all) = (0, 0);
    for (place, turn) in turns.iter().enumerate() {
        let words = tokens(turn.text);
        all += words.len();
        if !ours(turn.speaker) {
            continue;
        }
        own += words.len();
        it.longest = it.longest.max(words.len());
        for question in questions(turn.text) {
            let text = turn.text.get(question.clone()).unwrap_or_default();
            if is_closed(text) { it.closed.push((place, question)) } else { it.open.push((place, question)) }
        }
        it.pressing.extend(PRESSING.found(&words).into_iter().map(|words| (place, words)));
    }
    it.share = (own * 100).checked_div(all).unwrap_or(0);
    it
}

/// Words that a question has at least; `Right?` asks nothing.
const QUESTION_WORDS: usize = 3;

/// The sentences of a text that end in a question mark.
pub fn questions(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        if !matches!(letter, '.' | '!' | '?' | '\n' | '…') {
            continue;
        }
        let end = at + letter.len_utf8();
        let sentence = text.get(start..end).unwrap_or_default();
        let begin = start + sentence.len() - sentence.trim_start().len();
        if letter == '?' && tokens(sentence).len() >= QUESTION_WORDS {
            found.push(begin..end);
        }
        start = end;
    }
    found
}
