//! Reports.

use super::super::shape::{Schema, Shape, need};

const COUNT: Shape = Shape::Int(0, i64::MAX);
const SECS: Shape = Shape::Int(-1, i64::MAX);
static TEXT: Shape = Shape::Text;
static NUMBER: Shape = Shape::Int(0, i64::MAX);
static QUANTILES_OF: Shape = Shape::Object(&QUANTILES);
const MAYBE_TEXT: Shape = Shape::Maybe(&TEXT);
const MAYBE_NUMBER: Shape = Shape::Maybe(&NUMBER);
const MONTHS: Shape = Shape::List(&TEXT, usize::MAX);

static MOMENT: Shape = Shape::Moment;
const MAYBE_MOMENT: Shape = Shape::Maybe(&MOMENT);

/// What became of hand-overs, with more beside it.
macro_rules! outcomes {
    ($($more:expr),*) => {
        &[
            $($more,)*
            need("accepted", COUNT, "Sales took them."),
            need("refused", COUNT, "Sales refused them."),
            need("expired", COUNT, "Nobody answered."),
            need("returned", COUNT, "Sales waits for information."),
            need("withdrawn", COUNT, "There was nothing to answer any more."),
            need("open", COUNT, "Sales has yet to answer."),
            need("rate", MAYBE_NUMBER, "Accepted of decided, in millionths; null of nothing."),
            need("low", MAYBE_NUMBER, "The lower end of the interval that holds the true rate with 95 % confidence."),
            need("high", MAYBE_NUMBER, "Its upper end."),
        ]
    };
}

/// The funnel.
pub static FUNNEL: Schema = Schema {
    name: "Funnel",
    about: "How many leads came how far. A month is written 2026-01.",
    parts: &[
        need("as_of", Shape::Moment, "When it was read."),
        need("lang", Shape::One(&["en", "tr"]), "The language of names."),
        need("zone", Shape::Text, "The time zone that months are counted in."),
        need("by", Shape::Text, "What it is broken down by."),
        need("from", MAYBE_TEXT, "The first month of entry that was asked for."),
        need("to", MAYBE_TEXT, "The last month of entry that was asked for."),
        need("source", MAYBE_TEXT, "The source that was asked for."),
        need("kept", Shape::Bool, "Whether it was read from what is kept; otherwise every lead was read."),
        need("stages", Shape::List(&Shape::Object(&FUNNEL_STAGE), usize::MAX), "The stages, in the playbook's order."),
        need("whole", Shape::Object(&FUNNEL_GROUP), "All leads that were asked for."),
        need(
            "groups",
            Shape::List(&Shape::Object(&FUNNEL_GROUP), usize::MAX),
            "The same by month, in their order, or by value, the most frequent first.",
        ),
    ],
};

/// A stage of a funnel.
pub static FUNNEL_STAGE: Schema = Schema {
    name: "FunnelStage",
    about: "A stage, and which cohorts can be judged by it.",
    parts: &[
        need("id", Shape::Text, "The stage's id."),
        need("name", Shape::Text, "Its name."),
        need(
            "takes_secs",
            MAYBE_NUMBER,
            "Nine of ten who come so far have come after so long; null while too few did.",
        ),
        need("seen_from", MAYBE_TEXT, "Outcomes before this month are missing from the data; null where none are."),
        need("young", MONTHS, "Months of entry of which not every lead has had so long."),
        need("cut", MONTHS, "Months of entry whose first outcomes are missing."),
    ],
};

/// Leads that are counted together.
pub static FUNNEL_GROUP: Schema = Schema {
    name: "FunnelGroup",
    about: "Leads that are counted together.",
    parts: &[
        need("kind", Shape::One(&["whole", "month", "value", "unknown", "other"]), "What they have in common."),
        need("key", MAYBE_TEXT, "The month or the value."),
        need("label", Shape::Text, "What the group is called."),
        need("entered", COUNT, "How many entered."),
        need("stages", Shape::List(&Shape::Object(&FUNNEL_CELL), usize::MAX), "Each stage."),
    ],
};

/// One stage of one group.
pub static FUNNEL_CELL: Schema = Schema {
    name: "FunnelCell",
    about: "One stage of one group.",
    parts: &[
        need("stage", Shape::Text, "The stage's id."),
        need("reached", Shape::Object(&SHARE), "Leads that came so far or further, of all that entered."),
        need("step", Shape::Object(&SHARE), "The same, of those who came to the stage before or further."),
        need("judged", Shape::Object(&SHARE), "The same as `reached`, of leads that can be judged."),
        need("young", COUNT, "Leads that entered too recently to be judged."),
        need("cut", COUNT, "Leads that entered so early that their first outcomes are missing from the data."),
        need("few", Shape::Bool, "Whether there are too few leads to judge the share: fewer than 30."),
        need("open", Shape::Bool, "Whether no lead can be judged: the share is not final."),
        need("decided", COUNT, "Leads of which Köprü decided that they reached this very stage."),
        need("reported", COUNT, "Leads of which another system reports it."),
        need("both", COUNT, "Leads that are in both numbers."),
        need("reach", Shape::Object(&TIMES), "The time from the entry to this stage."),
        need("stay", Shape::Object(&TIMES), "The time that those who went on stood at this stage."),
    ],
};

/// So many of so many.
pub static SHARE: Schema = Schema {
    name: "Share",
    about: "So many of so many, and the interval that holds the true share with 95 % confidence (Wilson).",
    parts: &[
        need("part", COUNT, "Those that count."),
        need("of", COUNT, "All."),
        need("millionths", MAYBE_NUMBER, "The share in millionths; null of nothing."),
        need("low", MAYBE_NUMBER, "The interval's lower end."),
        need("high", MAYBE_NUMBER, "The interval's upper end."),
    ],
};

/// Times.
pub static TIMES: Schema = Schema {
    name: "Times",
    about: "Times. Up to 128 days each is known to the day, longer ones to a sixty-fourth; below a day to an eighth.",
    parts: &[
        need("timed", COUNT, "How many have a time."),
        need("untimed", COUNT, "How many were decided when older facts were imported: nobody knows their time."),
        need(
            "before",
            COUNT,
            "How many are dated before what they should have followed; they count as less than no time.",
        ),
        need("quantiles", Shape::Maybe(&QUANTILES_OF), "Quantiles; null with fewer than ten times."),
        need("within_7_days", COUNT, "How many are at most seven days, a begun eighth not counted."),
        need("within_30_days", COUNT, "At most thirty days."),
        need("within_90_days", COUNT, "At most ninety days."),
    ],
};

/// Quantiles of times.
pub static QUANTILES: Schema = Schema {
    name: "Quantiles",
    about: "Quantiles of times in seconds; -1 is less than no time.",
    parts: &[
        need("p25", SECS, "A quarter are not longer."),
        need("p50", SECS, "Half are not longer."),
        need("p75", SECS, "Three quarters are not longer."),
        need("p90", SECS, "Nine tenths are not longer."),
    ],
};

/// How hand-overs fare.
pub static ACCEPTANCE: Schema = Schema {
    name: "Acceptance",
    about: "How hand-overs fared that were offered in the last days.",
    parts: &[
        need("as_of", Shape::Moment, "The end of the window."),
        need("lang", Shape::One(&["en", "tr"]), "The language of the sentence."),
        need("days", COUNT, "The length of the window."),
        need("target", COUNT, "The rate that both teams want, in millionths."),
        need("min_sample", COUNT, "Decided hand-overs below which nothing is said."),
        need("outcomes", Shape::Object(&OUTCOMES), "What became of them."),
        need("verdict", Shape::One(&["too_few", "on_target", "below_target", "alarm"]), "What the rate says."),
        need("sentence", Shape::Text, "The same in words."),
        need(
            "weeks",
            Shape::List(&Shape::Object(&WEEK), usize::MAX),
            "By weeks that end with the window, the oldest first.",
        ),
        need(
            "judged",
            Shape::List(&Shape::Object(&JUDGED), usize::MAX),
            "How the rate was judged at the beginning of each of these weeks, the oldest first.",
        ),
        need(
            "causes",
            Shape::List(&Shape::Object(&CAUSE), usize::MAX),
            "Values with at least ten decided hand-overs: first those that are hardly chance, the clearest first, each without the hand-overs of those before it.",
        ),
        need(
            "reasons",
            Shape::List(&Shape::Object(&REFUSALS), usize::MAX),
            "Why sales refused, the most frequent first.",
        ),
        need("disputes", Shape::Object(&DISPUTED), "What both teams said of these answers afterwards."),
        need("contacts", Shape::Object(&CONTACTS), "The first contact of those that were accepted."),
        need("reps", Shape::List(&Shape::Object(&REP), usize::MAX), "The same by who answered, the latest first."),
    ],
};

static MAYBE_SHARE: Shape = Shape::Maybe(&Shape::Int(i64::MIN, i64::MAX));

/// What became of hand-overs.
pub static OUTCOMES: Schema = Schema { name: "Outcomes", about: "What became of hand-overs.", parts: outcomes!() };

/// A week of hand-overs.
pub static WEEK: Schema = Schema {
    name: "HandoverWeek",
    about: "What became of the hand-overs that were offered in seven days.",
    parts: outcomes!(need("from", Shape::Moment, "When the week begins.")),
};

/// The rate as it was judged.
pub static JUDGED: Schema = Schema {
    name: "JudgedWeek",
    about: "The rate of acceptance at the beginning of a week, over hand-overs that were offered in the 90 days before, as they stood then.",
    parts: outcomes!(
        need("week", Shape::Text, "The Monday with which the week begins, in the agreement's time zone."),
        need("at", Shape::Moment, "The same as a moment."),
        need("target", COUNT, "The rate that both teams want, in millionths."),
        need("verdict", Shape::One(&["too_few", "on_target", "below_target", "alarm"]), "What the rate says."),
        need("cause", Shape::Maybe(&WHAT_SHAPE), "What carries the gap most clearly; null where nothing does."),
        need("told", Shape::Bool, "Whether both teams are told: what they were told before is not told again.")
    ),
};

static WHAT_SHAPE: Shape = Shape::Object(&WHAT);

/// What hand-overs have in common.
pub static WHAT: Schema = Schema {
    name: "AcceptanceWhat",
    about: "What hand-overs have in common.",
    parts: &[
        need("dimension", Shape::One(&["source", "persona", "grade", "band", "rule", "rep"]), "Of what."),
        need("value", MAYBE_TEXT, "The value; null where it is not known."),
    ],
};

/// What carries the gap.
pub static CAUSE: Schema = Schema {
    name: "AcceptanceCause",
    about: "Hand-overs that have a value in common.",
    parts: &[
        need("dimension", Shape::One(&["source", "persona", "grade", "band", "rule", "rep"]), "Of what."),
        need("value", MAYBE_TEXT, "The value; null where it is not known."),
        need("outcomes", Shape::Object(&OUTCOMES), "What became of them."),
        need("missing", Shape::Int(i64::MIN, i64::MAX), "Acceptances missing to the target, in millionths of one."),
        need("share", MAYBE_SHARE, "Its share of all that is missing, in millionths; null where nothing is."),
        need(
            "behind",
            MAYBE_SHARE,
            "Acceptances missing to the rate of all others, without the hand-overs of clearer causes, in millionths of one; null without others, or where fewer than ten are left.",
        ),
        need("clear", Shape::Bool, "Whether that is hardly chance."),
    ],
};

/// Disagreements about answers.
pub static DISPUTED: Schema = Schema {
    name: "Disputed",
    about: "Disagreements about answers. The answers stay as they were, and the rate with them.",
    parts: &[
        need("open", COUNT, "Not settled yet."),
        need("wrong_refusals", COUNT, "Refusals of which both teams say that they were wrong."),
        need("wrong_acceptances", COUNT, "Acceptances of which both teams say that they were wrong."),
    ],
};

/// A reason of refusals.
pub static REFUSALS: Schema = Schema {
    name: "Refusals",
    about: "How often sales gave a reason.",
    parts: &[need("reason", Shape::Text, "The reason's id."), need("refused", COUNT, "How often.")],
};

/// First contacts, with more beside them.
macro_rules! contacts {
    ($($more:expr),*) => {
        &[
            $($more,)*
            need("in_time", COUNT, "Made in time."),
            need("told_late", COUNT, "Of these, told only after it was late."),
            need("late", COUNT, "Made too late."),
            need("missed", COUNT, "Late and not made yet."),
            need("running", COUNT, "Not due yet."),
            need("median_secs", MAYBE_NUMBER, "Half of them were made within so many seconds."),
            need("p90_secs", MAYBE_NUMBER, "Nine of ten were."),
        ]
    };
}

/// First contacts.
pub static CONTACTS: Schema =
    Schema { name: "Contacts", about: "The first contacts after acceptances.", parts: contacts!() };

/// First contacts of one person of sales.
pub static REP: Schema = Schema {
    name: "RepContacts",
    about: "The first contacts that one person of sales promised.",
    parts: contacts!(need("rep", Shape::Text, "Who accepted; empty where nobody is named.")),
};

/// How soon hand-overs were answered.
pub static ANSWERS: Schema = Schema {
    name: "Answers",
    about: "How soon hand-overs were answered: accepted, refused or returned.",
    parts: &[
        need("at_once", COUNT, "Answered when they were first offered."),
        need("again", COUNT, "Answered after they had expired, and were offered again."),
        need("never", COUNT, "Expired, and never answered."),
        need("open", COUNT, "Not answered yet."),
        need("kept", MAYBE_NUMBER, "At once, of all that are answered or expired, in millionths; null of none."),
        need("median_secs", MAYBE_NUMBER, "Half were answered within so many seconds of the first offer."),
    ],
};

/// How clocks stand.
pub static CLOCKS: Schema = Schema {
    name: "Clocks",
    about: "How clocks stand at this moment.",
    parts: &[
        need("running", COUNT, "With time left."),
        need("warned", COUNT, "Of these, those that have warned."),
        need("paused", COUNT, "Standing still, since sales waits for the lead."),
        need("late", COUNT, "Run out, and not met."),
    ],
};

/// A week of agreed times.
pub static SLA_WEEK: Schema = Schema {
    name: "SlaWeek",
    about: "Hand-overs that were offered in seven days.",
    parts: &[
        need("from", Shape::Moment, "When the week begins."),
        need("answers", Shape::Object(&ANSWERS), "How soon they were answered."),
        need("contacts", Shape::Object(&CONTACTS), "Their first contacts."),
    ],
};

/// Agreed times of one person of sales.
pub static SLA_REP: Schema = Schema {
    name: "SlaRep",
    about: "Hand-overs that one person of sales answered, or owns.",
    parts: &[
        need("rep", Shape::Text, "Who; empty where nobody is named."),
        need("answers", Shape::Object(&ANSWERS), "How soon they were answered."),
        need("contacts", Shape::Object(&CONTACTS), "Their first contacts."),
    ],
};

/// First contacts by source.
pub static SLA_SOURCE: Schema = Schema {
    name: "SlaSource",
    about: "First contacts of leads that came from one source.",
    parts: &[
        need("source", Shape::Text, "Where they came from; empty where that is not known."),
        need("contacts", Shape::Object(&CONTACTS), "Their first contacts."),
    ],
};

/// Whether the agreed times are kept.
pub static SLA: Schema = Schema {
    name: "Sla",
    about: "Whether the agreed times are kept.",
    parts: &[
        need("as_of", Shape::Moment, "The end of the window."),
        need("lang", Shape::One(&["en", "tr"]), "The language of sentences."),
        need("days", COUNT, "The length of the window."),
        need("answers", Shape::Object(&ANSWERS), "How soon hand-overs were answered."),
        need("contacts", Shape::Object(&CONTACTS), "The first contact of those that were accepted."),
        need("weeks", Shape::List(&Shape::Object(&SLA_WEEK), usize::MAX), "By weeks, the oldest first."),
        need(
            "reps",
            Shape::List(&Shape::Object(&SLA_REP), usize::MAX),
            "By who answered, the most late contacts first.",
        ),
        need(
            "sources",
            Shape::List(&Shape::Object(&SLA_SOURCE), usize::MAX),
            "By source, the most late contacts first.",
        ),
        need("clocks", Shape::Map(&Shape::Object(&CLOCKS)), "Clocks of this moment: `accept`, `contact`, `follow_up`."),
        need("owners", Shape::Map(&Shape::Object(&CLOCKS)), "The same by owner; empty where nobody is."),
        need("sentences", Shape::List(&Shape::Text, usize::MAX), "The same in words."),
    ],
};

/// How long leads have been at a stage.
pub static STAGE_AGE: Schema = Schema {
    name: "StageAge",
    about: "How long open leads have been at a stage.",
    parts: &[
        need("stage", MAYBE_TEXT, "The stage; null before the first."),
        need("max_age_secs", MAYBE_NUMBER, "Longer is too long; null where leads may rest."),
        need("open", COUNT, "Open leads."),
        need("stuck", COUNT, "Those that have been there for too long."),
        need("median_secs", MAYBE_NUMBER, "Half have not been there longer than so many seconds."),
        need("oldest_secs", MAYBE_NUMBER, "Who has been there longest."),
    ],
};

/// A lead that has been at its stage for too long.
pub static STUCK: Schema = Schema {
    name: "Stuck",
    about: "A lead that has been at its stage for too long.",
    parts: &[
        need("lead", Shape::Id, "The lead."),
        need("stage", MAYBE_TEXT, "Its stage."),
        need("owner", MAYBE_TEXT, "Who works it."),
        need("queue", Shape::Text, "The queue it stands in while nobody does."),
        need("age_secs", COUNT, "Seconds at the stage."),
        need("beyond_secs", COUNT, "Seconds beyond what was agreed."),
    ],
};

/// Leads of one person for which nothing is planned.
pub static UNPLANNED: Schema = Schema {
    name: "Unplanned",
    about: "Open leads of one person.",
    parts: &[
        need("leads", COUNT, "How many."),
        need("unplanned", COUNT, "Of these, those without a running clock and without a next step."),
    ],
};

/// What lies still.
pub static STAGNATION: Schema = Schema {
    name: "Stagnation",
    about: "What lies still.",
    parts: &[
        need("as_of", Shape::Moment, "When."),
        need("lang", Shape::One(&["en", "tr"]), "The language of the sentence."),
        need("stages", Shape::List(&Shape::Object(&STAGE_AGE), usize::MAX), "Stages in which leads are open."),
        need("stuck", Shape::List(&Shape::Object(&STUCK), usize::MAX), "Those that are longest beyond; at most fifty."),
        need("unplanned", Shape::Map(&Shape::Object(&UNPLANNED)), "By owner, where there are any."),
        need("gone", Shape::Map(&COUNT), "Who does not work here and owns open leads, and how many."),
        need("queues", Shape::Map(&COUNT), "Queues that people look after, and how many stand in each."),
        need("adrift", COUNT, "Open leads that nothing will ever look at again."),
        need("sentence", Shape::Text, "The most important thing in words."),
    ],
};

/// Deals that have something in common.
pub static DEALS: Schema = Schema {
    name: "Deals",
    about: "Deals that have something in common.",
    parts: &[
        need("open", COUNT, "Not ended yet."),
        need("won", COUNT, "Won."),
        need("lost", COUNT, "Lost."),
        need("rate", MAYBE_NUMBER, "Won of ended, in millionths; null of none."),
        need("revenue_minor", Shape::Map(&Shape::Int(i64::MIN, i64::MAX)), "What those won brought in, by currency."),
        need("unpriced", COUNT, "Won deals of which nobody told the amount."),
        need("median_secs", MAYBE_NUMBER, "Half of those won were won within so many seconds of being opened."),
    ],
};

/// Why deals were lost.
pub static LOST: Schema = Schema {
    name: "LostReason",
    about: "How often deals were lost for a reason.",
    parts: &[
        need("reason", Shape::Text, "The reason as it was told; empty where none was."),
        need("count", COUNT, "How often."),
    ],
};

/// What the sales cycle brings in.
pub static SALES_CYCLE: Schema = Schema {
    name: "SalesCycle",
    about: "What the sales cycle brings in.",
    parts: &[
        need("as_of", Shape::Moment, "The end of the window."),
        need("lang", Shape::One(&["en", "tr"]), "The language of sentences."),
        need("days", COUNT, "The length of the window."),
        need("all", Shape::Object(&DEALS), "All deals."),
        need("by_source", Shape::Map(&Shape::Object(&DEALS)), "By source; empty where that is not known."),
        need("by_contact", Shape::Map(&Shape::Object(&DEALS)), "By the first contact: `in_time`, `late`, `unknown`."),
        need("by_grade", Shape::Map(&Shape::Object(&DEALS)), "By the grade at the hand-over; empty without one."),
        need("by_rep", Shape::Map(&Shape::Object(&DEALS)), "By who accepted; empty where nobody did."),
        need("lost", Shape::List(&Shape::Object(&LOST), usize::MAX), "Why deals were lost, the most frequent first."),
        need("sentences", Shape::List(&Shape::Text, usize::MAX), "The same in words."),
    ],
};

/// A page of hand-overs.
pub static HANDOVERS: Schema = Schema {
    name: "Handovers",
    about: "Hand-overs, the newest first.",
    parts: &[
        need("items", Shape::List(&Shape::Object(&HANDOVER), usize::MAX), "The hand-overs."),
        need("next", MAYBE_TEXT, "What to send as `cursor` for the next page; null on the last."),
    ],
};

/// What a number of a report counts.
pub static SLICE: Schema = Schema {
    name: "Slice",
    about: "What a number of a report counts, each with its lead.",
    parts: &[
        need("items", Shape::List(&Shape::Object(&SLICE_ITEM), usize::MAX), "The items."),
        need("next", MAYBE_TEXT, "What to send as `cursor` for the next page; null on the last."),
        need(
            "looked_at",
            Shape::Maybe(&COUNT),
            "Of the funnel: how many leads were looked at to find these; a page may have none and a next one. Else null.",
        ),
    ],
};

/// An item that a report counts.
static SLICE_ITEM: Schema = Schema {
    name: "SliceItem",
    about: "An item that a report counts.",
    parts: &[
        need("lead", Shape::Object(&super::leads::LEAD_ROW), "The lead as it is now."),
        need(
            "counted",
            Shape::Map(&Shape::Text),
            "What was counted: values as they are stored; empty where there is none.",
        ),
    ],
};

/// A hand-over.
pub static HANDOVER: Schema = Schema {
    name: "Handover",
    about: "One hand-over of a lead to sales.",
    parts: &[
        need("lead", Shape::Id, "The lead."),
        need("number", COUNT, "Which hand-over of this lead, from 1."),
        need("offered_at", Shape::Moment, "When it was first offered."),
        need("source", MAYBE_TEXT, "Where the lead came from."),
        need("persona", MAYBE_TEXT, "The persona then."),
        need("rules", MONTHS, "Rules that gave points then."),
        need("attempts", COUNT, "How often it was offered."),
        need(
            "state",
            Shape::One(&["open", "accepted", "refused", "returned", "expired", "withdrawn"]),
            "What became of it.",
        ),
        need("answered_at", MAYBE_MOMENT, "When."),
        need("answered_by", MAYBE_TEXT, "Who answered."),
        need("reason", MAYBE_TEXT, "Why it was refused or withdrawn."),
        need("owner", MAYBE_TEXT, "Who works it, or worked it last."),
        need("late_at", MAYBE_MOMENT, "When the first contact was late."),
        need("contact_at", MAYBE_MOMENT, "When the first contact was made, as claimed."),
        need("contact_late", Shape::Bool, "Whether it was made too late."),
        need("contact_told_late", Shape::Bool, "Whether it was in time and told too late."),
    ],
};

/// Leads that were let go early and have something in common.
pub static SAVED: Schema = Schema {
    name: "Saved",
    about: "Leads that were let go before they were sales qualified.",
    parts: &[
        need("leads", COUNT, "How many."),
        need("spent_secs", COUNT, "Seconds of sales spent on them."),
        need("saved_secs", COUNT, "Seconds saved, as estimated."),
        need("saved_minor", COUNT, "What these cost, in minor units of `currency`."),
        need("median_secs", Shape::Maybe(&COUNT), "Half of them were let go within so many seconds of the hand-over."),
    ],
};

/// What letting go early saved.
pub static TIME_SAVED: Schema = Schema {
    name: "TimeSaved",
    about: "What letting poor leads go early saves.",
    parts: &[
        need("as_of", Shape::Moment, "The end of the window."),
        need("lang", Shape::One(&["en", "tr"]), "The language of sentences."),
        need("days", Shape::Int(1, i64::MAX), "Its length."),
        need("currency", Shape::Text, "The currency of amounts."),
        need("hour_minor", COUNT, "What an hour of sales costs, in minor units."),
        need("leads", COUNT, "Leads that were handed over."),
        need("spent_secs", COUNT, "Seconds of sales spent on all of them."),
        need("worked_to_an_end", COUNT, "Leads that were won, lost, or let go once sales qualified."),
        need("mean_secs", Shape::Maybe(&COUNT), "What one of these cost on average; null below ten of them."),
        need("won", COUNT, "Leads that were won."),
        need("early", Shape::Object(&SAVED), "Leads that were let go early."),
        need("by_kind", Shape::Map(&Shape::Object(&SAVED)), "By kind of reason; `recycled`: back to marketing."),
        need("by_stage", Shape::Map(&Shape::Object(&SAVED)), "By stage."),
        need(
            "by_source",
            Shape::Map(&Shape::Object(&SAVED)),
            "By where they came from; empty where that is not known.",
        ),
        need("by_rep", Shape::Map(&Shape::Object(&SAVED)), "By who answered the hand-over."),
        need("sentences", Shape::List(&Shape::Text, usize::MAX), "The same in words."),
    ],
};
