//! What an answer names: amounts with their currency, times, head-counts, other tools, prices compared, who decides. Each with its
//! words.

use super::deciding::{decides, others_by_phrase, stands};
use super::figures::{PARTS, currency, figure};
use super::phrases::{Phrases, disjoint};
use super::spoken::{self, Said};
use super::words::{Token, tokens};
use super::{prices, quantities, same};
use crate::lang::words;
use std::ops::Range;

words! {
    /// What is named.
    FindingKind {
        /// An amount of money.
        Amount = "amount", "amount", "tutar";
        /// When something happens or is needed.
        When = "when", "time", "zaman";
        /// How many people.
        People = "people", "head-count", "kişi sayısı";
        /// A tool that they use, or look at.
        Tool = "tool", "tool", "araç";
        /// Who decides.
        Decider = "decider", "who decides", "karar veren";
        /// A price held against another, or several offers.
        Compared = "compared", "prices compared", "karşılaştırılan fiyat";
    }
}

/// Something that an answer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// How much or how many, in whole units; only of amounts and head-counts.
    pub value: Option<i64>,
    /// The currency of an amount, by its ISO code.
    pub currency: Option<&'static str>,
    /// The bytes of the answer that say so.
    pub words: Range<usize>,
}

/// What is known before an answer.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// What they said of the same before.
    pub earlier: Vec<&'a str>,
    /// How many people the company has.
    pub employees: Option<i64>,
}

/// From how many times as much on two figures contradict each other.
const APART: i64 = 2;

const PEOPLE: [&str; 11] = [
    "people",
    "reps",
    "employees",
    "users",
    "seats",
    "colleagues",
    "agents",
    "salespeople",
    "staff",
    "licenses",
    "licences",
];
/// Beginnings: Turkish adds endings.
const PEOPLE_TR: [&str; 7] = ["kisi", "calisan", "kullanici", "temsilci", "personel", "satisci", "eleman"];
const UNITS: [&str; 8] = ["day", "days", "week", "weeks", "month", "months", "year", "years"];
const UNITS_TR: [&str; 4] = ["gun", "hafta", "ay", "yil"];
/// Products that companies name when they say how they work today.
pub(super) const TOOLS: [&str; 44] = [
    "salesforce",
    "hubspot",
    "pipedrive",
    "zoho",
    "dynamics",
    "marketo",
    "pardot",
    "eloqua",
    "mautic",
    "odoo",
    "sap",
    "oracle",
    "netsuite",
    "excel",
    "google sheets",
    "airtable",
    "notion",
    "trello",
    "asana",
    "jira",
    "slack",
    "teams",
    "outlook",
    "gmail",
    "mailchimp",
    "activecampaign",
    "intercom",
    "zendesk",
    "freshsales",
    "outreach",
    "salesloft",
    "zoominfo",
    "apollo",
    "gong",
    "zapier",
    "make",
    "power bi",
    "tableau",
    "access",
    "logo",
    "netsis",
    "mikro",
    "parasut",
    "bitrix",
];
/// Those of them that are words of a language, too.
const COMMON: [&str; 11] =
    ["sap", "access", "apollo", "excel", "logo", "make", "mikro", "notion", "oracle", "outreach", "teams"];
const WHEN: Phrases = Phrases::new(&[
    "end of q1",
    "end of q2",
    "end of q3",
    "end of q4",
    "end of the week",
    "end of the month",
    "end of the quarter",
    "end of the year",
    "end of this month",
    "end of this quarter",
    "end of this year",
    "end of next month",
    "end of next quarter",
    "end of next year",
    "next week",
    "next month",
    "next quarter",
    "next year",
    "this month",
    "this quarter",
    "this year",
    "gelecek ay son*",
    "gelecek ay*",
    "gelecek ceyrek*",
    "gelecek yil*",
    "gelecek hafta*",
    "onumuzdeki ay son*",
    "onumuzdeki ay*",
    "onumuzdeki ceyrek*",
    "onumuzdeki yil*",
    "onumuzdeki hafta*",
    "bu ay son*",
    "bu ceyrek*",
    "bu yil son*",
    "bu yil",
    "yil son*",
    "ay son*",
    "ceyrek son*",
    "ramazan* sonra",
    "ramazan* once",
    "bayram* sonra",
    "bayram* once",
    "after ramadan",
    "before ramadan",
    "after easter",
    "before easter",
    "easter",
    "in spring",
    "this spring",
    "next spring",
    "in summer",
    "this summer",
    "next summer",
    "in autumn",
    "this autumn",
    "next autumn",
    "in winter",
    "this winter",
    "next winter",
    "next week",
    "tomorrow",
    "yarin",
    "haftaya",
    "seneye",
    "gelecek sene*",
    "ilkbahar*",
    "sonbahar*",
    "baharda",
    "bahara kadar",
    "yazin",
    "kisin",
    "yilbasi*",
]);
pub(super) const DECIDERS: [&str; 54] = [
    "boss",
    "ceo",
    "cfo",
    "cto",
    "coo",
    "cio",
    "director",
    "manager",
    "board",
    "owner",
    "founder",
    "president",
    "procurement",
    "purchasing",
    "finance",
    "mudur",
    "muduru",
    "mudurumuz",
    "patron",
    "patronumuz",
    "kurulu",
    "kurul",
    "direktor",
    "direktoru",
    "ortaklar",
    "committee",
    "headquarters",
    "hq",
    "partner",
    "co-founder",
    "father",
    "mother",
    "husband",
    "wife",
    "uncle",
    "brother",
    "babam",
    "annem",
    "amcam",
    "esim",
    "abim",
    "komisyon",
    "merkez",
    "mudurluk",
    "merkezi",
    "mudurum",
    "patronum",
    "direktorum",
    "departman",
    "departmani",
    "komite",
    "komitesi",
    "bey",
    "hanim",
];
const VERBS: [&str; 16] = [
    "decides",
    "decide",
    "approves",
    "approve",
    "signs",
    "sign",
    "picks",
    "chooses",
    "onayliyor",
    "onaylar",
    "imzaliyor",
    "imzalar",
    "seciyor",
    "secer",
    "puanlar",
    "belirler",
];
/// What is approved of again and again is no purchase: `legal approves each mailing`.
const EACH: [&str; 5] = ["each", "every", "any", "all", "her"];
/// With `karar` before them.
const GIVES: [&str; 6] = ["veriyor", "verir", "verecek", "veriyorlar", "aliyor", "alir"];
/// With `imza` before them.
const PUTS: [&str; 4] = ["atar", "atiyor", "atacak", "atiyorlar"];
/// What lets a verb without an ending belong to one person: `has to sign`.
const MODAL: [&str; 14] =
    ["to", "will", "must", "can", "should", "may", "would", "and", "or", "does", "might", "shall", "could", "also"];
/// Those of whom there are several, or who are spoken of as several.
const SEVERAL: [&str; 6] = ["board", "headquarters", "hq", "finance", "procurement", "purchasing"];
/// What one may say before telling who decides.
const SAYING: [&str; 16] = [
    "think", "believe", "guess", "suppose", "know", "say", "said", "need", "must", "ask", "have", "assume", "afraid",
    "wait", "when", "once",
];

/// What an answer names, in the order of its words.
pub(super) fn found(said: &Said<'_>) -> Vec<Finding> {
    let (answer, tokens) = (said.text, &said.tokens[..]);
    let mut all = Vec::new();
    counted(answer, tokens, &mut all);
    all.retain(|it| it.kind != FindingKind::People || !same::are_served(said, &it.words));
    for words in times(tokens) {
        all.push(Finding { kind: FindingKind::When, value: None, currency: None, words });
    }
    for words in tools(tokens) {
        all.push(Finding { kind: FindingKind::Tool, value: None, currency: None, words });
    }
    for words in prices::compared(said) {
        all.push(Finding { kind: FindingKind::Compared, value: None, currency: None, words });
    }
    for words in deciders(said) {
        all.push(Finding { kind: FindingKind::Decider, value: None, currency: None, words });
    }
    all.sort_by_key(|it| (it.words.start, it.kind));
    all
}

/// What was said before.
struct Earlier {
    /// Each with how often it is due.
    findings: Vec<(Finding, Option<&'static str>)>,
    measured: Vec<quantities::Quantity>,
    /// Whether the speaker decides; none where neither or both are said.
    decides: Option<bool>,
}

/// Whether the speaker decides, with the words that say so.
fn decision(said: &Said<'_>) -> Option<(bool, Range<usize>)> {
    match (decides(said).into_iter().next(), others_decide(said).into_iter().next()) {
        (Some(own), None) => Some((true, own)),
        (None, Some(others)) => Some((false, others)),
        _ => None,
    }
}

/// The words of an answer that contradict what is known: figures of the same that lie far apart, and who decides.
pub(super) fn contradictions(said: &Said<'_>, found: &[Finding], known: &Known<'_>) -> Vec<Range<usize>> {
    let earlier = |text: &&str| {
        let words = self::tokens(text);
        let said = spoken::said(text, &words);
        let decides = decision(&said).map(|it| it.0);
        let findings = comparable(&said, &self::found(&said));
        let findings = findings.into_iter().map(|it| (it.clone(), same::period(&said, &it.words))).collect();
        Earlier { findings, measured: measured(&said), decides }
    };
    let earlier: Vec<Earlier> = known.earlier.iter().map(earlier).collect();
    let mut against = Vec::new();
    for it in comparable(said, found) {
        let Some(value) = it.value else { continue };
        let due = same::period(said, &it.words);
        let same = |old: &&(Finding, Option<&str>)| {
            old.0.kind == it.kind && old.0.currency == it.currency && (old.1 == due || it.kind != FindingKind::Amount)
        };
        let told = earlier.iter().flat_map(|old| &old.findings).filter(same);
        let told: Vec<i64> = told.filter_map(|old| old.0.value).collect();
        // A company has no more people in a team than it has in all.
        let too_many = it.kind == FindingKind::People
            && known.employees.is_some_and(|all| all > 0 && value >= all.saturating_mul(APART));
        if too_many || (!told.is_empty() && told.iter().all(|old| apart(value, *old))) {
            against.push(it.words.clone());
        }
    }
    let before: Vec<quantities::Quantity> = earlier.iter().flat_map(|it| it.measured.clone()).collect();
    against.extend(quantities::contradicted(&measured(said), &before, apart));
    // Who says that it was otherwise tells of a change.
    if earlier.iter().any(|it| it.decides.is_some())
        && let Some((own, words)) = decision(said)
        && !said.has(0..said.tokens.len(), &["used to", "eskiden"])
        && earlier.iter().any(|it| it.decides == Some(!own))
    {
        against.push(words);
    }
    against.extend(known.earlier.iter().filter_map(|it| same::turned_round(said, it)));
    against.sort_by_key(|it| (it.start, it.end));
    against.dedup();
    against
}

/// Figures that may be held against those of another answer to the same question.
fn comparable(said: &Said<'_>, found: &[Finding]) -> Vec<Finding> {
    found.iter().filter(|it| same::is_answer(said, &it.words)).cloned().collect()
}

/// What is measured and may be held against another answer.
fn measured(said: &Said<'_>) -> Vec<quantities::Quantity> {
    let mut all = quantities::read(said.text, &said.tokens);
    all.retain(|it| same::is_own(said, it.words()));
    all
}

/// Whether two figures of the same contradict each other.
fn apart(one: i64, other: i64) -> bool {
    one >= other.saturating_mul(APART) || other >= one.saturating_mul(APART)
}

/// Amounts and head-counts: a number, what multiplies it, and what it counts.
fn counted(answer: &str, tokens: &[Token], all: &mut Vec<Finding>) {
    let mut at = 0;
    while let Some(first) = tokens.get(at) {
        let begin = at;
        at += 1;
        let number = figure(answer, tokens, begin).or_else(|| upper_end(answer, tokens, begin));
        let Some((value, end)) = number else { continue };
        at = end;
        let value = value / PARTS;
        let (Some(last), next) = (tokens.get(at - 1), tokens.get(at)) else { continue };
        let mut words = first.range.start..last.range.end;
        if let Some((currency, range)) = currency(answer, tokens, (begin, at), &words) {
            if next.is_some_and(|it| it.range.end == range.end) {
                at += 1;
            }
            words = range;
            all.push(Finding { kind: FindingKind::Amount, value: Some(value), currency: Some(currency), words });
            continue;
        }
        let Some(next) = next else { continue };
        let counted = PEOPLE.contains(&next.folded.as_str()) || PEOPLE_TR.iter().any(|it| next.folded.starts_with(it));
        // `1. kişi` is the first of them.
        let gap = answer.get(last.range.end..next.range.start).unwrap_or_default();
        if counted && !gap.contains(['.', ';', ':', '!', '?']) {
            let words = words.start..next.range.end;
            all.push(Finding { kind: FindingKind::People, value: Some(value), currency: None, words });
            at += 1;
        }
    }
}

/// The upper end of a range that is written as one word, with what multiplies it: `19-20 bin`.
fn upper_end(answer: &str, tokens: &[Token], begin: usize) -> Option<(i64, usize)> {
    let digits = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit());
    let (_, upper) =
        tokens.get(begin)?.folded.split_once('-').filter(|(a, b)| digits(a) && digits(b.trim_end_matches('k')))?;
    let mut own: Vec<Token> = tokens.iter().skip(begin).take(RANGE_WORDS).cloned().collect();
    own.first_mut()?.folded = upper.to_owned();
    figure(answer, &own, 0).map(|(value, end)| (value, begin + end))
}

/// Words that a number with its multipliers has at most.
const RANGE_WORDS: usize = 8;

/// When something happens: turns of phrase, spans ahead, months and quarters. What lies within another counts once.
pub(super) fn times(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = WHEN.found(tokens);
    for (at, run) in tokens.windows(3).enumerate() {
        let [a, b, c] = run else { continue };
        let ahead = matches!(a.folded.as_str(), "in" | "within") && b.is_number() && UNITS.contains(&c.folded.as_str());
        let ahead_tr = a.is_number() && UNITS_TR.contains(&b.folded.as_str()) && c.folded == "icinde";
        let from_now = tokens.get(at + 3).is_some_and(|it| it.folded == "now")
            && a.is_number()
            && UNITS.contains(&b.folded.as_str())
            && c.folded == "from";
        if from_now {
            found.extend(tokens.get(at + 3).map(|it| a.range.start..it.range.end));
        }
        if ahead || ahead_tr {
            found.push(a.range.start..c.range.end);
        }
    }
    let names_a_time = |it: &usize| {
        tokens.get(*it).is_some_and(|token| token.is_day() || (token.is_month_or_quarter() && !is_verb(tokens, *it)))
    };
    let named = (0..tokens.len()).filter(names_a_time);
    found.extend(named.filter_map(|it| tokens.get(it)).map(|it| it.range.clone()));
    disjoint(found)
}

/// Whether a word that may be a month is a verb: `we may march on`.
pub(super) fn is_verb(tokens: &[Token], at: usize) -> bool {
    const BEFORE: [&str; 18] = [
        "in", "by", "until", "till", "of", "this", "next", "last", "mid", "early", "late", "since", "from", "before",
        "after", "end", "to", "for",
    ];
    let before = at.checked_sub(1).and_then(|it| tokens.get(it));
    let small = tokens.get(at).is_some_and(|it| it.folded == "march" && !it.is_capital());
    small && !before.is_some_and(|it| BEFORE.contains(&it.folded.as_str()) || it.is_number())
}

fn tools(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate().filter(|it| it.1.is_capital()) {
        let two = tokens.get(place + 1).map(|next| (format!("{} {}", token.folded, next.folded), next));
        match two.filter(|(name, _)| TOOLS.contains(&name.as_str())) {
            Some((_, next)) => found.push(token.range.start..next.range.end),
            // A capital that begins a sentence makes no name of a common word.
            None if token.begins() && !token.is_abbreviation() && COMMON.contains(&token.folded.as_str()) => {}
            None if TOOLS.contains(&token.folded.as_str()) => found.push(token.range.clone()),
            None => {}
        }
    }
    found
}

/// How many words may stand between who decides and what they do.
const BETWEEN: usize = 4;

/// Words that say that somebody else decides: a turn of phrase, or who it is and what they do.
pub(super) fn others_decide(said: &Said<'_>) -> Vec<Range<usize>> {
    let each = |it: &Range<usize>| {
        let next = said.at(it).end;
        let bought = ["purchase*", "order*", "contract*", "expense*", "invoice*", "spend*", "alim*", "harcama*"];
        EACH.contains(&said.word(next)) && !bought.iter().any(|it| said.is(next + 1, next + 2, it))
    };
    let mut found = others_by_phrase(said);
    if found.is_empty() {
        found = deciders(said);
    }
    found.retain(|it| !each(it));
    found
}

/// Who else decides, and what they do.
pub(super) fn deciders(said: &Said<'_>) -> Vec<Range<usize>> {
    let (answer, tokens) = (said.text, &said.tokens);
    let mut found: Vec<Range<usize>> = Vec::new();
    for (place, who) in tokens.iter().enumerate().filter(|it| DECIDERS.contains(&it.1.folded.as_str())) {
        let titled = matches!(who.folded.as_str(), "bey" | "hanim");
        let begin = (0..place).rev().take(2).take_while(|it| introduces(tokens, *it)).last().unwrap_or(place);
        let begin = if titled { place.saturating_sub(1) } else { begin };
        let rest = tokens.iter().enumerate().skip(place + 1).take(BETWEEN);
        let clause = said.clause(place);
        let near = clause.start.min(begin)..(place + BETWEEN).min(tokens.len());
        let (karar, imza) = (said.has(near.clone(), &["karar*"]), said.has(near, &["imza*"]));
        let does = |it: &(usize, &Token)| {
            let word = it.1.folded.as_str();
            VERBS.contains(&word) || (karar && GIVES.contains(&word)) || (imza && PUTS.contains(&word))
        };
        let Some((at, verb)) = rest.into_iter().find(does) else { continue };
        let between = answer.get(who.range.end..verb.range.start).unwrap_or_default();
        let start = tokens.get(begin).map_or(who.range.start, |it| it.range.start);
        let apart = found.last().is_none_or(|it| it.end <= start);
        let words = start..verb.range.end;
        let theirs = belongs(said, (place, at)) && !is_object(said, begin) && stands(said, &words);
        if apart && theirs && !between.contains(['.', '!', '?', ';']) {
            found.push(words);
        }
    }
    found
}

/// Whether a verb may be of who decides: `the director signs`, `has to sign`; not `the director of sales and sign`.
fn belongs(said: &Said<'_>, (who, verb): (usize, usize)) -> bool {
    let between = who + 1..verb;
    if said.has(between.clone(), &["not", "doesnt", "dont", "never", "wont"]) {
        return false;
    }
    let bare = matches!(said.word(verb), "decide" | "approve" | "sign");
    let several = SEVERAL.contains(&said.word(who)) || said.word(who).ends_with('s');
    let joined = said.word(who + 1) == "and"
        || who.checked_sub(2).is_some_and(|it| said.word(it) == "and" || said.word(it + 1) == "and");
    let modal = between.clone().any(|it| MODAL.contains(&said.word(it)) && said.word(it) != "and");
    !bare || several || joined || modal
}

/// Whether the speaker does something to who decides: `I manage the director`.
fn is_object(said: &Said<'_>, begin: usize) -> bool {
    let clause = said.clause(begin);
    let before = clause.start.min(begin)..begin;
    before.clone().any(|it| matches!(said.word(it), "i" | "we")) && !said.has(before, &SAYING)
}

/// Whether a word belongs to who decides, before their name.
fn introduces(tokens: &[Token], place: usize) -> bool {
    let word = tokens.get(place).map_or("", |it| it.folded.as_str());
    matches!(word, "my" | "our" | "the" | "genel" | "yonetim" | "bizim" | "satin" | "alma")
        || word.starts_with("karari")
}
