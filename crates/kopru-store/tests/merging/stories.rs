//! Stories of merging.
