//! The rules of one version, folded from `assets/claude-code.toml`.

mod groups;

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Deserializer, de};

use crate::catalog::{BaseModelId, Family};

use super::{Impact, Version};
use groups::{Checking, OnMantle, Subagents};
pub(super) use groups::{Classifier, Discovery, PrefixRule, SubagentPrefix, SubagentVariable};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(deserialize_with = "version")]
    pub(super) oldest: Version,
    #[serde(deserialize_with = "version")]
    pub(super) newest: Version,
    /// Ids of the Mantle endpoint.
    pub(super) mantle: Vec<BaseModelId>,
    /// Faults of one version that a later one mended.
    #[serde(rename = "fault")]
    pub(super) faults: Vec<VersionFault>,
    ladder: BTreeMap<String, Vec<BaseModelId>>,
    /// What stands in for the head of a tier that the settings shut.
    instead: BTreeMap<String, Vec<BaseModelId>>,
    change: Vec<Change>,
    /// Variables and the version that brought them.
    #[serde(deserialize_with = "versions")]
    pub(super) variables: BTreeMap<String, Version>,
    /// Names people write, and the right ones.
    pub(super) misspelt_variables: BTreeMap<String, String>,
    /// Keys people write, and what to write instead.
    pub(super) misspelt_keys: BTreeMap<String, String>,
    /// How credentials are found.
    pub(super) signing: Signing,
    /// What goes to a base URL.
    pub(super) base_url: BaseUrl,
    /// How long answers of startup checks are remembered.
    pub(super) memory: Memory,
}

/// A fault of some versions that bites in some set-ups.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VersionFault {
    #[serde(deserialize_with = "version")]
    pub(super) from: Version,
    /// The first version without it.
    #[serde(deserialize_with = "version")]
    pub(super) mended: Version,
    pub(super) with: BitesWith,
    /// What the version does: `sends no token`.
    pub(super) text: String,
}

/// The set-up in which a fault bites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BitesWith {
    /// An API key, or calls without a signature.
    TokenOrUnsigned,
    /// An API key that is set and empty.
    EmptyToken,
    /// One of Anthropic's own ids for a model.
    AnthropicId,
}

/// How long answers of startup checks are remembered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    pub(super) ok_minutes: i64,
    pub(super) refused_minutes: i64,
}

/// What goes to a base URL.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BaseUrl {
    /// From this version on inference profiles are listed there as well.
    #[serde(deserialize_with = "version")]
    pub(super) lists: Version,
}

/// How credentials are found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signing {
    /// From this version on `awsCredentialExport` is always run.
    #[serde(deserialize_with = "version")]
    pub(super) export_always: Version,
    /// From this version on an empty API key is none; before, it is sent.
    #[serde(deserialize_with = "version")]
    pub(super) empty_api_key_is_none: Version,
}

/// One change of behaviour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    #[serde(deserialize_with = "version")]
    from: Version,
    /// Last version seen without it, first seen with it.
    #[serde(default)]
    between: Option<(Seen, Seen)>,
    /// How it is known.
    pub(super) evidence: String,
    set: toml::Table,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
struct Seen(#[serde(deserialize_with = "version")] Version);

/// The rules of one version.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) main: String,
    pub(super) background: String,
    pub(super) background_work: String,
    pub(super) background_refused: Impact,
    pub(super) prefix: PrefixRule,
    pub(super) discovery: Discovery,
    pub(super) classifier: Checking,
    pub(super) subagents: Subagents,
    pub(super) mantle: OnMantle,
    pub(super) sonnet: Option<BaseModelId>,
    pub(super) opus: Option<BaseModelId>,
    pub(super) haiku: Option<BaseModelId>,
    pub(super) fable: Option<BaseModelId>,
    pub(super) sonnet_prefix: Option<String>,
    /// An alias whose tier's head the settings shut means another model of the family that they leave.
    #[serde(default)]
    pub(super) alias_instead: bool,
    /// The alias haiku runs on the Sonnet tier in plan mode.
    #[serde(default)]
    pub(super) haiku_plans_on_sonnet: bool,
    /// `env` blocks of settings files count.
    #[serde(default)]
    pub(super) settings_env: bool,
    /// Any text switches a flag on, `0` too.
    #[serde(default)]
    pub(super) any_flag_is_on: bool,
    /// `ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION` counts.
    #[serde(default)]
    pub(super) small_fast_region: bool,
    /// `ANTHROPIC_DEFAULT_SONNET_MODEL` and `_OPUS_MODEL` count.
    #[serde(default)]
    pub(super) family_pins: bool,
    /// `ANTHROPIC_DEFAULT_HAIKU_MODEL` counts.
    #[serde(default)]
    pub(super) haiku_pin: bool,
    /// A full id is lower-cased before sending.
    #[serde(default)]
    pub(super) lowercases_ids: bool,
    /// Agent, command and skill files have models of their own.
    #[serde(default)]
    pub(super) own_models: bool,
    /// Explore and Plan are called at start even if unused.
    #[serde(default)]
    pub(super) warm_up: bool,
    /// `fallbackModel` counts.
    #[serde(default)]
    pub(super) fallback_key: bool,
    /// The models named there are called when access is refused; before, only when the main model is overloaded.
    #[serde(default)]
    pub(super) fallback_when_refused: bool,
    /// The region of the AWS profile counts.
    #[serde(default)]
    pub(super) region_from_profile: bool,
    /// GovCloud has the prefix `us-gov`.
    #[serde(default)]
    pub(super) gov_prefix: bool,
    /// `enforceAvailableModels` counts.
    #[serde(default)]
    pub(super) enforces_available: bool,
    /// `deniedModels` and `availableModelsMatch` count.
    #[serde(default)]
    pub(super) denies_models: bool,
    /// `/context` counts tokens on the bare id.
    #[serde(default)]
    pub(super) token_count: bool,
    /// CountTokens goes over HTTP/2: where that is not spoken, the small/fast model is called instead.
    #[serde(default)]
    pub(super) token_count_over_http2: bool,
    /// The answers of startup checks are remembered.
    #[serde(default)]
    pub(super) remembers_checks: bool,
    /// One-token calls at start.
    #[serde(default)]
    pub(super) startup_checks: bool,
    /// Only models that the list of profiles has are checked, and moved down to.
    #[serde(default)]
    pub(super) checks_listed_only: bool,
    /// No startup check for the tier of a selected id.
    #[serde(default)]
    pub(super) checks_skip_selected: bool,
    /// Anthropic's ids are mapped to Bedrock's.
    #[serde(default)]
    pub(super) maps_anthropic_ids: bool,
    /// A listed profile with the preferred prefix wins over the first listed.
    #[serde(default)]
    pub(super) prefers_prefix: bool,
    /// `ANTHROPIC_BEDROCK_REGION_PREFIX` counts.
    #[serde(default)]
    pub(super) prefix_variable: bool,
    /// `ANTHROPIC_DEFAULT_MODEL` counts.
    #[serde(default)]
    pub(super) default_model_variable: bool,
    /// Interactive sessions start in auto mode.
    #[serde(default)]
    pub(super) starts_in_auto: bool,
    /// A refused head moves its tier down the ladder.
    #[serde(default)]
    pub(super) uses_ladder: bool,
}

impl Rules {
    /// The first model of a tier, where the version knows the alias.
    pub(super) fn head(&self, family: Family) -> Option<&BaseModelId> {
        match family {
            Family::Opus => self.opus.as_ref(),
            Family::Sonnet => self.sonnet.as_ref(),
            Family::Haiku => self.haiku.as_ref(),
            Family::Fable => self.fable.as_ref(),
            Family::Mythos | Family::Other => None,
        }
    }
}

impl Table {
    /// The rules of a version: those of the newest known for a newer one, of the oldest for an older one.
    pub(super) fn rules(&self, version: Version) -> Rules {
        let version = version.clamp(self.oldest, self.newest);
        self.fold(|change| change.from <= version)
    }

    /// The rules that would hold if a change, whose exact version is not established, stood on the other side of
    /// this version; one set for each such change.
    pub(super) fn alternatives(&self, version: Version) -> Vec<(Rules, &Change)> {
        let unsure =
            |change: &&Change| change.between.is_some_and(|(last, first)| last.0 < version && version < first.0);
        let other = |one: &'_ Change| self.fold(|change| (change.from <= version) != std::ptr::eq(change, one));
        self.change.iter().filter(unsure).map(|change| (other(change), change)).collect()
    }

    fn fold(&self, holds: impl Fn(&Change) -> bool) -> Rules {
        let mut set = toml::Table::new();
        for change in self.change.iter().filter(|change| holds(change)) {
            for (key, value) in change.set.clone() {
                match (set.get_mut(&key), value) {
                    (Some(toml::Value::Table(group)), toml::Value::Table(more)) => group.extend(more),
                    (_, value) => drop(set.insert(key, value)),
                }
            }
        }
        #[expect(clippy::expect_used, reason = "the file is part of the binary, and a test folds it for every version")]
        set.try_into().expect("assets/claude-code.toml holds whole rules")
    }

    /// The rungs below a model on its ladder, best first.
    pub(super) fn below(&self, head: &BaseModelId) -> &[BaseModelId] {
        let ladder = self.ladder.iter().filter(|(name, _)| *name != "other").map(|(_, rungs)| rungs);
        let at = |rungs: &'_ Vec<BaseModelId>| rungs.iter().position(|rung| rung == head);
        ladder.filter_map(|rungs| rungs.get(at(rungs)? + 1..)).next().unwrap_or_default()
    }

    /// What stands in for the head of a tier that the settings shut, best first.
    pub(super) fn instead(&self, family: Family) -> &[BaseModelId] {
        self.instead.get(&family.to_string()).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every model the newest client knows.
    pub(super) fn known(&self) -> impl Iterator<Item = &BaseModelId> {
        self.ladder.values().flatten()
    }
}

impl Change {
    /// `between 2.1.240 and 2.1.260`, where the exact version is not established.
    pub(super) fn span(&self) -> String {
        self.between
            .map_or_else(|| self.from.to_string(), |(last, first)| format!("between {} and {}", last.0, first.0))
    }
}

/// The table that is part of the program.
pub(super) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the file is part of the binary, and a test reads it")]
        toml::from_str(include_str!("../../assets/claude-code.toml")).expect("assets/claude-code.toml is well formed")
    });
    &TABLE
}

pub(super) fn version<'de, D: Deserializer<'de>>(from: D) -> Result<Version, D::Error> {
    String::deserialize(from)?.parse().map_err(de::Error::custom)
}

fn versions<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Version>, D::Error> {
    let texts = BTreeMap::<String, String>::deserialize(from)?;
    texts.into_iter().map(|(name, text)| Ok((name, text.parse().map_err(de::Error::custom)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_whole_rules_and_every_change_its_evidence() {
        let table = table();
        assert!(table.change.is_sorted_by_key(|change| change.from));
        for change in &table.change {
            table.rules(change.from);
            assert!(!change.evidence.is_empty() && !change.set.is_empty());
            assert!(change.between.is_none_or(|(last, first)| last.0 < change.from && change.from <= first.0));
            assert!((table.oldest..=table.newest).contains(&change.from));
        }
    }

    #[test]
    fn defaults_follow_the_versions() {
        let opus = |text: &str| table().rules(text.parse().unwrap()).opus.map(|id| id.to_string()).unwrap_or_default();
        assert_eq!(opus("0.2.46"), "");
        assert_eq!(opus("2.1.72"), "anthropic.claude-opus-4-1-20250805-v1:0");
        assert_eq!(opus("2.1.73"), "anthropic.claude-opus-4-6-v1");
        assert_eq!(opus("2.1.240"), "anthropic.claude-opus-5");
        assert_eq!(opus("2.1.279"), "anthropic.claude-opus-5");
        assert_eq!(opus("2.1.280"), "anthropic.claude-opus-5-5");
        assert_eq!(opus("9.0.0"), "anthropic.claude-opus-5-5");
    }

    #[test]
    fn a_version_between_two_observations_has_alternatives() {
        assert!(table().alternatives(table().newest).is_empty());
        let spans: Vec<String> =
            table().alternatives(Version(2, 1, 250)).iter().map(|(_, change)| change.span()).collect();
        assert!(spans.contains(&"between 2.1.240 and 2.1.260".to_owned()), "{spans:?}");
    }
}
