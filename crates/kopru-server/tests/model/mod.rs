//! An endpoint on this machine that answers as a language model's does, with what a story tells it to say.

#![allow(dead_code, reason = "each test file uses some of it")]

use crate::engines::Scene;
use kopru_server::assistant::{Endpoint, Settings};
use kopru_server::service::Services;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// The endpoint.
pub struct Model {
    pub url: String,
    /// Heads and bodies of what it was asked.
    got: Arc<Mutex<Vec<(String, Value)>>>,
    /// A place for each question that came.
    came: Arc<Semaphore>,
    /// What is written back; nothing ever where it is none.
    answer: Arc<Mutex<Option<String>>>,
}

impl Model {
    pub async fn new() -> Model {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let model = Model { url, got: Arc::default(), came: Arc::new(Semaphore::new(0)), answer: Arc::default() };
        let (got, came, answer) = (model.got.clone(), model.came.clone(), model.answer.clone());
        tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let asked = receive(&mut stream).await;
                got.lock().expect("a lock").push(asked);
                let answer = answer.lock().expect("a lock").clone();
                match answer {
                    Some(answer) => {
                        let _ = stream.write_all(answer.as_bytes()).await;
                    }
                    None => open.push(stream),
                }
                came.add_permits(1);
            }
        });
        model
    }

    /// It answers this status with this body.
    pub fn answers(&self, status: &str, body: &str) {
        let length = body.len();
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
        *self.answer.lock().expect("a lock") = Some(answer);
    }

    /// Its model says this.
    pub fn says(&self, content: &str) {
        let message = json!({ "role": "assistant", "content": content });
        self.answers("200 OK", &json!({ "choices": [{ "index": 0, "message": message }] }).to_string());
    }

    /// It ends each answer before its last letters.
    pub fn breaks_off(&self) {
        if let Some(answer) = self.answer.lock().expect("a lock").as_mut() {
            answer.truncate(answer.len() - 1);
        }
    }

    /// It never answers any more.
    pub fn falls_silent(&self) {
        *self.answer.lock().expect("a lock") = None;
    }

    /// How often it was asked.
    pub fn count(&self) -> usize {
        self.got.lock().expect("a lock").len()
    }

    /// Head and body of what it was asked last.
    pub fn last(&self) -> (String, Value) {
        self.got.lock().expect("a lock").last().cloned().expect("a question")
    }

    /// Waits until it was asked so often.
    pub async fn was_asked(&self, times: u32) {
        self.came.acquire_many(times).await.expect("questions").forget();
    }

    pub fn endpoint(&self, within: Duration) -> Arc<Endpoint> {
        let (url, key) = (self.url.clone(), "sk-secret".to_owned());
        Arc::new(Endpoint::new(&Settings { url, model: "<llama>".into(), key, within }).expect("an endpoint"))
    }

    pub fn services(&self, scene: &Scene, within: Duration) -> Services {
        Services::new(scene.store.clone()).with_assistant(Some(self.endpoint(within)))
    }
}

/// Longer than any test waits.
pub const LONG: Duration = Duration::from_secs(300);

async fn receive(stream: &mut TcpStream) -> (String, Value) {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4_096]);
    loop {
        let count = stream.read(&mut chunk).await.expect("a request");
        bytes.extend(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.lines().find_map(|it| it.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return (head, serde_json::from_str(body).expect("JSON"));
        }
    }
}
