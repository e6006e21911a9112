//! Where a lead stands, as the judge keeps it; the engine's standing is brought into the same form to be compared.

use super::book::Book;
use super::history::SECOND;
use super::sales::Sales;
use kopru_engine::lead;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposition {
    pub state: &'static str,
    pub kind: Option<usize>,
    pub reason: Option<String>,
    /// Microseconds.
    pub until: Option<i64>,
    pub reported: bool,
}

impl Disposition {
    pub fn of(state: &'static str) -> Disposition {
        Disposition { state, kind: None, reason: None, until: None, reported: false }
    }

    pub fn open() -> Disposition {
        Disposition::of("open")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub stage: Option<usize>,
    /// Microseconds; none before the first fact.
    pub entered: Option<i64>,
    pub reached: Vec<Option<i64>>,
    pub reported: Vec<Option<i64>>,
    pub disposition: Disposition,
    pub cycle: u32,
    pub cycle_from: Option<i64>,
    pub holding: Vec<bool>,
    /// Sorted.
    pub suggestions: Vec<String>,
    pub stagnations: u32,
    pub owner: Option<String>,
    pub band: usize,
    pub grade: usize,
    pub persona: Option<usize>,
    pub priority: &'static str,
    pub sales: Sales,
}

/// Scores at a moment: fit, and for each rule the least and the most points that pass.
#[derive(Clone, Debug)]
pub struct Scores {
    pub fit: i64,
    pub grade: usize,
    /// Place, and degree in millionths.
    pub persona: Option<(usize, i64)>,
    pub engagement: Vec<(i64, i64)>,
    pub account: Vec<(i64, i64)>,
}

impl Standing {
    pub fn new(book: &Book) -> Standing {
        Standing {
            stage: None,
            entered: None,
            reached: vec![None; book.stages.len()],
            reported: vec![None; book.stages.len()],
            disposition: Disposition::open(),
            cycle: 1,
            cycle_from: None,
            holding: vec![false; book.disqualify.len()],
            suggestions: Vec::new(),
            stagnations: 0,
            owner: None,
            band: 3,
            grade: 3,
            persona: None,
            priority: "normal",
            sales: Sales::default(),
        }
    }

    pub fn is_live(&self) -> bool {
        matches!(self.disposition.state, "open" | "recycled")
    }

    pub fn furthest_reported(&self) -> Option<usize> {
        self.reported.iter().rposition(Option::is_some)
    }

    /// Waits for nobody's word any more; a closed lead has no owner.
    pub fn dispose(&mut self, to: Disposition, now: i64) {
        if to.state != "open" {
            self.sales.close(now.div_euclid(SECOND));
            self.owner = None;
        }
        self.disposition = to;
        self.suggestions.clear();
        self.stagnations = 0;
    }

    pub fn suggest(&mut self, what: String) {
        if !self.suggestions.contains(&what) {
            self.suggestions.push(what);
            self.suggestions.sort();
        }
    }

    /// Comes to a stage. Stages of rules that are passed over count as reached; those of people do not.
    pub fn enter(&mut self, to: usize, first_by: usize, now: i64) {
        let from = self.stage.map_or(0, |stage| stage + 1);
        for stage in (from..to).filter(|stage| *stage < first_by).chain([to]) {
            self.reached[stage].get_or_insert(now);
        }
        self.sales.queue = None;
        self.stage = Some(to);
        self.entered = Some(now);
        self.stagnations = 0;
    }

    /// The second from which the lead stands too long at its stage (once more).
    pub fn stagnant_from(&self, book: &Book) -> Option<i64> {
        if self.disposition.state != "open" {
            return None;
        }
        let age = book.stages[self.stage.unwrap_or(0)].max_age?;
        Some(self.entered?.div_euclid(SECOND) + age * (i64::from(self.stagnations) + 1))
    }

    /// The engine's standing in this form.
    pub fn of_engine(playbook: &Playbook, it: &lead::Standing) -> Standing {
        let micros = |at: &Option<Moment>| at.map(Moment::micros);
        let mut suggestions: Vec<String> = it
            .suggestions
            .iter()
            .map(|suggestion| match suggestion {
                lead::Suggestion::LetGo(rule) => format!("let go d{rule}"),
                lead::Suggestion::Revive { fact: None } => "revive".to_owned(),
                lead::Suggestion::Revive { fact: Some(kind) } => {
                    format!("revive by {}", playbook.fact_types[usize::from(*kind)].id)
                }
            })
            .collect();
        suggestions.sort();
        let disposition = Disposition {
            state: it.disposition.id(),
            kind: it.disposition.kind().map(|kind| kind as usize),
            reason: it.disposition.reason().map(|reason| reason.to_string()),
            until: it.disposition.until().map(Moment::micros),
            reported: it.disposition == lead::Disposition::Won { reported: true },
        };
        Standing {
            stage: it.stage.map(usize::from),
            entered: micros(&it.entered_at),
            reached: it.reached.iter().map(micros).collect(),
            reported: it.reported.iter().map(micros).collect(),
            disposition,
            cycle: it.cycle,
            cycle_from: micros(&it.cycle_from),
            holding: it.holding.clone(),
            suggestions,
            stagnations: it.stagnations,
            owner: it.owner.as_ref().map(|owner| owner.to_string()),
            band: usize::from(it.band),
            grade: usize::from(it.grade),
            persona: it.persona.map(usize::from),
            priority: it.priority.id(),
            sales: Sales::of_engine(&it.sales),
        }
    }
}
