//! People who read and systems that tell, over HTTP.

use kopru_engine::time::Moment;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Users at once, each with a second's thought between two pages.
const USERS: u64 = 20;
const THOUGHT: Duration = Duration::from_secs(1);
/// Facts a second, and in one request.
const FACTS: u64 = 1_000;
const FACTS_A_CALL: u64 = 50;
/// What a page may weigh.
const PAGE_BYTES_MAX: usize = 100 << 10;

/// A connection that stays open.
struct Client {
    stream: BufReader<TcpStream>,
    host: String,
    /// What the portal knows whoever looks by.
    cookie: String,
}

impl Client {
    fn new(address: &str) -> Client {
        let stream = TcpStream::connect(address).expect("connected");
        stream.set_nodelay(true).expect("set");
        Client { stream: BufReader::new(stream), host: address.to_owned(), cookie: String::new() }
    }

    /// A page of the portal; the length of what came.
    fn open(&mut self, path: &str) -> usize {
        let (host, cookie) = (&self.host, &self.cookie);
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n\r\n")).len()
    }

    /// Chooses a password by an invitation, and is let in.
    fn enter(&mut self, invitation: &str) {
        let body = format!("token={invitation}&password=correct-horse-battery&again=correct-horse-battery");
        let (host, length) = (&self.host, body.len());
        self.send(&format!(
            "POST /welcome HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {length}\r\n\r\n{body}"
        ));
        assert!(!self.cookie.is_empty(), "nobody was let in");
    }

    fn get(&mut self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", self.host))
    }

    fn post(&mut self, path: &str, body: &str) -> String {
        let (host, length) = (&self.host, body.len());
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    fn send(&mut self, request: &str) -> String {
        self.stream.get_mut().write_all(request.as_bytes()).expect("sent");
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("answered");
        let fine = [" 200 ", " 201 ", " 303 "].iter().any(|status| line.contains(status));
        assert!(fine, "{request}\n{line}");
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).expect("answered");
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            assert!(!lower.starts_with("transfer-encoding"), "an answer without length");
            assert!(!lower.starts_with("location: /login"), "{request}: nobody is in");
            if lower.starts_with("set-cookie:") {
                let value = line.split_once(':').map_or("", |it| it.1).split(';').next().unwrap_or_default();
                value.trim().clone_into(&mut self.cookie);
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("answered");
        String::from_utf8(body).expect("a text")
    }
}

/// What users know of the leads before they begin.
pub struct Users {
    leads: Vec<String>,
    cookie: String,
}

impl Users {
    /// Looks at the first page of leads, and comes into the portal by an invitation.
    pub fn warm(address: &str, invitation: &str) -> Users {
        let mut client = Client::new(address);
        client.enter(invitation);
        let page = client.get("/api/v1/leads?limit=200");
        let page: serde_json::Value = serde_json::from_str(&page).expect("JSON");
        let leads = page["items"].as_array().expect("leads").iter();
        Users { leads: leads.filter_map(|it| it["id"].as_str().map(str::to_owned)).collect(), cookie: client.cookie }
    }
}

/// What happened while they worked.
pub struct Busy {
    /// Times of each page, in ms.
    pub pages: BTreeMap<&'static str, Vec<f64>>,
    pub facts: u64,
}

/// Users read pages while facts come in.
pub fn at_work(address: &str, known: &Users, people: u64, time: Duration) -> Busy {
    let (end, taken) = (Instant::now() + time, AtomicU64::new(0));
    let over = AtomicBool::new(false);
    let mut pages: BTreeMap<&'static str, Vec<f64>> = BTreeMap::new();
    std::thread::scope(|scope| {
        scope.spawn(|| facts(address, people, &over, &taken));
        let users: Vec<_> = (0..USERS).map(|user| scope.spawn(move || reads(address, known, user, end))).collect();
        for user in users {
            for (page, time) in user.join().expect("no panic") {
                pages.entry(page).or_default().push(time);
            }
        }
        over.store(true, Ordering::SeqCst);
    });
    Busy { pages, facts: taken.load(Ordering::SeqCst) }
}

fn reads(address: &str, known: &Users, user: u64, end: Instant) -> Vec<(&'static str, f64)> {
    let mut client = Client::new(address);
    client.cookie.clone_from(&known.cookie);
    let mut times = Vec::new();
    std::thread::sleep(THOUGHT * u32::try_from(user).unwrap_or(0) / u32::try_from(USERS).unwrap_or(1));
    for turn in 0.. {
        if Instant::now() >= end {
            break;
        }
        let lead = &known.leads[((user * 7 + turn) % known.leads.len() as u64) as usize];
        // Each begins elsewhere, so that all pages are asked for at any time.
        let (page, path) = match (turn + user) % 12 {
            0 => ("leads, the first page", "/api/v1/leads?limit=200".to_owned()),
            1 => ("leads of a stage", "/api/v1/leads?stage=mql&limit=200".to_owned()),
            2 => ("one lead", format!("/api/v1/leads/{lead}")),
            3 => ("one lead explained", format!("/api/v1/leads/{lead}/explanation")),
            4 => ("funnel", "/api/v1/reports/funnel".to_owned()),
            5 => ("counts", "/api/v1/counts".to_owned()),
            6 => ("portal: today", "/today".to_owned()),
            7 => ("portal: leads", "/leads".to_owned()),
            8 => ("portal: leads of a stage", "/leads?stage=lead&disposition=open".to_owned()),
            9 => ("portal: board", "/leads?as=board".to_owned()),
            10 => ("portal: one lead", format!("/leads/{lead}")),
            _ => ("portal: funnel", "/reports".to_owned()),
        };
        let start = Instant::now();
        if page.starts_with("portal") {
            let length = client.open(&path);
            assert!(length < PAGE_BYTES_MAX, "{path}: {length} bytes");
        } else {
            client.get(&path);
        }
        times.push((page, start.elapsed().as_secs_f64() * 1e3));
        std::thread::sleep(THOUGHT);
    }
    times
}

fn fact(person: u64, number: u64) -> String {
    let (email, run) = (super::file::email(person), std::process::id());
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let at = Moment::from_secs(i64::try_from(since).expect("a moment"));
    format!(
        r#"{{"id":"live-{run}-{number}","email":"{email}","type":"page_viewed","occurred_at":"{at}","source":"site","data":{{"path":"/pricing"}}}}"#
    )
}

fn facts(address: &str, people: u64, over: &AtomicBool, taken: &AtomicU64) {
    let mut client = Client::new(address);
    let start = Instant::now();
    for call in 0.. {
        if over.load(Ordering::SeqCst) {
            return;
        }
        let due = start + Duration::from_secs(call * FACTS_A_CALL) / u32::try_from(FACTS).unwrap_or(1);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let numbers = call * FACTS_A_CALL..(call + 1) * FACTS_A_CALL;
        let body: Vec<String> = numbers.map(|it| fact(it.wrapping_mul(0x9E37_79B9) % people, it)).collect();
        let answer = client.post("/api/v1/facts", &format!("[{}]", body.join(",")));
        assert!(answer.contains(r#""refused":0"#), "{answer}");
        taken.fetch_add(FACTS_A_CALL, Ordering::SeqCst);
    }
}

/// One fact after another, to a server that does nothing else: times in ms.
pub fn alone(address: &str, count: u64) -> Vec<f64> {
    let mut client = Client::new(address);
    let one = |it: u64| {
        let body = fact(it, 1_000_000_000 + it);
        let start = Instant::now();
        client.post("/api/v1/facts", &body);
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..count).map(one).collect()
}
