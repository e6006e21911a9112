//! The portal as people use it: stories by page and form, on both databases, in both languages; who may come where.

#[path = "../../../kopru-store/tests/engines/mod.rs"]
mod engines;
#[path = "../model/mod.rs"]
mod model;

mod access;
mod accounts;
mod agreement;
mod assistant;
mod attempts;
mod browser;
mod bulk;
mod calls;
mod corrections;
mod emails;
mod goal;
mod hostile;
mod imports;
mod lead;
mod pipeline;
mod playbook;
mod rates;
mod reports;
mod settings;
mod stories;
mod today;
mod transcripts;
