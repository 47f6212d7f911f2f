//! Which files the client takes, whether it uses Bedrock at all, and what lost against what.
//!
//! The rules were run with Claude Code 2.1.330 on 2026-11-25; the symptom is in claude-code #24823, #38262, #7988, #12468.

use bedcheck::claude_code::{Plan, ProfileList, Provider, Role, Setup, Sources, plan};

use crate::folders::{Folders, client};

const NEWEST: &str = "2.1.330";
const USER: &str = "home/.claude/settings.json";
const PROJECT: &str = "project/.claude/settings.json";
const LOCAL: &str = "project/.claude/settings.local.json";
const MANAGED: &str = "managed/managed-settings.json";

fn main_model(plan: &Plan) -> String {
    plan.uses.iter().find(|one| one.role == Role::Main).unwrap().invoked.to_string()
}

fn says(plan: &Plan, parts: &[&str]) -> bool {
    plan.problems.iter().any(|problem| parts.iter().all(|part| problem.text.contains(part)))
}

#[test]
fn one_wrong_value_drops_the_whole_file_with_its_env() {
    let pin = "us.anthropic.claude-sonnet-4-6";
    for (wrong, key) in [
        (r#""includeCoAuthoredBy": "false""#, "includeCoAuthoredBy"),
        (r#""cleanupPeriodDays": "many""#, "cleanupPeriodDays"),
        (r#""permissions": {"defaultMode": "yolo"}"#, "permissions.defaultMode"),
        (r#""permissions": "all""#, "permissions"),
        (r#""sandbox": "on""#, "sandbox"),
    ] {
        let text = format!("{{\n  {wrong},\n  \"env\": {{\"ANTHROPIC_MODEL\": \"{pin}\"}}\n}}");
        let plan = Folders::new().write(USER, &text).plan(NEWEST);
        assert_ne!(main_model(&plan), pin, "{wrong}");
        assert!(says(&plan, &["settings.json", key, "line 2", "drops the whole file", "ANTHROPIC_MODEL"]), "{wrong}");
        assert!(plan.doubt.is_some_and(|doubt| doubt.contains(key)), "{wrong}");
        assert!(
            plan.files
                .iter()
                .any(|file| file.path.ends_with(".claude/settings.json") && !file.read && file.problem.is_some())
        );
        // Managed settings lose the key and keep the rest.
        let plan = Folders::new().write(MANAGED, &text).plan(NEWEST);
        assert_eq!(main_model(&plan), pin, "{wrong}");
        assert!(says(&plan, &[key, "the rest of the file counts"]) && plan.doubt.is_none(), "{wrong}");
    }
    let harmless = r#"{"unheardOf": 1, "effortLevel": "maximum", "env": {"ANTHROPIC_MODEL": "us.anthropic.claude-sonnet-4-6", "X": 1}}"#;
    assert_eq!(main_model(&Folders::new().write(USER, harmless).plan(NEWEST)), pin);
}

/// A policy of the device's management outranks the managed files (the vendor's page on managed settings). What it says is
/// not read, so nothing is called open beside it.
#[test]
fn a_policy_of_the_device_is_told_and_leaves_a_doubt() {
    let own = Folders::new().write("policy/com.anthropic.claudecode.plist", "bplist00");
    let policies = vec![own.path("policy/com.anthropic.claudecode.plist"), own.path("policy/not-there.plist")];
    let setup = Setup { device_policies: policies, ..own.setup() };
    let plan = plan(&Sources::read(&setup), &client(NEWEST), ProfileList::Listed(&[]));
    assert!(says(&plan, &["com.anthropic.claudecode.plist", "not read here"]), "{:?}", plan.problems);
    assert!(plan.doubt.is_some_and(|doubt| doubt.contains("device's management")));
    assert!(!plan.files.iter().any(|file| file.path.ends_with("not-there.plist")));
    assert!(own.plan(NEWEST).doubt.is_none());
}

#[test]
fn the_edges_between_versions() {
    let pin = "us.anthropic.claude-sonnet-4-6";
    let env = format!("\"env\": {{\"ANTHROPIC_MODEL\": \"{pin}\"}}");
    let rule = format!("{{\"permissions\": {{\"allow\": [\"Bash(1 <<'JSON'\"]}}, {env}}}");
    let mark = format!("\u{feff}{{{env}}}");
    let event = format!("{{\"hooks\": {{\"NoSuchEvent\": []}}, {env}}}");
    for (text, version, taken) in [
        (&rule, "2.1.20", false),
        (&rule, "2.1.50", true),
        (&mark, "2.0.62", false),
        (&mark, "2.0.76", true),
        (&event, "2.1.100", false),
        (&event, "2.1.112", true),
    ] {
        let plan = Folders::new().write(USER, text).plan(version);
        assert_eq!(main_model(&plan) == pin, taken, "{version}: {text}");
        assert_eq!(says(&plan, &["drops the whole file"]), !taken, "{version}: {text}");
    }
}

#[test]
fn what_switches_bedrock_off_is_named_with_its_file() {
    let off = Folders::new().write(LOCAL, r#"{"env": {"CLAUDE_CODE_USE_BEDROCK": "0"}}"#).plan(NEWEST);
    assert_eq!(off.provider, Provider::None);
    assert!(
        off.undecided.is_some_and(|why| why.contains("local settings, line 1") && why.contains("shell environment"))
    );

    let without = || Folders::new().set("CLAUDE_CODE_USE_BEDROCK", "");
    let dropped = without().write(USER, r#"{"model": 5, "env": {"CLAUDE_CODE_USE_BEDROCK": "1"}}"#).plan(NEWEST);
    assert!(dropped.undecided.is_some_and(|why| why.contains("a file that does not count (model must be a text")));
    for (name, words) in [
        ("CLAUDE_CODE_USE_VERTEX", "Vertex"),
        ("CLAUDE_CODE_USE_FOUNDRY", "Foundry"),
        ("CLAUDE_CODE_USE_ANTHROPIC_AWS", "Claude Platform on AWS"),
    ] {
        let other = without().set(name, "1").plan(NEWEST);
        assert!(other.undecided.is_some_and(|why| why.contains(name) && why.contains(words)), "{name}");
        let both = Folders::new().set(name, "1").plan(NEWEST);
        assert_eq!((both.provider, both.undecided), (Provider::Bedrock, None), "Bedrock wins over {name}");
    }
}

#[test]
fn variables_of_an_editor_or_a_container_are_pointed_at() {
    let list = r#"{ // for the extension
        "claudeCode.environmentVariables": [{"name": "CLAUDE_CODE_USE_BEDROCK", "value": "1"}, {"name": "AWS_REGION", "value": "eu-west-1"},], }"#;
    let plan =
        Folders::new().set("CLAUDE_CODE_USE_BEDROCK", "").write("project/.vscode/settings.json", list).plan(NEWEST);
    assert!(says(&plan, &["claudeCode.environmentVariables", "AWS_REGION=eu-west-1", "VS Code extension"]));
    assert!(plan.undecided.is_some_and(|why| why.contains(".vscode/settings.json")));
    let container = r#"{"containerEnv": {"ANTHROPIC_MODEL": "opus", "OTHER": "1"}}"#;
    let plan = Folders::new().write("project/.devcontainer/devcontainer.json", container).plan(NEWEST);
    assert!(says(&plan, &["containerEnv", "ANTHROPIC_MODEL=opus", "dev container"]) && plan.undecided.is_none());
}

#[test]
fn names_that_are_taken_for_the_right_one_are_told_with_it() {
    for (wrong, right) in [
        ("AWS_REGION_NAME", "AWS_REGION"),
        ("BEDROCK_AWS_REGION", "AWS_REGION"),
        ("AWS_BEDROCK_REGION", "AWS_REGION"),
        ("CLAUDE_CODE_AWS_REGION", "AWS_REGION"),
        ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"),
        ("CLAUDE_CODE_AWS_PROFILE", "AWS_PROFILE"),
        ("ANTHROPIC_USE_BEDROCK", "CLAUDE_CODE_USE_BEDROCK"),
        ("CLAUDE_CODE_ENABLE_BEDROCK", "CLAUDE_CODE_USE_BEDROCK"),
        ("CLAUDE_CODE_BEDROCK_BASE_URL", "ANTHROPIC_BEDROCK_BASE_URL"),
        ("AWS_BEDROCK_API_KEY", "AWS_BEARER_TOKEN_BEDROCK"),
    ] {
        let plan = Folders::new().set(wrong, "hunter2").plan(NEWEST);
        assert!(!format!("{plan:?}").contains("hunter2") || right != "AWS_BEARER_TOKEN_BEDROCK", "a key is not kept");
        assert!(says(&plan, &[wrong, &format!("the name is {right}.")]), "{wrong}: {:?}", plan.problems);
    }
    for read in ["AWS_DEFAULT_REGION", "AWS_PROFILE", "ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION", "CLAUDE_CODE_USE_VERTEX"]
    {
        let plan = Folders::new().set(read, "eu-west-1").plan(NEWEST);
        assert!(!says(&plan, &[read, "does not read"]), "{read}: {:?}", plan.problems);
    }
}

#[test]
fn what_lost_is_told_with_where_to_win() {
    let user = r#"{"env": {"AWS_REGION": "us-west-2"}}"#;
    let project = r#"{"env": {"AWS_REGION": "eu-west-1"}}"#;
    let plan = Folders::new().write(USER, user).write(PROJECT, project).plan(NEWEST);
    assert!(says(&plan, &["AWS_REGION = eu-west-1", "overrides", "us-west-2", "user settings", "settings.local.json"]));
    let managed = Folders::new().write(MANAGED, project).write(USER, user).plan(NEWEST);
    assert!(says(&managed, &["overrides", "only whoever manages this machine"]));
    let same = Folders::new().write(USER, user).write(PROJECT, user).set("AWS_REGION", "us-west-2").plan(NEWEST);
    assert!(!says(&same, &["overrides"]), "nothing is lost when all say the same");
}

#[test]
fn faults_of_a_version_are_named_with_the_one_that_mended_them() {
    let token = |version: &str, value: &str| {
        let plan = Folders::new().set("AWS_BEARER_TOKEN_BEDROCK", value).plan(version);
        plan.problems.iter().any(|problem| problem.text.contains("Mended in"))
    };
    for (version, value, told) in [
        ("2.1.93", "ABSKexample", false),
        ("2.1.94", "ABSKexample", true),
        ("2.1.96", "ABSKexample", false),
        ("2.1.96", "", true),
        ("2.1.97", "", false),
    ] {
        assert_eq!(token(version, value), told, "{version} {value:?}");
    }
    let old = Folders::new().set("ANTHROPIC_MODEL", "claude-opus-4-8").plan("2.1.199");
    assert!(says(&old, &["as they stand", "Mended in 2.1.200"]));
}

#[test]
fn what_bedrock_mantle_does_not_take_is_told() {
    let mantle = || Folders::new().set("CLAUDE_CODE_USE_BEDROCK", "").set("CLAUDE_CODE_USE_MANTLE", "1");
    let prefixed = mantle().set("ANTHROPIC_MODEL", "us.anthropic.claude-opus-4-8").plan(NEWEST);
    assert!(says(&prefixed, &["bare ids only", "write anthropic.claude-opus-4-8"]));
    let nowhere = mantle().set("AWS_REGION", "us-west-1").plan(NEWEST);
    assert!(says(&nowhere, &["bedrock-mantle has no endpoint in us-west-1"]));
    assert!(!says(&mantle().plan(NEWEST), &["bedrock-mantle has no endpoint"]));
}

#[test]
fn a_region_nobody_knows_and_an_id_that_is_none_are_told_with_what_was_meant() {
    let plan = Folders::new().set("AWS_REGION", "us-wst-2").plan(NEWEST);
    assert!(says(&plan, &["us-wst-2", "no region known here", "Did you mean us-west-2?"]), "{:?}", plan.problems);
    for (written, meant) in [
        ("us.anthropic.claude-opus-4-7-v1", "us.anthropic.claude-opus-4-7"),
        ("us.anthropic.claude-sonnet-4-6:0", "us.anthropic.claude-sonnet-4-6"),
        ("us.anthropic.claude-haiku-4-5", "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
    ] {
        let plan = Folders::new().set("ANTHROPIC_MODEL", written).plan(NEWEST);
        assert!(says(&plan, &[written, &format!("Did you mean {meant}?")]), "{written}: {:?}", plan.problems);
    }
}

#[test]
fn an_identity_that_only_the_projects_files_give_leaves_the_answer_in_doubt() {
    let key = r#"{"env":{"AWS_ACCESS_KEY_ID":"AKIAPROJECT","AWS_SECRET_ACCESS_KEY":"hunter2"}}"#;
    let table = [
        (r#"{"env":{"AWS_PROFILE":"theirs"}}"#, "profile theirs"),
        (key, "the access key AWS_ACCESS_KEY_ID"),
        (r#"{"env":{"AWS_BEARER_TOKEN_BEDROCK":"hunter2"}}"#, "the API key AWS_BEARER_TOKEN_BEDROCK"),
        (r#"{"awsCredentialExport":"./keys.sh"}"#, "what awsCredentialExport"),
        (r#"{"env":{"AWS_CONFIG_FILE":"./aws"}}"#, "out of AWS_CONFIG_FILE"),
        (r#"{"env":{"AWS_SHARED_CREDENTIALS_FILE":"./keys"}}"#, "out of AWS_SHARED_CREDENTIALS_FILE"),
        (
            r#"{"env":{"ANTHROPIC_CUSTOM_HEADERS":"X-Amzn-Bedrock-ProjectIdentifier: proj_a"}}"#,
            "the Bedrock project proj_a",
        ),
    ];
    for (text, words) in table {
        for file in [PROJECT, LOCAL] {
            let mut folders = Folders::new().write(file, text);
            let doubt = folders.plan(NEWEST).doubt.unwrap_or_default();
            assert!(doubt.contains(words) && doubt.contains("not followed"), "{text}: {doubt}");
            assert!(!doubt.contains("hunter2"), "{doubt}");
            folders.profile_named = true;
            assert_eq!(folders.plan(NEWEST).doubt, None, "{text}: whoever names a profile asks about that one");
        }
        // What the user says counts, and is followed.
        assert_eq!(Folders::new().write(USER, text).plan(NEWEST).doubt, None, "{text}");
    }
    // A stronger setting of the user's own leaves the project's without effect.
    let weaker = Folders::new().write(PROJECT, key).write(USER, r#"{"env":{"AWS_PROFILE":"mine"}}"#);
    assert_eq!(weaker.plan(NEWEST).doubt, None);
    let same = Folders::new().write(PROJECT, r#"{"env":{"AWS_PROFILE":"mine"}}"#).set("AWS_PROFILE", "mine");
    assert_eq!(same.plan(NEWEST).doubt, None);
}
