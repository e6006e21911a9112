//! What people do of their own accord: read, download, come to webinars, ask. How much, how fast and what follows from how
//! they behave; a visit has several acts within minutes, then days pass.

use super::facts::{account_field, fact, person_field, with};
use super::people::{Buys, Kind, Person, Role};
use super::random::Random;
use super::when::Days;
use super::words;
use kopru_engine::fact::RawFact;
use kopru_engine::time::{DAY_SECS, Moment};

/// Something that a person will do, or that will become known of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// The first thing that we hear of them.
    Arrive,
    /// The next thing on their way: how many were before, how many remain.
    Step { done: u16, left: u16 },
    /// Comes to the webinar.
    Attend,
    /// Works in the trial; so many times more.
    Use { left: u16 },
    /// Mail comes back, for the first or the second time.
    Bounce { again: bool },
    /// Unsubscribes.
    Leave,
    /// A service tells more about their company.
    Enrich,
    /// Asks anew, after the day came for which they had put us off.
    Return,
}

/// What an act gives: facts of this moment, and what will follow when.
#[derive(Debug, Default)]
pub struct Given {
    /// Facts.
    pub facts: Vec<RawFact>,
    /// What follows.
    pub next: Vec<(Moment, Act)>,
}

/// One act.
pub struct Doing<'a> {
    /// Who.
    pub person: &'a Person,
    /// The days.
    pub days: &'a Days,
    /// When.
    pub at: Moment,
    /// Numbers that belong to this person and act.
    pub random: Random,
}

impl Doing<'_> {
    /// Does it.
    pub fn act(mut self, act: Act) -> Given {
        let mut given = Given::default();
        match act {
            Act::Arrive => self.arrive(&mut given),
            Act::Step { done, left } => self.step(done, left, &mut given),
            Act::Attend => {
                let minutes = self.random.between(8, 60);
                let title = self.webinar();
                let attended = fact(self.person, "webinar_attended", "web", self.at);
                given.facts.push(with(with(attended, "title", title), "minutes", minutes));
            }
            Act::Use { left } => self.use_product(left, &mut given),
            Act::Bounce { again } => {
                given.facts.push(self.fact("email_bounced", "email"));
                if !again {
                    let days = self.random.between(5, 20);
                    given.next.push((self.at.plus_secs(days * DAY_SECS), Act::Bounce { again: true }));
                }
            }
            Act::Leave => {
                given.facts.push(self.fact("unsubscribed", "email"));
                if self.random.chance(450) {
                    for (purpose, secs) in [("email", 20), ("phone", 40)] {
                        let raw = self.fact_after("consent_withdrawn", "form", secs);
                        given.facts.push(with(raw, "purpose", purpose));
                    }
                }
            }
            Act::Enrich => given.facts.push(self.enriched()),
            Act::Return => given.facts.push(self.fact("demo_requested", "form")),
        }
        given
    }

    fn fact(&self, kind: &str, source: &str) -> RawFact {
        fact(self.person, kind, source, self.at)
    }

    /// The same, so many seconds later.
    fn fact_after(&self, kind: &str, source: &str, secs: i64) -> RawFact {
        fact(self.person, kind, source, self.at.plus_secs(secs))
    }

    fn tongue(&self) -> usize {
        usize::from(!self.person.company.turkish)
    }

    fn webinar(&mut self) -> &'static str {
        let tongue = self.tongue();
        self.random.pick(words::WEBINARS[tongue])
    }

    /// How they come in, with what they write into the form.
    fn arrive(&mut self, given: &mut Given) {
        let (person, source) = (self.person, self.person.source.id);
        let reader = person.kind == Kind::Reader;
        let first = match source {
            "webinar" => {
                let days = self.random.between(1, 12);
                if self.random.chance(560) {
                    let at = self.days.awake(self.at.plus_secs(days * DAY_SECS), &mut self.random);
                    given.next.push((at, Act::Attend));
                }
                let title = self.webinar();
                with(self.fact("webinar_registered", source), "title", title)
            }
            "event" => {
                let name = if person.company.turkish { "Satış ve Pazarlama Zirvesi" } else { "Revenue Summit" };
                with(self.fact("event_attended", source), "event", name)
            }
            "referral" => {
                let by = if person.company.turkish { "bir müşterimiz" } else { "a customer" };
                with(self.fact("recommended", source), "by", by)
            }
            _ if reader => {
                let channel = self.random.pick(&["newsletter", "blog"]);
                with(self.fact("newsletter_subscribed", source), "channel", channel)
            }
            _ => self.download(source),
        };
        let introduced = !reader || self.random.chance(350);
        given.facts.push(if introduced { self.introduced(first) } else { self.named(first) });
        if introduced && self.random.chance(380) {
            // The box below the form: a moment later, so that the first thing known of them is where they came from.
            given.facts.push(with(self.fact_after("consent_given", "form", 4), "purpose", "email"));
        }
        if self.random.chance(if introduced { 420 } else { 60 }) {
            let hours = self.random.between(1, 60);
            given.next.push((self.at.plus_secs(hours * 3_600), Act::Enrich));
        }
        let median = match person.kind {
            Kind::Reader => 5,
            Kind::Downloader => 6,
            Kind::Asker => 11,
            Kind::Chatter => 15,
        };
        let left = u16::try_from(self.random.log_normal(median, 800).min(90)).unwrap_or(0);
        if left > 0 {
            given.next.push((self.later(), Act::Step { done: 0, left }));
        }
        self.trouble(given);
    }

    /// Addresses that are wrong, and people who have had enough.
    fn trouble(&mut self, given: &mut Given) {
        if self.person.buys != Buys::Never {
            return;
        }
        let days = self.random.log_normal(30, 1_000).min(300);
        let at = self.at.plus_secs(days * DAY_SECS + self.random.between(0, 36_000));
        match self.random.below(1_000) {
            0..18 => given.next.push((at, Act::Bounce { again: false })),
            18..60 => given.next.push((self.days.awake(at, &mut self.random), Act::Leave)),
            _ => {}
        }
    }

    /// A form with name and title, and often with what the company is.
    fn introduced(&mut self, raw: RawFact) -> RawFact {
        let mut raw = self.named(raw);
        let person = self.person;
        let company = &person.company;
        person_field(&mut raw, "title", person.title);
        if let Some(phone) = &person.phone {
            person_field(&mut raw, "phone", phone.clone());
        }
        for (name, value) in [("goal", person.goal), ("initiative", person.initiative)] {
            if let Some(value) = value {
                person_field(&mut raw, name, value);
            }
        }
        account_field(&mut raw, "name", company.name.clone());
        account_field(&mut raw, "domain", company.domain.clone());
        if self.random.chance(760) {
            account_field(&mut raw, "country", company.country);
        }
        if self.random.chance(680) {
            account_field(&mut raw, "employees", company.employees);
        }
        if self.random.chance(520) {
            account_field(&mut raw, "industry", company.industry);
        }
        raw
    }

    fn named(&self, mut raw: RawFact) -> RawFact {
        person_field(&mut raw, "name", self.person.name.clone());
        person_field(&mut raw, "language", if self.person.company.turkish { "tr" } else { "en" });
        person_field(&mut raw, "mail_domain", self.person.company.domain.clone());
        raw
    }

    fn enriched(&mut self) -> RawFact {
        let company = &self.person.company;
        let mut raw = self.fact("fields_set", "enrichment");
        account_field(&mut raw, "employees", company.employees);
        account_field(&mut raw, "industry", company.industry);
        account_field(&mut raw, "country", company.country);
        account_field(&mut raw, "sells_to", if company.business { "business" } else { "consumers" });
        account_field(&mut raw, "crm", company.crm);
        account_field(&mut raw, "sales_people", company.sales_people);
        if self.random.chance(500) {
            let revenue = company.employees * self.random.between(40, 160) * 1_000;
            account_field(&mut raw, "revenue", format!("{revenue} USD"));
        }
        if self.random.chance(120) {
            account_field(&mut raw, "hiring_sales", true);
        }
        raw
    }

    fn download(&mut self, source: &str) -> RawFact {
        let topic = match self.person.kind {
            Kind::Chatter | Kind::Asker => self.random.pick(&["case_study", "buyers_guide", "guide", "comparison"]),
            _ => self.random.weighted(&[("guide", 5), ("report", 4), ("case_study", 1)]),
        };
        let raw = with(self.fact("content_downloaded", source), "topic", topic);
        with(raw, "asset", format!("{}-{}.pdf", topic.replace('_', "-"), self.random.between(1, 9)))
    }

    /// When they do the next thing: in the same visit, or days later.
    fn later(&mut self) -> Moment {
        if self.random.chance(580) {
            return self.at.plus_secs(self.random.between(20, 600));
        }
        let (median, spread) = match self.person.kind {
            Kind::Reader => (11 * DAY_SECS, 900),
            Kind::Downloader => (5 * DAY_SECS, 1_100),
            Kind::Asker => (2 * DAY_SECS, 1_000),
            Kind::Chatter => (2 * DAY_SECS, 700),
        };
        let secs = self.random.log_normal(median, spread).min(200 * DAY_SECS);
        let at = Moment::from_secs(self.at.secs() + secs);
        self.days.awake(at, &mut self.random)
    }

    /// The act at which somebody who asks does ask.
    fn asks_at(&self, all: u16) -> u16 {
        let key = [3, self.person.number];
        u16::try_from(Random::of(&key).below(u64::from(all / 2 + 1))).unwrap_or(0)
    }

    fn step(&mut self, done: u16, left: u16, given: &mut Given) {
        let asks = self.person.kind == Kind::Asker && done == self.asks_at(done + left);
        let raw = if asks { self.ask(given) } else { self.something(given) };
        given.facts.push(raw);
        if left > 1 {
            given.next.push((self.later(), Act::Step { done: done + 1, left: left - 1 }));
        }
    }

    /// What only buyers ask for, and some who only look.
    fn ask(&mut self, given: &mut Given) -> RawFact {
        match self.random.below(100) {
            0..56 => self.introduced_again("demo_requested", "form"),
            56..84 => {
                let left = u16::try_from(self.random.log_normal(5, 900).min(40)).unwrap_or(0);
                let at = self.at.plus_secs(self.random.between(300, 5_000));
                given.next.push((at, Act::Use { left }));
                with(self.introduced_again("trial_started", "product"), "plan", "team")
            }
            84..93 => self.introduced_again("meeting_booked", "form"),
            _ => self.introduced_again("pricing_asked", "form"),
        }
    }

    fn introduced_again(&mut self, kind: &str, source: &str) -> RawFact {
        let raw = self.fact(kind, source);
        self.introduced(raw)
    }

    fn something(&mut self, given: &mut Given) -> RawFact {
        let kind = self.person.kind;
        let (page, opened, clicked, content, webinar, chat) = match kind {
            Kind::Reader => (46, 36, 12, 3, 1, 0),
            Kind::Downloader => (52, 16, 13, 13, 5, 0),
            Kind::Asker => (62, 10, 12, 11, 4, 0),
            Kind::Chatter => (34, 8, 18, 22, 2, 16),
        };
        let weights = [("page", page), ("opened", opened), ("clicked", clicked), ("content", content)];
        let more = [("webinar", webinar), ("chat", chat)];
        let all: Vec<(&str, u64)> = weights.into_iter().chain(more).collect();
        match self.random.weighted(&all) {
            "page" => self.page(),
            "opened" => self.mail("email_opened"),
            "clicked" => self.mail("email_clicked"),
            "content" if kind == Kind::Reader => {
                let raw = self.download("form");
                self.introduced(raw)
            }
            "content" => self.download("form"),
            "webinar" => {
                let title = self.webinar();
                let days = self.random.between(1, 9);
                given.next.push((self.days.awake(self.at.plus_secs(days * DAY_SECS), &mut self.random), Act::Attend));
                with(self.fact("webinar_registered", "form"), "title", title)
            }
            _ => with(self.fact("chat_started", "web"), "page", "/pricing"),
        }
    }

    fn page(&mut self) -> RawFact {
        let buying = match self.person.kind {
            Kind::Asker => 550,
            Kind::Chatter => 180,
            Kind::Downloader => 170,
            Kind::Reader => 60,
        };
        let path = match self.random.chance(buying) {
            true => self.random.pick(words::BUYING_PAGES),
            false if self.person.role == Role::Other && self.random.chance(200) => "/careers",
            false => self.random.pick(words::PAGES),
        };
        with(self.fact("page_viewed", "web"), "path", path)
    }

    fn mail(&mut self, kind: &str) -> RawFact {
        let month = self.at.day().to_string();
        let campaign = format!("newsletter-{}", month.get(..7).unwrap_or_default());
        with(self.fact(kind, "email"), "campaign", campaign)
    }

    fn use_product(&mut self, left: u16, given: &mut Given) {
        let feature = self.random.weighted(&[("login", 5), ("import", 3), ("report", 3), ("invite", 1)]);
        given.facts.push(with(self.fact("product_used", "product"), "feature", feature));
        if left > 0 {
            let hours = self.random.log_normal(20, 900).min(300);
            let at = self.days.awake(self.at.plus_secs(hours * 3_600), &mut self.random);
            given.next.push((at, Act::Use { left: left - 1 }));
        }
    }
}
