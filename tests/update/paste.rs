//! A message pasted over the view: explained there, and one key from the call it is about.

use bedcheck::dashboard::model::Paste;

use super::*;

/// The text this program began with: it names no model.
const SEED: &str = "API Error: 403 You don't have access to the model with the specified model ID.";

fn paste(model: &mut Model, text: &str) {
    assert!(update(model, Msg::Paste(text.to_owned())).is_empty(), "a paste does nothing to the world");
    model.settle();
}

fn pause(model: &mut Model) {
    let later = model.now + jiff::SignedDuration::from_secs(2);
    update(model, Msg::Time(later));
}

fn cause(model: &Model) -> Option<Cause> {
    let Mode::Paste(Paste { pasted, .. }, _) = &model.screen.mode else { panic!("{:?}", model.screen.mode) };
    pasted.as_ref().map(|pasted| pasted.best.cause)
}

fn here(model: &Model) -> (String, String) {
    (model_name(model), region_name(model))
}

#[test]
fn one_paste_and_one_key_end_on_the_call_it_came_from() {
    for before in ["", "1", "2", "3", "4", "\r", "?", "L", "D", "/opus\r"] {
        let mut model = model();
        press(&mut model, KeyCode::Home);
        for c in before.chars() {
            press(&mut model, if c == '\r' { KeyCode::Enter } else { KeyCode::Char(c) });
        }
        paste(&mut model, SEED);
        assert_eq!(cause(&model), Some(Cause::NoModelAccess), "after {before:?}");
        press(&mut model, KeyCode::Enter);
        assert!(matches!(model.screen.mode, Mode::Browse), "after {before:?}");
        assert_eq!(here(&model), ("Sonnet 4.5".to_owned(), "us-west-2".to_owned()), "after {before:?}");
        assert!(model.screen.filter.is_empty(), "what hides the call is cleared");
    }
}

/// A terminal without bracketed paste sends a message as keys, and its line ends as enter: none of them may act.
#[test]
fn a_message_can_be_typed_or_pasted_as_if_it_was() {
    let mut model = model();
    key(&mut model, 'p');
    let lines = format!("a log of\n\n  quit q v V y 1 2 3\n\n{SEED}\n\n");
    for c in lines.chars() {
        press(&mut model, if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) });
    }
    assert!(!model.quit && matches!(model.screen.mode, Mode::Paste(..)));
    assert_eq!(cause(&model), Some(Cause::NoModelAccess));
    pause(&mut model);
    press(&mut model, KeyCode::Enter);
    assert_eq!(here(&model), ("Sonnet 4.5".to_owned(), "us-west-2".to_owned()));
    assert!(matches!(model.screen.mode, Mode::Browse));

    key(&mut model, 'p');
    type_text(&mut model, "bearer token has expiredx");
    press(&mut model, KeyCode::Backspace);
    assert_eq!(cause(&model), None, "not read before enter");
    pause(&mut model);
    press(&mut model, KeyCode::Enter);
    assert_eq!(cause(&model), Some(Cause::ExpiredCredentials));
}

#[test]
fn esc_goes_back_to_what_was_there_and_a_second_message_takes_the_place_of_the_first() {
    let mut model = model();
    press(&mut model, KeyCode::Enter);
    paste(&mut model, SEED);
    paste(&mut model, "Not logged in · Please run /login");
    assert_eq!(cause(&model), Some(Cause::BedrockNotInForce));
    press(&mut model, KeyCode::Enter);
    assert!(model.screen.note.as_ref().unwrap().text.contains("no call"), "it leads nowhere");
    assert!(matches!(model.screen.mode, Mode::Paste(..)));
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Reading(_)));
}

#[test]
fn a_model_that_nobody_calls_leads_to_its_cell() {
    let mut model = model();
    key(&mut model, '1');
    paste(
        &mut model,
        "API Error (anthropic.claude-3-haiku-20240307-v1:0): 404 This model version has reached the end of its life.",
    );
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.screen.view, View::Map);
    assert_eq!(model_name(&model), "Haiku 3");
}

#[test]
fn a_question_before_real_calls_is_not_answered_by_a_paste_and_nothing_is_not_explained() {
    let mut model = model();
    key(&mut model, 'v');
    paste(&mut model, "y");
    assert!(matches!(model.screen.mode, Mode::Confirm(..)));
    press(&mut model, KeyCode::Esc);
    for nothing in ["", " \n", "\u{1b}[0m", "╭──╮\n│  │\n╰──╯"] {
        paste(&mut model, nothing);
        assert!(matches!(model.screen.mode, Mode::Browse), "{nothing:?}");
    }
}
