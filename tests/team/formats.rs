//! Formats for machines that are not bedcheck's own: each by the rules of whoever reads it.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    Place, scenarios,
    support::{self, items, one_sentence, run},
};

const FOR_FINDINGS: [&str; 4] = ["sarif", "junit", "github", "ics"];

fn check(place: &Place, scenario: &str, format: &str) -> (i32, String) {
    let (status, out, err) = place.run(&["check", &format!("--demo={scenario}"), "--output", format]);
    assert_eq!(err, "", "{scenario} {format}");
    (status, out)
}

/// A project whose settings name a model that the account cannot call.
fn project() -> Place {
    let settings = "{\n  \"env\": {\n    \"ANTHROPIC_MODEL\": \"us.anthropic.claude-sonnet-5\"\n  }\n}\n";
    Place::new().write(".claude/settings.json", settings)
}

/// SARIF 2.1.0: what the schema of OASIS requires, and what code scanning needs to tell one finding from another.
#[test]
fn sarif_has_what_its_schema_and_code_scanning_require() {
    let place = project();
    for scenario in scenarios() {
        let (status, text) = check(&place, scenario, "sarif");
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["version"], "2.1.0");
        let [run] = items(&document, "runs") else { panic!("one run: {document}") };
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "bedcheck");
        let mut prints = std::collections::BTreeSet::new();
        for result in items(run, "results") {
            assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{result}");
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()), "{result}");
            let rule = &items(driver, "rules")[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(prints.insert(result["partialFingerprints"].to_string()), "{scenario}: twice {result}");
            for location in items(result, "locations") {
                let place = &location["physicalLocation"];
                let uri = place["artifactLocation"]["uri"].as_str().unwrap();
                assert!(!uri.starts_with('/') && !uri.contains(' '), "{uri}");
                assert!(place["region"]["startLine"].as_u64().is_some_and(|line| line > 0), "{place}");
            }
        }
        let errors = items(run, "results").iter().filter(|result| result["level"] == "error").count();
        assert_eq!(errors > 0, status == 1, "{scenario}: an error is what makes the status 1");
    }
}

#[test]
fn a_finding_is_where_the_id_was_written() {
    let place = project();
    let (status, text) = check(&place, "fresh-account", "sarif");
    let document: Value = serde_json::from_str(&text).unwrap();
    let placed =
        items(&document["runs"][0], "results").iter().find(|result| result["locations"] != serde_json::json!([]));
    let found = placed.unwrap_or_else(|| panic!("no place in {document}"));
    let location = &found["locations"][0]["physicalLocation"];
    assert_eq!((status, &location["artifactLocation"]["uri"]), (1, &".claude/settings.json".into()), "{found}");
    assert_eq!(location["region"]["startLine"], 3);
    let (_, text) = check(&place, "fresh-account", "github");
    let line = text.lines().find(|line| line.starts_with("::error ")).unwrap();
    assert!(line.starts_with("::error file=.claude/settings.json,line=3,title="), "{line}");
}

/// JUnit's XML by a parser of XML and the schema that Jenkins publishes, in `tests/peers/junit.py`.
#[test]
fn junit_parses_and_its_numbers_are_those_of_its_cases() {
    let Some(peers) = support::peers("junit") else { return };
    let place = project();
    for scenario in scenarios() {
        let (status, text) = check(&place, scenario, "junit");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/junit.py");
        let mut python = Command::new(peers.join("python"))
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        python.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let out = python.wait_with_output().unwrap();
        let counted: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(counted["faults"], serde_json::json!([]), "{scenario}: {text}");
        assert_eq!(counted["failures"].as_u64().unwrap() > 0, status == 1, "{scenario}");
        assert!(status != 3 || counted["errors"].as_u64().unwrap() > 0, "{scenario}: what is unknown is an error");
        assert!(status != 0 || counted["errors"] == 0, "{scenario}: {text}");
    }
}

/// Workflow commands: one line each, percent, line ends, colons and commas escaped; and the summary of the job.
#[test]
fn github_gets_annotations_and_a_summary_of_the_job() {
    let place = project();
    let mut command = place.with(&["check", "--demo=issue-536", "--output", "github"]);
    let (status, out, err) = run(command.env("GITHUB_STEP_SUMMARY", place.home.path().join("summary.md")));
    assert_eq!((status, err.as_str()), (1, ""));
    let commands: Vec<&str> = out.lines().filter(|line| line.starts_with("::")).collect();
    assert!(!commands.is_empty());
    for line in commands {
        let (properties, _) = line[2..].split_once("::").unwrap();
        let (command, properties) = properties.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&command), "{line}");
        for property in properties.split(',') {
            let (name, value) = property.split_once('=').unwrap();
            assert!(["file", "line", "title"].contains(&name) && !value.contains(':'), "{line}");
        }
    }
    let summary = place.read("summary.md");
    assert!(summary.contains("| --- |") && summary.contains("agreement missing"), "{summary}");
    // A second step adds to it.
    let mut command = place.with(&["check", "--demo=healthy", "--output", "github"]);
    run(command.env("GITHUB_STEP_SUMMARY", place.home.path().join("summary.md")));
    assert!(place.read("summary.md").starts_with(&summary));
    assert!(place.read("summary.md").len() > summary.len());
}

/// RFC 5545: lines end in CR LF, are folded at 75 octets, and say what they must.
#[test]
fn the_calendar_can_be_read_by_a_calendar() {
    let place = Place::new();
    let mut events = 0;
    for scenario in scenarios() {
        let (_, text) = check(&place, scenario, "ics");
        assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let unfolded = text.replace("\r\n ", "");
        let lines: Vec<&str> = unfolded.split_terminator("\r\n").collect();
        assert_eq!((lines[0], lines[1], *lines.last().unwrap()), ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR"));
        let mut ids = std::collections::BTreeSet::new();
        for event in unfolded.split("BEGIN:VEVENT\r\n").skip(1) {
            let value = |name: &str| {
                let found = event.split("\r\n").find_map(|line| line.strip_prefix(name)?.split_once(':'));
                found.unwrap_or_else(|| panic!("no {name} in {event}")).1.to_owned()
            };
            assert!(ids.insert(value("UID")), "twice {event}");
            assert!(value("DTSTART").len() == 8 && value("DTSTAMP").ends_with('Z'), "{event}");
            assert!(
                value("SUMMARY").contains("Sonnet")
                    || value("SUMMARY").contains("Haiku")
                    || value("SUMMARY").contains("Opus")
            );
            let text = value("DESCRIPTION");
            assert!(!text.replace("\\,", "").replace("\\;", "").contains([',', ';']), "{text}");
            events += 1;
        }
        let document = place.document(&["check", &format!("--demo={scenario}")]);
        assert_eq!(ids.len(), items(&document, "dates").len(), "{scenario}");
    }
    assert!(events > 0);
}

#[test]
fn a_model_that_changes_within_the_time_is_a_gap() {
    let place = Place::new();
    let dates = place.document(&["check", "--demo=healthy"]);
    let next = &items(&dates, "dates")[0];
    let days = next["days_left"].as_i64().unwrap();
    assert_eq!((&dates["result"], &next["due"]), (&"ok".into(), &false.into()), "{dates}");
    for (within, status) in [(days - 1, 0), (days + 1, 1)] {
        let within = format!("{within}d");
        let (found, out, err) = place.run(&["check", "--demo=healthy", "--fail-within", &within, "--output", "plain"]);
        assert_eq!((found, err.as_str()), (status, ""), "{within}: {out}");
        assert_eq!(out.contains("; due: "), status == 1, "{out}");
    }
    let (status, _, err) = place.run(&["check", "--demo=healthy", "--fail-within", "soon"]);
    assert_eq!(status, 2);
    one_sentence(&err);
}

#[test]
fn only_a_check_has_findings_and_others_say_so() {
    let place = Place::new();
    for format in FOR_FINDINGS {
        for args in [&["list", "--demo"][..], &["plan"], &["config"], &[]] {
            let (status, out, err) = place.run(&[args, &["--output", format]].concat());
            assert_eq!((status, out.as_str()), (2, ""), "{args:?} {format}");
            one_sentence(&err);
            assert!(err.contains(&format!("bedcheck check --output {format}")), "{err}");
        }
    }
}

#[test]
fn quiet_prints_no_report_and_keeps_the_status() {
    let place = Place::new();
    for (scenario, status) in [("issue-536", 1), ("healthy", 0)] {
        let demo = format!("--demo={scenario}");
        assert_eq!(place.run(&["check", "-q", &demo]), (status, String::new(), String::new()));
        assert_eq!(place.run(&["check", "--quiet", "--output", "json", &demo]), (status, String::new(), String::new()));
    }
    let (status, out, err) = place.run(&["check", "-q", "--profile", "nobody"]);
    assert_eq!((status, out.as_str()), (2, ""));
    one_sentence(&err);
}
