//! Keys and answers in, state and effects out: no terminal, no runtime.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "update/accounts.rs"]
mod accounts;
#[path = "update/cursor.rs"]
mod cursor;
#[path = "update/drills.rs"]
mod drills;
#[path = "screens/fixture.rs"]
mod fixture;
#[path = "update/hands.rs"]
mod hands;
#[path = "update/live.rs"]
mod live;
#[path = "update/paste.rs"]
mod paste;
#[path = "update/settling.rs"]
mod settling;
#[path = "update/what_if.rs"]
mod what_if;

use bedcheck::{
    access::Verdict,
    claude_code::Role,
    dashboard::{
        model::{Change, Mode, Model, PaneId, PanelList, Progress, ReadingAt, TextPane, View, copyable},
        update::{Effect, Msg, start, update},
    },
    refusal::Cause,
    scan::{Learned, RegionChoice, ScanEvent, ScanRequest},
    survey::{Observation, Reading, Survey, UseCaseForm},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use fixture::{model, model_id, region};

fn press(model: &mut Model, code: KeyCode) -> Vec<Effect> {
    let effects = update(model, Msg::Key(KeyEvent::from(code)));
    model.settle();
    effects
}

fn key(model: &mut Model, c: char) -> Vec<Effect> {
    press(model, KeyCode::Char(c))
}

fn type_text(model: &mut Model, text: &str) {
    for c in text.chars() {
        key(model, c);
    }
}

fn note(model: &Model) -> String {
    model.screen.note.as_ref().map(|note| note.text.clone()).unwrap_or_default()
}

fn model_name(model: &Model) -> String {
    model.model_at_cursor().map(|row| row.name.short()).unwrap_or_default()
}

fn region_name(model: &Model) -> String {
    model.region_at_cursor().to_string()
}

#[test]
fn panes_go_round_and_texts_and_help_are_left_the_way_they_were_entered() {
    let mut model = model();
    let (list, text) = (PaneId::List, PaneId::Text);
    for expected in [text(TextPane::Why), text(TextPane::Settings), list(View::Region), list(View::Calls)] {
        press(&mut model, KeyCode::Tab);
        assert_eq!(model.screen.pane(), expected);
    }
    press(&mut model, KeyCode::BackTab);
    assert_eq!(model.screen.pane(), list(View::Region));
    for (digit, expected) in "12345".chars().zip(PaneId::ALL) {
        key(&mut model, digit);
        assert_eq!(model.screen.pane(), expected);
    }
    key(&mut model, 'z');
    assert!(model.screen.zoomed);
    type_text(&mut model, "1z");
    assert!(!model.screen.zoomed);
    press(&mut model, KeyCode::Enter);
    assert_eq!(model.screen.reading(), Some(ReadingAt::of(TextPane::Why)));
    press(&mut model, KeyCode::PageDown);
    assert!(model.screen.reading().unwrap().scroll > 0);
    key(&mut model, '?');
    press(&mut model, KeyCode::Down);
    assert!(matches!(model.screen.mode, Mode::Help(1, _)));
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Reading(_)));
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Browse));
    assert_eq!(model.screen.view, View::Calls);
}

/// Reading of the screens of November 2026, S7 and S9: what is read scrolls, and moving on begins at its top.
#[test]
fn in_why_the_fixes_are_a_menu_and_the_region_moves_all_the_same() {
    let mut model = model();
    press(&mut model, KeyCode::Enter);
    let fixes = model.focus().unwrap().fixes().len();
    let opened = press(&mut model, KeyCode::Enter);
    assert!(matches!(&opened[..], [Effect::Open(url)] if url.contains("model-catalog")), "{opened:?}");
    press(&mut model, KeyCode::Down);
    let lines = model.focus().unwrap().remedies[1].text.clone();
    assert_eq!(press(&mut model, KeyCode::Enter), [Effect::Copy { what: "the remedy", text: lines }]);
    assert_eq!(model_name(&model), "Sonnet 4.5", "the models stay where they are");
    for _ in 1..fixes + 2 {
        press(&mut model, KeyCode::Down);
    }
    assert_eq!(model.screen.reading(), Some(ReadingAt { pane: TextPane::Why, scroll: 3, fix: fixes - 1 }));
    let asked = press(&mut model, KeyCode::Enter);
    assert!(matches!(&asked[..], [Effect::Copy { what: "the message to your administrator", .. }]), "{asked:?}");
    model.screen.drawn(2);
    assert_eq!(model.screen.reading().unwrap().scroll, 2, "no further than to the end");
    press(&mut model, KeyCode::Up);
    assert_eq!(model.screen.reading().unwrap().scroll, 1);
    press(&mut model, KeyCode::Right);
    assert_ne!(region_name(&model), "us-west-2");
    assert_eq!(model.screen.reading(), Some(ReadingAt::of(TextPane::Why)), "another cell begins at its top");
    key(&mut model, 'L');
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.screen.reading(), Some(ReadingAt::of(TextPane::Why)), "a list is left for what was there");
}

#[test]
fn ids_and_remedies_are_copied() {
    let mut model = model();
    let copied = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Copy { text, .. }] => text.clone(),
        other => panic!("{other:?}"),
    };
    key(&mut model, 'y');
    assert_eq!(copied(key(&mut model, 'y')), "us.anthropic.claude-sonnet-4-5-20250929-v1:0");
    let all: Vec<String> = copyable(&model).into_iter().map(|one| one.text).collect();
    for part in [
        "arn:aws:bedrock:us-west-2:444455556666:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "https://us-west-2.console.aws.amazon.com/bedrock/home",
        "| Sonnet 4.5 | us-west-2 | blocked: agreement missing | us.anthropic.claude-sonnet-4-5-20250929-v1:0 |",
        "我们目前无法调用 Amazon Bedrock 上的 Claude Sonnet 4.5",
        "- **Account:** 444455556666",
        "ANTHROPIC_DEFAULT_HAIKU_MODEL=",
    ] {
        assert!(all.iter().any(|text| text.contains(part)), "{part} is not in {all:#?}");
    }
    let remedy = model.focus().unwrap().remedies[0].text.clone();
    assert_eq!(copied(key(&mut model, 'Y')), remedy);
    let message = copied(key(&mut model, 'A'));
    for part in [
        "Claude Sonnet 4.5 on Amazon Bedrock is not open to us",
        "Account: 444455556666",
        "Region: us-west-2 (Oregon)",
        "called as us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "Called by: Claude Code, background",
        "State: blocked at agreement: agreement missing",
        "1. Open the page of Claude Sonnet 4.5 and accept the terms\n   https://us-west-2.console.aws.amazon.com/",
    ] {
        assert!(message.contains(part), "{part} is not in\n{message}");
    }
    assert!(!message.contains("ANTHROPIC_"), "settings are nothing for an administrator");
    let settings = copied(key(&mut model, 'F'));
    assert!(settings.contains("ANTHROPIC_DEFAULT_HAIKU_MODEL=") && settings.contains('\n'), "{settings}");
    key(&mut model, '1');
    press(&mut model, KeyCode::End);
    key(&mut model, '2');
    assert_eq!(model_name(&model), "Haiku 4.5");
    press(&mut model, KeyCode::Right);
    key(&mut model, 'y');
    assert!(copied(key(&mut model, 'y')).ends_with("anthropic.claude-haiku-4-5-20251001-v1:0"));
}

#[test]
fn the_console_page_is_the_remedys_or_the_models() {
    let mut model = model();
    let opened = |effects: Vec<Effect>| match effects.as_slice() {
        [Effect::Open(url)] => url.clone(),
        other => panic!("{other:?}"),
    };
    let url = opened(key(&mut model, 'o'));
    assert!(url.starts_with("https://us-west-2.console.aws.amazon.com/bedrock/"), "{url}");
    assert!(url.contains("anthropic.claude-sonnet-4-5-20250929"), "{url}");
    press(&mut model, KeyCode::Home);
    let url = opened(key(&mut model, 'o'));
    assert!(url.ends_with("anthropic.claude-opus-5-5"), "{url}");
    model.account.survey = Survey::default();
    type_text(&mut model, "/no-model-is-called-this");
    press(&mut model, KeyCode::Enter);
    assert!(key(&mut model, 'o').is_empty() && model.screen.note.is_some(), "nothing under the cursor");
}

#[test]
fn refreshing_asks_and_keeps_everything_on_screen() {
    let mut model = model();
    let effects = key(&mut model, 'r');
    let here = region("us-west-2");
    let request = ScanRequest {
        first: vec![here.clone()],
        regions: RegionChoice::These(vec![here]),
        closely: vec![region("us-west-2")],
        learned: Learned::from(&model.account.survey),
        ..ScanRequest::default()
    };
    assert!(!request.learned.enabled.is_empty(), "what the last answers told of the regions");
    assert_eq!(effects, [Effect::Scan { epoch: 0, scan: 1, request, afresh: false }]);
    assert_eq!(note(&model), "Asking AWS again about us-west-2.");
    let effects = key(&mut model, 'R');
    assert!(note(&model).starts_with("Asking AWS again about everything"));
    assert!(matches!(effects.as_slice(), [Effect::Scan { scan: 2, afresh: true, .. }]), "{effects:?}");
    assert_eq!(model.live.scans.len(), 1, "the scan before is cancelled");
    assert_eq!(model_name(&model), "Sonnet 4.5");
    assert!(model.derived.tally.has_data());
}

#[test]
fn a_scan_starts_with_the_region_in_focus_and_the_plans() {
    let mut setup = fixture::setup(Survey::default());
    setup.focus = Some(region("eu-west-1"));
    let mut model = Model::new(setup);
    let effects = start(&mut model);
    let [Effect::Scan { request, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(request.first, [region("eu-west-1"), region("us-west-2")]);
}

#[test]
fn answers_are_taken_in_and_those_of_another_account_dropped() {
    let mut model = Model::new(fixture::setup(Survey::default()));
    start(&mut model);
    let observed = |epoch| Msg::Scan {
        epoch,
        scan: 1,
        event: ScanEvent::Observed(Box::new(Observation {
            reading: Reading::UseCase(region("us-west-2"), Ok(UseCaseForm::Filed)),
            at: fixture::read_at(),
        })),
    };
    model.changed = false;
    update(&mut model, observed(7));
    model.settle();
    assert!(!model.changed && !model.derived.tally.has_data(), "an answer to another epoch");
    update(&mut model, observed(0));
    model.settle();
    assert!(model.changed && model.derived.tally.has_data());
    let progress = ScanEvent::Progress { answered: 3, expected: 9 };
    update(&mut model, Msg::Scan { epoch: 0, scan: 1, event: progress });
    assert_eq!(model.live.progress(), Progress { answered: 3, expected: 9 });
    let effects = update(&mut model, Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Finished });
    assert!(matches!(effects.as_slice(), [Effect::Keep(_)]), "{effects:?}");
    assert!(!model.live.is_scanning());
    assert!(key(&mut model, 'q').is_empty() && model.quit, "nothing new to keep");
}

#[test]
fn the_filter_takes_letters_and_matches_models_regions_roles_and_verdicts() {
    let mut model = model();
    let names = |model: &Model| model.visible_models().iter().map(|row| row.name.short()).collect::<Vec<_>>();
    type_text(&mut model, "/qrgG1?");
    assert!(!model.quit && model.screen.filter == "qrgG1?");
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, "/opus");
    assert!(names(&model).iter().all(|name| name.starts_with("Opus")) && names(&model).len() == 7);
    press(&mut model, KeyCode::Backspace);
    assert_eq!(model.screen.filter, "opu");
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, "/auto");
    assert_eq!(names(&model), ["Sonnet 5"]);
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, "/pending");
    press(&mut model, KeyCode::Enter);
    assert_eq!(names(&model), ["Sonnet 5.5"]);
    assert!(matches!(model.screen.mode, Mode::Browse));
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.screen.filter, "", "esc in the view clears it too");
    type_text(&mut model, "/frankfurt");
    assert_eq!(model.visible_regions(), [&region("eu-central-1")]);
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, "/us");
    assert_eq!(model.visible_regions().len(), 4, "the geography, not every name with these letters");
    press(&mut model, KeyCode::Esc);
    type_text(&mut model, "/");
    update(&mut model, Msg::Paste("son\u{1b}[31m\nnet".to_owned()));
    assert_eq!(model.screen.filter, "son[31m net");
    // Reliability review, kind 5: 200 kB took 15 seconds.
    update(&mut model, Msg::Paste("x".repeat(5_000_000)));
    assert_eq!(model.screen.filter.len(), 1_000);
    assert!(model.screen.note.as_ref().is_some_and(|note| note.text.contains("1000 characters at most")));
    key(&mut model, 'y');
    assert_eq!(model.screen.filter.len(), 1_000);
}

#[test]
fn ctrl_c_quits_from_everywhere_and_q_where_it_is_no_letter() {
    for open in ["", "/", "?", "3"] {
        let mut model = model();
        type_text(&mut model, open);
        update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)));
        assert!(model.quit, "ctrl-c after {open:?}");
    }
    let mut model = model();
    assert_eq!(
        update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL))),
        [Effect::Suspend]
    );
    key(&mut model, 'q');
    assert!(model.quit);
}

/// Reading of the screens of November 2026, S9: `q` in a page ended the program.
#[test]
fn q_leaves_what_lies_over_the_panes_before_it_ends_the_program() {
    for over in ["?", "L", "P", "C", "e", "D", "\r", "v", " "] {
        let mut model = model();
        for c in over.chars() {
            press(&mut model, if c == '\r' { KeyCode::Enter } else { KeyCode::Char(c) });
        }
        assert!(!matches!(model.screen.mode, Mode::Browse), "{over:?}");
        key(&mut model, 'q');
        assert!(!model.quit && matches!(model.screen.mode, Mode::Browse), "back from {over:?}");
        key(&mut model, 'q');
        assert!(model.quit);
    }
}

#[test]
fn the_menu_shows_what_can_be_pressed_and_the_next_key_does_it() {
    let mut model = model();
    key(&mut model, ' ');
    assert!(matches!(model.screen.mode, Mode::Menu(_)));
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Browse));
    type_text(&mut model, " L");
    assert!(model.screen.panel().is_some_and(|panel| panel.list == PanelList::Calls));
    type_text(&mut model, " f");
    assert!(model.live.calls.failed_only, "over a list it has the keys of the list");
    type_text(&mut model, "q ");
    update(&mut model, Msg::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)));
    assert!(model.quit);
}

#[test]
fn nothing_wakes_a_dashboard_but_the_age_of_its_data() {
    let without = Model::new(fixture::setup(Survey::default()));
    assert_eq!(without.deadline(), None);
    let mut model = model();
    let next = model.deadline().unwrap();
    assert_eq!((next.as_second() - fixture::read_at().as_second()) % 60, 0, "at most once a minute");
    update(&mut model, Msg::Time("2026-11-22T15:00:01Z".parse().unwrap()));
    let later = model.deadline().unwrap();
    assert_eq!(later.as_second() - fixture::read_at().as_second(), 6 * 3_600, "then at most once an hour");
}

#[test]
fn a_key_without_a_meaning_does_nothing_and_says_so() {
    let mut model = model();
    let before = (model.screen.cursor.clone(), model.screen.view);
    for code in [KeyCode::Char('x'), KeyCode::F(5), KeyCode::Insert, KeyCode::Char('é')] {
        assert!(press(&mut model, code).is_empty());
        assert!(note(&model).contains("does nothing here; ? lists the keys"), "{}", note(&model));
    }
    assert_eq!((model.screen.cursor.clone(), model.screen.view), before);
    press(&mut model, KeyCode::Down);
    assert_eq!(note(&model), "", "it is said once");
}
