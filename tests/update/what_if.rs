//! The what-if line: tried at once, kept or dropped, with nothing changed on disk.

use super::*;

fn ids(model: &Model) -> Vec<String> {
    model.account.plan.uses.iter().map(|usage| usage.invoked.to_string()).collect()
}

#[test]
fn what_if_is_tried_at_once_kept_with_enter_and_dropped_with_esc() {
    let mut model = model();
    let before = (ids(&model), model.account.survey.clone());
    key(&mut model, 'w');
    assert_eq!(model.screen.view, View::Calls, "where the change can be seen");
    type_text(&mut model, "ANTHROPIC_MODEL=us.anthropic.claude-sonnet-5");
    assert!(matches!(model.screen.mode, Mode::WhatIf(_)));
    assert_eq!(ids(&model)[0], "us.anthropic.claude-sonnet-5", "before enter");
    assert_eq!(model.derived.changes.count(), 1);
    let main = model.account.plan.uses[0].clone();
    let Some(Change::Moved(was)) = model.derived.change_of(&main) else { panic!("{:?}", model.derived.changes) };
    assert_eq!(was.invoked.to_string(), before.0[0]);
    let checked = model.derived.check.uses.iter().find(|checked| checked.usage.role == Role::Main).unwrap();
    assert!(checked.is_gap(), "the check is of the plan supposed");
    assert!(press(&mut model, KeyCode::Enter).is_empty(), "nothing is done to the world");
    assert!(matches!(model.screen.mode, Mode::Browse) && ids(&model)[0] == "us.anthropic.claude-sonnet-5");
    key(&mut model, 'w');
    type_text(&mut model, " version=2.1.112");
    assert_eq!(model.account.what_if.to_string(), "ANTHROPIC_MODEL=us.anthropic.claude-sonnet-5 version=2.1.112");
    assert_eq!(model.derived.changes.gone.len(), 1, "no auto mode in that version");
    press(&mut model, KeyCode::Esc);
    assert_eq!((ids(&model), model.account.survey.clone()), before);
    assert_eq!(model.derived.changes.count(), 0);
    assert!(key(&mut model, 'q').is_empty(), "there is nothing to keep on disk");
}

#[test]
fn esc_in_the_view_drops_a_kept_what_if_after_the_filter() {
    let mut model = model();
    type_text(&mut model, "wversion=2.1.112");
    press(&mut model, KeyCode::Enter);
    type_text(&mut model, "/haiku");
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Esc);
    assert!(model.screen.filter.is_empty() && !model.account.what_if.is_empty());
    press(&mut model, KeyCode::Esc);
    assert!(model.account.what_if.is_empty());
}

#[test]
fn a_line_with_a_mistake_stays_open_and_the_rest_of_it_counts() {
    let mut model = model();
    type_text(&mut model, "wANTHROPIC_MODLE=x region=eu-west-1");
    press(&mut model, KeyCode::Enter);
    assert!(matches!(model.screen.mode, Mode::WhatIf(_)));
    assert_eq!(model.account.plan.region.value, region("eu-west-1"));
    let ctrl_w = KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL);
    update(&mut model, Msg::Key(ctrl_w));
    assert!(matches!(&model.screen.mode, Mode::WhatIf(input) if input.value() == "ANTHROPIC_MODLE=x "));
    assert_eq!(model.account.plan.region.value, region("us-west-2"), "a word as a shell sees it");
    press(&mut model, KeyCode::Esc);
    key(&mut model, 'w');
    update(&mut model, Msg::Paste("AWS_REGION=eu-west-1\n\u{1b}[31m".to_owned()));
    model.settle();
    assert_eq!(model.account.plan.region.value, region("eu-west-1"), "pasted text is typed text");
}

#[test]
fn a_region_supposed_takes_the_cursor_along_and_is_asked_on_r() {
    let mut model = model();
    key(&mut model, '1');
    press(&mut model, KeyCode::End);
    type_text(&mut model, "wregion=eu-west-9");
    press(&mut model, KeyCode::Enter);
    let at = model.use_at_cursor().unwrap();
    assert_eq!((at.usage.role, region_name(&model).as_str()), (Role::Subagent, "eu-west-9"), "the same call");
    assert_eq!(at.verdict, Verdict::Unknown, "nothing was asked there");
    let effects = key(&mut model, 'r');
    let here = region("eu-west-9");
    let [Effect::Scan { request, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(request.first, [here]);
}
