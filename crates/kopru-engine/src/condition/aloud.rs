//! A condition in words.

use super::term::Term;
use crate::lang::Lang;

/// The condition in words.
pub(super) fn aloud(term: &Term, lang: Lang) -> String {
    format!("{lang:?} {term:?}")
}
