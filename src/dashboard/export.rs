//! What leaves the dashboard: the view as filtered, in one of the forms of the command line, or as drawn.

use jiff::Timestamp;

use crate::dashboard::model::View;
use crate::{
    catalog::{BaseModelId, Catalog, RegionName},
    claude_code::Plan,
    gaps::{Assessment, Caller, Check, Context},
    report::{self, Format, Style, print},
    scan::RegionChoice,
    survey::Survey,
};

/// The forms in which something can leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A report, as the command line makes it.
    Report(Format),
    /// The characters on screen.
    Screen,
}

impl ExportFormat {
    /// All of them for every view, in the order of the list.
    pub fn all() -> impl Iterator<Item = Self> {
        let reports = Format::ALL.iter().copied().filter(|format| !format.is_for_findings());
        reports.map(Self::Report).chain([Self::Screen])
    }

    /// What it is called, and what it is good for.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Report(format) => format.words(),
            Self::Screen => ("screenshot", "the characters of this screen"),
        }
    }

    /// `bedcheck-list-2026-11-22T1302Z.json`: what the file will be called unless there is one already.
    #[must_use]
    pub fn file_name(self, view: View, opened: Timestamp) -> String {
        let (what, ending) = match (self, view) {
            (Self::Screen, _) => ("screen", "txt"),
            (Self::Report(format), View::Calls) => ("check", format.ending()),
            (Self::Report(format), View::Map | View::Region) => ("list", format.ending()),
        };
        format!("bedcheck-{what}-{}.{ending}", opened.strftime("%Y-%m-%dT%H%MZ"))
    }
}

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// These models in these regions.
    Cells {
        /// The regions.
        regions: Vec<RegionName>,
        /// The models.
        models: Vec<BaseModelId>,
    },
    /// The calls of the plan that are in the check.
    Calls,
}

/// Everything an export is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// What.
    pub subject: Subject,
    /// The facts.
    pub survey: Survey,
    /// The plan.
    pub plan: Plan,
    /// The plan against the facts; of the calls only those shown.
    pub check: Check,
    /// The AWS profile asked with.
    pub profile: Option<String>,
    /// The time.
    pub now: Timestamp,
}

impl Exported {
    /// The text of a report of it: the same contract as the command line.
    #[must_use]
    pub fn text(&self, format: Format) -> String {
        let context = Context {
            catalog: Catalog::bundled(),
            survey: &self.survey,
            caller: Caller { profile: self.profile.as_deref(), ..Caller::default() },
            now: self.now,
        };
        let assessment = Assessment { context, plan: self.plan.clone(), check: self.check.clone() };
        let report = match &self.subject {
            Subject::Cells { regions, models } => {
                report::list_of(&assessment, &RegionChoice::These(regions.clone()), models)
            }
            Subject::Calls => report::check(&assessment),
        };
        print(&report, format, Style::default())
    }
}

/// Where an export goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A new file of this name, or of one like it, in the working directory.
    File(String),
    /// The clipboard.
    Clipboard,
}
