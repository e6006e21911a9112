//! Logs: one line an event, a sentence and fields, on stderr. Never an address, a name, a key or a body.

use kopru_store::Clock;
use std::fmt;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What could not be done.
    Error,
    /// And what looks wrong.
    Warn,
    /// And what the server does by itself.
    Info,
    /// And every request.
    Debug,
}

struct Timer(Clock);

impl FormatTime for Timer {
    fn format_time(&self, out: &mut Writer<'_>) -> fmt::Result {
        write!(out, "{}", (self.0)())
    }
}

/// Begins to log. What a process began to log once stays so.
pub fn start(level: Level, clock: Clock) {
    let level = match level {
        Level::Error => tracing::Level::ERROR,
        Level::Warn => tracing::Level::WARN,
        Level::Info => tracing::Level::INFO,
        Level::Debug => tracing::Level::DEBUG,
    };
    let subscriber = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false)
        .with_timer(Timer(clock))
        .with_max_level(level)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
}
