//! What a trial shows: the funnel, counts, and each lead with its decisions, reasons and five steps.

use super::Trial;
use kopru_engine::decide::Change;
use kopru_engine::lang::Lang;
use kopru_engine::lead::Disposition;
use kopru_engine::play::Played;
use kopru_engine::playbook::{Course, DISPOSITIONS, GRADES};
use kopru_engine::steps::{self, Step};
use kopru_engine::time::Moment;
use kopru_engine::trace::{Line, Speaker, Trace, band_id};
use std::collections::BTreeSet;

/// How many leads reached a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCount {
    /// The stage's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Leads that reached it by Köprü's decision.
    pub decided: usize,
    /// Leads that reached it as another system reports.
    pub reported: usize,
}

/// One lead.
#[derive(Clone, Debug)]
pub struct LeadReport {
    /// Its key, as the files write it.
    pub key: String,
    /// Its account.
    pub account: Option<String>,
    /// The decided stage: id and name; none before the first.
    pub stage: Option<(String, String)>,
    /// The furthest reported stage: id and name.
    pub reported: Option<(String, String)>,
    /// The disposition: id, and in words with its reason.
    pub disposition: (&'static str, String),
    /// The kind of a disqualification.
    pub kind: Option<&'static str>,
    /// The id of the disposition's reason.
    pub reason: Option<String>,
    /// The course: id, in words, and what decided it.
    pub course: (&'static str, String, String),
    /// When to look again.
    pub until: Option<Moment>,
    /// Points and grade of fit.
    pub fit: (i64, &'static str),
    /// Points and band of engagement.
    pub engagement: (i64, &'static str),
    /// The persona's id and the degree.
    pub persona: Option<(String, String)>,
    /// Who works it, or the queue it stands in.
    pub owner: Option<String>,
    /// The queue it stands in while nobody works it.
    pub queue: String,
    /// Which cycle.
    pub cycle: u32,
    /// What waits for a person.
    pub suggestions: Vec<String>,
    /// How the scores come about: rules that give points, then the persona.
    pub scores: Vec<String>,
    /// Fit rules that nobody can answer yet, and what would settle each.
    pub open: Vec<String>,
    /// The names of the values that would settle them, each once.
    pub missing: Vec<String>,
    /// The five steps.
    pub steps: [Step; 5],
    /// What was decided: when, because of what, the outcome's code, and in sentences.
    pub decisions: Vec<(Moment, String, &'static str, Vec<String>)>,
    rank: Rank,
}

/// The order of the leads that are worth most: still open or not, course, stage, grade, engagement, fit.
type Rank = (
    bool,
    std::cmp::Reverse<Course>,
    std::cmp::Reverse<usize>,
    u16,
    std::cmp::Reverse<i64>,
    std::cmp::Reverse<i64>,
    String,
);

/// Everything a trial shows, in one language.
#[derive(Clone, Debug)]
pub struct Report {
    /// The funnel, in the order of the stages.
    pub funnel: Vec<StageCount>,
    /// Leads by course: id, name, count.
    pub courses: Vec<(&'static str, String, usize)>,
    /// Leads by disposition: id and count; reported wins apart.
    pub dispositions: Vec<(&'static str, usize)>,
    /// All leads, those worth most first.
    pub leads: Vec<LeadReport>,
}

/// Reports a trial in `lang`.
pub fn report(trial: &Trial<'_>, lang: Lang) -> Report {
    let playbook = trial.world.playbook();
    let mut leads: Vec<LeadReport> = trial.world.leads().map(|(key, played)| lead(trial, key, played, lang)).collect();
    leads.sort_by(|a, b| a.rank.cmp(&b.rank));
    let reached = |place: usize, of: fn(&Played) -> &Vec<Option<Moment>>| {
        trial.world.leads().filter(|(_, it)| of(it)[place].is_some()).count()
    };
    let funnel = playbook.stages.iter().enumerate().map(|(place, stage)| StageCount {
        id: stage.id.to_string(),
        name: stage.name.get(lang).to_owned(),
        decided: reached(place, |it| &it.lead.standing.reached),
        reported: reached(place, |it| &it.lead.standing.reported),
    });
    let courses = Course::ALL.iter().rev().map(|course| {
        (
            course.id(),
            course.name().get(lang).to_owned(),
            leads.iter().filter(|lead| lead.course.0 == course.id()).count(),
        )
    });
    let dispositions =
        DISPOSITIONS.iter().map(|id| (*id, leads.iter().filter(|lead| lead.disposition.0 == *id).count()));
    Report { funnel: funnel.collect(), courses: courses.collect(), dispositions: dispositions.collect(), leads }
}

fn lead(trial: &Trial<'_>, key: &str, played: &Played, lang: Lang) -> LeadReport {
    let playbook = trial.world.playbook();
    let speaker = Speaker { playbook, lang };
    let account = trial.world.account_of(played);
    let (lead, standing) = (&played.lead, &played.lead.standing);
    let course = steps::course(playbook, lead, account, trial.at);
    let trace = Trace::of(playbook, lead, account, trial.at);
    let stage = |place: Option<u8>| {
        let stage = &playbook.stages[usize::from(place?)];
        Some((stage.id.to_string(), stage.name.get(lang).to_owned()))
    };
    let furthest = standing.stage.max(standing.furthest_reported()).map_or(0, |stage| usize::from(stage) + 1);
    let name = trial.names.get(key).cloned().unwrap_or_else(|| key.to_owned());
    // The engine reminds of a lead that stands too long every `max_age` anew; a reader needs it once a stay.
    let mut told = None;
    let decisions = played
        .decisions
        .iter()
        .filter(|it| match it.changes.as_slice() {
            [Change::Stagnant { stage, since }] => told.replace((*stage, *since)) != Some((*stage, *since)),
            _ => true,
        })
        .map(|it| (it.at, speaker.cause(&it.cause), it.outcome.code(), speaker.decision(it)));
    let is_open = |line: &&Line| matches!(line, Line::Open { .. });
    let lines =
        |open: bool| trace.lines.iter().filter(|line| is_open(line) == open).map(|line| speaker.line(line)).collect();
    let missing: BTreeSet<String> = trace
        .lines
        .iter()
        .flat_map(|line| match line {
            Line::Open { missing, .. } => missing.as_slice(),
            _ => &[],
        })
        .map(|slot| speaker.slot_name(*slot))
        .collect();
    LeadReport {
        rank: (
            matches!(standing.disposition, Disposition::Won { .. } | Disposition::Lost { .. }),
            std::cmp::Reverse(course.course),
            std::cmp::Reverse(furthest),
            lead.grade(),
            std::cmp::Reverse(lead.engagement()),
            std::cmp::Reverse(lead.fit()),
            name.clone(),
        ),
        key: name,
        account: played.account.clone(),
        stage: stage(standing.stage),
        reported: stage(standing.furthest_reported()),
        disposition: (standing.disposition.id(), speaker.disposition(&standing.disposition)),
        kind: standing.disposition.kind().map(|kind| kind.id()),
        reason: standing.disposition.reason().map(|reason| reason.to_string()),
        course: (course.course.id(), course.course.name().get(lang).to_owned(), course.because.get(lang).to_owned()),
        until: course.until,
        fit: (lead.fit(), GRADES[usize::from(lead.grade())]),
        engagement: (lead.engagement(), band_id(lead.band())),
        persona: lead
            .persona()
            .map(|(place, degree)| (playbook.personas[usize::from(place)].id.to_string(), speaker.degree(degree))),
        owner: standing.owner.as_ref().map(|owner| owner.to_string()),
        queue: standing.queue(playbook).to_owned(),
        cycle: standing.cycle,
        suggestions: standing.suggestions.iter().map(|it| speaker.suggestion(it)).collect(),
        scores: lines(false),
        open: lines(true),
        missing: missing.into_iter().collect(),
        steps: steps::steps(playbook, lead, account, trial.at, lang),
        decisions: decisions.filter(|(_, _, _, sentences)| !sentences.is_empty()).collect(),
    }
}
