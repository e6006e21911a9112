//! An e-mail that is brought as a file on a lead's page.

use super::acts::with;
use super::{Door, Fault, Reply, Visit};
use crate::service::emails::{EmailNoted, Noted};
use crate::uploads::{Received, Refused};
use kopru_engine::lang::Lang;
use kopru_engine::say;
use kopru_portal::shell::{ActForm, Field, Input};
use kopru_store::team::profile::Role;
use kopru_store::{Id, StoreError};
use std::io::{self, Read, Seek, SeekFrom};

/// Puts the form that takes it among what can be done with a lead: beside the logging of a contact, where that is possible.
pub(super) fn offer(acts: &mut Vec<ActForm>, lead: Id, role: Role, lang: Lang) {
    if Door::Sales.lets(role) {
        let place = acts.iter().position(|it| it.key == "c").map_or(acts.len(), |it| it + 1);
        acts.insert(place, form(lead, lang));
    }
}

fn form(lead: Id, lang: Lang) -> ActForm {
    let label = say!(
        lang,
        en = "The message as a file (.eml): what you wrote to the lead, or what they wrote",
        tr = "İletinin dosyası (.eml): adaya yazdığınız ya da onun yazdığı"
    );
    ActForm {
        to: format!("/leads/{lead}/email"),
        title: say!(lang, en = "Add an e-mail", tr = "E-posta ekle"),
        fields: vec![Field::new("file", label, Input::File(".eml,message/rfc822".into())).needed()],
        ..ActForm::default()
    }
}

/// Notes it. What is about others is refused: whoever brought it meant this lead.
pub(super) async fn bring(mut visit: Visit) -> Result<Reply, Fault> {
    let (user, lead) = (visit.user()?.id.clone(), visit.app.services.survivor(visit.lead()?).await?.id);
    let back = format!("/leads/{lead}");
    let (word, code) = match visit.file.take().unwrap_or(Err(Refused::Nothing)) {
        Err(refused) => ("not", why(refused)),
        Ok(file) => match tokio::task::spawn_blocking(move || bytes(file)).await {
            Err(_) | Ok(Err(_)) => ("not", Refused::Broken.code()),
            Ok(Ok(bytes)) => match visit.app.services.note_email(bytes, Some(lead), &user).await {
                Ok(it) => told(&it),
                Err(StoreError::Refused(code, _)) => ("not", code),
                Err(fault) => return Err(fault.into()),
            },
        },
    };
    Ok(Reply::see(with(&back, &[(word, code)])))
}

fn bytes(mut it: Received) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    it.file.seek(SeekFrom::Start(0))?;
    it.file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn why(it: Refused) -> &'static str {
    match it {
        Refused::TooLarge => "email_too_large",
        Refused::Archive => "email_unreadable",
        other => other.code(),
    }
}

/// What became of it, in a word.
fn told(it: &EmailNoted) -> (&'static str, &'static str) {
    if let Some(refusal) = it.leads.iter().find_map(|lead| lead.noted.as_ref().err()) {
        return ("not", refusal.code);
    }
    let known = it.leads.iter().all(|lead| lead.noted == Ok(Noted::Known));
    let code = match (known, it.automatic, it.words_kept, it.leads.len()) {
        (true, ..) => "email_known",
        (_, true, ..) => "email_automatic",
        (_, _, false, _) => "email_without_words",
        (.., 1) => "email_new",
        _ => "email_new_others",
    };
    ("done", code)
}
