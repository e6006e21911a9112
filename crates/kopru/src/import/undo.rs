//! `kopru import --undo NUMBER`

use super::Args;
use super::report::plural;
use crate::Format;
use crate::database;
use crate::output::{self, Done};
use crate::progress::{Progress, seconds};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_store::import::Undone;
use serde_json::json;
use std::time::Duration;

pub(super) fn run(number: i64, args: &Args, lang: Lang) -> Done {
    args.database.run(async |services| {
        let mut progress = Progress::start();
        let done = if args.dry_run {
            services.undo_would(number, usize::MAX).await.map(|it| it.0)
        } else {
            services.undo_import(number, "cli", |so_far| progress.tell(|_| line(so_far, lang))).await
        };
        let took = progress.end();
        let done = done.map_err(|fault| database::failure(&fault))?;
        match args.format {
            Format::Table => output::print(&table(number, &done, args.dry_run, took, lang)),
            Format::Json => output::print(&output::json(&json!({
                "import": number, "dry_run": args.dry_run, "removed": done.removed, "facts": done.facts,
                "retracted": done.retracted, "kept": done.kept,
                "accounts": (!args.dry_run).then_some(done.accounts),
                "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            }))),
        }
    })
}

fn line(so_far: &Undone, lang: Lang) -> String {
    let Undone { removed, retracted, .. } = so_far;
    say!(
        lang,
        en = "removed: {removed} people, taken back: {retracted} facts of others",
        tr = "kaldırılan: {removed} kişi, geri alınan: başkalarının {retracted} olgusu"
    )
}

fn table(number: i64, done: &Undone, dry_run: bool, took: Duration, lang: Lang) -> String {
    let Undone { removed, facts, retracted, kept, accounts } = *done;
    let secs = seconds(took);
    let mut text = match dry_run {
        true => say!(lang, en = "Dry run: nothing was undone.\n", tr = "Deneme: hiçbir şey geri alınmadı.\n"),
        false => say!(
            lang,
            en = "import {number} is undone, in {secs} s\n",
            tr = "{number} numaralı içe aktarma geri alındı, {secs} saniyede\n"
        ),
    };
    let s = plural(facts);
    let people = if removed == 1 { "person" } else { "people" };
    text += &say!(
        lang,
        en = "removed: {removed} {people} of whom nothing else is known, with {facts} fact{s}\n",
        tr = "kaldırılan: hakkında başka bir şey bilinmeyen {removed} kişi, {facts} olguyla birlikte\n"
    );
    if !dry_run {
        let companies = if accounts == 1 { "company" } else { "companies" };
        text += &say!(
            lang,
            en = "removed: {accounts} {companies} that nobody is left of\n",
            tr = "kaldırılan: kimsesi kalmayan {accounts} şirket\n"
        );
    }
    let s = plural(retracted);
    text += &say!(
        lang,
        en = "taken back: {retracted} fact{s} of people who stay\n",
        tr = "geri alınan: kalan kişilerin {retracted} olgusu\n"
    );
    if kept > 0 {
        let facts = if kept == 1 { "fact that reports" } else { "facts that report" };
        text += &say!(
            lang,
            en = "kept: {kept} {facts} an act or a stage, or whose person was erased\n",
            tr = "kalan: bir eylemi ya da aşamayı bildiren ya da kişisi silinmiş {kept} olgu\n"
        );
    }
    text
}
