//! An assistant behind an address that speaks as OpenAI's does (`/chat/completions`): Ollama, llama.cpp, vLLM, OpenAI and
//! others. One try, within a time; redirections are not followed; without encryption only within the own network.

use super::{Assistant, AssistantError, Guess, Proposing, Sought, Talk, wire};
use crate::limits::{ASSISTANT_ANSWER_BYTES_MAX, ASSISTANT_AT_ONCE, ASSISTANT_SECS_MAX};
use crate::outgoing::{NoBody, Outgoing, Posted, Reach};
use axum::http::{HeaderValue, Uri};
use kopru_engine::both;
use kopru_engine::lang::Both;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How an assistant is reached.
#[derive(Clone)]
pub struct Settings {
    /// The address, up to `/chat/completions`: `http://127.0.0.1:11434/v1`.
    pub url: String,
    /// The model.
    pub model: String,
    /// The key; none where it is empty.
    pub key: String,
    /// How long it may take.
    pub within: Duration,
}

/// An assistant behind an address.
pub struct Endpoint {
    outgoing: Outgoing,
    url: String,
    address: String,
    model: String,
    /// The header that shows the key.
    bearer: Option<String>,
    within: Duration,
    places: Semaphore,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("url", &self.url).field("model", &self.model).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("url", &self.url).field("model", &self.model).finish_non_exhaustive()
    }
}

impl Endpoint {
    /// With these settings.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn new(it: &Settings) -> Result<Endpoint, Both> {
        let url = format!("{}/chat/completions", it.url.trim_end_matches('/'));
        let address = address(&url).ok_or_else(|| {
            both!(
                en = "the assistant's address is written as https://HOST/v1 or http://127.0.0.1:PORT/v1, without a user, `?` or `#`",
                tr = "asistanın adresi https://SUNUCU/v1 ya da http://127.0.0.1:KAPI/v1 diye yazılır; kullanıcı, `?` ve `#` içermez"
            )
        })?;
        let model = it.model.trim().to_owned();
        if model.is_empty() || model.chars().any(char::is_control) {
            return Err(both!(
                en = "the assistant's model must be named: --assistant-model",
                tr = "asistanın modeli yazılmalı: --assistant-model"
            ));
        }
        let bearer = (!it.key.is_empty()).then(|| format!("Bearer {}", it.key));
        if bearer.as_ref().is_some_and(|it| HeaderValue::from_str(it).is_err()) {
            return Err(both!(
                en = "KOPRU_ASSISTANT_KEY holds letters that no key has",
                tr = "KOPRU_ASSISTANT_KEY bir anahtarda olmayan harfler içeriyor"
            ));
        }
        if it.within.is_zero() || it.within > Duration::from_secs(ASSISTANT_SECS_MAX) {
            return Err(both!(
                en = "the assistant may take 1 to {ASSISTANT_SECS_MAX} seconds",
                tr = "asistana 1 ile {ASSISTANT_SECS_MAX} saniye arası süre verilebilir"
            ));
        }
        let (outgoing, places) = (Outgoing::new(Reach::ClearInside), Semaphore::new(ASSISTANT_AT_ONCE));
        Ok(Endpoint { outgoing, url, address, model, bearer, within: it.within, places })
    }

    async fn ask(&self, talk: &Talk<'_>, sought: &Sought) -> Result<Vec<Guess>, AssistantError> {
        let body = wire::request(&self.model, talk, sought);
        let headers: Vec<(&str, &str)> = self.bearer.iter().map(|it| ("authorization", it.as_str())).collect();
        let posted = Posted { headers: &headers, body: &body, answer_bytes_max: ASSISTANT_ANSWER_BYTES_MAX };
        let received = self.outgoing.post(&self.url, &posted).await;
        let received = received.map_err(|it| AssistantError::Unreachable(it.0))?;
        if !received.status.is_success() {
            return Err(AssistantError::Status(received.status.as_u16()));
        }
        let body = received.body.map_err(|it| match it {
            NoBody::TooLarge => AssistantError::TooLarge,
            NoBody::BrokenOff => AssistantError::Unreachable("the answer broke off".into()),
        })?;
        wire::guesses(&body)
    }
}

/// Scheme, host and port of an address that can be asked.
fn address(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str().filter(|it| matches!(*it, "https" | "http"))?;
    let authority = uri.authority().filter(|it| !it.host().is_empty() && !it.as_str().contains('@'))?;
    let plain = uri.query().is_none() && !url.contains('#');
    plain.then(|| format!("{scheme}://{authority}"))
}

impl Assistant for Endpoint {
    fn model(&self) -> &str {
        &self.model
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn propose<'a>(&'a self, talk: &'a Talk<'a>, sought: &'a Sought) -> Proposing<'a> {
        Box::pin(async move {
            let _place = self.places.try_acquire().map_err(|_| AssistantError::Busy)?;
            let asked = tokio::time::timeout(self.within, self.ask(talk, sought)).await;
            asked.unwrap_or(Err(AssistantError::TimedOut))
        })
    }
}
