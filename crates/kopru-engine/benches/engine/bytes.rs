//! What it costs to keep leads and accounts as bytes between two facts.

use crate::leads::{Facts, Past, active_rules};
use crate::measure::{Effort, Row, each, median};
use kopru_engine::account::Account;
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;

/// Leads that are measured.
const LEADS: usize = 256;
/// Most that a lead may cost each way, in nanoseconds.
const BUDGET: f64 = 500.0;

/// Figures of bytes.
pub fn rows(effort: &Effort, playbook: &Playbook) -> Vec<Row> {
    let mut facts = Facts::new(playbook, 5);
    let pasts = std::iter::repeat_with(|| facts.past()).filter(|past| (5..=8).contains(&active_rules(&past.lead)));
    let leads: Vec<Past> = pasts.take(LEADS).collect();
    let written: Vec<Vec<u8>> = leads.iter().map(|past| past.lead.to_bytes()).collect();
    let accounts: Vec<Vec<u8>> = leads.iter().map(|past| past.account.to_bytes()).collect();
    let size = |all: &[Vec<u8>]| median(&mut all.iter().map(|bytes| bytes.len() as f64).collect::<Vec<_>>());
    vec![
        Row::new("Lead::to_bytes", each(effort, &leads, |past| past.lead.to_bytes())).budget(BUDGET),
        Row::new("Lead::from_bytes", each(effort, &written, |bytes| Lead::from_bytes(playbook, bytes))).budget(BUDGET),
        Row::new("Lead::clone, for comparison", each(effort, &leads, |past| past.lead.clone())),
        Row::new("a lead as bytes", size(&written)).unit("bytes"),
        Row::new("Account::to_bytes", each(effort, &leads, |past| past.account.to_bytes())),
        Row::new("Account::from_bytes", each(effort, &accounts, |bytes| Account::from_bytes(playbook, bytes))),
        Row::new("an account as bytes", size(&accounts)).unit("bytes"),
    ]
}
