//! A backup holds one moment and goes back into either database; nothing is ever overwritten.

mod engines;

use engines::random::{DAY, Random, random_fact};
use engines::{Place, Scene, TestClock, account, fact, on_both, with};
use kopru_store::backup::{Restored, restore};
use kopru_store::written::Incoming;
use kopru_store::{FactIn, Id, Store, StoreError, address};
use rusqlite::types::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("kopru-backup-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> BTreeSet<String> {
        let all = std::fs::read_dir(&self.0).expect("a folder");
        all.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn restored(backup: &Path, url: &str) -> Result<Restored, StoreError> {
    restore(backup.to_owned(), address(url)?, |_| {}).await
}

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// Every row of every table of a file.
fn rows(file: &Path) -> Vec<(String, Vec<Value>)> {
    let conn = rusqlite::Connection::open(file).expect("a file");
    let mut names = conn
        .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name")
        .expect("tables");
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).expect("tables").map(|it| it.expect("a name")).collect();
    let mut all = Vec::new();
    for name in names {
        let mut statement = conn.prepare(&format!("select * from {name}")).expect("a table");
        let count = statement.column_count();
        let found = statement.query_map([], |row| (0..count).map(|at| row.get(at)).collect()).expect("rows");
        let mut own: Vec<(String, Vec<Value>)> = found.map(|row| (name.clone(), row.expect("a row"))).collect();
        own.sort_by_cached_key(|row| format!("{row:?}"));
        all.append(&mut own);
    }
    all
}

/// A history with everything that a database holds.
async fn history(scene: &Scene) {
    let mut random = Random(11);
    let mut earlier = Vec::new();
    for place in 0..120 {
        scene.clock.advance_secs(random.secs(2 * DAY));
        let (person, raw) = random_fact(&mut random, place, scene.clock.now(), &earlier);
        earlier.push((person, format!("f{place}")));
        scene
            .store
            .take(vec![FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false }])
            .await
            .expect("a store");
    }
    // Odd letters, and one that lies ahead.
    let odd = with(fact(scene, "odd", "çılgın@acme.com", "page_viewed"), "path", "/\"'\\ İ 😀\n");
    let mut ahead = fact(scene, "ahead", "ada@acme.com", "page_viewed");
    ahead.incoming.raw.occurred_at = Some(scene.clock.now().plus_secs(60));
    scene.take(vec![account(odd, "Açme", &[("employees", "120")]), ahead]).await;
}

#[test]
fn a_backup_goes_into_the_other_database_and_back_without_losing_a_row() {
    on_both(|scene| async move {
        let folder = Folder::new(&format!("round-{}", scene.place.engine));
        history(&scene).await;
        let first = folder.file("first.db");
        let made = scene.store.backup(first.clone(), |_| {}).await.expect("a backup");
        assert_eq!(made.rows("waiting"), 1);
        assert!(made.rows("fact") > 80 && made.rows("decision") > 20, "{made:?}");
        // The other engine, or the same where there is only one.
        let other = match (scene.place.engine, Place::postgres().await) {
            ("sqlite", Some(place)) => place,
            _ => Place::sqlite(),
        };
        let came = restored(&first, &other.url).await.expect("restored");
        assert_eq!(came.tables, made.tables);
        let clock = TestClock::new();
        clock.set(scene.clock.now());
        let store = other.open(&clock).await;
        let second = folder.file("second.db");
        store.backup(second.clone(), |_| {}).await.expect("a backup");
        assert_eq!(rows(&first), rows(&second));
        let third = folder.file("third.db");
        restored(&second, &url(&third)).await.expect("restored");
        assert_eq!(rows(&first), rows(&third));
        // It goes on: what is due is decided, a repeated fact is known, and all of it can be decided again.
        let moved = Scene {
            store: Store::open(address(&url(&third)).expect("an address"), clock.clock()).await.expect("a store"),
            clock,
            place: scene.place.clone(),
        };
        let answer =
            moved.store.take(vec![fact(&moved, "new", "ada@acme.com", "demo_requested")]).await.expect("a store");
        assert!(answer[0].is_ok());
        let replayed = moved.store.replay(true, |_| {}).await.expect("a replay");
        assert_eq!(replayed.first, []);
        assert_eq!(replayed.compared, replayed.entries);
    });
}

#[test]
fn a_backup_made_while_four_tasks_post_facts_holds_what_was_acknowledged_before() {
    on_both(|scene| async move {
        let folder = Folder::new(&format!("serving-{}", scene.place.engine));
        let tasks: Vec<_> = (0..4)
            .map(|task| {
                let scene = scene.clone();
                tokio::spawn(async move {
                    let mut acknowledged = Vec::new();
                    for number in 0..60 {
                        let id = format!("{task}-{number}");
                        let email = format!("p{}@acme.com", number % 7);
                        let kind = if number % 3 == 0 { "demo_requested" } else { "page_viewed" };
                        let taken = account(fact(&scene, &id, &email, kind), "Acme", &[("employees", "60")]);
                        scene.take(vec![taken]).await;
                        acknowledged.push(id);
                    }
                    acknowledged
                })
            })
            .collect();
        let mut before: BTreeSet<String> = BTreeSet::new();
        let mut backups = Vec::new();
        for number in 0..3 {
            before.extend(scene.store.fact_ids().await.expect("ids"));
            let file = folder.file(&format!("{number}.db"));
            scene.store.backup(file.clone(), |_| {}).await.expect("a backup");
            backups.push((file, before.clone()));
        }
        for task in tasks {
            before.extend(task.await.expect("no panic"));
        }
        assert_eq!(before.len(), 240);
        for (file, acknowledged) in backups {
            let place = folder.file(&format!("{}.restored", file.file_stem().expect("a name").to_string_lossy()));
            restored(&file, &url(&place)).await.expect("restored");
            let store =
                Store::open(address(&url(&place)).expect("an address"), scene.clock.clock()).await.expect("a store");
            let held: BTreeSet<String> = store.fact_ids().await.expect("ids").into_iter().collect();
            assert!(held.is_superset(&acknowledged), "{} of {}", held.len(), acknowledged.len());
            // Of each task a prefix: nothing is missing before something that is there.
            for task in 0..4 {
                let own = (0..60).filter(|number| held.contains(&format!("{task}-{number}"))).count();
                assert!((0..own).all(|number| held.contains(&format!("{task}-{number}"))), "task {task}");
            }
            let replayed = store.replay(true, |_| {}).await.expect("a replay");
            assert_eq!((replayed.first.as_slice(), replayed.facts), ([].as_slice(), held.len() as u64));
        }
    });
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written_stays() {
    on_both(|scene| async move {
        let folder = Folder::new(&format!("refusing-{}", scene.place.engine));
        scene.take(vec![fact(&scene, "1", "ada@acme.com", "page_viewed")]).await;
        let file = folder.file("backup.db");
        scene.store.backup(file.clone(), |_| {}).await.expect("a backup");
        let held = std::fs::read(&file).expect("a file");
        let refused = scene.store.backup(file.clone(), |_| {}).await.expect_err("a file that is there");
        assert_eq!(refused.code(), "file_exists");
        let refused = restored(&file, &scene.place.url).await.expect_err("a database with data");
        assert_eq!(refused.code(), if scene.place.engine == "sqlite" { "file_exists" } else { "database_not_empty" });
        assert_eq!(scene.store.fact_ids().await.expect("ids"), ["1"]);
        // A folder that is not there, a file that is no backup, one that was cut.
        let nowhere = folder.file("nowhere/backup.db");
        assert!(scene.store.backup(nowhere, |_| {}).await.is_err());
        std::fs::write(folder.file("text.db"), "name\nAda\n").expect("a file");
        std::fs::write(folder.file("cut.db"), &held[..held.len() / 2]).expect("a file");
        let target = match scene.place.engine {
            "sqlite" => Place::sqlite(),
            _ => Place::postgres().await.expect("PostgreSQL"),
        };
        for wrong in ["text.db", "cut.db", "missing.db"] {
            let refused = restored(&folder.file(wrong), &target.url).await.expect_err(wrong);
            assert!(matches!(refused, StoreError::Unusable(_)), "{wrong}: {refused:?}");
        }
        assert_eq!(folder.names().into_iter().collect::<Vec<_>>(), ["backup.db", "cut.db", "text.db"]);
        if target.engine == "sqlite" {
            assert!(!target.file().exists());
        }
        // What was refused left nothing behind: the same target takes the sound one.
        restored(&file, &target.url).await.expect("restored");
    });
}

#[test]
fn a_backup_is_for_its_owner_only_and_holds_no_page_of_what_was_deleted() {
    on_both(|scene| async move {
        let folder = Folder::new(&format!("private-{}", scene.place.engine));
        scene.take(vec![fact(&scene, "1", "ada@acme.com", "page_viewed")]).await;
        let secret = "Zeliha-Q7";
        let filler = "x".repeat(3_000);
        for number in 0..50 {
            let many = format!(
                "insert into audit values (1, {}, 0, '{secret}', 'a', 's', '{filler}')",
                scene.literal(Id([number; 16]))
            );
            scene.sql(&many).await;
        }
        scene.sql("delete from audit where action = 'a'").await;
        let file = folder.file("backup.db");
        scene.store.backup(file.clone(), |_| {}).await.expect("a backup");
        let bytes = std::fs::read(&file).expect("a file");
        assert!(!bytes.windows(secret.len()).any(|it| it == secret.as_bytes()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    });
}
