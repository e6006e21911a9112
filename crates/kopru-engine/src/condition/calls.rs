//! The check of functions: ours, and what CEL has and we do not.

use super::Fault;
use super::check::Checker;
use super::functions::FUNCTIONS;
use super::literal::{kind_name, window};
use super::refused;
use super::syntax::{Call, Expr, Node as Written};
use super::term::{Loop, Node, Term, Test, Window};
use crate::diagnostic::nearest;
use crate::lang::Both;
use crate::value::Type;
use crate::{both, limits};
use std::ops::Range;
use std::sync::Arc;

/// A list's name and its entries, sorted.
type NamedList = (Arc<str>, Arc<[Arc<str>]>);

impl Checker<'_> {
    pub(super) fn call(&mut self, call: &Call, span: &Range<usize>) -> Option<Term> {
        match (&call.receiver, call.function.as_str()) {
            (None, "has") => self.has(call, span),
            (None, "size") => self.size(call, span),
            (None, "facts") => self.facts(call, span),
            (None, "days_since") => self.days_since(call, span),
            (None, "list") => self.fault(
                Fault::new(
                    "C040",
                    span.clone(),
                    both!(en = "list() stands only after `in`", tr = "list() yalnızca `in` sonrasında kullanılır"),
                )
                .help(both!(
                    en = "write `account.domain in list('name')`",
                    tr = "`account.domain in list('ad')` yazın"
                )),
            ),
            (Some(text), "startsWith") => self.test(Test::StartsWith, text, call, span),
            (Some(text), "endsWith") => self.test(Test::EndsWith, text, call, span),
            (Some(text), "contains") => self.test(Test::Contains, text, call, span),
            (Some(list), "exists") => self.repeat(false, list, call, span),
            (Some(list), "all") => self.repeat(true, list, call, span),
            _ => self.fault(refused::function(call)),
        }
    }

    /// The function's arguments when there are as many as it takes.
    fn args<'e, const N: usize>(&mut self, call: &'e Call, span: &Range<usize>) -> Option<&'e [Expr; N]> {
        if let Ok(args) = <&[Expr; N]>::try_from(call.args.as_slice()) {
            return Some(args);
        }
        let (function, found) = (&call.function, call.args.len());
        let signature = FUNCTIONS.iter().find(|doc| doc.name == *function).map_or("", |doc| doc.signature);
        let plural = if N == 1 { "" } else { "s" };
        self.fault(
            Fault::new(
                "C033",
                span.clone(),
                both!(
                    en = "{function}() takes {N} argument{plural}, not {found}",
                    tr = "{function}() için gereken argüman sayısı {N}, verilen {found}"
                ),
            )
            .help(both!(en = "it is written `{signature}`", tr = "yazılışı: `{signature}`")),
        )
    }

    /// A text written out, as `facts()` and `list()` need.
    fn literal_text<'e>(&mut self, call: &Call, arg: &'e Expr) -> Option<&'e str> {
        if let Written::Text(text) = &arg.node {
            return Some(text);
        }
        let function = &call.function;
        self.fault(
            Fault::new(
                "C034",
                arg.span.clone(),
                both!(
                    en = "{function}() needs a text written out here",
                    tr = "{function}() burada doğrudan yazılmış bir metin ister"
                ),
            )
            .help(both!(
                en = "write it between quotes; fields and calculations cannot stand here",
                tr = "tırnak içinde yazın; buraya alan veya hesap yazılamaz"
            )),
        )
    }

    fn has(&mut self, call: &Call, span: &Range<usize>) -> Option<Term> {
        let [arg] = self.args(call, span)?;
        let name = match &arg.node {
            Written::Name(name) if !self.is_variable(name) => name,
            _ => return self.no_name(arg, "has"),
        };
        let (field, timed) = self.field(name, &arg.span)?;
        if timed {
            self.time_allowed(&arg.span)?;
        }
        self.made(Node::Has(field), Type::Bool, span)
    }

    fn is_variable(&self, name: &str) -> bool {
        let root = name.split('.').next().unwrap_or(name);
        self.loops.iter().any(|(variable, _)| **variable == *root)
    }

    fn no_name<T>(&mut self, arg: &Expr, function: &str) -> Option<T> {
        let written = self.quote(&arg.span);
        self.fault(
            Fault::new(
                "C038",
                arg.span.clone(),
                both!(
                    en = "{function}() takes the name of a field, not `{written}`",
                    tr = "{function}() bir alan adı alır; `{written}` bir alan adı değil"
                ),
            )
            .help(both!(
                en = "write it without quotes, as in `{function}(account.founded)`",
                tr = "tırnaksız yazın: `{function}(account.founded)`"
            )),
        )
    }

    fn size(&mut self, call: &Call, span: &Range<usize>) -> Option<Term> {
        let [arg] = self.args(call, span)?;
        let term = self.check(arg, None)?;
        if matches!(term.kind, Type::Text | Type::List(_)) {
            return self.made(Node::Size(Box::new(term)), Type::Int, span);
        }
        let Both { en, tr } = kind_name(&term.kind);
        let written = self.quote(&arg.span);
        self.fault(Fault::new(
            "C051",
            arg.span.clone(),
            both!(
                en = "size() measures a text or a list, but `{written}` is {en}",
                tr = "size() bir metnin veya listenin uzunluğunu ölçer, oysa `{written}` için tür: {tr}"
            ),
        ))
    }

    fn facts(&mut self, call: &Call, span: &Range<usize>) -> Option<Term> {
        let [fact, length] = self.args(call, span)?;
        let allowed = self.time_allowed(span);
        let index = self.fact_type(call, fact);
        let secs = match self.literal_text(call, length) {
            Some(text) => match window(text, length.span.clone()) {
                Ok(secs) => Some(secs),
                Err(fault) => self.fault(*fault),
            },
            None => None,
        };
        allowed?;
        let (fact, index) = index?;
        let label = self.scope.fact_labels.get(&*fact);
        let window = Window { index, secs: secs?, fact: label.cloned().unwrap_or_else(|| Both::same(&*fact)) };
        self.made(Node::Facts(window), Type::Int, span)
    }

    fn fact_type(&mut self, call: &Call, arg: &Expr) -> Option<(Arc<str>, u16)> {
        let name = self.literal_text(call, arg)?;
        if let Some(index) = self.scope.fact_types.get(name) {
            return Some((Arc::from(name), *index));
        }
        let fault = Fault::new(
            "C035",
            arg.span.clone(),
            both!(en = "unknown fact type '{name}'", tr = "bilinmeyen olgu türü: '{name}'"),
        );
        let help = match nearest(name, self.scope.fact_types.keys().map(String::as_str)) {
            Some(near) => both!(en = "did you mean '{near}'?", tr = "şunu mu demek istediniz: '{near}'?"),
            None => both!(
                en = "declare it in the playbook as `[facts.{name}]`",
                tr = "oyun kitabında `[facts.{name}]` olarak tanımlayın"
            ),
        };
        self.fault(fault.help(help))
    }

    fn days_since(&mut self, call: &Call, span: &Range<usize>) -> Option<Term> {
        let [arg] = self.args(call, span)?;
        let allowed = self.time_allowed(span);
        let name = match &arg.node {
            Written::Name(name) if !self.is_variable(name) => name,
            _ => return self.no_name(arg, "days_since"),
        };
        let (field, timed) = self.field(name, &arg.span)?;
        allowed?;
        if timed || !matches!(field.kind, Type::Date | Type::Moment) {
            let Both { en, tr } = kind_name(&field.kind);
            return self.fault(Fault::new(
                "C051",
                arg.span.clone(),
                both!(
                    en = "days_since() takes a day or a moment that stays, but `{name}` is {en}",
                    tr = "days_since() sabit bir gün veya an alır, oysa `{name}` için tür: {tr}"
                ),
            ));
        }
        self.made(Node::Age(field), Type::Int, span)
    }

    /// `item in list('name')`.
    pub(super) fn within_named(&mut self, item: &Expr, call: &Call, span: &Range<usize>) -> Option<Term> {
        let term = self.check(item, Some(&Type::Text));
        let entries = self.named_list(call, span);
        let (term, (name, entries)) = (term?, entries?);
        if term.kind != Type::Text {
            let Both { en, tr } = kind_name(&term.kind);
            let written = self.quote(&item.span);
            return self.fault(Fault::new(
                "C050",
                item.span.clone(),
                both!(
                    en = "list() holds texts, but `{written}` is {en}",
                    tr = "list() metinlerden oluşur, oysa `{written}` için tür: {tr}"
                ),
            ));
        }
        self.made(Node::InNamed(Box::new(term), name, entries), Type::Bool, span)
    }

    fn named_list(&mut self, call: &Call, span: &Range<usize>) -> Option<NamedList> {
        let [arg] = self.args(call, span)?;
        let name = self.literal_text(call, arg)?;
        if let Some(entries) = self.scope.lists.get(name) {
            let mut entries = entries.clone();
            // Searched by halving: an unsorted list would answer wrongly in silence.
            if !entries.is_sorted() {
                let mut sorted = entries.to_vec();
                sorted.sort_unstable();
                entries = Arc::from(sorted);
            }
            return Some((Arc::from(name), entries));
        }
        let fault = Fault::new(
            "C036",
            arg.span.clone(),
            both!(en = "unknown list '{name}'", tr = "bilinmeyen liste: '{name}'"),
        );
        let help = match nearest(name, self.scope.lists.keys().map(String::as_str)) {
            Some(near) => both!(en = "did you mean '{near}'?", tr = "şunu mu demek istediniz: '{near}'?"),
            None => both!(
                en = "declare it in the playbook's `[lists]`",
                tr = "oyun kitabının `[lists]` bölümünde tanımlayın"
            ),
        };
        self.fault(fault.help(help))
    }

    fn test(&mut self, test: Test, text: &Expr, call: &Call, span: &Range<usize>) -> Option<Term> {
        let receiver = self.check(text, None);
        let part = self.args::<1>(call, span).and_then(|[arg]| Some((arg, self.check(arg, None)?)));
        let (receiver, (arg, part)) = (receiver?, part?);
        for (term, expr) in [(&receiver, text), (&part, arg)] {
            if term.kind == Type::Text {
                continue;
            }
            let (function, written) = (&call.function, self.quote(&expr.span));
            let Both { en, tr } = kind_name(&term.kind);
            let fault = Fault::new(
                "C051",
                expr.span.clone(),
                both!(
                    en = "{function}() needs a text, but `{written}` is {en}",
                    tr = "{function}() metin ister, oysa `{written}` için tür: {tr}"
                ),
            );
            return self.fault(match term.kind {
                Type::List(_) => fault.help(both!(en = "write `value in list`", tr = "`değer in liste` yazın")),
                Type::Enum(_) => fault.help(both!(
                    en = "compare with the words: `in ['a', 'b']`",
                    tr = "sözcüklerle karşılaştırın: `in ['a', 'b']`"
                )),
                _ => fault,
            });
        }
        self.made(Node::Test(test, Box::new(receiver), Box::new(part)), Type::Bool, span)
    }

    fn repeat(&mut self, all: bool, list: &Expr, call: &Call, span: &Range<usize>) -> Option<Term> {
        let most = limits::CONDITION_LOOPS_MAX;
        if self.loops.len() >= most {
            return self.fault(Fault::new(
                "C059",
                call.function_span.clone(),
                both!(
                    en = "exists and all stand at most {most} deep inside one another",
                    tr = "exists ve all en çok {most} düzey iç içe yazılabilir"
                ),
            ));
        }
        let term = self.check(list, None);
        let [variable, body] = self.args(call, span)?;
        let variable = self.variable(variable);
        let (term, variable) = (term?, variable?);
        let Type::List(inner) = &term.kind else {
            return self.no_list(list, &term.kind);
        };
        let level = self.loops.len();
        self.loops.push((variable.clone(), (**inner).clone()));
        let body = self.boolean(body);
        self.loops.pop();
        let made = Loop { all, list: Box::new(term), level, variable, body: Box::new(body?) };
        self.made(Node::Loop(made), Type::Bool, span)
    }

    /// The name under which a loop's body speaks of an entry: a new one, so that nothing is read wrongly.
    fn variable(&mut self, expr: &Expr) -> Option<Arc<str>> {
        let message = match &expr.node {
            Written::Name(name) if name.contains('.') => {
                both!(en = "the entry's name has no dots", tr = "öğenin adında nokta olmaz")
            }
            Written::Name(name) if self.is_variable(name) || self.is_taken(name) => {
                both!(en = "`{name}` already means something else", tr = "`{name}` zaten başka bir şeyin adı")
            }
            Written::Name(name) => return Some(Arc::from(name.as_str())),
            _ => both!(en = "here stands a name for the list's entry", tr = "burada liste öğesi için bir ad durur"),
        };
        self.fault(Fault::new("C039", expr.span.clone(), message).help(both!(
            en = "choose a short new name: `tags.exists(x, x == 'a')`",
            tr = "kısa, yeni bir ad seçin: `tags.exists(x, x == 'a')`"
        )))
    }

    /// Whether a name, or the first part of one, exists in the scope.
    fn is_taken(&self, name: &str) -> bool {
        let begins =
            |known: &String| known.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.scope.names.keys().any(begins) || self.scope.hidden.keys().any(begins)
    }
}
