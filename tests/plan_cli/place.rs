//! A home, a project, a port that nobody may call, and a simulated account.

use std::{fs, net::TcpListener, path::PathBuf, process::Command};

use bedcheck::simulator::{Scenario, Simulator};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{bedcheck, run};

/// An empty home with an empty project in it.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(place.path("project")).unwrap();
        place
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// The program in the project's folder, with Claude Code on Bedrock in us-east-1.
    pub(crate) fn bedcheck(&self, arguments: &[&str]) -> Command {
        let mut command = bedcheck(self.0.path());
        command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-east-1");
        command.args(arguments).arg("--project").arg(self.path("project"));
        command
    }

    /// The JSON document of a command, and its exit status.
    pub(crate) fn json(&self, arguments: &[&str], env: &[(&str, &str)]) -> (i32, Value) {
        let mut command = self.bedcheck(arguments);
        command.args(["--output", "json"]).envs(env.iter().copied());
        let (status, out, err) = run(&mut command);
        (status, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")))
    }
}

/// A port of this machine that must not be called.
pub(crate) struct Trap(TcpListener);

impl Trap {
    pub(crate) fn set() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    /// Connections made and closed again still wait to be taken.
    pub(crate) fn is_untouched(&self) -> bool {
        self.0.accept().is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    }
}

/// A simulated account on a runtime of its own, while the test waits for the program.
pub(crate) struct Served {
    simulator: Option<Simulator>,
    runtime: tokio::runtime::Runtime,
}

impl Served {
    pub(crate) fn new(scenario: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let started = runtime.block_on(Simulator::start(Scenario::bundled(scenario).unwrap(), 0, None));
        Self { simulator: Some(started.unwrap()), runtime }
    }

    pub(crate) fn url(&self) -> String {
        self.simulator.as_ref().unwrap().url()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(simulator) = self.simulator.take() {
            self.runtime.block_on(simulator.stop());
        }
    }
}

/// The first use of a role.
pub(crate) fn of<'a>(document: &'a Value, role: &str) -> &'a Value {
    let uses = document["uses"].as_array().unwrap();
    uses.iter().find(|one| one["role"] == role).unwrap_or_else(|| panic!("no {role} in {document}"))
}
