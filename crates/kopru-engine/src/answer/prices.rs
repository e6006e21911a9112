//! Prices and offers that an answer compares: somebody who does has looked around, and knows what things cost.

use super::phrases::Phrases;
use super::spoken::Said;
use std::ops::Range;

/// What one says of another's price beside ours, or of several offers.
const COMPARED: Phrases = Phrases::new(&[
    "another quote",
    "another offer",
    "other quotes",
    "other offers",
    "two quotes",
    "three quotes",
    "several quotes",
    "two offers",
    "three offers",
    "several offers",
    "quotes from",
    "offers from*",
    "competitor offered",
    "competitors offered",
    "cheaper",
    "cheapest",
    "cheapest offer",
    "cheapest quote",
    "less expensive",
    "more expensive than",
    "twice as expensive",
    "twice the price",
    "twice your price",
    "half the price",
    "half your price",
    "costs half",
    "costs twice",
    "compare prices",
    "comparing prices",
    "compare offers",
    "comparing offers",
    "compare quotes",
    "comparing quotes",
    "daha ucuz*",
    "daha pahali*",
    "daha hesapli*",
    "daha uygun fiyat*",
    "en ucuz*",
    "en pahali*",
    "sizden ucuz*",
    "sizden pahali*",
    "rakip* teklif*",
    "rakibiniz* teklif*",
    "baska* teklif*",
    "iki teklif*",
    "uc teklif*",
    "fiyat aldik",
    "fiyat aliyoruz",
    "fiyatlari karsilastir*",
    "fiyat karsilastir*",
    "teklifleri karsilastir*",
    "teklif karsilastir*",
    "fiyatinizin yarisi*",
    "yari fiyat*",
    "iki kati fiyat*",
]);
/// Who speaks of what they sell themselves compares nothing of ours.
const OWN: [&str; 4] = ["our own", "our product*", "our prices", "bizim urun*"];

/// The words that compare, in the order of the answer.
pub(super) fn compared(said: &Said<'_>) -> Vec<Range<usize>> {
    let mut found = COMPARED.found(&said.tokens);
    found.retain(|it| !said.has(said.clause(said.at(it).start), &OWN));
    found
}
