//! Leads, accounts and changes of accounts as bytes: what is read is what was written, and what was not written is refused.

use super::Scene;
use super::random::Random;
use kopru_engine::account::{Account, AccountChange};
use kopru_engine::condition::{Env, Tri};
use kopru_engine::decay::Sums;
use kopru_engine::decide::{self, Inputs};
use kopru_engine::desk::Desk;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lead::{About, Held, Lead};
use kopru_engine::play::{World, decided_at};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use kopru_engine::value::Scalar;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;

/// Everything that a lead remembers, what it still has to ask included; equality leaves that out.
fn whole(lead: &Lead) -> String {
    format!("{lead:?}")
}

fn read(playbook: &Playbook, lead: &Lead) -> Lead {
    Lead::from_bytes(playbook, &lead.to_bytes()).expect("a lead's own bytes")
}

/// Changes one to three bytes, or leaves some out.
fn mutilated(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..random.int(1, 3) {
        let place = random.place(bytes.len());
        match random.int(1, 6) {
            1 => bytes[place] ^= 1 << random.int(0, 7),
            2 => bytes[place] = 0xFF,
            3 => bytes[place] = 0,
            4 => bytes.insert(place, random.int(0, 255) as u8),
            5 if bytes.len() > 1 => {
                bytes.remove(place);
            }
            _ => bytes[place] = random.int(0, 255) as u8,
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn a_lead_read_from_its_bytes_decides_like_the_lead_that_was_written(seed: u64, looks: u64) {
        let scene = Scene::new(seed);
        let mut world = World::new(&scene.playbook, false);
        let mut random = Random::new(looks);
        for (key, account, fact) in scene.facts() {
            let now = decided_at(&fact);
            if random.once_in(3) {
                world.look(now);
            }
            if let Some(played) = world.lead(&key) {
                let inputs = scene.inputs(world.account_of(played), &played.facts);
                let (mut kept, mut known) = (played.lead.clone(), read(&scene.playbook, &played.lead));
                prop_assert_eq!(whole(&known), whole(&kept));
                prop_assert_eq!(decide::decide(&inputs, &mut known, &fact, now), decide::decide(&inputs, &mut kept, &fact, now));
                let later = now.plus_secs(30 * scene.book.unit);
                prop_assert_eq!(decide::settle(&inputs, &mut known, later), decide::settle(&inputs, &mut kept, later));
                prop_assert_eq!(whole(&known), whole(&kept));
            }
            world.take(&key, account, fact);
            for (_, played) in world.leads() {
                prop_assert_eq!(whole(&read(&scene.playbook, &played.lead)), whole(&played.lead));
                let account = world.account_of(played);
                let known = Account::from_bytes(&scene.playbook, &account.to_bytes());
                prop_assert_eq!(known.as_ref(), Some(account));
            }
        }
    }

    #[test]
    fn damaged_bytes_are_refused_or_give_a_lead_that_can_be_decided_with(seed: u64, damage: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        let mut random = Random::new(damage);
        let (_, _, fact) = scene.facts().pop().expect("a fact");
        for (_, played) in world.leads() {
            let bytes = played.lead.to_bytes();
            for end in 0..bytes.len() {
                prop_assert!(Lead::from_bytes(&scene.playbook, &bytes[..end]).is_none(), "{} of {} bytes", end, bytes.len());
            }
            prop_assert!(Lead::from_bytes(&scene.playbook, &[&bytes[..], &[0]].concat()).is_none());
            for _ in 0..60 {
                let (account, bytes) = (world.account_of(played), mutilated(bytes.clone(), &mut random));
                if let Some(mut lead) = Lead::from_bytes(&scene.playbook, &bytes) {
                    let inputs = scene.inputs(account, &played.facts);
                    let at = lead.settled_at.unwrap_or(scene.end());
                    decide::settle(&inputs, &mut lead, at.plus_secs(1));
                    decide::decide(&Inputs { traced: true.into(), ..inputs }, &mut lead, &fact, at.plus_secs(2));
                }
                let bytes = mutilated(account.to_bytes(), &mut random);
                if let Some(mut account) = Account::from_bytes(&scene.playbook, &bytes) {
                    account.fold(&scene.playbook, &fact);
                    let mut lead = played.lead.clone();
                    decide::account_changed(&scene.inputs(&account, &[]), &mut lead, scene.end());
                }
            }
        }
    }

    #[test]
    fn random_bytes_are_no_lead_and_no_account(seed: u64, form in 0_u8..5, rest in prop::collection::vec(any::<u8>(), 0..300)) {
        let scene = Scene::new(seed);
        let bytes = [&[form], &rest[..]].concat();
        // Both begin with the number of fields, with stages or a version: noise hardly ever fits, and never panics.
        let _ = Lead::from_bytes(&scene.playbook, &bytes);
        let _ = Account::from_bytes(&scene.playbook, &bytes);
        let _ = AccountChange::from_bytes(&scene.playbook, &bytes);
        if form != 1 {
            prop_assert!(Lead::from_bytes(&scene.playbook, &bytes).is_none());
        }
    }

    /// Worked out from the full list: of each field the latest word, of each rule every fact that fires it.
    #[test]
    fn changes_of_an_account_add_up_to_what_its_facts_say_in_any_order(seed: u64, order: u64) {
        let scene = Scene::new(seed);
        let playbook = &scene.playbook;
        let mut facts: Vec<Fact> = scene.facts().into_iter().map(|(_, _, fact)| fact).collect();
        facts.dedup_by(|a, b| a.id == b.id);
        let mut random = Random::new(order);
        shuffle(&mut facts, &mut random);
        let (mut folded, mut changes) = (Account::new(playbook), Vec::new());
        for fact in &facts {
            let change = folded.change_of(playbook, fact);
            let before = folded.clone();
            let felt = folded.fold(playbook, fact);
            prop_assert_eq!(folded.version, before.version + u64::from(change.is_some()));
            prop_assert_eq!(felt, (&before.fields.values, change.as_ref().is_none_or(|it| it.points.is_empty())) != (&folded.fields.values, true));
            if let Some(change) = change {
                prop_assert_eq!(AccountChange::from_bytes(playbook, &change.to_bytes()), Some(change.clone()));
                changes.push(change);
            }
        }
        let (fields, sums) = naive(playbook, &facts);
        prop_assert_eq!((&folded.fields, &folded.sums), (&fields, &sums));
        shuffle(&mut changes, &mut random);
        let mut applied = Account::new(playbook);
        for change in &changes {
            applied.apply(playbook, change);
        }
        prop_assert_eq!((&applied.fields, &applied.sums), (&fields, &sums));
    }

    #[test]
    fn an_account_rebuilt_from_all_its_people_is_the_account(seed: u64) {
        let scene = Scene::new(seed);
        let world = scene.play(|_, _| {});
        let mut people: BTreeMap<&str, Vec<&kopru_engine::play::Played>> = BTreeMap::new();
        for (_, played) in world.leads() {
            if let Some(account) = &played.account {
                people.entry(account).or_default().push(played);
            }
        }
        for (name, people) in people {
            let account = world.account_of(people[0]);
            let rebuilt = account.rebuilt(&scene.playbook, people.iter().rev().map(|played| played.facts.iter()));
            prop_assert_eq!(&rebuilt, account, "{}", name);
            let alone = account.rebuilt(&scene.playbook, people.iter().skip(1).map(|played| played.facts.iter()));
            let differs = (&alone.fields, &alone.sums) != (&account.fields, &account.sums);
            prop_assert_eq!(alone.version, account.version + u64::from(differs));
        }
    }
}

fn shuffle<T>(all: &mut [T], random: &mut Random) {
    for place in (1..all.len()).rev() {
        all.swap(place, random.place(place + 1));
    }
}

fn naive(playbook: &Playbook, facts: &[Fact]) -> (Held, Sums) {
    let (mut fields, mut sums) = (Held::new(playbook.account.len()), Sums::default());
    let mut ordered: Vec<&Fact> = facts.iter().collect();
    ordered.sort_by_key(|fact| (fact.occurred_at, fact.rank, fact.id.clone()));
    for fact in ordered {
        fields.take(fact, &fact.account_fields);
        for (place, rule) in (0..).zip(&playbook.account_rules) {
            let when =
                playbook.fact_types[usize::from(fact.kind)].account_rules.iter().find(|(rule, _)| *rule == place);
            let env = Env {
                person: &[],
                account: &[],
                fact: &fact.data,
                lead: &[],
                times: &[],
                now: fact.occurred_at.secs(),
            };
            let fires = when.is_some_and(|(_, when)| when.as_ref().is_none_or(|when| when.eval(&env) == Tri::True));
            if fires {
                sums.add(place, fact.occurred_at.secs(), rule.points, playbook.half_lives[usize::from(rule.half_life)]);
            }
        }
    }
    (fields, sums)
}

/// A field of every type, and everything that a lead can remember.
const EVERYTHING: &str = r#"
format = 1
name = "everything"
sources = ["crm", "web"]
[fields.person]
certain = "bool"
count = "int"
share = "decimal"
word = { one_of = ["a", "b", "c"] }
born = "date"
seen_at = "moment"
takes = "duration"
budget = "money"
tools = { list_of = "text" }
years = { list_of = "int" }
[fields.account]
employees = "int"
[facts.visited]
[[pain]]
id = "slow"
text = "Slow"
solved = "fully"
[[persona]]
id = "buyer"
name = "Buyer"
parts = [
    { when = "person.certain", weight = 2 },
    { when = "person.count > 3", weight = 1 },
    { when = "person.word == 'b'", weight = 1 },
    { when = "role.part == 'decider'", weight = 1 },
    { when = "has(person.budget)", weight = 1 },
]
[fit]
grades = { A = 70, B = 50, C = 30 }
[[fit.rule]]
id = "some"
when = "person.share > 0.5"
points = 40
[[fit.rule]]
id = "open"
when = "account.employees > 10"
points = 10
[engagement]
half_life = "1d"
bands = { hot = 60, warm = 30, cool = 10 }
[[engagement.rule]]
id = "visit"
on = "visited"
points = 40
[account]
half_life = "1d"
[[account.rule]]
id = "visits"
on = "visited"
points = 20
[[framework]]
id = "bant"
advance = "1 of 2"
[[framework.criterion]]
id = "need"
[[framework.criterion]]
id = "budget"
[[stage]]
id = "lead"
name = "Lead"
max_age = "1h"
[[stage]]
id = "mql"
name = "MQL"
enter = "facts('visited', '7d') >= 2 && has(person.tools) && fit > 30"
max_age = "5d"
"#;

fn everything() -> Playbook {
    let checked = Playbook::check(EVERYTHING, &BTreeMap::new());
    checked.playbook.unwrap_or_else(|| panic!("{:#?}", checked.findings))
}

fn fact(playbook: &Playbook, id: &str, kind: &str, at: i64, say: impl FnOnce(&mut RawFact)) -> Fact {
    let mut raw = RawFact::new(Subject::External("x".into()), kind);
    (raw.id, raw.occurred_at) = (Some(id.into()), Some(Moment::from_secs(at)));
    say(&mut raw);
    playbook.type_fact(&raw, "?", Moment::MIN).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn text(text: &str) -> Scalar {
    Scalar::Text(text.into())
}

/// A lead of which everything is known that can be.
fn known_well(playbook: &Playbook) -> Lead {
    let monday = 1_772_442_000;
    let said = |words: &'static [(&'static str, &'static str)]| {
        move |raw: &mut RawFact| raw.data.extend(words.iter().map(|(name, value)| ((*name).to_owned(), text(value))))
    };
    let all = [
        fact(playbook, "f1", "fields_set", monday, |raw| {
            raw.source = Some("crm".into());
            for (name, value) in [
                ("title", text("VP Sales")),
                ("certain", Scalar::Bool(true)),
                ("count", Scalar::Int(i64::MIN)),
                ("share", text("0.750001")),
                ("word", text("c")),
                ("born", text("1969-07-20")),
                ("seen_at", text("2026-03-02T09:00:00.25Z")),
                ("takes", text("90m")),
                ("budget", text("-12.50 TRY")),
                ("tools", Scalar::List(vec![text("çay"), Scalar::Null, text("")])),
                ("years", Scalar::List(vec![Scalar::Int(-1), Scalar::Int(i64::MAX)])),
                ("language", Scalar::Null),
            ] {
                raw.fields.insert(name.into(), value);
            }
        }),
        fact(playbook, "f2", "visited", monday + 60, |_| {}),
        fact(playbook, "f3", "visited", monday + 60, |_| {}),
        fact(
            playbook,
            "f4",
            "finding",
            monday + 61,
            said(&[("pain", "slow"), ("quote", "it takes days"), ("by", "ayse")]),
        ),
        fact(
            playbook,
            "f5",
            "finding",
            monday + 62,
            said(&[("measure", "knowledge"), ("level", "3"), ("origin", "inferred")]),
        ),
        fact(
            playbook,
            "f6",
            "finding",
            monday + 63,
            said(&[("criterion", "budget"), ("verdict", "unmet"), ("until", "2026-09-01"), ("origin", "person")]),
        ),
        fact(playbook, "f7", "signal", monday + 64, said(&[("signal", "evasive"), ("quote", "we shall see")])),
        fact(playbook, "f8", "consent_given", monday + 65, said(&[("purpose", "email")])),
        fact(playbook, "f9", "consent_withdrawn", monday + 66, said(&[("purpose", "phone")])),
        fact(playbook, "g1", "stage_reported", monday + 67, said(&[("stage", "lead")])),
        fact(
            playbook,
            "g2",
            "disqualified",
            monday + 68,
            said(&[("kind", "not_now"), ("reason", "sonra"), ("until", "2026-09-01")]),
        ),
        fact(playbook, "g3", "visited", monday + 69, |_| {}),
    ];
    let (mut lead, account) = (Lead::new(playbook), Account::new(playbook));
    for fact in &all {
        let inputs =
            Inputs { playbook, account: &account, history: &[], traced: false.into(), desk: Desk::none(), terms: None };
        decide::decide(&inputs, &mut lead, fact, fact.recorded_at);
    }
    lead
}

#[test]
fn a_lead_of_which_everything_is_known_is_read_as_it_was_written() {
    let playbook = everything();
    let lead = known_well(&playbook);
    // It does know everything: a test that looks at empty lists would prove nothing.
    let evidence = &lead.evidence;
    assert_eq!(evidence.fields.values.iter().filter(|value| value.is_known()).count(), 11);
    assert!(evidence.findings.iter().any(|it| it.about == About::Pain(0) && it.quote.is_some() && it.by.is_some()));
    assert_eq!(
        (
            evidence.findings.len(),
            evidence.signals.len(),
            evidence.times[usize::from(playbook.fact_type("visited").expect("declared"))].len()
        ),
        (4, 1, 3)
    );
    assert_eq!(evidence.consents.iter().flatten().map(|(_, given)| *given).collect::<Vec<_>>(), [true, false]);
    let standing = &lead.standing;
    assert!(standing.why.as_ref().is_some_and(|why| why.seen.len() == 3) && standing.disposition.until().is_some());
    assert_eq!((standing.stage, standing.reported[0].is_some(), standing.owner.is_none()), (Some(1), true, true));
    assert_eq!(whole(&read(&playbook, &lead)), whole(&lead));
    let fresh = Lead::new(&playbook);
    assert_eq!(whole(&read(&playbook, &fresh)), whole(&fresh));
}

#[test]
fn bytes_of_another_playbook_are_refused() {
    let playbook = everything();
    let bytes = known_well(&playbook).to_bytes();
    let later = "id = \"mql\"\nname = \"MQL\"\nenter = \"fit > 90\"\nmax_age = \"1d\"\n[[stage]]\nid = \"later\"";
    let parts: [&[(&str, &str)]; 9] = [
        &[("takes = \"duration\"\n", "")],
        &[("takes = \"duration\"", "takes = \"int\"")],
        &[("one_of = [\"a\", \"b\", \"c\"]", "one_of = [\"a\", \"b\"]")],
        &[("id = \"mql\"", later)],
        &[("[facts.visited]", "[facts.visited]\n[facts.called]")],
        &[("    { when = \"person.certain\", weight = 2 },\n", "")],
        &[("[[fit.rule]]\nid = \"open\"\nwhen = \"account.employees > 10\"\npoints = 10\n", "")],
        &[("[[framework.criterion]]\nid = \"budget\"\n", ""), ("1 of 2", "1 of 1")],
        &[("format = 1", "format = 1\nconsents = [\"email\"]")],
    ];
    for changes in parts {
        let mut text = EVERYTHING.to_owned();
        for (was, is) in changes {
            assert!(text.contains(was), "{was}");
            text = text.replacen(was, is, 1);
        }
        let other = Playbook::check(&text, &BTreeMap::new());
        let other = other.playbook.unwrap_or_else(|| panic!("{changes:?}: {:#?}", other.findings));
        assert!(Lead::from_bytes(&other, &bytes).is_none(), "{changes:?}");
    }
}

/// One visit a day after 1970 began, by a person of an account with five employees.
///
/// The moment is 86 400 s after the last one, 1970: without its sign 172 800, for whole seconds 345 600, in groups of
/// seven bits, the lowest first, 0, 12, 21. Five employees are 10 without their sign, in one byte with the kind 2. The
/// visit gives 20 · 2⁶² to the first rule in the half-life 1: without its sign 5 · 2⁶⁵, which takes nine bytes.
#[test]
fn the_bytes_of_an_account_have_the_form_that_their_number_says() {
    let playbook = everything();
    let visit = fact(&playbook, "v", "visited", 86_400, |raw| {
        raw.account_fields.insert("employees".into(), Scalar::Int(5));
    });
    let mut account = Account::new(&playbook);
    let change = account.change_of(&playbook, &visit).expect("a change");
    account.fold(&playbook, &visit);
    let stamp = [1, 0x80, 0x80 | 12, 21, 0, 1, b'v'];
    let sum = [9, 0, 0, 0, 0, 0, 0, 0, 0, 10];
    // Form, version; three fields, of which the third is known; one bucket.
    let expected = [&[2, 1, 3, 0b100][..], &stamp, &[0xA2, 1, 0, 2], &sum].concat();
    assert_eq!(account.to_bytes(), expected);
    // Form; one field, the third; one rule, the first, with 20 points.
    let expected = [&[3][..], &stamp, &[1, 2, 0xA2, 1, 0, 40]].concat();
    assert_eq!(change.to_bytes(), expected);
}

#[test]
fn a_count_that_the_bytes_cannot_hold_is_refused() {
    let playbook = everything();
    // A change with a stamp, then 2⁶³ fields.
    let mut bytes = vec![3, 1, 0, 0, 1, b'v'];
    bytes.extend([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]);
    assert_eq!(AccountChange::from_bytes(&playbook, &bytes), None);
    // A number of more than 64 bits.
    bytes.truncate(6);
    bytes.extend([0xFF; 11]);
    assert_eq!(AccountChange::from_bytes(&playbook, &bytes), None);
    // The same stamp without fields or points is a change of nothing, and whole.
    bytes.truncate(6);
    assert!(AccountChange::from_bytes(&playbook, &bytes).is_none());
    bytes.extend([0, 0]);
    assert!(AccountChange::from_bytes(&playbook, &bytes).is_some());
}

#[test]
fn a_fact_that_says_again_what_is_known_is_the_latest_word_from_then_on() {
    let playbook = everything();
    let says = |id: &str, at, count| {
        fact(&playbook, id, "fields_set", at, |raw| {
            raw.account_fields.insert("employees".into(), Scalar::Int(count));
        })
    };
    let mut account = Account::new(&playbook);
    assert!(account.fold(&playbook, &says("a", 100, 5)));
    // Nobody feels it, but the state is another one.
    assert!(!account.fold(&playbook, &says("b", 300, 5)));
    assert_eq!((account.version, account.fields.stamp(2).map(|it| it.at)), (2, Some(Moment::from_secs(300))));
    // What lies between comes late and changes nothing.
    assert_eq!(account.change_of(&playbook, &says("c", 200, 9)), None);
    // Nor does what no rule of the account looks at.
    assert_eq!(account.change_of(&playbook, &fact(&playbook, "d", "won", 400, |_| {})), None);
}
