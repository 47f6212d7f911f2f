//! Inference profile ARNs as models: what the client learns of the model behind them, and what it cannot know.

use std::collections::BTreeMap;

use bedcheck::{
    catalog::BaseModelId,
    claude_code::{AwsKnowledge, Certainty, ModelUse, Plan, ProfileList, Role, Sources, plan},
};

use crate::folders::{Folders, client};

const ARN: &str = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456";

fn backed_by(folders: &Folders, model: Option<&str>) -> Plan {
    let backing: BTreeMap<String, BaseModelId> =
        model.into_iter().map(|model| (ARN.to_owned(), model.parse().unwrap())).collect();
    let known = AwsKnowledge { backing: &backing, ..ProfileList::Listed(&[]).into() };
    plan(&Sources::read(&folders.setup()), &client("2.1.332"), known)
}

fn of(plan: &Plan, role: Role) -> Option<&ModelUse> {
    plan.uses.iter().find(|one| one.role == role)
}

fn id(plan: &Plan, role: Role) -> String {
    of(plan, role).map(|one| one.invoked.to_string()).unwrap_or_default()
}

/// An agent on the alias `sonnet`, and the server never asked for the auto-mode check.
fn pinned() -> Folders {
    let agent = "---\nname: rev\nmodel: sonnet\n---\n";
    let folders = Folders::new().set("ANTHROPIC_MODEL", ARN).set("CLAUDE_CODE_AUTO_MODE_SERVER", "0");
    folders.write("project/.claude/agents/rev.md", agent)
}

#[test]
fn without_an_answer_the_model_behind_is_not_guessed() {
    let plan = backed_by(&pinned(), None);
    assert_eq!((id(&plan, Role::Main), of(&plan, Role::Main).unwrap().certainty), (ARN.to_owned(), Certainty::Certain));
    assert!(of(&plan, Role::Main).unwrap().notes.concat().contains("only GetInferenceProfile tells"));
    assert!(of(&plan, Role::TokenCount).is_none());
    assert_eq!(of(&plan, Role::AutoModeClassifier).unwrap().certainty, Certainty::Depends);
    assert_eq!(plan.profile_arns(), [("us-east-1".parse().unwrap(), ARN.to_owned())]);
}

#[test]
fn the_model_behind_decides_classifier_token_count_and_aliases() {
    let plan = backed_by(&pinned(), Some("anthropic.claude-sonnet-4-6"));
    assert_eq!(id(&plan, Role::TokenCount), "anthropic.claude-sonnet-4-6");
    assert_eq!(id(&plan, Role::AutoModeClassifier), ARN, "a Sonnet 4.6 checks for itself");
    assert_eq!(of(&plan, Role::AutoModeClassifier).unwrap().certainty, Certainty::Certain);
    assert_eq!(plan.subagent("rev").unwrap().invoked.to_string(), ARN, "an alias of the main model's family");

    let plan = backed_by(&pinned(), Some("anthropic.claude-opus-5-5"));
    assert_eq!(id(&plan, Role::AutoModeClassifier), "us.anthropic.claude-sonnet-5");
    assert_eq!(of(&plan, Role::AutoModeClassifier).unwrap().certainty, Certainty::Certain);
    assert!(plan.subagent("rev").unwrap().invoked.to_string().contains("sonnet-4-5"));
    // Startup checks are made all the same: an ARN is no recognised id.
    assert_eq!(plan.uses.iter().filter(|one| one.role == Role::StartupCheck).count(), 3);
}

#[test]
fn an_override_says_itself_which_model_its_arn_stands_for() {
    let settings = format!(r#"{{"modelOverrides": {{"claude-opus-5-5": "{ARN}"}}}}"#);
    let plan = backed_by(&Folders::new().write("home/.claude/settings.json", &settings), None);
    assert_eq!(
        (id(&plan, Role::Main).as_str(), id(&plan, Role::TokenCount).as_str()),
        (ARN, "anthropic.claude-opus-5-5")
    );
}
