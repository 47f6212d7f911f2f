//! The options of every command.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use clap::{
    Args, ValueEnum,
    builder::{FalseyValueParser, PossibleValue},
};

use crate::{
    catalog::{Arn, RegionName},
    claude_code::{LaunchArguments, Version},
    report::Format,
    scan::RegionChoice,
};

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "AWS")]
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
    /// A role on top of it.
    #[command(flatten)]
    pub role: RoleOptions,
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
    /// How to print.
    #[command(flatten)]
    pub printing: Printing,
    /// Nothing that could cost money or change state, whatever is confirmed
    #[arg(long, global = true, help_heading = "Limits")]
    pub read_only: bool,
    /// In the dashboard, tell the terminal when a gap closes (OSC 9 and the bell)
    #[arg(long, global = true, help_heading = "Dashboard")]
    pub notify: bool,
    /// For the whole command, in seconds
    #[arg(long, global = true, help_heading = "Limits", value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

impl Options {
    /// The same as words of a command line, as far as a command that only reads needs them: which account and which client
    /// are meant. How to print is for whoever runs it to say.
    #[must_use]
    pub fn as_arguments(&self) -> Vec<OsString> {
        let mut words: Vec<OsString> = Vec::new();
        let mut add = |name: &str, value: &OsStr| {
            let mut word = OsString::from(format!("--{name}="));
            word.push(value);
            words.push(word);
        };
        let text = |value: &Option<String>| value.as_ref().map(OsString::from);
        let path = |value: &Option<PathBuf>| value.as_ref().map(|path| path.clone().into_os_string());
        let version = self.client.claude_code_version.map(|version| version.to_string().into());
        let region = self.region.as_ref().map(|region| region.to_string().into());
        let options: [(&str, Option<OsString>); 7] = [
            ("demo", text(&self.demo)),
            ("region", region),
            ("endpoint-url", text(&self.endpoint_url)),
            ("project", path(&self.client.project)),
            ("settings", path(&self.client.settings)),
            ("claude-code-version", version),
            ("timeout", Some(self.timeout.to_string().into())),
        ];
        for (name, value) in options {
            value.iter().for_each(|value| add(name, value));
        }
        self.profiles.iter().for_each(|name| add("profile", OsStr::new(name)));
        let RoleOptions { assume_role, external_id, session_name } = &self.role;
        for (name, value) in
            [("assume-role", assume_role), ("external-id", external_id), ("session-name", session_name)]
        {
            value.iter().for_each(|value| add(name, OsStr::new(value)));
        }
        words.extend(self.no_simulate.then(|| "--no-simulate".into()));
        words
    }

    /// The AWS profile asked with: the first one given.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profiles.first().map(String::as_str)
    }
}

/// A role that is assumed by whoever would be asked as otherwise.
#[derive(Clone, Debug, Default, Args)]
pub struct RoleOptions {
    /// Ask as this role, assumed by the identity that would be asked as otherwise
    #[arg(long, global = true, value_name = "ARN", value_parser = role_arn)]
    pub assume_role: Option<String>,
    /// With --assume-role: what the trust policy of the role asks for
    #[arg(long, global = true, value_name = "ID")]
    pub external_id: Option<String>,
    /// With --assume-role: what the session is called in CloudTrail [default: bedcheck]
    #[arg(long, global = true, value_name = "NAME")]
    pub session_name: Option<String>,
}

/// How reports are printed.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct Printing {
    /// How to print [default: table on a terminal, plain elsewhere]
    #[arg(long, short, global = true, value_name = "FORMAT")]
    pub output: Option<Format>,
    /// Colour; NO_COLOR and CLICOLOR_FORCE count
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Print no report: the exit status tells; what goes wrong is still said
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// Which Claude Code is meant, and how it is started.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Claude Code")]
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

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
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

fn role_arn(text: &str) -> Result<String, String> {
    let arn: Option<Arn> = text.parse().ok();
    let is_role = |arn: &Arn| arn.service == "iam" && arn.resource_type == "role" && !arn.resource_id.is_empty();
    match arn.filter(is_role) {
        Some(_) => Ok(text.to_owned()),
        None => Err("expected the ARN of a role, such as arn:aws:iam::111122223333:role/audit".to_owned()),
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
    use clap::Parser as _;

    use crate::cli::Cli;

    #[test]
    fn the_options_of_an_account_and_a_client_survive_as_words() {
        let role = "arn:aws:iam::111122223333:role/audit";
        let given = [
            "bedcheck",
            "--demo=healthy",
            "-p",
            "a",
            "-p",
            "b c",
            "--region",
            "us-west-2",
            "--assume-role",
            role,
            "--external-id=-x",
            "--session-name",
            "s",
            "--settings",
            "s.json",
            "--project",
            "p",
            "--claude-code-version",
            "2.1.112",
            "--timeout",
            "9",
            "--no-simulate",
            "--endpoint-url",
            "http://127.0.0.1:1",
        ];
        let first = Cli::try_parse_from(given).unwrap().options;
        let words = std::iter::once("bedcheck".into()).chain(first.as_arguments());
        let again = Cli::try_parse_from(words).unwrap().options;
        assert_eq!(format!("{again:?}"), format!("{first:?}"));
    }
}
