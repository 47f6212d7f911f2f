//! What is called, what is said of it, and what becomes of the child.

use std::path::Path;

use serde_json::{Value, json};

use crate::{
    account::{Account, until},
    client::{Call, KEY, body, command, observe},
    support::{self, items, one_sentence, run},
};

const HAIKU_35: &str = "us.anthropic.claude-3-5-haiku-20241022-v1:0";
const SONNET_35: &str = "anthropic.claude-3-5-sonnet-20240620-v1:0";

/// An old client, as the issue has it.
fn old(call: Call) -> Call {
    call.with("user-agent", "claude-cli/0.2.46 (external, cli)")
}

/// The document that a run prints at its end, after the lines.
fn document(err: &str) -> Value {
    let from = err.find("{\n").unwrap_or_else(|| panic!("no document: {err}"));
    serde_json::from_str(&err[from..]).unwrap_or_else(|error| panic!("{error}: {err}"))
}

fn ids(document: &Value, group: &str) -> Vec<String> {
    items(document, group).iter().map(|model| model["model_id"].as_str().unwrap().to_owned()).collect()
}

/// Settings of the shell, so that calls go to an account in this process.
fn with_account(command: &mut std::process::Command, home: &Path, account: &Account) {
    std::fs::write(home.join("aws-config"), "[default]\nregion = us-west-2\n").unwrap();
    command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", "CANARY-SECRET");
    command.env("AWS_ENDPOINT_URL", account.url());
}

#[test]
fn the_story_of_issue_536_is_seen_as_it_happens() {
    let home = tempfile::tempdir().unwrap();
    let calls = [
        old(Call::background(HAIKU_35)),
        old(Call::turn(SONNET_35)),
        old(Call::turn("us.anthropic.claude-3-7-sonnet-20250219-v1:0")),
    ];
    let (status, out, err) = observe(home.path(), &["--demo=issue-536", "--proxy"], &calls, 0);
    assert_eq!(status, 0, "{err}");
    assert!(out.contains("answered 403") && out.contains("answered 200"), "{out}");
    let told = |id: &str| {
        let found = err.lines().find(|line| line.starts_with("bedcheck: ") && line.contains(id));
        found.unwrap_or_else(|| panic!("no line of {id}: {err}")).to_owned()
    };
    assert!(told(HAIKU_35).contains("background") && told(HAIKU_35).contains("REFUSED 403"), "{err}");
    assert!(told(SONNET_35).contains("  main  ") && told(SONNET_35).contains("answered 200"), "{err}");
    let (first, last) = (err.find("custom base URL changes").unwrap(), err.find(HAIKU_35).unwrap());
    assert!(first < last, "what it changes is said before the first call: {err}");
    assert!(
        err.contains(&format!("Refused: {HAIKU_35}")) && err.contains("Not predicted: us.anthropic.claude-3-7"),
        "{err}"
    );
    assert!(
        err.contains("the plan is that of Claude Code 0.2.46") && err.contains("Simulated: scenario issue-536"),
        "{err}"
    );
    let (status, _, err) = observe(home.path(), &["--demo=issue-536", "--proxy", "-o", "json"], &calls, 41);
    let document = document(&err);
    assert_eq!((status, &document["exit_status"], &document["schema"]), (41, &41.into(), &"bedcheck.observe/1".into()));
    assert_eq!(ids(&document, "predicted_and_seen"), [HAIKU_35, SONNET_35], "the refused one first");
    assert_eq!(items(&document, "predicted_and_seen")[0]["refusal"]["cause"], "no-model-access");
    assert_eq!(items(&document, "predicted_and_seen")[0]["roles"], json!(["background"]));
    assert_eq!(ids(&document, "seen_not_predicted"), ["us.anthropic.claude-3-7-sonnet-20250219-v1:0"]);
    assert_eq!(items(&document, "predicted_not_seen"), [] as [Value; 0]);
    assert_eq!((&document["simulated"], &document["account"]["id"]), (&true.into(), &"555566667777".into()));
}

/// What the proxy tells, what the other end was asked, and the log are the same, call by call.
#[test]
fn what_is_told_is_what_was_called() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::bundled("healthy"));
    let opus = "us.anthropic.claude-opus-5-5";
    let calls = [
        Call::list(),
        Call::check(opus),
        Call::turn(opus),
        Call::background("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        Call::of("anthropic.claude-nothing-9", "invoke", &body(9, true)),
        Call::of("anthropic.claude-sonnet-4-6", "count-tokens", &json!({"input": {}})).signed_in(KEY, "eu-west-2"),
        Call {
            body: json!({"model": "anthropic.claude-opus-5-5", "max_tokens": 9, "tools": [1], "messages": []})
                .to_string(),
            ..Call::to("POST", "/anthropic/v1/messages")
        }
        .with("x-api-key", "ABSK-CANARY"),
    ];
    let log = home.path().join("calls.ndjson");
    let mut command = command(home.path(), &["--proxy", "--log", log.to_str().unwrap()], &calls, 0);
    with_account(&mut command, home.path(), &account);
    let (status, out, err) = run(&mut command);
    assert_eq!(status, 0, "{out}{err}");
    let lines = std::fs::read_to_string(&log).unwrap();
    let told: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // Who asks and which profiles there are is asked before the client begins.
    let asked = account.requests();
    let begun = asked.len() - calls.len();
    assert!(
        begun <= 2
            && asked[..begun]
                .iter()
                .all(|one| ["GetCallerIdentity", "ListInferenceProfiles"].contains(&one.operation.as_str()))
    );
    let pair = |told: &Value| {
        (told["operation"].clone(), told["model_id"].clone(), told["region"].clone(), told["status"].clone())
    };
    let came: Vec<_> = asked[begun..]
        .iter()
        .map(|one| (json!(one.operation), json!(one.model_id), json!(one.region), json!(one.status)))
        .collect();
    assert_eq!(told.iter().map(pair).collect::<Vec<_>>(), came);
    let statuses: Vec<&Value> = told.iter().map(|told| &told["status"]).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 400, 200, 200]);
    let roles: Vec<&str> = told.iter().filter_map(|told| told["role"].as_str()).collect();
    assert_eq!(roles[..3], ["startup check opus", "main", "background"]);
    assert!(err.lines().filter(|line| line.starts_with("bedcheck: ")).all(|line| !line.contains("answered")), "{err}");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&log.metadata().unwrap().permissions()) & 0o777, 0o600);
}

#[test]
fn another_identity_is_the_first_thing_said() {
    let (home, account) = (tempfile::tempdir().unwrap(), Account::bundled("healthy"));
    for (key, said) in
        [("AKIAOTHER00000000000", "ANOTHER IDENTITY"), ("ASIAOTHER00000000000", "another session of the same role")]
    {
        let calls = [Call::turn("us.anthropic.claude-opus-5-5").signed(key), Call::list().signed(key)];
        let mut command = command(home.path(), &["--proxy"], &calls, 0);
        with_account(&mut command, home.path(), &account);
        let (_, _, err) = run(&mut command);
        let lines: Vec<&str> = err.lines().collect();
        let at = |what: &str| {
            lines.iter().position(|line| line.contains(what)).unwrap_or_else(|| panic!("no {what}: {err}"))
        };
        assert!(at(said) < at("us.anthropic.claude-opus-5-5"), "{err}");
        assert_eq!(
            lines.iter().filter(|line| line.starts_with("bedcheck: ") && line.contains(said)).count(),
            1,
            "{err}"
        );
        assert!(!err.contains(key) && !err.contains(KEY), "no key is shown: {err}");
    }
    let mut same = command(home.path(), &["--proxy"], &[Call::list()], 0);
    with_account(&mut same, home.path(), &account);
    let (_, _, err) = run(&mut same);
    assert!(!err.contains("IDENTITY") && !err.contains("another session"), "{err}");
}

#[test]
fn the_proxy_ends_with_its_child_however_that_ends() {
    let home = tempfile::tempdir().unwrap();
    let shell = |script: &str| {
        let mut command = support::bedcheck(home.path());
        command.args(["observe", "--demo", "--proxy", "--", "/bin/sh", "-c", script]);
        command
    };
    for (script, expected) in [("exit 0", 0), ("exit 9", 9), ("kill -KILL $$", 137), ("kill -TERM $$", 143)] {
        let (status, _, err) = run(&mut shell(script));
        assert_eq!(status, expected, "{script}: {err}");
        assert!(err.contains("No call of a model was seen."), "{err}");
    }
    let (status, out, _) = run(&mut shell("echo $ANTHROPIC_BEDROCK_BASE_URL $ANTHROPIC_BEDROCK_MANTLE_BASE_URL"));
    let (base, mantle) = out.trim().split_once(' ').unwrap();
    assert_eq!((status, mantle), (0, format!("{base}/anthropic").as_str()));
    let host = base.strip_prefix("http://").unwrap().split('/').next().unwrap();
    assert!(host.starts_with("127.0.0.1:") && std::net::TcpStream::connect(host).is_err(), "{host} still listens");
}

/// A signal for this process is one for the child: it decides what becomes of it.
#[cfg(unix)]
#[test]
fn the_child_is_told_of_signals() {
    let home = tempfile::tempdir().unwrap();
    let mark = home.path().join("begun");
    let script = format!("trap 'exit 5' TERM; touch {}; while :; do sleep 0.05; done", mark.display());
    let mut command = support::bedcheck(home.path());
    command.args(["observe", "--demo", "--proxy", "--", "/bin/sh", "-c", &script]);
    let mut running = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    until("the child begins", || mark.exists());
    let pid = rustix::process::Pid::from_raw(i32::try_from(running.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(5));
}

#[test]
fn two_at_once_do_not_meet() {
    let home = tempfile::tempdir().unwrap();
    let run = |model: &'static str| {
        let home = home.path().to_owned();
        std::thread::spawn(move || {
            observe(&home, &["--demo=healthy", "--proxy", "-o", "json"], &[Call::turn(model)], 0).2
        })
    };
    let both =
        [run("us.anthropic.claude-opus-5-5"), run("us.anthropic.claude-sonnet-5")].map(|one| one.join().unwrap());
    for (err, model) in both.iter().zip(["us.anthropic.claude-opus-5-5", "us.anthropic.claude-sonnet-5"]) {
        let calls = items(&document(err), "calls").iter().map(|call| call["model_id"].clone()).collect::<Vec<_>>();
        assert_eq!(calls, [model]);
    }
}

#[test]
fn what_cannot_be_observed_is_said_in_one_sentence() {
    let home = tempfile::tempdir().unwrap();
    let observe = |options: &[&str], child: &[&str]| {
        let mut command = support::bedcheck(home.path());
        let (status, out, err) = run(command.arg("observe").args(options).arg("--").args(child));
        assert_eq!(out, "");
        (status, err)
    };
    for (options, child, said) in [
        (&["--demo", "--proxy"][..], &["/no/such/program"][..], "/no/such/program could not be started"),
        (&["--demo", "--proxy", "--read-only"], &["true"], "--read-only"),
        (&["--demo", "--proxy", "--log", "/no/such/folder/x"], &["true"], "--log /no/such/folder/x"),
        (&["--demo", "--proxy"], &[], ""),
    ] {
        let (status, err) = observe(options, child);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains(said), "{err}");
    }
    std::fs::create_dir_all(home.path().join(".claude")).unwrap();
    let env = json!({"env": {"ANTHROPIC_BEDROCK_BASE_URL": "https://gateway.example/CANARY", "CLAUDE_CODE_USE_BEDROCK": "1"}});
    std::fs::write(home.path().join(".claude/settings.json"), env.to_string()).unwrap();
    let (status, err) = observe(&["--proxy"], &["true"]);
    one_sentence(&err);
    assert_eq!(status, 2);
    assert!(err.contains("user settings") && err.contains("wins") && !err.contains("CANARY"), "{err}");
}
