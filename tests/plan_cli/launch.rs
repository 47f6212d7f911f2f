//! The command line that Claude Code is started with, after `--`.

use serde_json::{Value, json};

use crate::{
    place::{Place, of},
    support::run,
};

fn plan(place: &Place, words: &[&str]) -> Value {
    let mut command = place.bedcheck(&["plan", "--output", "json"]);
    let (status, out, err) = run(command.arg("--").args(words));
    assert_eq!((status, err.as_str()), (0, ""));
    serde_json::from_str(&out).unwrap()
}

fn subagent<'a>(plan: &'a Value, name: &str) -> &'a Value {
    let uses = plan["uses"].as_array().unwrap();
    &uses.iter().find(|one| one["role"] == "subagent" && one["name"] == name).unwrap()["model_id"]
}

#[test]
fn what_stands_there_counts() {
    let agent = "---\nname: aud\ndescription: audits\nmodel: haiku\n---\n";
    let place = Place::new().write("lib/.claude/agents/aud.md", agent);
    let agents = r#"{"rev": {"description": "r", "prompt": "p", "model": "us.anthropic.claude-opus-4-7"}}"#;
    let settings = r#"{"env": {"AWS_REGION": "eu-west-1"}}"#;
    let words =
        ["claude", "-p", "hello", "--model=sonnet", "--agents", agents, "--add-dir", "../lib", "--settings", settings];
    let started = plan(&place, &words);
    assert_eq!(of(&started, "main")["model_id"], "eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
    assert_eq!(of(&started, "main")["source"]["text"], "given with --model");
    assert_eq!(started["region"]["source"]["text"], "`env` block of the settings given with --settings");
    assert_eq!(subagent(&started, "rev"), "us.anthropic.claude-opus-4-7");
    assert_eq!(subagent(&started, "aud"), "eu.anthropic.claude-haiku-4-5-20251001-v1:0");

    let planning = plan(&place, &["--model", "opusplan", "--permission-mode", "plan", "--fallback-model", "haiku"]);
    assert_eq!(of(&planning, "main")["model_id"], "us.anthropic.claude-opus-5-5");
    assert_eq!(of(&planning, "alias-sonnet")["when"], "after plan mode");
    assert_eq!(of(&planning, "fallback")["model_id"], "us.anthropic.claude-haiku-4-5-20251001-v1:0");
    let as_agent = plan(&place, &["--agent", "rev", "--agents", agents]);
    assert_eq!(of(&as_agent, "main")["model_id"], "us.anthropic.claude-opus-4-7");
    let background = plan(&place, &["--bg"]);
    assert!(background["uses"].as_array().unwrap().iter().all(|one| one["role"] != "startup-check"));
}

#[test]
fn a_slip_in_it_is_named() {
    let place = Place::new();
    for (words, part) in [
        (vec!["--model"], "after --: --model needs a value"),
        (vec!["--settings", "nowhere.json"], "--settings nowhere.json: there is no such file"),
    ] {
        let mut command = place.bedcheck(&["plan"]);
        let (status, _, err) = run(command.arg("--").args(words));
        assert_eq!(status, 2);
        assert!(err.contains(part), "{err}");
    }
    let broken = plan(&place, &["--agents", "rev", "--settings", "{model: opus}"]);
    let problems: Vec<&Value> = broken["problems"].as_array().unwrap().iter().map(|one| &one["text"]).collect();
    for part in ["given with --agents is not a JSON object", "given with --settings is not strict JSON"] {
        assert!(problems.iter().any(|text| text.as_str().unwrap().contains(part)), "{problems:?}");
    }
    assert_eq!(of(&broken, "main")["model_id"], json!("us.anthropic.claude-opus-5-5"));
}
