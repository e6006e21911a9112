//! The product as it is used: a file imported, served, reported and replayed by the very binary, beside what the bare
//! database takes for the same rows.
//!
//! `cargo xtask bench product [--people N] [--seconds S] [--format json] [--quick] [--serve DATABASE]`: a CSV of N people with about ten facts
//! each goes into an empty database, another of a tenth as many into that one; then the server is asked by 20 users with
//! a second's thought, by the API and by the portal's pages, while 1 000 facts a second come in, and everything is
//! replayed.

mod bare;
mod figures;
mod file;
mod process;
mod users;

use figures::Figures;
use process::Kopru;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The playbook that ships.
const SAAS: &str = include_str!("../../../../playbooks/saas.toml");
/// What is kept below, in MiB: 200 MB.
const MEMORY_MIB: f64 = 190.7;

struct Effort {
    people: u64,
    seconds: u64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| arguments.iter().any(|argument| argument == name);
    let number = |name: &str| {
        let at = arguments.iter().position(|it| it == name)?;
        Some(arguments.get(at + 1)?.parse::<u64>().unwrap_or_else(|_| panic!("{name} is followed by a number")))
    };
    let quick = given("--quick");
    let effort = Effort {
        people: number("--people").unwrap_or(if quick { 2_000 } else { 100_000 }),
        seconds: number("--seconds").unwrap_or(if quick { 2 } else { 20 }),
    };
    // A database of N people that is there is only served: making one of a million takes longer than all the rest.
    let at = arguments.iter().position(|it| it == "--serve");
    if let Some(path) = at.and_then(|at| arguments.get(at + 1)) {
        let (kopru, mut figures) = (Kopru { database: PathBuf::from(path) }, Figures::default());
        served(&kopru, &effort, &mut figures);
        print!("{}", figures.table());
        return;
    }
    let folder = std::env::temp_dir().join(format!("kopru-bench-product-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut figures = Figures::default();
    measure(&folder, &effort, &mut figures);
    std::fs::remove_dir_all(&folder).expect("removed");
    if given("json") || given("--format=json") {
        println!("{}", figures.json());
    } else {
        println!("{} people, about {} facts", effort.people, effort.people * file::FACTS);
        print!("{}", figures.table());
    }
}

fn measure(folder: &Path, effort: &Effort, figures: &mut Figures) {
    let database = folder.join("kopru.db");
    let playbook = folder.join("saas.toml");
    std::fs::write(&playbook, SAAS).expect("written");
    let kopru = Kopru { database: database.clone() };
    kopru.run(&["playbook", "publish", &text(&playbook)]);
    let map = folder.join("map.toml");
    std::fs::write(&map, file::MAP).expect("written");
    imported(folder, &kopru, "into an empty database", 0..effort.people, figures);
    let more = (effort.people / 10).max(1);
    imported(folder, &kopru, &format!("into {} people", effort.people), effort.people..effort.people + more, figures);
    let (took, _) = kopru.timed(&["report", "funnel", "--format", "json"]);
    figures.add("report funnel, the command from start to end", took.as_secs_f64() * 1e3, "ms", None);
    served(&kopru, effort, figures);
    for (name, arguments) in [("replay, folding", &["replay"][..]), ("replay --verify", &["replay", "--verify"])] {
        let (took, _) = kopru.timed(arguments);
        let facts = bare::count(&database, "fact");
        figures.add(&format!("{name}, the command"), facts as f64 / took.as_secs_f64(), "facts/s", None);
    }
    let size = std::fs::metadata(&database).expect("a file").len();
    figures.add("size of the file", size as f64 / bare::count(&database, "fact") as f64, "bytes/fact", None);
}

/// Imports a file of these people, then writes the rows that came of it bare.
fn imported(folder: &Path, kopru: &Kopru, name: &str, people: std::ops::Range<u64>, figures: &mut Figures) {
    let csv = folder.join(format!("people-{}.csv", people.start));
    let rows = people.end - people.start;
    file::write(&csv, people);
    let before = folder.join("before.db");
    bare::copy(&kopru.database, &before);
    let (took, peak) = kopru.timed(&["import", &text(&csv), "--map", &text(&folder.join("map.toml"))]);
    let plain = bare::write_difference(&before, &kopru.database);
    std::fs::remove_file(&before).expect("removed");
    let ours = took.as_secs_f64();
    let bytes = std::fs::metadata(&csv).expect("a file").len() as f64;
    figures.add(&format!("import {name}: lines of the file"), rows as f64 / ours, "rows/s", None);
    figures.add("  rows of the database, all in", plain.rows as f64 / ours, "rows/s", None);
    figures.add("  the same rows bare", plain.rows as f64 / plain.took.as_secs_f64(), "rows/s", None);
    figures.add("  share of bare", plain.took.as_secs_f64() / ours * 100.0, "%", Some((60.0, true)));
    figures.add("  memory at its peak", peak, "MiB", None);
    figures.add("  size of the file", bytes / 1_048_576.0, "MiB", None);
    std::fs::remove_file(&csv).expect("removed");
}

/// Serves, with users who read and facts that come in.
fn served(kopru: &Kopru, effort: &Effort, figures: &mut Figures) {
    let server = kopru.serve();
    let id = format!("bench-{}", std::process::id());
    let made = kopru.told(&["user", "create", &id, "--name", "Bench", "--role", "admin"]);
    let invitation = made.split("token=").nth(1).and_then(|it| it.split_whitespace().next()).expect("an invitation");
    let quiet = users::Users::warm(server.address(), invitation);
    let busy = users::at_work(server.address(), &quiet, effort.people, Duration::from_secs(effort.seconds));
    for (page, mut times) in busy.pages {
        let bare = bare::page(&kopru.database, 200);
        figures.add(
            &format!("{page}, p99 of {}", times.len()),
            figures::quantile(&mut times, 99),
            "ms",
            Some((50.0, false)),
        );
        if page.starts_with("leads") {
            figures.add("  the same rows read bare, median", bare, "ms", None);
        }
    }
    figures.add("facts taken meanwhile", busy.facts as f64 / effort.seconds as f64, "facts/s", None);
    let mut alone = users::alone(server.address(), if effort.seconds > 5 { 500 } else { 100 });
    figures.add("one fact alone over HTTP, median", figures::quantile(&mut alone, 50), "ms", None);
    figures.add("  p99", figures::quantile(&mut alone, 99), "ms", Some((10.0, false)));
    figures.add("memory of the server at its peak", server.peak(), "MiB", Some((MEMORY_MIB, false)));
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Where the binary lies.
fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_kopru"))
}
