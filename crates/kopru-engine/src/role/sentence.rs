//! A role said as a sentence, with the words that decided.

use super::{Note, Part, Reading, Role};
use crate::both;
use crate::lang::Both;

impl Reading {
    /// The words of the title that decided a role, in order.
    pub fn words<'a>(&'a self, role: &'a Role) -> impl Iterator<Item = &'a str> {
        role.words.iter().filter_map(|span| self.title.get(span.clone()))
    }

    /// Why the title gives this role, as a sentence in both languages.
    pub fn reason(&self, role: &Role) -> Both {
        let quoted: Vec<String> = self.words(role).map(|word| format!("“{word}”")).collect();
        let words = quoted.join(", ");
        let named = named(role);
        let (en, tr) = (named.en, named.tr);
        let mut sentence = both!(en = "{words}: {en}", tr = "{words}: {tr}");
        if let Some(part) = role.part {
            let usual = usual(part);
            sentence.en = format!("{}; {}", sentence.en, usual.en);
            sentence.tr = format!("{}; {}", sentence.tr, usual.tr);
        }
        sentence.en.push('.');
        sentence.tr.push('.');
        sentence
    }
}

/// Height and work in words.
fn named(role: &Role) -> Both {
    match (role.seniority, role.function) {
        (Some(seniority), Some(function)) => {
            let (seniority, function) = (seniority.name(), function.name());
            Both { en: format!("{}, {}", seniority.en, function.en), tr: format!("{}, {}", seniority.tr, function.tr) }
        }
        (Some(seniority), None) => {
            let name = seniority.name();
            let (en, tr) = (name.en, name.tr);
            both!(en = "{en}, of what the title does not say", tr = "{tr}; hangi işte olduğu yazmıyor")
        }
        (None, Some(function)) => {
            let name = function.name();
            let (en, tr) = (name.en, name.tr);
            both!(en = "{en}, how high the title does not say", tr = "{tr}; düzeyi yazmıyor")
        }
        (None, None) => both!(en = "nothing known", tr = "bir şey bilinmiyor"),
    }
}

/// What a part means for a sale.
fn usual(part: Part) -> Both {
    match part {
        Part::Decider => both!(en = "such a post usually decides", tr = "böyle bir görev genellikle karar verir"),
        Part::Influencer => both!(en = "such a post usually has a say", tr = "böyle bir görevin genellikle sözü geçer"),
        Part::User => {
            both!(en = "such a post usually uses what is bought", tr = "böyle bir görev genellikle alınanı kullanır")
        }
        Part::Gatekeeper => both!(
            en = "such a post usually decides who gets through",
            tr = "böyle bir görev genellikle kimin ulaşacağını belirler"
        ),
    }
}

impl Note {
    /// The note as a person reads it.
    pub fn text(self) -> Both {
        match self {
            Note::Cut => {
                both!(en = "the title is too long; its end was not read", tr = "unvan çok uzun; sonu okunmadı")
            }
            Note::NotHeld => both!(
                en = "a post that is not held today was left out",
                tr = "bugün yürütülmeyen bir görev hesaba katılmadı"
            ),
            Note::SomeoneElses => both!(
                en = "the post of the person they work for was left out",
                tr = "yanında çalıştığı kişinin görevi hesaba katılmadı"
            ),
        }
    }
}
