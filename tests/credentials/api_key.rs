//! Bedrock API keys: good for Bedrock, and for nothing else.

use serde_json::Value;

use crate::{API_KEY, SECRET_KEY, Setting, all_read, support::items, told};

const KEY: (&str, &str) = ("AWS_BEARER_TOKEN_BEDROCK", API_KEY);

#[test]
fn a_key_alone_reads_everything_but_who_it_is() {
    let setting = Setting::new();
    let answer = setting.list(&[KEY], &[]);
    all_read(&answer);
    assert_eq!(answer.1["account"], Value::Null, "STS takes no API key");
    let requests = setting.account.requests();
    assert!(requests.iter().all(|request| request.auth == "bearer" && request.service == "bedrock"), "{requests:?}");
}

#[test]
fn bedrock_taking_the_key_opens_the_first_gate() {
    let setting = Setting::new();
    let mut command = setting.with(&["explain", "Opus 5.5", "--region", "us-west-2", "--output", "json"]);
    let (status, out, err) = told(command.env(KEY.0, KEY.1));
    assert_eq!((status, err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&out).unwrap();
    let credentials = &items(&document, "ladder")[0];
    assert_eq!((&credentials["gate"], &credentials["state"]), (&"credentials".into(), &"open".into()), "{credentials}");
    assert!(credentials["detail"].as_str().unwrap().contains("caller is not known"), "{credentials}");
    assert_eq!(document["verdict"], "open");
}

#[test]
fn check_works_with_a_key_alone() {
    let setting = Setting::new();
    let mut command = setting.with(&["check", "--output", "json"]);
    command.env(KEY.0, KEY.1).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    let (status, out, err) = told(&mut command);
    assert_eq!((status, err.as_str()), (3, ""), "a key does not tell whose policies to simulate: {out}");
    assert!(out.contains("an API key does not tell whose policies to simulate"), "{out}");
    command.args(["--allow-unread", "permission"]);
    let (status, out, err) = told(&mut command);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
}

#[test]
fn an_empty_key_counts_as_none() {
    let setting = Setting::new();
    let mut command = setting.with(&["check"]);
    let (status, out, err) = told(command.env(KEY.0, ""));
    assert_eq!((status, out.as_str()), (3, ""));
    crate::support::one_sentence(&err);
    assert!(err.contains("no AWS credentials"), "{err}");

    let keys = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", SECRET_KEY), (KEY.0, "")];
    let answer = setting.list(&keys, &[]);
    all_read(&answer);
    assert_eq!(answer.1["account"]["id"], "111122223333");
    assert!(setting.account.requests().iter().all(|request| request.auth == "sigv4"));
}
