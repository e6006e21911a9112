//! What somebody wrote in a message, without what they quote below or between their own lines.

/// How the block begins that Outlook puts over a message that is answered.
const WRITERS: [&str; 3] = ["from:", "kimden:", "gönderen:"];
/// What stands within its next lines.
const SENT: [&str; 8] = [
    "sent:",
    "date:",
    "gönderilme:",
    "gönderilme tarihi:",
    "gönderildi:",
    "gönderim tarihi:",
    "gönderme tarihi:",
    "tarih:",
];
/// Lines of that block among which it stands.
const BLOCK_LINES: usize = 4;
/// What a line of dashes says over a message that is answered or forwarded.
const OVER: [&str; 8] = [
    "original message",
    "original appointment",
    "forwarded message",
    "özgün ileti",
    "orijinal mesaj",
    "orijinal ileti",
    "iletilen mesaj",
    "yönlendirilmiş ileti",
];
/// What Apple Mail writes over a message that is forwarded.
const FORWARDED: [&str; 2] = ["begin forwarded message:", "iletilen ileti başlangıcı:"];
/// Lines over which the line is broken that says who wrote what is quoted.
const BROKEN_LINES: usize = 3;

/// Their own lines.
pub fn own(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if ends_here(&lines, at) {
            break;
        }
        if is_quoted(line) {
            at += 1;
            continue;
        }
        if let Some(count) = names_writer(&lines, at) {
            // With marks before every quoted line, what has none is theirs; without them nobody can tell.
            let next = lines.iter().skip(at + count).find(|it| !it.trim().is_empty());
            if !next.is_some_and(|it| is_quoted(it)) {
                break;
            }
            at += count;
            continue;
        }
        kept.push(line);
        at += 1;
    }
    even(&kept)
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn lower(line: &str) -> String {
    // Some programs write headings in bold, as `*From:*`. A Turkish `İ` made small would be two letters.
    line.trim().trim_start_matches('*').replace(":*", ":").replace('\u{a0}', " ").replace('İ', "i").to_lowercase()
}

/// Whether everything from this line on is another message.
fn ends_here(lines: &[&str], at: usize) -> bool {
    let line = lower(lines[at]);
    if line.is_empty() {
        return false;
    }
    if line.starts_with("--") && OVER.iter().any(|it| line.trim_matches(['-', ' ']) == *it) {
        return true;
    }
    let mut rest = lines.iter().skip(at).map(|it| lower(it)).filter(|it| !it.is_empty());
    // Outlook draws a line over it.
    let ruled = line.len() >= 5 && line.chars().all(|it| it == '_');
    let head = if ruled { rest.nth(1) } else { rest.next() };
    let is_head = head.is_some_and(|it| WRITERS.iter().any(|writer| it.starts_with(writer)));
    is_head && rest.take(BLOCK_LINES).any(|it| SENT.iter().any(|sent| it.starts_with(sent)))
}

/// How many lines say who wrote what is quoted next: `On Monday Ada wrote:`; none where they say nothing of it.
fn names_writer(lines: &[&str], at: usize) -> Option<usize> {
    let mut joined = String::new();
    for (count, line) in lines.iter().skip(at).take(BROKEN_LINES).enumerate() {
        let line = lower(line);
        if line.is_empty() || is_quoted(&line) {
            return None;
        }
        joined.push_str(&line);
        if joined.ends_with(':') {
            let told = joined.contains(|it: char| it.is_ascii_digit()) || joined.contains('@');
            let english = joined.starts_with("on ") && joined.ends_with("wrote:") || joined.ends_with("> wrote:");
            let turkish = joined.ends_with("yazdı:") || joined.contains("yazdı (") && joined.ends_with("):");
            let forwarded = FORWARDED.contains(&joined.as_str());
            return ((english || turkish) && told || forwarded).then_some(count + 1);
        }
        joined.push(' ');
    }
    None
}

/// Of several empty lines one stays; none at the beginning and the end.
fn even(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut empty = 0;
    for line in lines {
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        empty = 0;
    }
    out
}
