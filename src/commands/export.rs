//! What the dashboard exports: the reports of the command line, of what is on screen.

use crate::{
    catalog::Catalog,
    cli::Format,
    dashboard::export::{Exported, Form, Subject},
    report::{self, Context, Style, print},
    scan::RegionChoice,
};

/// The text of an export.
pub(super) fn text(exported: &Exported, form: Form) -> String {
    let context = Context {
        catalog: Catalog::bundled(),
        survey: &exported.survey,
        profile: exported.profile.as_deref(),
        now: exported.now,
    };
    let report = match &exported.subject {
        Subject::Cells { regions, models } => {
            report::list_of(context, &exported.check, &RegionChoice::These(regions.clone()), models)
        }
        Subject::Calls => report::check(context, &exported.plan, &exported.check),
    };
    let format = match form {
        Form::Json => Format::Json,
        Form::Ndjson => Format::Ndjson,
        Form::Csv => Format::Csv,
        Form::Markdown => Format::Markdown,
        Form::Plain => Format::Plain,
        // A screen is drawn, not reported.
        Form::Table | Form::Screen => Format::Table,
    };
    print(&report, format, Style::default())
}
