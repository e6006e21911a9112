//! Leads with a past, and facts that go on happening to them. Until a generator of whole markets exists, these are drawn
//! at random from a fixed seed: half of what is known is filled in, five to eight engagement rules are active.

use kopru_engine::account::Account;
use kopru_engine::decide::{Inputs, decide};
use kopru_engine::desk::Desk;
use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::lead::Lead;
use kopru_engine::playbook::Playbook;
use kopru_engine::time::Moment;
use kopru_engine::typing::Fact;
use kopru_engine::value::Scalar;

const DAY: i64 = 86_400;

/// Numbers at random, the same ones in every run (splitmix64).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        it ^ (it >> 31)
    }

    /// From `least` to below `end`.
    pub fn within(&mut self, least: i64, end: i64) -> i64 {
        least + (self.next() % (end - least) as u64) as i64
    }

    /// In so many of a hundred cases.
    pub fn percent(&mut self, share: i64) -> bool {
        self.within(0, 100) < share
    }

    /// One of several.
    pub fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.within(0, all.len() as i64) as usize]
    }
}

/// What a fact does to its lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Fires at least one rule of engagement.
    Engages,
    /// Sets a field of the person or the account.
    SetsField,
    /// Nothing that a rule looks at.
    Nothing,
}

/// A lead with its account, at a moment.
#[derive(Clone)]
pub struct Past {
    pub lead: Lead,
    pub account: Account,
    pub now: Moment,
}

/// Makes facts of one playbook.
pub struct Facts<'p> {
    pub playbook: &'p Playbook,
    pub random: Random,
    count: u64,
}

const ACTS: [(&str, &str, &[&str]); 10] = [
    ("page_viewed", "path", &["/blog/leads", "/about", "/blog/handover"]),
    ("page_viewed", "path", &["/pricing", "/fiyat"]),
    ("page_viewed", "path", &["/product/scoring", "/integrations/crm", "/urun/puan"]),
    ("email_opened", "campaign", &["june", "july"]),
    ("email_clicked", "campaign", &["june", "july"]),
    ("content_downloaded", "topic", &["guide", "report", "case_study", "comparison"]),
    ("newsletter_subscribed", "channel", &["newsletter", "blog"]),
    ("webinar_registered", "title", &["Speed to lead"]),
    ("webinar_attended", "minutes", &["25", "48"]),
    ("chat_started", "page", &["/pricing", "/"]),
];

const PERSON: [(&str, &[&str]); 7] = [
    ("goal", &["solve", "compare", "learn"]),
    ("initiative", &["idea", "planned", "running"]),
    ("starts_in", &["now", "quarter", "half_year", "later"]),
    ("approvals", &["0", "1", "2"]),
    ("budget", &["5000 USD", "20000 EUR", "250000 TRY"]),
    ("language", &["tr", "en", "de"]),
    ("mail_domain", &["gmail.com", "acme.example", "toros.example"]),
];

const TITLES: [&str; 8] = [
    "VP Sales",
    "Head of Revenue Operations",
    "Pazarlama Müdürü",
    "Satış Direktörü / Sales Director",
    "Founder & CEO",
    "Marketing Manager",
    "Genel Müdür Yardımcısı",
    "Sales Operations Lead EMEA",
];

const ACCOUNT: [(&str, &[&str]); 9] = [
    ("employees", &["12", "40", "75", "260", "480", "1400"]),
    ("industry", &["software", "finance", "manufacturing", "retail", "public"]),
    ("country", &["TR", "DE", "GB", "US", "NL"]),
    ("sells_to", &["business", "business", "business", "consumers"]),
    ("sales_people", &["2", "6", "35"]),
    ("revenue", &["900000 USD", "4000000 USD", "90000000 EUR"]),
    ("crm", &["none", "spreadsheet", "hubspot", "dynamics"]),
    ("hiring_sales", &["true", "false"]),
    ("funding", &["500000 USD", "3000000 USD"]),
];

impl<'p> Facts<'p> {
    /// Facts from a seed.
    pub fn new(playbook: &'p Playbook, seed: u64) -> Facts<'p> {
        Facts { playbook, random: Random(seed), count: 0 }
    }

    fn typed(&mut self, raw: &RawFact, at: Moment) -> Fact {
        self.count += 1;
        let id = format!("01J{:023}", self.count);
        self.playbook.type_fact(raw, &id, at).unwrap_or_else(|faults| panic!("{}: {faults:?}", raw.kind))
    }

    fn raw(&self, kind: &str, source: &str) -> RawFact {
        let mut raw = RawFact::new(Subject::External("lead".into()), kind);
        raw.source = Some(source.into());
        raw
    }

    fn act(&mut self, (kind, datum, values): (&str, &str, &[&str]), at: Moment) -> Fact {
        let mut raw = self.raw(kind, "web");
        let value = Scalar::Text((*self.random.pick(values)).into());
        raw.data.insert(datum.into(), value);
        self.typed(&raw, at)
    }

    /// A fact at `at` that does this.
    pub fn next(&mut self, does: Does, at: Moment) -> Fact {
        match does {
            // Pages and mail are by far the most; what decides at once is rare.
            Does::Engages if self.random.percent(2) => {
                let raw = self.raw("demo_requested", "form");
                self.typed(&raw, at)
            }
            Does::Engages if self.random.percent(75) => {
                let act = *self.random.pick(&ACTS[..5]);
                self.act(act, at)
            }
            Does::Engages => {
                let act = *self.random.pick(&ACTS);
                self.act(act, at)
            }
            Does::SetsField => self.field(at),
            Does::Nothing => {
                let mut raw = self.raw("conversation_held", "crm");
                raw.data.insert("note".into(), Scalar::Text("called, will call back".into()));
                self.typed(&raw, at)
            }
        }
    }

    fn field(&mut self, at: Moment) -> Fact {
        let mut raw = self.raw("fields_set", "enrichment");
        if self.random.percent(10) {
            let title = *self.random.pick(&TITLES);
            raw.fields.insert("title".into(), Scalar::Text(title.into()));
        } else if self.random.percent(55) {
            let (name, values) = *self.random.pick(&PERSON);
            let value = Scalar::Text((*self.random.pick(values)).into());
            raw.fields.insert(name.into(), value);
        } else {
            let (name, values) = *self.random.pick(&ACCOUNT);
            let value = Scalar::Text((*self.random.pick(values)).into());
            raw.account_fields.insert(name.into(), value);
        }
        self.typed(&raw, at)
    }

    /// A lead that came to us a month ago: two thirds of what can be known of it is, and it did several kinds of things.
    pub fn past(&mut self) -> Past {
        let playbook = self.playbook;
        let begin = 1_772_431_200 + self.random.within(0, 20 * DAY);
        let mut facts = vec![self.introduction(Moment::from_secs(begin))];
        let kinds = self.random.within(3, 6);
        let mut at = begin;
        for _ in 0..kinds {
            let act = *self.random.pick(&ACTS);
            for _ in 0..self.random.within(1, 4) {
                at += self.random.within(60, 2 * DAY);
                facts.push(self.act(act, Moment::from_secs(at)));
            }
        }
        let mut past = Past { lead: Lead::new(playbook), account: Account::new(playbook), now: Moment::from_secs(at) };
        for fact in &facts {
            past.account.fold(playbook, fact);
            decide(&inputs(playbook, &past.account, false), &mut past.lead, fact, fact.recorded_at);
        }
        past
    }

    fn introduction(&mut self, at: Moment) -> Fact {
        let mut raw = self.raw("fields_set", "form");
        raw.fields.insert("email".into(), Scalar::Text("someone@acme.example".into()));
        let title = *self.random.pick(&TITLES);
        raw.fields.insert("title".into(), Scalar::Text(title.into()));
        for (part, known) in [(&PERSON[..], 50), (&ACCOUNT[..], 75)] {
            for (name, values) in part {
                if self.random.percent(known) {
                    let value = Scalar::Text((*self.random.pick(values)).into());
                    let fields = if part.len() == PERSON.len() { &mut raw.fields } else { &mut raw.account_fields };
                    fields.insert((*name).into(), value);
                }
            }
        }
        self.typed(&raw, at)
    }

    /// How long until the next fact: two of three follow within the same visit, the others after hours or days.
    pub fn gap(&mut self) -> i64 {
        if self.random.percent(67) { self.random.within(15, 600) } else { self.random.within(3_600, 5 * DAY) }
    }
}

/// What a decision may look at.
pub fn inputs<'a>(playbook: &'a Playbook, account: &'a Account, traced: bool) -> Inputs<'a> {
    Inputs { playbook, account, history: &[], traced: traced.into(), desk: Desk::none(), terms: None }
}

/// Engagement rules that give a lead something.
pub fn active_rules(lead: &Lead) -> usize {
    lead.evidence.sums.active().count()
}
