//! JSONL → facts: one JSON object a line.

use super::Sink;
use super::fact_json::{Form, Who, read};
use super::lines::{Line, Lines};
use super::refused::{Counts, Fault};
use crate::limits::LINE_BYTES_MAX;
use kopru_engine::both;
use kopru_engine::fact::RawFact;
use kopru_store::written::Incoming;
use std::io::{self, BufRead};

/// Reads facts from `reader`, one JSON object a line, and hands each fact or refused line to `sink` in the file's order.
/// Empty lines are skipped. Memory stays within one line.
///
/// ```json
/// {"email": "ada@acme.com", "type": "page_viewed", "occurred_at": "2026-01-05T09:00:00+03:00", "data": {"path": "/pricing"}}
/// ```
///
/// # Errors
/// What reading from `reader` gives; what was read before has been handed over.
pub fn read_jsonl(reader: impl BufRead, sink: &mut Sink<'_>) -> io::Result<Counts> {
    let mut lines = Lines::new(reader);
    let mut counts = Counts::default();
    while let Some(line) = lines.next()? {
        if line.bytes.trim_ascii().is_empty() {
            continue;
        }
        counts.rows += 1;
        match fact(&line) {
            Ok(fact) => {
                counts.taken += 1;
                counts.facts += 1;
                sink(line.number, Ok(vec![fact]));
            }
            Err(fault) => {
                counts.refused += 1;
                sink(line.number, Err(fault.at(line.number, &line.bytes)));
            }
        }
    }
    Ok(counts)
}

fn fact(line: &Line) -> Result<Incoming, Fault> {
    if line.too_long {
        return Err(too_long());
    }
    let text = std::str::from_utf8(&line.bytes).map_err(|fault| {
        let at = fault.valid_up_to() + 1;
        Fault::new(
            "I002",
            both!(
                en = "not UTF-8 from byte {at} of the line on: save the file as UTF-8",
                tr = "satırın {at}. baytından itibaren UTF-8 değil: dosyayı UTF-8 olarak kaydedin"
            ),
        )
    })?;
    let written = read(text, Form::Line).map_err(|faults| {
        // A line of the report has room for one reason: the first.
        let first = faults.into_iter().next();
        first.map_or_else(too_long, |it| Fault::new(it.code, it.message))
    })?;
    match written.who {
        Who::Subject(subject) => Ok(Incoming { raw: RawFact { subject, ..written.fact }, also: written.also }),
        Who::Lead(_) => Err(super::fact_json::no_subject()),
    }
}

/// The fault of a line or record beyond the limit.
pub(super) fn too_long() -> Fault {
    let most = LINE_BYTES_MAX >> 10;
    Fault::new("I001", both!(en = "the line is longer than {most} KiB", tr = "satır {most} KiB sınırından uzun"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Refused;
    use kopru_engine::fact::Subject;
    use kopru_engine::time::Moment;
    use kopru_engine::value::Scalar;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> (Counts, Vec<RawFact>, Vec<Refused>) {
        let (mut facts, mut refused) = (Vec::new(), Vec::new());
        let counts = read_jsonl(bytes, &mut |_, result| match result {
            Ok(fact) => facts.extend(fact.into_iter().map(|it| it.raw)),
            Err(line) => refused.push(line),
        });
        (counts.unwrap(), facts, refused)
    }

    /// A fact in which `put` stands beside the required keys.
    fn with(put: &str) -> String {
        format!(r#"{{"email":"a@b.co","type":"page_viewed","occurred_at":"2026-01-05T09:00:00+03:00",{put}}}"#)
    }

    #[test]
    fn a_line_with_every_key_is_read_as_it_stands() {
        let line = concat!(
            r#"{"id":"f1","external":"42","account":"acme.com","type":"page_viewed","occurred_at":"2026-01-05T09:00:00+03:00","#,
            r#""recorded_at":"2026-01-05T06:00:01Z","source":"web","data":{"path":"/pricing","n":-7,"x":1.50,"e":1e3,"#,
            r#""big":9223372036854775808,"ok":true,"none":null,"tags":["a",1,2.5]},"fields":{"title":"Müdür"},"account_fields":{"employees":80}}"#
        );
        let (counts, facts, refused) = read(line.as_bytes());
        assert_eq!((counts.rows, counts.taken, counts.facts, refused.len()), (1, 1, 1, 0));
        let fact = &facts[0];
        assert_eq!(fact.id.as_deref(), Some("f1"));
        assert_eq!(fact.subject, Subject::External("42".into()));
        assert_eq!(fact.account.as_deref(), Some("acme.com"));
        assert_eq!(fact.kind, "page_viewed");
        assert_eq!(fact.occurred_at, Moment::parse("2026-01-05T06:00:00Z"));
        assert_eq!(fact.recorded_at, Moment::parse("2026-01-05T06:00:01Z"));
        assert_eq!(fact.source.as_deref(), Some("web"));
        let number = |text: &str| Scalar::Number(text.to_owned());
        let expected = [
            ("path", Scalar::Text("/pricing".into())),
            ("n", Scalar::Int(-7)),
            ("x", number("1.50")),
            ("e", number("1e3")),
            ("big", number("9223372036854775808")),
            ("ok", Scalar::Bool(true)),
            ("none", Scalar::Null),
            ("tags", Scalar::List(vec![Scalar::Text("a".into()), Scalar::Int(1), number("2.5")])),
        ];
        assert_eq!(fact.data, expected.map(|(name, value)| (name.to_owned(), value)).into());
        assert_eq!(fact.fields.get("title"), Some(&Scalar::Text("Müdür".into())));
        assert_eq!(fact.account_fields.get("employees"), Some(&Scalar::Int(80)));
    }

    #[test]
    fn what_is_wrong_in_a_line_is_said_by_its_code() {
        let long = format!(r#""id":"{}""#, "x".repeat(600));
        for (line, code) in [
            (with("\"id\":"), "I003"),
            (r#"{"email":"a@b.co"} {}"#.into(), "I003"),
            (r#"{"email":"a@b.co""#.into(), "I003"),
            (with(r#""data":{"x":"\ud800"}"#), "I003"),
            ("[1]".into(), "I004"),
            ("7".into(), "I004"),
            (with(r#""sorce":"web""#), "I005"),
            (with(r#""$serde_json::private::RawValue":"1""#), "I005"),
            (with(r#""source":"a","source":"b""#), "I006"),
            (with(r#""data":{"x":1,"x":1}"#), "I006"),
            (with(r#""source":7"#), "I007"),
            (with(r#""source":" ""#), "I007"),
            (with(r#""data":[1]"#), "I007"),
            (with(r#""data":{"x":{"y":1}}"#), "I008"),
            (with(r#""data":{"x":[[1]]}"#), "I008"),
            (with(r#""id":{"x":1}"#), "I008"),
            (with(r#""phone":"+90""#), "I009"),
            (r#"{"type":"x","occurred_at":"2026-01-05T09:00:00Z"}"#.into(), "I009"),
            (r#"{"email":"a@b.co","occurred_at":"2026-01-05T09:00:00Z"}"#.into(), "I010"),
            (r#"{"email":"a@b.co","type":"page_viewed"}"#.into(), "I010"),
            (with(r#""recorded_at":"2026-01-05 09:00""#), "I011"),
            (with(r#""recorded_at":"2026-02-30T09:00:00Z""#), "I012"),
            (with(r#""recorded_at":"1850-01-01T09:00:00Z""#), "I013"),
            (with(r#""data":{"x":"a\u0000b"}"#), "I016"),
            (r#"{"email":"nobody","type":"won","occurred_at":"2026-01-05T09:00:00Z"}"#.into(), "I017"),
            (with(&long), "I018"),
        ] {
            let (counts, facts, refused) = read(line.as_bytes());
            assert_eq!((counts.rows, counts.refused, facts.len()), (1, 1, 0), "{line}");
            assert_eq!(refused[0].code, code, "{line}: {}", refused[0].reason.en);
            assert_ne!(refused[0].reason.en, refused[0].reason.tr);
        }
    }

    #[test]
    fn a_mistyped_key_and_a_missing_offset_say_what_to_write() {
        let reason = |line: String| read(line.as_bytes()).2[0].reason.clone();
        assert!(reason(with(r#""sorce":"web""#)).en.contains("`source`"));
        assert!(reason(with(r#""path":"/x""#)).tr.contains("`data`"));
        assert!(reason(with(r#""recorded_at":"2026-01-05T09:00:00""#)).en.contains("+03:00"));
    }

    #[test]
    fn lines_are_numbered_as_in_the_file_and_one_bad_line_spoils_no_other() {
        let good = with(r#""source":"web""#);
        let mut file = format!("\u{feff}{good}\r\n\n  \nnonsense\n").into_bytes();
        file.extend_from_slice(b"{\"email\":\"\xFF\"}\n");
        file.extend(vec![b'x'; LINE_BYTES_MAX + 1]);
        file.extend_from_slice(format!("\n{good}").as_bytes());
        let (counts, facts, refused) = read(&file);
        assert_eq!((counts.rows, counts.taken, facts.len()), (5, 2, 2));
        let codes: Vec<_> = refused.iter().map(|line| (line.line, line.code)).collect();
        assert_eq!(codes, vec![(4, "I003"), (5, "I002"), (6, "I001")]);
        assert_eq!(refused[0].excerpt, "nonsense");
        assert_eq!(refused[2].excerpt.chars().count(), 121);
    }

    #[test]
    fn a_line_nested_as_deep_as_the_limit_allows_is_refused_like_any_other() {
        for (open, close) in [("[", "]"), ("{\"x\":", "}")] {
            let depth = LINE_BYTES_MAX / 16;
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let (_, _, refused) = read(with(&format!(r#""data":{{"x":{nested}}}"#)).as_bytes());
            assert_eq!(refused[0].code, "I008");
        }
    }

    #[test]
    fn only_what_says_how_things_are_may_come_without_a_date() {
        for kind in ["fields_set", "stage_reported"] {
            let (_, facts, _) = read(format!(r#"{{"visitor":"v1","type":"{kind}","fields":null,"id":7}}"#).as_bytes());
            assert_eq!((facts[0].occurred_at, facts[0].id.as_deref()), (None, Some("7")));
        }
    }

    proptest! {
        #[test]
        fn every_line_of_a_mutilated_file_is_accounted_for(
            at in any::<prop::sample::Index>(), put in prop::collection::vec(any::<u8>(), 0..20), cut in 0usize..30
        ) {
            let line = with(r#""data":{"path":"/x","n":1.5,"tags":["a"]}"#);
            let mut file = format!("{line}\n{line}\n{line}\n").into_bytes();
            let at = at.index(file.len());
            let end = (at + cut).min(file.len());
            file.splice(at..end, put);
            let (counts, facts, refused) = read(&file);
            prop_assert_eq!(counts.rows, counts.taken + counts.refused);
            prop_assert_eq!((counts.facts, counts.refused), (facts.len() as u64, refused.len() as u64));
            let lines = String::from_utf8_lossy(&file).split(['\n', '\r']).filter(|line| !line.as_bytes().trim_ascii().is_empty()).count();
            prop_assert_eq!(counts.rows, lines as u64);
        }
    }
}
