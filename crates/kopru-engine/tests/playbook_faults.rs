//! The fault table: for each code a small valid playbook with one line broken, the place and the words of the message.
//!
//! In a row the text that replaces a line holds `⟦` where the fault must be shown; the mark is taken out before the
//! playbook is read, so line and column are counted here, not by the program. A row expects that finding and no other.

#![expect(clippy::disallowed_methods, reason = "the test reads the sources to find every code in them")]

mod fault_rows;

use fault_rows::{BASE, ROWS, Row};
use kopru_engine::diagnostic::{Diagnostic, Severity};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{self, Checked, Playbook};
use kopru_engine::{condition, limits, typing};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const MARK: char = '⟦';

fn check(source: &str) -> Checked {
    let files = BTreeMap::from([("free-mail.txt".to_owned(), "gmail.com\n".to_owned())]);
    Playbook::check(source, &files)
}

fn shown(source: &str, findings: &[Diagnostic]) -> String {
    findings.iter().map(|it| it.render("playbook.toml", source, Lang::En)).collect()
}

/// The base with a line replaced: the text without its mark, and line and column of the mark.
fn broken(row: &Row) -> (String, (usize, usize)) {
    let lines = format!("\n{}", row.line);
    let text = format!("\n{BASE}");
    let count = text.matches(&lines).count();
    assert_eq!(count, 1, "the base has {count} lines `{}`", row.line);
    let marked = text.replace(&lines, &format!("\n{}", row.instead)).split_off(1);
    let before: String = marked.chars().take_while(|letter| *letter != MARK).collect();
    assert!(before.len() < marked.len(), "no mark in `{}`", row.instead);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (marked.replace(MARK, ""), (line, column))
}

#[test]
fn the_base_text_is_without_faults() {
    assert_eq!(shown(BASE, &check(BASE).findings), "");
}

#[test]
fn each_broken_line_gives_its_one_fault_at_its_place_in_both_languages() {
    let mut wrong = String::new();
    for row in ROWS {
        let (source, place) = broken(row);
        let checked = check(&source);
        let found: Vec<_> = checked.findings.iter().map(|it| (it.code, it.position(&source))).collect();
        let said = |it: &Diagnostic, lang| {
            let help = it.help.as_ref().map_or("", |help| help.get(lang));
            format!("{} {help}", it.message.get(lang))
        };
        let phrased = checked
            .findings
            .iter()
            .any(|it| said(it, Lang::En).contains(row.en) && said(it, Lang::Tr).contains(row.tr));
        let warning = checked.findings.iter().all(|it| it.severity == Severity::Warning);
        if found != [(row.code, place)] || !phrased || checked.playbook.is_some() != warning {
            wrong += &format!(
                "\n== {} `{}`\nexpected {:?} “{}” “{}”; playbook: {}\n{}",
                row.code,
                row.instead,
                place,
                row.en,
                row.tr,
                checked.playbook.is_some(),
                shown(&source, &checked.findings)
            );
            for it in &checked.findings {
                wrong += &format!("tr: {}\n", said(it, Lang::Tr));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_code_of_the_playbook_has_a_row_of_its_own() {
    let rows: BTreeSet<&str> = ROWS.iter().map(|row| row.code).collect();
    // Those that need large texts have tests of their own below: too much of something, too many findings.
    let elsewhere = ["C002", "C003", "C058", "F005", "P008", "P015", "P017"];
    let codes = playbook::FAULTS.iter().chain(condition::FAULTS).chain(typing::FAULTS);
    let bare: Vec<&str> = codes
        .map(|(code, _)| *code)
        .filter(|code| !rows.contains(code) && !elsewhere.contains(code) && !fault_rows::UNREACHABLE.contains(code))
        .collect();
    assert_eq!(bare, [] as [&str; 0]);
}

#[test]
fn the_codes_in_the_sources_are_those_of_the_table() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut used = BTreeSet::new();
    codes_in(&sources, &mut used);
    let listed: BTreeSet<String> = playbook::FAULTS
        .iter()
        .chain(condition::FAULTS)
        .chain(typing::FAULTS)
        .map(|(code, _)| (*code).to_owned())
        .collect();
    assert_eq!(used, listed);
}

/// Every text of a letter P, C or F and three digits between quotes, outside the tables themselves.
fn codes_in(folder: &Path, used: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes_in(&path, used);
            continue;
        }
        let mut text = std::fs::read_to_string(&path).unwrap();
        if let Some(start) = text.find("pub const FAULTS") {
            let end = start + text[start..].find("\n];").unwrap();
            text.replace_range(start..end, "");
        }
        let text = text.split("#[cfg(test)]").next().unwrap();
        for quoted in text.split('"') {
            let digits = quoted.strip_prefix(['P', 'C', 'F']).unwrap_or("");
            if digits.len() == 3 && digits.bytes().all(|it| it.is_ascii_digit()) {
                used.insert(quoted.to_owned());
            }
        }
    }
}

#[test]
fn codes_are_unique_and_in_order() {
    for table in [playbook::FAULTS, condition::FAULTS, typing::FAULTS] {
        assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(table.iter().all(|(_, meaning)| meaning.ends_with('.')));
    }
}

#[test]
fn all_faults_of_a_text_are_reported_at_once_in_the_order_of_the_file() {
    let mut source = String::from(BASE);
    let mut expected = Vec::new();
    for (line, instead, code) in [
        ("name = \"Small\"", "nam = \"Small\"", "P002"),
        ("employees = \"int\"", "employees = \"itn\"", "P009"),
        ("points = 25", "points = 20000", "P005"),
        ("to = [\"ayse\"]", "to = []", "P005"),
        ("when = \"account.domain in list('competitors')\"", "when = \"account.domain in list('competitor')\"", "C036"),
        ("at = 2026-03-02T10:00:00+03:00", "at = \"tomorrow\"", "P004"),
    ] {
        assert_eq!(source.matches(line).count(), 1, "{line}");
        source = source.replace(line, instead);
        expected.push((source.find(instead).unwrap(), code));
    }
    // The key `name` is missing now, which is a fault of the whole text; the field is no more, so conditions lack it.
    let findings = check(&source).findings;
    let found: Vec<&str> = findings.iter().map(|it| it.code).filter(|code| *code != "C030").collect();
    let mut wanted = vec!["P003"];
    wanted.extend(expected.iter().map(|(_, code)| *code));
    assert_eq!(found, wanted, "{}", shown(&source, &findings));
    assert!(findings.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
}

#[test]
fn beyond_200_findings_the_rest_is_counted_and_errors_among_them_still_refuse_the_playbook() {
    // 250 closed questions are warnings only; they are read before the rule, whose points are an error.
    let mut source = String::from(BASE);
    source.push_str("\n[[framework]]\nid = \"long\"\nadvance = \"1 of 1\"\n[[framework.criterion]]\nid = \"need\"\n");
    for number in 0..250 {
        source += &format!("[[framework.criterion.question]]\nid = \"q{number}\"\ntext = \"Is it so?\"\n");
    }
    let warned = check(&source);
    assert_eq!(warned.findings.len(), limits::DIAGNOSTICS_MAX + 1);
    let last = warned.findings.last().unwrap();
    assert_eq!((last.code, last.severity), ("P017", Severity::Warning));
    assert!(last.message.en.starts_with("50 more findings"), "{}", last.message.en);
    assert!(last.message.tr.starts_with("50 bulgu daha"), "{}", last.message.tr);
    assert!(warned.playbook.is_some());

    let refused = check(&source.replace("points = 25", "points = 20000"));
    assert!(refused.playbook.is_none());
    assert!(refused.findings.last().unwrap().message.en.starts_with("51 more findings"));
}

#[test]
fn each_missing_key_of_an_example_fact_is_said_once() {
    let source = BASE.replace("{ type = \"demo_requested\", occurred_at = 2026-03-02T09:00:00+03:00 }", "{ }");
    assert_ne!(source, BASE);
    let codes: Vec<&str> = check(&source).findings.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["P003", "P003"]);
}

#[test]
fn near_misses_are_answered_with_what_was_probably_meant() {
    let rows = [
        ("points = 25", "pionts = 25", "points"),
        ("kind = \"never\"", "kind = \"nevr\"", "never"),
        ("from = \"mql\"", "from = \"mqll\"", "mql"),
        ("on = \"page_viewed\"", "on = \"page_viewd\"", "page_viewed"),
        ("ability = [\"budget\"]", "ability = [\"budgett\"]", "budget"),
        ("framework = \"bant\"", "framework = \"bnat\"", "bant"),
        ("calendar = \"sales\"", "calendar = \"sale\"", "sales"),
        ("holidays = [\"resmi\"]", "holidays = [\"resmii\"]", "resmi"),
        ("employees = \"int\"", "employees = \"itn\"", "int"),
        ("on_breach = [\"notify manager\"]", "on_breach = [\"notify manger\"]", "notify manager"),
        (
            "when = \"account.domain in list('competitors')\"",
            "when = \"account.domain in list('competitor')\"",
            "competitors",
        ),
        ("when = \"persona == 'director'\"", "when = \"persona == 'directr'\"", "director"),
        ("when = \"account.employees >= 50\"", "when = \"account.employes >= 50\"", "account.employees"),
        (
            "enter = \"facts('demo_requested', '90d') > 0\"",
            "enter = \"facts('demo_request', '90d') > 0\"",
            "demo_requested",
        ),
        (
            "follow_up = [{ after = \"short\", ask = \"budget-last\" }]",
            "follow_up = [{ after = \"short\", ask = \"budget-lst\" }]",
            "budget-last",
        ),
        ("stage = \"mql\"", "stage = \"mgl\"", "mql"),
        ("persona = \"director\"", "persona = \"directer\"", "director"),
        ("because = [\"mid-size\"]", "because = [\"midsize\"]", "mid-size"),
        ("person = { title = \"Director of Operations\" }", "person = { titel = \"Director of Operations\" }", "title"),
    ];
    for (line, instead, meant) in rows {
        assert_eq!(BASE.lines().filter(|it| *it == line).count(), 1, "{line}");
        let source = BASE.replace(line, instead);
        let findings = check(&source).findings;
        for lang in Lang::ALL {
            // Names of a playbook stand between backquotes, texts of a condition between quotation marks.
            let hints = [format!("`{meant}`"), format!("'{meant}'")];
            let hinted = findings.iter().any(|it| {
                let help = it.help.as_ref().map_or("", |help| help.get(lang));
                hints.iter().any(|hint| help.contains(hint) || it.message.get(lang).contains(hint))
            });
            assert!(hinted, "`{instead}`: {}", shown(&source, &findings));
        }
    }
}

/// The code, line and column of every finding.
fn places(source: &str) -> Vec<(&'static str, (usize, usize))> {
    check(source).findings.iter().map(|it| (it.code, it.position(source))).collect()
}

/// The line, from 1, on which the text after the base begins.
fn after_base() -> usize {
    BASE.lines().count() + 1
}

#[test]
fn the_entry_beyond_a_limit_is_shown() {
    // One rule stands in the base, so the 1001st is the 1000th of these, each of five lines.
    let rules = |count: usize| {
        (0..count)
            .map(|at| format!("[[engagement.rule]]\nid = \"r{at}\"\non = \"page_viewed\"\npoints = 1\nlimit = 5\n"))
            .collect::<String>()
    };
    assert_eq!(places(&format!("{BASE}{}", rules(999))), []);
    assert_eq!(places(&format!("{BASE}{}", rules(1_999))), [("P008", (after_base() + 999 * 5, 1))]);
    // Three stages of rules and persons with `by` stand in the base already; those added come too late, which is a
    // fault of each, and the 61st is one too many.
    let stages: String =
        (0..300).map(|at| format!("[[stage]]\nid = \"s{at}\"\nname = \"S\"\nmax_age = \"1d\"\n")).collect();
    let found = places(&format!("{BASE}{stages}"));
    let beyond: Vec<_> = found.iter().filter(|(code, _)| *code == "P008").collect();
    assert_eq!(beyond, [&("P008", (after_base() + 55 * 4, 1))]);
    // At most twelve fields may be marked.
    let marked: String = (0..13).map(|at| format!("m{at} = {{ type = \"int\", indexed = true }}\n")).collect();
    let source = BASE.replace("[facts.page_viewed]", &format!("{marked}[facts.page_viewed]"));
    assert_eq!(places(&source).iter().map(|it| it.0).collect::<Vec<_>>(), ["P008"]);
    assert_eq!(places("format = 1\nname = \"x\"\nstage = []"), [("P008", (3, 9))]);
}

#[test]
fn a_text_larger_than_a_mebibyte_is_refused_at_once_and_one_of_that_size_is_read() {
    let filled = |bytes: usize| format!("{BASE}#{}", "x".repeat(bytes - BASE.len() - 1));
    assert_eq!(places(&filled(1 << 20)), []);
    assert_eq!(places(&filled((1 << 20) + 1)), [("P008", (1, 1))]);
}

#[test]
fn a_list_file_beyond_200_000_entries_is_refused() {
    let source = BASE.replace("competitors = [\"rakip.com\"]", "competitors = { file = \"all.txt\" }");
    let listed = |count: usize| {
        let text: String = (0..count).map(|at| format!("{at}.example\n")).collect();
        let files = BTreeMap::from([("all.txt".to_owned(), text)]);
        Playbook::check(&source, &files).findings.iter().map(|it| it.code).collect::<Vec<_>>()
    };
    assert_eq!(listed(200_000), [] as [&str; 0]);
    assert_eq!(listed(200_001), ["P008"]);
}

#[test]
fn too_long_or_too_deep_conditions_are_refused_where_they_stand() {
    let with = |condition: &str| BASE.replace("account.employees >= 50", condition);
    let codes = |condition: &str| places(&with(condition)).iter().map(|it| it.0).collect::<Vec<_>>();
    let long = format!("account.employees >= 50{}", " || account.employees >= 50".repeat(200));
    assert_eq!(codes(&long), ["C002"]);
    let deep = format!("{}account.employees >= 50{}", "(".repeat(40), ")".repeat(40));
    assert_eq!(codes(&deep), ["C003"]);
    let many = format!("account.employees in [{}]", ["1"; 101].join(","));
    assert_eq!(codes(&many), ["C058"]);
}

#[test]
fn a_value_too_long_for_a_field_is_refused_in_an_example() {
    let person = "person = { title = \"Director of Operations\" }";
    let source = BASE.replace(person, &format!("person = {{ title = \"{}\" }}", "x".repeat(4_001)));
    let line = BASE.lines().position(|line| line == person).unwrap() + 1;
    assert_eq!(places(&source), [("F005", (line, "person = { title = ".len() + 1))]);
}

#[test]
fn nobody_is_sales_qualified_without_being_accepted() {
    let start = BASE.find("[handover]").unwrap();
    let end = BASE.find("[[route]]").unwrap();
    let sal = "[[stage]]\nid = \"sal\"\nname = \"SAL\"\nby = \"acceptance\"\nmax_age = \"10d\"\n";
    let source = format!("{}{}", &BASE[..start], &BASE[end..]).replace(sal, "");
    let line = source.lines().position(|line| line == "id = \"sql\"").unwrap();
    assert_eq!(places(&source), [("P015", (line, 1))]);
    let help = check(&source).findings[0].help.clone().unwrap();
    assert!(help.en.contains("add the SAL stage"), "{}", help.en);
}

#[test]
fn acceptance_needs_the_table_of_the_hand_over_and_that_a_reason_to_refuse() {
    let start = BASE.find("[handover]").unwrap();
    let reason = BASE.find("[[handover.reason]]").unwrap();
    let end = BASE.find("[[route]]").unwrap();
    let without = format!("{}{}", &BASE[..start], &BASE[end..]);
    let line = BASE.lines().position(|line| line == "id = \"sal\"").unwrap();
    assert_eq!(places(&without), [("P014", (line, 1))]);
    let without = format!("{}{}", &BASE[..reason], &BASE[end..]);
    let line = BASE.lines().position(|line| line == "[handover]").unwrap() + 1;
    assert_eq!(places(&without), [("P003", (line, 1))]);
}

#[test]
fn a_broken_declaration_is_one_fault_however_often_it_is_named() {
    for (line, instead) in [
        ("employees = \"int\"", "employees = \"itn\""),
        ("path = \"text\"", "path = \"txt\""),
        ("name = \"Director\"", "name = 5"),
        ("weight = 2", "weight = -1"),
        ("advance = \"1 of 1\"", "advance = \"most\""),
        ("time_zone = \"Europe/Istanbul\"", "time_zone = \"Istanbul/Europe\""),
        ("name = \"MQL\"", "name = true"),
        ("solved = \"fully\"", "solved = \"full\""),
    ] {
        let source = BASE.replace(line, instead);
        let findings = check(&source).findings;
        assert_eq!(findings.len(), 1, "{}", shown(&source, &findings));
    }
}

#[test]
fn a_hand_over_between_stages_that_cannot_be_read_is_refused_without_harm() {
    let source =
        "format = 1\nname = \"x\"\nstage = 5\n[handover]\nfrom = \"a\"\nto = \"b\"\nreason = [{ id = \"r\" }]\n";
    let codes: Vec<&str> = places(source).iter().map(|it| it.0).collect();
    assert_eq!(codes, ["P004", "P009", "P009"]);
}
