//! Everything read: settings of every scope, agents, commands, skills, AWS files. All file I/O of the plan is here
//! and below. What is read is data: no command in it is run, no endpoint in it is called.

mod aws_files;
mod definitions;
mod in_force;
mod key_lines;
mod markdown;
mod memory;
mod plugins;
mod records;
mod settings;
mod size;
mod surfaces;
mod workflows;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

pub(super) use super::text::clean;
use super::{FileSeen, LaunchArguments, Problem, Secret, Setup, SourceKind, secret::CREDENTIALS, source::FileFault};
use crate::storage::{self, AwsFile};

pub use aws_files::{ProfileSettings, SsoSettings};
pub(super) use definitions::given_with;
pub(super) use in_force::Dropped;
pub(super) use markdown::{MarkdownFile, MarkdownKind};
pub use memory::Remembered;
pub(super) use memory::{SKIP, to_the_second};
pub use records::{LeftBehind, Recorded};
pub(super) use settings::{HookModel, SettingsFile, scope_words};
pub(super) use surfaces::Surface;
pub(super) use workflows::WorkflowModel;

/// Values of this run only: they stand in no file.
#[derive(Clone, Debug, Default)]
pub(super) struct Overlays {
    /// What a demo sets, below everything.
    pub(super) scene: BTreeMap<String, String>,
    /// The region that was asked about on the command line, above all files.
    pub(super) region: Option<String>,
    /// Whether an AWS profile was named for this run.
    pub(super) profile_named: bool,
    /// What-if values, above everything.
    pub(super) what_if: BTreeMap<String, String>,
}

/// What was read: of the environment only the variables that steer the client, and apart from them the credentials it
/// would sign with, which nothing shows.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub(super) shell: BTreeMap<String, String>,
    /// The shell's credentials.
    pub(super) credentials: BTreeMap<&'static str, Secret>,
    /// What was set for this run only.
    pub(super) overlays: Overlays,
    /// What of the command line counts.
    pub(super) launch: LaunchArguments,
    /// Lowest precedence first.
    pub(super) settings: Vec<SettingsFile>,
    pub(super) agents: Vec<MarkdownFile>,
    pub(super) commands: Vec<MarkdownFile>,
    pub(super) workflows: Vec<WorkflowModel>,
    pub(super) plugin_hooks: Vec<HookModel>,
    /// What the client remembers of its startup checks.
    pub(super) remembered: Vec<Remembered>,
    /// What is wrong with what was given.
    pub(super) remarks: Vec<Problem>,
    /// Settings files that this version of the client does not take, lowest precedence first.
    pub(super) dropped: Vec<Dropped>,
    /// Where variables stand that another surface of the client reads: an editor, a container.
    pub(super) surfaces: Vec<Surface>,
    /// Credentials file before config file.
    pub(super) aws: Vec<ProfileSettings>,
    pub(super) files: Vec<FileSeen>,
}

impl Sources {
    /// Reads every place the client would read. Never fails: what is missing or broken is recorded as such.
    #[must_use]
    pub fn read(setup: &Setup) -> Self {
        let steering = |(name, value): (&String, &String)| steers(name).then(|| (clean(name), clean(value)));
        // Of a key under a name of its own only that it is there.
        let misnamed = setup.env.keys().filter(|name| holds_a_key(name)).map(|name| (clean(name), "set".to_owned()));
        let mut sources = Self {
            shell: setup.env.iter().filter_map(steering).chain(misnamed).collect(),
            overlays: Overlays {
                scene: setup.scene.clone(),
                profile_named: setup.profile_named,
                ..Overlays::default()
            },
            credentials: CREDENTIALS
                .iter()
                .filter_map(|name| Some((*name, Secret::new(setup.env.get(*name)?))))
                .collect(),
            launch: setup.launch.cleaned(),
            ..Self::default()
        };
        for place in settings_places(setup) {
            match place {
                Place::File(kind, path) => {
                    let (seen, file) = SettingsFile::read(kind, &path);
                    sources.files.push(seen);
                    sources.settings.extend(file);
                }
                Place::CommandLine(text) => sources.settings_of_the_command_line(&text),
            }
        }
        sources.files.extend(setup.device_policies.iter().filter(|path| path.exists()).map(|path| FileSeen {
            path: path.clone(),
            scope: SourceKind::ManagedSettings,
            read: false,
            problem: Some(FileFault::DevicePolicy),
        }));
        sources.read_definitions(setup);
        let (seen, remembered) = memory::read(setup);
        sources.files.extend(seen);
        sources.remembered = remembered;
        sources.read_aws(setup);
        sources.surfaces = surfaces::read(setup);
        sources
    }

    /// The same with one variable set above everything else, or erased with an empty value: for "what if".
    #[must_use]
    pub fn what_if(mut self, variable: &str, value: &str) -> Self {
        self.overlays.what_if.insert(clean(variable), clean(value));
        self
    }

    /// The AWS profiles of the files that were read.
    #[must_use]
    pub fn aws_profiles(&self) -> &[ProfileSettings] {
        &self.aws
    }

    /// The names of what is set, place by place, without values.
    pub(super) fn names(&self) -> Vec<(String, BTreeSet<String>)> {
        let of_shell = self.shell.keys().cloned().chain(self.credentials.keys().map(ToString::to_string));
        let of_file = |file: &SettingsFile| {
            let env = file.env().into_iter().map(|(name, _)| format!("env.{name}"));
            let secret = file.credentials().map(|(name, _)| format!("env.{name}"));
            let keys = file.keys().filter(|key| *key != "env").map(clean);
            // What the client keeps of its own is no setting.
            let counts = file.kind != SourceKind::GlobalState;
            (scope_words(file.kind).to_owned(), env.chain(secret).chain(keys).filter(|_| counts).collect())
        };
        let shell = (scope_words(SourceKind::Shell).to_owned(), of_shell.collect::<BTreeSet<_>>());
        std::iter::once(shell).chain(self.settings.iter().map(of_file)).filter(|(_, names)| !names.is_empty()).collect()
    }

    /// One of the two AWS files.
    pub(super) fn aws_seen(&self, file: AwsFile) -> Option<&FileSeen> {
        let seen = self.files.iter().filter(|seen| seen.scope == SourceKind::AwsProfile);
        // The order they are read in.
        match file {
            AwsFile::Credentials => seen.into_iter().next(),
            AwsFile::Config => seen.into_iter().nth(1),
        }
    }

    fn settings_of_the_command_line(&mut self, text: &str) {
        match SettingsFile::inline(SourceKind::FlagSettings, text) {
            Some(file) => self.settings.push(file),
            None => {
                let text = "What is given with --settings is not strict JSON: nothing in it counts.".to_owned();
                self.remarks.push(Problem { text, source: Some(given_with("--settings")) });
            }
        }
    }

    /// Where the user's own or the managed settings move an AWS file to. A project must not point the program at files of
    /// its choice.
    pub(super) fn moved(&self, variable: &str) -> Option<String> {
        let own = self.settings.iter().rev().filter(|file| !file.kind.is_the_projects());
        let named = |file: &SettingsFile| file.env().into_iter().rev().find(|(name, _)| name == variable);
        own.filter_map(named).map(|(_, found)| found.value).next()
    }

    fn read_aws(&mut self, setup: &Setup) {
        for file in [AwsFile::Credentials, AwsFile::Config] {
            let moved = self.moved(file.variable()).or_else(|| setup.env.get(file.variable()).cloned());
            let path = file.place(&setup.home, moved);
            let (seen, profiles) = aws_files::read(&path, file);
            self.files.push(seen);
            self.aws.extend(profiles);
        }
    }
}

/// Where settings stand.
enum Place {
    File(SourceKind, PathBuf),
    CommandLine(String),
}

/// The settings, lowest precedence first.
fn settings_places(setup: &Setup) -> Vec<Place> {
    let project = setup.project.join(".claude");
    let local = project.join("settings.local.json");
    // The local file is also looked for at the root of the repository, the project's is not.
    let at_root = git_root(&setup.project).map(|root| root.join(".claude/settings.local.json"));
    let local = at_root.filter(|root| !local.exists() && root.exists()).unwrap_or(local);
    let user = setup.config_folder().join("settings.json");
    let mut paths = vec![(SourceKind::GlobalState, setup.global_state()), (SourceKind::UserSettings, user.clone())];
    // Started in the home folder, the user's file is the project's as well; it is the user's own.
    paths.extend(Some((SourceKind::ProjectSettings, project.join("settings.json"))).filter(|(_, path)| *path != user));
    paths.push((SourceKind::LocalSettings, local));
    paths.retain(|(kind, _)| setup.launch.reads(*kind));
    let mut places: Vec<Place> = paths.into_iter().map(|(kind, path)| Place::File(kind, path)).collect();
    let file = |path: PathBuf| Place::File(SourceKind::FlagSettings, path);
    places.extend(match &setup.launch.settings {
        Some(text) if text.trim_start().starts_with('{') => Some(Place::CommandLine(text.clone())),
        Some(path) => Some(file(setup.project.join(path))),
        None => setup.flag_settings.clone().map(file),
    });
    let mut managed = vec![setup.managed.join("managed-settings.json")];
    let drop_ins = fs::read_dir(setup.managed.join("managed-settings.d")).into_iter().flatten().flatten();
    let is_json = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json");
    let mut drop_ins: Vec<PathBuf> = drop_ins.map(|entry| entry.path()).filter(is_json).collect();
    drop_ins.sort();
    managed.extend(drop_ins);
    places.extend(managed.into_iter().map(|path| Place::File(SourceKind::ManagedSettings, path)));
    places
}

/// The folder with `.git` in it, at or above the project.
fn git_root(project: &Path) -> Option<&Path> {
    project.ancestors().find(|folder| folder.join(".git").exists())
}

/// Whether a variable can steer the client, and holds no secret.
fn steers(name: &str) -> bool {
    let ours = ["ANTHROPIC_", "CLAUDE_", "AWS_", "BEDROCK_"].iter().any(|start| name.starts_with(start));
    let secret = ["SECRET", "TOKEN", "ACCESS_KEY", "API_KEY", "HEADERS"].iter().any(|part| name.contains(part));
    ours && !secret
}

/// Whether a name speaks of a key for Bedrock, and is not the one that is read.
fn holds_a_key(name: &str) -> bool {
    let has = |word: &str| name.split('_').any(|part| part == word);
    has("BEDROCK") && (has("KEY") || has("TOKEN") || has("BEARER")) && !CREDENTIALS.contains(&name)
}

/// Bytes of a file at most. What the client keeps of its own grows with the years.
const MOST_BYTES: u64 = 16 << 20;

/// Bytes of a settings file at most: nobody writes a longer one, and each answer of AWS is planned for with all of it.
const MOST_SETTINGS: u64 = 1 << 20;

/// The text of a regular file; `None` when it is not there. A pipe or a device is never opened.
pub(super) fn read_regular(path: &Path) -> Result<Option<String>, FileFault> {
    read_within(path, MOST_BYTES)
}

/// The text of a settings file, which is shorter.
fn read_settings(path: &Path) -> Result<Option<String>, FileFault> {
    read_within(path, MOST_SETTINGS)
}

fn read_within(path: &Path, most: u64) -> Result<Option<String>, FileFault> {
    use std::io::ErrorKind as Kind;
    match storage::read_regular(path, most) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) => match error.kind() {
            Kind::NotFound | Kind::NotADirectory => Ok(None),
            Kind::InvalidInput => Err(FileFault::NotRegular),
            Kind::FileTooLarge => Err(FileFault::TooLarge { mebibytes: most >> 20 }),
            kind => Err(FileFault::Unreadable(kind)),
        },
    }
}
