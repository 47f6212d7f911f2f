//! What is read for nothing.

use std::collections::BTreeMap;

use bedcheck::simulator::{Scenario, bundled};

use crate::{Row, account::scenario, judge, scanned, served};

/// One row a line; its head explains the columns.
const TABLE: &str = include_str!("../data/scenarios.tsv");

/// The rows of each scenario.
fn table() -> BTreeMap<&'static str, Vec<Row>> {
    let mut all: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').map(|cell| if cell == "-" { "" } else { cell }).collect();
        let [scenario, region, id, verdict, gate, cause, kind, title] = cells[..] else { panic!("{line}") };
        all.entry(scenario).or_default().push((region, id, verdict, gate, cause, kind, title));
    }
    all
}

/// Scans the regions of a table, and holds every row against the answers.
async fn holds(scenario: Scenario, rows: &[Row]) {
    let simulator = served(scenario).await;
    let survey = scanned(&simulator, rows.iter().map(|row| row.0).collect()).await;
    for row in rows {
        judge(&survey, row);
    }
    let invoked = simulator.requests().iter().filter(|request| request.operation.starts_with("Invoke")).count();
    assert_eq!(invoked, 0, "reading calls no model");
}

#[tokio::test]
async fn every_bundled_account_ends_in_the_right_gate_cause_and_first_remedy() {
    let table = table();
    let names: Vec<&str> = bundled().map(|(name, _)| name).collect();
    assert!(names.iter().all(|name| table.contains_key(name)), "a scenario has no row: {names:?}");
    for (name, rows) in table {
        holds(Scenario::bundled(name).unwrap(), &rows).await;
    }
}

#[tokio::test]
async fn credentials_that_are_over() {
    let tables = "[[fault]]\ndoes = { error = { status = 403, type = \"ExpiredTokenException\", message = \"The security token \
                  included in the request is expired\" } }\n";
    let title = "Sign in again with IAM Identity Center";
    let row: Row = ("us-west-2", "us.anthropic.claude-opus-5-5", "unknown", "", "expired-credentials", "cli", title);
    holds(scenario(tables), &[row]).await;
}
