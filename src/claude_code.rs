//! What Claude Code will call: settings, environment, agents and version, resolved into a [`Plan`].
//!
//! Two steps: reading (files and environment, the only I/O) and resolving (pure). Nothing that a file names is
//! executed or followed.
//!
//! ```text
//! Setup ─▶ Sources::read ─▶ Sources ─┐
//! Setup ─▶ Client::detect ─▶ Client ─┼─▶ plan ─▶ Plan
//! Known (of AWS, if anything) ───────┘
//! ```
//!
//! Within `plan`: `environment` (what counts of all that was read) → `region` → `names` (from an alias to an id) →
//! `main_model` → `uses` (everything that calls a model) → `problems`. What differs by version is data, in
//! `assets/claude-code.toml`, read by `rules`.

mod allowed;
mod endpoint;
mod environment;
mod launch;
mod listed;
mod main_model;
mod memory;
mod names;
mod plan;
mod planner;
mod problems;
mod region;
mod resolve;
mod rules;
mod schema;
mod setup;
mod signer;
mod sources;
mod uses;
mod version;
mod written;

pub use endpoint::Endpoint;
pub use launch::{LaunchArguments, LaunchError};
pub use listed::IdList;
pub use memory::Remembered;
pub use plan::{
    Certainty, FileSeen, Impact, Known, ModelUse, Plan, Problem, ProfileList, Provider, Role, Source, SourceKind,
    Sourced, Version, VersionSource,
};
pub use planner::{Planner, known_variables};
pub use resolve::plan;
pub use setup::Setup;
pub use signer::{AccessKey, CredentialCommand, Secret, Signer, SignsWith};
pub use sources::{LeftBehind, ProfileSettings, Recorded, Sources, SsoSettings};
pub use version::{Client, VersionError, newest_known};
