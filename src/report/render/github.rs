//! Workflow commands of GitHub Actions: an annotation for each finding (docs.github.com, workflow commands).

use crate::report::finding::{Finding, Findings, Level};

pub(super) fn render(findings: &Findings) -> String {
    let lines = findings.all.iter().filter_map(annotation).map(|line| line + "\n");
    format!("{}{}\n", lines.collect::<String>(), data(&findings.headline).replace("::", ": :"))
}

fn annotation(finding: &Finding) -> Option<String> {
    let command = match finding.level {
        Level::Wrong => "error",
        Level::Doubtful | Level::Remark => "warning",
        Level::Repaired => "notice",
        Level::Fine => return None,
    };
    let file = finding
        .place
        .as_ref()
        .filter(|(path, _)| path.is_relative())
        .map(|(path, line)| format!("file={},line={},", property(&path.to_string_lossy()), line.unwrap_or(1)));
    let remedy = finding.remedy.as_ref().map(|remedy| format!("\nFirst: {remedy}")).unwrap_or_default();
    let title = property(&format!("{}: {}", finding.rule_in_words, finding.subject));
    Some(format!(
        "::{command} {}title={title}::{}",
        file.unwrap_or_default(),
        data(&format!("{}{remedy}", finding.text))
    ))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
