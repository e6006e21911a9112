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
        disjoint(self.0.iter().flat_map(|phrase| find(tokens, phrase)).collect())
    }
}

/// Places in the order of the answer, none of which begins inside another: a longer phrase counts once, not with the shorter ones
/// inside it.
pub(super) fn disjoint(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
    let mut end = 0;
    found.retain(|it| {
        let begins_behind = it.start >= end;
        end = end.max(it.end);
        begins_behind
    });
    found
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
    "better ask",
    "ask somebody else",
    "ask someone else",
    "when the time is right",
    "when the time comes",
    "another time",
    "some other time",
    "not today",
    "aside for today",
    "aside for now",
    "id share with",
    "wouldnt share",
    "wont share",
    "dont share",
    "not something id",
    "wouldnt want to say",
    "prefer not to",
    "id rather talk",
    "you tell me",
    "why do you ask",
    "girmeyelim",
    "girmek istemiyor*",
    "sonra konus*",
    "konusuruz",
    "her zaman konus*",
    "once bir tanis*",
    "hele bir",
    "hangi birini",
    "zamani gelince",
    "zamani gelir",
    "siz anlatin",
    "siz urunu anlat*",
    "baska zaman",
    "simdi degil",
    "bende kalsin",
    "soylemeyeyim",
    "soylemek istemem",
]);

/// Generalities: two of them, and nothing that anybody could count, answer nothing.
pub(super) const GENERAL: Phrases = Phrases(&[
    "always challenges",
    "challenges are",
    "opportunit*",
    "dynamic market",
    "modern company",
    "with passion",
    "one should",
    "one has to",
    "in the end",
    "at the end of the day",
    "quality has",
    "has its price",
    "value and not",
    "pay off",
    "as they say",
    "used to say",
    "you know how it is",
    "like everyone",
    "like everybody",
    "like any company",
    "as always",
    "these things",
    "herkes gibi",
    "herkesin oldugu gibi",
    "her sirket gibi",
    "ekonomi malum",
    "malum",
    "sektor zor",
    "piyasa zor",
    "saglik olsun",
    "sukur",
    "idare ediyor*",
    "hallediyor*",
    "her zaman",
    "sonucta",
    "hayirlisi",
    "kismet",
    "nasip",
]);

/// Words of welcome: what is general in them evades nothing.
pub(super) const GREETING: Phrases = Phrases(&[
    "bekleriz",
    "hos geldiniz",
    "buyurun*",
    "merhaba",
    "welcome",
    "nice to meet",
    "memnun oldum",
    "gorusmek uzere",
]);

/// A plain no.
pub(super) const PLAIN_NO: Phrases = Phrases(&[
    "butcemiz yok",
    "butce yok",
    "butcemiz kalmadi",
    "paramiz yok",
    "no budget",
    "no money",
    "dont have a budget",
    "dont have any budget",
    "dont have the budget",
    "nothing left",
]);

/// As soon as it can be.
pub(super) const AT_ONCE: Phrases =
    Phrases(&["hemen", "derhal", "acilen", "immediately", "at once", "right away", "right now", "asap", "now"]);

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
    "vaguely",
    "vague feeling",
    "seem to remember",
    "i believe",
    "i imagine",
    "i assume",
    "may be",
    "could be",
    "might well be",
    "or was it",
    "couldnt swear",
    "mixing things up",
    "imagining things",
    "no idea really",
    "cant remember",
    "dont remember",
    "gibi geliyor",
    "buyuk ihtimalle",
    "tahminimce",
    "tahminen",
    "yaniliyor*",
    "bilemedim",
    "bilemiyorum",
    "kestiremiyorum",
    "cikaramiyorum",
    "hatirlamiyorum",
    "mi desem",
    "mi acaba",
    "acaba",
    "miydi",
    "muydu",
    "zannedersem",
    "zannediyorum",
]);

/// Sides of a business: each counts once, whatever it is called.
const BUSINESS: [Phrases; 9] = [
    Phrases(&["sales", "reps", "salespeople", "satis*", "temsilci*", "plasiyer*", "bayi*"]),
    Phrases(&["marketing", "campaign*", "cost per lead", "pazarlama*", "kampanya*"]),
    Phrases(&["finance", "accounting", "cfo", "receivables", "finans*", "muhasebe*", "maas*", "tahsilat*"]),
    Phrases(&["it", "security", "servers", "bt", "bilgi islem*", "guvenli*", "yazilim ekib*", "erp", "sap"]),
    Phrases(&[
        "support",
        "service",
        "hotline",
        "call centre",
        "call center",
        "destek",
        "destegi",
        "musteri hizmet*",
        "servis*",
        "cagri merkez*",
    ]),
    Phrases(&["revenue", "margin", "turnover", "ciro*", "kar marj*", "ihracat*"]),
    Phrases(&[
        "operations",
        "logistics",
        "production",
        "warehouse",
        "plant",
        "delivery",
        "shipping",
        "ships",
        "spare parts",
        "operasyon*",
        "lojistik",
        "uretim*",
        "sevkiyat*",
        "depo",
        "depo*",
        "fabrika*",
        "kalite*",
    ]),
    Phrases(&["hr", "human resources", "hiring", "technicians", "insan kaynak*", "ik", "bordro*", "personel*"]),
    Phrases(&["legal", "procurement", "purchasing", "gdpr", "lawyer*", "hukuk*", "satin alma", "avukat*", "kvkk"]),
];

/// Sides of the business that the answer names, one place each.
pub(super) fn sides(tokens: &[Token]) -> Vec<Range<usize>> {
    // `it` is a pronoun unless it is written as an abbreviation.
    let told: Vec<Token> = tokens.iter().filter(|it| it.folded != "it" || it.is_name()).cloned().collect();
    BUSINESS.iter().filter_map(|side| side.found(&told).into_iter().next()).collect()
}
