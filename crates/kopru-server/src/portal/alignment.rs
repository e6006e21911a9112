//! Alignment: what both teams agree on, where they do not, and how they settle it.

use super::acts::with;
use super::said;
use super::{Fault, Reply, Visit};
use crate::service::acceptance::{look, verdict};
use crate::service::disputes::{about, outcome, view};
use kopru_engine::lang::Lang;
use kopru_engine::lead::{Offer, OfferState};
use kopru_engine::playbook::Playbook;
use kopru_engine::say;
use kopru_engine::trace::Speaker;
use kopru_portal::shell::{ActForm, Field, Input, Weight};
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::disputes::{Dispute, DisputeQuery, Side, View};
use kopru_store::limits::PROPOSAL_TITLE_CHARS_MAX;
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;
use kopru_store::{Id, StoreError};

/// Days that the rate of acceptance looks back.
const DAYS: i64 = 90;
/// Settled ones that are shown.
const SETTLED: usize = 50;

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let (user, lang) = (visit.user()?.clone(), visit.lang);
    let title = say!(lang, en = "Alignment", tr = "Uyum");
    let about = vec![say!(
        lang,
        en = "Both teams see the same numbers. Whoever thinks that a hand-over was answered wrongly says so on the lead; here both teams settle it.",
        tr = "İki ekip aynı sayıları görür. Bir devrin yanlış yanıtlandığını düşünen bunu adayın sayfasında söyler; iki ekip burada çözer."
    )];
    let Some(book) = visit.book().await? else {
        let about = vec![said::why_not("no_playbook", lang)];
        return Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ..Sheet::default() })));
    };
    let (store, playbook) = (&visit.app.services.store, &book.playbook);
    let mut parts = Vec::new();
    match visit.app.services.acceptance(DAYS).await {
        Ok(it) => {
            parts.push(Part::Verdict(verdict(&it).get(lang).to_owned(), look(it.verdict)));
            let more = say!(lang, en = "More about hand-overs", tr = "Devirler hakkında daha fazlası");
            parts.push(Part::Link(more, "/reports/acceptance".into()));
        }
        Err(StoreError::Refused(..)) => {}
        Err(fault) => return Err(fault.into()),
    }
    let all = store.disputes(DisputeQuery::default()).await?;
    let (open, settled): (Vec<Dispute>, Vec<Dispute>) = all.into_iter().partition(|it| it.settled_at.is_none());
    parts.push(Part::Heading(say!(lang, en = "Open disagreements", tr = "Açık anlaşmazlıklar")));
    parts.push(Part::Table(table(&visit, &user, playbook, &open).await?));
    let changes =
        store.disputes(DisputeQuery { to_change: true, open: Some(false), ..DisputeQuery::default() }).await?;
    if !changes.is_empty() {
        parts.push(Part::Heading(say!(
            lang,
            en = "Proposed changes of the agreement",
            tr = "Anlaşma için önerilen değişiklikler"
        )));
        parts.push(Part::Table(proposals(&user, &changes, lang)));
    }
    if !settled.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Settled", tr = "Çözülenler")));
        parts.push(Part::Table(table(&visit, &user, playbook, &settled[..settled.len().min(SETTLED)]).await?));
    }
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about, ways: Vec::new(), parts })))
}

/// What a lead is called.
async fn lead_name(visit: &Visit, playbook: &Playbook, id: Id) -> Result<String, Fault> {
    let hidden = crate::api::hidden(&visit.veil().await?, playbook);
    Ok(match visit.app.services.store.lead(id).await {
        Ok(view) => said::name(&view.row, hidden),
        Err(_) => id.to_string().chars().take(13).collect(),
    })
}

async fn table(visit: &Visit, user: &User, playbook: &Playbook, all: &[Dispute]) -> Result<Table, Fault> {
    let lang = visit.lang;
    let zone = visit.zone(visit.book().await?.as_deref());
    let head = vec![
        (say!(lang, en = "Lead", tr = "Aday"), false),
        (say!(lang, en = "What", tr = "Ne"), false),
        (say!(lang, en = "Claim", tr = "İddia"), false),
        (say!(lang, en = "Marketing says", tr = "Pazarlama diyor ki"), false),
        (say!(lang, en = "Sales says", tr = "Satış diyor ki"), false),
        (String::new(), false),
    ];
    let mut rows = Vec::new();
    for it in all {
        let name = lead_name(visit, playbook, it.lead).await?;
        let side = |side| {
            let said = it.says(side).map(|(says, by)| format!("{} ({by})", view(*says, &it.about, lang)));
            Cell::from(said.unwrap_or_else(|| "–".to_owned()))
        };
        let (by, when) = (&it.opened_by, said::day(it.opened_at, &zone));
        let claim = it.claim.clone().unwrap_or_default();
        let last = match outcome(it, lang) {
            Some(outcome) => Cell::from(outcome),
            None => Cell { acts: answers(it, user, lang), ..Cell::default() },
        };
        rows.push(vec![
            Cell::link(name, format!("/leads/{}", it.lead)),
            Cell::from(about(it, |id| Speaker { playbook, lang }.reason(id), lang)),
            Cell::from(format!("{claim} — {by}, {when}")),
            side(Side::Marketing),
            side(Side::Sales),
            last,
        ]);
    }
    let empty = say!(
        lang,
        en = "Nothing is disputed. A disagreement is opened on the page of a lead that sales accepted or refused.",
        tr = "Anlaşmazlık yok. Satışın kabul ya da reddettiği adayın sayfasından itiraz açılır."
    );
    Ok(Table { head, rows, empty })
}

/// For which side somebody may speak; a choice where it may be either.
fn sides(user: &User, lang: Lang) -> Vec<Field> {
    if user.profile.role < Role::Manager {
        return Vec::new();
    }
    let sides = [Side::Sales, Side::Marketing].map(|it| (it.id().to_owned(), it.name().get(lang).to_owned()));
    vec![Field::new(
        "side",
        say!(lang, en = "I speak for", tr = "Adına konuştuğum ekip"),
        Input::Choice(sides.to_vec(), "sales".into()),
    )]
}

/// What somebody can say of an open one.
fn answers(it: &Dispute, user: &User, lang: Lang) -> Vec<ActForm> {
    let form = |says: View| {
        let mut fields = sides(user, lang);
        let change =
            say!(lang, en = "What should change in the agreement, if anything", tr = "Varsa, anlaşmada ne değişmeli");
        fields.push(Field::new("change", change, Input::Lines(it.change.clone().unwrap_or_default())));
        ActForm {
            to: format!("/disputes/{}/say", it.id),
            hidden: vec![("view".into(), says.id().into())],
            title: view(says, &it.about, lang),
            fields,
            ..ActForm::default()
        }
    };
    let mut forms = vec![form(View::Overturned), form(View::Upheld)];
    if it.opened_by == user.id {
        forms.push(ActForm {
            to: format!("/disputes/{}/withdraw", it.id),
            title: say!(lang, en = "Withdraw", tr = "Geri çek"),
            weight: Weight::Grave,
            ..ActForm::default()
        });
    }
    forms
}

fn proposals(user: &User, all: &[Dispute], lang: Lang) -> Table {
    let head = vec![(say!(lang, en = "Change", tr = "Değişiklik"), false), (String::new(), false)];
    let rows = all.iter().map(|it| {
        let done = ActForm {
            to: format!("/disputes/{}/changed", it.id),
            title: say!(lang, en = "Done", tr = "Yapıldı"),
            ..ActForm::default()
        };
        let text = it.change.clone().unwrap_or_default();
        let propose = ActForm {
            to: "/playbook/changes".into(),
            hidden: vec![("title".into(), text.chars().take(PROPOSAL_TITLE_CHARS_MAX).collect())],
            title: say!(lang, en = "Propose it", tr = "Öneriye çevir"),
            ..ActForm::default()
        };
        let mut acts = vec![propose];
        acts.extend((user.profile.role >= Role::Manager).then_some(done));
        vec![Cell::link(text, format!("/leads/{}", it.lead)), Cell { acts, ..Cell::default() }]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

/// How to dispute the latest answer, on the lead's page.
pub(super) fn open_form(
    visit: &Visit,
    user: &User,
    lead: Id,
    offer: Option<&Offer>,
    known: &[Dispute],
) -> Option<ActForm> {
    let lang = visit.lang;
    let title = match offer?.state {
        OfferState::Refused => say!(lang, en = "Dispute the refusal", tr = "Redde itiraz et"),
        OfferState::Accepted => say!(lang, en = "Dispute the acceptance", tr = "Kabule itiraz et"),
        _ => return None,
    };
    if known.iter().any(|it| it.settled_at.is_none()) {
        return None;
    }
    let mut fields = sides(user, lang);
    let why = say!(lang, en = "Why was the answer wrong?", tr = "Yanıt neden yanlıştı?");
    fields.push(Field::new("claim", why, Input::Lines(String::new())).needed());
    Some(ActForm { to: format!("/leads/{lead}/disputes"), title, fields, ..ActForm::default() })
}

/// A disagreement in sentences, on the lead's page.
pub(super) fn lines(it: &Dispute, playbook: &Playbook, lang: Lang) -> Vec<String> {
    let what = about(it, |id| Speaker { playbook, lang }.reason(id), lang);
    let (by, claim) = (&it.opened_by, it.claim.clone().unwrap_or_default());
    let mut lines = vec![say!(lang, en = "Disputed ({what}): {claim} — {by}", tr = "İtiraz ({what}): {claim} — {by}")];
    lines.push(match outcome(it, lang) {
        Some(outcome) => say!(lang, en = "Settled: {outcome}.", tr = "Sonuç: {outcome}."),
        None => say!(
            lang,
            en = "Open: both teams settle it under Alignment.",
            tr = "Açık: iki ekip bunu Uyum sayfasında çözer."
        ),
    });
    lines
}

/// Goes back with what was done, or why it was not.
fn back<T>(to: &str, done: Result<T, StoreError>, word: impl Fn(&T) -> &'static str) -> Result<Reply, Fault> {
    match done {
        Ok(it) => Ok(Reply::see(with(to, &[("done", word(&it))]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(to, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// Opens one.
pub(super) async fn open(visit: Visit) -> Result<Reply, Fault> {
    let (user, lead) = (visit.user()?.id.clone(), visit.lead()?);
    let (side, claim) = (visit.sent("side").and_then(Side::parse), visit.sent("claim").unwrap_or_default());
    let done = visit.app.services.open_dispute(lead, side, claim, &user).await;
    back(&format!("/leads/{lead}"), done, |_| "disputed")
}

/// Says what a side thinks.
pub(super) async fn say(visit: Visit) -> Result<Reply, Fault> {
    let (user, id) = (visit.user()?.id.clone(), visit.id()?);
    let Some(view) = visit.sent("view").and_then(View::parse) else {
        return Ok(Reply::see("/alignment?not=fact_invalid"));
    };
    let (side, change) = (visit.sent("side").and_then(Side::parse), visit.sent("change").map(str::to_owned));
    let done = visit.app.services.say_of_dispute(id, (side, view, change), &user).await;
    back("/alignment", done, |it| if it.settled_at.is_some() { "dispute_settled" } else { "dispute_said" })
}

/// Takes one back.
pub(super) async fn withdraw(visit: Visit) -> Result<Reply, Fault> {
    let (user, id) = (visit.user()?.id.clone(), visit.id()?);
    back("/alignment", visit.app.services.store.withdraw_dispute(id, user).await, |_| "withdrawn")
}

/// Notes that what it proposes was changed.
pub(super) async fn changed(visit: Visit) -> Result<Reply, Fault> {
    let (user, id) = (visit.user()?.id.clone(), visit.id()?);
    back("/alignment", visit.app.services.store.dispute_changed(id, user).await, |_| "saved")
}
