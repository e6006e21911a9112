//! One request to another server, which must not be one of our own network: an address is looked up once, looked at, and
//! connected to, so that no second look-up can lead elsewhere. Redirections are not followed.

use super::Message;
use crate::limits::{WEBHOOK_ANSWER_BYTES_MAX, WEBHOOK_SECS_MAX};
use axum::body::Bytes;
use axum::http::{Request, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Why a message was not received, for whoever looks after the webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

/// Sends messages.
#[derive(Clone)]
pub struct Sender {
    /// Whether addresses of the own network are allowed, and requests without encryption.
    to_private: bool,
    tls: Option<TlsConnector>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sender")
    }
}

impl Sender {
    /// `to_private`: whether addresses of the own network are allowed, and requests without encryption.
    pub fn new(to_private: bool) -> Sender {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map(|it| it.with_root_certificates(roots).with_no_client_auth());
        Sender { to_private, tls: config.ok().map(|it| TlsConnector::from(Arc::new(it))) }
    }

    /// Sends one message; an answer of 2xx is the receipt.
    ///
    /// # Errors
    /// Why it was not received.
    pub async fn post(&self, url: &str, message: &Message) -> Result<(), Refused> {
        let work = self.try_post(url, message);
        let within = Duration::from_secs(WEBHOOK_SECS_MAX);
        match tokio::time::timeout(within, work).await {
            Ok(done) => done,
            Err(_) => Err(Refused(format!("no answer within {WEBHOOK_SECS_MAX} seconds"))),
        }
    }

    async fn try_post(&self, url: &str, message: &Message) -> Result<(), Refused> {
        let uri: Uri = url.parse().map_err(|_| Refused("the address cannot be read".into()))?;
        let secure = uri.scheme_str() == Some("https");
        if !secure && !self.to_private {
            return Err(Refused("without encryption (`https`) nothing is sent".into()));
        }
        let host = uri.host().unwrap_or_default().to_owned();
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let at = self.look_up(&bare, port).await?;
        let stream = TcpStream::connect(at).await.map_err(|fault| Refused(format!("cannot connect: {fault}")))?;
        if !secure {
            return exchange(stream, &uri, &host, message).await;
        }
        let name = ServerName::try_from(bare).map_err(|_| Refused("the address names no host".into()))?;
        let tls = self.tls.as_ref().ok_or_else(|| Refused("this machine cannot encrypt".into()))?;
        let stream = tls.connect(name, stream).await.map_err(|fault| Refused(format!("not encrypted: {fault}")))?;
        exchange(stream, &uri, &host, message).await
    }

    async fn look_up(&self, host: &str, port: u16) -> Result<SocketAddr, Refused> {
        let found = tokio::net::lookup_host((host, port)).await;
        let found: Vec<SocketAddr> = found.map_err(|fault| Refused(format!("no such host: {fault}")))?.collect();
        let allowed = found.iter().find(|it| self.to_private || !is_private(it.ip()));
        allowed.copied().ok_or_else(|| match found.first() {
            Some(it) => Refused(format!("{} is an address of the own network", it.ip())),
            None => Refused("no such host".into()),
        })
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    uri: &Uri,
    host: &str,
    message: &Message,
) -> Result<(), Refused> {
    let broken = |fault: hyper::Error| Refused(format!("the exchange broke off: {fault}"));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let line = tokio::spawn(connection);
    let host = uri.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let request = Request::post(uri.path_and_query().map_or("/", |it| it.as_str()))
        .header("host", host)
        .header("content-type", "application/json")
        .header("user-agent", concat!("kopru/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", &message.signature)
        .body(Full::new(Bytes::from(message.body.clone())))
        .map_err(|fault| Refused(fault.to_string()))?;
    let answer = sender.send_request(request).await.map_err(broken)?;
    let status = answer.status();
    // A little is read, so that the other side may end in peace; what it says is of no use.
    let _ = Limited::new(answer.into_body(), WEBHOOK_ANSWER_BYTES_MAX).collect().await;
    line.abort();
    if status.is_success() { Ok(()) } else { Err(Refused(format!("answered {status}"))) }
}

/// Whether an address belongs to this machine, to its network, or to nobody: none that a stranger may make us call.
pub fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            ip.is_loopback()
                || ip.is_private()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || ip.is_documentation()
                || a == 0
                || a >= 240
                // Shared by providers (RFC 6598), for benchmarks (RFC 2544), for protocols (RFC 6890).
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (18..20).contains(&b))
                || (a == 192 && b == 0 && c == 0)
        }
        IpAddr::V6(ip) => {
            let [first, second, ..] = ip.segments();
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                // Documentation; addresses that carry one of IPv4 (RFC 6052, 3056, 4380).
                || (first == 0x2001 && second == 0xdb8)
                || (first == 0x64 && second == 0xff9b)
                || first == 0x2002
                || (first == 0x2001 && second == 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_of_our_own_network_is_called() {
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::1",
            "::",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(is_private(own.parse().expect("an address")), "{own}");
        }
        for other in ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(!is_private(other.parse().expect("an address")), "{other}");
        }
    }
}
