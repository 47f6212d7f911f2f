//! Asking as another profile: from here on, or once, to compare.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::{Effects, Outcome, WAITING};
use crate::{
    aws::{self, CallLog, Session},
    catalog::RegionName,
    dashboard::{model::Switched, update::Msg},
    scan::{self, RegionChoice, ScanEvent, ScanRequest},
    survey::Survey,
    terminal::{OpenProfile, ProfileOpened},
};

impl Effects {
    /// Reads the AWS config, off the loop.
    pub(in crate::terminal) fn read_profiles(&mut self) {
        let answers = self.answers.clone();
        self.tasks.spawn(async move {
            let read = aws::profiles(Timestamp::now()).await;
            // A loop that has ended needs no answer.
            let _ = answers.send(Msg::Profiles(read)).await;
            Outcome::Done
        });
    }

    /// Prepares to ask as a profile; the switch itself is made when that is done.
    pub(in crate::terminal) fn open_profile(&mut self, epoch: u64, profile: String) {
        let open = (self.callbacks.open_profile)(profile);
        self.tasks.spawn(async move { Outcome::Profile { epoch, opened: Box::new(open.await) } });
    }

    /// From here on this profile is asked, and a demo is over.
    pub(super) fn switch_profile(&mut self, epoch: u64, opened: Result<ProfileOpened, String>) -> Msg {
        let outcome = opened.map(|ProfileOpened { asked_as, session, store, planner }| {
            self.scans.cancel();
            self.options = session;
            self.demo = None;
            let read = store.as_ref().map(|store| store.load_or_set_aside(Timestamp::now())).transpose();
            let (survey, trouble) = match read {
                Ok(survey) => (survey.flatten().unwrap_or_default(), None),
                Err(error) => (Survey::default(), Some(super::trouble(&error))),
            };
            let keeps_surveys = store.is_some();
            self.store = store;
            Box::new(Switched { asked_as, survey, planner, keeps_surveys, trouble })
        });
        Msg::Switched { epoch, outcome }
    }

    /// Asks as another profile in these regions, and tells all at once.
    pub(in crate::terminal) fn compare(&mut self, epoch: u64, profile: String, regions: Vec<RegionName>) {
        let (open, log, answers) = (Arc::clone(&self.callbacks.open_profile), self.log.clone(), self.answers.clone());
        let cancel = self.scans.clone();
        self.tasks.spawn(async move {
            let asked = Box::pin(cancel.run_until_cancelled(ask_as(open, profile.clone(), regions, log)));
            if let Some(outcome) = asked.await {
                let _ = answers.send(Msg::Compared { epoch, profile, outcome: outcome.map(Box::new) }).await;
            }
            Outcome::Done
        });
    }
}

/// What a profile can read in these regions.
async fn ask_as(open: OpenProfile, profile: String, regions: Vec<RegionName>, log: CallLog) -> Result<Survey, String> {
    let opened = open(profile).await?;
    let session = Arc::new(Session::connect_logged(opened.session, log).await);
    let request = ScanRequest { regions: RegionChoice::These(regions), ..ScanRequest::default() };
    let (sender, mut events) = mpsc::channel(WAITING);
    let mut survey = Survey::default();
    let collect = async {
        while let Some(event) = events.recv().await {
            if let ScanEvent::Observed(observation) = event {
                survey.apply(*observation);
            }
        }
    };
    let asking = Box::pin(scan::run(session, request, sender, tokio_util::sync::CancellationToken::new()));
    tokio::join!(asking, collect);
    Ok(survey)
}
