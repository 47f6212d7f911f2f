//! Inference profiles that the account made itself: listed by type, looked behind, called by their ARN.

use serde_json::json;

use crate::client::{Ask, custom, encoded, scenario};

const RULES: &str = r#"
[[application_profile]]
id = "a1b2c3d4e5f6"
name = "claude-code"
model = "us.anthropic.claude-sonnet-4-6"
regions = ["us-east-1", "us-west-2", "eu-west-1"]

[[application_profile]]
id = "anywhere00000"
name = "wide"
model = "global.anthropic.claude-opus-5-5"
regions = "us-east-1"
"#;

fn arn(region: &str, id: &str) -> String {
    format!("arn:aws:bedrock:{region}:111122223333:application-inference-profile/{id}")
}

#[tokio::test]
async fn they_are_listed_where_their_source_is_offered() {
    let simulator = custom(RULES).await;
    let listed = async |region: &str| {
        let list = Ask::get("/inference-profiles?type=APPLICATION").region(region).reply(&simulator).await.json();
        let entries = list["inferenceProfileSummaries"].as_array().unwrap().clone();
        entries.iter().map(|entry| entry["inferenceProfileArn"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed("us-east-1").await, [arn("us-east-1", "a1b2c3d4e5f6"), arn("us-east-1", "anywhere00000")]);
    assert_eq!(listed("us-west-2").await, [arn("us-west-2", "a1b2c3d4e5f6")]);
    assert!(listed("eu-west-1").await.is_empty(), "a us. profile is not there");
    let system = Ask::get("/inference-profiles?maxResults=1000").reply(&simulator).await;
    assert!(!system.body.contains("application-inference-profile"));
}

#[tokio::test]
async fn get_inference_profile_tells_the_model_by_id_and_by_arn() {
    let simulator = custom(RULES).await;
    let get = async |region: &str, id: &str| {
        Ask::get(format!("/inference-profiles/{}", encoded(id))).region(region).reply(&simulator).await
    };
    let own = arn("us-east-1", "a1b2c3d4e5f6");
    let by_arn = get("us-east-1", &own).await.json();
    assert_eq!((&by_arn["type"], &by_arn["inferenceProfileName"]), (&json!("APPLICATION"), &json!("claude-code")));
    assert_eq!(by_arn, get("us-east-1", "a1b2c3d4e5f6").await.json());
    let models: Vec<&str> =
        by_arn["models"].as_array().unwrap().iter().map(|m| m["modelArn"].as_str().unwrap()).collect();
    assert!(
        models.len() > 1 && models.iter().all(|arn| arn.ends_with("::foundation-model/anthropic.claude-sonnet-4-6"))
    );
    let wide = get("us-east-1", &arn("us-east-1", "anywhere00000")).await.json();
    assert_eq!(wide["models"][1]["modelArn"], "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5");
    let elsewhere = get("us-west-2", &own).await;
    assert_eq!((elsewhere.status, elsewhere.kind()), (404, "ResourceNotFoundException"));
}

#[tokio::test]
async fn a_call_with_the_arn_passes_the_gates_of_the_model_behind_it() {
    let deny = "[[deny]]\nactions = \"bedrock:InvokeModel\"\nregions = \"us-east-2\"\nmodels = \"*sonnet-4-6\"\n";
    let gate = "[[gate]]\nmodels = \"*opus-5-5\"\nrefused = \"contact-sales\"\n";
    let simulator = custom(&format!("{RULES}{gate}")).await;
    let own = arn("us-east-1", "a1b2c3d4e5f6");
    let invoke = async |region: &str, id: &str| Ask::invoke(id).region(region).reply(&simulator).await;
    let answered = invoke("us-east-1", &own).await;
    assert_eq!((answered.status, &answered.json()["model"]), (200, &json!("claude-sonnet-4-6")));
    assert_eq!(invoke("us-west-2", &own).await.message(), "The provided model identifier is invalid.");
    assert!(invoke("us-east-1", &arn("us-east-1", "anywhere00000")).await.message().contains("contact AWS Sales"));

    let denied = custom(&format!("{RULES}{deny}")).await;
    let refused = Ask::invoke(&own).reply(&denied).await;
    assert!(refused.message().contains("us-east-2::foundation-model/anthropic.claude-sonnet-4-6"), "{}", refused.body);
}

#[test]
fn one_that_is_nowhere_is_an_error() {
    let rule = "[[application_profile]]\nid = \"x\"\nname = \"x\"\nmodel = \"eu.anthropic.claude-opus-5-5\"\nregions = \"us-*\"\n";
    let error = scenario(rule).unwrap_err().to_string();
    assert!(error.contains("the application profile x is made from eu.anthropic.claude-opus-5-5"), "{error}");
}
