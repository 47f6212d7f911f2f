//! Where a call through an inference profile may be served.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::RegionName;

/// The destinations of a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destinations {
    /// The regions, each once, in AWS's order. A global profile names its source here and reaches the rest of the world
    /// through a region-less ARN.
    #[serde(rename = "destinations")]
    pub regions: Vec<RegionName>,
    /// Whether one destination is region-less: anywhere commercial.
    pub anywhere: bool,
}

impl Destinations {
    /// Where it leads is not known.
    pub const UNKNOWN: &'static Self = &Self { regions: Vec::new(), anywhere: false };

    /// One region and nowhere else.
    #[must_use]
    pub fn only(region: &RegionName) -> Self {
        Self { regions: vec![region.clone()], anywhere: false }
    }

    /// Every region that a call from `source` is authorized in: the source, then the others.
    #[must_use]
    pub fn with_source<'a>(&'a self, source: &'a RegionName) -> Vec<&'a RegionName> {
        std::iter::once(source).chain(self.regions.iter().filter(|region| *region != source)).collect()
    }
}

/// `us-east-1, us-east-2, us-west-2`, or `any commercial region`.
impl fmt::Display for Destinations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.anywhere {
            return f.write_str("any commercial region");
        }
        let names: Vec<&str> = self.regions.iter().map(RegionName::as_str).collect();
        f.write_str(&names.join(", "))
    }
}
