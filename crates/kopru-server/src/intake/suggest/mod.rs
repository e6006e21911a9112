//! A mapping suggested from a file's header and first rows, against a playbook's fields, stages and facts.
//!
//! Nothing is asked and nothing is sent anywhere: columns are recognised by what they are called in English and Turkish and by
//! what stands in them. The suggestion is a commented TOML file that `CsvMap::parse` reads and that fits the file; what is a
//! guess is marked, and what found no place is listed.

mod dates;
mod fields;
mod happenings;
mod plan;
mod profile;
mod sample;
mod vocabulary;
mod write;

use super::csv::CsvFault;
use super::map::CsvMap;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Playbook;
use kopru_engine::{both, say};
use plan::{Plan, Study};
use sample::Sample;
use std::io::BufRead;

/// A suggested mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The mapping, with comments in the language asked for.
    pub toml: String,
    /// Rows from which it was made.
    pub rows: usize,
    /// Columns that it reads, and columns of the file.
    pub columns: (usize, usize),
    /// Whether the key is a guess that a person must check before anything is imported.
    pub key_is_guess: bool,
}

/// Why nothing can be suggested.
#[derive(Debug)]
pub enum SuggestFault {
    /// The file cannot be read as a table.
    File(CsvFault),
    /// No column has a name of its own that a mapping could use.
    NoColumns,
    /// The mapping would be larger than a mapping may be.
    TooLarge,
}

impl SuggestFault {
    /// The stable code and what is wrong, in words.
    pub fn text(&self) -> (&'static str, Both) {
        match self {
            SuggestFault::File(CsvFault::File { code, reason }) => (code, reason.clone()),
            SuggestFault::File(CsvFault::Io(error)) => {
                ("I033", both!(en = "cannot be read: {error}", tr = "okunamıyor: {error}"))
            }
            SuggestFault::File(CsvFault::Columns(_)) | SuggestFault::NoColumns => (
                "I034",
                both!(
                    en = "no column has a name of its own: give the header a name for each column",
                    tr = "hiçbir sütunun kendine ait bir adı yok: başlıkta her sütuna bir ad verin"
                ),
            ),
            SuggestFault::TooLarge => (
                "I035",
                both!(
                    en = "so many columns fit that the mapping would be too large: take columns out of the file",
                    tr = "o kadar çok sütun uyuyor ki eşleme fazla büyük olur: dosyadan sütun çıkarın"
                ),
            ),
        }
    }
}

/// Suggests a mapping for a CSV or TSV file from at most [`SAMPLE_ROWS_MAX`](crate::limits::SAMPLE_ROWS_MAX) rows. `feed`
/// becomes its `name`: the name of the file without ending is a good one.
///
/// # Errors
/// [`SuggestFault`].
pub fn suggest_map(
    reader: impl BufRead,
    feed: &str,
    playbook: &Playbook,
    lang: Lang,
) -> Result<Suggestion, SuggestFault> {
    let sample = Sample::read(reader).map_err(SuggestFault::File)?;
    let study = Study::of(&sample, lang);
    let plan = Plan::of(&study, playbook).ok_or(SuggestFault::NoColumns)?;
    let feed = feed.trim();
    let feed =
        if feed.is_empty() { say!(lang, en = "leads", tr = "adaylar") } else { feed.chars().take(100).collect() };
    // A file of thousands of columns may have more to say than a mapping may hold; then only what it reads is written.
    let toml = [true, false]
        .into_iter()
        .map(|whole| write::toml(&study, &plan, playbook, &feed, lang, whole))
        .find(|toml| CsvMap::parse(toml).is_ok())
        .ok_or(SuggestFault::TooLarge)?;
    let mapped = (0..sample.columns.len()).filter(|column| plan.uses(*column)).count();
    Ok(Suggestion { toml, rows: sample.rows, columns: (mapped, sample.columns.len()), key_is_guess: plan.key.is_guess })
}

#[cfg(test)]
mod tests;
