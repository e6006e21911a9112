//! Every limit of the shell, in one place. Beyond a limit stands a clear error, never a slow death.

/// Bytes of one line of a JSONL or CSV file, and of one CSV record that spans several lines.
pub const LINE_BYTES_MAX: usize = 1 << 20;
/// Lines that one quoted CSV value may span; a quote still open then is taken as a stray one.
pub const QUOTED_LINES_MAX: usize = 1_000;
/// Columns of a CSV file.
pub const COLUMNS_MAX: usize = 4_096;
/// Bytes of a mapping file.
pub const MAP_BYTES_MAX: usize = 1 << 20;
/// Formats for dates in one mapping.
pub const DATE_FORMATS_MAX: usize = 32;
/// Letters (Unicode scalar values) of an e-mail address, external id, phone number or fact id.
pub const KEY_CHARS_MAX: usize = 512;
/// Digits of one amount, before and after its mark.
pub const AMOUNT_DIGITS_MAX: usize = 40;
/// Letters of a refused line that are shown.
pub const EXCERPT_CHARS_MAX: usize = 120;
/// Letters of one wrong value that are shown in a reason.
pub const SHOWN_CHARS_MAX: usize = 40;

/// Letters of a company's name that are read; what follows is left aside.
pub const COMPANY_NAME_CHARS_MAX: usize = 300;
/// Names and domains of companies that are held for matching; about 200 bytes each.
pub const COMPANIES_MAX: usize = 2_000_000;
/// Names that are looked at for one that is not known but may be misspelt.
pub const NEAR_NAMES_MAX: usize = 256;
/// Companies that a doubtful match names.
pub const CANDIDATES_MAX: usize = 5;
/// Rows that `kopru match` holds at once.
pub const MATCH_ROWS_MAX: usize = 1_000_000;
/// Bytes at the beginning of a file from which its encoding and delimiter are found out.
pub const SNIFF_BYTES_MAX: usize = 1 << 20;
/// Rows from which a mapping is suggested.
pub const SAMPLE_ROWS_MAX: usize = 2_000;

/// How long a webhook may take to answer, in seconds.
pub const WEBHOOK_SECS_MAX: u64 = 15;
/// Bytes of its answer that are read.
pub const WEBHOOK_ANSWER_BYTES_MAX: usize = 16 << 10;
/// Browsers that hear of changes as they happen; the others see them when they ask again.
pub const LINES_MAX: usize = 500;
/// Wrong passwords for one name from one peer, one after another.
pub const WRONG_LOGINS_MAX: i64 = 8;
/// How long it takes until one more may be tried, in seconds.
pub const WRONG_LOGIN_SECS: i64 = 30;
/// Bytes of a form of the portal.
pub const FORM_BYTES_MAX: usize = 64 << 10;
/// Bytes of a form that holds a transcript or many values: a letter is sent as up to six bytes.
pub const LARGE_FORM_BYTES_MAX: usize = 2 << 20;
/// Bytes of a file that is brought to be imported; `kopru import` has no such limit.
pub const UPLOAD_BYTES_MAX: u64 = 512 << 20;
/// How long a file may take on its way here, in seconds.
pub const UPLOAD_WAY_SECS_MAX: u64 = 900;
/// Files that are held at once until they are imported.
pub const UPLOADS_MAX: usize = 32;
/// Bytes of all of them.
pub const UPLOADS_BYTES_MAX: u64 = 2 << 30;
/// How long such a file is held, in seconds.
pub const UPLOAD_SECS: i64 = 6 * 3_600;
/// Columns of a file that a page shows.
pub const COLUMNS_SHOWN: usize = 200;
/// Entries of all lists on a page where columns are chosen; were there more, all purposes share one list to type into.
pub const COLUMN_CHOICES_MAX: usize = 800;
/// Refused rows that a page shows, and that a table of them holds.
pub const REFUSED_ROWS_SHOWN: usize = 50;
/// See [`REFUSED_ROWS_SHOWN`].
pub const REFUSED_ROWS_MAX: usize = 100_000;
/// Bytes of an e-mail, its attachments included: as much as most mail servers carry.
pub const EMAIL_BYTES_MAX: usize = 25 << 20;
/// Addresses that an e-mail is from, and to: more is a mailing, and no talk with somebody.
pub const EMAIL_ADDRESSES_MAX: usize = 100;
/// Parts of an e-mail.
pub const EMAIL_PARTS_MAX: usize = 500;
/// How deep they lie within one another.
pub const EMAIL_DEPTH_MAX: usize = 20;
/// Bytes of a text of an e-mail that are read; far fewer are kept.
pub const EMAIL_TEXT_BYTES_MAX: usize = 2 << 20;
/// Bytes before the text of an e-mail, and of a part of it.
pub const EMAIL_HEAD_BYTES_MAX: usize = 256 << 10;
/// Bytes of a request's body that holds one fact, or anything small.
pub const FACT_BODY_BYTES_MAX: usize = 1 << 20;
/// Bytes of a request's body that holds a batch of facts, or a playbook with its lists.
pub const BATCH_BODY_BYTES_MAX: usize = 16 << 20;
/// Bytes of all bodies that are being read and worked on at once.
pub const BODIES_BYTES_MAX: usize = 128 << 20;
/// Facts of one request.
pub const REQUEST_FACTS_MAX: usize = 1_000;
/// Requests that are worked on at once; one more is told to come again.
pub const REQUESTS_MAX: usize = 256;
/// Connections that are open at once; further ones wait to be taken.
pub const CONNECTIONS_MAX: usize = 1_024;
/// How long one request may take, in seconds, its body's way here included.
pub const REQUEST_SECS_MAX: u64 = 30;
/// How long a request's head may take, and how long a connection may lie idle, in seconds.
pub const HEAD_SECS_MAX: u64 = 30;
/// Bytes of a request's head.
pub const HEAD_BYTES_MAX: usize = 32 << 10;
/// How long what is under way may take once the server is told to stop, in seconds.
pub const STOP_SECS_MAX: u64 = 30;
/// Requests that one key, or one peer without a key, may make at once before it has to wait.
pub const BUCKET_REQUESTS_MAX: i64 = 4_000;
/// Requests that a key or peer gets back each second.
pub const BUCKET_REQUESTS_PER_SEC: i64 = 2_000;
/// Wrong keys that one peer may show at once before it has to wait.
pub const WRONG_KEYS_MAX: i64 = 20;
/// How long it takes until a peer may show one more wrong key, in seconds.
pub const WRONG_KEY_SECS: i64 = 3;
/// Keys and peers whose requests are counted apart; beyond, the rest are counted together.
pub const BUCKETS_MAX: usize = 10_000;
/// Letters of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 255;
/// Bytes of an answer that is kept for its `Idempotency-Key`; a longer one is worked out again.
pub const IDEMPOTENT_ANSWER_BYTES_MAX: usize = 1 << 20;
/// Letters of a request id that a caller may choose.
pub const REQUEST_ID_CHARS_MAX: usize = 64;
/// Rows of a page when the request does not say how many.
pub const PAGE_ROWS: usize = 50;
/// Longest wait between two rounds of background work, in milliseconds.
pub const UPKEEP_MS_MAX: u64 = 1_000;
/// Longest wait before background work is tried again after a fault, in milliseconds.
pub const UPKEEP_FAULT_MS_MAX: u64 = 30_000;
/// How long a message is claimed when the request does not say, in seconds.
pub const LEASE_SECS: i64 = 60;
/// How long a message may be claimed, in seconds.
pub const LEASE_SECS_MAX: i64 = 3_600;
/// Turns of a call's transcript.
pub const TRANSCRIPT_TURNS_MAX: usize = 5_000;
/// Letters of a call's transcript.
pub const TRANSCRIPT_CHARS_MAX: usize = 200_000;
/// People whose part in an import is looked at before it is undone, while somebody waits for the page.
pub const UNDO_LOOKED_AT: usize = 10_000;
/// How long the assistant may take to answer, in seconds, when nobody says otherwise.
pub const ASSISTANT_SECS: u64 = 45;
/// How long it may be given, in seconds.
pub const ASSISTANT_SECS_MAX: u64 = 300;
/// How long a request may take that may ask the assistant, in seconds.
pub const ASSISTED_SECS_MAX: u64 = REQUEST_SECS_MAX + ASSISTANT_SECS_MAX;
/// Questions to the assistant at once; one more is told to come again.
pub const ASSISTANT_AT_ONCE: usize = 4;
/// Bytes of the assistant's answer.
pub const ASSISTANT_ANSWER_BYTES_MAX: usize = 256 << 10;
/// Findings of one answer of the assistant.
pub const ASSISTANT_GUESSES_MAX: usize = 100;
/// Letters of a quote by which the assistant shows one thing.
pub const ASSISTANT_QUOTE_CHARS_MAX: usize = 300;
/// Letters of the assistant's own words that are shown.
pub const ASSISTANT_REASON_CHARS_MAX: usize = 200;
