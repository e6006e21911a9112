//! Fit, and what hangs on scores: personas, grades, bands, verdicts of frameworks. Engagement is [`fading`](crate::fading).
//!
//! Every number here is an integer and a pure function of its arguments.

use crate::condition::{Env, Tri};
use crate::lead::Evidence;
use crate::playbook::{Advance, Framework, Persona, Playbook, PriorityRule};

/// The persona that a lead comes closest to, and the degree in millionths; nothing while no mark of any is known.
/// `answers` are those of all personas' marks, in their order.
pub fn persona(playbook: &Playbook, answers: &[Tri]) -> Option<(u16, i64)> {
    let mut best: Option<(usize, i64, i64)> = None;
    let mut rest = answers;
    for (place, persona) in playbook.personas.iter().enumerate() {
        let (own, others) = rest.split_at_checked(persona.parts.len())?;
        rest = others;
        let (met, known) = persona_weights(persona, own);
        // met/known compared by multiplying crosswise: exact.
        let better = match best {
            None => known > 0,
            Some((_, best_met, best_known)) => known > 0 && (met * best_known, known) > (best_met * known, best_known),
        };
        if better {
            best = Some((place, met, known));
        }
    }
    let (place, met, known) = best?;
    Some((u16::try_from(place).ok()?, (met * 2_000_000 + known) / (2 * known)))
}

/// Weight met and weight known of one persona, by the answers of its marks.
pub fn persona_weights(persona: &Persona, answers: &[Tri]) -> (i64, i64) {
    let (mut met, mut known) = (0, 0);
    for (part, answer) in persona.parts.iter().zip(answers) {
        match answer {
            Tri::True => {
                met += part.weight;
                known += part.weight;
            }
            Tri::False => known += part.weight,
            Tri::Unknown => {}
        }
    }
    (met, known)
}

/// Points of fit: the sum of what its rules give, by their answers.
pub fn fit(playbook: &Playbook, answers: &[Tri]) -> i64 {
    let rules = playbook.fit.iter().zip(answers);
    rules.map(|(rule, answer)| rule.gives(*answer)).sum()
}

/// Which of the falling levels the points reach: 0 for the first, 3 for none.
pub fn level(points: i64, levels: &[i64; 3]) -> u16 {
    levels.iter().position(|&least| points >= least).map_or(3, |place| place as u16)
}

/// The rule that gives a lead its priority, with its place; none where no rule applies.
pub fn priority<'p>(playbook: &'p Playbook, env: &Env<'_>) -> Option<(u16, &'p PriorityRule)> {
    (0u16..).zip(&playbook.priorities).find(|(_, rule)| rule.when.eval(env) == Tri::True)
}

/// The verdict of a framework: met, unmet when it can no longer be met, unknown in between.
pub fn framework(evidence: &Evidence, framework: &Framework) -> Option<bool> {
    let (mut met, mut open, mut whole, mut met_weight, mut open_weight) = (0u16, 0u16, 0i64, 0i64, 0i64);
    let mut required_open = false;
    for &(criterion, weight, required) in &framework.criteria {
        whole += weight;
        match evidence.verdict(criterion) {
            Some((_, true)) => {
                met += 1;
                met_weight += weight;
            }
            Some((_, false)) if required => return Some(false),
            Some((_, false)) => {}
            None => {
                open += 1;
                open_weight += weight;
                required_open |= required;
            }
        }
    }
    let (reached, reachable) = match framework.advance {
        Advance::Count(needed, _) => (met >= needed, met + open >= needed),
        Advance::Weighted(share) => {
            let enough = |weight: i64| weight * 1_000_000 >= share * whole;
            (enough(met_weight), enough(met_weight + open_weight))
        }
    };
    match (reached && !required_open, reachable) {
        (true, _) => Some(true),
        (false, true) => None,
        (false, false) => Some(false),
    }
}
