//! What the SDK panics on (reliability review, kinds 1 and 2): exit status 101 in six lines, or a dashboard drawn over a
//! terminal that was given back. Each is now told in a sentence, or does not matter.

use crate::{Setting, support, told};

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

#[test]
fn an_address_that_is_set_to_nothing_is_not_set() {
    for name in ["AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_ACCOUNT", "AWS_ENDPOINT_URL_IAM"]
    {
        let setting = Setting::new();
        let (status, document, err) = setting.list(&[KEYS[0], KEYS[1], (name, "")], &[]);
        assert_eq!((status, err.as_str()), (0, ""), "{name}: {document}");
        assert!(document["account"]["id"].is_string(), "{name}");
    }
    let setting = Setting::new();
    let endpoint = setting.account.url();
    let (status, _, err) = setting.list(&[KEYS[0], KEYS[1], ("AWS_ENDPOINT_URL", "")], &["--endpoint-url", &endpoint]);
    assert_eq!((status, err.as_str()), (0, ""));
}

#[test]
fn an_entry_of_a_profile_that_is_set_to_nothing_is_not_set() {
    let setting = Setting::new();
    let keys = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n";
    for entry in
        ["endpoint_url =\n".to_owned(), "services = empty\n[services empty]\nbedrock =\n  endpoint_url =\n".to_owned()]
    {
        setting.file("aws-config", &format!("[default]\nregion = us-west-2\n{keys}{entry}"));
        let (status, document, err) = setting.list(&[], &[]);
        assert_eq!((status, err.as_str()), (0, ""), "{entry}: {document}");
    }
}

#[test]
fn a_key_that_no_header_holds_is_told_in_a_sentence() {
    for (key, secret) in [("AKIAEXAMPLE\r", "secret"), ("AKIAEXAMPLE", "sec\u{1}ret"), ("AKIA\u{e9}", "secret")] {
        let setting = Setting::new();
        let mut command = setting.with(&["check"]);
        let (status, out, err) = told(command.env("AWS_ACCESS_KEY_ID", key).env("AWS_SECRET_ACCESS_KEY", secret));
        assert_eq!((status, out.as_str()), (2, ""), "{err}");
        support::one_sentence(&err);
        assert!(err.contains("AWS_ACCESS_KEY_ID") && !err.contains("secret"), "{err}");
    }
}

#[test]
fn an_id_that_cannot_be_one_is_not_sent() {
    let setting = Setting::new();
    let arn = format!("arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/{}", "x".repeat(70_000));
    let settings =
        format!(r#"{{"env":{{"CLAUDE_CODE_USE_BEDROCK":"1","AWS_REGION":"us-west-2","ANTHROPIC_MODEL":"{arn}"}}}}"#);
    setting.file("project/.claude/settings.json", &settings);
    let project = setting.home.path().join("project");
    let mut command = setting.with(&["check", "--output", "json", "--project", project.to_str().unwrap()]);
    let (status, out, err) = told(command.envs(KEYS));
    assert!(status == 1 || status == 3, "{status} {err}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let main = document["uses"].as_array().unwrap().iter().find(|used| used["role"] == "main").unwrap();
    assert!(main["verdict"] == "unknown" || main["verdict"] == "blocked", "{}", main["sentence"]);
    assert!(!err.contains("panicked") && err.len() < 400, "{err}");
}
