//! The plan: what Claude Code will call, and where each id came from.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Certainty, Endpoint, FileSeen, Impact, Problem, Provider, Remembered, Role, Source, Sourced, Version, VersionSource,
};
use crate::catalog::{BaseModelId, ModelRef, RegionName};

/// Everything Claude Code, as configured here, will ask Bedrock for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The client version the plan holds for.
    pub version: Version,
    /// Why that version.
    pub version_source: VersionSource,
    /// How the client reaches Claude.
    pub provider: Provider,
    /// The region the client signs for.
    pub region: Sourced<RegionName>,
    /// Where the calls go, when that is not AWS's own endpoint of the region.
    pub endpoint: Option<Endpoint>,
    /// The Bedrock project the calls belong to, when a header says so.
    pub project: Option<Sourced<String>>,
    /// One entry for each id, region and role, in the order of the roles.
    pub uses: Vec<ModelUse>,
    /// Every file that was looked for, whether it was there, and what is wrong with it.
    pub files: Vec<FileSeen>,
    /// What the client remembers of checks at its start and of calls that were refused; nothing in a demo.
    pub remembered: Vec<Remembered>,
    /// What the user should know, one sentence each.
    pub problems: Vec<Problem>,
    /// Why nothing that AWS answers decides what becomes of this client's calls, in words that begin small: it makes none.
    pub undecided: Option<String>,
    /// Why the plan may not be what its author meant, in words that begin small: a file that does not count, an identity
    /// of the project's that is not followed.
    pub doubt: Option<String>,
}

impl Plan {
    /// The ARNs of inference profiles among the ids, each with the region it is called in: GetInferenceProfile tells the
    /// model behind them.
    #[must_use]
    pub fn profile_arns(&self) -> Vec<(RegionName, String)> {
        let of_use = |one: &ModelUse| Some((one.region.clone(), one.invoked.profile_arn()?.to_string()));
        let all: BTreeSet<_> = self.uses.iter().filter_map(of_use).collect();
        all.into_iter().collect()
    }

    /// The Bedrock project that the calls carry, if they carry one, with the region they go to.
    #[must_use]
    pub fn projects_to_read(&self) -> Vec<(RegionName, String)> {
        self.project.iter().map(|project| (self.region.value.clone(), project.value.clone())).collect()
    }

    /// What the client calls itself in an interactive session (run 2.1.332).
    #[must_use]
    pub fn user_agent(&self) -> String {
        format!("claude-cli/{} (external, cli)", self.version)
    }

    /// Whether a use goes to the Mantle endpoint. With both providers on, only bare ids without a version suffix do.
    #[must_use]
    pub fn on_mantle(&self, usage: &ModelUse) -> bool {
        let bare = |id: &BaseModelId| {
            let name = id.as_str().trim_start_matches("anthropic.");
            let dated = name.split('-').any(|part| part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit()));
            id.anthropic_id() == name && !dated
        };
        match self.provider {
            Provider::Mantle => true,
            Provider::BedrockAndMantle => matches!(&usage.invoked, ModelRef::Base(id) if bare(id)),
            Provider::Bedrock | Provider::None => false,
        }
    }
}

/// One model the client will ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelUse {
    /// What calls it.
    pub role: Role,
    /// Tells subagents, commands and startup checks apart: `reviewer`, `opus`; empty for the rest.
    pub name: String,
    /// The text the id was made from: an alias, an id, an ARN; empty when a default applies.
    pub requested: String,
    /// The id sent to Bedrock.
    pub invoked: ModelRef,
    /// The region the call goes to.
    pub region: RegionName,
    /// What triggers the call, in plain words: `every risky command in auto mode`.
    pub when: String,
    /// Where the id came from.
    pub source: Source,
    /// Whether the id is sure.
    pub certainty: Certainty,
    /// What happens in the client when this use is refused.
    pub impact: Impact,
    /// What to set to move this use to another model: variables, best first. Empty when nothing moves it.
    pub pins: Vec<&'static str>,
    /// The chain of rules that led to the id, and on what it depends.
    pub notes: Vec<String>,
    /// What the client calls instead when the id is refused, in the order it tries them. Empty when nothing takes over.
    pub fallbacks: Vec<ModelRef>,
}

impl ModelUse {
    /// What triggers the call, with the use's name in front where the words do not say it: `opus: at start, one token`.
    #[must_use]
    pub fn when_by_name(&self) -> String {
        if self.when.contains(&self.name) { self.when.clone() } else { format!("{}: {}", self.name, self.when) }
    }
}

/// What is known of ListInferenceProfiles (system-defined) in the client's region, in the order AWS listed them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProfileList<'a> {
    /// Not asked yet, or no answer.
    #[default]
    NotSeen,
    /// The caller may not list profiles: the client will derive ids.
    Denied,
    /// It is asked for at another endpoint than AWS's own.
    Elsewhere {
        /// Whether that one is known to have none.
        fails: bool,
    },
    /// The ids, in order.
    Listed(&'a [String]),
}

/// What is known of AWS when a plan is made. A plan can be made without knowing anything, and says what it depends on.
#[derive(Clone, Copy)]
pub struct AwsKnowledge<'a> {
    /// The client's region's list of inference profiles.
    pub profiles: ProfileList<'a>,
    /// Whether the client's region's list of models was read.
    pub models_read: bool,
    /// The model behind an inference profile's ARN, where GetInferenceProfile told.
    pub backing: &'a BTreeMap<String, BaseModelId>,
    /// Whether a model is refused in a region: the client then ends up on other rungs of its ladders.
    pub refused: &'a dyn Fn(&ModelRef, &RegionName) -> bool,
}

impl Default for AwsKnowledge<'_> {
    fn default() -> Self {
        const NONE: &BTreeMap<String, BaseModelId> = &BTreeMap::new();
        Self { profiles: ProfileList::NotSeen, models_read: false, backing: NONE, refused: &|_, _| false }
    }
}

impl<'a> From<ProfileList<'a>> for AwsKnowledge<'a> {
    fn from(profiles: ProfileList<'a>) -> Self {
        Self { profiles, ..Self::default() }
    }
}
