//! The marked regions, kept on disk next to the surveys. They are about the user, not about an account.

use std::{collections::BTreeSet, io, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    catalog::{RegionName, printable},
    storage,
};

/// More than the names of all regions.
const MOST_BYTES: u64 = 1 << 20;

/// Where the marks are kept.
#[derive(Clone, Debug)]
pub struct MarkStore {
    file: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    regions: BTreeSet<RegionName>,
}

impl MarkStore {
    /// The store in the folder for state. `None` without a home folder.
    #[must_use]
    pub fn usual() -> Option<Self> {
        Some(Self { file: storage::state_folder()?.join("marks.json") })
    }

    /// The store in a file of the caller's choice.
    #[must_use]
    pub fn in_file(file: PathBuf) -> Self {
        Self { file }
    }

    /// The marks; none when none were kept yet.
    ///
    /// # Errors
    ///
    /// A sentence: the file cannot be read, or is not of this kind; it is set aside then, since the next marks would take
    /// its place.
    pub fn load(&self, now: Timestamp) -> Result<BTreeSet<RegionName>, String> {
        let say =
            |why: &str| format!("the marked regions in {} could not be read: {}", self.file.display(), printable(why));
        let text = match storage::read_regular(&self.file, MOST_BYTES) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(error) => return Err(say(&error.to_string())),
        };
        serde_json::from_slice(&text).map(|file: File| file.regions).map_err(|error| {
            let aside = match storage::set_aside(&self.file, now) {
                Ok(aside) => format!("it was kept as {}", aside.display()),
                Err(error) => format!("it could not be set aside: {error}"),
            };
            format!("{}; {aside}", say(&error.to_string()))
        })
    }

    /// Keeps the marks in place of the last ones. A reader sees the old file or the new one.
    ///
    /// # Errors
    ///
    /// A sentence: the folder or file cannot be written.
    pub fn keep(&self, regions: &BTreeSet<RegionName>) -> Result<(), String> {
        let write = || storage::keep_private(&self.file, &serde_json::to_vec(&File { regions: regions.clone() })?);
        write().map_err(|error| format!("the marked regions could not be kept in {}: {error}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn marks_come_back_and_a_bad_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = MarkStore::in_file(folder.path().join("state/marks.json"));
        assert_eq!(store.load(NOW), Ok(BTreeSet::new()));
        let marks: BTreeSet<RegionName> = ["us-west-2", "eu-west-1"].iter().map(|name| name.parse().unwrap()).collect();
        store.keep(&marks).unwrap();
        store.keep(&marks).unwrap();
        assert_eq!(store.load(NOW), Ok(marks));
        fs::write(folder.path().join("state/marks.json"), "{\"regions\": [\"nowhere\"]}").unwrap();
        let told = store.load(NOW).unwrap_err();
        assert!(told.contains("marks.json could not be read") && told.contains("it was kept as"), "{told}");
        // Reliability review, kind 9: the next mark replaced all of them.
        store.keep(&BTreeSet::new()).unwrap();
        let kept = fs::read_dir(folder.path().join("state")).unwrap().count();
        assert_eq!(kept, 2, "the file with the mistake is still there");
    }
}
