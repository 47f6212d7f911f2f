//! Policies that do not allow, or deny.

use serde_json::{Value, json};

use super::{Remedy, RemedyKind, Situation, policy};
use crate::{
    access::console,
    catalog::{ModelRef, Partition},
};

/// A layer of policies lacks an allow.
pub(super) fn not_allowed(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all = Vec::new();
    let layer = s.captured("policy_type").unwrap_or("identity-based policy");
    if let Some(document) = needed(s) {
        let place = match layer {
            "identity-based policy" => format!("Allow it in a policy of {}", policy::holder(s)),
            other => {
                format!("Allow it in the {other} that lacks it; {}'s own policies are not enough", policy::holder(s))
            }
        };
        all.push(Remedy::of(RemedyKind::Iam, place, policy::pretty(&document)));
        all.push(terraform(&document));
    }
    if invokes(s) && layer == "identity-based policy" {
        all.push(Remedy::of(
            RemedyKind::Iam,
            "Or all that Claude Code calls, for every model: the policy its documentation suggests, with CountTokens",
            policy::pretty(&policy::claude_code_policy(s.partition())),
        ));
    }
    all.extend(caller_page(s));
    let wish = format!("Please allow {} in the {layer}.", wanted(s));
    if s.captured("action") == Some(CALL_WITH_KEY) {
        let title = "Ask the owner of the API key: its identity lacks the permission to use it";
        all.push(Remedy::of(RemedyKind::Support, title, s.case(&wish)));
        all.push(super::credentials::unset());
    } else {
        all.push(ask(s, &wish));
    }
    all
}

/// What every call with a Bedrock API key needs besides.
const CALL_WITH_KEY: &str = "bedrock:CallWithBearerToken";

/// Whether calling a model was refused; so it is where the refusal names no action.
fn invokes(s: &Situation<'_>) -> bool {
    s.captured("action").is_none_or(|action| action.starts_with("bedrock:InvokeModel"))
}

/// A policy of the account, the session or the endpoint says no; an allow elsewhere does not help.
pub(super) fn explicit_deny(s: &Situation<'_>) -> Vec<Remedy> {
    let layer = s.captured("policy_type").unwrap_or("policy");
    let arn = s.captured("policy_arn").map(|arn| format!(" ({arn})")).unwrap_or_default();
    let mut all = vec![ask(s, &format!("A {layer}{arn} denies {}. Please except it there.", wanted(s)))];
    all.extend(caller_page(s));
    all.extend(Remedy::page(
        s,
        "Look the denial up in the access troubleshooter, if it came with an authorization id",
        console::access_troubleshooter(s.partition()),
    ));
    all
}

/// The organisation says no, often for a destination region of the profile only.
pub(super) fn denied_by_organization(s: &Situation<'_>) -> Vec<Remedy> {
    let layer = s.captured("policy_type").unwrap_or("service control policy");
    let arn = s.captured("policy_arn").map(|arn| format!(" {arn}")).unwrap_or_default();
    let wish = format!("The {layer}{arn} of our organisation denies {}. Please except it.", wanted(s));
    let message = Remedy::of(RemedyKind::Support, "Ask whoever runs your AWS organisation", s.case(&wish));
    let mut all = vec![message];
    if let Some((title, condition)) = exception(s) {
        all.push(Remedy::of(RemedyKind::Iam, title, policy::pretty(&condition)));
    }
    all
}

/// The document that allows what was refused: the whole call where a model was invoked, else the action alone.
fn needed(s: &Situation<'_>) -> Option<Value> {
    let action = s.captured("action");
    if invokes(s)
        && let Some(document) = policy::invoke_policy(s)
    {
        return Some(document);
    }
    // Lists and reads of the account have no resource to narrow them to.
    let on_account =
        |action: &str| action.contains(":List") || action.contains(":GetAccount") || action.contains(":GetUseCase");
    let resource = s.captured("resource").filter(|_| !action.is_some_and(on_account)).unwrap_or("*");
    action.map(|action| policy::action_policy(action, resource))
}

/// `bedrock:InvokeModel on arn:…`, or as much of it as is known.
fn wanted(s: &Situation<'_>) -> String {
    let action = s.captured("action").unwrap_or("bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream");
    let called = || s.invoked.map(ToString::to_string);
    match s.captured("resource").map(str::to_owned).or_else(called) {
        Some(resource) if resource != "*" => format!("{action} on {resource}"),
        _ => action.to_owned(),
    }
}

/// What to add to the condition of a Deny on regions, so that the call gets through.
fn exception(s: &Situation<'_>) -> Option<(&'static str, Value)> {
    let Some(ModelRef::Profile(profile)) = s.invoked else { return None };
    if profile.is_global() {
        let condition = json!({"StringNotEquals": {"aws:RequestedRegion": [s.region.as_str(), "unspecified"]}});
        return Some((
            "If the policy denies regions, it must leave out \"unspecified\", too: the model ARN of a global profile has no region",
            condition,
        ));
    }
    let profiles = format!("arn:{}:bedrock:*:*:inference-profile/{profile}", s.partition());
    let condition = json!({"ArnNotLike": {"bedrock:InferenceProfileArn": [profiles]}});
    Some((
        "If the policy denies regions, add this to the condition of its Deny: the profile needs every one of its destinations",
        condition,
    ))
}

fn ask(s: &Situation<'_>, wish: &str) -> Remedy {
    Remedy::of(RemedyKind::Support, "Send this to whoever manages your policies", s.case(wish))
}

fn caller_page(s: &Situation<'_>) -> Option<Remedy> {
    let caller = s.caller()?;
    let holder = policy::holder(s);
    let managed_elsewhere = matches!(holder, policy::Holder::PermissionSet(_));
    let page = if managed_elsewhere { None } else { console::iam_identity(&caller) };
    Remedy::page(s, format!("Open {holder} in the IAM console"), page)
        .filter(|_| matches!(s.partition(), Partition::Aws | Partition::AwsUsGov))
}

fn terraform(document: &Value) -> Remedy {
    Remedy::of(RemedyKind::Terraform, "The same for Terraform", terraform_of(document))
}

/// A policy document as a resource of Terraform.
#[must_use]
pub fn terraform_of(document: &Value) -> String {
    // In Terraform's strings "${" and "%{" begin a template.
    let body = policy::pretty(document).replace('\n', "\n    ").replace("${", "$${").replace("%{", "%%{");
    format!(
        "resource \"aws_iam_policy\" \"claude_on_bedrock\" {{\n  name   = \"claude-on-bedrock\"\n  policy = <<-JSON\n    {body}\n  JSON\n}}"
    )
}
