//! What we ask, as the call says it: prices of one and of all, how many of what, and what may lower it.

use super::budget::is_budget;
use super::counts::{Count, counted, counts, is_named, item, stem};
use super::findings::TOOLS;
use super::spoken::{Figure, Limit, Period, Said, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// Prices and counts that are read of a call, each; nobody names more.
pub(super) const NAMED_MAX: usize = 200;

/// What a price is the price of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// One.
    One,
    /// All that they buy.
    All,
    /// So many.
    Many(i64),
    /// The call does not tell.
    Either,
}

/// A price that we named.
#[derive(Clone, Debug)]
pub(super) struct Price {
    /// Its bounds, in hundredths.
    pub span: Span,
    /// What was named.
    pub named: i64,
    /// Its currency, where it is said.
    pub currency: Option<&'static str>,
    /// How often it is due; once without it.
    pub period: Option<Period>,
    /// What it is the price of.
    pub of: Of,
    /// What is bought, among [`Count::item`].
    pub item: Option<usize>,
    /// Whether it is per user, and not per thing.
    pub per_user: bool,
    /// Whether it names something that nobody counted.
    pub stranger: bool,
    /// Where it stands: the turn and its word.
    pub place: (usize, usize),
    /// The bytes of its clause.
    pub words: Range<usize>,
}

/// What lowers a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lowered {
    /// By how many hundredths at most; nothing where nobody says.
    pub by: Option<i64>,
    /// Whether it is promised as it is, and not up to, or perhaps.
    pub firm: bool,
    /// Where it stands: the turn and its word.
    pub place: (usize, usize),
}

/// Everything about the price.
#[derive(Clone, Debug, Default)]
pub(super) struct Offer {
    /// Prices in their order.
    pub prices: Vec<Price>,
    /// Counts in their order.
    pub counts: Vec<Count>,
    /// What lowers prices, in its order.
    pub lowered: Vec<Lowered>,
    /// Whether something may cost more that has no count or no price.
    pub extra: bool,
    /// Currencies that the call names.
    pub currencies: Vec<&'static str>,
}

const EACH: [&str; 16] = [
    "each",
    "apiece",
    "a piece",
    "per unit",
    "per piece",
    "per seat",
    "per licen*",
    "per user",
    "per person",
    "a unit",
    "a seat",
    "a licen*",
    "the unit",
    "for each",
    "per rep",
    "for one",
];
const EACH_BEFORE: [&str; 23] = [
    "each",
    "per unit",
    "unit price",
    "unit cost",
    "one unit",
    "a unit",
    "per seat",
    "per user",
    "per licen*",
    "single",
    "tanesi",
    "adedi",
    "birim",
    "her biri",
    "her bir",
    "adet basina",
    "kisi basi*",
    "kullanici basi*",
    "lisans basi*",
    "basina",
    "adet fiyat*",
    "tane fiyat*",
    "tanesinin",
];
const ALL: [&str; 24] = [
    "total*",
    "altogether",
    "in all",
    "comes to",
    "come to",
    "comes out",
    "bundle*",
    "package",
    "for everything",
    "both",
    "sum",
    "overall",
    "combined",
    "all in",
    "all of",
    "toplam*",
    "hepsi*",
    "tamami*",
    "ikisi*",
    "ucu",
    "her sey",
    "paket*",
    "all three",
    "all four",
];
const PRICED: [&str; 19] = [
    "price*",
    "pricing",
    "cost",
    "costs",
    "costing",
    "charge",
    "charges",
    "looking at",
    "quote*",
    "fee",
    "investment",
    "fiyat*",
    "ucret*",
    "maliyet*",
    "tutar*",
    "bedel*",
    "odersiniz",
    "sells",
    "goes for",
];
/// Amounts that are no price of ours, or none of what they buy.
const OTHER: [&str; 50] = [
    "normally",
    "usually",
    "regular*",
    "list price",
    "was",
    "were",
    "used to",
    "instead",
    "competitor*",
    "others",
    "other clients",
    "other customers",
    "save*",
    "saving*",
    "savings",
    "revenue",
    "turnover",
    "optional*",
    "add-on*",
    "upgrade",
    "premium",
    "extend",
    "additional",
    "deposit",
    "last year",
    "penalty",
    "raised",
    "funding",
    "worth",
    "clients",
    "customers",
    "normalde",
    "eskiden",
    "rakip*",
    "istege",
    "ek",
    "ilave",
    "tasarruf*",
    "ciro*",
    "kapora*",
    "liste fiyat*",
    "gecen",
    "average",
    "ortalama",
    "market",
    "breach*",
    "downtime",
    "fine",
    "insurance",
    "pazar*",
];
/// What comes on top.
const EXTRA: [&str; 22] = [
    "plus",
    "shipping",
    "installation",
    "setup",
    "set-up",
    "delivery",
    "training",
    "support",
    "maintenance",
    "vat",
    "tax",
    "taxes",
    "kurulum*",
    "kargo*",
    "nakliye*",
    "egitim*",
    "destek*",
    "desteg*",
    "bakim*",
    "kdv*",
    "montaj*",
    "warranty",
];
const DISCOUNT: [&str; 28] = [
    "discount*",
    "promotion*",
    "promo",
    "rebate*",
    "special offer",
    "bundl*",
    "flexib*",
    "negotia*",
    "lower price",
    "reduce the price",
    "better price",
    "lower the price",
    "price break",
    "off",
    "waive*",
    "cheaper",
    "phased",
    "indirim*",
    "kampanya*",
    "promosyon*",
    "pazarlik*",
    "esne*",
    "iskonto*",
    "ucuz*",
    "financing",
    "installment*",
    "taksit*",
    "work something out",
];
const NOT: [&str; 14] = [
    "no", "not", "cant", "cannot", "dont", "wont", "without", "unable", "yok", "degil", "yapam*", "veremi*", "before",
    "never",
];
const PERHAPS: [&str; 16] = [
    "up to",
    "if",
    "could",
    "may",
    "might",
    "maybe",
    "perhaps",
    "possibly",
    "until",
    "varan",
    "kadar",
    "eger",
    "belki",
    "olabilir",
    "yapabil*",
    "looking into",
];

/// Reads what is asked.
pub(super) fn offer(call: &[Said<'_>], speakers: &BTreeSet<String>) -> Offer {
    let mut it = Offer::default();
    for said in call {
        counts(said, speakers, &mut it.counts);
        if said.ours {
            lowered(said, &mut it.lowered);
        }
    }
    // A name that we never speak of is nothing that they buy from us, and neither is a tool of somebody else.
    let all = it.counts.len();
    it.counts.retain(|count| {
        let spoken = |said: &Said<'_>| {
            count.name.iter().all(|name| said.tokens.iter().any(|token| stem(&token.folded) == *name))
        };
        let tool = matches!(count.name.as_slice(), [one, ..] if TOOLS.contains(&one.as_str()));
        count.name.is_empty() || (!tool && (count.sure || call.iter().filter(|said| said.ours).any(spoken)))
    });
    it.extra = it.counts.len() < all;
    for said in call {
        let figures = said.figures();
        for code in figures.iter().filter_map(|it| it.currency) {
            if !it.currencies.contains(&code) {
                it.currencies.push(code);
            }
        }
        if said.ours {
            prices(said, &figures, speakers, &mut it);
        }
    }
    it
}

fn prices(said: &Said<'_>, figures: &[Figure], speakers: &BTreeSet<String>, all: &mut Offer) {
    for (place, figure) in figures.iter().enumerate() {
        if all.prices.len() >= NAMED_MAX {
            return;
        }
        let sentence = said.sentence(figure.at.start);
        let start = place.checked_sub(1).and_then(|it| figures.get(it)).map_or(0, |it| it.at.end);
        let end = figures.get(place + 1).map_or(said.tokens.len(), |it| it.at.start);
        let segment = start.max(sentence.start)..end.min(sentence.end);
        let clause = said.clause(figure.at.start);
        let near = clause.start.max(segment.start)..clause.end.min(segment.end);
        let behind = figure.at.end..(figure.at.end + 3).min(segment.end);
        if is_budget(said, figure)
            || said.has(near.clone(), &OTHER)
            || said.has(behind, &["off", "discount*", "indirim*"])
        {
            continue;
        }
        if said.has(near.clone(), &EXTRA) {
            all.extra = true;
            continue;
        }
        let (item, stranger) = item(said, &all.counts, speakers, (&near, &segment));
        let Some(of) = of(said, figure, (&segment, &clause), item.is_some()) else { continue };
        // What is billed again and again costs more than it says.
        let again = ["billed", "subscription", "monthly", "recurring", "abonelik*", "aylik*"];
        all.extra |= figure.period.is_none() && said.has(0..said.tokens.len(), &again);
        let named = figure.span;
        let tenth = |it: i64| it / 10;
        let span = match figure.limit {
            Limit::Exact => named,
            Limit::About => Span { least: named.least - tenth(named.least), most: named.most + tenth(named.most) },
            Limit::UpTo => Span { least: 0, most: named.most },
            Limit::From => Span { least: named.least, most: i64::MAX },
        };
        let words = said.bytes(clause);
        let words = words.start.min(figure.words.start)..words.end.max(figure.words.end);
        all.prices.push(Price {
            span,
            named: named.most,
            currency: figure.currency,
            period: figure.period,
            of,
            item,
            per_user: said
                .has(near, &["per user", "per person", "per rep", "each user", "kullanici basi*", "kisi basi*"]),
            stranger,
            place: (said.turn, figure.at.start),
            words,
        });
    }
}

/// What an amount is the price of; nothing where it is no price.
fn of(said: &Said<'_>, figure: &Figure, (segment, clause): (&Range<usize>, &Range<usize>), known: bool) -> Option<Of> {
    let before = segment.start..figure.at.start;
    let close = clause.start.max(segment.start)..figure.at.start;
    let behind = figure.at.end..segment.end;
    let end = behind.end.min(behind.start + 4).min(clause.end.max(behind.start));
    let next = behind.start..end;
    if said.has(next.start..next.end.min(next.start + 3), &EACH)
        || said.gap(figure.at.end - 1, figure.at.end).contains('/')
    {
        return Some(Of::One);
    }
    if said.has(close.clone(), &ALL)
        || said.has(next.clone(), &["in total", "altogether", "total", "in all", "for both"])
    {
        return Some(Of::All);
    }
    if said.has(close.clone(), &EACH_BEFORE) {
        return Some(Of::One);
    }
    // For two units, or two units for: a price of so many. At: of each.
    let word = |back: usize| figure.at.start.checked_sub(back).map_or("", |it| said.word(it));
    let at = if word(2) == "looking" { "" } else { word(1) };
    let many = counted(said, &before).or_else(|| counted(said, &next));
    if let Some(n) = many {
        return Some(if at == "at" || n == 1 { Of::One } else { Of::Many(n) });
    }
    // A thing that they buy has a price; what a breach costs is none.
    let pronoun =
        ["it", "its", "that", "thats", "this", "they", "these", "those", "the", "our", "unit*", "adet*", "tane*"];
    let thing = known || close.clone().any(|at| is_named(said, at)) || said.has(close.clone(), &pronoun);
    let costs = said.has(close.clone(), &["cost", "costs", "costing"]);
    let priced = said.has(close.clone(), &PRICED) || said.has(next, &PRICED);
    let short = matches!(at, "its" | "thats")
        || matches!(word(2), "it" | "that" | "this" | "they" | "these" | "those")
        || known;
    let worth = figure.currency.is_some() && short && matches!(at, "is" | "are" | "at" | "be" | "its" | "thats");
    if !(priced && (thing || !costs)) && !worth {
        return None;
    }
    // A thing has a price of its own; `the price is` may be that of all.
    let thing = close.clone().any(|at| is_named(said, at));
    let one = said.has(close.clone(), &["the", "a", "one", "bir"]);
    let vague = said.has(close, &["the price", "the cost", "the pricing", "the total", "the investment"]);
    Some(if thing || (one && !vague) { Of::One } else { Of::Either })
}

fn lowered(said: &Said<'_>, all: &mut Vec<Lowered>) {
    for at in 0..said.tokens.len() {
        if !DISCOUNT.iter().any(|it| said.is(at, said.tokens.len(), it)) {
            continue;
        }
        let clause = said.clause(at);
        let near = at.saturating_sub(4).max(clause.start)..(at + 4).min(clause.end);
        if said.word(at) == "off"
            && said.shares(near.clone()).is_empty()
            && !said.text.get(said.bytes(clause.clone())).is_some_and(|it| it.contains(['$', '€', '£', '₺']))
        {
            continue;
        }
        // `Before any discounts` promises some; what cannot be given lowers nothing.
        if said.has(near.clone(), &NOT) && !said.has(near.clone(), &["before"]) {
            continue;
        }
        let by = said.shares(near.clone()).iter().map(|it| it.1).max();
        let firm = by.is_some() && !said.has(clause, &PERHAPS);
        all.push(Lowered { by, firm, place: (said.turn, at) });
    }
}
