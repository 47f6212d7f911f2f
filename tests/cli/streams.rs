//! Pipes that close, signals, time-outs.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::{
    Program,
    account::{Account, scenario, until},
    support::{self, items},
};

/// Every Bedrock call hangs; STS and ListRegions answer.
const DEAD: &str = "[[fault]]\noperations = [\"ListFoundationModels\", \"ListInferenceProfiles\", \"GetUseCase*\"]\n\
                    regions = \"us-west-2\"\ndoes = \"no-answer\"\n\
                    [[data_retention]]\nmode = \"aws_review\"\n";

fn dead_region(program: &Program, account: &Account, more: &[&str]) -> Command {
    let mut command = program.with(&[&["list", "--region", "us-west-2"], more].concat());
    command.env("AWS_ENDPOINT_URL", account.url());
    command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn rest(child: &mut Child) -> (String, String) {
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (out, err)
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let program = Program::new();
    for format in ["json", "plain", "table"] {
        let mut command = program.with(&["list", "--demo=healthy", "--output", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_in_the_middle_of_a_scan_ends_it_with_130() {
    for signal in ["INT", "TERM"] {
        let account = Account::serve(scenario(DEAD));
        let program = Program::new();
        let mut child = dead_region(&program, &account, &["--output", "json"]).spawn().unwrap();
        until("the scan asks the dead region", || {
            account.requests().iter().any(|request| request.operation == "ListFoundationModels")
        });
        let told = Command::new("/bin/sh").args(["-c", &format!("kill -{signal} {}", child.id())]).status().unwrap();
        assert!(told.success());
        let (out, err) = rest(&mut child);
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}: {err}");
        assert_eq!((out.as_str(), err.contains("panicked")), ("", false), "{err}");
    }
}

#[test]
fn a_time_out_ends_with_what_is_known_and_says_so() {
    let account = Account::serve(scenario(DEAD));
    let program = Program::new();
    let args = ["--timeout", "6", "--wait", "60", "--regions", "us-west-2,us-east-1", "--output", "json"];
    let (status, document, err) = support::run_json(&mut dead_region(&program, &account, &args));
    assert!(err.contains("--timeout 6 s"), "{err}");
    assert_eq!(status, 3);
    let state = |name: &str| {
        let regions = items(&document, "regions");
        regions.iter().find(|region| region["region"] == name).map_or(Value::Null, |region| region["state"].clone())
    };
    assert_eq!(state("us-east-1"), "answered", "{document}");
    // Which of the two, the dead region's own limit decides.
    assert!([Value::from("skipped"), Value::from("failed")].contains(&state("us-west-2")), "{document}");
}

#[test]
fn data_goes_to_standard_output_and_nothing_else_does() {
    let program = Program::new();
    let mut command = program.with(&["simulate", "--scenario", "healthy"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let port = line.trim_end().strip_prefix("listening on http://127.0.0.1:").and_then(|port| port.parse::<u16>().ok());
    assert!(port.is_some(), "{line:?}");
}
