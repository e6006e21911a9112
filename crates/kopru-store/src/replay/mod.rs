//! Replays what is stored: streams are read person by person, put together again from their own entries, and held against
//! what the database says of each person now.
//!
//! *Folding* reads every decision and folds them to where the lead stands; of facts it sees that none is missing.
//! *Verifying* decides every stream again, alone, from its facts and the inputs that its entries name, and compares each
//! decision with the stored one. What this program cannot decide again (decisions of another version of the engine,
//! records that were merged, people who were erased) is folded and counted, not compared.
//!
//! Memory does not grow with the database: a reader holds one chunk of people, and some accounts.

mod again;
mod chunk;
mod company;
mod folded;
mod team;

use crate::error::{Result, StoreError};
use crate::id::Id;
use crate::limits;
use crate::store::Store;
use chunk::{Cursor, Reader};
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Whether decisions were made again, or only folded.
    pub verified: bool,
    /// People whose streams were read.
    pub streams: u64,
    /// Facts read.
    pub facts: u64,
    /// Decisions read.
    pub decisions: u64,
    /// Entries read: a fact with its decision is one.
    pub entries: u64,
    /// Entries that were decided again and compared; none when only folding.
    pub compared: u64,
    /// People whose state was compared with what the stream gives.
    pub states: u64,
    /// What differed: in each stream at most the first entry, because what comes after follows from it.
    pub differences: u64,
    /// The first of them.
    pub first: Vec<Difference>,
}

impl Replayed {
    /// How many of 10 000 entries were compared.
    pub fn share(&self) -> u64 {
        self.compared.saturating_mul(10_000).checked_div(self.entries).unwrap_or(10_000)
    }

    fn add(&mut self, more: Replayed) {
        self.streams += more.streams;
        self.facts += more.facts;
        self.decisions += more.decisions;
        self.entries += more.entries;
        self.compared += more.compared;
        self.states += more.states;
        self.differences += more.differences;
        self.first.extend(more.first);
        self.first.sort_by_key(|it| (it.person, it.seq));
        self.first.truncate(limits::DIFFERENCES_SHOWN_MAX);
    }

    fn differs(&mut self, person: Id, seq: i64, part: &'static str, stored: String, again: String) {
        self.differences += 1;
        if self.first.len() < limits::DIFFERENCES_SHOWN_MAX {
            self.first.push(Difference { person, seq, part, stored, again });
        }
    }
}

/// Something that is stored otherwise than the stream gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose stream.
    pub person: Id,
    /// Which entry; the last one where the state is meant.
    pub seq: i64,
    /// What differs: `entry`, `cause`, `outcome`, `at`, `changes`, `decision` (one is missing, or nothing led to it),
    /// `playbook`, `account`, `standing`, `evidence`, `scores`, `routing` (then the entry is one of the team's stream).
    pub part: &'static str,
    /// As it is stored.
    pub stored: String,
    /// As the stream gives it.
    pub again: String,
}

impl Store {
    /// Replays all streams; `progress` hears now and then how far it is. People who come meanwhile may be left out; each
    /// stream is seen at one moment.
    ///
    /// # Errors
    /// What the database answers. What is stored and cannot be read is a difference, not an error.
    pub async fn replay(&self, verify: bool, mut progress: impl FnMut(&Replayed)) -> Result<Replayed> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let cursor = Arc::new(Mutex::new(Cursor::default()));
        let (send, mut parts) = mpsc::channel(limits::READERS);
        for _ in 0..cores.min(limits::READERS) {
            let (store, send) = (self.clone(), send.clone());
            let mut reader = Reader::new(verify, cursor.clone());
            tokio::spawn(async move {
                loop {
                    let read = store.reading(move |shared, conn| {
                        let part = reader.chunk(shared, conn)?;
                        Ok((reader, part))
                    });
                    let (back, part) = match read.await {
                        Ok((back, Some(part))) => (back, Ok(part)),
                        Ok((_, None)) => return,
                        Err(fault) => {
                            let _ = send.send(Err(fault)).await;
                            return;
                        }
                    };
                    reader = back;
                    // Nobody listens any more: another reader failed.
                    if send.send(part).await.is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut whole = Replayed { verified: verify, ..Replayed::default() };
        if verify {
            whole.add(self.reading(team::verify).await?);
        }
        while let Some(part) = parts.recv().await {
            whole.add(part?);
            progress(&whole);
        }
        // A reader that broke off without a word must not look like a clean replay.
        let done = cursor.lock().is_ok_and(|cursor| cursor.is_done());
        if done { Ok(whole) } else { Err(StoreError::Unavailable("a reader of the replay stopped".into())) }
    }
}
