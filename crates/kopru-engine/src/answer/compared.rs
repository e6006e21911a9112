//! Numbers of a call held against each other: what we ask against what they have, and how long we take against when they need
//! it. A verdict stands only where the call itself holds both numbers, and it stands by arithmetic, whatever anybody says of it;
//! what is about, up to, or in another currency decides nothing that it might not.

use super::budget::{Have, have};
use super::lines::{bounds, lines};
use super::list::List;
use super::offer::{Lowered, Of, Offer, Price};
use super::spoken::{Said, Span};
use crate::both;
use crate::lang::{Both, Lang};
use std::ops::Range;

/// Two sides of a call that were compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whether what they have is enough.
    pub met: bool,
    /// What they have or need: the turn, and the bytes of its text.
    pub theirs: (usize, Range<usize>),
    /// What we ask or take, and of how many: turns and the bytes of their texts, in their order.
    pub ours: Vec<(usize, Range<usize>)>,
    /// The arithmetic, as a sentence.
    pub why: Both,
}

/// What is asked, with its bounds.
struct Ask {
    span: Span,
    /// Each price with how many times it counts.
    parts: Vec<(i64, i64)>,
    /// Hundredths that are taken off.
    off: i64,
    quotes: Vec<(usize, Range<usize>)>,
}

/// Price against budget. Where the call names no price, the list's is held against it.
pub(super) fn budget(call: &[Said<'_>], mut offer: Offer, list: &List<'_>) -> Option<Compared> {
    let have = have(call)?;
    let listed = list.price(call, &offer, have.period);
    let by_list = listed.is_some();
    if let Some(code) = listed.as_ref().and_then(|it| it.currency).filter(|_| offer.currencies.is_empty()) {
        offer.currencies.push(code);
    }
    offer.prices.extend(listed);
    // A bare number is in the one currency that the call names; of two, nobody knows in which.
    let only = match offer.currencies[..] {
        [] => None,
        [one] => Some(one),
        _ => Some(have.currency?),
    };
    let several = offer.currencies.len() > 1;
    let fits = |it: &Price| it.currency == only || (it.currency.is_none() && !several);
    if offer.prices.iter().any(|it| !fits(it)) {
        return None;
    }
    let all = offer.prices.len();
    offer.prices.retain(|it| it.period == have.period);
    offer.extra |= offer.prices.len() < all;
    let (met, ask) = settled(by_lines(call, &offer).or_else(|| by_units(&offer)), by_total(&offer), &have)?;
    let why = by_list_or_call(by_list, why(met, &ask, &have, only));
    let mut ours = ask.quotes;
    // The list has no words in the call.
    ours.retain(|it| !it.1.is_empty());
    ours.sort_by_key(|it| (it.0, it.1.start));
    ours.dedup();
    Some(Compared { met, theirs: (have.turn, have.words), ours, why })
}

/// The arithmetic, with where the price or the time comes from where the call does not say it.
pub(super) fn by_list_or_call(by_list: bool, why: Both) -> Both {
    if !by_list {
        return why;
    }
    let (en, tr) = (why.en, why.tr);
    both!(en = "By our list: {en}", tr = "Listemize göre: {tr}")
}

/// What is said of one and of all may contradict each other: then both must lead to the same. A total within what the prices of
/// one may come to says it more closely.
fn settled(units: Option<Ask>, total: Option<Ask>, have: &Have) -> Option<(bool, Ask)> {
    match (units, total) {
        (Some(units), Some(total)) => {
            let within = units.span.least <= total.span.least && total.span.most <= units.span.most;
            let met = verdict(&total, have)?;
            let same = verdict(&units, have) == Some(met);
            let exact = units.span.least == units.span.most || !within;
            (within || same).then_some((met, if same && exact { units } else { total }))
        }
        (one, other) => {
            let ask = one.or(other)?;
            Some((verdict(&ask, have)?, ask))
        }
    }
}

fn verdict(ask: &Ask, have: &Have) -> Option<bool> {
    if ask.span.least > have.most {
        // What is ten times what they have is hardly offered: it is about something else.
        let named = ask.parts.iter().map(|it| it.1).max().unwrap_or(0);
        return (named / 10 < have.named).then_some(false);
    }
    (ask.span.most <= have.surely).then_some(true)
}

/// What lowers a price that was named at some place.
fn lower(span: Span, lowered: &[Lowered], offer: &Offer, at: (usize, usize)) -> (Span, i64) {
    let last_total = offer.prices.iter().rfind(|it| it.of == Of::All).map(|it| it.place);
    let counts = lowered.iter().filter(|it| last_total.is_none_or(|total| it.place > total) || it.place > at);
    let (mut span, mut off) = (span, 0);
    for it in counts {
        let rest = 100 - it.by.unwrap_or(100);
        span.least = span.least.saturating_mul(rest) / 100;
        // A promise that comes after the price lowers it for sure; what came before may be in it already.
        if it.firm && it.place > at && span.most < i64::MAX {
            span.most = (span.most.saturating_mul(rest) + 99) / 100;
        }
        off += it.by.unwrap_or(0);
    }
    (span, off.min(100))
}

/// The last price of all, unless prices of one or counts changed after it.
fn by_total(offer: &Offer) -> Option<Ask> {
    let counted = groups(offer);
    let single = (counted.len() == 1).then(|| counted.first().map(|it| it.n)).flatten();
    let fits = |it: &&Price| match it.of {
        Of::All => true,
        Of::Many(n) => single.is_none_or(|all| all == n) && counted.len() <= 1 && !it.stranger,
        _ => false,
    };
    let it = offer.prices.iter().rfind(fits)?;
    let newer = offer.prices.iter().any(|price| price.of == Of::One && price.place > it.place && !price.stranger);
    let changed = counted.iter().any(|group| group.changed_at.is_some_and(|at| at > it.place));
    if newer || changed {
        return None;
    }
    // Of several totals the last counts; it is over only where all are, since one may be instead of the other.
    let least = offer.prices.iter().filter(fits).map(|it| it.span.least).min().unwrap_or(it.span.least);
    let (mut span, off) = lower(Span { least, ..it.span }, &offer.lowered, offer, it.place);
    if offer.extra {
        span.most = i64::MAX;
    }
    Some(Ask { span, parts: vec![(1, it.named)], off, quotes: vec![(it.place.0, it.words.clone())] })
}

/// Things that are counted, each with its last number.
#[derive(Clone, Debug)]
struct Group {
    names: Vec<String>,
    users: bool,
    n: i64,
    changed_at: Option<(usize, usize)>,
    quote: (usize, Range<usize>),
}

fn groups(offer: &Offer) -> Vec<Group> {
    let mut all: Vec<Group> = Vec::new();
    for count in offer.counts.iter() {
        let same = |it: &&mut Group| {
            let within = |a: &[String], b: &[String]| !a.is_empty() && a.iter().all(|it| b.contains(it));
            it.users == count.users
                && (it.names == count.name || within(&it.names, &count.name) || within(&count.name, &it.names))
        };
        let quote = (count.place.0, count.words.clone());
        match all.iter_mut().find(same) {
            Some(it) => {
                if it.n != count.n {
                    it.changed_at = Some(count.place);
                    (it.n, it.quote) = (count.n, quote);
                }
                if it.names.len() < count.name.len() {
                    it.names.clone_from(&count.name);
                }
            }
            None => {
                all.push(Group { names: count.name.clone(), users: count.users, n: count.n, changed_at: None, quote })
            }
        }
    }
    // Units without a name are units of the only thing that has one.
    let named = all.iter().filter(|it| !it.names.is_empty() && !it.users).count();
    let plain = all.iter().position(|it| it.names.is_empty() && !it.users);
    if let Some(plain) = plain.filter(|_| named == 1) {
        let it = all.remove(plain);
        let one = all.iter_mut().find(|it| !it.names.is_empty() && !it.users);
        if let Some(one) = one.filter(|one| it.n != one.n && it.quote.0 >= one.quote.0) {
            one.changed_at = Some((it.quote.0, 0));
            (one.n, one.quote) = (it.n, it.quote);
        }
    }
    all
}

/// What the lines of an order come to.
fn by_lines(call: &[Said<'_>], offer: &Offer) -> Option<Ask> {
    let all = lines(call, offer)?;
    let mut ask = Ask { span: Span { least: 0, most: 0 }, parts: Vec::new(), off: 0, quotes: Vec::new() };
    let last = all.iter().map(|it| it.price.place).max()?;
    // Where some are counted, nobody knows how many of the others they want.
    let open = offer.extra || (all.iter().any(|it| it.quote.is_some()) && all.iter().any(|it| it.quote.is_none()));
    for line in all {
        let (least, span) = bounds(&line);
        ask.span.least = ask.span.least.saturating_add(span.least);
        ask.span.most = ask.span.most.saturating_add(span.most);
        ask.parts.push((least, line.price.named));
        ask.quotes.push((line.price.place.0, line.price.words.clone()));
        ask.quotes.extend(line.quote);
    }
    (ask.span, ask.off) = lower(ask.span, &offer.lowered, offer, last);
    if open {
        ask.span.most = i64::MAX;
    }
    Some(ask)
}

/// What prices of one come to, each times how many.
fn by_units(offer: &Offer) -> Option<Ask> {
    let groups = groups(offer);
    let things: Vec<usize> = (0..groups.len()).filter(|it| groups.get(*it).is_some_and(|it| !it.users)).collect();
    let names: Vec<bool> = groups.iter().map(|it| !it.names.is_empty()).collect();
    let several = things.len() > 1;
    let group_of = |it: &Price| {
        if it.per_user {
            let users = groups.iter().position(|group| group.users);
            return users.or_else(|| things.first().copied().filter(|_| !several));
        }
        let name = it.item.and_then(|item| offer.counts.get(item)).map(|it| &it.name);
        match name {
            Some(name) => groups.iter().position(|group| name.iter().all(|it| group.names.contains(it))),
            None => {
                let one = things.first().copied().filter(|_| !several)?;
                let known = names.get(one).copied().unwrap_or(false);
                (!it.stranger || !known).then_some(one)
            }
        }
    };
    // The last price of each thing, and the least that was said: one may be instead of the other.
    let mut priced: Vec<(Option<usize>, &Price, i64)> = Vec::new();
    let (mut open, mut on_top) = (offer.extra, false);
    let is_plain = |it: usize| !names.get(it).copied().unwrap_or(false);
    for price in offer.prices.iter().filter(|it| matches!(it.of, Of::One | Of::Either)) {
        let group = group_of(price);
        let bound = group.is_some() || things.is_empty();
        if !bound {
            open = true;
            continue;
        }
        match priced.iter_mut().find(|it| it.0 == group) {
            // Two things at two prices of which nobody says which they want.
            Some(it) if it.1.stranger && price.stranger && it.1.named != price.named => return None,
            Some(it) => {
                // Nobody says that it is the same thing at another price: it may come on top.
                on_top |= it.1.named != price.named && it.1.place.0 != price.place.0 && group.is_some_and(is_plain);
                (it.1, it.2) = (price, it.2.min(price.span.least));
            }
            None => priced.push((group, price, price.span.least)),
        }
    }
    let last = priced.iter().map(|it| it.1.place).max()?;
    open |= on_top;
    open |= things.iter().any(|it| !priced.iter().any(|priced| priced.0 == Some(*it)));
    let mut ask = Ask { span: Span { least: 0, most: 0 }, parts: Vec::new(), off: 0, quotes: Vec::new() };
    for (group, price, lowest) in priced {
        let group = group.and_then(|it| groups.get(it));
        let n = group.map_or(1, |it| it.n);
        open |= group.is_none();
        let least = if price.of == Of::One { n } else { 1 };
        ask.span.least = ask.span.least.saturating_add(lowest.saturating_mul(least));
        ask.span.most = ask.span.most.saturating_add(price.span.most.saturating_mul(n));
        ask.parts.push((least, price.named));
        ask.quotes.push((price.place.0, price.words.clone()));
        ask.quotes.extend(group.map(|it| it.quote.clone()));
    }
    (ask.span, ask.off) = lower(ask.span, &offer.lowered, offer, last);
    if open {
        ask.span.most = i64::MAX;
    }
    Some(ask)
}

fn why(met: bool, ask: &Ask, have: &Have, currency: Option<&'static str>) -> Both {
    let line = |lang: Lang| {
        let money = |it: i64| aloud(it, currency, lang);
        let parts: Vec<String> = ask.parts.iter().map(|(n, each)| times(*n, &money(*each))).collect();
        let all = ask.parts.iter().fold(0_i64, |sum, (n, each)| sum.saturating_add(n.saturating_mul(*each)));
        let mut line = parts.join(" + ");
        if ask.parts.len() > 1 || ask.parts.iter().any(|it| it.0 > 1) {
            line = format!("{line} = {}", money(all));
        }
        let bound = if met { ask.span.most } else { ask.span.least };
        (line, (bound != all).then(|| money(bound)), money(have.named), ask.off)
    };
    let ((en, bound_en, have_en, off), (tr, bound_tr, have_tr, _)) = (line(Lang::En), line(Lang::Tr));
    let (bound_en, bound_tr) = match (bound_en, bound_tr, met) {
        (Some(en), Some(tr), true) => (format!(", at most {en},"), format!(", en çok {tr}")),
        (Some(en), Some(tr), false) if off > 0 => {
            (format!(", less {off} % at least {en},"), format!(", %{off} indirimle en az {tr}"))
        }
        (Some(en), Some(tr), false) => (format!(", at least {en},"), format!(", en az {tr}")),
        _ => (String::new(), String::new()),
    };
    if met {
        both!(
            en = "{en}{bound_en} is within the {have_en} that they have",
            tr = "{tr}{bound_tr}: ayırdıkları {have_tr} tutarını aşmıyor"
        )
    } else {
        both!(
            en = "{en}{bound_en} is over the {have_en} that they have",
            tr = "{tr}{bound_tr}: ayırdıkları {have_tr} tutarını aşıyor"
        )
    }
}

fn times(n: i64, each: &str) -> String {
    if n == 1 { each.to_owned() } else { format!("{n} × {each}") }
}

/// An amount as people write it: `$1,604.50`, `1.604,50 $`.
pub(super) fn aloud(hundredths: i64, currency: Option<&str>, lang: Lang) -> String {
    let (point, comma) = if lang == Lang::Tr { (',', '.') } else { ('.', ',') };
    let digits = (hundredths / 100).to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(comma);
        }
        text.push(digit);
    }
    if hundredths % 100 != 0 {
        text = format!("{text}{point}{:02}", hundredths % 100);
    }
    let sign = match currency {
        Some("USD") => "$",
        Some("EUR") => "€",
        Some("GBP") => "£",
        Some("INR") => "₹",
        Some("TRY") => return if lang == Lang::Tr { format!("{text} TL") } else { format!("TRY {text}") },
        Some(code) => return format!("{text} {code}"),
        None => return text,
    };
    if lang == Lang::Tr { format!("{text} {sign}") } else { format!("{sign}{text}") }
}
