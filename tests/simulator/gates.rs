//! InvokeModel gives the refusal of the first gate that is shut, and calls can open gates.

use crate::client::{Ask, bundled, custom, encoded};

const OPUS: &str = "us.anthropic.claude-opus-5-5";

/// Rules that shut a gate, and what an invocation says then.
async fn refusal(rules: &str, id: &str) -> (u16, String, String) {
    let simulator = custom(rules).await;
    let reply = Ask::invoke(id).reply(&simulator).await;
    (reply.status, reply.kind().to_owned(), reply.message())
}

#[tokio::test]
async fn an_open_model_answers_one_token() {
    let simulator = bundled("healthy").await;
    let reply = Ask::invoke(OPUS).reply(&simulator).await;
    let message = reply.json();
    assert_eq!(
        (reply.status, &message["type"], &message["usage"]["output_tokens"]),
        (200, &"message".into(), &1.into())
    );
    assert_eq!(message["model"], "claude-opus-5-5");
}

#[tokio::test]
async fn every_gate_has_its_refusal() {
    let table = [
        (
            "[permissions]\nallow = \"bedrock:Get*\"",
            OPUS,
            403,
            "because no identity-based policy allows the bedrock:InvokeModel action",
        ),
        ("", "anthropic.claude-opus-5-5", 400, "on-demand throughput isn\u{2019}t supported"),
        ("", "eu.anthropic.claude-opus-5-5", 400, "The provided model identifier is invalid."),
        ("", "anthropic.claude-3-5-haiku-20241022-v1:0", 404, "has reached the end of its life"),
        (
            "[[gate]]\nrefused = \"contact-sales\"",
            OPUS,
            403,
            "anthropic.claude-opus-5-5 is not available for this account.",
        ),
        ("[[gate]]\nauthorized = false", OPUS, 400, "Operation not allowed"),
        ("[use_case]\nfiled = false", OPUS, 404, "Model use case details have not been submitted"),
        (
            "[permissions]\nallow = \"bedrock:*\"\n[[gate]]\nagreement = \"not-available\"",
            OPUS,
            403,
            "(aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe)",
        ),
        ("[[gate]]\nagreement = \"pending\"", OPUS, 403, "is still being processed"),
        ("[[gate]]\nagreement = \"error\"", OPUS, 403, "INVALID_PAYMENT_INSTRUMENT"),
        ("[[gate]]\nentitled = false", OPUS, 403, "You don't have access to the model with the specified model ID."),
        ("[[gate]]\nrefused = \"legacy-inactive\"", OPUS, 404, "marked by provider as Legacy"),
        ("[[quota]]\napplied = 0.0", OPUS, 429, "Too many tokens per day"),
        ("", "us.anthropic.claude-fable-5-2", 400, "data retention mode 'default' is not available for this model"),
    ];
    for (rules, id, status, text) in table {
        let (got, kind, message) = refusal(rules, id).await;
        assert_eq!(got, status, "{rules}: {kind} {message}");
        assert!(message.contains(text), "{rules}: {message}");
        assert!(kind.ends_with("Exception"), "{rules}: {kind}");
    }
}

#[tokio::test]
async fn the_first_shut_gate_speaks() {
    let rules = "[use_case]\nfiled = false\n[[gate]]\nagreement = \"pending\"\n[[quota]]\napplied = 0.0\n";
    assert_eq!(refusal(rules, OPUS).await.0, 404, "the form goes before agreement and quota");
    let rules = format!("{rules}[[deny]]\nactions = \"bedrock:InvokeModel*\"\npolicy = \"permissions-boundary\"\n");
    let (_, _, message) = refusal(&rules, OPUS).await;
    assert!(message.ends_with("with an explicit deny in a permissions boundary"), "permission goes first: {message}");
}

#[tokio::test]
async fn a_denial_names_the_destination_that_is_missing() {
    let deny = |region: &str| {
        format!(
            "[[deny]]\nactions = \"bedrock:InvokeModel\"\nregions = \"{region}\"\npolicy = \"service-control-policy\"\npolicy_arn = \"arn:aws:organizations::1:policy/p\"\n"
        )
    };
    let (_, _, message) = refusal(&deny("us-west-2"), OPUS).await;
    assert_eq!(
        message,
        "User: arn:aws:sts::111122223333:assumed-role/Developer/dev1 is not authorized to perform: bedrock:InvokeModel \
         on resource: arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-opus-5-5 with an explicit deny in a \
         service control policy: arn:aws:organizations::1:policy/p"
    );
    let (_, _, message) = refusal(&deny("unspecified"), "global.anthropic.claude-opus-5-5").await;
    assert!(message.contains("on resource: arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5"), "{message}");
    assert_eq!(refusal(&deny("unspecified"), OPUS).await.0, 200, "a geographic profile stays in its regions");
}

#[tokio::test]
async fn the_body_is_looked_at_after_the_gates() {
    let simulator = bundled("healthy").await;
    let empty = Ask::post(format!("/model/{OPUS}/invoke"), "{}").reply(&simulator).await;
    assert!(
        empty.message().starts_with("Malformed input request: #: required key [max_tokens] not found"),
        "{empty:?}"
    );
    let minus = r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":-1,"messages":[]}"#;
    let minus = Ask::post(format!("/model/{OPUS}/invoke"), minus).reply(&simulator).await;
    assert_eq!((minus.status, minus.kind()), (400, "ValidationException"));
}

#[tokio::test]
async fn a_disabled_region_knows_nobody() {
    let simulator = bundled("demo").await;
    let bedrock = Ask::get("/foundation-models").region("af-south-1").reply(&simulator).await;
    assert_eq!((bedrock.status, bedrock.kind()), (403, "UnrecognizedClientException"));
    assert_eq!(bedrock.message(), "The security token included in the request is invalid.");
    assert!(bedrock.json().get("Message").is_some(), "the front door writes Message");
    let sts = Ask::post("/", "Action=GetCallerIdentity").service("sts").region("af-south-1").reply(&simulator).await;
    assert!(sts.body.contains("<Code>InvalidClientTokenId</Code>"), "{}", sts.body);
}

#[tokio::test]
async fn paperwork_opens_the_gates_of_a_fresh_account() {
    let simulator =
        custom("agreement_seconds = 0.0\n[use_case]\nfiled = false\n[[gate]]\nagreement = \"not-available\"\n").await;
    let model = "anthropic.claude-haiku-4-5-20251001-v1:0";
    let missing = Ask::get("/use-case-for-model-access").reply(&simulator).await;
    assert_eq!((missing.status, missing.kind()), (404, "ResourceNotFoundException"));
    let bad = Ask::post("/use-case-for-model-access", r#"{"formData":"?"}"#).reply(&simulator).await;
    assert_eq!(bad.message(), "Invalid form data.");
    let form = r#"{"formData":"eyJjb21wYW55TmFtZSI6ImEifQ=="}"#;
    assert_eq!(Ask::post("/use-case-for-model-access", form).reply(&simulator).await.status, 201);
    assert_eq!(Ask::get("/use-case-for-model-access").region("eu-west-1").reply(&simulator).await.status, 200);

    let path = format!("/list-foundation-model-agreement-offers/{}", encoded(model));
    let offers = Ask::get(path).reply(&simulator).await.json();
    let body = serde_json::json!({ "modelId": model, "offerToken": offers["offers"][0]["offerToken"] }).to_string();
    assert_eq!(Ask::post("/create-foundation-model-agreement", &*body).reply(&simulator).await.status, 202);
    let again = Ask::post("/create-foundation-model-agreement", &*body).reply(&simulator).await;
    assert_eq!(again.message(), "Could not create agreement - Agreement already exists");
    let status = async || {
        let path = format!("/foundation-model-availability/{}", encoded(model));
        Ask::get(path).reply(&simulator).await.json()["agreementAvailability"]["status"].clone()
    };
    assert_eq!(status().await, "AVAILABLE");
    assert_eq!(Ask::invoke(&format!("us.{model}")).reply(&simulator).await.status, 200);
    assert_eq!(Ask::post("/delete-foundation-model-agreement", body).reply(&simulator).await.status, 202);
    assert_eq!(status().await, "NOT_AVAILABLE");
}

#[tokio::test]
async fn the_first_call_of_somebody_who_may_subscribe_begins_the_agreement() {
    let simulator = custom("agreement_seconds = 3600.0\n[[gate]]\nagreement = \"not-available\"\n").await;
    assert_eq!(Ask::invoke(OPUS).reply(&simulator).await.status, 200);
    let path = "/foundation-model-availability/anthropic.claude-opus-5-5";
    let read = Ask::get(path).reply(&simulator).await.json();
    assert_eq!(read["agreementAvailability"]["status"], "PENDING");
}

#[tokio::test]
async fn data_retention_is_a_setting_of_each_region() {
    let simulator = custom("").await;
    let mode =
        async |region: &str| Ask::get("/data-retention").region(region).reply(&simulator).await.json()["mode"].clone();
    assert_eq!(mode("us-east-1").await, "default");
    assert_eq!(Ask::put("/data-retention", r#"{"mode":"aws_review"}"#).reply(&simulator).await.status, 200);
    assert_eq!((mode("us-east-1").await, mode("us-west-2").await), ("aws_review".into(), "default".into()));
    assert_eq!(Ask::invoke("us.anthropic.claude-fable-5-2").reply(&simulator).await.status, 200);
    assert_eq!(Ask::put("/data-retention", r#"{"mode":"all"}"#).reply(&simulator).await.status, 400);
}
