//! What can be copied of what is under the cursor.

use super::{Focus, Model};
use crate::{
    report::{Language, Request, letter},
    words::{self, InWords as _},
};

/// A text to take along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copyable {
    /// What it is: `the id`.
    pub what: &'static str,
    /// The text.
    pub text: String,
}

impl Focus {
    /// The message to an administrator; nothing where the cell is open or the model behind the id is not known.
    #[must_use]
    pub fn message(&self, model: &Model, language: Language) -> Option<String> {
        let id = self.id();
        let request = Request {
            catalog: model.catalog,
            identity: model.account.survey.identity.value(),
            ladder: &self.ladder,
            usage: self.usage.as_ref().map(|checked| &checked.usage),
            id: id.as_deref(),
            remedies: &self.remedies,
        };
        letter(request, language).filter(|_| !self.verdict.is_open())
    }

    /// The ARN of what is called: of a model, or of an inference profile in the caller's account.
    fn arn(&self, model: &Model) -> Option<String> {
        let identity = model.account.survey.identity.value()?;
        let (id, region) = (self.id()?, &self.ladder.cell.region);
        let start = format!("arn:{}:bedrock:{region}", identity.partition);
        Some(match id {
            id if id.starts_with("arn:") => id,
            id if id.starts_with("anthropic.") => format!("{start}::foundation-model/{id}"),
            id => format!("{start}:{}:inference-profile/{id}", identity.account),
        })
    }

    /// The cell as a row of a table in Markdown.
    fn row(&self, model: &Model) -> String {
        let cell = &self.ladder.cell;
        let name = cell.model.as_ref().map(|id| model.catalog.name(id).short()).unwrap_or_default();
        let reason = self.ladder.reason_in_short();
        let state = [self.verdict.words().said.to_owned(), reason].into_iter().filter(|part| !part.is_empty());
        let read = self.ladder.as_of().map(words::minute).unwrap_or_default();
        let parts =
            [name, cell.region.to_string(), state.collect::<Vec<_>>().join(": "), self.id().unwrap_or_default(), read];
        format!("| {} |", parts.join(" | "))
    }
}

/// What there is to copy, the id first.
#[must_use]
pub fn copyable(model: &Model) -> Vec<Copyable> {
    let settings: Vec<String> = model.derived.check.change.iter().map(ToString::to_string).collect();
    let settings = (!settings.is_empty()).then(|| settings.join("\n"));
    let mut texts = vec![("the settings that mend what fails", settings)];
    if let Some(focus) = model.focus() {
        let said: Vec<String> = focus.ladder.words().iter().map(|said| said.refusal.text.clone()).collect();
        let of_cell = [
            ("the id", focus.id()),
            ("the ARN", focus.arn(model)),
            ("the link to the console", focus.console_page()),
            ("the row, in Markdown", Some(focus.row(model))),
            ("the message to your administrator", focus.message(model, Language::English)),
            ("the message, in Chinese", focus.message(model, Language::Chinese)),
            ("the message, in Markdown for a ticket", focus.message(model, Language::Markdown)),
            ("AWS's words", (!said.is_empty()).then(|| said.join("\n\n"))),
        ];
        texts.splice(0..0, of_cell);
    }
    texts.into_iter().filter_map(|(what, text)| Some(Copyable { what, text: text? })).collect()
}
