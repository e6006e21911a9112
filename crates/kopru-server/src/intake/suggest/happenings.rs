//! Stages that a file reports, and things that happened: columns of dates and of stages.

use super::plan::{Happened, Reported, ReportedWhat, Study};
use super::profile::is_yes;
use super::vocabulary::{Concept, DATE_WORDS, readings, stage};
use kopru_engine::both;
use kopru_engine::letters::words;
use kopru_engine::playbook::{Playbook, Stage};

/// Values of a column of stages that are looked at.
const VALUES_MAX: usize = 60;

/// What HubSpot and others call facts that playbooks name otherwise: a word of the fact's id, a word of the column.
const FACT_WORDS: [(&str, &str); 8] = [
    ("form", "conversion"),
    ("form", "submission"),
    ("form", "formu"),
    ("meeting", "toplanti"),
    ("meeting", "gorusme"),
    ("trial", "deneme"),
    ("webinar", "seminer"),
    ("demo", "tanitim"),
];

/// The stages that rows report.
pub(super) fn reported(study: &Study<'_>, playbook: &Playbook) -> Vec<Reported> {
    let mut out = Vec::new();
    for at in study.usable().filter(|at| study.is_date(*at)) {
        let named = readings(&study.column(at).name).iter().find_map(|reading| dated_stage(reading));
        if let Some(found) = named.and_then(|name| of_playbook(playbook, name)) {
            let why = both!(
                en = "the column's name says which stage was reached when",
                tr = "sütunun adı hangi aşamaya ne zaman ulaşıldığını söylüyor"
            );
            out.push(Reported { what: ReportedWhat::Stage(found.id.to_string()), at: Some(at), why });
        }
    }
    out.sort_by_key(|it| match &it.what {
        ReportedWhat::Stage(id) => playbook.stages.iter().position(|stage| &*stage.id == id.as_str()),
        _ => None,
    });
    out.extend(study.about(Concept::Stage).find_map(|at| by_value(study, playbook, at)));
    if let Some(won) = playbook.by.won.and_then(|at| playbook.stages.get(usize::from(at))) {
        let flag = |concept| study.about(concept).find(|at| study.profiles[*at].bools);
        let told = [Concept::Won, Concept::Converted].into_iter();
        out.extend(told.filter_map(flag).find_map(|column| by_flag(study, won, column)));
    }
    out
}

/// The stage that a name such as `became a marketing qualified lead date` or `mql tarihi` tells.
fn dated_stage(reading: &str) -> Option<&'static str> {
    let says_date = reading.split(' ').any(|word| DATE_WORDS.contains(&word));
    let rest: Vec<&str> = reading
        .split(' ')
        .filter(|word| {
            !DATE_WORDS.contains(word)
                && !matches!(*word, "lifecyclestage" | "lifecycle" | "stage" | "hs" | "asamasi" | "olma")
        })
        .collect();
    if says_date { stage(&rest.join(" ")) } else { None }
}

/// The playbook's stage for one of our words: by its id or name, else by what it means.
fn of_playbook<'p>(playbook: &'p Playbook, word: &str) -> Option<&'p Stage> {
    let called = |it: &&Stage| [&*it.id, &it.name.en, &it.name.tr].into_iter().any(|text| stage(text) == Some(word));
    playbook.stages.iter().find(called).or_else(|| {
        let by = match word {
            "sal" => playbook.by.acceptance,
            "sql" => playbook.by.qualification,
            "opportunity" => playbook.by.conversation,
            "customer" => playbook.by.won,
            _ => None,
        };
        playbook.stages.get(usize::from(by?))
    })
}

/// The stages that a column names in its values.
pub(super) fn by_value(study: &Study<'_>, playbook: &Playbook, at: usize) -> Option<Reported> {
    let (mut values, mut others) = (Vec::new(), Vec::new());
    for (value, _) in study.column(at).values.iter().take(VALUES_MAX) {
        let own = playbook.stages.iter().find(|it| {
            [&*it.id, &it.name.en, &it.name.tr].into_iter().any(|text| words(text).concat() == words(value).concat())
        });
        match own.or_else(|| of_playbook(playbook, stage(value)?)) {
            Some(stage) => values.push((value.clone(), stage.id.to_string())),
            None => others.push(value.clone()),
        }
    }
    let why = both!(en = "its values name stages", tr = "değerleri aşama adları");
    (!values.is_empty()).then_some(Reported { what: ReportedWhat::Column(at, values, others), at: None, why })
}

/// Customers won, as a column says with yes and no.
pub(super) fn by_flag(study: &Study<'_>, won: &Stage, column: usize) -> Option<Reported> {
    let yes: Vec<String> =
        study.column(column).values.iter().map(|it| it.0.clone()).filter(|value| is_yes(value)).collect();
    if yes.is_empty() {
        return None;
    }
    let closed = ["close date", "closedate", "closed date", "closed at", "kapanis tarihi"];
    let at = study
        .usable()
        .filter(|at| study.is_date(*at))
        .find(|at| readings(&study.column(*at).name).iter().any(|it| closed.contains(&it.as_str())));
    let why = both!(
        en = "CHECK: yes in this column is taken for a won customer",
        tr = "KONTROL EDİN: bu sütundaki evet, kazanılmış müşteri sayıldı"
    );
    Some(Reported { what: ReportedWhat::If(won.id.to_string(), column, yes), at, why })
}

/// Facts of the playbook that a column of dates tells. Columns in `taken` report stages already.
pub(super) fn facts(study: &Study<'_>, playbook: &Playbook, taken: &[usize]) -> Vec<Happened> {
    let mut out: Vec<Happened> = Vec::new();
    for kind in playbook.fact_types.iter().filter(|kind| kind.builtin.is_none()) {
        let id = words(&kind.id);
        let spoken: Vec<Vec<String>> = vec![id, words(&kind.label.en), words(&kind.label.tr)];
        let column = study
            .usable()
            .filter(|at| study.is_date(*at) && !taken.contains(at) && !out.iter().any(|it| it.at == *at))
            .find(|at| readings(&study.column(*at).name).iter().any(|reading| tells(reading, &spoken)));
        if let Some(at) = column {
            let why = both!(en = "the column's name tells this fact", tr = "sütunun adı bu olguyu söylüyor");
            out.push(Happened { kind: kind.id.to_string(), at, why });
        }
    }
    out
}

/// Whether every word of a column's name that is not about dates is a word of the fact, the first of them a first word.
fn tells(reading: &str, spoken: &[Vec<String>]) -> bool {
    let content: Vec<&str> = reading.split(' ').filter(|word| !DATE_WORDS.contains(word)).collect();
    let like = |column: &str, fact: &str| {
        let (short, long) = if column.len() < fact.len() { (column, fact) } else { (fact, column) };
        let alike = column == fact || short.chars().count() >= 4 && long.starts_with(short.get(..4).unwrap_or(short));
        alike || FACT_WORDS.iter().any(|(of_fact, of_column)| *of_fact == fact && *of_column == column)
    };
    let Some(first) = content.first() else { return false };
    spoken.iter().filter_map(|words| words.first()).any(|word| like(first, word))
        && content.iter().all(|word| spoken.iter().flatten().any(|fact| like(word, fact)))
}
