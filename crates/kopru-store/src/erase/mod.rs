//! Erasing a person (KVKK, GDPR): everything that tells who they were goes, how the lead went stays, so that no count
//! changes: moments, stages, rules, points, sources.
//!
//! One transaction, then the database's own files are rid of what is old in them. A person who was erased is folded and
//! counted from their decisions, and never decided about again: `erased_at` is where a replay ends for their stream. What
//! they said of their account stays, see `kept.rs`; what they did there no longer counts.

mod accounts;
mod answers;
mod traces;

use crate::audit;
use crate::beside;
use crate::book::InForce;
use crate::commit::{self, Hash16};
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::{Id, Ids};
use crate::intake::consequences;
use crate::intake::facts::erased_hash;
use crate::intake::load::{Loader, Wanted};
use crate::intake::prepare::keyed;
use crate::kept;
use crate::limits::SCRUB_BYTES_MAX;
use crate::report;
use crate::report::journey::Journey;
use crate::report::kept::Cohorts;
use crate::rows::{IdentityKey, PersonHead, Writes};
use crate::sql::{Param, Sql};
use crate::store::Store;
use crate::writer::Shared;
use crate::written::erased::ERASED;
use crate::written::read_body;
use crate::{disputes, notices, remarks};
use kopru_engine::lead::{Lead, Stamp};
use kopru_engine::time::Moment;
use std::collections::BTreeSet;

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Everybody who was: the person, and whoever was merged into them.
    pub people: Vec<Id>,
    /// Facts whose contents are gone.
    pub facts: u64,
    /// Addresses, ids and numbers that are nobody's now. An import of one of them is refused.
    pub identities: u64,
    /// Facts that waited and are gone.
    pub waiting: u64,
    /// Why something old may still lie in the database's own files, although nobody reads it any more: then
    /// [`Store::scrub`] is called at a quiet moment.
    pub left: Option<String>,
}

/// Who is erased, locked.
struct Family {
    heads: Vec<PersonHead>,
    /// Those into whom one of them was merged for a while.
    apart: BTreeSet<Id>,
    /// Others whose facts name one of them.
    naming: BTreeSet<Id>,
    keys: Vec<IdentityKey>,
    /// Facts that wait, with the keys of their ids, and these.
    waiting: Vec<(Id, Hash16, String)>,
}

impl Store {
    /// Erases a person, and everybody merged into them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; `erased` when that was done before; `merged` when the person was merged into another, who
    /// is the one to erase.
    pub async fn erase(&self, person: Id, by: String) -> Result<Erased> {
        let (mut erased, since) = self
            .writing(move |writer| {
                writer.deciding(|shared, conn, ids, in_force, now| {
                    let (writes, erased) = erase(shared, conn, ids, in_force, now, person, &by)?;
                    Ok((writes, (erased, conn.transaction_id()?)))
                })
            })
            .await?;
        // The person is erased: what stands in the way now is said, and is no error.
        let left = self.beside(move |conn| conn.scrub(Some(SCRUB_BYTES_MAX), since)).await;
        erased.left = left.err().map(|it| it.to_string());
        Ok(erased)
    }

    /// Rids the database's own files of what was erased and may still lie in them. It writes a SQLite database anew, which
    /// takes a while and as much room again.
    ///
    /// # Errors
    /// Why something may still be left: a reader holds it, or there is no room.
    pub async fn scrub(&self) -> Result<()> {
        self.beside(|conn| conn.scrub(None, None)).await
    }
}

fn erase(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    person: Id,
    by: &str,
) -> Result<(Writes, Erased)> {
    let ws = shared.workspace;
    let family = lock(conn, ws, &shared.secret, person)?;
    let people: Vec<Id> = family.heads.iter().map(|head| head.person).collect();
    let leads = leads(shared, conn, &family)?;
    let words = audit_words(shared, conn, &family, &leads)?;
    let touched = accounts::touched(conn, ws, &family)?;
    let facts = erase_facts(shared, conn, &people)?;
    traces::erase(shared, conn, &people)?;
    beside::erase(conn, ws, &family.naming, &family.keys)?;
    beside::forget(conn, ws, &shared.secret, &family.keys, &people)?;
    let cohorts = erase_people(shared, conn, &family, &leads, now)?;
    for (waiting, key, _) in &family.waiting {
        let params = [Param::Int(ws), Param::Blob(&waiting.0)];
        conn.execute("delete from waiting where workspace = $1 and waiting = $2", &params)?;
        forget_id(conn, ws, key)?;
    }
    accounts::rename(shared, conn, &touched, &facts)?;
    let words = traces::long_enough(&words);
    traces::erase_audit(conn, ws, &words)?;
    let waited = family.waiting.iter().map(|(_, _, id)| id.clone());
    let told = people.iter().map(Id::to_string).chain(facts.iter().cloned()).chain(waited).collect();
    answers::forget(conn, ws, &told, &words)?;
    let erased = Erased {
        facts: facts.len() as u64,
        identities: family.keys.len() as u64,
        waiting: family.waiting.len() as u64,
        people,
        left: None,
    };
    let detail = serde_json::json!({
        "people": erased.people.iter().map(Id::to_string).collect::<Vec<_>>(),
        "facts": erased.facts, "identities": erased.identities, "waiting": erased.waiting,
    });
    audit::write(conn, ids, ws, now, by, "person.erased", &person.to_string(), &detail)?;
    let account = family.heads.iter().find(|head| head.person == person).and_then(|head| head.account);
    let mut writes = rebuild_accounts(shared, conn, ids, in_force, now, account.into_iter().collect())?;
    for (cohort, count) in cohorts {
        *writes.cohorts.entry(cohort).or_default() += count;
    }
    Ok((writes, erased))
}

/// Finds and locks everybody and what waits for them. Facts that wait are locked before people, as those who take them do.
fn lock(conn: &mut Conn, ws: i64, secret: &[u8], person: Id) -> Result<Family> {
    let people = fold::family(conn, ws, person)?;
    let keys = identities(conn, ws, &people)?;
    let waiting = waiting(conn, ws, &keys)?;
    let apart = apart(conn, ws, &people)?;
    let naming = beside::people(conn, ws, secret, &keys)?;
    let everybody: BTreeSet<Id> = people.iter().chain(&apart).chain(&naming).copied().collect();
    let mut heads = commit::people(conn, ws, &everybody.into_iter().collect::<Vec<_>>())?;
    heads.retain(|head| people.binary_search(&head.person).is_ok());
    let Some(head) = heads.iter().find(|head| head.person == person) else {
        return Err(StoreError::NotFound(format!("person {person}")));
    };
    if head.erased_at.is_some() {
        return Err(StoreError::Refused("erased", format!("person {person} was erased already")));
    }
    if let Some(survivor) = head.merged_into {
        return Err(StoreError::Refused(
            "merged",
            format!("person {person} was merged into {survivor}: erase that one"),
        ));
    }
    // Whoever came in between is found on the next try.
    if people != fold::family(conn, ws, person)?
        || apart != self::apart(conn, ws, &people)?
        || keys != identities(conn, ws, &people)?
        || naming != beside::people(conn, ws, secret, &keys)?
    {
        return Err(StoreError::Conflict("the person changed meanwhile".into()));
    }
    Ok(Family { heads, apart, naming, keys, waiting })
}

/// Those into whom one of these people was merged, and who are apart again.
fn apart(conn: &mut Conn, ws: i64, people: &[Id]) -> Result<BTreeSet<Id>> {
    let mut apart = BTreeSet::new();
    for person in people {
        let sql = "select survivor from merge where workspace = $1 and loser = $2";
        for mut row in conn.rows(sql, &[Param::Int(ws), Param::Blob(&person.0)])? {
            apart.insert(row.id()?);
        }
    }
    apart.retain(|id| people.binary_search(id).is_err());
    Ok(apart)
}

/// The identities of people, sorted.
pub(crate) fn identities(conn: &mut Conn, ws: i64, people: &[Id]) -> Result<Vec<IdentityKey>> {
    let mut keys = BTreeSet::new();
    for person in people {
        let sql = "select kind, value from identity where workspace = $1 and person = $2";
        for mut row in conn.rows(sql, &[Param::Int(ws), Param::Blob(&person.0)])? {
            let kind = row.text()?;
            let known = ["email", "external", "phone", "visitor"].into_iter().find(|it| *it == kind);
            let kind = known.ok_or_else(|| StoreError::Corrupt(format!("an identity of kind `{kind}`")))?;
            keys.insert(IdentityKey { kind, value: row.text()? });
        }
    }
    Ok(keys.into_iter().collect())
}

/// Facts that wait and name one of these identities.
fn waiting(conn: &mut Conn, ws: i64, keys: &[IdentityKey]) -> Result<Vec<(Id, Hash16, String)>> {
    let lock = conn.for_update();
    let mut rows = conn.rows(
        &format!("select waiting, key, id, body from waiting where workspace = $1 and visitor is null{lock}"),
        &[Param::Int(ws)],
    )?;
    for key in keys.iter().filter(|key| key.kind == "visitor") {
        // A visitor may also be named beside another one, for whom the fact waits.
        let spelled = serde_json::to_string(&key.value).unwrap_or_default();
        let inner = spelled.trim_start_matches('"').trim_end_matches('"');
        let inner = inner.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let sql = format!(
            "select waiting, key, id, body from waiting where workspace = $1 and visitor is not null
             and (visitor = $2 or body like $3 escape '!'){lock}"
        );
        rows.extend(conn.rows(&sql, &[Param::Int(ws), Param::Text(&key.value), Param::Text(&format!("%{inner}%"))])?);
    }
    let mut found = BTreeSet::new();
    for mut row in rows {
        let (waiting, key, id, body) = (row.id()?, row.id()?.0, row.text()?, row.text()?);
        // One that cannot be read can never be taken either.
        let names = read_body(&body)
            .map_or(true, |incoming| beside::named(&incoming).iter().any(|it| keys.binary_search(it).is_ok()));
        if names {
            found.insert((waiting, key, id));
        }
    }
    Ok(found.into_iter().collect())
}

/// The leads as they were, in the order of the heads.
fn leads(shared: &Shared, conn: &mut Conn, family: &Family) -> Result<Vec<Lead>> {
    let mut leads = Vec::with_capacity(family.heads.len());
    for head in &family.heads {
        let book = shared.books.get(conn, shared.workspace, head.playbook)?;
        leads.push(fold::stored(conn, &shared.books, shared.workspace, head, &book)?);
    }
    Ok(leads)
}

/// Texts by which the person may have been named in somebody's notes of what they changed.
fn audit_words(shared: &Shared, conn: &mut Conn, family: &Family, leads: &[Lead]) -> Result<BTreeSet<String>> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for key in &family.keys {
        // An external id is kept with its source before it.
        words.extend(key.value.rsplit('\u{1f}').next().map(str::to_lowercase));
    }
    for (head, lead) in family.heads.iter().zip(leads) {
        let book = shared.books.get(conn, shared.workspace, head.playbook)?;
        let told = ["name", "email"].into_iter().filter_map(|id| consequences::text_field(&book.playbook, lead, id));
        words.extend(told.chain(head.email.clone()).map(|it| it.to_lowercase()));
    }
    Ok(words)
}

/// Empties the facts of people and the memory of their ids. Gives the ids.
fn erase_facts(shared: &Shared, conn: &mut Conn, people: &[Id]) -> Result<BTreeSet<String>> {
    let ws = Param::Int(shared.workspace);
    let mut gone = BTreeSet::new();
    for person in people {
        let who = Param::Blob(&person.0);
        // A fact that an unmerge gave away is somebody else's, and known by that one's entry.
        let sql =
            "select source, id from fact where workspace = $1 and person = $2 and id is not null and moved_to is null";
        for mut row in conn.rows(sql, &[ws, who])? {
            let (source, id) = (row.text_opt()?.unwrap_or_default(), row.text()?);
            forget_id(conn, shared.workspace, &keyed(&shared.secret, &[b"fact", source.as_bytes(), id.as_bytes()]))?;
            gone.insert(id);
        }
        conn.execute("update fact set body = null, id = null where workspace = $1 and person = $2", &[ws, who])?;
    }
    Ok(gone)
}

/// What a fact said is forgotten; that there was one with this id is not.
fn forget_id(conn: &mut Conn, ws: i64, key: &Hash16) -> Result<()> {
    conn.execute(
        "update fact_id set digest = $1 where workspace = $2 and key = $3",
        &[Param::Blob(&[]), Param::Int(ws), Param::Blob(key)],
    )?;
    Ok(())
}

/// Empties the people's own rows, and remembers their addresses as hashes only. Gives what that changes in cohorts: their
/// values of dimensions are unknown from now on.
fn erase_people(shared: &Shared, conn: &mut Conn, family: &Family, leads: &[Lead], now: Moment) -> Result<Cohorts> {
    let ws = Param::Int(shared.workspace);
    let mut cohorts = Cohorts::new();
    for (head, lead) in family.heads.iter().zip(leads) {
        let who = Param::Blob(&head.person.0);
        let book = shared.books.get(conn, shared.workspace, head.playbook)?;
        traces::unindex(conn, shared.workspace, &book, head.person, lead)?;
        let rows = fold::decisions(conn, shared.workspace, head.person)?;
        let mut bare = Lead::new(&book.playbook);
        bare.standing = fold::standing(conn, &shared.books, shared.workspace, &rows, &book)?;
        bare.derive_standing();
        bare.evidence.first_at = lead.evidence.first_at;
        bare.evidence.source = lead.evidence.source.as_ref().map(|(stamp, source)| {
            (Stamp { id: kept::anonymous(&shared.secret, &stamp.id), ..stamp.clone() }, source.clone())
        });
        if head.merged_into.is_none() {
            let journey = |it: &Lead| Journey::of(&book.playbook, it, head.created_at);
            let (was, is) = (journey(lead), journey(&bare));
            report::kept::shift((&book, was.as_ref()), (&book, is.as_ref()), &mut cohorts);
        }
        conn.execute(
            "update person set name = null, email = null, next_at = null, erased_at = $1, state = $2
             where workspace = $3 and person = $4",
            &[Param::at(now), Param::Blob(&bare.to_bytes()), ws, who],
        )?;
        conn.execute(
            "delete from identity where workspace = $1 and (kind, value) in
             (select kind, value from identity where workspace = $1 and person = $2)",
            &[ws, who],
        )?;
        remarks::erase(conn, shared.workspace, head.person)?;
        disputes::erase(conn, shared.workspace, head.person)?;
        notices::erase(conn, shared.workspace, head.person)?;
        conn.execute("update opportunity set reason = null where workspace = $1 and person = $2", &[ws, who])?;
        for column in ["answered_by", "owner"] {
            let sql = format!(
                "update handover set {column} = $1 where workspace = $2 and person = $3 and {column} is not null"
            );
            conn.execute(&sql, &[Param::Text(ERASED), ws, who])?;
        }
        conn.execute(
            "update merge set identities = '{}', survivor_before = $1, loser_before = $1
             where workspace = $2 and (survivor = $3 or loser = $3)",
            &[Param::Blob(&[]), ws, who],
        )?;
    }
    for key in &family.keys {
        conn.execute(
            "insert into erased (workspace, hash, at) values ($1, $2, $3) on conflict (workspace, hash) do nothing",
            &[ws, Param::Blob(&erased_hash(&shared.secret, key)), Param::at(now)],
        )?;
    }
    Ok(cohorts)
}

/// Builds accounts anew from the facts of their people as these are now.
pub(crate) fn rebuild_accounts(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
    accounts: BTreeSet<Id>,
) -> Result<Writes> {
    if accounts.is_empty() {
        return Ok(Writes::default());
    }
    let mut load = Loader { conn, books: &shared.books, workspace: shared.workspace };
    let mut scene = load.scene(in_force, ids, now)?;
    let (changing, joining) = (accounts.clone(), accounts.clone());
    let mut wanted = Wanted { changing, rebuilding: accounts.clone(), joining, ..Wanted::default() };
    load.load_heads(&mut scene, Vec::new(), &mut wanted)?;
    accounts.into_iter().for_each(|account| scene.rebuild_account(account, None, now));
    scene.finish()
}
