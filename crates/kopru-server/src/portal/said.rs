//! Small texts of the portal: moments, words for what is stored, what was done and what was not.

use super::{Fault, Reply, failed};
use crate::service::names::Names;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::playbook::{Playbook, Priority};
use kopru_engine::time::Moment;
use kopru_engine::trace::band;
use kopru_engine::value::Type;
use kopru_engine::{both, sales_aloud, say};
use kopru_portal::today::{Due, Tag};
pub use kopru_portal::words::encode;
use kopru_store::leads::LeadRow;

pub use crate::service::leads::name;
pub use done::done;

mod done;
mod lists;

/// A moment in a zone: `2026-11-24 10:12`.
pub fn when(at: Moment, zone: &TimeZone) -> String {
    let timestamp = Timestamp::from_microsecond(at.micros()).unwrap_or(Timestamp::UNIX_EPOCH);
    timestamp.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Its day.
pub fn day(at: Moment, zone: &TimeZone) -> String {
    when(at, zone).chars().take(10).collect()
}

/// A sentence in which moments stand as people of this zone read them: `2026-03-02T09:00:00Z` becomes `2026-03-02 12:00`.
pub fn local(text: &str, zone: &TimeZone) -> String {
    let is_part = |it: char| it.is_ascii_digit() || matches!(it, '-' | ':' | 'T' | 'Z' | '.');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(|it: char| it.is_ascii_digit()) {
        let (before, from) = rest.split_at(begin);
        out.push_str(before);
        let (word, behind) = from.split_at(from.find(|it: char| !is_part(it)).unwrap_or(from.len()));
        let bare = word.trim_end_matches(['.', ':']);
        match Moment::parse(bare).filter(|_| bare.ends_with('Z')) {
            Some(at) => out.push_str(&word.replace(bare, &when(at, zone))),
            None => out.push_str(word),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The same of several.
pub fn all_local(lines: Vec<String>, zone: &TimeZone) -> Vec<String> {
    lines.iter().map(|it| local(it, zone)).collect()
}

/// A local day and time of a form, `2026-11-24T10:12`, or a day alone.
pub fn moment(text: &str, zone: &TimeZone) -> Option<Moment> {
    let text = if text.len() == 10 { format!("{text}T00:00") } else { text.to_owned() };
    let local: jiff::civil::DateTime = text.parse().ok()?;
    Moment::from_micros(local.to_zoned(zone.clone()).ok()?.timestamp().as_microsecond())
}

/// A deadline.
pub fn due(what: String, at: Moment, now: Moment, zone: &TimeZone, lang: Lang) -> Due {
    let secs = at.secs() - now.secs();
    let span = kopru_portal::words::span(secs.abs(), lang);
    let text = if secs < 0 {
        say!(lang, en = "{span} late", tr = "{span} gecikti")
    } else {
        say!(lang, en = "in {span}", tr = "{span} sonra")
    };
    let class = if secs < 0 {
        "late"
    } else if secs < crate::service::leads::SOON_SECS {
        "soon"
    } else {
        ""
    };
    Due { what, text, iso: at.to_string(), class, exact: when(at, zone) }
}

/// Grade and band of a lead, and its priority where it is not as usual.
pub fn tags(row: &LeadRow, lang: Lang) -> Vec<Tag> {
    let grade = match row.grade {
        "A" => "good",
        "B" => "fine",
        _ => "",
    };
    let heat = match row.band {
        "hot" => "hot",
        "warm" => "warm",
        _ => "",
    };
    let mut tags =
        vec![Tag { text: row.grade.to_owned(), class: grade }, Tag { text: band_name(row.band, lang), class: heat }];
    match row.priority {
        Priority::High => {
            tags.push(Tag { text: say!(lang, en = "high priority", tr = "yüksek öncelik"), class: "good" })
        }
        Priority::Low => {
            tags.push(Tag { text: say!(lang, en = "low priority", tr = "düşük öncelik"), class: "poor" })
        }
        Priority::Normal => {}
    }
    tags
}

/// A band's name.
pub fn band_name(id: &str, lang: Lang) -> String {
    let place = kopru_engine::playbook::BANDS.iter().position(|it| *it == id).unwrap_or(3);
    band(u16::try_from(place).unwrap_or(3), lang)
}

/// Who works a lead, by name, or the queue that it stands in.
pub fn owner(it: &LeadRow, names: &Names, lang: Lang) -> String {
    match &it.owner {
        Some(owner) => names.of(owner).to_owned(),
        None => format!("({})", sales_aloud::queue_name(&it.queue, lang)),
    }
}

/// A lead's stage, and its disposition where it is not open.
pub fn standing(playbook: &Playbook, it: &LeadRow, lang: Lang) -> String {
    let mut stage = stage(playbook, it.stage.as_deref(), lang);
    if it.disposition != "open" {
        stage.push_str(&format!(" · {}", disposition(&it.disposition, lang)));
    }
    stage
}

/// The value of a field: yes or no where it is one of these, else as it is stored.
pub fn value(kind: &Type, shown: &str, lang: Lang) -> String {
    match (kind, shown) {
        (Type::Bool, "true") => say!(lang, en = "yes", tr = "evet"),
        (Type::Bool, "false") => say!(lang, en = "no", tr = "hayır"),
        _ => shown.to_owned(),
    }
}

/// A stage's name.
pub fn stage(playbook: &Playbook, id: Option<&str>, lang: Lang) -> String {
    let known = id.and_then(|id| playbook.stages.iter().find(|it| *it.id == *id));
    known.map_or_else(|| id.unwrap_or("–").to_owned(), |it| it.name.get(lang).to_owned())
}

/// A disposition.
pub fn disposition(id: &str, lang: Lang) -> String {
    let both = match id {
        "open" => both!(en = "open", tr = "açık"),
        "recycled" => both!(en = "recycled", tr = "geri kazanımda"),
        "disqualified" => both!(en = "disqualified", tr = "diskalifiye"),
        "won" => both!(en = "won", tr = "kazanıldı"),
        "lost" => both!(en = "lost", tr = "kaybedildi"),
        other => Both::same(other),
    };
    both.get(lang).to_owned()
}

/// Why something was not done, by its stable code.
pub fn why_not(code: &str, lang: Lang) -> String {
    let known = [
        of_acts,
        of_choices,
        of_emails,
        of_conversations,
        of_people,
        of_disputes,
        of_records,
        of_proposals,
        of_imports,
        lists::of_lists,
    ]
    .iter()
    .find_map(|it| it(code));
    known.unwrap_or_else(|| both!(en = "Not done: {code}.", tr = "Yapılamadı: {code}.")).get(lang).to_owned()
}

/// Why an act was not done.
fn of_acts(code: &str) -> Option<Both> {
    Some(match code {
        "not_at_stage" => both!(
            en = "That is not possible where the lead stands now: somebody else may have acted first.",
            tr = "Adayın şu anki yerinde bu yapılamaz: başka biri önce davranmış olabilir."
        ),
        "closed" => both!(en = "The lead is closed already.", tr = "Aday zaten kapatılmış."),
        "already_open" => both!(en = "The lead is open already.", tr = "Aday zaten açık."),
        "already_offered" => {
            both!(en = "The lead waits for sales' answer already.", tr = "Aday zaten satışın yanıtını bekliyor.")
        }
        "not_eligible" => both!(
            en = "The lead does not meet what the agreement asks of a qualified lead. Tick “although not all is met” if you know better.",
            tr = "Aday, anlaşmanın nitelikli adaydan istediklerini karşılamıyor. Daha iyisini biliyorsanız “hepsi karşılanmasa da” kutusunu işaretleyin."
        ),
        "ability_unmet" => both!(
            en = "Whether the lead is able to buy is not settled: budget or authority is missing.",
            tr = "Adayın satın alma gücü netleşmedi: bütçe ya da yetki eksik."
        ),
        "cannot_undo" => both!(
            en = "This cannot be undone any more: too much time passed, or something was done after it.",
            tr = "Bu artık geri alınamaz: süre geçti ya da ardından başka bir şey yapıldı."
        ),
        "fact_invalid" => {
            both!(en = "Something is missing or not understood.", tr = "Eksik ya da anlaşılmayan bir şey var.")
        }
        "id_taken" => both!(en = "This was done already, with other words.", tr = "Bu, başka sözlerle zaten yapıldı."),
        "remark_invalid" => {
            both!(en = "There is nothing to say, or too much.", tr = "Yazılacak bir şey yok ya da çok uzun.")
        }
        "no_playbook" => both!(
            en = "No agreement is published yet. An administrator takes one up under Playbook, or with `kopru playbook publish FILE`.",
            tr = "Henüz yayımlanmış bir anlaşma yok. Sistem yöneticisi Oyun kitabı sayfasında ya da `kopru playbook publish DOSYA` ile birini yürürlüğe koyar."
        ),
        "no_effort" => both!(
            en = "The agreement does not say what the steps of sales take: add `[effort]`.",
            tr = "Anlaşma, satışın adımlarının ne kadar sürdüğünü söylemiyor: `[effort]` ekleyin."
        ),
        "no_handover" => both!(
            en = "The agreement in force hands nothing over.",
            tr = "Yürürlükteki anlaşma hiçbir adayı devretmiyor."
        ),
        "who" => both!(
            en = "Say who the lead is: an address or a telephone number.",
            tr = "Adayın kim olduğunu yazın: e-posta adresi ya da telefon."
        ),
        "half_a_step" => both!(
            en = "A next step needs both: what, and by when. Nothing was noted.",
            tr = "Sonraki adım için ikisi de gerekir: ne ve ne zamana kadar. Hiçbir şey kaydedilmedi."
        ),
        "gone" => both!(en = "The lead is no longer there.", tr = "Aday artık yok."),
        "merged" => both!(en = "The lead was merged into another.", tr = "Aday başka bir kayıtla birleştirildi."),
        "erased" => both!(en = "The person was erased.", tr = "Kişi silindi."),
        _ => return None,
    })
}

/// Why nothing was done with several leads, or no first agreement was taken up.
fn of_choices(code: &str) -> Option<Both> {
    Some(match code {
        "playbook_missing" => both!(
            en = "Choose an agreement, or bring your own.",
            tr = "Bir anlaşma seçin ya da kendinizinkini getirin."
        ),
        "playbook_too_large" => {
            both!(en = "This is too large for an agreement.", tr = "Bu, bir anlaşma için çok büyük.")
        }
        "playbook_published_already" => both!(
            en = "An agreement is in force already: change it by a proposal.",
            tr = "Zaten yürürlükte bir anlaşma var: öneriyle değiştirin."
        ),
        "both_must_agree" => both!(
            en = "Say who agrees for marketing and who for sales: nobody does for both.",
            tr = "Pazarlama ve satış adına kimin onayladığını yazın: kimse ikisi adına onaylayamaz."
        ),
        "what_to_do" => both!(en = "Choose what is to be done.", tr = "Ne yapılacağını seçin."),
        "act_incomplete" => both!(
            en = "Nothing was done: fill in what this needs.",
            tr = "Hiçbir şey yapılmadı: bunun için gerekenleri doldurun."
        ),
        "nobody_ticked" => {
            both!(en = "Tick the leads that are meant.", tr = "Hangi adayların kastedildiğini işaretleyin.")
        }
        "too_many_ticked" => {
            both!(en = "At most 200 leads are done with at once.", tr = "Aynı anda en çok 200 adayla işlem yapılır.")
        }
        _ => return None,
    })
}

/// Why an e-mail was not noted.
fn of_emails(code: &str) -> Option<Both> {
    Some(match code {
        "email_unreadable" => both!(
            en = "This file is no e-mail. Save the message as .eml (not as .msg) and bring that.",
            tr = "Bu dosya bir e-posta değil. İletiyi .msg olarak değil .eml olarak kaydedip onu getirin."
        ),
        "email_too_large" => both!(
            en = "An e-mail has at most 25 MB, its attachments included.",
            tr = "Bir e-posta, ekleriyle birlikte en çok 25 MB olabilir."
        ),
        "email_without_sender" => {
            both!(en = "The e-mail does not say who wrote it.", tr = "E-posta, kimin yazdığını söylemiyor.")
        }
        "email_without_date" => both!(
            en = "The e-mail does not say when it was sent, or names a day that does not exist.",
            tr = "E-posta ne zaman gönderildiğini söylemiyor ya da var olmayan bir gün yazıyor."
        ),
        "email_too_many_addresses" => both!(
            en = "The e-mail goes to more than 100 addresses: that is a mailing.",
            tr = "E-posta 100'den fazla adrese gidiyor: bu bir toplu gönderi."
        ),
        "email_too_many_parts" => both!(
            en = "The e-mail has more parts than a mail program writes.",
            tr = "E-postada bir posta programının yazdığından çok parça var."
        ),
        "email_concerns_nobody" => both!(
            en = "Nothing was noted: none of the addresses in this e-mail is known as a lead's. Where one of us wrote it, their address must be the one on the Team page.",
            tr = "Kaydedilmedi: bu e-postadaki adreslerin hiçbiri bir adayın adresi olarak bilinmiyor. Bizden biri yazdıysa adresi Ekip sayfasındaki adres olmalı."
        ),
        "email_of_somebody_else" => both!(
            en = "Nothing was noted: this e-mail is about other leads, not about this one. Bring it at the page of one of them.",
            tr = "Kaydedilmedi: bu e-posta bu adayla değil, başka adaylarla ilgili. Onlardan birinin sayfasında getirin."
        ),
        "email_reply_undeclared" => both!(
            en = "Nothing was noted: the agreement does not say what an answer by e-mail is. Add `[facts.email_replied]`.",
            tr = "Kaydedilmedi: anlaşma, e-postayla gelen yanıtın ne olduğunu söylemiyor. `[facts.email_replied]` ekleyin."
        ),
        "occurred_in_future" => both!(
            en = "Nothing was noted: the e-mail says that it was sent in the future.",
            tr = "Kaydedilmedi: e-posta gelecekte gönderildiğini söylüyor."
        ),
        _ => return None,
    })
}

/// Why nothing of a conversation was read or noted.
fn of_conversations(code: &str) -> Option<Both> {
    Some(match code {
        "answer_invalid" => both!(en = "Write down what they said.", tr = "Ne söylediğini yazın."),
        "transcript_invalid" => both!(
            en = "No line says who speaks, or it is too long: write the speaker and a colon before each turn.",
            tr = "Hiçbir satır kimin konuştuğunu söylemiyor ya da çok uzun: her sözün önüne konuşanı ve iki nokta yazın."
        ),
        "assistant_off" => {
            both!(en = "No assistant is configured on this server.", tr = "Bu sunucuda bir asistan tanımlı değil.")
        }
        "quote_not_said" => both!(
            en = "Nothing was noted: something of it does not stand in the lead's words, or is no longer in the agreement.",
            tr = "Hiçbir şey kaydedilmedi: içinden bir şey adayın sözlerinde geçmiyor ya da artık anlaşmada yok."
        ),
        "goal_first" => both!(
            en = "Ask for their goal first: until it is known, nothing that sells is asked or noted. What they say of their own accord can be.",
            tr = "Önce amaçlarını sorun: bilinene kadar satışa yönelik bir şey sorulmaz ve kaydedilmez. Kendiliğinden söyledikleri kaydedilebilir."
        ),
        "reading_unknown" => both!(
            en = "Choose what was read wrongly: nothing else was noted.",
            tr = "Yanlış yorumlananı seçin: başka bir şey kaydedilmemişti."
        ),
        "goal_unknown" => both!(en = "Choose what they want.", tr = "Ne istediklerini seçin."),
        "question_unknown" => {
            both!(en = "The agreement no longer has this question.", tr = "Anlaşmada bu soru artık yok.")
        }
        _ => return None,
    })
}

/// Why a record, a key or a webhook was not changed.
fn of_records(code: &str) -> Option<Both> {
    Some(match code {
        "record_unknown" => both!(
            en = "No record is known by this. Try the address of its page.",
            tr = "Bununla tanınan bir kayıt yok. Sayfasının adresini deneyin."
        ),
        "not_sure" => both!(
            en = "Tick that you have checked it: erasing cannot be undone.",
            tr = "Doğruladığınızı işaretleyin: silme geri alınamaz."
        ),
        "same_person" => both!(en = "That is the same record already.", tr = "Bu zaten aynı kayıt."),
        "unmerge_later_first" => both!(
            en = "This record was merged into another since: take that apart first.",
            tr = "Bu kayıt daha sonra başka bir kayda birleştirildi: önce onu ayırın."
        ),
        "too_many_facts" | "too_many_identities" => {
            both!(en = "Together the two records would be too large.", tr = "İki kayıt birlikte çok büyük olurdu.")
        }
        "account_needed" => both!(
            en = "Say which company it is: its name or domain.",
            tr = "Hangi şirket olduğunu yazın: adı ya da alan adı."
        ),
        "condition_invalid" => both!(en = "The condition cannot be read.", tr = "Koşul anlaşılmadı."),
        "field_sensitive" => both!(
            en = "The condition asks for a field that you may not see.",
            tr = "Koşul, görmenize izin verilmeyen bir alanı soruyor."
        ),
        "view_invalid" => {
            both!(en = "A view has a name of at most 60 letters.", tr = "Görünümün en çok 60 harflik bir adı olur.")
        }
        "too_many_views" => both!(
            en = "You keep 50 views already: remove one first.",
            tr = "Zaten 50 görünüm saklıyorsunuz: önce birini kaldırın."
        ),
        "key_name_invalid" => both!(en = "A key has a name.", tr = "Anahtarın bir adı olmalı."),
        "key_scopes_missing" => {
            both!(en = "Choose what the key may do.", tr = "Anahtarın ne yapabileceğini seçin.")
        }
        "key_expires_in_past" => both!(en = "That day has passed.", tr = "Bu gün geçmiş."),
        "webhook_url_invalid" => both!(
            en = "An address begins with https:// and names no user.",
            tr = "Adres https:// ile başlar ve kullanıcı adı içermez."
        ),
        "webhook_url_refused" => both!(
            en = "Nothing is sent without encryption (https://) or into the server's own network. `kopru serve --webhooks-to-private` allows both.",
            tr = "Şifrelemesiz (https:// olmayan) ya da sunucunun kendi ağındaki adreslere hiçbir şey gönderilmez. `kopru serve --webhooks-to-private` ikisine de izin verir."
        ),
        "too_many_webhooks" => both!(en = "There are enough addresses already.", tr = "Yeterince adres zaten var."),
        _ => return None,
    })
}

/// Why a file was not held, tried or imported.
fn of_imports(code: &str) -> Option<Both> {
    Some(match code {
        "no_file" => both!(en = "Choose a file with something in it.", tr = "İçinde bir şey olan bir dosya seçin."),
        "file_too_large" => both!(
            en = "A file brought here has at most 512 MB; `kopru import` takes larger ones.",
            tr = "Buraya getirilen dosya en çok 512 MB olabilir; daha büyüğünü `kopru import` alır."
        ),
        "file_broke_off" => {
            both!(en = "The file did not come whole. Bring it again.", tr = "Dosya eksik geldi. Yeniden getirin.")
        }
        "file_is_workbook" => both!(
            en = "This is a workbook or an archive. Save the sheet as CSV (UTF-8) and bring that.",
            tr = "Bu bir çalışma kitabı ya da arşiv. Sayfayı CSV (UTF-8) olarak kaydedip onu getirin."
        ),
        "no_room_for_file" => both!(
            en = "There is no room for the file in the machine's temporary folder.",
            tr = "Makinenin geçici klasöründe dosya için yer yok."
        ),
        "too_many_uploads" => both!(
            en = "Too many files wait to be imported: import or forget one first.",
            tr = "İçe aktarılmayı bekleyen çok dosya var: önce birini içe aktarın ya da bırakın."
        ),
        "upload_busy" => both!(en = "The file is being read.", tr = "Dosya okunuyor."),
        "not_tried" => both!(
            en = "Try the file first, with its columns matched as they are now.",
            tr = "Önce dosyayı, sütunları şimdiki gibi eşleşmişken deneyin."
        ),
        "mapping_does_not_hold" => both!(
            en = "It cannot be tried as its columns are matched: the page of the columns says why.",
            tr = "Sütunlar bu eşleşmeyle okunamıyor: nedeni sütunların sayfasında yazıyor."
        ),
        _ => return None,
    })
}

/// Why a disagreement was not opened, or not settled.
fn of_disputes(code: &str) -> Option<Both> {
    Some(match code {
        "claim_invalid" => both!(en = "Say why, in at most 4000 letters.", tr = "Nedenini yazın, en çok 4000 harf."),
        "nothing_to_dispute" => both!(
            en = "Sales has neither accepted nor refused this lead: there is nothing to dispute.",
            tr = "Satış bu adayı ne kabul ne de reddetti: itiraz edilecek bir şey yok."
        ),
        "dispute_open" => {
            both!(
                en = "There is an open disagreement about it already.",
                tr = "Bu konuda zaten açık bir anlaşmazlık var."
            )
        }
        "dispute_settled" => both!(en = "It is settled already.", tr = "Zaten çözüldü."),
        "one_person_for_both" => both!(
            en = "You spoke for the other team: somebody else must speak for this one.",
            tr = "Diğer ekip adına siz konuştunuz: bu ekip adına başka biri konuşmalı."
        ),
        "not_the_opener" => {
            both!(en = "Only whoever opened it can withdraw it.", tr = "Yalnızca açan kişi geri çekebilir.")
        }
        "no_change_proposed" => both!(en = "It proposes no change.", tr = "Bir değişiklik önermiyor."),
        "side_wrong" => {
            both!(en = "You speak for your own team.", tr = "Yalnızca kendi ekibiniz adına konuşabilirsiniz.")
        }
        "side_needed" => both!(en = "Say for which team you speak.", tr = "Hangi ekip adına konuştuğunuzu seçin."),
        _ => return None,
    })
}

/// Why a change of the agreement was not kept, signed or published.
fn of_proposals(code: &str) -> Option<Both> {
    Some(match code {
        "title_invalid" => both!(
            en = "Say what should change, in at most 200 letters.",
            tr = "Neyin değişmesi gerektiğini yazın, en çok 200 harf."
        ),
        "too_many_edits" => both!(
            en = "One proposal changes at most 500 values: make two of it.",
            tr = "Bir öneri en çok 500 değer değiştirir: ikiye bölün."
        ),
        "proposal_changed" => both!(
            en = "Somebody changed it meanwhile. Look at it again: what you filled in was not kept.",
            tr = "Bu arada başka biri değiştirdi. Yeniden bakın: girdikleriniz saklanmadı."
        ),
        "proposal_closed" => both!(en = "It is closed already.", tr = "Zaten kapatılmış."),
        "proposal_does_not_hold" => both!(
            en = "It cannot be signed or published: it changes nothing, or does not hold.",
            tr = "İmzalanamaz ya da yayımlanamaz: bir şey değiştirmiyor ya da geçerli değil."
        ),
        "playbook_moved" => both!(
            en = "Another version came into force meanwhile. Look at the proposal again.",
            tr = "Bu arada başka bir sürüm yürürlüğe girdi. Öneriye yeniden bakın."
        ),
        "not_signed" => both!(
            en = "Both teams sign it first, as it stands now.",
            tr = "Önce iki ekip de şu anki halini imzalamalı."
        ),
        _ => return None,
    })
}

/// Why somebody was not let in, or not changed.
fn of_people(code: &str) -> Option<Both> {
    Some(match code {
        "login" => both!(en = "Name or password is wrong.", tr = "Ad ya da parola yanlış."),
        "login_slow" => {
            both!(en = "Too many wrong tries. Wait a minute.", tr = "Çok fazla yanlış deneme. Bir dakika bekleyin.")
        }
        "invitation" => both!(
            en = "This invitation was used or is too old. Ask for a new one.",
            tr = "Bu davet kullanılmış ya da süresi dolmuş. Yenisini isteyin."
        ),
        "passwords_differ" => both!(en = "The two passwords differ.", tr = "İki parola birbirinden farklı."),
        "password_too_short" => both!(
            en = "A password has at least 12 letters: several words do.",
            tr = "Parola en az 12 harf olmalı: birkaç sözcük yeter."
        ),
        "password_too_long" => both!(en = "The password is too long.", tr = "Parola çok uzun."),
        "password_is_name" => both!(
            en = "A password is more than your name, your address, or one letter again and again.",
            tr = "Parola, adınızdan, adresinizden ya da yinelenen tek harften fazlası olmalı."
        ),
        "user_exists" => both!(en = "There is such a user already.", tr = "Bu adda bir kullanıcı zaten var."),
        "user_id_invalid" => both!(
            en = "A user is named by letters a-z, digits, dots and dashes, without blanks.",
            tr = "Kullanıcı adı a-z harfleri, rakam, nokta ve tireden oluşur; boşluk içermez."
        ),
        "user_name_invalid" => both!(en = "The name is missing or too long.", tr = "Ad eksik ya da çok uzun."),
        "user_email_invalid" => both!(en = "That is no e-mail address.", tr = "Bu bir e-posta adresi değil."),
        "user_email_taken" => both!(en = "Another user has this address.", tr = "Bu adres başka bir kullanıcının."),
        "hours_invalid" => both!(
            en = "The hours are not understood: write them as `Mon-Fri 09:00-18:00`, the zone as `Europe/Istanbul`.",
            tr = "Çalışma saatleri anlaşılamadı: `Pzt-Cum 09:00-18:00`, dilim `Europe/Istanbul` gibi yazılır."
        ),
        "absence_invalid" => both!(en = "The absence ends before it begins.", tr = "İzin başlamadan bitiyor."),
        "last_admin" => both!(
            en = "Somebody must be left who may do everything: make another administrator first.",
            tr = "Her şeyi yapabilen biri kalmalı: önce başka bir sistem yöneticisi belirleyin."
        ),
        _ => return None,
    })
}

/// A page for what went wrong.
pub fn fault(lang: Lang, fault: &Fault) -> Reply {
    let (status, why) = match fault {
        Fault::NotIn => (StatusCode::UNAUTHORIZED, both!(en = "Log in first.", tr = "Önce giriş yapın.")),
        Fault::Forbidden => (
            StatusCode::FORBIDDEN,
            both!(
                en = "Your role does not reach so far. A manager or an administrator can help.",
                tr = "Rolünüz buna yetmiyor. Bir yönetici ya da sistem yöneticisi yardımcı olabilir."
            ),
        ),
        Fault::Missing => {
            (StatusCode::NOT_FOUND, both!(en = "There is nothing at this address.", tr = "Bu adreste bir şey yok."))
        }
        Fault::Foreign => (
            StatusCode::FORBIDDEN,
            both!(
                en = "A page of another site may not change anything here.",
                tr = "Başka bir sitenin sayfası burada bir şey değiştiremez."
            ),
        ),
        Fault::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            both!(
                en = "The form is too large, or broke off on its way. Nothing was changed.",
                tr = "Form çok büyük ya da yolda kesildi. Hiçbir şey değişmedi."
            ),
        ),
        Fault::Store(fault @ kopru_store::StoreError::Refused(code, _)) => {
            tracing::info!(code, cause = %fault, "a page was refused");
            (StatusCode::CONFLICT, Both { en: why_not(code, Lang::En), tr: why_not(code, Lang::Tr) })
        }
        Fault::Store(fault) => {
            tracing::error!(code = fault.code(), cause = %fault, "a page could not be made");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                both!(
                    en = "The database does not answer; the log says why. Nothing was lost: try again.",
                    tr = "Veritabanı yanıt vermiyor; nedeni günlükte. Hiçbir şey kaybolmadı: yeniden deneyin."
                ),
            )
        }
    };
    failed(lang, status, &why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_within_sentences_are_read_in_the_readers_zone() {
        let zone = TimeZone::get("Europe/Istanbul").expect("a zone");
        let told = "Due by 2026-03-02T09:00:00Z: first contact. Since 2026-03-01, 3 of 4.5, at 2026-03-02T23:30:00Z.";
        let read = "Due by 2026-03-02 12:00: first contact. Since 2026-03-01, 3 of 4.5, at 2026-03-03 02:30.";
        assert_eq!(local(told, &zone), read);
    }

    #[test]
    fn what_a_form_says_of_time_is_read_in_the_readers_zone() {
        let zone = TimeZone::get("Europe/Istanbul").expect("a zone");
        assert_eq!(moment("2026-03-02T12:00", &zone), Moment::parse("2026-03-02T09:00:00Z"));
        assert_eq!(moment("2026-03-02", &zone), Moment::parse("2026-03-01T21:00:00Z"));
        assert_eq!(moment("yesterday", &zone), None);
    }

    #[test]
    fn everything_that_can_be_done_is_told_in_both_languages() {
        for builtin in kopru_engine::playbook::Builtin::ALL.iter().filter(|it| it.is_act() && it.id() != "retracted") {
            let (en, tr) = (done(builtin.id(), Lang::En), done(builtin.id(), Lang::Tr));
            assert!(en.is_some() && tr.is_some() && en != tr, "{}", builtin.id());
        }
        for outcome in kopru_engine::decide::Outcome::ALL.iter().filter(|it| it.is_taken() && it.code() != "applied") {
            let said = why_not(outcome.code(), Lang::Tr);
            assert!(!said.contains(outcome.code()), "{said}");
        }
    }
}
