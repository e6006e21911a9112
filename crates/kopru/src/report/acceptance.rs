//! Acceptance for people.

use super::parts::text;
use crate::output::{columns, heading};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::tables::Part;
use kopru_portal::words::{interval, percent, share, span};
use kopru_server::service::acceptance::{cause_name, contacts, disputes, judged, sure, verdict};
use kopru_server::service::names::Names;
use kopru_store::report::acceptance::{Acceptance, FEW};
use kopru_store::report::judged::Judged;

/// Causes that are shown.
const CAUSES: usize = 12;
/// People that are shown.
const REPS: usize = 20;

pub(super) fn whole(
    it: &Acceptance,
    weeks: &[Judged],
    reason: impl Fn(&str) -> String,
    (names, lang): (&Names, Lang),
) -> String {
    let (days, offered) = (it.days, it.outcomes.offered());
    let mut out = say!(
        lang,
        en = "Hand-overs offered in the last {days} days: {offered}.\n",
        tr = "Son {days} günde sunulan devirler: {offered}.\n"
    );
    out.push_str(verdict(it).get(lang));
    out.push_str(".\n");
    out.extend(sure(it, lang).map(|line| format!("{line}\n")));
    let (expired, returned) = (it.outcomes.expired, it.outcomes.returned);
    let (withdrawn, open) = (it.outcomes.withdrawn, it.outcomes.open);
    out.push_str(&say!(
        lang,
        en = "Not decided: {open} open, {returned} returned for information, {expired} expired, {withdrawn} withdrawn.\n",
        tr = "Sonuçlanmamış: {open} açık, {returned} ek bilgi bekliyor, {expired} süresi doldu, {withdrawn} geri çekildi.\n"
    ));
    out.extend(disputes(it, lang).map(|line| format!("{line}\n")));
    contacts(it, lang).iter().for_each(|line| out.push_str(&format!("{line}\n")));
    reps(&mut out, it, names, lang);
    reasons(&mut out, it, reason, lang);
    causes(&mut out, it, names, lang);
    if !weeks.is_empty() {
        let title = say!(lang, en = "Judged each week, over 90 days", tr = "Her hafta, 90 gün üzerinden değerlendirme");
        out.push_str(&text(&[Part::Heading(title), Part::Table(judged(weeks, lang))]));
    }
    out
}

fn reps(out: &mut String, it: &Acceptance, names: &Names, lang: Lang) {
    if it.reps.len() < 2 {
        return;
    }
    heading(out, &say!(lang, en = "First contact, by who accepted", tr = "Kabul edene göre ilk temas"));
    let mut rows = vec![vec![
        say!(lang, en = "who", tr = "kim"),
        say!(lang, en = "in time", tr = "zamanında"),
        say!(lang, en = "too late", tr = "geç"),
        say!(lang, en = "late, not made", tr = "gecikmiş"),
        say!(lang, en = "half within", tr = "yarısı"),
    ]];
    for (rep, contacts) in it.reps.iter().take(REPS) {
        let name = if rep.is_empty() {
            say!(lang, en = "(nobody named)", tr = "(adı yok)")
        } else {
            names.of(rep).to_owned()
        };
        rows.push(vec![
            name,
            contacts.in_time.to_string(),
            contacts.late.to_string(),
            contacts.missed.to_string(),
            contacts.median_secs.map_or_else(|| "–".to_owned(), |secs| span(secs, lang)),
        ]);
    }
    columns(out, &rows);
}

fn reasons(out: &mut String, it: &Acceptance, reason: impl Fn(&str) -> String, lang: Lang) {
    if it.reasons.is_empty() {
        return;
    }
    heading(out, &say!(lang, en = "Why sales refused", tr = "Satış neden reddetti"));
    let mut rows = vec![vec![say!(lang, en = "reason", tr = "neden"), say!(lang, en = "refused", tr = "reddedilen")]];
    rows.extend(it.reasons.iter().map(|(id, count)| vec![reason(id), count.to_string()]));
    columns(out, &rows);
}

fn causes(out: &mut String, it: &Acceptance, names: &Names, lang: Lang) {
    let found: Vec<_> = it.causes.iter().filter(|it| it.behind.is_some_and(|it| it > 0)).take(CAUSES).collect();
    if found.is_empty() {
        return;
    }
    heading(out, &say!(lang, en = "Where acceptances are missing", tr = "Kabuller nerede eksik"));
    let mut rows = vec![vec![
        say!(lang, en = "what", tr = "ne"),
        say!(lang, en = "accepted", tr = "kabul"),
        say!(lang, en = "with 95 % confidence", tr = "%95 güvenle"),
        say!(lang, en = "missing beside the others", tr = "diğerlerine göre eksik"),
        say!(lang, en = "share of the gap", tr = "açıktaki payı"),
        say!(lang, en = "hardly chance", tr = "rastlantı değil"),
    ]];
    for cause in found {
        let behind = cause.behind.unwrap_or_default() / 100_000;
        let mark = if lang == Lang::Tr { "," } else { "." };
        rows.push(vec![
            cause_name(cause, names, lang),
            share(cause.outcomes.rate(), FEW, lang),
            interval(cause.outcomes.rate(), lang),
            format!("{}{mark}{}", behind / 10, behind % 10),
            cause.share.map_or_else(|| "–".to_owned(), |share| percent(share, lang)),
            if cause.clear { say!(lang, en = "yes", tr = "evet") } else { "–".to_owned() },
        ]);
    }
    columns(out, &rows);
    out.push_str(&say!(
        lang,
        en = "The clearest cause stands first; each is seen without the hand-overs of those marked before it. Many values are compared: of those marked, one in twenty or so may be chance all the same.\n",
        tr = "En belirgin neden başta; her biri, kendisinden önce işaretlenenlerin devirleri çıkarılarak değerlendirilir. Çok sayıda değer karşılaştırılıyor: işaretlenenlerin yaklaşık yirmide biri yine de rastlantı olabilir.\n"
    ));
}
