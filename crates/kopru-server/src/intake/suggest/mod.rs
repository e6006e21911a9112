//! A mapping suggested from a file's header and first rows, against a playbook's fields, stages and facts.
//!
//! Nothing is asked and nothing is sent anywhere: columns are recognised by what they are called in English and Turkish and by
//! what stands in them. The suggestion is a commented TOML file that `CsvMap::parse` reads and that fits the file; what is a
//! guess is marked, and what found no place is listed.

mod choose;
mod dates;
mod fields;
mod happenings;
mod plan;
mod profile;
mod sample;
mod vocabulary;
mod write;

use super::csv::CsvFault;
use crate::limits::MAP_BYTES_MAX;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::Playbook;
use kopru_engine::{both, say};
use plan::{Plan, Study};
use sample::Sample;
use std::io::BufRead;

pub use choose::{Chosen, Group, Purpose};

/// Letters of a feed's name.
const FEED_CHARS_MAX: usize = 100;

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
    /// What whoever uses it should know.
    pub notes: Vec<Both>,
    /// Columns in which something stands and that it does not read.
    pub unplaced: Vec<String>,
}

/// Why nothing can be suggested.
#[derive(Debug)]
pub enum SuggestFault {
    /// The file cannot be read as a table.
    File(CsvFault),
    /// No column has a name of its own that a mapping could use.
    NoColumns,
    /// Nobody chose the column that tells leads apart.
    NoKey,
    /// The file has no column of this name, or several.
    NoColumn(String),
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
            SuggestFault::NoKey => (
                "I036",
                both!(
                    en = "choose the column that tells leads apart: an e-mail address, an id or a telephone number",
                    tr = "adayları ayırt eden sütunu seçin: e-posta adresi, kimlik ya da telefon numarası"
                ),
            ),
            SuggestFault::NoColumn(name) => (
                "I037",
                both!(
                    en = "the file has no column “{name}” with a name of its own: choose one of those below",
                    tr = "dosyada yalnız kendisine ait “{name}” adında bir sütun yok: aşağıdakilerden birini seçin"
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

/// The beginning of a file, from which mappings are made.
#[derive(Clone, Debug)]
pub struct Beginning {
    sample: Sample,
    feed: String,
}

/// A column as a person looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnShown {
    /// Its name.
    pub name: String,
    /// Rows of a hundred in which something stands.
    pub filled: usize,
    /// Its first values, quoted.
    pub examples: String,
    /// Whether a mapping can name it: it has a name of its own.
    pub usable: bool,
}

impl Beginning {
    /// Reads at most [`SAMPLE_ROWS_MAX`](crate::limits::SAMPLE_ROWS_MAX) rows of a CSV or TSV file. `feed` becomes the
    /// `name` of its mappings: the name of the file without ending is a good one.
    ///
    /// # Errors
    /// [`SuggestFault::File`].
    pub fn read(reader: impl BufRead, feed: &str) -> Result<Beginning, SuggestFault> {
        let sample = Sample::read(reader).map_err(SuggestFault::File)?;
        Ok(Beginning { sample, feed: feed.trim().to_owned() })
    }

    /// Its columns, in their order.
    pub fn columns(&self) -> Vec<ColumnShown> {
        let share = |filled: usize| (filled * 100).checked_div(self.sample.readable()).unwrap_or(0);
        let shown = |it: &sample::Column| ColumnShown {
            name: it.name.clone(),
            filled: share(it.filled),
            examples: write::examples(it, 3),
            usable: it.unusable.is_none(),
        };
        self.sample.columns.iter().map(shown).collect()
    }

    /// What a column may tell under a playbook.
    pub fn purposes(playbook: &Playbook) -> Vec<Purpose> {
        choose::purposes(playbook)
    }

    /// The zone in which dates were written down, unless somebody says another.
    pub fn zone(playbook: &Playbook) -> &str {
        write::zone_of(playbook)
    }

    /// What the columns seem to tell.
    ///
    /// # Errors
    /// [`SuggestFault::NoColumns`].
    pub fn suggested(&self, playbook: &Playbook, lang: Lang) -> Result<Chosen, SuggestFault> {
        let study = Study::of(&self.sample, lang);
        let plan = Plan::of(&study, playbook).ok_or(SuggestFault::NoColumns)?;
        Ok(choose::suggested(&study, &plan, &self.feed(lang)))
    }

    /// The mapping that follows from what somebody chose, or from what is suggested.
    ///
    /// # Errors
    /// [`SuggestFault`].
    pub fn mapping(
        &self,
        playbook: &Playbook,
        chosen: Option<&Chosen>,
        lang: Lang,
    ) -> Result<Suggestion, SuggestFault> {
        let mut study = Study::of(&self.sample, lang);
        let mut plan = Plan::of(&study, playbook).ok_or(SuggestFault::NoColumns)?;
        let mut feed = self.feed(lang);
        if let Some(chosen) = chosen {
            choose::settle(&mut study, chosen);
            if let Some(name) = choose::missing(&study, playbook, chosen) {
                return Err(SuggestFault::NoColumn(name.to_owned()));
            }
            plan = choose::plan(&study, playbook, &plan, chosen).ok_or(SuggestFault::NoKey)?;
            let named = chosen.get("feed").map(|it| it.trim()).filter(|it| !it.is_empty());
            feed = named.map_or(feed, |it| it.chars().take(FEED_CHARS_MAX).collect());
        }
        // A file of thousands of columns may have more to say than a mapping may hold; then only what it reads is written.
        let toml = [true, false]
            .into_iter()
            .map(|whole| write::toml(&study, &plan, playbook, &feed, lang, whole))
            .find(|toml| toml.len() <= MAP_BYTES_MAX)
            .ok_or(SuggestFault::TooLarge)?;
        let all = self.sample.columns.len();
        let mapped = (0..all).filter(|column| plan.uses(*column)).count();
        let idle = self.sample.columns.iter().enumerate().filter(|(at, it)| it.filled > 0 && !plan.uses(*at));
        let unplaced = idle.map(|(_, it)| it.name.clone()).collect();
        let Plan { key, notes, .. } = plan;
        let (rows, columns) = (self.sample.rows, (mapped, all));
        Ok(Suggestion { toml, rows, columns, key_is_guess: key.is_guess, notes, unplaced })
    }

    fn feed(&self, lang: Lang) -> String {
        match self.feed.as_str() {
            "" => say!(lang, en = "leads", tr = "adaylar"),
            feed => feed.chars().take(FEED_CHARS_MAX).collect(),
        }
    }
}

/// Suggests a mapping for a CSV or TSV file from its beginning; see [`Beginning::read`].
///
/// # Errors
/// [`SuggestFault`].
pub fn suggest_map(
    reader: impl BufRead,
    feed: &str,
    playbook: &Playbook,
    lang: Lang,
) -> Result<Suggestion, SuggestFault> {
    Beginning::read(reader, feed)?.mapping(playbook, None, lang)
}

#[cfg(test)]
mod tests;
