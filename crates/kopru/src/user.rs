//! `kopru user …`

use crate::Format;
use crate::database::{Database, failure};
use crate::output::{self, Done, Failure, listing};
use clap::Subcommand;
use kopru_engine::lang::Lang;
use kopru_engine::time::{Day, Moment};
use kopru_engine::{both, say};
use kopru_server::service::users::as_json;
use kopru_store::team::profile::{Absence, HoursText, Profile, Role};
use kopru_store::team::users::{NewUser, User, UserChange};
use serde_json::Value;
use std::io::Read;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Bring somebody in; the first must be an administrator. An invitation to choose a password is shown once
    Create {
        /// The word by which facts name them: a-z, 0-9, . - _
        id: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// What they may see and do: marketing, sales, manager or admin
        #[arg(long, value_parser = role)]
        role: Role,
        #[command(flatten)]
        parts: Parts,
        #[command(flatten)]
        database: Database,
    },
    /// List everybody, with teams, open leads that they may have, and absences
    List {
        #[command(flatten)]
        database: Database,
        /// How they are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Change somebody; what is not named stays
    Change {
        /// The word by which facts name them
        id: String,
        /// Their name
        #[arg(long)]
        name: Option<String>,
        /// What they may see and do: marketing, sales, manager or admin
        #[arg(long, value_parser = role)]
        role: Option<Role>,
        #[command(flatten)]
        parts: Parts,
        /// Take the limit of open leads away
        #[arg(long, conflicts_with = "capacity")]
        no_capacity: bool,
        /// Take their own hours away: those of the playbook hold
        #[arg(long, conflicts_with = "time_zone")]
        no_hours: bool,
        #[command(flatten)]
        database: Database,
    },
    /// Note that somebody is away: no leads come to them, and no business time passes for theirs
    Absent {
        /// The word by which facts name them
        id: String,
        /// From when on: 2026-12-24 or 2026-12-24T12:00:00+03:00
        #[arg(long, value_name = "TIME", value_parser = moment)]
        from: Moment,
        /// Until when; left out while nobody knows
        #[arg(long, value_name = "TIME", value_parser = moment)]
        to: Option<Moment>,
        /// Why, for colleagues
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        database: Database,
    },
    /// Take an absence back, named by its beginning
    Present {
        /// The word by which facts name them
        id: String,
        /// When it begins
        #[arg(long, value_name = "TIME", value_parser = moment)]
        from: Moment,
        #[command(flatten)]
        database: Database,
    },
    /// Somebody leaves: their leads go to others, and they are let in no more
    Leave {
        /// The word by which facts name them
        id: String,
        #[command(flatten)]
        database: Database,
    },
    /// Somebody who had left comes back
    Return {
        /// The word by which facts name them
        id: String,
        #[command(flatten)]
        database: Database,
    },
    /// Show an invitation to choose a (new) password, once
    Invite {
        /// The word by which facts name them
        id: String,
        #[command(flatten)]
        database: Database,
    },
    /// Set a password from the first line of stdin; all their sessions end
    Password {
        /// The word by which facts name them
        id: String,
        #[command(flatten)]
        database: Database,
    },
}

/// What both creating and changing may name.
#[derive(clap::Args)]
pub(crate) struct Parts {
    /// Their e-mail address
    #[arg(long)]
    email: Option<String>,
    /// The language in which they are spoken to: en or tr
    #[arg(long, value_name = "LANG", value_parser = language)]
    speaks_with_us: Option<Lang>,
    /// The team they belong to; empty for none
    #[arg(long)]
    team: Option<String>,
    /// Languages they speak with leads, by their tags; none named means any
    #[arg(long, value_delimiter = ',')]
    languages: Option<Vec<String>>,
    /// What they are good at
    #[arg(long, value_delimiter = ',')]
    skills: Option<Vec<String>>,
    /// How many open leads they can work at once
    #[arg(long, value_name = "N")]
    capacity: Option<u32>,
    /// How large their share of the leads is beside the others'
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    weight: Option<u32>,
    /// The zone of their own hours: Europe/Istanbul
    #[arg(long, value_name = "ZONE", requires = "open")]
    time_zone: Option<String>,
    /// A block of their own hours: "Mon-Fri 09:00-12:30"; may be given several times
    #[arg(long, value_name = "HOURS", requires = "time_zone")]
    open: Vec<String>,
    /// A day of their own that differs: "2026-10-29" (free), "2026-10-28 13:00" (until one)
    #[arg(long, value_name = "DAY", requires = "time_zone")]
    special: Vec<String>,
}

impl Parts {
    fn hours(&self) -> Option<HoursText> {
        let time_zone = self.time_zone.clone()?;
        Some(HoursText { time_zone, open: self.open.clone(), special: self.special.clone() })
    }
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| format!("expected one of {}", Role::ALL.map(Role::id).join(", ")))
}

fn language(tag: &str) -> Result<Lang, String> {
    Lang::from_tag(tag).ok_or_else(|| "expected `en` or `tr`".to_owned())
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::parse(text)
        .or_else(|| Day::parse(text).map(Day::start))
        .ok_or_else(|| "expected a day or a moment with its offset, such as 2026-12-24T12:00:00+03:00".to_owned())
}

/// Who does it, in the audit.
const ACTOR: &str = "cli";

pub(crate) fn run(command: Command, lang: Lang) -> Done {
    match command {
        Command::Create { id, name, role, parts, database } => create(id, name, role, &parts, &database, lang),
        Command::List { database, format } => database.run(async |services| {
            let users = services.store.users().await.map_err(|fault| failure(&fault))?;
            match format {
                Format::Json => output::print(&output::json(&Value::Array(users.iter().map(as_json).collect()))),
                Format::Table => output::print(&table(&users, services.store.now(), lang)),
            }
        }),
        Command::Change { id, name, role, parts, no_capacity, no_hours, database } => {
            let hours = if no_hours { Some(None) } else { parts.hours().map(Some) };
            let capacity = if no_capacity { Some(None) } else { parts.capacity.map(Some) };
            let Parts { email, speaks_with_us: lang_of, team, languages, skills, weight, .. } = parts;
            let change = UserChange {
                name,
                role,
                email,
                lang: lang_of,
                team,
                languages,
                skills,
                capacity,
                weight,
                hours,
                ..UserChange::default()
            };
            self::change(&id, change, &database, lang)
        }
        Command::Absent { id, from, to, reason, database } => {
            let change = UserChange { absent: Some(Absence { from, to, reason }), ..UserChange::default() };
            self::change(&id, change, &database, lang)
        }
        Command::Present { id, from, database } => {
            self::change(&id, UserChange { present: Some(from), ..UserChange::default() }, &database, lang)
        }
        Command::Leave { id, database } => {
            self::change(&id, UserChange { left: Some(true), ..UserChange::default() }, &database, lang)
        }
        Command::Return { id, database } => {
            self::change(&id, UserChange { left: Some(false), ..UserChange::default() }, &database, lang)
        }
        Command::Invite { id, database } => database.run(async |services| {
            let token = services.store.invite(id.as_str(), ACTOR).await.map_err(|fault| failure(&fault))?;
            output::print(&invitation(&id, &token, lang))
        }),
        Command::Password { id, database } => password(&id, &database, lang),
    }
}

fn create(id: String, name: String, role: Role, parts: &Parts, database: &Database, lang: Lang) -> Done {
    let profile = Profile {
        team: parts.team.clone(),
        languages: parts.languages.clone().unwrap_or_default(),
        skills: parts.skills.clone().unwrap_or_default(),
        capacity: parts.capacity,
        weight: parts.weight.unwrap_or(1),
        hours: parts.hours(),
        ..Profile::new(role)
    };
    let user = NewUser { id, name, email: parts.email.clone(), lang: parts.speaks_with_us.unwrap_or(lang), profile };
    database.run_or_make(async |services| {
        let made = services.store.create_user(user, ACTOR).await.map_err(|fault| failure(&fault))?;
        let token = services.store.invite(made.id.as_str(), ACTOR).await.map_err(|fault| failure(&fault))?;
        output::print(&invitation(&made.id, &token, lang))
    })
}

fn change(id: &str, change: UserChange, database: &Database, lang: Lang) -> Done {
    database.run(async |services| {
        let user = services.store.change_user(id, change, ACTOR).await.map_err(|fault| failure(&fault))?;
        output::print(&table(&[user], services.store.now(), lang))
    })
}

fn password(id: &str, database: &Database, lang: Lang) -> Done {
    let mut text = String::new();
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut text)
        .map_err(|fault| Failure::Cannot(both!(en = "cannot read stdin: {fault}", tr = "stdin okunamıyor: {fault}")))?;
    let text = text.lines().next().unwrap_or_default().to_owned();
    database.run(async |services| {
        services.set_password(id, text, ACTOR).await.map_err(|fault| failure(&fault))?;
        output::print(&say!(
            lang,
            en = "The password of {id} is set; all their sessions ended.\n",
            tr = "{id} için parola belirlendi; tüm oturumları kapandı.\n"
        ))
    })
}

fn invitation(id: &str, token: &str, lang: Lang) -> String {
    say!(
        lang,
        en = "/welcome?token={token}\nWhoever opens this address on your Köprü within seven days chooses the password of {id}. It is shown only this once.\n",
        tr = "/welcome?token={token}\nBu adresi Köprü'nüzde yedi gün içinde açan kişi {id} için parola belirler. Yalnızca bu kez gösterilir.\n"
    )
}

fn table(users: &[User], now: Moment, lang: Lang) -> String {
    if users.is_empty() {
        return say!(lang, en = "Nobody works here yet.\n", tr = "Henüz kimse yok.\n");
    }
    let mut rows = vec![vec![
        say!(lang, en = "user", tr = "kullanıcı"),
        say!(lang, en = "name", tr = "ad"),
        say!(lang, en = "role", tr = "rol"),
        say!(lang, en = "team", tr = "ekip"),
        say!(lang, en = "languages", tr = "diller"),
        say!(lang, en = "leads at most", tr = "en çok aday"),
        say!(lang, en = "weight", tr = "ağırlık"),
        say!(lang, en = "hours", tr = "saatler"),
        say!(lang, en = "state", tr = "durum"),
    ]];
    for user in users {
        let profile = &user.profile;
        let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
        let hours =
            profile.hours.as_ref().map_or_else(String::new, |it| format!("{} ({})", it.open.join("; "), it.time_zone));
        rows.push(vec![
            user.id.clone(),
            user.name.clone(),
            profile.role.name().get(lang).to_owned(),
            dash(profile.team.clone().unwrap_or_default()),
            dash(profile.languages.join(" ")),
            dash(profile.capacity.map(|it| it.to_string()).unwrap_or_default()),
            profile.weight.to_string(),
            dash(hours),
            state(user, now, lang),
        ]);
    }
    let mut text = String::new();
    listing(&mut text, &rows);
    text
}

fn state(user: &User, now: Moment, lang: Lang) -> String {
    let profile = &user.profile;
    if profile.left {
        return say!(lang, en = "has left", tr = "ayrıldı");
    }
    let away = profile.absences.iter().find(|it| it.to.is_none_or(|to| now < to));
    match away {
        Some(it) if it.from <= now => match it.to {
            Some(to) => {
                let day = to.day();
                say!(lang, en = "away until {day}", tr = "{day} tarihine kadar izinde")
            }
            None => say!(lang, en = "away", tr = "izinde"),
        },
        Some(it) => {
            let day = it.from.day();
            say!(lang, en = "away from {day}", tr = "{day} tarihinden itibaren izinde")
        }
        None if !user.has_password => say!(lang, en = "invited, no password yet", tr = "davetli, parolası yok"),
        None => say!(lang, en = "here", tr = "görevde"),
    }
}
