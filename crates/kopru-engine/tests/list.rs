//! Calls held against the playbook's list of products: numbers that the call leaves out, and promises that are not so.

use kopru_engine::answer::call::{Call, Turn, heard};
use kopru_engine::answer::compared::Compared;
use kopru_engine::answer::list::PromiseKind;
use kopru_engine::playbook::Playbook;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A playbook with one product, or two.
fn playbook(products: &str) -> Playbook {
    let text = format!(
        r#"
format = 1
name   = "T"

[[stage]]
id     = "x"
name   = "X"
parked = true
queue  = "q"

[[pain]]
id     = "lost"
text   = {{ en = "leads get lost", tr = "adaylar kayboluyor" }}
words  = ["get lost", "kayboluyor"]
solved = "fully"

[[pain]]
id     = "invoicing"
text   = {{ en = "invoices are a mess", tr = "faturalar karışık" }}
words  = ["invoices", "fatura"]
solved = "no"
{products}"#
    );
    let checked = Playbook::check(&text, &BTreeMap::new());
    assert_eq!(checked.findings, [], "{text}");
    checked.playbook.expect("sound")
}

const PLAN: &str = r#"
[[product]]
id       = "plan"
name     = { en = "Team plan", tr = "Ekip planı" }
words    = ["ekip plan"]
price    = "50 EUR"
per      = "user"
every    = "month"
discount = 10
set_up   = { from = "5d", to = "10d" }
"#;

const PRESS: &str = r#"
[[product]]
id     = "press"
name   = { en = "Volta Press", tr = "Volta Pres" }
price  = "800 EUR"
set_up = "20d"
"#;

/// A call between us (`Rep`) and a lead (`Ada`), who speak in turns: the rep first.
fn call(playbook: &Playbook, turns: &[&str]) -> Call {
    let turns: Vec<Turn<'_>> = turns
        .iter()
        .enumerate()
        .map(|(place, text)| Turn { speaker: if place % 2 == 0 { "Rep" } else { "Ada" }, text })
        .collect();
    let it = heard(&turns, |speaker| speaker == "Rep", Some(playbook));
    let sides = [&it.budget, &it.time_frame].into_iter().flatten();
    let quotes = sides.flat_map(|it| std::iter::once(&it.theirs).chain(&it.ours));
    for (turn, words) in quotes {
        assert!(!turns[*turn].text.get(words.clone()).expect("a quote").trim().is_empty());
    }
    for promise in &it.promises {
        assert_eq!(turns[promise.turn].speaker, "Rep");
        assert!(!turns[promise.turn].text.get(promise.words.clone()).expect("a quote").trim().is_empty());
        assert_ne!(promise.why.en, promise.why.tr);
    }
    it
}

fn said(it: &Option<Compared>) -> (&'static str, &str, &str) {
    match it {
        Some(it) => (if it.met { "met" } else { "unmet" }, &it.why.en, &it.why.tr),
        None => ("unknown", "", ""),
    }
}

fn promises(it: &Call) -> Vec<(PromiseKind, &str)> {
    it.promises.iter().map(|it| (it.kind, it.why.en.as_str())).collect()
}

/// 30 × 50 = 1,500 a month; a tenth off leaves 1,350: over 1,300, and within 1,500.
#[test]
fn the_listed_price_counts_where_the_call_names_none() {
    let playbook = playbook(PLAN);
    let talk = |budget: &str| {
        let theirs = format!("Thirty users, and our budget is {budget}.");
        call(&playbook, &["How many of you would use it?", &theirs, "Thank you, I will write to you."])
    };
    let it = talk("1,300 euros a month");
    assert_eq!(
        said(&it.budget),
        (
            "unmet",
            "By our list: 30 × €50 = €1,500, at least €1,350, is over the €1,300 that they have",
            "Listemize göre: 30 × 50 € = 1.500 €, en az 1.350 €: ayırdıkları 1.300 € tutarını aşıyor"
        )
    );
    assert_eq!(said(&talk("1,500 euros a month").budget).0, "met");
    assert_eq!(said(&talk("1,400 euros a month").budget).0, "unknown", "a discount decides it");
    // 30 × 50 × 12 = 18,000 a year.
    assert_eq!(said(&talk("18,000 euros a year").budget).0, "met");
    assert_eq!(said(&talk("16,000 euros a year").budget).0, "unmet", "18,000 less a tenth are 16,200");
    assert_eq!(said(&talk("1,300 dollars a month").budget).0, "unknown", "another currency");
    assert_eq!(said(&talk("1,300 euros").budget).0, "unknown", "nobody says how often");
    let spoken = call(
        &playbook,
        &[
            "It costs 40 euros per user a month.",
            "Thirty users, our budget is 1,300 euros a month.",
            "Then that is settled.",
        ],
    );
    assert_eq!(said(&spoken.budget).0, "met", "the call names a price: 30 × 40 = 1,200");
}

#[test]
fn of_several_products_the_one_that_is_named_counts() {
    let playbook = playbook(&format!("{PLAN}{PRESS}"));
    let talk = |what: &str, budget: &str| {
        let theirs = format!("Two units of the {what}, and our budget is {budget} euros.");
        said(&call(&playbook, &["What do you need?", &theirs, "Good."]).budget).0
    };
    assert_eq!(talk("Volta Press", "1,599"), "unmet", "2 × 800 = 1,600");
    assert_eq!(talk("Volta Press", "1,600"), "met");
    assert_eq!(talk("Omega Press", "1,599"), "unknown", "nothing of the list is named");
    // Nor where the list has one product alone: what they count has another name.
    let single = self::playbook(PRESS);
    let alone = |what: &str| {
        let theirs = format!("Two units of the {what}, and our budget is 1,599 euros.");
        said(&call(&single, &["What do you need?", &theirs, "Good."]).budget).0
    };
    assert_eq!((alone("Volta Press"), alone("Omega Press")), ("unmet", "unknown"));
    assert_eq!(alone("thing"), "unmet", "what has no name is the only thing that there is");
    let tr = call(&playbook, &["Neye ihtiyacınız var?", "İki adet Volta Pres. Bütçemiz 1.500 avro.", "Peki."]);
    assert_eq!(said(&tr.budget).0, "unmet");
}

/// Five to ten days: too long for three, in time for fourteen, unknown for seven.
#[test]
fn the_listed_set_up_time_counts_where_the_call_names_none() {
    let playbook = playbook(PLAN);
    let talk = |days: &str| {
        let theirs = format!("We need it up and running within {days} days.");
        call(&playbook, &["When would you like to use it?", &theirs, "I see."])
    };
    let it = talk("3");
    assert_eq!(
        said(&it.time_frame),
        (
            "unmet",
            "By our list: It takes at least 5 days, and they have 3 days",
            "Listemize göre: en az 5 gün sürüyor, oysa 3 gün süreleri var"
        )
    );
    assert_eq!(said(&talk("14").time_frame).0, "met");
    assert_eq!(said(&talk("7").time_frame).0, "unknown");
    let spoken = call(
        &playbook,
        &["Setting it up takes two days.", "We need it up and running within 3 days.", "Then we can do it."],
    );
    assert_eq!(said(&spoken.time_frame).0, "unknown", "the list says that two days are too few");
    let spoken = call(
        &playbook,
        &["Setting it up takes six days.", "We need it up and running within 7 days.", "Then we can do it."],
    );
    assert_eq!(said(&spoken.time_frame).0, "met", "the call says how long it takes");
}

/// The list says five to ten days, whatever we promise.
#[test]
fn a_set_up_that_is_promised_too_soon_is_a_promise_and_no_verdict() {
    let playbook = playbook(PLAN);
    for ours in [
        "For the team plan the installation takes two days.",
        "You are live in two days.",
        "With the team plan it is in use in two days.",
        "Ekip planını iki günde kuruyoruz.",
    ] {
        let it = call(&playbook, &[ours, "We need the team plan installed within 3 days.", "Good."]);
        let kinds: Vec<PromiseKind> = it.promises.iter().map(|it| it.kind).collect();
        assert_eq!((said(&it.time_frame).0, &*kinds), ("unknown", &[PromiseKind::SetUp][..]), "{ours}");
    }
}

#[test]
fn promises_that_the_list_contradicts_are_shown() {
    let playbook = playbook(PLAN);
    let told = |ours: &str| {
        let it = call(&playbook, &[ours, "I see.", "Fine."]);
        promises(&it).iter().map(|it| (it.0, it.1.to_owned())).collect::<Vec<_>>()
    };
    let price = "Team plan: the list says 50.00 EUR per user a month, at most 10 % off, so at least €45";
    assert_eq!(told("It is 40 euros per user a month."), [(PromiseKind::Price, price.to_owned())]);
    assert_eq!(told("It is 45 euros per user a month."), [], "a tenth off is agreed");
    assert_eq!(told("It is 50 euros per user a month."), []);
    assert_eq!(told("It is 60 euros per user a month.").len(), 1, "more than the list");
    assert_eq!(told("It is 400 euros per user."), [], "that may be a year's price");
    assert_eq!(told("It is 40 dollars per user a month."), [], "another currency says nothing");
    let off = (PromiseKind::Discount, "Team plan: at most 10 % off is agreed".to_owned());
    assert_eq!(told("We give you a discount of 20 percent."), [off]);
    assert_eq!(told("We give you a discount of 10 percent."), []);
    let days = (PromiseKind::SetUp, "Team plan: the list says 5–10 days until it is in use".to_owned());
    assert_eq!(told("It will be up and running within 2 days."), [days]);
    assert_eq!(told("It will be up and running within 5 days."), []);
    let pain = (PromiseKind::Pain, "invoices are a mess: we do not solve that".to_owned());
    assert_eq!(told("Of course it can clean up your invoices as well."), [pain]);
    assert_eq!(told("It does not clean up your invoices."), []);
    assert_eq!(told("What happens to your invoices today?"), []);
    assert_eq!(told("Of course leads no longer get lost with it."), []);
    let single = self::playbook(PRESS);
    let press = |ours: &str| promises(&call(&single, &[ours, "I see.", "Fine."])).len();
    assert_eq!(press("The Volta Press is 700 euros each."), 1);
    assert_eq!(press("The Omega Press is 700 euros each."), 0, "another thing, which the list does not have");
    let tr: Vec<PromiseKind> = call(
        &playbook,
        &[
            "Ekip planı kullanıcı başına ayda 40 avro. İki gün içinde kurarız, yüzde 25 indirim de yaparız.",
            "Peki fatura?",
            "Tabii, fatura işinizi de hallederiz.",
        ],
    )
    .promises
    .iter()
    .map(|it| it.kind)
    .collect();
    assert_eq!(tr, [PromiseKind::Price, PromiseKind::SetUp, PromiseKind::Discount, PromiseKind::Pain]);
}

#[test]
fn what_they_say_is_no_promise_of_ours_and_without_a_list_nothing_is() {
    let playbook = playbook(PLAN);
    let theirs =
        ["What matters to you?", "Others offer it for 20 euros per user a month, set up within 2 days.", "I see."];
    assert_eq!(call(&playbook, &theirs).promises, []);
    let bare = self::playbook("");
    let it = call(&bare, &["It is 1 euro per user a month.", "Our budget is 1,000 euros a month.", "Good."]);
    assert_eq!(it.promises, []);
}

proptest! {
    /// Any count and budget against a listed price of 50 with a tenth off: redone by multiplication.
    #[test]
    fn the_list_is_multiplied_like_a_price_that_was_said(users in 2_i64..500, budget in 30_i64..40_000) {
        let playbook = playbook(PLAN);
        let theirs = format!("We are {users} users, and our budget is {budget} euros a month.");
        let it = call(&playbook, &["How many of you would use it?", &theirs, "Thank you."]);
        let (most, least) = (users * 50, users * 45);
        // What is ten times the budget is hardly meant.
        let wanted = if most <= budget { "met" } else if least > budget && most < budget * 10 { "unmet" } else { "unknown" };
        if most < budget * 10 {
            prop_assert_eq!(said(&it.budget).0, wanted, "{} {}", users, budget);
        }
    }
}
