//! Every screen, as text and as looks, at four sizes.

#[path = "screens/fixture.rs"]
mod fixture;
#[path = "screens/picture.rs"]
mod picture;

use bedcheck::tui::model::{Mode, Model, View};

const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 40), (200, 60)];

/// Compares a screen at every size with its snapshots.
fn check(name: &str, model: &Model) {
    for (width, height) in SIZES {
        let frame = picture::frame(model, "terminal", width, height);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture::picture(&frame));
    }
}

#[test]
fn matrix() {
    check("matrix", &fixture::model());
}

#[test]
fn region() {
    let mut model = fixture::model();
    model.view = View::Region;
    check("region", &model);
}

#[test]
fn claude_code() {
    let mut model = fixture::model();
    model.view = View::ClaudeCode;
    check("claude_code", &model);
}

#[test]
fn detail() {
    let mut model = fixture::model();
    model.mode = Mode::Detail(0);
    check("detail", &model);
}

#[test]
fn help() {
    let mut model = fixture::model();
    model.mode = Mode::Help(0, Box::new(Mode::Browse));
    check("help", &model);
}
