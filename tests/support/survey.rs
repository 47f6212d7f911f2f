//! Surveys made by hand: one model in one region with every gate open, to be changed one fact at a time.
#![allow(dead_code, reason = "each test takes what it needs")]

use bedcheck::{
    access::{Cell, Gate, GateState, Ladder},
    catalog::{BaseModelId, Catalog, Destinations, Lifecycle, LifecycleStatus, ModelRef, RegionName},
    refusal::{RawRefusal, Refusal, classify},
    survey::{
        Agreement, Availability, DataRetention, Identity, ListedModel, ListedProfile, Observation, Question, Reading,
        RegionOptIn, Survey, UseCaseForm,
    },
    words::InWords as _,
};
use jiff::{Timestamp, ToSpan as _};

pub(crate) const HAIKU: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";
pub(crate) const FABLE: &str = "anthropic.claude-fable-5";

pub(crate) fn region(name: &str) -> RegionName {
    name.parse().unwrap()
}

pub(crate) fn model(id: &str) -> BaseModelId {
    id.parse().unwrap()
}

/// When the first facts were read; `minutes` later others were.
pub(crate) fn at(minutes: i64) -> Timestamp {
    "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap() + minutes.minutes()
}

/// A refusal as AWS words it, classified as the program does.
pub(crate) fn refused(status: u16, kind: &str, text: &str) -> Refusal {
    classify(&RawRefusal { status: Some(status), kind: kind.to_owned(), text: text.to_owned() })
}

/// A failure on this side of the wire: `TimedOut`, `NoCredentials`, …
pub(crate) fn failed(kind: &str) -> Refusal {
    classify(&RawRefusal { status: None, kind: kind.to_owned(), text: format!("{kind} in a test") })
}

pub(crate) fn throttled() -> Refusal {
    refused(429, "ThrottlingException", "Too many requests, please wait before trying again.")
}

/// What IAM answers when no policy allows an action.
pub(crate) fn denied(action: &str) -> Refusal {
    let text = format!(
        "User: arn:aws:sts::111122223333:assumed-role/Developer/dev1 is not authorized to perform: {action} \
         because no identity-based policy allows the {action} action"
    );
    refused(403, "AccessDeniedException", &text)
}

pub(crate) fn denied_by_organization(action: &str) -> Refusal {
    let text = format!(
        "User: arn:aws:sts::111122223333:assumed-role/Developer/dev1 is not authorized to perform: {action} \
         with an explicit deny in a service control policy"
    );
    refused(403, "AccessDeniedException", &text)
}

pub(crate) fn green() -> Availability {
    Availability {
        agreement: Some(Agreement::Available),
        agreement_message: None,
        authorized: true,
        entitled: true,
        in_region: true,
    }
}

pub(crate) fn listed(id: &str, on_demand: bool) -> ListedModel {
    let lifecycle = Lifecycle { status: LifecycleStatus::Active, ..Lifecycle::default() };
    ListedModel { id: model(id), name: id.to_owned(), lifecycle, on_demand, through_profile: !on_demand }
}

pub(crate) fn profile(id: &str, destinations: &[&str]) -> ListedProfile {
    let regions = destinations.iter().map(|name| region(name)).collect();
    let destinations = Destinations { regions, anywhere: id.starts_with("global.") };
    ListedProfile { id: id.parse().unwrap(), destinations }
}

/// A survey and where to look in it.
#[derive(Clone, Debug)]
pub(crate) struct Hand {
    pub(crate) survey: Survey,
    pub(crate) region: RegionName,
    pub(crate) model: BaseModelId,
    /// The id called; empty asks about any form.
    pub(crate) invoked: String,
}

impl Hand {
    /// Every free read made and good: the model is called through a profile with the region's prefix.
    pub(crate) fn open(region_name: &str, id: &str) -> Self {
        let region = region(region_name);
        let mut hand = Self { survey: Survey::default(), region, model: model(id), invoked: String::new() };
        let prefix = if region_name.starts_with("us-gov") { "us-gov" } else { "us" };
        let partition = hand.region.partition();
        let arn = format!("arn:{partition}:sts::111122223333:assumed-role/Developer/dev1");
        hand.say(Reading::Identity(Ok(Identity { account: "111122223333".to_owned(), arn, partition })));
        hand.opt_in(RegionOptIn::EnabledByDefault);
        hand.models(vec![listed(id, false)]);
        hand.profiles(vec![profile(&format!("{prefix}.{id}"), &[region_name])]);
        hand.say(Reading::UseCase(hand.region.clone(), Ok(UseCaseForm::Filed)));
        hand.mode("default");
        hand.availability(green());
        hand
    }

    pub(crate) fn hear(&mut self, reading: Reading, minutes: i64) {
        self.survey.apply(Observation { reading, at: at(minutes) });
    }

    pub(crate) fn say(&mut self, reading: Reading) {
        self.hear(reading, 0);
    }

    pub(crate) fn opt_in(&mut self, state: RegionOptIn) {
        self.say(Reading::Regions(Ok([(self.region.clone(), state)].into())));
    }

    pub(crate) fn models(&mut self, models: Vec<ListedModel>) {
        self.say(Reading::Models(self.region.clone(), Ok(models)));
    }

    pub(crate) fn profiles(&mut self, profiles: Vec<ListedProfile>) {
        self.say(Reading::Profiles(self.region.clone(), Ok(profiles)));
    }

    pub(crate) fn form(&mut self, form: UseCaseForm) {
        self.say(Reading::UseCase(self.region.clone(), Ok(form)));
    }

    pub(crate) fn mode(&mut self, mode: &str) {
        let mode = DataRetention { mode: mode.to_owned() };
        self.say(Reading::DataRetention(self.region.clone(), Ok(mode)));
    }

    pub(crate) fn availability(&mut self, answer: Availability) {
        self.say(self.of_model(answer));
    }

    pub(crate) fn agreement(&mut self, agreement: Agreement) {
        self.availability(Availability { agreement: Some(agreement), ..green() });
    }

    /// The answer about the model's availability.
    pub(crate) fn of_model(&self, answer: Availability) -> Reading {
        Reading::Availability(self.region.clone(), self.model.clone(), Ok(answer))
    }

    /// The question for the model's availability.
    pub(crate) fn about_model(&self) -> Question {
        Question::Availability(self.region.clone(), self.model.clone())
    }

    /// A real call with an id and what came of it.
    pub(crate) fn call(&mut self, id: &str, outcome: Result<(), Refusal>) {
        let facts = self.survey.regions.entry(self.region.clone()).or_default();
        facts.verified.entry(id.to_owned()).or_default().take(outcome, at(1));
    }

    pub(crate) fn ladder(&self) -> Ladder {
        let invoked = Some(self.invoked.as_str()).filter(|id| !id.is_empty()).map(ModelRef::parse);
        let cell = Cell { region: self.region.clone(), model: Some(self.model.clone()), invoked };
        Ladder::build(&self.survey, Catalog::bundled(), cell, at(2))
    }

    pub(crate) fn state(&self, gate: Gate) -> GateState {
        self.ladder().rung(gate).state.clone()
    }

    pub(crate) fn verdict(&self) -> &'static str {
        self.ladder().verdict().words().word
    }
}
