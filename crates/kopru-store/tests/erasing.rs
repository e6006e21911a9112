//! Erasing a person leaves nothing that tells who they were, and no count changes.

#[path = "engines/dump.rs"]
mod dump;
mod engines;

use dump::{dump, holding, holds};
use engines::{PLAYBOOK, Scene, account, assert_replays, fact, field, on_both_empty, with};
use kopru_engine::account::Account;
use kopru_engine::fact::Subject;
use kopru_engine::fading::{Phases, Rules};
use kopru_engine::playbook::Playbook;
use kopru_store::idempotency::Recalled;
use kopru_store::publish::Existing;
use kopru_store::sql::Cell;
use kopru_store::{FactIn, Id, StoreError};
use std::collections::BTreeMap;

/// What is planted of the person, each text in one or more of the ways in which facts bring it.
const PLANTED: [&str; 14] = [
    "zerlina.quux@planted.example",
    "Zerlina Quuxley",
    "5559876501",
    "ext-zq-4711",
    "visitor-zq-99",
    "Chief Zymurgist",
    "nickzyzzyva",
    "note-zeugma",
    "quote-zephyr",
    "reason-zugzwang",
    "free-reason-zarf",
    "path-zibeline",
    "zq-fact-id",
    "owner-of-zq",
];

const BOB: &str = "bob@planted-ltd.example";

/// The playbook of stories, with conditions that see what is planted.
fn playbook() -> String {
    PLAYBOOK
        .replace("[fields.account]\n", "nick = { type = \"text\", indexed = true }\n[fields.account]\n")
        .replace(
            "[engagement]\n",
            "[[fit.rule]]\nid = \"nick\"\nwhen = \"person.nick.startsWith('nick')\"\npoints = 5\n[engagement]\n",
        )
        .replace(
            "facts('page_viewed', '90d') >= 3",
            "facts('page_viewed', '90d') >= 3 || person.nick.startsWith('nick')",
        )
}

async fn stage(scene: &Scene) {
    scene.publish(&playbook(), Existing::Keep).await;
}

fn about(mut fact: FactIn, subject: Subject) -> FactIn {
    fact.incoming.raw.subject = subject;
    fact
}

fn also(mut fact: FactIn, subject: Subject) -> FactIn {
    fact.incoming.also.push(subject);
    fact
}

fn visitor(it: &str) -> Subject {
    Subject::Visitor(it.into())
}

/// A person whose traces lie everywhere.
async fn plant(scene: &Scene) -> Id {
    let mail = PLANTED[0];
    let me =
        |id: &str, kind: &str| fact(scene, &format!("{mail}/{id}/zq-fact-id"), "Zerlina.Quux@planted.example", kind);
    // A visitor's facts wait; then a form says who it is.
    let page = with(about(me("wait", "page_viewed"), visitor("visitor-zq-99")), "path", "/pricing/path-zibeline");
    // Another visitor's fact names the first beside itself, and goes on waiting.
    let other = also(about(me("beside", "page_viewed"), visitor("another")), visitor("visitor-zq-99"));
    assert_eq!(scene.take(vec![page, other]).await[0].person, None);
    let mut form = me("form", "demo_requested");
    for subject in
        [visitor("visitor-zq-99"), Subject::Phone("+90 555 987 65 01".into()), Subject::External("ext-zq-4711".into())]
    {
        form = also(form, subject);
    }
    let form = field(field(field(form, "name", "Zerlina Quuxley"), "title", "Chief Zymurgist"), "nick", "nickzyzzyva");
    let form = field(field(form, "phone", "+905559876501"), "email", mail);
    let form = account(form, "Planted Ltd", &[("employees", "120")]);
    let person = scene.take(vec![form]).await[0].person.expect("a person");
    scene.settle().await;
    for (place, (kind, data)) in [
        ("page_viewed", vec![("path", "/pricing/path-zibeline")]),
        ("finding", vec![("pain", "leads-lost"), ("quote", "quote-zephyr"), ("note", "note-zeugma")]),
        ("accepted", vec![("by", "owner-of-zq"), ("note", "note-zeugma")]),
        ("recycled", vec![("by", "owner-of-zq"), ("reason", "free-reason-zarf")]),
        ("revived", vec![("by", "owner-of-zq"), ("reason", "reason-zugzwang")]),
        ("lost", vec![("reason", "reason-zugzwang")]),
    ]
    .into_iter()
    .enumerate()
    {
        scene.clock.advance_secs(60);
        let it = data.into_iter().fold(me(&place.to_string(), kind), |it, (name, value)| with(it, name, value));
        let it = if kind == "page_viewed" { account(it, "Planted Ltd", &[("employees", "130")]) } else { it };
        scene.take(vec![it]).await;
    }
    // Somebody else at the account, whose fact names the person beside itself, and a fact that lies a little ahead.
    scene.take(vec![fact(scene, "b0", BOB, "newsletter_subscribed")]).await;
    let bob = account(fact(scene, "b1", BOB, "page_viewed"), "Planted Ltd", &[]);
    let bob = also(also(bob, Subject::Email(mail.into())), Subject::Phone("0090 555 987 6501".into()));
    assert_eq!(scene.take(vec![bob]).await[0].taken.len(), 2);
    let mut ahead = me("ahead", "page_viewed");
    ahead.incoming.raw.occurred_at = Some(scene.clock.now().plus_secs(120));
    assert_eq!(scene.take(vec![ahead]).await[0].seq, 0);
    person
}

/// People beside whom the person's rows lie, so that pages are split before and after.
async fn crowd(scene: &Scene, from: usize, to: usize) {
    for round in 0..3 {
        let facts = (from..to).map(|n| {
            let it =
                fact(scene, &format!("c{n}-{round}"), &format!("c{}@crowd.example", n * 7919 % 10_007), "page_viewed");
            let it = with(it, "path", &"/p".repeat(n % 40 + round * 20));
            account(field(it, "name", &"Somebody ".repeat(n % 9 + round * 3 + 1)), &format!("Crowd {}", n % 20), &[])
        });
        scene.take(facts.collect()).await;
        scene.clock.advance_secs(1);
    }
}

fn counts(dump: &dump::Dump) -> (Vec<dump::Row>, Vec<dump::Row>) {
    (dump["counter"].clone(), dump["cohort"].clone())
}

#[test]
fn nothing_that_tells_who_somebody_was_is_left_anywhere_and_no_count_changes() {
    on_both_empty(|scene| async move {
        stage(&scene).await;
        crowd(&scene, 0, 300).await;
        let person = plant(&scene).await;
        crowd(&scene, 300, 600).await;
        remember(&scene, person).await;
        let before = dump(&scene).await;
        for text in PLANTED {
            assert!(!holding(&before, text).is_empty(), "{text} is not even planted");
        }
        let erased = scene.store.erase(person, "tester".into()).await.expect("a person who is erased");
        assert_eq!((erased.people, erased.facts, erased.identities, erased.waiting), (vec![person], 8, 4, 2));
        assert_eq!(erased.left, None);
        let after = dump(&scene).await;
        for text in PLANTED {
            assert_eq!(holding(&after, text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(counts(&before), counts(&after));
        assert_replays(&scene).await;
        let backup = std::env::temp_dir().join(format!("kopru-erasing-{}-{}", std::process::id(), scene.place.engine));
        let _ = std::fs::remove_file(&backup);
        scene.store.backup(backup.clone(), |_| {}).await.expect("a backup");
        let bytes = std::fs::read(&backup).expect("a backup");
        let _ = std::fs::remove_file(&backup);
        assert!(holds(&bytes, BOB), "the backup holds nobody");
        for text in PLANTED {
            assert!(!holds(&bytes, text), "{text} in a new backup");
        }
        if scene.place.engine == "sqlite" {
            let file = scene.place.file();
            let copy = file.with_extension("copy");
            let conn = rusqlite::Connection::open(&file).expect("the file");
            conn.execute("vacuum into ?1", [copy.to_string_lossy()]).expect("a copy");
            let with = |end: &str| std::path::PathBuf::from(format!("{}{end}", file.display()));
            for part in [file.clone(), with("-wal"), with("-shm"), copy] {
                let bytes = std::fs::read(&part).expect("a file");
                for text in PLANTED {
                    assert!(!holds(&bytes, text), "{text} in {}", part.display());
                }
            }
        }
    });
}

/// Answers to requests, kept for their repeats: by the number of the request, of which those below ten tell of the person.
const ANSWERS: [(u8, u16, &str); 7] = [
    (1, 201, r#"{"id":"n1","lead":"PERSON","seq":1}"#),
    (2, 202, r#"{"id":"zerlina.quux@planted.example/ahead/zq-fact-id","lead":null}"#),
    (3, 200, r#"{"answers":[{"id":"n2","lead":null,"also_belongs_to_others":[{"phone":"+905559876501"}]}]}"#),
    (4, 422, r#"{"code":"fact_invalid","errors":[{"message":"`Chief Zymurgist` is no int"}]}"#),
    (5, 200, r#"{"answers":[{"status":422,"detail":"the fact does not fit","errors":[{"message":"`note-zeugma`"}]}]}"#),
    (10, 201, r#"{"id":"n3","lead":"somebody else","seq":4}"#),
    (11, 201, r#"{"name":"zapier","scopes":["facts:write"]}"#),
];

async fn remember(scene: &Scene, person: Id) {
    for (number, status, body) in ANSWERS {
        let body = body.replace("PERSON", &person.to_string());
        let asked_at = scene.clock.now();
        scene.store.remember(&number.to_string(), "c", [number; 32], (status, body), asked_at).await.expect("a store");
    }
}

#[test]
fn answers_that_tell_of_somebody_who_was_erased_are_not_given_again() {
    on_both_empty(|scene| async move {
        stage(&scene).await;
        let person = plant(&scene).await;
        remember(&scene, person).await;
        // More than are read at once.
        for number in 0..600 {
            let body = if number % 100 == 0 { format!("[\"{person}\"]") } else { "[]".to_owned() };
            let asked_at = scene.clock.now();
            scene.store.remember(&format!("n{number}"), "c", [0; 32], (200, body), asked_at).await.expect("a store");
        }
        scene.store.erase(person, "tester".into()).await.expect("a person who is erased");
        for (number, status, body) in ANSWERS {
            let known = scene.store.recall(&number.to_string(), "c", [number; 32]).await.expect("a store");
            let kept = Recalled::Same { status, body: body.to_owned() };
            assert_eq!(known, if number < 10 { Recalled::New } else { kept }, "{number}");
        }
        assert_eq!(dump(&scene).await["idempotency"].len(), 2 + 600 - 6);
        // A request that came before, and is answered only now, is not remembered; one that came well after is.
        let (came, later) = (scene.clock.now().plus_secs(-1), scene.clock.now().plus_secs(10));
        for (key, asked_at, kept) in [("before", came, false), ("after", later, true)] {
            scene.store.remember(key, "c", [0; 32], (200, "[]".into()), asked_at).await.expect("a store");
            let known = scene.store.recall(key, "c", [0; 32]).await.expect("a store");
            assert_eq!(known != Recalled::New, kept, "{key}");
        }
    });
}

#[test]
fn an_erased_address_goes_from_the_facts_of_others_who_go_on_as_they_were() {
    on_both_empty(|scene| async move {
        stage(&scene).await;
        let (mail, here) = ("gone@planted.example", "here@planted.example");
        let take = |made: FactIn| {
            let scene = scene.clone();
            async move {
                scene.clock.advance_secs(60);
                scene.take(vec![made]).await.remove(0)
            }
        };
        let gone = take(fact(&scene, "g1", mail, "newsletter_subscribed")).await.person.expect("a person");
        take(fact(&scene, "h0", here, "newsletter_subscribed")).await;
        let page = with(fact(&scene, "h1", here, "page_viewed"), "path", "/pricing");
        let page = also(also(page, Subject::Email("Gone@Planted.example".into())), visitor("v-here"));
        let stays = take(page.clone()).await.person.expect("a person");
        // While the two are one, each is named by what the other does; what takes a fact back goes with that fact.
        let merged = scene.store.merge(stays, gone, "t".into()).await.expect("a merge");
        let beside = also(fact(&scene, "h2", here, "demo_requested"), Subject::Email(mail.into()));
        take(beside).await;
        take(with(fact(&scene, "g2", mail, "page_viewed"), "path", "/")).await;
        take(with(fact(&scene, "g3", mail, "retracted"), "fact", "h2")).await;
        let undone = scene.store.unmerge(merged.merge, "t".into()).await.expect("an undone merge");
        // Of the survivor's entries, 3 is the merge, 4 to 6 are those.
        assert_eq!(undone.moved.iter().map(|it| it.0).collect::<Vec<_>>(), [5]);
        // What was seen when the survivor came to its stage was of both.
        let lead = || async {
            let mut lead = scene.store.lead_now(stays).await.expect("a lead");
            lead.standing.why = None;
            lead
        };
        let before = lead().await;
        let known = scene.store.erase(gone, "tester".into()).await.expect("a person who is erased");
        assert_eq!(known.people, [gone]);
        let after = dump(&scene).await;
        assert_eq!(holding(&after, mail), Vec::<String>::new());
        assert!(after["indexed_value"].iter().all(|row| row["field"] != Cell::Text("named".into())));
        assert_eq!(lead().await, before);
        assert_replays(&scene).await;
        // The very same fact again: it is known, and the address does not come back with it.
        let again = scene.take(vec![page]).await.remove(0);
        assert_eq!((again.person, again.repeated), (Some(stays), true));
        assert_eq!(scene.store.find_people(mail).await.expect("people"), Vec::<Id>::new());
        assert_eq!(scene.store.find_people("v-here").await.expect("people"), [stays]);
        assert_eq!(holding(&dump(&scene).await, mail), Vec::<String>::new());
        // Where it went from before, an undone merge still finds the fact by how it came.
        let other = take(fact(&scene, "o1", "other@planted.example", "newsletter_subscribed")).await.person;
        let merged = scene.store.merge(other.expect("a person"), stays, "t".into()).await.expect("a merge");
        let last =
            also(fact(&scene, "h4", here, "newsletter_subscribed"), Subject::Email("third@planted.example".into()));
        take(fact(&scene, "t1", "third@planted.example", "newsletter_subscribed")).await;
        take(last.clone()).await;
        let third = scene.store.find_people("third@planted.example").await.expect("people")[0];
        scene.store.erase(third, "tester".into()).await.expect("a person who is erased");
        scene.store.unmerge(merged.merge, "t".into()).await.expect("an undone merge");
        let again = scene.take(vec![last]).await.remove(0);
        assert_eq!((again.person, again.repeated), (Some(stays), true));
        assert_eq!(holding(&dump(&scene).await, "third@planted.example"), Vec::<String>::new());
        assert_replays(&scene).await;
    });
}

#[test]
fn an_erased_address_is_refused_from_files_and_a_form_starts_afresh() {
    on_both_empty(|scene| async move {
        stage(&scene).await;
        let person = plant(&scene).await;
        let mail = PLANTED[0];
        let again = fact(&scene, &format!("{mail}/form/zq-fact-id"), mail, "newsletter_subscribed");
        scene.store.erase(person, "tester".into()).await.expect("a person who is erased");
        let import = |mut fact: FactIn| {
            fact.import = true;
            fact
        };
        let row = |id: &str| fact(&scene, id, "zq.new@planted.example", "fields_set");
        let refused = scene
            .store
            .take(vec![
                import(fact(&scene, "i1", mail, "fields_set")),
                import(also(row("i2"), Subject::Email(mail.into()))),
                import(about(row("i3"), Subject::Phone("0090 555 9876501".into()))),
                again,
                about(row("i4"), visitor("visitor-zq-99")),
            ])
            .await
            .expect("a store that works");
        for answer in refused {
            assert_eq!(answer.expect_err("what is refused").code, "erased");
        }
        let form = scene.take(vec![also(fact(&scene, "f1", mail, "demo_requested"), visitor("visitor-zq-99"))]).await;
        assert_ne!(form[0].person, Some(person));
        assert_eq!(form[0].seq, 1);
        // From then on the address is somebody's again, and files may speak of them.
        let known = scene.take(vec![import(fact(&scene, "i5", mail, "fields_set"))]).await;
        assert_eq!((known[0].person, known[0].seq), (form[0].person, 2));
        scene.clock.advance_secs(86_400 * 400);
        scene.settle().await;
        let twice = scene.store.erase(person, "tester".into()).await.expect_err("erased before");
        assert_eq!(twice.code(), "erased");
        let nobody = scene.store.erase(Id([7; 16]), "tester".into()).await.expect_err("nobody");
        assert!(matches!(nobody, StoreError::NotFound(_)), "{nobody}");
    });
}

#[test]
fn what_somebody_said_of_their_company_stays_and_what_they_did_there_no_longer_counts() {
    on_both_empty(|scene| async move {
        stage(&scene).await;
        let person = plant(&scene).await;
        let employees = |dump: &dump::Dump| {
            let values = &dump["indexed_value"];
            let of = values.iter().filter(|row| row["field"] == Cell::Text("account.employees".into()));
            of.map(|row| row["value"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(employees(&dump(&scene).await), [Cell::Text("130".into())]);
        scene.store.erase(person, "tester".into()).await.expect("a person who is erased");
        let after = dump(&scene).await;
        assert_eq!(employees(&after), [Cell::Text("130".into())]);
        // Of what was done at the account only Bob's one visit is left: 10 points, not faded yet.
        let read = Playbook::check(&playbook(), &BTreeMap::new()).playbook.expect("a playbook");
        let Cell::Blob(state) = &after["account"][0]["state"] else { panic!("a state") };
        let state = Account::from_bytes(&read, state).expect("an account");
        assert_eq!(Rules::of_account(&read, &state).total(&mut Phases::at(scene.clock.now().secs())), 10);
        let version = |dump: &dump::Dump| dump["account"][0]["version"].clone();
        // Another version of the playbook: built anew from facts that no longer say it.
        scene.publish(&playbook().replace("points = 8", "points = 9"), Existing::Advance).await;
        scene.settle().await;
        assert_eq!(employees(&dump(&scene).await), [Cell::Text("130".into())]);
        assert_ne!(version(&after), version(&dump(&scene).await));
    });
}
