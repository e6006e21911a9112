//! `kopru demo` as its users call it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn place(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("demo-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn kopru(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kopru"));
    command.args(args).current_dir(folder);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "KOPRU_DATABASE_URL"] {
        command.env_remove(name);
    }
    command.output().expect("the program starts")
}

fn done(folder: &Path, args: &[&str]) -> String {
    let output = kopru(folder, args);
    let (text, faults) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
    assert_eq!(output.status.code(), Some(0), "{args:?}: {text:?} {faults:?}");
    text.expect("UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

const STORY: [&str; 8] = ["demo", "--no-serve", "--people", "300", "--seed", "42", "--until", "2026-11-26"];

#[test]
fn a_demo_is_the_same_twice_and_replays_without_a_difference() {
    let folder = place("twice");
    let mut truths = Vec::new();
    for (lang, words) in [("en", "hand-overs of two years"), ("en", "300 leads")] {
        let printed = done(&folder, &[&STORY[..], &["--truth", "truth.json", "--lang", lang]].concat());
        assert!(printed.contains(words) && printed.contains("kopru-demo.db"), "{printed}");
        assert!(printed.contains("Marketing qualified (MQL)") && !printed.contains("refused"), "{printed}");
        truths.push(json(&std::fs::read_to_string(folder.join("truth.json")).expect("the truth")));
    }
    assert_eq!(truths[0], truths[1]);
    assert_eq!(truths[0]["facts_sha256"].as_str().map(str::len), Some(64));
    let replayed = json(&done(&folder, &["replay", "--verify", "--database", "kopru-demo.db", "--format", "json"]));
    assert_eq!((&replayed["facts"], &replayed["differences"]), (&truths[0]["facts"], &Value::from(0)));
    assert_eq!(replayed["streams"], 300);
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_lost() {
    let folder = place("refused");
    std::fs::write(folder.join("notes.db"), "mine").expect("a file");
    let cases: [(&[&str], &str); 4] = [
        (&["--database", "notes.db"], "notes.db is there and is no demo"),
        (&["--database", "postgres://kopru@localhost/leads"], "a demo is a file"),
        (&["--until", "2199-01-01"], "lies ahead"),
        (&["--people", "0"], "0 is not in"),
    ];
    for (args, why) in cases {
        let output = kopru(&folder, &[&["demo", "--no-serve", "--lang", "en"], args].concat());
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(output.status.code() == Some(2) && said.contains(why), "{args:?}: {said}");
    }
    assert_eq!(std::fs::read(folder.join("notes.db")).expect("the file"), b"mine");
    // A database in which somebody works is no demo either.
    let playbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../playbooks/minimal.toml");
    let playbook = playbook.to_str().expect("UTF-8");
    done(&folder, &["playbook", "publish", playbook, "--database", "kopru-demo.db"]);
    let output = kopru(&folder, &["demo", "--no-serve", "--people", "1", "--lang", "tr"]);
    assert!(String::from_utf8(output.stderr).expect("UTF-8").contains("bir demo değil"));
    assert!(done(&folder, &["playbook", "history", "--database", "kopru-demo.db"]).contains("First agreement"));
}
