//! Reading a TOML text that people write, with every fault at its place.
//!
//! A text is described by [`TableSpec`]s: which tables there are, which keys each has, what they mean. The same
//! description refuses unknown keys, finds missing ones and prints the reference, so the three cannot drift apart.

use crate::both;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::lang::Both;
use crate::limits;
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The table is refused without it.
    Required,
    /// It may be left out.
    Optional,
    /// It may be left out and then has this value.
    Default(&'static str),
}

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct KeySpec {
    /// The key.
    pub name: &'static str,
    /// What kind of value it takes, in words.
    pub form: &'static str,
    /// Whether it must be there.
    pub need: Need,
    /// What it means.
    pub doc: &'static str,
}

/// One table of a text.
#[derive(Clone, Copy, Debug)]
pub struct TableSpec {
    /// Its path as it is written: `[[engagement.rule]]`.
    pub path: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its keys. A table whose keys are the user's own names has none and is read with [`Table::entries`].
    pub keys: &'static [KeySpec],
}

/// The faults found while a text is read.
#[derive(Default)]
pub struct Faults {
    found: RefCell<Vec<Diagnostic>>,
}

impl Faults {
    /// Adds one; beyond [`limits::DIAGNOSTICS_MAX`] they are dropped, the first ones tell enough.
    pub fn push(&self, fault: Diagnostic) {
        let mut found = self.found.borrow_mut();
        if found.len() < limits::DIAGNOSTICS_MAX {
            found.push(fault);
        }
    }

    /// Adds an error.
    pub fn error(&self, code: &'static str, span: Range<usize>, message: Both) {
        self.push(Diagnostic::error(code, span, message));
    }

    /// Whether an error (not only warnings) was found.
    pub fn any_error(&self) -> bool {
        self.found
            .borrow()
            .iter()
            .any(|fault| fault.severity == Severity::Error)
    }

    /// All of them, in the order of the text.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|fault| (fault.span.start, fault.severity, fault.code));
        found.dedup();
        found
    }
}

/// Reads a whole text; syntax faults are reported as `P001` and the rest is read as far as it goes.
pub fn parse<'i>(source: &'i str, faults: &Faults) -> Spanned<DeTable<'i>> {
    let (root, errors) = DeTable::parse_recoverable(source);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let detail = error.message().to_owned();
        faults.error(
            "P001",
            span,
            both!(en = "this is not TOML: {detail}", tr = "bu satır TOML değil: {detail}"),
        );
    }
    root
}

/// One value with its place.
#[derive(Clone, Copy)]
pub struct Item<'a, 'i> {
    value: &'a Spanned<DeValue<'i>>,
    faults: &'a Faults,
    path: &'static str,
}

/// A table with its description, ready to be asked for its keys.
#[derive(Clone)]
pub struct Table<'a, 'i> {
    table: &'a DeTable<'i>,
    faults: &'a Faults,
    spec: &'static TableSpec,
    span: Range<usize>,
}

/// A text with its place in the source; the place is that of the value, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Bytes of the source.
    pub span: Range<usize>,
}

impl<'a, 'i> Table<'a, 'i> {
    /// Opens a table: unknown keys and missing required ones are reported.
    pub fn open(table: &'a DeTable<'i>, span: Range<usize>, spec: &'static TableSpec, faults: &'a Faults) -> Self {
        let opened = Table {
            table,
            faults,
            spec,
            span,
        };
        if spec.keys.is_empty() {
            return opened;
        }
        for (key, _) in table.iter() {
            let name: &str = key.get_ref();
            if !spec.keys.iter().any(|known| known.name == name) {
                opened.unknown_key(name, key.span());
            }
        }
        for key in spec.keys.iter().filter(|key| key.need == Need::Required) {
            if !table.contains_key(key.name) {
                let (path, name, form) = (spec.path, key.name, key.form);
                faults.error(
                    "P003",
                    opened.span.clone(),
                    both!(
                        en = "`{path}` needs the key `{name}` ({form})",
                        tr = "`{path}` tablosunda `{name}` anahtarı eksik ({form})"
                    ),
                );
            }
        }
        opened
    }

    fn unknown_key(&self, name: &str, span: Range<usize>) {
        let path = self.spec.path;
        let fault = Diagnostic::error(
            "P002",
            span,
            both!(
                en = "`{path}` has no key `{name}`",
                tr = "`{path}` tablosunda `{name}` diye bir anahtar yok"
            ),
        );
        let known = || self.spec.keys.iter().map(|key| key.name);
        let help = match nearest(name, known()) {
            Some(near) => both!(en = "did you mean `{near}`?", tr = "`{near}` mi demek istediniz?"),
            None => {
                let all = known().collect::<Vec<_>>().join(", ");
                both!(en = "its keys are: {all}", tr = "anahtarları şunlar: {all}")
            }
        };
        self.faults.push(fault.help(help));
    }

    /// The bytes that the table's faults point to when no key fits better.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The path as written.
    pub fn path(&self) -> &'static str {
        self.spec.path
    }

    /// The value of a key. The key must be in the description: otherwise the reference would not know it.
    pub fn get(&self, name: &'static str) -> Option<Item<'a, 'i>> {
        debug_assert!(
            self.spec.keys.iter().any(|key| key.name == name),
            "{name} is not described in {}",
            self.spec.path
        );
        let value = self.table.get(name)?;
        Some(Item {
            value,
            faults: self.faults,
            path: self.spec.path,
        })
    }

    /// Every entry in the order of the file, for tables whose keys are the user's own names.
    pub fn entries(&self) -> Vec<(Text, Item<'a, 'i>)> {
        let mut entries: Vec<(Text, Item<'a, 'i>)> = self
            .table
            .iter()
            .map(|(key, value)| {
                let name = Text {
                    text: key.get_ref().to_string(),
                    span: key.span(),
                };
                (
                    name,
                    Item {
                        value,
                        faults: self.faults,
                        path: self.spec.path,
                    },
                )
            })
            .collect();
        entries.sort_by_key(|(name, item)| (name.span.start, item.span().start));
        self.faults.limit(entries.len(), self.span(), self.spec.path);
        entries
    }

    /// A text.
    pub fn text(&self, name: &'static str) -> Option<Text> {
        self.get(name)?.text()
    }

    /// A whole number.
    pub fn int(&self, name: &'static str) -> Option<(i64, Range<usize>)> {
        self.get(name)?.int()
    }

    /// True or false.
    pub fn bool(&self, name: &'static str) -> Option<bool> {
        self.get(name)?.bool()
    }

    /// A list of texts.
    pub fn texts(&self, name: &'static str) -> Vec<Text> {
        self.get(name)
            .map_or_else(Vec::new, |item| item.list().iter().filter_map(Item::text).collect())
    }

    /// A text in both languages: `{ en = "…", tr = "…" }`, or one text for both.
    pub fn both(&self, name: &'static str) -> Option<Both> {
        self.get(name)?.both()
    }

    /// A table below this one.
    pub fn table(&self, name: &'static str, spec: &'static TableSpec) -> Option<Table<'a, 'i>> {
        self.get(name)?.table(spec)
    }

    /// The tables of an array of tables, in order.
    pub fn tables(&self, name: &'static str, spec: &'static TableSpec) -> Vec<Table<'a, 'i>> {
        let Some(item) = self.get(name) else { return Vec::new() };
        let items = item.list();
        self.faults.limit(items.len(), item.span(), spec.path);
        items.iter().filter_map(|item| item.table(spec)).collect()
    }
}

impl Faults {
    fn limit(&self, count: usize, span: Range<usize>, path: &str) {
        let most = limits::ENTRIES_MAX;
        if count > most {
            self.error(
                "P008",
                span,
                both!(
                    en = "`{path}` has {count} entries; at most {most} are allowed",
                    tr = "`{path}` {count} girdi içeriyor; en çok {most} olabilir"
                ),
            );
        }
    }
}

impl<'a, 'i> Item<'a, 'i> {
    /// Bytes of the source.
    pub fn span(&self) -> Range<usize> {
        self.value.span()
    }

    /// The value itself.
    pub fn value(&self) -> &'a DeValue<'i> {
        self.value.get_ref()
    }

    fn wrong(&self, wanted: &Both) {
        let (path, found) = (self.path, kind_of(self.value()));
        let fault = Diagnostic::error(
            "P004",
            self.span(),
            Both {
                en: format!("expected {}, found {} in `{path}`", wanted.en, found.en),
                tr: format!("`{path}` içinde {} bekleniyordu, {} bulundu", wanted.tr, found.tr),
            },
        );
        self.faults.push(fault);
    }

    /// A text.
    pub fn text(&self) -> Option<Text> {
        match self.value() {
            DeValue::String(text) => Some(Text {
                text: text.to_string(),
                span: self.span(),
            }),
            _ => {
                self.wrong(&both!(en = "a text in quotes", tr = "tırnak içinde bir metin"));
                None
            }
        }
    }

    /// A whole number.
    pub fn int(&self) -> Option<(i64, Range<usize>)> {
        let number = match self.value() {
            DeValue::Integer(number) => i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(&both!(en = "a whole number", tr = "bir tam sayı"));
        }
        Some((number?, self.span()))
    }

    /// The digits of a number, whole or not.
    pub fn number_text(&self) -> Option<String> {
        match self.value() {
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().replace(['_', '+'], "")),
            DeValue::Float(number) => Some(number.as_str().replace(['_', '+'], "")),
            _ => {
                self.wrong(&both!(en = "a number", tr = "bir sayı"));
                None
            }
        }
    }

    /// True or false.
    pub fn bool(&self) -> Option<bool> {
        match self.value() {
            DeValue::Boolean(it) => Some(*it),
            _ => {
                self.wrong(&both!(en = "true or false", tr = "true ya da false"));
                None
            }
        }
    }

    /// The items of a list; a single value counts as a list of one.
    pub fn list(&self) -> Vec<Item<'a, 'i>> {
        match self.value() {
            DeValue::Array(items) => items
                .iter()
                .map(|value| Item {
                    value,
                    faults: self.faults,
                    path: self.path,
                })
                .collect(),
            _ => vec![*self],
        }
    }

    /// A text in both languages.
    pub fn both(&self) -> Option<Both> {
        match self.value() {
            DeValue::String(text) => Some(Both::same(text.to_string())),
            DeValue::Table(table) => {
                let opened = Table::open(table, self.span(), &BOTH, self.faults);
                Some(Both {
                    en: opened.text("en")?.text,
                    tr: opened.text("tr")?.text,
                })
            }
            _ => {
                self.wrong(&both!(
                    en = "a text, or a text in both languages such as {{ en = \"…\", tr = \"…\" }}",
                    tr = "bir metin ya da {{ en = \"…\", tr = \"…\" }} gibi iki dilde bir metin"
                ));
                None
            }
        }
    }

    /// A table.
    pub fn table(&self, spec: &'static TableSpec) -> Option<Table<'a, 'i>> {
        match self.value() {
            DeValue::Table(table) => Some(Table::open(table, self.span(), spec, self.faults)),
            _ => {
                let path = spec.path;
                self.wrong(&both!(en = "a table (`{path}`)", tr = "bir tablo (`{path}`)"));
                None
            }
        }
    }

    /// Whether the value is a table.
    pub fn is_table(&self) -> bool {
        matches!(self.value(), DeValue::Table(_))
    }

    /// A value as it came, without a type: what facts and fields in a playbook's tests hold.
    pub fn scalar(&self) -> Option<crate::value::Scalar> {
        use crate::value::Scalar;
        Some(match self.value() {
            DeValue::String(text) => Scalar::Text(text.to_string()),
            DeValue::Boolean(it) => Scalar::Bool(*it),
            DeValue::Datetime(at) => Scalar::Text(at.to_string()),
            DeValue::Integer(_) => Scalar::Int(self.int()?.0),
            DeValue::Float(_) => Scalar::Number(self.number_text()?),
            DeValue::Array(_) => Scalar::List(self.list().iter().map(Item::scalar).collect::<Option<_>>()?),
            DeValue::Table(_) => {
                self.wrong(&both!(en = "a plain value", tr = "yalın bir değer"));
                return None;
            }
        })
    }

    /// A moment: a TOML date-time with offset, or the same as a text.
    pub fn moment(&self) -> Option<crate::time::Moment> {
        let text = match self.value() {
            DeValue::Datetime(at) => at.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        let moment = crate::time::Moment::parse(&text.replacen(' ', "T", 1));
        if moment.is_none() {
            self.wrong(&both!(
                en = "a moment with its offset, such as 2026-03-02T09:00:00+03:00",
                tr = "saat dilimi farkıyla bir an, örneğin 2026-03-02T09:00:00+03:00"
            ));
        }
        moment
    }
}

const BOTH: TableSpec = TableSpec {
    path: "{ en, tr }",
    doc: "A text in both languages.",
    keys: &[
        KeySpec {
            name: "en",
            form: "text",
            need: Need::Required,
            doc: "The English wording.",
        },
        KeySpec {
            name: "tr",
            form: "text",
            need: Need::Required,
            doc: "The Turkish wording.",
        },
    ],
};

fn kind_of(value: &DeValue<'_>) -> Both {
    match value {
        DeValue::String(_) => both!(en = "a text", tr = "bir metin"),
        DeValue::Integer(_) => both!(en = "a whole number", tr = "bir tam sayı"),
        DeValue::Float(_) => both!(en = "a number with a point", tr = "ondalıklı bir sayı"),
        DeValue::Boolean(_) => both!(en = "true or false", tr = "true/false"),
        DeValue::Datetime(_) => both!(en = "a date", tr = "bir tarih"),
        DeValue::Array(_) => both!(en = "a list", tr = "bir liste"),
        DeValue::Table(_) => both!(en = "a table", tr = "bir tablo"),
    }
}
