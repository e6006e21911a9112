//! Every lead, by stage: counted above, listed below, filtered.

use crate::shell::{ActForm, Field, Shell, act, field, moment, shell};
use crate::today::{Due, Tag, tags};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub title: String,
    /// Stages with how many open leads stand there.
    pub stages: Vec<StageCount>,
    /// The filter.
    pub filter: Vec<Field>,
    /// Views that are kept: words, address, whether the list shows it.
    pub views: Vec<(String, String, bool)>,
    /// How the present filter is kept, or the present view removed.
    pub keep: Vec<ActForm>,
    /// The leads.
    pub leads: Vec<Row>,
    /// What can be done with several at once.
    pub bulk: Option<Bulk>,
    /// The next page.
    pub next: Option<String>,
    /// The same leads as a file.
    pub export: Option<String>,
    /// What is said of an empty list.
    pub empty: String,
}

/// What can be done with several leads at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// Where those that are ticked are sent.
    pub to: String,
    /// What is to be done.
    pub act: Field,
    /// The address of the list, to come back to.
    pub back: String,
    /// The same list with all of them ticked, or none.
    pub all: (String, String),
    /// Whether all are ticked.
    pub ticked: bool,
}

/// A stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageCount {
    /// Its name.
    pub name: String,
    /// How many.
    pub count: String,
    /// Who they are.
    pub link: String,
    /// Whether the list shows them.
    pub here: bool,
}

/// A lead in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// The name, or the address.
    pub name: String,
    /// The company.
    pub account: String,
    /// The lead's page.
    pub link: String,
    /// The stage, and the disposition where it is not open.
    pub stage: String,
    /// Grade and band.
    pub tags: Vec<Tag>,
    /// Scores of fit and engagement.
    pub scores: (String, String),
    /// The owner, or the queue.
    pub owner: String,
    /// What is due next.
    pub due: Option<Due>,
    /// Since when it is at its stage.
    pub since: String,
    /// Where it came from.
    pub source: String,
}

/// The page as HTML.
pub fn pipeline(it: &Pipeline) -> String {
    let lang = it.shell.lang;
    let head = |text: String| html! { th scope="col" { (text) } };
    let body = html! {
        div data-live {
            h1 { (it.title) }
            nav.stages aria-label=(say!(lang, en = "Stages", tr = "Aşamalar")) {
                @for stage in &it.stages {
                    a href=(stage.link) aria-current=[stage.here.then_some("true")] {
                        span.quiet { (stage.name) }
                        strong { (stage.count) }
                    }
                }
            }
            @if !it.views.is_empty() {
                nav.tabs aria-label=(say!(lang, en = "Views", tr = "Görünümler")) {
                    @for (words, to, here) in &it.views { a href=(to) aria-current=[here.then_some("page")] { (words) } }
                }
            }
            form.filter method="get" action="/leads" {
                @for part in &it.filter { (field(lang, part)) }
                button.plain type="submit" { (say!(lang, en = "Show", tr = "Göster")) }
                a href="/leads" { (say!(lang, en = "All", tr = "Tümü")) }
                @if let Some(to) = &it.export { a href=(to) download { "CSV" } }
            }
            @if !it.keep.is_empty() { div.acts { @for one in &it.keep { (act(lang, one)) } } }
            @if it.leads.is_empty() { section.card.empty { p { (it.empty) } } } @else {
                div.wide {
                    table.list {
                        thead {
                            tr {
                                @if it.bulk.is_some() { td {} }
                                (head(say!(lang, en = "Lead", tr = "Aday")))
                                (head(say!(lang, en = "Stage", tr = "Aşama")))
                                (head(say!(lang, en = "Fit", tr = "Uygunluk")))
                                (head(say!(lang, en = "Engagement", tr = "Etkileşim")))
                                (head(say!(lang, en = "Owner", tr = "Sorumlu")))
                                (head(say!(lang, en = "Due", tr = "Son tarih")))
                                (head(say!(lang, en = "Here since", tr = "Bu aşamada")))
                                (head(say!(lang, en = "Source", tr = "Kaynak")))
                            }
                        }
                        tbody { @for row in &it.leads { (line(lang, row, it.bulk.as_ref())) } }
                    }
                }
                @if let Some(bulk) = &it.bulk { (several(lang, bulk)) }
                @if let Some(next) = &it.next { p { a href=(next) rel="next" { (say!(lang, en = "Further leads", tr = "Sonraki adaylar")) } } }
            }
        }
    };
    shell(&it.shell, &body)
}

/// The form of those that are ticked, wherever on the page they stand.
fn several(lang: Lang, it: &Bulk) -> Markup {
    html! {
        form.filter #several method="post" action=(it.to) {
            input type="hidden" name="back" value=(it.back);
            (field(lang, &it.act))
            button.plain type="submit" { (say!(lang, en = "With those ticked …", tr = "İşaretlilerle …")) }
            a href=(it.all.1) { (it.all.0) }
        }
    }
}

fn line(lang: Lang, it: &Row, bulk: Option<&Bulk>) -> Markup {
    let name = &it.name;
    html! {
        tr #{ "l" (it.id) } data-row tabindex="-1" {
            @if let Some(bulk) = bulk {
                td {
                    label.tick {
                        input type="checkbox" name={ "lead:" (it.id) } value="true" form="several" checked[bulk.ticked]
                            aria-label=(say!(lang, en = "Tick {name}", tr = "{name} adayını işaretle"));
                    }
                }
            }
            th scope="row" {
                a href=(it.link) data-open { (it.name) }
                @if !it.account.is_empty() { " " span.quiet { (it.account) } }
            }
            td { (it.stage) }
            td.number { (it.scores.0) " " (tags(it.tags.get(..1).unwrap_or_default())) }
            td.number { (it.scores.1) " " (tags(it.tags.get(1..).unwrap_or_default())) }
            td { (it.owner) }
            td.nowrap { @if let Some(due) = &it.due { span title=(due.exact) { (moment(&due.text, &due.iso, due.class, true)) } } }
            td.nowrap { (it.since) }
            td { (it.source) }
        }
    }
}
