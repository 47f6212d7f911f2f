//! IAM policy documents that allow exactly what a call needs.

use serde_json::{Value, json};

use super::Situation;
use crate::catalog::{Arn, BaseModelId, ModelRef, Partition};

/// What Claude Code invokes models with (code.claude.com/docs, amazon-bedrock). There is no action of its own for Converse.
const INVOKE: [&str; 2] = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];

/// What a first call needs to subscribe to a model.
const SUBSCRIBE: [&str; 2] = ["aws-marketplace:ViewSubscriptions", "aws-marketplace:Subscribe"];

/// The least a caller needs to invoke `situation.invoked` from `situation.region`: the inference profile, the model in
/// the source and every destination region, reachable through that profile only, and for a global profile the region-less
/// model ARN, which is evaluated with `aws:RequestedRegion` set to `unspecified` (AWS user guide,
/// geographic-cross-region-inference and global-cross-region-inference). `None` when the id is not known well enough.
#[must_use]
pub fn invoke_policy(situation: &Situation<'_>) -> Option<Value> {
    invoke_statements(situation).map(|statements| document(&statements))
}

fn invoke_statements(s: &Situation<'_>) -> Option<Vec<Value>> {
    let statements = match s.invoked? {
        ModelRef::Base(base) => vec![allow("InvokeModel", &INVOKE, &[model_arn(s, s.region.as_str(), base)], None)],
        ModelRef::Profile(profile) => {
            let arn = profile_arn(s, &profile.to_string());
            through_profile(s, &arn, profile.base(), profile.is_global() || s.destinations.anywhere)
        }
        ModelRef::Arn(arn) if arn.resource_type == "foundation-model" => {
            vec![allow("InvokeModel", &INVOKE, &[arn.to_string()], None)]
        }
        ModelRef::Arn(arn) => {
            let global = arn.resource_id.starts_with("global.") || s.destinations.anywhere;
            through_profile(s, &arn.to_string(), &s.invoked?.base().or_else(|| s.model.cloned())?, global)
        }
        ModelRef::Other(_) => return None,
    };
    Some(statements)
}

/// What all of these calls need together, the lists the client reads, and CountTokens on the models where it counts. Calls
/// whose id does not tell enough are left out.
#[must_use]
pub fn calls_policy(calls: &[Situation<'_>], counting: &[Situation<'_>]) -> Value {
    let mut statements: Vec<Value> = Vec::new();
    for statement in calls.iter().filter_map(invoke_statements).flatten() {
        join(&mut statements, statement);
    }
    let profiles = calls.iter().filter_map(|s| s.invoked?.profile_arn()).map(ToString::to_string);
    for arn in profiles {
        join(&mut statements, allow("ReadProfile", &["bedrock:GetInferenceProfile"], &[arn], None));
    }
    join(&mut statements, allow("ListProfiles", &["bedrock:ListInferenceProfiles"], &["*".to_owned()], None));
    for s in counting {
        if let Some(base) = s.invoked.and_then(ModelRef::base).or_else(|| s.model.cloned()) {
            let arn = model_arn(s, s.region.as_str(), &base);
            join(&mut statements, allow("CountTokens", &["bedrock:CountTokens"], &[arn], None));
        }
    }
    numbered(&mut statements);
    document(&statements)
}

/// The Deny of an organisation that lets calls to Bedrock go where these profiles lead and nowhere else outside the regions
/// they are made from. A Deny on regions has to leave the actions to it.
#[must_use]
pub fn region_exception(calls: &[Situation<'_>]) -> Value {
    let mut regions: Vec<&str> = calls.iter().map(|s| s.region.as_str()).collect();
    regions.sort_unstable();
    regions.dedup();
    let anywhere = |s: &Situation<'_>| match s.invoked {
        Some(ModelRef::Profile(profile)) => {
            Some(format!("arn:{}:bedrock:*:*:inference-profile/{profile}", s.partition()))
        }
        Some(id) => id.profile_arn().map(ToString::to_string),
        None => None,
    };
    let mut profiles: Vec<String> = calls.iter().filter_map(anywhere).collect();
    profiles.sort();
    profiles.dedup();
    document(&[json!({
        "Sid": "ClaudeOnlyThroughTheseProfiles",
        "Effect": "Deny",
        "Action": INVOKE,
        "Resource": ["*"],
        "Condition": {
            "StringNotEquals": {"aws:RequestedRegion": regions},
            "ArnNotLike": {"bedrock:InferenceProfileArn": profiles},
        },
    })])
}

/// A statement among others: with one that differs in its resources alone it becomes one.
fn join(statements: &mut Vec<Value>, statement: Value) {
    let same =
        |known: &&mut Value| ["Action", "Condition", "Effect"].iter().all(|key| known.get(key) == statement.get(key));
    let Some(known) = statements.iter_mut().find(same) else { return statements.push(statement) };
    let more = statement.get("Resource").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(resources) = known.get_mut("Resource").and_then(Value::as_array_mut) {
        resources.extend(more.into_iter().filter(|one| !resources.contains(one)).collect::<Vec<_>>());
    }
}

/// No two statements of a document may have one name.
fn numbered(statements: &mut [Value]) {
    let mut seen: Vec<String> = Vec::new();
    for statement in statements {
        let Some(sid) = statement.get("Sid").and_then(Value::as_str).map(str::to_owned) else { continue };
        let count = seen.iter().filter(|known| **known == sid).count();
        seen.push(sid.clone());
        if let (true, Some(object)) = (count > 0, statement.as_object_mut()) {
            object.insert("Sid".to_owned(), format!("{sid}{}", count + 1).into());
        }
    }
}

/// What one principal needs once per account so that a first call can subscribe: through Bedrock only
/// (AWS managed policy AmazonBedrockLimitedAccess).
#[must_use]
pub fn marketplace_policy() -> Value {
    let through_bedrock = json!({"StringEquals": {"aws:CalledViaLast": "bedrock.amazonaws.com"}});
    document(&[allow("SubscribeThroughBedrock", &SUBSCRIBE, &["*".to_owned()], Some(through_bedrock))])
}

/// All that Claude Code calls, for every model and region: the policy of its documentation (code.claude.com/docs,
/// amazon-bedrock), and CountTokens, which that policy leaves out although `/context` calls it.
#[must_use]
pub fn claude_code_policy(partition: Partition) -> Value {
    let every = |kind: &str| format!("arn:{partition}:bedrock:*:*:{kind}/*");
    let profiles = [every("inference-profile"), every("application-inference-profile")];
    let models = every("foundation-model");
    let invoked = [&profiles[..], std::slice::from_ref(&models)].concat();
    let through_bedrock = json!({"StringEquals": {"aws:CalledViaLast": "bedrock.amazonaws.com"}});
    document(&[
        allow("InvokeModels", &INVOKE, &invoked, None),
        allow("ReadProfiles", &["bedrock:GetInferenceProfile"], &profiles, None),
        allow("ListProfiles", &["bedrock:ListInferenceProfiles"], &["*".to_owned()], None),
        allow("CountTokens", &["bedrock:CountTokens"], &[models], None),
        allow("SubscribeThroughBedrock", &SUBSCRIBE, &["*".to_owned()], Some(through_bedrock)),
    ])
}

/// One action on one resource.
pub(super) fn action_policy(action: &str, resource: &str) -> Value {
    document(&[allow("NeededAction", &[action], &[resource.to_owned()], None)])
}

/// As it is pasted.
pub(super) fn pretty(document: &Value) -> String {
    format!("{document:#}")
}

/// Whose policy it is.
#[derive(Clone, Debug, PartialEq, Eq, strum::Display)]
pub(super) enum Holder {
    /// A permission set of IAM Identity Center: its role is made from it, and edits to the role itself are undone.
    #[strum(to_string = "the permission set {0}")]
    PermissionSet(String),
    /// A role.
    #[strum(to_string = "the role {0}")]
    Role(String),
    /// A user.
    #[strum(to_string = "the user {0}")]
    User(String),
    /// The caller is not known, or neither a role nor a user.
    #[strum(to_string = "your role or user")]
    Unknown,
}

/// Whose policy it is, by the caller's ARN.
pub(super) fn holder(s: &Situation<'_>) -> Holder {
    let Some(arn) = s.caller() else { return Holder::Unknown };
    let name = match arn.resource_type.as_str() {
        "assumed-role" => arn.resource_id.split('/').next(),
        _ => arn.resource_id.rsplit('/').next(),
    };
    match (arn.resource_type.as_str(), name) {
        ("assumed-role" | "role", Some(role)) => match role.strip_prefix("AWSReservedSSO_") {
            Some(rest) => Holder::PermissionSet(rest.rsplit_once('_').map_or(rest, |(set, _)| set).to_owned()),
            None => Holder::Role(role.to_owned()),
        },
        ("user", Some(user)) => Holder::User(user.to_owned()),
        _ => Holder::Unknown,
    }
}

fn through_profile(s: &Situation<'_>, profile: &str, base: &BaseModelId, global: bool) -> Vec<Value> {
    let source = s.region.as_str();
    if global {
        let at = |region: &str| json!({"StringEquals": {"aws:RequestedRegion": region}});
        let at_through = |region: &str| json!({"StringEquals": {"aws:RequestedRegion": region, "bedrock:InferenceProfileArn": profile}});
        return vec![
            allow("GlobalProfile", &INVOKE, &[profile.to_owned()], Some(at(source))),
            allow("ModelInSourceRegion", &INVOKE, &[model_arn(s, source, base)], Some(at_through(source))),
            allow("ModelAnywhere", &INVOKE, &[model_arn(s, "", base)], Some(at_through("unspecified"))),
        ];
    }
    let regions = s.destinations.with_source(s.region).into_iter();
    let models: Vec<String> = regions.map(|region| model_arn(s, region.as_str(), base)).collect();
    let through = json!({"StringEquals": {"bedrock:InferenceProfileArn": profile}});
    vec![
        allow("InferenceProfile", &INVOKE, &[profile.to_owned()], None),
        allow("ModelInEveryDestination", &INVOKE, &models, Some(through)),
    ]
}

fn model_arn(s: &Situation<'_>, region: &str, base: &BaseModelId) -> String {
    arn(s, region, "", "foundation-model", base.as_str())
}

/// A profile of AWS's is in the account that calls it, whichever that is.
fn profile_arn(s: &Situation<'_>, id: &str) -> String {
    arn(s, s.region.as_str(), s.account_id().as_deref().unwrap_or("*"), "inference-profile", id)
}

fn arn(s: &Situation<'_>, region: &str, account: &str, resource_type: &str, resource_id: &str) -> String {
    Arn {
        partition: s.partition().to_string(),
        service: "bedrock".to_owned(),
        region: region.to_owned(),
        account: account.to_owned(),
        resource_type: resource_type.to_owned(),
        resource_id: resource_id.to_owned(),
    }
    .to_string()
}

fn allow(sid: &str, actions: &[&str], resources: &[String], condition: Option<Value>) -> Value {
    let mut statement = json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources});
    if let (Some(condition), Some(object)) = (condition, statement.as_object_mut()) {
        object.insert("Condition".to_owned(), condition);
    }
    statement
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}
