//! What policy documents that are attached to nobody would say: SimulateCustomPolicy.

use super::{Session, failure, pages, simulate_policy};
use crate::{
    refusal::Refusal,
    survey::{PolicyAsk, PolicyDecision},
};

impl Session {
    /// The decisions of these documents alone, an action after the other.
    ///
    /// # Errors
    ///
    /// When IAM refuses the question or cannot be reached.
    pub async fn simulate_documents(
        &self,
        documents: &[String],
        ask: &PolicyAsk,
    ) -> Result<Vec<PolicyDecision>, Refusal> {
        let mut call = self.iam.simulate_custom_policy().resource_arns(&ask.resource);
        for document in documents {
            call = call.policy_input_list(document);
        }
        for action in &ask.actions {
            call = call.action_names(*action);
        }
        for entry in simulate_policy::entries(ask, None) {
            call = call.context_entries(entry);
        }
        let mut decisions = Vec::new();
        pages::read(call.into_paginator().send(), |page| {
            decisions.extend(page.evaluation_results().iter().map(|result| simulate_policy::decision(result, ask)));
        })
        .await?;
        let decisions: Vec<PolicyDecision> = decisions.into_iter().collect::<Result<_, _>>()?;
        if decisions.len() < ask.actions.len() {
            return Err(failure::bad_answer("the simulation did not decide every action"));
        }
        Ok(decisions)
    }
}
