//! A trial for people.

use crate::output::{columns, heading};
use kopru_engine::lang::Lang;
use kopru_engine::playbook::DISPOSITIONS;
use kopru_engine::say;
use kopru_engine::trace::band;
use kopru_server::trial::{LeadReport, Report, Trial};

/// Which leads are shown.
pub(super) enum Shown<'a> {
    /// The one with this key.
    One(&'a str),
    /// All.
    All,
    /// So many, those worth most first.
    Highest(usize),
}

/// Refused rows that are shown before the rest is only counted.
const REFUSED_SHOWN_MAX: usize = 50;

/// The whole trial as text.
pub(super) fn whole(trial: &Trial<'_>, report: &Report, shown: Shown<'_>, lang: Lang) -> String {
    let mut out = String::new();
    let leads: Vec<&LeadReport> = match shown {
        Shown::One(key) => report.leads.iter().filter(|it| it.key == key).collect(),
        Shown::All => report.leads.iter().collect(),
        Shown::Highest(count) => report.leads.iter().take(count).collect(),
    };
    if !matches!(shown, Shown::One(_)) {
        head(&mut out, trial, report, lang);
        counts(&mut out, report, lang);
        refused(&mut out, trial, lang);
        let (all, here) = (report.leads.len(), leads.len());
        let title = match here < all {
            true => say!(lang, en = "The {here} highest of {all} leads", tr = "{all} adaydan en yüksek {here} tanesi"),
            false => say!(lang, en = "Leads", tr = "Adaylar"),
        };
        heading(&mut out, &title);
    }
    let whole = matches!(shown, Shown::One(_));
    for it in leads {
        lead(&mut out, it, whole, lang);
    }
    out
}

fn head(out: &mut String, trial: &Trial<'_>, report: &Report, lang: Lang) {
    let playbook = trial.world.playbook();
    let (name, version, at, count) = (playbook.name.get(lang), &playbook.version, trial.at, report.leads.len());
    out.push_str(&say!(
        lang,
        en = "{name}, version {version}. {count} leads, looked at on {at}.\n",
        tr = "{name}, sürüm {version}. {count} aday; bakılan an: {at}.\n"
    ));
    for it in &trial.files {
        let (file, rows, taken, refused) = (&it.file, it.counts.rows, it.counts.taken, it.counts.refused);
        let passed = it.counts.passed_over;
        out.push_str(&say!(
            lang,
            en = "{file}: {rows} rows, {taken} taken",
            tr = "{file}: {rows} satır, {taken} alındı"
        ));
        if passed > 0 {
            out.push_str(&say!(lang, en = ", {passed} passed over", tr = ", {passed} atlandı"));
        }
        if refused > 0 {
            out.push_str(&say!(lang, en = ", {refused} refused", tr = ", {refused} reddedildi"));
        }
        out.push('\n');
    }
    let repeated = trial.repeated;
    if repeated > 0 {
        out.push_str(&say!(
            lang,
            en = "{repeated} facts were given twice and count once.\n",
            tr = "{repeated} olgu iki kez verildi, bir kez sayıldı.\n"
        ));
    }
    let later = trial.later;
    if later > 0 {
        out.push_str(&say!(
            lang,
            en = "{later} facts came later and are left out.\n",
            tr = "{later} olgu bu andan sonra geldi, hesaba katılmadı.\n"
        ));
    }
    heading(out, &say!(lang, en = "Funnel: leads that reached a stage", tr = "Huni: bir aşamaya ulaşan adaylar"));
    let mut rows = vec![vec![
        say!(lang, en = "stage", tr = "aşama"),
        say!(lang, en = "decided", tr = "karar verilen"),
        say!(lang, en = "reported", tr = "bildirilen"),
    ]];
    rows.extend(report.funnel.iter().map(|it| vec![it.name.clone(), it.decided.to_string(), it.reported.to_string()]));
    columns(out, &rows);
}

fn counts(out: &mut String, report: &Report, lang: Lang) {
    heading(out, &say!(lang, en = "Leads by course", tr = "İzlenecek yola göre adaylar"));
    columns(
        out,
        &report.courses.iter().map(|(_, name, count)| vec![name.clone(), count.to_string()]).collect::<Vec<_>>(),
    );
    heading(out, &say!(lang, en = "Leads by disposition", tr = "Duruma göre adaylar"));
    columns(
        out,
        &report
            .dispositions
            .iter()
            .map(|(id, count)| vec![disposition(id, lang), count.to_string()])
            .collect::<Vec<_>>(),
    );
}

fn disposition(id: &str, lang: Lang) -> String {
    match DISPOSITIONS.iter().position(|known| *known == id) {
        Some(0) => say!(lang, en = "open", tr = "açık"),
        Some(1) => say!(lang, en = "recycled", tr = "geri kazanımda"),
        Some(2) => say!(lang, en = "disqualified", tr = "diskalifiye"),
        Some(3) => say!(lang, en = "won", tr = "kazanılan"),
        _ => say!(lang, en = "lost", tr = "kaybedilen"),
    }
}

fn refused(out: &mut String, trial: &Trial<'_>, lang: Lang) {
    if trial.refused.is_empty() {
        return;
    }
    heading(out, &say!(lang, en = "Refused rows", tr = "Reddedilen satırlar"));
    for it in trial.refused.iter().take(REFUSED_SHOWN_MAX) {
        out.push_str(&format!("{}:{}: {} [{}]\n", it.file, it.row.line, it.row.reason.get(lang), it.row.code));
    }
    let more = trial.refused.len().saturating_sub(REFUSED_SHOWN_MAX);
    if more > 0 {
        out.push_str(&say!(
            lang,
            en = "… and {more} more; --format json lists all\n",
            tr = "… ve {more} satır daha; --format json hepsini listeler\n"
        ));
    }
}

/// One lead; `whole`: also every rule that is still open.
fn lead(out: &mut String, it: &LeadReport, whole: bool, lang: Lang) {
    let before = || say!(lang, en = "before the first stage", tr = "ilk aşamadan önce");
    let stage = it.stage.as_ref().map_or_else(before, |(_, name)| name.clone());
    let account = it.account.as_ref().map(|it| format!(" · {it}")).unwrap_or_default();
    let (fit, grade) = it.fit;
    let (engagement, band) = (it.engagement.0, band_name(it.engagement.1, lang));
    let disposition = &it.disposition.1;
    out.push_str(&format!("\n● {}{account}\n", it.key));
    out.push_str(&say!(
        lang,
        en = "  {stage} · {disposition} · fit {fit} ({grade}) · engagement {engagement} ({band})\n",
        tr = "  {stage} · {disposition} · uygunluk {fit} ({grade}) · etkileşim {engagement} ({band})\n"
    ));
    let (_, course, because) = &it.course;
    let until = it.until.map(|until| format!(" ({})", until.day())).unwrap_or_default();
    out.push_str(&say!(
        lang,
        en = "  Course: {course}{until}, because: {because}\n",
        tr = "  İzlenecek yol: {course}{until}; çünkü: {because}\n"
    ));
    let queue = &it.queue;
    let closed = !matches!(it.disposition.0, "open" | "recycled");
    out.push_str(&match &it.owner {
        None if closed => String::new(),
        Some(owner) => say!(lang, en = "  Owner: {owner}\n", tr = "  Sorumlu: {owner}\n"),
        None => say!(lang, en = "  Queue: {queue}\n", tr = "  Kuyruk: {queue}\n"),
    });
    for step in &it.steps {
        out.push_str(&format!("  {}\n", step.title));
        for line in &step.lines {
            out.push_str(&format!("    {line}\n"));
        }
    }
    out.push_str(&say!(lang, en = "  Scores\n", tr = "  Puanlar\n"));
    for line in &it.scores {
        out.push_str(&format!("    {line}\n"));
    }
    let (count, missing) = (it.open.len(), it.missing.join(", "));
    if whole {
        it.open.iter().for_each(|line| out.push_str(&format!("    {line}\n")));
    } else if count > 0 {
        out.push_str(&say!(
            lang,
            en = "    open: {count} rules; what would settle them: {missing}\n",
            tr = "    açık: {count} kural; bilinirse kesinleşecek olanlar: {missing}\n"
        ));
    }
    out.push_str(&say!(lang, en = "  Decisions\n", tr = "  Kararlar\n"));
    for (at, cause, _, sentences) in &it.decisions {
        out.push_str(&format!("    {at} {cause}\n"));
        for sentence in sentences {
            out.push_str(&format!("      {sentence}\n"));
        }
    }
}

fn band_name(id: &str, lang: Lang) -> String {
    band(
        match id {
            "hot" => 0,
            "warm" => 1,
            "cool" => 2,
            _ => 3,
        },
        lang,
    )
}
