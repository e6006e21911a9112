//! Facts in, and their answers.

use super::super::shape::{Schema, Shape, may, need};

const COUNT: Shape = Shape::Int(0, i64::MAX);
/// A value as senders write it.
static SCALAR: Shape = Shape::Any;
static VALUES: Shape = Shape::Map(&SCALAR);
static OUTCOME: Shape = Shape::One(&[
    "held",
    "not_at_stage",
    "closed",
    "already_open",
    "not_eligible",
    "ability_unmet",
    "already_offered",
    "cannot_undo",
    "applied",
]);

/// A fact as it is sent.
pub static FACT: Schema = Schema {
    name: "Fact",
    about: "What happened. It names whom it is about by exactly one of `email`, `external`, `phone`, `visitor`, `lead`.",
    parts: &[
        may(
            "id",
            Shape::Text,
            "The sender's id; the same id of the same source is the same fact. Derived from everything that the fact says when it is missing.",
        ),
        may("email", Shape::Text, "Whom it is about: an e-mail address."),
        may("external", Shape::Text, "Whom it is about: an id in the system that `source` names."),
        may("phone", Shape::Text, "Whom it is about: a telephone number."),
        may(
            "visitor",
            Shape::Text,
            "Whom it is about: a visitor of a web page. Facts of visitors wait until another fact says who it is.",
        ),
        may("lead", Shape::Id, "Whom it is about: a lead's id."),
        may(
            "also",
            Shape::List(&Shape::Object(&IDENTITY), kopru_store::limits::ALSO_MAX),
            "Further identities of the same person.",
        ),
        may("account", Shape::Text, "The company: its name, key or domain."),
        need("type", Shape::Text, "The type of the fact: one that the playbook declares, or a built-in one."),
        may("occurred_at", Shape::Moment, "When it happened. Only `fields_set` and `stage_reported` go without."),
        may("source", Shape::Text, "The system that it comes from."),
        may("data", VALUES, "What the type of fact declares: texts, numbers, true, false, null, lists of these."),
        may("fields", VALUES, "Fields of the person that it sets."),
        may("account_fields", VALUES, "Fields of the account that it sets."),
    ],
};

/// An identity.
pub static IDENTITY: Schema = Schema {
    name: "Identity",
    about: "Who somebody is; exactly one key.",
    parts: &[
        may("email", Shape::Text, "An e-mail address."),
        may("external", Shape::Text, "An id in the system that the fact's `source` names."),
        may("phone", Shape::Text, "A telephone number."),
        may("visitor", Shape::Text, "A visitor of a web page."),
    ],
};

/// A batch.
pub static BATCH: Schema = Schema {
    name: "Batch",
    about: "Several facts, answered in their order.",
    parts: &[need("facts", FACTS, "The facts.")],
};

static FACTS: Shape = Shape::List(&Shape::Object(&FACT), crate::limits::REQUEST_FACTS_MAX);

/// What `POST /facts` takes.
pub static FACTS_IN: Shape = Shape::Either(&[Shape::Object(&FACT), Shape::Object(&BATCH), FACTS]);

/// A fact that was taken.
pub static TAKEN: Schema = Schema {
    name: "Taken",
    about: "A fact that was taken.",
    parts: &[
        need("id", Shape::Text, "Its id: the sender's, or the derived one."),
        need("lead", Shape::Maybe(&Shape::Id), "Whose it is; null while it waits for a visitor to be known."),
        need(
            "seq",
            Shape::Maybe(&Shape::Int(1, i64::MAX)),
            "Which entry of the lead's stream it is; null while it waits.",
        ),
        need("outcome", OUTCOME, "What became of it."),
        need("repeated", Shape::Bool, "Whether the very same fact was taken before; then nothing happened."),
        need(
            "also_belongs_to_others",
            Shape::List(&Shape::Object(&IDENTITY), usize::MAX),
            "Identities in `also` that belong to somebody else: the two may be one person.",
        ),
    ],
};

/// A fact of a batch that was taken.
pub static TAKEN_IN_BATCH: Schema = Schema {
    name: "TakenInBatch",
    about: "A fact of a batch that was taken.",
    parts: &[
        need("status", Shape::Int(200, 202), "201 taken, 200 taken before, 202 waits."),
        need("id", Shape::Text, "Its id: the sender's, or the derived one."),
        need("lead", Shape::Maybe(&Shape::Id), "Whose it is; null while it waits for a visitor to be known."),
        need(
            "seq",
            Shape::Maybe(&Shape::Int(1, i64::MAX)),
            "Which entry of the lead's stream it is; null while it waits.",
        ),
        need("outcome", OUTCOME, "What became of it."),
        need("repeated", Shape::Bool, "Whether the very same fact was taken before; then nothing happened."),
        need(
            "also_belongs_to_others",
            Shape::List(&Shape::Object(&IDENTITY), usize::MAX),
            "Identities in `also` that belong to somebody else: the two may be one person.",
        ),
    ],
};

/// The answer to a batch.
pub static BATCH_ANSWER: Schema = Schema {
    name: "BatchAnswer",
    about: "What became of each fact, in the order in which they were sent.",
    parts: &[
        need("taken", COUNT, "Facts that were taken."),
        need("repeated", COUNT, "Facts that had been taken before."),
        need("waiting", COUNT, "Facts that wait."),
        need("refused", COUNT, "Facts that were refused; nothing of them is kept."),
        need(
            "answers",
            Shape::List(&Shape::Either(&[Shape::Object(&TAKEN_IN_BATCH), Shape::Object(&super::PROBLEM)]), usize::MAX),
            "The answers.",
        ),
    ],
};

/// The answer 200: to a repeated fact, or to a batch.
pub static FACTS_OUT: Shape = Shape::Either(&[Shape::Object(&TAKEN), Shape::Object(&BATCH_ANSWER)]);

/// What became of an e-mail.
pub static EMAIL_NOTED: Schema = Schema {
    name: "EmailNoted",
    about: "What became of an e-mail.",
    parts: &[
        need("message_id", Shape::Text, "Its id; one that it did not bring is made of what it says."),
        need("in_reply_to", Shape::Maybe(&Shape::Text), "The id of the message that it answers."),
        need("sent_at", Shape::Moment, "When it was sent, by its own word."),
        need(
            "direction",
            Shape::One(&["outbound", "inbound", "returned"]),
            "One of the users wrote it, a lead did, or a mail server could not bring it.",
        ),
        need("by", Shape::Maybe(&Shape::Text), "The user who wrote it; null where none did."),
        need("automatic", Shape::Bool, "Whether no person wrote it: then it is no contact and no answer."),
        need("type", Shape::Text, "The type of fact as which it is noted."),
        need("words_kept", Shape::Bool, "Whether that type of fact has a place for what it says."),
        need("leads", Shape::List(&Shape::Object(&EMAIL_OF), usize::MAX), "The leads that it concerns."),
        need(
            "unknown",
            Shape::List(&Shape::Text, usize::MAX),
            "Addresses of its other side that are no lead's and no user's.",
        ),
    ],
};

/// What became of an e-mail for one lead.
pub static EMAIL_OF: Schema = Schema {
    name: "EmailOf",
    about: "What became of an e-mail for one lead.",
    parts: &[
        need("lead", Shape::Id, "The lead."),
        need("address", Shape::Text, "The address by which the message names it."),
        need("fact", Shape::Text, "The fact's id."),
        need(
            "status",
            Shape::One(&["new", "known", "waiting", "refused"]),
            "Noted now; known from this copy or another; waits, since it lies a little ahead or the lead cannot be read now; not noted.",
        ),
        need("problem", Shape::Maybe(&Shape::Object(&super::PROBLEM)), "Why it was not noted."),
    ],
};

/// What holds for a kind of problem.
pub static PROBLEM_KIND: Schema = Schema {
    name: "ProblemKind",
    about: "A kind of problem.",
    parts: &[
        need("code", Shape::Text, "The stable code."),
        need("status", Shape::Int(400, 599), "The status."),
        need("title", Shape::Text, "A few words for it."),
        need("meaning", Shape::Text, "What it means."),
        need("cure", Shape::Text, "What to do."),
    ],
};

/// A file that was read in.
pub static IMPORT: Schema = Schema {
    name: "Import",
    about: "A file that was imported.",
    parts: &[
        need("number", Shape::Int(1, i64::MAX), "Its number."),
        need("started_at", Shape::Moment, "When it began."),
        need("ended_at", Shape::Maybe(&Shape::Moment), "When it ended; null while it runs, or when it was stopped."),
        need("file", Shape::Text, "The file's name."),
        need("feed", Shape::Text, "What ids of its facts derive from beside the rows."),
        need("by", Shape::Text, "Who imported it."),
        need("mapping", Shape::Maybe(&Shape::Text), "How its columns were matched, without comments; null for facts."),
        need("rows", COUNT, "Rows read; 0 until it ended, like the other counts."),
        need("facts", COUNT, "Facts that were new."),
        need("known", COUNT, "Facts that were known already."),
        need("refused", COUNT, "Rows and facts that were refused."),
        need("undo", Shape::Maybe(&Shape::Object(&UNDO)), "What its undoing did; null until that is begun."),
        need("undoing", Shape::Bool, "Whether the process that answers undoes it now."),
    ],
};

/// The undoing of an import.
pub static UNDO: Schema = Schema {
    name: "Undo",
    about: "The undoing of an import.",
    parts: &[
        need("began_at", Shape::Moment, "When it was last begun."),
        need(
            "undone_at",
            Shape::Maybe(&Shape::Moment),
            "When it was through; null while it goes on, or when it was stopped.",
        ),
        need("by", Shape::Maybe(&Shape::Text), "Who undid it; null until it is through."),
        need("removed", COUNT, "People who were removed: nothing else was known of them."),
        need("retracted", COUNT, "Facts of other people that were taken back."),
        need("kept", COUNT, "Facts that could not be taken back; 0 until it is through."),
    ],
};

/// What undoing an import would do.
pub static UNDO_PLAN: Schema = Schema {
    name: "UndoPlan",
    about: "What undoing an import would do.",
    parts: &[
        need("removed", COUNT, "People who would be removed: nothing else is known of them."),
        need("facts", COUNT, "Facts that would go with them."),
        need("retracted", COUNT, "Facts of other people that would be taken back."),
        need("kept", COUNT, "Facts that would stay: they report an act or a stage, or their person was erased."),
        need("whole", Shape::Bool, "Whether that is all; of a large import the first people are looked at alone."),
    ],
};

/// Imports.
pub static IMPORTS: Schema = Schema {
    name: "Imports",
    about: "Files that were imported, the newest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&IMPORT), usize::MAX), "The imports.")],
};
