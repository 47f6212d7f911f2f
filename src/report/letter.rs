//! A message to whoever administers the account, ready to paste: whoever runs Claude Code seldom may accept terms or
//! change policies. In English, in Chinese, or as Markdown for a ticket.

use crate::{
    access::{
        Ladder,
        remedy::{Remedy, RemedyKind},
    },
    catalog::Catalog,
    claude_code::ModelUse,
    survey::Identity,
    words,
};

/// What a message is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A letter in English.
    English,
    /// A letter in Chinese.
    Chinese,
    /// A ticket, in English.
    Markdown,
}

/// What a message is about.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Names of models and regions.
    pub catalog: &'a Catalog,
    /// Who asks.
    pub identity: Option<&'a Identity>,
    /// What is refused, and at which gate.
    pub ladder: &'a Ladder,
    /// The call that is refused, if one is.
    pub usage: Option<&'a ModelUse>,
    /// The id it is called by.
    pub id: Option<&'a str>,
    /// What would open it.
    pub remedies: &'a [Remedy],
}

/// The words around the facts. AWS's own terms stay as they are: an administrator searches for them.
struct Phrases {
    hello: &'static str,
    ask: fn(&str) -> String,
    /// Account, identity, region, model, caller, state, read.
    labels: [&'static str; 7],
    colon: &'static str,
    ways: &'static str,
    thanks: &'static str,
}

const ENGLISH: Phrases = Phrases {
    hello: "Hello,",
    ask: |model| format!("{model} on Amazon Bedrock is not open to us. Could you open it?"),
    labels: ["Account", "Identity", "Region", "Model", "Called by", "State", "Read"],
    colon: ": ",
    ways: "Any one of these opens it:",
    thanks: "Thank you",
};

const CHINESE: Phrases = Phrases {
    hello: "您好：",
    ask: |model| format!("我们目前无法调用 Amazon Bedrock 上的 {model}，能否请您开通？"),
    labels: ["账户", "身份", "区域", "模型", "调用方", "状态", "读取时间"],
    colon: "：",
    ways: "以下任何一种方法都可以开通：",
    thanks: "谢谢！",
};

/// The message; nothing where the model behind the id is not known.
#[must_use]
pub fn letter(request: Request<'_>, language: Language) -> Option<String> {
    let phrases = if language == Language::Chinese { &CHINESE } else { &ENGLISH };
    let name = format!("Claude {}", request.catalog.name(request.ladder.cell.model.as_ref()?).short());
    let ask = (phrases.ask)(&name);
    let ticket = language == Language::Markdown;
    let mut lines = if ticket {
        vec![format!("### {name} on Amazon Bedrock"), String::new(), ask, String::new()]
    } else {
        vec![phrases.hello.to_owned(), String::new(), ask, String::new()]
    };
    for (label, value) in phrases.labels.into_iter().zip(facts(request, &name)) {
        let Some(value) = value else { continue };
        lines.push(if ticket { format!("- **{label}:** {value}") } else { format!("{label}{}{value}", phrases.colon) });
    }
    let theirs: Vec<&Remedy> = request.remedies.iter().filter(|remedy| is_for_an_administrator(remedy)).collect();
    if !theirs.is_empty() {
        lines.extend([String::new(), phrases.ways.to_owned()]);
        lines.extend(ticket.then(String::new));
    }
    for (at, remedy) in theirs.iter().enumerate() {
        lines.push(format!("{}. {}", at + 1, remedy.title));
        let url = remedy.url.as_deref().filter(|url| !remedy.text.contains(url));
        let code = ticket && remedy.kind != RemedyKind::Console;
        let fence = || code.then(|| "   ```".to_owned());
        lines.extend(fence());
        lines.extend(remedy.text.lines().chain(url).map(|line| format!("   {line}")));
        lines.extend(fence());
    }
    if !ticket {
        lines.extend([String::new(), phrases.thanks.to_owned()]);
    }
    Some(lines.join("\n") + "\n")
}

/// In the order of the labels.
fn facts(request: Request<'_>, name: &str) -> [Option<String>; 7] {
    let Request { catalog, identity, ladder, usage, id, .. } = request;
    [
        identity.map(|identity| identity.account.clone()),
        identity.map(|identity| identity.arn.clone()),
        Some(catalog.region_with_place(&ladder.cell.region)),
        id.map(|id| format!("{name}, called as {id}")),
        usage.map(|usage| format!("Claude Code, {}", words::role(usage))),
        Some(state(ladder)),
        ladder.as_of().map(words::minute),
    ]
}

fn state(ladder: &Ladder) -> String {
    let reason = ladder.reason();
    let gate = ladder.first_blocked().map(|rung| format!(" at {}", rung.gate.title())).unwrap_or_default();
    if reason.is_empty() { format!("blocked{gate}") } else { format!("blocked{gate}: {reason}") }
}

/// What is done in the account, and not in Claude Code's settings or by waiting.
fn is_for_an_administrator(remedy: &Remedy) -> bool {
    matches!(remedy.kind, RemedyKind::Console | RemedyKind::Cli | RemedyKind::Iam | RemedyKind::Terraform)
}
