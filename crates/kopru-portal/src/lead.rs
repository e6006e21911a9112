//! One lead: what can be done now, the five steps, why it stands where it stands, and what happened.

use crate::shell::{ActForm, Shell, act, moment, shell};
use crate::today::{Due, Tag, tags};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadPage {
    /// What stands around it.
    pub shell: Shell,
    /// The name, or the address.
    pub name: String,
    /// Title, company, addresses.
    pub known_by: Vec<String>,
    /// Their role, and why one thinks so.
    pub role: Vec<String>,
    /// Records that may be of the same person.
    pub likely: Vec<Likely>,
    /// Stage, grade, band.
    pub badges: Vec<Tag>,
    /// Names with values: stage, disposition, scores, persona, owner.
    pub place: Vec<(String, String)>,
    /// Where it leads, and why.
    pub course: String,
    /// What waits for a person's word.
    pub suggestions: Vec<String>,
    /// Deadlines that run.
    pub clocks: Vec<Due>,
    /// What is next.
    pub next_step: Option<String>,
    /// What can be done, the likeliest first.
    pub acts: Vec<ActForm>,
    /// What both teams look at before sales answers.
    pub checklist: Vec<String>,
    /// Every hand-over, the newest first: its heading, and the rest in sentences.
    pub handovers: Vec<(String, Vec<String>)>,
    /// Why somebody got it.
    pub routing: Vec<String>,
    /// The five steps.
    pub steps: Vec<(String, Vec<String>)>,
    /// Every rule's share of the scores, and where the rule stands in the agreement.
    pub scores: Vec<(String, String)>,
    /// Rules that nothing settles yet, likewise.
    pub open: Vec<(String, String)>,
    /// What is known: name, value, since when.
    pub fields: Vec<(String, String)>,
    /// What happened, the newest first.
    pub timeline: Vec<Happening>,
    /// Ways to what happened earlier and later: words, address.
    pub turns: Vec<(String, String)>,
    /// What marketing and sales say to each other; the newest last.
    pub thread: Vec<Word>,
    /// Ways to pages about the lead: words and address.
    pub ways: Vec<(String, String)>,
    /// How to say something.
    pub say: Option<ActForm>,
}

/// A record that may be of the same person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likely {
    /// What it is called.
    pub name: String,
    /// Its page.
    pub link: String,
    /// Why one thinks so.
    pub why: Vec<String>,
    /// How the two become one, for whoever may do that.
    pub merge: Option<ActForm>,
}

/// An entry of the timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happening {
    /// When, as people read it.
    pub at: String,
    /// When, as programs read it.
    pub iso: String,
    /// What led to it.
    pub what: String,
    /// What was said or decided.
    pub lines: Vec<String>,
    /// Whether it is a decision rather than a fact alone.
    pub decided: bool,
}

/// Something that somebody said about a lead or a company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// What.
    pub text: String,
}

/// The page as HTML.
pub fn lead(it: &LeadPage) -> String {
    let lang = it.shell.lang;
    let about = say!(lang, en = "Marketing and sales, about this lead", tr = "Pazarlama ve satış, bu aday hakkında");
    let body = html! {
        div data-live {
            article.leadpage data-row {
                header.leadhead {
                    h1 { (it.name) " " (tags(&it.badges)) }
                    p.quiet { (it.known_by.join(" · ")) }
                    @for line in &it.role { p.role { (line) } }
                }
                @if !it.likely.is_empty() { (likely(lang, &it.likely)) }
                p.course { (it.course) }
                @for suggestion in &it.suggestions { p.suggestion { (suggestion) } }
                (now(lang, it))
                dl.place { @for (name, value) in &it.place { div { dt { (name) } dd { (value) } } } }
                section.card {
                    h2 { (say!(lang, en = "Five steps", tr = "Beş adım")) }
                    div.steps {
                        @for (title, lines) in &it.steps { section { h3 { (title) } @for line in lines { p { (line) } } } }
                    }
                }
                div.columns {
                    (why(lang, it))
                    div {
                        (thread(lang, &about, &it.thread, it.say.as_ref()))
                        (history(lang, it))
                    }
                }
            }
        }
    };
    shell(&it.shell, &body)
}

/// What is due and what can be done.
fn now(lang: Lang, it: &LeadPage) -> Markup {
    html! {
        section.card.now {
            @if !it.clocks.is_empty() {
                ul.clocks {
                    @for due in &it.clocks {
                        li title=(due.exact) { span.quiet { (due.what) } " " (moment(&due.text, &due.iso, due.class, true)) }
                    }
                }
            }
            @if let Some(step) = &it.next_step { p { (step) } }
            p { @for (place, (words, to)) in it.ways.iter().enumerate() { @if place > 0 { " · " } a href=(to) { (words) } } }
            div.acts { @for one in &it.acts { (act(lang, one)) } }
        }
    }
}

/// Records that may be of the same person.
fn likely(lang: Lang, all: &[Likely]) -> Markup {
    html! {
        section.card.likely {
            h2 { (say!(lang, en = "Perhaps the same person", tr = "Aynı kişi olabilir")) }
            @for one in all {
                p { a href=(one.link) { (one.name) } ": " (one.why.join("; ")) }
                @if let Some(form) = &one.merge { div.acts { (act(lang, form)) } }
            }
        }
    }
}

/// Every hand-over: the newest in sight, the others folded away.
fn handovers(lang: Lang, all: &[(String, Vec<String>)]) -> Markup {
    let one = |(title, lines): &(String, Vec<String>)| {
        html! { h3 { (title) } ul.scores { @for line in lines { li { (line) } } } }
    };
    let Some((newest, earlier)) = all.split_first() else { return html! {} };
    let count = earlier.len();
    html! {
        section.card {
            h2 { (say!(lang, en = "Hand-over", tr = "Devir")) }
            (one(newest))
            @if count > 0 {
                details {
                    summary { (say!(lang, en = "Earlier ones ({count})", tr = "Öncekiler ({count})")) }
                    @for it in earlier { (one(it)) }
                }
            }
        }
    }
}

fn why(lang: Lang, it: &LeadPage) -> Markup {
    let rules =
        |all: &[(String, String)]| html! { ul.scores { @for (line, to) in all { li { a href=(to) { (line) } } } } };
    let lines = |title: String, all: &[String]| {
        html! { @if !all.is_empty() { section.card { h2 { (title) } ul.scores { @for line in all { li { (line) } } } } } }
    };
    html! {
        div {
            (lines(say!(lang, en = "Checklist of both teams", tr = "İki ekibin kontrol listesi"), &it.checklist))
            (handovers(lang, &it.handovers))
            (lines(say!(lang, en = "Why this owner", tr = "Neden bu sorumlu"), &it.routing))
            section.card {
                h2 { (say!(lang, en = "Every point of its scores", tr = "Puanlarının her biri")) }
                (rules(&it.scores))
                @if !it.open.is_empty() {
                    details {
                        summary { (say!(lang, en = "What is not known yet", tr = "Henüz bilinmeyenler")) }
                        (rules(&it.open))
                    }
                }
            }
            @if !it.fields.is_empty() {
                section.card {
                    h2 { (say!(lang, en = "What is known", tr = "Bilinenler")) }
                    dl.fields { @for (name, value) in &it.fields { dt { (name) } dd { (value) } } }
                }
            }
        }
    }
}

/// What was said, and how more is.
pub(crate) fn thread(lang: Lang, title: &str, words: &[Word], say: Option<&ActForm>) -> Markup {
    html! {
        section.card #thread {
            h2 { (title) }
            @if words.is_empty() {
                p.quiet {
                    (say!(
                        lang,
                        en = "Nothing said yet. The more both teams talk, the earlier poor leads are found.",
                        tr = "Henüz yazılmamış. İki ekip ne kadar çok konuşursa zayıf adaylar o kadar erken bulunur."
                    ))
                }
            }
            ol.thread {
                @for word in words { li { p.head { strong { (word.by) } " · " (word.at) } p { (word.text) } } }
            }
            @if let Some(form) = say { (crate::shell::open_form(lang, form)) }
        }
    }
}

fn history(lang: Lang, it: &LeadPage) -> Markup {
    html! {
        section.card #history {
            h2 { (say!(lang, en = "What happened", tr = "Neler oldu")) }
            ol.decisions {
                @for entry in &it.timeline {
                    li.decided[entry.decided] {
                        p.head { time datetime=(entry.iso) { (entry.at) } " · " (entry.what) }
                        @for line in &entry.lines { p.more { (line) } }
                    }
                }
            }
            @for (words, to) in &it.turns { p { a href=(to) { (words) } } }
        }
    }
}
