//! Which rows of a labelled file count: rules are developed on one half and judged by the other.

use clap::ValueEnum;
use kopru_engine::role::Rows;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowsArg {
    /// Every row
    All,
    /// The first, third, … row
    Odd,
    /// The second, fourth, … row
    Even,
}

impl RowsArg {
    /// Whether the row with this number counts, from 1.
    pub(crate) fn has(self, number: usize) -> bool {
        self.rows().has(number)
    }

    /// The same for the engine.
    pub(crate) fn rows(self) -> Rows {
        match self {
            RowsArg::All => Rows::All,
            RowsArg::Odd => Rows::Odd,
            RowsArg::Even => Rows::Even,
        }
    }
}
