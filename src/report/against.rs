//! `bedcheck plan --against FILE`: where the prediction was wrong.

use serde::Serialize;

use super::{
    Findings, Report, Status,
    cell::{Cell, row},
    document::document,
    view::Head,
};
use crate::gaps::Context;

/// A case, held against its plan.
#[derive(Clone, Debug, Serialize)]
pub struct HeldCase {
    /// The case.
    pub name: String,
    /// The version of the client.
    pub version: String,
    /// Whether it could be planned for; a case with settings files or agents cannot here.
    pub compared: bool,
    /// Where plan and run differ.
    pub differences: Vec<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head,
    cases: &'a [HeldCase],
}

/// Makes the report. Status 1 when a prediction was wrong, 3 when nothing could be compared.
#[must_use]
pub fn against(context: Context<'_>, cases: &[HeldCase]) -> Report {
    let wrong = cases.iter().filter(|case| !case.differences.is_empty()).count();
    let compared = cases.iter().filter(|case| case.compared).count();
    let status = match (wrong, compared) {
        (0, 0) => Status::Unknown,
        (0, _) => Status::Ok,
        _ => Status::Gap,
    };
    let document = document(&Document { head: Head::new("against", context), cases });
    let first = match wrong {
        0 if compared > 0 => format!("Every prediction was right, in {compared} of {} cases.", cases.len()),
        0 => "No case could be compared: they have settings files or agents.".to_owned(),
        wrong => format!("Predictions were wrong in {wrong} of {compared} cases."),
    };
    let rows = cases.iter().flat_map(|case| {
        let said = match (case.compared, &case.differences[..]) {
            (false, _) => vec!["not compared: it has settings files or agents".to_owned()],
            (true, []) => vec!["as predicted".to_owned()],
            (true, differences) => differences.to_vec(),
        };
        said.into_iter().map(|said| row![case.name.clone(), case.version.clone(), said]).collect::<Vec<_>>()
    });
    let columns = vec!["case", "version", "difference"];
    let rows = rows.collect();
    Report {
        document,
        records: "cases",
        head: vec![Cell::from(first), "".into()],
        columns,
        rows,
        foot: Vec::new(),
        findings: Findings::default(),
        status,
    }
}
