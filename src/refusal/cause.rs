//! Why a gate is shut.

use serde::{Deserialize, Serialize};

use super::Gate;

/// A cause this program knows by name. Each belongs to one gate, or to none when it says nothing about access.
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
    strum::EnumIter,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    // credentials
    /// No credentials were found anywhere in the SDK's chain.
    NoCredentials,
    /// The session or token has expired.
    ExpiredCredentials,
    /// The keys are not known to AWS, or the region does not know them yet.
    InvalidCredentials,
    /// The signature did not match: clock, region or service in the scope.
    InvalidSignature,
    /// The Bedrock API key is wrong, or was minted for another region.
    InvalidApiKey,
    /// The AWS profile is not there, or a field of it is missing.
    ProfileIncomplete,
    /// The role of the profile was not handed out: by STS, or by IAM Identity Center.
    RoleNotAssumed,
    /// Claude Code's own command for new credentials did not come to an end.
    RefreshFailed,
    /// Two sources of credentials are set: a warning of the SDK, which takes one of them.
    CompetingCredentials,
    // region
    /// No region is set where the client looks for it.
    RegionMissing,
    /// The region is opt-in and not enabled for the account.
    RegionNotEnabled,
    /// The organisation denies the region.
    RegionDenied,
    /// The partition or region has no Bedrock endpoint.
    NoEndpoint,
    // offer
    /// The model is not offered in the region in any form.
    NotOffered,
    /// The base id was called, but the model works through an inference profile only.
    ProfileOnly,
    /// The identifier means nothing here: a typo, another region's profile, or a hidden model.
    InvalidModelId,
    // lifecycle
    /// Past its end of life.
    EndOfLife,
    /// Legacy, and not used by this account for weeks.
    LegacyInactive,
    // use-case form
    /// Anthropic's use-case form was not submitted.
    UseCaseFormMissing,
    /// The form was sent, and a field of it was not accepted.
    UseCaseFormInvalid,
    // agreement
    /// The account has no Marketplace agreement for the model.
    AgreementMissing,
    /// The agreement is being set up.
    AgreementPending,
    /// Marketplace could not make the agreement.
    AgreementFailed,
    /// This identity may not subscribe in AWS Marketplace.
    MarketplaceDenied,
    /// The account has no valid means of payment.
    InvalidPayment,
    /// GovCloud: the agreement stands, the regional switch on the Model access page is off.
    EntitlementMissing,
    /// GovCloud: the agreement must be made in the paired commercial account.
    GovcloudNeedsCommercial,
    // permission
    /// No policy allows the action.
    NotAllowed,
    /// A policy denies the action.
    ExplicitDeny,
    /// A service control policy denies the action.
    DeniedByOrganization,
    // account
    /// Bedrock is barred for the account.
    AccountBlocked,
    /// The account is still being verified.
    AccountUnverified,
    /// The account is billed through a reseller.
    ResellerAccount,
    /// The caller's country is not supported by Anthropic.
    UnsupportedCountry,
    /// The model is handed out by AWS Sales only.
    ContactSales,
    /// The account has no access to the model: the classic text that names no reason.
    NoModelAccess,
    // quota
    /// The daily or per-minute quota is used up, or is zero.
    QuotaExceeded,
    /// The account's quota is zero, although AWS's default is not.
    QuotaZero,
    /// The tokens of the minute are used up.
    QuotaPerMinute,
    // data retention
    /// The account's data-retention mode is too narrow for the model.
    DataRetentionMode,
    // about the call, not about access
    /// Too many calls.
    Throttled,
    /// The service or the model failed.
    ServiceFailure,
    /// No answer in time.
    TimedOut,
    /// The endpoint could not be reached.
    Unreachable,
    /// A proxy that opens TLS shows a certificate that the client does not know.
    CertificateNotTrusted,
    /// Something else than AWS answered: a gateway, a proxy, a page to sign in to the network.
    NotFromAws,
    /// The answer was cut off or not understood.
    BadAnswer,
    /// This program, or a library in it, broke while it asked.
    InternalError,
    /// The body of the request was refused: everything before it was open.
    BodyRejected,
    /// The action is not supported for this id.
    Unsupported,
    /// Asked to stop before the answer came.
    Cancelled,
    /// The agreement that was to be made is there already: good news, told as an error.
    AgreementExists,
    /// Claude Code printed its own words in place of AWS's: form, lifecycle, agreement or id, the text does not tell which.
    HiddenByClaudeCode,
    /// Claude Code's auto-mode classifier got no answer from the model it calls.
    ClassifierUnavailable,
    /// Nothing turns Bedrock on in that process of Claude Code: it asked for a sign-in to Anthropic.
    BedrockNotInForce,
    /// Claude Code dropped a settings file, and its `env` with it.
    SettingsNotLoaded,
    /// A settings file of Claude Code leaves the model out: Bedrock was not asked.
    ModelRestricted,
    /// A text and type this program does not know.
    Unrecognised,
}

impl Cause {
    /// The gate the cause shuts.
    #[must_use]
    pub fn gate(self) -> Option<Gate> {
        use Cause as C;
        Some(match self {
            C::NoCredentials
            | C::ExpiredCredentials
            | C::InvalidCredentials
            | C::InvalidSignature
            | C::InvalidApiKey
            | C::ProfileIncomplete
            | C::RoleNotAssumed
            | C::RefreshFailed => Gate::Credentials,
            C::RegionNotEnabled | C::RegionDenied | C::NoEndpoint | C::RegionMissing => Gate::Region,
            C::NotOffered | C::ProfileOnly | C::InvalidModelId => Gate::Offer,
            C::EndOfLife | C::LegacyInactive => Gate::Lifecycle,
            C::UseCaseFormMissing | C::UseCaseFormInvalid => Gate::UseCaseForm,
            C::AgreementMissing
            | C::AgreementPending
            | C::AgreementFailed
            | C::MarketplaceDenied
            | C::InvalidPayment
            | C::EntitlementMissing
            | C::GovcloudNeedsCommercial
            // AWS names no reason there; most often nobody accepted the model's terms (anthropics/claude-code #536).
            | C::NoModelAccess => Gate::Agreement,
            C::NotAllowed | C::ExplicitDeny | C::DeniedByOrganization => Gate::Permission,
            C::AccountBlocked
            | C::AccountUnverified
            | C::ResellerAccount
            | C::UnsupportedCountry
            | C::ContactSales => Gate::Account,
            C::QuotaExceeded | C::QuotaZero | C::QuotaPerMinute => Gate::Quota,
            C::DataRetentionMode => Gate::DataRetention,
            C::Throttled
            | C::ServiceFailure
            | C::TimedOut
            | C::Unreachable
            | C::CertificateNotTrusted
            | C::NotFromAws
            | C::BadAnswer
            | C::InternalError
            | C::BodyRejected
            | C::Unsupported
            | C::Cancelled
            | C::AgreementExists
            | C::CompetingCredentials
            | C::HiddenByClaudeCode
            | C::ClassifierUnavailable
            | C::BedrockNotInForce
            | C::SettingsNotLoaded
            | C::ModelRestricted
            | C::Unrecognised => return None,
        })
    }

    /// Whether asking again later may well be answered: the last good value stays.
    #[must_use]
    pub fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::QuotaPerMinute
                | Self::CertificateNotTrusted
                | Self::NotFromAws
                | Self::ServiceFailure
                | Self::TimedOut
                | Self::Unreachable
                | Self::BadAnswer
                | Self::InternalError
                | Self::Cancelled
        )
    }

    /// Whether it stays until somebody does something. What passes by itself wants patience, not a remedy.
    #[must_use]
    pub fn is_lasting(self) -> bool {
        let passes = matches!(
            self,
            Self::AgreementPending | Self::AccountUnverified | Self::QuotaExceeded | Self::AgreementExists
        );
        // The last good value stays then, too; but somebody has to act.
        let wants_action = matches!(self, Self::CertificateNotTrusted | Self::NotFromAws);
        wants_action || !(passes || self.is_transient())
    }

    /// Whether it is known from what Claude Code prints, and AWS's own words are not to be seen.
    #[must_use]
    pub fn is_words_of_claude_code(self) -> bool {
        matches!(
            self,
            Self::HiddenByClaudeCode
                | Self::ClassifierUnavailable
                | Self::BedrockNotInForce
                | Self::SettingsNotLoaded
                | Self::ModelRestricted
        )
    }

    /// What happened, in a few words that fit a table cell: `agreement missing`.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::NoCredentials => "no credentials",
            Self::ExpiredCredentials => "credentials expired",
            Self::InvalidCredentials => "credentials not accepted",
            Self::InvalidSignature => "signature not accepted",
            Self::InvalidApiKey => "API key not accepted",
            Self::ProfileIncomplete => "AWS profile incomplete",
            Self::RoleNotAssumed => "role not handed out",
            Self::RefreshFailed => "credentials not refreshed",
            Self::CompetingCredentials => "two sources of credentials",
            Self::RegionNotEnabled => "region not enabled",
            Self::RegionDenied => "region denied by the organisation",
            Self::NoEndpoint => "no Bedrock endpoint",
            Self::RegionMissing => "no region set",
            Self::NotOffered => "not offered",
            Self::ProfileOnly => "works through a profile only",
            Self::InvalidModelId => "id not known here",
            Self::EndOfLife => "end of life",
            Self::LegacyInactive => "legacy and idle",
            Self::UseCaseFormMissing => "use-case form missing",
            Self::UseCaseFormInvalid => "use-case form not accepted",
            Self::AgreementMissing => "agreement missing",
            Self::AgreementPending => "agreement pending",
            Self::AgreementFailed => "agreement failed",
            Self::MarketplaceDenied => "Marketplace denied",
            Self::InvalidPayment => "no valid payment method",
            Self::EntitlementMissing => "not switched on in this region",
            Self::GovcloudNeedsCommercial => "needs the commercial account",
            Self::NotAllowed => "no policy allows it",
            Self::ExplicitDeny => "denied by a policy",
            Self::DeniedByOrganization => "denied by the organisation",
            Self::AccountBlocked => "account blocked",
            Self::AccountUnverified => "account being verified",
            Self::ResellerAccount => "reseller account",
            Self::UnsupportedCountry => "unsupported country",
            Self::ContactSales => "contact AWS Sales",
            Self::NoModelAccess => "no access to the model",
            Self::QuotaExceeded => "daily tokens used up, or an applied quota of 0",
            Self::QuotaZero => "quota is 0",
            Self::QuotaPerMinute => "tokens per minute used up",
            Self::DataRetentionMode => "data retention",
            Self::Throttled => "throttled",
            Self::ServiceFailure => "service failure",
            Self::TimedOut => "timed out",
            Self::Unreachable => "not reachable",
            Self::CertificateNotTrusted => "certificate not trusted",
            Self::NotFromAws => "not answered by AWS",
            Self::BadAnswer => "answer not understood",
            Self::InternalError => "internal error",
            Self::BodyRejected => "request not accepted",
            Self::Unsupported => "not supported",
            Self::Cancelled => "cancelled",
            Self::AgreementExists => "agreement already there",
            Self::HiddenByClaudeCode => "reason hidden by Claude Code",
            Self::ClassifierUnavailable => "auto-mode classifier refused",
            Self::BedrockNotInForce => "Bedrock not in force",
            Self::SettingsNotLoaded => "settings not loaded",
            Self::ModelRestricted => "model left out by a settings file",
            Self::Unrecognised => "not recognised",
        }
    }
}
