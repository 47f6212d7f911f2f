//! The ids a model is known and called by.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Arn;

/// The id of an Anthropic foundation model on Bedrock, such as `anthropic.claude-opus-5-5`: no region prefix, no ARN.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseModelId(String);

/// A text that is not a model id of the expected form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the id of an Anthropic model on Bedrock (expected something like anthropic.claude-opus-5-5)")]
pub struct ModelIdError(pub String);

fn is_id_text(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'_'))
}

impl BaseModelId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a context-length variant such as `…-v1:0:200k`. Those are sold with provisioned
    /// throughput only and cannot be called on demand.
    #[must_use]
    pub fn is_provisioned_variant(&self) -> bool {
        self.0.rsplit_once(':').is_some_and(|(_, tail)| {
            tail.strip_suffix('k')
                .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        })
    }

    /// Anthropic's own id for the model: without the provider, and without Bedrock's version suffix
    /// (`-v1:0`, `-v1`). A date stays: `claude-haiku-4-5-20251001`.
    #[must_use]
    pub fn anthropic_id(&self) -> String {
        let rest = self.0.strip_prefix("anthropic.").unwrap_or(&self.0);
        let numbered = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b':');
        match rest.rsplit_once("-v") {
            Some((name, version)) if numbered(version) && name.contains('-') => name.to_owned(),
            _ => rest.to_owned(),
        }
    }
}

impl FromStr for BaseModelId {
    type Err = ModelIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.strip_prefix("anthropic.").unwrap_or_default();
        if is_id_text(name) { Ok(Self(text.to_owned())) } else { Err(ModelIdError(text.to_owned())) }
    }
}

impl TryFrom<String> for BaseModelId {
    type Error = ModelIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BaseModelId> for String {
    fn from(id: BaseModelId) -> Self {
        id.0
    }
}

impl fmt::Display for BaseModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The id of a system-defined inference profile: a prefix (`us`, `eu`, `global`, …) and the model it serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProfileId {
    prefix: String,
    base: BaseModelId,
}

impl ProfileId {
    /// `us`, `us-gov`, `eu`, `jp`, `global`, …: what stands before the first dot.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The model behind the profile.
    #[must_use]
    pub fn base(&self) -> &BaseModelId {
        &self.base
    }

    /// Whether this is global cross-region inference.
    #[must_use]
    pub fn is_global(&self) -> bool {
        self.prefix == "global"
    }
}

impl FromStr for ProfileId {
    type Err = ModelIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ModelIdError(text.to_owned());
        let (prefix, base) = text.split_once('.').ok_or_else(error)?;
        let prefix_ok = prefix.len() >= 2 && prefix.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        match base.parse() {
            Ok(base) if prefix_ok => Ok(Self { prefix: prefix.to_owned(), base }),
            _ => Err(error()),
        }
    }
}

impl TryFrom<String> for ProfileId {
    type Error = ModelIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ProfileId> for String {
    fn from(id: ProfileId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() || f.precision().is_some() {
            return f.pad(&format!("{}.{}", self.prefix, self.base));
        }
        write!(f, "{}.{}", self.prefix, self.base)
    }
}

/// Anything that can stand where Bedrock's InvokeModel wants a model id, told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModelRef {
    /// A foundation model, called on demand in one region.
    Base(BaseModelId),
    /// A system-defined inference profile.
    Profile(ProfileId),
    /// An ARN: of a foundation model, of a system-defined or of an application inference profile.
    Arn(Arn),
    /// None of these; Bedrock will say that the identifier is invalid.
    Other(String),
}

impl ModelRef {
    /// Reads any text; never fails, because Claude Code sends whatever it was given.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if let Ok(base) = text.parse() {
            Self::Base(base)
        } else if let Ok(profile) = text.parse() {
            Self::Profile(profile)
        } else if let Ok(arn) = text.parse() {
            Self::Arn(arn)
        } else {
            Self::Other(text.to_owned())
        }
    }

    /// The foundation model behind the reference, as far as the text tells. An application inference
    /// profile does not tell: only GetInferenceProfile knows its model.
    #[must_use]
    pub fn base(&self) -> Option<BaseModelId> {
        match self {
            Self::Base(base) => Some(base.clone()),
            Self::Profile(profile) => Some(profile.base.clone()),
            Self::Arn(arn) if arn.resource_type == "foundation-model" => arn.resource_id.parse().ok(),
            Self::Arn(arn) if arn.resource_type == "inference-profile" => {
                arn.resource_id.parse().ok().map(|profile: ProfileId| profile.base)
            }
            Self::Arn(_) | Self::Other(_) => None,
        }
    }
}

impl ModelRef {
    /// The ARN, if this is one of an inference profile, system-defined or application: GetInferenceProfile then tells
    /// the model behind it.
    #[must_use]
    pub fn profile_arn(&self) -> Option<&Arn> {
        match self {
            Self::Arn(arn) if arn.is_inference_profile() => Some(arn),
            _ => None,
        }
    }
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base(base) => base.fmt(f),
            Self::Profile(profile) => profile.fmt(f),
            Self::Arn(arn) => arn.fmt(f),
            Self::Other(text) => f.pad(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_apart() {
        let base = "anthropic.claude-haiku-4-5-20251001-v1:0";
        assert!(matches!(ModelRef::parse(base), ModelRef::Base(_)));
        let profile = ModelRef::parse("us-gov.anthropic.claude-haiku-4-5-20251001-v1:0");
        assert!(matches!(&profile, ModelRef::Profile(p) if p.prefix() == "us-gov"));
        for text in [
            base,
            "us.anthropic.claude-haiku-4-5-20251001-v1:0",
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
            "arn:aws:bedrock:us-east-1:111122223333:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
        ] {
            let read = ModelRef::parse(text);
            assert_eq!(read.to_string(), text);
            assert_eq!(read.base().unwrap().as_str(), base);
        }
        let application =
            ModelRef::parse("arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc123");
        assert!(application.profile_arn().is_some() && application.base().is_none());
        assert!(ModelRef::parse("arn:aws:bedrock:us-east-1::foundation-model/x").profile_arn().is_none());
        assert!(matches!(ModelRef::parse("haiku"), ModelRef::Other(_)));
        assert!(matches!(ModelRef::parse("claude-sonnet-4-5@20250929"), ModelRef::Other(_)));
        assert!(matches!(ModelRef::parse("us.amazon.nova-pro-v1:0"), ModelRef::Other(_)));
    }

    #[test]
    fn provisioned_variants_and_anthropic_ids() {
        let id = |text: &str| text.parse::<BaseModelId>().unwrap();
        assert!(id("anthropic.claude-3-sonnet-20240229-v1:0:28k").is_provisioned_variant());
        assert!(id("anthropic.claude-v2:1:200k").is_provisioned_variant());
        assert!(!id("anthropic.claude-3-sonnet-20240229-v1:0").is_provisioned_variant());
        assert_eq!(id("anthropic.claude-haiku-4-5-20251001-v1:0").anthropic_id(), "claude-haiku-4-5-20251001");
        assert_eq!(id("anthropic.claude-opus-4-6-v1").anthropic_id(), "claude-opus-4-6");
        assert_eq!(id("anthropic.claude-opus-5-5").anthropic_id(), "claude-opus-5-5");
    }
}
