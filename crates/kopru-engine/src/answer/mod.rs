//! What an answer reveals, read offline in English and Turkish: red flags and positive signs with the words that show them,
//! pains of the playbook, and how specific it is (M8, M11, M12). It suggests; a person decides.
//!
//! Every rule is a sentence that a salesperson would say of an answer: it is too short for an open question; it puts off; it
//! hedges; somebody else decides; it gives numbers, days and names. Specificity is a sum of such parts, so that it can be
//! explained like a score.

mod budget;
pub mod call;
pub mod compared;
mod counts;
mod deciding;
mod denied;
mod figures;
mod findings;
pub mod followed;
mod lines;
pub mod list;
mod offer;
mod phrases;
mod prices;
mod quantities;
mod question;
pub mod rep;
mod same;
mod sizing;
mod spoken;
mod time_frame;
mod times;
pub mod verdict;
mod words;

pub use findings::{Finding, FindingKind, Known};
pub use question::is_closed;
pub use sizing::Sized;

use crate::both;
use crate::lang::{Both, words};
use crate::playbook::{Playbook, Solved};
use std::ops::Range;
use words::Token;

words! {
    /// What an answer shows.
    SignKind {
        /// Too short for what was asked.
        Short = "short", "very short for an open question", "açık bir soru için çok kısa";
        /// It puts off, or does not answer.
        Evasive = "evasive", "evasive", "kaçamak";
        /// It says perhaps, again and again.
        Hedged = "hedged", "unsure of everything", "her şeyden emin değil";
        /// Somebody else decides.
        NotNearDecision = "not_near_decision", "somebody else decides", "başkası karar veriyor";
        /// Numbers, days, names.
        Specific = "specific", "specific", "somut";
        /// Few words about pains: the problem is probably not big enough.
        BriefAboutPains = "brief_about_pains", "brief about pains", "sorunlu noktaları kısa geçiyor";
        /// At length and specifically about a pain that we solve.
        SpecificAboutPains = "specific_about_pains", "specific about a pain that we solve", "çözdüğümüz bir sorunu somut anlatıyor";
        /// Several sides of the business with their figures.
        KnowsBusiness = "knows_business", "knows several sides of the business", "işin birçok yönünü biliyor";
        /// It contradicts what they said before, or what is known.
        Inconsistent = "inconsistent", "contradicts what was said or known before", "önce söylenenle ya da bilinenle çelişiyor";
    }
}

impl SignKind {
    /// The signal of every playbook that it speaks for; none for what is only shown.
    pub fn signal(self) -> Option<&'static str> {
        match self {
            SignKind::Short => Some("short_answers"),
            SignKind::Evasive => Some("evasive"),
            SignKind::NotNearDecision => Some("not_near_decision"),
            SignKind::BriefAboutPains => Some("brief_about_pains"),
            SignKind::SpecificAboutPains => Some("specific_about_pains"),
            SignKind::KnowsBusiness => Some("knows_business"),
            SignKind::Inconsistent => Some("inconsistent"),
            SignKind::Hedged | SignKind::Specific => None,
        }
    }
}

/// Something that an answer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What.
    pub kind: SignKind,
    /// The bytes of the answer that show it; all of it for what is too short.
    pub words: Vec<Range<usize>>,
}

/// A pain of the playbook that an answer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PainHeard {
    /// Its place in [`Playbook::pains`].
    pub pain: u16,
    /// The bytes of the answer that name it.
    pub words: Vec<Range<usize>>,
}

/// How specific an answer is, in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Specificity {
    /// Numbers and amounts.
    pub numbers: Vec<Range<usize>>,
    /// Days, months, quarters, years.
    pub dates: Vec<Range<usize>>,
    /// Names of people, companies, systems.
    pub names: Vec<Range<usize>>,
    /// Causes and steps: because, then, so that.
    pub reasons: Vec<Range<usize>>,
    /// Words in all, fillers aside.
    pub length: usize,
}

/// Points of one number, day, name and reason, and how many of each count.
const NUMBER: (usize, usize) = (18, 3);
const DATE: (usize, usize) = (12, 2);
const NAME: (usize, usize) = (12, 3);
const REASON: (usize, usize) = (10, 2);
/// Words that count, a point each.
const LENGTH_MAX: usize = 20;
/// Points from which an answer is called specific: two numbers and a name, or as much.
pub const SPECIFIC: usize = 45;

impl Specificity {
    /// The sum of its parts, 0 to 100.
    pub fn points(&self) -> usize {
        let part = |(each, most): (usize, usize), all: &[Range<usize>]| each * all.len().min(most);
        let sum = part(NUMBER, &self.numbers)
            + part(DATE, &self.dates)
            + part(NAME, &self.names)
            + part(REASON, &self.reasons)
            + self.length.min(LENGTH_MAX);
        sum.min(100)
    }
}

/// What an answer reveals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// Signs, in the order of [`SignKind`].
    pub signs: Vec<Sign>,
    /// Pains that it names, the one with most words first.
    pub pains: Vec<PainHeard>,
    /// How specific it is.
    pub specificity: Specificity,
    /// What it names: amounts, times, head-counts, tools, who decides.
    pub findings: Vec<Finding>,
    /// What it says of the measures of sizing up.
    pub levels: Vec<Sized>,
}

impl Analysis {
    /// Whether it shows something.
    pub fn shows(&self, kind: SignKind) -> bool {
        self.signs.iter().any(|it| it.kind == kind)
    }
}

/// Words up to which an answer to an open question is too short; Turkish says in two what English says in three.
const SHORT: (usize, usize) = (3, 2);
/// Words up to which an answer about pains is brief, unless it gives figures.
const BRIEF: usize = 6;
/// Hedging words from which on an answer is unsure of everything.
const HEDGES: usize = 2;
/// Generalities from which on an answer without a number, day or name says nothing.
const GENERALITIES: usize = 2;
/// Sides of the business that somebody names who knows it.
const SIDES: usize = 3;

/// What is asked about, as far as it changes what an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// What hurts.
    Pains,
    /// Anything else.
    Other,
}

/// Reads an answer to an open question. Linear in its length; the playbook gives the pains to listen for.
pub fn analyse(answer: &str, asked: Asked, playbook: &Playbook) -> Analysis {
    analyse_knowing(answer, asked, playbook, &Known::default())
}

/// The same, held against what is known: figures that are at least twice as large or half as small as before, and somebody
/// who decides now where somebody else did, contradict it.
pub fn analyse_knowing(answer: &str, asked: Asked, playbook: &Playbook, known: &Known<'_>) -> Analysis {
    let tokens = words::tokens(answer);
    let length = phrases::without_fillers(&tokens);
    let specificity = Specificity {
        numbers: numbers(answer, &tokens),
        dates: ranges(&tokens, Token::is_date),
        names: ranges(&tokens, Token::is_name),
        reasons: phrases::REASONS.found(&tokens),
        length,
    };
    let turkish = words::is_turkish(answer, &tokens);
    let said = spoken::said(answer, &tokens);
    let pains = pains(&said, turkish, playbook);
    let specific = specificity.points() >= SPECIFIC;
    let most = if turkish { SHORT.1 } else { SHORT.0 };
    let all = || std::iter::once(0..answer.trim_end().len()).collect();
    let mut signs = Vec::new();
    let mut add = |kind, words: Vec<Range<usize>>| signs.push(Sign { kind, words });

    if length <= most && specificity.numbers.is_empty() && (asked == Asked::Pains || !answers(&said)) {
        add(SignKind::Short, all());
    }
    let counts = specificity.numbers.len() + specificity.dates.len() + specificity.names.len();
    let evasive = evasive(&said, counts);
    let evades = !evasive.is_empty() && !specific;
    if evades {
        add(SignKind::Evasive, evasive);
    }
    let hedges = phrases::HEDGES.found(&tokens);
    if hedges.len() >= HEDGES && !specific && !evades {
        add(SignKind::Hedged, hedges);
    }
    let others = findings::others_decide(&said);
    let decides = deciding::decides(&said);
    if !others.is_empty() && decides.is_empty() {
        add(SignKind::NotNearDecision, others.clone());
    }
    let leading = pains.first().and_then(|it| playbook.pains.get(usize::from(it.pain)));
    let solved = leading.is_some_and(|it| it.solved != Solved::No);
    if specific && asked == Asked::Other {
        let mut figures = [specificity.numbers.clone(), specificity.dates.clone(), specificity.names.clone()].concat();
        figures.sort_by_key(|it| it.start);
        add(SignKind::Specific, figures);
    }
    if asked == Asked::Pains && length <= BRIEF && specificity.numbers.is_empty() && !evades {
        add(SignKind::BriefAboutPains, all());
    }
    if specific && solved {
        add(SignKind::SpecificAboutPains, pains.first().map(|it| it.words.clone()).unwrap_or_default());
    }
    let sides = phrases::sides(&tokens);
    if specific && sides.len() >= SIDES {
        add(SignKind::KnowsBusiness, sides);
    }
    let findings = findings::found(&said);
    let against = findings::contradictions(&said, &findings, known);
    if !against.is_empty() {
        signs.push(Sign { kind: SignKind::Inconsistent, words: against });
    }
    let mut all = Analysis { signs, pains, specificity, findings, levels: Vec::new() };
    let together = !decides.is_empty() && deciding::is_together(&said);
    all.levels = sizing::levels(&all, playbook, (&decides, &others, together));
    all
}

/// Words that put off or say nothing; `counts` are the numbers, days and names beside them.
fn evasive(said: &spoken::Said<'_>, counts: usize) -> Vec<Range<usize>> {
    let tokens = &said.tokens;
    // A plain no with the time when it may be otherwise evades nothing.
    if !phrases::PLAIN_NO.found(tokens).is_empty() && !findings::times(tokens).is_empty() {
        return Vec::new();
    }
    let mut found = phrases::EVASIVE.found(tokens);
    found.retain(|it| deciding::stands(said, it));
    let general = phrases::GENERAL.found(tokens);
    let says_nothing = general.len() >= GENERALITIES && counts == 0 && phrases::GREETING.found(tokens).is_empty();
    if found.is_empty() && says_nothing { general } else { found }
}

/// Whether an answer holds what questions ask for, however short it is: a time, or somebody by name. A number never is too short.
fn answers(said: &spoken::Said<'_>) -> bool {
    let named = said.tokens.windows(2).any(|it| matches!(it, [who, title] if who.is_capital() && is_title(title)));
    let named = named || said.tokens.iter().any(|it| it.is_name() && !it.is_abbreviation());
    let dated = said.tokens.iter().any(Token::is_date) || !findings::times(&said.tokens).is_empty();
    named || dated || !phrases::AT_ONCE.found(&said.tokens).is_empty()
}

fn is_title(it: &Token) -> bool {
    matches!(it.folded.as_str(), "bey" | "hanim")
}

/// Numbers, those of several words and the two ends of a range as one: `14 to 15 thousand`.
fn numbers(answer: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for it in ranges(tokens, Token::is_number) {
        let gap = all.last().and_then(|last| answer.get(last.end..it.start)).map(str::trim);
        match all.last_mut().filter(|_| matches!(gap, Some("" | "-" | "–" | "to" | "ile" | "ila"))) {
            Some(last) => last.end = it.end,
            None => all.push(it),
        }
    }
    all
}

fn ranges(tokens: &[Token], is: fn(&Token) -> bool) -> Vec<Range<usize>> {
    tokens.iter().filter(|it| is(it)).map(|it| it.range.clone()).collect()
}

/// Where words of the playbook stand in a text and hold of the speaker today, in its order; a word also begins longer ones.
pub(crate) fn words_heard(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let tokens = words::tokens(text);
    let (turkish, said) = (words::is_turkish(text, &tokens), spoken::said(text, &tokens));
    let found = words.iter().flat_map(|phrase| phrases::find_beginning(&said.tokens, phrase, turkish));
    phrases::disjoint(found.filter(|it| deciding::stands(&said, it)).collect())
}

/// Pains whose words stand in the answer; a word of the playbook also begins longer words, as Turkish adds endings.
/// What is denied, over, or somebody else's is none of theirs.
fn pains(said: &spoken::Said<'_>, turkish: bool, playbook: &Playbook) -> Vec<PainHeard> {
    let mut heard: Vec<PainHeard> = Vec::new();
    for (place, pain) in (0u16..).zip(&playbook.pains) {
        let found: Vec<Range<usize>> =
            pain.words.iter().flat_map(|phrase| phrases::find_beginning(&said.tokens, phrase, turkish)).collect();
        let found: Vec<Range<usize>> = found.into_iter().filter(|it| denied::hurts(said, it)).collect();
        if !found.is_empty() {
            heard.push(PainHeard { pain: place, words: found });
        }
    }
    // The pain with most words leads; of two that are named as often, the one that is named first.
    heard.sort_by_key(|it| {
        let first = it.words.iter().map(|it| it.start).min().unwrap_or(said.text.len());
        (std::cmp::Reverse(it.words.len()), first)
    });
    heard
}

impl SignKind {
    /// What to do about it; nothing where it needs no step of its own.
    pub fn step(self) -> Option<Both> {
        Some(match self {
            SignKind::Short => both!(
                en = "Help them talk: ask for the last time it happened.",
                tr = "Konuşmasına yardım edin: en son ne zaman olduğunu sorun."
            ),
            SignKind::Evasive => both!(
                en = "They may not be near the decision: ask who else looks at this, and reach them.",
                tr = "Karara yakın olmayabilir: başka kimin ilgilendiğini sorun ve ona ulaşın."
            ),
            SignKind::Hedged => both!(
                en = "Ask what they are sure of, and who would know the rest.",
                tr = "Nelerden emin olduğunu ve gerisini kimin bileceğini sorun."
            ),
            SignKind::NotNearDecision => both!(
                en = "Find who decides: ask for the way to them, and keep this person on your side.",
                tr = "Karar vereni bulun: ona giden yolu sorun, bu kişiyi yanınızda tutun."
            ),
            SignKind::BriefAboutPains => both!(
                en = "The problem is probably not big enough: ask what happens if nothing changes.",
                tr = "Sorun büyük olasılıkla yeterince büyük değil: hiçbir şey değişmezse ne olacağını sorun."
            ),
            SignKind::Inconsistent => both!(
                en = "Ask which of the two is right; somebody else may know it better.",
                tr = "Hangisinin doğru olduğunu sorun; başka biri daha iyi biliyor olabilir."
            ),
            SignKind::SpecificAboutPains | SignKind::KnowsBusiness => both!(
                en = "A strong lead: give it priority, and go on from here.",
                tr = "Güçlü bir aday: öncelik verin ve buradan devam edin."
            ),
            SignKind::Specific => return None,
        })
    }
}

impl Asked {
    /// What a question about a criterion asks about: pains, by what the usual frameworks call them, or something else.
    pub fn of(criterion: &str) -> Asked {
        match criterion {
            "need" | "needs" | "pain" | "pains" | "challenge" | "challenges" | "identify_pain" | "implicate_pain" => {
                Asked::Pains
            }
            _ => Asked::Other,
        }
    }
}
