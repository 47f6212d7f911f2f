//! What to ask, in which order, how fast; answers as observations.
//!
//! Two list calls in a region give the map, then one availability call for each model listed. Behind the inference
//! profiles that the plan names by ARN it looks with one call each. The region in focus and
//! the plan's regions come first, and nobody waits for them, nor for STS or ListRegions: AWS limits calls by account, region
//! and operation, so each region has a pace of its own, and a deadline, and a dead one holds up nobody. What a region that
//! throttles was found to take is reported, so that the next scan begins there. Of the Bedrock actions that intrusion rules count, three are used:
//! ListFoundationModels, GetFoundationModelAvailability and GetUseCaseForModelAccess. Service Quotas is slow and asked
//! last, in the few regions that are looked at closely; IAM is asked on request only.

mod asker;
mod calls;
mod order;
mod pace;
mod region_job;
mod regions;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use futures::StreamExt as _;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub use self::calls::make_calls;

use self::{
    asker::Asker,
    regions::{Account, Regions},
};
use crate::{
    aws::Session,
    catalog::RegionName,
    refusal::Gate,
    survey::{Observation, Question, Survey, Tempo},
};

/// Which regions to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RegionChoice {
    /// Those enabled for the account.
    #[default]
    Enabled,
    /// Every region with a Bedrock endpoint in the account's partition.
    All,
    /// These.
    These(Vec<RegionName>),
}

/// What a scan should cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanRequest {
    /// Asked before all others, in this order: the region in focus, the plan's regions.
    pub first: Vec<RegionName>,
    /// Which regions to ask.
    pub regions: RegionChoice,
    /// Inference profiles to look behind, by ARN, each in the region whose endpoint is called with it. Those of regions
    /// that are not asked are left out.
    pub profiles: Vec<(RegionName, String)>,
    /// Regions that are looked at closely: there the reads that come last are asked as well ([`Schedule::Last`](crate::survey::Schedule::Last)).
    pub closely: Vec<RegionName>,
    /// The Bedrock projects that calls carry, with the region: whether each is there, and which models take part in it.
    pub projects: Vec<(RegionName, String)>,
    /// Just these questions, one after the other, and nothing of the above; empty for a whole scan.
    pub only: Vec<Question>,
    /// How long those in `first` have the line to themselves.
    pub head_start: HeadStart,
    /// When a region was read to its end and nothing has come back for this long, what is still under way is given up;
    /// `None` waits for every last one.
    pub patience: Option<Duration>,
    /// What an earlier scan learned about asking.
    pub learned: Learned,
}

/// What an earlier scan of the account learned about how to ask it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// Regions that were enabled: asked without waiting for the list of the account's regions.
    pub enabled: BTreeSet<RegionName>,
    /// How fast regions take questions that refused some for speed.
    pub tempos: BTreeMap<RegionName, Tempo>,
}

impl Learned {
    /// As the survey tells.
    #[must_use]
    pub fn from(survey: &Survey) -> Self {
        let opted = survey.opted.value().into_iter().flatten();
        let enabled = opted.filter(|(_, state)| state.is_usable()).map(|(region, _)| region.clone()).collect();
        let tempos = survey.regions.iter().filter_map(|(region, facts)| Some((region.clone(), facts.tempo?))).collect();
        Self { enabled, tempos }
    }
}

/// The regions that come first have the line to themselves for this long at most, or until they are done. None by
/// default: no region waits for another, each has a pace of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadStart(pub Duration);

impl ScanRequest {
    /// The ARNs to look behind in one region, each once.
    fn profiles_in(&self, region: &RegionName) -> Vec<String> {
        let here = self.profiles.iter().filter(|(of, _)| of == region).map(|(_, arn)| arn.clone());
        here.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// What a scan reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanEvent {
    /// One question was answered or refused.
    Observed(Box<Observation>),
    /// How far the scan is; `expected` grows while lists come in.
    Progress {
        /// Questions answered or refused so far.
        answered: usize,
        /// Questions known to be needed so far.
        expected: usize,
    },
    /// How fast a region takes questions, where that is not what the request said.
    Learned {
        /// The region.
        region: RegionName,
        /// Nothing where no pause is needed any more.
        tempo: Option<Tempo>,
    },
    /// Every question was answered, refused or given up. Not sent by a cancelled scan.
    Finished,
}

/// Runs a scan to its end, or until it is cancelled. Returns without a word when nobody listens any more.
pub async fn run(
    session: Arc<Session>,
    request: ScanRequest,
    events: mpsc::Sender<ScanEvent>,
    cancel: CancellationToken,
) {
    let work = async {
        scan(session, request, events.clone()).await;
        // Nobody left to tell is no failure.
        let _ = events.send(ScanEvent::Finished).await;
    };
    tokio::select! {
        biased;
        () = cancel.cancelled() => {}
        () = work => {}
    }
}

async fn scan(session: Arc<Session>, request: ScanRequest, events: mpsc::Sender<ScanEvent>) {
    session.ready().await;
    let partition = session.partition();
    let asker = Arc::new(Asker::new(session, events));
    if !request.only.is_empty() {
        only(&asker, request.only).await;
        return;
    }
    let account = Arc::new(Account::default());
    let regions = Regions::new(&asker, &account, &request, partition);
    tokio::join!(account.ask(&asker), regions.ask());
}

/// Policy simulations under way at once: IAM is one endpoint for all regions.
const SIMULATIONS: usize = 4;

/// Just these questions. What they bring goes to the survey.
async fn only(asker: &Asker, questions: Vec<Question>) {
    let is_simulation = |question: &Question| matches!(question, Question::Permissions(..));
    let (mut simulations, others): (Vec<_>, Vec<_>) = questions.into_iter().partition(is_simulation);
    for question in others {
        let _ = asker.ask(question).await;
    }
    if simulations.is_empty() {
        return;
    }
    let first = simulations.remove(0);
    let asked_for = first.to_string();
    match asker.ask(first).await.outcome() {
        // Whoever may not simulate for one id may not for any, and each attempt is a line in somebody's CloudTrail.
        Err(denied) if denied.gate == Some(Gate::Permission) => {
            for question in simulations {
                asker.skip(question, denied, &asked_for).await;
            }
        }
        _ => {
            let asks = simulations.into_iter().map(|question| asker.ask(question));
            futures::stream::iter(asks).buffer_unordered(SIMULATIONS).for_each(|_| async {}).await;
        }
    }
}
