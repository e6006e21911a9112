//! One random history, decided twice and compared.

use super::book::Book;
use super::history::{Event, History};
use super::judge::Judge;
use super::random::Random;
use super::standing::{Scores, Standing};
use kopru_engine::account::Account;
use kopru_engine::decide::{Cause, Decision};
use kopru_engine::lead;
use kopru_engine::play::{Played, Taken, World};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Trace};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// What was compared, so that one sees that the histories hold what they should.
#[derive(Debug, Default)]
pub struct Compared {
    pub decisions: u64,
    by_time: u64,
    looks: u64,
    outcomes: BTreeMap<&'static str, u64>,
    dispositions: BTreeMap<&'static str, u64>,
    suggestions: u64,
    stagnations: u64,
    cycles: u64,
    /// Leads that a fact brought back by itself.
    triggered: u64,
    /// Stages entered, by what they mean.
    entered: BTreeMap<&'static str, u64>,
    points: u64,
    /// What became of hand-overs and their clocks.
    sales: BTreeMap<&'static str, u64>,
}

impl Compared {
    pub fn add(&mut self, other: &Compared) {
        self.decisions += other.decisions;
        self.by_time += other.by_time;
        self.looks += other.looks;
        self.suggestions += other.suggestions;
        self.stagnations += other.stagnations;
        self.cycles += other.cycles;
        self.points += other.points;
        self.triggered += other.triggered;
        let mine = [&mut self.outcomes, &mut self.dispositions, &mut self.entered, &mut self.sales];
        for (mine, more) in mine.into_iter().zip([&other.outcomes, &other.dispositions, &other.entered, &other.sales]) {
            for (name, count) in more {
                *mine.entry(name).or_default() += count;
            }
        }
    }

    /// A comparison that never meets the hard cases would prove nothing.
    pub fn assert_rich(&self) {
        for outcome in [
            "applied",
            "occurred_in_future",
            "unknown_fact",
            "cannot_retract",
            "not_at_stage",
            "closed",
            "already_open",
            "not_eligible",
            "ability_unmet",
            "already_offered",
            "cannot_undo",
            "repeated",
            "id taken",
        ] {
            assert!(self.outcomes.contains_key(outcome), "no fact was {outcome}");
        }
        for state in ["open", "recycled", "disqualified", "won", "lost"] {
            assert!(self.dispositions.contains_key(state), "no lead was {state}");
        }
        for stage in ["acceptance", "qualification", "conversation", "won"] {
            assert!(self.entered.get(stage).is_some_and(|count| *count > 15), "hardly a lead came to {stage}");
        }
        assert!(self.triggered > 20);
        for what in [
            "open",
            "accepted",
            "refused",
            "returned",
            "expired",
            "withdrawn",
            "offered again",
            "warned",
            "breached",
            "late follow-up",
            "waits",
            "undone",
        ] {
            assert!(self.sales.get(what).is_some_and(|count| *count > 5), "hardly a hand-over was {what}");
        }
        assert!(
            self.by_time > 1_000
                && self.suggestions > 100
                && self.stagnations > 100
                && self.cycles > 100
                && self.points > 10_000
        );
    }
}

/// Compares one history; a difference is a panic that says how to see it again.
pub fn history(seed: u64) -> Compared {
    let mut random = Random::new(seed);
    let book = Book::random(&mut random);
    let history = History::random(&book, &mut random);
    let text = book.toml();
    let checked = Playbook::check(&text, &BTreeMap::new());
    let Some(playbook) = checked.playbook else {
        panic!("seed {seed}: the playbook was refused: {:#?}\n{text}", checked.findings);
    };
    let mut run = Run {
        seed,
        text: &text,
        history: &history,
        playbook: &playbook,
        world: World::new(&playbook, true),
        judge: Judge::new(&book, history.leads),
        compared: Compared::default(),
    };
    for event in &history.events {
        run.step(event);
    }
    run.decisions();
    run.compared
}

struct Run<'a> {
    seed: u64,
    text: &'a str,
    history: &'a History,
    playbook: &'a Playbook,
    world: World<'a>,
    judge: Judge<'a>,
    compared: Compared,
}

fn key(place: usize) -> String {
    format!("lead-{place}")
}

impl Run<'_> {
    fn step(&mut self, event: &Event) {
        match event {
            Event::Fact(fact) => {
                let typed = self
                    .playbook
                    .type_fact(&fact.raw(), "?", Moment::MIN)
                    .unwrap_or_else(|faults| panic!("{faults:?} {fact:?}"));
                let account = fact.account;
                let engine = match self.world.take(&key(fact.lead), account, typed) {
                    Taken::Decided(outcome) => outcome.code(),
                    Taken::Repeated => "repeated",
                    Taken::IdTaken => "id taken",
                };
                let oracle = self.judge.take(fact);
                self.same(&format!("the outcome of {}", fact.id), &engine, &oracle);
                *self.compared.outcomes.entry(oracle).or_default() += 1;
            }
            Event::Look(at) => self.look(*at),
        }
    }

    fn look(&mut self, at: i64) {
        let moment = Moment::from_micros(at).expect("a moment of the history");
        self.world.look(moment);
        for place in 0..self.judge.leads.len() {
            self.judge.settle(place, at);
            if self.judge.leads[place].standing.entered.is_none() {
                continue;
            }
            let scores = self.judge.scores(place, at);
            let played = self.world.lead(&key(place)).expect("a lead with facts");
            let what = format!("{} at {moment}", key(place));
            let account: &Account = self.world.account_of(played);
            let trace = Trace::of(self.playbook, &played.lead, account, moment);
            self.same_scores(&what, &trace, &scores);
            let lead = &played.lead;
            let band = self.playbook.bands.iter().position(|least| trace.engagement >= *least).unwrap_or(3);
            let (fit, grade, persona) =
                (lead.fit(), usize::from(lead.grade()), lead.persona().map(|(it, degree)| (usize::from(it), degree)));
            self.same(
                &format!("scores of {what}"),
                &(fit, grade, persona),
                &(scores.fit, scores.grade, scores.persona),
            );
            self.same(
                &format!("band of {what}"),
                &(lead.engagement(), usize::from(lead.band())),
                &(trace.engagement, band),
            );
            let standing = Standing::of_engine(self.playbook, &lead.standing);
            self.same(&format!("standing of {what}"), &standing, &self.judge.leads[place].standing);
            self.compared.looks += 1;
            self.compared.points +=
                (scores.engagement.iter().chain(&scores.account)).filter(|points| points.0 != 0).count() as u64;
        }
    }

    fn same_scores(&self, what: &str, trace: &Trace, scores: &Scores) {
        let (mut engagement, mut account) = (vec![0; scores.engagement.len()], vec![0; scores.account.len()]);
        for line in &trace.lines {
            match line {
                Line::Engagement { rule, points } => engagement[usize::from(*rule)] = *points,
                Line::Account { rule, points } => account[usize::from(*rule)] = *points,
                _ => {}
            }
        }
        self.same(&format!("fit of {what}"), &trace.fit, &scores.fit);
        for (name, engine, oracle) in
            [("engagement", &engagement, &scores.engagement), ("account", &account, &scores.account)]
        {
            let passes = engine.iter().zip(oracle).all(|(points, (least, most))| least <= points && points <= most);
            if !passes {
                self.differs(&format!("{name} of {what}"), engine, oracle);
            }
        }
        let sums = (engagement.iter().sum::<i64>(), account.iter().sum::<i64>());
        self.same(&format!("sums of {what}"), &(trace.engagement, trace.account), &sums);
    }

    /// All decisions of all leads, one by one, each with the standing that the changes so far add up to.
    fn decisions(&mut self) {
        for place in 0..self.judge.leads.len() {
            let Some(played) = self.world.lead(&key(place)) else {
                continue;
            };
            let engine = self.folded(played);
            let made = &self.judge.leads[place].made;
            for (number, ((decision, after), oracle)) in engine.iter().zip(made).enumerate() {
                let what = format!("decision {number} of {}", key(place));
                let fact = match &decision.cause {
                    Cause::Fact { id, .. } => Some(id.to_string()),
                    _ => None,
                };
                let about = (decision.at.micros(), fact, decision.outcome.code());
                self.same(&what, &about, &(oracle.at, oracle.fact.clone(), oracle.outcome));
                self.same(&format!("{what}, at {}", decision.at), after, &oracle.after);
                if oracle.after.entered.is_some() {
                    let trace = decision.trace.as_ref().expect("a traced decision");
                    self.same_scores(&what, trace, &oracle.scores);
                }
            }
            self.same(&format!("the number of decisions of {}", key(place)), &engine.len(), &made.len());
            let folded = engine.last().map(|(_, after)| after.clone());
            let lead = Standing::of_engine(self.playbook, &played.lead.standing);
            self.same(&format!("the fold of {}", key(place)), &folded.unwrap_or(lead.clone()), &lead);
            let made = made.clone();
            self.count(&made);
        }
    }

    /// The engine's decisions with what their changes add up to.
    fn folded<'p>(&self, played: &'p Played) -> Vec<(&'p Decision, Standing)> {
        let mut standing = lead::Standing::new(self.playbook);
        let mut all = Vec::new();
        for decision in &played.decisions {
            decision.changes.iter().for_each(|change| standing.apply(change, decision.at));
            all.push((decision, Standing::of_engine(self.playbook, &standing)));
        }
        all
    }

    fn count(&mut self, made: &[super::judge::Made]) {
        let compared = &mut self.compared;
        for (before, it) in made.iter().zip(made.iter().skip(1)) {
            if let Some(stage) = it.after.stage.filter(|stage| before.after.stage != Some(*stage)) {
                let by = self.judge.book.stages[stage].by;
                let name = by.map_or("rule", |by| ["acceptance", "qualification", "conversation", "won"][by as usize]);
                *compared.entered.entry(name).or_default() += 1;
            }
            let revived = before.after.disposition.kind == Some(1) && it.after.cycle > before.after.cycle;
            let undone = before.after.sales.undo.is_some() && it.after.sales.undo.is_none();
            let back = before.after.reached.iter().flatten().count() > it.after.reached.iter().flatten().count();
            if undone && back {
                *compared.sales.entry("undone").or_default() += 1;
            }
            compared.triggered += u64::from(revived && it.after.cycle_from.is_some_and(|from| from != it.at));
        }
        for it in made {
            compared.decisions += 1;
            compared.by_time += u64::from(it.fact.is_none());
            compared.suggestions += u64::from(!it.after.suggestions.is_empty());
            compared.stagnations += u64::from(it.after.stagnations > 0);
            compared.cycles += u64::from(it.after.cycle > 1);
            *compared.dispositions.entry(it.after.disposition.state).or_default() += 1;
            let sales = &it.after.sales;
            let clock = |kind: &str| sales.clocks.iter().find(|clock| clock.kind == kind);
            let seen = [
                sales.offer.map(|offer| offer.2),
                sales.offer.filter(|offer| offer.1 > 1).map(|_| "offered again"),
                clock("contact").filter(|it| it.warned).map(|_| "warned"),
                clock("contact").and_then(|it| it.breached).map(|_| "breached"),
                clock("follow_up").and_then(|it| it.breached).map(|_| "late follow-up"),
                sales.waiting.map(|_| "waits"),
            ];
            seen.into_iter().flatten().for_each(|what| *compared.sales.entry(what).or_default() += 1);
        }
    }

    fn same<T: PartialEq + Debug>(&self, what: &str, engine: &T, oracle: &T) {
        if engine != oracle {
            self.differs(what, engine, oracle);
        }
    }

    fn differs(&self, what: &str, engine: &dyn Debug, oracle: &dyn Debug) -> ! {
        let mut events = String::new();
        for event in &self.history.events {
            events += &match event {
                Event::Fact(fact) => {
                    let moment = |micros| Moment::from_micros(micros).map(|it| it.to_string()).unwrap_or_default();
                    format!(
                        "{} {} lead-{} of {:?} {:?} {:?} {:?} recorded {}\n",
                        moment(fact.occurred),
                        fact.id,
                        fact.lead,
                        fact.account,
                        fact.act,
                        fact.source,
                        fact.fields,
                        moment(fact.recorded)
                    )
                }
                Event::Look(at) => format!("{} look\n", Moment::from_micros(*at).expect("a moment")),
            };
        }
        panic!("seed {}: {what}\nengine {engine:?}\noracle {oracle:?}\n{}\n{events}", self.seed, self.text);
    }
}
