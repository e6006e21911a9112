//! A market of companies and people, and what they do: the same in every run. The mix: of 100 facts 55 are page views, 15
//! are about mail, 5 about content and webinars, 20 fill fields, 3 ask for a demo or a price, 2 are calls.

use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;
use kopru_store::FactIn;
use kopru_store::written::Incoming;

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

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len() as u64) as usize]
    }
}

/// Makes facts.
pub struct Market {
    pub random: Random,
    pub people: u64,
    accounts: u64,
    count: u64,
    pub now: Moment,
}

const PAGES: [&str; 8] =
    ["/", "/blog/leads", "/about", "/pricing", "/product/scoring", "/integrations/crm", "/blog/handover", "/fiyat"];
const TITLES: [&str; 6] = [
    "VP Sales",
    "Head of Revenue Operations",
    "Pazarlama Müdürü",
    "Satış Direktörü / Sales Director",
    "Founder & CEO",
    "Marketing Manager",
];

impl Market {
    pub fn new(people: u64, seed: u64) -> Market {
        let now = Moment::from_secs(1_772_431_200);
        Market { random: Random(seed), people, accounts: (people / 5).max(1), count: 0, now }
    }

    fn fact(&mut self, person: u64, kind: &str, source: &str) -> RawFact {
        self.count += 1;
        let mut raw =
            RawFact::new(Subject::Email(format!("person{person}@company{}.example", person % self.accounts)), kind);
        raw.id = Some(format!("01J{:023}", self.count));
        raw.occurred_at = Some(self.now);
        raw.source = Some(source.to_owned());
        raw
    }

    fn ready(raw: RawFact) -> FactIn {
        FactIn { incoming: Incoming { raw, also: Vec::new() }, import: false }
    }

    /// How a person becomes known: a form with name, title and company.
    pub fn introduction(&mut self, person: u64) -> FactIn {
        let mut raw = self.fact(person, "fields_set", "form");
        raw.account = Some(format!("Company {}", person % self.accounts));
        let text = |it: &str| Scalar::Text(it.to_owned());
        raw.fields.insert("name".into(), text(&format!("Person Number {person}")));
        raw.fields.insert("title".into(), text(self.random.pick(&TITLES)));
        raw.account_fields.insert("employees".into(), text(self.random.pick(&["12", "40", "75", "260", "1400"])));
        raw.account_fields.insert("country".into(), text(self.random.pick(&["TR", "DE", "GB", "US"])));
        Market::ready(raw)
    }

    /// A person asks for a demo: the lead is handed over.
    pub fn request(&mut self, person: u64) -> FactIn {
        Market::ready(self.fact(person, "demo_requested", "form"))
    }

    /// Something that somebody does.
    pub fn act(&mut self) -> FactIn {
        let person = self.random.below(self.people);
        let text = |it: &str| Scalar::Text(it.to_owned());
        let (kind, source, datum): (&str, &str, Option<(&str, &str)>) = match self.random.below(100) {
            0..55 => ("page_viewed", "web", Some(("path", self.random.pick(&PAGES)))),
            55..63 => ("email_opened", "email", Some(("campaign", "june"))),
            63..70 => ("email_clicked", "email", Some(("campaign", "june"))),
            70..73 => ("content_downloaded", "form", Some(("topic", "guide"))),
            73..75 => ("webinar_attended", "form", Some(("minutes", "25"))),
            75..95 => ("fields_set", "enrichment", None),
            95..97 => ("demo_requested", "form", None),
            97..98 => ("pricing_asked", "form", None),
            _ => ("conversation_held", "sales", Some(("note", "called, will call back"))),
        };
        let mut raw = self.fact(person, kind, source);
        match datum {
            Some((name, value)) => drop(raw.data.insert(name.into(), text(value))),
            None if kind == "fields_set" => {
                let (name, value) = match self.random.below(3) {
                    0 => ("goal", self.random.pick(&["solve", "compare", "learn"])),
                    1 => ("initiative", self.random.pick(&["idea", "planned", "running"])),
                    _ => ("language", self.random.pick(&["tr", "en", "de"])),
                };
                raw.fields.insert(name.into(), text(value));
            }
            None => {}
        }
        Market::ready(raw)
    }
}
