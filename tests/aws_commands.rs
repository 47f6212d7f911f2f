//! Every command of the AWS CLI that is offered as a remedy is one: the real CLI parses it, with the shapes of botocore.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says so when it is skipped"
)]
#![cfg(unix)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
};

use bedcheck::{
    access::remedy::{RemedyKind, Situation, remedies},
    catalog::{ModelRef, RegionName},
    refusal::{Cause, from_text},
};
use serde_json::Value;
use strum::IntoEnumIterator as _;

/// Commands of version 2 of the AWS CLI that version 1, which Python's package index has, does not know.
const VERSION_2: [&str; 4] = ["aws login", "aws sso login", "aws configure sso", "aws configure list-profiles"];

/// Every shell text offered for any cause in a commercial, an opt-in and a GovCloud region; of those that differ in the
/// region alone, one.
fn commands() -> Vec<String> {
    let mut all = BTreeMap::new();
    let refusal = from_text("Bearer Token has expired");
    let id = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    for region in ["us-west-2", "ap-southeast-5", "us-gov-west-1"] {
        let home: RegionName = region.parse().unwrap();
        let invoked = ModelRef::parse(id);
        let model = invoked.base();
        for cause in Cause::iter() {
            let known = Situation {
                model: model.as_ref(),
                invoked: Some(&invoked),
                account: Some("111122223333"),
                aws_profile: Some("my work"),
                ..Situation::new(cause, &home)
            };
            let nothing_known = Situation { refusal: Some(&refusal), ..Situation::new(cause, &home) };
            let offered = [remedies(&known), remedies(&nothing_known)].concat();
            for remedy in offered.into_iter().filter(|remedy| remedy.kind == RemedyKind::Cli) {
                all.entry(remedy.text.replace(region, "R")).or_insert(remedy.text);
            }
        }
    }
    all.into_values().collect()
}

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_aws_cli_takes_every_command() {
    let Some(bin) = support::peers("the_aws_cli_takes_every_command") else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let stand_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/parse_aws.py");
    script(&path.join("aws"), &format!("exec '{}' '{}' \"$@\"", bin.join("python").display(), stand_in.display()));
    // Nothing leaves this machine.
    script(&path.join("curl"), "echo date: now");
    let keys = "region = us-west-2\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n";
    fs::write(path.join("config"), format!("[default]\n{keys}[profile \"my work\"]\n{keys}")).unwrap();
    // A profile that signs in through IAM Identity Center, for commands that only read one: it has no keys to sign with.
    let center = "sso_account_id = 111122223333\nsso_role_name = Developer\n";
    fs::write(path.join("center"), format!("[default]\n{center}[profile \"my work\"]\n{center}")).unwrap();
    let parsed = path.join("parsed");
    let mut operations = BTreeSet::new();
    let mut ran = 0;
    for command in commands().iter().filter(|command| command.contains("aws ")) {
        if VERSION_2.iter().any(|newer| command.starts_with(newer)) {
            continue;
        }
        fs::write(&parsed, "").unwrap();
        let config = if command.starts_with("aws configure get") { "center" } else { "config" };
        let output = Command::new("/bin/sh")
            .args(["-e", "-c", command])
            .env_clear()
            .env("HOME", path)
            .env("PATH", format!("{}:/usr/bin:/bin", path.display()))
            .env("AWS_CONFIG_FILE", path.join(config))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_PAGER", "")
            .env("PARSED", &parsed)
            .current_dir(path)
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{command}\n{out}{err}");
        let calls = fs::read_to_string(&parsed).unwrap();
        let called: Vec<Value> = calls.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let expected = command.matches("aws ").count() - command.matches("aws configure").count();
        assert_eq!(called.len(), expected, "{command}: {calls}");
        operations.extend(
            called.iter().map(|call| call["operation"].as_str().unwrap_or_else(|| panic!("{call}")).to_owned()),
        );
        ran += 1;
    }
    assert!(ran > 15, "only {ran} commands were tried");
    for wanted in [
        "ListFoundationModelAgreementOffers",
        "CreateFoundationModelAgreement",
        "PutUseCaseForModelAccess",
        "PutAccountDataRetention",
        "EnableRegion",
        "RequestServiceQuotaIncrease",
        "ListServiceQuotas",
        "GetCallerIdentity",
    ] {
        assert!(operations.contains(wanted), "{wanted} is in no remedy: {operations:?}");
    }
    eprintln!("{ran} commands, {} operations", operations.len());
}
