//! A simulated account served from the test's own process, for tests that are not asynchronous themselves.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::time::{Duration, Instant};

use bedcheck::simulator::{RequestRecord, Scenario, Simulator};

/// A running simulator; it stops when it is dropped.
pub(crate) struct Account {
    simulator: Simulator,
    _runtime: tokio::runtime::Runtime,
}

impl Account {
    pub(crate) fn serve(scenario: Scenario) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let simulator = runtime.block_on(Simulator::start(scenario, 0, None)).unwrap();
        Self { simulator, _runtime: runtime }
    }

    pub(crate) fn bundled(name: &str) -> Self {
        Self::serve(Scenario::bundled(name).unwrap())
    }

    pub(crate) fn url(&self) -> String {
        self.simulator.url()
    }

    pub(crate) fn requests(&self) -> Vec<RequestRecord> {
        self.simulator.requests()
    }
}

/// A scenario made of an account in us-west-2 and these tables.
pub(crate) fn scenario(tables: &str) -> Scenario {
    let head = "summary = \"a test\"\ntoday = \"2026-11-22\"\n[account]\nid = \"111122223333\"\n\
                arn = \"arn:aws:sts::111122223333:assumed-role/Developer/dev1\"\nhome = \"us-west-2\"\n";
    Scenario::parse(&format!("{head}{tables}")).unwrap()
}

/// Waits until something holds; fails with `what` when it does not within half a minute.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
