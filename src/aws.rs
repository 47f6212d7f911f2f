//! The only place with SDK types: session, clients, calls, and failures turned into refusals.

use crate::{
    catalog::RegionName,
    survey::{Observation, Question},
};

/// How to reach AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionOptions {
    /// The AWS profile; `None` follows the SDK's own chain.
    pub profile: Option<String>,
    /// All services at this address; `None` leaves it to the SDK (`AWS_ENDPOINT_URL*`).
    pub endpoint_url: Option<String>,
    /// Where services without a region of their own are asked; `None` leaves it to the SDK, then us-east-1.
    pub home_region: Option<RegionName>,
    /// Whether the other end is the embedded simulator: fixed dummy credentials, no chain.
    pub simulated: bool,
}

/// A loaded session with its clients.
#[derive(Debug)]
pub struct Session {}

impl Session {
    /// Loads the session. Never fails: missing credentials show up in the answer to [`Question::Identity`].
    pub async fn connect(_options: SessionOptions) -> Self {
        Self {}
    }

    /// Asks one question.
    pub async fn ask(&self, _question: Question) -> Observation {
        std::future::pending().await
    }
}
