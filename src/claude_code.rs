//! What Claude Code will call: settings, environment, agents and version, resolved into a [`Plan`].
//!
//! Two steps: reading (files and environment, the only I/O) and resolving (pure). Nothing that a file names is
//! executed or followed.
//!
//! ```text
//! Setup ─▶ Sources::read ─▶ Sources ─┐
//! Setup ─▶ Client::detect ─▶ Client ─┼─▶ plan ─▶ Plan
//! AwsKnowledge, if any ──────────────┘
//! ```
//!
//! Within `plan`: `environment` (what counts of all that was read) → `region` → `resolver` (from an alias to an id) →
//! `main_model` → `uses` (everything that calls a model) → `problems`. What differs by version is data, in
//! `assets/claude-code.toml`, read by `rules`.

mod allowed;
mod endpoint;
mod environment;
mod launch;
mod listed;
mod main_model;
mod plan;
mod planner;
mod problems;
mod region;
mod resolve;
mod resolver;
mod rules;
mod schema;
mod secret;
mod setup;
mod signer;
mod source;
mod sources;
mod terms;
mod text;
mod uses;
mod version;
mod written;

pub use endpoint::Endpoint;
pub use launch::{LaunchArguments, LaunchError};
pub use listed::IdList;
pub use plan::{AwsKnowledge, ModelUse, Plan, ProfileList};
pub use planner::{Planner, known_variables};
pub use resolve::plan;
pub use secret::Secret;
pub use setup::Setup;
pub use signer::{AccessKey, CredentialCommand, Signer, SignsWith};
pub use source::{FileFault, FileSeen, Problem, Source, SourceKind, Sourced};
pub use sources::{LeftBehind, ProfileSettings, Recorded, Remembered, Sources, SsoSettings};
pub use terms::{Certainty, Impact, Provider, Role, Version, VersionSource};
pub use version::{Client, VersionError, newest_known};
