//! An embedded Bedrock: a scenario served as HTTP on loopback.
//!
//! `bedcheck simulate`, `--demo` and the tests talk to it through the same SDK calls as to AWS. It speaks the
//! wire of the operations this program uses, with what that wire really carries: values the SDK models do not
//! list, region-less ARNs, profiles with more models than the modelled maximum, `Message` beside `message`.
//!
//! Data flows one way: a [`Scenario`] (read from TOML, never changed) and the little state that calls may
//! change go in; a request becomes a call, the call passes the faults, the caller's credentials and
//! permissions, and an operation answers it.

mod account;
mod answer;
mod bedrock;
mod body;
mod call;
mod context;
mod dispatch;
mod event_stream;
mod faults;
mod iam;
mod log;
mod mantle;
mod operation;
mod past;
mod pattern;
mod permission;
mod policy;
mod quotas;
mod random;
mod required_access;
mod runtime;
mod scenario;
mod server;
mod state;
mod sts;
mod texts;
mod trail;

pub use log::RequestRecord;
pub use scenario::{Scenario, ScenarioError, bundled};
pub use server::Simulator;
