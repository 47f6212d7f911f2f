//! The account: what AWS said, what Claude Code will call, and who asks.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Planner, WhatIf};
use crate::{
    access::console::Sso,
    catalog::RegionName,
    claude_code::{Plan, Signer},
    scan::RegionChoice,
    survey::Survey,
};

/// Who is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AskedAs {
    /// The AWS profile, if one is used by its name.
    pub profile: Option<String>,
    /// Its IAM Identity Center session.
    pub sso: Option<Sso>,
    /// With what the questions are signed, and where that comes from; nobody of the user's in a demo.
    pub signer: Option<Signer>,
}

/// One account as one caller sees it, and the plan that meets it.
pub struct Account {
    /// Everything learned from AWS.
    pub survey: Survey,
    /// What Claude Code will call.
    pub plan: Plan,
    /// What is supposed; nothing by default.
    pub what_if: WhatIf,
    /// Said in the header until it is acknowledged: facts of another caller were dropped.
    pub dropped: Option<String>,
    /// Who is asked.
    pub asked_as: AskedAs,
    /// Set in a demo.
    pub demo_label: Option<String>,
    /// Where credentials are looked for, and what is there.
    pub looked_for: Vec<(String, String)>,
    /// Counts accounts: an answer to a question of an earlier epoch is dropped.
    pub epoch: u64,
    pub(in crate::dashboard) regions: RegionChoice,
    pub(in crate::dashboard) keeps_surveys: bool,
    pub(in crate::dashboard) unkept: bool,
    /// Regions whose quotas were asked for, answered or not, since everything was last asked.
    pub(in crate::dashboard) quotas_asked: BTreeSet<RegionName>,
    /// When the newest of what an earlier session or earlier credentials read was read.
    pub(super) inherited: Option<Timestamp>,
    pub(super) planner: Planner,
}
