//! The simulated account: read once, never changed.

mod bundled;
mod dates;
mod file;
mod history;
mod resolve;
pub(super) mod rules;

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;

pub use bundled::bundled;
use file::File;
use rules::{AgreementStatus, ProjectRule, RegionState, RetentionMode};

use super::policy::Document;
use crate::{
    catalog::{BaseModelId, Destinations, Lifecycle, OfferedProfile, Partition, RegionName},
    refusal::Cause,
    storage,
};

/// More than any account that somebody writes down.
const MOST_BYTES: u64 = 4 << 20;

/// A simulated account: who asks, which regions and models there are, which gates are shut, and what goes wrong.
#[derive(Debug)]
pub struct Scenario {
    name: String,
    file: File,
    partition: Partition,
    regions: BTreeMap<RegionName, Region>,
    listings: BTreeMap<RegionName, Vec<Listing>>,
    application_profiles: BTreeMap<RegionName, Vec<ApplicationProfile>>,
}

/// Why a scenario could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// Neither a bundled scenario nor a file.
    #[error("there is no scenario named {name:?}, and no such file; bundled are {}", .known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// The names of the bundled scenarios.
        known: Vec<&'static str>,
    },
    /// The file is there but could not be read.
    #[error("the scenario {name} could not be read: {source}")]
    Unreadable {
        /// The file.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// The text is not a scenario.
    #[error("the scenario {name} is wrong in line {line}, column {column}: {message}")]
    Wrong {
        /// The scenario or file.
        name: String,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The parts do not fit together.
    #[error("the scenario {name} does not hold together: {message}")]
    Inconsistent {
        /// The scenario or file.
        name: String,
        /// What does not fit.
        message: String,
    },
}

/// One region of the account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    /// Whether the account had to enable it.
    pub(super) opt_in: bool,
    /// Whether it did.
    pub(super) state: RegionState,
}

/// One model as one region has it.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    pub(super) model: BaseModelId,
    pub(super) name: String,
    pub(super) lifecycle: Lifecycle,
    pub(super) on_demand: bool,
    pub(super) profiles: Vec<OfferedProfile>,
    pub(super) context_variants: Vec<String>,
    pub(super) needs_data_retention: bool,
    /// Past its end of life: off the lists, but a call still says so.
    pub(super) ended: bool,
}

/// An inference profile the account made itself, as one region has it.
#[derive(Clone, Debug)]
pub(super) struct ApplicationProfile {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) model: BaseModelId,
    pub(super) destinations: Destinations,
}

/// How the gates of one model stand in one region, before any call changed them.
#[derive(Clone, Debug)]
pub(super) struct Gates {
    pub(super) agreement: AgreementStatus,
    pub(super) agreement_message: Option<String>,
    pub(super) authorized: bool,
    pub(super) entitled: bool,
    pub(super) refused: Option<Cause>,
    /// How many calls of the model are answered before it is refused.
    pub(super) grace_calls: u32,
}

/// Tokens a minute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quota {
    pub(super) applied: f64,
    pub(super) default: f64,
}

impl Scenario {
    /// A scenario that is part of the program.
    ///
    /// # Errors
    ///
    /// When there is none of that name.
    pub fn bundled(name: &str) -> Result<Self, ScenarioError> {
        let text = bundled::text(name).ok_or_else(|| ScenarioError::Unknown {
            name: name.to_owned(),
            known: bundled().map(|(name, _)| name).collect(),
        })?;
        Self::named(name, text)
    }

    /// A scenario from its text.
    ///
    /// # Errors
    ///
    /// When the text is not a scenario; says where and why.
    pub fn parse(toml: &str) -> Result<Self, ScenarioError> {
        Self::named("custom", toml)
    }

    /// A bundled scenario by its name, else a file by its path.
    ///
    /// # Errors
    ///
    /// When there is neither, or when the file is not a scenario.
    pub fn load(name_or_path: &str) -> Result<Self, ScenarioError> {
        let unknown = match Self::bundled(name_or_path) {
            Err(unknown @ ScenarioError::Unknown { .. }) => unknown,
            done => return done,
        };
        match storage::read_text(Path::new(name_or_path), MOST_BYTES) {
            Ok(text) => {
                let stem = Path::new(name_or_path).file_stem().and_then(|stem| stem.to_str());
                Self::named(stem.unwrap_or(name_or_path), &text)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(unknown),
            Err(source) => Err(ScenarioError::Unreadable { name: name_or_path.to_owned(), source }),
        }
    }

    fn named(name: &str, toml: &str) -> Result<Self, ScenarioError> {
        let file: File = toml::from_str(toml).map_err(|error| wrong(name, toml, &error))?;
        resolve::resolve(name, file, Timestamp::now())
            .map_err(|message| ScenarioError::Inconsistent { name: name.to_owned(), message })
    }

    /// Its name: a bundled one's, or the file's without its ending.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it shows, in one line.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.file.summary
    }

    /// The account id, twelve digits.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.file.account.id.0
    }

    /// The ARN of whoever asks.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.file.account.arn
    }

    /// The user or role the caller's policies are attached to; a session's role with its path.
    pub(super) fn principal(&self) -> String {
        let arn = self.arn();
        let Some((_, session)) = arn.split_once(":assumed-role/") else { return arn.to_owned() };
        let role = session.split('/').next().unwrap_or(session);
        let path = self.file.account.role_path.as_deref().unwrap_or("/");
        format!("arn:{}:iam::{}:role{path}{role}", self.partition, self.account())
    }

    /// The partition the account is in.
    #[must_use]
    pub fn partition(&self) -> Partition {
        self.partition
    }

    /// The region a client of this scenario should look at first; a Bedrock API key belongs to it.
    #[must_use]
    pub fn home_region(&self) -> &RegionName {
        &self.file.account.home
    }

    /// The version of Claude Code in the scenario's story, if it has one.
    #[must_use]
    pub fn client_version(&self) -> Option<&str> {
        self.file.client.version.as_deref()
    }

    /// What Claude Code's environment holds in the scenario's story.
    pub fn client_environment(&self) -> impl Iterator<Item = (String, String)> {
        self.file.client.env.clone().into_iter()
    }

    /// Every region of the account's partition, in order of name, and whether the account may use it.
    pub fn regions(&self) -> impl Iterator<Item = (&RegionName, bool)> {
        self.regions.iter().map(|(name, region)| (name, region.state.is_usable()))
    }

    pub(super) fn region(&self, name: &RegionName) -> Option<Region> {
        self.regions.get(name).copied()
    }

    pub(super) fn region_states(&self) -> impl Iterator<Item = (&RegionName, RegionState)> {
        self.regions.iter().map(|(name, region)| (name, region.state))
    }

    /// The models of a region, ended ones included.
    pub(super) fn listings(&self, region: &RegionName) -> &[Listing] {
        self.listings.get(region).map_or(&[], Vec::as_slice)
    }

    pub(super) fn listing(&self, region: &RegionName, model: &str) -> Option<&Listing> {
        self.listings(region).iter().find(|listing| listing.model.as_str() == model)
    }

    pub(super) fn application_profiles(&self, region: &RegionName) -> &[ApplicationProfile] {
        self.application_profiles.get(region).map_or(&[], Vec::as_slice)
    }

    pub(super) fn application_profile(&self, region: &RegionName, id: &str) -> Option<&ApplicationProfile> {
        self.application_profiles(region).iter().find(|profile| profile.id == id)
    }

    /// Whether any region ever had the model.
    pub(super) fn knows(&self, model: &str) -> bool {
        self.listings.keys().any(|region| self.listing(region, model).is_some())
    }

    pub(super) fn gates(&self, region: &RegionName, model: &str) -> Gates {
        let mut gates = Gates {
            agreement: AgreementStatus::Available,
            agreement_message: None,
            authorized: true,
            entitled: true,
            refused: None,
            grace_calls: 0,
        };
        let rules = self.file.gate.iter();
        for rule in rules.filter(|rule| rule.regions.matches(region.as_str()) && rule.models.matches(model)) {
            gates.agreement = rule.agreement.unwrap_or(gates.agreement);
            gates.agreement_message = rule.agreement_message.clone().or(gates.agreement_message);
            gates.authorized = rule.authorized.unwrap_or(gates.authorized);
            gates.entitled = rule.entitled.unwrap_or(gates.entitled);
            gates.refused = rule.refused.map_or(gates.refused, |refused| refused.0);
            gates.grace_calls = rule.grace_calls.unwrap_or(gates.grace_calls);
        }
        gates
    }

    /// Whether the scenario begins with the use-case form filed, as far as this region is concerned.
    pub(super) fn use_case_filed(&self, region: &RegionName) -> bool {
        let use_case = &self.file.use_case;
        let again = self.region(region).is_some_and(|region| region.opt_in);
        use_case.filed && (!again || use_case.opt_in_regions.matches(region.as_str()))
    }

    pub(super) fn data_retention(&self, region: &RegionName) -> RetentionMode {
        let rule = self.file.data_retention.iter().rfind(|rule| rule.regions.matches(region.as_str()));
        rule.map_or(RetentionMode::Default, |rule| rule.mode)
    }

    pub(super) fn quota(&self, region: &RegionName, model: &str) -> Quota {
        /// Seen as the default of Opus 5; the others are taken to be alike.
        const TOKENS_A_MINUTE: f64 = 30_000_000.0;
        let mut quota = Quota { applied: TOKENS_A_MINUTE, default: TOKENS_A_MINUTE };
        let rules = self.file.quota.iter();
        for rule in rules.filter(|rule| rule.regions.matches(region.as_str()) && rule.models.matches(model)) {
            quota.default = rule.default.unwrap_or(quota.default);
            quota.applied = rule.applied.or(rule.default).unwrap_or(quota.applied);
        }
        quota
    }

    pub(super) fn trusted_access_programs(&self) -> &[rules::TrustedAccessRule] {
        &self.file.trusted_access
    }

    pub(super) fn projects(&self) -> &[ProjectRule] {
        &self.file.project
    }

    pub(super) fn allows(&self, action: &str) -> bool {
        let permissions = &self.file.permissions;
        permissions.allow.as_ref().map_or(permissions.documents.is_empty(), |allow| allow.matches(action))
    }

    pub(super) fn policies(&self) -> &[Document] {
        &self.file.permissions.documents
    }

    /// What a policy simulation says it was not told: `aws:SourceIp`, …
    pub(super) fn missing_context_values(&self) -> &[String] {
        &self.file.permissions.missing_context_values
    }

    pub(super) fn denials(&self) -> &[rules::DenyRule] {
        &self.file.deny
    }

    pub(super) fn faults(&self) -> &[rules::FaultRule] {
        &self.file.fault
    }

    pub(super) fn seed(&self) -> u64 {
        self.file.seed
    }

    /// The most entries a list answers at once, whatever was asked for.
    pub(super) fn page_size(&self) -> usize {
        self.file.page_size.map_or(usize::MAX, |size| usize::from(size.max(1)))
    }

    /// How long a new agreement is pending. AWS was seen to take 3 to 50 seconds.
    pub(super) fn agreement_time(&self) -> std::time::Duration {
        let seconds = self.file.agreement_seconds.unwrap_or(8.0);
        std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }

    pub(super) fn user_id(&self) -> String {
        self.file.account.user_id.clone().unwrap_or_else(|| {
            let session = self.arn().rsplit('/').next().unwrap_or_default();
            if self.arn().contains(":assumed-role/") {
                format!("AROAEXAMPLEEXAMPLE000:{session}")
            } else {
                "AIDAEXAMPLEEXAMPLE000".to_owned()
            }
        })
    }
}

fn wrong(name: &str, toml: &str, error: &toml::de::Error) -> ScenarioError {
    let before = &toml[..error.span().map_or(0, |span| span.start.min(toml.len()))];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    ScenarioError::Wrong {
        name: name.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message: error.message().replace('\n', " "),
    }
}
