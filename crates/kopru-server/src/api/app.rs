//! What all requests share.

use super::access::Peer;
use super::bucket::Buckets;
use super::metrics::Metrics;
use crate::limits;
use crate::service::Services;
use crate::undoing::Undoing;
use crate::uploads::Uploads;
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// A key's, by its id.
    Key(String),
    /// A peer's without a key.
    Peer(IpAddr),
}

/// What all requests share.
#[derive(Debug)]
pub struct App {
    /// What the program does.
    pub services: Services,
    /// What is counted.
    pub metrics: Metrics,
    /// Whether the server listens on this machine alone.
    pub listens_locally: bool,
    /// Requests that may still be taken.
    pub requests: Arc<Semaphore>,
    /// KiB of bodies that may still be taken.
    pub bodies: Arc<Semaphore>,
    /// How many requests each may make.
    pub callers: Buckets<Who>,
    /// How many wrong keys each peer may show.
    pub wrong_keys: Buckets<IpAddr>,
    /// How many wrong passwords may be shown for one name from each peer.
    pub wrong_logins: Buckets<(IpAddr, String)>,
    /// Lines that browsers may hold open to hear of changes.
    pub lines: Arc<Semaphore>,
    /// Whether the server stops: then lines to browsers end.
    pub stopping: AtomicBool,
    /// Requests with an `Idempotency-Key` that are being worked on: caller and key.
    pub under_way: Mutex<HashSet<(String, String)>>,
    /// Files that wait to be imported.
    pub uploads: Uploads,
    /// Imports that are being undone.
    pub undoing: Undoing,
    begun: i64,
    count: AtomicU64,
}

impl App {
    /// For a server that listens on this machine alone, or not.
    pub fn new(services: Services, listens_locally: bool) -> Arc<App> {
        let begun = services.store.now().micros();
        Arc::new(App {
            services,
            metrics: Metrics::default(),
            listens_locally,
            requests: Arc::new(Semaphore::new(limits::REQUESTS_MAX)),
            bodies: Arc::new(Semaphore::new(limits::BODIES_BYTES_MAX >> 10)),
            callers: Buckets::new(limits::BUCKET_REQUESTS_MAX, 1_000_000 / limits::BUCKET_REQUESTS_PER_SEC),
            wrong_keys: Buckets::new(limits::WRONG_KEYS_MAX, limits::WRONG_KEY_SECS * 1_000_000),
            wrong_logins: Buckets::new(limits::WRONG_LOGINS_MAX, limits::WRONG_LOGIN_SECS * 1_000_000),
            lines: Arc::new(Semaphore::new(limits::LINES_MAX)),
            stopping: AtomicBool::new(false),
            under_way: Mutex::default(),
            uploads: Uploads::default(),
            undoing: Undoing::default(),
            begun,
            count: AtomicU64::new(0),
        })
    }

    /// A request's id: the caller's own if it is a plain word, else one of ours.
    pub fn request_id(&self, chosen: Option<&str>) -> String {
        let plain = |it: &&str| {
            (1..=limits::REQUEST_ID_CHARS_MAX).contains(&it.len())
                && it.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        };
        chosen
            .filter(plain)
            .map_or_else(|| format!("{:x}-{}", self.begun, self.count.fetch_add(1, Ordering::Relaxed)), str::to_owned)
    }
}

impl Peer {
    /// Where requests of this peer are counted: an IPv6 address with its network, since one machine has many.
    pub fn counted(self) -> IpAddr {
        match self.0.ip().to_canonical() {
            IpAddr::V6(ip) if !ip.is_loopback() => {
                let [a, b, c, d, ..] = ip.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
            ip => ip,
        }
    }
}
