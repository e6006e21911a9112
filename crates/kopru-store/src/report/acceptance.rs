//! How many hand-overs sales accepts and why not, and whether the first contact was in time (M15, M17).

use super::causes::Values;
pub use super::causes::{Cause, FEW};
use super::contacts::{Contacts, Waits};
use super::slice::Window;
use crate::dialect::Conn;
use crate::error::{Result, StoreError};
use crate::handovers::{self, Handover};
use crate::sql::{Param, Sql};
use crate::store::Store;
use kopru_engine::acceptance::{Outcomes, Verdict};
use kopru_engine::time::Moment;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Days of the window unless asked otherwise.
pub const DAYS: i64 = 90;

/// How hand-overs fared that were offered in a window of days until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The end of the window.
    pub as_of: Moment,
    /// Its length.
    pub days: i64,
    /// The rate that both teams want, in millionths.
    pub target: i64,
    /// Decided hand-overs below which nothing is said.
    pub min_sample: u64,
    /// What became of them.
    pub outcomes: Outcomes,
    /// What that says.
    pub verdict: Verdict,
    /// The same by weeks of seven days that end with the window, the oldest first.
    pub weeks: Vec<(Moment, Outcomes)>,
    /// What carries the gap to the target: first what is hardly chance, the clearest first.
    pub causes: Vec<Cause>,
    /// Why sales refused, the most frequent first.
    pub reasons: Vec<(String, u64)>,
    /// What both teams said of these answers afterwards; the answers themselves stay as they were.
    pub disputes: Disputes,
    /// The first contact of those that were accepted.
    pub contacts: Contacts,
    /// The same by who has them, those with the most late ones first.
    pub reps: Vec<(String, Contacts)>,
}

/// Disagreements about answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disputes {
    /// Not settled yet.
    pub open: u64,
    /// Refusals of which both teams say that they were wrong.
    pub wrong_refusals: u64,
    /// Acceptances of which both teams say that they were wrong.
    pub wrong_acceptances: u64,
}

impl Store {
    /// How hand-overs fared that were offered in the last `days` days.
    ///
    /// # Errors
    /// `days_invalid`; `no_handover` where the playbook hands nothing over; what the database answers.
    pub async fn acceptance(&self, days: i64) -> Result<Acceptance> {
        super::check_window(days)?;
        let book = self.book_in_force().await?;
        let Some(handover) = &book.playbook.handover else {
            return Err(StoreError::Refused("no_handover", "the playbook in force hands nothing over".into()));
        };
        let (target, min_sample) = (handover.acceptance_target, handover.min_sample.unsigned_abs());
        let as_of = self.now();
        self.reading(move |shared, conn| {
            let window = Window { until: as_of, days };
            let mut tally = Tally::default();
            handovers::each(conn, shared.workspace, window.from(), as_of, |it| tally.add(it, window))?;
            let disputes = disputes(conn, shared.workspace, window.from(), as_of)?;
            Ok(Acceptance { disputes, ..tally.finish(window, target, min_sample) })
        })
        .await
    }
}

fn disputes(conn: &mut Conn, workspace: i64, from: Moment, until: Moment) -> Result<Disputes> {
    let sql = "select it.about, coalesce(it.outcome, 'open'), count(*) from dispute it
               join handover over on over.workspace = it.workspace and over.person = it.person and over.number = it.number
               where it.workspace = $1 and over.offered_at > $2 and over.offered_at <= $3
               group by it.about, coalesce(it.outcome, 'open')";
    let mut all = Disputes::default();
    for mut row in conn.rows(sql, &[Param::Int(workspace), Param::at(from), Param::at(until)])? {
        let (about, outcome, count) = (row.text()?, row.text()?, u64::try_from(row.int()?).unwrap_or(0));
        match (outcome.as_str(), about.as_str()) {
            ("open", _) => all.open += count,
            ("overturned", "refusal") => all.wrong_refusals += count,
            ("overturned", _) => all.wrong_acceptances += count,
            _ => {}
        }
    }
    Ok(all)
}

#[derive(Default)]
struct Tally {
    all: Outcomes,
    weeks: BTreeMap<i64, Outcomes>,
    values: Values,
    reasons: BTreeMap<String, u64>,
    contacts: Waits,
    reps: BTreeMap<String, Waits>,
}

pub(super) fn count(outcomes: &mut Outcomes, state: &str) {
    let place = match state {
        "accepted" => &mut outcomes.accepted,
        "refused" => &mut outcomes.refused,
        "expired" => &mut outcomes.expired,
        "returned" => &mut outcomes.returned,
        "withdrawn" => &mut outcomes.withdrawn,
        _ => &mut outcomes.open,
    };
    *place += 1;
}

impl Tally {
    fn add(&mut self, it: Handover, window: Window) {
        count(&mut self.all, &it.state);
        count(self.weeks.entry(window.week(it.offered_at)).or_default(), &it.state);
        self.values.add(&it, count);
        if it.state == "refused" {
            *self.reasons.entry(it.reason.clone().unwrap_or_default()).or_default() += 1;
        }
        if it.state == "accepted" {
            self.contacts.add(&it);
            self.reps.entry(it.rep().to_owned()).or_default().add(&it);
        }
    }

    fn finish(mut self, window: Window, target: i64, min_sample: u64) -> Acceptance {
        let all = self.all;
        let weeks = 0..window.weeks();
        let weeks =
            weeks.map(|week| (window.week_begins(week), self.weeks.remove(&week).unwrap_or_default())).collect();
        let causes = self.values.causes(all.missing(target), target);
        let mut reasons: Vec<(String, u64)> = self.reasons.into_iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut reps: Vec<(String, Contacts)> =
            self.reps.into_iter().map(|(rep, waits)| (rep, waits.counted())).collect();
        reps.sort_by_key(|(_, it)| Reverse(it.late + it.missed));
        Acceptance {
            as_of: window.until,
            days: window.days,
            target,
            min_sample,
            outcomes: all,
            verdict: all.verdict(target, min_sample),
            weeks,
            causes,
            reasons,
            disputes: Disputes::default(),
            contacts: self.contacts.counted(),
            reps,
        }
    }
}
