//! The certificates that AWS is believed by: `AWS_CA_BUNDLE` and `ca_bundle` of the profile, as the AWS CLI has it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{Setting, support};

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

/// Signed by an authority that nobody trusts.
const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/server.pem");
const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/authority.pem");

/// TLS in front of the account.
struct Front(Child, String);

impl Front {
    fn of(setting: &Setting, test: &str) -> Option<Self> {
        let python = support::peers(test)?.join("python");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/tls_front.py");
        let behind = setting.account.url().trim_start_matches("http://").to_owned();
        let mut child = Command::new(python).args([script, SERVER, &behind]).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut port).unwrap();
        Some(Self(child, format!("https://127.0.0.1:{}", port.trim())))
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Performance review, November 2026: boto3 worked with it, and bedcheck said "invalid peer certificate".
#[test]
fn the_bundle_is_believed_and_without_it_nobody() {
    let setting = Setting::new();
    let Some(front) = Front::of(&setting, "the_bundle_is_believed_and_without_it_nobody") else { return };
    let at = ["--endpoint-url", front.1.as_str()];
    let (status, document, err) = setting.list(&[KEYS[0], KEYS[1], ("AWS_CA_BUNDLE", AUTHORITY)], &at);
    assert_eq!((status, err.as_str()), (0, ""), "{document}");
    assert!(document["account"]["id"].is_string(), "{document}");

    let (status, document, _) = setting.list(&KEYS, &at);
    let said = document.to_string();
    assert!(status == 3 && said.contains("certificate"), "{said}");

    let keys = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n";
    setting.file("aws-config", &format!("[default]\nregion = us-west-2\n{keys}ca_bundle = {AUTHORITY}\n"));
    let (status, document, err) = setting.list(&[], &at);
    assert_eq!((status, err.as_str()), (0, ""), "{document}");
}

#[test]
fn a_bundle_that_cannot_be_used_is_told_in_a_sentence() {
    let setting = Setting::new();
    setting.file("no-certificate.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    setting.file("empty.pem", "");
    let folder = setting.home.path();
    for (name, why) in [
        ("missing.pem", "which cannot be read: No such file"),
        (".", "which cannot be read: "),
        ("empty.pem", "which holds no certificates in PEM form"),
        ("no-certificate.pem", "which holds no certificates in PEM form"),
    ] {
        let path = folder.join(name).display().to_string();
        let (status, document, err) = setting.list(&[KEYS[0], KEYS[1], ("AWS_CA_BUNDLE", &path)], &[]);
        let said = format!("AWS_CA_BUNDLE or ca_bundle of the AWS profile names {path}, {why}");
        assert!(status == 3 && document.to_string().contains(&said), "{status} {err} {document}");
        assert!(setting.account.requests().is_empty(), "nothing was asked");
    }
}
