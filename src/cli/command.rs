//! What there is to do, with what each of it takes.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use jiff::SignedDuration;

use super::{History, Observe, Since, since::span};

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
        /// Status 1 as well when a model of the plan becomes legacy, dearer or gone within this time: 60d, 8w
        #[arg(long, value_name = "TIME", value_parser = span)]
        fail_within: Option<SignedDuration>,
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
        /// Hold the plan of each case in this file (observe --case) against what was seen
        #[arg(long, value_name = "FILE", conflicts_with_all = ["explain", "launch"])]
        against: Option<PathBuf>,
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
    /// Run Claude Code and show each call of a model and each refusal as it happens, and at the end what was predicted
    ///
    /// Nothing of what is said in a call is kept or shown. The exit status is that of the program that was run.
    Observe(Observe),
    /// What AWS recorded: which models were called and refused in the last hours, by which policy (CloudTrail, CloudWatch)
    ///
    /// Calls no model; --timeout ends it. Exit status: 0 nothing was refused; 1 a call was; 3 not read to the end.
    History(History),
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

/// A gate that may stay unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unreadable {
    /// Whether policies allow the calls
    Permission,
}
