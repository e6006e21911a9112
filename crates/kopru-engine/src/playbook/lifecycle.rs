//! Reads the lifecycle: stages, hand-over, reasons to let go, courses, routes, tracks.

use super::builtin::{Course, Kind};
use super::ids;
use super::names::Use;
use super::reader::Reader;
use super::{By, ByStages, CourseRule, Disqualify, Handover, Reason, Route, Stage, Team, Track, Watch, spec};
use crate::both;
use crate::condition::{Condition, Slot, Space};
use crate::diagnostic::Diagnostic;
use crate::document::{Table, Text};
use crate::lang::Both;
use crate::limits;
use crate::playbook::LeadSlots;
use crate::time::{DAY_SECS, Span};
use crate::value::Decimal;
use std::sync::Arc;

const KINDS: [&str; 5] = ["never", "not_now", "not_us", "wrong_person", "unreachable"];
const BYS: [(&str, By); 4] = [
    ("acceptance", By::Acceptance),
    ("qualification", By::Qualification),
    ("conversation", By::Conversation),
    ("won", By::Won),
];
const ON_BREACH: [&str; 5] = ["notify owner", "notify manager", "notify team", "reassign", "queue"];

impl<'a, 'i> Reader<'a, 'i> {
    /// The stages, still without their conditions.
    pub(super) fn stages(&mut self) {
        let mut ids = self.ids("[[stage]]");
        let tables = self.root.tables("stage", &spec::STAGE);
        let most = limits::STAGES_MAX;
        let wrong = match tables.get(most) {
            Some(beyond) => Some(beyond.span()),
            None => self
                .root
                .get("stage")
                .is_some_and(|item| item.list().is_empty())
                .then(|| self.root.span_of("stage")),
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
            let queue = table.text("queue").map(|text| Arc::from(text.text));
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
                queue: queue.unwrap_or_else(|| Arc::from(if team == Team::Sales { "sales" } else { "marketing" })),
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
        let mut by = ByStages {
            first: u8::try_from(self.playbook.stages.len()).unwrap_or(u8::MAX),
            ..ByStages::default()
        };
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
        for (place, table) in self
            .root
            .tables("stage", &spec::STAGE)
            .iter()
            .enumerate()
            .take(self.playbook.stages.len())
        {
            let enter = table
                .text("enter")
                .and_then(|text| self.condition_in(&text, &enter_scope));
            let needs = table
                .text("needs")
                .and_then(|text| self.condition_in(&text, &any_scope));
            let framework = table.text("framework").and_then(|text| {
                let known = self.playbook.frameworks.iter().map(|it| &*it.id);
                let found = super::find(&self.playbook.frameworks, &text.text, |it| &it.id);
                if found.is_none() {
                    ids::unknown(self.faults, &text, &both!(en = "framework", tr = "çerçeve"), known);
                }
                found
            });
            let ability = table
                .texts("ability")
                .iter()
                .filter_map(|text| self.criterion(text))
                .collect();
            let by = self.playbook.stages[place].by;
            self.fitting_keys(table, by, place);
            self.offered_by_rule(table, place);
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

    /// The offered stage has a rule: without one every lead would stand there, a refused one again at once.
    fn offered_by_rule(&self, table: &Table<'a, 'i>, place: usize) {
        // Any other stage without `enter` is a fault already.
        let offered = self
            .playbook
            .handover
            .as_ref()
            .is_some_and(|it| it.from == 0 && it.to == 1);
        if !offered || place > 0 || table.get("enter").is_some() || self.playbook.by.acceptance != Some(1) {
            return;
        }
        let id = &self.playbook.stages[place].id;
        let fault = Diagnostic::error(
            "P014",
            table.span(),
            both!(
                en = "the stage `{id}` is offered to sales, but has no `enter`: a refused lead would be offered again at once",
                tr = "`{id}` aşaması satışa sunuluyor ama `enter` koşulu yok: reddedilen aday hemen yeniden sunulurdu"
            ),
        );
        self.faults.push(fault.help(both!(en = "say with `enter` which leads are offered, such as `enter = \"facts('demo_requested', '90d') > 0\"`", tr = "hangi adayların sunulduğunu `enter` ile yazın, örneğin `enter = \"facts('demo_requested', '90d') > 0\"`")));
    }

    pub(super) fn criterion(&self, text: &Text) -> Option<u16> {
        let found = super::find(&self.playbook.criteria, &text.text, |it| &it.id);
        if found.is_none() {
            let known = self.playbook.criteria.iter().map(|it| &*it.id);
            ids::unknown(self.faults, text, &both!(en = "criterion", tr = "ölçüt"), known);
        }
        found
    }

    fn stage_named(&self, table: &Table<'a, 'i>, key: &'static str) -> Option<u8> {
        let text = table.text(key)?;
        let found = self.playbook.stage(&text.text);
        if found.is_none() {
            let known = self.playbook.stages.iter().map(|it| &*it.id);
            ids::unknown(self.faults, &text, &both!(en = "stage", tr = "aşama"), known);
        }
        found
    }

    /// `[handover]`.
    pub(super) fn handover(&mut self) {
        let Some(table) = self.root.table("handover", &spec::HANDOVER) else {
            if let Some(place) = self.playbook.by.acceptance {
                let span = self.playbook.stages[usize::from(place)].place.clone();
                self.faults.error(
                    "P014",
                    span,
                    both!(
                        en = "acceptance needs the table `[handover]`: what is offered, and why sales may refuse",
                        tr = "kabul için `[handover]` tablosu gerekir: ne sunulur, satış neden reddedebilir"
                    ),
                );
            }
            return;
        };
        let (from, to) = (self.stage_named(&table, "from"), self.stage_named(&table, "to"));
        if let (Some(from), Some(to)) = (from, to)
            && (Some(to) != self.playbook.by.acceptance || from.checked_add(1) != Some(to))
        {
            self.faults.error(
                "P014",
                table.span_of("from"),
                both!(
                    en = "a hand-over goes from a stage to the one right after it, and that has `by = \"acceptance\"`",
                    tr = "devir, bir aşamadan hemen sonrakine yapılır ve o aşamada `by = \"acceptance\"` vardır"
                ),
            );
        }
        let accept = table.table("accept", &spec::ACCEPT);
        let contact = table.table("contact", &spec::CONTACT);
        let calendar =
            |table: &Option<Table<'a, 'i>>| table.as_ref()?.text("calendar").map(|text| Arc::from(text.text));
        let contact_span = |key| contact.as_ref().and_then(|table| self.span(table, key));
        let contact_breach = contact_span("breach").unwrap_or(Span::Wall(2 * DAY_SECS));
        let handover = Handover {
            from: from.unwrap_or(u8::MAX),
            to: to.unwrap_or(u8::MAX),
            accept_within: accept.as_ref().and_then(|table| self.span(table, "within")),
            accept_calendar: calendar(&accept),
            contact_warn: contact_span("warn").unwrap_or(match contact_breach {
                Span::Wall(secs) => Span::Wall(DAY_SECS.min(secs / 2)),
                Span::Business(_) | Span::BusinessDays(_) => contact_breach,
            }),
            contact_breach,
            contact_calendar: calendar(&contact),
            on_breach: self.breaches(&table),
            acceptance_target: self.share(&table, "acceptance_target").unwrap_or(900_000),
            min_sample: match table.get("min_sample") {
                None => 20,
                Some(_) => self.int_within(&table, "min_sample", 1, 100_000).unwrap_or(20),
            },
            reasons: self.reasons(&table),
        };
        self.playbook.handover = Some(handover);
    }

    fn breaches(&self, table: &Table<'a, 'i>) -> Vec<Arc<str>> {
        let known = |text: &Text| {
            let found = ON_BREACH.contains(&text.text.as_str());
            if !found {
                ids::unknown(
                    self.faults,
                    text,
                    &both!(en = "action on a breach:", tr = "ihlal eylemi"),
                    ON_BREACH.into_iter(),
                );
            }
            found
        };
        table
            .texts("on_breach")
            .into_iter()
            .filter(known)
            .map(|text| Arc::from(text.text))
            .collect()
    }

    fn reasons(&self, table: &Table<'a, 'i>) -> Vec<Reason> {
        let mut ids = self.ids("[[handover.reason]]");
        let mut reasons = Vec::new();
        for table in table.tables("reason", &spec::REASON) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let kind = self.word(&table, "kind", &KINDS, Kind::from_id);
            let recycles = table.bool("recycles").unwrap_or(kind.is_none());
            if recycles && kind.is_some() {
                self.faults.error("P014", table.span_of("kind"), both!(en = "a reason that recycles has no `kind`; write `recycles = false` to disqualify", tr = "geri kazanıma gönderen neden `kind` almaz; diskalifiye etmek için `recycles = false` yazın"));
            }
            let Some(id) = id else { continue };
            let text = table
                .both("text")
                .unwrap_or_else(|| Both::same(id.replace(['_', '-'], " ")));
            reasons.push(Reason {
                id,
                text,
                recycles,
                kind: kind.unwrap_or(Kind::NotUs),
            });
        }
        if table.get("reason").is_some_and(|item| item.list().is_empty()) {
            self.faults.error(
                "P003",
                table.span_of("reason"),
                both!(
                    en = "`[handover]` needs at least one `[[handover.reason]]`: sales must be able to refuse",
                    tr = "`[handover]` en az bir `[[handover.reason]]` ister: satış reddedebilmelidir"
                ),
            );
        }
        reasons
    }

    /// A share above 0 and at most 1, in millionths.
    pub(super) fn share(&self, table: &Table<'a, 'i>, key: &'static str) -> Option<i64> {
        let item = table.get(key)?;
        let text = item.number_text()?;
        let share = Decimal::parse(&text)
            .map(Decimal::millionths)
            .filter(|it| (1..=Decimal::ONE).contains(it));
        if share.is_none() {
            self.faults.error(
                "P005",
                item.span(),
                both!(
                    en = "`{key}` is {text}; it must lie above 0 and be at most 1, with at most six digits",
                    tr = "`{key}` {text}; 0'dan büyük, en çok 1 ve en çok altı basamaklı olmalı"
                ),
            );
        }
        share
    }

    /// The calendars that the hand-over names, once they are read.
    pub(super) fn handover_calendars(&mut self) {
        let Some(handover) = self.root.table("handover", &spec::HANDOVER) else {
            return;
        };
        for (key, spec, spans) in [
            ("accept", &spec::ACCEPT, &["within"][..]),
            ("contact", &spec::CONTACT, &["warn", "breach"][..]),
        ] {
            // The table was opened before: its own faults are known and would only be repeated (and dropped as equal).
            let Some(table) = handover.table(key, spec) else {
                continue;
            };
            let read = || {
                spans
                    .iter()
                    .filter_map(|key| table.text(key))
                    .map(|text| Span::parse(&text.text))
            };
            let business = read().flatten().any(|span| span.wall_secs().is_none());
            let readable = read().all(|span| span.is_some());
            match table.text("calendar") {
                Some(text) if !self.calendar_names().any(|known| known == text.text) => {
                    let known = self.calendar_names();
                    ids::unknown(self.faults, &text, &both!(en = "calendar", tr = "takvim"), known);
                }
                None if business => self.faults.error(
                    "P014",
                    table.span(),
                    both!(
                        en = "business time needs a `calendar`",
                        tr = "iş zamanı için bir `calendar` gerekir"
                    ),
                ),
                Some(text) if !business && readable => self.faults.push(Diagnostic::warning(
                    "P031",
                    text.span,
                    both!(
                        en = "`calendar` has no effect: no duration here is in business time",
                        tr = "`calendar` etkisiz: buradaki hiçbir süre iş zamanıyla verilmemiş"
                    ),
                )),
                _ => {}
            }
        }
        let Some(contact) = handover.table("contact", &spec::CONTACT) else {
            return;
        };
        let Some(it) = &self.playbook.handover else { return };
        if contact.get("warn").is_none() && it.contact_breach.wall_secs().is_none() {
            self.faults.error(
                "P003",
                contact.span(),
                both!(
                    en = "`contact` needs the key `warn`, since `breach` is in business time",
                    tr = "`breach` iş zamanıyla verildiği için `contact` tablosunda `warn` anahtarı gerekir"
                ),
            );
        }
        let late = match (it.contact_warn, it.contact_breach) {
            (Span::Wall(warn), Span::Wall(breach))
            | (Span::Business(warn), Span::Business(breach))
            | (Span::BusinessDays(warn), Span::BusinessDays(breach)) => warn > breach,
            _ => false,
        };
        if late {
            self.faults.error(
                "P005",
                contact.span_of("warn"),
                both!(
                    en = "the first contact is warned about after it is late",
                    tr = "ilk temas uyarısı, süresi geçtikten sonraya kalıyor"
                ),
            );
        }
    }

    /// `[[disqualify]]`.
    pub(super) fn disqualify(&mut self) {
        let mut ids = self.ids("[[disqualify]]");
        let scope = self.playbook.scope(Use::Any);
        for table in self.root.tables("disqualify", &spec::DISQUALIFY) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let kind = self.word(&table, "kind", &KINDS, Kind::from_id);
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            let decides = self.word(&table, "by", &["rule", "sales"], |word| match word {
                "rule" => Some(true),
                "sales" => Some(false),
                _ => None,
            });
            let revive_after = self.secs_within(&table, "revive_after", DAY_SECS, limits::WINDOW_SECS_MAX);
            let revive_on: Vec<u16> = table
                .texts("revive_on")
                .iter()
                .filter_map(|text| self.fact_type(text))
                .collect();
            let (Some(id), Some(kind)) = (id, kind) else { continue };
            if kind != Kind::NotNow && (table.get("revive_after").is_some() || table.get("revive_on").is_some()) {
                let key = if table.get("revive_after").is_some() {
                    "revive_after"
                } else {
                    "revive_on"
                };
                self.faults.error(
                    "P014",
                    table.span_of(key),
                    both!(
                        en = "only `not_now` comes back by itself; `{id}` is not",
                        tr = "yalnızca `not_now` kendiliğinden geri döner; `{id}` öyle değil"
                    ),
                );
            }
            let text = table
                .both("text")
                .unwrap_or_else(|| Both::same(id.replace(['_', '-'], " ")));
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
        if reasons
            .filter(|it| it.id == *id)
            .any(|it| it.recycles || it.kind != kind)
        {
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
        let words: Vec<&'static str> = Course::ALL.iter().map(|it| it.id()).collect();
        let mut rows = Vec::new();
        for table in self.root.tables("course", &spec::COURSE) {
            let course = self.word(&table, "take", &words, Course::from_id);
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            if let (Some(course), Some(when), Some(because)) = (course, when, table.both("because")) {
                rows.push(CourseRule { course, when, because });
            }
        }
        if self.root.get("course").is_none() {
            let offered = self
                .playbook
                .handover
                .as_ref()
                .and_then(|it| self.playbook.stages.get(usize::from(it.from)));
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

    /// `[[route]]`.
    pub(super) fn routes(&mut self) {
        let scope = self.playbook.scope(Use::Any);
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
            self.playbook.routes.push(Route {
                when,
                to,
                place: table.span(),
            });
        }
    }

    /// `[[track]]`.
    pub(super) fn tracks(&mut self) {
        let mut ids = self.ids("[[track]]");
        let scope = self.playbook.scope(Use::Any);
        for table in self.root.tables("track", &spec::TRACK) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            if let (Some(id), Some(when)) = (id, when) {
                let name = table
                    .both("name")
                    .unwrap_or_else(|| Both::same(id.replace(['_', '-'], " ")));
                self.playbook.tracks.push(Track {
                    id,
                    name,
                    when,
                    place: table.span(),
                });
            }
        }
    }

    /// What time alone can change at each stage.
    pub(super) fn watches(&mut self) {
        let playbook = &self.playbook;
        let mut counted: Vec<u16> = Vec::new();
        let lasting = || playbook.disqualify.iter().filter_map(|rule| rule.when.as_ref());
        let watches = (0..=playbook.stages.len()).map(|after| {
            let ahead = playbook
                .stages
                .iter()
                .take(usize::from(playbook.by.first))
                .skip(after)
                .filter_map(|stage| stage.enter.as_ref());
            let mut watch = Watch {
                engagement: playbook.bands.to_vec(),
                ..Watch::default()
            };
            ahead.chain(lasting()).for_each(|condition| watch.add(condition));
            watch.finish();
            watch
        });
        let watches: Vec<Watch> = watches.collect();
        let needs = playbook.stages.iter().filter_map(|stage| stage.needs.as_ref());
        let hints = playbook.criteria.iter().filter_map(|it| it.hint.as_ref());
        let others = playbook
            .courses
            .iter()
            .map(|it| &it.when)
            .chain(playbook.tracks.iter().map(|it| &it.when))
            .chain(playbook.routes.iter().filter_map(|it| it.when.as_ref()));
        let enters = playbook.stages.iter().filter_map(|stage| stage.enter.as_ref());
        for condition in enters.chain(lasting()).chain(needs).chain(hints).chain(others) {
            counted.extend(condition.windows().iter().map(|&(kind, _)| kind));
        }
        self.playbook.watches = watches;
        for kind in counted {
            if let Some(kind) = self.playbook.fact_types.get_mut(usize::from(kind)) {
                kind.counted = true;
            }
        }
    }
}

impl Watch {
    fn add(&mut self, condition: &Condition) {
        self.windows.extend_from_slice(condition.windows());
        self.ages.extend_from_slice(condition.days_since());
        for threshold in condition.thresholds() {
            let Slot {
                space: Space::Lead,
                index,
            } = threshold.slot
            else {
                continue;
            };
            let (levels, any) = match index {
                LeadSlots::ENGAGEMENT => (&mut self.engagement, &mut self.engagement_any),
                LeadSlots::ACCOUNT_ENGAGEMENT => (&mut self.account, &mut self.account_any),
                LeadSlots::IDLE_DAYS => (&mut self.idle_days, &mut self.idle_any),
                LeadSlots::STAGE_DAYS => (&mut self.stage_days, &mut self.stage_any),
                // The band changes at its levels, and those are always watched.
                _ => continue,
            };
            match threshold.level {
                Some(level) => levels.push(level),
                None => *any = true,
            }
        }
    }

    fn finish(&mut self) {
        for levels in [
            &mut self.engagement,
            &mut self.account,
            &mut self.idle_days,
            &mut self.stage_days,
        ] {
            levels.sort_unstable();
            levels.dedup();
        }
        self.windows.sort_unstable();
        self.windows.dedup();
        self.ages.sort_unstable();
        self.ages.dedup();
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
        (
            Course::LetGo,
            "disposition.kind == 'not_us'".to_owned(),
            both!(en = "not for us", tr = "bize uygun değil"),
        ),
        (
            Course::LetGo,
            "disposition.kind == 'unreachable'".to_owned(),
            both!(en = "unreachable", tr = "ulaşılamıyor"),
        ),
        (
            Course::LetGo,
            "criterion.need == 'unmet'".to_owned(),
            both!(en = "no need that we solve", tr = "çözdüğümüz bir ihtiyacı yok"),
        ),
        (
            Course::LetGo,
            "criterion.budget == 'unmet'".to_owned(),
            both!(en = "no budget", tr = "bütçesi yok"),
        ),
        (
            Course::ReachRightPerson,
            "disposition.kind == 'wrong_person'".to_owned(),
            both!(
                en = "wrong person: somebody else there decides",
                tr = "yanlış kişi: orada kararı başkası veriyor"
            ),
        ),
        (
            Course::ReachRightPerson,
            "criterion.authority == 'unmet'".to_owned(),
            both!(
                en = "no authority: find who decides",
                tr = "yetkisi yok: kararı kimin verdiğini bulun"
            ),
        ),
        (
            Course::Nurture,
            "disposition.kind == 'not_now'".to_owned(),
            both!(en = "not now", tr = "şimdi değil"),
        ),
        (
            Course::Nurture,
            "criterion.time_frame == 'unmet'".to_owned(),
            both!(en = "needed later", tr = "ihtiyaç daha sonra"),
        ),
        (
            Course::Nurture,
            "disposition == 'recycled'".to_owned(),
            both!(
                en = "recycled: back with marketing",
                tr = "geri kazanımda: yeniden pazarlamada"
            ),
        ),
    ];
    if let Some(stage) = offered {
        rows.push((
            Course::Nurture,
            format!("(!has(stage) || stage < '{stage}') && (!has(reported) || reported < '{stage}')"),
            both!(
                en = "not yet marketing qualified",
                tr = "henüz pazarlama nitelikli değil"
            ),
        ));
    }
    rows
}
