//! A real browser: Chromium without a window, driven over WebDriver by chromedriver. `KOPRU_TEST_BROWSER` is chromedriver's
//! path (`cargo xtask ci` and `cargo xtask shots` find it and set it); `off` means without a browser, on purpose. Without it
//! a test fails: it never passes by not running.

use crate::engines::TestClock;
use crate::wire::{Element, Refused, Session};
use base64::Engine;
use kopru_engine::lang::Lang;
use kopru_server::api::app::App;
use kopru_server::portal::portal;
use kopru_server::serve::{Options, Server, Stop};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long a page may take to say something, in seconds.
const PATIENCE_SECS: u64 = 20;

/// How a browser shows pages.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether dark colours are wanted.
    pub dark: bool,
    /// Whether it is a telephone's screen.
    pub phone: bool,
}

/// chromedriver; it ends with this.
pub struct Driver {
    process: Child,
    at: String,
}

impl Driver {
    /// None when tests run without a browser, on purpose.
    pub fn start() -> Option<Driver> {
        let program = std::env::var("KOPRU_TEST_BROWSER").expect(
            "KOPRU_TEST_BROWSER is not set: give it chromedriver's path (Debian: chromium-driver), or `off` to test without a browser",
        );
        if program == "off" {
            return None;
        }
        // Two that start at once may try the same port: one of them gives up.
        let started = (0..10).find_map(|_| Driver::start_once(&program));
        Some(started.expect("chromedriver does not start"))
    }

    fn start_once(program: &str) -> Option<Driver> {
        let mut process = Command::new(program).arg("--port=0").stdout(Stdio::piped()).spawn().expect("chromedriver");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let port = lines.find_map(|line| Some(line.split_once("started successfully on port ")?.1.to_owned()));
        let Some(port) = port else {
            let _ = process.wait();
            return None;
        };
        Some(Driver { process, at: format!("127.0.0.1:{}", port.trim_end_matches('.')) })
    }

    /// A browser of its own, with nothing kept from others.
    pub async fn browser(&self, look: Look, site: &Site) -> Browser {
        let mut args = vec!["--headless=new", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
        args.extend(["--disable-component-update", "--disable-sync", "--hide-scrollbars", "--disable-dev-shm-usage"]);
        // Containers and root have no sandbox of their own to give; only our own pages are opened.
        args.extend(["--no-sandbox", "--lang=en", "--window-size=1280,900"]);
        if look.dark {
            args.push("--blink-settings=preferredColorScheme=0");
        }
        let mut chrome = json!({ "args": args });
        if look.phone {
            let metrics = json!({ "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true });
            chrome["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
        let logged = json!({ "browser": "ALL" });
        let wanted = json!({ "browserName": "chrome", "goog:chromeOptions": chrome, "goog:loggingPrefs": logged });
        Browser { session: Session::start(self.at.clone(), wanted).await, site: site.url.clone() }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A running server.
pub struct Site {
    pub app: Arc<App>,
    url: String,
    stop: watch::Sender<Stop>,
}

impl Site {
    /// Serves a database.
    pub async fn serve(database: String, clock: &TestClock) -> Site {
        let options = Options {
            database,
            listen: "127.0.0.1:0".parse().expect("an address"),
            upkeep: true,
            webhooks_to_private: false,
            post: None,
            assistant: None,
        };
        let server = Server::open(&options, clock.clock()).await.expect("a server");
        let server = server.with(|app| portal(app, true));
        let (url, app) = (format!("http://{}", server.address()), server.app().clone());
        let (stop, told) = watch::channel(Stop::No);
        tokio::spawn(server.run(told));
        Site { app, url, stop }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.stop.send(Stop::Soon);
    }
}

/// A browser that looks at a site.
pub struct Browser {
    pub session: Session,
    site: String,
}

impl Browser {
    /// Comes in as somebody.
    pub async fn enter(&self, app: &App, user: &str) {
        let token = app.services.store.open_session(user).await.expect("a session");
        // Without a session the page for logging in stays where it is, and listens to nothing.
        self.session.forget_cookies().await;
        self.session.goto(&format!("{}/login", self.site)).await.expect("a page");
        let cookie = json!({ "name": "kopru_session", "value": token, "path": "/", "httpOnly": true });
        self.session.send("cookie", json!({ "cookie": cookie })).await.expect("a cookie");
    }

    pub async fn open(&self, path: &str) {
        self.leave(self.session.goto(&format!("{}{path}", self.site))).await;
    }

    /// Opens a page of another site.
    pub async fn open_at(&self, site: &Site, path: &str) {
        self.leave(self.session.goto(&format!("{}{path}", site.url))).await;
    }

    /// The path that the browser is at, of another site.
    pub async fn path_at(&self, site: &Site) -> String {
        let url = self.session.url().await;
        url.strip_prefix(&site.url).unwrap_or(&url).split('?').next().unwrap_or_default().to_owned()
    }

    /// The path that the browser is at.
    pub async fn path(&self) -> String {
        let url = self.session.url().await;
        url.strip_prefix(&self.site).unwrap_or(&url).split('?').next().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page.
    pub async fn script(&self, script: &str) -> Value {
        self.session.script(script, &[]).await.expect("a script that runs")
    }

    /// All that a reader sees.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Fails unless the page says this.
    pub async fn says(&self, what: &str) {
        let text = self.text().await;
        assert!(text.contains(what), "`{what}` is not on {}:\n{text}", self.path().await);
    }

    /// Waits until the page says this.
    pub async fn comes(&self, what: &str) {
        let there = async { while !self.text().await.contains(what) {} };
        let told = tokio::time::timeout(Duration::from_secs(PATIENCE_SECS), there).await;
        assert!(told.is_ok(), "`{what}` does not come on {}:\n{}", self.path().await, self.text().await);
    }

    /// The first of these that can be seen.
    async fn seen(&self, xpath: &str) -> Element {
        for found in self.session.find_all(xpath).await {
            if self.session.is_displayed(&found).await {
                return found;
            }
        }
        panic!("no {xpath} to be seen on {}:\n{}", self.path().await, self.text().await);
    }

    /// Presses a button that sends a form, and waits for the page that answers.
    pub async fn press(&self, title: &str) {
        let button = self.seen(&format!("//button[normalize-space(.)=\"{title}\"]")).await;
        self.leave(self.session.click(&button)).await;
    }

    /// Follows a link to another page.
    pub async fn follow(&self, words: &str) {
        let link = self.seen(&format!("//a[normalize-space(.)=\"{words}\"]")).await;
        self.leave(self.session.click(&link)).await;
    }

    /// Fills in and sends the form that has this hidden value: one of several that look alike.
    pub async fn answer(&self, hidden: &str, text: &str) {
        let form = format!("//form[.//input[@type=\"hidden\"][@value=\"{hidden}\"]]");
        let field = self.seen(&format!("{form}//textarea")).await;
        self.session.write(&field, text).await.expect("an answer");
        let button = self.seen(&format!("{form}//button")).await;
        self.leave(self.session.click(&button)).await;
    }

    /// Does what leads to another page, and waits until that is there with its style.
    pub async fn leave(&self, act: impl Future<Output = Result<Value, Refused>>) {
        self.script("window.left = true").await;
        act.await.expect("an act");
        let there = async {
            let script = "return !window.left && document.readyState === 'complete' && document.styleSheets.length > 0";
            while !self.session.script(script, &[]).await.is_ok_and(|it| it == Value::Bool(true)) {}
        };
        let told = tokio::time::timeout(Duration::from_secs(PATIENCE_SECS), there).await;
        assert!(told.is_ok(), "no other page comes from {}:\n{}", self.path().await, self.text().await);
    }

    /// Opens what is folded away.
    pub async fn unfold(&self, title: &str) {
        let fold = self.seen(&format!("//summary[normalize-space(.)=\"{title}\"]")).await;
        self.session.show(&fold).await.expect("a place");
        self.session.click(&fold).await.expect("a click");
    }

    /// Fills in the field of this name that can be seen: types, ticks, or chooses by the value; a file by its path.
    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.seen(&format!("//*[self::input or self::select or self::textarea][@name=\"{name}\"]")).await;
        let session = &self.session;
        match session.tag(&field).await.as_str() {
            "select" => {
                let option = format!("//select[@name=\"{name}\"]/option[@value=\"{value}\"]");
                session.click(&self.seen(&option).await).await.expect("a choice");
            }
            _ if session.attribute(&field, "type").await == "checkbox" => {
                session.click(&field).await.expect("a tick");
            }
            _ if session.attribute(&field, "type").await == "file" => {
                session.write(&field, value).await.expect("a chosen file");
            }
            _ => {
                session.clear(&field).await.expect("an empty field");
                session.write(&field, value).await.expect("a filled field");
            }
        }
    }

    /// What the console complains of since it was asked last.
    pub async fn complaints(&self) -> Vec<String> {
        let said = self.session.send("se/log", json!({ "type": "browser" })).await.expect("the console");
        let all = said.as_array().cloned().unwrap_or_default();
        all.iter().filter_map(|it| it["message"].as_str()).map(str::to_owned).collect()
    }

    /// What is wrong with the page as it is shown, in sentences.
    pub async fn faults(&self, lang: Lang) -> Vec<String> {
        let found = self.session.script(include_str!("looks.js"), &[json!(lang.tag())]).await.expect("a judgement");
        let mut found: Vec<String> = serde_json::from_value(found).expect("sentences");
        found.extend(self.complaints().await);
        found
    }

    /// The page as a picture, from its top to its end.
    pub async fn picture(&self, look: Look) -> Vec<u8> {
        if !look.phone {
            let height = self.script("return Math.min(document.documentElement.scrollHeight + 140, 4000)").await;
            self.session.resize(1280, height.as_u64().unwrap_or(900).max(900)).await;
        }
        let picture = self.session.screenshot().await;
        if !look.phone {
            self.session.resize(1280, 900).await;
        }
        base64::engine::general_purpose::STANDARD.decode(picture).expect("a picture")
    }

    pub async fn close(self) {
        self.session.close().await;
    }
}
