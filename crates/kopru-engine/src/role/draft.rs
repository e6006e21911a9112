//! One post while its words are read: what each word adds, and the role that comes out.

use super::reading::Item;
use super::token::Gap;
use super::words::{Act, Sense};
use super::{Function, Part, Role, Seniority};
use std::ops::Range;

/// A post that was read, and where it stands among the others.
pub(super) struct Found {
    /// The role.
    pub role: Role,
    /// The height, and whether the words are firm.
    pub standing: (Option<Seniority>, bool),
}

/// One post while it is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    rank: Option<Seniority>,
    /// The height comes from a word that says little (`associate`, `officer`).
    vague: bool,
    post: Option<Function>,
    loose_post: Option<Function>,
    field: Option<Function>,
    loose_field: Option<Function>,
    senior: bool,
    junior: bool,
    deputy: bool,
    advisory: bool,
    of_things: bool,
    /// A seat on a board, not its chair.
    seat: bool,
    /// `chief` was said.
    chief: bool,
    /// The height comes from `officer` alone.
    officer: bool,
    /// The field is sales or marketing by name.
    holds: bool,
    /// The chair of a board.
    chair: bool,
    /// `Product Management`: a manager when no word names a rank.
    managing: bool,
    /// Works for the chief whose post stands beside it.
    aide: bool,
    words: Vec<Range<usize>>,
}

/// Reads phrases between two gaps as one post.
pub(super) fn read_chunk(chunk: &[Item]) -> Draft {
    let mut draft = Draft::default();
    let mut of = false;
    for (at, item) in chunk.iter().enumerate() {
        let rest = chunk.get(at + 1..).unwrap_or(&[]);
        let sense = &item.sense;
        let span = item.start..item.end;
        match sense.act {
            Act::Of => of |= draft.rank.is_some(),
            Act::Senior | Act::Junior | Act::Deputy => {
                draft.senior |= sense.act == Act::Senior;
                draft.junior |= sense.act == Act::Junior;
                draft.deputy |= sense.act == Act::Deputy;
                draft.words.push(span);
            }
            Act::Chief => {
                draft.chief = true;
                draft.words.push(span);
            }
            // The well-known chiefs stand in the tables; others are made up more freely.
            Act::Officer if draft.chief => draft.raise_vaguely(Seniority::CLevel, span),
            Act::Principal if highest(rest) >= Some(Seniority::Specialist) => {
                draft.senior = true;
                draft.words.push(span);
            }
            Act::Principal => draft.raise_vaguely(Seniority::Director, span),
            Act::Staff if has_technical_trade(rest) => {
                draft.senior = true;
                draft.words.push(span);
            }
            Act::Assistant if highest(rest) >= Some(Seniority::Lead) => {
                draft.deputy = true;
                draft.words.push(span);
            }
            Act::Office if draft.rank < Some(Seniority::President) => draft.learn(sense, item, of),
            Act::Assistant | Act::Aide | Act::Adviser | Act::Office if draft.rank >= Some(Seniority::Director) => {
                draft.serve(sense, span);
            }
            Act::Assistant => {
                draft.raise_vaguely(Seniority::Junior, span);
                draft.loose_post = draft.loose_post.or(Some(Function::Administration));
            }
            Act::Associate if highest(rest) >= Some(Seniority::Specialist) => {}
            Act::Associate | Act::Officer => {
                draft.officer |= sense.act == Act::Officer;
                draft.raise_vaguely(Seniority::Specialist, span);
            }
            Act::Md if draft.field.is_some() || draft.loose_field.is_some() => draft.raise(Seniority::Manager, span),
            Act::Partner => draft.partner(sense, rest, span),
            _ => draft.learn(sense, item, of),
        }
    }
    if draft.chief {
        draft.rank_chief();
    }
    draft
}

/// Whether phrases name a trade in which `staff` is a grade: a staff engineer is senior, a staff accountant is not.
fn has_technical_trade(items: &[Item]) -> bool {
    use Function::{Data, Design, Engineering, It, Product, Research};
    let technical = [Engineering, Data, Design, It, Product, Research];
    items.iter().any(|item| {
        item.sense.rank == Some(Seniority::Specialist)
            && item.sense.function.is_some_and(|function| technical.contains(&function))
    })
}

/// The highest rank that phrases name, up to a complement.
fn highest(items: &[Item]) -> Option<Seniority> {
    let inside = items.iter().take_while(|item| !matches!(item.sense.act, Act::Of | Act::Boss));
    inside.filter_map(|item| item.sense.rank).max()
}

impl Draft {
    /// A trainee is nothing else: every other rank in the title is the chief's or the programme's.
    pub fn trainee(items: &[Item]) -> Draft {
        let mut draft = Draft { rank: Some(Seniority::Intern), ..Draft::default() };
        for item in items {
            let sense = &item.sense;
            if sense.act == Act::Trainee {
                draft.words.push(item.start..item.end);
            } else if sense.rank < Some(Seniority::Director) {
                draft.learn_function(sense, item);
            }
        }
        draft
    }

    /// Whether it names a post, not only a field.
    pub fn is_post(&self) -> bool {
        self.rank.is_some()
    }

    fn raise(&mut self, rank: Seniority, span: Range<usize>) {
        if self.rank < Some(rank) {
            self.rank = Some(rank);
            self.vague = false;
        }
        self.words.push(span);
    }

    fn raise_vaguely(&mut self, rank: Seniority, span: Range<usize>) {
        if self.rank < Some(rank) {
            self.rank = Some(rank);
            self.vague = true;
        }
        self.words.push(span);
    }

    /// Takes a phrase's rank and function.
    fn learn(&mut self, sense: &Sense, item: &Item, of: bool) {
        // `Founder of Acme Software`: behind such a post stands a company's name.
        if of && sense.is_field() && self.rank >= Some(Seniority::CLevel) {
            return;
        }
        if sense.act == Act::Management {
            self.managing = true;
            if !sense.is_field() {
                self.words.push(item.start..item.end);
            }
        }
        if let Some(rank) = sense.rank {
            if rank == Seniority::Board && sense.act == Act::Plain {
                self.chair = true;
            }
            if sense.act == Act::Vague {
                self.raise_vaguely(rank, item.start..item.end);
            } else {
                self.raise(rank, item.start..item.end);
            }
            self.advisory |= sense.act == Act::Advisory;
            self.seat |= sense.act == Act::Seat && self.rank == Some(rank);
            self.of_things |= sense.act == Act::OfThings;
        }
        // `Lead Analyst for the Sharing Program`: a vague complement says less than the trade.
        if !(of && sense.is_field() && !sense.strong && self.loose_post.is_some()) {
            self.learn_function(sense, item);
        }
    }

    /// Takes a phrase's function. Of fields in a row before the rank the last counts (`Finance Technology Manager`), but
    /// sales and marketing keep theirs (`Marketing Science`) unless a department of its own follows (`Marketing
    /// Procurement`). Behind the rank the first counts: later ones are often a product's or a unit's name.
    fn learn_function(&mut self, sense: &Sense, item: &Item) {
        let Some(function) = sense.function else { return };
        let is_field = sense.is_field();
        let own_department = matches!(
            function,
            Function::Finance | Function::Hr | Function::Legal | Function::Procurement | Function::It
        );
        let kept = self.rank.is_some() || self.holds && !own_department;
        self.holds |= sense.act == Act::Holds;
        let place = match (is_field, sense.strong) {
            (true, true) => &mut self.field,
            (true, false) => &mut self.loose_field,
            (false, true) => &mut self.post,
            (false, false) => &mut self.loose_post,
        };
        if place.is_none() || is_field && !kept {
            *place = Some(function);
        }
        if is_field {
            self.words.push(item.start..item.end);
        }
    }

    /// The post beside it is the chief's: what remains works for that chief.
    fn serve(&mut self, sense: &Sense, span: Range<usize>) {
        let adviser = sense.act == Act::Adviser;
        let office = sense.act == Act::Office;
        *self = Draft {
            rank: if office { None } else { sense.rank.or(Some(Seniority::Junior)) },
            post: Some(if adviser { Function::Consulting } else { Function::Administration }),
            aide: true,
            words: vec![span],
            ..Draft::default()
        };
    }

    /// A partner of a firm, or a function's business partner (`Talent Partner`), or a manager of partners.
    fn partner(&mut self, sense: &Sense, rest: &[Item], span: Range<usize>) {
        let owned = [Function::Finance, Function::Legal, Function::Consulting];
        let serves = |field: Option<Function>| field.is_some_and(|field| !owned.contains(&field));
        if rest.iter().any(|item| item.gap == Gap::None && (item.sense.rank.is_some() || item.sense.is_field())) {
            self.loose_field = self.loose_field.or(Some(Function::BusinessDevelopment));
            self.words.push(span);
        } else if serves(self.field) || serves(self.loose_field) {
            self.raise_vaguely(Seniority::Specialist, span);
        } else if self.rank >= Some(Seniority::Director) {
            // `President, Partner` without a comma: the other post tells more.
            self.words.push(span);
        } else {
            self.raise_vaguely(Seniority::Partner, span);
            self.loose_post = self.loose_post.or(sense.function);
        }
    }

    /// `Chief` with nothing or a field is a chief; with a trade it is the trade's first in the house.
    fn rank_chief(&mut self) {
        match self.rank {
            None => self.rank = Some(Seniority::CLevel),
            Some(rank) if rank < Seniority::Director => {
                self.rank = Some(Seniority::Director);
                self.vague = true;
            }
            Some(_) => {}
        }
    }

    /// Whether what follows completes this chief: `Chief Product and Marketing Officer`.
    pub fn is_completed_by(&self, next: &Draft) -> bool {
        self.chief && next.officer && next.rank == Some(Seniority::Specialist)
    }

    /// Fields that stood before this post in chunks without a post: `Sales & Marketing Director` leads with sales.
    pub fn take_fields_before(&mut self, before: Draft) {
        if self.aide {
            return;
        }
        self.field = before.field.or(self.field);
        self.loose_field = before.loose_field.or(self.loose_field);
        self.senior |= before.senior;
        self.junior |= before.junior;
        self.deputy |= before.deputy;
        self.words.splice(0..0, before.words);
    }

    /// Fields behind this post in chunks without a post: `Director, Human Resources`.
    pub fn take_fields_after(&mut self, after: Draft) {
        self.field = self.field.or(after.field);
        self.loose_field = self.loose_field.or(after.loose_field);
        if !self.is_post() {
            self.senior |= after.senior;
            self.junior |= after.junior;
        }
        self.deputy |= after.deputy;
        self.managing |= after.managing;
        self.words.extend(after.words);
    }

    /// The function, once all words are known.
    fn function(&self) -> Option<Function> {
        // `Strategic Adviser`: words of general management say less than the trade.
        let telling = self.loose_field.filter(|field| *field != Function::GeneralManagement);
        self.post.or(self.field).or(telling).or(self.loose_post).or(self.loose_field)
    }

    /// The height, once all words are known.
    fn seniority(&self) -> Option<Seniority> {
        use Seniority::{CLevel, Director, GeneralManager, Junior, Manager, President, Senior, Specialist, Vp};
        match self.rank {
            Some(CLevel | President) if self.deputy => Some(Vp),
            Some(GeneralManager) if self.deputy => Some(Director),
            // A junior product manager manages a product, under somebody.
            Some(Manager) if self.of_things && self.junior => Some(Junior),
            Some(Specialist) if self.deputy || self.junior => Some(Junior),
            Some(Specialist) if self.senior => Some(Senior),
            None if self.managing && (self.field.is_some() || self.loose_field.is_some()) => Some(Manager),
            None if self.deputy || self.junior => Some(Junior),
            None if self.senior => Some(Senior),
            rank => rank,
        }
    }

    /// Where it stands when the title names several posts. A partner who is head of something is that head first, and a
    /// vice president whose card adds a freely named chief's post is a vice president first.
    fn standing(&self) -> (Option<Seniority>, bool) {
        match self.seniority() {
            // A seat that advises, or the chair of some committee.
            Some(Seniority::Board) if self.advisory || self.vague => (Some(Seniority::Senior), false),
            Some(Seniority::Partner) if self.vague => (Some(Seniority::Director), false),
            Some(Seniority::CLevel) if self.vague => (Some(Seniority::Vp), false),
            Some(Seniority::Board) if self.seat && !self.chair => (Some(Seniority::CLevel), false),
            seniority => (seniority, !self.vague),
        }
    }

    /// The role; `None` when nothing is known.
    pub fn finish(self) -> Option<Found> {
        let (function, seniority) = (self.function(), self.seniority());
        if function.is_none() && seniority.is_none() {
            return None;
        }
        let confidence = self.confidence();
        let part = part(function, seniority, self.advisory || self.aide && function == Some(Function::Consulting));
        let standing = self.standing();
        let mut words = self.words;
        words.sort_by_key(|span| span.start);
        words.dedup();
        Some(Found { role: Role { function, seniority, part, confidence, words }, standing })
    }

    /// How sure: every doubt takes its share.
    fn confidence(&self) -> u8 {
        let doubts = [
            (self.rank.is_none(), 45),
            (self.vague, 20),
            (self.function().is_none(), 10),
            (self.post.or(self.field).is_none() && self.loose_field.is_some(), 10),
            (self.of_things, 15),
            (self.deputy, 5),
        ];
        doubts.iter().filter(|(applies, _)| *applies).fold(95, |left: u8, (_, share)| left.saturating_sub(*share))
    }
}

/// The part that such a post usually plays.
pub(super) fn part(function: Option<Function>, seniority: Option<Seniority>, advisory: bool) -> Option<Part> {
    let door = matches!(function, Some(Function::Administration | Function::Procurement));
    let judge = matches!(function, Some(Function::It | Function::Legal | Function::Consulting));
    match seniority {
        _ if advisory => Some(Part::Influencer),
        Some(Seniority::Intern) => Some(Part::User),
        Some(rank) if rank >= Seniority::Director => Some(Part::Decider),
        _ if door => Some(Part::Gatekeeper),
        Some(rank) if rank >= Seniority::Senior => Some(Part::Influencer),
        Some(Seniority::Specialist) if judge => Some(Part::Influencer),
        Some(_) => Some(Part::User),
        None => None,
    }
}
