//! Both databases find leads by their indexes, whatever a list asks for.

use super::*;
use crate::dialect::Address;
use crate::migrate;
use crate::sqlite::Role;

/// The statements for a filter, on a playbook in which the country is indexed.
fn queries(filter: &LeadFilter) -> Vec<Query> {
    let open = ("mql".to_owned(), "open".to_owned());
    let pairs = BTreeSet::from([open, ("mql".to_owned(), "recycled".to_owned()), ("sal".into(), "open".into())]);
    let of_account = |field: &str| field.starts_with("account.");
    let fields = filter.fields.iter().map(|(field, value)| (field.clone(), value.clone(), of_account(field))).collect();
    let words = [("it.owner = ", &filter.owner), ("it.queue = ", &filter.queue)];
    let columns = words.iter().filter_map(|(column, it)| Some((*column, Cell::Text((*it).clone()?)))).collect();
    let plain = Plain { columns, fields };
    statements(1, filter, &plain, &pairs, Some(Id([9; 16])), 51)
}

fn by_place() -> LeadFilter {
    LeadFilter { stage: Some("mql".into()), disposition: Some("open".into()), ..LeadFilter::default() }
}

fn by_owner() -> LeadFilter {
    LeadFilter { owner: Some("ayse".into()), disposition: Some("open".into()), ..LeadFilter::default() }
}

fn by_queue() -> LeadFilter {
    LeadFilter { queue: Some("expired".into()), disposition: Some("open".into()), ..LeadFilter::default() }
}

fn by_field(field: &str) -> LeadFilter {
    LeadFilter { fields: vec![(field.into(), "tr".into())], ..LeadFilter::default() }
}

fn plan(conn: &mut Conn, explain: &str, query: &Query) -> String {
    let explained = Query { sql: format!("{explain} {}", query.sql), values: query.values.clone() };
    let rows = explained.run(conn).expect("a plan");
    let line = |mut row: Row| {
        // SQLite: number, parent, unused, words. PostgreSQL: words.
        row.text().unwrap_or_else(|_| {
            let _ = (row.int(), row.int());
            row.text().expect("the words")
        })
    };
    rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn one_of_stage_and_disposition_asks_for_each_pair_that_there_is() {
    let count = |stage: Option<&str>, disposition: Option<&str>| {
        let words = |it: Option<&str>| it.map(str::to_owned);
        queries(&LeadFilter { stage: words(stage), disposition: words(disposition), ..LeadFilter::default() }).len()
    };
    assert_eq!((count(Some("mql"), None), count(None, Some("open")), count(Some("mql"), Some("open"))), (2, 2, 1));
    assert_eq!((count(Some("sql"), None), count(None, None)), (0, 1));
}

#[test]
fn sqlite_finds_stage_with_disposition_and_indexed_fields_by_index_and_sorts_only_for_accounts() {
    let folder = std::env::temp_dir().join(format!("kopru-plan-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let file = folder.join("plan.db");
    let mut conn = Address::Sqlite(file.clone()).connect(Role::Writer, runtime.handle()).expect("a connection");
    migrate::migrate(&mut conn, Some(&file), Moment::from_secs(0)).expect("a schema");
    let value = "SEARCH found USING PRIMARY KEY (workspace=? AND field=? AND value=?";
    for (filter, ways, sorted) in [
        (by_place(), ["person_place (workspace=? AND stage=? AND disposition=? AND person<?)", ""], false),
        (by_owner(), ["person_owner (workspace=? AND owner=? AND disposition=? AND person<?)", ""], false),
        (by_queue(), ["person_queue (workspace=? AND queue=? AND person<?)", ""], false),
        (by_field("person.country"), [value, "sqlite_autoindex_person_1 (workspace=? AND person=?)"], false),
        (by_field("account.country"), [value, "person_account (workspace=? AND account=? AND person<?)"], true),
    ] {
        for query in queries(&filter) {
            let plan = plan(&mut conn, "explain query plan", &query);
            assert!(!plan.contains("SCAN") && ways.iter().all(|way| plan.contains(way)), "{plan}");
            assert_eq!(plan.contains("TEMP B-TREE"), sorted, "{plan}");
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
}

const PEOPLE: &str = "
    insert into playbook (workspace, playbook, version, name, label, source, lists, added_at, added_by)
        values (1, 1, 'v', '', '', '', '{}', 0, '');
    insert into person (workspace, person, created_at, seq, recorded_at, account, account_seen, playbook, stage,
        disposition, grade, band, fit, queue, entered_at, state)
        select 1, decode(md5('p' || it), 'hex'), 0, 1, 0, decode(md5('a' || it % 5000), 'hex'), 0, 1,
        case when it % 100 = 0 then 'mql' else 'lead' end, 'open', 3, 3, 0,
        case when it % 200 = 0 then 'expired' else 'marketing' end, 0, '' :: bytea from generate_series(1, 20000) it;
    update person set owner = 'ayse' where person in (select person from person limit 100);
    insert into indexed_value (workspace, field, value, subject)
        select 1, 'person.country', case when it % 100 = 0 then 'tr' else 'de' end, decode(md5('p' || it), 'hex')
        from generate_series(1, 20000) it;
    insert into indexed_value (workspace, field, value, subject)
        select 1, 'account.country', case when it % 100 = 0 then 'tr' else 'de' end, decode(md5('a' || it), 'hex')
        from generate_series(1, 5000) it;
    analyze;";

#[test]
fn postgresql_finds_stage_with_disposition_and_indexed_fields_by_index() {
    let admin = std::env::var("KOPRU_TEST_POSTGRES").expect("KOPRU_TEST_POSTGRES: see tests/engines");
    if admin == "off" {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let connect = |url: &str| {
        crate::address(url).and_then(|it| it.connect(Role::Writer, runtime.handle())).expect("a connection")
    };
    let (name, over) = (format!("kopru_plan_{}", std::process::id()), connect(&admin));
    over.batch(&format!("create database {name}")).expect("a database");
    let (server, query) = admin.split_once('?').map_or((admin.as_str(), ""), |it| it);
    let authority = server.find("://").map_or(0, |at| at + 3);
    let end = server[authority..].find('/').map_or(server.len(), |at| authority + at);
    let mut conn = connect(&format!("{}/{name}?{query}", &server[..end]));
    migrate::migrate(&mut conn, None, Moment::from_secs(0)).expect("a schema");
    // Of 20 000 people one in a hundred fits: the planner knows, and is left to choose.
    conn.batch(PEOPLE).expect("people");
    for (filter, index) in [
        (by_place(), "person_place"),
        (by_owner(), "person_owner"),
        (by_queue(), "person_queue"),
        (by_field("person.country"), "indexed_value_pkey"),
        (by_field("account.country"), "person_account"),
    ] {
        for query in queries(&filter) {
            let plan = plan(&mut conn, "explain", &query);
            let whole = ["Seq Scan on person", "Backward using person_pkey"];
            assert!(!whole.iter().any(|it| plan.contains(it)) && plan.contains(index), "{plan}");
        }
    }
    drop(conn);
    over.batch(&format!("drop database {name} with (force)")).expect("a dropped database");
}
