//! What must hold for every playbook and every history.

#[path = "properties/examples.rs"]
mod examples;
