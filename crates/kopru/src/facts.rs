//! `kopru facts FILE.jsonl`
//!
//! A thread reads the file while the database takes what was read before; memory holds a few batches. A fact without an id
//! gets one from what it says, so a run that was stopped is simply started again: what is known is known.

use crate::Format;
use crate::database::{Database, failure};
use crate::output::{self, Done, Failure};
use crate::progress::{Progress, rate, seconds};
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::say;
use kopru_server::intake::{Refused, derive_id_also, read_jsonl};
use kopru_server::service::Services;
use kopru_store::limits::BATCH_FACTS_MAX;
use kopru_store::written::Incoming;
use kopru_store::{Answered, FactIn};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;

/// The feed of derived ids: the API's, so that a fact sent both ways is one fact.
const FEED: &str = "api";
/// Batches that are read ahead.
const AHEAD: usize = 2;
/// Refused lines that are shown before the rest is only counted.
const REFUSED_SHOWN_MAX: usize = 50;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Facts, one JSON object a line
    file: PathBuf,
    /// They come from a file or another system, not from the people themselves: an erased address stays erased, and
    /// `recorded_at` may say when a fact became known
    #[arg(long)]
    import: bool,
    /// Write every refused line with its reason in both languages into this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// What became of the lines.
#[derive(Default)]
struct Sum {
    lines: u64,
    taken: u64,
    repeated: u64,
    held: u64,
    refused: u64,
    shown: Vec<Rejected>,
}

/// A line that gave no fact.
struct Rejected {
    line: u64,
    code: &'static str,
    reason: Both,
}

type Batch = Vec<(u64, Result<Incoming, Refused>)>;

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let file = open(&args.file)?;
    let mut report = args.refused.as_deref().map(create).transpose()?;
    args.database.run(async |services| {
        services.may_decide().map_err(|fault| failure(&fault))?;
        let mut progress = Progress::start();
        let (mut sum, took) = (Sum::default(), &mut progress);
        let done = take(&services, file, args, &mut sum, took, report.as_mut(), lang).await;
        let took = progress.end();
        if let Some(report) = &mut report {
            report.flush().map_err(|fault| cannot_write(&fault))?;
        }
        if done.is_err() {
            let lines = sum.lines;
            eprintln!(
                "{}",
                say!(
                    lang,
                    en = "{lines} lines were done; run it again: what is known is not taken twice",
                    tr = "{lines} satır işlendi; yeniden çalıştırın: bilinen olgular iki kez alınmaz"
                )
            );
            return done;
        }
        match args.format {
            Format::Table => output::print(&table(&sum, took, lang))?,
            Format::Json => output::print(&output::json(&as_json(&sum, took)))?,
        }
        if sum.refused == 0 { Ok(()) } else { Err(Failure::Wrong) }
    })
}

fn open(path: &Path) -> Result<File, Failure> {
    let shown = path.display();
    File::open(path).map_err(|fault| {
        Failure::Cannot(both!(en = "cannot read {shown}: {fault}", tr = "{shown} okunamıyor: {fault}"))
    })
}

fn create(path: &Path) -> Result<BufWriter<File>, Failure> {
    let shown = path.display();
    File::create(path).map(BufWriter::new).map_err(|fault| {
        Failure::Cannot(both!(en = "cannot write {shown}: {fault}", tr = "{shown} yazılamıyor: {fault}"))
    })
}

fn cannot_write(fault: &io::Error) -> Failure {
    Failure::Cannot(both!(
        en = "cannot write the refused lines: {fault}",
        tr = "reddedilen satırlar yazılamıyor: {fault}"
    ))
}

async fn take(
    services: &Services,
    file: File,
    args: &Args,
    sum: &mut Sum,
    progress: &mut Progress,
    mut report: Option<&mut BufWriter<File>>,
    lang: Lang,
) -> Done {
    let (send, mut batches) = mpsc::channel::<Batch>(AHEAD);
    let reader = std::thread::spawn(move || read(file, &send));
    while let Some(batch) = batches.recv().await {
        batch_taken(services, batch, args.import, sum, report.as_deref_mut()).await?;
        let lines = sum.lines;
        progress.tell(|took| {
            let rate = rate(lines, took);
            say!(lang, en = "{lines} lines, {rate} a second", tr = "{lines} satır, saniyede {rate}")
        });
    }
    let shown = args.file.display();
    let broke = both!(en = "reading {shown} broke off", tr = "{shown} okunurken kesildi");
    reader.join().map_err(|_| Failure::Cannot(broke))?.map_err(|fault| {
        Failure::Cannot(both!(en = "cannot read {shown}: {fault}", tr = "{shown} okunamıyor: {fault}"))
    })
}

/// Reads the file in batches, until its end or until nobody takes them any more.
fn read(file: File, send: &mpsc::Sender<Batch>) -> io::Result<()> {
    let mut batch = Batch::with_capacity(BATCH_FACTS_MAX);
    read_jsonl(BufReader::with_capacity(1 << 20, file), &mut |line, read| {
        match read {
            Ok(facts) => batch.extend(facts.into_iter().map(|fact| (line, Ok(fact)))),
            Err(refused) => batch.push((line, Err(refused))),
        }
        if batch.len() >= BATCH_FACTS_MAX {
            let full = std::mem::replace(&mut batch, Batch::with_capacity(BATCH_FACTS_MAX));
            let _ = send.blocking_send(full);
        }
    })?;
    let _ = send.blocking_send(batch);
    Ok(())
}

async fn batch_taken(
    services: &Services,
    batch: Batch,
    import: bool,
    sum: &mut Sum,
    mut report: Option<&mut BufWriter<File>>,
) -> Done {
    let (mut lines, mut facts) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
    let mut rejected = Vec::new();
    for (line, read) in batch {
        match read {
            Ok(Incoming { mut raw, also }) => {
                if raw.id.is_none() {
                    raw.id = Some(derive_id_also(FEED, &raw, &also));
                }
                lines.push(line);
                facts.push(FactIn { incoming: Incoming { raw, also }, import });
            }
            Err(it) => rejected.push(Rejected { line, code: it.code, reason: it.reason }),
        }
    }
    let count = lines.len() + rejected.len();
    let answers = services.store.take(facts).await.map_err(|fault| failure(&fault))?;
    for (line, answer) in lines.into_iter().zip(answers) {
        rejected.extend(answered(line, answer, sum));
    }
    sum.lines += count as u64;
    rejected.sort_by_key(|it| it.line);
    for it in rejected {
        sum.refused += 1;
        if let Some(report) = &mut report {
            let line =
                json!({ "line": it.line, "code": it.code, "reason": { "en": it.reason.en, "tr": it.reason.tr } });
            writeln!(report, "{line}").map_err(|fault| cannot_write(&fault))?;
        }
        if sum.shown.len() < REFUSED_SHOWN_MAX {
            sum.shown.push(it);
        }
    }
    Ok(())
}

fn answered(line: u64, answer: Answered, sum: &mut Sum) -> Option<Rejected> {
    match answer {
        Ok(answer) if answer.repeated => sum.repeated += 1,
        Ok(answer) => {
            sum.taken += 1;
            // It lies a little ahead, or nobody knows yet whose it is.
            sum.held += u64::from(answer.seq == 0);
        }
        Err(refusal) => {
            let mut reason = refusal.reason;
            for fault in &refusal.faults {
                reason.en.push_str(&format!("; {}: {}", fault.at, fault.message.en));
                reason.tr.push_str(&format!("; {}: {}", fault.at, fault.message.tr));
            }
            return Some(Rejected { line, code: refusal.code, reason });
        }
    }
    None
}

fn table(sum: &Sum, took: Duration, lang: Lang) -> String {
    let Sum { lines, taken, repeated, held, refused, shown } = sum;
    let (seconds, rate) = (seconds(took), rate(*lines, took));
    let mut text = say!(
        lang,
        en = "{lines} facts in {seconds} s ({rate} a second): {taken} taken, {repeated} known already, {refused} refused\n",
        tr = "{seconds} saniyede {lines} olgu (saniyede {rate}): {taken} alındı, {repeated} zaten biliniyordu, {refused} reddedildi\n"
    );
    if *held > 0 {
        text.push_str(&say!(
            lang,
            en = "{held} of them wait: they lie a little ahead, or nobody knows yet whose they are\n",
            tr = "{held} tanesi bekliyor: biraz ileri tarihli ya da kime ait olduğu henüz bilinmiyor\n"
        ));
    }
    for it in shown {
        let (line, reason, code) = (it.line, it.reason.get(lang), it.code);
        text.push_str(&say!(lang, en = "line {line}: {reason} [{code}]\n", tr = "satır {line}: {reason} [{code}]\n"));
    }
    let more = refused.saturating_sub(shown.len() as u64);
    if more > 0 {
        text.push_str(&say!(
            lang,
            en = "… and {more} more; --refused FILE writes all of them\n",
            tr = "… ve {more} satır daha; --refused DOSYA hepsini yazar\n"
        ));
    }
    text
}

fn as_json(sum: &Sum, took: Duration) -> Value {
    let shown: Vec<Value> = sum
        .shown
        .iter()
        .map(|it| json!({ "line": it.line, "code": it.code, "reason": { "en": it.reason.en, "tr": it.reason.tr } }))
        .collect();
    json!({
        "lines": sum.lines, "taken": sum.taken, "known": sum.repeated, "waiting": sum.held, "refused": sum.refused,
        "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "first_refused": shown,
    })
}
