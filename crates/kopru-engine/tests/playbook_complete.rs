//! A playbook with every table and key that there is, and the shapes in which TOML may write it.

use kopru_engine::lang::Lang;
use kopru_engine::playbook::{Checked, Playbook, run_case};
use std::collections::BTreeMap;

const COMPLETE: &str = include_str!("playbooks/complete.toml");

fn check(source: &str) -> Checked {
    let files = BTreeMap::from([("free-mail.txt".to_owned(), "# free mail\ngmail.com\n".to_owned())]);
    Playbook::check(source, &files)
}

fn shown(source: &str, checked: &Checked) -> String {
    checked
        .findings
        .iter()
        .map(|it| it.render("playbook.toml", source, Lang::En))
        .collect()
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
fn probe() {
    for source in [
        "\u{feff}format = 1",
        "format = 1\nname = \"ş\nx",
        "name = 'a'\n[[stage]]\nid='a'\nname='b'\nname='c'\n[fit]\n[[fit.rule]]\nwhen=\"\"\"\naccount.x\n  && 1\"\"\"\n",
        "format=1\nname='x'\n[[pain]]\nid='a-b'\ntext='t'\nsolved='no'\n[[track]]\nid='t'\nwhen='pain.a-b'\n[fields.account]\nin='int'\nhas='int'\n[[stage]]\nid='s'\nname='s'\nparked=true\nqueue='q'\n[[disqualify]]\nid='d'\nkind='never'\nwhen='account.in > 1 || account.has > 2'",
    ] {
        println!("{}", shown(source, &check(source)));
    }
    let source = format!("{}\n", COMPLETE.replace('\n', "\r\n"));
    println!("{}", shown(&source, &check(&source)));
}
