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
