//! A request, understood: which operation, in which region, about what, by whom.

use std::collections::BTreeMap;

use hyper::{HeaderMap, http::request::Parts};
use serde_json::Value;

use super::operation::{Operation, Protocol, Service};
use crate::catalog::{ModelRef, RegionName};

/// One request.
#[derive(Debug)]
pub(super) struct Call {
    /// Unknown for a path or name this simulator does not serve.
    pub(super) operation: Option<Operation>,
    /// The region asked.
    pub(super) region: RegionName,
    /// How the caller showed who it is.
    pub(super) auth: Auth,
    /// The identifier in the path, decoded.
    pub(super) id: Option<String>,
    /// The Bedrock project that a header names.
    pub(super) project: Option<String>,
    /// The query string, decoded.
    pub(super) query: BTreeMap<String, String>,
    /// What the client calls itself.
    pub(super) agent: String,
    /// The body, untouched.
    pub(super) body: Vec<u8>,
}

/// The `Authorization` header. No signature is verified: any key is as good as another here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Auth {
    /// None.
    Missing,
    /// SigV4, with the service in its scope.
    Signature { service: String },
    /// An API key.
    Bearer,
    /// Something else.
    Unreadable,
}

impl Auth {
    /// The word for the log.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Missing => "none",
            Self::Signature { .. } => "sigv4",
            Self::Bearer => "bearer",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Call {
    /// Reads a request. `home` is the region of requests that name none.
    pub(super) fn read(head: &Parts, body: Vec<u8>, home: &RegionName) -> Self {
        let (auth, scope_region) = authorization(&head.headers);
        let path: Vec<String> =
            head.uri.path().split('/').skip(1).filter(|part| !part.is_empty()).map(decoded).collect();
        let (operation, id) = match Operation::by_path(head.method.as_str(), &path) {
            Some((operation @ Operation::CreateInference, _)) => (Some(operation), named_in(&body)),
            Some((operation, id)) => (Some(operation), id),
            None if path.is_empty() => (named(&head.headers, &body), None),
            None => (None, None),
        };
        let region = scope_region.or_else(|| region_of_host(&head.headers)).unwrap_or_else(|| home.clone());
        let query = form(head.uri.query().unwrap_or_default());
        let project = head.headers.get("x-amzn-bedrock-projectidentifier");
        let project = project.and_then(|project| project.to_str().ok()).map(str::to_owned);
        let agent = head.headers.get("user-agent").and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
        Self { operation, region, auth, id, project, query, agent, body }
    }

    /// The service the request is for, as far as it can be told.
    pub(super) fn service(&self) -> Option<Service> {
        self.operation.map(Operation::service)
    }

    /// The base id of the model the request is about.
    pub(super) fn model(&self) -> Option<String> {
        let id = match self.operation? {
            Operation::CreateFoundationModelAgreement | Operation::DeleteFoundationModelAgreement => {
                self.json()["modelId"].as_str()?.to_owned()
            }
            _ => self.id.clone()?,
        };
        Some(ModelRef::parse(&id).base().map_or(id, |base| base.to_string()))
    }

    /// The body as JSON; null when it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as a form.
    pub(super) fn form(&self) -> BTreeMap<String, String> {
        form(&String::from_utf8_lossy(&self.body))
    }
}

/// The model that the body of the Messages API names.
fn named_in(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Value>(body).ok()?["model"].as_str().map(str::to_owned)
}

/// What stands before the operation in the target header of a service.
const TARGETS: [&str; 3] = [
    "ServiceQuotasV20190624.",
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.",
    "GraniteServiceVersion20100801.",
];

/// The operation that a target header or a form names, for the services that have one path for everything.
fn named(headers: &HeaderMap, body: &[u8]) -> Option<Operation> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let name = match target {
        Some(target) => TARGETS.iter().find_map(|start| target.strip_prefix(start))?.to_owned(),
        None => form(&String::from_utf8_lossy(body)).remove("Action")?,
    };
    let protocol = if target.is_some() { Protocol::Json11 } else { Protocol::Query };
    Operation::by_name(&name).filter(|operation| operation.service().protocol() == protocol)
}

/// Reads `Credential=KEY/DATE/REGION/SERVICE/aws4_request` or `Bearer …`.
fn authorization(headers: &HeaderMap) -> (Auth, Option<RegionName>) {
    let Some(header) = headers.get("authorization").and_then(|header| header.to_str().ok()) else {
        return (if headers.contains_key("x-api-key") { Auth::Bearer } else { Auth::Missing }, None);
    };
    if header.strip_prefix("Bearer ").is_some_and(|key| !key.trim().is_empty()) {
        return (Auth::Bearer, None);
    }
    let scope = header
        .strip_prefix("AWS4-HMAC-SHA256 ")
        .and_then(|rest| rest.split(',').find_map(|part| part.trim().strip_prefix("Credential=")))
        .map(|scope| scope.rsplitn(5, '/').collect::<Vec<_>>());
    match scope.as_deref() {
        Some(["aws4_request", service, region, _date, _key]) => {
            (Auth::Signature { service: (*service).to_owned() }, region.parse().ok())
        }
        _ => (Auth::Unreadable, None),
    }
}

/// `bedrock-runtime.us-east-1.amazonaws.com` names a region; a loopback address does not.
fn region_of_host(headers: &HeaderMap) -> Option<RegionName> {
    headers.get("host")?.to_str().ok()?.split('.').nth(1)?.parse().ok()
}

fn form(text: &str) -> BTreeMap<String, String> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(&key.replace('+', " ")), decoded(&value.replace('+', " ")))
        })
        .collect()
}

/// Undoes percent-encoding; what is not properly encoded stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Call {
        let mut request = hyper::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        Call::read(&head, body.as_bytes().to_vec(), &"eu-west-1".parse().unwrap())
    }

    const SIGNED: (&str, &str) = (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKID/20261122/ap-south-1/bedrock/aws4_request, SignedHeaders=host, Signature=0",
    );

    #[test]
    fn a_signature_tells_region_and_service() {
        let call =
            read("GET", "/foundation-model-availability/anthropic.claude-3-haiku-20240307-v1%3A0", &[SIGNED], "");
        assert_eq!(call.operation, Some(Operation::GetFoundationModelAvailability));
        assert_eq!(call.region.as_str(), "ap-south-1");
        assert_eq!(call.auth, Auth::Signature { service: "bedrock".to_owned() });
        assert_eq!(call.model().unwrap(), "anthropic.claude-3-haiku-20240307-v1:0");
    }

    #[test]
    fn a_bearer_request_belongs_to_its_host_or_to_the_home_region() {
        let key = ("authorization", "Bearer ABSK");
        let host = ("host", "bedrock.us-east-1.amazonaws.com");
        assert_eq!(read("GET", "/foundation-models", &[key, host], "").region.as_str(), "us-east-1");
        let call = read("GET", "/foundation-models?byProvider=A%20B+c", &[key, ("host", "127.0.0.1:80")], "");
        assert_eq!((call.region.as_str(), call.query["byProvider"].as_str()), ("eu-west-1", "A B c"));
        assert_eq!(read("GET", "/foundation-models", &[], "").auth, Auth::Missing);
        assert_eq!(read("GET", "/", &[("authorization", "Basic x")], "").auth, Auth::Unreadable);
    }

    #[test]
    fn one_path_services_name_their_operation() {
        let sts = read("POST", "/", &[SIGNED], "Action=GetCallerIdentity&Version=2011-06-15");
        assert_eq!(sts.operation, Some(Operation::GetCallerIdentity));
        let target = ("x-amz-target", "ServiceQuotasV20190624.ListAWSDefaultServiceQuotas");
        assert_eq!(read("POST", "/", &[target], "{}").operation, Some(Operation::ListAWSDefaultServiceQuotas));
        assert_eq!(read("POST", "/", &[], "Action=ListFoundationModels").operation, None);
        let arn =
            "/inference-profiles/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude-opus-5";
        let profile = read("GET", arn, &[], "");
        assert_eq!(profile.operation, Some(Operation::GetInferenceProfile));
        assert_eq!(profile.model().unwrap(), "anthropic.claude-opus-5");
    }
}
