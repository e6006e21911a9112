//! Other programs: run one, watch what it prints, say plainly when it failed.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

/// Cargo, the very one that runs us.
pub fn cargo(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).args(args).stdin(Stdio::null());
    command
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_stem().unwrap_or_default().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Runs to the end with everything shown; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<(), String> {
    watch(command, |_| {})
}

/// Runs to the end; every line of its stdout and stderr goes to our stdout, in one stream, and to `see`.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<(), String> {
    let name = shown(command);
    println!("$ {name}");
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| format!("`{name}` does not start: {fault}"))?;
    let (sender, lines) = mpsc::channel();
    let readers = [
        child.stdout.take().map(|pipe| pass_on(pipe, sender.clone())),
        child.stderr.take().map(|pipe| pass_on(pipe, sender)),
    ];
    for line in lines {
        // A reader that left (`| head`) is no reason to stop checking.
        let _ = writeln!(std::io::stdout(), "{line}");
        see(&line);
    }
    for reader in readers.into_iter().flatten() {
        let _ = reader.join();
    }
    let status = child.wait().map_err(|fault| format!("`{name}`: {fault}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` ended with {status}")) }
}

/// Reads a pipe line by line on a thread of its own: two pipes read in turn can block each other.
fn pass_on(pipe: impl Read + Send + 'static, sender: mpsc::Sender<String>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while pipe.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned();
            if sender.send(line).is_err() {
                return;
            }
            bytes.clear();
        }
    })
}

/// Runs quietly and gives stdout; what it wrote to stderr is the error when it fails.
pub fn output(command: &mut Command) -> Result<String, String> {
    let name = shown(command);
    let output = command.stdin(Stdio::null()).output().map_err(|fault| format!("`{name}` does not start: {fault}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`{name}` ended with {}\n{}", output.status, said.trim_end()));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{name}` printed bytes that are no UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    #[test]
    fn every_line_is_seen_and_success_is_success() {
        let mut lines = Vec::new();
        watch(&mut cargo(here(), &["--version"]), |line| lines.push(line.to_owned())).unwrap();
        assert!(lines.iter().any(|line| line.starts_with("cargo ")), "{lines:?}");
    }

    #[test]
    fn a_failing_program_is_an_error_that_names_it() {
        let fault = run(&mut cargo(here(), &["no-such-command-of-cargo"])).unwrap_err();
        assert!(fault.contains("cargo no-such-command-of-cargo"), "{fault}");
        assert!(output(&mut cargo(here(), &["no-such-command-of-cargo"])).is_err());
    }

    #[test]
    fn a_program_that_is_missing_is_an_error() {
        let fault = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(fault.contains("does not start"), "{fault}");
    }
}
