//! `check` and `plan`: the failure this program was made for, and what a script needs of them.

use serde_json::Value;

use crate::{
    Program,
    account::Account,
    run, run_json,
    support::{self, items, one_sentence},
};

/// The environment of the issue: Claude Code 0.2.46 with 3.5 Sonnet, background model left to its default.
fn issue_536(program: &Program, more: &[&str]) -> std::process::Command {
    let args = ["check", "--demo=issue-536", "--claude-code-version", "0.2.46"];
    let mut command = program.with(&[&args, more].concat());
    command.env("ANTHROPIC_MODEL", "anthropic.claude-3-5-sonnet-20240620-v1:0").env("AWS_REGION", "us-west-2");
    command
}

#[test]
fn the_background_model_nobody_enabled_is_the_one_gap() {
    let haiku = "us.anthropic.claude-3-5-haiku-20241022-v1:0";
    let program = Program::new();
    let (status, document, err) = support::run_json(&mut issue_536(&program, &["--output", "json"]));
    assert_eq!((status, err.as_str(), &document["result"]), (1, "", &Value::from("gaps")));
    assert_eq!(document["claude_code_version"], "0.2.46");
    let gaps: Vec<&Value> = items(&document, "uses").iter().filter(|checked| checked["verdict"] != "open").collect();
    let [gap] = gaps[..] else { panic!("{gaps:?}") };
    assert_eq!((&gap["model_id"], &gap["role"]), (&Value::from(haiku), &Value::from("small-fast")));
    let sentence = gap["sentence"].as_str().unwrap();
    assert!(sentence.contains(haiku) && sentence.contains("background"), "{sentence}");

    let remedies = items(gap, "remedies");
    assert_eq!(remedies[0]["kind"], "console");
    assert_eq!(
        remedies[0]["url"],
        "https://us-west-2.console.aws.amazon.com/bedrock/home?region=us-west-2#/model-catalog/serverless/\
         anthropic.claude-3-5-haiku-20241022-v1%3A0"
    );
    assert!(!document.to_string().contains("#/modelaccess"), "retired in commercial regions");
    let settings = remedies.iter().find(|remedy| remedy["kind"] == "settings").unwrap();
    let line = settings["text"].as_str().unwrap();
    assert_eq!(line, "ANTHROPIC_SMALL_FAST_MODEL=anthropic.claude-3-5-sonnet-20240620-v1:0");

    let (variable, value) = line.split_once('=').unwrap();
    let mut mended = issue_536(&program, &["--output", "json"]);
    let (status, document, _) = support::run_json(mended.env(variable, value));
    assert_eq!((status, &document["result"]), (0, &Value::from("ok")), "the line closes the gap");
}

#[test]
fn people_read_the_id_the_role_and_the_page() {
    let program = Program::new();
    let (status, out, err) = support::run(&mut issue_536(&program, &[]));
    assert_eq!((status, err.as_str()), (1, ""));
    for part in ["us.anthropic.claude-3-5-haiku-20241022-v1:0", "background", "https://us-west-2.console", "1 of 2"] {
        assert!(out.contains(part), "{part} is not in {out}");
    }
}

#[test]
fn a_healthy_account_has_no_gaps() {
    let (status, document, err) = run_json(&["check", "--demo=healthy"]);
    assert_eq!((status, err.as_str(), &document["result"]), (0, "", &Value::from("ok")));
    assert!(items(&document, "uses").iter().all(|checked| checked["verdict"] == "open"));
    assert!(items(&document, "uses").iter().all(|checked| checked["remedies"] == serde_json::json!([])));
}

#[test]
fn without_credentials_people_get_one_sentence_and_machines_a_document() {
    for command in [&["list"][..], &["check"], &["explain", "Opus 5.5"]] {
        for format in ["table", "plain", "csv", "markdown"] {
            let (status, out, err) = run(&[command, &["--output", format]].concat());
            assert_eq!((status, out.as_str()), (3, ""), "{command:?} {format}: {err}");
            one_sentence(&err);
            assert!(err.contains("no AWS credentials") && err.contains("bedcheck --demo"), "{err}");
        }
        let (status, document, err) = run_json(command);
        assert_eq!(status, 3);
        one_sentence(&err);
        assert_eq!(document["account"], Value::Null);
    }
    let (_, document, _) = run_json(&["check"]);
    assert_eq!(document["result"], "unknown");
    assert!(!items(&document, "uses").is_empty());
    assert!(items(&document, "uses").iter().all(|checked| checked["verdict"] == "unknown"));
}

#[test]
fn a_plan_asks_nobody() {
    let account = Account::bundled("healthy");
    let program = Program::new();
    for extra in [&[][..], &["--explain"], &["--output", "json"]] {
        let mut command = program.with(&[&["plan"], extra].concat());
        command
            .env("AWS_ENDPOINT_URL", account.url())
            .env("CLAUDE_CODE_USE_BEDROCK", "1")
            .env("AWS_REGION", "eu-west-1");
        command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
        let (status, out, err) = support::run(&mut command);
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(out.contains("anthropic.claude-") && out.contains("eu-west-1"), "{out}");
    }
    assert_eq!(account.requests(), []);
}

#[test]
fn a_plan_says_when_claude_code_does_not_use_bedrock_here() {
    let (status, document, _) = run_json(&["plan"]);
    assert_eq!((status, &document["provider"]), (0, &Value::from("none")));
    assert!(items(&document, "problems").iter().any(|problem| problem["text"].as_str().unwrap().contains("Bedrock")));
}

/// The story this program began with: no variable, no flag, and the demo shows the reporter's own Claude Code.
#[test]
fn a_scenario_brings_its_client_and_the_users_own_choices_win() {
    let program = Program::new();
    let (status, said, _) = support::run(&mut program.with(&["check", "--demo=issue-536"]));
    assert_eq!(status, 1);
    assert!(
        said.starts_with("Claude Code 0.2.46 in us-west-2 (Oregon): 1 of 2 calls fails: background (Haiku 3.5)"),
        "{said}"
    );
    assert!(said.contains("ANTHROPIC_SMALL_FAST_MODEL=anthropic.claude-3-5-sonnet-20240620-v1:0"), "{said}");
    let mut own = program.with(&["plan", "--demo=issue-536", "--claude-code-version", "2.1.330", "--output", "json"]);
    let (_, document, _) = support::run_json(own.env("ANTHROPIC_MODEL", "us.anthropic.claude-opus-5-5"));
    assert_eq!(document["claude_code_version"], "2.1.330");
    let ids: Vec<&Value> = items(&document, "uses").iter().map(|usage| &usage["model_id"]).collect();
    assert!(ids.contains(&&Value::from("us.anthropic.claude-opus-5-5")), "{ids:?}");
    assert!(!ids.iter().any(|id| id.to_string().contains("claude-3-5-sonnet")), "the user's own model wins: {ids:?}");
}

/// Issue 9: what stands between Claude Code and Bedrock calls ids of its own, as an identity of its own.
#[test]
fn a_gateways_ids_are_checked_in_place_of_claude_codes() {
    let program = Program::new();
    let file = program.home.path().join("litellm.yaml");
    let entry = |name: &str, id: &str| {
        format!(
            "  - model_name: {name}\n    litellm_params:\n      model: bedrock/converse/{id}\n      aws_region_name: us-west-2\n"
        )
    };
    let good = entry("sonnet", "us.anthropic.claude-sonnet-4-6");
    let check = |text: String, demo: &str| {
        std::fs::write(&file, text).unwrap();
        let args = ["check", "--ids", file.to_str().unwrap(), demo, "--output", "json"];
        let (status, document, err) = support::run_json(&mut program.with(&args));
        assert_eq!(err, "");
        (status, document)
    };
    let (status, document) = check(format!("model_list:\n{good}"), "--demo=healthy");
    let [one] = items(&document, "uses") else { panic!("{document}") };
    assert_eq!((status, &one["role"], &one["name"]), (0, &Value::from("listed"), &Value::from("sonnet")));
    assert_eq!((&one["region"], &one["verdict"]), (&Value::from("us-west-2"), &Value::from("open")));

    let slip = entry("opus", "us.anthropic.claude-opus-4-8:0");
    let (status, document) = check(format!("model_list:\n{good}{slip}"), "--demo=healthy");
    assert_eq!((status, &document["result"]), (1, &Value::from("gaps")));
    assert!(document["problems"].to_string().contains("Did you mean us.anthropic.claude-opus-4-8?"), "{document}");

    let text = support::run(&mut program.with(&["check", "--ids", file.to_str().unwrap(), "--demo=healthy"])).1;
    assert!(text.starts_with("litellm.yaml in us-west-2"), "{text}");
    for (text, words) in [("model: gpt-4", "names no Claude model"), ("", "names no Claude model")] {
        std::fs::write(&file, text).unwrap();
        let mut command = program.with(&["check", "--ids", file.to_str().unwrap(), "--demo"]);
        let (status, out, err) = support::run(&mut command);
        assert_eq!((status, out.as_str()), (2, ""));
        one_sentence(&err);
        assert!(err.contains("litellm.yaml") && err.contains(words), "{err}");
    }
}
