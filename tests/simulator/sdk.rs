//! The AWS SDK this program uses reads the simulator, with the operations that older second clients do not know.

use aws_sdk_bedrock::{
    config::{BehaviorVersion, Credentials, Region},
    error::ProvideErrorMetadata,
};

use crate::client::bundled;

#[tokio::test]
async fn the_rust_sdk_reads_the_demo() {
    let simulator = bundled("demo").await;
    let client = |region: &'static str| {
        let config = aws_sdk_bedrock::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region))
            .credentials_provider(Credentials::new("AKID", "secret", None, None, "test"))
            .endpoint_url(simulator.url())
            .build();
        aws_sdk_bedrock::Client::from_conf(config)
    };
    let bedrock = client("us-west-2");
    let mode = bedrock.get_account_data_retention().send().await.unwrap();
    assert_eq!(mode.mode().as_str(), "default");
    let models = bedrock.list_foundation_models().by_provider("Anthropic").send().await.unwrap();
    let opus = models.model_summaries().iter().find(|model| model.model_id() == "anthropic.claude-opus-5-5").unwrap();
    assert_eq!(opus.inference_types_supported()[0].as_str(), "INFERENCE_PROFILE");
    let mut pages = bedrock.list_inference_profiles().max_results(10).into_paginator().items().send();
    let mut profiles = Vec::new();
    while let Some(profile) = pages.next().await {
        profiles.push(profile.unwrap().inference_profile_id);
    }
    assert!(profiles.contains(&"us.anthropic.claude-haiku-4-5-20251001-v1:0".to_owned()), "{profiles:?}");
    let read = bedrock.get_foundation_model_availability().model_id("anthropic.claude-sonnet-5").send().await.unwrap();
    let agreement = read.agreement_availability().unwrap().status();
    assert_eq!(*agreement, aws_sdk_bedrock::types::AgreementStatus::NotAvailable);
    let denied = client("ap-southeast-3").list_foundation_models().send().await.unwrap_err();
    assert_eq!(denied.code(), Some("AccessDeniedException"));
    assert!(denied.message().is_some_and(|text| text.contains("explicit deny in a service control policy")));
}
