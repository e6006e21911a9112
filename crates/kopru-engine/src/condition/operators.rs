//! The check of operators: comparisons, `in`, calculations.

use super::Fault;
use super::check::{Checker, is_literal};
use super::literal::kind_name;
use super::syntax::{Expr, Node as Written, Operator};
use super::term::{Node, Term};
use crate::lang::Both;
use crate::value::{Decimal, Type, Value};
use crate::{both, limits};
use std::ops::Range;

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        span: &Range<usize>,
    ) -> Option<Term> {
        let (first, second) = self.pair(left, right, None);
        let (first, second) = (first?, second?);
        if first.kind != second.kind {
            if is_comparison(left) {
                return self.chained(&right.span);
            }
            return self.differ((left, &first), (right, &second), span);
        }
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let comparable = match first.kind {
            Type::Bool => equality,
            Type::List(_) => false,
            _ => true,
        };
        if !comparable {
            return self.not_for(operator, &first.kind, span);
        }
        self.one_side_timed(&first, &second, span)?;
        self.countable((left, &first), (right, &second))?;
        self.made(Node::Compare(operator, Box::new(first), Box::new(second)), Type::Bool, span)
    }

    /// Two sides of which both change by time alone cross at moments that no bound foretells.
    fn one_side_timed(&mut self, left: &Term, right: &Term, span: &Range<usize>) -> Option<()> {
        if !(left.timed && right.timed) {
            return Some(());
        }
        self.fault(
            Fault::new(
                "C061",
                span.clone(),
                both!(
                    en = "both sides change by time alone",
                    tr = "iki taraf da zaman geçtikçe kendiliğinden değişiyor"
                ),
            )
            .help(both!(
                en = "compare each with something that stays, such as a number",
                tr = "her birini sabit kalan bir şeyle, örneğin bir sayıyla karşılaştırın"
            )),
        )
    }

    /// Refuses `facts(…)` beside a number that no count reaches.
    fn countable(&mut self, left: (&Expr, &Term), right: (&Expr, &Term)) -> Option<()> {
        let most = limits::FACTS_COUNTED_MAX;
        let beyond = |term: &Term| matches!(term.literal(), Some(Value::Int(it)) if usize::try_from(*it).is_ok_and(|it| it > most));
        let counts = |term: &Term| matches!(term.node, Node::Facts(_));
        let literal = if counts(left.1) && beyond(right.1) {
            right.0
        } else if counts(right.1) && beyond(left.1) {
            left.0
        } else {
            return Some(());
        };
        self.fault(Fault::new(
            "C062",
            literal.span.clone(),
            both!(
                en = "facts() counts the newest {most} facts of a type at most",
                tr = "facts() bir türün en çok son {most} olgusunu sayar"
            ),
        ))
    }

    pub(super) fn within(&mut self, item: &Expr, list: &Expr, span: &Range<usize>) -> Option<Term> {
        if let Written::Call(call) = &list.node
            && call.function == "list"
            && call.receiver.is_none()
        {
            return self.within_named(item, call, span);
        }
        let (first, second) = if is_literal(item) && !is_literal(list) {
            let second = self.check(list, None);
            let inner = match second.as_ref().map(|term| &term.kind) {
                Some(Type::List(inner)) => Some((**inner).clone()),
                _ => None,
            };
            (self.check(item, inner.as_ref()), second)
        } else {
            let first = self.check(item, None);
            let kind = first.as_ref().map(|term| Type::List(Box::new(term.kind.clone())));
            (first, self.check(list, kind.as_ref()))
        };
        let (first, second) = (first?, second?);
        let Type::List(inner) = &second.kind else {
            return self.no_list(list, &second.kind);
        };
        if **inner != first.kind {
            let (is, due) = (kind_name(&first.kind), kind_name(inner));
            let (en, tr, due_en, due_tr) = (is.en, is.tr, due.en, due.tr);
            let written = self.quote(&item.span);
            return self.fault(Fault::new(
                "C050",
                item.span.clone(),
                both!(
                    en = "`{written}` is {en}; the list's entries are: {due_en}",
                    tr = "`{written}` şu türden: {tr}; listenin öğeleri şu türden: {due_tr}"
                ),
            ));
        }
        self.one_side_timed(&first, &second, span)?;
        self.made(Node::In(Box::new(first), Box::new(second)), Type::Bool, span)
    }

    /// A part that should be a list.
    pub(super) fn no_list<T>(&mut self, expr: &Expr, kind: &Type) -> Option<T> {
        let Both { en, tr } = kind_name(kind);
        let written = self.quote(&expr.span);
        let fault = Fault::new(
            "C055",
            expr.span.clone(),
            both!(
                en = "`{written}` should be a list, but is {en}",
                tr = "`{written}` bir liste olmalı, oysa türü: {tr}"
            ),
        );
        let help = match kind {
            Type::Text => both!(
                en = "ask whether a text holds another with `text.contains('part')`",
                tr = "bir metnin başka bir metni içerip içermediğini `metin.contains('parça')` ile sorun"
            ),
            _ => both!(
                en = "write `['a', 'b']`, a field that is a list, or after `in` also `list('name')`",
                tr = "`['a', 'b']`, liste olan bir alan veya `in` sonrasında `list('ad')` yazın"
            ),
        };
        self.fault(fault.help(help))
    }

    /// Two sides of different types.
    pub(super) fn differ<T>(&mut self, left: (&Expr, &Term), right: (&Expr, &Term), span: &Range<usize>) -> Option<T> {
        // The literal is what was written wrongly; between two names it may be either.
        let span = match (is_literal(left.0), is_literal(right.0)) {
            (true, false) => left.0.span.clone(),
            (false, true) => right.0.span.clone(),
            _ => span.clone(),
        };
        let (first, second) = (self.quote(&left.0.span), self.quote(&right.0.span));
        let (a, b) = (kind_name(&left.1.kind), kind_name(&right.1.kind));
        let (a_en, a_tr, b_en, b_tr) = (a.en, a.tr, b.en, b.tr);
        let fault = Fault::new(
            "C050",
            span,
            both!(
                en = "the two sides have different types: `{first}` is {a_en}, `{second}` is {b_en}",
                tr = "iki tarafın türü farklı: `{first}` için tür: {a_tr}; `{second}` için tür: {b_tr}"
            ),
        );
        let help = self.bridge(left, right).or_else(|| self.bridge(right, left));
        match help {
            Some(help) => self.fault(fault.help(help)),
            None => self.fault(fault),
        }
    }

    /// `a < b < c`.
    fn chained<T>(&mut self, span: &Range<usize>) -> Option<T> {
        self.fault(
            Fault::new(
                "C050",
                span.clone(),
                both!(
                    en = "a comparison is true or false and cannot be compared on",
                    tr = "karşılaştırmanın sonucu doğru veya yanlıştır, yeniden karşılaştırılamaz"
                ),
            )
            .help(both!(en = "write `a < b && b < c`", tr = "`a < b && b < c` yazın")),
        )
    }

    /// How `literal` should be written beside `other`.
    fn bridge(&self, other: (&Expr, &Term), literal: (&Expr, &Term)) -> Option<Both> {
        let bare = |text: &str| both!(en = "write {text} without quotes", tr = "{text} değerini tırnaksız yazın");
        match (&other.1.kind, literal.1.literal(), &literal.1.kind) {
            (Type::Int, Some(Value::Text(text)), _) => text.parse::<i64>().is_ok().then(|| bare(text)),
            (Type::Decimal, Some(Value::Text(text)), _) => Decimal::parse(text).map(|_| bare(text)),
            (Type::Bool, Some(Value::Text(text)), _) => matches!(&**text, "true" | "false").then(|| bare(text)),
            (Type::Int, Some(Value::Decimal(number)), _) => {
                let whole = number.millionths().div_euclid(Decimal::ONE);
                let name = self.quote(&other.0.span);
                Some(both!(
                    en = "`{name}` is a whole number: compare it with one, such as {whole}",
                    tr = "`{name}` tam sayıdır: bir tam sayıyla karşılaştırın, örneğin {whole}"
                ))
            }
            (
                Type::Text | Type::Enum(_) | Type::Date | Type::Moment | Type::Duration | Type::Money,
                Some(_),
                Type::Int | Type::Decimal | Type::Bool,
            ) => {
                let written = self.quote(&literal.0.span);
                Some(match other.1.kind {
                    Type::Enum(_) => both!(
                        en = "write one of the words between quotes",
                        tr = "sözcüklerden birini tırnak içinde yazın"
                    ),
                    Type::Text => {
                        both!(en = "write it between quotes: '{written}'", tr = "tırnak içinde yazın: '{written}'")
                    }
                    Type::Money => both!(
                        en = "write the currency too: '{written} USD'",
                        tr = "para birimini de yazın: '{written} USD'"
                    ),
                    Type::Duration => {
                        both!(en = "write the unit too: '{written}d'", tr = "birimi de yazın: '{written}d'")
                    }
                    _ => both!(
                        en = "write a day as '2026-11-23'; ask for an age with days_since()",
                        tr = "günü '2026-11-23' biçiminde yazın; geçen süreyi days_since() ile sorun"
                    ),
                })
            }
            (Type::Decimal, None, Type::Int) => {
                let written = self.quote(&literal.0.span);
                Some(both!(
                    en = "make the whole number a decimal: `{written} * 1.0`",
                    tr = "tam sayıyı ondalık sayıya çevirin: `{written} * 1.0`"
                ))
            }
            (Type::List(_), _, _) => Some(both!(
                en = "ask whether a list holds a value with `value in list`",
                tr = "bir listenin bir değeri içerip içermediğini `değer in liste` ile sorun"
            )),
            _ => None,
        }
    }

    /// An operator that a type does not have.
    pub(super) fn not_for<T>(&mut self, operator: Operator, kind: &Type, span: &Range<usize>) -> Option<T> {
        let Both { en, tr } = kind_name(kind);
        let sign = operator.sign();
        let fault = Fault::new(
            "C051",
            span.clone(),
            both!(
                en = "`{sign}` cannot be used here: the side is {en}",
                tr = "`{sign}` burada kullanılamaz; tarafın türü: {tr}"
            ),
        );
        let help = match (operator, kind) {
            (Operator::Add | Operator::Subtract | Operator::Multiply, Type::Date) => both!(
                en = "ask for a day's age with days_since()",
                tr = "bir günün üzerinden geçen süreyi days_since() ile sorun"
            ),
            (Operator::Multiply, Type::Decimal) => {
                both!(en = "a decimal is multiplied by a whole number", tr = "ondalık sayı bir tam sayıyla çarpılır")
            }
            (Operator::Subtract, Type::Moment) => both!(
                en = "a length of time can be taken from a moment; ask for its age with days_since()",
                tr = "bir andan süre çıkarılabilir; üzerinden geçen süreyi days_since() ile sorun"
            ),
            (_, Type::List(_)) => both!(
                en = "ask about a list with `in`, `exists` or `all`",
                tr = "bir listeyi `in`, `exists` veya `all` ile sorgulayın"
            ),
            (_, Type::Bool) => both!(
                en = "true and false are joined with && and ||, and compared with == and !=",
                tr = "doğru ve yanlış && ve || ile birleştirilir, == ve != ile karşılaştırılır"
            ),
            _ => return self.fault(fault),
        };
        self.fault(fault.help(help))
    }

    pub(super) fn negative(&mut self, part: &Expr, expected: Option<&Type>, span: &Range<usize>) -> Option<Term> {
        let term = self.check(part, expected)?;
        match term.kind {
            Type::Int | Type::Decimal => {
                let kind = term.kind.clone();
                self.made(Node::Negative(Box::new(term)), kind, span)
            }
            _ => self.not_for(Operator::Subtract, &term.kind, span),
        }
    }

    pub(super) fn calculate(
        &mut self,
        operator: Operator,
        (left, right): (&Expr, &Expr),
        expected: Option<&Type>,
        span: &Range<usize>,
    ) -> Option<Term> {
        let (first, second) = self.operands(operator, left, right, expected);
        let (first, second) = (first?, second?);
        for term in [&first, &second] {
            if !calculates(operator, &term.kind) {
                return self.not_for(operator, &term.kind, span);
            }
        }
        let kind = match (operator, &first.kind, &second.kind) {
            (Operator::Multiply, Type::Decimal, Type::Int) | (Operator::Multiply, Type::Int, Type::Decimal) => {
                Type::Decimal
            }
            (Operator::Multiply, Type::Decimal, Type::Decimal) => return self.not_for(operator, &first.kind, span),
            (_, Type::Moment, Type::Moment) => return self.not_for(operator, &first.kind, span),
            (_, Type::Moment, Type::Duration) | (Operator::Add, Type::Duration, Type::Moment) => Type::Moment,
            (_, kind, other) if kind == other => kind.clone(),
            _ => return self.differ((left, &first), (right, &second), span),
        };
        self.made(Node::Calculate(operator, Box::new(first), Box::new(second)), kind, span)
    }

    /// Both sides of a calculation; a literal takes the type that the other side and the place ask for.
    fn operands(
        &mut self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        expected: Option<&Type>,
    ) -> (Option<Term>, Option<Term>) {
        let beside = |kind: &Type| match kind {
            // A moment is moved by a length of time, a number multiplied by a whole one.
            Type::Moment => Some(Type::Duration),
            Type::Decimal if operator == Operator::Multiply => None,
            other if !calculates(operator, other) => None,
            other => Some(other.clone()),
        };
        if is_literal(left) && !is_literal(right) {
            let second = self.check(right, expected);
            let kind = second.as_ref().and_then(|term| beside(&term.kind));
            (self.check(left, kind.as_ref()), second)
        } else {
            let first = self.check(left, expected);
            let kind = first.as_ref().and_then(|term| beside(&term.kind));
            (first, self.check(right, kind.as_ref()))
        }
    }
}

/// Whether a type has an operator of calculation at all.
fn calculates(operator: Operator, kind: &Type) -> bool {
    match kind {
        Type::Int | Type::Decimal => true,
        Type::Money | Type::Duration | Type::Moment => operator != Operator::Multiply,
        Type::Text => operator == Operator::Add,
        Type::Bool | Type::Enum(_) | Type::Date | Type::List(_) => false,
    }
}

fn is_comparison(expr: &Expr) -> bool {
    use Operator::{AtLeast, AtMost, Equal, Less, More, NotEqual};
    matches!(&expr.node, Written::Binary(Equal | NotEqual | Less | AtMost | More | AtLeast, ..))
}
