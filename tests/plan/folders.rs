//! A home, a project and a machine-wide folder of one's own; nothing of the real ones is read.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use bedcheck::claude_code::{Client, LaunchArguments, Plan, ProfileList, Setup, Sources, Version, VersionSource, plan};
use jiff::Timestamp;
use tempfile::TempDir;

pub(crate) struct Folders {
    root: TempDir,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) launch: LaunchArguments,
    pub(crate) now: Option<Timestamp>,
    /// As with `--profile`.
    pub(crate) profile_named: bool,
}

impl Folders {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("project")).unwrap();
        let env = [("CLAUDE_CODE_USE_BEDROCK", "1"), ("AWS_REGION", "us-east-1")];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { root, env: BTreeMap::from(env), launch: LaunchArguments::default(), now: None, profile_named: false }
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Started with this command line.
    pub(crate) fn launch(mut self, words: &[&str]) -> Self {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        self.launch = LaunchArguments::parse(&words).unwrap();
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub(crate) fn write(self, path: &str, text: &str) -> Self {
        write(&self.path(path), text);
        self
    }

    pub(crate) fn setup(&self) -> Setup {
        Setup {
            scene: std::collections::BTreeMap::new(),
            profile_named: self.profile_named,
            env: self.env.clone(),
            home: self.path("home"),
            project: self.path("project"),
            managed: self.path("managed"),
            device_policies: Vec::new(),
            flag_settings: Some(self.path("flag.json")),
            launch: self.launch.clone(),
            now: self.now,
        }
    }

    pub(crate) fn plan(&self, version: &str) -> Plan {
        plan(&Sources::read(&self.setup()), &client(version), ProfileList::Listed(&[]))
    }
}

pub(crate) fn client(version: &str) -> Client {
    Client { version: version.parse::<Version>().unwrap(), source: VersionSource::Given }
}

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
