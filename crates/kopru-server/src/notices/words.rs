//! What notices say.

use super::{GIVEN, LATE, NOBODY, RATE, REFUSED, RETURNED, SUGGESTED, UNANSWERED, WARNED};
use crate::service::acceptance::what_name;
use crate::service::disputes::{DENIED, DISPUTED, SETTLED};
use crate::service::proposals;
use kopru_engine::acceptance::Verdict;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::lead::ClockKind;
use kopru_engine::playbook::Playbook;
use kopru_engine::share::Share;
use kopru_engine::trace::Speaker;
use kopru_engine::{both, say};
use kopru_portal::words::{percent, share};
use kopru_store::notices::{CALLED, Notice};

/// A notice as a sentence: what about the lead of this name.
pub fn sentence(it: &Notice, name: &str, playbook: &Playbook, lang: Lang) -> String {
    let text = |key: &str| it.detail[key].as_str().unwrap_or_default().to_owned();
    let by = text("by");
    let clock = ClockKind::from_id(&text("clock")).map_or_else(|| Both::same(""), ClockKind::name);
    let clock = clock.get(lang);
    match it.kind.as_str() {
        CALLED => say!(lang, en = "{by} calls you about {name}.", tr = "{by}, {name} hakkında size yazdı."),
        GIVEN => say!(lang, en = "{name} is given to you.", tr = "{name} size verildi."),
        WARNED => say!(lang, en = "Due soon: {clock}, {name}.", tr = "Süresi yaklaşıyor: {clock}, {name}."),
        LATE => say!(lang, en = "Late: {clock}, {name}.", tr = "Gecikti: {clock}, {name}."),
        REFUSED => {
            let reason = Speaker { playbook, lang }.reason(&text("reason"));
            say!(lang, en = "{by} refused {name}: {reason}.", tr = "{by}, {name} adlı adayı reddetti: {reason}.")
        }
        RETURNED => {
            say!(lang, en = "{by} needs to know more about {name}.", tr = "{by}, {name} hakkında ek bilgi istiyor.")
        }
        RATE => rate(it, lang),
        UNANSWERED => say!(
            lang,
            en = "Nobody answered the hand-over of {name}.",
            tr = "{name} adlı adayın devrini kimse yanıtlamadı."
        ),
        NOBODY => say!(lang, en = "Routing found nobody for {name}.", tr = "{name} için kimse bulunamadı."),
        SUGGESTED => say!(
            lang,
            en = "{name}: a rule suggests something; you decide.",
            tr = "{name}: bir kural öneride bulunuyor; karar sizin."
        ),
        DISPUTED => say!(
            lang,
            en = "{by} disputes how {name} was answered.",
            tr = "{by}, {name} adlı adayın devrine verilen yanıta itiraz etti."
        ),
        DENIED => say!(
            lang,
            en = "{by} says that the answer about {name} was right.",
            tr = "{by}, {name} adlı aday için verilen yanıtın doğru olduğunu söylüyor."
        ),
        SETTLED => say!(
            lang,
            en = "The disagreement about {name} is settled.",
            tr = "{name} adlı aday hakkındaki anlaşmazlık çözüldü."
        ),
        proposals::SIGNED => {
            let title = text("title");
            say!(
                lang,
                en = "{by} signed a change of the agreement, and asks you to: {title}",
                tr = "{by} bir anlaşma değişikliğini imzaladı, sizden de imza bekliyor: {title}"
            )
        }
        proposals::PUBLISHED => {
            let title = text("title");
            say!(lang, en = "The agreement is changed: {title}", tr = "Anlaşma değişti: {title}")
        }
        _ => name.to_owned(),
    }
}

/// The rate of acceptance, with what carries the gap.
fn rate(it: &Notice, lang: Lang) -> String {
    let number = |key: &str| it.detail[key].as_u64().unwrap_or_default();
    let rate = Share::new(number("accepted"), number("decided"));
    let (part, of) = (rate.part, rate.of);
    let said = share(rate, 1, lang);
    let target = percent(it.detail["target"].as_i64().unwrap_or_default(), lang);
    let mut text = match it.detail["verdict"] == Verdict::Alarm.id() {
        true => say!(
            lang,
            en = "Alarm: sales accepts {part} of {of} hand-overs ({said}); the target is {target}, and this is hardly chance.",
            tr = "Alarm: satış {of} devirden {part} tanesini kabul ediyor ({said}); hedef {target}, bunun rastlantı olması zor."
        ),
        false => say!(
            lang,
            en = "Sales accepts {part} of {of} hand-overs ({said}): below the target of {target}.",
            tr = "Satış {of} devirden {part} tanesini kabul ediyor ({said}): hedef {target}."
        ),
    };
    if let Some(dimension) = it.detail["dimension"].as_str() {
        let cause = what_name(dimension, it.detail["value"].as_str(), lang);
        text.push(' ');
        text.push_str(&say!(lang, en = "Clearest cause: {cause}.", tr = "En belirgin neden: {cause}."));
    }
    text
}

/// The company that a notice is about.
pub fn account(it: &Notice) -> Option<kopru_store::Id> {
    it.detail["account"].as_str().and_then(kopru_store::Id::parse)
}

/// Where a notice leads, within the portal.
pub fn link(it: &Notice) -> String {
    match (it.kind.as_str(), it.lead) {
        (RATE, _) => "/reports/acceptance".to_owned(),
        (DISPUTED | DENIED | SETTLED, _) => "/alignment".to_owned(),
        (proposals::SIGNED | proposals::PUBLISHED, _) => format!("/playbook/changes/{}", it.id),
        (CALLED, Some(lead)) => format!("/leads/{lead}#thread"),
        (CALLED, None) => format!("/accounts/{}#thread", it.detail["account"].as_str().unwrap_or_default()),
        (_, Some(lead)) => format!("/leads/{lead}"),
        (_, None) => "/today".to_owned(),
    }
}

/// When somebody is told by mail, as people choose it.
pub fn mailed(it: kopru_store::notices::Mailed) -> Both {
    use kopru_store::notices::Mailed;
    match it {
        Mailed::AtOnce => both!(en = "at once, and a digest each working day", tr = "anında ve her iş günü bir özet"),
        Mailed::Daily => both!(en = "a digest each working day", tr = "her iş günü bir özet"),
        Mailed::Never => both!(en = "never", tr = "hiçbir zaman"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notices;
    use kopru_store::Id;
    use serde_json::json;

    #[test]
    fn a_rate_of_acceptance_is_told_with_its_cause_and_without_one() {
        let detail = json!({ "verdict": "below_target", "accepted": 42, "decided": 48, "target": 900_000, "dimension": null, "value": null });
        let at = kopru_engine::time::Moment::from_secs(0);
        let mut it = Notice {
            user: "ayse".into(),
            id: Id([1; 16]),
            kind: RATE.to_owned(),
            at,
            lead: None,
            detail,
            seen_at: None,
            failures: 0,
            error: None,
        };
        assert_eq!(rate(&it, Lang::En), "Sales accepts 42 of 48 hand-overs (87.5 %): below the target of 90.0 %.");
        it.detail["dimension"] = "rule".into();
        it.detail["value"] = "chat".into();
        assert!(rate(&it, Lang::Tr).ends_with("hedef %90,0. En belirgin neden: kural: chat."));
        assert_eq!(link(&it), "/reports/acceptance");
    }

    #[test]
    fn every_kind_of_notice_is_told_in_both_languages_and_leads_somewhere() {
        let source = "format = 1\nname = \"Small\"\nfacts = { seen = {} }\n[[stage]]\nid = \"lead\"\nname = \"Lead\"\nparked = true\nqueue = \"all\"\n";
        let playbook = Playbook::check(source, &std::collections::BTreeMap::new()).playbook.expect("a playbook");
        let kinds = [
            CALLED,
            notices::GIVEN,
            notices::WARNED,
            notices::LATE,
            notices::REFUSED,
            notices::RETURNED,
            notices::UNANSWERED,
            notices::NOBODY,
            notices::SUGGESTED,
            DISPUTED,
            DENIED,
            SETTLED,
            proposals::SIGNED,
            proposals::PUBLISHED,
        ];
        let mut told = std::collections::BTreeSet::new();
        for kind in kinds {
            let it = Notice {
                user: "ayse".into(),
                id: Id([1; 16]),
                kind: kind.to_owned(),
                at: kopru_engine::time::Moment::from_secs(0),
                lead: Some(Id([2; 16])),
                detail: json!({ "by": "mia", "clock": "contact", "reason": "not-ready", "title": "Ada" }),
                seen_at: None,
                failures: 0,
                error: None,
            };
            let both = Lang::ALL.map(|lang| sentence(&it, "Ada", &playbook, lang));
            assert!(both[0] != both[1] && both.iter().all(|it| it.contains("Ada") && it.len() > 5), "{kind}: {both:?}");
            assert!(told.insert(both[0].clone()), "{kind} says what another one says");
            let ours = ["/leads/", "/alignment", "/playbook/changes/"];
            assert!(ours.iter().any(|it_is| link(&it).starts_with(it_is)));
        }
    }
}
