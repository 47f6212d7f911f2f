//! The gates of 2026-11-20: trusted access programs and Bedrock projects.

use bedcheck::simulator::Scenario;
use serde_json::Value;

use crate::{
    Program,
    account::{Account, scenario},
    support::items,
};

const OPEN: &str = "[[data_retention]]\nmode = \"aws_review\"\n";

/// One command against an account; the document, and the operations that were asked.
fn ask(tables: &str, args: &[&str], env: &[(&str, &str)]) -> (i32, Value, Vec<String>) {
    ask_of(scenario(&format!("{OPEN}{tables}")), args, env)
}

fn ask_of(scenario: Scenario, args: &[&str], env: &[(&str, &str)]) -> (i32, Value, Vec<String>) {
    let account = Account::serve(scenario);
    let program = Program::new();
    let url = account.url();
    let mut command = program.with(&[args, &["--endpoint-url", &url, "--output", "json"]].concat());
    command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "x").envs(env.iter().copied());
    let (status, document, _) = crate::support::run_json(&mut command);
    (status, document, account.requests().into_iter().map(|request| request.operation).collect())
}

fn rung(tables: &str) -> Value {
    let (_, document, asked) = ask(tables, &["explain", "Opus 5.5"], &[]);
    assert!(asked.iter().any(|operation| operation == "ListTrustedAccessPrograms"), "{asked:?}");
    items(&document, "ladder").last().unwrap().clone()
}

fn program(status: &str) -> String {
    format!(
        "[[trusted_access]]\nid = \"anthropic-cyber\"\nname = \"Cyber\"\nstatus = \"{status}\"\nreason = \"not asked for\"\n\
         details_url = \"https://example.com/about\"\nenrollment_url = \"https://example.com/enrol\"\n"
    )
}

#[test]
fn the_last_gate_says_what_the_programs_are() {
    let none = rung("");
    assert_eq!((&none["gate"], &none["state"]), (&"trusted-access".into(), &"not-needed".into()), "{none}");
    assert_eq!(none["source"], "ListTrustedAccessPrograms");
    let of_others = rung("[[trusted_access]]\nid = \"x\"\nname = \"X\"\nprovider = \"Other\"\nstatus = \"revoked\"\n");
    assert_eq!(of_others["state"], "not-needed");
    assert_eq!(rung(&program("enabled"))["state"], "open");
    for status in ["requestable", "eligible", "disabled", "revoked"] {
        let told = rung(&program(status));
        assert_eq!(told["state"], "not-read", "which models depend on it is not told: {told}");
        let note = told["notes"][0].as_str().unwrap();
        for words in [status, "anthropic-cyber", "not asked for", "https://example.com/enrol"] {
            assert!(note.contains(words), "{words}: {note}");
        }
    }
}

#[test]
fn programs_of_several_pages_are_all_read() {
    let text = format!(
        "summary = \"a test\"\ntoday = \"2026-11-22\"\npage_size = 1\n[account]\nid = \"111122223333\"\n\
         arn = \"arn:aws:sts::111122223333:assumed-role/Developer/dev1\"\nhome = \"us-west-2\"\n{OPEN}{}{}",
        program("enabled"),
        program("revoked").replace("Cyber", "Other")
    );
    let (_, document, asked) = ask_of(Scenario::parse(&text).unwrap(), &["explain", "Opus 5.5"], &[]);
    let told = items(&document, "ladder").last().unwrap();
    assert_eq!(told["notes"].as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!(asked.iter().filter(|operation| *operation == "ListTrustedAccessPrograms").count(), 2);
}

#[test]
fn a_region_that_does_not_have_it_yet_is_said_to() {
    for (status, kind) in [(404, "UnknownOperationException"), (400, "ValidationException")] {
        let told = rung(&format!(
            "[[fault]]\noperations = \"ListTrustedAccessPrograms\"\ndoes = {{ error = {{ status = {status}, type = \"{kind}\", \
             message = \"no\" }} }}\n"
        ));
        assert_eq!((&told["state"], &told["detail"]), (&"not-read".into(), &"this region does not have it yet".into()));
    }
    let denied = rung("[[deny]]\nactions = \"bedrock:ListTrustedAccessPrograms\"\n");
    assert!(denied["detail"].as_str().unwrap().contains("needs bedrock:ListTrustedAccessPrograms"), "{denied}");
}

#[test]
fn calls_of_a_project_are_not_decided_by_what_the_account_is_offered() {
    let projects = "[[project]]\nid = \"proj_all\"\nname = \"shop\"\n[[project]]\nid = \"proj_old\"\nname = \"old\"\n\
                    status = \"archived\"\n[[project]]\nid = \"proj_few\"\nname = \"few\"\nmodels = [\"*opus*\"]\n";
    let header = |id: &str| format!("x-amzn-bedrock-projectidentifier: {id}\nx-other: 1");
    let carrying = |id: &str, args: &[&str]| ask(projects, args, &[("ANTHROPIC_CUSTOM_HEADERS", &header(id))]);
    let check = |id: &str| carrying(id, &["check"]);
    for (id, words) in [("proj_old", "archived"), ("proj_none", "not listed")] {
        let (status, document, asked) = check(id);
        assert_eq!((status, &document["result"]), (3, &"unknown".into()), "{document}");
        assert!(asked.iter().any(|operation| operation == "ListProjects"), "{asked:?}");
        let reason = items(&document, "uses")[0]["reason"].as_str().unwrap();
        assert!(reason.contains(id) && reason.contains(words), "{reason}");
    }
    // The default project is that of everybody who names none: nothing more is asked.
    let (status, document, asked) = check("default");
    assert_eq!(status, 0, "{document}");
    assert!(!asked.iter().any(|operation| operation == "ListProjects"), "{asked:?}");
    let (status, document, _) = check("proj_all");
    assert_eq!(status, 0, "every model takes part: {document}");
    // What takes no part is not offered, whatever the account has; and a real call that carries the project agrees.
    let (status, document, _) = check("proj_few");
    assert_eq!(status, 1, "{document}");
    // Tokens are counted with the bare id, which no message is sent to.
    for usage in items(&document, "uses").iter().filter(|usage| usage["role"] != "token-count") {
        let (id, verdict) = (usage["model_id"].as_str().unwrap(), usage["verdict"].as_str().unwrap());
        assert_eq!(verdict, if id.contains("opus") { "open" } else { "not-offered" }, "{usage}");
        let (called, _, _) = carrying("proj_few", &["verify", id, "--yes"]);
        assert_eq!(called, i32::from(!id.contains("opus")), "{id}");
    }
}

/// A region without projects answers with the account's list to whoever names one: that is not taken for the project's.
#[test]
fn a_region_that_knows_no_projects_leaves_it_undecided() {
    let faults = "[[fault]]\noperations = \"ListProjects\"\n\
                  does = { error = { status = 404, type = \"UnknownOperationException\", message = \"no\" } }\n";
    let header = [("ANTHROPIC_CUSTOM_HEADERS", "X-Amzn-Bedrock-ProjectIdentifier: proj_all")];
    let (status, document, asked) = ask(faults, &["check"], &header);
    assert_eq!((status, &document["result"]), (3, &"unknown".into()), "{document}");
    let lists = asked.iter().filter(|operation| *operation == "ListFoundationModels").count();
    assert_eq!(lists, 1, "the project's list is not asked for: {asked:?}");
}
