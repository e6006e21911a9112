//! `kopru report`

mod csv;
mod table;

use crate::database::{Database, failure};
use crate::output::{self, Done, Failure};
use clap::{Subcommand, ValueEnum};
use kopru_engine::both;
use kopru_engine::lang::Lang;
use kopru_engine::month::Month;
use kopru_server::service::{Veil, funnel};
use kopru_store::report::funnel::{Funnel, FunnelQuery};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// How many leads came how far, and how long it took
    Funnel(FunnelArgs),
}

#[derive(clap::Args)]
pub(crate) struct FunnelArgs {
    /// Break down by month (of entry), source, or a field: person.country, account.industry
    #[arg(long, value_name = "WHAT", default_value = "month")]
    by: String,
    /// Only leads that entered in this month or later: 2026-01
    #[arg(long, value_name = "MONTH", value_parser = month)]
    from: Option<Month>,
    /// Only leads that entered in this month or earlier
    #[arg(long, value_name = "MONTH", value_parser = month)]
    to: Option<Month>,
    /// Only leads whose first fact came from this source
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// The stage that the picture's rows and the table's marks are about (otherwise the furthest that anybody reached)
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    #[command(flatten)]
    database: Database,
    /// How it is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// How a report is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets, one row a group and stage.
    Csv,
    /// A picture.
    Svg,
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "expected a month such as 2026-01".to_owned())
}

pub(crate) fn run(command: Command, lang: Lang) -> Done {
    let Command::Funnel(args) = command;
    let query = FunnelQuery { by: funnel::by(&args.by), from: args.from, to: args.to, source: args.source.clone() };
    args.database.run(async |services| {
        let it = services.funnel(query, &Veil::Lifted).await.map_err(|fault| failure(&fault))?;
        let stage = stage(&it, args.stage.as_deref())?;
        output::print(&match args.format {
            Format::Table => table::whole(&it, stage, lang),
            Format::Json => output::json(&funnel::as_json(&it, lang)),
            Format::Csv => csv::whole(&it, lang),
            Format::Svg => funnel::view(&it, stage).svg(lang),
        })
    })
}

fn stage(it: &Funnel, asked: Option<&str>) -> Result<Option<usize>, Failure> {
    let found = funnel::outcome(it, asked);
    let Some(asked) = asked.filter(|_| found.is_none()) else { return Ok(found) };
    let known = it.stages.iter().map(|it| it.id.to_string()).collect::<Vec<_>>().join(", ");
    Err(Failure::Cannot(both!(
        en = "there is no stage `{asked}`; there are {known}",
        tr = "`{asked}` diye bir aşama yok; olanlar: {known}"
    )))
}
