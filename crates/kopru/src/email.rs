//! `kopru email FILE.eml…`, and `-` for stdin: a mail server's alias ends here.
//!
//! A mail server reads the exit code: 75 says that it is to try again, so a message waits there while the database cannot be
//! reached; any other but 0 sends the message back with what is printed.

use crate::Format;
use crate::database::{Database, text};
use crate::output::{self, Done, Failure};
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::say;
use kopru_server::limits::EMAIL_BYTES_MAX;
use kopru_server::service::Services;
use kopru_server::service::emails::{EmailNoted, Noted, NotedOf, REFUSALS, Way, as_json};
use kopru_store::StoreError;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Messages as mail programs keep them; `-` reads one from stdin
    #[arg(required = true, value_name = "FILE.eml")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    database: Database,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// What became of one file.
type Each = (String, Result<EmailNoted, (&'static str, Both)>);

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let mut messages = Vec::with_capacity(args.files.len());
    for file in &args.files {
        messages.push((file.display().to_string(), read(file)?));
    }
    // Whatever stands between this and the database may pass; nothing of a message is lost then.
    args.database.run(async |services| all(&services, messages, args.format, lang).await).map_err(|end| match end {
        Failure::Cannot(why) => Failure::Later(why),
        other => other,
    })
}

/// A message, whole; of one that is too large no more than shows it.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let stdin = path == Path::new("-");
    let from: io::Result<Box<dyn Read>> =
        if stdin { Ok(Box::new(io::stdin().lock())) } else { File::open(path).map(|it| Box::new(it) as Box<dyn Read>) };
    let mut bytes = Vec::new();
    let most = EMAIL_BYTES_MAX as u64 + 1;
    let all = from.and_then(|it| it.take(most).read_to_end(&mut bytes));
    let shown = path.display();
    all.map_err(|fault| match stdin {
        true => Failure::Later(both!(en = "cannot read stdin: {fault}", tr = "standart girdi okunamıyor: {fault}")),
        false => Failure::Cannot(both!(en = "cannot read {shown}: {fault}", tr = "{shown} okunamıyor: {fault}")),
    })?;
    Ok(bytes)
}

async fn all(services: &Services, messages: Vec<(String, Vec<u8>)>, format: Format, lang: Lang) -> Done {
    let mut noted: Vec<Each> = Vec::new();
    for (name, bytes) in messages {
        match services.note_email(bytes, None, "cli").await {
            Ok(it) => noted.push((name, Ok(it))),
            // What is wrong with this message is said beside it; what is wrong with the database ends the run.
            Err(StoreError::Refused(code, why)) if REFUSALS.contains(&code) => {
                noted.push((name, Err((code, refused(code, &why)))));
            }
            Err(fault) => return Err(Failure::Later(text(&fault))),
        }
    }
    match format {
        Format::Table => output::print(&noted.iter().map(|it| lines(it, lang)).collect::<String>())?,
        Format::Json => output::print(&output::json(&noted.iter().map(value).collect::<Vec<_>>().into()))?,
    }
    let sound = |it: &Each| it.1.as_ref().is_ok_and(|it| it.leads.iter().all(|lead| lead.noted.is_ok()));
    if noted.iter().all(sound) { Ok(()) } else { Err(Failure::Wrong) }
}

/// Why a message is not noted, to whoever sent it.
fn refused(code: &str, why: &str) -> Both {
    let tr = match code {
        "email_unreadable" => "bu bir e-posta iletisi değil: `From:` ve `Date:` gibi satırlarla başlamıyor",
        "email_too_large" => "bir ileti en çok 25 MiB olabilir",
        "email_without_sender" => "iletide adresiyle bir gönderen (`From`) yok",
        "email_without_date" => "iletinin tarihi (`Date`) yok ya da böyle bir tarih yok",
        "email_too_many_addresses" => "iletide 100'den fazla adres var",
        "email_too_many_parts" => "iletide çok fazla parça ya da başlık var",
        "email_concerns_nobody" => "iletideki adreslerin hiçbiri bir adayın adresi olarak bilinmiyor",
        "email_reply_undeclared" => {
            "yürürlükteki oyun kitabı `email_replied` olgusunu tanımlamıyor: adayın yazdığı kaydedilemez"
        }
        "occurred_in_future" => "ileti gelecekte gönderildiğini söylüyor",
        _ => why,
    };
    Both { en: why.to_owned(), tr: tr.to_owned() }
}

/// One line a lead.
fn lines((name, it): &Each, lang: Lang) -> String {
    let stdin = say!(lang, en = "the message", tr = "ileti");
    let name = if name == "-" { &stdin } else { name };
    let it = match it {
        Ok(it) => it,
        Err((code, why)) => {
            let why = why.get(lang);
            return say!(
                lang,
                en = "{name}: not noted: {why} [{code}]\n",
                tr = "{name}: kaydedilmedi: {why} [{code}]\n"
            );
        }
    };
    let by = it.by.as_deref().unwrap_or_default();
    let line = |lead: &NotedOf| {
        let (address, at) = (&lead.address, it.at);
        let what = match it.way {
            Way::Outbound => say!(lang, en = "{by} to {address}", tr = "{by} → {address}"),
            Way::Inbound => say!(lang, en = "from {address}", tr = "gönderen {address}"),
            Way::Returned => say!(lang, en = "not brought to {address}", tr = "{address} adresine ulaştırılamadı"),
        };
        let machine =
            if it.automatic { say!(lang, en = ", by a machine", tr = ", bir makineden") } else { String::new() };
        let became = match &lead.noted {
            Ok(Noted::New) => say!(lang, en = "noted", tr = "kaydedildi"),
            Ok(Noted::Known) => say!(lang, en = "known already", tr = "zaten biliniyordu"),
            Ok(Noted::Waiting) => say!(lang, en = "noted; it waits", tr = "kaydedildi; bekliyor"),
            Err(refusal) => {
                let (why, code) = (refusal.reason.get(lang), refusal.code);
                say!(lang, en = "not noted: {why} [{code}]", tr = "kaydedilmedi: {why} [{code}]")
            }
        };
        format!("{name}: {what}, {at}{machine}: {became}\n")
    };
    let mut text: String = it.leads.iter().map(line).collect();
    if !it.unknown.is_empty() {
        let unknown = it.unknown.join(", ");
        text.push_str(&say!(
            lang,
            en = "{name}: no lead has {unknown}\n",
            tr = "{name}: şu adresler bir adayın değil: {unknown}\n"
        ));
    }
    text
}

fn value((name, it): &Each) -> Value {
    let problem = |code: &str, why: &Both| json!({ "code": code, "reason": { "en": why.en, "tr": why.tr } });
    match it {
        Ok(it) => {
            let mut value = as_json(it, |refusal| problem(refusal.code, &refusal.reason));
            value["file"] = json!(name);
            value
        }
        Err((code, why)) => json!({ "file": name, "problem": problem(code, why) }),
    }
}
