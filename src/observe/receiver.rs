//! The receiver of telemetry: takes what the client tells of its calls (OTLP over HTTP, as JSON), on loopback.
//!
//! Of a record the fields named here are held; everything else, prompts too where a client is set to send them, is passed
//! over where it stands.

use std::{io, sync::Arc};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Method, Request, Response, StatusCode, body::Incoming};
use jiff::Timestamp;
use serde::Deserialize;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    Door,
    glance::is_id,
    loopback::{Loopback, Serving},
    said,
};
use crate::{
    aws::StreamedBody,
    refusal,
    survey::{CallSource, SeenCall},
};

/// Bytes of a batch at most.
const MOST: usize = 8 << 20;

/// A running receiver. It stops when it is dropped.
pub struct Receiver(Serving);

impl Receiver {
    /// Starts one on a free port of loopback. Must be called within a tokio runtime.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start() -> io::Result<(Self, UnboundedReceiver<SeenCall>)> {
        let loopback = Loopback::bind().await?;
        let (tell, calls) = unbounded_channel();
        let door = loopback.door.clone();
        let shared = Arc::new((door, tell));
        let answer = move |request| {
            let shared = Arc::clone(&shared);
            async move { answered(take(&shared.0, &shared.1, request).await) }
        };
        Ok((Self(loopback.start(answer)), calls))
    }

    /// Where it is to be found.
    #[must_use]
    pub fn door(&self) -> &Door {
        self.0.door()
    }

    /// Stops.
    pub async fn stop(self) {
        self.0.stop().await;
    }
}

async fn take(door: &Door, tell: &UnboundedSender<SeenCall>, request: Request<Incoming>) -> StatusCode {
    let (head, body) = request.into_parts();
    match door.enter(&head) {
        Ok("/v1/logs") if head.method == Method::POST => {}
        Ok(_) => return StatusCode::NOT_FOUND,
        Err(status) => return status,
    }
    let Ok(body) = Limited::new(body, MOST).collect().await else { return StatusCode::PAYLOAD_TOO_LARGE };
    let Ok(batch) = serde_json::from_slice::<Batch>(&body.to_bytes()) else { return StatusCode::BAD_REQUEST };
    for call in batch.calls() {
        // Nobody listens once the child is gone.
        let _ = tell.send(call);
    }
    StatusCode::OK
}

fn answered(status: StatusCode) -> Response<StreamedBody> {
    let mut response = Response::new(Full::from("{}").map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Batch {
    resource_logs: Vec<OfResource>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct OfResource {
    resource: Attributes,
    scope_logs: Vec<OfScope>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct OfScope {
    log_records: Vec<Record>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Record {
    time_unix_nano: Option<Value>,
    #[serde(flatten)]
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attributes {
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
struct Attribute {
    key: String,
    #[serde(default)]
    value: AnyValue,
}

/// The client writes numbers as texts, as numbers, and as texts of numbers.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AnyValue {
    string_value: Option<String>,
    int_value: Option<Value>,
    double_value: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Number(u64),
}

impl Value {
    fn number(&self) -> Option<u64> {
        match self {
            Self::Text(text) => text.parse().ok(),
            Self::Number(number) => Some(*number),
        }
    }
}

impl Attributes {
    fn value(&self, key: &str) -> Option<&AnyValue> {
        self.attributes.iter().find(|one| one.key == key).map(|one| &one.value)
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.value(key)?.string_value.as_deref()
    }

    /// A text that can be no sentence.
    fn word(&self, key: &str) -> Option<String> {
        self.text(key).filter(|word| is_id(word)).map(str::to_owned)
    }

    fn number(&self, key: &str) -> Option<u64> {
        let value = self.value(key)?;
        let text = value.string_value.as_ref().and_then(|text| text.parse::<f64>().ok());
        let number = value.int_value.as_ref().and_then(Value::number);
        number.or_else(|| whole(value.double_value.or(text)?))
    }
}

/// A count, without its fraction.
fn whole(number: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the bounds that were looked at"
    )]
    (0.0..1e15).contains(&number).then_some(number as u64)
}

impl Batch {
    fn calls(&self) -> impl Iterator<Item = SeenCall> {
        let of = |resource: &OfResource| {
            let version = resource.resource.word("service.version");
            let records = resource.scope_logs.iter().flat_map(|scope| &scope.log_records);
            records.filter_map(|record| record.call(version.as_deref())).collect::<Vec<_>>()
        };
        self.resource_logs.iter().flat_map(of).collect::<Vec<_>>().into_iter()
    }
}

impl Record {
    /// The call that a record tells of; `None` for all other events.
    fn call(&self, version: Option<&str>) -> Option<SeenCall> {
        let said = &self.attributes;
        let refusal = match said.text("event.name")? {
            "api_request" => None,
            "api_error" => Some(said::nameless(refusal::from_text(said.text("error").unwrap_or_default()))),
            _ => return None,
        };
        let nanoseconds = self.time_unix_nano.as_ref().and_then(Value::number);
        let at = nanoseconds.and_then(|at| Timestamp::from_nanosecond(at.into()).ok());
        Some(SeenCall {
            at: at.unwrap_or_else(Timestamp::now),
            source: CallSource::Telemetry,
            operation: "InvokeModelWithResponseStream".to_owned(),
            region: None,
            id: Some(said.word("model")?),
            asked: None,
            status: said.number("status_code").and_then(|status| status.try_into().ok()),
            refusal,
            milliseconds: said.number("duration_ms"),
            tokens: said.number("input_tokens").zip(said.number("output_tokens")),
            caller: said.word("query_source"),
            client: version.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As 2.1.332 writes it, prompts and all.
    #[test]
    fn of_a_batch_only_calls_are_read_and_of_a_call_only_its_fields() {
        let batch = serde_json::json!({"resourceLogs": [{
            "resource": {"attributes": [{"key": "service.version", "value": {"stringValue": "2.1.332"}}]},
            "scopeLogs": [{"scope": {"name": "x"}, "logRecords": [
                {"timeUnixNano": "1764556800000000000", "body": {"stringValue": "claude_code.user_prompt"}, "attributes": [
                    {"key": "event.name", "value": {"stringValue": "user_prompt"}},
                    {"key": "prompt", "value": {"stringValue": "CANARY"}}]},
                {"timeUnixNano": "1764556800000000000", "severityNumber": 9, "attributes": [
                    {"key": "event.name", "value": {"stringValue": "api_request"}},
                    {"key": "model", "value": {"stringValue": "us.anthropic.claude-opus-5-5"}},
                    {"key": "query_source", "value": {"stringValue": "agent:custom"}},
                    {"key": "duration_ms", "value": {"intValue": 812}},
                    {"key": "input_tokens", "value": {"stringValue": "8"}},
                    {"key": "output_tokens", "value": {"doubleValue": 2.0}},
                    {"key": "list", "value": {"arrayValue": {"values": []}}}]},
                {"attributes": [
                    {"key": "event.name", "value": {"stringValue": "api_error"}},
                    {"key": "model", "value": {"stringValue": "us.anthropic.claude-opus-5"}},
                    {"key": "status_code", "value": {"stringValue": "403"}},
                    {"key": "error", "value": {"stringValue":
                        "403 You don't have access to the model with the specified model ID."}}]},
                {"attributes": [
                    {"key": "event.name", "value": {"stringValue": "api_request"}},
                    {"key": "model", "value": {"stringValue": "a sentence CANARY"}}]},
            ]}],
        }]});
        let batch: Batch = serde_json::from_value(batch).unwrap();
        let calls: Vec<SeenCall> = batch.calls().collect();
        assert_eq!(calls.len(), 2);
        assert_eq!((calls[0].tokens, calls[0].milliseconds), (Some((8, 2)), Some(812)));
        assert_eq!((calls[0].caller.as_deref(), calls[0].client.as_deref()), (Some("agent:custom"), Some("2.1.332")));
        assert_eq!((calls[1].status, calls[1].is_refused()), (Some(403), true));
        assert!(!format!("{calls:?}").contains("CANARY"));
    }
}
