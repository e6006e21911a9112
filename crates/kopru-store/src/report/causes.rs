//! What carries the gap between the rate of acceptance and its target: values that hand-overs have in common, held against
//! all others.
//!
//! Values come together: who starts chats downloads papers too. So the clearest cause is found first, its hand-overs are set
//! aside, and the next one is sought among the others: what only comes along with a cause is none.

use crate::handovers::Handover;
use kopru_engine::acceptance::Outcomes;
use kopru_engine::playbook::{BANDS, GRADES};
use kopru_engine::share::Share;
use kopru_engine::time::Moment;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Decided hand-overs below which a value is no cause of anything.
pub const FEW: u64 = 10;
/// Causes that are set aside one after the other.
const STEPS: usize = 6;

/// What a cause is about: `source`, `persona`, `grade`, `band`, `rule` or `rep`, and the value; none where it is not known.
pub type What = (&'static str, Option<String>);

/// Hand-overs that have a value in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// `source`, `persona`, `grade`, `band`, `rule` or `rep`.
    pub dimension: &'static str,
    /// The value; none where it is not known.
    pub value: Option<String>,
    /// What became of them.
    pub outcomes: Outcomes,
    /// Acceptances that are missing to the target, in millionths of one; below zero: beyond it.
    pub missing: i128,
    /// Its share of all that is missing, in millionths; none where nothing is missing in all. What is beyond the target
    /// elsewhere makes shares above one. Within a dimension they add up to one, but for rules: a lead has several.
    pub share: Option<i64>,
    /// Acceptances that are missing to the rate of all others, in millionths of one, without the hand-overs of clearer causes:
    /// what a value has that the others have too is nobody's cause. None where too few are left, or no others.
    pub behind: Option<i128>,
    /// Whether that is hardly chance: the intervals that hold the two true rates in 95 of 100 cases lie apart.
    pub clear: bool,
}

/// A hand-over, with the places of what it has in common with others.
#[derive(Debug)]
pub(crate) struct Over {
    pub offered_at: Moment,
    pub answered_at: Option<Moment>,
    /// Whether sales took it; none while it has not decided.
    pub accepted: Option<bool>,
    values: Vec<usize>,
}

/// Hand-overs by what they have in common.
#[derive(Debug, Default)]
pub(crate) struct Values {
    places: BTreeMap<What, usize>,
    names: Vec<What>,
    outcomes: Vec<Outcomes>,
    pub overs: Vec<Over>,
}

/// Of some hand-overs, those with a value and all others: what sales decided.
#[derive(Clone, Copy, Debug)]
struct Beside {
    own: Share,
    others: Share,
}

impl Beside {
    /// Whether the value is behind the others, and hardly by chance.
    fn clear(self) -> bool {
        self.own.interval().zip(self.others.interval()).is_some_and(|((_, upper), (lower, _))| upper < lower)
    }

    /// How far apart the two rates are for how many there are: the statistic of the test of homogeneity, in thousandths.
    fn apart(self) -> u128 {
        let (a, n, b, m) = (self.own.part, self.own.of, self.others.part, self.others.of);
        let [a, n, b, m] = [a, n, b, m].map(u128::from);
        let (refused, others) = (n - a, m - b);
        let across = (a * others).abs_diff(b * refused);
        let below = n * m * (a + b) * (refused + others);
        ((n + m) * across * across * 1_000).checked_div(below).unwrap_or(0)
    }

    fn behind(self) -> Option<i128> {
        let rate = self.others.millionths()?;
        let own = Outcomes { accepted: self.own.part, refused: self.own.of - self.own.part, ..Outcomes::default() };
        (self.own.of >= FEW).then(|| own.missing(rate))
    }
}

impl Values {
    pub fn add(&mut self, it: &Handover, count: impl Fn(&mut Outcomes, &str)) {
        let word = |all: &[&str], place: i64| all.get(usize::try_from(place).ok()?).map(|it| (*it).to_owned());
        let plain = [
            ("source", it.source.clone()),
            ("persona", it.persona.clone()),
            ("grade", word(&GRADES, it.grade)),
            ("band", word(&BANDS, it.band)),
            ("rep", Some(it.rep().to_owned()).filter(|it| !it.is_empty())),
        ];
        let rules = it.rules.iter().map(|rule| ("rule", Some(rule.clone())));
        let values = plain.into_iter().chain(rules).map(|what| {
            let place = *self.places.entry(what.clone()).or_insert(self.names.len());
            if place == self.names.len() {
                self.names.push(what);
                self.outcomes.push(Outcomes::default());
            }
            self.outcomes.get_mut(place).into_iter().for_each(|outcomes| count(outcomes, &it.state));
            place
        });
        let accepted = match it.state.as_str() {
            "accepted" => Some(true),
            "refused" => Some(false),
            _ => None,
        };
        let values = values.collect();
        self.overs.push(Over { offered_at: it.offered_at, answered_at: it.answered_at, accepted, values });
    }

    /// For every value: hand-overs that have it, and all others.
    fn beside<'o>(&self, overs: impl Iterator<Item = &'o Over>) -> Vec<Beside> {
        let (mut all, mut own) = (Share::default(), vec![Share::default(); self.names.len()]);
        for over in overs {
            let Some(accepted) = over.accepted else { continue };
            let one = u64::from(accepted);
            (all.part, all.of) = (all.part + one, all.of + 1);
            for place in &over.values {
                if let Some(share) = own.get_mut(*place) {
                    (share.part, share.of) = (share.part + one, share.of + 1);
                }
            }
        }
        let others = |own: &Share| Share { part: all.part - own.part, of: all.of - own.of };
        own.iter().map(|own| Beside { own: *own, others: others(own) }).collect()
    }

    /// The clearest causes among some hand-overs, each without the hand-overs of those before it; at most so many. The second
    /// value is what is left of all values then.
    fn clearest(&self, mut overs: Vec<&Over>, most: usize) -> (Vec<(usize, Beside)>, Vec<Beside>) {
        let mut found = Vec::new();
        loop {
            let beside = self.beside(overs.iter().copied());
            let clear = beside.iter().enumerate().filter(|(_, it)| it.own.of >= FEW && it.clear());
            let Some((place, it)) = clear.max_by_key(|(place, it)| (it.apart(), Reverse(*place))) else {
                return (found, beside);
            };
            if found.len() == most {
                return (found, beside);
            }
            found.push((place, *it));
            overs.retain(|over| !over.values.contains(&place));
        }
    }

    /// The clearest cause among some hand-overs, if there is one that is hardly chance; without all that have one of `named`.
    pub fn first<'o>(&self, overs: impl Iterator<Item = &'o Over>, named: &[What]) -> Option<What> {
        let named: Vec<usize> = named.iter().filter_map(|it| self.places.get(it).copied()).collect();
        let other = |it: &&Over| !it.values.iter().any(|place| named.contains(place));
        let (found, _) = self.clearest(overs.filter(other).collect(), 1);
        self.names.get(found.first()?.0).cloned()
    }

    /// All causes: those that are hardly chance, the clearest first; then the others, the heaviest first.
    pub fn causes(&self, gap: i128, target: i64) -> Vec<Cause> {
        let (found, rest) = self.clearest(self.overs.iter().collect(), STEPS);
        let cause = |place: usize, behind: Option<i128>, clear: bool| {
            let (dimension, value) = self.names.get(place)?.clone();
            let outcomes = *self.outcomes.get(place)?;
            let missing = outcomes.missing(target);
            let share = (gap > 0).then(|| i64::try_from(missing * 1_000_000 / gap).unwrap_or(i64::MAX));
            (outcomes.rate().of >= FEW).then_some(Cause { dimension, value, outcomes, missing, share, behind, clear })
        };
        let mut causes: Vec<Cause> = found.iter().filter_map(|(place, it)| cause(*place, it.behind(), true)).collect();
        let named = |place: &usize| found.iter().any(|it| it.0 == *place);
        let others = rest.iter().enumerate().filter(|(place, _)| !named(place));
        let mut others: Vec<Cause> = others.filter_map(|(place, it)| cause(place, it.behind(), false)).collect();
        others.sort_by_key(|it| Reverse(it.behind));
        causes.extend(others);
        causes
    }
}
