//! What Claude Code will call: settings, environment, agents and version, resolved into a [`Plan`].
//!
//! Two steps: reading (files and environment, the only I/O) and resolving (pure). Nothing that a file names is
//! executed or followed.

mod plan;

pub use plan::{
    Certainty, FileSeen, Impact, ModelUse, Plan, Problem, ProfileList, Provider, Role, Source, SourceKind, Sourced,
    Version, VersionSource,
};
