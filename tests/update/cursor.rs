//! Where the cursor is: at the first problem, and wherever keys, gaps, answers and the filter lead it.

use super::*;

#[test]
fn the_cursor_starts_at_the_first_gap() {
    let model = model();
    assert_eq!((model_name(&model).as_str(), region_name(&model).as_str()), ("Sonnet 4.5", "us-west-2"));
}

#[test]
fn arrows_and_letters_move_model_and_region_in_every_view() {
    for view in ['1', '2', '5'] {
        for (back, forth) in [(KeyCode::Up, KeyCode::Down), (KeyCode::Char('k'), KeyCode::Char('j'))] {
            let mut model = model();
            key(&mut model, view);
            let before = model.focus().unwrap().clone();
            press(&mut model, forth);
            assert_ne!(model.focus().unwrap().ladder.cell, before.ladder.cell, "{forth:?} in view {view}");
            press(&mut model, back);
            assert_eq!(model.focus().unwrap().ladder.cell, before.ladder.cell, "{back:?} in view {view}");
        }
        for (back, forth) in [(KeyCode::Left, KeyCode::Right), (KeyCode::Char('h'), KeyCode::Char('l'))] {
            let mut model = model();
            key(&mut model, view);
            press(&mut model, forth);
            assert_eq!(model.focus().unwrap().ladder.cell.region, region("ca-central-1"), "{forth:?} in view {view}");
            assert_eq!(
                model.focus().unwrap().ladder.cell.model,
                Some(model_id("anthropic.claude-sonnet-4-5-20250929-v1:0"))
            );
            press(&mut model, back);
            assert_eq!(region_name(&model), "us-west-2", "{back:?} in view {view}");
        }
    }
}

#[test]
fn movement_stops_at_the_ends() {
    let mut model = model();
    press(&mut model, KeyCode::Home);
    assert_eq!(model_name(&model), "Opus 5.5");
    press(&mut model, KeyCode::Up);
    assert_eq!(model_name(&model), "Opus 5.5");
    press(&mut model, KeyCode::End);
    let last = model_name(&model);
    press(&mut model, KeyCode::PageDown);
    key(&mut model, 'j');
    assert_eq!(model_name(&model), last);
    press(&mut model, KeyCode::PageUp);
    assert_ne!(model_name(&model), last);
    for _ in 0..100 {
        press(&mut model, KeyCode::Right);
    }
    assert_eq!(Some(model.region_at_cursor()), model.derived.regions.last());
    for _ in 0..100 {
        press(&mut model, KeyCode::Left);
    }
    assert_eq!(region_name(&model), "us-east-1");
}

#[test]
fn the_plan_moves_the_cursor_with_it() {
    let mut model = model();
    key(&mut model, '1');
    press(&mut model, KeyCode::Home);
    press(&mut model, KeyCode::Down);
    assert_eq!(model.use_at_cursor().unwrap().usage.role, Role::AutoModeClassifier);
    key(&mut model, '2');
    assert_eq!(model_name(&model), "Sonnet 5");
}

#[test]
fn n_goes_round_the_gaps() {
    let mut model = model();
    press(&mut model, KeyCode::Home);
    press(&mut model, KeyCode::Right);
    let mut seen = Vec::new();
    for c in ['n', 'n', 'n', 'N'] {
        key(&mut model, c);
        seen.push(format!("{} {}", model_name(&model), region_name(&model)));
    }
    assert_eq!(seen, ["Sonnet 4.5 us-west-2", "Sonnet 5 us-west-2", "Sonnet 4.5 us-west-2", "Sonnet 5 us-west-2"]);
    assert_eq!(note(&model), "Problem 2 of 2.", "and where among them one is");
    let mut other = fixture::model();
    press(&mut other, KeyCode::Right);
    let start = region_name(&other);
    key(&mut other, 'g');
    assert_eq!(format!("{} {}", model_name(&other), region_name(&other)), "Sonnet 4.5 us-west-2", "at once");
    key(&mut other, 'g');
    assert_eq!(
        (other.screen.cursor.region.to_string(), model_name(&other)),
        (start, "Opus 5.5".to_owned()),
        "taken back"
    );
    key(&mut other, 'g');
    key(&mut other, '9');
    key(&mut other, 'j');
    assert_eq!(region_name(&other), "us-west-2", "what comes after means what it means");
    let mut without = Model::new(fixture::setup(Survey::default()));
    key(&mut without, '1');
    key(&mut without, 'n');
    assert!(without.screen.note.is_some(), "it is said that there is none");
}

#[test]
fn the_selection_survives_new_models_and_the_filter() {
    let mut model = model();
    let chosen = model.screen.cursor.clone();
    update(
        &mut model,
        Msg::Scan {
            epoch: 0,
            scan: 1,
            event: ScanEvent::Observed(Box::new(Observation {
                reading: Reading::Models(
                    region("us-east-1"),
                    Err(fixture::refusal(Cause::Throttled, "ThrottlingException", 429, "Rate exceeded")),
                ),
                at: fixture::now(),
            })),
        },
    );
    model.settle();
    assert_eq!(model.screen.cursor, chosen);
    type_text(&mut model, "/haiku 4.5");
    assert_eq!(model_name(&model), "Haiku 4.5");
    press(&mut model, KeyCode::Esc);
    assert_eq!(model_name(&model), "Sonnet 4.5", "the filter hid it and did not move it");
}
