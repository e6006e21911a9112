//! Changing the agreement: what somebody proposes, what it would change, and how both teams sign it.

use super::acts::with;
use super::draft::{BACK, Draft, filled_in, outcome_of};
use super::said;
use super::{Fault, Reply, Visit};
use crate::agreement::places::parts;
use crate::agreement::{Agreement, Edits, frameworks};
use crate::service::proposals::look;
use jiff::tz::TimeZone;
use kopru_engine::say;
use kopru_portal::agreement::{Changing, Outcome, changing, outcome};
use kopru_portal::shell::{ActForm, Field, Input, Weight, shell};
use kopru_portal::tables::{Cell, Part, Table};
use kopru_store::disputes::Side;
use kopru_store::proposals::{Change, Proposal};
use kopru_store::publish::Existing;
use kopru_store::team::profile::Role;
use kopru_store::{Id, StoreError};

/// Closed proposals that are listed.
const CLOSED_SHOWN: usize = 20;

/// What is proposed, for the page of the agreement.
pub(super) async fn listed(visit: &Visit) -> Result<Vec<Part>, Fault> {
    let lang = visit.lang;
    let zone = visit.zone(visit.book().await?.as_deref());
    let all = visit.app.services.store.proposals(None).await?;
    let (open, closed): (Vec<Proposal>, Vec<Proposal>) = all.into_iter().partition(|it| it.closed.is_none());
    let head = |last: String| {
        vec![
            (say!(lang, en = "Change", tr = "Değişiklik"), false),
            (say!(lang, en = "By", tr = "Öneren"), false),
            (say!(lang, en = "Since", tr = "Tarih"), false),
            (last, false),
        ]
    };
    let row = |it: &Proposal, last: String| {
        vec![
            Cell::link(it.title.clone(), address(it.id)),
            Cell::from(it.opened.1.clone()),
            Cell::from(said::day(it.opened.0, &zone)),
            Cell::from(last),
        ]
    };
    let signed = |it: &Proposal| {
        let by = |side: Side| it.signature(side).map_or_else(|| "–".to_owned(), |it| it.by.clone());
        let (marketing, sales) = (by(Side::Marketing), by(Side::Sales));
        say!(lang, en = "marketing {marketing}, sales {sales}", tr = "pazarlama {marketing}, satış {sales}")
    };
    let mut parts = vec![
        Part::Heading(say!(lang, en = "Proposed changes", tr = "Önerilen değişiklikler")),
        Part::Table(Table {
            head: head(say!(lang, en = "Signed by", tr = "İmzalayanlar")),
            rows: open.iter().map(|it| row(it, signed(it))).collect(),
            empty: say!(
                lang,
                en = "Nothing is proposed. Whoever thinks that points, criteria, hours or reasons should be others proposes it here; both teams sign before it is in force.",
                tr = "Öneri yok. Puanların, ölçütlerin, sürelerin ya da gerekçelerin değişmesi gerektiğini düşünen burada önerir; yürürlüğe girmeden önce iki ekip de imzalar."
            ),
        }),
        Part::Form(ActForm {
            to: "/playbook/changes".into(),
            title: say!(lang, en = "Propose a change", tr = "Değişiklik öner"),
            fields: vec![
                Field::new(
                    "title",
                    say!(lang, en = "What should change, and why", tr = "Ne değişmeli, neden"),
                    Input::Text(String::new()),
                )
                .needed(),
            ],
            ..ActForm::default()
        }),
    ];
    if !closed.is_empty() {
        let ended = |it: &Proposal| match it.outcome.as_deref() {
            Some("published") => say!(lang, en = "in force", tr = "yürürlükte"),
            _ => say!(lang, en = "withdrawn", tr = "geri çekildi"),
        };
        parts.push(Part::Table(Table {
            head: head(say!(lang, en = "Outcome", tr = "Sonuç")),
            rows: closed.iter().take(CLOSED_SHOWN).map(|it| row(it, ended(it))).collect(),
            empty: String::new(),
        }));
    }
    Ok(parts)
}

fn address(id: Id) -> String {
    format!("/playbook/changes/{id}")
}

/// Opens a proposal.
pub(super) async fn open(visit: Visit) -> Result<Reply, Fault> {
    let by = visit.user()?.id.clone();
    let title = visit.sent("title").unwrap_or_default();
    match visit.app.services.propose(title, Edits::new(), Existing::Keep, &by).await {
        Ok(it) => Ok(Reply::see(format!("{}?part={}", address(it.id), parts()[0].id))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with("/playbook", &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}

/// A proposal: one part of it to fill in, or what it is as a whole.
pub(super) async fn page(visit: Visit) -> Result<Reply, Fault> {
    let draft = Draft::of(&visit).await?;
    let (it, lang) = (&draft.it, visit.lang);
    let title = say!(lang, en = "Change of the agreement", tr = "Anlaşma değişikliği");
    let part =
        visit.asked("part").filter(|_| it.closed.is_none()).and_then(|id| parts().into_iter().find(|it| it.id == id));
    let mut ways = vec![(say!(lang, en = "Overview", tr = "Genel bakış"), address(it.id), part.is_none())];
    if it.closed.is_none() {
        ways.extend(parts().iter().map(|known| {
            let here = part.as_ref().is_some_and(|it| it.id == known.id);
            (known.title.get(lang).to_owned(), format!("{}?part={}", address(it.id), known.id), here)
        }));
    }
    let (name, by) = (&it.title, &it.opened.1);
    let about = vec![say!(lang, en = "“{name}”, proposed by {by}.", tr = "“{name}”, öneren {by}.")];
    let mut page = Changing {
        shell: visit.shell(&title),
        title,
        about,
        ways,
        to: address(it.id),
        check: format!("{}/check", address(it.id)),
        hidden: vec![("revision".into(), it.revision.to_string())],
        save: say!(lang, en = "Keep in the proposal", tr = "Öneride sakla"),
        outcome: draft.outcome(),
        ..Changing::default()
    };
    match part {
        Some(part) => {
            page.hidden.push(("part".into(), part.id.into()));
            page.entries = filled_in(&draft, &part);
        }
        None => page.below = overview(&visit, &draft).await?,
    }
    if it.closed.is_some() {
        page.outcome = closed(&draft);
    }
    Ok(Reply::page(changing(&page)))
}

/// What became of a closed one.
fn closed(draft: &Draft) -> Outcome {
    let (it, lang) = (&draft.it, draft.lang);
    let by = it.closed.as_ref().map(|it| it.1.clone()).unwrap_or_default();
    let verdict = match (it.outcome.as_deref(), it.version.as_deref()) {
        (Some("published"), Some(version)) => {
            (say!(lang, en = "Published by {by}: version {version}.", tr = "{by} yayımladı: {version} sürümü."), "good")
        }
        _ => (say!(lang, en = "Withdrawn by {by}.", tr = "{by} geri çekti."), ""),
    };
    Outcome { verdict, ..Outcome::default() }
}

/// What a proposal is as a whole, and what can be done with it.
async fn overview(visit: &Visit, draft: &Draft) -> Result<Vec<Part>, Fault> {
    let (it, lang) = (&draft.it, draft.lang);
    let zone = visit.zone(visit.book().await?.as_deref());
    let mut parts = vec![Part::Heading(say!(lang, en = "Values", tr = "Değerler")), Part::Table(values(draft))];
    if it.closed.is_some() {
        return Ok(parts);
    }
    parts.push(Part::Heading(say!(lang, en = "Signatures", tr = "İmzalar")));
    parts.push(Part::Table(signatures(visit, draft, &zone)?));
    let version = draft.looked.version.as_deref().unwrap_or_default();
    let both = draft.looked.holds() && [Side::Marketing, Side::Sales].iter().all(|side| it.signed(*side, version));
    let mut acts = Vec::new();
    if both {
        acts.push(ActForm {
            to: format!("{}/publish", address(it.id)),
            title: say!(lang, en = "Publish", tr = "Yayımla"),
            weight: Weight::Main,
            ..ActForm::default()
        });
    }
    acts.push(ActForm {
        to: format!("{}/withdraw", address(it.id)),
        title: say!(lang, en = "Withdraw the proposal", tr = "Öneriyi geri çek"),
        weight: Weight::Grave,
        ..ActForm::default()
    });
    parts.push(Part::Acts(acts));
    let leads = [
        (
            "keep",
            say!(lang, en = "stay where they are until something happens", tr = "yeni bir olaya kadar yerinde kalır"),
        ),
        (
            "advance",
            say!(lang, en = "are looked at anew, in the background", tr = "arka planda yeniden değerlendirilir"),
        ),
    ];
    let choice = leads.map(|(id, words)| (id.to_owned(), words)).to_vec();
    parts.push(Part::Form(ActForm {
        to: address(it.id),
        hidden: vec![("revision".into(), it.revision.to_string())],
        title: say!(lang, en = "Save", tr = "Kaydet"),
        fields: vec![
            Field::new(
                "title",
                say!(lang, en = "What should change, and why", tr = "Ne değişmeli, neden"),
                Input::Text(it.title.clone()),
            )
            .needed(),
            Field::new(
                "existing",
                say!(lang, en = "Leads that are there already", tr = "Mevcut adaylar"),
                Input::Choice(choice, it.existing.id().into()),
            )
            .needed(),
        ],
        ..ActForm::default()
    }));
    Ok(parts)
}

/// What is in force and what is proposed, value by value. Of a closed one what was proposed: what was in force then is in the
/// version before it.
fn values(draft: &Draft) -> Table {
    let (it, lang) = (&draft.it, draft.lang);
    let open = it.closed.is_none();
    let mut head =
        vec![(say!(lang, en = "Where", tr = "Yer"), false), (say!(lang, en = "Proposed", tr = "Önerilen"), false)];
    if open {
        head.insert(1, (say!(lang, en = "In force", tr = "Yürürlükteki"), false));
        head.push((String::new(), false));
    }
    let (places, base) = (draft.places(), Agreement::read(&draft.base.text.source));
    let rows = it.edits.iter().map(|(address, value)| {
        let after = match value {
            Some(text) if text.trim().is_empty() => "–".to_owned(),
            Some(text) if text == frameworks::AS_SHIPPED => say!(lang, en = "as shipped", tr = "hazır hâliyle"),
            Some(text) => text.clone(),
            None => say!(lang, en = "taken out", tr = "çıkarıldı"),
        };
        let back = ActForm {
            to: self::address(it.id),
            hidden: vec![("revision".into(), it.revision.to_string()), (format!("{BACK}{address}"), "1".into())],
            title: say!(lang, en = "Leave as it is", tr = "Olduğu gibi bırak"),
            ..ActForm::default()
        };
        let mut row = vec![Cell::from(places.get(address).unwrap_or(address).clone()), Cell::from(after)];
        if open {
            row.insert(1, Cell::from(base.value_at(address).unwrap_or_else(|| "–".to_owned())));
            row.push(Cell { acts: vec![back], ..Cell::default() });
        }
        row
    });
    let empty = say!(
        lang,
        en = "Nothing is changed yet: choose a part above.",
        tr = "Henüz bir değişiklik yok: yukarıdan bir bölüm seçin."
    );
    Table { head, rows: rows.collect(), empty }
}

fn signatures(visit: &Visit, draft: &Draft, zone: &TimeZone) -> Result<Table, Fault> {
    let (it, lang, user) = (&draft.it, draft.lang, visit.user()?);
    let version = draft.looked.version.as_deref().unwrap_or_default();
    let head = vec![
        (say!(lang, en = "Team", tr = "Ekip"), false),
        (say!(lang, en = "Signed", tr = "İmza"), false),
        (String::new(), false),
    ];
    let rows = [Side::Marketing, Side::Sales].into_iter().map(|side| {
        let state = match it.signature(side) {
            None => "–".to_owned(),
            Some(signed) => {
                let (by, when) = (&signed.by, said::when(signed.at, zone));
                if it.signed(side, version) {
                    format!("{by}, {when}")
                } else {
                    say!(
                        lang,
                        en = "{by}, {when}: signed an earlier state",
                        tr = "{by}, {when}: önceki halini imzaladı"
                    )
                }
            }
        };
        let own = match user.profile.role {
            Role::Marketing => side == Side::Marketing,
            Role::Sales => side == Side::Sales,
            Role::Manager | Role::Admin => true,
        };
        let name = side.name();
        let team = name.get(lang);
        let sign = ActForm {
            to: format!("{}/sign", address(it.id)),
            hidden: vec![
                ("side".into(), side.id().into()),
                ("revision".into(), it.revision.to_string()),
                ("version".into(), version.to_owned()),
            ],
            title: match side {
                Side::Marketing => say!(lang, en = "Sign for marketing", tr = "Pazarlama adına imzala"),
                Side::Sales => say!(lang, en = "Sign for sales", tr = "Satış adına imzala"),
            },
            weight: Weight::Main,
            ..ActForm::default()
        };
        let may = own && draft.looked.holds() && !it.signed(side, version);
        vec![
            Cell::from(team.to_owned()),
            Cell::from(state),
            Cell { acts: if may { vec![sign] } else { Vec::new() }, ..Cell::default() },
        ]
    });
    Ok(Table { head, rows: rows.collect(), empty: String::new() })
}

/// Keeps what somebody filled in.
pub(super) async fn save(visit: Visit) -> Result<Reply, Fault> {
    let (by, draft) = (visit.user()?.id.clone(), Draft::of(&visit).await?);
    let existing = match visit.sent("existing") {
        Some("advance") => Existing::Advance,
        Some(_) => Existing::Keep,
        None => draft.it.existing,
    };
    let change = Change {
        title: visit.sent("title").unwrap_or(&draft.it.title).to_owned(),
        edits: draft.filled(&visit),
        existing,
        revision: visit.sent("revision").and_then(|it| it.parse().ok()).unwrap_or(0),
    };
    let to = match visit.sent("part") {
        Some(part) => format!("{}?part={}", address(draft.it.id), said::encode(part)),
        None => address(draft.it.id),
    };
    back(&to, visit.app.services.change_proposal(draft.it.id, change, &by).await, "saved")
}

/// What would come of a form as it stands; nothing is kept.
pub(super) async fn check(visit: Visit) -> Result<Reply, Fault> {
    let draft = Draft::of(&visit).await?;
    let looked = look(&draft.base, &draft.filled(&visit), visit.lang);
    let told = outcome_of(&looked, visit.lang);
    let title = say!(visit.lang, en = "What would come of it", tr = "Sonucu");
    Ok(Reply::page(shell(&visit.shell(&title), &outcome(&told))))
}

/// Signs for a team.
pub(super) async fn sign(visit: Visit) -> Result<Reply, Fault> {
    let (by, id) = (visit.user()?.id.clone(), visit.id()?);
    let side = visit.sent("side").and_then(Side::parse);
    let revision = visit.sent("revision").and_then(|it| it.parse().ok()).unwrap_or(0);
    let seen = visit.sent("version").unwrap_or_default();
    back(&address(id), visit.app.services.sign_proposal(id, side, (revision, seen), &by).await, "proposal_signed")
}

/// Publishes it.
pub(super) async fn publish(visit: Visit) -> Result<Reply, Fault> {
    let (by, id) = (visit.user()?.id.clone(), visit.id()?);
    back(&address(id), visit.app.services.publish_proposal(id, &by).await, "proposal_published")
}

/// Withdraws it.
pub(super) async fn withdraw(visit: Visit) -> Result<Reply, Fault> {
    let (by, id) = (visit.user()?.id.clone(), visit.id()?);
    back(&address(id), visit.app.services.withdraw_proposal(id, &by).await, "withdrawn")
}

fn back<T>(to: &str, done: Result<T, StoreError>, word: &str) -> Result<Reply, Fault> {
    match done {
        Ok(_) => Ok(Reply::see(with(to, &[("done", word)]))),
        Err(StoreError::Refused(code, _)) => Ok(Reply::see(with(to, &[("not", code)]))),
        Err(fault) => Err(fault.into()),
    }
}
