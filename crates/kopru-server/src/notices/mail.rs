//! Mails notices. A mail holds a sentence and a link; the name of the lead stands in it where its reader may see it.

use super::{digest, words};
use crate::service::{Services, leads};
use kopru_engine::lang::{Both, Lang};
use kopru_engine::{both, say};
use kopru_store::notices::{DIGEST, Notice};
use kopru_store::team::profile::Role;
use kopru_store::team::users::User;
use kopru_store::{Result, StoreError};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// Mails of one round.
const AT_ONCE: usize = 20;
/// How long the mail server may take, in seconds: less than a mail is claimed for.
const SECS_MAX: u64 = 20;

/// How mails are sent.
#[derive(Clone, Debug)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Where the portal is, as its readers reach it, without a slash at the end.
    portal: String,
}

impl Post {
    /// A way to the mail server: `smtps://user:password@host`, `smtp://host:587?tls=required`, `smtp://127.0.0.1:25`.
    ///
    /// # Errors
    /// What is wrong with the address, the sender or the portal's address.
    pub fn new(server: &str, from: &str, portal: &str) -> std::result::Result<Post, Both> {
        let known = server.starts_with("smtp://") || server.starts_with("smtps://");
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).ok().filter(|_| known);
        let builder = builder.ok_or_else(|| {
            both!(
                en = "the mail server is written as smtps://USER:PASSWORD@HOST or smtp://HOST:587?tls=required",
                tr = "posta sunucusu smtps://KULLANICI:PAROLA@SUNUCU ya da smtp://SUNUCU:587?tls=required diye yazılır"
            )
        })?;
        let from: Mailbox = from.parse().map_err(|_| {
            both!(
                en = "the sender is written as `Köprü <kopru@acme.com>`, not `{from}`",
                tr = "gönderen `Köprü <kopru@acme.com>` gibi yazılır, `{from}` değil"
            )
        })?;
        let portal = portal.trim_end_matches('/').to_owned();
        if !(portal.starts_with("https://") || portal.starts_with("http://")) {
            return Err(both!(
                en = "the portal's address begins with https:// or http://: `{portal}`",
                tr = "portalın adresi https:// ya da http:// ile başlar: `{portal}`"
            ));
        }
        let transport = builder.timeout(Some(Duration::from_secs(SECS_MAX))).build();
        Ok(Post { transport, from, portal })
    }

    async fn send(&self, to: &User, subject: String, body: String) -> std::result::Result<(), String> {
        let address = to.email.as_deref().unwrap_or_default();
        let address = address.parse().map_err(|fault| format!("{address}: {fault}"))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(to.name.clone()), address))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|fault| fault.to_string())?;
        self.transport.send(message).await.map(drop).map_err(|fault: SmtpError| fault.to_string())
    }
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Mails that the server took.
    pub sent: usize,
    /// Tries that failed.
    pub failed: usize,
    /// Mails that were given up.
    pub given_up: usize,
}

/// Mails what is to be mailed.
///
/// # Errors
/// What the database answers; a mail whose fate could not be noted is sent again.
pub async fn round(services: &Services, post: &Post) -> Result<Sent> {
    let mut done = Sent::default();
    for (notice, user) in services.store.claim_mails(AT_ONCE).await? {
        let (subject, body) = match compose(services, post, &notice, &user).await {
            Ok(Some(mail)) => mail,
            // Nothing to say any more: the lead is gone, or there is nothing today.
            Ok(None) => {
                services.store.mailed(&notice, None).await?;
                continue;
            }
            Err(fault) => return Err(fault),
        };
        match post.send(&user, subject, body).await {
            Ok(()) => {
                done.sent += 1;
                services.store.mailed(&notice, None).await?;
            }
            Err(why) => {
                tracing::info!(user = %user.id, cause = %why, "a mail was not sent");
                done.failed += 1;
                done.given_up += usize::from(services.store.mailed(&notice, Some(why)).await?);
            }
        }
    }
    Ok(done)
}

/// Subject and body, in the reader's language; nothing where there is nothing to say.
async fn compose(services: &Services, post: &Post, notice: &Notice, user: &User) -> Result<Option<(String, String)>> {
    if user.profile.left || user.email.is_none() {
        return Ok(None);
    }
    let lang = user.lang;
    let book = match services.store.book_in_force().await {
        Err(StoreError::Refused("no_playbook", _)) => return Ok(None),
        book => book?,
    };
    let portal = &post.portal;
    if notice.kind == DIGEST {
        let Some(lines) = digest::lines(services, user, &book).await? else { return Ok(None) };
        let subject = say!(lang, en = "Your day in Köprü", tr = "Köprü'de gününüz");
        return Ok(Some((subject, format!("{}\n\n{portal}/today\n{}", lines.join("\n"), foot(portal, lang)))));
    }
    let name = match (notice.lead, words::account(notice)) {
        (Some(lead), _) => {
            let Ok(view) = services.store.lead(lead).await else { return Ok(None) };
            let veil = services.veil(user.profile.role == Role::Admin).await?;
            leads::name(&view.row, crate::api::hidden(&veil, &book.playbook))
        }
        (None, Some(account)) => {
            let Ok(view) = services.store.account(account).await else { return Ok(None) };
            view.row.name.unwrap_or(view.row.key)
        }
        // Of the agreement or of both teams' numbers.
        (None, None) => String::new(),
    };
    let said = words::sentence(notice, &name, &book.playbook, lang);
    let link = words::link(notice);
    Ok(Some((said.clone(), format!("{said}\n\n{portal}{link}\n{}", foot(portal, lang)))))
}

fn foot(portal: &str, lang: Lang) -> String {
    say!(
        lang,
        en = "\n-- \nYou choose under {portal}/me when you are told by mail.\n",
        tr = "\n-- \nNe zaman e-posta alacağınızı {portal}/me sayfasında seçersiniz.\n"
    )
}
