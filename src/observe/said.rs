//! What a refused call was told, as far as it is known and names nobody.

use hyper::HeaderMap;
use serde::Deserialize;

use crate::refusal::{RawRefusal, Refusal, classify, redacted};

/// The bodies of errors: of the runtime, of the front door, of the Messages API.
#[derive(Deserialize)]
struct Body {
    #[serde(alias = "Message")]
    message: Option<String>,
    error: Option<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    #[serde(rename = "type")]
    kind: Option<String>,
    message: Option<String>,
}

/// Reads an error answer.
pub(super) fn refusal(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = header("x-amzn-errortype").and_then(|kind| kind.split([':', '#']).find(|part| !part.is_empty()));
    let said = serde_json::from_slice::<Body>(body).unwrap_or(Body { message: None, error: None });
    let (inner_kind, inner) = said.error.map_or((None, None), |inner| (inner.kind, inner.message));
    let kind = kind.map(str::to_owned).or(inner_kind).unwrap_or_default();
    let text = said.message.or(inner).unwrap_or_default();
    let raw = RawRefusal { status: Some(status), kind, text };
    nameless(classify(&raw)).of_request(header("x-amzn-requestid"))
}

/// Only a text that is known is kept, without names and secrets: what is not known may be anybody's words.
pub(super) fn nameless(mut refusal: Refusal) -> Refusal {
    if refusal.recognised {
        refusal.text = redacted(&refusal.text);
    } else {
        refusal.text.clear();
        refusal.captures.clear();
        let plain =
            |kind: &str| kind.len() < 60 && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !plain(&refusal.kind) {
            refusal.kind.clear();
        }
    }
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::{Cause, Gate};

    #[test]
    fn each_endpoint_is_understood_and_what_is_unknown_is_not_repeated() {
        let headers = HeaderMap::new();
        let text = "You don't have access to the model with the specified model ID.";
        for body in [
            format!(r#"{{"message":"{text}"}}"#),
            format!(r#"{{"Message":"{text}"}}"#),
            format!(r#"{{"type":"error","error":{{"type":"permission_error","message":"{text}"}}}}"#),
        ] {
            let refusal = refusal(403, &headers, body.as_bytes());
            assert_eq!((refusal.cause, refusal.text.as_str()), (Cause::NoModelAccess, text), "{body}");
        }
        let unknown = refusal(400, &headers, br#"{"message":"the words of a prompt: CANARY"}"#);
        assert_eq!((unknown.text.as_str(), unknown.captures.is_empty()), ("", true));
        let mut headers = headers;
        headers.insert("x-amzn-errortype", "AccessDeniedException:http://x/".parse().unwrap());
        let denied = refusal(403, &headers, b"no json");
        assert_eq!((denied.kind.as_str(), denied.gate), ("AccessDeniedException", Some(Gate::Permission)));
    }
}
