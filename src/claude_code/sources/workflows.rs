//! Workflow scripts: the models that their `agent()` calls name.
//!
//! A script is a program, and which of its calls are made is its own affair. So this is no reader of JavaScript: it looks
//! for `model: 'x'` with the text written out, and takes every one it finds.

use std::{fs, path::Path};

use super::{
    super::{Source, SourceKind, Sourced},
    clean, read_regular,
};

/// A model that a workflow script names.
#[derive(Clone, Debug)]
pub(in crate::claude_code) struct WorkflowModel {
    /// The script's name.
    pub(in crate::claude_code) script: String,
    pub(in crate::claude_code) model: Sourced<String>,
}

/// More scripts than this are not looked at.
const MOST: usize = 200;

/// The models of all scripts in a folder, each once a script.
pub(super) fn read_all(folder: &Path) -> Vec<WorkflowModel> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "js" || end == "mjs")).take(MOST).collect();
    paths.sort();
    paths.iter().flat_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<WorkflowModel> {
    let Ok(Some(text)) = read_regular(path) else { return Vec::new() };
    let script = path.file_stem().map(|name| clean(&name.to_string_lossy())).unwrap_or_default();
    let mut found: Vec<WorkflowModel> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for model in models(line) {
            if found.iter().all(|one| one.model.value != model) {
                let text = format!("`model` of the workflow script {script}, line {}", at + 1);
                let (path, line) = (Some(path.to_owned()), Some(at + 1));
                let source = Source { kind: SourceKind::Agent, path, line, key: Some("model".to_owned()), text };
                found.push(WorkflowModel { script: script.clone(), model: Sourced { value: model, source } });
            }
        }
    }
    found
}

/// `model: 'haiku'`, `"model": "haiku"`, with any quotes.
fn models(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let quoted = |rest: &str| {
        let rest = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let (text, _) = rest.get(1..)?.split_once(quote)?;
        (!text.is_empty() && !text.contains("${")).then(|| clean(text))
    };
    code.match_indices("model").filter_map(|(at, word)| quoted(code.get(at + word.len()..)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::models;

    #[test]
    fn models_written_out_are_found() {
        let table = [
            ("await agent('go', {label: 'a', model: 'haiku'})", vec!["haiku"]),
            (
                "{\"model\": \"opus\"}, {model:`us.anthropic.claude-opus-4-8`}",
                vec!["opus", "us.anthropic.claude-opus-4-8"],
            ),
            ("// model: 'haiku'", vec![]),
            ("const model = pick(); agent('x', {model})", vec![]),
            ("model: `${name}`", vec![]),
        ];
        for (line, expected) in table {
            assert_eq!(models(line), expected, "{line}");
        }
    }
}
