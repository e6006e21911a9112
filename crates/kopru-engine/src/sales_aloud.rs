//! The hand-over in sentences: what was offered, to whom, which clock runs, what is next.

use crate::lang::Lang;
use crate::lead::{BREACHED, EXPIRED, NOBODY_FITS, OfferState, RETURNED, Running, SalesChange, Step, TO_ROUTE};
use crate::say;
use crate::time::Moment;

/// A change as a sentence. `reason` says an id in the playbook's words.
pub fn sentence(change: &SalesChange, reason: impl Fn(&str) -> String, lang: Lang) -> String {
    match change {
        SalesChange::Offered { number, attempt: 1, .. } => {
            say!(lang, en = "Offered to sales: hand-over {number}.", tr = "Satışa sunuldu: {number}. devir.")
        }
        SalesChange::Offered { number, attempt, .. } => say!(
            lang,
            en = "Offered to sales again: hand-over {number}, for the {attempt}. time.",
            tr = "Yeniden satışa sunuldu: {number}. devir, {attempt}. kez."
        ),
        SalesChange::State { to, by, reason: why } => answered(*to, by.as_deref(), why.as_deref().map(reason), lang),
        SalesChange::Started(clock) => started(clock, lang),
        SalesChange::Moved(clock) => moved(clock, lang),
        SalesChange::Warned(kind) => {
            let clock = kind.name();
            let clock = clock.get(lang);
            say!(lang, en = "Warning: due soon: {clock}.", tr = "Uyarı: süresi yaklaşıyor: {clock}.")
        }
        SalesChange::Breached(kind) => {
            let clock = kind.name();
            let clock = clock.get(lang);
            say!(lang, en = "Late: {clock}.", tr = "Gecikti: {clock}.")
        }
        SalesChange::Met { clock, at, late, logged_late } => {
            let clock = clock.name();
            let clock = clock.get(lang);
            match (late, logged_late) {
                (true, _) => say!(lang, en = "Done too late: {clock}, {at}.", tr = "Geç yapıldı: {clock}, {at}."),
                (false, true) => say!(
                    lang,
                    en = "Done in time, told late: {clock}, {at}.",
                    tr = "Zamanında yapıldı, geç bildirildi: {clock}, {at}."
                ),
                (false, false) => {
                    say!(lang, en = "Done in time: {clock}, {at}.", tr = "Zamanında yapıldı: {clock}, {at}.")
                }
            }
        }
        SalesChange::Queue(Some(queue)) => {
            let queue = queue_name(queue, lang);
            say!(lang, en = "Stands in the queue: {queue}.", tr = "Kuyrukta bekliyor: {queue}.")
        }
        SalesChange::Queue(None) => say!(lang, en = "No longer in a queue.", tr = "Artık kuyrukta değil."),
        SalesChange::Avoid(users) => {
            let users = users.join(", ");
            say!(
                lang,
                en = "This hand-over is not given again to: {users}.",
                tr = "Bu devir şu kişilere yeniden verilmez: {users}."
            )
        }
        SalesChange::Paused(waiting) => {
            let why = &waiting.reason;
            match waiting.until.map(Moment::day) {
                Some(day) => say!(
                    lang,
                    en = "Clocks stand still until {day}: {why}.",
                    tr = "Süreler {day} tarihine kadar durdu: {why}."
                ),
                None => say!(lang, en = "Clocks stand still: {why}.", tr = "Süreler durdu: {why}."),
            }
        }
        SalesChange::Resumed => say!(lang, en = "Clocks go on.", tr = "Süreler yeniden işliyor."),
        SalesChange::Step(Some(step)) => next_step(step, lang),
        SalesChange::Step(None) => say!(lang, en = "The next step is done.", tr = "Sonraki adım tamamlandı."),
    }
}

/// A next step with its date.
pub fn next_step(step: &Step, lang: Lang) -> String {
    let (text, due) = (step.text(), step.due);
    let what = text.get(lang);
    say!(lang, en = "Next step: {what}, by {due}.", tr = "Sonraki adım: {what}, son tarih {due}.")
}

/// A queue's name in words; those of the playbook keep theirs.
pub fn queue_name(queue: &str, lang: Lang) -> String {
    match queue {
        TO_ROUTE => say!(lang, en = "to be assigned", tr = "atanacak"),
        NOBODY_FITS => say!(lang, en = "manager: nobody fits", tr = "yönetici: uygun kimse yok"),
        RETURNED => say!(lang, en = "marketing, for information", tr = "pazarlama, ek bilgi için"),
        EXPIRED => say!(lang, en = "manager: nobody answered", tr = "yönetici: kimse yanıtlamadı"),
        BREACHED => say!(lang, en = "first contact late", tr = "ilk temas gecikti"),
        "to confirm" => say!(lang, en = "to confirm", tr = "onaylanacak"),
        other => other.to_owned(),
    }
}

fn answered(to: OfferState, by: Option<&str>, why: Option<String>, lang: Lang) -> String {
    let state = to.name();
    let state = state.get(lang);
    let mut text = say!(lang, en = "Hand-over: {state}", tr = "Devir: {state}");
    if let Some(why) = why {
        let why = match (to, why.as_str()) {
            (OfferState::Withdrawn, "let_go") => say!(lang, en = "the lead was let go", tr = "aday bırakıldı"),
            (OfferState::Withdrawn, "recycled") => {
                say!(lang, en = "the lead went back to marketing", tr = "aday pazarlamaya geri döndü")
            }
            (OfferState::Withdrawn, "closed") => say!(lang, en = "the lead is closed", tr = "aday kapandı"),
            (OfferState::Withdrawn, "merged") => {
                say!(lang, en = "the records were merged", tr = "kayıtlar birleştirildi")
            }
            _ => why,
        };
        text.push_str(&format!(": {why}"));
    }
    if let Some(by) = by {
        text.push_str(&say!(lang, en = ", by {by}", tr = " ({by})"));
    }
    text.push('.');
    text
}

fn started(clock: &Running, lang: Lang) -> String {
    let kind = clock.kind.name();
    let kind = kind.get(lang);
    match clock.due {
        Some(due) => say!(lang, en = "Due by {due}: {kind}.", tr = "Son tarih {due}: {kind}."),
        None => say!(lang, en = "A clock runs without end: {kind}.", tr = "Süre sonsuz işliyor: {kind}."),
    }
}

fn moved(clock: &Running, lang: Lang) -> String {
    let kind = clock.kind.name();
    let kind = kind.get(lang);
    match clock.due {
        Some(due) => say!(lang, en = "Now due by {due}: {kind}.", tr = "Yeni son tarih {due}: {kind}."),
        None => say!(lang, en = "Stands still: {kind}.", tr = "Süresi durdu: {kind}."),
    }
}
