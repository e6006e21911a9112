//! Who comes in, and how far.

use crate::browser::Browser;
use crate::engines::{Scene, account, fact, on_both, on_both_empty, with};
use axum::body::Body;
use axum::extract::Request;
use kopru_engine::lang::Lang;
use kopru_engine::playbook::Builtin;
use kopru_server::portal::{Door, ROUTES};
use kopru_store::disputes::Side;
use kopru_store::keys::Scope;
use kopru_store::proposals::Edits;
use kopru_store::publish::Existing;
use kopru_store::team::profile::{Profile, Role};
use kopru_store::team::users::NewUser;

pub async fn staff(scene: &Scene, people: &[(&str, Role)]) {
    for (id, role) in people {
        let user = NewUser {
            id: (*id).into(),
            name: format!("{}.", id.to_uppercase()),
            email: Some(format!("{id}@us.example")),
            lang: Lang::En,
            profile: Profile::new(*role),
        };
        scene.store.create_user(user, "test").await.expect("a user");
    }
}

#[test]
fn a_new_koepru_is_set_up_by_whoever_has_its_token_and_by_nobody_else() {
    on_both_empty(|scene| async move {
        let mut browser = Browser::new(&scene);
        browser.open("/today").await.says("Nobody works here yet.");
        assert_eq!(browser.open("/setup?token=guessed").await.status, 404);
        let path = format!("/setup?token={}", scene.store.setup_token());
        let page = browser.open(&path).await;
        let filled = |password: &'static str| {
            vec![("name", "Deniz Arslan"), ("id", "Deniz"), ("email", ""), ("password", password), ("again", password)]
        };
        let page = browser.press(&page, "Begin", &filled("short")).await;
        page.says("A password has at least 12 letters");
        assert!(scene.store.has_no_users().await.expect("an answer"), "nothing half done");
        let mut differing = filled("four sheep on a roof");
        differing.pop();
        differing.push(("again", "four goats on a roof"));
        let page = browser.press(&page, "Begin", &differing).await;
        page.says("The two passwords differ.");
        let page = browser.press(&page, "Begin", &filled("four sheep on a roof")).await;
        page.says("Deniz Arslan").says("administrator").says("The first agreement");
        assert_eq!(page.path.split('?').next(), Some("/playbook/first"));
        assert_eq!(Browser::new(&scene).open(&path).await.status, 404, "the token opens nothing any more");
        // Without an agreement the pages say what is missing.
        browser.open("/today").await.says("No agreement is published yet");
        browser.open("/leads").await.says("No agreement is published yet");
        browser.open("/reports").await.says("No agreement is published yet");
        let page = browser.open("/playbook").await;
        page.says("No agreement is published yet").says("Take up the first agreement");
        // It is looked at, and in force only once somebody of each team agrees.
        let page = browser.open("/playbook/first").await;
        browser.press(&page, "Look at it", &[("text", "")]).await.says("Choose an agreement, or bring your own.");
        let broken = [("text", "format = 1\n[[stage]]\nid = \"lead\"\nmax_aeg = \"3d\"\n")];
        browser
            .press(&page, "Look at it", &broken)
            .await
            .says("This does not hold yet.")
            .says("did you mean `max_age`");
        let read = browser.press(&page, "Look at it", &[("ready", "minimal"), ("text", "")]).await;
        read.says("Read it together").says("The lifecycle");
        let alone = browser.press(&read, "Publish", &[("marketing", "Mia"), ("sales", "mia")]).await;
        alone.says("nobody does for both").says("Read it together");
        assert!(scene.store.in_force().await.expect("an answer").is_none());
        let page = browser.press(&read, "Publish", &[("marketing", "Mia"), ("sales", "Sam")]).await;
        page.says("In force from now on.");
        assert!(scene.store.in_force().await.expect("an answer").is_some());
        let audit = browser.open("/audit").await;
        audit.says("both teams agreed to the first agreement").says("for marketing: Mia; for sales: Sam");
        // From now on it is changed by proposals.
        assert_eq!(browser.open("/playbook/first").await.path, "/playbook");
        browser
            .press(&read, "Publish", &[("marketing", "Mia"), ("sales", "Sam")])
            .await
            .says("change it by a proposal");
    });
}

#[test]
fn people_log_in_with_their_own_password_and_out_again() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin)]).await;
        let mut admin = Browser::new(&scene).of("root").await;
        let page = admin.open("/team").await;
        let new = [
            ("name", "Ayşe Yılmaz"),
            ("id", "ayse"),
            ("role", "sales"),
            ("lang", "tr"),
            ("email", ""),
            ("weight", "1"),
        ];
        let page = admin.press(&page, "Bring in and invite", &new).await;
        let token = page.text().split("/welcome?token=").nth(1).expect("an invitation")[..64].to_owned();
        let mut ayse = Browser::new(&scene);
        let page = ayse.open(&format!("/welcome?token={token}")).await;
        page.says("Welcome, Ayşe Yılmaz");
        let chosen = [("password", "dört koyun bir çatıda"), ("again", "dört koyun bir çatıda")];
        let page = ayse.press(&page, "Choose this password", &chosen).await;
        // She reads Turkish from now on.
        page.says("Parolanız belirlendi. Hoş geldiniz.").says("Bugün");
        ayse.open(&format!("/welcome?token={token}")).await.says("Bugün");
        ayse.post("/logout", &[]).await.says("You are logged out.");
        assert!(ayse.cookie.is_none());
        let page = ayse.open("/leads?grade=A").await;
        page.says("Log in");
        let wrong = ayse.press(&page, "Log in", &[("name", "ayse"), ("password", "dört koyun")]).await;
        wrong.says("Name or password is wrong.");
        let nobody = ayse.press(&page, "Log in", &[("name", "nobody"), ("password", "dört koyun")]).await;
        nobody.says("Name or password is wrong.");
        let inside = ayse.press(&page, "Log in", &[("name", "Ayse"), ("password", "dört koyun bir çatıda")]).await;
        assert_eq!(inside.path, "/leads?grade=A", "where she wanted to go");
        // Whoever guesses has to wait, also for the right one.
        let mut thief = Browser::new(&scene);
        let page = thief.open("/login").await;
        for _ in 0..8 {
            thief.press(&page, "Log in", &[("name", "ayse"), ("password", "a guess")]).await;
        }
        let right = [("name", "ayse"), ("password", "dört koyun bir çatıda")];
        thief.press(&page, "Log in", &right).await.says("Too many wrong tries.");
        scene.clock.advance_secs(60);
        thief.press(&page, "Log in", &right).await.says("Bugün");
        // She changes it herself; her other sessions end.
        let page = thief.open("/me").await;
        let change = |old: &'static str| {
            vec![("old", old), ("password", "beş keçi bir çatıda"), ("again", "beş keçi bir çatıda")]
        };
        thief.press(&page, "Parolayı değiştir", &change("not hers")).await.says("Ad ya da parola yanlış.");
        thief.press(&page, "Parolayı değiştir", &change("dört koyun bir çatıda")).await.says("Kaydedildi.");
        ayse.open("/today").await.says("Log in");
    });
}

#[test]
fn every_page_lets_in_whom_it_should_and_nobody_else() {
    on_both(|scene| async move {
        let roles = [("mia", Role::Marketing), ("sam", Role::Sales), ("max", Role::Manager)];
        staff(&scene, &[("root", Role::Admin)]).await;
        staff(&scene, &roles).await;
        let demo = account(fact(&scene, "d", "ada@acme.com", "demo_requested"), "Acme", &[]);
        let lead = scene.take(vec![demo]).await[0].person.expect("a person");
        let company = scene.store.lead(lead).await.expect("a lead").row.account.expect("a company");
        let accepted = with(fact(&scene, "a", "ada@acme.com", "accepted"), "by", "sam");
        scene.take(vec![accepted]).await;
        let dispute = scene.store.open_dispute(lead, Side::Marketing, "a student", "mia").await.expect("open").id;
        let (key, _) = scene.store.create_key("bi", &[Scope::LeadsRead], None, "root").await.expect("a key");
        let (hook, _) = scene.store.create_webhook("https://x.example", Vec::new(), "root").await.expect("a webhook");
        let proposal = scene
            .store
            .propose("Demos count more", (Edits::new(), Existing::Keep), "mia")
            .await
            .expect("a proposal")
            .id;
        let nobody = Browser::new(&scene);
        let import = scene.store.begin_import("crm", "leads.csv", None, "mia").await.expect("an import");
        assert!(ROUTES.len() > 25);
        // An administrator sees every file; of the others each their own.
        let csv = b"E-mail\nada@acme.com\n";
        let mut files = Vec::new();
        for (user, _) in roles.iter().chain(&[("root", Role::Admin)]) {
            let page = nobody.of(user).await.bring("/imports", "leads.csv", csv).await;
            files.push((*user, page.path.rsplit('/').next().unwrap_or_default().to_owned()));
        }
        for route in ROUTES.iter().filter(|it| it.path != "/live") {
            let method = if route.post { "POST" } else { "GET" };
            let id = match route.path {
                path if path.starts_with("/team") => "sam".to_owned(),
                path if path.starts_with("/imports") => import.to_string(),
                path if path.starts_with("/playbook/versions") => "1".to_owned(),
                path if path.starts_with("/playbook") => proposal.to_string(),
                path if path.starts_with("/disputes") => dispute.to_string(),
                path if path.starts_with("/settings/keys") => key.id.clone(),
                path if path.starts_with("/settings/webhooks") => hook.id.to_string(),
                path if path.starts_with("/accounts") => company.to_string(),
                _ => lead.to_string(),
            };
            let path = route.path.replace("{id}", &id);
            let got = nobody.clone().ask(method, &path, &[]).await;
            let to = got.headers.get("location").and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
            let sent_off = got.status == 303 && to.starts_with("/login");
            let open = route.door == Door::Open;
            assert!(open || sent_off, "{method} {path} without a session: {} {to}", got.status);
            for (user, role) in roles.iter().chain(&[("root", Role::Admin)]) {
                let file = files.iter().find(|it| it.0 == *user).map(|it| it.1.as_str()).unwrap_or_default();
                let path = if route.path.starts_with("/imports/files") {
                    route.path.replace("{id}", file)
                } else {
                    path.clone()
                };
                let got = nobody.of(user).await.ask(method, &path, &[]).await;
                if route.door.lets(*role) {
                    // An act without a type is nothing that exists; what a role may do is tried in the stories.
                    let view = route.path.starts_with("/leads/views/");
                    let nothing = (route.path.ends_with("/acts") || open || view) && got.status == 404;
                    // An absence is one's own to note, or a manager's.
                    let others = route.path.ends_with("/absence") && *user == "mia" && got.status == 403;
                    // Nothing was tried, so nothing was refused.
                    let untried = route.path.ends_with(".csv") && got.status == 404;
                    let fits = got.status < 400 || nothing || others || untried;
                    assert!(fits, "{method} {path} as {user}: {} {}", got.status, got.text());
                } else {
                    assert_eq!(got.status, 403, "{method} {path} as {user}");
                }
            }
        }
    });
}

/// Who may do what with a lead, written down by hand: `m` marketing, `s` sales, `g` managers. Administrators may do all.
const ACTS: [(&str, &str); 21] = [
    ("accepted", "sg"),
    ("refused", "sg"),
    ("returned", "sg"),
    ("qualified", "sg"),
    ("conversation_held", "sg"),
    ("won", "sg"),
    ("lost", "sg"),
    ("deal_changed", "sg"),
    ("contacted", "sg"),
    ("next_step_set", "sg"),
    ("next_step_done", "sg"),
    ("clock_paused", "sg"),
    ("clock_resumed", "sg"),
    ("assigned", "g"),
    ("offered", "msg"),
    ("undone", "msg"),
    ("recycled", "msg"),
    ("disqualified", "msg"),
    ("revived", "msg"),
    ("finding", "msg"),
    ("retracted", ""),
];

#[test]
fn every_act_is_for_whom_it_should_be_and_for_nobody_else() {
    on_both(|scene| async move {
        let roles = [("root", Role::Admin), ("mia", Role::Marketing), ("sam", Role::Sales), ("max", Role::Manager)];
        staff(&scene, &roles).await;
        let lead =
            scene.take(vec![fact(&scene, "d", "ada@acme.com", "demo_requested")]).await[0].person.expect("a person");
        let known = Builtin::ALL.iter().filter(|it| it.is_act() || **it == Builtin::Finding).map(|it| it.id());
        let unlisted: Vec<&str> = known.filter(|id| ACTS.iter().all(|it| it.0 != *id)).collect();
        assert_eq!(unlisted, [] as [&str; 0], "acts that this table does not know");
        let door = Browser::new(&scene);
        for (act, may) in ACTS {
            for (user, letter) in [("mia", 'm'), ("sam", 's'), ("max", 'g')] {
                let form = [("type", act), ("key", "k")];
                let got = door.of(user).await.ask("POST", &format!("/leads/{lead}/acts"), &form).await;
                // Let in is whoever is sent back to the lead, whatever became of the act.
                let (let_in, shut) = (got.status == 303, matches!(got.status, 403 | 404));
                let wanted = may.contains(letter);
                assert!(let_in == wanted && shut != wanted, "{act} as {user}: {}", got.status);
            }
        }
    });
}

#[test]
fn a_page_of_another_site_changes_nothing() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin)]).await;
        let mut admin = Browser::new(&scene).of("root").await;
        for origin in ["http://evil.example", "null"] {
            let request = Request::builder().method("POST").uri("/team").header("host", "leads.example");
            let request = request.header("origin", origin).header("cookie", admin.cookie.clone().expect("a cookie"));
            let request = request.body(Body::from("name=Eve&id=eve&role=admin")).expect("a request");
            assert_eq!(admin.send(request, "/team").await.status, 403, "{origin}");
        }
        assert_eq!(scene.store.users().await.expect("users").len(), 1);
        // Nobody is led to another site after logging in.
        let page = admin.ask("GET", "/login?to=//evil.example", &[]).await;
        assert_eq!(page.headers["location"], "/today");
        let page = admin.open("/today").await;
        for (name, value) in [("content-security-policy", "script-src 'self'"), ("x-frame-options", "DENY")] {
            assert!(page.headers[name].to_str().expect("a text").contains(value));
        }
        assert!(!page.html.contains(" style=") && !page.html.contains("<script>") && !page.html.contains("onclick"));
    });
}

/// What is somebody's own, and what is everybody's, written down by hand: for each route that changes something with an id,
/// whether another salesperson than the one it belongs to may do it. `team`: it belongs to nobody, such as a lead, which the
/// whole team works and of which the audit and the history say who did what. `own`: only whoever it belongs to.
const WHOSE: [(&str, &str); 33] = [
    ("/leads/views/{id}/delete", "own"),
    ("/leads/{id}/acts", "team"),
    ("/leads/{id}/call", "team"),
    ("/leads/{id}/call/note", "team"),
    ("/leads/{id}/call/goal", "team"),
    ("/leads/{id}/call/wrong", "team"),
    ("/leads/{id}/facts", "team"),
    ("/leads/{id}/email", "team"),
    ("/leads/{id}/transcript", "team"),
    ("/leads/{id}/transcript/note", "team"),
    ("/leads/{id}/thread", "team"),
    ("/leads/{id}/disputes", "team"),
    ("/leads/{id}/merge", "no"),
    ("/leads/{id}/unmerge", "no"),
    ("/leads/{id}/erase", "no"),
    ("/accounts/{id}/thread", "team"),
    ("/imports/{id}/undo", "no"),
    ("/imports/files/{id}", "no"),
    ("/imports/files/{id}/check", "no"),
    ("/imports/files/{id}/run", "no"),
    ("/imports/files/{id}/forget", "no"),
    ("/disputes/{id}/say", "team"),
    ("/disputes/{id}/withdraw", "team"),
    ("/disputes/{id}/changed", "no"),
    ("/playbook/changes/{id}", "team"),
    ("/playbook/changes/{id}/check", "team"),
    ("/playbook/changes/{id}/sign", "team"),
    ("/playbook/changes/{id}/publish", "team"),
    ("/playbook/changes/{id}/withdraw", "team"),
    ("/team/{id}", "no"),
    ("/team/{id}/invite", "no"),
    ("/team/{id}/absence", "own"),
    ("/settings/", "no"),
];

#[test]
fn what_is_somebodys_own_is_nobody_elses_and_a_lead_is_the_whole_teams() {
    on_both(|scene| async move {
        staff(&scene, &[("root", Role::Admin), ("mia", Role::Marketing), ("sam", Role::Sales), ("sue", Role::Sales)])
            .await;
        let known =
            |path: &str| WHOSE.iter().find(|it| it.0 == path || (it.0.ends_with('/') && path.starts_with(it.0)));
        let unlisted: Vec<&str> = ROUTES
            .iter()
            .filter(|it| it.post && it.path.contains("{id}") && known(it.path).is_none())
            .map(|it| it.path)
            .collect();
        assert_eq!(unlisted, [] as [&str; 0], "routes that this table does not know");
        // A lead, a company, a dispute, a proposal of sam's; a view and absences are a person's.
        let demo = account(fact(&scene, "d", "ada@acme.com", "demo_requested"), "Acme", &[]);
        let lead = scene.take(vec![demo]).await[0].person.expect("a person");
        scene.take(vec![with(with(fact(&scene, "g", "ada@acme.com", "assigned"), "to", "sam"), "by", "root")]).await;
        scene.take(vec![with(fact(&scene, "a", "ada@acme.com", "accepted"), "by", "sam")]).await;
        assert_eq!(scene.store.lead(lead).await.expect("a lead").row.owner.as_deref(), Some("sam"));
        let company = scene.store.lead(lead).await.expect("a lead").row.account.expect("a company");
        let dispute = scene.store.open_dispute(lead, Side::Marketing, "a student", "mia").await.expect("open").id;
        let edits = (Edits::new(), Existing::Keep);
        let proposal = scene.store.propose("Demos count more", edits, "sam").await.expect("a proposal").id;
        let door = Browser::new(&scene);
        let kept = [("name", "Mine"), ("query", "stage=mql")];
        door.of("sam").await.post("/leads/views", &kept).await;
        let view = scene.store.views("sam").await.expect("views").first().expect("a view").id;
        for route in ROUTES.iter().filter(|it| it.post && it.path.contains("{id}")) {
            let id = match route.path {
                path if path.starts_with("/leads/views") => view.to_string(),
                path if path.starts_with("/team") => "sam".to_owned(),
                path if path.starts_with("/accounts") => company.to_string(),
                path if path.starts_with("/disputes") => dispute.to_string(),
                path if path.starts_with("/playbook") => proposal.to_string(),
                _ => lead.to_string(),
            };
            let path = route.path.replace("{id}", &id);
            let form = [("type", "contacted"), ("key", "k"), ("data.channel", "call"), ("data.outcome", "reached")];
            // The other one comes first: what they could take away would still be there.
            let others = door.of("sue").await.ask("POST", &path, &form).await.status;
            let own = door.of("sam").await.ask("POST", &path, &form).await.status;
            let (fits, whose) = match known(route.path).expect("listed").1 {
                "team" => (own < 400 && others < 400, "everybody's"),
                "own" => (own < 400 && matches!(others, 403 | 404), "one's own"),
                _ => (own == 403 && others == 403, "nobody's of sales"),
            };
            assert!(fits, "{path} is {whose}: own {own}, other {others}");
        }
    });
}
