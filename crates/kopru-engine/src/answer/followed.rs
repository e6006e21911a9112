//! What we did with what they said: whether we asked again what was answered, and whether we went on where an answer called for
//! another question.

use super::call::Turn;
use super::deciding::decides;
use super::findings::{FindingKind, found, others_decide};
use super::phrases::Phrases;
use super::rep::questions;
use super::spoken::said;
use super::words::{Token, tokens};
use super::{Analysis, SignKind};
use crate::playbook::{Playbook, Solved};
use std::collections::BTreeMap;
use std::ops::Range;

/// A place in a call: the turn and the bytes of its text.
pub type Words = (usize, Range<usize>);

/// A question that was answered before it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The question.
    pub question: Words,
    /// The criterion that it is about.
    pub criterion: &'static str,
    /// Where in the call it was answered; none where it was known before the call.
    pub answered: Option<Words>,
}

/// An answer after which nobody asked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// What they said.
    pub said: Words,
    /// The sign that called for a question; none for a pain that we solve.
    pub sign: Option<SignKind>,
}

/// Questions about one criterion, and which findings answer them.
struct Topic {
    criterion: &'static str,
    words: Phrases,
}

const TOPICS: [Topic; 3] = [
    Topic {
        criterion: "budget",
        words: Phrases::new(&[
            "budget",
            "how much money",
            "set aside",
            "can you spend",
            "could you spend",
            "do you spend",
            "want to spend",
            "able to spend",
            "can you afford",
            "butce*",
            "ne kadar ayir*",
            "ne kadar harca*",
        ]),
    },
    Topic {
        criterion: "authority",
        words: Phrases::new(&[
            "who decides",
            "who makes the",
            "who signs",
            "do you decide",
            "the decision maker",
            "your decision",
            "get decided",
            "be decided",
            "decision-making",
            "has the final say",
            "kim karar",
            "karari kim",
            "karar* kim*",
            "kim imzal*",
            "siz mi karar",
            "nasil karar",
        ]),
    },
    Topic {
        criterion: "time_frame",
        words: Phrases::new(&[
            "by when",
            "when do you need",
            "when would you",
            "when do you want",
            "when should",
            "how soon",
            "timeline",
            "time frame",
            "timeframe",
            "deadline",
            "ne zaman*",
            "hangi tarih*",
            "ne kadar surede",
        ]),
    },
];

/// Questions that go deeper, or make sure, ask nothing again.
const DEEPER: Phrases = Phrases::new(&[
    "else",
    "other",
    "others",
    "besides",
    "apart from",
    "what happens if",
    "why",
    "you mentioned",
    "you said",
    "as you said",
    "did i hear",
    "to confirm",
    "just to be sure",
    "what depends",
    "how did you",
    "baska*",
    "diger*",
    "neden",
    "nicin",
    "soyledi*",
    "dedi*",
    "bahsett*",
    "dogru mu anladim",
    "teyit*",
]);

/// Questions that were answered before. `known`: criteria of which somebody of the lead's side had said something before the call.
/// Linear in the length of the call.
pub fn asked_again(turns: &[Turn<'_>], ours: impl Fn(&str) -> bool, known: &[&str]) -> Vec<Again> {
    let mut answered: BTreeMap<&'static str, Option<Words>> =
        TOPICS.iter().filter(|it| known.contains(&it.criterion)).map(|it| (it.criterion, None)).collect();
    let (mut asked, mut again): (Vec<&'static str>, Vec<Again>) = (Vec::new(), Vec::new());
    for (turn, it) in turns.iter().enumerate() {
        if !ours(it.speaker) {
            let words = tokens(it.text);
            for topic in &TOPICS {
                // What they tell by themselves is answered, too: with its name, or who decides.
                let told = topic.criterion == "authority" || !topic.words.found(&words).is_empty();
                if (told || asked.contains(&topic.criterion))
                    && let Some(bytes) = answer(it.text, &words, topic.criterion)
                {
                    answered.entry(topic.criterion).or_insert(Some((turn, bytes)));
                }
            }
            asked.clear();
            continue;
        }
        for question in questions(it.text) {
            let words = tokens(it.text.get(question.clone()).unwrap_or_default());
            let deeper = !DEEPER.found(&words).is_empty();
            for topic in TOPICS.iter().filter(|it| !it.words.found(&words).is_empty()) {
                match answered.get(topic.criterion).filter(|_| !deeper) {
                    Some(answered) => again.push(Again {
                        question: (turn, question.clone()),
                        criterion: topic.criterion,
                        answered: answered.clone(),
                    }),
                    None => asked.push(topic.criterion),
                }
            }
        }
    }
    again
}

/// The words that answer a question about a criterion.
fn answer(text: &str, words: &[Token], criterion: &str) -> Option<Range<usize>> {
    let finding =
        |kind: FindingKind| found(&said(text, words)).into_iter().find(|it| it.kind == kind).map(|it| it.words);
    match criterion {
        "budget" => finding(FindingKind::Amount),
        "authority" => {
            let said = said(text, words);
            decides(&said).into_iter().chain(others_decide(&said)).next()
        }
        _ => finding(FindingKind::When),
    }
}

/// What calls for another question, the first of them.
const CALLS_FOR_MORE: [SignKind; 4] = [SignKind::Evasive, SignKind::NotNearDecision, SignKind::Hedged, SignKind::Short];

/// Answers after which we said something, asked nothing, and they went on. `answers`: what the lead's turns reveal, by turn.
pub fn missed(
    turns: &[Turn<'_>],
    ours: impl Fn(&str) -> bool,
    answers: &[(usize, Analysis)],
    playbook: &Playbook,
) -> Vec<Missed> {
    let is_ours = |turn: usize| turns.get(turn).is_some_and(|it| ours(it.speaker));
    let mut all = Vec::new();
    for (turn, analysis) in answers {
        let solved = |pain: u16| playbook.pains.get(usize::from(pain)).is_some_and(|it| it.solved != Solved::No);
        let sign = CALLS_FOR_MORE.iter().find_map(|kind| analysis.signs.iter().find(|it| it.kind == *kind));
        let pain = analysis.pains.iter().find(|it| solved(it.pain));
        let words = sign.map(|it| &it.words).or(pain.map(|it| &it.words)).and_then(|it| it.first());
        let Some(words) = words.filter(|_| is_ours(turn + 1) && !is_ours(turn + 2) && turn + 2 < turns.len()) else {
            continue;
        };
        if turns.get(turn + 1).is_some_and(|it| questions(it.text).is_empty()) {
            all.push(Missed { said: (*turn, words.clone()), sign: sign.map(|it| it.kind) });
        }
    }
    all
}
