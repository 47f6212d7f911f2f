//! What goes on while the dashboard stands: calls, changes, watching, exports, other profiles.

use std::sync::Arc;

use bedcheck::{
    aws::{AwsProfile, Call, CredentialSource, SignIn},
    dashboard::{
        export::{Delivery, Subject},
        model::{AskedAs, Switched, compared},
    },
    report::Format,
    survey::{Agreement, Availability},
    words::InWords as _,
};
use jiff::ToSpan as _;

use super::*;

const BLOCKED: &str = "anthropic.claude-sonnet-4-5-20250929-v1:0";

fn availability(agreement: Agreement) -> Msg {
    let answer = Availability {
        agreement: Some(agreement),
        agreement_message: None,
        authorized: true,
        entitled: true,
        in_region: true,
    };
    let reading = Reading::Availability(region("us-west-2"), model_id(BLOCKED), Ok(answer));
    let observation = Observation { reading, at: fixture::now() };
    Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Observed(Box::new(observation)) }
}

fn finished(model: &mut Model, scan: u64) -> Vec<Effect> {
    update(model, Msg::Scan { epoch: model.account.epoch, scan, event: ScanEvent::Finished })
}

fn pass(model: &mut Model, seconds: i64) -> Vec<Effect> {
    let later = model.now + seconds.seconds();
    assert!(update(model, Msg::Time(later)).is_empty());
    update(model, Msg::Deadline)
}

fn call(number: u64) -> Call {
    Call {
        number,
        at: fixture::now(),
        service: "Bedrock".to_owned(),
        operation: "ListFoundationModels".to_owned(),
        region: Some("us-west-2".to_owned()),
        about: None,
        status: Some(200),
        refusal: None,
        milliseconds: 12,
        attempts: 1,
        request_id: Some(format!("request-{number}")),
    }
}

#[test]
fn a_cell_that_changed_says_so_until_it_is_acknowledged_and_a_closed_gap_is_told() {
    let mut model = model();
    start(&mut model);
    finished(&mut model, 1);
    assert!(model.live.changes.is_empty(), "nothing changed");
    key(&mut model, 'B');
    key(&mut model, 'r');
    update(&mut model, availability(Agreement::Available));
    assert!(model.live.changes.is_empty(), "not before the scan is over");
    let effects = finished(&mut model, 2);
    let told = |effect: &Effect| matches!(effect, Effect::Notify(text) if text.contains("Sonnet 4.5 in us-west-2"));
    assert!(effects.iter().any(told), "{effects:?}");
    let change = model.live.change_at(&region("us-west-2"), &model_id(BLOCKED)).unwrap();
    assert_eq!(
        (change.change.before.verdict.words().word, change.change.after.verdict.words().word),
        ("blocked", "open")
    );
    key(&mut model, 'C');
    press(&mut model, KeyCode::Enter);
    assert!(model.screen.reading().is_some() && model_name(&model) == "Sonnet 4.5");
    key(&mut model, 'C');
    key(&mut model, 'x');
    assert!(model.live.changes.is_empty() && model.screen.reading().is_some());
    press(&mut model, KeyCode::Esc);

    key(&mut model, 'r');
    update(&mut model, availability(Agreement::NotAvailable));
    let effects = finished(&mut model, 3);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Notify(_))), "a gap that opens is no good news");
    assert_eq!(model.live.changes.len(), 1);
    key(&mut model, 'r');
    update(&mut model, availability(Agreement::Available));
    finished(&mut model, 4);
    assert!(model.live.changes.is_empty(), "it is again what it was");
}

#[test]
fn watching_looks_again_at_a_sane_pace_and_sleeps_in_between() {
    let mut model = model();
    start(&mut model);
    key(&mut model, 'W');
    assert_eq!(model.live.watch.unwrap().next, None, "a scan is under way");
    finished(&mut model, 1);
    let next = model.live.watch.unwrap().next.unwrap();
    let pace = next.as_second() - model.now.as_second();
    assert_eq!(pace, 15, "something on screen is pending");
    assert!(model.deadline().unwrap() <= next);
    assert!(pass(&mut model, 5).is_empty(), "not yet");
    let effects = pass(&mut model, 10);
    let [Effect::Scan { request, afresh: false, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert!(request.first.contains(&region("us-west-2")));
    assert_eq!(request.regions, RegionChoice::These(request.first.clone()), "no more than that");
    let another = request.first.last().unwrap().clone();
    assert!(pass(&mut model, 1000).is_empty(), "one look at a time");
    finished(&mut model, 2);
    let effects = pass(&mut model, 15);
    let [Effect::Scan { request, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_ne!(request.first.last(), Some(&another), "the matrix is gone through");
    finished(&mut model, 3);
    key(&mut model, 'W');
    assert!(model.live.watch.is_none() && pass(&mut model, 5000).is_empty());
}

#[test]
fn watching_without_anything_pending_takes_five_minutes() {
    let mut model = model();
    start(&mut model);
    finished(&mut model, 1);
    type_text(&mut model, "/us-east-1");
    press(&mut model, KeyCode::Enter);
    let pending = model.derived.models.iter().any(|row| {
        model.derived.cell(&region("us-east-1"), &row.id).is_some_and(|cell| cell.verdict == Verdict::Pending)
    });
    key(&mut model, 'W');
    let pace = model.live.watch.unwrap().next.unwrap().as_second() - model.now.as_second();
    assert_eq!(pace, if pending { 15 } else { 300 });
}

#[test]
fn watching_stops_by_itself_when_the_credentials_expire() {
    let mut model = model();
    start(&mut model);
    finished(&mut model, 1);
    key(&mut model, 'W');
    key(&mut model, 'R');
    let later = model.now + 10.minutes();
    update(&mut model, Msg::Time(later));
    let refusal = fixture::refusal(Cause::ExpiredCredentials, "ExpiredToken", 403, "expired");
    let observation = Observation { reading: Reading::Identity(Err(refusal)), at: model.now };
    update(&mut model, Msg::Scan { epoch: 0, scan: 2, event: ScanEvent::Observed(Box::new(observation)) });
    finished(&mut model, 2);
    assert!(model.live.watch.is_none());
    assert!(
        model.screen.note.as_ref().is_some_and(|note| note.trouble && note.text.contains("expired")),
        "{:?}",
        model.screen.note
    );
}

/// A real call was consented to, and may have been paid for: nothing that only reads takes its answer away.
#[test]
fn neither_a_look_nor_asking_again_gives_up_a_call_under_way() {
    let mut model = model();
    start(&mut model);
    finished(&mut model, 1);
    key(&mut model, 'W');
    key(&mut model, 'v');
    update(&mut model, Msg::Quiet);
    let effects = key(&mut model, 'y');
    assert!(matches!(&effects[..], [Effect::Call { .. }]), "{effects:?}");
    let effects = pass(&mut model, 1000);
    assert!(matches!(&effects[..], [Effect::Scan { afresh: false, .. }]), "a look cancels nothing: {effects:?}");
    finished(&mut model, 2);
    key(&mut model, 'r');
    assert!(model.live.checking.is_some());
    assert!(key(&mut model, 'R').is_empty(), "that would ask with other credentials");
    assert!(
        model.screen.note.as_ref().is_some_and(|note| note.text.contains("esc stops them")),
        "{:?}",
        model.screen.note
    );
    let check = model.live.checking.as_ref().unwrap().check;
    update(&mut model, Msg::Called { epoch: 0, check, event: ScanEvent::Finished });
    assert!(matches!(&key(&mut model, 'R')[..], [Effect::Scan { afresh: true, .. }]));
}

fn failed(number: u64) -> Call {
    Call { status: Some(403), refusal: Some("AccessDeniedException".to_owned()), ..call(number) }
}

fn at(model: &Model) -> usize {
    model.screen.panel().unwrap().at
}

#[test]
fn calls_that_came_to_the_same_are_one_row_that_unfolds() {
    let mut model = model();
    assert_eq!(key(&mut model, 'L'), [Effect::Calls { after: 0 }]);
    update(&mut model, Msg::Calls((1..=1200).map(call).collect()));
    assert_eq!((model.live.calls.all.len(), model.live.calls.last()), (1000, 1200));
    assert_eq!(PanelList::Calls.rows(&model), 1);
    let copied = key(&mut model, 'y');
    let [Effect::Copy { what: "the request ids", text }] = &copied[..] else { panic!("{copied:?}") };
    assert_eq!((text.lines().count(), text.lines().next()), (1000, Some("request-1200")));
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::Down);
    press(&mut model, KeyCode::Down);
    let copy = [Effect::Copy { what: "the request id", text: "request-1199".to_owned() }];
    assert_eq!(press(&mut model, KeyCode::Enter), copy);
    press(&mut model, KeyCode::End);
    assert_eq!(at(&model), 1000);
    press(&mut model, KeyCode::Home);
    press(&mut model, KeyCode::Enter);
    assert_eq!(PanelList::Calls.rows(&model), 1);
    let progress = Msg::Scan { epoch: 0, scan: 1, event: ScanEvent::Progress { answered: 1, expected: 2 } };
    assert_eq!(update(&mut model, progress), [Effect::Calls { after: 1200 }], "it goes on while it is looked at");
    press(&mut model, KeyCode::Esc);
    assert!(matches!(model.screen.mode, Mode::Browse));
}

/// A scan of 2026-12-01: rows came in above the one looked at, and enter copied the id of another call.
#[test]
fn the_cursor_stays_on_its_call_while_more_are_made() {
    let mut model = model();
    key(&mut model, 'L');
    let other = |number| Call { operation: "ListServiceQuotas".to_owned(), ..call(number) };
    update(&mut model, Msg::Calls(vec![call(1), other(2)]));
    press(&mut model, KeyCode::End);
    let copy = [Effect::Copy { what: "the request id", text: "request-1".to_owned() }];
    assert_eq!(press(&mut model, KeyCode::Enter), copy);
    let third = Call { operation: "SimulatePrincipalPolicy".to_owned(), request_id: None, ..call(3) };
    update(&mut model, Msg::Calls(vec![third, failed(4)]));
    assert_eq!(at(&model), 3, "a failure and a new operation came in above");
    assert_eq!(press(&mut model, KeyCode::Enter), copy);
    // A second one of its kind: the row is the fold that holds it, and unfolded it is its own again.
    update(&mut model, Msg::Calls(vec![call(5)]));
    assert_eq!(at(&model), 3);
    press(&mut model, KeyCode::Enter);
    press(&mut model, KeyCode::End);
    assert_eq!(press(&mut model, KeyCode::Enter), copy);
    update(&mut model, Msg::Calls(vec![call(6), failed(7)]));
    assert_eq!(press(&mut model, KeyCode::Enter), copy);
}

#[test]
fn what_failed_comes_first_and_can_be_all_there_is() {
    let mut model = model();
    key(&mut model, 'L');
    update(&mut model, Msg::Calls(vec![call(1), failed(2), call(3), failed(4)]));
    let rows = |model: &Model| model.live.calls.rows().iter().map(|row| row.calls.len()).collect::<Vec<_>>();
    assert_eq!(rows(&model), [2, 2]);
    assert_eq!(model.live.calls.rows()[0].newest().unwrap().number, 4);
    press(&mut model, KeyCode::Down);
    key(&mut model, 'f');
    assert_eq!((rows(&model), at(&model)), (vec![2], 0));
    key(&mut model, 'f');
    assert_eq!(rows(&model), [2, 2]);
}

#[test]
fn what_is_exported_is_what_the_view_shows() {
    let mut model = model();
    type_text(&mut model, "/haiku us-west");
    press(&mut model, KeyCode::Enter);
    key(&mut model, 'e');
    let effects = press(&mut model, KeyCode::Enter);
    let [Effect::Export { exported, format: Format::Json, target: Delivery::File(name) }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(name, "bedcheck-list-2026-11-22T1004Z.json");
    let Subject::Cells { regions, models } = &exported.subject else { panic!("cells") };
    assert_eq!(regions, &[region("us-west-1"), region("us-west-2")]);
    assert!(!models.is_empty() && models.iter().all(|id| id.as_str().contains("haiku")));
    type_text(&mut model, "1e");
    press(&mut model, KeyCode::Down);
    let effects = key(&mut model, 'y');
    let [Effect::Export { exported, format: Format::Ndjson, target: Delivery::Clipboard }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((&exported.subject, exported.check.uses.len()), (&Subject::Calls, model.visible_uses().len()));
    key(&mut model, 'e');
    press(&mut model, KeyCode::End);
    let shot = Effect::Screenshot(Delivery::File("bedcheck-screen-2026-11-22T1004Z.txt".to_owned()));
    assert_eq!(press(&mut model, KeyCode::Enter), [shot]);
    assert!(matches!(model.screen.mode, Mode::Browse), "what lies over the view is not on the picture");
}

fn profile(name: &str) -> AwsProfile {
    AwsProfile { name: name.to_owned(), source: CredentialSource::Keys, region: None, sign_in: SignIn::NotNeeded }
}

#[test]
fn another_profile_is_another_account_in_the_same_view() {
    let mut model = model();
    start(&mut model);
    key(&mut model, '5');
    assert_eq!(key(&mut model, 'P'), [Effect::Profiles]);
    update(&mut model, Msg::Profiles(Ok(vec![profile("default"), profile("other")])));
    press(&mut model, KeyCode::End);
    let effects = press(&mut model, KeyCode::Enter);
    assert_eq!(effects, [Effect::Switch { epoch: 0, profile: "other".to_owned() }]);
    let planner = fixture::setup(Survey::default()).planner;
    let other = Switched {
        asked_as: AskedAs { profile: Some("other".to_owned()), ..AskedAs::default() },
        survey: Survey::default(),
        planner: Arc::clone(&planner),
        keeps_surveys: false,
        trouble: None,
    };
    let effects = update(&mut model, Msg::Switched { epoch: 0, outcome: Ok(Box::new(other.clone())) });
    assert!(matches!(&effects[..], [Effect::Scan { epoch: 1, afresh: true, .. }]), "{effects:?}");
    assert_eq!((model.screen.view, model.account.asked_as.profile.as_deref()), (View::Region, Some("other")));
    assert_eq!(model.account.survey, Survey::default(), "nothing of the old account stays");
    update(&mut model, availability(Agreement::Available));
    assert_eq!(model.account.survey, Survey::default(), "late answers are dropped");
    assert!(update(&mut model, Msg::Switched { epoch: 0, outcome: Ok(Box::new(other)) }).is_empty());
    update(&mut model, Msg::Switched { epoch: 1, outcome: Err("no such profile".to_owned()) });
    assert!(model.screen.note.as_ref().is_some_and(|note| note.trouble));
}

#[test]
fn a_comparison_shows_what_only_one_of_two_can_call() {
    let mut model = model();
    key(&mut model, 'P');
    update(&mut model, Msg::Profiles(Ok(vec![profile("other")])));
    let effects = key(&mut model, 'c');
    let [Effect::Compare { epoch: 0, profile, regions }] = &effects[..] else { panic!("{effects:?}") };
    assert!(profile == "other" && regions.contains(&region("us-west-2")));
    let mut there = Model::new(fixture::setup(model.account.survey.clone()));
    update(&mut there, availability(Agreement::Available));
    let outcome = Ok(Box::new(there.account.survey.clone()));
    update(&mut model, Msg::Compared { epoch: 0, profile: "other".to_owned(), outcome });
    assert_eq!(model.screen.panel().unwrap().list, PanelList::Comparison);
    let rows: Vec<_> = compared(&model).into_iter().cloned().collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((rows[0].before.verdict.is_open(), rows[0].after.verdict.is_open()), (false, true));
    press(&mut model, KeyCode::Esc);
    assert_eq!(model.screen.panel().unwrap().list, PanelList::Profiles);
    model.screen.filter = "opus".to_owned();
    model.settle();
    assert!(compared(&model).is_empty(), "the filter holds here as well");
    let nothing = Ok(Box::default());
    update(&mut model, Msg::Compared { epoch: 0, profile: "other".to_owned(), outcome: nothing });
    assert!(model.screen.note.as_ref().is_some_and(|note| note.trouble && note.text.contains("could read nothing")));
}

/// A person pressed it while the scan ran, and was told that no settings are needed.
#[test]
fn whether_settings_help_is_not_said_before_the_answers_are_in() {
    let mut model = model();
    let effects = key(&mut model, 'r');
    assert!(matches!(effects.as_slice(), [Effect::Scan { .. }]), "{effects:?}");
    let said = |model: &mut Model| {
        model.derived.check.change.clear();
        assert!(key(model, 'F').is_empty());
        model.screen.note.as_ref().map(|note| note.text.clone()).unwrap_or_default()
    };
    let early = said(&mut model);
    assert!(early.contains("still being read") && !early.contains("none are needed"), "{early}");
    finished(&mut model, 1);
    let late = said(&mut model);
    assert!(late.contains("none are needed"), "{late}");
}
