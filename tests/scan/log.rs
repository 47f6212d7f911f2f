//! The log of calls against what the other end saw.

use std::sync::Arc;

use bedcheck::{
    aws::{Call, CallLog, Session, SessionOptions},
    scan::{self, RegionChoice, ScanRequest},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{account::scenario, region, served};

const FAULTS: &str = "[[deny]]\nactions = \"bedrock:GetUseCaseForModelAccess\"\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_is_written_down_with_its_result_and_request_id() {
    let simulator = served(scenario(FAULTS)).await;
    let log = CallLog::default();
    let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
    let session = Arc::new(Session::connect_logged(options, log.clone()).await);
    let here = vec![region("us-west-2")];
    let request = ScanRequest { first: here.clone(), regions: RegionChoice::These(here), ..ScanRequest::default() };
    let (sender, _events) = mpsc::channel(10_000);
    scan::run(session, request, sender, CancellationToken::new()).await;

    let calls = log.since(0);
    let mut written: Vec<String> = calls.iter().map(|call| call.operation.clone()).collect();
    let mut seen: Vec<String> = simulator.requests().into_iter().map(|request| request.operation).collect();
    written.sort_unstable();
    seen.sort_unstable();
    assert_eq!(written, seen, "nothing is hidden, and nothing is made up");
    let of = |operation: &str| calls.iter().find(|call| call.operation == operation).unwrap();
    let good = |call: &Call| call.status == Some(200) && call.refusal.is_none() && call.attempts == 1;
    assert!(good(of("GetCallerIdentity")) && good(of("ListRegions")) && good(of("ListFoundationModels")));
    assert_eq!(of("ListFoundationModels").region.as_deref(), Some("us-west-2"));
    let denied = of("GetUseCaseForModelAccess");
    assert_eq!((denied.status, denied.refusal.as_deref()), (Some(403), Some("AccessDeniedException")));
    assert!(of("GetFoundationModelAvailability").about.as_deref().is_some_and(|id| id.starts_with("anthropic.")));
    assert!(calls.iter().all(|call| call.request_id.as_deref().is_some_and(|id| !id.is_empty())), "{calls:?}");
    let text = serde_json::to_string(&calls).unwrap();
    assert!(!text.contains("111122223333") && !text.contains("AKIA"), "no account and no key: {text}");
}
