//! What each operation puts on the wire.

use crate::client::{Ask, bundled, custom, encoded};

#[tokio::test]
async fn models_are_listed_with_what_the_wire_really_says() {
    let simulator = bundled("demo").await;
    let list = Ask::get("/foundation-models?byProvider=anthropic").region("sa-east-1").reply(&simulator).await.json();
    let entries = list["modelSummaries"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["providerName"] == "Anthropic"), "byProvider takes any case");
    let entry = |id: &str| entries.iter().find(|entry| entry["modelId"] == id);
    let opus = entry("anthropic.claude-opus-5-5").unwrap();
    assert_eq!(opus["inferenceTypesSupported"], serde_json::json!(["INFERENCE_PROFILE"]));
    assert_eq!(opus["modelArn"], "arn:aws:bedrock:sa-east-1::foundation-model/anthropic.claude-opus-5-5");
    assert!(opus["modelLifecycle"]["startOfLifeTime"].is_string());
    let unknown_launch = entry("anthropic.claude-opus-4-8").unwrap();
    assert!(unknown_launch["modelLifecycle"].get("startOfLifeTime").is_none(), "{unknown_launch}");
    let variant = entry("anthropic.claude-3-haiku-20240307-v1:0:48k").unwrap();
    assert_eq!(variant["inferenceTypesSupported"], serde_json::json!(["PROVISIONED"]));
    assert!(entry("anthropic.claude-sonnet-4-20250514-v1:0").is_none(), "past its end of life");
    let all = Ask::get("/foundation-models").region("sa-east-1").reply(&simulator).await.json();
    assert!(all["modelSummaries"].as_array().unwrap().iter().any(|entry| entry["providerName"] == "Amazon"));
}

#[tokio::test]
async fn one_model_is_read_by_id_and_by_arn() {
    let simulator = bundled("healthy").await;
    let arn = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0";
    for id in ["anthropic.claude-haiku-4-5-20251001-v1:0", arn] {
        let details = Ask::get(format!("/foundation-models/{}", encoded(id))).reply(&simulator).await.json();
        assert_eq!(details["modelDetails"]["modelName"], "Claude Haiku 4.5");
    }
    let unknown = Ask::get("/foundation-models/anthropic.claude-opus-9").reply(&simulator).await;
    assert_eq!((unknown.status, unknown.kind()), (400, "ValidationException"));
    assert_eq!(unknown.message(), "The provided model identifier is invalid.");
}

#[tokio::test]
async fn profiles_carry_region_less_arns_and_more_models_than_modelled() {
    let simulator = bundled("healthy").await;
    let get = async |region: &str, id: &str| {
        let path = format!("/inference-profiles/{}", encoded(id));
        Ask::get(path).region(region).reply(&simulator).await
    };
    let eu = get("eu-west-2", "eu.anthropic.claude-opus-5-5").await.json();
    assert_eq!(eu["models"].as_array().unwrap().len(), 7);
    let global = get("ap-northeast-1", "global.anthropic.claude-opus-5-5").await.json();
    let arns: Vec<&str> =
        global["models"].as_array().unwrap().iter().map(|m| m["modelArn"].as_str().unwrap()).collect();
    assert_eq!(
        arns,
        [
            "arn:aws:bedrock:ap-northeast-1::foundation-model/anthropic.claude-opus-5-5",
            "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5"
        ]
    );
    let by_arn =
        get("us-west-2", "arn:aws:bedrock:us-west-2:111122223333:inference-profile/us.anthropic.claude-opus-5").await;
    assert_eq!(by_arn.json()["inferenceProfileId"], "us.anthropic.claude-opus-5");
    assert_eq!(by_arn.json()["inferenceProfileName"], "US Anthropic Claude Opus 5");
    let elsewhere = get("us-west-2", "eu.anthropic.claude-opus-5-5").await;
    assert_eq!((elsewhere.status, elsewhere.kind()), (404, "ResourceNotFoundException"));
}

#[tokio::test]
async fn profile_lists_are_paged_by_type() {
    let simulator = bundled("healthy").await;
    let (mut ids, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let path = format!("/inference-profiles?type=SYSTEM_DEFINED&maxResults=10{token}");
        let page = Ask::get(path).region("us-west-2").reply(&simulator).await.json();
        let entries = page["inferenceProfileSummaries"].as_array().unwrap();
        assert!(entries.len() <= 10);
        ids.extend(entries.iter().map(|entry| entry["inferenceProfileId"].as_str().unwrap().to_owned()));
        pages += 1;
        match page["nextToken"].as_str() {
            Some(next) => token = format!("&nextToken={next}"),
            None => break,
        }
    }
    let whole = Ask::get("/inference-profiles?maxResults=1000").region("us-west-2").reply(&simulator).await.json();
    assert_eq!(ids.len(), whole["inferenceProfileSummaries"].as_array().unwrap().len());
    assert!(pages > 2 && ids.contains(&"us.amazon.nova-pro-v1:0".to_owned()), "{pages} pages, {ids:?}");
    let none = Ask::get("/inference-profiles?type=APPLICATION").reply(&simulator).await.json();
    assert_eq!(none["inferenceProfileSummaries"], serde_json::json!([]));
    let bad = Ask::get("/inference-profiles?nextToken=made-up").reply(&simulator).await;
    assert_eq!((bad.status, bad.kind()), (400, "ValidationException"));
}

#[tokio::test]
async fn identity_regions_and_quotas_speak_their_own_protocols() {
    let simulator = bundled("demo").await;
    let sts = Ask::post("/", "Action=GetCallerIdentity&Version=2011-06-15").service("sts").reply(&simulator).await;
    assert_eq!(sts.headers["content-type"], "text/xml");
    assert!(
        sts.body.contains("<Account>444455556666</Account>") && sts.body.contains("assumed-role/Developer/dev1</Arn>")
    );

    let asked = r#"{"MaxResults":50,"RegionOptStatusContains":["DISABLED"]}"#;
    let regions = Ask::post("/listRegions", asked).service("account").reply(&simulator).await.json();
    let disabled = regions["Regions"].as_array().unwrap();
    assert!(disabled.iter().any(|region| region["RegionName"] == "af-south-1"));
    assert!(disabled.iter().all(|region| region["RegionOptStatus"] == "DISABLED"));
    let first = Ask::post("/listRegions", r#"{"MaxResults":20}"#).service("account").reply(&simulator).await.json();
    let next = format!(r#"{{"MaxResults":20,"NextToken":{}}}"#, first["NextToken"]);
    let second = Ask::post("/listRegions", next).service("account").reply(&simulator).await.json();
    let count = |page: &serde_json::Value| page["Regions"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&second), second.get("NextToken")), (20, 13, None));

    for (operation, expected) in [("ListServiceQuotas", 0.0), ("ListAWSDefaultServiceQuotas", 30_000_000.0)] {
        let (mut quotas, mut body) = (Vec::new(), r#"{"ServiceCode":"bedrock"}"#.to_owned());
        loop {
            let target = format!("ServiceQuotasV20190624.{operation}");
            let ask = Ask::post("/", &*body).service("servicequotas").header("x-amz-target", target);
            let page = ask.reply(&simulator).await.json();
            quotas.extend(page["Quotas"].as_array().unwrap().clone());
            let Some(next) = page["NextToken"].as_str() else { break };
            body = format!(r#"{{"ServiceCode":"bedrock","NextToken":"{next}"}}"#);
        }
        assert!(quotas.len() > 100, "more than a page");
        let name = "Global cross-region model inference tokens per minute for Anthropic Claude Opus 4.7";
        let quota = quotas.iter().find(|quota| quota["QuotaName"] == name).unwrap();
        assert_eq!(quota["Value"], expected, "{operation}");
    }
}

#[tokio::test]
async fn iam_simulates_what_it_can_see() {
    let simulator = bundled("demo").await;
    let ask = async |action: &str, resource: &str| {
        let body = format!(
            "Action=SimulatePrincipalPolicy&Version=2010-05-08&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2FDeveloper\
             &ActionNames.member.1={}&ResourceArns.member.1={}",
            encoded(action),
            encoded(resource)
        );
        Ask::post("/", body).service("iam").reply(&simulator).await.body
    };
    let model = |region: &str| format!("arn:aws:bedrock:{region}::foundation-model/anthropic.claude-opus-5-5");
    let allowed = ask("bedrock:InvokeModel", &model("us-east-1")).await;
    assert!(allowed.contains("<EvalDecision>allowed</EvalDecision>"), "{allowed}");
    let denied = ask("bedrock:InvokeModel", &model("ap-southeast-3")).await;
    assert!(denied.contains("explicitDeny") && denied.contains("<AllowedByOrganizations>false"), "{denied}");
    assert!(ask("aws-marketplace:Subscribe", "*").await.contains("implicitDeny"));
}

#[tokio::test]
async fn nobody_is_let_in_without_credentials() {
    let simulator = bundled("healthy").await;
    let unsigned = Ask::get("/foundation-models").unsigned().reply(&simulator).await;
    assert_eq!((unsigned.status, unsigned.kind(), &*unsigned.message()), (403, "", "Authorization header is missing"));
    let key = Ask::get("/foundation-models").unsigned().header("authorization", "Bearer key");
    let elsewhere = key.clone().header("host", "bedrock.eu-west-2.amazonaws.com").reply(&simulator).await.json();
    assert!(
        elsewhere["modelSummaries"][0]["modelArn"].as_str().unwrap().contains(":eu-west-2:"),
        "the host names the region"
    );
    let home = key.reply(&simulator).await.json();
    assert!(
        home["modelSummaries"][0]["modelArn"].as_str().unwrap().contains(":us-west-2:"),
        "else it is the home region"
    );
    let sts = Ask::post("/", "Action=GetCallerIdentity").unsigned().header("authorization", "Bearer key");
    assert_eq!(sts.reply(&simulator).await.status, 403, "a Bedrock API key is for Bedrock only");
    let wrong = Ask::get("/foundation-models").service("s3").reply(&simulator).await;
    assert_eq!((wrong.status, wrong.kind()), (403, "InvalidSignatureException"));
    assert_eq!(Ask::get("/nothing-here").reply(&simulator).await.status, 404);
}

#[tokio::test]
async fn the_log_says_what_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("requests.ndjson");
    let scenario = bedcheck::simulator::Scenario::bundled("healthy").unwrap();
    let simulator = bedcheck::simulator::Simulator::start(scenario, 0, Some(&path)).await.unwrap();
    let id = "us.anthropic.claude-opus-5-5";
    Ask::invoke(id).region("us-west-2").reply(&simulator).await;
    let records = simulator.requests();
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!((&*record.service, &*record.operation, &*record.region), ("bedrock", "InvokeModel", "us-west-2"));
    assert_eq!((record.model.as_deref(), record.status), (Some("anthropic.claude-opus-5-5"), Some(200)));
    let url = simulator.url();
    simulator.stop().await;
    assert!(tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await.is_err(), "stopped");
    let line: serde_json::Value = serde_json::from_str(std::fs::read_to_string(&path).unwrap().trim()).unwrap();
    assert_eq!((&line["operation"], &line["auth"]), (&"InvokeModel".into(), &"sigv4".into()));
}

#[tokio::test]
async fn availability_reads_the_gates() {
    let simulator =
        custom("[[gate]]\nmodels = \"*opus-4-5-*\"\nagreement = \"error\"\nagreement_message = \"no card\"\n").await;
    let read = async |id: &str, region: &str| {
        Ask::get(format!("/foundation-model-availability/{}", encoded(id))).region(region).reply(&simulator).await
    };
    let failed = read("anthropic.claude-opus-4-5-20251101-v1:0", "us-east-1").await.json();
    assert_eq!(failed["agreementAvailability"], serde_json::json!({ "status": "ERROR", "errorMessage": "no card" }));
    let green = read("anthropic.claude-opus-5-5", "us-east-1").await.json();
    assert_eq!(
        green,
        serde_json::json!({
            "modelId": "anthropic.claude-opus-5-5",
            "agreementAvailability": { "status": "AVAILABLE" },
            "authorizationStatus": "AUTHORIZED",
            "entitlementAvailability": "AVAILABLE",
            "regionAvailability": "AVAILABLE",
        })
    );
    let elsewhere = read("anthropic.claude-opus-4-1-20250805-v1:0", "eu-west-1").await.json();
    assert_eq!(elsewhere["regionAvailability"], "NOT_AVAILABLE");
    assert_eq!(read("anthropic.claude-mythos-5-1", "us-east-1").await.kind(), "ValidationException", "hidden models");
}
