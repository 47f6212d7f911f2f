//! The profiles of the AWS config, as the SDK itself reads it, and whether their sign-in still holds.
//!
//! Of the keys and tokens in those files nothing is kept: of a cached sign-in only its dates are read.

use aws_config::profile::{self, Profile, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};
use jiff::Timestamp;
use serde::Deserialize;

use super::config_files::config_files;
use crate::{catalog::printable, storage};

/// One profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsProfile {
    /// Its name.
    pub name: String,
    /// Where its credentials come from.
    pub source: CredentialSource,
    /// Its region.
    pub region: Option<String>,
    /// Whether it is signed in.
    pub sign_in: SignIn,
}

/// Where the credentials of a profile come from, in the SDK's own order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum CredentialSource {
    /// `role_arn` with a source profile or another source.
    Role,
    /// `web_identity_token_file`.
    WebIdentity,
    /// IAM Identity Center.
    Sso,
    /// `aws login`.
    Login,
    /// `credential_process`.
    Process,
    /// An access key.
    Keys,
    /// Nothing in the profile says.
    None,
}

/// Whether an IAM Identity Center session holds, as the cache of the AWS CLI says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// This profile needs none.
    NotNeeded,
    /// Signed in until then.
    Until(Timestamp),
    /// Over since then.
    Expired {
        /// When it ended.
        at: Timestamp,
        /// Whether the SDK can renew it without the user.
        renewable: bool,
    },
    /// There is no session in the cache.
    Never,
    /// There is no telling.
    Unknown,
}

/// More than any cached session.
const MOST_BYTES: u64 = 1 << 20;

/// The dates of a cached session. Everything else in the file is skipped.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cached {
    start_url: Option<String>,
    expires_at: Option<Timestamp>,
    refresh_token: Option<serde::de::IgnoredAny>,
}

/// The profiles of the AWS config of this process, by name.
///
/// # Errors
///
/// One sentence, when a file cannot be read or is no AWS config.
pub async fn profiles(now: Timestamp) -> Result<Vec<AwsProfile>, String> {
    let loaded = profile::load(&Fs::real(), &Env::real(), &config_files(None, None).build(), None).await;
    let set = loaded.map_err(|error| format!("the AWS config cannot be read: {error}"))?;
    let cached = tokio::task::spawn_blocking(cached_sessions).await.unwrap_or_default();
    let mut names: Vec<&str> = set.profiles().collect();
    names.sort_unstable();
    let profiles = names.into_iter().filter_map(|name| set.get_profile(name));
    Ok(profiles.map(|profile| described(profile, &set, &cached, now)).collect())
}

fn described(profile: &Profile, set: &ProfileSet, cached: &[Cached], now: Timestamp) -> AwsProfile {
    let source = source(profile);
    AwsProfile {
        name: printable(profile.name()).into_owned(),
        source,
        region: profile.get("region").map(|region| printable(region).into_owned()),
        sign_in: match source {
            CredentialSource::Sso => session(profile, set, cached, now),
            CredentialSource::Login | CredentialSource::Role => SignIn::Unknown,
            _ => SignIn::NotNeeded,
        },
    }
}

fn source(profile: &Profile) -> CredentialSource {
    /// What the SDK looks for first stands first.
    const TOLD_BY: [(&str, CredentialSource); 7] = [
        ("web_identity_token_file", CredentialSource::WebIdentity),
        ("role_arn", CredentialSource::Role),
        ("sso_session", CredentialSource::Sso),
        ("sso_start_url", CredentialSource::Sso),
        ("login_session", CredentialSource::Login),
        ("credential_process", CredentialSource::Process),
        ("aws_access_key_id", CredentialSource::Keys),
    ];
    let found = TOLD_BY.iter().find(|(key, _)| profile.get(key).is_some());
    found.map_or(CredentialSource::None, |(_, source)| *source)
}

/// The session of the profile's start URL that lasts longest.
fn session(profile: &Profile, set: &ProfileSet, cached: &[Cached], now: Timestamp) -> SignIn {
    let named = profile.get("sso_session").and_then(|name| set.sso_session(name));
    let url = named.and_then(|session| session.get("sso_start_url")).or_else(|| profile.get("sso_start_url"));
    let Some(url) = url else { return SignIn::Unknown };
    let same = |one: &&Cached| {
        one.start_url.as_deref().is_some_and(|known| known.trim_end_matches('/') == url.trim_end_matches('/'))
    };
    match cached.iter().filter(same).max_by_key(|one| one.expires_at) {
        None => SignIn::Never,
        Some(Cached { expires_at: None, .. }) => SignIn::Unknown,
        Some(Cached { expires_at: Some(at), .. }) if *at > now => SignIn::Until(*at),
        Some(Cached { expires_at: Some(at), refresh_token, .. }) => {
            SignIn::Expired { at: *at, renewable: refresh_token.is_some() }
        }
    }
}

/// Every session the AWS CLI keeps. A file that is none, or cannot be read, is skipped.
fn cached_sessions() -> Vec<Cached> {
    let Some(folder) = storage::home_folder().map(|home| home.join(".aws/sso/cache")) else { return Vec::new() };
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let read =
        |file: std::fs::DirEntry| serde_json::from_slice(&storage::read_regular(&file.path(), MOST_BYTES).ok()?).ok();
    files.filter_map(read).collect()
}
