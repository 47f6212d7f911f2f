//! Every document keeps to its schema under `assets/schemas/`, and no schema leaves out a field.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    Place,
    account::{Account, scenario},
    scenarios,
    support::{self, bedcheck, run_json},
};

/// The faults that a second implementation of JSON Schema finds.
fn faults(documents: &[Value]) -> Option<Vec<String>> {
    let peers = support::peers("schemas")?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new(peers.join("python"))
        .arg(folder.join("tests/peers/validate.py"))
        .arg(folder.join("assets/schemas"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = json!({"documents": documents}).to_string();
    python.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = python.wait_with_output().unwrap();
    Some(serde_json::from_slice(&out.stdout).unwrap())
}

/// Each command on each bundled scenario, the scenarios side by side.
fn of_scenarios() -> Vec<Value> {
    std::thread::scope(|scope| {
        let asked: Vec<_> = scenarios().into_iter().map(|name| scope.spawn(move || of_scenario(name))).collect();
        asked.into_iter().flat_map(|asked| asked.join().unwrap()).collect()
    })
}

fn of_scenario(name: &str) -> Vec<Value> {
    let (place, demo) = (Place::new(), format!("--demo={name}"));
    let asked = [
        &["list", "--regions", "us-west-2,us-gov-west-1"][..],
        &["check", "--fail-within", "200d"],
        &["plan"],
        &["explain", "Sonnet 4.5"],
        &["pins"],
        &["policy"],
    ];
    let mut documents: Vec<Value> =
        asked.iter().map(|args| place.document(&[args, &[demo.as_str()][..]].concat())).collect();
    // There is no Sonnet 5 to call in the year of one of them.
    let (status, out, err) = place.run(&["verify", "Sonnet 5", "--yes", &demo, "--output", "json"]);
    match serde_json::from_str(&out) {
        Ok(document) => documents.push(document),
        Err(_) => assert!(status == 2 && err.contains("no id is known"), "{name}: {err}"),
    }
    documents
}

fn of_texts() -> Vec<Value> {
    let place = Place::new();
    let texts = [
        "API Error: 403 You don't have access to the model with the specified model ID.",
        "API Error: 403 something nobody has seen; 429 Too many requests",
        "User: arn:aws:sts::111122223333:assumed-role/Dev/x is not authorized to perform: bedrock:InvokeModel on resource: \
         arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-sonnet-5 because no identity-based policy allows it",
    ];
    texts.map(|text| place.document(&["explain", "--text", text])).into()
}

/// What is made from files: surveys, the keymap, the configuration, what Claude Code left.
fn of_files() -> Vec<Value> {
    let record = json!({
        "type": "assistant", "timestamp": jiff::Timestamp::now().to_string(), "version": "2.1.332", "requestId": "req_1",
        "message": {"model": "us.anthropic.claude-opus-5-5", "role": "assistant", "content": []},
    });
    let error = json!({
        "type": "assistant", "isApiErrorMessage": true, "timestamp": jiff::Timestamp::now().to_string(), "version": "2.1.331",
        "message": {"model": "<synthetic>", "content": [{"type": "text", "text": "API Error: 429 Too many requests"}]},
    });
    let place = Place::new().write(".claude/projects/p/one.jsonl", &format!("{record}\n{error}\n"));
    let mut documents = vec![place.document(&["keys"]), place.document(&["config"]), place.document(&["seen"])];
    documents.push(Place::new().document(&["seen"]));
    let shut = "[[gate]]\nmodels = [\"*haiku-4-5*\"]\nagreement = \"not-available\"\n";
    let (open, shut) = (Account::serve(scenario("")), Account::serve(scenario(shut)));
    let asked = |account: &Account, args: &[&str]| {
        let mut command = bedcheck(place.home.path());
        command.args(args).env("AWS_ENDPOINT_URL", account.url()).env("CLAUDE_CODE_USE_BEDROCK", "1");
        command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000").env("AWS_SECRET_ACCESS_KEY", "example");
        run_json(command.args(["--output", "json"])).1
    };
    documents.push(asked(&open, &["list", "--regions", "us-west-2", "--save", "old.json"]));
    documents.push(asked(&shut, &["list", "--regions", "us-west-2,us-east-1", "--save", "new.json"]));
    documents.push(asked(&shut, &["diff", "old.json", "new.json"]));
    documents.push(asked(&shut, &["diff", "new.json", "old.json"]));
    for (name, scenario) in [("a.json", "--demo=healthy"), ("b.json", "--demo=sales-gated")] {
        let check = place.document(&["check", scenario]);
        std::fs::write(place.home.path().join(name), check.to_string()).unwrap();
    }
    let (one, both) =
        (place.document(&["merge", "a.json"]), place.document(&["merge", "a.json", "b.json", "old.json"]));
    std::fs::write(place.home.path().join("one.json"), one.to_string()).unwrap();
    std::fs::write(place.home.path().join("both.json"), both.to_string()).unwrap();
    documents.extend([one, both, place.document(&["diff", "one.json", "both.json"])]);
    documents
}

/// Several profiles, one of them without credentials.
fn of_profiles() -> Vec<Value> {
    let place = Place::new()
        .write("aws-config", "[profile a]\nregion = us-west-2\n[profile b]\nregion = us-west-2\n")
        .write("aws-credentials", "[a]\naws_access_key_id = AKIAEXAMPLE0000000000\naws_secret_access_key = example\n");
    let account = Account::serve(scenario(""));
    let asked = |name: &str| {
        let mut command = place.with(&[name, "-p", "a", "-p", "b", "--regions", "us-west-2", "--output", "json"]);
        run_json(command.env("AWS_ENDPOINT_URL", account.url()).env("CLAUDE_CODE_USE_BEDROCK", "1")).1
    };
    vec![asked("list"), asked("check")]
}

#[test]
fn every_document_keeps_to_its_schema_and_every_field_is_told() {
    let documents = [of_scenarios(), of_texts(), of_files(), of_profiles()].concat();
    let Some(found) = faults(&documents) else { return };
    assert_eq!(found, Vec::<String>::new());
    // The checker finds what is wrong: a field too many, a word too new.
    let mut check = documents.iter().find(|document| document["schema"] == "bedcheck.check/1").unwrap().clone();
    check["novelty"] = 1.into();
    check["uses"][0]["verdict"] = "fine".into();
    let found = faults(&[check]).unwrap_or_default();
    assert!(found.iter().any(|fault| fault.starts_with("check at ")), "{found:?}");
}
