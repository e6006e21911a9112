//! The rules of the engine in plain words, with playbooks that show them: every playbook in `spec/*.md` must check
//! without a finding, and every example in it must come out as the arithmetic beside it says.

#![expect(clippy::disallowed_methods, reason = "the specifications are files; the engine itself still reads none")]

use kopru_engine::lang::Lang;
use kopru_engine::playbook::{Playbook, run_case};
use std::collections::BTreeMap;
use std::path::Path;

/// A fenced playbook: the line of its fence, counted from 1, and its text. As many empty lines stand before the text as
/// stand above it in the file, so that the lines of findings are those of the file.
struct Block {
    line: usize,
    text: String,
}

/// The fenced `toml` blocks of a specification, or what is wrong with its fences.
fn blocks(markdown: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, Block)> = None;
    for (at, line) in markdown.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                let text = "\n".repeat(at + 1);
                open = Some((language == "toml", Block { line: at + 1, text }));
            }
            (None, None) => {}
            (Some((_, block)), None) => block.text.push_str(&format!("{line}\n")),
            (Some(_), Some(_)) => blocks.extend(open.take().filter(|(toml, _)| *toml).map(|(_, block)| block)),
        }
    }
    match open {
        Some((_, block)) => Err(format!("{}: the block is not closed", block.line)),
        None if blocks.is_empty() => Err("1: there is no playbook".to_owned()),
        None => Ok(blocks),
    }
}

/// Everything in which a specification and the engine differ, each with file and line.
fn differences(file: &str, markdown: &str) -> Vec<String> {
    match blocks(markdown) {
        Ok(blocks) => blocks.iter().flat_map(|block| differences_of(file, block)).collect(),
        Err(fault) => vec![format!("{file}:{fault}")],
    }
}

fn differences_of(file: &str, block: &Block) -> Vec<String> {
    let place = format!("{file}:{}", block.line);
    let checked = Playbook::check(&block.text, &BTreeMap::new());
    if !checked.findings.is_empty() {
        let findings = checked.findings.iter();
        return findings.map(|it| it.render(file, &block.text, Lang::En)).collect();
    }
    let Some(playbook) = checked.playbook else {
        return vec![format!("{place}: no playbook and no finding that says why")];
    };
    if playbook.cases.is_empty() {
        return vec![format!("{place}: the playbook has no [[test]]")];
    }
    let results = playbook.cases.iter().map(|case| (case, run_case(&playbook, case)));
    results
        .filter(|(_, result)| !result.differences.is_empty())
        .map(|(case, result)| {
            let line = block.text[..case.place.start].lines().count() + 1;
            format!("{file}:{line} (block at {}): {}", block.line, result.show(Lang::En))
        })
        .collect()
}

#[test]
fn every_specification_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    let entries = std::fs::read_dir(&folder).expect("the folder of specifications can be read");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no specification in {}", folder.display());
    let mut found = Vec::new();
    for path in &files {
        let markdown = std::fs::read_to_string(path).expect("a specification is text");
        let name = path.file_name().map(|it| it.to_string_lossy()).unwrap_or_default();
        found.extend(differences(&format!("spec/{name}"), &markdown));
    }
    assert!(found.is_empty(), "\n{}", found.join("\n\n"));
}

/// A specification of one playbook with one example, which holds when it expects 5 points.
fn small(expect: &str) -> String {
    format!(
        "# Small\n\nOne call gives five points.\n\n```toml\nformat = 1\nname = \"Small\"\n[facts.called]\n[engagement]\n\
         bands = {{ hot = 60, warm = 30, cool = 10 }}\n[[engagement.rule]]\nid = \"call\"\non = \"called\"\npoints = 5\n\
         [[stage]]\nid = \"lead\"\nname = \"Lead\"\nparked = true\nqueue = \"all\"\n{expect}```\n"
    )
}

const CASE: &str = "[[test]]\nname = \"a call\"\nfacts = [{ type = \"called\", occurred_at = \"2026-03-02T10:00:00Z\" }]\n\
                    at = \"2026-03-02T10:00:00Z\"\nexpect = { engagement = 5 }\n";

#[test]
fn a_specification_that_holds_has_no_differences() {
    assert_eq!(differences("small.md", &small(CASE)), [] as [String; 0]);
}

#[test]
fn a_wrong_expectation_is_reported_with_its_file_and_line() {
    let found = differences("small.md", &small(&CASE.replace("= 5", "= 6")));
    // The fence is line 5; the playbook takes 14 lines from line 6; the example begins on line 20.
    let [only] = &found[..] else { panic!("{found:?}") };
    assert!(only.starts_with("small.md:20 (block at 5):"), "{only}");
    assert!(only.contains("engagement: expected 6, found 5"), "{only}");
}

#[test]
fn a_playbook_with_a_finding_is_reported_with_the_line_of_the_file() {
    let found = differences("small.md", &small(&CASE.replace("\"called\"", "\"caled\"")));
    assert!(found.iter().any(|it| it.contains("small.md:22")), "{found:?}");
}

#[test]
fn a_playbook_that_shows_nothing_is_reported() {
    let found = differences("small.md", &small(""));
    assert_eq!(found, ["small.md:5: the playbook has no [[test]]"]);
}

#[test]
fn a_specification_without_a_playbook_or_with_an_open_block_is_reported() {
    assert_eq!(differences("a.md", "# Only words\n"), ["a.md:1: there is no playbook"]);
    assert_eq!(differences("a.md", "# Open\n```toml\nformat = 1\n"), ["a.md:2: the block is not closed"]);
}
