//! The targets, shared with the property tests of the main crate.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a target fails by panicking")]

#[path = "../../tests/screens/fixture.rs"]
mod fixture;
#[path = "../../tests/support/targets.rs"]
mod targets;

/// Runs one target by its name.
///
/// # Panics
///
/// When there is no such target, and when it found something.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    target(bytes);
}
