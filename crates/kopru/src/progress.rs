//! How far something is, on stderr: in place on a terminal, now and then a line elsewhere.

use kopru_server::clock::Stopwatch;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// How often a terminal is told, and how often anything else.
const TERMINAL: Duration = Duration::from_millis(250);
const ELSEWHERE: Duration = Duration::from_secs(10);

/// Tells how far something is.
pub(crate) struct Progress {
    watch: Stopwatch,
    told: Duration,
    terminal: bool,
    shown: usize,
}

impl Progress {
    pub(crate) fn start() -> Progress {
        let terminal = io::stderr().is_terminal();
        Progress { watch: Stopwatch::start(), told: Duration::ZERO, terminal, shown: 0 }
    }

    /// How long it has gone on.
    pub(crate) fn elapsed(&self) -> Duration {
        self.watch.elapsed()
    }

    /// Says it, if it is time to.
    pub(crate) fn tell(&mut self, line: impl FnOnce(Duration) -> String) {
        let (now, pause) = (self.watch.elapsed(), if self.terminal { TERMINAL } else { ELSEWHERE });
        if now.saturating_sub(self.told) < pause {
            return;
        }
        self.told = now;
        let line = line(now);
        if self.terminal {
            let pad = " ".repeat(self.shown.saturating_sub(line.chars().count()));
            self.shown = line.chars().count();
            self.write(&format!("\r{line}{pad}"));
        } else {
            self.write(&format!("{line}\n"));
        }
    }

    /// Ends what stands on the terminal; gives how long it took.
    pub(crate) fn end(&mut self) -> Duration {
        if self.shown > 0 {
            self.write(&format!("\r{}\r", " ".repeat(self.shown)));
            self.shown = 0;
        }
        self.watch.elapsed()
    }

    fn write(&self, text: &str) {
        let mut out = io::stderr().lock();
        // Nobody who looks is no fault.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

/// So many a second.
pub(crate) fn rate(count: u64, took: Duration) -> u64 {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1_000) / millis
}

/// Seconds with one digit.
pub(crate) fn seconds(took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}
