//! How the program as a whole stands with AWS, and what to type when it stands badly.

use super::Model;
use crate::{
    refusal::{Cause, Gate, Refusal},
    survey::{Fact, RegionFacts},
};

/// The state of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Answers come in, or are there.
    Fine,
    /// Nothing is known yet, and questions are under way.
    Loading,
    /// Something is wrong that one act of the user's sets right.
    Trouble(Trouble),
}

/// What happened, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, in a few words: `no AWS credentials were found`.
    pub title: String,
    /// Where credentials were looked for, and what is there.
    pub looked_for: Vec<(String, String)>,
    /// More about it: what was said.
    pub story: Vec<String>,
    /// What to type in a shell, best first; each with what it is for.
    pub commands: Vec<(String, String)>,
}

pub(super) fn of(model: &Model) -> Condition {
    let has_data = model.derived.tally.has_data();
    if let Some(refusal) = refused_identity(model)
        && let Some(trouble) = credentials_or_network(model, refusal)
    {
        return Condition::Trouble(trouble);
    }
    if has_data {
        return Condition::Fine;
    }
    let refusals: Vec<&Refusal> = model.account.survey.regions.values().flat_map(list_refusals).collect();
    match refusals.first() {
        Some(first) if !model.live.is_scanning() => Condition::Trouble(shut_out(model, first, &refusals)),
        None if !model.live.is_scanning() && model.live.last_scan > 0 => Condition::Trouble(Trouble {
            title: "no region was asked".to_owned(),
            looked_for: Vec::new(),
            story: vec!["The scan ended without a single answer.".to_owned()],
            commands: Vec::new(),
        }),
        _ => Condition::Loading,
    }
}

/// The refusal of the identity, unless Bedrock has answered since: with a Bedrock API key STS refuses and Bedrock
/// does not.
fn refused_identity(model: &Model) -> Option<&Refusal> {
    let Fact::Failed { refusal, at, .. } = &model.account.survey.identity else { return None };
    let known_at = |facts: &RegionFacts| {
        let models = matches!(facts.models, Fact::Known(_)).then(|| facts.models.asked_at()).flatten();
        let profiles = matches!(facts.profiles, Fact::Known(_)).then(|| facts.profiles.asked_at()).flatten();
        models.max(profiles)
    };
    // A call that runs beside this one may end a moment before it.
    let answered_since = model
        .account
        .survey
        .regions
        .values()
        .filter_map(known_at)
        .any(|known| known.as_second() >= at.as_second().saturating_sub(30));
    (!answered_since).then_some(refusal)
}

fn list_refusals(facts: &RegionFacts) -> impl Iterator<Item = &Refusal> {
    facts.models.refusal().into_iter().chain(facts.profiles.refusal())
}

fn credentials_or_network(model: &Model, refusal: &Refusal) -> Option<Trouble> {
    let title = match refusal.cause {
        Cause::NoCredentials => "no AWS credentials were found",
        Cause::ExpiredCredentials => "the AWS credentials have expired",
        Cause::InvalidCredentials => "AWS does not accept the credentials",
        Cause::InvalidSignature => "AWS does not accept the signature: check the clock of this machine",
        Cause::InvalidApiKey => "AWS does not accept the Bedrock API key",
        Cause::Unreachable | Cause::TimedOut => "AWS cannot be reached",
        _ => return None,
    };
    let offline = matches!(refusal.cause, Cause::Unreachable | Cause::TimedOut);
    let commands = if offline { Vec::new() } else { login_commands(model, refusal.cause) };
    let mut story = Vec::new();
    let none = refusal.cause == Cause::NoCredentials;
    let looked_for = if none { model.account.looked_for.clone() } else { Vec::new() };
    if offline {
        story.push("Check the network, VPN and proxy (HTTPS_PROXY), then press R.".to_owned());
    }
    if !refusal.text.is_empty() {
        story.push(format!("AWS or its SDK said: {}", refusal.text));
    }
    Some(Trouble { title: title.to_owned(), looked_for, story, commands })
}

fn login_commands(model: &Model, cause: Cause) -> Vec<(String, String)> {
    let profile = model.account.asked_as.profile.as_ref().map(|name| format!(" --profile {name}")).unwrap_or_default();
    let sso = (format!("aws sso login{profile}"), "sign in through IAM Identity Center".to_owned());
    let console = (format!("aws login{profile}"), "sign in with console credentials".to_owned());
    let configure = (format!("aws configure sso{profile}"), "set up a profile first".to_owned());
    match cause {
        Cause::NoCredentials if model.account.asked_as.sso.is_none() => vec![sso, console, configure],
        Cause::NoCredentials | Cause::ExpiredCredentials if model.account.asked_as.sso.is_some() => vec![sso],
        Cause::NoCredentials | Cause::ExpiredCredentials => vec![sso, console],
        _ => vec![("aws sts get-caller-identity".to_owned() + &profile, "see whom AWS takes you for".to_owned())],
    }
}

/// No region answered: denied everywhere, offline, or something that AWS alone can explain.
fn shut_out(model: &Model, first: &Refusal, all: &[&Refusal]) -> Trouble {
    if let Some(trouble) = credentials_or_network(model, first) {
        return trouble;
    }
    let regions = model.account.survey.regions.len();
    let mut needed: Vec<&str> =
        all.iter().filter_map(|refusal| refusal.captures.get("action")).map(String::as_str).collect();
    needed.sort_unstable();
    needed.dedup();
    let denied = first.gate == Some(Gate::Permission);
    let title = if denied {
        "this identity may not list models".to_owned()
    } else {
        format!("no region answered: {}", first.in_short())
    };
    let mut story = Vec::new();
    if !needed.is_empty() {
        story.push(format!("Ask an administrator to allow {}.", needed.join(" and ")));
    }
    if denied {
        story.push("What Claude Code will call is known all the same: press 3.".to_owned());
    }
    story.push(format!("{regions} regions asked. The first answer: {}", first.text));
    Trouble { title, looked_for: Vec::new(), story, commands: Vec::new() }
}
