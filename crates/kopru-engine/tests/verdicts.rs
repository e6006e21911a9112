//! The verdicts that one answer suggests, and what would come of them before anybody notes them.

use kopru_engine::answer::verdict::suggested;
use kopru_engine::answer::{Asked, analyse};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::foreseen::foreseen;
use kopru_engine::lead::{About, Reading};
use kopru_engine::play::World;
use kopru_engine::playbook::Playbook;
use kopru_engine::questions::{Topic, find};
use kopru_engine::time::Moment;

const PLAYBOOK: &str = include_str!("../../../playbooks/saas.toml");

fn playbook() -> Playbook {
    Playbook::check(PLAYBOOK, &std::collections::BTreeMap::new()).playbook.expect("sound")
}

/// What is suggested: the criterion, whether it is met, and the words.
fn read(question: &str, answer: &str) -> Vec<(String, bool, String)> {
    let playbook = playbook();
    let about = match find(&playbook, question) {
        Some((topic @ Topic::Criterion(_), ..)) => Asked::of(topic.id(&playbook)),
        _ => Asked::Other,
    };
    let all = suggested(question, answer, &analyse(answer, about, &playbook), &playbook);
    let words =
        |all: &[std::ops::Range<usize>]| all.iter().map(|it| &answer[it.clone()]).collect::<Vec<_>>().join(" … ");
    all.iter()
        .map(|it| (playbook.criteria[usize::from(it.criterion)].id.to_string(), it.met, words(&it.words)))
        .collect()
}

#[track_caller]
fn says(question: &str, answer: &str, wanted: &[(&str, bool, &str)]) {
    let wanted: Vec<_> = wanted.iter().map(|it| (it.0.to_owned(), it.1, it.2.to_owned())).collect();
    assert_eq!(read(question, answer), wanted, "{question}: {answer}");
}

#[test]
fn an_answer_suggests_a_verdict_with_the_words_that_say_so() {
    let none = "We have no budget for this until next fiscal year, nothing at all.";
    says("budget-how", none, &[("budget", false, "no budget")]);
    says("budget-how", "Buna ayrılmış bir bütçemiz yok.", &[("budget", false, "bütçemiz yok")]);
    says("budget-how", "The budget was approved in January.", &[("budget", true, "budget was approved")]);
    says("budget-how", "Bütçemiz onaylandı, sorun yok.", &[("budget", true, "Bütçemiz onaylandı")]);
    says("authority-path", "My boss decides about such things.", &[("authority", false, "My boss decides")]);
    says("time-when", "As soon as possible, we lose money.", &[("time_frame", true, "As soon as possible")]);
    says("time-when", "Acelemiz yok, belki seneye bakarız.", &[("time_frame", false, "Acelemiz yok")]);
    says("need-today", "Honestly, we do not need it.", &[("need", false, "do not need")]);
    says("need-today", "Half of them get lost.", &[("need", true, "get lost")]);
    // What was not asked is heard, too.
    says("need-nothing-changes", "We have no money for it.", &[("budget", false, "no money")]);
}

#[test]
fn what_contradicts_itself_asks_supposes_or_tells_of_the_past_suggests_nothing() {
    for answer in [
        "There is no budget limit for this.",
        "Last year we had no budget.",
        "If we have the budget, we buy.",
        "When we have the budget, we buy.",
        "We start once the budget is approved.",
        "Until the budget is approved we wait.",
        "Our competitor has no budget for such things.",
        "Bütçemiz onaylanırsa başlarız, bütçemiz var dersem yalan olur mu?",
        "We have no budget for it, but the budget is approved for the rest.",
        "No budget? Of course not.",
        "Bütçemiz yok değil.",
        "Bütçemiz var mı, bilmiyorum.",
        "Around twelve thousand dollars.",
        "It depends.",
    ] {
        says("budget-how", answer, &[]);
    }
    says("time-when", "Hemen hemen her ay bakıyoruz.", &[]);
    // Of time only what was asked for it.
    says("budget-how", "We pay this month's invoices this month.", &[]);
}

#[test]
fn what_would_come_of_a_verdict_is_known_before_it_is_noted() {
    let playbook = playbook();
    let at = Moment::parse("2026-03-02T09:00:00Z").expect("a moment");
    let mut raw = RawFact::new(Subject::Email("ada@acme.com".into()), "demo_requested");
    raw.occurred_at = Some(at);
    let mut world = World::new(&playbook, false);
    world.take("ada", None, playbook.type_fact(&raw, "1", at).expect("a fact"));
    let played = world.lead("ada").expect("a lead");
    let of = |criterion: &str, met: bool| {
        let place = playbook.criteria.iter().position(|it| *it.id == *criterion).expect("a criterion");
        let place = u16::try_from(place).expect("few");
        let it = foreseen(
            &playbook,
            &played.lead,
            world.account_of(played),
            at,
            Reading::Finding(About::Criterion(place, met)),
        );
        let rules = it.let_go.iter().map(|it| playbook.disqualify[usize::from(*it)].id.to_string());
        let stages = it.closed.iter().map(|it| playbook.stages[usize::from(*it)].id.to_string());
        (rules.collect::<Vec<_>>(), stages.collect::<Vec<_>>())
    };
    let list = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert_eq!(of("need", false), (list(&["no-need"]), list(&[])));
    assert_eq!(of("budget", false), (list(&["cannot-afford"]), list(&["opportunity"])));
    assert_eq!(of("budget", true), (list(&[]), list(&[])));
    assert!(played.lead.evidence.findings.is_empty(), "nothing was noted");
}
