//! E-mails that were sent or came: each is noted as a fact of every lead that it concerns, once, however many copies of it are
//! brought. None makes a lead.

use super::Services;
use crate::intake::email::{self, Email, NoEmail, Sort};
use crate::limits::{EMAIL_ADDRESSES_MAX, EMAIL_BYTES_MAX};
use kopru_engine::decide::Outcome;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::limits::{AHEAD_SECS_MAX, TEXT_CHARS_MAX};
use kopru_engine::playbook::{Builtin, Playbook};
use kopru_engine::time::Moment;
use kopru_engine::value::{Scalar, Type};
use kopru_store::team::users::User;
use kopru_store::written::Incoming;
use kopru_store::{Answered, FactIn, Id, Refusal, Result, StoreError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The type of fact by which a playbook says that leads answer e-mails.
const REPLIED: &str = "email_replied";
/// The type of fact by which a playbook says that e-mails come back.
const BOUNCED: &str = "email_bounced";
/// The datum in which the words are kept.
const NOTE: &str = "note";

/// Why a message itself cannot be noted; whatever else stands in its way may pass.
pub const REFUSALS: [&str; 10] = [
    "email_unreadable",
    "email_too_large",
    "email_without_sender",
    "email_without_date",
    "email_too_many_addresses",
    "email_too_many_parts",
    "email_concerns_nobody",
    "email_of_somebody_else",
    "email_reply_undeclared",
    "occurred_in_future",
];

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Somebody of ours wrote to leads.
    Outbound,
    /// A lead wrote.
    Inbound,
    /// A mail server says that a message could not be brought to leads.
    Returned,
}

impl Way {
    /// Its word for programs.
    pub fn id(self) -> &'static str {
        match self {
            Way::Outbound => "outbound",
            Way::Inbound => "inbound",
            Way::Returned => "returned",
        }
    }
}

/// What became of a message.
#[derive(Clone, Debug)]
pub struct EmailNoted {
    /// Its id.
    pub id: String,
    /// The message that it answers.
    pub in_reply_to: Option<String>,
    /// When it was sent.
    pub at: Moment,
    /// Which way it went.
    pub way: Way,
    /// Who of ours wrote it.
    pub by: Option<String>,
    /// Whether no person wrote it: then it is no contact and no answer.
    pub automatic: bool,
    /// The type of fact that it was noted as.
    pub kind: String,
    /// Whether that has a place for its words.
    pub words_kept: bool,
    /// The leads that it concerns, by the addresses under which it names them.
    pub leads: Vec<NotedOf>,
    /// Addresses that it should concern and that are no lead's.
    pub unknown: Vec<String>,
}

/// What became of a message for one lead.
#[derive(Clone, Debug)]
pub struct NotedOf {
    /// The lead.
    pub lead: Id,
    /// The address by which it is named.
    pub address: String,
    /// The fact's id.
    pub fact: String,
    /// What became of it.
    pub noted: std::result::Result<Noted, Refusal>,
}

/// How a message was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// For the first time.
    New,
    /// It was known, from this copy or another.
    Known,
    /// It lies a little ahead, or its lead cannot be read now.
    Waiting,
}

impl Noted {
    /// Its word for programs.
    pub fn id(self) -> &'static str {
        match self {
            Noted::New => "new",
            Noted::Known => "known",
            Noted::Waiting => "waiting",
        }
    }
}

/// Whom a message concerns, and as what it is to be noted.
struct Concern<'e> {
    email: &'e Email,
    way: Way,
    by: Option<String>,
    leads: BTreeMap<Id, String>,
    unknown: Vec<String>,
}

impl Services {
    /// Notes a message, as a file or a mail server brings it, of all leads that it concerns. `of`: the lead that whoever
    /// brings it means, which must be among them. Who brought it stands in the audit.
    ///
    /// # Errors
    /// `email_unreadable`, `email_too_large`, `email_without_sender`, `email_without_date`, `email_too_many_addresses`,
    /// `email_too_many_parts`, `occurred_in_future`; `email_concerns_nobody`, `email_of_somebody_else`; `email_reply_undeclared`;
    /// `no_playbook`, `decision_version`; what the database answers. That a fact is not taken stands beside its lead.
    pub async fn note_email(
        &self,
        bytes: impl AsRef<[u8]> + Send + 'static,
        of: Option<Id>,
        brought_by: &str,
    ) -> Result<EmailNoted> {
        self.may_decide()?;
        let book = self.store.book().await?;
        let read = tokio::task::spawn_blocking(move || email::read(bytes.as_ref())).await;
        let email = read.unwrap_or(Err(NoEmail::Unreadable)).map_err(refused)?;
        let users = self.store.users().await?;
        let mut concern = self.concerned(&email, &users).await?;
        // Who forwards a message as an attachment brings that message.
        if let Some(attached) = email.attached.as_deref().filter(|_| concern.leads.is_empty() && concern.by.is_some()) {
            concern = self.concerned(attached, &users).await?;
        }
        if concern.leads.is_empty() {
            let why = format!("no lead has one of the addresses: {}", concern.unknown.join(", "));
            return Err(StoreError::Refused("email_concerns_nobody", why));
        }
        if let Some(of) = of
            && !concern.leads.contains_key(&self.survivor(of).await?.id)
        {
            return Err(StoreError::Refused("email_of_somebody_else", "the message concerns other leads".into()));
        }
        if concern.email.at.secs() - self.store.now().secs() > AHEAD_SECS_MAX {
            let why = format!("the message says that it was sent at {}", concern.email.at);
            return Err(StoreError::Refused("occurred_in_future", why));
        }
        let (kind, data) = concern.told(&book.playbook)?;
        self.noted(concern, &kind, &data, brought_by).await
    }

    /// Who wrote a message, and which leads it concerns.
    async fn concerned<'e>(&self, email: &'e Email, users: &[User]) -> Result<Concern<'e>> {
        let ours = |address: &String| users.iter().find(|it| it.email.as_ref() == Some(address));
        let writer = email.from.iter().find_map(ours);
        let (way, named) = match (email.sort, writer) {
            (Sort::Bounce, _) => (Way::Returned, &email.failed),
            (_, Some(_)) => (Way::Outbound, &email.to),
            (_, None) => (Way::Inbound, &email.from),
        };
        let by = writer.filter(|_| way == Way::Outbound).map(|it| it.id.clone());
        let (mut leads, mut unknown) = (BTreeMap::new(), Vec::new());
        // In the order of their letters: of two addresses of one lead every copy names the same.
        let mut named: Vec<&String> = named.iter().filter(|it| ours(it).is_none()).collect();
        named.sort_unstable();
        for address in named {
            match self.store.people_with("email", address).await?.first() {
                Some(lead) => drop(leads.entry(*lead).or_insert_with(|| address.clone())),
                None => unknown.push(address.clone()),
            }
        }
        Ok(Concern { email, way, by, leads, unknown })
    }

    async fn noted(
        &self,
        concern: Concern<'_>,
        kind: &str,
        data: &BTreeMap<String, Scalar>,
        brought_by: &str,
    ) -> Result<EmailNoted> {
        let Concern { email, way, by, leads, unknown } = concern;
        let facts = leads.values().map(|address| {
            let mut raw = RawFact::new(Subject::Email(address.clone()), kind);
            raw.id = Some(fact_id(&email.id, address));
            raw.occurred_at = Some(email.at);
            // No source: the first fact that names one says where the lead came from, and a message may be older than all.
            raw.data.clone_from(data);
            // An address that was erased since it was looked for stays so.
            FactIn { incoming: Incoming { raw, also: Vec::new() }, import: true }
        });
        let answers = self.store.take(facts.collect()).await?;
        let mut noted = Vec::with_capacity(leads.len());
        for ((lead, address), answer) in leads.into_iter().zip(answers) {
            let it = NotedOf { lead, fact: fact_id(&email.id, &address), address, noted: became(answer) };
            if it.noted.as_ref().is_ok_and(|it| *it == Noted::New) {
                let detail = json!({ "fact": it.fact, "type": kind });
                self.store.note_act(brought_by, "email.added", &lead.to_string(), detail).await?;
            }
            noted.push(it);
        }
        Ok(EmailNoted {
            id: email.id.clone(),
            in_reply_to: email.in_reply_to.clone(),
            at: email.at,
            way,
            by,
            automatic: email.sort != Sort::Personal,
            kind: kind.to_owned(),
            words_kept: data.contains_key(NOTE),
            leads: noted,
            unknown,
        })
    }
}

impl Concern<'_> {
    /// The type of fact as which the message is noted, and its data.
    fn told(&self, playbook: &Playbook) -> Result<(String, BTreeMap<String, Scalar>)> {
        let declared = match (self.way, self.email.sort) {
            (Way::Inbound, Sort::Personal) => Some(REPLIED),
            (Way::Returned, _) => Some(BOUNCED),
            _ => None,
        };
        let known = declared.and_then(|id| playbook.fact_types.get(usize::from(playbook.fact_type(id)?)));
        let mut data = BTreeMap::new();
        if let Some(known) = known {
            if known.data.iter().any(|it| &*it.id == NOTE && it.kind == Type::Text) {
                data.insert(NOTE.into(), Scalar::Text(self.words()));
            }
            return Ok((known.id.to_string(), data));
        }
        if declared == Some(REPLIED) {
            let why = format!("the playbook in force declares no `{REPLIED}`, so what a lead writes cannot be noted");
            return Err(StoreError::Refused("email_reply_undeclared", why));
        }
        let outcome = match (self.way, self.email.sort) {
            (Way::Returned, _) => "bounced",
            (Way::Inbound, _) | (_, Sort::AutoReply) => "auto_reply",
            _ => "sent",
        };
        let mut say = |name: &str, value: Scalar| drop(data.insert(name.to_owned(), value));
        say("channel", Scalar::Text("email".into()));
        say("outcome", Scalar::Text(outcome.into()));
        say(NOTE, Scalar::Text(self.words()));
        if self.email.sort != Sort::Personal {
            say("automatic", Scalar::Bool(true));
        }
        if let Some(by) = &self.by {
            say("by", Scalar::Text(by.clone()));
        }
        Ok((Builtin::Contacted.id().to_owned(), data))
    }

    /// What it is about and what it says, as far as a text of a fact may be long.
    fn words(&self) -> String {
        let Email { subject, words, .. } = self.email;
        let all = [subject.as_str(), words.as_str()].into_iter().filter(|it| !it.is_empty());
        let all = all.collect::<Vec<_>>().join("\n\n");
        if all.chars().count() <= TEXT_CHARS_MAX {
            return all;
        }
        all.chars().take(TEXT_CHARS_MAX - 1).chain(['…']).collect()
    }
}

/// The id of the fact that a message is for the lead of an address: the same in every copy.
fn fact_id(message: &str, address: &str) -> String {
    let mut sum = Sha256::new();
    for part in [message, address] {
        sum.update((part.len() as u64).to_le_bytes());
        sum.update(part);
    }
    let digits: String = sum.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("email-{digits}")
}

fn became(answer: Answered) -> std::result::Result<Noted, Refusal> {
    match answer {
        Ok(it) if it.repeated => Ok(Noted::Known),
        Ok(it) if it.outcome == Outcome::Held => Ok(Noted::Waiting),
        Ok(_) => Ok(Noted::New),
        // Another copy says the same with another footer.
        Err(it) if it.code == "id_taken" => Ok(Noted::Known),
        Err(it) => Err(it),
    }
}

fn refused(it: NoEmail) -> StoreError {
    let why = match it {
        NoEmail::Unreadable => "it does not begin as a message does, with lines such as `From:` and `Date:`".to_owned(),
        NoEmail::TooLarge => format!("a message has at most {} MiB", EMAIL_BYTES_MAX >> 20),
        NoEmail::NoSender => "it has no `From` with an address".to_owned(),
        NoEmail::NoDate => "it has no `Date`, or one that does not exist".to_owned(),
        NoEmail::TooManyParts => "it has more parts, or more before its text, than a message may".to_owned(),
        NoEmail::TooManyAddresses => format!("it names more than {EMAIL_ADDRESSES_MAX} addresses"),
    };
    StoreError::Refused(it.code(), why)
}

/// As programs see it. `problem`: how they are told why a fact was not taken.
pub fn as_json(it: &EmailNoted, problem: impl Fn(&Refusal) -> Value) -> Value {
    let lead = |it: &NotedOf| {
        json!({
            "lead": it.lead.to_string(), "address": it.address, "fact": it.fact,
            "status": it.noted.as_ref().map_or("refused", |it| it.id()),
            "problem": it.noted.as_ref().err().map(&problem),
        })
    };
    json!({
        "message_id": it.id, "in_reply_to": it.in_reply_to, "sent_at": it.at.to_string(), "direction": it.way.id(),
        "by": it.by, "automatic": it.automatic, "type": it.kind, "words_kept": it.words_kept,
        "leads": it.leads.iter().map(lead).collect::<Vec<_>>(), "unknown": it.unknown,
    })
}
