//! `explain --simulate`: every outcome, and what IAM and Service Quotas get to see of it.

use std::collections::BTreeSet;

use bedcheck::simulator::Scenario;
use serde_json::Value;

use crate::{
    Program,
    account::{Account, scenario},
    run_json,
    support::{self, items},
};

const OPUS: &str = "us.anthropic.claude-opus-5-5";

/// Keys that any simulator takes.
const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

fn ask(account: &Account, args: &[&str], env: &[(&str, &str)]) -> (i32, Value) {
    let program = Program::new();
    let mut command = program.with(args);
    command.args(["--endpoint-url", &account.url(), "--output", "json"]).envs(env.iter().copied());
    let (status, document, err) = support::run_json(command.stdin(std::process::Stdio::null()));
    assert_eq!(err, "", "{args:?}");
    (status, document)
}

fn explain(account: &Account, more: &[&str], env: &[(&str, &str)]) -> (i32, Value) {
    ask(account, &[&["explain", OPUS, "--region", "us-west-2"], more].concat(), env)
}

fn permission(document: &Value) -> &Value {
    items(document, "ladder").iter().find(|rung| rung["gate"] == "permission").unwrap()
}

/// The operations of one service, in the order they came.
fn of_service(account: &Account, service: &str) -> Vec<String> {
    let requests = account.requests().into_iter().filter(|request| request.service == service);
    requests.map(|request| request.operation).collect()
}

/// What is wrong, status, state, cause, and the beginning of the detail.
const OUTCOMES: [(&str, i32, &str, Option<&str>, &str); 6] = [
    ("", 0, "open", None, "simulation: allowed in us-west-2, us-east-1, us-east-2"),
    (
        "[[deny]]\nactions = \"bedrock:InvokeModel*\"\nregions = \"us-east-2\"\n",
        1,
        "blocked",
        Some("explicit-deny"),
        "explicit deny: bedrock:InvokeModel in us-east-2; allowed in us-west-2, us-east-1",
    ),
    (
        "[[deny]]\nactions = \"bedrock:InvokeModel*\"\nregions = \"us-east-2\"\npolicy = \"service-control-policy\"\n",
        1,
        "blocked",
        Some("denied-by-organization"),
        "denied by a service control policy: bedrock:InvokeModel in us-east-2",
    ),
    (
        "[[deny]]\nactions = \"bedrock:InvokeModelWithResponseStream\"\nexplicit = false\npolicy = \"permissions-boundary\"\n",
        1,
        "blocked",
        Some("not-allowed"),
        "not allowed by the permissions boundary: bedrock:InvokeModelWithResponseStream",
    ),
    (
        "[permissions]\nallow = [\"bedrock:List*\", \"bedrock:Get*\", \"iam:*\"]\n",
        1,
        "blocked",
        Some("not-allowed"),
        "no policy allows it: bedrock:InvokeModel in us-west-2",
    ),
    ("[permissions]\nallow = [\"bedrock:*\"]\n", 0, "not-read", None, "denied: needs iam:SimulatePrincipalPolicy"),
];

#[test]
fn every_outcome_is_told() {
    for (tables, status, state, cause, detail) in OUTCOMES {
        let account = Account::serve(scenario(tables));
        let (code, document) = explain(&account, &["--simulate"], &KEYS);
        let rung = permission(&document);
        assert_eq!((code, &rung["state"]), (status, &state.into()), "{tables}: {rung}");
        assert_eq!(rung["cause"].as_str(), cause, "{tables}");
        assert!(rung["detail"].as_str().unwrap().starts_with(detail), "{tables}: {rung}");
        assert_eq!(rung["source"], "SimulatePrincipalPolicy", "{tables}");
        assert!(of_service(&account, "iam").iter().all(|operation| operation == "SimulatePrincipalPolicy"));
        assert!(account.requests().iter().all(|request| !request.operation.starts_with("Invoke")), "nothing is called");
    }
}

#[test]
fn iam_is_asked_on_request_only() {
    let account = Account::serve(scenario(""));
    let (status, document) = explain(&account, &[], &KEYS);
    assert_eq!((status, &permission(&document)["state"]), (0, &"not-read".into()));
    assert_eq!(permission(&document)["detail"], "only a policy simulation or a real call tells");
    assert_eq!(of_service(&account, "iam"), Vec::<String>::new());
}

#[test]
fn nobody_to_simulate_is_said_and_iam_is_left_alone() {
    let root = "summary = \"a test\"\ntoday = \"2026-11-22\"\n[account]\nid = \"111122223333\"\n\
                arn = \"arn:aws:iam::111122223333:root\"\nhome = \"us-west-2\"\n";
    let key = [("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-example")];
    let table = [
        (Scenario::parse(root).unwrap(), &KEYS[..], "the policies of the root user cannot be simulated"),
        (scenario(""), &key[..], "an API key does not tell whose policies to simulate"),
    ];
    for (scenario, env, why) in table {
        let account = Account::serve(scenario);
        let (status, document) = explain(&account, &["--simulate"], env);
        let rung = permission(&document);
        assert_eq!((status, &rung["state"], &rung["detail"]), (0, &"not-read".into(), &why.into()), "{document}");
        assert_eq!(of_service(&account, "iam"), Vec::<String>::new(), "{why}");
    }
}

#[test]
fn a_role_with_a_path_is_looked_up_once() {
    let with_path = |tables: &str| {
        let text = format!(
            "summary = \"a test\"\ntoday = \"2026-11-22\"\n[account]\nid = \"111122223333\"\n\
             arn = \"arn:aws:sts::111122223333:assumed-role/Developer/dev1\"\nhome = \"us-west-2\"\n\
             role_path = \"/team/blue/\"\n{tables}"
        );
        Account::serve(Scenario::parse(&text).unwrap())
    };
    let account = with_path("");
    let (status, document) = explain(&account, &["--simulate"], &KEYS);
    let rung = permission(&document);
    assert_eq!((status, &rung["state"]), (0, &"open".into()), "{rung}");
    let whose = "Simulated for arn:aws:iam::111122223333:role/team/blue/Developer";
    assert!(items(rung, "notes").iter().any(|note| note == whose), "{rung}");
    let asked = of_service(&account, "iam");
    assert_eq!(asked.iter().filter(|operation| *operation == "GetRole").count(), 1, "{asked:?}");
    assert_eq!(
        asked.get(..2).unwrap(),
        ["SimulatePrincipalPolicy", "GetRole"],
        "only when the plain name is not found"
    );

    let account = with_path("[permissions]\nallow = [\"bedrock:*\", \"iam:SimulatePrincipalPolicy\"]\n");
    let (_, document) = explain(&account, &["--simulate"], &KEYS);
    assert_eq!(permission(&document)["detail"], "denied: needs iam:GetRole", "{document}");
}

#[test]
fn a_partition_without_bedrock_is_named_and_nobody_is_asked_there() {
    let (status, document, _) = run_json(&["explain", OPUS, "--demo", "--region", "cn-north-1"]);
    assert_eq!((status, &document["verdict"]), (1, &"blocked".into()), "{document}");
    let ladder = items(&document, "ladder");
    let why = "not offered in this partition: aws-cn has no Bedrock endpoint";
    assert_eq!((&document["reason"], &ladder[1]["cause"]), (&why.into(), &"no-endpoint".into()));
    assert_eq!((&ladder[2]["detail"], &ladder[2]["as_of"]), (&"not asked yet".into(), &Value::Null), "{document}");
}

/// The regions that Service Quotas was asked in.
fn quotas_of(account: &Account) -> BTreeSet<String> {
    let requests = account.requests().into_iter().filter(|request| request.service == "servicequotas");
    requests.map(|request| request.region).collect()
}

#[test]
fn quotas_are_read_where_the_plan_calls_and_nowhere_else() {
    let account = Account::serve(scenario(""));
    explain(&account, &[], &KEYS);
    assert_eq!(quotas_of(&account), ["us-west-2".to_owned()].into());

    let two = [
        ("AWS_REGION", "eu-west-1"),
        ("ANTHROPIC_DEFAULT_HAIKU_MODEL", "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
        ("ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION", "us-east-1"),
    ];
    let account = Account::serve(scenario(""));
    let (_, document) = ask(&account, &["check"], &[&KEYS[..], &two[..]].concat());
    let planned: BTreeSet<String> =
        items(&document, "uses").iter().map(|one| one["region"].as_str().unwrap().to_owned()).collect();
    assert_eq!(planned, ["eu-west-1".to_owned(), "us-east-1".to_owned()].into(), "{document}");
    assert_eq!(quotas_of(&account), planned);
    let bedrock = account.requests().into_iter().filter(|request| request.service == "bedrock");
    assert_eq!(bedrock.map(|request| request.region).collect::<BTreeSet<_>>(), planned);
    let asked: BTreeSet<String> = account.requests().into_iter().map(|request| request.operation).collect();
    assert!(asked.iter().all(|operation| !operation.starts_with("Invoke")), "{asked:?}");
    assert!(of_service(&account, "iam").iter().all(|operation| operation == "SimulatePrincipalPolicy"), "{asked:?}");

    let account = Account::serve(scenario(""));
    ask(&account, &["check", "--no-simulate"], &KEYS);
    assert_eq!(of_service(&account, "iam"), Vec::<String>::new());

    let account = Account::serve(scenario(""));
    ask(&account, &["list", "--region", "us-west-2"], &KEYS);
    assert_eq!(of_service(&account, "iam"), Vec::<String>::new());
    assert_eq!(quotas_of(&account), BTreeSet::new(), "list shows no quotas and asks for none");
}
