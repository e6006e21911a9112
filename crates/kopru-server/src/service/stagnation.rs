//! What lies still: asked for, and told to people and programs.

use super::Services;
use super::names::Names;
use super::sla::owner_cell;
use super::slices::Of;
use kopru_engine::lang::Lang;
use kopru_engine::{sales_aloud, say};
use kopru_portal::tables::{Cell, Part, Table};
use kopru_portal::words::{encode, span, whole};
use kopru_store::Result;
use kopru_store::leads::LeadRow;
use kopru_store::report::slice::{Counted, Part as Slot};
use kopru_store::report::stagnation::{StageAge, Stagnation};
use serde_json::{Value, json};

/// How the list of leads is asked for those before any stage.
pub const NO_STAGE: &str = "-";
/// Leads that are named to people; programs are told of more.
const SHOWN: usize = 20;

impl Services {
    /// What lies still at this moment.
    ///
    /// # Errors
    /// As [`kopru_store::Store::stagnation`] says.
    pub async fn stagnation(&self) -> Result<Stagnation> {
        self.store.stagnation().await
    }
}

/// Leads that have been at their stage for too long.
pub fn stuck(it: &Stagnation) -> u64 {
    it.stages.iter().map(|it| it.stuck).sum()
}

/// The report for people. `stage` names a stage by its id, `lead` a lead, `names` those who work here.
pub fn parts(
    it: &Stagnation,
    stage: impl Fn(&str) -> String,
    lead: impl Fn(&LeadRow) -> String,
    names: &Names,
    lang: Lang,
) -> Vec<Part> {
    let none = say!(lang, en = "(before any stage)", tr = "(henüz aşamasız)");
    let named = |id: Option<&str>| id.map_or_else(|| none.clone(), &stage);
    let class = if stuck(it) == 0 && it.adrift == 0 && it.gone.is_empty() { "good" } else { "warn" };
    let mut parts = vec![Part::Verdict(verdict(it, lang), class)];
    let more = warnings(it, names, lang);
    if !more.is_empty() {
        parts.push(Part::Lines(more));
    }
    parts.push(Part::Heading(say!(lang, en = "By stage", tr = "Aşamaya göre")));
    parts.push(Part::Table(stages(it, named, lang)));
    if !it.stuck.is_empty() {
        parts.push(Part::Heading(say!(
            lang,
            en = "Longest beyond what was agreed",
            tr = "Anlaşılan süreyi en çok aşanlar"
        )));
        parts.push(Part::Table(longest(it, named, lead, names, lang)));
    }
    let now = Of::now(Counted::Now, it.as_of);
    let leads = || (say!(lang, en = "leads", tr = "aday"), true);
    if !it.gone.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Owners who do not work here", tr = "Burada çalışmayan sorumlular")));
        let rows = it.gone.iter().map(|(owner, count)| {
            vec![owner_cell(owner, names, lang), now.cell(*count, &[(Slot::Owner, owner)], lang)]
        });
        let head = vec![(say!(lang, en = "Who", tr = "Kim"), false), leads()];
        parts.push(Part::Table(Table { head, rows: rows.collect(), empty: String::new() }));
    }
    if !it.unplanned.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Nothing planned", tr = "Planı olmayanlar")));
        parts.push(Part::Table(unplanned(it, names, lang)));
    }
    if !it.queues.is_empty() {
        parts.push(Part::Heading(say!(lang, en = "Waiting in queues", tr = "Kuyruklarda bekleyenler")));
        let rows = it.queues.iter().map(|(queue, count)| {
            let name = Cell::from(sales_aloud::queue_name(queue, lang));
            vec![name, now.cell(*count, &[(Slot::Queue, queue)], lang)]
        });
        let head = vec![(say!(lang, en = "Queue", tr = "Kuyruk"), false), leads()];
        parts.push(Part::Table(Table { head, rows: rows.collect(), empty: String::new() }));
    }
    parts
}

/// The most important thing, as a sentence.
pub fn verdict(it: &Stagnation, lang: Lang) -> String {
    let (stuck, open) = (stuck(it), it.stages.iter().map(|it| it.open).sum::<u64>());
    let (stuck_said, open) = (whole(stuck, lang), whole(open, lang));
    if stuck == 0 {
        return say!(
            lang,
            en = "None of {open} open leads has been at its stage for longer than agreed.",
            tr = "{open} açık adayın hiçbiri aşamasında anlaşılandan uzun kalmadı."
        );
    }
    say!(
        lang,
        en = "Longer at their stage than agreed: {stuck_said} of {open} open leads.",
        tr = "{open} açık adaydan {stuck_said} tanesi aşamasında anlaşılandan uzun kaldı."
    )
}

/// What is wrong beside that, as sentences.
pub fn warnings(it: &Stagnation, names: &Names, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if it.adrift > 0 {
        let adrift = it.adrift;
        lines.push(say!(
            lang,
            en = "{adrift} × an open lead that nothing will ever look at again: `kopru doctor` says more.",
            tr = "{adrift} × bir daha hiçbir şeyin bakmayacağı açık aday: ayrıntısı `kopru doctor` komutunda."
        ));
    }
    for (owner, count) in &it.gone {
        let owner = names.of(owner);
        lines.push(say!(
            lang,
            en = "{owner} does not work here and still owns {count} × an open lead.",
            tr = "{owner} burada çalışmıyor, ama hâlâ {count} açık adayın sorumlusu."
        ));
    }
    lines
}

fn stages(it: &Stagnation, named: impl Fn(Option<&str>) -> String, lang: Lang) -> Table {
    let head = vec![
        (say!(lang, en = "Stage", tr = "Aşama"), false),
        (say!(lang, en = "open leads", tr = "açık aday"), true),
        (say!(lang, en = "agreed at most", tr = "anlaşılan en uzun süre"), true),
        (say!(lang, en = "too long", tr = "çok uzun"), true),
        (say!(lang, en = "half have been there for", tr = "yarısının süresi"), true),
        (say!(lang, en = "the longest", tr = "en uzunu"), true),
    ];
    let time = |secs: Option<i64>| Cell::from(secs.map_or_else(|| "–".to_owned(), |secs| span(secs, lang)));
    let linked = |age: &StageAge, count: u64, more: &str| {
        let stage = encode(age.stage.as_deref().unwrap_or(NO_STAGE));
        match count {
            0 => Cell::from(whole(0, lang)),
            _ => Cell::link(whole(count, lang), format!("/leads?stage={stage}&disposition=open{more}")),
        }
    };
    let rows = it.stages.iter().map(|age| {
        let stuck = match age.max_age {
            Some(secs) => linked(age, age.stuck, &format!("&age={secs}")),
            None => Cell::from("–".to_owned()),
        };
        let (name, open) = (Cell::from(named(age.stage.as_deref())), linked(age, age.open, ""));
        vec![name, open, time(age.max_age), stuck, time(age.median_secs), time(age.oldest_secs)]
    });
    let empty = say!(lang, en = "There are no open leads.", tr = "Açık aday yok.");
    Table { head, rows: rows.collect(), empty }
}

fn longest(
    it: &Stagnation,
    named: impl Fn(Option<&str>) -> String,
    lead: impl Fn(&LeadRow) -> String,
    names: &Names,
    lang: Lang,
) -> Table {
    let head = vec![
        (say!(lang, en = "Lead", tr = "Aday"), false),
        (say!(lang, en = "stage", tr = "aşama"), false),
        (say!(lang, en = "with", tr = "kimde"), false),
        (say!(lang, en = "at its stage for", tr = "aşamada geçen süre"), true),
        (say!(lang, en = "too long by", tr = "aşım"), true),
    ];
    let rows = it.stuck.iter().take(SHOWN).map(|stuck| {
        let row = &stuck.row;
        let owner = row.owner.as_deref().map(|it| names.of(it).to_owned());
        let with = owner.unwrap_or_else(|| sales_aloud::queue_name(&row.queue, lang));
        vec![
            Cell::link(lead(row), format!("/leads/{}", row.id)),
            Cell::from(named(row.stage.as_deref())),
            Cell::from(with),
            Cell::from(span(stuck.age, lang)),
            Cell::from(span(stuck.beyond, lang)),
        ]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

fn unplanned(it: &Stagnation, names: &Names, lang: Lang) -> Table {
    let head = vec![
        (say!(lang, en = "Who", tr = "Kim"), false),
        (say!(lang, en = "without clock and next step", tr = "süresi ve sonraki adımı yok"), true),
        (say!(lang, en = "of", tr = "toplam"), true),
    ];
    let rows = it.unplanned.iter().map(|(owner, none, all)| {
        let of = Of::now(Counted::Now, it.as_of);
        let none = of.cell(*none, &[(Slot::Owner, owner), (Slot::Plan, "none")], lang);
        vec![owner_cell(owner, names, lang), none, of.cell(*all, &[(Slot::Owner, owner)], lang)]
    });
    Table { head, rows: rows.collect(), empty: String::new() }
}

/// The report as the API answers it.
pub fn as_json(it: &Stagnation, lang: Lang) -> Value {
    let stage = |it: &StageAge| {
        json!({
            "stage": it.stage, "max_age_secs": it.max_age, "open": it.open, "stuck": it.stuck,
            "median_secs": it.median_secs, "oldest_secs": it.oldest_secs,
        })
    };
    let count = |(name, count): &(String, u64)| (name.clone(), json!(count));
    json!({
        "as_of": it.as_of.to_string(), "lang": lang.tag(), "stages": it.stages.iter().map(stage).collect::<Vec<_>>(),
        "stuck": it.stuck.iter().map(|it| json!({
            "lead": it.row.id.to_string(), "stage": it.row.stage, "owner": it.row.owner, "queue": it.row.queue,
            "age_secs": it.age, "beyond_secs": it.beyond,
        })).collect::<Vec<_>>(),
        "unplanned": it.unplanned.iter().map(|(owner, none, all)| {
            (owner.clone(), json!({ "leads": all, "unplanned": none }))
        }).collect::<Value>(),
        "gone": it.gone.iter().map(count).collect::<Value>(),
        "queues": it.queues.iter().map(count).collect::<Value>(),
        "adrift": it.adrift, "sentence": verdict(it, lang),
    })
}
