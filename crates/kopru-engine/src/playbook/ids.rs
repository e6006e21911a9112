//! Ids: how they look, and that none is given twice.

use crate::both;
use crate::diagnostic::{Diagnostic, nearest};
use crate::document::{Faults, Text, shortened};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Letters of an id at most.
const LETTERS_MAX: usize = 60;

/// The ids of one kind, while they are read.
pub(super) struct Ids<'a> {
    kind: &'static str,
    seen: BTreeMap<String, Range<usize>>,
    faults: &'a Faults,
}

impl<'a> Ids<'a> {
    /// No id yet; `kind` is what messages call them, such as a table's path.
    pub(super) fn new(kind: &'static str, faults: &'a Faults) -> Ids<'a> {
        Ids { kind, seen: BTreeMap::new(), faults }
    }

    /// The ids taken so far, sorted.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> + Clone {
        self.seen.keys().map(String::as_str)
    }

    /// Takes an id: letters, digits, `_` and `-`, beginning with a letter, and new.
    pub(super) fn take(&mut self, id: &Text) -> Option<Arc<str>> {
        self.checked(id, true)
    }

    /// Takes the name of something that conditions name: small letters, digits and `_`.
    pub(super) fn take_name(&mut self, id: &Text) -> Option<Arc<str>> {
        self.checked(id, false)
    }

    fn checked(&mut self, id: &Text, free: bool) -> Option<Arc<str>> {
        let (text, kind) = (&id.text, self.kind);
        let shown = shortened(text);
        let good = |letter: char| {
            letter.is_ascii_lowercase()
                || letter.is_ascii_digit()
                || letter == '_'
                || (free && (letter == '-' || letter.is_ascii_uppercase()))
        };
        let begins = text.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic());
        if !begins || !text.chars().all(good) || text.len() > LETTERS_MAX {
            let message = if free {
                both!(
                    en = "`{shown}` cannot be an id: at most {LETTERS_MAX} letters (a–z), digits, `-` and `_`, a letter first",
                    tr = "`{shown}` kimlik olamaz: en çok {LETTERS_MAX} karakter; harf (a–z), rakam, `-` ve `_`, ilki harf"
                )
            } else {
                both!(
                    en = "`{shown}` cannot be a name in conditions: at most {LETTERS_MAX} small letters (a–z), digits and `_`, a letter first",
                    tr = "`{shown}` koşullarda ad olamaz: en çok {LETTERS_MAX} karakter; küçük harf (a–z), rakam ve `_`, ilki harf"
                )
            };
            self.faults.error("P006", id.span.clone(), message);
            return None;
        }
        if self.seen.insert(text.clone(), id.span.clone()).is_some() {
            self.faults.error(
                "P007",
                id.span.clone(),
                both!(
                    en = "the id `{text}` is given twice in {kind}",
                    tr = "`{text}` kimliği {kind} içinde iki kez verilmiş"
                ),
            );
            return None;
        }
        Some(Arc::from(text.as_str()))
    }
}

/// A fault for a reference to something that is not there, with the nearest thing that is.
pub(super) fn unknown<'k>(
    faults: &Faults,
    reference: &Text,
    kind: &crate::lang::Both,
    known: impl Iterator<Item = &'k str> + Clone,
) {
    let (text, en, tr) = (shortened(&reference.text), &kind.en, &kind.tr);
    // Entries that have no id, which is a fault of its own, are no suggestion.
    let known = known.filter(|known| !known.is_empty());
    let fault = Diagnostic::error(
        "P009",
        reference.span.clone(),
        both!(en = "there is no {en} `{text}`", tr = "`{text}` adında bir {tr} yok"),
    );
    let near = if faults.is_full() { None } else { nearest(&text, known.clone()) };
    let help = match near {
        Some(near) => both!(en = "did you mean `{near}`?", tr = "`{near}` mi demek istediniz?"),
        None => {
            let all = known.take(12).collect::<Vec<_>>().join(", ");
            if all.is_empty() {
                both!(en = "none is declared", tr = "hiç tanımlanmamış")
            } else {
                both!(en = "there are: {all}", tr = "tanımlı olanlar: {all}")
            }
        }
    };
    faults.push(fault.help(help));
}
