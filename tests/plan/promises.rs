//! What must hold for any input.

use std::fs;

use bedcheck::claude_code::{Client, LaunchArguments, Plan, ProfileList, Sources, newest_known, plan};
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
        // A folder given where a file belongs is told as such.
        assert!(path.exists(), "{}", path.display());
        if let Some(line) = source.line {
            let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
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
            "modelOverrides": {"claude-opus-5-5": entry}, "fallbackModel": [entry], "smallFastModel": 1, "enabledPlugins": {"p@m": true, "q@m": entry},
            "deniedModels": [entry], "availableModelsMatch": "exact", "agent": entry,
        })
    });
    prop_oneof![
        3 => made.prop_map(|value| serde_json::to_string_pretty(&value).unwrap()),
        1 => "\\PC{0,60}",
        1 => "[{}\\[\\]\",:a-z0-9\\\\ \n]{0,60}",
    ]
}

/// What is installed, a manifest, and the text of a part.
fn plugins() -> impl Strategy<Value = [String; 3]> {
    let installed = prop_oneof![
        Just(r#"{"plugins": {"p@m": [{"scope": "user", "installPath": "ROOT"}]}}"#.to_owned()),
        Just(r#"{"plugins": {"p@m": {"installPath": "ROOT", "version": 1}}}"#.to_owned()),
        "[{}\\[\\]\",:a-z0-9@]{0,40}",
    ];
    let manifest =
        prop_oneof![Just(r#"{"agents": ["./agents/a.md", "../../x", 3]}"#.to_owned()), "[{}\\[\\]\",:a-z]{0,30}"];
    let part =
        "(---\n)?(name: \\PC{0,8}\n)?(model: ?['\"]?\\PC{0,12}\n)?(context: fork\n)?(agent: a\n)?(---\n)?\\PC{0,20}";
    (installed, manifest, part).prop_map(|(installed, manifest, part)| [installed, manifest, part])
}

fn arguments() -> impl Strategy<Value = String> {
    const OPTIONS: [&str; 11] = [
        "--model",
        "--agent",
        "--agents",
        "--fallback-model",
        "--settings",
        "--setting-sources",
        "--permission-mode",
        "--add-dir",
        "--plugin-dir",
        "--bg",
        "--",
    ];
    const VALUES: [&str; 8] = [
        "plan",
        "auto",
        "opusplan",
        "default",
        "p:a",
        "../plugin",
        r#"{"model": "haiku"}"#,
        r#"{"a": {"model": "\u001b"}}"#,
    ];
    prop_oneof![
        proptest::sample::select(&OPTIONS[..]).prop_map(str::to_owned),
        proptest::sample::select(&VALUES[..]).prop_map(str::to_owned),
        words(),
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
        plugin in plugins(),
        memory in "(\\{\"version\":1,\"entries\":\\{\"k\":\\{\"us.a\":\\{\"s\":\"refused\",\"at\":-?[0-9]{1,19}\\}\\}\\}\\})?\\PC{0,10}",
        words in proptest::collection::vec(arguments(), 0..8),
    ) {
        let mut folders = Folders::new();
        for (place, text) in PLACES.iter().zip(&texts) {
            folders = folders.write(place, text);
        }
        let folders = folders.write("project/.claude/agents/a.md", &agent).write("home/.aws/config", &aws);
        let root = folders.path("plugin").display().to_string();
        let [installed, manifest, part] = plugin.map(|text| text.replace("ROOT", &root));
        let folders = folders
            .write("home/.claude/plugins/installed_plugins.json", &installed)
            .write("plugin/.claude-plugin/plugin.json", &manifest)
            .write("plugin/agents/a.md", &part)
            .write("plugin/skills/a/SKILL.md", &part)
            .write("plugin/hooks/hooks.json", &texts[0])
            .write("project/.claude/workflows/w.js", &part)
            .write("home/.claude/cache/model-access.json", &memory)
            .write("managed/managed-settings.d/20.json", &texts[1]);
        // A command line that the client would not take is told, and not planned for.
        let launch = LaunchArguments::parse(&words).unwrap_or_default();
        let mut folders = folders;
        folders.launch = launch;
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
