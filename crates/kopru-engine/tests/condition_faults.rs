//! Every fault of a condition: where it stands, what it says in both languages; and that no text whatever brings the
//! reader down.

mod condition_world;

use condition_world::{World, compiled, scope};
use kopru_engine::condition::{Condition, FAULTS, Fault};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::limits::{CONDITION_BYTES_MAX, CONDITION_DEPTH_MAX, FACTS_COUNTED_MAX, LIST_VALUE_MAX};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Blocks of four lines: the condition with the place of its only fault between ⟦ and ⟧, the code, the message in English
/// and in Turkish.
const TABLE: &str = include_str!("condition_world/faults.txt");

/// The table's blocks.
fn table() -> impl Iterator<Item = [&'static str; 4]> {
    TABLE.split("\n\n").map(|block| {
        let lines: Vec<&str> = block.lines().collect();
        lines.try_into().unwrap_or_else(|_| panic!("four lines: {block}"))
    })
}

fn faults(source: &str) -> Vec<Fault> {
    match Condition::compile(source, &scope()) {
        Ok(_) => panic!("`{source}` should have a fault"),
        Err(faults) => faults,
    }
}

/// The codes of all faults, in their order.
fn codes(source: &str) -> Vec<&'static str> {
    faults(source).iter().map(|fault| fault.code).collect()
}

#[test]
fn every_fault_stands_at_its_place_and_speaks_both_languages() {
    for [marked, code, en, tr] in table() {
        let source = marked.replace(['⟦', '⟧'], "");
        let start = marked.find('⟦').expect("a start");
        let end = marked.find('⟧').expect("an end") - '⟦'.len_utf8();
        let found = faults(&source);
        let [fault] = found.as_slice() else {
            panic!("`{source}` should have one fault: {found:#?}");
        };
        assert_eq!((fault.code, fault.span.clone()), (code, start..end), "`{source}`");
        assert_eq!((fault.message.en.as_str(), fault.message.tr.as_str()), (en, tr), "`{source}`");
        if let Some(help) = &fault.help {
            assert!(!help.en.is_empty() && !help.tr.is_empty() && help.en != help.tr, "`{source}`: {help:?}");
        }
    }
}

#[test]
fn the_table_and_the_tests_below_try_every_code() {
    let mut tried: BTreeSet<&str> = table().map(|[_, code, ..]| code).collect();
    // Their conditions are too long for the table, or need another scope.
    tried.extend(["C002", "C003", "C058", "C060"]);
    let known: BTreeSet<&str> = FAULTS.iter().map(|(code, _)| *code).collect();
    assert_eq!(tried, known);
}

#[test]
fn help_says_what_was_probably_meant() {
    for (source, en, tr) in [
        ("account.employes > 3", "did you mean `account.employees`?", "şunu mu demek istediniz: `account.employees`?"),
        ("country == 'TR'", "did you mean `account.country`?", "şunu mu demek istediniz: `account.country`?"),
        ("role.seniority == 'directr'", "did you mean 'director'?", "şunu mu demek istediniz: 'director'?"),
        ("facts('page_view', '1d') > 3", "did you mean 'page_viewed'?", "şunu mu demek istediniz: 'page_viewed'?"),
        ("account.employees > '50'", "write 50 without quotes", "50 değerini tırnaksız yazın"),
        ("account.country == 5", "write it between quotes: '5'", "tırnak içinde yazın: '5'"),
        ("account.funding > 5000", "write the currency too: '5000 USD'", "para birimini de yazın: '5000 USD'"),
        ("fit = 3", "instead of `=` write `==`", "`=` yerine `==` yazın"),
        ("fit > 3 and fit < 5", "instead of `and` write `&&`", "`and` yerine `&&` yazın"),
        ("1 < fit < 3", "write `a < b && b < c`", "`a < b && b < c` yazın"),
        ("persona.degree > .5", "write `0.5`", "`0.5` yazın"),
    ] {
        let help = Both { en: en.into(), tr: tr.into() };
        assert_eq!(faults(source)[0].help, Some(help), "{source}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    assert_eq!(codes("account.employes > '3' && fits < 'a' / 2"), ["C030", "C030", "C010"]);
    assert_eq!(codes("$x && account.country == 'a' && #"), ["C004", "C004"]);
    assert_eq!(codes("account.country == 5 || fit || facts('x', 'y') > 1"), ["C050", "C052", "C035", "C037"]);
    assert_eq!(codes("role.seniority in ['boss', 'vp', 'chief']"), ["C053", "C053"]);
    assert_eq!(codes("engagement > facts('page_viewed', '1d') && unknown_thing"), ["C061", "C030"]);
}

#[test]
fn a_long_condition_is_refused_before_it_is_read() {
    let most = format!("fit > 1{}", " ".repeat(CONDITION_BYTES_MAX - 7));
    compiled(&most);
    assert_eq!(codes(&format!("{most} ")), ["C002"]);
}

#[test]
fn nesting_has_an_end_and_long_chains_have_none() {
    // Each bracket is a level; the comparison below them is one more.
    let nested = |levels: usize| format!("{}fit > 1{}", "(".repeat(levels), ")".repeat(levels));
    compiled(&nested(CONDITION_DEPTH_MAX - 2));
    assert_eq!(codes(&nested(CONDITION_DEPTH_MAX + 1)), ["C003"]);
    let denied = |levels: usize| format!("{}account.active", "!".repeat(levels));
    compiled(&denied(CONDITION_DEPTH_MAX - 1));
    assert_eq!(codes(&denied(CONDITION_DEPTH_MAX)), ["C003"]);
    compiled(&vec!["fit > 1"; 300].join(" && "));
    compiled(&vec!["fit > 1"; 300].join(" || "));
    assert_eq!(codes(&format!("fit > {}1", "1 + ".repeat(500))), ["C003"]);
}

#[test]
fn no_nesting_overflows_a_small_stack() {
    let run = || {
        for part in [
            "(",
            "!",
            "-",
            "[",
            "{",
            "a.exists(x,",
            "has(",
            "a?",
            "a?b:",
            "1+",
            "a&&",
            "!(",
            "a in [",
            "-(",
            "a.b(",
            "a[",
            "'",
            "\"\\",
        ] {
            let source = part.repeat(CONDITION_BYTES_MAX / part.len());
            assert!(!faults(&source).is_empty(), "{part}");
            let _ = Condition::compile(&format!("{source}fit"), &scope());
        }
    };
    let small = std::thread::Builder::new().stack_size(512 * 1024).spawn(run);
    small.expect("a thread").join().expect("no overflow");
}

#[test]
fn a_long_list_belongs_into_a_list_file() {
    let list = |entries: usize| format!("account.country in [{}]", vec!["'a'"; entries].join(", "));
    compiled(&list(LIST_VALUE_MAX));
    assert_eq!(codes(&list(LIST_VALUE_MAX + 1)), ["C058"]);
}

#[test]
fn time_is_refused_where_the_scope_says_so() {
    let mut scope = scope();
    scope.timed = Err(Both {
        en: "fit says who they are, which time does not change".into(),
        tr: "uygunluk kim olduklarını söyler, zaman bunu değiştirmez".into(),
    });
    for (source, span) in [
        ("fit > 1 && engagement > 3", 11..21),
        ("engagement.band == 'hot'", 0..15),
        ("facts('page_viewed', '1d') > 3", 0..26),
        ("days_since(account.founded) > 3", 0..27),
        ("has(engagement)", 4..14),
    ] {
        let faults = Condition::compile(source, &scope).expect_err("time");
        let [fault] = faults.as_slice() else {
            panic!("{source}: {faults:?}");
        };
        assert_eq!((fault.code, fault.span.clone()), ("C060", span), "{source}");
        assert!(fault.message.en.ends_with("fit says who they are, which time does not change"));
        assert!(fault.message.tr.ends_with("uygunluk kim olduklarını söyler, zaman bunu değiştirmez"));
    }
    assert!(Condition::compile("fit > 1", &scope).is_ok());
}

#[test]
fn a_count_of_facts_can_be_compared_with_what_is_counted() {
    compiled(&format!("facts('page_viewed', '1d') >= {FACTS_COUNTED_MAX}"));
    assert_eq!(codes(&format!("{} <= facts('page_viewed', '1d')", FACTS_COUNTED_MAX + 1)), ["C062"]);
}

#[test]
fn an_unsorted_list_is_searched_rightly_all_the_same() {
    let mut scope = scope();
    scope.lists.insert("odd".into(), ["z.com", "a.com", "m.com"].map(Into::into).into());
    let condition = Condition::compile("account.domain in list('odd')", &scope).expect("a condition");
    for domain in ["z.com", "a.com", "m.com"] {
        let world = World::of(&format!("account.domain={domain}"));
        assert_eq!(world.judge(&condition), kopru_engine::condition::Tri::True, "{domain}");
    }
}

#[test]
fn a_fault_becomes_a_diagnostic_of_the_file() {
    let fault = faults("fits > 3").remove(0);
    let diagnostic = fault.clone().diagnostic(100);
    assert_eq!((diagnostic.code, diagnostic.span), ("C030", 100..104));
    assert_eq!((diagnostic.message, diagnostic.help), (fault.message, fault.help));
}

/// Compiles any text and uses whatever comes out of it.
fn survives(source: &str) -> Result<(), TestCaseError> {
    match Condition::compile(source, &scope()) {
        Ok(condition) => {
            let world = World::of("fit=9223372036854775807; account.tags=a|?|b; account.active=true");
            let nothing = World::of("");
            for world in [&world, &nothing] {
                let open = condition.open(&world.env());
                prop_assert!(open.iter().all(|slot| condition.reads().contains(slot)));
                prop_assert!(world.judge(&condition) == kopru_engine::condition::Tri::Unknown || open.is_empty());
            }
            prop_assert!(Lang::ALL.iter().all(|lang| !condition.aloud(*lang).is_empty()));
        }
        Err(faults) => {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(source.get(fault.span.clone()).is_some(), "{:?} in {source:?}", fault.span);
                prop_assert!(FAULTS.iter().any(|(code, _)| *code == fault.code), "{}", fault.code);
                prop_assert!(!fault.message.en.is_empty() && !fault.message.tr.is_empty());
            }
        }
    }
    Ok(())
}

/// Words of conditions, right and wrong, as they may follow one another.
fn soup() -> impl Strategy<Value = String> {
    let words = vec![
        "fit",
        "fit.grade",
        "account.tags",
        "account.active",
        "engagement",
        "account.country",
        "account.renewal",
        "account.funding",
        "persona.degree",
        "x",
        "true",
        "null",
        "in",
        "has(",
        "size(",
        "facts('page_viewed', '1d')",
        "list('competitors')",
        "days_since(",
        ".exists(x, ",
        ".all(x, ",
        ".startsWith(",
        ".matches(",
        "'B'",
        "'14d'",
        "\"5 USD\"",
        "'2026-01-01T00:00:00Z'",
        "'",
        "\\",
        "\\u00",
        "0",
        "5",
        "0.5",
        "9223372036854775808",
        "1e9",
        "5u",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "?",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "&&",
        "||",
        "&",
        "=",
        ".",
        "//",
        "ş",
        "“",
        "\n",
        "\0",
    ];
    let gap = prop::sample::select(vec!["", " ", " "]);
    prop::collection::vec((prop::sample::select(words), gap), 0..14)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mixture_of_words_brings_the_reader_down(source in soup()) {
        survives(&source)?;
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        survives(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "\\PC{0,40}") {
        survives(&text)?;
    }

    #[test]
    fn no_slip_of_the_pen_brings_the_reader_down(at in 0..200_usize, length in 0..4_usize, put in "[ -~ş“]{0,2}") {
        let mut source: Vec<char> = "account.tags.exists(x, x.startsWith('a\\n')) && (fit.grade <= 'B' || engagement >= 60 ? has(fit) : facts('page_viewed', '14d') > 3) && persona.degree * 2 >= 0.5 && account.country in ['TR', \"DE\"]".chars().collect();
        let start = at.min(source.len());
        let end = (start + length).min(source.len());
        source.splice(start..end, put.chars());
        survives(&source.into_iter().collect::<String>())?;
    }
}
