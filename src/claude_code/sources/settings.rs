//! One settings file: strict JSON, or nothing at all.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{
    super::{
        FileFault, FileSeen, Secret, Source, SourceKind, Sourced,
        schema::{self, Fault},
        secret::CREDENTIALS,
    },
    clean,
    key_lines::{KeyLines, key_lines},
    read_regular, read_settings, steers,
};

/// A settings file that was read.
#[derive(Clone, Debug)]
pub(in crate::claude_code) struct SettingsFile {
    pub(in crate::claude_code) kind: SourceKind,
    /// The file; JSON on the command line has none.
    path: Option<PathBuf>,
    values: Map<String, Value>,
    credentials: Vec<(&'static str, Secret)>,
    /// The models that prompt and agent hooks name, with the event they belong to.
    pub(in crate::claude_code) hooks: Vec<HookModel>,
    /// What one version of the client or another refuses the file for.
    pub(super) faults: Vec<Fault>,
    lines: KeyLines,
}

/// A model that a hook of type `prompt` or `agent` names.
#[derive(Clone, Debug)]
pub(in crate::claude_code) struct HookModel {
    /// `Stop`, `UserPromptSubmit`, …; a plugin's with its name before it.
    pub(in crate::claude_code) event: String,
    /// Whether the hook is an agent; a prompt sends the model as it is written.
    pub(in crate::claude_code) is_agent: bool,
    pub(in crate::claude_code) model: Sourced<String>,
}

impl SettingsFile {
    /// JSON given with `--settings`; nothing when it is none.
    pub(super) fn inline(kind: SourceKind, text: &str) -> Option<Self> {
        let Ok(Value::Object(values)) = serde_json::from_str(text) else { return None };
        let credentials = credentials(&values);
        let mut file = Self {
            kind,
            path: None,
            values: needed(&values),
            credentials,
            hooks: Vec::new(),
            faults: schema::faults(&values),
            lines: KeyLines::new(),
        };
        file.hooks = file.hook_models(&values);
        Some(file)
    }

    /// Reads a file; without it, or with an error in it, only the record that it was looked for.
    pub(super) fn read(kind: SourceKind, path: &Path) -> (FileSeen, Option<Self>) {
        let seen = |read, problem| FileSeen { path: path.to_owned(), scope: kind, read, problem };
        let own = kind == SourceKind::GlobalState;
        let text = match if own { read_regular(path) } else { read_settings(path) } {
            Ok(Some(text)) => text,
            Ok(None) => return (seen(false, None), None),
            Err(error) => return (seen(false, Some(error)), None),
        };
        let (text, mark) = match text.strip_prefix('\u{feff}') {
            Some(rest) => (rest.to_owned(), Some(schema::byte_order_mark())),
            None => (text, None),
        };
        match serde_json::from_str(if text.trim().is_empty() { "{}" } else { &text }) {
            Ok(Value::Object(values)) => {
                let (path, lines) = (Some(path.to_owned()), key_lines(&text));
                let credentials = credentials(&values);
                let mut file = Self {
                    kind,
                    path,
                    values: needed(&values),
                    credentials,
                    hooks: Vec::new(),
                    faults: Vec::new(),
                    lines,
                };
                file.faults = mark.into_iter().chain(schema::faults(&values)).collect();
                file.hooks = file.hook_models(&values);
                (seen(true, None), Some(file))
            }
            Ok(_) => (seen(false, Some(FileFault::NotTaken("not a JSON object, ignored".to_owned()))), None),
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                let problem = format!("not strict JSON (line {line}, column {column}): the whole file is ignored");
                (seen(false, Some(FileFault::NotTaken(problem))), None)
            }
        }
    }

    /// The `env` block, in the order of the file. Numbers and booleans count as their text.
    pub(in crate::claude_code) fn env(&self) -> Vec<(String, Sourced<String>)> {
        let block = self.values.get("env").and_then(Value::as_object).into_iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => Some(clean(text)),
            Value::Number(_) | Value::Bool(_) | Value::Null => Some(value.to_string()),
            // As the client's own language writes one (run 2.1.330: an object is kept, and so is a null).
            Value::Object(_) => Some("[object Object]".to_owned()),
            Value::Array(_) => None,
        };
        let entry = |(name, value): (&String, &Value)| {
            let source = self.source(&["env", name]);
            Some((clean(name), Sourced { value: text(value)?, source }))
        };
        block.filter_map(entry).collect()
    }

    /// The keys and tokens of the `env` block.
    pub(in crate::claude_code) fn credentials(&self) -> impl Iterator<Item = (&'static str, Sourced<Secret>)> {
        let entry = |(name, value): &(&'static str, Secret)| {
            (*name, Sourced { value: value.clone(), source: self.source(&["env", name]) })
        };
        self.credentials.iter().map(entry)
    }

    /// The value of a key, or of a key within a key.
    pub(in crate::claude_code) fn get(&self, path: &[&str]) -> Option<Sourced<&Value>> {
        let (first, rest) = path.split_first()?;
        let value = rest.iter().try_fold(self.values.get(*first)?, |value, key| value.get(key))?;
        Some(Sourced { value, source: self.source(path) })
    }

    /// The text under a key.
    pub(in crate::claude_code) fn text(&self, path: &[&str]) -> Option<Sourced<String>> {
        let found = self.get(path)?;
        Some(Sourced { value: clean(found.value.as_str()?), source: found.source })
    }

    /// The texts of a list under a key; a single text counts as a list of one.
    pub(in crate::claude_code) fn texts(&self, key: &str) -> Option<Sourced<Vec<String>>> {
        let found = self.get(&[key])?;
        let value = match found.value {
            Value::String(text) => vec![clean(text)],
            Value::Array(items) => items.iter().filter_map(Value::as_str).map(clean).collect(),
            _ => return None,
        };
        Some(Sourced { value, source: found.source })
    }

    /// Without a key that is refused while the rest of the file is kept.
    pub(super) fn without(mut self, path: &[String]) -> Self {
        match path {
            [only] => drop(self.values.remove(only)),
            [first, rest @ ..] => {
                let inner = self.values.get_mut(first);
                let parent = rest[..rest.len() - 1].iter().try_fold(inner, |value, key| Some(value?.get_mut(key)));
                let parent = parent.flatten().and_then(Value::as_object_mut);
                if let (Some(parent), Some(last)) = (parent, rest.last()) {
                    parent.remove(last);
                }
            }
            [] => {}
        }
        self
    }

    /// As taken: what was wrong with it is gone.
    pub(super) fn without_faults(self) -> Self {
        Self { faults: Vec::new(), ..self }
    }

    /// Where the file is; JSON on the command line is in none.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The line of a key.
    pub(super) fn line(&self, path: &[String]) -> Option<usize> {
        self.lines.get(path.get(..2).unwrap_or(path)).copied()
    }

    /// The top-level keys.
    pub(in crate::claude_code) fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    fn hook_models(&self, values: &Map<String, Value>) -> Vec<HookModel> {
        hook_models(values, "", |event| self.source(&["hooks", event]))
    }

    fn source(&self, path: &[&str]) -> Source {
        let owned: Vec<String> = path.iter().map(ToString::to_string).collect();
        let line = self.lines.get(&owned).copied();
        let place = scope_words(self.kind);
        let at = line.map(|line| format!(", line {line}")).unwrap_or_default();
        let (key, text) = match path {
            ["env", name] => (clean(name), format!("`env` block of {place}{at}")),
            _ => (clean(&path.join(".")), format!("`{}` of {place}{at}", clean(&path.join(".")))),
        };
        Source { kind: self.kind, path: self.path.clone(), line, key: Some(key), text }
    }
}

/// The hooks of a plugin.
pub(super) fn plugin_hooks(path: &Path, plugin: &str) -> Vec<HookModel> {
    let text = read_regular(path).ok().flatten().unwrap_or_default();
    let Ok(Value::Object(values)) = serde_json::from_str(&text) else { return Vec::new() };
    let lines = key_lines(&text);
    hook_models(&values, plugin, |event| {
        let line = lines.get(&vec!["hooks".to_owned(), event.to_owned()]).copied();
        let at = line.map(|line| format!(", line {line}")).unwrap_or_default();
        let text = format!("the hooks of the plugin {plugin}{at}");
        let key = Some(format!("hooks.{}", clean(event)));
        Source { kind: SourceKind::Command, path: Some(path.to_owned()), line, key, text }
    })
}

/// `hooks.<event>[].hooks[]` of type `prompt` or `agent` with a `model`.
fn hook_models(values: &Map<String, Value>, plugin: &str, source: impl Fn(&str) -> Source) -> Vec<HookModel> {
    let events = values.get("hooks").and_then(Value::as_object);
    let mut found = Vec::new();
    for (event, matchers) in events.into_iter().flatten() {
        let groups = matchers.as_array().into_iter().flatten();
        let hooks = groups.filter_map(|group| group.get("hooks")?.as_array()).flatten();
        for hook in hooks {
            let is_agent = match hook.get("type").and_then(Value::as_str) {
                Some("agent") => true,
                Some("prompt") => false,
                _ => continue,
            };
            let Some(model) = hook.get("model").and_then(Value::as_str) else { continue };
            let before = if plugin.is_empty() { String::new() } else { format!("{plugin}:") };
            let event_name = format!("{before}{}", clean(event));
            let model = Sourced { value: clean(model), source: source(event) };
            found.push(HookModel { event: event_name, is_agent, model });
        }
    }
    found
}

fn credentials(values: &Map<String, Value>) -> Vec<(&'static str, Secret)> {
    let block = values.get("env").and_then(Value::as_object);
    let text = |name: &&'static str| Some((*name, Secret::new(block?.get(*name)?.as_str()?)));
    CREDENTIALS.iter().filter_map(text).collect()
}

/// The keys whose values the plan needs. Of all others only the name is kept: they may hold secrets.
const NEEDED: [&str; 14] = [
    "env",
    "model",
    "agent",
    "availableModels",
    "enforceAvailableModels",
    "availableModelsMatch",
    "deniedModels",
    "enabledPlugins",
    "modelOverrides",
    "fallbackModel",
    "permissions",
    "disableAutoMode",
    "awsAuthRefresh",
    "awsCredentialExport",
];

fn needed(values: &Map<String, Value>) -> Map<String, Value> {
    let keep = |(key, value): (&String, &Value)| {
        let mut value = if NEEDED.contains(&key.as_str()) { value.clone() } else { Value::Null };
        if key == "env"
            && let Value::Object(block) = &mut value
        {
            // Of telemetry only that it is set: an address may hold a secret.
            let telemetry = block.iter_mut().filter(|(name, _)| name.starts_with("OTEL_"));
            telemetry.for_each(|(_, value)| *value = Value::from("set"));
            block.retain(|name, _| steers(name) || name.starts_with("OTEL_"));
        }
        (key.clone(), value)
    };
    values.iter().map(keep).collect()
}

/// `the project settings`.
pub(in crate::claude_code) fn scope_words(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::GlobalState => "the global state file",
        SourceKind::UserSettings => "the user settings",
        SourceKind::ProjectSettings => "the project settings",
        SourceKind::LocalSettings => "the local settings",
        SourceKind::FlagSettings => "the settings given with --settings",
        SourceKind::ManagedSettings => "the managed settings",
        SourceKind::Shell => "the shell environment",
        SourceKind::AwsProfile => "the AWS profile",
        SourceKind::Agent => "the agent file",
        SourceKind::Command => "the command file",
        SourceKind::ClientMemory => "what the client remembers",
        SourceKind::Default | SourceKind::Discovery | SourceKind::CommandLine => "the command line",
    }
}
