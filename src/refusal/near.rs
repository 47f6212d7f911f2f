//! A text that is not recognised: which known ones come near it and how they differ, and what its status and type tell.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use super::{
    Gate, KnownText, Refusal,
    known::{known_kind, known_texts},
    wrapping,
};

/// As many as are worth reading.
const MOST: usize = 3;
/// Less in common than this is chance: the two share articles and prepositions.
const LEAST: f64 = 0.3;
/// As many differing words as are named.
const MOST_WORDS: usize = 8;

/// Shorter words are mostly articles and the like; they are not named as differing.
const TELLING: usize = 4;

/// A known text that comes near another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The known text.
    pub known: &'static KnownText,
    /// Words that the known text has and the other has not.
    pub only_known: Vec<String>,
    /// Words that the other has and the known text has not.
    pub only_here: Vec<String>,
    /// What they have in common, from 0 to 1.
    pub likeness: f64,
}

/// The words of the known texts; a word that few of them have tells more.
struct Vocabulary {
    texts: Vec<(&'static KnownText, Vec<String>)>,
    seen_in: BTreeMap<String, usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let texts: Vec<_> =
        known_texts().iter().map(|known| (known, words(&wrapping::open(&known.example).text))).collect();
    let mut seen_in = BTreeMap::new();
    for word in texts.iter().flat_map(|(_, words)| words) {
        *seen_in.entry(word.clone()).or_default() += 1;
    }
    Vocabulary { texts, seen_in }
});

impl Vocabulary {
    fn weight<'a>(&self, words: impl IntoIterator<Item = &'a String>) -> f64 {
        let weigh = |word: &String| {
            1.0 / (1.0 + f64::from(u16::try_from(self.seen_in.get(word).copied().unwrap_or(0)).unwrap_or(u16::MAX)))
        };
        words.into_iter().map(weigh).sum()
    }
}

/// The known texts that come nearest, each cause once, the nearest first; none where nothing comes near.
#[must_use]
pub fn nearest(refusal: &Refusal) -> Vec<Near> {
    let here = words(&wrapping::open(&refusal.text).text);
    let of_here: BTreeSet<&String> = here.iter().collect();
    let vocabulary = &*VOCABULARY;
    let weight_here = vocabulary.weight(here.iter());
    let mut all: Vec<Near> = vocabulary
        .texts
        .iter()
        .filter_map(|(known, words)| {
            let of_known: BTreeSet<&String> = words.iter().collect();
            let common = vocabulary.weight(of_known.intersection(&of_here).copied());
            let likeness = 2.0 * common / (vocabulary.weight(words.iter()) + weight_here);
            let without = |words: &[String], other: &BTreeSet<&String>| {
                words
                    .iter()
                    .filter(|word| word.len() >= TELLING && !other.contains(word))
                    .take(MOST_WORDS)
                    .cloned()
                    .collect()
            };
            let near =
                || Near { known, only_known: without(words, &of_here), only_here: without(&here, &of_known), likeness };
            (likeness >= LEAST).then(near)
        })
        .collect();
    all.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
    let mut causes = BTreeSet::new();
    all.retain(|near| causes.insert(near.known.cause));
    all.truncate(MOST);
    all
}

/// The words, each once, in their order: in small letters, what is shorter than two letters or a number left out.
fn words(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '_'));
    let all = all.map(|word| word.trim_matches('\'').to_lowercase());
    all.filter(|word| word.len() > 1 && !word.bytes().all(|b| b.is_ascii_digit()) && seen.insert(word.clone()))
        .collect()
}

/// What status and error type tell where the text does not, as a sentence without a full stop.
#[must_use]
pub fn by_shape(refusal: &Refusal) -> String {
    let kind = refusal.kind.as_str();
    let said = match (refusal.status, kind) {
        (None, "") => return "It names neither an HTTP status nor an error type of AWS: more likely a program's own words than an answer of Bedrock".to_owned(),
        (Some(status), "") => format!("HTTP status {status}"),
        (None, kind) => format!("Error type {kind}"),
        (Some(status), kind) => format!("HTTP status {status} with error type {kind}"),
    };
    let of_kind = known_kind(kind).and_then(|row| row.gate.or_else(|| row.cause?.gate()));
    let tells = match (refusal.status, of_kind) {
        (_, Some(Gate::Permission)) | (Some(403), None) => {
            "AWS knew the caller and did not let it: a policy, the agreement with its form, or the account"
        }
        (_, Some(Gate::Credentials)) | (Some(401), None) => "AWS did not accept who called: credentials, key or token",
        (_, Some(Gate::Offer)) | (Some(404), None) => {
            "what was called is not there: the id, the region, the use-case form, or a model past its end of life"
        }
        (Some(400 | 413 | 422), _) => {
            "AWS did not accept what was sent: the id of the model, or the contents of the request"
        }
        (_, Some(gate)) => return format!("{said}: most likely the gate {}", gate.title()),
        (Some(300..=399), _) => "not Bedrock answered but something in between: it does not redirect",
        (None, None) if matches!(kind, "ValidationException" | "BadRequestError" | "invalid_request_error") => {
            "AWS did not accept what was sent: the id of the model, or the contents of the request"
        }
        (_, None) if kind.is_empty() => "that status says nothing about access",
        _ => "that type says nothing about access",
    };
    format!("{said}: {tells}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::{Cause, from_text};

    #[test]
    fn a_changed_wording_leads_to_the_known_one() {
        let table = [
            (
                "This model version is beyond the finish of its life. Please refer to AWS documentation.",
                Cause::EndOfLife,
            ),
            ("You lack access for the model with that specified model ID", Cause::NoModelAccess),
            (
                "The use case details for this account were never submitted; fill out the Anthropic form",
                Cause::UseCaseFormMissing,
            ),
        ];
        for (text, cause) in table {
            let refusal = from_text(text);
            assert!(!refusal.recognised, "{text} is known: {}", refusal.cause);
            let near = nearest(&refusal);
            assert!(near.iter().any(|near| near.known.cause == cause), "{text}: {near:?}");
            assert!(near.iter().all(|near| !near.only_here.is_empty() && near.only_known.len() <= MOST_WORDS));
        }
        assert_eq!(nearest(&from_text("The printer is on fire.")), []);
        assert_eq!(nearest(&from_text("")), []);
    }

    #[test]
    fn status_and_type_tell_something() {
        let table = [
            ("HTTP/1.1 403 Forbidden: purple", "a policy"),
            (
                "An error occurred (ValidationException) when calling the InvokeModel operation: purple",
                "contents of the request",
            ),
            ("An error occurred (ResourceNotFoundException) when calling the X operation: purple", "is not there"),
            ("Purple.", "a program's own words"),
        ];
        for (text, part) in table {
            let said = by_shape(&from_text(text));
            assert!(said.contains(part), "{text}: {said}");
        }
    }
}
