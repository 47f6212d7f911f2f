//! Where to read: environment, home, project, machine-wide folder.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::LaunchArguments;
use crate::storage;

/// Where the client's configuration is read from. Tests build one of their own; only
/// [`Setup::from_process`] looks at the real environment.
///
/// It holds the whole environment, secrets included, and therefore has no `Debug`.
#[derive(Clone, Default)]
pub struct Setup {
    /// The environment the client would be started in.
    pub env: BTreeMap<String, String>,
    /// Variables that a demo sets so that it tells its story anywhere; whatever else names them wins.
    pub scene: BTreeMap<String, String>,
    /// Whether the answer is for an AWS profile that was named for this run, and so for no other identity.
    pub profile_named: bool,
    /// The user's home folder.
    pub home: PathBuf,
    /// The folder the client would be started in.
    pub project: PathBuf,
    /// The folder of the machine's managed settings.
    pub managed: PathBuf,
    /// Where the device's management keeps policies for the client. One that is there outranks the managed files.
    pub device_policies: Vec<PathBuf>,
    /// The file given to the client with `--settings`, unless the command line names one.
    pub flag_settings: Option<PathBuf>,
    /// The command line the client would be started with.
    pub launch: LaunchArguments,
    /// The time, against which the age of what the client remembers counts; without it nothing remembered counts.
    pub now: Option<Timestamp>,
}

impl Setup {
    /// The set-up of this process, for a project folder.
    #[must_use]
    pub fn from_process(project: &Path) -> Self {
        // What is not text cannot name a model or a region.
        let env =
            env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self {
            env: env.collect(),
            scene: BTreeMap::new(),
            profile_named: false,
            home: storage::home_folder().unwrap_or_default(),
            project: env::current_dir().unwrap_or_default().join(project),
            managed: managed_folder(),
            device_policies: device_policies(),
            flag_settings: None,
            launch: LaunchArguments::default(),
            now: Some(Timestamp::now()),
        }
    }

    /// `~/.claude`, or where `CLAUDE_CONFIG_DIR` moved it.
    pub(super) fn config_folder(&self) -> PathBuf {
        self.moved_config().unwrap_or_else(|| self.home.join(".claude"))
    }

    /// `~/.claude.json`; `CLAUDE_CONFIG_DIR` moves it as well.
    pub(super) fn global_state(&self) -> PathBuf {
        self.moved_config().unwrap_or_else(|| self.home.clone()).join(".claude.json")
    }

    fn moved_config(&self) -> Option<PathBuf> {
        self.env.get("CLAUDE_CONFIG_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from)
    }
}

/// The preference domain `com.anthropic.claudecode`, for the machine and for the user (vendor's page on managed settings;
/// where macOS keeps the domains of its management). The registry of Windows is not looked at.
fn device_policies() -> Vec<PathBuf> {
    if !cfg!(target_os = "macos") {
        return Vec::new();
    }
    let domain = Path::new("com.anthropic.claudecode.plist");
    let managed = Path::new("/Library/Managed Preferences");
    let of_user = env::var("USER").ok().filter(|user| !user.is_empty() && !user.contains('/'));
    let of_user = of_user.map(|user| managed.join(user).join(domain));
    std::iter::once(managed.join(domain)).chain(of_user).collect()
}

/// The vendor's page on managed settings; on Linux also seen in use.
fn managed_folder() -> PathBuf {
    PathBuf::from(if cfg!(target_os = "macos") {
        "/Library/Application Support/ClaudeCode"
    } else if cfg!(windows) {
        r"C:\Program Files\ClaudeCode"
    } else {
        "/etc/claude-code"
    })
}
