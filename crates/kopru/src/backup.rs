//! `kopru backup FILE`, `kopru restore FILE`

use crate::Format;
use crate::database::{Database, failure, runtime};
use crate::output::{self, Done};
use crate::progress::{Progress, seconds};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_store::backup::{Progress as Far, restore as restore_into};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// The file to write; it must not be there yet
    file: PathBuf,
    #[command(flatten)]
    database: Database,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(clap::Args)]
pub(crate) struct RestoreArgs {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    database: Database,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(crate) fn backup(args: &BackupArgs, lang: Lang) -> Done {
    args.database.run(async |services| {
        let mut progress = Progress::start();
        let made = services.store.backup(args.file.clone(), |far| tell(&mut progress, far, lang)).await;
        let took = progress.end();
        let made = made.map_err(|fault| failure(&fault))?;
        if args.format == Format::Json {
            let file = made.file.display().to_string();
            return output::print(&output::json(
                &json!({ "file": file, "bytes": made.bytes, "tables": tables(&made.tables) }),
            ));
        }
        let (file, bytes, seconds) = (made.file.display(), made.bytes, seconds(took));
        let (people, facts, decisions) = (made.rows("person"), made.rows("fact"), made.rows("decision"));
        output::print(&say!(
            lang,
            en = "{file}: {people} people, {facts} facts, {decisions} decisions; {bytes} bytes, checked, in {seconds} s\n",
            tr = "{file}: {people} kişi, {facts} olgu, {decisions} karar; {bytes} bayt, denetlendi, {seconds} saniye\n"
        ))
    })
}

pub(crate) fn restore(args: &RestoreArgs, lang: Lang) -> Done {
    let address = args.database.address()?;
    runtime(async {
        let mut progress = Progress::start();
        let restored = restore_into(args.file.clone(), address, move |far| tell(&mut progress, far, lang)).await;
        let restored = restored.map_err(|fault| failure(&fault))?;
        if args.format == Format::Json {
            return output::print(&output::json(
                &json!({ "schema": restored.schema, "tables": tables(&restored.tables) }),
            ));
        }
        let rows = |table: &str| restored.tables.iter().find(|it| it.0 == table).map_or(0, |it| it.1);
        let (people, facts, decisions) = (rows("person"), rows("fact"), rows("decision"));
        output::print(&say!(
            lang,
            en = "restored and checked: {people} people, {facts} facts, {decisions} decisions\n",
            tr = "geri yüklendi ve denetlendi: {people} kişi, {facts} olgu, {decisions} karar\n"
        ))
    })
}

fn tell(progress: &mut Progress, far: Far, lang: Lang) {
    let (done, of, bytes) = match far {
        Far::Bytes(done, of) => (done, of, true),
        Far::Rows(done, of) => (done, of, false),
    };
    let share = (done.saturating_mul(100).checked_div(of)).unwrap_or(0).min(100);
    progress.tell(|_| match bytes {
        true => say!(lang, en = "{done} bytes, {share} %", tr = "{done} bayt, % {share}"),
        false => say!(lang, en = "{done} rows, {share} %", tr = "{done} satır, % {share}"),
    });
}

fn tables(all: &[(String, u64)]) -> Value {
    Value::Object(all.iter().map(|(table, rows)| (table.clone(), json!(rows))).collect::<Map<_, _>>())
}
