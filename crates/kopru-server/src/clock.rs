//! The clock: the only file that reads it. Everything else is told the time.

use kopru_engine::time::Moment;
use kopru_store::Clock;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// The machine's time.
pub fn system() -> Clock {
    Arc::new(now)
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
    Moment::from_micros(micros).unwrap_or(Moment::MAX)
}

/// Measures how long something takes; steady while somebody sets the machine's time.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins to measure.
    pub fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    /// How long it has been.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_not_in_the_past() {
        // This file was written in 2026.
        assert!(now() > Moment::parse("2025-01-01T00:00:00Z").unwrap());
    }
}
