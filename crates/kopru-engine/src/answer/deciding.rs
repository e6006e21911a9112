//! Who decides, in their own words: the speaker, somebody else, both together.

use super::denied::{is_denied, is_elsewhere, is_past};
use super::phrases::{Phrases, disjoint, sides};
use super::spoken::Said;
use super::words::Token;
use std::ops::Range;

/// Somebody else decides.
const OTHERS_DECIDE: Phrases = Phrases::new(&[
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
    "submit our recommendation*",
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
    "isnt up to me",
    "not mine",
    "isnt my call",
    "isnt mine to",
    "no say in",
    "no say",
    "have no vote",
    "we get told",
    "im only told",
    "bought by a",
    "decided by",
    "chosen by",
    "approved by",
    "never let anyone else choose",
    "says yes or no",
    "purse strings",
    "they tell us what to",
    "dont look at me",
    "yetki bende degil",
    "imza bende degil",
    "karar bende degil",
    "yetkim yok",
    "yetkim bulunm*",
    "yetkimiz yok",
    "oyum yok",
    "soz hakkim yok",
    "biz karisam*",
    "ben karisam*",
    "ben bakmiyorum",
    "ne derse o",
    "son karar onun*",
    "karar onun*",
    "karari onun",
    "secip bize",
    "bize bildir*",
    "bize tebligat",
    "bana sormazlar",
    "bize sormazlar",
]);

/// Who decides elsewhere; by themselves they say nothing of it.
const ROLES: Phrases = Phrases::new(&[
    "upper management",
    "senior management",
    "higher-ups",
    "higher ups",
    "my director",
    "my supervisor",
    "my superior*",
    "purchasing department",
    "procurement team",
    "the decision-makers",
    "my boss",
]);
/// What makes of a role somebody who decides: what they do, or what one has to do about them.
const ABOUT_ROLES: [&str; 54] = [
    "decide*",
    "decision*",
    "approve*",
    "approval",
    "sign",
    "signs",
    "signed",
    "final",
    "say",
    "says",
    "ask",
    "asks",
    "check*",
    "consult*",
    "talk",
    "speak",
    "present",
    "propose",
    "involve*",
    "involved",
    "loop",
    "agree",
    "agreed",
    "agrees",
    "has to",
    "have to",
    "need to",
    "needs to",
    "must",
    "go through",
    "goes through",
    "run it",
    "run this",
    "handle*",
    "confirm*",
    "discuss*",
    "review*",
    "pass",
    "choose*",
    "chooses",
    "picks",
    "authori*",
    "convince",
    "green light",
    "okay",
    "ok",
    "responsible",
    "input",
    "bring",
    "take it",
    "take this",
    "purse*",
    "yes",
    "blessing",
];
/// Who left decides no more.
const LEFT: [&str; 8] = ["resigned", "retired", "quit", "left us", "emekli", "istifa*", "isten ayril*", "passed away"];
/// Those who are asked are nobody.
const NOBODY: [&str; 4] = ["nobody", "noone", "no one", "none"];
/// Without which nothing is bought.
const WITHOUT: [&str; 16] = [
    "consent",
    "approval",
    "permission",
    "asking",
    "agreement",
    "ok",
    "okay",
    "blessing",
    "signature",
    "go-ahead",
    "sign-off",
    "consulting",
    "approving",
    "checking",
    "authorization",
    "agreeing",
];
const NOTHING: [&str; 11] =
    ["nothing", "cannot", "cant", "never", "not", "dont", "wont", "no", "couldnt", "hicbir", "tek"];
const WITHOUT_TR: [&str; 9] = [
    "sormadan",
    "danismadan",
    "onayi olmadan",
    "onay olmadan",
    "onay almadan",
    "onayini almadan",
    "izni olmadan",
    "imzasi olmadan",
    "haberi olmadan",
];

/// Words that say that somebody else decides, or has to be asked, by a turn of phrase that stands as it is said.
pub(super) fn others_by_phrase(said: &Said<'_>) -> Vec<Range<usize>> {
    let mut found = OTHERS_DECIDE.found(&said.tokens);
    found.retain(|it| stands(said, it) && !of_a_department(said, it));
    let alone = |at: &Range<usize>| said.sentence(at.start).len() <= at.len() + 1;
    let roles = ROLES.found(&said.tokens).into_iter().filter(|it| {
        let at = said.at(it);
        let am = at.start.checked_sub(1).is_some_and(|it| ["am", "im", "are"].contains(&said.word(it)));
        let clause = said.clause(at.start);
        let whom = if said.clause(clause.start).len() <= at.len() + 1 { said.sentence(at.start) } else { clause };
        !am && stands(said, it) && (alone(&at) || said.has(whom, &ABOUT_ROLES))
    });
    found.extend(roles);
    found.extend(without(said));
    disjoint(found)
}

/// Whether a department is said to wait for it, and not the speaker: `procurement waits 12 days for approval from legal`.
fn of_a_department(said: &Said<'_>, words: &Range<usize>) -> bool {
    let at = said.at(words);
    let before = said.clause(at.start).start.min(at.start)..at.start;
    let own = ["i", "id", "ive", "we", "wed", "weve", "my", "our", "me", "us"];
    let named = said.tokens.get(before.clone()).is_some_and(|it| !sides(it).is_empty());
    named && !said.has(before, &own) && said.is(at.start, at.end, "approval*")
}

/// Nothing without somebody: `I sign nothing without asking headquarters`, `müdürüme sormadan imzalayamam`.
fn without(said: &Said<'_>) -> Option<Range<usize>> {
    let all = 0..said.tokens.len();
    all.clone().find_map(|at| {
        let english = said.word(at) == "without";
        let turkish = WITHOUT_TR.iter().any(|it| said.is(at, all.end, it));
        if !english && !turkish {
            return None;
        }
        let sentence = said.sentence(at);
        let consent = turkish || said.has(at..(at + 4).min(sentence.end), &WITHOUT);
        let anybody = said.has(at..(at + 5).min(sentence.end), &["anyone", "anybody", "anyones", "anybodys"])
            || said.has(at.saturating_sub(2).max(sentence.start)..at, &["kimse*"]);
        let can_not = |it: usize| {
            let word = said.word(it);
            let ends = ["mam", "mem", "mayiz", "meyiz", "maz", "mez"].iter().any(|end| word.ends_with(end));
            (turkish && word.len() > 4 && ends) || NOTHING.contains(&word)
        };
        let own = said.bytes(sentence.clone());
        (consent && !anybody && sentence.clone().any(can_not)).then_some(own)
    })
}

/// Whether words say so of today and of here: not denied, not past, not asked, and not of who left.
pub(super) fn stands(said: &Said<'_>, words: &Range<usize>) -> bool {
    let at = said.at(words);
    let sentence = said.sentence(at.start);
    let bytes = said.bytes(sentence.clone());
    let asks = said.text.get(bytes.end..).is_some_and(|it| it.trim_start().starts_with('?'));
    let asks_us = asks && said.has(sentence.clone(), &["you", "your", "siz*", "sizin"]);
    let only = said.has(sentence.clone(), &["only above", "only over", "only beyond", "only from", "only for amounts"])
        || (said.has(said.clause(at.start), &["yalniz*", "sadece"])
            && said.has(said.clause(at.start), &["ustu*", "uzeri*", "asarsa"]));
    let nobody = said.has(at.end..(at.end + 3).min(said.clause(at.end.saturating_sub(1)).end), &NOBODY);
    let last = said.word(at.end.saturating_sub(1));
    let clause = said.clause(at.end.saturating_sub(1));
    let unneeded = last.starts_with("gerekm")
        || said.has(at.end..(at.end + 2).min(clause.end), &["gerekm*", "yok", "degil*"]) && last.ends_with('m')
        || (last.starts_with("gerek") && said.has(at.end..clause.end, &["yok", "degil*", "benim", "ben", "bendeniz"]));
    let mine = last.starts_with("gerek") && said.has(at.end..sentence.end, &["benim", "ben"]);
    let own = said.tokens.get(at.start).is_some_and(|it| NEGATIVE.contains(&it.folded.as_str()));
    let denied = !own && is_denied(said, &at);
    let ended = said.has(at.start..clause.end, &["used to", "no longer", "until last", "eskiden"]);
    let past = ended || is_past(said, &at) || said.has(sentence, &LEFT);
    !(asks_us || only || nobody || unneeded || mine || denied || past || is_elsewhere(said, &at))
}

/// What begins a phrase that denies that the speaker decides.
const NEGATIVE: [&str; 9] = ["not", "dont", "cant", "cannot", "wont", "no", "never", "isnt", "lack"];

/// The speaker decides.
const DECIDES: Phrases = Phrases::new(&[
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
    "me who decides",
    "i decide myself",
    "one who decides on",
    "im the one who decides",
    "signature is mine",
    "choice is mine",
    "my own budget",
    "is my call",
    "are my call",
    "i buy what",
    "ben atarim",
    "tamamen bende",
    "karar tamamen bende",
    "i have the last word",
    "have the last word",
    "i make the call",
    "i make the decision",
    "i can sign",
    "i pick",
    "i alone",
    "karar benim",
    "karari ben",
    "kararlari ben",
    "imza bende",
    "imza benim",
    "imzayi ben",
    "imzalayan da benim",
    "secen de",
    "bu karari alirim",
    "alirim bu karari",
    "kimseye danismadan",
    "kimseye sormadan",
    "yetki bende",
]);

/// What follows `yetki bende` or `karar bende` and turns it round.
const NOT_MINE: [&str; 2] = ["degil", "degildir"];

/// Words by which the speaker decides: a turn of phrase, or `I, as head of sales, choose`.
pub(super) fn decides(said: &Said<'_>) -> Vec<Range<usize>> {
    let tokens = &said.tokens;
    let mut found = DECIDES.found(tokens);
    found.retain(|it| {
        let at = said.at(it);
        let next = said.word(at.end);
        let nothing = matches!(next, "nothing" | "nobody" | "none" | "neither");
        let only = is_past(said, &at) || is_elsewhere(said, &at);
        !NOT_MINE.contains(&next) && !nothing && !only && !is_denied(said, &at)
    });
    for (place, pair) in tokens.windows(2).enumerate() {
        let [i, role] = pair else { continue };
        if i.folded != "i" || role.folded != "as" {
            continue;
        }
        let verb = |it: &&Token| matches!(it.folded.as_str(), "decide" | "choose" | "sign" | "approve" | "pick");
        if let Some(verb) = tokens.iter().skip(place + 2).take(AS_WORDS).find(verb) {
            found.push(i.range.start..verb.range.end);
        }
    }
    found
}

/// Words between `I as` and what they do.
const AS_WORDS: usize = 6;

/// They do not decide alone.
const TOGETHER: Phrases = Phrases::new(&[
    "together with",
    "jointly",
    "along with",
    "with me",
    "with my",
    "with our",
    "both of us",
    "the two of us",
    "birlikte*",
    "beraber*",
    "ortaklasa",
    "ikimiz",
]);

/// Whether they decide together with somebody, by a turn of phrase or by who it is: `I decide with the CFO`.
pub(super) fn is_together(said: &Said<'_>) -> bool {
    let with = |it: &Range<usize>| {
        let at = said.at(it);
        let clause = said.clause(at.start);
        let place = (at.end..(at.end + 3).min(clause.end)).find(|it| said.word(*it) == "with");
        place.is_some_and(|it| {
            let who = it + 1..(it + 4).min(clause.end);
            who.into_iter().any(|it| {
                said.tokens
                    .get(it)
                    .is_some_and(|it| it.is_name() || super::findings::DECIDERS.contains(&it.folded.as_str()))
            })
        })
    };
    !TOGETHER.found(&said.tokens).is_empty() || decides(said).iter().any(with)
}
