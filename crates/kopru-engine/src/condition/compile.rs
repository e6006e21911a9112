//! Checked parts → closures over slots.

use super::term::Term;
use super::{Env, Tri, evaluate};

/// A compiled condition.
pub(super) type Test = Box<dyn Fn(&Env<'_>) -> Tri + Send + Sync>;

/// Compiles a part of type bool.
pub(super) fn test(term: &Term) -> Test {
    let term = term.clone();
    Box::new(move |env| evaluate::truth(&term, env, None))
}
