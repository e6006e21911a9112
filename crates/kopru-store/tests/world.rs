//! The store decides as the engine's world in memory does: random histories are taken by both, fact by fact, and every
//! decision and every score must be the same.

mod engines;

use engines::{PLAYBOOK, Place, Scene, fresh, on_both};
use kopru_engine::decide::{Change, Outcome};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::play::{Taken, World};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id};
use std::collections::{BTreeMap, BTreeSet};

const DAY: i64 = 86_400;
const PEOPLE: u64 = 5;
const HISTORIES: u64 = 40;
const FACTS: usize = 45;

/// Numbers at random, the same ones in every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (it ^ (it >> 31)) % end
    }

    fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len() as u64) as usize]
    }

    fn secs(&mut self, most: i64) -> i64 {
        self.below(most.unsigned_abs()).cast_signed()
    }
}

fn text(value: &str) -> Scalar {
    Scalar::Text(value.to_owned())
}

/// A fact that could happen now: often an ordinary one, at times an act, a late one, a move to another account.
fn random_fact(random: &mut Random, id: usize, now: Moment, earlier: &[(u64, String)]) -> (u64, RawFact) {
    let person = random.below(PEOPLE);
    let kind = match random.below(100) {
        0..30 => "page_viewed",
        30..37 => "demo_requested",
        37..42 => "newsletter_subscribed",
        42..58 => "fields_set",
        58..64 => "accepted",
        64..67 => "refused",
        67..70 => "qualified",
        70..74 => "conversation_held",
        74..76 => "won",
        76..78 => "lost",
        78..80 => "recycled",
        80..82 => "disqualified",
        82..84 => "revived",
        84..90 => "retracted",
        90..93 => "stage_reported",
        93..96 => "consent_given",
        96..98 => "consent_withdrawn",
        _ => "finding",
    };
    let mut raw = RawFact::new(Subject::Email(format!("p{person}@example.com")), kind);
    raw.id = Some(format!("f{id}"));
    raw.source = Some(random.pick(&["web", "crm", "form"]).to_owned());
    let late = if random.below(5) == 0 { random.secs(40 * DAY) } else { 0 };
    raw.occurred_at = Some(now.plus_secs(-late));
    let mut data = |name: &str, value: Scalar| drop(raw.data.insert(name.to_owned(), value));
    match kind {
        "page_viewed" => data("path", text(random.pick(&["/pricing", "/pricing/eu", "/blog", "/"]))),
        "accepted" => data("by", text("ayse")),
        "refused" => data("reason", text(random.pick(&["not-ready", "wrong-size"]))),
        "qualified" => data("overrule", Scalar::Bool(random.below(2) == 0)),
        "conversation_held" => {
            for name in ["two_way", "business_fit", "product_fit"] {
                data(name, Scalar::Bool(random.below(4) != 0));
            }
        }
        "recycled" => data("until", text(&now.plus_secs(random.secs(60 * DAY)).day().to_string())),
        "disqualified" => {
            data("kind", text(random.pick(&["not_now", "not_us", "never", "unreachable"])));
            data("reason", text(random.pick(&["tiny", "something else"])));
        }
        "retracted" => match earlier.get(random.below(earlier.len().max(1) as u64) as usize) {
            Some((owner, fact)) => {
                data("fact", text(fact));
                raw.subject = Subject::Email(format!("p{owner}@example.com"));
            }
            None => data("fact", text("f0")),
        },
        "stage_reported" => data("stage", text(random.pick(&["mql", "sal", "sql", "customer"]))),
        "consent_given" | "consent_withdrawn" => data("purpose", text("email")),
        "finding" => data("pain", text("leads-lost")),
        _ => {}
    }
    if kind == "fields_set" || random.below(10) == 0 {
        match random.below(3) {
            0 => drop(raw.fields.insert("title".into(), text(random.pick(&["VP Sales", "Intern", "CEO", "Engineer"])))),
            1 => drop(raw.fields.insert("country".into(), text(random.pick(&["TR", "DE"])))),
            _ => drop(raw.account_fields.insert("employees".into(), text(random.pick(&["3", "40", "120", "900"])))),
        }
    }
    if !raw.account_fields.is_empty() || random.below(12) == 0 {
        raw.account = Some(random.pick(&["acme", "globex"]).to_owned());
    }
    let person = raw.subject.value()[1..2].parse().expect("a digit");
    (person, raw)
}

fn key(person: u64) -> String {
    format!("email:p{person}@example.com")
}

/// What the store keeps of a person: decisions that changed something or refused, in order.
async fn kept(scene: &Scene, person: Id) -> Vec<(Moment, Outcome, Vec<Change>)> {
    scene.store.decisions_of(person).await.expect("decisions")
}

async fn one_history(scene: &Scene, seed: u64) {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("a sound playbook");
    let mut world = World::new(&playbook, false);
    let mut random = Random(seed);
    let mut earlier: Vec<(u64, String)> = Vec::new();
    let mut ids: BTreeMap<u64, Id> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    for place in 0..FACTS {
        let step = match random.below(4) {
            0 => 0,
            1 => random.secs(3_600),
            2 => random.secs(3 * DAY),
            _ => random.secs(25 * DAY),
        };
        scene.clock.advance_secs(step);
        let now = scene.clock.now();
        scene.settle().await;
        let (person, raw) = random_fact(&mut random, place, now, &earlier);
        let mut typed = playbook.type_fact(&raw, "?", now).expect("a sound fact");
        typed.recorded_at = now;
        let wanted = world.take(&key(person), raw.account.as_deref(), typed);
        earlier.push((person, format!("f{place}")));
        let incoming = Incoming { raw, also: Vec::new() };
        let answer = scene.store.take(vec![FactIn { incoming, import: false }]).await.expect("a store").remove(0);
        match (wanted, answer) {
            (Taken::Decided(wanted), Ok(answer)) => {
                assert_eq!(answer.outcome, wanted, "seed {seed}, fact {place}");
                ids.insert(person, answer.person.expect("a person"));
            }
            (Taken::Decided(wanted), Err(refusal)) => {
                assert_eq!(refusal.code, wanted.code(), "seed {seed}, fact {place}");
                refused.insert(place);
            }
            (wanted, answer) => panic!("seed {seed}, fact {place}: {wanted:?}, {answer:?}"),
        }
        scene.settle().await;
    }
    scene.clock.advance_secs(30 * DAY);
    scene.settle().await;
    world.look(scene.clock.now());
    for (person, id) in ids {
        let played = world.lead(&key(person)).expect("a lead");
        let wanted: Vec<_> = played
            .decisions
            .iter()
            // Refused facts are no entries of a stream.
            .filter(|it| it.outcome.is_taken())
            .map(|it| (it.at, it.outcome, it.changes.clone()))
            .collect();
        let found = kept(scene, id).await;
        for (at, (wanted, found)) in wanted.iter().zip(&found).enumerate() {
            assert_eq!(found, wanted, "seed {seed}, person {person}, decision {at}");
        }
        assert_eq!(found.len(), wanted.len(), "seed {seed}, person {person}: {:?}", wanted.last());
        let lead = scene.store.lead_now(id).await.expect("a lead");
        assert_eq!(lead.standing, played.lead.standing, "seed {seed}, person {person}");
        assert_eq!(lead.evidence, played.lead.evidence, "seed {seed}, person {person}");
        assert_eq!(
            (lead.fit(), lead.engagement(), lead.grade(), lead.band()),
            (played.lead.fit(), played.lead.engagement(), played.lead.grade(), played.lead.band()),
            "seed {seed}, person {person}"
        );
    }
}

#[test]
fn the_store_decides_as_the_world_in_memory_does() {
    on_both(|scene| async move {
        for seed in 0..HISTORIES {
            let place = match scene.place.engine {
                "sqlite" => Place::sqlite(),
                _ => Place::postgres().await.expect("PostgreSQL"),
            };
            one_history(&fresh(place).await, seed).await;
        }
    });
}
