//! Regions and partitions.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The name of an AWS region, such as `us-west-2`. Its shape is checked, its existence is not:
/// AWS opens regions faster than any program is released.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionName(String);

/// A text that is not shaped like the name of an AWS region.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the name of an AWS region (expected something like us-west-2)")]
pub struct RegionNameError(pub String);

impl RegionName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition the region belongs to, told by the beginning of its name.
    #[must_use]
    pub fn partition(&self) -> Partition {
        const BEGINNINGS: [(&str, Partition); 7] = [
            ("us-gov-", Partition::AwsUsGov),
            ("cn-", Partition::AwsCn),
            ("us-iso-", Partition::AwsIso),
            ("us-isob-", Partition::AwsIsoB),
            ("eu-isoe-", Partition::AwsIsoE),
            ("us-isof-", Partition::AwsIsoF),
            ("eusc-", Partition::AwsEusc),
        ];
        let found = BEGINNINGS.iter().find(|(beginning, _)| self.0.starts_with(beginning));
        found.map_or(Partition::Aws, |(_, partition)| *partition)
    }

    /// The part of the world: everything before the direction, such as `us`, `us-gov` or `ap`.
    #[must_use]
    pub fn geography(&self) -> &str {
        let direction = self.0.rfind('-').and_then(|last| self.0[..last].rfind('-'));
        direction.map_or(self.0.as_str(), |at| &self.0[..at])
    }

    /// The direction and number in as few letters as possible, for column heads: `us-west-2` is `w2`,
    /// `ap-northeast-1` is `ne1`. Unique within a geography.
    #[must_use]
    pub fn short(&self) -> String {
        let rest = self.0[self.geography().len()..].trim_start_matches('-');
        let (direction, number) = rest.rsplit_once('-').unwrap_or((rest, ""));
        let mut letters: String = direction.chars().take(1).collect();
        if let Some(second) =
            ["east", "west"].iter().find(|way| direction.len() > way.len() && direction.ends_with(**way))
        {
            letters.push_str(&second[..1]);
        }
        letters + number
    }
}

impl FromStr for RegionName {
    type Err = RegionNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('-').collect();
        let (number, words) = parts.split_last().unwrap_or((&"", &[]));
        let number_ok = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        let words_ok = words.len() >= 2
            && words.iter().all(|word| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_lowercase()));
        if number_ok && words_ok && text.len() <= 30 {
            Ok(Self(text.to_owned()))
        } else {
            Err(RegionNameError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for RegionName {
    type Error = RegionNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RegionName> for String {
    fn from(name: RegionName) -> Self {
        name.0
    }
}

impl fmt::Display for RegionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A separate AWS: own accounts, own endpoints, own console.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display, strum::EnumString,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Partition {
    /// The commercial regions.
    Aws,
    /// GovCloud (US).
    AwsUsGov,
    /// China.
    AwsCn,
    /// US isolated.
    AwsIso,
    /// US isolated B.
    #[serde(rename = "aws-iso-b")]
    #[strum(serialize = "aws-iso-b")]
    AwsIsoB,
    /// Isolated E.
    #[serde(rename = "aws-iso-e")]
    #[strum(serialize = "aws-iso-e")]
    AwsIsoE,
    /// Isolated F.
    #[serde(rename = "aws-iso-f")]
    #[strum(serialize = "aws-iso-f")]
    AwsIsoF,
    /// The European Sovereign Cloud.
    AwsEusc,
}

impl Partition {
    /// How the names of its hosts end (partitions of botocore 1.44.8).
    #[must_use]
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "amazonaws.com",
            Self::AwsCn => "amazonaws.com.cn",
            Self::AwsIso => "c2s.ic.gov",
            Self::AwsIsoB => "sc2s.sgov.gov",
            Self::AwsIsoE => "cloud.adc-e.uk",
            Self::AwsIsoF => "csp.hci.ic.gov",
            Self::AwsEusc => "amazonaws.eu",
        }
    }

    /// Whether botocore 1.44.5 names a Bedrock endpoint anywhere in this partition. China has none.
    #[must_use]
    pub fn has_bedrock(self) -> bool {
        !matches!(self, Self::AwsCn | Self::AwsIsoE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_by_shape() {
        for good in ["us-east-1", "us-gov-west-1", "ap-southeast-7", "eusc-de-east-1", "us-isob-east-1"] {
            assert_eq!(good.parse::<RegionName>().unwrap().as_str(), good);
        }
        for bad in
            ["", "us", "us-east", "us.east-1", "US-EAST-1", "us-east-1 ", "bedrock-fips-us-east-1x", "us-east-123"]
        {
            assert!(bad.parse::<RegionName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn partition_geography_and_short_name() {
        let table = [
            ("us-west-2", Partition::Aws, "us", "w2"),
            ("us-gov-east-1", Partition::AwsUsGov, "us-gov", "e1"),
            ("ap-northeast-3", Partition::Aws, "ap", "ne3"),
            ("ap-southeast-7", Partition::Aws, "ap", "se7"),
            ("eu-central-1", Partition::Aws, "eu", "c1"),
            ("ap-east-2", Partition::Aws, "ap", "e2"),
            ("eusc-de-east-1", Partition::AwsEusc, "eusc-de", "e1"),
            ("us-iso-east-1", Partition::AwsIso, "us-iso", "e1"),
        ];
        for (name, partition, geography, short) in table {
            let region: RegionName = name.parse().unwrap();
            assert_eq!(
                (region.partition(), region.geography(), region.short().as_str()),
                (partition, geography, short)
            );
        }
        assert_eq!(Partition::AwsIsoB.to_string(), "aws-iso-b");
        assert_eq!("aws-us-gov".parse(), Ok(Partition::AwsUsGov));
    }
}
