//! Agent, command and skill files: the two lines of their frontmatter that matter.
//!
//! Real files are often not valid YAML (a colon inside a description is enough), and the client takes them all the
//! same. So this is no YAML reader: it looks for top-level `name:` and `model:` lines between the `---` fences.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    super::{FileFault, FileSeen, Source, SourceKind, Sourced},
    clean, read_regular,
};

/// What the file defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claude_code) enum MarkdownKind {
    Agent,
    Command,
    Skill,
}

/// A file with a frontmatter.
#[derive(Clone, Debug)]
pub(in crate::claude_code) struct MarkdownFile {
    pub(in crate::claude_code) kind: MarkdownKind,
    /// The name it is called by, with those of its plugin or of its folders before it: `plugin:name`.
    pub(in crate::claude_code) name: String,
    /// Where it stands, in words.
    pub(in crate::claude_code) place: String,
    /// The model as written; without one an agent inherits.
    pub(in crate::claude_code) model: Option<Sourced<String>>,
    /// What an agent file lacks without which the client does not load it (run 2.1.112, 2.1.332).
    pub(in crate::claude_code) lacks: Option<&'static str>,
    /// `context: fork`: a skill that runs as a subagent.
    pub(in crate::claude_code) forks: bool,
    /// The agent that a forked skill runs as.
    pub(in crate::claude_code) agent: Option<String>,
}

impl MarkdownFile {
    /// One that says nothing.
    pub(in crate::claude_code) fn of(kind: MarkdownKind) -> Self {
        Self { kind, name: String::new(), place: String::new(), model: None, lacks: None, forks: false, agent: None }
    }
}

/// Commands and agents may be sorted into sub-folders, so deep at most.
const DEPTH: usize = 8;
/// A skill has a folder of its own, and it is not looked for below that (run 2.1.332).
const DEPTH_OF_SKILLS: usize = 1;
/// Files of a kind in one place at most; no real project has more, and what is not looked at is told.
const MOST: usize = 1000;

/// All files of a kind in a folder and below it, in the order of their paths; or the one file, where the place is one.
pub(super) fn read_all(place: &Path, kind: MarkdownKind, plugin: &str) -> (Vec<FileSeen>, Vec<MarkdownFile>) {
    let mut paths = Vec::new();
    let depth = if kind == MarkdownKind::Skill { DEPTH_OF_SKILLS } else { DEPTH };
    if place.is_file() {
        paths.push(place.to_owned());
    } else {
        collect(place, kind, depth, &mut paths);
    }
    paths.sort();
    let (mut seen, files): (Vec<_>, Vec<_>) = paths.iter().filter_map(|path| read(place, path, kind, plugin)).unzip();
    if paths.len() == MOST {
        let text = format!("only {MOST} files of {} are looked at", kind.folder());
        let scope = if kind == MarkdownKind::Agent { SourceKind::Agent } else { SourceKind::Command };
        let problem = Some(FileFault::NotTaken(text));
        seen.push(FileSeen { path: place.to_owned(), scope, read: false, problem });
    }
    (seen, files)
}

fn collect(folder: &Path, kind: MarkdownKind, depth: usize, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        // `file_type` does not follow links: a link to a folder above would never end.
        let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let path = entry.path();
        let wanted = match kind {
            MarkdownKind::Skill => path.file_name().is_some_and(|name| name == "SKILL.md"),
            _ => path.extension().is_some_and(|extension| extension == "md"),
        };
        if folder && depth > 0 {
            collect(&path, kind, depth - 1, into);
        } else if !folder && wanted && into.len() < MOST {
            into.push(path);
        }
    }
}

fn read(place: &Path, path: &Path, kind: MarkdownKind, plugin: &str) -> Option<(FileSeen, MarkdownFile)> {
    let scope = if kind == MarkdownKind::Agent { SourceKind::Agent } else { SourceKind::Command };
    let text = read_regular(path).ok()??;
    let field = |key: &str| field(&text, key);
    let own_name = match kind {
        MarkdownKind::Skill => path.parent()?.file_name()?,
        _ => path.file_stem()?,
    };
    let own_name = clean(&own_name.to_string_lossy());
    let mut parts: Vec<String> = Some(plugin.to_owned()).into_iter().filter(|plugin| !plugin.is_empty()).collect();
    // A command is called by its place, whatever name it gives itself; so is a plugin's agent in a sub-folder, by its own
    // name (run 2.1.332).
    let by_place = kind == MarkdownKind::Command;
    if by_place || kind == MarkdownKind::Agent && !plugin.is_empty() {
        let folders = path.parent().and_then(|folder| folder.strip_prefix(place).ok()).into_iter().flatten();
        parts.extend(folders.map(|part| clean(&part.to_string_lossy())));
    }
    parts.push(field("name").filter(|_| !by_place).map_or(own_name, |(_, name)| name));
    let model = field("model").map(|(line, value)| {
        let source = Source {
            kind: scope,
            path: Some(path.to_owned()),
            line: Some(line),
            key: Some("model".to_owned()),
            text: format!("`model` of the {} file {}, line {line}", kind.word(), clean(&short(path))),
        };
        Sourced { value, source }
    });
    let seen = FileSeen { path: path.to_owned(), scope, read: true, problem: None };
    let file = MarkdownFile {
        name: parts.join(":"),
        place: clean(&path.display().to_string()),
        model,
        lacks: ["name", "description"].into_iter().find(|key| field(key).is_none()),
        forks: field("context").is_some_and(|(_, context)| context == "fork"),
        agent: field("agent").map(|(_, agent)| agent),
        ..MarkdownFile::of(kind)
    };
    Some((seen, file))
}

impl MarkdownKind {
    /// The folder of its files.
    pub(in crate::claude_code) fn folder(self) -> &'static str {
        match self {
            Self::Agent => "agents",
            Self::Command => "commands",
            Self::Skill => "skills",
        }
    }

    /// The word people use.
    pub(in crate::claude_code) fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Command => "command",
            Self::Skill => "skill",
        }
    }
}

/// The last parts of a path: `agents/reviewer.md`.
fn short(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts[parts.len().saturating_sub(2)..].join("/")
}

/// Line (from 1) and value of a top-level scalar of the frontmatter.
fn field(text: &str, key: &str) -> Option<(usize, String)> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let (_, first) = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let inside = lines.take_while(|(_, line)| line.trim_end() != "---");
    let value = |line: &str| line.strip_prefix(key)?.trim_start().strip_prefix(':').map(scalar);
    let found = inside.filter_map(|(at, line)| Some((at + 1, value(line)?))).last()?;
    Some(found).filter(|(_, value)| !value.is_empty())
}

/// A scalar without its quotes and without a comment behind it.
fn scalar(text: &str) -> String {
    let text = text.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.split_once(*quote));
    let plain = || text.split(" #").next().unwrap_or_default();
    let value = quoted.map_or_else(plain, |(inside, _)| inside);
    if value.starts_with('#') { String::new() } else { clean(value.trim()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frontmatter_that_is_no_yaml_is_still_read() {
        let text = "---\nname: rev\ndescription: Use this: \"always\" {\n  model: opus\nmodel: 'haiku' # cheap\n---\nmodel: sonnet\n";
        assert_eq!(field(text, "model"), Some((5, "haiku".to_owned())));
        assert_eq!(field(text, "name"), Some((2, "rev".to_owned())));
        assert_eq!(field("name: rev\nmodel: opus\n", "model"), None, "no fences, no frontmatter");
        assert_eq!(field("---\nmodel:\n---\n", "model"), None);
        assert_eq!(field("---\r\nmodel: sonnet[1m] # long\r\n---\r\n", "model"), Some((2, "sonnet[1m]".to_owned())));
        assert_eq!(field("---\nmodel: \u{1b}[31mopus\n---\n", "model"), Some((2, "[31mopus".to_owned())));
    }
}
