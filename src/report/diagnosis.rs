//! `bedcheck explain --text`: what a pasted error means.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Context, Report,
    print::{document, numbered},
    view::{Head, RemedyView},
};
use crate::{
    access::remedy::Remedy,
    cli::{EXIT_GAP, EXIT_OK, EXIT_UNKNOWN},
    refusal::Refusal,
};

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    recognised: bool,
    gate: Option<String>,
    cause: String,
    lasting: Option<bool>,
    captures: BTreeMap<&'static str, Option<&'a str>>,
    reason: String,
    remedies: Vec<RemedyView>,
}

/// The captures of the contract; what the text did not name is null.
const CAPTURES: [&str; 6] = ["action", "resource", "resource_region", "model_id", "policy_type", "policy_arn"];

fn lasting(refusal: &Refusal) -> &'static str {
    match refusal.recognised {
        true if refusal.cause.is_lasting() => "yes",
        true => "no",
        false => "not known",
    }
}

/// Makes the report. A text that names a shut gate is a gap; one that is not understood is an unknown.
#[must_use]
pub fn diagnosis(context: Context<'_>, refusal: &Refusal, remedies: &[Remedy]) -> Report {
    let captures = CAPTURES.map(|name| (name, refusal.captures.get(name).map(String::as_str)));
    let gate = refusal.gate.map(|gate| gate.to_string());
    let document = document(&Document {
        head: Head::new("explain", context),
        recognised: refusal.recognised,
        gate: gate.clone(),
        cause: refusal.cause.to_string(),
        lasting: refusal.recognised.then(|| refusal.cause.is_lasting()),
        captures: captures.into_iter().collect(),
        reason: refusal.cause.phrase().to_owned(),
        remedies: remedies.iter().map(Into::into).collect(),
    });
    let mut rows = vec![
        vec!["recognised".to_owned(), if refusal.recognised { "yes" } else { "no" }.to_owned()],
        vec!["cause".to_owned(), refusal.cause.phrase().to_owned()],
        vec!["gate".to_owned(), refusal.gate.map_or("none", crate::refusal::Gate::title).to_owned()],
        vec!["lasting".to_owned(), lasting(refusal).to_owned()],
    ];
    rows.extend(refusal.captures.iter().map(|(name, value)| vec![name.clone(), value.clone()]));
    let status = match refusal.gate {
        _ if !refusal.recognised => EXIT_UNKNOWN,
        Some(_) => EXIT_GAP,
        None => EXIT_OK,
    };
    Report {
        document,
        records: "",
        head: Vec::new(),
        columns: vec!["what", "value"],
        rows,
        foot: numbered(remedies),
        status,
    }
}
