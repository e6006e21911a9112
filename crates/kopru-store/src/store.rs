//! The store as the rest of the program sees it: calls that wait without blocking.

use crate::book::Book;
use crate::dialect::{Address, Conn};
use crate::error::{Result, StoreError};
use crate::id::{Id, Ids};
use crate::intake::prepare::{self, Prepared};
use crate::intake::{Answered, FactIn, load};
use crate::limits;
use crate::migrate::{self, Meta, WORKSPACE};
use crate::postgres::Place;
use crate::sqlite::Role;
use crate::writer::{Call, Clock, Shared, Work, Writer, no_playbook};
use kopru_engine::time::Moment;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// A database of Köprü. Cheap to clone; all clones share connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    calls: mpsc::Sender<Call>,
    readers: Mutex<Vec<Conn>>,
    permits: tokio::sync::Semaphore,
    meta: Meta,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

/// Reads `sqlite:PATH` or `postgres://…`; a plain path is SQLite's.
///
/// # Errors
/// [`StoreError::Unusable`] with what is wrong.
pub fn address(text: &str) -> Result<Address> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(Address::Postgres(Box::new(Place::parse(text)?)));
    }
    let path = text.strip_prefix("sqlite:").unwrap_or(text);
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.contains("://") {
        return Err(StoreError::Unusable(
            "a database is `sqlite:PATH` or `postgres://USER@HOST/NAME`: this is neither".into(),
        ));
    }
    Ok(Address::Sqlite(PathBuf::from(path)))
}

impl Store {
    /// Opens a database and brings it to this program's schema. Must be called within a runtime.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub async fn open(address: Address, clock: Clock) -> Result<Store> {
        let handle = Handle::current();
        tokio::task::spawn_blocking(move || open(address, clock, handle))
            .await
            .map_err(|fault| StoreError::Unavailable(fault.to_string()))?
    }

    /// From now on nothing waits for the disk: a machine that fails may ruin the database, a killed process still costs
    /// nothing. Only for a database that can be made anew, while it is made.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn hurry(&self) -> Result<()> {
        self.writing(|writer| writer.connected()?.hurry()).await
    }

    /// An id that nothing has yet, for what lives beside the database for a while.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn fresh_id(&self) -> Result<Id> {
        Ids::default().make(self.now())
    }

    /// What the database says of itself.
    pub fn meta(&self) -> &Meta {
        &self.inner.meta
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> Option<&Path> {
        match &self.inner.shared.address {
            Address::Sqlite(path) => Some(path),
            Address::Postgres(_) => None,
        }
    }

    /// What all its connections share.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        self.inner.shared.clone()
    }

    /// The workspace that this store works in.
    pub fn workspace(&self) -> i64 {
        self.inner.shared.workspace
    }

    /// The store's time.
    pub fn now(&self) -> Moment {
        self.inner.shared.now()
    }

    /// Takes facts: each is decided in its turn, all that are taken are written in one transaction, but where a lead cannot
    /// be read ([`crate::unreadable`]). The answers stand in the order of the facts.
    ///
    /// # Errors
    /// When nothing was taken: no database, no playbook.
    pub async fn take(&self, facts: Vec<FactIn>) -> Result<Vec<Answered>> {
        let book = self.book().await?;
        let now = self.now();
        let secret = &self.inner.shared.secret;
        let mut answers: Vec<Option<Answered>> = Vec::with_capacity(facts.len());
        let mut ready: Vec<Prepared> = Vec::with_capacity(facts.len());
        for fact in facts {
            match prepare::prepare(secret, &book, fact, now) {
                Ok(fact) => {
                    ready.push(fact);
                    answers.push(None);
                }
                Err(refusal) => answers.push(Some(Err(refusal))),
            }
        }
        let mut taken = Vec::new();
        let mut rest = ready.into_iter();
        loop {
            let chunk: Vec<Prepared> = rest.by_ref().take(limits::BATCH_FACTS_MAX).collect();
            if chunk.is_empty() {
                break;
            }
            let (send, receive) = oneshot::channel();
            self.send(Call::Facts(chunk, send)).await?;
            taken.append(&mut receive.await.map_err(|_| stopped())??);
        }
        let mut taken = taken.into_iter();
        let lost = || StoreError::Corrupt("a fact has no answer".into());
        answers.into_iter().map(|it| it.or_else(|| taken.next()).ok_or_else(lost)).collect()
    }

    /// The version of the playbook that is in force.
    ///
    /// # Errors
    /// `no_playbook` before the first publication.
    pub async fn book(&self) -> Result<Arc<Book>> {
        if let Some(book) = self.inner.shared.current() {
            return Ok(book);
        }
        self.writing(|writer| writer.deciding(|shared, _, _, _, _| Ok((Default::default(), shared.current()))))
            .await?
            .ok_or_else(no_playbook)
    }

    async fn send(&self, call: Call) -> Result<()> {
        self.inner.calls.send(call).await.map_err(|_| stopped())
    }

    /// Runs something on a writer's thread, after what waits there already.
    pub(crate) async fn writing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (send, receive) = oneshot::channel();
        let work: Work = Box::new(move |writer| {
            let _ = send.send(work(writer));
        });
        self.send(Call::Work(work)).await?;
        receive.await.map_err(|_| stopped())?
    }

    /// How many writers there are.
    pub(crate) fn writers(&self) -> usize {
        self.inner.shared.address.writers()
    }

    /// Runs a transaction that writes something other than facts; run again when another stood in the way.
    pub(crate) async fn transaction<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&Shared, &mut Conn, &mut Ids, Moment) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writing(move |writer| writer.transaction(|shared, conn, ids, _, now| work(shared, conn, ids, now))).await
    }

    /// Runs something on a connection of its own, outside of any transaction.
    pub(crate) async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let shared = self.inner.shared.clone();
        tokio::task::spawn_blocking(move || work(&mut shared.address.connect(Role::Reader, &shared.handle)?))
            .await
            .map_err(|fault| StoreError::Unavailable(fault.to_string()))?
    }

    /// Reads within one moment of the database.
    pub(crate) async fn reading<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared, &mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = self.inner.clone();
        let permit = self.inner.permits.acquire().await.map_err(|_| stopped())?;
        let done = tokio::task::spawn_blocking(move || {
            let mut conn = inner.reader()?;
            conn.begin_read()?;
            let done = work(&inner.shared, &mut conn);
            // Nothing was written: however it ends, only the view ends.
            conn.rollback();
            if !conn.is_closed() {
                inner.readers.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            }
            done
        })
        .await
        .map_err(|fault| StoreError::Unavailable(fault.to_string()))?;
        drop(permit);
        done
    }
}

impl Inner {
    fn reader(&self) -> Result<Conn> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle.filter(|conn| !conn.is_closed()) {
            Some(conn) => Ok(conn),
            None => self.shared.address.connect(Role::Reader, &self.shared.handle),
        }
    }
}

/// Opens a database: its first connection, and what all connections share.
pub(crate) fn shared(address: Address, clock: Clock, handle: Handle) -> Result<(Arc<Shared>, Conn, Meta)> {
    let mut conn = address.connect(Role::Writer, &handle)?;
    let file = match &address {
        Address::Sqlite(path) => Some(path.clone()),
        Address::Postgres(_) => None,
    };
    let meta = migrate::migrate(&mut conn, file.as_deref(), clock())?;
    let secret = load::secret(&mut conn, WORKSPACE)?;
    let shared = Arc::new(Shared {
        address,
        workspace: WORKSPACE,
        clock,
        books: Default::default(),
        secret,
        current: RwLock::new(None),
        aside: Default::default(),
        handle,
    });
    Ok((shared, conn, meta))
}

fn open(address: Address, clock: Clock, handle: Handle) -> Result<Store> {
    let writers = address.writers();
    let (shared, conn, meta) = shared(address, clock, handle)?;
    let (calls, waiting) = mpsc::channel(limits::WAITING_CALLS_MAX);
    let waiting = Arc::new(Mutex::new(waiting));
    let mut conn = Some(conn);
    for number in 0..writers {
        let (writer, waiting) = (Writer::new(shared.clone(), conn.take()), waiting.clone());
        std::thread::Builder::new()
            .name(format!("writer-{number}"))
            .spawn(move || writer.run(&waiting))
            .map_err(|fault| StoreError::Unavailable(format!("no thread: {fault}")))?;
    }
    let permits = tokio::sync::Semaphore::new(limits::READERS);
    Ok(Store { inner: Arc::new(Inner { shared, calls, readers: Mutex::default(), permits, meta }) })
}

pub(crate) fn stopped() -> StoreError {
    StoreError::Unavailable("the store has stopped".into())
}
