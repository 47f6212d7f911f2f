//! A pasted message over the view: the text, what it says, and the call it came from.

use jiff::{SignedDuration, Timestamp};

use super::{Model, UseKey};
use crate::{
    access::remedy::{Moment, Reader, Remedy},
    catalog::{BaseModelId, ModelRef, RegionName},
    gaps::{Answer, CrossedCall},
    refusal::{self, Pasted},
    report::sentences,
};

/// Keys that come faster than this are a terminal that pastes without brackets, and so are its line ends.
const FASTER_THAN_HANDS: SignedDuration = SignedDuration::from_millis(300);

/// The box for a message; empty at first.
#[derive(Clone, Debug, Default)]
pub struct Paste {
    /// What was pasted or typed so far.
    pub text: String,
    /// What it says; `None` until it was read, or when there is nothing to read.
    pub pasted: Option<Pasted>,
    /// Lines scrolled.
    pub scrolled: u16,
    /// When a key last came.
    typed: Option<Timestamp>,
}

/// Where a message leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To a call of the plan.
    Call(UseKey),
    /// To a cell of the map: the plan does not call the model that the text names.
    Cell(RegionName, BaseModelId),
}

impl Paste {
    /// A text that came as one.
    pub(crate) fn take(&mut self, text: &str) {
        self.text.push_str(text);
        self.typed = None;
        self.read();
    }

    /// One letter.
    pub(crate) fn letter(&mut self, letter: char, now: Timestamp) {
        self.text.push(letter);
        self.pasted = None;
        self.typed = Some(now);
    }

    /// Takes the last letter back.
    pub(crate) fn take_back(&mut self) {
        self.text.pop();
        self.pasted = None;
    }

    /// The end of a line; whether the text had been read before, by hands that saw it.
    pub(crate) fn enter(&mut self, now: Timestamp) -> bool {
        let by_hand = self.typed.is_none_or(|typed| now.duration_since(typed) > FASTER_THAN_HANDS);
        if self.pasted.is_some() && by_hand {
            return true;
        }
        if !by_hand {
            self.typed = Some(now);
        }
        self.text.push('\n');
        self.read();
        false
    }

    fn read(&mut self) {
        self.scrolled = 0;
        self.pasted = refusal::read_paste(&self.text);
    }
}

/// What a message says, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// What happened, which call it was, and what to do first.
    pub sentences: Vec<String>,
    /// What to do.
    pub remedies: Vec<Remedy>,
    /// The call or the cell that it is about; `None` where it is about neither.
    pub lead: Option<Lead>,
}

impl Explained {
    /// By what is known of the account now.
    #[must_use]
    pub fn of(pasted: &Pasted, model: &Model) -> Self {
        let account = &model.account;
        let reader = Reader {
            chosen: None,
            focus: &account.plan.region.value,
            aws_profile: account.asked_as.profile.as_deref(),
            account: account.survey.identity.value().map(|identity| identity.account.as_str()),
            instead: None,
            now: Moment { at: model.now, zone: &model.preferences.zone },
        };
        let answer = Answer::of(&pasted.best, &account.plan, &model.derived.check, reader);
        let call = answer.crossing.found().next().or_else(|| answer.crossing.suspects().next());
        let lead = call.map(|CrossedCall { checked, .. }| Lead::Call(checked.into()));
        let sentences = sentences(&pasted.best, &answer, &account.plan);
        Self { sentences, lead: lead.or_else(|| cell_of(pasted, model)), remedies: answer.remedies }
    }
}

fn cell_of(pasted: &Pasted, model: &Model) -> Option<Lead> {
    let part = |name: &str| pasted.best.captures.get(name);
    let id = ModelRef::parse(part("model_id")?).base()?;
    model.derived.row(&id)?;
    let said = part("endpoint_region").or(part("resource_region")).and_then(|region| region.parse().ok());
    let known = said.filter(|region| model.derived.regions.contains(region));
    Some(Lead::Cell(known.unwrap_or_else(|| model.screen.cursor.region.clone()), id))
}
