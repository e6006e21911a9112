//! The binary as a process.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program with one database.
pub struct Kopru {
    pub database: PathBuf,
}

impl Kopru {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(super::binary());
        command.args(arguments).env("KOPRU_DATABASE_URL", format!("sqlite:{}", self.database.display()));
        command.env("LANG", "C").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Runs a command that must succeed.
    pub fn run(&self, arguments: &[&str]) {
        self.timed(arguments);
    }

    /// Runs a command that must succeed: how long it took, and its memory at its peak, in MiB.
    pub fn timed(&self, arguments: &[&str]) -> (Duration, f64) {
        let start = Instant::now();
        let mut child = self.command(arguments).spawn().expect("started");
        let mut peak = 0.0;
        loop {
            peak = resident(child.id()).max(peak);
            if let Some(status) = child.try_wait().expect("asked") {
                assert!(status.success(), "{arguments:?} ended with {status}");
                return (start.elapsed(), peak);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What a command says that must succeed.
    pub fn told(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).stdout(Stdio::piped()).output().expect("started");
        assert!(done.status.success(), "{arguments:?} ended with {}", done.status);
        String::from_utf8(done.stdout).expect("a text")
    }

    /// Starts the server.
    pub fn serve(&self) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--log", "error"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("started");
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        while !line.contains("http://") {
            line.clear();
            assert!(out.read_line(&mut line).expect("read") > 0, "the server says no address");
        }
        let after = line.split("http://").nth(1).expect("an address");
        let end = after.find(|it: char| !(it.is_ascii_digit() || it == '.' || it == ':')).unwrap_or(after.len());
        let address = after[..end].trim_end_matches('.');
        Server { address: address.to_owned(), child, _out: out }
    }
}

/// A server that runs; it ends with this value.
pub struct Server {
    address: String,
    child: Child,
    /// Held, so that the server can go on writing.
    _out: BufReader<std::process::ChildStdout>,
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its memory at its peak, in MiB.
    pub fn peak(&self) -> f64 {
        resident(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process's memory at its peak, in MiB; 0 where that cannot be learned.
fn resident(process: u32) -> f64 {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/status")) else { return 0.0 };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|it| it.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
