//! Words that must not stand in the repository: promises to do it later, tests that do not run, somebody's machine.

use super::rust_source::{RustSource, words};
use super::{File, Finding, Tree};

/// Words of unfinished work, in every text. Written in two parts, for this file is read too.
const UNFINISHED: [&str; 4] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];

/// How a thread is made to wait.
const SLEEPS: &str = "thread::sleep";

/// Code that must not stand in any Rust file, tests included, and what to do instead.
const FORBIDDEN_CODE: [(&str, &str); 4] = [
    ("#[ignore", "a test runs or is not there: assert what happens today and say that it is wrong"),
    (SLEEPS, "nothing sleeps: give the moment as an argument"),
    ("dbg!", "left over from a search"),
    ("#[should_panic", "say which panic and where: catch it and look at its message"),
];

/// First folders of absolute paths that exist on one machine only.
const MACHINE_FOLDERS: [&str; 7] = ["home", "root", "Users", "tmp", "work", "mnt", "var/folders"];

/// Words, code and paths.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &tree.files {
        if file.path == "LICENSE" || file.path.ends_with("Cargo.lock") {
            continue;
        }
        found.extend(unfinished(file));
        found.extend(machine_paths(file));
        if file.path.ends_with(".rs") {
            found.extend(forbidden_code(file));
            found.extend(test_names(file));
        }
    }
    found
}

fn unfinished(file: &File) -> Vec<Finding> {
    let hits = words(&file.text).filter(|(_, word)| UNFINISHED.contains(word));
    hits.map(|(at, word)| {
        let message = format!("`{word}`: do it now, or write down in an issue what is missing");
        Finding::new(&file.path, line_of(&file.text, at), message)
    })
    .collect()
}

fn machine_paths(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    for folder in MACHINE_FOLDERS {
        let path = format!("/{folder}/");
        for (at, _) in file.text.match_indices(&path) {
            // `example.com/work/` and `docs/home/` are no absolute paths.
            let before = file.text[..at].chars().next_back();
            if before.is_none_or(|c| !c.is_alphanumeric() && !"_.-/$}{~".contains(c)) {
                let message = format!("`{path}…` exists on one machine only");
                found.push(Finding::new(&file.path, line_of(&file.text, at), message));
            }
        }
    }
    found
}

fn forbidden_code(file: &File) -> Vec<Finding> {
    let source = RustSource::new(&file.text);
    let mut found = Vec::new();
    // The users of a bench think before they go on.
    let bench = file.path.contains("/benches/");
    for (code, instead) in FORBIDDEN_CODE.into_iter().filter(|it| !(bench && it.0 == SLEEPS)) {
        let hits = source.code.match_indices(code);
        found.extend(hits.map(|(at, _)| Finding::new(&file.path, source.line(at), format!("`{code}`: {instead}"))));
    }
    found
}

/// A test's name is a sentence: three words or more.
fn test_names(file: &File) -> Vec<Finding> {
    let source = RustSource::new(&file.text);
    let mut found = Vec::new();
    for function in source.functions() {
        let before = source.code[..function.at].trim_end().trim_end_matches("async").trim_end();
        let is_test = before.ends_with("#[test]");
        if is_test && function.name.split('_').filter(|word| !word.is_empty()).count() < 3 {
            let message = format!("`{}`: a test's name is a sentence that it proves", function.name);
            found.push(Finding::new(&file.path, function.line, message));
        }
    }
    found
}

/// The line of a byte, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn words_of_unfinished_work_are_found_as_words_only() {
        assert_eq!(found("a.md", &format!("one {} two\n", UNFINISHED[0])), 1);
        assert_eq!(found("a.toml", &format!("# {}: later\n", UNFINISHED[1])), 1);
        assert_eq!(found("a.md", "MASTODON, hacker, XXXL\n"), 0);
    }

    #[test]
    fn forbidden_code_is_found_in_code_and_not_in_texts() {
        for (code, _) in FORBIDDEN_CODE {
            assert_eq!(found("a.rs", &format!("fn a() {{ {code} }}\n")), 1, "{code}");
            assert_eq!(found("a.rs", &format!("// {code}\nconst A: &str = \"{code}\";\n")), 0, "{code}");
        }
        assert_eq!(found("crates/a/benches/b/main.rs", "fn a() { thread::sleep(b) }\n"), 0);
    }

    #[test]
    fn paths_of_one_machine_are_found_and_addresses_are_not() {
        for folder in MACHINE_FOLDERS {
            assert_eq!(found("a.md", &format!("see `/{folder}/data`\n")), 1, "{folder}");
            assert_eq!(found("a.md", &format!("https://example.com/{folder}/data and docs/{folder}/data\n")), 0);
        }
    }

    #[test]
    fn a_test_named_by_one_word_is_found() {
        assert_eq!(found("a.rs", "#[test]\nfn works() {}\n"), 1);
        assert_eq!(found("a.rs", "#[test]\nfn a_week_is_seven_days() {}\nfn works() {}\n"), 0);
    }
}
