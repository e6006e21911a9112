//! Makes a database with the demo company in it.

use super::market::{Market, Settings};
use super::story::{SetClock, Told, tell};
use super::team;
use crate::service::{NotPublished, Services};
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::playbook::Playbook;
use kopru_store::counts::Counts;
use kopru_store::dialect::Address;
use kopru_store::publish::{Edition, Existing, first_publisher};
use kopru_store::{Store, StoreError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The playbook of the demo company: the one that is shipped to start from.
pub const SAAS: &str = include_str!("../../../../playbooks/saas.toml");
/// Who publishes it: by this a database is known to be a demo, and may be made anew.
const PUBLISHER: &str = "kopru demo";
/// The calendar by which sales works.
const CALENDAR: &str = "sales";

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file of the database.
    pub database: PathBuf,
    /// The story.
    pub settings: Settings,
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    /// What went in.
    pub told: Told,
    /// What there is now.
    pub counts: Counts,
    /// The playbook.
    pub playbook: Arc<Playbook>,
    /// What is true in the story and stands in no database.
    pub truth: Value,
}

/// Why there is no demo.
#[derive(Debug)]
pub enum DemoError {
    /// The file is there and holds something else.
    NotADemo(PathBuf),
    /// The old demo cannot be removed.
    Remove(PathBuf, std::io::Error),
    /// The playbook cannot be published: a fault of this program.
    Playbook(String),
    /// The database.
    Store(StoreError),
}

impl DemoError {
    /// In words.
    pub fn text(&self) -> Both {
        match self {
            DemoError::NotADemo(path) => {
                let path = path.display();
                both!(
                    en = "{path} is there and is no demo: it stays as it is; choose another file with --database",
                    tr = "{path} var ve bir demo değil: olduğu gibi kalıyor; --database ile başka bir dosya seçin"
                )
            }
            DemoError::Remove(path, fault) => {
                let path = path.display();
                both!(en = "cannot remove the old {path}: {fault}", tr = "eski {path} silinemiyor: {fault}")
            }
            DemoError::Playbook(why) => {
                both!(en = "the playbook cannot be published: {why}", tr = "oyun kitabı yayımlanamıyor: {why}")
            }
            DemoError::Store(fault) => Both::same(fault.to_string()),
        }
    }
}

impl From<StoreError> for DemoError {
    fn from(fault: StoreError) -> DemoError {
        DemoError::Store(fault)
    }
}

/// Makes the database, in place of an earlier demo in that file, and tells the story to its end.
///
/// # Errors
/// See [`DemoError`]; what had been written by then stays, and counts as a demo.
pub async fn make(options: &Options, progress: impl FnMut(&Told)) -> Result<Made, DemoError> {
    clear(&options.database).await?;
    let clock = SetClock::default();
    let playbook = Playbook::check(SAAS, &BTreeMap::new()).playbook;
    let playbook = playbook.ok_or_else(|| DemoError::Playbook("it has faults".into()))?;
    let calendar = playbook.calendars.get(CALENDAR).map(|it| it.calendar.clone());
    let calendar = calendar.ok_or_else(|| DemoError::Playbook(format!("it has no calendar `{CALENDAR}`")))?;
    let mut market = Market::new(options.settings, calendar);
    clock.set(market.begins_at());
    let store = Store::open(Address::Sqlite(options.database.clone()), clock.clock()).await?;
    store.hurry().await?;
    publish(&store).await?;
    let told = tell(&store, &clock, &mut market, progress).await?;
    team::hire(&store, options.settings.home).await?;
    team::tell_rate(&store).await?;
    let mut truth = market.truth.json(&options.settings, market.people());
    let buyers = truth["refused_buyers"].as_array().into_iter().flatten().filter_map(|it| it.as_str());
    let buyers = buyers.map(str::to_owned).collect();
    team::disagree(&Services::new(store.clone()), options.settings.home, &buyers).await?;
    team::propose(&Services::new(store.clone()), options.settings.home).await?;
    let counts = store.counts().await?;
    truth["facts"] = told.facts.into();
    truth["facts_sha256"] = told.digest.clone().into();
    Ok(Made { told, counts, playbook: Arc::new(playbook), truth })
}

async fn publish(store: &Store) -> Result<(), DemoError> {
    let edition =
        Edition { source: SAAS.to_owned(), lists: BTreeMap::new(), existing: Existing::Keep, by: PUBLISHER.to_owned() };
    match Services::new(store.clone()).publish(edition).await {
        Ok(_) => Ok(()),
        Err(NotPublished::Store(fault)) => Err(fault.into()),
        Err(NotPublished::Faults(_)) => Err(DemoError::Playbook("it has faults".into())),
        Err(NotPublished::Examples(_)) => Err(DemoError::Playbook("its examples fail".into())),
    }
}

/// Removes an earlier demo; anything else stays.
async fn clear(path: &Path) -> Result<(), DemoError> {
    if !path.exists() {
        return Ok(());
    }
    if first_publisher(Address::Sqlite(path.to_owned())).await.as_deref() != Some(PUBLISHER) {
        return Err(DemoError::NotADemo(path.to_owned()));
    }
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(&name) {
            Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
                return Err(DemoError::Remove(PathBuf::from(name), fault));
            }
            _ => {}
        }
    }
    Ok(())
}
