//! One act with several leads: chosen in the list, looked at, done, and undone together.
//!
//! Each lead gets an act of its own, decided by itself; what cannot be done with one is said and stops none of the others.

use super::acts::{allowed, half_a_step, said_of, undoable, with};
use super::offers::{Offers, TOGETHER, had_effect, sellers, title};
use super::said;
use super::{Fault, Reply, Visit};
use crate::service::acts::Act;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Builtin;
use kopru_engine::say;
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_portal::pipeline::Bulk;
use kopru_portal::shell::{ActForm, Field, Input, Notice, Weight};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_portal::today::{Card, Together};
use kopru_store::leads::LeadRow;
use kopru_store::{Id, StoreError};
use std::collections::BTreeMap;

/// Leads that can be chosen at once.
pub(super) const LEADS_MAX: usize = 200;
/// What fields are called that choose a lead, and that name an act to undo.
const LEAD: &str = "lead:";
const UNDO: &str = "undo:";

fn name_of(kind: &str, lang: Lang) -> String {
    title(kind).get(lang).to_owned()
}

/// What a form asks to be done.
fn asked(visit: &Visit) -> Option<&'static str> {
    let kind = visit.sent("type")?;
    TOGETHER.into_iter().find(|it| *it == kind)
}

/// The form under the list.
pub(super) fn offered(visit: &Visit, filter: &str) -> Result<Bulk, Fault> {
    let (lang, role) = (visit.lang, visit.role()?);
    let own = TOGETHER.into_iter().filter(|it| allowed(role, it).is_ok());
    let own = own.map(|it| (it.to_owned(), name_of(it, lang))).collect();
    let label = say!(lang, en = "With several leads", tr = "Birden çok adayla");
    let ticked = visit.asked("tick") == Some("all");
    let mut back = format!("/leads?{}", filter.trim_start_matches('&'));
    if let Some(after) = visit.asked("after") {
        back.push_str(&format!("&after={}", said::encode(after)));
    }
    let all = match ticked {
        true => (say!(lang, en = "Tick none", tr = "İşaretleri kaldır"), back.clone()),
        false => (
            say!(lang, en = "Tick all of this page", tr = "Bu sayfadakilerin hepsini işaretle"),
            format!("{back}&tick=all"),
        ),
    };
    let act = Field::new("type", label, Input::Choice(own, String::new())).needed();
    Ok(Bulk { to: "/leads/several".into(), act, back, all, ticked })
}

/// The leads that a form names.
async fn chosen(visit: &Visit) -> Result<Vec<LeadRow>, Fault> {
    let ids = visit.form().keys().filter_map(|it| Id::parse(it.strip_prefix(LEAD)?)).take(LEADS_MAX + 1);
    let mut rows = Vec::new();
    for id in ids {
        match visit.app.services.store.lead(id).await {
            Ok(view) => rows.push(view.row),
            // Whoever was merged or erased meanwhile is no lead any more.
            Err(StoreError::NotFound(_) | StoreError::Refused(..)) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(rows)
}

fn not(visit: &Visit, code: &str) -> Result<Reply, Fault> {
    Ok(Reply::see(with(&visit.back("/leads"), &[("not", code)])))
}

fn page(visit: &Visit, title: String, about: Vec<String>, parts: Vec<Part>) -> Reply {
    let to_list = say!(visit.lang, en = "Back to the list", tr = "Listeye dön");
    let ways = vec![(to_list, visit.back("/leads"), false)];
    Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways, parts }))
}

/// What would be done with whom; nothing is done.
pub(super) async fn look(visit: Visit) -> Result<Reply, Fault> {
    let (lang, user) = (visit.lang, visit.user()?.clone());
    let Some(kind) = asked(&visit) else { return not(&visit, "what_to_do") };
    allowed(user.profile.role, kind)?;
    let Some(book) = visit.book().await? else { return not(&visit, "no_playbook") };
    let rows = chosen(&visit).await?;
    if rows.is_empty() {
        return not(&visit, "nobody_ticked");
    }
    if rows.len() > LEADS_MAX {
        return not(&visit, "too_many_ticked");
    }
    let users = visit.app.services.store.users().await?;
    let sellers = sellers(&users);
    let back = visit.back("/leads");
    let offers = Offers::new(&visit, &user, &book.playbook, &sellers, &back);
    let forms: Vec<Option<ActForm>> =
        rows.iter().map(|row| offers.all(row).into_iter().find(|it| says(it, kind))).collect();
    let hidden = crate::api::hidden(&visit.veil().await?, &book.playbook);
    let names = visit.app.services.names().await?;
    let able = forms.iter().flatten().count();
    let line = |(row, form): (&LeadRow, &Option<ActForm>)| {
        let what = match form {
            Some(_) => name_of(kind, lang),
            None => say!(lang, en = "not possible where it stands", tr = "bulunduğu yerde yapılamaz"),
        };
        vec![
            Cell::link(said::name(row, hidden), format!("/leads/{}", row.id)),
            Cell::from(said::stage(&book.playbook, row.stage.as_deref(), lang)),
            Cell::from(said::owner(row, &names, lang)),
            Cell::from(what),
        ]
    };
    let head = vec![
        (say!(lang, en = "Lead", tr = "Aday"), false),
        (say!(lang, en = "Stage", tr = "Aşama"), false),
        (say!(lang, en = "Owner", tr = "Sorumlu"), false),
        (say!(lang, en = "What would be done", tr = "Yapılacak olan"), false),
    ];
    let table = Table { head, rows: rows.iter().zip(&forms).map(line).collect(), empty: String::new() };
    let name = name_of(kind, lang);
    let title = format!("{name} ({able})");
    let mut parts = Vec::new();
    if let Some(form) = forms.iter().flatten().next() {
        let able =
            rows.iter().zip(&forms).filter(|it| it.1.is_some()).map(|it| (format!("{LEAD}{}", it.0.id), "true".into()));
        let own = [("type", kind.to_owned()), ("key", visit.app.request_id(None)), ("back", back.clone())];
        parts.push(Part::Form(ActForm {
            to: "/leads/several/do".into(),
            hidden: own.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(able).collect(),
            title: title.clone(),
            fields: offers.fields(kind),
            weight: form.weight,
            ..ActForm::default()
        }));
    }
    parts.push(Part::Table(table));
    let about = vec![say!(
        lang,
        en = "Each lead is decided by itself. What cannot be done with one stops none of the others.",
        tr = "Her aday için ayrı karar verilir. Biriyle yapılamayan, diğerlerini durdurmaz."
    )];
    Ok(page(&visit, title, about, parts))
}

/// Whether a form does this.
fn says(form: &ActForm, kind: &str) -> bool {
    form.hidden.iter().any(|(name, value)| name == "type" && value == kind)
}

/// Leads with which something was not done, each with the code of its reason.
type NotDone = Vec<(Id, &'static str)>;

/// What became of one act with several leads.
pub(super) struct Became {
    kind: &'static str,
    builtin: Builtin,
    done: Vec<(Id, String)>,
    not_done: NotDone,
}

/// Does what a form says with the leads that it names, or says why nothing was done.
pub(super) async fn do_all(visit: &Visit) -> Result<Result<Became, &'static str>, Fault> {
    let user = visit.user()?;
    let Some(kind) = asked(visit) else { return Ok(Err("what_to_do")) };
    let builtin = allowed(user.profile.role, kind)?;
    let Some(book) = visit.book().await? else { return Ok(Err("no_playbook")) };
    let zone = visit.zone(Some(&book));
    let leads: Vec<Id> = visit.form().keys().filter_map(|it| Id::parse(it.strip_prefix(LEAD)?)).collect();
    if leads.is_empty() || leads.len() > LEADS_MAX {
        return Ok(Err(if leads.is_empty() { "nobody_ticked" } else { "too_many_ticked" }));
    }
    let needed = Offers::new(visit, user, &book.playbook, &[], "").fields(kind);
    if needed.iter().any(|it| it.needed && visit.sent(&it.name).is_none()) {
        return Ok(Err("act_incomplete"));
    }
    let data = said_of(visit, builtin, &zone);
    if half_a_step(builtin, &data) {
        return Ok(Err("half_a_step"));
    }
    let occurred_at = visit.sent("occurred_at").and_then(|text| said::moment(text, &zone));
    let key = visit.sent("key").map_or_else(|| visit.app.request_id(None), str::to_owned);
    let acts = leads.into_iter().map(|lead| (lead, format!("{key}-{kind}-{lead}-{}", user.id), data.clone()));
    let (done, not_done) = all(visit, (kind, occurred_at), acts.collect(), &user.id).await?;
    Ok(Ok(Became { kind, builtin, done, not_done }))
}

impl Became {
    fn verdict(&self, lang: Lang) -> String {
        let (count, name) = (self.done.len(), name_of(self.kind, lang));
        say!(lang, en = "{name}: done ({count}).", tr = "{name}: yapıldı ({count}).")
    }

    /// How all of it is undone.
    fn undo(&self, back: String, lang: Lang) -> Option<ActForm> {
        if !undoable(self.builtin) || self.done.is_empty() {
            return None;
        }
        let facts = self.done.iter().map(|(lead, fact)| (format!("{UNDO}{lead}"), fact.clone()));
        Some(ActForm {
            to: "/leads/several/undo".into(),
            hidden: facts.chain([("back".to_owned(), back)]).collect(),
            title: say!(lang, en = "Undo all of it", tr = "Hepsini geri al"),
            ..ActForm::default()
        })
    }

    /// All of it on one line, for the page where it was done: each reason once, with how many it kept from it.
    pub(super) fn notice(&self, back: String, lang: Lang) -> Notice {
        let mut text = self.verdict(lang);
        let mut why: BTreeMap<&str, usize> = BTreeMap::new();
        self.not_done.iter().for_each(|it| *why.entry(it.1).or_default() += 1);
        for (code, count) in why {
            let why = said::why_not(code, lang);
            text.push_str(&say!(lang, en = " Not done with {count}: {why}", tr = " {count} adayla yapılamadı: {why}"));
        }
        Notice { text, wrong: !self.not_done.is_empty(), undo: self.undo(back, lang) }
    }
}

/// Does it, and says what became of it on a page of its own.
pub(super) async fn act(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let became = match do_all(&visit).await? {
        Ok(became) => became,
        Err(code) => return not(&visit, code),
    };
    let look = if became.not_done.is_empty() { "good" } else { "" };
    let mut parts = vec![Part::Verdict(became.verdict(lang), look)];
    parts.extend(became.undo(visit.back("/leads"), lang).map(Part::Form));
    parts.extend(told(&visit, &became.not_done).await?);
    Ok(page(&visit, name_of(became.kind, lang), Vec::new(), parts))
}

/// The acts that somebody may do with those that are ticked on the page itself: those that one of its cards offers.
pub(super) fn together(offers: &Offers<'_>, cards: &[&Card]) -> Vec<Together> {
    let (lang, role) = (offers.lang, offers.user.profile.role);
    let offered = |kind: &str| cards.iter().any(|card| card.acts.iter().any(|form| says(form, kind)));
    // Whoever can be let go can be sent back to be nurtured.
    let offered = |kind: &str| offered(if kind == "recycled" { "disqualified" } else { kind });
    let own = TOGETHER.into_iter().filter(|it| offered(it) && allowed(role, it).is_ok());
    own.map(|kind| {
        let title = name_of(kind, lang);
        Together {
            kind: kind.to_owned(),
            button: say!(lang, en = "{title}: all ticked", tr = "{title}: tüm işaretliler"),
            fields: offers.fields(kind),
            weight: if matches!(kind, "refused" | "disqualified") { Weight::Grave } else { Weight::Plain },
            title,
        }
    })
    .collect()
}

/// Undoes what was done with several leads.
pub(super) async fn undo(visit: Visit) -> Result<Reply, Fault> {
    let (lang, user) = (visit.lang, visit.user()?.clone());
    allowed(user.profile.role, "undone")?;
    let acts = visit.form().iter().filter_map(|(name, fact)| {
        let lead = Id::parse(name.strip_prefix(UNDO)?)?;
        let data = BTreeMap::from([("fact".to_owned(), Scalar::Text(fact.clone()))]);
        Some((lead, format!("undo-{fact}-{}", user.id), data))
    });
    let acts: Vec<_> = acts.take(LEADS_MAX).collect();
    let (done, not_done) = all(&visit, ("undone", None), acts, &user.id).await?;
    let back = visit.back("/leads");
    if not_done.is_empty() && back.starts_with("/today") {
        return Ok(Reply::see(with(&back, &[("done", "undone_all")])));
    }
    let count = done.len();
    let verdict = say!(lang, en = "Undone ({count}).", tr = "Geri alındı ({count}).");
    let mut parts = vec![Part::Verdict(verdict, if not_done.is_empty() { "good" } else { "" })];
    parts.extend(told(&visit, &not_done).await?);
    Ok(page(&visit, say!(lang, en = "Undone", tr = "Geri alındı"), Vec::new(), parts))
}

/// Does acts, each with its lead; gives those that had their effect, with their ids, and the others with their reasons.
async fn all(
    visit: &Visit,
    (kind, occurred_at): (&str, Option<Moment>),
    acts: Vec<(Id, String, BTreeMap<String, Scalar>)>,
    by: &str,
) -> Result<(Vec<(Id, String)>, NotDone), Fault> {
    let (mut done, mut not_done) = (Vec::new(), NotDone::new());
    for (lead, id, data) in acts {
        let act = Act { id: id.clone(), kind: kind.to_owned(), data, occurred_at };
        match visit.app.services.act(lead, act, by).await {
            Ok(Ok(it)) if had_effect(it.outcome) => done.push((lead, id)),
            Ok(Ok(it)) => not_done.push((lead, it.outcome.code())),
            Ok(Err(refusal)) => not_done.push((lead, refusal.code)),
            Err(StoreError::Refused(code, _)) => not_done.push((lead, code)),
            Err(StoreError::NotFound(_)) => not_done.push((lead, "gone")),
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok((done, not_done))
}

/// With whom it was not done, and why.
async fn told(visit: &Visit, not_done: &NotDone) -> Result<Vec<Part>, Fault> {
    if not_done.is_empty() {
        return Ok(Vec::new());
    }
    let lang = visit.lang;
    let Some(book) = visit.book().await? else { return Ok(Vec::new()) };
    let hidden = crate::api::hidden(&visit.veil().await?, &book.playbook);
    let mut rows = Vec::new();
    for (lead, code) in not_done {
        let name = match visit.app.services.store.lead(*lead).await {
            Ok(view) => said::name(&view.row, hidden),
            Err(_) => lead.to_string(),
        };
        rows.push(vec![Cell::link(name, format!("/leads/{lead}")), Cell::from(said::why_not(code, lang))]);
    }
    let head = vec![
        (say!(lang, en = "Not done with", tr = "Yapılamayan aday"), false),
        (say!(lang, en = "Why", tr = "Neden"), false),
    ];
    Ok(vec![Part::Table(Table { head, rows, empty: String::new() })])
}
