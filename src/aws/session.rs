//! Loading a session and keeping its clients.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use aws_config::{AppName, BehaviorVersion, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::{Builder as HttpBuilder, Connector, ConnectorBuilder, proxy::ProxyConfig};
use aws_smithy_runtime_api::client::{
    auth::AuthSchemeId,
    http::{HttpConnectorSettings, SharedHttpClient},
    interceptors::context::InterceptorContext,
    retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority},
};
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use futures::future::BoxFuture;

use super::{
    CallLog, Signing,
    target::{CallTarget, Headers},
    trust::{self, Trust},
};
use crate::catalog::{Catalog, Partition, RegionName};

/// Leaves calls that were refused for speed to whoever asks: one pause for all questions to a region, where the SDK would
/// make one for each.
#[derive(Debug)]
struct NotForSpeed;

impl ClassifyRetry for NotForSpeed {
    fn classify_retry(&self, call: &InterceptorContext) -> RetryAction {
        let status = call.response().map(|response| response.status().as_u16());
        if status == Some(429) { RetryAction::RetryForbidden } else { RetryAction::NoActionIndicated }
    }

    fn name(&self) -> &'static str {
        "not for speed"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

/// The configuration of a client of any service, with the call log in it: every client is made from this.
macro_rules! configure {
    ($sdk:ident, $config:expr, $log:expr) => {
        $sdk::config::Builder::from($config).interceptor($log.clone()).retry_classifier(NotForSpeed)
    };
}

/// How to reach AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionOptions {
    /// With what calls are signed.
    pub signing: Signing,
    /// Where real calls go, and what they carry.
    pub target: CallTarget,
    /// All services at this address; `None` leaves it to the SDK (`AWS_ENDPOINT_URL*`).
    pub endpoint_url: Option<String>,
    /// Where services without a region of their own are asked; `None` leaves it to the SDK, then us-east-1.
    pub home_region: Option<RegionName>,
    /// Whether the other end is the embedded simulator: fixed dummy credentials, no chain.
    pub simulated: bool,
}

impl SessionOptions {
    /// The embedded simulator at that address, at home in that region.
    #[must_use]
    pub fn simulated(url: String, home: RegionName) -> Self {
        Self { endpoint_url: Some(url), home_region: Some(home), simulated: true, ..Self::default() }
    }
}

/// A loaded session with its clients, one for each region, all on one HTTP client.
pub struct Session {
    config: SdkConfig,
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) account: aws_sdk_account::Client,
    pub(super) iam: aws_sdk_iam::Client,
    bedrock: Mutex<HashMap<RegionName, aws_sdk_bedrock::Client>>,
    home_partition: Partition,
    target: CallTarget,
    log: CallLog,
    /// Whom the other end of a connection is believed to be.
    trust: Trust,
    /// Whether the other end is the embedded simulator.
    simulated: bool,
    /// Why nothing can be asked.
    pub(super) trouble: Option<String>,
}

/// No signature.
const NO_AUTH_SCHEME_ID: AuthSchemeId = AuthSchemeId::new("noAuth");

/// No answer to a TCP or TLS handshake for this long: the endpoint is not there.
pub(super) const CONNECT: Duration = Duration::from_secs(3);
/// Nothing read for this long: the region hangs. Bedrock's control plane answers within a second or two.
const READ: Duration = Duration::from_secs(6);
/// One question with all its retries.
pub(super) const WHOLE_CALL: Duration = Duration::from_secs(15);
/// First try and two more, with the SDK's growing, jittered pauses.
const ATTEMPTS: u32 = 3;

impl Session {
    /// Loads the session. Never fails: missing credentials show up in the answer to
    /// [`Question::Identity`](crate::survey::Question::Identity).
    ///
    /// Boxed: the SDK's loader is a large future.
    #[must_use]
    pub fn connect(options: SessionOptions) -> BoxFuture<'static, Self> {
        Self::connect_logged(options, CallLog::default())
    }

    /// The same, with every call written to a log.
    #[must_use]
    pub fn connect_logged(options: SessionOptions, log: CallLog) -> BoxFuture<'static, Self> {
        Box::pin(async move {
            let region = options.home_region.clone().map(|region| Region::new(String::from(region)));
            let trust = Trust::default();
            let config = if options.simulated {
                simulated(&options, region)
            } else {
                from_chain(&options, region, &trust).await
            };
            let trouble = if options.simulated { None } else { trust.read(&config).await.err() };
            Self {
                sts: aws_sdk_sts::Client::from_conf(
                    configure!(aws_sdk_sts, &config, log).region(sts_region(&config)).build(),
                ),
                account: aws_sdk_account::Client::from_conf(configure!(aws_sdk_account, &config, log).build()),
                iam: aws_sdk_iam::Client::from_conf(configure!(aws_sdk_iam, &config, log).build()),
                bedrock: Mutex::default(),
                home_partition: home(&config).map_or(Partition::Aws, |region| region.partition()),
                target: options.target,
                config,
                log,
                trust,
                simulated: options.simulated,
                trouble,
            }
        })
    }

    /// With what calls are signed, and where they go: for calls that no client of the SDK makes.
    pub(super) fn parts(&self) -> (&SdkConfig, &CallTarget) {
        (&self.config, &self.target)
    }

    /// A connection pool of its own, with the certificates and proxies of all other calls. It waits for an answer as long as
    /// whoever asks.
    pub(super) fn connector(&self) -> Connector {
        let proxies = if self.simulated { ProxyConfig::disabled() } else { ProxyConfig::from_env() };
        let patience = HttpConnectorSettings::builder().connect_timeout(CONNECT).build();
        let mut connector =
            ConnectorBuilder::default().tls_provider(trust::provider()).tls_context(self.trust.context());
        connector.set_connector_settings(Some(patience));
        connector.set_sleep_impl(self.config.sleep_impl());
        connector.set_proxy_config(Some(proxies));
        connector.build()
    }

    /// The partition of the region the session is at home in: its regions are the ones to ask.
    #[must_use]
    pub fn partition(&self) -> Partition {
        self.home_partition
    }

    /// The number of the newest call.
    #[must_use]
    pub fn newest_call(&self) -> u64 {
        self.log.newest()
    }

    /// Whether Bedrock of this region answered any call after the one of this number: a page of a list, a refusal, anything.
    #[must_use]
    pub fn has_heard_from(&self, region: &RegionName, after: u64) -> bool {
        self.log.has_answer(after, region.as_str())
    }

    /// The Service Quotas client of a region. Asked once or twice in a session, so it is not kept.
    pub(super) fn service_quotas(&self, region: &RegionName) -> aws_sdk_servicequotas::Client {
        let config = configure!(aws_sdk_servicequotas, &self.config, self.log);
        aws_sdk_servicequotas::Client::from_conf(config.region(Region::new(region.to_string())).build())
    }

    /// The configuration of a client of the data plane in a region.
    pub(super) fn runtime(&self, region: &RegionName) -> aws_sdk_bedrockruntime::config::Builder {
        let mut config = configure!(aws_sdk_bedrockruntime, &self.config, self.log);
        if let Some(url) = &self.target.url {
            config = config.endpoint_url(url);
        }
        if self.target.unsigned {
            config = config.allow_no_auth().auth_scheme_preference([NO_AUTH_SCHEME_ID]);
        }
        if !self.target.headers.is_empty() {
            config = config.interceptor(Headers(self.target.clone()));
        }
        config.region(Region::new(region.to_string()))
    }

    /// The Bedrock client of a region, made on first use.
    pub(super) fn bedrock(&self, region: &RegionName) -> aws_sdk_bedrock::Client {
        let mut clients = self.bedrock.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let config = configure!(aws_sdk_bedrock, &self.config, self.log);
            aws_sdk_bedrock::Client::from_conf(config.region(Region::new(region.to_string())).build())
        };
        clients.entry(region.clone()).or_insert_with(make).clone()
    }
}

impl fmt::Debug for Session {
    /// Says nothing of the configuration: it holds the credentials provider.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("home_partition", &self.home_partition).finish_non_exhaustive()
    }
}

/// The region the session is at home in.
fn home(config: &SdkConfig) -> Option<RegionName> {
    config.region()?.as_ref().parse().ok()
}

/// Who asks is asked in a region that is always enabled: in an opt-in region that is not, good keys look wrong.
fn sts_region(config: &SdkConfig) -> Option<Region> {
    match home(config) {
        Some(region) if Catalog::bundled().is_opt_in(&region) => Some(Region::from_static("us-east-1")),
        _ => config.region().cloned(),
    }
}

async fn from_chain(options: &SessionOptions, region: Option<Region>, trust: &Trust) -> SdkConfig {
    let (client, retries) =
        (http_client(ProxyConfig::from_env(), trust.clone()), RetryConfig::standard().with_max_attempts(ATTEMPTS));
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(client.clone())
        .timeout_config(timeouts())
        .retry_config(retries.clone());
    if let Ok(name) = AppName::new(env!("CARGO_PKG_NAME")) {
        loader = loader.app_name(name);
    }
    let (url, patience) = (options.endpoint_url.as_deref(), (timeouts(), retries));
    loader = options.signing.configure(loader, region.clone(), url, &client, patience);
    if let Some(url) = &options.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    if let Some(region) = region {
        loader = loader.region(region);
    }
    let config = without_blanks(loader.load().await);
    match config.region() {
        Some(_) => config,
        None => config.into_builder().region(Region::from_static("us-east-1")).build(),
    }
}

/// A variable or an entry that is set to nothing is not set: a compose or CI file leaves such behind, and the SDK panics on
/// an address that is empty.
fn without_blanks(config: SdkConfig) -> SdkConfig {
    let is_blank = config.endpoint_url().is_some_and(|url| url.trim().is_empty());
    let mut builder = config.clone().into_builder().service_config(NoBlanks(config));
    if is_blank {
        builder.set_endpoint_url(None);
    }
    builder.build()
}

/// What variables and profiles say of single services, empty values left out.
#[derive(Debug)]
struct NoBlanks(SdkConfig);

impl LoadServiceConfig for NoBlanks {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        self.0.service_config()?.load_config(key).filter(|value| !value.trim().is_empty())
    }
}

/// Built by hand and not by the loader: nothing of the user's environment, least of all a real key, goes to the simulator,
/// and no proxy stands between this process and itself.
fn simulated(options: &SessionOptions, region: Option<Region>) -> SdkConfig {
    let credentials = Credentials::new("AKIASIMULATED0000000", "simulated", None, None, "simulator");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .http_client(http_client(ProxyConfig::disabled(), Trust::default()))
        .timeout_config(timeouts())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .sleep_impl(aws_smithy_async::rt::sleep::SharedAsyncSleep::new(aws_smithy_async::rt::sleep::TokioSleep::new()))
        .time_source(aws_smithy_async::time::SystemTimeSource::new())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .region(region.unwrap_or(Region::from_static("us-east-1")))
        .endpoint_url(options.endpoint_url.clone().unwrap_or_default())
        .build()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT).read_timeout(READ).operation_timeout(WHOLE_CALL).build()
}

/// One client for every service and region: one pool, one set of root certificates. Left to itself the SDK makes
/// one for each region. Towards AWS proxies follow the usual variables, as they do in the SDK's own default.
fn http_client(proxies: ProxyConfig, trust: Trust) -> SharedHttpClient {
    let client = HttpBuilder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = ConnectorBuilder::default().tls_provider(trust::provider()).tls_context(trust.context());
        connector.set_connector_settings(settings.cloned());
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.set_proxy_config(Some(proxies.clone()));
        connector.build()
    });
    SharedHttpClient::new(client)
}
