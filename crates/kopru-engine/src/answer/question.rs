//! Whether a question is closed: it can be answered with yes or no, so it tells little (M8).

use super::words::tokens;

/// Words with which an English question is closed.
const CLOSED: [&str; 30] = [
    "do", "does", "did", "is", "are", "was", "were", "am", "can", "could", "will", "would", "should", "shall", "have",
    "has", "had", "may", "might", "must", "isnt", "arent", "dont", "doesnt", "didnt", "cant", "wont", "havent",
    "hasnt", "so",
];
/// Words that open a question wherever they stand in it.
const OPEN: [&str; 34] = [
    "what", "how", "why", "who", "whom", "whose", "which", "when", "where", "tell", "describe", "explain", "ne",
    "neden", "nicin", "niye", "nasil", "kim", "kimin", "kimler", "hangi", "hangisi", "kac", "nerede", "nereden",
    "nereye", "neler", "neyi", "neye", "nelere", "anlatir", "anlatin", "ozetler", "walk",
];
/// The Turkish particle that asks for yes or no, in all its forms.
const PARTICLES: [&str; 4] = ["mi", "mu", "misiniz", "musunuz"];

/// Whether a question, English or Turkish, can be answered with yes or no. `Could you tell me how …` is open, and so is a choice:
/// `… or …`, `… mi, yoksa …`.
pub fn is_closed(question: &str) -> bool {
    let words: Vec<String> = tokens(question).into_iter().map(|it| it.folded).collect();
    if words.iter().any(|it| OPEN.contains(&it.as_str())) {
        return false;
    }
    // Either, or: the answer tells which.
    if words.iter().any(|it| it == "or" || it == "yoksa") {
        return false;
    }
    let particle = |it: &String| {
        PARTICLES.contains(&it.as_str())
            || ["midir", "mudur", "miy", "muy", "misin", "musun"].iter().any(|b| it.starts_with(b))
    };
    let english = words.first().is_some_and(|it| CLOSED.contains(&it.as_str()));
    english || words.iter().any(particle) || words.last().is_some_and(|it| it == "right" || it == "degil")
}

/// Whether what is written from `end` on begins with a question mark.
pub(super) fn is_question_mark(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|it| it.trim_start().starts_with('?'))
}
