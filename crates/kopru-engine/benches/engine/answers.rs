//! What reading answers costs: one, and all of a call of an hour.

use crate::measure::{Effort, Row, each};
use kopru_engine::answer::call::{Turn, heard};
use kopru_engine::answer::rep::rep_side;
use kopru_engine::answer::{Asked, analyse};
use kopru_engine::playbook::Playbook;

const LABELLED: &str = include_str!("../../tests/answers/labelled.tsv");
/// Words of an hour's talk: 150 a minute.
const HOUR_WORDS: usize = 9_000;

/// Figures of reading answers.
pub fn rows(effort: &Effort, playbook: &Playbook) -> Vec<Row> {
    let lines = LABELLED.lines().filter(|it| !it.starts_with('#')).skip(1);
    let answers: Vec<&str> = lines.filter_map(|line| line.split('\t').nth(3)).collect();
    let one = each(effort, &answers, |answer| analyse(answer, Asked::Pains, playbook));
    let (mut turns, mut words) = (Vec::new(), 0);
    for (place, answer) in answers.iter().cycle().enumerate() {
        if words >= HOUR_WORDS {
            break;
        }
        words += answer.split_whitespace().count();
        turns.push(Turn { speaker: if place % 2 == 0 { "AE" } else { "Ada" }, text: answer });
    }
    let few = Effort { stretches: effort.stretches / 20, ..*effort };
    let call = each(&few, &[turns], |turns| {
        let ours = |speaker: &str| speaker == "AE";
        let lead = turns.iter().filter(|it| !ours(it.speaker));
        let analyses: Vec<_> = lead.map(|it| analyse(it.text, Asked::Other, playbook)).collect();
        (heard(turns, ours, Some(playbook)), rep_side(turns, ours), analyses)
    });
    vec![
        Row::new("answer::analyse, one answer", one).budget(1_000_000.0),
        Row::new("a call of an hour", call).budget(100_000_000.0),
    ]
}
