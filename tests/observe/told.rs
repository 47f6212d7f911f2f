//! What the client tells of itself: telemetry and access cache, with nothing between it and what it calls.

use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    account::Account,
    client::{Call, KEY, doing},
    support::{items, run},
};

const OPUS: &str = "us.anthropic.claude-opus-5-5";
const HAIKU: &str = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

/// Telemetry as 2.1.332 sends it, with a prompt beside the call.
fn batch() -> Value {
    let text = |key: &str, value: &str| json!({"key": key, "value": {"stringValue": value}});
    let at = format!("{}", Timestamp::now().as_nanosecond());
    let call = json!([
        text("event.name", "api_request"),
        text("model", OPUS),
        text("query_source", "repl_main_thread"),
        text("input_tokens", "12"),
        text("output_tokens", "3"),
        text("duration_ms", "345")
    ]);
    let prompt = json!([
        text("event.name", "user_prompt"),
        text("prompt", "CANARY-PROMPT"),
        text("user.email", "CANARY@example.com")
    ]);
    json!({"resourceLogs": [{"resource": {"attributes": [text("service.version", "2.1.332")]}, "scopeLogs": [{"logRecords": [
        {"timeUnixNano": at, "body": {"stringValue": "claude_code.user_prompt"}, "attributes": prompt},
        {"timeUnixNano": at, "body": {"stringValue": "claude_code.api_request"}, "attributes": call},
    ]}]}]})
}

fn to(path: &str) -> Call {
    Call { body: batch().to_string(), ..Call::to("POST", path) }.with("content-type", "application/json")
}

/// A run in a home; the client calls the receiver, and remembers what was answered and refused.
fn told(home: &Path, account: &Account, settings: &[(&str, &str)], calls: &[Call]) -> (i32, String, String) {
    let now = Timestamp::now().as_millisecond() + 60_000;
    let entries =
        json!({OPUS: {"s": "ok", "at": now}, HAIKU: {"s": "refused", "at": now}, "old": {"s": "refused", "at": 5}});
    let script = json!({
        "base": "OTEL_EXPORTER_OTLP_ENDPOINT", "exit": 3, "calls": calls.iter().map(Call::to_json).collect::<Vec<_>>(),
        "writes": home.join(".claude/cache/model-access.json"),
        "text": json!({"version": 1, "entries": {"key": entries}}).to_string(),
    });
    let mut command = doing(home, &["-o", "json"], &script);
    command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2").env("AWS_ENDPOINT_URL", account.url());
    command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", "secret").envs(settings.iter().copied());
    run(&mut command)
}

#[test]
fn telemetry_and_the_access_cache_tell_what_was_answered_and_refused() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::bundled("healthy"));
    let page = to("/v1/logs").with("origin", "https://evil.example");
    let (status, out, err) = told(home.path(), &account, &[], &[to("/v1/logs"), to("/v1/metrics"), page]);
    assert_eq!(status, 3, "the child's: {err}");
    assert_eq!(out.matches("answered 200").count(), 1, "{out}");
    assert!(out.contains("answered 404") && out.contains("answered 403"), "{out}");
    assert!(!err.contains("CANARY"), "{err}");
    let document: Value = serde_json::from_str(&err[err.find("{\n").unwrap()..]).unwrap();
    let calls = items(&document, "calls");
    let of = |source: &str| calls.iter().filter(|call| call["source"] == source).collect::<Vec<_>>();
    let telemetry = of("telemetry");
    assert_eq!(telemetry.len(), 1);
    assert_eq!((&telemetry[0]["model_id"], &telemetry[0]["input_tokens"]), (&OPUS.into(), &12.into()));
    assert_eq!(of("access-cache").len(), 2, "what is older than the run is not of it");
    assert_eq!(document["claude_code_version"], "2.1.332");
    let haiku = items(&document, "predicted_and_seen").iter().find(|model| model["model_id"] == HAIKU).unwrap();
    assert_eq!((&haiku["refused"], &haiku["refusal"]["text"]), (&1.into(), &Value::Null));
    let line = err.lines().find(|line| line.contains(HAIKU)).unwrap();
    assert!(line.contains("REFUSED (the access cache keeps no reason)"), "{line}");
    assert!(account.requests().iter().all(|one| !one.operation.starts_with("Invoke")), "nothing was called here");
}

#[test]
fn telemetry_that_goes_elsewhere_is_left_alone() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::bundled("healthy"));
    let (status, _, err) = told(home.path(), &account, &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")], &[]);
    assert_eq!(status, 3, "{err}");
    assert!(
        err.contains("telemetry of Claude Code is set already (OTEL_EXPORTER_OTLP_ENDPOINT, shell environment)"),
        "{err}"
    );
    assert!(err.contains(HAIKU), "the access cache is read: {err}");
    let settings = json!({"env": {"OTEL_LOGS_EXPORTER": "otlp"}});
    std::fs::write(home.path().join(".claude/settings.json"), settings.to_string()).unwrap();
    let (_, _, err) = told(home.path(), &account, &[], &[]);
    assert!(err.contains("OTEL_LOGS_EXPORTER, `env` block of the "), "{err}");
}
