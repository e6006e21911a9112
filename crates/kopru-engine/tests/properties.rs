//! What must hold for every playbook and every history. Random ones come from the family that the oracle judges with;
//! what they mean is not worked out here, only that the engine keeps its promises about them.

#[path = "oracle/book.rs"]
#[allow(dead_code, reason = "the oracle uses the rest")]
mod book;
#[path = "properties/bytes.rs"]
mod bytes;
#[path = "oracle/condition.rs"]
#[allow(dead_code, reason = "the oracle uses the rest")]
mod condition;
#[path = "properties/examples.rs"]
mod examples;
#[path = "oracle/history.rs"]
#[allow(dead_code, reason = "the oracle uses the rest")]
mod history;
#[path = "oracle/random.rs"]
mod random;
#[path = "oracle/terms.rs"]
mod terms;
#[path = "properties/versions.rs"]
mod versions;

use book::{Book, By};
use history::{Act, Event, History, SECOND};
use kopru_engine::account::Account;
use kopru_engine::condition::Slots;
use kopru_engine::decay::{Phase, Sums};
use kopru_engine::decide::{self, Cause, Change, Decision, How, Inputs, Outcome, Reconsider};
use kopru_engine::desk::Desk;
use kopru_engine::lead::{Disposition, Evidence, Lead, Standing};
use kopru_engine::play::{Played, Taken, World, decided_at};
use kopru_engine::playbook::{Builtin, Kind, Playbook};
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Trace};
use kopru_engine::typing::Fact;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use random::Random;
use std::collections::BTreeMap;

/// A random playbook and history. The same seed gives the same.
struct Scene {
    book: Book,
    history: History,
    playbook: Playbook,
}

impl Scene {
    fn new(seed: u64) -> Scene {
        let mut random = Random::new(seed);
        let book = Book::random(&mut random);
        let history = History::random(&book, &mut random);
        let playbook = Playbook::check(&book.toml(), &BTreeMap::new()).playbook.expect("a playbook of the family");
        Scene { book, history, playbook }
    }

    /// The facts, typed, each with its lead and account.
    fn facts(&self) -> Vec<(String, Option<&'static str>, Fact)> {
        let facts = self.history.events.iter().filter_map(|event| match event {
            Event::Fact(fact) => Some(fact),
            Event::Look(_) => None,
        });
        facts
            .map(|fact| {
                let typed = self.playbook.type_fact(&fact.raw(), "?", Moment::MIN).expect("a fact of the family");
                (format!("lead-{}", fact.lead), fact.account, typed)
            })
            .collect()
    }

    /// A while after the last fact.
    fn end(&self) -> Moment {
        let last = self.facts().iter().map(|(_, _, fact)| decided_at(fact)).max().expect("a fact");
        last.plus_secs(40 * self.book.unit)
    }

    /// Plays all facts and looks at the end; `between` is asked before every fact.
    fn play(&self, mut between: impl FnMut(&mut World<'_>, Moment)) -> World<'_> {
        let mut world = World::new(&self.playbook, true);
        for (key, account, fact) in self.facts() {
            between(&mut world, decided_at(&fact));
            world.take(&key, account, fact);
        }
        between(&mut world, self.end());
        world.look(self.end());
        world
    }

    /// The fact that takes another back.
    fn retraction(&self, target: &Fact, now: Moment) -> Fact {
        let raw = history::Fact {
            id: format!("no-{}", target.id),
            lead: 0,
            account: None,
            act: Act::Retracted(target.id.to_string()),
            occurred: now.micros(),
            recorded: now.micros(),
            source: None,
            fields: Vec::new(),
        };
        self.playbook.type_fact(&raw.raw(), "?", now).expect("a retraction")
    }

    fn is_retraction(&self, fact: &Fact) -> bool {
        self.playbook.fact_types[usize::from(fact.kind)].builtin == Some(Builtin::Retracted)
    }

    fn inputs<'a>(&'a self, account: &'a Account, history: &'a [Fact]) -> Inputs<'a> {
        Inputs { playbook: &self.playbook, account, history, traced: false.into(), desk: Desk::none(), terms: None }
    }
}

/// Where a lead stood after each of its decisions.
fn standings<'p>(playbook: &Playbook, played: &'p Played) -> Vec<(&'p Decision, Standing)> {
    let mut standing = Standing::new(playbook);
    let after = |decision: &'p Decision| {
        decision.changes.iter().for_each(|change| standing.apply(change, decision.at));
        (decision, standing.clone())
    };
    played.decisions.iter().map(after).collect()
}

fn decisions(world: &World<'_>) -> String {
    world.leads().map(|(key, played)| format!("{key}: {:#?}\n", played.decisions)).collect()
}

/// Facts that people's decisions do not hang on.
fn is_evidence(act: &Act) -> bool {
    matches!(act, Act::Did(..) | Act::Found(..) | Act::Flag(_) | Act::Wrong(_) | Act::FieldsSet)
}

/// The same of a typed fact.
fn is_evidence_kind(scene: &Scene, fact: &Fact) -> bool {
    let builtin = scene.playbook.fact_types[usize::from(fact.kind)].builtin;
    matches!(builtin, None | Some(Builtin::Finding | Builtin::Signal | Builtin::Overruled | Builtin::FieldsSet))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn scores_do_not_depend_on_the_order_in_which_facts_arrive(seed: u64, order: u64) {
        let scene = Scene::new(seed);
        let mut facts: Vec<Fact> = scene.history.events.iter().filter_map(|event| match event {
            Event::Fact(fact) if is_evidence(&fact.act) => {
                Some(scene.playbook.type_fact(&fact.raw(), "?", Moment::MIN).expect("a fact"))
            }
            _ => None,
        }).collect();
        facts.dedup_by(|a, b| a.id == b.id);
        let now = scene.end();
        let scores = |facts: &[Fact]| {
            let (mut lead, mut account) = (Lead::new(&scene.playbook), Account::new(&scene.playbook));
            for fact in facts {
                lead.evidence.fold(&scene.playbook, fact, None, now);
                account.fold(&scene.playbook, fact);
            }
            lead.refresh(&scene.playbook, &account, now, Slots::ALL);
            let trace = Trace::of(&scene.playbook, &lead, &account, now);
            (lead, account.fields, account.sums, trace)
        };
        let first = scores(&facts);
        let mut random = Random::new(order);
        for place in (1..facts.len()).rev() {
            facts.swap(place, random.place(place + 1));
        }
        prop_assert_eq!(first, scores(&facts));
    }

    #[test]
    fn looking_often_changes_no_decision(seed: u64, moments: u64) {
        let scene = Scene::new(seed);
        let mut random = Random::new(moments);
        let mut last = None;
        let often = scene.play(|world, next| {
            let from = last.unwrap_or(next).micros();
            let mut looks: Vec<i64> = (0..5).map(|_| random.int(from, next.micros())).collect();
            looks.sort_unstable();
            for at in looks {
                world.look(Moment::from_micros(at).expect("a moment between facts"));
            }
            last = Some(next);
        });
        prop_assert_eq!(decisions(&often), decisions(&scene.play(|_, _| {})));
    }

    #[test]
    fn a_timer_that_fires_late_decides_what_it_would_have_decided_on_time(seed: u64, moments: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        let mut random = Random::new(moments);
        for (_, played) in world.leads() {
            let account = world.account_of(played);
            let inputs = scene.inputs(account, &[]);
            let (mut once, mut often) = (played.lead.clone(), played.lead.clone());
            let until = scene.end().plus_secs(100 * scene.book.unit);
            let late = decide::settle(&inputs, &mut once, until);
            let mut on_time = Vec::new();
            let mut at = scene.end();
            while at < until {
                at = at.plus_secs(random.int(1, 10 * scene.book.unit)).min(until);
                on_time.extend(decide::settle(&inputs, &mut often, at));
            }
            prop_assert_eq!(&late, &on_time);
            prop_assert_eq!(once.standing, often.standing);
        }
    }

    #[test]
    fn asking_every_rule_again_changes_nothing(seed: u64) {
        let scene = Scene::new(seed);
        scene.play(|world, _| {
            for (key, played) in world.leads() {
                let Some(at) = played.lead.settled_at else { continue };
                let account = world.account_of(played);
                let (mut known, mut asked) = (played.lead.clone(), played.lead.clone());
                known.derive_time(&scene.playbook, account, at);
                asked.refresh(&scene.playbook, account, at, Slots::ALL);
                assert_eq!(known, asked, "{key}");
                let decided = decide::account_changed(&scene.inputs(account, &[]), &mut asked, at);
                assert_eq!(decided.own.changes, [], "{key}");
            }
        });
    }

    #[test]
    fn a_score_is_the_sum_of_its_trace(seed: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        for (_, played) in world.leads().filter(|(_, played)| !played.facts.is_empty()) {
            let now = Trace::of(&scene.playbook, &played.lead, world.account_of(played), scene.end());
            prop_assert_eq!((now.fit, now.engagement), (played.lead.fit(), played.lead.engagement()));
            for trace in played.decisions.iter().filter_map(|decision| decision.trace.as_ref()).chain([&now]) {
                let (mut fit, mut engagement, mut account) = (0, 0, 0);
                for line in &trace.lines {
                    match line {
                        Line::Fit { points, .. } => fit += points,
                        Line::Engagement { points, .. } => engagement += points,
                        Line::Account { points, .. } => account += points,
                        Line::Open { .. } | Line::Persona { .. } => {}
                    }
                }
                prop_assert_eq!((fit, engagement, account), (trace.fit, trace.engagement, trace.account));
            }
        }
    }

    #[test]
    fn deciding_twice_gives_the_same_bytes(seed: u64) {
        let scene = Scene::new(seed);
        let once = decisions(&scene.play(|_, _| {}));
        prop_assert_eq!(once, decisions(&Scene::new(seed).play(|_, _| {})));
    }

    #[test]
    fn no_lead_becomes_sales_qualified_without_having_been_accepted(seed: u64) {
        let scene = Scene::new(seed);
        let (accepted, qualified) = (scene.book.by(By::Acceptance), scene.book.by(By::Qualification));
        let world = scene.play(|_, _| {});
        for (_, played) in world.leads() {
            for (_, standing) in standings(&scene.playbook, played) {
                let Some(qualified) = qualified else { continue };
                let at = standing.reached[qualified];
                let before = accepted.and_then(|accepted| standing.reached[accepted]);
                prop_assert!(at.is_none() || before.is_some_and(|before| Some(before) <= at));
                if standing.stage.map(usize::from) == Some(qualified) {
                    prop_assert!(before.is_some());
                }
            }
        }
    }

    #[test]
    fn every_open_lead_has_an_owner_or_a_queue_and_a_next_moment(seed: u64) {
        let scene = Scene::new(seed);
        let check = |world: &mut World<'_>| {
            for (key, played) in world.leads().filter(|(_, played)| played.lead.standing.entered_at.is_some()) {
                let standing = &played.lead.standing;
                if standing.disposition != Disposition::Open {
                    continue;
                }
                assert!(standing.owner.is_some() || !standing.queue(&scene.playbook).is_empty(), "{key} stands nowhere");
                let parked = scene.playbook.stages[standing.stage.map_or(0, usize::from)].parked;
                assert!(played.lead.next_at.is_some() || parked, "{key} has no next moment");
            }
        };
        let mut world = scene.play(|world, _| check(world));
        check(&mut world);
    }

    #[test]
    fn a_late_timer_still_breaches_at_its_due_moment(seed: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        for (key, played) in world.leads() {
            let mut standing = Standing::new(&scene.playbook);
            let mut undone_at = None;
            for decision in &played.decisions {
                if decision.changes.iter().any(|change| matches!(change, Change::Undone { .. })) {
                    undone_at = Some(decision.at);
                }
                for change in &decision.changes {
                    if let Change::Stagnant { since, .. } = change {
                        let stage = &scene.playbook.stages[standing.stage.map_or(0, usize::from)];
                        let age = stage.max_age.expect("a stage that leads can grow old in");
                        let due = Moment::from_secs(since.secs() + age * (i64::from(standing.stagnations) + 1));
                        // What fell due while an act held that is undone now is decided with the undoing, and after it.
                        if undone_at.is_none_or(|undone| undone < due) {
                            prop_assert_eq!(decision.at, due, "{} breaches late", key);
                            prop_assert_eq!(&decision.cause, &Cause::Time);
                        }
                    }
                    standing.apply(change, decision.at);
                }
            }
        }
    }

    #[test]
    fn a_rule_acts_only_when_it_begins_to_hold(seed: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        for (_, played) in world.leads() {
            let mut holding = vec![false; scene.playbook.disqualify.len()];
            let mut began = vec![false; holding.len()];
            let mut noted = None;
            for change in played.decisions.iter().flat_map(|decision| &decision.changes) {
                match change {
                    Change::Holding { rule, holds } => {
                        let rule = usize::from(*rule);
                        prop_assert!(holding[rule] != *holds);
                        (holding[rule], began[rule]) = (*holds, *holds);
                    }
                    Change::Disposition { from, how: How::Rule(Some(rule)), .. } => {
                        let never = scene.playbook.disqualify[usize::from(*rule)].kind == Kind::Never;
                        let replaced = never && from.kind().is_some_and(|kind| kind != Kind::Never);
                        prop_assert!(from.is_live() || replaced);
                        prop_assert!(std::mem::take(&mut began[usize::from(*rule)]), "a rule decided twice while it held");
                    }
                    // Of what was undone nobody has to know any more; what held before it does again.
                    Change::Acting { fact, .. } => noted = Some((fact.clone(), holding.clone(), began.clone())),
                    Change::Undone { fact } => {
                        let (known, held, begun) = noted.take().expect("an act that can be undone");
                        prop_assert_eq!(&known, fact);
                        (holding, began) = (held, begun);
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn nothing_counts_before_it_happened(seed: u64, ahead in 1_i64..2_000) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        let (_, _, fact) = scene.facts().into_iter().next().expect("a fact");
        let now = scene.end();
        let fact = Fact { id: "ahead".into(), occurred_at: now.plus_secs(ahead), recorded_at: now, ..fact };
        for (_, played) in world.leads() {
            let account = world.account_of(played);
            let mut lead = played.lead.clone();
            let decided = decide::decide(&scene.inputs(account, &played.facts), &mut lead, &fact, now);
            prop_assert_eq!(decided.own.outcome, if ahead > 300 { Outcome::OccurredInFuture } else { Outcome::Held });
            prop_assert!(decided.own.changes.is_empty() && decided.due.is_empty());
            prop_assert_eq!(&lead, &played.lead);
        }
    }

    #[test]
    fn what_is_known_is_the_same_rebuilt_as_folded_one_by_one(seed: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        for (_, played) in world.leads().filter(|(_, played)| !played.facts.is_empty()) {
            let mut rebuilt = played.lead.clone();
            rebuilt.rebuild(&scene.playbook, world.account_of(played), played.facts.iter().rev(), scene.end());
            prop_assert_eq!(&rebuilt, &played.lead);
        }
    }

    /// An import takes many facts in and asks the rules once, at the end; then nothing is left to decide, and the scores are
    /// those of the same facts decided one by one.
    #[test]
    fn a_lead_taken_in_and_looked_at_once_has_the_same_scores_and_nothing_left_to_decide(seed: u64) {
        let scene = Scene::new(seed);
        let now = scene.end();
        let mut leads: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
        for (key, _, fact) in scene.facts() {
            // What lies ahead is refused either way.
            if is_evidence_kind(&scene, &fact) && fact.occurred_at <= now {
                leads.entry(key).or_default().push(Fact { recorded_at: now, ..fact });
            }
        }
        let account = Account::new(&scene.playbook);
        for facts in leads.values() {
            let inputs = scene.inputs(&account, &[]);
            let (mut once, mut each) = (Lead::new(&scene.playbook), Lead::new(&scene.playbook));
            for fact in facts {
                let taken = decide::take_in(&inputs, &mut once, fact, now);
                let moved = |it: &Change| matches!(it, Change::Stage { .. } | Change::Disposition { .. });
                prop_assert!(taken.own.outcome.is_taken() && !taken.own.changes.iter().any(moved), "{:?}", taken);
                decide::decide(&inputs, &mut each, fact, now);
            }
            decide::reconsider(&inputs, &mut once, now, Cause::Imported { past: false }, Reconsider::Everything);
            let scores = |lead: &Lead| (lead.fit(), lead.grade(), lead.persona(), lead.engagement(), lead.band());
            // A rule that let the lead go on half of the facts, and a later one that brought it back, begin a new cycle.
            if once.standing.cycle == each.standing.cycle {
                prop_assert_eq!(scores(&once), scores(&each));
            }
            let again = decide::reconsider(&inputs, &mut once, now, Cause::Imported { past: false }, Reconsider::Everything);
            prop_assert_eq!(again.own.changes, vec![]);
        }
    }

    /// A verdict is about its criterion alone: whatever is found out of one leaves those of all others as they were.
    #[test]
    fn evidence_for_one_criterion_changes_no_other_verdict(seed: u64, which: usize, met: bool, origin in 0_usize..3) {
        let scene = Scene::new(seed);
        let mut world = scene.play(|_, _| {});
        let (now, all) = (scene.end(), scene.book.framework.criteria.len());
        let about = which % all;
        let verdicts = |evidence: &Evidence| -> Vec<Option<bool>> {
            (0..all).map(|it| evidence.verdict(it as u16).map(|it| it.1)).collect()
        };
        let keys: Vec<String> = world.leads().map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            let raw = history::Fact {
                id: format!("found-{key}"),
                lead: 0,
                account: None,
                act: Act::Found(about, met, origin),
                occurred: now.micros(),
                recorded: now.micros(),
                source: None,
                fields: Vec::new(),
            };
            let fact = scene.playbook.type_fact(&raw.raw(), "?", now).expect("a finding");
            let before = verdicts(&world.lead(&key).expect("the lead").lead.evidence);
            prop_assert_eq!(world.take(&key, None, fact), Taken::Decided(Outcome::Applied));
            let after = verdicts(&world.lead(&key).expect("the lead").lead.evidence);
            for it in (0..all).filter(|it| *it != about) {
                prop_assert_eq!(before[it], after[it]);
            }
            prop_assert!(after[about].is_some());
        }
    }

    #[test]
    fn a_retraction_leaves_what_would_be_known_without_the_fact(seed: u64) {
        let scene = Scene::new(seed);
        let mut world = scene.play(|_, _| {});
        let now = scene.end();
        let targets: Vec<(String, Fact)> = world.leads().filter_map(|(key, played)| {
            let takes = |fact: &&Fact| scene.playbook.fact_types[usize::from(fact.kind)].builtin.is_none();
            Some((key.to_owned(), played.facts.iter().find(takes)?.clone()))
        }).collect();
        for (key, target) in targets {
            let retraction = scene.retraction(&target, now);
            prop_assert_eq!(world.take(&key, None, retraction), Taken::Decided(Outcome::Applied));
            let played = world.lead(&key).expect("the lead");
            let retractions = played.facts.iter().filter(|fact| scene.is_retraction(fact));
            let gone: Vec<_> = retractions.filter_map(|fact| fact.text(Builtin::Retracted, "fact")).collect();
            let mut without = Evidence::new(&scene.playbook);
            for fact in played.facts.iter().filter(|fact| !gone.contains(&fact.id)) {
                without.fold(&scene.playbook, fact, played.lead.standing.cycle_from, now);
            }
            prop_assert_eq!(&without, &played.lead.evidence);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    /// 5 · 2⁻¹ = 2.5, away from zero 3.
    #[test]
    fn five_points_are_three_after_exactly_one_half_life(
        at in -2_000_000_000_i64..7_000_000_000,
        half_life in 60_i64..=3_660 * 86_400,
    ) {
        for (points, left) in [(5, 3), (-5, -3), (8, 4), (7, 4), (1, 1), (-1, -1)] {
            let mut sum = Sums::default();
            sum.add(0, at, points, half_life);
            prop_assert_eq!(sum.of(0).at(Phase::new(at, half_life)).points(), points);
            prop_assert_eq!(sum.of(0).at(Phase::new(at + half_life, half_life)).points(), left);
        }
    }

    /// Two facts and their sum are the same as one of both, whatever comes first.
    #[test]
    fn sums_do_not_depend_on_the_order_of_facts(
        facts in prop::collection::vec((0_i64..500_000, -30_i64..30), 0..30),
        half_life in 60_i64..100_000,
    ) {
        let sum = |facts: &mut dyn Iterator<Item = &(i64, i64)>| {
            let mut sum = Sums::default();
            facts.for_each(|(at, points)| sum.add(0, *at, *points, half_life));
            sum
        };
        prop_assert_eq!(sum(&mut facts.iter()), sum(&mut facts.iter().rev()));
    }
}

/// Looks at a lead at one second although nothing is said to be due, and says whether its rules would change anything.
fn changes_when_looked_at(playbook: &Playbook, account: &Account, lead: &Lead, second: i64) -> bool {
    let mut lead = Lead { next_at: None, ..lead.clone() };
    let at = Moment::from_secs(second);
    // Every rule is asked, whatever it reads.
    lead.refresh(playbook, account, at, Slots::ALL);
    let inputs = Inputs { playbook, account, history: &[], traced: false.into(), desk: Desk::none(), terms: None };
    let decided = decide::account_changed(&inputs, &mut lead, at);
    assert!(decided.due.is_empty());
    !decided.own.changes.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn the_next_moment_is_found_to_the_second_and_never_announced_too_late(seed: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        for (_, played) in world.leads().filter(|(_, played)| played.lead.standing.entered_at.is_some()) {
            let account = world.account_of(played);
            let inputs = scene.inputs(account, &[]);
            let mut lead = played.lead.clone();
            let start = scene.end();
            decide::settle(&inputs, &mut lead, start);
            let until = start.plus_secs(3_000);
            let mut settled = lead.clone();
            let first = decide::settle(&inputs, &mut settled, until).into_iter().next();
            let quiet = first.as_ref().map_or(until, |decision| decision.at);
            let announced = lead.next_at.filter(|_| first.is_some());
            prop_assert!(announced.is_none_or(|next| next <= quiet));
            prop_assert!(first.is_none() || announced.is_some());
            for second in start.secs() + 1..quiet.secs() {
                prop_assert!(!changes_when_looked_at(&scene.playbook, account, &lead, second), "something changes at {}", second);
            }
            let Some(decision) = first else { continue };
            let due = decision.changes.iter().any(|change| match change {
                Change::Stagnant { .. } | Change::Suggested(_) => true,
                Change::Disposition { how, .. } => *how == How::Date,
                _ => false,
            });
            prop_assert!(due || changes_when_looked_at(&scene.playbook, account, &lead, quiet.secs()));
            prop_assert_eq!(decision.at.micros() % SECOND, 0);
        }
    }
}
