//! Agents, commands, skills and workflow scripts: which folders hold them, and which of two with one name counts.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{
    super::{Problem, Setup, Source, SourceKind, Sourced},
    MarkdownFile, MarkdownKind, Sources, clean, git_root, markdown, plugins,
    settings::plugin_hooks,
    workflows,
};

impl Sources {
    /// Of two with the same name the first counts: the machine's agents, those of the command line, the project's, those of
    /// the folders above it and of `--add-dir`, the user's (run 2.1.332). A plugin's have its name before theirs.
    pub(super) fn read_definitions(&mut self, setup: &Setup) {
        for kind in KINDS {
            self.take(kind, &setup.managed.join(".claude").join(kind.folder()), "");
        }
        self.agents_of_the_command_line(setup.launch.agents.as_deref());
        let above = folders_above(&setup.project);
        let added = setup.launch.add_dirs.iter().map(|written| setup.project.join(written));
        let mut folders: Vec<PathBuf> = Vec::new();
        let of_projects = above.chain(added).map(|folder| folder.join(".claude"));
        for folder in of_projects.chain([setup.config_folder()]) {
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        for folder in &folders {
            for kind in KINDS {
                self.take(kind, &folder.join(kind.folder()), "");
            }
            self.workflows.extend(workflows::read_all(&folder.join("workflows")));
        }
        for plugin in plugins::plugins(setup, &self.settings) {
            for kind in KINDS {
                for place in plugin.places(kind.folder()) {
                    self.take(kind, &place, &plugin.name);
                }
            }
            self.plugin_hooks.extend(plugin_hooks(&plugin.root.join("hooks/hooks.json"), &plugin.name));
        }
    }

    fn take(&mut self, kind: MarkdownKind, place: &Path, plugin: &str) {
        let (seen, files) = markdown::read_all(place, kind, plugin);
        let into = if kind == MarkdownKind::Agent { &mut self.agents } else { &mut self.commands };
        for file in files {
            if !into.iter().any(|one| one.kind == kind && one.name == file.name) {
                into.push(file);
            }
        }
        self.files.extend(seen);
    }

    /// `--agents '{"reviewer": {"description": "…", "prompt": "…", "model": "opus"}}'`
    fn agents_of_the_command_line(&mut self, text: Option<&str>) {
        let Some(text) = text else { return };
        let source = given_with("--agents");
        let Ok(Value::Object(agents)) = serde_json::from_str(text) else {
            let text =
                "What is given with --agents is not a JSON object: the client takes no agent from it.".to_owned();
            self.remarks.push(Problem { text, source: Some(source) });
            return;
        };
        let agent = |(name, agent): (&String, &Value)| {
            let model = agent.get("model").and_then(Value::as_str).map(clean);
            MarkdownFile {
                name: clean(name),
                place: "--agents".to_owned(),
                model: model.map(|value| Sourced { value, source: source.clone() }),
                ..MarkdownFile::of(MarkdownKind::Agent)
            }
        };
        let new: Vec<_> =
            agents.iter().map(agent).filter(|new| self.agents.iter().all(|one| one.name != new.name)).collect();
        self.agents.extend(new);
    }
}

const KINDS: [MarkdownKind; 3] = [MarkdownKind::Agent, MarkdownKind::Command, MarkdownKind::Skill];

/// A value of the command line, as a source.
pub(in crate::claude_code) fn given_with(option: &str) -> Source {
    let text = format!("given with {option}");
    Source { kind: SourceKind::CommandLine, path: None, line: None, key: Some(option.to_owned()), text }
}

/// The project and the folders above it: up to the root of its repository, or, outside of one, of the file system.
fn folders_above(project: &Path) -> impl Iterator<Item = PathBuf> {
    let root = git_root(project).map(Path::to_owned);
    let mut done = false;
    let folders = project.ancestors().map(Path::to_owned).take_while(move |folder| {
        let last = std::mem::replace(&mut done, root.as_ref() == Some(folder));
        !last
    });
    folders.collect::<Vec<_>>().into_iter()
}
