//! Counts, sequences, the filter language, orders, the palette, the help search, marks and clicks.

use bedcheck::dashboard::{
    keymap::{Action, Keymap},
    model::{Order, Target, UseKey, is_relevant},
};

use super::*;

fn names(model: &Model) -> Vec<String> {
    model.visible_models().iter().map(|row| row.name.short()).collect()
}

fn row_number(model: &Model) -> usize {
    let current = model.model_at_cursor();
    model.visible_models().iter().position(|row| Some(*row) == current).unwrap()
}

fn region_number(model: &Model) -> usize {
    let here = model.region_at_cursor();
    model.visible_regions().iter().position(|region| *region == here).unwrap()
}

#[test]
fn a_count_before_a_movement_repeats_it_in_every_view() {
    for view in ["2", "5"] {
        let mut model = model();
        type_text(&mut model, view);
        type_text(&mut model, "gg05j");
        assert_eq!(row_number(&model), 5, "view {view}");
        type_text(&mut model, "04k");
        assert_eq!(row_number(&model), 1);
        let before = region_number(&model);
        type_text(&mut model, "012l");
        assert_eq!(region_number(&model), before + 12, "0 begins any count");
        type_text(&mut model, "02h");
        assert_eq!(region_number(&model), before + 10);
        type_text(&mut model, "999999999999j");
        assert_eq!(row_number(&model), model.visible_models().len() - 1, "no count is too large");
    }
    let mut model = model();
    type_text(&mut model, "1gg04j");
    assert_eq!(model.use_at_cursor(), model.visible_uses().last().copied());
}

#[test]
fn digits_of_the_views_act_at_once_and_a_count_waits_in_sight() {
    let mut model = model();
    type_text(&mut model, "5j");
    assert_eq!(model.screen.view, View::Region, "5 is the pane, and j moves by one in it");
    type_text(&mut model, "61");
    assert_eq!((model.screen.view, model.screen.pending.to_string().as_str()), (View::Region, "61"));
    press(&mut model, KeyCode::Esc);
    assert!(model.screen.pending.is_empty(), "esc drops the count");
    assert_eq!(model.screen.view, View::Region, "and nothing else");
    type_text(&mut model, "6?");
    assert!(
        matches!(model.screen.mode, Mode::Help(..)) && model.screen.pending.is_empty(),
        "what takes no count ignores it"
    );
    type_text(&mut model, "7j");
    assert!(matches!(model.screen.mode, Mode::Help(7, _)));
}

#[test]
fn two_keys_in_a_row_and_row_numbers() {
    let mut model = model();
    type_text(&mut model, "G");
    assert_eq!(row_number(&model), model.visible_models().len() - 1);
    type_text(&mut model, "gg");
    assert_eq!(row_number(&model), 0);
    type_text(&mut model, "7G");
    assert_eq!(row_number(&model), 6);
    type_text(&mut model, "04gg");
    assert_eq!(row_number(&model), 3);
    let own = "[[key]]\naction = \"quit\"\nkeys = [\"x x\"]\nin = [\"browse\"]\n";
    model.preferences.keymap = Keymap::bundled().with(own).unwrap();
    let before = (model.screen.cursor.clone(), model.screen.view);
    type_text(&mut model, "x");
    assert_eq!(model.screen.pending.to_string(), "x", "shown until the second");
    type_text(&mut model, "j");
    assert!(!model.quit && model.screen.note.is_some(), "half a sequence and another key do nothing, and say so");
    assert_eq!((model.screen.cursor.clone(), model.screen.view), before);
}

#[test]
fn the_filter_knows_keys_negation_alternatives_and_phrases() {
    let mut model = model();
    let all = model.derived.models.len();
    let mut with = |text: &str| {
        model.screen.filter = text.to_owned();
        model.settle();
        (names(&model), model.visible_regions().len())
    };
    let (_, regions) = with("");
    let (haiku, _) = with("family:haiku");
    assert!(!haiku.is_empty() && haiku.iter().all(|name| name.starts_with("Haiku")));
    for filter in ["family:haiku", "role:main", "verdict:pending", "used:yes", "life:legacy", "gate:agreement"] {
        let (some, _) = with(filter);
        let (others, _) = with(&format!("-{filter}"));
        assert!(!some.is_empty() && !others.is_empty(), "{filter}");
        assert_eq!(some.len() + others.len(), all, "-{filter} hides what {filter} shows, and nothing else");
    }
    assert_eq!(with("family:haiku|fable").0.len(), haiku.len() + with("family:fable").0.len());
    assert_eq!(with("role:small-fast").0, ["Sonnet 4.5"]);
    assert_eq!(with("role:small-fast verdict:open region:us-west-2").0, Vec::<String>::new());
    assert_eq!(with("\"sonnet 4.5\"").0, ["Sonnet 4.5"]);
    let (rows, columns) = with("region:eu-");
    assert_eq!(rows.len(), all, "regions choose columns");
    assert!(columns > 1 && columns < regions);
    assert_eq!(with("-region:eu-").1, regions - columns);
    assert_eq!(with("region:eu-|oregon").1, columns + 1);
}

/// Reading of the screens of November 2026, S10: a filter by verdict kept every row and marked nothing, and a region that
/// is off counted as blocked.
#[test]
fn a_filter_by_verdict_is_about_cells() {
    let mut model = model();
    type_text(&mut model, "/verdict:blocked");
    let cells = |model: &Model, asked: bool| -> Vec<(Verdict, bool)> {
        let cell = |region| model.derived.cell(region, &model.visible_models()[0].id).cloned();
        let cells = model.derived.regions.iter().filter_map(cell);
        let asked = cells.filter(|cell| model.is_asked_for(cell) == asked);
        asked.map(|cell| (cell.verdict, cell.off)).collect()
    };
    let (asked, dimmed) = (cells(&model, true), cells(&model, false));
    assert!(!asked.is_empty() && asked.iter().all(|(verdict, off)| matches!(verdict, Verdict::Blocked(_)) && !off));
    assert!(dimmed.iter().any(|(_, off)| *off), "a region that is off blocks nothing but itself: {dimmed:?}");
    press(&mut model, KeyCode::Esc);
    assert!(cells(&model, false).is_empty(), "without a filter nothing is dimmed");
}

#[test]
fn retired_models_are_folded_until_they_are_asked_for() {
    let mut model = model();
    let (all, shown) = (model.derived.models.len(), model.visible_models().len());
    assert_eq!(shown + model.retired_models().len(), all);
    assert!(model.retired_models().iter().all(|row| row.is_retired()) && shown < all);
    key(&mut model, 'z');
    assert_eq!(model.visible_models().len(), all, "the zoom has room for them");
    key(&mut model, 'z');
    type_text(&mut model, "/life:ended");
    press(&mut model, KeyCode::Enter);
    assert!(model.visible_models().iter().all(|row| row.is_retired()), "a filter may ask for them");
}

#[test]
fn a_mistake_in_the_filter_loses_nothing_and_keeps_the_line_open() {
    let mut model = model();
    type_text(&mut model, "/haiku verdict:opne");
    assert!(names(&model).iter().all(|name| name.starts_with("Haiku")), "the rest still counts");
    press(&mut model, KeyCode::Enter);
    assert!(matches!(model.screen.mode, Mode::Filter(_)), "the line stays open");
    for _ in 0.."pne".len() {
        press(&mut model, KeyCode::Backspace);
    }
    press(&mut model, KeyCode::Tab);
    assert_eq!(model.screen.filter, "haiku verdict:open", "completed");
    press(&mut model, KeyCode::Enter);
    assert!(matches!(model.screen.mode, Mode::Browse));
    assert!(!model.quit);
}

#[test]
fn each_view_keeps_its_order() {
    let mut model = model();
    let family = names(&model);
    type_text(&mut model, "s");
    assert_eq!(model.screen.sorts.of(model.screen.view).order, Order::Gaps);
    assert_eq!(names(&model)[..2], ["Sonnet 5", "Sonnet 4.5"], "models with gaps come first");
    type_text(&mut model, "5");
    assert_eq!(names(&model), family, "the Region view has its own");
    type_text(&mut model, "s");
    assert_eq!(model.screen.sorts.title(model.screen.view).as_deref(), Some("by status"));
    let verdicts = |model: &Model| -> Vec<Verdict> {
        let here = model.region_at_cursor();
        model.visible_models().iter().map(|row| model.derived.cell(here, &row.id).unwrap().verdict).collect()
    };
    let sorted = verdicts(&model);
    let first_open = sorted.iter().position(|verdict| verdict.is_open()).unwrap();
    assert!(sorted[first_open..].iter().all(|verdict| !matches!(verdict, Verdict::Blocked(_))), "{sorted:?}");
    type_text(&mut model, "S");
    assert_eq!(verdicts(&model), sorted.into_iter().rev().collect::<Vec<_>>());
    type_text(&mut model, "s");
    let ends: Vec<_> =
        model.visible_models().iter().map(|row| model.end_of_life(model.region_at_cursor(), row)).collect();
    let dated: Vec<_> = ends.iter().flatten().collect();
    assert!(dated.is_sorted() && ends[dated.len()..].iter().all(Option::is_none), "{ends:?}");
    type_text(&mut model, "2");
    assert_eq!(model.screen.sorts.of(model.screen.view).order, Order::Gaps, "and comes back to it");
    type_text(&mut model, "s");
    assert_eq!((names(&model), model.screen.sorts.title(model.screen.view)), (family, None));
}

#[test]
fn the_palette_finds_actions_regions_filters_and_orders() {
    let mut model = model();
    type_text(&mut model, ":oregon");
    assert_eq!(model.palette_entries()[0].name, "us-west-2");
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, ":ireland");
    press(&mut model, KeyCode::Enter);
    assert_eq!(region_name(&model), "eu-west-1");
    type_text(&mut model, ":view calls");
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.screen.view, View::Calls);
    type_text(&mut model, ":q");
    assert!(!model.quit, "a letter is a letter");
    type_text(&mut model, "zzz");
    press(&mut model, KeyCode::Enter);
    assert!(matches!(model.screen.mode, Mode::Palette(..)), "with nothing to do it stays");
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, ":agreement is missing");
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.screen.filter, "gate:agreement");
    type_text(&mut model, ":sort by region");
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.screen.sorts.of(model.screen.view).order, Order::Region);
    type_text(&mut model, ":");
    let first = model.palette_entries()[0].clone();
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Up);
    assert_eq!(model.palette_entries()[0], first);
    type_text(&mut model, "quit");
    assert!(model.palette_entries()[0].keys.contains('q'), "with the keys that do the same");
    press(&mut model, KeyCode::Enter);
    assert!(model.quit);
}

#[test]
fn the_palette_has_every_action_that_holds_where_it_opens() {
    let mut model = model();
    for open in ["", "\n", "?"] {
        let mut model = fixture::model();
        for c in open.chars() {
            press(&mut model, if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) });
        }
        let context = model.context();
        type_text(&mut model, ":");
        let listed: Vec<String> = model.palette_entries().into_iter().map(|entry| entry.name).collect();
        for binding in Keymap::bundled().bindings.iter().filter(|binding| binding.contexts.contains(&context)) {
            let name = binding.action.to_string();
            let itself = binding.action == Action::Palette;
            assert!(itself || listed.contains(&name), "{name} in {context}");
        }
    }
    press(&mut model, KeyCode::Enter);
    type_text(&mut model, ":copy-fix");
    assert_eq!(model.palette_entries().len(), model_remedies(&model));
}

fn model_remedies(model: &Model) -> usize {
    model.focus().unwrap().remedies.len()
}

#[test]
fn the_help_is_searched() {
    let mut model = model();
    type_text(&mut model, "?/remedy q");
    assert!(!model.quit && model.screen.help_search == "remedy q");
    press(&mut model, KeyCode::Enter);
    assert!(matches!(model.screen.mode, Mode::Help(0, _)) && model.screen.help_search == "remedy q");
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Browse) && model.screen.help_search.is_empty());
}

#[test]
fn regions_are_marked_kept_and_gone_round() {
    let mut model = model();
    assert!(key(&mut model, 'm').is_empty(), "there is nowhere to keep it");
    model.preferences.keeps_marks = true;
    type_text(&mut model, ":ireland");
    press(&mut model, KeyCode::Enter);
    let effects = key(&mut model, 'm');
    let both = [region("eu-west-1"), region("us-west-2")].into();
    assert_eq!(effects, [Effect::KeepMarks(both)]);
    key(&mut model, '\'');
    assert_eq!(region_name(&model), "us-west-2");
    key(&mut model, '\'');
    assert_eq!(region_name(&model), "eu-west-1");
    assert!(matches!(key(&mut model, 'm').as_slice(), [Effect::KeepMarks(marks)] if marks.len() == 1));
    type_text(&mut model, "/haiku us");
    press(&mut model, KeyCode::Enter);
    key(&mut model, '\'');
    assert_eq!(
        (region_name(&model).as_str(), model.screen.filter.as_str()),
        ("us-west-2", "haiku us"),
        "it is in sight"
    );
}

#[test]
fn gaps_that_the_filter_hides_are_not_gone_to() {
    let mut model = model();
    type_text(&mut model, "/opus");
    press(&mut model, KeyCode::Enter);
    let before = model.screen.cursor.clone();
    key(&mut model, 'n');
    assert!(model.screen.note.as_ref().is_some_and(|note| note.text.contains("filter")));
    assert_eq!(model.screen.cursor, before);
}

#[test]
fn clicks_point_and_a_second_one_opens() {
    let mut model = model();
    assert_eq!(key(&mut model, 'M'), [Effect::Mouse(true)]);
    let opus = model.visible_models()[0].id.clone();
    let click = |model: &mut Model, target: Target| {
        let effects = update(model, Msg::Click(target));
        model.settle();
        effects
    };
    click(&mut model, Target::Cell(region("eu-west-1"), opus.clone()));
    assert_eq!((model_name(&model).as_str(), region_name(&model).as_str()), ("Opus 5.5", "eu-west-1"));
    click(&mut model, Target::Cell(region("eu-west-1"), opus));
    assert_eq!(model.screen.reading(), Some(ReadingAt::of(TextPane::Why)));
    press(&mut model, KeyCode::Esc);
    click(&mut model, Target::Pane(PaneId::List(View::Calls)));
    let second = Target::Use(model.visible_uses()[1].into());
    click(&mut model, second);
    assert_eq!(model.use_at_cursor(), model.visible_uses().get(1).copied());
    update(&mut model, Msg::Wheel(1));
    assert_eq!(model.use_at_cursor(), model.visible_uses().get(2).copied());
    click(&mut model, Target::Act(Action::Help));
    update(&mut model, Msg::Wheel(3));
    assert!(matches!(model.screen.mode, Mode::Help(3, _)));
    assert_eq!(key(&mut model, 'M'), [Effect::Mouse(false)]);
}

/// A row that was drawn can be gone when the click arrives: another one in its place was not meant.
#[test]
fn a_click_on_what_is_gone_does_nothing() {
    let mut model = model();
    key(&mut model, '1');
    let opus = model.visible_models().iter().find(|row| row.name.short().starts_with("Opus")).unwrap().id.clone();
    let last = UseKey::from(*model.visible_uses().last().unwrap());
    for target in [Target::Use(last), Target::Model(opus.clone()), Target::Cell(region("us-west-2"), opus)] {
        type_text(&mut model, "/sonnet");
        press(&mut model, KeyCode::Enter);
        let before = model.screen.cursor.clone();
        update(&mut model, Msg::Click(target.clone()));
        assert_eq!(model.screen.cursor, before, "{target:?}");
        press(&mut model, KeyCode::Esc);
        update(&mut model, Msg::Click(target));
        assert_ne!(model.screen.cursor, before);
        key(&mut model, '1');
    }
}

#[test]
fn a_theme_is_chosen_in_the_palette() {
    let mut model = model();
    type_text(&mut model, ":theme light");
    assert!(press(&mut model, KeyCode::Enter).is_empty(), "without colour there is none to choose");
    press(&mut model, KeyCode::Esc);
    model.preferences.themes = ["dark", "light", "mine"].map(str::to_owned).to_vec();
    type_text(&mut model, ":theme light");
    assert_eq!(press(&mut model, KeyCode::Enter), [Effect::Theme("light".to_owned())]);
    assert_eq!(note(&model), "The theme is light now.");
    assert!(matches!(model.screen.mode, Mode::Browse));
}

/// The hints are about what there is to do.
#[test]
fn a_key_without_anything_to_do_is_not_hinted_at() {
    let mut model = model();
    assert!(is_relevant(&model, Action::NextGap) && is_relevant(&model, Action::Copy));
    type_text(&mut model, "L");
    assert!(!is_relevant(&model, Action::PanelCopy), "no call is listed yet");
    assert!(!is_relevant(&model, Action::Compare) && is_relevant(&model, Action::Back));
    type_text(&mut model, "\u{1b}");
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, "e");
    assert!(is_relevant(&model, Action::PanelCopy) && !is_relevant(&model, Action::Acknowledge));
}
