//! The shell around the engine: [`intake`] turns files and requests into facts, [`import`] takes files in, [`trial`] plays
//! files in memory, [`agreement`] changes single values of a playbook, [`service`] is what the program does for whoever asks,
//! [`assistant`] asks a language model where one is configured, [`outgoing`] sends requests to other servers, [`uploads`] holds
//! files that are brought to be imported, [`api`] speaks HTTP, [`serve`] keeps a server running, [`demo`] tells the story of an
//! invented company.

pub mod agreement;
pub mod api;
pub mod assistant;
pub mod clock;
pub mod demo;
pub mod import;
pub mod intake;
pub mod limits;
pub mod matching;
pub mod notices;
pub mod outgoing;
pub mod portal;
pub mod serve;
pub mod service;
pub mod spreadsheet;
pub mod trial;
pub mod undoing;
pub mod uploads;
pub mod webhooks;
