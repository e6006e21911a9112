//! How our classes become those of somebody else's labels: a small TOML file that people read and change.
//!
//! ```toml
//! default = "Other"            # when nothing below applies
//!
//! [[case]]                     # the first case that applies wins; every condition named must hold
//! function = ["sales", "marketing"]
//! seniority_at_least = "manager"
//! to = "Commercial"
//!
//! [map]                        # else by the class itself; `unknown` = the title does not say
//! c_level = "C-Suite"
//! ```

use super::{Function, Role, Seniority};
use crate::both;
use crate::diagnostic::{Diagnostic, nearest};
use crate::lang::Both;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Which of our classes a label speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The height: our seniority.
    Level,
    /// The work: our function.
    Function,
}

impl Label {
    /// The label of its word on the command line: `level` or `function`.
    pub fn from_word(word: &str) -> Option<Label> {
        match word {
            "level" => Some(Label::Level),
            "function" => Some(Label::Function),
            _ => None,
        }
    }

    /// The ids that `[map]` may name.
    fn ids(self) -> Vec<&'static str> {
        let mut ids = match self {
            Label::Level => seniority_ids(),
            Label::Function => function_ids(),
        };
        ids.push(UNKNOWN);
        ids
    }
}

/// The id of a class that the title does not say.
const UNKNOWN: &str = "unknown";
const TOP_KEYS: [&str; 3] = ["default", "map", "case"];
const CASE_KEYS: [&str; 5] = ["function", "seniority", "seniority_at_least", "seniority_at_most", "to"];

fn seniority_ids() -> Vec<&'static str> {
    Seniority::ALL.iter().map(|class| class.id()).collect()
}

fn function_ids() -> Vec<&'static str> {
    Function::ALL.iter().map(|class| class.id()).collect()
}

/// Our classes → theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassMap {
    label: Label,
    default: String,
    map: BTreeMap<String, String>,
    cases: Vec<Case>,
}

/// One case; an empty condition always holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Case {
    functions: Vec<Option<Function>>,
    seniorities: Vec<Option<Seniority>>,
    at_least: Option<Seniority>,
    at_most: Option<Seniority>,
    to: String,
}

impl Case {
    fn applies(&self, function: Option<Function>, seniority: Option<Seniority>) -> bool {
        let function_holds = self.functions.is_empty() || self.functions.contains(&function);
        let seniority_holds = self.seniorities.is_empty() || self.seniorities.contains(&seniority);
        let least_holds = self.at_least.is_none_or(|least| seniority.is_some_and(|it| it >= least));
        let most_holds = self.at_most.is_none_or(|most| seniority.is_some_and(|it| it <= most));
        function_holds && seniority_holds && least_holds && most_holds
    }
}

impl ClassMap {
    /// Which of our classes `[map]` names.
    pub fn label(&self) -> Label {
        self.label
    }

    /// Their class for what a title's first role says; `None` when the title gave no role.
    pub fn class_of(&self, role: Option<&Role>) -> &str {
        let function = role.and_then(|role| role.function);
        let seniority = role.and_then(|role| role.seniority);
        if let Some(case) = self.cases.iter().find(|case| case.applies(function, seniority)) {
            return &case.to;
        }
        let id = match self.label {
            Label::Level => seniority.map_or(UNKNOWN, Seniority::id),
            Label::Function => function.map_or(UNKNOWN, Function::id),
        };
        self.map.get(id).unwrap_or(&self.default)
    }
}

/// Reads a class map. Every fault is reported at once, with its place in `text`.
///
/// # Errors
/// `T001` not TOML, `T002` unknown key, `T003` a value of the wrong kind, `T004` unknown class, `T005` something missing.
pub fn parse_classes(text: &str, label: Label) -> Result<ClassMap, Vec<Diagnostic>> {
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let message = error.message();
            let span = error.span().unwrap_or(0..0);
            let message = both!(en = "this is not TOML: {message}", tr = "bu TOML değil: {message}");
            return Err(vec![Diagnostic::error("T001", span, message)]);
        }
    };
    let mut reader = Reader { faults: Vec::new() };
    let table = table.get_ref();
    reader.refuse_unknown(table, &TOP_KEYS);
    let map = ClassMap {
        label,
        default: reader.needed(table, "default", 0..0),
        map: reader.map(table, label),
        cases: reader.cases(table),
    };
    if reader.faults.is_empty() { Ok(map) } else { Err(reader.faults) }
}

type Item<'a, 'i> = &'a Spanned<DeValue<'i>>;

struct Reader {
    faults: Vec<Diagnostic>,
}

impl Reader {
    fn fault(&mut self, code: &'static str, span: Range<usize>, message: Both) {
        self.faults.push(Diagnostic::error(code, span, message));
    }

    fn unknown(&mut self, code: &'static str, span: Range<usize>, message: Both, word: &str, known: &[&str]) {
        let mut fault = Diagnostic::error(code, span, message);
        if let Some(near) = nearest(word, known.iter().copied()) {
            fault = fault.help(both!(en = "did you mean `{near}`?", tr = "`{near}` mi demek istediniz?"));
        }
        self.faults.push(fault);
    }

    fn refuse_unknown(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let word = key.get_ref().as_ref();
            if !known.contains(&word) {
                let message = both!(en = "unknown key `{word}`", tr = "bilinmeyen anahtar: `{word}`");
                self.unknown("T002", key.span(), message, word, known);
            }
        }
    }

    fn needed(&mut self, table: &DeTable<'_>, key: &str, place: Range<usize>) -> String {
        match table.get(key) {
            Some(value) => self.text(value).unwrap_or_default(),
            None => {
                self.fault("T005", place, both!(en = "`{key}` is missing", tr = "`{key}` eksik"));
                String::new()
            }
        }
    }

    fn text(&mut self, value: Item<'_, '_>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_string);
        if text.is_none() {
            self.fault("T003", value.span(), both!(en = "a text is expected here", tr = "burada bir metin beklenir"));
        }
        text
    }

    fn map(&mut self, table: &DeTable<'_>, label: Label) -> BTreeMap<String, String> {
        let mut map = BTreeMap::new();
        let Some(value) = table.get("map") else { return map };
        let Some(entries) = value.get_ref().as_table() else {
            self.fault("T003", value.span(), both!(en = "a table is expected here", tr = "burada bir tablo beklenir"));
            return map;
        };
        let ids = label.ids();
        for (key, value) in entries {
            let word = key.get_ref().as_ref();
            if !ids.contains(&word) {
                self.unknown_class(word, key.span(), &ids);
            }
            if let Some(text) = self.text(value) {
                map.insert(word.to_string(), text);
            }
        }
        map
    }

    fn unknown_class(&mut self, word: &str, span: Range<usize>, ids: &[&str]) {
        let message = both!(en = "there is no class `{word}`", tr = "`{word}` diye bir sınıf yok");
        self.unknown("T004", span, message, word, ids);
    }

    fn cases(&mut self, table: &DeTable<'_>) -> Vec<Case> {
        let Some(value) = table.get("case") else {
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array() else {
            let message = both!(en = "write each case as `[[case]]`", tr = "her durumu `[[case]]` diye yazın");
            self.fault("T003", value.span(), message);
            return Vec::new();
        };
        let mut cases = Vec::new();
        for value in list.iter() {
            match value.get_ref().as_table() {
                Some(table) => cases.push(self.case(table, value.span())),
                None => {
                    let message = both!(en = "a table is expected here", tr = "burada bir tablo beklenir");
                    self.fault("T003", value.span(), message);
                }
            }
        }
        cases
    }

    fn case(&mut self, table: &DeTable<'_>, place: Range<usize>) -> Case {
        self.refuse_unknown(table, &CASE_KEYS);
        Case {
            functions: self.classes(table.get("function"), &function_ids(), Function::from_id),
            seniorities: self.classes(table.get("seniority"), &seniority_ids(), Seniority::from_id),
            at_least: self.bound(table.get("seniority_at_least")),
            at_most: self.bound(table.get("seniority_at_most")),
            to: self.needed(table, "to", place),
        }
    }

    /// One class or a list of them; `unknown` is `None`.
    fn classes<T>(
        &mut self,
        value: Option<Item<'_, '_>>,
        ids: &[&'static str],
        from_id: fn(&str) -> Option<T>,
    ) -> Vec<Option<T>> {
        let Some(value) = value else { return Vec::new() };
        let mut out = Vec::new();
        let items: Vec<Item<'_, '_>> = match value.get_ref().as_array() {
            Some(list) => list.iter().collect(),
            None => vec![value],
        };
        for item in items {
            let Some(word) = self.text(item) else { continue };
            match from_id(&word) {
                Some(class) => out.push(Some(class)),
                None if word == UNKNOWN => out.push(None),
                None => self.unknown_class(&word, item.span(), ids),
            }
        }
        out
    }

    fn bound(&mut self, value: Option<Item<'_, '_>>) -> Option<Seniority> {
        let value = value?;
        let word = self.text(value)?;
        let class = Seniority::from_id(&word);
        if class.is_none() {
            self.unknown_class(&word, value.span(), &seniority_ids());
        }
        class
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::read_title;

    fn class(map: &ClassMap, title: &str) -> String {
        map.class_of(read_title(title).primary()).to_string()
    }

    #[test]
    fn the_first_case_that_applies_wins_then_the_class_then_the_default() {
        let text = "default = 'Rest'\n[[case]]\nfunction = ['sales', 'marketing']\nseniority_at_least = 'director'\nto = 'Top commerce'\n\
                    [[case]]\nfunction = 'sales'\nto = 'Commerce'\n[map]\nfinance = 'Money'\nunknown = 'Nobody'\n";
        let map = parse_classes(text, Label::Function).unwrap();
        assert_eq!(class(&map, "Sales Director"), "Top commerce");
        assert_eq!(class(&map, "Sales Manager"), "Commerce");
        assert_eq!(class(&map, "Finance Manager"), "Money");
        assert_eq!(class(&map, "Marketing Manager"), "Rest");
        assert_eq!(class(&map, "Director"), "Nobody");
    }

    #[test]
    fn every_fault_is_reported_at_its_place() {
        let text = "defualt = 'x'\n[map]\nvpp = 'VP'\nc_level = 3\n[[case]]\nseniority_at_least = 'direktor'\n";
        let faults = parse_classes(text, Label::Level).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|fault| (fault.code, fault.position(text).0)).collect();
        for expected in [("T002", 1), ("T005", 1), ("T004", 3), ("T003", 4), ("T004", 6), ("T005", 5)] {
            assert!(codes.contains(&expected), "{expected:?} in {codes:?}");
        }
        assert_eq!(faults.len(), 6);
        let broken = "default = \n";
        assert_eq!(parse_classes(broken, Label::Level).unwrap_err()[0].code, "T001");
    }
}
