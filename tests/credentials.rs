//! Every way to be somebody: the real binary against the simulated account, through the SDK's own chain.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says which test was skipped")]

#[path = "support/account.rs"]
mod account;
mod support;

#[path = "credentials/api_key.rs"]
mod api_key;
#[path = "credentials/broken.rs"]
mod broken;
#[path = "credentials/ca_bundle.rs"]
mod ca_bundle;
#[path = "credentials/chain.rs"]
mod chain;
#[path = "credentials/demo.rs"]
mod demo;
#[cfg(unix)]
#[path = "credentials/process.rs"]
mod process;
#[path = "credentials/sizes.rs"]
mod sizes;
#[path = "credentials/sso.rs"]
mod sso;
#[path = "credentials/where_calls_go.rs"]
mod where_calls_go;
#[path = "credentials/who_signs.rs"]
mod who_signs;

use std::{fs, process::Command};

use account::Account;
use serde_json::Value;
use tempfile::TempDir;

pub(crate) const SECRET_KEY: &str = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";
pub(crate) const SESSION_TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
pub(crate) const API_KEY: &str = "ABSKQmVkcm9ja0FQSUtleUVYQU1QTEU";
pub(crate) const SSO_TOKEN: &str = "ssoAccessTokenEXAMPLE";

/// A home with its AWS files, and an account to ask.
pub(crate) struct Setting {
    pub(crate) home: TempDir,
    pub(crate) account: Account,
}

impl Setting {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), account: Account::bundled("healthy") }
    }

    pub(crate) fn file(&self, name: &str, text: &str) {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// `list` of one region, as JSON, of whoever answers at that address.
    pub(crate) fn list_of(&self, url: &str) -> Command {
        let mut command = support::bedcheck(self.home.path());
        command.args(["list", "--regions", "us-west-2", "--region", "us-west-2", "--output", "json"]);
        command.args(["--endpoint-url", url]);
        command
    }

    /// The program, with the account as every AWS service.
    pub(crate) fn with(&self, args: &[&str]) -> Command {
        let mut command = support::bedcheck(self.home.path());
        command.args(args).env("AWS_ENDPOINT_URL", self.account.url());
        command
    }

    /// `list` in two regions, as a document.
    pub(crate) fn list(&self, env: &[(&str, &str)], more: &[&str]) -> (i32, Value, String) {
        let args = ["list", "--regions", "us-west-2,eu-west-1", "--region", "us-west-2", "--output", "json"];
        let mut command = self.with(&[&args, more].concat());
        let (status, out, err) = told(command.envs(env.iter().copied()));
        (status, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}\n{err}")), err)
    }
}

/// Runs to the end. No secret may be told, in any of these tests.
pub(crate) fn told(command: &mut Command) -> (i32, String, String) {
    let (status, out, err) = support::run(command);
    for secret in [SECRET_KEY, SESSION_TOKEN, API_KEY, SSO_TOKEN] {
        assert!(!out.contains(secret) && !err.contains(secret), "a secret was told: {out}\n{err}");
    }
    (status, out, err)
}

/// Both regions answered, and everything in them is open.
pub(crate) fn all_read((status, document, err): &(i32, Value, String)) {
    assert_eq!((*status, err.as_str()), (0, ""), "{document}");
    let asked = support::items(document, "regions").iter().filter(|region| region["state"] != "skipped");
    let states: Vec<(&Value, &Value)> = asked.map(|region| (&region["region"], &region["state"])).collect();
    let answered = Value::from("answered");
    assert_eq!(states, [(&"us-west-2".into(), &answered), (&"eu-west-1".into(), &answered)]);
    assert!(support::items(document, "rows").iter().any(|row| row["verdict"] == "open"));
}
