//! Who asks. Without a key only this machine is answered, and only by a server that listens nowhere else.

use super::code::Code;
use super::problem::Problem;
use axum::http::{HeaderMap, Method, Uri, header};
use kopru_store::keys::KeyRow;
use std::net::{IpAddr, SocketAddr};

pub use kopru_store::keys::Scope;

/// Who sent a request, as the connection knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer(pub SocketAddr);

/// What a key with a scope may do, for people who make keys.
pub fn about(scope: Scope) -> &'static str {
    match scope {
        Scope::FactsWrite => "Send facts.",
        Scope::LeadsRead => "Read leads, people, accounts, counts and metrics; without values of sensitive fields.",
        Scope::PeopleWrite => "Merge people, undo that, and erase them.",
        Scope::PlaybookRead => "Read the playbook and its versions.",
        Scope::PlaybookWrite => "Publish versions of the playbook.",
        Scope::EventsRead => "Read what was decided as it happens, and take messages out of the outbox.",
        Scope::Admin => "Everything: sensitive fields, keys, and who changed what.",
    }
}

/// Who is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anybody, where nothing is told.
    Anyone,
    /// Somebody at this machine.
    Local,
    /// Whoever has this key.
    Key(Box<KeyRow>),
}

impl Caller {
    /// As the audit names them.
    pub fn name(&self) -> &str {
        match self {
            Caller::Anyone => "",
            Caller::Local => "local",
            Caller::Key(key) => &key.name,
        }
    }

    /// Who they are, for what is kept apart for each caller.
    pub fn id(&self) -> &str {
        match self {
            Caller::Anyone => "",
            Caller::Local => "local",
            Caller::Key(key) => &key.id,
        }
    }

    /// Whether they may do something.
    ///
    /// # Errors
    /// `scope_missing`.
    pub fn may(&self, scope: Scope) -> Result<(), Problem> {
        match self {
            Caller::Key(key) if !key.allows(scope) => {
                Err(Problem::new(Code::ScopeMissing, format!("the key lacks the scope `{scope}`")))
            }
            _ => Ok(()),
        }
    }

    /// Whether they may see values of sensitive fields.
    pub fn sees_everything(&self) -> bool {
        *self == Caller::Local || self.may(Scope::Admin).is_ok()
    }
}

/// What comes behind `Bearer ` in `Authorization`; nothing without that header.
///
/// # Errors
/// `key_invalid` for another kind of authorization.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = all.next() else { return Ok(None) };
    let written = || Problem::new(Code::KeyInvalid, "`Authorization` is written as `Bearer kopru_…`");
    let text = value.to_str().map_err(|_| written())?;
    let (kind, token) = text.split_once(' ').ok_or_else(written)?;
    if !kind.eq_ignore_ascii_case("bearer") || all.next().is_some() {
        return Err(written());
    }
    Ok(Some(token.trim()))
}

/// Whether a request without a key is answered: the server listens on this machine alone, the peer is this machine, and
/// it means this machine. A page of another site can make a browser here send a request whose address resolves to
/// 127.0.0.1, but not one that names it; a proxy on this machine stands for somebody else.
///
/// # Errors
/// `key_needed`, saying why.
pub fn local(listens_locally: bool, peer: Peer, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
    let needed = |why: &str| Err(Problem::new(Code::KeyNeeded, why));
    if !listens_locally {
        return needed("this server listens beyond this machine, so every request needs a key");
    }
    if !is_loopback(peer.0.ip()) {
        return needed("only requests from this machine need no key");
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let named = hosts.next().and_then(|it| it.to_str().ok()).is_some_and(is_loopback_name) && hosts.next().is_none();
    let meant = uri.authority().is_none_or(|it| is_loopback_name(it.as_str()));
    if !named || !meant {
        return needed("only requests to `localhost`, `127.0.0.1` or `[::1]` need no key, and `Host` names another");
    }
    let proxied = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    if proxied.into_iter().any(|name| headers.contains_key(name)) {
        return needed("the request came through a proxy, so it needs a key");
    }
    Ok(())
}

/// Whether a browser sends a change from a page of another site.
///
/// # Errors
/// `cross_site`.
pub fn same_site(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name| headers.get(name).map(|it: &axum::http::HeaderValue| it.to_str().unwrap_or("?"));
    let host = text("host").unwrap_or_default();
    let foreign = match (text("origin"), text("sec-fetch-site")) {
        (Some(origin), _) => origin.split_once("://").is_none_or(|(_, from)| !from.eq_ignore_ascii_case(host)),
        (None, Some(site)) => !matches!(site, "same-origin" | "none"),
        (None, None) => false,
    };
    if foreign {
        return Err(Problem::new(Code::CrossSite, "a page of another site may not change anything here"));
    }
    Ok(())
}

/// Whether an address is this machine's own.
pub fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// `localhost`, `127.0.0.1`, `[::1]`, with or without a port.
fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(name);
    name.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn peer(ip: &str) -> Peer {
        Peer(SocketAddr::new(ip.parse().unwrap(), 40_000))
    }

    #[test]
    fn only_this_machine_asking_for_this_machine_needs_no_key() {
        let here: Uri = "/api/v1/counts".parse().unwrap();
        let ask = |listens, ip, host: &str| local(listens, peer(ip), &here, &headers(&[("host", host)])).is_ok();
        for host in ["localhost", "localhost:7171", "127.0.0.1:7171", "127.8.8.8", "[::1]", "[::1]:7171", "LOCALHOST:1"]
        {
            assert!(ask(true, "127.0.0.1", host), "{host}");
            assert!(ask(true, "::1", host) && ask(true, "::ffff:127.0.0.1", host), "{host}");
            assert!(!ask(false, "127.0.0.1", host), "a server that listens elsewhere, {host}");
            assert!(!ask(true, "192.168.1.7", host), "another machine, {host}");
        }
        for host in
            ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:7171", "", "10.0.0.1", "[::2]:7171"]
        {
            assert!(!ask(true, "127.0.0.1", host), "{host}");
        }
    }

    #[test]
    fn no_host_two_hosts_another_target_or_a_proxy_need_a_key() {
        let here: Uri = "/".parse().unwrap();
        let there: Uri = "http://evil.example/".parse().unwrap();
        let host = ("host", "localhost");
        let ask = |uri, pairs: &[(&'static str, &str)]| local(true, peer("127.0.0.1"), uri, &headers(pairs)).is_ok();
        assert!(ask(&here, &[host]));
        assert!(!ask(&here, &[]) && !ask(&here, &[host, ("host", "localhost")]) && !ask(&there, &[host]));
        for name in ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"] {
            assert!(!ask(&here, &[host, (name, "for=10.0.0.1")]), "{name}");
        }
    }

    #[test]
    fn a_change_from_a_page_of_another_site_is_refused() {
        let ask = |method: Method, pairs: &[(&'static str, &str)]| same_site(&method, &headers(pairs)).is_ok();
        let host = ("host", "localhost:7171");
        assert!(ask(Method::POST, &[host]));
        assert!(ask(Method::POST, &[host, ("origin", "http://localhost:7171"), ("sec-fetch-site", "same-origin")]));
        for origin in ["http://evil.example", "null", "http://localhost", "http://localhost:7172", "localhost:7171"] {
            assert!(!ask(Method::POST, &[host, ("origin", origin)]), "{origin}");
            assert!(!ask(Method::DELETE, &[host, ("origin", origin)]), "{origin}");
            assert!(ask(Method::GET, &[host, ("origin", origin)]), "{origin}");
        }
        for (site, well) in [("none", true), ("same-origin", true), ("same-site", false), ("cross-site", false)] {
            assert_eq!(ask(Method::POST, &[host, ("sec-fetch-site", site)]), well, "{site}");
        }
    }

    #[test]
    fn a_key_is_what_stands_behind_bearer() {
        let read = |pairs: &[(&'static str, &str)]| {
            let headers = headers(pairs);
            bearer(&headers).map(|it| it.map(str::to_owned)).map_err(|it| it.code)
        };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[("authorization", "Bearer kopru_x")]), Ok(Some("kopru_x".into())));
        assert_eq!(read(&[("authorization", "bearer  kopru_x ")]), Ok(Some("kopru_x".into())));
        for wrong in ["kopru_x", "Basic a29wcnU=", "Bearer"] {
            assert_eq!(read(&[("authorization", wrong)]), Err(Code::KeyInvalid), "{wrong}");
        }
        let twice = [("authorization", "Bearer kopru_x"), ("authorization", "Bearer kopru_x")];
        assert_eq!(read(&twice), Err(Code::KeyInvalid));
    }
}
