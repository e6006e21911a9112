//! What an answer says of the measures by which a lead is sized up (M8): levels with the words that speak for them. It suggests.

use super::{Analysis, PainHeard, SignKind};
use crate::playbook::{LEVEL_MAX, Measure, Playbook, Solved};
use std::ops::Range;

/// A level that an answer speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sized {
    /// Of which measure.
    pub measure: Measure,
    /// 0 to 3.
    pub level: i64,
    /// The bytes of the answer that speak for it.
    pub words: Vec<Range<usize>>,
}

/// The levels of an answer: how much they know by how specific they are and how many sides they name; how far we solve it by the
/// pain that we solve best; how much they decide by their own words. `decides`, `others` and `together` are the words that say so.
pub(super) fn levels(
    it: &Analysis,
    playbook: &Playbook,
    (decides, others, together): (&[Range<usize>], &[Range<usize>], bool),
) -> Vec<Sized> {
    let mut all = Vec::new();
    let mut add = |measure, level, words: Vec<Range<usize>>| all.push(Sized { measure, level, words });
    let sign = |kind: SignKind| it.signs.iter().find(|it| it.kind == kind).map(|it| it.words.clone());
    if let Some(words) = sign(SignKind::KnowsBusiness) {
        add(Measure::Knowledge, LEVEL_MAX, words);
    } else if let Some(words) = sign(SignKind::SpecificAboutPains) {
        add(Measure::Knowledge, 2, words);
    }
    let solved = |heard: &PainHeard| {
        let pain = playbook.pains.get(usize::from(heard.pain))?;
        Some(match pain.solved {
            Solved::No => 0,
            Solved::Partly => 1,
            Solved::Fully if pain.only_us => LEVEL_MAX,
            Solved::Fully => 2,
        })
    };
    // Of two pains that we solve alike the leading one speaks.
    let best = it.pains.iter().rev().filter_map(|heard| Some((solved(heard)?, heard))).max_by_key(|it| it.0);
    if let Some((level, heard)) = best {
        add(Measure::Solved, level, heard.words.clone());
    }
    match (decides.first(), others.first()) {
        (Some(_), Some(_)) => add(Measure::Authority, 2, [decides, others].concat()),
        (Some(_), None) => add(Measure::Authority, if together { 2 } else { LEVEL_MAX }, decides.to_vec()),
        (None, Some(_)) => add(Measure::Authority, 1, others.to_vec()),
        (None, None) => {}
    }
    all
}
