//! Takes connections and hands their requests to the router.

use super::Stop;
use crate::api::access::Peer;
use crate::api::app::App;
use crate::api::router;
use crate::limits::{CONNECTIONS_MAX, HEAD_BYTES_MAX, HEAD_SECS_MAX};
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Takes connections until it is told to stop; gives those that are still open. `pages` stand beside the API.
pub async fn run(
    app: Arc<App>,
    pages: Router,
    listener: TcpListener,
    mut stop: watch::Receiver<Stop>,
) -> GracefulShutdown {
    let router = router(&app).merge(pages);
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            _ = stop.wait_for(|it| *it > Stop::No) => return open,
        };
        match accepted {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                tokio::spawn(connection(router.clone(), stream, peer, open.watcher(), place));
            }
            Err(fault) => {
                // Usually too many open files: others must close first.
                tracing::warn!(cause = %fault, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn connection(
    router: Router,
    stream: TcpStream,
    peer: SocketAddr,
    open: Watcher,
    place: Option<OwnedSemaphorePermit>,
) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEAD_SECS_MAX))
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(fault) = open.watch(connection).await {
        tracing::debug!(cause = %fault, "a connection ended early");
    }
    drop(place);
}
