//! A mapping without its comments: they may show values of a file, and those name people.

use toml_edit::visit_mut::{VisitMut, visit_array_mut, visit_inline_table_mut, visit_table_mut, visit_value_mut};
use toml_edit::{Array, DocumentMut, InlineTable, KeyMut, Table, Value};

/// The mapping without comments, as it may be kept for the next file; empty when it is no TOML.
pub fn without_comments(text: &str) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return String::new() };
    document.set_trailing("");
    Bare.visit_table_mut(document.as_table_mut());
    document.to_string().trim_start().to_owned()
}

struct Bare;

impl Bare {
    fn key(mut key: KeyMut<'_>) {
        key.leaf_decor_mut().clear();
        key.dotted_decor_mut().clear();
    }
}

impl VisitMut for Bare {
    fn visit_table_mut(&mut self, table: &mut Table) {
        table.decor_mut().clear();
        table.iter_mut().for_each(|(key, _)| Bare::key(key));
        visit_table_mut(self, table);
    }

    fn visit_value_mut(&mut self, value: &mut Value) {
        value.decor_mut().clear();
        visit_value_mut(self, value);
    }

    fn visit_inline_table_mut(&mut self, table: &mut InlineTable) {
        table.set_trailing("");
        visit_inline_table_mut(self, table);
        table.fmt();
    }

    fn visit_array_mut(&mut self, array: &mut Array) {
        visit_array_mut(self, array);
        array.fmt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::CsvMap;

    #[test]
    fn what_a_mapping_says_stays_and_what_stands_beside_it_goes() {
        let text = "\
# like \"ada@acme.com\"
format = 1
time_zone = \"Europe/Istanbul\" # of Ada's file
name = \"crm # one\"

key = { email = \"Email\" } # ada@acme.com
missing = [ # ada
  \"-\", # lovelace
  \"Select\",
]

# Ada Lovelace
[person]
title = \"Job # Title\" # Countess
name = { # ada
  column = \"Name\", # lovelace
  # Ada
  missing = [\"-\"] # Countess
  # lovelace
}
[[fact]] # ada
type = \"demo\"
at = \"Demo\"
# The end: ada@acme.com
";
        let bare = without_comments(text);
        assert!(CsvMap::parse(&bare).is_ok(), "{:?} in {bare}", CsvMap::parse(&bare).err());
        for gone in ["ada", "Ada", "lovelace", "Lovelace", "Countess"] {
            assert!(!bare.contains(gone), "{gone} in {bare}");
        }
        assert!(bare.contains("\"crm # one\"") && bare.contains("\"Job # Title\"") && bare.contains("\"Select\""));
        assert_eq!(without_comments(&bare), bare);
        assert_eq!(without_comments("name = "), "");
    }
}
