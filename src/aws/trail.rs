//! CloudTrail LookupEvents, CloudWatch ListMetrics and GetMetricData: three calls, without the two SDK crates that have them
//! among hundreds.

use http_body_util::BodyExt as _;
use hyper::{HeaderMap, Method, header::HeaderValue};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    convert::clean,
    failure,
    signing_client::{AwsService, Identification, OutBody, Outgoing, SigningClient},
};
use crate::{
    catalog::RegionName,
    refusal::{RawRefusal, Refusal, classify},
    survey::{CallSource, ModelCounts, SeenCall, TrailRecord},
};

/// What LookupEvents gives a page, at most.
const PAGE: u32 = 50;
/// Queries of one GetMetricData, at most.
const QUERIES: usize = 500;

/// A page of events, the newest first.
#[derive(Clone, Debug, Default)]
pub struct TrailPage {
    /// What could be read of it.
    pub records: Vec<TrailRecord>,
    /// The time of its oldest event.
    pub back_to: Option<Timestamp>,
    /// Where to go on.
    pub next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Events {
    #[serde(default)]
    events: Vec<Event>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    cloud_trail_event: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_time: Timestamp,
    event_name: String,
    aws_region: RegionName,
    error_code: Option<String>,
    error_message: Option<String>,
    user_agent: Option<String>,
    user_identity: Option<Caller>,
    request_parameters: Option<Asked>,
    additional_event_data: Option<More>,
    #[serde(rename = "requestID")]
    request_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Caller {
    arn: Option<String>,
    user_name: Option<String>,
    session_context: Option<Context>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    session_issuer: Option<Issuer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Issuer {
    user_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    model_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct More {
    inference_region: Option<String>,
    call_with_bearer_token: Option<bool>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
}

impl SigningClient {
    /// A page of the calls of one operation since a time.
    ///
    /// # Errors
    ///
    /// When it was refused, or nobody answered.
    pub async fn lookup_events(
        &self,
        region: &RegionName,
        operation: &str,
        since: Timestamp,
        next: Option<&str>,
    ) -> Result<TrailPage, Refusal> {
        let mut body = json!({
            "LookupAttributes": [{ "AttributeKey": "EventName", "AttributeValue": operation }],
            "StartTime": since.as_second(),
            "MaxResults": PAGE,
        });
        if let Some(next) = next {
            body["NextToken"] = next.into();
        }
        let target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
        let Events { events, next_token } = self.json(AwsService::CloudTrail, region, target, &body).await?;
        let texts = events.into_iter().filter_map(|event| event.cloud_trail_event);
        let records: Vec<Record> = texts.filter_map(|text| serde_json::from_str(&text).ok()).collect();
        let back_to = records.iter().map(|record| record.event_time).min();
        Ok(TrailPage { records: records.into_iter().map(Into::into).collect(), back_to, next: next_token })
    }

    /// What was counted of each model since a time.
    ///
    /// # Errors
    ///
    /// When one of the two reads was refused, or nobody answered.
    pub async fn model_counts(
        &self,
        region: &RegionName,
        (since, now): (Timestamp, Timestamp),
    ) -> Result<Vec<ModelCounts>, Refusal> {
        let mut ids: Vec<String> = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let mut body = json!({ "Namespace": "AWS/Bedrock", "MetricName": "Invocations" });
            // Where every call was refused only errors are counted.
            if let Some(next) = &next {
                body["NextToken"] = next.as_str().into();
            }
            let target = "GraniteServiceVersion20100801.ListMetrics";
            let page: Metrics = self.json(AwsService::CloudWatch, region, target, &body).await?;
            ids.extend(page.metrics.into_iter().filter_map(Metric::of_one_model));
            next = page.next_token.filter(|_| ids.len() < QUERIES);
            if next.is_none() {
                break;
            }
        }
        ids.sort();
        ids.dedup();
        self.counted(region, ids, (since, now)).await
    }

    async fn counted(
        &self,
        region: &RegionName,
        ids: Vec<String>,
        (since, now): (Timestamp, Timestamp),
    ) -> Result<Vec<ModelCounts>, Refusal> {
        let mut counts = Vec::new();
        for ids in ids.chunks(QUERIES / 2) {
            let query = |(nth, id): (usize, &String), name: &str, letter: char| {
                json!({ "Id": format!("{letter}{nth}"), "MetricStat": {
                    "Metric": { "Namespace": "AWS/Bedrock", "MetricName": name,
                        "Dimensions": [{ "Name": "ModelId", "Value": id }] },
                    "Period": 86_400, "Stat": "Sum" } })
            };
            let both = |one| [query(one, "Invocations", 'i'), query(one, "InvocationClientErrors", 'e')];
            let queries: Vec<Value> = ids.iter().enumerate().flat_map(both).collect();
            let times = (since.as_second(), now.as_second());
            let body = json!({ "MetricDataQueries": queries, "StartTime": times.0, "EndTime": times.1 });
            let target = "GraniteServiceVersion20100801.GetMetricData";
            let data: MetricData = self.json(AwsService::CloudWatch, region, target, &body).await?;
            counts.extend(ids.iter().enumerate().map(|(nth, id)| ModelCounts {
                region: region.clone(),
                id: clean(id),
                invocations: data.sum(&format!("i{nth}")),
                client_errors: data.sum(&format!("e{nth}")),
            }));
        }
        counts.retain(|one| one.invocations + one.client_errors > 0);
        Ok(counts)
    }

    /// A call of a service with one path for everything.
    async fn json<T: serde::de::DeserializeOwned>(
        &self,
        service: AwsService,
        region: &RegionName,
        target: &'static str,
        body: &Value,
    ) -> Result<T, Refusal> {
        let mut headers = HeaderMap::new();
        let version =
            if service == AwsService::CloudWatch { "application/x-amz-json-1.0" } else { "application/x-amz-json-1.1" };
        headers.insert("content-type", HeaderValue::from_static(version));
        headers.insert("x-amz-target", HeaderValue::from_static(target));
        let agent =
            concat!("app/", env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        headers.insert("user-agent", HeaderValue::from_static(agent));
        let call = Outgoing {
            service,
            region: region.clone(),
            method: Method::POST,
            path: "/".to_owned(),
            headers,
            body: OutBody::Whole(body.to_string().into()),
            identification: Identification::Signed,
        };
        let answer = tokio::time::timeout(super::session::WHOLE_CALL, self.send(call)).await;
        let answer = answer.map_err(|_| failure::timed_out("no answer in time"))??;
        let (head, body) = answer.into_parts();
        let read = tokio::time::timeout(super::session::WHOLE_CALL, body.collect()).await;
        let read = read.map_err(|_| failure::timed_out("the answer did not end in time"))?;
        let bytes = read.map_err(|error| failure::bad_answer(&error.to_string()))?.to_bytes();
        if head.status.is_success() {
            return serde_json::from_slice(&bytes).map_err(|error| failure::bad_answer(&error.to_string()));
        }
        let said: Said = serde_json::from_slice(&bytes).unwrap_or_default();
        let raw = RawRefusal { status: Some(head.status.as_u16()), kind: said.kind, text: said.message };
        let request = head.headers.get("x-amzn-requestid").and_then(|id| id.to_str().ok());
        Err(failure::said(raw).of_request(request))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(rename = "__type")]
    kind: String,
    #[serde(alias = "Message")]
    message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metrics {
    #[serde(default)]
    metrics: Vec<Metric>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    #[serde(default)]
    dimensions: Vec<Dimension>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Dimension {
    name: String,
    value: String,
}

impl Metric {
    /// The model, where it is counted by nothing else as well.
    fn of_one_model(self) -> Option<String> {
        let mut dimensions = self.dimensions.into_iter();
        let first = dimensions.next().filter(|dimension| dimension.name == "ModelId")?;
        (dimensions.next().is_none() && first.value.to_lowercase().contains("claude")
            || first.value.starts_with("arn:"))
        .then_some(first.value)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MetricData {
    #[serde(default)]
    metric_data_results: Vec<MetricResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MetricResult {
    id: String,
    #[serde(default)]
    values: Vec<f64>,
}

impl MetricData {
    fn sum(&self, id: &str) -> u64 {
        let of_id = self.metric_data_results.iter().filter(|result| result.id == id);
        let sum: f64 = of_id.flat_map(|result| &result.values).filter(|value| value.is_finite()).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, within bounds")]
        let whole = sum.clamp(0.0, 1e15) as u64;
        whole
    }
}

impl From<Record> for TrailRecord {
    fn from(record: Record) -> Self {
        let caller = record.user_identity.as_ref();
        let issuer =
            caller.and_then(|caller| caller.session_context.as_ref()?.session_issuer.as_ref()?.user_name.clone());
        let name = issuer.or_else(|| caller.and_then(|caller| caller.user_name.clone()));
        let refusal = record.error_code.as_deref().map(|code| {
            let text = record.error_message.as_deref().unwrap_or_default();
            refusal(code, text).of_request(record.request_id.as_deref())
        });
        let more = record.additional_event_data;
        let tokens = more.as_ref().and_then(|more| more.input_tokens.zip(more.output_tokens));
        Self {
            arn: caller.and_then(|caller| caller.arn.as_deref()).map(clean).unwrap_or_default(),
            inference_region: more.as_ref().and_then(|more| more.inference_region.as_deref()).map(clean),
            bearer: more.is_some_and(|more| more.call_with_bearer_token == Some(true)),
            call: SeenCall {
                at: record.event_time,
                source: CallSource::CloudTrail,
                operation: clean(&record.event_name),
                region: Some(record.aws_region),
                id: record.request_parameters.and_then(|asked| asked.model_id).as_deref().map(clean),
                asked: None,
                status: refusal.as_ref().and_then(|refusal| refusal.status),
                refusal,
                milliseconds: None,
                tokens,
                caller: name.as_deref().map(clean),
                client: record.user_agent.as_deref().and_then(version).map(clean),
            },
        }
    }
}

/// CloudTrail leaves the ending of error types out, and the status.
fn refusal(code: &str, text: &str) -> Refusal {
    let kind = if code.ends_with("Exception") { code.to_owned() } else { format!("{code}Exception") };
    let status = match kind.as_str() {
        "AccessDeniedException" | "UnrecognizedClientException" | "ExpiredTokenException" => Some(403),
        "ValidationException" => Some(400),
        "ResourceNotFoundException" => Some(404),
        "ThrottlingException" => Some(429),
        _ => None,
    };
    classify(&RawRefusal { status, kind, text: text.to_owned() })
}

/// The version in `claude-cli/2.1.332 (external, cli)`; CloudTrail puts brackets around agents it does not know.
fn version(agent: &str) -> Option<&str> {
    let (_, rest) = agent.split_once("claude-cli/")?;
    let version = rest.split([' ', '(', ']']).next()?;
    let plain = version.len() < 20 && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (plain && !version.is_empty()).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::{Cause, Gate};

    #[test]
    fn a_record_is_read_as_cloudtrail_writes_it() {
        let record = json!({
            "eventTime": "2026-11-30T10:00:00Z", "eventName": "InvokeModelWithResponseStream", "awsRegion": "us-west-2",
            "errorCode": "AccessDenied",
            "errorMessage": "User: arn:aws:sts::1:assumed-role/Dev/jane is not authorized to perform: bedrock:InvokeModelWithResponseStream \
                on resource: arn:aws:bedrock:us-east-1::foundation-model/x with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1",
            "userAgent": "[claude-cli/2.1.332 (external, cli)]",
            "userIdentity": {"arn": "arn:aws:sts::1:assumed-role/Dev/jane", "sessionContext": {"sessionIssuer": {"userName": "Dev"}}},
            "requestParameters": {"modelId": "us.anthropic.claude-opus-5-5"}, "responseElements": null,
            "additionalEventData": {"callWithBearerToken": true},
        });
        let record: TrailRecord = serde_json::from_value::<Record>(record).unwrap().into();
        let refusal = record.call.refusal.as_ref().unwrap();
        assert_eq!((refusal.gate, refusal.status), (Some(Gate::Permission), Some(403)));
        assert!(refusal.captures["policy_arn"].ends_with("p-1"), "{refusal:?}");
        assert_eq!((record.call.caller.as_deref(), record.call.client.as_deref()), (Some("Dev"), Some("2.1.332")));
        assert!(record.bearer && record.call.is_refused());
        let throttled = refusal_of("ThrottlingException");
        assert_eq!((throttled.cause, throttled.gate), (Cause::Throttled, None));
    }

    fn refusal_of(code: &str) -> Refusal {
        refusal(code, "Too many requests, please wait before trying again.")
    }
}
