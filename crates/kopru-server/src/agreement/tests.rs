//! Values of a playbook's text are changed where they stand, and nothing else.

use super::*;
use kopru_engine::playbook::Playbook;

const SAAS: &str = include_str!("../../../../playbooks/saas.toml");
const MINIMAL: &str = include_str!("../../../../playbooks/minimal.toml");

fn edits(all: &[(&str, Option<&str>)]) -> Edits {
    all.iter().map(|(address, value)| ((*address).to_owned(), value.map(str::to_owned))).collect()
}

/// The text with these edits, none of which is refused.
fn edited(source: &str, all: &[(&str, Option<&str>)]) -> String {
    let applied = apply(source, &edits(all));
    assert_eq!(applied.refused, vec![]);
    applied.text
}

/// The lines that differ: those that are gone, and those that are new.
fn changed<'a>(before: &'a str, after: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let gone = before.lines().filter(|it| !after.lines().any(|other| other == *it)).collect();
    let new = after.lines().filter(|it| !before.lines().any(|other| other == *it)).collect();
    (gone, new)
}

#[test]
fn nothing_changed_is_byte_for_byte_the_same() {
    for source in [SAAS, MINIMAL] {
        assert_eq!(edited(source, &[]), source);
        for part in places::parts() {
            for (_, entry) in Agreement::read(source).entries(&part, Lang::En) {
                for held in entry.values.iter().filter(|it| !it.text.is_empty() && it.kind != Kind::Lines) {
                    // What stands in two lines of the file may be written in one.
                    if held.text.contains('\n') {
                        continue;
                    }
                    let same = edited(source, &[(&held.address, Some(&held.text))]);
                    let read = Agreement::read(&same).value_at(&held.address);
                    assert_eq!(read.as_deref(), Some(held.text.as_str()), "{}", held.address);
                    assert_eq!(same.len(), source.len(), "{}: {:?}", held.address, changed(source, &same));
                }
            }
        }
    }
}

#[test]
fn one_value_is_changed_and_comments_stay() {
    let source =
        "# Both teams.\n[[stage]] # the first\nid = \"mql\"\nmax_age   = \"5d\"   # a working week\n\n# The end.\n";
    let after = edited(source, &[("stage/mql/max_age", Some("7d"))]);
    assert_eq!(after, source.replace("5d", "7d"));
}

#[test]
fn values_in_inline_tables_and_nested_ones_are_changed_where_they_stand() {
    let after = edited(
        MINIMAL,
        &[("stage/mql/max_age", Some("6d")), ("handover/reason/not-ready/text/tr", Some("Hazır değil"))],
    );
    let (gone, new) = changed(MINIMAL, &after);
    assert_eq!((gone.len(), new.len()), (2, 2), "{new:?}");
    assert!(
        new[0].contains("enter = \"engagement >= 40\", max_age = \"6d\" },   # a rule brings them here,"),
        "{new:?}"
    );
    assert!(new[1].contains("text = { en = \"Not ready yet\", tr = \"Hazır değil\" }"), "{new:?}");
    let after =
        edited(SAAS, &[("framework/bant/criterion/need/weight", Some("2")), ("handover/contact.breach", Some("36h"))]);
    assert_eq!(Agreement::read(&after).value_at("framework/bant/criterion/need/weight").as_deref(), Some("2"));
    assert_eq!(Agreement::read(&after).value_at("handover/contact.breach").as_deref(), Some("36h"));
    assert!(Playbook::check(&after, &lists()).playbook.is_some());
}

/// The list files that the shipped playbook names, empty.
fn lists() -> std::collections::BTreeMap<String, String> {
    Playbook::files(SAAS).into_iter().map(|it| (it.text, String::new())).collect()
}

#[test]
fn a_key_that_is_emptied_is_left_out_and_one_that_was_not_there_is_added() {
    let source = "[[stage]]\nid = \"lead\"\nparked = true\n[handover]\nfrom = \"a\"\ncontact = { breach = \"48h\" }\n";
    let after = edited(
        source,
        &[
            ("stage/lead/max_age", Some("90d")),
            ("handover/contact.breach", Some("")),
            ("handover/accept.within", Some("8 business hours")),
        ],
    );
    assert_eq!(
        after,
        "[[stage]]\nid = \"lead\"\nparked = true\nmax_age = \"90d\"\n[handover]\nfrom = \"a\"\naccept = { within = \"8 business hours\" }\n"
    );
}

#[test]
fn a_reason_is_added_at_the_end_of_its_list_and_taken_out_again() {
    let new = [
        ("handover/reason/too-early/text/en", Some("Too early")),
        ("handover/reason/too-early/text/tr", Some("Henüz erken")),
        ("handover/reason/too-early/recycles", Some("true")),
    ];
    let after = edited(SAAS, &new);
    let (gone, added) = changed(SAAS, &after);
    assert_eq!(gone, Vec::<&str>::new());
    assert!(added.contains(&"id = \"too-early\""), "{added:?}");
    let place = after.find("id = \"too-early\"").expect("the reason");
    let last = SAAS.rfind("[[handover.reason]]").expect("reasons");
    assert!(place > last && after[..place].trim_end().ends_with("[[handover.reason]]"), "behind the others");
    assert!(Playbook::check(&after, &lists()).playbook.is_some());
    let again = edited(&after, &[("handover/reason/too-early", None)]);
    assert_eq!(again, SAAS);
    // In one line, too.
    let inline = edited(MINIMAL, &new);
    assert!(inline.contains("{ id = \"too-early\""), "{inline}");
    assert_eq!(changed(MINIMAL, &edited(&inline, &[("handover/reason/too-early", None)])).1, Vec::<&str>::new());
}

#[test]
fn what_does_not_fit_is_refused_with_its_address_and_the_rest_is_done() {
    let wrong = [
        ("engagement/half_life", Some("21d")),
        ("fit/grades.A", Some("79.5")),
        ("handover/acceptance_target", Some("most")),
        ("framework/bant/advance", Some("{ weighted = ")),
        ("stage/nowhere/max_age", Some("5d")),
        ("stage/sal/by", Some("won")),
        ("stage/mql", None),
        ("format", Some("2")),
    ];
    let applied = apply(SAAS, &edits(&wrong));
    let refused: Vec<&str> = applied.refused.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(
        refused,
        [
            "fit/grades.A",
            "format",
            "framework/bant/advance",
            "handover/acceptance_target",
            "stage/mql",
            "stage/nowhere/max_age",
            "stage/sal/by"
        ]
    );
    assert!(applied.refused.iter().all(|it| it.1.en != it.1.tr));
    assert_eq!(Agreement::read(&applied.text).value_at("engagement/half_life").as_deref(), Some("21d"));
    assert_eq!(changed(SAAS, &applied.text).1.len(), 1);
}

#[test]
fn shares_and_numbers_are_read_as_people_write_them() {
    for (written, kept) in [("0.85", "0.85"), ("0,85", "0.85"), ("85%", "0.85"), ("100 %", "1.00")] {
        let after = edited(SAAS, &[("handover/acceptance_target", Some(written))]);
        assert_eq!(Agreement::read(&after).value_at("handover/acceptance_target").as_deref(), Some(kept), "{written}");
    }
    for (written, kept) in [("-40", "-40"), ("1.000", "1000"), ("1 000", "1000")] {
        let after = edited(SAAS, &[("fit/grades.A", Some(written))]);
        assert_eq!(Agreement::read(&after).value_at("fit/grades.A").as_deref(), Some(kept), "{written}");
    }
    let after = edited(SAAS, &[("calendar/sales/open", Some("Mon-Fri 10:00-16:00\r\n\n Sat 10:00-12:00 "))]);
    assert!(after.contains(r#"["Mon-Fri 10:00-16:00", "Sat 10:00-12:00"]"#));
}

#[test]
fn every_place_has_a_name_in_both_languages_and_every_value_its_own_address() {
    let mut seen = std::collections::BTreeSet::new();
    for part in places::parts() {
        assert!(!part.title.tr.is_empty());
        for (_, entry) in Agreement::read(SAAS).entries(&part, Lang::Tr) {
            assert!(!entry.name.is_empty(), "{}", entry.address);
            for held in entry.values {
                assert!(places::resolve(&held.address).is_some(), "{}", held.address);
                assert!(!held.label.tr.is_empty() && !held.label.en.is_empty());
                assert!(seen.insert(held.address.clone()), "{} twice", held.address);
            }
        }
    }
    assert!(seen.len() > 300, "{}", seen.len());
}

#[test]
fn every_shipped_framework_fits_into_a_playbook_with_open_questions_in_both_languages() {
    for (id, name, text) in frameworks::SHIPPED {
        let mut all = frameworks::taking_up(SAAS, &lists(), id);
        assert_eq!(all.remove("stage/sql/framework"), Some(Some(id.to_owned())));
        all.insert("stage/sql/framework".into(), Some(id.to_owned()));
        let applied = apply(SAAS, &all);
        assert_eq!(applied.refused, vec![], "{id}");
        assert!(id == "bant" || applied.text.ends_with(text), "its comments come with it");
        let checked = Playbook::check(&applied.text, &lists());
        let playbook = checked.playbook.unwrap_or_else(|| panic!("{id}: {:?}", checked.findings));
        let told: Vec<&str> = checked.findings.iter().map(|it| it.message.en.as_str()).collect();
        let before = Playbook::check(SAAS, &lists()).findings.len();
        assert_eq!(checked.findings.len(), before, "{id}: {told:?}");
        let framework = playbook.frameworks.iter().find(|it| &*it.id == id).expect("the framework");
        assert_eq!(framework.name.en, name);
        for question in playbook.criteria.iter().flat_map(|it| &it.questions) {
            assert!(question.text.en != question.text.tr, "{}", question.id);
        }
        let criteria = framework.criteria.iter().map(|it| &playbook.criteria[usize::from(it.0)].questions);
        for first in criteria.chain(playbook.sizes.iter().map(|it| &it.questions)).filter_map(|it| it.first()) {
            let after: std::collections::BTreeSet<&str> = first.follow_up.iter().map(|it| &*it.0).collect();
            assert_eq!(after, std::collections::BTreeSet::from(["short", "strong", "vague"]), "{id}: {}", first.id);
        }
        // Alone in a playbook, too: nothing in it leans on what another one declares.
        let alone = edited(MINIMAL, &[(&format!("framework/{id}"), Some(frameworks::AS_SHIPPED))]);
        let checked = Playbook::check(&alone, &std::collections::BTreeMap::new());
        assert!(checked.playbook.is_some(), "{id}: {:?}", checked.findings);
    }
}

#[test]
fn a_framework_that_nobody_ships_or_that_is_there_already_changes_nothing() {
    let applied = apply(SAAS, &edits(&[("framework/mine", Some("shipped"))]));
    assert_eq!((applied.text.as_str(), applied.refused.len()), (SAAS, 1));
    assert_eq!(edited(SAAS, &[("framework/bant", Some("shipped"))]), SAAS);
    assert!(frameworks::missing(SAAS).iter().all(|it| it.0 != "bant"));
    assert_eq!(frameworks::missing(SAAS).len(), 6);
}

#[test]
fn the_goal_the_measures_and_the_products_are_changed_where_they_stand() {
    let after = edited(
        SAAS,
        &[
            ("goal/when", Some("!has(stage)")),
            ("goal/answer/learn/sells", Some("true")),
            ("goal/question/goal-hope/text/en", Some("What did you hope for?")),
            ("size/authority/levels/3/when", Some("role.part == 'decider' && role.seniority >= 'director'")),
            ("size/solved/question/solved-worst/text/tr", Some("En pahalı kısmı hangisi?")),
            ("product/team/price", Some("59 EUR")),
            ("product/team/set_up", Some("7d")),
            ("product/team/every", Some("year")),
        ],
    );
    // Eight lines are new; two of the old ones stand elsewhere too.
    assert_eq!(changed(SAAS, &after).1.len(), 8, "{:?}", changed(SAAS, &after));
    let playbook = Playbook::check(&after, &lists()).playbook.expect("a playbook without faults");
    let goal = playbook.goal.as_ref().expect("a goal");
    assert!(goal.answers.iter().any(|it| &*it.value == "learn" && it.sells));
    assert_eq!(goal.questions[0].text.en, "What did you hope for?");
    let (text, product) = (Agreement::read(&after), &playbook.products[0]);
    assert_eq!(text.value_at("product/team/price").as_deref(), Some("59 EUR"));
    // Seven days are the shortest time and the longest.
    assert_eq!(product.set_up, Some((7, 7)));
    // Levels and measures are called by what they mean, in the reader's language.
    let sizing = places::parts().into_iter().find(|it| it.id == "sizing").expect("a part");
    let names: Vec<String> = text.entries(&sizing, Lang::Tr).into_iter().map(|it| it.1.name).collect();
    assert!(names.iter().any(|it| it.starts_with("karar yetkisi 3: ")), "{names:?}");
    // A product is added by its name, and taken out again.
    let new = [("product/lite/name/en", Some("Lite plan")), ("product/lite/price", Some("9 EUR"))];
    let more = edited(SAAS, &new);
    assert!(Playbook::check(&more, &lists()).playbook.is_some());
    assert_eq!(edited(&more, &[("product/lite", None)]), SAAS);
    let fewer = edited(SAAS, &[("size/authority/levels/1", None)]);
    assert!(Agreement::read(&fewer).value_at("size/authority/levels/1/when").is_none());
    assert!(Playbook::check(&fewer, &lists()).playbook.is_some());
}
