//! The linear mode: the same answers as plain sentences, from the pure functions and from the real binary.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "says which test was skipped")]

#[path = "screens/fixture.rs"]
mod fixture;
mod support;

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

use bedcheck::{
    dashboard::model::Model,
    linear::{Reply, answer, opening},
    refusal::Cause,
    survey::{Reading, Survey},
};

fn say(model: &mut Model, command: &str) -> String {
    match answer(model, command) {
        Reply::Say(text) => text,
        other => panic!("{command}: {other:?}"),
    }
}

#[test]
fn the_answer_comes_before_the_evidence() {
    let text = opening(&fixture::model());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Account 444455556666, role Developer, profile work.");
    assert_eq!(
        lines[2],
        "Claude Code 2.1.330 in us-west-2 (Oregon): 2 of 5 calls fail: background (Sonnet 4.5), auto mode (Sonnet 5)."
    );
    assert_eq!(lines[3], "Claude Code makes 5 kinds of call, 2 of them blocked:");
    assert!(lines[4].starts_with("1. titles, prompt hooks, WebFetch: us.anthropic.claude-sonnet-4-5"), "{}", lines[4]);
    assert!(lines[4].contains("is blocked at agreement: agreement missing"), "{}", lines[4]);
    assert!(text.contains("us-west-2 (Oregon): ") && text.contains(" open, "), "{text}");
}

#[test]
fn commands_answer_in_sentences() {
    let mut model = fixture::model();
    let gaps = say(&mut model, "gaps");
    assert!(gaps.starts_with("2 gaps:\n1. us.anthropic.claude-sonnet-4-5"), "{gaps}");
    assert!(gaps.contains("What to do: Open the page of Claude Sonnet 4.5 and accept the terms\nhttps://"), "{gaps}");
    assert!(gaps.contains("CLAUDE_CODE_AUTO_MODE_MODEL=us.anthropic.claude-opus-5-5: "), "{gaps}");

    let region = say(&mut model, "region Tokyo");
    assert!(region.starts_with("ap-northeast-1 (Tokyo): "), "{region}");
    assert!(region.contains("\nSonnet 5.5: pending"), "{region}");
    let why = say(&mut model, "why sonnet 5.5");
    assert!(why.starts_with("Sonnet 5.5 in ap-northeast-1 (Tokyo): pending"), "the region stays chosen: {why}");
    assert!(why.contains("\nGate 6, agreement: pending"), "{why}");

    let first = say(&mut model, "why 1");
    assert!(first.contains("Gate 6, agreement: blocked, ") && first.contains("\nWay out 1: Open the page"), "{first}");
    let row = say(&mut model, "model Sonnet 5");
    assert!(row.starts_with("Sonnet 5, anthropic.claude-sonnet-5.\nblocked, agreement missing: us-east-1, "), "{row}");
}

#[test]
fn what_is_not_known_is_said_and_helps() {
    let mut model = fixture::model();
    for (command, told) in [
        ("region Atlantis", "No region is called \"Atlantis\". Say regions"),
        ("model gpt", "No model is called \"gpt\". There are: Opus 5.5"),
        ("why 99", "There is no call number 99"),
        ("why 0", "There is no call number 0"),
        ("dance", "There is no command \"dance\". Say help"),
    ] {
        let text = say(&mut model, command);
        assert!(text.starts_with(told), "{command}: {text}");
    }
    assert_eq!(say(&mut model, "  "), "");
    assert!(say(&mut model, "HELP").lines().count() >= 7);
    assert_eq!((answer(&mut model, "refresh"), answer(&mut model, "quit")), (Reply::Refresh, Reply::Quit));
}

/// A screen reader would read out signs and lines of boxes; a control character could do worse.
#[test]
fn nothing_but_words_is_printed() {
    let mut survey = fixture::survey();
    let evil = fixture::refusal(Cause::ServiceFailure, "Oops\u{1b}[2J", 500, "boom\u{1b}]0;owned\u{7}");
    fixture::observe(&mut survey, Reading::Models(fixture::region("us-west-2"), Err(evil)));
    let mut model = Model::new(fixture::setup(survey));
    let commands = ["help", "gaps", "plan", "regions", "region us-west-2", "model Opus 5.5", "why 1", "why opus 5.5"];
    let mut said = opening(&model);
    said.extend(commands.map(|command| say(&mut model, command)));
    let sign = |c: &char| (c.is_control() && *c != '\n') || "●◐✖✔▲·▸◂▴▾…│─".contains(*c);
    assert_eq!(said.chars().find(sign), None);
}

#[test]
fn without_credentials_it_says_what_to_type_and_where_it_looked() {
    let mut survey = Survey::default();
    let none = fixture::refusal(Cause::NoCredentials, "", 400, "no provider");
    fixture::observe(&mut survey, Reading::Identity(Err(none)));
    let mut model = Model::new(fixture::setup(survey));
    model.account.looked_for = vec![("/home/anna/.aws/config".to_owned(), "no such file".to_owned())];
    let text = opening(&model);
    assert!(text.contains("Trouble: no AWS credentials were found.\nType aws sso login --profile work to "), "{text}");
    assert!(text.contains("\n/home/anna/.aws/config: no such file.\n"), "{text}");
}

fn session(mut command: Command, input: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn the_binary_reads_commands_line_by_line() {
    for args in [["--demo", "--linear"], ["--demo", "--output=plain"]] {
        let home = tempfile::tempdir().unwrap();
        let mut command = support::bedcheck(home.path());
        command.args(args).args(["--timeout", "120", "--regions", "us-west-2", "--claude-code-version", "2.1.330"]);
        let output = session(command, "gaps\nrefresh\nwhy 1\nquit\nnever read\n");
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
        assert!(out.starts_with("Asking AWS. "), "{out}");
        assert!(out.contains("Simulated account demo: an account in daily use"), "{out}");
        assert_eq!(out.matches("Asking AWS. ").count(), 2, "refresh asks again: {out}");
        assert!(out.contains("Gate 6, agreement: blocked"), "{out}");
        assert!(!out.contains('\u{1b}') && !out.contains("no command"), "{out}");
    }
}

#[test]
fn the_end_of_the_input_ends_it() {
    let home = tempfile::tempdir().unwrap();
    let mut command = support::bedcheck(home.path());
    command.args(["--demo=healthy", "--timeout", "120", "--regions", "us-west-2"]).env("BEDCHECK_LINEAR", "1");
    let output = session(command, "");
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("models it calls are open."));
}
