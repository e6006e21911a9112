//! What every page of the portal has around it: who is logged in, where one can go, what was just done.

use crate::page::{ICON_PATH, STYLE_PATH, Tongue};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Where the portal's script lies.
pub const SCRIPT_PATH: &str = "/portal.js";
/// The portal's script: an ES module of ours. Every page works without it.
pub const SCRIPT: &str = include_str!("portal.js");

/// What stands around a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    /// The language.
    pub lang: Lang,
    /// The page's title.
    pub title: String,
    /// Who is logged in.
    pub user: Option<Badge>,
    /// Where one can go.
    pub links: Vec<Link>,
    /// What was just done, or went wrong.
    pub notice: Option<Notice>,
    /// The same page in every language, while nobody is logged in.
    pub tongues: Vec<Tongue>,
    /// What somebody looked for.
    pub sought: String,
}

/// Who is logged in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Badge {
    /// Their name.
    pub name: String,
    /// Their role, in words.
    pub role: String,
}

/// A way to another page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What is there.
    pub text: String,
    /// Where.
    pub to: String,
    /// Whether this is the page one is on.
    pub here: bool,
    /// The letter that goes there, after `g`.
    pub key: &'static str,
}

/// What was just done, or went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// In words.
    pub text: String,
    /// Whether it went wrong.
    pub wrong: bool,
    /// How it can be undone.
    pub undo: Option<ActForm>,
}

/// A form by which a person does something with a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActForm {
    /// Where it is sent.
    pub to: String,
    /// What is sent without being shown.
    pub hidden: Vec<(String, String)>,
    /// What it does, on its button.
    pub title: String,
    /// The letter that presses it.
    pub key: &'static str,
    /// What the person says.
    pub fields: Vec<Field>,
    /// How it looks.
    pub weight: Weight,
    /// What is on the button that agrees with all that is suggested, where there is one.
    pub all: Option<String>,
}

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// The thing to do next.
    Main,
    /// One of several.
    #[default]
    Plain,
    /// Something that ends something.
    Grave,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// What it looks like.
    pub input: Input,
    /// Whether it must be filled in.
    pub needed: bool,
    /// What says that its label is wrong, beside it: name and words.
    pub or_not: Option<(String, String)>,
}

/// How a part of a form looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// One of these: value and words; the first when none is chosen.
    Choice(Vec<(String, String)>, String),
    /// One of these, as [`Input::Choice`]; the second word is what is suggested, and is not chosen by itself.
    Advised(Vec<(String, String)>, String),
    /// A line, with the list of this id to choose from: a choice of so many that each part could not hold them all.
    Listed(&'static str, String),
    /// A line.
    Text(String),
    /// Several lines.
    Lines(String),
    /// The name by which somebody logs in.
    Login(String),
    /// A page of text.
    Page(String),
    /// An e-mail address.
    Email(String),
    /// A password; whether it is a new one.
    Password(bool),
    /// A whole number.
    Number(String),
    /// A day.
    Day(String),
    /// A day and a time.
    Time(String),
    /// Yes or no.
    Check(bool),
    /// Yes, which ends something: never ticked together with others.
    Grave,
    /// A file, of these kinds: `.csv,.tsv`.
    File(String),
    /// A file whose text the script puts into the form's text; it is not sent itself.
    Poured {
        /// Its kinds.
        kinds: &'static str,
        /// What is said of one that is too large.
        large: String,
        /// What is said of one that is no text.
        wrong: String,
    },
}

impl Field {
    /// A part that may be left open.
    pub fn new(name: &str, label: String, input: Input) -> Field {
        Field { name: name.to_owned(), label, input, needed: false, or_not: None }
    }

    /// Whether a line is written in it.
    pub fn is_filled(&self) -> bool {
        matches!(&self.input, Input::Text(value) if !value.is_empty())
    }

    /// The same, with a box beside it that says that the label is wrong.
    #[must_use]
    pub fn or_not(self, name: &str, label: String) -> Field {
        Field { or_not: Some((name.to_owned(), label)), ..self }
    }

    /// The same, which must be filled in.
    pub fn needed(self) -> Field {
        Field { needed: true, ..self }
    }
}

/// A whole page.
pub fn shell(it: &Shell, body: &Markup) -> String {
    let lang = it.lang;
    let markup = html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="same-origin";
                title { (it.title) " · Köprü" }
                link rel="stylesheet" href=(STYLE_PATH);
                link rel="icon" type="image/svg+xml" href=(ICON_PATH);
                script type="module" src=(SCRIPT_PATH) {}
            }
            body {
                a.skip href="#main" { (say!(lang, en = "To the content", tr = "İçeriğe geç")) }
                (header(it))
                main #main {
                    @if let Some(notice) = &it.notice { (told(lang, notice)) }
                    (body)
                }
                (help(it))
            }
        }
    };
    markup.into_string()
}

fn header(it: &Shell) -> Markup {
    let lang = it.lang;
    html! {
        header.bar {
            a.brand href="/" { "Köprü" }
            @if !it.links.is_empty() {
                nav.ways aria-label=(say!(lang, en = "Pages", tr = "Sayfalar")) {
                    @for link in &it.links {
                        a href=(link.to) data-go=(link.key) aria-current=[link.here.then_some("page")] { (link.text) }
                    }
                }
            }
            @if let Some(user) = &it.user {
                form.find method="get" action="/search" role="search" {
                    input #find type="search" name="q" value=(it.sought) maxlength="200"
                        aria-label=(say!(lang, en = "Find a lead", tr = "Aday bul"))
                        placeholder=(say!(lang, en = "Name, company, address", tr = "Ad, şirket, adres"));
                }
                div.me {
                    a href="/me" { (user.name) }
                    span.quiet { (user.role) }
                    form method="post" action="/logout" {
                        button.bare type="submit" { (say!(lang, en = "Log out", tr = "Çıkış")) }
                    }
                }
            } @else if !it.tongues.is_empty() {
                nav.tongues aria-label=(say!(lang, en = "Language", tr = "Dil")) {
                    @for tongue in &it.tongues {
                        a href=(tongue.link) lang=(tongue.lang.tag()) hreflang=(tongue.lang.tag())
                            aria-current=[(tongue.lang == lang).then_some("true")] {
                            (match tongue.lang { Lang::En => "English", Lang::Tr => "Türkçe" })
                        }
                    }
                }
            }
        }
    }
}

fn told(lang: Lang, it: &Notice) -> Markup {
    html! {
        div.told.wrong[it.wrong] role=(if it.wrong { "alert" } else { "status" }) {
            span { (it.text) }
            @if let Some(undo) = &it.undo { (act(lang, undo)) }
        }
    }
}

/// The sheet of keys, which the script opens.
fn help(it: &Shell) -> Markup {
    let lang = it.lang;
    if it.links.is_empty() {
        return html! {};
    }
    let row = |keys: &str, text: String| html! { tr { th scope="row" { kbd { (keys) } } td { (text) } } };
    html! {
        dialog #keys {
            h2 { (say!(lang, en = "Keys", tr = "Kısayollar")) }
            table {
                tbody {
                    @for link in &it.links { (row(&format!("g {}", link.key), link.text.clone())) }
                    (row("/", say!(lang, en = "find a lead", tr = "aday bul")))
                    (row("j  k", say!(lang, en = "next, previous lead", tr = "sonraki, önceki aday")))
                    (row("o", say!(lang, en = "open the lead", tr = "adayı aç")))
                    (row("a", say!(lang, en = "accept", tr = "kabul et")))
                    (row("r", say!(lang, en = "refuse", tr = "reddet")))
                    (row("c", say!(lang, en = "log a contact", tr = "temas kaydet")))
                    (row("n", say!(lang, en = "set the next step", tr = "sonraki adımı belirle")))
                    (row("d", say!(lang, en = "let go", tr = "bırak")))
                    (row("1 … 5", say!(lang, en = "what came of the contact, while its form is open", tr = "temas formu açıkken: temasın sonucu")))
                    (row("Ctrl Enter", say!(lang, en = "send what one writes; on the call sheet: read the answer", tr = "yazılanı gönder; görüşme sayfasında: yanıtı oku")))
                    (row("Ctrl Shift Enter", say!(lang, en = "note what is ticked of a conversation", tr = "görüşmeden işaretlenenleri kaydet")))
                    (row("?", say!(lang, en = "this sheet", tr = "bu liste")))
                }
            }
            form method="dialog" { button type="submit" { (say!(lang, en = "Close", tr = "Kapat")) } }
        }
    }
}

/// A form: a button alone, or a button that opens what has to be said.
pub fn act(lang: Lang, it: &ActForm) -> Markup {
    let class = match it.weight {
        Weight::Main => "main",
        Weight::Plain => "plain",
        Weight::Grave => "grave",
    };
    if it.fields.is_empty() {
        return html! {
            form.act method="post" action=(it.to) {
                (hidden(it))
                button class=(class) type="submit" data-key=(it.key) { (it.title) }
            }
        };
    }
    html! {
        details.act data-key=(it.key) {
            summary class=(class) { (it.title) }
            form method="post" action=(it.to) enctype=[kind(it)] {
                (hidden(it))
                @for part in &it.fields { (field(lang, part)) }
                button class=(class) type="submit" { (it.title) }
            }
        }
    }
}

/// The button that agrees with all that is suggested; the script shows it.
fn agree(it: &ActForm) -> Markup {
    html! { @if let Some(all) = &it.all { button.plain type="button" data-agree hidden { (all) } } }
}

/// A form that stands open.
pub fn open_form(lang: Lang, it: &ActForm) -> Markup {
    html! {
        form.sheet method="post" action=(it.to) enctype=[kind(it)] {
            (hidden(it))
            (agree(it))
            @for part in &it.fields { (field(lang, part)) }
            button class=(if it.weight == Weight::Grave { "grave" } else { "main" }) type="submit" { (it.title) }
        }
    }
}

/// How a form is sent: only so does a browser send what is in a file, and not its name alone.
fn kind(it: &ActForm) -> Option<&'static str> {
    it.fields.iter().any(|it| matches!(it.input, Input::File(_))).then_some("multipart/form-data")
}

fn hidden(it: &ActForm) -> Markup {
    html! {
        @for (name, value) in &it.hidden {
            // Whoever keeps passwords for people must know whose this one is.
            @if name == "username" { input type="text" name=(name) value=(value) autocomplete="username" hidden; }
            @else { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// A part of a form with its label.
pub fn field(lang: Lang, it: &Field) -> Markup {
    let Some((name, label)) = &it.or_not else { return plain_field(lang, it) };
    html! {
        div.pair {
            (plain_field(lang, it))
            label.check { input type="checkbox" name=(name) value="true" data-grave data-not=(it.name); " " (label) }
        }
    }
}

fn plain_field(lang: Lang, it: &Field) -> Markup {
    let (name, needed) = (it.name.as_str(), it.needed);
    let line = |kind: &str, value: &str, hint: Option<&str>| {
        html! { input type=(kind) name=(name) value=(value) required[needed] maxlength="400" autocomplete=[hint]; }
    };
    let choice = |all: &[(String, String)], chosen: &str, advised: Option<&str>| {
        html! {
            select name=(name) required[needed] data-advised=[advised] {
                @if !needed { option value="" { (say!(lang, en = "–", tr = "–")) } }
                @for (value, words) in all { option value=(value) selected[value == chosen] { (words) } }
            }
        }
    };
    let part = match &it.input {
        Input::Choice(all, chosen) => choice(all, chosen, None),
        Input::Advised(all, advised) => choice(all, "", Some(advised)),
        Input::Listed(list, value) => html! {
            input type="text" name=(name) list=(list) value=(value) required[needed] maxlength="400" autocomplete="off";
        },
        Input::Text(value) => line("text", value, None),
        Input::Login(value) => line("text", value, Some("username")),
        Input::Lines(value) => html! { textarea name=(name) rows="3" maxlength="4000" required[needed] { (value) } },
        Input::Page(value) => {
            html! { textarea name=(name) rows="16" maxlength="200000" required[needed] { (value) } }
        }
        Input::Email(value) => line("email", value, Some("email")),
        Input::Password(new) => html! {
            input type="password" name=(name) required[needed] maxlength="400"
                autocomplete=(if *new { "new-password" } else { "current-password" });
        },
        Input::Number(value) => html! { input type="number" name=(name) value=(value) min="0" required[needed]; },
        Input::Day(value) => line("date", value, None),
        Input::Time(value) => line("datetime-local", value, None),
        Input::File(kinds) => html! { input type="file" name=(name) accept=(kinds) required[needed]; },
        Input::Poured { kinds, large, wrong } => {
            return html! {
                label data-poured hidden {
                    span { (it.label) }
                    input type="file" accept=(kinds) data-large=(large) data-wrong=(wrong);
                    output role="alert" {}
                }
            };
        }
        Input::Check(on) => {
            return html! { label.check { input type="checkbox" name=(name) value="true" checked[*on]; " " (it.label) } };
        }
        Input::Grave => {
            return html! { label.check { input type="checkbox" name=(name) value="true" data-grave; " " (it.label) } };
        }
    };
    html! { label { span { (it.label) } (part) } }
}

/// What is known already as HTML.
pub fn raw(text: String) -> Markup {
    PreEscaped(text)
}

/// A moment, which the script keeps up to date where it is a deadline.
pub fn moment(text: &str, iso: &str, class: &str, due: bool) -> Markup {
    html! { time class=(class) datetime=(iso) data-due[due] { (text) } }
}
