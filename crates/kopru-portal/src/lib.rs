//! Köprü's pages: values in, HTML and SVG out. Nothing is read, nothing is decided and nothing is computed here; what
//! people wrote is escaped wherever it stands.

pub mod demo_page;
pub mod page;
