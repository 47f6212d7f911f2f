//! From what came over the wire to a [`Refusal`].

use std::collections::BTreeMap;

use super::{
    Cause, Gate, Refusal,
    known::{first_match, known_kind},
    parts,
    wrapping::{self, Opened},
};
use crate::catalog::printable;

/// A failed answer as it came: status, type and text, untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRefusal {
    /// HTTP status.
    pub status: Option<u16>,
    /// The error type, with or without the suffix AWS appends to it. Where there was no answer, one of
    /// `TimedOut`, `Unreachable`, `BadAnswer`, `NoCredentials`, `ExpiredCredentials`, `InvalidCredentials`,
    /// `Cancelled`.
    pub kind: String,
    /// The text of `message` or `Message`.
    pub text: String,
}

/// What is known of a refusal's meaning.
struct Finding {
    cause: Cause,
    gate: Option<Gate>,
    recognised: bool,
    captures: BTreeMap<String, String>,
}

impl Finding {
    fn certain(cause: Cause) -> Self {
        Self { cause, gate: cause.gate(), recognised: true, captures: BTreeMap::new() }
    }

    fn likely(gate: Option<Gate>) -> Self {
        Self { cause: Cause::Unrecognised, gate, recognised: false, captures: BTreeMap::new() }
    }
}

/// Finds out what a refusal means. Total: an unknown text keeps its full wording and is filed by its type.
#[must_use]
pub fn classify(raw: &RawRefusal) -> Refusal {
    let opened = wrapping::open(&raw.text);
    let kind = Some(bare_kind(&raw.kind)).filter(|kind| !kind.is_empty()).or(opened.kind.as_deref().map(bare_kind));
    let kind = kind.unwrap_or_default().to_owned();
    let whole = printable(&raw.text);
    let head = wrapping::head(&whole);
    let status = raw.status.or(opened.status).or_else(|| parts::status(head));
    let finding = without_answer(raw)
        .or_else(|| by_text(&opened, status))
        .or_else(|| by_kind(&kind))
        // The type may be all that was pasted.
        .or_else(|| by_kind(bare_kind(&opened.text)))
        .unwrap_or_else(|| by_status(status));
    let mut captures = finding.captures;
    parts::complete(&mut captures, &opened, head);
    let request_id = opened.request.or_else(|| parts::request_id(head));
    Refusal {
        cause: finding.cause,
        gate: finding.gate,
        recognised: finding.recognised,
        status,
        kind,
        request_id,
        text: head.to_owned(),
        captures,
    }
}

/// Finds out what a pasted error means: AWS's words, or what Claude Code, an SDK or the AWS CLI printed around them.
#[must_use]
pub fn from_text(text: &str) -> Refusal {
    classify(&RawRefusal { status: None, kind: String::new(), text: text.trim().to_owned() })
}

/// `com.amazon.coral.service#ThrottlingException:http://internal.amazon.com/…` is a `ThrottlingException`.
fn bare_kind(kind: &str) -> &str {
    let head = kind.split(':').next().unwrap_or_default();
    printable_or_empty(head.rsplit('#').next().unwrap_or_default().trim())
}

/// An error type is a word; anything else did not come from AWS and is not shown.
fn printable_or_empty(kind: &str) -> &str {
    if kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) { kind } else { "" }
}

/// What happened on this side of the wire.
fn without_answer(raw: &RawRefusal) -> Option<Finding> {
    let cause = match raw.kind.as_str() {
        _ if raw.status.is_some() => return None,
        "TimedOut" => Cause::TimedOut,
        "Unreachable" => Cause::Unreachable,
        "BadAnswer" => Cause::BadAnswer,
        "Panicked" => Cause::InternalError,
        "NoCredentials" => Cause::NoCredentials,
        "ExpiredCredentials" => Cause::ExpiredCredentials,
        "InvalidCredentials" => Cause::InvalidCredentials,
        "Cancelled" => Cause::Cancelled,
        _ => return None,
    };
    Some(Finding::certain(cause))
}

fn by_text(opened: &Opened, status: Option<u16>) -> Option<Finding> {
    let (row, captures) = first_match(&opened.text, |row| row.may_be(status))?;
    Some(Finding { captures, ..Finding::certain(row.cause) })
}

fn by_kind(kind: &str) -> Option<Finding> {
    let row = known_kind(kind)?;
    Some(row.cause.map_or_else(|| Finding::likely(row.gate), Finding::certain))
}

fn by_status(status: Option<u16>) -> Finding {
    match status {
        Some(429) => Finding::certain(Cause::Throttled),
        Some(408) => Finding::certain(Cause::TimedOut),
        Some(424 | 500..=599) => Finding::certain(Cause::ServiceFailure),
        Some(401 | 403) => Finding::likely(Some(Gate::Permission)),
        Some(404) => Finding::likely(Some(Gate::Offer)),
        _ => Finding::likely(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, kind: &str, text: &str) -> Refusal {
        classify(&RawRefusal { status: Some(status), kind: kind.to_owned(), text: text.to_owned() })
    }

    #[test]
    fn unknown_texts_are_kept_and_filed_by_type() {
        let refusal =
            refused(403, "AccessDeniedException:http://internal.amazon.com/", "A new\u{1b}[2J reason\u{202e}.");
        assert_eq!((refusal.cause, refusal.gate), (Cause::Unrecognised, Some(Gate::Permission)));
        assert!(!refusal.recognised);
        assert_eq!(refusal.text, "A new[2J reason.");
        assert_eq!(refusal.kind, "AccessDeniedException");
        let table = [
            (404, "ResourceNotFoundException", Cause::Unrecognised, Some(Gate::Offer)),
            (400, "ValidationException", Cause::Unrecognised, None),
            (403, "com.amazon.coral.service#ExpiredTokenException", Cause::ExpiredCredentials, Some(Gate::Credentials)),
            (429, "", Cause::Throttled, None),
            (503, "", Cause::ServiceFailure, None),
            (424, "ModelErrorException", Cause::ServiceFailure, None),
            (418, "", Cause::Unrecognised, None),
        ];
        for (status, kind, cause, gate) in table {
            let refusal = refused(status, kind, "Words nobody has seen.");
            assert_eq!((refusal.cause, refusal.gate), (cause, gate), "{status} {kind}");
            assert_eq!(refusal.recognised, cause != Cause::Unrecognised);
        }
    }

    #[test]
    fn failures_without_an_answer_are_taken_by_their_word() {
        for (kind, cause) in [
            ("TimedOut", Cause::TimedOut),
            ("Unreachable", Cause::Unreachable),
            ("BadAnswer", Cause::BadAnswer),
            ("Panicked", Cause::InternalError),
            ("NoCredentials", Cause::NoCredentials),
            ("ExpiredCredentials", Cause::ExpiredCredentials),
            ("Cancelled", Cause::Cancelled),
        ] {
            let raw = RawRefusal { status: None, kind: kind.to_owned(), text: "Operation not allowed".to_owned() };
            assert_eq!(classify(&raw).cause, cause);
            assert_ne!(
                classify(&RawRefusal { status: Some(400), ..raw }).cause,
                cause,
                "an answer's type is AWS's own"
            );
        }
    }

    #[test]
    fn what_matters_is_captured() {
        let refusal = from_text(
            "API Error: 403 User: arn:aws:sts::111122223333:assumed-role/Dev/x is not authorized to perform: \
             bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-opus-5-5 \
             with an explicit deny in a service control policy: \
             arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-2.",
        );
        let captured: Vec<_> = refusal.captures.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(
            captured,
            [
                ("action", "bedrock:InvokeModel"),
                ("model_id", "anthropic.claude-opus-5-5"),
                ("policy_arn", "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-2"),
                ("policy_type", "service control policy"),
                ("resource", "arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-opus-5-5"),
                ("resource_region", "us-east-2"),
            ]
        );
        assert_eq!(refusal.status, Some(403));
    }
}
