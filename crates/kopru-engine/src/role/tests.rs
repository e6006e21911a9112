//! What titles are read as, by example.

use super::*;
use crate::limits::TITLE_CHARS_MAX;

/// A role in one line: `seniority function part`, `-` for what is not known.
fn line(role: &Role) -> String {
    format!(
        "{} {} {}",
        role.seniority.map_or("-", Seniority::id),
        role.function.map_or("-", Function::id),
        role.part.map_or("-", Part::id)
    )
}

fn lines(title: &str) -> Vec<String> {
    read_title(title).roles.iter().map(line).collect()
}

fn first(title: &str) -> String {
    lines(title).into_iter().next().unwrap_or_default()
}

/// Checks that each title's first role is as written.
fn table(rows: &[(&str, &str)]) {
    let wrong: Vec<_> = rows
        .iter()
        .map(|(title, expected)| (*title, *expected, first(title)))
        .filter(|(_, expected, got)| expected != got)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn titles_in_two_languages_mixed_and_abbreviated_are_read() {
    table(&[
        ("Satış Direktörü / Sales Director", "director sales decider"),
        ("VP Pazarlama", "vp marketing decider"),
        ("Gn. Md. Yrd.", "vp general_management decider"),
        ("CEO & Co-founder", "owner general_management decider"),
        ("Asst. to the CFO", "junior administration gatekeeper"),
        ("Head of Growth EMEA", "director marketing decider"),
        ("Gnl. Müd.", "c_level general_management decider"),
        ("İK Müdürü", "manager hr influencer"),
        ("Bilgi İşlem Md.", "manager it influencer"),
        ("Yön. Kur. Bşk.", "board general_management decider"),
        ("Ar-Ge Mühendisi", "specialist research user"),
        ("Bölge Satış Şefi", "lead sales influencer"),
    ]);
}

#[test]
fn every_case_and_spelling_of_a_turkish_title_is_the_same_title() {
    for title in ["SATIŞ MÜDÜRÜ", "Satış Müdürü", "satış müdürü", "SATIS MUDURU", "Satış Md.", "Satış Müd."]
    {
        assert_eq!(first(title), "manager sales influencer", "{title}");
    }
}

#[test]
fn a_role_said_twice_is_one_role_and_two_posts_are_two() {
    assert_eq!(lines("Satış Direktörü / Sales Director"), ["director sales decider"]);
    assert_eq!(lines("CMO | Chief Marketing Officer"), ["c_level marketing decider"]);
    assert_eq!(lines("General Manager / Genel Müdür"), ["c_level general_management decider"]);
    let expected = ["c_level general_management decider", "c_level engineering decider", "specialist hr user"];
    assert_eq!(lines("Recruiter & CEO/CTO"), expected);
    let expected = ["owner general_management decider", "c_level general_management decider"];
    assert_eq!(lines("CEO & Co-founder"), expected);
}

#[test]
fn those_who_work_for_a_chief_are_not_chiefs() {
    table(&[
        ("Executive Assistant to CEO", "junior administration gatekeeper"),
        ("Assistant to the President", "junior administration gatekeeper"),
        ("Intern, Office of the CEO", "intern - user"),
        ("Product Manager (MBA Intern)", "intern product user"),
        ("Genel Müdür Asistanı", "junior administration gatekeeper"),
        ("CEO'nun Asistanı", "junior administration gatekeeper"),
        ("Pazarlama Direktörü Asistanı", "junior administration gatekeeper"),
        ("Yönetim Kurulu Danışmanı", "specialist consulting influencer"),
        ("Advisor to the CEO", "specialist consulting influencer"),
        ("Executive Assistant, CEO", "junior administration gatekeeper"),
        ("Asistan (Genel Müdür)", "junior administration gatekeeper"),
        ("Chief of Staff to the CEO", "director administration influencer"),
    ]);
    assert_eq!(read_title("Asst. to the CFO").notes, [Note::SomeoneElses]);
}

#[test]
fn deputies_keep_the_rank_or_stand_one_below() {
    table(&[
        ("Assistant Manager", "manager - influencer"),
        ("Müdür Yardımcısı", "manager - influencer"),
        ("Assistant Vice President", "vp - decider"),
        ("Associate Director, Finance", "director finance decider"),
        ("Genel Müdür Yardımcısı", "vp general_management decider"),
        ("Deputy CEO", "vp general_management decider"),
        ("Satış Uzman Yardımcısı", "junior sales user"),
        ("Satış Yardımcısı", "junior sales user"),
    ]);
}

#[test]
fn words_that_only_look_like_a_rank_are_none() {
    table(&[
        ("Product Owner", "specialist product user"),
        ("Lead Generation Specialist", "specialist marketing user"),
        ("Team Lead", "lead - influencer"),
        ("Vice President", "vp - decider"),
        ("President, North America", "president general_management decider"),
        ("Sistem Yöneticisi", "specialist it influencer"),
        ("HR Business Partner", "specialist hr user"),
        ("Channel Partner Manager", "manager business_development influencer"),
        ("Advisory Board Member", "board general_management influencer"),
    ]);
    let confidence = |title: &str| read_title(title).primary().map(|role| role.confidence);
    assert!(confidence("Account Manager") < confidence("Sales Manager"));
}

#[test]
fn what_is_no_longer_held_is_left_out_and_said() {
    for title in ["former CEO", "Ex-CEO", "Eski Genel Müdür", "Genel Müdür (Emekli)", "CEO (retired)"] {
        let reading = read_title(title);
        assert_eq!((reading.roles.len(), reading.notes), (0, vec![Note::NotHeld]), "{title}");
    }
    assert_eq!(lines("Former VP Marketing at Acme, CFO at Beta"), ["c_level finance decider"]);
}

#[test]
fn companies_and_regions_say_nothing() {
    table(&[
        ("Chief Marketing Officer at Sales Cloud Inc.", "c_level marketing decider"),
        ("CTO @ Marketing Partners | Ex-Acme", "c_level engineering decider"),
        ("Genel Müdür, Acme Lojistik Ltd. Şti.", "c_level general_management decider"),
        ("Founder of Acme Software", "owner general_management decider"),
        ("VP Satış - Türkiye ve MENA", "vp sales decider"),
    ]);
}

#[test]
fn a_title_that_says_nothing_gives_no_role() {
    for title in ["", " ", "-", "N/A", "???", "Kariyer", "\u{0}\u{301}", "İı"] {
        assert_eq!(read_title(title).roles, [], "{title:?}");
    }
}

#[test]
fn a_long_title_is_cut_and_says_so() {
    let long = format!("{} CEO", "x".repeat(TITLE_CHARS_MAX));
    let reading = read_title(&long);
    assert_eq!((reading.roles.len(), reading.notes.as_slice()), (0, &[Note::Cut][..]));
    let fits = format!("CEO {}", "ş".repeat(TITLE_CHARS_MAX - 4));
    assert_eq!(read_title(&fits).notes, []);
}

#[test]
fn a_reading_is_explained_in_both_languages_by_the_words_that_decided() {
    let reading = read_title("Dijital Pazarlama Direktörü");
    let role = reading.primary().unwrap();
    assert_eq!(reading.words(role).collect::<Vec<_>>(), ["Dijital Pazarlama", "Direktörü"]);
    let reason = reading.reason(role);
    assert_eq!(reason.en, "“Dijital Pazarlama”, “Direktörü”: director, marketing; such a post usually decides.");
    assert_eq!(
        reason.tr,
        "“Dijital Pazarlama”, “Direktörü”: direktör, pazarlama; böyle bir görev genellikle karar verir."
    );
}

#[test]
fn seniority_is_ordered_as_a_playbook_compares_it() {
    let order = ["intern", "junior", "specialist", "senior", "lead", "manager", "director", "vp", "c_level", "owner"];
    let ranks: Vec<_> = order.iter().map(|id| Seniority::from_id(id).unwrap()).collect();
    assert!(ranks.is_sorted());
    assert!(Seniority::ALL.is_sorted());
    assert_eq!(first("RevOps Director"), "director operations decider");
}
