//! Today: the leads that want something now, the most urgent first, with what can be done about each.

use crate::shell::{ActForm, Field, Shell, Weight, act, field, moment, shell};
use kopru_engine::lang::Lang;
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
    /// Whose leads can be shown: words, address, whether these are shown.
    pub whose: Vec<(String, String, bool)>,
    /// What was not looked at, where something was not.
    pub partly: String,
    /// Its parts, each with its leads.
    pub groups: Vec<Group>,
    /// What can be done with several at once.
    pub several: Option<Several>,
    /// What is said when there is nothing to do: it teaches what would stand here.
    pub empty: String,
}

/// What can be done with the leads that are ticked, each act behind its button. All of it is one form, so that the ticks hold
/// whichever act is chosen; the parts of an act have names that begin with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Several {
    /// Where it is sent.
    pub to: String,
    /// What is sent without being shown.
    pub hidden: Vec<(String, String)>,
    /// The acts.
    pub acts: Vec<Together>,
}

/// An act with several leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Its id.
    pub kind: String,
    /// What it does, where it is chosen.
    pub title: String,
    /// What it does, on its button.
    pub button: String,
    /// What the person says.
    pub fields: Vec<Field>,
    /// How it looks.
    pub weight: Weight,
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
            @if !it.whose.is_empty() {
                nav.tabs aria-label=(say!(lang, en = "Whose leads", tr = "Kimin adayları")) {
                    @for (words, to, here) in &it.whose { a href=(to) aria-current=[here.then_some("page")] { (words) } }
                }
            }
            @if !it.partly.is_empty() { p.hint { (it.partly) } }
            @if nothing { section.card.empty { p { (it.empty) } } }
            @for group in it.groups.iter().filter(|it| !it.leads.is_empty()) {
                section.group {
                    h2 { (group.title) " " span.count { (group.leads.len()) } }
                    @if !group.hint.is_empty() { p.hint { (group.hint) } }
                    @for card in &group.leads { (lead(lang, card, it.several.is_some())) }
                    @if let Some((words, to)) = &group.more { p { a href=(to) { (words) } } }
                }
            }
        }
        @if let Some(all) = it.several.as_ref().filter(|_| !nothing) { (several(lang, all)) }
        p.hint { (say!(lang, en = "Press ? for the keys.", tr = "Kısayollar için ? tuşuna basın.")) }
    };
    shell(&it.shell, &body)
}

/// A lead with what can be done.
fn lead(lang: Lang, it: &Card, ticks: bool) -> Markup {
    let name = &it.name;
    html! {
        article.lead #{ "l" (it.id) } data-row tabindex="-1" {
            div.who {
                @if ticks && !it.acts.is_empty() {
                    label.tick {
                        input type="checkbox" name={ "lead:" (it.id) } value="true" form="several"
                            aria-label=(say!(lang, en = "Tick {name}", tr = "{name} adayını işaretle"));
                    }
                }
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

/// The form of those that are ticked. The button that a line's Enter would press does nothing: which act is meant must be said.
fn several(lang: Lang, it: &Several) -> Markup {
    html! {
        section.keep {
            form.acts #several method="post" action=(it.to) aria-label=(say!(lang, en = "With those ticked", tr = "İşaretlilerle")) {
                button type="submit" disabled hidden {}
                @for (name, value) in &it.hidden { input type="hidden" name=(name) value=(value); }
                span.quiet { (say!(lang, en = "With those ticked:", tr = "İşaretlilerle:")) }
                @for one in &it.acts { (together(lang, one)) }
            }
        }
    }
}

fn together(lang: Lang, it: &Together) -> Markup {
    let class = match it.weight {
        Weight::Main => "main",
        Weight::Plain => "plain",
        Weight::Grave => "grave",
    };
    let send = html! { button class=(class) type="submit" name="type" value=(it.kind) { (it.button) } };
    if it.fields.is_empty() {
        return send;
    }
    html! {
        details.act {
            summary class=(class) { (it.title) }
            div.sheet {
                @for part in &it.fields { (field(lang, &of_act(&it.kind, part))) }
                (send)
            }
        }
    }
}

/// A part of an act's own: what one act needs must not keep another from being sent.
fn of_act(kind: &str, part: &Field) -> Field {
    Field { name: format!("{kind}.{}", part.name), needed: false, ..part.clone() }
}

/// Words about a lead.
pub fn tags(all: &[Tag]) -> Markup {
    html! { span.tags { @for tag in all { span class={ "tag " (tag.class) } { (tag.text) } } } }
}
