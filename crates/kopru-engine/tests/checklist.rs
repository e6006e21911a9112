//! What both teams look at before sales answers: met, unmet, or what would settle it.

use kopru_engine::checklist::{aloud, checklist};
use kopru_engine::condition::Tri;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lang::Lang;
use kopru_engine::play::World;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use std::collections::BTreeMap;

const BOOK: &str = r#"
format = 1
name = "Checks"
facts = { asked = {} }
[fields.account]
employees = "int"
[fields.person]
goal = { one_of = ["solve", "study"] }
[[stage]]
id = "mql"
name = "MQL"
max_age = "5d"
[[stage]]
id = "sal"
name = "SAL"
by = "acceptance"
max_age = "9d"
[handover]
from = "mql"
to = "sal"
[[handover.check]]
id = "size"
text = { en = "large enough", tr = "yeterince büyük" }
team = "marketing"
when = "account.employees >= 50"
[[handover.check]]
id = "goal"
when = "person.goal == 'solve'"
[[handover.reason]]
id = "no"
"#;

#[test]
fn each_check_is_met_unmet_or_says_what_would_settle_it() {
    let playbook = Playbook::check(BOOK, &BTreeMap::new()).playbook.expect("a sound playbook");
    let at = Moment::parse("2026-03-02T09:00:00Z").expect("a moment");
    let mut world = World::new(&playbook, false);
    let mut fact = RawFact::new(Subject::Email("ada@acme.com".into()), "asked");
    fact.occurred_at = Some(at);
    fact.fields.insert("goal".into(), Scalar::Text("study".into()));
    let fact = playbook.type_fact(&fact, "1", at).expect("a fact that fits");
    world.take("ada", Some("acme"), fact);
    world.look(at);
    let played = world.lead("ada").expect("a lead");
    let all = checklist(&playbook, &played.lead, world.account_of(played), at);
    assert_eq!(all.iter().map(|it| it.met).collect::<Vec<_>>(), [Tri::Unknown, Tri::False]);
    assert_eq!((all[0].open.len(), all[1].open.len()), (1, 0));
    let told = |lang| all.iter().map(|it| aloud(it, &playbook, lang)).collect::<Vec<_>>();
    assert!(told(Lang::En)[0].starts_with("? large enough (marketing): ask for"), "{:?}", told(Lang::En));
    assert_eq!(told(Lang::En)[1], "✗ goal (sales): not met");
    assert!(told(Lang::Tr)[0].starts_with("? yeterince büyük (pazarlama): sorulacak:"), "{:?}", told(Lang::Tr));
}
