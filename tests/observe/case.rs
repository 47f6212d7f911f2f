//! Truth feeds back: a run becomes a case without secrets and names, and a case is held against its plan.

use serde_json::Value;

use crate::{
    account::{Account, scenario},
    client::{Call, KEY, command},
    support::{self, items, one_sentence, run, run_json},
};

/// Everything that can be read for free is open.
const SALES: &str = "[[gate]]\nmodels = \"anthropic.claude-opus-5\"\nrefused = \"contact-sales\"\n";
const OPUS: &str = "us.anthropic.claude-opus-5-5";

fn against(home: &std::path::Path, file: &std::path::Path) -> (i32, Value, String) {
    run_json(support::bedcheck(home).arg("plan").arg("--against").arg(file).args(["-o", "json"]))
}

#[test]
fn a_run_becomes_a_case_that_says_where_the_prediction_was_wrong() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::bundled("healthy"));
    let file = home.path().join("case.json");
    let checks = ["us.anthropic.claude-haiku-4-5-20251001-v1:0", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"];
    let right = vec![Call::check(checks[0]), Call::check(checks[1]), Call::turn(OPUS)];
    let wrong = vec![Call::turn("us.anthropic.claude-3-7-sonnet-20250219-v1:0")];
    for (calls, differences) in [(right, 0), (wrong, 1)] {
        let mut command = command(home.path(), &["--proxy", "--case", file.to_str().unwrap()], &calls, 0);
        command
            .env("CLAUDE_CODE_USE_BEDROCK", "1")
            .env("AWS_REGION", "us-west-2")
            .env("AWS_ENDPOINT_URL", account.url());
        command
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", "CANARY-SECRET")
            .env("ANTHROPIC_MODEL", OPUS);
        command.env(
            "CLAUDE_CODE_SUBAGENT_MODEL",
            "arn:aws:bedrock:us-west-2:444455556666:application-inference-profile/abc",
        );
        let (status, _, err) = run(&mut command);
        assert_eq!(status, 0, "{err}");
        let text = std::fs::read_to_string(&file).unwrap();
        for private in ["CANARY", "444455556666", KEY, account.url().as_str()] {
            assert!(!text.contains(private), "{private}: {text}");
        }
        let case: Value = serde_json::from_str(&text).unwrap();
        let case = &case["cases"][0];
        assert_eq!((&case["version"], &case["setup"]["env"]["ANTHROPIC_MODEL"]), (&"2.1.332".into(), &OPUS.into()));
        assert!(items(&case["setup"], "profiles").contains(&OPUS.into()));
        let (status, document, _) = against(home.path(), &file);
        let said = items(&document["cases"][0], "differences");
        assert_eq!((status, said.len()), (i32::from(differences > 0), differences), "{document}");
        if differences > 0 {
            assert!(
                said[0].as_str().unwrap().contains(&format!("main: predicted {OPUS}, seen us.anthropic.claude-3-7")),
                "{document}"
            );
        }
    }
}

/// The cases the plan itself is tested with are of the same form.
#[test]
fn the_observed_cases_are_of_this_form() {
    let home = tempfile::tempdir().unwrap();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plan/observed.json");
    let (status, document, _) = against(home.path(), &file);
    let compared = items(&document, "cases").iter().filter(|case| case["compared"] == true).count();
    assert_eq!(status, 0, "{document}");
    assert!(compared > 20, "{compared}");
    for (text, said) in [
        ("{}", "it holds no cases"),
        ("{\"cases\": [{\"name\": \"a\", \"version\": \"new\", \"calls\": {}}]}", "case a"),
    ] {
        std::fs::write(home.path().join("bad.json"), text).unwrap();
        let (status, _, err) = run(support::bedcheck(home.path()).args(["plan", "--against", "bad.json"]));
        one_sentence(&err);
        assert!(status == 2 && err.contains(said), "{err}");
    }
}

/// What was seen through the proxy, or recorded by AWS, is evidence on the ladder, with its source; the newest counts.
#[test]
fn calls_that_were_seen_are_evidence_with_their_source() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::serve(scenario(SALES)));
    let with = |command: &mut std::process::Command| {
        command
            .env("CLAUDE_CODE_USE_BEDROCK", "1")
            .env("AWS_REGION", "us-west-2")
            .env("AWS_ENDPOINT_URL", account.url());
        command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", "secret");
    };
    let explained = || {
        let mut explain = support::bedcheck(home.path());
        with(explain.args(["explain", "us.anthropic.claude-opus-5", "-o", "json"]));
        run_json(&mut explain).1
    };
    assert_ne!(explained()["verdict"], "contradicted", "the lists say nothing of Sales");
    let mut history = support::bedcheck(home.path());
    with(history.args(["history"]));
    let mut observed = command(home.path(), &["--proxy"], &[Call::turn("us.anthropic.claude-opus-5")], 0);
    with(&mut observed);
    assert_eq!(run(&mut observed).0, 0);
    let document = explained();
    let seen_by = |document: &Value| {
        let rungs = items(document, "ladder").iter().filter(|rung| rung["seen_by"] != Value::Null);
        rungs.map(|rung| rung["seen_by"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(document["verdict"], "contradicted", "{document}");
    let rung = items(&document, "ladder").iter().find(|rung| rung["seen_by"] != Value::Null).unwrap();
    assert_eq!((&rung["cause"], &rung["source"]), (&"contact-sales".into(), &"InvokeModelWithResponseStream".into()));
    assert_eq!(seen_by(&document), ["proxy"]);
    let mut plain = support::bedcheck(home.path());
    with(plain.args(["explain", "us.anthropic.claude-opus-5"]));
    assert!(run(&mut plain).1.contains("seen through the proxy"));
    // CloudTrail tells of the same call, by the second; it is no newer, and changes nothing.
    assert_eq!(run(&mut history).0, 1);
    assert_eq!(explained()["verdict"], "contradicted");
    // Another home, where only AWS tells.
    std::fs::remove_dir_all(home.path().join(".local")).unwrap();
    assert_ne!(explained()["verdict"], "contradicted");
    assert_eq!(run(&mut history).0, 1);
    let document = explained();
    assert_eq!((&document["verdict"], seen_by(&document)), (&"contradicted".into(), vec!["cloud-trail".to_owned()]));
}
