//! From words to roles: what is somebody else's or no longer held is left out, the rest is parted into posts.

use super::draft::{Draft, Found, part, read_chunk};
use super::token::{Gap, Token, Tokens, tokenize};
use super::words::{Act, Sense, lookup};
use super::{Function, Note, Reading, Role, Seniority};
use crate::limits::TITLE_CHARS_MAX;

/// A known phrase, or one unknown word, at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// What it means.
    pub sense: Sense,
    /// First byte in the title.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// What stands before it.
    pub gap: Gap,
}

/// Reads a title.
pub(super) fn read(title: &str) -> Reading {
    let beyond = title.char_indices().nth(TITLE_CHARS_MAX);
    let mut notes: Vec<Note> = beyond.map(|_| Note::Cut).into_iter().collect();
    let end = beyond.map_or(title.len(), |(at, _)| at);
    let title = title.get(..end).unwrap_or("").to_string();
    let tokens = tokenize(&title);
    let items = held(phrases(&tokens), &mut notes);
    let mut found = posts(&items);
    borrow_function(&mut found);
    // The highest first; a stable sort keeps the title's order among equals.
    found.sort_by_key(|post| std::cmp::Reverse(post.standing));
    let roles = found.into_iter().map(|post| post.role).collect();
    Reading { title, roles, notes }
}

/// The title as phrases.
fn phrases(tokens: &Tokens) -> Vec<Item> {
    let list: &[Token] = tokens.list();
    let mut items = Vec::with_capacity(list.len());
    let mut at = 0;
    while let Some(first) = list.get(at) {
        let (sense, length) = lookup(tokens, at).unwrap_or((Sense::NOTHING, 1));
        let last = list.get(at + length - 1).unwrap_or(first);
        items.push(Item { sense, start: first.start, end: last.end, gap: first.gap });
        at += length;
    }
    items
}

/// Why words are being passed over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Skip {
    Nothing,
    Company,
    Chief,
    NotHeld,
}

impl Skip {
    /// Whether the gap before a word ends the passing over.
    fn ends_at(self, gap: Gap) -> bool {
        match self {
            Skip::Nothing => false,
            Skip::Chief => matches!(gap, Gap::Bar | Gap::Slash),
            Skip::Company | Skip::NotHeld => gap != Gap::None,
        }
    }
}

/// The phrases that are this person's and held today.
fn held(items: Vec<Item>, notes: &mut Vec<Note>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    let mut skip = Skip::Nothing;
    for (at, item) in items.iter().enumerate() {
        if skip.ends_at(item.gap) {
            skip = Skip::Nothing;
        }
        let rest = items.get(at + 1..).unwrap_or(&[]);
        // `Executive Assistant, CEO`: whom they assist.
        let parted = matches!(item.gap, Gap::Comma | Gap::Dash | Gap::Paren);
        if parted
            && skip == Skip::Nothing
            && ends_with_aide(&kept)
            && names(items.get(at..).unwrap_or(&[]), Seniority::President)
        {
            add(notes, Note::SomeoneElses);
            skip = Skip::Chief;
        }
        match item.sense.act {
            Act::Now => skip = Skip::Nothing,
            Act::At => skip = Skip::Company,
            // `CEO at Acme and founder of Beta`: behind the company a new post begins.
            Act::And if skip == Skip::Company && rest.first().is_some_and(|next| next.sense.rank.is_some()) => {
                skip = Skip::Nothing;
                kept.push(*item);
            }
            Act::NotHeld => {
                add(notes, Note::NotHeld);
                skip = Skip::NotHeld;
                // `Genel Müdür (Emekli)`: set behind the post, it means the post before it.
                if item.gap != Gap::None && rest.first().is_none_or(|next| next.gap != Gap::None) {
                    drop_back(&mut kept, |gap| gap == Gap::Bar);
                }
            }
            Act::Boss if names(rest, Seniority::Director) => {
                add(notes, Note::SomeoneElses);
                skip = Skip::Chief;
            }
            Act::LegalForm => drop_company(&mut kept),
            _ if skip == Skip::Nothing => kept.push(*item),
            _ => {}
        }
    }
    kept
}

/// Whether the words up to the next gap name a post of at least this height.
fn names(items: &[Item], least: Seniority) -> bool {
    items
        .iter()
        .enumerate()
        .take_while(|(at, item)| *at == 0 || item.gap == Gap::None)
        .any(|(_, item)| item.sense.rank >= Some(least) || item.sense.act == Act::Chief)
}

/// Whether the last post so far is that of an assistant or secretary.
fn ends_with_aide(kept: &[Item]) -> bool {
    let is_aide = |item: &Item| matches!(item.sense.act, Act::Aide | Act::Assistant);
    let last = kept.iter().rev().find(|item| item.sense.rank.is_some() || is_aide(item));
    last.is_some_and(is_aide)
}

/// Drops the last phrases back to (and with) one that a gap precedes.
fn drop_back(kept: &mut Vec<Item>, is_edge: impl Fn(Gap) -> bool) {
    while let Some(item) = kept.pop() {
        if is_edge(item.gap) {
            break;
        }
    }
}

/// Drops the fields of a company's name, which ends here.
fn drop_company(kept: &mut Vec<Item>) {
    while let Some(item) = kept.last() {
        let own = item.sense.rank.is_some() || !matches!(item.sense.act, Act::Plain | Act::And);
        if own {
            break;
        }
        let edge = item.gap != Gap::None;
        kept.pop();
        if edge {
            break;
        }
    }
}

fn add(notes: &mut Vec<Note>, note: Note) {
    if !notes.contains(&note) {
        notes.push(note);
    }
}

/// Every post of the phrases.
fn posts(items: &[Item]) -> Vec<Found> {
    if is_trainee(items) {
        return Draft::trainee(items).finish().into_iter().collect();
    }
    let mut found: Vec<Found> = Vec::new();
    let mut open = Draft::default();
    for chunk in chunks(items) {
        let mut next = read_chunk(chunk);
        if open.is_completed_by(&next) {
            open.take_fields_after(next);
        } else if open.is_post() && next.is_post() {
            keep(&mut found, open.finish());
            open = next;
        } else if next.is_post() {
            next.take_fields_before(open);
            open = next;
        } else {
            open.take_fields_after(next);
        }
    }
    keep(&mut found, open.finish());
    found
}

/// Whether the person is a trainee, and not one who looks after them (`Manager of interns`).
fn is_trainee(items: &[Item]) -> bool {
    let mut before = Act::Plain;
    items.iter().any(|item| std::mem::replace(&mut before, item.sense.act) != Act::Of && item.sense.act == Act::Trainee)
}

/// The phrases parted at every gap and every `and`.
fn chunks(items: &[Item]) -> impl Iterator<Item = &[Item]> {
    items.chunk_by(|before, next| next.gap == Gap::None && before.sense.act != Act::And && next.sense.act != Act::And)
}

/// Adds a role, or joins it with one that says the same in other words.
fn keep(found: &mut Vec<Found>, post: Option<Found>) {
    let Some(post) = post else { return };
    let role = &post.role;
    let same = |known: &Role| {
        let unit_chiefs = [Some(Seniority::GeneralManager), Some(Seniority::CLevel)];
        let both_run_it = role.function == Some(Function::GeneralManagement)
            && unit_chiefs.contains(&known.seniority)
            && unit_chiefs.contains(&role.seniority);
        let function = known.function == role.function || known.function.is_none() || role.function.is_none();
        function && (known.seniority == role.seniority || known.function == role.function && both_run_it)
    };
    let Some(known) = found.iter_mut().find(|known| same(&known.role)) else {
        found.push(post);
        return;
    };
    let Found { role, standing } = post;
    known.standing = known.standing.max(standing);
    let known = &mut known.role;
    known.seniority = known.seniority.max(role.seniority);
    known.confidence = known.confidence.max(role.confidence);
    if known.function.is_none() {
        known.function = role.function;
        known.part = role.part;
    }
    add_words(known, role.words);
}

fn add_words(role: &mut Role, words: Vec<std::ops::Range<usize>>) {
    role.words.extend(words);
    role.words.sort_by_key(|span| span.start);
    role.words.dedup();
}

/// A post without a work takes that of the post named next to it: `Team Lead & iOS Developer`.
fn borrow_function(found: &mut [Found]) {
    for at in 1..found.len() {
        let Some([before, after]) = found.get_mut(at - 1..=at) else {
            continue;
        };
        let (lacks, has) = match (before.role.function, after.role.function) {
            (None, Some(_)) => (&mut before.role, &after.role),
            (Some(_), None) => (&mut after.role, &before.role),
            _ => continue,
        };
        if matches!(has.function, Some(Function::GeneralManagement | Function::Administration)) {
            continue;
        }
        lacks.function = has.function;
        add_words(lacks, has.words.clone());
        lacks.confidence = lacks.confidence.saturating_sub(10);
        lacks.part = part(lacks.function, lacks.seniority, false);
    }
}
