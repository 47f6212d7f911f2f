//! Where Claude Code's calls go, when that is not AWS.

use serde_json::Value;

use crate::{Setting, told, who_signs::Listener};

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIASHELL"), ("AWS_SECRET_ACCESS_KEY", "x")];

fn check(setting: &Setting, args: &[&str], env: &[(&str, &str)]) -> (i32, Value, String) {
    let mut command =
        setting.with(&[&["check", "--output", "json", "--claude-code-version", "2.1.330"], args].concat());
    command.envs(KEYS).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    let (status, out, err) = told(command.envs(env.iter().copied()));
    (status, serde_json::from_str(&out).unwrap_or_default(), err)
}

fn user(setting: &Setting, env: &str) {
    setting.file(".claude/settings.json", &format!(r#"{{"env":{env}}}"#));
}

#[test]
fn what_aws_answers_says_nothing_about_a_gateway() {
    let base = r#"{"ANTHROPIC_BEDROCK_BASE_URL":"https://me:hunter2@gateway.example.edu/bedrock-llm/v2?k=hunter2","CLAUDE_CODE_SKIP_BEDROCK_AUTH":"1"}"#;
    let rows = [
        (base, "gateway.example.edu", true),
        (r#"{"ANTHROPIC_BEDROCK_BASE_URL":"http://127.0.0.1:4000"}"#, "127.0.0.1:4000", false),
        (r#"{"AWS_ENDPOINT_URL_BEDROCK_RUNTIME":"https://bedrock.corp.example"}"#, "bedrock.corp.example", false),
        (
            r#"{"CLAUDE_CODE_USE_BEDROCK":"0","CLAUDE_CODE_USE_MANTLE":"1","ANTHROPIC_BEDROCK_MANTLE_BASE_URL":"https://mantle.corp.example"}"#,
            "mantle.corp.example",
            false,
        ),
    ];
    for (env, host, unsigned) in rows {
        for demo in [&["--demo=healthy"][..], &[]] {
            let setting = Setting::new();
            user(&setting, env);
            let (status, document, err) = check(&setting, demo, &[]);
            assert_eq!((status, document["result"].as_str()), (3, Some("unknown")), "{env}: {document}{err}");
            assert_eq!(document["endpoint"], host);
            let uses = crate::support::items(&document, "uses");
            assert!(uses.iter().all(|one| one["verdict"] == "unknown"), "{document}");
            let reason = uses[0]["reason"].as_str().unwrap_or_default();
            assert!(reason.contains(host) && reason.contains("user settings"), "{document}");
            assert_eq!(reason.contains("unsigned"), unsigned, "{reason}");
            assert!(!document.to_string().contains("hunter2"), "{document}");
        }
    }
}

#[test]
fn awss_own_address_and_that_of_the_shells_sdk_are_no_other_place() {
    let setting = Setting::new();
    user(&setting, r#"{"ANTHROPIC_BEDROCK_BASE_URL":"https://bedrock-runtime.us-west-2.amazonaws.com"}"#);
    let (status, document, _) = check(&setting, &["--demo=healthy"], &[]);
    assert_eq!((status, &document["endpoint"]), (0, &Value::Null), "{document}");
}

#[test]
fn at_a_vpc_endpoint_ids_are_derived_and_aws_still_answers() {
    let setting = Setting::new();
    let host = "vpce-0abc-xyz.bedrock-runtime.ap-southeast-2.vpce.amazonaws.com";
    user(&setting, &format!(r#"{{"ANTHROPIC_BEDROCK_BASE_URL":"https://{host}","AWS_REGION":"ap-southeast-2"}}"#));
    for command in [&["plan"][..], &["check", "--demo=healthy"]] {
        let mut command = setting.with(&[command, &["--output", "json", "--claude-code-version", "2.1.330"]].concat());
        let (_, out, err) = told(command.env("CLAUDE_CODE_USE_BEDROCK", "1"));
        let document: Value = serde_json::from_str(&out).unwrap();
        let main = &crate::support::items(&document, "uses")[0];
        assert_eq!(main["model_id"], "apac.anthropic.claude-opus-5-5", "{document}{err}");
        assert_eq!(main["certainty"], "certain", "{main}");
        assert!(!out.contains("let the client list"), "{out}");
    }
    let (_, out, _) = told(setting.with(&["plan"]).env("CLAUDE_CODE_USE_BEDROCK", "1"));
    assert!(out.contains("ANTHROPIC_BEDROCK_BASE_URL") && out.contains(host), "{out}");
}

fn verify(setting: &Setting, project: &str) -> (i32, String, String) {
    let mut command = setting.with(&["verify", "Opus 5.5", "--yes", "--project", project, "--output", "json"]);
    told(command.envs(KEYS).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2"))
}

#[test]
fn verify_calls_what_the_client_calls() {
    let setting = Setting::new();
    setting.file("proj/readme", "");
    let gateway = Listener::before(&setting.account.url());
    user(
        &setting,
        &format!(
            r#"{{"ANTHROPIC_BEDROCK_BASE_URL":"{}/","CLAUDE_CODE_SKIP_BEDROCK_AUTH":"1","ANTHROPIC_CUSTOM_HEADERS":"x-api-key: K1\nx-team: two"}}"#,
            gateway.url
        )
        .replace("\nx", "\\nx"),
    );
    verify(&setting, "proj");
    let text = gateway.text().to_ascii_lowercase();
    assert!(text.contains("post //model/") || text.contains("post /model/"), "{text}");
    assert!(
        text.contains("x-api-key: k1") && text.contains("x-team: two") && !text.contains("authorization:"),
        "{text}"
    );
    assert_eq!(text.matches("post /").count(), 1, "nothing else goes there: {text}");
}

#[test]
fn a_projects_address_is_said_and_not_called() {
    let setting = Setting::new();
    let theirs = Listener::before(&setting.account.url());
    let settings = format!(r#"{{"env":{{"ANTHROPIC_BEDROCK_BASE_URL":"{}"}}}}"#, theirs.url);
    setting.file("proj/.claude/settings.json", &settings);
    let (_, _, err) = verify(&setting, "proj");
    assert!(err.contains("ANTHROPIC_BEDROCK_BASE_URL of the project's files"), "{err}");
    assert_eq!(theirs.text(), "");
    let (status, document, _) = check(&setting, &["--project", "proj"], &[]);
    assert_eq!(status, 3, "Claude Code's calls go there: {document}");
}

/// Policies that single the client out are asked about as the client.
#[test]
fn iam_is_asked_about_calls_of_claude_code() {
    let setting = Setting::new();
    let listener = Listener::before(&setting.account.url());
    let mut command = setting.with(&["check", "--output", "json", "--claude-code-version", "2.1.330"]);
    command.envs(KEYS).env("AWS_ENDPOINT_URL", &listener.url).env("CLAUDE_CODE_USE_BEDROCK", "1");
    told(command.env("AWS_REGION", "us-west-2"));
    let text = listener.text();
    let asked = text.matches("Action=SimulatePrincipalPolicy").count();
    let agents = text.matches("claude-cli%2F2.1.330%20%28external%2C%20cli%29").count();
    assert!(asked > 0 && agents == asked, "{asked} simulations, {agents} of them as the client");
    assert_eq!(text.matches("aws%3ARequestedRegion").count(), asked);
}
