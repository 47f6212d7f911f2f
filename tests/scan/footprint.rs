//! What AWS and its watchers get to see: which operations, where, and how often after a denial.

use std::collections::BTreeSet;

use bedcheck::{
    access::{Cell, Gate, GateState, Ladder},
    catalog::{Catalog, Partition},
    refusal::Cause,
    scan::{RegionChoice, ScanRequest},
    simulator::{RequestRecord, Simulator},
    survey::Reading,
};
use jiff::Timestamp;

use crate::{Scan, account::scenario, bundled, region, served, surveyed};

fn regions_asked(requests: &[RequestRecord]) -> BTreeSet<String> {
    requests.iter().filter(|request| request.service == "bedrock").map(|request| request.region.clone()).collect()
}

fn regions_of(simulator: &Simulator, usable_only: bool) -> BTreeSet<String> {
    let regions = simulator.scenario().regions().filter(|(_, usable)| *usable || !usable_only);
    regions.map(|(name, _)| name.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_announced_reads_are_made_and_each_once() {
    let simulator = served(scenario("")).await;
    let observations = Scan::start(&simulator, &["us-west-2"], RegionChoice::Enabled).await.finish().await;
    let requests = simulator.requests();
    let operations: BTreeSet<&str> = requests.iter().map(|request| request.operation.as_str()).collect();
    let announced = [
        "GetAccountDataRetention",
        "GetCallerIdentity",
        "GetFoundationModelAvailability",
        "GetUseCaseForModelAccess",
        "ListFoundationModels",
        "ListInferenceProfiles",
        "ListRegions",
    ];
    assert_eq!(operations, announced.into());
    assert_eq!(regions_asked(&requests), regions_of(&simulator, true), "regions that are not enabled are left alone");
    assert_eq!(requests.len(), observations.len(), "a question is a call");
    let once: BTreeSet<_> =
        requests.iter().map(|request| (&request.operation, &request.region, &request.model)).collect();
    assert_eq!(once.len(), requests.len(), "and nothing is asked twice");
    assert!(requests.iter().all(|request| request.auth == "sigv4" && request.status == Some(200)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_denied_for_one_model_is_not_asked_for_the_others() {
    let simulator = served(scenario("[[deny]]\nactions = \"bedrock:GetFoundationModelAvailability\"\n")).await;
    let regions = ["us-west-2", "us-east-1", "eu-west-1"];
    let choice = RegionChoice::These(regions.iter().map(|name| region(name)).collect());
    let observations = Scan::start(&simulator, &["us-west-2"], choice).await.finish().await;
    for name in regions {
        let here =
            |request: &&RequestRecord| request.region == name && request.operation == "GetFoundationModelAvailability";
        assert_eq!(
            simulator.requests().iter().filter(here).count(),
            2,
            "{name}: two families, two lines in CloudTrail"
        );
        let told = observations.iter().filter_map(|seen| match &seen.reading {
            Reading::Availability(at, model, Err(refusal)) if at.as_str() == name => Some((model, refusal.clone())),
            _ => None,
        });
        let (asked, skipped): (Vec<_>, Vec<_>) = told.partition(|(_, refusal)| !refusal.text.starts_with("not asked"));
        let [_, (probe, refusal)] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!(refusal.gate, Some(Gate::Permission));
        assert!(skipped.len() > 5, "{name}");
        for (model, why) in skipped {
            assert!(why.text.contains(probe.as_str()) && why.text.contains(&refusal.text), "{model}: {}", why.text);
            assert_eq!(why.in_short(), "denied: needs bedrock:GetFoundationModelAvailability");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn govcloud_keys_are_shown_to_govcloud_only() {
    let simulator = bundled("govcloud").await;
    for first in ["us-gov-west-1", "us-west-2"] {
        Scan::start(&simulator, &[first], RegionChoice::All).await.finish().await;
    }
    let asked: BTreeSet<String> = simulator.requests().into_iter().map(|request| request.region).collect();
    assert_eq!(asked, ["us-gov-east-1".to_owned(), "us-gov-west-1".to_owned()].into());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_list_of_regions_all_are_asked_and_the_closed_ones_recognised() {
    let simulator = served(scenario("[permissions]\nallow = [\"bedrock:*\"]\n")).await;
    let observations = Scan::start(&simulator, &["us-west-2"], RegionChoice::Enabled).await.finish().await;
    let survey = surveyed(&observations);
    assert!(survey.opted.refusal().is_some_and(|refusal| refusal.gate == Some(Gate::Permission)));
    assert_eq!(regions_asked(&simulator.requests()), regions_of(&simulator, false));
    let model = survey.model_ids().into_iter().next().unwrap();
    for (name, usable) in simulator.scenario().regions() {
        assert_eq!(name.partition(), Partition::Aws);
        let cell = Cell { region: name.clone(), model: Some(model.clone()), invoked: None };
        let ladder = Ladder::build(&survey, Catalog::bundled(), cell, Timestamp::now());
        let state = if usable { GateState::Open } else { GateState::Blocked(Cause::RegionNotEnabled) };
        assert_eq!(ladder.rung(Gate::Region).state, state, "{name}");
    }
    assert!(regions_of(&simulator, true).len() < regions_of(&simulator, false).len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_nobody_takes_are_not_tried_everywhere() {
    // Not enabled for the account, which refuses its keys; here it stands for keys that are wrong.
    let simulator = served(scenario("[[region]]\nregions = \"*\"\nstate = \"disabled\"\n")).await;
    let observations = Scan::start(&simulator, &["us-west-2"], RegionChoice::Enabled).await.finish().await;
    assert_eq!(regions_asked(&simulator.requests()), ["us-west-2".to_owned()].into());
    assert!(observations.iter().all(|seen| seen.outcome().is_err()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_nobody_takes_cost_what_a_region_is_asked_at_first() {
    let simulator = served(scenario("[[region]]\nregions = \"*\"\nstate = \"disabled\"\n")).await;
    let request = ScanRequest { first: vec![region("us-west-2")], ..ScanRequest::default() };
    let observations = Scan::of(&simulator, request).await.finish().await;
    assert!(!observations.is_empty() && observations.iter().all(|seen| seen.outcome().is_err()));
    let requests = simulator.requests();
    let lists = requests.iter().filter(|request| request.operation.starts_with("List") && request.service == "bedrock");
    assert_eq!(lists.count(), 2 * regions_asked(&requests).len());
    for name in regions_asked(&requests) {
        assert!(!Catalog::bundled().is_opt_in(&region(&name)), "{name} is not known to be enabled");
    }
    assert!(!requests.iter().any(|request| request.operation == "GetFoundationModelAvailability"));
}
