//! `kopru replay`

use crate::Format;
use crate::database::{Database, failure};
use crate::output::{self, Done, Failure};
use crate::progress::{Progress, rate, seconds};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_store::replay::Replayed;
use serde_json::{Value, json};
use std::time::Duration;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Decide every stream again and compare, not only fold what is stored
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    database: Database,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    args.database.run(async |services| {
        let mut progress = Progress::start();
        let tell = |so_far: &Replayed| {
            let (streams, facts) = (so_far.streams, so_far.facts);
            progress.tell(|took| {
                let rate = rate(facts, took);
                say!(
                    lang,
                    en = "{streams} streams, {facts} facts, {rate} a second",
                    tr = "{streams} akış, {facts} olgu, saniyede {rate}"
                )
            });
        };
        let replayed = services.store.replay(args.verify, tell).await;
        let took = progress.end();
        let replayed = replayed.map_err(|fault| failure(&fault))?;
        match args.format {
            Format::Table => output::print(&table(&replayed, took, lang))?,
            Format::Json => output::print(&output::json(&as_json(&replayed, took)))?,
        }
        if replayed.differences == 0 { Ok(()) } else { Err(Failure::Wrong) }
    })
}

fn table(it: &Replayed, took: Duration, lang: Lang) -> String {
    let (streams, facts, decisions, states) = (it.streams, it.facts, it.decisions, it.states);
    let (seconds, rate) = (seconds(took), rate(it.facts, took));
    let mut text = say!(
        lang,
        en = "{streams} streams with {facts} facts and {decisions} decisions read in {seconds} s ({rate} facts a second)\n",
        tr = "{facts} olgu ve {decisions} kararla {streams} akış {seconds} saniyede okundu (saniyede {rate} olgu)\n"
    );
    if it.verified {
        let (compared, entries, share) = (it.compared, it.entries, percent(it.share()));
        text.push_str(&say!(
            lang,
            en = "{compared} of {entries} entries decided again and compared: {share} %\n",
            tr = "{entries} kaydın {compared} tanesi yeniden kararlaştırılıp karşılaştırıldı: % {share}\n"
        ));
    }
    text.push_str(&say!(
        lang,
        en = "{states} leads compared with what their streams give\n",
        tr = "{states} aday, akışının verdiği sonuçla karşılaştırıldı\n"
    ));
    let differences = it.differences;
    text.push_str(&match differences {
        0 => say!(lang, en = "no difference\n", tr = "fark yok\n"),
        _ => say!(lang, en = "{differences} differences\n", tr = "{differences} fark\n"),
    });
    for found in &it.first {
        let (person, seq, part) = (&found.person, found.seq, found.part);
        let (stored, again) = (&found.stored, &found.again);
        text.push_str(&say!(
            lang,
            en = "\nperson {person}, entry {seq}: {part}\n  stored: {stored}\n  again:  {again}\n",
            tr = "\nkişi {person}, kayıt {seq}: {part}\n  saklanan: {stored}\n  yeniden:  {again}\n"
        ));
    }
    text
}

/// Ten-thousandths as per cent.
fn percent(share: u64) -> String {
    format!("{}.{:02}", share / 100, share % 100)
}

fn as_json(it: &Replayed, took: Duration) -> Value {
    let first: Vec<Value> = it
        .first
        .iter()
        .map(|it| {
            let person = it.person.to_string();
            json!({ "person": person, "seq": it.seq, "part": it.part, "stored": it.stored, "again": it.again })
        })
        .collect();
    json!({
        "verified": it.verified, "streams": it.streams, "facts": it.facts, "decisions": it.decisions,
        "entries": it.entries, "compared": it.compared, "share_ten_thousandths": it.share(), "states": it.states,
        "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "differences": it.differences, "first": first,
    })
}
