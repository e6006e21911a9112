//! Titles that we invented and labelled before the rules were written, and properties that hold for any text.

use kopru_engine::limits::TITLE_CHARS_MAX;
use kopru_engine::role::{
    Function, Label, Part, Ratio, Rows, Seniority, eval_titles, parse_classes, read_labelled, read_title,
};
use proptest::prelude::*;

const ENGLISH: &str = include_str!("../../../examples/titles/labelled_en.tsv");
const TURKISH: &str = include_str!("../../../examples/titles/labelled_tr.tsv");
const LEVEL: &str = include_str!("../../../examples/titles/level.toml");
const FUNCTION: &str = include_str!("../../../examples/titles/function.toml");

/// Shares of a labelled set that are read as labelled: seniority, function, part.
fn shares(text: &str) -> [Ratio; 3] {
    let rows = read_labelled(text).expect("the set can be read");
    let mut right = [0; 3];
    for row in &rows {
        let reading = read_title(&row.title);
        let role = reading.primary();
        let got = [
            role.and_then(|role| role.seniority).map_or("", Seniority::id),
            role.and_then(|role| role.function).map_or("", Function::id),
            role.and_then(|role| role.part).map_or("", Part::id),
        ];
        let expected = [Some(&row.label), row.more.first(), row.more.get(1)];
        for at in 0..3 {
            right[at] += usize::from(expected[at].is_some_and(|it| it.trim() == got[at]));
        }
    }
    right.map(|count| Ratio::of(count, rows.len()))
}

#[test]
fn our_own_turkish_and_english_titles_are_read_as_labelled() {
    for (name, text) in [("English", ENGLISH), ("Turkish", TURKISH)] {
        for (what, share) in ["seniority", "function", "part"].iter().zip(shares(text)) {
            assert!(share >= Ratio::of(98, 100), "{name} {what}: {share}");
        }
    }
}

#[test]
fn every_label_of_our_sets_is_a_class() {
    for row in [ENGLISH, TURKISH].iter().flat_map(|text| read_labelled(text).unwrap()) {
        let known = |id: &str, is_class: bool| id.is_empty() || is_class;
        assert!(known(&row.label, Seniority::from_id(&row.label).is_some()), "{row:?}");
        assert!(known(&row.more[0], Function::from_id(&row.more[0]).is_some()), "{row:?}");
        assert!(known(row.more[1].trim(), Part::from_id(row.more[1].trim()).is_some()), "{row:?}");
    }
}

#[test]
fn the_shipped_class_maps_give_the_classes_they_promise() {
    let level = parse_classes(LEVEL, Label::Level).unwrap();
    let function = parse_classes(FUNCTION, Label::Function).unwrap();
    for (title, their_level, their_function) in [
        ("Kurucu Ortak", "C-Suite", "Business"),
        ("Genel Müdür", "C-Suite", "Business"),
        ("CTO", "C-Suite", "Technical"),
        ("VP Engineering", "VP", "Business"),
        ("Genel Müdür Yardımcısı", "VP", "Business"),
        ("Satış Direktörü", "Director", "Sales-Marketing"),
        ("Head of Finance", "Director", "Business"),
        ("Ürün Yöneticisi", "Manager", "Technical"),
        ("Muhasebe Uzmanı", "Other", "Other"),
        ("", "Other", "Other"),
    ] {
        let reading = read_title(title);
        assert_eq!(level.class_of(reading.primary()), their_level, "{title}");
        assert_eq!(function.class_of(reading.primary()), their_function, "{title}");
    }
    let odd = eval_titles("title\tlabel\nCEO\tC-Suite\nVP\tC-Suite\n", &level, Rows::Odd).unwrap();
    assert_eq!((odd.n, odd.right), (1, 1));
}

/// Words that the rules know, so that random titles reach them.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("CEO"),
        Just("Müdür"),
        Just("Yrd."),
        Just("&"),
        Just("/"),
        Just("to the"),
        Just("of"),
        Just("(ex"),
        Just("Satış"),
        Just("İK"),
        Just("assistant"),
        Just("Chief"),
        Just("Officer"),
        Just("intern"),
        Just("@"),
        Just("Ltd."),
        Just("R&D"),
        Just("CFO'nun"),
        Just("Partner"),
        Just("Lead"),
        Just(", "),
        Just("\u{301}"),
    ];
    prop::collection::vec(word, 0..14).prop_map(|words| words.join(" "))
}

fn spans_are_valid(title: &str) {
    let reading = read_title(title);
    assert!(title.starts_with(&reading.title));
    assert!(reading.title.chars().count() <= TITLE_CHARS_MAX);
    for role in &reading.roles {
        assert!(role.confidence <= 100);
        assert!(role.function.is_some() || role.seniority.is_some());
        assert!(!role.words.is_empty(), "{title:?}: {role:?}");
        assert!(role.words.is_sorted_by_key(|span| span.start));
        for span in &role.words {
            assert!(reading.title.get(span.clone()).is_some_and(|word| !word.is_empty()), "{title:?}: {span:?}");
        }
        let reason = reading.reason(role);
        assert!(!reason.en.is_empty() && !reason.tr.is_empty());
    }
    assert_eq!(read_title(title), reading, "the same title is read the same way");
}

proptest! {
    #[test]
    fn any_text_is_read_and_its_words_lie_in_it(title in any::<String>()) {
        spans_are_valid(&title);
    }

    #[test]
    fn any_row_of_known_words_is_read_and_its_words_lie_in_it(title in words()) {
        spans_are_valid(&title);
    }

    #[test]
    fn any_text_as_labels_or_classes_gives_a_result_or_faults(text in any::<String>()) {
        let _ = read_labelled(&text);
        for fault in parse_classes(&text, Label::Function).err().into_iter().flatten() {
            prop_assert!(fault.span.end <= text.len());
        }
    }
}
