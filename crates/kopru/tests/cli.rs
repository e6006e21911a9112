//! The command line as its users call it: exit codes, streams, both languages, the same answer each time.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `kopru` at the top of the repository, in English unless the arguments say otherwise.
fn kopru(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kopru"));
    command.args(args).current_dir(root());
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command.output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A file in a folder of this test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

const TRY: [&str; 3] = ["try", "playbooks/saas.toml", "examples/quickstart/facts.jsonl"];

fn json(args: &[&str]) -> Value {
    let output = kopru(args);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn the_readme_shows_the_shipped_minimal_playbook() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README");
    let minimal = std::fs::read_to_string(root().join("playbooks/minimal.toml")).expect("the playbook");
    assert!(readme.contains(&format!("```toml\n{minimal}```")));
}

#[test]
fn every_shipped_playbook_is_sound_without_a_warning_and_passes_its_examples() {
    for name in ["saas", "minimal"] {
        let path = format!("playbooks/{name}.toml");
        let output = kopru(&["playbook", "check", &path, "--format", "json"]);
        let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!((output.status.code(), found["findings"].as_array().map(Vec::len)), (Some(0), Some(0)), "{path}");
        assert_eq!(kopru(&["playbook", "test", &path]).status.code(), Some(0), "{path}");
    }
}

#[test]
fn a_broken_playbook_shows_all_faults_and_ends_with_1() {
    let path = file(
        "broken.toml",
        "format = 1\nname = \"x\"\nfacts = { seen = {} }\n[[stage]]\nid = \"lead\"\nnam = \"Lead\"\nmax_age = \"30x\"\n",
    );
    let path = path.to_str().expect("UTF-8");
    let output = kopru(&["playbook", "check", path]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    // Line 4: the stage lacks `name`; line 6: `nam` is no key; line 7: `30x` is no duration.
    for expected in ["error[P003]", "error[P002]", ":6:1", "did you mean `name`?", "error[P005]", ":7:11"] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    let turkish = stdout(&kopru(&["playbook", "check", path, "--lang", "tr"]));
    assert!(turkish.contains("hata[P002]") && turkish.contains("`name` mi demek istediniz?"), "{turkish}");
}

#[test]
fn a_failing_example_is_shown_with_what_was_expected_and_found() {
    let minimal = std::fs::read_to_string(root().join("playbooks/minimal.toml")).expect("the playbook");
    let case = "[[test]]\nname = \"nobody is an MQL for nothing\"\nat = 2026-01-02T00:00:00Z\n\
        facts = [{ type = \"demo_requested\", occurred_at = 2026-01-01T00:00:00Z }]\nexpect = { stage = \"lead\", engagement = 48 }\n";
    let path = file("failing.toml", &format!("{minimal}\n{case}"));
    let output = kopru(&["playbook", "test", path.to_str().expect("UTF-8")]);
    // 50 · 2^(−1/14) = 47.58…: 48 after a day, so engagement is as expected; 48 ≥ 40 made the lead an MQL.
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.contains("FAIL  nobody is an MQL for nothing\n      stage: expected lead, found mql\n"), "{text}");
    assert!(!text.contains("engagement: expected"), "{text}");
}

#[test]
fn the_same_files_always_give_the_same_answer() {
    let (first, second) = (kopru(&TRY), kopru(&TRY));
    assert_eq!(first.status.code(), Some(0));
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn json_gives_every_lead_with_five_steps_and_the_funnel() {
    let whole = json(&[&TRY[..], &["--format", "json"]].concat());
    let leads = whole["leads"].as_array().expect("leads");
    assert_eq!(leads.len(), 19);
    for lead in leads {
        let steps = lead["steps"].as_array().expect("steps");
        assert_eq!(steps.len(), 5, "{lead}");
        assert!(steps.iter().all(|step| step["lines"].as_array().is_some_and(|lines| !lines.is_empty())), "{lead}");
        assert!(
            ["pursue", "nurture", "reach_right_person", "let_go"].contains(&lead["course"].as_str().expect("a course"))
        );
    }
    let count = |part: &str| {
        whole[part].as_object().expect("counts").values().map(|it| it.as_u64().expect("a count")).sum::<u64>()
    };
    assert_eq!((count("courses"), count("dispositions")), (19, 19));
    let stages: Vec<&str> =
        whole["funnel"].as_array().expect("funnel").iter().map(|it| it["stage"].as_str().expect("an id")).collect();
    assert_eq!(stages, ["subscriber", "lead", "mql", "sal", "sql", "opportunity", "customer"]);
    let one = json(&[&TRY[..], &["--lead", "elif.sayar@bulutdefter.example", "--format", "json"]].concat());
    assert_eq!(one["leads"].as_array().map(Vec::len), Some(1));
    assert_eq!(one["leads"][0]["stage"], "customer");
}

#[test]
fn the_environment_chooses_the_language_and_the_option_overrules_it() {
    let with = |lang: &str, args: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_kopru")).args(args).current_dir(root()).env("LC_ALL", lang).output();
        stdout(&output.expect("the program starts"))
    };
    assert!(with("tr_TR.UTF-8", &TRY).contains("İzlenecek yol"));
    assert!(with("C.UTF-8", &TRY).contains("Course:"));
    assert!(with("tr_TR.UTF-8", &[&TRY[..], &["--lang", "en"]].concat()).contains("Course:"));
}

#[test]
fn rows_without_a_date_need_a_moment() {
    let facts = file("undated.jsonl", "{\"external\":\"a\",\"type\":\"fields_set\",\"fields\":{\"title\":\"CEO\"}}\n");
    let facts = facts.to_str().expect("UTF-8");
    let refused = kopru(&["try", "playbooks/saas.toml", facts]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains(":1: the row has no date") && stderr(&refused).contains("--at"),
        "{}",
        stderr(&refused)
    );
    let whole = json(&["try", "playbooks/saas.toml", facts, "--at", "2026-01-01", "--format", "json"]);
    assert_eq!(whole["at"], "2026-01-01T00:00:00Z");
    assert_eq!(whole["leads"].as_array().map(Vec::len), Some(1));
}

#[test]
fn refused_rows_are_listed_with_line_and_reason_and_the_rest_is_played() {
    let facts = file(
        "mixed.jsonl",
        "{\"external\":\"a\",\"type\":\"demo_requested\",\"occurred_at\":\"2026-01-05T09:00:00Z\"}\nnot json\n\
        {\"external\":\"a\",\"type\":\"demo_wanted\",\"occurred_at\":\"2026-01-05T09:00:00Z\"}\n",
    );
    let whole = json(&["try", "playbooks/minimal.toml", facts.to_str().expect("UTF-8"), "--format", "json"]);
    let refused: Vec<(u64, &str)> = whole["refused"]
        .as_array()
        .expect("refused")
        .iter()
        .map(|it| (it["line"].as_u64().expect("a line"), it["code"].as_str().expect("a code")))
        .collect();
    assert_eq!(refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(refused[1].1, "F001");
    assert_eq!(whole["leads"].as_array().map(Vec::len), Some(1));
    assert_eq!(whole["files"][0]["rows"], 3);
    assert_eq!(whole["files"][0]["taken"], 1);
}

#[test]
fn a_file_that_is_not_there_ends_with_2_and_names_it() {
    let output = kopru(&["try", "playbooks/saas.toml", "nowhere.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nowhere.jsonl"));
    assert!(output.stdout.is_empty());
    assert_eq!(kopru(&["playbook", "check", "nowhere.toml"]).status.code(), Some(2));
    assert_eq!(kopru(&["try", "playbooks/saas.toml", "--csv", "a.csv"]).status.code(), Some(2));
}

#[test]
fn two_versions_of_a_playbook_are_compared_in_sentences() {
    let minimal = std::fs::read_to_string(root().join("playbooks/minimal.toml")).expect("the playbook");
    let changed = file(
        "changed.toml",
        &minimal.replace("engagement >= 40", "engagement >= 30").replace("points = 50", "points = 45"),
    );
    let output = kopru(&["playbook", "diff", "playbooks/minimal.toml", changed.to_str().expect("UTF-8")]);
    let text = stdout(&output);
    assert_eq!(
        text,
        "stage `mql` enter: engagement >= 40 → engagement >= 30\nengagement.rule `asked-for-demo` points: 50 → 45\n"
    );
    assert_eq!(
        stdout(&kopru(&["playbook", "diff", "playbooks/saas.toml", "playbooks/saas.toml"])),
        "Nothing changes.\n"
    );
}

#[test]
fn a_title_is_read_and_the_shipped_maps_measure_labelled_titles() {
    let role = json(&["role", "Satış Direktörü / Sales Director", "--format", "json"]);
    assert_eq!(role["roles"].as_array().map(Vec::len), Some(1));
    assert_eq!(role["roles"][0]["function"], "sales");
    assert_eq!(role["roles"][0]["seniority"], "director");
    let titles =
        file("titles.tsv", "Position\tLevel\nCEO\tC-Suite\nVP Sales\tVP\nBarista\tOther\nIntern to the CEO\tC-Suite\n");
    let result = json(&["eval", "titles", titles.to_str().expect("UTF-8"), "--label", "level", "--format", "json"]);
    // Three of four: an intern of a chief is no chief.
    assert_eq!((result["n"].as_u64(), result["accuracy"].as_f64()), (Some(4), Some(0.75)));
    assert_eq!(result["confusions"], serde_json::json!([{ "expected": "C-Suite", "got": "Other", "count": 1 }]));
}

#[test]
fn the_agreement_is_read_aloud_in_both_languages() {
    let english = stdout(&kopru(&["playbook", "explain", "playbooks/saas.toml"]));
    let turkish = stdout(&kopru(&["playbook", "explain", "playbooks/saas.toml", "--lang", "tr"]));
    assert!(
        english.contains("A person of sales accepts the lead.")
            && turkish.contains("Satıştan bir kişi adayı kabul eder.")
    );
    assert_eq!(english.lines().count(), turkish.lines().count());
}

#[test]
fn a_look_back_leaves_out_what_came_later() {
    let facts = file(
        "later.jsonl",
        concat!(
            r#"{"email": "a@a.example", "type": "newsletter_subscribed", "occurred_at": "2026-03-02T10:00:00Z"}"#,
            "\n",
            r#"{"email": "a@a.example", "type": "demo_requested", "occurred_at": "2026-03-05T10:00:00Z"}"#,
            "\n",
        ),
    );
    let facts = facts.to_str().expect("a plain path");
    let stage = |at: &str| {
        let found = json(&["try", "playbooks/saas.toml", facts, "--at", at, "--format", "json"]);
        (found["leads"][0]["stage"].clone(), found["later"].clone())
    };
    assert_eq!(stage("2026-03-05T09:59:59Z"), ("subscriber".into(), 1.into()));
    assert_eq!(stage("2026-03-05T10:00:00Z"), ("mql".into(), 0.into()));
}

#[test]
fn rows_of_one_company_are_matched_and_doubtful_ones_listed() {
    let args =
        ["match", "examples/matching/people.csv", "--name", "Company", "--email", "Email", "--website", "Website"];
    let found = json(&[&args[..], &["--format", "json"]].concat());
    // Lines 2 to 4 spell one company in three ways; line 7 has the name of line 6 with another domain.
    assert_eq!(found["companies"][0]["lines"], serde_json::json!([2, 3, 4]));
    assert_eq!(
        (&found["rows"][5]["match"], &found["rows"][5]["candidates"][0]),
        (&"doubtful".into(), &"delta.com.tr".into())
    );
    let csv = stdout(&kopru(&[&args[..], &["--format", "csv"]].concat()));
    assert_eq!(csv.lines().count(), 12, "a header and eleven rows");
    let wrong = kopru(&["match", "examples/matching/people.csv", "--name", "Compny"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("no column `Compny`; it has `Company`, `Email`, `Website`"), "{}", stderr(&wrong));
}

#[test]
fn a_suggested_mapping_can_be_used_as_it_stands() {
    let csv = file("leads.csv", "Email;Unvan;Kayıt Tarihi\nada@acme.com;CEO;25.12.2025\ncan@acme.com;CTO;03.01.2026\n");
    let csv = csv.to_str().expect("UTF-8");
    let suggested = kopru(&["try", "playbooks/saas.toml", "--csv", csv, "--suggest-map", "--lang", "tr"]);
    assert_eq!(suggested.status.code(), Some(0), "{}", stderr(&suggested));
    let map = file("leads.toml", &stdout(&suggested));
    let played =
        json(&["try", "playbooks/saas.toml", "--csv", csv, "--map", map.to_str().expect("UTF-8"), "--format", "json"]);
    assert_eq!(played["leads"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_shipped_framework_is_listed_printed_and_taken_up_in_a_playbook() {
    let listed = stdout(&kopru(&["playbook", "framework"]));
    assert_eq!(listed.lines().count(), 7);
    assert!(listed.contains("meddpicc: MEDDPICC, 8 criteria"), "{listed}");
    let printed = stdout(&kopru(&["playbook", "framework", "champ"]));
    assert_eq!(printed, std::fs::read_to_string(root().join("playbooks/frameworks/champ.toml")).expect("a framework"));
    let saas = std::fs::read_to_string(root().join("playbooks/saas.toml")).expect("the playbook");
    let path = file("framework.toml", &saas);
    for list in std::fs::read_dir(root().join("playbooks")).expect("a folder").flatten() {
        if list.path().extension().is_some_and(|it| it == "txt") {
            std::fs::copy(list.path(), path.parent().expect("a folder").join(list.file_name())).expect("a copy");
        }
    }
    let path = path.to_str().expect("UTF-8");
    let taken = kopru(&["playbook", "framework", "champ", "--into", path]);
    assert_eq!(taken.status.code(), Some(0), "{}", stderr(&taken));
    assert!(stdout(&taken).contains("qualifies by `champ` now"));
    let text = std::fs::read_to_string(path).expect("a playbook");
    assert!(text.ends_with(&printed) && text.contains("framework = \"champ\""));
    let differing = saas.lines().filter(|line| !text.lines().any(|it| it == *line)).count();
    assert_eq!(differing, 1, "one line of the playbook is another");
    assert!(stdout(&kopru(&["playbook", "framework", "champ", "--into", path, "--lang", "tr"])).contains("zaten"));
    assert_eq!(kopru(&["playbook", "check", path]).status.code(), Some(0));
    let unknown = kopru(&["playbook", "framework", "spin"]);
    assert!(unknown.status.code() == Some(2) && stderr(&unknown).contains("meddic"), "{unknown:?}");
    let alone =
        file("minimal-framework.toml", &std::fs::read_to_string(root().join("playbooks/minimal.toml")).expect("it"));
    let told = stdout(&kopru(&["playbook", "framework", "faint", "--into", alone.to_str().expect("UTF-8")]));
    assert!(told.contains("no stage asks for it"), "{told}");
}

#[test]
fn holidays_come_from_a_calendar_file_or_a_table_and_a_wrong_one_names_its_line_once() {
    let minimal = std::fs::read_to_string(root().join("playbooks/minimal.toml")).expect("the playbook");
    let days =
        "[calendar.sales]\ntime_zone = \"Europe/Istanbul\"\nopen = [\"Mon-Fri 09:00-18:00\"]\nholidays = [\"days\"]\n";
    let ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20301029\r\nSUMMARY:Bayram\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    file("days.ics", ics);
    file("days.csv", "date,name,category\n2030-10-29,Bayram,public\n2030-10-28,Arife,half_day\n");
    file("broken.ics", &ics.replace("20301029", "20300230"));
    let check = |list: &str| {
        let lists = format!("\n[lists]\ndays = {{ file = \"{list}\" }}\n\n{days}");
        let path = file(&format!("{list}.toml"), &format!("{minimal}{lists}"));
        let output = kopru(&["playbook", "check", path.to_str().expect("UTF-8")]);
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (code, out, said) = check("days.ics");
    assert_eq!((code, said.as_str()), (Some(0), ""), "{out}");
    let (code, out, said) = check("days.csv");
    assert_eq!((code, said.lines().count()), (Some(0), 1), "{out}{said}");
    assert!(said.contains("days.csv:3: L004 "), "{said}");
    let (code, out, said) = check("broken.ics");
    assert_eq!((code, out.as_str(), said.lines().count()), (Some(1), "", 1), "{out}{said}");
    assert!(said.contains("broken.ics:3: L014 "), "{said}");
}
