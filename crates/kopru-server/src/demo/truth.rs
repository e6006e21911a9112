//! What is true in the story and stands in no database: reports are held against it. Nothing of the product reads it.

use super::market::{STORY_DAYS, Settings};
use super::people::{Buys, POOR_SOURCE, People, SOURCES};
use super::sales::{REPS, SLOW};
use kopru_engine::lang::Lang;
use kopru_engine::time::DAY_SECS;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The rule of the playbook that gives points for what people do who never buy.
pub const WRONG_RULE: &str = "chat";

/// When sales refuses most of what the poor source and the wrong rule bring: from which day of the story to before which. The
/// first time it was settled, the second time it goes on.
pub const QUARRELS: [(i64, i64); 2] = [(300, 380), (661, 731)];

/// The truth that comes about while the story is told; everything else follows from the seed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// Who was put off to a day, would buy then, and does not come back by themselves.
    pub revivable: BTreeSet<String>,
    /// Who was refused and would have bought.
    pub refused_buyers: BTreeSet<String>,
}

impl Truth {
    /// Everything as JSON. `would_buy` names whoever would buy, now or later, when sales does its part.
    pub fn json(&self, settings: &Settings, people: &People) -> Value {
        let buyers = (0..people.count).map(|it| people.person(it)).filter(|it| it.buys != Buys::Never);
        let would_buy: Vec<Value> = buyers
            .map(|it| json!({ "email": it.email, "source": it.source.id, "later": it.buys == Buys::Later }))
            .collect();
        let quality: serde_json::Map<String, Value> =
            SOURCES.iter().map(|it| (it.id.to_owned(), it.quality.into())).collect();
        let main = usize::from(settings.home == Lang::En);
        json!({
            "seed": settings.seed, "people": settings.people, "home": settings.home.tag(),
            "until": settings.until.to_string(),
            "poor_source": POOR_SOURCE, "source_quality_permille": quality,
            "slow_reps": REPS.iter().map(|team| team[SLOW].id).collect::<Vec<_>>(),
            "slow_rep": REPS[main][SLOW].id,
            "wrong_rule": WRONG_RULE,
            "quarrels": QUARRELS.map(|(from, until)| {
                let day = |it: i64| settings.until.plus_secs((it - i64::from(STORY_DAYS)) * DAY_SECS).to_string();
                json!({ "from": day(from), "until": day(until) })
            }),
            "quarrel_causes": [["source", POOR_SOURCE], ["rule", WRONG_RULE]],
            "revivable": self.revivable, "refused_buyers": self.refused_buyers,
            "would_buy": would_buy,
        })
    }
}
