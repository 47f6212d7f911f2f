//! Which real calls would tell about the plan's gaps.

use super::{Check, CheckedUse};
use crate::{claude_code::Plan, survey::RealCall};

impl Check {
    /// One call for each id of the plan that is not open, in the plan's order, each once. Uses of the bedrock-mantle
    /// endpoint are left out: it is not called.
    #[must_use]
    pub fn calls_for_gaps(&self, plan: &Plan) -> Vec<RealCall> {
        let mut calls: Vec<RealCall> = Vec::new();
        let wanted = self.uses.iter().filter(|checked| !checked.verdict.is_open() && !plan.on_mantle(&checked.usage));
        for checked in wanted {
            let cell = &checked.ladder.cell;
            let Some(id) = called_by(checked) else { continue };
            let call = RealCall { region: cell.region.clone(), id, streaming: false };
            if !calls.contains(&call) {
                calls.push(call);
            }
        }
        calls
    }

    /// The uses that are not open and that no call of [`Check::calls_for_gaps`] tells about: what they are called by is
    /// not known, or it goes to the bedrock-mantle endpoint.
    #[must_use]
    pub fn beyond_calls(&self, plan: &Plan) -> Vec<String> {
        let calls = self.calls_for_gaps(plan);
        let told = |checked: &&CheckedUse| {
            let id = called_by(checked);
            calls.iter().any(|call| call.region == checked.ladder.cell.region && Some(&call.id) == id.as_ref())
        };
        let left = self.uses.iter().filter(|checked| !checked.verdict.is_open() && !told(checked));
        left.map(|checked| format!("{} {}", checked.role(), checked.usage.invoked)).collect()
    }
}

/// The id to call: the use's own, else the first that works.
fn called_by(checked: &CheckedUse) -> Option<String> {
    let own = checked.ladder.cell.invoked.as_ref().map(ToString::to_string);
    own.or_else(|| checked.ladder.call_as.first().cloned())
}

/// Each call followed by the same with the streaming operation.
#[must_use]
pub fn with_streaming(calls: Vec<RealCall>) -> Vec<RealCall> {
    calls.into_iter().flat_map(|call| [call.clone(), RealCall { streaming: true, ..call }]).collect()
}

/// What real calls may cost and set in motion, as sentences for whoever is asked to agree to them.
///
/// At the highest prices known in November 2026 (10 USD for a million input tokens, 50 USD for a million output tokens)
/// one call of a dozen input tokens and one output token costs 0.00017 USD.
#[must_use]
pub fn what_calls_do(calls: usize) -> [String; 2] {
    let (calls, each) = match calls {
        1 => ("One real call".to_owned(), ""),
        many => (format!("{many} real calls, one after the other"), " each"),
    };
    [
        format!("{calls}: about a dozen input tokens and one output token{each}, well under one US cent{each}."),
        "A first call to a model can start an AWS Marketplace subscription for the account and accept its terms."
            .to_owned(),
    ]
}
