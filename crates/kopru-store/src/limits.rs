//! Every limit of the store, in one place. Beyond a limit stands a clear error, never a slow death.

/// Page cache of SQLite's writer, in KiB; with four readers all caches are 64 MB.
pub const WRITER_CACHE_KIB: i64 = 32 * 1024;
/// Page cache of one of SQLite's readers, in KiB.
pub const READER_CACHE_KIB: i64 = 8 * 1024;
/// Connections that read.
pub const READERS: usize = 4;
/// Pages of SQLite's write-ahead log after which it is written back: rarely, because random pages come again and again.
pub const CHECKPOINT_PAGES: i64 = 50_000;
/// Bytes of the log that are kept on disk once it is written back.
pub const WAL_BYTES_KEPT: i64 = 64 << 20;
/// Facts decided in one transaction.
pub const BATCH_FACTS_MAX: usize = 1_000;
/// Facts of an import after which its transaction ends, once all of the person last told of are in: many, so that few
/// commits are waited for, and few enough that others may write in between.
pub const IMPORT_FACTS: usize = 2_000;
/// Facts of one person that an import decides together; beyond, it decides more than once.
pub const IMPORT_PERSON_FACTS_MAX: usize = 20_000;
/// Facts of an undone import that one transaction takes away.
pub const UNDO_FACTS: usize = 1_000;
/// How old a fact of an import may be and still be news: only then are messages sent about what it leads to, in seconds.
pub const LIVE_WITHIN_SECS: i64 = 2 * 86_400;
/// Page cache of the file that an import is sorted in, in KiB.
pub const STAGE_CACHE_KIB: i64 = 16 * 1024;
/// Calls that wait for the writer; one more is told to come again.
pub const WAITING_CALLS_MAX: usize = 10_000;
/// How often a transaction that another one stood in the way of is tried again.
pub const TRIES_MAX: usize = 8;
/// Leads that one transaction of the background work takes.
pub const CHUNK: usize = 200;
/// Leads whose timers one transaction decides: more, since many come due at the same minute, and few enough that facts
/// wait some hundredths of a second behind it (measured: 70 to 80 µs a lead on SQLite).
pub const DUE: usize = 500;
/// How many such transactions each of several writers runs in a row, before other work of the background has its turn.
pub const DUE_ROUNDS: usize = 4;
/// Leads that background work leaves out since they cannot be read. More at once are no matter of single leads: then it
/// stops with the fault.
pub const UNREADABLE_MAX: usize = 200;
/// How long such a lead is left out before it is tried again, and how long a fact about one waits, in seconds.
pub const UNREADABLE_SECS: i64 = 3_600;
/// Facts of one visitor that wait until somebody says who it is.
pub const VISITOR_FACTS_MAX: usize = 1_000;
/// How long they wait, in seconds: 90 days.
pub const VISITOR_SECS_MAX: i64 = 90 * 86_400;
/// Identities of one person.
pub const IDENTITIES_MAX: usize = 1_000;
/// Further identities that one fact names.
pub const ALSO_MAX: usize = 8;
/// Facts of one person. Evidence is rebuilt from them in one go.
pub const PERSON_FACTS_MAX: i64 = 100_000;
/// Values of one dimension that reports count apart; the rest are counted together.
pub const DIMENSION_VALUES_MAX: usize = 1_000;
/// Letters of an indexed value; longer ones are cut for the index.
pub const INDEXED_CHARS_MAX: usize = 200;
/// Sources in which an external id is looked for that somebody types without one.
pub const SOURCES_MAX: usize = 100;
/// Words of a name by which people are found.
pub const SEARCHED_WORDS_MAX: usize = 6;
/// Rows of one page of a list.
pub const PAGE_MAX: usize = 500;
/// Leads that one request holds against a condition; the next one goes on after them.
pub const LOOKED_AT_MAX: usize = 5_000;
/// How many of them are read at once.
pub const LOOKED_AT_ONCE: usize = 200;
/// How long an idempotency key's answer is kept, in seconds.
pub const IDEMPOTENCY_SECS: i64 = 48 * 3_600;
/// How long a delivered message is kept, in seconds.
pub const OUTBOX_SECS: i64 = 30 * 86_400;
/// Longest wait before a lost connection is made anew, in seconds.
pub const RECONNECT_SECS_MAX: i64 = 30;
/// Writers of one process on PostgreSQL: one decides while the other one's commit is under way.
pub const POSTGRES_WRITERS: usize = 2;
/// People that a replay reads at once.
pub const REPLAY_PEOPLE: usize = 500;
/// Entries that a replay reads at once; one person may have more.
pub const REPLAY_ENTRIES: i64 = 20_000;
/// Changes of accounts that one reader of a replay holds beside those that it needs.
pub const REPLAY_ACCOUNT_ENTRIES_MAX: usize = 100_000;
/// Every so many versions of an account a replay keeps its state.
pub const REPLAY_STATES_APART: usize = 64;
/// Differences that a replay shows; the rest are counted.
pub const DIFFERENCES_SHOWN_MAX: usize = 20;
/// Bytes of a SQLite database up to which erasing a person writes the whole file anew at once; beyond, that is left to a
/// quiet moment.
pub const SCRUB_BYTES_MAX: i64 = 256 << 20;
/// Letters of an API key's name.
pub const KEY_NAME_CHARS_MAX: usize = 100;
/// How often the use of an API key is noted, in seconds.
pub const KEY_USE_SECS: i64 = 3_600;
/// Rows of each kind that one round of upkeep forgets.
pub const PURGE_ROWS: usize = 1_000;
/// How old a message is before the feed hands it out, in seconds: so far may two processes' clocks lie apart.
pub const FEED_SECS: i64 = 5;
/// Bytes of SQLite's log beyond which `doctor` asks who holds it back: four times what is written back at once.
pub const WAL_BYTES_ODD: u64 = 4 * 50_000 * 4_096;
/// How late a timer or a waiting fact may be before `doctor` asks whether anybody serves, in seconds.
pub const OVERDUE_SECS: i64 = 3_600;
/// Addresses that are told what was decided.
pub const WEBHOOKS_MAX: i64 = 20;
/// Tries of one message before it is given up: about two days.
pub const WEBHOOK_TRIES_MAX: i64 = 12;
/// How long one process keeps a webhook while it tells it, in seconds.
pub const WEBHOOK_LEASE_SECS: i64 = 60;
/// Tries of one mail before it is given up: about a day.
pub const MAIL_TRIES_MAX: i64 = 8;
/// How long one process keeps the feed while it makes notices of it, and a notice while it mails it, in seconds.
pub const NOTICE_LEASE_SECS: i64 = 120;
/// How long notices are kept, in seconds.
pub const NOTICE_SECS_MAX: i64 = 180 * 86_400;
/// Messages that were given up and are shown.
pub const DEAD_LETTERS_SHOWN: usize = 100;
/// Letters of what somebody says about a lead.
pub const REMARK_CHARS_MAX: usize = 4_000;
/// Letters of what a proposed change of the playbook is about.
pub const PROPOSAL_TITLE_CHARS_MAX: usize = 200;
/// Values that one proposal changes.
pub const PROPOSAL_EDITS_MAX: usize = 500;
/// Views of the leads that one person keeps.
pub const VIEWS_MAX: i64 = 50;
/// Letters of a view's name.
pub const VIEW_NAME_CHARS_MAX: usize = 60;
/// Bytes of a view's filter.
pub const VIEW_QUERY_BYTES_MAX: usize = 2_000;
/// People who work here.
pub const USERS_MAX: i64 = 1_000;
/// Letters of a user's word, of a team's, a language's and a skill's name.
pub const USER_ID_CHARS_MAX: usize = 40;
/// Letters of a user's name.
pub const USER_NAME_CHARS_MAX: usize = 100;
/// Languages of a user, and skills.
pub const USER_WORDS_MAX: usize = 20;
/// Absences of a user.
pub const ABSENCES_MAX: usize = 100;
/// How long a session lasts, in seconds: 30 days.
pub const SESSION_SECS: i64 = 30 * 86_400;
/// How long a session may be unused, in seconds: three days.
pub const SESSION_IDLE_SECS: i64 = 3 * 86_400;
/// How often the use of a session is noted, in seconds.
pub const SESSION_SEEN_SECS: i64 = 300;
/// How long an invitation opens, in seconds: seven days.
pub const INVITATION_SECS: i64 = 7 * 86_400;
/// How long leads for whom nobody fitted rest before routing tries them again, in seconds.
pub const ROUTING_RETRY_SECS: i64 = 300;
/// Months of entry that a report shows, the latest: ten years.
pub const REPORT_MONTHS_MAX: usize = 120;
/// Days that a report on hand-overs may look back: ten years.
pub const ACCEPTANCE_DAYS_MAX: i64 = 3_660;
