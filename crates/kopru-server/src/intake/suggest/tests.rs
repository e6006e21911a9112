//! What files of both languages are mapped to, and that every suggestion can be used.

use super::*;
use crate::intake::{CsvMap, read_csv};
use proptest::prelude::*;
use std::collections::BTreeMap;

const PLAYBOOK: &str = include_str!("../../../../../playbooks/saas.toml");

fn playbook() -> Playbook {
    Playbook::check(PLAYBOOK, &BTreeMap::new()).playbook.expect("the shipped playbook is sound")
}

fn suggest(csv: &[u8], lang: Lang) -> Suggestion {
    suggest_map(csv, "leads", &playbook(), lang).unwrap()
}

/// The lines that are no comments.
fn plain(toml: &str) -> String {
    toml.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Reads the file with its own suggestion: rows taken and refused.
fn applied(csv: &[u8], toml: &str) -> (u64, u64) {
    let map = CsvMap::parse(toml).unwrap_or_else(|faults| panic!("{faults:?} in\n{toml}"));
    let counts = read_csv(csv, &map, &mut |_, _| {}).unwrap_or_else(|fault| panic!("{fault:?} in\n{toml}"));
    (counts.taken, counts.refused)
}

#[test]
fn a_lone_first_name_is_the_name_and_one_beside_a_last_name_is_not() {
    for header in ["Ad", "First Name", "İsim"] {
        let alone = suggest(format!("E-posta,{header}\na@b.co,Ada\n").as_bytes(), Lang::Tr).toml;
        assert!(plain(&alone).contains(&format!("name = \"{header}\"")), "{alone}");
        assert!(alone.contains("KONTROL EDİN: ad taşıyan tek sütun"), "{alone}");
        assert_eq!(applied(format!("E-posta,{header}\na@b.co,Ada\n").as_bytes(), &alone), (1, 0));
        let both = suggest(format!("E-posta,{header},Soyad\na@b.co,Ada,Işık\n").as_bytes(), Lang::Tr).toml;
        assert!(!plain(&both).contains(&format!("\nname = \"{header}\"")), "{both}");
    }
}

#[test]
fn an_english_export_is_mapped() {
    let csv = "Email,First Name,Job Title,Company Name,Number of Employees,Industry,Create Date,Became a Marketing Qualified Lead Date,Lifecycle Stage,Annual Revenue,Demo Date\n\
        ada@acme.com,Ada,CEO,Acme,\"1,200\",Computer Software,12/25/2024 2:30 PM,01/02/2025,Marketing Qualified Lead,\"$1,000,000\",\n\
        can@birlik.com,Can,Select,Birlik,50,Banking,01/03/2025 9:00 AM,,Lead,N/A,01/05/2025\n\
        eve@x.com,Eve,CTO,X,7,Other,01/04/2025 9:05 AM,,customer,,\n";
    let suggestion = suggest(csv.as_bytes(), Lang::En);
    let expected = r#"format = 1
name = "leads"
delimiter = ","
encoding = "utf-8"
time_zone = "Europe/Istanbul"
date_formats = ["%m/%d/%Y %I:%M %p", "%m/%d/%Y"]
decimal_mark = "."
missing = ["Select", "N/A"]
key = { email = "Email" }
account = "Company Name"
source = "crm"
when = "Create Date"
[person]
email = "Email"
name = "First Name"
title = "Job Title"
[account_fields]
name = "Company Name"
employees = { column = "Number of Employees", as = "number" }
industry = { column = "Industry", values = { "Computer Software" = "software", "Banking" = "finance", "Other" = "other" } }
revenue = { column = "Annual Revenue", as = "money", currency = "USD" }
[[fact]]
type = "demo_requested"
at = "Demo Date"
[[reported]]
stage = "mql"
at = "Became a Marketing Qualified Lead Date"
[[reported]]
stage = { column = "Lifecycle Stage", values = { "Marketing Qualified Lead" = "mql", "Lead" = "lead", "customer" = "customer" } }"#;
    assert_eq!(plain(&suggestion.toml), expected, "{}", suggestion.toml);
    assert_eq!(applied(csv.as_bytes(), &suggestion.toml), (3, 0));
    // All eleven columns have a place: the lone first name is the name.
    assert_eq!((suggestion.rows, suggestion.columns, suggestion.key_is_guess), (3, (11, 11), false));
    assert!(!suggestion.toml.contains("Columns without a place"), "{}", suggestion.toml);
}

#[test]
fn a_turkish_file_of_excel_is_mapped() {
    let text = "E-posta;Ünvan;Firma Adı;Çalışan Sayısı;Sektör;Kayıt Tarihi;Ciro;Aşama\n\
        ada@acme.com.tr;Satış Müdürü;Acme;1.200;Yazılım;25.12.2024;12.500,75;Müşteri Adayı\n\
        can@birlik.com.tr;Seçiniz;Birlik;50;Lojistik;03.01.2025;1.000,00;Fırsat\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1254.encode(text);
    let suggestion = suggest(&bytes, Lang::Tr);
    let plain = plain(&suggestion.toml);
    for line in [
        "delimiter = \";\"",
        "encoding = \"cp1254\"",
        "date_formats = [\"%d.%m.%Y\"]",
        "decimal_mark = \",\"",
        "missing = [\"Seçiniz\"]",
        "key = { email = \"E-posta\" }",
        "account = \"Firma Adı\"",
        "when = \"Kayıt Tarihi\"",
        "title = \"Ünvan\"",
        "employees = { column = \"Çalışan Sayısı\", as = \"number\" }",
        "industry = { column = \"Sektör\", values = { \"Yazılım\" = \"software\", \"Lojistik\" = \"logistics\" } }",
        "stage = { column = \"Aşama\", values = { \"Müşteri Adayı\" = \"lead\", \"Fırsat\" = \"opportunity\" } }",
    ] {
        assert!(plain.lines().any(|it| it == line), "{line} in\n{}", suggestion.toml);
    }
    assert_eq!(applied(&bytes, &suggestion.toml), (2, 0));
    assert!(suggestion.toml.contains("KONTROL EDİN") && !suggestion.toml.contains("CHECK"));
}

#[test]
fn without_addresses_an_id_is_the_key_and_what_is_ambiguous_is_said() {
    let csv = b"lead_id,name,date\n7,Ada,01/02/2024\n8,Can,03/04/2024\n";
    let suggestion = suggest(csv, Lang::En);
    assert!(suggestion.toml.contains("\nkey = { external = \"lead_id\" }\n"), "{}", suggestion.toml);
    assert!(suggestion.toml.contains("# CHECK %m/%d/%Y: as in \"01/02/2024\"; no value shows which number is the day"));
    let copied = suggest(b"id,row_synced_at\n1,2024-01-05 10:00:00\n", Lang::En);
    assert!(!copied.toml.contains("when ="), "when a row was copied says nothing: {}", copied.toml);
    let guessed = suggest(b"colour,size\nred,1\nred,2\n", Lang::En);
    assert!(guessed.key_is_guess && guessed.toml.contains("no column seems to tell a person"));
}

#[test]
fn a_file_without_a_name_of_its_own_for_any_column_is_refused() {
    let refused = |csv: &[u8]| suggest_map(csv, "x", &playbook(), Lang::En).map_err(|fault| fault.text().0);
    assert_eq!(refused(b"a,a\n1,2\n").map(|_| ()), Err("I034"));
    assert_eq!(refused(b"").map(|_| ()), Err("I030"));
}

fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "Email", "E-posta", "id", "lead_id", "Company", "Firma", "Phone", "created_at", "Tarih", "Status", "MQL Date",
            "Industry", "Employees", "annual revenue", "is_deleted", "Converted", "name", "Demo Date", "budget", "sells to",
            "country", "hiring sales", "# x", "a]b", "'", "\\u0000",
        ])
        .prop_map(str::to_owned),
        1 => "[^,;\\r\\n\"\\t|]{0,12}",
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "", "a@b.com", "x@gmail.com", "Select", "N/A", "-", "01/02/2024", "13.02.2024", "2024-01-05T10:00:00Z", "1.234,56",
            "1,5", "2.5", "12", "yes", "no", "TRUE", "0", "software", "Yazılım", "MQL", "Customer", "+90 212 555 44 33",
            "$ 5", "acme.com", "a;b;c", "\u{1f600}",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,10}",
    ]
}

proptest! {
    #[test]
    fn a_suggestion_always_parses_and_fits_its_file(
        names in prop::collection::vec(header(), 1..9),
        rows in prop::collection::vec(prop::collection::vec(value(), 9), 0..8),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        turkish in any::<bool>(),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(&names).unwrap();
        for row in &rows {
            writer.write_record(&row[..names.len()]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let lang = if turkish { Lang::Tr } else { Lang::En };
        if let Ok(suggestion) = suggest_map(bytes.as_slice(), "x\"\n", &playbook(), lang) {
            applied(&bytes, &suggestion.toml);
        }
    }

    #[test]
    fn no_bytes_make_suggesting_panic(bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), any::<u8>()], 0..200)) {
        if let Ok(suggestion) = suggest_map(bytes.as_slice(), "x", &playbook(), Lang::En) {
            applied(&bytes, &suggestion.toml);
        }
    }
}

#[test]
fn a_form_that_chooses_what_is_suggested_gives_what_is_suggested() {
    let csv = "E-mail,Job title,Company,Created\nada@a.com,CTO,Acme,13/04/2024\nbob@b.com,CEO,Globex,14/05/2024\n";
    let (beginning, playbook) = (Beginning::read(csv.as_bytes(), "crm").unwrap(), playbook());
    let suggested = beginning.suggested(&playbook, Lang::En).unwrap();
    let said = |toml: &str| toml.lines().filter(|it| !it.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    let one = beginning.mapping(&playbook, None, Lang::En).unwrap();
    let other = beginning.mapping(&playbook, Some(&suggested), Lang::En).unwrap();
    assert_eq!(said(&one.toml), said(&other.toml));
    assert_eq!(suggested["key"], "E-mail");
    assert_eq!(other.notes, []);
    // What is in doubt is said of a choice, too, as long as it is the same.
    let settings = Beginning::read(&b"setting,value\na,1\nb,2\n"[..], "x").unwrap();
    let suggested_key = settings.suggested(&playbook, Lang::En).unwrap();
    let doubt = settings.mapping(&playbook, Some(&suggested_key), Lang::En).unwrap().notes;
    assert!(doubt.iter().any(|it| it.en.contains("no column seems to tell a person")), "{doubt:?}");
    let sure = Chosen::from([("key".into(), "value".into()), ("person.title".into(), "setting".into())]);
    assert_eq!(settings.mapping(&playbook, Some(&sure), Lang::En).unwrap().notes, []);
    // Every purpose has a name in both languages, and its id once.
    let purposes = Beginning::purposes(&playbook);
    let ids: std::collections::BTreeSet<&str> = purposes.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids.len(), purposes.len());
    assert!(
        suggested.keys().all(
            |id| ids.contains(id.as_str()) || ["feed", "key.kind", "decimal", "source.word"].contains(&id.as_str())
        )
    );
}

#[test]
fn what_somebody_says_of_dates_and_marks_is_believed() {
    let csv = "who;seen;worth\nada@a.com;03/04/2024;1.500\nbob@b.com;05/06/2024;2.500\n";
    let (beginning, playbook) = (Beginning::read(csv.as_bytes(), "crm").unwrap(), playbook());
    let mapping = |said: &[(&str, &str)]| {
        let mut chosen: Chosen = said.iter().map(|(id, it)| ((*id).to_owned(), (*it).to_owned())).collect();
        chosen.extend([("key".into(), "who".into()), ("when".into(), "seen".into())]);
        chosen.insert("match".into(), "true".into());
        let toml = beginning.mapping(&playbook, Some(&chosen), Lang::En).unwrap().toml;
        assert!(CsvMap::parse(&toml).is_ok(), "{toml}");
        toml
    };
    assert!(mapping(&[("order", "day")]).contains("[\"%d/%m/%Y\"]"));
    assert!(mapping(&[("order", "month")]).contains("[\"%m/%d/%Y\"]"));
    assert!(mapping(&[("decimal", ",")]).contains("decimal_mark = \",\""));
    assert!(mapping(&[("zone", "Asia/Tokyo")]).contains("time_zone = \"Asia/Tokyo\""));
    let key = |name: &str| beginning.mapping(&playbook, Some(&Chosen::from([("key".into(), name.into())])), Lang::En);
    assert!(matches!(key(" "), Err(SuggestFault::NoKey)));
    assert!(matches!(key("no such column"), Err(SuggestFault::NoColumn(name)) if name == "no such column"));
    // Where values show which number is the day, nobody turns them round.
    let certain = Beginning::read(&b"who;seen\nada@a.com;13/04/2024\n"[..], "crm").unwrap();
    let chosen = [("key", "who"), ("when", "seen"), ("order", "month"), ("match", "true")];
    let chosen: Chosen = chosen.iter().map(|(id, it)| ((*id).to_owned(), (*it).to_owned())).collect();
    assert!(certain.mapping(&playbook, Some(&chosen), Lang::En).unwrap().toml.contains("%d/%m/%Y"));
}
