//! Any survey at any size is drawn without a panic, with the cell under the cursor on screen.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "screens/fixture.rs"]
mod fixture;
#[path = "screens/picture.rs"]
mod picture;

use bedcheck::{
    aws::{AwsProfile, Call, CredentialSource, SignIn},
    catalog::Catalog,
    dashboard::{
        model::{Mode, Model, ReadingAt, Target, TextPane, UseKey, View},
        text,
        update::{Msg, update},
    },
    refusal::Cause,
    survey::{Observation, Question, Survey},
};
use crossterm::event::{KeyCode, KeyEvent};
use proptest::{prelude::*, sample::select};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::Style,
    text::Span,
};
use strum::IntoEnumIterator as _;

/// Some regions with all they know, some with nothing, some refused with any cause.
fn surveys() -> impl Strategy<Value = Survey> {
    let regions: Vec<_> = Catalog::bundled().regions.iter().map(|region| region.name.clone()).collect();
    let causes: Vec<Cause> = Cause::iter().collect();
    let fates = proptest::collection::vec((0..4_u8, select(causes)), regions.len());
    (fates, any::<bool>()).prop_map(move |(fates, known)| {
        let full = fixture::survey();
        let mut survey = if known { full.clone() } else { Survey::default() };
        survey.regions.clear();
        for (region, (fate, cause)) in regions.iter().zip(fates) {
            if fate == 0
                && let Some(facts) = full.region(region)
            {
                survey.regions.insert(region.clone(), facts.clone());
            }
            if fate < 2 {
                let said = format!("{cause}: {}", "several long words ".repeat(20));
                let refusal = fixture::refusal(cause, "SomeException", 400, &said);
                let question = Question::Profiles(region.clone());
                survey.apply(Observation { reading: question.refused(refusal), at: fixture::now() });
            }
        }
        survey
    })
}

/// Names as they come from files and from AWS: of any script, with marks, with signs of several parts.
fn names() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z0-9-]{1,12}",
        Just("東京リージョン".to_owned()),
        Just("Sa\u{303}o Paulo".to_owned()),
        Just("👩‍👩‍👧‍👦❤️🇩🇪".to_owned()),
        Just("שלום عرب".to_owned()),
        Just("e\u{301}\u{302}\u{303}".to_owned()),
        Just("\u{1b}[31m\u{7}\r\n\t\u{200b}\u{ad}".to_owned()),
        any::<String>(),
    ];
    proptest::collection::vec(part, 0..4).prop_map(|parts| parts.concat())
}

/// Columns a text takes when it is really drawn.
fn drawn(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 400, 1));
    let (end, _) = buffer.set_stringn(0, 0, text, 400, Style::default());
    usize::from(end)
}

/// Keys that lay something over the view.
const OVER: [&str; 15] = [
    "L",
    "C",
    "P",
    "e",
    "D",
    "v",
    "V",
    ":",
    ":theme",
    "?",
    "?/copy",
    " ",
    "\nt",
    "/family:haiku colour:red",
    "wANTHROPIC_MODEL=eu",
];

fn call(number: u64, name: &str) -> Call {
    Call {
        number,
        at: fixture::now(),
        service: "Bedrock".to_owned(),
        operation: "GetFoundationModelAvailability".to_owned(),
        region: Some("us-west-2".to_owned()),
        about: Some(name.to_owned()),
        status: number.is_multiple_of(2).then_some(429),
        refusal: number.is_multiple_of(2).then(|| name.to_owned()),
        milliseconds: number,
        attempts: 1,
        request_id: Some(name.to_owned()),
    }
}

fn profile(name: &str) -> AwsProfile {
    AwsProfile { name: name.to_owned(), source: CredentialSource::Keys, region: None, sign_in: SignIn::NotNeeded }
}

fn keys() -> impl Strategy<Value = Vec<KeyCode>> {
    let keys = "hjklgnNGyYorRwD?/123 abeu=045sSm':M-!|\"tvVLCPexcWBzAFfp".chars().map(KeyCode::Char).chain([
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::PageDown,
        KeyCode::PageUp,
        KeyCode::End,
        KeyCode::Backspace,
    ]);
    proptest::collection::vec(select(keys.collect::<Vec<_>>()), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(survey in surveys(), keys in keys(), width in 1..=300_u16, height in 1..=100_u16) {
        let mut model = Model::new(fixture::setup(survey));
        for code in keys {
            update(&mut model, Msg::Key(KeyEvent::from(code)));
            model.settle();
        }
        let frame = picture::frame(&model, "dark", width, height);
        prop_assert_eq!((frame.area.width, frame.area.height), (width, height));
    }

    /// What lies over a view, with names from outside in it: nothing panics, nothing but cells is drawn, and every hint
    /// that can be clicked is on screen.
    #[test]
    fn lists_questions_and_searches_at_any_size(
        survey in surveys(), name in names(), over in 0..OVER.len(), down in 0..40_usize, size in (1..=300_u16, 1..=100_u16),
    ) {
        let mut model = Model::new(fixture::setup(survey));
        model.preferences.themes = vec![name.clone()];
        for key in OVER[over].chars() {
            let code = if key == '\n' { KeyCode::Enter } else { KeyCode::Char(key) };
            update(&mut model, Msg::Key(KeyEvent::from(code)));
        }
        update(&mut model, Msg::Calls((1..30).map(|number| call(number, &name)).collect()));
        update(&mut model, Msg::Profiles(Ok(vec![profile(&name), profile("work")])));
        if OVER[over] == "P" && down % 2 == 0 {
            let there = Ok(Box::new(fixture::survey()));
            update(&mut model, Msg::Compared { epoch: 0, profile: name.clone(), outcome: there });
        }
        for _ in 0..down {
            update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Down)));
        }
        model.settle();
        let (frame, map) = picture::clickable(&model, "mono", size.0, size.1);
        prop_assert!(!frame.content.iter().any(|cell| cell.symbol().chars().any(char::is_control)), "{:?}", name);
        prop_assert!(map.places().all(|(place, _)| frame.area.intersection(*place) == *place));
    }

    /// A click on what was drawn means what was drawn.
    #[test]
    fn clicks_hit_what_is_drawn(view in 0..3_usize, down in 0..30_usize, right in 0..30_usize, width in 60..=300_u16, height in 12..=100_u16) {
        let mut model = fixture::model();
        let list = KeyCode::Char(['1', '2', '5'][view]);
        for (code, times) in [(list, 1), (KeyCode::Home, 1), (KeyCode::Down, down), (KeyCode::Right, right)] {
            for _ in 0..times {
                update(&mut model, Msg::Key(KeyEvent::from(code)));
            }
        }
        model.settle();
        let (frame, map) = picture::clickable(&model, "mono", width, height);
        let drawn = |place: &Rect| (place.left()..place.right()).map(|x| frame[(x, place.y)].symbol()).collect::<String>();
        let (models, uses) = (model.visible_models(), model.visible_uses());
        let mut cursors = 0;
        for (place, target) in map.places() {
            let text = drawn(place);
            match target {
                Target::Cell(region, id) if region == model.region_at_cursor() && Some(id) == model.model_at_cursor().map(|row| &row.id) => {
                    prop_assert!(text.starts_with('['), "{text:?}");
                    cursors += 1;
                }
                Target::Cell(..) => prop_assert!(!text.contains('['), "{text:?}"),
                Target::Model(id) => {
                    let row = models.iter().find(|row| row.id == *id).unwrap();
                    // A narrow pane cuts the name, and says so.
                    let cut = text.split('…').next().unwrap_or_default().trim_matches([' ', '▸']);
                    let is_cut = text.contains('…') && !cut.is_empty() && row.name.short().starts_with(cut);
                    prop_assert!(text.contains(&row.name.version) || is_cut, "{text:?}");
                }
                Target::Pane(_) => prop_assert!(text.starts_with(|c: char| c.is_ascii_digit()), "{text:?}"),
                Target::Use(key) => {
                    let checked = uses.iter().find(|checked| UseKey::from(**checked) == *key).unwrap();
                    let (role, when) = (checked.role(), checked.usage.when_by_name());
                    let begins = |name: &str| text.contains(&name.chars().take(6).collect::<String>());
                    prop_assert!(begins(&role) || begins(&when), "{text:?} is not {role:?}");
                }
                Target::Act(_) => prop_assert!(!text.trim().is_empty()),
            }
        }
        let map = map.places().any(|(_, target)| matches!(target, Target::Cell(..)));
        prop_assert!(map || model.screen.view != View::Map, "the view in front is on screen");
        prop_assert_eq!(cursors, usize::from(map));
    }

    #[test]
    fn names_of_any_script_stay_in_their_columns(name in names(), columns in 0..60_usize) {
        prop_assert!(drawn(&text::fit(&name, columns)) <= columns, "{:?}", name);
        prop_assert_eq!(drawn(&text::pad(&name, columns)), columns, "{:?}", name);
        for line in text::wrap(&name, columns.max(2)) {
            // A letter with a spacing mark can be wider than the line; it cannot be broken.
            let one_letter = Span::raw(&line).styled_graphemes(Style::default()).count() == 1;
            prop_assert!(one_letter || drawn(&line) <= columns.max(2), "{:?} of {:?}", line, name);
        }
    }

    #[test]
    fn names_from_outside_leave_no_garbage(
        name in names(), what in names(), at in 0..3_usize, size in (1..=300_u16, 1..=100_u16),
    ) {
        let mut model = fixture::model();
        model.account.asked_as.profile = Some(name.clone());
        model.account.demo_label = Some(name.clone());
        model.preferences.scenarios = vec![(name.clone(), what.clone()), (what.clone(), name.clone())];
        model.account.looked_for = vec![(name.clone(), what)];
        let refused = fixture::refusal(Cause::NoCredentials, &name, 400, &name);
        let question = Question::Models(fixture::region("us-west-2"));
        model.account.survey.apply(Observation { reading: question.refused(refused), at: fixture::now() });
        model.screen.mode = [Mode::Browse, Mode::Scenarios(0), Mode::Reading(ReadingAt::of(TextPane::Why))][at].clone();
        let frame = picture::frame(&model, "mono", size.0, size.1);
        let garbage = |cell: &Cell| cell.symbol().chars().any(char::is_control);
        prop_assert!(!frame.content.iter().any(garbage), "{:?}", name);
    }

    #[test]
    fn too_small_a_screen_still_answers(width in 30..=39_u16, height in 6..=9_u16) {
        let text = picture::text(&picture::frame(&fixture::model(), "terminal", width, height));
        let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert!(flowing.starts_with("Too small: bedcheck needs 40 × 10."), "{}", flowing);
        prop_assert!(flowing.contains("2 calls fail"), "{}", flowing);
    }

    #[test]
    fn the_cursor_is_always_on_screen(steps in (0..60_usize, 0..30_usize), width in 60..=300_u16, height in 12..=100_u16) {
        let mut model = fixture::model();
        model.screen.view = View::Map;
        for (code, times) in [(KeyCode::Left, 60), (KeyCode::Right, steps.0), (KeyCode::Home, 1), (KeyCode::Down, steps.1)] {
            for _ in 0..times {
                update(&mut model, Msg::Key(KeyEvent::from(code)));
            }
        }
        prop_assert!(matches!(model.screen.mode, Mode::Browse));
        let text = picture::text(&picture::frame(&model, "mono", width, height));
        let cursors = ["[●]", "[◐]", "[✖]", "[·]", "[?]", "[○]"].map(|cell| text.matches(cell).count());
        prop_assert_eq!(cursors.iter().sum::<usize>(), 1, "{}", text);
    }
}
