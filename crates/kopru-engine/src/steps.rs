//! The five steps that are visible on every lead, and the course they lead to (M29).

use crate::account::Account;
use crate::both;
use crate::condition::Tri;
use crate::lang::{Both, Lang};
use crate::lead::{About, Disposition, Finding, Lead, Overruled, Reading};
use crate::playbook::{Advance, Course, LEVEL_MAX, Measure, Playbook, SignalColour};
use crate::say;
use crate::time::Moment;
use crate::trace::Speaker;

/// The course of a lead, and what decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The course.
    pub course: Course,
    /// The row of [`Playbook::courses`] that applied; none: nothing speaks against pursuing.
    pub row: Option<u16>,
    /// Why, in words.
    pub because: Both,
    /// When to look again.
    pub until: Option<Moment>,
}

/// The course of a lead at `at`, to which its derived values must have been brought.
pub fn course(playbook: &Playbook, lead: &Lead, account: &Account, at: Moment) -> Taken {
    let env = lead.env(account, at);
    let found = (0u16..).zip(&playbook.courses).find(|(_, row)| row.when.eval(&env) == Tri::True);
    let until = lead.standing.disposition.until().or_else(|| later(playbook, lead)).filter(|until| *until > at);
    match found {
        Some((row, rule)) => Taken {
            course: rule.course,
            row: Some(row),
            because: rule.because.clone(),
            until: until.filter(|_| rule.course == Course::Nurture),
        },
        None => Taken {
            course: Course::Pursue,
            row: None,
            because: match lead.standing.disposition {
                Disposition::Won { .. } => both!(en = "won: a customer now", tr = "kazanıldı: artık müşteri"),
                _ => both!(en = "nothing speaks against it", tr = "karşı çıkan bir şey yok"),
            },
            until: None,
        },
    }
}

/// The date that a time frame which is not now names.
pub fn later(playbook: &Playbook, lead: &Lead) -> Option<Moment> {
    let place = crate::playbook::find(&playbook.criteria, "time_frame", |it| &it.id)?;
    let (finding, met) = lead.evidence.verdict(place)?;
    finding.until.filter(|_| !met)
}

/// One of the five steps, ready to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub title: String,
    /// What is known, sentence by sentence; never empty.
    pub lines: Vec<String>,
}

/// The five steps of a lead at `at`, to which its derived values must have been brought.
pub fn steps(playbook: &Playbook, lead: &Lead, account: &Account, at: Moment, lang: Lang) -> [Step; 5] {
    let speaker = Speaker { playbook, lang };
    let it = Steps { playbook, lead, account, at, lang, speaker };
    let titles = [
        both!(en = "1 Type of lead", tr = "1 Aday türü"),
        both!(en = "2 Reasons to let go", tr = "2 Bırakma nedenleri"),
        both!(en = "3 Size up", tr = "3 Boyutlandırma"),
        both!(en = "4 Qualification", tr = "4 Nitelendirme"),
        both!(en = "5 Red flags and positive signs", tr = "5 Kırmızı bayraklar ve olumlu işaretler"),
    ];
    let lines = [it.type_of_lead(), it.reasons(), it.size(), it.qualification(), it.signals()];
    let mut steps = titles.map(|title| Step { title: title.get(lang).to_owned(), lines: Vec::new() });
    for (step, lines) in steps.iter_mut().zip(lines) {
        step.lines = lines;
    }
    steps
}

struct Steps<'a> {
    playbook: &'a Playbook,
    lead: &'a Lead,
    account: &'a Account,
    at: Moment,
    lang: Lang,
    speaker: Speaker<'a>,
}

impl Steps<'_> {
    fn not_asked(&self) -> String {
        say!(self.lang, en = "not asked yet", tr = "henüz sorulmadı")
    }

    /// Which type of lead, and why.
    fn type_of_lead(&self) -> Vec<String> {
        let (lang, standing) = (self.lang, &self.lead.standing);
        let stage = self.speaker.stage(standing.stage);
        let mut lines = vec![match &standing.why {
            Some(why) => {
                let (how, day) = (self.speaker.how(&why.how, standing.stage), why.at.day());
                let seen: Vec<String> = why.seen.iter().map(|it| self.speaker.sight(it)).collect();
                let seen = if seen.is_empty() { String::new() } else { format!(" ({})", seen.join(", ")) };
                say!(
                    lang,
                    en = "{stage}, since {day}. {how}{seen}.",
                    tr = "{stage}, {day} tarihinden beri. {how}{seen}."
                )
            }
            None => say!(lang, en = "{stage}.", tr = "{stage}."),
        }];
        if let Some(reported) = standing.furthest_reported() {
            let (stage, day) = (
                self.speaker.stage(Some(reported)),
                standing.reported[usize::from(reported)].map_or_else(String::new, |at| at.day().to_string()),
            );
            lines.push(say!(
                lang,
                en = "Reported by another system: {stage}, on {day}.",
                tr = "Başka bir sistemin bildirdiği: {stage}, {day}."
            ));
        }
        if standing.to_confirm(self.playbook) {
            lines.push(say!(
                lang,
                en = "Waits for a person of sales to confirm it.",
                tr = "Satıştan bir kişinin onayını bekliyor."
            ));
        }
        lines
    }

    /// Whether there is a reason to let go.
    fn reasons(&self) -> Vec<String> {
        let (lang, standing) = (self.lang, &self.lead.standing);
        let mut lines = Vec::new();
        if standing.disposition != Disposition::Open {
            let it = self.speaker.disposition(&standing.disposition);
            lines.push(say!(lang, en = "Disposition: {it}.", tr = "Durum: {it}."));
        }
        for suggestion in &standing.suggestions {
            let it = self.speaker.suggestion(suggestion);
            lines.push(say!(lang, en = "Waits for a person: {it}.", tr = "Bir kişinin kararını bekliyor: {it}."));
        }
        match self.lead.persona() {
            Some((_, 0)) => {
                lines.push(say!(
                    lang,
                    en = "Comes close to none of the personas, as far as known.",
                    tr = "Bilindiği kadarıyla hiçbir personaya yakın değil."
                ));
            }
            Some((persona, degree)) => {
                let name = self.playbook.personas[usize::from(persona)].name.get(lang);
                let degree = self.speaker.degree(degree);
                lines.push(say!(
                    lang,
                    en = "Comes closest to the persona {name}, degree {degree}.",
                    tr = "En yakın persona: {name}, yakınlık {degree}."
                ));
            }
            None if !self.playbook.personas.is_empty() => {
                lines.push(say!(lang, en = "Persona: nothing known yet.", tr = "Persona: henüz bir şey bilinmiyor."));
            }
            None => {}
        }
        lines.extend(self.open_reasons());
        if lines.is_empty() {
            lines.push(say!(lang, en = "None seen.", tr = "Görülen yok."));
        }
        lines
    }

    /// Rules that cannot be answered yet.
    fn open_reasons(&self) -> Option<String> {
        let env = self.lead.env(self.account, self.at);
        let open: Vec<&str> = self
            .playbook
            .disqualify
            .iter()
            .filter(|rule| rule.when.as_ref().is_some_and(|when| when.eval(&env) == Tri::Unknown))
            .map(|rule| rule.text.get(self.lang))
            .collect();
        let open = if open.is_empty() { return None } else { open.join("; ") };
        Some(say!(self.lang, en = "Not known yet: {open}.", tr = "Henüz bilinmiyor: {open}."))
    }

    /// The four measures.
    fn size(&self) -> Vec<String> {
        let env = self.lead.env(self.account, self.at);
        let indicated =
            |measure: &Measure| self.playbook.size(*measure).and_then(|it| it.indicated(&env)).map(|it| it.0);
        let line = |measure: &Measure| {
            let name = measure.name();
            let name = name.get(self.lang);
            let means = |level: i64| measure.level(level).get(self.lang).to_owned();
            if let Some((finding, level)) = self.lead.evidence.level(*measure) {
                return format!("{name}: {level}/{LEVEL_MAX}, {}{}", means(level), self.source(finding));
            }
            let asked = self.not_asked();
            let Some(level) = indicated(measure) else { return format!("{name}: {asked}") };
            let means = means(level);
            say!(
                self.lang,
                en = "{name}: {asked}; a first indication says {level}/{LEVEL_MAX}, {means} (inferred)",
                tr = "{name}: {asked}; ilk göstergeler {level}/{LEVEL_MAX} diyor, {means} (çıkarım)"
            )
        };
        let open = |measure: &Measure| self.lead.evidence.level(*measure).is_none() && indicated(measure).is_none();
        if Measure::ALL.iter().all(open) {
            let names: Vec<String> = Measure::ALL.iter().map(|it| it.name().get(self.lang).to_owned()).collect();
            return vec![format!("{}: {}", names.join(", "), self.not_asked())];
        }
        Measure::ALL.iter().map(line).collect()
    }

    /// Where a finding comes from: its words, who wrote them down, when.
    fn source(&self, finding: &Finding) -> String {
        let lang = self.lang;
        let origin = match finding.origin {
            0 => say!(lang, en = "inferred", tr = "çıkarım"),
            1 => say!(lang, en = "imported", tr = "içe aktarılan"),
            2 => say!(lang, en = "said", tr = "söylenen"),
            _ => say!(lang, en = "a person's word", tr = "bir kişinin kararı"),
        };
        let quote = finding.quote.as_ref().map(|quote| format!(": “{quote}”")).unwrap_or_default();
        let by = finding.by.as_ref().map(|by| format!(", {by}")).unwrap_or_default();
        let day = finding.stamp.at.day();
        format!(" ({origin}, {day}{by}){quote}")
    }

    /// Frameworks and their criteria.
    fn qualification(&self) -> Vec<String> {
        let lang = self.lang;
        let mut lines = Vec::new();
        for framework in &self.playbook.frameworks {
            let verdict = crate::score::framework(&self.lead.evidence, framework);
            let met = framework
                .criteria
                .iter()
                .filter(|(place, _, _)| self.lead.evidence.verdict(*place).is_some_and(|(_, met)| met))
                .count();
            let (name, verdict) = (framework.name.get(lang), self.verdict(verdict));
            let needed = match framework.advance {
                Advance::Count(n, m) => format!("{n}/{m}"),
                Advance::Weighted(share) => self.speaker.degree(share),
            };
            lines.push(say!(
                lang,
                en = "{name}: {verdict} ({met} met, needed {needed})",
                tr = "{name}: {verdict} ({met} karşılandı, gereken {needed})"
            ));
            lines.extend(framework.criteria.iter().map(|(place, _, _)| self.criterion(*place)));
        }
        for pain in self.lead.evidence.standing().filter_map(|it| match it.about {
            About::Pain(pain) => Some((pain, it)),
            _ => None,
        }) {
            let text = self.playbook.pains[usize::from(pain.0)].text.get(lang);
            let source = self.source(pain.1);
            lines.push(say!(lang, en = "pain: {text}{source}", tr = "sorunlu nokta: {text}{source}"));
        }
        if lines.is_empty() {
            lines.push(say!(lang, en = "The playbook has no framework.", tr = "Oyun kitabında çerçeve yok."));
        }
        lines
    }

    fn criterion(&self, place: u16) -> String {
        let lang = self.lang;
        let criterion = &self.playbook.criteria[usize::from(place)];
        let name = criterion.name.get(lang);
        if let Some((finding, met)) = self.lead.evidence.verdict(place) {
            return format!("{name}: {}{}", self.verdict(Some(met)), self.source(finding));
        }
        let env = self.lead.env(self.account, self.at);
        let asked = self.not_asked();
        match criterion.hint.as_ref().map(|hint| hint.eval(&env)) {
            Some(Tri::True) => say!(
                lang,
                en = "{name}: {asked}; a first indication speaks for it (inferred)",
                tr = "{name}: {asked}; ilk göstergeler olumlu (çıkarım)"
            ),
            Some(Tri::False) => say!(
                lang,
                en = "{name}: {asked}; a first indication speaks against it (inferred)",
                tr = "{name}: {asked}; ilk göstergeler olumsuz (çıkarım)"
            ),
            _ => format!("{name}: {asked}"),
        }
    }

    fn verdict(&self, verdict: Option<bool>) -> String {
        match verdict {
            Some(true) => say!(self.lang, en = "met", tr = "karşılanıyor"),
            Some(false) => say!(self.lang, en = "unmet", tr = "karşılanmıyor"),
            None => say!(self.lang, en = "open", tr = "açık"),
        }
    }

    /// Red flags and positive signs.
    fn signals(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for colour in SignalColour::ALL {
            for seen in self.lead.evidence.signals_of(self.playbook, *colour) {
                let (name, text) = (colour.name(), self.playbook.signals[usize::from(seen.signal)].text.get(self.lang));
                let name = name.get(self.lang);
                let quote = seen.quote.as_ref().map(|quote| format!(": “{quote}”")).unwrap_or_default();
                lines.push(format!("{name}: {text} ({}){quote}", seen.stamp.at.day()));
            }
        }
        lines.extend(self.lead.evidence.overruled.iter().map(|it| self.overruled(it)));
        if lines.is_empty() {
            lines.push(self.not_asked());
        }
        lines
    }

    /// A reading that a person called wrong: what, in which words, by whom and when.
    fn overruled(&self, it: &Overruled) -> String {
        let (lang, playbook) = (self.lang, self.playbook);
        let what = match it.reading {
            Reading::Signal(signal) => playbook.signals[usize::from(signal)].text.get(lang).to_owned(),
            Reading::Finding(About::Criterion(place, met)) => {
                format!("{}: {}", playbook.criteria[usize::from(place)].name.get(lang), self.verdict(Some(met)))
            }
            Reading::Finding(About::Pain(pain)) => playbook.pains[usize::from(pain)].text.get(lang).to_owned(),
            Reading::Finding(About::Measure(measure, level)) => {
                let name = Measure::ALL.get(usize::from(measure)).map(|it| it.name()).unwrap_or_default();
                format!("{}: {level}/{LEVEL_MAX}", name.get(lang))
            }
        };
        let quote = it.quote.as_ref().map(|quote| format!(": “{quote}”")).unwrap_or_default();
        let by = it.by.as_ref().map(|by| format!(", {by}")).unwrap_or_default();
        let day = it.stamp.at.day();
        say!(lang, en = "read wrongly: {what} ({day}{by}){quote}", tr = "yanlış yorum: {what} ({day}{by}){quote}")
    }
}
