//! Versions of the playbook, and who changed what.

use super::super::shape::{Schema, Shape, may, need};

const COUNT: Shape = Shape::Int(0, i64::MAX);
static EXISTING: Shape = Shape::One(&["keep", "advance"]);

/// A version to publish.
pub static EDITION: Schema = Schema {
    name: "Edition",
    about: "A version of the playbook to publish.",
    parts: &[
        need("source", Shape::Text, "The playbook, TOML."),
        may("lists", Shape::Map(&Shape::Text), "The list files that it names: name and text."),
        may(
            "existing",
            EXISTING,
            "`keep` (without it): its `enter` first counts at a lead's next fact or timer. `advance`: it is held against every lead at once.",
        ),
    ],
};

/// What publishing did.
pub static PUBLISHED: Schema = Schema {
    name: "Published",
    about: "A publication.",
    parts: &[
        need("version", Shape::Text, "The version, sixteen hexadecimal digits."),
        need("seq", Shape::Int(1, i64::MAX), "Which publication it is, from 1."),
        need("already", Shape::Bool, "Whether this very version was in force already; then nothing was done."),
        need("behind", COUNT, "Leads that are still under an earlier version; background work brings them over."),
    ],
};

/// A publication in the list.
pub static PUBLICATION: Schema = Schema {
    name: "Publication",
    about: "A publication of a version of the playbook.",
    parts: &[
        need("seq", Shape::Int(1, i64::MAX), "Which publication it is, from 1."),
        need("version", Shape::Text, "The version, sixteen hexadecimal digits."),
        need("name", Shape::Text, "The playbook's name."),
        need("label", Shape::Text, "What its authors call the version."),
        need("existing", EXISTING, "What it did to leads that were there before."),
        need("published_at", Shape::Moment, "When it came into force."),
        need("published_by", Shape::Text, "Who published it."),
        need("leads", COUNT, "Leads whose scores belong to this version now."),
        need("in_force", Shape::Bool, "Whether facts are decided by it now."),
    ],
};

/// All publications.
pub static PUBLICATIONS: Schema = Schema {
    name: "Publications",
    about: "Every publication, the newest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&PUBLICATION), usize::MAX), "The publications.")],
};

/// A version's text.
pub static VERSION_TEXT: Schema = Schema {
    name: "VersionText",
    about: "The text of a version of the playbook.",
    parts: &[
        need("version", Shape::Text, "The version."),
        need("source", Shape::Text, "The playbook, TOML."),
        need("lists", Shape::Map(&Shape::Text), "The list files that it names: name and text."),
    ],
};

/// An entry of the audit.
pub static AUDIT_ENTRY: Schema = Schema {
    name: "AuditEntry",
    about: "Who changed what.",
    parts: &[
        need("id", Shape::Id, "The entry's id."),
        need("at", Shape::Moment, "When."),
        need("actor", Shape::Text, "Who: a key's name, a user, `local`, `cli`."),
        need("action", Shape::Text, "What: `playbook.published`, `key.created`, `person.merged`."),
        need("subject", Shape::Text, "Which version, key, person."),
        need("detail", Shape::Any, "More, by name."),
    ],
};

/// A page of the audit.
pub static AUDIT: Schema = Schema {
    name: "Audit",
    about: "A page of who changed what, the newest first.",
    parts: &[
        need("items", Shape::List(&Shape::Object(&AUDIT_ENTRY), usize::MAX), "The entries."),
        need("next", Shape::Maybe(&Shape::Id), "What to send as `before` for the next page; null on the last."),
    ],
};
