//! What is read for nothing.

use bedcheck::simulator::Scenario;

use crate::{Row, account::scenario, judge, scanned, served};

/// Scans the regions of a table, and holds every row against the answers.
async fn holds(scenario: Scenario, rows: &[Row]) {
    let simulator = served(scenario).await;
    let survey = scanned(&simulator, rows.iter().map(|row| row.0).collect()).await;
    for row in rows {
        judge(&survey, row);
    }
    let invoked = simulator.requests().iter().filter(|request| request.operation.starts_with("Invoke")).count();
    assert_eq!(invoked, 0, "reading calls no model");
}

async fn bundled(name: &str, rows: &[Row]) {
    holds(Scenario::bundled(name).unwrap(), rows).await;
}

#[tokio::test]
async fn demo() {
    let rows: [Row; 13] = [
        ("us-west-2", "us.anthropic.claude-opus-5-5", "open", "", "", "", ""),
        (
            "us-west-2",
            "us.anthropic.claude-sonnet-5",
            "blocked",
            "agreement",
            "agreement-missing",
            "console",
            "Open the page of Claude Sonnet 5 and accept",
        ),
        (
            "us-west-2",
            "us.anthropic.claude-opus-4-5-20251101-v1:0",
            "blocked",
            "agreement",
            "invalid-payment",
            "console",
            "Set a valid default payment method",
        ),
        (
            "ap-northeast-1",
            "global.anthropic.claude-sonnet-5-5",
            "pending",
            "agreement",
            "agreement-pending",
            "wait",
            "Wait: setting up takes up to 15 minutes",
        ),
        (
            "eu-south-2",
            "eu.anthropic.claude-opus-5-5",
            "blocked",
            "use-case-form",
            "use-case-form-missing",
            "console",
            "Fill in the use-case form on the page of Claude Opus 5.5; an opt-in region",
        ),
        (
            "us-west-2",
            "us.anthropic.claude-fable-5-1",
            "blocked",
            "data-retention",
            "data-retention-mode",
            "cli",
            "Set the mode to aws_review in us-west-2",
        ),
        (
            "us-west-2",
            "us.anthropic.claude-sonnet-4-20250514-v1:0",
            "not-offered",
            "offer",
            "not-offered",
            "console",
            "See on the model card",
        ),
        (
            "us-west-2",
            "anthropic.claude-sonnet-5",
            "blocked",
            "offer",
            "profile-only",
            "settings",
            "Call Claude Sonnet 5 as us.anthropic.claude-sonnet-5",
        ),
        (
            "us-west-2",
            "eu.anthropic.claude-opus-5-5",
            "blocked",
            "offer",
            "invalid-model-id",
            "settings",
            "Call Claude Opus 5.5 as us.anthropic.claude-opus-5-5",
        ),
        (
            "ap-southeast-3",
            "global.anthropic.claude-opus-5-5",
            "blocked",
            "region",
            "region-denied",
            "support",
            "Ask whoever runs your AWS organisation",
        ),
        (
            "af-south-1",
            "global.anthropic.claude-opus-5-5",
            "blocked",
            "region",
            "region-not-enabled",
            "console",
            "Enable af-south-1 on the account page",
        ),
        (
            "me-central-1",
            "global.anthropic.claude-opus-5-5",
            "unknown",
            "",
            "unreachable",
            "cli",
            "Try the endpoint alone",
        ),
        (
            "ap-south-2",
            "global.anthropic.claude-opus-5-5",
            "unknown",
            "",
            "service-failure",
            "wait",
            "Wait: AWS's side failed",
        ),
    ];
    bundled("demo", &rows).await;
}

#[tokio::test]
async fn fresh_account() {
    let rows: [Row; 2] = [
        (
            "us-east-1",
            "us.anthropic.claude-sonnet-5",
            "blocked",
            "use-case-form",
            "use-case-form-missing",
            "console",
            "Fill in the use-case form",
        ),
        (
            "us-east-1",
            "global.anthropic.claude-opus-5-5",
            "blocked",
            "use-case-form",
            "use-case-form-missing",
            "console",
            "Fill in the use-case form",
        ),
    ];
    bundled("fresh-account", &rows).await;
}

#[tokio::test]
async fn govcloud() {
    let rows: [Row; 4] = [
        ("us-gov-west-1", "us-gov.anthropic.claude-opus-5-5", "open", "", "", "", ""),
        (
            "us-gov-west-1",
            "us-gov.anthropic.claude-sonnet-5",
            "pending",
            "agreement",
            "agreement-pending",
            "wait",
            "Wait: setting up",
        ),
        (
            "us-gov-west-1",
            "us-gov.anthropic.claude-opus-5",
            "blocked",
            "agreement",
            "entitlement-missing",
            "console",
            "Switch Claude Opus 5 on for us-gov-west-1",
        ),
        (
            "us-gov-west-1",
            "us-gov.anthropic.claude-haiku-5-5",
            "blocked",
            "agreement",
            "govcloud-needs-commercial",
            "console",
            "In the paired commercial account, accept the terms",
        ),
    ];
    bundled("govcloud", &rows).await;
}

#[tokio::test]
async fn claude_code_policy() {
    let rows: [Row; 1] = [(
        "us-west-2",
        "us.anthropic.claude-sonnet-5",
        "unknown",
        "",
        "not-allowed",
        "iam",
        "Allow it in a policy of the role ClaudeCode",
    )];
    bundled("claude-code-policy", &rows).await;
}

#[tokio::test]
async fn issue_536() {
    let rows: [Row; 2] = [
        ("us-west-2", "anthropic.claude-3-5-sonnet-20240620-v1:0", "open", "", "", "", ""),
        (
            "us-west-2",
            "us.anthropic.claude-3-5-haiku-20241022-v1:0",
            "blocked",
            "agreement",
            "agreement-missing",
            "console",
            "Open the page of Claude Haiku 3.5",
        ),
    ];
    bundled("issue-536", &rows).await;
}

#[tokio::test]
async fn green_as_far_as_reading_goes() {
    let open = |place, id| -> Row { (place, id, "open", "", "", "", "") };
    bundled("sales-gated", &[open("us-west-2", "us.anthropic.claude-opus-5")]).await;
    bundled(
        "healthy",
        &[open("us-west-2", "us.anthropic.claude-fable-5-1"), open("eu-south-2", "eu.anthropic.claude-opus-5-5")],
    )
    .await;
}

#[tokio::test]
async fn storm() {
    // The dead region gives no answer however long one waits; what the others give depends on luck.
    let rows: [Row; 1] = [(
        "ap-northeast-1",
        "jp.anthropic.claude-opus-5-5",
        "unknown",
        "",
        "timed-out",
        "cli",
        "Try the endpoint alone",
    )];
    bundled("storm", &rows).await;
}

#[tokio::test]
async fn credentials_that_are_over() {
    let tables = "[[fault]]\ndoes = { error = { status = 403, type = \"ExpiredTokenException\", message = \"The security token included in \
                  the request is expired\" } }\n";
    let rows: [Row; 1] = [(
        "us-west-2",
        "us.anthropic.claude-opus-5-5",
        "unknown",
        "",
        "expired-credentials",
        "cli",
        "Sign in again with IAM Identity Center",
    )];
    holds(scenario(tables), &rows).await;
}
