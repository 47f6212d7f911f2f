//! What CloudTrail's event history tells of a call.

use jiff::Timestamp;

use super::SeenCall;
use crate::{catalog::RegionName, refusal::Refusal};

/// A recorded call of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRecord {
    /// The call; `caller` is the user or the role, without its session.
    pub call: SeenCall,
    /// The ARN of whoever called, session and all.
    pub arn: String,
    /// Where it was served, if the record tells.
    pub inference_region: Option<String>,
    /// Whether it was made with a Bedrock API key.
    pub bearer: bool,
}

/// What CloudWatch counted of a model in a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelCounts {
    /// The region.
    pub region: RegionName,
    /// The id that was called.
    pub id: String,
    /// Calls that succeeded.
    pub invocations: u64,
    /// Calls that were refused, or were mistaken.
    pub client_errors: u64,
}

/// What was read of a region's history.
#[derive(Clone, Debug)]
pub struct RegionHistory {
    /// The region.
    pub region: RegionName,
    /// What stands in it.
    pub records: Vec<TrailRecord>,
    /// What was read goes back to here; to the time that was asked for where it is complete.
    pub back_to: Option<Timestamp>,
    /// Whether all of it was read.
    pub complete: bool,
    /// Why it was not.
    pub refusal: Option<Refusal>,
    /// What CloudWatch counted in two weeks, or why that is not known; `None` when it was not asked.
    pub counts: Option<Result<Vec<ModelCounts>, Refusal>>,
}

impl RegionHistory {
    /// Nothing read yet.
    #[must_use]
    pub fn of(region: RegionName) -> Self {
        Self { region, records: Vec::new(), back_to: None, complete: false, refusal: None, counts: None }
    }
}
