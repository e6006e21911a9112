//! Turns of phrase, folded: `karar ver*` also finds longer last words, as Turkish adds endings.

use super::words::Token;
use crate::letters::folded;
use std::ops::Range;

/// A list of phrases.
pub(super) struct Phrases(&'static [&'static str]);

impl Phrases {
    /// These phrases.
    pub const fn new(all: &'static [&'static str]) -> Phrases {
        Phrases(all)
    }

    /// Where they stand, in the order of the answer.
    pub fn found(&self, tokens: &[Token]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = self.0.iter().flat_map(|phrase| find(tokens, phrase)).collect();
        found.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
        // A longer phrase counts once, not with the shorter ones inside it.
        let mut end = 0;
        found.retain(|it| {
            let apart = it.start >= end;
            end = end.max(it.end);
            apart
        });
        found
    }
}

fn find(tokens: &[Token], phrase: &str) -> Vec<Range<usize>> {
    let words: Vec<&str> = phrase.split(' ').collect();
    let same = |token: &Token, word: &str| match word.strip_suffix('*') {
        Some(beginning) => token.folded.starts_with(beginning),
        None => token.folded == word,
    };
    let runs = tokens.windows(words.len());
    let fits = runs.filter(|run| run.iter().zip(&words).all(|(token, word)| same(token, word)));
    fits.filter_map(|run| Some(run.first()?.range.start..run.last()?.range.end)).collect()
}

/// Endings of English words; `excel` does not begin `excellent`.
const ENDINGS: [&str; 6] = ["", "s", "es", "d", "ed", "ing"];

/// Where a phrase of the playbook stands. Its last word may go on: in Turkish with any ending, in English with few.
pub(super) fn find_beginning(tokens: &[Token], phrase: &str, turkish: bool) -> Vec<Range<usize>> {
    let plain = folded(phrase).replace(['\'', '’'], "");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(last) = plain.split(' ').next_back().filter(|it| !it.is_empty()) else { return Vec::new() };
    let ends = |found: &Range<usize>| {
        let word = tokens.iter().find(|it| it.range.end == found.end).map_or("", |it| it.folded.as_str());
        word.strip_prefix(last).is_some_and(|it| ENDINGS.contains(&it))
    };
    find(tokens, &format!("{plain}*")).into_iter().filter(|it| turkish || ends(it)).collect()
}

/// Words that fill and say nothing.
const FILLERS: Phrases = Phrases(&[
    "well",
    "you know",
    "i mean",
    "um",
    "uh",
    "like",
    "so",
    "yani",
    "iste",
    "sey",
    "hani",
    "aslinda",
    "actually",
    "basically",
]);

/// How many words there are without fillers.
pub(super) fn without_fillers(tokens: &[Token]) -> usize {
    let fillers = FILLERS.found(tokens);
    let filler = |token: &&Token| fillers.iter().any(|it| it.start <= token.range.start && token.range.end <= it.end);
    tokens.len() - tokens.iter().filter(filler).count()
}

/// Causes and steps.
pub(super) const REASONS: Phrases = Phrases(&[
    "because",
    "since",
    "so that",
    "therefore",
    "after that",
    "then",
    "which means",
    "due to",
    "cunku",
    "yuzunden",
    "nedeniyle",
    "dolayisiyla",
    "sonra",
    "bu yuzden",
    "once",
    "ardindan",
]);

/// What puts off or does not answer.
pub(super) const EVASIVE: Phrases = Phrases(&[
    "it depends",
    "that depends",
    "hard to say",
    "difficult to say",
    "well see",
    "lets see",
    "we will see",
    "cant say",
    "cannot say",
    "cant tell you",
    "cannot tell you",
    "cant share",
    "cannot share",
    "cant disclose",
    "rather not",
    "no comment",
    "thats confidential",
    "is confidential",
    "get back to you",
    "at some point",
    "sooner or later",
    "its complicated",
    "various people",
    "dont want to talk",
    "dont want to discuss",
    "not at liberty",
    "next question",
    "who knows",
    "duruma gore",
    "duruma bak*",
    "soyleyemem",
    "soyleyemeyiz",
    "paylasamam",
    "paylasamayiz",
    "girmek istemem",
    "bakariz",
    "bakacagiz",
    "goruruz",
    "gorecegiz",
    "demek zor",
    "soylemek zor",
    "gizli bilgi",
    "size sonra don*",
    "sonra donelim",
    "yorum yok",
    "karisik biraz",
    "biraz karisik",
    "farkli kisiler",
    "er ya da gec",
    "bir ara",
    "belli olmaz",
    "kim bilir",
]);

/// What is not sure.
pub(super) const HEDGES: Phrases = Phrases(&[
    "maybe",
    "perhaps",
    "probably",
    "possibly",
    "i guess",
    "i think",
    "i suppose",
    "might",
    "sort of",
    "kind of",
    "not sure",
    "not certain",
    "dont really know",
    "dont know",
    "sometime",
    "somehow",
    "more or less",
    "belki",
    "sanirim",
    "galiba",
    "herhalde",
    "muhtemelen",
    "emin degil*",
    "tam bilmiyorum",
    "bilmiyorum",
    "olabilir",
    "asagi yukari",
    "bir sekilde",
]);

/// Somebody else decides.
pub(super) const OTHERS_DECIDE: Phrases = Phrases(&[
    "i dont decide",
    "i do not decide",
    "i cant decide",
    "my boss does",
    "my boss decides",
    "my manager decides",
    "my boss has to",
    "have to ask",
    "need to ask",
    "only collect",
    "just collect",
    "only gather*",
    "just gather*",
    "just prepare",
    "only prepare",
    "board decides",
    "ceo decides",
    "not my call",
    "not my decision",
    "not up to me",
    "dont have the final",
    "dont have final",
    "dont have the ultimate",
    "do not have the final",
    "wont have the final",
    "dont have the authority",
    "dont have the financial authority",
    "not the final",
    "not the ultimate",
    "not the decision-maker",
    "not the decision maker",
    "dont handle final",
    "dont make the final",
    "need approval",
    "get approval",
    "need to propose",
    "present it to the decision-makers",
    "manager handles",
    "speak with my manager",
    "talk to my manager",
    "check with my",
    "run this by",
    "run it by",
    "not authorized",
    "dont have authority",
    "dont have purchasing",
    "final decision rests",
    "final decision lies",
    "final decision isnt",
    "decision isnt mine",
    "isnt my decision",
    "makes the final",
    "ultimate decision is",
    "ultimate decision rests",
    "upper management",
    "senior management",
    "higher-ups",
    "higher ups",
    "my director",
    "my supervisor",
    "my superior*",
    "not the one who decides",
    "not the one making",
    "consult with my",
    "consult my",
    "green light from",
    "needs to approve",
    "has to approve",
    "will approve",
    "must approve",
    "have to approve it",
    "approval from",
    "sign off from",
    "sign-off from",
    "purchasing department",
    "procurement team",
    "submit our recommendation*",
    "the decision-makers",
    "not in a position to decide",
    "influence the decision",
    "dont have ultimate",
    "dont have full",
    "dont have complete",
    "dont have any authority",
    "dont have direct authority",
    "do not have authority",
    "lack the authority",
    "limited authority",
    "no authority",
    "not the primary",
    "not the sole",
    "get it approved",
    "get this approved",
    "to be approved by",
    "final approval",
    "the last word",
    "dont make financial",
    "dont make the financial",
    "dont make those decisions",
    "dont make that decision",
    "present this to my",
    "present it to my",
    "take this to my",
    "take it to my",
    "bring this to my",
    "pass it along to",
    "pass this along to",
    "my managers approval",
    "my manager decides",
    "my boss",
    "cant make the final",
    "cannot make the final",
    "cant approve",
    "cannot approve",
    "cant sign",
    "hold the purse",
    "above my pay",
    "talk to the head",
    "talk to my",
    "someone else decides",
    "somebody else decides",
    "has the final say",
    "ben karar vermiyorum",
    "ben veremem",
    "mudurum karar",
    "mudurum veriyor",
    "patron* karar",
    "kurulu karar",
    "sormam lazim",
    "sormam gerek*",
    "danismam gerek*",
    "yalnizca bilgi topl*",
    "sadece bilgi topl*",
    "bilgi topluyorum",
    "yetkimde degil",
    "benim kararim degil",
    "konusmaniz gerek*",
    "baskasi karar",
    "ust yonetim karar",
]);

/// The speaker decides.
pub(super) const DECIDES: Phrases = Phrases(&[
    "i decide",
    "i sign",
    "i choose",
    "i approve",
    "my decision",
    "its my call",
    "i have the final say",
    "up to me and",
    "i have authority",
    "i have the authority",
    "i do have the authority",
    "i have the financial authority",
    "ben imzal*",
    "ben karar veriyorum",
    "karar bende",
    "ben secerim",
    "ben onayl*",
    "son soz bende",
]);

/// There is no need, or nobody knows of one.
pub(super) const NO_NEED: Phrases = Phrases(&[
    "specific need for",
    "dont have a need",
    "no need for",
    "dont really need",
    "do not need",
    "not entirely clear",
    "not entirely sure",
    "not exactly sure what",
    "dont know exactly what",
    "not really facing",
    "no major issues",
    "not facing any",
    "just exploring",
    "were just looking",
    "just browsing",
    "just curious",
    "still figuring out",
    "havent fully scoped",
    "already have a solution",
    "happy with what we have",
    "satisfied with our current",
    "ihtiyacimiz yok",
    "gerek yok",
    "gerek duymuyoruz",
    "sadece bakiyoruz",
    "yalnizca bakiyoruz",
    "sorunumuz yok",
    "memnunuz",
    "tam olarak bilmiyoruz",
    "emin degiliz neye",
]);

/// Sides of a business: each counts once, whatever it is called.
const BUSINESS: [Phrases; 9] = [
    Phrases(&["sales", "reps", "satis*", "temsilci*"]),
    Phrases(&["marketing", "pazarlama*"]),
    Phrases(&["finance", "accounting", "cfo", "finans*", "muhasebe*"]),
    Phrases(&["it", "security", "bt", "bilgi islem", "guvenli*"]),
    Phrases(&["support", "service", "destek", "destegi", "musteri hizmet*"]),
    Phrases(&["revenue", "margin", "turnover", "ciro*", "kar marj*"]),
    Phrases(&["operations", "logistics", "production", "operasyon*", "lojistik", "uretim*"]),
    Phrases(&["hr", "human resources", "insan kaynak*"]),
    Phrases(&["legal", "procurement", "hukuk", "satin alma"]),
];

/// Sides of the business that the answer names, one place each.
pub(super) fn sides(tokens: &[Token]) -> Vec<Range<usize>> {
    // `it` is a pronoun unless it is written as an abbreviation.
    let told: Vec<Token> = tokens.iter().filter(|it| it.folded != "it" || it.is_name()).cloned().collect();
    BUSINESS.iter().filter_map(|side| side.found(&told).into_iter().next()).collect()
}
