//! A slice in words, and what was counted of a lead: for people, and as it is stored.

use super::Told;
use crate::portal::said;
use crate::service::slices;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::lead::{ClockKind, OfferState};
use kopru_engine::playbook::Kind;
use kopru_engine::time::Moment;
use kopru_engine::{both, sales_aloud, say};
use kopru_store::report::slice::{Counted, Item, Part, Slice};

/// The headings of what is told of each item beside its lead, in the order of [`slices::columns`].
pub(super) fn heads(of: Counted, lang: Lang) -> Vec<String> {
    let head = |name: &&str| match *name {
        "offered_at" => both!(en = "Handed over", tr = "Devir"),
        "state" => both!(en = "State", tr = "Durum"),
        "reason" => both!(en = "Reason", tr = "Gerekçe"),
        "answered_by" => both!(en = "With", tr = "Kimde"),
        "contact" => both!(en = "First contact", tr = "İlk temas"),
        "opened_at" => both!(en = "Opened", tr = "Açılış"),
        "amount" => both!(en = "Amount", tr = "Tutar"),
        "expected_on" => both!(en = "Expected", tr = "Beklenen"),
        "closed_at" => both!(en = "Ended", tr = "Sonuç tarihi"),
        "kind" => both!(en = "Kind of reason", tr = "Neden türü"),
        "clock" => both!(en = "Clock", tr = "Süre"),
        "due" => both!(en = "Due", tr = "Son tarih"),
        "entered_at" if of == Counted::Funnel => both!(en = "Entered", tr = "Giriş"),
        "entered_at" => both!(en = "Here since", tr = "Bu aşamada"),
        "furthest" => both!(en = "Came as far as", tr = "Ulaştığı aşama"),
        other => Both::same(other),
    };
    slices::columns(of).iter().map(|it| head(it).get(lang).to_owned()).collect()
}

impl Told<'_> {
    /// What is told of an item, in the order of [`slices::columns`].
    pub(super) fn values(&self, of: Counted, it: &Item) -> Vec<String> {
        let lang = self.lang;
        let told = |(name, value): (&&str, String)| match *name {
            _ if value.is_empty() => value,
            "state" => state_name(of, &value, lang),
            "reason" if of == Counted::Handovers => self.reason(&value),
            "answered_by" => self.names.of(&value).to_owned(),
            "contact" => contact_name(&value, lang),
            "kind" => kind_name(&value, lang),
            "clock" => clock_name(&value, lang),
            "furthest" => self.stage(Some(&value)),
            _ => Moment::parse(&value).map_or(value, |at| said::when(at, &self.zone)),
        };
        slices::columns(of).iter().zip(slices::values(it)).map(told).collect()
    }

    fn stage(&self, id: Option<&str>) -> String {
        said::stage(self.playbook, id.filter(|it| !it.is_empty()), self.lang)
    }

    fn reason(&self, id: &str) -> String {
        let mut reasons = self.playbook.handover.iter().flat_map(|it| &it.reasons);
        reasons.find(|it| *it.id == *id).map_or_else(|| id.to_owned(), |it| it.text.get(self.lang).to_owned())
    }

    /// The slice as a sentence: what is counted, over which days, and what it says.
    pub(super) fn sentence(&self, slice: &Slice) -> String {
        let lang = self.lang;
        let days = slice.window.days;
        let until = said::when(slice.window.until, &self.zone);
        let counted = match slice.of {
            Counted::Handovers => say!(
                lang,
                en = "Hand-overs offered in {days} days until {until}",
                tr = "Sunulan devirler ({days} gün, bitiş: {until})"
            ),
            Counted::Deals => say!(
                lang,
                en = "Deals opened in {days} days until {until}",
                tr = "Açılan fırsatlar ({days} gün, bitiş: {until})"
            ),
            Counted::Worked => say!(
                lang,
                en = "Leads handed over in {days} days until {until}",
                tr = "Devredilen adaylar ({days} gün, bitiş: {until})"
            ),
            Counted::Clocks => say!(lang, en = "Clocks that run now", tr = "Şu an işleyen süreler"),
            Counted::Now => say!(lang, en = "Leads that are worked now", tr = "Şu an ilgilenilen adaylar"),
            Counted::Funnel => say!(lang, en = "Leads that entered the funnel", tr = "Huniye giren adaylar"),
        };
        let parts = slice.parts.iter().map(|(part, value)| self.part(slice, *part, value));
        std::iter::once(counted).chain(parts).collect::<Vec<_>>().join(" · ")
    }

    fn part(&self, slice: &Slice, part: Part, value: &str) -> String {
        let lang = self.lang;
        let unknown = || say!(lang, en = "(not known)", tr = "(bilinmiyor)");
        let text = || if value.is_empty() { unknown() } else { value.to_owned() };
        let said = match part {
            Part::State => state_name(slice.of, value, lang),
            Part::Reason => match value {
                "" => unknown(),
                id => self.reason(id),
            },
            Part::Answer => answer_name(value, lang),
            Part::Contact => contact_name(value, lang),
            Part::Persona => {
                let known = self.playbook.personas.iter().find(|it| *it.id == *value);
                known.map_or_else(text, |it| it.name.get(lang).to_owned())
            }
            Part::Band => said::band_name(value, lang),
            Part::Rep | Part::Owner if value.is_empty() => say!(lang, en = "(nobody)", tr = "(kimse)"),
            Part::Rep | Part::Owner => self.names.of(value).to_owned(),
            Part::Week => {
                let begin = slice.window.week_begins(value.parse().unwrap_or(0));
                said::day(begin, &self.zone)
            }
            Part::Kind => kind_name(value, lang),
            Part::Stage | Part::Through | Part::Decided | Part::Reported => self.stage(Some(value)),
            Part::Clock => {
                ClockKind::ALL.iter().find(|it| it.id() == value).map_or_else(text, |it| it.name().get(lang).to_owned())
            }
            Part::Queue => sales_aloud::queue_name(value, lang),
            // What these say, they say by themselves.
            Part::End | Part::Plan | Part::Told => return alone(part, value, lang),
            Part::Source | Part::Grade | Part::Rule | Part::Month => text(),
        };
        format!("{}: {said}", part_name(part).get(lang))
    }
}

fn clock_name(id: &str, lang: Lang) -> String {
    let known = ClockKind::ALL.iter().find(|it| it.id() == id);
    known.map_or_else(|| id.to_owned(), |it| it.name().get(lang).to_owned())
}

fn part_name(part: Part) -> Both {
    match part {
        Part::State => both!(en = "state", tr = "durum"),
        Part::Reason => both!(en = "reason", tr = "gerekçe"),
        Part::Answer => both!(en = "answer", tr = "yanıt"),
        Part::Contact => both!(en = "first contact", tr = "ilk temas"),
        Part::Source => both!(en = "source", tr = "kaynak"),
        Part::Persona => both!(en = "persona", tr = "persona"),
        Part::Grade => both!(en = "fit", tr = "uygunluk"),
        Part::Band => both!(en = "engagement", tr = "etkileşim"),
        Part::Rule => both!(en = "rule", tr = "kural"),
        Part::Rep => both!(en = "with", tr = "kimde"),
        Part::Week => both!(en = "week from", tr = "haftanın başı"),
        Part::Kind => both!(en = "kind of reason", tr = "neden türü"),
        Part::Stage => both!(en = "stage", tr = "aşama"),
        Part::Clock => both!(en = "clock", tr = "süre"),
        Part::Owner => both!(en = "owner", tr = "sorumlu"),
        Part::Queue => both!(en = "queue", tr = "kuyruk"),
        Part::Through => both!(en = "came as far as, or further", tr = "şu aşamaya veya ötesine ulaşan"),
        Part::Decided => both!(en = "reached by Köprü's decision", tr = "Köprü'nün kararıyla ulaşan"),
        Part::Reported => {
            both!(en = "reached as another system reports", tr = "başka sistemin bildirdiğine göre ulaşan")
        }
        Part::Month => both!(en = "month of entry", tr = "giriş ayı"),
        Part::End | Part::Plan | Part::Told => both!(en = "", tr = ""),
    }
}

fn alone(part: Part, value: &str, lang: Lang) -> String {
    let both = match (part, value) {
        (Part::End, "early") => both!(en = "let go early", tr = "erken bırakılan"),
        (Part::End, "ended") => both!(en = "worked to an end", tr = "sonuna kadar işlenen"),
        (Part::End, "won") => both!(en = "won", tr = "kazanılan"),
        (Part::Plan, _) => both!(en = "neither clock nor next step", tr = "süresi ve sonraki adımı olmayan"),
        (Part::Told, _) => both!(en = "in time, and told too late", tr = "zamanında, ama geç bildirilen"),
        _ => Both::same(value),
    };
    both.get(lang).to_owned()
}

fn state_name(of: Counted, id: &str, lang: Lang) -> String {
    let both = match (of, id) {
        (Counted::Handovers, id) => return offer_state(id, lang),
        (Counted::Clocks, "running") => both!(en = "running", tr = "işleyen"),
        (Counted::Clocks, "warned") => both!(en = "due soon", tr = "süresi yaklaşan"),
        (Counted::Clocks, "paused") => both!(en = "standing still", tr = "durdurulan"),
        (Counted::Clocks, "late") => both!(en = "late", tr = "geciken"),
        (_, "open") => both!(en = "open", tr = "sürüyor"),
        (_, id) => return said::disposition(id, lang),
    };
    both.get(lang).to_owned()
}

fn offer_state(id: &str, lang: Lang) -> String {
    let known = OfferState::ALL.iter().find(|it| it.id() == id);
    known.map_or_else(|| id.to_owned(), |it| it.name().get(lang).to_owned())
}

fn answer_name(id: &str, lang: Lang) -> String {
    let both = match id {
        "at_once" => both!(en = "when it was first offered", tr = "ilk sunulduğunda"),
        "again" => both!(en = "only when it was offered again", tr = "yeniden sunulunca"),
        "never" => both!(en = "expired, never answered", tr = "süresi doldu, hiç yanıtlanmadı"),
        "open" => both!(en = "not answered yet", tr = "henüz yanıtlanmadı"),
        other => Both::same(other),
    };
    both.get(lang).to_owned()
}

fn contact_name(id: &str, lang: Lang) -> String {
    let both = match id {
        "in_time" => both!(en = "in time", tr = "zamanında"),
        "late" => both!(en = "too late", tr = "geç"),
        "missed" => both!(en = "late, not made", tr = "gecikmiş, kurulmamış"),
        "running" => both!(en = "not due yet", tr = "süresi dolmamış"),
        "unknown" => both!(en = "(not known)", tr = "(bilinmiyor)"),
        other => Both::same(other),
    };
    both.get(lang).to_owned()
}

fn kind_name(id: &str, lang: Lang) -> String {
    match Kind::from_id(id) {
        Some(kind) => kind.name().get(lang).to_owned(),
        None if id == "recycled" => say!(lang, en = "back to nurture", tr = "beslemeye geri"),
        None => id.to_owned(),
    }
}
