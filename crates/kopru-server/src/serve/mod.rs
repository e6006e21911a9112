//! Keeps a server running: opens the database, listens, does the background work, and stops in good order.

mod listen;
pub mod log;
mod upkeep;

use crate::api::access::is_loopback;
use crate::api::app::App;
use crate::assistant::Assistant;
use crate::clock;
use crate::limits::STOP_SECS_MAX;
use crate::notices::mail::Post;
use crate::portal::portal;
use crate::service::Services;
use crate::webhooks::Sender;
use axum::Router;
use kopru_engine::lang::{Both, Lang};
use kopru_engine::{both, say};
use kopru_store::{Clock, Store, StoreError, address};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// The database: `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether this process does the background work; another may do it instead.
    pub upkeep: bool,
    /// Whether webhooks may lead into the own network, and go without encryption.
    pub webhooks_to_private: bool,
    /// How people are told by mail; not at all without it.
    pub post: Option<Post>,
    /// Who may be asked what they would note of a conversation; nobody without it.
    pub assistant: Option<Arc<dyn Assistant>>,
}

/// Why there is no server.
#[derive(Debug)]
pub enum ServeError {
    /// The database.
    Store(StoreError),
    /// The address.
    Listen(SocketAddr, std::io::Error),
    /// The machine gives no threads or signals.
    Machine(std::io::Error),
}

impl ServeError {
    /// In words.
    pub fn text(&self) -> Both {
        match self {
            ServeError::Store(fault) => Both::same(fault.to_string()),
            ServeError::Listen(at, fault) if fault.kind() == std::io::ErrorKind::AddrInUse => both!(
                en = "cannot listen on {at}: another program does; choose another with --listen",
                tr = "{at} adresi dinlenemiyor: başka bir program dinliyor; --listen ile başka bir adres seçin"
            ),
            ServeError::Listen(at, fault) => {
                both!(en = "cannot listen on {at}: {fault}", tr = "{at} adresi dinlenemiyor: {fault}")
            }
            ServeError::Machine(fault) => both!(en = "cannot start: {fault}", tr = "başlatılamıyor: {fault}"),
        }
    }
}

impl From<StoreError> for ServeError {
    fn from(fault: StoreError) -> ServeError {
        ServeError::Store(fault)
    }
}

/// How far stopping has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Not yet.
    No,
    /// Take nothing new; finish what is under way.
    Soon,
    /// Now.
    Now,
}

/// Serves until the process is told to stop (SIGTERM, SIGINT); told twice, it stops at once. `tell` gets the line that
/// says where it listens.
///
/// # Errors
/// Why it cannot begin.
pub fn serve(options: &Options, lang: Lang, tell: impl FnOnce(&str)) -> Result<(), ServeError> {
    serve_with(options, |app| portal(app, true), |server| tell(&server.line(lang)))
}

/// The same, with pages beside the API; `tell` gets the server.
///
/// # Errors
/// Why it cannot begin.
pub fn serve_with(
    options: &Options,
    pages: impl FnOnce(&Arc<App>) -> Router,
    tell: impl FnOnce(&Server),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Machine)?;
    let done = runtime.block_on(async {
        let (sender, stop) = watch::channel(Stop::No);
        signals(sender).map_err(ServeError::Machine)?;
        let mut server = Server::open(options, clock::system()).await?.with(pages);
        server.is_new = server.app.services.store.has_no_users().await?;
        tell(&server);
        server.run(stop).await;
        Ok(())
    });
    // A connection of the database that hangs must not hold up the end.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

fn signals(stop: watch::Sender<Stop>) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        for next in [Stop::Soon, Stop::Now] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!(at_once = next == Stop::Now, "told to stop");
            let _ = stop.send(next);
        }
    });
    Ok(())
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    /// What is served beside the API.
    pages: Router,
    /// Whether nobody works here yet.
    is_new: bool,
    to_private: bool,
    post: Option<Post>,
    listener: TcpListener,
    at: SocketAddr,
    upkeep: bool,
}

impl Server {
    /// Opens the database and the address.
    ///
    /// # Errors
    /// Why one of them cannot be opened.
    pub async fn open(options: &Options, clock: Clock) -> Result<Server, ServeError> {
        let store = Store::open(address(&options.database)?, clock).await?;
        let wrong = |fault| ServeError::Listen(options.listen, fault);
        let listener = TcpListener::bind(options.listen).await.map_err(wrong)?;
        let at = listener.local_addr().map_err(wrong)?;
        let services = Services::new(store)
            .with_assistant(options.assistant.clone())
            .with_webhooks_to_private(options.webhooks_to_private);
        if let Err(fault) = services.may_decide() {
            tracing::warn!(cause = %fault, "this node answers reads only");
        }
        let app = App::new(services, is_loopback(at.ip()));
        Ok(Server {
            app,
            pages: Router::new(),
            is_new: false,
            to_private: options.webhooks_to_private,
            post: options.post.clone(),
            listener,
            at,
            upkeep: options.upkeep,
        })
    }

    /// The same with pages beside the API.
    pub fn with(mut self, pages: impl FnOnce(&Arc<App>) -> Router) -> Server {
        self.pages = pages(&self.app);
        self
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.at
    }

    /// What all requests share.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Where it listens and who is answered, for the person who started it.
    pub fn line(&self, lang: Lang) -> String {
        let mut line = self.who_is_answered(lang);
        if self.is_new {
            let (at, token) = (self.at, self.app.services.store.setup_token());
            line.push('\n');
            line.push_str(&say!(
                lang,
                en = "Nobody works here yet. Become the administrator at http://{at}/setup?token={token}",
                tr = "Burada henüz kimse yok. Sistem yöneticisi olmak için: http://{at}/setup?token={token}&lang=tr"
            ));
        }
        line
    }

    fn who_is_answered(&self, lang: Lang) -> String {
        let at = self.at;
        if self.app.listens_locally {
            say!(
                lang,
                en = "Köprü listens on http://{at}. Without a key its API answers this machine (127.0.0.1) only.",
                tr =
                    "Köprü http://{at} adresini dinliyor. API'si anahtarsız yalnızca bu makineyi (127.0.0.1) yanıtlar."
            )
        } else {
            say!(
                lang,
                en = "Köprü listens on http://{at}, which other machines may reach: every request needs a key. Without a key it answers only when it listens on 127.0.0.1.",
                tr = "Köprü http://{at} adresini dinliyor; başka makineler ulaşabilir, her istek anahtar ister. Anahtarsız yalnızca 127.0.0.1 adresini dinlerken yanıtlar."
            )
        }
    }

    /// Answers until it is told to stop; then takes nothing new and finishes what is under way.
    pub async fn run(self, stop: watch::Receiver<Stop>) {
        let upkeep = self.upkeep.then(|| tokio::spawn(upkeep::run(self.app.clone(), stop.clone())));
        let sender = Sender::new(self.to_private);
        let telling = self.upkeep.then(|| tokio::spawn(upkeep::tell(self.app.clone(), sender, stop.clone())));
        let notifying = self.upkeep.then(|| tokio::spawn(upkeep::notify(self.app.clone(), self.post, stop.clone())));
        let forgetting = tokio::spawn(upkeep::forget_files(self.app.clone(), stop.clone()));
        tracing::info!(upkeep = self.upkeep, local = self.app.listens_locally, "serving");
        let connections = listen::run(self.app.clone(), self.pages, self.listener, stop.clone()).await;
        self.app.stopping.store(true, Ordering::Relaxed);
        let requests = self.app.requests.clone();
        let finish = async move {
            connections.shutdown().await;
            // Handlers go on when their caller is gone: all are done when every place is free.
            let all = u32::try_from(crate::limits::REQUESTS_MAX).unwrap_or(u32::MAX);
            let _ = requests.acquire_many(all).await;
            for work in upkeep.into_iter().chain(telling).chain(notifying).chain([forgetting]) {
                let _ = work.await;
            }
        };
        let finished = before(finish, Duration::from_secs(STOP_SECS_MAX), stop).await;
        tracing::info!(finished, "stopped");
    }
}

/// Whether something is done before the time is up or everything has to stop now.
async fn before(work: impl Future<Output = ()>, most: Duration, mut stop: watch::Receiver<Stop>) -> bool {
    tokio::select! {
        done = tokio::time::timeout(most, work) => done.is_ok(),
        _ = stop.wait_for(|it| *it == Stop::Now) => false,
    }
}
