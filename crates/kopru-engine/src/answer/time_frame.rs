//! How long setting up takes against when they need it: periods in days, or days of the year. A period is never held against a
//! day of the year, since a call does not say when it is held.

use super::compared::{Compared, by_list_or_call};
use super::list::List;
use super::spoken::{Limit, Said, Span};
use super::times::{Mention, Time, day_aloud, mentions};
use crate::both;
use crate::lang::Both;
use std::ops::Range;

/// Who needs what, or takes how long.
#[derive(Clone, Debug)]
struct Told {
    time: Time,
    /// Whether it would only be nice.
    soft: bool,
    kind: Kind,
    quote: (usize, Range<usize>),
    /// Its word in the turn.
    at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Need,
    /// How long installing takes.
    Setup,
    /// How long delivering takes.
    Delivery,
    /// What we promise.
    Promise,
}

const SETUP: [&str; 28] = [
    "in use",
    "install*",
    "setup",
    "set-up",
    "set up",
    "set it up",
    "setting it up",
    "setting up",
    "implement*",
    "deploy*",
    "onboard*",
    "up and running",
    "operational",
    "go live",
    "going live",
    "go-live",
    "live",
    "roll out",
    "rollout",
    "in place",
    "kur*",
    "devreye",
    "canli*",
    "hazir*",
    "calisir",
    "calisiyor",
    "montaj*",
    "kullanima",
];
const DELIVERY: [&str; 12] = [
    "deliver*",
    "ship",
    "shipping",
    "shipped",
    "ships",
    "lead time",
    "lead times",
    "arrive*",
    "teslim*",
    "sevk*",
    "gonderim",
    "kargo*",
];
const NEED: [&str; 30] = [
    "need*",
    "want",
    "must",
    "have to",
    "has to",
    "should",
    "require*",
    "like",
    "looking to",
    "timeline",
    "deadline",
    "timeframe",
    "schedule",
    "latest",
    "hope*",
    "aim*",
    "expect*",
    "hoping",
    "istiyor*",
    "lazim",
    "gerek*",
    "ihtiyac*",
    "olmali",
    "sart",
    "olsun",
    "bekliyor*",
    "yetismeli",
    "en gec",
    "is fine",
    "works",
];
/// What is due by then is something else.
const ELSE: [&str; 58] = [
    "send",
    "sending",
    "proposal",
    "email",
    "e-mail",
    "call",
    "meeting",
    "demo",
    "discuss*",
    "quote",
    "contract",
    "warranty",
    "support",
    "training",
    "trial",
    "respon*",
    "savings",
    "payback",
    "begin",
    "start",
    "starting",
    "reply",
    "garanti*",
    "destek*",
    "desteg*",
    "egitim*",
    "teklif*",
    "toplanti*",
    "gonder*",
    "basla*",
    "sozlesme*",
    "deneme*",
    "sunum*",
    "cancel*",
    "notice",
    "refund*",
    "pilot",
    "roi",
    "results",
    "payment*",
    "pay",
    "invoice*",
    "lasts",
    "valid",
    "expires",
    "gecerli*",
    "sonuc*",
    "odeme*",
    "fatura*",
    "others",
    "other",
    "vendors",
    "competitor*",
    "without",
    "manual*",
    "rakip*",
    "diger*",
    "breach*",
];
const TAKES: [&str; 16] = [
    "take",
    "takes",
    "taking",
    "requires",
    "require",
    "needs",
    "lead time",
    "lead times",
    "duration",
    "time is",
    "times are",
    "sur*",
    "alir",
    "aliyor",
    "alacak",
    "suresi",
];
const PROMISE: [&str; 34] = [
    "you are live",
    "youre live",
    "in use in",
    "are in use",
    "kuruyoruz",
    "can",
    "will",
    "could",
    "able",
    "well",
    "complete*",
    "finish*",
    "done",
    "ready",
    "guarantee",
    "arrange",
    "within",
    "kurariz",
    "kurabil*",
    "tamam*",
    "biter",
    "bitir*",
    "hazir",
    "ederiz",
    "edebil*",
    "yapar*",
    "yapabil*",
    "yapil*",
    "olur",
    "olacak",
    "yetis*",
    "icinde",
    "earliest",
    "en erken",
];
const THEIR: [&str; 17] = [
    "your",
    "you want",
    "you need",
    "you prefer",
    "youre",
    "you mentioned",
    "you said",
    "you are",
    "you asked",
    "requested",
    "youd",
    "sizin",
    "isted*",
    "istiyor*",
    "dediginiz",
    "belirtt*",
    "you would",
];
const THEIR_TIME: [&str; 24] = [
    "timeline",
    "window",
    "timeframe",
    "deadline",
    "schedule",
    "need",
    "want",
    "prefer",
    "aiming",
    "looking",
    "like",
    "mentioned",
    "said",
    "requested",
    "request",
    "target",
    "goal",
    "takvim*",
    "isted*",
    "istiyor*",
    "dediginiz",
    "belirtt*",
    "hedef*",
    "surenize",
];
const EXPEDITE: [&str; 14] = [
    "express",
    "expedit*",
    "fast-track*",
    "fast track",
    "rush",
    "speed up",
    "faster",
    "accelerat*",
    "prioriti*",
    "sooner",
    "hizlandir*",
    "oncelik*",
    "daha hizli",
    "acil kurulum",
];
const NOT: [&str; 10] = ["cant", "cannot", "not", "no", "wont", "dont", "unable", "degil", "yapam*", "edem*"];
const SOFT: [&str; 9] =
    ["ideally", "ideal", "if possible", "preferably", "hopefully", "would be nice", "mumkunse", "tercihen", "olsa"];

/// How soon we say that it is set up, in days: the span, the turn with its words, and the word where it stands.
pub(super) fn promised(call: &[Said<'_>]) -> Vec<(Span, (usize, Range<usize>), usize)> {
    let ours = call.iter().enumerate().filter(|it| it.1.ours);
    let told = ours.flat_map(|(place, _)| told(call, place));
    let days = |it: Told| match (it.kind, it.time) {
        (Kind::Setup | Kind::Promise, Time::Days(span)) => Some((span, it.quote, it.at)),
        _ => None,
    };
    told.filter_map(days).collect()
}

/// Set-up against need. Where the call does not say how long it takes, the list's time is held against it.
pub(super) fn time_frame(call: &[Said<'_>], list: &List<'_>) -> Option<Compared> {
    let told: Vec<Told> = call.iter().enumerate().flat_map(|(place, _)| told(call, place)).collect();
    let own = |ours: bool| {
        let mine = move |it: &&Told| call.get(it.quote.0).is_some_and(|said| said.ours == ours);
        told.iter().filter(|it| it.kind == Kind::Need).rfind(mine)
    };
    let need = own(false).or_else(|| own(true))?;
    let needs: Vec<Time> = told.iter().filter(|it| it.kind == Kind::Need).map(|it| it.time).collect();
    let last = |kind: Kind| told.iter().rfind(|it| it.kind == kind);
    // A promise that only repeats their number says nothing of how long it takes.
    let promise = told.iter().rfind(|it| it.kind == Kind::Promise && !needs.contains(&it.time));
    let parts: Vec<&Told> = [last(Kind::Delivery), last(Kind::Setup)].into_iter().flatten().collect();
    let ours = match (together(&parts), promise) {
        (Some(time), Some(promise)) => hull(time, promise.time)?,
        (Some(time), None) => time,
        (None, Some(promise)) => promise.time,
        (None, None) if named_by_us(call, &needs) => return None,
        (None, None) => Time::Days(list.set_up()?),
    };
    let by_list = parts.is_empty() && promise.is_none();
    let expedited = call.iter().filter(|it| it.ours).any(expedites);
    let (met, why) = match (ours, need.time) {
        (Time::Days(ours), Time::Days(need)) => days(ours, need)?,
        (Time::Dates(ours), Time::Dates(need)) => dates(ours, need)?,
        _ => return None,
    };
    if !met && (need.soft || expedited) {
        return None;
    }
    // What our own list contradicts was promised too soon: nobody knows how long it takes.
    if met && !by_list && list.is_sooner(call) {
        return None;
    }
    let ours = parts.into_iter().chain(promise).map(|it| it.quote.clone()).collect();
    Some(Compared { met, theirs: need.quote.clone(), ours, why: by_list_or_call(by_list, why) })
}

/// Whether we name a stretch of time that is not theirs: it may be how long we take, in words that nothing here reads.
fn named_by_us(call: &[Said<'_>], needs: &[Time]) -> bool {
    let ours = call.iter().filter(|it| it.ours).flat_map(mentions);
    ours.into_iter().any(|it| matches!(it.time, Time::Days(_)) && !needs.contains(&it.time))
}

/// Delivering and installing one after the other: at least the longer, at most both.
fn together(parts: &[&Told]) -> Option<Time> {
    match parts {
        [one] => Some(one.time),
        [a, b] => match (a.time, b.time) {
            (Time::Days(a), Time::Days(b)) => {
                Some(Time::Days(Span { least: a.least.max(b.least), most: a.most.saturating_add(b.most) }))
            }
            (a, b) if a == b => Some(a),
            _ => None,
        },
        _ => None,
    }
}

fn hull(a: Time, b: Time) -> Option<Time> {
    let span = |a: Span, b: Span| Span { least: a.least.min(b.least), most: a.most.max(b.most) };
    match (a, b) {
        (Time::Days(a), Time::Days(b)) => Some(Time::Days(span(a, b))),
        (Time::Dates(a), Time::Dates(b)) => Some(Time::Dates(span(a, b))),
        _ => None,
    }
}

fn expedites(said: &Said<'_>) -> bool {
    (0..said.tokens.len()).any(|at| {
        let clause = said.clause(at);
        let near = at.saturating_sub(4).max(clause.start)..(at + 3).min(clause.end);
        EXPEDITE.iter().any(|it| said.is(at, clause.end, it)) && !said.has(near, &NOT)
    })
}

/// What a turn says of time.
fn told(call: &[Said<'_>], place: usize) -> Vec<Told> {
    let Some(said) = call.get(place) else { return Vec::new() };
    let told = |it: Mention| {
        let (clause, sentence) = (said.clause(it.at.start), said.sentence(it.at.start));
        let kind =
            if said.ours { our_kind(said, &clause, &sentence) } else { their_kind(call, place, &it, &sentence) }?;
        let time = bounded(said, &it, kind, &clause)?;
        let soft = said.has(sentence, &SOFT);
        let words = said.bytes(clause.start..clause.end.max(it.at.end));
        Some(Told { time, soft, kind, quote: (said.turn, words), at: it.at.start })
    };
    mentions(said).into_iter().filter_map(told).collect()
}

fn our_kind(said: &Said<'_>, clause: &Range<usize>, sentence: &Range<usize>) -> Option<Kind> {
    let (setup, delivery) = (said.has(sentence.clone(), &SETUP), said.has(sentence.clone(), &DELIVERY));
    if said.has(clause.clone(), &ELSE) {
        return None;
    }
    let theirs = said.has(clause.clone(), &THEIR) && said.has(clause.clone(), &THEIR_TIME);
    let asks = said.text.get(said.bytes(sentence.clone()).end..).is_some_and(|it| it.starts_with('?'));
    if theirs || (asks && said.has(sentence.clone(), &THEIR)) {
        return Some(Kind::Need);
    }
    if asks || !(setup || delivery) {
        return None;
    }
    if said.has(clause.clone(), &TAKES) {
        let delivers = said.has(clause.clone(), &DELIVERY) || !setup;
        return Some(if delivers { Kind::Delivery } else { Kind::Setup });
    }
    said.has(clause.clone(), &PROMISE).then_some(Kind::Promise)
}

fn their_kind(call: &[Said<'_>], place: usize, it: &Mention, sentence: &Range<usize>) -> Option<Kind> {
    let said = call.get(place)?;
    let topic = said.has(sentence.clone(), &SETUP) || said.has(sentence.clone(), &DELIVERY);
    let before = place.checked_sub(1).and_then(|it| call.get(it)).filter(|it| it.ours && it.text.contains('?'));
    let asked = before.is_some_and(|it| {
        let all = 0..it.tokens.len();
        it.has(all.clone(), &SETUP) || it.has(all, &DELIVERY)
    });
    let needs = said.has(sentence.clone(), &NEED);
    let clause = said.clause(it.at.start);
    let (before, behind) = (it.at.start.saturating_sub(4).max(sentence.start)..it.at.start, it.at.end..clause.end);
    let bound = said
        .has(before, &["within", "in", "by", "before", "no later", "under", "less than", "at most", "until"])
        || said.has(behind.start..behind.end.min(behind.start + 4), &["icinde", "kadar", "once", "timeline", "window"])
        || said
            .has(behind, &["is fine", "is ok", "would work", "works", "at the latest", "deadline", "uygun", "yeter"])
        || said.has(clause.clone(), &["en gec", "deadline", "timeline", "latest"]);
    let elsewhere = said.has(clause.clone(), &ELSE) || (said.has(sentence.clone(), &ELSE) && !topic);
    let days = asked && !elsewhere;
    (!elsewhere
        && !said.has(clause, &["ago", "last", "since", "once*", "gecen"])
        && ((bound && (topic || needs)) || days))
        .then_some(Kind::Need)
}

/// What limits a time: about, up to, not before.
fn bounded(said: &Said<'_>, it: &Mention, kind: Kind, clause: &Range<usize>) -> Option<Time> {
    let Time::Days(span) = it.time else { return Some(it.time) };
    let tenth = |it: i64| (it + 9) / 10;
    let not = said.has(clause.clone(), &NOT);
    let limit = match said.limit(&it.at) {
        Limit::From if not && said.has(clause.clone(), &["more than", "over"]) => Limit::UpTo,
        _ if not && said.has(clause.clone(), &["before", "under", "less", "sooner", "earlier", "once"]) => Limit::From,
        limit => limit,
    };
    if kind == Kind::Need {
        let most = if limit == Limit::About { span.most + tenth(span.most) } else { span.most };
        return (limit != Limit::From).then_some(Time::Days(Span { most, ..span }));
    }
    let each = said.has(clause.clone(), &["per unit", "each", "per site", "adet basina", "her biri"]);
    Some(Time::Days(match limit {
        Limit::Exact if !each => span,
        Limit::About if !each => Span { least: span.least - tenth(span.least), most: span.most + tenth(span.most) },
        Limit::UpTo => Span { least: 0, most: span.most },
        _ => Span { least: span.least, most: i64::MAX },
    }))
}

fn days(ours: Span, need: Span) -> Option<(bool, Both)> {
    let bound = |open: bool, n: i64, en: &str, tr: &str| {
        let (s, en, tr) = (if n == 1 { "" } else { "s" }, if open { en } else { "" }, if open { tr } else { "" });
        (format!("{en}{n} day{s}"), format!("{tr}{n} gün"))
    };
    if ours.least > need.most {
        let (en, tr) = bound(ours.least != ours.most, ours.least, "at least ", "en az ");
        let (need_en, need_tr) = bound(need.least != need.most, need.most, "at most ", "en çok ");
        return Some((
            false,
            both!(en = "It takes {en}, and they have {need_en}", tr = "{tr} sürüyor, oysa {need_tr} süreleri var"),
        ));
    }
    if ours.most > need.least {
        return None;
    }
    let (en, tr) = bound(ours.least != ours.most, ours.most, "at most ", "en çok ");
    let (need_en, need_tr) = bound(need.least != need.most, need.least, "at least ", "en az ");
    Some((
        true,
        both!(en = "It takes {en}, within the {need_en} that they have", tr = "{tr} sürüyor, {need_tr} süreleri var"),
    ))
}

fn dates(ours: Span, need: Span) -> Option<(bool, Both)> {
    // From one to the other is the shorter way round the year.
    let after = |a: i64, b: i64| (a - b + 365 + 182).rem_euclid(365) - 182;
    let late = after(ours.least, need.most);
    if late > 0 {
        let ((en, tr), (need_en, need_tr)) = (day_aloud(ours.least), day_aloud(need.most));
        return Some((
            false,
            both!(
                en = "It is ready on {en} at the earliest, after {need_en}, when they need it",
                tr = "En erken {tr} günü hazır, oysa {need_tr} gününe kadar istiyorlar"
            ),
        ));
    }
    let early = after(ours.most, need.least);
    if early > 0 {
        return None;
    }
    let ((en, tr), (need_en, need_tr)) = (day_aloud(ours.most), day_aloud(need.least));
    Some((
        true,
        both!(
            en = "It is ready by {en}, not after {need_en}, when they need it",
            tr = "{tr} gününe kadar hazır, {need_tr} gününe kadar istiyorlar"
        ),
    ))
}
