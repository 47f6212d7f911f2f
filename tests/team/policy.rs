//! Policies for the plan: what is printed allows the calls of the plan and no step beside them, on every bundled account.

use serde_json::Value;

use crate::{
    Place,
    account::{Account, scenario},
    scenarios,
    support::{self, bedcheck, items, run_json},
};

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

/// Each needed call allowed and each near miss denied, by SimulateCustomPolicy through the SDK; or it says what is left out.
#[test]
fn the_policy_of_every_account_is_proven_or_says_what_is_left_out() {
    let place = Place::new();
    let mut proven = 0;
    for name in scenarios() {
        for form in ["iam", "scp"] {
            let demo = format!("--demo={name}");
            let (status, document, err) = run_json(&mut place.with(&["policy", form, &demo, "--output", "json"]));
            let told = status == 3 && (!document["reason"].is_null() || !items(&document, "left_out").is_empty());
            assert!(status == 0 || told, "{name} {form}: {status} {document} {err}");
            for trial in items(&document, "trials") {
                for action in items(trial, "actions") {
                    assert_eq!(action["allowed"], text(trial, "expected") == "allowed", "{name} {form}: {trial}");
                }
            }
            let kinds = ["allowed", "denied"]
                .map(|kind| items(&document, "trials").iter().filter(|trial| trial["expected"] == kind).count());
            proven += usize::from(status == 0 && kinds.iter().all(|count| *count > 0));
        }
    }
    assert!(proven > 10, "{proven}");
}

/// Every id of the plan, its profile, every destination and CountTokens are in it, and no star but for the list.
#[test]
fn the_policy_names_what_the_plan_calls_and_nothing_else() {
    let place = Place::new();
    let document = place.document(&["policy", "--demo=healthy"]);
    let plan = place.document(&["check", "--demo=healthy"]);
    let policy = document["policy"].to_string();
    for usage in items(&plan, "uses") {
        assert!(policy.contains(text(usage, "model_id")), "{} is not in {policy}", usage["model_id"]);
    }
    for action in ["bedrock:InvokeModelWithResponseStream", "bedrock:ListInferenceProfiles", "bedrock:CountTokens"] {
        assert!(policy.contains(action), "{action}");
    }
    let stars = items(&document["policy"], "Statement")
        .iter()
        .filter(|statement| statement["Resource"].to_string().contains('*'));
    let stars: Vec<&Value> = stars.collect();
    assert_eq!(stars.len(), 1, "{stars:?}");
    let sids: std::collections::BTreeSet<&str> =
        items(&document["policy"], "Statement").iter().map(|statement| text(statement, "Sid")).collect();
    assert_eq!(sids.len(), items(&document["policy"], "Statement").len(), "each name once");
}

/// The printed policy, attached to a role that has nothing else, makes the check find every call permitted.
#[test]
fn with_the_printed_policy_the_check_finds_every_call_permitted() {
    let (status, policy, _) = Place::new().run(&["policy", "--demo=healthy"]);
    assert_eq!(status, 0);
    let attached: Value = serde_json::from_str(&policy).unwrap_or_else(|error| panic!("{error}: {policy}"));
    let tables = format!(
        "[permissions]\nallow = [\"bedrock:Get*\", \"bedrock:ListFoundationModels\", \"account:*\", \"iam:*\", \
         \"servicequotas:*\"]\ndocuments = ['''{attached}''']\n"
    );
    let (account, place) = (Account::serve(scenario(&tables)), Place::new());
    let mut command = bedcheck(place.home.path());
    command.args(["check", "--region", "us-west-2", "--claude-code-version", "2.1.332", "--output", "json"]);
    command.env("AWS_ENDPOINT_URL", account.url()).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000").env("AWS_SECRET_ACCESS_KEY", "example");
    let (status, document, err) = run_json(&mut command);
    assert_eq!(status, 0, "{document} {err}");
}

#[test]
fn a_policy_that_cannot_be_proven_says_so() {
    let tables = "[permissions]\nallow = [\"bedrock:*\", \"account:*\", \"iam:SimulatePrincipalPolicy\"]\n";
    let (account, place) = (Account::serve(scenario(tables)), Place::new());
    let asked = |more: &[&str]| {
        let mut command = bedcheck(place.home.path());
        command.arg("policy").args(more).env("AWS_ENDPOINT_URL", account.url());
        command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
        command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000").env("AWS_SECRET_ACCESS_KEY", "example");
        command
    };
    let (status, out, err) = support::run(&mut asked(&[]));
    assert_eq!(status, 3, "{out}");
    assert!(err.contains("not proven") && err.contains("iam:SimulateCustomPolicy"), "{err}");
    assert!(serde_json::from_str::<Value>(&out).is_ok(), "the document is there all the same: {out}");
    let (status, document, _) = run_json(&mut asked(&["--no-simulate", "--output", "json"]));
    assert_eq!((status, &document["proven"]), (3, &Value::Null));
    assert!(text(&document, "reason").contains("--no-simulate"));
}

#[test]
fn terraform_gets_the_same_document() {
    let place = Place::new();
    let (status, out, _) = place.run(&["policy", "terraform", "--demo=healthy"]);
    assert_eq!(status, 0);
    assert!(out.starts_with("resource \"aws_iam_policy\"") && out.contains("<<-JSON"), "{out}");
    let body = out.split_once("<<-JSON\n").unwrap().1.split_once("\n  JSON").unwrap().0;
    let (_, iam, _) = place.run(&["policy", "iam", "--demo=healthy"]);
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(read(body), read(&iam));
}
