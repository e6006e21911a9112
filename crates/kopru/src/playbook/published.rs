//! `kopru playbook publish`, `kopru playbook history`

use super::{Existing, texts};
use crate::Format;
use crate::database::{Database, failure};
use crate::output::{self, Done, Failure, listing};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_server::service::NotPublished;
use kopru_store::publish::{Edition, Existing as Leads, Publication, Published};
use serde_json::{Value, json};
use std::path::Path;

pub(super) fn publish(
    file: &Path,
    existing: Existing,
    by: String,
    database: &Database,
    format: Format,
    lang: Lang,
) -> Done {
    let (source, lists) = texts(file, lang)?;
    // A playbook with faults makes no database.
    super::sound(file, &source, Playbook::check(&source, &lists), lang)?;
    let existing = match existing {
        Existing::Keep => Leads::Keep,
        Existing::Advance => Leads::Advance,
    };
    let edition = Edition { source, lists, existing, by };
    database.run_or_make(async |services| {
        let published = match services.publish(edition).await {
            Ok(published) => published,
            Err(NotPublished::Store(fault)) => return Err(failure(&fault)),
            Err(NotPublished::Faults(faults)) => {
                eprint!("{}", output::findings(&faults.found, file, &faults.source, lang));
                return Err(Failure::Wrong);
            }
            Err(NotPublished::Examples(differences)) => {
                for it in differences {
                    let (example, key, expected, found) = (&it.example, &it.key, &it.expected, &it.found);
                    eprintln!(
                        "{}",
                        say!(
                            lang,
                            en = "example “{example}”: {key}: expected {expected}, found {found}",
                            tr = "“{example}” örneği: {key}: beklenen {expected}, bulunan {found}"
                        )
                    );
                }
                return Err(Failure::Wrong);
            }
        };
        match format {
            Format::Table => output::print(&told(&published, lang)),
            Format::Json => output::print(&output::json(&json!({
                "version": published.version, "publication": published.seq, "already": published.already,
                "behind": published.behind,
            }))),
        }
    })
}

fn told(it: &Published, lang: Lang) -> String {
    let (version, seq, behind) = (&it.version, it.seq, it.behind);
    let mut text = match it.already {
        true => {
            say!(lang, en = "Version {version} is in force already.\n", tr = "{version} sürümü zaten yürürlükte.\n")
        }
        false => say!(
            lang,
            en = "Version {version} is in force, publication {seq}.\n",
            tr = "{version} sürümü yürürlükte, {seq}. yayım.\n"
        ),
    };
    if behind > 0 {
        text.push_str(&say!(
            lang,
            en = "{behind} leads are still under an earlier publication; `kopru serve` brings them along.\n",
            tr = "{behind} aday hâlâ önceki bir yayımda; `kopru serve` onları bu yayıma getirir.\n"
        ));
    }
    text
}

pub(super) fn history(database: &Database, format: Format, lang: Lang) -> Done {
    database.run(async |services| {
        let all = services.store.publications().await.map_err(|fault| failure(&fault))?;
        match format {
            Format::Json => output::print(&output::json(&Value::Array(all.iter().map(as_json).collect()))),
            Format::Table if all.is_empty() => {
                output::print(&say!(lang, en = "Nothing was published yet.\n", tr = "Henüz hiçbir şey yayımlanmadı.\n"))
            }
            Format::Table => output::print(&table(&all, lang)),
        }
    })
}

fn table(all: &[Publication], lang: Lang) -> String {
    let mut rows = vec![vec![
        "".to_owned(),
        say!(lang, en = "version", tr = "sürüm"),
        say!(lang, en = "name", tr = "ad"),
        say!(lang, en = "published", tr = "yayım"),
        say!(lang, en = "by", tr = "yayımlayan"),
        say!(lang, en = "existing leads", tr = "mevcut adaylar"),
        say!(lang, en = "leads now", tr = "şimdiki adaylar"),
    ]];
    for it in all {
        let name = if it.label.is_empty() { it.name.clone() } else { format!("{} ({})", it.name, it.label) };
        rows.push(vec![
            it.seq.to_string(),
            it.version.clone(),
            name,
            it.published_at.to_string(),
            it.published_by.clone(),
            it.existing.clone(),
            it.leads.to_string(),
        ]);
    }
    let mut text = String::new();
    listing(&mut text, &rows);
    text
}

fn as_json(it: &Publication) -> Value {
    json!({
        "publication": it.seq, "version": it.version, "name": it.name, "label": it.label, "existing": it.existing,
        "published_at": it.published_at.to_string(), "published_by": it.published_by, "leads": it.leads,
    })
}
