//! What a fact says of reaching the lead.

use crate::playbook::Builtin;
use crate::typing::Fact;
use crate::value::Value;

/// Whether a person reached the lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outreach {
    /// It says nothing of that, or a machine did it.
    None,
    /// A person tried; nobody has answered yet.
    Tried,
    /// They talked with each other.
    Reached,
}

/// The place of `reached` among [`CONTACTS`](crate::playbook::builtin::CONTACTS).
const REACHED: u16 = 0;
/// The place of the first outcome that a machine answers.
const MACHINES: u16 = 4;

impl Outreach {
    /// Of a fact of this type.
    pub(crate) fn of(builtin: Option<Builtin>, fact: &Fact) -> Outreach {
        let said = |builtin, name| *fact.datum(builtin, name) == Value::Bool(true);
        match builtin {
            Some(it @ Builtin::ConversationHeld) if said(it, "two_way") => Outreach::Reached,
            Some(it @ Builtin::Contacted) if !said(it, "automatic") => match fact.word(it, "outcome") {
                Some(REACHED) => Outreach::Reached,
                Some(MACHINES..) => Outreach::None,
                _ => Outreach::Tried,
            },
            _ => Outreach::None,
        }
    }
}
