//! Leads hear that those who work them work otherwise than before.

use crate::book::InForce;
use crate::commit;
use crate::dialect::Conn;
use crate::error::Result;
use crate::id::{Id, Ids};
use crate::intake::load::{Loader, Wanted};
use crate::limits::CHUNK;
use crate::rows::Writes;
use crate::sql::{Param, Sql};
use crate::unreadable;
use crate::writer::Shared;
use kopru_engine::time::Moment;

/// Tells at most [`CHUNK`] open leads of one user. Loading brings a lead up to the desk as it is; what is done here is only
/// to load those who are behind.
pub(crate) fn sweep(
    shared: &Shared,
    conn: &mut Conn,
    ids: &mut Ids,
    in_force: InForce,
    now: Moment,
) -> Result<(Writes, usize)> {
    let (ws, claim) = (Param::Int(shared.workspace), conn.for_claim());
    let sql = format!("select app_user, entry from desk_queue where workspace = $1 order by app_user limit 1{claim}");
    let Some(mut row) = conn.row(&sql, &[ws])? else { return Ok((Writes::default(), 0)) };
    let (user, entry) = (row.text()?, row.int()?);
    let people = behind(shared, conn, now, &user, entry)?;
    if people.len() < CHUNK {
        let sql = "delete from desk_queue where workspace = $1 and app_user = $2 and entry = $3";
        conn.execute(sql, &[ws, Param::Text(&user), Param::Int(entry)])?;
    }
    let heads = commit::people(conn, shared.workspace, &people)?;
    let mut load = Loader { conn, books: &shared.books, workspace: shared.workspace };
    let mut scene = load.scene(in_force, ids, now)?;
    load.load_heads(&mut scene, heads, &mut Wanted::default())?;
    let told: Vec<Id> = scene.people.keys().copied().collect();
    told.into_iter().for_each(|who| scene.seen(who));
    // An emptied queue is work done, too: another user may wait behind it.
    Ok((scene.finish()?, people.len().max(1)))
}

/// Leads of one user who have not heard yet. Who is set aside hears of it when loaded again.
fn behind(shared: &Shared, conn: &mut Conn, now: Moment, user: &str, entry: i64) -> Result<Vec<Id>> {
    let aside = shared.aside.now(now);
    let but = unreadable::but(&aside, 4);
    let sql = format!(
        "select person from person where workspace = $1 and owner = $2 and disposition = 'open' and desk < $3{but}
         order by person limit {CHUNK}"
    );
    let params = [Param::Int(shared.workspace), Param::Text(user), Param::Int(entry)];
    conn.rows(&sql, &unreadable::with(&params, &aside))?.into_iter().map(|mut row| row.id()).collect()
}

/// Everybody whom [`sweep`] may take.
pub(crate) fn candidates(shared: &Shared, conn: &mut Conn, now: Moment) -> Result<Vec<Id>> {
    let sql = "select app_user, entry from desk_queue where workspace = $1 order by app_user limit 1";
    let Some(mut row) = conn.row(sql, &[Param::Int(shared.workspace)])? else { return Ok(Vec::new()) };
    let (user, entry) = (row.text()?, row.int()?);
    behind(shared, conn, now, &user, entry)
}
