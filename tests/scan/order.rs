//! The focus first; a dead region last; the end when it is asked for.

use std::time::Duration;

use bedcheck::{
    refusal::Cause,
    scan::{HeadStart, RegionChoice, ScanEvent, ScanRequest},
    survey::{Observation, Question, RegionFacts},
};

use crate::{Scan, account::scenario, bundled, region, served, surveyed};

fn place(observations: &[Observation], wanted: impl Fn(&Observation) -> bool) -> Vec<usize> {
    observations.iter().enumerate().filter(|(_, observation)| wanted(observation)).map(|(at, _)| at).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_region_in_focus_is_answered_before_the_others() {
    let simulator = bundled("issue-536").await;
    let observations = Scan::start(&simulator, &["eu-west-1", "us-west-2"], RegionChoice::Enabled).await.finish().await;
    let first = [region("eu-west-1"), region("us-west-2")];
    let ahead = place(&observations, |seen| seen.question().region().is_some_and(|name| first.contains(name)));
    let others = place(&observations, |seen| seen.question().region().is_some_and(|name| !first.contains(name)));
    assert!(ahead.len() > 5 && others.len() > 20, "{} {}", ahead.len(), others.len());
    assert!(ahead.iter().max() < others.iter().min(), "{ahead:?} {others:?}");

    let asked = simulator.requests();
    let order: Vec<&str> =
        asked.iter().filter(|request| request.service == "bedrock").map(|request| request.region.as_str()).collect();
    let early = order.iter().take_while(|name| first.iter().any(|first| first.as_str() == **name)).count();
    assert_eq!(early, ahead.len(), "they have the line to themselves");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_region_holds_nobody_up_not_even_in_focus() {
    let simulator = served(scenario("[[fault]]\nregions = \"us-west-2\"\ndoes = \"no-answer\"\n\
                                     operations = [\"ListFoundationModels\", \"ListInferenceProfiles\", \"GetUseCase*\"]\n"))
    .await;
    let dead = region("us-west-2");
    // Few enough to be done while the dead one uses up its seconds.
    let regions = ["us-west-2", "eu-west-1"].map(region).to_vec();
    let no_head_start = HeadStart(Duration::ZERO);
    let scan = Scan::start_with(&simulator, &["us-west-2"], RegionChoice::These(regions.clone()), no_head_start).await;
    let observations = scan.finish().await;
    let failures = place(&observations, |seen| seen.question().region() == Some(&dead));
    let others = place(&observations, |seen| seen.question().region().is_some_and(|name| *name != dead));
    assert!(!failures.is_empty() && others.len() > 10);
    assert!(others.iter().max() < failures.iter().min(), "all others were done before the dead one failed");
    for failure in failures {
        let refusal = observations[failure].outcome().unwrap_err();
        assert_eq!(refusal.cause, Cause::TimedOut, "{refusal:?}");
        assert_eq!(refusal.text, "no answer of any kind within 8 s");
    }
    for name in regions.iter().filter(|name| **name != dead) {
        assert!(surveyed(&observations).region(name).is_some_and(RegionFacts::answered), "{name}");
    }
}

/// Performance review, November 2026: the cells of a region waited for the use-case form of that region.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_hangs_holds_up_no_cell_and_is_asked_for_elsewhere() {
    let simulator = served(scenario(
        "[[fault]]\nregions = [\"us-west-2\", \"us-east-1\"]\ndoes = \"no-answer\"\noperations = \"GetUseCase*\"\n",
    ))
    .await;
    let regions = ["us-west-2", "us-east-1", "eu-west-1"].map(region).to_vec();
    let request =
        ScanRequest { first: vec![region("us-west-2")], regions: RegionChoice::These(regions), ..Default::default() };
    let observations = Scan::of(&simulator, request).await.finish().await;
    let form = |seen: &Observation| matches!(seen.question(), Question::UseCase(_));
    let (forms, others) = (place(&observations, form), place(&observations, |seen| !form(seen)));
    assert!(others.iter().max() < forms.iter().min(), "{forms:?} {others:?}");
    let read: Vec<Question> = forms
        .iter()
        .map(|at| &observations[*at])
        .filter(|seen| seen.outcome().is_ok())
        .map(Observation::question)
        .collect();
    assert_eq!(read, [Question::UseCase(region("eu-west-1"))]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_stops_everything() {
    let simulator = served(scenario("[[fault]]\nlatency = { fixed_ms = 50 }\n")).await;
    let mut scan = Scan::start(&simulator, &[], RegionChoice::Enabled).await;
    let mut heard = 0;
    while heard < 20 {
        let event = scan.events.recv().await.expect("there is more to come");
        heard += usize::from(matches!(event, ScanEvent::Observed(_)));
    }
    scan.cancel.cancel();
    scan.task.await.unwrap();
    while let Some(event) = scan.events.recv().await {
        assert_ne!(event, ScanEvent::Finished, "a cancelled scan does not end well");
    }
    // Requests on their way arrive; a scan that went on would make hundreds more.
    let mut settled = simulator.requests().len();
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = simulator.requests().len();
        if now == std::mem::replace(&mut settled, now) {
            break;
        }
    }
    let whole = served(scenario("")).await;
    let all = Scan::start(&whole, &[], RegionChoice::Enabled).await.finish().await.len();
    assert!(settled < all / 2, "{settled} of {all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_goes_away_does_no_harm() {
    let simulator = bundled("issue-536").await;
    let scan = Scan::start(&simulator, &[], RegionChoice::These(vec![region("us-west-2")])).await;
    drop(scan.events);
    tokio::time::timeout(Duration::from_secs(60), scan.task).await.expect("it ends").unwrap();
}
