//! Today: the leads that want something now, the most urgent first, with what can be done about each.

use crate::shell::{ActForm, Shell, act, moment, shell};
use kopru_engine::say;
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub title: String,
    /// What it shows, in a sentence.
    pub about: String,
    /// Its parts, each with its leads.
    pub groups: Vec<Group>,
    /// What is said when there is nothing to do: it teaches what would stand here.
    pub empty: String,
}

/// Leads that want the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What they want.
    pub title: String,
    /// Why they stand here.
    pub hint: String,
    /// The leads.
    pub leads: Vec<Card>,
    /// Where all of them are; none when all stand here.
    pub more: Option<(String, String)>,
}

/// A lead that wants something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// The name, or the address.
    pub name: String,
    /// The company.
    pub account: String,
    /// The lead's page.
    pub link: String,
    /// Stage, grade, band, owner.
    pub badges: Vec<Tag>,
    /// What is due.
    pub due: Option<Due>,
    /// What is next, or waits.
    pub lines: Vec<String>,
    /// What can be done.
    pub acts: Vec<ActForm>,
}

/// A word about a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// How it looks: `hot`, `warm`, `good`, `poor`.
    pub class: &'static str,
}

/// A deadline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// What for.
    pub what: String,
    /// When, as people read it.
    pub text: String,
    /// When, as programs read it.
    pub iso: String,
    /// `late`, `soon`, or nothing.
    pub class: &'static str,
    /// When exactly, in the reader's zone.
    pub exact: String,
}

/// The page as HTML.
pub fn today(it: &Today) -> String {
    let lang = it.shell.lang;
    let nothing = it.groups.iter().all(|group| group.leads.is_empty());
    let body = html! {
        div data-live {
            h1 { (it.title) }
            p.quiet { (it.about) }
            @if nothing { section.card.empty { p { (it.empty) } } }
            @for group in it.groups.iter().filter(|it| !it.leads.is_empty()) {
                section.group {
                    h2 { (group.title) " " span.count { (group.leads.len()) } }
                    @if !group.hint.is_empty() { p.hint { (group.hint) } }
                    @for card in &group.leads { (lead(lang, card)) }
                    @if let Some((words, to)) = &group.more { p { a href=(to) { (words) } } }
                }
            }
        }
        p.hint { (say!(lang, en = "Press ? for the keys.", tr = "Kısayollar için ? tuşuna basın.")) }
    };
    shell(&it.shell, &body)
}

/// A lead with what can be done.
fn lead(lang: kopru_engine::lang::Lang, it: &Card) -> Markup {
    html! {
        article.lead #{ "l" (it.id) } data-row tabindex="-1" {
            div.who {
                a.name href=(it.link) data-open { (it.name) }
                @if !it.account.is_empty() { span.quiet { (it.account) } }
                (tags(&it.badges))
            }
            @if let Some(due) = &it.due {
                div.due title=(due.exact) { span.quiet { (due.what) } " " (moment(&due.text, &due.iso, due.class, true)) }
            }
            @for line in &it.lines { p.line { (line) } }
            @if !it.acts.is_empty() { div.acts { @for one in &it.acts { (act(lang, one)) } } }
        }
    }
}

/// Words about a lead.
pub fn tags(all: &[Tag]) -> Markup {
    html! { span.tags { @for tag in all { span class={ "tag " (tag.class) } { (tag.text) } } } }
}
