//! Sizing up (M8): what is asked of the four measures, and what speaks for a level before anybody asked.

use super::builtin::Measure;
use super::ids::Ids;
use super::names::Use;
use super::reader::Reader;
use super::{Playbook, Question, spec};
use crate::both;
use crate::condition::{Condition, Env, Tri};
use crate::lang::{Both, Lang};
use crate::say;

/// The highest level of a measure; the lowest is 0.
pub const LEVEL_MAX: i64 = 3;

/// One measure of sizing up, as the playbook asks for it.
#[derive(Debug, Default)]
pub struct Size {
    /// Open questions.
    pub questions: Vec<Question>,
    /// Levels with what speaks for them, in the file's order.
    pub levels: Vec<(i64, Condition)>,
}

impl Size {
    /// The highest level that something speaks for, and its condition; none where nothing does, or too little is known.
    pub fn indicated(&self, env: &Env<'_>) -> Option<(i64, &Condition)> {
        let holds = self.levels.iter().filter(|(_, when)| when.eval(env) == Tri::True);
        holds.map(|(level, when)| (*level, when)).max_by_key(|it| it.0)
    }
}

impl Measure {
    /// What a level of it means; the nearest one beyond the last.
    pub fn level(self, level: i64) -> Both {
        let words = match self {
            Measure::Knowledge => [
                both!(en = "sees no problem yet", tr = "henüz bir sorun görmüyor"),
                both!(en = "feels the problem", tr = "sorunu hissediyor"),
                both!(en = "knows ways to solve it", tr = "çözüm yollarını biliyor"),
                both!(en = "knows the solutions and what to look for", tr = "çözümleri ve nelere bakacağını biliyor"),
            ],
            Measure::Solved => [
                both!(en = "we do not solve it", tr = "bunu çözmüyoruz"),
                both!(en = "we solve a part of it", tr = "bir kısmını çözüyoruz"),
                both!(en = "we solve it", tr = "çözüyoruz"),
                both!(en = "only we solve it", tr = "yalnızca biz çözüyoruz"),
            ],
            Measure::Authority => [
                both!(en = "has no say", tr = "söz hakkı yok"),
                both!(en = "is asked for an opinion", tr = "görüşü soruluyor"),
                both!(en = "decides with others", tr = "başkalarıyla birlikte karar veriyor"),
                both!(en = "decides", tr = "kararı kendisi veriyor"),
            ],
            Measure::Persona => [
                both!(en = "none of our personas", tr = "hiçbir personamıza uymuyor"),
                both!(en = "some marks of a persona", tr = "bir personanın bazı özelliklerini taşıyor"),
                both!(en = "most marks of a persona", tr = "bir personanın çoğu özelliğini taşıyor"),
                both!(en = "one of our personas", tr = "personalarımızdan biri"),
            ],
        };
        let [none, low, high, full] = words;
        match level {
            ..=0 => none,
            1 => low,
            2 => high,
            _ => full,
        }
    }
}

impl Playbook {
    /// What the playbook asks of a measure; nothing where it says nothing of it.
    pub fn size(&self, measure: Measure) -> Option<&Size> {
        self.sizes.get(measure as usize)
    }
}

impl<'a> Reader<'a, '_> {
    /// `[[size]]`, still without the conditions of its levels.
    pub(super) fn sizes(&mut self, questions: &mut Ids<'a>) {
        self.playbook.sizes = Measure::ALL.iter().map(|_| Size::default()).collect();
        let mut seen = self.ids("[[size]]");
        for table in self.root.tables("size", &spec::SIZE) {
            let measure = self.word(&table, "measure", Measure::IDS, Measure::from_id);
            let once = table.text("measure").and_then(|it| seen.take(&it)).is_some();
            let asked = self.questions(&table, questions);
            let size = measure.filter(|_| once).and_then(|it| self.playbook.sizes.get_mut(it as usize));
            if let Some(size) = size {
                size.questions = asked;
            }
        }
    }

    /// What speaks for the levels of measures, once all names are known.
    pub(super) fn size_levels(&mut self) {
        let scope = self.playbook.scope(Use::Any);
        for table in self.root.tables("size", &spec::SIZE) {
            let measure = table.text("measure").and_then(|it| Measure::from_id(&it.text));
            let mut levels = Vec::new();
            for row in table.tables("levels", &spec::SIZE_LEVEL) {
                let level = self.int_within(&row, "level", 0, LEVEL_MAX);
                let when = row.text("when").and_then(|it| self.condition_in(&it, &scope));
                levels.extend(level.zip(when));
            }
            let size = measure.and_then(|it| self.playbook.sizes.get_mut(it as usize));
            if let Some(size) = size.filter(|it| it.levels.is_empty()) {
                size.levels = levels;
            }
        }
    }
}

/// What is asked and what speaks for each level, line by line.
pub(super) fn aloud(playbook: &Playbook, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for measure in Measure::ALL {
        let Some(size) = playbook.size(*measure).filter(|it| !it.questions.is_empty() || !it.levels.is_empty()) else {
            continue;
        };
        lines.push(measure.name().get(lang).to_owned());
        for (level, when) in &size.levels {
            let (means, when) = (measure.level(*level), when.aloud(lang));
            let means = means.get(lang);
            lines.push(say!(
                lang,
                en = "  first indication {level} ({means}): {when}",
                tr = "  ilk gösterge {level} ({means}): {when}"
            ));
        }
        lines.extend(size.questions.iter().map(|it| format!("  - {}", it.text.get(lang))));
    }
    lines
}
