//! Every code of a problem is answered in some test, and every refusal of the store has a code of its own here.

use crate::client::local;
use crate::engines::on_both;
use kopru_engine::decide::Outcome;
use kopru_server::api::code::Code;
use kopru_server::api::problem::Problem;
use kopru_server::api::reference;
use kopru_store::StoreError;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every Rust file of a folder, with its text.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            all.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a text")));
        }
    }
    all
}

/// The text that stands in quotes right behind each place where `before` stands.
fn quoted_after<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let behind = text.match_indices(before).map(|(at, _)| text[at + before.len()..].trim_start());
    behind.filter_map(|rest| rest.strip_prefix('"')?.split('"').next()).collect()
}

#[test]
fn every_code_is_answered_in_some_test() {
    let tests = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api"));
    for code in Code::ALL {
        let quoted = format!("\"{}\"", code.id());
        let in_a_test = tests.iter().any(|(_, text)| text.contains(&quoted));
        assert!(in_a_test, "no test answers `{}`", code.id());
    }
}

/// Codes that no request can lead to, and why.
const WITHIN: [(&str, &str); 8] = [
    ("email_too_large", "a request with it has a body that is too large"),
    ("email_of_somebody_else", "only whoever brings a message on a lead's page says whom they mean"),
    ("reading_unknown", "programs call a reading wrong by a fact, which is checked as such"),
    ("goal_unknown", "programs set the field of the goal by a fact, which is checked as such"),
    (
        "quote_not_said",
        "programs note what they agree with as facts; what a form brings back is held against the words",
    ),
    ("lead_unreadable", "imports alone refuse so; what programs send waits"),
    ("id_missing", "the service gives every fact an id before the store sees it"),
    ("days_invalid", "a request's days are read within the same limits"),
];

#[test]
fn every_refusal_of_the_store_that_a_request_can_lead_to_has_a_status() {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kopru-store/src");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service");
    let mut found = BTreeSet::new();
    for (path, text) in sources(&store).into_iter().chain(sources(&here)) {
        // Backups are made and restored by commands alone; `kopru doctor` looks without the API.
        if path.contains("/backup/") || path.contains("/doctor/") {
            continue;
        }
        for before in ["Refused(", "refuse(", "Refusal::new(", "Refusal { code:", "code:"] {
            found.extend(quoted_after(&text, before).into_iter().map(str::to_owned));
        }
        for line in text.lines().filter(|line| line.contains("=> \"") && path.ends_with("store/src/error.rs")) {
            found.extend(quoted_after(line, "=>").into_iter().map(str::to_owned));
        }
    }
    // What the engine refuses as well becomes no fact.
    found.extend(
        [Outcome::OccurredInFuture, Outcome::UnknownFact, Outcome::CannotRetract].map(|it| it.code().to_owned()),
    );
    assert!(found.len() > 25, "the store's refusals are written otherwise now: {found:?}");
    for code in &found {
        let within = WITHIN.iter().any(|it| it.0 == code);
        assert_eq!(Code::from_id(code).is_none(), within, "{code}");
    }
}

/// Codes that stand in more than one file of the sources, with one meaning.
const SHARED: [(&str, &str); 8] = [
    ("I002", "lines of JSONL and values of CSV that are not UTF-8"),
    ("I012", "dates of facts and of rows"),
    ("I013", "dates of facts and of rows"),
    ("I105", "parts of a mapping, of rows and of cells"),
    ("L003", "entries of lists and of tables of holidays"),
    ("L004", "half days, where they are found and where they are looked for"),
    ("L014", "dates of events and their lengths"),
    ("F", "faults of facts, in the engine's list and where they are found"),
];

/// The code itself, if it is one of imports, lists or facts: a letter and three digits.
fn numbered(text: &str) -> bool {
    text.len() == 4 && text.starts_with(['I', 'L', 'F']) && text[1..].bytes().all(|it| it.is_ascii_digit())
}

#[test]
fn every_code_of_the_sources_stands_in_the_reference_once_with_one_meaning() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = reference::errors();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in ["kopru-engine/src", "kopru-store/src", "kopru-server/src", "kopru/src"]
        .iter()
        .flat_map(|it| sources(&crates.join(it)))
    {
        if path.ends_with("tests.rs") || path.ends_with("api/reference.rs") {
            continue;
        }
        // What is tested in the same file stands at its end.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for code in text.split('"').filter(|it| numbered(it)) {
            found.entry(code.to_owned()).or_default().insert(path.clone());
        }
    }
    assert!(found.len() > 60, "codes are written otherwise now: {found:?}");
    for (code, files) in &found {
        assert_eq!(page.matches(&format!("| `{code}` |")).count(), 1, "`{code}` stands once in errors.md");
        let shared = SHARED.iter().any(|it| it.0 == code || (it.0.len() == 1 && code.starts_with(it.0)));
        assert!(
            shared || files.len() == 1,
            "`{code}` is said in several files, perhaps of different things: {files:?}"
        );
    }
    for line in page.lines().filter_map(|it| it.strip_prefix("| `")?.split('`').next()) {
        assert_eq!(page.matches(&format!("\n| `{line}` |")).count(), 1, "`{line}` stands twice in errors.md");
        assert!(!numbered(line) || found.contains_key(line), "nothing says `{line}` any more");
    }
    for (code, _) in WITHIN {
        assert!(page.contains(&format!("| `{code}` |")), "`{code}` is missing in errors.md");
    }
}

#[test]
fn what_the_database_answers_has_its_status_and_tells_the_sender_nothing_of_it() {
    let why = || "server at 10.0.0.7: something".to_owned();
    for (fault, status, code) in [
        (StoreError::Unavailable(why()), 503, "database_unavailable"),
        (StoreError::Full(why()), 503, "disk_full"),
        (StoreError::ReadOnly(why()), 503, "database_read_only"),
        (StoreError::Conflict(why()), 503, "conflict"),
        (StoreError::Corrupt(why()), 500, "database_corrupt"),
        (StoreError::Unusable(why()), 503, "database_unusable"),
    ] {
        let problem = Problem::from(fault);
        let said = problem.json("r");
        assert_eq!((&said["status"], &said["code"]), (&json!(status), &json!(code)));
        assert!(!said.to_string().contains("10.0.0.7"), "{said}");
        assert!(problem.inner.as_deref().is_some_and(|it| it.contains("10.0.0.7")));
    }
    // A refusal without a code here would be a fault of ours.
    let problem = Problem::from(StoreError::Refused("no_such_code", "x".into()));
    assert_eq!((problem.code.id(), problem.code.status()), ("internal", 500));
}

#[test]
fn what_stands_in_the_way_of_writing_is_said_over_http() {
    on_both(|scene| async move {
        let here = local(&scene);
        let send = |id: &str| {
            let (here, at) = (here.clone(), scene.clock.now().to_string());
            let fact = json!({ "id": id, "email": "ada@acme.com", "type": "demo_requested", "occurred_at": at });
            async move { here.post("/api/v1/facts", &fact).await }
        };
        let stop = |state: &str| {
            let raise = format!("begin raise exception using errcode = '{state}'; end");
            format!(
                "create or replace function stop() returns trigger language plpgsql as $$ {raise} $$;
                 create or replace trigger stop before insert on fact for each row execute function stop();"
            )
        };
        let at = scene.clock.now().to_string();
        send("1").await.is(201);
        if scene.place.engine == "sqlite" {
            // What breaks a rule of the database is for SQLite what another writer did first.
            scene.sql("create trigger stop before insert on fact begin select raise(abort, 'no'); end").await;
            let got = send("2").await;
            got.is_problem(503, "conflict");
            assert_eq!(got.header("retry-after"), "1");
            scene.sql("drop trigger stop").await;
        } else {
            for (state, status, code) in [
                ("40001", 503, "conflict"),
                ("53100", 503, "disk_full"),
                ("25006", 503, "database_read_only"),
                ("57014", 503, "database_unavailable"),
                ("42501", 503, "database_unusable"),
            ] {
                scene.sql(&stop(state)).await;
                send("2").await.is_problem(status, code);
            }
            // What cannot be decided of one lead alone waits; of somebody new there is no lead that could be damaged.
            scene.sql(&stop("XX001")).await;
            assert_eq!(send("waits").await.is(202)["outcome"], "held");
            assert_eq!(scene.store.unreadable().len(), 1);
            let new = json!({ "id": "new", "email": "new@acme.com", "type": "demo_requested", "occurred_at": at });
            here.post("/api/v1/facts", &new).await.is_problem(500, "database_corrupt");
            scene.sql("drop trigger stop on fact").await;
        }
        // Nothing of it was kept.
        assert_eq!(send("2").await.is(201)["seq"], 2);
        let at = scene.clock.now().to_string();
        let act = json!({
            "id": "3", "email": "ada@acme.com", "type": "accepted", "occurred_at": at, "data": { "by": "rep" },
        });
        here.post("/api/v1/facts", &act).await.is(201);
        let back = json!({
            "id": "4", "email": "ada@acme.com", "type": "retracted", "occurred_at": at, "data": { "fact": "3" },
        });
        here.post("/api/v1/facts", &back).await.is_problem(422, "cannot_retract");
    });
}
