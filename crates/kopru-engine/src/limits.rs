//! Every limit of the engine, in one place. Beyond a limit stands a clear error, never a slow death.

/// Bytes of a playbook file.
pub const PLAYBOOK_BYTES_MAX: usize = 1 << 20;
/// Faults reported at once; more are counted.
pub const DIAGNOSTICS_MAX: usize = 200;
/// Entries of one kind in a playbook: rules, personas, stages, pains, questions, tests, fields, fact types.
pub const ENTRIES_MAX: usize = 1_000;
/// Bytes of one condition.
pub const CONDITION_BYTES_MAX: usize = 4_096;
/// Nesting of a condition.
pub const CONDITION_DEPTH_MAX: usize = 32;
/// Entries of a list file or a list value in a playbook.
pub const LIST_ENTRIES_MAX: usize = 200_000;
/// Checks of a hand-over.
pub const CHECKS_MAX: usize = 12;
/// Stages of a playbook.
pub const STAGES_MAX: usize = 60;
/// Limit of the points of one decaying rule, either sign.
pub const RULE_LIMIT_MAX: i64 = 1_000_000;
/// Points of one rule, either sign.
pub const RULE_POINTS_MAX: i64 = 10_000;
/// Facts of one type remembered for `facts()`: the newest. A count never exceeds it, and `check` refuses a larger literal.
pub const FACTS_COUNTED_MAX: usize = 1_000;
/// Attempts to reach a lead that are remembered since it was last reached: the newest.
pub const TRIES_COUNTED_MAX: usize = 100;
/// Half-lives after which a fact counts as nothing.
pub const HALF_LIVES_MAX: i64 = 64;
/// Shortest half-life, in seconds.
pub const HALF_LIFE_SECS_MIN: i64 = 60;
/// Longest half-life and longest window of `facts()`, in seconds: ten years of 366 days.
pub const WINDOW_SECS_MAX: i64 = 3_660 * 86_400;
/// How far a fact may lie ahead of the moment it was recorded, in seconds.
pub const AHEAD_SECS_MAX: i64 = 300;
/// Letters (Unicode scalar values) of one text value.
pub const TEXT_CHARS_MAX: usize = 4_000;
/// Entries of one list value.
pub const LIST_VALUE_MAX: usize = 100;
/// Findings, signals or pains kept of one lead; the newest stay.
pub const EVIDENCE_MAX: usize = 500;
/// Facts that wait because they lie a little ahead, of one lead.
pub const UPCOMING_MAX: usize = 1_000;
/// Days of one event of a holiday file; more is most likely a mistake in its end.
pub const HOLIDAY_EVENT_DAYS_MAX: i64 = 366;
/// Blocks a day in a calendar.
pub const CALENDAR_BLOCKS_MAX: usize = 12;
/// Letters of a job title that are read.
pub const TITLE_CHARS_MAX: usize = 300;
/// Fields that may be marked `indexed`, and fields that may be marked `dimension`.
pub const MARKED_FIELDS_MAX: usize = 12;
/// Loops (`exists`, `all`) inside one another in a condition.
pub const CONDITION_LOOPS_MAX: usize = 2;
