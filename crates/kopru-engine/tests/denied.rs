//! What is denied, past, somebody else's or said in passing is read as what it is.

use kopru_engine::answer::call::{Call, Turn, read};
use kopru_engine::answer::{Analysis, Asked, FindingKind, Known, SignKind, analyse_knowing};
use kopru_engine::playbook::{Measure, Playbook};
use std::collections::BTreeMap;

const PLAYBOOK: &str = include_str!("../../../playbooks/saas.toml");

fn playbook() -> Playbook {
    Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("the shipped playbook is sound")
}

fn said(criterion: &str, before: &str, answer: &str) -> Analysis {
    let earlier = Some(before).filter(|it| !it.is_empty()).into_iter().collect();
    analyse_knowing(answer, Asked::of(criterion), &playbook(), &Known { earlier, employees: None })
}

fn call(answer: &str) -> Call {
    read(&[Turn { speaker: "Eda", text: "Hello, this is Eda from Birlik." }, Turn { speaker: "Tom", text: answer }])
}

fn authority(answer: &str) -> (Option<bool>, Option<i64>) {
    let levels = said("authority", "", answer).levels;
    let level = levels.iter().find(|it| it.measure == Measure::Authority).map(|it| it.level);
    (call(answer).authority.map(|it| it.met), level)
}

#[test]
fn no_need_is_heard_only_where_there_is_none() {
    for named in [
        "We have a specific need for routing leads within five minutes.",
        "I am not entirely sure about the date yet, but we lose leads every week.",
        "We are satisfied with our current phone system, the CRM is the mess.",
        "Telefon santralinden memnunuz, ama fuar adayları kayboluyor.",
        "No major issues with budget; the issue is that leads fall through the cracks.",
        "Önceden teklif göndermenize gerek yok, doğrudan demo yapalım.",
        "There is no need for a second meeting, I sign it on Friday.",
        "You do not need to talk to my manager, I sign.",
    ] {
        assert_eq!(call(named).need, None, "{named}");
    }
    for none in [
        "We do not need a new tool.",
        "I don't have a specific need for this.",
        "We're satisfied with our current setup.",
        "I'm not exactly sure what we need.",
        "Böyle bir şeye gerek yok.",
        "İhtiyacımız yok, memnunuz.",
    ] {
        assert_eq!(call(none).need.map(|it| it.met), Some(false), "{none}");
    }
}

#[test]
fn who_asks_nobody_decides() {
    for own in [
        "I do not have to ask anybody, it is my own budget.",
        "I do not have to get approval from anybody.",
        "I run this by nobody, it is my budget.",
        "My director resigned, so it is me now.",
        "The procurement team reports to me.",
        "I am senior management, so it is my call.",
        "My boss trusts me completely, I buy what I need.",
        "I need approval only above 100k.",
        "I manage the director of sales and sign for both departments.",
        "Kimseye sormam gerekmiyor, karar tamamen bende.",
        "Kimseye danışmam gerekmiyor.",
        "Konuşmanız gereken kişi benim.",
        "My boss used to decide.",
    ] {
        assert_ne!(authority(own).0, Some(false), "{own}");
        assert!(!said("authority", "", own).shows(SignKind::NotNearDecision), "{own}");
    }
    assert_eq!(authority("I sign nothing without asking headquarters."), (Some(false), Some(1)));
    assert_eq!(authority("I decide with the CFO."), (Some(true), Some(2)));
    assert_eq!(authority("Karar benim ama satın alma departmanı fiyatı onaylıyor.").1, Some(2));
    for others in ["Müdürüme sormam lazım.", "İmzayı her zaman Selim Bey atar.", "Kararı Almanya'daki merkez verir."]
    {
        assert_eq!(authority(others), (Some(false), Some(1)), "{others}");
    }
}

#[test]
fn a_pain_that_they_do_not_have_is_none() {
    for well in [
        "Honestly it works fine, leads never fall through the cracks here.",
        "We used to lose 40 leads a month, since we got HubSpot in March that is solved.",
        "Eskiden Excel ile takip ediyorduk, artık sorun kalmadı.",
        "We call back every lead in 5 minutes, our SLA says 15.",
        "No unqualified leads reach us, the filter works.",
        "Adaylar kaybolmuyor, herkes anında geri dönüş alıyor; memnunuz.",
        "I will get back to you on Tuesday with the signed order for 25 seats.",
        "I argue with nobody, we get along.",
    ] {
        let it = said("need", "", well);
        assert!(it.pains.is_empty() && !it.shows(SignKind::SpecificAboutPains), "{well}: {:?}", it.pains);
    }
    for bad in [
        "Leads fall through the cracks every week.",
        "We never get back to them in time.",
        "It works fine for key accounts, but small leads get lost.",
        "I do not know how many leads get lost.",
        "Eskiden iyiydi, şimdi adaylar kayboluyor.",
    ] {
        assert!(!said("need", "", bad).pains.is_empty(), "{bad}");
    }
}

#[test]
fn amounts_are_read_as_people_say_them() {
    let amount = |text: &str| {
        let found = said("budget", "", text).findings;
        found.iter().find(|it| it.kind == FindingKind::Amount).and_then(|it| Some((it.value?, it.currency?)))
    };
    for (text, value, currency) in [
        ("Two and a half million lira", 2_500_000, "TRY"),
        ("Bir buçuk milyon TL", 1_500_000, "TRY"),
        ("€2,5 Mio", 2_500_000, "EUR"),
        ("Eighty grand, in euros: 80 grand euros", 80_000, "EUR"),
        ("200bin TL", 200_000, "TRY"),
        ("10-15k EUR", 15_000, "EUR"),
        ("Four hundred and fifty thousand Turkish lira", 450_000, "TRY"),
        ("400-500 bin TL", 500_000, "TRY"),
    ] {
        assert_eq!(amount(text), Some((value, currency)), "{text}");
    }
    assert_eq!(amount("400-500 bin"), None, "of what nobody knows");
}

#[test]
fn only_answers_to_the_same_contradict_each_other() {
    let shows = |criterion: &str, before: &str, now: &str| said(criterion, before, now).shows(SignKind::Inconsistent);
    for other in [
        "Our last tool cost 6,000 euros",
        "The mess costs us 3,000 euros a month",
        "3,000 euros a month",
        "two tranches of 10,000 euros each",
    ] {
        assert!(!shows("budget", "We have 20,000 euros", other), "{other}");
    }
    assert!(!shows("knowledge", "We are 40 people in sales", "We serve 4,000 users"));
    assert!(shows("budget", "20,000 euros", "Nothing, there is no money at all."));
    assert!(shows("budget", "20,000 euros", "We have 8,000 euros"));
    assert!(shows("time_frame", "in January", "Not before autumn 2027"));
    assert!(!shows("time_frame", "in January", "In January 2027"));
}

#[test]
fn a_short_answer_that_answers_is_not_too_short() {
    for enough in ["In June.", "Cuma günü", "mid-November", "seneye", "Hemen.", "Selim Bey."] {
        assert!(!said("time_frame", "", enough).shows(SignKind::Short), "{enough}");
    }
    assert!(said("time_frame", "", "Soon.").shows(SignKind::Short));
    assert!(said("need", "", "In June.").shows(SignKind::Short), "no answer to what hurts");
    for plain in ["Bu yıl için bütçemiz yok, seneye bakacağız.", "Sağlık olsun, her zaman bekleriz."] {
        assert!(!said("budget", "", plain).shows(SignKind::Evasive), "{plain}");
    }
}

#[test]
fn words_that_only_look_like_a_month_a_tool_or_a_number_are_none() {
    let found = |text: &str| said("knowledge", "", text).findings.len();
    assert_eq!((found("We may march on with it."), found("Sap gibi kaldık."), found("1. kişi ben")), (0, 0, 0));
    for time in
        ["by Easter", "in spring", "baharda", "yılbaşı", "2027-03-15", "15.03.2027", "eylülde", "two weeks from now"]
    {
        assert_eq!(found(time), 1, "{time}");
    }
}
