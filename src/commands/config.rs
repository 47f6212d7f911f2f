//! The user's `config.toml`, and `bedcheck config`: needs no AWS and no settings.

use std::{
    ffi::{OsStr, OsString},
    io::ErrorKind,
    path::Path,
};

use jiff::Timestamp;

use super::{CommandError, output::emit};
use crate::{
    catalog::Catalog,
    cli::{self, Cli, ConfigurationFile, Effective, Options, ReadError},
    gaps::{Caller, Context},
    report::{self, ConfigLine, Status},
    storage,
    survey::Survey,
};

/// Reads the command line of this process, over the user's configuration. Help needs none: it has to work beside a broken
/// one.
///
/// # Errors
///
/// When either has a mistake in it, and when help was asked for.
pub fn command_line() -> Result<Cli, ReadError> {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let wants_help = |word: &OsString| ["--help", "-h", "--version", "-V"].iter().any(|help| word == help);
    let folder = storage::config_folder().filter(|_| !typed.iter().any(wants_help));
    let file = folder.map(|folder| file(&folder.join("config.toml"))).transpose().map_err(ReadError::Configuration)?;
    let is_set = |name: &OsStr| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cli::read(&typed, file.flatten(), &is_set)
}

/// More than every option with a value.
const MOST_BYTES: u64 = 1 << 20;

fn file(path: &Path) -> Result<Option<ConfigurationFile>, String> {
    match storage::read_text(path, MOST_BYTES) {
        Ok(text) => Ok(Some(ConfigurationFile { path: path.to_owned(), text })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} could not be read: {error}", path.display())),
    }
}

/// Prints the configuration in effect.
pub(super) fn config(
    options: &Options,
    file: Option<&Path>,
    effective: Vec<Effective>,
) -> Result<Status, CommandError> {
    let line = |Effective { key, value, from, help }| ConfigLine { key, value, from, help };
    let lines: Vec<ConfigLine> = effective.into_iter().map(line).collect();
    let survey = Survey::default();
    let context =
        Context { catalog: Catalog::bundled(), survey: &survey, caller: Caller::default(), now: Timestamp::now() };
    let file = file.map(|file| file.display().to_string());
    emit(&report::config(context, file.as_deref(), &lines), options)
}
