//! Reads what both teams agree that the steps of sales take and cost.

use super::reader::Reader;
use super::{Effort, spec};
use crate::both;
use crate::value::Money;

impl Reader<'_, '_> {
    /// `[effort]`.
    pub(super) fn effort(&mut self) {
        let Some(table) = self.root.table("effort", &spec::EFFORT) else { return };
        let secs = |key| self.secs_within(&table, key, 60, 86_400);
        let (answer, contact, conversation) = (secs("answer"), secs("contact"), secs("conversation"));
        let hour = table.text("hour").and_then(|text| {
            let read = Money::parse(&text.text).filter(|it| it.minor > 0);
            if read.is_none() {
                self.faults.error(
                    "P005",
                    text.span,
                    both!(
                        en = "an hour costs an amount above zero, such as `45 EUR`",
                        tr = "bir saatin bedeli sıfırdan büyük bir tutardır, örneğin `1500 TRY`"
                    ),
                );
            }
            read
        });
        if let (Some(answer), Some(contact), Some(conversation), Some(hour)) = (answer, contact, conversation, hour) {
            self.playbook.effort = Some(Effort { answer, contact, conversation, hour });
        }
    }
}
