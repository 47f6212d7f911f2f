//! The profiles of the AWS config.

use super::{PanelContent, position};
use crate::{
    aws::{AwsProfile, SignIn},
    dashboard::{
        model::{Model, Panel},
        text::ago,
    },
    screen::{
        table::{Column, Row},
        theme::StyleRole,
    },
};

const COLUMNS: [Column; 4] = [
    Column { title: "PROFILE", min: 12, max: 40, rank: 0, wraps: false },
    Column { title: "CREDENTIALS", min: 11, max: 12, rank: 1, wraps: false },
    Column { title: "REGION", min: 9, max: 14, rank: 2, wraps: false },
    Column { title: "SIGN-IN", min: 16, max: 44, rank: 0, wraps: false },
];

pub(super) fn content(model: &Model, panel: Panel) -> PanelContent {
    let profiles = &model.live.profiles;
    let current = model.account.asked_as.profile.as_deref().unwrap_or("default");
    let current = if model.account.demo_label.is_some() { None } else { Some(current) };
    PanelContent {
        title: "AWS profiles".to_owned(),
        aside: position(panel.at, profiles.len()),
        columns: &COLUMNS,
        rows: profiles.iter().map(|profile| row(model, profile, current)).collect(),
        empty: "The AWS config names no profile (~/.aws/config, ~/.aws/credentials, or AWS_CONFIG_FILE).",
        below: vec![
            "enter asks as this profile from here on; c compares what it can call with what the current identity can"
                .to_owned(),
        ],
    }
}

fn row(model: &Model, profile: &AwsProfile, current: Option<&str>) -> Row {
    let here = current == Some(profile.name.as_str());
    let name = if here { format!("{} (current)", profile.name) } else { profile.name.clone() };
    vec![
        (name, if here { StyleRole::Strong } else { StyleRole::Text }),
        (profile.source.to_string(), StyleRole::Quiet),
        (profile.region.clone().unwrap_or_else(|| "–".to_owned()), StyleRole::Quiet),
        sign_in(model, profile.sign_in),
    ]
}

fn sign_in(model: &Model, sign_in: SignIn) -> (String, StyleRole) {
    match sign_in {
        SignIn::NotNeeded => ("not needed".to_owned(), StyleRole::Quiet),
        SignIn::Until(at) => (format!("● signed in until {}", at.strftime("%m-%d %H:%M UTC")), StyleRole::Open),
        SignIn::Expired { at, renewable: true } => {
            (format!("◐ expired {}, renews itself", ago(at, model.now)), StyleRole::Pending)
        }
        SignIn::Expired { at, renewable: false } => (format!("✖ expired {}", ago(at, model.now)), StyleRole::Blocked),
        SignIn::Never => ("✖ not signed in".to_owned(), StyleRole::Blocked),
        SignIn::Unknown => ("? not known".to_owned(), StyleRole::Unknown),
    }
}
