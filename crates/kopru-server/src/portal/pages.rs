//! The audit, and the line that tells browsers of changes.

use super::said::{self, encode};
use super::{Fault, Reply, Visit};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use hyper::body::Frame;
use kopru_engine::say;
use kopru_portal::tables::{Cell, Part, Sheet, Table, sheet};
use kopru_store::Id;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

const ENTRIES: usize = 100;
/// How often a browser's line looks for changes, in seconds.
const LOOK_SECS: u64 = 2;
/// How long one line is held: the browser opens another one.
const LINE_SECS: u64 = 600;

/// Who changed what.
pub(super) async fn audit(visit: Visit) -> Result<Reply, Fault> {
    let lang = visit.lang;
    let zone = visit.zone(visit.book().await?.as_deref());
    let before = visit.asked("before").and_then(Id::parse);
    let entries = visit.app.services.store.audit(before, ENTRIES).await?;
    let head = vec![
        (say!(lang, en = "When", tr = "Ne zaman"), false),
        (say!(lang, en = "Who", tr = "Kim"), false),
        (say!(lang, en = "What", tr = "Ne"), false),
        (say!(lang, en = "Of what", tr = "Neyin"), false),
        (say!(lang, en = "More", tr = "Ayrıntı"), false),
    ];
    let rows = entries.iter().map(|it| {
        let more = if it.detail.as_object().is_none_or(serde_json::Map::is_empty) {
            String::new()
        } else {
            it.detail.to_string()
        };
        vec![
            Cell::from(said::when(it.at, &zone)),
            Cell::from(it.actor.clone()),
            Cell::from(it.action.clone()),
            Cell::from(it.subject.clone()),
            Cell::from(more),
        ]
    });
    let empty = say!(lang, en = "Nothing was changed yet.", tr = "Henüz hiçbir şey değiştirilmedi.");
    let mut parts = vec![Part::Table(Table { head, rows: rows.collect(), empty })];
    if let Some(last) = entries.last().filter(|_| entries.len() == ENTRIES) {
        let further = say!(lang, en = "Earlier entries", tr = "Önceki kayıtlar");
        let to = format!("/audit?before={}", encode(&last.id.to_string()));
        let table = Table {
            head: vec![(String::new(), false)],
            rows: vec![vec![Cell::link(further, to)]],
            empty: String::new(),
        };
        parts.push(Part::Table(table));
    }
    let title = say!(lang, en = "Audit", tr = "Denetim izi");
    Ok(Reply::page(sheet(&Sheet { shell: visit.shell(&title), title, about: Vec::new(), ways: Vec::new(), parts })))
}

/// Tells a browser whenever something was decided, until it goes or the line has been held long enough.
pub(super) async fn live(visit: Visit) -> Result<Reply, Fault> {
    let (app, store) = (visit.app.clone(), visit.app.services.store.clone());
    let Ok(place) = visit.app.lines.clone().try_acquire_owned() else {
        return Ok(Reply::of(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", String::new()));
    };
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        let _place = place;
        let mut last = store.pulse().await.ok();
        for _ in 0..LINE_SECS / LOOK_SECS {
            tokio::time::sleep(Duration::from_secs(LOOK_SECS)).await;
            if app.stopping.load(Ordering::Relaxed) {
                return;
            }
            let now = store.pulse().await.ok();
            let changed = now.is_some() && now != last;
            last = now.or(last);
            let text = if changed { "event: change\ndata: 1\n\n" } else { ": here\n\n" };
            if sender.send(text).await.is_err() {
                return;
            }
        }
    });
    let body = Body::new(Line(receiver));
    Ok(Reply { body, ..Reply::of(StatusCode::OK, "text/event-stream", String::new()) })
}

/// A body that is sent line by line.
struct Line(mpsc::Receiver<&'static str>);

impl HttpBody for Line {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.get_mut().0.poll_recv(context);
        next.map(|it| it.map(|text| Ok(Frame::data(Bytes::from_static(text.as_bytes())))))
    }
}
