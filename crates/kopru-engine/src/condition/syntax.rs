//! Grammar of a condition: words → tree with places. A Pratt parser (V. Pratt, "Top down operator precedence", 1973).
//!
//! What CEL has and we do not is named here, so that nobody is surprised; the order of binding is CEL's.

use super::Fault;
use super::refused;
use super::tokens::{Token, tokens};
use crate::both;
use crate::lang::Both;
use crate::limits::{CONDITION_BYTES_MAX, CONDITION_DEPTH_MAX};
use crate::value::Decimal;
use std::ops::Range;

/// A part of a condition as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expr {
    pub(super) node: Node,
    pub(super) span: Range<usize>,
    /// Nodes on the longest way down, itself included; at most [`CONDITION_DEPTH_MAX`], so later walks may recurse.
    depth: usize,
}

/// What a part says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(String),
    List(Vec<Expr>),
    /// A name with its dots: `account.employees`.
    Name(String),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    /// `a && b && …`
    All(Vec<Expr>),
    /// `a || b || …`
    Any(Vec<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Choice(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(Call),
    /// A part whose fault is reported already.
    Faulty,
}

/// `function(…)` or `receiver.function(…)`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) function: String,
    pub(super) function_span: Range<usize>,
    pub(super) receiver: Option<Box<Expr>>,
    pub(super) args: Vec<Expr>,
}

/// An operator between two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
    Add,
    Subtract,
    Multiply,
}

impl Operator {
    /// As it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::More => ">",
            Operator::AtLeast => ">=",
            Operator::In => "in",
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
        }
    }

    /// The operator that says the same with its sides exchanged; comparisons only.
    pub(super) fn mirrored(self) -> Operator {
        match self {
            Operator::Less => Operator::More,
            Operator::AtMost => Operator::AtLeast,
            Operator::More => Operator::Less,
            Operator::AtLeast => Operator::AtMost,
            other => other,
        }
    }
}

/// What stands between two parts, and how tightly it binds.
enum Infix {
    Choice,
    Any,
    All,
    Operator(Operator, u8),
    /// `/` and `%`: read, refused.
    Division,
}

const CHOICE: u8 = 1;
const ANY: u8 = 2;
const ALL: u8 = 3;
const RELATION: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;

impl Infix {
    fn of(token: &Token) -> Option<Infix> {
        Some(match token {
            Token::Sign("?") => Infix::Choice,
            Token::Sign("||") => Infix::Any,
            Token::Sign("&&") => Infix::All,
            Token::Sign("==") => Infix::Operator(Operator::Equal, RELATION),
            Token::Sign("!=") => Infix::Operator(Operator::NotEqual, RELATION),
            Token::Sign("<") => Infix::Operator(Operator::Less, RELATION),
            Token::Sign("<=") => Infix::Operator(Operator::AtMost, RELATION),
            Token::Sign(">") => Infix::Operator(Operator::More, RELATION),
            Token::Sign(">=") => Infix::Operator(Operator::AtLeast, RELATION),
            Token::Word(word) if word == "in" => Infix::Operator(Operator::In, RELATION),
            Token::Sign("+") => Infix::Operator(Operator::Add, SUM),
            Token::Sign("-") => Infix::Operator(Operator::Subtract, SUM),
            Token::Sign("*") => Infix::Operator(Operator::Multiply, PRODUCT),
            Token::Sign("/" | "%") => Infix::Division,
            _ => return None,
        })
    }

    fn power(&self) -> u8 {
        match self {
            Infix::Choice => CHOICE,
            Infix::Any => ANY,
            Infix::All => ALL,
            Infix::Operator(_, power) => *power,
            Infix::Division => PRODUCT,
        }
    }
}

/// Reads a condition. `None` as tree when it cannot be read on; the faults say why. A tree may come with faults (parts
/// marked [`Node::Faulty`]), so that the rest can be checked too.
pub(super) fn parse(source: &str) -> (Option<Expr>, Vec<Fault>) {
    let length = source.len();
    if length > CONDITION_BYTES_MAX {
        let fault = Fault::new(
            "C002",
            0..length,
            both!(
                en = "the condition has {length} bytes; at most {CONDITION_BYTES_MAX} are read",
                tr = "koşul {length} bayt; en çok {CONDITION_BYTES_MAX} bayt okunur"
            ),
        );
        let help = both!(
            en = "split it into several rules, or move long lists into a list file",
            tr = "birkaç kurala bölün veya uzun listeleri bir liste dosyasına taşıyın"
        );
        return (None, vec![fault.help(help)]);
    }
    let tokens = match tokens(source) {
        Ok(tokens) => tokens,
        Err(faults) => return (None, faults),
    };
    if tokens.len() == 1 {
        let fault = Fault::new("C001", 0..length, both!(en = "the condition is empty", tr = "koşul boş"));
        return (None, vec![fault]);
    }
    let mut parser = Parser { tokens, at: 0, open: 0, faults: Vec::new() };
    let tree = parser.whole().ok();
    (tree, parser.faults)
}

/// Reading stopped; the fault is in the parser's list.
struct Stopped;

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    /// Calls of [`Parser::expr`] and [`Parser::prefix`] that are under way.
    open: usize,
    faults: Vec<Fault>,
}

impl Parser {
    fn whole(&mut self) -> Result<Expr, Stopped> {
        let expr = self.expr(0)?;
        if *self.peek() == Token::End {
            return Ok(expr);
        }
        self.stray()
    }

    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Range<usize> {
        let last = self.tokens.last().map_or(0..0, |(_, span)| span.clone());
        self.tokens.get(self.at).map_or(last, |(_, span)| span.clone())
    }

    /// Steps over the next word and gives its place.
    fn advance(&mut self) -> Range<usize> {
        let span = self.span();
        self.at += 1;
        span
    }

    fn takes(&mut self, sign: &'static str) -> bool {
        let found = *self.peek() == Token::Sign(sign);
        if found {
            self.at += 1;
        }
        found
    }

    fn stop<T>(&mut self, fault: Fault) -> Result<T, Stopped> {
        self.faults.push(fault);
        Err(Stopped)
    }

    fn node(&mut self, node: Node, span: Range<usize>) -> Result<Expr, Stopped> {
        let deepest = match &node {
            Node::List(parts) | Node::All(parts) | Node::Any(parts) => deepest(parts),
            Node::Not(part) | Node::Negative(part) => part.depth,
            Node::Binary(_, left, right) => left.depth.max(right.depth),
            Node::Choice(condition, yes, no) => condition.depth.max(yes.depth).max(no.depth),
            Node::Call(call) => deepest(&call.args).max(call.receiver.as_ref().map_or(0, |part| part.depth)),
            _ => 0,
        };
        let depth = deepest + 1;
        if depth > CONDITION_DEPTH_MAX {
            return self.too_deep(span);
        }
        Ok(Expr { node, span, depth })
    }

    fn too_deep<T>(&mut self, span: Range<usize>) -> Result<T, Stopped> {
        let fault = Fault::new(
            "C003",
            span,
            both!(
                en = "the condition is nested more than {CONDITION_DEPTH_MAX} levels deep",
                tr = "koşul {CONDITION_DEPTH_MAX} düzeyden derin iç içe geçmiş"
            ),
        );
        self.stop(fault.help(both!(
            en = "split it into several rules, or join parts with && and || without parentheses",
            tr = "birkaç kurala bölün veya parçaları parantezsiz && ve || ile birleştirin"
        )))
    }

    /// Reads a part whose operators bind at least as tightly as `least`.
    fn expr(&mut self, least: u8) -> Result<Expr, Stopped> {
        self.open += 1;
        // Two calls a level: this and `prefix`.
        if self.open > 2 * CONDITION_DEPTH_MAX {
            let span = self.span();
            return self.too_deep(span);
        }
        let mut left = self.prefix()?;
        while let Some(infix) = Infix::of(self.peek()).filter(|infix| infix.power() >= least.max(CHOICE)) {
            let sign = self.advance();
            left = self.infix(left, infix, sign)?;
        }
        self.open -= 1;
        Ok(left)
    }

    fn infix(&mut self, left: Expr, infix: Infix, sign: Range<usize>) -> Result<Expr, Stopped> {
        let tighter = infix.power() + 1;
        let start = left.span.start;
        match infix {
            Infix::Choice => {
                let yes = self.expr(ANY)?;
                if !self.takes(":") {
                    let fault = self.unexpected(&both!(
                        en = "`:` and what holds otherwise",
                        tr = "`:` ve aksi durumda geçerli olan"
                    ));
                    return self.stop(fault);
                }
                let no = self.expr(CHOICE)?;
                let span = start..no.span.end;
                self.node(Node::Choice(Box::new(left), Box::new(yes), Box::new(no)), span)
            }
            Infix::All => {
                let right = self.expr(tighter)?;
                let span = start..right.span.end;
                let parts = match left.node {
                    Node::All(parts) => joined(parts, right),
                    _ => vec![left, right],
                };
                self.node(Node::All(parts), span)
            }
            Infix::Any => {
                let right = self.expr(tighter)?;
                let span = start..right.span.end;
                let parts = match left.node {
                    Node::Any(parts) => joined(parts, right),
                    _ => vec![left, right],
                };
                self.node(Node::Any(parts), span)
            }
            Infix::Operator(operator, _) => {
                let right = self.expr(tighter)?;
                let span = start..right.span.end;
                self.node(Node::Binary(operator, Box::new(left), Box::new(right)), span)
            }
            Infix::Division => {
                let right = self.expr(tighter)?;
                self.faults.push(refused::division(sign));
                self.node(Node::Faulty, start..right.span.end)
            }
        }
    }

    fn prefix(&mut self) -> Result<Expr, Stopped> {
        self.open += 1;
        if self.open > 2 * CONDITION_DEPTH_MAX {
            let span = self.span();
            return self.too_deep(span);
        }
        let expr = match self.peek() {
            Token::Sign("!") => {
                let sign = self.advance();
                let part = self.prefix()?;
                let span = sign.start..part.span.end;
                self.node(Node::Not(Box::new(part)), span)?
            }
            Token::Sign("-") => self.negative()?,
            _ => {
                let primary = self.primary()?;
                self.members(primary)?
            }
        };
        self.open -= 1;
        Ok(expr)
    }

    /// A minus directly before a number belongs to the number, as in CEL; so the smallest integer can be written.
    fn negative(&mut self) -> Result<Expr, Stopped> {
        let sign = self.advance();
        let number = match self.peek() {
            Token::Int(size) => 0_i64.checked_sub_unsigned(*size).map(Node::Int),
            Token::Decimal(it) => it.millionths().checked_neg().map(|it| Node::Decimal(Decimal::from_millionths(it))),
            _ => None,
        };
        if let Some(number) = number {
            let span = sign.start..self.advance().end;
            let number = self.node(number, span)?;
            return self.members(number);
        }
        let part = self.prefix()?;
        let span = sign.start..part.span.end;
        self.node(Node::Negative(Box::new(part)), span)
    }

    fn primary(&mut self) -> Result<Expr, Stopped> {
        let span = self.span();
        match self.peek().clone() {
            Token::Int(size) => {
                self.advance();
                let Ok(number) = i64::try_from(size) else {
                    return self.stop(super::check::too_large(span));
                };
                self.node(Node::Int(number), span)
            }
            Token::Decimal(number) => {
                self.advance();
                self.node(Node::Decimal(number), span)
            }
            Token::Text(text) => {
                self.advance();
                self.node(Node::Text(text), span)
            }
            Token::Word(word) if word != "in" => {
                self.advance();
                self.word(word, span)
            }
            Token::Sign("(") => {
                self.advance();
                let mut inner = self.expr(0)?;
                let end = self.close(")", &span)?;
                inner.span = span.start..end;
                Ok(inner)
            }
            Token::Sign("[") => {
                self.advance();
                let (parts, end) = self.parts("]", &span)?;
                self.node(Node::List(parts), span.start..end)
            }
            Token::Sign("{") => self.stop(refused::map(span)),
            _ => {
                let fault = self.unexpected(&both!(en = "a value, a name or `(`", tr = "bir değer, bir ad veya `(`"));
                self.stop(fault)
            }
        }
    }

    fn word(&mut self, word: String, span: Range<usize>) -> Result<Expr, Stopped> {
        if *self.peek() == Token::Sign("(") {
            return self.call(word, span, None);
        }
        match word.as_str() {
            "true" => return self.node(Node::Bool(true), span),
            "false" => return self.node(Node::Bool(false), span),
            "null" => {
                self.faults.push(refused::null(span.clone()));
                return self.node(Node::Faulty, span);
            }
            _ => {}
        }
        let mut name = word;
        let mut end = span.end;
        while let (Token::Sign("."), Some((Token::Word(part), part_span))) = (self.peek(), self.tokens.get(self.at + 1))
        {
            if matches!(self.tokens.get(self.at + 2), Some((Token::Sign("("), _))) {
                break;
            }
            name.push('.');
            name.push_str(part);
            end = part_span.end;
            self.at += 2;
        }
        self.node(Node::Name(name), span.start..end)
    }

    /// What follows a part directly: `.function(…)`; an index is refused.
    fn members(&mut self, mut receiver: Expr) -> Result<Expr, Stopped> {
        loop {
            let start = receiver.span.start;
            match self.peek() {
                Token::Sign(".") => {
                    self.advance();
                    let span = self.span();
                    let Token::Word(function) = self.peek().clone() else {
                        let fault =
                            self.unexpected(&both!(en = "a name after the point", tr = "noktadan sonra bir ad"));
                        return self.stop(fault);
                    };
                    self.advance();
                    if *self.peek() != Token::Sign("(") {
                        let fault = self
                            .unexpected(&both!(en = "`(` after `.{function}`", tr = "`.{function}` sonrasında `(`"));
                        return self.stop(fault);
                    }
                    receiver = self.call(function, span, Some(Box::new(receiver)))?;
                }
                Token::Sign("[") => {
                    let sign = self.advance();
                    let (_, end) = self.parts("]", &sign)?;
                    self.faults.push(refused::index(sign.start..end));
                    receiver = self.node(Node::Faulty, start..end)?;
                }
                _ => return Ok(receiver),
            }
        }
    }

    fn call(
        &mut self,
        function: String,
        function_span: Range<usize>,
        receiver: Option<Box<Expr>>,
    ) -> Result<Expr, Stopped> {
        let start = receiver.as_ref().map_or(function_span.start, |part| part.span.start);
        let open = self.advance();
        let (args, end) = self.parts(")", &open)?;
        let call = Call { function, function_span, receiver, args };
        self.node(Node::Call(call), start..end)
    }

    /// Reads parts between commas up to `closing`, and gives where that ends. A comma may stand at the end of a list, as in CEL.
    fn parts(&mut self, closing: &'static str, open: &Range<usize>) -> Result<(Vec<Expr>, usize), Stopped> {
        let mut parts = Vec::new();
        while parts.is_empty() && *self.peek() != Token::Sign(closing) || !parts.is_empty() && self.takes(",") {
            if closing == "]" && *self.peek() == Token::Sign(closing) {
                break;
            }
            parts.push(self.expr(0)?);
        }
        let end = self.close(closing, open)?;
        Ok((parts, end))
    }

    /// Steps over the bracket that closes the one at `open`.
    fn close(&mut self, closing: &'static str, open: &Range<usize>) -> Result<usize, Stopped> {
        if *self.peek() == Token::Sign(closing) {
            return Ok(self.advance().end);
        }
        if *self.peek() != Token::End {
            return self.stray();
        }
        let fault =
            Fault::new("C009", open.clone(), both!(en = "this bracket is not closed", tr = "bu parantez kapatılmamış"));
        self.stop(fault.help(both!(en = "add the missing `{closing}`", tr = "eksik `{closing}` işaretini ekleyin")))
    }

    /// A word where an operator or the end was due.
    fn stray<T>(&mut self) -> Result<T, Stopped> {
        let fault = self.unexpected(&both!(en = "an operator or the end", tr = "bir işleç veya koşulun sonu"));
        self.stop(fault)
    }

    fn unexpected(&self, due: &Both) -> Fault {
        let (en, tr) = (&due.en, &due.tr);
        let message = match self.peek() {
            Token::End => both!(
                en = "the condition ends where this was due: {en}",
                tr = "koşul burada bitiyor, ama beklenen şuydu: {tr}"
            ),
            token => {
                both!(
                    en = "`{token}` stands where this was due: {en}",
                    tr = "burada `{token}` var, ama beklenen şuydu: {tr}"
                )
            }
        };
        let fault = Fault::new("C008", self.span(), message);
        match self.slip() {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    /// What somebody who knows another language probably meant.
    fn slip(&self) -> Option<Both> {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let (found, meant) = match self.peek() {
            _ if matches!(before, Some((Token::Word(word), _)) if word.eq_ignore_ascii_case("not")) => ("not", "!"),
            Token::Sign("=") => ("=", "=="),
            Token::Sign("&") => ("&", "&&"),
            Token::Sign("|") => ("|", "||"),
            Token::Sign("<>") => ("<>", "!="),
            Token::Sign(";") => (";", "&&"),
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "and" | "ve" => (word.as_str(), "&&"),
                "or" | "veya" => (word.as_str(), "||"),
                "is" => (word.as_str(), "=="),
                _ => return None,
            },
            _ => return None,
        };
        Some(both!(en = "instead of `{found}` write `{meant}`", tr = "`{found}` yerine `{meant}` yazın"))
    }
}

fn joined(mut parts: Vec<Expr>, last: Expr) -> Vec<Expr> {
    parts.push(last);
    parts
}

fn deepest(parts: &[Expr]) -> usize {
    parts.iter().map(|part| part.depth).max().unwrap_or(0)
}
