//! `explain`: one ladder by any name, and pasted errors.

use std::{io::Write as _, process::Stdio};

use serde_json::Value;

use crate::{Program, account::Account, run_json, support};

const SONNET: &str = "anthropic.claude-sonnet-5";

#[test]
fn a_model_is_found_by_name_id_profile_or_arn() {
    let arn = format!("arn:aws:bedrock:us-west-2:444455556666:inference-profile/us.{SONNET}");
    let table = [
        ("Sonnet 5", "blocked", "agreement"),
        ("claude sonnet 5", "blocked", "agreement"),
        ("claude-sonnet-5", "blocked", "agreement"),
        // Asks about the model in any form, although the bare id itself cannot be called here.
        (SONNET, "blocked", "agreement"),
        (&format!("us.{SONNET}"), "blocked", "agreement"),
        (&arn, "blocked", "agreement"),
    ];
    for (text, verdict, gate) in table {
        let (status, document, err) = run_json(&["explain", text, "--demo", "--region", "us-west-2"]);
        assert_eq!((status, err.as_str()), (1, ""), "{text}");
        assert_eq!((&document["model"], &document["region"]), (&SONNET.into(), &"us-west-2".into()), "{text}");
        let shut = support::items(&document, "ladder").iter().find(|rung| rung["state"] == "blocked").unwrap();
        assert_eq!((&document["verdict"], &shut["gate"]), (&verdict.into(), &gate.into()), "{text}");
    }
}

#[test]
fn an_open_model_is_no_gap() {
    let (status, document, _) = run_json(&["explain", "Opus 5.5", "--demo", "--region", "us-west-2"]);
    assert_eq!((status, &document["verdict"]), (0, &Value::from("open")));
    assert_eq!(document["invoked_as"], "us.anthropic.claude-opus-5-5");
}

/// The notes of one gate in one string.
fn notes(document: &Value, gate: &str) -> String {
    let rung = support::items(document, "ladder").iter().find(|rung| rung["gate"] == gate).unwrap();
    support::items(rung, "notes").iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

#[test]
fn states_that_look_like_another_one_are_named() {
    // The bare id is listed, and works through a profile only.
    let (_, document, _) = run_json(&["explain", "anthropic.claude-opus-5-5", "--demo", "--region", "us-west-2"]);
    let note = document["note"].as_str().unwrap();
    assert!(note.contains("listed but profile-only") && note.contains("us.anthropic.claude-opus-5-5"), "{note}");
    let arn = "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-opus-5-5";
    let (status, document, _) = run_json(&["explain", arn, "--demo", "--region", "us-west-2"]);
    assert_eq!((status, &document["verdict"]), (1, &"blocked".into()));
    assert!(notes(&document, "offer").starts_with("Listed but profile-only"), "{document}");
    // On demand in London: nothing to add.
    let (_, document, _) = run_json(&["explain", "anthropic.claude-opus-5-5", "--demo", "--region", "eu-west-2"]);
    assert_eq!(document["note"], Value::Null);

    let (_, document, _) = run_json(&["explain", "Sonnet 4.5", "--demo", "--region", "us-west-2"]);
    assert!(notes(&document, "lifecycle").starts_with("Legacy and idle"), "{document}");

    let mantle = "anthropic.claude-haiku-4-5";
    let (status, document, _) = run_json(&["explain", mantle, "--demo", "--region", "us-east-1"]);
    assert_eq!((status, &document["verdict"], &document["note"]), (1, &"not-offered".into(), &Value::Null));
    assert!(notes(&document, "offer").starts_with("Offered on another endpoint only"), "{document}");

    let program = Program::new();
    let (_, table, _) = support::run(&mut program.with(&["explain", "Sonnet 4.5", "--demo", "--output", "table"]));
    assert!(table.contains("Legacy and idle"), "{table}");
}

/// A text, how sure it is, its gate and cause, and the kind of the first thing to do.
const PASTED: [(&str, &str, &str, &str); 3] = [
    (
        "API Error: 403 You don't have access to the model with the specified model ID.",
        "agreement",
        "no-model-access",
        "console",
    ),
    (
        "API Error (us.anthropic.claude-sonnet-5): 400 Invocation of model ID anthropic.claude-sonnet-5 with on-demand \
         throughput isn\u{2019}t supported. Retry your request with the ID or ARN of an inference profile that contains \
         this model.",
        "offer",
        "profile-only",
        "cli",
    ),
    (
        "404 Model use case details have not been submitted for this account. Fill out the Anthropic use case details \
         form before using the model. If you have already filled out the form, try again in 15 minutes.",
        "use-case-form",
        "use-case-form-missing",
        "console",
    ),
];

#[test]
fn the_commonest_errors_are_understood_without_asking_aws() {
    let account = Account::bundled("healthy");
    for (text, gate, cause, first) in PASTED {
        for from_stdin in [false, true] {
            let argument = if from_stdin { "-" } else { text };
            let program = Program::new();
            let mut command = program.with(&["explain", "--text", argument, "--output", "json"]);
            command.env("AWS_ENDPOINT_URL", account.url());
            command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            child.stdin.take().unwrap().write_all(if from_stdin { text.as_bytes() } else { b"" }).unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{text}");
            let document: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(document["recognised"], true, "{text}");
            assert_eq!((&document["gate"], &document["cause"]), (&gate.into(), &cause.into()), "{text}");
            assert_eq!(document["remedies"][0]["kind"], first, "{text}: {document}");
            assert_eq!(document["lasting"], true);
        }
    }
    assert_eq!(account.requests(), []);
}

#[test]
fn a_denial_names_its_parts_and_nonsense_is_called_unknown() {
    let text = "User: arn:aws:sts::111122223333:assumed-role/Dev/x is not authorized to perform: bedrock:InvokeModel on \
                resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-opus-5-5 with an explicit deny in \
                a service control policy";
    let (status, document, _) = run_json(&["explain", "--text", text]);
    assert_eq!((status, &document["gate"]), (1, &Value::from("permission")));
    let captures = &document["captures"];
    assert_eq!(
        (&captures["action"], &captures["resource_region"]),
        (&"bedrock:InvokeModel".into(), &"us-east-2".into())
    );
    assert_eq!(captures["policy_type"], "service control policy");
    assert_eq!(captures["policy_arn"], Value::Null);

    let (status, document, _) = run_json(&["explain", "--text", "The printer is on fire."]);
    assert_eq!((status, &document["recognised"], &document["gate"]), (3, &false.into(), &Value::Null));
}

#[test]
fn an_alias_is_what_the_plan_makes_of_it_and_a_near_miss_is_suggested() {
    for (alias, model, status) in
        [("sonnet", SONNET_OF_PLAN, 1), ("Opus", "anthropic.claude-opus-5-5", 0), ("opusplan", SONNET_OF_PLAN, 1)]
    {
        let (code, document, _) = run_json(&["explain", alias, "--demo"]);
        assert_eq!((code, &document["model"]), (status, &model.into()), "{alias}");
        let note = document["note"].as_str().unwrap();
        assert!(note.contains(&format!("takes `{}` for us.{model}", alias.to_lowercase())), "{note}");
        assert_eq!(note.contains("plan mode"), alias == "opusplan", "{note}");
    }
    let program = Program::new();
    for (text, hint) in [
        ("sonet 4.5", "did you mean Sonnet 4.5"),
        ("claude-opus-55", "did you mean Opus 5.5"),
        ("gpt-9", "bedcheck list shows them all"),
    ] {
        let (code, out, err) = support::run(&mut program.with(&["explain", text, "--demo"]));
        assert_eq!((code, out.as_str()), (2, ""), "{text}");
        assert!(err.contains(hint), "{text}: {err}");
        support::one_sentence(&err);
    }
    let (_, document, _) = run_json(&["explain", "us.anthropic.claude-sonet-5", "--demo"]);
    assert!(document["note"].as_str().unwrap().contains("did you mean Sonnet 5"), "{}", document["note"]);
}

/// What 2.1.330 makes of `sonnet` on Bedrock.
const SONNET_OF_PLAN: &str = "anthropic.claude-sonnet-4-5-20250929-v1:0";

#[test]
fn a_whole_screen_with_several_errors_gives_the_most_telling_one() {
    let screen = "\u{1b}[1m╭───────────────────────────╮\n│ ✻ Welcome to Claude Code! │\n╰───────────────────────────╯\u{1b}[0m\n\n\
                  > /context\n  ⎿  API Error: 429 Too many tokens, please wait before trying again.\n\n> hi\n\n  ⎿  \u{1b}[31mAPI \
                  Error (us.anthropic.claude-haiku-4-5-20251001-v1:0): 403 You don\u{2019}t have access to the model with\n     \
                  the specified model ID.\u{1b}[39m\n\n╭──────╮\n│ >    │\n╰──────╯\n  ? for shortcuts\n";
    let (code, document, _) = run_json(&["explain", "--text", screen]);
    assert_eq!((code, &document["cause"], &document["gate"]), (1, &"no-model-access".into(), &"agreement".into()));
    assert_eq!(document["captures"]["model_id"], "us.anthropic.claude-haiku-4-5-20251001-v1:0");
    assert_eq!(support::items(&document, "others").len(), 1);
    assert_eq!(document["others"][0]["cause"], "quota-per-minute");
    let text = document["text"].as_str().unwrap();
    assert!(text.starts_with("API Error (us.anthropic") && text.ends_with("specified model ID."), "{text}");

    let program = Program::new();
    let (_, table, _) = support::run(&mut program.with(&["explain", "--text", screen, "--output", "table"]));
    assert!(table.contains("also said") && table.contains("Haiku 4.5"), "{table}");
}

#[test]
fn an_empty_paste_is_a_usage_error() {
    let program = Program::new();
    for nothing in ["", "  \n\t", "\u{1b}[0m\u{1b}[2J", "╭───╮\n│   │\n╰───╯"] {
        let (code, out, err) = support::run(&mut program.with(&["explain", "--text", nothing]));
        assert_eq!((code, out.as_str()), (2, ""), "{nothing:?}");
        support::one_sentence(&err);
    }
}

#[test]
fn what_needs_no_mending_says_so() {
    let (code, document, _) = run_json(&["explain", "--text", "Could not create agreement - Agreement already exists"]);
    assert_eq!((code, support::items(&document, "remedies").len()), (0, 0));
    assert!(document["note"].as_str().unwrap().contains("the agreement is there"));
}

/// The sentence this program began with, pasted bare: the text names no model, and the answer does.
#[test]
fn the_first_text_of_all_leads_to_the_call_it_came_from() {
    let text = "API Error: 403 You don't have access to the model with the specified model ID.";
    let program = Program::new();
    let (status, said, err) =
        support::run(&mut program.with(&["explain", text, "--demo=issue-536", "--output", "table"]));
    assert_eq!((status, err.as_str()), (1, ""));
    let answer: Vec<&str> = said.lines().take(4).collect();
    assert!(answer[0].contains("does not say which model") && answer[0].contains("calls 2 models"), "{said}");
    assert!(answer[1].contains("background Haiku 3.5: blocked at agreement: this is the one"), "{said}");
    assert!(answer[1].contains("main Sonnet 3.5: open"), "{said}");
    assert!(answer[2].ends_with("#/model-catalog/serverless/anthropic.claude-3-5-haiku-20241022-v1%3A0"), "{said}");
    assert!(!said.contains("<model"), "no placeholder that the plan can fill: {said}");

    let (_, document, _) =
        support::run_json(&mut program.with(&["explain", text, "--demo=issue-536", "--output", "json"]));
    let first = &support::items(&document, "calls")[0];
    assert_eq!((&first["role"], &first["suspicion"]), (&"background".into(), &"refused".into()), "{document}");

    // Two models are refused, and of one nobody ever sees it.
    let (_, said, _) = support::run(&mut program.with(&["explain", text, "--demo", "--output", "table"]));
    let calls = said.lines().nth(1).unwrap();
    assert!(calls.contains("subagent statusline-setup Sonnet 4.5: blocked at agreement: this is the one."), "{said}");
    assert!(
        calls.contains("auto mode Sonnet 5: blocked at agreement as well, which Claude Code does not show."),
        "{said}"
    );

    // From what is on disk alone: nothing is known, and every model that may be it is named with its page.
    let args = ["explain", text, "--demo=issue-536", "--offline", "--output", "json"];
    let (status, document, _) = support::run_json(&mut program.with(&args));
    let suspicions: Vec<&str> =
        support::items(&document, "calls").iter().map(|one| one["suspicion"].as_str().unwrap()).collect();
    assert_eq!((status, suspicions), (1, vec!["never-chosen", "not-known"]), "{document}");

    let (status, _, err) = support::run(&mut program.with(&[text]));
    assert!(status == 2 && err.contains("bedcheck explain"), "{err}");
}
