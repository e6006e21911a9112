//! Files → facts: CSV and JSONL, line by line, and lists and .ics; e-mails.
//!
//! Every line becomes facts or a [`Refused`] line with its reason; nothing is dropped in silence.

mod cell;
mod csv;
mod date;
pub mod email;
mod encoding;
pub(crate) mod fact_json;
pub mod holiday_csv;
pub mod holidays;
pub mod ics;
mod id;
mod jsonl;
mod lines;
pub mod list;
mod map;
pub mod number;
mod records;
mod refused;
pub mod sheet;
pub mod suggest;
mod toml_table;
pub mod transcript;

pub use csv::{CsvFault, read_csv};
pub use id::{derive_id, derive_id_also};
pub use jsonl::read_jsonl;
pub use map::CsvMap;
pub(crate) use map::without_comments;
pub use refused::{Counts, Refused, faults_said};

use kopru_store::written::Incoming;

/// Takes what a reader finds: the line on which a row begins, from 1, and its facts (all of them or none), each with who else
/// the row says the person is, or why it is refused.
pub type Sink<'s> = dyn FnMut(u64, Result<Vec<Incoming>, Refused>) + 's;
