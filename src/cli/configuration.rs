//! `config.toml`: the user's own defaults for the options of the command line, under the same names.
//!
//! An entry stands for the option as if it were typed first: what is typed, or what a variable of the environment says,
//! takes its place. So an option is described once, in [`Cli`], and a new one has its key by itself.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use clap::{Arg, ArgAction, CommandFactory as _, FromArgMatches as _, parser::ValueSource};
use toml::{Spanned, Value};

use super::{Cli, Command, Effective};

/// Options of one run: what they ask for is no habit.
const NO_KEY: [&str; 6] = ["demo", "clock", "project", "settings", "help", "version"];

/// Why the command line cannot be used.
#[derive(Debug)]
pub enum ReadError {
    /// What was typed, or the help that was asked for.
    CommandLine(clap::Error),
    /// The configuration: file, line, what is wrong and what to do.
    Configuration(String),
}

/// What a configuration is read from.
#[derive(Clone, Debug, Default)]
pub struct ConfigurationFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// Reads the command line, over the user's configuration and the variables of the environment that are set.
///
/// # Errors
///
/// When one of them has a mistake in it, and when help was asked for.
pub fn read(
    typed: &[OsString],
    file: Option<ConfigurationFile>,
    is_set: &dyn Fn(&OsStr) -> bool,
) -> Result<Cli, ReadError> {
    let configuration = file.map(Configuration::of).transpose().map_err(ReadError::Configuration)?.unwrap_or_default();
    let matches = match super::command().try_get_matches_from(configuration.before(typed, is_set)) {
        Ok(matches) => matches,
        Err(error) => {
            return Err(configuration.mistake().map_or(ReadError::CommandLine(error), ReadError::Configuration));
        }
    };
    let mut cli = Cli::from_arg_matches(&matches).map_err(ReadError::CommandLine)?;
    if matches!(cli.command, Some(Command::Config)) {
        cli.effective =
            with_key().map(|arg| configuration.effective(&arg, &matches, !is_given(&arg, typed, is_set))).collect();
        cli.configuration = Some(configuration.path).filter(|path| !path.as_os_str().is_empty());
    }
    Ok(cli)
}

/// The options that have a key.
fn with_key() -> impl Iterator<Item = Arg> {
    let all: Vec<Arg> = Cli::command().get_arguments().cloned().collect();
    all.into_iter().filter(|arg| arg.get_long().is_some_and(|long| !NO_KEY.contains(&long)))
}

#[derive(Debug, Default)]
struct Configuration {
    path: PathBuf,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    key: String,
    line: usize,
    /// What it stands for on the command line.
    arguments: Vec<String>,
}

impl Configuration {
    fn of(file: ConfigurationFile) -> Result<Self, String> {
        let said = |(line, what): (usize, String)| format!("{}, line {line}: {what}", file.path.display());
        Ok(Self { entries: entries(&file.text).map_err(said)?, path: file.path })
    }

    /// The command line with the configuration in front of what was typed.
    fn before(&self, typed: &[OsString], is_set: &dyn Fn(&OsStr) -> bool) -> Vec<OsString> {
        let (program, rest) = typed.split_at(typed.len().min(1));
        let options: Vec<Arg> = if self.entries.is_empty() { Vec::new() } else { with_key().collect() };
        let is_free = |entry: &&Entry| {
            options.iter().any(|arg| arg.get_long() == Some(&entry.key) && !is_given(arg, rest, is_set))
        };
        let ours = self.entries.iter().filter(is_free).flat_map(|entry| entry.arguments.iter().map(OsString::from));
        program.iter().cloned().chain(ours).chain(rest.iter().cloned()).collect()
    }

    /// The first entry whose value its option does not take.
    fn mistake(&self) -> Option<String> {
        self.entries.iter().find_map(|entry| {
            let alone = std::iter::once("bedcheck").chain(entry.arguments.iter().map(String::as_str));
            let error = super::command().try_get_matches_from(alone).err()?;
            let what = error.render().to_string();
            let what = what.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Some(format!("{}, line {}: {what}", self.path.display(), entry.line))
        })
    }

    /// An option as it is in effect; whether the file speaks for it is decided by then.
    fn effective(&self, arg: &Arg, matches: &clap::ArgMatches, by_file: bool) -> Effective {
        let key = arg.get_long().unwrap_or_default().to_owned();
        let id = arg.get_id().as_str();
        let entry = self.entries.iter().find(|entry| by_file && entry.key == key);
        let from = match (matches.value_source(id), entry) {
            (Some(ValueSource::CommandLine), Some(entry)) => format!("config.toml, line {}", entry.line),
            (Some(ValueSource::CommandLine), None) => "command line".to_owned(),
            (Some(ValueSource::EnvVariable), _) => arg.get_env().map(OsStr::to_string_lossy).unwrap_or_default().into(),
            _ => "default".to_owned(),
        };
        let raw = matches.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy().into_owned());
        let value = Some(raw.collect::<Vec<_>>().join(", ")).filter(|value| !value.is_empty());
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        Effective { key, value, from, help }
    }
}

/// Whether an option was typed, or set by its variable.
fn is_given(arg: &Arg, typed: &[OsString], is_set: &dyn Fn(&OsStr) -> bool) -> bool {
    let by_variable = arg.get_env().is_some_and(is_set);
    let long = arg.get_long().map(|long| format!("--{long}")).unwrap_or_default();
    let short = arg.get_short().map(|short| format!("-{short}"));
    let is_it = |word: &OsString| {
        let word = word.to_string_lossy();
        word == long
            || word.starts_with(&format!("{long}="))
            || short.as_ref().is_some_and(|short| word.starts_with(short))
    };
    by_variable || typed.iter().take_while(|word| *word != "--").any(is_it)
}

/// Each entry as the arguments it stands for; else the line of the first mistake, and what is wrong.
fn entries(text: &str) -> Result<Vec<Entry>, (usize, String)> {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let syntax = |error: toml::de::Error| {
        (line(error.span().map_or(0, |span| span.start)), error.message().trim().replace('\n', " "))
    };
    let table: BTreeMap<String, Spanned<Value>> = toml::from_str(text).map_err(syntax)?;
    let options: Vec<Arg> = with_key().collect();
    let entry = |(key, value): (String, Spanned<Value>)| {
        let line = line(value.span().start);
        let option =
            options.iter().find(|arg| arg.get_long() == Some(&key)).ok_or_else(|| (line, no_such(&key, &options)))?;
        let arguments = arguments(option, &key, value.into_inner()).map_err(|what| (line, what))?;
        Ok(Entry { key, line, arguments })
    };
    table.into_iter().map(entry).collect()
}

fn no_such(key: &str, options: &[Arg]) -> String {
    let dashed = key.replace('_', "-");
    let known = || options.iter().filter_map(Arg::get_long);
    match known().find(|long| *long == dashed || long.starts_with(&dashed)) {
        Some(meant) => format!("there is no key {key}; the name is {meant}"),
        None => format!("there is no key {key}; there are: {}", known().collect::<Vec<_>>().join(", ")),
    }
}

/// `theme = "nord"` → `--theme=nord`
fn arguments(option: &Arg, key: &str, value: Value) -> Result<Vec<String>, String> {
    let is_flag = matches!(option.get_action(), ArgAction::SetTrue);
    match value {
        Value::Boolean(on) if is_flag => Ok(if on { vec![format!("--{key}")] } else { Vec::new() }),
        _ if is_flag => Err(format!("{key} is true or false")),
        Value::String(text) => Ok(vec![format!("--{key}={text}")]),
        Value::Integer(number) => Ok(vec![format!("--{key}={number}")]),
        Value::Array(values) => {
            let texts = values.iter().map(|value| value.as_str().map(|text| format!("--{key}={text}")));
            let texts: Option<Vec<String>> = texts.collect();
            texts.ok_or_else(|| format!("{key} takes texts"))
        }
        _ => Err(format!("{key} takes a text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<Vec<String>, String> {
        let of = |entries: Vec<Entry>| entries.into_iter().flat_map(|entry| entry.arguments).collect();
        entries(text).map(of).map_err(|(line, what)| format!("{line}: {what}"))
    }

    #[test]
    fn a_key_stands_for_its_option() {
        let text = "theme = \"nord\"\nlinear = false\nno-simulate = true\ntimeout = 30\nprofile = [\"a\", \"b\"]\n";
        let expected = ["--no-simulate", "--profile=a", "--profile=b", "--theme=nord", "--timeout=30"];
        assert_eq!(told(text).unwrap(), expected);
    }

    #[test]
    fn mistakes_have_their_line() {
        for (text, said) in [
            ("theme = \"nord\"\nno_simulate = true", "2: there is no key no_simulate; the name is no-simulate"),
            ("\nlinear = \"yes\"", "2: linear is true or false"),
            ("demo = \"x\"", "1: there is no key demo"),
            ("theme = ", "1: "),
        ] {
            let error = told(text).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn what_is_typed_takes_its_place() {
        let configuration =
            Configuration { entries: entries("timeout = 30\ncolor = \"never\"").unwrap(), ..Configuration::default() };
        let words = |typed: &[&str]| {
            let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
            configuration
                .before(&typed, &|_| false)
                .into_iter()
                .map(|word| word.into_string().unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&["bedcheck", "list"]), ["bedcheck", "--color=never", "--timeout=30", "list"]);
        assert_eq!(
            words(&["bedcheck", "list", "--timeout", "5"]),
            ["bedcheck", "--color=never", "list", "--timeout", "5"]
        );
        assert_eq!(words(&["bedcheck", "--color=always"]), ["bedcheck", "--timeout=30", "--color=always"]);
    }
}
