//! With what calls are signed: one profile and nothing else, or the order of Claude Code's own SDK.

use std::{path::PathBuf, time::SystemTime};

use aws_config::{
    ConfigLoader, Region,
    ecs::EcsCredentialsProvider,
    imds::credentials::ImdsCredentialsProvider,
    meta::credentials::CredentialsProviderChain,
    profile::{self, ProfileFileCredentialsProvider},
    provider_config::ProviderConfig,
    retry::RetryConfig,
    timeout::TimeoutConfig,
    web_identity_token::WebIdentityTokenCredentialsProvider,
};
use aws_credential_types::{
    Credentials, Token,
    provider::{SharedCredentialsProvider, error::TokenError, future},
};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_runtime_api::client::{
    auth::{AuthSchemeId, http::HTTP_BEARER_AUTH_SCHEME_ID},
    http::SharedHttpClient,
};
use aws_types::os_shim_internal::{Env, Fs};

use super::{config_files::config_files, credential_process::OfProcess};

/// With what calls are signed. Left to itself the SDK would take an access key of the environment before a profile that
/// was named, and an API key of the environment before everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    way: Way,
    config_file: Option<PathBuf>,
    credentials_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Way {
    /// The default profile, then web identity, container, instance.
    #[default]
    Chain,
    /// A profile, then the same.
    Profile(String),
    /// A profile and nothing after it.
    Only(String),
    Key(Credentials),
    ApiKey(Token),
}

impl Signing {
    /// An access key.
    #[must_use]
    pub fn key(id: &str, secret: &str, session: Option<&str>) -> Self {
        Self::by(Way::Key(Credentials::new(id, secret, session.map(str::to_owned), None, "claude-code")))
    }

    /// A Bedrock API key: good for Bedrock, and for nothing else.
    #[must_use]
    pub fn api_key(token: &str) -> Self {
        Self::by(Way::ApiKey(Token::new(token, None::<SystemTime>)))
    }

    /// A profile; unless it is to be the only one, what the machine itself gives takes its place when it has no credentials.
    #[must_use]
    pub fn profile(name: &str, only: bool) -> Self {
        Self::by(if only { Way::Only(name.to_owned()) } else { Way::Profile(name.to_owned()) })
    }

    /// The same with AWS files that are not where the environment says.
    #[must_use]
    pub fn with_files(self, config_file: Option<PathBuf>, credentials_file: Option<PathBuf>) -> Self {
        Self { config_file, credentials_file, ..self }
    }

    fn by(way: Way) -> Self {
        Self { way, ..Self::default() }
    }

    /// Sets up a loader. The endpoint is that of every service; providers make STS clients of their own, which hear of it
    /// through the profile.
    pub(super) fn configure(
        &self,
        loader: ConfigLoader,
        region: Option<Region>,
        endpoint_url: Option<&str>,
        client: &SharedHttpClient,
        (timeouts, retries): (TimeoutConfig, RetryConfig),
    ) -> ConfigLoader {
        let files = self.files(endpoint_url);
        let loader = match self.profile_name() {
            Some(name) => loader.profile_name(name),
            None => loader,
        };
        let loader = loader.profile_files(files.clone());
        let provider = ProviderConfig::without_region()
            .with_region(region.or(Some(Region::from_static("us-east-1"))))
            .with_http_client(client.clone())
            .with_timeout_config(timeouts)
            .with_retry_config(retries);
        let profile = |name: &str| {
            ProfileFileCredentialsProvider::builder()
                .configure(&provider)
                .profile_name(name)
                .profile_files(files.clone())
                .build()
        };
        let loader = match &self.way {
            Way::ApiKey(token) => {
                return loader
                    .no_credentials()
                    .token_provider(token.clone())
                    .auth_scheme_preference([HTTP_BEARER_AUTH_SCHEME_ID]);
            }
            Way::Key(key) => loader.credentials_provider(key.clone()),
            Way::Only(name) => loader.credentials_provider(profile(name)),
            Way::Profile(name) => loader.credentials_provider(with_machine(profile(name), &provider)),
            Way::Chain => loader.credentials_provider(with_machine(profile("default"), &provider)),
        };
        // Said outright: an API key in the environment would come first otherwise.
        loader.token_provider(NoToken).auth_scheme_preference([AuthSchemeId::from("sigv4")])
    }

    /// The process that hands the credentials out, where the profile says so.
    pub(super) async fn of_process(&self) -> Option<OfProcess> {
        if matches!(self.way, Way::ApiKey(_) | Way::Key(_)) {
            return None;
        }
        // What is wrong with the files is told by the SDK, which reads them as well.
        let profiles = profile::load(&Fs::real(), &Env::real(), &self.files(None), None).await.ok()?;
        OfProcess::of(&profiles, self.profile_name().unwrap_or("default"))
    }

    fn profile_name(&self) -> Option<&str> {
        match &self.way {
            Way::Profile(name) | Way::Only(name) => Some(name),
            _ => None,
        }
    }

    fn files(&self, endpoint_url: Option<&str>) -> EnvConfigFiles {
        let mut files = config_files(self.config_file.as_deref(), self.credentials_file.as_deref());
        let name = self.profile_name().unwrap_or("default");
        if let Some(url) = endpoint_url.filter(|_| !name.contains(['[', ']', '\n', '\r'])) {
            let text = format!(
                "[profile {name}]\nservices = bedcheck-endpoint\n[services bedcheck-endpoint]\nsts =\n  endpoint_url = {url}\n"
            );
            files = files.with_contents(EnvConfigFileKind::Config, text);
        }
        files.build()
    }
}

/// What the machine itself gives comes after the profile.
fn with_machine(profile: ProfileFileCredentialsProvider, provider: &ProviderConfig) -> SharedCredentialsProvider {
    let web_identity = WebIdentityTokenCredentialsProvider::builder().configure(provider).build();
    let container = EcsCredentialsProvider::builder().configure(provider).build();
    let instance = ImdsCredentialsProvider::builder().configure(provider).build();
    SharedCredentialsProvider::new(
        CredentialsProviderChain::first_try("Profile", profile)
            .or_else("WebIdentityToken", web_identity)
            .or_else("EcsContainer", container)
            .or_else("Ec2InstanceMetadata", instance),
    )
}

/// Stands where the SDK would look for an API key in the environment.
#[derive(Debug)]
struct NoToken;

impl aws_credential_types::provider::token::ProvideToken for NoToken {
    fn provide_token<'a>(&'a self) -> future::ProvideToken<'a>
    where
        Self: 'a,
    {
        future::ProvideToken::ready(Err(TokenError::not_loaded("no API key is used")))
    }
}
