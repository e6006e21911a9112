//! `kopru`: the command line, the only `main`.
//!
//! Data goes to stdout, faults to stderr. Exit codes: 0 all well, 1 something is wrong with what was given (a playbook
//! with faults, an example that fails), 2 the call itself cannot be carried out (unknown option, unreadable file); of
//! `kopru email` alone 75: not now, the same later (mail servers keep the message and try again).

mod answers;
mod backup;
mod calls;
mod database;
mod demo;
mod dispute;
mod doctor;
mod email;
mod explain;
mod facts;
mod import;
mod key;
mod matching;
mod output;
mod person;
mod playbook;
mod progress;
mod replay;
mod report;
mod role;
mod rows;
mod serve;
mod suggestion;
mod titles;
mod trial;
mod user;

use clap::{Parser, Subcommand, ValueEnum};
use kopru_engine::lang::Lang;
use std::process::ExitCode;

/// The bridge between marketing and sales: decides which leads deserve a salesperson's time, with reasons.
#[derive(Parser)]
#[command(name = "kopru", version, arg_required_else_help = true, disable_help_subcommand = true)]
struct Cli {
    /// Language of what is printed: en or tr (otherwise LANG, otherwise English)
    #[arg(long, global = true, value_parser = parse_lang)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an invented company with two years of history, and look at it in a browser
    Demo(demo::Args),
    /// Check, test, compare, read aloud and publish playbooks
    #[command(subcommand)]
    Playbook(playbook::Command),
    /// Take facts from a file into the database, one JSON object a line
    Facts(facts::Args),
    /// Take leads, accounts, deals and history from a file into the database, as a mapping of its columns says
    Import(import::Args),
    /// Note e-mails of the leads that they concern: files, or one message that a mail server pipes in
    Email(email::Args),
    /// Read aloud why a lead stands where it stands, or stood at any moment
    Explain(explain::Args),
    /// Replay what is stored and compare it with what the database says
    Replay(replay::Args),
    /// Print a report: the funnel by month of entry, source or field
    #[command(subcommand)]
    Report(report::Command),
    /// Write the whole database into one file, while it serves
    Backup(backup::BackupArgs),
    /// Restore a backup into a new file or an empty PostgreSQL database
    Restore(backup::RestoreArgs),
    /// Look the database over, without changing anything
    Doctor(doctor::Args),
    /// Make, list and take back the keys of the API
    #[command(subcommand)]
    Key(key::Command),
    /// Bring people in who work here: roles, teams, hours, absences, passwords
    #[command(subcommand)]
    User(user::Command),
    /// Disagreements about how hand-overs were answered: open, settle, list them
    #[command(subcommand)]
    Dispute(dispute::Command),
    /// Merge the records of one person, part them again, erase people
    #[command(subcommand)]
    Person(person::Command),
    /// Play facts through a playbook in memory and show every lead with its reasons
    Try(trial::Args),
    /// Find which rows of a CSV file belong to one company, with reasons
    Match(matching::Args),
    /// Read the role from a job title
    Role(role::Args),
    /// Serve the HTTP API, and do what falls due
    Serve(serve::Args),
    /// Print what describes the HTTP API
    #[command(subcommand)]
    Api(serve::Api),
    /// Measure how well something is read, against labels
    #[command(subcommand)]
    Eval(Eval),
}

#[derive(Subcommand)]
enum Eval {
    /// Hold titles with labels against what is read from them
    Titles(titles::Args),
    /// Hold labelled answers against how specific they are read to be
    Answers(answers::Args),
    /// Hold labelled calls against what the lead's words say of authority and need
    Calls(calls::Args),
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

fn parse_lang(tag: &str) -> Result<Lang, String> {
    Lang::from_tag(tag).ok_or_else(|| "expected `en` or `tr`".to_owned())
}

/// The language asked for; else that of the environment (LC_ALL, LC_MESSAGES, LANG); else English.
fn language(asked: Option<Lang>) -> Lang {
    let environment = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
    };
    asked.or_else(|| Lang::from_tag(&environment()?)).unwrap_or_default()
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let lang = language(cli.lang);
    let done = match cli.command {
        Command::Demo(args) => demo::run(&args, lang),
        Command::Playbook(command) => playbook::run(command, lang),
        Command::Facts(args) => facts::run(&args, lang),
        Command::Import(args) => import::run(&args, lang),
        Command::Email(args) => email::run(&args, lang),
        Command::Explain(args) => explain::run(&args, lang),
        Command::Replay(args) => replay::run(&args, lang),
        Command::Report(command) => report::run(command, lang),
        Command::Backup(args) => backup::backup(&args, lang),
        Command::Restore(args) => backup::restore(&args, lang),
        Command::Doctor(args) => doctor::run(&args, lang),
        Command::Key(command) => key::run(command, lang),
        Command::User(command) => user::run(command, lang),
        Command::Dispute(command) => dispute::run(command, lang),
        Command::Person(command) => person::run(command, lang),
        Command::Try(args) => trial::run(&args, lang),
        Command::Match(args) => matching::run(&args, lang),
        Command::Role(args) => role::run(&args, lang),
        Command::Serve(args) => serve::run(args, lang),
        Command::Api(command) => serve::api(&command),
        Command::Eval(Eval::Titles(args)) => titles::run(&args, lang),
        Command::Eval(Eval::Answers(args)) => answers::run(&args, lang),
        Command::Eval(Eval::Calls(args)) => calls::run(&args, lang),
    };
    output::exit(done, lang)
}
