//! Facts as they came: their text, their digest, and what is refused.

use crate::random::{moment, mutilated, text};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::written::facts::{Incoming, body, digest, digest_of, read_body};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::{BTreeMap, BTreeSet};

fn subject() -> impl Strategy<Value = Subject> {
    (0..4, text()).prop_map(|(kind, it)| match kind {
        0 => Subject::Email(it),
        1 => Subject::External(it),
        2 => Subject::Phone(it),
        _ => Subject::Visitor(it),
    })
}

fn scalar() -> impl Strategy<Value = Scalar> {
    let leaf = prop_oneof![
        Just(Scalar::Null),
        any::<bool>().prop_map(Scalar::Bool),
        any::<i64>().prop_map(Scalar::Int),
        prop_oneof!["-?[0-9]{1,30}\\.[0-9]{1,30}(e[+-]?[0-9]{1,4})?", text()].prop_map(Scalar::Number),
        text().prop_map(Scalar::Text),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| vec(inner, 0..4).prop_map(Scalar::List))
}

fn values() -> impl Strategy<Value = BTreeMap<String, Scalar>> {
    btree_map(text(), scalar(), 0..4)
}

fn incoming() -> impl Strategy<Value = Incoming> {
    let who = (subject(), vec(subject(), 0..3), option::of(text()));
    let what = (text(), option::of(moment()), option::of(text()));
    (who, what, values(), values(), values()).prop_map(|(who, what, data, fields, account_fields)| Incoming {
        raw: RawFact {
            account: who.2,
            occurred_at: what.1,
            source: what.2,
            data,
            fields,
            account_fields,
            ..RawFact::new(who.0, what.0)
        },
        also: who.1,
    })
}

fn example() -> Incoming {
    let mut raw = RawFact::new(Subject::Email("İpek@Örnek.example".into()), "page_viewed");
    raw.id = Some("f-1".into());
    raw.account = Some("Toros \"Yazılım\"".into());
    raw.occurred_at = Moment::parse("2026-03-02T12:00:00.000125+03:00");
    raw.recorded_at = Moment::parse("2026-03-02T12:00:01+03:00");
    raw.source = Some("web".into());
    raw.data.insert("path".into(), Scalar::Text("/fiyat\n".into()));
    raw.data.insert("minutes".into(), Scalar::Int(-3));
    raw.fields.insert("budget".into(), Scalar::Number("12.50".into()));
    raw.fields.insert("tags".into(), Scalar::List(vec![Scalar::Text("a".into()), Scalar::Null, Scalar::Bool(true)]));
    Incoming { raw, also: vec![Subject::Visitor("v1".into()), Subject::Phone("+90 555".into())] }
}

#[test]
fn a_fact_is_written_as_a_person_would_write_it() {
    let text = [
        r#"{"subject":{"email":"İpek@Örnek.example"},"also":[{"visitor":"v1"},{"phone":"+90 555"}],"#,
        r#""account":"Toros \"Yazılım\"","type":"page_viewed","occurred_at":"2026-03-02T09:00:00.000125Z","source":"web","#,
        r#""data":{"minutes":-3,"path":"/fiyat\n"},"fields":{"budget":{"number":"12.50"},"tags":["a",null,true]}}"#,
    ];
    assert_eq!(body(&example()), text.concat());
}

#[test]
fn what_a_fact_does_not_say_is_left_out() {
    let bare = Incoming { raw: RawFact::new(Subject::External("7".into()), "fields_set"), also: Vec::new() };
    assert_eq!(body(&bare), r#"{"subject":{"external":"7"},"type":"fields_set"}"#);
}

#[test]
fn the_digest_is_the_first_half_of_the_hash_of_the_body() {
    // printf '{"subject":{"external":"7"},"type":"fields_set"}' | sha256sum | cut -c1-32
    let bare = Incoming { raw: RawFact::new(Subject::External("7".into()), "fields_set"), also: Vec::new() };
    let hex: String = digest(&bare).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "7a71c8ad4c958ded181fd4f650c00dc1");
}

#[test]
fn the_id_and_the_moment_of_recording_do_not_change_the_digest_and_everything_else_does() {
    let first = example();
    let mut later = example();
    later.raw.id = None;
    later.raw.recorded_at = None;
    assert_eq!(digest(&first), digest(&later));
    let changes: [fn(&mut Incoming); 8] = [
        |it| it.raw.subject = Subject::External("İpek@Örnek.example".into()),
        |it| it.raw.account = None,
        |it| it.raw.kind.push('s'),
        |it| it.raw.occurred_at = it.raw.occurred_at.map(|at| at.plus_secs(1)),
        |it| it.raw.source = Some(String::new()),
        |it| it.raw.account_fields = std::mem::take(&mut it.raw.fields),
        |it| *it.raw.fields.entry("budget".into()).or_insert(Scalar::Null) = Scalar::Text("12.50".into()),
        |it| it.also.reverse(),
    ];
    let mut seen = BTreeSet::from([digest(&first)]);
    for change in changes {
        let mut other = example();
        change(&mut other);
        assert!(seen.insert(digest(&other)), "{}", body(&other));
    }
}

#[test]
fn what_is_not_understood_is_refused_with_its_name() {
    let rows = [
        ("", "EOF"),
        ("[]", "the fact"),
        (r#"{"type":"a"}"#, "`subject`"),
        (r#"{"subject":{"email":"a"}}"#, "`type`"),
        (r#"{"subject":{},"type":"a"}"#, "`subject`"),
        (r#"{"subject":{"email":"a","phone":"b"},"type":"a"}"#, "`email`"),
        (r#"{"subject":{"fax":"a"},"type":"a"}"#, "`fax`"),
        (r#"{"subject":{"email":1},"type":"a"}"#, "`email`"),
        (r#"{"subject":{"email":"a"},"type":"a","mood":1}"#, "`mood`"),
        (r#"{"subject":{"email":"a"},"type":"a","type":"b"}"#, "`type`"),
        (r#"{"subject":{"email":"a"},"type":"a","occurred_at":"2026-03-02"}"#, "`occurred_at`"),
        (r#"{"subject":{"email":"a"},"type":"a","data":{"x":1,"x":2}}"#, "`data.x`"),
        (r#"{"subject":{"email":"a"},"type":"a","data":{"x":{"digits":"1"}}}"#, "`number`"),
        (r#"{"subject":{"email":"a"},"type":"a","data":{"x":9223372036854775808}}"#, "`x`"),
        (r#"{"subject":{"email":"a"},"type":"a","data":{"x":1.5}}"#, "1.5"),
    ];
    for (row, name) in rows {
        let fault = read_body(row).expect_err(row);
        assert!(fault.to_string().contains(name), "{row}: {fault}");
    }
}

#[test]
fn a_hundred_lists_in_one_another_are_read_back_and_a_thousand_are_refused() {
    let nested = |depth: usize| {
        let mut raw = RawFact::new(Subject::External("7".into()), "fields_set");
        let list = (0..depth).fold(Scalar::Null, |inner, _| Scalar::List(vec![inner]));
        raw.fields.insert("tags".into(), list);
        Incoming { raw, also: Vec::new() }
    };
    assert_eq!(read_body(&body(&nested(100))), Ok(nested(100)));
    assert!(read_body(&body(&nested(1_000))).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, rng_seed: RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn every_fact_is_read_back_as_it_was(it in incoming()) {
        let text = body(&it);
        prop_assert_eq!(digest(&it), digest_of(&text));
        prop_assert_eq!(read_body(&text), Ok(it));
    }

    #[test]
    fn texts_are_escaped_as_serde_json_does(name in text()) {
        let bare = Incoming { raw: RawFact::new(Subject::Email(name.clone()), "x"), also: Vec::new() };
        let quoted = serde_json::to_string(&name).expect("a text");
        prop_assert_eq!(body(&bare), format!(r#"{{"subject":{{"email":{quoted}}},"type":"x"}}"#));
    }

    #[test]
    fn a_mutilated_fact_is_refused_or_read_and_never_a_fall(it in incoming(), from in 0_usize..400, len in 0_usize..9, with in text()) {
        let text = mutilated(&body(&it), from, len, &with);
        if let Ok(read) = read_body(&text) {
            prop_assert_eq!(read_body(&body(&read)), Ok(read));
        }
    }
}
