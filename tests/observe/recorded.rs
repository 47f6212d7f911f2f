//! What real clients sent (tests/observe/recorded.json) is sent once more by the client of these tests, through the real
//! program, to something that answers as was answered then: the proxy tells the same calls, and the plan foresees them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    client::{Call, KEY, body, command},
    support::{items, run},
    upstream::{Came, Upstream},
};

const RECORDED: &str = include_str!("recorded.json");

/// The path of an operation, and the id in it.
fn call(recorded: &Value, version: &str) -> Call {
    let model = recorded["model"].as_str().unwrap_or_default();
    let asked = recorded["max_tokens"].as_u64().map(|tokens| body(tokens, recorded["tools"] == true));
    let asked = asked.unwrap_or_else(|| json!({"input": {}}));
    let call = match recorded["operation"].as_str().unwrap() {
        "ListInferenceProfiles" => Call::list(),
        "GetInferenceProfile" => Call::to("GET", &format!("/inference-profiles/{model}")),
        "CountTokens" => Call::of(model, "count-tokens", &asked),
        "InvokeModel" => Call::of(model, "invoke", &asked),
        "InvokeModelWithResponseStream" => Call::of(model, "invoke-with-response-stream", &asked),
        "CreateInference" => {
            let mut asked = asked;
            asked["model"] = model.into();
            Call { body: asked.to_string(), ..Call::to("POST", "/anthropic/v1/messages") }
        }
        other => panic!("no such operation: {other}"),
    };
    let mut call = call.with("user-agent", &format!("claude-cli/{version} (external, sdk-cli)"));
    call.headers.retain(|(name, _)| name != "authorization" && name != "x-amz-date");
    match recorded["region"].as_str() {
        Some(region) if recorded["operation"] == "CreateInference" => {
            let scope = format!("{KEY}/20261201/{region}/bedrock-mantle/aws4_request");
            call.with(
                "authorization",
                &format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00"),
            )
        }
        Some(region) => call.signed_in(KEY, region),
        None => call.with("authorization", "Bearer (dummy)"),
    }
}

/// Answers with what was answered then, by operation and id.
fn standing_in(recorded: &Value) -> Upstream {
    let statuses: BTreeMap<(String, String), u64> = items(recorded, "calls")
        .iter()
        .map(|call| {
            let text = |field: &str| call[field].as_str().unwrap_or_default().to_owned();
            ((text("operation"), text("model")), call["status"].as_u64().unwrap())
        })
        .collect();
    let profiles: Vec<Value> = recorded["profiles"].as_array().cloned().unwrap_or_default();
    let denied = recorded["list_denied"] == true;
    Upstream::answering(move |came, stream| {
        let (operation, model) = asked_for(came);
        let status = statuses.get(&(operation.clone(), model)).copied().unwrap_or(200);
        let status = if denied && operation == "ListInferenceProfiles" { 403 } else { status };
        let text = match (status, operation.as_str()) {
            (200, "ListInferenceProfiles") => json!({"inferenceProfileSummaries": profiles.iter().map(profile).collect::<Vec<_>>()}),
            (403, "CountTokens" | "ListInferenceProfiles") => json!({"message": format!("User: arn:aws:iam::111122223333:user/x is not \
                authorized to perform: bedrock:{operation} because no identity-based policy allows the bedrock:{operation} action")}),
            (403, _) => json!({"message": "You don't have access to the model with the specified model ID."}),
            _ => json!({}),
        }
        .to_string();
        let kind = if status == 403 { "x-amzn-errortype: AccessDeniedException\r\n" } else { "" };
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{kind}connection: close\r\n");
        let _ =
            std::io::Write::write_all(stream, format!("{head}content-length: {}\r\n\r\n{text}", text.len()).as_bytes());
    })
}

fn profile(id: &Value) -> Value {
    let base = id.as_str().unwrap().split_once('.').unwrap().1;
    json!({
        "inferenceProfileId": id, "inferenceProfileName": id, "status": "ACTIVE", "type": "SYSTEM_DEFINED",
        "inferenceProfileArn": format!("arn:aws:bedrock:us-east-1:111122223333:inference-profile/{}", id.as_str().unwrap()),
        "models": [{"modelArn": format!("arn:aws:bedrock:us-east-1::foundation-model/{base}")}],
    })
}

fn asked_for(came: &Came) -> (String, String) {
    let path = came.line.split(' ').nth(1).unwrap().split('?').next().unwrap().replace("%3A", ":");
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let (operation, model) = match parts.as_slice() {
        ["inference-profiles"] => ("ListInferenceProfiles", String::new()),
        ["inference-profiles", id] => ("GetInferenceProfile", (*id).to_owned()),
        ["model", id, "count-tokens"] => ("CountTokens", (*id).to_owned()),
        ["model", id, "invoke"] => ("InvokeModel", (*id).to_owned()),
        ["model", id, _] => ("InvokeModelWithResponseStream", (*id).to_owned()),
        ["anthropic", ..] => {
            let body: Value = serde_json::from_slice(&came.body).unwrap();
            ("CreateInference", body["model"].as_str().unwrap().to_owned())
        }
        _ => ("", String::new()),
    };
    (operation.to_owned(), model)
}

/// A home like that of the run.
fn home(recorded: &Value) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, model) in recorded["agents"].as_object().into_iter().flatten() {
        let folder = home.path().join(".claude/agents");
        std::fs::create_dir_all(&folder).unwrap();
        let text =
            format!("---\nname: {name}\ndescription: does things\nmodel: {}\n---\nWork.\n", model.as_str().unwrap());
        std::fs::write(folder.join(format!("{name}.md")), text).unwrap();
    }
    for (name, text) in recorded["aws"].as_object().into_iter().flatten() {
        std::fs::write(home.path().join(format!("aws-{name}")), text.as_str().unwrap()).unwrap();
    }
    home
}

fn replayed(recorded: &Value) -> (Vec<Value>, Value) {
    let version = recorded["version"].as_str().unwrap();
    let calls: Vec<Call> = items(recorded, "calls")
        .iter()
        .flat_map(|one| vec![call(one, version); usize::try_from(one["times"].as_u64().unwrap_or(1)).unwrap()])
        .collect();
    let (home, upstream) = (home(recorded), standing_in(recorded));
    let log = home.path().join("log");
    let options = ["--proxy", "--log", log.to_str().unwrap(), "-o", "json"];
    let mut command = command(home.path(), &options, &calls, 0);
    command.env("AWS_ENDPOINT_URL", &upstream.url).env("CLAUDE_CODE_USE_BEDROCK", "1");
    command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", "dummy");
    for (name, value) in recorded["env"].as_object().unwrap() {
        match value.as_str() {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let (status, out, err) = run(&mut command);
    assert_eq!(status, 0, "{}: {out}{err}", recorded["name"]);
    let told = std::fs::read_to_string(&log).unwrap();
    let told = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (told, serde_json::from_str(&err[err.find("{\n").unwrap()..]).unwrap())
}

#[test]
fn what_real_clients_called_is_told_call_by_call_and_was_foreseen() {
    let recorded: Value = serde_json::from_str(RECORDED).unwrap();
    let runs = items(&recorded, "runs");
    assert!(runs.len() >= 10);
    for recorded in runs {
        let (told, document) = replayed(recorded);
        let came: Vec<_> = items(recorded, "calls")
            .iter()
            .flat_map(|one| {
                let same = (one["operation"].clone(), one["model"].clone(), one["status"].clone());
                vec![same; usize::try_from(one["times"].as_u64().unwrap_or(1)).unwrap()]
            })
            .collect();
        let told: Vec<_> = told
            .iter()
            .map(|told| (told["operation"].clone(), told["model_id"].clone(), told["status"].clone()))
            .collect();
        assert_eq!(told, came, "{}", recorded["name"]);
        let ids = |group: &str| {
            let mut ids: Vec<Value> = items(&document, group).iter().map(|model| model["model_id"].clone()).collect();
            ids.sort_by_key(ToString::to_string);
            Value::from(ids)
        };
        for group in ["predicted_and_seen", "seen_not_predicted"] {
            assert_eq!(ids(group), recorded[group], "{}: {group}", recorded["name"]);
        }
        let refused =
            ["predicted_and_seen", "seen_not_predicted"].into_iter().flat_map(|group| items(&document, group));
        let refused: Vec<&Value> =
            refused.filter(|model| model["refused"] != 0).map(|model| &model["model_id"]).collect();
        assert_eq!(json!(refused), recorded["refused"], "{}", recorded["name"]);
    }
}
