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

#[test]
fn a_text_that_is_not_known_leads_to_the_nearest_known_ones() {
    let text = "HTTP 404: This model version is beyond the finish of its life. Please refer to AWS documentation.";
    let (status, document, _) = run_json(&["explain", "--text", text]);
    assert_eq!((status, &document["recognised"]), (3, &false.into()), "{document}");
    assert!(document["shape"].as_str().unwrap().starts_with("HTTP status 404: "), "{document}");
    let nearest = &support::items(&document, "nearest")[0];
    assert_eq!(nearest["cause"], "end-of-life");
    let words =
        |side: &str| support::items(nearest, side).iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>();
    assert!(words("only_known").contains(&"reached") && words("only_here").contains(&"beyond"), "{nearest}");

    let (_, said, _) = support::run(&mut Program::new().with(&["explain", "--text", text, "--output", "table"]));
    assert!(said.starts_with("Not recognised. HTTP status 404: "), "{said}");
    assert!(said.contains("The closest known text means: end of life."), "{said}");
    assert!(said.contains("it says reached, more, details; yours says") && said.contains("explain --report"), "{said}");
}

#[test]
fn a_report_for_strangers_names_nobody() {
    let program = Program::new();
    let text = format!("{DENIED} token=ABSKQmVkcm9ja0FQSUtleS0xMjM0 at https://gateway.acme.example/v1");
    let (status, said, err) = support::run(&mut program.with(&["explain", "--text", &text, "--report"]));
    assert_eq!((status, err.as_str()), (0, ""));
    for name in ["123456789012", "Builder", "/dev", "ABSK", "acme"] {
        assert!(!said.contains(name), "{name} is in\n{said}");
    }
    for kept in ["bedrock:InvokeModel", "us.anthropic.claude-opus-5-5", "us-west-2", "not-allowed"] {
        assert!(said.contains(kept), "{kept} is not in\n{said}");
    }
    // Its headings are the fields of the form.
    let form = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.github/ISSUE_TEMPLATE/unknown-text.yml"));
    let form = form.unwrap();
    for label in form.lines().filter_map(|line| line.trim().strip_prefix("label: ")) {
        assert!(said.contains(&format!("### {label}\n")), "{label} is not in\n{said}");
    }
    let (status, _, err) = support::run(&mut program.with(&["explain", "Sonnet 5", "--report"]));
    assert!(status == 2 && err.contains("--text"), "{err}");
}

#[test]
fn long_remedies_are_one_line_until_asked_for() {
    let program = Program::new();
    let said = |more: &[&str]| {
        let args = [&["explain", "--text", DENIED, "--output", "table"], more].concat();
        support::run(&mut program.with(&args)).1
    };
    let (short, full) = (said(&[]), said(&["--full"]));
    assert!(short.contains("lines: --full prints them)") && !short.contains("\"Statement\""), "{short}");
    assert!(full.contains("\"Statement\"") && !full.contains("--full"), "{full}");
}
