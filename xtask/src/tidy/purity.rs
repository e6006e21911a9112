//! The engine is pure: no file, clock, network, process, output, randomness, global state, floats, hash order.
//!
//! clippy refuses the calls (`crates/kopru-engine/clippy.toml`); here the very words are refused, so that a type behind
//! an alias, a literal or a macro does not slip through. Test code may use them.

use super::rust_source::RustSource;
use super::size::is_test_file;
use super::{File, Finding, Tree};

/// The engine's sources.
const ENGINE: &str = "crates/kopru-engine/src/";

/// Words that stand for an impure thing, and why the engine has none of it.
const WORDS: &[(&str, &str)] = &[
    ("f32", "decisions are made with integers"),
    ("f64", "decisions are made with integers"),
    ("HashMap", "its order differs from run to run: BTreeMap or a sorted Vec"),
    ("HashSet", "its order differs from run to run: BTreeSet or a sorted Vec"),
    ("RandomState", "no randomness"),
    ("rand", "no randomness"),
    ("getrandom", "no randomness"),
    ("SystemTime", "`now` is an argument"),
    ("Instant", "`now` is an argument"),
    ("async", "the engine only computes"),
    ("await", "the engine only computes"),
    ("thread", "the engine only computes"),
    ("thread_local", "no global state"),
    ("Mutex", "no global state"),
    ("RwLock", "no global state"),
    ("println", "no output: give a value back"),
    ("print", "no output: give a value back"),
    ("eprintln", "no output: give a value back"),
    ("eprint", "no output: give a value back"),
    ("tracing", "no logging: the trace is a value"),
    ("log", "no logging: the trace is a value"),
    ("unsafe", "no unsafe code"),
];

/// Modules of the standard library that reach outside.
const STD_MODULES: [&str; 7] = ["fs", "env", "net", "process", "io", "thread", "os"];

/// Refuses impure words in the engine's code.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let engine = tree.with_extension("rs").filter(|file| file.path.starts_with(ENGINE) && !is_test_file(&file.path));
    engine.flat_map(impurities).collect()
}

fn impurities(file: &File) -> Vec<Finding> {
    let source = RustSource::new(&file.text);
    let mut found = Vec::new();
    let mut say = |at, message: String| found.push(Finding::new(&file.path, source.line(at), message));
    let mut path_of_std = false;
    let mut before = "";
    for (at, word) in source.words() {
        let follows = source.code[at + word.len()..].trim_start();
        let reason = WORDS.iter().find(|(known, _)| *known == word && is_meant(word, follows));
        if let Some((_, why)) = reason {
            say(at, format!("`{word}` in the engine: {why}"));
        }
        if word.starts_with("Atomic") {
            say(at, format!("`{word}` in the engine: no global state"));
        }
        if word == "mut" && before == "static" {
            say(at, "`static mut` in the engine: no global state".into());
        }
        // `std::fs` and `use std::{fmt, fs}` alike: all words up to the end of the path or the braces.
        path_of_std = word == "std" || (path_of_std && !ended(&source.code[..at], before));
        if path_of_std && STD_MODULES.contains(&word) {
            say(at, format!("`std::{word}` in the engine: it reaches outside"));
        }
        if is_float_literal(&source.code, at, word) {
            say(at, "a number with a point in the engine: decisions are made with integers".into());
        }
        before = word;
    }
    found
}

/// Short words that are also good names count only where they stand for the impure thing.
fn is_meant(word: &str, follows: &str) -> bool {
    match word {
        "print" | "println" | "eprint" | "eprintln" => follows.starts_with('!'),
        "log" | "rand" | "tracing" | "thread" => follows.starts_with("::"),
        _ => true,
    }
}

/// Whether the path or list of paths that `before` belongs to ended ahead of the present word.
fn ended(code: &str, before: &str) -> bool {
    let gap = &code[code.rfind(before).map_or(0, |at| at + before.len())..];
    let gap = gap.trim();
    !matches!(gap, "::" | "::{" | "," | "::{self," | "},")
}

/// `1.5` or `2e9f64`; `pair.0.1` and `0..9` are none.
fn is_float_literal(code: &str, at: usize, word: &str) -> bool {
    let digits = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if !digits(word) || word.starts_with("0x") {
        return false;
    }
    if word.ends_with("f32") || word.ends_with("f64") {
        return true;
    }
    let field = code[..at].ends_with('.') && !code[..at].ends_with("..");
    let rest = &code[at + word.len()..];
    !field && rest.strip_prefix('.').is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let path = format!("{ENGINE}a.rs");
        check(&Tree::of(&[(&path, text)])).into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn every_impure_word_is_found() {
        for (word, _) in WORDS {
            assert!(!found(&format!("fn a() {{ {word}::x; {word}!(); }}")).is_empty(), "{word}");
        }
        assert_eq!(found("static mut A: u8 = 0;").len(), 1);
        assert_eq!(found("static A: AtomicU64 = x;").len(), 1);
    }

    #[test]
    fn modules_that_reach_outside_are_found_in_paths_and_lists() {
        for module in STD_MODULES.iter().filter(|module| **module != "thread") {
            assert_eq!(found(&format!("use std::{module}::x;")).len(), 1, "{module}");
            assert_eq!(found(&format!("use std::{{fmt, {module}}};")).len(), 1, "{module}");
            assert_eq!(found(&format!("use std::fmt;\nlet {module} = 1;")), [""; 0], "{module}");
        }
    }

    #[test]
    fn numbers_with_a_point_are_found_and_ranges_and_fields_are_not() {
        assert_eq!(found("let a = 1.5;").len(), 1);
        assert_eq!(found("let a = 1_f64;").len(), 1);
        assert_eq!(found("let a = pair.0.1; let b = 0..9; let c = 0x1f64; v[0].x(); let d = 1_000;"), [""; 0]);
    }

    #[test]
    fn texts_tests_and_good_names_are_left_alone() {
        assert_eq!(found("// f64, std::fs\nconst A: &str = \"println!\";\nlet log = 1; fn print() {}"), [""; 0]);
        assert_eq!(found("#[cfg(test)]\nmod tests { use std::collections::HashMap; }"), [""; 0]);
        assert_eq!(check(&Tree::of(&[("crates/kopru/src/main.rs", "use std::fs;")])), []);
    }
}
