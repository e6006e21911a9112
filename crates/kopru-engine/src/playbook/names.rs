//! The names that conditions may use, and where their values lie.

use super::builtin::{Kind, Measure, Priority};
use super::{Field, Playbook};
use crate::both;
use crate::condition::{Condition, Fault, Name, Scope, Slot, Space};
use crate::lang::Both;
use crate::role;
use crate::value::{EnumType, Type};
use std::collections::BTreeMap;

/// Where the derived values of a lead lie in [`Space::Lead`]: the fixed ones have constants, those that depend on the
/// playbook follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeadSlots {
    /// The first criterion.
    pub criteria: u16,
    /// The first framework.
    pub frameworks: u16,
    /// The first purpose of consent.
    pub consents: u16,
    /// The first pain.
    pub pains: u16,
    /// The first signal.
    pub signals: u16,
    /// How many there are.
    pub len: u16,
}

macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "the constants name the places of an enum")]
        enum Order { $($name,)* End }
        impl LeadSlots {
            $($(#[$doc])* pub const $name: u16 = Order::$name as u16;)*
            const FIXED: u16 = Order::End as u16;
        }
    };
}

fixed! {
    /// `role.function`
    ROLE_FUNCTION;
    /// `role.seniority`
    ROLE_SENIORITY;
    /// `role.part`
    ROLE_PART;
    /// `persona`
    PERSONA;
    /// `persona.degree`
    PERSONA_DEGREE;
    /// `fit`
    FIT;
    /// `fit.grade`
    GRADE;
    /// `engagement`
    ENGAGEMENT;
    /// `engagement.band`
    BAND;
    /// `account.engagement`
    ACCOUNT_ENGAGEMENT;
    /// `stage`
    STAGE;
    /// `reported`
    REPORTED;
    /// `disposition`
    DISPOSITION;
    /// `disposition.kind`
    KIND;
    /// `days_since_last_fact`
    IDLE_DAYS;
    /// `days_in_stage`
    STAGE_DAYS;
    /// `source`
    SOURCE;
    /// `signals.red`
    RED;
    /// `signals.positive`
    POSITIVE;
    /// `cycle`
    CYCLE;
    /// `attempts.unanswered`
    UNANSWERED;
    /// `priority`
    PRIORITY;
    /// `size.knowledge`, and the other measures after it
    MEASURES;
    /// (the second measure)
    MEASURE_SOLVED;
    /// (the third measure)
    MEASURE_AUTHORITY;
    /// (the fourth measure)
    MEASURE_PERSONA;
}

impl LeadSlots {
    /// The layout for so many criteria, frameworks, purposes, pains and signals.
    pub fn new(counts: [usize; 5]) -> LeadSlots {
        let mut next = LeadSlots::FIXED;
        let [criteria, frameworks, consents, pains, signals] = counts.map(|count| {
            let first = next;
            next += u16::try_from(count).unwrap_or(u16::MAX / 8);
            first
        });
        LeadSlots { criteria, frameworks, consents, pains, signals, len: next }
    }
}

/// What a condition is for; that decides what it may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A persona's mark: fields and role.
    Persona,
    /// A fit rule: fields, role and persona.
    Fit,
    /// An engagement or account rule: the data of a fact.
    Fact(u16),
    /// A stage's `enter`: everything but where the lead stands.
    Enter,
    /// Everything but the priority, which is decided last.
    Any,
    /// Everything: what is asked of a lead that was decided.
    Decided,
}

/// Grades, best first: `fit.grade <= 'B'` is B or better.
pub const GRADES: [&str; 4] = ["A", "B", "C", "D"];
/// Bands, hottest first: `engagement.band <= 'warm'` is warm or hotter.
pub const BANDS: [&str; 4] = ["hot", "warm", "cool", "cold"];
/// Dispositions.
pub const DISPOSITIONS: [&str; 5] = ["open", "recycled", "disqualified", "won", "lost"];

/// A derived value of a lead that conditions can name.
#[derive(Clone, Debug)]
pub struct LeadName {
    /// Its name: `fit.grade`.
    pub name: String,
    /// Its place in [`Space::Lead`].
    pub slot: u16,
    /// Its type.
    pub kind: Type,
    /// Whether it changes by time alone.
    pub timed: bool,
    /// How people call it.
    pub label: Both,
    /// What it means, for the reference.
    pub meaning: &'static str,
}

fn entry(name: &str, slot: u16, kind: Type, label: Both, meaning: &'static str) -> LeadName {
    LeadName { name: name.into(), slot, kind, timed: false, label, meaning }
}

fn timed(name: &str, slot: u16, kind: Type, label: Both, meaning: &'static str) -> LeadName {
    LeadName { timed: true, ..entry(name, slot, kind, label, meaning) }
}

fn role_names() -> Vec<LeadName> {
    let words = |ids: Vec<&'static str>| Type::Enum(EnumType::new(ids));
    vec![
        entry(
            "role.function",
            LeadSlots::ROLE_FUNCTION,
            words(role::Function::ALL.iter().map(|it| it.id()).collect()),
            both!(en = "function", tr = "görev alanı"),
            "What the person works on, read from the title or set by `person.role_function`.",
        ),
        entry(
            "role.seniority",
            LeadSlots::ROLE_SENIORITY,
            words(role::Seniority::ALL.iter().map(|it| it.id()).collect()),
            both!(en = "seniority", tr = "kıdem"),
            "How senior the person is, the least first.",
        ),
        entry(
            "role.part",
            LeadSlots::ROLE_PART,
            words(role::Part::ALL.iter().map(|it| it.id()).collect()),
            both!(en = "part in the decision", tr = "karardaki rol"),
            "The person's part in a decision to buy.",
        ),
    ]
}

fn persona_names(personas: &[super::Persona]) -> Vec<LeadName> {
    let kind = Type::Enum(EnumType::new(personas.iter().map(|persona| &persona.id)));
    vec![
        entry(
            "persona",
            LeadSlots::PERSONA,
            kind,
            both!(en = "persona", tr = "alıcı personası"),
            "The persona that the lead comes closest to; unknown while no part of any is known.",
        ),
        entry(
            "persona.degree",
            LeadSlots::PERSONA_DEGREE,
            Type::Decimal,
            both!(en = "degree of the persona", tr = "personaya yakınlık"),
            "Weight met over weight known, 0 to 1, rounded to six digits.",
        ),
    ]
}

fn standing_names(playbook: &Playbook) -> Vec<LeadName> {
    let stages = || Type::Enum(playbook.stage_type());
    vec![
        entry(
            "stage",
            LeadSlots::STAGE,
            stages(),
            both!(en = "stage", tr = "aşama"),
            "The stage that Köprü decided, in the file's order; unknown before the first.",
        ),
        entry(
            "reported",
            LeadSlots::REPORTED,
            stages(),
            both!(en = "reported stage", tr = "bildirilen aşama"),
            "The furthest stage that another system reported.",
        ),
        entry(
            "disposition",
            LeadSlots::DISPOSITION,
            Type::Enum(EnumType::new(DISPOSITIONS)),
            both!(en = "disposition", tr = "durum"),
            "Open, recycled, disqualified, won or lost.",
        ),
        entry(
            "disposition.kind",
            LeadSlots::KIND,
            Type::Enum(EnumType::new(Kind::ALL.iter().map(|it| it.id()))),
            both!(en = "kind of disqualification", tr = "diskalifiye türü"),
            "The kind of disqualification; unknown otherwise.",
        ),
        timed(
            "days_in_stage",
            LeadSlots::STAGE_DAYS,
            Type::Int,
            both!(en = "days in the stage", tr = "aşamadaki gün sayısı"),
            "Whole days since the lead entered its stage.",
        ),
    ]
}

fn priority_name() -> LeadName {
    entry(
        "priority",
        LeadSlots::PRIORITY,
        Type::Enum(EnumType::new(Priority::ALL.iter().map(|it| it.id()))),
        both!(en = "priority", tr = "öncelik"),
        "high, normal or low, as `[[priority]]` decided; only routes, tracks and lists of leads can ask for it.",
    )
}

fn score_names() -> Vec<LeadName> {
    vec![
        entry("fit", LeadSlots::FIT, Type::Int, both!(en = "fit", tr = "uygunluk"), "Points of fit."),
        entry(
            "fit.grade",
            LeadSlots::GRADE,
            Type::Enum(EnumType::new(GRADES)),
            both!(en = "grade of fit", tr = "uygunluk notu"),
            "A to D; `fit.grade <= 'B'` is B or better.",
        ),
        timed(
            "engagement",
            LeadSlots::ENGAGEMENT,
            Type::Int,
            both!(en = "engagement", tr = "etkileşim"),
            "Points of engagement, now.",
        ),
        timed(
            "engagement.band",
            LeadSlots::BAND,
            Type::Enum(EnumType::new(BANDS)),
            both!(en = "band of engagement", tr = "sıcaklık"),
            "hot, warm, cool or cold; `engagement.band <= 'warm'` is warm or hotter.",
        ),
        timed(
            "account.engagement",
            LeadSlots::ACCOUNT_ENGAGEMENT,
            Type::Int,
            both!(en = "engagement of the account", tr = "hesabın etkileşimi"),
            "Points of the account's rules, over all its people, now.",
        ),
        timed(
            "days_since_last_fact",
            LeadSlots::IDLE_DAYS,
            Type::Int,
            both!(en = "days since the last fact", tr = "son olgudan bu yana gün"),
            "Whole days since the lead last did something (a fact of a declared type).",
        ),
    ]
}

fn counted_names() -> Vec<LeadName> {
    vec![
        entry(
            "source",
            LeadSlots::SOURCE,
            Type::Text,
            both!(en = "source", tr = "kaynak"),
            "Where the lead's first fact came from.",
        ),
        entry(
            "signals.red",
            LeadSlots::RED,
            Type::Int,
            both!(en = "red flags", tr = "kırmızı bayraklar"),
            "Different red flags seen.",
        ),
        entry(
            "signals.positive",
            LeadSlots::POSITIVE,
            Type::Int,
            both!(en = "positive signs", tr = "olumlu işaretler"),
            "Different positive signs seen.",
        ),
        entry(
            "cycle",
            LeadSlots::CYCLE,
            Type::Int,
            both!(en = "cycle", tr = "döngü"),
            "Which cycle the lead is in, from 1.",
        ),
        entry(
            "attempts.unanswered",
            LeadSlots::UNANSWERED,
            Type::Int,
            both!(en = "attempts without an answer", tr = "yanıtsız deneme sayısı"),
            "How often a person of sales reached out (`contacted`) in this cycle since the lead was last reached, or talked with in both directions.",
        ),
    ]
}

fn evidence_names(playbook: &Playbook) -> Vec<LeadName> {
    let verdict = || Type::Enum(EnumType::new(super::builtin::VERDICTS));
    let slots = &playbook.slots;
    let nth = |first: u16, place: usize| first + u16::try_from(place).unwrap_or(0);
    let mut names = Vec::new();
    for (place, measure) in Measure::ALL.iter().enumerate() {
        names.push(entry(
            &format!("size.{}", measure.id()),
            nth(LeadSlots::MEASURES, place),
            Type::Int,
            measure.name(),
            "A measure of sizing up, 0 to 3; unknown while not asked.",
        ));
    }
    for (place, it) in playbook.criteria.iter().enumerate() {
        names.push(entry(
            &format!("criterion.{}", it.id),
            nth(slots.criteria, place),
            verdict(),
            it.name.clone(),
            "The verdict of a criterion: met or unmet; unknown while nothing was found.",
        ));
    }
    for (place, it) in playbook.frameworks.iter().enumerate() {
        names.push(entry(
            &format!("framework.{}", it.id),
            nth(slots.frameworks, place),
            verdict(),
            it.name.clone(),
            "The verdict of a framework.",
        ));
    }
    for (place, it) in playbook.consents.iter().enumerate() {
        let label = both!(en = "consent for {it}", tr = "{it} izni");
        names.push(entry(
            &format!("consent.{it}"),
            nth(slots.consents, place),
            Type::Bool,
            label,
            "Whether consent holds; unknown while nothing was said.",
        ));
    }
    for (place, it) in playbook.pains.iter().enumerate() {
        names.push(entry(
            &it.name(),
            nth(slots.pains, place),
            Type::Bool,
            it.text.clone(),
            "True once the pain was found; unknown before.",
        ));
    }
    for (place, it) in playbook.signals.iter().enumerate() {
        names.push(entry(
            &format!("signal.{}", it.id),
            nth(slots.signals, place),
            Type::Bool,
            it.text.clone(),
            "Whether the signal was seen and not overruled.",
        ));
    }
    names
}

impl Playbook {
    /// A condition on leads that somebody asks for, and that is no part of the playbook: it may name everything.
    ///
    /// # Errors
    /// All faults at once; at least one.
    pub fn asked(&self, source: &str) -> Result<Condition, Vec<Fault>> {
        Condition::compile(source, &self.scope(Use::Decided))
    }

    /// What a condition for this use may name.
    pub(crate) fn scope(&self, purpose: Use) -> Scope {
        let mut scope = Scope {
            names: BTreeMap::new(),
            fact_types: self.fact_types.iter().zip(0u16..).map(|(kind, place)| (kind.id.to_string(), place)).collect(),
            fact_labels: self.fact_types.iter().map(|kind| (kind.id.to_string(), kind.label.clone())).collect(),
            lists: self.lists.clone(),
            timed: Ok(()),
            hidden: BTreeMap::new(),
        };
        if let Use::Fact(kind) = purpose {
            self.fact_scope(kind, &mut scope);
            return scope;
        }
        let plain = matches!(purpose, Use::Persona | Use::Fit);
        if plain {
            scope.timed = Err(both!(
                en = "fit says who they are; what they do, and when, belongs into engagement",
                tr = "uygunluk kim olduklarını söyler; ne yaptıkları ve ne zaman yaptıkları etkileşim kurallarına aittir"
            ));
        }
        fields(&mut scope, "person", Space::Person, &self.person);
        fields(&mut scope, "account", Space::Account, &self.account);
        let (allowed, hidden) = self.divided(purpose);
        for it in allowed {
            let slot = Slot { space: Space::Lead, index: it.slot };
            scope.names.insert(it.name, Name { slot, kind: it.kind, timed: it.timed, label: it.label });
        }
        let why = match purpose {
            Use::Enter => both!(
                en = "`enter` decides the stage, so it cannot ask where the lead stands",
                tr = "`enter` aşamayı belirler; bu yüzden adayın nerede durduğunu soramaz"
            ),
            Use::Any => both!(
                en = "the priority is decided last, so only routes, tracks and lists can ask for it",
                tr = "öncelik en son belirlenir; bu yüzden onu yalnızca yönlendirme, besleme ve listeler sorabilir"
            ),
            _ => both!(
                en = "this condition reads only fields, the role and, in fit rules, the persona",
                tr = "bu koşul yalnızca alanları, rolü ve uygunluk kurallarında personayı okur"
            ),
        };
        scope.hidden.extend(hidden.into_iter().map(|it| (it.name, why.clone())));
        scope
    }

    /// The derived values of a lead: those that a condition for this use may name, and those that it may not.
    fn divided(&self, purpose: Use) -> (Vec<LeadName>, Vec<LeadName>) {
        let plain = matches!(purpose, Use::Persona | Use::Fit);
        let mut allowed = role_names();
        let mut hidden = Vec::new();
        let groups = [
            (purpose != Use::Persona, persona_names(&self.personas)),
            (!plain, score_names()),
            (!plain, counted_names()),
            (!plain, evidence_names(self)),
            (!plain && purpose != Use::Enter, standing_names(self)),
            (purpose == Use::Decided, vec![priority_name()]),
        ];
        for (may, names) in groups {
            if may { &mut allowed } else { &mut hidden }.extend(names);
        }
        (allowed, hidden)
    }

    /// Lets a scope for facts name the data of another type: cheaper than one made anew.
    pub(crate) fn turn_to_fact(&self, kind: u16, scope: &mut Scope) {
        scope.names.clear();
        if let Some(kind) = self.fact_types.get(usize::from(kind)) {
            fields(scope, "fact", Space::Fact, &kind.data);
        }
    }

    fn fact_scope(&self, kind: u16, scope: &mut Scope) {
        self.turn_to_fact(kind, scope);
        let why = both!(
            en = "a rule of engagement reads only `fact.*`, so that the order of facts cannot matter",
            tr = "etkileşim kuralı yalnızca `fact.*` okur; böylece olguların sırası sonucu değiştiremez"
        );
        scope.timed = Err(why.clone());
        let person = self.person.iter().map(|field| format!("person.{}", field.id));
        let account = self.account.iter().map(|field| format!("account.{}", field.id));
        let others = self.lead_names().into_iter().map(|it| it.name);
        for name in person.chain(account).chain(others) {
            scope.hidden.insert(name, why.clone());
        }
    }

    /// Every derived value of a lead, by its place.
    pub(super) fn lead_names(&self) -> Vec<LeadName> {
        let mut all = role_names();
        all.extend(persona_names(&self.personas));
        all.extend(score_names());
        all.extend(counted_names());
        all.extend(standing_names(self));
        all.push(priority_name());
        all.extend(evidence_names(self));
        all.sort_by_key(|it| it.slot);
        all
    }

    /// Where the value with this name lies: the other way round from [`Playbook::describe`]. Facts' data have no such names.
    pub(crate) fn slot(&self, name: &str) -> Option<Slot> {
        let field = |space, all: &[Field], prefix: &str| {
            let index = super::find(all, name.strip_prefix(prefix)?, |field| &field.id)?;
            Some(Slot { space, index })
        };
        let derived = || self.derived.iter().find(|it| it.name == name);
        field(Space::Person, &self.person, "person.")
            .or_else(|| field(Space::Account, &self.account, "account."))
            .or_else(|| Some(Slot { space: Space::Lead, index: derived()?.slot }))
    }

    /// The type of a value; nothing for facts' data, whose types hang on the fact.
    pub(crate) fn type_of(&self, slot: Slot) -> Option<&Type> {
        let place = usize::from(slot.index);
        match slot.space {
            Space::Person => self.person.get(place).map(|field| &field.kind),
            Space::Account => self.account.get(place).map(|field| &field.kind),
            Space::Fact => None,
            Space::Lead => self.derived.get(place).map(|it| &it.kind),
        }
    }

    /// How a value is called and typed, wherever it lies; facts' data are those of the type `fact`.
    pub fn describe(&self, slot: Slot, fact: Option<u16>) -> Option<(String, Type, Both)> {
        let of = |prefix: &str, all: &[Field]| {
            all.get(usize::from(slot.index))
                .map(|field| (format!("{prefix}.{}", field.id), field.kind.clone(), field.label.clone()))
        };
        match slot.space {
            Space::Person => of("person", &self.person),
            Space::Account => of("account", &self.account),
            Space::Fact => of("fact", &self.fact_types.get(usize::from(fact?))?.data),
            Space::Lead => {
                let found = self.derived.get(usize::from(slot.index))?;
                Some((found.name.clone(), found.kind.clone(), found.label.clone()))
            }
        }
    }
}

fn fields(scope: &mut Scope, prefix: &str, space: Space, all: &[Field]) {
    for (place, field) in all.iter().enumerate() {
        let slot = Slot { space, index: u16::try_from(place).unwrap_or(u16::MAX) };
        let name = Name { slot, kind: field.kind.clone(), timed: false, label: field.label.clone() };
        scope.names.insert(format!("{prefix}.{}", field.id), name);
    }
}
