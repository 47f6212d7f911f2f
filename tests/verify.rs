//! The one-token check: exactly one call for each id and none without consent, through the real SDK.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/account.rs"]
mod account;
#[path = "verify/calls.rs"]
mod calls;
#[path = "verify/facts.rs"]
mod facts;
#[path = "screens/fixture.rs"]
mod fixture;
#[path = "verify/keys.rs"]
mod keys;
#[path = "support/survey.rs"]
mod survey;
