//! What real calls told, from one command to the next: it stands in the survey that the dashboard keeps.

use super::{CommandContext, credentials, output};
use crate::survey::{Identity, Observation, Reading, SeenCall, SnapshotStore, Survey};

/// Each account source has a survey of its own: the profile, where it is asked, and whose keys the shell holds. An API
/// key never says whose it is, so two of them must not share one.
pub(super) fn snapshot_store(command: &CommandContext) -> Option<SnapshotStore> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    // What a gateway answered to real calls is not what AWS would.
    let target = command.session.target.url.clone().unwrap_or_default();
    let endpoint = command.session.endpoint_url.clone().unwrap_or_else(|| variable("AWS_ENDPOINT_URL"));
    let whose = ["AWS_ROLE_ARN", "AWS_CONFIG_FILE"].map(variable);
    let apart = format!(
        "{endpoint} {target} {} {}",
        whose.join(" "),
        command.signer.as_ref().map(credentials::mark).unwrap_or_default()
    );
    SnapshotStore::for_profile(command.profile.as_deref().unwrap_or("default"), &apart)
}

/// The store of evidence about AWS; none in a demo, and none where calls go to somebody else.
fn store(command: &CommandContext) -> Option<SnapshotStore> {
    let elsewhere = command.planner.blind().endpoint.is_some_and(|endpoint| endpoint.is_elsewhere());
    if command.demo.is_some() || elsewhere { None } else { snapshot_store(command) }
}

/// Keeps what calls of this identity told, where it is news. The survey of another caller is left alone.
pub(super) fn keep<'a>(command: &CommandContext, identity: &Identity, calls: impl Iterator<Item = &'a SeenCall>) {
    let Some(store) = store(command) else { return };
    let mut survey = match store.load() {
        Ok(Some(survey)) if survey.identity.value().is_some_and(|other| other.is_same_caller(identity)) => survey,
        Ok(None) => Survey::default(),
        Ok(Some(_)) | Err(_) => return,
    };
    let news = calls.filter(|call| survey.take_seen(call)).count();
    if news == 0 {
        return;
    }
    if survey.identity.value().is_none() {
        let reading = Reading::Identity(Ok(identity.clone()));
        survey.apply(Observation { reading, at: jiff::Timestamp::now() });
    }
    if let Err(error) = store.keep(&survey) {
        output::warn(&error.to_string());
    }
}

/// Adds what calls of the same caller told before.
pub(super) fn recall(command: &CommandContext, survey: &mut Survey) {
    if let Some(Ok(Some(kept))) = store(command).map(|store| store.load()) {
        survey.take_calls_of(&kept);
    }
}
