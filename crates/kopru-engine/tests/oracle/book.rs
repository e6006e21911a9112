//! A random playbook of a fixed family: the oracle's own plain structure, and the same as TOML text for the engine.

use super::condition::{Condition, Family, Name};
use super::random::Random;
use super::terms::Terms;
use std::fmt::Write;

pub const DAY: i64 = 86_400;
/// Types of facts: three declared ones, then built-in ones that conditions may count.
pub const TYPES: [&str; 5] = ["opened", "viewed", "asked", "conversation_held", "refused"];
/// The declared ones.
pub const DECLARED: usize = 3;
/// Types whose facts carry `n`.
pub const NUMBERED: [usize; 2] = [1, 2];
pub const GRADES: [&str; 4] = ["A", "B", "C", "D"];
pub const BANDS: [&str; 4] = ["hot", "warm", "cool", "cold"];
pub const TIERS: [&str; 3] = ["low", "mid", "high"];
pub const INDUSTRIES: [&str; 3] = ["software", "retail", "other"];
pub const PARTS: [&str; 3] = ["decider", "influencer", "user"];
pub const STATES: [&str; 5] = ["open", "recycled", "disqualified", "won", "lost"];
pub const KINDS: [&str; 5] = ["never", "not_now", "not_us", "wrong_person", "unreachable"];
/// Why sales may refuse: id, and the kind of disqualification where the lead is not recycled.
pub const REASONS: [(&str, Option<usize>); 4] =
    [("later", None), ("no-fit", Some(2)), ("rival", Some(0)), ("next-year", Some(1))];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    Acceptance,
    Qualification,
    Conversation,
    Won,
}

#[derive(Debug)]
pub struct FitRule {
    pub when: Condition,
    pub points: i64,
    pub unknown: i64,
}

/// A rule of engagement or of accounts.
#[derive(Debug)]
pub struct Rule {
    pub on: Vec<usize>,
    /// `fact.n >= least`
    pub least: Option<i64>,
    pub points: i64,
    pub half_life: i64,
    pub limit: Option<i64>,
}

#[derive(Debug)]
pub struct Stage {
    pub enter: Option<Condition>,
    pub by: Option<By>,
    pub framework: bool,
    pub needs: Option<Condition>,
    pub ability: Vec<usize>,
    pub max_age: Option<i64>,
}

#[derive(Debug)]
pub struct Disqualify {
    pub kind: usize,
    pub when: Option<Condition>,
    pub decides: bool,
    pub revive_after: Option<i64>,
    pub revive_on: Vec<usize>,
}

#[derive(Debug)]
pub enum Advance {
    Count(i64),
    Percent(i64),
}

#[derive(Debug)]
pub struct Framework {
    /// Weight, and whether it must be met.
    pub criteria: Vec<(i64, bool)>,
    pub advance: Advance,
}

#[derive(Debug)]
pub struct Book {
    /// What the history is paced by: half-lives and windows are a few of these.
    pub unit: i64,
    pub personas: Vec<Vec<(Condition, i64)>>,
    pub fit: Vec<FitRule>,
    pub grades: [i64; 3],
    pub engagement: Vec<Rule>,
    pub bands: [i64; 3],
    pub account: Vec<Rule>,
    pub stages: Vec<Stage>,
    pub framework: Framework,
    pub disqualify: Vec<Disqualify>,
    /// Levels, and when they apply; the first that does.
    pub priorities: Vec<(&'static str, Condition)>,
    pub terms: Terms,
    /// All windows and names that some condition reads.
    pub names: Vec<Name>,
}

const TIMELESS: [Name; 6] = [Name::Size, Name::Tier, Name::Optin, Name::Employees, Name::Industry, Name::Part];

impl Book {
    pub fn random(random: &mut Random) -> Book {
        let unit = random.pick(&[60, 60, 600, 3_600, 3_600, DAY]);
        let by = by_stages(random);
        let rule_stages = random.int(1, 4) as usize;
        let criteria = random.int(1, 4) as usize;
        let personas = random.int(0, 3) as usize;
        let stages = rule_stages + by.len();
        let [plain, who, enter, any] = families(unit, criteria, personas, stages);
        let framework = framework(criteria, random);
        let mut book = Book {
            unit,
            personas: (0..personas).map(|_| persona(&plain, random)).collect(),
            fit: (0..random.int(0, 4)).map(|_| fit_rule(&who, random)).collect(),
            grades: descending(random, 5, 50),
            engagement: rules(random, unit, 4),
            bands: descending(random, 3, 40),
            account: if random.coin() { rules(random, unit, 2) } else { Vec::new() },
            stages: (0..rule_stages).map(|place| rule_stage(place, &enter, random, unit)).collect(),
            framework,
            disqualify: (0..random.pick(&[0, 0, 1, 2, 4])).map(|_| disqualify(&any, random)).collect(),
            priorities: (0..random.pick(&[0, 0, 1, 3])).map(|_| priority(&any, random)).collect(),
            terms: Terms::random(random, unit),
            names: Vec::new(),
        };
        book.stages.extend(by.into_iter().map(|by| by_stage(by, criteria, &any, random, unit)));
        book.names = book.all_names();
        book
    }

    fn all_names(&self) -> Vec<Name> {
        let mut names = Vec::new();
        let enters = self.stages.iter().flat_map(|stage| stage.enter.iter().chain(&stage.needs));
        let lasting = self.disqualify.iter().filter_map(|it| it.when.as_ref());
        let lasting = lasting.chain(self.priorities.iter().map(|it| &it.1));
        enters.chain(lasting).for_each(|it| it.names(&mut names));
        names
    }

    /// The first stage that needs a person; the number of stages when there is none.
    pub fn first_by(&self) -> usize {
        self.stages.iter().position(|stage| stage.by.is_some()).unwrap_or(self.stages.len())
    }

    pub fn by(&self, by: By) -> Option<usize> {
        self.stages.iter().position(|stage| stage.by == Some(by))
    }

    /// Where a new cycle begins is a stage before this one.
    pub fn offered(&self) -> usize {
        self.by(By::Acceptance).unwrap_or(self.first_by()).max(1) - 1
    }

    pub fn toml(&self) -> String {
        let mut text = String::from("format = 1\nname = \"random\"\nsources = [\"crm\", \"web\"]\n");
        text += "[fields.person]\nsize = \"int\"\ntier = { one_of = [\"low\", \"mid\", \"high\"] }\noptin = \"bool\"\nsince = \"date\"\n";
        text +=
            "[fields.account]\nemployees = \"int\"\nindustry = { one_of = [\"software\", \"retail\", \"other\"] }\n";
        text += "[facts.opened]\n[facts.viewed]\nn = \"int\"\n[facts.asked]\nn = \"int\"\n";
        for (place, parts) in self.personas.iter().enumerate() {
            let parts: Vec<String> = parts
                .iter()
                .map(|(when, weight)| format!("{{ when = \"{}\", weight = {weight} }}", when.text()))
                .collect();
            let _ =
                writeln!(text, "[[persona]]\nid = \"p{place}\"\nname = \"p{place}\"\nparts = [{}]", parts.join(", "));
        }
        let [a, b, c] = self.grades;
        let _ = writeln!(text, "[fit]\ngrades = {{ A = {a}, B = {b}, C = {c} }}");
        for (place, rule) in self.fit.iter().enumerate() {
            let (when, points, unknown) = (rule.when.text(), rule.points, rule.unknown);
            let _ = writeln!(
                text,
                "[[fit.rule]]\nid = \"f{place}\"\nwhen = \"{when}\"\npoints = {points}\nunknown = {unknown}"
            );
        }
        let [hot, warm, cool] = self.bands;
        let _ = writeln!(text, "[engagement]\nbands = {{ hot = {hot}, warm = {warm}, cool = {cool} }}");
        write_rules(&mut text, "engagement", "e", &self.engagement);
        if !self.account.is_empty() {
            let _ = writeln!(text, "[account]");
            write_rules(&mut text, "account", "a", &self.account);
        }
        self.write_stages(&mut text);
        self.write_rest(&mut text);
        text
    }

    fn write_stages(&self, text: &mut String) {
        for (place, stage) in self.stages.iter().enumerate() {
            let _ = writeln!(text, "[[stage]]\nid = \"s{place}\"\nname = \"s{place}\"");
            if let Some(enter) = &stage.enter {
                let _ = writeln!(text, "enter = \"{}\"", enter.text());
            }
            if let Some(by) = stage.by {
                let _ = writeln!(text, "by = \"{}\"", format!("{by:?}").to_lowercase());
            }
            if stage.framework {
                let _ = writeln!(text, "framework = \"fw\"");
            }
            if let Some(needs) = &stage.needs {
                let _ = writeln!(text, "needs = \"{}\"", needs.text());
            }
            if !stage.ability.is_empty() {
                let all: Vec<String> = stage.ability.iter().map(|it| format!("\"c{it}\"")).collect();
                let _ = writeln!(text, "ability = [{}]", all.join(", "));
            }
            let _ = match stage.max_age {
                Some(age) => writeln!(text, "max_age = \"{age}s\""),
                None => writeln!(text, "parked = true\nqueue = \"rest\""),
            };
        }
        if let Some(to) = self.by(By::Acceptance) {
            let open = "[\"Mon-Fri 09:00-17:00\"]";
            let _ = writeln!(text, "[calendar.c]\ntime_zone = \"UTC\"\nopen = {open}");
            let _ = writeln!(text, "[handover]\nfrom = \"s{}\"\nto = \"s{to}\"", to - 1);
            self.terms.write(text);
            for (id, kind) in REASONS {
                let what = kind.map_or("recycles = true".to_owned(), |kind| {
                    format!("recycles = false\nkind = \"{}\"", KINDS[kind])
                });
                let _ = writeln!(text, "[[handover.reason]]\nid = \"{id}\"\n{what}");
            }
        }
    }

    fn write_rest(&self, text: &mut String) {
        let advance = match self.framework.advance {
            Advance::Count(count) => format!("\"{count} of {}\"", self.framework.criteria.len()),
            Advance::Percent(share) => format!("{{ weighted = 0.{share:02} }}"),
        };
        let _ = writeln!(text, "[[framework]]\nid = \"fw\"\nadvance = {advance}");
        for (place, (weight, required)) in self.framework.criteria.iter().enumerate() {
            let _ =
                writeln!(text, "[[framework.criterion]]\nid = \"c{place}\"\nweight = {weight}\nrequired = {required}");
        }
        for (place, rule) in self.disqualify.iter().enumerate() {
            let by = if rule.decides { "rule" } else { "sales" };
            let _ = writeln!(text, "[[disqualify]]\nid = \"d{place}\"\nkind = \"{}\"\nby = \"{by}\"", KINDS[rule.kind]);
            if let Some(when) = &rule.when {
                let _ = writeln!(text, "when = \"{}\"", when.text());
            }
            if let Some(after) = rule.revive_after {
                let _ = writeln!(text, "revive_after = \"{after}s\"");
            }
            if !rule.revive_on.is_empty() {
                let _ = writeln!(
                    text,
                    "revive_on = {:?}",
                    rule.revive_on.iter().map(|kind| TYPES[*kind]).collect::<Vec<_>>()
                );
            }
        }
        for (place, (level, when)) in self.priorities.iter().enumerate() {
            let when = when.text();
            let _ = writeln!(
                text,
                "[[priority]]\nid = \"y{place}\"\nlevel = \"{level}\"\nwhen = \"{when}\"\nbecause = \"so\""
            );
        }
    }
}

/// What conditions may ask: of persona's marks, of fit rules, of `enter`, and of all others.
fn families(unit: i64, criteria: usize, personas: usize, stages: usize) -> [Family; 4] {
    let timeless = |names: &[Name], personas| Family {
        windows: Vec::new(),
        names: names.to_vec(),
        stages: 0,
        personas,
        source: false,
    };
    let plain = timeless(&TIMELESS, 0);
    let mut names = TIMELESS.to_vec();
    if personas > 0 {
        names.extend([Name::Persona, Name::Degree]);
    }
    let who = timeless(&names, personas);
    let windows: Vec<i64> = [1, 2, 3, 7, 30].map(|count| count * unit).to_vec();
    let timed = |names: &[Name], stages| Family {
        windows: windows.clone(),
        names: names.to_vec(),
        stages,
        personas,
        source: true,
    };
    let counts = || (0..TYPES.len()).map(|kind| Name::Facts(kind, 0));
    names.extend(counts().take(DECLARED).chain(counts()));
    names.extend([Name::Engagement; 4]);
    names.extend([Name::AccountEngagement, Name::Fit, Name::Grade, Name::Band, Name::Cycle]);
    names.extend([Name::Red, Name::Flagged, Name::Unanswered, Name::DaysSince, Name::Idle, Name::Idle]);
    names.extend((0..criteria).map(Name::Criterion));
    let enter = timed(&names, 0);
    names.extend([Name::State, Name::Kind, Name::Stage, Name::Reported, Name::InStage, Name::InStage]);
    [plain, who, enter, timed(&names, stages)]
}

fn write_rules(text: &mut String, table: &str, id: &str, rules: &[Rule]) {
    for (place, rule) in rules.iter().enumerate() {
        let on: Vec<&str> = rule.on.iter().map(|kind| TYPES[*kind]).collect();
        let (points, half_life) = (rule.points, rule.half_life);
        let _ = writeln!(
            text,
            "[[{table}.rule]]\nid = \"{id}{place}\"\non = {on:?}\npoints = {points}\nhalf_life = \"{half_life}s\""
        );
        if let Some(least) = rule.least {
            let _ = writeln!(text, "when = \"fact.n >= {least}\"");
        }
        if let Some(limit) = rule.limit {
            let _ = writeln!(text, "limit = {limit}");
        }
    }
}

/// A random choice of the acts that bring a lead on, in their order; qualification never without acceptance.
fn by_stages(random: &mut Random) -> Vec<By> {
    let all = [By::Acceptance, By::Qualification, By::Conversation, By::Won];
    if random.coin() {
        return all.to_vec();
    }
    let mut chosen: Vec<By> = all.into_iter().filter(|_| !random.once_in(3)).collect();
    if !chosen.contains(&By::Acceptance) {
        chosen.retain(|by| *by != By::Qualification);
    }
    chosen
}

fn descending(random: &mut Random, least: i64, most: i64) -> [i64; 3] {
    let low = random.int(-least, most / 3);
    let middle = low + random.int(1, most / 3);
    [middle + random.int(1, most / 3), middle, low]
}

fn persona(family: &Family, random: &mut Random) -> Vec<(Condition, i64)> {
    (0..random.int(1, 3)).map(|_| (family.random(random, 1), random.int(1, 3))).collect()
}

fn fit_rule(family: &Family, random: &mut Random) -> FitRule {
    let unknown = if random.coin() { 0 } else { random.int(-9, 20) };
    FitRule { when: family.random(random, 1), points: random.int(-25, 40), unknown }
}

fn rules(random: &mut Random, unit: i64, most: i64) -> Vec<Rule> {
    (0..random.int(1, most))
        .map(|_| {
            let size = random.pick(&[1, 3, 5, 5, 8, 8, 11, 20, 27]);
            let points = if random.once_in(4) { -size } else { size };
            let least = random.maybe(3, |random| random.int(0, 4));
            let on = match (least, random.int(0, 5)) {
                (Some(_), 0) => NUMBERED.to_vec(),
                (Some(_), _) => vec![random.pick(&NUMBERED)],
                (None, 0) => vec![0, 2],
                (None, 1) => vec![3],
                (None, _) => vec![random.place(DECLARED)],
            };
            let half_life = (unit * random.pick(&[1, 2, 2, 3, 10]) + random.pick(&[0, 0, 0, 1, 7])).max(60);
            let limit = random.maybe(3, |random| points * random.int(1, 3) + points.signum() * random.int(0, 1));
            Rule { on, least, points, half_life, limit }
        })
        .collect()
}

fn max_age(random: &mut Random, unit: i64) -> Option<i64> {
    random.coin().then(|| (unit * random.pick(&[2, 10, 50, 500]) + random.pick(&[0, 0, 1])).max(60))
}

fn rule_stage(place: usize, family: &Family, random: &mut Random, unit: i64) -> Stage {
    // Often easy, so that leads get far.
    let depth = random.pick(&[0, 0, 1, 2]);
    let enter = (place > 0 || random.once_in(4)).then(|| family.random(random, depth));
    Stage { enter, by: None, framework: false, needs: None, ability: Vec::new(), max_age: max_age(random, unit) }
}

fn by_stage(by: By, criteria: usize, family: &Family, random: &mut Random, unit: i64) -> Stage {
    let conversation = by == By::Conversation;
    let ability = (0..criteria).filter(|_| conversation && !random.once_in(3)).collect();
    Stage {
        enter: None,
        by: Some(by),
        framework: by == By::Qualification && random.coin(),
        needs: random.maybe(3, |random| family.random(random, 1)),
        ability,
        max_age: max_age(random, unit),
    }
}

fn framework(criteria: usize, random: &mut Random) -> Framework {
    let advance = if random.coin() {
        Advance::Count(random.int(1, criteria as i64))
    } else {
        Advance::Percent(random.pick(&[20, 50, 60, 75]))
    };
    Framework { criteria: (0..criteria).map(|_| (random.int(1, 3), random.once_in(4))).collect(), advance }
}

fn priority(family: &Family, random: &mut Random) -> (&'static str, Condition) {
    (random.pick(&["high", "high", "normal", "low"]), family.random(random, 1))
}

fn disqualify(family: &Family, random: &mut Random) -> Disqualify {
    let kind = random.pick(&[0, 1, 1, 1, 2, 3, 4]);
    let not_now = kind == 1;
    Disqualify {
        kind,
        when: (!random.once_in(5)).then(|| family.random(random, 1)),
        decides: random.coin(),
        revive_after: (not_now && random.coin()).then(|| DAY * random.int(1, 3)),
        revive_on: if not_now && !random.once_in(3) { vec![random.place(DECLARED)] } else { Vec::new() },
    }
}
