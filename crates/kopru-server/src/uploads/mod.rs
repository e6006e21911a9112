//! Files that somebody brought to be imported: held aside while their columns are matched, tried, and taken.
//!
//! A file lies in the machine's folder for temporary files, without a name there, so it goes with the process. Nothing that
//! counts is lost with it: what was taken is in the database, and the same file brought again goes on where it stopped.

mod received;

use crate::import::{Form, ImportError, Job, Report, Step};
use crate::intake::suggest::{Beginning, Chosen, SuggestFault};
use crate::intake::{CsvFault, CsvMap};
use crate::limits::{UPLOAD_SECS, UPLOADS_BYTES_MAX, UPLOADS_MAX};
use crate::service::Services;
use kopru_engine::both;
use kopru_engine::diagnostic::Diagnostic;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_store::{Id, StoreError};
pub use received::{Received, Refused, received};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Seek};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, watch};

/// Earlier imports whose mapping may fit a file.
const IMPORTS_LOOKED_AT: usize = 50;

/// The files that are held.
#[derive(Debug)]
pub struct Uploads {
    held: Mutex<BTreeMap<Id, Arc<Upload>>>,
    /// One file is read at a time; the others wait.
    turn: Arc<Semaphore>,
}

impl Default for Uploads {
    fn default() -> Uploads {
        Uploads { held: Mutex::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

/// A file that is held.
#[derive(Debug)]
pub struct Upload {
    /// Its id.
    pub id: Id,
    /// Who brought it.
    pub by: String,
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// When it came.
    pub at: Moment,
    /// What is in it.
    pub content: Content,
    file: File,
    mapped: Mutex<Mapped>,
    run: watch::Sender<Run>,
}

/// What is in a file.
#[derive(Debug)]
pub enum Content {
    /// A table, with its beginning.
    Table(Box<Beginning>),
    /// One fact a line: nothing has to be matched.
    Facts,
}

/// How the columns of a table are matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapped {
    /// For each purpose a column.
    Chosen(Chosen),
    /// A mapping as text.
    Written {
        /// The text.
        text: String,
        /// The import whose mapping it was.
        from: Option<i64>,
    },
}

/// What is done with a file.
#[derive(Clone, Debug)]
pub enum Run {
    /// Nothing.
    Not,
    /// It waits for another file; whether it is only tried.
    Waiting(bool),
    /// How far it is.
    Going(bool, Step),
    /// It ended.
    Done(Done),
}

/// How it ended.
#[derive(Clone, Debug)]
pub struct Done {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// How columns were matched then.
    pub mapped: Mapped,
    /// What came of it, or why nothing did.
    pub outcome: Result<Arc<Mutex<Report>>, Why>,
}

/// Why nothing came of a file.
#[derive(Clone, Debug)]
pub enum Why {
    /// In a sentence, with its code.
    Said(String, Both),
    /// The database, or a limit: a code.
    Refused(&'static str),
    /// The mapping does not fit the file.
    Mapping(Vec<Diagnostic>),
}

/// What would be imported as columns are matched now.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The mapping.
    pub text: String,
    /// What stands against it.
    pub findings: Vec<Diagnostic>,
    /// Why there is none.
    pub refused: Option<Both>,
    /// What whoever uses it should know.
    pub notes: Vec<Both>,
    /// Columns in which something stands and that are not read, where columns are chosen.
    pub unplaced: Vec<String>,
}

impl Looked {
    /// Whether it can be tried.
    pub fn holds(&self) -> bool {
        self.refused.is_none() && self.findings.is_empty()
    }
}

fn refuse<T>(code: &'static str, why: &str) -> Result<T, StoreError> {
    Err(StoreError::Refused(code, why.to_owned()))
}

impl Uploads {
    /// Holds a file. Its columns are matched as those of the newest import that had the same ones, else as it is suggested.
    ///
    /// # Errors
    /// [`HoldError::File`] when it is no table; [`HoldError::Store`] with `too_many_uploads`, or what the database answers.
    pub async fn hold(
        &self,
        services: &Services,
        it: Received,
        by: &str,
        lang: Lang,
    ) -> Result<Arc<Upload>, HoldError> {
        let Received { name, bytes, file } = it;
        let store = &services.store;
        let now = store.now();
        self.forget_old(now);
        let feed = name.rsplit_once('.').map_or(name.as_str(), |it| it.0).to_owned();
        let is_facts = [".jsonl", ".ndjson"].iter().any(|it| name.to_lowercase().ends_with(it));
        let book = store.book().await?;
        let (content, mapped, file) = if is_facts {
            (Content::Facts, Mapped::Chosen(Chosen::new()), file)
        } else {
            let (beginning, file) = blocking(move || begin(file, &feed)).await??;
            let mapped = match self.remembered(services, &beginning).await? {
                Some(mapped) => mapped,
                None => Mapped::Chosen(beginning.suggested(&book.playbook, lang)?),
            };
            (Content::Table(Box::new(beginning)), mapped, file)
        };
        let id = store.fresh_id()?;
        let (by, mapped) = (by.to_owned(), Mutex::new(mapped));
        let upload =
            Arc::new(Upload { id, by, name, bytes, at: now, content, file, mapped, run: watch::Sender::new(Run::Not) });
        let mut held = self.lock();
        let all: u64 = held.values().map(|it| it.bytes).sum();
        if held.len() >= UPLOADS_MAX || all + bytes > UPLOADS_BYTES_MAX {
            return Ok(refuse("too_many_uploads", "too many files wait to be imported")?);
        }
        held.insert(id, upload.clone());
        Ok(upload)
    }

    async fn remembered(&self, services: &Services, beginning: &Beginning) -> Result<Option<Mapped>, StoreError> {
        let names: Vec<String> = beginning.columns().into_iter().filter(|it| it.usable).map(|it| it.name).collect();
        let all = services.store.imports(IMPORTS_LOOKED_AT).await?;
        let fitting = all.into_iter().find_map(|it| {
            let text = it.map?;
            CsvMap::parse(&text).is_ok_and(|map| map.fits(&names)).then_some((it.number, text))
        });
        Ok(fitting.map(|(number, text)| Mapped::Written { text, from: Some(number) }))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Id, Arc<Upload>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets files that are held for too long and not being read.
    pub fn forget_old(&self, now: Moment) {
        self.lock().retain(|_, it| it.at > now.plus_secs(-UPLOAD_SECS) || it.is_busy());
    }

    /// A file that somebody brought; none of somebody else's unless `all`.
    pub fn get(&self, id: Id, by: &str, all: bool) -> Option<Arc<Upload>> {
        self.lock().get(&id).filter(|it| all || it.by == by).cloned()
    }

    /// The files that somebody brought, the newest first.
    pub fn of(&self, by: &str, all: bool) -> Vec<Arc<Upload>> {
        self.lock().values().rev().filter(|it| all || it.by == by).cloned().collect()
    }

    /// Forgets a file that is not being read.
    pub fn forget(&self, id: Id) {
        self.lock().retain(|_, it| it.id != id || it.is_busy());
    }

    /// Tries a file, or takes it. Only what was tried as it is matched now is taken.
    ///
    /// # Errors
    /// `upload_busy`; `not_tried`; `mapping_does_not_hold`.
    pub fn start(
        &self,
        services: &Services,
        it: &Arc<Upload>,
        playbook: &Playbook,
        dry_run: bool,
        lang: Lang,
    ) -> Result<(), StoreError> {
        let mapped = it.mapped();
        let (form, map) = match &it.content {
            Content::Facts => (Form::Jsonl, None),
            Content::Table(_) => {
                let looked = it.look(playbook, &mapped, lang);
                match CsvMap::parse(&looked.text).ok().filter(|_| looked.holds()) {
                    Some(map) => (Form::Csv(Box::new(map)), Some(looked.text)),
                    None => return refuse("mapping_does_not_hold", "the mapping cannot be used as it is"),
                }
            }
        };
        let mut refused = None;
        it.run.send_if_modified(|run| {
            let tried = matches!(run, Run::Done(done) if done.dry_run && done.outcome.is_ok() && done.mapped == mapped);
            refused = match run {
                Run::Waiting(_) | Run::Going(..) => Some(("upload_busy", "the file is being read")),
                _ if !dry_run && !tried => Some(("not_tried", "try the file first")),
                _ => None,
            };
            if refused.is_none() {
                *run = Run::Waiting(dry_run);
            }
            refused.is_none()
        });
        if let Some((code, why)) = refused {
            return refuse(code, why);
        }
        let work = Work { services: services.clone(), upload: it.clone(), mapped, form, map, dry_run };
        tokio::spawn(work.run(self.turn.clone()));
        Ok(())
    }
}

/// Why a file is not held.
#[derive(Debug)]
pub enum HoldError {
    /// It cannot be read as a table.
    File(SuggestFault),
    /// The database, or a limit.
    Store(StoreError),
}

impl From<StoreError> for HoldError {
    fn from(fault: StoreError) -> HoldError {
        HoldError::Store(fault)
    }
}

impl From<SuggestFault> for HoldError {
    fn from(fault: SuggestFault) -> HoldError {
        HoldError::File(fault)
    }
}

fn begin(file: File, feed: &str) -> Result<(Beginning, File), SuggestFault> {
    let rewound = |mut file: &File| file.rewind().map_err(|it| SuggestFault::File(CsvFault::Io(it)));
    rewound(&file)?;
    let beginning = Beginning::read(BufReader::new(&file), feed)?;
    Ok((beginning, file))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|it| StoreError::Unavailable(format!("reading broke off: {it}")))
}

impl Upload {
    /// How columns are matched now.
    pub fn mapped(&self) -> Mapped {
        self.mapped.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Matches columns anew. What is being read goes on as it began.
    pub fn set_mapped(&self, mapped: Mapped) {
        *self.mapped.lock().unwrap_or_else(PoisonError::into_inner) = mapped;
    }

    /// What is done with it.
    pub fn run(&self) -> Run {
        self.run.borrow().clone()
    }

    /// Waits until nothing is done with it any more.
    pub async fn ended(&self) -> Run {
        let mut seen = self.run.subscribe();
        let ended = seen.wait_for(|it| !matches!(it, Run::Waiting(_) | Run::Going(..))).await;
        ended.map_or(Run::Not, |it| it.clone())
    }

    fn is_busy(&self) -> bool {
        matches!(*self.run.borrow(), Run::Waiting(_) | Run::Going(..))
    }

    /// What would be imported if columns were matched so.
    pub fn look(&self, playbook: &Playbook, mapped: &Mapped, lang: Lang) -> Looked {
        let none = Looked {
            text: String::new(),
            findings: Vec::new(),
            refused: None,
            notes: Vec::new(),
            unplaced: Vec::new(),
        };
        let Content::Table(beginning) = &self.content else { return none };
        let (text, notes, unplaced) = match mapped {
            Mapped::Written { text, .. } => (text.clone(), Vec::new(), Vec::new()),
            Mapped::Chosen(chosen) => match beginning.mapping(playbook, Some(chosen), lang) {
                Ok(it) => (it.toml, it.notes, it.unplaced),
                Err(fault) => return Looked { refused: Some(fault.text().1), ..none },
            },
        };
        let findings = CsvMap::parse(&text).err().unwrap_or_default();
        Looked { text, findings, refused: None, notes, unplaced }
    }
}

/// A file that is read.
struct Work {
    services: Services,
    upload: Arc<Upload>,
    mapped: Mapped,
    form: Form,
    map: Option<String>,
    dry_run: bool,
}

impl Work {
    async fn run(self, turn: Arc<Semaphore>) {
        let place = turn.acquire_owned().await;
        let Work { services, upload, mapped, form, map, dry_run } = self;
        // Handles of one file share their place in it.
        let again = |mut file: File| file.rewind().map(|()| file);
        let outcome = match upload.file.try_clone().and_then(again) {
            Ok(file) => {
                let job = Job { file, name: upload.name.clone(), map, form, actor: upload.by.clone(), dry_run };
                let hearing = upload.clone();
                let told = Arc::new(move |step| drop(hearing.run.send_replace(Run::Going(dry_run, step))));
                // Whatever breaks off in there must not leave the file being read for ever.
                let import = tokio::spawn(async move { services.import(job, told).await });
                import.await.unwrap_or_else(|fault| Err(StoreError::Unavailable(fault.to_string()).into()))
            }
            Err(fault) => Err(ImportError::Io(fault)),
        };
        drop(place);
        let outcome = outcome.map(|it| Arc::new(Mutex::new(it))).map_err(why);
        upload.run.send_replace(Run::Done(Done { dry_run, mapped, outcome }));
    }
}

fn why(fault: ImportError) -> Why {
    match fault {
        ImportError::Io(fault) | ImportError::Csv(CsvFault::Io(fault)) => Why::Said(
            "file_unreadable".into(),
            both!(en = "The file cannot be read: {fault}", tr = "Dosya okunamıyor: {fault}"),
        ),
        ImportError::Csv(CsvFault::File { code, reason }) => Why::Said(code.into(), reason),
        ImportError::Csv(CsvFault::Columns(found)) => Why::Mapping(found),
        ImportError::Store(StoreError::Refused(code, _)) => Why::Refused(code),
        ImportError::Store(fault) => Why::Said(
            "database".into(),
            both!(
                en =
                    "The database did not answer ({fault}). What was taken stays: import the same file again to go on.",
                tr = "Veritabanı yanıt vermedi ({fault}). Alınanlar durur: sürdürmek için aynı dosyayı yeniden içe aktarın."
            ),
        ),
    }
}
