//! Scores with every rule's share, and how a decision reads aloud.

use crate::account::Account;
use crate::condition::{Env, Slot, Tri};
use crate::decide::{Cause, Change, Decision, How, Outcome, Seen};
use crate::fading::{Phases, Rules};
use crate::lang::Lang;
use crate::lead::{Disposition, Lead, Suggestion};
use crate::playbook::aloud::length;
use crate::playbook::{BANDS, GRADES, Playbook};
use crate::sales_aloud;
use crate::say;
use crate::score;
use crate::time::Moment;
use crate::value::{Decimal, Value};

/// One rule's share of a score, or a rule that is left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A fit rule that gives points.
    Fit {
        /// Its place.
        rule: u16,
        /// Its points.
        points: i64,
        /// Whether it gives them because nobody knows.
        unknown: bool,
        /// The values that it saw.
        seen: Vec<(Slot, Value)>,
    },
    /// A fit rule that nobody can answer yet, with what would settle it.
    Open {
        /// Its place.
        rule: u16,
        /// The values that are missing.
        missing: Vec<Slot>,
    },
    /// An engagement rule that gives points.
    Engagement {
        /// Its place.
        rule: u16,
        /// Its points, now.
        points: i64,
    },
    /// An account rule that gives points.
    Account {
        /// Its place.
        rule: u16,
        /// Its points, now.
        points: i64,
    },
    /// The persona that the lead comes closest to.
    Persona {
        /// Its place.
        persona: u16,
        /// Weight met.
        met: i64,
        /// Weight known.
        known: i64,
    },
}

/// The scores of a moment. Each is exactly the sum of the points of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Points of fit.
    pub fit: i64,
    /// Points of engagement.
    pub engagement: i64,
    /// Points of the account's engagement.
    pub account: i64,
    /// The rules, in the order of the playbook: fit, engagement, account; then the persona.
    pub lines: Vec<Line>,
}

impl Trace {
    /// The scores of a lead at `now`, to which its derived values must have been brought.
    pub fn of(playbook: &Playbook, lead: &Lead, account: &Account, now: Moment) -> Trace {
        let mut lines = Vec::with_capacity(32);
        let fit = fit_lines(playbook, lead.derived.fit_answers(), &lead.env(account, now), &mut lines);
        let mut phases = Phases::at(now.secs());
        let (mut engagement, mut whole) = (0, 0);
        for (rule, points) in Rules::of_lead(playbook, &lead.evidence).points(&mut phases) {
            if points != 0 {
                engagement += points;
                lines.push(Line::Engagement { rule, points });
            }
        }
        for (rule, points) in Rules::of_account(playbook, account).points(&mut phases) {
            if points != 0 {
                whole += points;
                lines.push(Line::Account { rule, points });
            }
        }
        if let Some((persona, _)) = lead.persona() {
            let place = usize::from(persona);
            let answers = lead.derived.persona_answers(playbook, place);
            let (met, known) = score::persona_weights(&playbook.personas[place], answers);
            lines.push(Line::Persona { persona, met, known });
        }
        Trace { fit, engagement, account: whole, lines }
    }
}

fn fit_lines(playbook: &Playbook, answers: &[Tri], env: &Env<'_>, lines: &mut Vec<Line>) -> i64 {
    let mut fit = 0;
    for (place, (rule, &holds)) in (0u16..).zip(playbook.fit.iter().zip(answers)) {
        if holds == Tri::False {
            continue;
        }
        let points = rule.gives(holds);
        if holds == Tri::Unknown && points == 0 {
            lines.push(Line::Open { rule: place, missing: rule.when.open(env) });
            continue;
        }
        fit += points;
        let seen = match holds {
            Tri::True => rule.when.reads().iter().map(|slot| (*slot, env.value(*slot).clone())).collect(),
            _ => rule.when.open(env).into_iter().map(|slot| (slot, Value::Unknown)).collect(),
        };
        lines.push(Line::Fit { rule: place, points, unknown: holds == Tri::Unknown, seen });
    }
    fit
}

/// Speaks of decisions in one language, with the playbook's own words.
#[derive(Clone, Copy)]
pub struct Speaker<'a> {
    /// The playbook that decided.
    pub playbook: &'a Playbook,
    /// The language.
    pub lang: Lang,
}

impl Speaker<'_> {
    /// A value with its name: `account.employees = 120`, `person.title not known`.
    pub fn seen(&self, slot: Slot, value: &Value, fact: Option<u16>) -> String {
        match self.playbook.describe(slot, fact) {
            Some((name, _, _)) if *value == Value::Unknown => {
                say!(self.lang, en = "{name} not known", tr = "{name} bilinmiyor")
            }
            Some((name, kind, _)) => format!("{name} = {}", value.show(&kind)),
            None => value.show(&crate::value::Type::Text),
        }
    }

    fn all_seen(&self, seen: &[(Slot, Value)]) -> String {
        seen.iter().map(|(slot, value)| self.seen(*slot, value, None)).collect::<Vec<_>>().join(", ")
    }

    /// One thing that a condition saw: a value, or a count of facts.
    pub fn sight(&self, seen: &Seen) -> String {
        match seen {
            Seen::Value(slot, value) => self.seen(*slot, value, None),
            Seen::Count(kind, window, count) => {
                let (fact, window) = (self.fact_type(*kind), length(*window, self.lang));
                say!(self.lang, en = "{fact}: {count} in {window}", tr = "{fact}: {window} içinde {count}")
            }
        }
    }

    /// What a condition saw, as the end of a sentence.
    fn sights(&self, seen: &[Seen]) -> String {
        if seen.is_empty() {
            return String::new();
        }
        let seen = seen.iter().map(|it| self.sight(it)).collect::<Vec<_>>().join(", ");
        say!(self.lang, en = "; seen: {seen}", tr = "; görülen: {seen}")
    }

    /// One line of a score.
    pub fn line(&self, line: &Line) -> String {
        let playbook = self.playbook;
        let lang = self.lang;
        match line {
            Line::Fit { rule, points, unknown, seen } => {
                let rule = &playbook.fit[usize::from(*rule)];
                let name = self.rule_name(&rule.id, rule.text.as_ref());
                let seen = match unknown {
                    // Nothing is missing when amounts of two currencies cannot be compared.
                    true if seen.is_empty() => {
                        say!(lang, en = "the values cannot be compared", tr = "değerler karşılaştırılamıyor")
                    }
                    _ => self.all_seen(seen),
                };
                format!("{points:+} {name} ({seen})")
            }
            Line::Open { rule, missing } => {
                let rule = &playbook.fit[usize::from(*rule)];
                let name = self.rule_name(&rule.id, rule.text.as_ref());
                let points = rule.points;
                if missing.is_empty() {
                    // Everything is known and still nothing follows: an overflow, or amounts in two currencies.
                    return say!(
                        lang,
                        en = "open: {name} ({points:+} possible; the values cannot be compared)",
                        tr = "açık: {name} ({points:+} olabilir; değerler karşılaştırılamıyor)"
                    );
                }
                let missing = missing.iter().map(|slot| self.slot_name(*slot)).collect::<Vec<_>>().join(", ");
                say!(
                    lang,
                    en = "open: {name} ({points:+} possible; {missing} would settle it)",
                    tr = "açık: {name} ({points:+} olabilir; {missing} bilinirse kesinleşir)"
                )
            }
            Line::Engagement { rule, points } => {
                let rule = &playbook.engagement[usize::from(*rule)];
                let name = self.rule_name(&rule.id, rule.text.as_ref());
                self.decayed(*points, &name, rule.limit)
            }
            Line::Account { rule, points } => {
                let rule = &playbook.account_rules[usize::from(*rule)];
                let name = self.rule_name(&rule.id, rule.text.as_ref());
                self.decayed(*points, &name, rule.limit)
            }
            Line::Persona { persona, met, known } => {
                let name = playbook.personas[usize::from(*persona)].name.get(lang);
                say!(
                    lang,
                    en = "persona {name}: {met} of {known} known points of likeness",
                    tr = "persona {name}: bilinen {known} benzerlik puanından {met}"
                )
            }
        }
    }

    fn decayed(&self, points: i64, name: &str, limit: Option<i64>) -> String {
        match limit {
            Some(limit) if limit == points => {
                say!(self.lang, en = "{points:+} {name} (its limit)", tr = "{points:+} {name} (üst sınırı)")
            }
            _ => format!("{points:+} {name}"),
        }
    }

    fn rule_name(&self, id: &str, text: Option<&crate::lang::Both>) -> String {
        match text {
            Some(text) => format!("{id}: {}", text.get(self.lang)),
            None => id.to_owned(),
        }
    }

    /// The name of a value as conditions write it.
    pub fn slot_name(&self, slot: Slot) -> String {
        self.playbook.describe(slot, None).map_or_else(String::new, |(name, _, _)| name)
    }

    /// A stage's name.
    pub fn stage(&self, stage: Option<u8>) -> String {
        match stage.and_then(|stage| self.playbook.stages.get(usize::from(stage))) {
            Some(stage) => stage.name.get(self.lang).to_owned(),
            None => say!(self.lang, en = "before the first stage", tr = "ilk aşamadan önce"),
        }
    }

    /// What led to a decision.
    pub fn cause(&self, cause: &Cause) -> String {
        match cause {
            Cause::Fact { kind, .. } => self.fact_type(*kind),
            Cause::Time => say!(self.lang, en = "time passed", tr = "süre doldu"),
            Cause::Account { .. } => say!(self.lang, en = "the account changed", tr = "hesap değişti"),
            Cause::Playbook { .. } => say!(
                self.lang,
                en = "a new version of the playbook came into force",
                tr = "oyun kitabının yeni bir sürümü yürürlüğe girdi"
            ),
            Cause::Merged => say!(
                self.lang,
                en = "another record of the same person was merged into this one",
                tr = "aynı kişinin başka bir kaydı bu kayıtla birleştirildi"
            ),
            Cause::Unmerged => say!(
                self.lang,
                en = "records that had been merged were separated again",
                tr = "birleştirilmiş kayıtlar yeniden ayrıldı"
            ),
            Cause::Imported { .. } => {
                say!(self.lang, en = "an import was read to its end", tr = "içe aktarma sonuna kadar okundu")
            }
            Cause::Desk { .. } => say!(self.lang, en = "the team changed", tr = "ekip değişti"),
            Cause::Routed { to: Some(_), .. } => {
                say!(self.lang, en = "routing gave the lead to somebody", tr = "yönlendirme adayı birine verdi")
            }
            Cause::Routed { to: None, .. } => {
                say!(self.lang, en = "routing found nobody", tr = "yönlendirme kimseyi bulamadı")
            }
        }
    }

    /// A type of fact in words.
    pub fn fact_type(&self, kind: u16) -> String {
        self.playbook.fact_types[usize::from(kind)].label.get(self.lang).to_owned()
    }

    /// A decision, in sentences: what led to it, then a sentence for each change that a person cares about.
    pub fn decision(&self, decision: &Decision) -> Vec<String> {
        let mut sentences: Vec<String> = decision.changes.iter().filter_map(|change| self.change(change)).collect();
        if decision.outcome != Outcome::Applied {
            let text = decision.outcome.text();
            let text = text.get(self.lang);
            sentences.push(say!(self.lang, en = "No effect: {text}.", tr = "Etkisi yok: {text}."));
        }
        sentences
    }

    /// One change as a sentence; nothing for what only the engine remembers.
    pub fn change(&self, change: &Change) -> Option<String> {
        let lang = self.lang;
        Some(match change {
            Change::Known | Change::Holding { .. } | Change::Acting { .. } => return None,
            Change::Stage { to, how, seen, .. } => {
                let (stage, how) = (self.stage(Some(*to)), self.how(how, Some(*to)));
                let seen = self.sights(seen);
                say!(lang, en = "Stage: {stage}. {how}{seen}.", tr = "Aşama: {stage}. {how}{seen}.")
            }
            Change::Reported { stage, at } => {
                let stage = self.stage(Some(*stage));
                say!(
                    lang,
                    en = "Reported by another system: {stage}, on {at}.",
                    tr = "Başka bir sistemin bildirdiği: {stage}, {at}."
                )
            }
            Change::Disposition { to, how, seen, .. } => {
                let (to, how) = (self.disposition(to), self.how(how, None));
                let seen = self.sights(seen);
                say!(lang, en = "Disposition: {to}. {how}{seen}.", tr = "Durum: {to}. {how}{seen}.")
            }
            Change::Cycle { number, stage, .. } => {
                let stage = self.stage(*stage);
                say!(
                    lang,
                    en = "Cycle {number} begins at: {stage}.",
                    tr = "{number}. döngü şu aşamada başlıyor: {stage}."
                )
            }
            Change::Band { .. } | Change::Grade { .. } | Change::Persona { .. } | Change::Priority { .. } => {
                return self.score_change(change);
            }
            Change::Suggested(suggestion) => {
                let what = self.suggestion(suggestion);
                say!(lang, en = "Waits for a person: {what}.", tr = "Bir kişinin kararını bekliyor: {what}.")
            }
            Change::Withdrawn(suggestion) => {
                let what = self.suggestion(suggestion);
                say!(
                    lang,
                    en = "No longer waits for a person: {what}.",
                    tr = "Artık bir kişinin kararını beklemiyor: {what}."
                )
            }
            Change::Stagnant { stage, since } => {
                let stage = self.stage(*stage);
                say!(
                    lang,
                    en = "Stagnant: at {stage} since {since}.",
                    tr = "Durgun: {since} tarihinden beri şu aşamada: {stage}."
                )
            }
            Change::Owner(Some(owner)) => say!(lang, en = "Owner: {owner}.", tr = "Sorumlu: {owner}."),
            Change::Owner(None) => say!(lang, en = "No owner any more.", tr = "Artık sorumlusu yok."),
            Change::Sales(change) => sales_aloud::sentence(change, |id| self.reason(id), lang),
            Change::Undone { .. } => say!(
                lang,
                en = "Undone: the lead stands where it stood before.",
                tr = "Geri alındı: aday önceki durumuna döndü."
            ),
        })
    }

    /// A change of band, grade, persona or priority.
    fn score_change(&self, change: &Change) -> Option<String> {
        let lang = self.lang;
        Some(match change {
            Change::Band { from, to } => {
                let (from, to) = (band(*from, lang), band(*to, lang));
                say!(lang, en = "Band of engagement: {from} → {to}.", tr = "Etkileşim sıcaklığı: {from} → {to}.")
            }
            Change::Grade { from, to } => {
                let (from, to) = (GRADES[usize::from(*from)], GRADES[usize::from(*to)]);
                say!(lang, en = "Grade of fit: {from} → {to}.", tr = "Uygunluk notu: {from} → {to}.")
            }
            Change::Persona { to, .. } => {
                let name = to.map_or_else(
                    || say!(lang, en = "not known", tr = "bilinmiyor"),
                    |it| self.playbook.personas[usize::from(it)].name.get(lang).to_owned(),
                );
                say!(lang, en = "Persona: {name}.", tr = "Persona: {name}.")
            }
            Change::Priority { from, to, rule, seen } => {
                let (from, to) = (from.name(), to.name());
                let (from, to) = (from.get(lang), to.get(lang));
                let rule = rule.and_then(|it| self.playbook.priorities.get(usize::from(it)));
                let why = rule.map_or_else(
                    || say!(lang, en = "no rule applies any more", tr = "artık hiçbir kural uymuyor"),
                    |it| it.because.get(lang).to_owned(),
                );
                let seen: Vec<String> = seen.iter().map(|it| self.sight(it)).collect();
                let seen = if seen.is_empty() { String::new() } else { format!(" ({})", seen.join(", ")) };
                say!(lang, en = "Priority: {from} → {to}: {why}{seen}.", tr = "Öncelik: {from} → {to}: {why}{seen}.")
            }
            _ => return None,
        })
    }

    /// How a change came about; `stage` names the stage that was entered.
    pub fn how(&self, how: &How, stage: Option<u8>) -> String {
        let lang = self.lang;
        match how {
            How::Rule(Some(rule)) => {
                let rule = &self.playbook.disqualify[usize::from(*rule)];
                let condition = rule.when.as_ref().map(|when| when.aloud(lang)).unwrap_or_default();
                let id = &rule.id;
                say!(lang, en = "Rule `{id}` holds: {condition}", tr = "`{id}` kuralı sağlandı: {condition}")
            }
            How::Rule(None) => {
                let enter = stage.and_then(|stage| self.playbook.stages[usize::from(stage)].enter.as_ref());
                match enter {
                    Some(enter) => {
                        let source = enter.aloud(lang);
                        say!(lang, en = "Its criteria hold: {source}", tr = "Ölçütleri sağlandı: {source}")
                    }
                    None => say!(lang, en = "Every lead begins there", tr = "Her aday orada başlar"),
                }
            }
            How::Act(kind) => {
                let fact = self.fact_type(*kind);
                say!(lang, en = "A person decided: {fact}", tr = "Bir kişi karar verdi: {fact}")
            }
            How::Trigger(kind) => {
                let fact = self.fact_type(*kind);
                say!(lang, en = "The lead came back by itself: {fact}", tr = "Aday kendiliğinden döndü: {fact}")
            }
            How::Date => say!(lang, en = "The date came", tr = "Tarihi geldi"),
            How::Report => say!(lang, en = "Another system reports it", tr = "Başka bir sistem bildirdi"),
        }
    }

    /// A disposition with its reason and date.
    pub fn disposition(&self, it: &Disposition) -> String {
        let lang = self.lang;
        let mut text = match it {
            Disposition::Open => say!(lang, en = "open", tr = "açık"),
            Disposition::Recycled { .. } => say!(lang, en = "recycled", tr = "geri kazanımda"),
            Disposition::Disqualified { kind, .. } => {
                let kind = kind.name();
                let kind = kind.get(lang);
                say!(lang, en = "disqualified, {kind}", tr = "diskalifiye, {kind}")
            }
            Disposition::Won { reported: false } => say!(lang, en = "won", tr = "kazanıldı"),
            Disposition::Won { reported: true } => say!(lang, en = "won (reported)", tr = "kazanıldı (bildirilen)"),
            Disposition::Lost { .. } => say!(lang, en = "lost", tr = "kaybedildi"),
        };
        if let Some(reason) = it.reason() {
            text.push_str(": ");
            text.push_str(&self.reason(reason));
        }
        if let Some(until) = it.until() {
            let day = until.day();
            text.push_str(&say!(lang, en = ", until {day}", tr = ", {day} tarihine kadar"));
        }
        text
    }

    /// A reason in the playbook's words, where it is one of its own.
    pub fn reason(&self, id: &str) -> String {
        let rule = self.playbook.disqualify.iter().find(|rule| *rule.id == *id).map(|rule| &rule.text);
        let reasons = self.playbook.handover.iter().flat_map(|handover| &handover.reasons);
        let text = rule.or_else(|| reasons.into_iter().find(|reason| *reason.id == *id).map(|reason| &reason.text));
        text.map_or_else(|| id.to_owned(), |text| text.get(self.lang).to_owned())
    }

    /// What waits for a person.
    pub fn suggestion(&self, suggestion: &Suggestion) -> String {
        let lang = self.lang;
        match suggestion {
            Suggestion::LetGo(rule) => {
                let rule = &self.playbook.disqualify[usize::from(*rule)];
                let (kind, text) = (rule.kind.name(), rule.text.get(lang));
                let kind = kind.get(lang);
                say!(lang, en = "let go ({kind}: {text})", tr = "bırakma ({kind}: {text})")
            }
            Suggestion::Revive { fact: Some(kind) } => {
                let fact = self.fact_type(*kind);
                say!(lang, en = "take up again ({fact})", tr = "yeniden ele alma ({fact})")
            }
            Suggestion::Revive { fact: None } => say!(
                lang,
                en = "take up again (its reason or date has passed)",
                tr = "yeniden ele alma (nedeni ya da tarihi geçti)"
            ),
        }
    }

    /// The degree of a persona, as people write it: `0.75`.
    pub fn degree(&self, millionths: i64) -> String {
        Decimal::from_millionths(millionths).to_string()
    }
}

/// A band in words.
pub fn band(place: u16, lang: Lang) -> String {
    match place {
        0 => say!(lang, en = "hot", tr = "sıcak"),
        1 => say!(lang, en = "warm", tr = "ılık"),
        2 => say!(lang, en = "cool", tr = "serin"),
        _ => say!(lang, en = "cold", tr = "soğuk"),
    }
}

/// A band's id.
pub fn band_id(place: u16) -> &'static str {
    BANDS[usize::from(place.min(3))]
}
