//! Proposed changes of the playbook.

use super::super::shape::{Schema, Shape, may, need};

static EXISTING: Shape = Shape::One(&["keep", "advance"]);
static MAYBE_TEXT: Shape = Shape::Maybe(&Shape::Text);
static MAYBE_MOMENT: Shape = Shape::Maybe(&Shape::Moment);
static MAYBE_SIGNED: Shape = Shape::Maybe(&Shape::Object(&SIGNED));
static EDITS: Shape = Shape::Map(&MAYBE_TEXT);
static TEXTS: Shape = Shape::List(&Shape::Text, usize::MAX);

/// A signature.
pub static SIGNED: Schema = Schema {
    name: "Signature",
    about: "A team's signature.",
    parts: &[
        need("by", Shape::Text, "Who signed."),
        need("at", Shape::Moment, "When."),
        need("version", Shape::Text, "The version that was signed: the signature counts for this one alone."),
        need("existing", EXISTING, "What it was to do to leads that were there before: it counts for this alone, too."),
    ],
};

/// A value that was not understood.
pub static REFUSED_EDIT: Schema = Schema {
    name: "RefusedEdit",
    about: "An edit that does not fit.",
    parts: &[need("address", Shape::Text, "Its address."), need("why", Shape::Text, "Why.")],
};

/// What comes of a proposal.
pub static MAKES: Schema = Schema {
    name: "Makes",
    about: "What a proposal makes of the version in force.",
    parts: &[
        need("version", MAYBE_TEXT, "The version that comes out; null while it has faults."),
        need("holds", Shape::Bool, "Whether it can be signed."),
        need("changes", TEXTS, "What changes, in sentences."),
        need("refused", Shape::List(&Shape::Object(&REFUSED_EDIT), usize::MAX), "Edits that do not fit."),
        need("faults", TEXTS, "What is wrong with the text that comes out."),
        need("failed_examples", TEXTS, "The playbook's own examples that do not come out."),
    ],
};

/// A proposed change.
pub static PROPOSAL: Schema = Schema {
    name: "Proposal",
    about: "A proposed change of the playbook.",
    parts: &[
        need("id", Shape::Id, "Its id."),
        need("title", Shape::Text, "What should change, and why."),
        need(
            "edits",
            EDITS,
            "New values by address; null: the entry is taken out, an empty text: the key is left out.",
        ),
        need("existing", EXISTING, "What it does to leads that were there before."),
        need("opened_at", Shape::Moment, "When it was opened."),
        need("opened_by", Shape::Text, "By whom."),
        need("changed_at", Shape::Moment, "When it was changed last."),
        need("changed_by", Shape::Text, "By whom."),
        need("revision", Shape::Int(1, i64::MAX), "How often it was changed, from 1."),
        need("marketing", MAYBE_SIGNED, "Marketing's signature."),
        need("sales", MAYBE_SIGNED, "That of sales."),
        need("closed_at", MAYBE_MOMENT, "When it was published or withdrawn."),
        need("closed_by", MAYBE_TEXT, "By whom."),
        need("outcome", Shape::Maybe(&Shape::One(&["published", "withdrawn"])), "How it ended."),
        need("version", MAYBE_TEXT, "The version that was published."),
        may("makes", Shape::Object(&MAKES), "What it makes of the version in force, while it is open."),
    ],
};

/// Proposed changes.
pub static PROPOSALS: Schema = Schema {
    name: "Proposals",
    about: "Proposed changes, the newest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&PROPOSAL), usize::MAX), "The proposals.")],
};

/// How a proposal is changed.
pub static PROPOSAL_CHANGE: Schema = Schema {
    name: "ProposalChange",
    about: "A proposal as it should be.",
    parts: &[
        need("by", Shape::Text, "The user who changes it."),
        need("revision", Shape::Int(1, i64::MAX), "The state that they saw."),
        need("title", Shape::Text, "What should change, and why."),
        need("edits", EDITS, "All new values by address."),
        may("existing", EXISTING, "What it does to leads that were there before; `keep` without it."),
    ],
};

/// A signature to give.
pub static PROPOSAL_SIGNED: Schema = Schema {
    name: "ProposalSigned",
    about: "A team's signature.",
    parts: &[
        need("by", Shape::Text, "The user who signs."),
        need("version", Shape::Text, "The version that comes out, as they saw it in `makes`."),
        need("revision", Shape::Int(1, i64::MAX), "The state that they saw."),
        may("side", Shape::One(&["marketing", "sales"]), "For which team; needed of managers and administrators."),
    ],
};

/// A change to propose.
pub static PROPOSAL_IN: Schema = Schema {
    name: "ProposalIn",
    about: "A change to propose.",
    parts: &[
        need("by", Shape::Text, "The user who proposes it."),
        need("title", Shape::Text, "What should change, and why."),
        need("edits", EDITS, "New values by address."),
        may("existing", EXISTING, "What it does to leads that were there before; `keep` without it."),
    ],
};
