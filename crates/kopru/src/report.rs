//! `kopru report`

mod acceptance;
mod csv;
mod parts;
mod table;
mod time_saved;

use crate::database::{Database, failure};
use crate::output::{self, Done, Failure};
use clap::{Subcommand, ValueEnum};
use kopru_engine::both;
use kopru_engine::lang::Lang;
use kopru_engine::month::Month;
use kopru_engine::trace::Speaker;
use kopru_server::service::names::Names;
use kopru_server::service::{self, Services, Veil, funnel};
use kopru_store::leads::LeadRow;
use kopru_store::limits::ACCEPTANCE_DAYS_MAX;
use kopru_store::report::acceptance::DAYS;
use kopru_store::report::funnel::{Funnel, FunnelQuery};
use kopru_store::report::sales;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// How many leads came how far, and how long it took
    Funnel(FunnelArgs),
    /// How many hand-overs sales accepts, why not, and whether the first contact is made in time
    Acceptance(AcceptanceArgs),
    /// Whether the agreed times are kept: how soon hand-overs are answered and contacted, and how the clocks stand
    Sla(AcceptanceArgs),
    /// What lies still: leads at their stage for too long, with nothing planned, or whose owner has left
    Stagnation(StagnationArgs),
    /// Deals opened, won and lost, and what they brought in: by source, first contact, fit and person
    Sales(SalesArgs),
    /// What letting poor leads go early saves: hours and their price, by kind, stage, source and person
    TimeSaved(AcceptanceArgs),
}

#[derive(clap::Args)]
pub(crate) struct AcceptanceArgs {
    /// Only hand-overs that were offered in the last so many days
    #[arg(long, value_name = "DAYS", default_value_t = DAYS, value_parser = clap::value_parser!(i64).range(1..=ACCEPTANCE_DAYS_MAX))]
    days: i64,
    #[command(flatten)]
    database: Database,
    /// How it is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Plain,
}

#[derive(clap::Args)]
pub(crate) struct StagnationArgs {
    #[command(flatten)]
    database: Database,
    /// How it is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Plain,
}

#[derive(clap::Args)]
pub(crate) struct SalesArgs {
    /// Only deals that were opened in the last so many days
    #[arg(long, value_name = "DAYS", default_value_t = sales::DAYS, value_parser = clap::value_parser!(i64).range(1..=ACCEPTANCE_DAYS_MAX))]
    days: i64,
    #[command(flatten)]
    database: Database,
    /// How it is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Plain,
}

/// How a report without a picture is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Plain {
    /// For people.
    Table,
    /// For programs.
    Json,
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
    match command {
        Command::Funnel(args) => funnel_report(args, lang),
        Command::Sla(args) => args.database.run(async |services| {
            let it = services.sla(args.days).await.map_err(|fault| failure(&fault))?;
            output::print(&match args.format {
                Plain::Table => parts::text(&service::sla::parts(&it, &names(&services).await?, lang)),
                Plain::Json => output::json(&service::sla::as_json(&it, lang)),
            })
        }),
        Command::Stagnation(args) => args.database.run(async |services| {
            let it = services.stagnation().await.map_err(|fault| failure(&fault))?;
            let book = services.store.book_in_force().await.map_err(|fault| failure(&fault))?;
            let speaker = Speaker { playbook: &book.playbook, lang };
            let stage = |id: &str| speaker.stage(book.playbook.stage(id));
            let lead =
                |row: &LeadRow| row.name.clone().or_else(|| row.email.clone()).unwrap_or_else(|| row.id.to_string());
            output::print(&match args.format {
                Plain::Table => {
                    parts::text(&service::stagnation::parts(&it, stage, lead, &names(&services).await?, lang))
                }
                Plain::Json => output::json(&service::stagnation::as_json(&it, lang)),
            })
        }),
        Command::Sales(args) => args.database.run(async |services| {
            let it = services.sales_cycle(args.days).await.map_err(|fault| failure(&fault))?;
            output::print(&match args.format {
                Plain::Table => parts::text(&service::sales_cycle::parts(&it, &names(&services).await?, lang)),
                Plain::Json => output::json(&service::sales_cycle::as_json(&it, lang)),
            })
        }),
        Command::TimeSaved(args) => args.database.run(async |services| {
            let it = services.time_saved(args.days).await.map_err(|fault| failure(&fault))?;
            let book = services.store.book_in_force().await.map_err(|fault| failure(&fault))?;
            let speaker = Speaker { playbook: &book.playbook, lang };
            output::print(&match args.format {
                Plain::Table => {
                    time_saved::whole(&it, |id| speaker.stage(book.playbook.stage(id)), &names(&services).await?, lang)
                }
                Plain::Json => output::json(&service::time_saved::as_json(&it, lang)),
            })
        }),
        Command::Acceptance(args) => args.database.run(async |services| {
            let it = services.acceptance(args.days).await.map_err(|fault| failure(&fault))?;
            let judged = services.judgements(args.days).await.map_err(|fault| failure(&fault))?;
            let book = services.store.book().await.map_err(|fault| failure(&fault))?;
            let speaker = Speaker { playbook: &book.playbook, lang };
            output::print(&match args.format {
                Plain::Table => {
                    let names = names(&services).await?;
                    acceptance::whole(&it, &judged, |id| speaker.reason(id), (&names, lang))
                }
                Plain::Json => output::json(&service::acceptance::as_json(&it, &judged, lang)),
            })
        }),
    }
}

/// What people who work here are called.
async fn names(services: &Services) -> Result<Names, Failure> {
    services.names().await.map_err(|fault| failure(&fault))
}

fn funnel_report(args: FunnelArgs, lang: Lang) -> Done {
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
