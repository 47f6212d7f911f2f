//! The only place with SDK types: session, clients, calls, and failures turned into refusals.
//!
//! Credentials come from the SDK's own chain, whatever it is: profiles, IAM Identity Center, `aws login`, web identity,
//! credential processes, instance metadata, environment, and Bedrock API keys in `AWS_BEARER_TOKEN_BEDROCK`.

mod ask;
mod config_files;
mod contained;
mod convert;
mod failure;
mod invoke;
mod log;
mod not_yet;
mod pages;
mod profiles;
mod quotas;
mod scrub;
mod session;
mod signing;
mod signing_client;
mod simulate_policy;
mod target;
mod trail;
mod trust;

pub use contained::is_contained;
pub use log::{Call, CallLog};
pub use profiles::{AwsProfile, CredentialSource, SignIn, profiles};
pub use session::{Session, SessionOptions};
pub use signing::Signing;
pub use signing_client::{AwsService, BoxError, Identification, OutBody, Outgoing, SigningClient, StreamedBody};
pub use target::CallTarget;
pub use trail::TrailPage;
