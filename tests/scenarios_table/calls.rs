//! What only a real call tells: one token by the runtime SDK, and its refusal on the ladder.

use aws_sdk_bedrockruntime::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    error::ProvideErrorMetadata as _,
    primitives::Blob,
};
use bedcheck::{
    refusal::{RawRefusal, Refusal, classify},
    simulator::{Scenario, Simulator},
    survey::{Fact, RegionFacts, Survey},
};

use crate::{Row, account::scenario, judge, now, region, scanned, served};

const BODY: &str =
    r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":"."}]}"#;

/// Calls the model once; `None` when it answered.
async fn called(simulator: &Simulator, place: &'static str, id: &str) -> Option<Refusal> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(place))
        .credentials_provider(Credentials::new("AKID", "secret", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(simulator.url())
        .build();
    let call = Client::from_conf(config).invoke_model().model_id(id).content_type("application/json");
    let error = call.body(Blob::new(BODY)).send().await.err()?;
    let raw = RawRefusal {
        status: error.raw_response().map(|answer| answer.status().as_u16()),
        kind: error.code().unwrap_or_default().to_owned(),
        text: error.message().unwrap_or_default().to_owned(),
    };
    Some(classify(&raw))
}

/// Calls every row's id, after a scan of its region or on nothing but the call.
async fn holds(scenario: Scenario, scan_first: bool, rows: &[Row]) {
    let simulator = served(scenario).await;
    let regions = rows.iter().map(|row| row.0).collect();
    let mut survey = if scan_first { scanned(&simulator, regions).await } else { Survey::default() };
    for row in rows {
        let refusal = called(&simulator, row.0, row.1).await.unwrap_or_else(|| panic!("{row:?} was answered"));
        assert!(refusal.recognised, "{row:?}: {refusal:?}");
        let facts: &mut RegionFacts = survey.regions.entry(region(row.0)).or_default();
        facts.verified.insert(row.1.to_owned(), Fact::Failed { refusal, at: now(), last: None });
    }
    for row in rows {
        judge(&survey, row);
    }
    let calls = simulator.requests().iter().filter(|request| request.operation == "InvokeModel").count();
    assert_eq!(calls, rows.len(), "one call for each row");
}

#[tokio::test]
async fn green_but_denied() {
    let sales =
        |place, id| -> Row { (place, id, "contradicted", "account", "contact-sales", "support", "Contact AWS Sales") };
    let rows =
        [sales("us-west-2", "us.anthropic.claude-opus-5"), sales("us-west-2", "global.anthropic.claude-sonnet-5-5")];
    holds(Scenario::bundled("sales-gated").unwrap(), true, &rows).await;
    holds(Scenario::bundled("demo").unwrap(), true, &[sales("us-west-2", "us.anthropic.claude-opus-4-7")]).await;
}

#[tokio::test]
async fn what_the_call_says_where_nothing_was_read() {
    let demo: [Row; 4] = [
        (
            "us-west-2",
            "us.anthropic.claude-sonnet-5",
            "contradicted",
            "agreement",
            "marketplace-denied",
            "iam",
            "Allow your role or user to subscribe",
        ),
        (
            "us-west-2",
            "us.anthropic.claude-fable-5-1",
            "contradicted",
            "data-retention",
            "data-retention-mode",
            "cli",
            "Set the mode to aws_review",
        ),
        (
            "us-west-2",
            "anthropic.claude-opus-5-5",
            "contradicted",
            "offer",
            "profile-only",
            "cli",
            "Call Claude Opus 5.5 by one of its inference profiles",
        ),
        (
            "ap-southeast-3",
            "global.anthropic.claude-opus-5-5",
            "contradicted",
            "permission",
            "denied-by-organization",
            "support",
            "Ask whoever runs your AWS organisation",
        ),
    ];
    holds(Scenario::bundled("demo").unwrap(), false, &demo).await;
    let old: [Row; 1] = [(
        "us-west-2",
        "us.anthropic.claude-3-5-haiku-20241022-v1:0",
        "contradicted",
        "agreement",
        "no-model-access",
        "console",
        "Open the page of Claude Haiku 3.5",
    )];
    holds(Scenario::bundled("issue-536").unwrap(), false, &old).await;
    let fresh: [Row; 1] = [(
        "us-east-1",
        "us.anthropic.claude-sonnet-5",
        "contradicted",
        "use-case-form",
        "use-case-form-missing",
        "console",
        "Fill in the use-case form",
    )];
    holds(Scenario::bundled("fresh-account").unwrap(), false, &fresh).await;
}

/// Gates that no bundled account shuts, one each.
#[tokio::test]
async fn every_other_gate_a_call_can_find_shut() {
    const ID: &str = "us.anthropic.claude-opus-5";
    let refused = |cause: &str| format!("[[gate]]\nmodels = \"*opus-5\"\nrefused = \"{cause}\"\n");
    let policy = "[permissions]\nallow = [\"bedrock:List*\", \"bedrock:Get*\"]\n".to_owned();
    let table: [(String, &str, &str, &str, &str); 8] = [
        (refused("legacy-inactive"), "lifecycle", "legacy-inactive", "console", "Move to Claude Opus 5.5"),
        (refused("end-of-life"), "lifecycle", "end-of-life", "console", "Move to Claude Opus 5.5"),
        (refused("invalid-payment"), "agreement", "invalid-payment", "console", "Set a valid default payment method"),
        (policy, "permission", "not-allowed", "iam", "Allow it in a policy of"),
        (refused("account-blocked"), "account", "account-blocked", "support", "Open a support case"),
        (refused("account-unverified"), "account", "account-unverified", "wait", "Wait: verification"),
        (refused("reseller-account"), "account", "reseller-account", "support", "Ask the AWS Solution Provider"),
        (refused("unsupported-country"), "account", "unsupported-country", "support", "Check your country"),
    ];
    for (tables, gate, cause, kind, title) in table {
        holds(scenario(&tables), true, &[("us-west-2", ID, "contradicted", gate, cause, kind, title)]).await;
    }
    // Being set up is no refusal for good.
    let row: Row = ("us-west-2", ID, "pending", "agreement", "agreement-pending", "wait", "Wait: setting up");
    holds(scenario(&refused("agreement-pending")), true, &[row]).await;
}

#[tokio::test]
async fn an_open_account_answers() {
    let simulator = served(Scenario::bundled("healthy").unwrap()).await;
    assert_eq!(called(&simulator, "us-west-2", "us.anthropic.claude-opus-5-5").await, None);
}
