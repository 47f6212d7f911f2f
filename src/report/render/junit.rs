//! JUnit's XML, as Jenkins and GitLab read it: each call is a test.

use crate::report::finding::{Finding, Findings, Level};

pub(super) fn render(findings: &Findings) -> String {
    let count = |level| findings.all.iter().filter(|finding| finding.level == level).count();
    let counts = format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\"",
        findings.all.len(),
        count(Level::Wrong),
        count(Level::Doubtful)
    );
    let at = findings.at.strftime("%Y-%m-%dT%H:%M:%S");
    let cases: String = findings.all.iter().map(case).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bedcheck\" {counts} time=\"0\">\n  <testsuite \
         name=\"bedcheck check\" {counts} skipped=\"0\" time=\"0\" timestamp=\"{at}\">\n{cases}    <system-out>{}</system-out>\n  \
         </testsuite>\n</testsuites>\n",
        escaped(&findings.headline)
    )
}

/// What is not known is an error of the test, not a failure of what is tested; what does not decide
/// the result is told, and passes.
fn case(finding: &Finding) -> String {
    let class = if finding.role.is_empty() { "bedcheck".to_owned() } else { format!("bedcheck.{}", finding.role) };
    let open =
        format!("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"", escaped(&class), escaped(&finding.subject));
    let remedy = finding.remedy.as_ref().map(|remedy| format!("\nFirst: {remedy}")).unwrap_or_default();
    let inner = match finding.level {
        Level::Fine => return open + "/>\n",
        Level::Repaired | Level::Remark => format!("<system-out>{}</system-out>", escaped(&finding.text)),
        Level::Doubtful => said("error", finding, &remedy),
        Level::Wrong => said("failure", finding, &remedy),
    };
    format!("{open}>\n      {inner}\n    </testcase>\n")
}

fn said(element: &str, finding: &Finding, remedy: &str) -> String {
    format!(
        "<{element} type=\"{}\" message=\"{}\">{}</{element}>",
        escaped(&finding.rule),
        escaped(&finding.rule_in_words),
        escaped(&format!("{}{remedy}", finding.text))
    )
}

/// XML 1.0; characters that it does not know are gone already.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\n', "&#10;")
}
