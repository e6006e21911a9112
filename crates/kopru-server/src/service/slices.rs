//! What a number of a report counts, as an address: the reports write it, the list and the API read it.

use super::Services;
use kopru_engine::lang::Lang;
use kopru_engine::lead::Running;
use kopru_engine::time::Moment;
use kopru_engine::value::Money;
use kopru_portal::tables::Cell;
use kopru_portal::words::{encode, whole};
use kopru_store::report::slice::{Counted, Item, Part, Slice, SlicePage, What, Window};
use kopru_store::{Result, StoreError};
use std::collections::BTreeMap;

/// Days that a window has where an address names none.
const DAYS: i64 = 90;

impl Services {
    /// A page of what a number of a report counts.
    ///
    /// # Errors
    /// As [`kopru_store::Store::slice`] says.
    pub async fn slice(&self, slice: Slice, after: Option<String>, limit: usize) -> Result<SlicePage> {
        self.store.slice(slice, after, limit).await
    }
}

/// What some number of a report counts.
#[derive(Clone, Copy, Debug)]
pub struct Of {
    counted: Counted,
    window: Window,
}

impl Of {
    /// Of a report that looks back over a window.
    pub fn window(counted: Counted, until: Moment, days: i64) -> Of {
        Of { counted, window: Window { until, days } }
    }

    /// Of a report of a moment.
    pub fn now(counted: Counted, as_of: Moment) -> Of {
        Of::window(counted, as_of, DAYS)
    }

    /// A number with the way to what it counts; zero leads nowhere.
    pub fn cell(self, count: u64, parts: &[(Part, &str)], lang: Lang) -> Cell {
        let text = whole(count, lang);
        if count == 0 {
            return Cell::from(text);
        }
        let parts = parts.iter().map(|(part, value)| (*part, (*value).to_owned())).collect();
        let slice = Slice { of: self.counted, window: self.window, parts };
        Cell::link(text, format!("/reports/leads?{}", query(&slice)))
    }
}

/// A slice as the query of an address.
pub fn query(slice: &Slice) -> String {
    let mut text = format!("of={}", slice.of.id());
    if slice.of.is_of_window() {
        let until = slice.window.until.to_string();
        text.push_str(&format!("&days={}&until={}", slice.window.days, encode(&until)));
    }
    for (part, value) in &slice.parts {
        text.push_str(&format!("&{}={}", part.id(), encode(value)));
    }
    text
}

/// The slice that the query of an address names. A window ends now where it is not said, and never later.
///
/// # Errors
/// `slice_invalid` for what is not counted, or no window.
pub fn read(asked: &BTreeMap<String, String>, now: Moment) -> Result<Slice> {
    let wrong = |what: &str| StoreError::Refused("slice_invalid", what.to_owned());
    let of = asked.get("of").and_then(|it| Counted::from_id(it));
    let of = of.ok_or_else(|| {
        let all: Vec<&str> = Counted::ALL.iter().map(|it| it.1).collect();
        wrong(&format!("`of` is one of {}", all.join(", ")))
    })?;
    let days = asked.get("days").map_or(Some(DAYS), |it| it.parse().ok());
    let days = days.ok_or_else(|| wrong("`days` is a number of days"))?;
    let until = asked.get("until").map_or(Some(now), |it| Moment::parse(it));
    let until = until.ok_or_else(|| wrong("`until` is a moment such as 2026-01-31T09:00:00Z"))?.min(now);
    let parts = Part::ALL.iter().filter_map(|(part, name)| Some((*part, asked.get(*name)?.clone())));
    Ok(Slice { of, window: Window { until, days }, parts: parts.collect() })
}

/// What is told of each item beside its lead, by names that programs read.
pub fn columns(of: Counted) -> &'static [&'static str] {
    match of {
        Counted::Handovers => &["offered_at", "state", "reason", "answered_by", "contact"],
        Counted::Deals => &["opened_at", "state", "amount", "expected_on", "closed_at", "reason"],
        Counted::Worked => &["offered_at", "kind", "answered_by"],
        Counted::Clocks => &["clock", "state", "due"],
        Counted::Now => &["entered_at"],
        Counted::Funnel => &["entered_at", "furthest"],
    }
}

/// The same of one item, in the order of [`columns`]: ids and values as they are stored, empty where there is nothing.
pub fn values(it: &Item) -> Vec<String> {
    let at = |at: Option<Moment>| at.map(|at| at.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match &it.what {
        What::Handover(it) => vec![
            at(Some(it.offered_at)),
            it.state.clone(),
            text(&it.reason),
            it.rep().to_owned(),
            it.first_contact().map_or("", |it| it.id()).to_owned(),
        ],
        What::Deal(it) => vec![
            at(Some(it.opened_at)),
            it.outcome.clone(),
            it.amount.as_ref().map(amount).unwrap_or_default(),
            it.expected_on.map(|it| it.to_string()).unwrap_or_default(),
            at(it.closed_at),
            text(&it.reason),
        ],
        What::Worked(it) => vec![at(Some(it.offered_at)), it.worked.kind().to_owned(), text(&it.worked.rep)],
        What::Clock(it) => vec![it.kind.id().to_owned(), clock_state(it).to_owned(), at(it.due)],
        What::Now => vec![at(Some(it.lead.entered_at))],
        What::Way(entered, furthest) => vec![at(Some(*entered)), text(furthest)],
    }
}

/// Minor units and currency as people write them: `1200.50 EUR`.
pub fn amount((minor, currency): &(i64, String)) -> String {
    let code: [u8; 3] = currency.as_bytes().try_into().unwrap_or([b'X'; 3]);
    Money { minor: *minor, currency: code }.to_string()
}

fn clock_state(it: &Running) -> &'static str {
    match (it.breached_at, it.due) {
        (Some(_), _) => "late",
        (None, None) => "paused",
        (None, Some(_)) if it.warned => "warned",
        (None, Some(_)) => "running",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_the_slice_that_it_was_written_from() {
        let now = Moment::from_secs(1_800_000_000);
        let window = Window { until: Moment::from_secs(1_790_000_000), days: 30 };
        let parts = vec![(Part::State, "refused".to_owned()), (Part::Source, String::new())];
        let slice = Slice { of: Counted::Handovers, window, parts };
        let text = query(&slice);
        assert_eq!(text, "of=handovers&days=30&until=2026-09-21T14%3A13%3A20Z&state=refused&source=");
        let asked = text.split('&').filter_map(|it| it.split_once('='));
        let asked = asked.map(|(name, value)| (name.to_owned(), value.replace("%3A", ":"))).collect();
        assert_eq!(read(&asked, now).expect("a slice"), slice);
        // What is of a moment has no window in its address, and none ends in the future.
        assert_eq!(query(&Slice { of: Counted::Clocks, window, parts: Vec::new() }), "of=clocks");
        assert_eq!(read(&asked, Moment::from_secs(5)).expect("a slice").window.until, Moment::from_secs(5));
        assert!(read(&BTreeMap::from([("of".to_owned(), "stars".to_owned())]), now).is_err());
    }
}
