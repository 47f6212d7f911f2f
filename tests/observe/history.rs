//! `bedcheck history`: what AWS recorded, read as CloudTrail and CloudWatch give it.

use std::process::Command;

use serde_json::{Value, json};

use crate::{
    account::{Account, scenario},
    support::{self, items, one_sentence, peers, run, run_json},
};

const OPUS: &str = "us.anthropic.claude-opus-5-5";
const HAIKU: &str = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

/// A team: this identity was refused Haiku, somebody else Opus, and somebody calls what the plan has not.
const TEAM: &str = r#"
[[history]]
model_id = "us.anthropic.claude-opus-5-5"
times = 120
every_minutes = 1
minutes_ago = 5

[[history]]
model_id = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
operation = "InvokeModel"
times = 3
minutes_ago = 30
refused = "no-model-access"
client = "2.1.330"

[[history]]
model_id = "us.anthropic.claude-opus-5-5"
principal = "arn:aws:sts::111122223333:assumed-role/Builder/jane.doe@example.com"
refused = "contact-sales"
minutes_ago = 90
bearer = true

[[history]]
model_id = "eu.anthropic.claude-sonnet-5"
region = "eu-west-1"
minutes_ago = 20

[[history]]
model_id = "us.anthropic.claude-3-haiku-20240307-v1:0"
minutes_ago = 4000
"#;

fn history(account: &Account, home: &std::path::Path, options: &[&str]) -> Command {
    let mut command = support::bedcheck(home);
    command.arg("history").args(options).env("AWS_ENDPOINT_URL", account.url());
    command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    command.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
    command
}

fn model<'a>(document: &'a Value, id: &str) -> &'a Value {
    let found = items(document, "models").iter().find(|model| model["model_id"] == id);
    found.unwrap_or_else(|| panic!("no {id}: {document}"))
}

#[test]
fn which_model_is_refused_since_when_and_to_whom() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::serve(scenario(TEAM)));
    let (status, document, err) = run_json(&mut history(&account, home.path(), &["-o", "json"]));
    assert_eq!((status, err.as_str()), (1, ""), "{document}");
    assert_eq!((&document["schema"], &document["simulated"]), (&"bedcheck.history/1".into(), &false.into()));
    let (haiku, opus) = (model(&document, HAIKU), model(&document, OPUS));
    assert_eq!((&haiku["refused"], &haiku["answered"], &haiku["foreseen"]), (&3.into(), &0.into(), &"id".into()));
    assert!(haiku["first_refused"].as_str() < haiku["last_refused"].as_str(), "{haiku}");
    assert_eq!(haiku["errors"][0]["cause"], "no-model-access");
    assert_eq!((&haiku["called_by"], &haiku["claude_code_versions"]), (&json!(["Developer"]), &json!(["2.1.330"])));
    // More than one page, and nobody else's.
    assert_eq!((&opus["answered"], &opus["refused"], &opus["by_api_key"]), (&120.into(), &0.into(), &0.into()));
    assert_eq!(items(&document, "models")[0]["model_id"], HAIKU, "what was refused comes first");
    assert_eq!(
        document["regions"],
        json!([{"region": "us-west-2", "state": "read", "events": 124,
        "back_to": document["since"], "reason": null}])
    );
    let counts = items(&document, "counts");
    let of = |id: &str| {
        counts
            .iter()
            .find(|count| count["model_id"] == id)
            .map(|one| (one["invocations"].clone(), one["client_errors"].clone()))
    };
    assert_eq!((of(OPUS), of(HAIKU)), (Some((json!(120), json!(1))), Some((json!(0), json!(3)))));
    let asked = account.requests();
    assert!(asked.iter().all(|one| !one.operation.starts_with("Invoke")), "no model is called");
    assert_eq!(
        asked.iter().filter(|one| one.operation == "LookupEvents").count(),
        5 + 2,
        "five operations, one of three pages"
    );
}

#[test]
fn of_everybody_by_role_and_in_other_regions() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::serve(scenario(TEAM)));
    let options = ["--everyone", "--since", "7d", "--regions", "us-west-2,eu-west-1"];
    let (status, document, _) = run_json(history(&account, home.path(), &options).args(["-o", "json"]));
    assert_eq!(status, 1);
    let opus = model(&document, OPUS);
    assert_eq!((&opus["called_by"], &opus["by_api_key"]), (&json!(["Builder", "Developer"]), &1.into()));
    assert_eq!(opus["errors"][0]["cause"], "contact-sales");
    assert_eq!(model(&document, "eu.anthropic.claude-sonnet-5")["region"], "eu-west-1");
    assert_eq!(document["not_foreseen"], json!(["us.anthropic.claude-3-haiku-20240307-v1:0"]));
    for format in ["table", "plain", "csv", "markdown", "ndjson"] {
        let (status, out, err) = run(history(&account, home.path(), &options).args(["-o", format]));
        assert_eq!((status, err.as_str()), (1, ""), "{format}");
        assert!(out.contains(OPUS) && out.contains("Builder") && !out.contains("jane.doe"), "{format}: {out}");
    }
}

#[test]
fn what_is_denied_is_named() {
    let home = tempfile::tempdir().unwrap();
    let denied = |action: &str| {
        format!("{TEAM}\n[[deny]]\nactions = \"{action}\"\nexplicit = true\npolicy = \"service-control-policy\"\n")
    };
    let account = Account::serve(scenario(&denied("cloudtrail:LookupEvents")));
    let (status, document, _) = run_json(history(&account, home.path(), &[]).args(["-o", "json"]));
    assert_eq!((status, &document["missing_actions"]), (3, &json!(["cloudtrail:LookupEvents"])));
    assert_eq!(document["regions"][0]["state"], "not-read");
    assert_eq!(items(&document, "counts").len(), 3, "CloudWatch is another permission");
    let account = Account::serve(scenario(&denied("cloudwatch:ListMetrics")));
    let (status, out, _) = run(&mut history(&account, home.path(), &[]));
    assert_eq!(status, 1);
    assert!(out.contains("A policy lacks cloudwatch:ListMetrics") && out.contains(HAIKU), "{out}");
    let mut nobody = support::bedcheck(home.path());
    let (status, out, err) = run(nobody.args(["history"]).env("AWS_ENDPOINT_URL", account.url()));
    assert_eq!((status, out.as_str()), (3, ""));
    one_sentence(&err);
}

#[test]
fn a_demo_has_a_history_and_a_quiet_account_has_none() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("team.toml");
    let head = "summary = \"a test\"\n[account]\nid = \"111122223333\"\narn = \"arn:aws:sts::111122223333:assumed-role/Developer/dev1\"\n\
                home = \"us-west-2\"\n";
    std::fs::write(&file, format!("{head}{TEAM}")).unwrap();
    let demo = format!("--demo={}", file.display());
    let (status, out, err) = run(support::bedcheck(home.path()).args(["history", &demo]));
    assert_eq!((status, err.as_str()), (1, ""));
    assert!(out.contains("Simulated: ") && out.contains(HAIKU), "{out}");
    let (status, out, _) = run(support::bedcheck(home.path()).args(["history", "--demo=healthy"]));
    assert_eq!(status, 0);
    assert!(out.contains("no call of this identity was found"), "{out}");
}

/// The second opinion on both services: the AWS CLI reads them with shapes of its own.
#[test]
fn the_aws_cli_reads_the_same() {
    let Some(bin) = peers("the_aws_cli_reads_the_same") else { return };
    let (home, account) = (tempfile::tempdir().unwrap(), Account::serve(scenario(TEAM)));
    let aws = |args: &[&str]| {
        let mut aws = Command::new(bin.join("aws"));
        support::isolated(&mut aws, home.path());
        aws.args(["--endpoint-url", &account.url(), "--region", "us-west-2", "--output", "json"]).args(args);
        aws.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_MAX_ATTEMPTS", "1");
        let (status, document, err) = run_json(&mut aws);
        assert_eq!(status, 0, "{err}");
        document
    };
    let attribute = "AttributeKey=EventName,AttributeValue=InvokeModel";
    let events = aws(&["cloudtrail", "lookup-events", "--lookup-attributes", attribute]);
    let events = items(&events, "Events");
    assert_eq!(
        (events.len(), &events[0]["EventName"], &events[0]["Username"]),
        (3, &"InvokeModel".into(), &"dev1".into())
    );
    let record: Value = serde_json::from_str(events[0]["CloudTrailEvent"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&record["errorCode"], &record["requestParameters"]["modelId"]),
        (&"AccessDenied".into(), &HAIKU.into())
    );
    let metrics = aws(&["cloudwatch", "list-metrics", "--namespace", "AWS/Bedrock", "--metric-name", "Invocations"]);
    let models: Vec<&Value> =
        items(&metrics, "Metrics").iter().map(|metric| &metric["Dimensions"][0]["Value"]).collect();
    assert!(models.contains(&&json!(OPUS)) && models.contains(&&json!(HAIKU)), "{metrics}");
    let query = json!([{"Id": "a", "MetricStat": {"Metric": {"Namespace": "AWS/Bedrock", "MetricName": "InvocationClientErrors",
        "Dimensions": [{"Name": "ModelId", "Value": HAIKU}]}, "Period": 86400, "Stat": "Sum"}}]);
    let now = jiff::Timestamp::now();
    let (from, to) = ((now - jiff::SignedDuration::from_hours(48)).to_string(), now.to_string());
    let data = aws(&[
        "cloudwatch",
        "get-metric-data",
        "--metric-data-queries",
        &query.to_string(),
        "--start-time",
        &from,
        "--end-time",
        &to,
    ]);
    assert_eq!(data["MetricDataResults"][0]["Values"][0].as_f64(), Some(3.0));
}

/// Calls that are made leave their trace: observed first, found in the history after.
#[test]
fn what_was_observed_stands_in_the_history() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::bundled("sales-gated"));
    let calls = [crate::client::Call::turn("us.anthropic.claude-opus-5")];
    let mut observed = crate::client::command(home.path(), &["--proxy"], &calls, 0);
    observed.env("AWS_ENDPOINT_URL", account.url()).env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    observed.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
    assert_eq!(run(&mut observed).0, 0);
    let (status, document, _) =
        run_json(history(&account, home.path(), &["--since", "10m", "--regions", "us-west-2"]).args(["-o", "json"]));
    let opus = model(&document, "us.anthropic.claude-opus-5");
    assert_eq!((status, &opus["refused"], &opus["errors"][0]["cause"]), (1, &1.into(), &"contact-sales".into()));
    assert_eq!(opus["claude_code_versions"], json!(["2.1.332"]));
}
