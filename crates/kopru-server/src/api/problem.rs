//! What a request is answered when it cannot be done: problem details (RFC 9457) with stable codes.

use super::code::Code;
use super::reply::Reply;
use kopru_engine::typing::FactFault;
use kopru_store::{Refusal, StoreError};
use serde_json::{Value, json};

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where: a path in the body such as `data.path`, a query parameter, `line 3, column 8` of a playbook.
    pub at: String,
    /// A stable code.
    pub code: String,
    /// What is wrong and, where it can be said, what to do.
    pub message: String,
}

impl Wrong {
    /// Something wrong at a place.
    pub fn new(at: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Wrong {
        Wrong { at: at.into(), code: code.into(), message: message.into() }
    }

    /// What is wrong with a fact.
    pub fn fact(fault: FactFault) -> Wrong {
        Wrong { at: fault.at, code: fault.code.into(), message: fault.message.en }
    }

    fn json(&self) -> Value {
        json!({ "at": self.at, "code": self.code, "message": self.message })
    }
}

/// Why a request is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem.
    pub code: Code,
    /// This one.
    pub detail: String,
    /// Everything that is wrong, where there is more to say.
    pub errors: Vec<Wrong>,
    /// After how many seconds the same request may succeed.
    pub retry_after_secs: Option<u64>,
    /// For the log alone: what the database said.
    pub inner: Option<String>,
}

/// The result of a handler.
pub type Answered = Result<Reply, Problem>;

impl Problem {
    /// A problem with its own words.
    pub fn new(code: Code, detail: impl Into<String>) -> Problem {
        let retry_after_secs = code.retry_after_secs();
        Problem { code, detail: detail.into(), errors: Vec::new(), retry_after_secs, inner: None }
    }

    /// A problem with everything that is wrong.
    pub fn with(code: Code, detail: impl Into<String>, errors: Vec<Wrong>) -> Problem {
        Problem { errors, ..Problem::new(code, detail) }
    }

    /// The members of the object, for an answer of its own or within a batch.
    pub fn json(&self, request_id: &str) -> Value {
        json!({
            "type": format!("/api/v1/problems/{}", self.code.id()),
            "title": self.code.title(),
            "status": self.code.status(),
            "code": self.code.id(),
            "detail": self.detail,
            "request_id": request_id,
            "errors": self.errors.iter().map(Wrong::json).collect::<Vec<_>>(),
        })
    }

    /// The answer.
    pub fn reply(&self, request_id: &str) -> Reply {
        let mut reply = Reply::json(self.code.status(), &self.json(request_id));
        reply.kind = "application/problem+json";
        if let Some(secs) = self.retry_after_secs {
            reply.headers.push(("retry-after", secs.to_string()));
        }
        if self.code == Code::KeyNeeded || self.code == Code::KeyInvalid {
            reply.headers.push(("www-authenticate", "Bearer".to_owned()));
        }
        reply
    }
}

impl From<StoreError> for Problem {
    fn from(fault: StoreError) -> Problem {
        let code = Code::from_id(fault.code()).unwrap_or(Code::Internal);
        match fault {
            // These speak of what was asked for.
            StoreError::NotFound(_) | StoreError::Refused(..) => Problem::new(code, fault.to_string()),
            // These speak of the database, to whoever runs it.
            _ => Problem { inner: Some(fault.to_string()), ..Problem::new(code, code.meaning()) },
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let code = Code::from_id(refusal.code).unwrap_or(Code::FactInvalid);
        let errors = refusal.faults.into_iter().map(Wrong::fact).collect();
        Problem::with(code, refusal.reason.en, errors)
    }
}
