//! Who the people are, and what nobody at the company can see: whether they would buy. Everything follows from the seed
//! and the person's number, so that nobody needs to be remembered.

use super::random::{Random, scattered};
use super::words;
use kopru_engine::lang::Lang;

/// The country of a company, whether the playbook serves it, and the telephone code.
type Country = (&'static str, bool, &'static str);

const TR: Country = ("TR", true, "+90 212");
const ABROAD: [(Country, u64); 11] = [
    (("GB", true, "+44 20"), 42),
    (("DE", true, "+49 30"), 14),
    (("NL", true, "+31 20"), 10),
    (("IE", true, "+353 1"), 8),
    (("SE", true, "+46 8"), 5),
    (("DK", true, "+45 70"), 3),
    (("CH", true, "+41 44"), 4),
    (("AT", true, "+43 1"), 2),
    (("US", false, "+1 212"), 9),
    (("IN", false, "+91 22"), 2),
    (("AZ", true, "+994 12"), 1),
];

/// Competitors, as the playbook lists them.
const COMPETITORS: [&str; 3] = ["hunitakip.example", "leadwell.example", "pipecraft.example"];

/// Where a person first came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The source of their first fact.
    pub id: &'static str,
    /// How many of a hundred people come from here.
    pub share: u64,
    /// Buyers among them, in per mille of what an average source brings: the truth.
    pub quality: u64,
}

/// Every source. That `ads` is poor is the truth to be found out: it brings many and sells to hardly any.
pub const SOURCES: [Source; 8] = [
    Source { id: "organic", share: 22, quality: 1_100 },
    Source { id: "ads", share: 23, quality: 120 },
    Source { id: "content", share: 16, quality: 1_000 },
    Source { id: "webinar", share: 12, quality: 1_100 },
    Source { id: "event", share: 8, quality: 900 },
    Source { id: "social", share: 8, quality: 700 },
    Source { id: "referral", share: 6, quality: 2_200 },
    Source { id: "partner", share: 5, quality: 1_700 },
];
/// The poor one.
pub const POOR_SOURCE: &str = "ads";

/// What somebody has to do with buying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Decides.
    Leader,
    /// Works with leads every day.
    Manager,
    /// Runs a firm.
    Founder,
    /// Has a say at most.
    Specialist,
    /// Works far from it.
    Other,
}

/// How somebody behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reads the newsletter.
    Reader,
    /// Fills forms for content.
    Downloader,
    /// Asks for a demo, a trial, a price.
    Asker,
    /// Starts chats and downloads a lot, and never buys: the playbook gives points for it, and is wrong to.
    Chatter,
}

/// When somebody would buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buys {
    /// Never.
    Never,
    /// When sales does its part.
    Now,
    /// The same, but later: not now, and to be revived.
    Later,
}

/// A company.
#[derive(Clone, Debug)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Its domain: how facts name the account.
    pub domain: String,
    /// The country's code.
    pub country: &'static str,
    /// Whether the playbook serves that country.
    pub served: bool,
    /// Where its telephones are.
    pub code: &'static str,
    /// Whether its people speak Turkish.
    pub turkish: bool,
    /// People there.
    pub employees: i64,
    /// The industry, as the playbook names it.
    pub industry: &'static str,
    /// Whether it sells to companies.
    pub business: bool,
    /// The CRM, as the playbook names it.
    pub crm: &'static str,
    /// People in sales.
    pub sales_people: i64,
    /// Whether it is a competitor.
    pub competitor: bool,
    /// A number of its own.
    number: u64,
}

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who: from 0, in the order in which they come.
    pub number: u64,
    /// First and last name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The title.
    pub title: &'static str,
    /// Their telephone number; not everybody gives one.
    pub phone: Option<String>,
    /// Where they work.
    pub company: Company,
    /// Where they came from.
    pub source: Source,
    /// What they have to do with buying.
    pub role: Role,
    /// How they behave.
    pub kind: Kind,
    /// The truth.
    pub buys: Buys,
    /// What they say that they came for; `None` says nothing.
    pub goal: Option<&'static str>,
    /// What they say of an initiative.
    pub initiative: Option<&'static str>,
}

/// Everybody.
#[derive(Clone, Debug)]
pub struct People {
    /// Where everything follows from.
    pub seed: u64,
    /// How many people.
    pub count: u64,
    /// Companies of the first, second … people there: each rank has three quarters of the companies of the one before.
    ranks: Vec<u64>,
    /// How many companies.
    pub accounts: u64,
    /// Where the company that sells is at home.
    pub home: Lang,
}

/// What numbers are drawn for.
const COMPANY: u64 = 1;
const PERSON: u64 = 2;

impl People {
    /// So many people at a quarter as many companies: some know one of us, some send a dozen.
    pub fn new(count: u64, seed: u64, home: Lang) -> People {
        let mut ranks = Vec::new();
        let (mut rest, mut width) = (count, (count / 4).max(1));
        let accounts = width;
        while rest > 0 {
            let here = width.min(rest);
            ranks.push(here);
            rest -= here;
            width = (width * 3 / 4).max(1);
        }
        People { seed, count, ranks, accounts, home }
    }

    /// The company with this number.
    pub fn company(&self, number: u64) -> Company {
        let mut random = Random::of(&[self.seed, COMPANY, number]);
        let turkish = random.chance(if self.home == Lang::Tr { 860 } else { 40 });
        let (country, served, code) = if turkish { TR } else { random.weighted(&ABROAD) };
        let names = (words::HEADS_TR.len() * words::MIDDLES_TR.len() * words::TRADES.len()) as u64;
        let place = usize::try_from(scattered(number % names, names, self.seed)).unwrap_or(0);
        let (trade, place) = (place % words::TRADES.len(), place / words::TRADES.len());
        let (head, middle) = (place % words::HEADS_TR.len(), place / words::HEADS_TR.len());
        let (industry, in_turkish, in_english) = words::TRADES[trade];
        let mut name = match turkish {
            true => format!("{} {} {in_turkish}", words::HEADS_TR[head], words::MIDDLES_TR[middle]),
            false => format!("{} {} {in_english}", words::HEADS_EN[head], words::MIDDLES_EN[middle]),
        };
        if number >= names {
            name.push_str(&format!(" {}", number / names + 1));
        }
        let competitor = (7..10).contains(&number);
        let domain = match competitor {
            true => COMPETITORS[usize::try_from(number - 7).unwrap_or(0)].to_owned(),
            false => format!("{}.example", words::plain(&name)),
        };
        let employees = random.log_normal(85, 1_250).clamp(1, 40_000);
        Company {
            domain,
            country,
            served,
            code,
            turkish,
            employees,
            industry,
            business: random.chance(if matches!(industry, "retail" | "media" | "education") { 480 } else { 860 }),
            crm: random.weighted(&[
                ("none", 8),
                ("spreadsheet", 26),
                ("hubspot", 24),
                ("salesforce", 16),
                ("pipedrive", 12),
                ("dynamics", 8),
                ("other", 6),
            ]),
            sales_people: (employees * random.between(4, 16) / 100).max(1),
            competitor,
            number,
            name,
        }
    }

    /// The person with this number.
    pub fn person(&self, number: u64) -> Person {
        let (company, rank) = self.seat(scattered(number, self.count, self.seed));
        let company = self.company(company);
        let mut random = Random::of(&[self.seed, PERSON, number]);
        let role = random.weighted(&[
            (Role::Leader, 27),
            (Role::Manager, 28),
            (Role::Founder, if company.employees < 50 { 22 } else { 4 }),
            (Role::Specialist, 26),
            (Role::Other, 11),
        ]);
        let source = SOURCES[usize::try_from(random.weighted(&shares())).unwrap_or(0)];
        let buys = buys(&company, role, source, &mut random);
        let kind = kind(buys, role, &mut random);
        let titles = match role {
            Role::Leader => words::LEADERS,
            Role::Manager => words::MANAGERS,
            Role::Founder => words::FOUNDERS,
            Role::Specialist => words::SPECIALISTS,
            Role::Other => words::OTHERS,
        };
        let title = random.pick(titles[usize::from(!company.turkish)]);
        let never = buys == Buys::Never && kind != Kind::Chatter;
        let goal = match random.below(1_000) {
            0..45 if never => Some(random.pick(&["study", "job", "sell"])),
            45..300 => Some(random.weighted(&[("solve", 4), ("compare", 3), ("learn", 4)])),
            _ => None,
        };
        let initiative = match random.below(1_000) {
            0..30 if buys == Buys::Later => Some("none"),
            0..45 if never => Some("none"),
            45..160 => Some(random.pick(&["idea", "planned", "running"])),
            _ => None,
        };
        let phone = random.chance(690).then(|| {
            let (high, low) = (number / 10_000 % 1_000, number % 10_000);
            format!("{} {high:03} {low:04}", company.code)
        });
        let (name, email) = called(&company, rank);
        Person { number, name, email, title, phone, company, source, role, kind, buys, goal, initiative }
    }

    /// The company of a seat, and the how-manieth person there it is for.
    fn seat(&self, mut seat: u64) -> (u64, u64) {
        for (rank, width) in (0..).zip(&self.ranks) {
            if seat < *width {
                return (seat, rank);
            }
            seat -= width;
        }
        (0, 0)
    }
}

/// Places of sources with their shares.
fn shares() -> [(u64, u64); 8] {
    let mut all = [(0, 0); 8];
    for (place, (share, source)) in (0..).zip(all.iter_mut().zip(&SOURCES)) {
        *share = (place, source.share);
    }
    all
}

/// A name that nobody else at the company has, and the address.
fn called(company: &Company, rank: u64) -> (String, String) {
    let (first, last) = match company.turkish {
        true => (words::FIRST_TR, words::LAST_TR),
        false => (words::FIRST_EN, words::LAST_EN),
    };
    let names = (first.len() * last.len()) as u64;
    // 1 801 shares no divisor with 3 600, so each rank has another name.
    let begin = Random::of(&[COMPANY, company.number]).below(names);
    let place = usize::try_from((begin + rank * 1_801) % names).unwrap_or(0);
    let (first, last) = (first[place % first.len()], last[place / first.len()]);
    let email = format!("{}.{}@{}", words::plain(first), words::plain(last), company.domain);
    (format!("{first} {last}"), email)
}

/// Whether somebody would buy: who they are and where they came from make it likely, nothing makes it sure.
fn buys(company: &Company, role: Role, source: Source, random: &mut Random) -> Buys {
    let size = matches!(company.employees, 20..2_000);
    let trade = !matches!(company.industry, "public" | "education" | "other");
    let right = matches!(role, Role::Leader | Role::Manager | Role::Founder);
    let base = match (company.served && company.business, size && trade, right) {
        (false, ..) => 1,
        (true, true, true) => 84,
        (true, true, false) => 6,
        (true, false, true) => 20,
        (true, false, false) => 2,
    };
    let buys = !company.competitor && random.below(1_000_000) < base * source.quality;
    match (buys, random.chance(300)) {
        (false, _) => Buys::Never,
        (true, false) => Buys::Now,
        (true, true) => Buys::Later,
    }
}

fn kind(buys: Buys, role: Role, random: &mut Random) -> Kind {
    match buys {
        Buys::Now => random.weighted(&[(Kind::Asker, 84), (Kind::Downloader, 16)]),
        Buys::Later => random.weighted(&[(Kind::Asker, 62), (Kind::Downloader, 38)]),
        Buys::Never => {
            let chats = if matches!(role, Role::Leader | Role::Manager) { 7 } else { 2 };
            random.weighted(&[(Kind::Reader, 38), (Kind::Downloader, 44), (Kind::Asker, 8), (Kind::Chatter, chats)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn nobody_has_somebody_elses_address_and_a_few_companies_send_many() {
        let people = People::new(20_000, 42, Lang::Tr);
        let all: Vec<Person> = (0..20_000).map(|it| people.person(it)).collect();
        let addresses: BTreeSet<&str> = all.iter().map(|it| it.email.as_str()).collect();
        assert_eq!(addresses.len(), 20_000);
        let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
        all.iter().for_each(|it| *sizes.entry(&it.company.domain).or_default() += 1);
        // 5 000 companies send one person, 3 750 two, 2 812 three …
        assert_eq!(sizes.len(), 5_000);
        assert!(sizes.values().any(|it| *it > 20) && sizes.values().filter(|it| **it == 1).count() > 1_000);
    }

    #[test]
    fn the_poor_source_brings_many_and_hardly_any_buyer() {
        for home in Lang::ALL {
            let people = People::new(20_000, 7, home);
            let (mut all, mut buyers) = (BTreeMap::new(), BTreeMap::new());
            for person in (0..20_000).map(|it| people.person(it)) {
                *all.entry(person.source.id).or_insert(0u64) += 1;
                *buyers.entry(person.source.id).or_insert(0u64) += u64::from(person.buys != Buys::Never);
            }
            let of_thousand = |id: &str| buyers[id] * 1_000 / all[id];
            assert!(all[POOR_SOURCE] > 20_000 * 23 / 100 * 9 / 10, "{all:?}");
            for source in SOURCES.iter().filter(|it| it.id != POOR_SOURCE) {
                assert!(of_thousand(POOR_SOURCE) * 3 < of_thousand(source.id), "{} {buyers:?}", source.id);
            }
        }
    }

    #[test]
    fn who_starts_chats_never_buys() {
        let people = People::new(5_000, 3, Lang::En);
        let chatters = (0..5_000).map(|it| people.person(it)).filter(|it| it.kind == Kind::Chatter);
        assert!(chatters.clone().count() > 100 && chatters.into_iter().all(|it| it.buys == Buys::Never));
    }
}
