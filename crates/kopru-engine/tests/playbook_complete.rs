//! A playbook with every table and key that there is, and the shapes in which TOML may write it.

use kopru_engine::diagnostic::Severity;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::{Checked, Playbook, run_case};
use std::collections::BTreeMap;

const COMPLETE: &str = include_str!("playbooks/complete.toml");

fn check(source: &str) -> Checked {
    let files = BTreeMap::from([("free-mail.txt".to_owned(), "# free mail\ngmail.com\n".to_owned())]);
    Playbook::check(source, &files)
}

fn shown(source: &str, checked: &Checked) -> String {
    checked.findings.iter().map(|it| it.render("playbook.toml", source, Lang::En)).collect()
}

fn valid(source: &str) -> Playbook {
    let checked = check(source);
    let shown = shown(source, &checked);
    checked.playbook.unwrap_or_else(|| panic!("{shown}"))
}

#[test]
fn a_playbook_with_every_table_and_key_checks_without_a_finding() {
    let checked = check(COMPLETE);
    assert_eq!(shown(COMPLETE, &checked), "");
    assert!(checked.playbook.is_some());
}

#[test]
fn its_example_holds() {
    let playbook = valid(COMPLETE);
    for case in &playbook.cases {
        assert_eq!(run_case(&playbook, case).show(Lang::En), format!("ok    {}", case.name));
    }
}

#[test]
fn every_key_that_the_reference_prints_stands_in_it() {
    let squeezed: String = COMPLETE.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    for table in kopru_engine::playbook::spec::ALL {
        for key in table.keys {
            // As `key = …`, or as the head of a table.
            let name = key.name;
            let heads = [
                format!("{name} ="),
                format!("[{name}]"),
                format!("[{name}."),
                format!(".{name}]"),
                format!(".{name}."),
            ];
            // These cannot hold together with the others in one example.
            let apart = table.path == "expect = { … }" && ["reported", "kind", "reason", "suggested"].contains(&name);
            let found = heads.iter().any(|head| squeezed.contains(head));
            assert!(apart || found, "`{name}` of `{}` is missing", table.path);
        }
    }
}

#[test]
fn line_ends_of_windows_a_byte_order_mark_and_tabs_change_nothing() {
    let rules = |playbook: &Playbook| playbook.fit.iter().map(|it| (it.id.clone(), it.points)).collect::<Vec<_>>();
    let plain = valid(COMPLETE);
    for source in [
        COMPLETE.replace('\n', "\r\n"),
        format!("\u{feff}{COMPLETE}"),
        format!("\u{feff}{}", COMPLETE.replace('\n', "\r\n")),
        COMPLETE.replace(" = ", "\t=\t"),
    ] {
        let other = valid(&source);
        assert_eq!(rules(&other), rules(&plain));
        assert_eq!(other.stages.len(), plain.stages.len());
        assert_ne!(other.version, plain.version, "a version names the text, byte by byte");
    }
}

const CONDITION: &str = "when    = \"account.employees >= 50 && account.employees < 1000\"";

/// The playbook with another condition of a fit rule.
fn with_condition(key_and_value: &str) -> String {
    assert_eq!(COMPLETE.matches(CONDITION).count(), 1);
    COMPLETE.replace(CONDITION, key_and_value)
}

/// The line of that condition.
fn condition_line() -> usize {
    COMPLETE.lines().position(|line| line == CONDITION).unwrap() + 1
}

fn places(source: &str) -> Vec<(&'static str, (usize, usize))> {
    check(source).findings.iter().map(|it| (it.code, it.position(source))).collect()
}

#[test]
fn a_fault_in_a_condition_over_several_lines_is_shown_on_its_own_line() {
    let first = condition_line();
    let source = with_condition("when = \"\"\"\n  account.employees >= 50\n    && account.employes < 1000\"\"\"");
    assert_eq!(places(&source), [("C030", (first + 2, 8))]);
    // The same with the line ends of Windows.
    assert_eq!(places(&source.replace('\n', "\r\n")), [("C030", (first + 2, 8))]);
    let source = with_condition("when = '''\naccount.employees >= 50 &&\naccount.employes < 1000'''");
    assert_eq!(places(&source), [("C030", (first + 2, 1))]);
}

#[test]
fn a_fault_in_a_condition_with_escapes_is_shown_at_the_whole_text() {
    let source = with_condition("when = \"account.industry == \\\"software\\\" && account.employes > 1\"");
    assert_eq!(places(&source), [("C030", (condition_line(), 8))]);
    let source = with_condition("when = \"account.industry == \\u0027software\\u0027 && account.employes > 1\"");
    assert_eq!(places(&source), [("C030", (condition_line(), 8))]);
    // Without a fault the escapes mean what they say.
    valid(&with_condition("when = \"account.industry == \\\"software\\\"\""));
}

#[test]
fn columns_count_letters_behind_a_byte_order_mark_and_tabs() {
    let source = "\u{feff}format\t=\t2\nname = \"ş\"\n";
    assert_eq!(places(source)[1..], [("P005", (1, 10))]);
    let shown = check(source).findings[1].render("playbook.toml", source, Lang::En);
    assert!(shown.contains("1 | format = 2\n  |          ^\n"), "{shown}");
}

#[test]
fn tables_may_be_written_inline_dotted_or_under_heads() {
    let dotted = COMPLETE.replace("grades = { A = 70, B = 50, C = 30 }", "grades.A = 70\ngrades.B = 50\ngrades.C = 30");
    let inline = COMPLETE.replace(
        "[fields.person]\nnewsletter = \"bool\"\nbirthday   = \"date\"\nsalary     = { type = \"money\", sensitive = true }\nwant       = { one_of = [\"buy\", \"learn\"] }\n",
        "[fields]\nperson = { newsletter = \"bool\", birthday = \"date\", salary.type = \"money\", want.one_of = [\"buy\", \"learn\"] }\n",
    );
    let quoted = COMPLETE.replace("newsletter = \"bool\"", "\"newsletter\" = 'bool'");
    for source in [dotted, inline, quoted] {
        assert_ne!(source, COMPLETE);
        valid(&source);
    }
}

#[test]
fn lists_and_tables_too_deep_inside_one_another_are_a_fault_and_no_crash() {
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let source = format!("format = {}1{}\n", open.repeat(100_000), close.repeat(100_000));
        let findings = check(&source).findings;
        assert!(findings.iter().any(|it| it.code == "P001" && it.message.en.contains("too deep")));
    }
}

#[test]
fn a_thousand_rules_over_many_fields_and_types_are_read() {
    let fields: String = (0..400).map(|at| format!("f{at} = \"int\"\n")).collect();
    let mut source = COMPLETE.replace("[facts.page_viewed]", &format!("{fields}\n[facts.page_viewed]"));
    let types: Vec<String> = (0..30).map(|at| format!("\"t{at}\"")).collect();
    let on = types.join(", ");
    for at in 0..30 {
        source += &format!("[facts.t{at}]\npath = \"text\"\n");
    }
    for at in 0..990 {
        source +=
            &format!("[[engagement.rule]]\nid = \"r{at}\"\non = [{on}]\nwhen = \"fact.path == 'a'\"\npoints = 1\n");
    }
    assert_eq!(valid(&source).engagement.len(), 992);
}

#[test]
fn the_first_contact_is_warned_about_at_half_its_time_unless_said() {
    use kopru_engine::time::Span;
    let contact =
        "contact           = { warn = \"1 business day\", breach = \"2 business days\", calendar = \"sales\" }";
    assert_eq!(COMPLETE.matches(contact).count(), 1);
    for (instead, hours) in [("contact = { breach = \"4h\" }", 2), ("contact = { breach = \"72h\" }", 24), ("", 24)] {
        let playbook = valid(&COMPLETE.replace(contact, instead));
        let warn = playbook.handover.unwrap().contact_warn;
        assert_eq!(warn, Span::Wall(hours * 3_600), "{instead}");
    }
}

#[test]
fn a_warning_leaves_the_playbook_usable() {
    let checked = check(&format!("{COMPLETE}\n[[route]]\nto = \"nobody-reaches-this\"\n"));
    assert!(checked.playbook.is_some());
    let grave: Vec<Severity> = checked.findings.iter().map(|it| it.severity).collect();
    assert_eq!(grave, [Severity::Warning]);
}
