//! Files of the program's own: read only where they are files, written whole, replaced by nothing but a newer one.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use jiff::Timestamp;

/// Files that are being written are called so; a kill leaves one behind.
const UNFINISHED: (&str, &str) = (".bedcheck-", ".tmp");

/// An unfinished file of that age is nobody's any more.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The bytes of a regular file. A pipe would be waited for, and a device has no end: neither is read.
///
/// # Errors
///
/// When it is not there, is no regular file (`InvalidInput`), has more than `most` bytes (`FileTooLarge`), or cannot be
/// read.
pub fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {} MiB", most >> 20)));
    }
    Ok(bytes)
}

/// A regular file, to be read by whoever knows how much of it.
///
/// # Errors
///
/// When it is not there, is no regular file (of the kind `InvalidInput`), or cannot be opened.
pub fn open_regular(path: &Path) -> io::Result<File> {
    // Looked at first: opening a pipe waits for somebody at its other end.
    regular(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    // And once more: what lies there may be another by now.
    regular(&file.metadata()?)?;
    Ok(file)
}

/// Whether something is there that is no regular file: whoever opens it may wait without an end.
#[must_use]
pub fn is_no_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file())
}

/// The text of a regular file.
///
/// # Errors
///
/// As [`read_regular`], and when it is not UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read_regular(path, most)?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is no text"))
}

fn regular(metadata: &fs::Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
}

/// Keeps bytes in a file that only its owner can read, in place of what it held. A reader sees the old file or the new
/// one. Behind a link the file it leads to is replaced; a pipe or a device is refused and stays.
///
/// # Errors
///
/// When the folder or file cannot be written, or what lies there is no regular file.
pub fn keep_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match fs::canonicalize(path) {
        Ok(target) => {
            regular(&fs::metadata(&target)?)
                .map_err(|_| io::Error::other("it is not a regular file, and is not replaced"))?;
            target
        }
        Err(_) => path.to_owned(),
    };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_private_folder(folder)?;
    clear_abandoned(folder);
    let mut file = tempfile::Builder::new().prefix(UNFINISHED.0).suffix(UNFINISHED.1).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_data()?;
    file.persist(&target)?;
    Ok(())
}

/// Gives a file that cannot be read another name beside its own, so that nothing takes its place; the name.
///
/// # Errors
///
/// When it cannot be renamed.
pub fn set_aside(path: &Path, now: Timestamp) -> io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let at = now.strftime("%Y%m%dT%H%M%SZ");
    let free = (1..100).map(|count| match count {
        1 => path.with_file_name(format!("{name}.unreadable-{at}")),
        _ => path.with_file_name(format!("{name}.unreadable-{at}-{count}")),
    });
    let aside = free.into_iter().find(|aside| fs::symlink_metadata(aside).is_err());
    let aside = aside.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Takes away what a kill left behind.
fn clear_abandoned(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let is_abandoned = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let age = || SystemTime::now().duration_since(entry.metadata().ok()?.modified().ok()?).ok();
        name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) && age().is_some_and(|age| age > ABANDONED)
    };
    for entry in entries.filter_map(Result::ok).filter(is_abandoned) {
        // Whoever else clears it has done the same.
        let _ = fs::remove_file(entry.path());
    }
}

#[cfg(unix)]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_private_and_a_link_stays_a_link() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/marks.json");
        keep_private(&file, b"one").unwrap();
        keep_private(&file, b"two").unwrap();
        assert_eq!(read_text(&file, 3).unwrap(), "two");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        let link = folder.path().join("link.json");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        keep_private(&link, b"three").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read_text(&file, 9).unwrap(), "three");
    }

    /// Reliability review, kinds 10 and 14: `--save /dev/null` took the machine's away; a pipe was waited for.
    #[test]
    fn what_is_no_regular_file_is_neither_read_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [&socket, folder.path(), Path::new("/dev/null")] {
            let (read, kept) = (read_regular(path, 9).unwrap_err(), keep_private(path, b"x").unwrap_err());
            assert_eq!(read.to_string(), "it is not a regular file", "{path:?}");
            assert_eq!(kept.to_string(), "it is not a regular file, and is not replaced", "{path:?}");
            assert!(!fs::metadata(path).unwrap().is_file());
        }
        assert_eq!(read_regular(&folder.path().join("none"), 9).unwrap_err().kind(), io::ErrorKind::NotFound);
        let long = folder.path().join("long");
        fs::write(&long, [b'x'; 10]).unwrap();
        assert!(read_regular(&long, 9).is_err());
    }

    #[test]
    fn what_cannot_be_read_is_set_aside_and_what_a_kill_left_is_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
        let file = folder.path().join("marks.json");
        for text in ["first", "second"] {
            fs::write(&file, text).unwrap();
            let aside = set_aside(&file, now).unwrap();
            assert_eq!(fs::read_to_string(aside).unwrap(), text);
            assert!(!file.exists());
        }
        let old = folder.path().join(".bedcheck-old.tmp");
        fs::write(&old, "").unwrap();
        let long_ago = SystemTime::now() - 2 * ABANDONED;
        File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
        let new = folder.path().join(".bedcheck-new.tmp");
        fs::write(&new, "").unwrap();
        keep_private(&file, b"x").unwrap();
        assert!(!old.exists() && new.exists(), "another process may be writing");
    }
}
