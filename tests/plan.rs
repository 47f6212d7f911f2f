//! The plan against what the real client was seen to ask for, and what must hold for any input.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

#[path = "plan/arns.rs"]
mod arns;
#[path = "plan/fallbacks.rs"]
mod fallbacks;
#[path = "plan/folders.rs"]
mod folders;
#[path = "plan/in_force.rs"]
mod in_force;
#[path = "plan/memory.rs"]
mod memory;
#[path = "plan/observed.rs"]
mod observed;
#[path = "plan/problems.rs"]
mod problems;
#[path = "plan/promises.rs"]
mod promises;
#[path = "plan/rules.rs"]
mod rules;
