//! The two files of the AWS CLI and the SDKs, and where they are.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::home_folder;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsFile {
    /// `~/.aws/config`
    Config,
    /// `~/.aws/credentials`
    Credentials,
}

impl AwsFile {
    /// The variable that moves it.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Config => "AWS_CONFIG_FILE",
            Self::Credentials => "AWS_SHARED_CREDENTIALS_FILE",
        }
    }

    /// Where it is in a home folder, unless it was moved there.
    #[must_use]
    pub fn place(self, home: &Path, moved: Option<String>) -> PathBuf {
        let name = match self {
            Self::Config => "config",
            Self::Credentials => "credentials",
        };
        moved.filter(|path| !path.is_empty()).map_or_else(|| home.join(".aws").join(name), PathBuf::from)
    }

    /// Where it is for this process.
    #[must_use]
    pub fn usual(self) -> PathBuf {
        self.place(&home_folder().unwrap_or_default(), env::var(self.variable()).ok())
    }
}
