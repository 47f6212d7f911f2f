//! The arguments of `observe` and `history`.

use std::path::PathBuf;

use clap::Args;

use super::Since;

/// How a run of the client is watched.
#[derive(Clone, Debug, Args)]
pub struct Observe {
    /// Lead the client's calls through a signing proxy on this machine: everything is seen, and a custom base URL changes
    /// what is called in auto mode
    #[arg(long)]
    pub proxy: bool,
    /// Write one JSON line a call to this file in place of a line on standard error
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Write what decided what is called and what was seen to this file, without secrets and names, to attach to an issue;
    /// plan --against says where the prediction was wrong
    #[arg(long, value_name = "FILE")]
    pub case: Option<PathBuf>,
    /// The program to run, with its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Which calls that AWS recorded.
#[derive(Clone, Copy, Debug, Args)]
pub struct History {
    /// How far back: 30m, 24h, 7d, 2w, or a day; CloudTrail keeps ninety days
    #[arg(long, value_name = "TIME", default_value = "24h")]
    pub since: Since,
    /// The calls of all identities of the account, by role or user
    #[arg(long)]
    pub everyone: bool,
}
