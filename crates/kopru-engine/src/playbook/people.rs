//! Reads personas, pains and signals.

use super::builtin::{SignalColour, signals};
use super::ids::Ids;
use super::names::Use;
use super::reader::Reader;
use super::{Pain, Persona, PersonaPart, Signal, Solved, spec};
use crate::both;
use std::sync::Arc;

impl Reader<'_, '_> {
    /// Pains and signals.
    pub(super) fn people(&mut self) {
        let mut ids = Ids::new("[[pain]]", self.faults);
        for table in self.root.tables("pain", &spec::PAIN) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let solved = self.word(&table, "solved", &["no", "partly", "fully"], |word| match word {
                "no" => Some(Solved::No),
                "partly" => Some(Solved::Partly),
                "fully" => Some(Solved::Fully),
                _ => None,
            });
            let Some(id) = id else { continue };
            let (text, solved) = (table.both("text").unwrap_or_default(), solved.unwrap_or(Solved::Fully));
            let only_us = table.bool("only_us").unwrap_or(false);
            if only_us && solved == Solved::No {
                self.faults.error(
                    "P012",
                    table.span_of("only_us"),
                    both!(
                        en = "the pain `{id}` is solved by nobody but us, and not solved: one of the two is wrong",
                        tr = "`{id}` sorununu yalnızca biz çözüyoruz, ama çözmüyoruz: ikisinden biri yanlış"
                    ),
                );
            }
            let pain = Pain { id, text, words: Vec::new(), solved, only_us };
            if let Some(other) = self.playbook.pains.iter().find(|other| other.name() == pain.name()) {
                let (one, two, name) = (&other.id, &pain.id, pain.name());
                self.faults.error(
                    "P007",
                    table.span_of("id"),
                    both!(
                        en = "`{one}` and `{two}` would both be `{name}` in conditions",
                        tr = "`{one}` ve `{two}` koşullarda aynı adı alır: `{name}`"
                    ),
                );
            }
            let words = table.texts("words").into_iter().map(|text| text.text).collect();
            self.playbook.pains.push(Pain { words, ..pain });
        }
        self.signals();
    }

    fn signals(&mut self) {
        self.playbook.signals =
            signals().into_iter().map(|(id, colour, text)| Signal { id: Arc::from(id), colour, text }).collect();
        let mut ids = Ids::new("[[signal]]", self.faults);
        for table in self.root.tables("signal", &spec::SIGNAL) {
            let id = table.text("id").and_then(|id| {
                if signals().iter().any(|(known, _, _)| *known == id.text) {
                    let text = &id.text;
                    self.faults.error(
                        "P007",
                        id.span.clone(),
                        both!(en = "the signal `{text}` is built in", tr = "`{text}` işareti zaten yerleşik"),
                    );
                    return None;
                }
                ids.take(&id)
            });
            let colour = self.word(&table, "kind", &["red", "positive"], SignalColour::from_id);
            let Some(id) = id else { continue };
            let (colour, text) = (colour.unwrap_or(SignalColour::Red), table.both("text").unwrap_or_default());
            self.playbook.signals.push(Signal { id, colour, text });
        }
    }

    /// Personas with their parts.
    pub(super) fn personas(&mut self) {
        let mut ids = Ids::new("[[persona]]", self.faults);
        let scope = self.playbook.scope(Use::Persona);
        let mut personas = Vec::new();
        for table in self.root.tables("persona", &spec::PERSONA) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let mut parts = Vec::new();
            for part in table.tables("parts", &spec::PART) {
                let when = part.text("when").and_then(|text| self.condition_in(&text, &scope));
                let weight = match part.get("weight") {
                    None => Some(1),
                    Some(_) => self.int_within(&part, "weight", 1, 1_000),
                };
                if let (Some(when), Some(weight)) = (when, weight) {
                    parts.push(PersonaPart { when, weight });
                }
            }
            let Some(id) = id else { continue };
            let name = table.both("name").unwrap_or_default();
            if table.get("parts").is_some_and(|item| item.list().is_empty()) {
                self.faults.error(
                    "P003",
                    table.span_of("parts"),
                    both!(en = "the persona `{id}` has no parts", tr = "`{id}` personasının hiçbir parçası yok"),
                );
            }
            personas.push(Persona { id, name, parts, place: table.span() });
        }
        self.playbook.personas = personas;
    }
}
