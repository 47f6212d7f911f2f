//! The contract of the command line, held by the real binary: exit statuses, documents, formats, streams, signals.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says which test was skipped")]

#[path = "support/account.rs"]
mod account;
mod support;

#[path = "cli/bug_report.rs"]
mod bug_report;
#[path = "cli/check.rs"]
mod check;
#[path = "cli/configuration.rs"]
mod configuration;
#[path = "cli/contract.rs"]
mod contract;
#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/drills.rs"]
mod drills;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/interrupt.rs"]
mod interrupt;
#[path = "cli/paste.rs"]
mod paste;
#[path = "cli/permissions.rs"]
mod permissions;
#[path = "cli/programs.rs"]
mod programs;
#[path = "cli/scenarios.rs"]
mod scenarios;
#[path = "cli/silence.rs"]
mod silence;
#[path = "cli/simulate.rs"]
mod simulate;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/verify.rs"]
mod verify;

use std::process::Command;

use tempfile::TempDir;

/// The program in an empty home, with these arguments.
pub(crate) struct Program {
    pub(crate) home: TempDir,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn with(&self, args: &[&str]) -> Command {
        let mut command = support::bedcheck(self.home.path());
        command.args(args);
        command
    }
}

/// Runs with these arguments, and nothing else set.
pub(crate) fn run(args: &[&str]) -> (i32, String, String) {
    support::run(&mut Program::new().with(args))
}

/// The same for a document: `--output json` is added.
pub(crate) fn run_json(args: &[&str]) -> (i32, serde_json::Value, String) {
    support::run_json(&mut Program::new().with(&[args, &["--output", "json"]].concat()))
}
