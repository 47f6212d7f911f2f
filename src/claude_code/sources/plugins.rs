//! Plugins that are installed and switched on.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use serde_json::Value;

use super::{super::Setup, SettingsFile, clean, read_regular};

/// A plugin whose agents, commands, skills and hooks count.
pub(super) struct Plugin {
    /// The name that stands before those of its parts: `name:part`.
    pub(super) name: String,
    pub(super) root: PathBuf,
    /// More places for parts than the usual ones, by kind: `agents`, `commands`, `skills`.
    places: BTreeMap<String, Vec<PathBuf>>,
}

impl Plugin {
    /// The folders and files that hold its parts of a kind.
    pub(super) fn places(&self, kind: &str) -> Vec<PathBuf> {
        let usual = self.root.join(kind);
        let more = self.places.get(kind).into_iter().flatten().filter(|place| **place != usual).cloned();
        std::iter::once(usual.clone()).chain(more).collect()
    }

    fn at(root: PathBuf, name: &str) -> Self {
        let manifest = json(&root.join(".claude-plugin/plugin.json")).unwrap_or_default();
        let named = manifest.get("name").and_then(Value::as_str).filter(|_| name.is_empty()).map(clean);
        let folder = || root.file_name().map(|name| clean(&name.to_string_lossy())).unwrap_or_default();
        let name = if name.is_empty() { named.unwrap_or_else(folder) } else { clean(name) };
        let places = ["agents", "commands", "skills"].into_iter().map(|kind| {
            let written = match manifest.get(kind) {
                Some(Value::String(one)) => vec![one.as_str()],
                Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            // A plugin names places of its own only.
            let inside = |place: &&str| {
                Path::new(place).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
            };
            (kind.to_owned(), written.into_iter().filter(inside).map(|place| root.join(place)).collect())
        });
        Self { name, places: places.collect(), root }
    }
}

/// What the settings switch on of what is installed, then the folders given with `--plugin-dir`.
pub(super) fn plugins(setup: &Setup, settings: &[SettingsFile]) -> Vec<Plugin> {
    let folder = setup.config_folder().join("plugins");
    let installed = json(&folder.join("installed_plugins.json")).unwrap_or_default();
    let mut enabled: BTreeMap<String, bool> = BTreeMap::new();
    for file in settings {
        let Some(found) = file.get(&["enabledPlugins"]) else { continue };
        // A list says which versions are wanted.
        let on = |value: &Value| value.as_bool().unwrap_or(value.is_array());
        enabled.extend(found.value.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), on(value))));
    }
    let on = enabled.into_iter().filter(|(_, on)| *on).map(|(name, _)| name);
    let known = on.filter_map(|name| Some((place(&installed, &name, &folder, &setup.project)?, name)));
    let mut found: Vec<Plugin> =
        known.map(|(root, name)| Plugin::at(root, name.split('@').next().unwrap_or_default())).collect();
    let given = setup.launch.plugin_dirs.iter().map(|written| Plugin::at(setup.project.join(written), ""));
    found.extend(given);
    found
}

/// Where `name@market` is installed: for this project, else for everyone.
fn place(installed: &Value, name: &str, folder: &Path, project: &Path) -> Option<PathBuf> {
    let found = installed.get("plugins")?.get(name)?;
    let entries: Vec<&Value> = found.as_array().map_or_else(|| vec![found], |entries| entries.iter().collect());
    let for_project =
        |entry: &&&Value| entry.get("projectPath").and_then(Value::as_str).map(Path::new) == Some(project);
    let for_all = |entry: &&&Value| entry.get("projectPath").is_none();
    let entry = entries.iter().find(for_project).or_else(|| entries.iter().find(for_all))?;
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let path = text("installPath").map(PathBuf::from);
    let usual = || {
        let (plugin, market) = name.split_once('@')?;
        Some(folder.join("cache").join(market).join(plugin).join(text("version")?))
    };
    path.or_else(usual).filter(|path| path.is_absolute())
}

/// Broken ones count as none: the client tells of them itself.
fn json(path: &Path) -> Option<Value> {
    serde_json::from_str(&read_regular(path).ok()??).ok()
}
