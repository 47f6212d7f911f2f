//! The bundled scenarios are what their names promise, and the documented example works.

use bedcheck::simulator::{Scenario, ScenarioError, Simulator};

use crate::client::{Ask, bundled, encoded};

async fn agreement(simulator: &Simulator, region: &str, model: &str) -> String {
    let path = format!("/foundation-model-availability/{}", encoded(model));
    let read = Ask::get(path).region(region).reply(simulator).await.json();
    read["agreementAvailability"]["status"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_bundled_scenario_answers_in_its_home_region() {
    for (name, _) in bedcheck::simulator::bundled() {
        let simulator = bundled(name).await;
        let home = simulator.scenario().home_region().to_string();
        let sts = Ask::post("/", "Action=GetCallerIdentity").service("sts").region(&home).reply(&simulator).await;
        assert!(sts.body.contains(simulator.scenario().account()), "{name}: {}", sts.body);
        // The storm's first answers are refusals.
        let mut profiles = Ask::get("/inference-profiles").region(&home).reply(&simulator).await;
        if profiles.status == 503 {
            profiles = Ask::get("/inference-profiles").region(&home).reply(&simulator).await;
        }
        assert_eq!(profiles.status, 200, "{name}: {profiles:?}");
        let arn = profiles.json()["inferenceProfileSummaries"][0]["inferenceProfileArn"].to_string();
        assert!(arn.contains(&format!(":{home}:{}:", simulator.scenario().account())), "{name}: {arn}");
    }
}

#[tokio::test]
async fn the_demo_has_every_verdict() {
    let simulator = bundled("demo").await;
    let home = "us-west-2";
    for (region, model, expected) in [
        (home, "anthropic.claude-opus-5-5", "AVAILABLE"),
        (home, "anthropic.claude-haiku-4-5-20251001-v1:0", "AVAILABLE"),
        (home, "anthropic.claude-sonnet-5", "NOT_AVAILABLE"),
        (home, "anthropic.claude-sonnet-4-5-20250929-v1:0", "NOT_AVAILABLE"),
        ("ap-northeast-1", "anthropic.claude-sonnet-5-5", "PENDING"),
        (home, "anthropic.claude-opus-4-5-20251101-v1:0", "ERROR"),
    ] {
        assert_eq!(agreement(&simulator, region, model).await, expected, "{model} in {region}");
    }
    let form =
        async |region: &str| Ask::get("/use-case-for-model-access").region(region).reply(&simulator).await.status;
    assert_eq!((form(home).await, form("eu-south-2").await, form("ca-west-1").await), (200, 404, 200));
    assert_eq!(form("af-south-1").await, 403, "not enabled");
    let retention =
        async |region: &str| Ask::get("/data-retention").region(region).reply(&simulator).await.json()["mode"].clone();
    assert_eq!((retention(home).await, retention("us-east-1").await), ("default".into(), "aws_review".into()));
    let jakarta = Ask::get("/foundation-models").region("ap-southeast-3").reply(&simulator).await;
    assert!(jakarta.message().contains("with an explicit deny in a service control policy: arn:aws:organizations"));
    let hyderabad = Ask::get("/foundation-model-availability/anthropic.claude-opus-5").region("ap-south-2");
    assert_eq!(hyderabad.reply(&simulator).await.status, 500);
    assert!(Ask::get("/foundation-models").region("me-central-1").send(&simulator).await.is_none());
    let green = Ask::invoke("us.anthropic.claude-opus-4-7").region(home).reply(&simulator).await;
    assert_eq!(agreement(&simulator, home, "anthropic.claude-opus-4-7").await, "AVAILABLE");
    assert!(green.message().contains("contact AWS Sales"), "green but denied");
}

#[tokio::test]
async fn issue_536_refuses_the_background_model_only() {
    let simulator = bundled("issue-536").await;
    let sonnet = Ask::invoke("anthropic.claude-3-5-sonnet-20240620-v1:0").region("us-west-2").reply(&simulator).await;
    assert_eq!(sonnet.status, 200, "{}", sonnet.body);
    let haiku = Ask::invoke("us.anthropic.claude-3-5-haiku-20241022-v1:0").region("us-west-2").reply(&simulator).await;
    assert_eq!(haiku.status, 403);
    assert_eq!(haiku.message(), "You don't have access to the model with the specified model ID.");
    let list = Ask::get("/foundation-models?byProvider=Anthropic").region("us-west-2").reply(&simulator).await.json();
    let entries = list["modelSummaries"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["modelLifecycle"]["status"] == "ACTIVE"), "it is 2025 there");
    assert_eq!(agreement(&simulator, "us-west-2", "anthropic.claude-3-5-haiku-20241022-v1:0").await, "NOT_AVAILABLE");
    assert_eq!(agreement(&simulator, "us-west-2", "anthropic.claude-3-5-sonnet-20240620-v1:0").await, "AVAILABLE");
}

#[tokio::test]
async fn sales_gated_and_fresh_accounts() {
    let gated = bundled("sales-gated").await;
    assert_eq!(agreement(&gated, "us-west-2", "anthropic.claude-opus-5-5").await, "AVAILABLE");
    let refused = Ask::invoke("us.anthropic.claude-opus-5-5").reply(&gated).await;
    assert!(refused.message().contains("contact AWS Sales at https://aws.amazon.com/contact-us/sales-support/"));
    assert_eq!(Ask::invoke("us.anthropic.claude-opus-4-6-v1").reply(&gated).await.status, 200, "older models work");
    let fresh = bundled("fresh-account").await;
    assert_eq!(Ask::get("/use-case-for-model-access").reply(&fresh).await.status, 404);
    assert_eq!(agreement(&fresh, "us-east-1", "anthropic.claude-opus-5-5").await, "NOT_AVAILABLE");
}

#[tokio::test]
async fn the_claude_code_policy_denies_both_listings() {
    let simulator = bundled("claude-code-policy").await;
    let user = "User: arn:aws:sts::666677778888:assumed-role/ClaudeCode/dev1 is not authorized to perform: ";
    for (path, action) in [
        ("/foundation-models", "bedrock:ListFoundationModels"),
        ("/foundation-model-availability/anthropic.claude-opus-5-5", "bedrock:GetFoundationModelAvailability"),
        ("/use-case-for-model-access", "bedrock:GetUseCaseForModelAccess"),
        ("/data-retention", "bedrock:GetAccountDataRetention"),
    ] {
        let denied = Ask::get(path).reply(&simulator).await;
        assert_eq!((denied.status, denied.kind()), (403, "AccessDeniedException"));
        assert_eq!(
            denied.message(),
            format!("{user}{action} because no identity-based policy allows the {action} action")
        );
    }
    assert_eq!(Ask::get("/inference-profiles").reply(&simulator).await.status, 200);
    assert_eq!(Ask::invoke("us.anthropic.claude-opus-5-5").reply(&simulator).await.status, 200);
}

#[tokio::test]
async fn govcloud_has_a_switch_for_each_region() {
    let simulator = bundled("govcloud").await;
    let read = async |region: &str, model: &str| {
        let path = format!("/foundation-model-availability/{}", encoded(model));
        let read = Ask::get(path).region(region).reply(&simulator).await.json();
        [&read["agreementAvailability"]["status"], &read["entitlementAvailability"]]
            .map(|v| v.as_str().unwrap().to_owned())
    };
    let west = "us-gov-west-1";
    assert_eq!(read(west, "anthropic.claude-opus-5-5").await, ["AVAILABLE", "AVAILABLE"]);
    assert_eq!(read(west, "anthropic.claude-sonnet-5-5").await, ["AVAILABLE", "NOT_AVAILABLE"]);
    assert_eq!(read(west, "anthropic.claude-sonnet-5").await, ["PENDING", "NOT_AVAILABLE"]);
    assert_eq!(read(west, "anthropic.claude-opus-4-8").await, ["NOT_AVAILABLE", "NOT_AVAILABLE"]);
    assert_eq!(read("us-gov-east-1", "anthropic.claude-haiku-4-5-20251001-v1:0").await, ["AVAILABLE", "NOT_AVAILABLE"]);
    let body = r#"{"modelId":"anthropic.claude-opus-4-8","offerToken":"x"}"#;
    let agree = Ask::post("/create-foundation-model-agreement", body).region(west).reply(&simulator).await;
    assert!(agree.message().starts_with("The GovCloud account 777788889999 cannot perform this operation."));
    let commercial = Ask::get("/foundation-models").region("us-east-1").reply(&simulator).await;
    assert_eq!(commercial.kind(), "UnrecognizedClientException", "another partition");
}

#[tokio::test]
async fn the_documented_example_is_a_scenario() {
    let page = include_str!("../../docs/scenarios.md");
    let start = page.find("```toml\n").expect("the page has an example") + "```toml\n".len();
    let example = &page[start..start + page[start..].find("```").unwrap()];
    let scenario = Scenario::parse(example).unwrap_or_else(|error| panic!("{error}"));
    let simulator = Simulator::start(scenario, 0, None).await.unwrap();
    assert_eq!(agreement(&simulator, "eu-west-1", "anthropic.claude-sonnet-5").await, "NOT_AVAILABLE");
    let denied = Ask::invoke("eu.anthropic.claude-opus-5-5").region("eu-west-1").reply(&simulator).await;
    assert!(denied.message().contains("arn:aws:bedrock:eu-south-2::foundation-model/"), "{}", denied.message());
}

#[test]
fn scenarios_are_found_by_name_then_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, include_str!("../../assets/scenarios/healthy.toml")).unwrap();
    assert_eq!(Scenario::load(path.to_str().unwrap()).unwrap().name(), "mine");
    assert_eq!(Scenario::load("storm").unwrap().name(), "storm");
    let error = Scenario::load("stormy").unwrap_err();
    assert!(matches!(error, ScenarioError::Unknown { .. }), "{error}");
    assert!(error.to_string().contains("bundled are demo, healthy, issue-536"), "{error}");
    assert!(matches!(Scenario::load(folder.path().to_str().unwrap()).unwrap_err(), ScenarioError::Unreadable { .. }));
}
