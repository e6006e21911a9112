//! Rust as far as the checks need it: what is code, what is a test, where functions begin and end.
//!
//! Not a parser. It relies on rustfmt's layout and on what the compiler has accepted.

use std::ops::Range;

/// A Rust file whose comments and literals are blanked, so that words in them are not taken for code.
pub struct RustSource {
    /// The text, byte for byte as long as the file, blanks in place of comments and literals.
    pub code: String,
    /// Where the literals stand, quotes and prefixes counted.
    pub literals: Vec<Range<usize>>,
    /// Parts that exist only in tests (`#[cfg(test)]`).
    tests: Vec<Range<usize>>,
}

/// A function.
#[derive(Debug, PartialEq, Eq)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// Line of `fn`, from 1.
    pub line: usize,
    /// Lines from `fn` to the closing brace, both counted.
    pub lines: usize,
    /// Where `fn` stands.
    pub at: usize,
}

impl RustSource {
    /// Reads a file.
    pub fn new(text: &str) -> RustSource {
        let (code, literals) = blank(text);
        let tests = test_parts(&code);
        RustSource { code, literals, tests }
    }

    /// Whether the byte at `at` is compiled in tests only.
    pub fn is_test(&self, at: usize) -> bool {
        self.tests.iter().any(|part| part.contains(&at))
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        newlines(&self.code[..at]) + 1
    }

    /// The names and keywords of the code with their places, tests left out.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        words(&self.code).filter(|&(at, _)| !self.is_test(at))
    }

    /// Lines that are not test code.
    pub fn lines_without_tests(&self) -> usize {
        let all = self.code.lines().count();
        all - self.tests.iter().map(|part| newlines(&self.code[part.clone()]) + 1).sum::<usize>().min(all)
    }

    /// Every function that has a body.
    pub fn functions(&self) -> Vec<Function<'_>> {
        let mut found = Vec::new();
        let mut words = words(&self.code).peekable();
        while let Some((at, word)) = words.next() {
            // `fn(u8)` is a type: no name follows directly.
            let named = words.peek().filter(|&&(next, _)| word == "fn" && self.code[at + 2..next].trim().is_empty());
            let Some(&(_, name)) = named else { continue };
            let end = end_of_item(&self.code, at);
            if self.code[..end].ends_with('}') {
                let lines = newlines(&self.code[at..end]) + 1;
                found.push(Function { name, line: self.line(at), lines, at });
            }
        }
        found
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

/// The words of a text: letters, digits and `_`.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(inside)?;
        let end = text[start..].find(|c| !inside(c)).map_or(text.len(), |length| start + length);
        at = end;
        Some((start, &text[start..end]))
    })
}

/// The text with every comment and literal blanked, line ends left; and where the literals were.
fn blank(text: &str) -> (String, Vec<Range<usize>>) {
    let mut out = String::with_capacity(text.len());
    let mut literals = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let literal =
            || raw_string(text, at).or_else(|| literal(rest)).inspect(|length| literals.push(at..at + length));
        match comment(rest).or_else(literal) {
            Some(length) => {
                let hidden = text[at..at + length].bytes();
                out.extend(hidden.map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
                at += length;
            }
            None => {
                let c = rest.chars().next().unwrap_or(' ');
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    (out, literals)
}

/// Bytes of the comment at the start of `rest`. Block comments nest.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let step = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            return Some(at);
        }
    }
    Some(rest.len())
}

/// Bytes of the raw string (`r"…"`, `br#"…"#`) at `at`.
fn raw_string(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let rest = &text[at..];
    let body = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let hashes = body.bytes().take_while(|&byte| byte == b'#').count();
    let inner = body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let inner_length = inner.find(&end).map_or(inner.len(), |found| found + end.len());
    Some(rest.len() - inner.len() + inner_length)
}

/// Bytes of the string or character literal at the start of `rest`. A lifetime is no literal.
fn literal(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices();
    match chars.next()?.1 {
        '"' => {
            let mut escaped = false;
            for (at, c) in chars {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    '"' => return Some(at + 1),
                    _ => {}
                }
            }
            Some(rest.len())
        }
        '\'' => match chars.next()?.1 {
            // The character after the backslash may itself be a quote.
            '\\' => rest[3..].find('\'').map(|found| found + 4),
            _ => chars.next().filter(|&(_, c)| c == '\'').map(|(at, _)| at + 1),
        },
        _ => None,
    }
}

fn test_parts(code: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for mark in ["#[cfg(test)]", "#[cfg(all(test", "#[test]"] {
        parts.extend(code.match_indices(mark).map(|(at, _)| at..end_of_item(code, at)));
    }
    if code.contains("#![cfg(test)]") {
        parts.push(0..code.len());
    }
    // What lies inside another part is that part's.
    let all = parts.clone();
    parts.retain(|part| !all.iter().any(|other| other != part && other.start <= part.start && part.end <= other.end));
    parts
}

/// The end of the item that begins at `at`: its closing brace or its semicolon.
fn end_of_item(code: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    let mut braces = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b';' if depth == 0 && braces == 0 => return offset + 1,
            b'{' => braces += 1,
            b'}' => {
                braces = braces.saturating_sub(1);
                if braces == 0 && depth == 0 {
                    return offset + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_code_stays() {
        let text = "let a = \"f64 \\\" f64\"; // f64\nlet c = '\"'; let d = '\\''; /* f64 /* f64 */ f64 */ f32::<'a>(b\"f64\");\nr#\"f64\"#; r#type";
        let source = RustSource::new(text);
        assert_eq!(source.code.len(), text.len());
        assert!(!source.code.contains("f64"), "{}", source.code);
        assert!(source.code.contains("f32::<'a>("), "{}", source.code);
        assert!(source.code.contains("r#type"));
        let literals: Vec<&str> = source.literals.iter().map(|literal| &text[literal.clone()]).collect();
        assert_eq!(literals, ["\"f64 \\\" f64\"", "'\"'", "'\\''", "\"f64\"", "r#\"f64\"#"]);
    }

    #[test]
    fn letters_of_two_bytes_do_not_shift_the_places() {
        let text = "let ş = 'ş'; let ı = \"ğ\"; x";
        let source = RustSource::new(text);
        assert_eq!(source.code.len(), text.len());
        assert_eq!(source.code.find('x'), text.find('x'));
    }

    #[test]
    fn what_stands_under_cfg_test_is_a_test_and_the_rest_is_not() {
        let text =
            "fn a() { b(); }\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n    #[test]\n    fn c() {}\n}\nfn d() {}\n";
        let source = RustSource::new(text);
        let names: Vec<&str> = source.words().map(|(_, word)| word).collect();
        assert_eq!(names, ["fn", "a", "b", "fn", "d"]);
        // Nine lines in all would be wrong: eight, of which six are the test module with its attributes.
        assert_eq!(source.lines_without_tests(), 2);
    }

    #[test]
    fn functions_are_measured_with_their_signature() {
        let text = "type F = fn(u8);\ntrait T { fn no(&self); }\nfn long(\n    a: [u8; 2],\n) -> u8 {\n    if a { 1 } else { 2 }\n}\n";
        let source = RustSource::new(text);
        let functions = source.functions();
        assert_eq!(functions.len(), 1, "{functions:?}");
        assert_eq!((functions[0].name, functions[0].line, functions[0].lines), ("long", 3, 5));
    }
}
