//! Every screen, as text and as looks, at six sizes; states and themes at one or two.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "screens/fixture.rs"]
mod fixture;
#[path = "screens/lists.rs"]
mod lists;
#[path = "screens/nothing_read.rs"]
mod nothing_read;
#[path = "screens/picture.rs"]
mod picture;

use bedcheck::{
    catalog::Partition,
    claude_code::{Role, Signer},
    dashboard::{
        model::{Mode, Model, Note, ReadingAt, TextPane, View},
        update::{Msg, start, update},
    },
    refusal::Cause,
    scan::ScanEvent,
    survey::{Identity, Observation, Reading, Survey},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use fixture::{observe, refusal, region};

const SIZES: [(u16, u16); 6] = [(40, 12), (80, 24), (100, 30), (120, 40), (160, 50), (200, 60)];

/// Compares a screen with its snapshot.
fn check_at(name: &str, model: &Model, theme: &str, (width, height): (u16, u16)) {
    let frame = picture::frame(model, theme, width, height);
    insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture::picture(&frame));
}

/// Compares a screen at every size with its snapshots.
fn check(name: &str, model: &Model) {
    for size in SIZES {
        check_at(name, model, "terminal", size);
    }
}

/// Types keys, one for each character.
fn type_keys(model: &mut Model, keys: &str) {
    for c in keys.chars() {
        update(model, Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
    }
    model.settle();
}

#[test]
fn matrix() {
    check("matrix", &fixture::model());
}

#[test]
fn region_view() {
    let mut model = fixture::model();
    model.screen.view = View::Region;
    model.settle();
    check("region", &model);
}

#[test]
fn claude_code() {
    let mut model = fixture::model();
    model.screen.view = View::Calls;
    model.settle();
    check("claude_code", &model);
}

#[test]
fn why_this_id() {
    let mut model = fixture::model();
    model.screen.view = View::Calls;
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::End)));
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Enter)));
    check("why", &model);
}

#[test]
fn words_of_aws() {
    let mut model = fixture::denied_when_called();
    model.screen.view = View::Calls;
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Home)));
    while model.focus().unwrap().usage.as_ref().unwrap().usage.role != Role::Main {
        update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Down)));
    }
    model.screen.view = View::Region;
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Enter)));
    check_at("green_but_denied", &model, "terminal", (80, 24));
    check_at("green_but_denied", &model, "terminal", (200, 60));
    type_keys(&mut model, "t");
    check("words", &model);
}

#[test]
fn what_if() {
    let mut model = fixture::model();
    type_keys(&mut model, "w");
    check_at("what_if_empty", &model, "terminal", (80, 24));
    type_keys(&mut model, "ANTHROPIC_MODEL=eu.anthropic.claude-sonnet-5 region=eu-west-1 version=2.1.112");
    check("what_if_typed", &model);
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Enter)));
    check_at("what_if_kept", &model, "terminal", (80, 24));
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Enter)));
    check_at("what_if_why", &model, "terminal", (80, 24));
    let mut model = fixture::model();
    type_keys(&mut model, "wANTHROPIC_MODLE=opus region=eu-west-1");
    check_at("what_if_misspelt", &model, "terminal", (80, 24));
    let mut model = fixture::model();
    type_keys(&mut model, "wregion=eu-west-9");
    check_at("what_if_unread", &model, "terminal", (80, 24));
}

#[test]
fn another_caller_than_last_time() {
    let mut model = fixture::model();
    start(&mut model);
    let identity = Identity {
        account: "777788889999".to_owned(),
        arn: "arn:aws:sts::777788889999:assumed-role/Auditor/anna".to_owned(),
        partition: Partition::Aws,
    };
    let observation = Observation { reading: Reading::Identity(Ok(identity)), at: fixture::now() };
    let event = ScanEvent::Observed(Box::new(observation));
    update(&mut model, Msg::Scan { epoch: 0, scan: 1, event });
    model.settle();
    model.screen.view = View::Calls;
    model.settle();
    check_at("another_caller", &model, "terminal", (80, 24));
}

/// Issue 9: the screen named the profile only, never where it came from or that another identity signs.
#[test]
fn who_is_asked_and_where_that_comes_from() {
    let mut model = fixture::model();
    let signer = Signer {
        text: "profile work (AWS_PROFILE, user settings, line 3)".to_owned(),
        aws_cli: Some("AWS_ACCESS_KEY_ID of the shell environment".to_owned()),
        ..Signer::profile("work")
    };
    model.account.asked_as.signer = Some(signer);
    model.screen.view = View::Calls;
    model.settle();
    let shown = picture::text(&picture::frame(&model, "dark", 200, 60));
    assert!(shown.contains("profile work · AWS_PROFILE, user settings, line 3"), "{shown}");
    assert!(shown.contains("! The AWS CLI would use another here:"), "{shown}");
}

#[test]
fn detail() {
    let mut model = fixture::model();
    model.screen.mode = Mode::Reading(ReadingAt::of(TextPane::Why));
    check("detail", &model);
}

#[test]
fn the_question_before_real_calls() {
    let mut model = fixture::model();
    type_keys(&mut model, "v");
    check_at("confirm", &model, "terminal", (80, 24));
    check_at("confirm", &model, "terminal", (40, 12));
    type_keys(&mut model, "nV");
    check_at("confirm_gaps", &model, "terminal", (80, 24));
    update(&mut model, Msg::Quiet);
    type_keys(&mut model, "y");
    check_at("checking", &model, "terminal", (80, 24));
}

#[test]
fn a_pasted_message() {
    let mut model = fixture::model();
    type_keys(&mut model, "p");
    check_at("paste_empty", &model, "terminal", (80, 24));
    let text = "⎿  API Error: 403 You don't have access to the model with the specified model ID.";
    update(&mut model, Msg::Paste(text.to_owned()));
    model.settle();
    for size in [(40, 12), (80, 24), (160, 50)] {
        check_at("paste", &model, "terminal", size);
    }
    update(&mut model, Msg::Paste("HTTP 418: a model version beyond the finish of its life".to_owned()));
    model.settle();
    check_at("paste_unknown", &model, "terminal", (120, 40));
}

#[test]
fn help() {
    let mut model = fixture::model();
    type_keys(&mut model, "?");
    check("help", &model);
}

#[test]
fn themes() {
    for theme in ["dark", "light", "high-contrast", "mono"] {
        let mut model = fixture::model();
        check_at(&format!("matrix_{theme}"), &model, theme, (80, 24));
        model.screen.mode = Mode::Reading(ReadingAt::of(TextPane::Why));
        check_at(&format!("detail_{theme}"), &model, theme, (80, 24));
        (model.screen.mode, model.screen.view) = (Mode::Browse, View::Calls);
        model.settle();
        check_at(&format!("claude_code_{theme}"), &model, theme, (80, 24));
    }
}

#[test]
fn a_demo_says_what_it_is_and_lists_the_others() {
    let mut model = fixture::model();
    model.account.asked_as.profile = None;
    model.account.demo_label = Some("demo".to_owned());
    check("demo", &model);
    type_keys(&mut model, "D");
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Down)));
    check("scenarios", &model);
}

#[test]
fn an_open_cell_points_to_the_next_gap() {
    let mut model = fixture::model();
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Home)));
    check_at("matrix_open_cell", &model, "terminal", (80, 24));
}

#[test]
fn a_scan_counts_unless_nothing_may_move() {
    let mut model = fixture::model();
    start(&mut model);
    let progress = |answered| Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Progress { answered, expected: 600 } };
    let header = |model: &Model| {
        let text = picture::text(&picture::frame(model, "terminal", 120, 40));
        text.lines().next().unwrap_or_default().to_owned()
    };
    update(&mut model, progress(17));
    assert!(header(&model).contains("17 of 600"), "{}", header(&model));
    model.preferences.reduced_motion = true;
    let still = header(&model);
    update(&mut model, progress(18));
    assert_eq!(header(&model), still);
    assert!(still.contains("asking AWS …"), "{still}");
}

#[test]
fn a_region_far_to_the_right_has_its_column() {
    let mut model = fixture::model();
    model.screen.cursor.region = region("ap-southeast-5");
    model.settle();
    check_at("matrix_far_right", &model, "terminal", (80, 24));
}

#[test]
fn filter() {
    let mut model = fixture::model();
    type_keys(&mut model, "/haiku eu");
    check_at("filter_typed", &model, "terminal", (80, 24));
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Enter)));
    check_at("filter_kept", &model, "terminal", (80, 24));
    type_keys(&mut model, "/ nothing-like-it");
    check_at("filter_empty", &model, "terminal", (80, 24));
}

#[test]
fn a_mistake_in_the_filter() {
    let mut model = fixture::model();
    type_keys(&mut model, "/haiku colour:red");
    check_at("filter_mistake", &model, "terminal", (80, 24));
}

#[test]
fn settings() {
    let mut model = fixture::model();
    type_keys(&mut model, "4");
    for size in [(80, 24), (120, 40)] {
        check_at("settings", &model, "terminal", size);
    }
}

#[test]
fn one_pane_over_the_whole_screen() {
    let mut model = fixture::model();
    type_keys(&mut model, "3z");
    for size in [(80, 24), (120, 40), (200, 60)] {
        check_at("why_zoomed", &model, "terminal", size);
    }
    type_keys(&mut model, "2");
    check_at("map_zoomed", &model, "terminal", (120, 40));
}

/// Reading of the screens of November 2026, S7: nothing is out of reach at any size.
#[test]
fn every_line_of_a_text_is_reached() {
    for (pane, (width, height)) in
        [("3", (80, 24)), ("3", (40, 12)), ("3z", (120, 40)), ("4", (80, 24)), ("4", (40, 12))]
    {
        let mut model = fixture::model();
        update(&mut model, Msg::Resized(width, height));
        type_keys(&mut model, pane);
        let lines = |model: &Model, height| -> Vec<String> {
            picture::text(&picture::frame(model, "terminal", width, height)).lines().map(str::to_owned).collect()
        };
        let whole = lines(&model, 250);
        let mut seen = Vec::new();
        loop {
            let before = model.screen.reading();
            seen.extend(lines(&model, height));
            update(&mut model, Msg::Key(KeyEvent::from(KeyCode::PageDown)));
            model.settle();
            let reach = picture::clickable(&model, "terminal", width, height).1.reach();
            model.screen.drawn(reach);
            if model.screen.reading() == before {
                break;
            }
        }
        let text =
            |line: &&String| line.starts_with([' ', '│']) && !line.contains("bedcheck") && !line.contains("help");
        let missing: Vec<&String> = whole.iter().skip(6).filter(text).filter(|line| !seen.contains(*line)).collect();
        assert!(missing.is_empty(), "{pane} at {width}×{height}: {missing:#?}");
    }
}

#[test]
fn what_can_be_copied() {
    let mut model = fixture::model();
    type_keys(&mut model, "y");
    check_at("copies", &model, "terminal", (80, 24));
    check_at("copies", &model, "terminal", (120, 40));
}

#[test]
fn menu() {
    let mut model = fixture::model();
    type_keys(&mut model, " ");
    for size in [(80, 24), (120, 40), (200, 60)] {
        check_at("menu", &model, "terminal", size);
    }
}

#[test]
fn palette() {
    let mut model = fixture::model();
    type_keys(&mut model, ":");
    check_at("palette", &model, "terminal", (120, 40));
    type_keys(&mut model, "gap");
    check_at("palette_typed", &model, "terminal", (80, 24));
    check_at("palette_typed", &model, "terminal", (40, 12));
}

#[test]
fn the_help_searched() {
    let mut model = fixture::model();
    type_keys(&mut model, "?/remedy");
    check_at("help_searched", &model, "terminal", (80, 24));
}

#[test]
fn a_count_that_waits_marks_and_another_order() {
    let mut model = fixture::model();
    model.preferences.marks = [region("us-west-2"), region("ap-northeast-1")].into();
    type_keys(&mut model, "s6");
    check_at("marks_and_count", &model, "terminal", (80, 24));
    check_at("marks_and_count", &model, "terminal", (120, 40));
    let mut model = fixture::model();
    type_keys(&mut model, "5sS");
    check_at("region_sorted", &model, "terminal", (80, 24));
}

#[test]
fn notes_take_the_lines_they_need() {
    let mut model = fixture::model();
    let link = "https://us-west-2.console.aws.amazon.com/bedrock/home?region=us-west-2#/model-catalog/serverless/\
                anthropic.claude-sonnet-4-5-20250929-v1:0";
    model.screen.note =
        Some(Note { text: format!("No browser here; the link was copied (OSC 52): {link}"), trouble: false });
    check_at("note_link", &model, "terminal", (80, 24));
}

#[test]
fn too_small() {
    let frame = picture::frame(&fixture::model(), "terminal", 30, 6);
    let expected = "Too small: bedcheck needs 40 ×\n10. Claude Code: 2 calls fail.";
    assert_eq!(picture::text(&frame).trim_end(), expected);
}

#[test]
fn what_aws_says_cannot_move_the_cursor() {
    let mut survey = fixture::survey();
    let evil = refusal(Cause::ServiceFailure, "Oops\u{1b}[2J", 500, "boom\u{1b}]0;owned\u{7}\u{1b}[31m");
    observe(&mut survey, Reading::Models(region("us-west-2"), Err(evil)));
    let mut model = Model::new(fixture::setup(survey));
    for (view, mode) in [
        (View::Region, Mode::Browse),
        (View::Map, Mode::Browse),
        (View::Map, Mode::Reading(ReadingAt::of(TextPane::Why))),
    ] {
        (model.screen.view, model.screen.mode) = (view, mode);
        let frame = picture::frame(&model, "terminal", 120, 60);
        assert!(frame.content.iter().all(|cell| !cell.symbol().contains(char::is_control)));
        assert!(!picture::text(&frame).contains('\u{1b}'));
    }
}
