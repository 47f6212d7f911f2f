//! bedrock-mantle: the Messages API, with ids of its own, whole or as server-sent events.

use serde_json::Value;

use super::{
    answer::{Answer, Problem},
    bedrock::access,
    context::Context,
    event_stream,
    operation::Operation,
    runtime,
    scenario::Listing,
    texts,
};

/// CreateInference: `POST /anthropic/v1/messages`.
pub(super) fn create_inference(context: &mut Context<'_>) -> Result<Answer, Problem> {
    let id = context.call.id.clone().unwrap_or_default();
    let listing = listing(context, &id)?.clone();
    let model = listing.model.as_str();
    context.require(&Operation::CreateInference.action(), None, Some(model))?;
    if let Some(problem) = access::shut(context, model, false) {
        return Err(problem);
    }
    let body = context.call.json();
    context.state.count_answer(model);
    let stop = runtime::stop_reason(&body);
    Ok(if body["stream"] == true { streamed(&listing, stop) } else { runtime::message(&listing.model, stop) })
}

/// Base ids without a version; a prefixed one is none of its models.
fn listing<'a>(context: &Context<'a>, id: &str) -> Result<&'a Listing, Problem> {
    let listings = context.scenario.listings(&context.call.region).iter();
    let mut named = listings.filter(|listing| {
        let model = listing.model.as_str();
        // With the date that only the runtime's id has.
        model.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with("-20") || rest.starts_with("-v"))
    });
    named.find(|listing| !listing.ended).ok_or_else(|| texts::no_such_model(id))
}

fn streamed(listing: &Listing, stop: &str) -> Answer {
    let line = |event: &Value| format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap_or_default());
    let body: String = event_stream::events(&listing.model, stop).iter().map(line).collect();
    let headers = vec![("content-type", "text/event-stream".to_owned())];
    Answer { status: 200, headers, body: body.into_bytes() }
}
