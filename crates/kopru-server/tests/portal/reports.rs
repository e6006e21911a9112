//! Reports: each number leads to exactly what it counts.

use crate::access::staff;
use crate::browser::{Browser, Page};
use crate::engines::{Scene, account, fact, on_both, with};
use kopru_engine::lang::Lang;
use kopru_store::FactIn;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn by(scene: &Scene, person: &str, kind: &str, who: &str) -> FactIn {
    with(fact(scene, &format!("{kind}-{person}"), person, kind), "by", who)
}

/// A lead from a source that is handed over.
async fn offered(scene: &Scene, person: &str, source: &str) {
    let mut demo =
        account(fact(scene, &format!("demo-{person}"), person, "demo_requested"), "Acme", &[("employees", "120")]);
    demo.incoming.raw.source = Some(source.to_owned());
    scene.take(vec![demo]).await;
    scene.settle().await;
    scene.clock.advance_secs(60);
}

/// One accepted by Ayşe for each outcome of a deal, one whose contact is late, one refused, one returned, one let go, one
/// that nobody answered, one that waits; of three sources, over three weeks.
async fn quarter(scene: &Scene) {
    for (person, source) in [("won@a.com", "web"), ("lost@b.com", "fair"), ("open@c.com", "fair")] {
        offered(scene, person, source).await;
        scene.take(vec![by(scene, person, "accepted", "ayse")]).await;
        scene.take(vec![with(by(scene, person, "contacted", "ayse"), "outcome", "reached")]).await;
        scene.take(vec![with(by(scene, person, "qualified", "ayse"), "overrule", "true")]).await;
        let fits = ["two_way", "business_fit", "product_fit"];
        let talk = fits.iter().fold(by(scene, person, "conversation_held", "ayse"), |fact, it| with(fact, it, "true"));
        scene.take(vec![talk]).await;
    }
    scene.take(vec![with(by(scene, "won@a.com", "won", "ayse"), "amount", "1200.50 EUR")]).await;
    scene.take(vec![with(by(scene, "lost@b.com", "lost", "ayse"), "reason", "too dear")]).await;
    scene.clock.advance_secs(8 * DAY);
    scene.settle().await;
    for (person, answer, who) in
        [("no@d.com", "refused", "ben"), ("ask@e.com", "returned", "ben"), ("bye@f.com", "accepted", "ben")]
    {
        offered(scene, person, "web").await;
        let fact = by(scene, person, answer, who);
        scene.take(vec![if answer == "refused" { with(fact, "reason", "not-ready") } else { fact }]).await;
    }
    let bye = with(by(scene, "bye@f.com", "disqualified", "ben"), "kind", "not_us");
    scene.take(vec![with(bye, "reason", "no need")]).await;
    offered(scene, "late@g.com", "web").await;
    scene.take(vec![by(scene, "late@g.com", "accepted", "ayse")]).await;
    offered(scene, "nobody@h.com", "crm").await;
    scene.clock.advance_secs(8 * DAY);
    scene.settle().await;
    offered(scene, "wait@i.com", "crm").await;
    scene.take(vec![fact(scene, "sub", "sub@j.com", "newsletter_subscribed")]).await;
    scene.settle().await;
}

/// Numbers of the page's tables, each with the address that it leads to.
fn numbers(page: &Page) -> Vec<(usize, Option<String>)> {
    let cells = page.html.split("<td class=\"number\">").skip(1).filter_map(|it| it.split("</td>").next());
    let mut all = Vec::new();
    for cell in cells {
        let (to, text) = match cell.strip_prefix("<a href=\"").and_then(|it| it.split_once("\">")) {
            Some((to, text)) => (Some(to.replace("&amp;", "&")), text.trim_end_matches("</a>")),
            None => (None, cell),
        };
        all.extend(text.replace(',', "").parse().ok().map(|number| (number, to)));
    }
    all
}

/// How many rows an address lists, page by page, and in its file.
async fn listed(browser: &mut Browser, to: &str) -> (usize, usize) {
    let (mut rows, mut next) = (0, Some(to.to_owned()));
    while let Some(path) = next {
        let page = browser.open(&path).await;
        assert_eq!(page.status, 200, "{path}");
        let body = page.html.split("<tbody>").nth(1).and_then(|it| it.split("</tbody>").next());
        rows += body.map_or(0, |it| it.matches("<tr").count());
        let further = page.html.split("<a href=\"").find(|it| it.contains(">Further") || it.contains("rel=\"next\""));
        next = further.and_then(|it| it.split('"').next()).map(|it| it.replace("&amp;", "&"));
    }
    let file = browser.ask("GET", &to.replace("leads?", "leads.csv?"), &[]).await;
    assert_eq!(file.status, 200, "{to}");
    (rows, file.html.lines().count() - 1)
}

/// Follows each number of a report; gives how many there were.
async fn followed(browser: &mut Browser, report: &str) -> Vec<(usize, String)> {
    let page = browser.open(report).await;
    let mut all = Vec::new();
    for (number, to) in numbers(&page) {
        if number == 0 {
            continue;
        }
        let to = to.unwrap_or_else(|| panic!("{number} leads nowhere on {report}: {}", page.text()));
        assert_eq!(listed(browser, &to).await, (number, number), "{to} on {report}");
        all.push((number, to));
    }
    all
}

fn count(all: &[(usize, String)], what: &str) -> usize {
    let found = all.iter().find(|it| it.1.ends_with(what));
    found.unwrap_or_else(|| panic!("no number leads to `{what}`: {all:?}")).0
}

#[test]
fn each_number_of_each_report_leads_to_exactly_what_it_counts() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales), ("ben", Role::Sales)]).await;
        quarter(&scene).await;
        let mut root = Browser::new(&scene).of("root").await;

        let all = followed(&mut root, "/reports/acceptance").await;
        assert_eq!(
            (count(&all, "&state=accepted"), count(&all, "&state=refused"), count(&all, "&state=returned")),
            (5, 1, 1)
        );
        assert_eq!(count(&all, "&state=refused&reason=not-ready"), 1);
        assert_eq!((count(&all, "&contact=in_time"), count(&all, "&contact=missed")), (3, 1));

        let all = followed(&mut root, "/reports/sla").await;
        assert_eq!((count(&all, "&rep=ayse&contact=in_time"), count(&all, "&source=fair&contact=in_time")), (3, 2));
        assert_eq!(count(&all, "of=clocks&clock=contact&state=late"), 1);
        assert_eq!(count(&all, "&rep=ben&answer=at_once"), 3);

        let all = followed(&mut root, "/reports/stagnation").await;
        assert!(all.iter().any(|it| it.1.contains("&disposition=open&age=")), "{all:?}");

        let all = followed(&mut root, "/reports/sales").await;
        assert_eq!((count(&all, "&source=fair&state=open"), count(&all, "&rep=ayse&state=won")), (1, 1));
        assert_eq!(count(&all, "&state=lost&reason=too%20dear"), 1);

        let all = followed(&mut root, "/reports/time-saved").await;
        // The one refused went back to marketing, one was let go; one was won and one lost.
        assert_eq!((count(&all, "&end=early"), count(&all, "&end=ended"), count(&all, "&end=won")), (2, 2, 1));
        assert_eq!((count(&all, "&kind=not_us"), count(&all, "&kind=recycled"), count(&all, "&rep=ben")), (1, 1, 2));

        for by in ["month", "source"] {
            let all = followed(&mut root, &format!("/reports?by={by}")).await;
            // Nine were handed over, and six of them accepted, qualified or not: five by people of sales.
            assert_eq!((count(&all, "of=funnel&through=mql"), count(&all, "of=funnel&through=sal")), (9, 5));
            assert_eq!(count(&all, "of=funnel&decided=customer"), 1);
        }
        let all = followed(&mut root, "/reports?by=source").await;
        assert_eq!((count(&all, "&source=fair"), count(&all, "&source=fair&through=opportunity")), (2, 2));
    });
}

#[test]
fn what_a_number_counts_is_said_in_words_and_listed_page_by_page() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("ayse", Role::Sales)]).await;
        let many = (0..55).map(|it| fact(&scene, &format!("d{it}"), &format!("n{it}@x.com"), "demo_requested"));
        scene.take(many.collect()).await;
        scene.take(vec![with(by(&scene, "n0@x.com", "refused", "ayse"), "reason", "wrong-size")]).await;
        scene.settle().await;
        let mut root = Browser::new(&scene).of("root").await;
        let all = followed(&mut root, "/reports/acceptance").await;
        assert_eq!(count(&all, "&state=open"), 54);
        let to = &all.iter().find(|it| it.1.ends_with("&reason=wrong-size")).expect("a reason").1;
        let page = root.open(to).await;
        page.says("Hand-overs offered in 90 days until 2026-").says("state: refused · reason: Wrong size");
        page.says("n0@x.com").says("With").says("AYSE.");
        let change = UserChange { lang: Some(Lang::Tr), ..UserChange::default() };
        scene.store.change_user("root", change, "root").await.expect("changed");
        root.open(to)
            .await
            .says("Sunulan devirler (90 gün, bitiş: 2026-")
            .says("durum: reddedildi · gerekçe: Wrong size");
        root.open("/reports/leads?of=stars").await.says("Bu sayı okunamıyor");
        root.open("/reports/leads?of=deals&queue=x").await.says("Bu sayı okunamıyor");
        root.open("/reports/leads?of=deals&days=0").await.says("gün");
    });
}
