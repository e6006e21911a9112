//! The market: everybody who comes, in the order of time. It gives the facts up to a moment; it is told what became of
//! them and which leads were handed over, and goes on from there. It holds what is still to come of those who are active,
//! not who was there: a person follows from the seed and their number.

use super::facts;
use super::journey::{Act, Doing};
use super::people::{Buys, People, Person};
use super::random::Random;
use super::sales::{Deal, Found, Work, Working};
use super::truth::{QUARRELS, Truth};
use super::when::Days;
use kopru_engine::calendar::Calendar;
use kopru_engine::fact::RawFact;
use kopru_engine::lang::Lang;
use kopru_engine::time::{DAY_SECS, Moment};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Days of the story.
pub const STORY_DAYS: u32 = 731;
/// How many of a thousand who put us off come back by themselves on their day.
const COME_BACK: u64 = 330;

/// What a story is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many people; each has about ten facts.
    pub people: u64,
    /// Another seed, another story.
    pub seed: u64,
    /// Where the company is at home, and the language of its facts.
    pub home: Lang,
    /// When it ends.
    pub until: Moment,
}

/// A fact, and what follows from it.
#[derive(Debug)]
pub struct Planned {
    /// The fact.
    pub raw: RawFact,
    /// What follows.
    pub follows: Follows,
}

/// What follows from a fact: when it had its effect, and when it had none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Follows {
    person: u64,
    next: Option<(Moment, Task)>,
    otherwise: Option<(Moment, Task)>,
}

/// Something that will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Task {
    Own(Act),
    Sales(Deal),
}

/// When, whose, in which order of planning, what.
type Entry = Reverse<(Moment, u64, u64, Task)>;

/// The market.
#[derive(Debug)]
pub struct Market {
    settings: Settings,
    people: People,
    days: Days,
    /// When sales works.
    calendar: Calendar,
    /// The next day whose people have not come yet.
    day: usize,
    tasks: BinaryHeap<Entry>,
    /// Facts that are made and lie ahead.
    ahead: BTreeMap<(Moment, u64), Planned>,
    /// Everything planned so far, counted: gives an order, and facts their ids.
    count: u64,
    /// What nobody at the company knows.
    pub truth: Truth,
}

impl Market {
    /// A story; nothing of it has happened yet.
    pub fn new(settings: Settings, calendar: Calendar) -> Market {
        let ahead = if settings.home == Lang::Tr { 3 * 3_600 } else { 0 };
        Market {
            people: People::new(settings.people, settings.seed, settings.home),
            days: Days::new(STORY_DAYS, ahead, settings.until),
            calendar,
            day: 0,
            tasks: BinaryHeap::new(),
            ahead: BTreeMap::new(),
            count: 0,
            truth: Truth::default(),
            settings,
        }
    }

    /// The moment with which it begins.
    pub fn begins_at(&self) -> Moment {
        self.days.begin(0)
    }

    /// The moments at which the company looks at what has happened since: twice a working day and at midnight, so that
    /// what people do can follow what was decided; the last is the end. With each whether the day is over.
    pub fn looks(&self) -> impl Iterator<Item = (Moment, bool)> + use<> {
        let (days, end) = (self.days.clone(), self.settings.until);
        let of_day = move |number: usize| {
            let begin = days.begin(number);
            let hours: &[i64] = if days.is_workday(begin) { &[40_500, 54_000, DAY_SECS] } else { &[DAY_SECS] };
            hours.iter().map(|secs| (begin.plus_secs(*secs), *secs == DAY_SECS)).collect::<Vec<_>>()
        };
        let all = (0..self.days.count()).flat_map(of_day);
        all.take_while(move |(at, _)| *at < end).chain([(end, true)])
    }

    /// Everything that happens until a moment, in order, that was not given before.
    pub fn until(&mut self, moment: Moment) -> Vec<Planned> {
        let moment = moment.min(self.settings.until);
        while self.day < self.days.count() && self.days.begin(self.day) <= moment {
            self.arrive(self.day);
            self.day += 1;
        }
        while let Some(Reverse((at, ..))) = self.tasks.peek()
            && *at <= moment
        {
            let Some(Reverse((at, person, _, task))) = self.tasks.pop() else { break };
            self.happen(at, person, task);
        }
        let later = self.ahead.split_off(&(moment.plus_secs(1), 0));
        std::mem::replace(&mut self.ahead, later).into_values().collect()
    }

    /// Those who come on a day.
    fn arrive(&mut self, day: usize) {
        for person in self.days.arrivals(day, self.settings.people) {
            let mut random = Random::of(&[self.settings.seed, 5, person]);
            let at = self.days.moment_of_day(day, &mut random);
            self.plan(at, person, Task::Own(Act::Arrive));
        }
    }

    fn plan(&mut self, at: Moment, person: u64, task: Task) {
        if at < self.settings.until {
            self.count += 1;
            self.tasks.push(Reverse((at, person, self.count, task)));
        }
    }

    fn happen(&mut self, at: Moment, number: u64, task: Task) {
        let person = self.people.person(number);
        match task {
            Task::Own(act) => {
                let secs = u64::try_from(at.micros()).unwrap_or(0);
                let random = Random::of(&[self.settings.seed, 6, number, secs]);
                let given = Doing { person: &person, days: &self.days, at, random }.act(act);
                let returns = act == Act::Return;
                for raw in given.facts {
                    self.send(raw, returns, Follows { person: number, ..Follows::default() });
                }
                for (when, act) in given.next {
                    self.plan(when.max(at.plus_secs(1)), number, Task::Own(act));
                }
            }
            Task::Sales(deal) => self.work(at, &person, deal),
        }
    }

    fn work(&mut self, at: Moment, person: &Person, deal: Deal) {
        let working =
            Working { seed: self.settings.seed, person, calendar: &self.calendar, deal, at, quarrel: self.quarrel(at) };
        let done = working.work();
        let comes_back = person.buys == Buys::Later && self.comes_back(person.number);
        if deal.work == Work::LetGo && working.found() == Found::Later && person.buys == Buys::Later && !comes_back {
            self.truth.revivable.insert(person.email.clone());
        }
        if done.refused_buyer {
            self.truth.refused_buyers.insert(person.email.clone());
        }
        let task = |work: Work| Task::Sales(Deal { work, ..deal });
        let (next, otherwise) =
            (done.next.map(|(at, it)| (at, task(it))), done.otherwise.map(|(at, it)| (at, task(it))));
        if let Some(until) = done.until.filter(|_| comes_back) {
            let days = Random::of(&[self.settings.seed, 8, person.number]).between(1, 18);
            let at = until.plus_secs(days * DAY_SECS);
            let at = self.days.awake(at, &mut Random::of(&[self.settings.seed, 9, person.number]));
            self.plan(at, person.number, Task::Own(Act::Return));
        }
        let last = done.facts.len().saturating_sub(1);
        if done.facts.is_empty() {
            next.into_iter().for_each(|(at, task)| self.plan(at, person.number, task));
        }
        for (place, raw) in done.facts.into_iter().enumerate() {
            let (next, otherwise) = if place == last { (next, otherwise) } else { (None, None) };
            self.send(raw, false, Follows { person: person.number, next, otherwise });
        }
    }

    /// Whether sales and marketing are at odds at a moment.
    fn quarrel(&self, at: Moment) -> bool {
        let day = (at.secs() - self.begins_at().secs()).div_euclid(DAY_SECS);
        QUARRELS.iter().any(|(from, until)| (*from..*until).contains(&day))
    }

    /// Whether somebody who puts us off comes back by themselves.
    fn comes_back(&self, person: u64) -> bool {
        Random::of(&[self.settings.seed, 7, person]).chance(COME_BACK)
    }

    fn send(&mut self, mut raw: RawFact, returns: bool, follows: Follows) {
        let at = raw.occurred_at.unwrap_or(self.settings.until);
        if at > self.settings.until {
            return;
        }
        self.count += 1;
        raw.id = Some(facts::id(follows.person, self.count, returns));
        self.ahead.insert((at, self.count), Planned { raw, follows });
    }

    /// What became of a fact: `applied` when it had its effect. What follows begins after `now`.
    pub fn answered(&mut self, follows: Follows, applied: bool, now: Moment) {
        if let Some((at, task)) = if applied { follows.next } else { follows.otherwise } {
            self.plan(at.max(now.plus_secs(60)), follows.person, task);
        }
    }

    /// Leads that were handed over: the ids of the facts because of which, and when. `now` is when sales hears of it.
    pub fn offered(&mut self, mut leads: Vec<(Moment, String)>, now: Moment) {
        leads.sort_unstable();
        for (at, fact) in leads {
            let read = facts::read_id(&fact).filter(|(number, _)| *number < self.settings.people);
            let Some((number, back)) = read else { continue };
            let deal = Deal { offered_at: at, back, work: Work::Answer };
            let person = self.people.person(number);
            let (seed, calendar, quarrel) = (self.settings.seed, &self.calendar, self.quarrel(now));
            let working = Working { seed, person: &person, calendar, deal, at: now, quarrel };
            if let Some(when) = working.answered_at() {
                // Nobody answers what they have not heard of yet; a few minutes later, so that not all do at once.
                let key = [self.settings.seed, 10, number, now.micros().unsigned_abs()];
                let pause = Random::of(&key).between(60, 1_500);
                self.plan(when.max(now.plus_secs(pause)), number, Task::Sales(deal));
            }
        }
    }

    /// The people of the story, with the truth about each.
    pub fn people(&self) -> &People {
        &self.people
    }
}
