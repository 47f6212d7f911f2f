//! What the plan needs of policies: the documents, and the questions that prove them.

use serde_json::Value;

use super::{Assessment, CheckedUse};
use crate::{
    access::remedy::{Situation, calls_policy, region_exception},
    catalog::RegionName,
    claude_code::Role,
    refusal::Cause,
    survey::PolicyAsk,
};

/// What policies have to say so that every call of the plan gets through.
#[derive(Clone, Debug, PartialEq)]
pub struct NeededPolicy {
    /// The policy of the identity.
    pub identity: Value,
    /// The Deny of an organisation that lets these calls and no others leave their regions.
    pub organization: Value,
    /// What both have to let through, each once.
    pub calls: Vec<PolicyAsk>,
    /// A step beside: what the policy of the identity has to refuse.
    pub near_misses: Vec<PolicyAsk>,
    /// A step outside: what the Deny of the organisation has to refuse.
    pub outside: Vec<PolicyAsk>,
    /// Calls of the plan that nothing is said about, and why.
    pub left_out: Vec<String>,
}

impl Assessment<'_> {
    /// What the plan needs. Models of the Mantle endpoint are called by another service.
    #[must_use]
    pub fn needed_policy(&self) -> NeededPolicy {
        let Self { context, plan, check } = self;
        let (mut uses, mut left_out): (Vec<&CheckedUse>, Vec<String>) = Default::default();
        let (mut calls, mut near_misses, mut outside): (Vec<PolicyAsk>, Vec<PolicyAsk>, Vec<PolicyAsk>) =
            Default::default();
        for checked in &check.uses {
            if plan.on_mantle(&checked.usage) {
                left_out.push(format!(
                    "{} ({}) is called through bedrock-mantle",
                    checked.usage.invoked,
                    checked.role()
                ));
                continue;
            }
            match checked.ladder.policy_check(context.survey, context.catalog, context.now) {
                Ok(asked) => {
                    uses.push(checked);
                    let needed = asked.asks.into_iter().filter_map(|ask| of_role(ask, checked.usage.role));
                    needed.for_each(|ask| add(&mut calls, ask));
                }
                Err(why) => left_out.push(format!("{} ({}): {why}", checked.usage.invoked, checked.role())),
            }
        }
        for ask in &calls {
            add(&mut near_misses, PolicyAsk { resource: format!("{}-near-miss", ask.resource), ..ask.clone() });
            let alone = PolicyAsk { profile: None, ..ask.clone() };
            // What is called by its own id as well has to be allowed without a profile.
            if ask.profile.is_some() && ask.resource.contains(":foundation-model/") && !calls.contains(&alone) {
                add(&mut near_misses, alone);
            }
        }
        let home: Vec<&RegionName> = uses.iter().map(|checked| &checked.usage.region).collect();
        for ask in calls.iter().filter(|ask| home.iter().all(|region| region.as_str() != ask.region)) {
            add(&mut outside, PolicyAsk { profile: None, ..ask.clone() });
            let other = ask.profile.as_ref().map(|profile| format!("{profile}-near-miss"));
            add(&mut outside, PolicyAsk { profile: other, ..ask.clone() });
        }
        let of = |counting: bool| {
            let uses = uses.iter().filter(move |checked| (checked.usage.role == Role::TokenCount) == counting);
            uses.map(|checked| self.situation(checked)).collect::<Vec<Situation<'_>>>()
        };
        let (situations, counting) = (of(false), of(true));
        NeededPolicy {
            identity: calls_policy(&situations, &counting),
            organization: region_exception(&situations),
            calls,
            near_misses,
            outside,
            left_out,
        }
    }

    fn situation<'s>(&'s self, checked: &'s CheckedUse) -> Situation<'s> {
        let identity = self.context.survey.identity.value();
        Situation {
            model: checked.ladder.cell.model.as_ref(),
            invoked: Some(&checked.usage.invoked),
            destinations: &checked.ladder.destinations,
            account: identity.map(|identity| identity.account.as_str()),
            arn: identity.map(|identity| identity.arn.as_str()),
            ..Situation::new(Cause::NotAllowed, &checked.usage.region)
        }
    }
}

/// Of what is asked for a ladder, what this call does: it counts tokens, or it invokes.
fn of_role(ask: PolicyAsk, role: Role) -> Option<PolicyAsk> {
    let verb = if role == Role::TokenCount { "bedrock:CountTokens" } else { "bedrock:InvokeModel" };
    let actions: Vec<&'static str> = ask.actions.iter().copied().filter(|action| action.starts_with(verb)).collect();
    (!actions.is_empty()).then_some(PolicyAsk { actions, ..ask })
}

fn add(asks: &mut Vec<PolicyAsk>, ask: PolicyAsk) {
    if !asks.contains(&ask) {
        asks.push(ask);
    }
}
