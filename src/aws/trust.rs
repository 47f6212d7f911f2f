//! Which certificates AWS is believed by: those of the system, or in their place those of the file that `AWS_CA_BUNDLE` or
//! `ca_bundle` of the profile names, as the AWS CLI has it.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use aws_config::SdkConfig;
use aws_smithy_http_client::{
    ConnectorBuilder,
    tls::{self, TlsContext, TrustStore},
};
use aws_types::service_config::ServiceConfigKey;

use super::contained::contained;
use crate::storage;

/// Far more than all authorities there are.
const MOST_BYTES: u64 = 16 << 20;

/// Shared with the HTTP client, which is there before the configuration is read and makes its first connection after.
#[derive(Clone, Debug, Default)]
pub(super) struct Trust(Arc<OnceLock<TlsContext>>);

impl Trust {
    /// What to make connections with.
    pub(super) fn context(&self) -> TlsContext {
        self.0.get().cloned().unwrap_or_default()
    }

    /// Reads the file that the configuration names, if it names one.
    ///
    /// # Errors
    ///
    /// Why nothing can be asked: a sentence.
    pub(super) async fn read(&self, config: &SdkConfig) -> Result<(), String> {
        let Some(path) = bundle(config).filter(|path| !path.trim().is_empty()) else { return Ok(()) };
        let why = |why: String| format!("AWS_CA_BUNDLE or ca_bundle of the AWS profile names {path}, {why}");
        let read = storage::read_regular(Path::new(&path), MOST_BYTES);
        let bytes = read.map_err(|error| why(format!("which cannot be read: {error}")))?;
        let context = context(&bytes).await.ok_or_else(|| why("which holds no certificates in PEM form".to_owned()))?;
        // Read once in a session.
        let _ = self.0.set(context);
        Ok(())
    }
}

fn bundle(config: &SdkConfig) -> Option<String> {
    let key =
        ServiceConfigKey::builder().service_id("bedrock").env("AWS_CA_BUNDLE").profile("ca_bundle").build().ok()?;
    config.service_config()?.load_config(key)
}

/// The client panics on a certificate it cannot read, so it is made to read them here, where that is caught.
async fn context(pem: &[u8]) -> Option<TlsContext> {
    if !pem.windows(BEGIN.len()).any(|part| part == BEGIN) {
        return None;
    }
    let store = TrustStore::empty().with_pem_certificate(pem);
    let context = TlsContext::builder().with_trust_store(store).build().ok()?;
    let trial = context.clone();
    let make = async { drop(ConnectorBuilder::default().tls_provider(provider()).tls_context(trial).build()) };
    contained(make).await.ok()?;
    Some(context)
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// The one TLS there is.
pub(super) fn provider() -> tls::Provider {
    tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc)
}
