//! Where a value came from, and the files that were looked for.

use std::{io::ErrorKind, path::PathBuf};

use serde::Serialize;

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub source: Source,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The kind of place.
    pub kind: SourceKind,
    /// The file, if it was one.
    pub path: Option<PathBuf>,
    /// The line in that file, from 1.
    pub line: Option<usize>,
    /// The variable or key, such as `ANTHROPIC_MODEL` or `model`.
    pub key: Option<String>,
    /// The whole in words: `` `env` block of the project settings, line 7 ``.
    pub text: String,
}

/// A kind of place a value can come from, lowest precedence first within the settings scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SourceKind {
    /// Built into this version of the client.
    Default,
    /// `~/.aws/config` or `~/.aws/credentials`.
    AwsProfile,
    /// The environment of the shell.
    Shell,
    /// `~/.claude.json`.
    GlobalState,
    /// `~/.claude/settings.json`.
    UserSettings,
    /// `.claude/settings.json` of the project.
    ProjectSettings,
    /// `.claude/settings.local.json` of the project.
    LocalSettings,
    /// A file given with `--settings`.
    FlagSettings,
    /// Managed settings of the machine.
    ManagedSettings,
    /// An agent file.
    Agent,
    /// A command file.
    Command,
    /// What the client remembers of its startup checks.
    ClientMemory,
    /// A profile listed by ListInferenceProfiles.
    Discovery,
    /// Given to bedcheck on its command line.
    CommandLine,
}

impl SourceKind {
    /// What a project's files say does not count for who asks.
    pub(super) fn is_the_projects(self) -> bool {
        matches!(self, SourceKind::ProjectSettings | SourceKind::LocalSettings)
    }
}

/// A settings file, agent file or AWS file that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSeen {
    /// Where it was looked for.
    pub path: PathBuf,
    /// What kind of file.
    pub scope: SourceKind,
    /// Whether it was there and was taken into account.
    pub read: bool,
    /// Why it was ignored.
    pub problem: Option<FileFault>,
}

/// Why a file that is there was ignored. [`std::fmt::Display`] says it in words.
#[derive(Clone, Debug, PartialEq, Eq, strum::Display)]
pub enum FileFault {
    /// A folder, a pipe or a device.
    #[strum(to_string = "not a regular file, ignored")]
    NotRegular,
    /// Nobody writes as much.
    #[strum(to_string = "larger than {mebibytes} MiB, ignored")]
    TooLarge {
        /// What is read at most.
        mebibytes: u64,
    },
    /// The system refused to read it: what stands in it is not known.
    #[strum(to_string = "cannot be read: {0}")]
    Unreadable(ErrorKind),
    /// A policy of the device's management: it takes the place of the managed files, and is in a form that is not read here.
    #[strum(
        to_string = "a policy of the device's management, which is not read here and takes the place of the managed files"
    )]
    DevicePolicy,
    /// It was read, and what stands in it does not count: where and why.
    #[strum(to_string = "{0}")]
    NotTaken(String),
}

/// Something in the configuration that will not do what its author meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What is wrong, where, and what to do: one sentence or two.
    pub text: String,
    /// Where, if it is in one place.
    pub source: Option<Source>,
}
