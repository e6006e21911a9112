//! How a cost is measured and shown: medians over many short stretches, so that a busy machine spoils few of them and
//! the clock's own cost does not count.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long to measure.
pub struct Effort {
    /// Stretches of one measurement.
    pub stretches: usize,
    /// How long one lasts at least.
    pub stretch: Duration,
    /// How often a stream of decisions is played.
    pub rounds: usize,
}

impl Effort {
    /// For figures that are published.
    pub const FULL: Effort = Effort { stretches: 400, stretch: Duration::from_micros(500), rounds: 240 };
    /// For a look on the way.
    pub const QUICK: Effort = Effort { stretches: 200, stretch: Duration::from_micros(200), rounds: 60 };
}

/// One figure.
pub struct Row {
    /// What was measured.
    pub name: String,
    /// Nanoseconds; bytes or a plain number where `unit` says so.
    pub value: f64,
    /// `ns`, unless it is something else.
    pub unit: &'static str,
    /// Most that it may be.
    pub budget: Option<f64>,
    /// The same, written by hand for this one case.
    pub by_hand: Option<f64>,
}

impl Row {
    /// A figure in nanoseconds.
    pub fn new(name: impl Into<String>, nanos: f64) -> Row {
        Row { name: name.into(), value: nanos, unit: "ns", budget: None, by_hand: None }
    }

    /// With a budget in nanoseconds.
    pub fn budget(self, nanos: f64) -> Row {
        let budget = Some(nanos);
        Row { budget, ..self }
    }

    /// Beside what the same costs when written by hand.
    pub fn by_hand(self, nanos: f64) -> Row {
        let by_hand = Some(nanos);
        Row { by_hand, ..self }
    }

    /// In another unit.
    pub fn unit(self, unit: &'static str) -> Row {
        Row { unit, ..self }
    }

    /// Whether it is beyond its budget.
    pub fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.value > budget)
    }
}

/// The median; 0 of nothing.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Nanoseconds of one call: each stretch runs through all inputs as often as its time allows, and the median of the
/// stretches counts.
pub fn each<I, R>(effort: &Effort, inputs: &[I], mut call: impl FnMut(&I) -> R) -> f64 {
    let mut pass = |times: usize| {
        let begin = Instant::now();
        for _ in 0..times {
            for input in inputs {
                black_box(call(black_box(input)));
            }
        }
        begin.elapsed()
    };
    let mut times = 1;
    while pass(times) < effort.stretch {
        times *= 2;
    }
    let calls = (times * inputs.len()) as f64;
    let mut stretches: Vec<f64> = (0..effort.stretches).map(|_| pass(times).as_nanos() as f64 / calls).collect();
    median(&mut stretches)
}

/// All figures, one a line.
pub fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut text =
        format!("{:width$}  {:>10}     {:>9}      {:>9}  {:>5}\n", "", "median", "budget", "by hand", "ratio");
    for row in rows {
        let Row { name, value, unit, .. } = row;
        let digits = if *value < 100.0 && *unit == "ns" { 1 } else { 0 };
        let _ = write!(text, "{name:width$}  {value:>10.digits$} {unit:<5}");
        let _ = match row.budget {
            Some(budget) => write!(text, "{budget:>8.0} {:<4}", if row.is_over() { "OVER" } else { "ok" }),
            None => write!(text, "{:13}", ""),
        };
        if let Some(by_hand) = row.by_hand {
            let _ = write!(text, "  {by_hand:>9.1}  {:>5.1}", value / by_hand);
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// All figures for a program.
pub fn json(rows: &[Row]) -> String {
    let number = |it: Option<f64>| it.map_or("null".to_owned(), |it| format!("{it:.2}"));
    let entries: Vec<String> = rows
        .iter()
        .map(|row| {
            let (budget, by_hand) = (number(row.budget), number(row.by_hand));
            format!(
                r#"{{"name":"{}","unit":"{}","median":{:.2},"budget":{budget},"ok":{},"by_hand":{by_hand}}}"#,
                row.name.replace('\\', r"\\").replace('"', "\\\""),
                row.unit,
                row.value,
                !row.is_over(),
            )
        })
        .collect();
    format!("[\n  {}\n]", entries.join(",\n  "))
}
