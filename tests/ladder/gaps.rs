//! Gaps and the settings that close them.

use std::{collections::BTreeSet, path::Path};

use bedcheck::{
    access::Verdict,
    catalog::{BaseModelId, Catalog},
    claude_code::{Client, Impact, Plan, Planner, Role, Setup, Sources, Version, VersionSource},
    gaps::{Assessment, Caller, Check, CheckedUse, Context, Outcome, SettingLine, plan_for},
    survey::{Agreement, Availability, ListedModel, ListedProfile, Observation, Reading, RealCall, Survey},
};

use crate::survey::{HAIKU, Hand, at, green, region};

const OREGON: &str = "us-west-2";

/// Everything the catalogue knows of Oregon, open but for these models.
fn oregon(shut: &BTreeSet<BaseModelId>) -> Survey {
    let catalog = Catalog::bundled();
    let mut hand = Hand::open(OREGON, HAIKU);
    let offers = catalog.offers(&region(OREGON));
    let listed = offers.iter().filter_map(|offer| {
        let known = catalog.model(&offer.model)?;
        Some(ListedModel {
            id: offer.model.clone(),
            name: known.full_name.clone(),
            lifecycle: known.lifecycle.clone(),
            on_demand: offer.on_demand,
            through_profile: !offer.profiles.is_empty(),
        })
    });
    hand.models(listed.collect());
    let profiles = offers
        .iter()
        .flat_map(|offer| &offer.profiles)
        .map(|profile| ListedProfile { id: profile.id.clone(), destinations: profile.destinations.clone() });
    hand.profiles(profiles.collect());
    for offer in &offers {
        let agreement = if shut.contains(&offer.model) { Agreement::NotAvailable } else { Agreement::Available };
        let answer = Availability { agreement: Some(agreement), ..green() };
        hand.say(Reading::Availability(region(OREGON), offer.model.clone(), Ok(answer)));
    }
    hand.survey
}

fn planner(version: Version, env: &[(&str, &str)]) -> Planner {
    let nowhere = Path::new("/nonexistent/bedcheck-test").to_path_buf();
    let always = [("CLAUDE_CODE_USE_BEDROCK", "1"), ("AWS_REGION", OREGON)];
    let env = always.iter().chain(env).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let setup = Setup {
        env: env.collect(),
        home: nowhere.clone(),
        project: nowhere.clone(),
        managed: nowhere,
        ..Setup::default()
    };
    Planner::new(Sources::read(&setup), Client { version, source: VersionSource::Given })
}

fn known(survey: &Survey) -> Context<'_> {
    Context { catalog: Catalog::bundled(), survey, caller: Caller::default(), now: at(2) }
}

fn check(planner: &Planner, survey: &Survey, lines: &[SettingLine]) -> (Plan, Check) {
    let replan = |more: &[SettingLine]| plan_for(planner, survey, &[lines, more].concat());
    let Assessment { plan, check, .. } = Assessment::of(known(survey), &replan).allowing_unread_permission(true);
    (plan, check)
}

fn main_of(check: &Check) -> &CheckedUse {
    check.uses.iter().find(|checked| checked.usage.role == Role::Main).unwrap()
}

fn felt_gaps(check: &Check) -> usize {
    check.uses.iter().filter(|checked| checked.is_gap() && checked.usage.impact != Impact::Noise).count()
}

#[test]
fn the_smallest_change_never_moves_a_main_model_that_is_open() {
    let environments: [&[(&str, &str)]; 3] =
        [&[], &[("ANTHROPIC_MODEL", "sonnet")], &[("ANTHROPIC_MODEL", "us.anthropic.claude-opus-5-5")]];
    let (mut changes, mut closed) = (0, 0);
    for version in [Version(2, 0, 14), bedcheck::claude_code::newest_known()] {
        for env in environments {
            let planner = planner(version, env);
            let called = plan_for(&planner, &oregon(&BTreeSet::new()), &[]).uses;
            let called: BTreeSet<BaseModelId> = called.iter().filter_map(|usage| usage.invoked.base()).collect();
            for one in &called {
                for other in &called {
                    let shut: BTreeSet<BaseModelId> = [one.clone(), other.clone()].into();
                    let what = format!("{version} {env:?} without {shut:?}");
                    let survey = oregon(&shut);
                    let (_, before) = check(&planner, &survey, &[]);
                    let (_, after) = check(&planner, &survey, &before.change);
                    assert!(felt_gaps(&after) <= felt_gaps(&before), "{what}: {:?}", before.change);
                    if before.change.is_empty() {
                        continue;
                    }
                    changes += 1;
                    closed += usize::from(after.outcome() == Outcome::Ok);
                    if main_of(&before).verdict.is_open() {
                        let ids = [&before, &after].map(|check| main_of(check).usage.invoked.to_string());
                        assert_eq!(ids[0], ids[1], "{what}: {:?}", before.change);
                    }
                }
            }
        }
    }
    assert!(changes > 0 && closed > 0, "{changes} changes were proposed, {closed} closed everything");
}

#[test]
fn every_use_that_is_not_open_says_why_and_what_to_do() {
    let planner = planner(bedcheck::claude_code::newest_known(), &[]);
    let called = plan_for(&planner, &oregon(&BTreeSet::new()), &[]).uses;
    let shut: BTreeSet<BaseModelId> = called.iter().filter_map(|usage| usage.invoked.base()).collect();
    let (_, check) = check(&planner, &oregon(&shut), &[]);
    assert_eq!(check.outcome(), Outcome::Gaps);
    for checked in &check.uses {
        let sentence = checked.sentence();
        assert!(
            sentence.contains(&checked.usage.invoked.to_string()) && sentence.contains(&checked.role()),
            "{sentence}"
        );
        assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
        assert!(!checked.remedies.is_empty(), "{sentence}");
    }
}

#[test]
fn what_the_client_repairs_silently_is_reported_and_not_counted() {
    let planner = planner(bedcheck::claude_code::newest_known(), &[]);
    let survey = oregon(&BTreeSet::new());
    let (mut plan, _) = check(&planner, &survey, &[]);
    plan.uses.truncate(1);
    plan.uses[0].invoked = bedcheck::catalog::ModelRef::parse("eu.anthropic.claude-opus-5-5");
    let run = |plan: &Plan| Assessment::of(known(&survey), &|_| plan.clone()).check;
    assert_eq!(run(&plan).outcome(), Outcome::Gaps);
    plan.uses[0].impact = Impact::Noise;
    let quiet = run(&plan);
    assert_eq!(quiet.outcome(), Outcome::Ok);
    assert!(quiet.uses[0].is_gap() && !quiet.uses[0].remedies.is_empty());
}

#[test]
fn counting_tokens_is_not_judged_by_the_bare_id() {
    let planner = planner(bedcheck::claude_code::newest_known(), &[]);
    let survey = oregon(&BTreeSet::new());
    let (mut plan, _) = check(&planner, &survey, &[]);
    plan.uses.truncate(1);
    let verdict = |plan: &Plan, role| {
        let mut plan = plan.clone();
        plan.uses[0].role = role;
        plan.uses[0].invoked = bedcheck::catalog::ModelRef::parse(HAIKU);
        let check = Assessment::of(known(&survey), &|_| plan.clone()).check;
        check.uses[0].verdict
    };
    assert_eq!(verdict(&plan, Role::TokenCount), Verdict::Open);
    assert!(matches!(verdict(&plan, Role::Main), Verdict::Blocked(_)), "a call with the bare id is refused");
}

#[test]
fn the_same_model_by_another_id_is_proposed_where_only_one_id_is_denied() {
    let planner = planner(bedcheck::claude_code::newest_known(), &[]);
    let mut survey = oregon(&BTreeSet::new());
    let small = |uses: &[bedcheck::claude_code::ModelUse]| {
        uses.iter().find(|usage| usage.role == Role::SmallFast).unwrap().invoked.clone()
    };
    let denied = small(&plan_for(&planner, &survey, &[]).uses);
    let global = format!("global.{}", denied.base().unwrap());
    let refusal = crate::survey::denied_by_organization("bedrock:InvokeModel");
    let call = RealCall { region: region(OREGON), id: denied.to_string(), streaming: false };
    survey.apply(Observation { reading: Reading::Invoke(call, Err(refusal)), at: at(1) });
    let values = |survey: &Survey| -> Vec<String> {
        check(&planner, survey, &[]).1.change.into_iter().map(|line| line.value).collect()
    };
    assert!(values(&survey).contains(&global), "{:?}", values(&survey));
    // What shuts the model shuts it by every id.
    let account = crate::survey::refused(403, "AccessDeniedException", "Your account is currently being verified.");
    let call = RealCall { region: region(OREGON), id: denied.to_string(), streaming: false };
    survey.apply(Observation { reading: Reading::Invoke(call, Err(account)), at: at(1) });
    assert!(!values(&survey).contains(&global), "{:?}", values(&survey));
}
