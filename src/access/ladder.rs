//! The ladder: the gates in order, each with its state and the evidence for it.

use jiff::Timestamp;

use super::Gate;
use crate::{
    catalog::{BaseModelId, Catalog, Destinations, ModelRef, RegionName},
    refusal::{Cause, Refusal},
    survey::{CallSource, Survey},
};

/// What a ladder is about: one model in one region, called by one id or by any that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The region the call is signed for.
    pub region: RegionName,
    /// The model; `None` when the id does not tell (an application inference profile).
    pub model: Option<BaseModelId>,
    /// The id that will be called; `None` asks about any form of the model.
    pub invoked: Option<ModelRef>,
}

impl Cell {
    /// The cell of an id in a region. The model is the one the id names, or GetInferenceProfile said is behind it; of an id
    /// that no model bears, the one it was meant for.
    #[must_use]
    pub fn of(survey: &Survey, catalog: &Catalog, region: RegionName, invoked: ModelRef) -> Self {
        let behind = survey.region(&region).and_then(|facts| facts.base_of(&invoked));
        let named = behind.or_else(|| invoked.base());
        let meant =
            catalog.meant_by(&invoked).filter(|_| !named.as_ref().is_some_and(|id| survey.model_ids().contains(id)));
        let model = meant.cloned().or(named);
        Self { region, model, invoked: Some(invoked) }
    }
}

/// How a gate stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GateState {
    /// Read as open.
    Open,
    /// Read as blocked.
    Blocked(Cause),
    /// About to open.
    Pending,
    /// Not known, and why.
    NotRead(NotRead),
    /// Does not concern this model.
    NotNeeded,
}

/// Why the state of a gate is not known. [`std::fmt::Display`] says it in words.
#[derive(Clone, Debug, PartialEq, Eq, strum::Display)]
pub enum NotRead {
    /// Nobody asked.
    #[strum(to_string = "not asked yet")]
    NotAsked,
    /// A policy simulation was not asked for, although one can be made.
    #[strum(to_string = "only a policy simulation or a real call tells")]
    NotSimulated,
    /// Nothing that is free tells.
    #[strum(to_string = "only a real call tells")]
    OnlyACallTells,
    /// A real call came further than this gate, and was refused for something else.
    #[strum(to_string = "likely open: a real call was refused for its body only, which comes after this gate")]
    LikelyOpen,
    /// The question was refused: in AWS's terms, and in short.
    #[strum(to_string = "{in_short}")]
    Refused {
        /// Why AWS refused it.
        cause: Cause,
        /// `denied: needs bedrock:GetFoundationModelAvailability`.
        in_short: String,
    },
    /// The only credentials are a Bedrock API key, which that service does not take.
    #[strum(to_string = "an API key cannot ask {0}")]
    ApiKeyCannotAsk(&'static str),
    /// The id does not tell the model, and nobody said which one is behind it.
    #[strum(to_string = "the model behind the id is not known")]
    ModelNotKnown,
    /// The lists and `regionAvailability` disagree.
    #[strum(to_string = "listed here, but regionAvailability says NOT_AVAILABLE")]
    ListsDisagree,
    /// Policies that depend on what only the call itself brings: these condition keys.
    #[strum(to_string = "depends on {0}, which a simulation does not know")]
    DependsOn(String),
    /// The calls go elsewhere, or belong to somebody else than was asked: why.
    #[strum(to_string = "{0}")]
    Elsewhere(String),
    /// What was answered does not tell: the sentence says what is missing.
    #[strum(to_string = "{0}")]
    Unclear(String),
}

impl From<&str> for NotRead {
    fn from(sentence: &str) -> Self {
        Self::Unclear(sentence.to_owned())
    }
}

impl From<String> for NotRead {
    fn from(sentence: String) -> Self {
        Self::Unclear(sentence)
    }
}

/// One gate with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The gate.
    pub gate: Gate,
    /// How it stands.
    pub state: GateState,
    /// What the evidence says: an ARN, a profile with its destinations, a date.
    pub detail: String,
    /// The AWS operation that said so.
    pub call: Option<&'static str>,
    /// When.
    pub at: Option<Timestamp>,
    /// Whether a newer question failed, so that an older answer is shown.
    pub stale: bool,
    /// The refusal, where one is the evidence or the reason for not knowing.
    pub refusal: Option<Refusal>,
    /// Whether a real call to the model was refused here although no free reading had this gate shut.
    pub by_real_call: bool,
    /// What told of the real call that is the evidence.
    pub seen_by: Option<CallSource>,
    /// What else there is to know, one sentence each: decisions by region, a rule, what the evidence cannot show.
    pub notes: Vec<String>,
}

impl Rung {
    /// Whether this is the permission gate as long as no policy simulation was asked for, although one can be made.
    #[must_use]
    pub fn wants_simulation(&self) -> bool {
        self.state == GateState::NotRead(NotRead::NotSimulated)
    }

    /// The cause in a few words; empty when the gate is not blocked.
    #[must_use]
    pub fn phrase(&self) -> String {
        match self.state {
            GateState::Blocked(Cause::NotOffered | Cause::EndOfLife | Cause::NoEndpoint) if !self.detail.is_empty() => {
                self.detail.clone()
            }
            GateState::Blocked(cause) => cause.phrase().to_owned(),
            _ => String::new(),
        }
    }
}

/// A refusal, with the operation that was refused.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The AWS operation.
    pub call: Option<&'static str>,
    /// When.
    pub at: Option<Timestamp>,
    /// What was said.
    pub refusal: &'a Refusal,
}

/// All gates for one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// What it is about.
    pub cell: Cell,
    /// The rungs, in order.
    pub rungs: Vec<Rung>,
    /// The ids that can be called from this region: profiles in AWS's order, then the base id if on demand.
    pub call_as: Vec<String>,
    /// Where a call with the id in question may be served.
    pub destinations: Destinations,
    /// When a real call with the invoked id last answered.
    pub verified_at: Option<Timestamp>,
    /// Until when that answer is provisional: the agreement was fresh, and calls may be refused once it is set up.
    pub provisional_until: Option<Timestamp>,
}

impl Ladder {
    /// The rung of a gate.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a ladder is only built with all rungs, in the order of the gates")]
    pub fn rung(&self, gate: Gate) -> &Rung {
        &self.rungs[gate as usize]
    }

    /// Whether the model is in none of the lists of the region, and nothing else is known of why.
    #[must_use]
    pub fn is_simply_not_offered(&self) -> bool {
        let offer = self.rung(Gate::Offer);
        offer.state == GateState::Blocked(Cause::NotOffered) && offer.detail.is_empty()
    }

    /// The refusals behind the rungs, in the order of the gates, each once.
    #[must_use]
    pub fn words(&self) -> Vec<Said<'_>> {
        let mut words: Vec<Said<'_>> = Vec::new();
        for rung in &self.rungs {
            let Some(refusal) = &rung.refusal else { continue };
            if !words.iter().any(|said| said.refusal.text == refusal.text) {
                words.push(Said { call: rung.call, at: rung.at, refusal });
            }
        }
        words
    }

    /// The first blocked gate after the credentials.
    #[must_use]
    pub fn first_blocked(&self) -> Option<&Rung> {
        self.rungs.iter().skip(1).find(|rung| matches!(rung.state, GateState::Blocked(_)))
    }

    /// The cause of the first blocked gate, or of the wait; failing that of the credentials.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        let shut = |rung: &Rung| match rung.state {
            GateState::Blocked(cause) => Some(cause),
            _ => None,
        };
        let pending = self.rungs.iter().any(|rung| rung.state == GateState::Pending);
        let first = self.first_blocked().and_then(shut).or(pending.then_some(Cause::AgreementPending));
        first.or_else(|| shut(self.rung(Gate::Credentials)))
    }

    /// The date of the newest evidence about the model itself.
    #[must_use]
    pub fn as_of(&self) -> Option<Timestamp> {
        self.rungs.iter().skip(2).filter_map(|rung| rung.at).max()
    }

    /// Whether any rung shows an older answer because a newer question failed.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.rungs.iter().any(|rung| rung.stale)
    }
}
