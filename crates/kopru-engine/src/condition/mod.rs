//! Conditions of a playbook: a checked subset of CEL, the Common Expression Language.
//!
//! A condition is read (`syntax`), checked against the names and types of a [`Scope`] (`check`) and compiled to
//! closures over numbered slots (`compile`). A checked condition cannot fail: it is true, false or unknown. A value
//! that nobody filled is unknown, and so is what depends on it: exactly CEL's rule for errors.

mod aloud;
mod calls;
mod check;
mod compile;
mod evaluate;
mod functions;
mod literal;
mod operators;
mod reads;
mod refused;
mod slots;
mod syntax;
mod term;
mod tokens;

use crate::diagnostic::Diagnostic;
use crate::lang::{Both, Lang};
use crate::value::{Type, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use functions::{FAULTS, FUNCTIONS, FunctionDoc};
pub use slots::Slots;

/// The array of an [`Env`] in which a value lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// What is known of the person.
    Person,
    /// What is known of the account.
    Account,
    /// The data of the fact being decided.
    Fact,
    /// What was derived of the lead: scores, grade, persona, role, stage.
    Lead,
}

/// The place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// Which array.
    pub space: Space,
    /// Where in the array.
    pub index: u16,
}

/// A name that conditions may use.
#[derive(Clone, Debug)]
pub struct Name {
    /// Where its value lies.
    pub slot: Slot,
    /// Its type.
    pub kind: Type,
    /// Whether the value changes by time alone, as engagement does.
    pub timed: bool,
    /// How it is read aloud: "the account's employees", "hesap: çalışan sayısı".
    pub label: Both,
}

/// What a condition may name; the playbook's reader builds one for each kind of place that holds conditions.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Names with their dots; both `fit` and `fit.grade` may exist.
    pub names: BTreeMap<String, Name>,
    /// Fact types for `facts()`, each with its index into [`Env::times`].
    pub fact_types: BTreeMap<String, u16>,
    /// How people call the facts, where that differs from the type's name.
    pub fact_labels: BTreeMap<String, Both>,
    /// Lists for `list('name')`, sorted by bytes.
    pub lists: BTreeMap<String, Arc<[Arc<str>]>>,
    /// Whether terms that change by time alone may stand here; otherwise why not.
    pub timed: Result<(), Both>,
    /// Names that exist elsewhere but not here, with the reason.
    pub hidden: BTreeMap<String, Both>,
}

impl Default for Scope {
    /// A scope without names, in which time may matter.
    fn default() -> Scope {
        Scope {
            names: BTreeMap::new(),
            fact_types: BTreeMap::new(),
            fact_labels: BTreeMap::new(),
            lists: BTreeMap::new(),
            timed: Ok(()),
            hidden: BTreeMap::new(),
        }
    }
}

/// What is known when a condition is evaluated. A slot beyond its array, or with a value of another type, is unknown.
#[derive(Clone, Copy, Debug)]
pub struct Env<'a> {
    /// Values of [`Space::Person`].
    pub person: &'a [Value],
    /// Values of [`Space::Account`].
    pub account: &'a [Value],
    /// Values of [`Space::Fact`].
    pub fact: &'a [Value],
    /// Values of [`Space::Lead`].
    pub lead: &'a [Value],
    /// For each fact type the moments of its facts in whole seconds since 1970, sorted.
    pub times: &'a [Vec<i64>],
    /// Now, in whole seconds since 1970.
    pub now: i64,
}

impl<'a> Env<'a> {
    /// The value in `slot`; unknown beyond the array.
    #[inline]
    pub fn value(&self, slot: Slot) -> &'a Value {
        let values = match slot.space {
            Space::Person => self.person,
            Space::Account => self.account,
            Space::Fact => self.fact,
            Space::Lead => self.lead,
        };
        values.get(usize::from(slot.index)).unwrap_or(&Value::Unknown)
    }
}

/// Truth with a third value for what nobody knows. The order is that of certainty: `&&` is the smaller, `||` the larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tri {
    /// It does not hold.
    False,
    /// It depends on something unknown.
    Unknown,
    /// It holds.
    True,
}

impl Tri {
    /// True becomes false and false true; unknown stays.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "`!` on three values would read as if there were two")]
    pub fn not(self) -> Tri {
        match self {
            Tri::False => Tri::True,
            Tri::Unknown => Tri::Unknown,
            Tri::True => Tri::False,
        }
    }
}

impl From<bool> for Tri {
    fn from(it: bool) -> Tri {
        if it { Tri::True } else { Tri::False }
    }
}

/// A fault in a condition, with its place in the condition's own bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A stable code, `C001` …; [`FAULTS`] says what each means.
    pub code: &'static str,
    /// Bytes of the condition that are meant.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: Both,
    /// What to do about it.
    pub help: Option<Both>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, span: Range<usize>, message: Both) -> Fault {
        Fault { code, span, message, help: None }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: Both) -> Fault {
        self.help = Some(help);
        self
    }

    /// The fault in a file in which the condition's first byte is the byte `start`, and nothing is escaped.
    pub fn diagnostic(self, start: usize) -> Diagnostic {
        let span = self.span.start.saturating_add(start)..self.span.end.saturating_add(start);
        let diagnostic = Diagnostic::error(self.code, span, self.message);
        match self.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

/// A number that changes by time alone, and where that can change the condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Threshold {
    /// Where the number lies; for [`Condition::days_since`] the day or moment whose age it is.
    pub slot: Slot,
    /// `Some(level)`: only when the number crosses between `level - 1` and `level`. `None`: any change may matter.
    pub level: Option<i64>,
}

/// A checked condition. Cloning is cheap.
#[derive(Clone)]
pub struct Condition {
    inner: Arc<Inner>,
    /// Beside what is shared, so that most conditions are passed over without looking into them.
    touched_by: Slots,
}

struct Inner {
    source: String,
    term: term::Term,
    test: compile::Test,
    reads: reads::Reads,
}

impl Condition {
    /// Reads, checks and compiles `source`, which may be any text.
    ///
    /// # Errors
    /// All faults at once; at least one.
    pub fn compile(source: &str, scope: &Scope) -> Result<Condition, Vec<Fault>> {
        let term = check::check(source, scope)?;
        let reads = reads::Reads::of(&term);
        Ok(Condition {
            touched_by: reads.touched_by(),
            inner: Arc::new(Inner { source: source.to_owned(), test: compile::test(&term), reads, term }),
        })
    }

    /// The condition as it was written.
    pub fn source(&self) -> &str {
        &self.inner.source
    }

    /// Whether the condition holds. Never fails, never panics; overflow is unknown.
    #[inline]
    pub fn eval(&self, env: &Env<'_>) -> Tri {
        (self.inner.test)(env)
    }

    /// What can change the condition: unless one of these changes, it stays as it is. Data of facts are not among them.
    #[inline]
    pub fn touched_by(&self) -> Slots {
        self.touched_by
    }

    /// Every slot that the condition reads, also inside `has()` and `days_since()`; sorted, each once.
    pub fn reads(&self) -> &[Slot] {
        &self.inner.reads.slots
    }

    /// Every name that the condition reads, with its slot and type; sorted by slot, each slot once.
    pub fn read_names(&self) -> impl Iterator<Item = (&str, Slot, &Type)> {
        self.inner.reads.names.iter().map(|(slot, name, kind)| (&**name, *slot, kind))
    }

    /// Every `facts(type, window)`: index into [`Env::times`] and seconds; sorted, each once.
    pub fn windows(&self) -> &[(u16, i64)] {
        &self.inner.reads.windows
    }

    /// Where a change of timed names (engagement, its band) can change the condition; sorted, each once.
    pub fn thresholds(&self) -> &[Threshold] {
        &self.inner.reads.thresholds
    }

    /// The days and moments whose age in whole days is asked, with the ages at which the condition can change; sorted, each once.
    pub fn days_since(&self) -> &[Threshold] {
        &self.inner.reads.ages
    }

    /// While the condition is unknown: the unknown slots that keep it open; sorted, each once. Otherwise empty. Empty, too,
    /// when only an overflow or two currencies make it unknown.
    pub fn open(&self, env: &Env<'_>) -> Vec<Slot> {
        match self.reads() {
            // Most conditions read one value: nothing else can keep them open.
            [slot] if self.eval(env) == Tri::Unknown => {
                let open = !env.value(*slot).is_known();
                open.then_some(*slot).into_iter().collect()
            }
            _ => evaluate::open(&self.inner.term, env),
        }
    }

    /// The condition in words.
    pub fn aloud(&self, lang: Lang) -> String {
        aloud::aloud(&self.inner.term, lang)
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Condition").field(&self.inner.source).finish()
    }
}
