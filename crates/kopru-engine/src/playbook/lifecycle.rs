//! Reads the stages of the lifecycle, routes and tracks.

use super::ids;
use super::names::Use;
use super::reader::Reader;
use super::{By, ByStages, Route, Stage, Team, Track, spec};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::document::{Table, Text};
use crate::lang::Both;
use crate::limits;
use std::sync::Arc;

const BYS: [(&str, By); 4] = [
    ("acceptance", By::Acceptance),
    ("qualification", By::Qualification),
    ("conversation", By::Conversation),
    ("won", By::Won),
];

impl<'a, 'i> Reader<'a, 'i> {
    /// The stages, still without their conditions.
    pub(super) fn stages(&mut self) {
        let mut ids = self.ids("[[stage]]");
        let tables = self.root.tables("stage", &spec::STAGE);
        let most = limits::STAGES_MAX;
        let wrong = match tables.get(most) {
            Some(beyond) => Some(beyond.span()),
            None => {
                self.root.get("stage").is_some_and(|item| item.list().is_empty()).then(|| self.root.span_of("stage"))
            }
        };
        if let Some(span) = wrong {
            self.faults.error(
                "P008",
                span,
                both!(
                    en = "a playbook has between 1 and {most} stages",
                    tr = "bir oyun kitabında 1 ile {most} arasında aşama olur"
                ),
            );
        }
        for table in tables.into_iter().take(most) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let by = self.word(&table, "by", &BYS.map(|(word, _)| word), |word| {
                BYS.iter().find(|(known, _)| *known == word).map(|(_, by)| *by)
            });
            let team = self.word(&table, "team", &["marketing", "sales"], |word| match word {
                "marketing" => Some(Team::Marketing),
                "sales" => Some(Team::Sales),
                _ => None,
            });
            // One without id or name is a fault already; it stays, so that what names it or its neighbours is read rightly.
            let id = id.unwrap_or_default();
            let name = table.both("name").unwrap_or_default();
            let owned = by.is_some() || self.playbook.stages.iter().any(|stage| stage.by.is_some());
            let team = team.unwrap_or(if owned { Team::Sales } else { Team::Marketing });
            let stage = Stage {
                id,
                name,
                team,
                enter: None,
                by,
                framework: None,
                needs: None,
                ability: Vec::new(),
                max_age: self.secs_within(&table, "max_age", 60, limits::WINDOW_SECS_MAX),
                parked: table.bool("parked").unwrap_or(false),
                queue: table
                    .text("queue")
                    .map(|text| Arc::from(text.text))
                    .unwrap_or_else(|| Arc::from(if team == Team::Sales { "sales" } else { "marketing" })),
                place: table.span(),
            };
            self.resting(&stage, &table);
            self.playbook.stages.push(stage);
        }
        self.by_stages();
    }

    /// Nothing gets lost: an open stage ends by itself or says where its leads rest.
    fn resting(&self, stage: &Stage, table: &Table<'a, 'i>) {
        let id = &stage.id;
        let queue = table.get("queue").is_some();
        if stage.by != Some(By::Won) && stage.max_age.is_none() && !stage.parked && table.get("max_age").is_none() {
            let fault = Diagnostic::error(
                "P013",
                table.span(),
                both!(
                    en = "leads could rest in stage `{id}` for ever",
                    tr = "adaylar `{id}` aşamasında sonsuza dek kalabilir"
                ),
            );
            self.faults.push(fault.help(both!(
                en = "give it `max_age = \"5d\"`, or `parked = true` with a `queue`",
                tr = "`max_age = \"5d\"` ya da `queue` ile birlikte `parked = true` yazın"
            )));
        }
        if stage.parked && !queue {
            self.faults.error(
                "P013",
                table.span_of("parked"),
                both!(
                    en = "stage `{id}` is parked: say in which `queue` its leads stand",
                    tr = "`{id}` aşaması bekletiliyor: adayların hangi kuyrukta (`queue`) durduğunu yazın"
                ),
            );
        }
    }

    fn by_stages(&mut self) {
        let mut by =
            ByStages { first: u8::try_from(self.playbook.stages.len()).unwrap_or(u8::MAX), ..ByStages::default() };
        let mut last: Option<By> = None;
        for (place, stage) in (0u8..).zip(&self.playbook.stages) {
            let Some(it) = stage.by else { continue };
            let slot = match it {
                By::Acceptance => &mut by.acceptance,
                By::Qualification => &mut by.qualification,
                By::Conversation => &mut by.conversation,
                By::Won => &mut by.won,
            };
            if slot.is_some() || last.is_some_and(|last| last > it) {
                self.faults.error("P014", stage.place.clone(), both!(en = "`by` is given twice or out of order; the order is acceptance, qualification, conversation, won, each at most once", tr = "`by` iki kez ya da yanlış sırada verilmiş; sıra acceptance, qualification, conversation, won olmalı, her biri en çok bir kez"));
            }
            *slot = Some(place);
            last = Some(it);
            by.first = by.first.min(place);
        }
        if let (Some(place), None) = (by.qualification, by.acceptance) {
            let place = self.playbook.stages[usize::from(place)].place.clone();
            let fault = Diagnostic::error(
                "P015",
                place,
                both!(
                    en = "no lead becomes sales qualified without being accepted: a stage with `by = \"acceptance\"` must come before",
                    tr = "kabul edilmeyen aday satış nitelikli olamaz: öncesinde `by = \"acceptance\"` olan bir aşama gerekir"
                ),
            );
            self.faults.push(fault.help(both!(
                en = "add the SAL stage; it is the bridge between the two teams",
                tr = "SAL aşamasını ekleyin; iki ekip arasındaki köprü odur"
            )));
        }
        self.playbook.by = by;
    }

    /// The conditions of the stages, once all names are known.
    pub(super) fn stage_conditions(&mut self) {
        let enter_scope = self.playbook.scope(Use::Enter);
        let any_scope = self.playbook.scope(Use::Any);
        for (place, table) in
            self.root.tables("stage", &spec::STAGE).iter().enumerate().take(self.playbook.stages.len())
        {
            let enter = table.text("enter").and_then(|text| self.condition_in(&text, &enter_scope));
            let needs = table.text("needs").and_then(|text| self.condition_in(&text, &any_scope));
            let framework = table.text("framework").and_then(|text| {
                let known = self.playbook.frameworks.iter().map(|it| &*it.id);
                let found = super::find(&self.playbook.frameworks, &text.text, |it| &it.id);
                if found.is_none() {
                    ids::unknown(self.faults, &text, &both!(en = "framework", tr = "çerçeve"), known);
                }
                found
            });
            let ability = table.texts("ability").iter().filter_map(|text| self.criterion(text)).collect();
            let by = self.playbook.stages[place].by;
            self.fitting_keys(table, by, place);
            let stage = &mut self.playbook.stages[place];
            stage.enter = enter;
            stage.needs = needs;
            stage.framework = framework;
            stage.ability = ability;
        }
    }

    /// Keys that mean something only in some stages.
    fn fitting_keys(&self, table: &Table<'a, 'i>, by: Option<By>, place: usize) {
        let has = |key| table.get(key).is_some();
        let wrong = |key, message: Both| self.faults.error("P014", table.span_of(key), message);
        if has("enter") && by.is_some() {
            wrong(
                "enter",
                both!(
                    en = "a stage with `by` needs a person; it cannot have `enter` (its conditions are `needs`)",
                    tr = "`by` olan aşama bir kişi ister; `enter` alamaz (koşulları `needs` ile yazılır)"
                ),
            );
        }
        if !has("enter") && by.is_none() && place > 0 {
            wrong(
                "enter",
                both!(
                    en = "no lead could ever come here: the stage has neither `enter` nor `by`",
                    tr = "bu aşamaya hiçbir aday gelemez: ne `enter` ne de `by` var"
                ),
            );
        }
        if by.is_none() && usize::from(self.playbook.by.first) < place {
            wrong(
                "enter",
                both!(
                    en = "rules bring leads only to stages before the first `by`",
                    tr = "kurallar adayları yalnızca ilk `by` aşamasından önceki aşamalara taşır"
                ),
            );
        }
        if has("framework") && by != Some(By::Qualification) {
            wrong(
                "framework",
                both!(
                    en = "`framework` belongs to the stage with `by = \"qualification\"`",
                    tr = "`framework`, `by = \"qualification\"` olan aşamaya aittir"
                ),
            );
        }
        if has("ability") && by != Some(By::Conversation) {
            wrong(
                "ability",
                both!(
                    en = "`ability` belongs to the stage with `by = \"conversation\"`",
                    tr = "`ability`, `by = \"conversation\"` olan aşamaya aittir"
                ),
            );
        }
        if has("needs") && by.is_none() {
            wrong(
                "needs",
                both!(
                    en = "`needs` belongs to a stage with `by`; rules use `enter`",
                    tr = "`needs`, `by` olan aşamaya aittir; kurallar `enter` kullanır"
                ),
            );
        }
    }

    pub(super) fn criterion(&self, text: &Text) -> Option<u16> {
        let found = super::find(&self.playbook.criteria, &text.text, |it| &it.id);
        if found.is_none() {
            let known = self.playbook.criteria.iter().map(|it| &*it.id);
            ids::unknown(self.faults, text, &both!(en = "criterion", tr = "ölçüt"), known);
        }
        found
    }

    pub(super) fn stage_named(&self, table: &Table<'a, 'i>, key: &'static str) -> Option<u8> {
        let text = table.text(key)?;
        let found = self.playbook.stage(&text.text);
        if found.is_none() {
            let known = self.playbook.stages.iter().map(|it| &*it.id);
            ids::unknown(self.faults, &text, &both!(en = "stage", tr = "aşama"), known);
        }
        found
    }

    /// `[[route]]`.
    pub(super) fn routes(&mut self) {
        let scope = self.playbook.scope(Use::Decided);
        for table in self.root.tables("route", &spec::ROUTE) {
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            let names = table.texts("to");
            for name in names.iter().filter(|name| name.text.trim().is_empty()) {
                self.faults.error(
                    "P005",
                    name.span.clone(),
                    both!(
                        en = "a route leads to somebody: this name is empty",
                        tr = "bir yönlendirme birine gitmelidir: bu ad boş"
                    ),
                );
            }
            if self.playbook.routes.iter().any(|earlier| earlier.when.is_none()) {
                self.faults.push(Diagnostic::warning(
                    "P031",
                    table.span(),
                    both!(
                        en = "this route has no effect: an earlier one without `when` takes every lead",
                        tr = "bu yönlendirme etkisiz: `when` içermeyen daha önceki bir satır her adayı alıyor"
                    ),
                ));
            }
            let to: Vec<Arc<str>> = names.into_iter().map(|text| Arc::from(text.text)).collect();
            if to.is_empty() && table.get("to").is_some() {
                self.faults.error(
                    "P005",
                    table.span_of("to"),
                    both!(
                        en = "a route leads to somebody: `to` is empty",
                        tr = "bir yönlendirme birine gitmelidir: `to` boş"
                    ),
                );
            }
            let language = table.text("language").map(|text| Arc::from(text.text.trim().to_lowercase()));
            let skills = table.texts("skills").into_iter().map(|text| Arc::from(text.text)).collect();
            self.playbook.routes.push(Route { when, to, language, skills, place: table.span() });
        }
    }

    /// `[[track]]`.
    pub(super) fn tracks(&mut self) {
        let mut ids = self.ids("[[track]]");
        let scope = self.playbook.scope(Use::Decided);
        for table in self.root.tables("track", &spec::TRACK) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            if let (Some(id), Some(when)) = (id, when) {
                let name = table.both("name").unwrap_or_else(|| Both::same(id.replace(['_', '-'], " ")));
                self.playbook.tracks.push(Track { id, name, when, place: table.span() });
            }
        }
    }
}
