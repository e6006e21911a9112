//! How somebody works: role, team, languages, skills, hours, absences. What people write is kept as they wrote it.

use kopru_engine::both;
use kopru_engine::calendar::{Calendar, Definition, OpeningHours, Pause, SpecialDay, Zone};
use kopru_engine::desk::{Hours, Member};
use kopru_engine::lang::Both;
use kopru_engine::time::Moment;
use serde_json::{Value, json};
use std::sync::Arc;

/// What somebody may see and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Brings leads and looks after the agreement.
    Marketing,
    /// Works leads: routing gives them some.
    Sales,
    /// Sees to it that nothing is lost; may hand leads to others.
    Manager,
    /// Everything, and who works here.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 4] = [Role::Marketing, Role::Sales, Role::Manager, Role::Admin];

    /// The word for it.
    pub fn id(self) -> &'static str {
        match self {
            Role::Marketing => "marketing",
            Role::Sales => "sales",
            Role::Manager => "manager",
            Role::Admin => "admin",
        }
    }

    /// The role of this word.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.id() == word)
    }

    /// As people read it.
    pub fn name(self) -> Both {
        match self {
            Role::Marketing => both!(en = "marketing", tr = "pazarlama"),
            Role::Sales => both!(en = "sales", tr = "satış"),
            Role::Manager => both!(en = "manager", tr = "yönetici"),
            Role::Admin => both!(en = "administrator", tr = "sistem yöneticisi"),
        }
    }
}

/// Working hours as people write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursText {
    /// `Europe/Istanbul`.
    pub time_zone: String,
    /// `Mon-Fri 09:00-18:00`, one block each.
    pub open: Vec<String>,
    /// Holidays, half days and days with hours of their own: `2026-10-29`, `2026-10-28 13:00`.
    pub special: Vec<String>,
}

/// A stretch in which somebody is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// From when on.
    pub from: Moment,
    /// Until when; not known while it lasts.
    pub to: Option<Moment>,
    /// Why, for colleagues; may be empty.
    pub reason: String,
}

/// How somebody works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What they may see and do.
    pub role: Role,
    /// The team they belong to.
    pub team: Option<String>,
    /// Languages they speak, by their tags; any, when none is named.
    pub languages: Vec<String>,
    /// What they are good at.
    pub skills: Vec<String>,
    /// How many open leads they can work at once; any number without it.
    pub capacity: Option<u32>,
    /// How large their share of the leads is beside the others', from 1.
    pub weight: u32,
    /// Their own hours; without them those of the playbook hold.
    pub hours: Option<HoursText>,
    /// When they are away, in order.
    pub absences: Vec<Absence>,
    /// Whether they have left.
    pub left: bool,
}

impl Profile {
    /// Somebody with this role and nothing special.
    pub fn new(role: Role) -> Profile {
        Profile {
            role,
            team: None,
            languages: Vec::new(),
            skills: Vec::new(),
            capacity: None,
            weight: 1,
            hours: None,
            absences: Vec::new(),
            left: false,
        }
    }

    /// What the engine knows of them.
    ///
    /// # Errors
    /// What is wrong with the hours, and what to write.
    pub fn member(&self) -> Result<Member, Both> {
        let shared = |all: &[String]| all.iter().map(|it| Arc::from(it.as_str())).collect();
        let calendar = self.hours.as_ref().map(HoursText::calendar).transpose()?;
        let absences = self.absences.iter().map(|it| Pause { from: it.from, to: it.to }).collect();
        Ok(Member {
            hours: Hours { calendar, absences },
            left: self.left,
            sells: self.role == Role::Sales,
            team: self.team.as_deref().map(Arc::from),
            languages: shared(&self.languages),
            skills: shared(&self.skills),
            capacity: self.capacity,
            weight: self.weight,
        })
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let at = |it: Option<Moment>| it.map(|at| at.to_string());
        let absence = |it: &Absence| json!({ "from": it.from.to_string(), "to": at(it.to), "reason": it.reason });
        json!({
            "role": self.role.id(), "team": self.team, "languages": self.languages, "skills": self.skills,
            "capacity": self.capacity, "weight": self.weight,
            "hours": self.hours.as_ref().map(|it| {
                json!({ "time_zone": it.time_zone, "open": it.open, "special": it.special })
            }),
            "absences": self.absences.iter().map(absence).collect::<Vec<_>>(),
            "left": self.left,
        })
    }

    /// What [`Profile::json`] wrote.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn read(text: &str) -> Result<Profile, String> {
        let it: Value = serde_json::from_str(text).map_err(|fault| fault.to_string())?;
        let word = |key: &str| it[key].as_str().map(str::to_owned);
        let number = |key: &str| it[key].as_u64().and_then(|it| u32::try_from(it).ok());
        let hours = match &it["hours"] {
            Value::Null => None,
            hours => Some(HoursText {
                time_zone: hours["time_zone"].as_str().ok_or("no time zone")?.to_owned(),
                open: texts(&hours["open"]),
                special: texts(&hours["special"]),
            }),
        };
        let absence = |it: &Value| {
            let at = |key: &str| it[key].as_str().and_then(Moment::parse);
            let from = at("from").ok_or("an absence without a beginning")?;
            Ok::<_, String>(Absence { from, to: at("to"), reason: it["reason"].as_str().unwrap_or("").to_owned() })
        };
        Ok(Profile {
            role: word("role").and_then(|it| Role::parse(&it)).ok_or("no role")?,
            team: word("team"),
            languages: texts(&it["languages"]),
            skills: texts(&it["skills"]),
            capacity: number("capacity"),
            weight: number("weight").unwrap_or(1).max(1),
            hours,
            absences: it["absences"].as_array().into_iter().flatten().map(absence).collect::<Result<_, _>>()?,
            left: it["left"].as_bool().unwrap_or(false),
        })
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

impl HoursText {
    /// The calendar that they describe.
    ///
    /// # Errors
    /// What is wrong, and what to write.
    pub fn calendar(&self) -> Result<Calendar, Both> {
        Calendar::build(&Definition {
            zone: Zone::parse(&self.time_zone)?,
            open: self.open.iter().map(|it| OpeningHours::parse(it)).collect::<Result<_, _>>()?,
            special: self.special.iter().map(|it| SpecialDay::parse(it)).collect::<Result<_, _>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_as_it_was_written() {
        let full = Profile {
            role: Role::Sales,
            team: Some("inside".into()),
            languages: vec!["tr".into(), "en".into()],
            skills: vec!["large".into()],
            capacity: Some(40),
            weight: 3,
            hours: Some(HoursText {
                time_zone: "Europe/Istanbul".into(),
                open: vec!["Mon-Fri 09:00-18:00".into()],
                special: vec!["2026-10-29".into()],
            }),
            absences: vec![Absence { from: Moment::from_secs(1_000), to: None, reason: "ill".into() }],
            left: false,
        };
        for it in [full, Profile::new(Role::Admin)] {
            assert_eq!(Profile::read(&it.json().to_string()), Ok(it));
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.id()), Some(role));
            assert!(!role.name().en.is_empty() && !role.name().tr.is_empty());
        }
    }
}
