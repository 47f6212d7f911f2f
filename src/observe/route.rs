//! Where a call goes: one of the few operations that Claude Code calls, and nothing else.

use hyper::{HeaderMap, Method};

use super::glance::is_id;
use crate::{
    aws::AwsService,
    catalog::{Partition, RegionName},
};

/// An operation, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) service: AwsService,
    pub(super) operation: &'static str,
    /// The id in the path, decoded.
    pub(super) id: Option<String>,
}

impl Route {
    /// The operation behind a path as it is written. `None` for everything that Claude Code has no business with.
    pub(super) fn of(method: &Method, path: &str) -> Option<Self> {
        use AwsService::{Bedrock, BedrockMantle, BedrockRuntime};
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        let found = |service, operation, id| Some(Self { service, operation, id });
        let about = |service, operation, id: &str| found(service, operation, Some(decoded(id)?));
        match (method.as_str(), parts.as_slice()) {
            ("POST", ["model", id, "invoke"]) => about(BedrockRuntime, "InvokeModel", id),
            ("POST", ["model", id, "invoke-with-response-stream"]) => {
                about(BedrockRuntime, "InvokeModelWithResponseStream", id)
            }
            ("POST", ["model", id, "converse"]) => about(BedrockRuntime, "Converse", id),
            ("POST", ["model", id, "converse-stream"]) => about(BedrockRuntime, "ConverseStream", id),
            ("POST", ["model", id, "count-tokens"]) => about(BedrockRuntime, "CountTokens", id),
            ("GET", ["inference-profiles"]) => found(Bedrock, "ListInferenceProfiles", None),
            ("GET", ["inference-profiles", id]) => about(Bedrock, "GetInferenceProfile", id),
            ("GET", ["foundation-models"]) => found(Bedrock, "ListFoundationModels", None),
            ("GET", ["foundation-models", id]) => about(Bedrock, "GetFoundationModel", id),
            // The model stands in the body.
            ("POST", ["anthropic", "v1", "messages"]) => found(BedrockMantle, "CreateInference", None),
            ("POST", ["anthropic", "v1", "messages", "count_tokens"]) => found(BedrockMantle, "CountTokens", None),
            _ => None,
        }
    }
}

/// An id as it stands in a path, decoded; `None` for what is none.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    // No way up the tree, whichever way it is written.
    String::from_utf8(bytes).ok().filter(|id| is_id(id) && !id.contains("..") && id != ".")
}

/// How a call shows who makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A signature, with the access key and the region of its scope.
    Signature { key_id: String, region: RegionName },
    /// A Bedrock API key.
    Token,
    /// Nothing that is known here.
    Nothing,
}

impl Shown {
    /// Reads `Credential=KEY/DATE/REGION/SERVICE/aws4_request`, `Bearer …` or an `x-api-key`.
    ///
    /// # Errors
    ///
    /// When it is a signature for another service, or of another partition.
    pub(super) fn of(headers: &HeaderMap, service: AwsService, home: Partition) -> Result<Self, &'static str> {
        let Some(header) = headers.get("authorization").and_then(|header| header.to_str().ok()) else {
            return Ok(if headers.contains_key("x-api-key") { Self::Token } else { Self::Nothing });
        };
        let Some(rest) = header.strip_prefix("AWS4-HMAC-SHA256 ") else {
            return Ok(if header.starts_with("Bearer ") { Self::Token } else { Self::Nothing });
        };
        let scope = rest.split(',').find_map(|part| part.trim().strip_prefix("Credential="));
        let scope: Vec<&str> = scope.map(|scope| scope.rsplitn(5, '/').collect()).unwrap_or_default();
        let ["aws4_request", signed_for, region, _date, key_id] = scope.as_slice() else {
            return Err("the signature has no scope");
        };
        let region: RegionName = region.parse().map_err(|_| "the signature is for no region")?;
        if region.partition() != home {
            return Err("the signature is for another partition of AWS");
        }
        if *signed_for != service.signing_name() {
            return Err("the signature is for another service");
        }
        Ok(Self::Signature { key_id: (*key_id).to_owned(), region })
    }
}

/// The version in `claude-cli/2.1.332 (external, cli)`.
pub(super) fn client_version(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get("user-agent")?.to_str().ok()?;
    let version = agent.strip_prefix("claude-cli/")?.split([' ', '(']).next()?;
    let plain = version.len() < 20 && version.split('.').count() == 3;
    (plain && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')).then(|| version.to_owned())
}

/// Headers that are for this connection only, or that are made anew.
const OURS: [&str; 12] = [
    "host",
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "expect",
    "cookie",
];

/// What a signature brings along.
const OF_A_SIGNATURE: [&str; 4] = ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];

/// Takes out what does not go on: what is for one connection, and an old signature where a new one is made.
pub(super) fn strip(headers: &mut HeaderMap, signed_anew: bool) {
    let named: Vec<String> = headers
        .get_all("connection")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(|name| name.trim().to_ascii_lowercase()))
        .collect();
    let mut gone: Vec<&str> = named.iter().map(String::as_str).chain(OURS).collect();
    if signed_anew {
        gone.extend(OF_A_SIGNATURE);
    }
    for name in gone {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_claude_code_calls_has_a_way_and_nothing_else() {
        let of = |method: &str, path: &str| Route::of(&method.parse().unwrap(), path);
        let streamed = of("POST", "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke-with-response-stream");
        let streamed = streamed.unwrap();
        assert_eq!(streamed.operation, "InvokeModelWithResponseStream");
        assert_eq!(streamed.id.as_deref(), Some("us.anthropic.claude-haiku-4-5-20251001-v1:0"));
        let arn = "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A111122223333%3Ainference-profile%2Fx/invoke";
        assert!(of("POST", arn).unwrap().id.unwrap().ends_with(":inference-profile/x"));
        assert_eq!(of("GET", "/inference-profiles?maxResults=9").unwrap().service, AwsService::Bedrock);
        assert_eq!(of("POST", "/anthropic/v1/messages?beta=true").unwrap().service, AwsService::BedrockMantle);
        for (method, path) in [
            ("GET", "/model/x/invoke"),
            ("PUT", "/model/x/invoke"),
            ("OPTIONS", "/model/x/invoke"),
            ("DELETE", "/inference-profiles/x"),
            ("POST", "/inference-profiles"),
            ("POST", "/use-case-for-model-access"),
            ("POST", "/create-foundation-model-agreement"),
            ("GET", "/"),
            ("GET", ""),
            ("POST", "/model//invoke"),
            ("POST", "/model/../invoke"),
            ("POST", "/model/%2e%2e/invoke"),
            ("POST", "/model/a%2F..%2Fb/invoke"),
            ("POST", "/model/x/../../create-foundation-model-agreement"),
            ("POST", "/model/x%00/invoke"),
            ("POST", "/model/x%0d%0aHost:%20y/invoke"),
            ("POST", "/model/x%/invoke"),
            ("POST", "//model/x/invoke"),
            ("POST", "/model/x/invoke/"),
            ("POST", "/model/a sentence/invoke"),
        ] {
            assert_eq!(of(method, path), None, "{method} {path}");
        }
    }

    #[test]
    fn a_signature_is_for_this_service_and_this_partition() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", value.parse().unwrap());
            Shown::of(&headers, AwsService::BedrockRuntime, Partition::Aws)
        };
        let scope = |scope: &str| of(&format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"));
        let ours = scope("AKIA/x/20261201/eu-west-1/bedrock/aws4_request").unwrap();
        assert_eq!(ours, Shown::Signature { key_id: "AKIA/x".to_owned(), region: "eu-west-1".parse().unwrap() });
        for foreign in [
            "AKIA/20261201/us-gov-west-1/bedrock/aws4_request",
            "AKIA/20261201/us-east-1/s3/aws4_request",
            "AKIA/20261201/evil.example/bedrock/aws4_request",
            "AKIA",
        ] {
            assert!(scope(foreign).is_err(), "{foreign}");
        }
        assert_eq!(of("Bearer x"), Ok(Shown::Token));
        assert_eq!(of("Basic x"), Ok(Shown::Nothing));
    }

    #[test]
    fn what_is_for_one_connection_does_not_go_on() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "close, X-Private"),
            ("x-private", "1"),
            ("authorization", "x"),
            ("x-amz-date", "x"),
            ("transfer-encoding", "chunked"),
            ("anthropic-beta", "y"),
            ("x-amzn-bedrock-projectidentifier", "z"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let mut as_it_is = headers.clone();
        strip(&mut headers, true);
        let mut left: Vec<&str> = headers.keys().map(hyper::header::HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["anthropic-beta", "x-amzn-bedrock-projectidentifier"]);
        strip(&mut as_it_is, false);
        assert!(as_it_is.contains_key("authorization") && as_it_is.contains_key("x-amz-date"));
    }
}
