//! Requests of ours to other servers. An address is looked up once, looked at, and connected to, so that no second look-up can
//! lead elsewhere. Redirections are not followed.

use axum::body::Bytes;
use axum::http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Why nothing was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

/// Where requests may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Encrypted, and not into the own network: whoever names the address may not reach there.
    Outside,
    /// Encrypted anywhere; without encryption only within this machine and its network.
    ClearInside,
    /// Anywhere, encrypted or not.
    Anywhere,
}

impl Reach {
    /// Of webhooks; `to_private`: whether addresses of the own network are allowed, and requests without encryption.
    pub fn of_webhooks(to_private: bool) -> Reach {
        if to_private { Reach::Anywhere } else { Reach::Outside }
    }
}

/// Sends requests.
#[derive(Clone)]
pub struct Outgoing {
    reach: Reach,
    tls: Option<TlsConnector>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outgoing({:?})", self.reach)
    }
}

/// JSON that is posted.
#[derive(Clone, Copy, Debug)]
pub struct Posted<'a> {
    /// Headers of its own.
    pub headers: &'a [(&'static str, &'a str)],
    /// The body.
    pub body: &'a str,
    /// Bytes of the answer that are read.
    pub answer_bytes_max: usize,
}

/// What was answered.
#[derive(Clone, Debug)]
pub struct Received {
    /// The status.
    pub status: StatusCode,
    /// The body, or why there is none.
    pub body: Result<Bytes, NoBody>,
}

/// Why an answer has no body that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoBody {
    /// It is longer than what is read.
    TooLarge,
    /// It broke off.
    BrokenOff,
}

impl Outgoing {
    /// For requests that may lead so far.
    pub fn new(reach: Reach) -> Outgoing {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map(|it| it.with_root_certificates(roots).with_no_client_auth());
        Outgoing { reach, tls: config.ok().map(|it| TlsConnector::from(Arc::new(it))) }
    }

    /// Posts JSON to an address, without end where the other side has none: whoever calls says how long it may take. Whoever
    /// drops the work ends the connection.
    ///
    /// # Errors
    /// Why nothing was received.
    pub async fn post(&self, url: &str, posted: &Posted<'_>) -> Result<Received, Refused> {
        let uri: Uri = url.parse().map_err(|_| Refused("the address cannot be read".into()))?;
        let secure = uri.scheme_str() == Some("https");
        if !secure && self.reach == Reach::Outside {
            return Err(unencrypted());
        }
        let host = uri.host().unwrap_or_default().to_owned();
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let at = self.look_up((&bare, port), secure).await?;
        let stream = TcpStream::connect(at).await.map_err(|fault| Refused(format!("cannot connect: {fault}")))?;
        if !secure {
            return exchange(stream, &uri, &host, posted).await;
        }
        let name = ServerName::try_from(bare).map_err(|_| Refused("the address names no host".into()))?;
        let tls = self.tls.as_ref().ok_or_else(|| Refused("this machine cannot encrypt".into()))?;
        let stream = tls.connect(name, stream).await.map_err(|fault| Refused(format!("not encrypted: {fault}")))?;
        exchange(stream, &uri, &host, posted).await
    }

    async fn look_up(&self, (host, port): (&str, u16), secure: bool) -> Result<SocketAddr, Refused> {
        let found = tokio::net::lookup_host((host, port)).await;
        let found: Vec<SocketAddr> = found.map_err(|fault| Refused(format!("no such host: {fault}")))?.collect();
        let may = |it: &&SocketAddr| match self.reach {
            Reach::Anywhere => true,
            Reach::Outside => !is_private(it.ip()),
            Reach::ClearInside => secure || is_own(it.ip()),
        };
        let allowed = found.iter().find(may);
        allowed.copied().ok_or_else(|| match (found.first(), self.reach) {
            (None, _) => Refused("no such host".into()),
            (Some(it), Reach::Outside) => inside(&it.ip().to_string()),
            (Some(it), _) => {
                Refused(format!("{} is no address of the own network: nothing is sent without `https`", it.ip()))
            }
        })
    }
}

fn unencrypted() -> Refused {
    Refused("without encryption (`https`) nothing is sent".into())
}

fn inside(host: &str) -> Refused {
    Refused(format!("{host} is an address of the own network"))
}

/// Whether requests may lead to an address, as far as it says so itself: no name is looked up, and what cannot be read as an
/// address is not judged.
///
/// # Errors
/// Why nothing would be sent there.
pub fn may_reach(url: &str, reach: Reach) -> Result<(), Refused> {
    let Ok(uri) = url.parse::<Uri>() else { return Ok(()) };
    if reach != Reach::Outside {
        return Ok(());
    }
    if uri.scheme_str() == Some("http") {
        return Err(unencrypted());
    }
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    let bare = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    let private = bare.parse().is_ok_and(is_private);
    if private || bare == "localhost" || bare.ends_with(".localhost") { Err(inside(bare)) } else { Ok(()) }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    uri: &Uri,
    host: &str,
    posted: &Posted<'_>,
) -> Result<Received, Refused> {
    let broken = |fault: hyper::Error| Refused(format!("the exchange broke off: {fault}"));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let host = uri.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut request = Request::post(uri.path_and_query().map_or("/", |it| it.as_str()))
        .header("host", host)
        .header("content-type", "application/json")
        .header("user-agent", concat!("kopru/", env!("CARGO_PKG_VERSION")));
    for (name, value) in posted.headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(posted.body.to_owned())));
    let request = request.map_err(|fault| Refused(fault.to_string()))?;
    let work = async {
        let answer = sender.send_request(request).await.map_err(broken)?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), posted.answer_bytes_max).collect().await;
        let body = body.map(http_body_util::Collected::to_bytes);
        let body = body.map_err(|it| if it.is::<LengthLimitError>() { NoBody::TooLarge } else { NoBody::BrokenOff });
        Ok(Received { status, body })
    };
    // The line is worked on beside, and its faults come to whoever waits for the answer.
    let line = async {
        let _ = connection.await;
        std::future::pending::<Infallible>().await
    };
    tokio::select! {
        done = work => done,
        never = line => match never {},
    }
}

/// Whether an address is this machine's or one of its own network: the way there does not lead through others' lines.
pub fn is_own(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
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

    #[test]
    fn an_address_that_says_itself_that_it_is_inside_needs_no_look_up() {
        for url in [
            "http://crm.example/hook",
            "https://127.0.0.1/hook",
            "https://169.254.169.254/latest",
            "https://10.0.0.7:8443",
            "https://[::1]/",
            "https://[::ffff:192.168.0.1]:443/",
            "https://LocalHost:8443/hook",
            "https://localhost./",
            "https://crm.localhost",
        ] {
            assert!(may_reach(url, Reach::Outside).is_err(), "{url}");
            assert_eq!(may_reach(url, Reach::Anywhere), Ok(()), "{url}");
        }
        for url in
            ["https://crm.example/hook", "https://1.1.1.1", "https://localhost.example/", "https://[2606:4700::1111]/"]
        {
            assert_eq!(may_reach(url, Reach::Outside), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_nobody_may_call_is_not_yet_our_own_network() {
        for own in
            ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "::1", "fd12::1", "fe80::1", "::ffff:10.0.0.1"]
        {
            assert!(is_own(own.parse().expect("an address")), "{own}");
        }
        // Others' addresses, also those that stand for one of the internet behind a translator.
        for other in
            ["1.1.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"]
        {
            assert!(!is_own(other.parse().expect("an address")), "{other}");
        }
    }
}
