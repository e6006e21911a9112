//! The doors: logging in, choosing a password, setting a new Köprü up.

use crate::shell::{ActForm, Shell, open_form, shell};
use maud::html;

/// A page with one form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// What stands around it.
    pub shell: Shell,
    /// Its heading.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// What is asked; none where nothing can be done here.
    pub form: Option<ActForm>,
    /// Other ways in: words and address.
    pub others: Vec<(String, String)>,
}

/// The page as HTML.
pub fn door(it: &Door) -> String {
    let body = html! {
        section.card.door {
            h1 { (it.title) }
            @if !it.about.is_empty() { p { (it.about) } }
            @if let Some(form) = &it.form { (open_form(it.shell.lang, form)) }
            @if !it.others.is_empty() {
                ul.plain { @for (words, to) in &it.others { li { a href=(to) { (words) } } } }
            }
        }
    };
    shell(&it.shell, &body)
}
