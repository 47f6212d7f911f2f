//! The AWS files, as they are handed to the SDK: one that is no regular file is left out, since the SDK would wait for its
//! end.

use std::path::Path;

use aws_runtime::env_config::file::{Builder, EnvConfigFileKind, EnvConfigFiles};

use crate::storage::{AwsFile, is_no_file};

/// Both files where the environment has them, unless they were moved.
pub(super) fn config_files(config: Option<&Path>, credentials: Option<&Path>) -> Builder {
    let files = EnvConfigFiles::builder();
    let files = match config {
        Some(path) if is_no_file(path) => files,
        Some(path) => files.with_file(EnvConfigFileKind::Config, path),
        None => files.include_default_config_file(!is_no_file(&AwsFile::Config.usual())),
    };
    match credentials {
        Some(path) if is_no_file(path) => files,
        Some(path) => files.with_file(EnvConfigFileKind::Credentials, path),
        None => files.include_default_credentials_file(!is_no_file(&AwsFile::Credentials.usual())),
    }
}
