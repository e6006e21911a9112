//! A request to the portal as its pages see it: who is there, what they sent, in which language and zone they read.

use super::{Fault, Reply};
use crate::api::access::Peer;
use crate::api::app::App;
use crate::api::query::decode;
use crate::service::Veil;
use crate::service::users::zone_of;
use crate::uploads::{Received, Refused};
use axum::http::header;
use axum::http::request::Parts;
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::page::Tongue;
use kopru_portal::shell::{ActForm, Badge, Link, Notice, Shell};
use kopru_store::book::Book;
use kopru_store::limits::SESSION_SECS;
use kopru_store::team::profile::Role;
use kopru_store::team::tickets::Session;
use kopru_store::{Id, StoreError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The cookie in which a browser keeps its session.
const COOKIE: &str = "kopru_session";

/// A request.
#[derive(Debug)]
pub struct Visit {
    /// What all requests share.
    pub app: Arc<App>,
    /// Who is logged in.
    pub session: Option<Session>,
    /// How much they were told and have not seen.
    pub unseen: u64,
    /// What their browser keeps.
    pub token: Option<String>,
    /// The language they read.
    pub lang: Lang,
    /// Where they come from.
    pub peer: Peer,
    /// The path, and the part of it that stands for an id.
    pub path: String,
    /// The route's path.
    pub route: &'static str,
    query: BTreeMap<String, String>,
    form: BTreeMap<String, String>,
    /// The file that came, where the page takes one.
    pub file: Option<Result<Received, Refused>>,
    secure: bool,
    /// What was just done, where this page does it.
    told: Option<Notice>,
}

/// The language that a browser likes, before anybody is known.
pub(super) fn lang_of(parts: &Parts) -> Lang {
    let asked = pairs(parts.uri.query().unwrap_or_default()).get("lang").and_then(|it| Lang::from_tag(it));
    let liked = || crate::api::ask::accepted(parts.headers.get("accept-language")?.to_str().ok()?);
    asked.or_else(liked).unwrap_or_default()
}

/// What a browser keeps of a session. `secure`: whether it came by HTTPS, and shows it only there.
pub fn cookie(token: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={SESSION_SECS}{secure}")
}

/// What a query or a form says; of several values the last.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let pair = |it: &str| {
        let (name, value) = it.split_once('=').unwrap_or((it, ""));
        Some((decode(name)?, decode(value)?))
    };
    text.split('&').filter(|it| !it.is_empty()).filter_map(pair).collect()
}

impl Visit {
    pub(super) async fn read(app: Arc<App>, parts: &Parts, peer: Peer, route: &'static str) -> Result<Visit, Fault> {
        let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
        let token = cookies
            .flat_map(|it| it.split(';'))
            .filter_map(|it| it.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE)
            .map(|(_, value)| value.to_owned());
        let session = match &token {
            Some(token) => app.services.store.session(token).await?,
            None => None,
        };
        let unseen = match &session {
            Some(session) if parts.method == axum::http::Method::GET => {
                app.services.store.unseen(session.user.id.as_str()).await?
            }
            _ => 0,
        };
        let proto = parts.headers.get("x-forwarded-proto").and_then(|it| it.to_str().ok());
        Ok(Visit {
            lang: session.as_ref().map_or_else(|| lang_of(parts), |it| it.user.lang),
            app,
            unseen,
            session,
            token,
            peer,
            path: parts.uri.path().to_owned(),
            route,
            query: pairs(parts.uri.query().unwrap_or_default()),
            form: BTreeMap::new(),
            file: None,
            secure: proto == Some("https"),
            told: None,
        })
    }

    /// Takes what the form says.
    pub(super) fn filled_in(&mut self, form: &[u8]) {
        self.form = pairs(std::str::from_utf8(form).unwrap_or_default());
    }

    /// Keeps of a form of several acts what belongs to one: of `refused.data.reason` what follows the act's name.
    pub(super) fn only_of(&mut self, act: &str) {
        let own = |name: &String| Some(name.strip_prefix(act)?.strip_prefix('.')?.to_owned());
        let found: Vec<_> = self.form.iter().filter_map(|(name, value)| Some((own(name)?, value.clone()))).collect();
        self.form.extend(found);
    }

    /// Says what was just done, on the page that answers.
    pub(super) fn tell(&mut self, notice: Notice) {
        self.told = Some(notice);
    }

    /// This page's address with what it was asked for, without what was just done.
    pub(super) fn here(&self) -> String {
        let kept = self.query.iter().filter(|it| !["done", "not", "undo", "lang"].contains(&it.0.as_str()));
        let kept: Vec<String> = kept.map(|(name, value)| format!("{name}={}", super::said::encode(value))).collect();
        if kept.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, kept.join("&")) }
    }

    /// Who is logged in.
    ///
    /// # Errors
    /// Nobody is; no page of those who are is asked then.
    pub fn user(&self) -> Result<&kopru_store::team::users::User, Fault> {
        self.session.as_ref().map(|it| &it.user).ok_or(Fault::NotIn)
    }

    /// Their role.
    ///
    /// # Errors
    /// Nobody is logged in.
    pub fn role(&self) -> Result<Role, Fault> {
        Ok(self.user()?.profile.role)
    }

    /// A parameter of the address that says something.
    pub fn asked(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(|it| it.trim()).filter(|it| !it.is_empty())
    }

    /// All parameters of the address.
    pub fn query(&self) -> &BTreeMap<String, String> {
        &self.query
    }

    /// A part of the form that says something.
    pub fn sent(&self, name: &str) -> Option<&str> {
        self.form.get(name).map(|it| it.trim()).filter(|it| !it.is_empty())
    }

    /// All that the form says, as it came.
    pub fn form(&self) -> &BTreeMap<String, String> {
        &self.form
    }

    /// A part of the form as it came: passwords may end in blanks.
    pub fn secret(&self, name: &str) -> String {
        self.form.get(name).cloned().unwrap_or_default()
    }

    /// The last part of the address that is an id of somebody or something.
    pub fn part(&self) -> &str {
        let place = self.route.split('/').position(|it| it == "{id}").unwrap_or(usize::MAX);
        self.path.split('/').nth(place).unwrap_or_default()
    }

    /// The lead that the address names.
    ///
    /// # Errors
    /// Nothing is there.
    pub fn lead(&self) -> Result<Id, Fault> {
        self.id()
    }

    /// The id that the address names.
    ///
    /// # Errors
    /// It is none.
    pub fn id(&self) -> Result<Id, Fault> {
        Id::parse(self.part()).ok_or(Fault::Missing)
    }

    /// What this reader may not see.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn veil(&self) -> Result<Veil, Fault> {
        Ok(self.app.services.veil(self.role()? == Role::Admin).await?)
    }

    /// The agreement in force; none before the first.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn book(&self) -> Result<Option<Arc<Book>>, Fault> {
        match self.app.services.store.book_in_force().await {
            Ok(book) => Ok(Some(book)),
            Err(StoreError::Refused("no_playbook", _)) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The zone in which this reader reads: their own hours', else that of the playbook's first calendar.
    pub fn zone(&self, book: Option<&Book>) -> TimeZone {
        zone_of(self.session.as_ref().map(|it| &it.user), book.map(|it| &it.playbook))
    }

    /// What stands around a page.
    pub fn shell(&self, title: &str) -> Shell {
        let lang = self.lang;
        let role = self.session.as_ref().map(|it| it.user.profile.role);
        let mut links = Vec::new();
        if let Some(role) = role {
            let mut way = |text: String, to: &str, key: &'static str| {
                let below = self.path.starts_with(&format!("{to}/")) && self.path != "/leads/new";
                let here = self.path == to || (to != "/" && below);
                links.push(Link { text, to: to.to_owned(), here, key });
            };
            way(say!(lang, en = "Today", tr = "Bugün"), "/today", "t");
            let new = if self.unseen > 0 { format!(" ({})", self.unseen) } else { String::new() };
            way(say!(lang, en = "Notices{new}", tr = "Bildirimler{new}"), "/notices", "n");
            way(say!(lang, en = "Leads", tr = "Adaylar"), "/leads", "l");
            way(say!(lang, en = "New lead", tr = "Yeni aday"), "/leads/new", "a");
            way(say!(lang, en = "Companies", tr = "Şirketler"), "/accounts", "c");
            if role != Role::Sales {
                way(say!(lang, en = "Import", tr = "İçe aktarma"), "/imports", "i");
            }
            way(say!(lang, en = "Reports", tr = "Raporlar"), "/reports", "r");
            way(say!(lang, en = "Alignment", tr = "Uyum"), "/alignment", "g");
            way(say!(lang, en = "Playbook", tr = "Oyun kitabı"), "/playbook", "p");
            way(say!(lang, en = "Team", tr = "Ekip"), "/team", "e");
            if role >= Role::Manager {
                way(say!(lang, en = "Audit", tr = "Denetim izi"), "/audit", "u");
            }
            if role == Role::Admin {
                way(say!(lang, en = "Settings", tr = "Ayarlar"), "/settings", "s");
            }
        }
        let tongue = |lang: Lang| Tongue { lang, link: format!("{}?lang={}", self.path, lang.tag()) };
        Shell {
            lang,
            title: title.to_owned(),
            user: self
                .session
                .as_ref()
                .map(|it| Badge { name: it.user.name.clone(), role: it.user.profile.role.name().get(lang).to_owned() }),
            links,
            notice: self.notice(),
            tongues: if role.is_none() { Lang::ALL.map(tongue).to_vec() } else { Vec::new() },
            sought: self.asked("q").unwrap_or_default().to_owned(),
        }
    }

    /// What was just done, as the address says it, with the way to undo it.
    fn notice(&self) -> Option<Notice> {
        let lang = self.lang;
        if let Some(told) = &self.told {
            return Some(told.clone());
        }
        if let Some(code) = self.asked("not") {
            return Some(Notice { text: super::said::why_not(code, lang), wrong: true, undo: None });
        }
        let code = self.asked("done")?;
        let text = super::said::done(code, lang)?;
        let undo = self.asked("undo").and_then(|it| it.split_once(':')).map(|(lead, fact)| ActForm {
            to: format!("/leads/{lead}/acts"),
            hidden: vec![
                ("type".into(), "undone".into()),
                ("data.fact".into(), fact.to_owned()),
                ("key".into(), format!("undo-{fact}")),
                ("back".into(), self.here()),
            ],
            title: say!(lang, en = "Undo", tr = "Geri al"),
            ..ActForm::default()
        });
        Some(Notice { text, wrong: false, undo })
    }

    /// Lets the browser in.
    pub fn let_in(&self, token: &str, to: &str) -> Reply {
        Reply { cookie: Some(cookie(token, self.secure)), ..Reply::see(to) }
    }

    /// Lets the browser forget its session.
    pub fn let_out(&self, to: &str) -> Reply {
        let cookie = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        Reply { cookie: Some(cookie), ..Reply::see(to) }
    }

    /// A page of ours that the form names to go back to; the first page otherwise, never another site's.
    pub fn back(&self, otherwise: &str) -> String {
        let named = self.sent("back").or_else(|| self.sent("to")).unwrap_or(otherwise);
        let ours = named.starts_with('/') && !named.starts_with("//") && !named.contains(['\\', '\r', '\n']);
        if ours { named.to_owned() } else { otherwise.to_owned() }
    }
}
