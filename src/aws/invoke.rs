//! The one-token check: a real call to a model, made once.

use std::time::Duration;

use aws_sdk_bedrockruntime::{
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    primitives::{Blob, event_stream::EventReceiver},
    types::{ResponseStream, error::ResponseStreamError},
};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::{Session, failure, session};
use crate::{
    refusal::{RawRefusal, Refusal, classify},
    survey::RealCall,
};

/// The whole request body. One output token; no sampling parameters, which newer models refuse.
const BODY: &str =
    r#"{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":"Say OK."}]}"#;
const JSON: &str = "application/json";
/// A model may take its time to the first token, longer than any read of the control plane.
const WHOLE_CALL: Duration = Duration::from_secs(30);

impl Session {
    /// Makes the call.
    pub(super) async fn invoke(&self, call: &RealCall) -> Result<(), Refusal> {
        let client = self.caller(call);
        if call.streaming {
            let request = client.invoke_model_with_response_stream().model_id(&call.id);
            let request = request.content_type(JSON).accept(JSON).body(Blob::new(BODY));
            let answer = request.send().await.map_err(failure::refusal)?;
            return first_event(answer.body).await;
        }
        let request = client.invoke_model().model_id(&call.id).content_type(JSON).accept(JSON).body(Blob::new(BODY));
        let answer = request.send().await.map_err(failure::refusal)?;
        match serde_json::from_slice::<serde_json::Value>(answer.body.as_ref()) {
            Ok(message) if message.is_object() => Ok(()),
            _ => Err(failure::bad_answer("InvokeModel answered something that is no message")),
        }
    }

    /// A client for one call. It never tries again: each try is a call that may be paid for, be counted by whoever
    /// watches the account, and begin a subscription; the user consented to one.
    fn caller(&self, call: &RealCall) -> aws_sdk_bedrockruntime::Client {
        let patience = TimeoutConfig::builder()
            .connect_timeout(session::CONNECT)
            .read_timeout(WHOLE_CALL)
            .operation_timeout(WHOLE_CALL)
            .build();
        let config = self.runtime(&call.region).timeout_config(patience).retry_config(RetryConfig::disabled());
        aws_sdk_bedrockruntime::Client::from_conf(config.build())
    }
}

/// One event is answer enough; the rest of the stream is dropped.
async fn first_event(mut events: EventReceiver<ResponseStream, ResponseStreamError>) -> Result<(), Refusal> {
    match tokio::time::timeout(WHOLE_CALL, events.recv()).await {
        Ok(Ok(Some(_))) => Ok(()),
        Ok(Ok(None)) => Err(failure::bad_answer("the stream ended before its first event")),
        Ok(Err(SdkError::ServiceError(said))) => Err(classify(&within_stream(said.err()))),
        Ok(Err(error)) => Err(failure::bad_answer(&error.to_string())),
        Err(_) => Err(classify(&RawRefusal {
            status: None,
            kind: "TimedOut".to_owned(),
            text: "no event in time".to_owned(),
        })),
    }
}

/// A refusal that came as an event of the stream: it has a type, and no status of its own.
fn within_stream(error: &ResponseStreamError) -> RawRefusal {
    let kind = match error {
        ResponseStreamError::ThrottlingException(_) => "ThrottlingException",
        ResponseStreamError::ValidationException(_) => "ValidationException",
        ResponseStreamError::ModelTimeoutException(_) => "ModelTimeoutException",
        ResponseStreamError::InternalServerException(_) => "InternalServerException",
        ResponseStreamError::ModelStreamErrorException(_) => "ModelStreamErrorException",
        ResponseStreamError::ServiceUnavailableException(_) => "ServiceUnavailableException",
        other => other.code().unwrap_or_default(),
    };
    RawRefusal { status: None, kind: kind.to_owned(), text: error.message().unwrap_or_default().to_owned() }
}
