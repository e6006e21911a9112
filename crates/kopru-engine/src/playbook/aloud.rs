//! The whole agreement read aloud, in the order in which two teams would talk it through.

mod chapter;
mod lengths;

pub use chapter::{Chapter, Said};
pub(crate) use lengths::length;
pub use lengths::span;

use super::{Advance, By, DecayRule, Playbook, Solved, Stage, Team, priority, product, size};
use crate::condition::Condition;
use crate::lang::Lang;
use crate::say;
use crate::value::Decimal;
use std::fmt::Write as _;

/// Reads a playbook aloud: plain text, one thought a line, headings underlined.
pub fn aloud(playbook: &Playbook, lang: Lang) -> String {
    let mut out = String::new();
    for chapter in chapters(playbook, lang) {
        if !chapter.title.is_empty() {
            let rule = "-".repeat(chapter.title.chars().count());
            let _ = write!(out, "\n{}\n{rule}\n", chapter.title);
        }
        for line in &chapter.lines {
            out.push_str(&line.text);
            out.push('\n');
        }
    }
    out
}

/// Reads a playbook aloud, part by part.
pub fn chapters(playbook: &Playbook, lang: Lang) -> Vec<Chapter> {
    let mut reader = Aloud { playbook, lang, out: vec![Chapter::default()] };
    reader.head();
    reader.lifecycle();
    reader.handover();
    reader.personas();
    reader.fit();
    reader.engagement();
    reader.letting_go();
    reader.frameworks();
    reader.sizes();
    reader.pains();
    reader.products();
    reader.courses();
    reader.priorities();
    reader.rest();
    reader.out
}

struct Aloud<'a> {
    playbook: &'a Playbook,
    lang: Lang,
    out: Vec<Chapter>,
}

impl Aloud<'_> {
    fn line(&mut self, text: &str) {
        self.anchored("", "", text);
    }

    /// A line of a rule, persona or stage, which can be pointed to.
    fn anchored(&mut self, kind: &str, id: &str, text: &str) {
        let anchor = if kind.is_empty() { String::new() } else { format!("{kind}-{id}") };
        if let Some(chapter) = self.out.last_mut() {
            chapter.lines.push(Said { anchor, text: text.trim_end().to_owned() });
        }
    }

    fn heading(&mut self, text: &str) {
        self.out.push(Chapter { title: text.to_owned(), lines: Vec::new() });
    }

    fn head(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        let (name, label, version) = (playbook.name.get(lang), &playbook.label, &playbook.version);
        let label = if label.is_empty() { String::new() } else { format!(" {label}") };
        self.line(&say!(lang, en = "{name}{label} (version {version})", tr = "{name}{label} (sürüm {version})"));
        if !playbook.sources.is_empty() {
            let sources = playbook.sources.join(" > ");
            self.line(&say!(
                lang,
                en = "Of two values from the same moment we believe the source further to the left: {sources}.",
                tr = "Aynı anda gelen iki değerden, daha soldaki kaynağa inanırız: {sources}."
            ));
        }
    }

    fn lifecycle(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        self.heading(&say!(lang, en = "The lifecycle", tr = "Yaşam döngüsü"));
        for (number, stage) in (1..).zip(&playbook.stages) {
            let (name, team) = (stage.name.get(lang), team(stage.team, lang));
            let text = say!(lang, en = "{number}. {name} ({team})", tr = "{number}. {name} ({team})");
            self.anchored("stage", &stage.id, &text);
            let how = self.entry(stage, number == 1);
            self.line(&format!("   {how}"));
            if let Some(secs) = stage.max_age {
                let age = length(secs, lang);
                self.line(&say!(
                    lang,
                    en = "   Longer than {age} here is stagnation.",
                    tr = "   Burada {age} aşılırsa aday durgun sayılır."
                ));
            }
            let queue = &stage.queue;
            if stage.parked {
                self.line(&say!(
                    lang,
                    en = "   Leads may rest here, in the queue \"{queue}\".",
                    tr = "   Adaylar burada bekleyebilir; kuyruk: \"{queue}\"."
                ));
            }
        }
    }

    fn entry(&self, stage: &Stage, first: bool) -> String {
        let (lang, playbook) = (self.lang, self.playbook);
        let needs = |text: String| with_needs(text, stage, lang);
        match (stage.by, &stage.enter) {
            (None, Some(enter)) => {
                let enter = enter.aloud(lang);
                say!(
                    lang,
                    en = "Rules bring a lead here when: {enter}.",
                    tr = "Kurallar adayı buraya şu koşulla getirir: {enter}."
                )
            }
            (None, None) if first => say!(lang, en = "Every lead begins here.", tr = "Her aday burada başlar."),
            (None, None) => say!(lang, en = "Nobody comes here.", tr = "Buraya kimse gelmez."),
            (Some(By::Acceptance), _) => needs(say!(
                lang,
                en = "A person of sales accepts the lead.",
                tr = "Satıştan bir kişi adayı kabul eder."
            )),
            (Some(By::Qualification), _) => {
                let text = match stage.framework {
                    Some(place) => {
                        let name = playbook.frameworks[usize::from(place)].name.get(lang);
                        say!(
                            lang,
                            en = "{name} is met, and a person of sales confirms that the lead is ready for sales.",
                            tr = "{name} karşılanır ve satıştan bir kişi adayın satışa hazır olduğunu onaylar."
                        )
                    }
                    None => say!(
                        lang,
                        en = "A person of sales confirms that the lead is ready for sales.",
                        tr = "Satıştan bir kişi adayın satışa hazır olduğunu onaylar."
                    ),
                };
                needs(text)
            }
            (Some(By::Conversation), _) => {
                let text = say!(
                    lang,
                    en = "Sales has talked with them, both sides, and says that business and product fit.",
                    tr = "Satış karşılıklı görüşmüştür ve hem işin hem ürünün uygun olduğunu söyler."
                );
                let ability = stage
                    .ability
                    .iter()
                    .map(|place| playbook.criteria[usize::from(*place)].name.get(lang))
                    .collect::<Vec<_>>()
                    .join(", ");
                let text = match ability.is_empty() {
                    true => text,
                    false => say!(
                        lang,
                        en = "{text} Able to buy is asked here: {ability}; none of it may be unmet.",
                        tr = "{text} Satın alabilme burada sorulur: {ability}; hiçbiri olumsuz olamaz."
                    ),
                };
                needs(text)
            }
            (Some(By::Won), _) => needs(say!(lang, en = "The deal is won.", tr = "Anlaşma kazanılır.")),
        }
    }

    fn handover(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        let Some(handover) = &playbook.handover else { return };
        self.heading(&say!(lang, en = "The hand-over", tr = "Devir"));
        let stage = |place: u8| playbook.stages[usize::from(place)].name.get(lang);
        let (from, to) = (stage(handover.from), stage(handover.to));
        self.line(&say!(lang, en = "Marketing hands over: {from} → {to}.", tr = "Pazarlama devreder: {from} → {to}."));
        if let Some(within) = handover.accept_within {
            let within = span(within, lang);
            self.line(&say!(lang, en = "Sales answers within {within}.", tr = "Satışın yanıt süresi: {within}."));
        }
        let (warn, breach) = (span(handover.contact_warn, lang), span(handover.contact_breach, lang));
        self.line(&say!(
            lang,
            en = "After acceptance sales contacts the lead: a warning after {warn}, late after {breach}.",
            tr = "Kabulden sonra satış adayla iletişime geçer: uyarı {warn} sonra, gecikme {breach} sonra."
        ));
        let (follow_up, times) = (span(handover.follow_up, lang), handover.reoffers);
        self.line(&say!(
            lang,
            en = "After each contact the next one is due within {follow_up}, unless a next step says otherwise.",
            tr =
                "Her temastan sonra, sonraki adım başka bir tarih belirtmiyorsa yeni temas {follow_up} içinde kurulur."
        ));
        self.line(&say!(
            lang,
            en = "A hand-over that nobody answers is offered {times} more times, then the manager decides.",
            tr = "Yanıtlanmayan devir {times} kez daha sunulur, sonra yönetici karar verir."
        ));
        let target = Decimal::from_millionths(handover.acceptance_target * 100);
        let sample = handover.min_sample;
        self.line(&say!(
            lang,
            en = "We want at least {target} % accepted, judged from {sample} decided hand-overs on.",
            tr = "En az %{target} kabul isteriz; {sample} sonuçlanmış devirden sonra değerlendirilir."
        ));
        if !handover.checklist.is_empty() {
            self.line(&say!(
                lang,
                en = "Before sales answers, both teams look at:",
                tr = "Satış yanıtlamadan önce iki ekip şunlara bakar:"
            ));
        }
        for check in &handover.checklist {
            let (text, when) = (check.text.get(lang), check.when.aloud(lang));
            self.line(&match check.team {
                Team::Marketing => {
                    say!(lang, en = "  - {text} (marketing): {when}", tr = "  - {text} (pazarlama): {when}")
                }
                Team::Sales => say!(lang, en = "  - {text} (sales): {when}", tr = "  - {text} (satış): {when}"),
            });
        }
        self.line(&say!(lang, en = "Sales may refuse because:", tr = "Satış şu nedenlerle reddedebilir:"));
        for reason in &handover.reasons {
            let (text, kind) = (reason.text.get(lang), reason.kind.name());
            let kind = kind.get(lang);
            self.line(&match reason.recycles {
                true => say!(lang, en = "  - {text}: back to marketing", tr = "  - {text}: pazarlamaya geri döner"),
                false => say!(lang, en = "  - {text}: disqualified ({kind})", tr = "  - {text}: diskalifiye ({kind})"),
            });
        }
    }

    fn personas(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        if playbook.personas.is_empty() {
            return;
        }
        self.heading(&say!(lang, en = "Buyer personas", tr = "Alıcı personaları"));
        for persona in &playbook.personas {
            self.anchored("persona", &persona.id, persona.name.get(lang));
            for part in &persona.parts {
                let (when, weight) = (part.when.aloud(lang), part.weight);
                self.line(&say!(lang, en = "  - weight {weight}: {when}", tr = "  - ağırlık {weight}: {when}"));
            }
        }
    }

    fn fit(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        self.heading(&say!(lang, en = "Fit: who they are", tr = "Uygunluk: kim oldukları"));
        let [a, b, c] = playbook.grades;
        self.line(&say!(
            lang,
            en = "Grade A from {a} points, B from {b}, C from {c}, below D.",
            tr = "{a} puandan itibaren A, {b} puandan itibaren B, {c} puandan itibaren C, altı D."
        ));
        for rule in &playbook.fit {
            let (points, when) = (rule.points, rule.when.aloud(lang));
            let name = name(&rule.id, rule.text.as_ref(), lang);
            let unknown = match rule.unknown {
                0 => String::new(),
                it => say!(lang, en = "; {it:+} while nobody knows", tr = "; bilinmiyorken {it:+}"),
            };
            self.anchored("fit", &rule.id, &format!("{points:+} {name}: {when}{unknown}"));
        }
    }

    fn engagement(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        self.heading(&say!(lang, en = "Engagement: what they do", tr = "Etkileşim: ne yaptıkları"));
        let [hot, warm, cool] = playbook.bands;
        self.line(&say!(lang, en = "Hot from {hot} points, warm from {warm}, cool from {cool}, below cold.", tr = "{hot} puandan itibaren sıcak, {warm} puandan itibaren ılık, {cool} puandan itibaren serin, altı soğuk."));
        for rule in &playbook.engagement {
            self.decaying("engagement", rule);
        }
        if !playbook.account_rules.is_empty() {
            self.heading(&say!(
                lang,
                en = "What an account's people do together",
                tr = "Bir hesabın kişilerinin birlikte yaptıkları"
            ));
            for rule in &playbook.account_rules {
                self.decaying("account", rule);
            }
        }
    }

    fn decaying(&mut self, kind: &str, rule: &DecayRule) {
        let (lang, playbook) = (self.lang, self.playbook);
        let on = rule
            .on
            .iter()
            .map(|kind| playbook.fact_types[usize::from(*kind)].label.get(lang))
            .collect::<Vec<_>>()
            .join(", ");
        let half_life = length(playbook.half_lives[usize::from(rule.half_life)], lang);
        let when = decays_when(playbook, rule).map(|when| when.aloud(lang));
        let when = when.map_or_else(String::new, |when| format!(" [{when}]"));
        let limit = match rule.limit {
            Some(limit) => say!(lang, en = ", {limit} at most", tr = ", en çok {limit}"),
            None => String::new(),
        };
        let (points, name) = (rule.points, name(&rule.id, rule.text.as_ref(), lang));
        let text = say!(
            lang,
            en = "{points:+} {name}: {on}{when}; half after {half_life}{limit}",
            tr = "{points:+} {name}: {on}{when}; yarılanma {half_life}{limit}"
        );
        self.anchored(kind, &rule.id, &text);
    }

    fn letting_go(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        if playbook.disqualify.is_empty() {
            return;
        }
        self.heading(&say!(lang, en = "When we let go", tr = "Ne zaman bırakırız"));
        for rule in &playbook.disqualify {
            let (text, kind) = (rule.text.get(lang), rule.kind.name());
            let kind = kind.get(lang);
            let when = match (&rule.when, rule.decides) {
                (Some(when), true) => {
                    let when = when.aloud(lang);
                    say!(lang, en = "at once when {when}", tr = "şu durumda hemen: {when}")
                }
                (Some(when), false) => {
                    let when = when.aloud(lang);
                    say!(
                        lang,
                        en = "suggested when {when}; a person of sales confirms",
                        tr = "şu durumda önerilir, satıştan bir kişi onaylar: {when}"
                    )
                }
                (None, _) => say!(lang, en = "when a person says so", tr = "bir kişi öyle karar verdiğinde"),
            };
            let back = match rule.revive_after {
                Some(secs) => {
                    let back = length(secs, lang);
                    say!(lang, en = "; comes back after {back}", tr = "; {back} sonra geri döner")
                }
                None => String::new(),
            };
            self.anchored("disqualify", &rule.id, &format!("- {text} ({kind}): {when}{back}"));
        }
    }

    fn frameworks(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        for framework in &playbook.frameworks {
            let name = framework.name.get(lang);
            self.heading(&say!(lang, en = "What we ask: {name}", tr = "Sorduklarımız: {name}"));
            self.line(&match framework.advance {
                Advance::Count(n, m) => say!(
                    lang,
                    en = "Met when {n} of {m} criteria are.",
                    tr = "{m} ölçütten {n} tanesi karşılanınca karşılanmış sayılır."
                ),
                Advance::Weighted(share) => {
                    let share = Decimal::from_millionths(share);
                    say!(
                        lang,
                        en = "Met when the criteria that are met carry {share} of the weight.",
                        tr = "Karşılanan ölçütler ağırlığın {share} kadarını taşıyınca karşılanmış sayılır."
                    )
                }
            });
            for &(place, weight, required) in &framework.criteria {
                let criterion = &playbook.criteria[usize::from(place)];
                let name = criterion.name.get(lang);
                let required = if required { say!(lang, en = ", required", tr = ", zorunlu") } else { String::new() };
                self.line(&say!(
                    lang,
                    en = "{name} (weight {weight}{required})",
                    tr = "{name} (ağırlık {weight}{required})"
                ));
                if let Some(hint) = &criterion.hint {
                    let hint = hint.aloud(lang);
                    self.line(&say!(lang, en = "  first indication: {hint}", tr = "  ilk gösterge: {hint}"));
                }
                for question in &criterion.questions {
                    let text = question.text.get(lang);
                    self.line(&format!("  - {text}"));
                }
            }
        }
    }

    fn pains(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        if playbook.pains.is_empty() {
            return;
        }
        self.heading(&say!(lang, en = "Pains that we listen for", tr = "Kulak verdiğimiz sorunlu noktalar"));
        for pain in &playbook.pains {
            let text = pain.text.get(lang);
            let solved = match (pain.solved, pain.only_us) {
                (Solved::No, _) => say!(lang, en = "we do not solve it", tr = "çözmüyoruz"),
                (Solved::Partly, false) => say!(lang, en = "we solve it in part", tr = "kısmen çözüyoruz"),
                (Solved::Partly, true) => {
                    say!(lang, en = "only we solve it, in part", tr = "kısmen, yalnızca biz çözüyoruz")
                }
                (Solved::Fully, false) => say!(lang, en = "we solve it", tr = "çözüyoruz"),
                (Solved::Fully, true) => say!(lang, en = "only we solve it", tr = "yalnızca biz çözüyoruz"),
            };
            self.line(&format!("- {text}: {solved}"));
        }
    }

    fn sizes(&mut self) {
        let lines = size::aloud(self.playbook, self.lang);
        self.part(&say!(self.lang, en = "How we size a lead up", tr = "Adayı nasıl boyutlandırırız"), &lines);
    }

    fn products(&mut self) {
        let lines = product::aloud(self.playbook, self.lang);
        self.part(&say!(self.lang, en = "What we sell", tr = "Ne satıyoruz"), &lines);
    }

    /// A heading with its lines, where there are any.
    fn part(&mut self, heading: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.heading(heading);
        lines.iter().for_each(|it| self.line(it));
    }

    fn courses(&mut self) {
        let (lang, playbook) = (self.lang, self.playbook);
        self.heading(&say!(
            lang,
            en = "The course of a lead: the first that applies",
            tr = "Adayın izleyeceği yol: ilk uyan geçerlidir"
        ));
        for row in &playbook.courses {
            let (course, because, when) = (row.course.name(), row.because.get(lang), row.when.aloud(lang));
            let course = course.get(lang);
            self.line(&format!("- {course}: {because} [{when}]"));
        }
        self.line(&say!(lang, en = "- otherwise: pursue", tr = "- hiçbiri değilse: takip edilecek"));
    }

    fn priorities(&mut self) {
        let lines = priority::aloud(self.playbook, self.lang);
        self.part(&priority::heading(self.lang), &lines);
    }

    fn goal(&mut self) {
        let lang = self.lang;
        let Some(goal) = &self.playbook.goal else { return };
        self.heading(&say!(lang, en = "What a lead wants is asked first", tr = "Önce adayın amacı sorulur"));
        if let Some(when) = &goal.when {
            let when = when.aloud(lang);
            self.line(&say!(lang, en = "- of whom: {when}", tr = "- kime: {when}"));
        }
        for question in &goal.questions {
            let text = question.text.get(lang).to_owned();
            self.line(&format!("- {text}"));
        }
        for answer in &goal.answers {
            let text = answer.text.get(lang);
            let then = match answer.sells {
                true => say!(lang, en = "qualify", tr = "nitelendirilir"),
                false => say!(lang, en = "do not sell", tr = "satış yapılmaz"),
            };
            self.line(&format!("- {text}: {then}"));
        }
    }

    fn rest(&mut self) {
        self.goal();
        let (lang, playbook) = (self.lang, self.playbook);
        if let Some(effort) = playbook.effort {
            self.heading(&say!(lang, en = "What the steps of sales take", tr = "Satışın adımları ne kadar sürer"));
            let minutes = |secs: i64| secs / 60;
            let (answer, contact) = (minutes(effort.answer), minutes(effort.contact));
            let (conversation, hour) = (minutes(effort.conversation), effort.hour);
            self.line(&say!(
                lang,
                en = "- an answer {answer} minutes, a contact {contact}, a conversation {conversation}; an hour costs {hour}",
                tr = "- bir yanıt {answer} dakika, bir temas {contact}, bir görüşme {conversation}; bir saatin bedeli {hour}"
            ));
        }
        if !playbook.routes.is_empty() {
            self.heading(&say!(lang, en = "Who gets a lead", tr = "Adayı kim alır"));
            for route in &playbook.routes {
                let mut to = route.to.join(", ");
                if let Some(language) = &route.language {
                    to.push_str(&say!(lang, en = " (who speak {language})", tr = " ({language} konuşanlar)"));
                }
                if !route.skills.is_empty() {
                    let skills = route.skills.join(", ");
                    to.push_str(&say!(lang, en = " (skills: {skills})", tr = " (beceriler: {skills})"));
                }
                self.line(&match &route.when {
                    Some(when) => {
                        let when = when.aloud(lang);
                        say!(lang, en = "- {to}: when {when}", tr = "- {to}: şu durumda: {when}")
                    }
                    None => say!(lang, en = "- {to}: all others", tr = "- {to}: geri kalanların hepsi"),
                });
            }
        }
        if !playbook.tracks.is_empty() {
            self.heading(&say!(lang, en = "Nurture tracks", tr = "Besleme dizileri"));
            for track in &playbook.tracks {
                let (name, when) = (track.name.get(lang), track.when.aloud(lang));
                self.line(&format!("- {name}: {when}"));
            }
        }
        if !playbook.calendars.is_empty() {
            self.heading(&say!(lang, en = "Calendars", tr = "Takvimler"));
            for (id, it) in &playbook.calendars {
                let (zone, open, days) = (it.calendar.zone(), it.open.join("; "), it.special_days);
                self.line(&say!(
                    lang,
                    en = "- {id}: {open} ({zone}); {days} special days",
                    tr = "- {id}: {open} ({zone}); {days} özel gün"
                ));
            }
        }
        let count = playbook.cases.len();
        if count > 0 {
            self.line("");
            self.line(&say!(
                lang,
                en = "The playbook carries {count} examples of its own.",
                tr = "Oyun kitabı kendi içinde {count} örnek taşıyor."
            ));
        }
    }
}

/// When a rule of engagement counts a fact, beside its type: as it is compiled for the first of its types.
pub(super) fn decays_when<'p>(playbook: &'p Playbook, rule: &DecayRule) -> Option<&'p Condition> {
    let kind = playbook.fact_types.get(usize::from(*rule.on.first()?))?;
    let is = |all: &[DecayRule], place: u16| all.get(usize::from(place)).is_some_and(|it| it.id == rule.id);
    let of_account = kind.account_rules.iter().find(|(it, _)| is(&playbook.account_rules, *it));
    let of_lead = kind.engagement.iter().find(|(it, _)| is(&playbook.engagement, *it));
    of_lead.or(of_account)?.1.as_ref()
}

/// What a person's act needs beside.
fn with_needs(text: String, stage: &Stage, lang: Lang) -> String {
    match &stage.needs {
        Some(needs) => {
            let needs = needs.aloud(lang);
            say!(lang, en = "{text} What else must hold: {needs}.", tr = "{text} Ayrıca sağlanması gereken: {needs}.")
        }
        None => text,
    }
}

fn team(team: Team, lang: Lang) -> String {
    match team {
        Team::Marketing => say!(lang, en = "marketing", tr = "pazarlama"),
        Team::Sales => say!(lang, en = "sales", tr = "satış"),
    }
}

fn name(id: &str, text: Option<&crate::lang::Both>, lang: Lang) -> String {
    text.map_or_else(|| id.to_owned(), |text| text.get(lang).to_owned())
}
