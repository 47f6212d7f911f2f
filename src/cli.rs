//! The command line. Names and exit statuses are a contract: add, never rename.

mod command;
mod configuration;
mod observe;
mod options;
mod since;

use std::path::PathBuf;

pub use command::{Command, Unreadable};
pub use configuration::{ConfigurationFile, ReadError, read};
pub use observe::{History, Observe};
pub use options::{ClientOptions, Color, Options, Printing};
pub use since::Since;

use clap::{Args, Parser, builder::FalseyValueParser};
use jiff::Timestamp;
use strum::IntoEnumIterator as _;

use crate::survey::Read;

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

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::scan::RegionChoice;

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
