//! The documents: every field of the contract is there, of the right kind, and its words are the contract's.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use bedcheck::simulator::{Scenario, Simulator};
use jiff::Timestamp;
use serde_json::Value;

use crate::{run_json, support::items};

#[path = "../simulator/client.rs"]
#[allow(dead_code, reason = "two of its requests are enough here")]
mod client;

const VERDICTS: &str = "verified open pending blocked contradicted not-offered unknown";
const GATES: &str =
    "credentials region offer lifecycle use-case-form agreement permission account quota data-retention trusted-access";
const GATE_STATES: &str = "open blocked pending not-read not-needed";
const ROLES: &str = "main small-fast startup-check auto-mode-classifier subagent command alias-opus alias-sonnet \
                     alias-haiku alias-fable fallback token-count";
const REMEDY_KINDS: &str = "console settings cli iam terraform wait support";

/// `bedcheck list --demo --output json`, run once: some of its regions take their time to fail.
static DEMO: LazyLock<(i32, Value)> = LazyLock::new(|| {
    let (status, document, err) = run_json(&["list", "--strict", "--demo"]);
    assert_eq!(err, "");
    (status, document)
});

fn word_of(words: &str, value: &Value) -> bool {
    value.as_str().is_some_and(|word| words.split_whitespace().any(|known| known == word))
}

/// Whether a value is of a kind; a kind that ends in `?` may be null. Anything else than these is a list of words.
fn is(value: &Value, kind: &str) -> bool {
    let kind = match kind.strip_suffix('?') {
        Some(_) if value.is_null() => return true,
        Some(kind) => kind,
        None => kind,
    };
    match kind {
        "text" => value.is_string(),
        "url" => value.as_str().is_some_and(|url| url.starts_with("https://")),
        "bool" => value.is_boolean(),
        "object" => value.is_object(),
        "list" => value.is_array(),
        "texts" => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        "time" => value.as_str().is_some_and(|time| time.ends_with('Z') && time.parse::<Timestamp>().is_ok()),
        words => word_of(words, value),
    }
}

fn shape(value: &Value, fields: &[(&str, &str)]) {
    for (field, kind) in fields {
        let found = value.get(field).unwrap_or_else(|| panic!("no {field} in {value}"));
        assert!(is(found, kind), "{field} is not {kind}: {found} in {value}");
    }
}

fn head(document: &Value, schema: &str) {
    assert_eq!(document["schema"], schema);
    shape(document, &[("generated_at", "time"), ("account", "object?")]);
    if !document["account"].is_null() {
        let fields = [("id", "text"), ("arn", "text"), ("profile", "text?"), ("partition", "text")];
        shape(&document["account"], &fields);
    }
}

fn optional(words: &str) -> String {
    format!("{words}?")
}

fn remedies(value: &Value) {
    for remedy in items(value, "remedies") {
        shape(remedy, &[("kind", REMEDY_KINDS), ("title", "text"), ("text", "text"), ("url", "url?")]);
    }
}

#[test]
fn list_has_every_field() {
    let (_, document) = &*DEMO;
    head(document, "bedcheck.list/1");
    assert_eq!(document["account"]["id"], "444455556666");
    for region in items(document, "regions") {
        shape(region, &[("region", "text"), ("state", "answered failed disabled skipped"), ("reason", "text?")]);
    }
    for row in items(document, "rows") {
        shape(row, &[("region", "text"), ("model", "object"), ("verdict", VERDICTS), ("gate", &optional(GATES))]);
        shape(row, &[("cause", "text?"), ("reason", "text?"), ("call_as", "texts"), ("used_by", "texts")]);
        shape(row, &[("console_url", "url?"), ("as_of", "time?")]);
        shape(&row["model"], &[("id", "text"), ("name", "text"), ("family", "text"), ("lifecycle", "object")]);
        let life = &row["model"]["lifecycle"];
        shape(life, &[("status", "text?"), ("legacy_at", "time?"), ("end_of_life_at", "time?")]);
        for role in items(row, "used_by") {
            assert!(word_of(ROLES, role), "{role} in {row}");
        }
        let shut = word_of("blocked contradicted not-offered pending", &row["verdict"]);
        assert_eq!(!row["gate"].is_null(), shut, "the gate is the first shut one: {row}");
        let callable = row["call_as"] != serde_json::json!([]);
        assert!(callable || !word_of("open pending", &row["verdict"]), "{row}");
        assert!(!callable || row["verdict"] != "not-offered", "{row}");
    }
    let used = items(document, "rows").iter().any(|row| row["used_by"] != serde_json::json!([]));
    assert!(used, "some model is one that Claude Code calls");
}

#[tokio::test]
async fn list_has_a_row_for_every_model_in_every_region() {
    let simulator = Simulator::start(Scenario::bundled("demo").unwrap(), 0, None).await.unwrap();
    let regions: Vec<String> = simulator.scenario().regions().map(|(name, _)| name.to_string()).collect();
    let mut models: BTreeSet<String> = BTreeSet::new();
    for region in &regions {
        let listed = client::Ask::get("/foundation-models?byProvider=Anthropic").region(region).send(&simulator).await;
        let Some(listed) = listed.filter(|reply| reply.status == 200).map(|reply| reply.json()) else { continue };
        let callable = |entry: &&Value| entry["inferenceTypesSupported"] != serde_json::json!(["PROVISIONED"]);
        let ids = items(&listed, "modelSummaries").iter().filter(callable).map(|entry| &entry["modelId"]);
        models.extend(ids.map(|id| id.as_str().unwrap().to_owned()));
    }
    let expected: BTreeSet<(String, String)> =
        regions.iter().flat_map(|region| models.iter().map(move |model| (region.clone(), model.clone()))).collect();
    let rows = tokio::task::spawn_blocking(|| items(&DEMO.1, "rows")).await.unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found: BTreeSet<(String, String)> =
        rows.iter().map(|row| (text(&row["region"]), text(&row["model"]["id"]))).collect();
    assert!(regions.len() > 30 && models.len() > 10, "{regions:?} {models:?}");
    assert_eq!(found, expected);
    assert_eq!(rows.len(), expected.len(), "each once");
}

#[test]
fn list_shows_the_five_verdicts_of_free_reads_and_four_gates() {
    let (status, document) = &*DEMO;
    let mut gates: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in items(document, "rows") {
        gates.entry(row["verdict"].as_str().unwrap()).or_default().extend(row["gate"].as_str());
    }
    let verdicts: Vec<&str> = gates.keys().copied().collect();
    assert_eq!(verdicts, ["blocked", "not-offered", "open", "pending", "unknown"]);
    assert!(gates["blocked"].len() >= 4, "{gates:?}");
    assert_eq!(*status, 1, "a gap outranks an unknown");
    for row in items(document, "rows").iter().filter(|row| row["verdict"] == "unknown") {
        assert!(row["reason"].as_str().is_some_and(|why| !why.is_empty()), "unknown, and why: {row}");
    }
}

#[test]
fn no_page_in_a_commercial_region_is_the_retired_one() {
    assert!(!DEMO.1.to_string().contains("#/modelaccess"));
    for row in items(&DEMO.1, "rows") {
        let page =
            format!("https://{0}.console.aws.amazon.com/bedrock/home?region={0}#", row["region"].as_str().unwrap());
        assert!(row["console_url"].as_str().is_some_and(|url| url.starts_with(&page)), "{row}");
    }
}

#[test]
fn check_and_plan_have_every_field() {
    let usage = [
        ("role", ROLES),
        ("name", "text"),
        ("requested", "text?"),
        ("model_id", "text"),
        ("region", "text"),
        ("when", "text"),
        ("source", "object"),
        ("certainty", "certain depends"),
        ("notes", "texts"),
    ];
    let source = [("kind", "text"), ("path", "text?"), ("key", "text?"), ("text", "text")];
    let (_, check, _) = run_json(&["check", "--demo=fresh-account"]);
    head(&check, "bedcheck.check/1");
    shape(&check, &[("result", "ok gaps unknown"), ("uses", "list")]);
    for checked in items(&check, "uses") {
        shape(checked, &usage);
        shape(&checked["source"], &source);
        shape(checked, &[("verdict", VERDICTS), ("gate", &optional(GATES)), ("cause", "text?"), ("reason", "text?")]);
        shape(checked, &[("impact", "blocks degrades noise"), ("remedies", "list")]);
        remedies(checked);
    }
    let (_, plan, _) = run_json(&["plan"]);
    head(&plan, "bedcheck.plan/1");
    shape(&plan, &[("claude_code_version", "text"), ("version_source", "text"), ("problems", "list")]);
    shape(&plan, &[("provider", "bedrock mantle bedrock+mantle none")]);
    shape(&plan["region"], &[("value", "text"), ("source", "object")]);
    for planned in items(&plan, "uses") {
        shape(planned, &usage);
        shape(&planned["source"], &source);
    }
    for file in items(&plan, "files") {
        shape(file, &[("path", "text"), ("scope", "text"), ("read", "bool"), ("problem", "text?")]);
    }
}

#[test]
fn explain_has_every_field() {
    let (_, explained, _) = run_json(&["explain", "Sonnet 5", "--demo", "--region", "us-west-2"]);
    head(&explained, "bedcheck.explain/1");
    shape(&explained, &[("region", "text"), ("model", "text?"), ("invoked_as", "text?"), ("verdict", VERDICTS)]);
    let gates: Vec<&str> = items(&explained, "ladder").iter().map(|rung| rung["gate"].as_str().unwrap()).collect();
    assert_eq!(gates.join(" "), GATES, "the gates in order");
    for rung in items(&explained, "ladder") {
        shape(rung, &[("state", GATE_STATES), ("cause", "text?"), ("detail", "text?"), ("source", "text?")]);
        shape(rung, &[("as_of", "time?")]);
        assert_eq!(!rung["cause"].is_null(), rung["state"] == "blocked", "{rung}");
    }
    remedies(&explained);

    let (_, diagnosed, _) = run_json(&["explain", "--text", "The provided model identifier is invalid."]);
    shape(&diagnosed, &[("recognised", "bool"), ("gate", &optional(GATES)), ("cause", "text?"), ("lasting", "bool")]);
    shape(&diagnosed, &[("captures", "object"), ("reason", "text"), ("generated_at", "time")]);
    let captures = ["action", "resource", "resource_region", "model_id", "policy_type", "policy_arn"];
    shape(&diagnosed["captures"], &captures.map(|name| (name, "text?")));
    remedies(&diagnosed);
}
