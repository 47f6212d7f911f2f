//! The forms in which the view can leave.

use super::Sheet;
use crate::{
    dashboard::{
        export::Form,
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

pub(super) fn sheet(model: &Model, panel: Panel) -> Sheet {
    let row = |form: Form| -> Row {
        let (name, purpose) = form.words();
        vec![
            (name.to_owned(), StyleRole::Text),
            (purpose.to_owned(), StyleRole::Quiet),
            (form.file_name(model.screen.view, panel.opened), StyleRole::Quiet),
        ]
    };
    Sheet {
        title: "Export what the view shows".to_owned(),
        aside: subject(model),
        columns: &COLUMNS,
        rows: Form::ALL.into_iter().map(row).collect(),
        empty: "",
        below: vec![
            "enter writes the file into the working directory and never replaces one; y copies the text instead"
                .to_owned(),
        ],
    }
}

fn subject(model: &Model) -> String {
    match model.screen.view {
        View::ClaudeCode => format!("{} calls", model.visible_uses().len()),
        View::Region => format!("{} models in {}", model.visible_models().len(), model.region_at_cursor()),
        View::Matrix => {
            format!("{} models in {} regions", model.visible_models().len(), model.visible_regions().len())
        }
    }
}
