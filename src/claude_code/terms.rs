//! The terms of a plan: the client's version and the way it takes, what calls a model, how sure an id is, what a refusal
//! does.

use serde::{Deserialize, Serialize};

/// A version of Claude Code; three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u32, pub u32, pub u32);

/// How the client version was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum VersionSource {
    /// Given on the command line.
    Given,
    /// Part of the story of a simulated account.
    Scenario,
    /// Found in the metadata of the installed client.
    Installed,
    /// No client was found: the newest version this program knows.
    NewestKnown,
}

/// Which way the client is set to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Provider {
    /// Bedrock's runtime endpoint.
    Bedrock,
    /// Bedrock's Mantle endpoint.
    Mantle,
    /// Both; ids decide.
    #[serde(rename = "bedrock+mantle")]
    #[strum(serialize = "bedrock+mantle")]
    BedrockAndMantle,
    /// Neither: the plan shows what it would call on Bedrock.
    None,
}

/// What calls the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Role {
    /// The main loop.
    Main,
    /// Background work: titles, prompt hooks, WebFetch.
    SmallFast,
    /// The one-token calls at every start.
    StartupCheck,
    /// The check of risky commands in auto mode.
    AutoModeClassifier,
    /// A subagent: one from an agent file, or a built-in one that does not run on the main model.
    Subagent,
    /// A command, skill or hook with a model of its own.
    Command,
    /// What `opus` means, where nothing above already calls it.
    AliasOpus,
    /// What `sonnet` means.
    AliasSonnet,
    /// What `haiku` means.
    AliasHaiku,
    /// What `fable` means.
    AliasFable,
    /// What takes over when the main model is refused.
    Fallback,
    /// Counting tokens for `/context`.
    TokenCount,
    /// Of a list that was given in place of Claude Code's own calls.
    Listed,
}

/// How sure an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Certainty {
    /// Follows from what was read.
    Certain,
    /// Depends on a list or an answer not seen; the notes say on what.
    Depends,
}

/// What the client does when a use is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Impact {
    /// Work stops.
    Blocks,
    /// An error shows, a feature or a command fails, or another model takes over.
    Degrades,
    /// Silently repaired; only CloudTrail sees it.
    Noise,
}
