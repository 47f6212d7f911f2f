//! The command line. Names and exit statuses are a contract: add, never rename.

mod configuration;
mod since;

use std::path::PathBuf;

pub use configuration::{ConfigurationFile, ReadError, read};
pub use since::Since;

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{FalseyValueParser, PossibleValue},
};
use jiff::Timestamp;
use strum::IntoEnumIterator as _;

use crate::{
    catalog::RegionName,
    claude_code::{LaunchArguments, Version},
    report::Format,
    scan::RegionChoice,
    survey::Read,
};

const STATUSES: &str = "\
Exit status: 0 everything asked about is open or verified; 1 at least one gap; 2 usage or configuration error; \
3 it could not be determined; 130 interrupted. A gap outranks an unknown.";

const CONSENT: &str = "\
All with the user agent app/bedcheck. A denied simulation is remembered for a day and not repeated. Nothing is invoked and \
nothing is changed, except by `verify` and the keys v and V of the dashboard: after asking they make one InvokeModel for each \
id (with the streaming action as well when asked for), which costs a few tokens and can start an AWS Marketplace \
subscription. Never under --read-only.";

/// The exit statuses, and what CloudTrail will show: a line for each row of the table of reads.
fn after_help() -> String {
    let reads = Read::iter().map(Read::row).filter(|row| !row.operations.is_empty());
    let lines: String = reads.map(|row| format!("  {}: {}\n", row.operations.join(", "), row.how_often)).collect();
    format!("{STATUSES}\n\nWhat CloudTrail will show:\n{lines}\n{CONSENT}")
}

/// Which Claude models on Amazon Bedrock this identity can call, which ones Claude Code will call, and how to close the gaps.
#[derive(Debug, Parser)]
#[command(name = "bedcheck", version, after_help = after_help(), max_term_width = 100)]
pub struct Cli {
    /// Without a command: the dashboard.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
    /// How the dashboard looks and reads.
    #[command(flatten)]
    pub screen: Screen,
    /// Every option that has a key in `config.toml`, with its value and where that comes from; for `config` only.
    #[arg(skip)]
    pub effective: Vec<Effective>,
    /// The user's `config.toml`, if there is one; for `config` only.
    #[arg(skip)]
    pub configuration: Option<PathBuf>,
}

/// An option with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Its name, without dashes.
    pub key: String,
    /// The value, as written.
    pub value: Option<String>,
    /// Where it comes from.
    pub from: String,
    /// What the option does.
    pub help: String,
}

/// How the dashboard looks and reads.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Dashboard")]
pub struct Screen {
    /// terminal, dark, light, high-contrast, mono, catppuccin-mocha, catppuccin-latte, gruvbox-dark, nord, tokyo-night,
    /// solarized-dark, solarized-light, or a file NAME.toml in the folder themes of the configuration
    #[arg(long, value_name = "NAME", env = "BEDCHECK_THEME", hide_env_values = true)]
    pub theme: Option<String>,
    /// Line by line for screen readers: no cursor movement, no colour; the same as --output plain without a command
    #[arg(long, env = "BEDCHECK_LINEAR", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub linear: bool,
    /// Nothing moves by itself: answers appear every few seconds and when all are there
    #[arg(long, env = "BEDCHECK_REDUCED_MOTION", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub reduced_motion: bool,
    /// Stop the clock of a demo at this time, so that a picture of it is the same each time
    #[arg(long, value_name = "TIME", env = "BEDCHECK_CLOCK", hide = true)]
    pub clock: Option<Timestamp>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Models × regions with their verdicts
    List {
        /// Keep the survey in this file as well, for `bedcheck diff`
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
        /// Status 1 when one of the cells is blocked, 3 when one is unknown; without it 0 when the list could be made
        #[arg(long)]
        strict: bool,
        /// Seconds to wait for regions that are silent while all others are done
        #[arg(long, value_name = "SECONDS", default_value_t = 3)]
        wait: u64,
    },
    /// The gaps: can Claude Code, as configured here, call everything it will call?
    Check {
        /// In place of what Claude Code calls here, the Claude ids in this file: one a line, or the configuration of a
        /// gateway such as LiteLLM's config.yaml; asked as --profile
        #[arg(long, value_name = "FILE", conflicts_with = "launch")]
        ids: Option<PathBuf>,
        /// Status 0 although this gate was not read; may be repeated
        #[arg(long, value_name = "GATE")]
        allow_unread: Vec<Unreadable>,
        /// The command line Claude Code is started with: --model, --agent, --agents, --fallback-model, --settings,
        /// --permission-mode, --add-dir, --plugin-dir, --setting-sources and --bg count
        #[arg(last = true, value_name = "CLAUDE ARGUMENTS")]
        launch: Vec<String>,
    },
    /// What Claude Code will call, role by role, and where each id came from
    ///
    /// Asks nobody: models are called legacy by the bundled catalogue, whose date is said.
    Plan {
        /// Print the chain of rules that led to each id
        #[arg(long)]
        explain: bool,
        /// The command line Claude Code is started with: --model, --agent, --agents, --fallback-model, --settings,
        /// --permission-mode, --add-dir, --plugin-dir, --setting-sources and --bg count
        #[arg(last = true, value_name = "CLAUDE ARGUMENTS")]
        launch: Vec<String>,
    },
    /// The ladder of one model in one region, or the meaning of a pasted error
    Explain {
        /// A name (Sonnet 5), an alias of Claude Code (sonnet), a base model id, a profile id, an ARN, or the text of an
        /// error; - or nothing reads the text from standard input
        #[arg(value_name = "WHAT", conflicts_with = "text")]
        model: Option<String>,
        /// The text of an error (- reads standard input); the same as giving it with --offline
        #[arg(long, value_name = "TEXT")]
        text: Option<String>,
        /// Ask IAM whether your policies allow the call (iam:SimulatePrincipalPolicy); calls no model
        #[arg(long, conflicts_with = "text")]
        simulate: bool,
        /// Explain a text from what is on this machine: ask AWS nothing about the models that Claude Code calls here
        #[arg(long)]
        offline: bool,
        /// Print long remedies (policies, Terraform, documents) in full instead of one line each
        #[arg(long)]
        full: bool,
        /// Make of a text a report for the issue form of bedcheck: account ids, names and secrets are taken out, and AWS is
        /// not asked
        #[arg(long, conflicts_with_all = ["simulate", "full"])]
        report: bool,
    },
    /// What changed between two saved surveys, or since one
    ///
    /// `bedcheck list --save FILE` makes one. Exit status: 0 nothing that Claude Code calls was lost; 1 it could make a
    /// call then and cannot now; 2 not two surveys of one account; 3 no region answered in both.
    Diff {
        /// A survey, saved by bedcheck list --save
        old: PathBuf,
        /// A later one [default: what AWS says now of the regions of the old one]
        new: Option<PathBuf>,
    },
    /// Real one-token calls, one at a time; asks first, since they cost money and a first one can start a subscription
    ///
    /// Ctrl-C lets the call under way come to its end and begins no other; once more stops at once.
    Verify {
        /// A name (Sonnet 5), a base model id, a profile id or an ARN
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// Everything that Claude Code will call here and that is not open
        #[arg(long)]
        gaps: bool,
        /// The streaming action as well: it has a permission of its own
        #[arg(long)]
        streaming: bool,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Which models Claude Code really called, and which ones were refused, from what it left on this machine
    ///
    /// Reads its access cache and its session records, and asks nobody. Of a record only model, time, client version,
    /// whether a subagent called, and the text of an API error are held. Exit status: 0 nothing was refused; 1 a call was;
    /// 3 there was nothing to read.
    Seen {
        /// How far back: 30m, 24h, 7d, 2w, or a day
        #[arg(long, value_name = "TIME", default_value = "7d")]
        since: Since,
    },
    /// The keys of the dashboard, with those of the user's keymap.toml
    Keys,
    /// The configuration in effect, with the source of each value
    ///
    /// Defaults of your own stand in config.toml in the folder for configuration, under the names of the options:
    /// theme = "nord", no-simulate = true, timeout = 30.
    Config,
    /// The embedded Bedrock on loopback, for demos, tests and other people's tools
    Simulate {
        /// A bundled scenario or a scenario file
        #[arg(long, value_name = "NAME|FILE", default_value = "demo")]
        scenario: String,
        /// The port; 0 takes a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Write one JSON line a request to this file
        #[arg(long, value_name = "FILE")]
        log: Option<PathBuf>,
    },
    /// Completions for a shell, on standard output
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// The manual page, on standard output
    Man,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The same product against an embedded simulated account; needs no credentials and no network
    #[arg(long, global = true, value_name = "SCENARIO", num_args = 0..=1, require_equals = true, default_missing_value = "demo")]
    pub demo: Option<String>,
    /// That AWS profile and nothing else; list and check take several, each an account or role of its own [default: what
    /// Claude Code would sign with]
    #[arg(long = "profile", short = 'p', global = true, value_name = "NAME")]
    pub profiles: Vec<String>,
    /// The region in focus [default: the one Claude Code will use]
    #[arg(long, short, global = true, value_name = "R")]
    pub region: Option<RegionName>,
    /// Which regions to ask: enabled, all, or a comma list
    #[arg(long, global = true, value_name = "SPEC", default_value = "enabled", value_parser = region_choice)]
    pub regions: RegionChoice,
    /// All AWS services at this address
    #[arg(long, global = true, value_name = "URL", value_parser = endpoint_url)]
    pub endpoint_url: Option<String>,
    /// Which Claude Code is meant.
    #[command(flatten)]
    pub client: ClientOptions,
    /// Run the command that your own or the managed settings of Claude Code name to get credentials (awsCredentialExport;
    /// awsAuthRefresh when they are refused)
    #[arg(long, global = true)]
    pub run_credential_commands: bool,
    /// Do not ask IAM whether your policies allow the calls (iam:SimulatePrincipalPolicy)
    #[arg(long, global = true, env = "BEDCHECK_NO_SIMULATE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub no_simulate: bool,
    /// How to print [default: table on a terminal, plain elsewhere]
    #[arg(long, short, global = true, value_name = "FORMAT")]
    pub output: Option<Format>,
    /// Nothing that could cost money or change state, whatever is confirmed
    #[arg(long, global = true)]
    pub read_only: bool,
    /// In the dashboard, tell the terminal when a gap closes (OSC 9 and the bell)
    #[arg(long, global = true)]
    pub notify: bool,
    /// Colour; NO_COLOR and CLICOLOR_FORCE count
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// For the whole command, in seconds
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

impl Options {
    /// The AWS profile asked with: the first one given.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profiles.first().map(String::as_str)
    }
}

/// Which Claude Code is meant, and how it is started.
#[derive(Clone, Debug, Args)]
pub struct ClientOptions {
    /// The folder whose Claude Code settings count [default: the working directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// A settings file, as given to Claude Code with --settings
    #[arg(long, global = true, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Predict for this version of Claude Code [default: the installed one, else the newest known]
    #[arg(long, global = true, value_name = "V")]
    pub claude_code_version: Option<Version>,
    /// Run the installed claude with --version when its files do not tell which it is
    #[arg(long, global = true)]
    pub ask_claude_code: bool,
    /// The command line it is started with; `plan` and `check` take one after `--`.
    #[arg(skip)]
    pub launch: LaunchArguments,
    /// A file of ids that are checked in place of what it calls; `check` takes one.
    #[arg(skip)]
    pub ids: Option<PathBuf>,
}

/// A gate that may stay unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unreadable {
    /// Whether policies allow the calls
    Permission,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Table, Self::Plain, Self::Json, Self::Ndjson, Self::Csv, Self::Markdown]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()).help(self.words().1))
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

fn region_choice(text: &str) -> Result<RegionChoice, String> {
    match text {
        "enabled" => Ok(RegionChoice::Enabled),
        "all" => Ok(RegionChoice::All),
        list => {
            let names: Result<Vec<RegionName>, _> = list.split(',').map(|name| name.trim().parse()).collect();
            names.map(RegionChoice::These).map_err(|error| format!("{error}; or say enabled or all"))
        }
    }
}

fn endpoint_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or_default();
    if host.is_empty() || host.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("expected http://host:port or https://host".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn demo_takes_its_scenario_with_an_equals_sign_only() {
        let demo = |args: &[&str]| Cli::try_parse_from(args).unwrap().options.demo;
        assert_eq!(demo(&["bedcheck", "--demo"]).as_deref(), Some("demo"));
        assert_eq!(demo(&["bedcheck", "--demo=issue-536", "check"]).as_deref(), Some("issue-536"));
        assert_eq!(demo(&["bedcheck", "list", "--demo"]).as_deref(), Some("demo"));
        assert_eq!(demo(&["bedcheck", "list"]), None);
    }

    #[test]
    fn a_clock_is_a_time_and_a_flag_a_flag() {
        let screen = |args: &[&str]| Cli::try_parse_from(args).map(|cli| cli.screen);
        assert!(screen(&["bedcheck", "--demo", "--clock", "2026-11-22T13:02:00Z"]).unwrap().clock.is_some());
        assert!(screen(&["bedcheck", "--clock", "noon"]).is_err());
        let screen = screen(&["bedcheck", "--linear", "--reduced-motion", "--theme", "dark"]).unwrap();
        assert!(screen.linear && screen.reduced_motion && screen.theme.as_deref() == Some("dark"));
    }

    #[test]
    fn regions_and_urls_are_checked() {
        let regions = |spec: &str| Cli::try_parse_from(["bedcheck", "--regions", spec]).map(|cli| cli.options.regions);
        assert_eq!(regions("all").unwrap(), RegionChoice::All);
        let two = vec!["us-west-2".parse().unwrap(), "eu-west-1".parse().unwrap()];
        assert_eq!(regions("us-west-2, eu-west-1").unwrap(), RegionChoice::These(two));
        assert!(regions("everywhere").unwrap_err().to_string().contains("everywhere"));
        assert!(Cli::try_parse_from(["bedcheck", "--endpoint-url", "localhost:80"]).is_err());
        assert!(Cli::try_parse_from(["bedcheck", "--timeout", "0"]).is_err());
    }
}
