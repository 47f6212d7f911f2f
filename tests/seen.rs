//! `bedcheck seen`: what Claude Code left behind, told without a word of what was said to it.
#![allow(clippy::print_stderr, reason = "what the tests share says which of them was skipped")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

#[path = "support/account.rs"]
mod account;
mod support;

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use support::{items, one_sentence, run};
use tempfile::TempDir;

const OPUS: &str = "us.anthropic.claude-opus-5-5";
const HAIKU: &str = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const UNPLANNED: &str = "eu.anthropic.claude-3-haiku-20240307-v1:0";
const FORMATS: [&str; 6] = ["table", "plain", "json", "ndjson", "csv", "markdown"];
const REFUSED: &str = "API Error: 403 You don't have access to the model with the specified model ID.";

/// A home in which Claude Code runs on Bedrock in Oregon with Opus as the main model.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let env = json!({"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "us-west-2", "ANTHROPIC_MODEL": OPUS});
        home.write("settings.json", &json!({"env": env}).to_string())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(".claude").join(name)
    }

    fn write(self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// The access cache, with answers of so many minutes ago.
    fn cache(self, answers: &[(&str, &str, i64)]) -> Self {
        let at = |minutes: i64| ago(minutes).as_millisecond();
        let of = |(id, state, minutes): &(&str, &str, i64)| ((*id).to_owned(), json!({"s": state, "at": at(*minutes)}));
        let entries: serde_json::Map<String, Value> = answers.iter().map(of).collect();
        self.write("cache/model-access.json", &json!({"version": 1, "entries": {"key": entries}}).to_string())
    }

    fn record(self, name: &str, lines: &[Value]) -> Self {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.write(&format!("projects/-home-dev-work/{name}.jsonl"), &text)
    }

    fn seen(&self, args: &[&str]) -> (i32, String, String) {
        run(support::bedcheck(self.0.path()).arg("seen").args(args))
    }

    fn document(&self, args: &[&str]) -> (i32, Value) {
        let (status, out, err) = self.seen(&[args, &["--output", "json"]].concat());
        assert_eq!(err, "");
        (status, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}")))
    }
}

fn ago(minutes: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_mins(minutes)
}

/// An answer, as the client records it; `request` tells it from others.
fn answer(model: &str, request: &str, minutes: i64) -> Value {
    json!({
        "parentUuid": null, "isSidechain": false, "type": "assistant", "timestamp": ago(minutes).to_string(),
        "version": "2.1.332", "requestId": request,
        "message": {"model": model, "role": "assistant", "content": [{"type": "text", "text": "done"}]},
    })
}

fn error(text: &str, minutes: i64) -> Value {
    json!({
        "type": "assistant", "isApiErrorMessage": true, "timestamp": ago(minutes).to_string(), "version": "2.1.331",
        "message": {"model": "<synthetic>", "content": [{"type": "text", "text": text}]},
    })
}

fn model<'a>(document: &'a Value, id: &Value) -> &'a Value {
    let found = items(document, "models").iter().find(|model| model["model_id"] == *id);
    found.unwrap_or_else(|| panic!("no {id} in {document}"))
}

#[test]
fn each_model_is_told_with_when_how_often_by_whom_and_whether_it_was_foreseen() {
    let home = Home::new()
        .cache(&[(OPUS, "ok", 20), (HAIKU, "refused", 3)])
        .record(
            "one",
            &[
                json!({"type": "user", "message": {"role": "user", "content": "hi"}, "timestamp": ago(31).to_string()}),
                answer(OPUS, "req_1", 30),
                // The same answer, its next part; and the next answer.
                answer(OPUS, "req_1", 30),
                answer(OPUS, "req_2", 10),
                error(REFUSED, 5),
                error("API Error: 429 Too many requests, please wait before trying again.", 6),
            ],
        )
        // A session that goes on in another file takes its lines along.
        .record("two", &[answer(OPUS, "req_1", 30), answer(UNPLANNED, "req_3", 60)])
        .record("one/subagents/agent-1", &[answer(OPUS, "req_4", 9)]);
    let (status, document) = home.document(&[]);
    assert_eq!((status, &document["schema"], &document["account"]), (1, &"bedcheck.seen/1".into(), &Value::Null));
    let opus = model(&document, &OPUS.into());
    assert_eq!((&opus["answered"], &opus["refused"]), (&3.into(), &0.into()));
    assert_eq!(opus["last_answered"]["source"], "session-record");
    assert_eq!((&opus["called_by"], &opus["last_refused"]), (&json!(["main", "subagent"]), &Value::Null));
    assert_eq!((&opus["foreseen"], &opus["claude_code_version"]), (&"id".into(), &"2.1.332".into()));
    assert!(items(opus, "foreseen_as").contains(&"main".into()), "{opus}");
    let haiku = model(&document, &HAIKU.into());
    assert_eq!((&haiku["last_refused"]["source"], &haiku["called_by"]), (&"access-cache".into(), &json!([])));
    assert_eq!((&haiku["foreseen"], &haiku["answered"]), (&"id".into(), &0.into()));
    assert_eq!(document["not_foreseen"], json!([UNPLANNED]));
    let unnamed = model(&document, &Value::Null);
    assert_eq!((&unnamed["refused"], &unnamed["failed"], &unnamed["foreseen"]), (&1.into(), &1.into(), &Value::Null));
    let causes: Vec<&Value> = items(unnamed, "errors").iter().map(|error| &error["cause"]).collect();
    assert_eq!(causes, ["no-model-access", "throttled"], "the last first");
    assert_eq!(document["sources"], json!({"access_cache": "read", "session_records": 3, "older_session_records": 0}));
    for format in FORMATS {
        let (status, out, err) = home.seen(&["--output", format]);
        assert_eq!((status, err.as_str()), (1, ""), "{format}");
        for part in [OPUS, HAIKU, UNPLANNED] {
            assert!(out.contains(part), "{format} does not name {part}: {out}");
        }
    }
    let (_, plain, _) = home.seen(&[]);
    for part in ["refused ", "Not in the plan: ", UNPLANNED, "which identity", "keeps no reason", "3 answered"] {
        assert!(plain.contains(part), "{part}: {plain}");
    }
}

#[test]
fn a_refusal_that_names_its_model_is_told_at_that_model() {
    let arn = "arn:aws:bedrock:us-west-2:444455556666:inference-profile/us.anthropic.claude-sonnet-5";
    let text = format!(
        "API Error: 403 User: arn:aws:sts::444455556666:assumed-role/Developer/jane is not authorized to perform: \
         bedrock:InvokeModelWithResponseStream on resource: {arn} because no identity-based policy allows the \
         bedrock:InvokeModelWithResponseStream action"
    );
    let (status, document) = Home::new().record("one", &[error(&text, 5)]).document(&[]);
    assert_eq!(status, 1);
    let sonnet = &items(&document, "models")[0];
    assert!(sonnet["model_id"].as_str().is_some_and(|id| id.contains("claude-sonnet-5")), "{sonnet}");
    assert_eq!(sonnet["errors"][0]["cause"], "not-allowed");
    let said = document.to_string();
    assert!(!said.contains("444455556666") && !said.contains("jane") && !said.contains("Developer"), "{said}");
}

#[test]
fn only_what_lies_within_the_time_counts_and_status_follows_it() {
    let home = Home::new().cache(&[(HAIKU, "refused", 300)]).record("one", &[answer(OPUS, "req_1", 100)]);
    assert_eq!(home.document(&["--since", "1d"]).0, 1);
    let (status, document) = home.document(&["--since", "2h"]);
    assert_eq!((status, items(&document, "models").len()), (0, 1));
    let (status, document) = home.document(&["--since", "1h"]);
    assert_eq!((status, items(&document, "models").len()), (0, 0), "nothing was refused since");
    let old = File::options().write(true).open(home.path("projects/-home-dev-work/one.jsonl")).unwrap();
    old.set_modified(ago(99).into()).unwrap();
    let (_, document) = home.document(&["--since", "1h"]);
    assert_eq!(document["sources"]["older_session_records"], 1, "not even opened");
}

#[test]
fn a_throttle_is_no_refusal_and_a_name_of_anthropics_is_no_id() {
    let throttled = error("API Error: 429 Too many requests, please wait before trying again.", 6);
    let lines = [throttled, answer("claude-haiku-4-5-20251001", "a", 3), answer("claude-9", "b", 2)];
    let (status, document) = Home::new().record("one", &lines).document(&[]);
    assert_eq!((status, &document["not_foreseen"]), (0, &json!([])));
    assert_eq!(model(&document, &"claude-haiku-4-5-20251001".into())["foreseen"], "model");
    assert_eq!(model(&document, &"claude-9".into())["foreseen"], Value::Null);
}

/// The client's own refusal stands on the ladder as what it is: dated, of an identity that is not known, no verdict.
#[test]
fn a_ladder_notes_that_the_client_itself_was_refused() {
    let account = account::Account::bundled("healthy");
    let explained = |home: &Home, demo: bool| {
        let mut command = support::bedcheck(home.0.path());
        command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "not-a-key");
        command.args(["explain", OPUS, "--region", "us-west-2", "--output", "json"]);
        let (_, document, _) = support::run_json(if demo {
            command.arg("--demo=healthy")
        } else {
            command.args(["--endpoint-url", &account.url()])
        });
        document
    };
    let said = "Claude Code itself was refused this id";
    let refused = Home::new().cache(&[(OPUS, "refused", 3)]);
    let document = explained(&refused, false);
    let rung = items(&document, "ladder").iter().find(|rung| rung["gate"] == "permission").unwrap();
    assert!(rung["notes"].to_string().contains(said), "{document}");
    for (home, demo) in [
        (Home::new().cache(&[(OPUS, "ok", 3)]), false),
        (Home::new().cache(&[(HAIKU, "refused", 3)]), false),
        (Home::new().cache(&[(OPUS, "refused", 8 * 24 * 60)]), false),
        (refused, true),
    ] {
        let without = explained(&home, demo);
        assert!(!without.to_string().contains(said), "{without}");
        assert_eq!(without["verdict"], document["verdict"], "a note decides nothing");
    }
}

#[test]
fn nothing_to_read_is_not_nothing_refused() {
    let home = Home::new();
    let (status, out, err) = home.seen(&[]);
    assert_eq!((status, out.as_str()), (3, ""));
    one_sentence(&err);
    assert!(err.contains("CLAUDE_CONFIG_DIR"), "{err}");
    let (status, out, _) = home.seen(&["--output", "json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, &document["sources"]["access_cache"]), (3, &"absent".into()));
    let home = home.write("cache/model-access.json", "{\"entries\": 5}");
    let (status, out, _) = home.seen(&["--output", "json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, &document["sources"]["access_cache"]), (3, &"not-read".into()));
    assert!(document["problems"][0].as_str().unwrap().contains("access cache"), "{document}");
}

#[test]
fn a_moved_configuration_folder_is_read_in_its_place() {
    let home = Home::new().cache(&[(HAIKU, "refused", 3)]);
    let moved = home.0.path().join("moved");
    fs::rename(home.path(""), &moved).unwrap();
    assert_eq!(home.seen(&[]).0, 3);
    let (status, out, _) = run(support::bedcheck(home.0.path()).arg("seen").env("CLAUDE_CONFIG_DIR", &moved));
    assert!(status == 1 && out.contains(HAIKU), "{out}");
}

#[test]
fn a_time_that_is_none_is_one_clear_sentence() {
    for text in ["", "7", "soon", "-7d", "7y", "99999999999999999999d", "2026-13-01"] {
        let (status, out, err) = Home::new().seen(&[&format!("--since={text}")]);
        assert_eq!((status, out.as_str()), (2, ""), "{text}");
        one_sentence(&err);
        assert!(err.contains("--since"), "{err}");
    }
    let (status, _, err) = Home::new().seen(&["--demo"]);
    assert_eq!(status, 2);
    one_sentence(&err);
}

/// No word of a conversation, nor of where it was, leaves by any door.
#[test]
fn nothing_of_a_conversation_is_told() {
    let home = Home::new()
        .record("canary-session", &[canaries()])
        .record("canary-session/subagents/agent-canary", &[canaries()])
        .record("next", &[error("Canary canary: 500 the canary sings", 4), error(REFUSED, 4)])
        .write("projects/-home-canary/x.jsonl", "{\"type\": \"assistant\", \"canary\n[\"canary\"]\n\"canary\"\n");
    for format in FORMATS {
        for level in ["off", "trace"] {
            let mut command = support::bedcheck(home.0.path());
            command.args(["seen", "--output", format]).env("RUST_LOG", level).env("RUST_BACKTRACE", "full");
            let (status, out, err) = run(&mut command);
            let told = format!("{out}{err}").to_lowercase();
            assert!(status == 1 && told.contains(OPUS), "{told}");
            assert!(!told.contains("canary"), "{format}: {told}");
        }
    }
    let left = bedcheck_left_anything(home.0.path());
    assert_eq!(left, Vec::<PathBuf>::new(), "nothing is kept");
}

/// Everything but a model, a time, a version and the kind of caller is a canary.
fn canaries() -> Value {
    let mut line = answer(OPUS, "req_canary", 5);
    let content = json!([
        {"type": "text", "text": "canary"},
        {"type": "thinking", "thinking": "canary", "signature": "canary"},
        {"type": "tool_use", "name": "canary", "input": {"command": "canary", "message": {"model": "canary"}}},
    ]);
    line["message"]["content"] = content;
    for field in ["cwd", "gitBranch", "sessionId", "uuid", "slug", "userType", "prompt", "toolUseResult", "agentId"] {
        line[field] = "/home/canary".into();
    }
    line
}

/// What the program wrote into a home, besides what the tests put there.
fn bedcheck_left_anything(home: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| !path.ends_with(".claude")).collect()
}

#[test]
fn lines_that_are_none_are_counted_and_a_newer_form_is_read() {
    let mut newer = answer(OPUS, "req_1", 5);
    newer["schemaVersion"] = 9.into();
    newer["message"]["canary"] = json!({"deep": [[[]]]});
    let mut wrong = answer(OPUS, "req_2", 5);
    wrong["timestamp"] = 5.into();
    let mut no_time = answer(OPUS, "req_3", 5);
    no_time["timestamp"] = "yesterday".into();
    let odd = answer("ignore this and that", "req_4", 5);
    let text = format!("{newer}\nnot json\n\u{feff}\n\n{wrong}\n{no_time}\n{odd}\n{{\"type\": \"assist");
    let home = Home::new().write("projects/p/one.jsonl", &text);
    let (status, document) = home.document(&[]);
    assert_eq!((status, items(&document, "models").len()), (0, 1), "{document}");
    assert_eq!(model(&document, &OPUS.into())["answered"], 1);
    let problems = document["problems"].to_string();
    assert!(problems.contains("2 lines of the session records not read: no JSON"), "{problems}");
    assert!(problems.contains("2 lines of the session records not read: not the form"), "{problems}");
}

#[test]
fn a_line_without_end_is_passed_over() {
    let home = Home::new().write("projects/p/one.jsonl", "");
    let mut file = File::create(home.path("projects/p/one.jsonl")).unwrap();
    let part = [b'x'; 1 << 20];
    for _ in 0..100 {
        file.write_all(&part).unwrap();
    }
    writeln!(file, "\n{}", answer(OPUS, "req_1", 5)).unwrap();
    let (status, document) = home.document(&[]);
    assert_eq!((status, &model(&document, &OPUS.into())["answered"]), (0, &1.into()));
    assert!(document["problems"].to_string().contains("longer than 4 MiB"), "{document}");
}

#[cfg(unix)]
#[test]
fn neither_a_link_nor_a_pipe_is_followed() {
    use std::os::unix::fs::symlink;
    let home = Home::new().record("one", &[answer(OPUS, "req_1", 5)]);
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.jsonl"), format!("{}\n", answer(HAIKU, "req_2", 5))).unwrap();
    symlink(outside.path().join("x.jsonl"), home.path("projects/-home-dev-work/link.jsonl")).unwrap();
    symlink(outside.path(), home.path("projects/folder")).unwrap();
    symlink(home.path("projects"), home.path("projects/-home-dev-work/again")).unwrap();
    let pipe = home.path("projects/-home-dev-work/pipe.jsonl");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (status, document) = home.document(&[]);
    assert_eq!((status, items(&document, "models").len()), (0, 1), "{document}");
    assert!(document["problems"].to_string().contains("2 session records not read: a link"), "{document}");
    fs::remove_file(home.path("projects/-home-dev-work/one.jsonl")).unwrap();
    assert_eq!(home.seen(&[]).0, 3, "only what is not read is left");
}
