//! What the client remembers of its startup checks: read from its file, by version, and what to do about it.

use bedcheck::claude_code::{Certainty, ModelUse, Plan, Role, SourceKind};
use jiff::Timestamp;

use crate::folders::Folders;

const NEWEST: &str = "2.1.332";
const OPUS_55: &str = "us.anthropic.claude-opus-5-5";
const FILE: &str = "home/.claude/cache/model-access.json";

/// Ten o'clock, and a memory of some minutes ago under each of some keys.
fn remembered(minutes: i64, answer: &str, keys: &[&str]) -> Folders {
    let now: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
    let at = now.as_millisecond() - minutes * 60_000;
    let entries: Vec<String> =
        keys.iter().map(|key| format!(r#""{key}":{{"{OPUS_55}":{{"s":"{answer}","at":{at}}}}}"#)).collect();
    let text = format!(r#"{{"version":1,"entries":{{{}}}}}"#, entries.join(","));
    let mut folders = Folders::new().write(FILE, &text);
    folders.now = Some(now);
    folders
}

fn main_of(plan: &Plan) -> &ModelUse {
    &plan.uses[0]
}

fn problem(plan: &Plan) -> Option<&str> {
    plan.problems.iter().map(|one| one.text.as_str()).find(|text| text.contains("remembers it until"))
}

#[test]
fn a_refusal_counts_for_ten_minutes() {
    let plan = remembered(9, "refused", &["k"]).plan(NEWEST);
    assert_eq!(main_of(&plan).invoked.to_string(), "us.anthropic.claude-opus-5");
    assert_eq!(main_of(&plan).certainty, Certainty::Depends, "the file does not say whose it is");
    let text = problem(&plan).unwrap();
    for part in [
        "At 2026-11-27T09:51:00Z the client saw us.anthropic.claude-opus-5-5 refused",
        "until 2026-11-27T10:01:00Z",
        "model-access.json",
        "CLAUDE_CODE_SKIP_MODEL_ACCESS_MEMORY=1",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(plan.files.iter().any(|file| file.scope == SourceKind::ClientMemory && file.read));
    let over = remembered(11, "refused", &["k"]).plan(NEWEST);
    assert_eq!((main_of(&over).invoked.to_string().as_str(), problem(&over)), (OPUS_55, None));
}

#[test]
fn it_is_told_when_the_next_check_is_made() {
    let checks = |plan: &Plan| plan.uses.iter().find(|one| one.role == Role::StartupCheck).unwrap().clone();
    let plan = remembered(5, "ok", &["k"]).plan(NEWEST);
    let opus = checks(&plan);
    assert_eq!(opus.when, "at a start more than 15 minutes after the last, one token");
    let note = "the client remembers open from 2026-11-27T09:55:00Z: not asked again before 2026-11-27T10:10:00Z";
    assert!(opus.notes.contains(&note.to_owned()), "{:?}", opus.notes);
    assert_eq!(main_of(&plan).invoked.to_string(), OPUS_55);
    let every = "at every start, one token";
    assert_eq!(checks(&remembered(5, "ok", &["k"]).plan("2.1.284")).when, every);
    for (name, value) in
        [("CLAUDE_CODE_SKIP_MODEL_ACCESS_MEMORY", "1"), ("AWS_BEARER_TOKEN_BEDROCK", "bedrock-api-key-x")]
    {
        let plan = remembered(5, "refused", &["k"]).set(name, value).plan(NEWEST);
        assert_eq!(
            (checks(&plan).when.as_str(), main_of(&plan).invoked.to_string().as_str()),
            (every, OPUS_55),
            "{name}"
        );
        assert_eq!(problem(&plan), None);
    }
}

/// With the memory of several identities in the file, which of them is this one's is not known.
#[test]
fn another_identitys_memory_moves_nothing() {
    let plan = remembered(5, "refused", &["k", "l"]).plan(NEWEST);
    assert_eq!(main_of(&plan).invoked.to_string(), OPUS_55);
    assert!(problem(&plan).is_some(), "it is told all the same");
    let broken = Folders::new().write(FILE, "{}").plan(NEWEST);
    assert!(broken.files.iter().any(|file| file.scope == SourceKind::ClientMemory && file.problem.is_some()));
}
