//! `bedcheck claude-code install`: the command and the skill, written after asking.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use super::{CommandError, output};
use crate::{catalog::printable, cli::Options, report::Status, storage};

/// Where each file lies in the folder, and what is in it.
const FILES: [(&str, &str); 2] = [
    ("commands/bedcheck.md", include_str!("../../assets/claude-code/commands/bedcheck.md")),
    ("skills/bedcheck/SKILL.md", include_str!("../../assets/claude-code/skills/bedcheck/SKILL.md")),
];

/// More than either of them.
const MOST_BYTES: u64 = 1 << 20;

/// Says what will be written where, asks, writes.
pub(super) fn install(options: &Options, into: Option<PathBuf>, yes: bool) -> Result<Status, CommandError> {
    if options.read_only {
        return Err(CommandError::Usage("install writes files, and --read-only rules that out".to_owned()));
    }
    let folder = into
        .or_else(usual_folder)
        .ok_or_else(|| CommandError::Usage("no home folder is known; name the folder with --into DIR".to_owned()))?;
    let new: Vec<(PathBuf, &str, bool)> =
        FILES.iter().filter_map(|(name, text)| to_write(&folder.join(name), text)).collect();
    if new.is_empty() {
        output::warn(&format!("nothing to do: both files are in {} already", folder.display()));
        return Ok(Status::Ok);
    }
    if !yes && !agreed(&new)? {
        output::warn("nothing was written");
        return Ok(Status::Unknown);
    }
    for (path, text, _) in &new {
        let written = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| storage::keep_private(path, text.as_bytes()));
        written
            .map_err(|source| CommandError::Io { doing: format!("{} could not be written", path.display()), source })?;
        output::emit_text(&format!("written: {}\n", path.display()))?;
    }
    output::emit_text("For the tools as well: claude mcp add bedcheck -- bedcheck mcp\n")?;
    Ok(Status::Ok)
}

fn usual_folder() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("CLAUDE_CONFIG_DIR").or_else(|| Some(set("HOME").or_else(|| set("USERPROFILE"))?.join(".claude")))
}

/// A file that is not there as it should be, and whether another one is.
fn to_write(path: &Path, text: &'static str) -> Option<(PathBuf, &'static str, bool)> {
    let there = storage::read_text(path, MOST_BYTES).ok();
    (there.as_deref() != Some(text)).then(|| (path.to_owned(), text, path.exists()))
}

fn agreed(files: &[(PathBuf, &str, bool)]) -> Result<bool, CommandError> {
    if !io::stdin().is_terminal() {
        return Err(CommandError::Usage("install asks first; without a terminal to ask on, give --yes".to_owned()));
    }
    let mut text = String::from("bedcheck will write:\n");
    for (path, _, replaces) in files {
        let replaces = if *replaces { " (in place of what is there)" } else { "" };
        text.push_str(&format!("  {}{replaces}\n", printable(&path.display().to_string())));
    }
    text.push_str("Write? [y/N] ");
    let failed = |source| CommandError::Io { doing: "the question could not be asked".to_owned(), source };
    let mut err = io::stderr();
    err.write_all(text.as_bytes()).and_then(|()| err.flush()).map_err(failed)?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(failed)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}
