//! The regions of a whole scan: who is asked when. Nothing waits for STS, for ListRegions or for another region's answer.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use strum::IntoEnumIterator as _;
use tokio::{sync::SetOnce, task::JoinSet, time::timeout};

use super::{
    RegionChoice, ScanRequest,
    asker::Asker,
    order,
    region_job::{self, Done, Wanted},
};
use crate::{
    aws::contained,
    catalog::{Catalog, Partition, RegionName},
    refusal::Gate,
    survey::{Question, Read, Reading, Schedule},
};

/// Longer than the account takes to say who it is and which regions it has; after this the scan goes on without.
const SILENCE: Duration = Duration::from_secs(1);
/// Regions that are asked for the use-case form that covers all of them: one may be dead.
const FORMS: usize = 2;

/// What is asked of the account as a whole.
#[derive(Default)]
pub(super) struct Account {
    identity: SetOnce<Reading>,
    opted: SetOnce<Reading>,
}

impl Account {
    /// Both questions at once; what they bring is there for whoever waits for it.
    pub(super) async fn ask(&self, asker: &Asker) {
        // Each is set once.
        let identity = async { drop(self.identity.set(asker.ask(Question::Identity).await)) };
        let opted = async { drop(self.opted.set(asker.ask(Question::Regions).await)) };
        tokio::join!(identity, opted);
    }

    /// Whether the account itself gave nothing, as far as it spoke: keys that nobody takes.
    async fn is_closed(&self) -> bool {
        let both = async { tokio::join!(self.identity.wait(), self.opted.wait()) };
        let Ok((identity, opted)) = timeout(SILENCE, both).await else { return false };
        credentials_refused(identity) && opted.outcome().is_err()
    }

    /// An API key is no credential for Service Quotas. Who does not say who it is may have keys.
    async fn has_keys(&self) -> bool {
        !timeout(SILENCE, self.identity.wait()).await.is_ok_and(credentials_refused)
    }
}

fn credentials_refused(identity: &Reading) -> bool {
    identity.outcome().is_err_and(|refusal| refusal.gate == Some(Gate::Credentials))
}

/// The regions, and what is under way in them.
pub(super) struct Regions<'a> {
    asker: &'a Arc<Asker>,
    account: &'a Arc<Account>,
    request: &'a ScanRequest,
    partition: Partition,
    /// What became of each, or which one panicked and with what.
    jobs: JoinSet<Result<Done, (RegionName, String)>>,
    asked: Vec<RegionName>,
    forms: usize,
    form_read: bool,
    answered: Vec<RegionName>,
}

impl<'a> Regions<'a> {
    pub(super) fn new(
        asker: &'a Arc<Asker>,
        account: &'a Arc<Account>,
        request: &'a ScanRequest,
        partition: Partition,
    ) -> Self {
        let (jobs, asked, answered) = (JoinSet::new(), Vec::new(), Vec::new());
        Self { asker, account, request, partition, jobs, asked, forms: 0, form_read: false, answered }
    }

    /// All of them to their end.
    pub(super) async fn ask(mut self) {
        for region in order::first(self.request, self.partition) {
            self.spawn(region);
        }
        let head_start = self.request.head_start.0;
        if !head_start.is_zero() {
            let _ = timeout(head_start, self.finish()).await;
            if !self.asked.is_empty() && !self.is_worth_going_on().await {
                return;
            }
        }
        // The others that need no list of the account's regions to be known as enabled: in each two calls, which is all
        // that keys that nobody takes can cost.
        for region in self.known() {
            self.spawn(region);
        }
        let goes_on = self.is_worth_going_on().await;
        if goes_on {
            let opted = timeout(SILENCE, self.account.opted.wait()).await;
            self.spawn_rest(opted.ok());
        }
        self.finish().await;
        if goes_on {
            self.form_elsewhere().await;
            self.close_the_others().await;
        }
    }

    /// One good answer from anywhere is enough, or silence. Where the account and every region asked refuse the keys, every
    /// other call would fail the same way.
    async fn is_worth_going_on(&mut self) -> bool {
        let (asker, account) = (Arc::clone(self.asker), Arc::clone(self.account));
        let refused = async {
            if account.is_closed().await {
                let _ = timeout(SILENCE, self.finish()).await;
                return self.answered.is_empty();
            }
            false
        };
        tokio::select! {
            biased;
            _ = asker.welcome.wait() => true,
            refused = refused => !refused,
        }
    }

    /// Regions not asked yet that need no list to be known as enabled: those that always are, and those that an earlier scan
    /// found so.
    fn known(&self) -> Vec<RegionName> {
        let known = |region: &RegionName| {
            self.request.regions != RegionChoice::Enabled
                || !Catalog::bundled().is_opt_in(region)
                || self.request.learned.enabled.contains(region)
        };
        let rest = order::rest(self.request, self.partition, None, &self.asked, Catalog::bundled());
        rest.into_iter().filter(known).collect()
    }

    /// What is left when the list of the account's regions has come, was refused, or keeps us waiting. Without it every
    /// region is asked: one that is not enabled says so itself.
    fn spawn_rest(&mut self, opted: Option<&Reading>) {
        let list = match opted {
            Some(Reading::Regions(Ok(opted))) => Some(opted),
            _ => None,
        };
        if let Some(Reading::Identity(Ok(identity))) = self.account.identity.get() {
            self.partition = identity.partition;
        }
        for region in order::rest(self.request, self.partition, list, &self.asked, Catalog::bundled()) {
            self.spawn(region);
        }
    }

    fn spawn(&mut self, region: RegionName) {
        let own_form = Catalog::bundled().has_own_use_case_form(&region);
        let ask_form = own_form || self.forms < FORMS;
        self.forms += usize::from(!own_form && ask_form);
        self.asked.push(region.clone());
        let (asker, account) = (Arc::clone(self.asker), Arc::clone(self.account));
        let (behind, tempo) = (self.request.profiles_in(&region), self.request.learned.tempos.get(&region).copied());
        let closing = Closing::of(self.request, self.partition, &region);
        self.jobs.spawn(async move {
            let name = region.clone();
            let job = contained(async {
                let done = region_job::run(&asker, Wanted { region, behind, ask_form, tempo }).await;
                closing.ask(&asker, &account, &done.region).await;
                done
            });
            job.await.map_err(|why| (name, why))
        });
    }

    /// Waits for everything under way; gives up what is silent when patience was asked for.
    async fn finish(&mut self) {
        let patience = self.request.patience;
        loop {
            let quiet = async {
                match patience.filter(|_| !self.answered.is_empty()) {
                    Some(patience) => self.asker.quiet_for(patience).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                done = self.jobs.join_next() => match done {
                    Some(Ok(Ok(done))) => {
                        self.form_read |= done.form_read && !Catalog::bundled().has_own_use_case_form(&done.region);
                        self.answered.extend(Some(done.region).filter(|_| done.answered));
                    }
                    // A region whose job broke is a region that did not answer, and is told as one.
                    Some(Ok(Err((region, why)))) => self.asker.broke(Question::Models(region), &why).await,
                    // Panics are caught in it.
                    Some(Err(_)) => {}
                    None => return,
                },
                () = quiet, if !self.asker.given_up.is_cancelled() => self.asker.given_up.cancel(),
            }
        }
    }

    /// The form of a region that hangs is asked for in one that answers.
    async fn form_elsewhere(&self) {
        if self.form_read || self.forms == 0 {
            return;
        }
        let shared = |region: &&RegionName| !Catalog::bundled().has_own_use_case_form(region);
        let later = self.asked.iter().filter(shared).skip(FORMS);
        for region in later.filter(|region| self.answered.contains(region)).take(FORMS) {
            if self.asker.ask(Question::UseCase(region.clone())).await.outcome().is_ok() {
                return;
            }
        }
    }

    /// What is wanted of regions that were not asked for anything else.
    async fn close_the_others(&self) {
        let wanted = order::closely(self.request, self.partition)
            .into_iter()
            .chain(self.request.projects.iter().map(|(region, _)| region.clone()));
        let mut done = self.asked.clone();
        for region in wanted {
            if !done.contains(&region) {
                Closing::of(self.request, self.partition, &region).ask(self.asker, self.account, &region).await;
                done.push(region);
            }
        }
    }
}

/// What is asked of a region when all else was answered there.
struct Closing {
    /// Whether it is one of those in focus or of the plan.
    closely: bool,
    /// The project that calls carry there.
    project: Option<String>,
}

impl Closing {
    fn of(request: &ScanRequest, partition: Partition, region: &RegionName) -> Self {
        let closely = order::closely(request, partition).contains(region);
        let project = request.projects.iter().find(|(of, _)| of == region).map(|(_, project)| project.clone());
        Self { closely, project }
    }

    async fn ask(&self, asker: &Asker, account: &Account, region: &RegionName) {
        let ask = |read| Question::in_region(read, region.clone()).map(|question| asker.ask(question));
        let with_api_key = self.last(|with_api_key| with_api_key).into_iter().filter_map(ask);
        tokio::join!(join_all(with_api_key), self.ask_project(asker, region));
        for question in self.last(|with_api_key| !with_api_key).into_iter().filter_map(ask) {
            if account.has_keys().await {
                let _ = question.await;
            }
        }
    }

    /// Which models take part in the project is asked where the region knows projects: another one would answer with the
    /// account's list, and that is not the project's.
    async fn ask_project(&self, asker: &Asker, region: &RegionName) {
        let Some(carried) = &self.project else { return };
        let listed = asker.ask(Question::Projects(region.clone())).await;
        if let Reading::Projects(_, Ok(projects)) = listed
            && let Some(project) = projects.active(carried)
        {
            let _ = asker.ask(Question::ProjectModels(region.clone(), project.id.clone())).await;
        }
    }

    /// The reads of the table that come last, of those that can do with an API key or of the others.
    fn last(&self, wanted: fn(bool) -> bool) -> Vec<Read> {
        let is_last =
            |read: &Read| matches!(read.row().schedule, Schedule::Last { with_api_key } if wanted(with_api_key));
        Read::iter().filter(|read| self.closely && is_last(read)).collect()
    }
}
