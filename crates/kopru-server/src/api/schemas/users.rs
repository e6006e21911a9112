//! People who work here, what they do with a lead, and whom routing gave it.

use super::super::shape::{Schema, Shape, may, need};

const COUNT: Shape = Shape::Int(0, i64::MAX);
static ROLE: Shape = Shape::One(&["marketing", "sales", "manager", "admin"]);
static LANGUAGE: Shape = Shape::One(&["en", "tr"]);
static MAIL: Shape = Shape::One(&["at_once", "daily", "never"]);
static TEXTS: Shape = Shape::List(&Shape::Text, 20);
static MAYBE_TEXT: Shape = Shape::Maybe(&Shape::Text);
static MAYBE_MOMENT: Shape = Shape::Maybe(&Shape::Moment);
static CAPACITY: Shape = Shape::Maybe(&Shape::Int(0, 1_000_000));
static WEIGHT: Shape = Shape::Int(1, 100);
static MAYBE_HOURS: Shape = Shape::Maybe(&Shape::Object(&HOURS));

/// Working hours.
pub static HOURS: Schema = Schema {
    name: "Hours",
    about: "Somebody's own working hours; without them the playbook's calendars hold.",
    parts: &[
        need("time_zone", Shape::Text, "`Europe/Istanbul`."),
        need("open", Shape::List(&Shape::Text, 100), "Blocks of the ordinary week: `Mon-Fri 09:00-12:30`."),
        may(
            "special",
            Shape::List(&Shape::Text, 1_000),
            "Days that differ: `2026-10-29` (free), `2026-10-28 13:00` (until one).",
        ),
    ],
};

/// An absence.
pub static ABSENCE: Schema = Schema {
    name: "Absence",
    about: "A stretch in which somebody is away: no leads come to them, and no business time passes for theirs.",
    parts: &[
        need("from", Shape::Moment, "From when on."),
        may("to", Shape::Maybe(&Shape::Moment), "Until when; null while nobody knows."),
        may("reason", Shape::Text, "Why, for colleagues."),
    ],
};

/// Somebody to bring in.
pub static USER_IN: Schema = Schema {
    name: "UserIn",
    about: "Somebody to bring in.",
    parts: &[
        need("id", Shape::Text, "The word by which facts name them: a-z, 0-9, `.`, `-`, `_`."),
        need("name", Shape::Text, "Their name."),
        need("role", ROLE, "What they may see and do; routing gives leads to `sales`."),
        may("email", MAYBE_TEXT, "Their address."),
        may("lang", LANGUAGE, "The language in which they are spoken to."),
        may("team", MAYBE_TEXT, "The team they belong to."),
        may("languages", TEXTS, "Languages they speak with leads; none named means any."),
        may("skills", TEXTS, "What they are good at."),
        may("capacity", CAPACITY, "How many open leads they can work at once; null for any number."),
        may("weight", WEIGHT, "How large their share of the leads is beside the others'."),
        may("hours", MAYBE_HOURS, "Their own hours."),
    ],
};

/// What is to be changed.
pub static USER_CHANGE: Schema = Schema {
    name: "UserChange",
    about: "What is to be changed of somebody; what is not named stays.",
    parts: &[
        may("name", Shape::Text, "The name."),
        may("role", ROLE, "What they may see and do."),
        may("email", MAYBE_TEXT, "The address; null takes it away."),
        may("lang", LANGUAGE, "The language in which they are spoken to."),
        may(
            "mail",
            MAIL,
            "When they are told by mail: each notice and a digest a working day, the digest alone, or nothing.",
        ),
        may("team", MAYBE_TEXT, "The team; null takes it away."),
        may("languages", TEXTS, "Languages they speak with leads."),
        may("skills", TEXTS, "What they are good at."),
        may("capacity", CAPACITY, "How many open leads they can work at once; null for any number."),
        may("weight", WEIGHT, "How large their share of the leads is."),
        may("hours", MAYBE_HOURS, "Their own hours; null takes them away."),
        may("absent", Shape::Object(&ABSENCE), "An absence that is added; one with the same beginning is replaced."),
        may("present", Shape::Moment, "The absence that begins then is taken back."),
        may("left", Shape::Bool, "Whether they have left: then their leads go to others, and they are let in no more."),
    ],
};

/// Somebody who works here.
pub static USER: Schema = Schema {
    name: "User",
    about: "Somebody who works here.",
    parts: &[
        need("id", Shape::Text, "The word by which facts name them."),
        need("name", Shape::Text, "Their name."),
        need("role", ROLE, "What they may see and do."),
        need("email", MAYBE_TEXT, "Their address."),
        need("lang", LANGUAGE, "The language in which they are spoken to."),
        need("mail", MAIL, "When they are told by mail."),
        need("team", MAYBE_TEXT, "The team they belong to."),
        need("languages", TEXTS, "Languages they speak with leads; none means any."),
        need("skills", TEXTS, "What they are good at."),
        need("capacity", CAPACITY, "How many open leads they can work at once; null for any number."),
        need("weight", WEIGHT, "How large their share of the leads is."),
        need("hours", MAYBE_HOURS, "Their own hours."),
        need("absences", Shape::List(&Shape::Object(&ABSENCE), 100), "When they are away."),
        need("left", Shape::Bool, "Whether they have left."),
        need("has_password", Shape::Bool, "Whether they have chosen a password."),
        need("created_at", Shape::Moment, "When they came."),
        need("created_by", Shape::Text, "Who brought them in."),
    ],
};

/// Everybody.
pub static USERS: Schema = Schema {
    name: "Users",
    about: "Everybody who works here, or did.",
    parts: &[need("items", Shape::List(&Shape::Object(&USER), usize::MAX), "The users.")],
};

/// An invitation.
pub static INVITATION: Schema = Schema {
    name: "Invitation",
    about: "An invitation to choose a password.",
    parts: &[need("path", MAYBE_TEXT, "The address, told once: null when the request is repeated.")],
};

/// Something that a person does with a lead.
pub static ACT: Schema = Schema {
    name: "Act",
    about: "Something that a person does with a lead: a fact about it, in their name.",
    parts: &[
        need("type", Shape::Text, "The type of fact: `accepted`, `refused`, `contacted`, `next_step_set`."),
        may("id", Shape::Text, "An id of the caller's; the same id is the same act."),
        may("by", Shape::Text, "The user who does it; without it the key's name."),
        may("occurred_at", Shape::Moment, "When it happened; now without it."),
        may("data", Shape::Map(&Shape::Any), "Its data: `reason` of a refusal, `what` and `due` of a next step."),
    ],
};

/// What became of an act.
pub static ACTED: Schema = Schema {
    name: "Acted",
    about: "What became of an act.",
    parts: &[
        need("lead", Shape::Maybe(&Shape::Id), "The lead."),
        need("seq", COUNT, "The entry of its stream."),
        need("outcome", Shape::One(&["applied"]), "It had its effect."),
        need("repeated", Shape::Bool, "Whether the very same act had been done before."),
    ],
};

/// A candidate of routing.
pub static CANDIDATE: Schema = Schema {
    name: "Candidate",
    about: "Somebody whom a route names, as they were when it was decided.",
    parts: &[
        need("user", Shape::Text, "Who."),
        need(
            "verdict",
            Shape::One(&["account", "turn", "later", "off", "full", "away", "had_it", "language", "skill", "role"]),
            "What became of them: `account` and `turn` got the lead.",
        ),
        need("why", Shape::Text, "The same in words."),
        need("open_leads", COUNT, "Open leads that they worked."),
        need("capacity", CAPACITY, "How many they can."),
        need("weight", WEIGHT, "Their weight."),
        need("opens_at", Shape::Maybe(&Shape::Moment), "When they work next; null while they did."),
    ],
};

/// A decision of routing.
pub static ROUTED: Schema = Schema {
    name: "Routed",
    about: "Whom routing gave a lead, and why.",
    parts: &[
        need("entry", COUNT, "The entry of the team's stream."),
        need("at", Shape::Moment, "When."),
        need(
            "route",
            Shape::Maybe(&Shape::Int(1, 65_535)),
            "The route of the playbook that held, from 1; null when none did.",
        ),
        need("to", MAYBE_TEXT, "Who got it; null when nobody fitted."),
        need("candidates", Shape::List(&Shape::Object(&CANDIDATE), usize::MAX), "Everybody who was considered."),
        need("sentences", Shape::List(&Shape::Text, usize::MAX), "The same in words."),
    ],
};

/// When an offer made now would be due.
pub static DEADLINE: Schema = Schema {
    name: "Deadline",
    about: "When an offer made now would be due.",
    parts: &[
        need("at", Shape::Moment, "Now."),
        need("to", MAYBE_TEXT, "Who works the lead, or whom routing would choose; null where nobody fits."),
        need("routed", Shape::Bool, "Whether routing would choose; otherwise the lead is theirs already."),
        need(
            "answer",
            MAYBE_MOMENT,
            "By when sales would have to answer; null where nothing is agreed, or an absence has no end.",
        ),
        need(
            "contact",
            MAYBE_MOMENT,
            "By when the first contact would be late, were it accepted at once; null likewise.",
        ),
    ],
};

/// Decisions of routing.
pub static ROUTINGS: Schema = Schema {
    name: "Routings",
    about: "Whom routing gave a lead, the newest first.",
    parts: &[
        need("lang", LANGUAGE, "The language of sentences."),
        need("items", Shape::List(&Shape::Object(&ROUTED), usize::MAX), "The decisions."),
    ],
};

/// Something to say.
pub static REMARK_IN: Schema = Schema {
    name: "RemarkIn",
    about: "Something to say about a lead or a company.",
    parts: &[
        need("text", Shape::Text, "What; `@ayse` calls a user by name."),
        may("by", Shape::Text, "The user who says it; without it the key's name."),
    ],
};

/// Something that was said.
pub static REMARK: Schema = Schema {
    name: "Remark",
    about: "Something that was said about a lead or a company.",
    parts: &[
        need("id", Shape::Id, "Its id."),
        need("lead", Shape::Maybe(&Shape::Id), "About which lead; null for what is said about a company."),
        need("account", Shape::Maybe(&Shape::Id), "About which company; null for what is said about a lead."),
        need("at", Shape::Moment, "When."),
        need("by", Shape::Text, "Who."),
        need("text", Shape::Text, "What."),
    ],
};

/// A thread.
pub static THREAD: Schema = Schema {
    name: "Thread",
    about: "What marketing and sales say to each other about a lead or a company.",
    parts: &[need("items", Shape::List(&Shape::Object(&REMARK), usize::MAX), "The remarks, the oldest first.")],
};

/// What somebody was told.
pub static NOTICE: Schema = Schema {
    name: "Notice",
    about: "Something that a user was told.",
    parts: &[
        need("id", Shape::Id, "Its id; with the user and the kind there is one."),
        need(
            "kind",
            Shape::Text,
            "`called`, `given`, `warned`, `late`, `refused`, `returned`, `unanswered`, `nobody_fits`, `suggested`, `disputed`, `dispute_denied` or `dispute_settled`.",
        ),
        need("at", Shape::Moment, "When it happened."),
        need("lead", Shape::Maybe(&Shape::Id), "About whom."),
        need("detail", Shape::Map(&Shape::Maybe(&Shape::Text)), "More, by name: who did it, which clock, why."),
        need("seen_at", Shape::Maybe(&Shape::Moment), "When the user saw it."),
        need("mail_failures", COUNT, "Tries to mail it that failed."),
        need("mail_error", MAYBE_TEXT, "Why the last one did."),
    ],
};

/// What somebody was told.
pub static NOTICES: Schema = Schema {
    name: "Notices",
    about: "What a user was told, the newest first.",
    parts: &[need("items", Shape::List(&Shape::Object(&NOTICE), usize::MAX), "The notices.")],
};
