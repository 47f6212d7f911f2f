//! Versions of the client, and finding the installed one without running it.

use std::{
    env, fmt, fs,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    str::FromStr,
    sync::mpsc,
    thread,
    time::Duration,
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
    /// The installed client is not run: its version stands in the metadata of its package or in the name of
    /// the folder it is installed in. Where it does not, [`Client::ask`] asks, with the user's consent.
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

    /// Runs the installed client with `--version`. Only for a user who said so: it starts whatever has that name, so it
    /// gets nothing of the environment but the path and the home folder, no credentials among them.
    #[must_use]
    pub fn ask(setup: &Setup) -> Option<Self> {
        let kept = ["PATH", "HOME", "USERPROFILE", "SystemRoot"];
        let env = kept.iter().filter_map(|name| Some((*name, setup.env.get(*name)?)));
        let mut child = Command::new(program(setup)?)
            .arg("--version")
            .env_clear()
            .envs(env)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let said = said_by(&mut child);
        // One that hangs, or has said enough, is left behind by nobody.
        let _ = child.kill();
        let _ = child.wait();
        let said = said?;
        // `2.1.330 (Claude Code)`
        let version = said.split_whitespace().next()?.parse().ok()?;
        Some(Self { version, source: VersionSource::Installed })
    }
}

/// The first line of what a program prints, within the time it is given. Read beside, because a child of the program may
/// hold the pipe open for ever after the program itself has ended; the reader ends with the pipe.
fn said_by(child: &mut Child) -> Option<String> {
    let output = child.stdout.take()?;
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(output.take(MOST_SAID)).read_line(&mut line);
        // Nobody waits for it any more if this fails.
        let _ = sender.send(read.map(|_| line));
    });
    answer.recv_timeout(PATIENCE).ok()?.ok()
}

/// A client that takes longer to say its version is not waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes; a version is shorter, and a pipe holds as much without being read.
const MOST_SAID: u64 = 4096;

/// The version that stands in the files of the installed client.
fn installed(setup: &Setup) -> Option<Version> {
    let program = program(setup)?;
    let beside = program.parent().map(|folder| folder.join("node_modules/@anthropic-ai/claude-code"));
    let real = fs::canonicalize(&program).ok()?;
    version_in_path(&real)
        .or_else(|| real.ancestors().skip(1).take(4).find_map(package_version))
        .or_else(|| package_version(&beside?))
}

/// The `claude` on the path, else where the vendor's installers put it.
fn program(setup: &Setup) -> Option<PathBuf> {
    let path = setup.env.get("PATH").map(String::as_str).unwrap_or_default();
    let installers = [".local/bin", ".claude/local"].map(|folder| setup.home.join(folder));
    // A relative entry would look into whatever folder the program happens to stand in.
    let folders = env::split_paths(path).chain(installers).filter(|folder| folder.is_absolute());
    let program = folders.flat_map(|folder| ["claude", "claude.cmd", "claude.exe"].map(|name| folder.join(name)));
    program.into_iter().find(|file| file.is_file())
}

/// A native install keeps each version under its own name, `…/claude/versions/2.1.330`; so does a Homebrew cask,
/// `…/Caskroom/claude-code/2.1.330/claude`, and `claude-code@latest` beside it.
fn version_in_path(real: &Path) -> Option<Version> {
    let named = |folder: &Path| folder.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let is_ours = |name: String| matches!(name.split('@').next(), Some("claude" | "claude-code"));
    let ours = real.ancestors().skip(1).filter_map(named).any(is_ours);
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

    #[test]
    fn a_version_given_goes_before_what_is_installed() {
        let given = Client::detect(Some(Version(0, 2, 46)), &Setup::default());
        assert_eq!((given.version, given.source), (Version(0, 2, 46), VersionSource::Given));
        assert_eq!(Client::detect(None, &Setup::default()).source, VersionSource::NewestKnown);
    }

    #[cfg(unix)]
    mod layouts {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        use super::*;

        /// A root with `bin` on the path, and a home.
        struct Machine(tempfile::TempDir);

        impl Machine {
            fn new() -> Self {
                let machine = Self(tempfile::tempdir().unwrap());
                fs::create_dir_all(machine.path("bin")).unwrap();
                machine
            }

            fn path(&self, path: &str) -> PathBuf {
                self.0.path().join(path)
            }

            /// A program that leaves a mark when it is run.
            fn program(self, path: &str) -> Self {
                let script = format!("#!/bin/sh\ntouch {}\n", self.path("ran").display());
                self.file(path, &script)
            }

            fn file(self, path: &str, text: &str) -> Self {
                let path = self.path(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
                self
            }

            fn link(self, path: &str, to: &str) -> Self {
                fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
                symlink(self.path(to), self.path(path)).unwrap();
                self
            }

            fn detect(&self) -> Client {
                let client = Client::detect(None, &Setup { home: self.path("home"), ..setup(&self.path("bin")) });
                assert!(!self.path("ran").exists(), "the client was run");
                client
            }

            fn finds(&self, version: Version) {
                let found = self.detect();
                assert_eq!((found.version, found.source), (version, VersionSource::Installed));
            }
        }

        const PACKAGE: &str = r#"{"name":"@anthropic-ai/claude-code","version":"2.1.112"}"#;

        #[test]
        fn nothing_installed_means_the_newest_known() {
            assert_eq!(Machine::new().detect(), Client { version: newest_known(), source: VersionSource::NewestKnown });
        }

        #[test]
        fn npm_global_under_a_version_manager() {
            // The version of Node in the path is not the client's.
            let lib = "node/v22.1.0/lib/node_modules/@anthropic-ai/claude-code";
            let machine = Machine::new().file(&format!("{lib}/package.json"), PACKAGE);
            machine
                .program(&format!("{lib}/cli.js"))
                .link("bin/claude", &format!("{lib}/cli.js"))
                .finds(Version(2, 1, 112));
        }

        #[test]
        fn npm_global_wrapper_around_a_native_package() {
            let platform = r#"{"name":"@anthropic-ai/claude-code-linux-x64","version":"2.1.330"}"#;
            let lib = "lib/node_modules/@anthropic-ai/claude-code-linux-x64";
            let machine = Machine::new().file(&format!("{lib}/package.json"), platform);
            machine
                .program(&format!("{lib}/bin/claude"))
                .link("bin/claude", &format!("{lib}/bin/claude"))
                .finds(Version(2, 1, 330));
        }

        #[test]
        fn npm_on_windows_has_a_script_beside_its_packages() {
            let machine = Machine::new().file("bin/node_modules/@anthropic-ai/claude-code/package.json", PACKAGE);
            machine.program("bin/claude.cmd").finds(Version(2, 1, 112));
        }

        #[test]
        fn native_installer_on_the_path_or_in_the_home_folder() {
            let versions = "home/.local/share/claude/versions";
            let machine =
                Machine::new().program(&format!("{versions}/2.1.329")).program(&format!("{versions}/2.1.330"));
            let machine = machine.link("home/.local/bin/claude", &format!("{versions}/2.1.329"));
            machine.finds(Version(2, 1, 329));
            machine.link("bin/claude", &format!("{versions}/2.1.330")).finds(Version(2, 1, 330));
        }

        #[test]
        fn local_npm_installer() {
            let local = "home/.claude/local";
            let machine =
                Machine::new().file(&format!("{local}/node_modules/@anthropic-ai/claude-code/package.json"), PACKAGE);
            machine.program(&format!("{local}/claude")).finds(Version(2, 1, 112));
        }

        #[test]
        fn homebrew_cask() {
            for cask in ["claude-code", "claude-code@latest"] {
                let program = format!("Caskroom/{cask}/2.1.320/claude");
                Machine::new().program(&program).link("bin/claude", &program).finds(Version(2, 1, 320));
            }
        }

        #[test]
        fn asked_with_consent_it_sees_no_credentials() {
            let machine = Machine::new().file("bin/claude", "#!/bin/sh\n[ -z \"$AWS_SECRET_ACCESS_KEY\" ] || exit 1\n[ \"$1\" = --version ] && echo \"2.1.300 (Claude Code)\"\n");
            assert_eq!(machine.detect().source, VersionSource::NewestKnown, "its files do not tell");
            let mut setup = Setup { home: machine.path("home"), ..setup(&machine.path("bin")) };
            setup.env.insert("AWS_SECRET_ACCESS_KEY".to_owned(), "secret".to_owned());
            let asked = Client::ask(&setup).unwrap();
            assert_eq!((asked.version, asked.source), (Version(2, 1, 300), VersionSource::Installed));
            let mute = Machine::new().file("bin/claude", "#!/bin/sh\nexit 1\n");
            assert_eq!(Client::ask(&Setup { home: mute.path("home"), ..super::setup(&mute.path("bin")) }), None);
        }

        #[test]
        fn another_program_of_that_name_tells_nothing() {
            let machine = Machine::new().file("tool/package.json", r#"{"name":"other","version":"9.9.9"}"#);
            let machine = machine.program("tool/1.2.3/claude").link("bin/claude", "tool/1.2.3/claude");
            assert_eq!(machine.detect().source, VersionSource::NewestKnown);
        }
    }
}
