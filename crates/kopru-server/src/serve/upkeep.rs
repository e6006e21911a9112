//! The background work: again at once while there is something to do, else after a second at most.

use super::Stop;
use crate::api::app::App;
use crate::limits::{UPKEEP_FAULT_MS_MAX, UPKEEP_MS_MAX};
use crate::notices::mail::{self, Post, Sent};
use crate::notices::{self, digest};
use crate::webhooks::{self, Sender};
use kopru_store::upkeep::Round;
use kopru_store::{Id, StoreError};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is asked whose working day has begun.
const DIGEST_EVERY_SECS: i64 = 60;

/// How often files that are held for too long are looked for.
const FILES_EVERY_SECS: u64 = 60;

/// Works until everything stops.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<Stop>) {
    let mut wait = Wait::default();
    let mut named = BTreeSet::new();
    loop {
        let pause = wait.after(&round(&app).await);
        name_unreadable(&app, &mut named);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|it| *it > Stop::No) => return,
        }
    }
}

/// Tells webhooks what was decided, until everything stops.
pub async fn tell(app: Arc<App>, sender: Sender, mut stop: watch::Receiver<Stop>) {
    loop {
        let pause = match webhooks::round(&app.services, &sender).await {
            Ok(told) => {
                let did =
                    [("webhook_told", told.delivered), ("webhook_failed", told.failed), ("dead_letter", told.given_up)];
                did.into_iter().filter(|it| it.1 > 0).for_each(|(what, count)| app.metrics.upkeep(what, count));
                if told.more || told.given_up > 0 { 0 } else { UPKEEP_MS_MAX }
            }
            Err(_) => UPKEEP_FAULT_MS_MAX,
        };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            _ = stop.wait_for(|it| *it > Stop::No) => return,
        }
    }
}

/// Makes notices of what was decided, and mails them, until everything stops.
pub async fn notify(app: Arc<App>, post: Option<Post>, mut stop: watch::Receiver<Stop>) {
    let mut looked = None;
    loop {
        // Whose working day has begun is asked once a minute.
        let now = app.services.store.now().secs();
        let days = looked.is_none_or(|at| now - at >= DIGEST_EVERY_SECS);
        looked = if days { Some(now) } else { looked };
        let pause = match notify_once(&app, post.as_ref(), days).await {
            Ok(0) => UPKEEP_MS_MAX,
            Ok(_) => 0,
            Err(fault) => {
                tracing::debug!(code = fault.code(), "notices wait");
                UPKEEP_FAULT_MS_MAX
            }
        };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            _ = stop.wait_for(|it| *it > Stop::No) => return,
        }
    }
}

/// Forgets files that nobody imported in time, until everything stops. Each process holds its own.
pub async fn forget_files(app: Arc<App>, mut stop: watch::Receiver<Stop>) {
    loop {
        app.uploads.forget_old(app.services.store.now());
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(FILES_EVERY_SECS)) => {}
            _ = stop.wait_for(|it| *it > Stop::No) => return,
        }
    }
}

async fn notify_once(app: &App, post: Option<&Post>, days: bool) -> Result<usize, StoreError> {
    if days && app.services.store.judge_acceptance().await? {
        app.metrics.upkeep("acceptance_told", 1);
    }
    let mut count = notices::round(&app.services).await?;
    let Some(post) = post else { return Ok(count) };
    if days {
        count += digest::round(&app.services).await?;
    }
    let Sent { sent, failed, given_up } = mail::round(&app.services, post).await?;
    let did = [("mail_sent", sent), ("mail_failed", failed), ("mail_given_up", given_up)];
    did.into_iter().filter(|it| it.1 > 0).for_each(|(what, count)| app.metrics.upkeep(what, count));
    Ok(count + sent)
}

async fn round(app: &App) -> Result<Round, StoreError> {
    app.services.may_decide()?;
    let round = app.services.store.upkeep().await?;
    let Round { timers, told, routed, team, swept, waited, purged } = round;
    let did = [
        ("timer", timers),
        ("account_told", told),
        ("routed", routed),
        ("team_told", team),
        ("swept", swept),
        ("waited", waited),
        ("purged", purged),
    ];
    for (what, count) in did.into_iter().filter(|it| it.1 > 0) {
        app.metrics.upkeep(what, count);
    }
    Ok(round)
}

/// Says in the log which leads cannot be read, each once until it can be read again.
fn name_unreadable(app: &App, named: &mut BTreeSet<Id>) {
    let found = app.services.store.unreadable();
    for lead in found.iter().filter(|it| !named.contains(&it.person)) {
        let (person, retry_at) = (lead.person, lead.retry_at);
        tracing::error!(lead = %person, %retry_at, cause = lead.why, "a lead cannot be read and is left out for now");
    }
    *named = found.into_iter().map(|it| it.person).collect();
}

/// How long to wait, and whether a fault was logged already.
#[derive(Debug, Default)]
struct Wait {
    fault: Option<&'static str>,
    millis: u64,
}

impl Wait {
    fn after(&mut self, done: &Result<Round, StoreError>) -> Duration {
        let fault = match done {
            Ok(_) | Err(StoreError::Refused("no_playbook", _)) => None,
            Err(fault) => Some(fault),
        };
        match (fault, self.fault) {
            (Some(fault), known) if known != Some(fault.code()) => {
                tracing::warn!(code = fault.code(), cause = %fault, "background work failed and is tried again");
            }
            (None, Some(code)) => tracing::info!(code, "background work goes on"),
            _ => {}
        }
        self.fault = fault.map(StoreError::code);
        self.millis = match done {
            Ok(round) if !round.is_idle() => 0,
            _ if self.fault.is_none() => UPKEEP_MS_MAX,
            _ => (self.millis.max(UPKEEP_MS_MAX / 2) * 2).min(UPKEEP_FAULT_MS_MAX),
        };
        Duration::from_millis(self.millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_on_at_once_rests_a_second_and_comes_back_later_after_each_fault() {
        let mut wait = Wait::default();
        let busy = Ok(Round { timers: 1, ..Round::default() });
        let away = Err(StoreError::Unavailable("away".into()));
        let no_playbook = Err(StoreError::Refused("no_playbook", "none".into()));
        let mut millis = |done: &Result<Round, StoreError>| wait.after(done).as_millis();
        assert_eq!([millis(&busy), millis(&Ok(Round::default())), millis(&no_playbook)], [0, 1_000, 1_000]);
        let after_faults: Vec<u128> = (0..7).map(|_| millis(&away)).collect();
        assert_eq!(after_faults, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!([millis(&Ok(Round::default())), millis(&away)], [1_000, 2_000]);
    }
}
