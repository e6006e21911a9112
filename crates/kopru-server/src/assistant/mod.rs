//! A language model may be asked what it would note of a conversation. It only proposes: each proposal names something of the
//! playbook and quotes the lead, what it quotes is looked for in the lead's own words ([`checked`]), and nothing counts before a
//! person notes it. Without configuration there is none.

mod check;
mod endpoint;
mod wire;

#[cfg(test)]
mod tests;

pub use check::{Checked, Dropped, checked};
pub use endpoint::{Endpoint, Settings};

use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Playbook;
use kopru_engine::{both, questions};
use std::future::Future;
use std::pin::Pin;

/// Whoever is asked what they would note of a conversation.
pub trait Assistant: std::fmt::Debug + Send + Sync {
    /// What it is called.
    fn model(&self) -> &str;

    /// Where what is asked goes: scheme, host and port.
    fn address(&self) -> &str;

    /// Asks once. What comes back is unchecked.
    fn propose<'a>(&'a self, talk: &'a Talk<'a>, sought: &'a Sought) -> Proposing<'a>;
}

/// An assistant at work.
pub type Proposing<'a> = Pin<Box<dyn Future<Output = Result<Vec<Guess>, AssistantError>> + Send + 'a>>;

/// What is read: an answer, or a whole call.
#[derive(Clone, Debug, Default)]
pub struct Talk<'a> {
    /// The playbook's question that was answered; none of a whole call.
    pub question: Option<&'a str>,
    /// Who said what.
    pub lines: Vec<Line<'a>>,
}

/// Something that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Whether our side said it.
    pub ours: bool,
    /// The words.
    pub text: &'a str,
}

/// What a proposal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A criterion of the framework that qualification asks for.
    Criterion,
    /// A pain.
    Pain,
    /// A red flag or positive sign.
    Signal,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Criterion, Kind::Pain, Kind::Signal];

    /// Its name in facts, on the wire and in forms.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Criterion => "criterion",
            Kind::Pain => "pain",
            Kind::Signal => "signal",
        }
    }
}

/// Something of the playbook: its kind and id.
pub type Named = (Kind, String);

/// What is looked for: criteria, pains and signals of the playbook, each with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// The language of the words, and of reasons.
    pub lang: Lang,
    /// Each with its words.
    pub all: Vec<(Named, String)>,
}

impl Sought {
    /// What a playbook has: the criteria of the framework that qualification asks for, all pains, all signals.
    pub fn of(playbook: &Playbook, lang: Lang) -> Sought {
        let criteria = questions::criteria(playbook).into_iter();
        let criteria = criteria.filter_map(|(place, ..)| playbook.criteria.get(usize::from(place)));
        let criteria = criteria.map(|it| (Kind::Criterion, &it.id, &it.name));
        let pains = playbook.pains.iter().map(|it| (Kind::Pain, &it.id, &it.text));
        let signals = playbook.signals.iter().map(|it| (Kind::Signal, &it.id, &it.text));
        let all = criteria.chain(pains).chain(signals);
        let all = all.map(|(kind, id, text)| ((kind, id.to_string()), text.get(lang).to_owned()));
        Sought { lang, all: all.collect() }
    }

    /// What something of the playbook is called.
    pub fn text(&self, named: &Named) -> Option<&str> {
        self.all.iter().find(|it| it.0 == *named).map(|it| it.1.as_str())
    }
}

/// What an assistant says, before anything of it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// What it is about; one thing, if it is well made.
    pub about: Vec<Named>,
    /// Whether a criterion is met, where it says so.
    pub met: Option<bool>,
    /// Where the words stand, as it says; where they are found counts.
    pub turn: Option<usize>,
    /// The words.
    pub quote: String,
    /// Why, in its own words.
    pub reason: String,
}

/// What an assistant proposes, once it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// What it is about.
    pub about: Named,
    /// The verdict on a criterion; none of anything else.
    pub met: Option<bool>,
    /// The turn that holds the words.
    pub turn: usize,
    /// The lead's words, whitespace aside as they stand there.
    pub quote: String,
    /// The assistant's own words.
    pub reason: String,
}

/// Why an assistant proposes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssistantError {
    /// Others are asking it.
    Busy,
    /// It did not answer in time.
    TimedOut,
    /// It was not reached, for this reason.
    Unreachable(String),
    /// It answered with this status.
    Status(u16),
    /// It answered more than is read.
    TooLarge,
    /// It answered something else than what was asked for.
    NotUnderstood,
}

impl AssistantError {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            AssistantError::Busy => "assistant_busy",
            AssistantError::TimedOut => "assistant_timed_out",
            AssistantError::Unreachable(_) => "assistant_unreachable",
            AssistantError::Status(401 | 403) => "assistant_key_refused",
            AssistantError::Status(_) => "assistant_failed",
            AssistantError::TooLarge => "assistant_answer_too_large",
            AssistantError::NotUnderstood => "assistant_answer_not_understood",
        }
    }

    /// What went wrong. Nothing in it is the other side's words.
    pub fn text(&self) -> Both {
        match self {
            AssistantError::Busy => both!(
                en = "The assistant is busy with others' questions. Ask again in a moment.",
                tr = "Asistan başkalarının sorularıyla meşgul. Birazdan yeniden sorun."
            ),
            AssistantError::TimedOut => {
                both!(en = "The assistant did not answer in time.", tr = "Asistan zamanında yanıt vermedi.")
            }
            AssistantError::Unreachable(_) => both!(
                en = "The assistant was not reached; the server's log says why.",
                tr = "Asistana ulaşılamadı; nedeni sunucunun günlüğünde yazıyor."
            ),
            AssistantError::Status(401 | 403) => both!(
                en = "The assistant does not accept the server's key.",
                tr = "Asistan, sunucunun anahtarını kabul etmiyor."
            ),
            AssistantError::Status(429) => both!(
                en = "The assistant was asked too often. Ask again later.",
                tr = "Asistana çok sık soruldu. Daha sonra yeniden sorun."
            ),
            AssistantError::Status(status @ 300..=399) => both!(
                en = "The assistant's address leads elsewhere ({status}), and nothing is sent there.",
                tr = "Asistanın adresi başka bir yere yönlendiriyor ({status}); oraya bir şey gönderilmez."
            ),
            AssistantError::Status(status) => {
                both!(en = "The assistant answered with a fault ({status}).", tr = "Asistan bir hata verdi ({status}).")
            }
            AssistantError::TooLarge => {
                both!(en = "The assistant answered more than is read.", tr = "Asistanın yanıtı okunabilecekten uzun.")
            }
            AssistantError::NotUnderstood => both!(
                en = "The assistant's answer is not what was asked for.",
                tr = "Asistanın yanıtı istenen biçimde değil."
            ),
        }
    }
}
