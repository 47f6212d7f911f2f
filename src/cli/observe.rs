//! The arguments of `observe`.

use std::path::PathBuf;

use clap::Args;

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
    /// The program to run, with its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}
