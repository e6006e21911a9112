//! What we sell: its price, how long setting it up takes, which pains it solves. Calls are held against it.

use super::ids;
use super::reader::Reader;
use super::{Playbook, Solved, spec};
use crate::both;
use crate::document::Table;
use crate::lang::{Both, Lang};
use crate::say;
use crate::time::DAY_SECS;
use crate::value::Money;
use std::sync::Arc;

crate::lang::words! {
    /// What a listed price is the price of.
    Per {
        /// One.
        Unit = "unit", "each", "tanesi";
        /// One of those who use it.
        User = "user", "per user", "kullanıcı başına";
        /// Everything.
        All = "all", "in all", "tamamı";
    }
}

crate::lang::words! {
    /// How often a listed price is due.
    Every {
        /// Once.
        Once = "once", "once", "bir kez";
        /// Each month.
        Month = "month", "a month", "ayda";
        /// Each year.
        Year = "year", "a year", "yılda";
    }
}

/// Something that we sell.
#[derive(Debug)]
pub struct Product {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Both,
    /// What else it is called in talk.
    pub words: Vec<String>,
    /// Its price.
    pub price: Option<ListPrice>,
    /// Between how many days setting it up takes.
    pub set_up: Option<(i64, i64)>,
    /// The pains that it solves, by their places in [`Playbook::pains`]; empty where the list does not say.
    pub solves: Vec<u16>,
}

/// A price of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPrice {
    /// How much.
    pub amount: Money,
    /// Of what.
    pub per: Per,
    /// How often.
    pub every: Every,
    /// Hundredths that may be taken off at most.
    pub discount: i64,
}

/// Days that setting up takes at most.
const SET_UP_DAYS_MAX: i64 = 1_000;

impl Reader<'_, '_> {
    /// `[[product]]`.
    pub(super) fn products(&mut self) {
        let mut ids = self.ids("[[product]]");
        for table in self.root.tables("product", &spec::PRODUCT) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let name = table.both("name");
            let words = table.texts("words").into_iter().map(|it| it.text).collect();
            let price = self.list_price(&table);
            let set_up = self.set_up(&table);
            let solves = self.solves(&table);
            let Some(id) = id else { continue };
            let name = name.unwrap_or_else(|| Both::same(id.to_string()));
            self.playbook.products.push(Product { id, name, words, price, set_up, solves });
        }
    }

    fn list_price(&self, table: &Table<'_, '_>) -> Option<ListPrice> {
        let per = table.get("per").map_or(Some(Per::Unit), |_| self.word(table, "per", Per::IDS, Per::from_id));
        let every =
            table.get("every").map_or(Some(Every::Once), |_| self.word(table, "every", Every::IDS, Every::from_id));
        let discount = table.get("discount").map_or(Some(0), |_| self.int_within(table, "discount", 0, 99));
        let text = table.text("price")?;
        let amount = Money::parse(&text.text).filter(|it| it.minor > 0);
        if amount.is_none() {
            self.faults.error(
                "P005",
                text.span,
                both!(
                    en = "a price is an amount above zero, such as `49 EUR`",
                    tr = "fiyat sıfırdan büyük bir tutardır, örneğin `1500 TRY`"
                ),
            );
        }
        Some(ListPrice { amount: amount?, per: per?, every: every?, discount: discount? })
    }

    /// Days that setting up takes: so many, or between two bounds.
    fn set_up(&self, table: &Table<'_, '_>) -> Option<(i64, i64)> {
        let item = table.get("set_up")?;
        let days = |table: &Table<'_, '_>, key| {
            let secs = self.secs_within(table, key, DAY_SECS, SET_UP_DAYS_MAX * DAY_SECS)?;
            Some((secs + DAY_SECS - 1) / DAY_SECS)
        };
        if !item.is_table() {
            return days(table, "set_up").map(|it| (it, it));
        }
        let bounds = item.table(&spec::SET_UP)?;
        let (from, to) = (days(&bounds, "from")?, days(&bounds, "to")?);
        if from > to {
            self.faults.error(
                "P012",
                item.span(),
                both!(
                    en = "setting up takes at least {from} days, and at most {to}: one of the two is wrong",
                    tr = "kurulum en az {from}, en çok {to} gün sürüyor: ikisinden biri yanlış"
                ),
            );
            return None;
        }
        Some((from, to))
    }

    /// The pains that a product solves; one that we do not solve cannot be among them.
    fn solves(&self, table: &Table<'_, '_>) -> Vec<u16> {
        let mut all = Vec::new();
        for named in table.texts("solves") {
            let known = self.playbook.pains.iter();
            let Some(place) = known.clone().position(|it| *it.id == *named.text) else {
                let kind = both!(en = "pain", tr = "sorunlu nokta");
                ids::unknown(self.faults, &named, &kind, known.map(|it| &*it.id));
                continue;
            };
            if self.playbook.pains.get(place).is_some_and(|it| it.solved == Solved::No) {
                let it = &named.text;
                self.faults.error(
                    "P012",
                    named.span,
                    both!(
                        en = "the product solves `{it}`, which `[[pain]]` says that we do not solve: one of the two is wrong",
                        tr = "ürün `{it}` sorununu çözüyor, oysa `[[pain]]` çözmediğimizi söylüyor: ikisinden biri yanlış"
                    ),
                );
            }
            all.extend(u16::try_from(place));
        }
        all
    }
}

/// The list, line by line.
pub(super) fn aloud(playbook: &Playbook, lang: Lang) -> Vec<String> {
    playbook.products.iter().flat_map(|it| it.aloud(playbook, lang)).collect()
}

impl Product {
    fn aloud(&self, playbook: &Playbook, lang: Lang) -> Vec<String> {
        let mut lines = vec![format!("- {}", self.name.get(lang))];
        if let Some(price) = self.price {
            lines.push(format!("  {}", price.aloud(lang)));
        }
        if let Some((from, to)) = self.set_up {
            let days = if from == to { to.to_string() } else { format!("{from}–{to}") };
            lines.push(say!(lang, en = "  set up in {days} days", tr = "  kurulumu {days} gün"));
        }
        let solves = self.solves.iter().filter_map(|it| playbook.pains.get(usize::from(*it)));
        let solves = solves.map(|it| it.text.get(lang)).collect::<Vec<_>>().join("; ");
        if !solves.is_empty() {
            lines.push(say!(lang, en = "  solves: {solves}", tr = "  çözdükleri: {solves}"));
        }
        lines
    }
}

impl ListPrice {
    /// The price as people say it.
    pub fn aloud(&self, lang: Lang) -> String {
        let (per, every, off) = (self.per.name(), self.every.name(), self.discount);
        let (amount, per, every) = (self.amount, per.get(lang), every.get(lang));
        let mut text = match (lang, self.every) {
            (Lang::En, Every::Once) => format!("{amount} {per}"),
            (Lang::En, _) => format!("{amount} {per} {every}"),
            (Lang::Tr, Every::Once) => format!("{per} {amount}"),
            (Lang::Tr, _) => format!("{per} {every} {amount}"),
        };
        if off > 0 {
            text = say!(lang, en = "{text}, at most {off} % off", tr = "{text}, en çok %{off} indirim");
        }
        text
    }
}
