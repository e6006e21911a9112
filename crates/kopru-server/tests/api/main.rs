//! Stories over HTTP, in process, on SQLite and PostgreSQL, with a clock that only moves when it is told to. Every answer
//! is held against the OpenAPI document.

#[path = "../../../kopru-store/tests/engines/mod.rs"]
mod engines;
#[path = "../model/mod.rs"]
mod model;

mod access;
mod assistant;
mod client;
mod codes;
mod document;
mod emails;
mod events;
mod facts;
mod keys;
mod limits;
mod notices;
mod order;
mod playbook;
mod reading;
mod repeating;
mod reports;
mod sensitive;
mod serving;
mod users;
mod views;
mod webhooks;
