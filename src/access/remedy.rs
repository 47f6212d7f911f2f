//! The way out: what to do about a cause, in the order a person would try it, each ready to paste.
//!
//! Settings that avoid a model are not made here: only who knows the plan and the open models can choose them.
//! Commands are for a POSIX shell. No part is left for the reader to fill in: what the program cannot know is asked for in
//! the title, or read by a command.

mod account;
mod agreement;
mod cli;
mod credentials;
mod model;
mod permission;
mod policy;
mod said;
mod service;
mod wait;

pub use permission::terraform_of;
pub use policy::{calls_policy, claude_code_policy, invoke_policy, marketplace_policy, region_exception};
pub use said::{Reader, by_text};

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::console::{self, Sso};
use crate::{
    catalog::{Arn, BaseModelId, Catalog, Destinations, ModelRef, Partition, RegionName},
    refusal::{self, Cause, Refusal},
};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What kind of thing.
    pub kind: RemedyKind,
    /// What it does, as one short sentence without a full stop.
    pub title: String,
    /// What to paste: a command, a policy, lines of settings, a link, or a message to somebody.
    pub text: String,
    /// The page to open, if there is one.
    pub url: Option<String>,
}

/// Where a remedy is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum RemedyKind {
    /// A page to open.
    Console,
    /// Lines for the environment or the settings of Claude Code.
    Settings,
    /// Commands for a shell.
    Cli,
    /// An IAM policy document.
    Iam,
    /// The same for Terraform.
    Terraform,
    /// Nothing but patience.
    Wait,
    /// A message to somebody who can.
    Support,
}

/// What is known of the call that was refused.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// Why.
    pub cause: Cause,
    /// The region called.
    pub region: &'a RegionName,
    /// The model behind the call.
    pub model: Option<&'a BaseModelId>,
    /// The id that was, or will be, sent to Bedrock.
    pub invoked: Option<&'a ModelRef>,
    /// Where the profile invoked leads.
    pub destinations: &'a Destinations,
    /// The account of the caller.
    pub account: Option<&'a str>,
    /// The ARN of the caller.
    pub arn: Option<&'a str>,
    /// The AWS profile in use, by name.
    pub aws_profile: Option<&'a str>,
    /// What was said.
    pub refusal: Option<&'a Refusal>,
    /// The IAM Identity Center sign-in of the profile.
    pub sso: Option<&'a Sso>,
    /// When it was refused: what one waits for is counted from then.
    pub since: Option<Moment<'a>>,
    /// The ids the model can be called by in the region, AWS's first choice first; empty when not known.
    pub call_as: &'a [String],
    /// Another id that Claude Code calls, open as far as that is known.
    pub instead: Option<&'a ModelRef>,
}

/// A moment, and the time zone of whoever reads about it.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The moment.
    pub at: Timestamp,
    /// The reader's time zone.
    pub zone: &'a TimeZone,
}

/// What can be done, first things first. Empty only where there is nothing to mend.
#[must_use]
pub fn remedies(situation: &Situation<'_>) -> Vec<Remedy> {
    let known = situation.refusal.filter(|refusal| refusal.cause == situation.cause).and_then(refusal::known_text_of);
    let Some(known) = known else { return of_cause(situation) };
    let first = said::first_steps(situation, known);
    if known.alone { first } else { first.into_iter().chain(of_cause(situation)).collect() }
}

/// What the cause alone brings.
fn of_cause(s: &Situation<'_>) -> Vec<Remedy> {
    use Cause as C;
    match s.cause {
        C::NoCredentials => credentials::none(s),
        C::ExpiredCredentials => credentials::expired(s),
        C::InvalidCredentials => credentials::invalid(s),
        C::InvalidSignature => credentials::signature(s),
        C::InvalidApiKey => credentials::api_key(s),
        C::ProfileIncomplete => credentials::profile(s),
        C::RoleNotAssumed => credentials::role(s),
        C::RefreshFailed => credentials::refresh(s),
        C::RegionMissing => account::region_missing(s),
        C::RegionNotEnabled => account::region_not_enabled(s),
        C::RegionDenied | C::DeniedByOrganization => permission::denied_by_organization(s),
        C::NoEndpoint => account::no_endpoint(s),
        C::NotOffered => model::not_offered(s),
        C::ProfileOnly => model::profile_only(s),
        C::InvalidModelId => model::invalid_id(s),
        C::EndOfLife | C::LegacyInactive => model::successor(s),
        C::HiddenByClaudeCode => model::hidden(s),
        C::ClassifierUnavailable => model::classifier(s),
        C::UseCaseFormMissing | C::UseCaseFormInvalid => agreement::use_case_form(s),
        C::AgreementMissing | C::AgreementFailed | C::NoModelAccess => agreement::missing(s),
        C::AgreementPending => agreement::pending(s),
        C::MarketplaceDenied => agreement::marketplace_denied(s),
        C::InvalidPayment => agreement::payment(s),
        C::EntitlementMissing => agreement::entitlement(s),
        C::GovcloudNeedsCommercial => agreement::govcloud(s),
        C::NotAllowed => permission::not_allowed(s),
        C::ExplicitDeny => permission::explicit_deny(s),
        C::AccountBlocked => account::blocked(s),
        C::AccountUnverified => account::unverified(s),
        C::ResellerAccount => account::reseller(s),
        C::UnsupportedCountry => account::unsupported_country(),
        C::ContactSales => account::contact_sales(s),
        C::QuotaExceeded => account::quota(s),
        C::QuotaZero => account::quota_zero(s),
        C::QuotaPerMinute => account::quota_per_minute(s),
        C::DataRetentionMode => account::data_retention(s),
        C::Throttled => service::throttled(s),
        C::ServiceFailure | C::BadAnswer => service::failure(s),
        C::InternalError => vec![service::broken()],
        C::TimedOut | C::Unreachable => service::unreachable(s),
        C::CertificateNotTrusted => service::certificate(),
        C::NotFromAws => service::not_from_aws(s),
        C::BedrockNotInForce | C::SettingsNotLoaded | C::ModelRestricted => service::bedrock_off(),
        C::Unrecognised => service::unrecognised(s),
        C::BodyRejected | C::Unsupported | C::Cancelled | C::AgreementExists | C::CompetingCredentials => Vec::new(),
    }
}

/// Why there is nothing to do about a cause; `None` where there is.
#[must_use]
pub fn nothing_to_mend(cause: Cause) -> Option<&'static str> {
    match cause {
        Cause::BodyRejected => Some(
            "no gate is shut, as far as this tells: the request got as far as its contents, and they were not accepted",
        ),
        Cause::Unsupported => Some("nothing to mend: this model has no such operation; calling it is another matter"),
        Cause::Cancelled => Some("nothing to mend: it was broken off before the answer came"),
        Cause::AgreementExists => Some("nothing to mend: the agreement is there"),
        Cause::CompetingCredentials => Some("a warning: nothing was refused for it"),
        _ => None,
    }
}

impl Remedy {
    /// Lines for the environment or the settings of Claude Code.
    #[must_use]
    pub fn settings(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind: RemedyKind::Settings, title: title.into(), text: text.into(), url: None }
    }

    fn of(kind: RemedyKind, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { kind, title: title.into(), text: text.into(), url: None }
    }

    /// A page to open, its link being the text. Nothing where the partition has no such page.
    fn page(situation: &Situation<'_>, title: impl Into<String>, url: Option<String>) -> Option<Self> {
        let plain = url?;
        let sign_in = situation.sso.filter(|_| console::is_page_of(situation.partition(), &plain));
        let url = sign_in.and_then(|sso| console::via_identity_center(sso, &plain)).unwrap_or(plain);
        Some(Self { kind: RemedyKind::Console, title: title.into(), text: url.clone(), url: Some(url) })
    }

    fn with_url(self, url: Option<String>) -> Self {
        Self { url, ..self }
    }
}

impl<'a> Situation<'a> {
    /// A cause in a region, nothing else being known.
    #[must_use]
    pub fn new(cause: Cause, region: &'a RegionName) -> Self {
        Self {
            cause,
            region,
            model: None,
            invoked: None,
            destinations: Destinations::UNKNOWN,
            account: None,
            arn: None,
            aws_profile: None,
            refusal: None,
            sso: None,
            since: None,
            call_as: &[],
            instead: None,
        }
    }
}

impl Situation<'_> {
    fn partition(&self) -> Partition {
        self.region.partition()
    }

    /// The model's name as people say it, or "the model".
    fn model_name(&self) -> String {
        self.model
            .map_or_else(|| "the model".to_owned(), |id| format!("Claude {}", Catalog::bundled().name(id).short()))
    }

    /// Who called; nobody where the name was blacked out.
    fn caller(&self) -> Option<Arn> {
        self.arn?.parse().ok().filter(|arn: &Arn| said::is_whole(arn))
    }

    fn account_id(&self) -> Option<String> {
        let from_arn = || self.caller().map(|arn| arn.account).filter(|account| said::is_account(account));
        self.account.map(str::to_owned).or_else(from_arn)
    }

    fn captured(&self, name: &str) -> Option<&str> {
        self.refusal?.captures.get(name).map(String::as_str)
    }

    /// The page of the model, or the catalogue when no model is known.
    fn model_page(&self) -> Option<String> {
        match self.model {
            Some(model) => console::model_page(self.region, model),
            None => console::model_access(self.region).or_else(|| console::model_catalog(self.region)),
        }
    }

    /// A message that says who called what where, and what was answered.
    fn case(&self, wish: &str) -> String {
        let id = self.invoked.map(ToString::to_string).or_else(|| self.model.map(ToString::to_string));
        let what = id.map_or_else(|| "Amazon Bedrock".to_owned(), |id| format!("{id} on Amazon Bedrock"));
        // Support knows the account of a case.
        let whose = self.account_id().map_or_else(|| "Region ".to_owned(), |id| format!("Account {id}, region "));
        let mut text = format!("{whose}{}: calls to {what} are refused", self.region);
        match self.refusal.map(|refusal| refusal.text.trim()).filter(|said| !said.is_empty()) {
            Some(said) => text.push_str(&format!(" with: {said}\n")),
            None => text.push_str(&format!(" ({}).\n", self.cause.phrase())),
        }
        // AWS's support asks for it; it may stand in the text already.
        let request = self.refusal.and_then(|refusal| refusal.request_id.as_ref());
        if let Some(id) = request.filter(|id| !text.contains(*id)) {
            text.push_str(&format!("Request id: {id}\n"));
        }
        text + wish
    }
}
