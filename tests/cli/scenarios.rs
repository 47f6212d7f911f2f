//! What each bundled account looks like from the command line.

use serde_json::Value;

use crate::{run_json, support::items};

fn texts<'a>(rows: &'a [Value], field: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[field].as_str().unwrap_or("null")).collect()
}

/// State and reason of a region.
fn region<'a>(document: &'a Value, name: &str) -> (&'a str, Option<&'a str>) {
    let found = items(document, "regions").iter().find(|region| region["region"] == name).unwrap();
    (found["state"].as_str().unwrap(), found["reason"].as_str())
}

/// Rows of the regions that answered.
fn answered(document: &Value) -> Vec<Value> {
    let here = |row: &&Value| region(document, row["region"].as_str().unwrap()).0 == "answered";
    items(document, "rows").iter().filter(here).cloned().collect()
}

#[test]
fn on_the_first_day_the_form_comes_first() {
    let (status, document, _) = run_json(&["check", "--demo=fresh-account"]);
    assert_eq!((status, &document["result"]), (1, &Value::from("gaps")));
    for checked in items(&document, "uses") {
        assert_eq!((&checked["gate"], &checked["verdict"]), (&"use-case-form".into(), &"blocked".into()), "{checked}");
        assert_eq!(checked["remedies"][0]["kind"], "console", "{checked}");
    }
}

#[test]
fn the_policy_suggested_for_claude_code_leaves_it_unknown_and_says_what_is_missing() {
    let (status, document, err) = run_json(&["check", "--demo=claude-code-policy"]);
    assert_eq!((status, &document["result"], err.as_str()), (3, &Value::from("unknown"), ""));
    for checked in items(&document, "uses") {
        assert_eq!((&checked["verdict"], &checked["gate"]), (&Value::from("unknown"), &Value::Null));
        let reason = checked["reason"].as_str().unwrap();
        assert!(reason.contains("needs bedrock:ListFoundationModels"), "{reason}");
    }
    let (status, document, _) =
        run_json(&["list", "--strict", "--demo=claude-code-policy", "--regions", "us-west-2,us-east-1"]);
    assert_eq!(status, 3);
    assert!(
        texts(items(&document, "rows"), "verdict").iter().all(|verdict| ["unknown", "not-offered"].contains(verdict))
    );
    let callable = items(&document, "rows").iter().any(|row| row["call_as"] != serde_json::json!([]));
    assert!(callable, "the list of profiles was read all the same");
}

#[test]
fn govcloud_links_to_its_own_model_access_page() {
    let (status, document, _) = run_json(&["list", "--strict", "--demo=govcloud"]);
    assert_eq!(status, 1);
    assert_eq!(document["account"]["partition"], "aws-us-gov");
    assert_eq!(texts(items(&document, "regions"), "region"), ["us-gov-west-1", "us-gov-east-1"]);
    for row in items(&document, "rows") {
        let region = row["region"].as_str().unwrap();
        let page = format!("https://{region}.console.amazonaws-us-gov.com/bedrock/home?region={region}#/modelaccess");
        assert_eq!(row["console_url"], page);
    }
    let causes = texts(items(&document, "rows"), "cause");
    for cause in ["govcloud-needs-commercial", "entitlement-missing"] {
        assert!(causes.contains(&cause), "{causes:?}");
    }
    assert!(texts(items(&document, "rows"), "verdict").contains(&"pending"));
}

#[test]
fn a_gate_that_only_sales_can_open_does_not_show_in_free_reads() {
    let (status, document, _) = run_json(&["list", "--strict", "--demo=sales-gated"]);
    let rows = answered(&document);
    assert!(texts(&rows, "verdict").iter().all(|verdict| ["open", "not-offered"].contains(verdict)));
    let gated = rows.iter().find(|row| row["model"]["id"] == "anthropic.claude-opus-5-5").unwrap();
    assert_eq!(gated["verdict"], "open", "claims no more than was read: never verified");
    assert_eq!(status, 0, "regions that are not enabled were not asked about");
    assert_eq!(region(&document, "af-south-1").0, "disabled");

    let (status, document, _) =
        run_json(&["list", "--strict", "--demo=sales-gated", "--regions", "us-west-2,af-south-1"]);
    assert_eq!(status, 1, "asked about by name, a disabled region is a gap");
    assert!(items(&document, "rows").iter().any(|row| row["cause"] == "region-not-enabled"));
    assert_eq!(region(&document, "eu-west-1").0, "skipped");
}

#[test]
fn a_storm_is_weathered_region_by_region() {
    let (status, document, err) = run_json(&["list", "--strict", "--demo=storm"]);
    assert_eq!(err, "");
    let (state, reason) = region(&document, "ap-northeast-1");
    assert_eq!(state, "failed");
    assert!(reason.is_some_and(|reason| reason.contains("timed out")), "{reason:?}");
    for found in items(&document, "regions").iter().filter(|found| found["region"] != "ap-northeast-1") {
        assert!(["answered", "disabled"].contains(&found["state"].as_str().unwrap()), "{found}");
    }
    for row in items(&document, "rows").iter().filter(|row| row["region"] == "ap-northeast-1") {
        assert_eq!(row["verdict"], "unknown", "nothing is made up about a region that is silent");
    }
    for row in answered(&document).iter().filter(|row| row["region"] == "us-east-1") {
        assert_ne!(row["verdict"], "unknown", "throttled calls are asked again: {row}");
    }
    assert_eq!(status, 1, "the models that need data retention are gaps, and a gap outranks an unknown");
}

#[test]
fn a_region_that_is_silent_is_undetermined() {
    let (status, document, err) = run_json(&["list", "--strict", "--demo=storm", "--regions", "ap-northeast-1"]);
    assert_eq!((status, err.as_str()), (3, ""));
    assert_eq!(region(&document, "ap-northeast-1").0, "failed");
}
