//! The last survey, kept on disk: what the first frame shows.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Survey;
use crate::storage;

/// The format's version. A file of another version is left alone and not read.
const VERSION: u32 = 1;

/// More than all models of all regions with everything that can be known of them.
const MOST_BYTES: u64 = 64 << 20;

/// Why a snapshot could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The folder or file could not be read or written.
    #[error("the last survey at {path} could not be {done}: {source}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// `read` or `kept`.
        done: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// The file is not a survey.
    #[error("the survey at {path} is not readable ({source})")]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Where it fails.
        source: serde_json::Error,
    },
    /// Written by another version of this program.
    #[error("the survey at {path} has format {found}, not {VERSION}")]
    Version {
        /// Which file.
        path: PathBuf,
        /// The format it has.
        found: u32,
    },
    /// Could not be used, and was given another name so that nothing takes its place.
    #[error("{why}; it was kept as {aside}")]
    SetAside {
        /// What is wrong with it.
        why: Box<SnapshotError>,
        /// Where it lies now.
        aside: PathBuf,
    },
}

/// Where surveys are kept: one file for each account source, readable by its owner only.
#[derive(Clone, Debug)]
pub struct SnapshotStore {
    file: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct File<S> {
    version: u32,
    survey: S,
}

impl SnapshotStore {
    /// The store in the folder for state, for a profile. What else tells account sources apart (an endpoint, the id of
    /// an access key) goes into `apart`, and into the file's name as a fingerprint only. `None` without a home folder.
    #[must_use]
    pub fn for_profile(profile: &str, apart: &str) -> Option<Self> {
        Some(Self::in_folder(&storage::state_folder()?, profile, apart))
    }

    /// The store in a folder of the caller's choice.
    #[must_use]
    pub fn in_folder(folder: &Path, profile: &str, apart: &str) -> Self {
        let name: String =
            profile.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
        let mark = fingerprint(&format!("{profile}\n{apart}"));
        Self { file: folder.join(format!("survey-{name}-{mark:016x}.json")) }
    }

    /// The store in a file of the user's choice.
    #[must_use]
    pub fn at(file: &Path) -> Self {
        Self { file: file.to_owned() }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// The last survey, or `None` when none was kept yet.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is not a survey, or has another format version.
    pub fn load(&self) -> Result<Option<Survey>, SnapshotError> {
        let path = || self.file.clone();
        let text = match storage::read_regular(&self.file, MOST_BYTES) {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(SnapshotError::Io { path: path(), done: "read", source }),
        };
        let syntax = |source| SnapshotError::Syntax { path: path(), source };
        let version =
            |found| if found == VERSION { Ok(()) } else { Err(SnapshotError::Version { path: path(), found }) };
        let file = serde_json::from_slice::<File<Survey>>(&text).or_else(|source| {
            // A survey of another version may be of another shape.
            let other: File<serde::de::IgnoredAny> = serde_json::from_slice(&text).map_err(syntax)?;
            version(other.version)?;
            Err(syntax(source))
        })?;
        version(file.version)?;
        Ok(Some(file.survey))
    }

    /// The last survey; one that cannot be used is set aside, since the next one would take its place.
    ///
    /// # Errors
    ///
    /// As [`SnapshotStore::load`].
    pub fn load_or_set_aside(&self, now: Timestamp) -> Result<Option<Survey>, SnapshotError> {
        self.load().map_err(|error| match error {
            why @ (SnapshotError::Syntax { .. } | SnapshotError::Version { .. }) => {
                match storage::set_aside(&self.file, now) {
                    Ok(aside) => SnapshotError::SetAside { why: Box::new(why), aside },
                    Err(source) => SnapshotError::Io { path: self.file.clone(), done: "set aside", source },
                }
            }
            other => other,
        })
    }

    /// Keeps a survey in place of the last one. A reader sees the old file or the new one, never half of it.
    ///
    /// # Errors
    ///
    /// When the folder or file cannot be written.
    pub fn keep(&self, survey: &Survey) -> Result<(), SnapshotError> {
        let write = || storage::keep_private(&self.file, &serde_json::to_vec(&File { version: VERSION, survey })?);
        write().map_err(|source| SnapshotError::Io { path: self.file.clone(), done: "kept", source })
    }
}

/// FNV-1a: keeps keys apart whose readable parts are the same. Not a secret, and stable between builds.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::survey::{Dated, Fact};

    #[test]
    fn a_survey_comes_back_and_bad_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = SnapshotStore::in_folder(&folder.path().join("state"), "work", "AKIAEXAMPLE");
        assert!(store.load().unwrap().is_none());
        let mut survey = Survey::default();
        survey.regions.entry("us-west-2".parse().unwrap()).or_default().use_case =
            Fact::Known(Dated { value: crate::survey::UseCaseForm::Filed, at: jiff::Timestamp::UNIX_EPOCH });
        store.keep(&survey).unwrap();
        store.keep(&survey).unwrap();
        assert_eq!(store.load().unwrap(), Some(survey));

        fs::write(store.path(), "{\"version\": 99, \"survey\": {}}").unwrap();
        assert!(matches!(store.load(), Err(SnapshotError::Version { found: 99, .. })));
        fs::write(store.path(), "{").unwrap();
        assert!(matches!(store.load(), Err(SnapshotError::Syntax { .. })));
        // Reliability review, kind 9: it was told, and replaced within a second.
        let error = store.load_or_set_aside("2026-11-27T10:00:00Z".parse().unwrap()).unwrap_err();
        let SnapshotError::SetAside { aside, .. } = &error else { panic!("{error}") };
        assert_eq!(fs::read_to_string(aside).unwrap(), "{");
        assert!(error.to_string().ends_with(&format!("it was kept as {}", aside.display())));
        assert!(store.load_or_set_aside(Timestamp::UNIX_EPOCH).unwrap().is_none());
        let file =
            |profile: &str, apart: &str| SnapshotStore::in_folder(folder.path(), profile, apart).path().to_owned();
        assert_ne!(file("my work", ""), file("my_work", ""), "profiles that read alike stay apart");
        assert_ne!(file("work", "AKIAONE"), file("work", "AKIATWO"));
        assert!(!file("work", "AKIAONE").display().to_string().contains("AKIA"));
    }

    #[test]
    fn a_survey_from_before_a_fact_was_asked_for_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = SnapshotStore::in_folder(folder.path(), "x", "");
        let mut survey = Survey::default();
        survey.regions.entry("us-west-2".parse().unwrap()).or_default();
        store.keep(&survey).unwrap();
        let text = fs::read_to_string(store.path()).unwrap();
        let older = text.replace("\"inference_profiles\":{},", "");
        assert_ne!(older, text);
        fs::write(store.path(), older).unwrap();
        assert_eq!(store.load().unwrap(), Some(survey));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let store = SnapshotStore::in_folder(&folder.path().join("state"), "x", "");
        store.keep(&Survey::default()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(store.path()), mode(store.path().parent().unwrap())), (0o600, 0o700));
    }
}
