//! Any keys in any order: nothing is called for real unless a question was seen, answered with a key of its own, and calls
//! are not ruled out; nothing is written but what a key that says so was pressed for.

use bedcheck::dashboard::export::Delivery;
use proptest::prelude::*;

use super::*;

/// Letters, and the keys that move and open.
fn any_key() -> impl Strategy<Value = KeyEvent> {
    let special = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::F(1),
        KeyCode::F(5),
    ]);
    let letter = prop::char::range(' ', '~').prop_map(KeyCode::Char);
    let code = prop_oneof![3 => letter, 1 => special];
    let held =
        prop_oneof![8 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::CONTROL), 1 => Just(KeyModifiers::ALT)];
    (code, held).prop_map(|(code, held)| KeyEvent::new(code, held))
}

fn msg() -> impl Strategy<Value = Msg> {
    prop_oneof![
        20 => any_key().prop_map(Msg::Key),
        1 => "[ -~]{0,40}".prop_map(Msg::Paste),
        1 => (1u16..200, 1u16..80).prop_map(|(columns, rows)| Msg::Resized(columns, rows)),
        1 => (-3i16..3).prop_map(|steps| Msg::Wheel(steps.into())),
    ]
}

fn calls(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Call { .. }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A question that was never looked at for half a second is not answered by what follows it.
    #[test]
    fn no_burst_of_keys_makes_a_paid_call(messages in prop::collection::vec(msg(), 1..120)) {
        let mut model = model();
        for message in messages {
            let effects = update(&mut model, message);
            model.settle();
            prop_assert!(!calls(&effects), "{effects:?}");
        }
    }

    /// However long each is looked at.
    #[test]
    fn nothing_is_called_where_that_is_ruled_out(messages in prop::collection::vec(msg(), 1..120)) {
        let mut model = model();
        model.preferences.read_only = true;
        for message in messages {
            let effects = update(&mut model, message);
            model.settle();
            let seen = update(&mut model, Msg::Quiet);
            model.settle();
            prop_assert!(!calls(&effects) && !calls(&seen), "{effects:?}");
        }
    }

    /// Files of exports alone, under names of their own, and where nothing else lies.
    #[test]
    fn what_is_written_is_an_export_by_its_name(messages in prop::collection::vec(msg(), 1..120)) {
        let mut model = model();
        for message in messages {
            for effect in update(&mut model, message) {
                let target = match effect {
                    Effect::Export { target, .. } | Effect::Screenshot(target) => target,
                    _ => continue,
                };
                if let Delivery::File(name) = target {
                    prop_assert!(name.starts_with("bedcheck-") && !name.contains(['/', '\\', ' ']), "{name}");
                }
            }
            model.settle();
        }
    }
}
