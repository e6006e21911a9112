//! Publishing a playbook.

use super::Services;
use kopru_engine::diagnostic::{Diagnostic, Severity};
use kopru_engine::playbook::{Playbook, run_case};
use kopru_store::StoreError;
use kopru_store::publish::{Edition, Published};

/// The faults of a playbook, and the text in which they stand.
#[derive(Clone, Debug)]
pub struct Faults {
    /// All of them, in the order of the text.
    pub found: Vec<Diagnostic>,
    /// The text.
    pub source: String,
}

/// What an example in a playbook expects and does not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The example's name.
    pub example: String,
    /// What about.
    pub key: String,
    /// What it expects.
    pub expected: String,
    /// What comes out.
    pub found: String,
}

/// Why a playbook was not published.
#[derive(Clone, Debug)]
pub enum NotPublished {
    /// It has faults.
    Faults(Faults),
    /// Its examples do not come out.
    Examples(Vec<Difference>),
    /// The database.
    Store(StoreError),
}

impl Services {
    /// Publishes a version of the playbook.
    ///
    /// # Errors
    /// Everything that is wrong with it; then nothing was changed.
    pub async fn publish(&self, edition: Edition) -> Result<Published, NotPublished> {
        self.may_decide().map_err(NotPublished::Store)?;
        match self.store.publish(edition.clone()).await {
            // The store says the first fault; the author wants all of them.
            Err(StoreError::Refused("playbook_has_faults" | "playbook_fails_its_tests", _)) => Err(why(edition)),
            done => done.map_err(NotPublished::Store),
        }
    }
}

fn why(edition: Edition) -> NotPublished {
    let checked = Playbook::check(&edition.source, &edition.lists);
    let Some(playbook) = checked.playbook else {
        let found = checked.findings.into_iter().filter(|it| it.severity == Severity::Error).collect();
        return NotPublished::Faults(Faults { found, source: edition.source });
    };
    NotPublished::Examples(examples(&playbook))
}

/// What a playbook's own examples expect and do not get.
pub fn examples(playbook: &Playbook) -> Vec<Difference> {
    let mut all = Vec::new();
    for case in playbook.cases.iter().map(|case| run_case(playbook, case)) {
        for (key, expected, found) in &case.differences {
            let example = case.name.to_string();
            let [key, expected, found] = [key, expected, found].map(ToString::to_string);
            all.push(Difference { example, key, expected, found });
        }
    }
    all
}
