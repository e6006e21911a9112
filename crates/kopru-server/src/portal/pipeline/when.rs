//! Leads found by a condition of the playbook's language: how it is asked for, and what is said of what was found.

use super::super::{Fault, Visit};
use super::query;
use kopru_engine::condition::Fault as Wrong;
use kopru_engine::lang::Lang;
use kopru_engine::role::Part;
use kopru_engine::say;
use kopru_portal::pipeline::{Asked, Looked};
use kopru_portal::shell::{Field, Input, Notice};
use kopru_portal::words::whole;
use kopru_store::StoreError;
use kopru_store::book::Book;
use kopru_store::leads::{LeadRow, Page, When};
use kopru_store::limits::LOOKED_AT_MAX;

/// Its name in an address.
pub(super) const WHEN: &str = "when";
/// Leads that a file looks at.
pub(super) const EXPORT_LOOKED_AT: usize = 100_000;
/// Parts in the decision that are found by a click.
const PARTS: [Part; 3] = [Part::Decider, Part::Influencer, Part::User];

/// The condition that an address names: the reader's own, and that a role is the one they chose.
pub(super) fn asked(visit: &Visit) -> Option<When> {
    let word = |id: &str| id.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '_').collect::<String>();
    let role = |name: &&str| Some(format!("role.{name} == '{}'", word(visit.asked(name)?)));
    let role: Vec<String> = ROLE.iter().filter_map(role).collect();
    let own = visit.asked(WHEN).map(|text| if role.is_empty() { text.to_owned() } else { format!("({text})") });
    let all: Vec<String> = own.into_iter().chain(role).collect();
    (!all.is_empty()).then(|| When::new(all.join(" && ")))
}

/// The parts of a role that a filter names.
const ROLE: [&str; 3] = ["part", "seniority", "function"];

fn count(number: usize, lang: Lang) -> String {
    whole(u64::try_from(number).unwrap_or(u64::MAX), lang)
}

/// How it is asked for.
pub(super) fn form(visit: &Visit) -> Asked {
    let (lang, held) = (visit.lang, visit.asked(WHEN).unwrap_or_default());
    let rest = query(visit, &[WHEN]);
    let ready = PARTS.into_iter().map(|part| {
        let text = format!("role.part == '{}'", part.id());
        let to = format!("/leads?{WHEN}={}{rest}", super::encode(&text));
        (part.name().get(lang).to_owned(), to, held == text)
    });
    let (most, file) = (count(LOOKED_AT_MAX, lang), count(EXPORT_LOOKED_AT, lang));
    Asked {
        field: Field::new(WHEN, say!(lang, en = "Condition", tr = "Koşul"), Input::Text(held.to_owned())),
        about: say!(
            lang,
            en = "As in the playbook, over everything that is known of a lead and its company. {most} leads are looked at \
                  at a time, and the first {file} for the file. For example:",
            tr = "Oyun kitabındaki gibi yazılır; aday ve şirketi hakkında bilinen her şeyi sorabilir. Bir seferde {most}, \
                  dosya için ilk {file} adaya bakılır. Örneğin:"
        ),
        example: "role.part == 'decider' && days_since_last_fact <= 14".into(),
        ready: ready.collect(),
    }
}

/// What is said of a page that a condition found; `more`: the address after the last lead that was looked at.
pub(super) fn looked(visit: &Visit, page: &Page<LeadRow>, more: Option<&str>) -> Option<Looked> {
    let lang = visit.lang;
    let (found, looked) = (count(page.items.len(), lang), count(page.looked_at?, lang));
    let text = match visit.asked("after") {
        None => say!(
            lang,
            en = "{found} found among the first {looked} that fit the rest of the filter.",
            tr = "Süzgecin geri kalanına uyan ilk {looked} adaydan {found} tanesi bulundu."
        ),
        Some(_) => say!(
            lang,
            en = "{found} found among the next {looked} that fit the rest of the filter.",
            tr = "Süzgecin geri kalanına uyan sonraki {looked} adaydan {found} tanesi bulundu."
        ),
    };
    let on = more.map(|to| (say!(lang, en = "Go on", tr = "Devam et"), to.to_owned()));
    Some(Looked { text, on })
}

/// What is wrong with the condition, in the reader's language, where `fault` says that something is.
pub(super) fn wrong(visit: &Visit, book: &Book, fault: &Fault) -> Option<Notice> {
    let Fault::Store(StoreError::Refused(code @ ("condition_invalid" | "field_sensitive"), _)) = fault else {
        return None;
    };
    let lang = visit.lang;
    let mut text = super::said::why_not(code, lang);
    let source = asked(visit).map(|it| it.text).unwrap_or_default();
    for fault in book.playbook.asked(&source).err().unwrap_or_default() {
        text.push(' ');
        text.push_str(&told(&source, &fault, lang));
    }
    Some(Notice { text, wrong: true, undo: None })
}

fn told(source: &str, fault: &Wrong, lang: Lang) -> String {
    let place = source.get(..fault.span.start).map_or(0, |before| before.chars().count()) + 1;
    let message = fault.message.get(lang);
    let help = fault.help.as_ref().map_or_else(String::new, |it| format!(" ({})", it.get(lang)));
    say!(lang, en = "Letter {place}: {message}{help}.", tr = "{place}. harf: {message}{help}.")
}
