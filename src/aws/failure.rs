//! From an SDK error to a refusal.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::{
    client::{
        orchestrator::HttpResponse,
        result::{ConnectorError, SdkError},
    },
    http::StatusCode,
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::scrub::scrub;
use crate::refusal::{RawRefusal, Refusal, classify};

/// What an SDK error means. Classified here, once; nobody else looks at SDK errors.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(super) fn refusal<E>(error: SdkError<E, HttpResponse>) -> Refusal
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    let answer = if let SdkError::ServiceError(said) = &error { Some(said.raw()) } else { None };
    let request = answer.and_then(|answer| answer.headers().get("x-amzn-requestid"));
    let mut said = raw(&error);
    said.text = scrub(&said.text);
    classify(&said).of_request(request)
}

/// An answer that came, and makes no sense.
pub(super) fn bad_answer(text: &str) -> Refusal {
    classify(&RawRefusal { status: None, kind: "BadAnswer".to_owned(), text: scrub(text) })
}

/// An id that cannot be one.
pub(super) fn too_long() -> Refusal {
    let text = "The provided model identifier is invalid: it has more than 2,048 characters, and was not sent.";
    classify(&RawRefusal { status: None, kind: "ValidationException".to_owned(), text: text.to_owned() })
}

/// Nothing was sent, for want of a file.
pub(super) fn not_sent(why: &str) -> Refusal {
    classify(&local("Unreachable", why))
}

/// What a service said that is asked without an SDK client.
pub(super) fn said(raw: RawRefusal) -> Refusal {
    classify(&RawRefusal { text: scrub(&raw.text), ..raw })
}

/// Nobody answered in time.
pub(super) fn timed_out(text: &str) -> Refusal {
    classify(&local("TimedOut", &scrub(text)))
}

/// There is nothing to sign with.
pub(super) fn no_credentials(error: &CredentialsError) -> Refusal {
    let mut said = credentials_failure(error);
    said.text = scrub(&said.text);
    classify(&said)
}

/// A question that broke on this side: a fault of this program or of a library in it.
pub(super) fn panicked(text: &str) -> Refusal {
    classify(&local("Panicked", &scrub(&format!("internal error: {text}"))))
}

fn raw<E>(error: &SdkError<E, HttpResponse>) -> RawRefusal
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    let status = |response: &HttpResponse| Some(StatusCode::as_u16(response.status()));
    match error {
        SdkError::ServiceError(said) => RawRefusal {
            status: status(said.raw()),
            kind: said.err().code().unwrap_or_default().to_owned(),
            text: said.err().message().map_or_else(|| body_text(said.raw()), str::to_owned),
        },
        SdkError::TimeoutError(_) => local("TimedOut", "no answer in time"),
        // Whatever its status: a torn answer says nothing.
        SdkError::ResponseError(_) => local("BadAnswer", &innermost(error)),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => local("TimedOut", &innermost(error)),
        SdkError::DispatchFailure(failure) if failure.is_io() => local("Unreachable", &innermost(error)),
        _ => without_answer(error),
    }
}

/// No request went out: most often there are no credentials to sign it with.
fn without_answer(error: &(dyn Error + 'static)) -> RawRefusal {
    let mut cause = Some(error);
    while let Some(link) = cause {
        if let Some(credentials) = link.downcast_ref::<CredentialsError>() {
            return credentials_failure(credentials);
        }
        cause = link.source();
    }
    let text = chain(error);
    // Without any source of credentials the SDK finds no identity to sign with, and says so in words only.
    let kind =
        if text.contains("no identity") || text.contains("auth scheme") { "NoCredentials" } else { "Unreachable" };
    local(kind, &text)
}

fn credentials_failure(error: &CredentialsError) -> RawRefusal {
    let text = chain(error);
    // Instance metadata is the last link of the chain, and nobody there is what most machines have.
    let not_reached = Some(error).filter(|_| !text.contains("IMDS")).and_then(|error| not_reached(error));
    let kind = match error {
        CredentialsError::ProviderTimedOut(_) => "TimedOut",
        // Whoever hands out the credentials was not reached: that says nothing of the credentials.
        _ if says_expired(&text) => "ExpiredCredentials",
        CredentialsError::CredentialsNotLoaded(_) => "NoCredentials",
        // That the last link fails means that nothing before it had any.
        _ if text.contains("IMDS") => "NoCredentials",
        _ => not_reached.unwrap_or("InvalidCredentials"),
    };
    local(kind, &text)
}

/// Whether a provider's own call, say to STS for a role, came to nobody, and how.
fn not_reached(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut link = Some(error);
    while let Some(current) = link {
        if let Some(failure) = current.downcast_ref::<ConnectorError>() {
            return Some(if failure.is_timeout() { "TimedOut" } else { "Unreachable" });
        }
        link = current.source();
    }
    None
}

/// The SDK has no type for an IAM Identity Center or `aws login` session that has ended or was never begun; its
/// providers say it in these words, or name the file they keep such a session in.
fn says_expired(text: &str) -> bool {
    const WORDS: [&str; 7] = [
        "expired",
        "session token not found or invalid",
        "refresh the token",
        "reauthenticate",
        "load the cached sso token",
        "load cached login token",
        "/sso/cache/",
    ];
    let text = text.to_lowercase().replace('\\', "/");
    WORDS.iter().any(|word| text.contains(word))
}

fn local(kind: &str, text: &str) -> RawRefusal {
    RawRefusal { status: None, kind: kind.to_owned(), text: text.to_owned() }
}

/// The whole chain of reasons in one line, without repeating what a link says of the next.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut link = Some(error);
    while let Some(current) = link {
        let text = current.to_string();
        if !texts.iter().any(|seen| seen.contains(&text)) {
            texts.push(text);
        }
        link = current.source();
    }
    texts.join(": ")
}

pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut link = error;
    while let Some(next) = link.source() {
        link = next;
    }
    link.to_string()
}

/// A body the SDK found no message in, as far as it is text.
fn body_text(response: &HttpResponse) -> String {
    let bytes = response.body().bytes().unwrap_or_default();
    String::from_utf8_lossy(bytes).chars().take(500).collect()
}
