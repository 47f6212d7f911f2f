//! Where an export goes: a file that was not there before, or the clipboard.

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::Effects;
use crate::{
    dashboard::{export::Delivery, model::Note, update::Msg},
    terminal::tty::TerminalScreen,
};

/// Files of the same name that are tried before giving up.
const MOST_NAMES: u32 = 100;

impl Effects {
    /// Writes or copies a text, and says where it is.
    pub(in crate::terminal) fn deliver(&self, text: &str, target: Delivery, screen: &mut TerminalScreen) -> Msg {
        let name = match target {
            Delivery::Clipboard => return self.copy("the export", text, screen),
            Delivery::File(name) => name,
        };
        let folder = std::env::current_dir().unwrap_or_default();
        Msg::Note(match write_new(&folder, &name, text) {
            Ok(path) => Note { text: format!("Written: {}", path.display()), trouble: false },
            Err(error) => Note { text: format!("{name} could not be written: {error}"), trouble: true },
        })
    }
}

/// Writes a file that was not there before: `name`, or `name-2` and so on.
fn write_new(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let mut taken = io::Error::from(io::ErrorKind::AlreadyExists);
    for count in 1..=MOST_NAMES {
        let name = if count == 1 { name.to_owned() } else { format!("{stem}-{count}.{ending}") };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(mut file) => {
                if let Err(error) = file.write_all(text.as_bytes()) {
                    // A part of it, on a full disk, would pass for the whole.
                    let _ = std::fs::remove_file(&path);
                    return Err(error);
                }
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = error,
            Err(error) => return Err(error),
        }
    }
    Err(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_ever_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let write = |text| write_new(folder.path(), "bedcheck-list-x.json", text).unwrap();
        assert_eq!(write("one"), folder.path().join("bedcheck-list-x.json"));
        assert_eq!(write("two"), folder.path().join("bedcheck-list-x-2.json"));
        assert_eq!(write("three"), folder.path().join("bedcheck-list-x-3.json"));
        assert_eq!(std::fs::read_to_string(folder.path().join("bedcheck-list-x.json")).unwrap(), "one");
        assert!(write_new(&folder.path().join("nowhere"), "a.txt", "x").is_err());
    }
}
