//! How many questions at once, and what becomes of throttled ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use bedcheck::{
    scan::{Learned, RegionChoice, ScanRequest},
    simulator::Simulator,
};

use crate::{Scan, account::scenario, bundled, region, served, surveyed};

/// What was asked of Bedrock and never answered: operation, region and model. A question that is asked again counts
/// once; one whose answer is on its way does not belong here and is told by its operation.
fn hanging(simulator: &Simulator, operations: &[&str]) -> BTreeSet<(String, String, Option<String>)> {
    let unanswered = simulator.requests().into_iter().filter(|request| {
        request.status.is_none() && operations.iter().any(|start| request.operation.starts_with(start))
    });
    unanswered.map(|request| (request.operation, request.region, request.model)).collect()
}

/// Waits for this many hanging questions, then whether there come to be more.
async fn come_to_rest(simulator: &Simulator, operations: &[&str], wanted: usize) -> usize {
    let begun = Instant::now();
    while hanging(simulator, operations).len() < wanted {
        assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", hanging(simulator, operations));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(800)).await;
    hanging(simulator, operations).len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_questions_at_once_in_a_region_that_answers() {
    // The first model asked about is of the newest family and answers; all others hang.
    let simulator = served(scenario(
        "[[fault]]\noperations = \"GetFoundationModelAvailability\"\nmodels = [\"*sonnet*\", \"*haiku*\"]\n\
         does = \"no-answer\"\n",
    ))
    .await;
    let scan = Scan::start(&simulator, &[], RegionChoice::These(vec![region("us-west-2")])).await;
    let asked = ["GetFoundationModelAvailability"];
    assert_eq!(come_to_rest(&simulator, &asked, 5).await, 5, "{:?}", hanging(&simulator, &asked));
    scan.cancel.cancel();
    scan.task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_region_at_once_and_two_questions_in_one_that_has_not_answered() {
    let simulator =
        served(scenario("[[fault]]\noperations = [\"ListF*\", \"ListI*\", \"GetUseCase*\"]\ndoes = \"no-answer\"\n"))
            .await;
    let regions = simulator.scenario().regions().filter(|(_, usable)| *usable).count();
    let scan = Scan::start(&simulator, &[], RegionChoice::Enabled).await;
    let asked = ["ListFoundationModels", "ListInferenceProfiles", "GetUseCase"];
    assert_eq!(come_to_rest(&simulator, &asked, 2 * regions).await, 2 * regions, "{:?}", hanging(&simulator, &asked));
    let mut by_region: BTreeMap<String, usize> = BTreeMap::new();
    hanging(&simulator, &asked).into_iter().for_each(|(_, region, _)| *by_region.entry(region).or_default() += 1);
    assert!(by_region.len() == regions && by_region.values().all(|count| *count == 2), "{by_region:?}");
    scan.cancel.cancel();
    scan.task.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn throttled_calls_are_asked_again_and_end_well() {
    let simulator = bundled("storm").await;
    let wanted = ["us-east-1", "us-west-2", "eu-west-2"];
    let regions = RegionChoice::These(wanted.iter().map(|name| region(name)).collect());
    let observations = Scan::start(&simulator, &["us-west-2"], regions).await.finish().await;
    let throttled = simulator.requests().into_iter().filter(|request| request.status == Some(429)).count();
    assert!(throttled > 0, "the storm throttles");
    let refused: Vec<_> = observations.iter().filter(|seen| seen.outcome().is_err()).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let survey = surveyed(&observations);
    for name in wanted {
        let facts = survey.region(&region(name)).unwrap();
        assert!(facts.availability.len() > 5, "{name}: {}", facts.availability.len());
        assert!(facts.profiles.value().is_some_and(|profiles| profiles.len() > 7), "{name}: all pages of seven");
    }
}

/// Every second try of a call belongs to the clock of its region, and the next scan begins where this one came to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_region_takes_is_learned_once() {
    let simulator = served(scenario(
        "[[fault]]\nlatency = { fixed_ms = 30 }\n[[fault]]\noperations = \"GetFoundationModelAvailability\"\n\
         throttle = { per_second = 10.0, burst = 10.0 }\n",
    ))
    .await;
    let scan = async |learned: Learned| {
        let before = simulator.requests().len();
        let regions = ["us-west-2", "us-east-1", "eu-west-1"].map(region).to_vec();
        let request = ScanRequest { regions: RegionChoice::These(regions), learned, ..ScanRequest::default() };
        let (observations, learned) = Scan::of(&simulator, request).await.finish_and_learn().await;
        assert!(observations.iter().all(|seen| seen.outcome().is_ok()), "nothing is lost");
        let made = simulator.requests().split_off(before);
        let refused = made.iter().filter(|request| request.status == Some(429)).count();
        (made.len(), refused, learned)
    };
    let (calls, refused, learned) = scan(Learned::default()).await;
    assert!(refused > 0 && learned.tempos.len() == 3, "{refused} {learned:?}");
    assert!(learned.tempos.values().all(|tempo| tempo.burst >= 8 && tempo.pause_ms >= 40), "{learned:?}");
    // At most the window's five in a region when its bucket runs dry, and a stray one.
    assert!(refused <= 3 * 6, "{refused} of {calls}");
    // Its buckets full again.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let (_, again, _) = scan(learned).await;
    assert!(again < refused, "{again} after {refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn throttling_without_end_becomes_a_refusal_and_the_scan_ends() {
    let simulator = served(scenario(
        "[[fault]]\noperations = \"GetFoundationModelAvailability\"\nmodels = \"*opus*\"\n\
         throttle = { per_second = 0.0, burst = 0.0 }\n",
    ))
    .await;
    let regions = RegionChoice::These(vec![region("us-west-2")]);
    let observations = Scan::start(&simulator, &[], regions).await.finish().await;
    let refused: Vec<_> = observations.iter().filter_map(|seen| seen.outcome().err()).collect();
    assert!(!refused.is_empty());
    for refusal in refused {
        assert!(refusal.is_transient() && refusal.gate.is_none(), "says nothing about access: {refusal:?}");
    }
    let facts = surveyed(&observations).regions.remove(&region("us-west-2")).unwrap();
    assert!(facts.availability.values().any(|fact| fact.value().is_some()), "the other models were read");
}
