//! The server's life, told with stand-ins for PostgreSQL's programs; and the pure parts.

use super::*;

/// An `initdb` and a `postgres` of a few lines, in a folder that every account may read.
struct StandIns(PathBuf);

impl StandIns {
    fn new(name: &str, initdb: &str, postgres: &str) -> StandIns {
        let folder = std::env::temp_dir().join(format!("kopru-stand-ins-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (program, text) in [("initdb", initdb), ("postgres", postgres)] {
            // Written by another process: a file that we hold open, for a moment also in children of other tests, is
            // "busy" and cannot be run.
            let write = "printf '#!/bin/sh\\n%s\\n' \"$1\" >\"$0\" && chmod 755 \"$0\"";
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(write).arg(folder.join(program)).arg(text);
            assert!(shell.status().unwrap().success());
        }
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        StandIns(folder)
    }

    fn start(&self) -> Result<Postgres, String> {
        let account = if account::is_root().unwrap() { Some(account::without_rights().unwrap()) } else { None };
        Postgres::start_with(&self.0, account, Options::default(), None)
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Makes the data folder that `--pgdata=…` names.
const INITDB: &str = "mkdir \"${1#--pgdata=}\"";
/// Says that it is ready, and its process; then waits for its end.
const POSTGRES: &str = "printf '%s\\n\\n\\n\\n\\n\\n\\nready   \\n' $$ >\"$2/postmaster.pid\"\nexec tail -f /dev/null";

fn is_alive(pid: &str) -> bool {
    Command::new("kill").args(["-0", pid]).stderr(Stdio::null()).status().unwrap().success()
}

#[test]
fn a_server_lives_as_long_as_its_value_and_leaves_no_process_and_no_folder() {
    let stand_ins = StandIns::new("lives", INITDB, POSTGRES);
    let server = stand_ins.start().unwrap();
    let folder = server.folder.clone();
    let file = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    let pid = file.lines().next().unwrap().to_owned();
    assert!(is_alive(&pid));
    drop(server);
    assert!(!is_alive(&pid) && !folder.exists());
}

#[test]
fn a_server_ends_by_itself_when_the_pipe_of_its_supervisor_closes() {
    let stand_ins = StandIns::new("pipe", INITDB, POSTGRES);
    let mut server = stand_ins.start().unwrap();
    drop(server.supervisor.stdin.take());
    assert!(server.supervisor.wait().unwrap().success());
    assert!(!server.folder.exists());
}

#[test]
fn why_a_server_does_not_start_is_said_in_its_own_words() {
    let broken = StandIns::new("initdb", "echo no room left >&2; exit 1", POSTGRES);
    assert!(broken.start().err().unwrap().contains("no room left"));
    let broken = StandIns::new("postgres", INITDB, "echo FATAL: no memory left >&2; exit 1");
    assert!(broken.start().err().unwrap().contains("no memory left"));
}

#[test]
fn a_database_without_icu_is_made_in_a_second_attempt() {
    let no_icu = format!("case \"$*\" in *icu*) echo no ICU; exit 1;; esac\n{INITDB}");
    let stand_ins = StandIns::new("icu", &no_icu, POSTGRES);
    assert!(stand_ins.start().is_ok());
}

#[test]
fn the_folder_of_the_socket_is_encoded_in_the_url() {
    let folder = Path::new("/a b/c_d-1");
    assert_eq!(socket_url(folder, None), "postgres:///postgres?host=%2Fa%20b%2Fc_d-1&user=postgres");
    assert_eq!(socket_url(folder, Some(7)), "postgres:///postgres?host=%2Fa%20b%2Fc_d-1&user=postgres&port=7");
}

#[test]
fn a_temporary_folder_that_is_long_or_strange_is_not_used_for_a_socket() {
    assert!(is_plain(Path::new("/a/b_c-d.e")));
    assert!(is_plain(&Path::new("/").join("x".repeat(48))));
    assert!(!is_plain(&Path::new("/").join("x".repeat(49))));
    assert!(!is_plain(Path::new("/a,b")) && !is_plain(Path::new("/a'b")) && !is_plain(Path::new("a")));
}

#[test]
fn only_the_fast_server_goes_without_fsync_and_only_a_port_opens_tcp() {
    let given = |fast, port| settings(Path::new("/a"), Options { fast, tcp: false }, port).join(" ");
    assert!(given(false, None).contains("-c fsync=on") && given(false, None).contains("-c synchronous_commit=on"));
    assert!(given(true, None).contains("-c fsync=off"));
    assert!(given(false, None).contains("-c listen_addresses= -c port=5432 "));
    assert!(given(false, Some(7)).contains("-c listen_addresses=127.0.0.1 -c port=7 "));
}

#[test]
fn a_command_is_understood_before_a_server_is_made() {
    assert!(command(&["--fast"]).unwrap_err().contains("usage"));
    assert!(command(&["--"]).unwrap_err().contains("usage"));
    assert!(command(&["--quick", "--", "true"]).unwrap_err().contains("`--quick`"));
}
