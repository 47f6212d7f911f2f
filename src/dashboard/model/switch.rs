//! Another AWS profile, the same view.

use std::fmt;

use super::{AskedAs, Note, Planner};
use crate::survey::Survey;

/// What another profile brings along.
#[derive(Clone)]
pub struct Switched {
    /// Who is asked from here on.
    pub asked_as: AskedAs,
    /// What it read last.
    pub survey: Survey,
    /// The plan under it: the profile may name another region.
    pub planner: Planner,
    /// Whether there is somewhere to keep its survey.
    pub keeps_surveys: bool,
    /// What is wrong with what it read last.
    pub trouble: Option<Note>,
}

impl fmt::Debug for Switched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Switched").field("asked_as", &self.asked_as).finish_non_exhaustive()
    }
}

impl PartialEq for Switched {
    /// Planners are the same when they are one.
    fn eq(&self, other: &Self) -> bool {
        let same_planner = std::sync::Arc::ptr_eq(&self.planner, &other.planner);
        same_planner && (&self.asked_as, &self.survey) == (&other.asked_as, &other.survey)
    }
}
