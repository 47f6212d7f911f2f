//! Plans on demand: the same configuration, with more known of AWS or with other settings.

use std::sync::Arc;

use super::{Client, Plan, ProfileList, Sources, plan};

/// A configuration as read, ready to be planned for. Cheap to clone.
#[derive(Clone)]
pub struct Planner {
    sources: Arc<Sources>,
    client: Client,
}

impl Planner {
    /// For a configuration and a client version.
    #[must_use]
    pub fn new(sources: Sources, client: Client) -> Self {
        Self { sources: Arc::new(sources), client }
    }

    /// The plan, given what is known of the profile list of the client's region.
    #[must_use]
    pub fn plan(&self, profiles: ProfileList<'_>) -> Plan {
        plan(&self.sources, &self.client, profiles)
    }

    /// The plan before anything is known of AWS.
    #[must_use]
    pub fn blind(&self) -> Plan {
        self.plan(ProfileList::NotSeen)
    }

    /// The plan if these variables had these values. Touches no file.
    #[must_use]
    pub fn what_if(&self, settings: &[(String, String)], profiles: ProfileList<'_>) -> Plan {
        let changed = settings.iter().fold(Sources::clone(&self.sources), |sources, (name, value)| sources.what_if(name, value));
        plan(&changed, &self.client, profiles)
    }
}
