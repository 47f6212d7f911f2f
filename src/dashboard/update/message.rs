//! A message to whoever administers the account, ready to paste: whoever runs Claude Code seldom may accept terms or
//! change policies.

use crate::{
    access::remedy::{Remedy, RemedyKind},
    dashboard::model::{Focus, Model},
    words::{self, role},
};

/// The message about what is under the cursor; nothing where the model behind the id is not known.
pub(super) fn message(model: &Model, focus: &Focus) -> Option<String> {
    let cell = &focus.ladder.cell;
    let name = model.catalog.name(cell.model.as_ref()?).short();
    let mut lines = vec![
        "Hello,".to_owned(),
        String::new(),
        format!("Claude {name} on Amazon Bedrock is not open to us. Could you open it?"),
        String::new(),
    ];
    if let Some(identity) = model.account.survey.identity.value() {
        lines.push(format!("Account: {}", identity.account));
        lines.push(format!("Identity: {}", identity.arn));
    }
    lines.push(format!("Region: {}", model.catalog.region_with_place(&cell.region)));
    lines.extend(focus.id().map(|id| format!("Model: Claude {name}, called as {id}")));
    lines.extend(focus.usage.as_ref().map(|checked| format!("Called by: Claude Code, {}", role(&checked.usage))));
    lines.push(format!("State: {}", state(focus)));
    let read = focus.ladder.as_of().map(words::minute);
    lines.extend(read.map(|at| format!("Read: {at}")));
    let theirs: Vec<&Remedy> = focus.remedies.iter().filter(|remedy| is_for_an_administrator(remedy)).collect();
    if !theirs.is_empty() {
        lines.extend([String::new(), "Any one of these opens it:".to_owned()]);
    }
    for (at, remedy) in theirs.iter().enumerate() {
        lines.push(format!("{}. {}", at + 1, remedy.title));
        let url = remedy.url.iter().filter(|url| !remedy.text.contains(url.as_str()));
        lines.extend(remedy.text.lines().chain(url.map(String::as_str)).map(|line| format!("   {line}")));
    }
    lines.extend([String::new(), "Thank you".to_owned()]);
    Some(lines.join("\n") + "\n")
}

fn state(focus: &Focus) -> String {
    let reason = focus.ladder.reason();
    let gate = focus.ladder.first_blocked().map(|rung| format!(" at {}", rung.gate.title())).unwrap_or_default();
    if reason.is_empty() { format!("blocked{gate}") } else { format!("blocked{gate}: {reason}") }
}

/// What is done in the account, and not in Claude Code's settings or by waiting.
fn is_for_an_administrator(remedy: &Remedy) -> bool {
    matches!(remedy.kind, RemedyKind::Console | RemedyKind::Cli | RemedyKind::Iam | RemedyKind::Terraform)
}
