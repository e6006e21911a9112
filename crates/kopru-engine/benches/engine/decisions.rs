//! What a decision costs: facts of each kind, and of all kinds mixed, with and without trace.

use crate::leads::{Does, Facts, Past, active_rules, inputs};
use crate::measure::{Effort, Row, median};
use kopru_engine::decide::{decide, settle};
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::trace::Trace;
use kopru_engine::typing::Fact;
use std::hint::black_box;
use std::time::Instant;

/// Leads of a stream.
const LEADS: usize = 256;
/// Facts of each lead in a stream; the first is not timed, because the copies of leads are cold and without room to grow.
const FACTS: usize = 9;
/// Decisions timed at once.
const CHUNK: usize = 64;
/// The mix that the budget names: of a hundred facts so many are of the kind.
const MIX: [(Does, i64); 3] = [(Does::Engages, 70), (Does::SetsField, 10), (Does::Nothing, 20)];

/// How a stream is played.
#[derive(Clone, Copy)]
struct Way {
    traced: bool,
    /// What falls due between two facts is decided when it does, by a call of its own that is not timed here; otherwise
    /// by the next fact's call.
    timers: bool,
}

/// Facts for each lead, in order of time.
struct Stream<'l> {
    starts: &'l [Past],
    facts: Vec<Vec<Fact>>,
}

/// Figures of decisions.
pub fn rows(effort: &Effort, playbook: &Playbook) -> Vec<Row> {
    let mut facts = Facts::new(playbook, 2);
    let leads: Vec<Past> = std::iter::repeat_with(|| facts.past())
        .filter(|past| (5..=8).contains(&active_rules(&past.lead)))
        .take(LEADS)
        .collect();
    let mut rows = Vec::new();
    for traced in [false, true] {
        let with = if traced { "with trace" } else { "without trace" };
        let budget = if traced { 2_000.0 } else { 500.0 };
        let mut mixed = Vec::new();
        for (does, share) in MIX {
            let stream = Stream::new(&leads, &mut facts, |_| does);
            let mut chunks = stream.play(playbook, Way { traced, timers: true }, effort.rounds);
            mixed.extend(chunks.iter().map(|nanos| (*nanos, share)));
            let name = match does {
                Does::Engages => "engages",
                Does::SetsField => "sets a field",
                Does::Nothing => "changes nothing",
            };
            rows.push(Row::new(format!("decision, {with}: the fact {name}"), median(&mut chunks)));
        }
        rows.push(Row::new(format!("decision, {with}: mix 70/10/20, median"), weighted_median(mixed)).budget(budget));
        let stream = Stream::new(&leads, &mut facts, |random| match random {
            0..70 => Does::Engages,
            70..80 => Does::SetsField,
            _ => Does::Nothing,
        });
        let mut chunks = stream.play(playbook, Way { traced, timers: false }, effort.rounds);
        rows.push(Row::new(format!("decision, {with}: mix 70/10/20, mean, timers late"), median(&mut chunks)));
    }
    rows.push(due(effort, playbook, &leads));
    let traces = crate::measure::each(effort, &leads, |past| Trace::of(playbook, &past.lead, &past.account, past.now));
    rows.push(Row::new("Trace::of", traces));
    rows.push(size(&leads));
    rows
}

impl<'l> Stream<'l> {
    fn new(starts: &'l [Past], make: &mut Facts<'_>, does: impl Fn(i64) -> Does) -> Stream<'l> {
        let mut facts = Vec::new();
        for start in starts {
            let mut at = start.now;
            let one = (0..FACTS).map(|_| {
                at = at.plus_secs(make.gap());
                let does = does(make.random.within(0, 100));
                make.next(does, at)
            });
            facts.push(one.collect());
        }
        Stream { starts, facts }
    }

    /// Nanoseconds of a decision, for each chunk.
    fn play(&self, playbook: &Playbook, way: Way, rounds: usize) -> Vec<f64> {
        let mut nanos = Vec::new();
        for _ in 0..rounds {
            let mut leads = self.starts.to_vec();
            for step in 0..FACTS {
                for (leads, facts) in leads.chunks_mut(CHUNK).zip(self.facts.chunks(CHUNK)) {
                    for (past, facts) in leads.iter_mut().zip(facts) {
                        let fact = &facts[step];
                        if way.timers {
                            let inputs = inputs(playbook, &past.account, false);
                            settle(&inputs, &mut past.lead, fact.recorded_at);
                        }
                        past.account.fold(playbook, fact);
                    }
                    let begin = Instant::now();
                    for (past, facts) in leads.iter_mut().zip(facts) {
                        let (inputs, fact) = (inputs(playbook, &past.account, way.traced), &facts[step]);
                        black_box(decide(&inputs, &mut past.lead, fact, fact.recorded_at));
                    }
                    let took = begin.elapsed().as_nanos() as f64 / leads.len() as f64;
                    if step > 0 {
                        nanos.push(took);
                    }
                }
            }
        }
        nanos
    }
}

/// The median of figures of which each stands for a share of all decisions.
fn weighted_median(mut weighted: Vec<(f64, i64)>) -> f64 {
    weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = weighted.iter().map(|(_, share)| share).sum::<i64>() / 2;
    let mut passed = 0;
    let found = weighted.iter().find(|(_, share)| {
        passed += share;
        passed > half
    });
    found.map_or(0.0, |(nanos, _)| *nanos)
}

/// What it costs when time alone changes something: leads that cool down or stand too long.
fn due(effort: &Effort, playbook: &Playbook, leads: &[Past]) -> Row {
    let mut nanos = Vec::new();
    for _ in 0..effort.rounds {
        for past in leads {
            let mut lead = past.lead.clone();
            let inputs = inputs(playbook, &past.account, false);
            let begin = Instant::now();
            let made = black_box(settle(&inputs, &mut lead, Moment::plus_secs(past.now, 10 * 86_400)));
            let took = begin.elapsed().as_nanos() as f64;
            if !made.is_empty() {
                nanos.push(took / made.len() as f64);
            }
        }
    }
    Row::new("settle, ten days: each decision that falls due", median(&mut nanos))
}

/// Bytes of a typical lead, as it lies in memory: shared texts are not counted.
fn size(leads: &[Past]) -> Row {
    let mut sizes: Vec<f64> = leads.iter().map(|past| bytes(past) as f64).collect();
    Row::new("a lead in memory", median(&mut sizes)).unit("bytes")
}

fn bytes(past: &Past) -> usize {
    use std::mem::{size_of, size_of_val};
    let (lead, evidence, standing) = (&past.lead, &past.lead.evidence, &past.lead.standing);
    let times: usize = evidence.times.iter().map(|times| times.capacity() * size_of::<i64>()).sum();
    // 32 bytes for each half-life in which a rule got something: in a month about two.
    let sums = active_rules(lead) * 2 * 32;
    size_of_val(lead)
        + size_of_val(lead.derived.values())
        + size_of_val(&evidence.fields.values[..])
        + evidence.fields.values.len() * size_of::<Option<kopru_engine::lead::Stamp>>()
        + sums
        + size_of_val(&evidence.times[..])
        + times
        + size_of_val(&evidence.findings[..])
        + size_of_val(&evidence.signals[..])
        + size_of_val(&evidence.consents[..])
        + size_of_val(&standing.reached[..])
        + size_of_val(&standing.reported[..])
        + size_of_val(&standing.holding[..])
}
