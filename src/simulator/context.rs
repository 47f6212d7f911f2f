//! What every operation works with: the scenario, what calls changed since, and the call itself.

use super::{
    answer::Problem,
    call::Call,
    operation::Operation,
    permission,
    required_access::Access,
    scenario::{ApplicationProfile, Gates, Scenario, rules::ProjectRule},
    state::State,
};
use crate::catalog::Arn;

/// What an operation works with.
pub(super) struct Context<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) state: &'a mut State,
    pub(super) call: &'a Call,
}

impl<'a> Context<'a> {
    /// How the gates of a model stand for a call. A hidden refusal waits until the calls of its grace were answered.
    pub(super) fn gates_of_call(&self, model: &str) -> Gates {
        let gates = self.scenario.gates(&self.call.region, model);
        let in_grace = self.state.answered(model) < gates.grace_calls;
        Gates { refused: gates.refused.filter(|_| !in_grace), ..gates }
    }

    /// Lets an action in the region asked pass, or refuses it as IAM does.
    pub(super) fn require(&self, action: &str, resource: Option<String>, model: Option<&str>) -> Result<(), Problem> {
        // Nobody asks the Marketplace here but Bedrock on the caller's behalf.
        let through_bedrock = [("aws:CalledViaLast", "bedrock.amazonaws.com")];
        let more: &[_] = if action.starts_with("aws-marketplace:") { &through_bedrock } else { &[] };
        let access = Access { action, resource, region: self.call.region.as_str(), model, more };
        permission::require(self.scenario, &access)
    }

    /// Requires the action of the operation asked, which works on no resource.
    pub(super) fn require_operation(&self, operation: Operation) -> Result<(), Problem> {
        self.require(&operation.action(), None, self.call.model().as_deref())
    }

    /// A project by its id or ARN; nothing for the default one, in which every model takes part.
    pub(super) fn project(&self, named: &str) -> Result<Option<&'a ProjectRule>, Problem> {
        let id = named.rsplit_once(":project/").map_or(named, |(_, id)| id);
        if id == "default" {
            return Ok(None);
        }
        let found = self.scenario.projects().iter().find(|project| project.id == id && project.status == "active");
        found.map(Some).ok_or_else(|| Problem::invalid("The provided project identifier is invalid."))
    }

    /// The base id in the call.
    pub(super) fn model(&self) -> String {
        self.call.model().unwrap_or_default()
    }

    /// `arn:PARTITION:bedrock:REGION::foundation-model/ID`; an empty region is the region-less destination.
    pub(super) fn model_arn(&self, region: &str, model: &str) -> String {
        format!("arn:{}:bedrock:{region}::foundation-model/{model}", self.scenario.partition())
    }

    /// The ARN of a system-defined inference profile as the region asked has it.
    pub(super) fn profile_arn(&self, profile: &str) -> String {
        let (partition, account) = (self.scenario.partition(), self.scenario.account());
        format!("arn:{partition}:bedrock:{}:{account}:inference-profile/{profile}", self.call.region)
    }

    /// The ARN of one of the account's own inference profiles in the region asked.
    pub(super) fn application_profile_arn(&self, profile: &str) -> String {
        let (partition, account) = (self.scenario.partition(), self.scenario.account());
        format!("arn:{partition}:bedrock:{}:{account}:application-inference-profile/{profile}", self.call.region)
    }

    /// The account's own profile that an ARN names, if it is one of the region asked.
    pub(super) fn application_profile(&self, arn: &Arn) -> Option<&'a ApplicationProfile> {
        let found = self.scenario.application_profile(&self.call.region, &arn.resource_id);
        found.filter(|profile| self.application_profile_arn(&profile.id) == arn.to_string())
    }
}
