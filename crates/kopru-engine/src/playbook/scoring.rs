//! Reads the rules of fit, engagement and accounts.

use super::ids::{self, Ids};
use super::names::Use;
use super::reader::Reader;
use super::{DecayRule, FitRule, spec};
use crate::both;
use crate::condition::{Condition, Scope};
use crate::document::{Table, Text};
use crate::limits;

/// Half-life of a table that names none, in seconds: 14 days.
const HALF_LIFE_SECS: i64 = 14 * crate::time::DAY_SECS;

/// Which of the two kinds of decaying rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Lead,
    Account,
}

impl<'a, 'i> Reader<'a, 'i> {
    /// `[fit]`.
    pub(super) fn fit(&mut self) {
        let Some(fit) = self.root.table("fit", &spec::FIT) else {
            return;
        };
        if let Some(grades) = fit.table("grades", &spec::GRADES) {
            self.playbook.grades = self.descending(&grades, ["A", "B", "C"]).unwrap_or(self.playbook.grades);
        }
        let scope = self.playbook.scope(Use::Fit);
        let most = limits::RULE_POINTS_MAX;
        for table in fit.tables("rule", &spec::FIT_RULE) {
            let id = table.text("id").and_then(|id| self.rule_ids.take(&id));
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            let points = self.int_within(&table, "points", -most, most);
            let unknown = match table.get("unknown") {
                None => Some(0),
                Some(_) => self.int_within(&table, "unknown", -most, most),
            };
            let (Some(id), Some(when), Some(points), Some(unknown)) = (id, when, points, unknown) else {
                continue;
            };
            let text = table.both("text");
            self.playbook.fit.push(FitRule { id, text, when, points, unknown, place: table.span() });
        }
    }

    /// Three numbers, each below the one before.
    fn descending(&self, table: &Table<'a, 'i>, keys: [&'static str; 3]) -> Option<[i64; 3]> {
        let [a, b, c] = keys.map(|key| self.int_within(table, key, -1_000_000, 1_000_000));
        let levels = [a?, b?, c?];
        if levels[0] <= levels[1] || levels[1] <= levels[2] {
            let [a, b, c] = keys;
            self.faults.error(
                "P005",
                table.span(),
                both!(
                    en = "the levels must fall: {a} above {b} above {c}",
                    tr = "sınırlar azalmalı: {a}, {b} değerinden; {b}, {c} değerinden büyük olmalı"
                ),
            );
        }
        Some(levels)
    }

    /// `[engagement]` and `[account]`.
    pub(super) fn decaying(&mut self) {
        if let Some(table) = self.root.table("engagement", &spec::ENGAGEMENT) {
            if let Some(bands) = table.table("bands", &spec::BANDS) {
                self.playbook.bands = self.descending(&bands, ["hot", "warm", "cool"]).unwrap_or(self.playbook.bands);
            }
            self.playbook.engagement = self.decay_rules(&table, Whose::Lead);
        }
        if let Some(table) = self.root.table("account", &spec::ACCOUNT) {
            self.playbook.account_rules = self.decay_rules(&table, Whose::Account);
        }
    }

    fn decay_rules(&mut self, table: &Table<'a, 'i>, whose: Whose) -> Vec<DecayRule> {
        let (least, most) = (limits::HALF_LIFE_SECS_MIN, limits::WINDOW_SECS_MAX);
        let half_life = match table.get("half_life") {
            None => HALF_LIFE_SECS,
            Some(_) => self.secs_within(table, "half_life", least, most).unwrap_or(HALF_LIFE_SECS),
        };
        let mut rules = Vec::new();
        let mut scope = self.playbook.scope(Use::Fact(0));
        for table in table.tables("rule", &spec::DECAY_RULE) {
            let id = table.text("id").and_then(|id| self.rule_ids.take(&id));
            let on = table.texts("on");
            let half_life = match table.get("half_life") {
                None => Some(half_life),
                Some(_) => self.secs_within(&table, "half_life", least, most),
            };
            let bound = limits::RULE_POINTS_MAX;
            let points = self.int_within(&table, "points", -bound, bound);
            let most = limits::RULE_LIMIT_MAX;
            let limit = match table.get("limit") {
                None => Some(None),
                Some(item) => self.int_within(&table, "limit", -most, most).map(|limit| Some((limit, item.span()))),
            };
            let types: Vec<u16> = on.iter().filter_map(|text| self.fact_type(text)).collect();
            let when = table.text("when");
            let place = u16::try_from(rules.len()).unwrap_or(u16::MAX);
            let compiled = self.per_type(&types, when.as_ref(), &mut scope);
            let (Some(id), Some(points), Some(half_life), Some(limit)) = (id, points, half_life, limit) else {
                continue;
            };
            if let Some((limit, span)) = &limit
                && (limit.signum() != points.signum() || limit.abs() < points.abs())
            {
                self.faults.error(
                    "P005",
                    span.clone(),
                    both!(
                        en =
                            "`limit` is {limit}: it must have the sign of `points` ({points}) and be at least as large",
                        tr = "`limit` {limit}: `points` ({points}) ile aynı işarette ve en az onun kadar büyük olmalı"
                    ),
                );
            }
            for (kind, condition) in compiled {
                let kind = &mut self.playbook.fact_types[usize::from(kind)];
                match whose {
                    Whose::Lead => kind.engagement.push((place, condition)),
                    Whose::Account => kind.account_rules.push((place, condition)),
                }
            }
            rules.push(DecayRule {
                id,
                text: table.both("text"),
                on: types,
                when: when.map(|text| text.text),
                points,
                half_life: self.half_life(half_life),
                limit: limit.map(|(limit, _)| limit),
                place: table.span(),
            });
        }
        rules
    }

    /// The rule's condition for each of its types; nothing when one of them does not compile.
    fn per_type(&self, types: &[u16], when: Option<&Text>, scope: &mut Scope) -> Vec<(u16, Option<Condition>)> {
        let Some(text) = when else {
            return types.iter().map(|&kind| (kind, None)).collect();
        };
        types
            .iter()
            .filter_map(|&kind| {
                self.playbook.turn_to_fact(kind, scope);
                Some((kind, Some(self.condition_in(text, scope)?)))
            })
            .collect()
    }

    fn half_life(&mut self, secs: i64) -> u16 {
        let all = &mut self.playbook.half_lives;
        let place = all.iter().position(|&known| known == secs).unwrap_or_else(|| {
            all.push(secs);
            all.len() - 1
        });
        u16::try_from(place).unwrap_or(0)
    }

    /// The type of fact that a text names.
    pub(super) fn fact_type(&self, text: &Text) -> Option<u16> {
        let found = self.playbook.fact_type(&text.text);
        if found.is_none() {
            let known = self.playbook.fact_types.iter().map(|kind| &*kind.id);
            ids::unknown(self.faults, text, &both!(en = "type of fact", tr = "olgu türü"), known);
        }
        found
    }
}

impl<'a, 'i> Reader<'a, 'i> {
    /// Ids for one kind of table.
    pub(super) fn ids(&self, kind: &'static str) -> Ids<'a> {
        Ids::new(kind, self.faults)
    }
}
