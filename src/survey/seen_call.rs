//! Real calls as they were seen, by whatever saw them: one kind of evidence.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{catalog::RegionName, refusal::Refusal};

/// What saw a real call.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display, strum::EnumIter,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CallSource {
    /// It was made after consent, for nothing but its answer.
    Verify,
    /// It went through the signing proxy.
    Proxy,
    /// The client told of it by telemetry.
    Telemetry,
    /// CloudTrail recorded it.
    CloudTrail,
    /// The client's access cache.
    AccessCache,
    /// A session record of the client.
    SessionRecord,
}

impl CallSource {
    /// A call that it told of, as the subject of a sentence.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Verify => "a real call",
            Self::Proxy => "a call of Claude Code seen through the proxy",
            Self::Telemetry => "a call that Claude Code told of",
            Self::CloudTrail => "a call that CloudTrail recorded",
            Self::AccessCache => "a call that Claude Code remembers",
            Self::SessionRecord => "a call in a session record",
        }
    }
}

/// What of a request tells one role from another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The model that the body names; the path names it at most endpoints.
    pub model: Option<String>,
    /// `max_tokens` of the body.
    pub max_tokens: Option<u64>,
    /// Whether the body brings tools.
    pub tools: bool,
}

/// A call that was seen. Nothing of what was said in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenCall {
    /// When it was made.
    pub at: Timestamp,
    /// What saw it.
    pub source: CallSource,
    /// The AWS operation: `InvokeModel`.
    pub operation: String,
    /// The region asked, where that is known.
    pub region: Option<RegionName>,
    /// The id that was called; `None` for what is about no model.
    pub id: Option<String>,
    /// What was asked for, where that was seen.
    pub asked: Option<Asked>,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// Why it was refused, or failed.
    pub refusal: Option<Refusal>,
    /// Until the whole answer was there.
    pub milliseconds: Option<u64>,
    /// Tokens in and out.
    pub tokens: Option<(u64, u64)>,
    /// Who called, as the source names it.
    pub caller: Option<String>,
    /// The version of the client.
    pub client: Option<String>,
}

impl SeenCall {
    /// Whether access was refused, not only this one call: a throttle or a broken line says nothing about access.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        let Some(refusal) = &self.refusal else { return false };
        // What the client keeps of a refusal is that there was one.
        self.source == CallSource::AccessCache || (refusal.gate.is_some() && !refusal.is_transient())
    }

    /// Whether it is a call of a model, and not of a list.
    #[must_use]
    pub fn is_of_a_model(&self) -> bool {
        self.id.is_some() && !self.operation.starts_with("List") && !self.operation.starts_with("Get")
    }
}
