//! Signing in, and keys that are not accepted.

use super::{
    Remedy, RemedyKind, Situation,
    cli::{Command, quoted},
};
use crate::{access::console, catalog::Catalog};

/// Nothing was found: three ways to sign in.
pub(super) fn none(s: &Situation<'_>) -> Vec<Remedy> {
    vec![
        Command::aws("login").by_caller(s).remedy("Sign in with the browser (AWS CLI 2.32 or later)"),
        Command::aws("configure sso").by_caller(s).remedy("Set up IAM Identity Center"),
        Remedy::of(
            RemedyKind::Cli,
            "Or use a profile you have; the first command lists them",
            format!("aws configure list-profiles\nexport AWS_PROFILE={}", quoted("<profile-name>")),
        ),
    ]
}

/// The session is over.
pub(super) fn expired(s: &Situation<'_>) -> Vec<Remedy> {
    if s.refusal.is_some_and(|refusal| refusal.text.to_ascii_lowercase().contains("bearer")) {
        return api_key(s);
    }
    let sso = Command::aws("sso login").by_caller(s).remedy("Sign in again with IAM Identity Center");
    let mut all = vec![sso];
    if s.sso.is_none() {
        all.push(
            Command::aws("login")
                .by_caller(s)
                .remedy("Or sign in again with the browser, if the profile was made by aws login"),
        );
    }
    all
}

/// The keys are not known: wrong, or the region does not know them because it is not enabled.
pub(super) fn invalid(s: &Situation<'_>) -> Vec<Remedy> {
    let opt_in = Catalog::bundled().is_opt_in(s.region);
    let mut all = if opt_in { super::account::region_not_enabled(s) } else { Vec::new() };
    all.push(Command::aws("configure list").by_caller(s).remedy("See which keys are used, and where they come from"));
    all.push(Command::aws("sts get-caller-identity").at(s).remedy("Try them alone"));
    all
}

/// The clock, or a proxy that changes requests.
pub(super) fn signature(s: &Situation<'_>) -> Vec<Remedy> {
    let clock = format!("date -u; curl -sI {} | grep -i '^date:'", super::service::endpoint(s.region));
    vec![
        Remedy::of(RemedyKind::Cli, "Compare this machine's clock with AWS's: five minutes apart is too much", clock),
        Command::aws("configure list")
            .by_caller(s)
            .remedy("See which keys are used: a secret key of another pair signs wrongly"),
    ]
}

/// A Bedrock API key that is wrong, over, or of another region.
pub(super) fn api_key(s: &Situation<'_>) -> Vec<Remedy> {
    let make = Remedy::page(s, format!("Make a Bedrock API key for {}", s.region), console::api_keys(s.region));
    let elsewhere = Remedy::settings(
        "A short-term key works in the region it was made in only: use that one",
        "AWS_REGION=<region-of-the-key>",
    );
    make.into_iter().chain([unset(), elsewhere]).collect()
}

/// Without the key the SDK goes on to other credentials.
pub(super) fn unset() -> Remedy {
    Remedy::of(
        RemedyKind::Cli,
        "Or do without the key: the SDK then uses your AWS credentials",
        "unset AWS_BEARER_TOKEN_BEDROCK",
    )
}
