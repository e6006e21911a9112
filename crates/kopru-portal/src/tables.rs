//! Pages that are tables and texts: reports, the agreement, the team, the audit.

use crate::lead::{Word, thread};
use crate::shell::{ActForm, Shell, act, field, open_form, shell};
use kopru_engine::say;
use maud::{Markup, html};

/// A page of sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub title: String,
    /// What it is, in a sentence or two.
    pub about: Vec<String>,
    /// Ways within it: words, address, whether one is there.
    pub ways: Vec<(String, String, bool)>,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading.
    Heading(String),
    /// Sentences; the first may say the most important thing.
    Lines(Vec<String>),
    /// What is said most loudly: words, and how they look (`good`, `poor`).
    Verdict(String, &'static str),
    /// A picture: where it lies, and what it shows.
    Picture(String, String),
    /// A table.
    Table(Table),
    /// A way to another page: words and address.
    Link(String, String),
    /// A text as it was written.
    Text(String),
    /// The agreement, part by part, with what one can jump to above it.
    Agreement(Vec<Spoken>),
    /// A form that only asks for another page.
    Choose(ActForm),
    /// What fields with a list of this id choose from; it shows nothing itself.
    Listed(&'static str, Vec<String>),
    /// A form that stands open.
    Form(ActForm),
    /// What can be done, each behind its button.
    Acts(Vec<ActForm>),
    /// What marketing and sales say to each other, and how more is said.
    Thread(Vec<Word>, ActForm),
    /// What was typed and not noted; the script fills it from what the browser keeps.
    Kept(Kept),
    /// A line by which a list is narrowed: where it is asked, under which name, in which words, and what is asked now.
    Find {
        /// The list's address.
        to: String,
        /// The parameter.
        name: String,
        /// What it is.
        label: String,
        /// What is asked now.
        value: String,
    },
}

/// A part of the agreement as people read it together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// What it is about; nothing of what stands at the head.
    pub title: String,
    /// Its thoughts: what points to one, where something does; whether it belongs to the one before; the words.
    pub lines: Vec<(String, bool, String)>,
}

/// Words for what the browser keeps of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// What stands above it; nothing is listed without.
    pub title: String,
    /// What reads one of them again, with the question, the answer and what was asked.
    pub form: ActForm,
    /// What forgets one.
    pub forget: String,
    /// That something could not be sent.
    pub lost: String,
    /// What sends it again.
    pub again: String,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns; whether they hold numbers.
    pub head: Vec<(String, bool)>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// What is said of an empty one.
    pub empty: String,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub link: Option<String>,
    /// What can be done.
    pub acts: Vec<ActForm>,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, ..Cell::default() }
    }
}

impl Cell {
    /// A cell that leads somewhere.
    pub fn link(text: String, to: String) -> Cell {
        Cell { text, link: Some(to), ..Cell::default() }
    }
}

/// The page as HTML.
pub fn sheet(it: &Sheet) -> String {
    let lang = it.shell.lang;
    let body = html! {
        h1 { (it.title) }
        @for line in &it.about { p.quiet { (line) } }
        @if !it.ways.is_empty() {
            nav.tabs aria-label=(it.title) {
                @for (words, to, here) in &it.ways { a href=(to) aria-current=[here.then_some("page")] { (words) } }
            }
        }
        @for part in &it.parts { (self::part(lang, part)) }
    };
    shell(&it.shell, &body)
}

/// A part as HTML.
pub fn part(lang: kopru_engine::lang::Lang, it: &Part) -> Markup {
    match it {
        Part::Heading(text) => html! { h2 { (text) } },
        Part::Lines(lines) => html! { @for line in lines { p { (line) } } },
        Part::Verdict(text, class) => html! { p class={ "verdict " (class) } { (text) } },
        Part::Picture(link, aloud) => html! { a.picture href=(link) { img src=(link) alt=(aloud); } },
        Part::Link(words, to) => html! { p { a href=(to) { (words) } } },
        Part::Text(text) => html! { pre.agreement { (text) } },
        Part::Agreement(all) => agreement(lang, all),
        Part::Choose(form) => html! {
            form.filter method="get" action=(form.to) {
                @for one in &form.fields { (field(lang, one)) }
                button.plain type="submit" { (form.title) }
            }
        },
        Part::Form(form) => html! { section.card { (open_form(lang, form)) } },
        Part::Listed(id, all) => html! { datalist id=(id) { @for one in all { option value=(one) {} } } },
        Part::Thread(words, form) => {
            let title = say!(
                lang,
                en = "Marketing and sales, about this company",
                tr = "Pazarlama ve satış, bu şirket hakkında"
            );
            thread(lang, &title, words, Some(form))
        }
        Part::Find { to, name, label, value } => html! {
            form.filter method="get" action=(to) {
                label { span { (label) } input type="search" name=(name) value=(value) maxlength="200"; }
                button.plain type="submit" { (say!(lang, en = "Show", tr = "Göster")) }
            }
        },
        Part::Acts(acts) => html! { div.acts { @for one in acts { (act(lang, one)) } } },
        Part::Kept(it) => kept(lang, it),
        Part::Table(table) => html! {
            @if table.rows.is_empty() { section.card.empty { p { (table.empty) } } } @else {
                div.wide {
                    table.list {
                        thead {
                            tr {
                                @for (text, number) in &table.head {
                                    // What holds buttons alone heads nothing.
                                    @if text.is_empty() { td {} } @else { th.number[*number] scope="col" { (text) } }
                                }
                            }
                        }
                        tbody {
                            @for row in &table.rows {
                                tr { @for (cell, head) in row.iter().zip(&table.head) { (self::cell(lang, cell, head.1)) } }
                            }
                        }
                    }
                }
            }
        },
    }
}

/// The agreement: a card for each part, and ways to them where there are several.
fn agreement(lang: kopru_engine::lang::Lang, all: &[Spoken]) -> Markup {
    let titled = || (1..).zip(all).filter(|it: &(usize, &Spoken)| !it.1.title.is_empty());
    html! {
        @if titled().count() > 1 {
            nav.tabs aria-label=(say!(lang, en = "Parts of the agreement", tr = "Anlaşmanın bölümleri")) {
                @for (number, one) in titled() { a href={ "#part-" (number) } { (one.title) } }
            }
        }
        @for (number, one) in (1..).zip(all) {
            section.card.spoken id={ "part-" (number) } {
                @if !one.title.is_empty() { h3 { (one.title) } }
                @for group in one.lines.chunk_by(|_, next| next.1) { (thought(group)) }
            }
        }
    }
}

/// A thought and those that belong to it.
fn thought(group: &[(String, bool, String)]) -> Markup {
    let anchor = |it: &(String, bool, String)| (!it.0.is_empty()).then(|| it.0.clone());
    let (first, below) = match group.split_first() {
        Some((first, below)) if !first.1 => (Some(first), below),
        _ => (None, group),
    };
    html! {
        @if let Some(it) = first { p id=[anchor(it)] { (it.2) } }
        @if !below.is_empty() { ul { @for it in below { li id=[anchor(it)] { (it.2) } } } }
    }
}

fn kept(lang: kopru_engine::lang::Lang, it: &Kept) -> Markup {
    html! {
        div.told.wrong data-lost hidden role="alert" {
            span { (it.lost) }
            button.plain type="button" { (it.again) }
        }
        @if !it.title.is_empty() {
            section.card data-kept hidden {
                h2 { (it.title) }
                template {
                    div.kept {
                        p { span.quiet {} " " q {} }
                        (act(lang, &it.form))
                        button.plain type="button" { (it.forget) }
                    }
                }
            }
        }
    }
}

fn cell(lang: kopru_engine::lang::Lang, it: &Cell, number: bool) -> Markup {
    html! {
        td.number[number] {
            @match &it.link { Some(to) => a class=[(!number).then_some("called")] href=(to) title=[(!number).then_some(&it.text)] { (it.text) }, None => (it.text) }
            @for one in &it.acts { (act(lang, one)) }
        }
    }
}
