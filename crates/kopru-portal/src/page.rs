//! What every page has: its head, its language, its style, and what a browser may do with it.
//!
//! Everything comes from the page's own address: no script, no font, no picture from elsewhere. Styles stand in one sheet,
//! never in an element, so that the policy can forbid what somebody might smuggle in.

use kopru_engine::lang::Lang;
use maud::{DOCTYPE, Markup, html};

/// What a browser may load and do for a page of ours (Content-Security-Policy).
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Where the style sheet lies.
pub const STYLE_PATH: &str = "/style.css";
/// The style sheet: light and dark, on a phone and on a wide screen.
pub const STYLE: &str = include_str!("style.css");

/// Where the icon lies.
pub const ICON_PATH: &str = "/icon.svg";
/// The icon: a bridge.
pub const ICON: &str = include_str!("icon.svg");

/// A link to the same page in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tongue {
    /// The language.
    pub lang: Lang,
    /// The address.
    pub link: String,
}

/// A whole page. `tongues`: the same page in every language.
pub fn page(lang: Lang, title: &str, tongues: &[Tongue], body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                link rel="stylesheet" href=(STYLE_PATH);
                link rel="icon" type="image/svg+xml" href=(ICON_PATH);
            }
            body {
                header.top {
                    a.brand href=(here(tongues, lang)) { "Köprü" }
                    nav.tongues aria-label=(name_of_choice(lang)) {
                        @for tongue in tongues {
                            @if tongue.lang == lang {
                                span aria-current="true" lang=(tongue.lang.tag()) { (own_name(tongue.lang)) }
                            } @else {
                                a href=(tongue.link) lang=(tongue.lang.tag()) hreflang=(tongue.lang.tag()) {
                                    (own_name(tongue.lang))
                                }
                            }
                        }
                    }
                }
                (body)
            }
        }
    };
    markup.into_string()
}

fn here(tongues: &[Tongue], lang: Lang) -> String {
    let tag = tongues.iter().find(|it| it.lang == lang).map_or("en", |it| it.lang.tag());
    format!("/?lang={tag}")
}

fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Tr => "Türkçe",
    }
}

fn name_of_choice(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Language",
        Lang::Tr => "Dil",
    }
}
