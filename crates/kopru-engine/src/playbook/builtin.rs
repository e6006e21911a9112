//! What every playbook has without writing it: the facts that people's acts are, the kinds of disqualification,
//! the courses, the measures of sizing up and the built-in signals.

use crate::both;
use crate::lang::Both;
use crate::lang::words;

words! {
    /// The kind of a disqualification.
    Kind {
        /// A competitor, somebody who opted out: no machine revives it.
        Never = "never", "never", "asla";
        /// Later: revived by its date or trigger.
        NotNow = "not_now", "not now", "şimdi değil";
        /// We cannot help them.
        NotUs = "not_us", "not for us", "bize uygun değil";
        /// Somebody else at that company decides.
        WrongPerson = "wrong_person", "wrong person", "yanlış kişi";
        /// Nobody answers.
        Unreachable = "unreachable", "unreachable", "ulaşılamıyor";
    }
}

words! {
    /// The course of a lead: what the five steps lead to (M29).
    Course {
        /// Stop spending time.
        LetGo = "let_go", "let go", "bırakılacak";
        /// Find who decides.
        ReachRightPerson = "reach_right_person", "reach the right person", "doğru kişiye ulaşılacak";
        /// Teach and wait.
        Nurture = "nurture", "nurture", "beslenecek";
        /// Work it.
        Pursue = "pursue", "pursue", "takip edilecek";
    }
}

words! {
    /// How much a lead wants attention beside others whose clocks say the same (M12), the most first.
    Priority {
        /// Before others.
        High = "high", "high", "yüksek";
        /// As it comes.
        Normal = "normal", "normal", "olağan";
        /// After others.
        Low = "low", "low", "düşük";
    }
}

words! {
    /// What sizing a lead up measures, 0 to 3 (M8).
    Measure {
        /// How much they know of their problem and its solutions.
        Knowledge = "knowledge", "knowledge", "bilgi düzeyi";
        /// How far our product solves their problem.
        Solved = "solved", "degree to which we solve it", "sorunu çözme derecesi";
        /// How much they decide.
        Authority = "authority", "authority", "karar yetkisi";
        /// How near they come to a persona.
        Persona = "persona", "persona", "alıcı personası";
    }
}

words! {
    /// Whether a signal warns or encourages.
    SignalColour {
        /// A red flag.
        Red = "red", "red flag", "kırmızı bayrak";
        /// A positive sign.
        Positive = "positive", "positive sign", "olumlu işaret";
    }
}

words! {
    /// A type of fact with a meaning of its own.
    Builtin {
        /// Sales accepts the lead.
        Accepted = "accepted", "sales accepted", "satış kabul etti";
        /// Sales refuses the lead, with a reason.
        Refused = "refused", "sales refused", "satış reddetti";
        /// Sales sends the lead back for information.
        Returned = "returned", "sales asked for more information", "satış ek bilgi istedi";
        /// A person offers the lead to sales, for the first time or once more.
        Offered = "offered", "offered to sales", "satışa sunuldu";
        /// Somebody gets the lead, or a queue does.
        Assigned = "assigned", "assigned", "atandı";
        /// Sales reached out to the lead.
        Contacted = "contacted", "sales reached out", "satış adayla temas kurdu";
        /// Sales waits for the lead: clocks stand still.
        ClockPaused = "clock_paused", "clocks stand still", "süreler durduruldu";
        /// Clocks go on.
        ClockResumed = "clock_resumed", "clocks go on", "süreler yeniden işliyor";
        /// Sales says what comes next, and by when.
        NextStepSet = "next_step_set", "the next step was set", "sonraki adım belirlendi";
        /// The next step was done.
        NextStepDone = "next_step_done", "the next step was done", "sonraki adım tamamlandı";
        /// A person takes back what they did.
        Undone = "undone", "an act was undone", "bir işlem geri alındı";
        /// What a deal is worth, or when it is expected.
        DealChanged = "deal_changed", "the deal changed", "fırsatın bilgileri değişti";
        /// Sales confirms that the lead is ready for sales.
        Qualified = "qualified", "sales qualified", "satış nitelikli buldu";
        /// A conversation took place.
        ConversationHeld = "conversation_held", "a conversation was held", "görüşme yapıldı";
        /// The deal was won.
        Won = "won", "won", "kazanıldı";
        /// The deal was lost.
        Lost = "lost", "lost", "kaybedildi";
        /// A person sends the lead back to marketing.
        Recycled = "recycled", "recycled", "geri kazanıma alındı";
        /// A person lets the lead go.
        Disqualified = "disqualified", "disqualified", "diskalifiye edildi";
        /// A person takes the lead up again.
        Revived = "revived", "revived", "yeniden canlandırıldı";
        /// An earlier fact was wrong.
        Retracted = "retracted", "an earlier fact was taken back", "önceki bir olgu geri alındı";
        /// Another system reports a stage.
        StageReported = "stage_reported", "another system reported a stage", "başka bir sistem aşama bildirdi";
        /// Something was learned about a criterion, a pain or a measure.
        Finding = "finding", "something was found out", "bir bulgu elde edildi";
        /// A red flag or positive sign was seen.
        Signal = "signal", "a signal was seen", "bir işaret görüldü";
        /// What was read from an answer, or noted of it, is wrong.
        Overruled = "overruled", "a reading was overruled", "bir yorum düzeltildi";
        /// Consent was given.
        ConsentGiven = "consent_given", "consent was given", "izin verildi";
        /// Consent was withdrawn.
        ConsentWithdrawn = "consent_withdrawn", "consent was withdrawn", "izin geri çekildi";
        /// Fields were filled, nothing else happened: what an import's row is.
        FieldsSet = "fields_set", "fields were filled", "alanlar dolduruldu";
    }
}

/// The type of a built-in fact's datum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// How reaching out ended, see [`CONTACTS`].
    Contact,
    /// An amount.
    Money,
    /// The id of a refusal's reason.
    Reason,
    /// A kind of disqualification.
    Kind,
    /// The id of a stage.
    Stage,
    /// The id of a criterion.
    Criterion,
    /// The id of a pain.
    Pain,
    /// A measure of sizing up.
    Measure,
    /// `met` or `unmet`.
    Verdict,
    /// Where a finding comes from: `inferred`, `imported`, `said`, `person`.
    Origin,
    /// The id of a signal.
    Signal,
    /// A purpose of consent.
    Consent,
}

/// Where a finding comes from, the weakest first: what was said beats what was guessed, a person's word beats all.
pub const ORIGINS: [&str; 4] = ["inferred", "imported", "said", "person"];
/// How reaching out to a lead may end. The last two are machines' work and no contact.
pub const CONTACTS: [&str; 6] = ["reached", "no_answer", "voicemail", "sent", "bounced", "auto_reply"];
/// The verdicts that a finding can carry.
pub const VERDICTS: [&str; 2] = ["met", "unmet"];

/// The data of a contact.
const CONTACTED: &[(&str, Form)] = &[
    ("by", Form::Text),
    ("note", Form::Text),
    ("channel", Form::Text),
    ("outcome", Form::Contact),
    ("automatic", Form::Bool),
    ("intent", Form::Text),
    ("next", Form::Text),
    ("due", Form::Moment),
];

/// The data of what overrules a reading.
const OVERRULED: &[(&str, Form)] = &[
    ("by", Form::Text),
    ("note", Form::Text),
    ("criterion", Form::Criterion),
    ("pain", Form::Pain),
    ("measure", Form::Measure),
    ("signal", Form::Signal),
    ("verdict", Form::Verdict),
    ("level", Form::Int),
    ("quote", Form::Text),
];

impl Builtin {
    /// The data of the fact: name and form. Their order is their place in a fact's data.
    pub fn data(self) -> &'static [(&'static str, Form)] {
        match self {
            Builtin::Accepted
            | Builtin::Returned
            | Builtin::Offered
            | Builtin::ClockResumed
            | Builtin::NextStepDone => &[("by", Form::Text), ("note", Form::Text)],
            Builtin::Assigned => &[("by", Form::Text), ("note", Form::Text), ("to", Form::Text), ("queue", Form::Text)],
            Builtin::Contacted => CONTACTED,
            Builtin::ClockPaused => {
                &[("by", Form::Text), ("note", Form::Text), ("reason", Form::Text), ("until", Form::Date)]
            }
            Builtin::NextStepSet => {
                &[("by", Form::Text), ("note", Form::Text), ("what", Form::Text), ("due", Form::Moment)]
            }
            Builtin::DealChanged => {
                &[("by", Form::Text), ("note", Form::Text), ("amount", Form::Money), ("expected", Form::Date)]
            }
            Builtin::Refused => &[("by", Form::Text), ("note", Form::Text), ("reason", Form::Reason)],
            Builtin::Qualified => &[("by", Form::Text), ("note", Form::Text), ("overrule", Form::Bool)],
            Builtin::ConversationHeld => &[
                ("by", Form::Text),
                ("note", Form::Text),
                ("two_way", Form::Bool),
                ("business_fit", Form::Bool),
                ("product_fit", Form::Bool),
            ],
            Builtin::Won => &[("by", Form::Text), ("note", Form::Text), ("amount", Form::Money)],
            Builtin::Lost | Builtin::Revived => &[("by", Form::Text), ("note", Form::Text), ("reason", Form::Text)],
            Builtin::Recycled => {
                &[("by", Form::Text), ("note", Form::Text), ("reason", Form::Text), ("until", Form::Date)]
            }
            Builtin::Disqualified => &[
                ("by", Form::Text),
                ("note", Form::Text),
                ("reason", Form::Text),
                ("until", Form::Date),
                ("kind", Form::Kind),
            ],
            Builtin::Retracted | Builtin::Undone => &[("by", Form::Text), ("note", Form::Text), ("fact", Form::Text)],
            Builtin::StageReported => {
                &[("by", Form::Text), ("note", Form::Text), ("stage", Form::Stage), ("amount", Form::Money)]
            }
            Builtin::Finding => &[
                ("by", Form::Text),
                ("note", Form::Text),
                ("criterion", Form::Criterion),
                ("pain", Form::Pain),
                ("measure", Form::Measure),
                ("verdict", Form::Verdict),
                ("level", Form::Int),
                ("origin", Form::Origin),
                ("quote", Form::Text),
                ("until", Form::Date),
            ],
            Builtin::Signal => {
                &[("by", Form::Text), ("note", Form::Text), ("signal", Form::Signal), ("quote", Form::Text)]
            }
            Builtin::Overruled => OVERRULED,
            Builtin::ConsentGiven | Builtin::ConsentWithdrawn => {
                &[("by", Form::Text), ("note", Form::Text), ("purpose", Form::Consent)]
            }
            Builtin::FieldsSet => &[],
        }
    }

    /// Whether it is an act of a person on the lead, which is decided by where the lead stands.
    pub fn is_act(self) -> bool {
        !matches!(
            self,
            Builtin::Finding
                | Builtin::Signal
                | Builtin::Overruled
                | Builtin::ConsentGiven
                | Builtin::ConsentWithdrawn
                | Builtin::FieldsSet
                | Builtin::StageReported
        )
    }

    /// The place of a datum in the fact's data.
    pub fn datum(self, name: &str) -> Option<usize> {
        self.data().iter().position(|&(known, _)| known == name)
    }

    /// The data that must be there.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Builtin::Refused => &["reason"],
            Builtin::Disqualified => &["kind"],
            Builtin::Retracted | Builtin::Undone => &["fact"],
            Builtin::ClockPaused => &["reason"],
            Builtin::NextStepSet => &["what", "due"],
            Builtin::StageReported => &["stage"],
            Builtin::Signal => &["signal"],
            Builtin::ConsentGiven | Builtin::ConsentWithdrawn => &["purpose"],
            _ => &[],
        }
    }

    /// What the fact means, for the reference.
    pub fn meaning(self) -> &'static str {
        match self {
            Builtin::Accepted => "A person of sales accepts the lead: an MQL becomes a SAL.",
            Builtin::Refused => {
                "A person of sales refuses the lead; the reason says whether it is recycled or disqualified."
            }
            Builtin::Returned => "A person of sales asks marketing for more information; the stage stays.",
            Builtin::Offered => {
                "A person of marketing or a manager offers the lead to sales: one that was imported, returned for information, or expired."
            }
            Builtin::Assigned => {
                "Somebody (`to`) gets the lead, or a queue does; with neither, routing finds somebody. Running clocks of business time go on by the hours of who gets it."
            }
            Builtin::Contacted => {
                "Sales reached out to the lead. The first that a person made after the acceptance ends the clock of the first contact; what is `automatic`, `bounced` or an `auto_reply` is no contact. `intent` is what the lead wants, in its words; `next` and `due` together are sales' next step, as with `next_step_set`. Attempts since the lead was last reached are counted (`attempts.unanswered`)."
            }
            Builtin::ClockPaused => {
                "Sales waits for the lead: the clocks of contact and follow-up stand still until a day, or until they are let go on."
            }
            Builtin::ClockResumed => "The clocks go on.",
            Builtin::NextStepSet => "What sales does next, and by when: the follow-up is due then.",
            Builtin::NextStepDone => "The next step was done; the next contact is due after the follow-up's time.",
            Builtin::Undone => {
                "A person takes their latest act back, named by its id, while the playbook's `undo` lasts: the lead stands where it stood."
            }
            Builtin::DealChanged => "What the deal is worth, and when it is expected.",
            Builtin::Qualified => {
                "A person of sales confirms a SAL as ready for sales; with `overrule = true` also when the criteria do not hold."
            }
            Builtin::ConversationHeld => {
                "A talk with the lead. If it was two-way and sales says that business and product fit, an SQL becomes an opportunity."
            }
            Builtin::Won => "The deal was won: an opportunity becomes a customer.",
            Builtin::Lost => "The deal was lost.",
            Builtin::Recycled => "A person sends the lead back to marketing; a new cycle begins.",
            Builtin::Disqualified => "A person lets the lead go.",
            Builtin::Revived => "A person takes a closed lead up again; a new cycle begins.",
            Builtin::Retracted => "An earlier fact, named by its id, was wrong and no longer counts.",
            Builtin::StageReported => {
                "Another system says that the lead reached a stage then. It is kept as reported and triggers nothing; an amount is the deal's."
            }
            Builtin::Finding => {
                "Something learned about exactly one of: a criterion (with a verdict), a pain, or a measure (with a level from 0 to 3)."
            }
            Builtin::Signal => "A red flag or positive sign.",
            Builtin::Overruled => {
                "A person says that a reading is wrong: exactly one of a signal, a criterion (with the verdict that was read), a pain, or a measure (with the level that was read). What was noted of the same before no longer counts, with a `quote` only where it rests on these words; a person's own word stays."
            }
            Builtin::ConsentGiven => "The person gave consent for a purpose.",
            Builtin::ConsentWithdrawn => "The person withdrew consent for a purpose.",
            Builtin::FieldsSet => "Fields were filled and nothing else happened; such a fact is no act of the lead.",
        }
    }
}

/// The built-in signals (M11, M12).
pub(crate) fn signals() -> Vec<(&'static str, SignalColour, Both)> {
    use SignalColour::{Positive, Red};
    vec![
        ("short_answers", Red, both!(en = "very short answers", tr = "çok kısa yanıtlar")),
        ("inconsistent", Red, both!(en = "inconsistent answers", tr = "tutarsız yanıtlar")),
        ("evasive", Red, both!(en = "evasive answers", tr = "kaçamak yanıtlar")),
        (
            "brief_about_pains",
            Red,
            both!(
                en = "brief about pains: the problem is probably not big enough",
                tr = "sorunlu noktaları kısa geçiyor: sorun büyük olasılıkla yeterince büyük değil"
            ),
        ),
        (
            "not_near_decision",
            Red,
            both!(en = "cannot answer straight: not near the decision", tr = "düz yanıt veremiyor: karara yakın değil"),
        ),
        (
            "specific_about_pains",
            Positive,
            both!(
                en = "talks at length and specifically about pains",
                tr = "sorunlu noktalarını uzun uzun ve somut anlatıyor"
            ),
        ),
        (
            "knows_business",
            Positive,
            both!(
                en = "knows all sides of the business: near the decision",
                tr = "işinin tüm yönlerini biliyor: karara yakın"
            ),
        ),
    ]
}
