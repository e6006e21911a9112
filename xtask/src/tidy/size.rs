//! Sizes: a file fits in a head, a function on a screen, and each module says first what it is for.

use super::rust_source::RustSource;
use super::{Finding, Tree};

/// Lines of a file, tests left out.
const FILE_LINES_MAX: usize = 600;
/// Lines of a function, signature and braces counted, tests left out.
const FUNCTION_LINES_MAX: usize = 70;

/// What may be larger, and why. An entry that is no longer needed is itself a finding, so the list only shrinks.
const LARGER: &[Larger] = &[];

/// A file or a function that may be larger than the rule.
struct Larger {
    /// The file.
    path: &'static str,
    /// The function; empty for the file as a whole.
    function: &'static str,
    /// The reason.
    #[expect(dead_code, reason = "read by people: an exception without a reason is not accepted")]
    why: &'static str,
}

/// Module headers, sizes of files and functions.
pub fn check(tree: &Tree) -> Vec<Finding> {
    check_but(tree, LARGER)
}

fn check_but(tree: &Tree, larger: &[Larger]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut needed = vec![false; larger.len()];
    let mut excused = |path: &str, function: &str| {
        let at = larger.iter().position(|it| it.path == path && it.function == function);
        at.map(|at| needed[at] = true).is_some()
    };
    for file in tree.with_extension("rs") {
        let path = file.path.as_str();
        if !file.text.starts_with("//! ") {
            found.push(Finding::new(path, 1, "a module begins with `//!` and says what it is for"));
        }
        if is_test_file(path) {
            continue;
        }
        let source = RustSource::new(&file.text);
        let lines = source.lines_without_tests();
        if lines > FILE_LINES_MAX && !excused(path, "") {
            found.push(Finding::new(
                path,
                0,
                format!("{lines} lines without tests; at most {FILE_LINES_MAX}: split it"),
            ));
        }
        for function in source.functions() {
            let long = function.lines > FUNCTION_LINES_MAX && !source.is_test(function.at);
            if long && !excused(path, function.name) {
                let message = format!("`{}` has {} lines; at most {FUNCTION_LINES_MAX}", function.name, function.lines);
                found.push(Finding::new(path, function.line, message));
            }
        }
    }
    let unneeded = larger.iter().zip(&needed).filter(|(_, needed)| !**needed);
    found.extend(unneeded.map(|(it, _)| {
        let message = format!("no longer larger than the rule: take `{}` out of tidy's list", it.function);
        Finding::new(it.path, 0, message)
    }));
    found
}

/// Files that hold tests only: a crate's `tests` folder, and `tests.rs` beside the module that it tests.
pub fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.starts_with("tests/") || path.ends_with("/tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(lines: usize) -> String {
        format!("fn big() {{\n{}}}\n", "    x();\n".repeat(lines - 2))
    }

    fn found(path: &str, text: &str) -> Vec<Finding> {
        check(&Tree::of(&[(path, text)]))
    }

    #[test]
    fn a_module_without_a_header_is_found() {
        assert_eq!(found("a.rs", "fn a() {}\n").len(), 1);
        assert_eq!(found("a.rs", "//! What it is for.\nfn a() {}\n"), []);
    }

    #[test]
    fn a_function_of_71_lines_is_found_and_one_of_70_is_not() {
        assert_eq!(found("a.rs", &format!("//! A.\n{}", function(70))), []);
        let long = found("a.rs", &format!("//! A.\n{}", function(71)));
        assert_eq!((long.len(), long[0].line), (1, 2));
        assert_eq!(found("a.rs", &format!("//! A.\n#[cfg(test)]\nmod tests {{\n{}}}\n", function(71))), []);
    }

    #[test]
    fn a_file_of_601_lines_is_found_and_its_tests_do_not_count() {
        let lines = |n: usize| format!("//! A.\n{}", "use a;\n".repeat(n - 1));
        assert_eq!(found("a.rs", &lines(600)), []);
        assert_eq!(found("a.rs", &lines(601)).len(), 1);
        assert_eq!(found("a/tests/b.rs", &lines(601)), []);
        assert_eq!(found("a.rs", &format!("{}#[cfg(test)]\nmod tests {{\n}}\n", lines(600))), []);
    }

    #[test]
    fn an_exception_excuses_and_is_found_when_it_is_no_longer_needed() {
        let larger = [Larger { path: "a.rs", function: "big", why: "a table" }];
        let tree = |lines| Tree::of(&[("a.rs", &format!("//! A.\n{}", function(lines)))]);
        assert_eq!(check_but(&tree(71), &larger), []);
        assert_eq!(check_but(&tree(70), &larger).len(), 1);
    }
}
