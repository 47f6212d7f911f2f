//! The gates that are read last or on request: permission by simulation, quota, data retention; and a first success.

use std::sync::Arc;

use bedcheck::{
    access::{Cell, Gate, GateState, Ladder, remedy::RemedyKind},
    aws::{Session, SessionOptions},
    catalog::{Catalog, ModelRef},
    gaps::{Caller, cell_remedies},
    scan::{RegionChoice, ScanRequest},
    simulator::{Scenario, Simulator},
    survey::{GRACE, Question, RealCall, Survey},
    words::InWords as _,
};
use jiff::Timestamp;

use crate::{Row, account::scenario, judge, region, scanned_for, served};

async fn session(simulator: &Simulator) -> Arc<Session> {
    let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
    Arc::new(Session::connect(options).await)
}

fn cell(place: &str, id: &str) -> Cell {
    let invoked = ModelRef::parse(id);
    Cell { region: region(place), model: invoked.base(), invoked: Some(invoked) }
}

/// What a scan that looks closely learns, as `check` asks it, and a simulation of each row's id if it is asked for.
async fn learned(simulator: &Simulator, rows: &[Row], simulate: bool) -> Survey {
    let regions: Vec<_> = rows.iter().map(|row| region(row.0)).collect();
    let closely = regions.clone();
    let request = ScanRequest { regions: RegionChoice::These(regions), closely, ..ScanRequest::default() };
    let mut survey = scanned_for(simulator, request).await;
    for row in rows.iter().filter(|_| simulate) {
        let now = Timestamp::now();
        let ladder = Ladder::build(&survey, Catalog::bundled(), cell(row.0, row.1), now);
        assert!(ladder.rung(Gate::Permission).wants_simulation(), "{row:?}");
        let check = ladder.policy_check(&survey, Catalog::bundled(), now).unwrap();
        let question = Question::Permissions(region(row.0), Box::new(check));
        survey.apply(session(simulator).await.ask(question).await);
    }
    survey
}

async fn holds(scenario: Scenario, simulate: bool, rows: &[Row]) {
    let simulator = served(scenario).await;
    let survey = learned(&simulator, rows, simulate).await;
    for row in rows {
        judge(&survey, row);
    }
    assert!(simulator.requests().iter().all(|request| !request.operation.starts_with("Invoke")), "for nothing");
}

#[tokio::test]
async fn permission_by_simulation() {
    let rows: [Row; 2] = [
        (
            "us-west-2",
            "us.anthropic.claude-opus-4-8",
            "blocked",
            "permission",
            "explicit-deny",
            "support",
            "Send this to whoever manages your policies",
        ),
        ("us-west-2", "us.anthropic.claude-opus-5-5", "open", "", "", "", ""),
    ];
    holds(Scenario::bundled("demo").unwrap(), true, &rows).await;
    let policy = "[permissions]\nallow = [\"bedrock:List*\", \"bedrock:Get*\", \"iam:*\"]\n";
    let row: Row = (
        "us-west-2",
        "us.anthropic.claude-opus-5-5",
        "blocked",
        "permission",
        "not-allowed",
        "iam",
        "Allow it in a policy of the role Developer",
    );
    holds(scenario(policy), true, &[row]).await;
    let organisation =
        "[[deny]]\nactions = \"bedrock:InvokeModel*\"\nregions = \"us-east-2\"\npolicy = \"service-control-policy\"\n";
    let row: Row = (
        "us-west-2",
        "us.anthropic.claude-opus-5-5",
        "blocked",
        "permission",
        "denied-by-organization",
        "support",
        "Ask whoever runs your AWS organisation",
    );
    holds(scenario(organisation), true, &[row]).await;
}

const SALES: &str = "Contact AWS Sales or your account team: a request cannot raise a quota of 0";

#[tokio::test]
async fn a_quota_of_zero_and_what_it_makes_one_suspect() {
    for (name, id) in [
        ("demo", "us.anthropic.claude-opus-4-7"),
        ("sales-gated", "us.anthropic.claude-opus-5"),
        ("sales-gated", "global.anthropic.claude-sonnet-5-5"),
    ] {
        let simulator = served(Scenario::bundled(name).unwrap()).await;
        let row: Row = ("us-west-2", id, "blocked", "quota", "quota-zero", "support", SALES);
        let survey = learned(&simulator, &[row], false).await;
        judge(&survey, &row);
        let ladder = Ladder::build(&survey, Catalog::bundled(), cell("us-west-2", id), Timestamp::now());
        let GateState::NotRead(why) = &ladder.rung(Gate::Account).state else { panic!("{name}: {ladder:#?}") };
        let why = why.to_string();
        assert!(why.starts_with("suspected: only AWS Sales opens it to this account"), "{name}: {why}");
        assert!(ladder.rung(Gate::Quota).detail.contains("applied quota 0"), "{name}");
    }
    let open: Row = ("us-west-2", "us.anthropic.claude-opus-5-5", "open", "", "", "", "");
    holds(Scenario::bundled("demo").unwrap(), false, &[open]).await;
}

#[tokio::test]
async fn data_retention_region_by_region() {
    let id = "us.anthropic.claude-fable-5-1";
    let rows: [Row; 2] = [
        ("us-east-1", id, "open", "", "", "", ""),
        (
            "us-west-2",
            id,
            "blocked",
            "data-retention",
            "data-retention-mode",
            "cli",
            "Set the mode to aws_review in us-west-2",
        ),
    ];
    holds(Scenario::bundled("demo").unwrap(), false, &rows).await;
}

#[tokio::test]
async fn a_first_success_is_provisional_until_the_agreement_has_settled() {
    let simulator = served(scenario("[[gate]]\nagreement = \"not-available\"\n")).await;
    let id = "us.anthropic.claude-opus-5-5";
    let shut: Row =
        ("us-west-2", id, "blocked", "agreement", "agreement-missing", "console", "Open the page of Claude Opus 5.5");
    let mut survey = learned(&simulator, &[shut], false).await;
    judge(&survey, &shut);
    let call = RealCall { region: region("us-west-2"), id: id.to_owned(), streaming: false };
    let observation = session(&simulator).await.ask(Question::Invoke(call)).await;
    let called_at = observation.at;
    survey.apply(observation);
    let at = |now| Ladder::build(&survey, Catalog::bundled(), cell("us-west-2", id), now);
    let fresh = at(called_at);
    assert_eq!((fresh.verdict().words().word, fresh.provisional_until), ("verified", Some(called_at + GRACE)));
    let notes = &fresh.rung(Gate::Agreement).notes;
    assert!(notes.iter().any(|note| note.starts_with("Works now, provisional until")), "{notes:?}");
    let remedies = cell_remedies(&fresh, &survey, Caller::default());
    let first = remedies.first().map(|first| (first.kind, first.title.as_str()));
    assert_eq!(
        first,
        Some((RemedyKind::Wait, "Wait: setting up takes up to 15 minutes; calls may succeed before, and fail again")),
        "{remedies:#?}"
    );
    assert_ne!(at(called_at + GRACE).verdict().words().word, "verified", "nobody has looked since");
}
