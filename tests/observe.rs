//! `bedcheck observe`: the real program runs a client whose calls go through it, and tells what was called.
//!
//! The client is this very executable, started once more with the calls it shall make in a variable: what the real one
//! sends, without the real one.
#![allow(clippy::print_stderr, reason = "what the tests share says which of them was skipped")]
#![allow(clippy::print_stdout, reason = "a client answers on its standard output")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

#[path = "support/account.rs"]
mod account;
#[path = "observe/bodies.rs"]
mod bodies;
#[path = "observe/case.rs"]
mod case;
#[path = "observe/client.rs"]
mod client;
#[path = "observe/history.rs"]
mod history;
#[path = "observe/proxied.rs"]
mod proxied;
#[path = "observe/recorded.rs"]
mod recorded;
#[path = "observe/secrets.rs"]
mod secrets;
mod support;
#[path = "observe/told.rs"]
mod told;
#[path = "observe/upstream.rs"]
mod upstream;
