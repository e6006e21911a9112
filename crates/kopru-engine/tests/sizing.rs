//! Sizing up (M8): four measures, indicated before anybody asked, read from answers, noted by people.

use kopru_engine::answer::{Asked, analyse};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lang::Lang;
use kopru_engine::play::World;
use kopru_engine::playbook::{Measure, Playbook};
use kopru_engine::steps::steps;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use std::collections::BTreeMap;

const PLAYBOOK: &str = include_str!("../../../playbooks/saas.toml");

fn playbook() -> Playbook {
    Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("the shipped playbook is sound")
}

/// The lines of the third step, of a lead with this title and these findings.
fn size(title: &str, findings: &[(&str, &str)], lang: Lang) -> Vec<String> {
    let playbook = playbook();
    let at = Moment::parse("2026-03-02T09:00:00Z").expect("a moment");
    let mut world = World::new(&playbook, false);
    let mut first = RawFact::new(Subject::Email("ada@acme.com".into()), "fields_set");
    first.fields.insert("title".into(), Scalar::Text(title.to_owned()));
    let mut facts = vec![first];
    for (measure, level) in findings {
        let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), "finding");
        for (name, value) in [("measure", *measure), ("level", *level), ("origin", "said"), ("quote", "so they say")] {
            raw.data.insert(name.to_owned(), Scalar::Text(value.to_owned()));
        }
        facts.push(raw);
    }
    for (number, mut raw) in facts.into_iter().enumerate() {
        raw.occurred_at = Some(at);
        world.take("ada", None, playbook.type_fact(&raw, &number.to_string(), at).expect("a fact that fits"));
    }
    world.look(at);
    let played = world.lead("ada").expect("a lead");
    let [_, _, size, _, _] = steps(&playbook, &played.lead, world.account_of(played), at, lang);
    size.lines
}

#[test]
fn a_measure_is_indicated_before_anybody_asked_and_what_was_said_overrules_it() {
    let line = |title, findings: &[(&str, &str)], lang, measure: Measure| {
        let name = measure.name();
        let begins = format!("{}:", name.get(lang));
        size(title, findings, lang).into_iter().find(|it| it.starts_with(&begins)).expect("a line of the measure")
    };
    assert_eq!(
        line("Chief Revenue Officer", &[], Lang::En, Measure::Authority),
        "authority: not asked yet; a first indication says 3/3, decides (inferred)"
    );
    assert_eq!(
        line("Satış Direktörü", &[("authority", "1")], Lang::Tr, Measure::Authority),
        "karar yetkisi: 1/3, görüşü soruluyor (söylenen, 2026-03-02): “so they say”"
    );
    assert_eq!(
        line("Chief Revenue Officer", &[], Lang::En, Measure::Solved),
        "degree to which we solve it: not asked yet"
    );
}

/// The levels that an answer speaks for.
fn levels(answer: &str) -> Vec<(&'static str, i64)> {
    let playbook = playbook();
    let it = analyse(answer, Asked::Other, &playbook);
    let said = |range: &std::ops::Range<usize>| answer.get(range.clone()).is_some();
    assert!(it.levels.iter().all(|it| !it.words.is_empty() && it.words.iter().all(said)), "{answer}");
    it.levels.iter().map(|it| (it.measure.id(), it.level)).collect()
}

#[test]
fn answers_speak_for_levels_in_both_languages() {
    for (answer, wanted) in [
        ("Leads get lost, nobody follows up on them.", vec![("solved", 3)]),
        ("Reports are put together in spreadsheets.", vec![("solved", 1)]),
        ("Our invoices are a mess.", vec![("solved", 0)]),
        ("I sign that myself.", vec![("authority", 3)]),
        ("I decide together with my colleague.", vec![("authority", 2)]),
        ("My boss decides.", vec![("authority", 1)]),
        ("Yes.", vec![]),
        ("Adaylar arada kalıyor.", vec![("solved", 3)]),
        ("Raporlar elle hazırlanıyor.", vec![("solved", 1)]),
        ("Ben karar veriyorum.", vec![("authority", 3)]),
        ("Ortağımla birlikte ben karar veriyorum.", vec![("authority", 2)]),
        ("Patronumuz karar veriyor.", vec![("authority", 1)]),
        ("Olur.", vec![]),
    ] {
        assert_eq!(levels(answer), wanted, "{answer}");
    }
    // Specific about a pain that we solve, twenty words and more: two numbers, a day and a name are 36 + 12 + 12 points.
    let knows =
        "Of 300 leads since March 120 get lost because nobody follows up on what Anna sends from Salesforce to sales.";
    assert_eq!(levels(knows), [("knowledge", 2), ("solved", 3)]);
}

fn codes(text: &str) -> Vec<(&'static str, String)> {
    let head = "format = 1\nname = \"T\"\n[[stage]]\nid = \"x\"\nname = \"X\"\nparked = true\nqueue = \"q\"\n";
    let pains = "[[pain]]\nid = \"lost\"\ntext = \"lost\"\nsolved = \"fully\"\n[[pain]]\nid = \"bills\"\ntext = \"bills\"\nsolved = \"no\"\n";
    let source = format!("{head}{pains}{text}");
    let checked = Playbook::check(&source, &BTreeMap::new());
    checked.findings.iter().map(|it| (it.code, source[it.span.clone()].to_owned())).collect()
}

fn fault(code: &'static str, at: &str) -> Vec<(&'static str, String)> {
    vec![(code, at.to_owned())]
}

#[test]
fn what_is_wrong_with_a_measure_is_said_where_it_stands() {
    let size = |it: &str| codes(&format!("[[size]]\n{it}"));
    assert_eq!(size("measure = \"solved\"\n"), []);
    assert_eq!(size("measure = \"wealth\"\n"), fault("P009", "\"wealth\""));
    assert_eq!(size("measure = \"solved\"\n[[size]]\nmeasure = \"solved\"\n"), fault("P007", "\"solved\""));
    assert_eq!(size("measure = \"solved\"\nlevels = [{ level = 4, when = \"has(stage)\" }]\n"), fault("P005", "4"));
    assert_eq!(size("measure = \"solved\"\nlevels = [{ level = 1, when = \"luck > 1\" }]\n").len(), 1);
    let closed = "measure = \"solved\"\n[[size.question]]\nid = \"a\"\ntext = \"Is it bad?\"\n";
    assert_eq!(size(closed), fault("P030", "\"Is it bad?\""));
    let open = "measure = \"solved\"\n[[size.question]]\nid = \"a\"\ntext = \"How bad is it?\"\n";
    assert_eq!(size(&format!("{open}follow_up = [{{ after = \"short\", ask = \"b\" }}]\n")), fault("P009", "\"b\""));
    assert_eq!(size(&format!("{open}[[size.question]]\nid = \"a\"\ntext = \"What else?\"\n")), fault("P007", "\"a\""));
}

#[test]
fn what_is_wrong_with_a_product_is_said_where_it_stands() {
    let product = |it: &str| codes(&format!("[[product]]\nid = \"plan\"\n{it}"));
    assert_eq!(product(""), []);
    assert_eq!(
        product("price = \"49 EUR\"\nper = \"user\"\nevery = \"month\"\ndiscount = 99\nsolves = [\"lost\"]\n"),
        []
    );
    for (line, code, at) in [
        ("price = \"49\"", "P005", "\"49\""),
        ("price = \"0 EUR\"", "P005", "\"0 EUR\""),
        ("price = \"-1 EUR\"", "P005", "\"-1 EUR\""),
        ("per = \"head\"", "P009", "\"head\""),
        ("every = \"day\"", "P009", "\"day\""),
        ("discount = 100", "P005", "100"),
        ("set_up = \"1h\"", "P005", "\"1h\""),
        ("set_up = \"soon\"", "P005", "\"soon\""),
        ("set_up = { from = \"9d\", to = \"5d\" }", "P012", "{ from = \"9d\", to = \"5d\" }"),
        ("solves = [\"bills\"]", "P012", "\"bills\""),
        ("solves = [\"list\"]", "P009", "\"list\""),
    ] {
        assert_eq!(product(&format!("{line}\n")), fault(code, at), "{line}");
    }
    assert_eq!(product("[[product]]\nid = \"plan\"\n"), fault("P007", "\"plan\""));
}
