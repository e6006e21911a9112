//! Random histories: facts of a few people at two accounts, of all kinds, some of them late.

use kopru_engine::fact::{RawFact, Subject};
use kopru_engine::time::Moment;
use kopru_engine::value::Scalar;

pub const DAY: i64 = 86_400;
/// People of a history.
pub const PEOPLE: u64 = 5;

/// Numbers at random, the same ones in every run (splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (it ^ (it >> 31)) % end
    }

    pub fn pick<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len() as u64) as usize]
    }

    pub fn secs(&mut self, most: i64) -> i64 {
        self.below(most.unsigned_abs()).cast_signed()
    }
}

fn text(value: &str) -> Scalar {
    Scalar::Text(value.to_owned())
}

/// A fact that could happen now: often an ordinary one, at times an act, a late one, a move to another account.
pub fn random_fact(random: &mut Random, id: usize, now: Moment, earlier: &[(u64, String)]) -> (u64, RawFact) {
    let person = random.below(PEOPLE);
    let kind = match random.below(100) {
        0..14 => "page_viewed",
        14..17 => "contacted",
        17..20 => "assigned",
        20..22 => "next_step_set",
        22..24 => "clock_paused",
        24..25 => "clock_resumed",
        25..27 => "undone",
        27..28 => "offered",
        28..29 => "returned",
        29..30 => "next_step_done",
        30..37 => "demo_requested",
        37..42 => "newsletter_subscribed",
        42..58 => "fields_set",
        58..64 => "accepted",
        64..67 => "refused",
        67..70 => "qualified",
        70..74 => "conversation_held",
        74..76 => "won",
        76..78 => "lost",
        78..80 => "recycled",
        80..82 => "disqualified",
        82..84 => "revived",
        84..90 => "retracted",
        90..93 => "stage_reported",
        93..96 => "consent_given",
        96..98 => "consent_withdrawn",
        _ => "finding",
    };
    let mut raw = RawFact::new(Subject::Email(format!("p{person}@example.com")), kind);
    raw.id = Some(format!("f{id}"));
    raw.source = Some(random.pick(&["web", "crm", "form"]).to_owned());
    let late = if random.below(5) == 0 { random.secs(40 * DAY) } else { 0 };
    raw.occurred_at = Some(now.plus_secs(-late));
    let mut data = |name: &str, value: Scalar| drop(raw.data.insert(name.to_owned(), value));
    match kind {
        "page_viewed" => data("path", text(random.pick(&["/pricing", "/pricing/eu", "/blog", "/"]))),
        "accepted" => data("by", text("ayse")),
        "refused" => data("reason", text(random.pick(&["not-ready", "wrong-size"]))),
        "qualified" => data("overrule", Scalar::Bool(random.below(2) == 0)),
        "conversation_held" => {
            for name in ["two_way", "business_fit", "product_fit"] {
                data(name, Scalar::Bool(random.below(4) != 0));
            }
        }
        "recycled" => data("until", text(&now.plus_secs(random.secs(60 * DAY)).day().to_string())),
        "disqualified" => {
            data("kind", text(random.pick(&["not_now", "not_us", "never", "unreachable"])));
            data("reason", text(random.pick(&["tiny", "something else"])));
        }
        "retracted" => match earlier.get(random.below(earlier.len().max(1) as u64) as usize) {
            Some((owner, fact)) => {
                data("fact", text(fact));
                raw.subject = Subject::Email(format!("p{owner}@example.com"));
            }
            None => data("fact", text("f0")),
        },
        "stage_reported" => data("stage", text(random.pick(&["mql", "sal", "sql", "customer"]))),
        "consent_given" | "consent_withdrawn" => data("purpose", text("email")),
        "contacted" => data("outcome", text(random.pick(&["reached", "no_answer", "auto_reply"]))),
        "assigned" => match random.below(3) {
            0 => data("queue", text("north")),
            _ => data("to", text(random.pick(&["ayse", "mehmet"]))),
        },
        "next_step_set" => {
            data("what", text("call"));
            data("due", text(&now.plus_secs(random.secs(9 * DAY)).to_string()));
        }
        "clock_paused" => {
            data("reason", text("away"));
            if random.below(2) == 0 {
                data("until", text(&now.plus_secs(random.secs(9 * DAY)).day().to_string()));
            }
        }
        "undone" => match earlier.last() {
            Some((owner, fact)) => {
                data("fact", text(fact));
                raw.subject = Subject::Email(format!("p{owner}@example.com"));
            }
            None => data("fact", text("f0")),
        },
        "finding" => data("pain", text("leads-lost")),
        _ => {}
    }
    if kind == "fields_set" || random.below(10) == 0 {
        match random.below(3) {
            0 => drop(raw.fields.insert("title".into(), text(random.pick(&["VP Sales", "Intern", "CEO", "Engineer"])))),
            1 => drop(raw.fields.insert("country".into(), text(random.pick(&["TR", "DE"])))),
            _ => drop(raw.account_fields.insert("employees".into(), text(random.pick(&["3", "40", "120", "900"])))),
        }
    }
    if !raw.account_fields.is_empty() || random.below(12) == 0 {
        raw.account = Some(random.pick(&["acme", "globex"]).to_owned());
    }
    let person = raw.subject.value()[1..2].parse().expect("a digit");
    (person, raw)
}
