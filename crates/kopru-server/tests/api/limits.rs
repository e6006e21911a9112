//! What is too much, too large, or not what it says it is.

use crate::client::local;
use crate::engines::on_both;
use axum::body::{Body, Bytes};
use http_body_util::Full;
use hyper::body::Frame;
use kopru_server::limits;
use serde_json::json;
use std::pin::Pin;
use std::task::{Context, Poll};

const FACTS: &str = "/api/v1/facts";

#[test]
fn a_body_beyond_its_limit_is_refused_whether_or_not_it_says_how_long_it_is() {
    on_both(|scene| async move {
        let client = local(&scene).with("content-type", "application/json");
        let blank = |bytes: usize| Bytes::from(vec![b' '; bytes]);
        let most = limits::BATCH_BODY_BYTES_MAX;
        client.send("POST", FACTS, Body::from(blank(most + 1))).await.is_problem(413, "body_too_large");
        // Without a length it is read until it is too long.
        let pieces: Vec<Piece> = (0..3).map(|_| Ok(Frame::data(blank(most / 2)))).collect();
        let stream = Body::new(Pieces(pieces.into_iter()));
        client.send("POST", FACTS, stream).await.is_problem(413, "body_too_large");
        // One fact has less room than a batch.
        let long = "x".repeat(limits::FACT_BODY_BYTES_MAX);
        let fact = json!({ "email": "ada@acme.com", "type": "page_viewed", "data": { "path": long } });
        client.post(FACTS, &fact).await.is_problem(413, "body_too_large");
        // A broken one is not taken for the end.
        let broken: Vec<Piece> = vec![Ok(Frame::data(blank(1))), Err(std::io::Error::other("gone"))];
        let stream = Body::new(Pieces(broken.into_iter()));
        client.send("POST", FACTS, stream).await.is_problem(400, "body_unreadable");
    });
}

type Piece = Result<Frame<Bytes>, std::io::Error>;

/// A body in pieces that are all there, of a length that nobody knows.
struct Pieces(std::vec::IntoIter<Piece>);

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;
    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Piece>> {
        Poll::Ready(self.0.next())
    }
}

#[test]
fn a_batch_has_at_most_a_thousand_facts() {
    on_both(|scene| async move {
        let client = local(&scene);
        let facts = |count: usize| json!({ "facts": vec![json!({}); count] });
        assert_eq!(client.post(FACTS, &facts(1_000)).await.is(200)["refused"], 1_000);
        let got = client.post(FACTS, &facts(1_001)).await;
        got.is_problem(413, "too_many_facts_at_once");
        assert!(got.json["detail"].as_str().is_some_and(|it| it.contains("1001")));
    });
}

#[test]
fn only_json_that_says_so_is_read() {
    on_both(|scene| async move {
        let client = local(&scene);
        let send = |kind: &'static str| {
            let client = client.with("content-type", kind);
            async move { client.send("POST", FACTS, Body::from("[]")).await }
        };
        for kind in ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""] {
            send(kind).await.is(200);
        }
        for kind in [
            "text/plain",
            "",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "application/jsonl",
        ] {
            send(kind).await.is_problem(415, "content_type");
        }
        client.send("POST", FACTS, Body::from("[]")).await.is_problem(415, "content_type");
        let packed = client.with("content-encoding", "gzip");
        packed.post(FACTS, &json!([])).await.is_problem(415, "content_type");
    });
}

#[test]
fn addresses_methods_and_parameters_that_do_not_exist_are_refused() {
    on_both(|scene| async move {
        let client = local(&scene);
        client.get("/").await.is_problem(404, "no_such_route");
        client.get("/api/v1/leeds").await.is_problem(404, "no_such_route");
        client.get("/api/v1/facts/").await.is_problem(404, "no_such_route");
        let got = client.get(FACTS).await;
        got.is_problem(405, "method_not_allowed");
        assert_eq!(got.header("allow"), "POST");
        assert_eq!(
            client.send("PUT", "/api/v1/playbook/versions", Body::empty()).await.header("allow"),
            "GET, POST, HEAD"
        );
        let got = client.post("/api/v1/facts?inport=true&import=yes", &json!([])).await;
        got.is_problem(400, "query_invalid");
        assert_eq!(got.wrong(), [("inport", "unknown_parameter"), ("import", "wrong_value")]);
        client.get("/healthz?x").await.is_problem(400, "query_invalid");
    });
}

#[test]
fn one_caller_makes_only_so_many_requests_at_once() {
    on_both(|scene| async move {
        let client = local(&scene);
        for _ in 0..limits::BUCKET_REQUESTS_MAX {
            let peer = client.peer.ip();
            client.app.callers.take(kopru_server::api::app::Who::Peer(peer), scene.clock.now()).expect("room");
        }
        let got = client.post(FACTS, &json!([])).await;
        got.is_problem(429, "too_many_requests");
        assert_eq!(got.header("retry-after"), "1");
        // What tells how the server does is told all the same.
        client.get("/healthz").await.is(200);
        scene.clock.advance_secs(1);
        client.post(FACTS, &json!([])).await.is(200);
    });
}

#[test]
fn beyond_so_many_requests_or_bytes_at_once_the_next_is_told_to_come_again() {
    on_both(|scene| async move {
        let client = local(&scene);
        let all = u32::try_from(limits::REQUESTS_MAX).expect("a small number");
        let places = client.app.requests.clone().try_acquire_many_owned(all).expect("every place");
        let got = client.post(FACTS, &json!([])).await;
        got.is_problem(503, "overloaded");
        assert_eq!(got.header("retry-after"), "1");
        client.get("/healthz").await.is(200);
        client.get("/metrics").await.is(200);
        drop(places);
        let all = u32::try_from(limits::BODIES_BYTES_MAX >> 10).expect("a small number");
        let room = client.app.bodies.clone().try_acquire_many_owned(all).expect("all room");
        client.post(FACTS, &json!([])).await.is_problem(503, "overloaded");
        drop(room);
        client.post(FACTS, &json!([])).await.is(200);
        // Both are given back.
        assert_eq!(client.app.requests.available_permits(), limits::REQUESTS_MAX);
        assert_eq!(client.app.bodies.available_permits(), limits::BODIES_BYTES_MAX >> 10);
    });
}

#[test]
fn a_request_that_takes_too_long_is_told_so() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let place = crate::engines::Place::sqlite();
        let clock = crate::engines::TestClock::new();
        let scene = crate::engines::Scene { store: place.open(&clock).await, clock, place: place.into() };
        let client = local(&scene).with("content-type", "application/json");
        // The runtime's time runs ahead as soon as nothing else is to do: the body never comes.
        tokio::time::pause();
        let never = Body::new(Never);
        let got = client.send("POST", FACTS, never).await;
        got.is_problem(503, "request_timeout");
        assert_eq!(client.app.requests.available_permits(), limits::REQUESTS_MAX);
    });
}

/// A body that never comes.
struct Never;

impl hyper::body::Body for Never {
    type Data = Bytes;
    type Error = std::io::Error;
    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Piece>> {
        Poll::Pending
    }
}

#[test]
fn a_request_id_is_the_callers_when_it_is_a_plain_word() {
    on_both(|scene| async move {
        let client = local(&scene);
        assert_eq!(client.with("x-request-id", "job-7.a_b").get("/").await.json["request_id"], "job-7.a_b");
        let ours = client.with("x-request-id", "no blanks please").get("/").await.json["request_id"].clone();
        let next = client.get("/").await.json["request_id"].clone();
        assert!(ours != next && ours != "no blanks please" && ours.as_str().is_some_and(|it| !it.is_empty()));
        let empty = client.with("content-type", "application/json");
        empty.send("POST", FACTS, Body::new(Full::new(Bytes::from_static(b"[]")))).await.is(200);
    });
}
