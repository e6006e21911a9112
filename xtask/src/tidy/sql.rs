//! SQL stands in the store alone: who answers a request, draws a page or prints a table asks the store's functions.

use super::rust_source::{RustSource, words};
use super::size::is_test_file;
use super::{File, Finding, Tree};

/// The product's code.
const PRODUCT: &str = "crates/";
/// Where SQL stands.
const STORE: &str = "crates/kopru-store/";

/// A statement's first words, a word that must come later, if any. SQL is written in letters of one size, so `Select one
/// from the list` is a sentence.
const STATEMENTS: [(&[&str], Option<&str>); 9] = [
    (&["select"], Some("from")),
    (&["insert", "into"], None),
    (&["insert", "or"], Some("into")),
    (&["replace", "into"], None),
    (&["update"], Some("set")),
    (&["delete", "from"], None),
    (&["create", "table"], None),
    (&["alter", "table"], None),
    (&["drop", "table"], None),
];

/// SQL in literals of the product's code, and files of SQL.
pub fn check(tree: &Tree) -> Vec<Finding> {
    // A bench holds the product against the bare database.
    let free = |path: &str| path.starts_with(STORE) || path.contains("/benches/") || is_test_file(path);
    let elsewhere = |path: &str| path.starts_with(PRODUCT) && !free(path);
    let mut found = Vec::new();
    for file in tree.with_extension("rs").filter(|file| elsewhere(&file.path)) {
        found.extend(statements(file));
    }
    let files = tree.with_extension("sql").filter(|file| elsewhere(&file.path));
    found.extend(files.map(|file| Finding::new(&file.path, 0, format!("SQL stands in {STORE} alone"))));
    found
}

fn statements(file: &File) -> Vec<Finding> {
    let source = RustSource::new(&file.text);
    let literals = source.literals.iter().filter(|literal| !source.is_test(literal.start));
    let hits = literals.filter_map(|literal| {
        let (at, begin) = statement(&file.text[literal.clone()])?;
        let message = format!("`{begin}` is SQL, which stands in {STORE} alone: give the store a function for it");
        Some(Finding::new(&file.path, source.line(literal.start + at), message))
    });
    hits.collect()
}

/// The first statement of a literal: where it begins and with which words.
fn statement(literal: &str) -> Option<(usize, String)> {
    // Byte for byte as long, so that places stay: a written line end is one, and a continued line goes on.
    let text = literal.replace("\\n", " \n").replace("\\\n", "  ");
    let words: Vec<(usize, &str)> = words(&text).collect();
    let same = |word: &str, known: &str| word == known || word == known.to_uppercase();
    words.iter().enumerate().find_map(|(index, &(at, _))| {
        if !begins(&text[..at]) {
            return None;
        }
        let (begin, later) = STATEMENTS.iter().find(|(begin, later)| {
            let rest = &words[index..];
            rest.len() > begin.len()
                && begin.iter().zip(rest).all(|(known, (_, word))| same(word, known))
                && later.is_none_or(|known| rest[begin.len() + 1..].iter().any(|(_, word)| same(word, known)))
        })?;
        let later = later.map(|word| format!(" … {word}")).unwrap_or_default();
        Some((at, begin.join(" ") + &later))
    })
}

/// Whether a statement may begin after `before`: at the front, on a new line, in parentheses, after another statement.
fn begins(before: &str) -> bool {
    before.trim_end_matches([' ', '\t']).ends_with(['"', '\n', '(', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<(usize, String)> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|it| (it.line, it.message)).collect()
    }

    fn in_server(literal: &str) -> usize {
        found("crates/kopru-server/src/api.rs", &format!("fn a() {{ b({literal}); }}\n")).len()
    }

    #[test]
    fn every_statement_is_found_in_small_and_in_large_letters() {
        for (begin, later) in STATEMENTS {
            let statement = format!("{} x {} y", begin.join(" "), later.unwrap_or("as"));
            assert_eq!(in_server(&format!("\"{statement}\"")), 1, "{statement}");
            assert_eq!(in_server(&format!("r#\"{}\"#", statement.to_uppercase())), 1, "{statement}");
        }
    }

    #[test]
    fn a_statement_is_found_after_others_on_later_lines_and_in_parentheses() {
        let text = "fn a() {\n    b(\n        \"\n        update leads\n        set stage = $1\",\n    );\n}\n";
        let (line, message) = found("crates/kopru/src/main.rs", text).remove(0);
        assert_eq!(line, 4);
        assert!(message.starts_with("`update … set` is SQL"), "{message}");
        assert_eq!(in_server("\"begin; delete from leads\""), 1);
        assert_eq!(in_server("\"with a as (select b from c) table a\""), 1);
        assert_eq!(in_server("\"begin;\\nselect a \\\n from {table}\""), 1);
    }

    #[test]
    fn sentences_comments_and_code_are_left_alone() {
        assert_eq!(in_server("\"Select one from the list\", \"Update the lead, then set its stage\""), 0);
        assert_eq!(in_server("\"you can select a stage from the list, or delete from it\", \"select\", \"delete\""), 0);
        assert_eq!(in_server("select(from), /* delete from leads */ \"a\""), 0);
    }

    #[test]
    fn the_store_and_tests_may_hold_sql_and_a_file_of_sql_may_not_stand_elsewhere() {
        let text = "const A: &str = \"delete from leads\";\n";
        assert_eq!(found("crates/kopru-store/src/leads.rs", text), []);
        assert_eq!(found("crates/kopru/benches/product/bare.rs", text), []);
        assert_eq!(found("crates/kopru-server/tests/api.rs", text), []);
        assert_eq!(found("crates/kopru-server/src/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{text}}}\n")), []);
        assert_eq!(found("crates/kopru-server/src/schema.sql", "delete from leads;\n").len(), 1);
        assert_eq!(found("crates/kopru-store/src/schema.sql", "delete from leads;\n"), []);
    }
}
