//! What a CSV file and a mapping give, row by row.

use super::*;
use crate::intake::Refused;
use kopru_engine::lang::Lang;
use proptest::prelude::*;

/// The facts and refused rows of a file.
struct Outcome {
    counts: Counts,
    facts: Vec<RawFact>,
    refused: Vec<Refused>,
}

impl Outcome {
    fn codes(&self) -> Vec<(u64, &'static str)> {
        self.refused.iter().map(|row| (row.line, row.code)).collect()
    }

    fn field(&self, name: &str) -> Vec<Option<Scalar>> {
        self.facts.iter().map(|fact| fact.fields.get(name).cloned()).collect()
    }
}

fn try_read(map: &str, file: &[u8]) -> Result<Outcome, CsvFault> {
    let map = CsvMap::parse(map).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let (mut facts, mut refused) = (Vec::new(), Vec::new());
    let counts = read_csv(file, &map, &mut |_, result| match result {
        Ok(row) => facts.extend(row.into_iter().map(|it| it.raw)),
        Err(row) => refused.push(row),
    })?;
    Ok(Outcome { counts, facts, refused })
}

fn read(map: &str, file: &str) -> Outcome {
    try_read(map, file.as_bytes()).unwrap_or_else(|fault| panic!("{fault:#?}"))
}

fn text(text: &str) -> Option<Scalar> {
    Some(Scalar::Text(text.to_owned()))
}

fn moment(text: &str) -> Option<Moment> {
    Some(Moment::parse(text).unwrap())
}

/// A mapping with one field, `it`, read as `cell` says.
fn one_field(top: &str, cell: &str) -> String {
    format!("format = 1\nkey = {{ external = \"id\" }}\n{top}\n[person]\nit = {cell}\n")
}

const FULL: &str = r#"
format = 1
name = "crm"
time_zone = "Europe/Istanbul"
date_formats = ["%d.%m.%Y"]
key = { email = "E-mail" }
account = "Company"
source = { column = "Origin" }
when = "Created"
[person]
title = "Title"
[account_fields]
employees = { column = "Staff", as = "number" }
[[fact]]
type = "demo_requested"
at = "Demo"
data = { page = "Page", channel = { value = "web" } }
[[reported]]
stage = "customer"
at = "Won"
"#;
const FULL_HEADER: &str = "E-mail,Company,Origin,Created,Title,Staff,Demo,Page,Won\n";

#[test]
fn a_row_sets_fields_tells_dated_facts_and_reports_stages() {
    let out = read(
        FULL,
        &format!("{FULL_HEADER}ada@acme.com,Acme,ads,01.02.2026,CEO,\"1,200\",03.02.2026,/demo,10.03.2026\n"),
    );
    assert_eq!(out.counts, Counts { rows: 1, taken: 1, passed_over: 0, refused: 0, facts: 3 });
    let [fields, demo, won] = out.facts.as_slice() else { panic!("{:#?}", out.facts) };
    for fact in &out.facts {
        assert_eq!(fact.subject, Subject::Email("ada@acme.com".into()));
        assert_eq!(fact.account.as_deref(), Some("Acme"));
        assert_eq!(fact.source.as_deref(), Some("ads"));
    }
    assert_eq!((fields.kind.as_str(), fields.occurred_at), ("fields_set", moment("2026-02-01T00:00:00+03:00")));
    assert_eq!(fields.fields.get("title").cloned(), text("CEO"));
    assert_eq!(fields.account_fields.get("employees"), Some(&Scalar::Int(1_200)));
    assert_eq!((demo.kind.as_str(), demo.occurred_at), ("demo_requested", moment("2026-02-03T00:00:00+03:00")));
    assert_eq!(demo.data.get("page").cloned(), text("/demo"));
    assert_eq!(demo.data.get("channel").cloned(), text("web"));
    assert_eq!((won.kind.as_str(), won.occurred_at), ("stage_reported", moment("2026-03-10T00:00:00+03:00")));
    assert_eq!(won.data.get("stage").cloned(), text("customer"));
}

#[test]
fn a_row_without_a_facts_date_gives_no_such_fact_and_one_without_any_date_holds_from_the_moment_asked() {
    let out = read(FULL, &format!("{FULL_HEADER}ada@acme.com,,,,,,,,\n"));
    assert_eq!(out.facts.len(), 1);
    let fact = &out.facts[0];
    assert_eq!((fact.kind.as_str(), fact.occurred_at, &fact.account), ("fields_set", None, &None));
    assert!(fact.fields.is_empty() && fact.account_fields.is_empty(), "what is missing sets nothing");
}

#[test]
fn the_same_export_gives_the_same_ids_and_a_changed_cell_changes_only_its_facts() {
    let row = |title: &str| format!("{FULL_HEADER}ada@acme.com,Acme,ads,01.02.2026,{title},9,03.02.2026,/demo,\n");
    let ids = |out: Outcome| out.facts.into_iter().map(|fact| fact.id.unwrap()).collect::<Vec<_>>();
    let (first, again, changed) =
        (ids(read(FULL, &row("CEO"))), ids(read(FULL, &row("CEO"))), ids(read(FULL, &row("CTO"))));
    assert_eq!(first, again);
    assert_ne!(first[0], changed[0]);
    assert_eq!(first[1], changed[1]);
}

#[test]
fn the_delimiter_is_found_in_the_header_even_where_names_hold_commas() {
    let map = one_field("", "\"City, State\"");
    for delimiter in [';', '\t', '|'] {
        let out = read(
            &map,
            &format!("id{delimiter}City, State, Zip{delimiter}City, State\n1{delimiter}x{delimiter}Ankara\n"),
        );
        assert_eq!(out.field("it"), vec![text("Ankara")]);
    }
    let out = read(&map, "id,\"City, State\"\n1,Ankara\n");
    assert_eq!(out.field("it"), vec![text("Ankara")]);
    let out = read(&one_field("delimiter = \";\"", "\"b\""), "id;b\n1;x,y\n");
    assert_eq!(out.field("it"), vec![text("x,y")]);
}

#[test]
fn files_as_they_come_are_read_marks_line_ends_trailing_commas_and_quoted_lines() {
    let map = one_field("", "\"note\"");
    let out = read(&map, "\u{feff}id,note,,\r\n1,\"two\r\nlines\",,\r\n\r\n 2 , x ,,,,\r\n3,\"say \"\"hi\"\"\",,");
    assert_eq!(out.field("it"), vec![text("two\r\nlines"), text("x"), text("say \"hi\"")]);
    assert_eq!(out.facts[1].subject, Subject::External("2".into()));
    assert_eq!(out.counts.rows, 3);
}

#[test]
fn a_rows_line_is_the_line_of_the_file_where_it_begins() {
    let map = one_field("", "{ column = \"n\", as = \"number\" }");
    let out = read(&map, "id,n\n\n1,\"1\n\"\n\n2,x\n3,4,5\n4\n,6\n\"5,7\n6,8\n");
    assert_eq!(out.codes(), vec![(6, "I014"), (7, "I023"), (8, "I023"), (9, "I019"), (10, "I024")]);
    assert_eq!(out.counts, Counts { rows: 7, taken: 2, passed_over: 0, refused: 5, facts: 2 });
    assert_eq!(out.refused[0].excerpt, "2,x");
}

#[test]
fn bytes_become_letters_as_the_mapping_says_and_broken_utf8_refuses_its_row_with_help() {
    let file = b"id,name\n1,\xDEi\xFEli\n2,ok\n";
    let out = try_read(&one_field("encoding = \"cp1254\"", "\"name\""), file).unwrap();
    assert_eq!(out.field("it"), vec![text("Şişli"), text("ok")]);
    let out = try_read(&one_field("encoding = \"cp1252\"", "\"name\""), file).unwrap();
    assert_eq!(out.field("it"), vec![text("Þiþli"), text("ok")]);
    let out = try_read(&one_field("", "\"name\""), file).unwrap();
    assert_eq!(out.codes(), vec![(2, "I002")]);
    assert!(out.refused[0].reason.en.contains("`name`") && out.refused[0].reason.tr.contains("cp1254"));
    assert_eq!(out.field("it"), vec![text("ok")]);
    // Only columns that are read must be readable; a mark says UTF-8, whatever the mapping says.
    assert_eq!(try_read(&one_field("", "\"id\""), file).unwrap().counts.refused, 0);
    let marked = "\u{feff}id,name\n1,Şişli\n".as_bytes();
    let out = try_read(&one_field("encoding = \"cp1252\"", "\"name\""), marked).unwrap();
    assert_eq!(out.field("it"), vec![text("Şişli")]);
}

#[test]
fn a_file_that_cannot_be_read_at_all_says_why() {
    let code = |file: &[u8]| match try_read(&one_field("", "\"name\""), file) {
        Err(CsvFault::File { code, .. }) => code,
        Err(CsvFault::Columns(faults)) => faults[0].code,
        other => panic!("{:?}", other.err()),
    };
    assert_eq!(code(b""), "I030");
    assert_eq!(code(b"\xEF\xBB\xBF\n \n"), "I030");
    assert_eq!(code(b"\xFF\xFEi\0d\0"), "I031");
    assert_eq!(code(b"id,\"name\n1,x\n"), "I032");
    assert_eq!(code(b"id,n\xFE\n1,x\n"), "I032");
    assert_eq!(code(b"id,nmae\n1,x\n"), "I131");
    assert_eq!(code(b"id,name,name\n1,x,y\n"), "I132");
}

#[test]
fn every_missing_column_is_reported_at_once_in_the_mapping_with_the_nearest_name() {
    let map = FULL;
    let Err(CsvFault::Columns(faults)) = try_read(map, b"E-mail,Compny,Origin,Created,Titel,Staff,Demo,Page,Page\n")
    else {
        panic!("accepted");
    };
    let found: Vec<_> = faults
        .iter()
        .map(|fault| (fault.code, &map[fault.span.clone()], fault.help.as_ref().map_or("", |help| help.en.as_str())))
        .collect();
    assert_eq!(found[0].1, "\"Company\"");
    assert!(found[0].2.ends_with("`Compny`"), "{found:?}");
    assert_eq!(found.iter().map(|it| it.0).collect::<Vec<_>>(), vec!["I131", "I131", "I132", "I131"]);
    assert!(faults[0].render("m.toml", map, Lang::Tr).contains("dosyada `Company` sütunu yok"));
}

#[test]
fn markers_stand_for_nothing_in_the_file_or_in_one_column() {
    let map = one_field("missing = [\"Select\", \"N/A\"]", "{ column = \"a\", missing = [\"?\"] }");
    let out = read(&format!("{map}other = \"b\"\n"), "id,a,b\n1, Select ,?\n2,?,N/A\n3,select,x\n4,,\nSelect,x,y\n");
    assert_eq!(out.field("it"), vec![None, None, text("select"), None]);
    assert_eq!(out.field("other"), vec![text("?"), None, text("x"), None]);
    assert_eq!(out.codes(), vec![(6, "I019")]);
}

#[test]
fn conditions_choose_rows_facts_and_stages_and_what_is_missing_is_not_any_word() {
    let map = |condition: &str| {
        format!("format = 1\nkey = {{ external = \"id\" }}\n[[reported]]\nstage = \"customer\"\nif = {condition}\n")
    };
    let file = "id,x\n1,Yes\n2,No\n3,\n";
    let who = |condition: &str| {
        let out = read(&map(condition), file);
        assert_eq!(out.counts.passed_over + out.counts.taken, 3);
        out.facts.iter().map(|fact| fact.subject.value().to_owned()).collect::<String>()
    };
    assert_eq!(who("{ column = \"x\", is = [\"Yes\"] }"), "1");
    assert_eq!(who("{ column = \"x\", is_not = [\"Yes\"] }"), "23");
    assert_eq!(who("{ column = \"x\", filled = true }"), "12");
    assert_eq!(who("{ column = \"x\", filled = false }"), "3");
    let out = read(&one_field("if = { column = \"x\", is = [\"No\"] }", "\"x\""), file);
    assert_eq!((out.counts.taken, out.counts.passed_over), (1, 2));
}

#[test]
fn cells_become_what_the_mapping_says_they_are() {
    let decimal_comma =
        "decimal_mark = \",\"\ndate_formats = [\"%d.%m.%Y %H:%M\", \"%d.%m.%Y\"]\ntime_zone = \"Europe/Istanbul\"";
    let one = |cell: &str, value: &str| {
        let out = read(&one_field(decimal_comma, cell), &format!("id;x\n1;{value}\n"));
        out.field("it").into_iter().next().flatten()
    };
    assert_eq!(one("{ column = \"x\", as = \"number\" }", "1.250,50"), Some(Scalar::Number("1250.5".into())));
    assert_eq!(one("{ column = \"x\", as = \"money\", currency = \"TRY\" }", "1.250,50"), text("1250.5 TRY"));
    assert_eq!(one("{ column = \"x\", as = \"money\", currency = \"TRY\" }", "€ 3"), text("3 EUR"));
    assert_eq!(one("{ column = \"x\", as = \"money\", currency = \"USD\" }", "$3"), text("3 USD"));
    assert_eq!(one("{ column = \"x\", as = \"bool\" }", "HAYIR"), Some(Scalar::Bool(false)));
    assert_eq!(one("{ column = \"x\", as = \"bool\" }", "True"), Some(Scalar::Bool(true)));
    assert_eq!(one("{ column = \"x\", as = \"date\" }", "29.02.2024"), text("2024-02-29"));
    assert_eq!(one("{ column = \"x\", as = \"moment\" }", "01.01.2024 02:00"), text("2023-12-31T23:00:00Z"));
    let split = Some(Scalar::List(vec![Scalar::Text("cat".into()), Scalar::Text("W".into())]));
    assert_eq!(one("{ column = \"x\", split = \",\", values = { wolf = \"W\" } }", "cat, wolf,"), split);
    assert_eq!(one("{ column = \"x\", values = { a = 3, b = true } }", "a"), Some(Scalar::Int(3)));
    assert_eq!(one("{ value = 7 }", "a"), Some(Scalar::Int(7)));
}

#[test]
fn a_wrong_value_refuses_the_whole_row_and_is_named_in_both_languages() {
    let top = "date_formats = [\"%Y-%m-%d\"]\ntime_zone = \"UTC\"\nwhen = \"d\"";
    let map = one_field(top, "{ column = \"n\", as = \"number\" }");
    let map = format!("{map}b = {{ column = \"b\", as = \"bool\" }}\n");
    let out = read(
        &map,
        "id,d,n,b\n1,2021-02-29,1,yes\n2,2021-13-01,1,yes\n3,1899-12-31,1,yes\n4,2021-01-01,twelve,yes\n5,2021-01-01,1,maybe\n6,2021-01-01,1\0,yes\n",
    );
    let codes: Vec<_> = out.refused.iter().map(|row| row.code).collect();
    assert_eq!(codes, vec!["I012", "I012", "I013", "I014", "I015", "I016"]);
    assert!(out.facts.is_empty());
    let row = &out.refused[3];
    assert_eq!(row.reason.en, "column `n`: \"twelve\" is no number (decimal_mark is \".\")");
    assert_eq!(row.reason.tr, "`n` sütunu: \"twelve\" bir sayı değil (decimal_mark \".\")");
    let long = "x".repeat(500);
    let out = read(&map, &format!("id,d,n,b\n1,,{long},\n"));
    assert!(out.refused[0].reason.en.len() < 150 && out.refused[0].excerpt.chars().count() == 121);
}

#[test]
fn keys_that_name_nobody_are_refused() {
    let map = "format = 1\nkey = { email = \"e\" }\n[person]\nit = \"e\"\n";
    let long = "a".repeat(600);
    let out = read(map, &format!("e\nada@acme.com\nada\n@acme.com\nada@\na b@c.d\na@b@c\n{long}@b.c\n-\n"));
    assert_eq!(out.counts.taken, 1);
    let expected: Vec<(u64, &str)> =
        vec![(3, "I017"), (4, "I017"), (5, "I017"), (6, "I017"), (7, "I017"), (8, "I018"), (9, "I017")];
    assert_eq!(out.codes(), expected);
}

#[test]
fn the_mappings_of_the_examples_fit_the_headers_of_their_exports() {
    let mql = include_str!("../../../../../examples/olist/mql.toml");
    let out = read(mql, "mql_id,first_contact_date,landing_page_id,origin\na1,2018-03-01,p1,\n");
    let kinds: Vec<_> = out.facts.iter().map(|fact| fact.kind.as_str()).collect();
    assert_eq!(kinds, vec!["fields_set", "contact_requested", "stage_reported"]);
    assert_eq!(out.facts[2].occurred_at, moment("2018-03-01T00:00:00-03:00"));

    let deals = include_str!("../../../../../examples/olist/deals.toml");
    let out = read(
        deals,
        "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile,has_company,has_gtin,\
         average_stock,business_type,declared_product_catalog_size,declared_monthly_revenue\n\
         a1,s1,d1,r1,2018-03-15 17:30:00,pet,offline,\"cat, wolf\",True,,,reseller,100.0,0.0\n",
    );
    assert_eq!(out.facts[0].account_fields.get("catalog_size"), Some(&Scalar::Int(100)));
    assert_eq!(out.facts[1].subject, Subject::External("a1".into()));
    assert_eq!(out.facts[1].occurred_at, moment("2018-03-15T17:30:00Z"));

    let contacts = include_str!("../../../../../examples/hubspot/contacts.toml");
    let header = "_fivetran_deleted,id,property_company,property_firstname,property_lastname,property_createdate,\
                  property_jobtitle,property_annualrevenue,property_first_conversion_date\n";
    let out = read(
        contacts,
        &format!("{header}FALSE,7,Acme,Ada,L,2021-04-01 17:32:47.5,CEO,111111,\nTRUE,8,,,,2021-04-01 17:32:47,,,\n"),
    );
    assert_eq!((out.counts.taken, out.counts.passed_over, out.facts.len()), (1, 1, 1));

    let education = CsvMap::parse(include_str!("../../../../../examples/x_education/map.toml")).unwrap();
    let header: Vec<&str> = education.columns.iter().map(|column| column.text.as_str()).collect();
    let row: Vec<&str> = header.iter().map(|name| if *name == "Converted" { "1" } else { "Select" }).collect();
    let row = row.join(",").replacen("Select", "7", 1);
    let out =
        read(include_str!("../../../../../examples/x_education/map.toml"), &format!("{}\n{row}\n", header.join(",")));
    assert_eq!(out.facts.len(), 2);
    assert!(out.facts[0].fields.is_empty() && out.facts.iter().all(|fact| fact.occurred_at.is_none()));
}

#[test]
fn the_guides_example_gives_what_the_guide_says() {
    let guide = include_str!("../../../../../docs/guides/csv-mapping.md");
    let block = |mark: &str| {
        let start = guide.find(mark).unwrap() + mark.len();
        &guide[start..start + guide[start..].find("```").unwrap()]
    };
    let out = read(block("```toml\n# leads.toml"), block("```csv\n"));
    let told: Vec<String> = out
        .facts
        .iter()
        .map(|fact| {
            let at = fact.occurred_at.map_or("no date".to_owned(), |at| at.to_string());
            let values: Vec<String> = [&fact.data, &fact.fields, &fact.account_fields]
                .into_iter()
                .flatten()
                .map(|(name, value)| match value {
                    Scalar::Text(text) => format!("{name} = {text}"),
                    Scalar::Int(number) => format!("{name} = {number}"),
                    other => format!("{name} = {other:?}"),
                })
                .collect();
            format!("{} {} {} {}", fact.subject.value(), fact.kind, at, values.join(", ")).trim_end().to_owned()
        })
        .chain(out.refused.iter().map(|row| format!("line {} refused [{}]: {}", row.line, row.code, row.reason.en)))
        .collect();
    assert_eq!(told.join("\n"), block("```text\n").trim_end());
}

fn any_map() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(FULL.replace("when = \"Created\"", "")),
        Just(FULL.to_owned()),
        Just(
            one_field("encoding = \"cp1254\"", "{ column = \"E-mail\", as = \"number\" }")
                .replace("\"id\"", "\"Company\"")
        ),
    ]
}

proptest! {
    #[test]
    fn every_row_of_a_mutilated_file_is_accounted_for(
        map in any_map(),
        rows in prop::collection::vec("[a-z@.,\"; \\r\\n0-9$]{0,80}", 0..20),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut file = format!("{FULL_HEADER}{}", rows.join("\n")).into_bytes();
        for (at, byte) in cuts {
            // The header stays: without it nothing is read at all.
            let at = FULL_HEADER.len() + at.index(file.len() - FULL_HEADER.len() + 1);
            file.insert(at, byte);
        }
        let out = try_read(&map, &file).unwrap();
        let counts = out.counts;
        prop_assert_eq!(counts.rows, counts.taken + counts.passed_over + counts.refused);
        prop_assert_eq!(counts.refused, out.refused.len() as u64);
        prop_assert_eq!(counts.facts, out.facts.len() as u64);
        prop_assert!(out.refused.windows(2).all(|pair| pair[0].line < pair[1].line));
        prop_assert!(out.facts.iter().all(|fact| fact.id.is_some()));
    }

    #[test]
    fn any_bytes_as_a_file_never_panic(file in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = try_read(FULL, &file);
    }

    #[test]
    fn a_mutilated_mapping_never_panics_and_its_faults_can_be_shown(
        at in any::<prop::sample::Index>(), cut in 0usize..40, put in "[\\[\\]{}=\"a-z\\n#%é]{0,12}"
    ) {
        let letters: Vec<char> = FULL.chars().collect();
        let at = at.index(letters.len());
        let rest = &letters[(at + cut).min(letters.len())..];
        let map: String = letters[..at].iter().copied().chain(put.chars()).chain(rest.iter().copied()).collect();
        if let Err(faults) = CsvMap::parse(&map) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(fault.render("m.toml", &map, Lang::Tr).contains(fault.code));
            }
        }
    }
}

#[test]
fn a_row_may_name_its_person_in_several_ways() {
    let map = CsvMap::parse(
        "format = 1\nname = \"m\"\nkey = { external = \"id\" }\nalso = { email = \"mail\", phone = \"tel\" }\n[person]\nname = \"name\"\n",
    )
    .expect("a sound mapping");
    let mut told = Vec::new();
    let mut refused = Vec::new();
    let file = "id,mail,tel,name\n7,ada@acme.com,,Ada\n8,nobody,,Bob\n";
    read_csv(file.as_bytes(), &map, &mut |_, row| match row {
        Ok(row) => told.extend(row),
        Err(row) => refused.push((row.line, row.code)),
    })
    .expect("read");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].raw.subject, Subject::External("7".into()));
    assert_eq!(told[0].also, [Subject::Email("ada@acme.com".into())]);
    assert_eq!(refused, [(3, "I017")]);
}

#[test]
fn a_reported_deal_carries_its_amount() {
    let out = read(
        "format = 1\nkey = { external = \"id\" }\n[[reported]]\nstage = \"customer\"\namount = { column = \"Worth\", as = \"money\", currency = \"TRY\" }\n",
        "id,Worth\n7,12.5K\n8,\n",
    );
    let amounts: Vec<_> = out.facts.iter().map(|fact| fact.data.contains_key("amount")).collect();
    assert_eq!(amounts, [true, false]);
}
