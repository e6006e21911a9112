//! What the server counts of itself, in the text format of Prometheus (version 0.0.4).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the buckets of a request's time, in microseconds.
const TIMES: [u64; 12] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 2_500_000, 10_000_000];
/// Upper ends of the buckets of a batch's size.
const SIZES: [u64; 7] = [1, 2, 5, 10, 50, 200, 1_000];

#[derive(Debug)]
struct Histogram<const N: usize> {
    counts: [u64; N],
    count: u64,
    sum: u64,
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Self {
        Histogram { counts: [0; N], count: 0, sum: 0 }
    }
}

impl<const N: usize> Histogram<N> {
    fn add(&mut self, ends: &[u64; N], value: u64) {
        for (count, end) in self.counts.iter_mut().zip(ends) {
            *count += u64::from(value <= *end);
        }
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
    }
}

/// Of one route.
#[derive(Debug, Default)]
struct Requests {
    by_status: BTreeMap<u16, u64>,
    times: Histogram<12>,
}

#[derive(Debug, Default)]
struct Counted {
    requests: BTreeMap<(&'static str, &'static str), Requests>,
    facts: BTreeMap<&'static str, u64>,
    batches: Histogram<7>,
    upkeep: BTreeMap<&'static str, u64>,
    assistant: BTreeMap<&'static str, u64>,
}

/// What is counted since the process began.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Counted>);

/// A number that holds now: name, meaning, and a value for each set of labels.
#[derive(Clone, Debug)]
pub struct Gauge {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Labels with their values, and the number.
    pub values: Vec<(Vec<(&'static str, String)>, i64)>,
}

impl Metrics {
    fn counted(&self) -> std::sync::MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request.
    pub fn request(&self, verb: &'static str, route: &'static str, status: u16, took: Duration) {
        let mut counted = self.counted();
        let of = counted.requests.entry((route, verb)).or_default();
        *of.by_status.entry(status).or_default() += 1;
        of.times.add(&TIMES, u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// Counts the facts of one request, by what became of them.
    pub fn facts(&self, outcomes: impl Iterator<Item = &'static str>) {
        let mut counted = self.counted();
        let mut size = 0;
        for outcome in outcomes {
            *counted.facts.entry(outcome).or_default() += 1;
            size += 1;
        }
        counted.batches.add(&SIZES, size);
    }

    /// Counts what background work did.
    pub fn upkeep(&self, what: &'static str, count: usize) {
        *self.counted().upkeep.entry(what).or_default() += u64::try_from(count).unwrap_or(0);
    }

    /// Counts a question to the assistant, by what came of it.
    pub fn assistant(&self, result: &'static str) {
        *self.counted().assistant.entry(result).or_default() += 1;
    }

    /// Everything, with what holds now.
    pub fn text(&self, gauges: &[Gauge]) -> String {
        let counted = self.counted();
        let mut out = String::new();
        head(&mut out, "kopru_http_requests_total", "counter", "Requests by route and status.");
        for ((route, verb), of) in &counted.requests {
            for (status, count) in &of.by_status {
                let labels = format!("method=\"{verb}\",route=\"{route}\",status=\"{status}\"");
                line(&mut out, "kopru_http_requests_total", &labels, count);
            }
        }
        head(&mut out, "kopru_http_request_seconds", "histogram", "How long requests took, by route.");
        for ((route, verb), of) in &counted.requests {
            let labels = format!("method=\"{verb}\",route=\"{route}\"");
            histogram(&mut out, "kopru_http_request_seconds", &labels, &TIMES, &of.times, seconds);
        }
        head(&mut out, "kopru_facts_total", "counter", "Facts by what became of them.");
        for (outcome, count) in &counted.facts {
            line(&mut out, "kopru_facts_total", &format!("outcome=\"{outcome}\""), count);
        }
        head(&mut out, "kopru_batch_facts", "histogram", "Facts of one request.");
        histogram(&mut out, "kopru_batch_facts", "", &SIZES, &counted.batches, |it| it.to_string());
        head(&mut out, "kopru_upkeep_total", "counter", "What background work of this process did.");
        for (what, count) in &counted.upkeep {
            line(&mut out, "kopru_upkeep_total", &format!("what=\"{what}\""), count);
        }
        head(&mut out, "kopru_assistant_requests_total", "counter", "Questions to the assistant by what came of them.");
        for (result, count) in &counted.assistant {
            line(&mut out, "kopru_assistant_requests_total", &format!("result=\"{result}\""), count);
        }
        for gauge in gauges {
            head(&mut out, gauge.name, "gauge", gauge.about);
            for (labels, value) in &gauge.values {
                let labels: Vec<String> =
                    labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
                line(&mut out, gauge.name, &labels.join(","), value);
            }
        }
        out
    }
}

fn head(out: &mut String, name: &str, kind: &str, about: &str) {
    let _ = writeln!(out, "# HELP {name} {about}\n# TYPE {name} {kind}");
}

fn line(out: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
    let _ = writeln!(out, "{name}{labels} {value}");
}

fn histogram<const N: usize>(
    out: &mut String,
    name: &str,
    labels: &str,
    ends: &[u64; N],
    of: &Histogram<N>,
    show: impl Fn(u64) -> String,
) {
    let comma = if labels.is_empty() { "" } else { "," };
    for (end, count) in ends.iter().zip(&of.counts) {
        line(out, &format!("{name}_bucket"), &format!("{labels}{comma}le=\"{}\"", show(*end)), count);
    }
    line(out, &format!("{name}_bucket"), &format!("{labels}{comma}le=\"+Inf\""), of.count);
    line(out, &format!("{name}_sum"), labels, show(of.sum));
    line(out, &format!("{name}_count"), labels, of.count);
}

/// Microseconds as seconds: `2500` is `0.0025`.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A label's value: ids of stages and queues are the business's own words.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_lie_in_every_bucket_that_is_not_too_small() {
        let metrics = Metrics::default();
        metrics.request("GET", "/x", 200, Duration::from_micros(500));
        metrics.request("GET", "/x", 200, Duration::from_micros(2_501));
        metrics.request("GET", "/x", 404, Duration::from_secs(11));
        let text = metrics.text(&[]);
        for line in [
            "kopru_http_requests_total{method=\"GET\",route=\"/x\",status=\"200\"} 2",
            "kopru_http_requests_total{method=\"GET\",route=\"/x\",status=\"404\"} 1",
            "kopru_http_request_seconds_bucket{method=\"GET\",route=\"/x\",le=\"0.0005\"} 1",
            "kopru_http_request_seconds_bucket{method=\"GET\",route=\"/x\",le=\"0.0025\"} 1",
            "kopru_http_request_seconds_bucket{method=\"GET\",route=\"/x\",le=\"0.005\"} 2",
            "kopru_http_request_seconds_bucket{method=\"GET\",route=\"/x\",le=\"10\"} 2",
            "kopru_http_request_seconds_bucket{method=\"GET\",route=\"/x\",le=\"+Inf\"} 3",
            // 500 + 2 501 + 11 000 000 microseconds.
            "kopru_http_request_seconds_sum{method=\"GET\",route=\"/x\"} 11.003001",
            "kopru_http_request_seconds_count{method=\"GET\",route=\"/x\"} 3",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }

    #[test]
    fn facts_are_counted_by_outcome_and_batches_by_size() {
        let metrics = Metrics::default();
        metrics.facts(["applied", "applied", "id_taken"].into_iter());
        metrics.facts(["applied"].into_iter());
        let gauge = Gauge { name: "g", about: "G.", values: vec![(vec![("stage", "a\"b\\".into())], 7)] };
        let text = metrics.text(&[gauge]);
        for line in [
            "kopru_facts_total{outcome=\"applied\"} 3",
            "kopru_facts_total{outcome=\"id_taken\"} 1",
            "kopru_batch_facts_bucket{le=\"1\"} 1",
            "kopru_batch_facts_bucket{le=\"2\"} 1",
            "kopru_batch_facts_bucket{le=\"5\"} 2",
            "kopru_batch_facts_sum 4",
            "g{stage=\"a\\\"b\\\\\"} 7",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }
}
