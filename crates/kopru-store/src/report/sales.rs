//! The sales cycle: which deals were opened, won and lost, what they brought in, by where the lead came from, by how it was
//! graded when it was handed over, and by whether the first contact was in time (M28).

use super::contacts::quantiles;
use super::slice::{Counts, Part, Window, is};
use crate::dialect::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::sql::{Param, Row, Sql};
use crate::store::Store;
use kopru_engine::playbook::GRADES;
use kopru_engine::share::Share;
use kopru_engine::time::{Day, Moment};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Days of the window unless asked otherwise.
pub const DAYS: i64 = 365;

/// Deals that were opened in a window of days until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesCycle {
    /// The end of the window.
    pub as_of: Moment,
    /// Its length.
    pub days: i64,
    /// All of them.
    pub all: Deals,
    /// By where the lead came from; empty where that is not known.
    pub by_source: Vec<(String, Deals)>,
    /// By the first contact after the acceptance.
    pub by_contact: Vec<(FirstContact, Deals)>,
    /// By the grade of fit at the hand-over; empty for those that were never handed over.
    pub by_grade: Vec<(String, Deals)>,
    /// By who accepted the hand-over; empty where nobody did.
    pub by_rep: Vec<(String, Deals)>,
    /// Why deals were lost, the most frequent first.
    pub lost: Vec<(String, u64)>,
}

/// How the first contact went that came before a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FirstContact {
    /// As agreed.
    InTime,
    /// Too late.
    Late,
    /// None is known: nobody handed the lead over, or nobody told of it.
    Unknown,
}

impl FirstContact {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            FirstContact::InTime => "in_time",
            FirstContact::Late => "late",
            FirstContact::Unknown => "unknown",
        }
    }
}

/// Deals that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deals {
    /// Not ended yet.
    pub open: u64,
    /// Won.
    pub won: u64,
    /// Lost.
    pub lost: u64,
    /// What those that were won brought in, in minor units, by currency.
    pub revenue: BTreeMap<String, i64>,
    /// Won deals of which nobody told the amount.
    pub unpriced: u64,
    /// Half of those that were won were won within so many seconds of being opened; none while none was.
    pub median_secs: Option<i64>,
}

impl Deals {
    /// Won, of those that ended.
    pub fn rate(&self) -> Share {
        Share::new(self.won, self.won + self.lost)
    }

    /// All of them.
    pub fn count(&self) -> u64 {
        self.open + self.won + self.lost
    }
}

impl Store {
    /// Deals that were opened in the last `days` days.
    ///
    /// # Errors
    /// `days_invalid`; what the database answers.
    pub async fn sales_cycle(&self, days: i64) -> Result<SalesCycle> {
        super::check_window(days)?;
        let as_of = self.now();
        self.reading(move |shared, conn| {
            let mut tally = Tally::default();
            each(conn, shared.workspace, Window { until: as_of, days }, Id([0; 16]), |deal| {
                tally.add(deal);
                ControlFlow::Continue(())
            })?;
            Ok(tally.finish(as_of, days))
        })
        .await
    }
}

/// A deal with what was known of its lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealSeen {
    /// Its id.
    pub id: Id,
    /// With whom.
    pub person: Id,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it ended.
    pub closed_at: Option<Moment>,
    /// When it is expected to end.
    pub expected_on: Option<Day>,
    /// `open`, `won`, `lost`.
    pub outcome: String,
    /// Minor units and currency.
    pub amount: Option<(i64, String)>,
    /// Why it ended so.
    pub reason: Option<String>,
    /// Where the lead came from.
    pub source: Option<String>,
    /// The grade at the hand-over, 0 for A.
    pub grade: Option<i64>,
    /// Who accepted.
    pub rep: Option<String>,
    /// The first contact after that.
    pub contact: FirstContact,
}

impl DealSeen {
    fn grade(&self) -> &'static str {
        self.grade.and_then(|it| GRADES.get(usize::try_from(it).ok()?)).copied().unwrap_or_default()
    }
}

impl Counts for DealSeen {
    fn says(&self, part: Part, value: &str) -> bool {
        match part {
            Part::State => self.outcome == value,
            Part::Reason => self.outcome == "lost" && is(self.reason.as_deref(), value),
            Part::Source => is(self.source.as_deref(), value),
            Part::Contact => self.contact.id() == value,
            Part::Grade => self.grade() == value,
            Part::Rep => is(self.rep.as_deref(), value),
            _ => false,
        }
    }
}

/// Deals read at once.
const CHUNK: usize = 2_000;

/// Deals of the window behind one of them, in the order of their ids, with the accepted hand-over that came before them, the
/// latest; until told enough.
pub(super) fn each(
    conn: &mut Conn,
    workspace: i64,
    window: Window,
    mut after: Id,
    mut tell: impl FnMut(DealSeen) -> ControlFlow<()>,
) -> Result<()> {
    let sql = format!(
        "select it.opportunity, it.person, it.opened_at, it.closed_at, it.expected_on, it.outcome, it.amount_minor,
         it.currency, it.reason, lead.source, over.grade, over.answered_by, over.contact_at, over.contact_late, over.late_at
         from opportunity it join person lead on lead.workspace = it.workspace and lead.person = it.person
         left join handover over on over.workspace = it.workspace and over.person = it.person
         and over.number = (select max(last.number) from handover last where last.workspace = it.workspace
             and last.person = it.person and last.state = 'accepted' and last.offered_at <= it.opened_at)
         where it.workspace = $1 and it.opened_at > $2 and it.opened_at <= $3 and it.opportunity > $4
         order by it.opportunity limit {CHUNK}"
    );
    loop {
        let (from, until) = (Param::at(window.from()), Param::at(window.until));
        let rows = conn.rows(&sql, &[Param::Int(workspace), from, until, Param::Blob(&after.0)])?;
        let full = rows.len() == CHUNK;
        for mut row in rows {
            let deal = read(&mut row)?;
            after = deal.id;
            if tell(deal).is_break() {
                return Ok(());
            }
        }
        if !full {
            return Ok(());
        }
    }
}

fn read(row: &mut Row) -> Result<DealSeen> {
    let (id, person, opened_at, closed_at) = (row.id()?, row.id()?, row.at()?, row.at_opt()?);
    let (expected_on, outcome) =
        (row.int_opt()?.and_then(|days| i32::try_from(days).ok()).map(Day::from_days), row.text()?);
    let (minor, currency, reason, source) = (row.int_opt()?, row.text_opt()?, row.text_opt()?, row.text_opt()?);
    let (grade, rep) = (row.int_opt()?, row.text_opt()?);
    let (made, late, late_at) = (row.at_opt()?, row.int_opt()?, row.at_opt()?);
    let contact = match (made, late_at) {
        (Some(_), _) if late == Some(0) => FirstContact::InTime,
        (Some(_), _) | (None, Some(_)) => FirstContact::Late,
        (None, None) => FirstContact::Unknown,
    };
    let amount = minor.zip(currency);
    Ok(DealSeen { id, person, opened_at, closed_at, expected_on, outcome, amount, reason, source, grade, rep, contact })
}

/// Deals, and how long those took that were won.
#[derive(Default)]
struct Sum {
    deals: Deals,
    secs: Vec<i64>,
}

#[derive(Default)]
struct Tally {
    all: Sum,
    by_source: BTreeMap<String, Sum>,
    by_contact: BTreeMap<FirstContact, Sum>,
    by_grade: BTreeMap<String, Sum>,
    by_rep: BTreeMap<String, Sum>,
    lost: BTreeMap<String, u64>,
}

impl Tally {
    fn add(&mut self, deal: DealSeen) {
        let grade = deal.grade();
        for sum in [
            &mut self.all,
            self.by_source.entry(deal.source.clone().unwrap_or_default()).or_default(),
            self.by_contact.entry(deal.contact).or_default(),
            self.by_grade.entry(grade.to_owned()).or_default(),
            self.by_rep.entry(deal.rep.clone().unwrap_or_default()).or_default(),
        ] {
            sum.add(&deal);
        }
        if deal.outcome == "lost" {
            *self.lost.entry(deal.reason.unwrap_or_default()).or_default() += 1;
        }
    }

    fn finish(self, as_of: Moment, days: i64) -> SalesCycle {
        let mut lost: Vec<(String, u64)> = self.lost.into_iter().collect();
        lost.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        SalesCycle {
            as_of,
            days,
            all: self.all.counted(),
            by_source: most_won(self.by_source),
            by_contact: self.by_contact.into_iter().map(|(it, sum)| (it, sum.counted())).collect(),
            by_grade: self.by_grade.into_iter().map(|(it, sum)| (it, sum.counted())).collect(),
            by_rep: most_won(self.by_rep),
            lost,
        }
    }
}

/// Groups, those with the most won deals first.
fn most_won(all: BTreeMap<String, Sum>) -> Vec<(String, Deals)> {
    let mut all: Vec<(String, Deals)> = all.into_iter().map(|(it, sum)| (it, sum.counted())).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.1.won));
    all
}

impl Sum {
    fn add(&mut self, deal: &DealSeen) {
        let deals = &mut self.deals;
        match deal.outcome.as_str() {
            "won" => {
                deals.won += 1;
                match &deal.amount {
                    Some((minor, currency)) => {
                        let sum = deals.revenue.entry(currency.clone()).or_default();
                        *sum = sum.saturating_add(*minor);
                    }
                    None => deals.unpriced += 1,
                }
                // One that only another system reports is opened here when it is closed: nobody knows how long it took.
                let took = deal.closed_at.map(|at| at.secs() - deal.opened_at.secs());
                self.secs.extend(took.filter(|secs| *secs > 0));
            }
            "lost" => deals.lost += 1,
            _ => deals.open += 1,
        }
    }

    fn counted(mut self) -> Deals {
        let [median_secs, _] = quantiles(&mut self.secs);
        Deals { median_secs, ..self.deals }
    }
}
