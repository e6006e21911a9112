//! Numbers of a call held against each other: small calls, with the arithmetic beside them.

use kopru_engine::answer::call::{Call, Turn, heard, read, seller};
use kopru_engine::answer::compared::Compared;
use proptest::prelude::*;

/// A call between us (`Rep`) and a lead (`Ada`), who speak in turns: the rep first.
fn call(turns: &[&str]) -> Call {
    let turns: Vec<Turn<'_>> = turns
        .iter()
        .enumerate()
        .map(|(place, text)| Turn { speaker: if place % 2 == 0 { "Rep" } else { "Ada" }, text })
        .collect();
    let it = heard(&turns, |speaker| speaker == "Rep", None);
    for side in [&it.budget, &it.time_frame].into_iter().flatten() {
        let quoted = std::iter::once(&side.theirs).chain(&side.ours);
        for (turn, words) in quoted {
            let quote = turns[*turn].text.get(words.clone()).expect("a quote of the turn");
            assert!(!quote.trim().is_empty(), "{side:?}");
        }
        assert!(!side.ours.is_empty() && side.why.en != side.why.tr, "{side:?}");
    }
    it
}

fn said(it: &Option<Compared>) -> (&'static str, &str, &str) {
    match it {
        Some(it) => (if it.met { "met" } else { "unmet" }, &it.why.en, &it.why.tr),
        None => ("unknown", "", ""),
    }
}

fn budget(turns: &[&str]) -> (&'static str, String) {
    let it = call(turns);
    let (verdict, en, _) = said(&it.budget);
    (verdict, en.to_owned())
}

fn time_frame(turns: &[&str]) -> (&'static str, String) {
    let it = call(turns);
    let (verdict, en, _) = said(&it.time_frame);
    (verdict, en.to_owned())
}

/// 2 × 802 = 1,604, and 1,604 > 804.
#[test]
fn two_at_802_are_over_804_whatever_the_rep_says() {
    let it = call(&[
        "The press costs $802, which fits your budget nicely. How many do you need?",
        "Two units. We have a budget of $804.",
        "Perfect, that is well within it!",
    ]);
    let why = "2 × $802 = $1,604 is over the $804 that they have";
    let tr = "2 × 802 $ = 1.604 $: ayırdıkları 804 $ tutarını aşıyor";
    assert_eq!(said(&it.budget), ("unmet", why, tr));
    assert_eq!(it.time_frame, None, "nobody spoke of time");
}

/// 3 × 450 = 1,350 ≤ 1,400; and in Turkish 4 × 12.500 = 50.000 > 45.000.
#[test]
fn prices_of_one_times_how_many_are_held_against_what_they_have() {
    let (verdict, why) = budget(&["It is $450 per unit.", "We want three units and can spend $1,400."]);
    assert_eq!((verdict, &*why), ("met", "3 × $450 = $1,350 is within the $1,400 that they have"));
    let it =
        call(&["Kaç tane istiyorsunuz?", "Dört adet. Bütçemiz 45 bin TL.", "Tanesi 12.500 TL, bütçenize tam uyuyor."]);
    let en = "4 × TRY 12,500 = TRY 50,000 is over the TRY 45,000 that they have";
    let tr = "4 × 12.500 TL = 50.000 TL: ayırdıkları 45.000 TL tutarını aşıyor";
    assert_eq!(said(&it.budget), ("unmet", en, tr));
    let it = call(&["Bütçeniz ne kadar?", "50.000 lira.", "Üç adet için toplam 42.000 lira ödersiniz."]);
    assert_eq!(said(&it.budget).0, "met", "42.000 ≤ 50.000");
}

/// 2 × 300 + 3 × 250 = 1,350; 1,300 < 1,350 ≤ 1,400.
#[test]
fn several_things_are_counted_each_by_its_name() {
    let talk = |budget: &str| {
        let said = format!("Two Volta Mini and three Volta Max, please. Our budget is {budget}.");
        self::budget(&["What do you need?", &said, "The Volta Mini is $300 each, and the Volta Max is $250 each."])
    };
    let (verdict, why) = talk("$1,300");
    assert_eq!((verdict, &*why), ("unmet", "2 × $300 + 3 × $250 = $1,350 is over the $1,300 that they have"));
    assert_eq!(talk("$1,400").0, "met");
    // One price is missing: 600 is within anything from 600 on, but nobody knows the rest.
    let half = |budget: &str| {
        let said = format!("Two Volta Mini and three Volta Max, please. Our budget is {budget}.");
        self::budget(&["What do you need?", &said, "The Volta Mini is $300 each."]).0
    };
    assert_eq!((half("$1,400"), half("$599")), ("unknown", "unmet"));
}

/// 2 × 600 + 4 × 350 + 200 = 2,800, although each by itself is within 2,300; within 2,800 and over 2,799.
#[test]
fn lines_of_one_order_are_added() {
    let talk = |listed: &str, last: &str, budget: &str| {
        let first = format!("You asked about {listed}. Is that so?");
        let volt = format!("You want two pieces of VoltCheck. Each is priced at 600, within your budget of {budget}.");
        self::budget(&[
            &first,
            "Yes.",
            &volt,
            "Fine.",
            "Now FlowGuard: for four units you get all reports. It is priced at 350 per unit.",
            "Good.",
            &format!("And {last} finds leaks. It's priced at 200."),
            "Sounds good.",
        ])
    };
    let parts = "VoltCheck, FlowGuard and AeroSense";
    let one = "one piece of AeroSense";
    let (verdict, why) = talk(parts, one, "2,300");
    assert_eq!((verdict, &*why), ("unmet", "2 × 600 + 4 × 350 + 200 = 2,800 is over the 2,300 that they have"));
    assert_eq!((talk(parts, one, "2,799").0, talk(parts, one, "2,800").0), ("unmet", "met"));
    // Nobody says how many of the third: at least one, so that 2,300 are too few and 9,000 may be.
    assert_eq!((talk(parts, "AeroSense", "2,300").0, talk(parts, "AeroSense", "9,000").0), ("unmet", "unknown"));
    // One of them or all of them: nobody knows.
    assert_eq!(talk("VoltCheck, FlowGuard or AeroSense", one, "2,300").0, "unknown");
}

#[test]
fn a_total_says_what_all_costs() {
    // 1,900 > 1,800.
    let (verdict, why) =
        budget(&["For all three units the total comes to $1,900.", "Our budget is $1,800, I am afraid."]);
    assert_eq!((verdict, &*why), ("unmet", "$1,900 is over the $1,800 that they have"));
    assert_eq!(budget(&["That is $1,750 in total.", "We set aside $1,800."]).0, "met");
    // A lowball: 2 × 802 = 1,604, but the rep says 790 for both. Nobody can tell which holds.
    let lowball = ["Each unit is $802, so for both that is $790.", "Two units, and our budget is $804."];
    assert_eq!(budget(&lowball).0, "unknown");
    // Two for 802 are no 2 × 802.
    assert_eq!(budget(&["For two units you are looking at $802.", "Good, our budget is $804."]).0, "met");
}

#[test]
fn what_may_be_otherwise_decides_nothing() {
    let with = |offer: &str| budget(&[offer, "We need two units. Our budget is $1,000."]).0;
    assert_eq!(with("Each unit is $600."), "unmet", "2 × 600 = 1,200 > 1,000");
    for open in [
        "Each unit is $600 a month.",
        "Each unit is up to $600.",
        "Each unit is €600.",
        "Each unit is $600, and we can look into a discount for you.",
        "Each unit is around $540.",
        "Each unit is $400 to $600.",
        "Other customers pay $600 each.",
        "You will like the Model 600. It saves you $900 a year.",
        "Call me at 555-1200. We have been selling since 2012.",
        "We serve 1200 companies, and our prices are fair.",
        "Your total is within your budget.",
    ] {
        assert_eq!(with(open), "unknown", "{open}");
    }
    // Between 540 − 54 and 540 + 54: from 972 to 1,188. Between 600 and 660: from 1,080 on.
    assert_eq!(with("Each unit is around $600."), "unmet", "2 × (600 − 60) = 1,080 > 1,000");
    assert_eq!(with("Each unit is $510 to $600."), "unmet", "2 × 510 = 1,020 > 1,000");
    assert_eq!(with("Each unit is up to $500."), "met", "2 × 500 = 1,000");
    assert_eq!(with("Each unit is $600, and we cannot give a discount."), "unmet");
}

/// 2 × 600 = 1,200; less 10 % 1,080; less 20 % 960.
#[test]
fn a_discount_is_counted_where_it_is_a_number() {
    let with = |discount: &str, budget: &str| {
        let said = format!("We need two units. Our budget is {budget}.");
        self::budget(&["Each unit is $600.", &said, discount, "I see."])
    };
    let (verdict, why) = with("I can give you a 10% discount.", "$1,000");
    assert_eq!(
        (verdict, &*why),
        ("unmet", "2 × $600 = $1,200, less 10 % at least $1,080, is over the $1,000 that they have")
    );
    assert_eq!(with("We will give you a 20% discount.", "$1,000").0, "met", "960 ≤ 1,000");
    assert_eq!(with("There may be up to 20% off.", "$1,000").0, "unknown", "between 960 and 1,200");
    assert_eq!(with("With a discount the total comes to $990.", "$1,000").0, "met");
    let it = call(&["Tanesi 600 dolar.", "İki adet istiyoruz, bütçemiz 1.000 dolar.", "Size %20 indirim yapıyoruz."]);
    assert_eq!(said(&it.budget).0, "met", "1.200 − 240 = 960");
}

#[test]
fn the_last_word_of_the_budget_and_of_the_count_counts() {
    // 2 × 802 = 1,604 ≤ 1,700.
    let raised =
        ["Each unit is $802.", "Two units, with a budget of $804.", "That is too little.", "We could go up to $1,700."];
    assert_eq!(budget(&raised).0, "met");
    let flexible = ["Each unit is $802.", "Two units, with a budget of $804. The budget is flexible."];
    assert_eq!(budget(&flexible).0, "unknown");
    let firm = ["Each unit is $802.", "Two units, with a budget of $804. There is no flexibility."];
    assert_eq!(budget(&firm).0, "unmet");
    // 3 × 400 = 1,200 > 1,000.
    let more = ["Each unit is $400.", "Two units. Our budget is $1,000.", "Fine.", "Make that three units, please."];
    assert_eq!(budget(&more).0, "unmet");
    let it =
        call(&["Tanesi 800 dolar.", "İki adet, bütçemiz 900 dolar.", "Yetmiyor.", "1.700 dolara kadar çıkabiliriz."]);
    assert_eq!(said(&it.budget).0, "met", "2 × 800 = 1.600 ≤ 1.700");
}

#[test]
fn what_we_say_of_their_budget_counts_unless_they_deny_it() {
    let with = |answer: &str| budget(&["You need two units at $802 each, and your budget is $804, right?", answer]).0;
    assert_eq!(
        (with("Yes."), with("No, that is old."), with("Actually it is $1,800 now.")),
        ("unmet", "unknown", "unknown")
    );
    assert_eq!(with("No, our budget is $1,800."), "met", "1,604 ≤ 1,800");
    let marketing = ["Each unit is $802.", "Two units. Our marketing budget is $500."];
    assert_eq!(budget(&marketing).0, "unknown", "it is a budget of something else");
    let year = ["Each unit is $2,500.", "One unit. Our budget for 2026 is 2,600."];
    assert_eq!(budget(&year).0, "met", "2026 is a year");
}

#[test]
fn numbers_are_read_in_words_and_by_the_month() {
    // 12 × 25 = 300 > 250, both a month.
    let (verdict, why) = budget(&[
        "It is $25 per user per month.",
        "We are twelve users, and our budget is two hundred and fifty dollars a month.",
    ]);
    assert_eq!((verdict, &*why), ("unmet", "12 × $25 = $300 is over the $250 that they have"));
    let it =
        call(&["Kullanıcı başına aylık 900 lira.", "On iki kullanıcımız var, aylık bütçemiz on bin beş yüz lira."]);
    assert_eq!(said(&it.budget).0, "unmet", "12 × 900 = 10.800 > 10.500");
    // 300 visitors buy nothing.
    let site = ["The device costs $500.", "We have 300 users on our site. Our budget is $2,000."];
    assert_eq!(budget(&site).0, "unknown", "nobody said how many devices");
}

#[test]
fn a_set_up_that_takes_longer_than_they_have_is_late() {
    let (verdict, why) = time_frame(&[
        "Installation takes two weeks, so we will easily meet your date.",
        "We need it up and running within 10 days.",
    ]);
    assert_eq!((verdict, &*why), ("unmet", "It takes 14 days, and they have 10 days"));
    let (verdict, why) = time_frame(&["Set-up takes 48 hours.", "It has to be installed within three days."]);
    assert_eq!((verdict, &*why), ("met", "It takes 2 days, within the 3 days that they have"));
    let it = call(&["Kurulum üç hafta sürüyor.", "On gün içinde kurulmuş olması lazım."]);
    let both = ("unmet", "It takes 21 days, and they have 10 days", "21 gün sürüyor, oysa 10 gün süreleri var");
    assert_eq!(said(&it.time_frame), both);
    let it = call(&["Teslimat 5 gün sürer.", "Bir hafta içinde kurulması gerekiyor."]);
    assert_eq!(said(&it.time_frame).0, "met", "5 ≤ 7");
    // 21 days are more than this week has, whatever day it is.
    let week = ["Delivery takes three weeks.", "We need it in place by the end of this week."];
    assert_eq!(time_frame(&week).0, "unmet");
}

#[test]
fn a_time_that_may_be_otherwise_decides_nothing() {
    let with = |ours: &str| time_frame(&[ours, "We need everything installed within 3 days."]).0;
    assert_eq!(with("Installation takes 5 days."), "unmet");
    for open in [
        "Installation takes up to 5 days.",
        "Installation takes two to five days.",
        "Installation takes 5 days, but we can expedite it.",
        "We can certainly meet your three-day timeline.",
        "We can have it installed within 3 days.",
        "We can begin the installation in 5 days.",
        "The installation comes with a warranty of 5 years.",
        "I will send you the proposal for the installation in 5 days.",
        "You will see the first savings in a month after the installation.",
        "The installation will be done by 12 May.",
    ] {
        assert_eq!(with(open), "unknown", "{open}");
    }
    let soft = ["Installation takes 5 days.", "Ideally we would like it installed within 3 days."];
    assert_eq!(time_frame(&soft).0, "unknown", "a wish");
    let later =
        ["Installation takes 5 days.", "We need it installed in 3 days.", "Hm.", "A week is fine for the set-up."];
    assert_eq!(time_frame(&later).0, "met", "5 ≤ 7");
    let letter = ["Installation takes 5 days.", "Please send the proposal within 2 days."];
    assert_eq!(time_frame(&letter).0, "unknown");
    // Of nine days one half is before, the other behind a weekend: 5 business days are five to seven.
    let business = ["Set-up takes 5 business days.", "We need it installed within six days."];
    assert_eq!(time_frame(&business).0, "unknown");
}

#[test]
fn days_of_the_year_are_held_against_each_other_and_not_against_periods() {
    let with = |ours: &str| time_frame(&[ours, "We need it installed by May 1."]).0;
    assert_eq!(with("It will be installed by 15 May."), "unmet");
    assert_eq!(with("The installation will be done by April 20."), "met");
    assert_eq!(with("Installation takes 20 days."), "unknown");
    let it = call(&["Kurulum en erken 15 Mayıs'ta tamamlanır.", "1 Mayıs'a kadar kurulmuş olmalı."]);
    let tr = "En erken 15 Mayıs günü hazır, oysa 1 Mayıs gününe kadar istiyorlar";
    assert_eq!(said(&it.time_frame).2, tr);
    // From December to January is a month, not eleven back.
    let year = ["It will be installed by 10 January.", "We need it installed by 20 December."];
    assert_eq!(time_frame(&year).0, "unmet");
}

/// 4 × 250 = 1,000 > 900; fifteen days are more than a week.
#[test]
fn a_whole_call_is_compared_as_it_was_held() {
    let turns = [
        ("Mia", "Hi Tom, this is Mia from Northwind. Thanks for your time."),
        ("Tom", "Sure. We are looking for four of the HeatSense cameras."),
        ("Mia", "Great. The HeatSense camera sells for $250, and four fit right into your plans."),
        ("Tom", "We have $900 set aside for it. And we would need them delivered within a week."),
        ("Mia", "No problem. Delivery takes fifteen days, but I am sure it will work out."),
    ];
    let turns = turns.map(|(speaker, text)| Turn { speaker, text });
    let it = read(&turns);
    assert_eq!(
        said(&it.budget),
        (
            "unmet",
            "4 × $250 = $1,000 is over the $900 that they have",
            "4 × 250 $ = 1.000 $: ayırdıkları 900 $ tutarını aşıyor",
        )
    );
    let it = it.time_frame.expect("a time frame");
    assert_eq!((it.met, &*it.why.en), (false, "It takes 15 days, and they have 7 days"));
    assert_eq!((it.theirs.0, it.ours[0].0), (3, 4));
}

/// 3 × 18.000 = 54.000 > 50.000; iki hafta 14 gün, bir ay en az 28 gün.
#[test]
fn bir_gorusme_turkce_karsilastirilir() {
    let turns = [
        ("Deniz", "Merhaba, ben Deniz, Kuzey Yazılım'dan arıyorum."),
        ("Ece", "Merhaba Deniz Bey."),
        ("Deniz", "Kaç lisans düşünüyorsunuz?"),
        ("Ece", "Üç lisans yeterli. Bu iş için 50 bin TL ayırdık, bir ay içinde de kurulmasını istiyoruz."),
        ("Deniz", "Bir lisansın fiyatı 18.000 TL. Kurulum iki hafta sürüyor."),
    ];
    let turns = turns.map(|(speaker, text)| Turn { speaker, text });
    assert_eq!(seller(&turns), Some("Deniz"));
    let it = read(&turns);
    assert_eq!(said(&it.budget).2, "3 × 18.000 TL = 54.000 TL: ayırdıkları 50.000 TL tutarını aşıyor");
    assert_eq!(said(&it.time_frame).2, "14 gün sürüyor, en az 28 gün süreleri var");
}

#[test]
fn what_was_cut_is_known_no_longer() {
    let with = |cut: &str| budget(&["They are $500 each.", "Two units, and our budget is $1,200.", "Fine.", cut]).0;
    assert_eq!(with("Thank you."), "met", "2 × 500 = 1,000 ≤ 1,200");
    assert_eq!(with("Sorry, our budget was cut."), "unknown");
    assert_eq!(with("Sorry, our budget was cut, it is $900 now."), "unmet", "1,000 > 900");
    // What a price was says nothing of what it is: 2 × 450 = 900.
    let reduced = ["The regular price is $600 each. Now we charge $450 each.", "Two units, with a budget of $1,000."];
    assert_eq!(budget(&reduced).0, "met");
    // What comes on top is not known: 2 × 450 = 900 and something.
    let extra = ["It is $450 each, plus $200 for installation.", "Two units, with a budget of $1,000."];
    assert_eq!(budget(&extra).0, "unknown");
}

#[test]
fn numbers_about_something_else_are_no_prices_counts_or_times() {
    let with = |offer: &str, lead: &str| {
        let said = format!("{lead} Our budget is $1,000, and we need it installed within 3 days.");
        let it = call(&[offer, &said]);
        (self::said(&it.budget).0, self::said(&it.time_frame).0)
    };
    let open = ("unknown", "unknown");
    for offer in [
        "A breach costs $4,000 on average, and downtime costs more.",
        "The market is $5 billion, and our valuation is $50 million.",
        "Other vendors take 6 months to implement this.",
        "After the installation you see results in 3 months.",
        "The notice for the installation takes 30 days.",
        "One of our clients pays $3,000 for installation by others, it takes 9 days without us.",
        "The battery lasts 5 years once installed.",
    ] {
        assert_eq!(with(offer, "We need two units."), open, "{offer}");
    }
    // What they have already, and what they use of others, is not what they buy.
    let unit = "The unit costs $802.";
    for lead in ["We have 40 units of an old one.", "We have three Salesforce admins.", "There are four Globex plants."]
    {
        assert_eq!(with(unit, lead).0, "unknown", "{lead}");
    }
    assert_eq!(with(unit, "We want two units.").0, "unmet", "2 × 802 = 1,604");
    let none = ["The unit costs $802.", "One unit. We do not have a budget of $5,000."];
    assert_eq!(budget(&none).0, "unknown");
    let ours = ["Our marketing works with a budget of $500. The unit costs $802.", "One unit."];
    assert_eq!(budget(&ours).0, "unknown", "it is our budget");
    let meeting = ["Installation takes 5 days.", "Could you set up a meeting within 2 days?"];
    assert_eq!(time_frame(&meeting).0, "unknown");
    // Either may be meant: 900 is within, 1,200 is not.
    let either =
        ["All in, the small bundle is $900 and the total with everything comes to $1,200.", "Our budget is $1,000."];
    assert_eq!(budget(&either).0, "unknown");
    // Billed again and again it costs more than it says.
    let billed = ["It is $450 each, billed monthly.", "Two units, with a budget of $1,000."];
    assert_eq!(budget(&billed).0, "unknown");
}

/// Long texts that no mark divides and in which every word may count.
#[test]
fn no_call_is_too_odd_or_too_long_to_be_compared() {
    for odd in
        ["", " ", "$", "%", "5-", "-5", "9999999999999999999 dollars each", "€1.2.3,4", "one", "\u{0}", "İ'den 3 adet"]
    {
        call(&[odd, odd, &format!("Your budget is {odd}"), &format!("We need it installed in {odd} days")]);
    }
    for word in ["one ", "$5 ", "off ", "budget ", "9 days ", "two Volta ", "iki bin ", "and ", "each $7 "] {
        let long = word.repeat(20_000 / word.len());
        call(&[&long, &long]);
    }
}

/// A whole number as people write it: 12,345 in English, 12.345 in Turkish.
fn grouped(it: u64, mark: &str) -> String {
    let digits = it.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|it| std::str::from_utf8(it).ok()).collect();
    groups.join(mark)
}

proptest! {
    /// So many at such a price are within a budget, or they are not: count × price ≤ budget. The budget is of the size of the
    /// whole, since a price of ten times the budget is more likely a misunderstanding than an offer.
    #[test]
    fn any_price_times_any_count_is_held_against_any_budget(
        price in 11_u64..20_000,
        count in 2_u64..90,
        share in 30_u64..300,
        turkish in any::<bool>(),
    ) {
        let whole = price * count;
        let budget = (whole * share / 100).max(1);
        let expected = if whole > budget { "unmet" } else { "met" };
        let (ours, theirs) = match turkish {
            false => (
                format!("Each unit is ${}.", grouped(price, ",")),
                format!("We need {count} units. Our budget is ${}.", grouped(budget, ",")),
            ),
            true => (
                format!("Tanesi {} TL.", grouped(price, ".")),
                format!("Bize {count} adet lazım. Bütçemiz {} TL.", grouped(budget, ".")),
            ),
        };
        let (verdict, why) = self::budget(&[&ours, &theirs]);
        prop_assert_eq!(verdict, expected, "{} {} {}", ours, theirs, why);
    }
}
