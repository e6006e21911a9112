//! Faults found in a text that people write (playbook, mapping): code, place, message, suggestion.

use crate::lang::{Both, Lang};
use crate::say;
use std::fmt::Write as _;
use std::ops::Range;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// The text can be used; someone should look.
    Warning,
}

/// One finding, with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code such as `P012`; its meaning never changes.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// Bytes of the source that are meant.
    pub span: Range<usize>,
    /// What is wrong, in the user's words.
    pub message: Both,
    /// What to do about it.
    pub help: Option<Both>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: &'static str, span: Range<usize>, message: Both) -> Diagnostic {
        Diagnostic { code, severity: Severity::Error, span, message, help: None }
    }

    /// A warning at `span`.
    pub fn warning(code: &'static str, span: Range<usize>, message: Both) -> Diagnostic {
        Diagnostic { code, severity: Severity::Warning, span, message, help: None }
    }

    /// The same finding with a suggestion.
    #[must_use]
    pub fn help(mut self, help: Both) -> Diagnostic {
        self.help = Some(help);
        self
    }

    /// Line and column of the first byte, both from 1; the column counts characters.
    pub fn position(&self, source: &str) -> (usize, usize) {
        let start = floor_boundary(source, self.span.start).max(text_start(source));
        let line_start = line_start(source, start);
        let line = source[..start].matches('\n').count() + 1;
        (line, source[line_start..start].chars().count() + 1)
    }

    /// The finding as a person reads it, with the line shown and the place marked.
    ///
    /// ```text
    /// error[P012]: unknown field `account.employes`
    ///   --> saas.toml:41:8
    ///    |
    /// 41 | when = "account.employes >= 50"
    ///    |         ^^^^^^^^^^^^^^^^
    ///    = help: a field with a similar name exists: `account.employees`
    /// ```
    pub fn render(&self, file: &str, source: &str, lang: Lang) -> String {
        let (line, column) = self.position(source);
        let start = floor_boundary(source, self.span.start).max(text_start(source));
        let line_start = line_start(source, start);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let shown = source[line_start..line_end].trim_end_matches('\r');
        let end = floor_boundary(source, self.span.end.clamp(start, line_start + shown.len().max(start - line_start)));
        let marks = source[start..end].chars().count().max(1);
        let grade = match self.severity {
            Severity::Error => say!(lang, en = "error", tr = "hata"),
            Severity::Warning => say!(lang, en = "warning", tr = "uyarı"),
        };
        let number = line.to_string();
        let gutter = " ".repeat(number.len());
        // Tabs are shown as one blank so that the marks stand below what they mean.
        let shown = shown.replace('\t', " ");
        let mut out = String::new();
        let _ = writeln!(out, "{grade}[{}]: {}", self.code, self.message.get(lang));
        let _ = writeln!(out, "{gutter}--> {file}:{line}:{column}");
        let _ = writeln!(out, "{gutter} |");
        let _ = writeln!(out, "{number} | {shown}");
        let _ = writeln!(out, "{gutter} | {}{}", " ".repeat(column - 1), "^".repeat(marks));
        if let Some(help) = &self.help {
            let word = say!(lang, en = "help", tr = "öneri");
            let _ = writeln!(out, "{gutter} = {word}: {}", help.get(lang));
        }
        out
    }
}

/// Where the text begins: behind a byte order mark, which nobody sees and no column counts.
fn text_start(source: &str) -> usize {
    if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Where the line of byte `at` begins.
fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(text_start(source), |newline| newline + 1)
}

fn floor_boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The entry of `known` that `word` most likely means: at most a third of its letters off, and never more than three.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|candidate| (edits(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= most)
        .min_by_key(|&(distance, candidate)| (distance, candidate))
        .map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`; capitals do not count.
fn edits(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).take(64).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).take(64).collect();
    let mut rows = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::both;

    #[test]
    fn the_line_is_shown_and_marked_under_turkish_letters() {
        let source = "ad = 1\nşirket = \"çalışan\"\n";
        let at = source.find("\"ç").unwrap();
        let d = Diagnostic::error("P001", at..at + "\"çalışan\"".len(), both!(en = "wrong", tr = "yanlış"));
        assert_eq!(d.position(source), (2, 10));
        let text = d.render("a.toml", source, Lang::Tr);
        assert_eq!(
            text,
            "hata[P001]: yanlış\n --> a.toml:2:10\n  |\n2 | şirket = \"çalışan\"\n  |          ^^^^^^^^^\n"
        );
    }

    #[test]
    fn a_span_beyond_the_text_is_shown_at_its_end() {
        let d = Diagnostic::error("P001", 90..95, both!(en = "wrong", tr = "yanlış"));
        assert_eq!(d.position("a"), (1, 2));
        assert!(d.render("f", "a", Lang::En).contains("f:1:2"));
        assert!(d.render("f", "", Lang::En).contains("f:1:1"));
    }

    #[test]
    fn the_nearest_name_is_found_and_far_ones_are_not() {
        let known = ["employees", "industry", "country"];
        assert_eq!(nearest("employes", known), Some("employees"));
        assert_eq!(nearest("indsutry", known), Some("industry"));
        assert_eq!(nearest("revenue", known), None);
    }
}
