//! What sales does with a lead that was handed over: who takes it and how soon, what the talk brings out, how it ends.
//! What comes out follows from the truth about the person; when it ends is log-normal, half of the wins within a fortnight.

use super::facts::{fact, with};
use super::people::{Buys, Kind, Person, Role};
use super::random::Random;
use super::words;
use kopru_engine::calendar::Calendar;
use kopru_engine::fact::RawFact;
use kopru_engine::time::{DAY_SECS, Moment};

/// Somebody in sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rep {
    /// As facts name them.
    pub id: &'static str,
    /// Working hours in which half of the hand-overs are answered, in seconds.
    pub answers_in: i64,
}

/// Who takes leads in Turkey, and elsewhere. That one is slow is the truth to be found out.
pub const REPS: [[Rep; 3]; 2] = [
    [
        Rep { id: "ayse", answers_in: 5_400 },
        Rep { id: "mehmet", answers_in: 54_000 },
        Rep { id: "zeynep", answers_in: 7_200 },
    ],
    [
        Rep { id: "emma", answers_in: 5_400 },
        Rep { id: "james", answers_in: 54_000 },
        Rep { id: "sophie", answers_in: 7_200 },
    ],
];
/// Place of the slow one.
pub const SLOW: usize = 1;

/// A lead in the hands of sales: everything else follows from the moment at which it was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deal {
    /// When it became an MQL.
    pub offered_at: Moment,
    /// Whether the person came back by themselves after they had put us off.
    pub back: bool,
    /// What is to be done next.
    pub work: Work,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Accept or refuse.
    Answer,
    /// Talk for the first time.
    Contact,
    /// Confirm that it is ready for sales.
    Qualify,
    /// The talk that makes an opportunity.
    Talk,
    /// Win or lose.
    Close,
    /// Let go, with what the first talk brought out.
    LetGo,
    /// Send back to marketing.
    Recycle,
}

/// What the first talk brings out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing speaks against it.
    Fine,
    /// They do not need it.
    NoNeed,
    /// They cannot pay.
    NoBudget,
    /// Somebody else decides.
    NoAuthority,
    /// Not now.
    Later,
    /// Nobody ever answers.
    Nobody,
}

/// What work gives: facts; what follows when they are taken, and when they are not.
#[derive(Debug, Default)]
pub struct Done {
    /// Facts; the last one decides how it goes on.
    pub facts: Vec<RawFact>,
    /// What follows when it was taken.
    pub next: Option<(Moment, Work)>,
    /// What follows when it was not.
    pub otherwise: Option<(Moment, Work)>,
    /// The day until which they put us off.
    pub until: Option<Moment>,
    /// Whether somebody who would have bought was refused.
    pub refused_buyer: bool,
}

/// Work on one lead.
pub struct Working<'a> {
    /// Where everything follows from.
    pub seed: u64,
    /// Whom about.
    pub person: &'a Person,
    /// When sales works.
    pub calendar: &'a Calendar,
    /// The lead in their hands.
    pub deal: Deal,
    /// Now.
    pub at: Moment,
    /// Whether sales and marketing are at odds: what the poor source and the wrong rule bring is refused.
    pub quarrel: bool,
}

impl Working<'_> {
    fn random(&self, purpose: u64) -> Random {
        let offered = u64::try_from(self.deal.offered_at.micros()).unwrap_or(0);
        Random::of(&[self.seed, 4, self.person.number, offered, purpose])
    }

    fn tongue(&self) -> usize {
        usize::from(!self.person.company.turkish)
    }

    /// Who takes it.
    pub fn rep(&self) -> Rep {
        self.random(1).pick(&REPS[self.tongue()])
    }

    fn act(&self, kind: &str, secs: i64) -> RawFact {
        with(fact(self.person, kind, "sales", self.at.plus_secs(secs)), "by", self.rep().id)
    }

    /// So many working seconds after `from`.
    fn after(&self, from: Moment, secs: i64) -> Moment {
        self.calendar.add(from, secs).unwrap_or(from)
    }

    /// When the hand-over is answered; none when nobody ever looks at it.
    pub fn answered_at(&self) -> Option<Moment> {
        let mut random = self.random(2);
        let forgotten = random.chance(22);
        let secs = random.log_normal(self.rep().answers_in, 900);
        (!forgotten).then(|| self.after(self.deal.offered_at, secs))
    }

    /// How long the whole takes, from hand-over to the end.
    fn length(&self) -> i64 {
        let mut random = self.random(3);
        let days = match self.person.buys {
            Buys::Never => random.log_normal(34 * DAY_SECS, 1_100),
            _ => random.log_normal(10 * DAY_SECS, 1_900),
        };
        days.clamp(DAY_SECS / 4, 500 * DAY_SECS)
    }

    /// A share of the whole has passed, in per cent; at least some working hours from now.
    fn share(&self, per_cent: i64, hours: i64) -> Moment {
        let planned = Moment::from_secs(self.deal.offered_at.secs() + self.length() * per_cent / 100);
        let least = self.after(self.at, hours * 3_600);
        let opening = self.calendar.next_opening(planned).unwrap_or(planned);
        let planned = if self.calendar.is_open(planned) { planned } else { opening };
        planned.max(least)
    }

    /// Does it.
    pub fn work(&self) -> Done {
        match self.deal.work {
            Work::Answer => self.answer(),
            Work::Contact => self.contact(),
            Work::Qualify => self.qualify(),
            Work::Talk => self.talk(),
            Work::Close => self.close(),
            Work::LetGo => self.let_go(),
            Work::Recycle => {
                Done { facts: vec![with(self.act("recycled", 0), "reason", "not-ready")], ..Done::default() }
            }
        }
    }

    fn answer(&self) -> Done {
        let mut random = self.random(4);
        if let Some(reason) = self.refusal(&mut random) {
            let facts = vec![with(self.act("refused", 0), "reason", reason)];
            return Done { facts, refused_buyer: self.person.buys != Buys::Never, ..Done::default() };
        }
        let secs = random.log_normal((self.rep().answers_in * 2).max(9_000), 900);
        let next = Some((self.after(self.at, secs), Work::Contact));
        Done { facts: vec![self.act("accepted", 0)], next, ..Done::default() }
    }

    /// Why they refuse, if they do: what anybody can see, and now and then a mistake.
    fn refusal(&self, random: &mut Random) -> Option<&'static str> {
        let person = self.person;
        let company = &person.company;
        if company.competitor {
            return Some("is-competitor");
        }
        if !company.served && random.chance(250) {
            return Some("wrong-region");
        }
        if company.employees < 5 && random.chance(200) {
            return Some("wrong-size");
        }
        if person.role == Role::Other && random.chance(250) {
            return Some("wrong-persona");
        }
        if person.phone.is_none() && random.chance(20) {
            return Some("no-contact-data");
        }
        let slow = self.rep().answers_in > 2 * REPS[0][0].answers_in;
        let poor = person.source.id == super::people::POOR_SOURCE || person.kind == Kind::Chatter;
        let not_ready = match person.buys {
            _ if poor && self.quarrel => 800,
            Buys::Never if poor => 30,
            Buys::Never => 12,
            _ if slow => 60,
            _ => 20,
        };
        random.chance(not_ready).then_some("not-ready")
    }

    /// What the talk will bring out.
    pub fn found(&self) -> Found {
        let mut random = self.random(5);
        match (self.person.buys, self.person.kind) {
            (Buys::Now, _) => Found::Fine,
            (Buys::Later, _) if self.deal.back => Found::Fine,
            (Buys::Later, _) => Found::Later,
            (Buys::Never, Kind::Chatter) => {
                random.weighted(&[(Found::NoNeed, 58), (Found::Nobody, 22), (Found::NoBudget, 12), (Found::Fine, 8)])
            }
            (Buys::Never, _) => random.weighted(&[
                (Found::Fine, 38),
                (Found::NoNeed, 17),
                (Found::NoBudget, 12),
                (Found::NoAuthority, 12),
                (Found::Later, 10),
                (Found::Nobody, 11),
            ]),
        }
    }

    fn contact(&self) -> Done {
        let found = self.found();
        let mut random = self.random(7);
        if found == Found::Nobody {
            let after = random.between(6, 25) * DAY_SECS;
            return Done { next: Some((self.after(self.at.plus_secs(after), 600), Work::LetGo)), ..Done::default() };
        }
        let note = if self.person.company.turkish { "ilk görüşme" } else { "first talk" };
        let talk = with(with(self.act("conversation_held", 0), "two_way", true), "note", note);
        let mut facts = vec![talk];
        let until = (found == Found::Later).then(|| self.until(&mut random));
        self.findings(found, until, &mut random, &mut facts);
        let next = match found {
            Found::Fine => Some((self.share(25, 2), Work::Qualify)),
            // The playbook itself lets go of who has no need.
            Found::NoNeed => None,
            _ if random.chance(120) => None,
            _ => Some((self.after(self.at, random.between(1, 12) * 3_600), Work::LetGo)),
        };
        Done { facts, next, until, ..Done::default() }
    }

    /// The day until which they put us off: months from the hand-over.
    fn until(&self, random: &mut Random) -> Moment {
        self.deal.offered_at.plus_secs(random.between(70, 260) * DAY_SECS).day().start()
    }

    fn findings(&self, found: Found, until: Option<Moment>, random: &mut Random, facts: &mut Vec<RawFact>) {
        let unknown = random.pick(&["budget", "authority", "time_frame", ""]);
        let mut secs = 60;
        for criterion in ["need", "budget", "authority", "time_frame"] {
            let met = match (criterion, found) {
                ("need", Found::NoNeed) | ("budget", Found::NoBudget) => false,
                ("authority", Found::NoAuthority) | ("time_frame", Found::Later) => false,
                _ if criterion == unknown => continue,
                _ if found == Found::NoNeed => continue,
                _ => true,
            };
            let quote = random.pick(words::quotes(criterion, met)[self.tongue()]);
            let verdict = if met { "met" } else { "unmet" };
            let raw = with(with(self.act("finding", secs), "criterion", criterion), "verdict", verdict);
            let mut raw = with(raw, "quote", quote);
            if let (Some(until), "time_frame") = (until, criterion) {
                raw = with(raw, "until", until.day().to_string());
            }
            facts.push(raw);
            secs += random.between(30, 240);
        }
        let signal = match found {
            Found::Fine if self.person.buys != Buys::Never => {
                random.pick(&["specific_about_pains", "knows_business", ""])
            }
            Found::NoNeed => random.pick(&["brief_about_pains", "short_answers", ""]),
            Found::NoAuthority => random.pick(&["not_near_decision", ""]),
            _ => "",
        };
        if !signal.is_empty() {
            facts.push(with(self.act("signal", secs), "signal", signal));
        }
    }

    fn qualify(&self) -> Done {
        let overruled = self.random(8).chance(90);
        let raw = self.act("qualified", 0);
        let facts = vec![if overruled { with(raw, "overrule", true) } else { raw }];
        let later = self.after(self.at, 3 * 8 * 3_600);
        Done {
            facts,
            next: Some((self.share(45, 3), Work::Talk)),
            otherwise: Some((later, Work::Recycle)),
            ..Done::default()
        }
    }

    fn talk(&self) -> Done {
        let fits = self.person.buys != Buys::Never || self.random(9).chance(780);
        let mut raw = with(self.act("conversation_held", 0), "two_way", true);
        for name in ["business_fit", "product_fit"] {
            raw = with(raw, name, fits || name == "business_fit");
        }
        let next = Some((self.share(100, 4), Work::Close));
        Done { facts: vec![raw], next, otherwise: next, ..Done::default() }
    }

    fn close(&self) -> Done {
        let mut random = self.random(10);
        if self.person.buys == Buys::Never || random.chance(60) {
            let reason = random.pick(words::LOSSES[self.tongue()]);
            return Done { facts: vec![with(self.act("lost", 0), "reason", reason)], ..Done::default() };
        }
        let seats = self.person.company.sales_people.clamp(3, 60) * random.between(6, 14);
        let amount =
            if self.person.company.turkish { format!("{} TRY", seats * 3_600) } else { format!("{} EUR", seats * 90) };
        let won = with(self.act("won", 0), "amount", amount);
        // What is won without a talk that made it an opportunity is not won yet.
        Done { facts: vec![won], otherwise: Some((self.after(self.at, 16 * 3_600), Work::Recycle)), ..Done::default() }
    }

    fn let_go(&self) -> Done {
        let (kind, reason) = match self.found() {
            Found::Nobody => ("unreachable", "never-answers"),
            Found::NoBudget => ("not_us", "cannot-afford"),
            Found::NoAuthority => ("wrong_person", "no-authority"),
            Found::Later => ("not_now", "needed-later"),
            Found::Fine | Found::NoNeed => ("not_us", "no-need"),
        };
        let mut raw = with(with(self.act("disqualified", 0), "kind", kind), "reason", reason);
        if kind == "not_now" {
            // The same day as in the first talk: the same numbers are drawn.
            let until = self.until(&mut self.random(7));
            raw = with(raw, "until", until.day().to_string());
        }
        Done { facts: vec![raw], ..Done::default() }
    }
}
