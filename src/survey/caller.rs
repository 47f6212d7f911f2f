//! A survey is about one caller. What another one read does not hold for it.

use jiff::Timestamp;

use super::{Dated, Fact, Identity, RegionFacts, Survey};

impl Identity {
    /// Whether this is the same user, or the same role in another session.
    #[must_use]
    pub fn is_same_caller(&self, other: &Self) -> bool {
        self.account == other.account && self.principal() == other.principal()
    }

    /// The ARN's resource without the session of an assumed role.
    fn principal(&self) -> &str {
        let resource = self.arn.splitn(6, ':').nth(5).unwrap_or(&self.arn);
        let session = resource.strip_prefix("assumed-role/").and_then(|role| role.rsplit_once('/'));
        session.map_or(resource, |(_, session)| resource.get(..resource.len() - session.len() - 1).unwrap_or(resource))
    }
}

impl Survey {
    /// Forgets everything asked or answered up to this moment, the moment included: values, and refusals as well.
    /// A newer refusal stays, without the older value under it.
    pub fn forget_until(&mut self, moment: Timestamp) {
        forget(&mut self.identity, moment);
        forget(&mut self.opted, moment);
        for facts in self.regions.values_mut() {
            facts.forget_until(moment);
        }
        self.regions.retain(|_, facts| *facts != RegionFacts::default());
    }

    /// The newest date of any question asked; `None` when none was.
    #[must_use]
    pub fn as_of(&self) -> Option<Timestamp> {
        let verified = |facts: &RegionFacts| {
            facts.verified.values().chain(facts.streamed.values()).filter_map(Fact::asked_at).max()
        };
        let simulated = |facts: &RegionFacts| facts.permissions.values().filter_map(Fact::asked_at).max();
        let of_region = |facts: &RegionFacts| {
            let others = [facts.data_retention.asked_at(), facts.quotas.asked_at(), verified(facts), simulated(facts)];
            others.into_iter().flatten().max().max(facts.as_of())
        };
        let regions = self.regions.values().filter_map(of_region).max();
        self.identity.asked_at().max(self.opted.asked_at()).max(regions)
    }
}

impl RegionFacts {
    /// What is not named here is forgotten whatever its date.
    fn forget_until(&mut self, moment: Timestamp) {
        let mut old = std::mem::take(self);
        forget(&mut old.models, moment);
        forget(&mut old.profiles, moment);
        forget(&mut old.use_case, moment);
        forget(&mut old.data_retention, moment);
        old.availability.values_mut().for_each(|fact| forget(fact, moment));
        old.inference_profiles.values_mut().for_each(|fact| forget(fact, moment));
        old.verified.values_mut().for_each(|fact| forget(fact, moment));
        old.streamed.values_mut().for_each(|fact| forget(fact, moment));
        forget(&mut old.quotas, moment);
        old.permissions.values_mut().for_each(|fact| forget(fact, moment));
        self.quotas = old.quotas;
        self.permissions = old.permissions.into_iter().filter(|(_, fact)| is_asked(fact)).collect();
        self.models = old.models;
        self.profiles = old.profiles;
        self.use_case = old.use_case;
        self.data_retention = old.data_retention;
        self.availability = old.availability.into_iter().filter(|(_, fact)| is_asked(fact)).collect();
        self.inference_profiles = old.inference_profiles.into_iter().filter(|(_, fact)| is_asked(fact)).collect();
        self.verified = old.verified.into_iter().filter(|(_, fact)| is_asked(fact)).collect();
        self.streamed = old.streamed.into_iter().filter(|(_, fact)| is_asked(fact)).collect();
        self.agreements = old.agreements.into_iter().filter(|(_, seen)| seen.otherwise_at > moment).collect();
    }
}

fn is_asked<T>(fact: &Fact<T>) -> bool {
    !matches!(fact, Fact::Unasked)
}

fn forget<T>(fact: &mut Fact<T>, moment: Timestamp) {
    *fact = match std::mem::take(fact) {
        Fact::Known(dated) if dated.at > moment => Fact::Known(dated),
        Fact::Failed { refusal, at, last } if at > moment => {
            Fact::Failed { refusal, at, last: last.filter(|dated: &Dated<T>| dated.at > moment) }
        }
        _ => Fact::Unasked,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::{BaseModelId, Partition},
        refusal::{Cause, Refusal},
        survey::{Answer, Availability, Observation, Question, RegionOptIn, UseCaseForm},
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn identity(account: &str, arn: &str) -> Identity {
        Identity { account: account.to_owned(), arn: arn.to_owned(), partition: Partition::Aws }
    }

    fn refusal() -> Refusal {
        Refusal {
            cause: Cause::Throttled,
            gate: None,
            recognised: true,
            status: Some(429),
            kind: "ThrottlingException".to_owned(),
            request_id: None,
            text: "Rate exceeded".to_owned(),
            captures: Default::default(),
        }
    }

    #[test]
    fn sessions_of_a_role_are_one_caller_and_roles_are_not() {
        let one = identity("1", "arn:aws:sts::1:assumed-role/Developer/anna");
        let same = |account: &str, arn: &str| one.is_same_caller(&identity(account, arn));
        assert!(same("1", "arn:aws:sts::1:assumed-role/Developer/bert"));
        assert!(!same("1", "arn:aws:sts::1:assumed-role/Admin/anna"));
        assert!(!same("2", "arn:aws:sts::2:assumed-role/Developer/anna"));
        assert!(!same("1", "arn:aws:iam::1:user/Developer"));
        let user = |name: &str| identity("1", &format!("arn:aws:iam::1:user/team/{name}"));
        assert!(user("a").is_same_caller(&user("a")) && !user("a").is_same_caller(&user("b")));
    }

    #[test]
    fn what_was_read_before_is_forgotten_and_what_came_after_stays() {
        let region: crate::catalog::RegionName = "us-west-2".parse().unwrap();
        let other: crate::catalog::RegionName = "eu-west-1".parse().unwrap();
        let mut survey = Survey::default();
        let mut observe = |question, second, outcome| survey.apply(Observation { question, at: at(second), outcome });
        observe(Question::Identity, 10, Ok(Answer::Identity(identity("1", "arn:aws:iam::1:root"))));
        observe(Question::Regions, 10, Ok(Answer::Regions([(region.clone(), RegionOptIn::Enabled)].into())));
        observe(Question::Models(other.clone()), 10, Ok(Answer::Models(Vec::new())));
        observe(Question::Models(region.clone()), 10, Ok(Answer::Models(Vec::new())));
        observe(Question::Profiles(region.clone()), 10, Ok(Answer::Profiles(Vec::new())));
        observe(Question::Profiles(region.clone()), 20, Err(refusal()));
        observe(Question::UseCase(region.clone()), 20, Ok(Answer::UseCase(UseCaseForm::Filed)));
        let availability = || {
            let (agreement, agreement_message) = (None, None);
            Answer::Availability(Availability {
                agreement,
                agreement_message,
                authorized: true,
                entitled: true,
                in_region: true,
            })
        };
        let model = |id: &str| Question::Availability(region.clone(), id.parse().unwrap());
        observe(model("anthropic.claude-old"), 10, Ok(availability()));
        observe(model("anthropic.claude-new"), 20, Ok(availability()));
        assert_eq!(survey.as_of(), Some(at(20)));

        survey.forget_until(at(10));
        assert_eq!((&survey.identity, &survey.opted), (&Fact::Unasked, &Fact::Unasked));
        assert_eq!(survey.regions.keys().collect::<Vec<_>>(), [&region]);
        let facts = &survey.regions[&region];
        assert_eq!(facts.models, Fact::Unasked);
        assert!(facts.profiles.refusal().is_some() && facts.profiles.value().is_none());
        assert_eq!(facts.use_case.value(), Some(&UseCaseForm::Filed));
        assert_eq!(facts.availability.keys().map(BaseModelId::as_str).collect::<Vec<_>>(), ["anthropic.claude-new"]);

        let before = survey.clone();
        survey.forget_until(at(19));
        assert_eq!(survey, before);
        survey.forget_until(at(20));
        assert_eq!(survey, Survey::default());
        assert_eq!(survey.as_of(), None);
    }
}
