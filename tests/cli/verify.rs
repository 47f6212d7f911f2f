//! `verify`: exit statuses, the document, and that nothing is called without consent.

use crate::{
    Program,
    account::{Account, scenario},
    run, run_json,
    support::{self, items, one_sentence},
};

const OPUS: &str = "us.anthropic.claude-opus-5-5";

/// The program against an account of this process, with keys that any simulator takes.
pub(crate) fn against(account: &Account, args: &[&str]) -> (i32, String, String) {
    let program = Program::new();
    let mut command = program.with(args);
    command.args(["--endpoint-url", &account.url(), "--region", "us-west-2"]);
    command.envs([("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
    support::run(command.stdin(std::process::Stdio::null()))
}

pub(crate) fn invocations(account: &Account) -> usize {
    account.requests().iter().filter(|request| request.operation.starts_with("InvokeModel")).count()
}

#[test]
fn without_consent_nothing_is_called() {
    let account = Account::serve(scenario(""));
    let table: [(&[&str], &str); 4] = [
        (&["verify", OPUS], "--yes"),
        (&["verify", "--yes"], "--gaps"),
        (&["verify", OPUS, "--yes", "--read-only"], "--read-only"),
        (&["verify", "no such model", "--yes"], "no such model"),
    ];
    for (args, names) in table {
        let (status, out, err) = against(&account, args);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {err}");
        one_sentence(&err);
        assert!(err.contains(names), "{args:?}: {err}");
    }
    assert_eq!(invocations(&account), 0);
}

#[test]
fn one_call_for_each_id() {
    let account = Account::serve(scenario(""));
    let (status, out, err) = against(&account, &["verify", OPUS, "Sonnet 5", OPUS, "--yes", "--output", "json"]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["schema"], "bedcheck.verify/1");
    let results = items(&document, "results");
    assert_eq!(results.len(), 2, "an id given twice is called once");
    for result in results {
        assert_eq!((&result["verdict"], &result["action"]), (&"verified".into(), &"bedrock:InvokeModel".into()));
        for field in ["gate", "cause", "detail", "provisional_until"] {
            assert!(result[field].is_null(), "{field}: {result}");
        }
        assert!(result["as_of"].is_string() && result["remedies"].is_array(), "{result}");
    }
    assert_eq!(invocations(&account), 2);
}

#[test]
fn refused_is_a_gap_and_nothing_said_is_unknown() {
    let (status, document, _) = run_json(&["verify", "Opus 5.5", "--yes", "--demo=sales-gated"]);
    let result = &items(&document, "results")[0];
    assert_eq!((status, &result["verdict"], &result["gate"]), (1, &"contradicted".into(), &"account".into()));
    assert_eq!((&result["cause"], &result["invoked_as"]), (&"contact-sales".into(), &OPUS.into()));
    assert_eq!(result["reason"], "contact AWS Sales", "{result}");

    let fault = "[[fault]]\noperations = [\"InvokeModel\"]\n\
                 does = { error = { status = 503, type = \"ServiceUnavailableException\", message = \"Later.\" } }\n";
    let account = Account::serve(scenario(fault));
    let (status, out, _) = against(&account, &["verify", OPUS, "--yes", "--output", "json"]);
    assert_eq!((status, invocations(&account)), (3, 1), "{out}");
    assert!(out.contains("says nothing about access"), "{out}");
}

#[test]
fn every_format_prints_the_result() {
    for format in ["table", "plain", "json", "ndjson", "csv", "markdown"] {
        let (status, out, err) = run(&["verify", OPUS, "--yes", "--demo=healthy", "--output", format]);
        assert_eq!((status, err.as_str()), (0, ""), "{format}");
        assert!(out.contains(OPUS) && out.contains("verified"), "{format}: {out}");
    }
}

#[test]
fn what_no_call_tells_about_is_named_and_undetermined() {
    let account = Account::serve(scenario(""));
    let program = Program::new();
    let mut command = program.with(&["verify", "--gaps", "--yes", "--output", "json"]);
    command.args(["--endpoint-url", &account.url(), "--region", "us-west-2"]);
    command.envs([("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
    command.envs([("CLAUDE_CODE_USE_MANTLE", "1"), ("AWS_REGION", "us-west-2")]);
    let (status, document, err) = support::run_json(&mut command);
    assert_eq!(status, 3, "{document} {err}");
    assert!(!items(&document, "not_called").is_empty() && items(&document, "results").is_empty(), "{document}");
    assert_eq!(invocations(&account), 0);
}

#[test]
fn remedies_are_about_the_gate_the_call_was_refused_at() {
    let account = Account::serve(scenario(
        "[[gate]]\nmodels = \"*opus*\"\nagreement = \"not-available\"\n\
         [permissions]\nallow = [\"bedrock:List*\", \"bedrock:Get*\"]\n",
    ));
    let (status, out, err) = against(&account, &["verify", OPUS, "--yes", "--output", "json"]);
    assert_eq!(status, 1, "{err}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let result = &items(&document, "results")[0];
    assert_eq!(result["gate"], "permission", "{result}");
    assert_eq!(result["remedies"][0]["kind"], "iam", "{result}");
    let console = items(result, "remedies").iter().any(|remedy| remedy["kind"] == "console");
    assert!(console, "and what the account lacks besides: {result}");
}
