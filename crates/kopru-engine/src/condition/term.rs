//! A checked condition: every name a slot, every literal a value of its type.

use super::syntax::Operator;
use super::{Slot, Tri};
use crate::lang::Both;
use crate::value::{Type, Value};
use std::sync::Arc;

/// A checked part of a condition.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) node: Node,
    pub(super) kind: Type,
    /// Changes by time alone.
    pub(super) timed: bool,
    /// Reads a slot or facts.
    pub(super) reads: bool,
    /// The loop variables that it reads: bit `n` is the variable of level `n`.
    pub(super) variables: u32,
}

/// What a part does.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Value(Value),
    Field(Field),
    /// The variable of the loop at this level, 0 the outermost.
    Variable(usize, Arc<str>),
    Has(Field),
    Not(Box<Term>),
    All(Vec<Term>),
    Any(Vec<Term>),
    Choice(Box<Term>, Box<Term>, Box<Term>),
    Compare(Operator, Box<Term>, Box<Term>),
    Calculate(Operator, Box<Term>, Box<Term>),
    Negative(Box<Term>),
    /// A list literal of which an entry is not constant.
    List(Vec<Term>),
    In(Box<Term>, Box<Term>),
    /// In a list of the playbook: its name and its entries, sorted.
    InNamed(Box<Term>, Arc<str>, Arc<[Arc<str>]>),
    Size(Box<Term>),
    Test(Test, Box<Term>, Box<Term>),
    Loop(Loop),
    Facts(Window),
    /// Whole days since the day or moment in this slot.
    Age(Field),
}

/// A name of the scope, resolved.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) slot: Slot,
    pub(super) name: Arc<str>,
    pub(super) kind: Type,
    pub(super) label: Both,
}

/// What is asked about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    StartsWith,
    EndsWith,
    Contains,
}

impl Test {
    pub(super) fn holds(self, text: &str, part: &str) -> bool {
        match self {
            Test::StartsWith => text.starts_with(part),
            Test::EndsWith => text.ends_with(part),
            Test::Contains => text.contains(part),
        }
    }
}

/// `list.exists(x, …)` or `list.all(x, …)`.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    /// Whether every entry must pass; otherwise one is enough.
    pub(super) all: bool,
    pub(super) list: Box<Term>,
    pub(super) level: usize,
    pub(super) variable: Arc<str>,
    pub(super) body: Box<Term>,
}

/// `facts('type', 'window')`.
#[derive(Clone, Debug)]
pub(super) struct Window {
    /// Index into [`Env::times`](super::Env::times).
    pub(super) index: u16,
    pub(super) secs: i64,
    /// How people call the fact.
    pub(super) fact: Both,
}

impl Term {
    /// A literal.
    pub(super) fn value(value: Value, kind: Type) -> Term {
        Term { node: Node::Value(value), kind, timed: false, reads: false, variables: 0 }
    }

    /// A part made of others, of which it inherits what it reads.
    pub(super) fn of(node: Node, kind: Type) -> Term {
        let mut term = Term {
            timed: matches!(node, Node::Facts(_) | Node::Age(_)),
            reads: matches!(node, Node::Facts(_) | Node::Age(_) | Node::Field(_) | Node::Has(_)),
            variables: 0,
            node,
            kind,
        };
        let (mut timed, mut reads, mut variables) = (term.timed, term.reads, 0);
        for part in term.parts() {
            timed |= part.timed;
            reads |= part.reads;
            variables |= part.variables;
        }
        match &term.node {
            Node::Variable(level, _) => variables |= bit(*level),
            Node::Loop(it) => variables = it.list.variables | (it.body.variables & !bit(it.level)),
            _ => {}
        }
        (term.timed, term.reads, term.variables) = (timed, reads, variables);
        term
    }

    /// Says the same whatever is known.
    pub(super) fn is_constant(&self) -> bool {
        !self.reads && self.variables == 0
    }

    /// The value of a literal.
    pub(super) fn literal(&self) -> Option<&Value> {
        match &self.node {
            Node::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The parts directly below.
    pub(super) fn parts(&self) -> Vec<&Term> {
        match &self.node {
            Node::Value(_) | Node::Field(_) | Node::Variable(..) | Node::Has(_) | Node::Facts(_) | Node::Age(_) => {
                Vec::new()
            }
            Node::Not(a) | Node::Negative(a) | Node::Size(a) | Node::InNamed(a, ..) => vec![a],
            Node::All(parts) | Node::Any(parts) | Node::List(parts) => parts.iter().collect(),
            Node::Choice(a, b, c) => vec![a, b, c],
            Node::Compare(_, a, b) | Node::Calculate(_, a, b) | Node::In(a, b) | Node::Test(_, a, b) => vec![a, b],
            Node::Loop(it) => vec![&it.list, &it.body],
        }
    }

    /// The truth that the condition has whatever its names hold, as far as `true || …` and `false && …` settle it.
    pub(super) fn settled(&self) -> Option<Tri> {
        match &self.node {
            Node::Value(Value::Bool(it)) => Some(Tri::from(*it)),
            Node::Value(_) => Some(Tri::Unknown),
            Node::Not(part) => part.settled().map(Tri::not),
            Node::All(parts) => fold(parts, Tri::False),
            Node::Any(parts) => fold(parts, Tri::True),
            _ => None,
        }
    }
}

/// Joins settled parts, of which `winner` decides alone.
fn fold(parts: &[Term], winner: Tri) -> Option<Tri> {
    let settled: Vec<Option<Tri>> = parts.iter().map(Term::settled).collect();
    if settled.contains(&Some(winner)) {
        return Some(winner);
    }
    let all: Option<Vec<Tri>> = settled.into_iter().collect();
    let unknown = all?.contains(&Tri::Unknown);
    Some(if unknown { Tri::Unknown } else { winner.not() })
}

fn bit(level: usize) -> u32 {
    u32::try_from(level).ok().and_then(|level| 1_u32.checked_shl(level)).unwrap_or(0)
}
