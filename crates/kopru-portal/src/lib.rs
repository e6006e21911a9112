//! Pages and pictures. Pure: values in, text out; no database, no clock, nothing fetched from elsewhere. Every view
//! stands in both languages, in light and dark, and comes with samples.

pub mod funnel;
pub mod svg;
pub mod words;
