//! Reading a TOML text that people write, with every fault at its place.
//!
//! A text is described by [`TableSpec`]s: which tables there are, which keys each has, what they mean. The same
//! description refuses unknown keys, finds missing ones and prints the reference, so the three cannot drift apart.

mod syntax;

use crate::both;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::lang::Both;
use crate::limits;
use std::cell::{Cell, RefCell};
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
    errors: Cell<bool>,
    left_out: Cell<usize>,
}

impl Faults {
    /// Adds one, each only once; beyond [`limits::DIAGNOSTICS_MAX`] they are counted only, the first ones tell enough.
    pub fn push(&self, fault: Diagnostic) {
        if fault.severity == Severity::Error {
            self.errors.set(true);
        }
        let mut found = self.found.borrow_mut();
        // What is no TOML is neither a key nor a value: one fault is enough.
        let no_toml = |earlier: &Diagnostic| earlier.code == "P001" && earlier.span.start == fault.span.start;
        let follows = matches!(fault.code, "P002" | "P004");
        if found.iter().any(|earlier| *earlier == fault || (follows && no_toml(earlier))) {
            return;
        }
        if found.len() < limits::DIAGNOSTICS_MAX {
            found.push(fault);
        } else {
            self.left_out.set(self.left_out.get().saturating_add(1));
        }
    }

    /// Whether further ones are counted only, so that nobody needs to seek suggestions for them.
    pub fn is_full(&self) -> bool {
        self.found.borrow().len() >= limits::DIAGNOSTICS_MAX
    }

    /// Adds an error.
    pub fn error(&self, code: &'static str, span: Range<usize>, message: Both) {
        self.push(Diagnostic::error(code, span, message));
    }

    /// Whether an error (not only warnings) was found.
    pub fn any_error(&self) -> bool {
        self.errors.get()
    }

    /// All of them, in the order of the text; the last says how many more there are.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let count = self.left_out.get();
        let mut found = self.found.into_inner();
        found.sort_by_key(|fault| (fault.span.start, fault.severity, fault.code));
        if count > 0 {
            let span = found.last().map_or(0..0, |last| last.span.clone());
            let message = both!(
                en = "{count} more findings are not shown; mend these first",
                tr = "{count} bulgu daha gösterilmedi; önce bunları düzeltin"
            );
            found.push(Diagnostic::warning("P017", span, message));
        }
        found
    }
}

/// Reads a whole text; syntax faults are reported as `P001` and the rest is read as far as it goes.
pub fn parse<'i>(source: &'i str, faults: &Faults) -> Spanned<DeTable<'i>> {
    let (root, errors) = DeTable::parse_recoverable(source);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        faults.error("P001", span, syntax::message(error.message()));
    }
    root
}

/// One value with its place.
#[derive(Clone, Copy)]
pub struct Item<'a, 'i> {
    value: &'a Spanned<DeValue<'i>>,
    faults: &'a Faults,
    /// The path of the table that holds it.
    path: &'static str,
    /// Its key there; empty where the key is the user's own.
    name: &'static str,
}

/// The path of a table below `parent`, of those that its description gives: `[[account.rule]]` of
/// `[[engagement.rule]], [[account.rule]]`.
fn path_below(parent: &str, name: &str, path: &'static str) -> &'static str {
    let plain = |path: &'static str| path.trim_matches(['[', ']']);
    let full = format!("{}.{name}", parent.trim_matches(['[', ']']));
    let found = path.split(", ").find(|path| plain(path) == full || plain(path) == name);
    found.unwrap_or(path)
}

/// How a form of value or a table that has no path of its own is called in Turkish messages.
fn turkish(words: &'static str) -> &'static str {
    match words {
        "(top level)" => "(en üst düzey)",
        "(a field)" => "(bir alan)",
        "condition" => "koşul",
        "duration" => "süre",
        "list of tables" => "tablo listesi",
        "list of texts" => "metin listesi",
        "moment" => "an",
        "number" => "sayı",
        "table" => "tablo",
        "tables" => "tablolar",
        "text" => "metin",
        "text, or list of texts" => "metin ya da metin listesi",
        "text, or table" => "metin ya da tablo",
        "text, or { en, tr }" => "metin ya da { en, tr }",
        "true or false" => "true ya da false",
        "whole number" => "tam sayı",
        words => words,
    }
}

/// A table with its description, ready to be asked for its keys.
#[derive(Clone)]
pub struct Table<'a, 'i> {
    table: &'a DeTable<'i>,
    faults: &'a Faults,
    spec: &'static TableSpec,
    path: &'static str,
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
        Table::open_as(spec.path, table, span, spec, faults)
    }

    /// The same with the path that messages show.
    fn open_as(
        path: &'static str,
        table: &'a DeTable<'i>,
        span: Range<usize>,
        spec: &'static TableSpec,
        faults: &'a Faults,
    ) -> Self {
        let opened = Table { table, faults, spec, path, span };
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
                let (name, form) = (key.name, key.form);
                let (spoken, form_tr) = (turkish(path), turkish(form));
                faults.error(
                    "P003",
                    opened.span.clone(),
                    both!(
                        en = "`{path}` needs the key `{name}` ({form})",
                        tr = "`{spoken}` tablosunda `{name}` anahtarı eksik ({form_tr})"
                    ),
                );
            }
        }
        opened
    }

    fn unknown_key(&self, name: &str, span: Range<usize>) {
        let path = self.path;
        let (name, spoken) = (&shortened(name), turkish(path));
        let fault = Diagnostic::error(
            "P002",
            span,
            both!(en = "`{path}` has no key `{name}`", tr = "`{spoken}` tablosunda `{name}` diye bir anahtar yok"),
        );
        let known = || self.spec.keys.iter().map(|key| key.name);
        let near = if self.faults.is_full() { None } else { nearest(name, known()) };
        let help = match near {
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
        self.path
    }

    /// The value of a key. The key must be in the description: otherwise the reference would not know it.
    pub fn get(&self, name: &'static str) -> Option<Item<'a, 'i>> {
        debug_assert!(
            self.spec.keys.iter().any(|key| key.name == name),
            "{name} is not described in {}",
            self.spec.path
        );
        let value = self.table.get(name)?;
        Some(Item { value, faults: self.faults, path: self.path, name })
    }

    /// Every entry in the order of the file, for tables whose keys are the user's own names; at most
    /// [`limits::ENTRIES_MAX`], more are a fault.
    pub fn entries(&self) -> Vec<(Text, Item<'a, 'i>)> {
        let mut entries: Vec<(Text, Item<'a, 'i>)> = self
            .table
            .iter()
            .map(|(key, value)| {
                let name = Text { text: key.get_ref().to_string(), span: key.span() };
                (name, Item { value, faults: self.faults, path: self.path, name: "" })
            })
            .collect();
        entries.sort_by_key(|(name, item)| (name.span.start, item.span().start));
        let beyond = entries.get(limits::ENTRIES_MAX).map(|(name, _)| name.span.clone());
        self.faults.limit(entries.len(), beyond, self.path);
        entries.truncate(limits::ENTRIES_MAX);
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

    /// A list of texts; at most [`limits::ENTRIES_MAX`], more are a fault.
    pub fn texts(&self, name: &'static str) -> Vec<Text> {
        self.items(name, name).iter().filter_map(Item::text).collect()
    }

    /// The items of a list, or a single value as a list of one.
    fn items(&self, name: &'static str, called: &str) -> Vec<Item<'a, 'i>> {
        let Some(item) = self.get(name) else { return Vec::new() };
        let mut items = item.list();
        let beyond = items.get(limits::ENTRIES_MAX).map(Item::span);
        self.faults.limit(items.len(), beyond, called);
        items.truncate(limits::ENTRIES_MAX);
        items
    }

    /// The bytes of a key's value, or of the table when the key is not there.
    pub fn span_of(&self, name: &'static str) -> Range<usize> {
        self.get(name).map_or_else(|| self.span(), |item| item.span())
    }

    /// A text in both languages: `{ en = "…", tr = "…" }`, or one text for both.
    pub fn both(&self, name: &'static str) -> Option<Both> {
        self.get(name)?.both()
    }

    /// A table below this one.
    pub fn table(&self, name: &'static str, spec: &'static TableSpec) -> Option<Table<'a, 'i>> {
        self.get(name)?.table(spec)
    }

    /// The tables of an array of tables, in order; at most [`limits::ENTRIES_MAX`], more are a fault.
    pub fn tables(&self, name: &'static str, spec: &'static TableSpec) -> Vec<Table<'a, 'i>> {
        self.items(name, path_below(self.path, name, spec.path)).iter().filter_map(|item| item.table(spec)).collect()
    }
}

impl Faults {
    /// More entries than allowed are a fault at the first one beyond.
    fn limit(&self, count: usize, beyond: Option<Range<usize>>, called: &str) {
        let most = limits::ENTRIES_MAX;
        if let Some(span) = beyond {
            self.error(
                "P008",
                span,
                both!(
                    en = "`{called}` has {count} entries; at most {most} are allowed",
                    tr = "`{called}` {count} girdi içeriyor; en çok {most} olabilir"
                ),
            );
        }
    }
}

/// A name as messages show it: its first letters where it is long.
pub(crate) fn shortened(name: &str) -> String {
    let mut shown: String = name.chars().take(80).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    shown
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
        let (path, spoken, found) = (self.path, turkish(self.path), kind_of(self.value()));
        let fault = Diagnostic::error(
            "P004",
            self.span(),
            Both {
                en: format!("expected {}, found {} in `{path}`", wanted.en, found.en),
                tr: format!("`{spoken}` içinde {} bekleniyordu, {} bulundu", wanted.tr, found.tr),
            },
        );
        self.faults.push(fault);
    }

    /// A text.
    pub fn text(&self) -> Option<Text> {
        match self.value() {
            DeValue::String(text) => Some(Text { text: text.to_string(), span: self.span() }),
            _ => {
                self.wrong(&both!(en = "a text in quotes", tr = "tırnak içinde bir metin"));
                None
            }
        }
    }

    /// A whole number.
    pub fn int(&self) -> Option<(i64, Range<usize>)> {
        let DeValue::Integer(number) = self.value() else {
            self.wrong(&both!(en = "a whole number", tr = "bir tam sayı"));
            return None;
        };
        let read = i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok();
        if read.is_none() {
            let message = both!(en = "this whole number is too large", tr = "bu tam sayı çok büyük");
            self.faults.push(Diagnostic::error("P004", self.span(), message));
        }
        Some((read?, self.span()))
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
                .map(|value| Item { value, faults: self.faults, path: self.path, name: self.name })
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
                Some(Both { en: opened.text("en")?.text, tr: opened.text("tr")?.text })
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
            DeValue::Table(table) => {
                let path = path_below(self.path, self.name, spec.path);
                Some(Table::open_as(path, table, self.span(), spec, self.faults))
            }
            _ => {
                let path = path_below(self.path, self.name, spec.path);
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

    /// A moment, or `-` for none; nothing for a fault, which is reported.
    pub fn moment_or_none(&self) -> Option<Option<crate::time::Moment>> {
        match self.value() {
            DeValue::String(text) if text.as_ref() == "-" => Some(None),
            _ => self.moment().map(Some),
        }
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
        KeySpec { name: "en", form: "text", need: Need::Required, doc: "The English wording." },
        KeySpec { name: "tr", form: "text", need: Need::Required, doc: "The Turkish wording." },
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
