//! `kopru`: the command line, the only `main`.
fn main() {}
