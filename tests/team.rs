//! What a team, its CI and its agents use, held by the real binary: documents and their schemas, formats, pins, policies.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says which test was skipped")]

#[path = "support/account.rs"]
mod account;
mod support;

#[path = "team/docs.rs"]
mod docs;
#[path = "team/formats.rs"]
mod formats;
#[path = "team/mcp.rs"]
mod mcp;
#[path = "team/merge.rs"]
mod merge;
#[path = "team/packaging.rs"]
mod packaging;
#[path = "team/pins.rs"]
mod pins;
#[path = "team/policy.rs"]
mod policy;
#[path = "team/roles.rs"]
mod roles;
#[path = "team/schemas.rs"]
mod schemas;

use std::process::Command;

use tempfile::TempDir;

/// The bundled scenarios.
pub(crate) fn scenarios() -> Vec<&'static str> {
    bedcheck::simulator::bundled().map(|(name, _)| name).collect()
}

/// The program in an empty home.
pub(crate) struct Place {
    pub(crate) home: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn write(self, path: &str, text: &str) -> Self {
        let path = self.home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.home.path().join(path)).unwrap()
    }

    pub(crate) fn with(&self, args: &[&str]) -> Command {
        let mut command = support::bedcheck(self.home.path());
        command.args(args);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> (i32, String, String) {
        support::run(&mut self.with(args))
    }

    /// The document that these arguments print.
    pub(crate) fn document(&self, args: &[&str]) -> serde_json::Value {
        support::run_json(&mut self.with(&[args, &["--output", "json"]].concat())).1
    }
}
