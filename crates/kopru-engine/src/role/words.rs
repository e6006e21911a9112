//! What words of a title mean, and an index that finds the longest known phrase at a place.

use super::token::{Gap, Tokens};
use super::{Function, Seniority, words_en, words_tr};

/// What a phrase does in a title beside naming a rank or a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Only names something, or is not known.
    Plain,
    /// `senior`, `kıdemli`: raises a specialist.
    Senior,
    /// `junior`: lowers a specialist.
    Junior,
    /// `assistant`: a deputy before a rank (`Assistant Manager`), an aide otherwise.
    Assistant,
    /// `secretary`, `asistan`: works for the chief that is named beside it.
    Aide,
    /// `adviser`, `danışman`: behind a chief, advises that chief.
    Adviser,
    /// `deputy`, `yardımcı`: of the rank beside it.
    Deputy,
    /// `associate`: says nothing before a rank, is a specialist otherwise.
    Associate,
    /// `intern`, `stajyer`: whatever else is named is not held.
    Trainee,
    /// `chief`: with `officer`, a field or nothing a chief; with a trade the trade's first.
    Chief,
    /// `officer`: a chief's noun, else a specialist.
    Officer,
    /// `principal`: a senior specialist before a trade, else near a partner.
    Principal,
    /// `staff`: a senior specialist before a technical trade.
    Staff,
    /// `partner`: of a firm when it stands alone, else a partner manager's field or a function's business partner.
    Partner,
    /// `MD`: a managing director alone, a müdür behind a field (`Pazarlama Md.`).
    Md,
    /// A post that is asked and does not decide, whatever its height: advisory board, chief of staff.
    Advisory,
    /// A manager of accounts, projects or products: not necessarily of people.
    OfThings,
    /// `Product Management`: with no rank beside it, somebody who manages.
    Management,
    /// A seat on a board: what else somebody does there tells more.
    Seat,
    /// `sales`, `marketing`: keeps what stands behind it in its house (`Marketing Science`, `Satış Planlama`).
    Holds,
    /// The rank is often borne by people who stand lower.
    Vague,
    /// `to`, `office of`: a chief that follows is somebody else.
    Boss,
    /// `CEO office`: the chief before it is somebody else.
    Office,
    /// `of`, `for`: what follows completes the rank before.
    Of,
    /// `and`, `ve`.
    And,
    /// `at`: a company follows.
    At,
    /// `former`, `aspiring`: what follows is not held.
    NotHeld,
    /// `now`: ends what is not held.
    Now,
    /// `Ltd`, `A.Ş.`: the words before are a company's name.
    LegalForm,
}

/// What a phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    /// The height it names.
    pub rank: Option<Seniority>,
    /// The work it names.
    pub function: Option<Function>,
    /// Whether that work stands although another field is named beside it.
    pub strong: bool,
    /// What else it does.
    pub act: Act,
}

impl Sense {
    /// Nothing known.
    pub const NOTHING: Sense = act(Act::Plain);

    /// Whether it names a work and no height.
    pub fn is_field(&self) -> bool {
        self.rank.is_none() && self.function.is_some()
    }
}

/// A height whose work is named by other words.
pub(super) const fn rank(rank: Seniority) -> Sense {
    Sense { rank: Some(rank), ..Sense::NOTHING }
}

/// A post with its own work, which stands beside any field.
pub(super) const fn post(function: Function, rank: Seniority) -> Sense {
    Sense { rank: Some(rank), function: Some(function), strong: true, act: Act::Plain }
}

/// A post whose work yields to a field beside it.
pub(super) const fn loose_post(function: Function, rank: Seniority) -> Sense {
    Sense { strong: false, ..post(function, rank) }
}

/// A field of work.
pub(super) const fn field(function: Function) -> Sense {
    Sense { rank: None, function: Some(function), strong: true, act: Act::Plain }
}

/// A field of work that yields to any other.
pub(super) const fn loose_field(function: Function) -> Sense {
    Sense { strong: false, ..field(function) }
}

/// A word that only does something.
pub(super) const fn act(act: Act) -> Sense {
    Sense { rank: None, function: None, strong: false, act }
}

impl Sense {
    /// The same, doing something as well.
    pub const fn with(self, act: Act) -> Sense {
        Sense { act, ..self }
    }
}

/// Phrases of one meaning: folded words with one blank between them. Turkish ones are stems that take endings.
pub(super) type Group = (Sense, &'static [&'static str]);

const TABLES: [&[Group]; 2] = [words_en::WORDS, words_tr::WORDS];
const TURKISH: u8 = 1;
const BUCKETS: usize = 4_096;
const NONE: u16 = u16::MAX;
const COUNT: usize = count();

#[derive(Clone, Copy)]
struct Entry {
    table: u8,
    group: u16,
    phrase: u16,
    next: u16,
}

/// Phrases by the hash of their first word, laid out while compiling: the tables stay in the order people read.
struct Index {
    heads: [u16; BUCKETS],
    entries: [Entry; COUNT],
}

static INDEX: Index = index();

const fn count() -> usize {
    let (mut table, mut total) = (0, 0);
    while table < TABLES.len() {
        let mut group = 0;
        while group < TABLES[table].len() {
            total += TABLES[table][group].1.len();
            group += 1;
        }
        table += 1;
    }
    total
}

const fn index() -> Index {
    let blank = Entry { table: 0, group: 0, phrase: 0, next: NONE };
    let mut out = Index { heads: [NONE; BUCKETS], entries: [blank; COUNT] };
    let (mut table, mut at) = (0, 0);
    while table < TABLES.len() {
        let mut group = 0;
        while group < TABLES[table].len() {
            let phrases = TABLES[table][group].1;
            let mut phrase = 0;
            while phrase < phrases.len() {
                let bucket = bucket(phrases[phrase].as_bytes());
                let next = out.heads[bucket];
                out.entries[at] = Entry { table: table as u8, group: group as u16, phrase: phrase as u16, next };
                out.heads[bucket] = at as u16;
                at += 1;
                phrase += 1;
            }
            group += 1;
        }
        table += 1;
    }
    out
}

/// The bucket of a text's first word (FNV-1a).
const fn bucket(text: &[u8]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    let mut at = 0;
    while at < text.len() && text[at] != b' ' {
        hash = (hash ^ text[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    ((hash ^ (hash >> 15)) as usize) % BUCKETS
}

/// Turkish endings of a noun, folded: plural, possessive, cases.
const ENDINGS: [&str; 34] = [
    "larindan", "lerinden", "larinin", "lerinin", "lardan", "lerden", "larina", "lerine", "lari", "leri", "lar", "ler",
    "sinin", "sunun", "sina", "sine", "ndan", "nden", "dan", "den", "tan", "ten", "nin", "nun", "si", "su", "in", "un",
    "da", "de", "ta", "te", "i", "u",
];

/// Shortest stem that may carry an ending at the start of a phrase: shorter ones would match by accident.
const STEM_BYTES_MIN: usize = 3;

/// The longest known phrase that begins at word `at`, and how many words it takes.
pub(super) fn lookup(tokens: &Tokens, at: usize) -> Option<(Sense, usize)> {
    let word = tokens.word(at);
    let mut best = find(tokens, at, word, false);
    for ending in ENDINGS {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= STEM_BYTES_MIN) else {
            continue;
        };
        let found = find(tokens, at, stem, true);
        if found.map_or(0, |(_, length)| length) > best.map_or(0, |(_, length)| length) {
            best = found;
        }
    }
    best
}

/// The longest phrase whose first word is `first`; `stem` = only Turkish ones.
fn find(tokens: &Tokens, at: usize, first: &str, stem: bool) -> Option<(Sense, usize)> {
    let mut best: Option<(Sense, usize)> = None;
    let mut next = *INDEX.heads.get(bucket(first.as_bytes()))?;
    while let Some(entry) = INDEX.entries.get(usize::from(next)) {
        next = entry.next;
        if stem && entry.table != TURKISH {
            continue;
        }
        let group = TABLES.get(usize::from(entry.table)).and_then(|table| table.get(usize::from(entry.group)));
        let Some((sense, phrase)) = group.and_then(|(sense, all)| Some((sense, all.get(usize::from(entry.phrase))?)))
        else {
            continue;
        };
        let length = matched(tokens, at, first, phrase, entry.table == TURKISH);
        if length > best.map_or(0, |(_, length)| length) {
            best = Some((*sense, length));
        }
    }
    best
}

/// How many words of the title a phrase takes; 0 when it does not stand there.
fn matched(tokens: &Tokens, at: usize, first: &str, phrase: &str, turkish: bool) -> usize {
    let mut words = phrase.split(' ');
    if words.next() != Some(first) {
        return 0;
    }
    let mut length = 1;
    for known in words {
        let place = at + length;
        if tokens.list().get(place).is_none_or(|token| token.gap != Gap::None) {
            return 0;
        }
        let word = tokens.word(place);
        let ending = word.strip_prefix(known);
        let same = ending.is_some_and(|ending| ending.is_empty() || turkish && ENDINGS.contains(&ending));
        if !same {
            return 0;
        }
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_folded_and_mean_one_thing() {
        let mut seen = std::collections::BTreeMap::new();
        let mut wrong = Vec::new();
        for groups in TABLES {
            for (sense, phrases) in groups {
                for phrase in *phrases {
                    let plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | ' ' | '&');
                    let folded = phrase.chars().all(plain) && phrase.split(' ').all(|word| !word.is_empty());
                    // A word that both languages use stands in both tables, with one meaning.
                    let meaning = seen.entry(*phrase).or_insert(*sense);
                    if !folded || *meaning != *sense {
                        wrong.push(*phrase);
                    }
                }
            }
        }
        assert_eq!(wrong, Vec::<&str>::new());
    }

    #[test]
    fn no_table_says_a_phrase_twice() {
        for groups in TABLES {
            let mut phrases: Vec<_> = groups.iter().flat_map(|(_, phrases)| phrases.iter()).collect();
            phrases.sort();
            let twice: Vec<_> = phrases.windows(2).filter(|pair| pair[0] == pair[1]).collect();
            assert!(twice.is_empty(), "{twice:?}");
        }
    }
}
