//! Signing in, and keys that are not accepted.

use super::{Remedy, RemedyKind, Situation, cli::Command, policy};
use crate::{access::console, catalog::Catalog, refusal::Refusal};

/// Nothing was found: three ways to sign in.
pub(super) fn none(s: &Situation<'_>) -> Vec<Remedy> {
    vec![
        Command::aws("login").by_caller(s).remedy("Sign in with the browser (AWS CLI 2.32 or later)"),
        Command::aws("configure sso").by_caller(s).remedy("Set up IAM Identity Center"),
        Remedy::of(
            RemedyKind::Cli,
            "Or use a profile you have: this lists them, and AWS_PROFILE names one",
            "aws configure list-profiles",
        ),
    ]
}

/// The session is over.
pub(super) fn expired(s: &Situation<'_>) -> Vec<Remedy> {
    let is_of_a_key = |text: &str| text.contains("bearer") || text.contains("api key");
    if s.refusal.is_some_and(|refusal| is_of_a_key(&refusal.text.to_ascii_lowercase())) {
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
    let title = match s.captured("clock") {
        Some(off) => format!("Set this machine's clock: it is {off}, and five minutes apart is too much"),
        None => "Compare this machine's clock with AWS's: five minutes apart is too much".to_owned(),
    };
    vec![
        Remedy::of(RemedyKind::Cli, title, clock),
        Command::aws("configure list")
            .by_caller(s)
            .remedy("See which keys are used: a secret key of another pair signs wrongly"),
    ]
}

/// A Bedrock API key that is wrong, over, or of another region.
pub(super) fn api_key(s: &Situation<'_>) -> Vec<Remedy> {
    let make = Remedy::page(s, format!("Make a Bedrock API key for {}", s.region), console::api_keys(s.region));
    let elsewhere = Remedy::of(
        RemedyKind::Cli,
        format!("A short-term key works in the region it was made in only: see whether {} is that one", s.region),
        "env | grep -E '^AWS_(DEFAULT_)?REGION='",
    );
    make.into_iter().chain([unset(), elsewhere]).collect()
}

/// The profile is not there, or lacks a field.
pub(super) fn profile(s: &Situation<'_>) -> Vec<Remedy> {
    let text = s.refusal.map(|refusal| refusal.text.to_ascii_lowercase()).unwrap_or_default();
    let set_up = Command::aws("configure sso").by_caller(s);
    let list = Command::aws("configure list-profiles");
    let mut all = vec![
        set_up.remedy(
            "Set the profile up again: sso_start_url and sso_region belong in the [sso-session] section it names",
        ),
        list.remedy("See which profiles there are, and name one in AWS_PROFILE"),
    ];
    if !text.contains("sso") {
        all.reverse();
    }
    all
}

/// A role that STS or IAM Identity Center did not hand out.
pub(super) fn role(s: &Situation<'_>) -> Vec<Remedy> {
    let action = s.captured("action").unwrap_or("sts:AssumeRole");
    let Some(role) = s.captured("resource").filter(|resource| *resource != "*") else {
        return role_of_portal(s);
    };
    let who = s.caller().map_or_else(|| "the caller".to_owned(), |caller| caller.to_string());
    let wish = format!("Please let the trust policy of {role} name {who} as principal of {action}.");
    vec![
        Remedy::of(RemedyKind::Support, "Ask the owner of the role to name the caller in its trust policy", wish),
        Remedy::of(
            RemedyKind::Iam,
            format!("And allow it in a policy of {}: both must agree", policy::holder(s)),
            policy::pretty(&policy::action_policy(action, role)),
        ),
    ]
}

/// No role is named: the profile names it.
fn role_of_portal(s: &Situation<'_>) -> Vec<Remedy> {
    let wish = "Please assign me the permission set that sso_role_name of my AWS profile names.";
    let mut all = vec![Remedy::of(
        RemedyKind::Support,
        "See in your AWS access portal whether you still have the role that sso_role_name names, or have it assigned again",
        wish,
    )];
    all.push(Command::aws("configure get sso_role_name").by_caller(s).remedy("Read the role that the profile names"));
    let by_token = |refusal: &Refusal| {
        ["openid", "oidc", "webidentity", "audience"]
            .iter()
            .any(|word| refusal.text.to_ascii_lowercase().contains(word))
    };
    if s.refusal.is_some_and(by_token) {
        let title = "Where a workflow signs in by OpenID Connect, have the trust policy of its role name the provider and audience";
        let wish = "Please let the role's trust policy name the OpenID Connect provider, its audience sts.amazonaws.com and the \
                    subject of this repository.";
        all.insert(0, Remedy::of(RemedyKind::Support, title, wish));
    }
    all
}

/// Claude Code's command for new credentials.
pub(super) fn refresh(s: &Situation<'_>) -> Vec<Remedy> {
    vec![
        Command::aws("configure list")
            .by_caller(s)
            .remedy("Then see which credentials are found, and where they come from"),
    ]
}

/// Without the key the SDK goes on to other credentials.
pub(super) fn unset() -> Remedy {
    Remedy::of(
        RemedyKind::Cli,
        "Or do without the key: the SDK then uses your AWS credentials",
        "unset AWS_BEARER_TOKEN_BEDROCK",
    )
}
