//! What an AWS service says when it says no: the text of a refusal, its cause, and the gate it shuts.
//!
//! A refusal is classified once, at the edge, by [`classify`]. Text goes before type, because one error
//! type covers many causes; the texts are in `assets/causes.toml`.

mod cause;
mod classify;
mod gate;
mod known;
mod near;
mod parts;
mod paste;
mod redact;
mod required;
mod screen;
mod wrapping;

pub use cause::Cause;
pub use classify::{RawRefusal, classify, from_text};
pub use gate::Gate;
pub use known::{FirstStep, KnownText, known_text_of, known_texts};
pub use near::{Near, by_shape, nearest};
pub use paste::{MOST_READ, Pasted, read_paste};
pub use redact::redacted;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A refusal, understood as far as its text allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why, in this program's terms.
    pub cause: Cause,
    /// The gate of the ladder the cause belongs to; `None` for what says nothing about access
    /// (a throttle, a time-out, a network failure).
    pub gate: Option<Gate>,
    /// Whether the text was recognised, or a type or status that leaves no doubt. When not, the cause is
    /// [`Cause::Unrecognised`] and the gate a guess by type.
    pub recognised: bool,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// AWS's error type without its suffix, such as `AccessDeniedException`; empty when there was none.
    pub kind: String,
    /// AWS's id of the request, which its support asks for; `None` where the answer had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What was said, stripped of control characters, otherwise untouched.
    pub text: String,
    /// Parts of the text worth naming: `action`, `resource`, `resource_region`, `model_id`, `policy_type`, `policy_arn`,
    /// `profile`, of the address called `endpoint`, `endpoint_region` and `service`, and how far this machine's `clock` is off.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub captures: BTreeMap<String, String>,
}

impl Refusal {
    /// The same, with the id of the request as it came: a word of letters, digits and dashes, or nothing.
    #[must_use]
    pub fn of_request(self, id: Option<&str>) -> Self {
        let plain = |id: &&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        Self { request_id: id.filter(plain).map(str::to_owned).or(self.request_id), ..self }
    }

    /// Whether the refusal says nothing lasting: the last good value stays, marked stale.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.cause.is_transient()
    }

    /// One short line: `denied: needs bedrock:ListFoundationModels`, `throttled`, `timed out`.
    #[must_use]
    pub fn in_short(&self) -> String {
        match self.captures.get("action") {
            Some(action) if self.gate == Some(Gate::Permission) => format!("denied: needs {action}"),
            _ => self.cause.phrase().to_owned(),
        }
    }
}
