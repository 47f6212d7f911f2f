//! What takes over when a model is refused: named by the plan, in the client's order.

use bedcheck::{
    catalog::{ModelRef, RegionName},
    claude_code::{AwsKnowledge, Impact, ModelUse, Plan, ProfileList, Role, Sources, plan},
};

use crate::folders::{Folders, client};

const NEWEST: &str = "2.1.332";

fn of(plan: &Plan, role: Role) -> ModelUse {
    plan.uses.iter().find(|one| one.role == role).unwrap().clone()
}

fn names(one: &ModelUse) -> Vec<String> {
    one.fallbacks.iter().map(|id| id.to_string().replace("us.anthropic.claude-", "")).collect()
}

#[test]
fn a_default_walks_down_and_a_chosen_id_stays() {
    let unset = Folders::new().plan(NEWEST);
    let main = of(&unset, Role::Main);
    assert_eq!(main.impact, Impact::Degrades);
    assert_eq!(names(&main)[..2], ["opus-5", "opus-4-8"]);
    assert_eq!(names(&main)[7], "sonnet-4-5-20250929-v1:0", "after the last Opus the Sonnet tier");
    let chosen = Folders::new().set("ANTHROPIC_MODEL", "us.anthropic.claude-opus-4-8").plan(NEWEST);
    assert_eq!((of(&chosen, Role::Main).impact, names(&of(&chosen, Role::Main))), (Impact::Blocks, Vec::new()));
    // These change neither the checks nor the move down (run 2.1.332).
    for name in ["CLAUDE_CODE_NO_MODEL_FALLBACK", "CLAUDE_CODE_DISABLE_MODEL_ACCESS_FALLBACK"] {
        let kept = Folders::new().set(name, "1").plan(NEWEST);
        assert_eq!(names(&of(&kept, Role::Main)), names(&main), "{name}");
    }
    let older = Folders::new().plan("2.1.190");
    assert_eq!((of(&older, Role::Main).impact, names(&of(&older, Role::Main))), (Impact::Blocks, Vec::new()));
}

#[test]
fn fallback_models_go_first() {
    let key = r#"{"fallbackModel": ["us.anthropic.claude-opus-4-7", "haiku"]}"#;
    let chosen = Folders::new().set("ANTHROPIC_MODEL", "us.anthropic.claude-opus-4-8");
    let plan = chosen.write("home/.claude/settings.json", key).plan(NEWEST);
    assert_eq!(names(&of(&plan, Role::Main)), ["opus-4-7", "haiku-4-5-20251001-v1:0"]);
}

#[test]
fn background_work_and_the_classifier_end_on_the_main_model() {
    let unset = Folders::new().plan(NEWEST);
    let background = of(&unset, Role::SmallFast);
    assert_eq!(background.impact, Impact::Noise);
    assert_eq!(names(&background)[0], "sonnet-4-20250514-v1:0", "its own ladder first");
    assert_eq!(names(&background)[3], "opus-5-5", "then the main model");
    assert_eq!(names(&of(&unset, Role::AutoModeClassifier))[..2], ["opus-5-5", "opus-5"]);
    // Background work on the main model itself fails and moves with it.
    let chosen = Folders::new().set("ANTHROPIC_MODEL", "us.anthropic.claude-opus-4-8").plan(NEWEST);
    assert_eq!(of(&chosen, Role::SmallFast).impact, Impact::Blocks);
    let old = Folders::new().plan("0.2.46");
    assert_eq!((of(&old, Role::SmallFast).impact, names(&of(&old, Role::SmallFast))), (Impact::Degrades, Vec::new()));
}

/// The order named without knowing anything leads to the same model as the plan that is told what is refused.
#[test]
fn the_first_one_left_is_what_the_plan_given_the_refusals_says() {
    let folders = Folders::new();
    let unset = folders.plan(NEWEST);
    for refused_parts in [vec!["opus-5-5"], vec!["opus-5", "opus-4-8"], vec!["opus"], vec!["opus", "sonnet-4-5"]] {
        let refused = |id: &ModelRef, _: &RegionName| refused_parts.iter().any(|part| id.to_string().contains(part));
        let known = AwsKnowledge { refused: &refused, ..ProfileList::Listed(&[]).into() };
        let given = plan(&Sources::read(&folders.setup()), &client(NEWEST), known);
        let here = "us-east-1".parse().unwrap();
        let main = of(&unset, Role::Main);
        let left = main.fallbacks.iter().find(|id| !refused(id, &here));
        assert_eq!(left, Some(&of(&given, Role::Main).invoked), "{refused_parts:?}");
    }
}
