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
    /// Its further parts, and whether one of them is in use.
    pub further: (Vec<Field>, bool),
    /// How leads are found by a condition.
    pub asked: Option<Asked>,
    /// What is said of those whom a condition found.
    pub looked: Option<Looked>,
    /// Views that are kept: words, address, whether the list shows it.
    pub views: Vec<(String, String, bool)>,
    /// How the present filter is kept, or the present view removed.
    pub keep: Vec<ActForm>,
    /// The list and the board: words, address, whether it is this one.
    pub looks: Vec<(String, String, bool)>,
    /// How columns are chosen.
    pub choose: Option<ActForm>,
    /// The lanes of the board; a list where there are none.
    pub lanes: Vec<Lane>,
    /// What stands over the columns after the first.
    pub heads: Vec<String>,
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

/// How leads are found by a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Where it is written.
    pub field: Field,
    /// What it is.
    pub about: String,
    /// One of them.
    pub example: String,
    /// Conditions to choose: words, address, whether it is this one.
    pub ready: Vec<(String, String, bool)>,
}

/// What is said of leads that a condition found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// How many, among how many.
    pub text: String,
    /// Where it goes on: words and address.
    pub on: Option<(String, String)>,
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
    /// What the columns show, in the order of [`Pipeline::heads`].
    pub cells: Vec<Cell>,
}

/// What a column shows of a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Words that stay on one line: a day.
    Line(String),
    /// Points, with what they come to.
    Score(String, Vec<Tag>),
    /// What is due.
    Due(Option<Due>),
}

/// A stage of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The stage.
    pub name: String,
    /// How many stand there.
    pub count: String,
    /// The same as a list.
    pub link: String,
    /// The newest of them.
    pub cards: Vec<LaneCard>,
    /// Where the rest is: words and address.
    pub more: Option<(String, String)>,
}

/// A lead on the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneCard {
    /// Its id.
    pub id: String,
    /// The name, or the address.
    pub name: String,
    /// The company.
    pub account: String,
    /// The lead's page.
    pub link: String,
    /// Grade and band.
    pub tags: Vec<Tag>,
    /// The owner, or the queue.
    pub owner: String,
    /// What is due next.
    pub due: Option<Due>,
}

/// The page as HTML.
pub fn pipeline(it: &Pipeline) -> String {
    let lang = it.shell.lang;
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
                @if !it.lanes.is_empty() { input type="hidden" name="as" value="board"; }
                @for part in &it.filter { (field(lang, part)) }
                @if !it.further.0.is_empty() || it.asked.is_some() {
                    details open[it.further.1 || it.asked.as_ref().is_some_and(|it| it.field.is_filled())] {
                        summary { (say!(lang, en = "More", tr = "Daha fazla")) }
                        div.filter { @for part in &it.further.0 { (field(lang, part)) } }
                        @if let Some(asked) = &it.asked { (condition(lang, asked)) }
                    }
                }
                button.plain type="submit" { (say!(lang, en = "Show", tr = "Göster")) }
                a href="/leads" { (say!(lang, en = "All", tr = "Tümü")) }
                @if let Some(to) = &it.export { a href=(to) download { "CSV" } }
            }
            @if !it.looks.is_empty() {
                nav.tabs aria-label=(say!(lang, en = "Shown as", tr = "Gösterim")) {
                    @for (words, to, here) in &it.looks { a href=(to) aria-current=[here.then_some("page")] { (words) } }
                }
            }
            @if !it.keep.is_empty() || it.choose.is_some() {
                div.acts { @for one in it.keep.iter().chain(&it.choose) { (act(lang, one)) } }
            }
            @if let Some(looked) = &it.looked {
                p.quiet { (looked.text) @if let Some((words, to)) = &looked.on { " " a href=(to) rel="next" { (words) } } }
            }
            @if !it.lanes.is_empty() { (board(&it.lanes)) }
            @else if it.leads.is_empty() { section.card.empty { p { (it.empty) } } }
            @else { (list(lang, it)) }
        }
    };
    shell(&it.shell, &body)
}

fn condition(lang: Lang, it: &Asked) -> Markup {
    html! {
        div.filter.condition { (field(lang, &it.field)) }
        p.quiet {
            (it.about) " " code { (it.example) } " "
            (say!(lang, en = "Or by the part in the decision:", tr = "Ya da karardaki role göre:"))
        }
        nav.tabs aria-label=(say!(lang, en = "Part in the decision", tr = "Karardaki rol")) {
            @for (words, to, here) in &it.ready { a href=(to) aria-current=[here.then_some("true")] { (words) } }
        }
    }
}

fn list(lang: Lang, it: &Pipeline) -> Markup {
    let head = |text: &str| html! { th scope="col" { (text) } };
    html! {
        div.wide {
            table.list {
                thead {
                    tr {
                        @if it.bulk.is_some() { td {} }
                        (head(&say!(lang, en = "Lead", tr = "Aday")))
                        @for text in &it.heads { (head(text)) }
                    }
                }
                tbody { @for row in &it.leads { (line(lang, row, it.bulk.as_ref())) } }
            }
        }
        @if let Some(bulk) = &it.bulk { (several(lang, bulk)) }
        @if let Some(next) = &it.next { p { a href=(next) rel="next" { (say!(lang, en = "Further leads", tr = "Sonraki adaylar")) } } }
    }
}

fn board(lanes: &[Lane]) -> Markup {
    html! {
        div.board {
            @for lane in lanes {
                section {
                    h2 { a href=(lane.link) { (lane.name) } " " span.count { (lane.count) } }
                    @for card in &lane.cards {
                        article.lead #{ "l" (card.id) } data-row tabindex="-1" {
                            div.who {
                                a.name.called href=(card.link) data-open title=(card.name) { (card.name) }
                                @if !card.account.is_empty() { span.quiet.called title=(card.account) { (card.account) } }
                                (tags(&card.tags))
                            }
                            p.line { (card.owner) }
                            @if let Some(due) = &card.due { p.line title=(due.exact) { (due.what) " " (moment(&due.text, &due.iso, due.class, true)) } }
                        }
                    }
                    @if let Some((words, to)) = &lane.more { p { a href=(to) { (words) } } }
                }
            }
        }
    }
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
                a.called href=(it.link) data-open title=(it.name) { (it.name) }
                @if !it.account.is_empty() { " " span.quiet.called title=(it.account) { (it.account) } }
            }
            @for cell in &it.cells { (shown(cell)) }
        }
    }
}

fn shown(cell: &Cell) -> Markup {
    match cell {
        Cell::Text(text) => html! { td { (text) } },
        Cell::Line(text) => html! { td.nowrap { (text) } },
        Cell::Score(points, words) => html! { td.number { (points) " " (tags(words)) } },
        Cell::Due(due) => html! {
            td.nowrap { @if let Some(due) = due { span title=(due.exact) { (moment(&due.text, &due.iso, due.class, true)) } } }
        },
    }
}
