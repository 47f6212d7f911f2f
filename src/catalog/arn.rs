//! Amazon Resource Names as Bedrock uses them.

use std::{fmt, str::FromStr};

/// An ARN taken apart. Region and account may be empty: the destination of a global profile is
/// `arn:aws:bedrock:::foundation-model/…`, with neither.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn {
    /// `aws`, `aws-us-gov`, …; kept as text, because new partitions appear.
    pub partition: String,
    /// `bedrock`, `sts`, …
    pub service: String,
    /// The region, empty where the resource has none.
    pub region: String,
    /// The account, empty where the resource has none.
    pub account: String,
    /// `foundation-model`, `inference-profile`, `application-inference-profile`, `assumed-role`, …
    pub resource_type: String,
    /// What follows the type and its separator.
    pub resource_id: String,
}

/// A text that is not an ARN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an ARN (expected arn:partition:service:region:account:resource)")]
pub struct ArnError(pub String);

impl Arn {
    /// Whether it names an inference profile: `inference-profile/…` (system-defined) or
    /// `application-inference-profile/…`.
    #[must_use]
    pub fn is_inference_profile(&self) -> bool {
        matches!(self.resource_type.as_str(), "inference-profile" | "application-inference-profile")
    }
}

impl FromStr for Arn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [head, partition, service, region, account, resource] = parts[..] else {
            return Err(ArnError(text.to_owned()));
        };
        if head != "arn" || partition.is_empty() || service.is_empty() || resource.is_empty() {
            return Err(ArnError(text.to_owned()));
        }
        let (resource_type, resource_id) = resource.split_once('/').unwrap_or(("", resource));
        Ok(Self {
            partition: partition.to_owned(),
            service: service.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
            resource_type: resource_type.to_owned(),
            resource_id: resource_id.to_owned(),
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, service, region, account, resource_type, resource_id } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:")?;
        if !resource_type.is_empty() {
            write!(f, "{resource_type}/")?;
        }
        write!(f, "{resource_id}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_come_back_as_they_went_in() {
        for text in [
            "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5",
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0",
            "arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/us-gov.anthropic.claude-opus-5-5",
            "arn:aws:sts::111122223333:assumed-role/Developer/dev1",
            "arn:aws:iam::111122223333:root",
        ] {
            assert_eq!(text.parse::<Arn>().unwrap().to_string(), text);
        }
        let region_less: Arn = "arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5".parse().unwrap();
        assert_eq!((region_less.region.as_str(), region_less.account.as_str()), ("", ""));
        assert!("anthropic.claude-opus-5-5".parse::<Arn>().is_err());
        assert!("arn:aws:bedrock".parse::<Arn>().is_err());
    }
}
