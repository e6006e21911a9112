//! What one number of a report counts, as a list.
//!
//! A report tells its items apart by what they say (where a lead came from, what became of a hand-over, whether a contact was
//! late); a [`Slice`] names some of that. Both ask the same `Counts`, so a number and its list cannot disagree.

use super::journey::{DECIDED, REPORTED};
use super::recount;
use super::sales::{self, DealSeen};
use super::savings::{self, LetGo};
use super::worked;
use crate::book::Book;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::handovers::{self, Handover, HandoverKey};
use crate::id::Id;
use crate::leads::{self, LeadRow};
use crate::limits::{LOOKED_AT_MAX, PAGE_MAX};
use crate::store::Store;
use crate::writer::{Shared, no_playbook};
use kopru_engine::lead::{ClockKind, Offer, Running};
use kopru_engine::time::{DAY_SECS, Moment};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Which items a report counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Hand-overs that were offered in the window.
    Handovers,
    /// Deals that were opened in the window.
    Deals,
    /// Leads that were handed over in the window, each once.
    Worked,
    /// Clocks of leads that are worked now, each kind by itself.
    Clocks,
    /// Leads that are worked now.
    Now,
    /// Leads by their way through the stages.
    Funnel,
}

impl Counted {
    /// All of them, with their ids.
    pub const ALL: [(Counted, &str); 6] = [
        (Counted::Handovers, "handovers"),
        (Counted::Deals, "deals"),
        (Counted::Worked, "worked"),
        (Counted::Clocks, "clocks"),
        (Counted::Now, "now"),
        (Counted::Funnel, "funnel"),
    ];

    /// Its id.
    pub fn id(self) -> &'static str {
        Counted::ALL.iter().find(|it| it.0 == self).map_or("", |it| it.1)
    }

    /// By its id.
    pub fn from_id(id: &str) -> Option<Counted> {
        Counted::ALL.iter().find(|it| it.1 == id).map(|it| it.0)
    }

    /// By what its items can be told apart.
    pub fn parts(self) -> &'static [Part] {
        use Part::{
            Answer, Band, Clock, Contact, Decided, End, Grade, Kind, Month, Owner, Persona, Plan, Queue, Reason, Rep,
            Reported, Rule, Source, Stage, State, Through, Told, Week,
        };
        match self {
            Counted::Handovers => {
                &[State, Reason, Answer, Contact, Told, Source, Persona, Grade, Band, Rule, Rep, Week]
            }
            Counted::Deals => &[State, Reason, Source, Contact, Grade, Rep],
            Counted::Worked => &[End, Kind, Stage, Source, Rep],
            Counted::Clocks => &[Clock, State, Owner],
            Counted::Now => &[Owner, Queue, Plan],
            Counted::Funnel => &[Through, Decided, Reported, Month, Source],
        }
    }

    /// Whether it is of a window of days.
    pub fn is_of_window(self) -> bool {
        matches!(self, Counted::Handovers | Counted::Deals | Counted::Worked)
    }
}

/// By what items are told apart. A value that is not known is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What became of a hand-over or a deal; how a clock stands: `running`, `warned` (which runs as well), `paused`, `late`.
    State,
    /// Why it was refused or lost.
    Reason,
    /// How it was answered: `at_once`, `again`, `never`, `open`.
    Answer,
    /// How the first contact went: `in_time`, `late`, `missed`, `running`; of deals `in_time`, `late`, `unknown`.
    Contact,
    /// `late`: in time, and told too late.
    Told,
    /// Where the lead came from.
    Source,
    /// The persona at the hand-over.
    Persona,
    /// The grade at the hand-over, `A` to `D`.
    Grade,
    /// The band at the hand-over.
    Band,
    /// A rule that gave points at the hand-over.
    Rule,
    /// Who answered, or owns what nobody answered.
    Rep,
    /// The week of the window, the oldest 0.
    Week,
    /// How a lead ended: `early`, `ended`, `won`.
    End,
    /// The kind of reason for which it was let go early; `recycled`.
    Kind,
    /// The stage at which it stands, or ended.
    Stage,
    /// The kind of a clock.
    Clock,
    /// Who owns the lead.
    Owner,
    /// The queue in which it stands while nobody owns it.
    Queue,
    /// `none`: neither clock nor next step, and nobody's answer is waited for.
    Plan,
    /// The stage that it reached, or a later one.
    Through,
    /// The stage of which Köprü decided that it was reached.
    Decided,
    /// The stage of which another system reports that it was reached.
    Reported,
    /// The month in which it entered: `2026-01`.
    Month,
}

impl Part {
    /// All of them, with their ids.
    pub const ALL: [(Part, &str); 23] = [
        (Part::State, "state"),
        (Part::Reason, "reason"),
        (Part::Answer, "answer"),
        (Part::Contact, "contact"),
        (Part::Told, "told"),
        (Part::Source, "source"),
        (Part::Persona, "persona"),
        (Part::Grade, "grade"),
        (Part::Band, "band"),
        (Part::Rule, "rule"),
        (Part::Rep, "rep"),
        (Part::Week, "week"),
        (Part::End, "end"),
        (Part::Kind, "kind"),
        (Part::Stage, "stage"),
        (Part::Clock, "clock"),
        (Part::Owner, "owner"),
        (Part::Queue, "queue"),
        (Part::Plan, "plan"),
        (Part::Through, "through"),
        (Part::Decided, "decided"),
        (Part::Reported, "reported"),
        (Part::Month, "month"),
    ];

    /// Its id.
    pub fn id(self) -> &'static str {
        Part::ALL.iter().find(|it| it.0 == self).map_or("", |it| it.1)
    }

    /// By its id.
    pub fn from_id(id: &str) -> Option<Part> {
        Part::ALL.iter().find(|it| it.1 == id).map(|it| it.0)
    }
}

/// The days that a report looks back over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its end.
    pub until: Moment,
    /// Its length.
    pub days: i64,
}

impl Window {
    /// Its begin; what happened then is not in it.
    pub fn from(self) -> Moment {
        self.until.plus_secs(-self.days * DAY_SECS)
    }

    /// How many weeks of seven days it has, a begun one counted.
    pub fn weeks(self) -> i64 {
        (self.days + 6) / 7
    }

    /// In which of its weeks a moment lies; they end with the window, and the oldest is 0.
    pub fn week(self, at: Moment) -> i64 {
        (self.weeks() - 1 - (self.until.secs() - at.secs()) / (7 * DAY_SECS)).max(0)
    }

    /// When a week begins.
    pub fn week_begins(self, week: i64) -> Moment {
        self.until.plus_secs(-(self.weeks() - week) * 7 * DAY_SECS)
    }
}

/// An item that a report counts.
pub(crate) trait Counts {
    /// Whether it says this.
    fn says(&self, part: Part, value: &str) -> bool;

    /// Whether it says all of that.
    fn fits(&self, parts: &[(Part, String)]) -> bool {
        parts.iter().all(|(part, value)| self.says(*part, value))
    }
}

/// Which items: all that say what is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Of which.
    pub of: Counted,
    /// The days that the report looked back; of what is counted at this moment it says nothing.
    pub window: Window,
    /// What they say.
    pub parts: Vec<(Part, String)>,
}

/// An item with its lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The lead as it is now.
    pub lead: LeadRow,
    /// What was counted.
    pub what: What,
}

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A hand-over.
    Handover(Handover),
    /// A deal.
    Deal(DealSeen),
    /// A lead that was handed over.
    Worked(LetGo),
    /// A clock.
    Clock(Running),
    /// A lead that is worked now.
    Now,
    /// A lead's way: when it entered, and the furthest stage that it reached.
    Way(Moment, Option<String>),
}

/// One page of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlicePage {
    /// What it shows.
    pub items: Vec<Item>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
    /// How many leads were looked at for it, where all of them are.
    pub looked_at: Option<usize>,
}

impl Store {
    /// Items that a number of a report counts, in the order in which they began, after `after`; at most `limit`, and
    /// [`PAGE_MAX`]. Of the funnel a page also ends when [`LOOKED_AT_MAX`] leads were looked at.
    ///
    /// # Errors
    /// `slice_invalid` for what the items do not say; `days_invalid`; `no_playbook`.
    pub async fn slice(&self, slice: Slice, after: Option<String>, limit: usize) -> Result<SlicePage> {
        super::check_window(slice.window.days)?;
        if let Some((part, _)) = slice.parts.iter().find(|it| !slice.of.parts().contains(&it.0)) {
            let known: Vec<&str> = slice.of.parts().iter().map(|it| it.id()).collect();
            let (part, of, known) = (part.id(), slice.of.id(), known.join(", "));
            return Err(StoreError::Refused(
                "slice_invalid",
                format!("`{of}` are not told apart by `{part}`, but by {known}"),
            ));
        }
        self.reading(move |shared, conn| {
            let book = leads::current(shared, conn)?.ok_or_else(no_playbook)?;
            let limit = limit.clamp(1, PAGE_MAX);
            let cut = Cut { slice: &slice, after: after.as_deref(), limit };
            let found = match slice.of {
                Counted::Handovers => cut.handovers(conn, shared.workspace)?,
                Counted::Deals => cut.deals(conn, shared.workspace)?,
                Counted::Worked => cut.worked(conn, shared.workspace, &book)?,
                Counted::Clocks | Counted::Now => return cut.now(shared, conn),
                Counted::Funnel => return cut.funnel(shared, conn, &book),
            };
            page(shared, conn, found, limit)
        })
        .await
    }
}

/// Items with the key of each and whose it is.
type Found = Vec<(String, Id, What)>;

/// A page of what was found, one more than it may hold where there are more.
fn page(shared: &Shared, conn: &mut Conn, mut found: Found, limit: usize) -> Result<SlicePage> {
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|it| it.0.clone()).filter(|_| more);
    Ok(SlicePage { items: with_leads(shared, conn, found)?, next, looked_at: None })
}

fn with_leads(shared: &Shared, conn: &mut Conn, found: Found) -> Result<Vec<Item>> {
    let ids: Vec<Id> = found.iter().map(|it| it.1).collect();
    let rows: BTreeMap<Id, LeadRow> =
        leads::several(shared, conn, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    let item = |(_, id, what): (String, Id, What)| Some(Item { lead: rows.get(&id)?.clone(), what });
    Ok(found.into_iter().filter_map(item).collect())
}

/// A slice from one of its pages on.
struct Cut<'s> {
    slice: &'s Slice,
    after: Option<&'s str>,
    limit: usize,
}

impl Cut<'_> {
    fn fits(&self, it: &impl Counts) -> bool {
        it.fits(&self.slice.parts)
    }

    /// The id after which the page begins.
    fn after_id(&self) -> Result<Id> {
        self.after.map_or(Ok(Id([0; 16])), |text| Id::parse(text).ok_or_else(no_page))
    }

    fn handovers(&self, conn: &mut Conn, workspace: i64) -> Result<Found> {
        let window = self.slice.window;
        let after = match self.after {
            Some(text) => HandoverKey::parse(text).ok_or_else(no_page)?,
            None => HandoverKey(window.from(), Id([u8::MAX; 16]), i64::MAX),
        };
        let mut found = Found::new();
        handovers::each_after(conn, workspace, after, window.until, |it| {
            if self.fits(&Offered { it: &it, window }) {
                found.push((it.key().to_string(), it.lead, What::Handover(it)));
            }
            if found.len() > self.limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(found)
    }

    fn deals(&self, conn: &mut Conn, workspace: i64) -> Result<Found> {
        let mut found = Found::new();
        sales::each(conn, workspace, self.slice.window, self.after_id()?, |it| {
            if self.fits(&it) {
                found.push((it.id.to_string(), it.person, What::Deal(it)));
            }
            if found.len() > self.limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(found)
    }

    fn worked(&self, conn: &mut Conn, workspace: i64, book: &Book) -> Result<Found> {
        let after = self.after_id()?;
        let all = savings::handed_over(conn, workspace, &book.playbook, self.slice.window)?;
        let fitting = all.into_iter().filter(|it| it.person > after && self.fits(it));
        Ok(fitting.take(self.limit + 1).map(|it| (it.person.to_string(), it.person, What::Worked(it))).collect())
    }

    /// Leads that are worked now, and their clocks: all are read, and those of this page kept.
    fn now(&self, shared: &Shared, conn: &mut Conn) -> Result<SlicePage> {
        let mut found: BTreeMap<String, Item> = BTreeMap::new();
        let mut add = |key: String, item: Item| {
            if self.after.is_none_or(|after| key.as_str() > after) {
                found.insert(key, item);
                if found.len() > self.limit + 1 {
                    found.pop_last();
                }
            }
        };
        worked::each(shared, conn, |lead| match self.slice.of {
            Counted::Clocks => {
                for clock in &lead.sales.clocks {
                    if self.fits(&OfLead { lead: &lead, clock }) {
                        let item = Item { lead: lead.clone(), what: What::Clock(clock.clone()) };
                        add(format!("{}.{}", lead.id, clock.kind.id()), item);
                    }
                }
            }
            _ if self.fits(&lead) => add(lead.id.to_string(), Item { lead, what: What::Now }),
            _ => {}
        })?;
        let more = found.len() > self.limit;
        let keys: Vec<String> = found.keys().take(self.limit).cloned().collect();
        let items = found.into_values().take(self.limit).collect();
        Ok(SlicePage { items, next: keys.into_iter().last().filter(|_| more), looked_at: None })
    }

    fn funnel(&self, shared: &Shared, conn: &mut Conn, book: &Book) -> Result<SlicePage> {
        let (mut found, mut looked, mut after) = (Found::new(), 0, Some(self.after_id()?));
        let mut next = None;
        while let Some(id) = after {
            let (read, last) = recount::next(conn, &shared.books, shared.workspace, Some(id))?;
            for it in &read {
                looked += 1;
                let way = Way { it, book };
                if self.fits(&way) {
                    let (id, what) = (it.head.person, What::Way(it.journey.entry, way.furthest()));
                    found.push((id.to_string(), id, what));
                }
                if found.len() > self.limit {
                    return page(shared, conn, found, self.limit);
                }
            }
            after = last;
            if looked >= LOOKED_AT_MAX {
                next = last.map(|it| it.to_string());
                break;
            }
        }
        Ok(SlicePage { items: with_leads(shared, conn, found)?, next, looked_at: Some(looked) })
    }
}

fn no_page() -> StoreError {
    StoreError::Refused("slice_invalid", "the page begins after nothing that there is".into())
}

/// Whether a text that may not be known is this one; empty where it is not known.
pub(super) fn is(text: Option<&str>, value: &str) -> bool {
    text.unwrap_or_default() == value
}

/// A word of a list by its place.
pub(super) fn is_word(words: &[&str], place: i64, value: &str) -> bool {
    usize::try_from(place).ok().and_then(|place| words.get(place)) == Some(&value)
}

/// A hand-over in the window of its report.
pub(crate) struct Offered<'h> {
    pub it: &'h Handover,
    pub window: Window,
}

impl Counts for Offered<'_> {
    fn says(&self, part: Part, value: &str) -> bool {
        let it = self.it;
        match part {
            Part::State => it.state == value,
            Part::Reason => it.state == "refused" && is(it.reason.as_deref(), value),
            Part::Answer => it.answer().is_some_and(|it| it.id() == value),
            Part::Contact => it.first_contact().is_some_and(|it| it.id() == value),
            Part::Told => it.first_contact().is_some() && it.contact_told_late && value == "late",
            Part::Source => is(it.source.as_deref(), value),
            Part::Persona => is(it.persona.as_deref(), value),
            Part::Grade => is_word(&kopru_engine::playbook::GRADES, it.grade, value),
            Part::Band => is_word(&kopru_engine::playbook::BANDS, it.band, value),
            Part::Rule => it.rules.iter().any(|rule| rule == value),
            Part::Rep => it.rep() == value,
            Part::Week => value.parse() == Ok(self.window.week(it.offered_at)),
            _ => false,
        }
    }
}

/// How a clock stands: with `running` goes `warned` where it has.
pub(crate) fn clock_says(clock: &Running, state: &str) -> bool {
    match (clock.breached_at, clock.due) {
        (Some(_), _) => state == "late",
        (None, None) => state == "paused",
        (None, Some(_)) => state == "running" || (state == "warned" && clock.warned),
    }
}

/// A clock of a lead that is worked now.
pub(crate) struct OfLead<'l> {
    pub lead: &'l LeadRow,
    pub clock: &'l Running,
}

impl Counts for OfLead<'_> {
    fn says(&self, part: Part, value: &str) -> bool {
        match part {
            Part::Clock => ClockKind::ALL.iter().any(|it| it.id() == value && *it == self.clock.kind),
            Part::State => clock_says(self.clock, value),
            Part::Owner => is(self.lead.owner.as_deref(), value),
            _ => false,
        }
    }
}

/// A lead that is worked now.
impl Counts for LeadRow {
    fn says(&self, part: Part, value: &str) -> bool {
        match part {
            Part::Owner => is(self.owner.as_deref(), value),
            Part::Queue => self.owner.is_none() && self.queue == value,
            // A hand-over that waits for its answer is planned by whoever must answer.
            Part::Plan => {
                let waits = self.sales.offer.as_ref().is_some_and(Offer::is_waiting);
                let none = !waits && self.sales.clocks.is_empty() && self.sales.step.is_none();
                value == "none" && self.owner.is_some() && none
            }
            _ => false,
        }
    }
}

/// A lead's way, as the stages of the version in force count it.
struct Way<'w> {
    it: &'w recount::Read,
    book: &'w Book,
}

impl Way<'_> {
    /// The id of a stage of the lead's own version.
    fn id(&self, place: usize) -> Option<&str> {
        self.it.book.playbook.stages.get(place).map(|it| &*it.id)
    }

    fn furthest(&self) -> Option<String> {
        let place = self.it.journey.steps.iter().rposition(|it| it.how > 0)?;
        self.id(place).map(str::to_owned)
    }

    fn how(&self, stage: &str) -> u8 {
        let steps = self.it.journey.steps.iter().enumerate();
        steps.filter(|(place, _)| self.id(*place) == Some(stage)).fold(0, |all, (_, step)| all | step.how)
    }
}

impl Counts for Way<'_> {
    fn says(&self, part: Part, value: &str) -> bool {
        let playbook = &self.book.playbook;
        match part {
            Part::Through => {
                let furthest = self.furthest().and_then(|it| playbook.stage(&it));
                playbook.stage(value).zip(furthest).is_some_and(|(wanted, furthest)| furthest >= wanted)
            }
            Part::Decided => playbook.stage(value).is_some() && self.how(value) & DECIDED != 0,
            Part::Reported => playbook.stage(value).is_some() && self.how(value) & REPORTED != 0,
            Part::Month => self.it.journey.month(self.book).to_string() == value,
            Part::Source => is(self.it.journey.source.as_deref(), value),
            _ => false,
        }
    }
}
