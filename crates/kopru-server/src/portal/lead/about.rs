//! What a lead's page says about who they are, about every hand-over, about records that may be of the same person.

use crate::portal::offers::Offers;
use crate::portal::said::{self, when};
use crate::portal::{Fault, Visit, alignment};
use jiff::tz::TimeZone;
use kopru_engine::lang::Lang;
use kopru_engine::lead::{Evidence, OfferState};
use kopru_engine::playbook::Playbook;
use kopru_engine::role::{Function, Part, Seniority, read_title};
use kopru_engine::say;
use kopru_engine::trace::{Line, Speaker};
use kopru_portal::lead::Likely;
use kopru_portal::shell::{ActForm, Weight};
use kopru_store::disputes::Dispute;
use kopru_store::handovers::{Handover, HandoverQuery};
use kopru_store::lead::{LeadView, PersonView};
use kopru_store::team::profile::Role;

/// Hand-overs of one lead that are shown.
const HANDOVERS: usize = 50;

/// The role: function, seniority and part in the decision, and why one thinks so. What was told beats what a title says.
pub(super) fn role(evidence: &Evidence, title: Option<&str>, lang: Lang) -> Vec<String> {
    let unknown = || say!(lang, en = "not known", tr = "bilinmiyor");
    let (post, told) = (evidence.post(), evidence.told_post());
    if title.is_none() && post == kopru_engine::lead::Post::default() {
        return vec![say!(
            lang,
            en = "Role: not known. Nobody told a title, or what they decide.",
            tr = "Rol: bilinmiyor. Ne unvanı ne de neye karar verdiği söylendi."
        )];
    }
    let function = post.function.map(|it: Function| it.name().get(lang).to_owned()).unwrap_or_else(unknown);
    let seniority = post.seniority.map(|it: Seniority| it.name().get(lang).to_owned()).unwrap_or_else(unknown);
    let part = post.part.map(|it: Part| it.name().get(lang).to_owned()).unwrap_or_else(unknown);
    let mut lines = vec![say!(
        lang,
        en = "Role: function: {function} · seniority: {seniority} · part in the decision: {part}.",
        tr = "Rol: görev alanı: {function} · düzey: {seniority} · karardaki rolü: {part}."
    )];
    let mut words = Vec::new();
    words.extend(told.function.map(|it| it.name().get(lang).to_owned()));
    words.extend(told.seniority.map(|it| it.name().get(lang).to_owned()));
    words.extend(told.part.map(|it| it.name().get(lang).to_owned()));
    if !words.is_empty() {
        let words = words.join(", ");
        lines.push(say!(
            lang,
            en = "Told: {words}. What was told counts more than a title.",
            tr = "Bildirilen: {words}. Bildirilen, unvandan önce gelir."
        ));
    }
    let Some(title) = title else { return lines };
    let reading = read_title(title);
    lines.push(match reading.primary() {
        Some(role) => {
            let reason = reading.reason(role);
            let reason = reason.get(lang);
            say!(lang, en = "From the title: {reason}", tr = "Unvandan: {reason}")
        }
        None => say!(lang, en = "The title tells no role.", tr = "Unvan bir rol söylemiyor."),
    });
    lines.extend(reading.notes.iter().map(|it| format!("({})", it.text().get(lang))));
    lines
}

/// A line of a score, with where its rule stands.
pub(super) fn line(it: &Line, speaker: &Speaker<'_>) -> (String, String) {
    (speaker.line(it), rule_link(it, speaker.playbook))
}

/// Where the rule of a score's line stands in the version that the score was made with.
fn rule_link(line: &Line, playbook: &Playbook) -> String {
    let anchor = match line {
        Line::Fit { rule, .. } | Line::Open { rule, .. } => {
            playbook.fit.get(usize::from(*rule)).map(|it| format!("fit-{}", it.id))
        }
        Line::Engagement { rule, .. } => {
            playbook.engagement.get(usize::from(*rule)).map(|it| format!("engagement-{}", it.id))
        }
        Line::Account { rule, .. } => {
            playbook.account_rules.get(usize::from(*rule)).map(|it| format!("account-{}", it.id))
        }
        Line::Persona { persona, .. } => {
            playbook.personas.get(usize::from(*persona)).map(|it| format!("persona-{}", it.id))
        }
    };
    let anchor = anchor.map(|it| format!("#{}", said::encode(&it))).unwrap_or_default();
    format!("/playbook/versions/{}{anchor}", playbook.version)
}

/// Every hand-over of a lead, the newest first, with what was said against its answer.
pub(super) async fn handovers(
    visit: &Visit,
    view: &LeadView,
    disputes: &[Dispute],
    zone: &TimeZone,
) -> Result<Vec<(String, Vec<String>)>, Fault> {
    let (lang, playbook) = (visit.lang, &view.book.playbook);
    let query = HandoverQuery { lead: Some(view.row.id), limit: HANDOVERS, ..HandoverQuery::default() };
    let all = visit.app.services.store.handovers(query).await?;
    let one = |it: &Handover| {
        let (number, at) = (it.number, when(it.offered_at, zone));
        let title = say!(lang, en = "Hand-over {number}, offered {at}", tr = "{number}. devir, {at} tarihinde sunuldu");
        let mut lines = answered(it, playbook, zone, lang);
        let own = disputes.iter().filter(|dispute| dispute.number == it.number);
        lines.extend(own.flat_map(|it| alignment::lines(it, playbook, lang)));
        (title, lines)
    };
    Ok(all.iter().map(one).collect())
}

/// What became of one, in sentences.
fn answered(it: &Handover, playbook: &Playbook, zone: &TimeZone, lang: Lang) -> Vec<String> {
    let state = OfferState::from_id(&it.state).map_or_else(|| it.state.clone(), |it| it.name().get(lang).to_owned());
    let mut lines = vec![say!(lang, en = "State: {state}.", tr = "Durum: {state}.")];
    if it.attempts > 1 {
        let attempts = it.attempts;
        lines.push(say!(lang, en = "Offered {attempts} times.", tr = "{attempts} kez sunuldu."));
    }
    if let (Some(at), Some(by)) = (it.answered_at, &it.answered_by) {
        let at = when(at, zone);
        lines.push(say!(lang, en = "Answered by {by}, {at}.", tr = "Yanıtlayan: {by}, {at}."));
    }
    if let Some(reason) = &it.reason {
        let reason = Speaker { playbook, lang }.reason(reason);
        lines.push(say!(lang, en = "Reason: {reason}.", tr = "Gerekçe: {reason}."));
    }
    if let Some(at) = it.contact_at {
        let at = when(at, zone);
        lines.push(match (it.contact_late, it.contact_told_late) {
            (true, _) => say!(lang, en = "First contact {at}: late.", tr = "İlk temas {at}: geç."),
            (_, true) => say!(
                lang,
                en = "First contact {at}: in time, told late.",
                tr = "İlk temas {at}: zamanında, geç bildirildi."
            ),
            _ => say!(lang, en = "First contact {at}: in time.", tr = "İlk temas {at}: zamanında."),
        });
    } else if let Some(at) = it.late_at {
        let at = when(at, zone);
        lines.push(say!(lang, en = "The first contact was due {at}.", tr = "İlk temasın son tarihi {at} idi."));
    }
    lines
}

/// Records that may be of the same person; nothing for whom names or addresses are hidden.
pub(super) async fn likely(
    visit: &Visit,
    offers: &Offers<'_>,
    view: &LeadView,
    person: &PersonView,
    hidden: (bool, bool),
) -> Result<Vec<Likely>, Fault> {
    if hidden != (false, false) {
        return Ok(Vec::new());
    }
    let (lang, id) = (visit.lang, view.row.id);
    let found = visit.app.services.likely_same(&view.row, person).await?;
    let merges = offers.user.profile.role >= Role::Manager;
    let shown = found.into_iter().map(|it| {
        let other = it.row.id;
        let merge = merges.then(|| ActForm {
            to: format!("/leads/{id}/merge"),
            hidden: vec![("other".into(), other.to_string())],
            title: say!(lang, en = "Merge it into this one", tr = "Bu kayda birleştir"),
            weight: Weight::Plain,
            ..ActForm::default()
        });
        let company = it.row.account_name.clone().map(|it| format!(", {it}")).unwrap_or_default();
        let address = it.row.email.clone().map(|it| format!(" <{it}>")).unwrap_or_default();
        Likely {
            name: format!("{}{company}{address}", said::name(&it.row, hidden)),
            link: format!("/leads/{other}"),
            why: it.why.iter().map(|it| it.text().get(lang).to_owned()).collect(),
            merge,
        }
    });
    Ok(shown.collect())
}
