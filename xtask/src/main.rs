//! `cargo xtask`: the project's own tooling.
fn main() {}
