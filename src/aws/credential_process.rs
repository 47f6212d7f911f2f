//! The `credential_process` of an AWS profile: run by this program and not by the SDK, which starts it anew for each call,
//! on the terminal, and leaves it behind when it hangs.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use aws_config::{
    SdkConfig,
    profile::{Profile, ProfileSet},
    sts::{AssumeRoleProvider, AssumeRoleProviderBuilder},
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider, error::CredentialsError, future},
};
use futures::{
    FutureExt as _,
    future::{BoxFuture, Shared},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::process::{self, Ended};
use crate::catalog::printable;

/// Long enough to touch a security key; who needs longer needs a shell to see what is asked.
const PATIENCE: Duration = Duration::from_secs(30);

/// A process that was run is not run again before this is over, whatever came of it: the questions of one scan want the
/// same answer.
const HOLDS: Duration = Duration::from_secs(30);

/// Credentials are asked for anew when they are over within this time.
const NEARLY_OVER: Duration = Duration::from_secs(60);

/// A process that hands out credentials.
#[derive(Clone, Debug)]
pub(super) struct CredentialProcess {
    command: String,
    /// How it is called in sentences.
    name: String,
    profile: String,
    /// The run under way, or the last one. Whoever waits drives it; it ends when nobody keeps it.
    run: Arc<Mutex<Option<Shared<BoxFuture<'static, Told>>>>>,
}

/// What one run told.
#[derive(Clone, Debug)]
struct Told {
    at: Instant,
    credentials: Result<Credentials, String>,
}

impl Told {
    /// Whether it still is what the process would say.
    fn holds(&self) -> bool {
        let over = |end: SystemTime| end < SystemTime::now() + NEARLY_OVER;
        let lasting = self.credentials.as_ref().is_ok_and(|credentials| !credentials.expiry().is_some_and(over));
        lasting || self.at.elapsed() < HOLDS
    }
}

impl CredentialProcess {
    fn new(command: &str, profile: &str) -> Self {
        let (command, profile) = (command.to_owned(), printable(profile).into_owned());
        Self { name: first_word(&command), command, profile, run: Arc::default() }
    }

    /// What it hands out. One run answers all who ask meanwhile, and is waited for by all.
    pub(super) async fn credentials(&self) -> Result<Credentials, String> {
        let run = {
            let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
            match &*run {
                Some(run) if run.peek().is_none_or(Told::holds) => run.clone(),
                _ => run.insert(self.started(PATIENCE)).clone(),
            }
        };
        run.await.credentials
    }

    fn started(&self, patience: Duration) -> Shared<BoxFuture<'static, Told>> {
        let (name, command) = (self.name.clone(), self.command.clone());
        let who = format!("the credential process {name} of the AWS profile {}", self.profile);
        let run = async move {
            let credentials = match process::run(&name, &command, patience).await {
                Ok(Ended::Well(said)) => credentials(&said).map_err(|why| format!("{who} printed {why}")),
                Ok(Ended::Badly(status)) => {
                    Err(format!("{who} ended with {status}; run it in a shell to see what it says"))
                }
                Ok(Ended::Late) => {
                    let seconds = patience.as_secs();
                    Err(format!("{who} did not end within {seconds} s; run it in a shell to see what it waits for"))
                }
                Err(error) => Err(format!("{who} could not be run: {error}")),
            };
            Told { at: Instant::now(), credentials }
        };
        run.boxed().shared()
    }
}

impl ProvideCredentials for CredentialProcess {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials().map(|told| told.map_err(CredentialsError::provider_error)))
    }
}

/// The word a command begins with, without folders and variables that are set for it: those may hold anything.
fn first_word(command: &str) -> String {
    let command = command.trim_start();
    let word = match command.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((quoted, _)) => quoted,
        None => command.split_whitespace().find(|word| !word.contains('=')).unwrap_or_default(),
    };
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    printable(name).chars().take(60).collect()
}

/// What such a process prints, by AWS's documentation; the letters of the names may be small or large.
#[derive(Deserialize)]
struct Printed {
    version: u32,
    accesskeyid: String,
    secretaccesskey: String,
    sessiontoken: Option<String>,
    expiration: Option<Timestamp>,
    accountid: Option<String>,
}

fn credentials(said: &[u8]) -> Result<Credentials, &'static str> {
    const NONE: &str = "no credentials: AWS wants {\"Version\": 1, \"AccessKeyId\": …, \"SecretAccessKey\": …, …}";
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(said).map_err(|_| NONE)?;
    let fields = fields.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    let printed: Printed = serde_json::from_value(serde_json::Value::Object(fields)).map_err(|_| NONE)?;
    if printed.version != 1 {
        return Err(NONE);
    }
    let sendable = |word: &String| word.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if ![&printed.accesskeyid, &printed.secretaccesskey].into_iter().chain(&printed.sessiontoken).all(sendable) {
        return Err("a key with a character that no key has");
    }
    let mut credentials = Credentials::builder()
        .access_key_id(printed.accesskeyid)
        .secret_access_key(printed.secretaccesskey)
        .provider_name("CredentialProcess");
    credentials.set_session_token(printed.sessiontoken);
    credentials.set_expiry(printed.expiration.map(SystemTime::from));
    credentials.set_account_id(printed.accountid.map(Into::into));
    Ok(credentials.build())
}

/// Where a profile gets its credentials from a process: the process, and the roles taken on with what it hands out.
pub(super) struct OfProcess {
    process: CredentialProcess,
    roles: Vec<AssumeRoleProviderBuilder>,
}

/// What the SDK takes before a process.
const BEFORE: [&str; 8] = [
    "credential_source",
    "web_identity_token_file",
    "login_session",
    "sso_session",
    "sso_start_url",
    "sso_account_id",
    "sso_role_name",
    "sso_region",
];

impl OfProcess {
    /// In the SDK's own order; what is wrong with the profiles is left to it to say.
    pub(super) fn of(profiles: &ProfileSet, name: &str) -> Option<Self> {
        let mut profile = profiles.get_profile(name)?;
        let (mut roles, mut seen) = (Vec::new(), vec![profile.name()]);
        while let Some(arn) = role_of(profile) {
            let mut role = AssumeRoleProvider::builder(arn);
            if let Some(id) = profile.get("external_id") {
                role = role.external_id(id);
            }
            if let Some(name) = profile.get("role_session_name") {
                role = role.session_name(name);
            }
            roles.push(role);
            let source = profile.get("source_profile")?;
            if source == profile.name() {
                break;
            }
            profile = profiles.get_profile(source).filter(|source| !seen.contains(&source.name()))?;
            seen.push(profile.name());
            if profile.get("aws_access_key_id").and(profile.get("aws_secret_access_key")).is_some() {
                return None;
            }
        }
        let something_else = BEFORE.iter().any(|key| profile.get(key).is_some());
        let command = profile.get("credential_process").filter(|_| !something_else)?;
        Some(Self { process: CredentialProcess::new(command, profile.name()), roles })
    }

    /// The configuration with these credentials in it, and the process to wait for.
    pub(super) async fn configure(self, config: SdkConfig) -> (SdkConfig, CredentialProcess) {
        let mut credentials = SharedCredentialsProvider::new(self.process.clone());
        for role in self.roles.into_iter().rev() {
            let role = role.configure(&config).build_from_provider(credentials).await;
            credentials = SharedCredentialsProvider::new(role);
        }
        (config.into_builder().credentials_provider(credentials).build(), self.process)
    }
}

/// The role of a profile. One with a web identity needs no other credentials.
fn role_of(profile: &Profile) -> Option<&str> {
    profile.get("role_arn").filter(|_| profile.get("web_identity_token_file").is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_called_by_its_first_word() {
        for (command, name) in [
            ("/opt/bin/aws-vault export work", "aws-vault"),
            ("hand-out", "hand-out"),
            (" TOKEN=hunter2 A=b /x/y z", "y"),
            (r#""C:\Program Files\Vendor\keys.exe" --for me"#, "keys.exe"),
            ("TOKEN=hunter2", ""),
            ("", ""),
        ] {
            assert_eq!(first_word(command), name, "{command}");
        }
    }

    /// Reliability review, kind 8: it hung, was started anew for each call, and the network was blamed.
    #[cfg(unix)]
    #[tokio::test]
    async fn one_that_hangs_is_named_and_ended() {
        let process = CredentialProcess::new("X=hunter2 /bin/sleep 600", "work");
        *process.run.lock().unwrap() = Some(process.started(Duration::from_millis(50)));
        let asked = futures::future::join(process.credentials(), process.credentials()).await;
        let said = asked.0.unwrap_err();
        assert_eq!(asked.1.unwrap_err(), said);
        let begin = "the credential process sleep of the AWS profile work did not end within 0 s; run it in a shell";
        assert!(said.starts_with(begin) && !said.contains("hunter2"), "{said}");
        // Not run again for the next question of the same scan.
        assert_eq!(process.credentials().await.unwrap_err(), said);
        assert_eq!(process::given_up_process().as_deref(), Some("sleep"));
    }
}
