//! What is read aloud: parts of the agreement, and their thoughts.

/// A part of the agreement, read aloud.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chapter {
    /// What it is about; nothing of what stands at its head.
    pub title: String,
    /// Its thoughts, each on a line.
    pub lines: Vec<Said>,
}

/// One thought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Of a rule, persona or stage: its kind and id, `fit-mid-size`; nothing of others. No two lines have the same.
    pub anchor: String,
    /// What is said, with what stands before it in a plain text.
    pub(super) text: String,
}

impl Said {
    /// Whether it belongs to the line before it.
    pub fn is_below(&self) -> bool {
        self.text.starts_with(' ')
    }

    /// What is said.
    pub fn words(&self) -> &str {
        let text = self.text.trim_start();
        text.strip_prefix("- ").unwrap_or(text)
    }
}
