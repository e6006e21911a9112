//! Words of a condition: numbers, texts, names and signs, each with its place in bytes.

use super::Fault;
use crate::both;
use crate::value::Decimal;
use std::fmt;
use std::ops::Range;

/// One word of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A whole number without its sign; `-9223372036854775808` needs one more than `i64::MAX`.
    Int(u64),
    Decimal(Decimal),
    Text(String),
    /// A name's part, a function's name, or one of the words `true`, `false`, `in`, `null`.
    Word(String),
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Int(it) => write!(f, "{it}"),
            Token::Decimal(it) => write!(f, "{it}"),
            Token::Text(it) => write!(f, "'{it}'"),
            Token::Word(it) => f.write_str(it),
            Token::Sign(it) => f.write_str(it),
            Token::End => Ok(()),
        }
    }
}

/// Signs, longer ones first. Those that we don't support are read too, so that the parser can say why not.
const SIGNS: [&str; 29] = [
    "&&", "||", "==", "!=", "<=", ">=", "<>", "!", "<", ">", "=", "&", "|", "+", "-", "*", "/", "%", "?", ":", ",",
    ".", "(", ")", "[", "]", "{", "}", ";",
];

/// Cuts `source` into words; all faults at once.
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, Range<usize>)>, Vec<Fault>> {
    let mut lexer = Lexer { source, at: 0, found: Vec::new(), faults: Vec::new() };
    while lexer.at < source.len() {
        lexer.step();
    }
    lexer.found.push((Token::End, source.len()..source.len()));
    if lexer.faults.is_empty() { Ok(lexer.found) } else { Err(lexer.faults) }
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    found: Vec<(Token, Range<usize>)>,
    faults: Vec<Fault>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or("")
    }

    /// Bytes of the longest start of `text` that consists of such characters.
    fn run(text: &str, keep: impl Fn(char) -> bool) -> usize {
        text.find(|c| !keep(c)).unwrap_or(text.len())
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return;
        };
        if first.is_ascii_whitespace() {
            self.at += 1;
        } else if first == '\'' || first == '"' {
            self.text(first);
        } else if first.is_ascii_digit() || rest.starts_with('.') && self.point_begins_a_number() {
            self.number();
        } else if first.is_ascii_alphabetic() || first == '_' {
            self.word();
        } else if rest.starts_with("//") {
            self.comment();
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            self.push(Token::Sign(sign), sign.len());
        } else {
            self.stranger(first);
        }
    }

    fn push(&mut self, token: Token, bytes: usize) {
        self.found.push((token, self.at..self.at + bytes));
        self.at += bytes;
    }

    fn point_begins_a_number(&self) -> bool {
        let after_name = matches!(self.found.last(), Some((Token::Word(_), span)) if span.end == self.at);
        !after_name && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit())
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = Self::run(rest, |c| c.is_ascii_alphanumeric() || c == '_');
        let (word, after) = rest.split_at(length);
        let prefixes_a_text = after.starts_with(['\'', '"'])
            && !word.is_empty()
            && word.len() <= 2
            && word.bytes().all(|b| matches!(b, b'b' | b'B' | b'r' | b'R'));
        if !prefixes_a_text {
            return self.push(Token::Word(word.to_owned()), length);
        }
        let start = self.at;
        self.at += length;
        let faults_before = self.faults.len();
        self.text(after.chars().next().unwrap_or('\''));
        self.faults.truncate(faults_before);
        self.faults.push(
            Fault::new(
                "C016",
                start..self.at,
                both!(
                    en = "byte strings and raw strings (`{word}'…'`) are not supported",
                    tr = "bayt dizileri ve ham metinler (`{word}'…'`) desteklenmez"
                ),
            )
            .help(both!(en = "write a plain text: '…' or \"…\"", tr = "düz metin yazın: '…' veya \"…\"")),
        );
    }

    fn comment(&mut self) {
        let length = Self::run(self.rest(), |c| c != '\n');
        self.faults.push(
            Fault::new(
                "C017",
                self.at..self.at + length,
                both!(en = "comments inside a condition are not supported", tr = "koşul içinde yorum desteklenmez"),
            )
            .help(both!(
                en = "write the comment in the playbook, after a `#`",
                tr = "yorumu oyun kitabında bir `#` işaretinden sonra yazın"
            )),
        );
        self.at += length;
    }

    fn stranger(&mut self, first: char) {
        let mut fault = Fault::new(
            "C004",
            self.at..self.at + first.len_utf8(),
            both!(
                en = "the character `{first}` has no meaning here",
                tr = "`{first}` karakterinin burada bir anlamı yok"
            ),
        );
        if matches!(first, '‘' | '’' | '“' | '”' | '«' | '»' | '`') {
            fault = fault.help(both!(
                en = "write a text between straight quotes: 'text' or \"text\"",
                tr = "metni düz tırnak içine yazın: 'metin' veya \"metin\""
            ));
        } else if first.is_alphabetic() {
            fault = fault.help(both!(
                en = "names consist of the letters a–z, digits and `_`; texts stand between quotes",
                tr = "adlar a–z harfleri, rakamlar ve `_` ile yazılır; metinler tırnak içinde durur"
            ));
        }
        self.faults.push(fault);
        self.at += first.len_utf8();
    }

    fn number(&mut self) {
        let rest = self.rest();
        let length = Self::run(rest, |c| c.is_ascii_alphanumeric() || c == '_');
        let fraction =
            rest[length..].strip_prefix('.').map(|after| Self::run(after, |c| c.is_ascii_alphanumeric() || c == '_'));
        let length = match fraction {
            Some(digits) => length + 1 + digits,
            None => length,
        };
        let written = &rest[..length];
        let token = if written.contains('.') {
            Decimal::parse(written).map(Token::Decimal)
        } else {
            let plain = written.bytes().all(|b| b.is_ascii_digit());
            written.parse().ok().filter(|_| plain).map(Token::Int)
        };
        match token {
            Some(token) => self.push(token, length),
            None => {
                self.faults.push(number_fault(written, self.at..self.at + length));
                self.at += length;
            }
        }
    }

    fn text(&mut self, quote: char) {
        let rest = self.rest();
        let triple: String = [quote; 3].iter().collect();
        if rest.starts_with(&triple) {
            return self.triple(&triple);
        }
        let mut text = String::new();
        let mut chars = rest.char_indices().skip(1);
        while let Some((offset, c)) = chars.next() {
            if c == quote {
                return self.push(Token::Text(text), offset + 1);
            }
            if c == '\n' || c == '\r' {
                break;
            }
            if c != '\\' {
                text.push(c);
                continue;
            }
            let (escaped, bytes) = escape(&rest[offset..]);
            match escaped {
                Some(c) => text.push(c),
                None => self.faults.push(escape_fault(&rest[offset..offset + bytes], self.at + offset)),
            }
            let skip = rest[offset + 1..offset + bytes].chars().count();
            for _ in 0..skip {
                chars.next();
            }
        }
        let length = Self::run(rest, |c| c != '\n' && c != '\r');
        self.faults.push(
            Fault::new(
                "C005",
                self.at..self.at + length,
                both!(en = "this text is not closed", tr = "bu metin kapatılmamış"),
            )
            .help(both!(en = "end it with {quote}", tr = "sonuna {quote} koyun")),
        );
        self.at += length;
    }

    fn triple(&mut self, quotes: &str) {
        let rest = self.rest();
        let length = rest[3..].find(quotes).map_or(rest.len(), |end| end + 6);
        self.faults.push(
            Fault::new(
                "C016",
                self.at..self.at + length,
                both!(
                    en = "texts between triple quotes are not supported",
                    tr = "üçlü tırnak içindeki metinler desteklenmez"
                ),
            )
            .help(both!(
                en = "write '…' or \"…\", and \\n for a new line",
                tr = "'…' veya \"…\" yazın; yeni satır için \\n"
            )),
        );
        self.at += length;
    }
}

/// Reads the escape at the start of `text` (a backslash): its character and its bytes in the source.
fn escape(text: &str) -> (Option<char>, usize) {
    let Some(kind) = text[1..].chars().next() else {
        return (None, 1);
    };
    let plain = match kind {
        'n' => Some('\n'),
        't' => Some('\t'),
        '\\' | '\'' | '"' => Some(kind),
        _ => None,
    };
    if kind != 'u' {
        return (plain, 1 + kind.len_utf8());
    }
    let digits: String = text[2..].chars().take(4).take_while(char::is_ascii_hexdigit).collect();
    let read = (digits.len() == 4).then(|| u32::from_str_radix(&digits, 16).ok()).flatten().and_then(char::from_u32);
    (read, 2 + digits.len())
}

fn escape_fault(written: &str, at: usize) -> Fault {
    Fault::new(
        "C006",
        at..at + written.len(),
        both!(en = "the escape `{written}` is not supported", tr = "`{written}` kaçış dizisi desteklenmez"),
    )
    .help(both!(
        en = "supported are \\n, \\t, \\\\, \\', \\\" and \\uXXXX with four hexadecimal digits",
        tr = "desteklenenler: \\n, \\t, \\\\, \\', \\\" ve dört onaltılık basamakla \\uXXXX"
    ))
}

/// What is wrong with a number that could not be read.
fn number_fault(written: &str, span: Range<usize>) -> Fault {
    let hexadecimal = written.starts_with("0x") || written.starts_with("0X");
    let unsigned = written.strip_suffix(['u', 'U']);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (message, help) = if hexadecimal {
        (
            both!(en = "hexadecimal numbers are not supported", tr = "onaltılık sayılar desteklenmez"),
            both!(en = "write the number with the digits 0–9", tr = "sayıyı 0–9 rakamlarıyla yazın"),
        )
    } else if let Some(number) = unsigned.filter(|number| digits(number)) {
        (
            both!(en = "unsigned numbers (`5u`) are not supported", tr = "işaretsiz sayılar (`5u`) desteklenmez"),
            both!(en = "write `{number}`", tr = "`{number}` yazın"),
        )
    } else if written.contains(['e', 'E'])
        && written.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'e' | b'E' | b'.'))
    {
        (
            both!(en = "numbers with an exponent are not supported", tr = "üslü yazılan sayılar desteklenmez"),
            both!(en = "write the number in full, such as 1000", tr = "sayıyı açık yazın, örneğin 1000"),
        )
    } else {
        return unreadable_number(written, span);
    };
    Fault::new("C016", span, message).help(help)
}

fn unreadable_number(written: &str, span: Range<usize>) -> Fault {
    let plain = written.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let fraction = written.split_once('.').map_or("", |(_, fraction)| fraction);
    let help = if plain && written.starts_with('.') {
        both!(en = "write `0{written}`", tr = "`0{written}` yazın")
    } else if plain && written.ends_with('.') {
        both!(en = "digits must follow the point", tr = "noktadan sonra rakam gelmeli")
    } else if plain && fraction.trim_end_matches('0').len() > 6 {
        both!(en = "at most six digits may follow the point", tr = "noktadan sonra en çok altı basamak olabilir")
    } else if plain && fraction.is_empty() {
        both!(
            en = "whole numbers reach up to 9223372036854775807",
            tr = "tam sayılar en çok 9223372036854775807 olabilir"
        )
    } else if plain {
        both!(
            en = "decimals reach up to 9223372036854.775807",
            tr = "ondalık sayılar en çok 9223372036854.775807 olabilir"
        )
    } else {
        both!(
            en = "a number is written with digits and at most one point; a name cannot begin with a digit",
            tr = "sayı rakamlarla ve en çok bir noktayla yazılır; bir ad rakamla başlayamaz"
        )
    };
    Fault::new(
        "C007",
        span,
        both!(en = "`{written}` is not a number that can be read", tr = "`{written}` okunabilir bir sayı değil"),
    )
    .help(help)
}
