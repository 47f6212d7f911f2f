//! Versions of the client, and finding the installed one without running it.

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use super::{Setup, Version, VersionSource, rules, sources::read_regular};

/// A text that is not a version of three numbers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Claude Code version (expected something like 2.1.330)")]
pub struct VersionError(pub String);

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || VersionError(text.to_owned());
        let numbers: Vec<u32> = text
            .strip_prefix('v')
            .unwrap_or(text)
            .split('.')
            .map(|part| if part.starts_with('+') { Err(error()) } else { part.parse().map_err(|_| error()) })
            .collect::<Result<_, _>>()?;
        match numbers[..] {
            [major, minor, patch] => Ok(Self(major, minor, patch)),
            _ => Err(error()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}.{}", self.0, self.1, self.2))
    }
}

/// The newest version of the client whose behaviour this program knows.
#[must_use]
pub fn newest_known() -> Version {
    rules::table().newest
}

/// The client the plan is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its version.
    pub version: Version,
    /// How the version was decided.
    pub source: VersionSource,
}

impl Client {
    /// The version given, else that of the `claude` on the path, else the newest known.
    ///
    /// The installed client is never run: its version stands in the metadata of its package or in the name of
    /// the folder it is installed in.
    #[must_use]
    pub fn detect(given: Option<Version>, setup: &Setup) -> Self {
        if let Some(version) = given {
            return Self { version, source: VersionSource::Given };
        }
        match installed(setup) {
            Some(version) => Self { version, source: VersionSource::Installed },
            None => Self { version: newest_known(), source: VersionSource::NewestKnown },
        }
    }
}

fn installed(setup: &Setup) -> Option<Version> {
    let path = setup.env.get("PATH")?;
    // A relative entry would look into whatever folder the program happens to stand in.
    let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
    let program = folders.flat_map(|folder| ["claude", "claude.cmd", "claude.exe"].map(|name| folder.join(name)));
    let program = program.into_iter().find(|file| file.is_file())?;
    let beside = program.parent().map(|folder| folder.join("node_modules/@anthropic-ai/claude-code"));
    let real = fs::canonicalize(&program).ok()?;
    version_in_path(&real)
        .or_else(|| real.ancestors().skip(1).take(4).find_map(package_version))
        .or_else(|| package_version(&beside?))
}

/// A native install keeps each version under its own name: `…/claude/versions/2.1.330`.
fn version_in_path(real: &Path) -> Option<Version> {
    let ours = real.ancestors().skip(1).any(|folder| folder.file_name().is_some_and(|name| name == "claude"));
    let named = real.ancestors().take(3).find_map(|part| part.file_name()?.to_str()?.parse().ok());
    named.filter(|_| ours)
}

fn package_version(folder: &Path) -> Option<Version> {
    let file: PathBuf = folder.join("package.json");
    let package: serde_json::Value = serde_json::from_str(&read_regular(&file).ok()??).ok()?;
    let name = package.get("name")?.as_str()?;
    // From 2.1.113 the package is a wrapper around a native one per platform, named after it.
    if !name.starts_with("@anthropic-ai/claude-code") {
        return None;
    }
    package.get("version")?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn setup(path: &Path) -> Setup {
        let env = BTreeMap::from([("PATH".to_owned(), path.display().to_string())]);
        Setup { env, ..Setup::default() }
    }

    #[test]
    fn versions_are_read_and_ordered_as_numbers() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("2.1.99") < version("v2.1.330"));
        assert_eq!(version("0.2.46").to_string(), "0.2.46");
        for bad in ["", "2", "2.1", "2.1.x", "2.1.+3", "2.1.3.4", "2.1.330-beta"] {
            assert!(bad.parse::<Version>().is_err(), "{bad}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_installed_client_is_read_and_not_run() {
        let root = tempfile::tempdir().unwrap();
        let bin = root.path().join("bin");
        fs::create_dir_all(&bin).unwrap();
        assert_eq!(Client::detect(None, &setup(&bin)).source, VersionSource::NewestKnown);

        let package = root.path().join("lib/node_modules/@anthropic-ai/claude-code");
        fs::create_dir_all(&package).unwrap();
        fs::write(package.join("package.json"), r#"{"name":"@anthropic-ai/claude-code","version":"2.1.112"}"#).unwrap();
        fs::write(package.join("cli.js"), "not run").unwrap();
        std::os::unix::fs::symlink(package.join("cli.js"), bin.join("claude")).unwrap();
        let found = Client::detect(None, &setup(&bin));
        assert_eq!((found.version, found.source), (Version(2, 1, 112), VersionSource::Installed));

        let versions = root.path().join("share/claude/versions");
        fs::create_dir_all(&versions).unwrap();
        fs::write(versions.join("2.1.330"), "not run").unwrap();
        fs::remove_file(bin.join("claude")).unwrap();
        std::os::unix::fs::symlink(versions.join("2.1.330"), bin.join("claude")).unwrap();
        assert_eq!(Client::detect(None, &setup(&bin)).version, Version(2, 1, 330));

        let given = Client::detect(Some(Version(0, 2, 46)), &setup(&bin));
        assert_eq!((given.version, given.source), (Version(0, 2, 46), VersionSource::Given));
    }
}
