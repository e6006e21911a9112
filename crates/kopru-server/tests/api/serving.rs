//! A server with a socket: it listens, does its background work, and stops in good order.

use crate::engines::{PLAYBOOK, Place, TestClock};
use kopru_engine::lang::Lang;
use kopru_server::serve::{Options, ServeError, Server, Stop};
use kopru_store::publish::{Edition, Existing};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

fn options(place: &Place) -> Options {
    Options {
        database: place.url.clone(),
        listen: "127.0.0.1:0".parse().expect("an address"),
        upkeep: true,
        webhooks_to_private: false,
        post: None,
        assistant: None,
    }
}

fn within<F: Future<Output = ()>>(story: F) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(story);
}

async fn exchange(at: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(at).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[test]
fn a_server_answers_and_stops_when_it_is_told_to() {
    within(async {
        let place = Place::sqlite();
        let clock = TestClock::new();
        let server = Server::open(&options(&place), clock.clock()).await.expect("a server");
        let at = server.address();
        let edition =
            Edition { source: PLAYBOOK.into(), lists: BTreeMap::new(), existing: Existing::Keep, by: "test".into() };
        server.app().services.store.publish(edition).await.expect("a published playbook");
        assert!(server.line(Lang::En).contains(&format!("http://{at}")) && server.line(Lang::En).contains("127.0.0.1"));
        assert_ne!(server.line(Lang::En), server.line(Lang::Tr));
        let (sender, stop) = watch::channel(Stop::No);
        let running = tokio::spawn(server.run(stop));
        let answer = exchange(at, &format!("GET /healthz HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\"alive\":true"), "{answer}");
        // At an address that there is not a browser is shown a page in its language, and a program a problem.
        let nowhere = async |path: &str, accept: &str| {
            let head = format!("host: {at}\r\naccept: {accept}\r\naccept-language: tr\r\nconnection: close");
            exchange(at, &format!("GET {path} HTTP/1.1\r\n{head}\r\n\r\n")).await
        };
        let page = nowhere("/elsewhere", "text/html,*/*;q=0.8").await;
        assert!(page.starts_with("HTTP/1.1 404") && page.contains("Bu adreste bir şey yok"), "{page}");
        assert!(page.contains("content-type: text/html") && page.contains("href=\"/\""), "{page}");
        for (path, accept) in [("/elsewhere", "application/json"), ("/api/v1/elsewhere", "text/html")] {
            let problem = nowhere(path, accept).await;
            assert!(problem.starts_with("HTTP/1.1 404") && problem.contains("application/problem+json"), "{problem}");
        }
        // A request that is under way when it is told to stop is still answered: its body comes only then.
        let mut slow = TcpStream::connect(at).await.expect("a connection");
        let head = format!(
            "POST /api/v1/facts HTTP/1.1\r\nhost: {at}\r\ncontent-type: application/json\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n"
        );
        slow.write_all(head.as_bytes()).await.expect("a head");
        let mut line = [0; 25];
        slow.read_exact(&mut line).await.expect("100 Continue");
        assert_eq!(&line, b"HTTP/1.1 100 Continue\r\n\r\n");
        sender.send(Stop::Soon).expect("a server that listens");
        while TcpStream::connect(at).await.is_ok() {
            tokio::task::yield_now().await;
        }
        slow.write_all(b"[]").await.expect("a body");
        let mut answer = String::new();
        slow.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        running.await.expect("a server that stops");
    });
}

#[test]
fn a_connection_that_lies_idle_does_not_hold_up_the_end() {
    within(async {
        let place = Place::sqlite();
        let server = Server::open(&options(&place), TestClock::new().clock()).await.expect("a server");
        let at = server.address();
        let (sender, stop) = watch::channel(Stop::No);
        let running = tokio::spawn(server.run(stop));
        let mut idle = TcpStream::connect(at).await.expect("a connection");
        idle.write_all(format!("GET /healthz HTTP/1.1\r\nhost: {at}\r\n\r\n").as_bytes()).await.expect("a request");
        let mut answer = [0; 15];
        idle.read_exact(&mut answer).await.expect("an answer");
        sender.send(Stop::Soon).expect("a server that listens");
        running.await.expect("a server that stops");
    });
}

#[test]
fn an_address_in_use_and_a_database_that_cannot_be_opened_are_said_in_words() {
    within(async {
        let place = Place::sqlite();
        let clock = TestClock::new();
        let first = Server::open(&options(&place), clock.clock()).await.expect("a server");
        let taken = Options { listen: first.address(), ..options(&place) };
        match Server::open(&taken, clock.clock()).await {
            Err(fault @ ServeError::Listen(..)) => {
                assert!(fault.text().en.contains("another program"), "{}", fault.text().en)
            }
            other => panic!("{other:?}"),
        }
        let wrong = Options { database: "mysql://localhost/x".into(), ..options(&place) };
        match Server::open(&wrong, clock.clock()).await {
            Err(fault @ ServeError::Store(_)) => {
                assert!(fault.text().en.contains("sqlite:PATH"), "{}", fault.text().en)
            }
            other => panic!("{other:?}"),
        }
    });
}
