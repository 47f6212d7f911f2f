//! How long a whole scan takes, and how many calls it costs: `cargo bench --bench scan`.
//!
//! The other end is the embedded simulator with a delay for every answer, in this process but on a thread of its own. Prints
//! for each kind of network and trouble: when the map was complete, when the last cell that could be read was, when the scan
//! was over, how many calls were made for the fewest that were needed, and how many answers are missing. Nothing is asserted.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench talks to whoever runs it and fails by panicking")]

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use bedcheck::{
    aws::{Session, SessionOptions},
    scan::{self, ScanEvent, ScanRequest},
    simulator::{RequestRecord, Scenario, Simulator},
    survey::{Reading, Survey},
};
use tokio::{runtime::Runtime, sync::mpsc};
use tokio_util::sync::CancellationToken;

/// Every region enabled, every gate open; its own delays are cut off.
const ACCOUNT: &str = include_str!("../assets/scenarios/healthy.toml");
const STEADY: &str = "[[fault]]\nlatency = { fixed_ms = 80 }\n";
const SILENT: &str = "does = \"no-answer\"\n";
/// The region in focus.
const FOCUS: &str = "us-west-2";
const RUNS: usize = 3;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let silent = |regions: &str| {
        format!(
            "{STEADY}[[fault]]\nregions = {regions}\noperations = \"*Foundation*\"\n{SILENT}[[fault]]\nregions = {regions}\noperations = [\"ListInference*\", \"GetUseCase*\"]\n{SILENT}"
        )
    };
    let busy = |rate: &str| {
        format!("{STEADY}[[fault]]\noperations = [\"*Foundation*\", \"ListInference*\"]\nthrottle = {{ {rate} }}\n")
    };
    let eight = "[\"us-west-2\", \"us-east-1\", \"eu-west-1\", \"eu-west-3\", \"ap-northeast-1\", \"ap-south-1\", \"ca-central-1\", \"sa-east-1\"]";
    let kinds = [
        ("80 ms", STEADY.to_owned()),
        ("20 ms", "[[fault]]\nlatency = { fixed_ms = 20 }\n".to_owned()),
        ("median 80 ms, p99 400", "[[fault]]\nlatency = { median_ms = 80, p99_ms = 400 }\n".to_owned()),
        ("focus silent", silent("\"us-west-2\"")),
        ("eight regions silent", silent(eight)),
        ("STS silent", format!("{STEADY}[[fault]]\noperations = \"GetCallerIdentity\"\n{SILENT}")),
        ("ListRegions silent", format!("{STEADY}[[fault]]\noperations = \"ListRegions\"\n{SILENT}")),
        ("ten a second, burst ten", busy("per_second = 10.0, burst = 10.0")),
        ("five a second, burst five", busy("per_second = 5.0, burst = 5.0")),
    ];
    let line = |words: [&str; 7]| {
        let [what, map, cells, over, calls, ratio, missing] = words;
        println!("{what:<28} {map:>9} {cells:>9} {over:>9} {calls:>6} {ratio:>6} {missing:>8}");
    };
    line(["network", "map", "cells", "over", "calls", "/least", "missing"]);
    for (what, faults) in kinds {
        if !wanted.is_empty() && !wanted.iter().any(|part| what.contains(part)) {
            continue;
        }
        let mut runs: Vec<Run> = (0..RUNS).map(|_| run(&faults)).collect();
        runs.sort_by_key(|run| run.cells);
        let run = &runs[RUNS / 2];
        let ratio = format!("{:.2}", run.calls as f64 / run.least as f64);
        let times = [run.map, run.cells, run.over].map(|time| format!("{:.2} s", time.as_secs_f64()));
        line([what, &times[0], &times[1], &times[2], &run.calls.to_string(), &ratio, &run.missing.to_string()]);
    }
}

/// What one scan took.
struct Run {
    map: Duration,
    cells: Duration,
    over: Duration,
    calls: usize,
    least: usize,
    missing: usize,
}

fn run(faults: &str) -> Run {
    let account = ACCOUNT.split("[[fault]]").next().unwrap();
    let scenario = Scenario::parse(&format!("{account}{faults}")).unwrap();
    let other_end = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let simulator = other_end.block_on(Simulator::start(scenario, 0, None)).unwrap();
    Runtime::new().unwrap().block_on(scan(&simulator))
}

async fn scan(simulator: &Simulator) -> Run {
    let begun = Instant::now();
    let options = SessionOptions::simulated(simulator.url(), FOCUS.parse().unwrap());
    let session = Arc::new(Session::connect(options).await);
    let request = ScanRequest { first: vec![FOCUS.parse().unwrap()], ..ScanRequest::default() };
    let (sender, mut events) = mpsc::channel(256);
    let task = tokio::spawn(scan::run(session, request, sender, CancellationToken::new()));
    let (mut map, mut cells, mut missing) = (begun, begun, 0);
    let mut survey = Survey::default();
    while let Some(event) = events.recv().await {
        let ScanEvent::Observed(observation) = event else { continue };
        missing += usize::from(observation.outcome().is_err());
        match &observation.reading {
            Reading::Models(_, Ok(_)) | Reading::Profiles(_, Ok(_)) => map = Instant::now(),
            Reading::Availability(_, _, Ok(_)) => cells = Instant::now(),
            _ => {}
        }
        survey.apply(*observation);
    }
    task.await.unwrap();
    let over = begun.elapsed();
    let requests = simulator.requests();
    let asked = |request: &RequestRecord| (request.operation.clone(), request.region.clone(), request.model.clone());
    let least = requests.iter().map(asked).collect::<BTreeSet<_>>().len();
    Run { map: map - begun, cells: cells - begun, over, calls: requests.len(), least, missing }
}
