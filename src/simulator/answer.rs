//! What goes back over the wire.

use serde_json::{Value, json};

use super::operation::{Protocol, Service};

/// An answer, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// A refusal, in no protocol yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: u16,
    /// AWS's error type; empty where the front door names none.
    pub(super) kind: String,
    pub(super) message: String,
    /// Whether it comes from the front door, which writes `Message`, and not from the service, which writes `message`.
    pub(super) before_dispatch: bool,
}

impl Problem {
    /// A refusal by the service itself.
    pub(super) fn new(status: u16, kind: &str, message: impl Into<String>) -> Self {
        Self { status, kind: kind.to_owned(), message: message.into(), before_dispatch: false }
    }

    /// A refusal before the service was reached: credentials and permissions.
    pub(super) fn before_dispatch(status: u16, kind: &str, message: impl Into<String>) -> Self {
        Self { before_dispatch: true, ..Self::new(status, kind, message) }
    }

    /// Bedrock's ValidationException.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationException", message)
    }

    /// The refusal as the service writes it.
    pub(super) fn into_answer(self, service: Service) -> Answer {
        let Self { status, kind, message, before_dispatch } = self;
        if service == Service::Mantle {
            return of_the_messages_api(status, &message);
        }
        match service.protocol() {
            Protocol::RestJson => {
                let key = if before_dispatch { "Message" } else { "message" };
                let mut answer = Answer::json(status, &json!({ key: message }));
                if !kind.is_empty() {
                    let package = if service == Service::Bedrock { "com.amazon.bedrock" } else { "com.amazon.account" };
                    let suffixed = format!("{kind}:http://internal.amazon.com/coral/{package}/");
                    answer.headers.push(("x-amzn-errortype", suffixed));
                }
                answer
            }
            Protocol::Json11 => {
                let mut answer = Answer::json(400, &json!({ "__type": kind, "Message": message }));
                answer.headers[0].1 = "application/x-amz-json-1.1".to_owned();
                answer
            }
            Protocol::Query => {
                let code = query_code(&kind);
                let text = format!(
                    "<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>{}</Message></Error>\
                     <RequestId>{REQUEST_ID}</RequestId></ErrorResponse>",
                    escaped(code),
                    escaped(&message)
                );
                Answer::xml(status, text)
            }
        }
    }
}

/// A refusal as the Messages API writes it.
fn of_the_messages_api(status: u16, message: &str) -> Answer {
    let kind = match status {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    Answer::json(status, &json!({ "type": "error", "error": { "type": kind, "message": message } }))
}

/// The query services have names of their own for the refusals all services share.
fn query_code(kind: &str) -> &str {
    match kind {
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "AccessDeniedException" => "AccessDenied",
        "ThrottlingException" => "Throttling",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "ExpiredTokenException" => "ExpiredToken",
        kind => kind,
    }
}

/// The request id in XML answers; the one in the header counts.
pub(super) const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

impl Answer {
    /// A JSON answer.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    /// An answer of Service Quotas.
    pub(super) fn json11(body: &Value) -> Self {
        let headers = vec![("content-type", "application/x-amz-json-1.1".to_owned())];
        Self { status: 200, headers, body: body.to_string().into_bytes() }
    }

    /// An XML answer.
    pub(super) fn xml(status: u16, body: String) -> Self {
        Self { status, headers: vec![("content-type", "text/xml".to_owned())], body: body.into_bytes() }
    }
}

/// Text as it stands in XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// One page of a list: at most `size` entries from where `token` points, and the token of the next page.
///
/// # Errors
///
/// When the token is not one this simulator gave out.
pub(super) fn page<T>(all: Vec<T>, token: Option<&str>, size: usize) -> Result<(Vec<T>, Option<String>), BadToken> {
    /// Makes a token opaque, and most other texts no token.
    const MASK: u64 = 0x5be0_cd19_137e_2179;
    let from = match token {
        None => 0,
        Some(text) => {
            let offset = u64::from_str_radix(text, 16).map_err(|_| BadToken)? ^ MASK;
            usize::try_from(offset).ok().filter(|from| *from < all.len()).ok_or(BadToken)?
        }
    };
    let end = from.saturating_add(size.max(1));
    let next = (end < all.len()).then(|| format!("{:016x}", end as u64 ^ MASK));
    Ok((all.into_iter().skip(from).take(end - from).collect(), next))
}

/// A paging token that was never given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadToken;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_a_list_once() {
        let mut token = None;
        let mut seen = Vec::new();
        loop {
            let (entries, next) = page((0..25).collect(), token.as_deref(), 10).unwrap();
            seen.extend(entries);
            token = next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..25).collect::<Vec<i32>>());
        assert_eq!(page(vec![1], Some("10"), 10), Err(BadToken));
        assert_eq!(page(vec![1], Some("not hex"), 10), Err(BadToken));
        assert_eq!(page(Vec::<i32>::new(), None, 10), Ok((Vec::new(), None)));
    }

    #[test]
    fn every_protocol_writes_refusals_its_own_way() {
        let problem = Problem::before_dispatch(403, "AccessDeniedException", "no <b> & c");
        let rest = problem.clone().into_answer(Service::Bedrock);
        assert_eq!(rest.body, br#"{"Message":"no <b> & c"}"#);
        assert_eq!(rest.headers[1].1, "AccessDeniedException:http://internal.amazon.com/coral/com.amazon.bedrock/");
        let quotas = problem.clone().into_answer(Service::Quotas);
        assert_eq!(
            (quotas.status, quotas.body.as_slice()),
            (400, br#"{"__type":"AccessDeniedException","Message":"no <b> & c"}"#.as_slice())
        );
        let sts = String::from_utf8(problem.into_answer(Service::Sts).body).unwrap();
        assert!(sts.contains("<Code>AccessDenied</Code><Message>no &lt;b&gt; &amp; c</Message>"), "{sts}");
    }
}
