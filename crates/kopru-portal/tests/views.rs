//! Every page's view from sample values: well-formed, whole in both languages, with everything that people wrote escaped.

use kopru_engine::lang::Lang;
use kopru_portal::agreement::{Changing, Entry, Outcome, changing, outcome};
use kopru_portal::entry::{Door, door};
use kopru_portal::lead::{Happening, LeadPage, Likely, Word, lead};
use kopru_portal::pipeline::{self, Asked, Bulk, Lane, LaneCard, Looked, Pipeline, StageCount};
use kopru_portal::shell::{ActForm, Badge, Field, Input, Link, Notice, Shell, Weight};
use kopru_portal::tables::{Cell, Kept, Part, Sheet, Spoken, Table, sheet};
use kopru_portal::today::{Card, Due, Group, Several, Tag, Today, Together, today};

/// What somebody may have written anywhere, and what must become of it.
const WILD: &str = "<i a=\"b\">&'";
const TAME: &str = "&lt;i a=&quot;b&quot;&gt;&amp;'";

fn wild() -> String {
    WILD.to_owned()
}

fn field(name: &str, input: Input) -> Field {
    Field::new(name, wild(), input).needed()
}

/// A form with every kind of field.
fn form() -> ActForm {
    let choice = || vec![("a".to_owned(), wild())];
    let inputs = [
        Input::Choice(choice(), "a".into()),
        Input::Advised(choice(), "a".into()),
        Input::Listed("list", wild()),
        Input::Text(wild()),
        Input::Lines(wild()),
        Input::Login(wild()),
        Input::Page(wild()),
        Input::Email(wild()),
        Input::Password(true),
        Input::Password(false),
        Input::Number("3".into()),
        Input::Day("2026-01-02".into()),
        Input::Time("2026-01-02T10:00".into()),
        Input::Check(true),
        Input::Grave,
        Input::File(".csv".into()),
        Input::Poured { kinds: ".txt", large: wild(), wrong: wild() },
    ];
    ActForm {
        to: "/x".into(),
        hidden: vec![("key".into(), wild()), ("username".into(), wild())],
        title: wild(),
        key: "a",
        fields: inputs.into_iter().enumerate().map(|(place, input)| field(&format!("f{place}"), input)).collect(),
        weight: Weight::Grave,
        all: Some(wild()),
    }
}

fn button() -> ActForm {
    ActForm { to: "/x".into(), title: wild(), ..ActForm::default() }
}

fn around(lang: Lang) -> Shell {
    Shell {
        lang,
        title: wild(),
        user: Some(Badge { name: wild(), role: wild() }),
        links: vec![Link { text: wild(), to: "/today".into(), here: true, key: "t" }],
        notice: Some(Notice { text: wild(), wrong: true, undo: Some(button()) }),
        sought: wild(),
        ..Shell::default()
    }
}

fn due() -> Due {
    Due { what: wild(), text: wild(), iso: "2026-01-02T10:00:00Z".into(), class: "late", exact: wild() }
}

fn ways() -> Vec<(String, String, bool)> {
    vec![(wild(), "/a".into(), true), (wild(), "/b".into(), false)]
}

fn of_today(lang: Lang) -> Today {
    let card = Card {
        id: "1".into(),
        name: wild(),
        account: wild(),
        link: "/leads/1".into(),
        badges: vec![Tag { text: wild(), class: "hot" }],
        due: Some(due()),
        lines: vec![wild()],
        acts: vec![button(), form()],
    };
    let more = Some((wild(), "/leads".to_owned()));
    let alone =
        Together { kind: "accepted".into(), title: wild(), button: wild(), fields: Vec::new(), weight: Weight::Main };
    let asking = Together { kind: "refused".into(), fields: form().fields, weight: Weight::Plain, ..alone.clone() };
    Today {
        shell: around(lang),
        title: wild(),
        about: wild(),
        whose: ways(),
        partly: wild(),
        groups: vec![Group { title: wild(), hint: wild(), leads: vec![card], more }],
        several: Some(Several { to: "/today".into(), hidden: vec![("key".into(), wild())], acts: vec![alone, asking] }),
        empty: wild(),
    }
}

fn of_lead(lang: Lang) -> LeadPage {
    let pair = || vec![(wild(), wild())];
    LeadPage {
        shell: around(lang),
        name: wild(),
        known_by: vec![wild()],
        role: vec![wild()],
        likely: vec![Likely { name: wild(), link: "/leads/2".into(), why: vec![wild()], merge: Some(button()) }],
        badges: vec![Tag { text: wild(), class: "" }],
        place: pair(),
        course: wild(),
        suggestions: vec![wild()],
        clocks: vec![due()],
        next_step: Some(wild()),
        acts: vec![form()],
        checklist: vec![wild()],
        handovers: vec![(wild(), vec![wild()]), (wild(), vec![wild()])],
        routing: vec![wild()],
        steps: vec![(wild(), vec![wild()])],
        scores: vec![(wild(), "/playbook/versions/1#fit-a".into())],
        open: vec![(wild(), "/playbook/versions/1#fit-b".into())],
        fields: pair(),
        timeline: vec![Happening { at: wild(), iso: "2026".into(), what: wild(), lines: vec![wild()], decided: true }],
        turns: vec![(wild(), "/leads/1?before=3".into())],
        thread: vec![Word { by: wild(), at: wild(), text: wild() }],
        ways: vec![(wild(), "/a".into()), (wild(), "/b".into())],
        say: Some(form()),
    }
}

fn of_pipeline(lang: Lang, board: bool) -> Pipeline {
    let card = LaneCard {
        id: "1".into(),
        name: wild(),
        account: wild(),
        link: "/leads/1".into(),
        tags: vec![Tag { text: wild(), class: "" }],
        owner: wild(),
        due: Some(due()),
    };
    let more = Some((wild(), "/y".into()));
    let lane = Lane { name: wild(), count: wild(), link: "/x".into(), cards: vec![card], more };
    let cells = vec![
        pipeline::Cell::Text(wild()),
        pipeline::Cell::Line(wild()),
        pipeline::Cell::Score(wild(), vec![Tag { text: wild(), class: "good" }]),
        pipeline::Cell::Due(Some(due())),
        pipeline::Cell::Due(None),
    ];
    let row = pipeline::Row { id: "1".into(), name: wild(), account: wild(), link: "/leads/1".into(), cells };
    Pipeline {
        shell: around(lang),
        title: wild(),
        stages: vec![StageCount { name: wild(), count: wild(), link: "/x".into(), here: true }],
        filter: form().fields,
        further: (vec![field("more", Input::Text(wild()))], true),
        asked: Some(Asked { field: field("when", Input::Text(wild())), about: wild(), example: wild(), ready: ways() }),
        looked: Some(Looked { text: wild(), on: Some((wild(), "/x".into())) }),
        views: ways(),
        keep: vec![form()],
        looks: ways(),
        choose: Some(form()),
        lanes: if board { vec![lane] } else { Vec::new() },
        heads: vec![wild()],
        leads: vec![row],
        bulk: Some(Bulk {
            to: "/leads/several".into(),
            act: field("type", Input::Choice(vec![("a".into(), wild())], String::new())),
            back: "/leads".into(),
            all: (wild(), "/leads".into()),
            ticked: true,
        }),
        next: Some("/leads?after=1".into()),
        export: Some("/leads.csv".into()),
        empty: wild(),
    }
}

fn of_sheet(lang: Lang) -> Sheet {
    let cell = Cell { text: wild(), link: Some("/x".into()), acts: vec![button()] };
    let kept = Kept { title: wild(), form: form(), forget: wild(), lost: wild(), again: wild() };
    let lines = |id: &str| vec![(id.to_owned(), false, wild()), (String::new(), true, wild())];
    let head = vec![(wild(), true), (String::new(), false)];
    Sheet {
        shell: around(lang),
        title: wild(),
        about: vec![wild()],
        ways: ways(),
        parts: vec![
            Part::Heading(wild()),
            Part::Lines(vec![wild()]),
            Part::Verdict(wild(), "poor"),
            Part::Picture("/x.svg".into(), wild()),
            Part::Table(Table { head, rows: vec![vec![cell.clone(), cell]], empty: wild() }),
            Part::Table(Table { empty: wild(), ..Table::default() }),
            Part::Link(wild(), "/x".into()),
            Part::Text(wild()),
            Part::Agreement(vec![
                Spoken { title: wild(), lines: lines("fit-a") },
                Spoken { title: wild(), lines: lines("fit-b") },
            ]),
            Part::Choose(form()),
            Part::Listed("list", vec![wild()]),
            Part::Form(form()),
            Part::Acts(vec![form()]),
            Part::Thread(vec![Word { by: wild(), at: wild(), text: wild() }], form()),
            Part::Kept(kept),
            Part::Find { to: "/x".into(), name: "q".into(), label: wild(), value: wild() },
        ],
    }
}

fn of_changing(lang: Lang) -> Changing {
    let entry = |folded| Entry {
        heading: Some(wild()),
        name: wild(),
        as_written: true,
        changed: true,
        folded,
        fields: form().fields,
    };
    Changing {
        shell: around(lang),
        title: wild(),
        about: vec![wild()],
        ways: ways(),
        to: "/x".into(),
        check: "/y".into(),
        hidden: vec![("revision".into(), "1".into())],
        entries: vec![entry(false), entry(true)],
        save: wild(),
        outcome: Outcome { verdict: (wild(), "good"), changes: vec![wild()], against: vec![wild()] },
        below: vec![Part::Lines(vec![wild()])],
    }
}

/// Every view in a language, by its name.
fn all(lang: Lang) -> Vec<(&'static str, String)> {
    let entry = Door {
        shell: Shell { user: None, links: Vec::new(), ..around(lang) },
        title: wild(),
        about: wild(),
        form: Some(form()),
        others: vec![(wild(), "/x".into())],
    };
    let nothing = Today { groups: Vec::new(), ..of_today(lang) };
    vec![
        ("today", today(&of_today(lang))),
        ("nothing today", today(&nothing)),
        ("lead", lead(&of_lead(lang))),
        ("pipeline", pipeline::pipeline(&of_pipeline(lang, false))),
        ("board", pipeline::pipeline(&of_pipeline(lang, true))),
        ("sheet", sheet(&of_sheet(lang))),
        ("changing", changing(&of_changing(lang))),
        ("outcome", outcome(&of_changing(lang).outcome).into_string()),
        ("door", door(&entry)),
    ]
}

/// The first tag that is not closed where it was opened.
fn unclosed(html: &str) -> Option<String> {
    let void = ["meta", "link", "input", "img", "br", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let Some((tag, _)) = part.split_once('>') else { return Some(format!("no end of <{part}")) };
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> closes what is not open"));
            }
            continue;
        }
        let name = tag.split_whitespace().next().unwrap_or_default();
        if !void.contains(&name) {
            open.push(name);
        }
    }
    open.last().map(|it| format!("<{it}> is not closed"))
}

#[test]
fn every_view_is_well_formed_and_escapes_what_people_wrote() {
    for lang in Lang::ALL {
        for (name, html) in all(lang) {
            assert!(!html.contains(WILD) && !html.contains("<i a="), "{name} lets through what people wrote");
            assert!(html.contains(TAME), "{name} shows nothing of its values");
            assert_eq!(unclosed(&html), None, "{name}");
            for forbidden in [" style=", " onclick", "javascript:", "<script>"] {
                assert!(!html.contains(forbidden), "{name} has {forbidden}, which the page's policy refuses");
            }
            if name != "outcome" {
                assert!(html.contains(&format!("<html lang=\"{}\"", lang.tag())), "{name}");
            }
        }
    }
}

#[test]
fn every_view_says_its_own_words_in_both_languages() {
    for ((name, en), (_, tr)) in all(Lang::En).iter().zip(&all(Lang::Tr)) {
        if *name != "outcome" {
            assert_ne!(en.replace("lang=\"en\"", ""), tr.replace("lang=\"tr\"", ""), "{name}");
        }
    }
}

#[test]
fn nothing_on_a_page_is_called_as_something_else_on_it() {
    for (name, html) in all(Lang::En) {
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}");
    }
}

#[test]
fn the_judge_sees_what_is_not_closed() {
    assert_eq!(unclosed("<p><b>x</b></p><br>"), None);
    assert_eq!(unclosed("<p><b>x</p>").as_deref(), Some("</p> closes what is not open"));
    assert_eq!(unclosed("<p>x").as_deref(), Some("<p> is not closed"));
}
