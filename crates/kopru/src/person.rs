//! `kopru person …`

use crate::database::{Database, failure};
use crate::output::{self, Done, Failure};
use clap::Subcommand;
use kopru_engine::both;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_server::service::Services;
use kopru_server::service::leads::deadline;
use kopru_store::Id;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// By when a lead would have to be answered and contacted, were it offered now
    Deadline {
        /// Id, e-mail address, phone number or external id
        lead: String,
        #[command(flatten)]
        database: Database,
    },
    /// Make two records of one person one
    Merge {
        /// Who stays: id, e-mail address, phone number or external id
        survivor: String,
        /// Who becomes part of them
        loser: String,
        #[command(flatten)]
        database: Database,
    },
    /// Take a merge back
    Unmerge {
        /// The merge's id; or the person, whose last merge that holds is meant
        merge: String,
        #[command(flatten)]
        database: Database,
    },
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
        Command::Deadline { lead, database } => database.run(async |services| {
            let id = find(&services, &lead).await?;
            let it = services.if_offered(id).await.map_err(|fault| failure(&fault))?;
            let names = services.names().await.map_err(|fault| failure(&fault))?;
            output::print(&format!("{}\n", deadline(&it, |at| at.to_string(), (&names, lang))))
        }),
        Command::Merge { survivor, loser, database } => {
            database.run(async |services| merge(&services, &survivor, &loser, lang).await)
        }
        Command::Unmerge { merge, database } => database.run(async |services| unmerge(&services, &merge, lang).await),
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

async fn merge(services: &Services, survivor: &str, loser: &str, lang: Lang) -> Done {
    services.may_decide().map_err(|fault| failure(&fault))?;
    let (stays, goes) = (find(services, survivor).await?, find(services, loser).await?);
    let merged = services.store.merge(stays, goes, ACTOR.to_owned()).await.map_err(|fault| failure(&fault))?;
    let (merge, identities, withdrawn) = (merged.merge, merged.identities.len(), merged.withdrawn.join(", "));
    output::print(&say!(
        lang,
        en = "merged: person {stays} has {identities} identities more; `kopru person unmerge {merge}` takes it back\n",
        tr = "birleştirildi: {stays} kişisinin {identities} kimliği daha var; `kopru person unmerge {merge}` geri alır\n"
    ))?;
    if withdrawn.is_empty() {
        return Ok(());
    }
    output::print(&say!(
        lang,
        en = "consent counts as withdrawn for: {withdrawn}\n",
        tr = "şu amaçlar için izin geri çekilmiş sayılıyor: {withdrawn}\n"
    ))
}

async fn unmerge(services: &Services, named: &str, lang: Lang) -> Done {
    services.may_decide().map_err(|fault| failure(&fault))?;
    let merge = match Id::parse(named) {
        Some(id) if services.store.merges(id).await.map_err(|fault| failure(&fault))?.is_empty() => id,
        _ => last_merge(services, named).await?,
    };
    let parted = services.store.unmerge(merge, ACTOR.to_owned()).await.map_err(|fault| failure(&fault))?;
    let (survivor, loser, moved) = (parted.survivor, parted.loser, parted.moved.len());
    output::print(&say!(
        lang,
        en = "parted: {loser} is a person of their own again, {moved} facts went with them from {survivor}\n",
        tr = "ayrıldı: {loser} yeniden ayrı bir kişi, {survivor} kişisinden {moved} olgu onunla gitti\n"
    ))?;
    if parted.unclear.is_empty() {
        return Ok(());
    }
    let entries = parted.unclear.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    output::print(&say!(
        lang,
        en = "entries that name neither, and stay with {survivor}: {entries}\n",
        tr = "ikisini de anmadığı için {survivor} kişisinde kalan kayıtlar: {entries}\n"
    ))
}

/// The last merge of a person that holds.
async fn last_merge(services: &Services, named: &str) -> Result<Id, Failure> {
    let person = find(services, named).await?;
    let merges = services.store.merges(person).await.map_err(|fault| failure(&fault))?;
    let last = merges.iter().rfind(|it| it.undone.is_none()).map(|it| it.merge);
    last.ok_or_else(|| {
        Failure::Cannot(both!(en = "no merge of {named} holds", tr = "{named} için geçerli bir birleştirme yok"))
    })
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
