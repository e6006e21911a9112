//! What came of an import, for people and for programs.

use crate::database;
use crate::output::{self, Failure};
use crate::progress::{rate, seconds};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_server::import::Report;
use kopru_store::import::{Import, RefusedRow};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where rows stand that a person should look at.
pub(super) struct Files {
    /// Refused ones.
    pub refused: Option<PathBuf>,
    /// Those whose company is in doubt.
    pub doubtful: Option<PathBuf>,
}

/// Refused rows that are shown; all of them are in the file.
const SHOWN: usize = 20;

pub(super) fn table(
    file: &Path,
    report: &Report,
    files: &Files,
    took: Duration,
    lang: Lang,
) -> Result<String, Failure> {
    let file = file.display();
    let rows = &report.rows;
    let (all, taken, passed, refused) = (rows.rows, rows.taken, rows.passed_over, rows.refused);
    let (secs, speed) = (seconds(took), rate(all, took));
    let s = plural(all);
    let mut text = String::new();
    if report.number.is_none() {
        text += &say!(lang, en = "Dry run: nothing was kept.\n", tr = "Deneme: hiçbir şey kaydedilmedi.\n");
    }
    text += &say!(
        lang,
        en = "{file}: {all} row{s} in {secs} s ({speed} a second): {taken} read, {passed} passed over, {refused} refused\n",
        tr = "{file}: {secs} saniyede {all} satır (saniyede {speed}): {taken} okundu, {passed} atlandı, {refused} reddedildi\n"
    );
    let Report { taken, known, facts_refused, new_people, people, new_accounts, without_effect, .. } = report;
    text += &say!(
        lang,
        en = "facts: {taken} taken, {known} known already, {facts_refused} refused\n",
        tr = "olgular: {taken} alındı, {known} zaten biliniyordu, {facts_refused} reddedildi\n"
    );
    text += &say!(
        lang,
        en = "people: {new_people} new, {people} known; accounts: {new_accounts} new\n",
        tr = "kişiler: {new_people} yeni, {people} bilinen; hesaplar: {new_accounts} yeni\n"
    );
    if *without_effect > 0 {
        let facts = if *without_effect == 1 { "fact was" } else { "facts were" };
        text += &say!(
            lang,
            en = "{without_effect} {facts} kept and had no effect as things stood\n",
            tr = "{without_effect} olgu kaydedildi ama o anki durumda bir etkisi olmadı\n"
        );
    }
    for RefusedRow { line, code, reason, .. } in report.refusals.first(SHOWN).map_err(|it| database::failure(&it))? {
        let reason = reason.get(lang);
        text += &say!(lang, en = "line {line}: {reason} [{code}]\n", tr = "satır {line}: {reason} [{code}]\n");
    }
    if let Some(path) = &files.refused {
        let (path, count) = (path.display(), report.refusals.count());
        text += &say!(
            lang,
            en = "all {count} refused, with line and reason: {path}\n",
            tr = "reddedilenlerin tümü ({count}), satırı ve nedeniyle: {path}\n"
        );
    }
    if let Some(path) = &files.doubtful {
        let (path, count) = (path.display(), report.doubtful.count());
        let s = plural(count);
        text += &say!(
            lang,
            en = "{count} row{s} whose company is in doubt; nothing of them was merged: {path}\n",
            tr = "şirketi belirsiz {count} satır; hiçbiri birleştirilmedi: {path}\n"
        );
    }
    Ok(text)
}

/// What an English word ends with that says how many there are.
pub(super) fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

pub(super) fn as_json(file: &Path, report: &Report, files: &Files, took: Duration) -> Result<Value, Failure> {
    let refused = |row: RefusedRow| {
        let reason = json!({ "en": row.reason.en, "tr": row.reason.tr });
        json!({ "line": row.line, "code": row.code, "reason": reason, "row": row.excerpt })
    };
    let rows = &report.rows;
    let first = report.refusals.first(SHOWN).map_err(|it| database::failure(&it))?;
    Ok(json!({
        "file": file.display().to_string(),
        "import": report.number,
        "dry_run": report.number.is_none(),
        "rows": { "all": rows.rows, "read": rows.taken, "passed_over": rows.passed_over, "refused": rows.refused },
        "facts": {
            "taken": report.taken, "known": report.known, "refused": report.facts_refused,
            "without_effect": report.without_effect,
        },
        "people": { "new": report.new_people, "known": report.people },
        "accounts": { "new": report.new_accounts },
        "first_refused": first.into_iter().map(refused).collect::<Vec<_>>(),
        "refused_file": files.refused.as_ref().map(|path| path.display().to_string()),
        "doubtful": report.doubtful.count(),
        "doubtful_file": files.doubtful.as_ref().map(|path| path.display().to_string()),
        "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }))
}

pub(super) fn history(imports: &[Import], lang: Lang) -> String {
    if imports.is_empty() {
        return say!(lang, en = "nothing was imported yet\n", tr = "henüz hiçbir şey içe aktarılmadı\n");
    }
    let heading = match lang {
        Lang::En => ["no.", "began", "ended", "file", "mapping", "rows", "facts", "known", "refused", "undone"],
        Lang::Tr => {
            ["no", "başladı", "bitti", "dosya", "eşleme", "satır", "olgu", "bilinen", "reddedilen", "geri alındı"]
        }
    };
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(imports.iter().map(|it| {
        let stopped = say!(lang, en = "stopped", tr = "durduruldu");
        vec![
            it.number.to_string(),
            it.started_at.to_string(),
            it.ended_at.map_or(stopped, |at| at.to_string()),
            it.file.clone(),
            it.feed.clone(),
            it.counts.rows.to_string(),
            it.counts.facts.to_string(),
            it.counts.known.to_string(),
            it.counts.refused.to_string(),
            undone(it, lang),
        ]
    }));
    let mut out = String::new();
    output::listing(&mut out, &rows);
    out
}

pub(super) fn history_json(imports: &[Import]) -> Value {
    let one = |it: &Import| {
        json!({
            "import": it.number, "started_at": it.started_at.to_string(),
            "ended_at": it.ended_at.map(|at| at.to_string()), "file": it.file, "mapping": it.feed, "actor": it.actor,
            "rows": it.counts.rows, "facts": it.counts.facts, "known": it.counts.known, "refused": it.counts.refused,
            "undo": it.undo.as_ref().map(|undo| json!({
                "began_at": undo.began_at.to_string(), "undone_at": undo.done.as_ref().map(|it| it.0.to_string()),
                "removed": undo.removed, "retracted": undo.retracted, "kept": undo.kept,
            })),
        })
    };
    Value::Array(imports.iter().map(one).collect())
}

/// When an import was undone; nothing where it was not.
fn undone(it: &Import, lang: Lang) -> String {
    let Some(undo) = &it.undo else { return String::new() };
    let partly = say!(lang, en = "partly", tr = "bir kısmı");
    undo.done.as_ref().map_or(partly, |it| it.0.to_string())
}
