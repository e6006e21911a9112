//! A route: everything about one method at one address. The same table builds the router, checks what comes in, and
//! writes the document.

use super::access::Scope;
use super::ask::Ask;
use super::code::Code;
use super::problem::Answered;
use super::query::Param;
use super::shape::Shape;
use std::future::Future;
use std::pin::Pin;

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads.
    Get,
    /// Does something.
    Post,
    /// Takes something away.
    Delete,
}

impl Verb {
    /// Its name.
    pub fn id(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Delete => "DELETE",
        }
    }
}

/// The type of most bodies.
pub const JSON: &str = "application/json";
/// The type of a whole e-mail.
pub const MESSAGE: &str = "message/rfc822";

/// The body that a route takes.
#[derive(Clone, Copy, Debug)]
pub struct BodyIn {
    /// Its type: [`JSON`], or the one that it is by itself.
    pub kind: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// Its largest size.
    pub bytes_max: usize,
    /// Whether the handler reads it itself; otherwise it is read and held against the shape before.
    pub raw: bool,
}

/// The body of an answer.
#[derive(Clone, Copy, Debug)]
pub enum BodyOut {
    /// None.
    Empty,
    /// JSON.
    Json(Shape),
    /// A text of this type.
    Text(&'static str),
}

/// An answer that is not a problem.
#[derive(Clone, Copy, Debug)]
pub struct AnswerOut {
    /// The status.
    pub status: u16,
    /// When it is given.
    pub about: &'static str,
    /// The body.
    pub body: BodyOut,
}

/// An answer with JSON.
pub const fn answers(status: u16, about: &'static str, shape: Shape) -> AnswerOut {
    AnswerOut { status, about, body: BodyOut::Json(shape) }
}

/// A handler at work.
pub type Running = Pin<Box<dyn Future<Output = Answered> + Send>>;

/// One method at one address.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// The method.
    pub verb: Verb,
    /// The address; `{id}` stands for one part of it.
    pub path: &'static str,
    /// Its name in the document.
    pub id: &'static str,
    /// The chapter of the reference.
    pub tag: &'static str,
    /// What a key needs for it; nothing where anybody is answered.
    pub scope: Option<Scope>,
    /// What it does, in a line.
    pub summary: &'static str,
    /// What else there is to know.
    pub about: &'static str,
    /// What stands for the parts of the address: name, shape, meaning.
    pub path_params: &'static [Param],
    /// Its parameters.
    pub query: &'static [Param],
    /// The body that it takes.
    pub body: Option<BodyIn>,
    /// What it answers.
    pub answers: &'static [AnswerOut],
    /// The problems of its own, beside those of every route.
    pub problems: &'static [Code],
    /// How long it may take, in seconds, its body's way here included.
    pub secs_max: u64,
    /// Whether an answer carries a tag, so that it need not be sent again.
    pub tagged: bool,
    /// Carries it out.
    pub run: fn(Ask) -> Running,
}

impl Route {
    /// Whether it is answered even when there is too much to do, since it tells how things are.
    pub fn is_always_answered(&self) -> bool {
        self.tag == super::routes::OPERATION
    }
}
