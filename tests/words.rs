//! AWS's own words, one key away from the ladder.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "screens/fixture.rs"]
mod fixture;

use bedcheck::{
    access::{Gate, Verdict},
    claude_code::Role,
    dashboard::{
        model::{Mode, Model},
        update::{Effect, Msg, update},
    },
};
use crossterm::event::{KeyCode, KeyEvent};

fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let effects = update(model, Msg::Key(KeyEvent::from(code)));
    model.settle();
    effects
}

fn key(model: &mut Model, c: char) -> Vec<Effect> {
    press(model, KeyCode::Char(c))
}

/// The detail of the main model's call.
fn of_main(mut model: Model) -> Model {
    key(&mut model, '1');
    press(&mut model, KeyCode::Home);
    while model.focus().unwrap().usage.as_ref().unwrap().usage.role != Role::Main {
        press(&mut model, KeyCode::Down);
    }
    press(&mut model, KeyCode::Enter);
    assert!(matches!(model.screen.mode, Mode::Reading(_)));
    model
}

#[test]
fn words_are_shown_copied_and_left_again() {
    let mut model = of_main(fixture::denied_when_called());
    assert_eq!(model.focus().unwrap().verdict, Verdict::Contradicted(Gate::Account));
    assert!(key(&mut model, 'y').is_empty() && model.screen.panel().is_some(), "a menu, in the ladder");
    press(&mut model, KeyCode::Esc);
    assert!(key(&mut model, 't').is_empty() && model.screen.raw);
    let [Effect::Copy { what: "AWS's words", text }] = &key(&mut model, 'y')[..] else { panic!("the words") };
    assert!(text.starts_with("anthropic.claude-opus-5-5 is not available for this account."), "{text}");
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Reading(_)) && !model.screen.raw, "back to the ladder first");
    key(&mut model, 't');
    key(&mut model, 't');
    assert!(!model.screen.raw, "the same key leads back");
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Browse));
}

#[test]
fn where_nothing_was_refused_there_is_nothing_to_copy() {
    let mut model = of_main(fixture::model());
    assert!(model.focus().unwrap().ladder.words().is_empty());
    key(&mut model, 't');
    assert!(key(&mut model, 'y').is_empty());
    assert!(model.screen.note.unwrap().text.contains("no call about this model was refused"));
}
