//! Whatever is done to a file: every row is either in or refused with a reason.

use super::*;
use crate::intake::CsvMap;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use std::io::Write;

const PLAYBOOK: &str = r#"
format = 1
name = "Import"
[fields.person]
city = "text"
budget = "money"
size = { one_of = ["small", "large"] }
[fields.account]
employees = "int"
[facts.demo_requested]
[[stage]]
id = "lead"
name = "Lead"
parked = true
queue = "all"
"#;

const MAP: &str = r#"
format = 1
name = "crm"
time_zone = "Europe/Istanbul"
date_formats = ["iso", "%d.%m.%Y"]
missing = ["Select"]
decimal_mark = ","
key = { email = "E-mail" }
account = "Company"
when = "Created"
[person]
name = "Name"
city = "City"
size = "Size"
budget = { column = "Budget", as = "money", currency = "TRY" }
[account_fields]
employees = { column = "Staff", as = "number" }
[[fact]]
type = "demo_requested"
at = "Demo"
"#;

const ROWS: [&str; 6] = [
    "E-mail;Name;City;Size;Budget;Company;Staff;Created;Demo",
    "ada@acme.com;\"Ada \"\"L\"\" Yılmaz\";İstanbul;small;12.500;ACME A.Ş.;80;2026-01-05;07.02.2026",
    "bob@birlik.com.tr;\"Bob; senior\";Select;large;;Birlik;1200;05.01.2026;",
    "cem@x.com;\"iki\nsatır\";Ankara;;1,5M;;;2026-02-01T10:00:00Z;2026-02-02",
    "dan@y.com;Dan;;medium;5;Y;3;2026-02-01;",
    "eve@z.com;Eve;Bonn;small;7;Z;4;2026-02-03;2026-02-04",
];

fn playbook() -> Playbook {
    let checked = Playbook::check(PLAYBOOK, &BTreeMap::new());
    checked.playbook.unwrap_or_else(|| panic!("{:?}", checked.findings))
}

fn form() -> Form {
    Form::Csv(Box::new(CsvMap::parse(MAP).expect("a sound mapping")))
}

fn now() -> Moment {
    Moment::parse("2026-03-02T09:00:00Z").expect("a moment")
}

fn read_bytes(bytes: &[u8], playbook: &Playbook, form: &Form) -> Result<WasRead, ImportError> {
    read_from(bytes, bytes.len() as u64, form, playbook, now(), None, &|_| ())
}

fn refused(was: &WasRead) -> Vec<RefusedRow> {
    was.refusals.first(usize::MAX).expect("told")
}

#[test]
fn a_row_that_does_not_fit_the_playbook_is_refused_whole() {
    let text = ROWS.join("\n");
    let was = read_bytes(text.as_bytes(), &playbook(), &form()).expect("read");
    // `medium` is no size; the row's other facts stay out as well.
    let rows: Vec<(u64, String)> = refused(&was).into_iter().map(|it| (it.line, it.reason.en)).collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].0 == 6 && rows[0].1.contains("size"), "{rows:?}");
    // Four rows set fields, three of them tell of a demo.
    assert_eq!((was.counts.rows, was.counts.taken, was.counts.facts, was.stage.facts()), (5, 4, 7, 7));
}

#[test]
fn a_date_that_lies_ahead_is_refused_with_its_row() {
    let text = format!("{}\nada@acme.com;A;B;small;1;C;1;2026-03-02T09:05:01Z;\n", ROWS[0]);
    let was = read_bytes(text.as_bytes(), &playbook(), &form()).expect("read");
    let rows: Vec<(u64, String)> = refused(&was).into_iter().map(|it| (it.line, it.code)).collect();
    assert_eq!(rows, [(2, "occurred_in_future".to_owned())]);
    assert_eq!(was.stage.facts(), 0);
}

/// What may befall a file: bytes changed, taken out, put in, rows cut short, doubled or joined.
#[derive(Clone, Debug)]
enum Harm {
    Byte(usize, u8),
    Out(usize, usize),
    In(usize, Vec<u8>),
    Cut(usize),
    Twice(usize, usize),
}

fn harm() -> impl Strategy<Value = Harm> {
    let place = || 0_usize..700;
    let evil = prop_oneof![
        Just(b"\"".to_vec()),
        Just(b";".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(vec![0]),
        Just(vec![0xff, 0xfe]),
        Just("ş".as_bytes().to_vec()),
        Just(vec![0xde, 0xfd]),
        Just(b"\"\";;\"".to_vec()),
        prop::collection::vec(any::<u8>(), 1..6),
    ];
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Harm::Byte(at, byte)),
        (place(), 1_usize..40).prop_map(|(at, len)| Harm::Out(at, len)),
        (place(), evil).prop_map(|(at, bytes)| Harm::In(at, bytes)),
        place().prop_map(Harm::Cut),
        (place(), 1_usize..120).prop_map(|(at, len)| Harm::Twice(at, len)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm], from: usize) -> Vec<u8> {
    for harm in harms {
        let len = bytes.len();
        let within = |at: usize| from + at % (len - from + 1).max(1);
        match harm {
            Harm::Byte(at, byte) if within(*at) < len => bytes[within(*at)] = *byte,
            Harm::Byte(..) => {}
            Harm::Out(at, count) => drop(bytes.drain(within(*at)..len.min(within(*at) + count))),
            Harm::In(at, new) => drop(bytes.splice(within(*at)..within(*at), new.iter().copied())),
            Harm::Cut(at) => bytes.truncate(within(*at)),
            Harm::Twice(at, count) => {
                let copy = bytes[within(*at)..len.min(within(*at) + count)].to_vec();
                bytes.splice(within(*at)..within(*at), copy);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..ProptestConfig::default() })]

    #[test]
    fn every_row_of_a_mutilated_file_is_in_or_refused_with_a_reason(
        harms in prop::collection::vec(harm(), 1..6),
        header_too in prop::bool::weighted(0.1),
    ) {
        thread_local! {
            static WITH: (Playbook, Form) = (playbook(), form());
        }
        WITH.with(|(playbook, form)| {
            // A header that suffers costs the whole file, so it mostly stays whole.
            let from = if header_too { 0 } else { ROWS[0].len() + 1 };
            let bytes = harmed(ROWS.join("\n").into_bytes(), &harms, from);
            match read_bytes(&bytes, playbook, form) {
                Ok(was) => {
                    let counts = was.counts;
                    prop_assert_eq!(counts.rows, counts.taken + counts.passed_over + counts.refused);
                    prop_assert_eq!(was.refusals.count(), counts.refused);
                    prop_assert_eq!(was.stage.facts(), counts.facts);
                    let lines = bytes.split(|byte| *byte == b'\n').count() as u64;
                    for row in refused(&was) {
                        prop_assert!(row.line > 1 && row.line <= lines.max(2) + 1, "{:?}", row);
                        prop_assert!(!row.code.is_empty() && !row.reason.en.is_empty() && !row.reason.tr.is_empty());
                    }
                }
                Err(ImportError::Csv(CsvFault::File { .. } | CsvFault::Columns(_))) => prop_assert!(header_too),
                Err(other) => prop_assert!(false, "{:?}", other),
            }
            Ok(())
        })?;
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_twice_is_read_once() {
    let (from, mut to) = std::io::pipe().expect("a pipe");
    to.write_all(ROWS.join("\n").as_bytes()).expect("room in the pipe");
    drop(to);
    let file = File::from(std::os::fd::OwnedFd::from(from));
    let job = Job { file, name: "rows".into(), map: None, form: form(), actor: "cli".into(), dry_run: true };
    let was = read(&job, &playbook(), now(), None, &|_| ()).expect("read");
    assert_eq!((was.counts.rows, was.counts.taken), (5, 4));
}
