//! A condition in words, as two teams read it to each other.
//!
//! Turkish endings depend on the word before them, and labels may be any word; so the Turkish wording puts what it says
//! into words of their own ("en az", "içinde", "biliniyor") and appends no ending to a label, a word or a number.

use super::syntax::Operator;
use super::term::{Loop, Node, Term, Test, Window};
use crate::lang::Lang;
use crate::say;
use crate::time::DAY_SECS;
use crate::value::{Type, Value};

/// The condition in words.
pub(super) fn aloud(term: &Term, lang: Lang) -> String {
    Speaker { lang }.clause(term, true)
}

struct Speaker {
    lang: Lang,
}

impl Speaker {
    /// What a part of type bool says when it holds, or when it does not.
    fn clause(&self, term: &Term, holds: bool) -> String {
        let lang = self.lang;
        match (&term.node, holds) {
            (Node::Not(part), _) => self.clause(part, !holds),
            (Node::Has(field), _) => {
                let label = field.label.get(lang);
                match holds {
                    true => say!(lang, en = "{label} is known", tr = "{label} biliniyor"),
                    false => say!(lang, en = "{label} is not known", tr = "{label} bilinmiyor"),
                }
            }
            (Node::Compare(operator, left, right), _) => {
                let same = (*operator == Operator::Equal) == holds;
                match (left.literal(), right.literal()) {
                    (Some(Value::Bool(it)), _) => return self.clause(right, *it == same),
                    (_, Some(Value::Bool(it))) => return self.clause(left, *it == same),
                    _ => {}
                }
                let operator = if holds { *operator } else { opposite(*operator) };
                match left.literal() {
                    Some(_) => self.comparison(operator.mirrored(), right, left),
                    None => self.comparison(operator, left, right),
                }
            }
            (Node::In(item, list), _) => self.within(item, list, holds),
            (Node::InNamed(item, name, _), _) => {
                let item = self.value(item);
                match holds {
                    true => say!(lang, en = "{item} is in the list “{name}”", tr = "{item} “{name}” listesinde"),
                    false => {
                        say!(lang, en = "{item} is not in the list “{name}”", tr = "{item} “{name}” listesinde değil")
                    }
                }
            }
            (Node::Test(test, text, part), _) => self.test(*test, &self.value(text), &self.value(part), holds),
            (_, false) if !is_joint(term) => {
                let value = self.value(term);
                say!(lang, en = "{value}: no", tr = "{value}: hayır")
            }
            (_, false) => {
                let clause = self.clause(term, true);
                say!(lang, en = "not so: ({clause})", tr = "şu doğru değil: ({clause})")
            }
            (Node::All(parts), true) => self.joined(parts, &say!(lang, en = " and ", tr = " ve ")),
            (Node::Any(parts), true) => self.joined(parts, &say!(lang, en = " or ", tr = " veya ")),
            (Node::Choice(condition, yes, no), true) => {
                let condition = self.clause(condition, true);
                let (yes, no) = (self.clause(yes, true), self.clause(no, true));
                say!(lang, en = "if {condition}: {yes}; otherwise: {no}", tr = "{condition} ise: {yes}; değilse: {no}")
            }
            (Node::Loop(it), true) => self.each(it),
            (Node::Value(_), true) => self.value(term),
            (_, true) => {
                let value = self.value(term);
                say!(lang, en = "{value}: yes", tr = "{value}: evet")
            }
        }
    }

    fn joined(&self, parts: &[Term], word: &str) -> String {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match &part.node {
                Node::All(_) | Node::Any(_) | Node::Choice(..) | Node::Loop(_) => {
                    format!("({})", self.clause(part, true))
                }
                _ => self.clause(part, true),
            })
            .collect();
        parts.join(word)
    }

    fn each(&self, it: &Loop) -> String {
        let lang = self.lang;
        let (list, variable, body) = (self.value(&it.list), &it.variable, self.clause(&it.body, true));
        match it.all {
            true => say!(
                lang,
                en = "for every {variable} in {list}: {body}",
                tr = "{list} içindeki her {variable} için: {body}"
            ),
            false => say!(
                lang,
                en = "for at least one {variable} in {list}: {body}",
                tr = "{list} içinde en az bir {variable} için: {body}"
            ),
        }
    }

    fn comparison(&self, operator: Operator, left: &Term, right: &Term) -> String {
        let lang = self.lang;
        if let (Node::Facts(window), Some(Value::Int(count))) = (&left.node, right.literal())
            && let Some(clause) = self.happened(window, operator, *count)
        {
            return clause;
        }
        if let (Type::Enum(kind), Some(Value::Enum(at))) = (&left.kind, right.literal())
            && !matches!(operator, Operator::Equal | Operator::NotEqual)
        {
            let fits = |place: usize| super::evaluate::holds(operator, place.cmp(&usize::from(*at)));
            let words = kind.words.iter().enumerate().filter(|(place, _)| fits(*place));
            let words: Vec<String> = words.map(|(_, word)| format!("“{word}”")).collect();
            if !words.is_empty() {
                let (left, words) = (self.value(left), self.listed(&words));
                return say!(lang, en = "{left} is {words}", tr = "{left} {words}");
            }
        }
        let by_calendar = matches!(left.kind, Type::Date | Type::Moment);
        let (left, right) = (self.value(left), self.value(right));
        match operator {
            Operator::NotEqual => say!(lang, en = "{left} is not {right}", tr = "{left} {right} değil"),
            Operator::AtLeast if by_calendar => {
                say!(lang, en = "{left} is on or after {right}", tr = "{left} en erken {right}")
            }
            Operator::AtMost if by_calendar => {
                say!(lang, en = "{left} is on or before {right}", tr = "{left} en geç {right}")
            }
            Operator::More if by_calendar => say!(lang, en = "{left} is after {right}", tr = "{left} {right} sonrası"),
            Operator::Less if by_calendar => say!(lang, en = "{left} is before {right}", tr = "{left} {right} öncesi"),
            Operator::AtLeast => say!(lang, en = "{left} is at least {right}", tr = "{left} en az {right}"),
            Operator::AtMost => say!(lang, en = "{left} is at most {right}", tr = "{left} en çok {right}"),
            Operator::More => say!(lang, en = "{left} is more than {right}", tr = "{left} {right} üzerinde"),
            Operator::Less => say!(lang, en = "{left} is less than {right}", tr = "{left} {right} altında"),
            _ => say!(lang, en = "{left} is {right}", tr = "{left} {right}"),
        }
    }

    /// Whether facts happened at all; `None` when a number is asked for.
    fn happened(&self, window: &Window, operator: Operator, count: i64) -> Option<String> {
        let lang = self.lang;
        let (fact, length) = (window.fact.get(self.lang), self.length(window.secs));
        match (operator, count) {
            (Operator::AtLeast, 1) | (Operator::More | Operator::NotEqual, 0) => Some(say!(
                lang,
                en = "“{fact}” happened in the last {length}",
                tr = "son {length} içinde “{fact}” oldu"
            )),
            (Operator::Less, 1) | (Operator::AtMost | Operator::Equal, 0) => Some(say!(
                lang,
                en = "“{fact}” did not happen in the last {length}",
                tr = "son {length} içinde “{fact}” olmadı"
            )),
            _ => None,
        }
    }

    fn within(&self, item: &Term, list: &Term, holds: bool) -> String {
        let lang = self.lang;
        let item = self.value(item);
        let entries = match (&list.node, &list.kind) {
            (Node::Value(Value::List(entries)), Type::List(kind)) => {
                Some(entries.iter().map(|entry| self.literal(entry, kind)).collect::<Vec<_>>())
            }
            (Node::List(parts), _) => Some(parts.iter().map(|part| self.value(part)).collect()),
            _ => None,
        };
        match (entries, holds) {
            (Some(entries), true) => {
                let entries = self.listed(&entries);
                say!(lang, en = "{item} is {entries}", tr = "{item} {entries}")
            }
            (Some(entries), false) => {
                let entries = entries.join(", ");
                say!(lang, en = "{item} is none of {entries}", tr = "{item} şunlardan hiçbiri değil: {entries}")
            }
            (None, true) => {
                let list = self.value(list);
                say!(lang, en = "{item} is among {list}", tr = "{list} içinde {item} var")
            }
            (None, false) => {
                let list = self.value(list);
                say!(lang, en = "{item} is not among {list}", tr = "{list} içinde {item} yok")
            }
        }
    }

    fn test(&self, test: Test, text: &str, part: &str, holds: bool) -> String {
        let lang = self.lang;
        match (test, holds) {
            (Test::StartsWith, true) => say!(lang, en = "{text} begins with {part}", tr = "{text} {part} ile başlıyor"),
            (Test::StartsWith, false) => {
                say!(lang, en = "{text} does not begin with {part}", tr = "{text} {part} ile başlamıyor")
            }
            (Test::EndsWith, true) => say!(lang, en = "{text} ends with {part}", tr = "{text} {part} ile bitiyor"),
            (Test::EndsWith, false) => {
                say!(lang, en = "{text} does not end with {part}", tr = "{text} {part} ile bitmiyor")
            }
            (Test::Contains, true) => say!(lang, en = "{text} contains {part}", tr = "{text} içinde {part} geçiyor"),
            (Test::Contains, false) => {
                say!(lang, en = "{text} does not contain {part}", tr = "{text} içinde {part} geçmiyor")
            }
        }
    }

    /// A part as something that is compared.
    fn value(&self, term: &Term) -> String {
        let lang = self.lang;
        match &term.node {
            Node::Value(value) => self.literal(value, &term.kind),
            Node::Field(field) => field.label.get(lang).to_owned(),
            Node::Variable(_, name) => name.to_string(),
            Node::Facts(window) => {
                let (fact, length) = (window.fact.get(self.lang), self.length(window.secs));
                say!(
                    lang,
                    en = "the number of “{fact}” in the last {length}",
                    tr = "son {length} içindeki “{fact}” sayısı"
                )
            }
            Node::Age(field) => {
                let label = field.label.get(lang);
                say!(lang, en = "the number of days since {label}", tr = "{label}: geçen gün sayısı")
            }
            Node::Size(part) => {
                let value = self.value(part);
                match part.kind {
                    Type::List(_) => say!(lang, en = "the number of entries in {value}", tr = "{value}: öğe sayısı"),
                    _ => say!(lang, en = "the number of letters in {value}", tr = "{value}: harf sayısı"),
                }
            }
            Node::Negative(part) => format!("−({})", self.value(part)),
            Node::Calculate(operator, left, right) => {
                let sign = match operator {
                    Operator::Subtract => "−",
                    Operator::Multiply => "×",
                    _ => "+",
                };
                format!("({} {sign} {})", self.value(left), self.value(right))
            }
            Node::Choice(condition, yes, no) if term.kind != Type::Bool => {
                let (condition, yes, no) = (self.clause(condition, true), self.value(yes), self.value(no));
                say!(
                    lang,
                    en = "(if {condition}: {yes}; otherwise: {no})",
                    tr = "({condition} ise: {yes}; değilse: {no})"
                )
            }
            Node::List(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.value(part)).collect();
                format!("[{}]", parts.join(", "))
            }
            _ => format!("({})", self.clause(term, true)),
        }
    }

    fn literal(&self, value: &Value, kind: &Type) -> String {
        let lang = self.lang;
        match (value, kind) {
            (Value::Bool(true), _) => say!(lang, en = "yes", tr = "evet"),
            (Value::Bool(false), _) => say!(lang, en = "no", tr = "hayır"),
            (Value::Text(text), _) => format!("“{text}”"),
            (Value::Enum(_), _) => format!("“{}”", value.show(kind)),
            (Value::Duration(secs), _) => self.length(*secs),
            // The decimal sign of the language.
            (Value::Decimal(_) | Value::Money(_), _) if lang == Lang::Tr => value.show(kind).replace('.', ","),
            (Value::List(entries), Type::List(inner)) => {
                let entries: Vec<String> = entries.iter().map(|entry| self.literal(entry, inner)).collect();
                format!("[{}]", entries.join(", "))
            }
            _ => value.show(kind),
        }
    }

    /// `a`, `a or b`, `a, b or c`.
    fn listed(&self, words: &[String]) -> String {
        let lang = self.lang;
        match words {
            [most @ .., last] if !most.is_empty() => {
                let most = most.join(", ");
                say!(lang, en = "{most} or {last}", tr = "{most} veya {last}")
            }
            _ => words.concat(),
        }
    }

    /// A length of time in its largest whole unit.
    fn length(&self, secs: i64) -> String {
        let lang = self.lang;
        let s = |count: i64| if count == 1 { "" } else { "s" };
        let whole =
            |unit: i64| secs.checked_div(unit).filter(|count| *count != 0 && count.checked_mul(unit) == Some(secs));
        if let Some(count) = whole(DAY_SECS) {
            let s = s(count);
            say!(lang, en = "{count} day{s}", tr = "{count} gün")
        } else if let Some(count) = whole(3_600) {
            let s = s(count);
            say!(lang, en = "{count} hour{s}", tr = "{count} saat")
        } else if let Some(count) = whole(60) {
            let s = s(count);
            say!(lang, en = "{count} minute{s}", tr = "{count} dakika")
        } else {
            let s = s(secs);
            say!(lang, en = "{secs} second{s}", tr = "{secs} saniye")
        }
    }
}

/// Whether a part is made of clauses, so that a plain "no" would not say what it means.
fn is_joint(term: &Term) -> bool {
    matches!(term.node, Node::All(_) | Node::Any(_) | Node::Choice(..) | Node::Loop(_))
}

/// The comparison that holds when `operator` does not; with three values, too, as both are unknown together.
fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        Operator::Less => Operator::AtLeast,
        Operator::AtLeast => Operator::Less,
        Operator::More => Operator::AtMost,
        Operator::AtMost => Operator::More,
        other => other,
    }
}
