//! TOML tables read key by key; every fault is noted with its place, and reading goes on.

use kopru_engine::both;
use kopru_engine::diagnostic::{Diagnostic, nearest};
use kopru_engine::lang::Both;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A text of the file and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub text: String,
    pub span: Range<usize>,
}

/// A table of the file and where it stands.
#[derive(Clone)]
pub(super) struct Table<'a> {
    pub keys: &'a DeTable<'a>,
    pub span: Range<usize>,
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Faults {
    pub found: Vec<Diagnostic>,
    /// Whether the text is broken as TOML: then a key that seems to be missing may only be unreadable.
    pub broken: bool,
}

impl Faults {
    pub fn error(&mut self, code: &'static str, span: Range<usize>, message: Both) {
        self.found.push(Diagnostic::error(code, span, message));
    }

    pub fn error_with_help(&mut self, code: &'static str, span: Range<usize>, message: Both, help: Both) {
        self.found.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Notes every key of `table` that is not among `known`.
    pub fn check_keys(&mut self, table: &Table<'_>, known: &[&str]) {
        for key in table.keys.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let message = both!(en = "unknown key `{name}`", tr = "bilinmeyen anahtar: `{name}`");
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => both!(en = "a similar key exists: `{near}`", tr = "benzer bir anahtar var: `{near}`"),
                None => {
                    let known = known.join("`, `");
                    both!(en = "possible here: `{known}`", tr = "burada olabilecekler: `{known}`")
                }
            };
            self.error_with_help("I102", key.span(), message, help);
        }
    }

    pub fn missing(&mut self, span: Range<usize>, key: &str, help: Both) {
        if !self.broken {
            let message = both!(en = "`{key}` is missing", tr = "`{key}` eksik");
            self.error_with_help("I104", span, message, help);
        }
    }

    pub fn wrong(&mut self, span: Range<usize>, key: &str, expected: &Both) {
        let (en, tr) = (&expected.en, &expected.tr);
        self.error("I103", span, both!(en = "`{key}` must be {en}", tr = "`{key}` {tr} olmalı"));
    }

    /// The text under `key`; a text that is empty or no text is noted.
    pub fn text(&mut self, table: &Table<'_>, key: &str) -> Option<Placed> {
        let value = table.keys.get(key)?;
        match value.get_ref().as_str() {
            Some(text) if !text.is_empty() => Some(Placed { text: text.to_owned(), span: value.span() }),
            _ => {
                self.wrong(value.span(), key, &both!(en = "a text that is not empty", tr = "boş olmayan bir metin"));
                None
            }
        }
    }

    /// The list of texts under `key`; empty texts are allowed in it.
    pub fn texts(&mut self, table: &Table<'_>, key: &str) -> Option<Vec<Placed>> {
        let value = table.keys.get(key)?;
        let expected =
            both!(en = "a list of texts, such as [\"a\", \"b\"]", tr = "[\"a\", \"b\"] gibi bir metin listesi");
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value.span(), key, &expected);
            return None;
        };
        let mut out = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => out.push(Placed { text: text.to_owned(), span: item.span() }),
                None => self.wrong(item.span(), key, &expected),
            }
        }
        Some(out)
    }

    /// The yes or no under `key`.
    pub fn flag(&mut self, table: &Table<'_>, key: &str) -> Option<bool> {
        let value = table.keys.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value.span(), key, &both!(en = "true or false", tr = "true ya da false"));
        }
        flag
    }

    /// The table under `key`.
    pub fn table<'a>(&mut self, table: &Table<'a>, key: &str) -> Option<Table<'a>> {
        let value = table.keys.get(key)?;
        let found = as_table(value);
        if found.is_none() {
            self.wrong(value.span(), key, &both!(en = "a table", tr = "bir tablo"));
        }
        found
    }

    /// The tables `[[key]]`.
    pub fn tables<'a>(&mut self, table: &Table<'a>, key: &str) -> Vec<Table<'a>> {
        let Some(value) = table.keys.get(key) else {
            return Vec::new();
        };
        let items: Option<Vec<_>> = value.get_ref().as_array().and_then(|items| items.iter().map(as_table).collect());
        items.unwrap_or_else(|| {
            self.wrong(value.span(), key, &both!(en = "written as [[{key}]]", tr = "[[{key}]] biçiminde yazılmış"));
            Vec::new()
        })
    }
}

/// `value` as a table.
pub(super) fn as_table<'a>(value: &'a Spanned<DeValue<'a>>) -> Option<Table<'a>> {
    Some(Table { keys: value.get_ref().as_table()?, span: value.span() })
}
