//! What is known of a lead, folded from facts; the order in which they arrive does not matter.

use super::Derived;
use super::held::{Held, Stamp};
use super::outreach::Outreach;
use crate::condition::{Slot, Slots, Space};
use crate::decay::Sums;
use crate::limits;
use crate::playbook::{Builtin, LeadSlots, Measure, Playbook, SignalColour, Solved, schema};
use crate::role;
use crate::time::Moment;
use crate::typing::Fact;
use crate::value::Value;
use std::sync::Arc;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A criterion: met or not.
    Criterion(u16, bool),
    /// A pain that the lead has.
    Pain(u16),
    /// A measure of sizing up: which, and 0 to 3.
    Measure(u16, i64),
}

/// Something learned about a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// When, and from which fact.
    pub stamp: Stamp,
    /// What about.
    pub about: About,
    /// Where from: 0 inferred, 1 imported, 2 said, 3 a person's word.
    pub origin: u16,
    /// Who wrote it down.
    pub by: Option<Arc<str>>,
    /// The words that show it.
    pub quote: Option<Arc<str>>,
    /// Until when, for a time frame that is later.
    pub until: Option<Moment>,
}

impl Finding {
    /// What was said beats what was guessed; of two of the same strength the later stays.
    fn weight(&self) -> (u16, &Stamp) {
        (self.origin.min(2), &self.stamp)
    }

    /// Whether they said it or a person gave their word, and it was not inferred or imported.
    pub fn is_said(&self) -> bool {
        self.origin >= 2
    }
}

/// A red flag or positive sign that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalSeen {
    /// When, and in which fact.
    pub stamp: Stamp,
    /// Which.
    pub signal: u16,
    /// The words that show it.
    pub quote: Option<Arc<str>>,
}

/// Something that was read of a lead's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A red flag or positive sign.
    Signal(u16),
    /// A verdict, a pain or a level.
    Finding(About),
}

/// A person's word that a reading is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overruled {
    /// When, and by which fact.
    pub stamp: Stamp,
    /// Which reading.
    pub reading: Reading,
    /// Who says so.
    pub by: Option<Arc<str>>,
    /// The words that were read wrongly; none: whatever it rests on.
    pub quote: Option<Arc<str>>,
}

impl Overruled {
    /// Whether it takes back what was read then, of these words.
    fn takes(&self, reading: Reading, stamp: &Stamp, quote: Option<&Arc<str>>) -> bool {
        self.reading == reading && *stamp < self.stamp && (self.quote.is_none() || self.quote.as_ref() == quote)
    }
}

/// The post that somebody holds; what is not known is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// The work.
    pub function: Option<role::Function>,
    /// The height.
    pub seniority: Option<role::Seniority>,
    /// The part in a decision.
    pub part: Option<role::Part>,
}

/// What is known of a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Fields of the person.
    pub fields: Held,
    /// Decaying sums of the engagement rules, in the current cycle.
    pub sums: Sums,
    /// For each type of fact that a condition counts: when they happened, in whole seconds, sorted; current cycle.
    pub times: Vec<Vec<i64>>,
    /// Where the first fact that names a source came from.
    pub source: Option<(Stamp, Arc<str>)>,
    /// When the lead last did something.
    pub last_act: Option<Moment>,
    /// When the first fact happened.
    pub first_at: Option<Moment>,
    /// Everything found out, in the order of happening.
    pub findings: Vec<Finding>,
    /// Every signal seen, in the order of happening.
    pub signals: Vec<SignalSeen>,
    /// Readings that a person called wrong, in the order of happening.
    pub overruled: Vec<Overruled>,
    /// When a person of sales reached out in vain, after the lead was last reached; sorted, current cycle.
    pub tries: Vec<Moment>,
    /// When the lead was last reached, current cycle.
    pub reached_at: Option<Moment>,
    /// Consent for each purpose, as last said.
    pub consents: Vec<Option<(Stamp, bool)>>,
    /// Consents that count as withdrawn whatever was said until then.
    pub(super) withdrawn: Vec<(u16, Stamp)>,
    /// The role as the title says.
    pub(super) titled: [Value; 3],
}

impl Evidence {
    /// Stands for all values that findings, signals and consents decide; which of them really change is seen when they
    /// are set.
    pub(super) const DERIVED: Slots = Slots::of_lead(LeadSlots::RED);

    /// Nothing known.
    pub fn new(playbook: &Playbook) -> Evidence {
        Evidence {
            fields: Held::new(playbook.person.len()),
            sums: Sums::default(),
            times: vec![Vec::new(); playbook.fact_types.len()],
            source: None,
            last_act: None,
            first_at: None,
            findings: Vec::new(),
            signals: Vec::new(),
            overruled: Vec::new(),
            tries: Vec::new(),
            reached_at: None,
            consents: vec![None; playbook.consents.len()],
            withdrawn: Vec::new(),
            titled: [Value::Unknown, Value::Unknown, Value::Unknown],
        }
    }

    /// Consents that count as withdrawn at a stamp, unless a later fact gives them: see [`Lead::rebuild_restricted`].
    ///
    /// [`Lead::rebuild_restricted`]: super::Lead::rebuild_restricted
    pub fn withdrawn(&self) -> &[(u16, Stamp)] {
        &self.withdrawn
    }

    pub(super) fn take_withdrawn(&mut self) -> Vec<(u16, Stamp)> {
        std::mem::take(&mut self.withdrawn)
    }

    /// Lets consents count as withdrawn; called before any fact is folded.
    pub(super) fn restrict(&mut self, withdrawn: &[(u16, Stamp)]) {
        self.withdrawn = withdrawn.to_vec();
        for (purpose, stamp) in withdrawn {
            if let Some(held) = self.consents.get_mut(usize::from(*purpose))
                && held.as_ref().is_none_or(|(held, _)| held < stamp)
            {
                *held = Some((stamp.clone(), false));
            }
        }
    }

    /// The ids that retractions take back, sorted.
    pub fn retracted<'f>(playbook: &Playbook, facts: impl Iterator<Item = &'f Fact>) -> Vec<Arc<str>> {
        let mut ids: Vec<Arc<str>> = facts
            .filter(|fact| playbook.fact_types[usize::from(fact.kind)].builtin == Some(Builtin::Retracted))
            .filter_map(|fact| fact.text(Builtin::Retracted, "fact"))
            .collect();
        ids.sort_unstable();
        ids
    }

    /// Takes in a fact that has happened by `now`. Engagement and counts see only what happened after `cycle_from`.
    /// Tells which values it may have changed; scores aside, which are worked out anew for every moment.
    pub fn fold(&mut self, playbook: &Playbook, fact: &Fact, cycle_from: Option<Moment>, now: Moment) -> Slots {
        let kind = &playbook.fact_types[usize::from(fact.kind)];
        let mut changed = Slots::NONE;
        if !fact.fields.is_empty() && self.fields.take(fact, &fact.fields) {
            changed = slots_of(Space::Person, &fact.fields);
        }
        if self.first_at.is_none_or(|first| fact.occurred_at < first) {
            self.first_at = Some(fact.occurred_at);
        }
        if self.note_source(fact) {
            changed = changed.and(Slots::of_lead(LeadSlots::SOURCE));
        }
        match kind.builtin {
            Some(builtin) => changed = changed.and(self.fold_builtin(playbook, builtin, fact)),
            None => self.last_act = self.last_act.max(Some(fact.occurred_at)),
        }
        if cycle_from.is_none_or(|from| fact.occurred_at > from) {
            changed = changed.and(self.fold_act(playbook, fact, now));
            changed = changed.and(self.fold_outreach(Outreach::of(kind.builtin, fact), fact.occurred_at));
        }
        changed
    }

    /// Whether the lead was reached, or a person tried in vain.
    fn fold_outreach(&mut self, outreach: Outreach, at: Moment) -> Slots {
        if outreach == Outreach::None || self.reached_at >= Some(at) {
            return Slots::NONE;
        }
        if outreach == Outreach::Reached {
            self.reached_at = Some(at);
            self.tries.retain(|tried| *tried > at);
        } else {
            self.tries.insert(self.tries.partition_point(|known| *known <= at), at);
            if self.tries.len() > limits::TRIES_COUNTED_MAX {
                self.tries.remove(0);
            }
        }
        Evidence::DERIVED
    }

    /// The earliest fact that names a source gives the lead's.
    fn note_source(&mut self, fact: &Fact) -> bool {
        let Some(source) = &fact.source else { return false };
        let earlier = self.source.as_ref().is_none_or(|(held, _)| {
            (fact.occurred_at, std::cmp::Reverse(fact.rank), &fact.id)
                < (held.at, std::cmp::Reverse(held.rank), &held.id)
        });
        if earlier {
            self.source = Some((Stamp::of(fact), source.clone()));
        }
        earlier
    }

    fn fold_act(&mut self, playbook: &Playbook, fact: &Fact, now: Moment) -> Slots {
        let kind = &playbook.fact_types[usize::from(fact.kind)];
        let at = fact.occurred_at.secs();
        for (place, when) in &kind.engagement {
            if when.as_ref().is_none_or(|when| fires(when, fact)) {
                let rule = &playbook.engagement[usize::from(*place)];
                self.sums.add(*place, at, rule.points, playbook.half_lives[usize::from(rule.half_life)]);
            }
        }
        if !kind.counted || at <= now.secs() - limits::WINDOW_SECS_MAX {
            return Slots::NONE;
        }
        let times = &mut self.times[usize::from(fact.kind)];
        times.insert(times.partition_point(|&known| known <= at), at);
        if times.len() > limits::FACTS_COUNTED_MAX {
            times.remove(0);
        }
        Slots::of_count(fact.kind)
    }

    fn fold_builtin(&mut self, playbook: &Playbook, builtin: Builtin, fact: &Fact) -> Slots {
        match builtin {
            Builtin::Finding => self.fold_finding(playbook, fact),
            Builtin::Signal => {
                let Some(signal) = fact.word(builtin, "signal") else {
                    return Slots::NONE;
                };
                let seen = SignalSeen { stamp: Stamp::of(fact), signal, quote: fact.text(builtin, "quote") };
                insert(&mut self.signals, seen, |it| &it.stamp);
            }
            Builtin::Overruled => {
                let signal = fact.word(builtin, "signal").map(Reading::Signal);
                let Some(reading) = signal.or_else(|| about(builtin, fact).map(Reading::Finding)) else {
                    return Slots::NONE;
                };
                let (by, quote) = (fact.text(builtin, "by"), fact.text(builtin, "quote"));
                let it = Overruled { stamp: Stamp::of(fact), reading, by, quote };
                insert(&mut self.overruled, it, |it| &it.stamp);
            }
            Builtin::ConsentGiven | Builtin::ConsentWithdrawn => {
                let purpose = fact.word(builtin, "purpose").map(usize::from);
                let Some(held) = purpose.and_then(|purpose| self.consents.get_mut(purpose)) else {
                    return Slots::NONE;
                };
                if held.as_ref().is_none_or(|(stamp, _)| *stamp < Stamp::of(fact)) {
                    *held = Some((Stamp::of(fact), builtin == Builtin::ConsentGiven));
                }
            }
            _ => return Slots::NONE,
        }
        Evidence::DERIVED
    }

    fn fold_finding(&mut self, playbook: &Playbook, fact: &Fact) {
        let it = Builtin::Finding;
        let Some(about) = about(it, fact) else { return };
        let until = match fact.datum(it, "until") {
            Value::Date(day) => Some(day.start()),
            _ => None,
        };
        let finding = Finding {
            stamp: Stamp::of(fact),
            about,
            origin: fact.word(it, "origin").unwrap_or(2),
            by: fact.text(it, "by"),
            quote: fact.text(it, "quote"),
            until,
        };
        // A pain that we solve is a need; one that we do not solve says nothing about it.
        if let About::Pain(pain) = about
            && playbook.pains.get(usize::from(pain)).is_some_and(|pain| pain.solved != Solved::No)
            && let Some(need) = playbook.criteria.iter().position(|it| &*it.id == "need")
        {
            let about = About::Criterion(u16::try_from(need).unwrap_or(u16::MAX), true);
            insert(&mut self.findings, Finding { about, ..finding.clone() }, |it| &it.stamp);
        }
        insert(&mut self.findings, finding, |it| &it.stamp);
    }

    /// What was found out and not called wrong since. A person's own word stays, and so does what is found out anew; a need
    /// that a pain gave goes with the pain.
    pub fn standing(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|it| !self.is_overruled(it))
    }

    fn is_overruled(&self, finding: &Finding) -> bool {
        if self.overruled.is_empty() || finding.origin >= 3 {
            return false;
        }
        let taken = |it: &Finding| {
            let reading = Reading::Finding(it.about);
            self.overruled.iter().any(|by| by.takes(reading, &it.stamp, it.quote.as_ref()))
        };
        let by_pain = || {
            let pains = self.findings.iter().filter(|it| matches!(it.about, About::Pain(_)));
            matches!(finding.about, About::Criterion(_, true))
                && pains.filter(|it| it.stamp == finding.stamp).any(taken)
        };
        taken(finding) || by_pain()
    }

    /// The finding that gives a criterion its verdict.
    pub fn verdict(&self, criterion: u16) -> Option<(&Finding, bool)> {
        let of = |finding: &Finding| match finding.about {
            About::Criterion(about, met) if about == criterion => Some(met),
            _ => None,
        };
        let strongest = self.standing().filter(|it| of(it).is_some()).max_by_key(|it| it.weight())?;
        of(strongest).map(|met| (strongest, met))
    }

    /// The finding that gives a measure its level.
    pub fn level(&self, measure: Measure) -> Option<(&Finding, i64)> {
        let of = |finding: &Finding| match finding.about {
            About::Measure(about, level) if about == measure as u16 => Some(level),
            _ => None,
        };
        let strongest = self.standing().filter(|it| of(it).is_some()).max_by_key(|it| it.weight())?;
        of(strongest).map(|level| (strongest, level))
    }

    /// Signals that were seen and not called wrong since.
    pub fn seen(&self) -> impl Iterator<Item = &SignalSeen> {
        let taken =
            |it: &SignalSeen, by: &Overruled| by.takes(Reading::Signal(it.signal), &it.stamp, it.quote.as_ref());
        self.signals.iter().filter(move |it| !self.overruled.iter().any(|by| taken(it, by)))
    }

    /// Whether a person called a reading of these words wrong.
    pub fn was_overruled(&self, reading: Reading, quote: &str) -> bool {
        self.overruled.iter().any(|it| it.reading == reading && it.quote.as_deref() == Some(quote))
    }

    /// Different signals of a colour.
    pub fn signals_of(&self, playbook: &Playbook, colour: SignalColour) -> Vec<&SignalSeen> {
        let mut seen: Vec<&SignalSeen> = self
            .seen()
            .filter(|it| playbook.signals.get(usize::from(it.signal)).is_some_and(|signal| signal.colour == colour))
            .collect();
        seen.sort_by_key(|it| it.signal);
        seen.dedup_by_key(|it| it.signal);
        seen
    }

    /// Writes what findings, signals and consents say into the values that conditions read.
    pub(super) fn derive(&self, playbook: &Playbook, derived: &mut Derived) {
        let slots = &playbook.slots;
        let mut set = |slot: usize, value: Value| derived.set(u16::try_from(slot).unwrap_or(u16::MAX), value);
        let count = |colour| Value::Int(i64::try_from(self.signals_of(playbook, colour).len()).unwrap_or(0));
        set(usize::from(LeadSlots::RED), count(SignalColour::Red));
        set(usize::from(LeadSlots::POSITIVE), count(SignalColour::Positive));
        set(usize::from(LeadSlots::UNANSWERED), Value::Int(i64::try_from(self.tries.len()).unwrap_or(0)));
        for (place, &measure) in Measure::ALL.iter().enumerate() {
            set(
                usize::from(LeadSlots::MEASURES) + place,
                self.level(measure).map_or(Value::Unknown, |(_, it)| Value::Int(it)),
            );
        }
        for place in 0..playbook.criteria.len() {
            let verdict = self.verdict(u16::try_from(place).unwrap_or(u16::MAX));
            set(
                usize::from(slots.criteria) + place,
                verdict.map_or(Value::Unknown, |(_, met)| Value::Enum(u16::from(!met))),
            );
        }
        for (place, framework) in playbook.frameworks.iter().enumerate() {
            let verdict = crate::score::framework(self, framework);
            set(
                usize::from(slots.frameworks) + place,
                verdict.map_or(Value::Unknown, |met| Value::Enum(u16::from(!met))),
            );
        }
        for (place, consent) in self.consents.iter().enumerate() {
            set(
                usize::from(slots.consents) + place,
                consent.as_ref().map_or(Value::Unknown, |(_, given)| Value::Bool(*given)),
            );
        }
        for place in 0..playbook.pains.len() {
            let about = About::Pain(u16::try_from(place).unwrap_or(u16::MAX));
            let found = self.standing().any(|finding| finding.about == about);
            set(usize::from(slots.pains) + place, if found { Value::Bool(true) } else { Value::Unknown });
        }
        for place in 0..playbook.signals.len() {
            let seen = self.seen().any(|it| usize::from(it.signal) == place);
            set(usize::from(slots.signals) + place, Value::Bool(seen));
        }
    }

    /// Reads the role from the title.
    pub(super) fn read_role(&mut self) {
        let reading = match self.fields.values.get(usize::from(schema::TITLE)) {
            Some(Value::Text(title)) => role::read_title(title),
            _ => {
                self.titled = [Value::Unknown, Value::Unknown, Value::Unknown];
                return;
            }
        };
        let value = |place: Option<u16>| place.map_or(Value::Unknown, Value::Enum);
        let role = reading.primary();
        self.titled = [
            value(role.and_then(|it| it.function).map(|it| it as u16)),
            value(role.and_then(|it| it.seniority).map(|it| it as u16)),
            value(role.and_then(|it| it.part).map(|it| it as u16)),
        ];
    }

    /// The post that the person holds: as told, else as the title says.
    pub fn post(&self) -> Post {
        let [function, seniority, part] = self.role();
        let place = |value: Value| match value {
            Value::Enum(place) => Some(usize::from(place)),
            _ => None,
        };
        Post {
            function: place(function).and_then(|it| role::Function::ALL.get(it).copied()),
            seniority: place(seniority).and_then(|it| role::Seniority::ALL.get(it).copied()),
            part: place(part).and_then(|it| role::Part::ALL.get(it).copied()),
        }
    }

    /// What of the post was told; the title speaks for the rest.
    pub fn told_post(&self) -> Post {
        let told = |place: u16| match self.fields.values.get(usize::from(schema::ROLE_FUNCTION + place)) {
            Some(Value::Enum(it)) => Some(usize::from(*it)),
            _ => None,
        };
        Post {
            function: told(0).and_then(|it| role::Function::ALL.get(it).copied()),
            seniority: told(1).and_then(|it| role::Seniority::ALL.get(it).copied()),
            part: told(2).and_then(|it| role::Part::ALL.get(it).copied()),
        }
    }

    /// Function, seniority and part: as told, else as the title says.
    pub(super) fn role(&self) -> [Value; 3] {
        let mut role = self.titled.clone();
        for (place, value) in role.iter_mut().enumerate() {
            if let Some(told) = self.fields.values.get(usize::from(schema::ROLE_FUNCTION) + place)
                && told.is_known()
            {
                *value = told.clone();
            }
        }
        role
    }

    /// A new cycle: what was done so far no longer counts.
    pub(crate) fn begin_cycle(&mut self) {
        self.sums.clear();
        self.times.iter_mut().for_each(Vec::clear);
        self.tries.clear();
        self.reached_at = None;
    }
}

/// The slots of fields that a fact sets.
pub(crate) fn slots_of(space: Space, fields: &[(u16, Value)]) -> Slots {
    let slots = fields.iter().map(|&(index, _)| Slots::of(Slot { space, index }));
    slots.fold(Slots::NONE, Slots::and)
}

/// Whether a rule's condition holds for a fact.
pub(crate) fn fires(when: &crate::condition::Condition, fact: &Fact) -> bool {
    let env = crate::condition::Env {
        person: &[],
        account: &[],
        fact: &fact.data,
        lead: &[],
        times: &[],
        now: fact.occurred_at.secs(),
    };
    when.eval(&env) == crate::condition::Tri::True
}

/// Inserts in the order of happening; beyond the limit the oldest goes.
/// What a finding, or what overrules one, is about.
fn about(builtin: Builtin, fact: &Fact) -> Option<About> {
    if let Some(criterion) = fact.word(builtin, "criterion") {
        return Some(About::Criterion(criterion, fact.word(builtin, "verdict")? == 0));
    }
    if let Some(pain) = fact.word(builtin, "pain") {
        return Some(About::Pain(pain));
    }
    let level = match fact.datum(builtin, "level") {
        Value::Int(level) => *level,
        _ => 0,
    };
    Some(About::Measure(fact.word(builtin, "measure")?, level))
}

fn insert<T>(all: &mut Vec<T>, it: T, stamp: impl Fn(&T) -> &Stamp) {
    let place = all.partition_point(|known| stamp(known) <= stamp(&it));
    all.insert(place, it);
    if all.len() > limits::EVIDENCE_MAX {
        all.remove(0);
    }
}
