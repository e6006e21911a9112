//! What was just done, by its stable code.

use kopru_engine::both;
use kopru_engine::lang::{Both, Lang};

/// What was just done.
pub fn done(code: &str, lang: Lang) -> Option<String> {
    let both = match code {
        "accepted" => both!(en = "Accepted: the lead is yours.", tr = "Kabul edildi: aday artık sizin."),
        "refused" => both!(en = "Refused, with its reason.", tr = "Gerekçesiyle reddedildi."),
        "returned" => {
            both!(en = "Sent back to marketing for information.", tr = "Ek bilgi için pazarlamaya gönderildi.")
        }
        "contacted" => both!(en = "The contact is noted.", tr = "Temas kaydedildi."),
        "conversation_held" => both!(en = "The conversation is noted.", tr = "Görüşme kaydedildi."),
        "qualified" => both!(en = "Qualified.", tr = "Nitelikli olarak işaretlendi."),
        "next_step_set" => both!(en = "The next step is set.", tr = "Sonraki adım belirlendi."),
        "next_step_done" => both!(en = "The next step is done.", tr = "Sonraki adım tamamlandı."),
        "clock_paused" => both!(en = "The clocks stand still.", tr = "Süreler durduruldu."),
        "clock_resumed" => both!(en = "The clocks go on.", tr = "Süreler yeniden işliyor."),
        "recycled" => {
            both!(en = "Sent back to marketing to be nurtured.", tr = "Beslenmek üzere pazarlamaya geri verildi.")
        }
        "disqualified" => both!(en = "Let go, with its reason.", tr = "Gerekçesiyle bırakıldı."),
        "revived" => both!(en = "Taken up again.", tr = "Yeniden ele alındı."),
        "assigned" => both!(en = "Given to somebody.", tr = "Birine verildi."),
        "offered" => both!(en = "Offered to sales.", tr = "Satışa sunuldu."),
        "won" => both!(en = "Won. Congratulations.", tr = "Kazanıldı. Tebrikler."),
        "lost" => both!(en = "Noted as lost.", tr = "Kaybedildi olarak kaydedildi."),
        "undone" => both!(en = "Undone: the lead stands where it stood.", tr = "Geri alındı: aday önceki yerinde."),
        "undone_all" => {
            both!(
                en = "All of it is undone: the leads stand where they stood.",
                tr = "Hepsi geri alındı: adaylar önceki yerinde."
            )
        }
        "deal_changed" => both!(en = "The deal is changed.", tr = "Fırsat güncellendi."),
        "added" => both!(en = "Added to the lead's history.", tr = "Adayın geçmişine eklendi."),
        "finding" => both!(en = "What was found out is noted.", tr = "Bulgu kaydedildi."),
        "overruled" => both!(
            en = "It no longer counts; your word is kept with it.",
            tr = "Artık sayılmıyor; sizin sözünüz de onunla birlikte saklandı."
        ),
        "disputed" => both!(en = "The other team is told.", tr = "Diğer ekibe bildirildi."),
        "dispute_said" => both!(en = "Noted for your team.", tr = "Ekibiniz adına kaydedildi."),
        "dispute_settled" => {
            both!(en = "Settled: both teams say the same.", tr = "Çözüldü: iki ekip aynı şeyi söylüyor.")
        }
        "record_merged" => both!(en = "The two records are one.", tr = "İki kayıt tek kayıt oldu."),
        "record_parted" => both!(en = "The records are apart again.", tr = "Kayıtlar yeniden ayrıldı."),
        "record_erased" => both!(en = "The person is erased.", tr = "Kişi silindi."),
        "proposal_signed" => both!(en = "Signed for the team.", tr = "Ekip adına imzalandı."),
        "proposal_published" => {
            both!(en = "In force from now on.", tr = "Şu andan itibaren yürürlükte.")
        }
        "withdrawn" => both!(en = "Withdrawn.", tr = "Geri çekildi."),
        "said" => both!(en = "Said.", tr = "Yazıldı."),
        "new" => both!(en = "The lead is there.", tr = "Aday eklendi."),
        "saved" => both!(en = "Saved.", tr = "Kaydedildi."),
        "welcome" => both!(en = "Your password is set. Welcome.", tr = "Parolanız belirlendi. Hoş geldiniz."),
        "out" => both!(en = "You are logged out.", tr = "Çıkış yaptınız."),
        _ => return of_emails(code).map(|it| it.get(lang).to_owned()),
    };
    Some(both.get(lang).to_owned())
}

/// What was done with an e-mail.
fn of_emails(code: &str) -> Option<Both> {
    Some(match code {
        "email_new" => both!(en = "The e-mail is noted.", tr = "E-posta kaydedildi."),
        "email_new_others" => both!(
            en = "The e-mail is noted, here and at the other leads whom it names.",
            tr = "E-posta burada ve adı geçen diğer adaylarda kaydedildi."
        ),
        "email_known" => both!(en = "The e-mail was noted before.", tr = "E-posta daha önce kaydedilmişti."),
        "email_automatic" => both!(
            en = "Noted. A machine wrote this e-mail: it counts neither as a contact nor as an answer.",
            tr = "Kaydedildi. Bu e-postayı bir makine yazmış: temas ya da yanıt sayılmaz."
        ),
        "email_without_words" => both!(
            en = "The e-mail is noted, without its words: the agreement gives them no place.",
            tr = "E-posta, sözleri olmadan kaydedildi: anlaşma onlara yer vermiyor."
        ),
        _ => return None,
    })
}
