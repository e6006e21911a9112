//! Time zones: where the local clock jumps, and which moment a local time means.
//!
//! Local times are seconds since 1970-01-01T00:00 on the wall, moments are UTC seconds. Only the zone database that is
//! compiled in counts, so every machine answers alike.

use crate::both;
use crate::diagnostic::nearest;
use crate::lang::Both;
use crate::time::{DAY_SECS, Day, Moment};
use jiff::tz::TimeZoneDatabase;
use std::ops::RangeInclusive;

/// Further from UTC than any local time is: the zone library refuses 26 hours.
const OFFSET_SECS_MAX: i64 = 26 * 3_600;

/// A time zone of the IANA database, with every jump of its clock from 1900 to 2199.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    /// By `start`; never empty.
    stretches: Vec<Stretch>,
}

/// A time during which the zone keeps one distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    start: i64,
    offset: i64,
}

impl Zone {
    /// Reads a name of the IANA database such as `Europe/Istanbul`; capitals do not count.
    ///
    /// # Errors
    /// An unknown name, with the name that is most likely meant.
    pub fn parse(text: &str) -> Result<Zone, Both> {
        let name = text.trim();
        let database = TimeZoneDatabase::bundled();
        let zone = database.get(name).ok().filter(|zone| !zone.is_unknown());
        let Some(zone) = zone else {
            return Err(unknown_zone(name, &database));
        };
        let secs = |days: RangeInclusive<i32>| (i64::from(*days.start()) * DAY_SECS, i64::from(*days.end()) * DAY_SECS);
        let (first, last) = secs(days_covered());
        let begin = jiff::Timestamp::from_second(first).unwrap_or(jiff::Timestamp::MIN);
        let mut stretches = vec![Stretch { start: i64::MIN, offset: i64::from(zone.to_offset(begin).seconds()) }];
        for jump in zone.following(begin) {
            let stretch = Stretch { start: jump.timestamp().as_second(), offset: i64::from(jump.offset().seconds()) };
            if stretch.start > last {
                break;
            }
            // Some entries change only the letters (EST, EWT): no jump.
            if stretches.last().is_none_or(|before| before.offset != stretch.offset) {
                stretches.push(stretch);
            }
        }
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Ok(Zone { name, stretches })
    }

    /// The name as the IANA database writes it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day that the wall shows at a moment.
    pub fn day_at(&self, at: Moment) -> Day {
        let offset = self.stretches.get(self.index_at(at.secs())).map_or(0, |it| it.offset);
        let days = at.secs().saturating_add(offset).div_euclid(DAY_SECS);
        Day::from_days(i32::try_from(days).unwrap_or(0))
    }

    /// When the week of a moment began: the first moment of its Monday.
    pub fn week_of(&self, at: Moment) -> Moment {
        let day = i64::from(self.day_at(at).days());
        // The first of January 1970 was a Thursday.
        Moment::from_secs(self.first((day - (day + 3).rem_euclid(7)) * DAY_SECS))
    }

    /// The first moment at which the wall shows `local` or later: its first occurrence, or the jump that skips it.
    pub(super) fn first(&self, local: i64) -> i64 {
        let from = self.index_at(local.saturating_sub(OFFSET_SECS_MAX));
        for (at, stretch) in self.stretches.iter().enumerate().skip(from) {
            let shown = local.saturating_sub(stretch.offset);
            if self.end(at) > shown {
                return shown.max(stretch.start);
            }
        }
        local
    }

    /// The last moment up to which the wall shows `local` or earlier: its last occurrence, or the jump that skips it.
    pub(super) fn last(&self, local: i64) -> i64 {
        let to = self.index_at(local.saturating_add(OFFSET_SECS_MAX));
        for (at, stretch) in self.stretches.iter().enumerate().take(to + 1).rev() {
            let shown = local.saturating_sub(stretch.offset);
            if stretch.start <= shown {
                return shown.min(self.end(at));
            }
        }
        local
    }

    /// For each jump the local days that it touches: those between the smaller and the larger of the two times that the wall
    /// shows. A jump back to a midnight touches the day before as well, which closes when that midnight comes again.
    pub(super) fn days_of_jumps(&self) -> impl Iterator<Item = RangeInclusive<i32>> {
        self.stretches.windows(2).filter_map(|pair| {
            let [before, after] = pair else { return None };
            let smaller = after.start.saturating_add(before.offset.min(after.offset));
            let larger = after.start.saturating_add(before.offset.max(after.offset));
            let from = i32::try_from((smaller - 1).div_euclid(DAY_SECS)).ok()?;
            let to = i32::try_from((larger - 1).div_euclid(DAY_SECS)).ok()?;
            Some(from..=to)
        })
    }

    fn index_at(&self, moment: i64) -> usize {
        self.stretches.partition_point(|stretch| stretch.start <= moment).saturating_sub(1)
    }

    fn end(&self, at: usize) -> i64 {
        self.stretches.get(at + 1).map_or(i64::MAX, |next| next.start)
    }
}

/// The local days that a calendar knows: those of every accepted moment and a few on both sides, so that no offset leads out.
pub(super) fn days_covered() -> RangeInclusive<i32> {
    Moment::MIN.day().days() - 4..=Moment::MAX.day().days() + 4
}

fn unknown_zone(name: &str, database: &TimeZoneDatabase) -> Both {
    let names: Vec<String> = database.available().map(|zone| zone.as_str().to_owned()).collect();
    let city = |zone: &str| zone.rsplit('/').next().unwrap_or(zone).to_owned();
    let cities: Vec<String> = names.iter().map(|zone| city(zone)).collect();
    let asked = name.replace(' ', "_");
    let near = nearest(&asked, names.iter().map(String::as_str)).map(str::to_owned);
    // People write the city alone; the same city may stand under two continents, and the last is Europe before Asia.
    let near = near.or_else(|| {
        let city = nearest(&city(&asked), cities.iter().map(String::as_str))?;
        let at = cities.iter().rposition(|known| known == city)?;
        names.get(at).cloned()
    });
    match near {
        Some(near) => both!(
            en = "unknown time zone `{name}`; did you mean `{near}`?",
            tr = "bilinmeyen saat dilimi: `{name}`; `{near}` mi demek istediniz?"
        ),
        None => both!(
            en = "unknown time zone `{name}`; write a name of the IANA database such as `Europe/Istanbul`",
            tr = "bilinmeyen saat dilimi: `{name}`; IANA veri tabanındaki bir adı yazın, örneğin `Europe/Istanbul`"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> i64 {
        let wall: jiff::civil::DateTime = text.parse().unwrap();
        jiff::tz::Offset::UTC.to_timestamp(wall).unwrap().as_second()
    }

    fn utc(text: &str) -> i64 {
        Moment::parse(text).unwrap().secs()
    }

    #[test]
    fn the_day_is_that_of_the_wall() {
        let istanbul = Zone::parse("Europe/Istanbul").unwrap();
        // Three hours ahead: 31 December 21:00 UTC is the new year there.
        let at = |text: &str| istanbul.day_at(Moment::parse(text).unwrap()).to_string();
        assert_eq!(at("2025-12-31T20:59:59Z"), "2025-12-31");
        assert_eq!(at("2025-12-31T21:00:00Z"), "2026-01-01");
    }

    #[test]
    fn a_skipped_local_time_is_the_moment_of_the_jump() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        // 2026-03-29: 02:00 +01:00 becomes 03:00 +02:00, at 01:00 UTC.
        let jump = utc("2026-03-29T01:00:00Z");
        assert_eq!(berlin.first(local("2026-03-29T02:30")), jump);
        assert_eq!(berlin.last(local("2026-03-29T02:30")), jump);
        assert_eq!(berlin.first(local("2026-03-29T01:59")), jump - 60);
        assert_eq!(berlin.last(local("2026-03-29T03:01")), jump + 60);
    }

    #[test]
    fn a_repeated_local_time_has_a_first_and_a_last_moment() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        // 2026-10-25: 03:00 +02:00 becomes 02:00 +01:00, at 01:00 UTC.
        assert_eq!(berlin.first(local("2026-10-25T02:30")), utc("2026-10-25T00:30:00Z"));
        assert_eq!(berlin.last(local("2026-10-25T02:30")), utc("2026-10-25T01:30:00Z"));
        assert_eq!(berlin.first(local("2026-10-25T03:00")), utc("2026-10-25T02:00:00Z"));
        assert_eq!(berlin.last(local("2026-10-25T02:00")), utc("2026-10-25T01:00:00Z"));
    }

    #[test]
    fn a_day_that_was_skipped_begins_and_ends_at_the_jump() {
        // Samoa went from the evening of the 29th to the morning of the 31st, at 10:00 UTC.
        let apia = Zone::parse("Pacific/Apia").unwrap();
        let jump = utc("2011-12-30T10:00:00Z");
        for wall in ["2011-12-30T00:00", "2011-12-30T12:00", "2011-12-31T00:00"] {
            assert_eq!((apia.first(local(wall)), apia.last(local(wall))), (jump, jump), "{wall}");
        }
    }

    #[test]
    fn names_are_found_whatever_their_capitals_and_near_ones_are_offered() {
        assert_eq!(Zone::parse(" europe/istanbul ").unwrap().name(), "Europe/Istanbul");
        for wrong in ["Europe/Istambul", "Istanbul", "İstanbul"] {
            let said = Zone::parse(wrong).unwrap_err();
            assert!(said.en.contains("`Europe/Istanbul`"), "{}", said.en);
        }
        for wrong in ["", "+03:00", "Etc/Unknown", "New Yorkshire", "../x"] {
            assert!(Zone::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Zone::parse("new york").unwrap_err().en.contains("`America/New_York`"));
    }
}
