//! Which column becomes what: decided from names, values and the playbook's own fields, each with its reason.

use super::dates::DateReading;
use super::fields::{self, FieldPlan};
use super::profile::{Mark, Profile, is_yes};
use super::sample::{Column, Sample};
use super::vocabulary::{COPYING_WORDS, Concept, concept};
use super::{dates, happenings, profile};
use crate::intake::number::DecimalMark;
use crate::matching::Lists;
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::letters::words;
use kopru_engine::playbook::Playbook;

/// A sample with everything that was found out about its columns.
pub(super) struct Study<'a> {
    pub sample: &'a Sample,
    pub dates: DateReading,
    pub mark: Mark,
    pub profiles: Vec<Profile>,
    pub concepts: Vec<Option<Concept>>,
}

impl<'a> Study<'a> {
    pub fn of(sample: &'a Sample, lang: Lang) -> Study<'a> {
        let lists = Lists::shipped();
        let mark = profile::decimal_mark(sample);
        Study {
            dates: dates::read(sample, lang),
            profiles: sample.columns.iter().map(|column| Profile::of(column, mark.mark, &lists)).collect(),
            concepts: sample.columns.iter().map(|column| concept(&column.name)).collect(),
            mark,
            sample,
        }
    }

    /// Takes another decimal mark than the file seems to have.
    pub fn set_mark(&mut self, mark: DecimalMark) {
        if self.mark.mark != mark {
            let lists = Lists::shipped();
            self.mark = Mark { mark, shown_by: None, contradicted_by: self.mark.shown_by.take() };
            self.profiles = self.sample.columns.iter().map(|column| Profile::of(column, mark, &lists)).collect();
        }
    }

    pub fn column(&self, at: usize) -> &Column {
        &self.sample.columns[at]
    }

    /// The places of the columns that a mapping may name.
    pub fn usable(&self) -> impl Iterator<Item = usize> {
        (0..self.sample.columns.len()).filter(|at| self.column(*at).unusable.is_none())
    }

    /// The usable columns about something.
    pub fn about(&self, wanted: Concept) -> impl Iterator<Item = usize> {
        self.usable().filter(move |at| self.concepts[*at] == Some(wanted))
    }

    pub fn is_date(&self, at: usize) -> bool {
        self.dates.columns[at]
    }

    /// In how many of a hundred rows a value stands.
    pub fn filled(&self, at: usize) -> usize {
        (self.column(at).filled * 100).checked_div(self.sample.readable()).unwrap_or(0)
    }
}

/// A column and why it was taken.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub column: usize,
    pub why: Both,
}

/// The key of a lead.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub kind: &'static str,
    pub choice: Choice,
    /// Whether nothing but want of a better column speaks for it.
    pub is_guess: bool,
}

/// A stage that rows report.
#[derive(Clone, Debug)]
pub(super) struct Reported {
    pub what: ReportedWhat,
    /// The column of its date; none takes the row's.
    pub at: Option<usize>,
    pub why: Both,
}

/// How a row tells the stage.
#[derive(Clone, Debug)]
pub(super) enum ReportedWhat {
    /// Always this stage, where the date stands.
    Stage(String),
    /// This stage, where a column holds one of some texts.
    If(String, usize, Vec<String>),
    /// A column's value: text and stage, and texts without a counterpart.
    Column(usize, Vec<(String, String)>, Vec<String>),
}

/// Something that happened, dated by a column.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub kind: String,
    pub at: usize,
    pub why: Both,
}

/// A whole mapping, before it is written.
pub(super) struct Plan {
    pub key: Key,
    pub account: Option<Choice>,
    /// Whether the company is told from address, name and web address.
    pub match_accounts: bool,
    /// Where dates without an offset were written down; the playbook's calendar says it where nobody did.
    pub zone: Option<String>,
    pub when: Option<Choice>,
    /// The column or the constant text of the source.
    pub source: Option<Result<usize, String>>,
    /// A column whose rows are left out, and with which texts.
    pub deleted: Option<(usize, Vec<String>)>,
    pub person: Vec<FieldPlan>,
    pub account_fields: Vec<FieldPlan>,
    pub facts: Vec<Happened>,
    pub reported: Vec<Reported>,
    /// What the reader of the whole mapping should know.
    pub notes: Vec<Both>,
}

impl Plan {
    /// Plans a mapping; none when no column can be named.
    pub fn of(study: &Study<'_>, playbook: &Playbook) -> Option<Plan> {
        let key = key(study)?;
        let account = account(study, key.choice.column);
        let when = when(study);
        let reported = happenings::reported(study, playbook);
        let taken: Vec<usize> = reported.iter().filter_map(|it| it.at).collect();
        let facts = happenings::facts(study, playbook, &taken);
        let person = fields::plan(study, &playbook.person, fields::Side::Person);
        let account_fields = match &account {
            Some(_) => fields::plan(study, &playbook.account, fields::Side::Account),
            None => Vec::new(),
        };
        let mut notes = Vec::new();
        // Companies have telephones and meetings have titles: these tell no person.
        let names_people = [Concept::Email, Concept::PersonId, Concept::FirstName, Concept::LastName];
        let told = names_people.iter().any(|concept| study.about(*concept).next().is_some());
        if key.kind == "external" && !told {
            notes.push(both!(
                en = "CHECK: no column seems to tell a person. If rows are companies, deals or settings, this file is not one of leads.",
                tr = "KONTROL EDİN: bir kişiyi anlatan sütun görünmüyor. Satırlar şirket, anlaşma ya da ayar ise bu bir aday dosyası değildir."
            ));
        }
        let source = source(study, playbook);
        Some(Plan {
            key,
            account,
            match_accounts: false,
            zone: None,
            when,
            source,
            deleted: deleted(study),
            person,
            account_fields,
            facts,
            reported,
            notes,
        })
    }

    /// Whether the mapping reads a column.
    pub fn uses(&self, column: usize) -> bool {
        let reported = |it: &Reported| {
            it.at == Some(column)
                || match &it.what {
                    ReportedWhat::Stage(_) => false,
                    ReportedWhat::If(_, at, _) | ReportedWhat::Column(at, _, _) => *at == column,
                }
        };
        self.key.choice.column == column
            || self.account.as_ref().is_some_and(|it| it.column == column)
            || self.when.as_ref().is_some_and(|it| it.column == column)
            || self.source == Some(Ok(column))
            || self.deleted.as_ref().is_some_and(|it| it.0 == column)
            || self.person.iter().chain(&self.account_fields).any(|it| it.column == column)
            || self.facts.iter().any(|it| it.at == column)
            || self.reported.iter().any(reported)
    }
}

fn key(study: &Study<'_>) -> Option<Key> {
    let best = |least: usize, candidates: Vec<usize>| {
        let filled = candidates.into_iter().filter(|at| study.filled(*at) >= least);
        // Of equals the first column: `max_by_key` takes the last.
        filled.rev_max(|at| (study.column(at).is_unique(), study.filled(at)))
    };
    let emails = |study: &Study<'_>| -> Vec<usize> {
        let about: Vec<usize> = study.about(Concept::Email).filter(|at| study.profiles[*at].emails).collect();
        if about.is_empty() { study.usable().filter(|at| study.profiles[*at].emails).collect() } else { about }
    };
    let phones = study.about(Concept::Phone).filter(|at| study.profiles[*at].phones).collect();
    let ids = |study: &Study<'_>, concept| study.about(concept).collect::<Vec<usize>>();
    let named_id = |at: &usize| words(&study.column(*at).name).last().is_some_and(|word| word == "id");
    // No two rows may have one moment, and still a moment is nobody's id.
    let unique = |at: &usize| study.column(*at).is_unique() && !study.is_date(*at);
    let ways: [(&'static str, Option<usize>, bool); 8] = [
        ("email", best(90, emails(study)), false),
        ("external", best(99, ids(study, Concept::PersonId)), false),
        ("external", best(99, ids(study, Concept::PlainId).into_iter().filter(unique).collect()), false),
        ("phone", best(90, phones), false),
        ("email", best(50, emails(study)), true),
        ("external", best(99, study.usable().filter(named_id).filter(unique).collect()), true),
        ("external", best(99, study.usable().filter(unique).collect()), true),
        ("external", study.usable().next(), true),
    ];
    let (kind, column, is_guess) = ways.into_iter().find_map(|(kind, at, guess)| Some((kind, at?, guess)))?;
    let (filled, distinct) = (study.filled(column), study.column(column).values.len());
    let why = match (kind, is_guess) {
        ("email", _) => both!(
            en = "e-mail addresses in {filled} of 100 rows, {distinct} different ones",
            tr = "100 satırın {filled} tanesinde e-posta adresi var, {distinct} farklı adres"
        ),
        ("phone", _) => both!(
            en = "telephone numbers in {filled} of 100 rows; no column of addresses or ids",
            tr = "100 satırın {filled} tanesinde telefon numarası var; adres ya da kimlik sütunu yok"
        ),
        (_, false) => both!(
            en = "an id in {filled} of 100 rows, {distinct} different ones; no column holds an e-mail address in nearly every row",
            tr = "100 satırın {filled} tanesinde kimlik var, {distinct} farklı; neredeyse her satırda e-posta adresi olan bir sütun yok"
        ),
        (_, true) => both!(
            en = "CHECK: a guess; no column holds e-mail addresses, ids or telephone numbers for certain",
            tr =
                "KONTROL EDİN: bir tahmin; e-posta adresi, kimlik ya da telefon numarası içerdiği kesin olan sütun yok"
        ),
    };
    Some(Key { kind, choice: Choice { column, why }, is_guess })
}

/// `max_by_key` that keeps the first of equals.
trait RevMax: Iterator<Item = usize> + Sized {
    fn rev_max<K: Ord>(self, key: impl Fn(usize) -> K) -> Option<usize> {
        let mut best: Option<(K, usize)> = None;
        for at in self {
            let of = key(at);
            if best.as_ref().is_none_or(|(known, _)| of > *known) {
                best = Some((of, at));
            }
        }
        best.map(|it| it.1)
    }
}

impl<I: Iterator<Item = usize>> RevMax for I {}

fn account(study: &Study<'_>, key: usize) -> Option<Choice> {
    let filled = |concept| study.about(concept).filter(|at| *at != key && study.column(*at).filled > 0);
    let choice = |column: Option<usize>, why: Both| column.map(|column| Choice { column, why });
    choice(
        filled(Concept::Company).rev_max(|at| study.filled(at)),
        both!(en = "the company's name", tr = "şirketin adı"),
    )
    .or_else(|| {
        choice(
            filled(Concept::Website).filter(|at| study.profiles[*at].domains).rev_max(|at| study.filled(at)),
            both!(
                en = "the company's domain; no column names the company",
                tr = "şirketin alan adı; şirketi adıyla söyleyen sütun yok"
            ),
        )
    })
    .or_else(|| {
        choice(
            filled(Concept::AccountId).rev_max(|at| study.filled(at)),
            both!(
                en = "the company's id; no column names the company",
                tr = "şirketin kimliği; şirketi adıyla söyleyen sütun yok"
            ),
        )
    })
}

fn when(study: &Study<'_>) -> Option<Choice> {
    let dated = |concept| {
        study.about(concept).filter(|at| study.is_date(*at)).rev_max(|at| (study.filled(at), study.dates.timed[at]))
    };
    if let Some(column) = dated(Concept::Created) {
        return Some(Choice { column, why: both!(en = "when the record came to be", tr = "kaydın oluştuğu an") });
    }
    if let Some(column) = dated(Concept::Dated) {
        return Some(Choice { column, why: both!(en = "a date of the row", tr = "satırın tarihi") });
    }
    let copying = |at: usize| words(&study.column(at).name).iter().any(|word| COPYING_WORDS.contains(&word.as_str()));
    let mut all = study.usable().filter(|at| study.is_date(*at) && study.filled(*at) >= 90 && !copying(*at));
    let column = all.next().filter(|_| all.next().is_none())?;
    let why = both!(
        en = "CHECK: the only column with a date in nearly every row",
        tr = "KONTROL EDİN: neredeyse her satırda tarih olan tek sütun"
    );
    Some(Choice { column, why })
}

/// A column whose values the playbook knows as sources; else the playbook's own word for a CRM or an import.
fn source(study: &Study<'_>, playbook: &Playbook) -> Option<Result<usize, String>> {
    let known = |value: &str| playbook.sources.iter().any(|source| &**source == value);
    let column =
        study.about(Concept::Source).find(|at| study.column(*at).share(known).is_some_and(|share| share >= 50));
    if let Some(column) = column {
        return Some(Ok(column));
    }
    ["crm", "import"].into_iter().find(|word| known(word)).map(|word| Err(word.to_owned()))
}

fn deleted(study: &Study<'_>) -> Option<(usize, Vec<String>)> {
    let column = study.about(Concept::Deleted).find(|at| study.profiles[*at].bools)?;
    let mut words: Vec<String> =
        study.column(column).values.iter().map(|it| it.0.clone()).filter(|value| is_yes(value)).collect();
    // The sample may hold no deleted row; the usual spellings are named all the same.
    for usual in ["true", "TRUE", "True"] {
        if !words.iter().any(|word| word == usual) {
            words.push(usual.to_owned());
        }
    }
    Some((column, words))
}
