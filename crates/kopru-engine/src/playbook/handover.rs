//! The hand-over, and how it is read: what is offered, its clocks, why sales may refuse.

use super::builtin::Kind;
use super::ids;
use super::names::Use;
use super::reader::Reader;
use super::{Team, spec};
use crate::both;
use crate::condition::Condition;
use crate::diagnostic::Diagnostic;
use crate::document::{Table, Text};
use crate::lang::Both;
use crate::limits;
use crate::time::{DAY_SECS, Span};
use crate::value::Decimal;
use std::sync::Arc;

/// The hand-over from marketing to sales.
#[derive(Debug)]
pub struct Handover {
    /// The stage that is offered.
    pub from: u8,
    /// The stage that acceptance brings.
    pub to: u8,
    /// How long sales may take to answer.
    pub accept_within: Option<Span>,
    /// The calendar of that clock.
    pub accept_calendar: Option<Arc<str>>,
    /// When the first contact is warned about.
    pub contact_warn: Span,
    /// When the first contact is late.
    pub contact_breach: Span,
    /// The calendar of that clock; none is wall-clock.
    pub contact_calendar: Option<Arc<str>>,
    /// What happens on a breach, in order.
    pub on_breach: Vec<Arc<str>>,
    /// The acceptance rate that both teams want, in millionths.
    pub acceptance_target: i64,
    /// Decided hand-overs below which the rate is not judged.
    pub min_sample: i64,
    /// How often an offer that nobody answered is made again by itself.
    pub reoffers: i64,
    /// How far back a contact may be claimed, in seconds.
    pub backdate: i64,
    /// How long a person's act can be undone, in seconds; 0: never.
    pub undo: i64,
    /// When the next contact is due after one, unless a next step says otherwise.
    pub follow_up: Span,
    /// The calendar of that clock.
    pub follow_up_calendar: Option<Arc<str>>,
    /// What both teams look at before sales answers.
    pub checklist: Vec<Check>,
    /// Why sales may refuse.
    pub reasons: Vec<Reason>,
}

/// Something that a lead should be when it is handed over. It decides nothing: people see what is known of it.
#[derive(Debug)]
pub struct Check {
    /// Its id.
    pub id: Arc<str>,
    /// Its wording.
    pub text: Both,
    /// Which team asks for it.
    pub team: Team,
    /// When it is met.
    pub when: Condition,
}

/// A reason to refuse a hand-over.
#[derive(Debug)]
pub struct Reason {
    /// Its id.
    pub id: Arc<str>,
    /// Its wording.
    pub text: Both,
    /// Whether the lead goes back to marketing; otherwise it is disqualified.
    pub recycles: bool,
    /// The kind of disqualification.
    pub kind: Kind,
}

const ON_BREACH: [&str; 5] = ["notify owner", "notify manager", "notify team", "reassign", "queue"];

impl<'a, 'i> Reader<'a, 'i> {
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
        let follow_up = table.table("follow_up", &spec::FOLLOW_UP_CLOCK);
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
            reoffers: match table.get("reoffers") {
                None => 2,
                Some(_) => self.int_within(&table, "reoffers", 0, 10).unwrap_or(2),
            },
            backdate: self.secs_within(&table, "backdate", 0, 90 * DAY_SECS).unwrap_or(DAY_SECS),
            undo: self.secs_within(&table, "undo", 0, DAY_SECS).unwrap_or(600),
            follow_up: follow_up
                .as_ref()
                .and_then(|table| self.span(table, "within"))
                .unwrap_or(Span::Wall(7 * DAY_SECS)),
            follow_up_calendar: calendar(&follow_up),
            checklist: Vec::new(),
            reasons: self.reasons(&table),
        };
        self.playbook.handover = Some(handover);
    }

    /// What both teams look at, once all names are known.
    pub(super) fn checklist(&mut self) {
        let Some(table) = self.root.table("handover", &spec::HANDOVER) else { return };
        let scope = self.playbook.scope(Use::Any);
        let mut ids = self.ids("[[handover.check]]");
        let mut checklist = Vec::new();
        for table in table.tables("check", &spec::CHECK).into_iter().take(limits::CHECKS_MAX) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let when = table.text("when").and_then(|text| self.condition_in(&text, &scope));
            let team = self.word(&table, "team", &["marketing", "sales"], |word| match word {
                "marketing" => Some(Team::Marketing),
                "sales" => Some(Team::Sales),
                _ => None,
            });
            let (Some(id), Some(when)) = (id, when) else { continue };
            let text = table.both("text").unwrap_or_else(|| Both::same(id.replace(['_', '-'], " ")));
            checklist.push(Check { id, text, team: team.unwrap_or(Team::Sales), when });
        }
        if let Some(beyond) = table.tables("check", &spec::CHECK).get(limits::CHECKS_MAX) {
            let most = limits::CHECKS_MAX;
            self.faults.error(
                "P008",
                beyond.span(),
                both!(
                    en = "a hand-over has at most {most} checks: nobody reads more",
                    tr = "bir devirde en çok {most} kontrol olur: fazlasını kimse okumaz"
                ),
            );
        }
        if let Some(handover) = &mut self.playbook.handover {
            handover.checklist = checklist;
        }
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
        table.texts("on_breach").into_iter().filter(known).map(|text| Arc::from(text.text)).collect()
    }

    fn reasons(&self, table: &Table<'a, 'i>) -> Vec<Reason> {
        let mut ids = self.ids("[[handover.reason]]");
        let mut reasons = Vec::new();
        for table in table.tables("reason", &spec::REASON) {
            let id = table.text("id").and_then(|id| ids.take(&id));
            let kind = self.word(&table, "kind", Kind::IDS, Kind::from_id);
            let recycles = table.bool("recycles").unwrap_or(kind.is_none());
            if recycles && kind.is_some() {
                self.faults.error("P014", table.span_of("kind"), both!(en = "a reason that recycles has no `kind`; write `recycles = false` to disqualify", tr = "geri kazanıma gönderen neden `kind` almaz; diskalifiye etmek için `recycles = false` yazın"));
            }
            let Some(id) = id else { continue };
            let text = table.both("text").unwrap_or_else(|| Both::same(id.replace(['_', '-'], " ")));
            reasons.push(Reason { id, text, recycles, kind: kind.unwrap_or(Kind::NotUs) });
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
        let share = Decimal::parse(&text).map(Decimal::millionths).filter(|it| (1..=Decimal::ONE).contains(it));
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
            ("follow_up", &spec::FOLLOW_UP_CLOCK, &["within"][..]),
        ] {
            // The table was opened before: its own faults are known and would only be repeated (and dropped as equal).
            let Some(table) = handover.table(key, spec) else {
                continue;
            };
            let read = || spans.iter().filter_map(|key| table.text(key)).map(|text| Span::parse(&text.text));
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
                    both!(en = "business time needs a `calendar`", tr = "iş zamanı için bir `calendar` gerekir"),
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
        self.contact_order(&handover);
    }

    /// The warning comes before the breach.
    fn contact_order(&self, handover: &Table<'a, 'i>) {
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
}
