//! Every table and key of a playbook, with its meaning. The reader refuses what is not here, the reference prints it.

mod cases;
mod lifecycle;
mod schema;
mod scoring;

pub use cases::*;
pub use lifecycle::*;
pub use schema::*;
pub use scoring::*;

use crate::document::{KeySpec, Need, TableSpec};

const fn key(name: &'static str, form: &'static str, need: Need, doc: &'static str) -> KeySpec {
    KeySpec { name, form, need, doc }
}

/// All tables, in the order of the reference.
pub const ALL: &[&TableSpec] = &[
    &ROOT,
    &LISTS,
    &LIST_FILE,
    &CALENDARS,
    &CALENDAR,
    &FIELDS,
    &FIELD_MAP,
    &FIELD,
    &FACTS,
    &FACT,
    &PERSONA,
    &PART,
    &PAIN,
    &PRODUCT,
    &SET_UP,
    &SIGNAL,
    &FIT,
    &GRADES,
    &FIT_RULE,
    &ENGAGEMENT,
    &BANDS,
    &DECAY_RULE,
    &ACCOUNT,
    &STAGE,
    &HANDOVER,
    &ACCEPT,
    &CONTACT,
    &FOLLOW_UP_CLOCK,
    &CHECK,
    &REASON,
    &EFFORT,
    &GOAL,
    &GOAL_QUESTION,
    &GOAL_ANSWER,
    &ROUTE,
    &FRAMEWORK,
    &ADVANCE,
    &CRITERION,
    &QUESTION,
    &FOLLOW_UP,
    &SIZE,
    &SIZE_LEVEL,
    &DISQUALIFY,
    &COURSE,
    &PRIORITY,
    &TRACK,
    &TEST,
    &TEST_FACT,
    &FREE,
    &EXPECT,
];
