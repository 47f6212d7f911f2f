//! What goes over the wire, and what comes of it.

use std::sync::Arc;

use bedcheck::{
    access::{Cell, Gate, Ladder, Verdict},
    aws::{Session, SessionOptions},
    catalog::{Catalog, ModelRef},
    refusal::Cause,
    scan::{RegionChoice, ScanEvent, ScanRequest, make_calls, run},
    simulator::{Scenario, Simulator},
    survey::{CallOutcome, RealCall, Survey},
    words::InWords as _,
};
use jiff::Timestamp;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
};
use tokio_util::sync::CancellationToken;

use crate::{account::scenario, survey::region};

const OPUS: &str = "us.anthropic.claude-opus-5-5";

fn call(id: &str, streaming: bool) -> RealCall {
    RealCall { region: region("us-west-2"), id: id.to_owned(), streaming }
}

async fn session(url: String) -> Arc<Session> {
    Arc::new(Session::connect(SessionOptions::simulated(url, region("us-west-2"))).await)
}

async fn served(scenario: Scenario) -> Simulator {
    Simulator::start(scenario, 0, None).await.unwrap()
}

/// Makes the calls and takes everything into the survey; what came of each.
async fn make(simulator: &Simulator, survey: &mut Survey, calls: Vec<RealCall>) -> Vec<CallOutcome> {
    let (sender, mut events) = mpsc::channel(1_000);
    make_calls(session(simulator.url()).await, calls, sender, CancellationToken::new()).await;
    let mut outcomes = Vec::new();
    while let Some(event) = events.recv().await {
        if let ScanEvent::Observed(observation) = event {
            outcomes.push(CallOutcome::of(observation.outcome()));
            survey.apply(*observation);
        }
    }
    outcomes
}

/// What free reads of one region say.
async fn read(simulator: &Simulator) -> Survey {
    let (sender, mut events) = mpsc::channel(10_000);
    let request = ScanRequest { regions: RegionChoice::These(vec![region("us-west-2")]), ..ScanRequest::default() };
    run(session(simulator.url()).await, request, sender, CancellationToken::new()).await;
    let mut survey = Survey::default();
    while let Some(event) = events.recv().await {
        if let ScanEvent::Observed(observation) = event {
            survey.apply(*observation);
        }
    }
    survey
}

fn ladder(survey: &Survey, id: &str) -> Ladder {
    let invoked = ModelRef::parse(id);
    let cell = Cell { region: region("us-west-2"), model: invoked.base(), invoked: Some(invoked) };
    Ladder::build(survey, Catalog::bundled(), cell, Timestamp::now())
}

/// The operations that call a model, in order.
fn invocations(simulator: &Simulator) -> Vec<String> {
    let requests = simulator.requests().into_iter().map(|request| request.operation);
    requests.filter(|operation| operation.starts_with("InvokeModel")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_verifies_the_very_id_with_one_call() {
    let simulator = served(scenario("")).await;
    let mut survey = read(&simulator).await;
    assert_eq!(invocations(&simulator), Vec::<String>::new(), "reading calls nothing");
    assert_eq!(ladder(&survey, OPUS).verdict(), Verdict::Open);
    assert_eq!(make(&simulator, &mut survey, vec![call(OPUS, false)]).await, [CallOutcome::Answered]);
    assert_eq!(invocations(&simulator), ["InvokeModel"]);
    let checked = ladder(&survey, OPUS);
    assert_eq!(checked.verdict().words().word, "verified");
    assert_eq!(checked.provisional_until, None, "the agreement was there all along");
    for gate in [Gate::Permission, Gate::Account, Gate::Quota] {
        assert_eq!(
            (checked.rung(gate).state.words().word, checked.rung(gate).call),
            ("open", Some("InvokeModel")),
            "{gate}"
        );
    }
    let other = ladder(&survey, "global.anthropic.claude-opus-5-5");
    assert_eq!(other.verdict(), Verdict::Open, "another id is another call");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn green_but_denied_is_found_out() {
    let simulator = served(Scenario::bundled("sales-gated").unwrap()).await;
    let mut survey = read(&simulator).await;
    assert_eq!(ladder(&survey, OPUS).verdict(), Verdict::Open);
    assert_eq!(make(&simulator, &mut survey, vec![call(OPUS, false)]).await, [CallOutcome::Refused]);
    assert_eq!(ladder(&survey, OPUS).verdict(), Verdict::Contradicted(Gate::Account));
    assert_eq!(ladder(&survey, OPUS).cause(), Some(Cause::ContactSales));
    assert_eq!(invocations(&simulator), ["InvokeModel"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_says_nothing_is_not_asked_twice_and_changes_nothing() {
    for (status, kind) in [(429, "ThrottlingException"), (503, "ServiceUnavailableException")] {
        let fault = format!(
            "[[fault]]\noperations = [\"InvokeModel\"]\n\
             does = {{ error = {{ status = {status}, type = \"{kind}\", message = \"Later, please.\" }} }}\n"
        );
        let simulator = served(scenario(&fault)).await;
        let mut survey = read(&simulator).await;
        assert_eq!(make(&simulator, &mut survey, vec![call(OPUS, false)]).await, [CallOutcome::Nothing], "{kind}");
        assert_eq!(invocations(&simulator), ["InvokeModel"], "{kind}: each try would be a call");
        assert_eq!(ladder(&survey, OPUS).verdict(), Verdict::Open, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_streaming_action_has_a_permission_of_its_own() {
    let both = || vec![call(OPUS, false), call(OPUS, true)];
    let simulator = served(scenario("")).await;
    let mut survey = read(&simulator).await;
    assert_eq!(make(&simulator, &mut survey, both()).await, [CallOutcome::Answered; 2], "the SDK decodes the stream");
    assert_eq!(ladder(&survey, OPUS).verdict().words().word, "verified");

    let simulator = served(scenario("[[deny]]\nactions = \"bedrock:InvokeModelWithResponseStream\"\n")).await;
    let mut survey = read(&simulator).await;
    let outcomes = make(&simulator, &mut survey, both()).await;
    assert_eq!(outcomes, [CallOutcome::Answered, CallOutcome::Refused]);
    assert_eq!(invocations(&simulator), ["InvokeModel", "InvokeModelWithResponseStream"]);
    let denied = ladder(&survey, OPUS);
    assert_eq!(denied.verdict(), Verdict::Contradicted(Gate::Permission));
    assert_eq!(denied.rung(Gate::Permission).call, Some("InvokeModelWithResponseStream"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_call_to_a_model_is_provisional() {
    let simulator = served(scenario("[[gate]]\nagreement = \"not-available\"\n")).await;
    let mut survey = read(&simulator).await;
    assert_eq!(ladder(&survey, OPUS).verdict(), Verdict::Blocked(Gate::Agreement));
    assert_eq!(make(&simulator, &mut survey, vec![call(OPUS, false)]).await, [CallOutcome::Answered]);
    let fresh = ladder(&survey, OPUS);
    let Verdict::Verified { at } = fresh.verdict() else { panic!("{:?}", fresh.verdict()) };
    assert_eq!(fresh.provisional_until, Some(at + bedcheck::survey::GRACE));
}

/// What AWS lets pass while it sets a subscription up, it may refuse afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_worked_in_its_grace_and_is_refused_later_is_contradicted() {
    let gate = "[[gate]]\nagreement = \"not-available\"\nrefused = \"use-case-form-missing\"\ngrace_calls = 1\n";
    let simulator = served(scenario(gate)).await;
    let mut survey = read(&simulator).await;
    assert_eq!(make(&simulator, &mut survey, vec![call(OPUS, false)]).await, [CallOutcome::Answered]);
    let fresh = ladder(&survey, OPUS);
    assert_eq!((fresh.verdict().words().word, fresh.provisional_until.is_some()), ("verified", true));
    assert_eq!(make(&simulator, &mut survey, vec![call(OPUS, false)]).await, [CallOutcome::Refused]);
    let later = ladder(&survey, OPUS);
    assert_eq!(later.verdict(), Verdict::Contradicted(Gate::UseCaseForm));
    assert_eq!((later.cause(), later.provisional_until), (Some(Cause::UseCaseFormMissing), None));
    let notes = &later.rung(Gate::UseCaseForm).notes;
    assert!(notes.iter().any(|note| note.starts_with("Contradicted")), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_calls_are_not_made() {
    let simulator = served(scenario("")).await;
    let (sender, mut events) = mpsc::channel(10);
    let cancel = CancellationToken::new();
    cancel.cancel();
    make_calls(session(simulator.url()).await, vec![call(OPUS, false)], sender, cancel).await;
    assert_eq!(events.recv().await, Some(ScanEvent::Finished));
    assert_eq!(invocations(&simulator), Vec::<String>::new());
}

/// The simulator keeps no bodies; this end keeps the whole request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_token_is_asked_for_and_nothing_is_sampled() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let body = loop {
            let mut part = [0; 4096];
            let count = stream.read(&mut part).await.unwrap();
            request.extend_from_slice(&part[..count]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
            if body.ends_with('}') || count == 0 {
                break body;
            }
        };
        let answer =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n{\"type\":\"message\"}";
        stream.write_all(answer.as_bytes()).await.unwrap();
        let head = String::from_utf8_lossy(&request).split("\r\n\r\n").next().unwrap().to_owned();
        (head, body)
    });
    let (sender, mut events) = mpsc::channel(10);
    make_calls(session(url).await, vec![call(OPUS, false)], sender, CancellationToken::new()).await;
    let Some(ScanEvent::Observed(observation)) = events.recv().await else { panic!("nothing was seen") };
    assert_eq!(CallOutcome::of(observation.outcome()), CallOutcome::Answered, "{observation:?}");
    let (head, body) = server.await.unwrap();
    assert!(head.starts_with(&format!("POST /model/{OPUS}/invoke ")), "{head}");
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["anthropic_version", "max_tokens", "messages"], "no sampling parameters");
    assert_eq!((&body["anthropic_version"], &body["max_tokens"]), (&"bedrock-2023-05-31".into(), &1.into()));
}
