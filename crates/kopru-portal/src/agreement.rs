//! Changing the agreement: one form of many entries, and what comes out of it, said while somebody types.

use crate::shell::{Field, Shell, field, shell};
use crate::tables::{Part, part};
use kopru_engine::lang::Lang;
use maud::{Markup, html};

/// A page on which values of the agreement are changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changing {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub title: String,
    /// What it is, in a sentence or two.
    pub about: Vec<String>,
    /// Its parts: words, address, whether one is there.
    pub ways: Vec<(String, String, bool)>,
    /// Where the form is sent.
    pub to: String,
    /// Where it is sent to be looked at, without being kept.
    pub check: String,
    /// What is sent without being shown.
    pub hidden: Vec<(String, String)>,
    /// Its entries.
    pub entries: Vec<Entry>,
    /// What is on its button.
    pub save: String,
    /// What comes of it as it stands.
    pub outcome: Outcome,
    /// What stands below: other forms, tables.
    pub below: Vec<Part>,
}

/// Values that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// A heading before it, where a new sort of entries begins.
    pub heading: Option<String>,
    /// Its name.
    pub name: String,
    /// Whether its name stands as its authors wrote it, in one language alone.
    pub as_written: bool,
    /// Whether the proposal changes it.
    pub changed: bool,
    /// Whether its values are folded away until somebody wants them.
    pub folded: bool,
    /// Its values.
    pub fields: Vec<Field>,
}

/// What comes of a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The most important, and how it looks (`good`, `poor`).
    pub verdict: (String, &'static str),
    /// What changes.
    pub changes: Vec<String>,
    /// What stands against it.
    pub against: Vec<String>,
}

/// The page as HTML.
pub fn changing(it: &Changing) -> String {
    let lang = it.shell.lang;
    let body = html! {
        h1 { (it.title) }
        @for line in &it.about { p.quiet { (line) } }
        nav.tabs aria-label=(it.title) {
            @for (words, to, here) in &it.ways { a href=(to) aria-current=[here.then_some("page")] { (words) } }
        }
        div.changing {
            @if !it.entries.is_empty() {
                form.values method="post" action=(it.to) data-check=(it.check) {
                    @for (name, value) in &it.hidden { input type="hidden" name=(name) value=(value); }
                    @for one in &it.entries { (entry(lang, one)) }
                    div.keep { button.main type="submit" { (it.save) } }
                }
            }
            (outcome(&it.outcome))
        }
        @for one in &it.below { (part(lang, one)) }
    };
    shell(&it.shell, &body)
}

fn entry(lang: Lang, it: &Entry) -> Markup {
    html! {
        @if let Some(heading) = &it.heading { h2 { (heading) } }
        @if it.folded {
            details.card {
                summary { (it.name) }
                fieldset aria-label=(it.name) { @for one in &it.fields { (field(lang, one)) } }
            }
        } @else {
            fieldset.card.changed[it.changed] {
                legend.said[it.as_written] { (it.name) }
                @for one in &it.fields { (field(lang, one)) }
            }
        }
    }
}

/// What comes of it: a part of the page that the script asks for anew while somebody types.
pub fn outcome(it: &Outcome) -> Markup {
    html! {
        section #outcome.card aria-live="polite" {
            p class={ "verdict " (it.verdict.1) } { (it.verdict.0) }
            @if !it.changes.is_empty() { ul { @for line in &it.changes { li { (line) } } } }
            @for text in &it.against { pre.fault { (text) } }
        }
    }
}
