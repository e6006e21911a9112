//! The one page of `kopru demo`: how many leads stand where, what was decided last, and one lead explained.

use crate::page::{Tongue, page};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use maud::{Markup, html};

/// What the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoPage {
    /// The language.
    pub lang: Lang,
    /// The same page in every language.
    pub tongues: Vec<Tongue>,
    /// What the demo is, in a sentence.
    pub about: String,
    /// Whom a visitor may be: words and address.
    pub doors: Vec<(String, String)>,
    /// The funnel as a picture. None shows the table alone.
    pub picture: Option<PictureLink>,
    /// Leads by stage, in the order of the playbook.
    pub stages: Vec<StageRow>,
    /// The newest decisions.
    pub decisions: Vec<DecisionRow>,
    /// Leads of one stage, where one was asked for.
    pub list: Option<LeadList>,
    /// What somebody looked for.
    pub sought: String,
    /// What went wrong with what was asked for.
    pub notice: Option<String>,
    /// One lead.
    pub lead: Option<LeadStory>,
}

/// Leads that stand at a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageRow {
    /// The stage's name.
    pub name: String,
    /// Those that are open.
    pub open: String,
    /// Those that are not: recycled, let go, won, lost.
    pub closed: String,
    /// Who they are.
    pub link: String,
}

/// A lead as somebody reads it in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The name, or the address.
    pub name: String,
    /// The company.
    pub account: String,
    /// The lead explained.
    pub link: String,
}

/// A decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionRow {
    /// When, as people read it.
    pub at: String,
    /// When, as programs read it.
    pub moment: String,
    /// Whose; none where the lead is named above.
    pub who: Option<Who>,
    /// What led to it.
    pub cause: String,
    /// What was decided, and why.
    pub sentences: Vec<String>,
}

/// Leads of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadList {
    /// Which.
    pub title: String,
    /// They, the newest first.
    pub leads: Vec<(Who, String)>,
    /// The next page, if there is one.
    pub next: Option<String>,
}

/// A lead explained.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeadStory {
    /// The name, or the address.
    pub name: String,
    /// What they are known by, and where they work.
    pub known_by: String,
    /// Stage, disposition, scores: each with its name.
    pub place: Vec<(String, String)>,
    /// The course, and why.
    pub course: String,
    /// What waits for a person.
    pub suggestions: Vec<String>,
    /// The five steps.
    pub steps: Vec<(String, Vec<String>)>,
    /// Every rule's share of the scores.
    pub scores: Vec<String>,
    /// Rules that nothing settles yet.
    pub open: Vec<String>,
    /// All decisions, the newest first.
    pub decisions: Vec<DecisionRow>,
    /// How the same is read on the command line.
    pub command: String,
}

/// The page as HTML.
pub fn demo_page(it: &DemoPage) -> String {
    let lang = it.lang;
    let title = say!(lang, en = "Köprü: the demo company", tr = "Köprü: demo şirketi");
    let body = html! {
        main {
            section.intro {
                h1 { (say!(lang, en = "Two years of a company's leads", tr = "Bir şirketin iki yıllık müşteri adayları")) }
                p { (it.about) }
                @if !it.doors.is_empty() {
                    p.doors {
                        (say!(lang, en = "Work in it as ", tr = "İçinde çalışın: "))
                        @for (place, (words, to)) in it.doors.iter().enumerate() {
                            @if place > 0 { " · " }
                            a href=(to) { (words) }
                        }
                    }
                }
            }
            @if let Some(notice) = &it.notice { p.notice role="status" { (notice) } }
            div.columns {
                (funnel(it))
                @if let Some(list) = &it.list { (leads(lang, list)) } @else { (newest(it)) }
            }
            (search(it))
            @if let Some(story) = &it.lead { (lead(lang, story)) }
        }
        footer {
            p {
                (say!(
                    lang,
                    en = "Everybody here is invented, and whoever comes may act as any of them. The same is at ",
                    tr = "Buradaki herkes uydurmadır; gelen herkes onlardan biri olarak davranabilir. Aynısı şuradadır: "
                ))
                code { "/api/v1" }
                "."
            }
        }
    };
    page(lang, &title, &it.tongues, &body)
}

/// A picture that lies elsewhere on the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PictureLink {
    /// Where.
    pub link: String,
    /// What it shows, for whoever cannot see it.
    pub aloud: String,
}

/// How many leads stand where. The picture comes above the table, which says the same to whoever cannot see it.
fn funnel(it: &DemoPage) -> Markup {
    let lang = it.lang;
    html! {
        section.card #funnel {
            h2 { (say!(lang, en = "Where the leads stand", tr = "Adaylar hangi aşamada")) }
            @if let Some(it) = &it.picture { a.picture href=(it.link) { img src=(it.link) alt=(it.aloud); } }
            table {
                thead {
                    tr {
                        th scope="col" { (say!(lang, en = "Stage", tr = "Aşama")) }
                        th.number scope="col" { (say!(lang, en = "open", tr = "açık")) }
                        th.number scope="col" { (say!(lang, en = "closed", tr = "kapalı")) }
                    }
                }
                tbody {
                    @for row in &it.stages {
                        tr {
                            th scope="row" { a href=(row.link) { (row.name) } }
                            td.number { (row.open) }
                            td.number { (row.closed) }
                        }
                    }
                }
            }
            p.hint {
                (say!(
                    lang,
                    en = "Closed: recycled, let go for now or for good, won or lost, with the stage at which it happened.",
                    tr = "Kapalı: geri kazanıma alınmış, şimdilik ya da tümüyle bırakılmış, kazanılmış ya da kaybedilmiş; bunun olduğu aşamada sayılır."
                ))
            }
        }
    }
}

fn newest(it: &DemoPage) -> Markup {
    let lang = it.lang;
    html! {
        section.card #decisions {
            h2 { (say!(lang, en = "The newest decisions", tr = "En yeni kararlar")) }
            @if it.decisions.is_empty() {
                p { (say!(lang, en = "Nothing has been decided yet.", tr = "Henüz hiçbir karar verilmedi.")) }
            }
            (decisions(&it.decisions))
            p.hint { (say!(lang, en = "Newcomers are left out here.", tr = "Yeni gelenler burada gösterilmez.")) }
        }
    }
}

fn decisions(rows: &[DecisionRow]) -> Markup {
    html! {
        ol.decisions {
            @for row in rows {
                li {
                    p.head {
                        time datetime=(row.moment) { (row.at) }
                        @if let Some(who) = &row.who {
                            " · "
                            a href=(who.link) { (who.name) }
                            @if !who.account.is_empty() { " · " (who.account) }
                        }
                        " · "
                        span.cause { (row.cause) }
                    }
                    @for (place, sentence) in row.sentences.iter().enumerate() { p.more[place > 0] { (sentence) } }
                }
            }
        }
    }
}

fn leads(lang: Lang, list: &LeadList) -> Markup {
    html! {
        section.card #list {
            h2 { (list.title) }
            @if list.leads.is_empty() {
                p { (say!(lang, en = "Nobody stands here.", tr = "Bu aşamada kimse yok.")) }
            }
            ul.leads {
                @for (who, where_) in &list.leads {
                    li {
                        a href=(who.link) { (who.name) }
                        @if !who.account.is_empty() { " · " (who.account) }
                        span.where { (where_) }
                    }
                }
            }
            @if let Some(next) = &list.next {
                p { a href=(next) { (say!(lang, en = "Further leads", tr = "Sonraki adaylar")) } }
            }
        }
    }
}

fn search(it: &DemoPage) -> Markup {
    let lang = it.lang;
    html! {
        form.search method="get" action="/#lead" role="search" {
            input type="hidden" name="lang" value=(lang.tag());
            label for="lead-name" { (say!(lang, en = "Explain a lead: address or id", tr = "Bir adayı açıkla: adres ya da kimlik")) }
            input #lead-name type="search" name="lead" value=(it.sought) maxlength="320" required;
            button type="submit" { (say!(lang, en = "Explain", tr = "Açıkla")) }
        }
    }
}

fn lead(lang: Lang, it: &LeadStory) -> Markup {
    html! {
        article.card #lead {
            h2 { (it.name) }
            p.known { (it.known_by) }
            dl.place {
                @for (name, value) in &it.place { div { dt { (name) } dd { (value) } } }
            }
            p.course { (it.course) }
            @for suggestion in &it.suggestions { p.suggestion { (suggestion) } }
            div.steps {
                @for (title, lines) in &it.steps {
                    section {
                        h3 { (title) }
                        @for line in lines { p { (line) } }
                    }
                }
            }
            div.columns {
                section {
                    h3 { (say!(lang, en = "Every point of its scores", tr = "Puanlarının her biri")) }
                    ul.scores { @for line in &it.scores { li { (line) } } }
                    @if !it.open.is_empty() {
                        details {
                            summary { (say!(lang, en = "What is not known yet", tr = "Henüz bilinmeyenler")) }
                            ul.scores { @for line in &it.open { li { (line) } } }
                        }
                    }
                }
                section {
                    h3 { (say!(lang, en = "What was decided", tr = "Ne kararlar verildi")) }
                    (decisions(&it.decisions))
                }
            }
            p.hint {
                (say!(lang, en = "The same on the command line: ", tr = "Aynısı komut satırında: "))
                code { (it.command) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<script>alert('1')</script>\"'&<img src=x onerror=y>";

    /// Every text that somebody else wrote is hostile.
    fn hostile() -> DemoPage {
        let text = || HOSTILE.to_owned();
        let who = || Who { name: text(), account: text(), link: "/?lead=1".into() };
        let row =
            || DecisionRow { at: text(), moment: text(), who: Some(who()), cause: text(), sentences: vec![text()] };
        DemoPage {
            lang: Lang::Tr,
            tongues: Lang::ALL.map(|lang| Tongue { lang, link: format!("/?lang={}", lang.tag()) }).to_vec(),
            about: text(),
            doors: vec![(text(), text())],
            picture: Some(PictureLink { link: text(), aloud: text() }),
            stages: vec![StageRow { name: text(), open: text(), closed: text(), link: text() }],
            decisions: vec![row()],
            list: Some(LeadList { title: text(), leads: vec![(who(), text())], next: Some(text()) }),
            sought: text(),
            notice: Some(text()),
            lead: Some(LeadStory {
                name: text(),
                known_by: text(),
                place: vec![(text(), text())],
                course: text(),
                suggestions: vec![text()],
                steps: vec![(text(), vec![text()])],
                scores: vec![text()],
                open: vec![text()],
                decisions: vec![row()],
                command: text(),
            }),
        }
    }

    #[test]
    fn what_people_wrote_stays_text_wherever_it_stands() {
        for page in [hostile(), DemoPage { list: None, ..hostile() }] {
            let html = demo_page(&page);
            assert!(!html.contains("<script") && !html.contains("<img src=x"), "{html}");
            assert!(!html.contains("onerror=y>\"") && html.contains("&lt;script&gt;"), "{html}");
            // Within an attribute a quote would end it: of ours there is an even number, of theirs none is left.
            assert!(!html.contains(HOSTILE));
            for tag in html.split('<').skip(1) {
                let inside = tag.split('>').next().unwrap_or_default();
                assert_eq!(inside.matches('"').count() % 2, 0, "{inside}");
            }
        }
    }

    #[test]
    fn nothing_comes_from_elsewhere_and_no_style_or_script_stands_in_the_page() {
        let html = demo_page(&hostile());
        for foreign in ["http://", "https://", "src=\"//", " style=", "<style", "javascript:"] {
            assert!(!html.contains(foreign), "{foreign}");
        }
        for foreign in ["http", "@import", "url("] {
            assert!(!crate::page::STYLE.contains(foreign), "{foreign}");
        }
        assert!(!crate::page::POLICY.contains("unsafe"));
    }

    #[test]
    fn the_page_speaks_the_language_that_was_asked_for() {
        let empty = |lang| demo_page(&DemoPage { lang, ..DemoPage::default() });
        let (english, turkish) = (empty(Lang::En), empty(Lang::Tr));
        assert!(english.contains("<html lang=\"en\">") && english.contains("Nothing has been decided yet."));
        assert!(turkish.contains("<html lang=\"tr\">") && turkish.contains("Henüz hiçbir karar verilmedi."));
    }
}
