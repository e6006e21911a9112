//! `kopru dispute …`

use crate::Format;
use crate::database::{Database, failure};
use crate::output::{self, Done, Failure, listing};
use clap::{Subcommand, ValueEnum};
use kopru_engine::lang::Lang;
use kopru_engine::{both, say};
use kopru_server::service::disputes::{about, as_json, outcome, view};
use kopru_store::Id;
use kopru_store::disputes::{Dispute, DisputeQuery, Side, View};
use serde_json::Value;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List disagreements about how hand-overs were answered
    List {
        /// Only those that are not settled
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        database: Database,
        /// How they are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Say that the latest hand-over of a lead should have been answered otherwise
    Open {
        /// The lead's id
        lead: String,
        /// Why
        claim: String,
        #[command(flatten)]
        speaker: Speaker,
        #[command(flatten)]
        database: Database,
    },
    /// Say for a side whether the answer was right; it is settled when both sides say the same
    Say {
        /// The disagreement's id
        id: String,
        /// What the side says of the answer
        view: Says,
        /// What should be changed in the playbook
        #[arg(long)]
        change: Option<String>,
        #[command(flatten)]
        speaker: Speaker,
        #[command(flatten)]
        database: Database,
    },
    /// Take a disagreement back
    Withdraw {
        /// The disagreement's id
        id: String,
        /// Who opened it
        #[arg(long, value_name = "USER")]
        by: String,
        #[command(flatten)]
        database: Database,
    },
}

/// Who speaks, and for whom.
#[derive(clap::Args)]
pub(crate) struct Speaker {
    /// The user who says so
    #[arg(long, value_name = "USER")]
    by: String,
    /// For which side; needed of managers and administrators
    #[arg(long, value_name = "SIDE")]
    side: Option<Team>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Team {
    /// Those who bring leads.
    Marketing,
    /// Those who work them.
    Sales,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Says {
    /// The answer was right.
    Right,
    /// The answer was wrong.
    Wrong,
}

impl Speaker {
    fn side(&self) -> Option<Side> {
        self.side.map(|it| match it {
            Team::Marketing => Side::Marketing,
            Team::Sales => Side::Sales,
        })
    }
}

fn id(text: &str) -> Result<Id, Failure> {
    Id::parse(text).ok_or_else(|| Failure::Cannot(both!(en = "`{text}` is no id", tr = "`{text}` bir kimlik değil")))
}

pub(crate) fn run(command: Command, lang: Lang) -> Done {
    match command {
        Command::List { open, database, format } => database.run(async |services| {
            let query = DisputeQuery { open: open.then_some(true), ..DisputeQuery::default() };
            let all = services.store.disputes(query).await.map_err(|fault| failure(&fault))?;
            output::print(&match format {
                Format::Table => table(&all, lang),
                Format::Json => output::json(&Value::Array(all.iter().map(as_json).collect())),
            })
        }),
        Command::Open { lead, claim, speaker, database } => database.run(async |services| {
            let made = services.open_dispute(id(&lead)?, speaker.side(), &claim, &speaker.by).await;
            shown(&made.map_err(|fault| failure(&fault))?, lang)
        }),
        Command::Say { id: named, view, change, speaker, database } => database.run(async |services| {
            let view = match view {
                Says::Right => View::Upheld,
                Says::Wrong => View::Overturned,
            };
            let said = services.say_of_dispute(id(&named)?, (speaker.side(), view, change), &speaker.by).await;
            shown(&said.map_err(|fault| failure(&fault))?, lang)
        }),
        Command::Withdraw { id: named, by, database } => database.run(async |services| {
            let it = services.store.withdraw_dispute(id(&named)?, by).await;
            shown(&it.map_err(|fault| failure(&fault))?, lang)
        }),
    }
}

fn shown(it: &Dispute, lang: Lang) -> Done {
    output::print(&table(std::slice::from_ref(it), lang))
}

fn table(all: &[Dispute], lang: Lang) -> String {
    if all.is_empty() {
        return say!(lang, en = "nothing is disputed\n", tr = "anlaşmazlık yok\n");
    }
    let mut rows = vec![vec![
        say!(lang, en = "id", tr = "kimlik"),
        say!(lang, en = "what", tr = "ne"),
        say!(lang, en = "claim", tr = "iddia"),
        say!(lang, en = "marketing", tr = "pazarlama"),
        say!(lang, en = "sales", tr = "satış"),
        say!(lang, en = "outcome", tr = "sonuç"),
    ]];
    rows.extend(all.iter().map(|it| {
        let side = |side| {
            let says = it.says(side).map(|(says, by)| format!("{} ({by})", view(*says, &it.about, lang)));
            says.unwrap_or_else(|| "–".to_owned())
        };
        vec![
            it.id.to_string(),
            about(it, str::to_owned, lang),
            format!("{} — {}", it.claim.as_deref().unwrap_or_default(), it.opened_by),
            side(Side::Marketing),
            side(Side::Sales),
            outcome(it, lang).unwrap_or_else(|| say!(lang, en = "open", tr = "açık")),
        ]
    }));
    let mut out = String::new();
    listing(&mut out, &rows);
    out
}
