//! What must hold of the rows among each other, whatever happened. Each statement counts what breaks it.

use super::{Check, State};
use crate::book::Books;
use crate::dialect::Conn;
use crate::error::Result;
use crate::migrate::WORKSPACE;
use crate::report::recount;
use crate::sql::{Param, Sql};
use kopru_engine::both;
use kopru_engine::lang::Both;
use std::collections::BTreeMap;

pub(super) fn checks(conn: &mut Conn) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for (id, sql, name) in rules() {
        let broken = conn.row(sql, &[Param::Int(WORKSPACE)])?.map_or(Ok(0), |mut row| row.int())?;
        checks.extend((broken > 0).then(|| trouble(id, broken, &name)));
    }
    let wrong = counters(conn)?;
    checks.extend((wrong > 0).then(|| {
        let name = both!(en = "counters that are not what they count", tr = "saydığıyla uyuşmayan sayaç");
        trouble("counters", wrong, &name)
    }));
    let apart = recount::differences(conn, &Books::default(), WORKSPACE)?;
    checks.extend((apart > 0).then(|| {
        let name = both!(
            en = "counts of cohorts that are not what leads give",
            tr = "adaylardan çıkanla uyuşmayan kohort sayımı"
        );
        trouble("cohorts", i64::try_from(apart).unwrap_or(i64::MAX), &name)
    }));
    if checks.is_empty() {
        let found = both!(en = "rows and counters fit each other", tr = "satırlar ve sayaçlar birbirine uyuyor");
        checks.push(Check::good("rows", found));
    }
    Ok(checks)
}

fn trouble(id: &'static str, count: i64, name: &Both) -> Check {
    let found = Both { en: format!("{count} {}", name.en), tr: format!("{count} {}", name.tr) };
    let advice = both!(
        en = "keep a copy of the database, run `kopru replay --verify`, and report both: this should never happen",
        tr = "veritabanının bir kopyasını saklayın, `kopru replay --verify` çalıştırın ve ikisini bildirin: bu hiç olmamalı"
    );
    Check::other(id, State::Trouble, found, advice)
}

fn rules() -> Vec<Rule> {
    let mut all = rules_of_streams();
    all.extend(rules_of_the_rest());
    all
}

/// Code, statement that counts what breaks it, and what was counted.
type Rule = (&'static str, &'static str, Both);

fn rules_of_streams() -> Vec<Rule> {
    vec![
        (
            "facts_of_nobody",
            "select count(*) from fact it where it.workspace = $1 and not exists (select 1 from person
             where person.workspace = it.workspace and person.person = it.person)",
            both!(en = "facts of nobody", tr = "kimseye ait olmayan olgu"),
        ),
        (
            "decisions_of_nobody",
            "select count(*) from decision it where it.workspace = $1 and not exists (select 1 from person
             where person.workspace = it.workspace and person.person = it.person)",
            both!(en = "decisions about nobody", tr = "kimseye ait olmayan karar"),
        ),
        (
            "decisions_without_fact",
            "select count(*) from decision it where it.workspace = $1 and it.cause like '{\"cause\":\"fact\"%'
             and not exists (select 1 from fact where fact.workspace = it.workspace and fact.person = it.person
             and fact.seq = it.seq)",
            both!(en = "decisions whose fact is not there", tr = "olgusu bulunmayan karar"),
        ),
        (
            "gaps",
            "select count(*) from person it where it.workspace = $1 and it.seq <>
             (select count(*) from fact where fact.workspace = it.workspace and fact.person = it.person)
             + (select count(*) from decision where decision.workspace = it.workspace and decision.person = it.person
             and not exists (select 1 from fact where fact.workspace = decision.workspace
             and fact.person = decision.person and fact.seq = decision.seq))",
            both!(en = "people whose stream has gaps", tr = "akışında boşluk olan kişi"),
        ),
    ]
}

fn rules_of_the_rest() -> Vec<Rule> {
    vec![
        (
            "identities_of_nobody",
            "select count(*) from identity it where it.workspace = $1 and not exists (select 1 from person
             where person.workspace = it.workspace and person.person = it.person and person.merged_into is null
             and person.erased_at is null)",
            both!(
                en = "identities of people who are not there, merged or erased",
                tr = "var olmayan, birleştirilmiş ya da silinmiş kişilere ait kimlik"
            ),
        ),
        (
            "fact_ids_of_nothing",
            "select count(*) from fact_id it where it.workspace = $1 and it.seq > 0 and not exists (select 1 from fact
             where fact.workspace = it.workspace and fact.person = it.person and fact.seq = it.seq)",
            both!(en = "ids of facts that are not there", tr = "bulunmayan olgulara ait kimlik"),
        ),
        (
            "accounts_seen_ahead",
            "select count(*) from person it where it.workspace = $1 and it.account is not null and not exists
             (select 1 from account where account.workspace = it.workspace and account.account = it.account
             and account.version >= it.account_seen)",
            both!(
                en = "people who saw an account, or a version of it, that is not there",
                tr = "var olmayan bir hesabı ya da hesap sürümünü görmüş kişi"
            ),
        ),
        (
            "account_versions",
            "select count(*) from account it where it.workspace = $1 and it.version <> (select count(*)
             from account_entry where account_entry.workspace = it.workspace and account_entry.account = it.account)",
            both!(en = "accounts whose stream has gaps", tr = "akışında boşluk olan hesap"),
        ),
        (
            "lost_leads",
            "select count(*) from person it where it.workspace = $1 and it.merged_into is null and it.erased_at is null
             and it.seq > 0 and it.disposition in ('open', 'recycled') and it.owner is null and it.queue = ''",
            both!(
                en = "open leads without an owner and without a queue",
                tr = "sorumlusu da kuyruğu da olmayan açık aday"
            ),
        ),
    ]
}

/// Counters that differ from what they count. Erasing somebody changes no count.
fn counters(conn: &mut Conn) -> Result<i64> {
    let ws = [Param::Int(WORKSPACE)];
    let mut of = |sql: &str| -> Result<BTreeMap<String, i64>> {
        let rows = conn.rows(sql, &ws)?;
        rows.into_iter().map(|mut row| Ok((row.text()?, row.int()?))).collect()
    };
    let mut held = of("select counter, cast(sum(value) as bigint) from counter where workspace = $1
         and (counter in ('facts', 'decisions') or counter like 'leads:%') group by counter")?;
    held.retain(|_, count| *count != 0);
    let mut real = of("select 'leads:' || coalesce(stage, '') || ':' || disposition, count(*) from person
         where workspace = $1 and merged_into is null and seq > 0 group by 1")?;
    real.extend(of("select cast('facts' as text), count(*) from fact where workspace = $1 and moved_to is null")?);
    real.extend(of("select cast('decisions' as text), count(*) from decision where workspace = $1")?);
    real.retain(|_, count| *count != 0);
    let apart = held.iter().filter(|(name, count)| real.get(*name) != Some(count)).count();
    let missing = real.keys().filter(|name| !held.contains_key(*name)).count();
    Ok(i64::try_from(apart + missing).unwrap_or(i64::MAX))
}
