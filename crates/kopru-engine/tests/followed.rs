//! What we did with what they said in a call: asked again what was answered, did not ask on where an answer called for it.

use kopru_engine::answer::call::Turn;
use kopru_engine::answer::followed::{asked_again, missed};
use kopru_engine::answer::{Asked, SignKind, analyse};
use kopru_engine::playbook::Playbook;
use std::collections::BTreeMap;

const PLAYBOOK: &str = include_str!("../../../playbooks/saas.toml");

fn turns<'a>(all: &[&'a str]) -> Vec<Turn<'a>> {
    let speaker = |place: usize| if place.is_multiple_of(2) { "Rep" } else { "Ada" };
    all.iter().enumerate().map(|(place, text)| Turn { speaker: speaker(place), text }).collect()
}

fn ours(speaker: &str) -> bool {
    speaker == "Rep"
}

/// The questions that were asked again, with what they had said.
fn again<'a>(all: &[&'a str], known: &[&str]) -> Vec<(&'a str, &'static str, Option<&'a str>)> {
    let quote = |at: &(usize, std::ops::Range<usize>)| &all[at.0][at.1.clone()];
    let found = asked_again(&turns(all), ours, known);
    found.iter().map(|it| (quote(&it.question), it.criterion, it.answered.as_ref().map(quote))).collect()
}

#[test]
fn a_question_that_was_answered_is_not_asked_again() {
    let call = [
        "What is your budget for this?",
        "We have 40,000 euros.",
        "Good. Who decides on it?",
        "I decide.",
        "And what was your budget again?",
        "As I said.",
    ];
    assert_eq!(again(&call, &[]), [("And what was your budget again?", "budget", Some("40,000 euros"))]);
    let tr = [
        "Bütçeniz ne kadar?",
        "40 bin avro ayırdık.",
        "Peki ne zaman başlamak istersiniz?",
        "Gelecek ay.",
        "Bütçeniz tam olarak nedir?",
        "Söyledim ya.",
    ];
    assert_eq!(again(&tr, &[]), [("Bütçeniz tam olarak nedir?", "budget", Some("40 bin avro"))]);
    let told = [
        "How many of you are there?",
        "Thirty, and our budget is 900 euros.",
        "What budget do you have for this year?",
        "900.",
    ];
    assert_eq!(
        again(&told, &[]),
        [("What budget do you have for this year?", "budget", Some("900 euros"))],
        "told unasked"
    );
    let known = ["When do you need it?", "In March."];
    assert_eq!(again(&known, &["time_frame"]), [("When do you need it?", "time_frame", None)]);
    assert_eq!(again(&known, &["need"]), []);
}

#[test]
fn asking_deeper_making_sure_and_asking_on_after_no_answer_are_no_repeats() {
    let deeper = ["Who decides on it?", "I decide.", "Who else wants to have a say when it gets decided?", "Finance."];
    assert_eq!(again(&deeper, &[]), []);
    let sure = [
        "What is your budget?",
        "40,000 euros.",
        "You said that your budget is 40,000, did I hear that right?",
        "Yes.",
    ];
    assert_eq!(again(&sure, &[]), []);
    let open = ["What is your budget?", "Hard to say.", "What budget did the last tool have?", "About 9,000 euros."];
    assert_eq!(again(&open, &[]), [], "the first question got no answer");
    let theirs =
        ["Hello, what can I do for you?", "What is your budget? And what is your budget?", "We sell.", "Fine."];
    assert_eq!(again(&theirs, &[]), [], "what they ask is not ours");
}

/// What nobody asked on after.
fn passed_over<'a>(all: &[&'a str]) -> Vec<(&'a str, Option<SignKind>)> {
    let playbook = Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("sound");
    let turns = turns(all);
    let lead = turns.iter().enumerate().filter(|it| !ours(it.1.speaker));
    let answers: Vec<_> = lead.map(|(place, it)| (place, analyse(it.text, Asked::Other, &playbook))).collect();
    let found = missed(&turns, ours, &answers, &playbook);
    found.iter().map(|it| (&all[it.said.0][it.said.1.clone()], it.sign)).collect()
}

#[test]
fn an_answer_that_calls_for_a_question_is_not_passed_over() {
    let speech = "Let me show you our product. It has many features and everybody likes it.";
    let evaded = ["How do you pay for tools?", "It depends.", speech, "I see.", "Good."];
    assert_eq!(passed_over(&evaded), [("It depends", Some(SignKind::Evasive))]);
    let pain = [
        "What happens to a lead today?",
        "They get lost between the teams, nobody follows up on them at all.",
        speech,
        "Nice, and how does it look in Salesforce?",
        "Good.",
    ];
    assert_eq!(passed_over(&pain), [("get lost", None)]);
    let boss = [
        "Bu kararı kim veriyor?",
        "Patronumuz karar veriyor, ben yalnızca topluyorum.",
        "Anladım, ürünümüzü anlatayım.",
        "Olur, dinliyorum, buyurun anlatın lütfen.",
        "Tamam.",
    ];
    assert_eq!(passed_over(&boss), [("Patronumuz karar", Some(SignKind::NotNearDecision))]);
    let asked = [
        "How do you pay for tools?",
        "It depends.",
        "What did you pay for the last one?",
        "Nothing that I remember, it was free of charge.",
        "Good.",
    ];
    assert_eq!(passed_over(&asked), []);
    let last = ["How do you pay for tools?", "It depends.", "Thank you for your time."];
    assert_eq!(passed_over(&last), [], "the call ends there");
    assert_eq!(passed_over(&[]), []);
}
