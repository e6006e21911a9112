//! What time alone can change for a lead, stage by stage, from the conditions that matter there.

use super::Watch;
use super::reader::Reader;
use crate::condition::{Condition, Slot, Space};
use crate::playbook::LeadSlots;

impl<'a, 'i> Reader<'a, 'i> {
    /// What time alone can change at each stage.
    pub(super) fn watches(&mut self) {
        let playbook = &self.playbook;
        let mut counted: Vec<u16> = Vec::new();
        let lasting = || {
            let priorities = playbook.priorities.iter().map(|it| &it.when);
            playbook.disqualify.iter().filter_map(|rule| rule.when.as_ref()).chain(priorities)
        };
        let watches = (0..=playbook.stages.len()).map(|after| {
            let ahead = playbook
                .stages
                .iter()
                .take(usize::from(playbook.by.first))
                .skip(after)
                .filter_map(|stage| stage.enter.as_ref());
            let mut watch = Watch { engagement: playbook.bands.to_vec(), ..Watch::default() };
            ahead.chain(lasting()).for_each(|condition| watch.add(condition));
            watch.finish();
            watch
        });
        let watches: Vec<Watch> = watches.collect();
        let needs = playbook.stages.iter().filter_map(|stage| stage.needs.as_ref());
        let hints = playbook.criteria.iter().filter_map(|it| it.hint.as_ref());
        let others = playbook
            .courses
            .iter()
            .map(|it| &it.when)
            .chain(playbook.tracks.iter().map(|it| &it.when))
            .chain(playbook.routes.iter().filter_map(|it| it.when.as_ref()));
        let enters = playbook.stages.iter().filter_map(|stage| stage.enter.as_ref());
        for condition in enters.chain(lasting()).chain(needs).chain(hints).chain(others) {
            counted.extend(condition.windows().iter().map(|&(kind, _)| kind));
        }
        self.playbook.watches = watches;
        for kind in counted {
            if let Some(kind) = self.playbook.fact_types.get_mut(usize::from(kind)) {
                kind.counted = true;
            }
        }
    }
}

impl Watch {
    fn add(&mut self, condition: &Condition) {
        self.windows.extend_from_slice(condition.windows());
        self.ages.extend_from_slice(condition.days_since());
        for threshold in condition.thresholds() {
            let Slot { space: Space::Lead, index } = threshold.slot else {
                continue;
            };
            let (levels, any) = match index {
                LeadSlots::ENGAGEMENT => (&mut self.engagement, &mut self.engagement_any),
                LeadSlots::ACCOUNT_ENGAGEMENT => (&mut self.account, &mut self.account_any),
                LeadSlots::IDLE_DAYS => (&mut self.idle_days, &mut self.idle_any),
                LeadSlots::STAGE_DAYS => (&mut self.stage_days, &mut self.stage_any),
                // The band changes at its levels, and those are always watched.
                _ => continue,
            };
            match threshold.level {
                Some(level) => levels.push(level),
                None => *any = true,
            }
        }
    }

    fn finish(&mut self) {
        for levels in [&mut self.engagement, &mut self.account, &mut self.idle_days, &mut self.stage_days] {
            levels.sort_unstable();
            levels.dedup();
        }
        self.windows.sort_unstable();
        self.windows.dedup();
        self.ages.sort_unstable();
        self.ages.dedup();
    }
}
