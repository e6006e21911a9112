//! Which company a row is told to belong to, and what stays in doubt.

use super::*;
use crate::matching::assign;
use proptest::prelude::*;

fn known(rows: &[(&str, Option<&str>, Option<&str>)]) -> Companies {
    let mut companies = Companies::new(Lists::shipped());
    for (account, name, website) in rows {
        companies.add(account, *name, *website).unwrap();
    }
    companies
}

/// `known:ACCOUNT`, `new:KEY`, `doubtful:CANDIDATE|CANDIDATE/APART`, `none`.
fn short(answer: &Match) -> String {
    match answer {
        Match::Known { account, .. } => format!("known:{account}"),
        Match::New { key, .. } => format!("new:{key}"),
        Match::Doubtful { candidates, apart, .. } => {
            format!("doubtful:{}/{}", candidates.join("|"), apart.as_deref().unwrap_or("-"))
        }
        Match::None(_) => "none".to_owned(),
    }
}

fn ask(companies: &Companies, name: &str, email: &str, website: &str) -> String {
    short(&companies.find(Some(name), Some(email), Some(website)))
}

#[test]
fn a_domain_finds_the_company_and_the_name_may_confirm_it_or_clash_with_it() {
    let companies = known(&[
        ("Acme", Some("ACME Yazılım A.Ş."), Some("acme.com.tr")),
        ("Birlik", Some("Birlik Lojistik"), Some("https://www.birlik.com")),
    ]);
    assert_eq!(ask(&companies, "", "ada@mail.acme.com.tr", ""), "known:Acme");
    assert_eq!(ask(&companies, "Acme Yazilim", "ada@acme.com.tr", ""), "known:Acme");
    assert_eq!(ask(&companies, "Acme Holding", "ada@acme.com.tr", ""), "known:Acme");
    assert_eq!(ask(&companies, "Birlik Lojistik", "ada@acme.com.tr", ""), "doubtful:Acme|Birlik/-");
    assert_eq!(ask(&companies, "", "ada@acme.com.tr", "birlik.com"), "doubtful:Acme|Birlik/-");
    assert_eq!(ask(&companies, "", "ada@gmail.com", "birlik.com/en"), "known:Birlik");
    assert_eq!(ask(&companies, "", "ada@ajans.com.tr", "birlik.com"), "doubtful:Birlik/ajans.com.tr");
    let confidence = |name, email| companies.find(name, email, None).confidence();
    // 99 when domain and name agree, 95 for the domain alone, 75 when the name is another.
    assert_eq!(confidence(Some("acme yazılım"), Some("a@acme.com.tr")), 99);
    assert_eq!(confidence(None, Some("a@acme.com.tr")), 95);
    assert_eq!(confidence(Some("Zeytin"), Some("a@acme.com.tr")), 75);
}

#[test]
fn a_name_alone_finds_the_company_unless_something_contradicts_it() {
    let companies =
        known(&[("Acme", Some("ACME Yazılım A.Ş."), Some("acme.com.tr")), ("Çınar", Some("Çınar Metal"), None)]);
    for name in ["Acme Yazilim Anonim Şirketi", "acme yazılım", "ACME YAZILIM SAN. VE TİC. A.Ş."] {
        assert_eq!(ask(&companies, name, "", ""), "known:Acme", "{name}");
        assert_eq!(ask(&companies, name, "ada@gmail.com", ""), "known:Acme", "{name}");
    }
    assert_eq!(ask(&companies, "Acme Bilişim", "", ""), "new:acmebilisim");
    assert_eq!(ask(&companies, "Acme Yazılım", "ada@acme.de", ""), "doubtful:Acme/acme.de");
    assert_eq!(ask(&companies, "Acme Yazılım GmbH", "", ""), "doubtful:Acme/acmeyazilim");
    // Of Çınar no domain is known yet, so a new one does not contradict the name.
    assert_eq!(ask(&companies, "CINAR METAL LTD. ŞTİ.", "ali@cinarmetal.com", ""), "known:Çınar");
    assert_eq!(ask(&companies, "Acme Yazlım", "", ""), "doubtful:Acme/acmeyazlim");
    assert_eq!(ask(&companies, "Acme", "", ""), "doubtful:Acme/acme");
}

#[test]
fn two_companies_of_one_name_are_doubtful_and_never_merged() {
    let companies = known(&[("a", Some("Delta"), Some("delta.com.tr")), ("b", Some("Delta"), Some("delta.de"))]);
    assert_eq!(ask(&companies, "Delta", "", ""), "doubtful:a|b/delta");
    assert_eq!(ask(&companies, "Delta", "x@delta.de", ""), "known:b");
    assert_eq!(ask(&companies, "Delta", "x@delta.fr", ""), "doubtful:a|b/delta.fr");
    assert_eq!(ask(&companies, "", "x@delta.fr", ""), "doubtful:b|a/delta.fr");
}

#[test]
fn free_mail_throw_away_mail_and_platforms_name_no_company() {
    let companies = known(&[("gmail.com", Some("Gmail"), Some("gmail.com")), ("x", Some("Teknoloji"), None)]);
    for email in ["ada@gmail.com", "ada@yahoo.com.tr", "x@mailinator.com", "firma@ttmail.com", "ada", ""] {
        assert_eq!(ask(&companies, "", email, ""), "none", "{email}");
    }
    assert_eq!(ask(&companies, "", "", "https://linkedin.com/company/acme"), "none");
    assert_eq!(ask(&companies, "Teknoloji", "", ""), "doubtful:x/teknoloji");
    assert_eq!(ask(&companies, "", "info@acme.com", ""), "new:acme.com");
}

#[test]
fn the_reason_stands_in_both_languages() {
    let companies = known(&[("Acme", Some("Acme"), Some("acme.com"))]);
    let reason = |name, email| companies.find(name, email, None).reason();
    assert_eq!(reason(None, Some("a@acme.com")).en, "the address's domain acme.com is this company's");
    assert_eq!(reason(Some("Acme"), Some("a@acme.de")).tr, "ad aynı, ama acme.de şirketin alan adları arasında değil");
    assert_eq!(reason(None, Some("a@gmial.com")).en, "free mail, probably gmail misspelt, and no company name");
}

#[test]
fn rows_of_a_file_come_together_whatever_stands_first() {
    let lists = Lists::shipped();
    let rows = [
        ("acme yazılım", "can@gmail.com"),
        ("ACME Yazılım A.Ş.", "ada@acme.com.tr"),
        ("", "eve@acme.com.tr"),
        ("Delta", "x@delta.com.tr"),
        ("Delta", "y@delta.de"),
        ("", "z@delta.de"),
        ("", "w@gmail.com"),
    ];
    let clues = |(name, email): &(&str, &str)| Clues::read(Some(name), Some(email), None, &lists);
    let rows: Vec<Clues> = rows.iter().map(clues).collect();
    let answers = assign(&rows, &mut Companies::new(lists)).unwrap();
    let expected = [
        "known:acme.com.tr",
        "new:acme.com.tr",
        "known:acme.com.tr",
        "new:delta.com.tr",
        "doubtful:delta.com.tr/delta.de",
        "known:delta.de",
        "none",
    ];
    assert_eq!(answers.iter().map(short).collect::<Vec<_>>(), expected);
}

proptest! {
    #[test]
    fn what_was_learned_is_found_again_and_never_taken_for_new(
        rows in prop::collection::vec(
            (
                prop::sample::select(vec!["", "Acme", "Acme A.Ş.", "Acme Yazılım", "Delta", "Delta GmbH", "Deltaa Metal", "Delta Metal"]),
                prop::sample::select(vec!["", "a@gmail.com", "a@acme.com", "b@acme.com.tr", "c@delta.de", "d@delta.com"]),
                prop::sample::select(vec!["", "acme.com", "delta.de", "facebook.com/x"]),
            ),
            1..25,
        )
    ) {
        let lists = Lists::shipped();
        let rows: Vec<Clues> =
            rows.iter().map(|(name, email, site)| Clues::read(Some(name), Some(email), Some(site), &lists)).collect();
        let mut companies = Companies::new(lists);
        let answers = assign(&rows, &mut companies).unwrap();
        prop_assert_eq!(answers.len(), rows.len());
        for (row, answer) in rows.iter().zip(&answers) {
            let again = companies.find_clues(row);
            prop_assert!(!matches!(again, Match::New { .. }), "{row:?}: {answer:?}, then {again:?}");
            prop_assert_eq!(matches!(again, Match::None(_)), row.key().is_none());
            if let Match::Known { account, .. } = &again {
                prop_assert!(companies.knows(account));
            }
        }
        prop_assert_eq!(assign(&rows, &mut Companies::new(Lists::shipped())).unwrap(), answers);
    }
}
