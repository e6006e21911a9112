//! What to ask next: follow-ups first, then what is required and heavy, budget early, never what is known.

use kopru_engine::answer::{Asked, analyse};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::play::World;
use kopru_engine::playbook::Playbook;
use kopru_engine::questions::{Said, Why, goal_first, goal_of, goal_said, next};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use std::collections::BTreeMap;

const PLAYBOOK: &str = include_str!("../../../playbooks/saas.toml");

fn at() -> Moment {
    Moment::parse("2026-03-02T09:00:00Z").expect("a moment")
}

fn fact(playbook: &Playbook, id: &str, kind: &str, data: &[(&str, &str)]) -> kopru_engine::typing::Fact {
    let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), kind);
    raw.occurred_at = Some(at());
    for (name, value) in data {
        raw.data.insert((*name).to_owned(), Scalar::Text((*value).to_owned()));
    }
    playbook.type_fact(&raw, id, at()).expect("a fact that fits")
}

fn asked(playbook: &Playbook, facts: &[(&str, &[(&str, &str)])], said: Option<(&str, &str)>) -> Vec<(String, Why)> {
    let mut world = World::new(playbook, false);
    for (number, (kind, data)) in facts.iter().enumerate() {
        world.take("ada", None, fact(playbook, &number.to_string(), kind, data));
    }
    let played = world.lead("ada").expect("a lead");
    let analysis = said.map(|(question, answer)| {
        let about = if question.starts_with("need") { Asked::Pains } else { Asked::Other };
        (question, analyse(answer, about, playbook))
    });
    let before: Vec<&str> = said.iter().map(|it| it.0).collect();
    let last = analysis.as_ref().map(|(question, analysis)| Said { question, analysis });
    let all = next(playbook, &played.lead, world.account_of(played), at(), &before, last);
    all.iter().map(|it| (it.question(playbook).expect("a question").id.to_string(), it.why)).collect()
}

#[test]
fn the_budget_is_asked_early_and_what_is_known_is_not_asked_again() {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    let seen: &[(&str, &[(&str, &str)])] = &[("demo_requested", &[])];
    let first: Vec<String> = asked(&playbook, seen, None).into_iter().map(|it| it.0).collect();
    let sizing = ["knowledge-tried", "solved-worst", "authority-part", "persona-day"];
    let criteria = ["budget-how", "authority-path", "need-today", "time-when"];
    assert_eq!(first[..4], criteria, "all weigh the same: as written");
    assert_eq!(first[4..], sizing, "then what sizes the lead up");
    let trial: &[(&str, &[(&str, &str)])] = &[("trial_started", &[])];
    let tried = ("knowledge-tried".to_owned(), Why::Indicated(2));
    assert!(asked(&playbook, trial, None).contains(&tried), "a trial speaks for knowledge");
    let soon = ("time-when".to_owned(), Why::Indication(true));
    assert!(asked(&playbook, trial, None).contains(&soon), "and for a time frame");
    let read: &[(&str, &[(&str, &str)])] = &[("content_downloaded", &[]), ("content_downloaded", &[])];
    let needs = ("need-today".to_owned(), Why::Indication(true));
    assert!(asked(&playbook, read, None).contains(&needs), "two papers speak for a need");
    assert!(!asked(&playbook, &read[..1], None).contains(&needs), "one does not");
    let known: &[(&str, &[(&str, &str)])] = &[
        ("demo_requested", &[]),
        ("finding", &[("criterion", "budget"), ("verdict", "met"), ("origin", "said"), ("quote", "40 000")]),
    ];
    let rest: Vec<String> = asked(&playbook, known, None).into_iter().map(|it| it.0).collect();
    assert_eq!(rest, [&criteria[1..], &sizing].concat());
    let sized: &[(&str, &[(&str, &str)])] =
        &[("demo_requested", &[]), ("finding", &[("measure", "solved"), ("level", "3"), ("origin", "said")])];
    let rest: Vec<String> = asked(&playbook, sized, None).into_iter().map(|it| it.0).collect();
    assert_eq!(rest[4..], ["knowledge-tried", "authority-part", "persona-day"], "what was noted is not asked again");
}

#[test]
fn the_next_question_follows_from_the_last_answer() {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    let seen: &[(&str, &[(&str, &str)])] = &[("demo_requested", &[])];
    for (question, answer, wanted, why) in [
        ("budget-how", "Enough.", "budget-last", Why::FollowUp("short")),
        ("budget-how", "Hard to say, it depends.", "budget-cost", Why::FollowUp("vague")),
        ("budget-how", "Belki, sanırım bir miktar vardır.", "budget-cost", Why::FollowUp("vague")),
        (
            "need-today",
            "Of 300 leads last quarter 120 get lost because nobody follows up in Salesforce.",
            "budget-cost",
            Why::FollowUp("strong"),
        ),
    ] {
        let all = asked(&playbook, seen, Some((question, answer)));
        assert_eq!(all.first(), Some(&(wanted.to_owned(), why)), "{answer}");
        assert!(all.iter().all(|it| it.0 != question), "asked already: {all:?}");
    }
    // An answer that is neither: the list goes on.
    let plain =
        asked(&playbook, seen, Some(("authority-path", "The owner looks at it and then we talk about it together.")));
    assert_eq!(plain.first().map(|it| it.0.as_str()), Some("budget-how"));
}

#[test]
fn a_company_with_a_name_is_a_first_indication_of_a_budget() {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    for (reputation, why) in [("well_known", Why::Indication(true)), ("unheard_of", Why::Unknown)] {
        let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), "fields_set");
        (raw.occurred_at, raw.account) = (Some(at()), Some("acme.com".into()));
        raw.account_fields.insert("reputation".into(), Scalar::Text(reputation.to_owned()));
        let mut world = World::new(&playbook, false);
        world.take("ada", Some("acme.com"), playbook.type_fact(&raw, "f", at()).expect("a fact that fits"));
        let played = world.lead("ada").expect("a lead");
        let all = next(&playbook, &played.lead, world.account_of(played), at(), &[], None);
        assert_eq!(all.first().map(|it| it.why), Some(why), "{reputation}: how many people work there is not known");
    }
}

/// Whether the goal is asked first, and what the lead wants.
fn goal(playbook: &Playbook, facts: &[(&str, &str)]) -> (bool, Option<(String, bool)>) {
    let mut world = World::new(playbook, false);
    for (number, (kind, goal)) in facts.iter().enumerate() {
        let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), *kind);
        raw.occurred_at = Some(at());
        if !goal.is_empty() {
            raw.fields.insert("goal".into(), Scalar::Text((*goal).to_owned()));
        }
        world.take("ada", None, playbook.type_fact(&raw, &number.to_string(), at()).expect("a fact that fits"));
    }
    let played = world.lead("ada").expect("a lead");
    let first = goal_first(playbook, &played.lead, world.account_of(played), at()).is_some();
    (first, goal_of(playbook, &played.lead).map(|it| (it.text.en.clone(), it.sells)))
}

#[test]
fn who_only_downloaded_something_is_asked_for_the_goal_first() {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    assert_eq!(goal(&playbook, &[("content_downloaded", "")]), (true, None));
    assert_eq!(goal(&playbook, &[("demo_requested", "")]), (false, None), "a demo says what it is for");
    let learns = Some(("wants to learn about the subject".to_owned(), false));
    assert_eq!(goal(&playbook, &[("content_downloaded", ""), ("fields_set", "learn")]), (false, learns));
    let solves = Some(("has a problem to solve".to_owned(), true));
    assert_eq!(goal(&playbook, &[("content_downloaded", ""), ("fields_set", "solve")]), (false, solves));
}

#[test]
fn a_goal_that_is_no_field_of_words_or_says_nothing_is_a_fault() {
    let head = "format = 1\nname = \"T\"\n[fields.person]\nwant = { one_of = [\"a\", \"b\"] }\nsize = \"int\"\nlove = { one_of = [\"a\"], sensitive = true }\n";
    let stage = "[[stage]]\nid = \"x\"\nname = \"X\"\nparked = true\nqueue = \"q\"\n";
    let codes = |goal: &str| {
        let checked = Playbook::check(&format!("{head}{stage}{goal}"), &BTreeMap::new());
        checked.findings.iter().map(|it| it.code).collect::<Vec<_>>()
    };
    let asked = "[[goal.question]]\nid = \"q\"\ntext = \"What for?\"\n";
    assert_eq!(codes(&format!("[goal]\nfield = \"want\"\n{asked}")), [] as [&str; 0]);
    assert_eq!(codes(&format!("[goal]\nfield = \"wish\"\n{asked}")), ["P009"]);
    assert_eq!(codes(&format!("[goal]\nfield = \"size\"\n{asked}")), ["P005"]);
    assert_eq!(codes(&format!("[goal]\nfield = \"love\"\n{asked}")), ["P005"]);
    assert_eq!(codes("[goal]\nfield = \"want\"\n"), ["P003", "P003"]);
    let answer = "[[goal.answer]]\nvalue = \"c\"\n";
    assert_eq!(codes(&format!("[goal]\nfield = \"want\"\n{asked}{answer}")), ["P009"]);
    let closed = "[[goal.question]]\nid = \"q\"\ntext = \"Do you want to buy?\"\n";
    assert_eq!(codes(&format!("[goal]\nfield = \"want\"\n{closed}")), ["P030"]);
}

/// A strong answer about the need goes on to what it costs; where that is known, the next open question is asked instead.
#[test]
fn what_a_follow_up_would_ask_is_not_asked_where_it_is_known() {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    let strong = "Last quarter 120 of 300 leads fell through the cracks, because nobody in Salesforce owns the list.";
    let said = Some(("need-today", strong));
    let seen: &[(&str, &[(&str, &str)])] = &[("demo_requested", &[])];
    let first = asked(&playbook, seen, said).into_iter().next().expect("a question");
    assert_eq!(first, ("budget-cost".to_owned(), Why::FollowUp("strong")));
    let budget: &[(&str, &str)] = &[("criterion", "budget"), ("verdict", "met"), ("origin", "said")];
    let known: &[(&str, &[(&str, &str)])] = &[("demo_requested", &[]), ("finding", budget)];
    let all = asked(&playbook, known, said);
    assert!(all.iter().all(|it| !it.0.starts_with("budget")), "{all:?}");
    assert_eq!(all[0].0, "authority-path");
}

#[test]
fn whoever_wants_nothing_that_is_sold_is_asked_nothing() {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    let paper = "content_downloaded";
    for (goal, kind, none) in [
        ("learn", paper, true),
        ("job", paper, true),
        ("solve", paper, false),
        ("compare", paper, false),
        // Whoever asks for a demo is past that.
        ("learn", "demo_requested", false),
    ] {
        let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), kind);
        raw.occurred_at = Some(at());
        raw.fields.insert("goal".to_owned(), Scalar::Text(goal.to_owned()));
        let mut world = World::new(&playbook, false);
        world.take("ada", None, playbook.type_fact(&raw, "g", at()).expect("a fact"));
        let played = world.lead("ada").expect("a lead");
        let all = next(&playbook, &played.lead, world.account_of(played), at(), &[], None);
        assert_eq!(all.is_empty(), none, "{goal} {kind}");
    }
}

#[test]
fn what_they_want_is_heard_in_their_words() {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    let heard = |text: &str| goal_said(&playbook, text).map_or("-", |it| it.0.value.as_ref()).to_owned();
    for (text, goal) in [
        ("Our leads get lost and we want to fix that.", "solve"),
        ("We are comparing three vendors this month.", "compare"),
        ("I am curious and want to learn how others do it.", "learn"),
        ("I write my thesis about lead scoring at the university.", "study"),
        ("I would like to apply for the vacancy in Izmir.", "job"),
        ("We could offer you our services as a reseller.", "sell"),
        ("Adayları kaybediyoruz, bu sorunu çözmek istiyoruz.", "solve"),
        ("Üç firmayı karşılaştırıyoruz.", "compare"),
        ("Konuyu merak ediyorum, öğrenmek istiyorum.", "learn"),
        ("Üniversitede tez yazıyorum.", "study"),
        ("Açık pozisyon için başvurmak istiyorum.", "job"),
        ("Size hizmetlerimizi tanıtmak istiyoruz.", "sell"),
        ("Just looking.", "-"),
        ("Bakıyorum öyle.", "-"),
        ("We have no problem at all.", "-"),
        ("We compare, and it is a problem.", "-"),
    ] {
        assert_eq!(heard(text), goal, "{text}");
    }
}
