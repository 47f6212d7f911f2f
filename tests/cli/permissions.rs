//! Whether policies allow the calls is asked by default, and where it was not, nothing is called open.

use bedcheck::{
    aws::{Session, SessionOptions},
    simulator::{Scenario, Simulator},
    survey::{Question, RealCall},
};
use serde_json::Value;

use crate::{
    Program,
    account::{Account, scenario},
    run_json,
    support::items,
};

fn uses_of<'a>(document: &'a Value, id: &str) -> Vec<&'a Value> {
    items(document, "uses").iter().filter(|one| one["model_id"].as_str().unwrap().contains(id)).collect()
}

#[test]
fn a_role_that_may_call_us_profiles_only_is_shut_out_of_the_global_one() {
    let (status, document, err) = run_json(&["check", "--demo=corporate-role"]);
    assert_eq!((status, &document["result"], err.as_str()), (1, &"gaps".into(), ""));
    let global = uses_of(&document, "global.anthropic.claude-opus-4-8");
    assert!(!global.is_empty(), "{document}");
    for one in global {
        assert_eq!((&one["verdict"], &one["gate"]), (&"blocked".into(), &"permission".into()), "{one}");
    }
    for one in uses_of(&document, "us.anthropic.") {
        assert_eq!(one["verdict"], "open", "{one}");
    }
    let id = "global.anthropic.claude-opus-4-8";
    let (_, document, _) = run_json(&["explain", id, "--simulate", "--demo=corporate-role"]);
    let rung = items(&document, "ladder").iter().find(|rung| rung["gate"] == "permission").unwrap();
    let told = rung.to_string();
    for place in ["us-west-2: InvokeModel on inference-profile/global", "any other region: InvokeModel"] {
        assert!(told.contains(place), "{place}: {told}");
    }
}

#[test]
fn where_only_own_profiles_may_be_called_the_systems_are_shut() {
    let (status, document, _) = run_json(&["check", "--demo=application-profiles"]);
    assert_eq!((status, &document["result"]), (1, &"gaps".into()));
    let called = items(&document, "uses").iter().filter(|one| one["role"] != "token-count");
    for one in called {
        assert_eq!((&one["verdict"], &one["gate"]), (&"blocked".into(), &"permission".into()), "{one}");
    }
    let shut = uses_of(&document, "us.anthropic.claude-opus-5-5")[0];
    assert!(shut["sentence"].as_str().unwrap().contains("permission"), "{shut}");
    let own = "arn:aws:bedrock:us-west-2:333344445555:application-inference-profile/blueopus5500";
    let (status, document, err) = run_json(&["explain", own, "--simulate", "--demo=application-profiles"]);
    assert_eq!((status, &document["verdict"]), (0, &"open".into()), "{document}{err}");
}

/// Every call of a use that is told open is made, unless it is said that its permission was not read.
#[test]
fn nothing_is_told_open_that_the_simulated_account_refuses() {
    for (name, _) in bedcheck::simulator::bundled() {
        let (_, document, err) = run_json(&["check", &format!("--demo={name}")]);
        let open = |one: &&Value| one["verdict"] == "open" && one["role"] != "token-count";
        let unread = |one: &&Value| one["sentence"].as_str().unwrap().contains("was not read");
        let open: Vec<&Value> = items(&document, "uses").iter().filter(open).filter(|one| !unread(one)).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let simulator = Simulator::start(Scenario::bundled(name).unwrap(), 0, None).await.unwrap();
            let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
            let session = Session::connect(options).await;
            for one in open {
                let (id, region) = (one["model_id"].as_str().unwrap(), one["region"].as_str().unwrap());
                let call = RealCall { region: region.parse().unwrap(), id: id.to_owned(), streaming: false };
                let seen = session.ask(Question::Invoke(call)).await;
                let refused = seen.outcome().err().filter(|refusal| !refusal.is_transient());
                assert!(refused.is_none(), "{name}: {id} in {region} is told open: {refused:?} {one} {err}");
            }
        });
    }
}

#[test]
fn without_the_reading_nothing_is_called_open() {
    let (status, document, _) = run_json(&["check", "--demo=healthy", "--no-simulate"]);
    assert_eq!((status, &document["result"]), (3, &"unknown".into()));
    for one in items(&document, "uses").iter().filter(|one| one["role"] != "token-count") {
        assert!(one["reason"].as_str().unwrap().starts_with("permission not read"), "{one}");
        assert!(one["sentence"].as_str().unwrap().contains("whether your policies allow it was not read"), "{one}");
    }
    let (status, text, _) = crate::run(&["check", "--demo=healthy", "--no-simulate", "--output", "plain"]);
    assert_eq!(status, 3);
    assert!(text.contains("are on offer; whether your policies allow them was not read"), "{text}");
    assert!(!text.contains("are open"), "{text}");
    let allowed = ["check", "--demo=healthy", "--no-simulate", "--allow-unread", "permission"];
    let (status, document, _) = run_json(&allowed);
    assert_eq!((status, &document["result"]), (0, &"ok".into()));
}

#[test]
fn a_denied_attempt_is_made_once_and_remembered() {
    let tables = "[permissions]\nallow = [\"bedrock:*\", \"account:ListRegions\", \"servicequotas:*\"]\n\
                  [[data_retention]]\nmode = \"aws_review\"\n";
    let account = Account::serve(scenario(tables));
    let program = Program::new();
    let check = || {
        let url = account.url();
        let mut command = program.with(&["check", "--endpoint-url", &url, "--output", "json"]);
        command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
        command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "x");
        crate::support::run_json(&mut command)
    };
    let asked = || account.requests().iter().filter(|request| request.service == "iam").count();
    let (status, document, err) = check();
    assert_eq!((status, asked()), (3, 1), "one attempt: {document}{err}");
    let reasons = items(&document, "uses")[0]["reason"].as_str().unwrap();
    assert!(reasons.contains("needs iam:SimulatePrincipalPolicy"), "{reasons}");
    assert_eq!((check().0, asked()), (3, 1), "and none within a day");
}
