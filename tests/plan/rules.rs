//! Rules of the client that the observed cases do not cover, one test for each group of facts.

use bedcheck::{
    catalog::{ModelRef, RegionName},
    claude_code::{
        AwsKnowledge, Certainty, Impact, ModelUse, Plan, ProfileList, Provider, Role, SourceKind, Sources, Version,
        plan,
    },
};

use crate::folders::{Folders, client};

const NEWEST: &str = "2.1.332";
const SONNET_45: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const HAIKU_45: &str = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const OPUS_55: &str = "us.anthropic.claude-opus-5-5";

fn of(plan: &Plan, role: Role) -> &ModelUse {
    plan.uses.iter().find(|one| one.role == role).unwrap_or_else(|| panic!("no {role} in {:?}", plan.uses))
}

fn id(plan: &Plan, role: Role) -> String {
    of(plan, role).invoked.to_string()
}

fn subagent(plan: &Plan, name: &str) -> String {
    plan.subagent(name).unwrap().invoked.to_string()
}

fn problem(plan: &Plan, part: &str) -> bool {
    plan.problems.iter().any(|problem| problem.text.contains(part))
}

fn with_list(folders: &Folders, version: &str, ids: &[&str]) -> Plan {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    plan(&Sources::read(&folders.setup()), &client(version), ProfileList::Listed(&ids))
}

/// Main and background model with nothing set, then what the aliases sonnet, opus and haiku mean.
#[test]
fn defaults_and_aliases_by_version() {
    let us = |name: &str| format!("us.anthropic.claude-{name}");
    let (s37, s4, s45) = ("3-7-sonnet-20250219-v1:0", "sonnet-4-20250514-v1:0", "sonnet-4-5-20250929-v1:0");
    let (h35, h45) = ("3-5-haiku-20241022-v1:0", "haiku-4-5-20251001-v1:0");
    let (o4, o41) = ("opus-4-20250514-v1:0", "opus-4-1-20250805-v1:0");
    let table = [
        ("0.2.126", s37, h35, "", "", ""),
        ("1.0.38", s37, h35, s4, o4, ""),
        ("1.0.128", s4, h35, s4, o41, h35),
        ("2.0.1", s45, h35, s45, o41, h35),
        ("2.0.76", s45, h35, s45, o41, h35),
        ("2.1.70", s45, h45, s45, o41, h45),
        ("2.1.112", s45, h45, s45, "opus-4-6-v1", h45),
        ("2.1.141", s45, s45, s45, "opus-4-6-v1", h45),
        ("2.1.198", s45, s45, s45, "opus-4-6-v1", h45),
        ("2.1.207", "opus-4-8", s45, s45, "opus-4-8", h45),
        ("2.1.240", "opus-5", s45, s45, "opus-5", h45),
        ("2.1.330", "opus-5-5", s45, s45, "opus-5-5", h45),
    ];
    for (version, main, background, sonnet, opus, haiku) in table {
        let unset = Folders::new().plan(version);
        assert_eq!(id(&unset, Role::Main), us(main), "{version}");
        assert_eq!(id(&unset, Role::SmallFast), us(background), "{version}");
        for (alias, meaning) in [("sonnet", sonnet), ("opus", opus), ("haiku", haiku)] {
            let plan = Folders::new().set("ANTHROPIC_MODEL", alias).plan(version);
            let expected = if meaning.is_empty() { alias.to_owned() } else { us(meaning) };
            assert_eq!(id(&plan, Role::Main), expected, "{version} {alias}");
        }
    }
}

#[test]
fn aliases_and_suffixes_of_the_newest() {
    let table = [
        ("default", "default"),
        ("best", OPUS_55),
        (" Opus ", OPUS_55),
        ("sonnet[1m]", SONNET_45),
        ("fable", "us.anthropic.claude-fable-5-2"),
        ("claude-haiku-4-5-20251001", HAIKU_45),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5@20250929"),
        ("claude-opus-9", "claude-opus-9"),
        ("anthropic.claude-opus-4-8", "anthropic.claude-opus-4-8"),
    ];
    for (written, sent) in table {
        assert_eq!(id(&Folders::new().set("ANTHROPIC_MODEL", written).plan(NEWEST), Role::Main), sent, "{written}");
    }
    let chosen = Folders::new().set("ANTHROPIC_MODEL", "opusplan").plan(NEWEST);
    assert_eq!(id(&chosen, Role::AliasOpus), OPUS_55);
    assert!(problem(&Folders::new().set("ANTHROPIC_MODEL", "claude-opus-9").plan(NEWEST), "identifier is invalid"));
}

#[test]
fn prefixes_and_discovery_by_version() {
    let in_eu = || Folders::new().set("AWS_REGION", "eu-west-1");
    let global = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
    assert_eq!(id(&in_eu().plan("2.0.19"), Role::Main), global);
    assert_eq!(id(&in_eu().plan("2.0.76"), Role::Main), SONNET_45);
    assert_eq!(id(&in_eu().plan("2.1.94"), Role::Main), SONNET_45);
    assert!(id(&in_eu().plan("2.1.105"), Role::Main).starts_with("eu."));
    let gov = || Folders::new().set("AWS_REGION", "us-gov-west-1").set("ANTHROPIC_BEDROCK_REGION_PREFIX", "eu");
    assert!(id(&gov().plan("2.1.141"), Role::Main).starts_with("global."));
    assert!(id(&gov().plan("2.1.330"), Role::Main).starts_with("us-gov."));

    // The list is not awaited in 2.0.76: one session calls both forms of the background model.
    let eu_haiku = "eu.anthropic.claude-3-5-haiku-20241022-v1:0";
    let late = with_list(&in_eu(), "2.0.76", &["eu.anthropic.claude-sonnet-4-5-20250929-v1:0", eu_haiku]);
    assert_eq!(id(&late, Role::Main), SONNET_45);
    let background: Vec<String> =
        late.uses.iter().filter(|one| one.role == Role::SmallFast).map(|one| one.invoked.to_string()).collect();
    assert_eq!(background, [eu_haiku, "us.anthropic.claude-3-5-haiku-20241022-v1:0"]);

    let tokyo = Folders::new().set("AWS_REGION", "ap-northeast-1");
    let (jp, global) = ("jp.anthropic.claude-opus-5-5", "global.anthropic.claude-opus-5-5");
    assert_eq!(id(&with_list(&tokyo, NEWEST, &[global, jp]), Role::Main), global);
    let wanted = tokyo.set("ANTHROPIC_BEDROCK_REGION_PREFIX", "jp");
    assert_eq!(id(&with_list(&wanted, NEWEST, &[global, jp]), Role::Main), jp);
}

#[test]
fn without_a_list_a_derived_id_is_not_sure() {
    let sources = Sources::read(&Folders::new().setup());
    for list in [ProfileList::NotSeen, ProfileList::Denied] {
        let plan = plan(&sources, &client(NEWEST), list);
        assert_eq!(of(&plan, Role::Main).certainty, Certainty::Depends);
    }
    assert_eq!(of(&Folders::new().plan(NEWEST), Role::Main).certainty, Certainty::Certain);
    let pinned = Folders::new().set("ANTHROPIC_MODEL", "us.anthropic.claude-sonnet-4-6");
    let plan = plan(&Sources::read(&pinned.setup()), &client(NEWEST), ProfileList::NotSeen);
    assert_eq!(of(&plan, Role::Main).certainty, Certainty::Certain);
}

#[test]
fn the_region_and_where_it_came_from() {
    let mut folders = Folders::new().write("home/.aws/config", "[default]\nregion = eu-central-1\n");
    folders.env.remove("AWS_REGION");
    assert_eq!(folders.plan(NEWEST).region.value.as_str(), "eu-central-1");
    assert_eq!(folders.plan(NEWEST).region.source.line, Some(2));
    assert_eq!(folders.plan("2.1.166").region.value.as_str(), "us-east-1", "not read before 2.1.172");
    let keys = folders.write("home/.aws/credentials", "[default]\nregion = eu-west-3\n");
    assert_eq!(keys.plan(NEWEST).region.value.as_str(), "eu-west-3");
    let odd = keys.set("AWS_REGION", "eu.west.1").set("AWS_DEFAULT_REGION", "ap-south-1");
    assert_eq!(odd.plan(NEWEST).region.value.as_str(), "ap-south-1");
    assert!(problem(&odd.plan(NEWEST), "AWS_REGION is skipped"));
}

#[test]
fn the_small_fast_region_moves_the_haiku_check_alone_when_nothing_is_pinned() {
    let plan = Folders::new().set("ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION", "us-west-2").plan(NEWEST);
    assert_eq!(of(&plan, Role::SmallFast).region.as_str(), "us-east-1");
    let checks = plan.uses.iter().filter(|one| one.role == Role::StartupCheck);
    let regions: Vec<(&str, &str)> = checks.map(|one| (one.name.as_str(), one.region.as_str())).collect();
    assert_eq!(regions, [("opus", "us-east-1"), ("sonnet", "us-east-1"), ("haiku", "us-west-2")]);
    assert!(problem(&plan, "moves only the startup check of Haiku"));
}

#[test]
fn which_files_are_read() {
    let pin = |model: &str| format!("{{\"env\": {{\"ANTHROPIC_MODEL\": \"us.anthropic.claude-{model}\"}}}}");
    let main = |folders: &Folders| id(&folders.plan(NEWEST), Role::Main);
    let unread = Folders::new().write("home/.claude/settings.local.json", &pin("opus-4-7"));
    assert_eq!(main(&unread), OPUS_55);
    // Started in a folder below the root of a repository: the local file of the root counts, the project's does not.
    let root = Folders::new().write(".git/HEAD", "").write(".claude/settings.json", &pin("opus-4-7"));
    assert_eq!(main(&root), OPUS_55);
    assert_eq!(main(&root.write(".claude/settings.local.json", &pin("opus-4-8"))), "us.anthropic.claude-opus-4-8");
    let drop_ins = Folders::new()
        .write("managed/managed-settings.d/20.json", &pin("sonnet-4-6"))
        .write("managed/managed-settings.d/10.json", &pin("opus-4-7"));
    assert_eq!(main(&drop_ins), "us.anthropic.claude-sonnet-4-6");
    let folders = Folders::new().write("elsewhere/settings.json", &pin("opus-4-7"));
    let moved = folders.path("elsewhere").display().to_string();
    assert_eq!(main(&folders.set("CLAUDE_CONFIG_DIR", &moved)), "us.anthropic.claude-opus-4-7");
    let old = Folders::new().write("home/.claude/settings.json", &pin("opus-4-7"));
    assert!(id(&old.plan("0.2.50"), Role::Main).contains("3-7-sonnet"), "`env` of settings files is not read");
}

#[test]
fn a_source_names_file_line_and_what_it_overrode() {
    let folders = Folders::new()
        .set("ANTHROPIC_MODEL", "opus")
        .write("project/.claude/settings.json", "{\n  \"env\": {\n    \"ANTHROPIC_MODEL\": \"haiku\"\n  }\n}\n");
    let plan = folders.plan(NEWEST);
    let main = of(&plan, Role::Main);
    assert_eq!((main.source.kind, main.source.line), (SourceKind::ProjectSettings, Some(3)));
    assert_eq!(main.source.text, "`env` block of the project settings, line 3");
    assert!(main.notes.contains(&"it overrides ANTHROPIC_MODEL = opus (shell environment)".to_owned()));
    let broken = Folders::new().write("project/.claude/settings.json", "{\n  \"model\": \"opus\",\n}").plan(NEWEST);
    assert!(problem(&broken, "line 3, column 1"), "{:?}", broken.problems);
    assert!(broken.files.iter().any(|file| !file.read && file.problem.is_some()));
    assert!(broken.files.iter().filter(|file| file.problem.is_none()).count() > 5, "missing files are listed");
}

#[test]
fn subagents_by_version_and_variable() {
    let agents = || Folders::new().write("project/.claude/agents/rev.md", "---\nname: rev\nmodel: sonnet\n---\n");
    let haiku = || agents().set("CLAUDE_CODE_SUBAGENT_MODEL", "haiku");
    let literal = haiku().plan("2.0.76");
    for name in ["Explore", "general-purpose", "rev"] {
        assert_eq!(subagent(&literal, name), "haiku");
        assert_eq!(subagent(&haiku().plan("2.1.240"), name), HAIKU_45);
    }
    let default = haiku().plan(NEWEST);
    assert_eq!(subagent(&default, "Explore"), OPUS_55);
    assert_eq!(subagent(&default, "general-purpose"), HAIKU_45);
    assert_eq!(subagent(&default, "rev"), SONNET_45);
    let forced = haiku().set("CLAUDE_CODE_SUBAGENT_MODEL_FORCE", "1").plan(NEWEST);
    assert_eq!(subagent(&forced, "Explore"), HAIKU_45);
    assert_eq!(subagent(&agents().plan(NEWEST), "statusline-setup"), SONNET_45);
    let mapped = Folders::new().write("home/.claude/agents/x.md", "---\nmodel: claude-opus-4-7\n---\n");
    assert_eq!(subagent(&mapped.plan(NEWEST), "x"), "us.anthropic.claude-opus-4-7");
}

#[test]
fn a_built_in_agent_on_a_pinned_tier_names_the_pin() {
    let settings =
        "{\n  \"env\": {\n    \"ANTHROPIC_DEFAULT_HAIKU_MODEL\": \"us.anthropic.claude-haiku-5-5\"\n  }\n}\n";
    let plan = Folders::new().write("home/.claude/settings.json", settings).plan(NEWEST);
    let guide = plan.subagent("claude-code-guide").unwrap();
    assert_eq!(guide.invoked.to_string(), "us.anthropic.claude-haiku-5-5");
    assert_eq!((guide.source.kind, guide.source.line), (SourceKind::UserSettings, Some(3)), "{:?}", guide.source);
    let unpinned = Folders::new().plan(NEWEST);
    assert_eq!(unpinned.subagent("claude-code-guide").unwrap().source.kind, SourceKind::Default);
}

#[test]
fn commands_skills_hooks_and_the_agent_key() {
    let folders = Folders::new()
        .write("project/.claude/commands/fix.md", "---\nmodel: haiku\n---\n")
        .write("project/.claude/commands/plain.md", "no frontmatter\n")
        .write("home/.claude/skills/draw/SKILL.md", "---\ndescription: draws\nmodel: sonnet\n---\n")
        .write("project/.claude/agents/lead.md", "---\nmodel: us.anthropic.claude-opus-4-7\n---\n")
        .write(
            "project/.claude/settings.json",
            r#"{"agent": "lead", "fallbackModel": ["sonnet", "haiku"],
                "hooks": {"Stop": [{"hooks": [{"type": "prompt", "model": "haiku"}, {"type": "command"}]}]}}"#,
        );
    let plan = folders.plan(NEWEST);
    assert_eq!(id(&plan, Role::Main), "us.anthropic.claude-opus-4-7");
    assert_eq!(of(&plan, Role::Main).impact, Impact::Degrades, "a fallback is configured");
    let named = |role: Role| {
        let uses = plan.uses.iter().filter(move |one| one.role == role);
        uses.map(|one| (one.name.as_str(), one.invoked.to_string())).collect::<Vec<_>>()
    };
    let expected = [("fix", HAIKU_45), ("draw", SONNET_45), ("Stop hook", "haiku")];
    assert_eq!(named(Role::Command), expected.map(|(name, id)| (name, id.to_owned())));
    assert_eq!(named(Role::Fallback).len(), 2);
    assert_eq!(id(&plan, Role::TokenCount), "anthropic.claude-opus-4-7");
}

#[test]
fn the_auto_mode_classifier() {
    let classifier =
        |folders: Folders| folders.plan(NEWEST).uses.into_iter().find(|one| one.role == Role::AutoModeClassifier);
    let unset = classifier(Folders::new()).unwrap();
    assert_eq!((unset.certainty, unset.impact), (Certainty::Depends, Impact::Noise));
    assert_eq!(unset.pins, ["CLAUDE_CODE_AUTO_MODE_MODEL", "ANTHROPIC_DEFAULT_SONNET_MODEL"]);
    let own = classifier(Folders::new().set("CLAUDE_CODE_AUTO_MODE_SERVER", "0")).unwrap();
    assert_eq!(own.certainty, Certainty::Certain);
    let settings = |text: &str| Folders::new().write("home/.claude/settings.json", text);
    assert!(classifier(settings(r#"{"permissions": {"disableAutoMode": "disable"}}"#)).is_none());
    let other = settings(r#"{"permissions": {"defaultMode": "plan"}}"#).set("CLAUDE_CODE_AUTO_MODE_SERVER", "0");
    assert_eq!(classifier(other).unwrap().certainty, Certainty::Depends);
    let unusable = Folders::new().set("ANTHROPIC_DEFAULT_SONNET_MODEL", "us.anthropic.claude-sonnet-5-5");
    assert_eq!(classifier(unusable).unwrap().invoked.to_string(), "us.anthropic.claude-sonnet-5");
    let named = Folders::new().set("CLAUDE_CODE_AUTO_MODE_MODEL", "opus");
    assert_eq!(classifier(named).unwrap().invoked.to_string(), "opus", "an alias is sent as it stands");
    assert!(Folders::new().plan("2.1.141").uses.iter().all(|one| one.role != Role::AutoModeClassifier));
}

#[test]
fn startup_checks_by_version() {
    let checks = |version: &str, name: &str, value: &str| {
        let plan = Folders::new().set(name, value).plan(version);
        plan.uses.into_iter().filter(|one| one.role == Role::StartupCheck).map(|one| one.name).collect::<Vec<_>>()
    };
    let selected = ("ANTHROPIC_MODEL", "us.anthropic.claude-sonnet-4-6");
    assert_eq!(checks("2.1.181", selected.0, selected.1), Vec::<String>::new());
    assert_eq!(checks("2.1.207", selected.0, selected.1), ["opus", "sonnet", "haiku"]);
    assert_eq!(checks("2.1.240", selected.0, selected.1), ["opus", "haiku"]);
    // 2.1.186 to 2.1.190 check what the list has: nothing of an empty one.
    assert_eq!(checks("2.1.190", "AWS_REGION", "us-east-1"), Vec::<String>::new());
    let listed =
        |version: &str| with_list(&Folders::new(), version, &[SONNET_45, "global.anthropic.claude-opus-4-6-v1"]);
    let names = |plan: &Plan| {
        let checks = plan.uses.iter().filter(|one| one.role == Role::StartupCheck);
        checks.map(|one| one.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (names(&listed("2.1.185")).len(), names(&listed("2.1.190"))),
        (0, vec!["opus".to_owned(), "sonnet".to_owned()])
    );
    assert_eq!(names(&listed("2.1.191")), ["opus", "sonnet", "haiku"]);
    assert_eq!(checks(NEWEST, "CLAUDE_CODE_SKIP_BEDROCK_AUTH", "1"), Vec::<String>::new());
}

#[test]
fn refused_heads_move_down_the_ladder() {
    let given = |folders: &Folders, version: &str, refuse: &str| {
        let sources = Sources::read(&folders.setup());
        let refused = |model: &ModelRef, _: &RegionName| model.to_string().contains(refuse);
        let known = AwsKnowledge { refused: &refused, ..ProfileList::Listed(&[]).into() };
        plan(&sources, &client(version), known)
    };
    let none_left = given(&Folders::new(), NEWEST, "opus");
    assert_eq!(id(&none_left, Role::Main), SONNET_45);
    assert_eq!(none_left.uses.iter().filter(|one| one.role == Role::StartupCheck).count(), 10);
    // A pinned or selected id stays, and so does an older client.
    let pinned = Folders::new().set("ANTHROPIC_DEFAULT_OPUS_MODEL", "us.anthropic.claude-opus-4-8");
    assert_eq!(id(&given(&pinned, NEWEST, "opus"), Role::Main), "us.anthropic.claude-opus-4-8");
    assert_eq!(id(&given(&Folders::new(), "2.1.190", "sonnet-4-5"), Role::Main), SONNET_45);
    // With the checks came the move: every Opus refused (run 2.1.207, 2.1.240), the head of Sonnet (run 2.1.200).
    assert_eq!(id(&given(&Folders::new(), "2.1.240", "opus"), Role::Main), SONNET_45);
    let haiku = given(&Folders::new(), NEWEST, "haiku-4-5");
    // What the tier moves down to is then as good as pinned: background work follows (run 2.1.200, 2.1.240, 2.1.332).
    assert_eq!(id(&haiku, Role::SmallFast), "us.anthropic.claude-3-5-haiku-20241022-v1:0");
    assert_eq!(id(&given(&Folders::new(), NEWEST, "haiku"), Role::SmallFast), SONNET_45, "none is left");
    assert!(
        haiku.uses.iter().any(|one| one.role == Role::StartupCheck && one.invoked.to_string().contains("3-5-haiku"))
    );
}

#[test]
fn lists_of_available_models() {
    let listed = |user: &str, managed: &str, model: &str| {
        let folders = Folders::new().set("ANTHROPIC_MODEL", model).write("home/.claude/settings.json", user);
        folders.write("managed/managed-settings.json", managed).plan(NEWEST)
    };
    let blocked = listed(r#"{"availableModels": ["sonnet"]}"#, "{}", "us.anthropic.claude-opus-4-8");
    assert_eq!(id(&blocked, Role::Main), OPUS_55, "the default, itself outside the list");
    assert!(problem(&blocked, "is not in `availableModels`"));
    // Anthropic's ids and their beginnings are compared with Anthropic's ids only (run 2.1.240, 2.1.332).
    let by_version = listed(r#"{"availableModels": ["opus-4-8"]}"#, "{}", "claude-opus-4-8");
    assert_eq!(id(&by_version, Role::Main), "us.anthropic.claude-opus-4-8");
    let by_text = listed(r#"{"availableModels": ["opus-4-8"]}"#, "{}", "us.anthropic.claude-opus-4-8");
    assert_eq!(id(&by_text, Role::Main), OPUS_55);
    let replaced = listed(r#"{"availableModels": ["opus"]}"#, r#"{"availableModels": ["haiku"]}"#, "opus");
    assert!(problem(&replaced, "is not in `availableModels`"), "a managed list replaces the user's");
}

#[test]
fn an_embedding_application_owns_provider_and_models() {
    let pin = r#"{"env": {"ANTHROPIC_MODEL": "haiku", "AWS_REGION": "eu-west-1"}}"#;
    let hosted = Folders::new().set("CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST", "1");
    let plan = hosted.write("home/.claude/settings.json", pin).plan(NEWEST);
    assert_eq!((id(&plan, Role::Main).as_str(), plan.region.value.as_str()), (OPUS_55, "us-east-1"));
}

#[test]
fn providers() {
    let mut off = Folders::new().set("CLAUDE_CODE_USE_BEDROCK", "0");
    assert_eq!(off.plan("1.0.111").provider, Provider::Bedrock, "any text was on before 1.0.124");
    let plan = off.plan(NEWEST);
    assert_eq!(plan.provider, Provider::None);
    assert!(problem(&plan, "not set to use Bedrock") && !plan.uses.is_empty());
    off = off.set("CLAUDE_CODE_USE_MANTLE", "1");
    let mantle = off.plan(NEWEST);
    assert_eq!(mantle.provider, Provider::Mantle);
    for role in [Role::Main, Role::SmallFast, Role::StartupCheck] {
        assert_eq!(id(&mantle, role), "anthropic.claude-opus-5-5");
    }
    assert_eq!(mantle.uses.iter().filter(|one| one.role == Role::StartupCheck).count(), 1);
    assert_eq!(off.set("CLAUDE_CODE_USE_BEDROCK", "1").plan(NEWEST).provider, Provider::BedrockAndMantle);
}

#[test]
fn versions_outside_what_is_known() {
    let newer = Folders::new().plan("3.0.0");
    assert_eq!((newer.version, id(&newer, Role::Main).as_str()), (Version(3, 0, 0), OPUS_55));
    assert!(problem(&newer, "newer than 2.1.332"));
    // What follows from a default or an alias may be another there; an id that somebody wrote is sent as it stands.
    assert_eq!(of(&newer, Role::Main).certainty, Certainty::Depends);
    assert!(of(&newer, Role::Main).notes.iter().any(|note| note.contains("3.0.0 is newer than 2.1.332")));
    let written = Folders::new().set("ANTHROPIC_MODEL", "us.anthropic.claude-opus-4-8").plan("3.0.0");
    assert_eq!(of(&written, Role::Main).certainty, Certainty::Certain);
    // 2.0.19 was seen with `global.`, 2.0.30 with `us.`.
    assert_eq!(of(&Folders::new().plan("2.0.25"), Role::Main).certainty, Certainty::Depends);
    assert_eq!(of(&Folders::new().plan("2.0.30"), Role::Main).certainty, Certainty::Certain);
}

#[test]
fn what_if_and_secrets() {
    let folders = Folders::new().set("AWS_SECRET_ACCESS_KEY", "s3cr3t").write(
        "home/.claude/settings.json",
        r#"{"env": {"AWS_BEARER_TOKEN_BEDROCK": "s3cr3t"}, "apiKeyHelper": "echo s3cr3t"}"#,
    );
    let sources = Sources::read(&folders.setup());
    assert!(!format!("{sources:?}").contains("s3cr3t"));
    let moved = plan(&sources.what_if("ANTHROPIC_MODEL", "haiku"), &client(NEWEST), ProfileList::Listed(&[]));
    assert_eq!(id(&moved, Role::Main), HAIKU_45);
}
