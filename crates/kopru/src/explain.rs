//! `kopru explain LEAD`

mod json;
mod table;

use crate::Format;
use crate::database::{Database, failure};
use crate::output::{self, Done};
use crate::person;
use clap::ValueEnum;
use kopru_engine::lang::Lang;
use kopru_engine::steps::{self, Step, Taken};
use kopru_engine::time::{Day, Moment};
use kopru_server::service::Veil;
use kopru_store::explain::Explanation;
use kopru_store::lead::PersonView;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Id, e-mail address, phone number or external id (`crm:4711`, or `4711` in any source)
    lead: String,
    /// The moment to look at: 2026-03-02T09:00:00+03:00 or a day's beginning (otherwise now)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
    /// With the facts that were known then, or with all that are known now
    #[arg(long, value_enum, value_name = "WHEN", default_value = "then")]
    as_known: AsKnown,
    #[command(flatten)]
    database: Database,
    /// How it is printed
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AsKnown {
    /// What was recorded by then.
    Then,
    /// Everything that had happened by then, whenever it became known.
    Now,
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .or_else(|| Day::parse(text).map(Day::start))
        .ok_or_else(|| "expected a moment with its offset, such as 2026-03-02T09:00:00+03:00, or a day".to_owned())
}

/// Everything that is said of a lead.
struct Told {
    person: PersonView,
    it: Explanation,
    course: Taken,
    steps: [Step; 5],
}

pub(crate) fn run(args: &Args, lang: Lang) -> Done {
    args.database.run(async |services| {
        let id = person::find(&services, &args.lead).await?;
        let known_now = args.as_known == AsKnown::Now;
        let it = services.explain(id, args.at, known_now, &Veil::Lifted).await.map_err(|fault| failure(&fault))?;
        let person = services.store.person(id).await.map_err(|fault| failure(&fault))?;
        let playbook = &it.book.playbook;
        let course = steps::course(playbook, &it.lead, &it.account, it.at);
        let steps = steps::steps(playbook, &it.lead, &it.account, it.at, lang);
        let told = Told { person, course, steps, it };
        match args.format {
            Format::Table => output::print(&table::whole(&told, lang)),
            Format::Json => output::print(&output::json(&json::whole(&told, lang))),
        }
    })
}

impl Told {
    /// What the person is called, in the words of a list: a name, and what they are known by.
    fn called(&self) -> (Option<String>, Vec<String>) {
        let shown = |id: &str| self.person.fields.iter().find(|it| *it.id == *id).map(|it| it.shown.clone());
        let keys = self.person.identities.iter().map(|key| key.value.replace('\u{1f}', ":")).collect();
        (shown("name").filter(|it| !it.is_empty()), keys)
    }
}
