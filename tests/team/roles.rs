//! `--assume-role`: every call is the role's, what its trust asks for is sent, and a refusal is told.

use std::process::Command;

use bedcheck::simulator::RequestRecord;

use crate::{
    Place,
    account::{Account, scenario},
    support::{self, one_sentence, run_json},
};

const ROLE: &str = "arn:aws:iam::111122223333:role/Developer";

/// An account whose roles may be assumed by whoever knows the external id.
fn account() -> Account {
    let trust = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \
                 \"Resource\": \"*\", \"Condition\": {\"StringEquals\": {\"sts:ExternalId\": \"x-42\"}}}]}";
    let allow = "allow = [\"bedrock:*\", \"account:*\", \"iam:*\", \"servicequotas:*\"]";
    Account::serve(scenario(&format!("[permissions]\n{allow}\ndocuments = ['''{trust}''']\n")))
}

fn asked(account: &Account, place: &Place, args: &[&str]) -> Command {
    let mut command = place.with(&[&["check", "--region", "us-west-2"], args].concat());
    command.env("AWS_ENDPOINT_URL", account.url()).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000").env("AWS_SECRET_ACCESS_KEY", "example");
    command
}

#[test]
fn the_role_asks_and_the_document_says_so() {
    let (account, place) = (account(), Place::new());
    let args = ["--assume-role", ROLE, "--external-id", "x-42", "--session-name", "audit", "--output", "json"];
    let (_, document, err) = run_json(&mut asked(&account, &place, &args));
    assert_eq!(document["result"], "ok", "{document} {err}");
    assert_eq!(document["account"]["arn"], "arn:aws:sts::111122223333:assumed-role/Developer/audit");
    let source = document["account"]["source"].as_str().unwrap();
    assert!(source.starts_with(&format!("role {ROLE} (--assume-role), assumed by ")), "{source}");
    let asked = account.requests();
    assert!(asked.iter().any(|request| request.operation == "AssumeRole"));
}

#[test]
fn a_role_that_cannot_be_assumed_is_not_known_and_not_open() {
    let (account, place) = (account(), Place::new());
    let (status, document, err) = run_json(&mut asked(&account, &place, &["--assume-role", ROLE, "--output", "json"]));
    assert_eq!((status, &document["result"], &document["account"]), (3, &"unknown".into(), &serde_json::Value::Null));
    one_sentence(&err);
    let others = |request: &RequestRecord| request.operation != "AssumeRole";
    assert!(!account.requests().iter().any(others), "nothing is asked as somebody else");
}

#[test]
fn what_belongs_to_a_role_is_refused_without_one() {
    let place = Place::new();
    for args in [
        &["check", "--external-id", "x"][..],
        &["check", "--session-name", "x"],
        &["check", "--assume-role", "Developer"],
        &["check", "--assume-role", ROLE, "--demo"],
    ] {
        let (status, out, err) = place.run(args);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}");
        one_sentence(&err);
    }
    let mut command = place.with(&["check", "--assume-role", ROLE]);
    command.env("AWS_BEARER_TOKEN_BEDROCK", "ABSKEXAMPLE").env("CLAUDE_CODE_USE_BEDROCK", "1");
    let (status, _, err) = support::run(&mut command);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("API key cannot assume a role"), "{err}");
}
