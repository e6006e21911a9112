//! How hand-overs fare: asked for, and told to people and programs.

use super::Services;
use super::names::Names;
use kopru_engine::acceptance::{Outcomes, Verdict};
use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};
use kopru_portal::tables::{Cell, Table};
use kopru_portal::words::{interval, percent, share, span};
use kopru_store::Result;
use kopru_store::report::acceptance::{Acceptance, Cause, Disputes, FEW};
use kopru_store::report::contacts::Contacts;
use kopru_store::report::judged::Judged;
use serde_json::{Value, json};

impl Services {
    /// How hand-overs fared that were offered in the last so many days.
    ///
    /// # Errors
    /// As [`kopru_store::Store::acceptance`] says.
    pub async fn acceptance(&self, days: i64) -> Result<Acceptance> {
        self.store.acceptance(days).await
    }

    /// How the rate was judged at the beginning of each of the last weeks.
    ///
    /// # Errors
    /// As [`kopru_store::Store::judgements`] says.
    pub async fn judgements(&self, days: i64) -> Result<Vec<Judged>> {
        self.store.judgements(days).await
    }
}

/// What the rate says, as a sentence.
pub fn verdict(it: &Acceptance) -> Both {
    let rate = it.outcomes.rate();
    let (part, of, sample) = (rate.part, rate.of, it.min_sample);
    let said = |lang| rate.millionths().map_or_else(|| "–".to_owned(), |share| percent(share, lang));
    let (en, tr) = (said(Lang::En), said(Lang::Tr));
    let (want_en, want_tr) = (percent(it.target, Lang::En), percent(it.target, Lang::Tr));
    match it.verdict {
        Verdict::TooFew => both!(
            en = "{part} of {of}: too few to judge; {sample} must be decided",
            tr = "{of} devirden {part} kabul: değerlendirmek için çok az; {sample} devir sonuçlanmalı"
        ),
        Verdict::OnTarget => both!(
            en = "{part} of {of} accepted ({en}): the target is {want_en}",
            tr = "{of} devirden {part} kabul ({tr}): hedef {want_tr}"
        ),
        Verdict::BelowTarget => both!(
            en = "{part} of {of} accepted ({en}): below the target of {want_en}; this may be chance",
            tr = "{of} devirden {part} kabul ({tr}): {want_tr} hedefinin altında; rastlantı olabilir"
        ),
        Verdict::Alarm => both!(
            en = "Alarm: {part} of {of} accepted ({en}), below the target of {want_en}, and hardly by chance",
            tr = "Alarm: {of} devirden {part} kabul ({tr}), {want_tr} hedefinin altında ve rastlantı olması zor"
        ),
    }
}

/// How sure the rate is; nothing where nothing is decided.
pub fn sure(it: &Acceptance, lang: Lang) -> Option<String> {
    let rate = it.outcomes.rate();
    let between = interval(rate, lang);
    (rate.of > 0).then(|| {
        kopru_engine::say!(
            lang,
            en = "With 95 % confidence the true rate lies within {between}.",
            tr = "Gerçek oran %95 güvenle {between} aralığında."
        )
    })
}

/// The judgements of weeks for people, the newest first: the rate over the 90 days before, what it says, and what both teams
/// were told then.
pub fn judged(all: &[Judged], lang: Lang) -> Table {
    let head = vec![
        (kopru_engine::say!(lang, en = "Week from", tr = "Haftanın başı"), false),
        (kopru_engine::say!(lang, en = "rate", tr = "oran"), true),
        (kopru_engine::say!(lang, en = "with 95 % confidence", tr = "%95 güvenle"), true),
        (kopru_engine::say!(lang, en = "what it says", tr = "ne diyor"), false),
        (kopru_engine::say!(lang, en = "clearest cause", tr = "en belirgin neden"), false),
        (kopru_engine::say!(lang, en = "told", tr = "bildirildi"), false),
    ];
    let rows = all.iter().rev().map(|it| {
        let rate = it.outcomes.rate();
        let cause = it.cause.as_ref().map(|(dimension, value)| what_name(dimension, value.as_deref(), lang));
        let told = if it.told { kopru_engine::say!(lang, en = "both teams", tr = "iki ekibe") } else { String::new() };
        vec![
            Cell::from(it.week.to_string()),
            Cell::from(share(rate, FEW, lang)),
            Cell::from(interval(rate, lang)),
            Cell::from(it.verdict.name().get(lang).to_owned()),
            Cell::from(cause.unwrap_or_default()),
            Cell::from(told),
        ]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

/// What a judgement tells, as a program reads it.
pub fn judged_json(it: &Judged) -> Value {
    let mut all = outcomes_json(&it.outcomes);
    all["week"] = it.week.to_string().into();
    all["at"] = it.at.to_string().into();
    all["target"] = it.target.into();
    all["verdict"] = it.verdict.id().into();
    all["cause"] =
        it.cause.as_ref().map_or(Value::Null, |(dimension, value)| json!({ "dimension": dimension, "value": value }));
    all["told"] = it.told.into();
    all
}

/// How the verdict looks on a page.
pub fn look(it: Verdict) -> &'static str {
    match it {
        Verdict::OnTarget => "good",
        Verdict::Alarm => "poor",
        Verdict::BelowTarget => "warn",
        Verdict::TooFew => "",
    }
}

/// What a cause is about: `source: fair`. `names`: what people who work here are called.
pub fn cause_name(it: &Cause, names: &Names, lang: Lang) -> String {
    let value = it.value.as_deref().map(|it_is| if it.dimension == "rep" { names.of(it_is) } else { it_is });
    what_name(it.dimension, value, lang)
}

/// What a dimension and a value are called together.
pub fn what_name(dimension: &str, value: Option<&str>, lang: Lang) -> String {
    let dimension = match dimension {
        "source" => both!(en = "source", tr = "kaynak"),
        "persona" => both!(en = "persona", tr = "persona"),
        "grade" => both!(en = "grade", tr = "uygunluk notu"),
        "band" => both!(en = "engagement", tr = "etkileşim"),
        "rule" => both!(en = "rule", tr = "kural"),
        _ => both!(en = "rep", tr = "satış temsilcisi"),
    };
    let unknown = both!(en = "not known", tr = "bilinmiyor");
    format!("{}: {}", dimension.get(lang), value.unwrap_or(unknown.get(lang)))
}

/// What both teams said of answers afterwards; nothing where nothing was disputed.
pub fn disputes(it: &Acceptance, lang: Lang) -> Option<String> {
    let Disputes { open, wrong_refusals, wrong_acceptances } = it.disputes;
    (it.disputes != Disputes::default()).then(|| {
        kopru_engine::say!(
            lang,
            en = "Disputed: {open} are open; both teams say that {wrong_refusals} of the refusals and {wrong_acceptances} of the acceptances were wrong. The rate stays as sales answered.",
            tr = "İtiraz: {open} tanesi açık; iki ekip de retlerden {wrong_refusals}, kabullerden {wrong_acceptances} tanesinin yanlış olduğunu söylüyor. Oran, satışın yanıtladığı gibi kalır."
        )
    })
}

/// How the first contacts were made, as sentences.
pub fn contacts(it: &Acceptance, lang: Lang) -> Vec<String> {
    let contacts = &it.contacts;
    let (in_time, late, missed, running) = (contacts.in_time, contacts.late, contacts.missed, contacts.running);
    let told_late = contacts.told_late;
    let mut all = vec![kopru_engine::say!(
        lang,
        en = "First contact: {in_time} in time, {late} too late, {missed} late and not made, {running} not due yet.",
        tr = "İlk temas: {in_time} zamanında, {late} geç, {missed} gecikmiş ve yapılmamış, {running} henüz süresi dolmamış."
    )];
    if told_late > 0 {
        all.push(kopru_engine::say!(
            lang,
            en = "Of those in time {told_late} were told only after the time had run out.",
            tr = "Zamanında yapılanların {told_late} tanesi süre dolduktan sonra bildirildi."
        ));
    }
    all.extend(contact_time(it, lang));
    all
}

/// How soon half of the first contacts were made; nothing while none was.
pub fn contact_time(it: &Acceptance, lang: Lang) -> Option<String> {
    let median = span(it.contacts.median_secs?, lang);
    Some(kopru_engine::say!(
        lang,
        en = "Half of the contacts were made within {median} of the acceptance.",
        tr = "Temasların yarısı kabulden sonra {median} içinde kuruldu."
    ))
}

/// The report as the API answers it.
pub fn as_json(it: &Acceptance, judged: &[Judged], lang: Lang) -> Value {
    let weeks = it.weeks.iter().map(|(begin, outcomes)| {
        let mut week = outcomes_json(outcomes);
        week["from"] = begin.to_string().into();
        week
    });
    json!({
        "as_of": it.as_of.to_string(), "lang": lang.tag(), "days": it.days, "target": it.target,
        "min_sample": it.min_sample, "outcomes": outcomes_json(&it.outcomes), "verdict": it.verdict.id(),
        "sentence": verdict(it).get(lang), "weeks": weeks.collect::<Vec<_>>(),
        "judged": judged.iter().map(judged_json).collect::<Vec<_>>(),
        "causes": it.causes.iter().map(cause_json).collect::<Vec<_>>(),
        "reasons": it.reasons.iter().map(|(id, count)| json!({ "reason": id, "refused": count })).collect::<Vec<_>>(),
        "contacts": contacts_json(&it.contacts),
        "disputes": {
            "open": it.disputes.open, "wrong_refusals": it.disputes.wrong_refusals,
            "wrong_acceptances": it.disputes.wrong_acceptances,
        },
        "reps": it.reps.iter().map(|(rep, contacts)| {
            let mut of = contacts_json(contacts);
            of["rep"] = rep.as_str().into();
            of
        }).collect::<Vec<_>>(),
    })
}

pub(super) fn contacts_json(it: &Contacts) -> Value {
    json!({
        "in_time": it.in_time, "told_late": it.told_late, "late": it.late, "missed": it.missed,
        "running": it.running, "median_secs": it.median_secs, "p90_secs": it.p90_secs,
    })
}

fn outcomes_json(it: &Outcomes) -> Value {
    let (rate, interval) = (it.rate(), it.rate().interval());
    json!({
        "accepted": it.accepted, "refused": it.refused, "expired": it.expired, "returned": it.returned,
        "withdrawn": it.withdrawn, "open": it.open, "rate": rate.millionths(),
        "low": interval.map(|it| it.0), "high": interval.map(|it| it.1),
    })
}

fn cause_json(it: &Cause) -> Value {
    let whole = |millionths: i128| i64::try_from(millionths).unwrap_or(i64::MAX);
    json!({
        "dimension": it.dimension, "value": it.value, "outcomes": outcomes_json(&it.outcomes),
        "missing": whole(it.missing), "share": it.share, "behind": it.behind.map(whole),
        "clear": it.clear,
    })
}
