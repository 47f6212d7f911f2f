//! What to ask, in which order, how fast; answers as observations.
//!
//! Two list calls in a region give the map, then one availability call for each model listed. Behind the inference
//! profiles that the plan names by ARN it looks with one call each. The region in focus and
//! the plan's regions come first. A limit for each region and one overall keep the scan polite; a deadline for each
//! region keeps a dead one from holding up the rest. Of the Bedrock actions that intrusion rules count, three are used:
//! ListFoundationModels, GetFoundationModelAvailability and GetUseCaseForModelAccess. Service Quotas is slow and asked
//! last, in the few regions that the request names; IAM is asked on request only.

mod asker;
mod calls;
mod order;
mod region_job;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::{StreamExt as _, future::join_all};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_util::sync::CancellationToken;

pub use self::calls::make_calls;

use self::asker::Asker;
use crate::{
    aws::Session,
    catalog::{Catalog, RegionName},
    refusal::Gate,
    survey::{Observation, Question, Reading},
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
    /// Regions whose Service Quotas and trusted access programs are asked when everything else was answered.
    pub quotas: Vec<RegionName>,
    /// Regions whose Bedrock projects are asked for.
    pub projects: Vec<RegionName>,
    /// Just these questions, one after the other, and nothing of the above; empty for a whole scan.
    pub only: Vec<Question>,
    /// How long those in `first` have the line to themselves.
    pub head_start: HeadStart,
}

/// The regions that come first have the line to themselves for this long at most, or until they are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadStart(pub Duration);

impl Default for HeadStart {
    /// Three seconds: longer than a region that is well takes, shorter than people wait.
    fn default() -> Self {
        Self(Duration::from_secs(3))
    }
}

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
    let partition = session.partition();
    let asker = Arc::new(Asker::new(session, events));
    if !request.only.is_empty() {
        only(&asker, request.only).await;
        return;
    }
    let mut jobs = JoinSet::new();
    let first = order::first(&request, partition);
    let own_form = |region: &RegionName| Catalog::bundled().has_own_use_case_form(region);
    let mut form_region = first.iter().find(|region| !own_form(region)).cloned();
    for region in &first {
        let ask_form = own_form(region) || form_region.as_ref() == Some(region);
        jobs.spawn(region_job::run(asker.clone(), region.clone(), request.profiles_in(region), ask_form));
    }
    let (identity, opted) = tokio::join!(asker.ask(Question::Identity), asker.ask(Question::Regions));
    let mut answered = false;
    let head_start = async {
        while let Some(done) = jobs.join_next().await {
            answered |= done.unwrap_or(false);
        }
    };
    let in_time = tokio::time::timeout(request.head_start.0, head_start).await.is_ok();
    if in_time && !answered && !first.is_empty() && credentials_refused(&identity) && opted.outcome().is_err() {
        // Every other call would fail the same way.
        return;
    }
    let opted = match opted {
        Reading::Regions(Ok(opted)) => Some(opted),
        _ => None,
    };
    // An API key is no credential for Service Quotas.
    let has_keys = !credentials_refused(&identity);
    let partition = match identity {
        Reading::Identity(Ok(identity)) => identity.partition,
        _ => partition,
    };
    for region in order::rest(&request, partition, opted.as_ref(), &first, Catalog::bundled()) {
        let ask_form = own_form(&region) || form_region.is_none();
        if !own_form(&region) {
            form_region.get_or_insert_with(|| region.clone());
        }
        let profiles = request.profiles_in(&region);
        jobs.spawn(region_job::run(asker.clone(), region, profiles, ask_form));
    }
    while jobs.join_next().await.is_some() {}
    let closer = order::quotas(&request, partition);
    let programs = closer.iter().map(|region| asker.ask(Question::TrustedAccess(region.clone())));
    let projects = request.projects.iter().map(|region| asker.ask(Question::Projects(region.clone())));
    join_all(programs.chain(projects)).await;
    let quotas = closer.into_iter().filter(|_| has_keys);
    join_all(quotas.map(|region| asker.ask(Question::Quotas(region)))).await;
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

fn credentials_refused(identity: &Reading) -> bool {
    identity.outcome().is_err_and(|refusal| refusal.gate == Some(Gate::Credentials))
}
