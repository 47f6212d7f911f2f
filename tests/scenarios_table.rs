//! Every bundled account ends in the right gate, cause and first remedy, read through the real SDK.
//!
//! The first tables are what a scan tells. Where only a real call tells, the second ones make it: one token, by the
//! runtime SDK, and what it answers goes onto the ladder like any other evidence. Rows can be added freely.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "scenarios_table/calls.rs"]
mod calls;
#[path = "scenarios_table/gates.rs"]
mod gates;
#[path = "scenarios_table/reads.rs"]
mod reads;

#[path = "support/account.rs"]
mod account;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use bedcheck::{
    access::{Cell, Ladder},
    aws::{Session, SessionOptions},
    catalog::{Catalog, ModelRef, RegionName},
    gaps::{Caller, cell_remedies},
    scan::{self, RegionChoice, ScanEvent, ScanRequest},
    simulator::{Scenario, Simulator},
    survey::Survey,
    words::InWords as _,
};
use jiff::Timestamp;
use tokio::{sync::mpsc, time::timeout};
use tokio_util::sync::CancellationToken;

/// Region, id called, verdict, first shut gate, cause, kind of the first remedy and the beginning of its title.
pub(crate) type Row =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

/// The moment of every simulated account.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn region(name: &str) -> RegionName {
    name.parse().unwrap()
}

pub(crate) async fn served(scenario: Scenario) -> Simulator {
    Simulator::start(scenario, 0, None).await.unwrap()
}

/// What a scan of these regions learns.
pub(crate) async fn scanned(simulator: &Simulator, regions: BTreeSet<&str>) -> Survey {
    let regions = regions.into_iter().map(region).collect();
    scanned_for(simulator, ScanRequest { regions: RegionChoice::These(regions), ..ScanRequest::default() }).await
}

/// What a scan learns.
pub(crate) async fn scanned_for(simulator: &Simulator, request: ScanRequest) -> Survey {
    let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
    let session = Arc::new(Session::connect(options).await);
    let (sender, mut events) = mpsc::channel(10_000);
    let task = tokio::spawn(scan::run(session, request, sender, CancellationToken::new()));
    let mut survey = Survey::default();
    let listen = async {
        while let Some(event) = events.recv().await {
            if let ScanEvent::Observed(observation) = event {
                survey.apply(*observation);
            }
        }
    };
    timeout(Duration::from_secs(300), listen).await.expect("the scan ends");
    task.await.unwrap();
    survey
}

/// Holds one row against what is known.
pub(crate) fn judge(survey: &Survey, row: &Row) {
    let (place, id, verdict, gate, cause, kind, title) = *row;
    let invoked = ModelRef::parse(id);
    let cell = Cell { region: region(place), model: invoked.base(), invoked: Some(invoked) };
    let ladder = Ladder::build(survey, Catalog::bundled(), cell, now());
    let remedies = cell_remedies(&ladder, survey, Caller::default());
    let shut = ladder.verdict().gate().map(|gate| gate.to_string()).unwrap_or_default();
    let because = ladder.cause().or_else(|| ladder.not_read_because().map(|refusal| refusal.cause));
    let because = because.map(|cause| cause.to_string()).unwrap_or_default();
    let found = (ladder.verdict().words().word, shut.as_str(), because.as_str());
    assert_eq!(found, (verdict, gate, cause), "{id} in {place}: {ladder:#?}");
    let first = remedies.first().map(|remedy| (remedy.kind.to_string(), remedy.title.clone())).unwrap_or_default();
    assert_eq!(first.0, kind, "{id} in {place}: {remedies:#?}");
    assert!(first.1.starts_with(title), "{id} in {place}: {:?} is not {title:?}", first.1);
}
