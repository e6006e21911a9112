//! WebDriver as chromedriver speaks it (W3C WebDriver, JSON over HTTP on this machine): the dozen commands that stories need.
//! The libraries for it bring a hundred crates, and one of them a licence that is not on our list.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// The key under which the protocol names elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session: one browser.
#[derive(Debug)]
pub struct Session {
    at: String,
    id: String,
}

/// Something on the page.
#[derive(Clone, Debug)]
pub struct Element(String);

/// What the driver refuses: its code and its words.
#[derive(Debug)]
#[expect(dead_code, reason = "a test that fails shows it")]
pub struct Refused(String);

/// One command to the driver.
async fn ask(at: &str, method: &str, path: &str, body: &Value) -> Result<Value, Refused> {
    let stream = TcpStream::connect(at).await.expect("chromedriver");
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
    let connection = tokio::spawn(connection);
    let text = if method == "POST" { body.to_string() } else { String::new() };
    let request = Request::builder().method(method).uri(path).header("host", at);
    let request = request.header("content-type", "application/json").header("content-length", text.len());
    let answer = sender.send_request(request.body(Body::from(text)).expect("a request")).await.expect("an answer");
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    connection.abort();
    let mut answer: Value = serde_json::from_slice(&bytes).expect("JSON");
    let value = answer["value"].take();
    match value["error"].as_str() {
        Some(code) => Err(Refused(format!("{code}: {}", value["message"].as_str().unwrap_or_default()))),
        None => Ok(value),
    }
}

impl Session {
    /// Starts a browser with these capabilities.
    pub async fn start(at: String, wanted: Value) -> Session {
        let body = json!({ "capabilities": { "alwaysMatch": wanted } });
        let made = ask(&at, "POST", "/session", &body).await.expect("a browser");
        Session { id: made["sessionId"].as_str().expect("a session").to_owned(), at }
    }

    /// A command of this session.
    pub async fn send(&self, path: &str, body: Value) -> Result<Value, Refused> {
        ask(&self.at, "POST", &format!("/session/{}/{path}", self.id), &body).await
    }

    async fn get(&self, path: &str) -> Result<Value, Refused> {
        ask(&self.at, "GET", &format!("/session/{}/{path}", self.id), &Value::Null).await
    }

    async fn text(&self, path: &str) -> String {
        self.get(path).await.expect("an answer").as_str().unwrap_or_default().to_owned()
    }

    pub async fn goto(&self, url: &str) -> Result<Value, Refused> {
        self.send("url", json!({ "url": url })).await
    }

    pub async fn url(&self) -> String {
        self.text("url").await
    }

    pub async fn script(&self, script: &str, args: &[Value]) -> Result<Value, Refused> {
        self.send("execute/sync", json!({ "script": script, "args": args })).await
    }

    pub async fn find_all(&self, xpath: &str) -> Vec<Element> {
        let found = self.send("elements", json!({ "using": "xpath", "value": xpath })).await.expect("an answer");
        let all = found.as_array().cloned().unwrap_or_default();
        all.iter().filter_map(|it| it[ELEMENT].as_str()).map(|id| Element(id.to_owned())).collect()
    }

    pub async fn is_displayed(&self, it: &Element) -> bool {
        self.get(&format!("element/{}/displayed", it.0)).await.is_ok_and(|shown| shown == Value::Bool(true))
    }

    /// Brings it to the middle of the window, as whoever wants to click it does.
    pub async fn show(&self, it: &Element) -> Result<Value, Refused> {
        let it = json!({ ELEMENT: it.0 });
        self.script("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", &[it]).await
    }

    pub async fn tag(&self, it: &Element) -> String {
        self.text(&format!("element/{}/name", it.0)).await
    }

    pub async fn attribute(&self, it: &Element, name: &str) -> String {
        self.text(&format!("element/{}/attribute/{name}", it.0)).await
    }

    pub async fn click(&self, it: &Element) -> Result<Value, Refused> {
        self.send(&format!("element/{}/click", it.0), json!({})).await
    }

    pub async fn clear(&self, it: &Element) -> Result<Value, Refused> {
        self.send(&format!("element/{}/clear", it.0), json!({})).await
    }

    pub async fn write(&self, it: &Element, text: &str) -> Result<Value, Refused> {
        self.send(&format!("element/{}/value", it.0), json!({ "text": text })).await
    }

    /// Presses keys where the focus is.
    pub async fn keys(&self, keys: &str) -> Result<Value, Refused> {
        let press = |key: char| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })];
        let all: Vec<Value> = keys.chars().flat_map(press).collect();
        self.send("actions", json!({ "actions": [{ "type": "key", "id": "keys", "actions": all }] })).await
    }

    pub async fn forget_cookies(&self) {
        ask(&self.at, "DELETE", &format!("/session/{}/cookie", self.id), &Value::Null).await.expect("no cookies");
    }

    pub async fn resize(&self, width: u64, height: u64) {
        self.send("window/rect", json!({ "width": width, "height": height })).await.expect("a window");
    }

    /// The window as a PNG picture, in base64.
    pub async fn screenshot(&self) -> String {
        self.text("screenshot").await
    }

    pub async fn close(self) {
        ask(&self.at, "DELETE", &format!("/session/{}", self.id), &Value::Null).await.expect("a closed browser");
    }
}
