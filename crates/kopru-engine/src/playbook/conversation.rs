//! Reads the qualification frameworks with their criteria and questions.

use super::ids::{self, Ids};
use super::names::Use;
use super::reader::Reader;
use super::{Advance, Criterion, Framework, Question, spec};
use crate::answer::is_closed;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::document::{Table, Text};
use crate::lang::Both;
use std::collections::BTreeMap;
use std::sync::Arc;

impl<'a, 'i> Reader<'a, 'i> {
    /// `[[framework]]` and `[[size]]`, still without their conditions. A question's id is its own among all of them.
    pub(super) fn conversation(&mut self) {
        let mut questions = self.ids("[[framework.criterion.question]], [[size.question]]");
        self.frameworks(&mut questions);
        self.sizes(&mut questions);
        self.follow_ups();
    }

    fn frameworks(&mut self, questions: &mut Ids<'a>) {
        let mut ids = self.ids("[[framework]]");
        for table in self.root.tables("framework", &spec::FRAMEWORK) {
            let id = table.text("id").and_then(|id| ids.take_name(&id));
            let mut own = self.ids("[[framework.criterion]]");
            let mut criteria = Vec::new();
            for criterion in table.tables("criterion", &spec::CRITERION) {
                let weight = match criterion.get("weight") {
                    None => Some(1),
                    Some(_) => self.int_within(&criterion, "weight", 1, 1_000),
                };
                let id = criterion.text("id").and_then(|id| own.take_name(&id));
                let required = criterion.bool("required").unwrap_or(false);
                let asked = self.questions(&criterion, questions);
                // What is wrong in it is said; it stays, so that nothing that names it is wrong, too.
                let Some(id) = id else { continue };
                criteria.push((self.criterion_place(&id, &criterion, asked), weight.unwrap_or(1), required));
            }
            let advance = self.advance(&table, criteria.len()).unwrap_or(Advance::Count(1, 1));
            let Some(id) = id else { continue };
            if criteria.is_empty() {
                self.faults.error(
                    "P003",
                    table.span(),
                    both!(en = "the framework `{id}` has no criteria", tr = "`{id}` çerçevesinin hiç ölçütü yok"),
                );
            }
            let name = table.both("name").unwrap_or_else(|| Both::same(id.to_uppercase()));
            self.playbook.frameworks.push(Framework { id, name, advance, criteria, place: table.span() });
        }
    }

    /// The place of a criterion; frameworks that name the same one share it and its questions.
    fn criterion_place(&mut self, id: &Arc<str>, table: &Table<'a, 'i>, asked: Vec<Question>) -> u16 {
        let all = &mut self.playbook.criteria;
        let place = all.iter().position(|known| known.id == *id).unwrap_or_else(|| {
            let name = table.both("name").unwrap_or_else(|| criterion_name(id));
            all.push(Criterion { id: id.clone(), name, hint: None, questions: Vec::new() });
            all.len() - 1
        });
        all[place].questions.extend(asked);
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    /// The questions of a criterion or measure.
    pub(super) fn questions(&self, topic: &Table<'a, 'i>, ids: &mut Ids<'a>) -> Vec<Question> {
        let mut questions = Vec::new();
        for table in topic.tables("question", &spec::QUESTION) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let mut follow_up = Vec::new();
            for next in table.tables("follow_up", &spec::FOLLOW_UP) {
                let kinds = ["short", "vague", "strong"];
                let after = self.word(&next, "after", &kinds, |word| kinds.contains(&word).then(|| Arc::from(word)));
                if let (Some(after), Some(ask)) = (after, next.text("ask")) {
                    follow_up.push((after, Arc::from(ask.text)));
                }
            }
            questions.extend(self.open_question(&table, id).map(|it| Question { follow_up, ..it }));
        }
        questions
    }

    /// A question with its wording, which should not be one that yes or no answers.
    pub(super) fn open_question(&self, table: &Table<'a, 'i>, id: Option<Arc<str>>) -> Option<Question> {
        let id = id?;
        let text = table.both("text").unwrap_or_default();
        if is_closed(&text.en) || is_closed(&text.tr) {
            let fault = Diagnostic::warning(
                "P030",
                table.span_of("text"),
                both!(
                    en = "the question `{id}` can be answered with yes or no",
                    tr = "`{id}` sorusu evet ya da hayır diye yanıtlanabilir"
                ),
            );
            self.faults.push(fault.help(both!(
                en = "ask openly: what, how, which, who, when",
                tr = "açık uçlu sorun: ne, nasıl, hangi, kim, ne zaman"
            )));
        }
        Some(Question { id, text, follow_up: Vec::new() })
    }

    /// Follow-ups name questions that exist.
    fn follow_ups(&self) {
        let criteria = self.playbook.criteria.iter().flat_map(|it| &it.questions);
        let all = criteria.chain(self.playbook.sizes.iter().flat_map(|it| &it.questions));
        let known: Vec<&str> = all.map(|it| &*it.id).collect();
        let frameworks = self.root.tables("framework", &spec::FRAMEWORK);
        let mut topics: Vec<Table<'a, 'i>> =
            frameworks.iter().flat_map(|it| it.tables("criterion", &spec::CRITERION)).collect();
        topics.extend(self.root.tables("size", &spec::SIZE));
        for question in topics.iter().flat_map(|it| it.tables("question", &spec::QUESTION)) {
            for next in question.tables("follow_up", &spec::FOLLOW_UP) {
                let Some(ask) = next.text("ask").filter(|it| !known.contains(&it.text.as_str())) else { continue };
                ids::unknown(self.faults, &ask, &both!(en = "question", tr = "soru"), known.iter().copied());
            }
        }
    }

    fn advance(&self, table: &Table<'a, 'i>, criteria: usize) -> Option<Advance> {
        let item = table.get("advance")?;
        if item.is_table() {
            let share = self.share(&item.table(&spec::ADVANCE)?, "weighted")?;
            return Some(Advance::Weighted(share));
        }
        let text = item.text()?;
        let counts = text
            .text
            .split_once(" of ")
            .and_then(|(n, m)| Some((n.trim().parse::<u16>().ok()?, m.trim().parse::<u16>().ok()?)));
        match counts {
            Some((n, m)) if n >= 1 && n <= m && usize::from(m) == criteria => Some(Advance::Count(n, m)),
            _ if criteria == 0 => None,
            _ => {
                let it = &text.text;
                let fault = Diagnostic::error(
                    "P005",
                    text.span.clone(),
                    both!(
                        en = "`advance` is `{it}`, but the number of criteria is {criteria}",
                        tr = "`advance` `{it}`, çerçevenin ise {criteria} ölçütü var"
                    ),
                );
                let most = criteria.saturating_sub(1).max(1);
                self.faults.push(fault.help(both!(
                    en = "write for example `\"{most} of {criteria}\"`, or `{{ weighted = 0.6 }}`",
                    tr = "örneğin `\"{most} of {criteria}\"` ya da `{{ weighted = 0.6 }}` yazın"
                )));
                None
            }
        }
    }

    /// The hints of the criteria, once all names are known. Of several for one criterion the first stays.
    pub(super) fn hints(&mut self) {
        let scope = self.playbook.scope(Use::Any);
        let mut hints: BTreeMap<String, Text> = BTreeMap::new();
        for framework in self.root.tables("framework", &spec::FRAMEWORK) {
            for criterion in framework.tables("criterion", &spec::CRITERION) {
                if let (Some(id), Some(hint)) = (criterion.text("id"), criterion.text("hint")) {
                    hints.entry(id.text).or_insert(hint);
                }
            }
        }
        for place in 0..self.playbook.criteria.len() {
            let Some(text) = hints.get(&*self.playbook.criteria[place].id) else {
                continue;
            };
            self.playbook.criteria[place].hint = self.condition_in(text, &scope);
        }
    }
}

fn criterion_name(id: &str) -> Both {
    match id {
        "budget" => both!(en = "budget", tr = "bütçe"),
        "authority" => both!(en = "authority", tr = "yetki"),
        "need" => both!(en = "need", tr = "ihtiyaç"),
        "time_frame" => both!(en = "time frame", tr = "zaman çerçevesi"),
        _ => Both::same(id.replace('_', " ")),
    }
}
