//! What a condition depends on, where time changes it, what would settle it, how it is read aloud.

mod condition_world;

use condition_world::{World, compiled, scope, slot};
use kopru_engine::condition::{FAULTS, FUNCTIONS, Space, Threshold};
use kopru_engine::lang::Lang;
use std::collections::BTreeSet;

#[test]
fn every_name_that_a_condition_reads_is_listed_once() {
    let condition =
        compiled("has(account.tags) && fit > 1 && (fit < 9 || days_since(account.founded) > 3) && 'a' in account.tags");
    let reads: Vec<&str> = condition.read_names().map(|(name, ..)| name).collect();
    assert_eq!(reads, ["account.founded", "account.tags", "fit"]);
    let slots: Vec<_> = reads.iter().map(|name| slot(name)).collect();
    assert_eq!(condition.reads(), slots);
    assert!(
        condition
            .read_names()
            .all(|(name, slot, kind)| scope().names[name].slot == slot && scope().names[name].kind == *kind)
    );
}

#[test]
fn every_window_of_facts_is_listed_once() {
    let condition = compiled(
        "facts('demo_requested', '1d') > 0 || facts('page_viewed', '2h') + facts('page_viewed', '90s') > 3 || facts('page_viewed', '2h') > 5",
    );
    assert_eq!(condition.windows(), [(0, 90), (0, 7_200), (1, 86_400)]);
    assert!(condition.reads().is_empty());
}

fn levels(thresholds: &[Threshold]) -> Vec<Option<i64>> {
    thresholds.iter().map(|threshold| threshold.level).collect()
}

#[test]
fn thresholds_say_where_a_change_by_time_can_matter() {
    for (source, expected) in [
        ("engagement >= 60", &[Some(60)][..]),
        ("engagement > 60", &[Some(61)]),
        ("engagement < 60", &[Some(60)]),
        ("engagement <= 60", &[Some(61)]),
        ("60 <= engagement", &[Some(60)]),
        ("60 > engagement", &[Some(60)]),
        ("engagement == 5", &[Some(5), Some(6)]),
        ("engagement != 5", &[Some(5), Some(6)]),
        ("engagement >= 50 + 10", &[Some(60)]),
        ("engagement in [5, 6]", &[Some(5), Some(6), Some(7)]),
        ("engagement > 30 && !(engagement > 60 || engagement > 30)", &[Some(31), Some(61)]),
        ("engagement <= 9223372036854775807", &[]),
        ("engagement >= account.least", &[None]),
        ("engagement + 1 > 3", &[None]),
        ("engagement.band == 'hot'", &[None]),
        ("(account.active ? engagement : 3) > 2 && engagement > 4", &[None, Some(5)]),
        ("has(engagement)", &[]),
        ("fit > 3", &[]),
    ] {
        assert_eq!(levels(compiled(source).thresholds()), expected, "{source}");
    }
    let condition = compiled("days_since(account.founded) >= 45 || days_since(account.renewal) + 1 > 3");
    assert_eq!(levels(condition.days_since()), [Some(45), None]);
    assert_eq!(condition.days_since()[0].slot, slot("account.founded"));
    assert!(condition.thresholds().is_empty());
}

#[test]
fn a_threshold_is_where_the_truth_changes() {
    // For each comparison with 5, the truth differs between 4 and 5 or between 5 and 6 exactly where a level says so.
    for sign in ["==", "!=", "<", "<=", ">", ">="] {
        let condition = compiled(&format!("engagement {sign} 5"));
        let judged = |it: i64| World::of(&format!("engagement={it}")).judge(&condition);
        let changes: Vec<Option<i64>> = (-3..12).filter(|it| judged(*it - 1) != judged(*it)).map(Some).collect();
        assert_eq!(levels(condition.thresholds()), changes, "{sign}");
    }
}

#[test]
fn an_open_condition_names_what_would_settle_it() {
    for (source, known, open) in [
        ("account.employees > 1", "", &["account.employees"][..]),
        ("account.employees > 1", "account.employees=5", &[]),
        ("account.active && fit > 1", "account.active=false", &[]),
        ("account.active && fit > 1", "account.active=true", &["fit"]),
        ("account.active && fit > 1 || account.country == 'TR'", "fit=0", &["account.country"]),
        ("account.active ? fit > 1 : account.country == 'TR'", "account.active=true", &["fit"]),
        ("account.active ? fit > 1 : account.country == 'TR'", "", &["account.active"]),
        ("account.employees in [1, account.least]", "account.employees=3", &["account.least"]),
        ("account.tags.exists(x, x == account.country)", "account.tags=a", &["account.country"]),
        ("account.tags.exists(x, x == account.country)", "account.tags=", &[]),
        ("account.tags.exists(x, x == account.country)", "account.country=a", &["account.tags"]),
        ("!has(fit) || days_since(account.founded) > 3", "fit=1", &["account.founded"]),
        ("fit + 1 > 0", "fit=9223372036854775807", &[]),
    ] {
        let expected: BTreeSet<_> = open.iter().map(|name| slot(name)).collect();
        let found = compiled(source).open(&World::of(known).env());
        assert_eq!(found, Vec::from_iter(expected), "`{source}` where {known}");
    }
}

#[test]
fn a_condition_is_read_aloud_in_both_languages() {
    for (source, en, tr) in [
        (
            "account.employees >= 50 && account.employees < 1000",
            "the account's head-count is at least 50 and the account's head-count is less than 1000",
            "hesap: çalışan sayısı en az 50 ve hesap: çalışan sayısı 1000 altında",
        ),
        ("50 < fit", "fit is more than 50", "uygunluk 50 üzerinde"),
        ("!(fit > 50)", "fit is at most 50", "uygunluk en çok 50"),
        ("fit.grade <= 'B'", "the fit grade is “A” or “B”", "uygunluk notu “A” veya “B”"),
        (
            "role.seniority in ['vp', 'c_level']",
            "the role's seniority is “vp” or “c_level”",
            "rol: kıdem “vp” veya “c_level”",
        ),
        (
            "!(account.country in ['TR', 'DE'])",
            "the account's country is none of “TR”, “DE”",
            "hesap: ülke şunlardan hiçbiri değil: “TR”, “DE”",
        ),
        ("account.country != 'TR'", "the account's country is not “TR”", "hesap: ülke “TR” değil"),
        ("persona.degree >= 0.5", "the persona's degree is at least 0.5", "persona derecesi en az 0,5"),
        (
            "account.funding > '5000 USD'",
            "the account's funding is more than 5000.00 USD",
            "hesap: yatırım 5000,00 USD üzerinde",
        ),
        (
            "account.founded < '2020-01-01'",
            "the account's founding day is before 2020-01-01",
            "hesap: kuruluş günü 2020-01-01 öncesi",
        ),
        (
            "account.founded >= '2020-01-01'",
            "the account's founding day is on or after 2020-01-01",
            "hesap: kuruluş günü en erken 2020-01-01",
        ),
        (
            "facts('demo_requested', '90d') > 0",
            "“demo_requested” happened in the last 90 days",
            "son 90 gün içinde “demo_requested” oldu",
        ),
        (
            "facts('demo_requested', '24h') == 0",
            "“demo_requested” did not happen in the last 1 day",
            "son 1 gün içinde “demo_requested” olmadı",
        ),
        (
            "facts('page_viewed', '36h') >= 3",
            "the number of “page_viewed” in the last 36 hours is at least 3",
            "son 36 saat içindeki “page_viewed” sayısı en az 3",
        ),
        (
            "days_since(account.renewal) >= 45",
            "the number of days since the account's renewal is at least 45",
            "hesap: yenileme: geçen gün sayısı en az 45",
        ),
        (
            "account.domain in list('competitors')",
            "the account's domain is in the list “competitors”",
            "hesap: alan adı “competitors” listesinde",
        ),
        ("fact.path.startsWith('/pricing')", "the page begins with “/pricing”", "sayfa “/pricing” ile başlıyor"),
        ("!fact.path.contains('jobs')", "the page does not contain “jobs”", "sayfa içinde “jobs” geçmiyor"),
        (
            "has(fit) || !has(engagement)",
            "fit is known or engagement is not known",
            "uygunluk biliniyor veya etkileşim bilinmiyor",
        ),
        ("account.active", "the account is active: yes", "hesap: etkin: evet"),
        ("!account.active", "the account is active: no", "hesap: etkin: hayır"),
        ("account.active == true", "the account is active: yes", "hesap: etkin: evet"),
        (
            "account.active && (fit > 1 || fit < -1)",
            "the account is active: yes and (fit is more than 1 or fit is less than -1)",
            "hesap: etkin: evet ve (uygunluk 1 üzerinde veya uygunluk -1 altında)",
        ),
        (
            "!(account.active && fit > 1)",
            "not so: (the account is active: yes and fit is more than 1)",
            "şu doğru değil: (hesap: etkin: evet ve uygunluk 1 üzerinde)",
        ),
        ("'crm' in account.tags", "“crm” is among the account's tags", "hesap: etiketler içinde “crm” var"),
        (
            "account.tags.exists(x, x.endsWith('m'))",
            "for at least one x in the account's tags: x ends with “m”",
            "hesap: etiketler içinde en az bir x için: x “m” ile bitiyor",
        ),
        (
            "account.tags.all(x, size(x) < 9)",
            "for every x in the account's tags: the number of letters in x is less than 9",
            "hesap: etiketler içindeki her x için: x: harf sayısı 9 altında",
        ),
        (
            "account.active ? fit > 1 : fit > 2",
            "if the account is active: yes: fit is more than 1; otherwise: fit is more than 2",
            "hesap: etkin: evet ise: uygunluk 1 üzerinde; değilse: uygunluk 2 üzerinde",
        ),
        (
            "fit * 2 - 1 > account.least",
            "((fit × 2) − 1) is more than the account's minimum",
            "((uygunluk × 2) − 1) hesap: alt sınır üzerinde",
        ),
    ] {
        let condition = compiled(source);
        assert_eq!(condition.aloud(Lang::En), en, "{source}");
        assert_eq!(condition.aloud(Lang::Tr), tr, "{source}");
    }
}

#[test]
fn every_example_of_the_reference_compiles_and_every_code_is_told_once() {
    for doc in FUNCTIONS {
        let condition = compiled(doc.example);
        assert!(condition.source().contains(doc.name), "{}", doc.name);
        assert!(doc.signature.contains(doc.name), "{}", doc.name);
    }
    let codes: BTreeSet<&str> = FAULTS.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes.len(), FAULTS.len());
    assert!(FAULTS.is_sorted());
}

#[test]
fn a_condition_can_be_shared_between_threads_and_shows_its_source() {
    fn shared<C: Send + Sync + Clone + std::fmt::Debug>(_: &C) {}
    let condition = compiled("fit > 1");
    shared(&condition);
    assert_eq!(format!("{condition:?}"), "Condition(\"fit > 1\")");
    assert_eq!(condition.clone().source(), "fit > 1");
    assert_eq!(condition.reads()[0].space, Space::Lead);
}
