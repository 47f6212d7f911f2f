//! The forms in which the view can leave.

use super::PanelContent;
use crate::{
    dashboard::{
        export::ExportFormat,
        model::{Model, Panel, View},
    },
    screen::{
        table::{Column, Row},
        theme::StyleRole,
    },
};

const COLUMNS: [Column; 3] = [
    Column { title: "AS", min: 10, max: 12, rank: 0, wraps: false },
    Column { title: "GOOD FOR", min: 20, max: 60, rank: 1, wraps: false },
    Column { title: "FILE", min: 40, max: 50, rank: 0, wraps: false },
];

pub(super) fn content(model: &Model, panel: Panel) -> PanelContent {
    let row = |format: ExportFormat| -> Row {
        let (name, purpose) = format.words();
        vec![
            (name.to_owned(), StyleRole::Text),
            (purpose.to_owned(), StyleRole::Quiet),
            (format.file_name(model.screen.view, panel.opened), StyleRole::Quiet),
        ]
    };
    PanelContent {
        title: "Export what the view shows".to_owned(),
        aside: subject(model),
        columns: &COLUMNS,
        rows: ExportFormat::all().map(row).collect(),
        empty: "",
        below: vec![
            "enter writes the file into the working directory and never replaces one; y copies the text instead"
                .to_owned(),
        ],
    }
}

fn subject(model: &Model) -> String {
    match model.screen.view {
        View::Calls => format!("{} calls", model.visible_uses().len()),
        View::Region => format!("{} models in {}", model.visible_models().len(), model.region_at_cursor()),
        View::Map => {
            format!("{} models in {} regions", model.visible_models().len(), model.visible_regions().len())
        }
    }
}
