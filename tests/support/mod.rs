//! What several tests share: the second client and the second server, and running the program.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The folder with `python`, `aws` and `ministack`. `None` on a machine without them, after saying which test is
/// skipped and why; with `BEDCHECK_REQUIRE_PEERS` set that is a failure.
pub(crate) fn peers(test: &str) -> Option<PathBuf> {
    let given = std::env::var_os("BEDCHECK_PYTHON_ENV").map(|folder| PathBuf::from(folder).join("bin"));
    let found = given.filter(|bin| ["python", "aws", "ministack"].iter().all(|name| bin.join(name).exists()));
    if found.is_none() {
        let why = format!(
            "{test}: skipped: needs the aws CLI, boto3 and MiniStack; make a virtual environment from \
             tests/peers/requirements.txt and name it in BEDCHECK_PYTHON_ENV"
        );
        assert!(std::env::var_os("BEDCHECK_REQUIRE_PEERS").is_none(), "{why}");
        eprintln!("{why}");
    }
    found
}

/// The program, with nothing of this machine's configuration: an empty home, no AWS files, no instance metadata.
pub(crate) fn bedcheck(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bedcheck"));
    isolated(&mut command, home);
    command
}

/// Cuts a command off from this machine's AWS and Claude Code configuration.
pub(crate) fn isolated(command: &mut Command, home: &Path) {
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .env("AWS_CONFIG_FILE", home.join("aws-config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", home.join("aws-credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(home);
}

/// Runs to the end; the three things a script sees.
pub(crate) fn run(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

/// Runs to the end and reads the document it printed.
pub(crate) fn run_json(command: &mut Command) -> (i32, serde_json::Value, String) {
    let (status, out, err) = run(command);
    let document = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}\n{err}"));
    (status, document, err)
}

/// The entries of a list in a document.
pub(crate) fn items<'a>(document: &'a serde_json::Value, field: &str) -> &'a [serde_json::Value] {
    document[field].as_array().unwrap_or_else(|| panic!("no list {field}: {document}"))
}

/// What a person is told on standard error: one line that ends like a sentence begun by the program's name.
pub(crate) fn one_sentence(err: &str) {
    let said = err.strip_prefix("bedcheck: ").and_then(|rest| rest.strip_suffix('\n'));
    assert!(said.is_some_and(|said| !said.is_empty() && !said.contains('\n')), "not one sentence: {err:?}");
    assert!(!err.contains("panicked"), "{err}");
}
