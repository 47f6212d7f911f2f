//! Two surveys against each other.

use bedcheck::{
    access::{Side, VerdictChange, verdict_changes},
    catalog::{Catalog, Lifecycle, LifecycleStatus},
    survey::{Agreement, Difference, DifferenceKind, Reading, RegionOptIn, Survey, UseCaseForm, differences},
    words::{self, InWords as _},
};

use crate::survey::{FABLE, HAIKU, Hand, at, denied, listed, profile};

fn verdicts(before: &Survey, after: &Survey) -> Vec<VerdictChange> {
    let side = |survey| Side { survey, at: at(2) };
    verdict_changes(side(before), side(after), Catalog::bundled())
}

/// An open account, and everything in it that can be otherwise.
fn surveys() -> Vec<Survey> {
    let open = || Hand::open("us-west-2", HAIKU);
    let mut all = vec![Survey::default(), open().survey];
    let mut change = |how: fn(&mut Hand)| {
        let mut hand = open();
        how(&mut hand);
        all.push(hand.survey);
    };
    change(|hand| hand.agreement(Agreement::NotAvailable));
    change(|hand| hand.agreement(Agreement::Pending));
    change(|hand| hand.models(vec![listed(HAIKU, false), listed(FABLE, true)]));
    change(|hand| hand.models(Vec::new()));
    change(|hand| hand.profiles(vec![profile(&format!("us.{HAIKU}"), &["us-east-1", "us-west-2"])]));
    change(|hand| hand.profiles(vec![profile(&format!("global.{HAIKU}"), &["us-west-2"])]));
    change(|hand| hand.form(UseCaseForm::Missing));
    change(|hand| hand.mode("none"));
    change(|hand| hand.opt_in(RegionOptIn::Disabling));
    change(|hand| {
        let mut model = listed(HAIKU, false);
        model.lifecycle = Lifecycle { status: LifecycleStatus::Legacy, legacy_at: Some(at(0)), ..Lifecycle::default() };
        hand.models(vec![model]);
    });
    change(|hand| hand.hear(hand.about_model().refused(denied("bedrock:GetFoundationModelAvailability")), 1));
    all
}

fn reversed(one: &Difference) -> Difference {
    let (before, after) = (one.after.clone(), one.before.clone());
    Difference { kind: one.kind.reversed(), before, after, ..one.clone() }
}

#[test]
fn a_survey_differs_from_itself_in_nothing_and_every_difference_has_a_way_back() {
    for a in surveys() {
        assert_eq!((differences(&a, &a), verdicts(&a, &a)), (vec![], vec![]));
        for b in surveys() {
            let (there, back) = (differences(&a, &b), differences(&b, &a));
            assert_eq!(there.len(), back.len());
            assert!(there.iter().all(|one| back.contains(&reversed(one))), "{there:?}\n{back:?}");
            let turned = |one: VerdictChange| VerdictChange { before: one.after, after: one.before, ..one };
            assert_eq!(verdicts(&a, &b), verdicts(&b, &a).into_iter().map(turned).collect::<Vec<_>>());
        }
    }
}

#[test]
fn every_kind_of_difference_is_told_with_both_sides() {
    let all = surveys();
    let open = &all[1];
    let told = |index: usize| -> Vec<(DifferenceKind, Option<String>, Option<String>)> {
        differences(open, &all[index]).into_iter().map(|one| (one.kind, one.before, one.after)).collect()
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(told(4), [(DifferenceKind::ModelAppeared, None, text("active"))]);
    assert_eq!(told(5), [(DifferenceKind::ModelGone, text("active"), None)]);
    assert_eq!(told(6), [(DifferenceKind::DestinationsChanged, text("us-west-2"), text("us-east-1 us-west-2"))]);
    let kinds: Vec<DifferenceKind> = told(7).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, [DifferenceKind::ProfileAppeared, DifferenceKind::ProfileGone]);
    assert_eq!(told(8), [(DifferenceKind::UseCaseChanged, text("filed"), text("missing"))]);
    assert_eq!(told(9), [(DifferenceKind::DataRetentionChanged, text("default"), text("none"))]);
    assert_eq!(told(10), [(DifferenceKind::RegionStateChanged, text("ENABLED_BY_DEFAULT"), text("DISABLING"))]);
    assert_eq!(told(11), [(DifferenceKind::LifecycleChanged, text("active"), text("legacy, legacy 2026-11-22"))]);
    let [change] = &verdicts(open, &all[2])[..] else { panic!("one verdict differs") };
    assert_eq!((words::standing(&change.before).as_str(), change.after.verdict.words().word), ("open", "blocked"));
}

#[test]
fn what_could_not_be_read_is_not_gone() {
    let open = Hand::open("us-west-2", HAIKU);
    let mut unread = Hand { survey: Survey::default(), ..open.clone() };
    unread.hear(Reading::Models(open.region.clone(), Err(denied("bedrock:ListFoundationModels"))), 1);
    unread.say(Reading::Profiles(open.region.clone(), Ok(vec![profile(&format!("us.{HAIKU}"), &["us-west-2"])])));
    assert_eq!(differences(&open.survey, &unread.survey), []);
    let mut stale = open.clone();
    stale.hear(stale.about_model().refused(denied("bedrock:GetFoundationModelAvailability")), 1);
    assert_eq!(verdicts(&open.survey, &stale.survey), [], "the last answer stands");
}
