//! CloudTrail's event history and CloudWatch's counts: of the calls that were made here, and of those that the scenario's
//! `[[history]]` tells of.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    answer::{Answer, Problem, page},
    context::Context,
    operation::Operation,
    past::Past,
    texts,
};
use crate::catalog::ModelRef;

/// At most 50 a page, as CloudTrail has it.
const PAGE: usize = 50;

/// LookupEvents: the newest first, by one attribute.
pub(super) fn lookup_events(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::LookupEvents)?;
    let asked = context.call.json();
    let attributes = asked["LookupAttributes"].as_array().cloned().unwrap_or_default();
    if attributes.len() > 1 {
        let message = "You can specify only one lookup attribute.";
        return Err(Problem::new(400, "InvalidLookupAttributesException", message));
    }
    let wanted = |past: &&Past| {
        attributes.iter().all(|attribute| {
            let value = attribute["AttributeValue"].as_str().unwrap_or_default();
            match attribute["AttributeKey"].as_str().unwrap_or_default() {
                "EventName" => past.operation == value,
                "EventSource" => value == "bedrock.amazonaws.com",
                "Username" => name_of(&past.principal) == value,
                _ => false,
            }
        })
    };
    let (from, to) = (moment(&asked["StartTime"]), moment(&asked["EndTime"]));
    let within = |past: &&Past| from.is_none_or(|from| from <= past.at) && to.is_none_or(|to| past.at <= to);
    let all = pasts(context);
    let mut found: Vec<&Past> = all.iter().filter(within).filter(wanted).collect();
    found.sort_by_key(|past| std::cmp::Reverse(past.at));
    let events: Vec<Value> = found.into_iter().enumerate().map(|(nth, past)| event(context, past, nth)).collect();
    let most = asked["MaxResults"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
    let (events, next) = page(events, asked["NextToken"].as_str(), most.min(PAGE))
        .map_err(|_| Problem::new(400, "InvalidNextTokenException", "Invalid token."))?;
    let mut body = json!({ "Events": events });
    if let Some(next) = next {
        body["NextToken"] = next.into();
    }
    Ok(Answer::json11(&body))
}

/// A time as the JSON protocol has it: seconds, with or without a fraction.
fn moment(value: &Value) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "no time in question has as many milliseconds")]
    let milliseconds = (value.as_f64()? * 1000.0) as i64;
    Timestamp::from_millisecond(milliseconds).ok()
}

fn seconds(at: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no time in question has as many milliseconds")]
    let milliseconds = at.as_millisecond() as f64;
    milliseconds / 1000.0
}

/// What was called here, and what the scenario tells of, in the region asked.
fn pasts(context: &Context<'_>) -> Vec<Past> {
    let region = context.call.region.as_str();
    let told = context.scenario.history(Timestamp::now()).into_iter();
    let told = told.map(|told| Past {
        error: told.refused.map(|cause| {
            let model =
                ModelRef::parse(&told.model_id).base().map_or_else(|| told.model_id.clone(), |id| id.to_string());
            let problem = texts::refusal(cause, &model, None);
            (problem.kind.trim_end_matches("Exception").to_owned(), problem.message)
        }),
        at: told.at,
        operation: told.operation,
        region: told.region,
        model_id: told.model_id,
        principal: told.principal,
        agent: told.agent,
        bearer: told.bearer,
    });
    told.chain(context.state.past().iter().cloned()).filter(|past| past.region == region).collect()
}

/// `assumed-role/Developer/dev1` → `dev1`; `user/jane` → `jane`.
fn name_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn event(context: &Context<'_>, past: &Past, nth: usize) -> Value {
    let id = format!("00000000-0000-4000-8000-{nth:012x}");
    let mut record = json!({
        "eventVersion": "1.11",
        "userIdentity": identity(context, &past.principal),
        "eventTime": Timestamp::from_second(past.at.as_second()).unwrap_or(past.at).to_string(),
        "eventSource": "bedrock.amazonaws.com",
        "eventName": past.operation,
        "awsRegion": past.region,
        "sourceIPAddress": "127.0.0.1",
        "userAgent": past.agent,
        "requestParameters": { "modelId": past.model_id },
        "responseElements": null,
        "requestID": id,
        "eventID": id,
        "readOnly": true,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": context.scenario.account(),
        "eventCategory": "Management",
    });
    match &past.error {
        Some((code, message)) => {
            record["errorCode"] = code.as_str().into();
            record["errorMessage"] = message.as_str().into();
        }
        None => {
            record["additionalEventData"] =
                json!({ "inferenceRegion": past.region, "inputTokens": 8, "outputTokens": 1 });
        }
    }
    if past.bearer {
        record["additionalEventData"]["callWithBearerToken"] = true.into();
    }
    json!({
        "EventId": id, "EventName": past.operation, "ReadOnly": "true", "EventTime": seconds(past.at),
        "EventSource": "bedrock.amazonaws.com", "Username": name_of(&past.principal), "Resources": [],
        "CloudTrailEvent": record.to_string(),
    })
}

fn identity(context: &Context<'_>, arn: &str) -> Value {
    let account = context.scenario.account();
    let role = arn.split_once(":assumed-role/").and_then(|(_, rest)| rest.split_once('/'));
    match role {
        Some((role, session)) => json!({
            "type": "AssumedRole", "principalId": format!("AROASIMULATED:{session}"), "arn": arn, "accountId": account,
            "sessionContext": { "sessionIssuer": {
                "type": "Role", "userName": role, "accountId": account,
                "arn": format!("arn:{}:iam::{account}:role/{role}", context.scenario.partition()),
            } },
        }),
        None => json!({ "type": "IAMUser", "arn": arn, "accountId": account, "userName": name_of(arn) }),
    }
}

/// ListMetrics of `AWS/Bedrock`: the models that were called.
pub(super) fn list_metrics(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::ListMetrics)?;
    let asked = context.call.json();
    let name = asked["MetricName"].as_str().unwrap_or("Invocations");
    let ids: std::collections::BTreeSet<String> = pasts(context).into_iter().map(|past| past.model_id).collect();
    let metric = |id: &String| json!({ "Namespace": "AWS/Bedrock", "MetricName": name, "Dimensions": [{ "Name": "ModelId", "Value": id }] });
    let metrics: Vec<Value> =
        if asked["Namespace"] == "AWS/Bedrock" { ids.iter().map(metric).collect() } else { Vec::new() };
    Ok(Answer::json11(&json!({ "Metrics": metrics })))
}

/// GetMetricData: one sum for each query over the whole time.
pub(super) fn get_metric_data(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::GetMetricData)?;
    let asked = context.call.json();
    let (from, to) = (moment(&asked["StartTime"]), moment(&asked["EndTime"]));
    let all = pasts(context);
    let within = |past: &&Past| from.is_none_or(|from| from <= past.at) && to.is_none_or(|to| past.at <= to);
    let result = |query: &Value| {
        let metric = &query["MetricStat"]["Metric"];
        let id = metric["Dimensions"][0]["Value"].as_str().unwrap_or_default();
        let of_model = all.iter().filter(within).filter(|past| past.model_id == id);
        let count = match metric["MetricName"].as_str().unwrap_or_default() {
            // CloudWatch counts those that succeeded.
            "Invocations" => of_model.filter(|past| past.error.is_none()).count(),
            "InvocationClientErrors" => of_model.filter(|past| past.error.is_some()).count(),
            _ => 0,
        };
        let (times, values) =
            if count == 0 { (Vec::new(), Vec::new()) } else { (vec![seconds(from.unwrap_or_default())], vec![count]) };
        json!({ "Id": query["Id"], "Label": id, "Timestamps": times, "Values": values, "StatusCode": "Complete" })
    };
    let results: Vec<Value> = asked["MetricDataQueries"].as_array().into_iter().flatten().map(result).collect();
    Ok(Answer::json11(&json!({ "MetricDataResults": results, "Messages": [] })))
}
