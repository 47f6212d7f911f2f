//! The keys: consent, decline, read-only, stop. Pure.

use bedcheck::{
    dashboard::{
        model::{Mode, Model},
        update::{Effect, Msg, update},
    },
    scan::ScanEvent,
    survey::{Observation, Reading, RealCall},
    words::InWords as _,
};
use crossterm::event::{KeyCode, KeyEvent};

use crate::fixture;

fn press(model: &mut Model, key: KeyCode) -> Vec<Effect> {
    let effects = update(model, Msg::Key(KeyEvent::from(key)));
    model.settle();
    effects
}

/// Asks, and lets the question stand until an answer counts.
fn ask(model: &mut Model, key: char) {
    press(model, KeyCode::Char(key));
    update(model, Msg::Quiet);
}

fn calls(effects: &[Effect]) -> Vec<RealCall> {
    match effects {
        [Effect::Call { calls, .. }] => calls.clone(),
        other => panic!("{other:?}"),
    }
}

fn note(model: &Model) -> &str {
    model.screen.note.as_ref().map_or("", |note| note.text.as_str())
}

fn seen(call: &RealCall) -> ScanEvent {
    let reading = Reading::Invoke(call.clone(), Ok(()));
    ScanEvent::Observed(Box::new(Observation { reading, at: fixture::now() }))
}

#[test]
fn nothing_is_called_without_a_y() {
    for no in [KeyCode::Char('n'), KeyCode::Esc, KeyCode::Enter, KeyCode::Char('v'), KeyCode::Char('q')] {
        let mut model = fixture::model();
        assert_eq!(press(&mut model, KeyCode::Char('v')), []);
        assert!(matches!(model.screen.mode, Mode::Confirm(..)));
        assert_eq!(press(&mut model, no), [], "{no:?}");
        assert!(model.live.checking.is_none());
    }
    let mut model = fixture::model();
    press(&mut model, KeyCode::Char('v'));
    press(&mut model, KeyCode::Char('n'));
    assert!(matches!(model.screen.mode, Mode::Browse));
    assert_eq!(note(&model), "Nothing was called.");
}

#[test]
fn a_y_calls_the_very_id_and_the_answer_is_shown_and_kept_apart() {
    let mut model = fixture::model();
    ask(&mut model, 'v');
    let id = model.focus().unwrap().id().unwrap();
    let made = calls(&press(&mut model, KeyCode::Char('y')));
    assert_eq!(made, [RealCall { region: fixture::region("us-west-2"), id, streaming: false }]);
    let late = Msg::Called { epoch: 0, check: 99, event: seen(&made[0]) };
    update(&mut model, late);
    assert_eq!(note(&model), "", "an answer to other calls is dropped");
    update(&mut model, Msg::Called { epoch: 0, check: 1, event: seen(&made[0]) });
    update(&mut model, Msg::Called { epoch: 0, check: 1, event: ScanEvent::Finished });
    model.settle();
    assert!(note(&model).ends_with("answered."), "{}", note(&model));
    assert_eq!(model.focus().unwrap().verdict.words().word, "verified");
    assert!(model.live.checking.is_none());
}

#[test]
fn all_gaps_are_called_once_each_and_esc_stops() {
    let mut model = fixture::model();
    ask(&mut model, 'V');
    let expected = model.derived.check.calls_for_gaps(&model.account.plan);
    let made = calls(&press(&mut model, KeyCode::Char('y')));
    assert!(made.len() > 1);
    assert_eq!(made, expected);
    assert!(model.live.checking.as_ref().unwrap().sentence().starts_with(&format!("checking 1 of {}", made.len())));
    press(&mut model, KeyCode::Char('v'));
    assert!(note(&model).contains("under way"), "one check at a time");
    assert_eq!(press(&mut model, KeyCode::Esc), [Effect::StopCalling]);
    update(&mut model, Msg::Called { epoch: 0, check: 1, event: seen(&made[0]) });
    update(&mut model, Msg::Called { epoch: 0, check: 1, event: ScanEvent::Finished });
    assert_eq!(note(&model), format!("1 of {} called: 1 answered.", made.len()));
}

#[test]
fn the_streaming_action_is_called_when_asked_for() {
    let mut model = fixture::model();
    ask(&mut model, 'v');
    let made = calls(&press(&mut model, KeyCode::Char('s')));
    assert_eq!(made.iter().map(|call| call.streaming).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn read_only_never_even_asks() {
    for key in ['v', 'V'] {
        let mut model = fixture::model();
        model.preferences.read_only = true;
        assert_eq!(press(&mut model, KeyCode::Char(key)), []);
        assert!(matches!(model.screen.mode, Mode::Browse));
        assert_eq!(note(&model), "Read-only: nothing is called.");
        assert_eq!(
            press(&mut model, KeyCode::Char('y')).iter().filter(|e| matches!(e, Effect::Call { .. })).count(),
            0
        );
    }
}

/// Reliability review, kind 3: a word typed or pasted into the dashboard made one or two paid calls.
#[test]
fn no_word_makes_a_call() {
    for word in ["very", "verify", "vs code", "save as", "Vy", "vvyy", "every model yes"] {
        let mut model = fixture::model();
        for c in word.chars() {
            let effects = press(&mut model, KeyCode::Char(c));
            assert!(!effects.iter().any(|effect| matches!(effect, Effect::Call { .. })), "{word}: {effects:?}");
        }
        update(&mut model, Msg::Paste(word.to_owned()));
        assert!(model.live.checking.is_none(), "{word}");
    }
    let mut model = fixture::model();
    press(&mut model, KeyCode::Char('v'));
    assert_eq!(press(&mut model, KeyCode::Char('y')), []);
    assert!(note(&model).starts_with("Too soon"), "{}", note(&model));
    update(&mut model, Msg::Quiet);
    assert_eq!(calls(&press(&mut model, KeyCode::Char('y'))).len(), 1, "the question is still there");
}
