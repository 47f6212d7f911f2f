//! Account Management.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Problem, page},
    context::Context,
    operation::Operation,
};

/// ListRegions: every region of the partition and whether the account has it, in order of name.
pub(super) fn list_regions(context: &Context<'_>) -> Result<Answer, Problem> {
    context.require_operation(Operation::ListRegions)?;
    let asked = context.call.json();
    let wanted = asked["RegionOptStatusContains"].as_array();
    let regions: Vec<Value> = context
        .scenario
        .region_states()
        .map(|(name, state)| (name, <&str>::from(state)))
        .filter(|(_, state)| wanted.is_none_or(|wanted| wanted.iter().any(|status| status == state)))
        .map(|(name, state)| json!({ "RegionName": name, "RegionOptStatus": state }))
        .collect();
    let size = asked["MaxResults"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(50);
    let (regions, next) = page(regions, asked["NextToken"].as_str(), size.min(context.scenario.page_size()))
        .map_err(|_| Problem::invalid("Invalid NextToken"))?;
    let mut body = json!({ "Regions": regions });
    if let Some(next) = next {
        body["NextToken"] = next.into();
    }
    Ok(Answer::json(200, &body))
}
