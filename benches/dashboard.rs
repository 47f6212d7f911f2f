//! How long the parts of a frame take, on the real survey of the demo: `cargo bench`.
//!
//! Prints the median and the slowest of many runs; nothing is asserted, since a machine's speed is not a promise of
//! this program.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench talks to whoever runs it and fails by panicking")]

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use bedcheck::{
    access::{Cell, Ladder},
    aws::{Session, SessionOptions},
    catalog::{Catalog, RegionName},
    claude_code::{Client, Planner, Setup, Sources, Version, VersionSource},
    dashboard::{
        model::{self, AskedAs, Model},
        update::{Msg, update},
    },
    gaps,
    scan::{self, ScanEvent, ScanRequest},
    screen::{self, theme::Theme},
    simulator::{Scenario, Simulator},
    survey::Survey,
};
use crossterm::event::{KeyCode, KeyEvent};
use jiff::Timestamp;
use ratatui::{Terminal, backend::TestBackend};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const RUNS: usize = 200;

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let begun = Instant::now();
    let survey = runtime.block_on(survey());
    println!("{:<44} {:>10.1?}", "scan of the demo, real SDK over loopback", begun.elapsed());

    let planner = planner();
    let catalog = Catalog::bundled();
    let now = Timestamp::now();
    measure("plan", || black_box(planner.blind()));
    measure("all ladders of all regions", || ladders(&survey, catalog, now));

    let mut model = dashboard(planner, survey, now);
    measure("one key and what follows from it", || {
        update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Right)));
        update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Left)));
        model.settle();
    });
    let theme = Theme::named("dark").unwrap();
    for (width, height) in [(80, 24), (200, 60)] {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        measure(&format!("frame of {width} x {height}"), || {
            terminal
                .draw(|frame| {
                    screen::draw(frame, &model, &theme);
                })
                .unwrap();
        });
    }
}

/// What the demo's account says when everything was asked.
async fn survey() -> Survey {
    let simulator = Simulator::start(Scenario::bundled("healthy").unwrap(), 0, None).await.unwrap();
    let options = SessionOptions::simulated(simulator.url(), simulator.scenario().home_region().clone());
    let session = Arc::new(Session::connect(options).await);
    let (sender, mut events) = mpsc::channel(256);
    let scan = tokio::spawn(scan::run(session, ScanRequest::default(), sender, CancellationToken::new()));
    let mut survey = Survey::default();
    while let Some(event) = events.recv().await {
        if let ScanEvent::Observed(observation) = event {
            survey.apply(*observation);
        }
    }
    scan.await.unwrap();
    survey
}

/// Nothing set but Bedrock and a region.
fn planner() -> Planner {
    let set = [("CLAUDE_CODE_USE_BEDROCK", "1"), ("AWS_REGION", "us-west-2")];
    let env = set.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let nowhere = "/nonexistent".into();
    let setup = Setup { env, home: nowhere, ..Setup::default() };
    Planner::new(Sources::read(&setup), Client { version: Version(2, 1, 330), source: VersionSource::Given })
}

fn dashboard(planner: Planner, survey: Survey, now: Timestamp) -> Model {
    Model::new(model::ModelSetup {
        catalog: Catalog::bundled(),
        planner: Arc::new(move |survey, what_if| gaps::plan_for(&planner, survey, &what_if.settings)),
        survey,
        focus: None,
        regions: Default::default(),
        asked_as: AskedAs::default(),
        demo_label: None,
        looked_for: Vec::new(),
        preferences: model::Preferences::default(),
        notes: Vec::new(),
        keeps_surveys: false,
        now,
    })
}

fn ladders(survey: &Survey, catalog: &Catalog, now: Timestamp) -> usize {
    let models = survey.model_ids();
    let regions: Vec<RegionName> = survey.regions.keys().cloned().collect();
    let cells = regions.iter().flat_map(|region| models.iter().map(move |model| (region, model)));
    let verdicts = cells.map(|(region, model)| {
        let cell = Cell { region: region.clone(), model: Some(model.clone()), invoked: None };
        Ladder::build(survey, catalog, cell, now).verdict()
    });
    verdicts.filter(|verdict| verdict.is_refused()).count()
}

fn measure<T>(what: &str, mut work: impl FnMut() -> T) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    let median = times.get(RUNS / 2).copied().unwrap_or_default();
    let slowest = times.last().copied().unwrap_or_default();
    println!("{what:<44} {median:>10.1?}   slowest {slowest:.1?}");
}
