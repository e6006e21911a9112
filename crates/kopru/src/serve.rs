//! `kopru serve …`, `kopru api …`

use crate::database::Database;
use crate::output::{self, Done, Failure};
use clap::{Subcommand, ValueEnum};
use kopru_engine::both;
use kopru_engine::lang::Lang;
use kopru_server::api::{openapi, reference};
use kopru_server::assistant::{Assistant, Endpoint, Settings};
use kopru_server::clock;
use kopru_server::limits;
use kopru_server::notices::mail::Post;
use kopru_server::serve::{Options, log, serve};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    database: Database,
    /// Where to listen; without a key only this machine is answered, and only by a server that listens on 127.0.0.1
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7171")]
    listen: SocketAddr,
    /// Leave timers and other background work to another process
    #[arg(long)]
    no_timers: bool,
    /// Let webhooks lead into the own network, and go without encryption
    #[arg(long)]
    webhooks_to_private: bool,
    /// The mail server by which people are told: smtps://USER:PASSWORD@HOST or smtp://HOST:587?tls=required
    /// (otherwise KOPRU_MAIL, which other users of this machine do not see; otherwise nobody is told by mail)
    #[arg(long, value_name = "URL")]
    mail: Option<String>,
    /// Who mails: "Köprü <kopru@acme.com>" (otherwise KOPRU_MAIL_FROM)
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Where the portal is, as readers of mails reach it, such as `https://kopru.acme.com` (otherwise KOPRU_PORTAL_URL)
    #[arg(long, value_name = "URL")]
    portal_url: Option<String>,
    /// The language model that may be asked what it would note of a conversation, up to `/chat/completions`:
    /// http://127.0.0.1:11434/v1 (otherwise KOPRU_ASSISTANT_URL; otherwise none). Its key, if it needs one, is KOPRU_ASSISTANT_KEY
    #[arg(long, value_name = "URL")]
    assistant_url: Option<String>,
    /// Which model is asked (otherwise KOPRU_ASSISTANT_MODEL)
    #[arg(long, value_name = "NAME")]
    assistant_model: Option<String>,
    /// How long it may take to answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = limits::ASSISTANT_SECS)]
    assistant_timeout: u64,
    /// How much is logged on stderr; debug has a line a request
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "info")]
    log: LogLevel,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

#[derive(Subcommand)]
pub(crate) enum Api {
    /// Print the reference of the HTTP API (Markdown)
    Reference,
    /// Print every kind of problem that the HTTP API answers (Markdown)
    Errors,
    /// Print the OpenAPI document of the HTTP API (JSON)
    Openapi,
}

pub(crate) fn run(args: Args, lang: Lang) -> Done {
    let level = match args.log {
        LogLevel::Error => log::Level::Error,
        LogLevel::Warn => log::Level::Warn,
        LogLevel::Info => log::Level::Info,
        LogLevel::Debug => log::Level::Debug,
    };
    log::start(level, clock::system());
    let named = |argument: Option<String>, variable: &str| argument.or_else(|| std::env::var(variable).ok());
    let assistant = assistant(
        named(args.assistant_url, "KOPRU_ASSISTANT_URL"),
        named(args.assistant_model, "KOPRU_ASSISTANT_MODEL"),
        args.assistant_timeout,
    )?;
    let server = named(args.mail, "KOPRU_MAIL").filter(|it| !it.is_empty());
    let (from, portal) = (named(args.mail_from, "KOPRU_MAIL_FROM"), named(args.portal_url, "KOPRU_PORTAL_URL"));
    let post = match (server, from, portal) {
        (None, ..) => None,
        (Some(server), Some(from), Some(portal)) => Some(Post::new(&server, &from, &portal).map_err(Failure::Cannot)?),
        (Some(_), ..) => {
            return Err(Failure::Cannot(both!(
                en = "who mails (--mail-from) and where the portal is (--portal-url) must be said, too",
                tr = "kimin gönderdiği (--mail-from) ve portalın adresi (--portal-url) de yazılmalı"
            )));
        }
    };
    let options = Options {
        database: args.database.url(),
        listen: args.listen,
        upkeep: !args.no_timers,
        webhooks_to_private: args.webhooks_to_private,
        post,
        assistant,
    };
    let tell = |line: &str| drop(output::print(&format!("{line}\n")));
    serve(&options, lang, tell).map_err(|fault| Failure::Cannot(fault.text()))
}

/// The language model that may be asked; none without an address.
fn assistant(url: Option<String>, model: Option<String>, secs: u64) -> Result<Option<Arc<dyn Assistant>>, Failure> {
    let Some(url) = url.filter(|it| !it.is_empty()) else { return Ok(None) };
    let key = std::env::var("KOPRU_ASSISTANT_KEY").unwrap_or_default();
    let settings = Settings { url, model: model.unwrap_or_default(), key, within: Duration::from_secs(secs) };
    let endpoint = Endpoint::new(&settings).map_err(Failure::Cannot)?;
    Ok(Some(Arc::new(endpoint)))
}

pub(crate) fn api(command: &Api) -> Done {
    match command {
        Api::Reference => output::print(&reference::reference()),
        Api::Errors => output::print(&reference::errors()),
        Api::Openapi => output::print(&output::json(&openapi::document())),
    }
}
