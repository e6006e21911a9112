//! What a random playbook says of the hand-over. Business time is walked hour by hour.

use super::book::DAY;
use super::random::Random;
use std::fmt::Write as _;

/// A length of time; business time is Monday to Friday, nine to five, in UTC.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    pub secs: i64,
    pub business: bool,
}

/// What was agreed about the hand-over.
#[derive(Clone, Debug)]
pub struct Terms {
    pub accept: Option<Length>,
    pub warn: Length,
    pub breach: Length,
    pub follow_up: Length,
    pub reoffers: i64,
    pub backdate: i64,
    pub undo: i64,
    /// `reassign`, `queue` or nothing.
    pub on_breach: Option<&'static str>,
}

fn length(random: &mut Random, unit: i64) -> Length {
    let business = random.once_in(3);
    let secs = (unit * random.int(1, 8)).clamp(60, 20 * DAY);
    Length { secs: if business { secs.min(3 * DAY) / 60 * 60 } else { secs }, business }
}

impl Length {
    fn text(self) -> String {
        match self.business {
            true => format!("{} business minutes", self.secs / 60),
            false => format!("{}s", self.secs),
        }
    }
}

impl Terms {
    pub fn random(random: &mut Random, unit: i64) -> Terms {
        let breach = length(random, unit);
        let warn = Length { secs: (breach.secs / 2 / 60 * 60).max(60).min(breach.secs), ..breach };
        Terms {
            accept: random.maybe(2, |random| length(random, unit)),
            warn,
            breach,
            follow_up: length(random, unit),
            reoffers: random.int(0, 2),
            backdate: unit * random.pick(&[0, 2, 10]),
            undo: (unit * random.pick(&[0, 4, 20])).min(DAY),
            on_breach: random.pick(&[None, Some("reassign"), Some("queue")]),
        }
    }

    pub fn write(&self, text: &mut String) {
        let calendar = |it: Length| if it.business { ", calendar = \"c\"" } else { "" };
        if let Some(accept) = self.accept {
            let _ = writeln!(text, "accept = {{ within = \"{}\"{} }}", accept.text(), calendar(accept));
        }
        let (warn, breach) = (self.warn.text(), self.breach.text());
        let _ = writeln!(text, "contact = {{ warn = \"{warn}\", breach = \"{breach}\"{} }}", calendar(self.breach));
        let follow = self.follow_up;
        let _ = writeln!(text, "follow_up = {{ within = \"{}\"{} }}", follow.text(), calendar(follow));
        let (times, back, undo) = (self.reoffers, self.backdate, self.undo);
        let _ = writeln!(text, "reoffers = {times}\nbackdate = \"{back}s\"\nundo = \"{undo}s\"");
        if let Some(action) = self.on_breach {
            let _ = writeln!(text, "on_breach = [\"notify owner\", \"{action}\"]");
        }
    }
}
