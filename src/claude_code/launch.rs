//! The command line the client is started with: `claude --model opus --add-dir ../lib`.

use std::path::PathBuf;

use super::{SourceKind, sources::clean};

/// What of a command line decides which models are called. Everything else on it, prompts too, is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaunchArguments {
    /// `--model`
    pub model: Option<String>,
    /// `--agent`: the main thread runs as that agent.
    pub agent: Option<String>,
    /// `--agents`: agents, as JSON.
    pub agents: Option<String>,
    /// `--fallback-model`, in order; `None` when it is not given.
    pub fallback_models: Option<Vec<String>>,
    /// `--settings`: a file, or JSON.
    pub settings: Option<String>,
    /// `--setting-sources`: of user, project and local those that are read; `None` when all are.
    pub setting_sources: Option<Vec<String>>,
    /// `--permission-mode`
    pub permission_mode: Option<String>,
    /// `--add-dir`, as written.
    pub add_dirs: Vec<PathBuf>,
    /// `--plugin-dir`, as written.
    pub plugin_dirs: Vec<PathBuf>,
    /// `--bg`: a session in the background.
    pub background: bool,
}

/// A command line that the client would not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} needs a value")]
pub struct LaunchError(String);

impl LaunchArguments {
    /// Reads the words of a command line; a first word `claude` is the program.
    ///
    /// # Errors
    ///
    /// When an option that decides is given without its value.
    pub fn parse(words: &[String]) -> Result<Self, LaunchError> {
        let mut found = Self::default();
        let mut words = words.iter().map(String::as_str).peekable();
        words.next_if(|first| matches!(first.rsplit(['/', '\\']).next(), Some("claude" | "claude.cmd" | "claude.exe")));
        while let Some(word) = words.next() {
            if word == "--" {
                break;
            }
            let (option, inline) = match word.split_once('=') {
                Some((option, value)) if option.starts_with("--") => (option, Some(value.to_owned())),
                _ => (word, None),
            };
            if matches!(option, "--bg" | "--background") {
                found.background = true;
                continue;
            }
            // An option that takes several takes all words up to the next option.
            let several = match option {
                "--add-dir" => Some(&mut found.add_dirs),
                "--plugin-dir" => Some(&mut found.plugin_dirs),
                _ => None,
            };
            let mut value =
                || inline.clone().or_else(|| words.next().map(str::to_owned)).ok_or(LaunchError(option.to_owned()));
            if let Some(into) = several {
                into.push(PathBuf::from(value()?));
                into.extend(std::iter::from_fn(|| words.next_if(|next| !next.starts_with('-'))).map(PathBuf::from));
                continue;
            }
            match option {
                "--model" => found.model = Some(value()?),
                "--agent" => found.agent = Some(value()?),
                "--agents" => found.agents = Some(value()?),
                "--fallback-model" => found.fallback_models = Some(list(&value()?)),
                "--settings" => found.settings = Some(value()?),
                "--setting-sources" => found.setting_sources = Some(list(&value()?)),
                "--permission-mode" => found.permission_mode = Some(value()?),
                _ => {}
            }
        }
        Ok(found)
    }
}

impl LaunchArguments {
    /// The same without control characters.
    pub(super) fn cleaned(&self) -> Self {
        let text = |text: &Option<String>| text.as_deref().map(clean);
        let texts = |texts: &Option<Vec<String>>| texts.as_ref().map(|all| all.iter().map(|one| clean(one)).collect());
        Self {
            model: text(&self.model),
            agent: text(&self.agent),
            fallback_models: texts(&self.fallback_models),
            permission_mode: text(&self.permission_mode),
            ..self.clone()
        }
    }

    /// Whether a settings file of this kind is read at all.
    pub(super) fn reads(&self, kind: SourceKind) -> bool {
        let name = match kind {
            SourceKind::UserSettings => "user",
            SourceKind::ProjectSettings => "project",
            SourceKind::LocalSettings => "local",
            _ => return true,
        };
        self.setting_sources.as_ref().is_none_or(|these| these.iter().any(|one| one == name))
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<LaunchArguments, LaunchError> {
        LaunchArguments::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn what_decides_is_kept_and_the_rest_passed_over() {
        let found = parse(
            "claude -p --model opus --verbose --fallback-model=a,b, --add-dir ../x y --agent lead --permission-mode plan fix --bg",
        )
        .unwrap();
        let expected = LaunchArguments {
            model: Some("opus".to_owned()),
            agent: Some("lead".to_owned()),
            fallback_models: Some(vec!["a".to_owned(), "b".to_owned()]),
            permission_mode: Some("plan".to_owned()),
            add_dirs: vec!["../x".into(), "y".into()],
            background: true,
            ..LaunchArguments::default()
        };
        assert_eq!(found, expected);
        assert_eq!(parse("--settings"), Err(LaunchError("--settings".to_owned())));
        assert_eq!(parse("-- --model opus").unwrap(), LaunchArguments::default(), "a prompt");
        assert_eq!(parse("--setting-sources=").unwrap().setting_sources, Some(Vec::new()));
    }
}
