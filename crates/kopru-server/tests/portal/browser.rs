//! Somebody at a browser without script: keeps cookies, follows links, sends the forms that a page has.

use crate::engines::Scene;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http_body_util::BodyExt;
use kopru_server::api::access::Peer;
use kopru_server::api::app::App;
use kopru_server::portal::portal;
use kopru_server::service::Services;
use std::sync::Arc;
use tower::ServiceExt;

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub app: Arc<App>,
    pub cookie: Option<String>,
    pub lang: &'static str,
}

/// A page, after all that led to it.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub path: String,
    pub html: String,
    pub headers: axum::http::HeaderMap,
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|it| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}

impl Browser {
    pub fn new(scene: &Scene) -> Browser {
        Browser::over(Services::new(scene.store.clone()))
    }

    /// A browser of a server with these services.
    pub fn over(services: Services) -> Browser {
        let app = App::new(services, false);
        Browser { router: portal(&app, true), app, cookie: None, lang: "en" }
    }

    /// The same browser for somebody who is logged in.
    pub async fn of(&self, user: &str) -> Browser {
        let token = self.app.services.store.open_session(user).await.expect("a session");
        Browser { cookie: Some(format!("kopru_session={token}")), ..self.clone() }
    }

    /// One request, without following where it leads.
    pub async fn ask(&mut self, method: &str, path: &str, form: &[(&str, &str)]) -> Page {
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let mut request = Request::builder().method(method).uri(path).header("host", "leads.example");
        request = request.header("accept-language", self.lang);
        if method == "POST" {
            request = request.header("origin", "http://leads.example");
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        self.send(request.body(Body::from(body.join("&"))).expect("a request"), path).await
    }

    /// Brings a file, as a browser sends the form of a page that asks for one.
    pub async fn bring(&mut self, path: &str, name: &str, bytes: &[u8]) -> Page {
        let mut body = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let mut request = Request::builder().method("POST").uri(path).header("host", "leads.example");
        request = request.header("accept-language", self.lang).header("origin", "http://leads.example");
        request = request.header("content-type", "multipart/form-data; boundary=b");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let page = self.send(request.body(Body::from(body)).expect("a request"), path).await;
        self.follow(page).await
    }

    pub async fn send(&mut self, mut request: Request, path: &str) -> Page {
        request.extensions_mut().insert(Peer("203.0.113.7:40000".parse().expect("an address")));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("a cookie");
            assert!(text.contains("HttpOnly") && text.contains("SameSite=Lax"), "{text}");
            self.cookie = text.split(';').next().map(str::to_owned).filter(|it| !it.ends_with('='));
        }
        let html = String::from_utf8(body.collect().await.expect("a body").to_bytes().to_vec()).expect("UTF-8");
        Page { status: parts.status.as_u16(), path: path.to_owned(), html, headers: parts.headers }
    }

    async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..5 {
            let Some(to) = page.headers.get("location").map(|it| it.to_str().expect("an address").to_owned()) else {
                return page;
            };
            assert!(to.starts_with('/') && !to.starts_with("//"), "{to}");
            let path = to.split('#').next().unwrap_or_default().to_owned();
            page = self.ask("GET", &path, &[]).await;
        }
        page
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Page {
        let page = self.ask("GET", path, &[]).await;
        self.follow(page).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        let page = self.ask("POST", path, form).await;
        self.follow(page).await
    }

    /// Sends the form of a page whose button says `title`, with what the person fills in.
    pub async fn press(&mut self, page: &Page, title: &str, filled: &[(&str, &str)]) -> Page {
        let (action, hidden) = page.form(title);
        let mut form: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend(filled);
        self.post(&action, &form).await
    }
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

impl Page {
    /// Where the form goes whose button says this, and what it sends unseen.
    #[track_caller]
    pub fn form(&self, title: &str) -> (String, Vec<(String, String)>) {
        let forms = self.html.split("<form ").skip(1).map(|it| it.split("</form>").next().unwrap_or_default());
        let wanted = format!(">{title}</button>");
        let form = forms.into_iter().find(|it| it.contains(&wanted));
        let form = form.unwrap_or_else(|| panic!("no form with `{title}` on {}: {}", self.path, self.text()));
        let hidden = form.split("<input ").skip(1).filter(|it| it.starts_with("type=\"hidden\""));
        let hidden = hidden.map(|it| {
            let tag = format!(" {}", it.split('>').next().unwrap_or_default());
            let part = |name: &str| plain(attribute(&tag, name).unwrap_or_default());
            (part("name"), part("value"))
        });
        let tag = format!(" {}", form.split('>').next().unwrap_or_default());
        (plain(attribute(&tag, "action").unwrap_or_default()), hidden.collect())
    }

    /// Whether a button with this title is there.
    pub fn has(&self, title: &str) -> bool {
        self.html.contains(&format!(">{title}</button>"))
    }

    /// What a reader sees.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (place, part) in self.html.split('<').enumerate() {
            let text = if place == 0 { part } else { part.split_once('>').map_or("", |it| it.1) };
            out.push_str(&plain(text));
            out.push(' ');
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub fn says(&self, what: &str) -> &Page {
        assert!(self.text().contains(what), "`{what}` is not on {}: {}", self.path, self.text());
        self
    }
}
