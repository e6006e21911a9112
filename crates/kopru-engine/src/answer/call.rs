//! A whole call, turn by turn: who is the lead, what their own words say of authority and need, and what the numbers of both
//! sides say of budget and time. What the words do not say stays unknown; a price or a delivery time that only a list could
//! tell is not guessed.

use super::compared::{self, Compared};
use super::deciding::decides;
use super::denied::no_need;
use super::findings::others_decide;
use super::list::{List, Promise};
use super::spoken::Said;
use super::words::{Token, tokens};
use super::{offer, spoken, time_frame};
use crate::playbook::Playbook;
use std::collections::BTreeSet;
use std::ops::Range;

/// One turn of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Who speaks.
    pub speaker: &'a str,
    /// What they say.
    pub text: &'a str,
}

/// Words of a call that say something of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Whether they say that it is met.
    pub met: bool,
    /// The turn.
    pub turn: usize,
    /// The bytes of its text that say so.
    pub words: Range<usize>,
}

/// What a call says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// Whether the lead decides; nothing where they do not say.
    pub authority: Option<Heard>,
    /// Whether the lead has a need; nothing where they do not deny it.
    pub need: Option<Heard>,
    /// Whether what they have is enough for what we ask; nothing where the call does not hold both numbers.
    pub budget: Option<Compared>,
    /// Whether we are ready when they need it; nothing where the call does not hold both times.
    pub time_frame: Option<Compared>,
    /// What we promised and the playbook's list of products contradicts.
    pub promises: Vec<Promise>,
}

/// Turns in which people say who they are.
const GREETING: usize = 6;

/// Whoever calls from a company: “this is Ada from Acme”, “Acme'den Ada ben”. None where nobody says so.
pub fn seller<'a>(turns: &[Turn<'a>]) -> Option<&'a str> {
    let names = |text: &str| {
        let tokens = tokens(text);
        let from = |pair: &[Token]| matches!(pair, [word, name] if matches!(word.folded.as_str(), "from" | "at" | "with") && name.is_name());
        tokens.windows(2).any(from) || calls_from(text, &tokens)
    };
    turns.iter().take(GREETING).find(|it| names(it.text)).map(|it| it.speaker)
}

/// Whether somebody says in Turkish from which company they call.
fn calls_from(text: &str, tokens: &[Token]) -> bool {
    let from = |it: &Token| {
        let raw = text.get(it.range.clone()).unwrap_or_default();
        let ending = raw.split_once(['\'', '’']).map_or("", |it| it.1);
        it.is_capital() && matches!(ending, "dan" | "den" | "tan" | "ten")
    };
    let says = |it: &Token| matches!(it.folded.as_str(), "ben" | "adim" | "ariyorum" | "aramistim" | "rahatsiz");
    tokens.iter().any(from) && tokens.iter().any(says)
}

/// Reads a call. What sellers say of the lead counts for nothing: only the lead's own words do, and of two that contradict
/// each other the one that denies.
pub fn read(turns: &[Turn<'_>]) -> Call {
    let seller = seller(turns);
    heard(turns, |speaker| Some(speaker) == seller, None)
}

/// The same where it is known whose turns are ours, held against the list of products of a playbook.
pub fn heard(turns: &[Turn<'_>], ours: impl Fn(&str) -> bool, playbook: Option<&Playbook>) -> Call {
    let call = spoken::read(turns, &ours);
    let said = |find: &dyn Fn(&Said<'_>) -> Vec<Range<usize>>| {
        let own = call.iter().filter(|it| !it.ours);
        own.filter_map(|it| Some((it.turn, find(it).into_iter().next()?))).next()
    };
    let saying = |met: bool| move |(turn, words): (usize, Range<usize>)| Heard { met, turn, words };
    let speakers: BTreeSet<String> = turns.iter().flat_map(|it| tokens(it.speaker)).map(|it| it.folded).collect();
    let (offer, list) = (offer::offer(&call, &speakers), List::of(&call, playbook));
    let others = said(&others_decide);
    Call {
        authority: others.map(saying(false)).or_else(|| said(&decides).map(saying(true))),
        need: said(&|it| no_need(it).into_iter().collect()).map(saying(false)),
        promises: list.contradicted(&call, &offer),
        budget: compared::budget(&call, offer, &list),
        time_frame: time_frame::time_frame(&call, &list),
    }
}
