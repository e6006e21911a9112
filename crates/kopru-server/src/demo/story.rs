//! Tells the story to a database: the facts of each stretch of time go in through intake, with a clock that stands at the
//! stretch's end; what falls due is decided; then sales hears which leads were handed over, as any program does that reads
//! the feed of events, and what it does with them are facts of the next stretch.

use super::market::{Follows, Market};
use kopru_engine::decide::{Cause, Change, Outcome};
use kopru_engine::time::Moment;
use kopru_store::limits::PAGE_MAX;
use kopru_store::outbox::Event;
use kopru_store::written::{Incoming, body};
use kopru_store::{Clock, FactIn, Id, Result, Store};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that is set.
#[derive(Clone, Debug, Default)]
pub struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// Sets it.
    pub fn set(&self, at: Moment) {
        self.0.store(at.micros(), Ordering::SeqCst);
    }

    /// As the store reads it.
    pub fn clock(&self) -> Clock {
        let micros = self.0.clone();
        Arc::new(move || Moment::from_micros(micros.load(Ordering::SeqCst)).unwrap_or(Moment::MIN))
    }
}

/// How far the story has been told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Facts that were taken.
    pub facts: u64,
    /// Facts that were refused: none, unless the playbook does not know them.
    pub refused: u64,
    /// Leads that were handed over to sales.
    pub offers: u64,
    /// Until when.
    pub until: Option<Moment>,
    /// SHA-256 over all facts and what became of them, hexadecimal: the same for the same settings on every machine. Empty
    /// before the end.
    pub digest: String,
}

/// How long after its moment a message may be read, in seconds: the feed waits for others who might still write.
const HEARD_SECS: i64 = 7;
/// The topic of messages about stages.
const STAGE: &str = "lead.stage";

/// A story being told.
struct Telling<'t> {
    store: &'t Store,
    clock: &'t SetClock,
    /// The stage from which leads are handed over.
    offered: Option<u8>,
    heard: Option<Id>,
    /// Messages that were read and not yet marked as read.
    read: Vec<Id>,
    told: Told,
    digest: Sha256,
}

/// Tells it to the end. A playbook must be published before, at [`Market::begins_at`] or earlier.
///
/// # Errors
/// What the store answers.
pub async fn tell(
    store: &Store,
    clock: &SetClock,
    market: &mut Market,
    mut progress: impl FnMut(&Told),
) -> Result<Told> {
    let book = store.book().await?;
    let offered = book.playbook.handover.as_ref().map(|it| it.from);
    let mut telling =
        Telling { store, clock, offered, heard: None, read: Vec::new(), told: Told::default(), digest: Sha256::new() };
    let mut nights = 0;
    for (look, day_is_over) in market.looks() {
        clock.set(look);
        telling.take(market, look).await?;
        if day_is_over {
            nights += 1;
            telling.upkeep(nights).await?;
        }
        telling.hear(market, look, day_is_over).await?;
        telling.told.until = Some(look);
        progress(&telling.told);
    }
    while !store.upkeep().await?.is_idle() {}
    let digest = telling.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Told { digest, ..telling.told })
}

impl Telling<'_> {
    async fn take(&mut self, market: &mut Market, look: Moment) -> Result<()> {
        let (mut facts, mut follows): (Vec<FactIn>, Vec<Follows>) = (Vec::new(), Vec::new());
        for planned in market.until(look) {
            let incoming = Incoming { raw: planned.raw, also: Vec::new() };
            self.digest.update(incoming.raw.id.as_deref().unwrap_or_default());
            self.digest.update(body(&incoming));
            // A system's word about the stretch that has passed: each fact became known at its own moment.
            facts.push(FactIn { incoming, import: true });
            follows.push(planned.follows);
        }
        for (follows, answer) in follows.into_iter().zip(self.store.take(facts).await?) {
            let outcome = answer.ok().map(|it| it.outcome);
            self.digest.update(outcome.map_or("refused", Outcome::code));
            match outcome {
                Some(_) => self.told.facts += 1,
                None => self.told.refused += 1,
            }
            market.answered(follows, outcome == Some(Outcome::Applied), look);
        }
        Ok(())
    }

    /// People hear of changes of their accounts each night. Timers are run once a week: late, they decide what they would
    /// have decided in time, and a lead that does something is brought up to that moment first.
    async fn upkeep(&self, nights: u32) -> Result<()> {
        if nights.is_multiple_of(7) {
            while !self.store.upkeep().await?.is_idle() {}
            self.store.judge_acceptance().await?;
        }
        while self.store.tell_people().await? > 0 {}
        Ok(())
    }

    /// Reads what was decided, and at the end of a day marks it as read.
    async fn hear(&mut self, market: &mut Market, look: Moment, day_is_over: bool) -> Result<()> {
        self.clock.set(look.plus_secs(HEARD_SECS));
        let mut leads = Vec::new();
        loop {
            let events = self.store.events(self.heard, PAGE_MAX).await?;
            let Some(last) = events.last() else { break };
            self.heard = Some(last.id);
            leads.extend(events.iter().filter_map(|event| self.offer(event)));
            self.read.extend(events.iter().map(|it| it.id));
        }
        if day_is_over && !self.read.is_empty() {
            self.store.acknowledge(std::mem::take(&mut self.read)).await?;
        }
        self.told.offers += leads.len() as u64;
        market.offered(leads, look.plus_secs(HEARD_SECS));
        Ok(())
    }

    /// When a lead was handed over, and because of which fact.
    fn offer(&self, event: &Event) -> Option<(Moment, String)> {
        let decision = event.decision.as_ref().filter(|_| event.topic == STAGE)?;
        let came =
            decision.changes.iter().any(|it| matches!(it, Change::Stage { to, .. } if Some(*to) == self.offered));
        match &decision.cause {
            Cause::Fact { id, .. } if came => Some((decision.at, id.to_string())),
            _ => None,
        }
    }
}
