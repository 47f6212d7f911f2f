//! A scan to its end, without a screen.

use std::sync::Arc;

use tokio::{sync::mpsc, time::timeout_at};
use tokio_util::sync::CancellationToken;

use super::{context::CommandContext, progress::Progress};
use crate::{
    aws::Session,
    claude_code::{Signer, SignsWith},
    refusal::{Cause, Gate},
    scan::{self, ScanEvent, ScanRequest},
    survey::{RegionFacts, Survey},
};

/// What a scan brought.
pub(super) struct Collected {
    /// The facts.
    pub(super) survey: Survey,
    /// Whether the user broke it off.
    pub(super) interrupted: bool,
    /// Whether it ran out of time.
    pub(super) timed_out: bool,
}

/// Enough for a burst of answers; the collector is faster than any network.
const BACKLOG: usize = 256;

/// Scans until done, until the time-out of the command, or until interrupted.
pub(super) async fn collect(command: &CommandContext, request: ScanRequest) -> Collected {
    let mut survey = Survey::default();
    let (interrupted, timed_out) = collect_into(command, request, &mut survey).await;
    Collected { survey, interrupted, timed_out }
}

/// The same on top of what is known already; returns whether it was interrupted, and whether it ran out of time.
pub(super) async fn collect_into(command: &CommandContext, request: ScanRequest, survey: &mut Survey) -> (bool, bool) {
    let (sender, mut events) = mpsc::channel(BACKLOG);
    let cancel = CancellationToken::new();
    let options = command.session.clone();
    let work = async {
        let session = Arc::new(Session::connect(options).await);
        scan::run(session, request, sender, cancel.clone()).await;
    };
    let mut progress = if command.tells_progress { Progress::on_terminal() } else { Progress::silent() };
    let listen = async {
        while let Some(event) = events.recv().await {
            match event {
                ScanEvent::Observed(observation) => survey.apply(*observation),
                ScanEvent::Learned { region, tempo } => survey.keep_tempo(region, tempo),
                ScanEvent::Progress { answered, expected } => progress.tell("answers", answered, expected),
                ScanEvent::Finished => {}
            }
        }
    };
    let both = timeout_at(command.deadline, futures::future::join(work, listen));
    tokio::select! {
        biased;
        () = super::output::until_signal() => (true, false),
        done = both => (false, done.is_err()),
    }
}

impl Collected {
    /// One sentence when nothing at all could be read because of the credentials: what, where, what to do.
    pub(super) fn why_nothing(&self, command: &CommandContext) -> Option<String> {
        if self.survey.regions.values().any(RegionFacts::answered) {
            return None;
        }
        let refusal = self.survey.identity.refusal().filter(|refusal| refusal.gate == Some(Gate::Credentials))?;
        let situation = crate::access::remedy::Situation {
            aws_profile: command.profile.as_deref(),
            refusal: Some(refusal),
            ..crate::access::remedy::Situation::new(refusal.cause, &command.focus)
        };
        let to_run = crate::access::remedy::remedies(&situation).into_iter().find_map(|remedy| {
            remedy.text.lines().map(str::trim).find(|line| line.starts_with("aws ")).map(str::to_owned)
        });
        let profile = match &command.signer {
            Some(signer) if signer.profile_name().is_none() && signer.with != SignsWith::Chain => {
                format!(" for {}", signer.text)
            }
            _ => command.profile.as_ref().map(|name| format!(" for profile {name}")).unwrap_or_default(),
        };
        let todo = match refusal.captures.get("clock") {
            Some(off) => format!("this machine's clock is {off}: set it, or "),
            None => to_run.map_or_else(String::new, |command| format!("run `{command}`, or ")),
        };
        let what = match refusal.cause {
            Cause::NoCredentials => {
                "no AWS credentials were found in the environment, the AWS files or instance metadata"
            }
            cause => cause.phrase(),
        };
        let remarks = command.signer.as_ref().map(Signer::remarks).unwrap_or_default();
        let remarks = remarks.iter().map(|remark| format!("{}; ", remark.trim_end_matches('.'))).collect::<String>();
        Some(format!("{what}{profile}; {remarks}{todo}try `bedcheck --demo`"))
    }
}
