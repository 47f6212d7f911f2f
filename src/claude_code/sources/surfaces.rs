//! Other surfaces of the client: variables that only an editor's extension or a container gives it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Setup, clean, read_regular, steers};

/// A place whose variables reach the client only when it is started there.
#[derive(Clone, Debug)]
pub(in crate::claude_code) struct Surface {
    pub(in crate::claude_code) path: PathBuf,
    /// The key they stand under: `claudeCode.environmentVariables`.
    pub(in crate::claude_code) key: &'static str,
    /// Who reads it: `the VS Code extension`.
    pub(in crate::claude_code) reader: &'static str,
    pub(in crate::claude_code) variables: Vec<(String, String)>,
}

const EDITOR: (&str, &str) = ("claudeCode.environmentVariables", "the VS Code extension");

/// Every place that sets a variable which steers the client.
pub(super) fn read(setup: &Setup) -> Vec<Surface> {
    let project = &setup.project;
    let editors = [
        project.join(".vscode/settings.json"),
        setup.home.join(".config/Code/User/settings.json"),
        setup.home.join("Library/Application Support/Code/User/settings.json"),
        setup.home.join("AppData/Roaming/Code/User/settings.json"),
        setup.home.join(".vscode-server/data/Machine/settings.json"),
    ];
    let containers = [project.join(".devcontainer/devcontainer.json"), project.join(".devcontainer.json")];
    let of_editors = editors.iter().filter_map(|path| surface(path, EDITOR));
    let keys = [("containerEnv", "a dev container"), ("remoteEnv", "a dev container")];
    let of_containers = containers.iter().flat_map(|path| keys.iter().filter_map(|key| surface(path, *key)));
    of_editors.chain(of_containers).collect()
}

fn surface(path: &Path, (key, reader): (&'static str, &'static str)) -> Option<Surface> {
    let text = read_regular(path).ok()??;
    let values: Value = serde_json::from_str(&strict(&text)).ok()?;
    let variables: Vec<(String, String)> =
        entries(values.get(key)?).into_iter().filter(|(name, _)| steers(name)).collect();
    (!variables.is_empty()).then(|| Surface { path: path.to_owned(), key, reader, variables })
}

/// The extension takes a list of names with values; containers an object.
fn entries(value: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| clean(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str());
    let pair = |entry: &Value| Some((clean(entry.get("name")?.as_str()?), text(entry.get("value")?)));
    match value {
        Value::Array(list) => list.iter().filter_map(pair).collect(),
        Value::Object(map) => map.iter().map(|(name, value)| (clean(name), text(value))).collect(),
        _ => Vec::new(),
    }
}

/// JSON with comments and trailing commas, which editors allow, made strict.
fn strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('"', _) => {
                out.push(c);
                while let Some(c) = rest.next() {
                    out.push(c);
                    match c {
                        '\\' => out.extend(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            ('/', Some('/')) => while rest.next_if(|c| *c != '\n').is_some() {},
            ('/', Some('*')) => {
                let mut before = ' ';
                rest.next();
                for c in rest.by_ref() {
                    if (before, c) == ('*', '/') {
                        break;
                    }
                    before = c;
                }
            }
            ('}' | ']', _) => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_no_fault() {
        let text = "{ // a comment, with \"quotes\"\n \"a\": \"// no comment, ]\", /* b\n */ \"c\": [1, 2, ], }";
        let read: Value = serde_json::from_str(&strict(text)).unwrap();
        assert_eq!(read, serde_json::json!({"a": "// no comment, ]", "c": [1, 2]}));
    }
}
