//! The commands that work on a database, as their users call them: each test has a database of its own.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder with a database in it; the commands run at the top of the repository and find the database by the environment.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("database-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        Place(folder)
    }

    /// With the shipped playbook published.
    fn published(name: &str) -> Place {
        let place = Place::new(name);
        let output = place.kopru(&["playbook", "publish", "playbooks/saas.toml"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        place
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("UTF-8").to_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.0.join(name), text).expect("a file");
        self.path(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kopru"));
        command.args(args).current_dir(root()).env("KOPRU_DATABASE_URL", format!("sqlite:{}", self.path("kopru.db")));
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            command.env_remove(name);
        }
        command
    }

    fn kopru(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program starts")
    }

    /// As a mail server's alias runs it: the message comes by stdin.
    fn piped(&self, args: &[&str], message: &str) -> Output {
        let mut command = self.command(args);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a start");
        child.stdin.take().expect("stdin").write_all(message.as_bytes()).expect("a message");
        child.wait_with_output().expect("an end")
    }

    /// What a command prints that must do what it is asked.
    fn done(&self, args: &[&str]) -> String {
        let output = self.kopru(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}{}", stdout(&output), stderr(&output));
        stdout(&output)
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[args, &["--format", "json"]].concat())).expect("JSON")
    }

    fn refused(&self, args: &[&str], code: i32) -> String {
        let output = self.kopru(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}{}", stdout(&output), stderr(&output));
        stderr(&output)
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

const FACTS: &str = "examples/quickstart/facts.jsonl";

#[test]
fn facts_of_a_file_are_taken_once_however_often_it_is_run() {
    let place = Place::published("facts");
    let first = place.json(&["facts", FACTS, "--import"]);
    assert_eq!((&first["lines"], &first["taken"], &first["known"]), (&87.into(), &87.into(), &0.into()));
    let second = place.json(&["facts", FACTS, "--import"]);
    assert_eq!((&second["lines"], &second["taken"], &second["known"]), (&87.into(), &0.into(), &87.into()));
    let replayed = place.json(&["replay", "--verify"]);
    assert_eq!(
        (&replayed["facts"], &replayed["streams"], &replayed["differences"]),
        (&87.into(), &19.into(), &0.into())
    );
    assert_eq!(replayed["share_ten_thousandths"], 10_000);
    assert!(place.done(&["replay"]).ends_with("no difference\n"));
}

#[test]
fn refused_lines_are_shown_written_down_in_both_languages_and_end_with_1() {
    let place = Place::published("refused");
    let good = r#"{"email":"ada@acme.example","type":"demo_requested","occurred_at":"2026-03-01T09:00:00Z"}"#;
    let unknown = r#"{"email":"ada@acme.example","type":"danced","occurred_at":"2026-03-01T09:00:00Z"}"#;
    let file = place.file("facts.jsonl", &format!("{good}\nnonsense\n\n{unknown}\n"));
    let report = place.path("refused.jsonl");
    let output = place.kopru(&["facts", &file, "--refused", &report, "--lang", "tr"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    // Line 3 is empty and counts for nothing; the line numbers are the file's.
    assert!(text.contains("3 olgu") && text.contains("1 alındı") && text.contains("2 reddedildi"), "{text}");
    assert!(text.contains("satır 2:") && text.contains("[I003]"), "{text}");
    assert!(text.contains("satır 4:") && text.contains("[fact_invalid]"), "{text}");
    let lines: Vec<Value> = std::fs::read_to_string(&report)
        .expect("the report")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.iter().map(|it| it["line"].as_u64()).collect::<Vec<_>>(), [Some(2), Some(4)]);
    for line in &lines {
        assert_ne!(line["reason"]["en"], line["reason"]["tr"], "{line}");
    }
}

#[test]
fn a_lead_is_read_aloud_in_both_languages_now_and_at_any_moment() {
    let place = Place::published("explain");
    let about = |id: &str, at: &str, kind: &str| {
        format!(
            r#"{{"id":"{id}","email":"ada@acme.example","type":"{kind}","occurred_at":"{at}","recorded_at":"{at}","fields":{{"name":"Ada Deniz"}}}}"#
        )
    };
    let late = about("3", "2026-01-02T09:00:00Z", "newsletter_subscribed")
        .replace("\"recorded_at\":\"2026-01-02", "\"recorded_at\":\"2026-02-02");
    let file = place.file(
        "facts.jsonl",
        &format!(
            "{}\n{}\n{late}\n",
            about("1", "2026-01-01T09:00:00Z", "newsletter_subscribed"),
            about("2", "2026-02-01T09:00:00Z", "demo_requested")
        ),
    );
    place.done(&["facts", &file, "--import"]);
    let now = place.done(&["explain", "ADA@acme.example"]);
    for part in ["● Ada Deniz (ada@acme.example)", "1 Type of lead", "Scores", "Decisions", "Course: "] {
        assert!(now.contains(part), "{part} in\n{now}");
    }
    let turkish = place.done(&["explain", "ada@acme.example", "--lang", "tr"]);
    for part in ["1 Aday türü", "Puanlar", "Kararlar", "İzlenecek yol: "] {
        assert!(turkish.contains(part), "{part} in\n{turkish}");
    }
    let refused = place.refused(&["explain", "ada@acme.example", "--at", "2020-01-01", "--lang", "tr"], 2);
    assert!(refused.contains("hata: ") && refused.contains("[not_yet]"), "{refused}");
    let refused = place.refused(&["explain", "nobody@acme.example"], 2);
    assert!(refused.contains("nobody is called nobody@acme.example"), "{refused}");
    let whole = place.json(&["explain", "ada@acme.example"]);
    assert_eq!((&whole["name"], &whole["sure"]), (&"Ada Deniz".into(), &true.into()));
    assert!(whole["decisions"].as_array().is_some_and(|it| !it.is_empty()), "{whole}");
    assert_eq!(whole["steps"].as_array().map(Vec::len), Some(5));
    let id = whole["lead"].as_str().expect("an id");
    assert_eq!(place.json(&["explain", id])["name"], "Ada Deniz");
}

#[test]
fn a_playbook_is_published_once_and_its_history_is_told() {
    let place = Place::published("publish");
    assert!(place.done(&["playbook", "publish", "playbooks/saas.toml"]).contains("in force already"));
    let minimal =
        place.json(&["playbook", "publish", "playbooks/minimal.toml", "--existing", "advance", "--by", "ayşe"]);
    assert_eq!((&minimal["publication"], &minimal["already"]), (&2.into(), &false.into()));
    let history = place.json(&["playbook", "history"]);
    let told: Vec<_> =
        history.as_array().expect("a list").iter().map(|it| (&it["published_by"], &it["existing"])).collect();
    assert_eq!(told, [(&Value::from("ayşe"), &Value::from("advance")), (&"cli".into(), &"keep".into())]);
    let broken = place.file("broken.toml", "format = 1\n");
    let empty = Place::new("publish-broken");
    let faults = empty.refused(&["playbook", "publish", &broken], 1);
    assert!(faults.contains("error["), "{faults}");
    assert!(!empty.0.join("kopru.db").exists(), "a playbook with faults makes no database");
}

#[test]
fn a_key_shows_its_token_once_and_opens_nothing_once_revoked() {
    let place = Place::published("keys");
    let made = place.json(&[
        "key",
        "create",
        "CRM",
        "--scope",
        "facts:write",
        "--scope",
        "leads:read",
        "--expires",
        "2100-01-01",
    ]);
    let (id, token) = (made["id"].as_str().expect("an id"), made["token"].as_str().expect("a token"));
    assert!(token.starts_with(&format!("kopru_{id}_")), "{token}");
    let listed = place.done(&["key", "list"]);
    assert!(listed.contains(id) && listed.contains("CRM") && !listed.contains(token), "{listed}");
    assert!(place.done(&["key", "revoke", id]).contains("opens nothing any more"));
    let listed = place.json(&["key", "list"]);
    assert!(listed[0]["revoked_at"].is_string(), "{listed}");
    assert!(place.refused(&["key", "revoke", "00000000"], 2).contains("there is no"));
    let past =
        place.refused(&["key", "create", "old", "--scope", "admin", "--expires", "2020-01-01", "--lang", "tr"], 2);
    assert!(past.contains("[key_expires_in_past]"), "{past}");
    assert!(place.refused(&["key", "create", "odd", "--scope", "everything"], 2).contains("facts:write"));
}

#[test]
fn a_backup_is_restored_elsewhere_and_nothing_is_overwritten() {
    let place = Place::published("backup");
    place.done(&["facts", FACTS, "--import"]);
    let file = place.path("backup.db");
    let made = place.json(&["backup", &file]);
    assert_eq!((&made["tables"]["fact"], &made["tables"]["person"]), (&87.into(), &19.into()));
    assert!(place.refused(&["backup", &file, "--lang", "tr"], 2).contains("[file_exists]"));
    let other = format!("sqlite:{}", place.path("restored.db"));
    let restored = place.json(&["restore", &file, "--database", &other]);
    assert_eq!(restored["tables"], made["tables"]);
    assert!(place.refused(&["restore", &file, "--database", &other], 2).contains("is there already"));
    let replayed = place.json(&["replay", "--verify", "--database", &other]);
    assert_eq!((&replayed["facts"], &replayed["differences"]), (&87.into(), &0.into()));
    let text = place.file("no.db", "name\n");
    let third = format!("sqlite:{}", place.path("third.db"));
    assert_eq!(place.kopru(&["restore", &text, "--database", &third]).status.code(), Some(2));
    assert!(!place.0.join("third.db").exists());
}

#[test]
fn doctor_finds_no_trouble_at_first_and_ends_with_1_when_something_is_broken() {
    let place = Place::published("doctor");
    place.done(&["facts", FACTS]);
    let text = place.done(&["doctor"]);
    assert!(text.ends_with("No trouble found.\n") && text.contains("[schema]") && text.contains("[rows]"), "{text}");
    assert!(place.done(&["doctor", "--quick", "--lang", "tr"]).ends_with("Sorun bulunmadı.\n"));
    let missing =
        place.kopru(&["doctor", "--database", &format!("sqlite:{}", place.path("none.db")), "--format", "json"]);
    let found: Value = serde_json::from_slice(&missing.stdout).expect("JSON");
    assert_eq!(
        (missing.status.code(), &found[0]["check"], &found[0]["state"]),
        (Some(1), &"reachable".into(), &"trouble".into())
    );
    assert!(!place.0.join("none.db").exists());
}

#[test]
fn people_are_merged_parted_and_erased() {
    let place = Place::published("people");
    let line =
        |email: &str| format!(r#"{{"email":"{email}","type":"demo_requested","occurred_at":"2026-03-01T09:00:00Z"}}"#);
    let file = place.file("facts.jsonl", &format!("{}\n{}\n", line("ada@acme.example"), line("a.deniz@acme.example")));
    place.done(&["facts", &file]);
    let merged = place.done(&["person", "merge", "ada@acme.example", "a.deniz@acme.example"]);
    assert!(merged.contains("1 identities more"), "{merged}");
    let told = |email: &str| place.json(&["explain", email])["identities"].as_array().map(Vec::len);
    assert_eq!((told("ada@acme.example"), told("a.deniz@acme.example")), (Some(2), Some(2)));
    assert!(place.done(&["person", "unmerge", "ada@acme.example"]).contains("a person of their own again"));
    assert_eq!((told("ada@acme.example"), told("a.deniz@acme.example")), (Some(1), Some(1)));
    assert!(place.refused(&["person", "unmerge", "ada@acme.example"], 2).contains("no merge"));
    assert!(place.refused(&["person", "erase", "ada@acme.example"], 2).contains("--yes"));
    assert_eq!(told("ada@acme.example"), Some(1));
    assert!(place.done(&["person", "erase", "ada@acme.example", "--yes"]).contains("erased: 1 people"));
    assert!(place.refused(&["explain", "ada@acme.example"], 2).contains("nobody is called"));
    let bytes = std::fs::read(place.0.join("kopru.db")).expect("the file");
    assert!(!bytes.windows(16).any(|it| it == b"ada@acme.example"));
    assert_eq!(place.json(&["replay", "--verify"])["differences"], 0);
    place.done(&["doctor"]);
}

#[test]
fn without_a_database_commands_say_how_to_get_one_and_make_none() {
    let place = Place::new("none");
    for command in [&["facts", FACTS][..], &["replay"], &["key", "list"], &["playbook", "history"], &["explain", "x"]] {
        let said = place.refused(command, 2);
        assert!(said.contains("kopru playbook publish FILE"), "{command:?}: {said}");
    }
    let said = place.refused(&["replay", "--lang", "tr"], 2);
    assert!(said.contains("veritabanı yok"), "{said}");
    assert!(!place.0.join("kopru.db").exists());
    let said = place.refused(&["replay", "--database", "mysql://a/b"], 2);
    assert!(said.contains("sqlite:PATH"), "{said}");
}

#[test]
fn the_funnel_is_printed_as_table_json_csv_and_picture() {
    let place = Place::published("funnel");
    place.done(&["facts", FACTS, "--import"]);
    let table = place.done(&["report", "funnel"]);
    // The quickstart's nineteen leads; one came in late from an old CRM, all of spring 2026.
    for part in ["Leads that entered from 2026-0", "19 leads.", "Stages", "By month of entry", "Customer"] {
        assert!(table.contains(part), "{part} in\n{table}");
    }
    let turkish = place.done(&["report", "funnel", "--lang", "tr", "--by", "source"]);
    for part in ["19 aday.", "Aşamalar", "Kaynağa göre"] {
        assert!(turkish.contains(part), "{part} in\n{turkish}");
    }
    let json = place.json(&["report", "funnel"]);
    assert_eq!((&json["whole"]["entered"], &json["kept"]), (&19.into(), &true.into()));
    let csv = place.done(&["report", "funnel", "--format", "csv", "--by", "source"]);
    let mut lines = csv.lines();
    let columns = lines.next().expect("a head").split(',').count();
    let stages = json["stages"].as_array().expect("stages").len();
    let rows: Vec<&str> = lines.collect();
    assert!(rows.len() >= 2 * stages && rows.len().is_multiple_of(stages), "{csv}");
    assert!(rows.iter().all(|row| row.split(',').count() == columns), "{csv}");
    assert!(rows[0].starts_with("all,") && rows[0].contains(",19,19,1.000000,"), "{}", rows[0]);
    let picture = place.done(&["report", "funnel", "--format", "svg", "--lang", "tr"]);
    assert!(picture.starts_with("<svg ") && picture.contains("lang=\"tr\"") && picture.contains("19 aday girdi"));
    let refused = place.refused(&["report", "funnel", "--by", "person.countri"], 2);
    assert!(refused.contains("there is no field `person.countri`"), "{refused}");
    let refused = place.refused(&["report", "funnel", "--stage", "sold", "--lang", "tr"], 2);
    assert!(refused.contains("`sold` diye bir aşama yok"), "{refused}");
    place.refused(&["report", "funnel", "--from", "March"], 2);
}

fn mail(id: &str, from: &str, to: &str) -> String {
    format!(
        "From: {from}\nTo: {to}\nDate: Mon, 2 Mar 2026 12:00:00 +0300\nMessage-ID: <{id}@mx.example>\nSubject: Offer\n\nThursday?\n"
    )
}

#[test]
fn messages_are_noted_from_files_and_from_a_mail_servers_pipe() {
    let place = Place::published("emails");
    place.done(&["user", "create", "root", "--name", "Root", "--role", "admin"]);
    place.done(&["user", "create", "ayse", "--name", "Ayşe", "--role", "sales", "--email", "ayse@us.example"]);
    let lead = r#"{"email":"ada@acme.example","type":"demo_requested","occurred_at":"2026-03-01T09:00:00Z"}"#;
    place.done(&["facts", &place.file("facts.jsonl", lead)]);
    let out = place.file("out.eml", &mail("1", "Ayse@us.example", "Ada <ADA@acme.example>, boss@acme.example"));
    let back = place.file("back.eml", &mail("2", "ada@acme.example", "ayse@us.example"));
    let said = place.done(&["email", &out, &back]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            format!("{out}: ayse to ada@acme.example, 2026-03-02T09:00:00Z: noted"),
            format!("{out}: no lead has boss@acme.example"),
            format!("{back}: from ada@acme.example, 2026-03-02T09:00:00Z: noted"),
        ]
    );
    // The server prepends what it knows of the envelope, and delivers to everybody who was named.
    let envelope =
        format!("From ayse@us.example  Mon Mar  2 09:00:01 2026\n{}", mail("1", "ayse@us.example", "ada@acme.example"));
    let piped = place.piped(&["email", "-", "--lang", "tr"], &envelope);
    assert_eq!(piped.status.code(), Some(0), "{}", stderr(&piped));
    assert_eq!(stdout(&piped), "ileti: ayse → ada@acme.example, 2026-03-02T09:00:00Z: zaten biliniyordu\n");
    let json = place.json(&["email", &out]);
    assert_eq!((&json[0]["leads"][0]["status"], &json[0]["type"]), (&"known".into(), &"contacted".into()));
    let replayed = place.json(&["replay", "--verify"]);
    assert_eq!((&replayed["facts"], &replayed["differences"]), (&3.into(), &0.into()));
}

#[test]
fn a_refused_message_goes_back_to_its_sender_and_one_that_comes_at_a_bad_time_waits() {
    let place = Place::published("emails-refused");
    // 1: the mail server sends it back, with what is printed.
    let stranger = place.piped(&["email", "-"], &mail("1", "x@elsewhere.example", "ayse@us.example"));
    assert_eq!(stranger.status.code(), Some(1));
    assert_eq!(
        stdout(&stranger),
        "the message: not noted: no lead has one of the addresses: x@elsewhere.example [email_concerns_nobody]\n"
    );
    let text = place.piped(&["email", "-", "--lang", "tr"], "Dear Ada,\n");
    assert_eq!(text.status.code(), Some(1));
    assert!(
        stdout(&text).contains("kaydedilmedi: bu bir e-posta iletisi değil")
            && stdout(&text).contains("[email_unreadable]")
    );
    let json = place.piped(&["email", "-", "--format", "json"], "Dear Ada,\n");
    let value: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!((&value[0]["problem"]["code"], json.status.code()), (&"email_unreadable".into(), Some(1)));
    // 75: it keeps it and tries again.
    let empty = Place::new("emails-nowhere");
    let none = empty.piped(&["email", "-"], &mail("1", "x@elsewhere.example", "ayse@us.example"));
    assert_eq!(none.status.code(), Some(75));
    assert!(stderr(&none).contains("there is no database"), "{}", stderr(&none));
    assert!(!empty.0.join("kopru.db").exists());
    let unreachable = ["email", "-", "--database", "postgres://nobody@127.0.0.1:1/none"];
    assert_eq!(place.piped(&unreachable, &mail("1", "x@elsewhere.example", "y@us.example")).status.code(), Some(75));
    // 2: the call itself; nothing was read.
    assert!(place.refused(&["email", "no-such-file.eml"], 2).contains("cannot read no-such-file.eml"));
    place.refused(&["email"], 2);
}
