//! Every call made to AWS: what was asked, where, how it ended, how long it took. Never what was sent or said.
//!
//! An interceptor of the SDK, in every client of a session. A call is written down when it is over, once, however many
//! attempts it took.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use aws_config::Region;
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{
                BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, Error,
                FinalizerInterceptorContextRef,
            },
            dyn_dispatch_hint,
        },
        orchestrator::{HttpResponse, Metadata, OrchestratorError},
        result::ConnectorError,
        retries::RequestAttempts,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use jiff::Timestamp;
use serde::Serialize;

use crate::catalog::printable;

/// Calls kept; the oldest make room.
const MOST: usize = 1000;
/// Characters kept of a word that came from outside.
const LONGEST: usize = 100;

/// One call that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Counts the calls of a log, from 1.
    pub number: u64,
    /// When it began.
    pub at: Timestamp,
    /// The service, as the SDK names it: `Bedrock`, `STS`.
    pub service: String,
    /// The operation: `ListFoundationModels`.
    pub operation: String,
    /// The region whose endpoint was asked.
    pub region: Option<String>,
    /// The model asked about, where the request names one.
    pub about: Option<String>,
    /// The HTTP status of the last attempt; `None` when no answer came.
    pub status: Option<u16>,
    /// The error type of a refusal, or what kept an answer from coming; `None` when all went well.
    pub refusal: Option<String>,
    /// From the first attempt to the end, in milliseconds.
    pub milliseconds: u64,
    /// How often it was sent.
    pub attempts: u32,
    /// The id AWS gave the request: what AWS support asks for.
    pub request_id: Option<String>,
}

/// The last calls, shared by all clients that write to it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct CallLog(Arc<Mutex<Ring>>);

#[derive(Debug, Default)]
struct Ring {
    written: u64,
    calls: VecDeque<Call>,
}

impl CallLog {
    /// The calls written after the one of this number, oldest first, as far as they are kept. All of them after 0.
    #[must_use]
    pub fn since(&self, number: u64) -> Vec<Call> {
        let ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ring.calls.iter().filter(|call| call.number > number).cloned().collect()
    }

    /// The number of the newest call.
    pub(super) fn newest(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).written
    }

    /// Whether Bedrock of this region answered any call after the one of this number, whatever it said.
    pub(super) fn has_answer(&self, after: u64, region: &str) -> bool {
        let ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_one =
            |call: &Call| call.service == "Bedrock" && call.status.is_some() && call.region.as_deref() == Some(region);
        ring.calls.iter().rev().take_while(|call| call.number > after).any(is_one)
    }

    fn write(&self, call: Call) {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ring.written += 1;
        let number = ring.written;
        ring.calls.push_back(Call { number, ..call });
        if ring.calls.len() > MOST {
            ring.calls.pop_front();
        }
    }
}

/// When a call began, by the calendar and by a clock that is never set.
#[derive(Clone, Copy, Debug)]
struct Begun(Timestamp, Instant);

impl Storable for Begun {
    type Storer = StoreReplace<Self>;
}

/// The model that a request names; the request itself is gone when the call is over.
#[derive(Clone, Debug)]
struct About(Option<String>);

impl Storable for About {
    type Storer = StoreReplace<Self>;
}

#[dyn_dispatch_hint]
impl Intercept for CallLog {
    fn name(&self) -> &'static str {
        "CallLog"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(Begun(Timestamp::now(), Instant::now()));
        Ok(())
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        cfg.interceptor_state().store_put(About(model_in(context.request().uri())));
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let begun = cfg.load::<Begun>().copied().unwrap_or_else(|| Begun(Timestamp::now(), Instant::now()));
        let metadata = cfg.load::<Metadata>();
        let response = context.response();
        let failure = match context.output_or_error() {
            Some(Err(error)) => Some(error),
            Some(Ok(_)) | None => None,
        };
        self.write(Call {
            number: 0,
            at: begun.0,
            service: metadata.map(|call| call.service().to_owned()).unwrap_or_default(),
            operation: metadata.map(|call| call.name().to_owned()).unwrap_or_default(),
            region: cfg.load::<Region>().map(ToString::to_string),
            about: cfg.load::<About>().and_then(|about| about.0.clone()),
            status: response.map(|response| response.status().as_u16()),
            refusal: failure.map(|error| refusal(error, response)),
            milliseconds: u64::try_from(begun.1.elapsed().as_millis()).unwrap_or(u64::MAX),
            attempts: cfg.load::<RequestAttempts>().map_or(0, RequestAttempts::attempts),
            request_id: response.and_then(request_id),
        });
        Ok(())
    }
}

/// The model id in the path of a request. ARNs are left out: they name accounts.
fn model_in(uri: &str) -> Option<String> {
    let path = uri.split('?').next().unwrap_or_default().replace("%3A", ":").replace("%3a", ":");
    let named = path.rsplit('/').find(|part| part.contains("anthropic.") && !part.contains("arn:"))?;
    Some(word(named))
}

fn request_id(response: &HttpResponse) -> Option<String> {
    let headers = response.headers();
    headers.get("x-amzn-requestid").or_else(|| headers.get("x-amz-request-id")).map(word)
}

/// The error type AWS answered with, else what went wrong on the way.
fn refusal(error: &OrchestratorError<Error>, response: Option<&HttpResponse>) -> String {
    if let Some(kind) = response.and_then(error_type) {
        return kind;
    }
    let connector = error.as_connector_error();
    let what = match connector {
        _ if error.is_timeout_error() || connector.is_some_and(ConnectorError::is_timeout) => "no answer in time",
        Some(_) => "not reached",
        None if error.is_response_error() => "unreadable answer",
        None if response.is_some() => "refused",
        None => "not sent: no credentials",
    };
    what.to_owned()
}

/// From the header of the JSON services, or the body of the others.
fn error_type(response: &HttpResponse) -> Option<String> {
    if let Some(named) = response.headers().get("x-amzn-errortype") {
        return named.split([':', '#']).find(|part| !part.is_empty()).map(word);
    }
    let body = String::from_utf8_lossy(response.body().bytes().unwrap_or_default()).into_owned();
    let (_, rest) = body.split_once("<Code>").or_else(|| body.split_once("\"__type\":\""))?;
    let named = rest.split(['<', '"']).next().unwrap_or_default();
    named.rsplit('#').next().filter(|kind| !kind.is_empty()).map(word)
}

fn word(text: &str) -> String {
    printable(text).chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_calls_stay_and_are_handed_out_once() {
        let log = CallLog::default();
        let call = Call {
            number: 0,
            at: Timestamp::UNIX_EPOCH,
            service: "Bedrock".to_owned(),
            operation: "ListFoundationModels".to_owned(),
            region: None,
            about: None,
            status: Some(200),
            refusal: None,
            milliseconds: 1,
            attempts: 1,
            request_id: None,
        };
        for _ in 0..MOST + 5 {
            log.clone().write(call.clone());
        }
        let all = log.since(0);
        assert_eq!((all.len(), all[0].number, all[MOST - 1].number), (MOST, 6, 1005));
        assert_eq!(log.since(1003).iter().map(|call| call.number).collect::<Vec<_>>(), [1004, 1005]);
        assert!(log.since(1005).is_empty());
    }

    #[test]
    fn models_are_named_and_arns_are_not() {
        let path = "http://h/foundation-model-availability/anthropic.claude-haiku-4-5-20251001-v1%3A0?x=anthropic.y";
        assert_eq!(model_in(path).as_deref(), Some("anthropic.claude-haiku-4-5-20251001-v1:0"));
        assert_eq!(
            model_in("/model/us.anthropic.claude-sonnet-5/invoke").as_deref(),
            Some("us.anthropic.claude-sonnet-5")
        );
        let arn = "/inference-profiles/arn%3Aaws%3Abedrock%3Aus-west-2%3A1%3Ainference-profile%2Fus.anthropic.x";
        assert_eq!(model_in(arn), None);
        assert_eq!(model_in("/foundation-models?byProvider=Anthropic"), None);
    }
}
