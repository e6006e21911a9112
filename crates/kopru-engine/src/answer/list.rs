//! What we sell, as the playbook lists it, beside what is said of it in a call: a price and a set-up time where the call names
//! none, and promises that the list contradicts.

use super::budget::is_budget;
use super::compared::aloud;
use super::counts::{Count, stem};
use super::figures::static_code;
use super::offer::{Of, Offer, Price};
use super::phrases::find_beginning;
use super::question::is_question_mark;
use super::spoken::{Period, Said, Span};
use super::time_frame::promised;
use super::words::tokens;
use crate::both;
use crate::lang::{Both, Lang, words};
use crate::playbook::{Every, ListPrice, Per, Playbook, Product, Solved};
use std::ops::Range;

words! {
    /// What was promised that the list contradicts.
    PromiseKind {
        /// A price.
        Price = "price", "price", "fiyat";
        /// A discount.
        Discount = "discount", "discount", "indirim";
        /// How soon it is in use.
        SetUp = "set_up", "set-up time", "kurulum süresi";
        /// That we solve something.
        Pain = "pain", "what we solve", "çözdüklerimiz";
    }
}

/// Something that we said in a call and that the list contradicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Of what kind.
    pub kind: PromiseKind,
    /// The turn.
    pub turn: usize,
    /// The bytes of its text that promise.
    pub words: Range<usize>,
    /// What the list says.
    pub why: Both,
}

/// The list, and what of it a call is about.
pub(super) struct List<'p> {
    playbook: Option<&'p Playbook>,
    /// Those that are named; where none is, the only one that there is.
    named: Vec<&'p Product>,
}

/// Whether some words name a product.
fn names(said: &Said<'_>, within: &Range<usize>, product: &Product) -> bool {
    let tokens = said.tokens.get(within.clone()).unwrap_or_default();
    let all = [&product.name.en, &product.name.tr].into_iter().chain(&product.words);
    all.into_iter().any(|it| !find_beginning(tokens, it, true).is_empty())
}

/// Whether a counted name is the product's, or a part of it.
fn is_called(product: &Product, name: &[String]) -> bool {
    let all = [&product.name.en, &product.name.tr].into_iter().chain(&product.words);
    let words = |it: &str| tokens(it).into_iter().map(|it| stem(&it.folded).to_owned()).collect::<Vec<_>>();
    !name.is_empty() && all.into_iter().map(|it| words(it)).any(|own| name.iter().all(|it| own.contains(it)))
}

/// A price in hundredths of its currency, as calls are read.
fn hundredths(price: &ListPrice) -> Option<i64> {
    let per_unit = price.amount.minor_per_unit();
    price.amount.minor.checked_mul(100)?.checked_div(per_unit)
}

/// The least that may be asked once the most is taken off; a part of a hundredth counts whole.
fn least(amount: i64, discount: i64) -> i64 {
    (amount.saturating_mul(100 - discount) + 99) / 100
}

fn period(every: Every) -> Option<Period> {
    match every {
        Every::Once => None,
        Every::Month => Some(Period::Month),
        Every::Year => Some(Period::Year),
    }
}

impl<'p> List<'p> {
    /// What of the list a call is about; nothing without a playbook.
    pub fn of(call: &[Said<'_>], playbook: Option<&'p Playbook>) -> List<'p> {
        let products = playbook.map_or(&[][..], |it| &it.products);
        let said = |it: &&Product| call.iter().any(|said| names(said, &(0..said.tokens.len()), it));
        let mut named: Vec<&Product> = products.iter().filter(said).collect();
        if let ([], [only]) = (&named[..], products) {
            named.push(only);
        }
        List { playbook, named }
    }

    /// The one that the call is about; nothing where it is about several, or none.
    fn only(&self) -> Option<&'p Product> {
        match self.named[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The listed price, where the call names none: of one, times what the call counts, or of all. A month's price is twelve
    /// times as much in a year.
    pub fn price(&self, call: &[Said<'_>], offer: &Offer, have: Option<Period>) -> Option<Price> {
        // An amount of ours that is no price that anything here reads may be one.
        let named = |said: &Said<'_>| said.figures().iter().any(|it| it.currency.is_some() && !is_budget(said, it));
        if !offer.prices.is_empty() || call.iter().any(|it| it.ours && named(it)) {
            return None;
        }
        let product = self.only()?;
        let listed = product.price?;
        // What they count under another name is something else.
        let other = |it: &Count| !it.name.is_empty() && !it.users && !is_called(product, &it.name);
        if offer.counts.iter().any(other) {
            return None;
        }
        let times = match (period(listed.every), have) {
            (one, other) if one == other => 1,
            (Some(Period::Month), Some(Period::Year)) => 12,
            _ => return None,
        };
        let amount = hundredths(&listed)?.checked_mul(times)?;
        let of = if listed.per == Per::All { Of::All } else { Of::One };
        Some(Price {
            span: Span { least: least(amount, listed.discount), most: amount },
            named: amount,
            currency: Some(static_code(listed.amount.currency)?),
            period: have,
            of,
            item: offer.counts.iter().position(|it| is_called(product, &it.name)).filter(|_| listed.per == Per::Unit),
            per_user: listed.per == Per::User,
            stranger: false,
            place: (0, 0),
            words: 0..0,
        })
    }

    /// How many days setting up takes, where the call does not say it.
    pub fn set_up(&self) -> Option<Span> {
        self.only()?.set_up.map(|(least, most)| Span { least, most })
    }

    /// Whether we promise to be ready sooner than the list says.
    pub fn is_sooner(&self, call: &[Said<'_>]) -> bool {
        promised(call).iter().any(|(span, (turn, _), at)| {
            let meant = call.get(*turn).and_then(|said| self.meant(said, *at));
            meant.and_then(|it| it.set_up).is_some_and(|(least, _)| span.most < least)
        })
    }

    /// The product that some words of ours are about: the one that they name, else the only one.
    fn meant(&self, said: &Said<'_>, at: usize) -> Option<&'p Product> {
        let sentence = said.sentence(at);
        let here: Vec<&Product> = self.named.iter().copied().filter(|it| names(said, &sentence, it)).collect();
        match here[..] {
            [one] => Some(one),
            [] => self.only(),
            _ => None,
        }
    }

    /// What we promised in a call and the list contradicts, in the order of the call.
    pub fn contradicted(&self, call: &[Said<'_>], offer: &Offer) -> Vec<Promise> {
        let Some(playbook) = self.playbook.filter(|it| !it.products.is_empty()) else { return Vec::new() };
        let mut all: Vec<Promise> = offer.prices.iter().filter_map(|it| self.against_price(call, offer, it)).collect();
        all.extend(self.against_discounts(call, offer));
        for (span, (turn, words), at) in promised(call) {
            let told = call.get(turn).and_then(|said| self.meant(said, at)).and_then(|it| Some((it, it.set_up?)));
            let Some((product, (from, to))) = told.filter(|it| span.most < it.1.0) else { continue };
            let (en, tr) = (product.name.get(Lang::En), product.name.get(Lang::Tr));
            let days = if from == to { from.to_string() } else { format!("{from}–{to}") };
            let why = both!(
                en = "{en}: the list says {days} days until it is in use",
                tr = "{tr}: listeye göre kullanıma hazır olması {days} gün sürüyor"
            );
            all.push(Promise { kind: PromiseKind::SetUp, turn, words, why });
        }
        all.extend(call.iter().filter(|it| it.ours).flat_map(|said| unsolved(said, playbook)));
        all.sort_by_key(|it| (it.turn, it.words.start));
        all
    }

    fn against_price(&self, call: &[Said<'_>], offer: &Offer, it: &Price) -> Option<Promise> {
        let said = call.get(it.place.0)?;
        let product = self.meant(said, it.place.1)?;
        let item = it.item.and_then(|item| offer.counts.get(item)).filter(|it| !it.name.is_empty());
        let other = it.stranger || item.is_some_and(|it| !is_called(product, &it.name));
        if other && !names(said, &said.sentence(it.place.1), product) {
            return None;
        }
        let listed = product.price?;
        let (amount, due) = (hundredths(&listed)?, period(listed.every));
        let code = static_code(listed.amount.currency)?;
        let of = match listed.per {
            Per::All => matches!(it.of, Of::All | Of::Either | Of::One),
            Per::Unit => it.of == Of::One && !it.per_user,
            Per::User => it.of == Of::One && (it.per_user || !it.stranger),
        };
        if !of || it.currency.is_some_and(|it| it != code) {
            return None;
        }
        // Who leaves out how often a price is due may mean another stretch of time: then it is only too low.
        let below = it.span.most < least(amount, listed.discount) && (it.period == due || it.period.is_none());
        let above = it.span.least > amount && it.period == due;
        let why = |lang: Lang| {
            let (name, price) = (product.name.get(lang), listed.aloud(lang));
            let floor = aloud(least(amount, listed.discount), Some(code), lang);
            match (listed.discount > 0 && below, lang) {
                (true, Lang::En) => format!("{name}: the list says {price}, so at least {floor}"),
                (true, Lang::Tr) => format!("{name}: listede {price} yazıyor, yani en az {floor}"),
                (false, Lang::En) => format!("{name}: the list says {price}"),
                (false, Lang::Tr) => format!("{name}: listede {price} yazıyor"),
            }
        };
        let why = Both { en: why(Lang::En), tr: why(Lang::Tr) };
        (below || above).then_some(Promise { kind: PromiseKind::Price, turn: it.place.0, words: it.words.clone(), why })
    }

    fn against_discounts(&self, call: &[Said<'_>], offer: &Offer) -> Vec<Promise> {
        let told = |it: &super::offer::Lowered| {
            let (by, said) = (it.by?, call.get(it.place.0)?);
            let allowed = self.meant(said, it.place.1).and_then(|it| Some((it, it.price?.discount)));
            let (product, allowed) = allowed.filter(|it| by > it.1)?;
            let (en, tr) = (product.name.get(Lang::En), product.name.get(Lang::Tr));
            let why = match allowed {
                0 => both!(en = "{en}: no discount is agreed", tr = "{tr}: kararlaştırılmış bir indirim yok"),
                _ => both!(
                    en = "{en}: at most {allowed} % off is agreed",
                    tr = "{tr}: en çok %{allowed} indirim kararlaştırıldı"
                ),
            };
            let words = said.bytes(said.clause(it.place.1));
            Some(Promise { kind: PromiseKind::Discount, turn: it.place.0, words, why })
        };
        offer.lowered.iter().filter_map(told).collect()
    }
}

/// How we say that we solve something.
const CLAIMS: [&str; 32] = [
    "we can",
    "we do",
    "we solve",
    "we also",
    "we handle",
    "we cover",
    "we fix",
    "it can",
    "it does",
    "it will",
    "it also",
    "handles",
    "solves",
    "covers",
    "fixes",
    "includes",
    "included",
    "takes care",
    "take care",
    "of course",
    "no problem",
    "cozer*",
    "cozuyor*",
    "hallede*",
    "hallediyor*",
    "yapiyor*",
    "yapabil*",
    "kapsiyor*",
    "dahil",
    "elbette",
    "tabii",
    "ustesinden",
];
/// What turns it round.
const NOT: [&str; 16] = [
    "not",
    "no longer",
    "dont",
    "doesnt",
    "do not",
    "does not",
    "cant",
    "cannot",
    "wont",
    "never",
    "without",
    "degil*",
    "yok",
    "cozm*",
    "yapm*",
    "kapsam*",
];

/// Sentences in which we say that we solve a pain that we do not.
fn unsolved(said: &Said<'_>, playbook: &Playbook) -> Vec<Promise> {
    let mut all = Vec::new();
    for pain in playbook.pains.iter().filter(|it| it.solved == Solved::No) {
        let found = pain.words.iter().flat_map(|it| find_beginning(&said.tokens, it, true));
        let Some(words) = found.min_by_key(|it| it.start) else { continue };
        let Some(at) = said.tokens.iter().position(|it| it.range.start == words.start) else { continue };
        let sentence = said.sentence(at);
        let bytes = said.bytes(sentence.clone());
        if is_question_mark(said.text, bytes.end) || !said.has(sentence.clone(), &CLAIMS) || said.has(sentence, &NOT) {
            continue;
        }
        let (en, tr) = (pain.text.get(Lang::En), pain.text.get(Lang::Tr));
        let why = both!(en = "{en}: we do not solve that", tr = "{tr}: bunu çözmüyoruz");
        all.push(Promise { kind: PromiseKind::Pain, turn: said.turn, words: bytes, why });
    }
    all
}
