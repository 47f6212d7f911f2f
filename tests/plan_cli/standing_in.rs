//! Refused heads and ARNs: what the client ends on, and what stands behind a profile of the account's own.

use serde_json::{Value, json};

use crate::{
    place::{Place, of},
    support::run,
};

const ARN: &str = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3d4e5f6";

/// A place with a scenario file of an account in us-east-1.
fn place(rules: &str) -> Place {
    let scenario = format!(
        "summary = \"a test\"\ntoday = \"2026-11-22\"\n[account]\nid = \"111122223333\"\n\
         arn = \"arn:aws:sts::111122223333:assumed-role/Developer/dev1\"\nhome = \"us-east-1\"\n\
         [[application_profile]]\nid = \"a1b2c3d4e5f6\"\nname = \"claude-code\"\nmodel = \"us.anthropic.claude-sonnet-4-6\"\n{rules}"
    );
    Place::new().write("account.toml", &scenario)
}

fn check(place: &Place, env: &[(&str, &str)]) -> (i32, Value) {
    let demo = format!("--demo={}", place.path("account.toml").display());
    place.json(&["check", &demo], env)
}

fn rung<'a>(explained: &'a Value, gate: &str) -> &'a Value {
    explained["ladder"].as_array().unwrap().iter().find(|rung| rung["gate"] == gate).unwrap()
}

#[test]
fn a_shut_head_names_what_the_client_ends_on() {
    let place = place("[[gate]]\nmodels = [\"*opus-5-5\", \"*opus-5\"]\nagreement = \"not-available\"\n");
    let (status, checked) = check(&place, &[]);
    let main = of(&checked, "main");
    assert_eq!((status, &main["verdict"], &main["impact"]), (1, &json!("blocked"), &json!("degrades")));
    assert_eq!(
        (&main["model_id"], &main["falls_back_to"]),
        (&json!("us.anthropic.claude-opus-5-5"), &json!("us.anthropic.claude-opus-4-8"))
    );
    assert!(main["sentence"].as_str().unwrap().ends_with("Claude Code ends on us.anthropic.claude-opus-4-8."));
    assert!(of(&checked, "small-fast")["falls_back_to"].is_null(), "it is open");

    let demo = format!("--demo={}", place.path("account.toml").display());
    let (_, table, _) = run(&mut place.bedcheck(&["check", &demo, "--output", "table"]));
    let row = table.lines().find(|line| line.starts_with("the main loop")).unwrap();
    assert!(row.contains("moved to Opus 4.8"), "{row}");

    // Versions moved down since they make startup checks: 2.1.191.
    let older = place.json(&["check", &demo, "--claude-code-version", "2.1.240"], &[]).1;
    let main = of(&older, "main");
    assert_eq!(
        (&main["model_id"], &main["falls_back_to"]),
        (&json!("us.anthropic.claude-opus-5"), &json!("us.anthropic.claude-opus-4-8"))
    );
    let alias = [("ANTHROPIC_MODEL", "us.anthropic.claude-opus-5")];
    let chosen = place.json(&["check", &demo, "--claude-code-version", "2.1.240"], &alias).1;
    assert_eq!(
        (&of(&chosen, "main")["impact"], &of(&chosen, "main")["falls_back_to"]),
        (&json!("blocks"), &Value::Null)
    );
}

#[test]
fn with_nothing_left_work_stops() {
    let (status, checked) = check(&place("[[gate]]\nagreement = \"not-available\"\n"), &[]);
    let main = of(&checked, "main");
    assert_eq!((status, &main["impact"], &main["falls_back_to"]), (1, &json!("blocks"), &Value::Null));
    assert!(main["notes"].to_string().contains("models that would take over are refused as well"));
}

#[test]
fn a_profile_of_the_accounts_own_is_judged_by_the_model_behind_it() {
    let use_arn = [("ANTHROPIC_MODEL", ARN), ("CLAUDE_CODE_AUTO_MODE_SERVER", "0")];
    let (status, checked) = check(&place(""), &use_arn);
    assert_eq!((status, &checked["result"]), (0, &json!("ok")), "{checked}");
    assert_eq!((&of(&checked, "main")["model_id"], &of(&checked, "main")["verdict"]), (&json!(ARN), &json!("open")));
    assert_eq!(of(&checked, "token-count")["model_id"], "anthropic.claude-sonnet-4-6");
    let classifier = of(&checked, "auto-mode-classifier");
    assert_eq!((&classifier["model_id"], &classifier["certainty"]), (&json!(ARN), &json!("certain")));

    let gated = place("[[gate]]\nmodels = \"*sonnet-4-6\"\nagreement = \"not-available\"\n");
    let (status, checked) = check(&gated, &use_arn);
    let main = of(&checked, "main");
    assert_eq!((status, &main["gate"], &main["falls_back_to"]), (1, &json!("agreement"), &Value::Null));

    let demo = format!("--demo={}", gated.path("account.toml").display());
    let (_, explained) = gated.json(&["explain", ARN, &demo], &[]);
    assert_eq!((&explained["model"], &explained["invoked_as"]), (&json!("anthropic.claude-sonnet-4-6"), &json!(ARN)));
    let offer = rung(&explained, "offer");
    assert_eq!((&offer["state"], &offer["source"]), (&json!("open"), &json!("GetInferenceProfile")));
    assert!(
        offer["detail"].as_str().unwrap().starts_with("application profile → anthropic.claude-sonnet-4-6 in us-east-1")
    );
    assert_eq!(
        (&rung(&explained, "lifecycle")["state"], &rung(&explained, "agreement")["state"]),
        (&json!("open"), &json!("blocked"))
    );
}

/// Policies for API keys often lack bedrock:GetInferenceProfile; the client tolerates it, and so does the check.
#[test]
fn a_denied_look_behind_the_profile_stays_unread() {
    let place = place("[[deny]]\nactions = \"bedrock:GetInferenceProfile\"\n");
    let (status, checked) = check(&place, &[("ANTHROPIC_MODEL", ARN)]);
    let main = of(&checked, "main");
    assert_eq!((status, &main["verdict"], &main["certainty"]), (3, &json!("unknown"), &json!("certain")));
    let demo = format!("--demo={}", place.path("account.toml").display());
    let (_, explained) = place.json(&["explain", ARN, &demo], &[]);
    assert_eq!(rung(&explained, "offer")["state"], "not-read");
    assert_eq!(rung(&explained, "offer")["detail"], "denied: needs bedrock:GetInferenceProfile");
}

#[test]
fn a_profile_that_is_not_there_is_shut() {
    let missing = ARN.replace("a1b2c3d4e5f6", "zzzzzzzzzzzz");
    let (status, checked) = check(&place(""), &[("ANTHROPIC_MODEL", &missing)]);
    let main = of(&checked, "main");
    assert_eq!((status, &main["gate"], &main["cause"]), (1, &json!("offer"), &json!("invalid-model-id")));
}
