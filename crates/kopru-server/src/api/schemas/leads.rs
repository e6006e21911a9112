//! Leads, their scores and decisions.

use super::super::shape::{Part, Schema, Shape, need};
use super::NAMED;

const COUNT: Shape = Shape::Int(0, i64::MAX);
const NUMBER: Shape = Shape::Int(i64::MIN, i64::MAX);
static TEXT: Shape = Shape::Text;
const TEXTS: Shape = Shape::List(&TEXT, usize::MAX);
const MAYBE_TEXT: Shape = Shape::Maybe(&TEXT);
const LOOKED: Shape = Shape::Maybe(&COUNT);
const MAYBE_ID: Shape = Shape::Maybe(&Shape::Id);
const MAYBE_MOMENT: Shape = Shape::Maybe(&Shape::Moment);
static DISPOSITION: Shape = Shape::One(&kopru_engine::playbook::DISPOSITIONS);
static GRADE: Shape = Shape::One(&kopru_engine::playbook::GRADES);
static PRIORITY: Shape = Shape::One(kopru_engine::playbook::Priority::IDS);
static BAND: Shape = Shape::One(&kopru_engine::playbook::BANDS);

macro_rules! lead_parts {
    ($($more:expr),* $(,)?) => {
        &[
            need("id", Shape::Id, "The lead's id, which is the person's."),
            need("created_at", Shape::Moment, "When we first heard of the person."),
            need("account", MAYBE_ID, "Their account."),
            need("account_name", MAYBE_TEXT, "The account's name; as facts name it where it gave none."),
            need("stage", MAYBE_TEXT, "The stage's id; null before the first."),
            need("disposition", DISPOSITION, "The disposition."),
            need("kind", MAYBE_TEXT, "The kind of a disqualification."),
            need("grade", GRADE, "The grade of fit."),
            need("band", BAND, "The band of engagement."),
            need("fit", NUMBER, "Points of fit."),
            need("engagement", NUMBER, "Points of engagement, at this moment."),
            need("persona", MAYBE_TEXT, "The persona that it comes closest to."),
            need("owner", MAYBE_TEXT, "Who works it."),
            need("queue", Shape::Text, "The queue it stands in while nobody does."),
            need("entered_at", Shape::Moment, "Since when it is at its stage."),
            need("source", MAYBE_TEXT, "Where the first fact came from."),
            need("name", MAYBE_TEXT, "The person's name."),
            need("email", MAYBE_TEXT, "The person's e-mail address."),
            need("priority", PRIORITY, "The priority, as `[[priority]]` decides."),
            need("cycle", COUNT, "Which cycle, from 1."),
            need("suggestions", COUNT, "How much waits for a person's word."),
            need("version", Shape::Text, "The version of the playbook that its scores belong to."),
            $($more,)*
        ]
    };
}

/// A lead in a list.
pub static LEAD_ROW: Schema = Schema { name: "LeadRow", about: "A lead in a list.", parts: lead_parts!() };

/// A page of leads.
pub static LEADS: Schema = Schema {
    name: "Leads",
    about: "A page of leads, the newest first.",
    parts: &[
        need("items", Shape::List(&Shape::Object(&LEAD_ROW), usize::MAX), "The leads."),
        need("next", MAYBE_ID, "What to send as `cursor` for the next page; null on the last."),
        need("looked_at", LOOKED, "With `when`: how many leads were looked at to find these; else null."),
    ],
};

/// A lead as it is now.
pub static LEAD: Schema = Schema {
    name: "Lead",
    about: "A lead as it is now. Nothing is written by reading: what has fallen due since it was last decided stands in `due`.",
    parts: lead_parts!(
        need("lang", Shape::One(&["en", "tr"]), "The language of the sentences."),
        need("stage_name", Shape::Text, "The stage's name."),
        need("disposition_text", Shape::Text, "The disposition in words, with its reason."),
        need("course", Shape::Object(&COURSE), "Where it leads."),
        need("steps", STEPS, "The five steps."),
        need("suggested", TEXTS, "What waits for a person's word."),
        need("scores", Shape::Object(&SCORES), "The scores with every rule's share."),
        need("due", Shape::List(&Shape::Object(&DECISION), usize::MAX), "What has fallen due and is not written yet."),
        need("identities", super::IDENTITIES, "What the person is called."),
        need("deals", Shape::List(&Shape::Object(&DEAL), usize::MAX), "Deals with the person, the newest first."),
        need("handover", Shape::Maybe(&LEAD_HANDOVER), "The latest hand-over; null where there was none."),
        need("clocks", Shape::List(&Shape::Object(&CLOCK), 3), "Clocks that run, or ran out and were not met."),
        need(
            "checklist",
            Shape::List(&Shape::Object(&CHECK), usize::MAX),
            "What both teams look at before sales answers; without what the key may not see.",
        ),
        need("next_step", Shape::Maybe(&NEXT_STEP), "What sales does next; null for nothing."),
        need("merged", Shape::List(&Shape::Id, usize::MAX), "People who were merged into this one."),
    ),
};

static LEAD_HANDOVER: Shape = Shape::Object(&OFFER);
static NEXT_STEP: Shape = Shape::Object(&NEXT);
static FIRST_CONTACT: Shape = Shape::Object(&CONTACT);

/// The latest hand-over of a lead.
pub static OFFER: Schema = Schema {
    name: "LeadHandover",
    about: "The latest hand-over of a lead to sales.",
    parts: &[
        need("number", COUNT, "Which hand-over of this lead, from 1."),
        need("attempt", COUNT, "How often it was offered."),
        need("offered_at", Shape::Moment, "When it was last offered."),
        need("version", Shape::Text, "The version of the playbook whose terms hold."),
        need(
            "state",
            Shape::One(&["open", "accepted", "refused", "returned", "expired", "withdrawn"]),
            "What became of it.",
        ),
        need("answered_at", MAYBE_MOMENT, "When."),
        need("by", MAYBE_TEXT, "Who answered."),
        need("reason", MAYBE_TEXT, "Why it was refused or withdrawn."),
        need("late_at", MAYBE_MOMENT, "When the first contact was late."),
        need("contact", Shape::Maybe(&FIRST_CONTACT), "The first contact; null while there was none."),
    ],
};

/// A first contact.
pub static CONTACT: Schema = Schema {
    name: "FirstContact",
    about: "The first contact after an acceptance.",
    parts: &[
        need("at", Shape::Moment, "When it was made, as claimed."),
        need("late", Shape::Bool, "Whether that was too late."),
        need("told_late", Shape::Bool, "Whether it was in time and told too late."),
    ],
};

/// A clock.
pub static CLOCK: Schema = Schema {
    name: "Clock",
    about: "A clock of the hand-over.",
    parts: &[
        need("clock", Shape::One(&["accept", "contact", "follow_up"]), "Which."),
        need("name", Shape::Text, "What it waits for."),
        need("started_at", Shape::Moment, "When it started."),
        need("business", Shape::Bool, "Whether only business time counts."),
        need("warn_at", MAYBE_MOMENT, "When it warns; null when it does not, or stands still."),
        need("due", MAYBE_MOMENT, "When it is due; null while it stands still."),
        need("warned", Shape::Bool, "Whether it has warned."),
        need("late_at", MAYBE_MOMENT, "When it ran out."),
    ],
};

/// The next step.
pub static NEXT: Schema = Schema {
    name: "NextStep",
    about: "What sales does next.",
    parts: &[
        need("what", Shape::Text, "What; `first_contact` for the one that acceptance brings."),
        need("text", Shape::Text, "The same in words."),
        need("due", Shape::Moment, "By when."),
    ],
};

static STEPS: Shape = Shape::List(&Shape::Object(&STEP), 5);

/// One of the five steps.
pub static STEP: Schema = Schema {
    name: "Step",
    about: "One of the five steps that every lead shows.",
    parts: &[need("title", Shape::Text, "Its name."), need("lines", TEXTS, "What is known, sentence by sentence.")],
};

/// Where a lead leads.
pub static COURSE: Schema = Schema {
    name: "Course",
    about: "Where a lead leads, and what decided it.",
    parts: &[
        need("id", Shape::Text, "The course's id."),
        need("name", Shape::Text, "Its name."),
        need("because", Shape::Text, "What decided it."),
        need("until", MAYBE_MOMENT, "When to look again."),
    ],
};

/// The scores of a moment.
pub static SCORES: Schema = Schema {
    name: "Scores",
    about: "The scores of a moment. Each is the sum of the points of its lines; they are never added together.",
    parts: &[
        need("fit", NUMBER, "Points of fit."),
        need("engagement", NUMBER, "Points of engagement."),
        need("account", NUMBER, "Points of the account's engagement."),
        need(
            "lines",
            Shape::List(&Shape::Object(&SCORE_LINE), usize::MAX),
            "Every rule's share, in the playbook's order.",
        ),
    ],
};

/// A rule's share.
pub static SCORE_LINE: Schema = Schema {
    name: "ScoreLine",
    about: "A rule's share of a score, a rule that nobody can answer yet, or the persona.",
    parts: &[
        need(
            "kind",
            Shape::One(&["fit", "open", "engagement", "account", "persona"]),
            "Which score; `open`: a fit rule that is not answered.",
        ),
        need("rule", Shape::Text, "The rule's id, or the persona's."),
        need("points", NUMBER, "Its points."),
        need("sentence", Shape::Text, "In words, with the values that it saw."),
    ],
};

/// A decision.
pub static DECISION: Schema = Schema {
    name: "Decision",
    about: "A decision: what led to it, what it changed, and what conditions saw.",
    parts: &[
        need("at", Shape::Moment, "When it was made, or fell due."),
        need("version", Shape::Text, "The version of the playbook that it was made by."),
        need("cause", Shape::Text, "What led to it, in words."),
        need("fact", MAYBE_TEXT, "The id of the fact that led to it."),
        need("fact_type", MAYBE_TEXT, "That fact's type."),
        need("outcome", Shape::Text, "What became of the fact: a code as in the answer to it."),
        need("sentences", TEXTS, "What changed, in words."),
        need(
            "changes",
            Shape::List(&Shape::Any, usize::MAX),
            "What changed, for programs: objects with the playbook's own names.",
        ),
        need("scores", Shape::Maybe(&Shape::Object(&SCORES)), "The scores then, where they were kept."),
    ],
};

/// A deal.
pub static DEAL: Schema = Schema {
    name: "Deal",
    about: "A deal with a lead.",
    parts: &[
        need("id", Shape::Id, "Its id."),
        need("account", MAYBE_ID, "The account then."),
        need("opened_at", Shape::Moment, "When it began."),
        need("amount", Shape::Maybe(&Shape::Object(&AMOUNT)), "What it is worth."),
        need("outcome", Shape::One(&["open", "won", "lost"]), "How it stands."),
        need("reported", Shape::Bool, "Whether only another system says so."),
        need("closed_at", MAYBE_MOMENT, "When it ended."),
        need("expected_on", MAYBE_TEXT, "The day on which it is expected to end."),
        need("reason", MAYBE_TEXT, "Why it ended so."),
        need("people", Shape::List(&Shape::Object(&DEAL_PERSON), usize::MAX), "Who takes part."),
    ],
};

/// An amount of money.
pub static AMOUNT: Schema = Schema {
    name: "Amount",
    about: "An amount of money.",
    parts: &[need("minor", NUMBER, "Minor units of the currency."), need("currency", Shape::Text, "ISO 4217.")],
};

/// Who takes part in a deal.
pub static DEAL_PERSON: Schema = Schema {
    name: "DealPerson",
    about: "Who takes part in a deal.",
    parts: &[
        need("lead", Shape::Id, "The lead."),
        need(
            "role",
            Shape::Text,
            "Their part in the decision when the deal was opened: `decider`, `influencer`, `user` or `gatekeeper`; `contact` where nobody knew.",
        ),
    ],
};

/// Why a lead stood where it stood.
pub static EXPLANATION: Schema = Schema {
    name: "Explanation",
    about: "Why a lead stood where it stood at a moment, with what was known then, or with what is known now.",
    parts: &[
        need("at", Shape::Moment, "The moment."),
        need("recorded_until", Shape::Moment, "Facts that became known until then are looked at."),
        need("version", Shape::Text, "The version of the playbook that was in force."),
        need("lang", Shape::One(&["en", "tr"]), "The language of the sentences."),
        need("stage", MAYBE_TEXT, "The stage's id."),
        need("stage_name", Shape::Text, "Its name."),
        need("disposition", DISPOSITION, "The disposition."),
        need("disposition_text", Shape::Text, "In words, with its reason."),
        need("course", Shape::Object(&COURSE), "Where it led."),
        need("steps", STEPS, "The five steps."),
        need("scores", Shape::Object(&SCORES), "The scores with every rule's share."),
        need("decisions", Shape::List(&Shape::Object(&ENTRY), usize::MAX), "What had been decided, the oldest first."),
        need(
            "later_known",
            Shape::List(&Shape::Object(&FACT_KEPT), usize::MAX),
            "Facts that had happened and became known only later.",
        ),
        need("sure", Shape::Bool, "Whether nothing was missing: no fact was erased since."),
    ],
};

/// An entry of a stream.
pub static ENTRY: Schema = Schema {
    name: "Entry",
    about: "An entry of a person's stream: a fact, a decision, or a fact with its decision.",
    parts: &[
        need("seq", Shape::Int(1, i64::MAX), "Which entry, from 1."),
        need("recorded_at", Shape::Moment, "When it was recorded."),
        need("version", Shape::Text, "The version of the playbook then."),
        need("fact", Shape::Maybe(&Shape::Object(&FACT_KEPT)), "The fact."),
        need("points", Shape::List(&Shape::Object(&RULE_POINTS), usize::MAX), "Engagement rules that the fact fired."),
        need(
            "decision",
            Shape::Maybe(&Shape::Object(&DECISION)),
            "The decision; of a fact that changed nothing but points none is kept.",
        ),
    ],
};

/// Points of a rule.
pub static RULE_POINTS: Schema = Schema {
    name: "RulePoints",
    about: "An engagement rule that a fact fired.",
    parts: &[need("rule", Shape::Text, "The rule's id."), need("points", NUMBER, "Its points at that moment.")],
};

/// A fact as it is kept.
pub static FACT_KEPT: Schema = Schema { name: "FactKept", about: "A fact as it is kept.", parts: FACT_PARTS };

const FACT_PARTS: &[Part] = &[
    need("id", MAYBE_TEXT, "Its id; null once it was erased."),
    need("type", Shape::Text, "Its type."),
    need("source", MAYBE_TEXT, "Where it came from."),
    need("occurred_at", Shape::Moment, "When it happened, as claimed."),
    need("recorded_at", Shape::Moment, "When it was recorded."),
    need("body", Shape::Any, "Everything that it said; null once it was erased."),
    need("hidden", TEXTS, "What the body would say of sensitive fields, for callers who may see them."),
    need("moved_to", MAYBE_ID, "The person to whom undoing a merge gave it."),
];

/// A page of a stream.
pub static TIMELINE: Schema = Schema {
    name: "Timeline",
    about: "A page of what happened to a person, the newest first.",
    parts: &[
        need("items", Shape::List(&Shape::Object(&ENTRY), usize::MAX), "The entries."),
        need(
            "next",
            Shape::Maybe(&Shape::Int(1, i64::MAX)),
            "What to send as `before` for the next page; null on the last.",
        ),
    ],
};

/// What there is.
pub static COUNTS: Schema = Schema {
    name: "Counts",
    about: "What there is, counted.",
    parts: &[
        need(
            "leads",
            Shape::List(&Shape::Object(&LEAD_COUNT), usize::MAX),
            "Leads by stage and disposition, in the playbook's order.",
        ),
        need("leads_in_all", COUNT, "All leads."),
        need("facts", COUNT, "Facts that were taken."),
        need("decisions", COUNT, "Decisions that were kept."),
        need("behind", COUNT, "Leads still under an earlier version of the playbook."),
        need("waiting", COUNT, "Facts that wait: for their moment, or for somebody to say whose they are."),
        need("account_queue", COUNT, "Accounts whose people have yet to hear of a change."),
        need("outbox", COUNT, "Messages that were not delivered yet."),
        need("timers_due", COUNT, "Leads of which something is due."),
    ],
};

/// Leads at one place.
pub static LEAD_COUNT: Schema = Schema {
    name: "LeadCount",
    about: "Leads at one stage with one disposition.",
    parts: &[
        need("stage", MAYBE_TEXT, "The stage's id; null before the first."),
        need("disposition", DISPOSITION, "The disposition."),
        need("leads", COUNT, "How many."),
    ],
};

/// An identity with its source, in lists.
pub static IDENTITIES: Shape = Shape::List(&Shape::Object(&NAMED), usize::MAX);

/// What both teams look at before sales answers.
pub static CHECK: Schema = Schema {
    name: "Check",
    about: "Something that a lead should be when it is handed over.",
    parts: &[
        need("id", Shape::Text, "Its id."),
        need("text", Shape::Text, "Its wording."),
        need("team", Shape::One(&["marketing", "sales"]), "Which team asks for it."),
        need("met", Shape::One(&["met", "unmet", "unknown"]), "Whether it is met."),
        need("open", Shape::List(&Shape::Text, usize::MAX), "While that is unknown: what would settle it."),
    ],
};
