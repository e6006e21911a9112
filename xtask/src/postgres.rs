//! A throw-away PostgreSQL server: made for one run of tests, gone with it, whatever happens to us.
//!
//! The server's parent is not xtask but a small shell script (`supervisor.sh`) that reads from a pipe of ours. However
//! we end, by returning, by a panic, by Ctrl-C or by `kill -9`, the pipe closes; then the script ends the server and
//! removes its folder. The script stands in a process group of its own, so that Ctrl-C reaches only us.

mod account;
mod programs;

use account::Account;
use std::fs::Permissions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Tells the tests where a server is, as `postgres://…`; or [`OFF`].
pub const VARIABLE: &str = "KOPRU_TEST_POSTGRES";
/// As [`VARIABLE`], the same server over TCP, with a password. Only when asked for.
const TCP_VARIABLE: &str = "KOPRU_TEST_POSTGRES_TCP";

/// What [`VARIABLE`] says when tests are to run on SQLite only, on purpose.
pub const OFF: &str = "off";

/// Longest folder for the socket, in bytes: systems take paths of 103 bytes, and the socket's own name needs 16.
const SOCKET_FOLDER_BYTES_MAX: usize = 80;
/// The port that PostgreSQL and its clients mean when none is given.
const DEFAULT_PORT: u16 = 5432;
/// How many folders that others left behind are passed by.
const FOLDERS_MAX: u32 = 1000;
/// The number of the next server's folder.
static NUMBER: AtomicU32 = AtomicU32::new(0);
/// How long a server may take until it answers.
const START_SECS_MAX: u64 = 120;

/// What kind of server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Without fsync: faster, and worth nothing where a crash is tested.
    pub fast: bool,
    /// Reachable over TCP too, on a free port of this machine alone.
    pub tcp: bool,
}

/// A running server. It ends and its folder goes when this is dropped.
pub struct Postgres {
    supervisor: Child,
    folder: PathBuf,
    password: String,
    port: Option<u16>,
}

/// `cargo xtask postgres [--fast] [--tcp] -- COMMAND…`: runs a command beside a server and gives its exit code.
pub fn command(args: &[&str]) -> Result<u8, String> {
    let usage = "usage: cargo xtask postgres [--fast] [--tcp] -- COMMAND…";
    let at = args.iter().position(|arg| *arg == "--").ok_or(usage)?;
    let [program, rest @ ..] = &args[at + 1..] else {
        return Err(usage.to_owned());
    };
    let mut options = Options::default();
    for arg in &args[..at] {
        match *arg {
            "--fast" => options.fast = true,
            "--tcp" => options.tcp = true,
            other => return Err(format!("`{other}` is not known; {usage}")),
        }
    }
    let server = Postgres::start(options)?;
    let mut command = Command::new(program);
    command.args(rest).env(VARIABLE, server.url()).env_remove(TCP_VARIABLE);
    if let Some(url) = server.tcp_url() {
        command.env(TCP_VARIABLE, url);
    }
    // So that `psql` without arguments finds it.
    command.env("PGHOST", &server.folder).env("PGPORT", server.port.unwrap_or(DEFAULT_PORT).to_string());
    command.env("PGUSER", "postgres").env("PGDATABASE", "postgres");
    let status = command.status().map_err(|fault| format!("`{program}` does not start: {fault}"))?;
    let by_signal = status.signal().map(|signal| 128 + signal);
    Ok(u8::try_from(status.code().or(by_signal).unwrap_or(1)).unwrap_or(1))
}

impl Postgres {
    /// Makes a server and waits until it answers.
    pub fn start(options: Options) -> Result<Postgres, String> {
        let is_root = account::is_root()?;
        let programs = programs::find()?;
        let account = if is_root { Some(account::without_rights()?) } else { None };
        let port = if options.tcp { Some(free_port()?) } else { None };
        Postgres::start_with(&programs, account, options, port)
    }

    fn start_with(
        programs: &Path,
        account: Option<Account>,
        options: Options,
        port: Option<u16>,
    ) -> Result<Postgres, String> {
        let password = password()?;
        let folder = folder(account)?;
        let script = folder.join("supervisor.sh");
        let mut shell = Command::new("sh");
        shell.arg(&script).arg(&folder).arg(programs).args(settings(&folder, options, port));
        shell.current_dir("/").process_group(0);
        for (name, _) in std::env::vars_os() {
            // The server is made by our settings alone.
            if ["PG", "LC_", "LANG"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
                shell.env_remove(&name);
            }
        }
        if let Some(Account { uid, gid }) = account {
            shell.uid(uid).gid(gid);
        }
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let written = std::fs::write(&script, include_str!("postgres/supervisor.sh"));
        let readable = written.and_then(|()| std::fs::set_permissions(&script, Permissions::from_mode(0o644)));
        let started = readable.and_then(|()| shell.spawn());
        let supervisor = started.map_err(|fault| {
            let _ = std::fs::remove_dir_all(&folder);
            format!("PostgreSQL's supervisor does not start: {fault}")
        })?;
        let mut server = Postgres { supervisor, folder, password, port };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let (Some(pipe), Some(said)) = (self.supervisor.stdin.as_mut(), self.supervisor.stdout.take()) else {
            return Err("PostgreSQL's supervisor has no pipes".to_owned());
        };
        // When it is gone already, what it said tells why.
        let _ = writeln!(pipe, "{}", self.password);
        let (sender, answer) = mpsc::channel();
        std::thread::spawn(move || {
            let mut said = BufReader::new(said);
            let mut text = String::new();
            let _ = said.read_line(&mut text);
            if text.trim_end() != "ready" {
                let _ = said.read_to_string(&mut text);
            }
            let _ = sender.send(text);
        });
        match answer.recv_timeout(Duration::from_secs(START_SECS_MAX)) {
            Ok(text) if text.trim_end() == "ready" => Ok(()),
            Ok(text) => Err(format!("PostgreSQL does not start:\n{}", text.trim_end())),
            Err(_) => Err(format!("PostgreSQL did not answer within {START_SECS_MAX} s")),
        }
    }

    /// Where it is, for the tests: the superuser, through the socket in its folder.
    pub fn url(&self) -> String {
        socket_url(&self.folder, self.port)
    }

    /// Where it is over TCP, with the superuser's password; when that was asked for.
    fn tcp_url(&self) -> Option<String> {
        self.port.map(|port| format!("postgres://postgres:{}@127.0.0.1:{port}/postgres", self.password))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
        // Normally gone; a supervisor that was killed could not remove it.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The server's settings as its arguments.
fn settings(folder: &Path, options: Options, port: Option<u16>) -> Vec<String> {
    let on = if options.fast { "off" } else { "on" };
    let settings = [
        format!("unix_socket_directories={}", folder.display()),
        "unix_socket_permissions=0700".to_owned(),
        format!("listen_addresses={}", if port.is_some() { "127.0.0.1" } else { "" }),
        format!("port={}", port.unwrap_or(DEFAULT_PORT)),
        format!("fsync={on}"),
        format!("full_page_writes={on}"),
        format!("synchronous_commit={on}"),
        "shared_buffers=128MB".to_owned(),
        "max_connections=200".to_owned(),
        // Files of its own folder instead of the machine's shared memory: they go with the folder.
        "dynamic_shared_memory_type=mmap".to_owned(),
    ];
    settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect()
}

/// A fresh folder that only the server's account, and root, may look into.
fn folder(account: Option<Account>) -> Result<PathBuf, String> {
    let temp = std::env::temp_dir();
    let usable = is_plain(&temp) && (account.is_none() || is_open_to_all(&temp));
    let temp = if usable { temp } else { PathBuf::from("/tmp") };
    for _ in 0..FOLDERS_MAX {
        // No number twice: a server that ends removes its folder, and must not meet another's.
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = temp.join(format!("kopru-pg-{}-{number}", std::process::id()));
        match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => {
                let owned = account.map_or(Ok(()), |it| chown(&folder, Some(it.uid), Some(it.gid)));
                return owned.map(|()| folder.clone()).map_err(|fault| {
                    let _ = std::fs::remove_dir(&folder);
                    format!("{} cannot be given to another account: {fault}", folder.display())
                });
            }
            Err(fault) if fault.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(fault) => return Err(format!("{}: {fault}", folder.display())),
        }
    }
    Err(format!("{} is full of folders named kopru-pg", temp.display()))
}

/// Whether a folder in it suits a socket: short, and of letters that mean nothing to PostgreSQL's settings.
fn is_plain(temp: &Path) -> bool {
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let short = temp.as_os_str().len() + "/kopru-pg-4294967295-4294967295".len() <= SOCKET_FOLDER_BYTES_MAX;
    temp.is_absolute() && short && temp.to_str().is_some_and(plain)
}

/// Whether every account can get there.
fn is_open_to_all(folder: &Path) -> bool {
    folder.ancestors().all(|it| std::fs::metadata(it).is_ok_and(|known| known.mode() & 0o001 != 0))
}

/// `postgres:///postgres?host=%2Fa%2Fb&user=postgres`: the form for sockets that libpq and tokio-postgres both read. A
/// server's port is a part of its socket's name.
fn socket_url(folder: &Path, port: Option<u16>) -> String {
    let encoded: String = folder.as_os_str().as_encoded_bytes().iter().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"._-".contains(byte) {
            text.push(char::from(*byte));
        } else {
            text += &format!("%{byte:02X}");
        }
        text
    });
    let port = port.map(|port| format!("&port={port}")).unwrap_or_default();
    format!("postgres:///postgres?host={encoded}&user=postgres{port}")
}

/// A port that is free now.
fn free_port() -> Result<u16, String> {
    let found = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    found.map(|address| address.port()).map_err(|fault| format!("no free TCP port: {fault}"))
}

/// Nobody else on the machine may come in over TCP, so the password is made anew each time.
fn password() -> Result<String, String> {
    let mut bytes = [0_u8; 16];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    read.map_err(|fault| format!("/dev/urandom: {fault}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests;
