//! Both languages, everywhere: no text is missing, left in English, or written in Turkish without its letters.

#[expect(dead_code, reason = "only the texts of the rows are read here")]
mod fault_rows;

use fault_rows::{BASE, ROWS};
use kopru_engine::calendar::{OpeningHours, SpecialDay, Zone};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::play::{World, decided_at};
use kopru_engine::playbook::{Builtin, Course, Kind, Measure, Playbook, SignalColour};
use kopru_engine::role::{Function, Part, Seniority};
use kopru_engine::steps::steps;
use kopru_engine::trace::{Speaker, Trace};
use std::collections::BTreeMap;

/// English words that no Turkish sentence holds; those that Turkish has, too (`on`, `at`, `in`, `an`), and the function
/// `has` are left out.
const ENGLISH: [&str; 37] = [
    "the", "and", "is", "are", "was", "were", "not", "or", "of", "to", "for", "with", "from", "this", "that", "it",
    "its", "have", "must", "cannot", "only", "there", "which", "what", "when", "where", "who", "be", "by", "expected",
    "found", "needs", "unknown", "did", "you", "mean", "lead",
];

/// Turkish words as they look when somebody wrote them without the letters ç ğ ı ö ş ü.
const BARE: [&str; 46] = [
    "asama",
    "asamasi",
    "kosul",
    "kosulu",
    "olcut",
    "olcutu",
    "musteri",
    "satis",
    "nitelikli degil",
    "degil",
    "degeri yok",
    "icin",
    "icinde",
    "gun",
    "gunu",
    "sure",
    "suresi",
    "kisi",
    "kisinin",
    "oyun kitabi",
    "tanimli",
    "tanimlanmamis",
    "yazin",
    "yazilir",
    "anahtari",
    "sozcuk",
    "sayi",
    "tam sayi",
    "yanlis",
    "dogru",
    "ornek",
    "ornegin",
    "cok",
    "kucuk",
    "buyuk",
    "arasinda",
    "olmali",
    "once",
    "sonra degil",
    "goruntulendi",
    "duzey",
    "olgusu degil",
    "isaret",
    "cerceve",
    "yonlendirme",
    "ihtiyac",
];

/// What is code and no sentence: parts between backquotes and quotation marks.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        out.push_str(if at % 2 == 0 { part } else { "…" });
    }
    out
}

fn words(text: &str) -> Vec<String> {
    prose(text)
        .split(|letter: char| !letter.is_alphabetic() && letter != '\'' && letter != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// What is wrong with a text, if anything.
fn complaint(text: &Both, sentence: bool) -> Option<String> {
    let Both { en, tr } = text;
    if en.trim().is_empty() || tr.trim().is_empty() {
        return Some("a language is missing".into());
    }
    if sentence && en == tr {
        return Some("both languages say the same".into());
    }
    if [en, tr].iter().any(|it| ["{}", "{{", "}}", "{:"].iter().any(|left| it.contains(left))) {
        return Some("a placeholder is left".into());
    }
    let spoken = words(tr);
    if let Some(word) = spoken.iter().find(|word| ENGLISH.contains(&word.as_str())) {
        return Some(format!("`{word}` is English"));
    }
    let joined = format!(" {} ", spoken.join(" "));
    BARE.iter()
        .find(|bare| joined.contains(&format!(" {bare} ")))
        .map(|bare| format!("`{bare}` lacks its Turkish letters"))
}

fn assert_spoken<'t>(texts: impl IntoIterator<Item = (&'t Both, bool)>) {
    let mut wrong = String::new();
    for (text, sentence) in texts {
        if let Some(why) = complaint(text, sentence) {
            wrong += &format!("{why}\n  en: {}\n  tr: {}\n", text.en, text.tr);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_check_itself_finds_what_it_is_for() {
    let of = |en: &str, tr: &str| complaint(&Both { en: en.into(), tr: tr.into() }, true);
    for (en, tr) in [("a", ""), ("no", "no"), ("the stage", "the aşama"), ("stage", "bu asama yok"), ("x", "y {}")] {
        assert!(of(en, tr).is_some(), "{tr}");
    }
    assert_eq!(of("there is no stage `the`", "`the` adında bir aşama yok"), None);
}

#[test]
fn every_built_in_word_has_both_languages() {
    let all = Kind::ALL.iter().map(|it| it.name());
    let all = all.chain(Course::ALL.iter().map(|it| it.name()));
    let all = all.chain(Measure::ALL.iter().map(|it| it.name()));
    let all = all.chain(SignalColour::ALL.iter().map(|it| it.name()));
    let all = all.chain(Builtin::ALL.iter().map(|it| it.name()));
    let all = all.chain(Function::ALL.iter().map(|it| it.name()));
    let all = all.chain(Seniority::ALL.iter().map(|it| it.name()));
    let all: Vec<Both> = all.chain(Part::ALL.iter().map(|it| it.name())).collect();
    // Some words are the same in both languages: persona.
    assert_spoken(all.iter().map(|text| (text, false)));
    let same: Vec<&str> = all.iter().filter(|it| it.en == it.tr).map(|it| it.en.as_str()).collect();
    assert!(same.len() <= 3, "{same:?}");
}

fn base() -> Playbook {
    Playbook::check(BASE, &BTreeMap::new()).playbook.unwrap()
}

#[test]
fn fields_fact_types_signals_and_default_courses_have_both_languages() {
    let playbook = base();
    let builtin = playbook.fact_types.iter().filter(|it| it.builtin.is_some()).map(|it| &it.label);
    let signals = playbook.signals.iter().filter(|it| &*it.id != "names_colleagues").map(|it| &it.text);
    assert_spoken(builtin.chain(signals).map(|text| (text, false)));
    let start = BASE.find("[[course]]").unwrap();
    let end = BASE.find("[[track]]").unwrap();
    let without = format!("{}{}", &BASE[..start], &BASE[end..]);
    let playbook = Playbook::check(&without, &BTreeMap::new()).playbook.unwrap();
    assert!(playbook.courses.len() > 3);
    assert_spoken(playbook.courses.iter().map(|it| (&it.because, true)));
    let people = Playbook::check(BASE, &BTreeMap::new()).playbook.unwrap();
    assert_spoken(people.person.iter().map(|it| (&it.label, false)));
}

#[test]
fn every_fault_of_the_table_is_said_in_both_languages() {
    let mut said: Vec<Both> = Vec::new();
    for row in ROWS {
        let source = format!("\n{BASE}").replace(&format!("\n{}", row.line), &format!("\n{}", row.instead));
        for finding in Playbook::check(&source.replace('⟦', ""), &BTreeMap::new()).findings {
            said.push(finding.message);
            said.extend(finding.help);
        }
    }
    assert!(said.len() > ROWS.len());
    assert_spoken(said.iter().map(|text| (text, text.en.contains(' ') && prose(&text.en).len() > 30)));
}

#[test]
fn what_is_wrong_with_a_calendar_is_said_in_both_languages() {
    let hours = [
        "",
        "09:00",
        "Mon",
        "Mon 9",
        "Mon 10:00-10:00",
        "Monday 09:00-12:00",
        "Mon 09:00-12:00, 13:00-14:00",
        "Xyz 09:00-10:00",
    ];
    let days = ["", "2026", "2026-02-30", "2026-10-28 25:00", "2026-10-28 13:00-12:00", "29 Ekim"];
    let zones = ["", "Mars", "Europe/Istambul", "+03:00"];
    let mut said: Vec<Both> = hours.iter().filter_map(|it| OpeningHours::parse(it).err()).collect();
    said.extend(days.iter().filter_map(|it| SpecialDay::parse(it).err()));
    said.extend(zones.iter().filter_map(|it| Zone::parse(it).err()));
    assert!(said.len() >= 14, "{}", said.len());
    assert_spoken(said.iter().map(|text| (text, true)));
}

#[test]
fn a_lead_is_explained_in_both_languages() {
    let source = include_str!("playbooks/complete.toml");
    let files = BTreeMap::from([("free-mail.txt".to_owned(), "gmail.com\n".to_owned())]);
    let playbook = Playbook::check(source, &files).playbook.unwrap();
    let case = &playbook.cases[0];
    let mut world = World::new(&playbook, true);
    let mut facts = case.facts.clone();
    facts.sort_by_key(decided_at);
    for fact in facts {
        world.take("lead", Some("account"), fact);
    }
    world.look(case.at);
    let played = world.lead("lead").unwrap();
    let account = world.account_of(played);
    let trace = Trace::of(&playbook, &played.lead, account, case.at);
    let told = |lang: Lang| {
        let speaker = Speaker { playbook: &playbook, lang };
        let mut lines: Vec<String> = trace.lines.iter().map(|line| speaker.line(line)).collect();
        for step in steps(&playbook, &played.lead, account, case.at, lang) {
            lines.push(step.title);
            lines.extend(step.lines);
        }
        lines.extend(played.decisions.iter().flat_map(|it| speaker.decision(it)));
        lines
    };
    let (en, tr) = (told(Lang::En), told(Lang::Tr));
    assert_eq!(en.len(), tr.len());
    let both: Vec<Both> = en.into_iter().zip(tr).map(|(en, tr)| Both { en, tr }).collect();
    assert!(both.len() > 15);
    assert_spoken(both.iter().map(|text| (text, false)));
}
