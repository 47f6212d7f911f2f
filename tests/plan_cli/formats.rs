//! `bedcheck plan` says the same in every format, and needs no network for it.

use serde_json::Value;

use crate::{
    place::{Place, Trap, of},
    support::run,
};

const SONNET: &str = "us.anthropic.claude-sonnet-4-6";

/// A project that pins the main model, and an agent with a model of its own.
fn place() -> Place {
    let settings = format!("{{\n  \"env\": {{\n    \"ANTHROPIC_MODEL\": \"{SONNET}\"\n  }}\n}}\n");
    let agent = "---\nname: reviewer\nmodel: haiku\n---\n";
    Place::new().write("project/.claude/settings.json", &settings).write("project/.claude/agents/reviewer.md", agent)
}

/// The plan in a format; every way to a network leads to a port that nobody may call.
fn plan(place: &Place, format: &str, more: &[&str]) -> String {
    let trap = Trap::set();
    let mut command = place.bedcheck(&["plan", "--output", format]);
    command.args(more).env("ANTHROPIC_MODEL", "opus");
    for name in ["AWS_ENDPOINT_URL", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        command.env(name, trap.url());
    }
    command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "example");
    let (status, out, err) = run(&mut command);
    assert_eq!((status, err.as_str()), (0, ""), "{format}");
    assert!(trap.is_untouched(), "{format} went to the network");
    assert!(!out.contains('\u{1b}'), "{format} has escape sequences in a pipe");
    out
}

/// A model on its way out is a warning of the plan in every format, with the day of the catalogue that says so.
#[test]
fn a_legacy_model_is_a_warning_in_every_format() {
    let place = Place::new();
    let legacy = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    for format in ["json", "table", "plain", "markdown"] {
        let mut command = place.bedcheck(&["plan", "--output", format]);
        let (status, out, err) = run(command.env("ANTHROPIC_MODEL", legacy));
        assert_eq!((status, err.as_str()), (0, ""), "{format}");
        let said: String = out.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["legacy since 2026-10-08", "us.anthropic.claude-sonnet-5-5", "catalogue of 2026-10-27"] {
            assert!(said.contains(part), "{format}: {part} is not in {out}");
        }
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_json_document_has_the_fields_of_the_contract() {
    let place = place();
    let document: Value = serde_json::from_str(&plan(&place, "json", &[])).unwrap();
    let head = ["schema", "generated_at", "account", "claude_code_version", "version_source", "provider"];
    assert_eq!(
        keys(&document),
        [&head[..], &["region", "uses", "files", "problems", "simulated", "asked_as"]].concat()
    );
    assert_eq!(document["schema"], "bedcheck.plan/1");
    assert!(document["account"].is_null(), "nobody was asked who this is");
    assert_eq!((&document["provider"], &document["version_source"]), (&"bedrock".into(), &"newest-known".into()));
    assert_eq!(keys(&document["region"]), ["value", "source"]);
    let uses = document["uses"].as_array().unwrap();
    for one in uses {
        let fields =
            ["role", "name", "requested", "model_id", "region", "when", "source", "certainty", "impact", "notes"];
        assert_eq!(keys(one), fields);
        assert_eq!(keys(&one["source"]), ["kind", "path", "line", "key", "text"]);
        assert!(["certain", "depends"].iter().any(|word| one["certainty"] == *word));
        assert!(!one["notes"].as_array().unwrap().is_empty(), "no chain: {one}");
    }
    let main = of(&document, "main");
    assert_eq!((&main["model_id"], &main["requested"]), (&SONNET.into(), &SONNET.into()));
    assert_eq!(
        (&main["source"]["kind"], &main["source"]["key"]),
        (&"project-settings".into(), &"ANTHROPIC_MODEL".into())
    );
    assert!(main["source"]["path"].as_str().unwrap().ends_with("project/.claude/settings.json"));
    assert_eq!(of(&document, "subagent")["requested"], "haiku");
    assert!(of(&document, "startup-check")["requested"].is_null());
    for file in document["files"].as_array().unwrap() {
        assert_eq!(keys(file), ["path", "scope", "read", "problem"]);
    }
    for problem in document["problems"].as_array().unwrap() {
        assert_eq!(keys(problem), ["text", "source"]);
    }
}

#[test]
fn the_other_formats_have_the_same_uses() {
    let place = place();
    let document: Value = serde_json::from_str(&plan(&place, "json", &[])).unwrap();
    let uses = document["uses"].as_array().unwrap();
    let records: Vec<Value> =
        plan(&place, "ndjson", &[]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&records, uses);

    let columns = ["when", "model id", "region", "certainty", "if refused", "because of"];
    let csv = plan(&place, "csv", &[]);
    let mut lines = csv.split_terminator("\r\n");
    assert_eq!(lines.next().unwrap(), columns.join(","));
    assert_eq!(
        lines.next().unwrap(),
        format!(
            "the main loop and compaction,{SONNET},us-east-1,certain,blocks,\"`env` block of the project settings, line 3\""
        )
    );
    assert_eq!(lines.count() + 1, uses.len());

    let markdown = plan(&place, "markdown", &[]);
    let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), uses.len() + 2);
    assert_eq!(
        (rows[0], rows[1]),
        ("| when | model id | region | certainty | if refused | because of |", "| --- | --- | --- | --- | --- | --- |")
    );

    let plain = plan(&place, "plain", &[]);
    let ids: Vec<&str> = plain.lines().filter_map(|line| line.strip_prefix("model id: ")).collect();
    assert_eq!(ids, uses.iter().map(|one| one["model_id"].as_str().unwrap()).collect::<Vec<_>>());

    let table = plan(&place, "table", &[]);
    let from = table.lines().position(|line| line.starts_with("WHEN ")).unwrap();
    let below: Vec<&str> = table.lines().skip(from + 1).take(uses.len()).collect();
    for (line, one) in below.iter().zip(uses) {
        assert!(
            line.contains(one["model_id"].as_str().unwrap()) && line.contains(one["when"].as_str().unwrap()),
            "{line}"
        );
    }
}

#[test]
fn explain_prints_the_chain_of_rules() {
    let place = place();
    for format in ["table", "plain", "markdown"] {
        let text = plan(&place, format, &["--explain"]);
        let from = text.find(&format!("main: {SONNET}\n")).unwrap_or_else(|| panic!("{format}: {text}"));
        let chain: Vec<&str> = text[from..].lines().skip(1).take(2).map(str::trim).collect();
        let read = format!("ANTHROPIC_MODEL = {SONNET} (`env` block of the project settings, line 3)");
        assert_eq!(chain, [read.as_str(), "it overrides ANTHROPIC_MODEL = opus (shell environment)"], "{format}");
        assert!(text.contains("subagent reviewer: us.anthropic.claude-haiku-4-5"), "{format}");
        assert!(!plan(&place, format, &[]).contains("it overrides"), "{format} explains unasked");
    }
}

#[test]
fn a_version_is_predicted_for() {
    let (status, old) = place().json(&["plan", "--claude-code-version", "0.2.46"], &[]);
    assert_eq!((status, &old["claude_code_version"], &old["version_source"]), (0, &"0.2.46".into(), &"given".into()));
    assert_eq!(
        of(&old, "main")["model_id"],
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "its `env` blocks did nothing"
    );
    let (_, newer) = place().json(&["plan", "--claude-code-version", "4.0.0"], &[]);
    assert!(newer["problems"][0]["text"].as_str().unwrap().contains("newer than 2.1.332"));
}
