//! The portal in a real browser: how every page looks, and the stories that people live in it.

#[path = "../../../kopru-store/tests/engines/mod.rs"]
mod engines;

mod driver;
mod keyboard;
mod looks;
mod stories;
mod wire;
