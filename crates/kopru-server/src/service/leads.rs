//! Leads and people as they are shown, whoever asks.

use super::names::Names;
use super::{Services, Veil};
use kopru_engine::account::Account;
use kopru_engine::checklist::{Checked, checklist};
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Priority;
use kopru_engine::say;
use kopru_engine::steps::{self, Taken as Course};
use kopru_engine::time::Moment;
use kopru_engine::trace::Trace;
use kopru_store::explain::Explanation;
use kopru_store::intake::identity;
use kopru_store::lead::{LeadView, PersonView, TimelineEntry};
use kopru_store::leads::{LeadFilter, LeadRow, Page};
use kopru_store::rows::IdentityKey;
use kopru_store::team::routing::Deadline;
use kopru_store::{Id, Result, StoreError};

/// A lead with what follows from it at this moment.
#[derive(Clone, Debug)]
pub struct LeadShown {
    /// What is stored, brought to this moment.
    pub view: LeadView,
    /// The scores with every rule's share.
    pub trace: Trace,
    /// Where it leads.
    pub course: Course,
    /// What both teams look at before sales answers; without what the reader may not see.
    pub checklist: Vec<Checked>,
}

impl LeadShown {
    /// The account; one of which nothing is known where there is none.
    pub fn account(&self) -> Account {
        self.view.account.as_ref().map_or_else(|| Account::new(&self.view.book.playbook), |it| it.1.clone())
    }
}

/// How a fact's lead is named to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// By this identity.
    As(Subject),
    /// There is no such lead.
    Nobody,
    /// Only ids of other sources are known.
    Otherwise,
    /// The person was erased.
    Erased,
}

impl Services {
    /// A lead as it is now.
    ///
    /// # Errors
    /// As [`kopru_store::Store::lead`] says; likewise below.
    pub async fn lead(&self, id: Id, veil: &Veil) -> Result<LeadShown> {
        let mut view = self.store.lead(id).await?;
        let now = self.store.now();
        let book = view.book.clone();
        let playbook = &book.playbook;
        let none = Account::new(playbook);
        let account = view.account.as_ref().map_or(&none, |it| &it.1);
        let course = steps::course(playbook, &view.lead, account, now);
        let mut trace = Trace::of(playbook, &view.lead, account, now);
        let mut checklist = checklist(playbook, &view.lead, account, now);
        checklist.retain(|it| it.reads(playbook).iter().all(|slot| !veil.hides(playbook, *slot)));
        veil.trace(playbook, &mut trace);
        veil.lead(playbook, &mut view.lead);
        view.due.iter_mut().for_each(|it| veil.decision(playbook, it));
        Ok(LeadShown { view, trace, course, checklist })
    }

    /// By when a lead would have to be answered and contacted, were it offered now; who was merged is the survivor.
    ///
    /// # Errors
    /// As [`kopru_store::Store::if_offered`] says.
    pub async fn if_offered(&self, id: Id) -> Result<Deadline> {
        self.store.if_offered(self.survivor(id).await?.id).await
    }

    /// Why a lead stood where it stood.
    ///
    /// # Errors
    /// As the store says.
    pub async fn explain(
        &self,
        id: Id,
        at: Option<kopru_engine::time::Moment>,
        as_known_now: bool,
        veil: &Veil,
    ) -> Result<Explanation> {
        let mut it = self.store.explain(id, at, as_known_now).await?;
        let book = it.book.clone();
        veil.trace(&book.playbook, &mut it.trace);
        veil.lead(&book.playbook, &mut it.lead);
        it.decisions.iter_mut().for_each(|entry| unveil(veil, entry));
        Ok(it)
    }

    /// A page of leads.
    ///
    /// # Errors
    /// `filter_invalid`; `field_not_indexed`, also for what the caller may not see; `condition_invalid`; `field_sensitive`
    /// for a condition that reads what the caller may not see.
    pub async fn leads(
        &self,
        mut filter: LeadFilter,
        after: Option<Id>,
        limit: usize,
        veil: &Veil,
    ) -> Result<Page<LeadRow>> {
        filter.fields.iter().try_for_each(|(name, _)| veil.filter(name))?;
        if let Some(when) = &mut filter.when {
            when.veiled = matches!(veil, Veil::Drawn(_));
        }
        self.store.leads(filter, after, limit).await
    }

    /// What happened to a person.
    ///
    /// # Errors
    /// As the store says.
    pub async fn timeline(&self, id: Id, before: Option<i64>, limit: usize, veil: &Veil) -> Result<Vec<TimelineEntry>> {
        let mut entries = self.store.timeline(id, before, limit).await?;
        entries.iter_mut().for_each(|entry| unveil(veil, entry));
        Ok(entries)
    }

    /// People who have exactly this identity; an external id may stand with its source, `crm:7`, or without.
    ///
    /// # Errors
    /// As the store says.
    pub async fn people_named(&self, subject: &Subject) -> Result<Vec<PersonView>> {
        let mut found = Vec::new();
        for id in self.store.find_people(subject.value()).await? {
            let person = self.store.person(id).await?;
            if person.identities.iter().any(|key| is_named(key, subject)) {
                found.push(person);
            }
        }
        Ok(found)
    }

    /// How a fact from `source` names a lead whose id is known. Who was merged is the survivor.
    ///
    /// # Errors
    /// As the store says.
    pub async fn name_of(&self, lead: &str, fact: &RawFact) -> Result<Named> {
        let Some(mut id) = Id::parse(lead) else { return Ok(Named::Nobody) };
        loop {
            let person = match self.store.person(id).await {
                Err(StoreError::NotFound(_)) => return Ok(Named::Nobody),
                other => other?,
            };
            if let Some(survivor) = person.merged_into {
                id = survivor;
                continue;
            }
            if person.erased_at.is_some() {
                return Ok(Named::Erased);
            }
            let source = fact.source.as_deref().unwrap_or_default();
            let name = ["email", "phone", "visitor", "external"].into_iter().find_map(|kind| {
                person.identities.iter().filter(|key| key.kind == kind).find_map(|key| as_sent(key, source))
            });
            return Ok(name.map_or(Named::Otherwise, Named::As));
        }
    }
}

fn unveil(veil: &Veil, entry: &mut TimelineEntry) {
    let book = entry.book.clone();
    if let Some(decision) = &mut entry.decision {
        veil.decision(&book.playbook, decision);
    }
}

fn is_named(key: &IdentityKey, subject: &Subject) -> bool {
    match subject {
        Subject::External(text) => {
            let (source, id) = key.value.split_once('\u{1f}').unwrap_or(("", &key.value));
            key.kind == "external" && (id == text || format!("{source}:{id}") == *text)
        }
        _ => *key == identity(subject, ""),
    }
}

/// The subject under which a fact from `source` reaches the owner of an identity.
fn as_sent(key: &IdentityKey, source: &str) -> Option<Subject> {
    let value = key.value.clone();
    Some(match key.kind {
        "email" => Subject::Email(value),
        "phone" => Subject::Phone(value),
        "visitor" => Subject::Visitor(value),
        _ => {
            let (of, id) = value.split_once('\u{1f}').unwrap_or(("", &value));
            if of != source {
                return None;
            }
            Subject::External(id.to_owned())
        }
    })
}

/// What a lead is called.
pub fn name(row: &LeadRow, hidden: (bool, bool)) -> String {
    let name = row.name.clone().filter(|it| !hidden.0 && !it.is_empty());
    name.or_else(|| row.email.clone().filter(|_| !hidden.1))
        .unwrap_or_else(|| row.id.to_string().chars().take(13).collect())
}

/// Deadlines that are this near are soon, in seconds: four hours.
pub const SOON_SECS: i64 = 4 * 3_600;

/// How urgent a lead is beside others, the smaller the more: what is late, then what is due soon, then the rest; among those the
/// higher priority, then what is due first.
pub fn urgency(row: &LeadRow, now: Moment) -> (u8, Priority, Option<Moment>, Moment) {
    let due = next_due(row).map(|it| it.1);
    let near = match due.map(|at| at.secs() - now.secs()) {
        Some(left) if left < 0 => 0,
        Some(left) if left < SOON_SECS => 1,
        Some(_) => 2,
        None => 3,
    };
    (near, row.priority, due, row.entered_at)
}

/// By when a lead would be due if it were offered now, as a sentence; `when` says a moment.
pub fn deadline(it: &Deadline, when: impl Fn(Moment) -> String, (names, lang): (&Names, Lang)) -> String {
    let to = it.to.as_deref().map(|to| names.of(to));
    let mut text = match to {
        Some(to) => say!(lang, en = "If it were offered to {to} now", tr = "Şimdi {to} kullanıcısına sunulsa"),
        None => say!(lang, en = "If it were offered now", tr = "Şimdi sunulsa"),
    };
    let mut parts = Vec::new();
    if let Some(at) = it.due.answer.map(&when) {
        parts.push(say!(lang, en = "an answer would be due {at}", tr = "yanıt için son zaman {at}"));
    }
    if let Some(at) = it.due.contact.map(&when) {
        parts.push(say!(
            lang,
            en = "the first contact, if accepted at once, {at}",
            tr = "hemen kabul edilirse ilk temas için son zaman {at}"
        ));
    }
    if parts.is_empty() {
        parts.push(say!(lang, en = "nothing would be due", tr = "son zaman olmazdı"));
    }
    text.push_str(&format!("{} {}.", if lang == Lang::Tr { ":" } else { "," }, parts.join(", ")));
    text
}

/// What is due next of a lead: the clock that ends first, or the next step.
pub fn next_due(row: &LeadRow) -> Option<(String, Moment)> {
    let clocks = row.sales.clocks.iter().filter_map(|it| Some((it.kind.id().to_owned(), it.due?)));
    let step = row.sales.step.as_ref().map(|it| ("step".to_owned(), it.due));
    clocks.chain(step).min_by_key(|it| it.1)
}
