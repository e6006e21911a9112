//! Any bytes as a mapping and the table it maps (a line `----` divides them): reading both never panics.

#![no_main]

use kopru_engine::lang::Lang;
use kopru_server::intake::{CsvMap, read_csv};
use libfuzzer_sys::fuzz_target;

/// Maps a few columns, for tables without a mapping of their own.
const MAP: &str = r#"
format = 1
name = "fuzz"
time_zone = "Europe/Istanbul"
key = { external = "id" }
account = "company"
source = "crm"
when = "date"
[person]
first_name = "first"
[account_fields]
revenue = { column = "revenue", as = "number" }
[[fact]]
type = "form_submitted"
at = "first"
"#;

fuzz_target!(|bytes: &[u8]| {
    let divider = b"\n----\n";
    let cut = bytes.windows(divider.len()).position(|window| window == divider);
    let (map, table) = match cut {
        Some(at) => (String::from_utf8_lossy(&bytes[..at]).into_owned(), &bytes[at + divider.len()..]),
        None => (MAP.to_owned(), bytes),
    };
    match CsvMap::parse(&map) {
        Ok(parsed) => drop(read_csv(table, &parsed, &mut |_, _| ())),
        Err(faults) => {
            assert!(cut.is_some(), "the mapping of this target is broken: {faults:?}");
            assert!(!faults.is_empty(), "refused without a reason");
            for fault in faults {
                for lang in Lang::ALL {
                    let _ = fault.render("map.toml", &map, lang);
                }
            }
        }
    }
});
