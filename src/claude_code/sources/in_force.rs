//! Which of the settings files the client takes, by its version.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use super::{
    super::{FileFault, SourceKind, Version},
    SettingsFile, Sources, clean, scope_words,
};

/// A settings file that is not taken, or a key of the managed settings that is not.
#[derive(Clone, Debug)]
pub(in crate::claude_code) struct Dropped {
    pub(in crate::claude_code) kind: SourceKind,
    pub(in crate::claude_code) path: Option<PathBuf>,
    /// Where in the file: `the user settings, line 2`.
    pub(in crate::claude_code) place: String,
    /// What is wrong: `includeCoAuthoredBy must be true or false and is a text`.
    pub(in crate::claude_code) what: String,
    /// Variables and keys that would count if the file were taken; empty where only a key is lost.
    pub(in crate::claude_code) lost: Vec<String>,
    /// Whether the rest of the file counts.
    pub(in crate::claude_code) keeps_the_rest: bool,
}

impl Sources {
    /// What counts for a version of the client: files its schema refuses are left out, and told.
    pub(in crate::claude_code) fn in_force(&self, version: Version) -> Cow<'_, Self> {
        let refused = |file: &SettingsFile| file.faults.iter().any(|fault| fault.holds_in(version));
        if !self.settings.iter().any(refused) {
            return Cow::Borrowed(self);
        }
        let mut kept = self.clone();
        kept.settings.clear();
        for file in &self.settings {
            let holding: Vec<_> = file.faults.iter().filter(|fault| fault.holds_in(version)).collect();
            let Some(first) = holding.first() else {
                kept.settings.push(file.clone());
                continue;
            };
            let keeps_the_rest = file.kind == SourceKind::ManagedSettings;
            let line = file.line(&first.path).map(|line| format!(", line {line}")).unwrap_or_default();
            let dropped = Dropped {
                kind: file.kind,
                path: file.path().map(Path::to_owned),
                place: format!("{}{line}", scope_words(file.kind)),
                what: first.what.clone(),
                lost: if keeps_the_rest { Vec::new() } else { lost(file) },
                keeps_the_rest,
            };
            if keeps_the_rest {
                let rest = holding.iter().fold(file.clone(), |file, fault| file.without(&fault.path));
                kept.settings.push(rest.without_faults());
            } else if let Some(seen) = kept.files.iter_mut().find(|seen| Some(&seen.path) == dropped.path.as_ref()) {
                seen.read = false;
                seen.problem = Some(FileFault::NotTaken(format!("{}: the whole file is ignored", dropped.what)));
            }
            kept.dropped.push(dropped);
        }
        Cow::Owned(kept)
    }
}

/// What steers the client in a file that does not count, by name.
fn lost(file: &SettingsFile) -> Vec<String> {
    let steering =
        ["model", "availableModels", "modelOverrides", "fallbackModel", "awsAuthRefresh", "awsCredentialExport"];
    let env = file.env().into_iter().map(|(name, _)| name);
    let keys = file.keys().filter(|key| steering.contains(key)).map(clean);
    let credentials: Vec<String> = file.credentials().map(|(name, _)| name.to_owned()).collect();
    env.chain(credentials).chain(keys).collect()
}
