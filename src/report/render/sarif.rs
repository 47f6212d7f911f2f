//! SARIF 2.1.0 (OASIS): what is not as it should be; a call that works is no result.

use std::path::Path;

use serde_json::{Value, json};

use crate::report::finding::{Finding, Findings, Level};

pub(super) fn render(findings: &Findings) -> String {
    let results: Vec<&Finding> = findings.all.iter().filter(|finding| finding.level != Level::Fine).collect();
    let mut rules: Vec<(&str, &str)> = Vec::new();
    for finding in &results {
        if !rules.iter().any(|(id, _)| *id == finding.rule) {
            rules.push((&finding.rule, &finding.rule_in_words));
        }
    }
    let index = |finding: &Finding| rules.iter().position(|(id, _)| *id == finding.rule);
    let listed: Vec<Value> =
        rules.iter().map(|(id, words)| json!({"id": id, "shortDescription": {"text": words}})).collect();
    let results: Vec<Value> = results.iter().map(|finding| result(finding, index(finding))).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "bedcheck", "version": env!("CARGO_PKG_VERSION"), "rules": listed}},
            "automationDetails": {"id": "bedcheck/check/"},
            "invocations": [{"executionSuccessful": true, "endTimeUtc": findings.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()}],
            "results": results,
            "properties": {"headline": findings.headline},
        }],
    });
    super::json::text(&document)
}

fn result(finding: &Finding, rule: Option<usize>) -> Value {
    let level = match finding.level {
        Level::Wrong => "error",
        Level::Doubtful | Level::Remark => "warning",
        Level::Repaired | Level::Fine => "note",
    };
    let text = match &finding.remedy {
        Some(remedy) => format!("{} First: {remedy}.", finding.text),
        None => finding.text.clone(),
    };
    let locations: Vec<Value> = finding.place.iter().map(|(path, line)| location(path, line.unwrap_or(1))).collect();
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": level,
        "message": {"text": text},
        "locations": locations,
        "partialFingerprints": {"finding/v1": fingerprint(finding)},
    })
}

/// A call is the same as long as role and id are; a remark is its text.
fn fingerprint(finding: &Finding) -> String {
    let what = if finding.role.is_empty() { &finding.text } else { &finding.subject };
    format!("{} {} {what}", finding.rule, finding.role)
}

fn location(path: &Path, line: usize) -> Value {
    let uri: String = path.to_string_lossy().replace('\\', "/").chars().map(in_uri).collect();
    let uri = if path.is_absolute() { format!("file://{uri}") } else { uri };
    json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}})
}

/// What may stand in the path of a URI stays (RFC 3986).
fn in_uri(c: char) -> String {
    if c.is_ascii_alphanumeric() || "-._~/:@!$&'()*+,;=".contains(c) {
        return c.to_string();
    }
    c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")).collect()
}
