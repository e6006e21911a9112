//! People and accounts.

use super::super::shape::{Schema, Shape, may, need};
use super::{IDENTITIES, LEAD_ROW};

const COUNT: Shape = Shape::Int(0, i64::MAX);
const NUMBER: Shape = Shape::Int(i64::MIN, i64::MAX);
static TEXT: Shape = Shape::Text;
const MAYBE_TEXT: Shape = Shape::Maybe(&TEXT);
const MAYBE_ID: Shape = Shape::Maybe(&Shape::Id);
const MAYBE_MOMENT: Shape = Shape::Maybe(&Shape::Moment);

/// An identity that is held.
pub static NAMED: Schema = Schema {
    name: "Named",
    about: "What somebody is called; exactly one of `email`, `external`, `phone`, `visitor`, and the source of an external id.",
    parts: &[
        may("email", Shape::Text, "An e-mail address."),
        may("external", Shape::Text, "An id in another system."),
        may("source", Shape::Text, "That system."),
        may("phone", Shape::Text, "A telephone number."),
        may("visitor", Shape::Text, "A visitor of a web page."),
    ],
};

/// A person.
pub static PERSON: Schema = Schema {
    name: "Person",
    about: "A person, whatever became of them.",
    parts: &[
        need("id", Shape::Id, "The id."),
        need("created_at", Shape::Moment, "When we first heard of them."),
        need("erased_at", MAYBE_MOMENT, "When they were erased."),
        need("merged_into", MAYBE_ID, "Into whom they were merged."),
        need("account", Shape::Maybe(&Shape::Object(&ACCOUNT_NAME)), "Their account."),
        need("identities", IDENTITIES, "What they are called."),
        need("fields", FIELDS, "Their fields, in the playbook's order."),
        need("consents", Shape::List(&Shape::Object(&CONSENT), usize::MAX), "What they said of each purpose."),
        need("version", Shape::Text, "The version of the playbook that this belongs to."),
    ],
};

static FIELDS: Shape = Shape::List(&Shape::Object(&FIELD), usize::MAX);

/// People who were found.
pub static PEOPLE: Schema = Schema {
    name: "People",
    about: "People who were found.",
    parts: &[need("items", Shape::List(&Shape::Object(&PERSON), usize::MAX), "The people.")],
};

/// How facts name an account.
pub static ACCOUNT_NAME: Schema = Schema {
    name: "AccountName",
    about: "An account and how facts name it.",
    parts: &[need("id", Shape::Id, "The account's id."), need("key", Shape::Text, "How facts name it.")],
};

/// A field.
pub static FIELD: Schema = Schema {
    name: "Field",
    about: "A field with its value.",
    parts: &[
        need("id", Shape::Text, "Its id."),
        need("label", Shape::Text, "How people call it."),
        need("type", Shape::Text, "Its type, as playbooks write it."),
        need(
            "value",
            Shape::Any,
            "Its value; null when nobody knows, or when it is hidden. Decimals, dates and money are texts.",
        ),
        need("at", MAYBE_MOMENT, "When it was said."),
        need("fact", MAYBE_TEXT, "By which fact."),
        need("hidden", Shape::Bool, "Whether the caller may not see the value."),
    ],
};

/// A consent.
pub static CONSENT: Schema = Schema {
    name: "Consent",
    about: "What somebody said of one purpose.",
    parts: &[
        need("purpose", Shape::Text, "The purpose."),
        need("given", Shape::Maybe(&Shape::Bool), "Given or withdrawn; null when nothing was said."),
        need("at", MAYBE_MOMENT, "When it was said."),
        need("fact", MAYBE_TEXT, "By which fact."),
    ],
};

/// An account in a list.
pub static ACCOUNT_LINE: Schema = Schema {
    name: "AccountLine",
    about: "An account in a list.",
    parts: &[
        need("id", Shape::Id, "The id."),
        need("created_at", Shape::Moment, "When we first heard of it."),
        need("recorded_at", Shape::Moment, "When it last changed."),
        need("key", Shape::Text, "How facts name it."),
        need("name", MAYBE_TEXT, "The company's name."),
        need("domain", MAYBE_TEXT, "Its domain."),
        need("people", Shape::Int(0, i64::MAX), "How many leads are its people."),
        need("engagement", NUMBER, "Points of engagement of all its people together, at this moment."),
        need("version", Shape::Text, "The version of the playbook that its state belongs to."),
    ],
};

/// What was erased.
pub static ERASED: Schema = Schema {
    name: "Erased",
    about: "What was erased.",
    parts: &[
        need(
            "people",
            Shape::List(&Shape::Id, usize::MAX),
            "Everybody who was: the person, and whoever was merged into them.",
        ),
        need("facts", COUNT, "Facts whose contents are gone."),
        need("identities", COUNT, "Addresses, ids and numbers that are nobody's now; imports of them are refused."),
        need("waiting", COUNT, "Facts that waited and are gone."),
        need(
            "left",
            Shape::Bool,
            "Whether something old, which nobody reads any more, may still lie in the database's own files until they are scrubbed.",
        ),
    ],
};

/// Whom to merge.
pub static MERGE_IN: Schema = Schema {
    name: "MergeIn",
    about: "Whom to merge.",
    parts: &[need("other", Shape::Id, "The person whose record becomes part of the one that the address names.")],
};

/// What merging did.
pub static MERGED: Schema = Schema {
    name: "Merged",
    about: "What a merge did.",
    parts: &[
        need("merge", Shape::Id, "The merge, by which it is undone."),
        need("seq", Shape::Int(1, i64::MAX), "The survivor's entry that tells of it."),
        need("identities", IDENTITIES, "Identities that are the survivor's now."),
        need(
            "withdrawn",
            Shape::List(&TEXT, usize::MAX),
            "Purposes of consent that count as withdrawn from now on: one of the two had withdrawn them.",
        ),
    ],
};

/// What undoing a merge did.
pub static UNMERGED: Schema = Schema {
    name: "Unmerged",
    about: "What undoing a merge did.",
    parts: &[
        need("survivor", Shape::Id, "Whose record it was."),
        need("loser", Shape::Id, "Whose record there is again."),
        need(
            "restored",
            Shape::Bool,
            "Whether nothing had been decided in between, so that both are exactly what they were.",
        ),
        need(
            "moved",
            Shape::List(&Shape::Object(&MOVED), usize::MAX),
            "Facts from in between that name the loser, and are decided for it now.",
        ),
        need(
            "unclear",
            Shape::List(&Shape::Int(1, i64::MAX), usize::MAX),
            "Entries of facts from in between that name neither, and so stay with the survivor.",
        ),
    ],
};

/// A fact that went to the other side.
pub static MOVED: Schema = Schema {
    name: "Moved",
    about: "A fact that went back to the loser.",
    parts: &[
        need("survivor_seq", Shape::Int(1, i64::MAX), "The survivor's entry."),
        need("loser_seq", Shape::Int(1, i64::MAX), "The loser's entry."),
    ],
};

/// A merge as it is kept.
pub static MERGE: Schema = Schema {
    name: "Merge",
    about: "A merge.",
    parts: &[
        need("merge", Shape::Id, "Its id."),
        need("survivor", Shape::Id, "Who stayed."),
        need("loser", Shape::Id, "Who became part of the survivor."),
        need("at", Shape::Moment, "When."),
        need("by", Shape::Text, "Who merged them."),
        need("seq", Shape::Int(1, i64::MAX), "The survivor's entry that tells of it."),
        need("undone_at", MAYBE_MOMENT, "When it was undone."),
        need("undone_by", MAYBE_TEXT, "By whom."),
    ],
};

/// Merges of a person.
pub static MERGES: Schema = Schema {
    name: "Merges",
    about: "Merges in which a person was the survivor or the loser, the oldest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&MERGE), usize::MAX), "The merges.")],
};

/// A page of accounts.
pub static ACCOUNTS: Schema = Schema {
    name: "Accounts",
    about: "A page of accounts, the newest first.",
    parts: &[
        need("items", Shape::List(&Shape::Object(&ACCOUNT_LINE), usize::MAX), "The accounts."),
        need("next", MAYBE_ID, "What to send as `cursor` for the next page; null on the last."),
    ],
};

/// One account.
pub static ACCOUNT: Schema = Schema {
    name: "Account",
    about: "One account with its people.",
    parts: &[
        need("id", Shape::Id, "The id."),
        need("created_at", Shape::Moment, "When we first heard of it."),
        need("recorded_at", Shape::Moment, "When it last changed."),
        need("key", Shape::Text, "How facts name it."),
        need("name", MAYBE_TEXT, "The company's name."),
        need("domain", MAYBE_TEXT, "Its domain."),
        need("engagement", NUMBER, "Points of engagement of all its people together, at this moment."),
        need("version", Shape::Text, "The version of the playbook that its state belongs to."),
        need("fields", FIELDS, "Its fields, in the playbook's order."),
        need("people", Shape::List(&Shape::Object(&LEAD_ROW), usize::MAX), "Its people, the newest first."),
        need("next", MAYBE_ID, "More of them: `GET /leads?account=…&cursor=` this; null when these are all."),
    ],
};
