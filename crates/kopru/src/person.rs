//! `kopru person …`

use crate::database::{Database, failure};
use crate::output::{self, Done, Failure};
use clap::Subcommand;
use kopru_engine::both;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_server::service::Services;
use kopru_store::Id;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Erase a person, and everybody merged into them: who they were goes, how the lead went stays. It cannot be undone
    Erase {
        /// Id, e-mail address, phone number or external id
        person: String,
        /// Do it; without this it only says who would be erased
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        database: Database,
    },
}

/// Who does it, in the audit.
const ACTOR: &str = "cli";

pub(crate) fn run(command: Command, lang: Lang) -> Done {
    match command {
        Command::Erase { person, yes, database } => database.run(async |services| {
            let id = find(&services, &person).await?;
            if !yes {
                return Err(Failure::Cannot(both!(
                    en = "person {id} would be erased, for ever: say so with --yes",
                    tr = "{id} kişisi geri dönülmez biçimde silinecek: --yes ile onaylayın"
                )));
            }
            let erased = services.store.erase(id, ACTOR.to_owned()).await.map_err(|fault| failure(&fault))?;
            let (people, facts, identities) = (erased.people.len(), erased.facts + erased.waiting, erased.identities);
            output::print(&say!(
                lang,
                en = "erased: {people} people, the contents of {facts} facts, {identities} addresses and ids\n",
                tr = "silindi: {people} kişi, {facts} olgunun içeriği, {identities} adres ve kimlik\n"
            ))?;
            match erased.left {
                None => Ok(()),
                Some(why) => output::print(&say!(
                    lang,
                    en = "something old may still lie in the database's own files: {why}\n",
                    tr = "veritabanının kendi dosyalarında eski bir şey kalmış olabilir: {why}\n"
                )),
            }
        }),
    }
}

/// The one person whom a text names.
pub(crate) async fn find(services: &Services, named: &str) -> Result<Id, Failure> {
    let found = services.store.find_people(named).await.map_err(|fault| failure(&fault))?;
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::Cannot(both!(
            en = "nobody is called {named}: give an id, an e-mail address, a phone number or an external id",
            tr = "{named} adında kimse yok: bir kimlik, e-posta adresi, telefon numarası ya da dış kimlik verin"
        ))),
        several => {
            let ids = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(Failure::Cannot(both!(
                en = "{named} is more than one person: {ids}",
                tr = "{named} birden çok kişi: {ids}"
            )))
        }
    }
}
