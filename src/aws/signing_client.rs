//! A client for calls that no client of the SDK makes: signs with the session's identity, sends over the SDK's own HTTP
//! stack, and hands bodies on as they come, in both directions.

use std::time::{Duration, SystemTime};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider, error::CredentialsError},
};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningParams, SigningSettings, sign},
    sign::v4,
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector as _, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use aws_types::service_config::ServiceConfigKey;
use http_body_util::{BodyExt, combinators::BoxBody};
use hyper::{HeaderMap, Method, Request, Response, Uri, body::Bytes};

use super::{Session, failure};
use crate::{catalog::RegionName, refusal::Refusal};

/// What went wrong within a body.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body that is handed on while it comes.
pub type StreamedBody = BoxBody<Bytes, BoxError>;

/// Credentials that end sooner than this are asked for anew.
const MARGIN: Duration = Duration::from_secs(120);

/// A service that is called without an SDK client of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AwsService {
    /// The control plane of Bedrock.
    Bedrock,
    /// Its data plane.
    BedrockRuntime,
    /// Its Messages API.
    BedrockMantle,
    /// CloudTrail.
    CloudTrail,
    /// CloudWatch.
    CloudWatch,
}

impl AwsService {
    /// The name in the scope of a signature.
    #[must_use]
    pub fn signing_name(self) -> &'static str {
        match self {
            Self::Bedrock | Self::BedrockRuntime => "bedrock",
            Self::BedrockMantle => "bedrock-mantle",
            Self::CloudTrail => "cloudtrail",
            Self::CloudWatch => "monitoring",
        }
    }

    /// The name that variables and profiles give its address.
    fn id(self) -> &'static str {
        match self {
            Self::Bedrock => "Bedrock",
            Self::BedrockRuntime => "Bedrock Runtime",
            Self::BedrockMantle => "Bedrock Mantle",
            Self::CloudTrail => "CloudTrail",
            Self::CloudWatch => "CloudWatch",
        }
    }

    /// Its host in a region: one of AWS's own, in the region's partition.
    #[must_use]
    pub fn host(self, region: &RegionName) -> String {
        let suffix = region.partition().dns_suffix();
        match self {
            Self::BedrockRuntime => format!("bedrock-runtime.{region}.{suffix}"),
            Self::BedrockMantle => format!("bedrock-mantle.{region}.api.aws"),
            _ => format!("{}.{region}.{suffix}", self.signing_name()),
        }
    }
}

/// How a call shows who makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identification {
    /// By a signature with the session's identity.
    Signed,
    /// By what its headers hold, which is sent as it is.
    AsItIs,
}

/// The body of a call.
pub enum OutBody {
    /// All of it is here.
    Whole(Bytes),
    /// It comes; its SHA-256 is known.
    Coming {
        /// Where it comes from.
        body: StreamedBody,
        /// The sum, as hexadecimal digits.
        sha256: String,
    },
}

/// A call to be made.
pub struct Outgoing {
    /// Whose.
    pub service: AwsService,
    /// Where.
    pub region: RegionName,
    /// How.
    pub method: Method,
    /// Path and query, in encoded form.
    pub path: String,
    /// Everything but the host and the signature.
    pub headers: HeaderMap,
    /// What.
    pub body: OutBody,
    /// As whom.
    pub identification: Identification,
}

/// Signs and sends.
pub struct SigningClient {
    connector: Connector,
    credentials: Option<SharedCredentialsProvider>,
    fresh: tokio::sync::Mutex<Option<Credentials>>,
    /// The address of each service that is not AWS's own.
    addresses: Vec<(AwsService, String)>,
}

impl SigningClient {
    /// Works as a session does.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        use AwsService as S;
        let (config, target) = session.parts();
        let named = |service: S| {
            let key = ServiceConfigKey::builder().service_id(service.id()).env("AWS_ENDPOINT_URL");
            let found = config.service_config()?.load_config(key.profile("endpoint_url").build().ok()?);
            found.filter(|url| !url.trim().is_empty())
        };
        let client_side = |service: S| match service {
            S::Bedrock | S::BedrockRuntime | S::BedrockMantle => target.url.clone(),
            S::CloudTrail | S::CloudWatch => None,
        };
        let everywhere = config.endpoint_url().map(str::to_owned);
        let address = |service: S| {
            let url = client_side(service).or_else(|| everywhere.clone()).or_else(|| named(service))?;
            Some((service, url.trim_end_matches('/').to_owned()))
        };
        let services = [S::Bedrock, S::BedrockRuntime, S::BedrockMantle, S::CloudTrail, S::CloudWatch];
        Self {
            connector: session.connector(),
            credentials: config.credentials_provider(),
            fresh: tokio::sync::Mutex::default(),
            addresses: services.into_iter().filter_map(address).collect(),
        }
    }

    /// Makes a call; the answer is whatever came, its body still to come.
    ///
    /// # Errors
    ///
    /// When it could not be signed, or nobody answered.
    pub async fn send(&self, call: Outgoing) -> Result<Response<StreamedBody>, Refusal> {
        let identification = call.identification;
        let (service, region) = (call.service, call.region.clone());
        let (mut request, payload) = self.request(call)?;
        if identification == Identification::Signed {
            let credentials = self.credentials().await?;
            signed(&mut request, &payload, &credentials, (service, &region))?;
        }
        let body = match payload {
            OutBody::Whole(bytes) => SdkBody::from(bytes),
            // The SDK wants a body that threads may share, which one that is only polled need not be.
            OutBody::Coming { body, .. } => SdkBody::from_body_1_x(body),
        };
        let request = HttpRequest::try_from(request.map(|()| body)).map_err(|error| broken(&error))?;
        let response = self.connector.call(request).await.map_err(|error| {
            let text = failure::innermost(&error);
            if error.is_timeout() { failure::timed_out(&text) } else { failure::not_sent(&text) }
        })?;
        let response = response.try_into_http1x().map_err(|error| broken(&error))?;
        Ok(response.map(BodyExt::boxed))
    }

    /// Whether an access key is the one that is signed with; `None` when there is none.
    pub async fn signs_with(&self, key_id: &str) -> Option<bool> {
        let credentials = self.credentials().await.ok()?;
        Some(credentials.access_key_id() == key_id)
    }

    fn request(&self, call: Outgoing) -> Result<(Request<()>, OutBody), Refusal> {
        let moved = self.addresses.iter().find(|(service, _)| *service == call.service);
        let base = moved.map_or_else(|| format!("https://{}", call.service.host(&call.region)), |(_, url)| url.clone());
        let uri: Uri = format!("{base}{}", call.path).parse().map_err(|error| broken(&error))?;
        let mut request = Request::new(());
        *request.method_mut() = call.method;
        *request.headers_mut() = call.headers;
        let host = uri.authority().map(|authority| authority.as_str().to_owned()).unwrap_or_default();
        // A password in the address is for nobody's header.
        let host = host.rsplit('@').next().unwrap_or_default().parse().map_err(|error| broken(&error))?;
        request.headers_mut().insert("host", host);
        *request.uri_mut() = uri;
        Ok((request, call.body))
    }

    async fn credentials(&self) -> Result<Credentials, Refusal> {
        let Some(provider) = &self.credentials else {
            return Err(failure::no_credentials(&CredentialsError::not_loaded("a Bedrock API key signs nothing")));
        };
        let mut fresh = self.fresh.lock().await;
        let soon = SystemTime::now() + MARGIN;
        if let Some(known) = fresh.as_ref().filter(|known| known.expiry().is_none_or(|end| end > soon)) {
            return Ok(known.clone());
        }
        let asked = provider.provide_credentials().await;
        let credentials = asked.map_err(|error| failure::no_credentials(&error))?;
        *fresh = Some(credentials.clone());
        Ok(credentials)
    }
}

/// Signs what AWS must be able to believe: the host, what the body is, and everything of AWS's own.
fn signed(
    request: &mut Request<()>,
    payload: &OutBody,
    credentials: &Credentials,
    (service, region): (AwsService, &RegionName),
) -> Result<(), Refusal> {
    let identity = credentials.clone().into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region.as_str())
        .name(service.signing_name())
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .map_err(|error| broken(&error))?;
    let params = SigningParams::from(params);
    let counts = |name: &str| matches!(name, "host" | "content-type") || name.starts_with("x-amz");
    let headers = request.headers().iter().filter(|(name, _)| counts(name.as_str()));
    let headers = headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let body = match payload {
        OutBody::Whole(bytes) => SignableBody::Bytes(bytes),
        OutBody::Coming { sha256, .. } => SignableBody::Precomputed(sha256.clone()),
    };
    let uri = request.uri().to_string();
    let signable = SignableRequest::new(request.method().as_str(), uri, headers, body);
    let (instructions, _) =
        signable.and_then(|signable| sign(signable, &params)).map_err(|error| broken(&error))?.into_parts();
    instructions.apply_to_request_http1x(request);
    Ok(())
}

fn broken(error: &(dyn std::error::Error + 'static)) -> Refusal {
    failure::not_sent(&failure::innermost(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_those_of_the_partition() {
        let host = |service: AwsService, region: &str| service.host(&region.parse().unwrap());
        assert_eq!(host(AwsService::BedrockRuntime, "us-west-2"), "bedrock-runtime.us-west-2.amazonaws.com");
        assert_eq!(host(AwsService::Bedrock, "eusc-de-east-1"), "bedrock.eusc-de-east-1.amazonaws.eu");
        assert_eq!(host(AwsService::BedrockMantle, "eu-west-1"), "bedrock-mantle.eu-west-1.api.aws");
        assert_eq!(host(AwsService::CloudWatch, "us-gov-west-1"), "monitoring.us-gov-west-1.amazonaws.com");
    }
}
