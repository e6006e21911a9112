//! A decision and what it changes, as values.

use crate::both;
use crate::condition::Slot;
use crate::lang::Both;
use crate::lead::{Disposition, SalesChange, Suggestion};
use crate::playbook::Priority;
use crate::time::Moment;
use crate::trace::Trace;
use crate::value::Value;
use std::sync::Arc;

/// What led to a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A fact.
    Fact {
        /// Its id.
        id: Arc<str>,
        /// The place of its type.
        kind: u16,
    },
    /// Time alone.
    Time,
    /// The lead's account changed.
    Account {
        /// Which state of the account was seen.
        version: u64,
    },
    /// A new version of the playbook came into force.
    Playbook {
        /// Which.
        version: Arc<str>,
    },
    /// Another record of the same person was merged into this one.
    Merged,
    /// Records that had been merged were separated again.
    Unmerged,
    /// An import told of the lead; it is decided once, after the last fact.
    Imported {
        /// Whether all that it told lies so far back that nothing is handed over because of it.
        past: bool,
    },
    /// Routing gave the lead to somebody, or found nobody.
    Routed {
        /// The entry of the team's stream that says why.
        entry: u64,
        /// To whom.
        to: Option<Arc<str>>,
    },
    /// The team changed: its hours, or who is in it.
    Desk {
        /// Which state of the team's stream was seen.
        version: u64,
    },
}

/// How a change came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// A rule of the playbook held: `enter` of the stage, or the disqualification at this place.
    Rule(Option<u16>),
    /// A person's act, told by a fact of this type.
    Act(u16),
    /// A fact of this type brought the lead back.
    Trigger(u16),
    /// The date came.
    Date,
    /// Another system reports it.
    Report,
}

/// Something that a condition saw when it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A value.
    Value(Slot, Value),
    /// A count of facts: the place of the type, the window in seconds, how many.
    Count(u16, i64, i64),
}

/// One change of a lead's standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The lead became known.
    Known,
    /// It came to a stage.
    Stage {
        /// The stage before.
        from: Option<u8>,
        /// The stage now.
        to: u8,
        /// Stages passed over; they count as reached.
        passed: Vec<u8>,
        /// How.
        how: How,
        /// What the condition saw.
        seen: Vec<Seen>,
    },
    /// Another system reports a stage.
    Reported {
        /// The stage.
        stage: u8,
        /// When it was reached, as claimed.
        at: Moment,
    },
    /// It was opened or closed.
    Disposition {
        /// Before.
        from: Disposition,
        /// Now.
        to: Disposition,
        /// How.
        how: How,
        /// What the rule's condition saw; empty when no rule decided.
        seen: Vec<Seen>,
    },
    /// A new cycle began.
    Cycle {
        /// Its number.
        number: u32,
        /// Where it begins.
        stage: Option<u8>,
        /// What happened until then belongs to earlier cycles.
        from: Moment,
    },
    /// The band changed.
    Band {
        /// Before.
        from: u16,
        /// Now.
        to: u16,
    },
    /// The grade changed.
    Grade {
        /// Before.
        from: u16,
        /// Now.
        to: u16,
    },
    /// The priority changed.
    Priority {
        /// Before.
        from: Priority,
        /// Now.
        to: Priority,
        /// The rule that gave it, by its place in [`Playbook::priorities`](crate::playbook::Playbook::priorities); none
        /// where no rule applies any more.
        rule: Option<u16>,
        /// What its condition saw.
        seen: Vec<Seen>,
    },
    /// The persona changed.
    Persona {
        /// Before.
        from: Option<u16>,
        /// Now.
        to: Option<u16>,
    },
    /// A disqualification rule began or ceased to hold.
    Holding {
        /// Its place.
        rule: u16,
        /// Whether it holds now.
        holds: bool,
    },
    /// Something waits for a person.
    Suggested(Suggestion),
    /// It no longer does.
    Withdrawn(Suggestion),
    /// The lead stands too long at its stage.
    Stagnant {
        /// The stage; none before the first.
        stage: Option<u8>,
        /// Since when it stands there.
        since: Moment,
    },
    /// Somebody works it, or nobody any more.
    Owner(Option<Arc<str>>),
    /// The hand-over, its clocks, the next step.
    Sales(SalesChange),
    /// A person's act begins that can be undone for a while.
    Acting {
        /// Its id.
        fact: Arc<str>,
        /// Until when, inclusive.
        until: Moment,
    },
    /// A person's latest act was undone: the lead stands where it stood before.
    Undone {
        /// The act's id.
        fact: Arc<str>,
    },
}

impl Change {
    /// Whether scores may have had a say in it. They have none in what clocks do by running, in queues and owners, and in how long a
    /// lead stands at its stage; a first offer is made because of them.
    pub fn weighs_scores(&self) -> bool {
        match self {
            Change::Sales(SalesChange::Offered { attempt, .. }) => *attempt == 1,
            Change::Sales(_) | Change::Stagnant { .. } | Change::Owner(_) => false,
            _ => true,
        }
    }
}

/// What became of a fact, in the order of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Outcome {
    /// It lies more than five minutes ahead: refused.
    OccurredInFuture,
    /// It lies a little ahead: it waits until it has happened.
    Held,
    /// A retraction names a fact that the lead does not have.
    UnknownFact,
    /// A retraction names a person's act; those are followed by new facts.
    CannotRetract,
    /// The act needs a lead at another stage.
    NotAtStage,
    /// The lead is closed.
    Closed,
    /// The lead is open already.
    AlreadyOpen,
    /// The lead waits for an answer to its hand-over already.
    AlreadyOffered,
    /// The act is not the latest one, or was too long ago.
    CannotUndo,
    /// The criteria of the stage do not hold (yet), and nobody overruled them.
    NotEligible,
    /// A criterion of being able to buy is unmet.
    AbilityUnmet,
    /// It was taken in.
    #[default]
    Applied,
}

impl Outcome {
    /// All, in the order of precedence.
    pub const ALL: [Outcome; 12] = [
        Outcome::OccurredInFuture,
        Outcome::Held,
        Outcome::UnknownFact,
        Outcome::CannotRetract,
        Outcome::NotAtStage,
        Outcome::Closed,
        Outcome::AlreadyOpen,
        Outcome::AlreadyOffered,
        Outcome::CannotUndo,
        Outcome::NotEligible,
        Outcome::AbilityUnmet,
        Outcome::Applied,
    ];

    /// Whether the fact became one of the lead's; otherwise nothing changed and it is not kept.
    pub fn is_taken(self) -> bool {
        self > Outcome::CannotRetract
    }

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::OccurredInFuture => "occurred_in_future",
            Outcome::Held => "held",
            Outcome::UnknownFact => "unknown_fact",
            Outcome::CannotRetract => "cannot_retract",
            Outcome::NotAtStage => "not_at_stage",
            Outcome::Closed => "closed",
            Outcome::AlreadyOpen => "already_open",
            Outcome::AlreadyOffered => "already_offered",
            Outcome::CannotUndo => "cannot_undo",
            Outcome::NotEligible => "not_eligible",
            Outcome::AbilityUnmet => "ability_unmet",
            Outcome::Applied => "applied",
        }
    }

    /// What it says.
    pub fn text(self) -> Both {
        match self {
            Outcome::OccurredInFuture => both!(
                en = "it lies more than five minutes ahead and was refused",
                tr = "beş dakikadan daha ileri bir tarihli; reddedildi"
            ),
            Outcome::Held => both!(
                en = "it is kept and waits: it lies a little ahead, or its lead is not known or cannot be read yet",
                tr = "saklandı, bekliyor: biraz ileri tarihli ya da adayı henüz bilinmiyor veya okunamıyor"
            ),
            Outcome::UnknownFact => both!(
                en = "it takes back a fact that this lead does not have",
                tr = "bu adayda olmayan bir olguyu geri almak istiyor"
            ),
            Outcome::CannotRetract => both!(
                en = "a person's act is not taken back; it is followed by a new one",
                tr = "bir kişinin yaptığı geri alınmaz; ardından yenisi gelir"
            ),
            Outcome::NotAtStage => {
                both!(en = "the lead is not at the stage for it", tr = "aday bunun için gereken aşamada değil")
            }
            Outcome::Closed => both!(en = "the lead is closed", tr = "aday kapalı"),
            Outcome::AlreadyOpen => both!(en = "the lead is open already", tr = "aday zaten açık"),
            Outcome::AlreadyOffered => {
                both!(en = "the lead is offered to sales already", tr = "aday zaten satışa sunulmuş durumda")
            }
            Outcome::CannotUndo => both!(
                en = "only the latest act can be undone, and only for a short while",
                tr = "yalnızca son yapılan işlem, o da kısa bir süre için geri alınabilir"
            ),
            Outcome::NotEligible => both!(
                en = "the criteria of the stage do not hold, and nobody overruled them",
                tr = "aşamanın ölçütleri sağlanmıyor ve kimse bunları geçersiz kılmadı"
            ),
            Outcome::AbilityUnmet => both!(
                en = "a criterion of being able to buy is unmet",
                tr = "satın alabilme ölçütlerinden biri karşılanmıyor"
            ),
            Outcome::Applied => both!(en = "it was taken in", tr = "işlendi"),
        }
    }
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When it was made: a fact's recorded moment, or the moment at which it fell due.
    pub at: Moment,
    /// The playbook's version.
    pub version: Arc<str>,
    /// What led to it.
    pub cause: Cause,
    /// What became of the fact.
    pub outcome: Outcome,
    /// What changed.
    pub changes: Vec<Change>,
    /// Scores with every rule's share, as they were then.
    pub trace: Option<Trace>,
}
