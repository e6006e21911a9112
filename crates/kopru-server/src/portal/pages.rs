//! The line that tells browsers of changes.

use super::{Fault, Reply, Visit};
use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use hyper::body::Frame;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// How often a browser's line looks for changes, in seconds.
const LOOK_SECS: u64 = 2;
/// How long one line is held: the browser opens another one.
const LINE_SECS: u64 = 600;

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
