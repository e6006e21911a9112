//! Whether what is due is done: that is the work of `kopru serve`.

use super::{Check, State};
use crate::book::Books;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::fold;
use crate::id::Id;
use crate::limits::{OVERDUE_SECS, UNREADABLE_MAX};
use crate::migrate::WORKSPACE;
use crate::rows::{PERSON_HEAD, PersonHead};
use crate::sql::{Param, Sql};
use kopru_engine::both;
use kopru_engine::lang::Both;
use kopru_engine::time::Moment;

pub(super) fn checks(conn: &mut Conn, now: Moment) -> Result<Vec<Check>> {
    let mut checks = vec![timers(conn, now)?, waiting(conn, now)?, queues(conn)?, behind(conn)?];
    checks.extend(unreadable(conn, now)?);
    Ok(checks)
}

fn serve() -> Both {
    both!(
        en = "run `kopru serve`: it does what falls due",
        tr = "`kopru serve` çalıştırın: zamanı gelen işleri o yapar"
    )
}

/// A count, and the earliest moment of what was counted.
fn count(conn: &mut Conn, sql: &str, more: &[Param<'_>]) -> Result<(i64, Option<Moment>)> {
    let params: Vec<Param<'_>> = [Param::Int(WORKSPACE)].into_iter().chain(more.iter().copied()).collect();
    match conn.row(sql, &params)? {
        Some(mut row) => Ok((row.int()?, row.at_opt()?)),
        None => Ok((0, None)),
    }
}

/// How bad it is that something has been due since then.
fn late(since: Option<Moment>, now: Moment) -> State {
    match since {
        Some(since) if since < now.plus_secs(-OVERDUE_SECS) => State::Trouble,
        Some(_) => State::Note,
        None => State::Good,
    }
}

fn told(id: &'static str, state: State, found: Both) -> Check {
    if state == State::Good { Check::good(id, found) } else { Check::other(id, state, found, serve()) }
}

fn timers(conn: &mut Conn, now: Moment) -> Result<Check> {
    let sql = "select count(*), min(next_at) from person where workspace = $1 and next_at <= $2";
    let (leads, since) = count(conn, sql, &[Param::at(now)])?;
    let found = match since {
        Some(since) => {
            both!(
                en = "something is due of {leads} leads, since {since}",
                tr = "{leads} adayda zamanı gelmiş iş var, {since} anından beri"
            )
        }
        None => both!(en = "nothing is overdue", tr = "geciken bir şey yok"),
    };
    Ok(told("overdue_timers", late(since, now), found))
}

/// Leads that are left alone because they cannot be read: those of which something is long overdue are looked at one by one.
fn unreadable(conn: &mut Conn, now: Moment) -> Result<Option<Check>> {
    let sql = format!(
        "select person from person where workspace = $1 and next_at <= $2 order by next_at limit {UNREADABLE_MAX}"
    );
    let rows = conn.rows(&sql, &[Param::Int(WORKSPACE), Param::at(now.plus_secs(-OVERDUE_SECS))])?;
    let people: Vec<Id> = rows.into_iter().map(|mut row| row.id()).collect::<Result<_>>()?;
    let books = Books::default();
    let (mut count, mut first) = (0, None);
    for person in people {
        if let Err(StoreError::Corrupt(why)) = readable(conn, &books, person) {
            count += 1;
            first.get_or_insert((person, why));
        }
    }
    Ok(first.map(|(person, why)| {
        let found = both!(
            en = "{count} leads of which something is due cannot be read, the first of them {person}: {why}",
            tr = "zamanı gelmiş işi olan {count} aday okunamıyor, ilki {person}: {why}"
        );
        let advice = both!(
            en = "keep a copy of the database and restore the last backup into a new one; meanwhile all other leads go on, and facts about these wait",
            tr = "veritabanının bir kopyasını saklayın ve son yedeği yenisine geri yükleyin; bu arada diğer bütün adaylar sürer, bunlar hakkındaki olgular bekler"
        );
        Check::other("unreadable_leads", State::Trouble, found, advice)
    }))
}

fn readable(conn: &mut Conn, books: &Books, person: Id) -> Result<()> {
    let sql = format!("select {PERSON_HEAD} from person where workspace = $1 and person = $2");
    let Some(mut row) = conn.row(&sql, &[Param::Int(WORKSPACE), Param::Blob(&person.0)])? else { return Ok(()) };
    let head = PersonHead::read(&mut row)?;
    let book = books.get(conn, WORKSPACE, head.playbook)?;
    fold::stored(conn, books, WORKSPACE, &head, &book).map(drop)
}

fn waiting(conn: &mut Conn, now: Moment) -> Result<Check> {
    let (all, _) = count(conn, "select count(*), min(recorded_at) from waiting where workspace = $1", &[])?;
    let sql = "select count(*), min(due_at) from waiting where workspace = $1 and due_at <= $2";
    let (due, since) = count(conn, sql, &[Param::at(now)])?;
    let found = both!(
        en = "{all} facts wait for their moment or for somebody to say whose they are; {due} of them are due",
        tr = "{all} olgu zamanını ya da kime ait olduğunun söylenmesini bekliyor; {due} tanesinin zamanı geldi"
    );
    Ok(told("waiting_facts", late(since, now), found))
}

fn queues(conn: &mut Conn) -> Result<Check> {
    let (accounts, _) = count(conn, "select count(*), min(version) from account_queue where workspace = $1", &[])?;
    let sql = "select count(*), min(at) from outbox where workspace = $1 and done_at is null";
    let (messages, oldest) = count(conn, sql, &[])?;
    let oldest = oldest.map(|at| at.to_string()).unwrap_or_default();
    let found = match messages {
        0 => both!(
            en = "{accounts} accounts whose people have yet to hear of a change, no messages to deliver",
            tr = "kişileri bir değişikliği henüz öğrenmemiş {accounts} hesap, teslim edilecek ileti yok"
        ),
        _ => both!(
            en = "{accounts} accounts whose people have yet to hear of a change, {messages} messages nobody fetched, the oldest of {oldest}",
            tr = "kişileri bir değişikliği henüz öğrenmemiş {accounts} hesap, kimsenin almadığı {messages} ileti, en eskisi {oldest}"
        ),
    };
    Ok(told("queues", if accounts > 0 { State::Note } else { State::Good }, found))
}

fn behind(conn: &mut Conn) -> Result<Check> {
    let (leads, _) = count(
        conn,
        "select count(*), min(recorded_at) from person where workspace = $1 and erased_at is null
         and merged_into is null and playbook < (select coalesce(max(playbook), 0) from publication
         where publication.workspace = person.workspace)",
        &[],
    )?;
    let found = match leads {
        0 => both!(en = "all leads are under the version in force", tr = "bütün adaylar yürürlükteki sürümde"),
        _ => {
            both!(en = "{leads} leads are still under an earlier version", tr = "{leads} aday hâlâ önceki bir sürümde")
        }
    };
    Ok(told("leads_behind", if leads > 0 { State::Note } else { State::Good }, found))
}
