//! What a fact gives by itself.

use super::fires;
use crate::playbook::Playbook;
use crate::typing::Fact;

/// The engagement rules that a fact fires, each with its points before they fade and before any limit.
pub fn fired<'a>(playbook: &'a Playbook, fact: &'a Fact) -> impl Iterator<Item = (u16, i64)> + 'a {
    let rules = playbook.fact_types.get(usize::from(fact.kind)).map_or(&[][..], |kind| &kind.engagement[..]);
    rules.iter().filter(|(_, when)| when.as_ref().is_none_or(|when| fires(when, fact))).filter_map(|(place, _)| {
        let rule = playbook.engagement.get(usize::from(*place))?;
        Some((*place, rule.points))
    })
}
