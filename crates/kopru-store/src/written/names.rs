//! A playbook's names, looked up in both directions.

use super::json::{self, Node};
use super::{Damaged, values};
use kopru_engine::condition::{Slot, Space};
use kopru_engine::playbook::{BANDS, GRADES, Playbook, Priority};
use kopru_engine::value::{Type, Value};
use std::collections::{HashMap, HashSet};

/// The names of one playbook, made once and kept beside it: from a place to its name, and back.
#[derive(Debug)]
pub struct Names {
    person: Vec<Named>,
    account: Vec<Named>,
    lead: Vec<Named>,
    slots: HashMap<String, Slot>,
    own: HashSet<String>,
    pub(super) stages: Ids,
    pub(super) fact_types: Ids,
    pub(super) personas: Ids,
    pub(super) disqualify: Ids,
    pub(super) fit: Ids,
    pub(super) engagement: Ids,
    pub(super) account_rules: Ids,
    pub(super) bands: Ids,
    pub(super) levels: Ids,
    pub(super) priorities: Ids,
    pub(super) grades: Ids,
}

/// A value that conditions can name.
#[derive(Debug)]
struct Named {
    /// Its name in quotes.
    quoted: String,
    kind: Type,
}

impl Names {
    /// The names of this playbook.
    pub fn new(playbook: &Playbook) -> Names {
        let mut slots = HashMap::new();
        let reasons = playbook.handover.iter().flat_map(|handover| &handover.reasons).map(|reason| &reason.id);
        let rules = playbook.disqualify.iter().map(|rule| &rule.id);
        let owners = playbook.routes.iter().flat_map(|route| &route.to);
        Names {
            person: named(playbook, Space::Person, &mut slots),
            account: named(playbook, Space::Account, &mut slots),
            lead: named(playbook, Space::Lead, &mut slots),
            slots,
            own: reasons.chain(rules).chain(owners).map(|id| id.to_string()).collect(),
            stages: Ids::new("stage", playbook.stages.iter().map(|it| &*it.id)),
            fact_types: Ids::new("type of fact", playbook.fact_types.iter().map(|it| &*it.id)),
            personas: Ids::new("persona", playbook.personas.iter().map(|it| &*it.id)),
            disqualify: Ids::new("rule that lets go", playbook.disqualify.iter().map(|it| &*it.id)),
            fit: Ids::new("rule of fit", playbook.fit.iter().map(|it| &*it.id)),
            engagement: Ids::new("rule of engagement", playbook.engagement.iter().map(|it| &*it.id)),
            account_rules: Ids::new("rule of accounts", playbook.account_rules.iter().map(|it| &*it.id)),
            bands: Ids::new("band", BANDS),
            levels: Ids::new("priority", Priority::IDS.iter().copied()),
            priorities: Ids::new("rule of priority", playbook.priorities.iter().map(|it| &*it.id)),
            grades: Ids::new("grade", GRADES),
        }
    }

    /// Whether a reason or an owner is the playbook's own (a rule that lets go, a reason to refuse, a route's end), not a
    /// text that somebody typed: what erasing may keep.
    pub fn is_own(&self, text: &str) -> bool {
        self.own.contains(text)
    }

    fn named(&self, slot: Slot) -> Option<&Named> {
        let space = match slot.space {
            Space::Person => &self.person,
            Space::Account => &self.account,
            Space::Lead => &self.lead,
            // A fact's data have no name without the fact; what was seen of a lead never lies there.
            Space::Fact => return None,
        };
        space.get(usize::from(slot.index))
    }

    /// Appends the name of a value in quotes.
    pub(super) fn slot(&self, out: &mut String, slot: Slot) {
        out.push_str(self.named(slot).map_or("null", |named| &named.quoted));
    }

    /// Appends a value, in the words of its type.
    pub(super) fn value(&self, out: &mut String, slot: Slot, value: &Value) {
        values::value(out, value, self.named(slot).map(|named| &named.kind));
    }

    /// The value with this name.
    pub(super) fn read_slot(&self, name: Node<'_>) -> Result<Slot, Damaged> {
        let name = name.text("name")?;
        let slot = self.slots.get(&*name).copied();
        slot.ok_or_else(|| Damaged::new(format!("the playbook has no value `{name}`")))
    }

    /// A value of the type that `slot` has.
    pub(super) fn read_value(&self, slot: Slot, value: Node<'_>) -> Result<Value, Damaged> {
        let named = self.named(slot).ok_or_else(|| Damaged::missing("name"))?;
        values::read(value, &named.kind, &named.quoted)
    }
}

fn named(playbook: &Playbook, space: Space, slots: &mut HashMap<String, Slot>) -> Vec<Named> {
    let all = (0..=u16::MAX).map_while(|index| {
        let slot = Slot { space, index };
        let (name, kind, _) = playbook.describe(slot, None)?;
        let mut quoted = String::new();
        json::text(&mut quoted, &name);
        slots.insert(name, slot);
        Some(Named { quoted, kind })
    });
    all.collect()
}

/// The ids of one kind of thing.
#[derive(Debug)]
pub(super) struct Ids {
    what: &'static str,
    /// In quotes, by place.
    quoted: Vec<String>,
    places: HashMap<String, u16>,
}

impl Ids {
    fn new<'i>(what: &'static str, ids: impl IntoIterator<Item = &'i str>) -> Ids {
        let mut all = Ids { what, quoted: Vec::new(), places: HashMap::new() };
        for (id, place) in ids.into_iter().zip(0..) {
            let mut quoted = String::new();
            json::text(&mut quoted, id);
            all.quoted.push(quoted);
            all.places.insert(id.to_owned(), place);
        }
        all
    }

    /// Appends the id at a place, in quotes. The engine has no other places than the playbook's; one that it lacks would be
    /// `null`, which nobody takes for a name.
    pub(super) fn write(&self, out: &mut String, place: impl Into<usize>) {
        out.push_str(self.quoted.get(place.into()).map_or("null", String::as_str));
    }

    /// The place of an id.
    pub(super) fn read<T: TryFrom<u16>>(&self, id: Node<'_>) -> Result<T, Damaged> {
        let (what, id) = (self.what, id.text(self.what)?);
        let place = self.places.get(&*id).and_then(|place| T::try_from(*place).ok());
        place.ok_or_else(|| Damaged::new(format!("the playbook has no {what} `{id}`")))
    }
}
