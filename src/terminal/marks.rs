//! The marked regions, kept on disk next to the surveys. They are about the user, not about an account.

use std::{collections::BTreeSet, fs, io, io::Write as _, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    catalog::{RegionName, printable},
    storage,
};

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
    /// A sentence: the file cannot be read or is not of this kind.
    pub fn load(&self) -> Result<BTreeSet<RegionName>, String> {
        let say = |why: String| {
            format!("the marked regions in {} could not be read: {}", self.file.display(), printable(&why))
        };
        match fs::read(&self.file) {
            Ok(text) => {
                serde_json::from_slice(&text).map(|file: File| file.regions).map_err(|error| say(error.to_string()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(say(error.to_string())),
        }
    }

    /// Keeps the marks in place of the last ones. A reader sees the old file or the new one.
    ///
    /// # Errors
    ///
    /// A sentence: the folder or file cannot be written.
    pub fn keep(&self, regions: &BTreeSet<RegionName>) -> Result<(), String> {
        let write = || -> io::Result<()> {
            let folder = self.file.parent().unwrap_or(std::path::Path::new("."));
            fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            serde_json::to_writer(&mut file, &File { regions: regions.clone() })?;
            file.flush()?;
            file.persist(&self.file)?;
            Ok(())
        };
        write().map_err(|error| format!("the marked regions could not be kept in {}: {error}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_and_a_bad_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let store = MarkStore::in_file(folder.path().join("state/marks.json"));
        assert_eq!(store.load(), Ok(BTreeSet::new()));
        let marks: BTreeSet<RegionName> = ["us-west-2", "eu-west-1"].iter().map(|name| name.parse().unwrap()).collect();
        store.keep(&marks).unwrap();
        store.keep(&marks).unwrap();
        assert_eq!(store.load(), Ok(marks));
        fs::write(folder.path().join("state/marks.json"), "{\"regions\": [\"nowhere\"]}").unwrap();
        assert!(store.load().unwrap_err().contains("marks.json"));
    }
}
