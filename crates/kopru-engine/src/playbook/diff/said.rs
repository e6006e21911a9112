//! What changes between two playbooks as both teams say it: parts and keys by their names, conditions read aloud.

use super::{Difference, Entries, Lister, Values, diff, list};
use crate::both;
use crate::lang::{Both, Lang};
use crate::playbook::{Kind, Playbook, Priority};
use crate::say;
use std::collections::BTreeMap;

/// What changes from `before` to `after`, each change as a sentence without the file's words. It names the changes that
/// [`diff`] finds, no more and no fewer.
pub fn said(before: &Playbook, after: &Playbook, lang: Lang) -> Vec<String> {
    let spoken = |playbook| by_name(list(Lister::new(playbook, lang, true)));
    let (old, new) = (spoken(before), spoken(after));
    let sentence = |it: &Difference| sentence(it, &old, &new, lang);
    diff(before, after, lang).iter().map(sentence).collect()
}

type Named = BTreeMap<(&'static str, String), Values>;

fn by_name(entries: Entries) -> Named {
    entries.into_iter().map(|((_, part, id), values)| ((part, id), values)).collect()
}

fn sentence(it: &Difference, old: &Named, new: &Named, lang: Lang) -> String {
    let entry = (it.part, it.id.clone());
    let part = part(it.part);
    let part = part.get(lang);
    let called = [new, old].into_iter().find_map(|all| called(all.get(&entry)?));
    let what = match (called, it.id.is_empty()) {
        (Some(name), _) => format!("{part} “{name}”"),
        (None, true) => part.to_owned(),
        (None, false) => format!("{part} “{}”", it.id),
    };
    if it.key.is_empty() {
        let whole = |all: &Named| all.get(&entry).map(|values| whole(values, lang)).unwrap_or_default();
        return match it.after {
            Some(_) => {
                let now = whole(new);
                say!(lang, en = "New: {what}: {now}.", tr = "Yeni: {what}: {now}.")
            }
            None => {
                let was = whole(old);
                say!(lang, en = "No longer: {what} (was: {was}).", tr = "Kaldırıldı: {what} (önceki: {was}).")
            }
        };
    }
    let key_name = key(&it.key);
    let key_name = key_name.get(lang);
    let value = |all: &Named, plain: &Option<String>| {
        let spoken = all.get(&entry)?.iter().find(|(name, _)| *name == it.key).map(|it| it.1.clone());
        spoken.filter(|_| plain.is_some()).map(|text| told(&it.key, &text, lang))
    };
    let (mut was, mut is) = (value(old, &it.before), value(new, &it.after));
    if was == is {
        // Two conditions may sound alike and differ.
        (was, is) = (it.before.clone(), it.after.clone());
    }
    match (was, is) {
        (Some(was), Some(is)) => {
            say!(lang, en = "{what}, {key_name}: {was} → {is}.", tr = "{what}, {key_name}: {was} → {is}.")
        }
        (None, Some(is)) => {
            say!(lang, en = "{what}, {key_name} is new: {is}.", tr = "{what}, {key_name} eklendi: {is}.")
        }
        (Some(was), None) => say!(
            lang,
            en = "{what}, {key_name} is gone (was: {was}).",
            tr = "{what}, {key_name} kaldırıldı (önceki: {was})."
        ),
        (None, None) => what,
    }
}

/// What an entry is called: by its name, or its wording.
fn called(values: &Values) -> Option<String> {
    let named = values.iter().find(|(key, value)| matches!(*key, "name" | "text" | "label") && !value.is_empty());
    named.map(|it| it.1.clone())
}

fn whole(values: &Values, lang: Lang) -> String {
    let said = values.iter().filter(|(name, value)| !value.is_empty() && !matches!(*name, "name" | "text" | "label"));
    let said = said.map(|(name, value)| format!("{} {}", key(name).get(lang), told(name, value, lang)));
    said.collect::<Vec<_>>().join(", ")
}

/// A part of the playbook.
fn part(id: &str) -> Both {
    match id {
        "playbook" => both!(en = "The agreement", tr = "Anlaşma"),
        "stage" => both!(en = "Stage", tr = "Aşama"),
        "handover" => both!(en = "The hand-over", tr = "Devir"),
        "handover.check" => both!(en = "Checklist", tr = "Kontrol listesi"),
        "handover.reason" => both!(en = "Reason to refuse", tr = "Ret gerekçesi"),
        "effort" => both!(en = "What the steps of sales take", tr = "Satış adımlarının süresi"),
        "goal" => both!(en = "What a lead wants", tr = "Adayın amacı"),
        "goal.question" => both!(en = "Question for the goal", tr = "Amaç sorusu"),
        "goal.answer" => both!(en = "Goal", tr = "Amaç"),
        "disqualify" => both!(en = "Rule to let go", tr = "Bırakma kuralı"),
        "priority" => both!(en = "Priority rule", tr = "Öncelik kuralı"),
        "course" => both!(en = "Course", tr = "İzlenecek yol"),
        "route" => both!(en = "Route", tr = "Yönlendirme"),
        "track" => both!(en = "Nurture track", tr = "Besleme dizisi"),
        "fit" => both!(en = "Fit", tr = "Uygunluk"),
        "fit.rule" => both!(en = "Fit rule", tr = "Uygunluk kuralı"),
        "engagement" => both!(en = "Engagement", tr = "Etkileşim"),
        "engagement.rule" => both!(en = "Engagement rule", tr = "Etkileşim kuralı"),
        "account.rule" => both!(en = "Account rule", tr = "Hesap kuralı"),
        "persona" => both!(en = "Buyer persona", tr = "Alıcı personası"),
        "fields.person" => both!(en = "Field of people", tr = "Kişi alanı"),
        "fields.account" => both!(en = "Field of accounts", tr = "Hesap alanı"),
        "facts" => both!(en = "Fact", tr = "Olgu"),
        "lists" => both!(en = "List", tr = "Liste"),
        "calendar" => both!(en = "Calendar", tr = "Takvim"),
        "framework" => both!(en = "Framework", tr = "Çerçeve"),
        "criterion" => both!(en = "Criterion", tr = "Ölçüt"),
        "size" => both!(en = "Size", tr = "Boyut"),
        "product" => both!(en = "Product", tr = "Ürün"),
        "pain" => both!(en = "Pain", tr = "Sorunlu nokta"),
        "signal" => both!(en = "Signal", tr = "Sinyal"),
        other => Both::same(other.to_owned()),
    }
}

/// What is said of an entry.
fn key(id: &str) -> Both {
    of_rules(id).or_else(|| of_handover(id)).or_else(|| of_schema(id)).unwrap_or_else(|| Both::same(id.to_owned()))
}

fn of_rules(id: &str) -> Option<Both> {
    Some(match id {
        "name" => both!(en = "name", tr = "ad"),
        "text" => both!(en = "wording", tr = "ifade"),
        "label" => both!(en = "name", tr = "ad"),
        "place" => both!(en = "place", tr = "sıra"),
        "team" => both!(en = "team", tr = "ekip"),
        "enter" => both!(en = "leads come when", tr = "adayın gelme koşulu"),
        "by" => both!(en = "decided by", tr = "karar veren"),
        "framework" => both!(en = "framework", tr = "çerçeve"),
        "needs" => both!(en = "what else must hold", tr = "ayrıca sağlanması gereken"),
        "ability" => both!(en = "able to buy", tr = "satın alabilme"),
        "max_age" => both!(en = "too long after", tr = "durgun sayılma süresi"),
        "parked" => both!(en = "leads may rest", tr = "aday bekleyebilir"),
        "queue" => both!(en = "queue", tr = "kuyruk"),
        "points" => both!(en = "points", tr = "puan"),
        "when" => both!(en = "when", tr = "koşul"),
        "unknown" => both!(en = "points while nobody knows", tr = "bilinmiyorken puan"),
        "on" => both!(en = "by what happens", tr = "ne olunca"),
        "half_life" => both!(en = "half after", tr = "yarılanma süresi"),
        "limit" => both!(en = "at most", tr = "üst sınır"),
        "grades" => both!(en = "points of grades A, B, C", tr = "A, B, C notlarının puanları"),
        "bands" => both!(en = "points of hot, warm, cool", tr = "sıcak, ılık, serin puanları"),
        "parts" => both!(en = "marks", tr = "özellikler"),
        "kind" => both!(en = "kind", tr = "tür"),
        "revive_after" => both!(en = "comes back after", tr = "geri dönme süresi"),
        "revive_on" => both!(en = "comes back when", tr = "geri dönme olgusu"),
        "take" => both!(en = "course", tr = "izlenecek yol"),
        "level" => both!(en = "level", tr = "düzey"),
        "because" => both!(en = "because", tr = "gerekçe"),
        "to" => both!(en = "to", tr = "kime"),
        "language" => both!(en = "language", tr = "dil"),
        "skills" => both!(en = "skills", tr = "beceriler"),
        _ => return None,
    })
}

fn of_handover(id: &str) -> Option<Both> {
    Some(match id {
        "from" => both!(en = "from stage", tr = "başlangıç aşaması"),
        "accept.within" => both!(en = "sales answers within", tr = "satışın yanıt süresi"),
        "accept.calendar" => both!(en = "calendar of the answer", tr = "yanıtın takvimi"),
        "contact.warn" => both!(en = "warning before the first contact", tr = "ilk temas uyarısı"),
        "contact.breach" => both!(en = "first contact within", tr = "ilk temas süresi"),
        "contact.calendar" => both!(en = "calendar of the first contact", tr = "ilk temasın takvimi"),
        "on_breach" => both!(en = "when it is late", tr = "gecikince"),
        "acceptance_target" => both!(en = "acceptance rate wanted", tr = "istenen kabul oranı"),
        "min_sample" => both!(en = "hand-overs before it is judged", tr = "değerlendirme için devir sayısı"),
        "reoffers" => both!(en = "offered again", tr = "yeniden sunma sayısı"),
        "backdate" => both!(en = "a contact may be told after", tr = "temasın geriye dönük bildirimi"),
        "undo" => both!(en = "an act can be undone for", tr = "işlemi geri alma süresi"),
        "follow_up.within" => both!(en = "next contact within", tr = "sonraki temas süresi"),
        "follow_up.calendar" => both!(en = "calendar of the next contact", tr = "sonraki temasın takvimi"),
        "answer" => both!(en = "an answer", tr = "bir yanıt"),
        "contact" => both!(en = "a contact", tr = "bir temas"),
        "conversation" => both!(en = "a conversation", tr = "bir görüşme"),
        "hour" => both!(en = "an hour costs", tr = "bir saatin bedeli"),
        "sells" => both!(en = "sold to", tr = "satış yapılır"),
        "field" => both!(en = "kept in the field", tr = "tutulduğu alan"),
        _ => return None,
    })
}

fn of_schema(id: &str) -> Option<Both> {
    Some(match id {
        "version" => both!(en = "version", tr = "sürüm"),
        "sources" => both!(en = "sources, the most trusted first", tr = "kaynaklar, en güvenilir önce"),
        "consents" => both!(en = "consents", tr = "izinler"),
        "type" => both!(en = "type", tr = "tür"),
        "indexed" => both!(en = "leads are found by it", tr = "adaylar buna göre bulunur"),
        "dimension" => both!(en = "reports split by it", tr = "raporlar buna göre ayrılır"),
        "sensitive" => both!(en = "sensitive", tr = "hassas"),
        "data" => both!(en = "what it tells", tr = "anlattıkları"),
        "entries" => both!(en = "entries", tr = "girdiler"),
        "time_zone" => both!(en = "time zone", tr = "saat dilimi"),
        "open" => both!(en = "hours", tr = "saatler"),
        "special days" => both!(en = "special days", tr = "özel günler"),
        "advance" => both!(en = "met with", tr = "karşılanma ölçüsü"),
        "criteria" => both!(en = "criteria", tr = "ölçütler"),
        "hint" => both!(en = "first indication", tr = "ilk gösterge"),
        "questions" => both!(en = "questions", tr = "sorular"),
        "levels" => both!(en = "levels", tr = "düzeyler"),
        "price" => both!(en = "price", tr = "fiyat"),
        "set_up" => both!(en = "set up in", tr = "kurulum süresi"),
        "solves" => both!(en = "solves", tr = "çözdükleri"),
        "words" => both!(en = "words", tr = "sözcükler"),
        "solved" => both!(en = "solved", tr = "çözülür mü"),
        "only_us" => both!(en = "only we solve it", tr = "yalnızca biz çözeriz"),
        _ => return None,
    })
}

/// A value that stands in the file as a word of its own.
fn told(key: &str, value: &str, lang: Lang) -> String {
    let word = match (key, value) {
        (_, "true") => both!(en = "yes", tr = "evet"),
        (_, "false") => both!(en = "no", tr = "hayır"),
        ("team" | "by", "marketing") => both!(en = "marketing", tr = "pazarlama"),
        ("team" | "by", "sales") => both!(en = "sales", tr = "satış"),
        ("by", "rule") => both!(en = "a rule", tr = "kural"),
        ("by", "acceptance") => both!(en = "sales accepts", tr = "satış kabul eder"),
        ("by", "qualification") => both!(en = "sales qualifies", tr = "satış nitelikli sayar"),
        ("by", "conversation") => both!(en = "a conversation", tr = "görüşme"),
        ("by", "won") => both!(en = "the deal is won", tr = "anlaşma kazanılır"),
        ("kind", "recycles") => both!(en = "back to marketing", tr = "pazarlamaya geri döner"),
        ("kind", "red") => both!(en = "red flag", tr = "kırmızı bayrak"),
        ("kind", "green" | "positive") => both!(en = "positive sign", tr = "olumlu işaret"),
        ("solved", "no") => both!(en = "no", tr = "hayır"),
        ("solved", "partly") => both!(en = "in part", tr = "kısmen"),
        ("solved", "fully") => both!(en = "fully", tr = "tümüyle"),
        ("level", other) => {
            return Priority::from_id(other).map_or_else(|| other.to_owned(), |it| it.name().get(lang).to_owned());
        }
        ("kind", other) => {
            return Kind::from_id(other).map_or_else(|| other.to_owned(), |it| it.name().get(lang).to_owned());
        }
        _ => return value.to_owned(),
    };
    word.get(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::Playbook;
    use std::collections::BTreeMap as Map;

    const COMPLETE: &str = include_str!("../../../tests/playbooks/complete.toml");

    fn read(text: &str) -> Playbook {
        let files = Map::from([("free-mail.txt".to_owned(), "gmail.com\n".to_owned())]);
        Playbook::check(text, &files).playbook.expect("a playbook without faults")
    }

    #[test]
    fn every_part_and_key_has_words_in_both_languages() {
        let playbook = read(COMPLETE);
        let mut nameless = Vec::new();
        for ((_, id, _), values) in list(Lister::new(&playbook, Lang::En, false)) {
            let same = |it: &Both| it.en == it.tr;
            if same(&part(id)) {
                nameless.push(id);
            }
            // Words that both languages write alike do not occur among them.
            nameless.extend(values.iter().map(|it| it.0).filter(|name| same(&key(name))));
        }
        assert!(nameless.is_empty(), "{nameless:?}");
    }

    #[test]
    fn a_change_is_said_in_words_and_none_is_left_out() {
        let (before, after) =
            (read(BEFORE), read(&BEFORE.replace("points = 10", "points = 15").replace(">= 50", ">= 80")));
        assert_eq!(said(&before, &before, Lang::En), [] as [&str; 0]);
        let (en, tr) = (said(&before, &after, Lang::En), said(&before, &after, Lang::Tr));
        assert_eq!(en.len(), diff(&before, &after, Lang::En).len());
        assert_eq!(en[0], "Fit rule “mid-size”, points: 10 → 15.");
        assert_eq!(tr[0], "Uygunluk kuralı “mid-size”, puan: 10 → 15.");
        assert!(en[1].starts_with("Fit rule “mid-size”, when: ") && !en[1].contains("&&"), "{}", en[1]);
        assert!(tr[1].contains("koşul: ") && tr[1].contains("80"), "{}", tr[1]);
    }

    const BEFORE: &str = r#"
format = 1
name = { en = "Small", tr = "Küçük" }
[fields.account]
employees = "int"
[fit]
grades = { A = 70, B = 50, C = 30 }
[[fit.rule]]
id = "mid-size"
when = "account.employees >= 50 && has(account.name)"
points = 10
[engagement]
half_life = "14d"
bands = { hot = 60, warm = 30, cool = 10 }
[[stage]]
id = "lead"
name = { en = "Lead", tr = "Aday" }
team = "marketing"
max_age = "30d"
"#;
}
