//! Who gets a lead: the decision of the team's stream, taken right after the lead came to stand in the queue `to route`.
//!
//! The first row of the playbook's `[[route]]` that holds says who may get it. Whoever already works another open lead of
//! the same account gets it first. Of the others, those who work now come before those who begin later, and among equals
//! turns are taken by *stride scheduling* (Waldspurger and Weihl, 1995): everybody has a *pass*, each lead raises it by a
//! stride that is the smaller the larger their weight, and the lowest pass is next. Who is away comes along with the lowest of
//! those who are here, and so saves no turns up; who merely lacks a language keeps their turn for a lead that fits.

use crate::account::Account;
use crate::condition::Tri;
use crate::desk::{Desk, Member};
use crate::lang::{Both, Lang, words};
use crate::lead::Lead;
use crate::playbook::{Playbook, Route};
use crate::time::Moment;
use crate::{both, say};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far one lead moves the pass of somebody with weight 1.
pub const STRIDE: u64 = 1 << 20;

/// What routing looks at beside the lead.
#[derive(Clone, Copy, Debug)]
pub struct Team<'a> {
    /// Who works here.
    pub desk: &'a Desk,
    /// Open leads of each.
    pub loads: &'a BTreeMap<Arc<str>, u32>,
    /// How far each one's turns have come, as [`Routed::passes`] said it.
    pub passes: &'a BTreeMap<Arc<str>, u64>,
    /// Who works another open lead of the same account.
    pub account_owner: Option<&'a Arc<str>>,
}

words! {
    /// Why a candidate did not get the lead, or did.
    Verdict {
        /// They got it because they work another lead of the account.
        Account = "account", "works another lead of this account", "bu hesabın başka bir adayını yürütüyor";
        /// They got it: it was their turn.
        Turn = "turn", "next in turn", "sıra ondaydı";
        /// Another one was next.
        Later = "later", "comes later in turn", "sırası daha sonra";
        /// Others work now.
        Off = "off", "outside working hours", "çalışma saatleri dışında";
        /// They cannot work more leads at once.
        Full = "full", "works as many leads as they can", "yürütebileceği kadar adayı var";
        /// They are away.
        Away = "away", "away", "izinde";
        /// They let this hand-over expire, or were late with it.
        Had = "had_it", "had this hand-over before", "bu devri daha önce almıştı";
        /// They do not speak the language.
        Language = "language", "does not speak the language", "dili konuşmuyor";
        /// They lack a skill.
        Skill = "skill", "lacks the skill", "gereken becerisi yok";
        /// They do not sell.
        Role = "role", "does not take leads", "aday almıyor";
    }
}

impl Verdict {
    /// Whether the lead could have been theirs.
    pub fn fits(self) -> bool {
        matches!(self, Verdict::Account | Verdict::Turn | Verdict::Later | Verdict::Off)
    }
}

/// Somebody whom the route names, as they were when it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub user: Arc<str>,
    /// What became of them.
    pub verdict: Verdict,
    /// Open leads that they work.
    pub load: u32,
    /// How many they can.
    pub capacity: Option<u32>,
    /// How far their turns have come.
    pub pass: u64,
    /// Their weight.
    pub weight: u32,
    /// When they work next; none while they work, and for those who never do.
    pub opens_at: Option<Moment>,
}

/// Who gets a lead, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// The row of the playbook that held, from 1; none when no row did.
    pub route: Option<u16>,
    /// Who gets it; nobody when none of the candidates fits.
    pub to: Option<Arc<str>>,
    /// Everybody who was considered, in the order of the route.
    pub candidates: Vec<Candidate>,
    /// Passes that are others than before; none while nobody gets it.
    pub passes: Vec<(Arc<str>, u64)>,
}

impl Routed {
    /// The decision as sentences: the row, who got it, what became of the others.
    pub fn aloud(&self, lang: Lang) -> Vec<String> {
        let mut lines = Vec::new();
        lines.push(match self.route {
            Some(row) => say!(
                lang,
                en = "Route {row} of the playbook holds.",
                tr = "Oyun kitabının {row}. yönlendirmesi geçerli."
            ),
            None => say!(
                lang,
                en = "No route of the playbook holds.",
                tr = "Oyun kitabının hiçbir yönlendirmesi geçerli değil."
            ),
        });
        lines.push(match &self.to {
            Some(to) => say!(lang, en = "Given to {to}.", tr = "Verilen kişi: {to}."),
            None => say!(lang, en = "Nobody fits.", tr = "Uygun kimse yok."),
        });
        lines.extend(self.candidates.iter().map(|it| it.aloud(lang)));
        lines
    }
}

impl Candidate {
    fn aloud(&self, lang: Lang) -> String {
        let (user, verdict) = (&self.user, self.verdict.name());
        let why = verdict.get(lang);
        let load = self.load;
        let more: Both = match (self.verdict, self.capacity, self.opens_at) {
            (Verdict::Off, _, Some(at)) => both!(en = ", until {at}", tr = ", şu ana dek: {at}"),
            (_, Some(most), _) => {
                both!(en = "; open leads: {load} of {most}", tr = "; açık aday: {most} içinden {load}")
            }
            _ => both!(en = "; open leads: {load}", tr = "; açık aday: {load}"),
        };
        format!("{user}: {why}{}", more.get(lang))
    }
}

/// Decides who gets a lead at `now`. Nothing is decided while nobody works here ([`Desk::members`] is empty).
pub fn route(playbook: &Playbook, lead: &Lead, account: &Account, team: &Team<'_>, now: Moment) -> Routed {
    let env = lead.env(account, now);
    let holds = |route: &Route| route.when.as_ref().is_none_or(|when| when.eval(&env) == Tri::True);
    let found = (1u16..).zip(&playbook.routes).find(|(_, route)| holds(route));
    let named = match found {
        Some((_, route)) => named(team.desk, &route.to),
        // A playbook without routes leaves everything to everybody who sells.
        None if playbook.routes.is_empty() => team.desk.members.keys().cloned().collect(),
        None => Vec::new(),
    };
    let floor = floor(team, now);
    let calendar = playbook.handover.as_ref().and_then(|it| it.accept_calendar.as_ref());
    let calendar = calendar.and_then(|name| playbook.calendars.get(&**name)).map(|it| &it.calendar);
    let mut candidates: Vec<Candidate> = Vec::new();
    for user in named.iter().chain(team.account_owner.filter(|it| !named.contains(it))) {
        let Some(member) = team.desk.members.get(user).filter(|it| !it.left) else { continue };
        let asked = found.map(|(_, route)| route);
        let own = team.account_owner == Some(user);
        let load = team.loads.get(user).copied().unwrap_or(0);
        let hours = member.hours.calendar.as_ref().or(calendar);
        let open = hours.is_none_or(|hours| hours.is_open(now));
        candidates.push(Candidate {
            user: user.clone(),
            verdict: fit(lead, user, member, asked, (own, load), now),
            load,
            capacity: member.capacity,
            pass: team.passes.get(user).copied().unwrap_or(floor),
            weight: member.weight,
            opens_at: if open { None } else { hours.and_then(|hours| hours.next_opening(now)) },
        });
    }
    let to = choose(&mut candidates);
    let passes = if to.is_some() { moved(team, &candidates, to.as_ref(), floor, now) } else { Vec::new() };
    Routed { route: found.map(|it| it.0), to, candidates, passes }
}

/// Everybody whom a route names, each once: users as they are, teams with their people in the order of their names.
fn named(desk: &Desk, to: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut all: Vec<Arc<str>> = Vec::new();
    for name in to {
        let is_user = desk.members.contains_key(name);
        let of_team = desk.members.iter().filter(|(_, it)| !is_user && it.team.as_ref() == Some(name)).map(|it| it.0);
        for user in of_team.chain(is_user.then_some(name)) {
            if !all.contains(user) {
                all.push(user.clone());
            }
        }
    }
    all
}

/// The lowest pass of those who are here: where somebody new begins, and where somebody is who comes back.
fn floor(team: &Team<'_>, now: Moment) -> u64 {
    let here = team.desk.members.iter().filter(|(_, it)| is_here(it, now));
    here.filter_map(|(user, _)| team.passes.get(user)).min().copied().unwrap_or(0)
}

fn is_here(member: &Member, now: Moment) -> bool {
    member.sells && !member.left && member.hours.away(now).is_none()
}

/// What the passes are after a lead was given away: those who are not here come along with the others, so that they save
/// no turns up, and somebody new begins at the floor.
fn moved(
    team: &Team<'_>,
    candidates: &[Candidate],
    to: Option<&Arc<str>>,
    floor: u64,
    now: Moment,
) -> Vec<(Arc<str>, u64)> {
    let mut passes = Vec::new();
    for (user, member) in team.desk.members.iter().filter(|(_, it)| !it.left) {
        let known = team.passes.get(user).copied();
        let mut pass = known.unwrap_or(floor);
        if !is_here(member, now) {
            pass = pass.max(floor);
        }
        if to == Some(user) {
            let got = candidates.iter().find(|it| it.user == *user).map_or(pass, |it| it.pass);
            pass = got.saturating_add(STRIDE / u64::from(member.weight.max(1)));
        }
        if known != Some(pass) {
            passes.push((user.clone(), pass));
        }
    }
    passes
}

/// Whether somebody can get the lead at all; whose turn it is comes after.
fn fit(
    lead: &Lead,
    user: &Arc<str>,
    member: &Member,
    route: Option<&Route>,
    (own, load): (bool, u32),
    now: Moment,
) -> Verdict {
    let speaks = |language: &Arc<str>| member.languages.is_empty() || member.languages.contains(language);
    if !member.sells {
        Verdict::Role
    } else if lead.standing.sales.avoid.contains(user) {
        Verdict::Had
    } else if member.hours.away(now).is_some() {
        Verdict::Away
    } else if own {
        // Two people of one account should not hear from two of us; that counts more than a full desk.
        Verdict::Account
    } else if route.and_then(|it| it.language.as_ref()).is_some_and(|language| !speaks(language)) {
        Verdict::Language
    } else if route.is_some_and(|it| it.skills.iter().any(|skill| !member.skills.contains(skill))) {
        Verdict::Skill
    } else if member.capacity.is_some_and(|most| load >= most) {
        Verdict::Full
    } else {
        Verdict::Turn
    }
}

/// Picks one of the candidates and says of the others why not. A candidate comes in with [`Verdict::Turn`] or
/// [`Verdict::Account`] when they fit.
pub fn choose(candidates: &mut [Candidate]) -> Option<Arc<str>> {
    let first = |it: &&Candidate| it.verdict == Verdict::Account;
    let turn = |it: &&Candidate| it.verdict == Verdict::Turn;
    let by_turn = |it: &&Candidate| (it.opens_at, it.pass);
    // The first of equals: in the order of the route.
    let chosen =
        candidates.iter().find(first).or_else(|| candidates.iter().filter(turn).min_by_key(by_turn)).cloned()?;
    for it in candidates.iter_mut().filter(|it| it.verdict.fits() && it.user != chosen.user) {
        it.verdict = if it.opens_at > chosen.opens_at { Verdict::Off } else { Verdict::Later };
    }
    Some(chosen.user)
}
