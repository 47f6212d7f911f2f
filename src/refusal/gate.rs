//! The gates a call passes, in order.

use serde::{Deserialize, Serialize};

/// One gate of the ladder. A model answers only when every gate is open.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::EnumCount,
    strum::EnumIter,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Gate {
    /// The caller's credentials are valid.
    Credentials,
    /// The region is enabled for the account and has a Bedrock endpoint.
    Region,
    /// The model is listed in the region, and the id to be called is one that works there.
    Offer,
    /// The model is not past its end of life, and not lost to idleness while legacy.
    Lifecycle,
    /// Anthropic's use-case form is filed for the account.
    UseCaseForm,
    /// The account has a Marketplace agreement for the model.
    Agreement,
    /// IAM, organisation, session and endpoint policies allow the call.
    Permission,
    /// The account itself is in good standing: not blocked, unverified, or asked to contact Sales.
    Account,
    /// The applied quota is above zero and not used up.
    Quota,
    /// The account's data-retention mode is one the model accepts.
    DataRetention,
    /// The provider's trusted access programs let the account in.
    TrustedAccess,
}

impl Gate {
    /// The place on the ladder, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The name as people read it: `use-case form`.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Region => "region",
            Self::Offer => "offer",
            Self::Lifecycle => "lifecycle",
            Self::UseCaseForm => "use-case form",
            Self::Agreement => "agreement",
            Self::Permission => "permission",
            Self::Account => "account",
            Self::Quota => "quota",
            Self::DataRetention => "data retention",
            Self::TrustedAccess => "trusted access",
        }
    }

    /// Whether it must have been read as open before anything is called open. The others either follow from these (a
    /// region that answers is enabled) or cannot be read for free.
    #[must_use]
    pub fn must_be_read(self) -> bool {
        match self {
            Self::Offer | Self::Lifecycle | Self::UseCaseForm | Self::Agreement | Self::DataRetention => true,
            Self::Credentials | Self::Region | Self::Permission | Self::Account | Self::Quota | Self::TrustedAccess => {
                false
            }
        }
    }

    /// Whether it is shut for the model whatever id calls it; ids differ in offer, permissions and quotas.
    #[must_use]
    pub fn is_about_the_model(self) -> bool {
        matches!(self, Self::Lifecycle | Self::UseCaseForm | Self::Agreement | Self::Account | Self::DataRetention)
    }
}
