//! The scan: who is asked first, how many at once, and that one bad region is the affair of that region.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "scan/footprint.rs"]
mod footprint;
#[path = "scan/gates.rs"]
mod gates;
#[path = "scan/log.rs"]
mod log;
#[path = "scan/order.rs"]
mod order;
#[path = "scan/pace.rs"]
mod pace;

#[path = "support/account.rs"]
mod account;

use std::{sync::Arc, time::Duration};

use bedcheck::{
    aws::{Session, SessionOptions},
    catalog::RegionName,
    scan::{self, HeadStart, Learned, RegionChoice, ScanEvent, ScanRequest},
    simulator::{Scenario, Simulator},
    survey::{Observation, Survey},
};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

pub(crate) fn region(name: &str) -> RegionName {
    name.parse().unwrap()
}

pub(crate) async fn served(scenario: Scenario) -> Simulator {
    Simulator::start(scenario, 0, None).await.unwrap()
}

pub(crate) async fn bundled(name: &str) -> Simulator {
    served(Scenario::bundled(name).unwrap()).await
}

/// A scan under way.
pub(crate) struct Scan {
    pub(crate) events: mpsc::Receiver<ScanEvent>,
    /// How fast regions turned out to take questions.
    pub(crate) learned: Learned,
    pub(crate) cancel: CancellationToken,
    pub(crate) task: JoinHandle<()>,
}

impl Scan {
    /// The regions that come first are waited for as long as a slow machine may need: the order is tested, not speed.
    pub(crate) async fn start(simulator: &Simulator, first: &[&str], regions: RegionChoice) -> Self {
        Self::start_with(simulator, first, regions, HeadStart(Duration::from_secs(60))).await
    }

    pub(crate) async fn start_with(
        simulator: &Simulator,
        first: &[&str],
        regions: RegionChoice,
        head_start: HeadStart,
    ) -> Self {
        let first = first.iter().map(|name| region(name)).collect();
        Self::of(simulator, ScanRequest { first, regions, head_start, ..ScanRequest::default() }).await
    }

    pub(crate) async fn of(simulator: &Simulator, request: ScanRequest) -> Self {
        let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
        let session = Arc::new(Session::connect(options).await);
        // Never full: how fast the test reads is not what is tested.
        let (sender, events) = mpsc::channel(10_000);
        let cancel = CancellationToken::new();
        let task = tokio::spawn(scan::run(session, request, sender, cancel.clone()));
        Self { events, learned: Learned::default(), cancel, task }
    }

    /// Every observation to the end, which has to come.
    pub(crate) async fn finish(self) -> Vec<Observation> {
        self.finish_and_learn().await.0
    }

    /// The same, with what the next scan may start from.
    pub(crate) async fn finish_and_learn(mut self) -> (Vec<Observation>, Learned) {
        let mut observations = Vec::new();
        let mut finished = false;
        let listen = async {
            while let Some(event) = self.events.recv().await {
                assert!(!finished, "nothing comes after the end");
                match event {
                    ScanEvent::Observed(observation) => observations.push(*observation),
                    ScanEvent::Progress { answered, expected } => assert!(answered <= expected),
                    ScanEvent::Learned { region, tempo: Some(tempo) } => {
                        self.learned.tempos.insert(region, tempo);
                    }
                    ScanEvent::Learned { region, tempo: None } => drop(self.learned.tempos.remove(&region)),
                    ScanEvent::Finished => finished = true,
                }
            }
        };
        timeout(Duration::from_secs(120), listen).await.expect("the scan ends");
        assert!(finished, "and says so");
        (observations, self.learned)
    }
}

pub(crate) fn surveyed(observations: &[Observation]) -> Survey {
    let mut survey = Survey::default();
    observations.iter().cloned().for_each(|observation| survey.apply(observation));
    survey
}
