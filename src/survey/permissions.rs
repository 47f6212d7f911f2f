//! What IAM's policy simulation says of one id: asked action by action and resource by resource, never by a call to a
//! model.

use serde::{Deserialize, Serialize};

/// What has to be simulated for one id in one region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyCheck {
    /// The id Claude Code will call: a base id, a profile id or an ARN.
    pub id: String,
    /// The caller's ARN, as STS names it: a user, or the session of an assumed role.
    pub caller: String,
    /// What to ask, one simulation each.
    pub asks: Vec<PolicyAsk>,
    /// `aws:UserAgent` of the call: policies that single a client out exist.
    pub user_agent: Option<String>,
    /// Whether to look for the policy to change when the call is refused: a few simulations more.
    pub find_policy: bool,
}

impl PolicyCheck {
    /// The same call, made by a client.
    #[must_use]
    pub fn by_client(self, user_agent: String) -> Self {
        Self { user_agent: Some(user_agent), ..self }
    }

    /// The same, with a look for the policy to change.
    #[must_use]
    pub fn finding_policy(self) -> Self {
        Self { find_policy: true, ..self }
    }
}

/// Some actions on one resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyAsk {
    /// `bedrock:InvokeModel`, …
    pub actions: Vec<&'static str>,
    /// The ARN, or `*` for an action on none.
    pub resource: String,
    /// `aws:RequestedRegion` of the call; [`UNSPECIFIED`] for the region-less destination of a global profile.
    pub region: String,
    /// `bedrock:InferenceProfileArn` of the call, when it goes through a profile.
    pub profile: Option<String>,
}

/// What `aws:RequestedRegion` says at the region-less destination of a global profile (AWS user guide,
/// global-cross-region-inference).
pub const UNSPECIFIED: &str = "unspecified";

/// The answer to a [`PolicyCheck`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Simulation {
    /// The user or role whose policies were simulated.
    pub principal: String,
    /// One for each action on each resource, in the order asked.
    pub decisions: Vec<PolicyDecision>,
    /// The kind of policy without which nothing would refuse the first refused decision, when that was looked for:
    /// `a service control policy`.
    #[serde(default)]
    pub to_change: Option<String>,
}

/// What the policies say of one action on one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDecision {
    /// `bedrock:InvokeModel`
    pub action: String,
    /// The ARN, or `*`.
    pub resource: String,
    /// The destination region, or [`UNSPECIFIED`].
    pub region: String,
    /// What it comes down to.
    pub effect: PolicyEffect,
    /// Whether the organisation's service control policies allow it; `None` outside an organisation.
    pub by_organization: Option<bool>,
    /// Whether the permissions boundary allows it; `None` without one.
    pub by_boundary: Option<bool>,
    /// The ids of the policies with a statement that matched.
    pub policies: Vec<String>,
    /// `MissingContextValues`: keys that policies ask for and that the simulation was not given, such as
    /// `aws:SourceIp`. With them the decision might be another one.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// `EvalDecision`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::EnumString)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum PolicyEffect {
    /// Allowed.
    Allowed,
    /// A statement denies it.
    ExplicitDeny,
    /// No statement allows it.
    ImplicitDeny,
}

impl PolicyDecision {
    /// The action without its service: `InvokeModel`.
    #[must_use]
    pub fn verb(&self) -> &str {
        self.action.rsplit(':').next().unwrap_or(&self.action)
    }

    /// Whether the decision is a refusal that holds whatever the simulation was not told.
    #[must_use]
    pub fn is_refused_for_sure(&self) -> bool {
        !self.is_allowed() && self.missing.is_empty()
    }

    /// Whether the call gets through.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.effect == PolicyEffect::Allowed && self.by_organization != Some(false) && self.by_boundary != Some(false)
    }
}
