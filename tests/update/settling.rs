//! What follows from the answers does not depend on when it was worked out.

use super::*;

/// Everything the account of the screens answered, one answer each.
fn answers(survey: &Survey) -> Vec<Reading> {
    let mut readings = vec![
        Reading::Identity(Ok(survey.identity.value().unwrap().clone())),
        Reading::Regions(Ok(survey.opted.value().unwrap().clone())),
    ];
    for (region, facts) in &survey.regions {
        let told = |refusal: Option<&bedcheck::refusal::Refusal>| refusal.cloned();
        let models = facts.models.value().cloned().ok_or_else(|| told(facts.models.refusal()).unwrap());
        let profiles = facts.profiles.value().cloned().ok_or_else(|| told(facts.profiles.refusal()).unwrap());
        readings.extend([Reading::Models(region.clone(), models), Reading::Profiles(region.clone(), profiles)]);
        let form = facts.use_case.value().map(|form| Reading::UseCase(region.clone(), Ok(*form)));
        let mode = facts.data_retention.value().map(|mode| Reading::DataRetention(region.clone(), Ok(mode.clone())));
        readings.extend(form.into_iter().chain(mode));
        for (model, fact) in &facts.availability {
            readings.push(Reading::Availability(region.clone(), model.clone(), Ok(fact.value().unwrap().clone())));
        }
    }
    readings
}

/// In an order that is the same each time and has nothing to do with that of the lists.
fn mixed<T>(mut list: Vec<T>, seed: usize) -> Vec<T> {
    let mut state = seed;
    for at in (1..list.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(at, (state >> 33) % (at + 1));
    }
    list
}

#[test]
fn answers_settled_one_by_one_come_to_the_same_as_all_at_once() {
    let whole = fixture::survey();
    let mut at_once = Model::new(fixture::setup(whole.clone()));
    at_once.settle();
    for (seed, burst) in [(1, 1), (2, 3), (3, 17)] {
        let mut model = Model::new(fixture::setup(Survey::default()));
        model.settle();
        for (nth, reading) in mixed(answers(&whole), seed).into_iter().enumerate() {
            let observation = Observation { reading, at: fixture::read_at() };
            let event = ScanEvent::Observed(Box::new(observation));
            update(&mut model, Msg::Scan { epoch: 0, scan: 1, event });
            if nth % burst == 0 {
                model.settle();
            }
        }
        model.settle();
        assert_eq!(model.derived.headline, at_once.derived.headline, "{seed}");
        assert_eq!(model.derived.check, at_once.derived.check, "{seed}");
        let ids = |model: &Model| model.derived.models.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&model), ids(&at_once), "{seed}");
        assert!(at_once.derived.regions.len() > 20 && ids(&at_once).len() > 10);
        for region in &at_once.derived.regions {
            for id in ids(&at_once) {
                let (grown, told) = (model.derived.cell(region, &id), at_once.derived.cell(region, &id));
                assert_eq!(grown, told, "{id} in {region}, order {seed}");
            }
        }
    }
}
