//! Reads the priorities, and reads them aloud.

use super::builtin::Priority;
use super::names::Use;
use super::reader::Reader;
use super::{Playbook, PriorityRule, spec};
use crate::lang::Lang;
use crate::say;

impl<'a, 'i> Reader<'a, 'i> {
    /// `[[priority]]`.
    pub(super) fn priorities(&mut self) {
        let mut ids = self.ids("[[priority]]");
        let scope = self.playbook.scope(Use::Any);
        for table in self.root.tables("priority", &spec::PRIORITY) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let level = self.word(&table, "level", Priority::IDS, Priority::from_id);
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            let because = table.both("because");
            if let (Some(id), Some(level), Some(when), Some(because)) = (id, level, when, because) {
                self.playbook.priorities.push(PriorityRule { id, level, when, because, place: table.span() });
            }
        }
    }
}

/// What stands above them.
pub(super) fn heading(lang: Lang) -> String {
    say!(
        lang,
        en = "Who comes first among leads that are equally urgent: the first that applies",
        tr = "Eşit derecede acil adaylardan hangisi önce gelir: ilk uyan geçerlidir"
    )
}

/// A line for each; none where the playbook has none.
pub(super) fn aloud(playbook: &Playbook, lang: Lang) -> Vec<String> {
    let row = |row: &PriorityRule| {
        let (level, because, when) = (row.level.name(), row.because.get(lang), row.when.aloud(lang));
        let level = level.get(lang);
        say!(lang, en = "- {level} priority: {because} [{when}]", tr = "- {level} öncelik: {because} [{when}]")
    };
    let mut lines: Vec<String> = playbook.priorities.iter().map(row).collect();
    if !lines.is_empty() {
        lines.push(say!(lang, en = "- otherwise: normal priority", tr = "- hiçbiri değilse: olağan öncelik"));
    }
    lines
}
