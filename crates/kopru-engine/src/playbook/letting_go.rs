//! Reads the reasons to let go and the courses.

use super::builtin::{Course, Kind};
use super::names::Use;
use super::reader::Reader;
use super::{CourseRule, Disqualify, spec};
use crate::both;
use crate::condition::Condition;
use crate::diagnostic::Diagnostic;
use crate::document::Table;
use crate::lang::Both;
use crate::limits;
use crate::time::DAY_SECS;
use std::sync::Arc;

impl<'a, 'i> Reader<'a, 'i> {
    /// `[[disqualify]]`.
    pub(super) fn disqualify(&mut self) {
        let mut ids = self.ids("[[disqualify]]");
        let scope = self.playbook.scope(Use::Any);
        for table in self.root.tables("disqualify", &spec::DISQUALIFY) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let kind = self.word(&table, "kind", Kind::IDS, Kind::from_id);
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            let decides = self.word(&table, "by", &["rule", "sales"], |word| match word {
                "rule" => Some(true),
                "sales" => Some(false),
                _ => None,
            });
            let revive_after = self.secs_within(&table, "revive_after", DAY_SECS, limits::WINDOW_SECS_MAX);
            let revive_on: Vec<u16> = table.texts("revive_on").iter().filter_map(|text| self.fact_type(text)).collect();
            let (Some(id), Some(kind)) = (id, kind) else { continue };
            if kind != Kind::NotNow && (table.get("revive_after").is_some() || table.get("revive_on").is_some()) {
                let key = if table.get("revive_after").is_some() { "revive_after" } else { "revive_on" };
                self.faults.error(
                    "P014",
                    table.span_of(key),
                    both!(
                        en = "only `not_now` comes back by itself; `{id}` is not",
                        tr = "yalnızca `not_now` kendiliğinden geri döner; `{id}` öyle değil"
                    ),
                );
            }
            let text = table.both("text").unwrap_or_else(|| Both::same(id.replace(['_', '-'], " ")));
            let decides = decides.unwrap_or(true);
            if kind == Kind::NotNow && when.is_some() && revive_on.is_empty() && table.get("revive_after").is_none() {
                let fault = Diagnostic::warning(
                    "P033",
                    table.span(),
                    both!(
                        en = "nothing brings back the leads that `{id}` lets go for now",
                        tr = "`{id}` ile şimdilik bırakılan adayları geri getirecek bir şey yok"
                    ),
                );
                self.faults.push(fault.help(both!(
                    en = "give it `revive_after = \"180d\"` or `revive_on = [\"demo_requested\"]`",
                    tr = "`revive_after = \"180d\"` ya da `revive_on = [\"demo_requested\"]` yazın"
                )));
            }
            self.one_meaning(&table, &id, kind);
            self.playbook.disqualify.push(Disqualify {
                id,
                text,
                kind,
                when,
                decides,
                revive_after,
                revive_on,
                place: table.span(),
            });
        }
    }

    /// A reason that sales may give for a refusal, too, means the same there.
    fn one_meaning(&self, table: &Table<'a, 'i>, id: &Arc<str>, kind: Kind) {
        let reasons = self.playbook.handover.iter().flat_map(|it| &it.reasons);
        if reasons.filter(|it| it.id == *id).any(|it| it.recycles || it.kind != kind) {
            self.faults.push(Diagnostic::warning(
                "P032",
                table.span_of("id"),
                both!(
                    en = "`{id}` is a reason of `[[handover.reason]]`, too, with another consequence",
                    tr = "`{id}` aynı zamanda başka sonucu olan bir `[[handover.reason]]` nedeni"
                ),
            ));
        }
    }

    /// `[[course]]`, or the default courses of M29.
    pub(super) fn courses(&mut self) {
        let scope = self.playbook.scope(Use::Any);
        let mut rows = Vec::new();
        for table in self.root.tables("course", &spec::COURSE) {
            let course = self.word(&table, "take", Course::IDS, Course::from_id);
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            if let (Some(course), Some(when), Some(because)) = (course, when, table.both("because")) {
                rows.push(CourseRule { course, when, because });
            }
        }
        if self.root.get("course").is_none() {
            let offered = self.playbook.handover.as_ref().and_then(|it| self.playbook.stages.get(usize::from(it.from)));
            rows = default_courses(offered.map(|stage| &*stage.id))
                .into_iter()
                .filter_map(|(course, when, because)| {
                    // A row about a criterion that the playbook does not have cannot apply: it is left out.
                    let when = Condition::compile(&when, &scope).ok()?;
                    Some(CourseRule { course, when, because })
                })
                .collect();
        }
        self.playbook.courses = rows;
    }
}

/// The courses of M29: the first that applies, and why.
fn default_courses(offered: Option<&str>) -> Vec<(Course, String, Both)> {
    let mut rows = vec![
        (
            Course::LetGo,
            "disposition.kind == 'never'".to_owned(),
            both!(
                en = "never: a competitor, or they asked to be left alone",
                tr = "asla: rakip ya da rahat bırakılmak istiyor"
            ),
        ),
        (Course::LetGo, "disposition.kind == 'not_us'".to_owned(), both!(en = "not for us", tr = "bize uygun değil")),
        (Course::LetGo, "disposition.kind == 'unreachable'".to_owned(), both!(en = "unreachable", tr = "ulaşılamıyor")),
        (
            Course::LetGo,
            "criterion.need == 'unmet'".to_owned(),
            both!(en = "no need that we solve", tr = "çözdüğümüz bir ihtiyacı yok"),
        ),
        (Course::LetGo, "criterion.budget == 'unmet'".to_owned(), both!(en = "no budget", tr = "bütçesi yok")),
        (
            Course::ReachRightPerson,
            "disposition.kind == 'wrong_person'".to_owned(),
            both!(en = "wrong person: somebody else there decides", tr = "yanlış kişi: orada kararı başkası veriyor"),
        ),
        (
            Course::ReachRightPerson,
            "criterion.authority == 'unmet'".to_owned(),
            both!(en = "no authority: find who decides", tr = "yetkisi yok: kararı kimin verdiğini bulun"),
        ),
        (Course::Nurture, "disposition.kind == 'not_now'".to_owned(), both!(en = "not now", tr = "şimdi değil")),
        (
            Course::Nurture,
            "criterion.time_frame == 'unmet'".to_owned(),
            both!(en = "needed later", tr = "ihtiyaç daha sonra"),
        ),
        (
            Course::Nurture,
            "disposition == 'recycled'".to_owned(),
            both!(en = "recycled: back with marketing", tr = "geri kazanımda: yeniden pazarlamada"),
        ),
    ];
    if let Some(stage) = offered {
        rows.push((
            Course::Nurture,
            format!("(!has(stage) || stage < '{stage}') && (!has(reported) || reported < '{stage}')"),
            both!(en = "not yet marketing qualified", tr = "henüz pazarlama nitelikli değil"),
        ));
    }
    rows
}
