//! Statements that pages and intake wait for go by an index, whatever order they ask for: an order that some other index
//! happens to give makes a planner without statistics walk through the whole table.

mod engines;

use engines::{Place, fresh};
use std::path::Path;

/// Tables that grow with the number of leads.
const LARGE: [&str; 13] = [
    "person",
    "fact",
    "decision",
    "identity",
    "fact_id",
    "account",
    "account_entry",
    "indexed_value",
    "handover",
    "opportunity",
    "notice",
    "remark",
    "mention",
];
/// Parts of the store that look at everything on purpose.
const WHOLE: [&str; 6] = ["/doctor/", "/backup/", "/inspect.rs", "/migrate.rs", "/report/", "/import/remove.rs"];

/// The texts of a Rust file that are statements as they stand.
fn statements(source: &str) -> Vec<String> {
    let texts = source.split('"').skip(1).step_by(2).map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
    let fixed = |it: &String| {
        ["select ", "update ", "delete "].iter().any(|begin| it.starts_with(begin))
            && it.contains("$1")
            && !it.contains('{')
    };
    texts.filter(fixed).collect()
}

fn sources(folder: &Path, all: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, all);
        } else {
            all.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a text")));
        }
    }
}

/// Whether a step of a plan walks through all rows of a large table: no index, or nothing of it but the workspace.
fn walks(step: &str) -> bool {
    let table = step.split_whitespace().nth(1).unwrap_or_default();
    let large = LARGE.contains(&table) || table == "it";
    // An index that holds a few rows only, such as those of a queue, may be walked through.
    let partial = ["_open", "_next", "_due", "_mail", "_unseen", "_to_route"].iter().any(|it| step.contains(it));
    large && !partial && (step.starts_with("SCAN ") || step.ends_with("(workspace=?)"))
}

#[tokio::test]
async fn no_statement_walks_through_a_table_that_grows() {
    let scene = fresh(Place::sqlite()).await;
    let conn = rusqlite::Connection::open(scene.place.file()).expect("the file");
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let (mut seen, mut wrong) = (0, Vec::new());
    for (path, source) in all.iter().filter(|(path, _)| !WHOLE.iter().any(|part| path.contains(part))) {
        for sql in statements(source) {
            // Texts that are parts of statements are none.
            // Few versions of the playbook were ever published.
            if sql.contains("from publication") {
                continue;
            }
            let Ok(mut plan) = conn.prepare(&format!("explain query plan {}", sql.replace('$', "?"))) else { continue };
            for at in 1..=plan.parameter_count() {
                plan.raw_bind_parameter(at, 1).expect("bound");
            }
            let mut rows = plan.raw_query();
            while let Some(row) = rows.next().expect("a plan") {
                let step: String = row.get(3).expect("a step");
                if walks(&step) {
                    wrong.push(format!("{path}\n  {sql}\n  {step}"));
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "statements are written otherwise now: {seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
