//! The columns of the list: those that somebody chose, else the usual ones.

use super::super::today::told_due;
use super::super::{Fault, Reply, Visit, said};
use crate::service::Veil;
use crate::service::names::Names;
use crate::service::slices::amount;
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_engine::time::Moment;
use kopru_portal::pipeline::Cell;
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_store::book::Book;
use kopru_store::lead::DealRow;
use kopru_store::leads::LeadRow;

/// What every list can show of a lead beside its name and company, in this order.
const OWN: [&str; 17] = [
    "stage",
    "fit",
    "engagement",
    "priority",
    "persona",
    "part",
    "seniority",
    "function",
    "owner",
    "due",
    "next",
    "deal",
    "expected",
    "since",
    "source",
    "email",
    "created",
];
/// What it shows until somebody chooses.
const USUAL: [&str; 7] = ["stage", "fit", "engagement", "owner", "due", "since", "source"];
/// Columns that can be chosen at once.
const COLUMNS_MAX: usize = 20;
/// Before the name of a person's field.
const PERSON: &str = "person.";
/// Before a column's name in the form.
const SENT: &str = "column:";

/// The columns of one list.
pub(super) struct Columns<'c> {
    /// Which, by their names.
    columns: Vec<String>,
    playbook: &'c Playbook,
    lang: Lang,
    zone: TimeZone,
    now: Moment,
    names: Names,
}

/// All columns that somebody may choose: the fields of people that the playbook declares come last.
fn all(playbook: &Playbook, veil: &Veil) -> Vec<String> {
    let own = OWN.iter().filter(|it| **it != "email" || !veil.hides_person(playbook, "email"));
    let fields = playbook.person.iter().filter(|it| !["name", "email"].contains(&&*it.id));
    let fields = fields.filter(|it| !veil.hides_person(playbook, &it.id));
    own.map(|it| (*it).to_owned()).chain(fields.map(|it| format!("{PERSON}{}", it.id))).collect()
}

/// The columns that a list shows to whoever looks: chosen ones that there are and that they may see.
pub(super) async fn chosen<'c>(visit: &Visit, book: &'c Book, veil: &Veil) -> Result<Columns<'c>, Fault> {
    let playbook = &book.playbook;
    let held = visit.app.services.store.list_columns(&visit.user()?.id).await?;
    let names = match held {
        None => USUAL.iter().map(|it| (*it).to_owned()).collect(),
        Some(held) => all(playbook, veil).into_iter().filter(|it| held.contains(it)).collect(),
    };
    let (zone, now) = (visit.zone(Some(book)), visit.app.services.store.now());
    let people = visit.app.services.names().await?;
    Ok(Columns { columns: names, playbook, lang: visit.lang, zone, now, names: people })
}

fn head(playbook: &Playbook, name: &str, lang: Lang) -> String {
    match name {
        "stage" => say!(lang, en = "Stage", tr = "Aşama"),
        "fit" => say!(lang, en = "Fit", tr = "Uygunluk"),
        "engagement" => say!(lang, en = "Engagement", tr = "Etkileşim"),
        "priority" => say!(lang, en = "Priority", tr = "Öncelik"),
        "persona" => say!(lang, en = "Persona", tr = "Persona"),
        "part" => say!(lang, en = "Part in the decision", tr = "Karardaki rol"),
        "seniority" => say!(lang, en = "Seniority", tr = "Kıdem"),
        "function" => say!(lang, en = "Function", tr = "Görev alanı"),
        "owner" => say!(lang, en = "Owner", tr = "Sorumlu"),
        "due" => say!(lang, en = "Due", tr = "Son tarih"),
        "next" => say!(lang, en = "Next step", tr = "Sonraki adım"),
        "deal" => say!(lang, en = "Deal", tr = "Satış fırsatı"),
        "expected" => say!(lang, en = "Deal expected", tr = "Fırsatın beklenen günü"),
        "since" => say!(lang, en = "Here since", tr = "Bu aşamada"),
        "source" => say!(lang, en = "Source", tr = "Kaynak"),
        "email" => say!(lang, en = "E-mail", tr = "E-posta"),
        "created" => say!(lang, en = "First heard of", tr = "İlk kayıt"),
        field => {
            let id = field.strip_prefix(PERSON).unwrap_or(field);
            let known = playbook.person.iter().find(|it| *it.id == *id);
            known.map_or_else(|| id.to_owned(), |it| it.label.get(lang).to_owned())
        }
    }
}

impl Columns<'_> {
    pub(super) fn heads(&self) -> Vec<String> {
        self.columns.iter().map(|name| head(self.playbook, name, self.lang)).collect()
    }

    /// Fields of people among the columns, by their names.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter_map(|it| it.strip_prefix(PERSON))
    }

    /// Whether something of deals is one of them.
    pub(super) fn tell_of_deals(&self) -> bool {
        self.columns.iter().any(|it| it == "deal" || it == "expected")
    }

    /// What they show of a lead. `deal`: its latest.
    pub(super) fn cells(&self, it: &LeadRow, deal: Option<&DealRow>) -> Vec<Cell> {
        self.columns.iter().map(|name| self.cell(name, it, deal)).collect()
    }

    /// What is known of a person's field, in words.
    fn told(&self, it: &LeadRow, field: &str) -> String {
        let known = self.playbook.person.iter().find(|known| *known.id == *field);
        known.map_or_else(|| value(it, field).to_owned(), |known| said::value(&known.kind, value(it, field), self.lang))
    }

    fn cell(&self, name: &str, it: &LeadRow, deal: Option<&DealRow>) -> Cell {
        let lang = self.lang;
        let tags = || said::tags(it, lang);
        match name {
            "stage" => Cell::Text(said::standing(self.playbook, it, lang)),
            "fit" => Cell::Score(it.fit.to_string(), tags().into_iter().take(1).collect()),
            "engagement" => Cell::Score(it.engagement.to_string(), tags().into_iter().skip(1).take(1).collect()),
            "priority" => Cell::Text(it.priority.name().get(lang).to_owned()),
            "persona" => {
                let known = self.playbook.personas.iter().find(|known| Some(&*known.id) == it.persona.as_deref());
                Cell::Text(known.map_or_else(String::new, |known| known.name.get(lang).to_owned()))
            }
            "part" => Cell::Text(it.post.part.map_or_else(String::new, |it| it.name().get(lang).to_owned())),
            "seniority" => Cell::Text(it.post.seniority.map_or_else(String::new, |it| it.name().get(lang).to_owned())),
            "function" => Cell::Text(it.post.function.map_or_else(String::new, |it| it.name().get(lang).to_owned())),
            "owner" => Cell::Text(said::owner(it, &self.names, lang)),
            "due" => Cell::Due(told_due(it, self.now, &self.zone, lang)),
            "next" => {
                Cell::Text(it.sales.step.as_ref().map_or_else(String::new, |step| step.text().get(lang).to_owned()))
            }
            "deal" => Cell::Text(deal.map_or_else(String::new, |it| deal_said(it, lang))),
            "expected" => {
                let day = deal.filter(|it| it.outcome == "open").and_then(|it| it.expected_on);
                Cell::Line(day.map(|it| it.to_string()).unwrap_or_default())
            }
            "since" => Cell::Line(said::day(it.entered_at, &self.zone)),
            "source" => Cell::Text(it.source.clone().unwrap_or_default()),
            "email" => Cell::Text(it.email.clone().unwrap_or_default()),
            "created" => Cell::Line(said::day(it.created_at, &self.zone)),
            field => Cell::Text(self.told(it, field.strip_prefix(PERSON).unwrap_or(field))),
        }
    }
}

/// A deal in words: what it is worth, how it stands, and why it was lost.
fn deal_said(it: &DealRow, lang: Lang) -> String {
    let state = match it.outcome.as_str() {
        "open" => say!(lang, en = "open", tr = "sürüyor"),
        other => said::disposition(other, lang),
    };
    let parts = [it.amount.as_ref().map(amount), Some(state), it.reason.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What is known of a person's field, as it is stored; empty when nothing is.
pub(super) fn value<'r>(it: &'r LeadRow, field: &str) -> &'r str {
    it.fields.iter().find(|known| *known.0 == *field).map_or("", |known| &known.1)
}

/// The form in which columns are chosen. `back`: the list.
pub(super) fn form(columns: &Columns<'_>, veil: &Veil, back: &str) -> ActForm {
    let Columns { columns: names, playbook, lang, .. } = columns;
    let field = |name: String| {
        let on = names.contains(&name);
        Field::new(&format!("{SENT}{name}"), head(playbook, &name, *lang), Input::Check(on))
    };
    ActForm {
        to: "/leads/columns".into(),
        hidden: vec![("back".into(), back.to_owned())],
        title: say!(*lang, en = "Columns", tr = "Sütunlar"),
        fields: all(playbook, veil).into_iter().map(field).collect(),
        ..ActForm::default()
    }
}

/// Keeps the columns that somebody chose; without any the usual ones come back.
pub(in super::super) async fn choose(visit: Visit) -> Result<Reply, Fault> {
    let Some(book) = visit.book().await? else { return Err(Fault::Missing) };
    let veil = visit.veil().await?;
    let sent = |name: &String| visit.sent(&format!("{SENT}{name}")).is_some();
    let chosen: Vec<String> = all(&book.playbook, &veil).into_iter().filter(sent).take(COLUMNS_MAX).collect();
    let user = visit.user()?.id.clone();
    visit.app.services.store.choose_list_columns(&user, &chosen).await?;
    Ok(Reply::see(visit.back("/leads")))
}
