//! Köprü's pages and pictures: values in, HTML and SVG out. Nothing is read, nothing is decided and nothing is computed here;
//! nothing is fetched from elsewhere, and what people wrote is escaped wherever it stands. Every view stands in both languages,
//! in light and dark.

pub mod agreement;
pub mod demo_page;
pub mod entry;
pub mod funnel;
pub mod lead;
pub mod page;
pub mod pipeline;
pub mod shell;
pub mod svg;
pub mod tables;
pub mod today;
pub mod words;
