//! What is left of what a model says, whatever it says.

use super::wire::{guesses, request};
use super::{AssistantError, Checked, Dropped, Endpoint, Guess, Kind, Line, Named, Settings, Sought, Talk, checked};
use kopru_engine::lang::Lang;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const WE: &str = "So you have set aside a budget of $12,000 for this.";
const LEAD: &str = "We can't sign before May.  The board said yes to\nspending $12,000 on it. Non-essential tools wait, and nobody follows up in time!";

fn talk<'a>() -> Talk<'a> {
    let lines = vec![
        Line { ours: true, text: WE },
        Line { ours: false, text: LEAD },
        Line { ours: false, text: "Yes. Nobody follows up in time." },
    ];
    Talk { question: None, lines }
}

fn named(kind: Kind, id: &str) -> Named {
    (kind, id.to_owned())
}

fn sought() -> Sought {
    let all = [
        (Kind::Criterion, "budget", "the budget"),
        (Kind::Criterion, "authority", "who decides"),
        (Kind::Pain, "late", "leads are called too late"),
        (Kind::Signal, "evasive", "evasive answers"),
    ];
    Sought { lang: Lang::Tr, all: all.map(|(kind, id, text)| (named(kind, id), text.to_owned())).to_vec() }
}

/// An answer of an endpoint whose model says this.
fn body(content: &str) -> Vec<u8> {
    json!({ "choices": [{ "message": { "role": "assistant", "content": content } }] }).to_string().into_bytes()
}

fn check(found: &Value) -> Checked {
    let said = guesses(&body(&json!({ "findings": found }).to_string())).expect("a list");
    checked(said, &sought(), &talk(), &BTreeSet::new())
}

/// What becomes of a quote: the words that are shown.
fn quote(words: &str) -> Option<String> {
    let it = check(&json!([{ "pain": "late", "quote": words }]));
    assert_eq!(it.proposed.len() + it.dropped.no_such_words, 1, "{words}");
    it.proposed.into_iter().next().map(|it| it.quote)
}

#[test]
fn words_of_the_lead_are_found_and_shown_in_their_sentence() {
    let board = Some("The board said yes to spending $12,000 on it.".to_owned());
    assert_eq!(quote("board said yes"), board);
    assert_eq!(quote("  said yes\n to   spending "), board, "blanks and line ends aside");
    assert_eq!(quote("The board said yes to spending $12,000 on it."), board, "the whole sentence is itself");
    let both = "We can't sign before May. The board said yes to spending $12,000 on it.";
    assert_eq!(quote("before May. The board").as_deref(), Some(both));
    assert_eq!(quote("sign before").as_deref(), Some("We can't sign before May."), "with the “can't” before it");
    // Too few to show anything, or too many for one thing.
    assert_eq!((quote("Yes."), quote(""), quote("   ")), (None, None, None));
    assert_eq!(quote(&"nobody follows up in time! ".repeat(12)), None);
}

#[test]
fn words_that_the_lead_did_not_say_are_dropped() {
    for words in [
        "the budget is approved",
        // Said by our side.
        "you have set aside a budget",
        // Other letters, other case, other words between.
        "the board said yes",
        "board said “yes”",
        "board yes to spending",
        // Parts of words and numbers say something else than the whole.
        "We can",
        "essential tools wait",
        "oard said yes",
        "spending $12",
        // Over the end of a turn.
        "in time! Yes.",
    ] {
        assert_eq!(quote(words), None, "{words}");
    }
}

#[test]
fn a_turn_is_where_the_words_stand_and_the_models_number_only_chooses_between_two() {
    let turn = |number: Value| {
        let it = check(&json!([{ "pain": "late", "turn": number, "quote": "follows up in time" }]));
        it.proposed.first().map(|it| it.turn)
    };
    assert_eq!((turn(json!(1)), turn(json!(2))), (Some(1), Some(2)));
    for wrong in [json!(0), json!(7), json!(-1), json!(1.5), json!("2"), Value::Null, json!(u64::MAX)] {
        assert_eq!(turn(wrong.clone()), Some(1), "{wrong}");
    }
}

#[test]
fn what_is_not_in_the_playbook_has_no_verdict_or_is_known_is_dropped_and_counted() {
    let words = "board said yes";
    let known = BTreeSet::from([named(Kind::Signal, "evasive")]);
    let found = json!([
        { "criterion": "budget", "verdict": "met", "quote": words, "reason": "it\u{202e} is\n\n approved\u{0}" },
        { "criterion": "need", "verdict": "met", "quote": words },
        { "pain": "budget", "quote": words },
        { "criterion": "authority", "quote": words },
        { "criterion": "authority", "verdict": "probably", "quote": words },
        { "criterion": "authority", "pain": "late", "verdict": "met", "quote": words },
        { "quote": words },
        { "pain": ["late"], "quote": words },
        "budget: met",
        7,
        { "criterion": "budget", "verdict": "unmet", "quote": "We can't sign" },
        { "signal": "evasive", "quote": words },
        { "pain": "late", "quote": 12 },
    ]);
    let said = guesses(&body(&found.to_string())).expect("a list without its object");
    let it = checked(said, &sought(), &talk(), &known);
    assert_eq!(it.dropped, Dropped { not_in_playbook: 9, no_such_words: 1, known_already: 2 });
    let [budget] = it.proposed.as_slice() else { panic!("{:?}", it.proposed) };
    assert_eq!((budget.about.clone(), budget.met, budget.turn), (named(Kind::Criterion, "budget"), Some(true), 1));
    assert_eq!(budget.reason, "it is approved");
    let long = check(&json!([{ "pain": "late", "quote": words, "reason": "ü".repeat(201) }]));
    assert_eq!(long.proposed[0].reason, format!("{}…", "ü".repeat(200)));
}

#[test]
fn an_answer_is_found_in_a_fence_behind_thoughts_and_in_a_sentence() {
    let list = r#"{"findings": [{"pain": "late", "quote": "board said yes"}]}"#;
    for content in [
        list.to_owned(),
        format!("```json\n{list}\n```"),
        format!("Here it is:\n```\n{list}\n```\nAnything else?"),
        format!("<think>[maybe] {{not}} ```this```</think>\n{list}"),
        format!("Of course! {list} I hope this helps {{you}}."),
    ] {
        assert_eq!(guesses(&body(&content)).map(|it| it.len()), Ok(1), "{content}");
    }
    assert_eq!(guesses(&body("[]")), Ok(Vec::new()));
    let deep = "[".repeat(100_000);
    for content in ["", "Nothing stands out.", "{\"findings\": 3}", "{\"findings\": [", "{}", "null", &deep] {
        assert_eq!(guesses(&body(content)), Err(AssistantError::NotUnderstood), "{content}");
    }
    for body in ["", "<html>", "[]", "{\"choices\": []}", "{\"choices\": [{\"message\": {\"content\": [1]}}]}"] {
        assert_eq!(guesses(body.as_bytes()), Err(AssistantError::NotUnderstood), "{body}");
    }
    let many = json!(vec![json!({ "pain": "late" }); 101]).to_string();
    assert_eq!(guesses(&body(&many)), Err(AssistantError::TooLarge));
}

#[test]
fn a_request_holds_what_was_said_and_the_playbooks_words_and_nothing_else() {
    let talk = Talk { question: Some("How do you pay?"), ..talk() };
    let it: Value = serde_json::from_str(&request("llama", &talk, &sought())).expect("JSON");
    let mut keys: Vec<&str> = it.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["messages", "model", "stream"]);
    assert_eq!((&it["model"], &it["stream"]), (&json!("llama"), &json!(false)));
    let task = it["messages"][0]["content"].as_str().expect("a text");
    assert!(task.contains("in Turkish") && !task.contains("LANGUAGE"), "{task}");
    let told: Value = serde_json::from_str(it["messages"][1]["content"].as_str().expect("a text")).expect("JSON");
    let wanted = json!({
        "question": "How do you pay?",
        "turns": [
            { "turn": 0, "speaks": "we", "text": WE },
            { "turn": 1, "speaks": "the lead", "text": LEAD },
            { "turn": 2, "speaks": "the lead", "text": "Yes. Nobody follows up in time." },
        ],
        "criteria": [{ "id": "budget", "text": "the budget" }, { "id": "authority", "text": "who decides" }],
        "pains": [{ "id": "late", "text": "leads are called too late" }],
        "signals": [{ "id": "evasive", "text": "evasive answers" }],
    });
    assert_eq!(told, wanted);
}

#[test]
fn settings_that_cannot_be_meant_are_refused_and_the_key_is_shown_nowhere() {
    let with = |change: fn(&mut Settings)| {
        let mut it = Settings {
            url: "https://models.example/v1/".into(),
            model: "llama".into(),
            key: "sk-secret".into(),
            within: Duration::from_secs(45),
        };
        change(&mut it);
        (format!("{it:?}"), Endpoint::new(&it))
    };
    let (settings, endpoint) = with(|_| ());
    let shown = format!("{settings} {:?}", endpoint.expect("an endpoint"));
    assert!(shown.contains("models.example") && !shown.contains("secret"), "{shown}");
    let wrong: [fn(&mut Settings); 10] = [
        |it| it.url = "models.example".into(),
        |it| it.url = "ftp://models.example/v1".into(),
        |it| it.url = "https://me:secret@models.example/v1".into(),
        |it| it.url = "https://models.example/v1?key=secret".into(),
        |it| it.url = "https://models.example/v1#x".into(),
        |it| it.url = "https://".into(),
        |it| it.model = " ".into(),
        |it| it.key = "two\nlines".into(),
        |it| it.within = Duration::ZERO,
        |it| it.within = Duration::from_secs(301),
    ];
    for (place, change) in wrong.into_iter().enumerate() {
        let why = with(change).1.expect_err(&place.to_string());
        assert!(why.en != why.tr && !format!("{why:?}").contains("secret"), "{place}: {why:?}");
    }
}

/// A text as the check reads it.
fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn guess() -> impl Strategy<Value = Guess> {
    let known: Vec<Named> = sought().all.into_iter().map(|it| it.0).collect();
    let kind = prop_oneof![Just(Kind::Criterion), Just(Kind::Pain), Just(Kind::Signal)];
    let id = prop_oneof![Just("budget"), Just("late"), Just("need")].prop_map(str::to_owned);
    let about = prop_oneof![
        3 => prop::sample::select(known).prop_map(|it| vec![it]),
        1 => prop::collection::vec((kind, id), 0..3),
    ];
    // Words and letters of what both sides said, one turn behind the other, and inventions.
    let said = format!("{WE} {LEAD} Yes. Nobody follows up in time.");
    let (letters, all) = (said.chars().count(), said.split_whitespace().count());
    let words = said.clone();
    let words = (0..all, 0..9usize)
        .prop_map(move |(from, long)| words.split_whitespace().skip(from).take(long).collect::<Vec<_>>().join(" "));
    let piece = (0..letters, 0..120usize).prop_map(move |(from, long)| said.chars().skip(from).take(long).collect());
    let quote = prop_oneof![4 => words, 2 => piece, 1 => "\\PC{0,40}"];
    (about, any::<Option<bool>>(), any::<Option<usize>>(), quote, "\\PC{0,30}")
        .prop_map(|(about, met, turn, quote, reason)| Guess { about, met, turn, quote, reason })
}

proptest! {
    #[test]
    fn whatever_is_guessed_each_proposal_quotes_the_lead_and_names_the_playbook(all in prop::collection::vec(guess(), 0..12)) {
        let count = all.len();
        let it = checked(all, &sought(), &talk(), &BTreeSet::new());
        let dropped = it.dropped.not_in_playbook + it.dropped.no_such_words + it.dropped.known_already;
        prop_assert_eq!(it.proposed.len() + dropped, count, "nothing is lost uncounted");
        let mut seen = BTreeSet::new();
        for proposed in &it.proposed {
            let line = talk().lines[proposed.turn];
            prop_assert!(!line.ours && in_a_line(line.text).contains(&proposed.quote), "{proposed:?}");
            prop_assert!(proposed.quote.contains(' ') || proposed.quote.chars().count() >= 8);
            prop_assert!(sought().all.iter().any(|it| it.0 == proposed.about));
            prop_assert_eq!(proposed.met.is_some(), proposed.about.0 == Kind::Criterion);
            prop_assert!(seen.insert(proposed.about.clone()), "once each");
        }
        // What a form brings back passes the same checks unchanged.
        let back = it.proposed.iter().map(|it| Guess {
            about: vec![it.about.clone()], met: it.met, turn: Some(it.turn), quote: it.quote.clone(),
            reason: it.reason.clone(),
        });
        let again = checked(back.collect(), &sought(), &talk(), &BTreeSet::new());
        prop_assert_eq!(again.proposed, it.proposed);
    }

    #[test]
    fn whatever_is_answered_nothing_but_the_leads_words_is_proposed(text in "\\PC{0,200}", fenced in any::<bool>()) {
        let answer = if fenced { format!("```json\n[{{\"pain\": \"late\", \"quote\": {text:?}}}]\n```") } else { text };
        if let Ok(said) = guesses(&body(&answer)) {
            for proposed in checked(said, &sought(), &talk(), &BTreeSet::new()).proposed {
                prop_assert!(in_a_line(talk().lines[proposed.turn].text).contains(&proposed.quote));
            }
        }
        // Nor does anything else than JSON of an endpoint.
        prop_assert!(guesses(answer.as_bytes()).is_ok_and(|it| it.is_empty()) || guesses(answer.as_bytes()).is_err());
    }
}
