//! A new version of the playbook comes into force, and records are merged: what a lead is keeps its id, and nothing moves
//! that nobody decided.

use super::random::Random;
use super::{Scene, changes_when_looked_at};
use kopru_engine::account::Account;
use kopru_engine::decide::{self, Cause, Change, How, Inputs, Reconsider, Seen};
use kopru_engine::desk::Desk;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lang::Lang;
use kopru_engine::lead::{Lead, Stamp, Standing, Suggestion};
use kopru_engine::play::{Played, World, decided_at};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Speaker, Trace};
use kopru_engine::typing::Fact;
use kopru_engine::value::Scalar;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

fn checked(text: &str) -> Option<Playbook> {
    Playbook::check(text, &BTreeMap::new()).playbook
}

/// The parts of a playbook's text, each with its heading.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in text.lines() {
        if line.starts_with('[') {
            parts.push(String::new());
        }
        let part = parts.last_mut().expect("a part");
        part.push_str(line);
        part.push('\n');
    }
    parts
}

/// Puts the parts with this heading in another order, in the places that they have.
fn reordered(parts: &mut [String], heading: &str, random: &mut Random) {
    let places: Vec<usize> = (0..parts.len()).filter(|place| parts[*place].starts_with(heading)).collect();
    for end in (1..places.len()).rev() {
        parts.swap(places[end], places[random.place(end + 1)]);
    }
}

/// Another version of the playbook: rules in another order, some gone, some new, stages gone, new or called otherwise. A
/// step after which the playbook would not hold together is left out.
fn other_version(text: &str, random: &mut Random) -> Playbook {
    let mut text = text.to_owned();
    let mut playbook = checked(&text).expect("a playbook of the family");
    for _ in 0..4 {
        let mut parts = parts(&text);
        let with = |parts: &[String], heading: &str| -> Vec<usize> {
            (0..parts.len()).filter(|place| parts[*place].starts_with(heading)).collect()
        };
        let stages = with(&parts, "[[stage]]");
        let rules = with(&parts, "[[disqualify]]");
        match random.int(0, 11) {
            0 => reordered(&mut parts, "[[disqualify]]", random),
            1 => reordered(&mut parts, "[[fit.rule]]", random),
            2 => reordered(&mut parts, "[[engagement.rule]]", random),
            3 => reordered(&mut parts, "[[account.rule]]", random),
            4 | 5 => drop(parts.remove(random.pick(&stages))),
            6 if !rules.is_empty() => drop(parts.remove(random.pick(&rules))),
            7 => {
                let place = random.pick(&stages);
                parts[place] = parts[place].replacen("id = \"s", "id = \"renamed-s", 1);
            }
            8 => parts.insert(
                stages[0] + 1,
                "[[stage]]\nid = \"new\"\nname = \"new\"\nenter = \"fit > 1000\"\nmax_age = \"9d\"\n".into(),
            ),
            9 => parts.insert(
                random.pick(&stages),
                "[[disqualify]]\nid = \"new-rule\"\nkind = \"not_us\"\nwhen = \"fit > 1000\"\n".into(),
            ),
            10 => {
                let place = with(&parts, "[facts.")[0];
                parts.insert(place, "[facts.added]\n".into());
            }
            11 => reordered(&mut parts, "[[stage]]", random),
            _ => {}
        }
        let next = parts.concat();
        if let Some(known) = checked(&next) {
            (text, playbook) = (next, known);
        }
    }
    playbook
}

/// A standing by the ids of its playbook.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ById {
    stage: Option<String>,
    reached: BTreeMap<String, Moment>,
    reported: BTreeMap<String, Moment>,
    holding: Vec<String>,
    waiting: Vec<String>,
    persona: Option<String>,
    why: Option<String>,
    rest: String,
}

impl ById {
    fn new(playbook: &Playbook, standing: &Standing) -> ById {
        let stage = |place: usize| playbook.stages[place].id.to_string();
        let moments = |all: &[Option<Moment>]| {
            assert_eq!(all.len(), playbook.stages.len());
            all.iter().enumerate().filter_map(|(place, at)| Some((stage(place), (*at)?))).collect()
        };
        let rule = |place: u16| playbook.disqualify[usize::from(place)].id.to_string();
        let kind = |place: u16| playbook.fact_types[usize::from(place)].id.to_string();
        assert_eq!(standing.holding.len(), playbook.disqualify.len());
        let holding = (0..).zip(&standing.holding).filter(|(_, holds)| **holds).map(|(place, _)| rule(place));
        let mut holding: Vec<String> = holding.collect();
        holding.sort();
        let waiting = standing.suggestions.iter().map(|suggestion| match suggestion {
            Suggestion::LetGo(place) => format!("let go {}", rule(*place)),
            Suggestion::Revive { fact } => format!("revive {:?}", fact.map(kind)),
        });
        let seen = |seen: &Seen| match seen {
            Seen::Value(slot, value) => {
                let (name, of, _) = playbook.describe(*slot, None).expect("a known value");
                format!("{name} = {}", value.show(&of))
            }
            Seen::Count(place, window, count) => format!("{}: {count} in {window}", kind(*place)),
        };
        let why = standing.why.as_ref().map(|why| {
            let how = match why.how {
                How::Rule(place) => format!("rule {:?}", place.map(rule)),
                How::Act(place) | How::Trigger(place) => kind(place),
                How::Date | How::Report => format!("{:?}", why.how),
            };
            format!("{} {how} {:?}", why.at, why.seen.iter().map(seen).collect::<Vec<_>>())
        });
        ById {
            stage: standing.stage.map(|place| stage(usize::from(place))),
            reached: moments(&standing.reached),
            reported: moments(&standing.reported),
            holding,
            waiting: waiting.collect(),
            persona: standing.persona.map(|place| playbook.personas[usize::from(place)].id.to_string()),
            why,
            rest: format!(
                "{:?} {:?} {} {:?} {} {:?} {} {}",
                standing.entered_at,
                standing.disposition,
                standing.cycle,
                standing.cycle_from,
                standing.stagnations,
                standing.owner,
                standing.band,
                standing.grade
            ),
        }
    }

    /// The same where stages and rules are gone.
    fn without(mut self, from: &Playbook, to: &Playbook) -> ById {
        let stage = |id: &str| to.stages.iter().any(|stage| *stage.id == *id);
        let rule = |id: &str| to.disqualify.iter().any(|rule| *rule.id == *id);
        self.reached.retain(|id, _| stage(id));
        self.reported.retain(|id, _| stage(id));
        self.holding.retain(|id| rule(id));
        self.waiting.retain(|it| it.strip_prefix("let go ").is_none_or(rule));
        if let Some(at) = self.stage.take() {
            let end = from.stages.iter().position(|stage| *stage.id == *at).expect("its stage");
            self.stage = from.stages[..=end].iter().rev().map(|it| it.id.to_string()).find(|id| stage(id));
            if self.stage.as_ref() != Some(&at) {
                self.why = None;
            }
        }
        self
    }
}

/// The facts of a lead, typed under another playbook; those that it does not know are left out.
fn retyped(scene: &Scene, to: &Playbook, facts: &[Fact]) -> Vec<Fact> {
    let of = |fact: &Fact| {
        let same = |raw: &RawFact| raw.id.as_deref() == Some(&fact.id) && raw.occurred_at == Some(fact.occurred_at);
        let raw = scene.history.events.iter().find_map(|event| match event {
            super::history::Event::Fact(known) => Some(known.raw()).filter(same),
            super::history::Event::Look(_) => None,
        });
        to.type_fact(&raw.expect("a fact of the scene"), "?", Moment::MIN).ok()
    };
    facts.iter().filter_map(of).collect()
}

/// A lead's account under another playbook.
fn account_under(scene: &Scene, to: &Playbook, world: &World<'_>, played: &Played) -> Account {
    let colleagues = world.leads().filter(|(_, other)| played.account.is_some() && other.account == played.account);
    let people: Vec<Vec<Fact>> = colleagues.map(|(_, other)| retyped(scene, to, &other.facts)).collect();
    world.account_of(played).rebuilt(to, people.iter().map(|facts| facts.iter()))
}

/// Points by the id of the rule that gives them.
fn by_rule(playbook: &Playbook, trace: &Trace) -> BTreeMap<String, i64> {
    let lines = trace.lines.iter().filter_map(|line| match line {
        Line::Fit { rule, points, .. } => Some((playbook.fit[usize::from(*rule)].id.to_string(), *points)),
        Line::Engagement { rule, points } => Some((playbook.engagement[usize::from(*rule)].id.to_string(), *points)),
        Line::Account { rule, points } => Some((playbook.account_rules[usize::from(*rule)].id.to_string(), *points)),
        Line::Open { .. } | Line::Persona { .. } => None,
    });
    lines.collect()
}

fn is_score(change: &Change) -> bool {
    matches!(change, Change::Band { .. } | Change::Grade { .. } | Change::Persona { .. } | Change::Priority { .. })
}

fn playbook_cause(playbook: &Playbook) -> Cause {
    Cause::Playbook { version: playbook.version.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn a_lead_carried_over_to_the_same_playbook_is_the_lead_and_decides_like_it(seed: u64, moments: u64) {
        let scene = Scene::new(seed);
        let again = checked(&scene.book.toml()).expect("the same playbook");
        let mut world = World::new(&scene.playbook, false);
        let mut random = Random::new(moments);
        for (key, account, fact) in scene.facts() {
            let now = decided_at(&fact);
            if let Some(played) = world.lead(&key).filter(|played| played.lead.settled_at.is_some()) {
                let (mut lead, account) = (played.lead.clone(), world.account_of(played));
                let settled = lead.settled_at.expect("settled").micros();
                let at = Moment::from_micros(random.int(settled, now.micros().max(settled))).expect("a moment between");
                let mut carried = lead.carried_over(&scene.playbook, &again, account, played.facts.iter().rev(), at);
                lead.derive_time(&scene.playbook, account, at);
                prop_assert_eq!(&carried.standing, &lead.standing);
                prop_assert_eq!((&carried.evidence, &carried.derived), (&lead.evidence, &lead.derived));
                let inputs = scene.inputs(account, &played.facts);
                let under = Inputs { playbook: &again, ..inputs };
                let decided = decide::decide(&under, &mut carried, &fact, now);
                prop_assert_eq!(&decided, &decide::decide(&inputs, &mut lead, &fact, now));
                prop_assert_eq!((&carried.evidence, &carried.standing), (&lead.evidence, &lead.standing));
                // A fact that is refused settles nothing.
                if decided.own.outcome.is_taken() {
                    prop_assert_eq!(carried, lead);
                }
            }
            world.take(&key, account, fact);
        }
    }

    #[test]
    fn what_a_lead_is_keeps_its_id_under_another_version(seed: u64, version: u64) {
        let scene = Scene::new(seed);
        let to = other_version(&scene.book.toml(), &mut Random::new(version));
        let check = |world: &mut World<'_>| {
            for (key, played) in world.leads() {
                let standing = &played.lead.standing;
                let expected = ById::new(&scene.playbook, standing).without(&scene.playbook, &to);
                assert_eq!(ById::new(&to, &standing.carried_over(&scene.playbook, &to)), expected, "{key}");
            }
        };
        check(&mut scene.play(|world, _| check(world)));
    }

    #[test]
    fn the_same_rules_in_another_order_give_the_same_points(seed: u64, version: u64) {
        let scene = Scene::new(seed);
        let to = other_version(&scene.book.toml(), &mut Random::new(version));
        let world = scene.play(|_, _| {});
        let now = scene.end();
        for (_, played) in world.leads().filter(|(_, played)| !played.facts.is_empty()) {
            let was = Trace::of(&scene.playbook, &played.lead, world.account_of(played), now);
            let account = account_under(&scene, &to, &world, played);
            let facts = retyped(&scene, &to, &played.facts);
            // A report of a stage that is gone says nothing any more, not even of the fields that it named.
            if world.leads().any(|(_, played)| retyped(&scene, &to, &played.facts).len() < played.facts.len()) {
                continue;
            }
            let carried = played.lead.carried_over(&scene.playbook, &to, &account, facts.iter(), now);
            let is = Trace::of(&to, &carried, &account, now);
            prop_assert_eq!(by_rule(&to, &is), by_rule(&scene.playbook, &was));
            prop_assert_eq!((carried.fit(), carried.engagement()), (was.fit, was.engagement));
        }
    }

    #[test]
    fn reconsidering_scores_moves_no_stage_and_leaves_every_rule_to_be_asked(seed: u64, version: u64) {
        let scene = Scene::new(seed);
        let to = other_version(&scene.book.toml(), &mut Random::new(version));
        let world = scene.play(|_, _| {});
        let now = scene.end();
        for (_, played) in world.leads().filter(|(_, played)| !played.facts.is_empty()) {
            let account = account_under(&scene, &to, &world, played);
            let facts = retyped(&scene, &to, &played.facts);
            let inputs = Inputs { playbook: &to, account: &account, history: &[], traced: false.into(), desk: Desk::none(), terms: None };
            let mut kept = played.lead.carried_over(&scene.playbook, &to, &account, facts.iter(), now);
            let mut advanced = kept.clone();
            let carried = kept.standing.clone();
            let decided = decide::reconsider(&inputs, &mut kept, now, playbook_cause(&to), Reconsider::Scores);
            prop_assert!(decided.due.is_empty() && decided.own.changes.iter().all(is_score), "{:?}", decided);
            let persona = kept.persona().map(|(place, _)| place);
            let expected = Standing { band: kept.band(), grade: kept.grade(), persona, ..carried };
            prop_assert_eq!(&kept.standing, &expected);
            let again = decide::reconsider(&inputs, &mut kept, now, playbook_cause(&to), Reconsider::Scores);
            prop_assert_eq!(again.own.changes, []);
            // What the new version decides is decided all the same once it is asked.
            decide::reconsider(&inputs, &mut advanced, now, playbook_cause(&to), Reconsider::Everything);
            decide::reconsider(&inputs, &mut kept, now, Cause::Merged, Reconsider::Everything);
            let folded = (&kept.standing, kept.next_at, &kept.derived);
            prop_assert_eq!(folded, (&advanced.standing, advanced.next_at, &advanced.derived));
            prop_assert!(!changes_when_looked_at(&to, &account, &kept, now.secs()));
        }
    }

    #[test]
    fn what_falls_due_under_a_new_version_is_not_missed(seed: u64, version: u64) {
        let scene = Scene::new(seed);
        let to = other_version(&scene.book.toml(), &mut Random::new(version));
        let world = scene.play(|_, _| {});
        let now = scene.end();
        for (_, played) in world.leads().filter(|(_, played)| !played.facts.is_empty()) {
            let account = account_under(&scene, &to, &world, played);
            let facts = retyped(&scene, &to, &played.facts);
            let inputs = Inputs { playbook: &to, account: &account, history: &[], traced: false.into(), desk: Desk::none(), terms: None };
            let mut lead = played.lead.carried_over(&scene.playbook, &to, &account, facts.iter(), now);
            // All until now was decided: the new version decides nothing that lies before it.
            prop_assert_eq!(lead.settled_at, Some(now));
            // The exact moment is sought at once, whatever the lead says is next.
            let mut sought = Lead { next_at: Some(now), ..lead.clone() };
            let until = now.plus_secs(200 * scene.book.unit);
            let due = decide::settle(&inputs, &mut lead, until);
            prop_assert!(due.iter().all(|decision| decision.at > now));
            prop_assert_eq!(due, decide::settle(&inputs, &mut sought, until));
            prop_assert_eq!(lead.standing, sought.standing);
        }
    }

    /// Of several words on a purpose the latest holds, and a merged record's withdrawal is a word.
    #[test]
    fn of_merged_records_the_strictest_consent_holds_until_it_is_given_anew(
        said in prop::collection::vec((0_u16..2, 0_i64..20, any::<bool>(), any::<bool>()), 0..12),
        withdrawn in prop::collection::vec((0_u16..2, 0_i64..20), 0..3),
        order: u64,
    ) {
        let playbook = small("");
        let account = Account::new(&playbook);
        let facts_under = |playbook: &Playbook| {
            let mut facts = Vec::new();
            for (place, (purpose, at, given, retracted)) in said.iter().enumerate() {
                let kind = if *given { "consent_given" } else { "consent_withdrawn" };
                let id = format!("f{place:02}");
                facts.push(fact(playbook, &id, kind, *at, &[("purpose", ["email", "phone"][usize::from(*purpose)])]));
                if *retracted {
                    facts.push(fact(playbook, &format!("r{place:02}"), "retracted", 30, &[("fact", &id)]));
                }
            }
            facts
        };
        let mut facts = facts_under(&playbook);
        let withdrawn: Vec<(u16, Stamp)> = withdrawn
            .into_iter()
            .map(|(purpose, at)| (purpose, Stamp { at: Moment::from_secs(at), rank: 0, id: "f05".into() }))
            .collect();
        let expected = [0_u16, 1].map(|purpose| {
            let facts = said.iter().enumerate().filter(|(_, (about, _, _, retracted))| *about == purpose && !retracted);
            let facts = facts.map(|(place, (_, at, given, _))| (*at, format!("f{place:02}"), *given));
            let records = withdrawn.iter().filter(|(about, _)| *about == purpose);
            let records = records.map(|(_, stamp)| (stamp.at.secs(), "f05".to_owned(), false));
            // Of the same moment and id the withdrawal comes last.
            facts.chain(records).max_by_key(|(at, id, given)| (*at, id.clone(), !given)).map(|(_, _, given)| given)
        });
        let mut random = Random::new(order);
        for place in (1..facts.len()).rev() {
            facts.swap(place, random.place(place + 1));
        }
        let now = Moment::from_secs(40);
        let mut lead = Lead::new(&playbook);
        let verdicts = |lead: &Lead| lead.evidence.consents.iter().map(|it| it.as_ref().map(|(_, given)| *given)).collect::<Vec<_>>();
        lead.rebuild_restricted(&playbook, &account, facts.iter(), &withdrawn, now);
        prop_assert_eq!(verdicts(&lead), expected);
        prop_assert_eq!(lead.evidence.withdrawn(), &withdrawn[..]);
        // Built anew, kept as bytes or carried over, it stays so.
        let known = Lead::from_bytes(&playbook, &lead.to_bytes()).expect("its own bytes");
        prop_assert_eq!(&known, &lead);
        lead.rebuild(&playbook, &account, facts.iter().rev(), now);
        prop_assert_eq!(&known, &lead);
        // Purposes in another order.
        let to = small("consents = [\"phone\", \"letter\", \"email\"]");
        let carried = lead.carried_over(&playbook, &to, &account, facts_under(&to).iter(), now);
        prop_assert_eq!(verdicts(&carried), [expected[1], None, expected[0]]);
        // Separated again, only the facts say.
        lead.rebuild_restricted(&playbook, &account, facts.iter(), &[], now);
        let alone = Lead::from_bytes(&playbook, &lead.to_bytes()).expect("its own bytes");
        lead.rebuild(&playbook, &account, facts.iter(), now);
        prop_assert_eq!(alone, lead);
    }
}

fn small(more: &str) -> Playbook {
    checked(&small_text(more, "40", "5d", "")).expect("a sound playbook")
}

/// A visit gives 30 points and makes an MQL from so many on; a lead may stay so long at the first stage.
fn small_text(more: &str, mql: &str, max_age: &str, rest: &str) -> String {
    format!(
        r#"
format = 1
name = "small"
{more}
[fields.account]
employees = "int"
[facts.visited]
[fit]
grades = {{ A = 70, B = 50, C = 30 }}
[engagement]
half_life = "30d"
bands = {{ hot = 60, warm = 30, cool = 10 }}
[[engagement.rule]]
id = "visit"
on = "visited"
points = 30
[[stage]]
id = "lead"
name = "Lead"
max_age = "{max_age}"
[[stage]]
id = "mql"
name = "MQL"
enter = "engagement >= {mql}"
max_age = "5d"
{rest}"#
    )
}

fn fact(playbook: &Playbook, id: &str, kind: &str, at: i64, data: &[(&str, &str)]) -> Fact {
    let mut raw = RawFact::new(Subject::External("x".into()), kind);
    (raw.id, raw.occurred_at) = (Some(id.into()), Some(Moment::from_secs(at)));
    raw.data = data.iter().map(|(name, value)| ((*name).to_owned(), Scalar::Text((*value).into()))).collect();
    playbook.type_fact(&raw, "?", Moment::MIN).expect("a sound fact")
}

const HOUR: i64 = 3_600;
/// 2026-03-02T09:00:00Z.
const MONDAY: i64 = 1_772_442_000;

/// A lead that visited once, under this playbook and settled two hours later.
fn visited(playbook: &Playbook) -> (Lead, Account, Vec<Fact>) {
    let facts = vec![fact(playbook, "v", "visited", MONDAY, &[])];
    let (mut lead, account) = (Lead::new(playbook), Account::new(playbook));
    let inputs =
        Inputs { playbook, account: &account, history: &[], traced: false.into(), desk: Desk::none(), terms: None };
    decide::decide(&inputs, &mut lead, &facts[0], facts[0].recorded_at);
    let later = decide::reconsider(
        &inputs,
        &mut lead,
        Moment::from_secs(MONDAY + 2 * HOUR),
        Cause::Time,
        Reconsider::Everything,
    );
    assert_eq!(later.own.changes, []);
    (lead, account, facts)
}

#[test]
fn a_new_enter_counts_at_the_next_fact_or_at_once_as_it_was_published() {
    let (from, to) = (small(""), checked(&small_text("", "25", "5d", "")).expect("a sound playbook"));
    let (lead, account, facts) = visited(&from);
    // One visit of 30 points: below 40, above 25.
    assert_eq!(lead.standing.stage, Some(0));
    let now = Moment::from_secs(MONDAY + 2 * HOUR);
    let inputs = Inputs {
        playbook: &to,
        account: &account,
        history: &[],
        traced: false.into(),
        desk: Desk::none(),
        terms: None,
    };
    let carried = lead.carried_over(&from, &to, &account, facts.iter(), now);
    let mut advanced = carried.clone();
    let decided = decide::reconsider(&inputs, &mut advanced, now, playbook_cause(&to), Reconsider::Everything);
    assert_eq!((advanced.standing.stage, decided.own.at, &decided.own.cause), (Some(1), now, &playbook_cause(&to)));
    assert_eq!(decided.own.version, to.version);
    let mut kept = carried;
    let decided = decide::reconsider(&inputs, &mut kept, now, playbook_cause(&to), Reconsider::Scores);
    assert_eq!((kept.standing.stage, decided.own.changes), (Some(0), vec![]));
    // A fact that gives no points at all is a next fact.
    let next = fact(&to, "c", "consent_given", MONDAY + 3 * HOUR, &[("purpose", "email")]);
    decide::decide(&inputs, &mut kept, &next, next.recorded_at);
    assert_eq!(kept.standing.stage, Some(1));
}

#[test]
fn a_stage_that_may_no_longer_last_so_long_is_stagnant_at_once() {
    let (from, to) = (small(""), checked(&small_text("", "40", "1h", "")).expect("a sound playbook"));
    let (lead, account, facts) = visited(&from);
    let now = Moment::from_secs(MONDAY + 2 * HOUR);
    let inputs = Inputs {
        playbook: &to,
        account: &account,
        history: &[],
        traced: false.into(),
        desk: Desk::none(),
        terms: None,
    };
    let mut carried = lead.carried_over(&from, &to, &account, facts.iter(), now);
    // Due an hour ago, and settled until now: it is due at the next second. Not earlier: the old version held until now.
    assert_eq!(carried.settled_at, Some(now));
    let soon = now.plus_secs(1);
    assert!(carried.next_at.is_some_and(|next| next <= soon));
    let due = decide::settle(&inputs, &mut carried, soon);
    let stagnant = Change::Stagnant { stage: Some(0), since: Moment::from_secs(MONDAY) };
    // The second hour has passed, too.
    assert_eq!(due.first().map(|it| (it.at, &it.changes[..])), Some((soon, &[stagnant][..])));
}

#[test]
fn a_lead_stands_at_the_nearest_earlier_stage_that_is_left() {
    let stage =
        |id: &str| format!("[[stage]]\nid = \"{id}\"\nname = \"{id}\"\nenter = \"fit > 90\"\nmax_age = \"5d\"\n");
    let from = small_text("", "40", "5d", &(stage("three") + &stage("four")));
    let from = checked(&from).expect("a sound playbook");
    let at = |stage| Standing { stage, ..Standing::new(&from) };
    let to = checked(&small_text("", "40", "5d", &stage("four"))).expect("a sound playbook");
    let carried = |stage, to: &Playbook| at(stage).carried_over(&from, to).stage;
    // lead, mql, three, four become lead, mql, four.
    assert_eq!(
        [None, Some(0), Some(1), Some(2), Some(3)].map(|it| carried(it, &to)),
        [None, Some(0), Some(1), Some(1), Some(2)]
    );
    let text = small_text("", "40", "5d", "").replacen("id = \"lead\"", "id = \"other\"", 1).replacen(
        "id = \"mql\"",
        "id = \"mine\"",
        1,
    );
    let to = checked(&text).expect("a sound playbook");
    assert_eq!([Some(0), Some(1)].map(|it| carried(it, &to)), [None, None]);
}

#[test]
fn somebody_of_whom_only_a_refused_fact_is_known_stays_no_lead() {
    let playbook = small("");
    let account = Account::new(&playbook);
    let inputs = Inputs {
        playbook: &playbook,
        account: &account,
        history: &[],
        traced: false.into(),
        desk: Desk::none(),
        terms: None,
    };
    let mut lead = Lead::new(&playbook);
    let far = fact(&playbook, "f", "visited", MONDAY + HOUR, &[]);
    decide::decide(&inputs, &mut lead, &far, Moment::from_secs(MONDAY));
    for how in [Reconsider::Scores, Reconsider::Everything] {
        let mut carried = lead.carried_over(&playbook, &playbook, &account, [].iter(), Moment::from_secs(MONDAY));
        let decided = decide::reconsider(&inputs, &mut carried, Moment::from_secs(MONDAY), Cause::Merged, how);
        assert_eq!((decided.own.changes, carried.standing.stage, carried.next_at), (vec![], None, None));
    }
}

#[test]
fn why_a_lead_was_reconsidered_is_said_in_both_languages() {
    let playbook = small("");
    let said = |cause: &Cause| [Lang::En, Lang::Tr].map(|lang| Speaker { playbook: &playbook, lang }.cause(cause));
    let all = [playbook_cause(&playbook), Cause::Merged, Cause::Unmerged].map(|cause| said(&cause));
    assert_eq!(
        all[0],
        ["a new version of the playbook came into force", "oyun kitabının yeni bir sürümü yürürlüğe girdi"]
    );
    assert!(all[1][0].contains("merged into this one") && all[1][1].contains("birleştirildi"), "{all:?}");
    assert!(all[2][0].contains("separated again") && all[2][1].contains("yeniden ayrıldı"), "{all:?}");
}

#[test]
fn a_retraction_after_a_merge_does_not_give_consent_again() {
    let playbook = small("");
    let account = Account::new(&playbook);
    let given = fact(&playbook, "g", "consent_given", MONDAY, &[("purpose", "email")]);
    let visit = fact(&playbook, "v", "visited", MONDAY + 1, &[]);
    let facts = [given, visit];
    let mut lead = Lead::new(&playbook);
    let merged = Stamp { at: Moment::from_secs(MONDAY + HOUR), rank: 0, id: "merge".into() };
    for fact in &facts {
        let inputs = Inputs {
            playbook: &playbook,
            account: &account,
            history: &[],
            traced: false.into(),
            desk: Desk::none(),
            terms: None,
        };
        decide::decide(&inputs, &mut lead, fact, fact.recorded_at);
    }
    lead.rebuild_restricted(&playbook, &account, facts.iter(), &[(0, merged)], Moment::from_secs(MONDAY + HOUR));
    assert_eq!(lead.evidence.consents[0].as_ref().map(|(_, given)| *given), Some(false));
    let back = fact(&playbook, "r", "retracted", MONDAY + 2 * HOUR, &[("fact", "v")]);
    let inputs = Inputs {
        playbook: &playbook,
        account: &account,
        history: &facts,
        traced: false.into(),
        desk: Desk::none(),
        terms: None,
    };
    decide::decide(&inputs, &mut lead, &back, back.recorded_at);
    assert_eq!(lead.evidence.consents[0].as_ref().map(|(_, given)| *given), Some(false));
    // Given after the merge it holds.
    let anew = fact(&playbook, "h", "consent_given", MONDAY + 3 * HOUR, &[("purpose", "email")]);
    decide::decide(&inputs, &mut lead, &anew, anew.recorded_at);
    assert_eq!(lead.evidence.consents[0].as_ref().map(|(_, given)| *given), Some(true));
}

#[test]
fn what_a_condition_saw_keeps_its_words_under_another_version() {
    let stage =
        |enter: &str| format!("[[stage]]\nid = \"sql\"\nname = \"SQL\"\nenter = \"{enter}\"\nmax_age = \"5d\"\n");
    let fields = "[fields.person]\nplan = { one_of = [\"free\", \"paid\"] }\ntier = { one_of = [\"low\", \"mid\", \"high\"] }\ngone = \"bool\"\n";
    let enter = "person.tier == 'high' && person.plan == 'free' && account.employees > 1 && has(person.gone) && facts('visited', '7d') > 0";
    let from = checked(&small_text(fields, "40", "5d", &stage(enter))).expect("a sound playbook");
    let mut raw = RawFact::new(Subject::External("x".into()), "visited");
    (raw.id, raw.occurred_at) = (Some("v".into()), Some(Moment::from_secs(MONDAY)));
    for (name, value) in [("tier", "high"), ("plan", "free"), ("gone", "true")] {
        raw.fields.insert(name.into(), Scalar::Text(value.into()));
    }
    raw.account_fields.insert("employees".into(), Scalar::Int(7));
    let visit = from.type_fact(&raw, "?", Moment::MIN).expect("a sound fact");
    let (mut lead, mut account) = (Lead::new(&from), Account::new(&from));
    account.fold(&from, &visit);
    decide::decide(
        &Inputs {
            playbook: &from,
            account: &account,
            history: &[],
            traced: false.into(),
            desk: Desk::none(),
            terms: None,
        },
        &mut lead,
        &visit,
        visit.recorded_at,
    );
    let seen = |playbook: &Playbook, standing: &Standing| {
        let why = ById::new(playbook, standing).why.expect("why it is there");
        let (_, seen) = why.split_once('[').expect("what was seen");
        let mut seen: Vec<String> =
            seen.trim_end_matches(']').split(", ").map(|it| it.trim_matches('"').to_owned()).collect();
        seen.sort();
        seen
    };
    let all = [
        "account.employees = 7",
        "person.gone = true",
        "person.plan = free",
        "person.tier = high",
        "visited: 1 in 604800",
    ];
    assert_eq!(seen(&from, &lead.standing), all);
    // Fields in another order, words too, one word and one field gone, one of another type, a type of fact more.
    let fields =
        "[fields.person]\ntier = { one_of = [\"high\", \"low\"] }\nplan = { one_of = [\"paid\", \"trial\"] }\n";
    let text = small_text(fields, "40", "5d", &stage("fit > 90"));
    let text = text.replacen("employees = \"int\"", "employees = \"decimal\"", 1).replacen(
        "[facts.visited]",
        "[facts.called]\n[facts.visited]",
        1,
    );
    let to = checked(&text).expect("a sound playbook");
    assert_eq!(seen(&to, &lead.standing.carried_over(&from, &to)), ["person.tier = high", "visited: 1 in 604800"]);
}
