//! What a pasted error alone tells: whose call it was, where, and through which profile.

use crate::{Program, run_json, support};

const DENIED: &str = "API Error: 403 User: arn:aws:sts::123456789012:assumed-role/Builder/dev is not authorized to perform: \
                      bedrock:InvokeModel on resource: \
                      arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-opus-5-5 because no \
                      identity-based policy allows the bedrock:InvokeModel action";

#[test]
fn a_policy_made_from_a_paste_has_its_account_its_caller_and_every_destination() {
    let (status, document, _) = run_json(&["explain", "--text", DENIED]);
    assert_eq!(status, 1);
    let remedies = support::items(&document, "remedies");
    let policy = remedies.iter().find(|remedy| remedy["kind"] == "iam").unwrap();
    let text = policy["text"].as_str().unwrap();
    for region in ["us-east-1", "us-east-2", "us-west-2"] {
        let model = format!("arn:aws:bedrock:{region}::foundation-model/anthropic.claude-opus-5-5");
        assert!(text.contains(&model), "{region}: {text}");
    }
    assert!(text.contains(":123456789012:inference-profile/us.anthropic.claude-opus-5-5"), "{text}");
    assert!(!text.contains("<account"), "{text}");
    assert!(policy["title"].as_str().unwrap().contains("Builder"), "{policy}");
}

#[test]
fn a_text_without_a_region_is_about_the_one_claude_code_uses() {
    let text = "data retention mode 'default' is not available for this model";
    let program = Program::new();
    let mut command = program.with(&["explain", "--text", text, "--output", "json"]);
    let (_, document, _) = support::run_json(command.env("AWS_REGION", "eu-central-1"));
    let first = &support::items(&document, "remedies")[0];
    assert!(first["text"].as_str().unwrap().contains("--region eu-central-1"), "{first}");
}

#[test]
fn what_says_nothing_about_access_is_undetermined() {
    for text in [
        "Too many requests, please wait before trying again.",
        "API Error: 529 overloaded_error",
        "Claude Opus 5.5 is not available on your bedrock deployment",
    ] {
        let (status, document, _) = run_json(&["explain", "--text", text]);
        assert_eq!(status, 3, "{text}: {document}");
    }
    let there = "An error occurred (ValidationException): Could not create agreement - Agreement already exists";
    assert_eq!(run_json(&["explain", "--text", there]).0, 0, "there is nothing to mend");
}
