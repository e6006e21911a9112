//! A formatted message as plain lines: what stands in blocks becomes lines, and what is quoted begins with `>` as in plain
//! messages.

use mail_parser::decoders::html::html_to_text;

/// Elements that begin and end a line.
const BLOCKS: [&str; 17] = [
    "address",
    "article",
    "blockquote",
    "div",
    "dd",
    "dl",
    "dt",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "section",
    "tr",
    "ul",
];
/// What stands where a quotation begins and ends, until lines are made of it: letters that no message holds.
const BEGINS: char = '\u{f8fe}';
const ENDS: char = '\u{f8ff}';

/// The text of a formatted message.
pub fn plain(html: &str) -> String {
    let mut marked = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        push(&mut marked, before);
        let end = tag.find('>').map_or(tag.len(), |it| it + 1);
        let (tag, behind) = tag.split_at(end);
        let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        push(&mut marked, tag);
        if BLOCKS.contains(&name.as_str()) {
            marked.push_str("<br>");
        }
        if name == "blockquote" {
            marked.push(if tag.starts_with("</") { ENDS } else { BEGINS });
            marked.push_str("<br>");
        }
        rest = behind;
    }
    push(&mut marked, rest);
    lines(&html_to_text(&marked))
}

fn push(marked: &mut String, text: &str) {
    marked.extend(text.chars().filter(|it| !matches!(*it, BEGINS | ENDS)));
}

/// Lines without the marks: those within a quotation begin with `>`; of several empty ones one stays.
fn lines(text: &str) -> String {
    let (mut out, mut depth, mut empty) = (String::with_capacity(text.len()), 0_usize, true);
    for line in text.lines() {
        depth += line.matches(BEGINS).count();
        let left = line.matches(ENDS).count();
        let words = line.replace([BEGINS, ENDS], " ").replace('\u{a0}', " ");
        let words = words.trim();
        if !words.is_empty() {
            if depth > 0 {
                out.push_str("> ");
            }
            out.push_str(words);
            out.push('\n');
        } else if !empty {
            out.push('\n');
        }
        empty = words.is_empty();
        depth = depth.saturating_sub(left);
    }
    out
}
