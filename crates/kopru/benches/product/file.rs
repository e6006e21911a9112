//! A file as a CRM exports it: a line a person, with the dates of what they did.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

/// Facts that a line tells of, about.
pub const FACTS: u64 = 10;

/// What its columns mean.
pub const MAP: &str = r#"format = 1
name = "bench"
time_zone = "Europe/Istanbul"
date_formats = ["%Y-%m-%d"]
key = { email = "email" }
account = "company"
source = { column = "source" }
when = "created"

[person]
name = "name"
title = "title"

[account_fields]
employees = { column = "staff", as = "number" }
country = "country"

[[fact]]
type = "newsletter_subscribed"
at = "created"

[[fact]]
type = "content_downloaded"
at = "downloaded"

[[fact]]
type = "page_viewed"
at = "viewed1"
data = { path = { value = "/pricing" } }

[[fact]]
type = "page_viewed"
at = "viewed2"
data = { path = { value = "/blog" } }

[[fact]]
type = "page_viewed"
at = "viewed3"
data = { path = { value = "/product" } }

[[fact]]
type = "email_opened"
at = "opened1"

[[fact]]
type = "email_opened"
at = "opened2"

[[fact]]
type = "email_clicked"
at = "clicked"

[[fact]]
type = "webinar_registered"
at = "webinar"

[[fact]]
type = "demo_requested"
at = "demo"
"#;

const TITLES: [&str; 6] = [
    "VP Sales",
    "Head of Revenue Operations",
    "Pazarlama Müdürü",
    "Satış Direktörü / Sales Director",
    "Founder & CEO",
    "Marketing Manager",
];
const SOURCES: [&str; 5] = ["web", "event", "referral", "ads", "partner"];
/// Of a hundred people so many did it, in the order of the columns after `created`.
const DID: [u64; 9] = [90, 95, 95, 95, 98, 95, 90, 80, 12];

/// Numbers at random, the same in every run (splitmix64, Steele and others, 2014).
fn mixed(of: u64) -> u64 {
    let mut it = of.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x9E37_79B9_7F4A_7C15);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}

/// A day of the two years until the middle of 2026.
fn day(number: u64) -> String {
    let (year, rest) = (2024 + number / 360, number % 360);
    format!("{year}-{:02}-{:02}", rest / 30 + 1, rest % 28 + 1)
}

/// Whom a number means.
pub fn email(person: u64) -> String {
    format!("person{person}@company{}.example", mixed(person) % 200_000)
}

/// Writes these people.
pub fn write(path: &Path, people: Range<u64>) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("a file"));
    let head = "email,name,title,company,staff,country,source,created,downloaded,viewed1,viewed2,viewed3,opened1,opened2,clicked,webinar,demo";
    writeln!(file, "{head}").expect("written");
    for person in people {
        let random = mixed(person ^ 0xA5A5);
        let (company, created) = (mixed(person) % 200_000, random % 800);
        let title = TITLES[(random >> 10) as usize % TITLES.len()];
        let source = SOURCES[(random >> 20) as usize % SOURCES.len()];
        let (staff, country) =
            ([12, 40, 75, 260, 1400][company as usize % 5], ["TR", "DE", "GB", "US"][company as usize % 4]);
        let email = email(person);
        let mut line = format!(
            "{email},Person Number {person},{title},Company {company},{staff},{country},{source},{}",
            day(created)
        );
        for (place, share) in (1_u64..).zip(DID) {
            let random = mixed(person.wrapping_mul(16) + place);
            let did = if random % 100 < share { day((created + random / 100 % 60).min(899)) } else { String::new() };
            let _ = write!(line, ",{did}");
        }
        writeln!(file, "{line}").expect("written");
    }
    file.flush().expect("written");
}
