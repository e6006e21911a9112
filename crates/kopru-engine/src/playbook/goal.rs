//! Reads what a lead wants: the field that holds it, and how it is asked before anything is sold (M22).

use super::ids;
use super::names::Use;
use super::reader::Reader;
use super::{Goal, GoalAnswer, Question, spec};
use crate::both;
use crate::document::Table;
use crate::lang::Both;
use crate::value::Type;
use std::sync::Arc;

impl<'a, 'i> Reader<'a, 'i> {
    /// `[goal]`, once all names are known.
    pub(super) fn goal(&mut self) {
        let Some(table) = self.root.table("goal", &spec::GOAL) else { return };
        let scope = self.playbook.scope(Use::Any);
        let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
        let questions = self.goal_questions(&table);
        let Some(field) = self.goal_field(&table) else { return };
        let answers = self.goal_answers(&table, field);
        if questions.is_empty() {
            self.faults.error(
                "P003",
                table.span(),
                both!(en = "`[goal]` has no questions", tr = "`[goal]` için hiç soru yok"),
            );
        }
        self.playbook.goal = Some(Goal { field, when, questions, answers });
    }

    /// The place of the field of the person; it has words of which one is chosen.
    fn goal_field(&self, table: &Table<'a, 'i>) -> Option<u16> {
        let text = table.text("field")?;
        let fields = &self.playbook.person;
        let Some(place) = fields.iter().position(|it| *it.id == *text.text) else {
            let known = fields.iter().map(|it| &*it.id);
            ids::unknown(self.faults, &text, &both!(en = "field of the person", tr = "kişi alanı"), known);
            return None;
        };
        if !matches!(fields.get(place).map(|it| &it.kind), Some(Type::Enum(_))) {
            let id = &text.text;
            self.faults.error(
                "P005",
                text.span,
                both!(
                    en = "the field `{id}` must be one of some words: `{{ one_of = [\"solve\", \"learn\"] }}`",
                    tr = "`{id}` alanı belirli sözcüklerden biri olmalı: `{{ one_of = [\"solve\", \"learn\"] }}`"
                ),
            );
            return None;
        }
        if fields.get(place).is_some_and(|it| it.sensitive) {
            self.faults.error(
                "P005",
                text.span,
                both!(
                    en = "whoever talks to leads asks for the goal, so its field cannot be sensitive",
                    tr = "amacı adaylarla konuşan herkes sorar, bu yüzden alanı hassas olamaz"
                ),
            );
            return None;
        }
        u16::try_from(place).ok()
    }

    fn goal_questions(&self, table: &Table<'a, 'i>) -> Vec<Question> {
        let mut ids = self.ids("[[goal.question]]");
        let asked = table.tables("question", &spec::GOAL_QUESTION);
        let question = |it: &Table<'a, 'i>| {
            let id = it.text("id").and_then(|id| ids.take(&id));
            self.open_question(it, id)
        };
        asked.iter().filter_map(question).collect()
    }

    fn goal_answers(&self, table: &Table<'a, 'i>, field: u16) -> Vec<GoalAnswer> {
        let Some(Type::Enum(words)) = self.playbook.person.get(usize::from(field)).map(|it| &it.kind) else {
            return Vec::new();
        };
        let mut all: Vec<GoalAnswer> = Vec::new();
        for it in table.tables("answer", &spec::GOAL_ANSWER) {
            let Some(value) = it.text("value") else { continue };
            let known = words.words.iter().map(|it| &**it);
            if !known.clone().any(|it| it == value.text) {
                ids::unknown(self.faults, &value, &both!(en = "word of the field", tr = "alan sözcüğü"), known);
                continue;
            }
            let text = it.both("text").unwrap_or_else(|| Both::same(value.text.clone()));
            let sells = it.bool("sells").unwrap_or(true);
            let words = it.texts("words").into_iter().map(|it| it.text).collect();
            all.push(GoalAnswer { value: Arc::from(value.text), text, words, sells });
        }
        // A word that nobody put into other words is its own wording.
        let rest = words.words.iter().filter(|word| !all.iter().any(|it| it.value == **word));
        let rest: Vec<GoalAnswer> = rest
            .map(|word| GoalAnswer {
                value: word.clone(),
                text: Both::same(word.to_string()),
                words: Vec::new(),
                sells: true,
            })
            .collect();
        all.extend(rest);
        all
    }
}
