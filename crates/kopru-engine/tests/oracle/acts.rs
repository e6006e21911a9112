//! What people do to a lead, and what a fact brings about by itself, as the judge sees it.

use super::book::{By, DAY, DECLARED, Disqualify, REASONS, TYPES};
use super::history::{Act, Fact, SECOND};
use super::judge::{Judge, fires};
use super::standing::Disposition;

impl Judge<'_> {
    pub(super) fn act(&mut self, fact: &Fact, now: i64) -> Result<(), &'static str> {
        let place = fact.lead;
        match &fact.act {
            Act::Did(..) => self.wake(fact),
            Act::Accepted(by) => {
                let (to, second) = (self.offered(place)?, now.div_euclid(SECOND));
                self.take_over(place, second);
                self.enter(place, to, now);
                if let Some(by) = by {
                    self.leads[place].standing.owner = Some((*by).to_owned());
                }
                self.begin_work(place, second);
            }
            Act::Refused(reason) => self.refuse(place, *reason, now)?,
            Act::Returned => {
                self.offered(place)?;
                self.returned(place, now.div_euclid(SECOND))?;
            }
            Act::Qualified(overrule) => {
                let to = self.next_by(place, By::Qualification)?;
                if !overrule && !self.eligible(place, to, now) {
                    return Err("not_eligible");
                }
                self.enter(place, to, now);
            }
            Act::Talked(said) => {
                if said[0] {
                    self.reach(fact, now.div_euclid(SECOND));
                }
                self.talk(place, *said, now)?;
            }
            Act::Won => {
                let to = self.next_by(place, By::Won)?;
                if !self.eligible(place, to, now) {
                    return Err("not_eligible");
                }
                self.enter(place, to, now);
                self.leads[place].standing.dispose(Disposition::of("won"), now);
            }
            Act::Lost => {
                self.open(place)?;
                if self.leads[place].standing.stage.is_none_or(|stage| stage < self.book.first_by()) {
                    return Err("not_at_stage");
                }
                self.leads[place].standing.dispose(Disposition::of("lost"), now);
            }
            Act::Recycled(until) => {
                self.open(place)?;
                let until = until.map(|day| day * DAY * SECOND);
                self.leads[place].standing.dispose(Disposition { until, ..Disposition::of("recycled") }, now);
                self.new_cycle(place, now, now);
            }
            Act::Disqualified(kind, reason, until) => self.disqualify(place, *kind, reason.clone(), *until, now)?,
            Act::Revived => {
                if self.leads[place].standing.disposition.state == "open" {
                    return Err("already_open");
                }
                self.leads[place].standing.dispose(Disposition::open(), now);
                self.new_cycle(place, now, now);
                // A person overrules every rule that holds now.
                for (number, rule) in self.book.disqualify.iter().enumerate() {
                    let holds = rule.when.as_ref().is_some_and(|when| when.eval(&self.view(place, now)) == Some(true));
                    self.leads[place].standing.holding[number] |= holds;
                }
            }
            Act::Reported(stage) => self.report(place, *stage, fact.occurred, now),
            Act::Retracted(_) | Act::Found(..) | Act::Flag(_) | Act::Wrong(_) | Act::FieldsSet => {}
            _ => self.sell(fact, now)?,
        }
        Ok(())
    }

    /// The book's own reason to let go: its rules are called d0, d1 and so on.
    fn rule_of(&self, reason: Option<&str>) -> Option<&Disqualify> {
        let number: usize = reason?.strip_prefix('d')?.parse().ok()?;
        self.book.disqualify.get(number)
    }

    pub(super) fn open(&self, place: usize) -> Result<(), &'static str> {
        if self.leads[place].standing.disposition.state == "open" { Ok(()) } else { Err("closed") }
    }

    /// Sales may answer where the lead stands at the offered stage, or is reported further on than it stands.
    fn offered(&self, place: usize) -> Result<usize, &'static str> {
        let to = self.book.by(By::Acceptance).ok_or("not_at_stage")?;
        self.open(place)?;
        let standing = &self.leads[place].standing;
        let reported = standing.furthest_reported().is_some_and(|it| it >= self.book.first_by());
        let before = standing.stage.is_none_or(|stage| stage < to);
        let fits = standing.stage == Some(to - 1) || (before && reported);
        if fits { Ok(to) } else { Err("not_at_stage") }
    }

    /// The lead stands at the last stage that an act brings before this one, or, without any, right before it.
    fn next_by(&self, place: usize, by: By) -> Result<usize, &'static str> {
        let to = self.book.by(by).ok_or("not_at_stage")?;
        self.open(place)?;
        let before = self.book.stages[..to].iter().rposition(|stage| stage.by.is_some()).or(to.checked_sub(1));
        if self.leads[place].standing.stage == before { Ok(to) } else { Err("not_at_stage") }
    }

    fn enter(&mut self, place: usize, to: usize, now: i64) {
        self.leads[place].standing.enter(to, self.book.first_by(), now);
    }

    fn eligible(&self, place: usize, to: usize, now: i64) -> bool {
        let stage = &self.book.stages[to];
        let framework = !stage.framework || self.leads[place].known.framework(self.book) == Some(true);
        framework && stage.needs.as_ref().is_none_or(|needs| needs.eval(&self.view(place, now)) == Some(true))
    }

    fn refuse(&mut self, place: usize, reason: usize, now: i64) -> Result<(), &'static str> {
        self.offered(place)?;
        self.refused(place, now.div_euclid(SECOND));
        let (id, kind) = REASONS[reason];
        let standing = &mut self.leads[place].standing;
        let reason = Some(id.to_owned());
        standing.dispose(
            match kind {
                Some(kind) => Disposition { kind: Some(kind), reason, ..Disposition::of("disqualified") },
                None => Disposition { reason, ..Disposition::of("recycled") },
            },
            now,
        );
        self.new_cycle(place, now, now);
        Ok(())
    }

    fn talk(&mut self, place: usize, said: [bool; 3], now: i64) -> Result<(), &'static str> {
        let Ok(to) = self.next_by(place, By::Conversation) else {
            return Ok(());
        };
        if said.contains(&false) {
            return Ok(());
        }
        if !self.eligible(place, to, now) {
            return Err("not_eligible");
        }
        let unmet = |criterion: &usize| self.leads[place].known.criteria[*criterion] == Some(false);
        if self.book.stages[to].ability.iter().any(unmet) {
            return Err("ability_unmet");
        }
        self.enter(place, to, now);
        Ok(())
    }

    fn disqualify(
        &mut self,
        place: usize,
        kind: usize,
        reason: Option<String>,
        until: Option<i64>,
        now: i64,
    ) -> Result<(), &'static str> {
        let after = self.rule_of(reason.as_deref()).and_then(|rule| rule.revive_after);
        let after = after.map(|after| (now.div_euclid(SECOND) + after) * SECOND);
        let standing = &mut self.leads[place].standing;
        if !standing.is_live() {
            return Err("closed");
        }
        // Only "not now" has a date.
        let until = until.map(|day| day * DAY * SECOND).or(after).filter(|_| kind == 1);
        standing.dispose(Disposition { kind: Some(kind), reason, until, ..Disposition::of("disqualified") }, now);
        Ok(())
    }

    fn report(&mut self, place: usize, stage: usize, claimed: i64, now: i64) {
        let won = self.book.by(By::Won) == Some(stage);
        let standing = &mut self.leads[place].standing;
        standing.reported[stage] = Some(standing.reported[stage].map_or(claimed, |known| known.min(claimed)));
        if won && standing.disposition.state != "won" {
            standing.dispose(Disposition { reported: true, ..Disposition::of("won") }, now);
        }
    }

    /// An act of somebody let go for good, unreachable or lost asks a person to look again, if some rule welcomes it.
    fn wake(&mut self, fact: &Fact) {
        let standing = &self.leads[fact.lead].standing;
        let disposition = &standing.disposition;
        let by_hand = self.rule_of(disposition.reason.as_deref()).is_none_or(|rule| rule.when.is_none());
        let asks = match disposition.state {
            "lost" => true,
            "disqualified" => matches!(disposition.kind, Some(0 | 4)) || by_hand,
            _ => false,
        };
        let Act::Did(kind, _) = fact.act else { return };
        let welcome = self.book.engagement.iter().any(|rule| rule.points > 0 && fires(rule, fact));
        if asks && welcome {
            self.leads[fact.lead].standing.suggest(format!("revive by {}", TYPES[kind]));
        }
    }

    /// A "not now" with a rule's reason comes back when a fact of one of the rule's types happens.
    pub(super) fn revive_on(&mut self, fact: &Fact) {
        let disposition = &self.leads[fact.lead].standing.disposition;
        let Act::Did(kind, _) = fact.act else { return };
        let rule = self
            .book
            .disqualify
            .iter()
            .enumerate()
            .find(|(number, _)| disposition.reason == Some(format!("d{number}")));
        if disposition.kind == Some(1)
            && kind < DECLARED
            && rule.is_some_and(|(_, rule)| rule.revive_on.contains(&kind))
        {
            self.leads[fact.lead].standing.dispose(Disposition::open(), fact.decided());
            self.new_cycle(fact.lead, fact.occurred - 1, fact.decided());
        }
    }

    /// A new cycle, at the furthest stage reached before the offered one; what happened until `from` is of earlier cycles.
    pub(super) fn new_cycle(&mut self, place: usize, from: i64, now: i64) {
        let offered = self.book.offered();
        let standing = &mut self.leads[place].standing;
        standing.cycle += 1;
        standing.cycle_from = Some(from);
        standing.stage = standing.reached[..offered].iter().rposition(Option::is_some);
        standing.entered = Some(now);
        standing.stagnations = 0;
        standing.sales.rest();
        self.learn(place);
    }
}
