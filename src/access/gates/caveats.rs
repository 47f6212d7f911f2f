//! States that look like another one, each by its name: what to know before believing a green or a listed model.

use jiff::Timestamp;

use crate::{
    access::provisional as until_when,
    catalog::{CatalogModel, RegionName},
};

/// A refused real call where no free reading had the gate blocked.
pub(super) const CONTRADICTED: &str = "Contradicted: no free reading had this gate blocked, and a real call was refused \
                                       at it. The call counts";

/// A legacy model (AWS user guide, model-lifecycle).
pub(super) const LEGACY_AND_IDLE: &str = "Legacy and idle: an account that has not used a legacy model for 15 days loses \
                                          access to it (the refusals say 15 or 30), and new customers cannot start";

/// A bare id of a model that is listed.
pub(super) const PROFILE_ONLY: &str = "Listed but profile-only: AWS lists the model, and refuses its bare id with \
                                       \"on-demand throughput isn't supported\"";

/// A listed model that nothing leads to.
pub(super) const NO_PROFILE: &str = "Listed but profile-only: AWS lists the model for inference profiles, and no profile \
                                     of this region has it";

/// A model of the bedrock-mantle endpoint. AWS's tables call that "in-region".
pub(super) fn other_endpoint(model: &CatalogModel) -> String {
    let regions: Vec<&str> = model.mantle_regions.iter().map(RegionName::as_str).collect();
    let seen = if regions.is_empty() { String::new() } else { format!(" (seen in {})", regions.join(", ")) };
    format!(
        "Offered on another endpoint only: \"in-region\" in AWS's tables means bedrock-mantle here{seen}, with ids, \
         permissions and quotas of its own, which bedcheck does not read"
    )
}

/// A success on a fresh agreement (AWS user guide, model-access).
pub(super) fn provisional(until: Timestamp) -> String {
    format!(
        "Works now, {}: the agreement was fresh when the call answered, and AWS may refuse calls once it has set the \
         subscription up",
        until_when(until)
    )
}
