//! What the bench sees of the inside: one writer without its thread, so that deciding and bare writing can be measured
//! apart. No part of the program uses it.

use crate::dialect::Address;
use crate::error::{Result, StoreError};
use crate::intake::facts::Asked;
use crate::intake::prepare::{self, Prepared};
use crate::intake::{FactIn, facts};
use crate::rows::Writes;
use crate::store;
use crate::writer::{Clock, Writer, no_playbook};
use crate::{book, commit, migrate};
use kopru_engine::time::Moment;
use std::sync::Arc;
use tokio::runtime::Handle;

/// A writer by itself.
pub struct Workbench {
    writer: Writer,
}

/// Facts made ready.
pub struct Ready(Vec<Prepared>);

/// What a batch wrote.
pub struct Written(Writes);

impl Written {
    /// Rows, roughly: facts, decisions, people and accounts.
    pub fn rows(&self) -> usize {
        let it = &self.0;
        it.facts.len() + it.decisions.len() + it.people.len() + it.new_people.len() + it.account_entries.len()
    }
}

impl Workbench {
    /// Opens a database.
    ///
    /// # Errors
    /// Why it cannot be opened; likewise below.
    pub fn open(address: Address, clock: Clock, handle: Handle) -> Result<Workbench> {
        let (shared, conn, _) = store::shared(address, clock, handle)?;
        Ok(Workbench { writer: Writer::new(shared, Some(conn)) })
    }

    /// Makes facts ready.
    ///
    /// # Errors
    /// See [`Workbench::open`]; a fact that is refused.
    pub fn prepare(&mut self, facts: Vec<FactIn>, now: Moment) -> Result<Ready> {
        let shared = self.writer.shared.clone();
        self.writer.deciding(|_, _, _, _, _| Ok((Writes::default(), ())))?;
        let book = shared.current().ok_or_else(no_playbook)?;
        let ready = facts.into_iter().map(|fact| {
            prepare::prepare(&shared.secret, &book, fact, now).map_err(|it| StoreError::Refused(it.code, it.reason.en))
        });
        Ok(Ready(ready.collect::<Result<_>>()?))
    }

    /// Decides and writes a batch, durably.
    ///
    /// # Errors
    /// See [`Workbench::open`].
    pub fn take(&mut self, ready: &Ready) -> Result<Written> {
        self.writer.transaction(|shared, conn, ids, slot, now| {
            let (books, secret, workspace) = (&shared.books, &shared.secret, shared.workspace);
            let in_force = book::in_force(conn, workspace)?.ok_or_else(no_playbook)?;
            let (writes, _) = facts::take(conn, books, workspace, in_force, secret, ids, &ready.0, Asked::No, now)?;
            commit::write(conn, workspace, slot, &writes)?;
            Ok(Written(writes))
        })
    }

    /// Writes the same rows with the same statements and nothing else, durably.
    ///
    /// # Errors
    /// See [`Workbench::open`].
    pub fn write_bare(&mut self, written: &Written) -> Result<()> {
        let workspace = migrate::WORKSPACE;
        self.writer.transaction(|_, conn, _, slot, _| commit::write(conn, workspace, slot, &written.0))
    }

    /// Everything that a transaction does but its writing: whom the facts are about, loading, deciding.
    ///
    /// # Errors
    /// See [`Workbench::open`].
    pub fn decide_only(&mut self, ready: &Ready) -> Result<usize> {
        let shared: Arc<_> = self.writer.shared.clone();
        let mut rows = 0;
        self.writer.deciding(|_, conn, ids, in_force, now| {
            let (books, secret) = (&shared.books, &shared.secret);
            let (writes, _) =
                facts::take(conn, books, shared.workspace, in_force, secret, ids, &ready.0, Asked::No, now)?;
            rows = writes.facts.len();
            Ok((Writes::default(), ()))
        })?;
        Ok(rows)
    }
}
