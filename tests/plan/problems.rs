//! What will not do what its author meant: each is named, with its fix.

use bedcheck::claude_code::{AwsKnowledge, Plan, Planner, ProfileList, Setup, SourceKind, Sources, plan};

use crate::folders::{Folders, client};

const NEWEST: &str = "2.1.332";
const SONNET_45: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const HAIKU_45: &str = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const OPUS_55: &str = "us.anthropic.claude-opus-5-5";

fn problem(plan: &Plan, part: &str) -> bool {
    plan.problems.iter().any(|problem| problem.text.contains(part))
}

/// The one problem with this part, whole.
fn whole(plan: &Plan, part: &str) -> String {
    let found: Vec<&str> =
        plan.problems.iter().map(|one| one.text.as_str()).filter(|text| text.contains(part)).collect();
    assert_eq!(found.len(), 1, "{part}: {:?}", plan.problems);
    found.concat()
}

fn with_list(folders: &Folders, version: &str, ids: &[&str]) -> Plan {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    plan(&Sources::read(&folders.setup()), &client(version), ProfileList::Listed(&ids))
}

#[test]
fn names_that_do_nothing_are_pointed_out() {
    let folders = Folders::new()
        .set("ANTHROPIC_SMALL_FAST_MODEL_REGION", "us-west-2")
        .set("ANTHROPIC_MAIN_MODEL", "opus")
        .set("ANTHROPIC_DEFAULT_OPUS_MODEL_NAME", "Opus")
        .write("home/.claude/settings.json", r#"{"smallFastModel": "x", "awsRegion": "us-west-2"}"#);
    let plan = folders.plan(NEWEST);
    for part in [
        "the name is ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION",
        "ANTHROPIC_MAIN_MODEL (shell environment) is not a variable",
        "`smallFastModel`",
        "`env` with AWS_REGION",
    ] {
        assert!(problem(&plan, part), "{part}: {:?}", plan.problems);
    }
    assert!(!problem(&plan, "OPUS_MODEL_NAME"));
    let early = Folders::new().set("ANTHROPIC_DEFAULT_MODEL", "opus").plan("2.1.112");
    assert!(problem(&early, "it came with 2.1.236"));
}

fn pinned(model: &str) -> Folders {
    Folders::new().set("ANTHROPIC_MODEL", model)
}

#[test]
fn a_bare_id_where_only_profiles_work() {
    let text = whole(&pinned("anthropic.claude-opus-5").plan(NEWEST), "anthropic.claude-opus-5 (");
    assert!(text.contains("cannot be called by its bare id in us-east-1"), "{text}");
    assert!(text.contains("use us.anthropic.claude-opus-5 or global.anthropic.claude-opus-5"), "{text}");
}

#[test]
fn an_arn_of_another_region() {
    let arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc";
    let text = whole(&pinned(arn).plan(NEWEST), "is an ARN of eu-west-1");
    assert!(text.contains("the client signs for us-east-1") && text.contains("Set AWS_REGION=eu-west-1"), "{text}");
    let here = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    assert!(!problem(&pinned(here).plan(NEWEST), "is an ARN of"));
}

#[test]
fn a_derived_prefix_that_no_profile_of_the_model_has() {
    let tokyo = Folders::new().set("AWS_REGION", "ap-northeast-1");
    for list in [ProfileList::Denied, ProfileList::NotSeen] {
        let derived = plan(&Sources::read(&tokyo.setup()), &client(NEWEST), list);
        let text = whole(&derived, "no inference profile apac.anthropic.claude-opus-5-5 in ap-northeast-1");
        assert!(text.contains("let the client list profiles (bedrock:ListInferenceProfiles) or pin one"), "{text}");
        assert!(text.contains("jp.anthropic.claude-opus-5-5"), "{text}");
    }
}

#[test]
fn a_prefix_that_does_not_exist_in_the_region() {
    let eu = "eu.anthropic.claude-opus-5-5";
    let listed = with_list(&pinned(eu), NEWEST, &[OPUS_55, SONNET_45, HAIKU_45]);
    let text =
        whole(&listed, "eu.anthropic.claude-opus-5-5 is not among the inference profiles AWS lists in us-east-1");
    assert!(text.contains(&format!("use {OPUS_55}")), "{text}");
    let unseen = plan(&Sources::read(&pinned(eu).setup()), &client(NEWEST), ProfileList::NotSeen);
    let text = whole(&unseen, "no inference profile eu.anthropic.claude-opus-5-5 in us-east-1");
    assert!(text.contains(OPUS_55) && text.contains("use one"), "{text}");
}

#[test]
fn what_is_no_bedrock_id_at_all() {
    let text = whole(&pinned("claude-sonnet-4-5@20250929").plan(NEWEST), "claude-sonnet-4-5@20250929");
    assert!(text.contains("neither a Bedrock model id nor an ARN"), "{text}");
}

/// By the bundled catalogue, whose day is said. Once AWS has answered its own dates count, and the gaps tell them.
#[test]
fn a_legacy_model_is_a_warning_as_long_as_aws_was_not_asked() {
    let not_asked = |folders: Folders| Planner::new(Sources::read(&folders.setup()), client(NEWEST)).blind();
    let blind = not_asked(pinned(SONNET_45));
    let text = whole(&blind, "is legacy since 2026-10-08");
    for part in [
        "Sonnet 4.5 (us.anthropic.claude-sonnet-4-5-20250929-v1:0 in us-east-1)",
        "its successor here was us.anthropic.claude-sonnet-5-5",
        "the bundled catalogue of 2026-10-27",
        "15 days",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let source = blind.problems.iter().find(|one| one.text == text).and_then(|one| one.source.clone()).unwrap();
    assert_eq!(source.kind, SourceKind::Shell, "says whose model it is: {source:?}");

    let ended = not_asked(pinned("us.anthropic.claude-opus-4-20250514-v1:0"));
    assert!(problem(&ended, "reached its end of life on 2026-05-31"), "{:?}", ended.problems);
    let sound = not_asked(pinned(OPUS_55).set("ANTHROPIC_DEFAULT_SONNET_MODEL", "us.anthropic.claude-sonnet-5-5"));
    assert!(!problem(&sound, "Opus 5.5 ("), "{:?}", sound.problems);
    let asked = with_list(&pinned(SONNET_45), NEWEST, &[OPUS_55, SONNET_45, HAIKU_45]);
    assert!(!problem(&asked, "bundled catalogue"), "{:?}", asked.problems);
}

#[test]
fn a_projects_files_are_shown_and_not_followed() {
    let folders = Folders::new().write(
        "project/.claude/settings.json",
        r#"{"awsAuthRefresh": "touch ran", "env": {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_CONFIG_FILE": "../other"}}"#,
    );
    let folders = folders.write("other", "[default]\nregion = eu-north-1\n");
    let plan = folders.plan(NEWEST);
    for part in ["name a command to get credentials", "AWS_ENDPOINT_URL", "AWS_CONFIG_FILE"] {
        assert!(problem(&plan, part), "{part}");
    }
    assert!(plan.files.iter().all(|file| !file.path.ends_with("other")));
}

/// Whose credentials are used is for the user to say: what a project's file names is left out, whatever it overrides.
#[test]
fn a_projects_aws_profile_is_not_taken() {
    let named = |setup: &Setup| {
        let planner = Planner::new(Sources::read(setup), client(NEWEST));
        let signer = planner.signer(None);
        let places = [
            ("shell environment", SourceKind::Shell),
            ("user settings", SourceKind::UserSettings),
            ("managed settings", SourceKind::ManagedSettings),
        ];
        let place = places.into_iter().find(|(words, _)| signer.text.contains(words)).map(|(_, kind)| kind);
        signer.profile_name().map(str::to_owned).zip(place)
    };
    let env = |profile: &str| format!("{{\"env\": {{\"AWS_PROFILE\": \"{profile}\"}}}}");
    for place in ["project/.claude/settings.json", "project/.claude/settings.local.json"] {
        let theirs = Folders::new().write(place, &env("theirs"));
        assert_eq!(named(&theirs.setup()), None);
        assert!(problem(&theirs.plan(NEWEST), "set AWS_PROFILE"), "{place}");
        let shell = theirs.set("AWS_PROFILE", "mine");
        assert_eq!(named(&shell.setup()), Some(("mine".to_owned(), SourceKind::Shell)));
        let user = shell.write("home/.claude/settings.json", &env("work"));
        assert_eq!(named(&user.setup()), Some(("work".to_owned(), SourceKind::UserSettings)));
        let managed = user.write("managed/managed-settings.json", &env("company"));
        assert_eq!(named(&managed.setup()), Some(("company".to_owned(), SourceKind::ManagedSettings)));
    }
    // Started in the home folder, the same file is the user's own.
    let own = Folders::new().write("home/.claude/settings.json", &env("work"));
    let setup = Setup { project: own.path("home"), ..own.setup() };
    assert_eq!(named(&setup), Some(("work".to_owned(), SourceKind::UserSettings)));
    assert_eq!(named(&Setup { env: [].into(), ..Folders::new().setup() }), None);
}

/// `--demo=issue-536` told of an id that AWS offers that it "was not offered" on the day of the bundled catalogue.
#[test]
fn the_catalogue_has_no_say_where_aws_told() {
    let gone = pinned("anthropic.claude-3-5-sonnet-20240620-v1:0").set("AWS_REGION", "us-west-2");
    let told = |models_read| {
        let known = AwsKnowledge { profiles: ProfileList::Listed(&[]), models_read, ..AwsKnowledge::default() };
        plan(&Sources::read(&gone.setup()), &client(NEWEST), known)
    };
    assert!(problem(&told(false), "was not offered in us-west-2 in any form"));
    assert!(!problem(&told(true), "was not offered"), "{:?}", told(true).problems);
}
