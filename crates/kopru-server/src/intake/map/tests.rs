//! What is said about a mapping that is wrong.

use super::*;
use kopru_engine::lang::Lang;

const SOUND: &str =
    "format = 1\ntime_zone = \"UTC\"\nkey = { external = \"id\" }\nwhen = \"d\"\n[person]\nit = \"it\"\n";

/// The code of each fault and the text at its place.
fn faults(map: &str) -> Vec<(&'static str, String)> {
    let Err(faults) = CsvMap::parse(map) else {
        return Vec::new();
    };
    let shown = |fault: &Diagnostic| map.get(fault.span.clone()).unwrap_or("(beyond)").to_owned();
    faults.iter().map(|fault| (fault.code, shown(fault))).collect()
}

fn only(map: &str, code: &str, at: &str) {
    assert_eq!(
        faults(map).iter().map(|(code, at)| (*code, at.as_str())).collect::<Vec<_>>(),
        vec![(code, at)],
        "{map}"
    );
}

#[test]
fn each_fault_has_its_code_and_its_place() {
    assert_eq!(faults(SOUND), vec![]);
    let top = |line: &str| format!("{line}\n{SOUND}");
    let cell = |cell: &str| SOUND.replace("it = \"it\"", &format!("it = {cell}"));
    let end = |text: &str| format!("{SOUND}{text}\n");
    only(&top("missin = []"), "I102", "missin");
    only(&top("missing = \"x\""), "I103", "\"x\"");
    only(&top("missing = [1]"), "I103", "1");
    only(&top("account = \"\""), "I103", "\"\"");
    only(&top("fact = 1"), "I103", "1");
    only(&SOUND.replace("format = 1\n", ""), "I104", "");
    only(&SOUND.replace("key = { external = \"id\" }\n", ""), "I104", "");
    only(&SOUND.replace("[person]\nit = \"it\"\n", ""), "I104", "");
    only(&end("[account_fields]\nx = \"x\""), "I104", "[account_fields]");
    only(&end("[[fact]]\nat = \"d\""), "I104", "[[fact]]");
    only(&SOUND.replace("when = \"d\"\n", "[[fact]]\ntype = \"x\"\n"), "I104", "[[fact]]");
    only(&end("[[reported]]\nat = \"d\""), "I104", "[[reported]]");
    only(&SOUND.replace("format = 1", "format = 2"), "I105", "2");
    only(&top("delimiter = \"::\""), "I105", "\"::\"");
    only(&top("encoding = \"utf-16\""), "I105", "\"utf-16\"");
    only(&top("decimal_mark = \";\""), "I105", "\";\"");
    only(&SOUND.replace("{ external = \"id\" }", "{ }"), "I105", "{ }");
    only(&cell("{ value = 1, column = \"x\" }"), "I105", "{ value = 1, column = \"x\" }");
    only(&cell("{ missing = [] }"), "I105", "{ missing = [] }");
    only(&cell("{ column = \"x\", as = \"int\" }"), "I105", "\"int\"");
    only(&cell("{ column = \"x\", as = \"money\" }"), "I105", "\"money\"");
    only(&cell("{ column = \"x\", as = \"money\", currency = \"usd\" }"), "I105", "\"usd\"");
    only(&cell("{ column = \"x\", currency = \"USD\" }"), "I105", "\"USD\"");
    only(&cell("{ column = \"x\", values = { a = [] } }"), "I103", "[]");
    only(&top("if = { column = \"x\" }"), "I105", "{ column = \"x\" }");
    only(&top("if = { is = [\"x\"] }"), "I105", "{ is = [\"x\"] }");
    only(&SOUND.replace("UTC", "Europe/Istambul"), "I106", "\"Europe/Istambul\"");
    only(&top("date_formats = [\"%H:%M\"]"), "I107", "\"%H:%M\"");
    only(&top("date_formats = []"), "I103", "[]");
    only(&SOUND.replace("time_zone = \"UTC\"\n", ""), "I108", "\"d\"");
    only(&SOUND.replace("it = ", "\"Job Title\" = "), "I109", "\"Job Title\"");
    only(&SOUND.replace("it = ", "9it = "), "I109", "9it");
    only(&format!("# {}\n{SOUND}", "x".repeat(MAP_BYTES_MAX)), "I112", "");
    assert_eq!(faults(&SOUND.replace("\"it\"", "\"it"))[0].0, "I101");
}

#[test]
fn a_zone_is_not_needed_where_every_date_brings_its_offset_or_none_becomes_a_moment() {
    let offset = SOUND.replace("time_zone = \"UTC\"", "date_formats = [\"%Y-%m-%dT%H:%M%z\", \"%s\"]");
    assert_eq!(faults(&offset), vec![]);
    let day = SOUND
        .replace("time_zone = \"UTC\"\n", "")
        .replace("when = \"d\"\n", "")
        .replace("\"it\"", "{ column = \"it\", as = \"date\" }");
    assert_eq!(faults(&day), vec![]);
    only(&day.replace("\"date\"", "\"moment\""), "I108", "\"it\"");
}

#[test]
fn every_fault_is_told_at_once_in_the_texts_order_and_in_both_languages() {
    let map = "formt = 1\nkey = { emial = \"e\" }\ntime_zone = \"UTC\"\n[person]\nA = \"a\"\nb = { colum = \"x\" }\n";
    let found = CsvMap::parse(map).unwrap_err();
    let codes: Vec<_> = found.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, vec!["I102", "I104", "I105", "I102", "I109", "I105", "I102"]);
    assert!(found[0].render("m.toml", map, Lang::En).contains("a similar key exists: `format`"));
    assert!(found[0].render("m.toml", map, Lang::Tr).contains("benzer bir anahtar var: `format`"));
}
