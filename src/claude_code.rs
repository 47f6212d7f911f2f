//! What Claude Code will call: settings, environment, agents and version, resolved into a [`Plan`].
//!
//! Two steps: reading (files and environment, the only I/O) and resolving (pure). Nothing that a file names is
//! executed or followed.

mod environment;
mod main_model;
mod names;
mod plan;
mod problems;
mod region;
mod resolve;
mod rules;
mod setup;
mod sources;
mod uses;
mod version;

pub use plan::{
    Certainty, FileSeen, Impact, ModelUse, Plan, Problem, ProfileList, Provider, Role, Source, SourceKind, Sourced,
    Version, VersionSource,
};
pub use resolve::{plan, plan_given};
pub use setup::Setup;
pub use sources::{AwsProfile, Sources};
pub use version::{Client, VersionError, newest_known};
