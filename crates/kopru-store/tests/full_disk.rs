//! A disk that fills up: a clear error, nothing torn, and it goes on when there is room again.
//!
//! The test runs its own binary again in a mount namespace of its own (`unshare`), with a small file system in memory.

mod engines;

use engines::{PLAYBOOK, Place, Scene, TestClock, assert_replays, fact, field};
use kopru_store::publish::Existing;
use kopru_store::{Store, StoreError, address};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

const INSIDE: &str = "KOPRU_FULL_DISK";
const NAME: &str = "a_full_disk_is_said_clearly_tears_nothing_and_is_gone_when_there_is_room";

fn mounted(folder: &Path) {
    let done = Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "kopru-full"]).arg(folder).status();
    assert!(done.is_ok_and(|status| status.success()), "a small file system cannot be mounted");
}

async fn fill(folder: &Path) {
    let ballast = folder.join("ballast");
    std::fs::write(&ballast, vec![7; 2 << 20]).expect("ballast");
    let clock = TestClock::new();
    let url = format!("sqlite:{}", folder.join("kopru.db").display());
    let store = Store::open(address(&url).expect("an address"), clock.clock()).await.expect("a store");
    let scene = Scene { store, clock, place: Arc::new(Place::nowhere()) };
    scene.publish(PLAYBOOK, Existing::Keep).await;
    let numbered = |number: u64| {
        let it = fact(&scene, &format!("n{number}"), &format!("p{number}@example.com"), "fields_set");
        field(it, "name", &"long name ".repeat(100))
    };
    let mut acknowledged = Vec::new();
    let refused = loop {
        let number = acknowledged.len() as u64;
        assert!(number < 20_000, "the disk does not fill up");
        match scene.store.take(vec![numbered(number)]).await {
            Ok(answers) => {
                answers[0].as_ref().expect("a fact that is taken");
                acknowledged.push(format!("n{number}"));
            }
            Err(fault) => break fault,
        }
    };
    assert!(matches!(refused, StoreError::Full(_)), "{refused:?}");
    assert_eq!(refused.code(), "disk_full");
    acknowledged.sort();
    assert_eq!(scene.store.fact_ids().await.expect("ids"), acknowledged);
    assert_replays(&scene).await;

    std::fs::remove_file(ballast).expect("room");
    let number = acknowledged.len() as u64;
    scene.take(vec![numbered(number)]).await;
    acknowledged.push(format!("n{number}"));
    acknowledged.sort();
    assert_eq!(scene.store.fact_ids().await.expect("ids"), acknowledged);
    assert_replays(&scene).await;
}

#[test]
fn a_full_disk_is_said_clearly_tears_nothing_and_is_gone_when_there_is_room() {
    if std::env::var_os(INSIDE).is_some() {
        let place = Place::sqlite();
        let folder = place.file().parent().expect("a folder").to_owned();
        mounted(&folder);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(fill(&folder));
        let _ = Command::new("umount").arg(&folder).status();
        return;
    }
    // Without a library: the owner of the process tells the user.
    let root = std::fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0);
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !root {
        command.args(["--user", "--map-root-user"]);
    }
    let test = std::env::current_exe().expect("this test");
    let done = command.arg(test).args(["--exact", NAME, "--nocapture"]).env(INSIDE, "1").output();
    let done = done.expect("`unshare` (package util-linux) is needed to fill up a disk");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
