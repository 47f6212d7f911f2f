//! What to ask, in which order, how fast; answers as observations.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{aws::Session, catalog::RegionName, survey::Observation};

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
    _session: Arc<Session>,
    _request: ScanRequest,
    _events: mpsc::Sender<ScanEvent>,
    _cancel: CancellationToken,
) {
}
