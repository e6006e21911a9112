//! The check of a condition against a scope: names become slots, literals take their type, sides must fit. All faults at once.

use super::evaluate;
use super::literal::{self, kind_name};
use super::syntax::{Expr, Node as Written, Operator, parse};
use super::term::{Field, Node, Term};
use super::{Env, Fault, Scope, Tri};
use crate::diagnostic::nearest;
use crate::lang::Both;
use crate::value::{Type, Value};
use crate::{both, limits};
use std::ops::Range;
use std::sync::Arc;

/// Reads and checks a condition.
pub(super) fn check(source: &str, scope: &Scope) -> Result<Term, Vec<Fault>> {
    let (tree, faults) = parse(source);
    let mut checker = Checker { scope, source, faults, loops: Vec::new() };
    let term = tree.and_then(|tree| checker.whole(&tree));
    match term {
        Some(term) if checker.faults.is_empty() => Ok(term),
        _ => {
            checker.faults.sort_by_key(|fault| (fault.span.start, fault.code));
            checker.faults.truncate(limits::DIAGNOSTICS_MAX);
            Err(checker.faults)
        }
    }
}

/// A check under way. A part that yields `None` has its fault in the list.
pub(super) struct Checker<'a> {
    pub(super) scope: &'a Scope,
    source: &'a str,
    pub(super) faults: Vec<Fault>,
    /// Variables of the loops around the present part, outermost first, with their types.
    pub(super) loops: Vec<(Arc<str>, Type)>,
}

impl Checker<'_> {
    fn whole(&mut self, tree: &Expr) -> Option<Term> {
        let term = self.boolean(tree)?;
        let settled = match term.literal() {
            Some(Value::Bool(it)) => Some(Tri::from(*it)),
            _ => term.settled(),
        };
        let message = match settled {
            Some(Tri::True) => both!(en = "this condition is always true", tr = "bu koşul her zaman doğru"),
            Some(Tri::False) => both!(en = "this condition is always false", tr = "bu koşul her zaman yanlış"),
            _ => return Some(term),
        };
        self.fault(Fault::new("C063", tree.span.clone(), message).help(both!(
            en = "let it depend on a field or on facts, or leave it out",
            tr = "bir alana veya olgulara bağlayın ya da hiç yazmayın"
        )))
    }

    /// Notes a fault; gives `None`, as the part that has it.
    pub(super) fn fault<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    /// The source's text at `span`, shortened to be quoted in a message.
    pub(super) fn quote(&self, span: &Range<usize>) -> String {
        let text = self.source.get(span.clone()).unwrap_or("");
        let start: String = text.chars().take(60).collect();
        if start.len() < text.len() { format!("{start}…") } else { start }
    }

    /// Checks a part. `expected` is the type that a literal should take; any other part may have another type.
    pub(super) fn check(&mut self, expr: &Expr, expected: Option<&Type>) -> Option<Term> {
        let span = || expr.span.clone();
        match &expr.node {
            Written::Bool(it) => Some(Term::value(Value::Bool(*it), Type::Bool)),
            Written::Int(it) => self.literal(literal::int(*it, expected, span())),
            Written::Decimal(it) => Some(Term::value(Value::Decimal(*it), Type::Decimal)),
            Written::Text(it) => self.literal(literal::text(it, expected, span())),
            Written::List(parts) => self.list(parts, expected, &expr.span),
            Written::Name(name) => self.name(name, &expr.span),
            Written::Not(part) => {
                let part = self.boolean(part)?;
                self.made(Node::Not(Box::new(part)), Type::Bool, &expr.span)
            }
            Written::Negative(part) => self.negative(part, expected, &expr.span),
            Written::All(parts) => {
                let parts = self.booleans(parts)?;
                self.made(Node::All(parts), Type::Bool, &expr.span)
            }
            Written::Any(parts) => {
                let parts = self.booleans(parts)?;
                self.made(Node::Any(parts), Type::Bool, &expr.span)
            }
            Written::Binary(operator, left, right) => match operator {
                Operator::In => self.within(left, right, &expr.span),
                Operator::Add | Operator::Subtract | Operator::Multiply => {
                    self.calculate(*operator, (left, right), expected, &expr.span)
                }
                _ => self.compare(*operator, left, right, &expr.span),
            },
            Written::Choice(condition, yes, no) => self.choice([condition, yes, no], expected, &expr.span),
            Written::Call(call) => self.call(call, &expr.span),
            Written::Faulty => None,
        }
    }

    fn literal(&mut self, literal: Result<(Value, Type), Box<Fault>>) -> Option<Term> {
        match literal {
            Ok((value, kind)) => Some(Term::value(value, kind)),
            Err(fault) => self.fault(*fault),
        }
    }

    /// Finishes a part: what is constant becomes a literal.
    pub(super) fn made(&mut self, node: Node, kind: Type, span: &Range<usize>) -> Option<Term> {
        let term = Term::of(node, kind);
        if !term.is_constant() {
            return Some(term);
        }
        match evaluate::value(&term, &NOTHING, None) {
            Value::Unknown => {
                let written = self.quote(span);
                self.fault(Fault::new(
                    "C057",
                    span.clone(),
                    both!(
                        en = "`{written}` has no value: it leaves the range",
                        tr = "`{written}` değer vermiyor: sınırların dışına çıkıyor"
                    ),
                ))
            }
            value => Some(Term::value(value, term.kind)),
        }
    }

    /// Checks a part that must be true or false.
    pub(super) fn boolean(&mut self, expr: &Expr) -> Option<Term> {
        let term = self.check(expr, Some(&Type::Bool))?;
        if term.kind == Type::Bool {
            return Some(term);
        }
        let Both { en, tr } = kind_name(&term.kind);
        let written = self.quote(&expr.span);
        self.fault(
            Fault::new(
                "C052",
                expr.span.clone(),
                both!(
                    en = "`{written}` should be true or false, but is {en}",
                    tr = "`{written}` doğru veya yanlış olmalı, oysa türü: {tr}"
                ),
            )
            .help(both!(
                en = "compare it with something, such as `a >= 50`, or ask `has(a)`",
                tr = "bir şeyle karşılaştırın (örneğin `a >= 50`) veya `has(a)` diye sorun"
            )),
        )
    }

    fn booleans(&mut self, parts: &[Expr]) -> Option<Vec<Term>> {
        let terms: Vec<Option<Term>> = parts.iter().map(|part| self.boolean(part)).collect();
        terms.into_iter().collect()
    }

    fn name(&mut self, name: &str, span: &Range<usize>) -> Option<Term> {
        let root = name.split('.').next().unwrap_or(name);
        if let Some(level) = self.loops.iter().position(|(variable, _)| **variable == *root) {
            let (variable, kind) = self.loops.get(level).cloned()?;
            if root == name {
                return self.made(Node::Variable(level, variable), kind, span);
            }
            return self.fault(Fault::new(
                "C030",
                span.clone(),
                both!(
                    en = "`{root}` is an entry of a list and has no fields",
                    tr = "`{root}` bir liste öğesidir, alanı yoktur"
                ),
            ));
        }
        let (field, timed) = self.field(name, span)?;
        if timed {
            self.time_allowed(span)?;
        }
        let kind = field.kind.clone();
        let mut term = self.made(Node::Field(field), kind, span)?;
        term.timed = timed;
        Some(term)
    }

    /// The name's field, and whether it changes by time alone.
    pub(super) fn field(&mut self, name: &str, span: &Range<usize>) -> Option<(Field, bool)> {
        if let Some(known) = self.scope.names.get(name) {
            let field =
                Field { slot: known.slot, name: Arc::from(name), kind: known.kind.clone(), label: known.label.clone() };
            return Some((field, known.timed));
        }
        if let Some(why) = self.scope.hidden.get(name) {
            let Both { en, tr } = why;
            return self.fault(Fault::new(
                "C031",
                span.clone(),
                both!(en = "`{name}` cannot be used here: {en}", tr = "`{name}` burada kullanılamaz: {tr}"),
            ));
        }
        let names = self.scope.names.keys().map(String::as_str);
        let fault =
            Fault::new("C030", span.clone(), both!(en = "unknown name `{name}`", tr = "bilinmeyen ad: `{name}`"));
        let near = nearest(name, names.chain(self.loops.iter().map(|(variable, _)| &**variable)));
        let fault = match near.or_else(|| self.elsewhere(name)) {
            Some(near) => fault.help(both!(en = "did you mean `{near}`?", tr = "şunu mu demek istediniz: `{near}`?")),
            None => fault.help(both!(
                en = "declare the field in `[fields]`, or write a text between quotes: '{name}'",
                tr = "alanı `[fields]` içinde tanımlayın; metinse tırnak içinde yazın: '{name}'"
            )),
        };
        self.fault(fault)
    }

    /// A name of another group whose last part is that of `name` or nearly so: `account.country` for `country`.
    fn elsewhere(&self, name: &str) -> Option<&str> {
        let last = |name: &str| name.rfind('.').map_or(0, |dot| dot + 1);
        let wanted = name.get(last(name)..)?;
        let near = nearest(wanted, self.scope.names.keys().filter_map(|known| known.get(last(known)..)))?;
        let found = self.scope.names.keys().find(|known| known.get(last(known)..) == Some(near));
        found.map(String::as_str)
    }

    /// Refuses a part that changes by time alone where the scope says why.
    pub(super) fn time_allowed(&mut self, span: &Range<usize>) -> Option<()> {
        let Err(Both { en, tr }) = &self.scope.timed else {
            return Some(());
        };
        let written = self.quote(span);
        self.fault(Fault::new(
            "C060",
            span.clone(),
            both!(
                en = "`{written}` changes by time alone, which is not allowed here: {en}",
                tr = "`{written}` zaman geçtikçe kendiliğinden değişir, burada buna izin yok: {tr}"
            ),
        ))
    }

    fn list(&mut self, parts: &[Expr], expected: Option<&Type>, span: &Range<usize>) -> Option<Term> {
        if parts.is_empty() {
            return self.fault(Fault::new("C056", span.clone(), both!(en = "this list is empty", tr = "bu liste boş")));
        }
        let most = limits::LIST_VALUE_MAX;
        if parts.len() > most {
            let fault = Fault::new(
                "C058",
                span.clone(),
                both!(en = "this list has more than {most} entries", tr = "bu listede {most} öğeden fazlası var"),
            );
            return self.fault(fault.help(both!(
                en = "put them into a list file and write `in list('name')`",
                tr = "öğeleri bir liste dosyasına koyup `in list('ad')` yazın"
            )));
        }
        let mut inner = match expected {
            Some(Type::List(inner)) => Some((**inner).clone()),
            _ => None,
        };
        // An entry that is no literal says what the literals beside it are.
        let speaker = parts.iter().position(|part| !is_literal(part)).filter(|_| inner.is_none());
        let mut terms: Vec<Option<Term>> = parts.iter().map(|_| None).collect();
        let order = speaker.into_iter().chain((0..parts.len()).filter(|at| Some(*at) != speaker));
        for at in order {
            let (part, place) = (parts.get(at)?, terms.get_mut(at)?);
            *place = self.check(part, inner.as_ref());
            if let Some(term) = place {
                inner.get_or_insert_with(|| term.kind.clone());
            }
        }
        let terms: Vec<Term> = terms.into_iter().collect::<Option<_>>()?;
        let inner = inner?;
        for (term, part) in terms.iter().zip(parts) {
            if term.kind != inner || matches!(term.kind, Type::List(_)) {
                return self.odd_entry(term, part, &inner);
            }
        }
        self.made(Node::List(terms), Type::List(Box::new(inner)), span)
    }

    fn odd_entry<T>(&mut self, term: &Term, part: &Expr, inner: &Type) -> Option<T> {
        let written = self.quote(&part.span);
        let (is, due) = (kind_name(&term.kind), kind_name(inner));
        let message = if matches!(term.kind, Type::List(_)) {
            both!(en = "lists inside lists are not supported", tr = "liste içinde liste desteklenmez")
        } else {
            let ((en, tr), (due_en, due_tr)) = ((is.en, is.tr), (due.en, due.tr));
            both!(
                en = "`{written}` is {en}; this list's entries should be: {due_en}",
                tr = "`{written}` şu türden: {tr}; bu listenin öğeleri şu türden olmalı: {due_tr}"
            )
        };
        self.fault(Fault::new("C055", part.span.clone(), message))
    }

    fn choice(&mut self, parts: [&Expr; 3], expected: Option<&Type>, span: &Range<usize>) -> Option<Term> {
        let [condition, yes, no] = parts;
        let condition = self.boolean(condition);
        let (first, second) = self.pair(yes, no, expected);
        let (condition, first, second) = (condition?, first?, second?);
        if first.kind != second.kind {
            return self.differ((yes, &first), (no, &second), span);
        }
        let kind = first.kind.clone();
        self.made(Node::Choice(Box::new(condition), Box::new(first), Box::new(second)), kind, span)
    }

    /// Checks two sides that should have one type; a literal takes that of the other side.
    pub(super) fn pair(&mut self, left: &Expr, right: &Expr, expected: Option<&Type>) -> (Option<Term>, Option<Term>) {
        if is_literal(left) && !is_literal(right) {
            let second = self.check(right, expected);
            let first = self.check(left, second.as_ref().map(|term| &term.kind).or(expected));
            (first, second)
        } else {
            let first = self.check(left, expected);
            let second = self.check(right, first.as_ref().map(|term| &term.kind).or(expected));
            (first, second)
        }
    }
}

/// What constants are evaluated with.
const NOTHING: Env<'static> = Env { person: &[], account: &[], fact: &[], lead: &[], times: &[], now: 0 };

/// Whether a part is written without names, so that its type may follow that of the other side.
pub(super) fn is_literal(expr: &Expr) -> bool {
    match &expr.node {
        Written::Bool(_) | Written::Int(_) | Written::Decimal(_) | Written::Text(_) => true,
        Written::Negative(part) => is_literal(part),
        Written::List(parts) => parts.iter().all(is_literal),
        Written::Choice(_, yes, no) => is_literal(yes) && is_literal(no),
        Written::Binary(Operator::Add | Operator::Subtract | Operator::Multiply, left, right) => {
            is_literal(left) && is_literal(right)
        }
        _ => false,
    }
}

/// A whole number beyond 64 bits.
pub(super) fn too_large(span: Range<usize>) -> Fault {
    Fault::new("C007", span, both!(en = "this number is too large", tr = "bu sayı çok büyük")).help(both!(
        en = "whole numbers reach up to 9223372036854775807",
        tr = "tam sayılar en çok 9223372036854775807 olabilir"
    ))
}
