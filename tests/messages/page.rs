//! docs/messages.md, where people find their error by searching: made from the table of known texts, and held in step.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use bedcheck::{
    access::remedy::Remedy,
    refusal::{Gate, KnownText, RawRefusal, Refusal, classify, from_text, known_text_of, known_texts},
};
use strum::IntoEnumIterator as _;

use super::{answered, messages};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/messages.md");

const HEAD: &str = "# Messages\n\n\
What AWS, Claude Code, SDKs, gateways and other clients print when a call of Claude on Amazon Bedrock fails: what each text\n\
means, and what to do first. `bedcheck explain \"the text\"` says the same for your account, and which of the calls made by\n\
Claude Code it came from. Where a region stands in a command or a link, yours may be another than us-east-1.\n\n\
This page is made from `assets/causes.toml` by `BEDCHECK_WRITE_PAGE=1 cargo test --test messages`.\n";

/// Refusals with their status and type, as tests/refusals.rs reads them.
const SEEN: &str = include_str!("../data/refusals.tsv");

fn seen() -> impl Iterator<Item = Refusal> {
    let rows = SEEN.lines().filter(|line| !line.starts_with('#') && !line.contains("{denied}"));
    rows.filter_map(|line| {
        let [_, status, kind, text] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
        Some(classify(&RawRefusal { status: status.parse().ok(), kind: kind.to_owned(), text: text.to_owned() }))
    })
}

/// As code in Markdown, in one line.
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fence = if text.contains('`') { "``" } else { "`" };
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn first_of(remedies: &[Remedy]) -> String {
    let Some(first) = remedies.first() else { return "nothing to mend.".to_owned() };
    let link = first.url.as_ref().map(|url| format!(": <{url}>"));
    let paste =
        first.text.lines().next().filter(|_| first.text.lines().count() == 1).map(|text| format!(": {}", code(text)));
    format!("{}{}.", first.title, link.or(paste).unwrap_or_default())
}

fn entry(known: &KnownText, others: &[String]) -> String {
    let refusal = from_text(&known.example);
    let means = if known.means.is_empty() { known.cause.phrase() } else { &known.means };
    let mut text = format!("\n### {}\n\n", code(&known.example));
    let seen =
        [known.status.map(|status| status.to_string()), Some(known.kind.clone()).filter(|kind| !kind.is_empty())];
    let seen: Vec<String> = seen.into_iter().flatten().collect();
    let with = if seen.is_empty() { String::new() } else { format!(" (seen with {})", seen.join(" ")) };
    let _ = writeln!(text, "- Means: {means}{with}.\n- First: {}", first_of(&answered(&refusal)));
    if !others.is_empty() {
        let _ = writeln!(text, "- Also printed as:");
    }
    others.iter().for_each(|other| text += &format!("  - {}\n", code(other)));
    text
}

fn page() -> String {
    let mut others: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let all = seen().chain(messages().into_iter().map(|message| super::explained(&message.text).0));
    for refusal in all {
        let Some(known) = known_text_of(&refusal) else { continue };
        let list = others.entry(&known.example).or_default();
        if refusal.text != known.example && !list.contains(&refusal.text) {
            list.push(refusal.text);
        }
    }
    let mut page = HEAD.to_owned();
    let gates = Gate::iter().map(Some).chain([None]);
    for gate in gates {
        let rows: Vec<&KnownText> = known_texts().iter().filter(|known| known.cause.gate() == gate).collect();
        if rows.is_empty() {
            continue;
        }
        page += &match gate {
            Some(gate) => format!("\n## Gate {}: {}\n", gate.number(), gate.title()),
            None => "\n## No gate: the request, the network, the client\n".to_owned(),
        };
        for known in rows {
            page += &entry(known, others.get(known.example.as_str()).map_or(&[], Vec::as_slice));
        }
    }
    page
}

#[test]
fn the_page_of_messages_is_in_step_with_the_table() {
    let wanted = page();
    if std::env::var_os("BEDCHECK_WRITE_PAGE").is_some() {
        fs::write(PAGE, &wanted).unwrap();
    }
    let found = fs::read_to_string(PAGE).unwrap_or_default();
    let differs = wanted.lines().zip(found.lines()).position(|(wanted, found)| wanted != found);
    assert!(
        wanted == found,
        "docs/messages.md is out of step from line {}: BEDCHECK_WRITE_PAGE=1 cargo test --test messages writes it",
        differs.map_or(found.lines().count(), |at| at) + 1
    );
}

/// What the program can know it fills in; what it cannot it asks for in words.
#[test]
fn no_answer_has_a_part_to_fill_in() {
    let rows = known_texts().iter().map(|known| from_text(&known.example));
    let all = rows.chain(seen()).chain(messages().into_iter().map(|message| super::explained(&message.text).0));
    let mut checked = 0;
    for refusal in all {
        for remedy in answered(&refusal) {
            // A support case has the text itself in it.
            let said = format!("{}\n{}", remedy.title, remedy.text).replace(refusal.text.trim(), "");
            let holes: Vec<&str> =
                said.split('<').skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())).collect();
            assert!(holes.is_empty(), "{}: {said}", refusal.cause);
            checked += 1;
        }
    }
    assert!(checked > 500, "only {checked} remedies were looked at");
}
