//! Facts in.

use super::{Named, Services};
use crate::intake::derive_id_also;
use crate::intake::fact_json::{Who, Written};
use kopru_engine::both;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::typing::FactFault;
use kopru_store::book::Book;
use kopru_store::intake::check;
use kopru_store::written::Incoming;
use kopru_store::{Answer, FactIn, Refusal, StoreError};

/// A fact as somebody sent it, or everything that is wrong with how it is written.
pub type Sent = Result<Written, Vec<FactFault>>;

/// A fact that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its id: the sender's, or derived from what it says.
    pub id: String,
    /// What became of it.
    pub answer: Answer,
}

/// The feed of derived ids.
const FEED: &str = "api";

impl Services {
    /// Takes facts, each with its own answer, in the order in which they were sent. `import` marks facts of a file or of
    /// another system: addresses that were erased stay so.
    ///
    /// # Errors
    /// When none was taken: no playbook, no database, another decision version.
    pub async fn take(&self, sent: Vec<Sent>, import: bool) -> Result<Vec<Result<Taken, Refusal>>, StoreError> {
        self.may_decide()?;
        let book = self.store.book().await?;
        let mut answers = Vec::with_capacity(sent.len());
        let mut facts = Vec::with_capacity(sent.len());
        for fact in sent {
            match self.ready(&book, fact, import).await? {
                Ok((id, fact)) => {
                    facts.push(fact);
                    answers.push(Ok(id));
                }
                Err(refusal) => answers.push(Err(refusal)),
            }
        }
        let mut taken = self.store.take(facts).await?.into_iter();
        let lost = || StoreError::Corrupt("a fact has no answer".into());
        let answer = |it: Result<String, Refusal>| match it {
            Err(refusal) => Ok(Err(refusal)),
            Ok(id) => Ok(taken.next().ok_or_else(lost)?.map(|answer| Taken { id, answer })),
        };
        answers.into_iter().map(answer).collect()
    }

    /// Gives a fact its id and its subject.
    async fn ready(
        &self,
        book: &Book,
        fact: Sent,
        import: bool,
    ) -> Result<Result<(String, FactIn), Refusal>, StoreError> {
        let Written { who, also, fact: mut raw } = match fact {
            Ok(fact) => fact,
            Err(faults) => return Ok(Err(invalid(faults))),
        };
        let (subject, id) = match who {
            Who::Subject(subject) => (subject, None),
            Who::Lead(lead) => match self.subject_of(&lead, &raw).await? {
                // The same words about the same lead are the same fact, whatever else the lead is called by then.
                Ok(subject) => (subject, Some(derive_id_also(FEED, &about(&raw, lead), &also))),
                // What is wrong with the fact itself comes first, as for every other fact.
                Err(refusal) => {
                    return Ok(Err(check(book, &Incoming { raw, also }, self.store.now()).err().unwrap_or(refusal)));
                }
            },
        };
        raw.subject = subject;
        let derived = id.unwrap_or_else(|| derive_id_also(FEED, &raw, &also));
        let id = raw.id.clone().unwrap_or(derived);
        raw.id = Some(id.clone());
        Ok(Ok((id, FactIn { incoming: Incoming { raw, also }, import })))
    }

    /// The subject under which a fact reaches a lead whose id is known, or why none does.
    async fn subject_of(&self, lead: &str, raw: &RawFact) -> Result<Result<Subject, Refusal>, StoreError> {
        let (code, reason) = match self.name_of(lead, raw).await? {
            Named::As(subject) => return Ok(Ok(subject)),
            Named::Nobody => ("lead_unknown", both!(en = "no lead has this id", tr = "bu kimlikte bir aday yok")),
            Named::Erased => ("erased", both!(en = "the person was erased", tr = "kişi silindi")),
            Named::Otherwise => (
                "lead_not_nameable",
                both!(
                    en = "the lead is known only by ids of other sources; send the fact with that `source` and `external` id",
                    tr = "aday yalnızca başka kaynakların kimlikleriyle biliniyor; olguyu o `source` ve `external` ile gönderin"
                ),
            ),
        };
        Ok(Err(Refusal { code, reason, faults: Vec::new() }))
    }
}

fn about(raw: &RawFact, lead: String) -> RawFact {
    RawFact { subject: Subject::External(lead), ..raw.clone() }
}

fn invalid(faults: Vec<FactFault>) -> Refusal {
    let reason = both!(en = "the fact is not written as facts are", tr = "olgu, olguların yazıldığı gibi yazılmamış");
    Refusal { code: "fact_invalid", reason, faults }
}
