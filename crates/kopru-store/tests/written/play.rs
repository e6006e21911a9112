//! Real decisions: random facts are played through the engine, and everything that it decides is read back.

use crate::random::SHELF;
use kopru_engine::decide::{Cause, Change, Decision};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::play::World;
use kopru_engine::playbook::{Field, Playbook};
use kopru_engine::time::Moment;
use kopru_engine::value::{Scalar, Type};
use kopru_store::written::decisions::{cause, changes, read_cause, read_changes, read_outcome, read_trace, trace};
use kopru_store::written::facts::{Incoming, body, read_body};
use std::collections::{BTreeMap, BTreeSet};

/// A person's name that stands in texts and must be gone once they are erased.
pub const PLANTED: &str = "Zeynep \"Ş\" Gizli";

/// Numbers at random, the same ones in every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((it ^ (it >> 31)) % end as u64) as usize
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    fn scalar(&mut self, kind: &Type) -> Scalar {
        let text = |all: &[&str], random: &mut Random| Scalar::Text((*random.pick(all)).into());
        match kind {
            Type::Bool => Scalar::Bool(self.below(4) > 0),
            Type::Int => Scalar::Int(*self.pick(&[0, 1, 2, 3, 40, 120, 260])),
            Type::Decimal => Scalar::Number((*self.pick(&["0.5", "12.000001", "-3.25"])).into()),
            Type::Text => text(&["TR", "/pricing", "VP Sales", "Founder & CEO", PLANTED], self),
            Type::Enum(words) => Scalar::Text(self.pick(&words.words).to_string()),
            Type::Date => text(&["2026-03-20", "2026-07-01"], self),
            Type::Moment => text(&["2026-03-20T09:00:00.000125Z", "2026-07-01T00:00:00+03:00"], self),
            Type::Duration => text(&["90s", "3d"], self),
            Type::Money => text(&["12.50 TRY", "900000 USD", "4000000 USD", "100 JPY"], self),
            Type::List(inner) => Scalar::List((0..self.below(3)).map(|_| self.scalar(inner)).collect()),
        }
    }

    fn values(&mut self, fields: &[Field], one_in: usize) -> BTreeMap<String, Scalar> {
        let chosen: Vec<&Field> = fields.iter().filter(|_| self.below(one_in) == 0).collect();
        chosen.into_iter().map(|field| (field.id.to_string(), self.scalar(&field.kind))).collect()
    }

    /// A fact about somebody; what the schema refuses is never taken.
    fn fact(&mut self, playbook: &Playbook, at: Moment) -> RawFact {
        // What brings leads forward comes more often than chance would bring it.
        let forward = ["demo_requested", "accepted", "finding", "qualified", "conversation_held", "won", "fields_set"];
        let kind = match self.below(3) {
            0 => (*self.pick(&forward)).into(),
            _ => self.pick(&playbook.fact_types).id.to_string(),
        };
        let data = playbook.fact_type(&kind).map(|kind| &playbook.fact_types[usize::from(kind)].data);
        let mut raw = RawFact::new(Subject::External(format!("lead-{}", self.below(3))), kind);
        raw.data = self.values(data.map_or(&[], |data| data.as_slice()), 2);
        if raw.kind == "finding" {
            raw.data.retain(|name, _| !["criterion", "verdict", "measure", "level", "pain"].contains(&&**name));
            raw.data.insert("criterion".into(), self.scalar(&data_type(playbook, "criterion")));
            raw.data.insert("verdict".into(), Scalar::Text("met".into()));
        }
        raw.fields = self.values(&playbook.person, 6);
        raw.account_fields = self.values(&playbook.account, 6);
        raw.account = (self.below(3) > 0).then(|| (*self.pick(&["toros", "acme"])).into());
        raw.source = Some((*self.pick(&["crm", "web", "form"])).into());
        raw.occurred_at = Some(at);
        raw
    }
}

fn data_type(playbook: &Playbook, name: &str) -> Type {
    let finding = &playbook.fact_types[usize::from(playbook.fact_type("finding").expect("built in"))];
    finding.data.iter().find(|field| *field.id == *name).expect("a datum").kind.clone()
}

/// Facts of a seed, played; every raw fact is written and read before it is taken.
pub fn played(seed: u64) -> Vec<Vec<Decision>> {
    let playbook = &SHELF.playbook;
    let mut random = Random(seed);
    let mut world = World::new(playbook, true);
    let mut at = Moment::from_secs(1_772_431_200);
    for count in 0..40 {
        at = at.plus_secs(random.below(4 * 86_400) as i64);
        let raw = random.fact(playbook, at);
        let incoming = Incoming { raw, also: Vec::new() };
        let raw = read_body(&body(&incoming)).expect("what was written").raw;
        assert_eq!(raw, incoming.raw);
        if let Ok(fact) = playbook.type_fact(&raw, &format!("f-{count}"), at) {
            world.take(raw.subject.value(), raw.account.as_deref(), fact);
        }
    }
    world.look(at.plus_secs(200 * 86_400));
    world.leads().map(|(_, played)| played.decisions.clone()).collect()
}

#[test]
fn every_decision_of_random_histories_is_read_back_as_it_was() {
    let names = &SHELF.names;
    let mut kinds = BTreeSet::new();
    for decision in (0..150).flat_map(played).flatten() {
        let Decision { cause: why, outcome, changes: made, trace: scores, .. } = &decision;
        let row = changes(names, made);
        assert_eq!(read_changes(names, &row).as_ref(), Ok(made), "{row}");
        let row = cause(names, why);
        assert_eq!(read_cause(names, &row).as_ref(), Ok(why), "{row}");
        assert_eq!(read_outcome(outcome.code()), Some(*outcome));
        let scores = scores.as_ref().expect("decisions were traced");
        let row = trace(names, scores);
        assert_eq!(read_trace(names, &row).as_ref(), Ok(scores), "{row}");
        kinds.extend(made.iter().map(kind));
        kinds.extend(scores.lines.iter().map(|line| format!("{line:?}").split_once(' ').expect("a name").0.to_owned()));
        kinds.insert(match why {
            Cause::Fact { .. } => "of a fact".into(),
            Cause::Time => "of time".into(),
            Cause::Account { .. } => "of the account".into(),
            // What is played knows neither another version nor merges, imports or a team.
            Cause::Playbook { .. } | Cause::Merged | Cause::Unmerged | Cause::Imported { .. } => continue,
            Cause::Desk { .. } | Cause::Routed { .. } => continue,
        });
    }
    // A property over histories in which little happens would prove little.
    let all = "Account Band Cycle Disposition Engagement Fit Grade Holding Known Open Owner Persona Reported Stage Stagnant \
               Suggested Withdrawn of a fact, of time, of the account";
    let missing: Vec<&str> = all.split([' ', ',']).filter(|it| !kinds.iter().any(|kind| kind.contains(it))).collect();
    assert_eq!(missing, Vec::<&str>::new(), "{kinds:?}");
}

fn kind(change: &Change) -> String {
    let shown = format!("{change:?}");
    shown.split([' ', '(']).next().unwrap_or_default().to_owned()
}
