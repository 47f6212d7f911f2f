//! What is kept of a run: the plan made before it, each call as it is told, and the report at the end.

use std::{
    fs::{File, OpenOptions},
    io::{self, IsTerminal as _, Write as _},
};

use crate::{
    catalog::printable,
    claude_code::{Plan, known_variables},
    cli::{Observe, Options},
    commands::{CommandContext, CommandError, evidence, output},
    gaps::{self, CaseFile},
    report::{self, ObservedRun},
    storage,
    survey::{SeenCall, Survey},
};

/// A run under way.
pub(super) struct Watch {
    plan: Plan,
    pub(super) survey: Survey,
    calls: Vec<SeenCall>,
    notes: Vec<String>,
    log: Option<File>,
    /// Lines that would spoil the screen of the child; told when it is over.
    held_back: Option<Vec<String>>,
}

impl Watch {
    /// Opens the log. A child that draws on the terminal keeps it to itself.
    pub(super) fn begin(command: &CommandContext, wanted: &Observe) -> Result<Self, CommandError> {
        let log = wanted.log.as_deref().map(|path| {
            let mut open = OpenOptions::new();
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
            open.create(true)
                .append(true)
                .open(path)
                .map_err(|source| CommandError::Io { doing: format!("--log {}", path.display()), source })
        });
        let log = log.transpose()?;
        let on_screen = io::stdin().is_terminal() && io::stderr().is_terminal() && io::stdout().is_terminal();
        let prints = wanted.command.iter().any(|word| matches!(word.as_str(), "-p" | "--print"));
        let held_back = (on_screen && !prints && log.is_none()).then(Vec::new);
        let survey = Survey::default();
        let plan = command.plan(&survey);
        Ok(Self { plan, survey, calls: Vec::new(), notes: Vec::new(), log, held_back })
    }

    /// What is known of AWS, for the plan.
    pub(super) fn know(&mut self, command: &CommandContext, survey: Survey) {
        self.plan = command.plan(&survey);
        self.survey = survey;
    }

    /// Says a sentence now, and in the report.
    pub(super) fn note(&mut self, sentence: &str) {
        say(sentence);
        self.notes.push(sentence.to_owned());
    }

    /// Takes in a call and tells of it.
    pub(super) fn take(&mut self, command: &CommandContext, call: SeenCall) {
        self.believe_the_client(command, &call);
        let line = report::seen_call(&call, &self.plan);
        match (&mut self.log, &mut self.held_back) {
            (Some(log), _) => {
                // A full disk does not stop the client.
                let _ = log.write_all(report::seen_call_json(&call, &self.plan).as_bytes());
            }
            (None, Some(held)) => held.push(line),
            (None, None) => say(&line),
        }
        self.calls.push(call);
    }

    /// The version that calls is the one that counts, whatever was found installed.
    fn believe_the_client(&mut self, command: &CommandContext, call: &SeenCall) {
        let version = call.client.as_deref().and_then(|version| version.parse().ok());
        if let Some(version) = version.filter(|version| *version != self.plan.version) {
            self.plan = gaps::plan_for(&command.planner.with_version(version), &self.survey, &[]);
        }
    }

    /// Writes the run as a case to share.
    pub(super) fn keep_case(&self, command: &CommandContext, wanted: &Observe) -> Result<(), CommandError> {
        let Some(path) = &wanted.case else { return Ok(()) };
        let env: Vec<(String, String)> = known_variables()
            .filter_map(|name| Some((name.to_owned(), command.planner.variable(name)?.value)))
            .collect();
        let profiles = self.survey.region(&self.plan.region.value).and_then(|facts| facts.profiles.value());
        let profiles = profiles.into_iter().flatten().map(|profile| profile.id.to_string()).collect();
        let file = CaseFile {
            about: "Written by bedcheck observe --case: no secret, name or word of a conversation is in it.".to_owned(),
            base_env: Default::default(),
            cases: vec![gaps::case_of(&self.calls, &self.plan, &env, profiles)],
        };
        let text = serde_json::to_string_pretty(&file).unwrap_or_default() + "\n";
        storage::keep_private(path, text.as_bytes())
            .map_err(|source| CommandError::Io { doing: format!("--case {}", path.display()), source })
    }

    /// The report, on standard error: standard output is the child's.
    pub(super) fn end(mut self, command: &CommandContext, options: &Options, source: &str, exit_status: u8) {
        for line in self.held_back.iter().flatten() {
            say(line);
        }
        self.calls.sort_by_key(|call| call.at);
        if let Some(identity) = self.survey.identity.value() {
            evidence::keep(command, identity, self.calls.iter());
        }
        let observed = gaps::observed(&self.calls, &self.plan);
        let run = ObservedRun {
            calls: &self.calls,
            observed: &observed,
            source: source.to_owned(),
            notes: &self.notes,
            exit_status: Some(exit_status),
        };
        let report = report::observe(command.context(&self.survey), &run, &self.plan);
        let report = command.naming_identity(report);
        let (format, style) = output::beside(options);
        let text = report::print(&report, format, style);
        // Nowhere to complain to if this fails.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// One line on standard error.
pub(super) fn say(line: &str) {
    // Nowhere to complain to if this fails.
    let _ = writeln!(io::stderr().lock(), "bedcheck: {}", printable(line));
}
