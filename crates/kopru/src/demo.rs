//! `kopru demo`: makes the demo company and shows it.

use crate::database::failure;
use crate::output::{self, Done, Failure, columns};
use crate::progress::{Progress, rate, seconds};
use kopru_engine::lang::Lang;
use kopru_engine::time::{Day, Moment};
use kopru_engine::{both, say};
use kopru_server::clock;
use kopru_server::demo::market::Settings;
use kopru_server::demo::story::Told;
use kopru_server::demo::{DemoError, Made, Options, make, pages};
use kopru_server::serve::{self, log, serve_with};
use kopru_store::address;
use kopru_store::dialect::Address;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// People of a story: few enough for half a minute, many enough for every report.
const PEOPLE: u64 = 20_000;
/// The seed of the story that the documents show.
const SEED: u64 = 42;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file to make; an earlier demo in it is replaced, anything else stays
    #[arg(long, value_name = "PATH", default_value = "kopru-demo.db")]
    database: String,
    /// How many people; each does about ten things
    #[arg(long, value_name = "N", default_value_t = PEOPLE, value_parser = clap::value_parser!(u64).range(1..=2_000_000))]
    people: u64,
    /// Another seed, another story
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
    /// The story ends as this day begins, for output that is the same tomorrow (otherwise now)
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Day>,
    /// Only make the database
    #[arg(long)]
    no_serve: bool,
    /// Where to listen; whoever reaches it may work in it as any of its people; everybody in it is invented
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7171")]
    listen: SocketAddr,
    /// Write what is true in the story and stands in no database (poor source, slow rep, wrong rule, who would buy) into
    /// this file (JSON)
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "expected a day such as 2026-11-23".to_owned())
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    let until = until(args.until, (clock::system())())?;
    let settings = Settings { people: args.people, seed: args.seed, home: lang, until };
    let database = file(&args.database)?;
    let path = database.display().to_string();
    let options = Options { database, settings };
    eprintln!(
        "{}",
        say!(lang, en = "Making the demo company in {path} …", tr = "Demo şirketi {path} içinde oluşturuluyor …")
    );
    let mut progress = Progress::start();
    let made = crate::database::runtime(async {
        let tell = |told: &Told| progress.tell(|took| how_far(told, took, lang));
        make(&options, tell).await.map_err(|fault| cannot(&fault))
    });
    let took = progress.end();
    let made = made?;
    if let Some(file) = &args.truth {
        write(file, &output::json(&made.truth))?;
    }
    output::print(&summary(&made, &path, took, lang))?;
    if args.no_serve {
        return Ok(());
    }
    log::start(log::Level::Warn, clock::system());
    let options = serve::Options {
        database: format!("sqlite:{path}"),
        listen: args.listen,
        upkeep: true,
        webhooks_to_private: false,
        post: None,
        assistant: None,
    };
    let tell = |server: &serve::Server| drop(output::print(&invitation(server.address(), lang)));
    serve_with(&options, |app| pages(app, lang), tell).map_err(|fault| Failure::Cannot(fault.text()))
}

/// The file to make: a demo is a SQLite database, so that it needs no server.
fn file(database: &str) -> Result<PathBuf, Failure> {
    match address(database).map_err(|fault| failure(&fault))? {
        Address::Sqlite(path) => Ok(path),
        Address::Postgres(_) => Err(Failure::Cannot(both!(
            en = "a demo is a file: give --database a path",
            tr = "demo bir dosyadır: --database için bir yol verin"
        ))),
    }
}

/// When the story ends: as a day begins that has begun, otherwise now.
fn until(day: Option<Day>, now: Moment) -> Result<Moment, Failure> {
    let Some(day) = day else { return Ok(Moment::from_secs(now.secs())) };
    if day.start() > now {
        return Err(Failure::Cannot(both!(
            en = "--until {day} lies ahead: the story ends today at the latest",
            tr = "--until {day} ileride: öykü en geç bugün biter"
        )));
    }
    Ok(day.start())
}

fn cannot(fault: &DemoError) -> Failure {
    match fault {
        DemoError::Store(fault) => failure(fault),
        other => Failure::Cannot(other.text()),
    }
}

fn how_far(told: &Told, took: Duration, lang: Lang) -> String {
    let (facts, rate) = (told.facts, rate(told.facts, took));
    let day = told.until.map(|it| it.day().to_string()).unwrap_or_default();
    say!(lang, en = "{day}: {facts} facts, {rate} a second", tr = "{day}: {facts} olgu, saniyede {rate}")
}

fn write(file: &Path, text: &str) -> Done {
    let shown = file.display();
    std::fs::write(file, text).map_err(|fault| {
        Failure::Cannot(both!(en = "cannot write {shown}: {fault}", tr = "{shown} yazılamıyor: {fault}"))
    })
}

fn summary(made: &Made, path: &str, took: Duration, lang: Lang) -> String {
    let Told { facts, refused, offers, .. } = &made.told;
    let (leads, decisions) = (made.counts.leads_in_all(), made.counts.decisions);
    let (seconds, rate) = (seconds(took), rate(*facts, took));
    let mut text = say!(
        lang,
        en = "{leads} leads, {facts} facts, {decisions} decisions and {offers} hand-overs of two years, in {path} ({seconds} s, {rate} facts a second)\n\n",
        tr = "İki yılın {leads} adayı, {facts} olgusu, {decisions} kararı ve {offers} devri: {path} ({seconds} saniye, saniyede {rate} olgu)\n\n"
    );
    if *refused > 0 {
        text.push_str(&say!(lang, en = "{refused} facts were refused.\n\n", tr = "{refused} olgu reddedildi.\n\n"));
    }
    let heads = match lang {
        Lang::En => ["stage", "open", "recycled", "let go", "won", "lost"],
        Lang::Tr => ["aşama", "açık", "geri kazanımda", "bırakıldı", "kazanıldı", "kaybedildi"],
    };
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for stage in &made.playbook.stages {
        let count = |disposition: &str| {
            let here = made.counts.leads.iter().filter(|it| it.stage.as_deref() == Some(&*stage.id));
            let sum: i64 = here.filter(|it| it.disposition == disposition).map(|it| it.leads).sum();
            if sum == 0 { "·".to_owned() } else { sum.to_string() }
        };
        let name = stage.name.get(lang).to_owned();
        rows.push([name].into_iter().chain(["open", "recycled", "disqualified", "won", "lost"].map(count)).collect());
    }
    columns(&mut text, &rows);
    text
}

fn invitation(at: SocketAddr, lang: Lang) -> String {
    say!(
        lang,
        en = "\nLook at it on http://{at}/ – Ctrl-C ends it.\n",
        tr = "\nhttp://{at}/ adresinden bakabilirsiniz; Ctrl-C ile biter.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_ends_as_a_day_begins_that_has_begun() {
        let now = Moment::parse("2026-11-26T05:00:00.25Z").unwrap();
        let ends = |text: &str| until(Day::parse(text), now).ok().map(|it| it.to_string());
        assert_eq!(ends("2026-11-26").as_deref(), Some("2026-11-26T00:00:00Z"));
        assert_eq!(ends("2026-11-27"), None);
        assert_eq!(ends("").as_deref(), Some("2026-11-26T05:00:00Z"));
    }

    #[test]
    fn a_demo_is_a_file() {
        assert_eq!(file("x.db").ok(), Some(PathBuf::from("x.db")));
        assert_eq!(file("sqlite:x.db").ok(), Some(PathBuf::from("x.db")));
        assert!(file("postgres://kopru@localhost/leads").is_err());
    }
}
