//! The embedded Bedrock, asked over plain HTTP: every operation, its refusals, paging, faults, scenarios.

#![expect(clippy::panic, reason = "a test fails by panicking")]

#[path = "simulator/application_profiles.rs"]
mod application_profiles;
#[path = "simulator/client.rs"]
mod client;
#[path = "simulator/faults.rs"]
mod faults;
#[path = "simulator/gates.rs"]
mod gates;
#[path = "simulator/scenarios.rs"]
mod scenarios;
#[path = "simulator/sdk.rs"]
mod sdk;
#[path = "simulator/wire.rs"]
mod wire;
