//! The rules that belong together, and the words they are written in.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::catalog::BaseModelId;

/// How the preferred prefix is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::claude_code) enum PrefixRule {
    /// `us` in every region.
    Us,
    /// By the region's name.
    ByRegion,
}

/// What the list of inference profiles is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::claude_code) enum Discovery {
    /// It is not asked for.
    None,
    /// Asked for and not awaited: only later Haiku calls use it.
    Late,
    /// Awaited; counts for every built-in model.
    Awaited,
}

/// What `CLAUDE_CODE_SUBAGENT_MODEL` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::claude_code) enum SubagentVariable {
    /// Sent as it stands, for every subagent.
    Literal,
    /// Beats every other choice.
    Override,
    /// Counts where an agent says nothing.
    Default,
}

/// Whether a subagent's id takes the prefix of the main model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::claude_code) enum SubagentPrefix {
    Never,
    /// Whatever the list of inference profiles says.
    Always,
    /// Not when the list has the main model's id and does not have the new one.
    IfListed,
}

/// How the auto-mode check is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::claude_code) enum Classifier {
    /// Not on Bedrock.
    None,
    /// Only when `CLAUDE_CODE_ENABLE_AUTO_MODE` is on.
    OptIn,
    /// The client's own call, in auto mode.
    Available,
    /// The main request asks the server first.
    ServerFirst,
}

/// The rules of the auto-mode check.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::claude_code) struct Checking {
    pub(in crate::claude_code) mode: Classifier,
    /// The model that checks; without one the main model does.
    pub(in crate::claude_code) model: Option<BaseModelId>,
    /// Main models with which auto mode does not start, by family or by name. One the client does not recognise does not
    /// stop it.
    #[serde(default)]
    pub(in crate::claude_code) not_with: Vec<String>,
    /// The model that checks for a Fable, where otherwise the main model does.
    pub(in crate::claude_code) of_fable: Option<BaseModelId>,
    /// Main models that check for themselves although there is a model for it.
    #[serde(default)]
    pub(in crate::claude_code) is_main: Vec<String>,
    /// `CLAUDE_CODE_AUTO_MODE_MODEL` counts.
    #[serde(default)]
    pub(in crate::claude_code) variable: bool,
}

/// The rules of subagents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::claude_code) struct Subagents {
    pub(in crate::claude_code) variable: SubagentVariable,
    pub(in crate::claude_code) prefix: SubagentPrefix,
    #[serde(default)]
    pub(in crate::claude_code) builtin: BTreeMap<String, String>,
    /// An agent without a model runs on the main model; before, on the Sonnet alias.
    #[serde(default)]
    pub(in crate::claude_code) inherit: bool,
    /// A full id in an agent file counts; before, only aliases do.
    #[serde(default)]
    pub(in crate::claude_code) ids: bool,
    /// Workflow scripts run, and `CLAUDE_CODE_WORKFLOW_SUBAGENT_MODEL` counts.
    #[serde(default)]
    pub(in crate::claude_code) workflows: bool,
    /// An alias of the main model's family means the main model.
    #[serde(default)]
    pub(in crate::claude_code) family_alias_is_main: bool,
}

/// The rules of the Mantle endpoint.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::claude_code) struct OnMantle {
    /// The Mantle endpoint is known.
    #[serde(default)]
    pub(in crate::claude_code) known: bool,
    /// What the alias opus means on the Mantle endpoint, where the head of the tier is not there.
    pub(in crate::claude_code) opus: BaseModelId,
    /// What the alias sonnet means on the Mantle endpoint alone.
    pub(in crate::claude_code) sonnet: BaseModelId,
}
