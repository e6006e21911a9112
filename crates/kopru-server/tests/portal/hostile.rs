//! Values that mean harm are shown as what they are, on every page and in every table: markup, script, text that runs the
//! other way, signs of all kinds, four thousand letters (more are refused), formulas.

use crate::access::staff;
use crate::browser::Browser;
use crate::engines::{PLAYBOOK, Scene, account, fact, field, on_both_empty, with};
use kopru_engine::lang::Lang;
use kopru_server::portal::ROUTES;
use kopru_store::Id;
use kopru_store::disputes::Side;
use kopru_store::publish::Existing;
use kopru_store::remarks::About;
use kopru_store::team::profile::Role;
use kopru_store::team::users::UserChange;

/// What no page may hold as it stands: each would be markup, or leave the attribute that it stands in.
const HARM: [&str; 4] = ["<img src=x onerror=", "\"><script>", "'><svg/onload=", "</title><h1>"];

/// Text that is harmful in one way or another, and no longer than `most` letters.
fn hostile(number: usize, most: usize) -> String {
    let harm = HARM[number % HARM.len()];
    let signs = "\u{202e}\u{200f}مرحبا 👩‍👩‍👧‍👦 İıŞğ \u{7f} &amp; &#60; {{7*7}} ${1+1} =HYPERLINK(\"http://x\")";
    let text = format!("{harm}alert({number})> {signs} ");
    let long: String = text.chars().chain("ab ".chars().cycle()).take(most).collect();
    long.trim().to_owned()
}

struct World {
    lead: Id,
    company: Id,
    import: i64,
    proposal: Id,
}

async fn world(scene: &Scene) -> World {
    scene.publish(&PLAYBOOK.replace("name = \"Stories\"", "name = \"Stories <b>\""), Existing::Keep).await;
    staff(scene, &[("root", Role::Admin), ("ayse", Role::Sales), ("mia", Role::Marketing)]).await;
    let change = UserChange { name: Some(hostile(1, 90)), ..UserChange::default() };
    scene.store.change_user("ayse", change, "root").await.expect("changed");
    let mut demo =
        account(fact(scene, "d", "ada@acme.com", "demo_requested"), &hostile(2, 200), &[("employees", "120")]);
    for (number, name) in ["name", "title", "country"].into_iter().enumerate() {
        let begin = if name == "country" { "=1+" } else { "" };
        demo = field(demo, name, &format!("{begin}{}", hostile(number, 3_990)));
    }
    let page = with(fact(scene, "p", "ada@acme.com", "page_viewed"), "path", &hostile(3, 2_000));
    let lead = scene.take(vec![demo, page]).await[0].person.expect("a person");
    scene.settle().await;
    let accepted = with(fact(scene, "a", "ada@acme.com", "accepted"), "by", "ayse");
    let step = with(fact(scene, "s", "ada@acme.com", "next_step_set"), "what", &hostile(0, 300));
    let step = with(step, "due", "2026-03-04T09:00:00Z");
    scene.take(vec![accepted, step]).await;
    scene.store.say(About::Lead(lead), hostile(1, 4_000), "mia").await.expect("said");
    scene.store.open_dispute(lead, Side::Marketing, &hostile(2, 500), "mia").await.expect("a dispute");
    scene.store.save_view("root", (&hostile(3, 60), "stage=mql"), true).await.expect("a view");
    let import = scene.store.begin_import("crm", &hostile(0, 200), Some(&hostile(1, 500)), "mia").await.expect("one");
    let edits = [("stage/mql/max_age".to_owned(), Some("4d".to_owned()))].into();
    let proposal = scene.store.propose(&hostile(2, 200), (edits, Existing::Keep), "mia").await.expect("a proposal").id;
    let company = scene.store.lead(lead).await.expect("a lead").row.account.expect("a company");
    World { lead, company, import, proposal }
}

#[test]
fn no_page_lets_a_hostile_value_be_more_than_a_value() {
    on_both_empty(|scene| async move {
        let World { lead, company, import, proposal } = world(&scene).await;
        let mut root = Browser::new(&scene).of("root").await;
        let chosen = [("column:person.country", "true"), ("column:person.title", "true"), ("column:next", "true")];
        root.post("/leads/columns", &chosen).await;
        let mut shown = 0;
        for lang in [Lang::En, Lang::Tr] {
            let change = UserChange { lang: Some(lang), ..UserChange::default() };
            scene.store.change_user("root", change, "root").await.expect("changed");
            let pages = ROUTES.iter().filter(|it| {
                !it.post && it.path != "/live" && !it.path.ends_with(".csv") && !it.path.starts_with("/imports/files")
            });
            let mut paths: Vec<String> = pages
                .map(|it| match it.path {
                    path if path.starts_with("/accounts") => path.replace("{id}", &company.to_string()),
                    path if path.starts_with("/imports") => path.replace("{id}", &import.to_string()),
                    path if path.starts_with("/playbook") => path.replace("{id}", &proposal.to_string()),
                    path if path.starts_with("/team") => path.replace("{id}", "ayse"),
                    path => path.replace("{id}", &lead.to_string()),
                })
                .collect();
            // What an address says is shown as well: what is sought, filtered by, and told of.
            let asked = crate::browser::encode(&hostile(1, 60));
            for name in ["q", "text", "owner", "source", "person.country", "age", "not", "done", "undo", "type"] {
                paths.extend(
                    ["/leads", "/leads?as=board", "/search", "/accounts"]
                        .map(|it| format!("{it}{}{name}={asked}", if it.contains('?') { '&' } else { '?' })),
                );
            }
            for path in paths {
                let page = root.ask("GET", &path, &[]).await;
                assert!(page.status < 500, "{path}: {}", page.status);
                for harm in HARM {
                    assert!(!page.html.contains(harm), "{path} holds {harm}: {}", page.html);
                }
                assert!(page.html.len() < 250_000, "{path}: {} bytes", page.html.len());
                shown += page.html.matches("&lt;img src=x").count() + page.html.matches("&lt;script&gt;").count();
            }
        }
        assert!(shown > 40, "the values are shown, as text: {shown} times");
        // In a spreadsheet they begin no formula.
        let file = root.ask("GET", "/leads.csv", &[]).await;
        assert!(file.html.contains("'=1+"), "{}", file.html);
        assert!(
            !file
                .html
                .lines()
                .any(|line| line.split("\",\"").any(|cell| cell.trim_start_matches('"').starts_with('=')))
        );
    });
}
