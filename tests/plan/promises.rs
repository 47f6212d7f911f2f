//! What must hold for any input.

use std::fs;

use bedcheck::claude_code::{Client, Plan, ProfileList, Sources, newest_known, plan};
use proptest::prelude::*;

use crate::folders::{Folders, client};

const PLACES: [&str; 7] = [
    "home/.claude.json",
    "home/.claude/settings.json",
    "project/.claude/settings.json",
    "project/.claude/settings.local.json",
    "flag.json",
    "managed/managed-settings.json",
    "managed/managed-settings.d/10.json",
];

fn sources_exist(plan: &Plan) {
    let of_uses = plan.uses.iter().map(|one| &one.source);
    let of_problems = plan.problems.iter().filter_map(|problem| problem.source.as_ref());
    for source in of_uses.chain(of_problems).chain([&plan.region.source]) {
        let Some(path) = &source.path else { continue };
        let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if let Some(line) = source.line {
            let text = String::from_utf8_lossy(&text).into_owned();
            let at = text.lines().nth(line - 1).unwrap_or_else(|| panic!("{} has no line {line}", path.display()));
            assert!(source.key.as_ref().is_none_or(|key| at.contains(key.rsplit('.').next().unwrap())), "{at}");
        }
    }
}

fn newest() -> Client {
    client(&newest_known().to_string())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("opus".to_owned()),
        Just("sonnet[1m]".to_owned()),
        Just("default".to_owned()),
        Just(String::new()),
        Just("us.anthropic.claude-sonnet-4-6".to_owned()),
        Just("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a".to_owned()),
        "[a-z0-9.:\\[\\]\u{1b}é-]{0,12}",
    ]
}

fn settings() -> impl Strategy<Value = String> {
    let names = prop_oneof![
        Just("ANTHROPIC_MODEL"),
        Just("ANTHROPIC_DEFAULT_OPUS_MODEL"),
        Just("ANTHROPIC_DEFAULT_SONNET_MODEL"),
        Just("ANTHROPIC_DEFAULT_HAIKU_MODEL"),
        Just("ANTHROPIC_SMALL_FAST_MODEL"),
        Just("CLAUDE_CODE_SUBAGENT_MODEL"),
        Just("AWS_REGION"),
        Just("AWS_PROFILE"),
    ];
    let env = proptest::collection::btree_map(names, words(), 0..4);
    let made = (env, words(), words()).prop_map(|(env, model, entry)| {
        serde_json::json!({
            "env": env, "model": model, "availableModels": [entry], "enforceAvailableModels": true,
            "modelOverrides": {"claude-opus-5-5": entry}, "fallbackModel": [entry], "smallFastModel": 1,
        })
    });
    prop_oneof![
        3 => made.prop_map(|value| serde_json::to_string_pretty(&value).unwrap()),
        1 => "\\PC{0,60}",
        1 => "[{}\\[\\]\",:a-z0-9\\\\ \n]{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_it_panic_and_every_source_exists(
        texts in proptest::collection::vec(settings(), PLACES.len()),
        agent in "(---\n)?(name: \\PC{0,8}\n)?(model: \\PC{0,12}\n)?(---\n)?\\PC{0,20}",
        aws in "(\\[(profile )?[a-z]{0,4}\\]\n)?(region ?= ?[a-z0-9-]{0,12}\n)?\\PC{0,20}",
        version in (0_u32..4, 0_u32..3, 0_u32..400),
    ) {
        let mut folders = Folders::new();
        for (place, text) in PLACES.iter().zip(&texts) {
            folders = folders.write(place, text);
        }
        let folders = folders.write("project/.claude/agents/a.md", &agent).write("home/.aws/config", &aws);
        let sources = Sources::read(&folders.setup());
        let (major, minor, patch) = version;
        let (newest, other) = (newest(), client(&format!("{major}.{minor}.{patch}")));
        let lists = [ProfileList::NotSeen, ProfileList::Denied, ProfileList::Listed(&[])];
        for (client, list) in lists.map(|list| (newest, list)).into_iter().chain([(other, ProfileList::NotSeen)]) {
            let plan = plan(&sources, &client, list);
            sources_exist(&plan);
            for one in &plan.uses {
                let shown = [one.requested.as_str(), &one.name, &one.invoked.to_string(), &one.notes.join("")].concat();
                prop_assert!(!shown.chars().any(char::is_control), "{shown:?}");
            }
        }
    }

    /// Of any set of places that give a variable, the same one wins whatever the values are: the highest.
    #[test]
    fn precedence_is_a_total_order(given in proptest::collection::vec(any::<bool>(), PLACES.len() + 1)) {
        let id = |at: usize| format!("us.anthropic.claude-opus-4-{at}");
        let mut folders = Folders::new();
        if given[0] {
            folders = folders.set("ANTHROPIC_MODEL", &id(0));
        }
        for (at, place) in PLACES.iter().enumerate().filter(|(at, _)| given[at + 1]) {
            folders = folders.write(place, &format!("{{\"env\": {{\"ANTHROPIC_MODEL\": \"{}\"}}}}", id(at + 1)));
        }
        let plan = folders.plan(&newest_known().to_string());
        match given.iter().rposition(|given| *given) {
            Some(highest) => prop_assert_eq!(plan.uses[0].invoked.to_string(), id(highest)),
            None => prop_assert_eq!(plan.uses[0].invoked.to_string(), "us.anthropic.claude-opus-5-5"),
        }
    }
}
