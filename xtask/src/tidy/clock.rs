//! One file of the product reads the clock; everything else is told what time it is, so that tests can tell it too.
//!
//! That the engine reads none is said with its purity. The store has no time of its own, and does not ask the database.

use super::rust_source::{RustSource, words};
use super::size::is_test_file;
use super::{File, Finding, Tree};

/// The file that reads the clock.
const CLOCK: &str = "crates/kopru-server/src/clock.rs";
/// The product's code.
const PRODUCT: &str = "crates/";
/// The store's code.
const STORE: &str = "crates/kopru-store/";

/// Types whose `now` reads a clock.
const CLOCKS: [&str; 7] = ["Timestamp", "Zoned", "SystemTime", "Instant", "Utc", "Local", "OffsetDateTime"];
/// Types of the standard library that the store has no use for.
const NOT_IN_THE_STORE: [&str; 2] = ["Instant", "SystemTime"];
/// Names for the database's own clock.
const CLOCKS_OF_SQL: [&str; 8] = [
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
];

/// Clocks that are read outside of the clock's file.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let product = tree.with_extension("rs").filter(|file| {
        let path = file.path.as_str();
        path.starts_with(PRODUCT) && path != CLOCK && !path.contains("/benches/") && !is_test_file(path)
    });
    product.flat_map(readings).collect()
}

fn readings(file: &File) -> Vec<Finding> {
    let source = RustSource::new(&file.text);
    let in_store = file.path.starts_with(STORE);
    let mut found = Vec::new();
    for (at, word) in source.words() {
        let message = if CLOCKS.contains(&word) && is_now(&source.code[at + word.len()..]) {
            format!("`{word}::now`: only {CLOCK} reads the clock; take the moment as an argument")
        } else if in_store && NOT_IN_THE_STORE.contains(&word) {
            format!("`{word}` in the store: it has no time of its own; take the moment as an argument")
        } else {
            continue;
        };
        found.push(Finding::new(&file.path, source.line(at), message));
    }
    let literals = source.literals.iter().filter(|literal| in_store && !source.is_test(literal.start));
    for literal in literals {
        if let Some((at, word)) = clock_of_sql(&file.text[literal.clone()]) {
            let message = format!("`{word}` is the database's clock: give the moment to the statement");
            found.push(Finding::new(&file.path, source.line(literal.start + at), message));
        }
    }
    found
}

/// Whether `::now` follows, also as a function's name without a call.
fn is_now(follows: &str) -> bool {
    let name = follows.trim_start().strip_prefix("::").map(str::trim_start);
    name.and_then(|name| words(name).next().filter(|(at, _)| *at == 0)).is_some_and(|(_, word)| word == "now")
}

/// `current_timestamp` and its kin, `now()` of PostgreSQL, `'now'` of SQLite.
fn clock_of_sql(literal: &str) -> Option<(usize, &str)> {
    words(literal).find(|&(at, word)| {
        let named = CLOCKS_OF_SQL.iter().any(|known| known.eq_ignore_ascii_case(word));
        let now = word.eq_ignore_ascii_case("now");
        let follows = &literal[at + word.len()..];
        named || (now && (follows.starts_with("()") || (follows.starts_with('\'') && literal[..at].ends_with('\''))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<Finding> {
        check(&Tree::of(&[(path, text)]))
    }

    const SERVER: &str = "crates/kopru-server/src/timers.rs";

    #[test]
    fn every_clock_is_found_called_or_named() {
        for clock in CLOCKS {
            assert_eq!(found(SERVER, &format!("fn a() {{ x::{clock}::now(); }}\n")).len(), 1, "{clock}");
            assert_eq!(found(SERVER, &format!("fn a() {{ x.map({clock}\n    ::now) }}\n")).len(), 1, "{clock}");
        }
        assert_eq!(found(SERVER, "\n\nfn a() { Instant::now() }\n")[0].line, 3);
    }

    #[test]
    fn the_clocks_own_file_benches_tests_and_tools_may_read_it() {
        let text = "fn a() { SystemTime::now(); }\n";
        for path in [CLOCK, "crates/kopru-store/benches/store/main.rs", "crates/kopru/tests/a.rs", "xtask/src/a.rs"] {
            assert_eq!(found(path, text), [], "{path}");
        }
        assert_eq!(found(SERVER, &format!("#[cfg(test)]\nmod tests {{\n{text}}}\n")), []);
        assert_eq!(found("crates/kopru-server/src/not/clock.rs", text).len(), 1);
    }

    #[test]
    fn what_only_looks_like_a_clock_is_left_alone() {
        let text = "// Instant::now\nfn a(t: Instant) { t.now(); clock::now(); Instant::nowhere(); let b = \"Instant::now()\"; }\n";
        assert_eq!(found(SERVER, text), []);
    }

    #[test]
    fn the_store_has_no_time_of_its_own_and_does_not_ask_the_database() {
        let store = |text: &str| found("crates/kopru-store/src/leads.rs", text).len();
        assert_eq!(store("use std::time::Instant;\n"), 1);
        assert_eq!(store("fn a(now: Moment) { b(now, \"now\", \"as of now (and later)\"); }\n"), 0);
        for clock in CLOCKS_OF_SQL.into_iter().chain(["NOW()", "strftime('%s', 'now')", "CURRENT_TIMESTAMP"]) {
            assert_eq!(store(&format!("const A: &str = \"select {clock}\";\n")), 1, "{clock}");
        }
    }
}
