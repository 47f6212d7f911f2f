//! The plan and the check from the real program: every format, the contract's fields, and what a project's files may do.
#![allow(clippy::print_stderr, reason = "what the tests share says which of them was skipped")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

#[path = "plan_cli/formats.rs"]
mod formats;
#[path = "plan_cli/launch.rs"]
mod launch;
#[path = "plan_cli/place.rs"]
mod place;
#[path = "plan_cli/standing_in.rs"]
mod standing_in;
#[path = "support/mod.rs"]
mod support;
#[path = "plan_cli/untrusted.rs"]
mod untrusted;
